"""How numbers are written in the window, so that one number never looks two ways.

Pure text; knows neither widgets nor fonts. A decimal point is a point in every language: the
figures are compared with papers and with the command line.
"""

from __future__ import annotations

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

# The widest that `percent_text` writes of a probability above 1e-12 (below, a digit may be cut).
WIDEST_PERCENTAGES = ("99.99\N{NO-BREAK SPACE}%", "0.0004\N{NO-BREAK SPACE}%")


def percent_text(probability: float) -> str:
    """Write a probability as what it is: 58.21 %, 0.03 %, 0.0004 %, 2e-7 %.

    Two decimals; smaller values keep one significant digit. Nothing possible is written as 0 %,
    nothing uncertain as 100 %.

    Args:
        probability: 0 … 1.
    """
    percent = probability * 100
    if percent <= 0:
        figure = "0"
    elif percent >= 100:
        figure = "100"
    elif percent >= 99.99:
        figure = "99.99"
    elif percent >= 0.01:
        figure = f"{percent:.2f}"
    elif percent >= 0.0001:
        figure = f"{float(f'{percent:.0e}'):.4f}".rstrip("0")
    else:
        digit, _, exponent = f"{percent:.0e}".partition("e")
        figure = f"{digit}e{int(exponent)}"
    return f"{figure}{NO_BREAK_SPACE}%"

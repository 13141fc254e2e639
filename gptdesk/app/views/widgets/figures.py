"""Numbers and times as text, so that one never looks two ways in the window.

Pure text; knows neither widgets nor fonts. A decimal point is a point in every language: the
figures are compared with papers and with the command line. The order of a date is the user's own.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

UNKNOWN = "–"
MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

# The widest that `percent_text` writes of a probability above 1e-12 (below, a digit may be cut).
WIDEST_PERCENTAGES = ("99.999\N{NO-BREAK SPACE}%", "0.0004\N{NO-BREAK SPACE}%")

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LEAST_PLAIN = -4  # the exponent of the smallest that is written with zeros
_MOST_DECIMALS = 18  # neighbours near 1 differ in the 17th


def percent_text(probability: float) -> str:
    """Write a probability as what it is: 58.21 %, 0.03 %, 0.0004 %, 2×10⁻⁷ %.

    Two decimals; smaller values keep one significant digit. Near 1 there is one decimal more, then
    ≈100 %. Nothing possible is written as 0 %, nothing uncertain as 100 %. The power of ten has no
    spaces: it is as wide as 0.0004 %.

    Args:
        probability: 0 … 1.
    """
    percent = probability * 100
    if percent <= 0:
        figure = "0"
    elif percent >= 100:
        figure = "100"
    elif percent >= 99.9995:
        figure = "≈100"
    elif percent >= 99.995:
        figure = f"{percent:.3f}"
    elif percent >= 0.01:
        figure = f"{percent:.2f}"
    elif percent >= 0.0001:
        figure = f"{float(f'{percent:.0e}'):.4f}".rstrip("0")
    else:
        digit, _, exponent = f"{percent:.0e}".partition("e")
        figure = f"{digit}×{power_of_ten(int(exponent))}"
    return percent_of(figure)


def percent_of(figure: str) -> str:
    """Return a figure with its sign, as the language has it: 58.21 %, in Chinese 58.21%."""
    return _tr("{0}\N{NO-BREAK SPACE}%").format(figure)


def power_of_ten(exponent: int) -> str:
    """Write a power of ten: 10⁻¹⁴."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def point_text(point: float, digits: int = 4) -> str:
    """Write a point between 0 and 1, as the dice are: 0.9870, and 0.99997 rather than 1.0000."""
    return points_text(point, digits=digits)[0]


def points_text(*points: float, digits: int = 4) -> tuple[str, ...]:
    """Write points between 0 and 1 with as many decimals as it takes to tell them apart.

    They are told from 0 and 1 too, unless they are these.

    Args:
        points: 0 … 1 each.
        digits: decimals, at least.
    """
    for decimals in range(digits, _MOST_DECIMALS):
        texts = {point: f"{point:.{decimals}f}" for point in (0.0, 1.0, *points)}
        if len(set(texts.values())) == len(texts):
            return tuple(texts[point] for point in points)
    return tuple(map(repr, points))  # the shortest that is read as this very number


def setting_text(value: float) -> str:
    """Write a sampling setting: 0.95, and 0.9999999 rather than the 1 that means something else."""
    return f"{value:,.10g}"


def bits_text(bits: float | None) -> str:
    """Write a figure in bits, without its unit."""
    if bits is None:
        return UNKNOWN
    return decimal_text(bits, 2)


def decimal_text(value: float, decimals: int) -> str:
    """Write a number with so many decimals: 15.19, −0.14, ∞.

    What would be written as 0 and is none keeps one significant digit: 0.004, 2×10⁻⁷.

    Args:
        value: a number, or infinite.
        decimals: 1 or more.
    """
    size = abs(value)
    text = "∞" if math.isinf(size) else f"{size:.{decimals}f}"
    if size and not math.isinf(size) and float(text) == 0:
        digit, _, tens = f"{size:.0e}".partition("e")
        is_plain = int(tens) >= _LEAST_PLAIN
        text = f"{size:.{-int(tens)}f}" if is_plain else f"{digit}×{power_of_ten(int(tens))}"
    return f"{MINUS}{text}" if value < 0 else text


def signed_text(value: float, decimals: int) -> str:
    """Write a number as `decimal_text` does, with a sign before all but 0: +2.65, −0.14, +0.003."""
    text = decimal_text(value, decimals)
    return f"+{text}" if value > 0 else text


def perplexity_text(perplexity: float | None) -> str:
    """Write a perplexity: two decimals while they tell something."""
    if perplexity is None:
        return UNKNOWN
    if math.isinf(perplexity):
        return "∞"
    if perplexity >= 1e7:
        mantissa, _, exponent = f"{perplexity:.2e}".partition("e")
        return f"{mantissa} × {power_of_ten(int(exponent))}"
    return f"{perplexity:.2f}" if perplexity < 1000 else f"{perplexity:,.0f}"


def count_text(number: int | None) -> str:
    """Write a rank or another whole number."""
    return UNKNOWN if number is None else f"{number:,}"


def share_text(probability: float | None) -> str:
    """Write a probability that may not be known."""
    return UNKNOWN if probability is None else percent_text(probability)


def time_text(seconds: float) -> str:
    """Write a moment, in seconds since the epoch: 21 Nov 2026, 10:14."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(moment, _tr("d MMM yyyy, HH:mm"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)

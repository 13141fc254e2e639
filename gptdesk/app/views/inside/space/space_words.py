"""The words for neighbours, and numbers that may be none; pure text."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import MINUS, UNKNOWN, decimal_text
from gptdesk.engine.inside.values import Neighbour

_LEAST_PLAIN = 1e-4  # smaller ones are written with a power of ten


def cosine_text(cosine: float | None) -> str:
    """Write a cosine with four decimals; a vector of length 0 has none."""
    if cosine is None or math.isnan(cosine):
        return UNKNOWN
    return decimal_text(cosine, 4)


def length_text(value: float) -> str:
    """Write a length or a dot product with four digits."""
    if 0 < abs(value) < _LEAST_PLAIN:
        return number_text(value, 4)
    text = f"{abs(value):,.2f}" if abs(value) >= 100 else f"{abs(value):#.4g}"
    return f"{MINUS}{text}" if value < 0 else text


def entry_text(text_of: Callable[[int], str], token_id: int, tokens: int) -> str:
    """Return a token, and how many share its row where it is more than one."""
    if tokens == 1:
        return text_of(token_id)
    return _tr("{0}: {1} share this row").format(text_of(token_id), f"{tokens:,}")


def neighbour_cells(
    text_of: Callable[[int], str], number: int, neighbour: Neighbour
) -> tuple[str, ...]:
    """Return a row: number, token, cosine, dot, length."""
    return (
        str(number),
        entry_text(text_of, neighbour.token_id, neighbour.tokens),
        cosine_text(neighbour.cosine),
        length_text(neighbour.dot),
        length_text(neighbour.length),
    )


def neighbour_values(
    text_of: Callable[[int], str], number: int, neighbour: Neighbour
) -> tuple[object, ...]:
    """Return the same in full precision, with the id and the count of tokens."""
    return (
        number,
        neighbour.token_id,
        text_of(neighbour.token_id),
        neighbour.tokens,
        neighbour.cosine,
        neighbour.dot,
        neighbour.length,
    )


NEIGHBOUR_COLUMNS = ("number", "id", "token", "tokens", "cosine", "dot", "length")


def tabbed(rows: list[tuple[object, ...]]) -> str:
    """Return rows as lines divided by tabs, numbers in full."""
    return "\n".join("\t".join("" if one is None else str(one) for one in row) for row in rows)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SpaceWords", text)

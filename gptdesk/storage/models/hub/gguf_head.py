"""The table of contents of a GGUF file, passed over while it comes from the network.

Knows only where it ends; what is in it is judged by the readers of model files.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

from collections.abc import Callable

_TEXT, _LIST = 8, 9  # among the kinds of values; the others are numbers of so many bytes:
_NUMBER_BYTES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_MOST_DIMENSIONS = 4


def pass_header(take: Callable[[int], bytes]) -> bool:
    """Take a table of contents to its end, and nothing of the numbers behind it.

    Args:
        take: returns the next bytes, as many as are asked for; what it raises is passed on.

    Returns:
        Whether it got to the end; what is no such table is left where that shows.
    """

    def number(count: int) -> int:
        return int.from_bytes(take(count), "little")

    def pass_values(kind: int, count: int) -> bool:
        if kind == _TEXT:
            for _ in range(count):
                take(number(8))
        elif kind in _NUMBER_BYTES:
            take(count * _NUMBER_BYTES[kind])
        else:
            return False
        return True

    if take(4) != b"GGUF":
        return False
    take(4)  # its version
    tensors, keys = number(8), number(8)
    for _ in range(keys):
        take(number(8))
        kind = number(4)
        kind, count = (number(4), number(8)) if kind == _LIST else (kind, 1)
        if not pass_values(kind, count):
            return False
    for _ in range(tensors):
        take(number(8))
        dimensions = number(4)
        if dimensions > _MOST_DIMENSIONS:
            return False
        take(8 * dimensions + 4 + 8)  # sizes, kind, place
    return True

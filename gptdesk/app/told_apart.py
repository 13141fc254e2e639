"""Names of models of one name, with the part of their places that tells them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

_SHORT = 32  # characters of a place that is shown whole
_BEFORE, _AFTER = 6, 14  # of a longer one, before and from the first that is different


def names_told_apart(names: Sequence[str], places: Sequence[str]) -> list[str]:
    """Return names, of which equal ones are followed by what is different in their places."""
    named = QCoreApplication.translate("ToldApart", "{0} · {1}")
    apart = list(names)
    for name in {name for name in names if names.count(name) > 1}:
        rows = [row for row, one in enumerate(names) if one == name]
        for row, place in zip(rows, told_apart([places[row] for row in rows]), strict=True):
            apart[row] = named.format(name, place)
    return apart


def told_apart(places: Sequence[str]) -> list[str]:
    """Return what is different in different places: the last parts that it takes, in short.

    "/a/one" and "/b/one" are "a" and "b".
    """
    parts = [re.split(r"[/\\]", place) for place in places]
    while all(len(one) > 1 for one in parts) and len({one[-1] for one in parts}) == 1:
        parts = [one[:-1] for one in parts]
    for count in range(1, max(map(len, parts))):
        ends = ["/".join(one[-count:]) for one in parts]
        if len(set(ends)) == len(ends):
            return _shortened(ends)
    return _shortened(places)


def _shortened(texts: Sequence[str]) -> list[str]:
    """Return different texts, of the long ones only where they begin to be different."""
    if max(map(len, texts)) <= _SHORT:
        return list(texts)
    chars = enumerate(zip(*texts, strict=False))
    same = next((at for at, one in chars if len(set(one)) > 1), min(map(len, texts)))
    begin, end = max(0, same - _BEFORE), same + _AFTER
    short = ["…" * (begin > 0) + one[begin:end] + "…" * (end < len(one)) for one in texts]
    return short if len(set(short)) == len(short) else list(texts)

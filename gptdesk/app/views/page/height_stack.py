"""A stack of heights: the top of each item, and the item at a height.

Owns the sums, so that ten thousand entries cost as much as one when only the last one grows. Plain
Python.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class HeightStack:
    """Heights of items one below another; sums are recomputed only from the first change on."""

    __slots__ = ("_heights", "_tops")

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights: list[int] = list(heights)
        self._tops: list[int] = [0]  # valid as far as it goes

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """Height of all together."""
        return self.top(len(self._heights))

    def height(self, index: int) -> int:
        """Return the height of item `index`."""
        return self._heights[index]

    def top(self, index: int) -> int:
        """Return where item `index` begins."""
        tops = self._tops
        if index >= len(tops):
            known = len(tops) - 1
            tops[known:] = accumulate(self._heights[known:index], initial=tops[known])
        return tops[index]

    def index_at(self, y: float) -> int:
        """Return the item at height `y`, the nearest when it is outside; -1 when empty."""
        if not self._heights:
            return -1
        self.top(len(self._heights))
        return min(max(0, bisect_right(self._tops, y) - 1), len(self._heights) - 1)

    def set_height(self, index: int, height: int) -> bool:
        """Change one height; return whether it is a different one."""
        if self._heights[index] == height:
            return False
        self._heights[index] = height
        del self._tops[index + 1 :]
        return True

    def replace_from(self, index: int, heights: Iterable[int]) -> None:
        """Replace the items from `index` on."""
        self.replace(index, len(self._heights), heights)

    def replace(self, index: int, end: int, heights: Iterable[int]) -> None:
        """Replace the items `index` … `end - 1` by others, of whatever number."""
        self._heights[index:end] = heights
        del self._tops[index + 1 :]

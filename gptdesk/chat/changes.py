"""Changes in a network while it computes: heads turned down or off, places hidden.

Frozen plain data; the standard library and `errors` only. Blocks, heads and places count from 1,
as on the screen: "3.2" is head 2 of block 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from gptdesk.errors import require
from gptdesk.sentences import joined, to_translate

MOST_FACTOR = 2.0


@dataclass(frozen=True, slots=True, order=True)
class HeadChange:
    """One attention head whose output is scaled before the output projection.

    Attributes:
        block, head: which one, from 1.
        factor: what its output is multiplied by, 0 … 2; 0 switches it off, 1 changes nothing.
        uses_mean: its output is replaced, at every place, by its mean over the text that is
            looked at, times nothing: `factor` is 0 then.
    """

    block: int
    head: int
    factor: float = 0.0
    uses_mean: bool = False

    def __post_init__(self) -> None:
        require(self.block >= 1, "block", self.block, "1 or more")
        require(self.head >= 1, "head", self.head, "1 or more")
        require(0 <= self.factor <= MOST_FACTOR, "factor", self.factor, "between 0 and 2")
        is_plain = not self.uses_mean or self.factor == 0
        require(is_plain, "factor", self.factor, "0 where the mean is used")

    @property
    def name(self) -> str:
        """Return how it is called on the screen: "3.2"."""
        return f"{self.block}.{self.head}"

    @property
    def is_off(self) -> bool:
        """Return whether it writes nothing: one that writes its mean, or more, is changed."""
        return self.factor == 0 and not self.uses_mean


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is changed in one pass; equal if they change the same.

    Attributes:
        heads: by block and head, each at most once; what changes nothing is left out.
        hidden: places, from 1, that no later place can read, in order, each once.
    """

    heads: tuple[HeadChange, ...] = ()
    hidden: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        heads = tuple(sorted(change for change in self.heads if change.factor != 1))
        names = [change.name for change in heads]
        require(len(set(names)) == len(names), "heads", names, "each head once")
        hidden = tuple(sorted(set(self.hidden)))
        require(not hidden or hidden[0] >= 1, "hidden", hidden, "places from 1")
        object.__setattr__(self, "heads", heads)
        object.__setattr__(self, "hidden", hidden)

    def __bool__(self) -> bool:
        return bool(self.heads or self.hidden)

    @property
    def depends_on_whole_text(self) -> bool:
        """Whether a longer text changes what stands at earlier places."""
        return any(change.uses_mean for change in self.heads)

    def in_block(self, block: int) -> tuple[HeadChange, ...]:
        """Return the changes of one block's heads."""
        return tuple(change for change in self.heads if change.block == block)

    def from_place(self, start: int) -> Changes:
        """Return the same for a text whose first `start` places are cut off."""
        return replace(self, hidden=tuple(p - start for p in self.hidden if p > start))


NO_CHANGES = Changes()


def heads_in_words(heads: Iterable[HeadChange], translate: Callable[[str], str] = str) -> str:
    """Return what is changed: "heads 3.2, 5.1 off; head 6.1 at 50 %"; "" where nothing is.

    Args:
        heads: which heads, and how; those that are changed alike are named together.
        translate: into the user's language.
    """
    groups: dict[tuple[float, bool], list[str]] = {}
    for change in heads:
        groups.setdefault((change.factor, change.uses_mean), []).append(change.name)
    parts: list[str] = []
    for (factor, uses_mean), names in groups.items():
        is_one = len(names) == 1
        if uses_mean:
            words = (
                to_translate("changes", "head {0} at its mean")
                if is_one
                else to_translate("changes", "heads {0} at their means")
            )
        elif factor == 0:
            words = (
                to_translate("changes", "head {0} off")
                if is_one
                else to_translate("changes", "heads {0} off")
            )
        else:
            words = (
                to_translate("changes", "head {0} at {1} %")
                if is_one
                else to_translate("changes", "heads {0} at {1} %")
            )
        parts.append(translate(words).format(", ".join(names), f"{100 * factor:g}"))
    return joined(parts, translate(to_translate("changes", "{0}; {1}")))

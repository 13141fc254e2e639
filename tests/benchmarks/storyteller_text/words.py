"""Texts of one kind: words from tables of facts, put into one wording of each line."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


class Words(dict[str, str]):
    """Words by name, for `str.format_map`: with `{cow}` there are `{a_cow}`, `{Cow}`, `{A_cow}`."""

    def __missing__(self, name: str) -> str:
        if name[0].isupper():
            word = self[name[0].lower() + name[1:]]
            return word[0].upper() + word[1:]
        if name.startswith("a_"):
            bare = self[name.removeprefix("a_")]
            return f"{'an' if bare[0] in 'aeiou' else 'a'} {bare}"
        raise KeyError(name)


@dataclass(frozen=True)
class Kind:
    """Texts of one kind.

    Attributes:
        wordings: the lines of a text in order, a blank line between two; the wordings of a line
            stand one below the other, with words in braces. "-" is no line at all.
        drawn: what words are drawn from, in this order, by their names. Of several names, parted by
            spaces, each is its column of a row of a table, or another one of a list of words.
        also: further words, which follow from these.
    """

    wordings: str
    drawn: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    also: Callable[[Words], Mapping[str, str]] = lambda _: {}

    def tell(self, dice: random.Random, **known: str) -> list[str]:
        """Return the lines of one text, made with the words that are known and those drawn."""
        words = Words(known)
        for names, choices in self.drawn.items():
            each = names.split()
            is_table = not isinstance(choices[0], str)
            found = dice.choice(choices) if is_table else map(str, dice.sample(choices, len(each)))
            words.update(zip(each, found, strict=True))
        words.update(self.also(words))
        chosen = [dice.choice(wordings) for wordings in self._lines]
        return [wording.format_map(words) for wording in chosen if wording != "-"]

    @cached_property
    def _lines(self) -> list[list[str]]:
        return [
            [wording.strip() for wording in line.splitlines()]
            for line in re.split(r"\n\s*\n", self.wordings.strip())
        ]

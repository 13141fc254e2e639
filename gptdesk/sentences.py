"""Parts of sentences: names on one line, numbers of things, and sizes.

A leaf: the standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Self

Translate = Callable[[str, str], str]  # of a context and an English text

# C0, C1, Unicode's line ends, and what turns the direction of the text that follows.
_ACTING = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# What was filled in, between marks; and a space beside it with Chinese on both sides
_PLACE = "\0{}\0"
_HAN = "[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]"
_NEEDLESS = re.compile(f"(?<={_HAN}) \0(?={_HAN})|(?<={_HAN})\0 (?={_HAN})")


def one_line(text: str) -> str:
    """Return a text in which nothing tears the line, turns it round or commands a terminal."""
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def to_translate(context: str, text: str) -> str:  # noqa: ARG001  read by lupdate
    """Return `text`; it is marked for the translators, where there is no Qt to say so.

    Args:
        context: that the window asks with.
        text: in English, as it is.
    """
    return text


class Sentence(str):
    """A sentence, or a part of one, in English, that the window can say in its own language.

    It is a `str` like any other where nobody asks for more. What formats or joins it again gets a
    plain `str`, which stays English.

    Attributes:
        template: with names of facts in braces where there are any; written out where it is made,
            which is where the translators find it.
        facts: what stands in their places; a `Sentence` among them is translated too.
    """

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, object]

    def __new__(cls, template: str, **facts: object) -> Self:
        """Return `template` with its facts."""
        self = super().__new__(cls, template.format(**facts) if facts else template)
        self.template, self.facts = template, facts
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Return what makes it again in another process."""
        return (self.template,), self.facts


def in_language(text: object, translate: Callable[[str], str]) -> object:
    """Return a `Sentence` in the user's language, and anything else as it is."""
    if not isinstance(text, Sentence):
        return text
    template = translate(text.template)
    facts = {name: in_language(fact, translate) for name, fact in text.facts.items()}
    ours = {name: _PLACE.format(facts[name]) for name, fact in text.facts.items() if _is_ours(fact)}
    return _closed_up(template.format(**facts | ours)) if facts else template


def filled(template: str, *words: str) -> str:
    """Return `template` with words in its places, as `format` does.

    A Chinese template has spaces round the place of a Latin name; where a Chinese word comes, which
    has none beside other Chinese, they are left out.
    """
    return _closed_up(template.format(*(_PLACE.format(word) for word in words)))


def _is_ours(fact: object) -> bool:
    """Return whether a fact is the program's own word, not a name that somebody else gave."""
    return isinstance(fact, Sentence) and bool(fact)


def _closed_up(text: str) -> str:
    return _NEEDLESS.sub("", text).replace(_PLACE[0], "")


def joined(parts: Iterable[str], pattern: str) -> str:
    """Return parts one after the other; what is empty is left out.

    Args:
        parts: sentences, names or facts.
        pattern: how the language joins two: "{0}, {1}".
    """
    there = [part for part in parts if part]
    return reduce(pattern.format, there) if there else ""


def counted(number: int, noun: str) -> str:
    """Return "1 token", or "2,000 tokens"."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def numbered(number: int, one: str, many: str) -> str:
    """Return `one` for 1, else `many` with the number in the place of {0}.

    For what is translated: "1 token", and "{0} tokens".
    """
    return one if number == 1 else many.format(f"{number:,}")


def size_text(size_bytes: int) -> str:
    """Write the size of a file: 812 B, 1.2 MiB."""
    if size_bytes < 1024:
        return f"{size_bytes:,} B"
    size, unit = size_bytes / 1024, "KiB"
    for larger in ("MiB", "GiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{size:,.1f} {unit}"

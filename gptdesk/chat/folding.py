"""Folded texts for searching: without capitals, accents, vowel points and forms of a letter.

Owns the one folding by which messages, titles and the open conversation are searched, and the way
back from a folded text to the characters it stands for. A leaf; knows neither words nor indices.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not divide into a letter and a mark, and signs that are typed otherwise
_OTHERWISE = {
    "ø": "o",
    "ð": "d",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŧ": "t",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ĸ": "k",
    "ŋ": "n",
    "ς": "σ",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "ٱ": "ا",
    "ـ": "",
    "‘": "'",
    "’": "'",
    "‛": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‐": "-",
    "–": "-",
    "—": "-",
    "−": "-",
}
_WHOLE = frozenset("йЙ")  # a letter of its own, whose mark is not left out in writing
# Marks that are left out in writing: of Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac … and those
# for all scripts. In the scripts between, marks are vowels. And what chooses among the shapes of a
# letter: in Mongolian, everywhere, of Chinese characters.
_LEFT_OUT = (
    *((0x0300, 0x0780), (0x07EB, 0x0900), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00)),
    *((0x20D0, 0x2100), (0xFE00, 0xFE30)),
    *((0x180B, 0x1810), (0xE0100, 0xE01F0)),
)


def folded(text: str) -> str:
    """Return a text without what makes no difference."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).translate(_TABLE)


class FoldedText:
    """A folded text that knows where it came from.

    Attributes:
        text: folded.
    """

    __slots__ = ("_ends", "_original", "_starts", "text")

    def __init__(self, original: str) -> None:
        self.text = folded(original)
        self._original = original
        self._starts: list[int] | None = None  # of each character, in the original
        self._ends: list[int] = []

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the original, first and end, behind a part of `text`.

        A letter is taken whole, with its marks. The part has at least one character.
        """
        original = self._original
        if not original.isascii():
            if self._starts is None:
                self._starts = self._measure()
            start, end = letter_start(original, self._starts[start]), self._ends[end - 1]
            while end < len(original) and _joins(original[end]):
                end += 1
        return start, end

    def find_all(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Yield where a folded text stands in the original, one place after the other."""
        at, last_end = self.text.find(wanted), 0
        while wanted and at >= 0:
            end = at + len(wanted)
            span = self.span(at, end)
            if span[0] >= last_end:  # not a second time in the same letter
                yield span
                last_end = span[1]
            at = self.text.find(wanted, end)

    def _measure(self) -> list[int]:
        """Return where each character of `text` begins in the original, and note where it ends."""
        starts: list[int] = []
        at = 0
        for piece in _pieces(self._original):
            end, count = at + len(piece), len(folded(piece))
            if count == len(piece):
                starts += range(at, end)
                self._ends += range(at + 1, end + 1)
            else:
                starts += [at] * count
                self._ends += [end] * count
            at = end
        return starts


def letter_start(text: str, at: int) -> int:
    """Return where the letter begins whose part stands at a place, or before the place."""
    while 0 < at < len(text) and _joins(text[at]):
        at -= 1
    return at


class _Table(dict[int, str]):
    """By the code of a character, what it becomes; each is worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = result = _folded_letter(chr(code))
        return result


_TABLE = _Table()


def _folded_letter(letter: str) -> str:
    plain = letter
    if letter not in _WHOLE:
        parts = unicodedata.normalize("NFKD", letter)
        plain = unicodedata.normalize("NFC", "".join(c for c in parts if not _is_left_out(c)))
    return "".join(_OTHERWISE.get(c, c) for c in plain.casefold())


def _is_left_out(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":  # joiners, directions, soft hyphens: nobody sees them
        return True
    code = ord(character)
    return category[0] == "M" and any(first <= code < end for first, end in _LEFT_OUT)


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that are folded by themselves: as long as before, or one letter."""
    if unicodedata.is_normalized("NFC", text):
        odd = "".join(c for c in set(text) if len(_TABLE[ord(c)]) != 1)
        yield from re.split(f"([{re.escape(odd)}])", text) if odd else (text,)
        return
    begin = 0
    for at, character in enumerate(text):
        if at and not character.isascii() and _joins(character):
            continue
        if at:
            yield text[begin:at]
        begin = at
    if text:
        yield text[begin:]


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"

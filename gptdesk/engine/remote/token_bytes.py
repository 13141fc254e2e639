"""The bytes of every token id, from a server that only turns ids into text and text into ids.

Ids are asked for in large blocks, with a mark between each two. A token that is a part of a
character comes as U+FFFD: which bytes it has is found out by what makes a whole character of it.
Owns no path and no field of a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from unicodedata import normalize

_MARK = "~Q~@"  # no end of it is its beginning, so that it is found between any two texts
_BLOCK = 8192  # ids of one question
_UNKNOWN = "\ufffd"
_APART = "1"  # between two characters: a digit is a word of its own everywhere

_PRINTED = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
_ORDERS = (
    (*_PRINTED, *(byte for byte in range(0x100) if byte not in _PRINTED)),  # GPT-2's
    tuple(range(0x100)),  # of those that fall back on bytes
)

Join = Callable[[Sequence[int]], str]
Split = Callable[[str], list[int]]

# What stands before a part of a character and behind it, to make it whole; bytes
_BEFORE = b"", b"\xc3", b"\xe1", b"\xf1"
_BEHIND = b"", b"\x80", b"\x80\x80", b"\xa0\x80", b"\x80\x80\x80", b"\x90\x80\x80"


@dataclass(frozen=True, slots=True)
class TokenBytes:
    """What the ids of a server stand for.

    Attributes:
        pieces: bytes of token id i at index i; none for one without text.
        unknown: how many parts of characters could not be found out; they are U+FFFD.
    """

    pieces: tuple[bytes, ...]
    unknown: int


def token_bytes(join: Join, split: Split) -> TokenBytes:
    """Ask for the text of all ids, from 0 to the last that has some.

    Args:
        join: the text of ids, control tokens included; raises `LookupError` for ids that are none.
        split: the ids of a text.

    Raises:
        LookupError: the server does not put texts together from ids as it takes them apart.
    """
    marked = _Marked(join, split)
    texts: list[str] = []
    size = _BLOCK
    while size:
        ids = range(len(texts), len(texts) + size)
        try:
            block = marked.texts([(one,) for one in ids])
        except LookupError:  # some are beyond the last
            size //= 2
            continue
        texts += block
        if not any(block):
            break
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        raise LookupError("no id has a text")
    _mend_tidied(texts, join, split)
    parts = {one: text for one, text in enumerate(texts) if _UNKNOWN in text}
    known = _parts_of_characters(marked, split, parts) if parts else {}
    pieces = (known.get(one, text.encode(errors="replace")) for one, text in enumerate(texts))
    return TokenBytes(tuple(pieces), len(set(parts) - set(known)))


def segments(split: Split, texts: Sequence[str]) -> list[list[int]]:
    """Return the ids of each of some short texts, from one question.

    Raises:
        LookupError: they cannot be told apart in the answer.
    """
    apart = split(_APART)[-1]
    found: list[list[int]] = [[]]
    for one in split(_APART + "".join(text + _APART for text in texts)):
        if one == apart:
            found.append([])
        else:
            found[-1].append(one)
    if len(found) != len(texts) + 2:
        raise LookupError("the texts run into one another")
    return found[1:-1]


class _Marked:
    """Puts many lists of ids together at once, with marks between them."""

    def __init__(self, join: Join, split: Split) -> None:
        self._join = join
        self._ids = split(_MARK)
        twice, thrice = (join(self._ids * times) for times in (2, 3))
        self._text = thrice[len(twice) :]  # as it stands within a text
        if _MARK not in self._text:
            raise LookupError("a text does not come back from its ids")

    def texts(self, lists: Sequence[Sequence[int]]) -> list[str]:
        """Return the text of each list of ids.

        Raises:
            LookupError: they cannot be told apart in the answer.
        """
        ids = [*self._ids, *self._ids]
        for one in lists:
            ids += [*one, *self._ids]
        found = self._join(ids).split(self._text)[:-1]
        if len(found) < len(lists):
            raise LookupError("the texts run into one another")
        return found[len(found) - len(lists) :]


def _mend_tidied(texts: list[str], join: Join, split: Split) -> None:
    """Give back the spaces that some tokenizers take away before a sign, " ," being told as ",".

    Two tokens are told as the same text then; the one that the text becomes is the one without.
    """
    if join(split("a , b")) == "a , b":
        return
    of_text: dict[str, list[int]] = {}
    for one, text in enumerate(texts):
        if text[:1] in (".", ",", "?", "!", "'") or text.startswith("n't"):
            of_text.setdefault(text, []).append(one)
    doubled = [text for text, ids in of_text.items() if len(ids) > 1]
    try:
        found = segments(split, doubled)
    except LookupError:
        return
    for text, (own, *more) in zip(doubled, found, strict=True):
        if more:
            continue
        for one in of_text[text]:
            if one != own:
                texts[one] = f" {text}"


def _parts_of_characters(
    marked: _Marked, split: Split, parts: Mapping[int, str]
) -> dict[int, bytes]:
    """Return the bytes of tokens that are not whole characters, as far as they are found out."""
    single = _single_bytes(split)
    known = {token_id: bytes([byte]) for byte, token_id in single.items()}
    left = [one for one in parts if one not in known]
    for before, behind in product(_BEFORE, _BEHIND):
        around = [single.get(byte) for byte in (*before, *behind)]
        if not left or None in around:
            continue
        first = [one for one in around[: len(before)] if one is not None]
        last = [one for one in around[len(before) :] if one is not None]
        try:
            texts = marked.texts([(*first, one, *last) for one in left])
        except LookupError:
            continue
        for one, text in zip(tuple(left), texts, strict=True):
            data = text.encode(errors="replace")
            if _UNKNOWN not in text and data.startswith(before) and data.endswith(behind):
                known[one] = data[len(before) : len(data) - len(behind)]
        left = [one for one in left if one not in known]
    known |= _of_no_text(single, left)
    left = [one for one in left if one not in known]
    try:
        found = segments(split, [parts[one] for one in left])
    except LookupError:
        return known
    # the sign itself is a character, and some texts have it
    own = (one for one, ids in zip(left, found, strict=True) if ids == [one])
    return known | {one: parts[one].encode() for one in own}


def _of_no_text(single: Mapping[int, int], left: Sequence[int]) -> dict[int, bytes]:
    """Return the tokens of bytes that stand in no text, which no text can tell: 0xC0, 0xFF, ….

    Vocabularies have the tokens of all bytes one after the other, in one of two orders; in which,
    and from where on, the others say.
    """
    for order in _ORDERS:
        places = {byte: place for place, byte in enumerate(order)}
        starts = {token_id - places[byte] for byte, token_id in single.items()}
        if len(starts) == 1:
            (start,) = starts
            of_place = ((one, one - start) for one in left)
            return {one: bytes([order[at]]) for one, at in of_place if 0 <= at < len(order)}
    return {}


def _single_bytes(split: Split) -> dict[int, int]:
    """Return the tokens of bytes that are no characters, by byte, as far as they are met.

    A character that becomes as many tokens as it has bytes is told byte by byte.
    """
    characters = [char for char in _rare_characters() if _is_left_alone(char)]
    try:
        found = segments(split, characters)
    except LookupError:
        return {}
    single: dict[int, int] = {}
    for char, ids in zip(characters, found, strict=True):
        data = char.encode()
        if len(data) == len(ids):
            for byte, token_id in zip(data, ids, strict=True):
                single.setdefault(byte, token_id)
    return single


def _is_left_alone(char: str) -> bool:
    """Tell whether a character stays what it is, and no part of the number before it."""
    return normalize("NFKC", char) == char and not char.isnumeric()


def _rare_characters() -> Iterator[str]:
    """Yield characters of two, three and four bytes, among them every byte that there can be."""
    yield from map(chr, range(0x80, 0x800))
    for code in range(0x800, 0x10000, 0x35):
        if not 0xD800 <= code < 0xE000:
            yield chr(code)
    for code in range(0x10000, 0x110000, 0x1003):
        yield chr(code)

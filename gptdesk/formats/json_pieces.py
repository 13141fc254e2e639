"""A JSON file read in small pieces, so that no other thread waits for it.

`json.loads` keeps the interpreter to itself until it has ended, which is seconds for a long line.
Here one call of it gets so much text as takes about a millisecond; between two calls other threads
get their turn, and the reader can say how far it is, or stop. Must not know what the values mean.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

_PIECE = 64 * 1024  # bytes; also the least number of characters that a value is looked for in
_DECODER = json.JSONDecoder()
_WHITE = re.compile(r"[ \t\n\r]*")
_NUMBERS = re.compile(r"[-0-9][-+0-9.eE, \t\n\r]*,")
_PLAIN = r'[^"\\\x00-\x1f]*'
_STRING_PART = re.compile(rf"{_PLAIN}(?:\\(?:u[0-9a-fA-F]{{4}}|[^u]){_PLAIN})*")
_LONGEST_ESCAPE = 6

OnPiece = Callable[[int], None]  # called with the number of bytes of a piece that was read


class JsonPieces:
    """One JSON text, read from its beginning to its end.

    Every method raises `ValueError` where the text is no JSON, or not UTF-8; one that is nested too
    deeply raises `RecursionError`.
    """

    def __init__(self, file: BinaryIO, on_piece: OnPiece) -> None:
        """Begin to read.

        Args:
            file: from where it stands. A byte order mark is skipped, which editors put in front.
            on_piece: called for each piece; what it raises ends the reading.
        """
        self._file = file
        self._on_piece = on_piece
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""  # what was read, from a bit before `_at`
        self._at = 0
        self._is_last = False  # the file has no more than `_text`

    def members(self) -> Iterator[str]:
        """Yield the name of each member of an object; before the next its value must be read."""
        self._take("{")
        if self._next() == "}":
            self._at += 1
            return
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise ValueError("a name is no string")
            self._take(":")
            yield name
            if self._take(",", "}") == "}":
                return

    def items(self) -> Iterator[None]:
        """Yield before each item of an array; before the next it must be read."""
        self._take("[")
        if self._next() == "]":
            self._at += 1
            return
        while True:
            yield
            if self._take(",", "]") == "]":
                return

    def value(self, *, is_kept: bool = True) -> object:
        """Read a whole value; where it is not kept, one that is long is None or empty."""
        start = self._next()
        try:
            value, self._at = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError:  # or longer than what is here
            if self._is_last:
                raise
        else:
            return value
        if start == '"':
            return self._long_string()
        if start == "{":
            members = {name: self.value(is_kept=is_kept) for name in self.members()}
            return members if is_kept else None
        if start == "[":
            return self._long_array(is_kept=is_kept)
        raise ValueError("no value")

    def end(self) -> None:
        """Expect that nothing follows."""
        if self._next():
            raise ValueError("something follows")

    def _long_array(self, *, is_kept: bool) -> list[object]:
        values: list[object] = []
        for _ in self.items():
            self._next()
            numbers = _NUMBERS.match(self._text, self._at, self._at + _PIECE)
            if numbers is not None:  # many in one call
                values += json.loads(f"[{numbers[0][:-1]}]")
                self._at = numbers.end()
            values.append(self.value(is_kept=is_kept))
            if not is_kept:
                values.clear()
        return values

    def _long_string(self) -> str:
        parts: list[str] = []
        self._at += 1
        while True:
            part = _STRING_PART.match(self._text, self._at)
            assert part is not None
            text: str = json.loads(f'"{part[0]}"')
            if parts and "\ud800" <= parts[-1][-1:] <= "\udbff" and "\udc00" <= text[:1] < "\ue000":
                pair = (parts[-1][-1] + text[0]).encode("utf-16", "surrogatepass").decode("utf-16")
                parts[-1], text = parts[-1][:-1] + pair, text[1:]
            if text:
                parts.append(text)
            self._at = part.end()
            if self._text[self._at : self._at + 1] == '"':
                self._at += 1
                return "".join(parts)
            if len(self._text) - self._at >= _LONGEST_ESCAPE or not self._fill():
                raise ValueError("a string does not end")

    def _take(self, *wanted: str) -> str:
        found = self._next()
        if found not in wanted:
            raise ValueError(f"no {' or '.join(wanted)}")
        self._at += 1
        return found

    def _next(self) -> str:
        """Skip white space, and return the next character, "" at the end.

        A number, or the beginning of anything, is in `_text` then.
        """
        while True:
            white = _WHITE.match(self._text, self._at)
            assert white is not None
            self._at = white.end()
            if len(self._text) - self._at >= _PIECE or not self._fill():
                return self._text[self._at : self._at + 1]

    def _fill(self) -> bool:
        """Read one more piece; return whether there was one."""
        if self._is_last:
            return False
        data = self._file.read(_PIECE)
        self._is_last = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, final=self._is_last)
        self._at = 0
        if data:
            self._on_piece(len(data))
        return not self._is_last

"""Reads back what a PDF of ours says: its pages, and the text that stands on them."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.DOTALL)
_RANGE = re.compile(rb"<(\w{4})> <(\w{4})> (?:<(\w+)>|\[([^\]]*)\])")
_FILLED = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) scn")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")


class ReadPdf:
    """A PDF as Qt writes it: no object streams, fonts with a table of their characters.

    Attributes:
        page_count: pages.
        font_count: fonts whose letters are in the file.
        named_font_count: fonts that the text is set in.
        text: of all pages in their order, as far as letters have a character.
        colours: that something is filled with; red, green and blue, 0 … 1.
    """

    def __init__(self, content: bytes) -> None:
        assert content.startswith(b"%PDF-")
        self._objects = {int(number): body for number, body in _OBJECT.findall(content)}
        pages = [body for body in self._objects.values() if re.search(rb"/Type\s*/Page\b", body)]
        self.page_count = len(pages)
        bodies = self._objects.values()
        self.font_count = sum(bool(re.search(rb"/FontFile\d?\b", body)) for body in bodies)
        self.named_font_count = sum(b"/Subtype /Type0" in body for body in bodies)
        self.text = "".join(map(self._text_of, pages))
        self.colours = {colour for page in pages for colour in self._colours_of(page)}

    def _colours_of(self, page: bytes) -> list[tuple[float, ...]]:
        drawn = self._stream(self._referred(page, b"Contents"))
        return [tuple(map(float, parts)) for parts in _FILLED.findall(drawn)]

    def _text_of(self, page: bytes) -> str:
        resources = self._referred(page, b"Resources")
        fonts = {
            name.decode(): self._characters(self._objects[int(number)])
            for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", resources)
        }
        font: dict[int, str] = {}
        text: list[str] = []
        for name, shown in _SHOWN.findall(self._stream(self._referred(page, b"Contents"))):
            if name:
                font = fonts.get(name.decode(), {})
            glyphs = [int(shown[at : at + 4], 16) for at in range(0, len(shown), 4)]
            text.extend(font.get(glyph, "") for glyph in glyphs)
        return "".join(text)

    def _referred(self, body: bytes, name: bytes) -> bytes:
        found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
        assert found is not None
        return self._objects[int(found[1])]

    def _stream(self, body: bytes) -> bytes:
        found = _STREAM.search(body)
        assert found is not None
        if b"/FlateDecode" in body:
            return zlib.decompressobj().decompress(found[1])
        return found[1]

    def _characters(self, font: bytes) -> dict[int, str]:
        """Return a font's characters by the numbers of their glyphs."""
        table = self._stream(self._referred(font, b"ToUnicode"))
        characters: dict[int, str] = {}
        for first, last, begin, several in _RANGE.findall(table):
            glyphs = range(int(first, 16), int(last, 16) + 1)
            if begin:
                chars = [chr(int(begin, 16) + at) for at in range(len(glyphs))]
            else:
                codes = re.findall(rb"<(\w+)>", several)
                chars = [bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes]
            characters.update(zip(glyphs, chars, strict=True))
        return {glyph: char.replace("\t", " ") for glyph, char in characters.items()}

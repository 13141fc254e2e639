"""Formats of a text: bold, italic, code and headings, as ranges of its characters.

Owns the ranges and their fonts. Positions are Python's (code points). A format never moves a
character: formatted text is selected, copied, searched and coloured like plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QFontInfo, QTextCharFormat

from gptdesk.chat.messages import Message

_HEADING_SIZES = (1.0, 1.6, 1.35, 1.15)  # by level, in sizes of the text; deeper ones have the last


@dataclass(frozen=True, slots=True)
class TextFormat:
    """The format of a range of a text; ranges may overlap.

    Attributes:
        start, end: its characters.
        is_bold, is_italic: of the font.
        is_code: in the font for code.
        heading: level, 1 for the largest; 0 for none.
    """

    start: int
    end: int
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    heading: int = 0

    def char_format(self, text: QFont, code: QFont) -> QTextCharFormat:
        """Return the format for Qt, on top of the fonts of text and of code."""
        made = QTextCharFormat()
        if self.is_code:
            made.setFont(code)
        if self.is_bold or self.heading:
            made.setFontWeight(QFont.Weight.Bold)
        if self.is_italic:
            made.setFontItalic(True)
        if self.heading:
            size = _HEADING_SIZES[min(self.heading, len(_HEADING_SIZES) - 1)]
            made.setProperty(
                QTextCharFormat.Property.FontPixelSize, round(QFontInfo(text).pixelSize() * size)
            )
        return made


FormatsOf = Callable[[Message], Sequence[TextFormat]]  # ascending by start, in the message's text


def no_formats(_message: Message) -> Sequence[TextFormat]:
    """Return the formats of a text that is shown as it is."""
    return ()


def formats_in(formats: Sequence[TextFormat], start: int, end: int) -> tuple[TextFormat, ...]:
    """Return the parts of formats that are in a range of the text."""
    return tuple(
        replace(one, start=max(one.start, start), end=min(one.end, end))
        for one in formats
        if one.start < end and start < one.end
    )

"""Formats of a text: bold, italic, code, headings and markup, as ranges of its characters.

Owns the ranges, their fonts, and the look of paragraphs. Positions are Python's (code points). A
format never moves a character: formatted text is selected, copied, searched and coloured like plain
text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor, QFont, QFontInfo, QTextCharFormat

_HEADING_SIZES = (1.0, 1.6, 1.35, 1.15)  # by level, in sizes of the text; deeper ones have the last


@dataclass(frozen=True, slots=True)
class TextFormat:
    """The format of a range of a text; ranges may overlap.

    Attributes:
        start, end: its characters.
        is_bold, is_italic: of the font.
        is_code: in the font for code.
        heading: level, 1 for the largest; 0 for none.
        is_muted: it is markup, which says how the text around it is shown.
    """

    start: int
    end: int
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    heading: int = 0
    is_muted: bool = False

    def char_format(self, text: QFont, code: QFont, muted: QColor | None) -> QTextCharFormat:
        """Return the format for Qt, on top of the fonts of text and of code.

        Args:
            text, code: the fonts.
            muted: colour of markup; None leaves it as the text is.
        """
        made = QTextCharFormat()
        if self.is_muted and muted is not None:
            made.setForeground(muted)
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


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """The look of a paragraph as a whole.

    Attributes:
        hang: characters at its start, behind which its further lines begin.
        quotes: bars at its left.
        code_start: of the block of code that it is a line of, its first character.
        is_rule: a line is drawn behind it.
    """

    hang: int = 0
    quotes: int = 0
    code_start: int | None = None
    is_rule: bool = False


PLAIN_LOOK = ParagraphLook()


class Formats:
    """The formats of a whole text; these are those of a text that is shown as it is."""

    def between(self, _start: int, _end: int) -> Sequence[TextFormat]:
        """Return the formats of a range, ascending by start, cut at its ends."""
        return ()

    def look(self, _start: int) -> ParagraphLook:
        """Return the look of the paragraph that starts at a character."""
        return PLAIN_LOOK

    def same_until(self, other: Formats) -> int:
        """Return a character up to which these are certainly the same as others."""
        return sys.maxsize if other is self else 0

    def open_from(self) -> int:
        """Return a character before which more text at the end can change nothing."""
        return sys.maxsize

    def code_at(self, _position: int) -> str:
        """Return the code of the block of code at a position; empty where there is none."""
        return ""


PLAIN = Formats()
FormatsOf = Callable[[str, str], Formats]  # of a text, by the id of its first message


def no_formats(_message_id: str, _text: str) -> Formats:
    """Return the formats of a text that is shown as it is."""
    return PLAIN


def formats_in(formats: Sequence[TextFormat], start: int, end: int) -> tuple[TextFormat, ...]:
    """Return the parts of formats that are in a range of the text."""
    return tuple(
        replace(one, start=max(one.start, start), end=min(one.end, end))
        for one in formats
        if one.start < end and start < one.end
    )

"""The formats of texts that are shown as Markdown.

Every character of the source stays where it is: markup is shown muted, not taken out, so that each
token keeps its place, can be marked, and is copied as it was written. Links stay text, and nothing
is opened or fetched.
"""

from __future__ import annotations

from collections.abc import Sequence

from gptdesk.analysis.markdown import Block, BlockKind, MarkdownText
from gptdesk.analysis.markdown_inline import Style
from gptdesk.app.views.page.formats import PLAIN_LOOK, Formats, ParagraphLook, TextFormat

_KEPT = 64  # texts that are kept as they were read
_MOST_QUOTES = 4  # bars


class MarkdownFormats(Formats):
    """The formats of one Markdown text."""

    def __init__(self, text: MarkdownText) -> None:
        self.text = text

    def between(self, start: int, end: int) -> Sequence[TextFormat]:
        """Return the formats of a range."""
        formats: list[TextFormat] = []
        for block in self.text.blocks_between(start, end):
            for left, right, style in self.text.stretches(
                max(start, block.start), min(end, block.end)
            ):
                if style or block.level:
                    formats.append(_format(left, right, style, block))
        return formats

    def look(self, start: int) -> ParagraphLook:
        """Return the look of the line that starts at a character, or of the rest of one."""
        block = self.text.block_at(start)
        if block is None or (not block.containers and block.kind in _PLAIN_KINDS):
            return PLAIN_LOOK
        line, is_code = block.line_at(start), block.kind is BlockKind.CODE
        return ParagraphLook(
            hang=0 if is_code or not block.items else max(0, line.content_start - start),
            quotes=min(block.quotes, _MOST_QUOTES),
            code_start=block.start if is_code else None,
            is_rule=block.kind is BlockKind.RULE,
        )

    def same_until(self, other: Formats) -> int:
        """Return the character up to which both were read alike."""
        return self.text.shares_until(other.text) if isinstance(other, MarkdownFormats) else 0

    def open_from(self) -> int:
        """Return the character from which on the text may yet be read in another way."""
        blocks = self.text.blocks
        return blocks[self.text.first_open()].start if blocks else 0

    def code_at(self, position: int) -> str:
        """Return the code between the fences around a position."""
        block = self.text.block_at(position)
        is_code = block is not None and block.kind is BlockKind.CODE
        return block.code(self.text.text) if block is not None and is_code else ""


_PLAIN_KINDS = (BlockKind.BLANK, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TABLE)


class MarkdownReader:
    """Reads texts as Markdown; one that grows is read on from its last blocks."""

    def __init__(self) -> None:
        self._read: dict[str, MarkdownFormats] = {}

    def formats_of(self, message_id: str, text: str) -> MarkdownFormats:
        """Return the formats of a text.

        Args:
            message_id: the text before it that it may be a longer form of.
            text: the whole of it.
        """
        before = self._read.pop(message_id, None)
        if before is None or before.text.text != text:
            before = MarkdownFormats(MarkdownText(text, before.text if before else None))
        self._read[message_id] = before
        while len(self._read) > _KEPT:
            del self._read[next(iter(self._read))]
        return before


def _format(start: int, end: int, style: Style, block: Block) -> TextFormat:
    return TextFormat(
        start,
        end,
        is_bold=bool(style & Style.BOLD),
        is_italic=bool(style & Style.ITALIC),
        is_code=bool(style & Style.CODE),
        heading=block.level,
        is_muted=bool(style & Style.MARKUP),
    )

"""The structure of a Markdown text: its blocks, and how each character is shown.

A subset of CommonMark 0.31.2 (https://spec.commonmark.org/0.31.2/): headings, paragraphs, fenced
code, thematic breaks, block quotes, lists, and tables as GitHub writes them; inside of them what
`markdown_inline` knows. Left out on purpose: HTML, links, images, entities, and code by
indentation, which models write by accident.

Blocks are runs of whole lines that cover the text exactly, so every token keeps its place: nothing
is taken out, markup is only marked as such. A text that grows is read again from its last blocks
on. The own reader is here because the libraries for Python give lines, not characters: neither
markdown-it-py nor Qt's `setMarkdown` says where in the source an emphasis stands. Plain Python.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from gptdesk.analysis.markdown_inline import Style, inline_marks, styles

# A longer paragraph or heading is shown without its emphasis: an answer that is being written is
# read again with each token.
LONGEST_INLINE = 10_000

_QUOTE = 0  # as a container; a list item is the number of columns before its text
_TAB = 4
_MOST_CONTAINERS = 50  # deeper ones are text


class BlockKind(Enum):
    """What a block is."""

    BLANK = auto()
    PARAGRAPH = auto()
    HEADING = auto()
    CODE = auto()  # with its fences
    RULE = auto()
    TABLE = auto()


class Line(NamedTuple):
    """A line of a block, by places in the text.

    Attributes:
        start: of the line.
        content_start, content_end: without markers, indentation and space behind.
        end: without the newline.
    """

    start: int
    content_start: int
    content_end: int
    end: int


@dataclass(frozen=True, slots=True)
class _State:
    """What is open before a line.

    Attributes:
        containers: block quotes and list items, outermost first.
        is_item_empty: the line before was a list marker with nothing behind it.
    """

    containers: tuple[int, ...] = ()
    is_item_empty: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block: whole lines of the text.

    Attributes:
        kind: what it is.
        lines: at least one.
        level: of a heading, 1 … 6.
        containers: block quotes and list items around it, as the reader counts them.
        before: what was open before its first line.
        info: what stands behind the opening fence of code.
        is_closed: code has its closing fence.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    containers: tuple[int, ...]
    before: _State
    level: int = 0
    info: str = ""
    is_closed: bool = False

    @property
    def start(self) -> int:
        """Its first character."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """The character after its last one, without the last newline."""
        return self.lines[-1].end

    @property
    def quotes(self) -> int:
        """How many block quotes it stands in."""
        return self.containers.count(_QUOTE)

    @property
    def items(self) -> int:
        """How many list items it stands in."""
        return len(self.containers) - self.quotes

    def line_at(self, position: int) -> Line:
        """Return the line that holds a position."""
        return self.lines[max(0, bisect_right(self.lines, position, key=_start_of) - 1)]

    def code_lines(self) -> tuple[Line, ...]:
        """Return the lines of code between the fences."""
        return self.lines[1 : len(self.lines) - self.is_closed]

    def code(self, text: str) -> str:
        """Return the code between the fences, without the indentation of what it stands in."""
        return "".join(f"{text[line.content_start : line.end]}\n" for line in self.code_lines())


Stretch = tuple[int, int, Style]  # start, end, how it is shown


class MarkdownText:
    """A text that was read as Markdown.

    Attributes:
        text: the source.
        blocks: cover it, in order; none of an empty text.
        known: the stretches of blocks that were asked for, by their first character.
    """

    def __init__(self, text: str, before: MarkdownText | None = None) -> None:
        """Read a text; one that only grew shares the blocks that cannot change with `before`."""
        self.text = text
        self._kept = 0
        if before is not None and before.text and text.startswith(before.text):
            self._kept = before.first_open()
        kept = before.blocks[: self._kept] if before is not None else []
        reader = _Reader(text, before.blocks[self._kept] if before and self._kept else None)
        self.blocks: list[Block] = kept + reader.blocks
        shared = before.known if before is not None and self._kept else {}
        same_until = self.blocks[self._kept].start if self._kept < len(self.blocks) else len(text)
        self.known = {at: one for at, one in shared.items() if at < same_until}

    def first_open(self) -> int:
        """Return the first block that may be another one when text is added."""
        if not self.blocks:
            return 0
        last_line = self.blocks[-1].lines[-1].start
        if len(self.blocks[-1].lines) > 1 or len(self.blocks) == 1:
            return len(self.blocks) - 1
        # The last line may yet go on with the block before it.
        return self._index_at(max(0, last_line - 1))

    def shares_until(self, other: MarkdownText) -> int:
        """Return the character up to which both have the same blocks."""
        if other is self:
            return len(self.text)
        count = min(max(self._kept, other._kept), len(self.blocks), len(other.blocks))
        if not count or self.blocks[:count] != other.blocks[:count]:
            return 0
        return self.blocks[count].start if count < len(self.blocks) else len(self.text)

    def _index_at(self, position: int) -> int:
        return max(0, bisect_right(self.blocks, position, key=_start_of) - 1)

    def block_at(self, position: int) -> Block | None:
        """Return the block that holds a position; None for an empty text."""
        return self.blocks[self._index_at(position)] if self.blocks else None

    def blocks_between(self, start: int, end: int) -> Iterator[Block]:
        """Yield the blocks that have characters in a range."""
        index = self._index_at(start)
        while index < len(self.blocks) and self.blocks[index].start < max(end, start + 1):
            yield self.blocks[index]
            index += 1

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield how the characters of a range are shown; the stretches cover it exactly."""
        for block in self.blocks_between(start, end):
            known = self.known.get(block.start)
            if known is None:
                known = self.known[block.start] = tuple(_stretches(self.text, block))
            first = max(0, bisect_right(known, start, key=_first_of) - 1)
            for index in range(first, len(known)):
                left, right, style = known[index]
                if left >= end:
                    break
                if max(left, start) < min(right, end):
                    yield max(left, start), min(right, end), style


def _start_of(item: Block | Line) -> int:
    return item.start


def _first_of(stretch: Stretch) -> int:
    return stretch[0]


# -- how the characters of a block are shown


def _stretches(text: str, block: Block) -> Iterator[Stretch]:
    """Yield how a block's characters are shown, newlines included."""
    match block.kind:
        case BlockKind.CODE:
            yield from _code_stretches(text, block)
        case BlockKind.RULE | BlockKind.BLANK:
            style = Style.MARKUP if block.kind is BlockKind.RULE else Style.PLAIN
            yield block.start, _end_with_newline(text, block.lines[-1]), style
        case _:
            yield from _inline_stretches(text, block)


def _code_stretches(text: str, block: Block) -> Iterator[Stretch]:
    fences = {block.lines[0], *block.lines[len(block.lines) - block.is_closed :]}
    for line in block.lines:
        style = Style.CODE | (Style.MARKUP if line in fences else Style.PLAIN)
        if line.start < line.content_start:
            yield line.start, line.content_start, Style.MARKUP | Style.CODE
        end = _end_with_newline(text, line)
        if line.content_start < end:
            yield line.content_start, end, style


def _inline_stretches(text: str, block: Block) -> Iterator[Stretch]:
    contents = [text[line.content_start : line.content_end] for line in block.lines]
    content = "\n".join(contents)
    is_table = block.kind is BlockKind.TABLE
    marks = inline_marks(content) if len(content) <= LONGEST_INLINE else []
    shown = list(styles(marks, len(content)))
    at = index = 0
    for number, (line, own) in enumerate(zip(block.lines, contents, strict=True)):
        if line.start < line.content_start:
            yield line.start, line.content_start, Style.MARKUP
        shift, last = line.content_start - at, at + len(own)
        is_markup = (is_table and number == 1) or (
            block.kind is BlockKind.HEADING and number and line is block.lines[-1]
        )
        while at < last:
            start, end, style = shown[index]
            left, right = max(start, at), min(end, last)
            if is_markup:
                style = Style.MARKUP
            style |= Style.CODE if is_table else Style.PLAIN
            yield left + shift, right + shift, style
            at = right
            if right == end:
                index += 1
        at += 1  # the newline of the content
        while index < len(shown) and shown[index][1] <= at:
            index += 1
        end = _end_with_newline(text, line)
        if line.content_end < end:
            yield line.content_end, end, Style.MARKUP


def _end_with_newline(text: str, line: Line) -> int:
    return min(line.end + 1, len(text))


# -- reading blocks

_FENCE = re.compile(r"(`{3,})([^`\n]*)(?=\n|\Z)|(~{3,})([^\n]*)")
_ATX = re.compile(r"#{1,6}(?=[ \t\r\n]|\Z)")
_ATX_END = re.compile(r"(?:[ \t]++|^)#++[ \t\r]*$")
_SETEXT = re.compile(r"(?:=++|-++)[ \t\r]*+(?=\n|\Z)")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)\r?(?=\n|\Z)")
_MARKER = re.compile(r"[-+*](?=[ \t\r\n]|\Z)|[0-9]{1,9}[.)](?=[ \t\r\n]|\Z)")
_DASHES = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t\r]*+(?=\n|\Z)")
_BARS = re.compile(r"(?<!\\)\|")
_SPACE = " \t\r\x0b\x0c"
_SPACES = re.compile(r"[ \t\r\x0b\x0c]*+")


class _Reader:
    """Reads lines into blocks, from a block's first line on or from the beginning."""

    def __init__(self, text: str, first: Block | None) -> None:
        self._text = text
        self._state = first.before if first is not None else _State()
        self._leaf: Block | None = None  # that the next line may go on with
        self._lines: list[Line] = []  # of the leaf
        self._fence = "```"  # that closes the code that is open
        self._fence_width = 0  # columns before it
        self.blocks: list[Block] = []
        start = first.start if first is not None else 0
        while start < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            self._read(start, end)
            start = end + 1
        self._close()

    def _close(self) -> None:
        if self._leaf is not None:
            self.blocks.append(replace(self._leaf, lines=tuple(self._lines)))
            self._leaf, self._lines = None, []

    def _begin(self, leaf: Block, line: Line) -> None:
        self._close()
        self._leaf, self._lines = leaf, [line]

    # -- one line

    def _read(self, start: int, end: int) -> None:
        state = self._state
        depth, at = self._continued(start, end)
        containers = state.containers[:depth]
        is_inside = depth == len(state.containers)
        leaf = self._leaf
        if leaf is not None and leaf.kind is BlockKind.CODE and is_inside and not leaf.is_closed:
            after, width = self._spaces(at, end)  # code loses the indentation of its fence
            at = after if width <= self._fence_width else self._skip(at, self._fence_width)
            self._add_code(leaf, Line(start, at, end, end))
            return
        after, _ = self._spaces(at, end)
        if after == end:
            self._add_blank(Line(start, end, end, end), containers)
            return
        is_open = leaf is not None and leaf.kind is BlockKind.PARAGRAPH and bool(self._lines)
        at, opened = self._opened(at, end, containers, can_interrupt=is_open and is_inside)
        containers += opened
        after, width = self._spaces(at, end)
        line = Line(start, after, self._content_end(after, end), end)
        is_going_on = is_inside and not opened
        if width < _TAB and self._add_marked(line, containers, is_going_on=is_going_on):
            if self._leaf is not None and self._leaf.kind is BlockKind.CODE:
                self._fence_width = width
            return
        if is_open and not opened:  # also one that lacks its markers: a lazy continuation
            self._lines.append(line)
            return
        if is_going_on and leaf is not None and leaf.kind is BlockKind.TABLE:
            self._lines.append(line)
            return
        self._begin(Block(BlockKind.PARAGRAPH, (), containers, state), line)
        is_item_empty = after == end
        if is_item_empty:
            self._close()
        self._state = _State(containers, is_item_empty)

    def _continued(self, start: int, end: int) -> tuple[int, int]:
        """Return how many containers go on in a line, and where their content begins."""
        at = start
        for depth, container in enumerate(self._state.containers):
            after, width = self._spaces(at, end)
            if container == _QUOTE:
                if width >= _TAB or after == end or self._text[after] != ">":
                    return depth, at
                at = after + 1
                at += at < end and self._text[at] in " \t"
            elif after == end:
                at = after
            elif width >= container:
                at = self._skip(at, container)
            else:
                return depth, at
        return len(self._state.containers), at

    def _opened(
        self, at: int, end: int, containers: Sequence[int], *, can_interrupt: bool
    ) -> tuple[int, tuple[int, ...]]:
        """Return where the content of a line begins, and the containers that begin in it."""
        text, opened = self._text, ()
        while len(containers) + len(opened) < _MOST_CONTAINERS:
            after, width = self._spaces(at, end)
            if after == end or width >= _TAB:
                break
            if text[after] == ">":
                at = after + 1
                at += at < end and text[at] in " \t"
                opened += (_QUOTE,)
                continue
            marker = _MARKER.match(text, after, end)
            if marker is None or _RULE.match(text, after, end):
                break
            behind, gap = self._spaces(marker.end(), end)
            is_empty = behind == end
            is_first = marker.end() - after == 1 or marker.group()[:-1] == "1"
            if can_interrupt and not opened and (is_empty or not is_first):
                break
            size = marker.end() - after
            if is_empty:
                at, gap = end, 1
            elif gap > _TAB:
                at, gap = marker.end() + 1, 1
            else:
                at = behind
            opened += (width + size + gap,)
        return at, opened

    def _add_code(self, leaf: Block, line: Line) -> None:
        self._lines.append(line)
        after, width = self._spaces(line.content_start, line.end)
        rest = self._text[after : line.end].rstrip(_SPACE)
        if width < _TAB and rest.startswith(self._fence) and not rest.strip(self._fence[0]):
            self._leaf = replace(leaf, is_closed=True)
            self._close()

    def _add_blank(self, line: Line, containers: tuple[int, ...]) -> None:
        state = self._state
        if state.is_item_empty and containers and containers[-1] != _QUOTE:
            containers = containers[:-1]  # an item begins with one blank line at most
        leaf = self._leaf
        if leaf is not None and leaf.kind is BlockKind.BLANK and leaf.containers == containers:
            self._lines.append(line)
        else:
            self._begin(Block(BlockKind.BLANK, (), containers, state), line)
        self._state = _State(containers)

    def _add_marked(self, line: Line, containers: tuple[int, ...], *, is_going_on: bool) -> bool:
        """Add a line that is a heading, a rule, a fence or a table's dashes; else return False."""
        text, at, end, state = self._text, line.content_start, line.end, self._state
        leaf = self._leaf
        is_open = leaf is not None and leaf.kind is BlockKind.PARAGRAPH and is_going_on
        if leaf is not None and is_open and _SETEXT.match(text, at, end):
            level = 1 if text[at] == "=" else 2
            self._lines.append(line)
            self._leaf = replace(leaf, kind=BlockKind.HEADING, level=level)
            self._close()
            return True
        if leaf is not None and is_open and self._is_table(line):
            self._lines.append(line)
            self._leaf = replace(leaf, kind=BlockKind.TABLE)
            return True
        if at == end:
            return False
        if _RULE.match(text, at, end):
            self._begin(Block(BlockKind.RULE, (), containers, state), line)
            self._close()
        elif atx := _ATX.match(text, at, end):
            self._begin(
                Block(BlockKind.HEADING, (), containers, state, level=atx.end() - at),
                self._heading_line(line, atx.end()),
            )
            self._close()
        elif fence := _FENCE.match(text, at, end):
            info = (fence.group(2) or fence.group(4) or "").strip()
            self._fence = text[at] * (len(fence.group()) - len(fence.group().lstrip(text[at])))
            self._begin(Block(BlockKind.CODE, (), containers, state, info=info), line)
        else:
            return False
        self._state = _State(containers)
        return True

    def _heading_line(self, line: Line, hashes_end: int) -> Line:
        after, _ = self._spaces(hashes_end, line.end)
        content = self._text[after : line.content_end]
        if closing := _ATX_END.search(content):
            content = content[: closing.start()]
        return line._replace(content_start=after, content_end=after + len(content))

    def _is_table(self, line: Line) -> bool:
        if len(self._lines) != 1:
            return False
        head, text = self._lines[0], self._text
        dashes = text[line.content_start : line.content_end]
        if "|" not in dashes or not _DASHES.match(text, line.content_start, line.end):
            return False
        return _cells(text[head.content_start : head.content_end]) == _cells(dashes)

    # -- characters of a line

    def _spaces(self, at: int, end: int) -> tuple[int, int]:
        """Return the first character that is no space, and the columns before it."""
        if at == end or self._text[at] not in _SPACE:  # mostly
            return at, 0
        found = _SPACES.match(self._text, at, end)
        assert found is not None  # it may be empty
        return found.end(), len(found.group().expandtabs(_TAB))

    def _skip(self, at: int, columns: int) -> int:
        width = 0
        while width < columns:
            width += _TAB - width % _TAB if self._text[at] == "\t" else 1
            at += 1
        return at

    def _content_end(self, at: int, end: int) -> int:
        while end > at and self._text[end - 1] in _SPACE:
            end -= 1
        return end


def _cells(row: str) -> int:
    """Return how many cells a row of a table has."""
    return len(_BARS.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1

"""Markdown is read as CommonMark says, and every character keeps its place.

The examples in `commonmark_examples.json` are those of the CommonMark specification 0.31.2 by John
MacFarlane (CC BY-SA 4.0) that are within the subset: no HTML, links, images, entities, tabs, or
code by indentation. Left out too are the five that differ in spaces at line ends within code.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gptdesk.analysis.markdown import Block, BlockKind, MarkdownText
from gptdesk.analysis.markdown_inline import Mark, Style, inline_marks

EXAMPLES: list[tuple[int, str, str, str]] = json.loads(
    (Path(__file__).parent / "commonmark_examples.json").read_text("utf-8")
)
TAGS = {Style.BOLD: "strong", Style.ITALIC: "em", Style.CODE: "code"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block without blocks in it: its kind, quotes and list items around it, inline markup."""

    kind: str
    quotes: int
    items: int
    text: str


class Leaves(HTMLParser):
    """The leaves of the HTML of an example."""

    def __init__(self) -> None:
        super().__init__()
        self.leaves: list[Leaf] = []
        self._quotes = self._items = 0
        self._kind = "p"
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a leaf or a container."""
        if tag in ("em", "strong") or (tag == "code" and self._kind != "pre"):
            self._text += f"<{tag}>"
        elif tag not in ("br", "code"):
            self._end()
            self._quotes += tag == "blockquote"
            self._items += tag == "li"
            self._kind = tag if tag in ("pre", "hr") or tag[1:].isdigit() else "p"
            if tag == "hr":
                self.leaves.append(Leaf("hr", self._quotes, self._items, ""))
                self._kind = "p"

    def handle_endtag(self, tag: str) -> None:
        """End a leaf or a container."""
        if tag in ("em", "strong") or (tag == "code" and self._kind != "pre"):
            self._text += f"</{tag}>"
        elif tag not in ("br", "code", "hr"):
            self._end()
            self._quotes -= tag == "blockquote"
            self._items -= tag == "li"

    def handle_data(self, data: str) -> None:
        """Take text."""
        self._text += data

    def _end(self) -> None:
        text = self._text if self._kind == "pre" else _trimmed(self._text)
        if text or self._kind != "p":
            self.leaves.append(Leaf(self._kind, self._quotes, self._items, text))
        self._kind, self._text = "p", ""


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def leaves(markdown: str) -> list[Leaf]:
    """Return the leaves of a text as the reader sees them."""
    found: list[Leaf] = []
    for block in MarkdownText(markdown).blocks:
        match block.kind:
            case BlockKind.BLANK:
                continue
            case BlockKind.CODE:
                kind, text = "pre", block.code(markdown)
            case BlockKind.RULE:
                kind, text = "hr", ""
            case _:
                kind = f"h{block.level}" if block.level else "p"
                text = _trimmed(_with_tags(markdown, block))
                if not text and kind == "p":
                    continue
        found.append(Leaf(kind, block.quotes, block.items, text))
    return found


def _with_tags(markdown: str, block: Block) -> str:
    lines = block.lines[:1] if markdown[block.start :].lstrip()[:1] == "#" else block.lines
    if block.level and len(lines) > 1:
        lines = lines[:-1]  # the underline
    source = "\n".join(markdown[line.content_start : line.content_end] for line in lines)
    parts: list[tuple[int, int, str]] = []  # where, order, what
    out: list[str] = []
    marks = inline_marks(source)
    for mark in marks:
        tag = TAGS.get(mark.style)
        if tag is not None:
            parts.append((mark.inner_start, -mark.end, f"<{tag}>"))
            parts.append((mark.inner_end, -mark.start, f"</{tag}>"))
    hidden = {at for mark in marks for at in _markup(source, mark)}
    parts.sort(key=lambda part: (part[0], not part[2].startswith("</"), part[1]))
    at = 0
    for where, _, tag in parts:
        out += (source[i] for i in range(at, where) if i not in hidden)
        out.append(tag)
        at = where
    out += (source[i] for i in range(at, len(source)) if i not in hidden)
    text = re.sub(r"\\\n", "\n", "".join(out))
    return re.sub(r"<code>(.*?)</code>", _as_code, text, flags=re.DOTALL)


def _as_code(match: re.Match[str]) -> str:
    code = match.group(1).replace("\n", " ")
    if code.strip(" ") and code[0] == code[-1] == " ":
        code = code[1:-1]
    return f"<code>{code}</code>"


def _markup(source: str, mark: Mark) -> list[int]:
    return [*range(mark.start, mark.inner_start), *range(mark.inner_end, mark.end)]


def test_reads_as_commonmark() -> None:
    """Blocks, containers and inline markup of the specification's own examples."""
    assert len(EXAMPLES) > 300
    different: list[tuple[int, str, object, object]] = []
    for number, section, markdown, html in EXAMPLES:
        expected = Leaves()
        expected.feed(html.replace("<br />", ""))
        expected.close()
        expected.handle_endtag("p")
        if (found := leaves(markdown)) != expected.leaves:
            different.append((number, section, found, expected.leaves))
    assert different == []


# -- every character keeps its place

HARD = (
    "",
    "\n",
    "\0*\0*",
    "a\r\n# b\r\n\r\n```\r\nc\r\n```\r\n",
    "שלום **עולם** `קוד`",
    "\u202e*abc*\u202c",
    "👩‍👩‍👧 **👩‍🚀** e\u0301*e\u0301*",
    "\ud800*\udfff*",
    "> - 1. > ```\n> - x",
    "| a | b |\n|---|:-:|\n| **c** | `d` |\n\ne",
    "\\" * 99 + "*a*",
)
PIECES = (
    *("*", "**", "_", "__", "`", "``", "```", "~~~", "#", "##", "> ", "- ", "1. ", "2) ", "+"),
    *("\n", "\n", "\n\n", " ", "    ", "\t", "\\", "|", "|-|-|", "---", "===", "***", "a", "b c"),
    *(
        "é",
        "\u05d0",
        "👩‍🚀",
        "\0",
        "\r",
        "\u2028",
        "\ufffc",
        "\ud800",
        "<b>",
        "[a](b)",
        "&amp;",
        "\xa0",
    ),
)


def covering(markdown: MarkdownText) -> list[tuple[int, int, Style]]:
    """Return all stretches, and check that blocks, lines and stretches cover the text."""
    text, at = markdown.text, 0
    for block in markdown.blocks:
        for line in block.lines:
            assert line.start == at
            assert line.start <= line.content_start <= line.content_end <= line.end
            at = line.end
            assert at == len(text) or text[at] == "\n"
            at += at < len(text)
    assert at == len(text)
    found, at = list(markdown.stretches(0, len(text))), 0
    for start, end, _ in found:
        assert start == at < end
        at = end
    assert at == len(text)
    return found


def random_text(dice: random.Random) -> str:
    if dice.random() < 0.1:
        return dice.choice(HARD) + random_text(dice)
    return "".join(dice.choices(PIECES, k=dice.randrange(30)))


@pytest.mark.parametrize("part", range(4))
def test_random_texts_are_covered_exactly(part: int) -> None:
    """20,000 texts: none raises, each character has one place; a part of a range is that part."""
    dice = random.Random(part)
    for text in HARD if part == 0 else ():
        covering(MarkdownText(text))
    for _ in range(5_000):
        text = random_text(dice)
        whole = covering(MarkdownText(text))
        start, end = sorted(dice.choices(range(len(text) + 1), k=2))
        asked = [
            (max(left, start), min(right, end), style)
            for left, right, style in whole
            if max(left, start) < min(right, end)
        ]
        assert list(MarkdownText(text).stretches(start, end)) == asked


def test_a_growing_text_is_read_as_if_it_were_new() -> None:
    """Token by token: what was read is kept only where no later text can change it."""
    dice = random.Random(11)
    for _ in range(600):
        text = random_text(dice) + random_text(dice)
        grown = MarkdownText("")
        at = 0
        while at < len(text):
            at = min(len(text), at + dice.randrange(1, 6))
            before, grown = grown, MarkdownText(text[:at], grown)
            fresh = MarkdownText(text[:at])
            assert grown.blocks == fresh.blocks, text[:at]
            found = covering(grown)
            assert found == covering(fresh)
            shared = grown.shares_until(before)
            was = [one for one in before.stretches(0, len(before.text)) if one[1] <= shared]
            assert found[: len(was)] == was


def test_other_text_is_read_from_its_beginning() -> None:
    """A branch is no growth: nothing of the old text is kept."""
    assert MarkdownText("**a** c", MarkdownText("# a b")).blocks == MarkdownText("**a** c").blocks


@pytest.mark.parametrize(
    "piece", ["*a ", "**a*", "`", "` ``", "> ", "- ", "_a_", "[", "| ", "\\*", "a *", "*a_ ", "#"]
)
def test_reading_time_grows_with_the_text(piece: str) -> None:
    """Hard texts of 200 kB on one line, and of many lines: a square would outlast every limit."""
    covering(MarkdownText(piece * (200_000 // len(piece))))
    covering(MarkdownText(f"{piece}\n" * 4_000))
    marks = inline_marks(piece * 20_000)
    assert all(0 <= mark.start <= mark.end <= len(piece) * 20_000 for mark in marks)


def test_a_long_answer_is_not_read_whole_for_each_token() -> None:
    """Only the last blocks are new; all others are the very same."""
    head = "".join(f"- **point {i}** is `code`\n" for i in range(2_000))
    before = MarkdownText(head)
    after = MarkdownText(head + "- and", before)
    assert (
        sum(one is not other for one, other in zip(before.blocks, after.blocks, strict=False)) < 3
    )
    assert after.shares_until(before) > len(head) - 100


def test_tables_as_github_writes_them() -> None:
    """The line of dashes is markup; a row without it is text."""
    text = "| a | b |\n|---|---|\n| **c** | d |\n\n| no | table |\n"
    kinds = [block.kind for block in MarkdownText(text).blocks]
    assert kinds == [BlockKind.TABLE, BlockKind.BLANK, BlockKind.PARAGRAPH]
    bold = [
        text[start:end]
        for start, end, style in MarkdownText(text).stretches(0, len(text))
        if style & Style.BOLD and not style & Style.MARKUP
    ]
    assert bold == ["c"]


def test_code_is_copied_without_what_it_stands_in() -> None:
    """A block of code in a list or a quote: neither marker nor indentation; open or closed."""
    text = "- a\n  ```py\n  x = 1\n    y\n  ```\n> ```\n> z"
    blocks = [one for one in MarkdownText(text).blocks if one.kind is BlockKind.CODE]
    assert [one.code(text) for one in blocks] == ["x = 1\n  y\n", "z\n"]
    assert [one.info for one in blocks] == ["py", ""]

"""Which characters stand in which line, whatever they cost in Qt's own counting."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from gptdesk.app.theme import load_theme
from gptdesk.app.views.page.paragraphs import paragraph_spans
from gptdesk.app.views.page.text_block import TextBlock, text_style


@pytest.mark.parametrize(
    "text",
    [
        "word " * 60,
        "🙂 and then " * 40,
        "🙂" * 300,
        "one 🙂🙂🙂   two " * 30,
    ],
)
def test_lines_hold_the_whole_text_without_the_spaces_at_which_it_broke(
    qapp: QApplication, text: str
) -> None:
    """Colours are painted line by line: an emoji is two units for Qt and one character here."""
    shown = text.rstrip()
    block = TextBlock(0, len(shown), ends_line=False)
    block.lay_out(shown, text_style(qapp.font()), 200)
    lines = [(start, end) for _, start, end in block.lines_between(0, block.height)]
    assert len(lines) == block.line_count > 3
    assert "".join(shown[start:end] for start, end in lines).replace(" ", "") == shown.replace(
        " ", ""
    )
    assert lines[0][0] == 0
    assert lines[-1][1] == len(shown)
    for (_, end), (start, _) in pairwise(lines):
        assert end <= start
        assert shown[end:start].strip() == ""
        assert shown[end - 1] != " "


class _Searched(str):
    """A text that counts how much of it was searched for a newline."""

    __slots__ = ("searched",)

    def find(self, sub: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        """Search, and count."""
        found = super().find(sub, start)
        self.searched = getattr(self, "searched", 0) + (len(self) if found < 0 else found) - start
        return found


@pytest.mark.parametrize("line", ["x" * 1_000_000, "the little fox " * 60_000])
def test_a_long_line_is_searched_for_its_end_once(line: str) -> None:
    """50 MB in one line were searched ten thousand times, in a paint event: 67 s."""
    text = _Searched(line + "\n" + line)
    spans = list(paragraph_spans(text, 0))
    assert len(spans) > 300
    assert "".join(text[start:end] + "\n" * ends for start, end, ends in spans) == text
    assert text.searched <= len(text)


def test_letters_of_another_script_stand_on_the_same_line(qapp: object) -> None:
    """The font that Qt takes for Chinese is higher: the text sank in its tint."""
    style = text_style(load_theme("light").font("transcript"))
    baselines: list[float] = []
    for text in ("a plain line", "a line with 中文 in it", "一只小龙"):
        block = TextBlock(0, len(text), ends_line=False)
        block.lay_out(text, style, 1000)
        line = block.layout.lineAt(0)
        if line.height() <= style.line_height:
            baselines.append(line.y() + line.ascent())
    assert baselines == pytest.approx([baselines[0]] * len(baselines), abs=0.1)  # pixels

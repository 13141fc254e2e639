"""Which characters stand in which line, whatever they cost in Qt's own counting."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from gptdesk.app.views.message_layout import TextBlock, text_style


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

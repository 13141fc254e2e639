"""Figures that change with each token: a screen reader is told of the last ones, not of all."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.access import descriptions
from gptdesk.app.access.descriptions import describe
from gptdesk.app.main import Program
from tests.app import test_whole_words

program = test_whole_words.program


class _Figure(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def setAccessibleDescription(self, description: str) -> None:
        self.told.append(description)
        super().setAccessibleDescription(description)


def test_the_last_of_many_changes_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty a second filled Orca's queue, and sentences of the answer were lost."""
    figure = _Figure()
    qtbot.addWidget(figure)
    describe(figure, "first")
    assert figure.told == ["first"], "nobody waits where nobody listens"
    monkeypatch.setattr(descriptions, "is_heard", lambda: True)
    for number in range(30):
        describe(figure, f"context {number}")
    assert figure.told == ["first", "context 0"], "at once, before the keyboard comes"
    qtbot.waitUntil(lambda: len(figure.told) == 3)
    assert figure.accessibleDescription() == "context 29"
    monkeypatch.setattr(descriptions, "is_heard", lambda: False)
    describe(figure, "the reader was switched off")
    qtbot.waitUntil(lambda: figure.told[3:] == ["the reader was switched off"])


def test_no_figure_is_told_with_every_token(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The context, the chosen token and its chances follow an answer: told when it rests."""
    monkeypatch.setattr(descriptions, "is_heard", lambda: True)
    views, models = program.window.views, program.view_models
    program.window.resize(1280, 800)
    program.window.show()
    context, bars = views.status.context, views.side_panel.next_token_page.bars
    told: list[str] = []
    original = context.setAccessibleDescription
    monkeypatch.setattr(
        context, "setAccessibleDescription", lambda words: (told.append(words), original(words))
    )
    with qtbot.waitSignal(models.chat.run_finished):
        models.chat.submit("Another beginning of a story")
    qtbot.waitUntil(lambda: context.accessibleDescription() == context.text())
    qtbot.waitUntil(lambda: bars.accessibleDescription().startswith("Chosen: rank"))
    assert len(told) <= 2, told

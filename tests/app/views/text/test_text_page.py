"""The Text page: charts that are tables too, What if with its words, and what can be taken out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.viewmodels.inspector.what_if import WhatIfViewModel
from gptdesk.app.views.text.exports import TextExports
from gptdesk.app.views.text.text_page import TextPage
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import FirstDifference, RemovedToken, WhatIf, WhatIfRequest
from tests.app.viewmodels.answers import LYON, PARIS, PROMPT, answer
from tests.app.viewmodels.stand_ins import StandInChat, StandInClient

NOW = SamplingSettings(temperature=0.5, top_k=2)


class Stage:
    """A page about one answer, wired as the window does it."""

    def __init__(self, folder: Path, *messages: Message) -> None:
        self.saved = folder / "saved"
        self.saved.mkdir()
        self.client = StandInClient()
        self.chat = StandInChat(*messages)
        self.inspector = InspectorViewModel(self.client, self.chat)
        self.model = TextPageViewModel(self.chat.messages, self.inspector)
        self.sampling = SamplingViewModel(NOW)
        self.what_if = WhatIfViewModel(self.client, self.model, self.sampling)
        exports = TextExports(self.model, self.inspector, self.client.model)
        self.talk = TalkViewModel(self.inspector)
        self.page = TextPage(
            self.model,
            self.what_if,
            exports,
            talk=self.talk,
            sampling=self.sampling,
            ask_where=self.ask_where,
        )
        self.page.token_chosen.connect(self.inspector.mark)
        self.page.resize(360, 900)

    def ask_where(
        self, parent: QWidget, start: Path, what: str, then: Callable[[Path], None]
    ) -> None:
        then(self.saved / start.name)

    def take_out(self, name: str) -> None:
        """Choose a line of the menu."""
        for action in self.page.menu.actions():
            if action.text() == name:
                action.trigger()
                return
        raise KeyError(name)

    def judge(self, **values: object) -> None:
        """Ask, and let the worker answer."""
        self.page.what_if.run.click()
        fields = {
            "settings": NOW,
            "judged_tokens": 6,
            "removed": (RemovedToken(2, PROMPT[2], "top_k"), RemovedToken(6, 13, "top_p")),
            "same_tokens": 0,
            "difference": FirstDifference(5, PARIS, LYON, 0.125, 0.25),
            "unexplained_tokens": 0,
            "is_complete": True,
        }
        answered = WhatIf(**{**fields, **values})  # pyright: ignore[reportArgumentType]
        self.client.answer(len(self.client.asked), answered)


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Stage:
    stage = Stage(tmp_path, answer())
    qtbot.addWidget(stage.page)
    stage.page.show()
    return stage


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_guess_mode_covers_the_charts(stage: Stage, qtbot: QtBot) -> None:
    """A curve would say how likely the marked token was; it comes back with Space."""
    stage.talk.set_guessing(True)
    assert stage.page.cover.isVisible()
    assert not stage.page.curves.isVisible()
    assert not stage.page.export.isVisible()
    stage.inspector.mark(TokenRef("answer", is_prompt=False, index=1))
    stage.page.cover.button.setFocus()
    qtbot.keyClick(stage.page.cover.button, Qt.Key.Key_Space)
    assert stage.page.curves.isVisible()
    assert not stage.page.cover.isVisible()
    stage.talk.set_guessing(False)
    assert stage.page.summary.isVisible()


def test_the_charts_are_a_table_too(stage: Stage, qtbot: QtBot) -> None:
    """Whoever sees no chart reads the same figures as rows, and goes to a token from there."""
    stage.page.as_table.click()
    assert stage.page.token_table.isVisible()
    assert not stage.page.curves.isVisible()
    table = stage.page.tokens
    rows = [[plain(str(table.data(table.index(row, n)))) for n in range(8)] for row in range(7)]
    assert rows[0] == ["1", "The", "464", "–", "–", "–", "–", "–"]
    assert rows[6] == ["7", ".", "13", "12.50 %", "50", "3.00", "1.50", "2.52"]
    ranks = stage.page.ranks
    counts = [str(ranks.data(ranks.index(row, 1))) for row in range(4)]
    assert counts == ["5", "1", "0", "0"]
    stage.page.token_table.selectRow(6)
    with qtbot.waitSignal(stage.page.token_chosen) as chosen:
        qtbot.keyClick(stage.page.token_table, Qt.Key.Key_Return)
    assert chosen.args == [TokenRef("answer", is_prompt=False, index=1)]


def test_a_reader_of_the_table_stays_where_they_are(stage: Stage, qtbot: QtBot) -> None:
    """While the answer grows, rows are added; nobody is thrown back to the first one."""
    stage.page.as_table.click()
    stage.page.token_table.selectRow(3)
    longer = answer((PARIS, 13, 198), (0.5, 0.125, 0.5))
    stage.chat.messages.replace(0, longer)
    qtbot.waitUntil(lambda: stage.page.tokens.rowCount() == 8)
    assert stage.page.token_table.currentIndex().row() == 3
    table = stage.page.tokens
    assert table.data(table.index(7, 1)) == "↵"
    stage.chat.messages.reset([answer((LYON, 13), answer_id="other")])
    assert table.data(table.index(5, 1)) == "␣Lyon"


def test_a_hidden_page_follows_nothing(stage: Stage) -> None:
    """Another tab is open: the page costs nothing until it is seen again."""
    stage.page.hide()
    stage.chat.messages.reset([answer(answer_id="other")])
    assert stage.model.curves.answer_id == "answer"
    stage.page.show()
    assert stage.model.curves.answer_id == "other"


def test_the_marked_token_is_read_out_in_figures(stage: Stage) -> None:
    """No number is hidden in a picture."""
    stage.inspector.mark(TokenRef("answer", is_prompt=False, index=0))
    assert stage.page.curves.current == 5
    words = plain(stage.page.readout.text())
    assert "␣Paris" in words
    assert "p 50.00 %, rank 1" in words
    assert "1.00 bits, entropy 1.50 bits, perplexity 2.00" in words


def test_a_band_leads_to_its_tokens(stage: Stage, qtbot: QtBot) -> None:
    """With the keyboard: down to the band, Enter to its next token."""
    qtbot.keyClick(stage.page.histogram, Qt.Key.Key_Down)
    qtbot.keyClick(stage.page.histogram, Qt.Key.Key_Return)
    assert stage.inspector.marked == TokenRef("answer", is_prompt=False, index=1)
    words = plain(stage.page.histogram.accessibleDescription())
    assert words.splitlines()[1] == "rank 11–100: 1 token, 16.67 %"


def test_what_if_tells_and_lists(stage: Stage, qtbot: QtBot) -> None:
    """How many, which, by which filter, where it would differ; each leads to its token."""
    panel = stage.page.what_if
    assert panel.settings.text() == "temperature 0.5, top-k 2, top-p 0.95"
    stage.judge()
    assert panel.removed.text() == (
        "1 of the answer's 2 tokens could not have come, and 1 of the prompt's 4 after its first."
    )
    cells = [
        [str(panel.table.data(panel.table.index(row, n))) for n in range(3)] for row in range(2)
    ]
    assert cells == [["3", "␣of", "top-k"], ["7", ".", "top-p"]]
    assert plain(panel.difference.text()) == (
        "The same dice would lead elsewhere at place 6, the answer's token 1: to “␣Lyon”"
        " (12.50 %) in place of “␣Paris”."
    )
    panel.list.selectRow(1)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert stage.inspector.marked == TokenRef("answer", is_prompt=False, index=1)
    panel.show_difference.click()
    assert stage.inspector.marked == TokenRef("answer", is_prompt=False, index=0)
    with qtbot.waitSignal(stage.what_if.replay_requested) as replayed:
        panel.replay.click()
    assert replayed.args == [0, 0]


def test_settings_are_changed_where_they_are_asked_about(stage: Stage, qtbot: QtBot) -> None:
    """No other page comes to the front, and no row moves under the mouse while it is drawn."""
    stage.page.resize(360, 500)
    panel, bar = stage.page.what_if, stage.page.verticalScrollBar()
    assert not panel.sampling.isVisible()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.isVisible())
    stage.page.ensureWidgetVisible(panel.change)
    qtbot.mouseClick(panel.change, Qt.MouseButton.LeftButton)
    slider = panel.sampling.min_p.slider
    qtbot.waitUntil(lambda: panel.sampling.height() > 50)
    # they open below the edge, and are scrolled to as far as their button stays in sight
    qtbot.waitUntil(lambda: slider.visibleRegion().boundingRect() == slider.rect())
    for button in (panel.change, panel.run):
        assert button.visibleRegion().boundingRect() == button.rect()
    stage.page.ensureWidgetVisible(slider)
    at = slider.mapTo(stage.page, QPoint(0, 0))
    for field in (panel.sampling.top_k, panel.sampling.penalty, panel.sampling.min_p):
        field.slider.setFocus()
        qtbot.keyClick(field.slider, Qt.Key.Key_Right)  # the sentence of the settings gets longer
    assert stage.sampling.settings.min_p > NOW.min_p
    assert slider.mapTo(stage.page, QPoint(0, 0)) == at
    stage.page.what_if.run.click()
    request = stage.client.asked[-1]
    assert isinstance(request, WhatIfRequest)
    assert request.settings == stage.sampling.settings
    qtbot.mouseClick(panel.change, Qt.MouseButton.LeftButton)
    assert not panel.sampling.isVisible()
    assert "min-p 0.01" in panel.settings.text()


def test_what_if_can_be_stopped(stage: Stage) -> None:
    """The button that began it ends it; progress is seen meanwhile."""
    panel = stage.page.what_if
    panel.run.click()
    assert panel.run.text().replace("&", "") == "Stop"
    stage.client.progress(1, 3, 6)
    assert (panel.progress.value(), panel.progress.maximum()) == (3, 6)
    assert panel.progress.isVisible()
    panel.run.click()
    assert stage.client.cancelled == 1


def test_what_if_says_what_it_does_not_know(stage: Stage) -> None:
    """Stopped early, settings moved since, tokens without dice, another model's rounding."""
    panel = stage.page.what_if
    stage.judge(is_complete=False, judged_tokens=3, difference=None, removed=())
    assert panel.removed.text().startswith("Stopped after 3 tokens")
    stage.judge(is_complete=False, judged_tokens=1, difference=None, removed=())
    assert panel.removed.text().startswith("Stopped after 1 token: so far, ")
    assert not panel.difference.isVisible()
    stage.judge(difference=None, same_tokens=2, unexplained_tokens=1, removed=())
    assert panel.difference.text() == (
        "1 token does not follow from its own settings and dice either: rounding, or another"
        " device. At all the others the same dice would lead to the same token."
    )
    stage.judge(difference=None, same_tokens=2, removed=())
    assert panel.difference.text() == "The same dice would lead to the same answer."
    shown = stage.chat.messages.message(0)
    in_fast = replace(shown, runs=tuple(replace(run, precision="fast") for run in shown.runs))
    stage.chat.messages.replace(0, in_fast)
    stage.judge(difference=None, same_tokens=2, unexplained_tokens=2, removed=())
    assert panel.difference.text().startswith(
        "2 tokens do not follow from their own settings and dice either: the answer was computed in"
        " Fast, and this in Exact."
    )
    stage.chat.messages.replace(0, shown)
    assert not panel.replay.isVisible()
    stage.judge(difference=None, same_tokens=1)
    assert "same first token; the next one has no dice" in panel.difference.text()
    stage.judge()
    stage.sampling.set_temperature(2.0)
    assert panel.removed.text().startswith("With temperature 0.5, top-k 2, top-p 0.95:")
    assert panel.removed.text().endswith("The settings or the text have changed since.")
    assert not panel.replay.isEnabled()
    assert panel.replay.toolTip()


def test_what_if_says_which_heads_were_off(stage: Stage) -> None:
    """The verdict is not the whole network's; two networks give none."""
    whole = answer().runs[0]
    off = replace(whole, switched_off=(HeadChange(3, 2), HeadChange(5, 1)))
    panel = stage.page.what_if
    stage.chat.messages.reset([replace(answer(), runs=(off, replace(whole, start=1)))])
    assert not panel.run.isEnabled()
    assert "different heads changed" in panel.removed.text()
    stage.chat.messages.reset([replace(answer(), runs=(off,))])
    stage.judge()
    assert panel.removed.text().endswith("It was read with heads 3.2, 5.1 off, as it was made.")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": MessageState.STREAMING}, "The answer is still being written."),
        ({"records": ()}, "It is not known how this answer was made."),
        ({"token_ids": (), "records": ()}, "There is no answer to judge yet."),
    ],
)
def test_a_button_that_does_nothing_says_why(
    stage: Stage, values: dict[str, object], words: str
) -> None:
    """Disabled means explained."""
    stage.chat.messages.reset([replace(answer(), **values)])
    assert not stage.page.what_if.run.isEnabled()
    assert stage.page.what_if.removed.text() == words


def test_every_control_has_a_name(stage: Stage) -> None:
    """A screen reader finds no nameless thing on the page."""
    stage.judge()
    for widget in stage.page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            text = widget.property("text")
            assert widget.accessibleName() or text, widget


@pytest.mark.parametrize(
    ("name", "file_name", "begins"),
    [
        ("Token table as CSV", "tokens.csv", b"\xef\xbb\xbfindex,id,text,"),
        ("Token table as JSON", "tokens.json", b'{"model": {"name"'),
        ("Curves as CSV", "curves.csv", b"\xef\xbb\xbfindex,id,p,"),
        ("Chart as PNG", "chart.png", b"\x89PNG"),
        ("Chart as SVG", "chart.svg", b"<?xml"),
        ("Coloured text as HTML", "coloured text.html", b"<!DOCTYPE html>"),
    ],
)
def test_everything_can_be_saved(
    stage: Stage, qtbot: QtBot, name: str, file_name: str, begins: bytes
) -> None:
    """In the format that its name promises, with a word where it is."""
    with qtbot.waitSignal(stage.page.menu.done) as told:
        stage.take_out(f"Save: {name}…")
    path = stage.saved / file_name
    assert path.read_bytes().startswith(begins)
    assert told.args == [f"Saved as {path}."]


def test_everything_can_be_copied(stage: Stage, qtbot: QtBot) -> None:
    """A table as text, a chart as a picture, the coloured text as both."""
    clipboard = QGuiApplication.clipboard()
    stage.take_out("Copy: Token table as JSON")
    assert len(json.loads(clipboard.text())["tokens"]) == 7
    assert clipboard.mimeData().hasFormat("application/json")
    stage.take_out("Copy: Chart as PNG")
    assert clipboard.mimeData().hasImage()
    with qtbot.waitSignal(stage.page.menu.done) as told:
        stage.take_out("Copy: Coloured text as HTML")
    assert told.args == ["Copied."]
    assert clipboard.mimeData().hasHtml()
    assert clipboard.text() == "The capital of France is Paris."


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(stage: Stage, qtbot: QtBot) -> None:
    """No room, no permission, a folder in the way: one sentence, and nothing is half written."""
    stage.saved.rmdir()
    stage.saved.write_bytes(b"a file where a folder should be")
    with qtbot.waitSignal(stage.page.menu.failed) as told:
        stage.take_out("Save: Token table as CSV…")
    (sentence,) = told.args
    assert sentence.startswith(f"{stage.saved / 'tokens.csv'} could not be written: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_without_a_text_nothing_can_be_taken_out(stage: Stage) -> None:
    """The button waits for an answer."""
    assert stage.page.export.isEnabled()
    stage.chat.messages.reset([])
    assert not stage.page.export.isEnabled()

"""Any two answers side by side, in the real window: branches, other chats, other models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Measure
from gptdesk.app.theme import zoom_of
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.engine.types import LoadProgress, LoadRequest, ModelInfo
from tests.app.test_entry_buttons import AGAIN, BEGINNING, OTHER, Mouse, text_of
from tests.app.test_two_vocabularies import OTHER as OTHER_VOCABULARY
from tests.app.test_two_vocabularies import STOP, WORD
from tests.fakes import FakeEngine, Script, pieces_of

COMPARE = "Compare this answer with…"
PROMPT, SECOND_PROMPT = "Go on", "A second chat about owls"
OWL = Script(pieces_of((1052, 39610, 13)))  # An owl.


class ThreeModels(FakeEngine):
    """A model of the file "second" has another name, one of "other" another vocabulary too."""

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        self.info = super().load(request, progress)
        if request.path.name == "second":
            self.info = replace(self.info, name="second", sha256="2" * 64)
        elif request.path.name == "other":
            sha256, vocabulary = "1" * 64, OTHER_VOCABULARY
            self.info = replace(self.info, name="other", sha256=sha256, vocabulary=vocabulary)
        return self.info


@pytest.fixture
def mouse(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mouse]:
    monkeypatch.setattr("tests.app.test_entry_buttons.FakeEngine", ThreeModels)
    mouse = Mouse(qtbot)
    mouse.ask(PROMPT, BEGINNING)
    yield mouse
    mouse.program.window.close()


def choose(mouse: Mouse, qtbot: QtBot, action: QAction, row: int = 1) -> None:
    """Click the button of an answer, then an entry of the menu that opens."""
    mouse.click(COMPARE, row)
    menu = mouse.views.transcript.buttons.compare_menu
    if menu.actions().count(action) == 0:
        menu.setActiveAction(menu.models.menuAction())
        qtbot.keyClick(menu, Qt.Key.Key_Right)
        menu = menu.models
        action = next(one for one in menu.actions() if one.data() == action.data())
    assert menu.isVisible()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def dialog_of(mouse: Mouse) -> CompareDialog:
    dialog = mouse.views.side_windows.compare_dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def texts(dialog: CompareDialog) -> tuple[str, ...]:
    """Return both texts, with spaces for the signs that stand for them."""
    shown = (dialog.left, dialog.right)
    return tuple(text.toPlainText().replace("␣", " ") for text in shown)


def test_branches_and_answers_of_other_chats(mouse: Mouse, qtbot: QtBot) -> None:
    """From an answer's button to any two answers, coloured, and back to where they stand."""
    menu, windows = mouse.views.transcript.buttons.compare_menu, mouse.views.side_windows
    first_chat = mouse.chat.conversation.id
    mouse.click(COMPARE)
    assert not menu.branches.isEnabled(), "there is no other answer to this prompt yet"
    menu.close()
    mouse.click_and_wait(AGAIN, OTHER)
    choose(mouse, qtbot, menu.branches)
    assert texts(dialog_of(mouse)) == (text_of(BEGINNING), text_of(OTHER))
    dialog_of(mouse).close()

    mouse.views.menu.new_chat.trigger()
    mouse.ask(SECOND_PROMPT, OWL)
    choose(mouse, qtbot, menu.other)
    box = windows.answer_box
    lines = [box.list.item(row).text() for row in range(box.list.count())]
    assert lines[0].endswith(text_of(OWL)), "the answers of this chat come first"
    assert lines[1] == "Go on: its last answer"
    qtbot.keyClicks(box.field, SECOND_PROMPT)
    qtbot.waitUntil(
        lambda: (
            f"{SECOND_PROMPT}: its last answer"
            in {box.list.item(row).text() for row in range(box.list.count())}
        )
    )
    box.field.clear()
    qtbot.keyClicks(box.field, "fox")
    qtbot.waitUntil(lambda: box.list.count() == 1)
    assert "fox" in box.list.item(0).text()
    with qtbot.waitSignal(mouse.program.view_models.comparing.sides_ready):
        qtbot.keyClick(box.field, Qt.Key.Key_Return)
    dialog = dialog_of(mouse)
    assert "part in their prompts" in dialog.verdict.text() or texts(dialog)[0] == text_of(OWL)
    assert dialog.right_choice.currentText().startswith("Go on: ")

    dialog.legend.choice.setFocus()
    qtbot.keyClick(dialog.legend.choice, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.legend.choice, Qt.Key.Key_Down)
    assert mouse.program.view_models.inspector.colour_by is Measure.RANK, "one measure for all"
    assert mouse.views.legend.choice.currentText() == dialog.legend.choice.currentText() == "rank"

    def figures() -> set[str]:
        return {str(dialog.facts.index(row, 0).data()) for row in range(dialog.facts.rowCount())}

    shown = figures()
    assert {"Rank and surprisal there", "Perplexity"} <= shown
    guess = mouse.views.side_panel.guess_button
    qtbot.mouseClick(guess, Qt.MouseButton.LeftButton)
    assert figures() == {"Chances", "Tokens", "Settings", "Seed, model"}, "they are to be guessed"
    qtbot.mouseClick(guess, Qt.MouseButton.LeftButton)
    assert figures() == shown

    qtbot.mouseClick(dialog.left_other, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(box.field, "Go on")
    qtbot.waitUntil(lambda: box.list.count() > 1)
    with qtbot.waitSignal(mouse.program.view_models.comparing.sides_ready):
        qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert dialog.verdict.text() == "Both are the same, token by token.", "its last answer, twice"
    dialog.right_choice.setCurrentIndex(0)
    assert texts(dialog)[0].endswith(text_of(OTHER))
    qtbot.mouseClick(dialog.show_left, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mouse.chat.conversation.id == first_chat)
    assert mouse.shown == PROMPT + text_of(OTHER)


def test_another_model_answers_the_same_prompt(mouse: Mouse, qtbot: QtBot, tmp_path: Path) -> None:
    """It is opened first; same settings, same seed, in a branch that is kept; then both are seen.

    One of another vocabulary is compared by text.
    """
    models = mouse.program.view_models
    for name in ("second", "other"):
        with qtbot.waitSignal(models.library.model_opened):
            models.library.open_model(tmp_path / name)
        (tmp_path / name).touch()
    with qtbot.waitSignal(models.library.model_opened):
        models.library.open_bundled()
    old = mouse.chat.messages.message(1)
    choices, own = models.two_models.choices_for, models.library.opened
    qtbot.waitUntil(lambda: {"second", "other"} <= {one.name for one in choices(1)})
    assert own not in [one.path for one in choices(1)], "it wrote this answer"
    for name, script in (("second", OTHER), ("other", Script((WORD, STOP)))):
        entry = QAction()
        entry.setData(next(one for one in choices(1) if one.name == name))
        mouse.engine.enqueue(script)
        with qtbot.waitSignal(models.comparing.sides_ready):
            choose(mouse, qtbot, entry)
        qtbot.waitUntil(lambda: not models.two_models.is_running)
        assert models.library.opened == own, "the model of before is in use again"
        new = mouse.chat.messages.message(1)
        assert new.runs[0].model_name == name
        assert (new.seed, new.runs[0].settings) == (old.seed, old.runs[0].settings)
        dialog = dialog_of(mouse)
        left, right = dialog.comparison.left.answer, dialog.comparison.right.answer
        assert (left.id, right.id) == (old.id, new.id)
        assert dialog.comparison.is_by_text is (name == "other")
        rows = {dialog.facts.index(row, 0).data(): row for row in range(dialog.facts.rowCount())}
        model_row = rows["Seed, model"]
        assert name in dialog.facts.index(model_row, 2).data()
        if name == "second":
            qtbot.waitUntil(dialog.isActiveWindow)
            qtbot.keyClick(dialog, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
            assert zoom_of(None) > 100, "its keys work in every window"
            qtbot.keyClick(dialog, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
            assert zoom_of(None) == 100
            assert "not kept: open second" in str(dialog.facts.index(0, 2).data())
            dialog.close()
            mouse.chat.shown.show_branch(1, -1)
        else:
            assert dialog.verdict.text().startswith("Their tokens are of different vocabularies")
            assert dialog.right.toPlainText() == "the"
            dialog.close()
    mouse.chat.shown.show_branch(1, -2)
    entry.setData(next(one for one in choices(1) if one.name == "second"))
    mouse.program.window.resize(1280, 800)  # the question opens the panel
    models.talk.set_guessing(True)
    choose(mouse, qtbot, entry)
    begins = "Guess the beginning of the answer of second, or reveal it."
    qtbot.waitUntil(lambda: models.two_models.status == begins)
    assert not mouse.chat.is_busy, "how that answer begins is asked first"
    mouse.engine.enqueue(OTHER)
    with qtbot.waitSignal(models.comparing.sides_ready):
        qtbot.keyClick(mouse.views.transcript, Qt.Key.Key_Space)
    dialog_of(mouse).close()
    qtbot.waitUntil(lambda: not models.two_models.is_running)
    assert models.library.opened == own
    mouse.reopen()
    assert len(mouse.chat.conversation.branches(old.id)) == 4

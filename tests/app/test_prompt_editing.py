"""A prompt that was sent is asked otherwise: in the composer, and beside the old one.

The window is the real one, the pencil is clicked and keys are pressed; "closed and opened again"
reads everything from the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import PromptMode
from gptdesk.storage.history.types import edits_key
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine

EDITING = "You are editing a prompt."


class Hand:
    """One user at one window after the other."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine
        )
        self.window, self.chat = self.program.window, self.program.view_models.chat
        self.qtbot.addWidget(self.window)
        parts = self.program.view_models
        with self.qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
            self.program.start(None)

    def reopen(self) -> None:
        """Close the window and start anew."""
        self.window.close()
        assert self.program.is_joined
        self.open()

    @property
    def text(self) -> str:
        """What stands in the composer."""
        return self.window.views.composer.text()

    @property
    def is_editing(self) -> bool:
        """Whether the bar says that a prompt is edited."""
        return EDITING in self.window.views.notice_bar.text

    def type(self, text: str) -> None:
        """Put other words into the composer, with the keyboard."""
        editor = self.window.views.composer.editor
        self.qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(editor, text)
        assert self.text == text

    def enter(self) -> None:
        """Press Enter, and wait for the answer."""
        with self.qtbot.waitSignal(self.chat.run_finished):
            self.qtbot.keyClick(self.window.views.composer.editor, Qt.Key.Key_Return)

    def pencil(self, row: int = 0) -> None:
        """Click the pencil of a prompt, with the mouse over it."""
        view = self.window.views.transcript
        view.show_row(row)
        page = view.scroller.page
        y = page.top(page.entry_of(row)) - view.verticalScrollBar().value() + 12
        self.qtbot.mouseMove(self.window, QPoint(1, 1))  # from elsewhere: else it does not move
        self.qtbot.mouseMove(view.viewport(), QPoint(view.viewport().width() // 2, y))
        (button,) = (
            one
            for one in view.findChildren(QToolButton)
            if one.accessibleName() == "Edit this prompt and ask again" and one.isVisible()
        )
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert self.is_editing

    def cancel(self) -> None:
        """Click *Cancel* in the bar."""
        self.click("Cancel")

    def click(self, text: str) -> None:
        """Click a button of the bar."""
        (button,) = (
            one
            for one in self.window.views.notice_bar.findChildren(QPushButton)
            if one.isVisible() and one.text() == text
        )
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def escape(self) -> None:
        """Press Esc where the keyboard is."""
        focus = self.window.focusWidget()
        assert focus is not None
        self.qtbot.keyClick(focus, Qt.Key.Key_Escape)

    def show(self, conversation_id: str) -> None:
        """Open a conversation from the list."""
        self.window.views.sidebar.list.open_requested.emit(conversation_id)
        self.qtbot.waitUntil(lambda: self.chat.conversation.id == conversation_id)


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    """A window with one prompt that was answered."""
    hand = Hand(qtbot)
    hand.type("The old prompt")
    hand.enter()
    yield hand
    hand.window.close()


def test_step_asks_an_edited_prompt_for_one_token(hand: Hand) -> None:
    """Step does for an edited prompt what it does for a new one."""
    hand.pencil()
    hand.type("The new prompt")
    with hand.qtbot.waitSignal(hand.chat.run_finished):
        hand.qtbot.mouseClick(hand.window.views.composer.step_button, Qt.MouseButton.LeftButton)
    prompt, answer = hand.chat.messages.messages
    assert prompt.text == "The new prompt"
    assert len(answer.token_ids) == 1
    assert hand.chat.shown.branch_place(0) == (2, 2)
    assert not hand.is_editing


def test_an_edited_prompt_stands_beside_the_old_one(hand: Hand) -> None:
    """Nothing is lost: the old prompt with its answer is one branch, the new one another."""
    chat, old = hand.chat, hand.chat.messages.messages
    hand.pencil()
    assert hand.text == "The old prompt"
    hand.type("The new prompt")
    hand.enter()
    assert chat.messages.message(0).text == "The new prompt"
    assert chat.shown.branch_place(0) == (2, 2)
    assert hand.window.views.notice_bar.text == ""
    assert hand.text == ""
    chat.shown.show_branch(0, -1)
    assert chat.messages.messages == old
    assert not hand.is_editing


@pytest.mark.parametrize("end", ["cancel", "escape", "enter", "step"])
def test_the_draft_comes_back_when_the_edit_ends(hand: Hand, end: str) -> None:
    """And it is what is on the disk: closed at once and opened again, it is there."""
    hand.type("half a sentence")
    hand.pencil()
    hand.type("The new prompt")
    if end == "step":
        with hand.qtbot.waitSignal(hand.chat.run_finished):
            hand.qtbot.keyClick(hand.window.views.composer.editor, Qt.Key.Key_F10)
    else:
        getattr(hand, end)()
    assert hand.text == "half a sentence"
    assert not hand.is_editing
    is_left = end in {"cancel", "escape"}
    assert hand.chat.shown.branch_place(0) == ((1, 1) if is_left else (2, 2))
    assert hand.chat.messages.rowCount() == 2
    own = hand.chat.conversation.id
    hand.reopen()
    hand.show(own)
    hand.qtbot.waitUntil(lambda: hand.text == "half a sentence")
    assert not hand.is_editing
    assert hand.chat.messages.message(0).text == ("The old prompt" if is_left else "The new prompt")


@pytest.mark.parametrize("place", ["transcript", "bar", "send", "inspector"])
def test_escape_leaves_an_edit_wherever_the_keyboard_is(hand: Hand, place: str) -> None:
    """A state that one button alone ends is a trap for whoever works with the keys."""
    views = hand.window.views
    hand.type("half a sentence")
    hand.pencil()
    button = next(one for one in views.notice_bar.findChildren(QPushButton) if one.isVisible())
    widget = {
        "transcript": views.transcript,
        "bar": button,
        "send": views.composer.send_button,
        "inspector": views.side_panel,
    }[place]
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    hand.qtbot.keyClick(widget, Qt.Key.Key_Escape)
    assert not hand.is_editing
    assert hand.text == "half a sentence"
    assert hand.window.focusWidget() is views.composer.editor
    hand.escape()
    assert hand.text == "half a sentence", "once more has nothing to leave"


def test_escape_leaves_one_thing_after_the_other(hand: Hand) -> None:
    """What it did before comes first: find bar, letters being composed, a token, the answer."""
    views = hand.window.views
    editor = views.composer.editor
    hand.pencil()
    views.menu.find.trigger()
    hand.escape()
    assert views.finding.bar.isHidden()
    assert hand.is_editing
    editor.setFocus()
    QApplication.sendEvent(editor, QInputMethodEvent("ni", []))
    hand.escape()
    assert hand.is_editing
    QApplication.sendEvent(editor, QInputMethodEvent())
    views.menu.walk_tokens.trigger()
    assert views.transcript.tokens.marked.ref is not None
    hand.escape()
    assert views.transcript.tokens.marked.ref is None
    assert hand.is_editing
    for widget in (editor, views.transcript):
        with hand.qtbot.waitSignal(hand.chat.run_finished):
            hand.chat.regenerate()
            hand.qtbot.keyClick(widget, Qt.Key.Key_Escape)
        assert hand.is_editing
    hand.escape()
    assert not hand.is_editing


@pytest.mark.parametrize("end", ["cancel", "escape"])
def test_a_changed_edit_that_was_left_can_be_had_back(hand: Hand, end: str) -> None:
    """A key pressed once too often costs no words; the prompt that did not change asks nothing."""
    hand.pencil()
    getattr(hand, end)()
    assert hand.window.views.notice_bar.text == ""
    hand.type("half a sentence")
    hand.pencil()
    hand.type("The new prompt")
    getattr(hand, end)()
    assert hand.text == "half a sentence"
    hand.click("Undo")
    assert hand.is_editing
    assert hand.text == "The new prompt"
    hand.enter()
    assert hand.chat.messages.message(0).text == "The new prompt"
    assert hand.text == "half a sentence"


@pytest.mark.parametrize("elsewhere", ["new chat", "another branch", "after another message"])
def test_a_left_edit_is_had_back_from_elsewhere(hand: Hand, elsewhere: str) -> None:
    """The offer stands there for its ten seconds, whatever is done meanwhile."""
    own = hand.chat.conversation.id
    if elsewhere == "another branch":
        hand.pencil()
        hand.type("A second prompt")
        hand.enter()
    hand.pencil()
    hand.type("The new prompt")
    hand.escape()
    if elsewhere == "another branch":
        hand.chat.shown.show_branch(0, -1)
    else:
        hand.window.views.menu.new_chat.trigger()
        if elsewhere == "after another message":
            hand.type("Something else")
            hand.enter()
    hand.click("Undo")
    hand.qtbot.waitUntil(lambda: hand.is_editing)
    assert hand.chat.conversation.id == own
    assert hand.text == "The new prompt"
    hand.enter()
    assert hand.chat.messages.message(0).text == "The new prompt"


@pytest.mark.parametrize("leave", ["switch", "close"])
def test_a_half_written_edit_comes_back_as_one(hand: Hand, leave: str) -> None:
    """With its bar: Enter makes a branch, not a message; and the draft is there after it."""
    own = hand.chat.conversation.id
    hand.type("half a sentence")
    hand.pencil()
    hand.type("The new pro")
    if leave == "close":
        hand.reopen()  # the chat is shown again by itself, sooner or later
    else:
        hand.window.views.menu.new_chat.trigger()
        assert hand.text == ""
        assert not hand.is_editing
    hand.show(own)
    hand.qtbot.waitUntil(lambda: hand.is_editing)
    assert hand.text == "The new pro"
    hand.qtbot.keyClicks(hand.window.views.composer.editor, "mpt")
    hand.enter()
    assert hand.chat.messages.message(0).text == "The new prompt"
    assert hand.chat.shown.branch_place(0) == (2, 2)
    assert hand.chat.messages.rowCount() == 2
    assert hand.text == "half a sentence"
    assert not hand.is_editing


def test_a_kill_in_the_middle_of_an_edit_loses_neither(hand: Hand) -> None:
    """What is on the disk half a second after the last key is all that is left of the window."""
    own, paths = hand.chat.conversation.id, user_paths()
    hand.type("half a sentence")
    hand.pencil()
    hand.type("The new pro")
    stored: dict[str, str] = {}
    history = hand.program.view_models.history
    hand.qtbot.waitUntil(
        lambda: not hand.program.view_models.conversations.drafts._timer.isActive()
    )
    edits = edits_key(own)
    history.ask(lambda history: history.draft(own), lambda text: stored.update(draft=text))
    history.ask(lambda history: history.draft(edits), lambda text: stored.update(edit=text))
    hand.qtbot.waitUntil(lambda: len(stored) == 2)
    assert stored["draft"] == "half a sentence"
    assert "The new pro" in stored["edit"]
    hand.qtbot.waitUntil(lambda: _on_disk(own, paths.history_file) == "half a sentence")


def test_the_pencil_again_takes_no_words_away(hand: Hand) -> None:
    """On the same prompt, on another one, and back: each edit is as it was left."""
    hand.type("The second prompt")
    hand.enter()
    hand.type("half a sentence")
    hand.pencil(0)
    hand.type("First, otherwise")
    hand.pencil(0)
    assert hand.text == "First, otherwise"
    hand.pencil(2)
    hand.type("Second, otherwise")
    hand.pencil(0)
    assert hand.text == "First, otherwise"
    hand.cancel()
    assert hand.text == "half a sentence"
    hand.pencil(2)
    assert hand.text == "Second, otherwise"
    hand.cancel()
    hand.pencil(0)
    assert hand.text == "The old prompt", "what was cancelled is gone"
    hand.cancel()
    assert hand.text == "half a sentence"


def test_an_edit_waits_while_another_branch_is_shown(hand: Hand) -> None:
    """Its prompt is not on the screen: what is sent there is a message, and the draft is there."""
    hand.pencil()
    hand.type("The new prompt")
    hand.enter()
    hand.type("half a sentence")
    hand.pencil()
    hand.type("The newest pro")
    hand.chat.shown.show_branch(0, -1)
    assert not hand.is_editing
    assert hand.text == "half a sentence"
    hand.chat.shown.show_branch(0, 1)
    assert hand.is_editing
    assert hand.text == "The newest pro"
    hand.cancel()
    assert hand.text == "half a sentence"


def test_notices_and_answers_leave_the_bar_of_an_edit(hand: Hand) -> None:
    """As long as Enter makes a branch, the bar says so; and a blank prompt stays where it is."""
    hand.pencil()
    hand.type(" ")
    hand.qtbot.keyClick(hand.window.views.composer.editor, Qt.Key.Key_Return)
    assert "blank" in hand.window.views.notice_bar.text
    assert hand.is_editing
    assert hand.text == " "
    with hand.qtbot.waitSignal(hand.chat.run_finished):
        hand.chat.regenerate()
    assert hand.is_editing


def test_the_mode_of_the_draft_comes_back_with_it(hand: Hand) -> None:
    """An old prompt that is continued does not make one of a message half written."""
    hand.chat.set_mode(PromptMode.CONVERSATION)
    hand.type("half a sentence")
    hand.pencil()
    assert hand.chat.mode is PromptMode.CONTINUE
    hand.type("The new prompt")
    hand.enter()
    assert hand.chat.messages.message(0).mode is PromptMode.CONTINUE
    assert hand.chat.mode is PromptMode.CONVERSATION
    assert hand.text == "half a sentence"


def test_what_is_sent_in_another_conversation_is_no_edit(hand: Hand) -> None:
    """The prompt is not there."""
    hand.pencil()
    hand.window.views.menu.new_chat.trigger()
    hand.type("Something else")
    hand.enter()
    assert hand.chat.shown.branch_place(0) == (1, 1)
    assert hand.chat.messages.message(0).text == "Something else"


def test_an_edit_goes_with_its_conversation(hand: Hand) -> None:
    """Nothing that was written in a deleted conversation stays on the disk."""
    own, database = hand.chat.conversation.id, user_paths().history_file
    hand.pencil()
    hand.type("The new pro")
    hand.window.views.menu.new_chat.trigger()
    hand.qtbot.waitUntil(lambda: _on_disk(edits_key(own), database) is not None)
    hand.program.view_models.conversations.delete(own)
    hand.reopen()
    assert _on_disk(edits_key(own), database) is None


def _on_disk(key: str, database: Path) -> str | None:
    """Return the draft that the database's file holds."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        row = db.execute("SELECT text FROM draft WHERE conversation = ?", (key,)).fetchone()
    return row and row[0]

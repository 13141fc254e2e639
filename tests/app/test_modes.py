"""*Continue* and *Conversation*: chosen with the mouse, seen, sent, stored, and there again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Semaphore

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.settings import preferences
from gptdesk.app.views.composer.parts import ModeButton
from gptdesk.chat.messages import Conversation, PromptMode
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import Settings, read_settings
from tests.fakes import INFO, FakeEngine, Script

TAKES_LETTERS = (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView)
CONTINUE, CONVERSATION = PromptMode.CONTINUE, PromptMode.CONVERSATION


class Opened:
    """A program on a fake engine, used as a person does."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine = FakeEngine()
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: self.engine
        )
        self.window, self.parts = self.program.window, self.program.view_models
        self.composer, self.chat = self.window.views.composer, self.parts.chat
        qtbot.addWidget(self.window)
        with qtbot.waitSignals([self.parts.library.model_opened, self.parts.conversations.loaded]):
            self.program.start(None)

    def choose(self, name: str) -> None:
        """Open the mode's menu with the mouse and click an entry."""
        button = self.composer.findChild(ModeButton)
        menu = button.menu()
        menu.popup(button.mapToGlobal(QPoint(0, 0)))  # a click would wait in the menu's own loop
        self.qtbot.waitExposed(menu)
        (action,) = (one for one in menu.actions() if one.text() == name)
        self.qtbot.mouseClick(
            menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center()
        )

    def send(self, text: str) -> None:
        """Type a prompt and press Enter; wait for the answer's end."""
        self.composer.focus_editor()
        self.qtbot.keyClicks(self.composer.editor, text)
        with self.qtbot.waitSignal(self.chat.run_finished):
            self.qtbot.keyClick(self.composer.editor, Qt.Key.Key_Return)

    def open(self, conversation_id: str) -> None:
        """Open a conversation from the list."""
        with self.qtbot.waitSignal(self.chat.shown.changed):
            self.window.views.sidebar.list.open_requested.emit(conversation_id)

    def stored(self, conversation_id: str) -> Conversation:
        """Read a conversation from the disk."""
        read: list[Conversation] = []
        self.parts.history.ask(lambda history: history.load(conversation_id), read.append)
        self.qtbot.waitUntil(lambda: bool(read))
        return read[0]

    def shown_mode(self) -> str:
        """What the button says."""
        return self.composer.findChild(ModeButton).text()

    def close(self) -> None:
        """Close as a user does."""
        self.window.close()
        assert self.program.is_joined


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    program = Opened(qtbot)
    yield program
    program.close()


def test_a_chosen_mode_is_what_is_sent_and_stored(qtbot: QtBot) -> None:
    """The first click of many users; its type was lost on the way, and nothing was saved after."""
    first = Opened(qtbot)
    first.choose("Conversation")
    assert first.shown_mode() == "Conversation"
    assert first.chat.mode is CONVERSATION
    first.send("Hello there")
    first.choose("Continue")
    assert first.chat.mode is CONTINUE
    first.send("The fox")
    assert [request.mode for request in first.engine.requests] == [CONVERSATION, CONTINUE]
    assert all(type(request.mode) is PromptMode for request in first.engine.requests)
    first.choose("Conversation")
    conversation_id = first.chat.conversation.id
    first.close()
    assert read_settings(user_paths().settings_file)[0].mode == "conversation"

    again = Opened(qtbot)
    qtbot.waitUntil(lambda: again.chat.conversation.id == conversation_id)
    assert again.chat.messages.rowCount() == 4, "a start opens the last chat"
    assert again.shown_mode() == "Continue", "in its own mode"
    again.window.views.menu.new_chat.trigger()
    assert again.shown_mode() == "Conversation"
    assert again.chat.mode is CONVERSATION
    modes = [message.mode for message in again.stored(conversation_id).messages]
    assert modes == [CONVERSATION, CONVERSATION, CONTINUE, CONTINUE]
    qtbot.keyClicks(again.composer.editor, "Half a thought")
    again.close()

    third = Opened(qtbot)
    qtbot.waitUntil(lambda: third.composer.text() == "Half a thought")
    assert third.chat.messages.rowCount() == 0, "a new chat was on the screen"
    third.window.views.sidebar.list.open_requested.emit(conversation_id)
    qtbot.waitUntil(lambda: third.chat.conversation.id == conversation_id)
    qtbot.keyClicks(third.composer.editor, "Another")
    third.window.views.sidebar.list.delete_requested.emit(conversation_id)
    qtbot.waitUntil(lambda: not third.parts.conversations.list.summaries)
    third.close()
    assert read_settings(user_paths().settings_file)[0].open_chat == ""


def test_the_open_chat_is_written_as_its_first_answer_begins(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed a moment later, the program opens it; what else changes waits for the answer's end.

    A disk can take a while; text that streams in does not stand still for it.
    """

    def on_disk() -> Settings:
        return read_settings(user_paths().settings_file)[0]

    monkeypatch.setattr(preferences, "_BUSY_DELAY_MS", 10**8)
    gate = Semaphore(0)
    opened.engine.enqueue(Script(gate=gate))
    opened.composer.focus_editor()
    qtbot.keyClicks(opened.composer.editor, "A beginning")
    qtbot.keyClick(opened.composer.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: on_disk().open_chat == opened.chat.conversation.id)
    opened.window.views.menu.zoom_in.trigger()
    qtbot.wait(900)
    assert opened.chat.is_busy
    assert on_disk().zoom == 100
    with qtbot.waitSignal(opened.chat.run_finished):
        gate.release(100)
    qtbot.waitUntil(lambda: on_disk().zoom == 110)


def test_the_mode_is_that_of_the_chat_that_is_opened(opened: Opened) -> None:
    """What the next message will be is seen, and is what this chat was."""
    opened.send("A beginning")
    beginning = opened.chat.conversation.id
    opened.window.views.menu.new_chat.trigger()
    opened.choose("Conversation")
    opened.send("Hello")
    talk = opened.chat.conversation.id

    opened.open(beginning)
    assert opened.shown_mode() == "Continue"
    opened.open(talk)
    assert opened.shown_mode() == "Conversation"
    opened.open(beginning)
    opened.window.views.menu.new_chat.trigger()
    assert opened.shown_mode() == "Conversation", "a new chat takes the mode chosen last"
    opened.open(beginning)
    opened.choose("Conversation")
    opened.open(talk)
    opened.open(beginning)
    assert opened.shown_mode() == "Conversation", "it was chosen for this chat"


def test_a_model_without_a_layout_continues_texts_and_says_why(opened: Opened) -> None:
    """A layout that it was not trained on would make a good model look stupid."""
    qtbot, library = opened.qtbot, opened.parts.library
    opened.choose("Conversation")
    opened.send("Hello there")
    load = opened.engine.load
    opened.engine.load = lambda request, progress: replace(
        load(request, progress), name="Base", can_converse=False
    )
    with qtbot.waitSignal(library.model_opened):
        library.open_model(INFO.path)
    assert (opened.shown_mode(), opened.chat.mode) == ("Continue", CONTINUE)
    opened.choose("Conversation (not with this model)")
    assert opened.chat.mode is CONTINUE
    menu = opened.composer.findChild(ModeButton).menu()
    assert "The files of Base do not say how" in menu.actions()[1].toolTip()
    menu.close()
    opened.window.views.menu.new_chat.trigger()
    assert opened.chat.mode is CONTINUE
    opened.send("The fox")
    assert opened.engine.requests[-1].mode is CONTINUE

    opened.engine.load = load
    with qtbot.waitSignal(library.model_opened):
        library.open_model(INFO.path)
    opened.window.views.menu.new_chat.trigger()
    assert (opened.shown_mode(), opened.chat.mode) == ("Conversation", CONVERSATION)


def test_the_menu_opens_at_the_mode_in_use(opened: Opened, qtbot: QtBot) -> None:
    """As every list of choices: Enter changes nothing, an arrow and Enter take the other one."""
    button = opened.composer.findChild(ModeButton)
    menu = button.menu()
    for key, mode in ((None, CONTINUE), (Qt.Key.Key_Down, CONVERSATION), (None, CONVERSATION)):
        menu.popup(button.mapToGlobal(QPoint(0, 0)))
        qtbot.waitExposed(menu)
        assert menu.activeAction().isChecked()
        if key is not None:
            qtbot.keyClick(menu, key)
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert opened.chat.mode is mode
        assert not menu.isVisible()


def test_looking_at_an_old_chat_does_not_change_what_is_remembered(qtbot: QtBot) -> None:
    """Only a choice is a choice."""
    first = Opened(qtbot)
    first.send("A beginning")
    beginning = first.chat.conversation.id
    first.window.views.menu.new_chat.trigger()
    first.choose("Conversation")
    first.open(beginning)
    assert first.shown_mode() == "Continue"
    first.close()
    assert read_settings(user_paths().settings_file)[0].mode == "conversation"


def test_what_the_mode_means_is_seen(opened: Opened) -> None:
    """Placeholder, headline and examples are of the mode."""
    window = opened.window

    def words() -> tuple[str, str, list[str]]:
        page = window.views.empty_state
        cards = [card.example for card in page._cards]
        headline = page.findChildren(QLabel)[0].text()
        return opened.composer.editor.placeholderText(), headline, cards

    beginning = words()
    opened.choose("Conversation")
    talk = words()
    assert "beginning" in beginning[0]
    assert "message" in talk[0]
    assert "answer" in talk[1]
    assert not set(beginning[2]) & set(talk[2])
    opened.choose("Continue")
    assert words() == beginning


def test_what_is_typed_after_a_click_is_written(opened: Opened) -> None:
    """After an example, and after a mode was chosen, one types on; letters went nowhere."""
    window, editor = opened.window, opened.composer.editor
    card = window.views.empty_state._cards[0]
    with opened.qtbot.waitSignal(opened.chat.run_finished):
        opened.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is editor
    window.views.transcript.setFocus()
    opened.choose("Conversation")
    assert window.focusWidget() is editor


def test_letters_that_nothing_takes_are_the_composers(opened: Opened) -> None:
    """Wherever the keyboard is, a letter is written, unless the part has its own use for it."""
    opened.send("A beginning")
    window, composer = opened.window, opened.composer
    typed: set[str] = set()
    for widget in window.findChildren(QWidget):
        is_reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        if not is_reachable or not widget.isEnabled() or isinstance(widget, TAKES_LETTERS):
            continue
        widget.setFocus()
        composer.set_text("")
        opened.qtbot.keyClick(widget, "h")
        assert composer.text() == "h", f"{widget.metaObject().className()} {widget.objectName()}"
        assert window.focusWidget() is composer.editor
        typed.add(widget.metaObject().className())
        opened.qtbot.keyClick(composer.editor, "i")
        assert composer.text() == "hi"
    assert {"TranscriptView", "QPushButton", "QToolButton"} <= typed
    window.views.transcript.setFocus()
    for modifier in (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier):
        opened.qtbot.keyClick(window.views.transcript, "h", modifier)
    assert composer.text() == "hi", "these are commands"


def test_an_edited_prompt_keeps_its_mode_unless_another_is_chosen(opened: Opened) -> None:
    """The button says how the edited prompt will be sent."""
    opened.send("A beginning")
    opened.choose("Conversation")
    opened.window.views.transcript.buttons.edit_requested.emit(0)
    assert opened.shown_mode() == "Continue"
    opened.window.views.sending.cancel_edit()
    assert opened.shown_mode() == "Conversation"
    opened.window.views.transcript.buttons.edit_requested.emit(0)
    opened.choose("Conversation")
    opened.composer.set_text("")
    opened.send("Otherwise")
    prompt, answer = opened.chat.messages.messages
    assert prompt.text == "Otherwise"
    assert prompt.mode is answer.mode is CONVERSATION


def test_stop_is_grey_unless_there_is_something_to_stop(opened: Opened) -> None:
    """A control that does nothing says so."""
    menu, button = opened.window.views.menu, opened.composer.send_button
    assert not menu.stop.isEnabled()
    assert button.text() == "Send"
    opened.engine.enqueue_flood(10_000, tokens_per_s=100)
    opened.composer.set_text("Go on")
    opened.window.views.sending.send()
    opened.qtbot.waitUntil(lambda: opened.chat.is_busy)
    assert menu.stop.isEnabled()
    assert button.text() == "Stop"
    assert button.isEnabled()
    opened.composer.set_text("next")
    opened.composer.editor.moveCursor(QTextCursor.MoveOperation.Start)
    opened.qtbot.keyClick(opened.composer.editor, Qt.Key.Key_Return)  # it is not sent meanwhile
    menu.step.trigger()
    assert opened.composer.text() == "next"
    assert opened.composer.editor.textCursor().position() == 0  # nor taken and put back
    assert opened.chat.messages.rowCount() == 2
    with opened.qtbot.waitSignal(opened.chat.run_finished):
        opened.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not menu.stop.isEnabled()
    assert button.text() == "Send"

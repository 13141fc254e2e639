"""Ctrl+F, as a user has it: the bar, the keys, what is marked, and where the keyboard goes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import load_theme
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.find.find import ConversationFind
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.messages import Message, MessageState, Role


class Room:
    """A transcript, a bar and a composer in a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.widget = QWidget()
        qtbot.addWidget(self.widget)
        self.qtbot = qtbot
        self.model = MessageListModel(self.widget)
        self.view, self.composer = TranscriptView(LoadedModel()), Composer()
        self.view.set_model(self.model)
        self.find = ConversationFind(self.view, self.composer, self.model)
        layout = QVBoxLayout(self.widget)
        for part in (self.view, self.find.bar, self.composer):
            layout.addWidget(part)
        self.widget.resize(640, 700)
        self.widget.show()
        qtbot.waitExposed(self.widget)
        self.composer.focus_editor()

    def tell(self, *texts: str) -> None:
        self.model.reset(
            Message(Role.ASSISTANT if row % 2 else Role.USER, text)
            for row, text in enumerate(texts)
        )
        self.await_search()

    def look_for(self, words: str) -> str:
        self.find.open_bar()
        self.find.bar.field.setText(words)
        self.await_search()
        return self.find.bar.count_text

    def await_search(self) -> None:
        """Beside other work the search of a few words can take more than one slice."""
        self.qtbot.waitUntil(lambda: self.find._hits.is_complete)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> str:
        focus = QGuiApplication.focusObject()
        assert isinstance(focus, QWidget)
        self.qtbot.keyClick(focus, key, modifier or Qt.KeyboardModifier.NoModifier)
        return self.find.bar.count_text

    def picture(self) -> QImage:
        QGuiApplication.processEvents()
        QGuiApplication.processEvents()
        return self.view.screen().grabWindow(self.view.winId()).toImage()

    def has_colour(self, token: str) -> bool:
        picture, wanted = self.picture(), load_theme("light").color(token).rgb()
        return any(
            picture.pixel(x, y) == wanted
            for y in range(0, picture.height(), 2)
            for x in range(0, picture.width(), 2)
        )


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room(qtbot)


def test_enter_walks_through_the_hits_and_around(room: Room) -> None:
    """Enter, Shift+Enter, and after the last the first; the numbers say where one is."""
    room.tell("a fox", " and a Fox", "and the FOX", " no more")
    assert room.look_for("fox") == "1 of 3"
    assert room.press(Qt.Key.Key_Return) == "2 of 3"
    assert room.press(Qt.Key.Key_Return) == "3 of 3"
    assert room.press(Qt.Key.Key_Return) == "1 of 3"
    assert room.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier) == "3 of 3"
    assert room.look_for("foxes") == "Not found"
    assert room.look_for("") == ""


def test_hits_are_tinted_until_the_bar_closes(room: Room) -> None:
    """All of them, and the one that is looked at otherwise."""
    room.tell("a fox", " and a fox")
    assert not room.has_colour("found")
    room.look_for("fox")
    assert room.has_colour("found")
    assert room.has_colour("found_current")
    room.press(Qt.Key.Key_Escape)
    assert not room.has_colour("found")
    assert not room.has_colour("found_current")


def test_esc_gives_the_keyboard_back(room: Room) -> None:
    """To the transcript when it was there, else to the composer; from the buttons too."""
    room.tell("a fox", " and a fox")
    for part in (room.view, room.composer):
        (part.setFocus if part is room.view else room.composer.focus_editor)()
        room.look_for("fox")
        assert room.find.bar.field.hasFocus()
        room.press(Qt.Key.Key_Tab)
        assert room.find.bar.isAncestorOf(room.widget.focusWidget())
        room.press(Qt.Key.Key_Escape)
        assert room.find.bar.isHidden()
        focus = room.widget.focusWidget()
        assert focus is part or part.isAncestorOf(focus)


def test_the_current_hit_is_scrolled_to(room: Room) -> None:
    """Far away, in text that was never laid out, and back."""
    texts = ["some words that fill the lines of this message " * 30] * 300
    texts[10], texts[251] = "needle one", ("straw " * 900) + "needle two" + " straw" * 900
    room.tell(*texts)
    room.picture()
    assert room.look_for("needle") == "1 of 2", "the end of the text is seen; on to the first"
    assert room.has_colour("found_current")
    assert room.press(Qt.Key.Key_Return) == "2 of 2"
    assert room.has_colour("found_current")
    assert room.press(Qt.Key.Key_Return) == "1 of 2"
    assert room.has_colour("found_current")


def test_f3_looks_again_for_the_last_words(room: Room) -> None:
    """The bar was closed, the words are remembered."""
    room.tell("a fox", " and a fox")
    room.look_for("fox")
    room.press(Qt.Key.Key_Escape)
    room.find.find_next()
    assert not room.find.bar.isHidden()
    assert room.find.bar.count_text == "1 of 2"
    room.find.find_next()
    assert room.find.bar.count_text == "2 of 2"
    room.find.find_previous()
    assert room.find.bar.count_text == "1 of 2"


def test_a_streaming_answer_is_counted_and_does_not_move_the_user(room: Room) -> None:
    """New hits join at the end; the one that is looked at stays."""
    answer = Message(Role.ASSISTANT, " and", state=MessageState.STREAMING)
    room.model.reset([Message(Role.USER, "a fox"), answer])
    assert room.look_for("fox") == "1 of 1"
    for _ in range(5):
        answer = replace(answer, text=answer.text + " a fox")
        room.model.replace(1, answer)
    assert room.find.bar.count_text == "1 of 6"


@pytest.mark.parametrize("words", ["x the", "fox", "the fox the fox the fox the fox the fox"])
def test_new_hits_of_a_growing_answer_are_painted_as_a_whole_paint_would(
    room: Room, words: str
) -> None:
    """Only the end is painted: a hit that ends two lines below its beginning counts in full."""
    rng = random.Random(9)
    pieces = (*(" the fox",) * 6, " fo", "x", "\n\n", " שלום", " the")
    answer = Message(Role.ASSISTANT, " fox", state=MessageState.STREAMING)
    room.model.reset([Message(Role.USER, "a"), answer])
    room.look_for(words)
    room.picture()
    for step in range(80):
        answer = replace(answer, text=answer.text + rng.choice(pieces))
        room.model.replace(1, answer)
        partly = room.picture()
        room.view.viewport().update()
        assert partly == room.picture(), f"step {step}: {answer.text[-20:]!r}"
    assert room.has_colour("found")


def test_selected_words_are_proposed(room: Room) -> None:
    """What one has just marked is what one looks for."""
    room.tell("fox", " fox")
    room.view.select_all()
    room.find.open_bar()
    assert room.find.bar.field.text() == "fox fox"


def test_another_conversation_is_searched_and_not_scrolled(room: Room) -> None:
    """The words stay, the place is left to the user; an empty one has no bar."""
    room.tell("a fox")
    room.look_for("fox")
    room.tell("fox", " fox", "fox")
    assert room.find.bar.count_text == "3 found"
    room.find.find_next()
    assert room.find.bar.count_text == "1 of 3"
    room.model.reset([])
    assert room.find.bar.isHidden()

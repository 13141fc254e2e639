"""The buttons of an entry: each is clicked with the mouse in the real window, and does its work.

The pencil has tests of its own, in `test_prompt_editing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import current_theme
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script, flood_pieces, pieces_of, story_text

BEGINNING = Script(STORY[:4], FinishReason.MAX_TOKENS)
OTHER = Script(pieces_of((7454, 257, 21831, 13)))  # Once a fox.
PROMPT, AGAIN, CONTINUE = "Go on", "Answer again, with other dice", "Continue this answer"


def text_of(script: Script) -> str:
    return "".join(text for _, text in script.pieces)


class Mouse:
    """One user with a mouse, at one window after the other.

    Attributes:
        engine: of the program that is open.
        program: the same.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.engine = FakeEngine()
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: self.engine
        )
        self.views, self.chat = self.program.window.views, self.program.view_models.chat
        self._qtbot.addWidget(self.program.window)
        parts = self.program.view_models
        with self._qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
            self.program.start(None)

    def reopen(self) -> None:
        """Close the window, start anew, and open the same conversation."""
        own = self.chat.conversation.id
        self.program.window.close()
        assert self.program.is_joined
        self.open()
        self.views.sidebar.list.open_requested.emit(own)
        self._qtbot.waitUntil(lambda: self.chat.conversation.id == own)

    def ask(self, text: str, script: Script) -> None:
        """Send a prompt, and wait for the answer."""
        self.engine.enqueue(script)
        self.views.composer.set_text(text)
        with self._qtbot.waitSignal(self.chat.run_finished):
            self._qtbot.keyClick(self.views.composer.editor, Qt.Key.Key_Return)

    def button(self, name: str, row: int = 1) -> QToolButton:
        """Move the mouse over an entry, and return its button of this name."""
        transcript = self.views.transcript
        transcript.scroller.lay_out_now()
        box = transcript.scroller.box_of(transcript.scroller.page.entry_of(row))
        self._qtbot.mouseMove(self.program.window, QPoint(1, 1))  # from elsewhere, so that it moves
        self._qtbot.mouseMove(transcript.viewport(), box.center())
        (button,) = (
            one
            for one in transcript.findChildren(QToolButton)
            if one.accessibleName() == name and one.isVisible()
        )
        return button

    def click(self, name: str, row: int = 1) -> None:
        """Click a button of an entry."""
        button = self.button(name, row)
        assert button.isEnabled(), button.toolTip()
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def click_and_wait(self, name: str, script: Script) -> None:
        """Click a button that makes the model write, and wait until it has."""
        self.engine.enqueue(script)
        with self._qtbot.waitSignal(self.chat.run_finished):
            self.click(name)

    @property
    def shown(self) -> str:
        """Text of the last entry on the page."""
        page = self.views.transcript.scroller.page
        return page.entries[-1].text


@pytest.fixture
def mouse(qtbot: QtBot) -> Iterator[Mouse]:
    """A window with a prompt whose answer was cut short."""
    mouse = Mouse(qtbot)
    mouse.ask(PROMPT, BEGINNING)
    assert mouse.shown == PROMPT + text_of(BEGINNING)
    yield mouse
    mouse.program.window.close()


def test_continue_goes_on_with_the_answer(mouse: Mouse) -> None:
    """The same answer is longer, and is kept so."""
    mouse.click_and_wait(CONTINUE, Script())
    assert mouse.shown == PROMPT + story_text()
    assert mouse.chat.shown.branch_place(1) == (1, 1)
    mouse.reopen()
    assert mouse.shown == PROMPT + story_text()


def test_again_and_the_arrows_lead_from_answer_to_answer(mouse: Mouse) -> None:
    """Both answers are kept, and the one that was seen last is seen again."""
    mouse.click_and_wait(AGAIN, OTHER)
    assert mouse.shown == PROMPT + text_of(OTHER)
    assert not mouse.button("Later answer (2 of 2)").isEnabled()
    mouse.click("Earlier answer (2 of 2)")
    assert mouse.shown == PROMPT + text_of(BEGINNING)
    mouse.reopen()
    assert mouse.shown == PROMPT + text_of(BEGINNING)
    mouse.click("Later answer (1 of 2)")
    assert mouse.shown == PROMPT + text_of(OTHER)


def test_copy_puts_the_entry_on_the_clipboard(mouse: Mouse) -> None:
    """And the status bar says so; a later answer is another entry."""
    mouse.click("Copy")
    assert QGuiApplication.clipboard().text() == PROMPT + text_of(BEGINNING)
    assert mouse.views.status.message.text() == "Copied."
    mouse.ask("More", OTHER)
    mouse.click("Copy", row=3)
    assert QGuiApplication.clipboard().text() == "More" + text_of(OTHER)


def test_about_tells_of_the_answer_that_was_clicked(mouse: Mouse) -> None:
    """Not of the last one."""
    mouse.ask("More", OTHER)
    mouse.click("About this answer: settings, seed and model", row=1)
    dialog = mouse.views.side_windows.answer_dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert text_of(BEGINNING).strip() in dialog.quote.text()
    mouse.click("About this answer: settings, seed and model", row=3)
    assert text_of(OTHER).strip() in dialog.quote.text()


def test_the_end_of_a_long_answer_has_the_buttons_too(mouse: Mouse, qtbot: QtBot) -> None:
    """While its head is out of sight they stand below its last line, on no letter, in any zoom."""
    mouse.ask("More", Script(flood_pieces(900)))
    transcript = mouse.views.transcript
    scroller = transcript.scroller
    for steps in (0, 6):
        for _ in range(steps):
            mouse.views.menu.zoom_in.trigger()
        for _ in range(2):  # heights are estimates until they were seen
            QApplication.processEvents()  # the composer grows with the letters
            transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum())
            scroller.lay_out_now()
        index = scroller.page.entry_of(3)
        box = scroller.box_of(index)
        entry = scroller.page.entries[index]
        assert box.top() < 0, "its head is out of sight"
        last_line = QPoint(box.center().x(), box.top() + entry.body_bottom - 6)
        qtbot.mouseMove(mouse.program.window, QPoint(1, 1))
        qtbot.mouseMove(transcript.viewport(), last_line)
        assert transcript.buttons.isVisible()
        place = transcript.buttons.geometry()
        assert transcript.viewport().rect().contains(place)
        box = scroller.box_of(index)
        assert place.top() >= box.top() + entry.body_bottom, "the last line can be read"
        (copy,) = (one for one in transcript.findChildren(QToolButton) if one.toolTip() == "Copy")
        QGuiApplication.clipboard().clear()
        qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text().startswith("More")
    transcript.show_row(3)
    transcript.setFocus()
    scroller.lay_out_now()
    assert transcript.buttons.geometry().top() < scroller.visible_height() // 4, "in the head again"


def test_a_branch_is_marked_where_it_left_the_old_path(mouse: Mouse, qtbot: QtBot) -> None:
    """In the text and in the card of its first token; after a new start too, from the texts."""
    answer = mouse.chat.messages.message(1)
    ref = TokenRef(answer.id, is_prompt=False, index=2)
    fox = pieces_of((21831,))  # “ fox”
    assert parting(mouse) is None, "an answer alone left nothing"
    with qtbot.waitSignal(mouse.chat.run_finished):
        assert mouse.program.view_models.swaps.swap(ref, (fox[0][0],))
    begin = len(PROMPT + "".join(text for _, text in BEGINNING.pieces[:2]))
    for _ in range(2):  # before and after a new start
        assert mouse.shown[begin:].startswith(" fox")
        assert parting(mouse) == begin
        mouse.views.transcript.setFocus()
        new = mouse.chat.messages.message(1)
        layer = mouse.views.transcript.tokens
        layer.marked.enter(TokenRef(new.id, is_prompt=False, index=2))
        assert "left the one before it" in layer.marked.card.accessibleName()
        layer.marked.enter(TokenRef(new.id, is_prompt=False, index=1))
        assert "left the one before it" not in layer.marked.card.accessibleName()
        mouse.reopen()
    mouse.click("Earlier answer (2 of 2)")
    assert parting(mouse) is None, "the older one is the old path"

    # *Replay from there* of the Text page ends in the same call
    qtbot.waitUntil(lambda: mouse.chat.messages.message(1).token_ids != ())  # read from the disk
    mouse.engine.enqueue(Script((*BEGINNING.pieces[:3], *fox)))
    with qtbot.waitSignal(mouse.chat.run_finished):
        mouse.program.view_models.what_if.replay_requested.emit(1, 3)
    begin = len(PROMPT + "".join(text for _, text in BEGINNING.pieces[:3]))
    assert mouse.shown[begin:] == " fox"
    assert parting(mouse) == begin


def parting(mouse: Mouse) -> int | None:
    """Return the place in the last entry's text at which the mark is painted, if there is one."""
    transcript = mouse.views.transcript
    transcript.tokens.marked.leave()
    transcript.clearFocus()
    scroller = transcript.scroller
    scroller.lay_out_now()
    index = len(scroller.page.entries) - 1
    entry, box = scroller.page.entries[index], scroller.box_of(index)
    picture = transcript.viewport().grab().toImage()
    accent = current_theme().color("accent").rgb()
    for place in range(len(entry.text)):
        caret = entry.caret(place)
        assert caret is not None
        x, y = box.left() + round(caret.left()), box.top() + round(caret.center().y())
        column = {picture.pixel(x + dx, y) for dx in (-1, 0)}
        if accent in column:
            return place
    return None

"""A text is measured without being sent: what is selected, and what a file holds.

The window is the real one: menu entries, keys, buttons and a dropped file are operated.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.token_questions import MeasureTokens
from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inspector import reading as reading_module
from gptdesk.app.viewmodels.inspector.reading import windows
from gptdesk.app.views.compare.reading_window import ReadingWindow
from gptdesk.engine.inspection.measure import inspect_ids
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine
from tests.tiny_models import TINY, tiny_model

ALONE = "This text alone, from its own beginning"


class Hand:
    """A user at a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engines: list[FakeEngine] = []
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=self._engine
        )
        self.window, models = self.program.window, self.program.view_models
        self.chat, self.reading = models.chat, models.reading
        qtbot.addWidget(self.window)
        with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
            self.program.start(None)
        self.menu, self.editor = self.window.views.menu, self.window.views.composer.editor

    def _engine(self) -> FakeEngine:
        self.engines.append(FakeEngine())
        return self.engines[-1]

    @property
    def opened(self) -> ReadingWindow:
        """The window of the text that is read, when it is done."""
        self.qtbot.waitUntil(
            lambda: self.window.views.side_windows.reading_window is not None, timeout=8_000
        )
        window = self.window.views.side_windows.reading_window
        assert window is not None
        self.qtbot.waitUntil(lambda: not self.reading.is_reading)
        return window


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    """A window with a model."""
    hand = Hand(qtbot)
    yield hand
    hand.window.close()


def choose(qtbot: QtBot, menu: QMenu, text: str) -> None:
    """Click an entry of a menu that is open."""
    qtbot.waitExposed(menu)
    action = next(one for one in menu.actions() if one.text() == text)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_selected_text_is_explained_without_being_sent(hand: Hand, qtbot: QtBot) -> None:
    """From the composer with the key; its tokens, colours, curves and rows; nothing is sent."""
    hand.window.views.composer.set_text("The fox lives. The fox")
    hand.editor.setFocus()
    hand.menu.explain_text.trigger()
    assert "Select some text first" in hand.window.views.notice_bar.text
    hand.editor.selectAll()
    hand.window.activateWindow()
    qtbot.waitUntil(hand.window.isActiveWindow)
    qtbot.keyClick(
        hand.editor,
        Qt.Key.Key_E,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    window = hand.opened
    assert window.isVisible()
    assert window.note.text().startswith(ALONE)
    assert hand.chat.messages.rowCount() == 0
    assert hand.window.views.composer.text() == "The fox lives. The fox"
    points = hand.reading.curves.points
    assert window.rows.rowCount() == len(points) == hand.reading.total > 3
    assert points[0].raw_p is None, "nothing predicts the first token"
    assert all(point.raw_p is not None for point in points[1:])

    # a row opens the card of its token, and marks it in the text and in the curves
    index = window.rows.index(2, 0)
    window.table.scrollTo(index)
    qtbot.mouseClick(
        window.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=window.table.visualRect(index).center(),
    )
    assert window.text.tokens.marked.ref == points[2].ref
    assert window.curves.current == 2
    card = window.text.tokens.marked.card
    assert card.isVisible()
    assert card.inside.isHidden()
    assert card.field.isHidden(), "a text that is only read has nothing to change"

    # the arrow keys lead as well, and the table keeps the keyboard
    window.activateWindow()
    qtbot.waitUntil(window.table.hasFocus)
    for key, place in ((Qt.Key.Key_Down, 3), (Qt.Key.Key_Up, 2), (Qt.Key.Key_Up, 1)):
        qtbot.keyClick(window.table, key)
        assert window.table.currentIndex().row() == place
        assert window.text.tokens.marked.shown == points[place].ref
        assert window.curves.current == place
        assert window.table.hasFocus()

    # a token under a resting mouse leads the row, and its mark still goes with the mouse
    marked = window.text.tokens.marked
    marked.leave()
    box = window.text.tokens.box(points[3].ref)
    assert box is not None
    marked.hover(box.center())
    qtbot.waitUntil(lambda: window.table.currentIndex().row() == 3)
    assert marked.ref == points[3].ref
    assert not marked.is_walking
    marked.leave()

    # the same from the text on the page
    with qtbot.waitSignal(hand.chat.run_finished):
        qtbot.keyClick(hand.editor, Qt.Key.Key_Return)
    window.close()
    transcript = hand.window.views.transcript
    transcript.select_all()
    place = transcript.viewport().rect().center()
    spot = transcript.viewport().mapToGlobal(place)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, spot)
    QApplication.sendEvent(transcript.viewport(), asked)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    choose(qtbot, menu, "&Explain this text")
    assert hand.opened.isVisible()
    window.close()
    assert hand.reading.messages.message(0).text == hand.window.views.transcript.selected_text()


def test_a_file_is_read_from_the_menu_or_after_a_drop(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In windows of the context, with progress and Stop; what is there can be exported."""
    path = tmp_path / "story.txt"
    path.write_text("The fox lives where the fox lives. " * 400, "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    hand.menu.read_text.trigger()
    qtbot.waitUntil(lambda: hand.reading.total > 0)
    window = hand.opened
    ctx_len = hand.reading.context_length
    assert hand.reading.done == hand.reading.total > 2 * ctx_len
    assert "story.txt" in window.windowTitle()
    assert "Read by fake" in window.note.text(), "whose figures they are"
    bar = window.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0, "a text is read from its beginning"
    assert f"windows of {ctx_len:,} tokens" in window.note.text()
    assert [point.ref.index for point in hand.reading.curves.points] == list(
        range(hand.reading.total)
    )
    measured = hand.engines[-1].measured
    assert max(map(len, measured)) == ctx_len + 1
    saved = tmp_path / "figures.csv"
    window.menu.popup(window.export.mapToGlobal(QPoint(0, 0)))  # a click waits in its own loop
    csv = next(
        one.text() for one in window.menu.actions() if "CSV" in one.text() and "…" in one.text()
    )
    choose(qtbot, window.menu, csv)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile(str(saved))
    QApplication.processEvents()  # the page is laid out
    told, shown = window.note.text(), window.text.geometry()
    dialog.accept()
    qtbot.waitUntil(lambda: "figures.csv" in window.said.text())
    assert str(saved) in window.said.toolTip(), "a long path is cut in the middle"
    assert window.note.text() == told, "how the text was read is told as before"
    assert window.text.geometry() == shown, "and the page stands where it stood"
    timer = window.said.findChild(QTimer)
    assert timer is not None
    assert timer.isActive(), "what was said leaves by itself"
    window.menu.failed.emit("It could not be written. " * 30)
    QApplication.processEvents()
    assert window.text.geometry() == shown
    rows = saved.read_text("utf-8-sig").splitlines()
    assert len([row for row in rows if row and not row.startswith("#")]) == hand.reading.total + 1
    html = window._html().decode()
    assert "seed" not in html, "nothing was chosen"
    assert "Text read by fake" in html
    bar.setValue(bar.maximum())
    window.close()
    hand.window.views.side_windows.read_text(path.read_text("utf-8"), "again.txt")
    assert hand.opened.isVisible()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    window.close()

    # dropped on the composer it goes into the prompt, and the bar offers the other way
    drop(hand.editor, path)
    bar = hand.window.views.notice_bar
    qtbot.waitUntil(lambda: "story.txt is in the prompt" in bar.text)
    (button,) = (
        one for one in bar.findChildren(QPushButton) if one.isVisible() and "Read" in one.text()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.isVisible()
    assert hand.reading.is_reading
    assert window.stop.isVisible()
    qtbot.mouseClick(window.stop, Qt.MouseButton.LeftButton)
    assert not hand.reading.is_reading
    assert "Stopped" in window.note.text()
    assert not window.progress.isVisible()


def drop(editor: QAbstractScrollArea, path: Path) -> None:
    """Drop a file on the composer."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    viewport, point = editor.viewport(), QPoint(5, 5)
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QDragEnterEvent(point, action, data, buttons, keys))
    QApplication.sendEvent(viewport, QDropEvent(point, action, data, buttons, keys))


@pytest.mark.parametrize("length", [1, 2, 16, 17, 18, 33, 100])
def test_windows_give_the_figures_of_the_whole_text(length: int) -> None:
    """Read window by window, each token has the very figures that it has in one reading."""
    model, ctx_len = tiny_model(), TINY.ctx_len
    ids = [(7 * i) % 50 for i in range(min(length * ctx_len // 16, 3 * ctx_len))] or [1]
    whole = inspect_ids(model, ids, top_n=3).tokens
    pieces = [whole[:1]]
    places = list(windows(len(ids), ctx_len))
    for start, first, end in places:
        stats = inspect_ids(model, ids[start:end], top_n=3).tokens
        pieces.append(stats[first - start :])
        assert end - start <= ctx_len + 1
        assert start == 0 or first - start >= ctx_len // 2, "half a context before each"
    assert all(one[2] == other[1] for one, other in pairwise(places))
    found = [one for piece in pieces for one in piece]
    assert [one.token_id for one in found] == ids
    for one, other in zip(found, whole, strict=True):
        # the same numbers in the same order of computation; float32 rounds parts of a window alike
        assert one.raw_p == (None if other.raw_p is None else pytest.approx(other.raw_p, rel=1e-5))
        assert one.rank == other.rank


def test_a_reading_waits_for_answers() -> None:
    """It is the last of all questions, and each window is one: no answer waits for a document."""
    assert MeasureTokens((1,)).priority is max(type(MeasureTokens((1,)).priority))
    assert reading_module.MOST_CHARACTERS == 500_000

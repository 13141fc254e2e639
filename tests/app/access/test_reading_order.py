"""Tab goes as the window is read, in every window: pressed for real, forward and backward."""

from __future__ import annotations

import importlib
from itertools import pairwise
from pathlib import Path

import pytest
import torch  # noqa: F401 - else a worker does while its window is closed
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.main import Program
from gptdesk.app.views.inside.window import InsideWindow
from gptdesk.app.views.widgets.little_room import ScrollingPart
from tests.app import test_whole_words
from tests.app.test_whole_words import come_to_rest, windows

program = test_whole_words.program
_PACKAGE = Path(test_whole_words.__file__).parents[2] / "gptdesk"
_VIEWS = _PACKAGE / "app" / "views"


def walk(qtbot: QtBot, key: Qt.Key) -> list[QWidget]:
    """Press a key until it comes around; return what had the keyboard, from where it is."""
    stops: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in stops:
        assert focus is not None
        assert len(stops) < 100
        stops.append(focus)
        qtbot.keyClick(focus, key)
    assert focus is stops[0], "all the way around"
    return stops


def spoken(stop: QWidget) -> str:
    text = stop.text() if isinstance(stop, QAbstractButton) else ""
    return (stop.accessibleName() or text or type(stop).__name__).replace("&", "")


def place(stop: QWidget, other: QWidget) -> QRect:
    """Return where a part stands; seen from outside its page, it stands in what shows the page."""
    window = stop.window()
    rect = QRect(stop.mapTo(window, QPoint()), stop.size())
    for page in window.findChildren(ScrollingPart):
        if page.isAncestorOf(stop) and not page.isAncestorOf(other):
            shown = QRect(page.mapTo(window, QPoint()), page.size())
            top = max(shown.top(), min(rect.top(), shown.bottom()))
            bottom = max(shown.top(), min(rect.bottom(), shown.bottom()))
            rect = QRect(rect.left(), top, rect.width(), bottom - top + 1)
    return rect


def faults(qtbot: QtBot, window: QWidget) -> list[str]:
    """Return the steps of Tab that go up, or to the left, but the one from the end to the start."""
    if not window.isAncestorOf(QApplication.focusWidget()):
        window.setFocus()
        window.focusNextChild()
    there = walk(qtbot, Qt.Key.Key_Tab)
    back = walk(qtbot, Qt.Key.Key_Backtab)
    lasting = [stop for stop in there[1:] if stop.isVisible()]  # a message has its buttons with it
    assert back == [there[0], *reversed(lasting)], "backward the same way"
    wrong = []
    for one, other in pairwise([*there, there[0]]):
        first, then = place(one, other), place(other, one)
        is_line = first.top() <= then.bottom() and then.top() <= first.bottom()
        is_up = then.bottom() < first.top() and then.left() < first.right()
        if is_up or (is_line and then.right() < first.left()):
            step = (spoken(one), first.getRect(), spoken(other), then.getRect())
            wrong.append("from {} {} to {} {}".format(*step))
    return wrong if len(wrong) > 1 else []


_SIDEBAR = ["New chat", "Hide the conversations", "Search in all conversations", "Conversations"]
_TEXT = [
    "Conversation",
    "Edit this prompt and ask again",
    "Earlier answer (2 of 2)",
    "Compare this answer with…",
    "Continue this answer",
    "Answer again, with other dice",
    "About this answer: settings, seed and model",
    "Copy",
    "Colour tokens by",
]
_COMPOSER = ["Prompt", "Mode: Continue", "Step", "Send"]
_SLIDERS = ["Temperature", "Top-k", "Top-p", "Min-p", "Repetition penalty"]
_HEAD = ["Pages of the inspector", "Explain the terms", "Guess mode"]
_PAGES = {
    "Next token": [
        "Probabilities of the next token",
        "Other text instead of this token",
        "Settings now",
        *(name for name in (*_SLIDERS, "Maximum tokens") for _ in range(2)),
        "Fixed seed",
        "New fixed seed",
    ],
    "Text": [
        "As table",
        "Export",
        "Surprisal, entropy and perplexity of every token",
        "Tokens by rank",
        "Change the sampling settings",
        "What if?",
    ],
}


def test_tab_goes_through_the_window_as_it_is_read(qtbot: QtBot, program: Program) -> None:
    """Conversations, text, composer, inspector; the inspector came before the conversation."""
    window = program.window
    window.resize(1280, 800)
    window.show()
    come_to_rest()
    panel = window.views.side_panel
    for page in range(panel.tabs.count()):
        panel.tabs.setCurrentIndex(page)
        come_to_rest()
        next(b for b in window.findChildren(QPushButton) if b.text() == "New chat").setFocus()
        assert faults(qtbot, window) == [], panel.tabs.tabText(page)
        names = [spoken(stop) for stop in walk(qtbot, Qt.Key.Key_Tab)]
        expected = [*_SIDEBAR, *_TEXT, *_COMPOSER, *_HEAD]
        assert names[: len(expected)] == expected
        inner = _PAGES.get(panel.tabs.tabText(page))
        for name, wanted in zip(names[len(expected) :], inner or (), strict=inner is not None):
            assert name.startswith(wanted), names


@pytest.mark.parametrize("percent", [100, 200])
def test_tab_goes_through_every_other_window_as_it_is_read(
    qtbot: QtBot, program: Program, percent: int
) -> None:
    """Also where larger letters put below what stood beside."""
    program.window.show()
    program.view_models.appearance._set_zoom(percent)
    wrong: list[str] = []
    for name, show, where in windows(program):
        show()
        qtbot.waitUntil(lambda where=where: where() is not None)
        window = where()
        assert isinstance(window, QWidget)
        window.activateWindow()
        come_to_rest()
        wrong += [f"{name}: {one}" for one in faults(qtbot, window)]
        window.close()
        come_to_rest()
    assert wrong == []


def test_no_window_keeps_the_order_in_which_its_parts_were_made() -> None:
    """Each goes by `TabAsRead`, which stands before Qt's class; one without it goes by chance."""
    for path in _VIEWS.rglob("*.py"):
        assert "setTabOrder" not in path.read_text(encoding="utf-8"), path
        if path.stem != "__init__":
            importlib.import_module(
                ".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts)
            )
    made = [InsideWindow, *QDialog.__subclasses__(), *QMainWindow.__subclasses__()]
    ours = [window for window in made if window.__module__.startswith("gptdesk.")]
    assert len(ours) > 15
    for window in ours:
        assert window.focusNextPrevChild is TabAsRead.focusNextPrevChild, window


class _Window(TabAsRead, QWidget):
    """Any window."""


def test_what_comes_late_moves_or_scrolls_has_its_place(qtbot: QtBot) -> None:
    """Two columns, one with a page that scrolls; then a button between two others."""
    window = _Window()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window)
    right, area, left = QPushButton("right"), QScrollArea(), QWidget()
    column = QVBoxLayout(left)
    fields = [QLineEdit() for _ in range(9)]
    for field in reversed(fields):
        column.insertWidget(0, field)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(left)
    layout.addWidget(area)
    layout.addWidget(right)
    window.resize(300, 90)
    window.show()
    right.setFocus()
    qtbot.waitUntil(right.hasFocus)
    assert walk(qtbot, Qt.Key.Key_Tab) == [right, *fields]
    qtbot.keyClick(right, Qt.Key.Key_Backtab)
    assert fields[-1].hasFocus()
    assert fields[-1].visibleRegion().boundingRect() == fields[-1].rect(), "scrolled into sight"

    late = QPushButton("late")
    layout.insertWidget(1, late)
    fields[3].setEnabled(False)
    fields[4].hide()
    come_to_rest()
    rest = [field for field in fields if field not in fields[3:5]]
    right.setFocus()
    assert walk(qtbot, Qt.Key.Key_Tab) == [right, *rest, late]
    right.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    qtbot.keyClick(right, Qt.Key.Key_Tab)
    assert fields[0].hasFocus(), "from where a click left the keyboard"
    alone = _Window()
    qtbot.addWidget(alone)
    assert not alone.focusNextPrevChild(True)

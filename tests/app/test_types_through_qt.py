"""What goes through Qt arrives as what it was: a walk through all menus, lists, boxes and tabs.

`QAction.data()`, `itemData` and item roles give a StrEnum back as a plain string, which equals it.
Here every entry that there is gets clicked, and every function of the program that is called
meanwhile must get the types that it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QListView,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Measure
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.app.views.window.empty_state import EmptyState
from gptdesk.chat.messages import Conversation, PromptMode
from gptdesk.chat.tree import ConversationTree
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import Settings, write_settings
from tests.app.inspector_pages import make_pages
from tests.app.typed_calls import watched_calls
from tests.fakes import FakeEngine
from tests.tiny_models import write_tiny_model

# They end the program, leave it for another, or wait in a loop of their own.
LEFT_OUT = {"&Close", "&Quit", "Open &log folder", "&Print…", "Export as P&DF…"}


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """A program with two conversations, models to choose from, and a marked token."""
    model = write_tiny_model(tmp_path / "recent")
    write_settings(user_paths().settings_file, Settings(model_path=str(model)))
    write_tiny_model(user_paths().models_dir / "found")
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    window, parts = program.window, program.view_models
    qtbot.addWidget(window)
    make_pages(window)
    with qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
        program.start(None)
    for text in ("The first", "The second"):
        window.views.menu.new_chat.trigger()
        with qtbot.waitSignal(parts.chat.run_finished):
            parts.chat.submit(text)
    leaver = QTimer()  # a dialog that waits in a loop of its own is left from within
    leaver.timeout.connect(close_what_opened)
    leaver.start(50)
    yield program
    leaver.stop()
    window.close()


def clickable(menu: QMenu) -> Iterator[QAction]:
    """Yield the entries of a menu that do something now; a language builds another window."""
    if menu.title() == "La&nguage":
        return
    for action in menu.actions():
        if action.isEnabled() and action.text() and action.menu() is None:
            yield action


def click(qtbot: QtBot, menu: QMenu, action: QAction) -> None:
    """Show a menu and click an entry."""
    if QApplication.activePopupWidget() is not menu:
        leave_menus()
        menu.popup(QPoint(10, 10))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    leave_menus()
    close_what_opened()


def leave_menus() -> None:
    """Close every menu that is open."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def close_what_opened() -> None:
    """Leave the dialogs that an entry has opened."""
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and isinstance(widget, QDialog):
            widget.close()


def walk_menus(qtbot: QtBot, root: QWidget) -> int:
    """Click every entry of every menu that a widget holds."""
    clicked = 0
    for menu in root.findChildren(QMenu):
        for action in list(clickable(menu)):
            if action.text() not in LEFT_OUT and action.isEnabled():
                click(qtbot, menu, action)
                clicked += 1
    return clicked


def walk_context_menus(qtbot: QtBot, root: QWidget) -> int:
    """Ask every widget for its own menu, once for each of its entries."""
    clicked = 0
    for widget in root.findChildren(QWidget):
        has_own = "contextMenuEvent" in type(widget).__dict__ or isinstance(widget, PaintedTable)
        if not has_own or not widget.isVisible():
            continue
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        number = 0
        while True:
            leave_menus()
            reason = QContextMenuEvent.Reason.Mouse
            place = QPoint(40, 40)
            QApplication.sendEvent(
                target, QContextMenuEvent(reason, place, target.mapToGlobal(place))
            )
            menu = QApplication.activePopupWidget()
            entries = list(clickable(menu)) if isinstance(menu, QMenu) else []
            if number >= len(entries):
                break
            click(qtbot, menu, entries[number])
            clicked += 1
            number += 1
        leave_menus()
    return clicked


def walk_boxes(qtbot: QtBot, root: QWidget) -> int:
    """Choose every entry of every box, with the keys."""
    chosen = 0
    for box in root.findChildren(QComboBox):
        for key in [Qt.Key.Key_Up] * box.count() + [Qt.Key.Key_Down] * box.count():
            qtbot.keyClick(box, key)
            chosen += 1
    return chosen


def walk_lists_and_tabs(qtbot: QtBot, root: QWidget) -> int:
    """Click every row of every list, and every tab."""
    clicked = 0
    for bar in root.findChildren(QTabBar):
        for index in range(bar.count()):
            qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
            clicked += 1
    for view in root.findChildren(QListView):
        if view.isVisible() and view.model() is not None:
            for row in range(view.model().rowCount()):
                box = view.visualRect(view.model().index(row, 0))
                qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
                qtbot.keyClick(view, Qt.Key.Key_Return)
                clicked += 1
    return clicked


def test_every_entry_brings_the_types_that_are_asked_for(qtbot: QtBot, program: Program) -> None:
    """The next one that loses a type is found here, whatever it chooses."""
    window, models = program.window, program.view_models
    with watched_calls("gptdesk.app") as calls:
        models.inspector.show_token(models.inspector.newest)
        entries = walk_lists_and_tabs(qtbot, window)
        for index in range(window.views.side_panel.tabs.count()):
            window.views.side_panel.tabs.setCurrentIndex(index)
            entries += walk_context_menus(qtbot, window)
        entries += walk_boxes(qtbot, window)
        window.views.menu.jump.trigger()
        entries += walk_lists_and_tabs(qtbot, window)
        entries += walk_menus(qtbot, window)
        qtbot.waitUntil(lambda: not program.view_models.chat.is_busy)
    assert not calls.wrong
    assert entries > 60
    for receiver, kind in (
        ("Composer.set_mode", PromptMode),
        ("ChatViewModel.set_mode", PromptMode),
        ("RememberedChoices._on_mode_chosen", PromptMode),
        ("InspectorViewModel.set_colour_by", Measure),
    ):
        assert (receiver, kind) in calls.enums, f"{receiver} was not reached"


def test_the_watch_sees_a_lost_type(qtbot: QtBot) -> None:
    """The test above is worth what this one is worth: an action's data is a plain string."""
    action = QAction()
    action.setData(PromptMode.CONTINUE)
    with watched_calls("gptdesk.app") as calls:
        ConversationTree(Conversation()).reshape(title="a title")
        page = EmptyState()
        qtbot.addWidget(page)
        page.set_mode(PromptMode.CONTINUE)
        page.set_mode(action.data())
    assert ("EmptyState.set_mode", PromptMode) in calls.enums
    assert calls.wrong == {"EmptyState.set_mode(mode): str, not PromptMode"}

"""A painted table answers mouse, keys and a screen reader as a table of Qt's would."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gptdesk.app.views.widgets import painted_table
from gptdesk.app.views.widgets.painted_table import PaintedTable

ROW_HEIGHT = 20


class Animals(PaintedTable):
    """Rows of one word; the last one cannot be chosen."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names
        self.header_height = 30
        self.chosen: list[int] = []

    def row_count(self) -> int:
        return len(self.names)

    def row_rect(self, index: int) -> QRect:
        return QRect(0, self.header_height + index * ROW_HEIGHT, self.width(), ROW_HEIGHT)

    def row_tip(self, index: int) -> str:
        return self.names[index]

    def activate(self, index: int) -> None:
        self.chosen.append(index)

    def is_active(self, index: int) -> bool:
        return index in {0, 1}

    def text(self) -> str:
        return "\n".join(self.names)

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        return (("animal",), *((name,) for name in self.names))


@pytest.fixture
def table(qtbot: QtBot) -> Animals:
    table = Animals("fox", "owl", "bear")
    qtbot.addWidget(table)
    table.resize(200, 120)
    table.show()
    table.activateWindow()
    return table


def middle(table: Animals, row: int) -> QPoint:
    return table.row_rect(row).center()


def menu_of(table: Animals, place: QPoint, reason: QContextMenuEvent.Reason) -> QMenu:
    QApplication.sendEvent(table, QContextMenuEvent(reason, place, table.mapToGlobal(place)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_a_click_counts_where_it_is_pressed_and_released(table: Animals, qtbot: QtBot) -> None:
    """Who changes his mind with the button held goes elsewhere and lets go."""
    left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
    qtbot.mouseClick(table, left, pos=middle(table, 1))
    qtbot.mousePress(table, left, pos=middle(table, 0))
    qtbot.mouseRelease(table, left, pos=middle(table, 2))
    qtbot.mouseClick(table, right, pos=middle(table, 0))
    qtbot.mouseClick(table, left, pos=QPoint(5, 5))
    assert table.chosen == [1]


def test_a_hand_stands_over_rows_that_can_be_chosen(table: Animals, qtbot: QtBot) -> None:
    """The row under the mouse is known, until the mouse is gone or the row is."""
    qtbot.mouseMove(table, middle(table, 1))
    assert table.hovered_row == 1
    assert table.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(table, middle(table, 2))
    assert table.cursor().shape() == Qt.CursorShape.ArrowCursor
    qtbot.mouseMove(table, middle(table, 1))
    table.names = ("fox",)
    table.keep_current()
    assert table.cursor().shape() == Qt.CursorShape.ArrowCursor
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert table.hovered_row == -1


def test_keys_walk_and_stop_at_both_ends(
    table: Animals, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen reader is with the keyboard: the row's own cell has the focus."""
    monkeypatch.setattr(painted_table, "is_heard", lambda: True)
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    reached: list[int] = []
    table.row_reached.connect(reached.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(table, key)
    assert reached == [1, 2, 2, 1, 0]
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    assert table.chosen == [1]
    spoken = QAccessible.queryAccessibleInterface(table.spoken_table())
    assert spoken.role() is QAccessible.Role.Table
    cells = [spoken.child(index) for index in range(spoken.childCount())]
    cells = [cell for cell in cells if cell.text(QAccessible.Text.Name)]
    assert [cell.text(QAccessible.Text.Name) for cell in cells] == ["animal", "fox", "owl", "bear"]
    assert [bool(cell.state().focused) for cell in cells] == [False, False, True, False]
    middle = table.mapToGlobal(table.row_rect(1).center())
    assert cells[2].rect().contains(middle), "touched, or pointed at"


@pytest.mark.parametrize("reason", list(QContextMenuEvent.Reason)[:2])
def test_the_rows_are_copied_from_the_menu(
    table: Animals, reason: QContextMenuEvent.Reason, qtbot: QtBot
) -> None:
    """Without rows there is nothing to copy, and the clipboard keeps what it had."""
    QGuiApplication.clipboard().setText("before")
    menu = menu_of(table, middle(table, 0), reason)
    with qtbot.waitSignal(table.copied):
        menu.actions()[0].trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == "fox\nowl\nbear"
    QGuiApplication.clipboard().setText("before")
    table.names = ()
    table.keep_current()
    menu = menu_of(table, QPoint(5, 40), reason)
    assert not menu.actions()[0].isEnabled()
    menu.close()
    table.copy()
    assert QGuiApplication.clipboard().text() == "before"

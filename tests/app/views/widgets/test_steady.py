"""A control that is of no use for a moment keeps the keyboard from its neighbours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.views.widgets.steady import SteadyLabel, SteadyList, set_available


@pytest.mark.parametrize("make", [QPushButton, QLineEdit])
def test_the_keyboard_waits_for_a_control_and_follows_the_user(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    """Space on Step would press Stop beside it, and Enter in a field another button."""
    window = QWidget()
    control, neighbour, other = make(), QPushButton("Stop"), QLineEdit()
    row = QHBoxLayout(window)
    for part in (control, neighbour, other):
        row.addWidget(part)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    qtbot.waitUntil(window.isActiveWindow)
    pressed: list[bool] = []
    neighbour.clicked.connect(pressed.append)
    control.setFocus()

    set_available(control, is_available=False)
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
    assert not pressed
    set_available(control, is_available=True)
    assert control.hasFocus()

    set_available(control, is_available=False)
    other.setFocus()  # the user goes on elsewhere
    set_available(control, is_available=True)
    assert other.hasFocus()
    set_available(control, is_available=False)
    set_available(control, is_available=True)
    assert other.hasFocus(), "it was not here any more"


def test_another_figure_lays_nothing_out(qtbot: QtBot) -> None:
    """A growing figure is written ten times a second; only one that is wider than all moves."""

    class Row(QWidget):
        layouts = 0

        def event(self, event: QEvent) -> bool:
            self.layouts += event.type() == QEvent.Type.LayoutRequest
            return super().event(event)

    row = Row()
    qtbot.addWidget(row)
    label = SteadyLabel("context 888", row)
    layout = QHBoxLayout(row)
    layout.addWidget(QLabel("left", row), 1)
    layout.addWidget(label)
    row.show()
    label.setText("context 1")
    qtbot.waitExposed(row)
    QApplication.processEvents()
    before, size = row.layouts, label.size()
    label.setText("context 222")
    QApplication.processEvents()
    assert (row.layouts, label.size()) == (before, size)
    label.setText("context 131,072 of a model")
    QApplication.processEvents()
    assert row.layouts > before
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    font = label.font()
    font.setPointSizeF(2 * font.pointSizeF())
    label.setFont(font)
    assert label.height() > size.height()
    font.setPointSizeF(font.pointSizeF() / 2)
    label.setFont(font)
    label.setText("context 3")
    assert label.size() == size, "and back"


def test_the_current_row_stays_in_sight_when_its_list_becomes_lower(qtbot: QtBot) -> None:
    """A list that had room for all rows could not be scrolled yet: its last one was a thin line."""
    rows = SteadyList()
    qtbot.addWidget(rows)
    rows.addItems([f"row {number}" for number in range(12)])
    rows.setCurrentRow(11)
    rows.resize(200, 12 * rows.sizeHintForRow(0) + 20)
    rows.show()
    assert rows.verticalScrollBar().maximum() == 0
    rows.resize(200, 6 * rows.sizeHintForRow(0))
    qtbot.waitUntil(
        lambda: rows.viewport().rect().contains(rows.visualItemRect(rows.currentItem()))
    )
    rows.scrollToTop()
    rows.resize(200, 5 * rows.sizeHintForRow(0))
    qtbot.wait(50)
    assert rows.verticalScrollBar().value() == 0, "it was scrolled away from on purpose"

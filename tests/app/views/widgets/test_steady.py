"""A control that is of no use for a moment keeps the keyboard from its neighbours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.views.widgets.steady import set_available


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

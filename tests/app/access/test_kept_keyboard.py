"""The keyboard goes home when its control is hidden, and rests while a window is destroyed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from gptdesk.app.access.kept_keyboard import KeptKeyboard
from tests.app.conftest import delete_what_is_closed


class _Window(QWidget):
    """A field, a part with a button, and a second field."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        self.home, self.part, self.other = QLineEdit(), QWidget(), QLineEdit()
        for part in (self.home, self.part, self.other):
            layout.addWidget(part)
        self.button = QPushButton("Go", self.part)
        self.kept = KeptKeyboard(self, self.home)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[_Window]:
    window = _Window()
    window.show()
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    yield window
    if isValid(window):
        window.close()
        window.deleteLater()


def test_the_keyboard_goes_home_with_what_its_control_stands_in(window: _Window) -> None:
    """Qt would give it to the next field, where the next letter is not meant."""
    window.part.hide()
    assert window.home.hasFocus()


def _in_time(window: _Window) -> None:
    window.deleteLater()
    delete_what_is_closed()


def _after_closing(window: _Window) -> None:
    window.close()
    _in_time(window)


def _with_its_parent(window: _Window) -> None:
    parent = QWidget()
    window.setParent(parent, Qt.WindowType.Window)
    window.show()
    window.button.setFocus()
    delete(parent)


@pytest.mark.parametrize("destroy", [_in_time, _after_closing, _with_its_parent])
def test_a_window_that_is_destroyed_has_no_keyboard_to_keep(
    qtbot: QtBot, window: _Window, destroy: Callable[[_Window], None]
) -> None:
    """Its parts are hidden one by one then: to ask it where the keyboard is would be an error.

    A change of language does so, with the next window on the screen already.
    """
    following = _Window()
    qtbot.addWidget(following)
    following.show()
    window.button.setFocus()
    destroy(window)
    assert not isValid(window)
    following.activateWindow()
    following.button.setFocus()
    qtbot.waitUntil(following.button.hasFocus)
    following.part.hide()
    assert following.home.hasFocus()

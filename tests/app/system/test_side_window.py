"""A window beside the main one can be taken hold of wherever Qt puts it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.system.side_window import bring_to_front

BAR = 22  # pixels of a title bar


class Framed(QWidget):
    """A window with a title bar, which the offscreen window system has not."""

    def frameGeometry(self) -> QRect:
        """Return the place with the bar."""
        return self.geometry().adjusted(-1, -BAR, 1, 4)


@pytest.mark.parametrize(("top", "shown_at"), [(5, BAR), (BAR, BAR), (90, 90)])
def test_its_title_bar_is_on_the_screen(qtbot: QtBot, top: int, shown_at: int) -> None:
    """On 600 pixels Compare opened with half of its bar above the screen: no mouse moved it."""
    main = Framed()
    qtbot.addWidget(main)
    main.setGeometry(20, 30, 600, 400)
    main.show()
    side = QWidget(main, Qt.WindowType.Window)
    side.setGeometry(40, top, 300, 200)
    bring_to_front(side)
    assert side.geometry().getRect() == (40, shown_at, 300, 200)


def test_it_opens_again_where_it_was_closed(qtbot: QtBot) -> None:
    """Qt puts a dialog in the middle of the main window each time, wherever a hand had put it."""
    main = QWidget()
    qtbot.addWidget(main)
    main.setGeometry(20, 30, 600, 400)
    main.show()
    side = QDialog(main, Qt.WindowType.Window)
    side.resize(300, 200)
    bring_to_front(side)
    side.windowHandle().setPosition(310, 120)  # as a window manager does
    qtbot.waitUntil(lambda: side.geometry().x() == 310)
    side.close()
    bring_to_front(side)
    assert side.geometry().getRect() == (310, 120, 300, 200)

"""The window comes back where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.views.window.window_place import place_beside, restore_place, save_place
from gptdesk.storage.paths import user_paths


def test_the_window_comes_back_where_it_was(qtbot: QtBot) -> None:
    """A window that moves at every start is a window to be arranged at every start."""
    first, second = QMainWindow(), QMainWindow()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.resize(700, 500)
    preferences = Preferences(user_paths())
    assert not restore_place(second, preferences)
    save_place(first, preferences)
    assert restore_place(second, Preferences(user_paths()))
    assert second.size() == first.size()


class _AtTheEdge(QMainWindow):
    """Comes back where only a strip of it is on the screen, as a smaller screen leaves it."""

    def __init__(self, seen: QSize) -> None:
        super().__init__()
        self._seen = seen

    def restoreGeometry(self, geometry: QByteArray) -> bool:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        corner = screen.bottomRight() - QPoint(self._seen.width(), self._seen.height())
        self.setGeometry(QRect(corner, QSize(700, 500)))
        return True


@pytest.mark.parametrize(
    ("width", "height", "is_enough"), [(400, 20, False), (20, 400, False), (400, 400, True)]
)
def test_a_window_of_which_a_strip_is_seen_is_brought_back(
    qtbot: QtBot, width: int, height: int, is_enough: bool
) -> None:
    """What cannot be taken hold of would be lost for good."""
    window = _AtTheEdge(QSize(width, height))
    qtbot.addWidget(window)
    preferences = Preferences(user_paths())
    save_place(window, preferences)
    assert restore_place(window, preferences) == is_enough
    screen = QGuiApplication.primaryScreen().availableGeometry()
    seen = window.geometry().intersected(screen)
    assert min(seen.width(), seen.height()) >= 100


@pytest.mark.parametrize(
    ("screen", "main", "expected"),
    [
        ((1920, 1080), (0, 0, 850, 900), (850, 0, 1040, 720)),
        ((2560, 1400), (1200, 100, 1280, 800), (160, 100, 1040, 720)),
        ((1920, 1080), (0, 0, 1920, 1080), (880, 0, 1040, 720)),
        ((1280, 800), (0, 0, 1280, 800), (240, 0, 1040, 700)),
        ((960, 600), (0, 0, 960, 600), (0, 0, 960, 560)),
    ],
    ids=["right", "left", "over", "above the composer", "a small screen"],
)
def test_a_window_opens_where_the_composer_is_free(
    screen: tuple[int, int],
    main: tuple[int, int, int, int],
    expected: tuple[int, int, int, int],
) -> None:
    """Whoever looks under the hood goes on asking; the window never leaves the screen."""
    left, top, width, height = main
    composer_top = top + height - 100
    for origin in (QPoint(0, 0), QPoint(-1920, 40)):  # of a screen left of the first one, too
        placed = place_beside(
            QSize(1040, 720),
            QRect(left, top, width, height).translated(origin),
            composer_top + origin.y(),
            QRect(origin, QSize(*screen)),
        )
        assert placed == QRect(*expected).translated(origin)


def test_large_letters_get_the_height_that_there_is() -> None:
    """In 560 pixels a page under the hood had five lines of them."""
    screen = QRect(0, 0, 1280, 800)
    for zoom, height in ((100, 560), (200, 720)):
        placed = place_beside(QSize(1152, 720), screen, 500, screen, zoom=zoom)
        assert placed == QRect(128, 0, 1152, height)

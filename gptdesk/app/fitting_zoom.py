"""A window's size at the zoom, and as much of the zoom as a window or a row has room for.

Owns both for one window; what stands in the window does not know of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize
from PySide6.QtWidgets import QLabel, QWidget

from gptdesk.app.theme import APPEARANCE_CHANGED, limit_own_zoom, window_size, zoom_of

# For a window that is as large as what stands in it. Qt opens none that is higher than this.
_OF_THE_SCREEN = 0.66
_LEAST = 100  # percent, of a row that has little room


def zoom_within(room: int, width_at: Callable[[int], int]) -> int:
    """Return as much of the zoom as a row has room for, percent; 100 at least.

    Args:
        room: pixels.
        width_at: returns the width of the row in a zoom, pixels.
    """
    zoom = zoom_of(None)
    while (width := width_at(zoom)) > room and zoom > _LEAST:
        zoom = max(_LEAST, min(zoom - 1, zoom * room // width))
    return zoom


class FittingZoom(QObject):
    """Opens a window large enough for the zoom, and lets its letters grow only so far.

    A window that is open in a larger zoom keeps its size: it would grow over the screen else.
    """

    def __init__(
        self,
        window: QWidget,
        *,
        room: tuple[int, int],
        opening: tuple[int, int] | None = None,
    ) -> None:
        """Watch over `window`, which owns this.

        Args:
            window: its parts are built already.
            room: width and height in pixels that all of it needs at 100 %.
            opening: width and height in which it opens at 100 %; None: as large as what stands in
                it.
        """
        super().__init__(window)
        self._window, self._room, self._opening = window, room, opening
        self._zoom = zoom_of(None)
        self._size = window.size()  # that it has, or had before another zoom
        self._wanted: QSize | None = None  # to be taken again when the layout allows it
        self._is_fitting = False
        for label in window.findChildren(QLabel):  # under a style sheet none has its window's font
            if label.property("font_kind") is None:
                label.setProperty("font_kind", "ui")
        self._take_size()
        self._fit()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit when the window is shown or resized, and in another zoom."""
        kind = event.type()
        if kind == QEvent.Type.Show and not event.spontaneous():
            self._zoom, self._wanted = zoom_of(None), None  # it opens as large as any other
            self._take_size()
            self._fit()
        elif kind == QEvent.Type.Resize and zoom_of(None) == self._zoom:
            self._size = self._window.size()
            self._wanted = None if event.spontaneous() else self._wanted
            self._fit()
        elif kind == APPEARANCE_CHANGED and not self._is_fitting:
            self._zoom = zoom_of(None)
            self._fit()
            self._wanted = None if self._opening is None else self._size
            QCoreApplication.postEvent(self._window, QEvent(QEvent.Type.LayoutRequest))
        elif kind == QEvent.Type.LayoutRequest and self._wanted is not None:
            self._restore_size(self._wanted)
        return False

    def _take_size(self) -> None:
        if self._opening is not None:
            self._window.resize(self._window.size().expandedTo(window_size(*self._opening)))
            self._size = self._window.size()

    def _fit(self) -> None:
        if self._is_fitting:
            return
        window, (width, height), size = self._window, self._room, self._size
        if self._opening is None:
            size = window.screen().availableSize() * _OF_THE_SCREEN
        # Meanwhile parts have the size of the whole zoom: the layout must not ask room for them.
        layout = window.layout()
        self._is_fitting = True
        if layout is not None:
            layout.setEnabled(False)
        limit_own_zoom(window, min(100 * size.width() // width, 100 * size.height() // height))
        if layout is not None:
            layout.setEnabled(True)
        self._is_fitting = False

    def _restore_size(self, wanted: QSize) -> None:
        """Take back what the window grew by while its parts had the size of the whole zoom."""
        layout = self._window.layout()
        if layout is not None:
            layout.activate()
        self._window.resize(wanted)
        if self._window.size() == wanted:
            self._wanted = None

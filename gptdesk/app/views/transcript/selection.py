"""The selection in the transcript, across messages.

Owns the two ends of the selection, moves them with the mouse, and returns the selected text. The
surface knows the positions of characters. Must not know widgets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QTextBoundaryFinder, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter

from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.page import Place
from gptdesk.app.views.page.paragraphs import displayable

_BETWEEN_ENTRIES = "\n\n"
_DRAG_SCROLL_MS = 30  # from one step to the next while the mouse is beyond the edge
_WORD_WINDOW = 200  # characters looked at on either side of a double click


_Around = Callable[[str, int], tuple[int, int]]


class Selection:
    """Two places, between which the text is selected; a layer of the page."""

    def __init__(self) -> None:
        self._anchor: Place | None = None
        self._head: Place | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self._anchor is None or self._anchor == self._head

    @property
    def has_anchor(self) -> bool:
        """Whether there is a place from which a selection can be extended."""
        return self._anchor is not None

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None

    def start_at(self, place: Place) -> None:
        """Begin a selection at a place."""
        self._anchor = self._head = place

    def extend(self, place: Place) -> None:
        """Move the end that follows the mouse."""
        if self._anchor is None:
            self._anchor = place
        self._head = place

    def select(self, first: Place, last: Place) -> None:
        """Select what lies between two places."""
        self._anchor, self._head = first, last

    def take_over(self, former: Selection) -> None:
        """Select what another selection does."""
        self._anchor, self._head = former._anchor, former._head

    def range_in(self, entry: Entry) -> tuple[int, int] | None:
        """Return the selected positions of an entry's text; None when there are none."""
        if self._anchor is None or self._head is None or self._anchor == self._head:
            return None
        first, last = sorted((self._anchor, self._head))
        if last.row < entry.first_row or first.row > entry.last_row:
            return None
        begin = 0 if first.row < entry.first_row else entry.position_of(first.row, first.char)
        end = len(entry.text)
        if last.row <= entry.last_row:
            end = min(end, entry.position_of(last.row, last.char))
        return (begin, end) if begin < end else None

    def text(self, entries: Sequence[Entry]) -> str:
        """Return what is selected, entries with an empty line between them."""
        ranges = ((entry, self.range_in(entry)) for entry in entries)
        return _BETWEEN_ENTRIES.join(
            entry.text[span[0] : span[1]] for entry, span in ranges if span
        )

    # -- painting

    def paint_under(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Paint the ground of what is selected in an entry."""
        span = self.range_in(entry)
        if span is not None:
            color = theme.color("selection")
            for box in entry.rects(*span, *band):
                painter.fillRect(box, color)

    def paint_over(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Paint nothing over the text."""


class TextSurface(Protocol):
    """Positions of text, as a selection needs them."""

    def place_at(self, point: QPoint) -> Place | None:
        """Return the place nearest to a point."""
        ...

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        ...

    def visible_height(self) -> int:
        """Return the height of what is seen."""
        ...


class SelectionGestures(QObject):
    """Turns what the mouse does into a selection.

    Signals:
        changed: the selection is another one.
        scroll_requested(int): pixels to scroll, while dragging beyond the edge.
    """

    changed = Signal()
    scroll_requested = Signal(int)

    def __init__(self, surface: TextSurface, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._surface = surface
        self._selection = selection
        self._at: QPoint | None = None  # of the mouse, while its button is down
        self._double_clicked_at: QPoint | None = None
        self._scroll_timer = QTimer(self)
        self._scroll_timer.setInterval(_DRAG_SCROLL_MS)
        self._scroll_timer.timeout.connect(self._on_scroll_timer)
        self._triple_timer = single_shot(self)

    def press(self, point: QPoint, *, is_extending: bool = False) -> None:
        """The button went down: begin a selection, or move the end of the one there is."""
        place = self._surface.place_at(point)
        if place is None:
            return
        if self._is_third_click(point):
            self._select_around(place, paragraph_around)
            return
        self._at = point
        if is_extending and self._selection.has_anchor:
            self._selection.extend(place)
        else:
            self._selection.start_at(place)
        self.changed.emit()

    def double_click(self, point: QPoint) -> None:
        """Select the word under the mouse; a third click selects its paragraph."""
        place = self._surface.place_at(point)
        if place is not None:
            self._select_around(place, word_around)
            self._double_clicked_at = point
            self._triple_timer.start(QGuiApplication.styleHints().mouseDoubleClickInterval())

    def move(self, point: QPoint) -> None:
        """The mouse moved with its button down."""
        if self._at is None:
            return
        self._at = point
        place = self._surface.place_at(point)
        if place is not None:
            self._selection.extend(place)
            self.changed.emit()
        if self._beyond(point):
            self._scroll_timer.start()
        else:
            self._scroll_timer.stop()

    def release(self) -> None:
        """The button went up."""
        self._at = None
        self._scroll_timer.stop()

    def _select_around(self, place: Place, around: _Around) -> None:
        first, last = around(self._surface.text_of(place.row), place.char)
        self._selection.select(Place(place.row, first), Place(place.row, last))
        self._at = None
        self.changed.emit()

    def _is_third_click(self, point: QPoint) -> bool:
        if not self._triple_timer.isActive() or self._double_clicked_at is None:
            return False
        distance = (point - self._double_clicked_at).manhattanLength()
        return distance <= QGuiApplication.styleHints().startDragDistance()

    def _beyond(self, point: QPoint) -> int:
        """Return how far the mouse is above (negative) or below what is seen."""
        return min(point.y(), 0) + max(0, point.y() - self._surface.visible_height())

    @Slot()
    def _on_scroll_timer(self) -> None:
        if self._at is not None:
            self.scroll_requested.emit(self._beyond(self._at))
            self.move(self._at)


def word_around(text: str, position: int) -> tuple[int, int]:
    """Return the word at a position: a run of letters, of spaces, or one sign."""
    begin = max(0, position - _WORD_WINDOW)
    near = displayable(text[begin : position + _WORD_WINDOW])
    if not near:
        return position, position
    # Qt counts in UTF-16 units
    unit = len(near[: position - begin].encode("utf-16-le")) // 2
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, near)
    finder.setPosition(unit)
    first = unit if finder.isAtBoundary() else finder.toPreviousBoundary()
    finder.setPosition(unit)
    last = finder.toNextBoundary()
    if last < 0:  # at the end of the text: the word before it
        last = unit
        finder.setPosition(unit)
        first = finder.toPreviousBoundary()
    units = near.encode("utf-16-le")
    chars = [len(units[: 2 * max(0, edge)].decode("utf-16-le", "ignore")) for edge in (first, last)]
    return begin + chars[0], begin + chars[1]


def paragraph_around(text: str, position: int) -> tuple[int, int]:
    """Return the paragraph at a position, without its newline."""
    end = re.compile("\n|$").search(text, position)
    return text.rfind("\n", 0, position) + 1, end.start() if end else len(text)

"""The order of Tab: a window's controls as they are read, line by line, from the left.

Owns that order, which follows from where the controls stand now: what is made late, moves beside or
below, or lies over the text has its place without being told. Qt's own order, in which they were
made, is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QWidget

_OVERLAP = 3  # pixels by which neighbours may reach into each other: a tab into its page
_Stops = list[QWidget]


class TabAsRead:
    """A window that is gone through by Tab as it is read; named before Qt's class."""

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Give the keyboard to the control that is read next, or before; after the last, the first.

        Returns:
            whether there is another one.
        """
        window = cast("QWidget", self)
        here = window.focusWidget()
        stops = tab_stops(window, here)
        if not stops or stops == [here]:
            return False
        step = 1 if is_next else -1
        at = stops.index(here) if here in stops else -1 if is_next else 0
        stop = stops[(at + step) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        stop.setFocus(reason)
        _bring_into_sight(stop)
        return True


def tab_stops(part: QWidget, here: QWidget | None = None) -> _Stops:
    """Return what of a window, or a part of it, takes the keyboard by Tab, as it is read.

    Args:
        part: itself the first, if it takes the keyboard.
        here: has a place among them though it may not be one: it holds the keyboard now.
    """
    own = [part] if part is here or _is_stop(part) else []
    found = ((child.geometry(), tab_stops(child, here)) for child in _children(part))
    boxes = [(box, stops) for box, stops in found if stops]
    return own + [stop for stops in _as_read(boxes) for stop in stops]


def _children(part: QWidget) -> Iterator[QWidget]:
    for child in part.children():
        if isinstance(child, QWidget) and not child.isWindow() and child.isVisible():
            yield child


def _is_stop(widget: QWidget) -> bool:
    style = QGuiApplication.styleHints().tabFocusBehavior()
    takes_all = style == Qt.TabFocusBehavior.TabFocusAllControls
    wanted = Qt.FocusPolicy.TabFocus if takes_all else Qt.FocusPolicy.StrongFocus
    takes_tab = widget.focusPolicy() & wanted == wanted
    return takes_tab and widget.isEnabled() and widget.focusProxy() is None


def _as_read(boxes: Sequence[tuple[QRect, _Stops]]) -> Iterator[_Stops]:
    """Yield by lines, each from the left; in a line one column after the other, each by its own."""
    for line in _apart(boxes, QRect.top, QRect.bottom):
        columns = _apart(line, QRect.left, QRect.right)
        if len(columns) > 1:
            for column in columns:
                yield from _as_read(column)
        else:  # they lie over each other
            yield from (stops for _, stops in line)


def _apart(
    boxes: Iterable[tuple[QRect, _Stops]],
    begin: Callable[[QRect], int],
    end: Callable[[QRect], int],
) -> list[list[tuple[QRect, _Stops]]]:
    """Return the groups between which a straight cut goes, in one direction."""
    groups: list[list[tuple[QRect, _Stops]]] = []
    reached = 0
    for box, stops in sorted(boxes, key=lambda one: (begin(one[0]), one[0].left())):
        if not groups or begin(box) > reached - _OVERLAP:
            groups.append([])
            reached = end(box)
        groups[-1].append((box, stops))
        reached = max(reached, end(box))
    return groups


def _bring_into_sight(stop: QWidget) -> None:
    """Scroll the parts that it stands in: Qt does so only where the keyboard was inside.

    Qt scrolls to the current row of a list, also to one that the list itself has scrolled away.
    """
    if isinstance(stop, QAbstractItemView):
        stop.scrollTo(stop.currentIndex())
    area = stop.parentWidget()
    while area is not None and not area.isWindow():
        if isinstance(area, QScrollArea):
            _scroll_to(area, stop)
        area = area.parentWidget()


def _scroll_to(area: QScrollArea, stop: QWidget) -> None:
    """Show all of it where there is room, with the line above; else its cursor or current row.

    The line above a field often says what the field is.
    """
    inside, room, half = area.widget(), area.viewport().size(), stop.size() / 2
    if inside is None or stop.size() != stop.size().boundedTo(room):
        area.ensureWidgetVisible(stop)
        return
    at = stop.mapTo(inside, stop.rect().center())
    with_line = half.height() + stop.fontMetrics().lineSpacing() + 1
    area.ensureVisible(at.x(), at.y(), half.width() + 1, min(with_line, room.height() // 2))

"""Parts of a window that a key goes around: F6 and Shift+F6, as in other programs.

Owns where the keyboard was in each; which parts there are is the window's to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.access.reading_order import tab_stops


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a window.

    Attributes:
        name: said when the keyboard comes.
        places: widgets that hold it, of which one is on the screen at a time, or none.
    """

    name: str
    places: tuple[QWidget, ...]

    @property
    def shown(self) -> QWidget | None:
        """What can be seen of it."""
        return next((place for place in self.places if place.isVisible()), None)

    def holds(self, widget: QWidget | None) -> bool:
        """Return whether a widget stands in it."""
        return widget is not None and any(
            place is widget or place.isAncestorOf(widget) for place in self.places
        )


class Regions(QObject):
    """Goes with the keyboard from one part of a window to the next that can be seen.

    Args:
        window: the window.
        regions: in the order in which they are read.
    """

    def __init__(self, window: QWidget, regions: Iterable[Region]) -> None:
        super().__init__(window)
        self._window = window
        self._regions = tuple(regions)
        self._left_at: dict[str, QWidget] = {}  # by name of the region

    @Slot()
    def go_on(self) -> None:
        """Go to the next part; after the last comes the first."""
        self._go(1)

    @Slot()
    def go_back(self) -> None:
        """Go to the part before."""
        self._go(-1)

    def _region_of(self, widget: QWidget | None) -> Region | None:
        return next((region for region in self._regions if region.holds(widget)), None)

    def _go(self, step: int) -> None:
        focus = QApplication.focusWidget()
        here = self._region_of(focus)
        if here is not None and focus is not None:
            self._left_at[here.name] = focus
        seen = [region for region in self._regions if region.shown is not None]
        if not seen:
            return
        at = seen.index(here) if here in seen else -1 if step > 0 else 0
        for way in range(1, len(seen) + 1):
            region = seen[(at + step * way) % len(seen)]
            stop = self._stop_in(region)
            if stop is not None and region is not here:
                if stop.accessibleName() != region.name:  # else it is said twice
                    announce(self._window, region.name, is_at_once=True)
                stop.setFocus(
                    Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason
                )
                return

    def _stop_in(self, region: Region) -> QWidget | None:
        """Return where the keyboard was in a region, else its first stop."""
        place = region.shown
        stops = [] if place is None else tab_stops(place)
        last = self._left_at.get(region.name)
        if last in stops:
            return last
        return next(iter(stops), None)

"""A job that prints pages, a few milliseconds at a time.

Owns the device while pages are painted on it; the window stays usable.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QLocale,
    QMarginsF,
    QObject,
    QSizeF,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from gptdesk.app.painting import saved
from gptdesk.app.views.printing.pages import POINT

_SLICE_S = 0.012
_POINTS_PER_INCH = 72


class Pages(Protocol):
    """What a job puts on paper."""

    @property
    def sheets(self) -> Sequence[object]:
        """One for each page; complete after `divide`."""
        ...

    def divide(self) -> Iterator[None]:
        """Make the pages, a little with each step."""
        ...

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page, 0 …, the top left corner of the paper as origin, in units of `POINT`."""
        ...


class PrintJob(QObject):
    """Paints pages on a device.

    Args:
        pages: made for its paper; later changes of what they show do not matter.
        device: with its paper chosen.
        first, last: pages to be printed, from 1; 0 for all.

    Attributes:
        pages: complete at the end.
        is_cancelled: the user cancelled it.

    Signals:
        ended(bool): whether all pages were painted; the device is free again.
    """

    ended = Signal(bool)

    def __init__(
        self,
        pages: Pages,
        device: QPagedPaintDevice,
        *,
        first: int = 0,
        last: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._device = device
        self._range = (max(1, first), last)
        self.pages = pages
        self._painter = QPainter()
        self._steps = self._work()
        self.is_cancelled = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin; `ended` tells when it is done."""
        self._timer.start()

    @Slot()
    def cancel(self) -> None:
        """Stop; the pages painted so far must not be used."""
        self.is_cancelled = True
        self._end(is_complete=False)

    @Slot()
    def _go_on(self) -> None:
        until = time.monotonic() + _SLICE_S
        while time.monotonic() < until:
            try:
                is_good = next(self._steps, None)
            except Exception:
                self._end(is_complete=False)  # a painter that stays open ends the program
                raise
            if is_good is not True:
                self._end(is_complete=is_good is None)
                return

    def _end(self, *, is_complete: bool) -> None:
        if not self._timer.isActive():
            return
        self._timer.stop()
        self._steps = iter(())
        was_painted = self._painter.isActive() and self._painter.end()
        self.ended.emit(is_complete and was_painted)

    def _work(self) -> Iterator[bool]:
        """Divide, then paint; yield whether the device still takes it."""
        for _ in self.pages.divide():
            yield True
        if not self._painter.begin(self._device):
            yield False
        scale = self._device.logicalDpiX() / (_POINTS_PER_INCH * POINT)
        first, last = self._range
        for number in range(first - 1, min(last or len(self.pages.sheets), len(self.pages.sheets))):
            if number >= first and not self._device.newPage():
                yield False
            with saved(self._painter):
                self._painter.scale(scale, scale)
                self.pages.paint(self._painter, number)
            yield True


class PdfFile:
    """A PDF in memory, to be painted on and then saved.

    Attributes:
        device: the pages; of the size that is usual where the user is.
    """

    def __init__(self, title: str) -> None:
        self._data = QByteArray()
        self._buffer = QBuffer(self._data)
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.device = QPdfWriter(self._buffer)
        self.device.setTitle(title)
        self.device.setCreator("GPTDesk")
        self.device.setResolution(_POINTS_PER_INCH * POINT)
        self.device.setPageSize(usual_paper(QLocale()))
        self.device.setPageMargins(QMarginsF(0, 0, 0, 0))  # the pages have their own

    def content(self) -> bytes:
        """Return the file; once it was painted."""
        self._buffer.close()
        return bytes(self._data.data())


def paper_of(device: QPagedPaintDevice) -> QSizeF:
    """Return the size of a device's paper, in points."""
    return device.pageLayout().fullRect(QPageLayout.Unit.Point).size()


def usual_paper(locale: QLocale) -> QPageSize:
    """Return the paper that is usual in a place."""
    is_letter = locale.measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize(QPageSize.PageSizeId.Letter if is_letter else QPageSize.PageSizeId.A4)


def make_printer() -> QPrinter:
    """Return the system's printer, to be asked about."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setCreator("GPTDesk")
    printer.setFullPage(True)
    return printer

"""A job that prints a conversation, a few milliseconds at a time.

Owns the device while pages are painted on it; the window stays usable.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QDateTime,
    QIODevice,
    QLocale,
    QMarginsF,
    QObject,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from gptdesk.app.painting import saved
from gptdesk.app.theme import load_theme
from gptdesk.app.views.printing.pages import POINT, PrintPages, print_style
from gptdesk.app.views.printing.painter import PrintPainter
from gptdesk.chat.messages import Message, Role

_SLICE_S = 0.012
_POINTS_PER_INCH = 72


class PrintJob(QObject):
    """Paints messages on a device.

    Args:
        title: of the conversation.
        messages: the path that is printed, whole; later changes do not matter.
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
        title: str,
        messages: Sequence[Message],
        device: QPagedPaintDevice,
        *,
        first: int = 0,
        last: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._device = device
        self._range = (max(1, first), last)
        self._theme = load_theme("light")
        self.pages = PrintPages(
            " ".join(title.split()),
            subtitle_of(messages),
            messages,
            style=print_style(self._theme),
            size=device.pageLayout().fullRect(QPageLayout.Unit.Point).size(),
        )
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
        page_painter = PrintPainter(self.pages, self._theme)
        first, last = self._range
        for number in range(first - 1, min(last or len(self.pages.sheets), len(self.pages.sheets))):
            if number >= first and not self._device.newPage():
                yield False
            with saved(self._painter):
                self._painter.scale(scale, scale)
                page_painter.paint(self._painter, number)
            self.pages.forget_layouts(number)
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


def subtitle_of(messages: Sequence[Message]) -> str:
    """Return when a conversation began, and which models answered."""
    names = {message.model_name for message in messages if message.role is Role.ASSISTANT}
    parts = sorted(name for name in names if name)
    if messages:
        begun = QDateTime.fromSecsSinceEpoch(int(messages[0].created_at))
        parts.insert(0, QLocale().toString(begun.date(), QLocale.FormatType.LongFormat))
    return "  ·  ".join(parts)

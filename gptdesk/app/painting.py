"""Painters that end, whatever happens while they paint.

Owns what is done about a mistake in a paint event: the painter is ended (one that stays open on a
widget ends the program), the widget says in its place that it cannot be drawn, and the log gets
one entry, not one for every frame. Must not know what is painted.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPaintDevice, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

logger = logging.getLogger(__name__)

_REPORTED = "_paint_error"  # the property of who paints that holds the mistake in the log

_Index = QModelIndex | QPersistentModelIndex
_W = TypeVar("_W", bound=QWidget)
_D = TypeVar("_D", bound=QStyledItemDelegate)


def painted(
    paint: Callable[[_W, QPainter, QPaintEvent], None],
) -> Callable[[_W, QPaintEvent], None]:
    """Make a `paintEvent` of a method that is given an open painter.

    The painter is of the widget, or of the viewport of a scroll area.
    """

    @functools.wraps(paint)
    def paint_event(widget: _W, event: QPaintEvent) -> None:
        surface = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        try:
            with painter_on(surface) as painter:
                paint(widget, painter, event)
        except Exception as exc:  # noqa: BLE001 a paint event has nobody above it
            _report(widget, exc)
            with painter_on(surface) as painter:
                _say(painter, surface.rect(), widget.palette())

    return paint_event


def painted_row(
    paint: Callable[[_D, QPainter, QStyleOptionViewItem, _Index], None],
) -> Callable[[_D, QPainter, QStyleOptionViewItem, _Index], None]:
    """Make a delegate's `paint` of a method that may leave the painter as it likes."""

    @functools.wraps(paint)
    def paint_row(
        delegate: _D, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        try:
            with saved(painter):
                paint(delegate, painter, option, index)
        except Exception as exc:  # noqa: BLE001 a paint event has nobody above it
            _report(delegate, exc)
            with saved(painter):
                _say(painter, option.rect, option.palette)

    return paint_row


@contextmanager
def painter_on(device: QPaintDevice) -> Iterator[QPainter]:
    """Yield a painter that is ended in every case."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()


@contextmanager
def saved(painter: QPainter) -> Iterator[None]:
    """Give a painter its state back in every case."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def _report(who: QObject, error: Exception) -> None:
    """Log a mistake, unless it is the one that was logged last."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    mistake = f"{type(error).__name__}@{place}"
    if who.property(_REPORTED) != mistake:
        who.setProperty(_REPORTED, mistake)
        logger.error("%s cannot be drawn", type(who).__name__, exc_info=error)


def _say(painter: QPainter, rect: QRect, palette: QPalette) -> None:
    painter.fillRect(rect, palette.color(QPalette.ColorRole.Window))
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(
        rect,
        Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
        QCoreApplication.translate("Painting", "This cannot be drawn. The log says why."),
    )

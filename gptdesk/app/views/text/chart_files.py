"""The chart over a text as a picture and as a drawing, and any other drawing as a picture.

Owns its size and the order of its parts: a line about the text, the curves, the histogram. Must not
know the file that it is saved in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from gptdesk.analysis.curves import RankBand, TextCurves
from gptdesk.app.painting import painter_on
from gptdesk.app.theme import SPACE_2, SPACE_4, Theme
from gptdesk.app.views.text.curves_painter import CurvesPainter
from gptdesk.app.views.text.histogram import paint_histogram
from gptdesk.app.views.text.words import summary_in_words

SIZE = QSize(1200, 640)
_PICTURE_RATIO = 2  # pixels for one of a size, so that it can be printed
_HISTOGRAM_WIDTH = 480
_FAMILY = re.compile(rb'font-family="([^"]*)"')
_PNG_DOTS_PER_METRE = round(_PICTURE_RATIO * 96 / 0.0254)


def chart_png(curves: TextCurves, bands: Sequence[RankBand], theme: Theme) -> bytes:
    """Return the chart as a picture, on the window's ground."""
    return picture_png(SIZE, theme, lambda painter: _paint(painter, curves, bands, theme))


def picture_png(size: QSize, theme: Theme, paint: Callable[[QPainter], object]) -> bytes:
    """Return what `paint` draws as a picture that can be printed, on the window's ground."""
    image = QImage(size * _PICTURE_RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_PICTURE_RATIO)
    image.fill(theme.color("window"))
    with painter_on(image) as painter:
        paint(painter)
    image.setDevicePixelRatio(1)
    image.setDotsPerMeterX(_PNG_DOTS_PER_METRE)
    image.setDotsPerMeterY(_PNG_DOTS_PER_METRE)
    return png_of(image)


def png_of(image: QImage) -> bytes:
    """Return a picture as the content of a PNG file."""
    return _content(lambda buffer: image.save(buffer, "PNG"))  # pyright: ignore[reportArgumentType, reportCallIssue]  the stub wants bytes, Qt a name


def chart_svg(curves: TextCurves, bands: Sequence[RankBand], theme: Theme) -> bytes:
    """Return the chart as a drawing, on the window's ground."""

    def draw(buffer: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(SIZE)
        generator.setViewBox(QRectF(0, 0, SIZE.width(), SIZE.height()))
        generator.setTitle(summary_in_words(curves))
        with painter_on(generator) as painter:
            painter.fillRect(QRectF(0, 0, SIZE.width(), SIZE.height()), theme.color("window"))
            _paint(painter, curves, bands, theme)

    # Qt writes the family that it found; elsewhere another one must do.
    return _FAMILY.sub(rb'font-family="\1, sans-serif"', _content(draw))


def _paint(painter: QPainter, curves: TextCurves, bands: Sequence[RankBand], theme: Theme) -> None:
    own = CurvesPainter(theme)
    painter.setFont(own.font)
    room = QRectF(0, 0, SIZE.width(), SIZE.height()).adjusted(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)
    line = painter.fontMetrics().height()
    painter.setPen(QColor(theme.color("text")))
    painter.drawText(
        QRectF(room.left(), room.top(), room.width(), line),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        summary_in_words(curves),
    )
    rows = (line + SPACE_2) * len(bands)
    below = QRectF(room.left(), room.bottom() - rows, _HISTOGRAM_WIDTH, rows)
    between = room.adjusted(0, line + SPACE_2, 0, -rows - SPACE_4)
    own.paint(painter, own.layout(between, curves), curves)
    paint_histogram(painter, theme, below, bands)


def _content(write: Callable[[QBuffer], object]) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(data.data())

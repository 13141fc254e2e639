"""A histogram of a text's tokens by rank, as bars that can be walked through.

Owns drawing, mouse and keyboard; the counts are the view model's. A band's swatch has the colour
and the underline that its tokens have in the transcript; count and share stand beside its bar.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.analysis.curves import RankBand
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.access.announcements import announce
from gptdesk.app.access.descriptions import describe
from gptdesk.app.access.roles import hear_as
from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    TARGET,
    Theme,
    current_theme,
    zoom_of,
)
from gptdesk.app.views.guess.talk_keys import KEEPS_SPACE
from gptdesk.app.views.page.colours import ShadeBrushes, TokenColours
from gptdesk.app.views.text.words import band_name
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.sentences import numbered

_SWATCH = 14
_BAR = 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Histogram(QWidget):
    """Four rows: ranks, bar, count and share.

    Signals:
        band_chosen(int): by a click or Enter, 0 … 3.
    """

    band_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_as(Histogram, QAccessible.Role.Chart)
        self._bands: tuple[RankBand, ...] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(KEEPS_SPACE, True)  # it goes to the next token of a band
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Tokens by rank"))
        self.setToolTip(self.tr("Click, or press Enter: to the next token of the band."))
        self._resize()

    def set_bands(self, bands: Sequence[RankBand]) -> None:
        """Show other counts."""
        self._bands = tuple(bands)
        describe(self, "\n".join(map(self.band_in_words, self._bands)))
        self.update()

    def band_in_words(self, band: RankBand) -> str:
        """Return one row as a screen reader says it."""
        counted = numbered(band.count, self.tr("1 token"), self.tr("{0} tokens"))
        return self.tr("rank {0}: {1}, {2}").format(
            band_name(band), counted, percent_text(band.share)
        )

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._resize()

    def sizeHint(self) -> QSize:
        """Ask for four rows."""
        return QSize(320, self._row_height() * 4)

    def minimumSizeHint(self) -> QSize:
        """Stay useful in a narrow panel."""
        return QSize(200, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the next token of a band."""
        place = int(event.position().y() // self._row_height())
        if event.button() is Qt.MouseButton.LeftButton and 0 <= place < len(self._bands):
            self._current = place
            self.update()
            self.band_chosen.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the bands; Enter goes to the next token of one."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -9, Qt.Key.Key_End: 9}
        if not self._bands:
            super().keyPressEvent(event)
        elif key in steps:
            self._current = max(0, min(len(self._bands) - 1, self._current + steps[key]))
            words = self.band_in_words(self._bands[self._current])
            announce(self, words)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.band_chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the rows."""
        theme = current_theme()
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        inner = self.rect().toRectF().adjusted(SPACE_2, 0, -SPACE_2, 0)
        paint_histogram(painter, theme, inner, self._bands)
        if self.hasFocus() and self._bands:
            height = self._row_height()
            ring = QRectF(0, self._current * height, self.width(), height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring.adjusted(1, 1, -1, -1), 4, 4)

    # -- the rest

    def _row_height(self) -> int:
        metrics = QFontMetricsF(current_theme().font("ui_small", zoom_of(self)))
        return max(TARGET, round(metrics.height()) + SPACE_1)

    def _resize(self) -> None:
        self.setFixedHeight(4 * self._row_height())
        self.update()


def paint_histogram(
    painter: QPainter, theme: Theme, rect: QRectF, bands: Sequence[RankBand]
) -> None:
    """Draw the rows of a histogram, in the painter's font, into a place."""
    if not bands:
        return
    shades = TokenColours(theme, Measure.RANK, Bands()).shades
    metrics = QFontMetricsF(painter.font())
    names = max(metrics.horizontalAdvance(band_name(band)) for band in bands)
    row = rect.height() / len(bands)
    for place, (band, shade) in enumerate(zip(bands, shades, strict=True)):
        at = QRectF(rect.left(), rect.top() + place * row, rect.width(), row)
        _paint_swatch(painter, theme, at, shade)
        _paint_row(painter, theme, at, band, names)


def _paint_row(painter: QPainter, theme: Theme, rect: QRectF, band: RankBand, names: float) -> None:
    """Draw ranks, bar, count and share, in columns that do not move."""
    metrics = QFontMetricsF(painter.font())
    share = metrics.horizontalAdvance(percent_text(0.9999))
    count = metrics.horizontalAdvance("10,000")
    name = QRectF(rect.left() + _SWATCH + SPACE_2, rect.top(), names + 1, rect.height())
    share_at = QRectF(rect.right() - share, rect.top(), share, rect.height())
    count_at = QRectF(share_at.left() - SPACE_2 - count, rect.top(), count, rect.height())
    left = name.right() + SPACE_2
    if band.count:
        width = max(1.0, (count_at.left() - SPACE_2 - left) * band.share)
        bar = QRectF(left, rect.center().y() - _BAR / 2, width, _BAR)
        painter.fillRect(bar, theme.color("bar"))
    painter.fillRect(QRectF(left - 1, rect.top(), 1, rect.height()), theme.color("line"))
    painter.setPen(theme.color("text_muted"))
    painter.drawText(name, _LEFT, band_name(band))
    painter.drawText(share_at, _RIGHT, percent_text(band.share))
    painter.setPen(theme.color("text"))
    painter.drawText(count_at, _RIGHT, f"{band.count:,}")


def _paint_swatch(painter: QPainter, theme: Theme, row: QRectF, shade: ShadeBrushes) -> None:
    """Draw a token's ground and line as the transcript has them for this band."""
    rect = QRectF(row.left(), row.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
    painter.fillRect(rect, shade.tint)
    line = QRectF(rect.left(), rect.bottom() - shade.weight, rect.width(), shade.weight)
    if shade.weight:
        painter.fillRect(line, shade.line)
    painter.setPen(QPen(theme.color("line_strong"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))

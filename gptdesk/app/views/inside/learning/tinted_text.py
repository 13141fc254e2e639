"""A text as tokens in a few lines, each tinted by how probable it was.

Owns how tokens flow and are tinted; the scale is that of the transcript.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QToolTip, QWidget

from gptdesk.analysis.colour_scale import shades_of, step_of
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    Theme,
    current_theme,
    zoom_of,
)
from gptdesk.app.views.inside.learning.loss_words import chance_text
from gptdesk.chat.tokens import TokenStats

_GAP = 2
_MOST_WIDTH = 160  # of a token, in pixels at 100 %
_LINES = 2  # seen at once


@dataclass(frozen=True, slots=True)
class TintedToken:
    """A token and its probability; None where none is known."""

    text: str
    p: float | None


class TintedText(QAbstractScrollArea):
    """Tokens that flow, with tints."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens: tuple[TintedToken, ...] = ()
        self._boxes: list[QRect] = []
        self.setProperty("kind", "page")
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the table below has the same figures
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._restyle()

    def show_tokens(self, tokens: Sequence[TintedToken]) -> None:
        """Show other tokens."""
        self.tokens = tuple(tokens)
        self._arrange()

    def paint_into(self, painter: QPainter, room: QRect, theme: Theme) -> None:
        """Draw all tokens into a picture, at 100 %."""
        font = theme.font("mono_small")
        painter.setFont(font)
        for token, box in zip(
            self.tokens, _flow(self.tokens, font, room.width(), 100), strict=True
        ):
            _paint_token(painter, token, box.translated(room.topLeft()), theme)

    def height_in(self, width: int, theme: Theme) -> int:
        """Return how high all tokens are in a picture of a width."""
        boxes = _flow(self.tokens, theme.font("mono_small"), width, 100)
        return boxes[-1].bottom() + 2 if boxes else 0

    def sizeHint(self) -> QSize:
        """Ask for two lines, or for one where that is enough."""
        line = QFontMetrics(self._font).height() + SPACE_1 + _GAP
        lines = 1 + (self._boxes[-1].top() // line if self._boxes else 0)
        return QSize(240, min(lines, _LINES) * line + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        """Be as high as that."""
        return QSize(160, self.sizeHint().height())

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the tokens flow anew."""
        super().resizeEvent(event)
        self._arrange()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the tokens in sight."""
        painter.setFont(self._font)
        offset = self.verticalScrollBar().value()
        for token, box in zip(self.tokens, self._boxes, strict=True):
            seen = box.translated(0, -offset)
            if seen.intersects(event.rect()):
                _paint_token(painter, token, seen, current_theme())

    def viewportEvent(self, event: QEvent) -> bool:
        """Say how probable the token under the mouse was."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            pos = event.pos() + QPoint(0, self.verticalScrollBar().value())
            found = (i for i, box in enumerate(self._boxes) if box.contains(pos))
            index = next(found, -1)
            QToolTip.showText(event.globalPos(), self.words_of(index), self)
            return True
        return super().viewportEvent(event)

    def words_of(self, index: int) -> str:
        """Return a token with its probability; empty for none."""
        if not 0 <= index < len(self.tokens):
            return ""
        token = self.tokens[index]
        if token.p is None:
            return token.text
        return self.tr("“{0}”, p {1}").format(token.text, chance_text(token.p))

    def _restyle(self) -> None:
        self._font = current_theme().font("mono_small", zoom_of(self))
        self._arrange()

    def _arrange(self) -> None:
        self._boxes = _flow(self.tokens, self._font, self.viewport().width(), zoom_of(self))
        end = self._boxes[-1].bottom() + 1 if self._boxes else 0
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, end - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(QFontMetrics(self._font).height() + SPACE_1 + _GAP)
        self.updateGeometry()
        self.viewport().update()


def _flow(tokens: Sequence[TintedToken], font: QFont, width: int, zoom: int) -> list[QRect]:
    """Return where tokens stand that flow into lines of a width."""
    metrics, most = QFontMetrics(font), _MOST_WIDTH * zoom // 100
    height = metrics.height() + SPACE_1
    boxes: list[QRect] = []
    x = y = 0
    for token in tokens:
        wide = min(metrics.horizontalAdvance(token.text), most) + SPACE_2
        if x and x + wide > width:
            x, y = 0, y + height + _GAP
        boxes.append(QRect(x, y, wide, height))
        x += wide + _GAP
    return boxes


def _paint_token(painter: QPainter, token: TintedToken, box: QRect, theme: Theme) -> None:
    if token.p is not None and math.isnan(token.p):
        painter.fillRect(box, theme.color("surface_raised"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(theme.color("text_disabled"), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(box)
    elif token.p is not None:
        stats = TokenStats(0, 0, raw_p=token.p)
        step = step_of(stats, Measure.PROBABILITY, Bands()) or 0
        shade = shades_of(Measure.PROBABILITY)[step]
        tint = theme.color(shade.tint)
        tint.setAlphaF(shade.opacity)
        painter.fillRect(box.adjusted(0, 0, 0, -shade.weight), tint)
        if shade.weight:
            under = QRect(box.left(), box.bottom() - shade.weight + 1, box.width(), shade.weight)
            painter.fillRect(under, theme.color(shade.line))
    painter.setPen(theme.color("text_muted" if token.p is None else "text"))
    text = painter.fontMetrics().elidedText(
        token.text, Qt.TextElideMode.ElideRight, box.width() - SPACE_2 + 1
    )
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

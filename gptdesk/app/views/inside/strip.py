"""The strip of tokens at the top of *Under the hood*: the text, the place, and what it reads.

Owns how the tokens flow, the marks of the place and of the token that it predicted, the tint of
what a head reads, and the keys that move the place. Must not know how anything is computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.page.colours import STRONGEST_READING
from gptdesk.app.views.widgets.cell_area import CellArea
from gptdesk.app.views.widgets.handled_key import HandledKey

PLACES = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "From place to place"), ("Left", "Right"))

_GAP, _RADIUS = 2, 4
_MOST_WIDTH = 160  # of a token, in pixels at 100 %
_LINES = 3  # seen at once


class TokenStrip(CellArea):
    """All tokens of a text in a few lines, with the place among them.

    Attributes:
        texts: of the tokens, each with all characters visible.
        place: the place that predicts, from 1; the token after it is the one it predicted.
        first_place: the first that the network saw.
        hidden: places that no later one may read.
        tint: how strongly a place is read, 0 … 1.

    Signals:
        place_chosen(int): the user wants to look at another place.
    """

    place_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts: tuple[str, ...] = ()
        self.place = 1
        self.first_place = 1
        self.hidden: frozenset[int] = frozenset()
        self.tint: Mapping[int, float] = {}
        self._tint_words: Callable[[int], str] = _no_words
        self._boxes: list[QRect] = []  # of the tokens, from the top of the first line
        self._lines = _LINES  # that they take
        self.setProperty("kind", "page")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # as high as its text, whatever the page below it asks for
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._restyle()

    def show_text(self, texts: Sequence[str]) -> None:
        """Show another text."""
        self.texts = tuple(texts)
        self._arrange()

    def show_place(self, place: int, first_place: int, hidden: frozenset[int]) -> None:
        """Mark another place, and which tokens are not read."""
        self.place, self.first_place, self.hidden = place, first_place, hidden
        self.setAccessibleName(self.tr("Text, {0}").format(self.words_of(place)))
        self._show_marked()
        self.viewport().update()

    def show_tint(
        self, tint: Mapping[int, float], words: Callable[[int], str] | None = None
    ) -> None:
        """Tint places by how strongly they are read; `words` says it of a place, for its tip."""
        self.tint, self._tint_words = tint, words or _no_words
        self.viewport().update()

    def words_of(self, place: int) -> str:
        """Return a token with its place as words."""
        if not 0 < place <= len(self.texts):
            return ""
        words = self.tr("“{0}”, place {1}").format(self.texts[place - 1], place)
        return "\n".join(filter(None, (words, self._tint_words(place))))

    def sizeHint(self) -> QSize:
        """Ask for the lines of the text, and for a few at most."""
        return QSize(400, self._height_of(min(self._lines, _LINES)))

    def minimumSizeHint(self) -> QSize:
        """Do with one line."""
        return QSize(200, self._height_of(1))

    def _height_of(self, lines: int) -> int:
        line = QFontMetrics(self.token_font).height() + SPACE_1 + _GAP
        return lines * line - _GAP + 2 * self.frameWidth()  # whole lines: none peeps in below

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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.token_font)
        offset = self.verticalScrollBar().value()
        for index, box in enumerate(self._boxes):
            seen = box.translated(0, -offset)
            if seen.intersects(event.rect()):
                self._paint_token(painter, index, seen)

    def _paint_token(self, painter: QPainter, index: int, box: QRect) -> None:
        theme, place = current_theme(), index + 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface_raised"))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if (weight := self.tint.get(place, 0.0)) > 0:
            tint = theme.color("token_orange")
            tint.setAlphaF(STRONGEST_READING * math.sqrt(weight))
            painter.setBrush(tint)
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        is_seen = self.first_place <= place <= self.place
        painter.setPen(theme.color("text" if is_seen else "text_muted"))
        metrics = painter.fontMetrics()
        room = box.width() - SPACE_2 + 1
        text = metrics.elidedText(self.texts[index], Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if place in self.hidden or place < self.first_place:
            y = box.center().y()
            painter.drawLine(box.left() + 2, y, box.right() - 2, y)
        if place in {self.place, self.place + 1}:
            is_place = place == self.place
            colour = theme.color("accent" if is_place else "text")
            style = Qt.PenStyle.SolidLine if is_place else Qt.PenStyle.DashLine
            painter.setPen(QPen(colour, 2.5 if is_place and self.hasFocus() else 1.5, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at how the token under the mouse was predicted."""
        index = self._index_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index >= 0:
            self.place_chosen.emit(max(index, 1))

    def tip_at(self, pos: QPoint) -> str:
        """Return the token under the mouse in words."""
        index = self._index_at(pos)
        return "" if index < 0 else self.words_of(index + 1)

    def rect_of(self, place: int) -> QRect:
        """Return where a token stands in the viewport."""
        return self._boxes[place - 1].translated(0, -self.verticalScrollBar().value())

    def _index_at(self, pos: QPoint) -> int:
        pos = pos + QPoint(0, self.verticalScrollBar().value())
        return next((i for i, box in enumerate(self._boxes) if box.contains(pos)), -1)

    def _arrange(self) -> None:
        """Let the tokens flow into lines."""
        metrics, width = QFontMetrics(self.token_font), self.viewport().width()
        most = _MOST_WIDTH * zoom_of(self) // 100
        height = metrics.height() + SPACE_1
        x, y, self._boxes = 0, 0, []
        for text in self.texts:
            wide = min(metrics.horizontalAdvance(text), most) + SPACE_2
            if x and x + wide > width:
                x, y = 0, y + height + _GAP
            self._boxes.append(QRect(x, y, wide, height))
            x += wide + _GAP
        lines = 1 + y // (height + _GAP) if self.texts else _LINES  # a text is to come
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, y + height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(height + _GAP)
        self._show_marked()
        self.viewport().update()

    def _show_marked(self) -> None:
        """Bring the marked token into sight."""
        if 0 < self.place <= len(self._boxes):
            box, bar = self._boxes[self.place - 1], self.verticalScrollBar()
            lowest = box.bottom() + 1 - self.viewport().height()
            bar.setValue(min(max(bar.value(), lowest), box.top()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the place."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 1, Qt.Key.Key_End: len(self.texts)}
        key = Qt.Key(event.key())
        if key in steps:
            self.place_chosen.emit(max(1, self.place + steps[key]))
        elif key in ends:
            self.place_chosen.emit(max(1, ends[key]))
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.token_font = current_theme().font("mono_small", zoom_of(self))
        self._arrange()
        self.updateGeometry()


def _no_words(_place: int) -> str:
    return ""

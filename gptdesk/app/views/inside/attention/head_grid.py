"""Small pictures of all heads: a row per block, a column per head.

Owns how they are laid out, drawn, walked through and read aloud. All pictures stand in one image,
into which each is drawn once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted, painter_on
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.inside.attention.heat import OUTDATED_OPACITY, heat_image, paint_future
from gptdesk.app.views.inside.attention.words import means_in_words
from gptdesk.app.views.tokens.words import spoken_percent
from gptdesk.app.views.widgets.cell_area import ARROW_STEPS, CellArea
from gptdesk.app.views.widgets.figures import UNKNOWN, percent_text
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.engine.inside.values import HeadPattern

HEADS = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Attention: from head to head, from cell to cell"),
    ("Up", "Down", "Left", "Right"),
)
OPEN = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Attention: open the head, the row, the dot product"),
    ("Return",),
)

Head = tuple[int, int]  # block and head, from 1

_LEAST = 24  # of a picture's side, in pixels at any zoom: there is nothing to read in it
_MOST = 112  # in pixels at 100 %
_GAP = SPACE_1


class HeadGrid(CellArea):
    """The pictures of all heads.

    Signals:
        head_chosen(int, int): the cursor goes to a block and a head.
        head_opened(int, int): the user wants to see that head.
        side_changed(int): a picture has room for so many pixels on a side.
        height_changed: `wanted_width` is another one.
    """

    head_chosen = Signal(int, int)
    head_opened = Signal(int, int)
    side_changed = Signal(int)
    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._n_layers, self._n_heads, self._group_size = 1, 1, 1
        self._heads: dict[Head, HeadPattern] = {}
        self._current: Head = (1, 1)
        self._off: frozenset[Head] = frozenset()
        self._place = 0
        self._is_outdated = False
        self._side = _LEAST
        self._image = QImage()
        self.setProperty("kind", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("All heads"))
        self._arrange()

    # -- what others tell it

    @property
    def side(self) -> int:
        """Pixels on a side of a picture."""
        return self._side

    def show_size(self, n_layers: int, n_heads: int, group_size: int = 1) -> None:
        """Have room for so many blocks and heads; a group shares keys and values."""
        self._group_size = group_size
        if (n_layers, n_heads) != (self._n_layers, self._n_heads):
            self._n_layers, self._n_heads = n_layers, n_heads
            self._heads = {}
            self._arrange()

    def show_heads(self, heads: Mapping[Head, HeadPattern]) -> None:
        """Show the pictures that are there; only others than before are drawn."""
        new = {key: head for key, head in heads.items() if self._heads.get(key) is not head}
        gone = self._heads.keys() - heads.keys()
        self._heads = dict(heads)
        if gone:
            self._draw_all()
        elif new:
            self._draw(new)
        self._describe()

    def show_marks(self, current: Head, off: frozenset[Head], place: int) -> None:
        """Put the cursor on a head, strike through those that are off, tell means up to a place."""
        if current != self._current:
            self._current = current
            self._bring_into_sight()
        self._off, self._place = off, place
        self._describe()
        self.viewport().update()

    def show_outdated(self, *, is_outdated: bool) -> None:
        """Show that the pictures are of something else than what is looked at."""
        self._is_outdated = is_outdated
        self.viewport().update()

    def in_words(self, head: Head, percent: Callable[[float], str] = percent_text) -> str:
        """Return a head with its patterns as a sentence; `percent` writes the shares."""
        name = f"{head[0]}.{head[1]}"
        picture = self._heads.get(head)
        if picture is None:
            words = self.tr("head {0}").format(name)
        else:
            words = self.tr(
                "head {0}: previous place {1}, first place {2}, same token {3}, induction {4} ({5})"
            ).format(
                name,
                *(
                    UNKNOWN if share is None else percent(share)
                    for share in picture.up_to(self._place)
                ),
                means_in_words(),
            )
        return self.tr("{0}, off").format(words) if head in self._off else words

    # -- geometry

    @property
    def wanted_width(self) -> int:
        """Pixels that pictures of the height that there is take, with what is beside them."""
        return self._width_of(self._side_by_height())

    @property
    def least_width(self) -> int:
        """Pixels that the smallest pictures take, with what is beside them."""
        return self._width_of(_LEAST)

    def rect_of(self, head: Head) -> QRect:
        """Return where a picture stands in the viewport."""
        rect = self._place_of(head)
        return rect.translated(self._origin())

    def head_at(self, pos: QPoint) -> Head | None:
        """Return the head at a point of the viewport."""
        pos = pos - self._origin()
        step = self._side + _GAP
        block, head = pos.y() // step + 1, pos.x() // step + 1
        is_inside = 1 <= block <= self._n_layers and 1 <= head <= self._n_heads
        return (block, head) if is_inside else None

    def _side_by_height(self) -> int:
        """Return how large pictures are of which all blocks are in sight, if they can be."""
        by_height = (self.viewport().height() - self._header) // self._n_layers - _GAP
        return max(min(by_height, _MOST * zoom_of(self) // 100), _LEAST)

    def _width_of(self, side: int) -> int:
        pictures = self._n_heads * (side + _GAP)
        bar = self.verticalScrollBar().sizeHint().width() if side == _LEAST else 0
        return self._gutter + pictures + bar + 2 * self.frameWidth()

    def _place_of(self, head: Head) -> QRect:
        step = self._side + _GAP
        return QRect((head[1] - 1) * step, (head[0] - 1) * step, self._side, self._side)

    def _origin(self) -> QPoint:
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return QPoint(self._gutter - x, self._header - y)

    def _arrange(self) -> None:
        """Choose the size of the pictures, and the way to scroll."""
        metrics = QFontMetrics(current_theme().font("ui_small", zoom_of(self)))
        self._header = metrics.height() + SPACE_1
        self._gutter = metrics.horizontalAdvance("00") + SPACE_2
        wide, high = self.viewport().width() - self._gutter, self.viewport().height() - self._header
        side = max(min(wide // self._n_heads - _GAP, self._side_by_height()), _LEAST)
        step = side + _GAP
        for bar, room, need in (
            (self.horizontalScrollBar(), wide, self._n_heads * step),
            (self.verticalScrollBar(), high, self._n_layers * step),
        ):
            bar.setRange(0, max(0, need - max(room, 0)))
            bar.setPageStep(max(room, 1))
            bar.setSingleStep(step)
        size = QSize(self._n_heads * step, self._n_layers * step)
        if side != self._side or self._image.size() != size:
            self._side = side
            self._image = QImage(size, QImage.Format.Format_RGB32)
            self._draw_all()
            self.side_changed.emit(side)
        self.viewport().update()

    def _bring_into_sight(self) -> None:
        rect = self._place_of(self._current)
        for bar, start, end, room in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), self._gutter),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), self._header),
        ):
            is_across = bar is self.horizontalScrollBar()
            seen = (self.viewport().width() if is_across else self.viewport().height()) - room
            bar.setValue(min(max(bar.value(), end + _GAP - seen), start))

    # -- drawing

    def _draw_all(self) -> None:
        self._image.fill(current_theme().color("window"))
        self._draw(self._heads)

    def _draw(self, heads: Mapping[Head, HeadPattern]) -> None:
        theme = current_theme()
        with painter_on(self._image) as painter:
            for key, head in heads.items():
                area = QRectF(self._place_of(key))
                painter.drawImage(area, heat_image(head.picture, head.side, theme))
                paint_future(painter, area, head.side, theme)
        self.viewport().update()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what is seen of the image, the numbers beside it, cursor and strokes over it."""
        theme, origin = current_theme(), self._origin()
        pictures = self.viewport().rect().adjusted(self._gutter, self._header, 0, 0)
        painter.setClipRect(pictures)
        painter.setOpacity(OUTDATED_OPACITY if self._is_outdated else 1)
        painter.drawImage(pictures, self._image, pictures.translated(-origin))
        painter.setOpacity(1)
        for head in self._seen(pictures):
            self._paint_marks(painter, head)
        painter.setClipping(False)
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        painter.setPen(theme.color("text_muted"))
        step = self._side + _GAP
        painter.setClipRect(pictures.adjusted(0, -self._header, 0, 0))
        for head in range(1, self._n_heads + 1):
            x = origin.x() + (head - 1) * step
            painter.drawText(
                QRect(x, 0, self._side, self._header), Qt.AlignmentFlag.AlignCenter, str(head)
            )
        if self._group_size > 1:  # a line over each group
            painter.setPen(QPen(theme.color("line_strong"), 2))
            for first in range(0, self._n_heads, self._group_size):
                x = origin.x() + first * step
                painter.drawLine(x, 1, x + self._group_size * step - 2 * _GAP, 1)
            painter.setPen(theme.color("text_muted"))
        painter.setClipRect(pictures.adjusted(-self._gutter, 0, 0, 0))
        for block in range(1, self._n_layers + 1):
            y = origin.y() + (block - 1) * step
            place = QRect(0, y, self._gutter - SPACE_2, self._side)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, str(block))

    def _seen(self, area: QRect) -> list[Head]:
        """Return the heads that something is painted over, as far as they are in sight."""
        marked = {*self._off, self._current}
        return [head for head in sorted(marked) if self.rect_of(head).intersects(area)]

    def _paint_marks(self, painter: QPainter, head: Head) -> None:
        theme, rect = current_theme(), self.rect_of(head)
        if head in self._off:
            veil = theme.color("window")
            veil.setAlphaF(0.55)
            painter.fillRect(rect, veil)
            painter.setPen(QPen(theme.color("text"), 1.5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawLine(rect.topLeft(), rect.bottomRight())
            painter.drawLine(rect.topRight(), rect.bottomLeft())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if head == self._current:
            painter.setPen(QPen(theme.color("accent"), 3 if self.hasFocus() else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._arrange()
            self._draw_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self._arrange()
        if event.size().height() != event.oldSize().height():
            self.height_changed.emit()
        self._bring_into_sight()

    def sizeHint(self) -> QSize:
        """Take what there is."""
        return QSize(400, 300)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from head to head, open one."""
        place = HEADS.place(event)
        if OPEN.matches(event):
            self.head_opened.emit(*self._current)
        elif place >= 0:
            self._choose(*(a + b for a, b in zip(self._current, ARROW_STEPS[place], strict=True)))
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            is_end = event.key() == Qt.Key.Key_End
            self._choose(self._current[0], self._n_heads if is_end else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on the head under the mouse."""
        head = self.head_at(event.position().toPoint())
        if head is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(*head)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the head under the mouse."""
        head = self.head_at(event.position().toPoint())
        if head is not None and event.button() is Qt.MouseButton.LeftButton:
            self.head_opened.emit(*head)

    def tip_at(self, pos: QPoint) -> str:
        """Return the head under the mouse in words."""
        head = self.head_at(pos)
        return "" if head is None else self.in_words(head)

    def _choose(self, block: int, head: int) -> None:
        block, head = min(max(block, 1), self._n_layers), min(max(head, 1), self._n_heads)
        self.head_chosen.emit(block, head)
        words = self.in_words((block, head), spoken_percent)
        announce(self, words)

    def _describe(self) -> None:
        words = self.in_words(self._current, spoken_percent)
        self.setAccessibleName(self.tr("All heads, {0}").format(words))

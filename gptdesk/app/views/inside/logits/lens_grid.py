"""The lens at all places: a grid of block ends by places that asks for what is in sight.

Owns the cells, their colours with the scale, the cell under the keyboard and its sentence. Columns
come while it is looked at; no cell out of sight is asked for or drawn.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted
from gptdesk.app.phrases import in_a_row
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    TARGET,
    Theme,
    current_theme,
    zoom_of,
)
from gptdesk.app.viewmodels.inside.lens import MOST_KL, LensViewModel, Statistic
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.logits.logit_words import point_figure, point_sentence
from gptdesk.app.views.widgets.cell_area import CellArea
from gptdesk.app.views.widgets.painted_table import ACTIVATE, COPY
from gptdesk.engine.inside.values import LensPoint

_STRONGEST = 0.5  # opacity of the strongest tint: text on it stays readable
_WIDEST_TOKEN = 9  # characters of a cell
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SCALE_WIDTH = 96


class LensGrid(CellArea):
    """Block ends from the input down to the last, by places.

    Attributes:
        row, place: of the cell under the keyboard; rows from 0, the input.

    Signals:
        place_chosen(int): the user wants to look at a place.
        cell_changed: another cell is under the keyboard.
    """

    place_chosen = Signal(int)
    cell_changed = Signal()

    def __init__(
        self, inside: InsideViewModel, lens: LensViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._lens = lens
        self.row, self.place = -1, 1
        self.setProperty("kind", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("What every block would say, at all places"))
        self._restyle()

    def look(self) -> None:
        """Show the text of now, the cell at its place, and ask for what is in sight."""
        at = self._inside.at
        if at is None:
            return
        last = self._inside.n_layers
        self.row = last if self.row < 0 else min(self.row, last)
        self.place = min(max(at.place, 1), len(at.ids))
        self._arrange()
        self._bring_into_sight()
        self._ask()

    def redraw(self) -> None:
        """Draw the columns that came, or another figure."""
        self.viewport().update()

    def point_at(self, row: int, place: int) -> LensPoint | None:
        """Return what a cell shows; None until it is known."""
        column = self._lens.columns.get(place)
        return None if column is None or row >= len(column) else column[row]

    def target_of(self, place: int) -> int | None:
        """Return the token that a column asks about: the next one, at the end the most probable."""
        at = self._inside.at
        if at is not None and place < len(at.ids):
            return at.ids[place]
        column = self._lens.columns.get(place)
        return None if column is None else column[-1].outcome.top[0].token_id

    def words_at(self, row: int, place: int) -> str:
        """Return a cell as a sentence."""
        at, point = self._inside.at, self.point_at(row, place)
        if at is None or not 1 <= place <= len(at.ids):  # a shorter text is on its way
            return ""
        here = self.tr("“{0}”, place {1}").format(self._inside.text_of(at.ids[place - 1]), place)
        if point is None:
            return self.tr("{0}: not computed yet").format(here)
        return in_a_row((here, point_sentence(self._inside, point, self.target_of(place))))

    def text(self) -> str:
        """Return the columns in sight as lines divided by tabs, with a header."""
        at, places = self._inside.at, self.places_in_sight()
        if at is None:
            return ""
        header = [f"{place} {self._inside.text_of(at.ids[place - 1])}" for place in places]
        lines = [[self.tr("point"), *header]]
        for row in range(self._rows()):
            cells = (self._cell_text(self.point_at(row, place)) for place in places)
            lines.append([self._row_name(row), *cells])
        return "\n".join("\t".join(line) for line in lines)

    def places_in_sight(self) -> range:
        """Return the places of the columns that are seen, at least in part."""
        at = self._inside.at
        if at is None:
            return range(1, 1)
        first = self.horizontalScrollBar().value() // self._wide
        seen = (self.viewport().width() - self._names) // self._wide + 1
        return range(first + 1, min(first + max(seen, 1), len(at.ids)) + 1)

    def cell_rect(self, row: int, place: int) -> QRect:
        """Return where a cell stands in the viewport."""
        x = self._names + (place - 1) * self._wide - self.horizontalScrollBar().value()
        y = self._head + row * self._high - self.verticalScrollBar().value()
        return QRect(x, y, self._wide, self._high)

    # -- what Qt calls

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what is in sight."""
        self.paint(painter, current_theme(), event.rect())
        cell = self.cell_rect(self.row, self.place)
        painter.setClipRect(self.viewport().rect().adjusted(self._names, self._head, 0, 0))
        painter.setPen(QPen(current_theme().color("accent"), 2.5 if self.hasFocus() else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell.adjusted(1, 1, -2, -2))

    def paint(self, painter: QPainter, theme: Theme, region: QRect) -> None:
        """Draw the part of the grid that is in sight on any device."""
        at = self._inside.at
        if at is None:
            return
        painter.setFont(self._font)
        metrics, places = QFontMetrics(self._font), self.places_in_sight()
        view = self.viewport().rect()
        painter.setClipRect(view.adjusted(self._names, self._head, 0, 0) & region)
        for row in range(self._rows()):
            if not self.cell_rect(row, places.start).top() < view.bottom():
                break
            for place in places:
                self._paint_cell(painter, theme, metrics, row, place)
        painter.setClipRect(view.adjusted(self._names, 0, 0, 0) & region)
        for place in places:
            box = self.cell_rect(0, place)
            box.moveTop(0)
            self._paint_head(painter, theme, metrics, box, place)
        painter.setClipRect(view.adjusted(0, self._head, 0, 0) & region)
        painter.setPen(theme.color("text_muted"))
        for row in range(self._rows()):
            box = self.cell_rect(row, 1)
            box.setX(0)
            box.setWidth(self._names - SPACE_2)
            painter.drawText(
                box,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                self._row_name(row),
            )
        painter.setClipping(False)

    def _paint_cell(
        self, painter: QPainter, theme: Theme, metrics: QFontMetrics, row: int, place: int
    ) -> None:
        box = self.cell_rect(row, place).adjusted(1, 1, -1, -1)
        point = self.point_at(row, place)
        if point is None:
            painter.setPen(theme.color("text_muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "·")
            return
        painter.fillRect(box, tint(theme, self._lens.statistic, self._strength(point)))
        painter.setPen(theme.color("text"))
        text = metrics.elidedText(
            self._cell_text(point), Qt.TextElideMode.ElideRight, box.width() - 2
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_head(
        self, painter: QPainter, theme: Theme, metrics: QFontMetrics, box: QRect, place: int
    ) -> None:
        at = self._inside.at
        assert at is not None, "there is a text"
        line = metrics.height()
        is_here = place == at.place
        painter.setPen(theme.color("accent" if is_here else "text"))
        text = self._inside.text_of(at.ids[place - 1])
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - SPACE_1)
        top = QRect(box.left(), 0, box.width(), line)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(theme.color("accent" if is_here else "text_muted"))
        painter.drawText(top.translated(0, line), Qt.AlignmentFlag.AlignCenter, f"{place:,}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less is in sight."""
        super().resizeEvent(event)
        self._arrange()
        self._ask()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Draw and ask for what came into sight."""
        self.viewport().update()
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is in sight."""
        super().showEvent(event)
        self.look()

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the keyboard on the cell under the mouse."""
        cell = self._cell_under(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self._go(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look at the place under the mouse."""
        cell = self._cell_under(event.position().toPoint())
        if cell is not None:
            self.place_chosen.emit(cell[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cell, look at its place, copy."""
        at = self._inside.at
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -(10**6)),
            Qt.Key.Key_End: (0, 10**6),
        }
        step = steps.get(Qt.Key(event.key()))
        if COPY.matches(event):
            QGuiApplication.clipboard().setText(self.text())
        elif ACTIVATE.matches(event):
            self.place_chosen.emit(self.place)
        elif step is not None and at is not None:
            row = min(max(self.row + step[0], 0), self._rows() - 1)
            self._go(row, min(max(self.place + step[1], 1), len(at.ids)))
        else:
            super().keyPressEvent(event)

    def tip_at(self, pos: QPoint) -> str:
        """Return the cell under the mouse in words."""
        cell = self._cell_under(pos)
        return "" if cell is None else self.words_at(*cell)

    # -- the rest

    def _go(self, row: int, place: int) -> None:
        self.row, self.place = row, place
        self._bring_into_sight()
        words = self.words_at(row, place)
        announce(self, words)
        self.viewport().update()
        self.cell_changed.emit()

    def _bring_into_sight(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        x, y = (self.place - 1) * self._wide, self.row * self._high
        width = self.viewport().width() - self._names
        height = self.viewport().height() - self._head
        across.setValue(min(max(across.value(), x + self._wide - width), x))
        down.setValue(min(max(down.value(), y + self._high - height), y))

    def _ask(self) -> None:
        if self.isVisible():
            self._lens.show_places(self.places_in_sight())

    def _arrange(self) -> None:
        at, across, down = self._inside.at, self.horizontalScrollBar(), self.verticalScrollBar()
        width = self.viewport().width() - self._names
        height = self.viewport().height() - self._head
        self._high = min(max(self._least_high, height // self._rows()), 2 * self._least_high)
        places = 0 if at is None else len(at.ids)
        across.setRange(0, max(0, places * self._wide - width))
        across.setPageStep(max(width, 1))
        across.setSingleStep(self._wide)
        down.setRange(0, max(0, self._rows() * self._high - height))
        down.setPageStep(max(height, 1))
        down.setSingleStep(self._high)
        self.viewport().update()

    def _cell_under(self, pos: QPoint) -> tuple[int, int] | None:
        at = self._inside.at
        if at is None or pos.x() < self._names or pos.y() < self._head:
            return None
        place = (pos.x() - self._names + self.horizontalScrollBar().value()) // self._wide + 1
        row = (pos.y() - self._head + self.verticalScrollBar().value()) // self._high
        return (row, place) if row < self._rows() and place <= len(at.ids) else None

    def _rows(self) -> int:
        return self._inside.n_layers + 1

    def _row_name(self, row: int) -> str:
        return str(row) if row else self.tr("input")

    def _cell_text(self, point: LensPoint | None) -> str:
        if point is None:
            return ""
        if self._lens.statistic is Statistic.TOP:
            return self._inside.text_of(point.outcome.top[0].token_id)
        return point_figure(self._lens.statistic, point)

    def _strength(self, point: LensPoint) -> float:
        statistic = self._lens.statistic
        info = self._inside.info
        height = statistic.height_of(
            statistic.of(point), 2 if info is None else info.vocabulary.size
        )
        return height**0.5 if statistic in {Statistic.P, Statistic.TOP} else height

    def _restyle(self) -> None:
        zoom = zoom_of(self)
        self._font = current_theme().font("mono_small", zoom)
        metrics = QFontMetrics(self._font)
        self._wide = metrics.horizontalAdvance("0" * _WIDEST_TOKEN) + SPACE_2
        self._least_high = max(TARGET * zoom // 100, metrics.height() + SPACE_1)
        self._names = metrics.horizontalAdvance(self.tr("input")) + 2 * SPACE_2
        self._head = 2 * metrics.height() + SPACE_1
        self._arrange()


class TintScale(QWidget):
    """The colours of the grid from weak to strong, with what they stand for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._statistic = Statistic.P
        self._vocabulary = 2
        self.show_statistic(Statistic.P, 2)

    @property
    def words(self) -> str:
        """What the two ends stand for."""
        return " … ".join(scale_ends(self._statistic, self._vocabulary))

    def show_statistic(self, statistic: Statistic, vocabulary: int) -> None:
        """Draw the scale of another figure."""
        self._statistic, self._vocabulary = statistic, vocabulary
        self.setAccessibleName(self.tr("Colours: {0}").format(self.words))
        font = current_theme().font("ui_small", zoom_of(self))
        self.setFixedHeight(QFontMetrics(font).height() + 2)
        self.update()

    @painted
    def paintEvent(self, painter: QPainter, _event: QPaintEvent) -> None:
        """Paint it."""
        painter.setFont(current_theme().font("ui_small", zoom_of(self)))
        paint_scale(
            painter, self.rect().toRectF(), current_theme(), self._statistic, self._vocabulary
        )


def paint_scale(
    painter: QPainter, room: QRectF, theme: Theme, statistic: Statistic, vocabulary: int
) -> None:
    """Draw the scale with its ends into a line."""
    metrics = painter.fontMetrics()
    weak, strong = scale_ends(statistic, vocabulary)
    painter.setPen(theme.color("text_muted"))
    painter.drawText(room, _LEFT, weak)
    left = room.left() + metrics.horizontalAdvance(weak) + SPACE_2
    bar = QRectF(left, room.center().y() - 6, _SCALE_WIDTH, 12)
    gradient = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
    gradient.setColorAt(0, tint(theme, statistic, 0))
    gradient.setColorAt(1, tint(theme, statistic, 1))
    painter.fillRect(bar, gradient)
    painter.drawText(room.adjusted(bar.right() + SPACE_2 - room.left(), 0, 0, 0), _LEFT, strong)


def scale_ends(statistic: Statistic, vocabulary: int) -> tuple[str, str]:
    """Return what the weakest and the strongest colour stand for."""
    if statistic is Statistic.RANK:
        return _tr("rank {0}").format(f"{vocabulary:,}"), _tr("1 (logarithmic)")
    if statistic is Statistic.ENTROPY:
        most = Statistic.ENTROPY.height_of(1.0, vocabulary)
        return _tr("entropy 0"), _tr("{0} bits").format(f"{1 / most:.1f}")
    if statistic is Statistic.KL:
        return _tr("KL 0"), _tr("{0} nats or more").format(f"{MOST_KL:.0f}")
    return _tr("p 0"), _tr("100\N{NO-BREAK SPACE}% (by its square root)")


def tint(theme: Theme, statistic: Statistic, strength: float) -> QColor:
    """Return the ground of a cell, 0 … 1."""
    colour = theme.color("token_blue" if statistic is Statistic.ENTROPY else "token_orange")
    colour.setAlphaF(_STRONGEST * min(max(strength, 0.0), 1.0))
    return colour


def _tr(text: str) -> str:
    return QCoreApplication.translate("TintScale", text)

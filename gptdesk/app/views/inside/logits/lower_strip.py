"""The strip below the stops: the lens and the account of the logit in short, and ways to both.

Owns what is shown of them and how high the strip may be; figures and order are the view models'.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_4,
    TARGET,
    current_theme,
    zoom_of,
)
from gptdesk.app.viewmodels.inside.contributions import ContributionsViewModel
from gptdesk.app.viewmodels.inside.lens import LensViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.logits.contribution_table import paint_bar
from gptdesk.app.views.inside.logits.logit_words import (
    difference_text,
    part_name,
    part_sentence,
    point_sentence,
    short_point_name,
)
from gptdesk.app.views.widgets.figures import count_text, decimal_text, percent_text, signed_text
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.engine.inside.values import LensPoint

LEAST_WIDTH = 900  # of the window; below, lens and account are pages only
_LINES, _FEWEST_LINES = 5, 3  # of three parts, what the others wrote and the sum; of one part
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LowerStrip(QWidget):
    """Lens at the left, what wrote the logit at the right; each part goes to its page.

    Attributes:
        lens_row, parts: the two halves.
        to_lens, to_parts: their headings, which are buttons.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        lens: LensViewModel,
        contributions: ContributionsViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside, self._lens, self._contributions = inside, lens, contributions
        self.to_lens, self.to_parts = self._link(), self._link()
        self.to_lens.setToolTip(
            self.tr("What the network would say after each block already. Opens the page")
        )
        self.to_parts.setToolTip(
            self.tr("What each part wrote to the logit, above the mean of all. Opens the page")
        )
        self.to_lens.clicked.connect(self._on_lens_clicked)
        self.to_parts.clicked.connect(self._on_parts_clicked)
        self.lens_row = LensRow(inside, lens, self)
        self.lens_row.setAccessibleName(self.tr("Lens in short"))
        self.lens_row.chosen.connect(self._on_lens_clicked)
        self.parts = PartRows(inside, contributions, self)
        self.parts.setAccessibleName(self.tr("What wrote the logit, the largest parts"))
        self.parts.chosen.connect(self._on_parts_clicked)
        content = QWidget(self)
        halves = QHBoxLayout(content)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(SPACE_4)
        for link, part, share in (
            (self.to_lens, self.lens_row, 3),
            (self.to_parts, self.parts, 2),
        ):
            half = QVBoxLayout()
            half.setSpacing(0)
            half.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            half.addWidget(part, 1)
            half.addStretch()
            halves.addLayout(half, share)
        covered = GuessStack(content, talk, then_focus=self.lens_row, is_ahead=True)
        self.cover = covered.cover
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(covered)
        lens.changed.connect(self._on_lens_changed)
        contributions.changed.connect(self._on_contributions_changed)
        self._on_lens_changed()
        self._on_contributions_changed()

    def look(self) -> None:
        """Ask for both."""
        self._lens.look()
        self._contributions.look()

    @property
    def full_height(self) -> int:
        """Pixels that all of it needs."""
        return self.to_lens.sizeHint().height() + _LINES * self.parts.line + SPACE_1

    def fit(self, height: int, *, is_folded: bool) -> None:
        """Take so many pixels, and no more than are needed, with the lines that have room in them.

        Folded, and where few lines have room, the ways to both pages are left.
        """
        head = self.to_lens.sizeHint().height()
        height = max(min(height, self.full_height), head)
        lines = min((height - head) // self.parts.line, _LINES)
        is_folded = is_folded or lines < _FEWEST_LINES
        for part in (self.lens_row, self.parts):
            part.setHidden(is_folded)
            part.show_at_most(lines)
        self.setFixedHeight(height)

    def _link(self) -> QPushButton:
        link = QPushButton(self)
        link.setProperty("kind", "link")
        return link

    @Slot()
    def _on_lens_changed(self) -> None:
        lens = self._lens.lens
        target = "" if lens is None else f" “{self._inside.text_of(lens.target_id)}”"
        self.to_lens.setText(self.tr("Lens{0}").format(target.replace("&", "&&")))
        self.lens_row.refresh()

    @Slot()
    def _on_contributions_changed(self) -> None:
        self.to_parts.setText(self.tr("Wrote the logit (centred)"))
        self.parts.refresh()

    @Slot()
    def _on_lens_clicked(self) -> None:
        self._inside.go_to(self._inside.step.at_page(Page.LENS))

    @Slot()
    def _on_parts_clicked(self) -> None:
        self._inside.go_to(self._inside.step.at_page(Page.CONTRIBUTIONS))


class LensRow(PaintedTable):
    """The ends of the blocks side by side: p, rank and the first token of each.

    Signals:
        chosen: the page of the lens is wanted; the point is selected.
    """

    chosen = Signal()

    def __init__(self, inside: InsideViewModel, lens: LensViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._inside, self._lens = inside, lens
        self._points: tuple[LensPoint, ...] = ()
        self._left_out = ""  # how many points have no room
        self._most = 4  # lines
        self._restyle()

    def show_at_most(self, lines: int) -> None:
        """Show so many lines, from the names of the points on."""
        self._most = min(lines, 4)
        self.update()

    def refresh(self) -> None:
        """Show other figures; of many blocks the last ones that have room."""
        lens = self._lens.lens
        ends = () if lens is None else tuple(p for p in lens.points if " " not in p.name)
        metrics = QFontMetrics(current_theme().font("ui_small", zoom_of(self)))
        figures = (percent_text(point.outcome.p) for point in ends)
        widest = max((metrics.horizontalAdvance(one) for one in figures), default=0)
        wide = max(self._wide, widest + SPACE_1 + 1)  # a power of ten that is cut is another one
        self._left_out, self._names = "", metrics.horizontalAdvance(self.tr("first")) + 2 * SPACE_2
        if self._names + len(ends) * wide > self.width():
            sign = metrics.horizontalAdvance(self.tr("… {0} more").format(len(ends)))
            self._names = max(self._names, sign + SPACE_2)
        room = max((self.width() - self._names) // wide, 1)
        if room < len(ends):
            self._left_out = self.tr("… {0} more").format(len(ends) - room)
        self._points = ends[-room:]
        self.keep_current()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for four lines."""
        return QSize(300, 4 * self._line)

    def row_count(self) -> int:
        """Return how many points are shown."""
        return len(self._points)

    def row_rect(self, index: int) -> QRect:
        """Return where a point stands: its column."""
        wide = (self.width() - self._names) // max(len(self._points), 1)
        return QRect(self._names + index * wide, 0, wide, 4 * self._line)

    def row_at(self, y: int) -> int:
        """Return the row under the mouse: rows stand side by side here, so none by its height."""
        return -1

    def row_name(self, index: int) -> str:
        """Return a point as a sentence."""
        lens = self._lens.lens
        target_id = None if lens is None else lens.target_id
        return point_sentence(self._inside, self._points[index], target_id)

    def row_tip(self, index: int) -> str:
        """Return the same."""
        return self.row_name(index)

    def activate(self, index: int) -> None:
        """Go to the page, at this point."""
        self._lens.select(self._points[index].name)
        self.chosen.emit()

    def text(self) -> str:
        """Return the points as lines divided by tabs."""
        return "\n".join("\t".join(row) for row in self.accessible_cells())

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the header and the points."""
        header = (self._left_out or self.tr("point"), *self._line_names())
        return (header, *map(self._line_of, self._points))

    @painted
    def paintEvent(self, painter: QPainter, _event: QPaintEvent) -> None:
        """Paint the columns."""
        theme = current_theme()
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        metrics = painter.fontMetrics()
        painter.setPen(theme.color("text_muted"))
        for number, name in enumerate((self._left_out, *self._line_names())[: self._most]):
            line = QRect(0, number * self._line, self._names - SPACE_2, self._line)
            painter.drawText(line, int(_LEFT), name)
        for index, point in enumerate(self._points):
            box = self.row_rect(index)
            if index == self.hovered_row:
                painter.fillRect(box, theme.color("hover"))
            for number, cell in enumerate(self._line_of(point)[: self._most]):
                line = QRect(box.left(), number * self._line, box.width(), self._line)
                painter.setPen(theme.color("text" if number else "text_muted"))
                text = metrics.elidedText(cell, Qt.TextElideMode.ElideRight, box.width() - 4)
                painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
            if index == self.current_row and self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 1.5))
                painter.drawRect(box.adjusted(1, 1, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk to the sides: the points stand beside each other."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._points:
            self._current = min(max(self._current + step, 0), len(self._points) - 1)
            self._announce_current()
            self.update()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which point is under the mouse."""
        self._set_hovered(self._point_under(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the keyboard on the point."""
        point = self._point_under(event)
        self._pressed = point if event.button() == Qt.MouseButton.LeftButton else -1
        if point >= 0:
            self._current = point
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes to the page."""
        point = self._point_under(event)
        if point >= 0 and point == self._pressed:
            self.activate(point)
        self._pressed = -1

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """More or fewer points have room."""
        self.refresh()

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def _point_under(self, event: QMouseEvent) -> int:
        pos = event.position().toPoint()
        found = (i for i in range(self.row_count()) if self.row_rect(i).contains(pos))
        return next(found, -1)

    def _line_names(self) -> tuple[str, ...]:
        return self.tr("p"), self.tr("rank"), self.tr("first")

    def _line_of(self, point: LensPoint) -> tuple[str, ...]:
        return short_point_name(point.name), *self._cells(point)

    def _cells(self, point: LensPoint) -> tuple[str, ...]:
        outcome = point.outcome
        first = self._inside.text_of(outcome.top[0].token_id)
        return percent_text(outcome.p), count_text(outcome.rank), first

    def _restyle(self) -> None:
        metrics = QFontMetrics(current_theme().font("ui_small", zoom_of(self)))
        self._line = max(TARGET * zoom_of(self) // 100, metrics.height() + 2)
        self._wide = metrics.horizontalAdvance("99.999 % ") + SPACE_1
        self.refresh()
        self.updateGeometry()


class PartRows(PaintedTable):
    """The largest parts by the centred account, what the others wrote, and the sum.

    Attributes:
        line: the height of a row.

    Signals:
        chosen: the page of the account is wanted; the part is selected.
    """

    chosen = Signal()

    def __init__(
        self, inside: InsideViewModel, contributions: ContributionsViewModel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._inside, self._contributions = inside, contributions
        self._most = _LINES - 2
        self.line = TARGET
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._restyle()

    def show_at_most(self, lines: int) -> None:
        """Show so many lines: parts, what the others wrote, and the sum."""
        if max(lines - 2, 1) != self._most:
            self._most = max(lines - 2, 1)
            self.refresh()

    def refresh(self) -> None:
        """Show other figures."""
        self.keep_current()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for all rows."""
        return QSize(240, (self._most + 2) * self.line)

    def row_count(self) -> int:
        """Return the rows: parts, the others, the sum."""
        return 0 if self._contributions.account is None else len(self._cells())

    def row_rect(self, index: int) -> QRect:
        """Return where a row stands."""
        return QRect(0, index * self.line, self.width(), self.line)

    def row_name(self, index: int) -> str:
        """Return a row as a sentence."""
        account, parts = self._contributions.account, self._contributions.largest(self._most)
        if account is not None and index < len(parts):
            return part_sentence(self._inside, account, "", parts[index])
        return ": ".join(self._cells()[index])

    def row_tip(self, index: int) -> str:
        """Return the same."""
        return self.row_name(index)

    def activate(self, index: int) -> None:
        """Go to the page, at this part."""
        parts = self._contributions.largest(self._most)
        self._contributions.close()
        if index < len(parts):
            self._contributions.select(parts[index].name)
        self.chosen.emit()

    def text(self) -> str:
        """Return the rows as lines divided by tabs."""
        return "\n".join("\t".join(row) for row in self.accessible_cells())

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the header and the rows."""
        return ((self.tr("part"), self.tr("centred")), *self._cells())

    @painted
    def paintEvent(self, painter: QPainter, _event: QPaintEvent) -> None:
        """Paint the rows."""
        theme, parts = current_theme(), self._contributions.largest(self._most)
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        metrics, cells = painter.fontMetrics(), self._cells()
        figures = metrics.horizontalAdvance("+99.999")
        values = [part.centred for part in parts]
        low, high = min((0.0, *values)), max((0.0, *values))
        for index in range(self.row_count()):
            box, (name, value) = self.row_rect(index), cells[index]
            if index == self.hovered_row:
                painter.fillRect(box, theme.color("hover"))
            painter.setPen(theme.color("text" if index < len(parts) else "text_muted"))
            left = box.adjusted(SPACE_1, 0, -box.width() // 2, 0)
            if index < len(parts):
                number = QRect(left.right(), box.top(), figures, box.height())
                painter.drawText(number, int(_RIGHT), value)
                bar = QRectF(box).adjusted(left.right() + figures + SPACE_2, 7, -SPACE_1, -7)
                paint_bar(painter, theme, bar, values[index], low, high)
                painter.setPen(theme.color("text"))
                name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left.width())
                painter.drawText(left, int(_LEFT), name)
            else:
                words = metrics.elidedText(
                    f"{name} {value}", Qt.TextElideMode.ElideRight, box.width() - SPACE_2
                )
                painter.drawText(box.adjusted(SPACE_1, 0, 0, 0), int(_LEFT), words)
            if index == self.current_row and self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 1.5))
                painter.drawRect(box.adjusted(1, 1, -1, -1))

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def _cells(self) -> tuple[tuple[str, str], ...]:
        account, parts = self._contributions.account, self._contributions.largest(self._most)
        if account is None:
            return ()
        shown = {part.name for part in parts}
        others = [part.centred for part in account.parts if part.name not in shown]
        total, target = account.sum.centred, account.target.centred
        closing = self.tr("{0} = {1} ({2})").format(
            decimal_text(total, 3), decimal_text(target, 3), difference_text(total - target)
        )
        return (
            *(
                (part_name(self._inside, "", part.name), signed_text(part.centred, 2))
                for part in parts
            ),
            (self.tr("… {0} more").format(len(others)), signed_text(sum(others), 2)),
            (self.tr("sum"), closing),
        )

    def _restyle(self) -> None:
        metrics = QFontMetrics(current_theme().font("ui_small", zoom_of(self)))
        self.line = max(TARGET * zoom_of(self) // 100, metrics.height() + 2)
        self.updateGeometry()
        self.update()

"""The next token's alternatives as bars, painted by us.

Owns how `TokenRow`s look, are read aloud and are copied; the arithmetic and the pace are the view
model's. One row: mark, rank, token, bar from a common zero, raw p, final q. The filled bar is
final q, the thin line is raw p. Columns have fixed widths: while tokens stream only lengths and
figures change.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from gptdesk.app.theme import SPACE_2, Theme
from gptdesk.app.viewmodels.token_rows import TokenRow
from gptdesk.app.views.figures import percent_text
from gptdesk.app.views.token_row_painter import TokenRowPainter, removal_text

ROW_COUNT = 22  # 20 tokens, a chosen one from further down, everything else: always reserved
_WIDTH = 352
_SCALES = (0.1, 0.25, 0.5, 0.75, 1.0)  # what a full bar stands for; written above the bars


class TokenBars(QWidget):
    """A list of tokens with their probabilities; reads aloud as the same rows in words.

    Signals:
        copied: the rows were put on the clipboard as text.
    """

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TokenRow, ...] = ()
        self._painter: TokenRowPainter | None = None
        self._current = -1  # row under the keyboard
        self._hovered = -1
        self._scale = 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Probabilities of the next token"))
        self.set_rows(())

    @property
    def rows(self) -> tuple[TokenRow, ...]:
        """The rows on show."""
        return self._rows

    @property
    def scale(self) -> float:
        """The probability that a full bar stands for."""
        return self._scale

    def set_rows(self, rows: Sequence[TokenRow]) -> None:
        """Show `rows` in this order."""
        self._rows = tuple(rows)
        largest = max((max(row.raw_p, row.final_p) for row in self._rows), default=1.0)
        self._scale = next((scale for scale in _SCALES if largest <= scale), 1.0)
        self._current = min(self._current, len(self._rows) - 1)
        self.setAccessibleDescription(
            "\n".join(self.row_in_words(row) for row in self._rows)
            or self.tr("Nothing was generated yet.")
        )
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        self._painter = TokenRowPainter(theme)
        header = self._painter.header_height
        self.setMinimumHeight(header + ROW_COUNT * self._painter.tight_row_height)
        self.setMaximumHeight(header + ROW_COUNT * self._painter.full_row_height)
        self.updateGeometry()
        self.update()

    def row_in_words(self, row: TokenRow) -> str:
        """Return one row as a screen reader says it."""
        values = self.tr("raw {0}, final {1}").format(
            percent_text(row.raw_p), percent_text(row.final_p)
        )
        if row.is_rest:
            return self.tr("everything else: {0}").format(values)
        words = self.tr("rank {0}, token {1}, id {2}: {3}").format(
            row.rank, row.text, row.token_id, values
        )
        if row.is_chosen:
            words = self.tr("{0}, chosen").format(words)
        if row.is_removed:
            words = f"{words}, {self._removal_in_words(row)}"
        return words

    def _removal_in_words(self, row: TokenRow) -> str:
        if row.removed_by:
            return self.tr("removed by {0}").format(removal_text(row.removed_by))
        return self.tr("removed by the sampling settings")

    def text(self) -> str:
        """Return the rows as lines of columns divided by tabs, with a header."""
        lines = ["rank\tid\ttoken\traw_p\tfinal_q\tchosen"]
        for row in self._rows:
            name = self.tr("everything else") if row.is_rest else row.text
            lines.append(
                f"{row.rank or ''}\t{'' if row.token_id is None else row.token_id}\t{name}\t"
                f"{row.raw_p:.6g}\t{row.final_p:.6g}\t{'●' if row.is_chosen else ''}"
            )
        return "\n".join(lines)

    @Slot()
    def copy(self) -> None:
        """Put the rows on the clipboard as text."""
        if self._rows:
            QGuiApplication.clipboard().setText(self.text())
            self.copied.emit()

    # -- what Qt calls

    def sizeHint(self) -> QSize:
        """Ask for full rows."""
        if self._painter is None:
            return QSize(_WIDTH, 0)
        height = self._painter.header_height + ROW_COUNT * self._painter.full_row_height
        return QSize(_WIDTH, height)

    def minimumSizeHint(self) -> QSize:
        """Stay useful in a narrow panel."""
        return QSize(300, self.minimumHeight())

    def event(self, event: QEvent) -> bool:
        """Say the token's id, and its whole text, where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.row_at(event.pos().y())
            if row >= 0:
                QToolTip.showText(event.globalPos(), self._tip(row), self, self._row_rect(row))
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Raise the row under the mouse."""
        self._set_hovered(self.row_at(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        self._set_hovered(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the keyboard on the row."""
        row = self.row_at(round(event.position().y()))
        if row >= 0:
            self._current = row
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first row when reached with the keyboard."""
        if self._current < 0 and self._rows:
            self._current = 0
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows; copy them."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif step is not None and self._rows:
            self._current = max(0, min(len(self._rows) - 1, self._current + step))
            self._announce_current()
            self.update()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(self.tr("&Copy as text"))
        action.setShortcut(QKeySequence.StandardKey.Copy)
        action.setEnabled(bool(self._rows))
        action.triggered.connect(self.copy)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint header and rows, or the shape of what will be there."""
        if self._painter is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._painter.columns(self.width())
        self._painter.paint_header(painter, columns, self._scale)
        for index, row in enumerate(self._rows):
            rect = self._row_rect(index)
            if index == self._hovered:
                self._painter.paint_hover(painter, rect)
            self._painter.paint_row(painter, columns, rect, row, self._scale)
            if index == self._current and self.hasFocus():
                self._painter.paint_focus(painter, rect)
        if not self._rows:
            for index in range(ROW_COUNT):
                self._painter.paint_ghost(painter, columns, self._row_rect(index), index)

    # -- geometry

    def row_at(self, y: int) -> int:
        """Return the index of the row at `y`, -1 where there is none."""
        if self._painter is None:
            return -1
        index = (y - self._painter.header_height) // self._row_height(self._painter)
        return index if 0 <= index < len(self._rows) else -1

    def _row_height(self, painter: TokenRowPainter) -> int:
        """Return what the room allows between rows that are tight and rows that are full."""
        room = (self.height() - painter.header_height) // ROW_COUNT
        return max(painter.tight_row_height, min(room, painter.full_row_height))

    def _row_rect(self, index: int) -> QRect:
        if self._painter is None:
            return QRect()
        height = self._row_height(self._painter)
        return QRect(0, self._painter.header_height + index * height, self.width(), height)

    # -- the rest

    def _tip(self, index: int) -> str:
        row = self._rows[index]
        if row.is_rest:
            return self.tr("All the tokens that have no row of their own.")
        lines = [row.text, self.tr("id {0}, rank {1}").format(row.token_id, row.rank)]
        if row.is_chosen:
            lines.append(self.tr("chosen"))
        if row.is_removed:
            lines.append(self._removal_in_words(row))
        return "\n".join(lines)

    def _announce_current(self) -> None:
        words = self.row_in_words(self._rows[self._current])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        place = self.mapToGlobal(self._row_rect(self._current).bottomLeft() + QPoint(SPACE_2, 0))
        QToolTip.showText(place, self._tip(self._current), self)

    def _set_hovered(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update()

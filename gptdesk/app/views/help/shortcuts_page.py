"""The list of keys in the help: what each does, in groups, to be read and walked through.

Owns the page; which keys there are is said by the menus and the widgets that have them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.roles import hear_as, hear_as_list
from gptdesk.app.painting import painted
from gptdesk.app.phrases import with_colon
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    current_theme,
    limit_own_zoom,
)

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
_LEAST_WIDTH = 290  # at 100 %: the longest word beside the longest key
_OF_TWO_COLUMNS = 0.8  # of the width of two columns is enough: some lines wrap


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Keys that belong together.

    Attributes:
        title: what they are for.
        rows: what a key does, and the key as it is written on this system.
    """

    title: str
    rows: tuple[tuple[str, str], ...]


class ShortcutsPage(QScrollArea):
    """Every key of the window: groups in two columns, or in one where two do not fit.

    What a key does wraps where there is little room, so that the key itself is always in sight.
    The arrows walk from key to key, each of which a screen reader says with what it does.
    """

    def __init__(self, groups: tuple[ShortcutGroup, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_as(_Row, QAccessible.Role.ListItem)
        hear_as_list(_Rows)
        self._inside = _Rows()
        columns = self._columns = QHBoxLayout(self._inside)
        columns.setContentsMargins(SPACE_2, SPACE_3, SPACE_4, SPACE_1)
        columns.setSpacing(2 * SPACE_5)
        grids = self._grids = (QGridLayout(), QGridLayout())
        for grid in grids:
            grid.setColumnStretch(0, 1)
            grid.setHorizontalSpacing(SPACE_5)
            grid.setVerticalSpacing(SPACE_2)
            column = QVBoxLayout()
            column.addLayout(grid)
            column.addStretch(1)
            columns.addLayout(column)
        for group in groups:
            self._add_group(min(grids, key=lambda grid: grid.rowCount()), group)
        self._inside.take_rows(_rows_of(grids))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)
        self._inside.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside.current_changed.connect(self._on_current_changed)
        self._on_current_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another key of the list."""
        key, page = Qt.Key(event.key()), max(1, self._rows_in_sight() - 1)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        steps |= {Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        steps |= {Qt.Key.Key_Home: -len(self._inside.rows), Qt.Key.Key_End: len(self._inside.rows)}
        if key in steps:
            self._inside.step(steps[key])
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_current_changed(self) -> None:
        row = self._inside.current
        if row is not None:
            self.setFocusProxy(row)
            self.ensureWidgetVisible(row, 0, 2 * row.height())

    def _rows_in_sight(self) -> int:
        return sum(not row.visibleRegion().isEmpty() for row in self._inside.rows)

    def sizeHint(self) -> QSize:
        """Ask for room for all of it, in two columns and without wrapped lines."""
        sizes = [self._size_of(grid) for grid in self._grids]
        between = self._columns.spacing() + self.verticalScrollBar().sizeHint().width()
        width, height = sum(size.width() for size in sizes), max(size.height() for size in sizes)
        return QSize(width + between, height).grownBy(self._columns.contentsMargins())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand below each other where there is no room beside."""
        super().resizeEvent(event)
        self._fit_columns()

    def customEvent(self, event: QEvent) -> None:
        """Do so in another zoom, too."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_columns()

    def _fit_columns(self) -> None:
        limit_own_zoom(self, 100 * self.width() // _LEAST_WIDTH)
        has_room = self.width() >= _OF_TWO_COLUMNS * self.sizeHint().width()
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.LeftToRight if has_room else ways.TopToBottom)
        for grid in self._grids:  # a grid keeps the heights of the letters that it measured first
            grid.invalidate()
        self._columns.activate()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what wraps anew: while the page was hidden, its letters were others."""
        super().showEvent(event)
        self._fit_columns()

    def _size_of(self, grid: QGridLayout) -> QSize:
        """Return the size of a column in which no line is wrapped."""
        what, key, height = 0, 0, 0
        for row in range(grid.rowCount()):
            heights = [0]
            for column in range(2):
                item = grid.itemAtPosition(row, column)
                label = None if item is None else item.widget()
                if not isinstance(label, QLabel):
                    continue
                label.ensurePolished()
                metrics = label.fontMetrics()
                heights.append(metrics.lineSpacing())
                width = metrics.horizontalAdvance(label.text())
                what, key = (what, max(key, width)) if column else (max(what, width), key)
            height += max(heights) + grid.verticalSpacing()
        return QSize(what + grid.horizontalSpacing() + key, height)

    def _add_group(self, grid: QGridLayout, group: ShortcutGroup) -> None:
        title = QLabel(group.title, self)
        title.setProperty("kind", "title")
        title.setProperty("font_kind", "ui")  # of the page's own zoom
        title.setContentsMargins(0, SPACE_2, 0, 0)
        first = grid.rowCount()
        grid.addWidget(title, first, 0, 1, 2)
        for row, (what, keys) in enumerate(group.rows, start=first + 1):
            what_label = _Row(what, self)
            what_label.setWordWrap(True)
            what_label.setAccessibleName(with_colon(what, keys))
            if row == first + 1:
                what_label.setAccessibleDescription(group.title)
            key_label = QLabel(keys, self)
            key_label.setProperty("kind", "muted")
            what_label.keys = key_label
            for label in (what_label, key_label):
                label.setProperty("font_kind", "ui")
            grid.addWidget(what_label, row, 0)
            grid.addWidget(key_label, row, 1, _RIGHT)


class _Row(QLabel):
    """What a key does; a screen reader says the key with it.

    Attributes:
        keys: the label beside it.
    """

    keys: QLabel

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_row()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row()

    def _repaint_row(self) -> None:
        row = self.parentWidget()
        if row is not None:
            row.update()


class _Rows(QWidget):
    """All rows, and the one that the keyboard is on.

    Signals:
        current_changed: it is another one.
    """

    current_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[_Row, ...] = ()
        self.current: _Row | None = None

    def take_rows(self, rows: Iterable[_Row]) -> None:
        """Walk through these."""
        self.rows = tuple(rows)
        if self.rows:
            self._go_to(self.rows[0])

    def step(self, step: int) -> None:
        """Go some rows on, or back, with the keyboard."""
        if self.current is None:
            return
        place = self.rows.index(self.current) + step
        self._go_to(self.rows[min(max(place, 0), len(self.rows) - 1)])
        self.current.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, row: _Row) -> None:
        if self.current is not None:
            self.current.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.current = row
        row.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the one stop of all
        self.current_changed.emit()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Mark the row that has the keyboard."""
        row = self.current
        if row is None or not row.hasFocus():
            return
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent"))
        painter.setBrush(theme.color("selection"))
        box = row.geometry().united(row.keys.geometry()).adjusted(-SPACE_1, -2, SPACE_1, 2)
        painter.drawRoundedRect(box, SPACE_1, SPACE_1)


def _rows_of(grids: Iterable[QGridLayout]) -> Iterable[_Row]:
    """Yield the rows as they are read: one column after the other."""
    for grid in grids:
        for row in range(grid.rowCount()):
            item = grid.itemAtPosition(row, 0)
            label = None if item is None else item.widget()
            if isinstance(label, _Row):
                yield label

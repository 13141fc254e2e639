"""A picture, its scale, and the same numbers as a table; T goes from one to the other.

Owns which of them is on show, the sentence of the cell under the cursor, and the picture as a file.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_4, current_theme, zoom_of, zoomed
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.inside.attention_page import AS_TABLE, GO_UP
from gptdesk.app.views.inside.logits.page_parts import CopiedTable, ZoomedLabel
from gptdesk.app.views.inside.space.cell_map import (
    CellMap,
    MapScale,
    Picture,
    labels_width,
    paint_label,
    paint_scale,
    picture_image,
)
from gptdesk.app.views.text.chart_files import picture_png

_COLUMN_WIDTH = 76  # at 100 %
_LEAST_SIDE = 640  # of a picture in a file


class ReadTable(CopiedTable):
    """A picture's numbers.

    Signals:
        picture_requested: T or Backspace: back to the picture.
    """

    picture_requested = Signal()

    def fit_to_zoom(self) -> None:
        """Write in the size of the text, in columns of one width."""
        super().fit_to_zoom()
        width = zoomed(_COLUMN_WIDTH, zoom_of(self))
        self.horizontalHeader().setDefaultSectionSize(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the picture."""
        if AS_TABLE.matches(event) or GO_UP.matches(event):
            self.picture_requested.emit()
        else:
            super().keyPressEvent(event)


class PictureStack(QWidget):
    """A picture that can be read.

    Attributes:
        map: the picture.
        table: the same numbers.
        readout: the cell under the cursor, in words.
    """

    def __init__(
        self, name: str, in_words: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._in_words = in_words
        self._value: Callable[[int, int], float] | None = None
        self._header: tuple[str, ...] = ()
        self._row_name: Callable[[int], str] = str
        self.map = CellMap(name, in_words, self)
        self.map.cell_reached.connect(self._on_cell_reached)
        self.map.table_requested.connect(self.show_table)
        self.scale = MapScale(self)
        self.readout = ZoomedLabel(parent=self, font_kind="ui_small")
        self.readout.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._model = CellTableModel((), parent=self)
        self.table = ReadTable(self._model, name, self._row_text, self)
        self.table.picture_requested.connect(self.show_map)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.map)
        self._stack.addWidget(self.table)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.readout, 1)
        foot.addWidget(self.scale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def show_picture(
        self,
        name: str,
        picture: Picture | None,
        header: tuple[str, ...],
        row_name: Callable[[int], str],
        value: Callable[[int, int], float],
    ) -> None:
        """Show another picture.

        Args:
            name: what it is.
            picture: None for nothing.
            header: of the table: the corner and the columns.
            row_name: of a row.
            value: of a cell, in full.
        """
        self._header, self._row_name, self._value = header, row_name, value
        self.map.show_picture(name, picture)
        self.scale.show_picture(picture)
        self.scale.setVisible(picture is not None)
        self._model = CellTableModel(header, numbers=frozenset(range(1, len(header))), parent=self)
        self.table.replace_model(self._model)
        self.table.selectionModel().currentChanged.connect(self._on_table_cell_reached)
        self.table.setAccessibleName(name)
        self.table.fit_to_zoom()
        if picture is not None:
            figure = picture.figure
            self._model.show_rows(
                picture.rows,
                lambda row, column: figure(row, column - 1) if column else row_name(row),
            )
        self._say()

    @Slot()
    def show_table(self) -> None:
        """Show the numbers as a table, at the cell of the cursor."""
        row, column = self.map.cursor_cell
        self._stack.setCurrentWidget(self.table)
        self.table.setCurrentIndex(self._model.index(row, column + 1))
        self.table.setFocus()

    @Slot()
    def show_map(self) -> None:
        """Show the picture again, at the cell of the table."""
        index: QModelIndex = self.table.currentIndex()
        self._stack.setCurrentWidget(self.map)
        self.map.setFocus()
        if index.isValid():
            self.map.go_to(index.row(), max(index.column() - 1, 0))

    @property
    def is_table(self) -> bool:
        """Whether the table is on show."""
        return self._stack.currentWidget() is self.table

    def png(self, title: str, origin: str) -> bytes:
        """Return the picture with title, scale and origin."""
        picture = self.map.picture
        assert picture is not None, "there is a picture"
        theme = current_theme()
        line = QFontMetrics(theme.font("ui")).height() + SPACE_2
        cell = QSize(
            max(_LEAST_SIDE // picture.columns, 1),
            max(min(_LEAST_SIDE // picture.rows, 24), 1),
        )
        labels = QFontMetrics(theme.font("mono_small"))
        left = SPACE_4 + (labels_width(picture.labels, labels) + SPACE_1 if picture.labels else 0)
        area = QRect(
            left,
            SPACE_4 + line,
            picture.columns * cell.width(),
            picture.rows * cell.height(),
        )
        texts = QFontMetrics(theme.font("ui"))
        width = max(area.right(), *(texts.horizontalAdvance(text) for text in (title, origin)))
        size = QSize(width + 2 * SPACE_4, area.bottom() + 3 * line + SPACE_4)

        def paint(painter: QPainter) -> None:
            painter.setFont(theme.font("ui"))
            painter.setPen(theme.color("text"))
            painter.drawText(QRect(SPACE_4, SPACE_4, width, line), _LEFT, title)
            below = QRect(SPACE_4, area.bottom() + 2 * line, width, line)
            painter.drawText(below, _LEFT, origin)
            painter.drawImage(area, picture_image(picture, theme))
            painter.setFont(theme.font("ui_small"))
            scale = QRectF(SPACE_4, area.bottom() + SPACE_2, width, 2 * line)
            paint_scale(painter, scale, 240, picture, theme)
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font("mono_small"))
            for row, label in enumerate(picture.labels):
                top = area.top() + row * cell.height()
                place = QRect(SPACE_4, top, left - SPACE_4 - SPACE_1, cell.height())
                paint_label(painter, place, label)

        return picture_png(size, theme, paint)

    @Slot()
    def _on_cell_reached(self) -> None:
        self._say()

    @Slot(QModelIndex)
    def _on_table_cell_reached(self, index: QModelIndex) -> None:
        if self.is_table and index.column() > 0:
            self.readout.setText(self._in_words(index.row(), index.column() - 1))

    def _say(self) -> None:
        has_cells = self.map.picture is not None
        self.readout.setText(self._in_words(*self.map.cursor_cell) if has_cells else "")

    def _row_text(self) -> str:
        """Return the row under the cursor in full, with the header."""
        row, value = self.table.currentIndex().row(), self._value
        if row < 0 or value is None:
            return ""
        numbers = (repr(value(row, column)) for column in range(len(self._header) - 1))
        return "\n".join(("\t".join(self._header), "\t".join((self._row_name(row), *numbers))))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

"""Tables of words: columns are as wide as what stands in them, and long tables cost no more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    ThemeController,
    current_theme,
    limit_own_zoom,
    zoom_of,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.inside.logits.page_parts import CopiedTable
from gptdesk.app.views.widgets.cell_table_view import CellTableView


class Room(QWidget):
    """A window that takes as much of the zoom as fits, as Under the hood does."""

    fitting = 300

    def customEvent(self, event: QEvent) -> None:
        if event.type() == APPEARANCE_CHANGED:
            limit_own_zoom(self, self.fitting)


def test_columns_of_a_long_table_are_wide_enough_and_few_rows_are_read(qtbot: QtBot) -> None:
    """The window stood still for a quarter of a second when a document had been read."""
    model = CellTableModel(("number", "word"))
    view = CellTableView(model, "a table")
    qtbot.addWidget(view)
    view.show()
    read: list[int] = []

    def cell(row: int, column: int) -> str:
        read.append(row)
        return (f"{row + 1:,}", "a word" if row != 5 else "a word longer than the others")[column]

    model.show_rows(200_000, cell)
    read.clear()
    view.fit_columns()
    assert len(read) < 1_000
    for row in (0, 5, 199_999):
        for column in (0, 1):
            needed = view.sizeHintForIndex(model.index(row, column)).width()
            assert view.columnWidth(column) >= needed, "no word is cut"


def test_rows_and_columns_follow_the_zoom_seen_or_not(
    qtbot: QtBot, themes: ThemeController
) -> None:
    """A back row reads them too: words that were whole at 100 % are whole at 250 %."""
    model = CellTableModel(("number", "word", "rest"))
    plain = CellTableView(model, "a table")
    copied = CopiedTable(model, "a table that is copied", str)
    room = Room()
    layout = QVBoxLayout(room)
    words = ("88,888", "a word longer than the others", "rest")
    model.show_rows(3, lambda _row, column: words[column])
    for view in (plain, copied):
        layout.addWidget(view)
        view.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        view.fit_columns()
    views = [plain, copied]
    plain.show_at_most(3)
    copied.limit_height()
    room.resize(1600, 900)
    qtbot.addWidget(room)
    room.show()

    def check() -> None:
        layout.activate()
        for view in views:
            small = current_theme().font("ui_small", zoom_of(view)).pointSizeF()
            for part in (view, view.horizontalHeader()):
                assert part.font().pointSizeF() == pytest.approx(small, rel=0.02)
            for column in (0, 1):
                index = model.index(0, column)
                assert view.columnWidth(column) >= view.sizeHintForIndex(index).width()
                assert view.rowHeight(0) >= view.sizeHintForIndex(index).height()
            last = view.visualRect(model.index(2, 0))
            assert last.bottom() <= view.viewport().height(), "the last row is in sight"

    check()
    at_100 = plain.columnWidth(1)
    themes.set_zoom(250)
    check()
    assert plain.columnWidth(1) > 2 * at_100
    room.hide()
    themes.set_zoom(100)
    room.show()
    check()
    assert plain.columnWidth(1) == at_100

    room.fitting = 170
    for zoom in (150, 200, 110, 200):
        themes.set_zoom(zoom)
        check()

    late = CopiedTable(model, "of a page that is made when it is first shown", str)
    late.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    layout.addWidget(late)
    views.append(late)
    late.fit_columns()
    for zoom in (100, 200, 150, 200):
        themes.set_zoom(zoom)
        check()

    copied.fit_columns(widest=40)
    assert copied.columnWidth(1) == 68
    themes.set_zoom(150)
    assert copied.columnWidth(1) == 60

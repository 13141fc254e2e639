"""Tables of words: columns are as wide as what stands in them, and long tables cost no more."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.widgets.cell_table_view import CellTableView


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
    view.resizeColumnsToContents()
    assert len(read) < 1_000
    for row in (0, 5, 199_999):
        for column in (0, 1):
            needed = view.sizeHintForIndex(model.index(row, column)).width()
            assert view.columnWidth(column) >= needed, "no word is cut"

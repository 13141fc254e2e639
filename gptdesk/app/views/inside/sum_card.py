"""One number as the sum that it is: all terms, their total, what is done to it, and the target."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_1, polish_again
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.inside.logits.page_parts import ZoomedLabel
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.engine.inside.values import Term, WorkedSum

_OPERATIONS = {"÷": "÷ {0}", "·": "· {0}", "+": "+ {0}", "-": "− {0}", "gelu": "GELU"}


class SumCard(QWidget):
    """A worked sum.

    Attributes:
        table: its terms.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ZoomedLabel(parent=self)
        self._title.setProperty("kind", "heading")
        self._foot = ZoomedLabel(parent=self, font_kind="mono_small")
        self._foot.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        header = (self.tr("term"), self.tr("left"), self.tr("right"), self.tr("product"))
        self._model = CellTableModel(header, numbers=frozenset({1, 2, 3}), parent=self)
        self.table = CellTableView(self._model, self.tr("Terms of the sum"), self)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._sum: WorkedSum | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._title)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._foot)

    @property
    def worked(self) -> WorkedSum | None:
        """What is on show."""
        return self._sum

    @property
    def title(self) -> str:
        """Which number it is."""
        return self._title.text()

    @property
    def foot(self) -> str:
        """The total, what follows, and the network's own number."""
        return self._foot.text()

    def show_sum(self, title: str, worked: WorkedSum) -> None:
        """Show a number as its sum."""
        self._sum = worked
        self._title.setText(title)
        terms = worked.terms
        self._model.show_rows(len(terms), lambda row, column: _cell(terms[row], column))
        self._foot.setText(self._in_words(worked))
        polish_again(self.table)

    def _in_words(self, worked: WorkedSum) -> str:
        steps = [self.tr("sum {0}").format(number_text(worked.total, 7))]
        for operation, operand, result in worked.after:
            words = _OPERATIONS.get(operation, operation).format(number_text(operand, 7))
            steps.append(f"{words} = {number_text(result, 7)}")
        closing = self.tr("the network has {0}; difference {1}").format(
            number_text(worked.target, 7), number_text(worked.difference, 1)
        )
        return "  →  ".join(steps) + "\n" + closing


def _cell(term: Term, column: int) -> str:
    if column == 0:
        return term.name
    if column == 1:
        return number_text(term.left, 6)
    if column == 2:
        return "" if term.right is None else number_text(term.right, 6)
    return number_text(term.value, 6)

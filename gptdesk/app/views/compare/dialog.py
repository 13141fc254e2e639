"""Two branches side by side, with the first token that differs marked.

Owns the window, the choice of branches and the figures below them; the first difference is computed
by `analysis/compare.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QWidget,
)

from gptdesk.analysis.compare import Comparison, Side, compare
from gptdesk.app.theme import SPACE_2, SPACE_3, SPACE_4, window_size
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.compare.text import SideText
from gptdesk.app.views.compare.words import difference_in_words, facts_of, side_name
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.engine.tokenizers.vocabulary import Vocabulary


class CompareDialog(QDialog):
    """Two texts in two columns, each with its choice of branch.

    Signals:
        token_chosen(object): the user wants to see a token in the conversation, a `TokenRef`.
    """

    token_chosen = Signal(object)

    def __init__(
        self,
        sides: Sequence[Side],
        vocabulary: Vocabulary,
        parent: QWidget | None = None,
        *,
        left: int = 0,
        right: int = 1,
    ) -> None:
        """Compare two of `sides`, of which there are at least two.

        Args:
            sides: the branches.
            vocabulary: for the text of their tokens.
            parent: window over which it opens.
            left, right: which of `sides` are shown first.
        """
        super().__init__(parent)
        self._sides = tuple(sides)
        self._vocabulary = vocabulary
        self._comparison: Comparison | None = None
        self.setWindowTitle(self.tr("Compare branches"))
        self.setModal(False)
        self.resize(window_size(880, 620))
        self._build()
        for choice, place in ((self.left_choice, left), (self.right_choice, right)):
            choice.setCurrentIndex(place)
            choice.currentIndexChanged.connect(self._on_choice_changed)
        self._on_choice_changed()

    @property
    def comparison(self) -> Comparison:
        """Comparison of the two sides that are shown."""
        assert self._comparison is not None, "set when built"
        return self._comparison

    def _build(self) -> None:
        names = [side_name(side) for side in self._sides]
        self.left_choice, self.right_choice = QComboBox(self), QComboBox(self)
        for choice, name in (
            (self.left_choice, self.tr("Branch at the left")),
            (self.right_choice, self.tr("Branch at the right")),
        ):
            choice.addItems(names)
            choice.setAccessibleName(name)
        self.left = SideText(self.tr("Text at the left"), self)
        self.right = SideText(self.tr("Text at the right"), self)
        self.left.verticalScrollBar().valueChanged.connect(self.right.verticalScrollBar().setValue)
        self.right.verticalScrollBar().valueChanged.connect(self.left.verticalScrollBar().setValue)
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.facts = CellTableModel(("", self.tr("Left"), self.tr("Right")), parent=self)
        self.figures = CellTableView(self.facts, self.tr("Figures of both branches"), self)
        for column in (1, 2):
            self.figures.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch
            )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.show_left = QPushButton(self.tr("Go there, &left"), self)
        self.show_right = QPushButton(self.tr("Go there, &right"), self)
        for button in (self.show_left, self.show_right):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        for button in buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter in the table must not press one
        self.show_left.clicked.connect(self._on_show_left_clicked)
        self.show_right.clicked.connect(self._on_show_right_clicked)
        buttons.rejected.connect(self.reject)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        grid.addWidget(self.left_choice, 0, 0)
        grid.addWidget(self.right_choice, 0, 1)
        grid.addWidget(self.verdict, 1, 0, 1, 2)
        grid.addWidget(self.left, 2, 0)
        grid.addWidget(self.right, 2, 1)
        grid.addWidget(self.figures, 3, 0, 1, 2)
        grid.addWidget(buttons, 4, 0, 1, 2)
        grid.setRowStretch(2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    @Slot()
    def _on_choice_changed(self) -> None:
        left = self._sides[self.left_choice.currentIndex()]
        right = self._sides[self.right_choice.currentIndex()]
        comparison = compare(left, right)
        self._comparison = comparison
        self.verdict.setText(difference_in_words(comparison, self._vocabulary))
        self.left.show_side(left, comparison, self._vocabulary)
        self.right.show_side(right, comparison, self._vocabulary)
        rows = facts_of(comparison, self._vocabulary)
        self.facts.show_rows(len(rows), lambda row, column: rows[row][column])
        self._fit_figures()
        for button, side in ((self.show_left, left), (self.show_right, right)):
            place = comparison.difference
            button.setEnabled(place is not None and place < len(side.ids))
        self.left.go_to_difference()
        self.right.go_to_difference()

    def _fit_figures(self) -> None:
        self.figures.resizeColumnsToContents()
        self.figures.show_at_most(8)

    @Slot()
    def _on_show_left_clicked(self) -> None:
        self._choose(self.comparison.left)

    @Slot()
    def _on_show_right_clicked(self) -> None:
        self._choose(self.comparison.right)

    def _choose(self, side: Side) -> None:
        if self.comparison.difference is not None:
            self.token_chosen.emit(side.ref_at(self.comparison.difference))

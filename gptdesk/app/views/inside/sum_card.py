"""One number as the sum that it is: all terms, their total, what is done to it, and the target.

Owns where the sum stands: below the numbers, or in their place where both have no room.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import SPACE_1, SPACE_3, TARGET, polish_again, zoom_of
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.inside.logits.page_parts import ZoomedLabel
from gptdesk.app.views.inside.sum_words import WrittenSum
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.engine.inside.values import Term, WorkedSum

_ROWS = 5  # terms that are in sight at least, where numbers are too
_MORE_ROWS = 3  # of numbers, beside the two that they do with


class SumPlace(QWidget):
    """Numbers, and below them the sum of one; where both have no room, the sum in their place.

    Signals:
        opened_changed: `is_open` is another one.
    """

    opened_changed = Signal()

    def __init__(self, numbers: QWidget, card: SumCard) -> None:
        """Begin with the numbers."""
        super().__init__()
        self._numbers, self._card = numbers, card
        self._focus_before: QWidget | None = None  # what of the numbers had the keyboard last
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(numbers, 3)
        layout.addWidget(card, 2)
        card.hide()
        card.close_requested.connect(self.hide_sum)

    @property
    def is_open(self) -> bool:
        """Whether a number stands there as its sum."""
        return not self._card.isHidden()

    def show_sum(self, written: WrittenSum) -> None:
        """Show a number as its sum."""
        self._card.show_sum(written)
        if not self.is_open:
            self._card.show()
            self.opened_changed.emit()
        self._fit()

    @Slot()
    def hide_sum(self) -> bool:
        """Go back from the sum to the numbers; return whether one was open."""
        was_open = self.is_open
        if was_open:
            self._numbers.show()
            before = self._focus_before
            if before is not None and self._card.isAncestorOf(self.window().focusWidget()):
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._card.hide()
            self.opened_changed.emit()
        return was_open

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show both, if some rows of each are in sight then."""
        if not self.is_open:
            return
        layout, numbers = self._numbers.layout(), self._numbers.minimumHeight()
        if layout is not None:
            numbers = max(numbers, layout.minimumHeightForWidth(self.width()))
        numbers += _MORE_ROWS * TARGET * zoom_of(self) // 100
        terms = self._card.height_with(_ROWS)
        has_room = self.height() >= numbers + SPACE_3 + terms
        self._card.setMinimumHeight(terms if has_room else 0)
        focus = self.window().focusWidget()
        if focus is not None and self._numbers.isAncestorOf(focus):
            self._focus_before = focus
            if not has_room:
                self._card.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._numbers.setVisible(has_room)


class SumCard(QWidget):
    """A worked sum.

    Attributes:
        table: its terms.
        back: leads back to the numbers.

    Signals:
        close_requested: the user has seen it.
    """

    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ZoomedLabel(parent=self, is_heading=True)
        self.back = QPushButton(self.tr("&Close the sum"), self)
        self.back.setProperty("kind", "quiet")
        self.back.setToolTip(self.tr("Goes back to the numbers. Backspace"))
        self.back.clicked.connect(self.close_requested)
        self._foot = ZoomedLabel(parent=self, font_kind="mono_small")
        self._foot.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._model = CellTableModel(("",) * 4, numbers=frozenset({1, 2, 3}), parent=self)
        self.table = CellTableView(self._model, self.tr("Terms of the sum"), self)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # it gives way, so that the sum that closes it stays in sight
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(header.sizeHint().height() + 2 * TARGET)
        self._written: WrittenSum | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.back)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._foot)

    @property
    def written(self) -> WrittenSum | None:
        """What is on show, with the names of its terms."""
        return self._written

    @property
    def worked(self) -> WorkedSum | None:
        """What is on show, in numbers."""
        return None if self._written is None else self._written.worked

    @property
    def foot(self) -> str:
        """The total, what follows, and the network's own number."""
        return self._foot.text()

    def height_with(self, rows: int) -> int:
        """Return the pixels that it takes with so many terms in sight."""
        header = self.table.horizontalHeader().sizeHint().height()
        terms = rows * self.table.verticalHeader().defaultSectionSize()
        foot = max(self._foot.heightForWidth(self.width()), self._foot.sizeHint().height())
        return self.back.sizeHint().height() + header + terms + foot + 3 * SPACE_1

    def show_sum(self, written: WrittenSum) -> None:
        """Show a number as its sum."""
        self._written = written
        self._title.setText(written.title)
        names, terms = written.names, written.worked.terms
        product = self.tr("product") if written.right else ""
        self._model.set_header((self.tr("term"), written.left, written.right, product))
        self._model.show_rows(len(terms), lambda row, column: _cell(names[row], terms[row], column))
        is_product = any(term.right is not None for term in terms)
        for column in (2, 3):
            self.table.setColumnHidden(column, not is_product)
        self._foot.setText(self._in_words(written))
        polish_again(self.table)
        self._fit_foot()

    def hasHeightForWidth(self) -> bool:
        """Need the height of all parts: asked by width, a table that gives way needs none.

        The foot takes the lines that it has at this width by itself.
        """
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all lines of the foot in sight."""
        super().resizeEvent(event)
        self._fit_foot()

    def _fit_foot(self) -> None:
        self._foot.setMinimumHeight(0)
        self._foot.setMinimumHeight(max(self._foot.heightForWidth(self.width()), 0))

    def _in_words(self, written: WrittenSum) -> str:
        worked = written.worked
        steps = [self.tr("sum {0}").format(number_text(worked.total, 7))]
        for words, (_, operand, result) in zip(written.steps, worked.after, strict=True):
            words = words.format(number_text(operand, 7))
            steps.append(f"{words} = {number_text(result, 7)}")
        closing = self.tr("the network has {0}; difference {1}").format(
            number_text(worked.target, 7), number_text(worked.difference, 1)
        )
        return "  →  ".join(steps) + "\n" + closing


def _cell(name: str, term: Term, column: int) -> str:
    if column == 0:
        return name
    if column == 1:
        return number_text(term.left, 6)
    if column == 2:
        return "" if term.right is None else number_text(term.right, 6)
    return number_text(term.value, 6)

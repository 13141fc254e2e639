"""The row of a head at a place: the list, its sum, its softmax, and one dot product written out.

Owns how these stand together; what is listed and sorted is the view model's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_3,
    TARGET,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.viewmodels.inside.attention import AttentionView, AttentionViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.attention.row_table import RowEntry, RowTable
from gptdesk.app.views.inside.attention.words import softmax_in_words, sum_in_words
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.sum_card import SumCard, SumPlace
from gptdesk.app.views.inside.sum_words import written_sum
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.engine.inside.values import AttentionRow, SumRequest, WorkedSum


class RowPanel(QWidget):
    """What a head reads from the place.

    Attributes:
        table, card: its parts.
        sums: the place of both.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        attention: AttentionViewModel,
        token_at: Callable[[int], str],
        parent: QWidget | None = None,
    ) -> None:
        """Begin empty; `token_at` names the token at a place."""
        super().__init__(parent)
        self._token_at = token_at
        self._inside = inside
        self._attention = attention
        self._sum_of: tuple[object, ...] | None = None  # whose dot product is open
        self._shown: AttentionRow | None = None
        self.title = QLabel()
        self.by_weight, self.by_place = self._sorting()
        self.table = RowTable()
        self.foot, self.softmax = QLabel(), QLabel()
        for label in (self.foot, self.softmax):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_sum = QPushButton(self.tr("Open the &dot product"))
        self.open_sum.setProperty("kind", "quiet")
        self.card = SumCard()
        self._lay_out()
        self._connect()
        self._restyle()

    def _sorting(self) -> tuple[QPushButton, QPushButton]:
        self._sorts = QFrame()
        self._sorts.setProperty("kind", "segments")
        row = QHBoxLayout(self._sorts)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        buttons = (
            segment(self.tr("by weight"), self.tr("The strongest first"), self._sorts),
            segment(self.tr("by place"), self.tr("In the order of the text"), self._sorts),
        )
        for button in buttons:
            row.addWidget(button)
        return buttons

    def _lay_out(self) -> None:
        self._scroller = QScrollArea()
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setWidget(self.table)
        head, end = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self._sorts)
        end.setSpacing(SPACE_3)
        end.addWidget(self.softmax, 1)
        end.addWidget(self.open_sum)
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(head)
        column.addWidget(self._scroller, 1)
        column.addWidget(self.foot)
        column.addLayout(end)
        self.sums = SumPlace(row, self.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sums)

    def _connect(self) -> None:
        self.by_weight.clicked.connect(self._on_by_weight)
        self.by_place.clicked.connect(self._on_by_place)
        self.table.place_opened.connect(self._open)
        self.table.place_reached.connect(self._show_softmax)
        self.table.row_reached.connect(self._on_row_reached)
        self.open_sum.clicked.connect(self._on_open_sum)
        self._attention.row_changed.connect(self.refresh)
        self._attention.view_changed.connect(self.refresh)
        self._attention.outdated_changed.connect(self._on_outdated_changed)
        self._attention.sum_ready.connect(self._on_sum_ready)

    # -- what is shown

    def showEvent(self, event: QShowEvent) -> None:
        """List the row of now."""
        super().showEvent(event)
        self.refresh()

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def _restyle(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        for label, kind in (
            (self.title, "ui"),
            (self.foot, "ui_small"),
            (self.softmax, "mono_small"),
        ):
            set_font(label, theme.font(kind, zoom))
        bar = self._scroller.verticalScrollBar().sizeHint().width()
        self._scroller.setMinimumWidth(self.table.minimumWidth() + bar)  # the weights are seen
        self._scroller.setMinimumHeight(self.table.header_height + 2 * TARGET * zoom // 100)

    @Slot()
    def refresh(self) -> None:
        """List the row of now."""
        attention = self._attention
        show_segment(self.by_weight, is_chosen=attention.sorts_by_weight)
        show_segment(self.by_place, is_chosen=not attention.sorts_by_weight)
        if not self.isVisible():
            return
        row, place = attention.row, attention.row_place
        read = attention.read_places()
        at = self._inside.at
        if row is None or at is None or place > len(at.ids):
            self.table.show_rows((), 0)
            for label in (self.title, self.foot, self.softmax):
                label.setText("")
            self._show_whether_it_opens(has_rows=False)
            self.sums.hide_sum()
            return
        listed = [one for one in read if not attention.is_left_out(one.place)]
        if attention.sorts_by_weight:
            listed.sort(key=lambda one: (-one.weight, not one.is_allowed, one.place))
        entries = tuple(RowEntry(self._token_at(one.place), one) for one in listed)
        self.title.setText(self.tr("from “{0}”, {1}").format(self._token_at(place), place))
        self.table.show_rows(entries, self._inside.head_width)
        if row is self._shown:
            self.table.bring_into_sight(self.table.current_row, self._scroller)
        else:  # of another head or place: the line below is not about a row that nobody sees
            self.table.choose_in_sight(self._scroller)
        self._shown = row
        left_out = next((one.place for one in read if attention.is_left_out(one.place)), None)
        self.foot.setText(sum_in_words(((r.place, r.weight) for r in read), left_out, place))
        self._show_whether_it_opens(has_rows=bool(entries))
        if self._sum_of != (at, *attention.head) or attention.view is not AttentionView.ROW:
            self.sums.hide_sum()
        self._show_softmax()

    def _show_whether_it_opens(self, *, has_rows: bool) -> None:
        obstacle = "" if has_rows else self.tr("The row is being computed.")
        does = self.tr(
            "Writes out how query and key of the chosen place make its score, number by number."
            " Enter on a row does the same."
        )
        show_obstacle(self.open_sum, obstacle, does)

    @Slot()
    def _show_softmax(self) -> None:
        row, place = self._attention.row, self.table.current_place
        read = next((one for one in self._attention.read_places() if one.place == place), None)
        words = "" if row is None or read is None else softmax_in_words(row, read)
        if words and read is not None:
            name = self.tr("“{0}”, {1}").format(self._token_at(read.place), read.place)
            words = f"{name} · {words}"
        self.softmax.setText(words)

    @Slot()
    def _on_outdated_changed(self) -> None:
        self.table.show_outdated(is_outdated=self._attention.is_outdated)

    # -- what the user does

    @Slot()
    def _on_by_weight(self) -> None:
        self._attention.set_sorts_by_weight(True)

    @Slot()
    def _on_by_place(self) -> None:
        self._attention.set_sorts_by_weight(False)

    @Slot(int)
    def _on_row_reached(self, index: int) -> None:
        self.table.bring_into_sight(index, self._scroller)

    @Slot()
    def _on_open_sum(self) -> None:
        if self.table.current_place is not None:
            self._open(self.table.current_place)

    @Slot(int)
    def _open(self, place: int) -> None:
        """Write a dot product out, where there is room for it: below the row alone."""
        self._attention.show(AttentionView.ROW)
        self._attention.open_sum(place)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, object)
    def _on_sum_ready(self, request: SumRequest, worked: WorkedSum) -> None:
        at, place = self._inside.at, request.index
        if at is None:
            return
        title = self.tr("q of “{0}”, {1} · k of “{2}”, {3}").format(
            self._token_at(at.place), at.place, self._token_at(place), place
        )
        self._sum_of = (at, *self._attention.head)
        self.sums.show_sum(written_sum(title, request, worked, self._inside))

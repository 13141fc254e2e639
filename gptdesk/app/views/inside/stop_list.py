"""The list of stops and pages at the left of *Under the hood*, with the block and the head.

Owns what is listed and chosen; the walk itself is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import SPACE_1, SPACE_2
from gptdesk.app.viewmodels.inside.walking import (
    IN_BLOCK,
    OTHER_PAGES,
    Page,
    Step,
)
from gptdesk.app.views.inside.words import page_name, words_of
from gptdesk.app.views.widgets.steady_list import SteadyList
from gptdesk.engine.inside.values import Spot, Stop

_STEP = Qt.ItemDataRole.UserRole  # of an entry: a page's and a stop's plain names
_INDENT = "    "


class StopList(QWidget):
    """Stops and pages in order.

    Signals:
        step_chosen(object): the user wants to go to a `Step`.
    """

    step_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = Step()
        self.list = SteadyList(self)
        self.list.setProperty("kind", "plain")
        self.list.setAccessibleName(self.tr("Stops"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._on_item_changed)
        self.block, self.head = self._number(self.tr("Block")), self._number(self.tr("Head"))
        numbers = QHBoxLayout()
        numbers.setSpacing(SPACE_1)
        for name, field in ((self.tr("&Block"), self.block), (self.tr("&Head"), self.head)):
            label = QLabel(name, self)
            label.setBuddy(field)
            numbers.addWidget(label)
            numbers.addWidget(field)
        numbers.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(numbers)
        layout.addWidget(self.list, 1)

    def _number(self, name: str) -> QSpinBox:
        field = QSpinBox(self)
        field.setAccessibleName(name)
        field.setMinimum(1)
        field.setKeyboardTracking(False)
        field.valueChanged.connect(self._on_number_changed)
        return field

    def show_entries(self, stops: tuple[Stop, ...], pages: tuple[Page, ...]) -> None:
        """List the stops of a tour, and the pages that there are beside them."""
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for stop in stops:
            indent = _INDENT if stop in IN_BLOCK else ""
            page = Page.ATTENTION if stop is Stop.SCORES else Page.STOP
            if page in pages:
                self._add(indent + words_of(stop).name, page, stop)
        for page in OTHER_PAGES:
            if page in pages:
                self._add(page_name(page), page, None)
        blocker.unblock()
        self._show_current()

    def _add(self, name: str, page: Page, stop: Stop | None) -> None:
        item = QListWidgetItem(name, self.list)
        item.setData(_STEP, (page.value, "" if stop is None else stop.value))

    def show_step(self, step: Step, n_layers: int, n_heads: int) -> None:
        """Mark another step; blocks and heads go as far as the network's."""
        self._step = step
        for field, most, value in (
            (self.block, n_layers, step.spot.block),
            (self.head, n_heads, step.spot.head),
        ):
            blocker = QSignalBlocker(field)
            field.setMaximum(most)
            field.setValue(value)
            blocker.unblock()
        self._show_current()

    def _show_current(self) -> None:
        blocker = QSignalBlocker(self.list)
        for row in range(self.list.count()):
            if self._step_of(self.list.item(row)) == self._step:
                self.list.setCurrentRow(row)
                break
        blocker.unblock()

    def _step_of(self, item: QListWidgetItem) -> Step:
        page, stop = item.data(_STEP)
        if stop:
            return self._step.at_stop(Stop(stop))
        return self._step.at_page(Page(page))

    @Slot(QListWidgetItem)
    def _on_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.step_chosen.emit(self._step_of(item))

    @Slot()
    def _on_number_changed(self) -> None:
        spot = Spot(self._step.spot.stop, self.block.value(), self.head.value())
        self.step_chosen.emit(Step(self._step.page, spot))

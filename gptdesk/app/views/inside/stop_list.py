"""The list of stops and pages of *Under the hood*, with the block and the head.

Owns what is listed and chosen, and how it stands: a column at the left, or one line above the page;
the walk itself is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLabel,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    current_theme,
    set_font,
    zoom_of,
    zoomed,
)
from gptdesk.app.viewmodels.inside.walking import (
    IN_BLOCK,
    Entry,
    Page,
    Step,
    Tour,
    entries_of,
)
from gptdesk.app.views.inside.tour_words import tour_name
from gptdesk.app.views.inside.words import page_name, words_of
from gptdesk.app.views.widgets.slider_field import set_text_off_edge
from gptdesk.app.views.widgets.steady import SteadyList
from gptdesk.engine.inside.values import Anatomy, Spot, Stop

_ENTRY = Qt.ItemDataRole.UserRole  # plain names of a page and a stop, None without one
_INDENT = "    "
_NUMBER_WIDTH = 72  # of a field of two digits and its arrows, at 100 %


class StopList(QWidget):
    """Stops and pages in order; it hands the keyboard to them.

    Attributes:
        list, choice: the stops in a column, and in a line: one of them is shown.
        tour, block, head: its fields.

    Signals:
        step_chosen(object): the user wants to go to a `Step`.
        tour_chosen(object): the user wants to walk on a `Tour`.
    """

    step_chosen = Signal(object)
    tour_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = Step()
        self.list = SteadyList(self)
        self.list.setProperty("kind", "plain")
        self.list.setAccessibleName(self.tr("Stops"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._on_item_changed)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.tr("Stops"))
        self.choice.setToolTip(self.tr("The stop or page on show"))
        self.choice.hide()
        self.choice.activated.connect(self._on_chosen)
        self.setFocusProxy(self.list)
        self.tour = QComboBox(self)
        self.tour.setAccessibleName(self.tr("Tour"))
        self.tour.setToolTip(self.tr("A tour shows some of the stops, with a sentence at each."))
        for box in (self.choice, self.tour):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
        for tour in Tour:
            self.tour.addItem(tour_name(tour), tour.value)
        self.tour.activated.connect(self._on_tour_activated)
        self.block, self.head = self._number(self.tr("Block")), self._number(self.tr("Head"))
        self._numbers = QGridLayout()
        self._numbers.setSpacing(SPACE_1)
        self._named: list[tuple[QLabel, QSpinBox]] = []
        for name, field in ((self.tr("&Block"), self.block), (self.tr("&Head"), self.head)):
            label = QLabel(name, self)
            label.setProperty("font_kind", "ui_small")
            label.setBuddy(field)
            self._named.append((label, field))
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_2)
        self._layout.addWidget(self.tour)
        self._layout.addLayout(self._numbers)
        self._layout.addWidget(self.list, 1)
        self._layout.addWidget(self.choice, 1)
        self._is_across = False
        self._place_numbers()
        self._fit_to_zoom()

    def set_across(self, is_across: bool) -> None:
        """Stand in one line above a page that is narrow, or in a column beside it.

        In a line the stops are chosen from a box, which takes the list's place.
        """
        if is_across == self._is_across:
            return
        had_keyboard = self.list.hasFocus() or self.choice.hasFocus()
        self._is_across = is_across
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.LeftToRight if is_across else direction.TopToBottom)
        self._place_numbers()
        self.setFocusProxy(self.choice if is_across else self.list)
        self.choice.setVisible(is_across)
        self.list.setVisible(not is_across)
        if had_keyboard:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_numbers(self) -> None:
        """In a column below each other: the arrows of a field take half of it."""
        for _, field in self._named:
            self._numbers.removeWidget(field)
        for at, (label, field) in enumerate(self._named):
            self._numbers.removeWidget(label)
            row, column = (0, 2 * at) if self._is_across else (at, 0)
            self._numbers.addWidget(label, row, column)
            self._numbers.addWidget(field, row, column + 1)
        self._numbers.setColumnStretch(1, 0 if self._is_across else 1)

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        """Take the text's size; fields and their names keep theirs, as everywhere."""
        set_font(self.list, current_theme().font("ui", zoom_of(self)))
        for _, field in self._named:
            field.setMinimumWidth(zoomed(_NUMBER_WIDTH, zoom_of(self)))

    def _number(self, name: str) -> QSpinBox:
        field = QSpinBox(self)
        set_text_off_edge(field)
        field.setAccessibleName(name)
        field.setToolTip(self.tr("The block and the head on show; both count from 1"))
        field.setMinimum(1)
        field.setKeyboardTracking(False)
        field.valueChanged.connect(self._on_number_changed)
        return field

    def show_tour(self, tour: Tour, anatomy: Anatomy) -> None:
        """List the stops and pages of a tour, as far as a network has them."""
        blockers = QSignalBlocker(self.list), QSignalBlocker(self.tour)
        self.tour.setCurrentIndex(self.tour.findData(tour.value))
        self.list.clear()
        self.choice.clear()
        for entry in entries_of(tour, anatomy):
            name = page_name(entry.page) if entry.stop is None else words_of(entry.stop).name
            item = QListWidgetItem((_INDENT if entry.stop in IN_BLOCK else "") + name, self.list)
            item.setData(_ENTRY, (entry.page.value, entry.stop and entry.stop.value))
            self.choice.addItem(name)
        for blocker in blockers:
            blocker.unblock()
        self._show_current()

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
            if _entry_of(self.list.item(row)) == self._step.entry:
                self.list.setCurrentRow(row)
                self.choice.setCurrentIndex(row)
                break
        blocker.unblock()

    @Slot(QListWidgetItem)
    def _on_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.step_chosen.emit(self._step.at(_entry_of(item)))

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        self.step_chosen.emit(self._step.at(_entry_of(self.list.item(row))))

    @Slot(int)
    def _on_tour_activated(self, index: int) -> None:
        self.tour_chosen.emit(Tour(self.tour.itemData(index)))

    @Slot()
    def _on_number_changed(self) -> None:
        spot = Spot(self._step.spot.stop, self.block.value(), self.head.value())
        self.step_chosen.emit(Step(self._step.page, spot))


def _entry_of(item: QListWidgetItem) -> Entry:
    page, stop = item.data(_ENTRY)  # as Qt gives them back: plain
    return Entry(Page(page), stop and Stop(stop))

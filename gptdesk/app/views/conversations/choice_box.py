"""A field over the window that finds one thing by a few words: type, walk with the arrows, Enter.

Owns the popup and its keys; what is offered for the words is its owner's.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_2, SPACE_6, zoom_of, zoomed

_HEIGHT = 360
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class ChoiceBox(QFrame):
    """A field and what fits its words; Up and Down walk, Enter chooses, Esc leaves.

    Signals:
        text_changed(str): other words; also when it opens, with none.
        chosen(object): the value of the choice that was taken.
    """

    text_changed = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget, *, title: str, nothing: str, width: int = 480) -> None:
        """Stand over the window of `parent`.

        Args:
            parent: of whose window it is the middle.
            title: what it is for, and what stands in the empty field.
            nothing: said where nothing has the words.
            width: in pixels, at 100 %.
        """
        super().__init__(parent, Qt.WindowType.Popup)
        self._over = parent
        self._width = width
        self._values: list[object] = []
        self._said = ""  # of the current row
        self.setProperty("kind", "card")
        self.setAccessibleName(title)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(title)
        self.field.setAccessibleName(title)
        self.field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("What has these words"))
        self.list.setProperty("kind", "plain")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keyboard
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._nothing = QLabel(nothing, self)
        self._nothing.setProperty("kind", "muted")
        self._nothing.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(self.list, 1)
        self.field.textChanged.connect(self.text_changed)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)

    @Slot()
    def open_over(self) -> None:
        """Show the box over its window, with an empty field."""
        window = self._over.window()
        zoom = zoom_of(self)
        self.ensurePolished()  # else its least size is not known yet, and the place is wrong
        wanted = QSize(zoomed(self._width, zoom), zoomed(_HEIGHT, zoom))
        self.resize(wanted.boundedTo(window.size() - QSize(2 * SPACE_6, 2 * SPACE_6)))
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(QPoint(left, 2 * SPACE_6)))
        self._said = ""
        self.field.clear()
        self.text_changed.emit("")
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_choices(self, choices: Iterable[tuple[str, object]]) -> None:
        """Offer other choices: a line of text, and the value that stands for it.

        The one that the user walked to stays current where it is still in its place.
        """
        row, old = self.list.currentRow(), tuple(self._values)
        self._values.clear()
        self.list.clear()
        for text, value in choices:
            item = QListWidgetItem(" ".join(text.split()))
            item.setToolTip(item.text())  # it may be elided
            self.list.addItem(item)
            self._values.append(value)
        is_there = 0 <= row < len(self._values) and self._values[row] == old[row]
        self.list.setCurrentRow(row if is_there else 0)
        self._nothing.setVisible(not self._values)
        if self._current_in_words() != self._said:  # not after every letter
            self._say_current()

    def _say_current(self) -> None:
        """Tell a screen reader the current row: the keyboard stays in the field."""
        self._said = self._current_in_words()
        announce(self, self._said)

    def _current_in_words(self) -> str:
        item, count = self.list.currentItem(), self.list.count()
        if item is None:
            return self._nothing.text()
        row = self.list.currentRow() + 1
        return self.tr("{0}, {1} of {2}").format(item.text(), row, count)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the list while the keyboard stays in the field."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = self.list.currentRow() + step
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                self._say_current()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            value = self._values[self.list.row(item)]
            self.hide()
            self.chosen.emit(value)

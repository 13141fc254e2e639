"""The choice of a device or of a length: a list of those there are, and below it what it means.

Owns the controls; what can be chosen and the sentences are the view models'.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gptdesk.app.phrases import without_access_key
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import SPACE_1
from gptdesk.app.viewmodels.model.devices import Offer
from gptdesk.app.views.widgets.elided_choice import ElidedChoice

_SETTLING_MS = 400  # arrow keys pass others on the way: no model is opened for those


class NarrowList(ElidedChoice):
    """A list that is as narrow as the panel, and that the wheel only changes while it is in use."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ListField(QWidget):
    """A title, a list, and a sentence.

    Signals:
        chosen: the name of another one, by the user, str; not sent by `show_offers`.
        seen: the field comes into sight; how much memory is free may have changed.
    """

    chosen = Signal(str)
    seen = Signal()

    def __init__(self, title: str, line_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._chosen = ""
        self._settling = single_shot(self, _SETTLING_MS, self._on_settled)
        self.title = QLabel(title, self)
        self.title.setProperty("kind", "title")
        self.title.setProperty("font_kind", "ui")
        self.list = NarrowList(without_access_key(title), self)
        self.title.setBuddy(self.list)
        self.list.activated.connect(self._on_activated)
        self.line = QLabel(self)
        self.line.setProperty("kind", "muted")
        self.line.setProperty("font_kind", "ui_small")
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        self.line.setAccessibleName(line_name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (self.title, self.list, self.line):
            layout.addWidget(widget)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is looked at."""
        super().showEvent(event)
        self.seen.emit()

    @Slot(object, str, str)
    def show_offers(self, offers: tuple[Offer, ...], chosen: str, line: str) -> None:
        """Show what there is; while the user chooses, the choice stays theirs."""
        self._chosen = chosen
        if offers != self._offers:
            self._offers = offers
            at = str(self.list.currentData())
            self.list.clear()
            for row, (name, title, meaning) in enumerate(offers):
                self.list.addItem(title, name)
                self.list.setItemData(row, meaning, Qt.ItemDataRole.ToolTipRole)
            if self._settling.isActive():
                self._show(at)
        if not self._settling.isActive():
            self._show(chosen)
        if self.line.text() != line:
            self.line.setText(line)
            self.list.setAccessibleDescription(line)

    def _show(self, name: str) -> None:
        row = self.list.findData(name)
        self.list.setCurrentIndex(row)
        self.list.setToolTip(self._offers[row][2] if row >= 0 else "")

    @Slot()
    def _on_activated(self) -> None:
        self._settling.start()

    @Slot()
    def _on_settled(self) -> None:
        name = str(self.list.currentData())
        self._show(name)
        if name != self._chosen:
            self.chosen.emit(name)

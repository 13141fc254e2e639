"""A list with a field above it that says what is listed: of the glossary and the guide.

Owns the keys that go between the two; what is listed is its owner's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_2, zoom_of, zoomed

_WIDTH = 220  # pixels
_SHARE = 0.4  # of the width of the page, at most
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchedList(QWidget):
    """The field, the list, and a sentence that stands there where nothing is listed.

    Attributes:
        search: the field.
        list: the rows, which the owner fills.
        nothing: the sentence.

    Signals:
        typed: other words stand in the field.
        row_changed: another row is current, int; -1 for none.
    """

    typed = Signal()
    row_changed = Signal(int)

    def __init__(self, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget(self)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = QLabel(nothing, self)
        self.nothing.setProperty("kind", "muted")
        self.nothing.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for part in (self.search, self.nothing):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        self.search.textChanged.connect(self.typed)
        self.list.currentRowChanged.connect(self.row_changed)
        for part in (self.search, self.list):
            part.installEventFilter(self)
        self.setFocusProxy(self.search)

    def fit(self, width: int) -> None:
        """Leave most of a page's width to the words beside the list."""
        self.setFixedWidth(min(zoomed(_WIDTH, zoom_of(self)), round(width * _SHARE)))

    def show_rows(self) -> None:
        """Show the list, or the sentence where it is empty."""
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setVisible(self.list.count() == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the list from the field, and write in the field from the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.search and event.key() in _WALKING:
                self.list.keyPressEvent(event)
                return True
            if watched is self.list and event.text().strip().isprintable() and event.text().strip():
                self.search.setFocus(Qt.FocusReason.OtherFocusReason)
                self.search.insert(event.text())
                return True
        return super().eventFilter(watched, event)

"""The slim bar above the composer that finds words in the open conversation.

Owns the field, the count and the buttons; the hits and the current one are told from outside.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, SPACE_3, limit_own_zoom
from gptdesk.app.views.widgets.steady import SteadyLabel, set_available

_FULL_WIDTH = 280  # at 100 %: the field has room for some words beside the rest
_MOST_WIDE = "88 of 888"  # what the count has room for before the field gets narrower


class FindBar(QFrame):
    """A field, the number of its hits, and buttons from hit to hit.

    Signals:
        text_changed(str): the user typed other words.
        step_requested(int): go to the hit after (1) or before (-1).
        close_requested: the user closes the bar.
    """

    text_changed = Signal(str)
    step_requested = Signal(int)
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice_bar")
        self.setAccessibleName(self.tr("Find in this conversation"))
        self.field = QLineEdit(self)
        self.field.setAccessibleName(self.tr("Words to find in this conversation"))
        self.field.setAccessibleDescription(
            self.tr("Enter goes to the next place, Shift and Enter to the one before.")
        )
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.text_changed)
        self.field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._count = SteadyLabel(_MOST_WIDE, self)
        self._count.setProperty("kind", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._before = self._button("chevron-up", self.tr("Place before (Shift+F3)"))
        self._before.clicked.connect(self._on_before_clicked)
        self._after = self._button("chevron-down", self.tr("Next place (F3)"))
        self._after.clicked.connect(self._on_after_clicked)
        self._close = self._button("close", self.tr("Close (Esc)"))
        self._close.clicked.connect(self.close_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_1, SPACE_1, SPACE_1, SPACE_1)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._count)
        layout.addSpacing(SPACE_2)
        layout.addWidget(self._before)
        layout.addWidget(self._after)
        layout.addWidget(self._close)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as much of the zoom as leaves the field room for some words."""
        super().resizeEvent(event)
        self._fit_zoom()

    def customEvent(self, event: QEvent) -> None:
        """Take as much of another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_zoom()

    def _fit_zoom(self) -> None:
        limit_own_zoom(self, 100 * self.width() // _FULL_WIDTH)

    @property
    def count_text(self) -> str:
        """The sentence about the number of hits."""
        return self._count.text()

    def open(self) -> None:
        """Show the bar with the keyboard in its field."""
        self.show()
        # Not as by a shortcut: Qt would select the text before it tells of the focus, and Orca,
        # which hears of the cursor first, would not name the field.
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def show_count(self, sentence: str, *, can_step: bool) -> None:
        """Show the number of hits."""
        self._count.setText(sentence)
        for button in (self._before, self._after):
            set_available(button, is_available=can_step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk from hit to hit while the keyboard stays in the field; say there what fits in it."""
        if watched is self.field and event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._fit_placeholder()
        is_key = watched is self.field and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent):
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step_requested.emit(-1 if has_shift else 1)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, wherever in the bar the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def _fit_placeholder(self) -> None:
        """Show the whole sentence, or where large letters have no room for it, one word."""
        icons = self.field.findChildren(QToolButton)
        room = self.field.width() - sum(one.width() + SPACE_2 for one in icons) - SPACE_3
        sentence = self.tr("Find in this conversation")
        fits = self.field.fontMetrics().horizontalAdvance(sentence) <= room
        self.field.setPlaceholderText(sentence if fits else self.tr("Find"))

    def _button(self, icon_name: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(icon_name))
        button.setAutoRaise(True)
        button.setProperty("kind", "large_icon")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @Slot()
    def _on_before_clicked(self) -> None:
        self.step_requested.emit(-1)

    @Slot()
    def _on_after_clicked(self) -> None:
        self.step_requested.emit(1)

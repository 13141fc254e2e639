"""The buttons of one transcript entry: go on, answer again, copy.

Owns the buttons; where they stand and which entry they mean is the transcript's business.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_1, TARGET, Theme

_ICON = QSize(16, 16)


class _ActionButton(QToolButton):
    """A small icon button that says when it has the focus."""

    focus_changed = Signal()

    def __init__(self, icon_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon_name = icon_name
        self.setAutoRaise(True)
        self.setIconSize(_ICON)
        self.setFixedSize(TARGET, TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def explain(self, name: str, reason: str = "") -> None:
        """Name the button; with a reason it is off, and says why."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(reason)
        self.setToolTip(reason or name)
        self.setEnabled(not reason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the row."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the row."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class MessageActions(QWidget):
    """A row of buttons at the right of an entry's header.

    Signals:
        copy_clicked, regenerate_clicked, continue_clicked: a button was used.
        focus_changed: the keyboard came to a button or left it.
    """

    copy_clicked = Signal()
    regenerate_clicked = Signal()
    continue_clicked = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._continue = _ActionButton("chevron-right", self)
        self._regenerate = _ActionButton("regenerate", self)
        self._copy = _ActionButton("copy", self)
        self._continue.clicked.connect(self.continue_clicked)
        self._regenerate.clicked.connect(self.regenerate_clicked)
        self._copy.clicked.connect(self.copy_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addStretch(1)
        for button in self._buttons:
            layout.addWidget(button)
            button.focus_changed.connect(self.focus_changed)
        self.setFixedSize(self.full_width(), TARGET)
        self.hide()

    @property
    def _buttons(self) -> tuple[_ActionButton, ...]:
        return (self._continue, self._regenerate, self._copy)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is on one of the buttons."""
        return any(button.hasFocus() for button in self._buttons)

    @staticmethod
    def full_width() -> int:
        """Return the width that is reserved for them, however many are shown."""
        return 3 * TARGET + 2 * SPACE_1

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons in the colours of `theme`."""
        for button in self._buttons:
            button.setIcon(icon(button.icon_name, theme))

    def offer(self, *, is_answer: bool, is_last: bool, is_busy: bool) -> None:
        """Show what can be done with an entry.

        Args:
            is_answer: the model wrote a part of it.
            is_last: nothing comes after it.
            is_busy: an answer is being written now.
        """
        reason = self.tr("An answer is being written; stop it first.") if is_busy else ""
        self._copy.explain(self.tr("Copy"))
        self._regenerate.explain(self.tr("Answer again, with other dice"), reason)
        self._continue.explain(self.tr("Continue this answer"), reason)
        self._regenerate.setVisible(is_answer)
        self._continue.setVisible(is_answer and is_last)

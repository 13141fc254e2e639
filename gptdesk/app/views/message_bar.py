"""One sentence and one action, inside the window: how errors and notices are shown.

Owns the bar only; who puts a sentence into it, and what its action does, is wired outside.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_2, SPACE_3, Theme


class MessageBar(QFrame):
    """A line above the composer; hidden when there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_over)
        self.setProperty("kind", "message_bar")
        self._build()
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on show; empty when hidden."""
        return self._label.text() if not self.isHidden() else ""

    def show_notice(self, sentence: str) -> None:
        """Say something that is good to know."""
        self._show(sentence, is_error=False)

    def show_offer(
        self,
        sentence: str,
        *,
        action_text: str,
        action: Callable[[], None],
        for_ms: int,
    ) -> None:
        """Say what was done, and offer for a while to take it back.

        While the pointer or the keyboard is on the bar, it waits.
        """
        self._show(sentence, is_error=False, action_text=action_text, action=action)
        self._timer.start(for_ms)

    def show_error(
        self,
        sentence: str,
        *,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        """Say what went wrong, with at most one thing to do about it."""
        self._show(sentence, is_error=True, action_text=action_text, action=action)

    @Slot()
    def dismiss(self) -> None:
        """Hide the bar and forget its action."""
        self._timer.stop()
        self._action = None
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and icons from `theme`."""
        self._close.setIcon(icon("close", theme))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the bar when the focus is in it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._on_clicked)
        self._close = QToolButton(self)
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.setToolTip(self.tr("Close this message"))
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _show(
        self,
        sentence: str,
        *,
        is_error: bool,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        self._timer.stop()
        self._action = action
        self._label.setText(sentence)
        self.setAccessibleName(self.tr("Error") if is_error else self.tr("Notice"))
        self.setAccessibleDescription(sentence)
        self._button.setText(action_text)
        self._button.setVisible(action is not None)
        self.setProperty("level", "danger" if is_error else "info")
        for part in (self, self._label):  # the style sheet looks at properties only when asked
            self.style().unpolish(part)
            self.style().polish(part)
        self.show()

    @Slot()
    def _on_time_over(self) -> None:
        if self.underMouse() or self.isAncestorOf(QApplication.focusWidget() or self):
            self._timer.start()
        else:
            self.dismiss()

    @Slot()
    def _on_clicked(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

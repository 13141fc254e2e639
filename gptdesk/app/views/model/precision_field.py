"""The choice of a precision: three words side by side, and below them what the choice costs.

Owns the controls; what a choice leads to, and the sentence about it, are the view model's.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, current_theme, zoom_of
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.app.views.widgets.steady import set_available

_SETTLING_MS = 250  # the arrow keys pass the middle on the way: no model is opened for that
_LINES = 2  # of the longest sentence, so that another one moves nothing


class PrecisionField(QWidget):
    """Radio buttons in the shape of one control, and a sentence.

    Signals:
        chosen: another precision, by the user, str; not sent by `set_precision`.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._line = ""  # about that one
        self._settling = single_shot(self, _SETTLING_MS, self._on_settled)
        self._build()

    def set_precision(self, precision: str, line: str, offered: Collection[str]) -> None:
        """Show a precision, the sentence about it, and which of them can be chosen."""
        self._shown, self._line = precision, line
        for name, button in self.buttons.items():
            set_available(button, is_available=name in offered)
        if not self._settling.isActive():  # else the user is choosing
            self._check(precision)
        self._show_line()

    def _build(self) -> None:
        self.title = QLabel(self.tr("Precision"), self)
        self.title.setProperty("kind", "title")
        self.title.setProperty("font_kind", "ui")
        self.group = QFrame(self)
        self.group.setProperty("kind", "segments")
        self.group.setAccessibleName(self.tr("Precision"))
        row = QHBoxLayout(self.group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        tips = {
            "exact": self.tr("float32: the reference."),
            "balanced": self.tr("16-bit weights: up to twice as fast."),
            "fast": self.tr("8-bit weights, 4-bit ones of a Llama: the fastest for large models."),
        }
        self.buttons = {name: self._button(precision_text(name), tip) for name, tip in tips.items()}
        for button in self.buttons.values():
            row.addWidget(button, 1)
        self.line = QLabel(self)
        self.line.setProperty("kind", "muted")
        self.line.setProperty("font_kind", "ui_small")
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.line.setAccessibleName(self.tr("Error of this precision"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (self.title, self.group, self.line):
            layout.addWidget(widget)
        self._keep_room()

    def customEvent(self, event: QEvent) -> None:
        """Keep the room of the sentence in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._keep_room()

    def _keep_room(self) -> None:
        metrics = QFontMetrics(current_theme().font("ui_small", zoom_of(self)))
        self.line.setMinimumHeight(_LINES * metrics.lineSpacing())

    def _button(self, word: str, tip: str) -> QPushButton:
        button = segment(word, tip, self.group)
        button.clicked.connect(self._on_clicked)
        return button

    def _check(self, precision: str) -> None:
        for name, button in self.buttons.items():
            show_segment(button, is_chosen=name == precision)

    def _show_line(self) -> None:
        """Show the sentence under the precision that it is about, and none under another."""
        is_about_it = self._shown in self.buttons and self.buttons[self._shown].isChecked()
        line = self._line if is_about_it else ""
        if self.line.text() != line:
            self.line.setText(line)

    @Slot()
    def _on_clicked(self) -> None:
        self._settling.start()
        self._show_line()

    @Slot()
    def _on_settled(self) -> None:
        wanted = next(name for name, button in self.buttons.items() if button.isChecked())
        self._check(wanted)
        if wanted != self._shown:
            self.chosen.emit(wanted)

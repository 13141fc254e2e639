"""The choice of the longest context: a list of lengths, and below it the memory that it takes.

Owns the controls; what a choice leads to is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import SPACE_1
from gptdesk.app.views.model.device_field import NarrowList
from gptdesk.engine.types import ModelInfo
from gptdesk.sentences import size_text

_SETTLING_MS = 400  # arrow keys pass lengths on the way: no model is opened for those
_LENGTHS = (1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)


class ContextField(QWidget):
    """A list of lengths, and a sentence; seen with a model that can have a shorter context.

    Signals:
        chosen: another length in tokens, by the user, int; not sent by `show_context`.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = 0
        self._settling = single_shot(self, _SETTLING_MS, self._on_settled)
        title = QLabel(self.tr("Longest context, in tokens"), self)
        title.setProperty("kind", "title")
        title.setProperty("font_kind", "ui")
        self.list = NarrowList(self.tr("Longest context, in tokens"), self)
        self.list.activated.connect(self._on_activated)
        self.line = QLabel(self)
        self.line.setProperty("kind", "muted")
        self.line.setProperty("font_kind", "ui_small")
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (title, self.list, self.line):
            layout.addWidget(widget)
        self.hide()

    def show_context(self, info: ModelInfo | None, limit: int) -> None:
        """Show what a model allows, and the limit in force."""
        # A GPT-2 has learned each of its places, and keeps them.
        self.setVisible(info is not None and not info.can_look_inside)
        self._limit = limit
        if info is None or self._settling.isActive():
            return
        self.list.clear()
        for tokens in sorted({*_LENGTHS, limit}):
            self.list.addItem(f"{tokens:,}", tokens)
        self.list.setCurrentIndex(self.list.findData(limit))
        self.line.setText(
            self.tr("When it is full it takes {0} of memory. The model allows {1} at most.").format(
                size_text(info.context_bytes), f"{info.longest_context:,}"
            )
        )
        self.list.setAccessibleDescription(self.line.text())

    @Slot()
    def _on_activated(self) -> None:
        self._settling.start()

    @Slot()
    def _on_settled(self) -> None:
        tokens = int(self.list.currentData())
        if tokens != self._limit:
            self.chosen.emit(tokens)

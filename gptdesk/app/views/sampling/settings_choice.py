"""The choice of the settings that the chances are computed with: two words side by side.

Owns the control; what a choice leads to is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from gptdesk.app.views.widgets.segments import segment, show_segment


class SettingsChoice(QFrame):
    """Radio buttons in the shape of one control.

    Signals:
        chosen(bool): the settings of now, by the user; not sent by `show_choice`.
    """

    chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "segments")
        self.setAccessibleName(self.tr("Settings that the chances are computed with"))
        self.then = self._button(
            self.tr("As chosen"), self.tr("With the settings that this token was chosen with.")
        )
        self.now = self._button(
            self.tr("Settings now"),
            self.tr("With the settings as they are now, same dice; moving a slider does this too."),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.then)
        row.addWidget(self.now)  # each as wide as its words: halves cut the longer one
        self.show_choice(is_now=False)

    def show_choice(self, *, is_now: bool) -> None:
        """Show which it is."""
        for button, is_chosen in ((self.then, not is_now), (self.now, is_now)):
            show_segment(button, is_chosen=is_chosen)

    def _button(self, word: str, tip: str) -> QPushButton:
        button = segment(word, tip, self)
        button.clicked.connect(self._on_clicked)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self.now.isChecked())

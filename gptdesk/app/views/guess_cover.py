"""What stands in the place of the chances while the next token is to be guessed.

Owns a sentence and a button.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_3, SPACE_4, Theme


class GuessCover(QWidget):
    """Hides nothing by itself: it is shown instead.

    Signals:
        reveal_requested: the guesses are in.
    """

    reveal_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QLabel(self.tr("What comes next?"), self)
        self._hint = QLabel(
            self.tr("Guess first. Then reveal the chances and where the dice fall."), self
        )
        self._hint.setWordWrap(True)
        self.button = QPushButton(self.tr("Reveal (Space)"), self)
        self.button.setProperty("kind", "primary")
        self.button.setAutoDefault(False)
        self.button.setAccessibleDescription(self._hint.text())
        self.button.clicked.connect(self.reveal_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._question)
        layout.addWidget(self._hint)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def apply_theme(self, theme: Theme, zoom: int = 100) -> None:
        """Take colours and fonts from `theme`."""
        font = theme.font("transcript", zoom)
        font.setBold(True)
        self._question.setFont(font)
        self._hint.setFont(theme.font("ui", zoom))
        palette = self._hint.palette()
        palette.setColor(self._hint.foregroundRole(), theme.color("text_muted"))
        self._hint.setPalette(palette)

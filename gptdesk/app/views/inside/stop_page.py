"""One stop of the network: its formula, and what it does."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.inside.words import step_title, words_of


class StopPage(QWidget):
    """What a stop does."""

    def __init__(
        self, inside: InsideViewModel, talk: TalkViewModel | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self.heading = QLabel(self)
        self.heading.setProperty("kind", "heading")
        self.formula = QLabel(self)
        self.formula.setProperty("font_kind", "mono")
        self.sentence = QLabel(self)
        self.sentence.setProperty("kind", "muted")
        self.sentence.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for part in (self.heading, self.formula, self.sentence):
            layout.addWidget(part)
        layout.addStretch(1)

    def look(self) -> None:
        """Say what the stop is."""
        step = self._inside.step
        words = words_of(step.spot.stop)
        self.heading.setText(step_title(step))
        self.formula.setText(words.formula)
        self.sentence.setText(words.sentence)

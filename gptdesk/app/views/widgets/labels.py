"""Sentences in a window: one that stays, and one that says what was done and leaves by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import set_kind
from gptdesk.app.views.widgets.notice_bar import notice_ms


def sentence_label(parent: QWidget, kind: str = "", text: str = "") -> QLabel:
    """Return a label for sentences, which wrap; what stands in them is never read as HTML.

    Args:
        parent: owns it.
        kind: "muted" or "error", as the style sheet has them; empty for neither.
        text: its first sentence.
    """
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if kind:
        label.setProperty("kind", kind)
    return label


def tell(label: QLabel, sentence: str, kind: str = "muted") -> None:
    """Show a sentence in `label`, and read it aloud; one of kind "error" is red wherever it is."""
    set_kind(label, kind)
    label.setText(sentence)
    if sentence and label.isVisible():
        announce(label, sentence)


class PassingLabel(QLabel):
    """A line under a page: what is said passes, what `setText` puts there stays.

    Signals:
        passed: what was said is gone.
    """

    passed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self._timer = single_shot(self, then=self._on_time_over)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show a sentence for a while, and read it aloud once."""
        self._said = sentence
        self.keep(sentence)
        self._timer.start(notice_ms(sentence))

    @Slot(str)
    def keep(self, sentence: str) -> None:
        """Show a sentence until something else is said, and read it aloud once."""
        self.setText(sentence)
        announce(self, sentence)

    @Slot()
    def _on_time_over(self) -> None:
        if self.text() == self._said:
            self.clear()
            self.passed.emit()

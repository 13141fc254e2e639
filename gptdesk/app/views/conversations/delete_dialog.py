"""The question before everything is deleted: what exactly, and a word to be typed.

Owns the question only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.theme import SPACE_3, SPACE_4
from gptdesk.storage.history.backups import HistoryFacts


class DeleteEverythingDialog(TabAsRead, QDialog):
    """Is accepted when the user typed the word."""

    def __init__(
        self, facts: HistoryFacts, unfinished: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """Ask.

        Args:
            facts: what there is.
            unfinished: a sentence about each thing that would be broken off.
            parent: window.
        """
        super().__init__(parent)
        self._word = self.tr("delete")
        self.setWindowTitle(self.tr("Delete everything?"))
        self.setModal(True)
        self.setMinimumWidth(460)
        self.what = QLabel(self._what_text(facts, unfinished), self)
        self.what.setWordWrap(True)
        self.what.setTextFormat(Qt.TextFormat.PlainText)
        self.word = QLineEdit(self)
        ask = QLabel(self.tr("To go on, &type “{0}”:").format(self._word), self)
        ask.setBuddy(self.word)
        self.word.setAccessibleName(self.tr("Type “{0}” to go on").format(self._word))
        self.word.setAccessibleDescription(self.what.text())
        self.setAccessibleDescription(self.what.text())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        delete = buttons.addButton(
            self.tr("&Delete everything"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.delete = delete
        self.delete.setEnabled(False)
        self.delete.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.word.textChanged.connect(self._on_word_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        for part in (self.what, ask, self.word, buttons):
            layout.addWidget(part)
        self.word.setFocus()

    def _what_text(self, facts: HistoryFacts, unfinished: Sequence[str]) -> str:
        count, copies = facts.conversations, len(facts.backups)
        conversations = self.tr("All conversations")
        if count is not None:
            conversations = self.tr("Conversations: {0}").format(f"{count:,}")
        return "\n".join(
            (
                self.tr("This deletes for good, and nothing brings it back:"),
                self.tr("•  {0}, with all branches, tokens and figures").format(conversations),
                self.tr("•  Backups: {0}").format(f"{copies:,}"),
                self.tr("•  Everything that was written and not sent yet"),
                self.tr("•  Damaged files of the history that were put aside"),
                "",
                self.tr(
                    "What was deleted is overwritten in the file. An answer that is being written"
                    " ends."
                ),
                self.tr("Settings, models, and files that you exported stay."),
                *((self.tr("It breaks off what is still going on:"),) if unfinished else ()),
                *(f"•  {sentence}" for sentence in unfinished),
            )
        )

    @Slot(str)
    def _on_word_changed(self, text: str) -> None:
        self.delete.setEnabled(text.strip().casefold() == self._word.casefold())

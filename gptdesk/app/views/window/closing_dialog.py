"""The question before the window closes while something is not saved, or not finished.

Owns the question only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.system.error_text import in_words
from gptdesk.app.theme import SPACE_3, SPACE_4
from gptdesk.storage.history.types import Unstored

STORE_S = 1.5  # for what is not on the disk yet: a few messages at most


class ClosingDialog(TabAsRead, QDialog):
    """Is accepted when the user wants to close and lose what is not saved."""

    def __init__(
        self,
        unstored: Unstored | None,
        unfinished: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Ask about what cannot be stored, and what would be broken off.

        Args:
            unstored: None where it is not known yet.
            unfinished: a sentence about each export and import.
            parent: the window.
        """
        super().__init__(parent)
        is_lost = unstored is None or bool(unstored)
        self.setWindowTitle(
            self.tr("Not everything is saved") if is_lost else self.tr("Not everything is finished")
        )
        self.setModal(True)
        self.setMinimumWidth(460)
        self.what = QLabel(self._what_text(unstored, unfinished), self)
        self.what.setWordWrap(True)
        self.what.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleDescription(self.what.text())
        buttons = QDialogButtonBox(self)
        self.stay = buttons.addButton(self.tr("&Stay"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_anyway = buttons.addButton(
            self.tr("&Close and lose it") if is_lost else self.tr("&Close all the same"),
            QDialogButtonBox.ButtonRole.DestructiveRole,
        )
        self.close_anyway.setAutoDefault(False)
        self.stay.setDefault(True)
        self.stay.setFocus()
        buttons.rejected.connect(self.reject)
        self.close_anyway.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.what)
        layout.addWidget(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the sentences the height that they take: Qt measured them in other letters."""
        super().showEvent(event)
        room = self.width() - 2 * SPACE_4
        self.what.setMinimumHeight(self.what.heightForWidth(room))

    def _what_text(self, unstored: Unstored | None, unfinished: Sequence[str]) -> str:
        parts: list[str] = []
        if unfinished:
            lines = (f"•  {sentence}" for sentence in unfinished)
            parts.append("\n".join((self.tr("If you close now, this is broken off:"), *lines)))
        if unstored is None or unstored:
            parts.append(self._lost_text(unstored))
        return "\n\n".join(parts)

    def _lost_text(self, unstored: Unstored | None) -> str:
        if unstored is None:
            return self.tr(
                "What is new is still being saved. If you close now, it can be lost."
                " Stay, and close a little later."
            )
        lines = [self.tr("If you close now, this is lost:")]
        if unstored.conversations:
            changed = self.tr("•  What is new in conversations: {0}")
            lines.append(changed.format(f"{unstored.conversations:,}"))
        if unstored.drafts:
            drafts = self.tr("•  Text that was written and not sent: {0}")
            lines.append(drafts.format(f"{unstored.drafts:,}"))
        remedy = self.tr("To keep it, stay; copy or export it, or mend this, and close again.")
        return "\n".join((*lines, "", in_words(unstored.sentence), "", remedy))

"""A prompt that was sent, in the composer once more.

Owns which prompt that is and what was being written instead; what is sent then stands beside it as
a branch, which is the chat's doing.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gptdesk.app.viewmodels.chat import ChatViewModel
from gptdesk.app.views.composer import Composer
from gptdesk.app.views.message_bar import MessageBar

_FOR_MS = 3_600_000  # as long as it takes


class PromptEditing(QObject):
    """Edits one prompt at a time in a composer."""

    def __init__(
        self, composer: Composer, message_bar: MessageBar, chat: ChatViewModel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._composer = composer
        self._bar = message_bar
        self._chat = chat
        self._message_id = ""
        self._draft = ""
        self._mode = chat.mode  # of what was being written instead
        chat.conversation_changed.connect(self._on_conversation_changed)

    @property
    def message_id(self) -> str:
        """Id of the prompt that is edited; "" while none is."""
        return self._message_id

    @Slot(int)
    def begin(self, row: int) -> None:
        """Put the prompt in a row into the composer."""
        if not self._message_id:
            self._draft, self._mode = self._composer.text(), self._chat.mode
        message = self._chat.messages.message(row)
        self._message_id = message.id
        self._composer.set_text(message.text)
        self._chat.show_mode(message.mode)
        self._composer.focus_editor()
        self._bar.show_offer(
            self.tr("You are editing a prompt. What you send stands beside it; nothing is lost."),
            action_text=self.tr("Cancel"),
            action=self.cancel,
            for_ms=_FOR_MS,
        )

    @Slot()
    def cancel(self) -> None:
        """Leave the prompt as it is, and go on with what was being written."""
        if self._message_id:
            self._message_id = ""
            self._composer.set_text(self._draft)
            self._chat.show_mode(self._mode)
            self._bar.dismiss()

    def send(self, text: str) -> bool | None:
        """Ask `text` beside the prompt; return whether it was accepted, None if none is edited."""
        row = self._chat.messages.row_of(self._message_id) if self._message_id else None
        if row is None:
            self._message_id = ""
            return None
        is_accepted = self._chat.edit_prompt(row, text)
        if is_accepted:
            self._message_id = ""
            self._bar.dismiss()
        return is_accepted

    @Slot()
    def _on_conversation_changed(self) -> None:
        """Another conversation has another draft."""
        if self._message_id and self._chat.messages.row_of(self._message_id) is None:
            self._message_id = ""
            self._bar.dismiss()

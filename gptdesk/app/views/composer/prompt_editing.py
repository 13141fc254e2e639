"""A prompt that was sent, in the composer once more.

Owns when a prompt is edited, the mode that it is edited in, and the bar that says so; what is sent
then stands beside it as a branch, which is the chat's doing. The words are those of `Drafts`: an
edit that was begun comes back with its conversation.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.drafts import Drafts
from gptdesk.app.views.widgets.notice_bar import MessageBar
from gptdesk.chat.messages import PromptMode

_EDITING = "editing"  # of the line in the bar


class PromptEditing(QObject):
    """Edits one prompt at a time in a composer.

    Signals:
        composer_wanted: the keyboard belongs into the composer.
    """

    composer_wanted = Signal()

    def __init__(
        self, message_bar: MessageBar, chat: ChatViewModel, drafts: Drafts, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bar = message_bar
        self._chat = chat
        self._drafts = drafts
        self._mode = chat.mode  # of what was being written instead
        self._is_sending = False
        chat.conversation_changed.connect(self._follow)
        chat.mode_chosen.connect(self._on_mode_chosen)
        drafts.edits_read.connect(self._follow)

    @property
    def message_id(self) -> str:
        """Id of the prompt that is edited; "" while none is."""
        return self._drafts.edited_id if self._drafts.is_editing else ""

    @Slot(int)
    def begin(self, row: int) -> None:
        """Put the prompt in a row into the composer; one that was edited before goes on."""
        message = self._chat.messages.message(row)
        if message.id != self.message_id:
            self._show(message.mode, lambda: self._drafts.begin_edit(message.id, message.text))
        self.composer_wanted.emit()

    @Slot()
    def cancel(self) -> None:
        """Leave the prompt as it is, and go on with what was being written."""
        if self._drafts.is_editing:
            self._drafts.end_edit()
            self._chat.show_mode(self._mode)
            self._bar.withdraw_warning(_EDITING)
            self.composer_wanted.emit()

    def send(self, text: str) -> bool | None:
        """Ask `text` beside the prompt; return whether it was accepted, None if none is edited."""
        return self._send(text, self._chat.edit_prompt)

    def step(self, text: str) -> bool | None:
        """Ask `text` as `send` does, for one token."""
        return self._send(text, self._chat.step_edited_prompt)

    def _send(self, text: str, ask: Callable[[int, str], bool]) -> bool | None:
        row = self._chat.messages.row_of(self.message_id) if self.message_id else None
        if row is None:
            return None
        self._is_sending = True
        try:
            is_accepted = ask(row, text)
        finally:
            self._is_sending = False
        if is_accepted:
            self._drafts.end_edit()
            if self._drafts.draft:  # it goes on as it was begun
                self._chat.show_mode(self._mode)
            self._bar.withdraw_warning(_EDITING)
        return is_accepted

    def _show(self, mode: PromptMode, show_words: Callable[[], None]) -> None:
        if not self._drafts.is_editing:
            self._mode = self._chat.mode
        show_words()
        self._chat.show_mode(mode)
        self._bar.show_state(
            _EDITING,
            self.tr("You are editing a prompt. What you send stands beside it; nothing is lost."),
            action_text=self.tr("Cancel"),
            action=self.cancel,
        )

    @Slot()
    def _follow(self) -> None:
        """The edit waits while its prompt is not on the screen, and comes back with it."""
        if self._is_sending:
            return
        edited_id = self._drafts.edited_id
        row = self._chat.messages.row_of(edited_id) if edited_id else None
        if row is not None and not self._drafts.is_editing:
            self._show(self._chat.messages.message(row).mode, self._drafts.show_edit)
        elif row is None and self._drafts.is_editing:
            self._drafts.show_draft()
            self._chat.show_mode(self._mode)
        if not self._drafts.is_editing:
            self._bar.withdraw_warning(_EDITING)

    @Slot(object)
    def _on_mode_chosen(self, mode: PromptMode) -> None:
        """The user's choice is for what was being written too."""
        self._mode = mode

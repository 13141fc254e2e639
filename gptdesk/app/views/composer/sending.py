"""Sending what is written: a prompt, one token of its answer (F10), or another form of a prompt.

Owns what Enter, Send, Step and Esc ask of the chat, and the offer of other dice; when a prompt is
edited, the mode that it is edited in, and the bar that says so. An edited prompt stands beside the
old one as a branch, which is the chat's doing. The words are those of `Drafts`: an edit that was
begun comes back with its conversation.

In guess mode all that makes a token asks first; so it is `TalkViewModel` that is told then.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.conversations import UNDO_S
from gptdesk.app.viewmodels.conversations.drafts import Drafts
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.widgets.notice_bar import NoticeBar, notice_ms
from gptdesk.chat.messages import PromptMode

SETTLED_S = 0.4  # as long a press is not meant for what Send and Stop, or Esc, have just become

_EDITING = "editing"  # of the line in the bar


class PromptSending(QObject):
    """Sends what a composer holds, and edits prompts in it; what is refused stays there.

    Signals:
        can_stop_changed: an answer is being written, or a model opened, bool.
        prompt_wanted: ids of a conversation and of a prompt of it, which is to be edited again and
            is not on the screen.
    """

    can_stop_changed = Signal(bool)
    prompt_wanted = Signal(str, str)

    def __init__(
        self,
        composer: Composer,
        notice_bar: NoticeBar,
        chat: ChatViewModel,
        drafts: Drafts,
        library: LibraryViewModel,
        talk: TalkViewModel,
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._bar = notice_bar
        self._chat = chat
        self._drafts = drafts
        self._library = library
        self._talk = talk
        self._mode = chat.mode  # of what was being written instead
        self._is_sending = False
        self._turned_at = -math.inf  # when Send became Stop, or Stop became Send, in seconds
        self._pressed_of: float | None = None  # the turn after which the main button was pressed
        chat.busy_changed.connect(self._on_busy_changed)
        chat.busy_changed.connect(self._tell_whether_it_can_stop)
        library.loading_changed.connect(self._tell_whether_it_can_stop)
        self._wanted = ("", "")  # id and words of an edit that waits until its prompt is shown
        chat.shown.changed.connect(self._follow)
        chat.mode_chosen.connect(self._on_mode_chosen)
        drafts.edits_read.connect(self._follow)

    @property
    def message_id(self) -> str:
        """Id of the prompt that is edited; "" while none is."""
        return self._drafts.edited_id if self._drafts.is_editing else ""

    @Slot()
    def send(self) -> None:
        """Send the prompt, also an empty one: the last answer then goes on."""
        if self._talk.is_guessing:
            self._talk.step()
        else:
            self._send(None)

    @Slot()
    def step(self) -> None:
        """Send the prompt for one token of its answer."""
        self._send(1)

    @Slot(str)
    def send_example(self, text: str) -> None:
        """Send another text than the composer's; what is written there stays."""
        self._composer.focus_editor()
        self._talk.ask_before(Question.AFTER_TEXT, text, partial(self._chat.submit, text))

    @Slot()
    def continue_answer(self) -> None:
        """Go on with the last answer, whatever is written."""
        if self._talk.is_guessing and not self._composer.text():
            self._talk.step()
        else:
            self._talk.ask_before(Question.NEXT, "", self._chat.continue_answer)

    @Slot(int)
    def regenerate(self, row: int) -> None:
        """Write another answer beside the one in a row."""
        message_id = self._chat.messages.message(row).id
        make = partial(self._chat.regenerate, row)
        self._talk.ask_before(Question.ANOTHER, message_id, make)

    @Slot(int, int)
    def replay(self, row: int, index: int) -> None:
        """Write the answer in a row again from a token on, with the settings of now."""
        about = f"{self._chat.messages.message(row).id} {index}"
        make = partial(self._chat.replay_from, row, index)
        self._talk.ask_before(Question.INSTEAD, about, make, index=index)

    @Slot()
    def regenerate_last(self) -> None:
        """Write another answer beside the last one."""
        row = self._chat.shown.last_answer_row()
        if row is not None:
            self.regenerate(row)

    @Slot(object)
    def send_with(self, first_ids: tuple[int, ...]) -> None:
        """Send the prompt, and let its answer begin with these tokens."""
        self._send(None, tuple(first_ids))

    @Slot()
    def press(self) -> None:
        """Note what the composer's main button said when the finger came down."""
        self._pressed_of = self._turned_at if self._is_settled else None

    @Slot()
    def send_or_stop(self) -> None:
        """Do what the composer's main button said when it was pressed, and says still.

        What it says since less than 0.4 s was not seen by whoever pressed it: nothing happens.
        """
        if self._pressed_of != self._turned_at:
            return
        if self._chat.is_busy:
            self._chat.runner.stop()
        else:
            self.send()

    @Slot(str)
    def offer_new_dice(self, message_id: str) -> None:
        """Say why an answer was not written again, and offer to do it with other dice."""
        sentence = self.tr("The seed is fixed: the same dice give the same answer.")
        self._bar.show_offer(
            sentence,
            action_text=self.tr("New dice, once"),
            action=partial(self._regenerate_with_new_dice, message_id),
            for_ms=notice_ms(sentence),
        )

    def _regenerate_with_new_dice(self, message_id: str) -> None:
        make = partial(self._chat.regenerate_with_new_dice, message_id)
        self._talk.ask_before(Question.ANOTHER, message_id, make)

    @Slot()
    def leave(self) -> None:
        """Stop what is running, else leave a prompt that is edited (Esc).

        An answer that ended just now was to be stopped: the edit stays.
        """
        if self._can_stop:
            self.stop()
        elif self._is_settled:
            self.cancel_edit()

    @Slot()
    def leave_list(self) -> None:
        """Stop what is running, else go on in the composer (Esc in the list of chats)."""
        if self._can_stop:
            self.stop()
        else:
            self._composer.focus_editor()

    @Slot()
    def stop(self) -> None:
        """Stop the answer that is running, else the opening of a model."""
        if self._chat.is_busy:
            self._chat.runner.stop()
        else:
            self._library.stop_opening()

    @Slot()
    def _tell_whether_it_can_stop(self) -> None:
        self.can_stop_changed.emit(self._can_stop)

    @property
    def _can_stop(self) -> bool:
        return self._chat.is_busy or self._library.is_loading

    @property
    def _is_settled(self) -> bool:
        return monotonic() - self._turned_at >= SETTLED_S

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:
        self._turned_at = monotonic()

    @Slot(int)
    def edit_prompt(self, row: int) -> None:
        """Put the prompt in a row into the composer; one that was edited before goes on."""
        message = self._chat.messages.message(row)
        if message.id != self.message_id:
            self._show(message.mode, lambda: self._drafts.begin_edit(message.id, message.text))
        self._composer.focus_editor()

    def show_edit(self) -> None:
        """Say that a prompt is edited, in a window that comes after another."""
        if self._drafts.is_editing:
            self._tell_edit()

    @Slot()
    def cancel_edit(self) -> None:
        """Leave the prompt as it is, and go on with what was being written.

        Words that were changed can be had back for a while.
        """
        if not self._drafts.is_editing:
            return
        message_id, words = self._drafts.edited_id, self._drafts.text
        self._drafts.end_edit()
        self._chat.show_mode(self._mode)
        self._bar.withdraw_warning(_EDITING)
        self._composer.focus_editor()
        row = self._chat.messages.row_of(message_id)
        if row is not None and words != self._chat.messages.message(row).text:
            self._bar.show_offer(
                self.tr("The prompt stays as it was. Your changes to it are gone."),
                action_text=self.tr("Undo"),
                action=partial(self._edit_again, self._chat.conversation.id, message_id, words),
                for_ms=round(UNDO_S * 1000),
            )

    def _edit_again(self, conversation_id: str, message_id: str, words: str) -> None:
        """Go on with an edit that was left, wherever its prompt is by now."""
        row = self._chat.messages.row_of(message_id)
        if row is None:
            self._wanted = (message_id, words)
            self.prompt_wanted.emit(conversation_id, message_id)
            return
        self._wanted = ("", "")
        mode = self._chat.messages.message(row).mode
        self._show(mode, lambda: self._drafts.begin_edit(message_id, words))
        self._composer.focus_editor()

    def _send(self, most: int | None, first_ids: tuple[int, ...] = ()) -> None:
        """Ask beside the prompt that is edited, else at the end of the conversation.

        Args:
            most: new tokens; None is as many as the sampling settings say.
            first_ids: tokens that the answer begins with.
        """
        if self._chat.runner.home is self._chat.shown.tree:
            return  # of another conversation the chat says that it is being answered
        text = self._composer.take_text()
        row = self._chat.messages.row_of(self.message_id) if self.message_id else None
        if row is None:
            is_accepted = self._chat.submit(text, most, first_ids)
        else:
            is_accepted = self._send_beside(row, text, most, first_ids)
        if not is_accepted:
            self._composer.restore()  # what was not accepted is not lost

    def _send_beside(
        self, row: int, text: str, most: int | None, first_ids: tuple[int, ...]
    ) -> bool:
        self._is_sending = True
        try:
            is_accepted = self._chat.edit_prompt(row, text, most, first_ids)
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
        self._tell_edit()

    def _tell_edit(self) -> None:
        self._bar.show_state(
            _EDITING,
            self.tr("You are editing a prompt. It is answered anew; the old one stays beside it."),
            action_text=self.tr("Cancel"),
            action=self.cancel_edit,
        )

    @Slot()
    def _follow(self) -> None:
        """The edit waits while its prompt is not on the screen, and comes back with it."""
        if self._is_sending:
            return
        message_id, words = self._wanted
        if message_id and self._chat.messages.row_of(message_id) is not None:
            self._edit_again(self._chat.conversation.id, message_id, words)
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

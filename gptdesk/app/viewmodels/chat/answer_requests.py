"""From what the user asks for in the conversation that is shown to what is to be written.

Owns which message goes where, with which dice; starts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.branches import beginning_of, beside, has_ended
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.chat.shown_conversation import ShownConversation
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.storage.history.types import Outline, is_written_elsewhere


@dataclass(frozen=True, slots=True)
class Wish:
    """An answer to be written.

    Attributes:
        answer: to go on with, or empty; its parent says where it belongs.
        settings: how tokens are chosen.
        max_new_tokens: at most this many.
        forced_ids: the tokens that come first.
        prompt: the user's message that it answers, if that is a new one.
    """

    answer: Message
    settings: SamplingSettings
    max_new_tokens: int
    forced_ids: tuple[int, ...] = ()
    prompt: Message | None = None


class Wishes(QObject):
    """Makes a `Wish` of what the user asks for, and None of what makes no sense.

    Signals:
        notice_raised: a sentence: why there is none, where the user may wonder.
    """

    notice_raised = Signal(str)

    def __init__(
        self, client: InferenceClient, shown: ShownConversation, sampling: SamplingViewModel
    ) -> None:
        super().__init__(shown)
        self._client = client
        self._shown = shown
        self._sampling = sampling
        self._vocabulary: Vocabulary | None = None
        client.vocabulary_ready.connect(self._on_vocabulary_ready)

    def for_text(self, text: str, mode: PromptMode, max_new_tokens: int) -> Wish | None:
        """Have `text` answered at the end of the path; without text the last answer goes on."""
        leaf = self._shown.tree.leaf
        answer = None if leaf is None else self._shown.tree.message(leaf)
        if text or answer is None or answer.role is not Role.ASSISTANT:
            return self._new(text, mode, leaf, max_new_tokens)
        if isinstance(answer, Outline):
            self.notice_raised.emit(self.tr("This answer is still being read. Try again."))
            return None
        if is_written_elsewhere(answer):
            self.notice_raised.emit(
                self.tr("Another window is writing this answer. It can go on when that is done.")
            )
            return None
        if has_ended(answer, self._vocabulary):
            self.notice_raised.emit(
                self.tr("The model ended its answer here. Send a message, or regenerate it.")
            )
            return None
        if answer.seed is None:
            answer = replace(answer, seed=self._sampling.next_seed())
        return Wish(answer, self._sampling.settings, max_new_tokens)

    def again(self, row: int | None) -> Wish | None:
        """Have another answer beside the one in `row`, beside the last one without a row."""
        row = self._shown.last_answer_row() if row is None else row
        old = None if row is None else self._shown.message_in(row, Role.ASSISTANT)
        if old is None:
            return None
        answer = beside(old, self._sampling.next_seed(), self._client.info)
        return Wish(answer, self._sampling.settings, self._sampling.max_new_tokens)

    def branch(self, row: int, index: int, ids: tuple[int, ...]) -> Wish | None:
        """Have the answer in `row` go on otherwise from token `index` on: with `ids`, then more."""
        old = self._shown.message_in(row, Role.ASSISTANT)
        if old is None or self._vocabulary is None:
            return None
        answer = beginning_of(old, index, self._vocabulary, self._client.info)
        if answer is None:
            return None
        length = len(ids) + self._sampling.max_new_tokens
        return Wish(answer, self._sampling.settings, length, ids)

    def edit(self, row: int, text: str, mode: PromptMode, max_new_tokens: int) -> Wish | None:
        """Have `text` answered in the place of the user's message in `row`."""
        old = self._shown.message_in(row, Role.USER)
        if old is None or not text:
            return None
        return self._new(text, mode, old.parent, max_new_tokens)

    def _new(self, text: str, mode: PromptMode, parent: str | None, max_new_tokens: int) -> Wish:
        """Have `text` answered, or what stands before if there is none."""
        prompt = Message(Role.USER, text, mode=mode, parent=parent) if text else None
        before = parent if prompt is None else prompt.id
        seed = self._sampling.next_seed()
        answer = Message(Role.ASSISTANT, "", mode=mode, seed=seed, parent=before)
        return Wish(answer, self._sampling.settings, max_new_tokens, prompt=prompt)

    @Slot(object)
    def _on_vocabulary_ready(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

"""Other tokens in the place of one: from what the user chose or typed to a branch.

Owns the way from a `TokenRef` to the row of its answer, and from text to tokens; the branch itself
is the chat's.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel


class Swaps(QObject):
    """Puts other tokens in the place of one, and lets the answer go on from there.

    Signals:
        refused(str): a sentence: it cannot be done, and why.
    """

    refused = Signal(str)

    def __init__(
        self, client: InferenceClient, chat: ChatViewModel, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chat = chat
        self._waiting: tuple[int, TokenRef] | None = None  # for the tokens of a text
        client.tokenized.connect(self._on_tokenized)
        client.aside_failed.connect(self._on_aside_failed)

    @Slot(object, object)
    def swap(self, ref: TokenRef, ids: tuple[int, ...]) -> bool:
        """Begin a branch in which `ids` stand from a token on; return whether it begins."""
        row = None if ref.is_prompt else self._chat.messages.row_of(ref.answer_id)
        if row is None:
            self.refused.emit(self.tr("This token stands in no answer on the screen."))
            return False
        if self._chat.is_busy:
            self.refused.emit(self.tr("An answer is being written; stop it first."))
            return False
        return self._chat.branch_at(row, ref.index, ids)

    @Slot(object, str)
    def swap_text(self, ref: TokenRef, text: str) -> None:
        """Do the same with the tokens of a text, spaces included."""
        if text:
            self._waiting = (self._client.tokenize(text), ref)

    @Slot(int, object)
    def _on_tokenized(self, number: int, ids: tuple[int, ...]) -> None:
        if self._waiting is not None and self._waiting[0] == number:
            ref = self._waiting[1]
            self._waiting = None
            self.swap(ref, ids)

    @Slot(int, str)
    def _on_aside_failed(self, number: int, sentence: str) -> None:
        if self._waiting is not None and self._waiting[0] == number:
            self._waiting = None
            self.refused.emit(sentence)

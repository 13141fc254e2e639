"""Other tokens in the place of one: from what the user chose or typed to a branch.

Owns the way from a `TokenRef` to the row of its answer, and from text to tokens; the branch itself
is the chat's.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import SplitText
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
        self._asked: int | None = None  # number of the question for the tokens of a text

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
            self._client.forget(self._asked)
            self._asked = self._client.ask(
                SplitText(text), partial(self.swap, ref), self.refused.emit
            )

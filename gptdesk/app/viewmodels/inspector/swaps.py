"""Other tokens in the place of one: from what the user chose or typed to a branch.

Owns the way from a `TokenRef` to the row of its answer or its prompt, and from text to tokens; the
branch itself is the chat's.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import SplitText
from gptdesk.app.obstacles import answer_is_written
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.engine.tokenizers.vocabulary import Vocabulary


class Swaps(QObject):
    """Puts other tokens in the place of one, and lets the answer go on from there.

    In a prompt the rest of it stays: it is edited there, and answered anew.

    Signals:
        refused(str): a sentence: it cannot be done, and why.
    """

    refused = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        chat: ChatViewModel,
        talk: TalkViewModel,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chat = chat
        self._talk = talk
        self._asked: int | None = None  # number of the question for the tokens of a text

    @Slot(object, object)
    def swap(self, ref: TokenRef, ids: tuple[int, ...]) -> bool:
        """Begin a branch in which `ids` stand from a token on.

        In guess mode an answer to another prompt is asked about first.

        Returns:
            Whether it begins now.
        """
        if ref.is_prompt:
            return self._edit_prompt(ref, ids)
        row = self._row_to_branch(ref)
        return row is not None and self._chat.branch_at(row, ref.index, ids)

    def _row_to_branch(self, ref: TokenRef) -> int | None:
        """Return the row of a token's answer; None where no branch can begin, which is told."""
        row = self._chat.messages.row_of(ref.answer_id)
        if row is None:
            self.refused.emit(self.tr("This token stands in no answer on the screen."))
        elif self._chat.is_busy:
            self.refused.emit(answer_is_written())
        else:
            return row
        return None

    @Slot(object, str)
    def swap_text(self, ref: TokenRef, text: str) -> None:
        """Do the same with the tokens of a text, spaces included."""
        if text and ref.is_prompt:
            self._edit_prompt(ref, text)
        elif text and self._is_of_texts(ref):
            row = self._row_to_branch(ref)
            if row is not None:
                self._chat.branch_with_text(row, ref.index, text)
        elif text:
            self._client.forget(self._asked)
            self._asked = self._client.ask(
                SplitText(text, goes_on=True), partial(self.swap, ref), self.refused.emit
            )

    def _is_of_texts(self, ref: TokenRef) -> bool:
        """Tell whether a token stands in an answer that has texts in the place of ids."""
        row = self._chat.messages.row_of(ref.answer_id)
        return row is not None and self._chat.messages.message(row).is_drawn_by_server

    def _edit_prompt(self, ref: TokenRef, new: tuple[int, ...] | str) -> bool:
        """Answer the prompt anew with tokens of its own vocabulary, or a text, in it."""
        messages = self._chat.messages
        row = messages.row_of(ref.answer_id)
        answer = None if row is None else messages.message(row)
        parent = None if answer is None else answer.parent
        row = None if parent is None else messages.row_of(parent)
        if answer is None or row is None:
            self.refused.emit(self.tr("The message that this token stands in is not here."))
            return False
        if self._chat.is_busy:
            self.refused.emit(answer_is_written())
            return False
        prompt, vocabulary = messages.message(row), self._client.model.vocabulary_of(answer)
        if isinstance(new, str):
            piece = new.encode(errors="replace")
        else:
            piece = b"".join(map(vocabulary.piece, new))
        text = with_other_piece(prompt, answer, ref.index, piece, vocabulary)
        if text is None:
            self.refused.emit(
                self.tr(
                    "This token is no part of your last message, or only a part of a character. "
                    "Edit the message that it stands in."
                )
            )
            return False
        edit = partial(self._chat.edit_prompt, row, text, mode=prompt.mode)
        if not self._talk.is_guessing:
            return edit()
        self._talk.ask_before(Question.ANOTHER, f"{prompt.id} {text}", edit)
        return False


def with_other_piece(
    prompt: Message, answer: Message, index: int, piece: bytes, vocabulary: Vocabulary
) -> str | None:
    """Return the text of a prompt with something else in the place of one of its tokens.

    Args:
        prompt: the user's message.
        answer: saw it, as the end of its `prompt_ids`.
        index: of the token among them.
        piece: UTF-8, what stands there instead.
        vocabulary: of the tokens.

    Returns:
        None where the token does not stand in this message, and where no text comes of it.
    """
    text = prompt.text.strip() if answer.mode is PromptMode.CONVERSATION else prompt.text
    own = text.encode(errors="replace")
    pieces = tuple(map(vocabulary.piece, answer.prompt_ids))
    seen = b"".join(pieces)
    end = len(seen) - answer.prompt_suffix
    begin = end - len(own)  # below 0 where the context had no room for all of it
    first = sum(map(len, pieces[:index]))
    stop = first + len(pieces[index])
    if seen[max(begin, 0) : end] != own[max(-begin, 0) :] or not begin < stop <= end:
        return None
    if first < begin:  # a template's space and the first word are one token
        piece = piece.removeprefix(seen[first:begin])
    try:
        return (own[: max(first - begin, 0)] + piece + own[stop - begin :]).decode()
    except UnicodeDecodeError:
        return None

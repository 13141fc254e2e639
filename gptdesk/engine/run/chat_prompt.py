"""A conversation in a model's own template, as token ids that fit its context.

Owns which turns are left out where they are too many, and that names of control tokens become
those tokens only where the template wrote them. Must not know the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from gptdesk.engine.run.chat_template import ChatTemplate, LaidOut
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn
from gptdesk.engine.tokenizers.protocol import LaysOut, Tokenizer
from gptdesk.errors import ChatTemplateError, RequestError

_TRIES = 8  # in which a message that is too long by itself is cut to what fits


@dataclass(frozen=True, slots=True)
class ChatIds:
    """A conversation as the network reads it.

    Attributes:
        ids: of the whole layout.
        dropped_tokens: how many more there would be with all turns in full length.
        suffix: bytes at the end that the template wrote after the last turn's own text.
    """

    ids: list[int]
    dropped_tokens: int
    suffix: int


class ChatPrompts:
    """Lays out conversations for one model; for one thread at a time.

    Attributes:
        template: the model's own.
        end_ids: tokens that the template writes after an answer, so that the model ends one so.
        stop: of a template that the user chose, what it writes before the next question.
    """

    def __init__(self, form: ChatFormat, tokenizer: Tokenizer) -> None:
        """Compile the template of a model.

        Args:
            form: the model's own.
            tokenizer: of text without control tokens; the same texts come again and again.

        Raises:
            ChatTemplateError: it is no template.
        """
        self._controls = dict(form.controls)
        self.template = ChatTemplate(
            form.source,
            controls=self._controls,
            start=form.bos,
            end=form.eos,
            is_chosen=form.is_chosen,
        )
        self._tokenizer = tokenizer
        self.end_ids = self._end_of_an_answer()
        self.stop = self._start_of_a_question() if form.is_chosen else ()

    def lay_out(self, turns: Sequence[Turn], today: date, room: int) -> ChatIds:
        """Lay out turns, with the beginning of the answer, in at most `room` tokens.

        What is too long loses its oldest exchanges, a question with its answers; what stands
        before the first question, as a system's turn, stays. A last message that is too long by
        itself loses its beginning. The template is never cut.

        Raises:
            ChatTemplateError: the template refuses or fails; or it alone is longer than `room`.
        """

        def laid(kept: Sequence[Turn]) -> tuple[list[int], int]:
            layout = self.template.lay_out(kept, today)
            return self._ids(layout), layout.suffix

        return _fitted(turns, room, laid, self._tokenizer)

    def _ids(self, layout: LaidOut) -> list[int]:
        ids: list[int] = []
        is_anew, goes_on = self._tokenizer.vocabulary.is_parted_anew, False
        for piece in layout.pieces:
            names = None if piece.is_typed else self.template.names
            for part in [piece.text] if names is None else names.split(piece.text):
                control = None if names is None else self._controls.get(part)
                if control is not None:
                    ids.append(control)
                    goes_on = not is_anew
                elif part:
                    ids += self._tokenizer.encode(part, goes_on=goes_on)
                    goes_on = True
        return ids

    def _end_of_an_answer(self) -> frozenset[int]:
        """Return the control token that stands right after an answer, if the template has one."""
        turns = (Turn("user", "question"), Turn("assistant", "answer"))
        try:
            laid = self.template.lay_out(turns, date(2024, 1, 1), is_answer_next=False)
        except ChatTemplateError:
            return frozenset()  # told when a conversation is laid out
        parts = [] if self.template.names is None else self.template.names.split(laid.text)
        return frozenset(
            self._controls[name]
            for text, name in pairwise(parts)
            if text.strip().endswith("answer") and name in self._controls
        )

    def _start_of_a_question(self) -> tuple[str, ...]:
        """Return the first line that stands after an answer, up to a control token in it."""
        turns = (Turn("user", "first"), Turn("assistant", "answer"), Turn("user", "second"))
        try:
            laid = self.template.lay_out(turns, date(2024, 1, 1)).text
        except ChatTemplateError:
            return ()  # told when a conversation is laid out
        between = laid.partition("answer")[2].partition("second")
        if not between[1]:
            return ()
        if self.template.names is not None:
            between = self.template.names.split(between[0])
        line = between[0].strip().partition("\n")[0].rstrip()
        starts_line = between[0][: -len(between[0].lstrip()) or None].endswith("\n")
        return ("\n" * starts_line + line,) if line else ()


class ServedPrompts:
    """Lays out conversations as a server does, which keeps its template and tells the ids.

    What a user types as the name of a control token is that token then: the server sees to it.

    Attributes:
        end_ids: none; the vocabulary has them.
        stop: no strings.
    """

    end_ids: frozenset[int] = frozenset()
    stop: tuple[str, ...] = ()

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Have the server of `tokenizer` lay out."""
        self._tokenizer = tokenizer

    def lay_out(self, turns: Sequence[Turn], today: date, room: int) -> ChatIds:  # noqa: ARG002
        """Do what `ChatPrompts.lay_out` does; what day it is the server knows.

        Raises:
            ChatTemplateError: the template alone is longer than `room`.
            RequestError: the server refuses this conversation, or has no layout.
        """
        tokenizer = self._tokenizer
        if not isinstance(tokenizer, LaysOut):
            raise RequestError("This tokenizer lays out no conversations.")

        def laid(kept: Sequence[Turn]) -> tuple[list[int], int]:
            ids = tokenizer.lay_out(kept)
            said = kept[-1].content.strip().encode(errors="replace") if kept else b""
            behind = b"".join(map(tokenizer.vocabulary.piece, ids)).rpartition(said)[2]
            return ids, len(behind) if said else 0

        return _fitted(turns, room, laid, tokenizer)


def _fitted(
    turns: Sequence[Turn],
    room: int,
    laid: Callable[[Sequence[Turn]], tuple[list[int], int]],
    tokenizer: Tokenizer,
) -> ChatIds:
    """Lay out as many turns as fit, see `ChatPrompts.lay_out`.

    Args:
        turns: all of them.
        room: tokens at most.
        laid: gives the ids of some turns, and the bytes of the template behind the last one's text.
        tokenizer: counts what a message is alone.

    Raises:
        ChatTemplateError: the template alone is longer than `room`, or what `laid` raises.
    """
    head, exchanges = _exchanges(turns)

    def from_exchange(first: int) -> tuple[list[int], int]:
        kept = [turn for exchange in exchanges[first:] for turn in exchange]
        return laid((*head, *kept))

    ids, suffix = from_exchange(0)
    total = len(ids)
    if total > room and len(exchanges) > 1:
        too_many, enough = 0, len(exchanges) - 1  # exchanges left out
        while enough - too_many > 1:
            middle = (too_many + enough) // 2
            if len(from_exchange(middle)[0]) > room:
                too_many = middle
            else:
                enough = middle
        ids, suffix = from_exchange(enough)
    kept = exchanges[-1] if exchanges else []
    for _ in range(_TRIES if kept else 0):  # its last message loses its beginning until it fits
        if len(ids) <= room:
            break
        *before, last = kept
        n_own = max(len(tokenizer.encode(last.content)), 1)
        n_chars = int(len(last.content) * (n_own - (len(ids) - room)) / n_own * 0.98)
        if n_chars <= 0:
            break
        kept = [*before, replace(last, content=last.content[-n_chars:])]
        ids, suffix = laid((*head, *kept))
    if len(ids) > room:
        raise ChatTemplateError(
            "The chat template alone does not fit a context of {tokens:,} tokens. Use "
            "Continue, which needs none.",
            tokens=room + 1,
        )
    return ChatIds(ids, total - len(ids), suffix)


def _exchanges(turns: Sequence[Turn]) -> tuple[list[Turn], list[list[Turn]]]:
    """Part turns into those before the first question, and each question with its answers."""
    head: list[Turn] = []
    exchanges: list[list[Turn]] = []
    for turn in turns:
        if turn.role == "user":
            exchanges.append([turn])
        else:
            (exchanges[-1] if exchanges else head).append(turn)
    return head, exchanges

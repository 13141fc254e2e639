"""What a conversation is: roles, messages and the tokens they were made of.

Frozen plain data shared by engine, storage and app; a leaf: the standard library only. Nothing
here can change under a reader in another thread; an edit is a new value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import uuid4


class Role(StrEnum):
    """Who wrote a message."""

    USER = "user"
    ASSISTANT = "assistant"


class PromptMode(StrEnum):
    """How a message becomes a prompt.

    CONTINUE: the model continues the message's own text; earlier messages play no part.
    CONVERSATION: the messages so far are laid out in the model's template.
    """

    CONTINUE = "continue"
    CONVERSATION = "conversation"


class MessageState(StrEnum):
    """How far an answer got."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"  # by the user
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """One generated token and how it was chosen; see 'Numbers' in the engine's types.

    Attributes:
        token_id: id in the vocabulary.
        raw_p, final_p: its probability before and after penalty, temperature and filters.
        rank: its 1-based place in the raw distribution over the whole vocabulary.
        entropy_bits: of the raw distribution.
        kept: tokens that the filters left.
        draw: the `u` in [0, 1) that chose it; None when greedy.
        top_ids, top_raw_p, top_final_p: the most probable tokens, by raw probability.
        top_removed_by: what took each of them out: "greedy", "top_k", "top_p", "min_p", or ""
            for those that could have been chosen. Empty where it is not known.
    """

    token_id: int
    raw_p: float
    final_p: float
    rank: int
    entropy_bits: float
    kept: int
    draw: float | None
    top_ids: tuple[int, ...]
    top_raw_p: tuple[float, ...]
    top_final_p: tuple[float, ...]
    top_removed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message, or the part of it that exists so far.

    Attributes:
        role: who wrote it.
        text: what is shown and copied.
        mode: how it was (or is to be) turned into a prompt.
        state: how far it got; a user's message is always complete.
        token_ids: the tokens of an answer, in order. Their decoded text can be longer than `text`
            when a stop string cut it.
        notes: (position in `text`, sentence) of what happened on the way, for example that the
            context was full there.
        model_name: which network answered; empty for a user's message.
        seed: the seed that was used, so that the answer can be repeated.
        id: stable identity, for the history.
    """

    role: Role
    text: str
    mode: PromptMode = PromptMode.CONTINUE
    state: MessageState = MessageState.COMPLETE
    token_ids: tuple[int, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    model_name: str = ""
    seed: int | None = None
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages in order, with a title and an identity."""

    messages: tuple[Message, ...] = ()
    title: str = ""
    id: str = field(default_factory=lambda: uuid4().hex)

    def with_message(self, message: Message) -> Conversation:
        """Return this conversation with `message` at its end."""
        return replace(self, messages=(*self.messages, message))

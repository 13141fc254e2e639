"""Conversations: messages in a tree, and how their tokens were made.

Frozen plain data shared by engine, storage and app; a leaf: the standard library and its own folder
only. Nothing here can change under a reader in another thread; an edit is a new value.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import uuid4

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.kept_views import KeptView
from gptdesk.chat.tokens import SamplingSettings, TokenRecord, TokenStats

# `Vocabulary.sha256` of GPT-2's, of which all ids are that name no other
GPT2_VOCABULARY = "a5623714bcf19049eb0fd78df19b6daa1e61ac435b86a5deae767768e7fcdc3d"

# ...of the empty one, which has no pieces: ids of an answer that brings `Message.pieces` itself
PIECES_VOCABULARY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


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
class Run:
    """How a stretch of an answer was made; the next run's `start` is its end.

    Attributes:
        start: index of its first token in the answer.
        settings: how tokens were chosen.
        seed: of the dice, which are rolled once per token of the answer, from its first one on.
        model_name, model_sha256, precision: which network, and how finely it computed.
        vocabulary_sha256: of which vocabulary the ids are.
        switched_off: attention heads that were off, or turned up or down, by block and head; none
            uses its mean.
    """

    start: int
    settings: SamplingSettings
    seed: int
    model_name: str = ""
    model_sha256: str = ""
    precision: str = ""
    vocabulary_sha256: str = GPT2_VOCABULARY
    switched_off: tuple[HeadChange, ...] = ()

    @property
    def is_of_server(self) -> bool:
        """Whether a server computed it: it tells no precision, and `model_sha256` is of no file."""
        return bool(self.model_sha256) and not self.precision

    @property
    def is_drawn_by_server(self) -> bool:
        """Whether a server chose the tokens too, and told pieces of text in the place of ids."""
        return self.vocabulary_sha256 == PIECES_VOCABULARY


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
        notes: (position in `text`, what happened there): a `NoteCode`, or a sentence, for example
            that the context was full.
        model_name: which network answered; empty for a user's message.
        seed: the seed that was used, so that the answer can be repeated.
        parent: id of the message before it; None for the first. Messages with the same parent are
            branches: other answers, other tokens, other prompts in the same place.
        records: how each of `token_ids` was chosen; as many, or none where it is not known. A tuple
            or `PackedRecords`, which are equal.
        runs: how `token_ids` were made, in order; empty where it is not known.
        prompt_ids: what the network saw before the answer's first token; empty where it is not
            known.
        prompt_suffix: bytes at the end of the prompt that the template wrote, after the text of
            the user's message.
        prompt_stats: what the network thought of each of `prompt_ids`; empty until asked for.
        kept_views: what was looked at in the network and kept, the oldest first.
        pieces: the bytes of its tokens and their alternatives, by id, where a server told texts and
            no ids: they are numbered as they came, and mean something in this message only. An
            empty one is a token without text, which ends an answer.
        created_at: seconds since the epoch.
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
    parent: str | None = None
    records: Sequence[TokenRecord] = ()
    runs: tuple[Run, ...] = ()
    prompt_ids: tuple[int, ...] = ()
    prompt_suffix: int = 0
    prompt_stats: tuple[TokenStats, ...] = ()
    kept_views: tuple[KeptView, ...] = ()
    pieces: tuple[bytes, ...] = ()
    created_at: float = field(default_factory=time.time, compare=False)
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def is_of_server(self) -> bool:
        """Whether a server computed an answer, or a part of it."""
        return any(run.is_of_server for run in self.runs)

    @property
    def is_drawn_by_server(self) -> bool:
        """Whether its ids are those of its own `pieces`."""
        return self.vocabulary_sha256 == PIECES_VOCABULARY

    @property
    def vocabulary_sha256(self) -> str:
        """Of which vocabulary its ids are, those of the prompt that it saw included."""
        return self.runs[0].vocabulary_sha256 if self.runs else GPT2_VOCABULARY

    @property
    def switched_off(self) -> tuple[HeadChange, ...]:
        """The attention heads that were off when its prompt was read and its first token made."""
        return self.runs[0].switched_off if self.runs else ()

    def run_at(self, index: int) -> Run | None:
        """Return how the token at `index` of `token_ids` was made; None where it is not known."""
        return next((run for run in reversed(self.runs) if run.start <= index), None)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A tree of messages, of which one path is shown.

    Attributes:
        messages: all of them, parents before their children, in the order they came.
        leaf: id of the last message of the path that is shown; None when there is no message.
        title: what the user calls it; empty until there is one.
        is_pinned: kept at the top of the list.
        is_markdown: its texts are shown as Markdown.
        created_at, changed_at: seconds since the epoch.
        id: stable identity.
    """

    messages: tuple[Message, ...] = ()
    leaf: str | None = None
    title: str = ""
    is_pinned: bool = False
    is_markdown: bool = False
    created_at: float = field(default_factory=time.time, compare=False)
    changed_at: float = field(default_factory=time.time, compare=False)
    id: str = field(default_factory=lambda: uuid4().hex)

    def message(self, message_id: str) -> Message:
        """Return a message.

        Raises:
            KeyError: it is not in this conversation.
        """
        for message in reversed(self.messages):
            if message.id == message_id:
                return message
        raise KeyError(message_id)

    def path(self) -> tuple[Message, ...]:
        """Return the messages that are shown, from the first one to the leaf."""
        by_id = {message.id: message for message in self.messages}
        path: list[Message] = []
        at = self.leaf
        while at is not None:
            path.append(by_id[at])
            at = path[-1].parent
        return tuple(reversed(path))

    def branches(self, message_id: str) -> tuple[Message, ...]:
        """Return the messages in the place of one, itself among them, the oldest first."""
        parent = self.message(message_id).parent
        return tuple(message for message in self.messages if message.parent == parent)

    def with_replaced(self, message: Message) -> Conversation:
        """Return this conversation with `message` in the place of the one with its id.

        Raises:
            KeyError: there is none.
        """
        old = self.message(message.id)
        return replace(
            self,
            messages=tuple(message if one is old else one for one in self.messages),
        )

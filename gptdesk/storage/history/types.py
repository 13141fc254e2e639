"""Plain values about conversations, backups and problems, which cross threads.

Owns no behaviour; must not know how anything is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gptdesk.chat.messages import Message, Role
from gptdesk.chat.notes import NoteCode


def edits_key(conversation_id: str) -> str:
    """Return by what name the edited prompts of a conversation stand among the drafts."""
    return f"{conversation_id}/edits"


@dataclass(frozen=True, slots=True)
class Outline(Message):
    """A message whose text is there and whose tokens have not been read from the disk.

    `token_ids`, `records`, `prompt_ids`, `prompt_stats`, `kept_views` and `pieces` are empty
    whatever is stored.
    `History.load_messages` brings the whole one. An outline is never stored.
    """


def is_written_elsewhere(message: Message) -> bool:
    """Tell whether another window was writing this message when it was read."""
    return any(note == NoteCode.WRITTEN_ELSEWHERE for _, note in message.notes[-1:])


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as a line of the list.

    Attributes:
        id: of the conversation.
        title: what the user calls it; can be empty.
        first_words: how its first message begins, in one line.
        is_pinned: kept at the top of the list.
        created_at, changed_at: seconds since the epoch; a rename is no change.
        message_count: messages on all branches.
    """

    id: str
    title: str
    first_words: str
    is_pinned: bool
    created_at: float
    changed_at: float
    message_count: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was searched for.

    Attributes:
        conversation_id: where it is.
        message_id: of the message; None where the conversation's title has it.
        title: of the conversation; can be empty.
        role: who wrote the message; None for a title.
        parts: a piece of the text around it: (text, whether this is what was searched for).
        created_at: of the message, or of the conversation.
    """

    conversation_id: str
    message_id: str | None
    title: str
    role: Role | None
    parts: tuple[tuple[str, bool], ...]
    created_at: float


@dataclass(frozen=True, slots=True)
class Deletion:
    """A conversation that was deleted; `History.undelete` brings it back until the program ends."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of all conversations.

    Attributes:
        path: the file.
        made_at: seconds since the epoch.
        size_bytes: of the file.
    """

    path: Path
    made_at: float
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Interrupted:
    """An answer whose program ended while it was being written.

    Attributes:
        conversation_id, message_id: which.
    """

    conversation_id: str
    message_id: str


class ProblemKind(StrEnum):
    """What is wrong with the history.

    DAMAGED: the file could not be read; it was put aside, and a new one begun.
    NEWER: a newer GPTDesk wrote the file; it is left alone, nothing is saved.
    FULL: the disk is full; what is new is kept in memory and saved when there is room.
    UNWRITABLE: the file or its folder cannot be written; the same.
    PARTLY: some conversations cannot be stored as they are; they are kept in memory, everything
        else is saved.
    BACKUP: no backup could be made; everything else works.
    SOLVED: what was kept in memory is saved now.
    """

    DAMAGED = "damaged"
    NEWER = "newer"
    FULL = "full"
    UNWRITABLE = "unwritable"
    PARTLY = "partly"
    BACKUP = "backup"
    SOLVED = "solved"


NOT_SAVING = frozenset(
    (ProblemKind.NEWER, ProblemKind.FULL, ProblemKind.UNWRITABLE, ProblemKind.PARTLY)
)  # from each of these to SOLVED there is something that is not saved


@dataclass(frozen=True, slots=True)
class Unstored:
    """What would be lost if the program ended now.

    Attributes:
        conversations: how many of them changed since they could be stored.
        drafts: how many composers hold text that is not stored.
        sentence: why; "" where there is nothing.
    """

    conversations: int = 0
    drafts: int = 0
    sentence: str = ""

    def __bool__(self) -> bool:
        return bool(self.conversations or self.drafts)


@dataclass(frozen=True, slots=True)
class HistoryProblem:
    """Something that the user must know.

    Attributes:
        kind: what is wrong.
        sentence: for the user: what, which file, what to do.
        backup: a copy that can be restored; None where that is no remedy or there is none.
        path: the file concerned, for example the one that was put aside.
    """

    kind: ProblemKind
    sentence: str
    backup: Backup | None = None
    path: Path | None = None

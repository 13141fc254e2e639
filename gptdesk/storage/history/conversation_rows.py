"""Conversations as rows: listed, read, added, renamed, pinned, deleted, copied as wholes.

Owns the SQL of these; must not know threads, or what is not on the disk yet.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from gptdesk.chat.messages import Conversation, Message, MessageState
from gptdesk.errors import HistoryError
from gptdesk.storage.history.read_rows import from_text, read_messages, sound_leaf
from gptdesk.storage.history.schema import MIGRATIONS, SCHEMA
from gptdesk.storage.history.search import index_words
from gptdesk.storage.history.types import Summary, edits_key
from gptdesk.storage.history.unsaved import FIRST_WORDS, first_words
from gptdesk.storage.history.write_rows import (
    conversation_row,
    to_text,
    write_message,
    write_shape,
)

GONE = "This conversation is no longer there."
# Cut as bytes: SQLite's functions of text end at a NUL. No character has more than four.
_FIRST_BYTES = 4 * (FIRST_WORDS + 1)
_LAST_CHARACTER = re.compile(rb"[\xc0-\xff][\x80-\xbf]*\Z")
_SUMMARIES = f"""
SELECT c.id, c.title, (
    SELECT substr(CAST(x.text AS BLOB), 1, {_FIRST_BYTES})
    FROM message m JOIN content x ON x.message = m.seq
    WHERE m.conversation = c.seq ORDER BY m.place, m.seq LIMIT 1
), c.is_pinned, c.created_at, c.changed_at, (
    SELECT count(*) FROM message m WHERE m.conversation = c.seq
) FROM conversation c WHERE c.deleted_at IS NULL ORDER BY c.changed_at DESC, c.seq DESC
"""  # noqa: S608 a number of ours


def summaries(db: sqlite3.Connection) -> tuple[Summary, ...]:
    """Return all conversations, the one changed last first."""
    return tuple(
        Summary(
            conversation_id,
            from_text(title),
            first_words(_beginning(text)),
            bool(is_pinned),
            created_at,
            changed_at,
            count,
        )
        for conversation_id, title, text, is_pinned, created_at, changed_at, count in db.execute(
            _SUMMARIES
        )
    )


def read_conversation(
    db: sqlite3.Connection,
    conversation_id: str,
    last: int | None,
    session: str | None,
) -> Conversation | None:
    """Return a conversation; None when it is not there.

    Args:
        db: any state.
        conversation_id: which.
        last: see `read_messages`.
        session: the one that asks; None where all have ended.
    """
    row = db.execute(
        "SELECT seq, title, is_pinned, is_markdown, leaf, created_at, changed_at"
        " FROM conversation WHERE id = ?",
        (conversation_id,),
    ).fetchone()
    if row is None:
        return None
    seq, title, is_pinned, is_markdown, leaf, created_at, changed_at = row
    messages = read_messages(db, seq, last, session)
    return Conversation(
        messages=messages,
        leaf=sound_leaf(messages, leaf),
        title=from_text(title),
        is_pinned=bool(is_pinned),
        is_markdown=bool(is_markdown),
        created_at=created_at,
        changed_at=changed_at,
        id=conversation_id,
    )


def add_part(
    db: sqlite3.Connection,
    conversation: Conversation,
    messages: Sequence[Message],
    first: int,
    total: int,
    writer: str,
) -> None:
    """Write some messages of a conversation that was not here before.

    Until the last of them is there it is a deleted one: should it never come, the others are
    forgotten like everything that was deleted.

    Args:
        db: in a transaction.
        conversation: what its row says; its own messages are not looked at.
        messages: those of this part.
        first: place of the first of them in the conversation.
        total: how many messages it will have.
        writer: this session.

    Raises:
        HistoryError: the parts before are no longer there.
    """
    seq, is_new = write_shape(db, conversation, None)
    if is_new and first > 0:
        raise HistoryError("All conversations were deleted or replaced meanwhile.")
    if is_new:
        db.execute("UPDATE conversation SET deleted_at = ? WHERE seq = ?", (time.time(), seq))
    for place, message in enumerate(messages, start=first):
        row = write_message(db, seq, message, place=place, writer=writer)
        if message.state is not MessageState.STREAMING:
            index_words(db, row, message.text)
    if first + len(messages) >= total:
        db.execute("UPDATE conversation SET deleted_at = NULL WHERE seq = ?", (seq,))


def forget_part(db: sqlite3.Connection, conversation_id: str, count: int) -> bool:
    """Remove some messages of a deleted conversation for good, and itself with the last of them.

    Args:
        db: in a transaction.
        conversation_id: which.
        count: at most so many.

    Returns:
        whether anything of it is left.
    """
    deleted = db.execute(
        "DELETE FROM message WHERE seq IN (SELECT m.seq FROM message m JOIN conversation c"
        " ON c.seq = m.conversation WHERE c.id = ? AND c.deleted_at IS NOT NULL LIMIT ?)",
        (conversation_id, count),
    ).rowcount
    if deleted == count:
        return True
    forget(db, (conversation_id,))
    return False


def rename(db: sqlite3.Connection, conversation_id: str, title: str) -> None:
    """Give a conversation another title."""
    seq = _expect_row(db, conversation_id)
    db.execute("UPDATE conversation SET title = ? WHERE seq = ?", (to_text(title), seq))


def pin(db: sqlite3.Connection, conversation_id: str, is_pinned: bool) -> None:
    """Keep a conversation at the top of the list, or no longer."""
    seq = _expect_row(db, conversation_id)
    db.execute("UPDATE conversation SET is_pinned = ? WHERE seq = ?", (is_pinned, seq))


def hide(db: sqlite3.Connection, conversation_id: str) -> None:
    """Delete a conversation so that it can be brought back."""
    seq = _expect_row(db, conversation_id)
    db.execute("UPDATE conversation SET deleted_at = ? WHERE seq = ?", (time.time(), seq))


def show(db: sqlite3.Connection, conversation_id: str) -> None:
    """Bring a deleted conversation back."""
    seq = _expect_row(db, conversation_id)
    db.execute("UPDATE conversation SET deleted_at = NULL WHERE seq = ?", (seq,))


def forget(db: sqlite3.Connection, conversation_ids: Iterable[str]) -> None:
    """Remove conversations for good, if they are deleted still."""
    for conversation_id in conversation_ids:
        _forget(db, "id = ? AND deleted_at IS NOT NULL", (conversation_id,))


def forget_all(db: sqlite3.Connection) -> None:
    """Remove all deleted conversations for good."""
    _forget(db, "deleted_at IS NOT NULL", ())


def _forget(db: sqlite3.Connection, condition: str, values: tuple[str, ...]) -> None:
    sql = f"SELECT id FROM conversation WHERE {condition}"  # noqa: S608 our own words
    keys = [(edits_key(one),) for (one,) in db.execute(sql, values)]
    db.executemany("DELETE FROM draft WHERE conversation = ?", keys)
    db.execute(f"DELETE FROM conversation WHERE {condition}", values)  # noqa: S608 our own words


@dataclass(frozen=True, slots=True)
class Copy:
    """A conversation that is being copied with all its branches, under new ids.

    Attributes:
        id: of the copy.
        seq: number of its row.
        messages: (row, id, parent) of each message of the original, parents first.
        ids: of the copies, by the ids of the originals.
        leaf: of the original.
    """

    id: str
    seq: int
    messages: tuple[tuple[int, str, str | None], ...]
    ids: dict[str | None, str]
    leaf: str | None


def begin_copy(db: sqlite3.Connection, conversation_id: str) -> Copy:
    """Make the row of a copy; until its last message is there it is a deleted one.

    Args:
        db: in a transaction.
        conversation_id: of the original.
    """
    old = _expect_row(db, conversation_id)
    new_id, now = uuid4().hex, time.time()
    seq = db.execute(
        "INSERT INTO conversation (id, title, is_pinned, is_markdown, created_at, changed_at,"
        " deleted_at) SELECT ?, title, 0, is_markdown, ?, ?, ? FROM conversation WHERE seq = ?"
        " RETURNING seq",
        (new_id, now, now, now, old),
    ).fetchall()[0][0]
    messages = db.execute(
        "SELECT seq, id, parent FROM message WHERE conversation = ? ORDER BY place, seq", (old,)
    ).fetchall()
    leaf = db.execute("SELECT leaf FROM conversation WHERE seq = ?", (old,)).fetchone()[0]
    ids: dict[str | None, str] = {message_id: uuid4().hex for _, message_id, _ in messages}
    return Copy(new_id, seq, tuple(messages), ids, leaf)


def copy_part(db: sqlite3.Connection, copy: Copy, first: int, count: int) -> None:
    """Copy some messages; with the last of them the copy is there.

    Args:
        db: in a transaction.
        copy: from `begin_copy`.
        first: place of the first message.
        count: at most so many.

    Raises:
        HistoryError: the copy or a message is no longer there.
    """
    if conversation_row(db, copy.id) != copy.seq:  # its numbers may be other rows' now
        raise HistoryError("All conversations were deleted or replaced meanwhile; try again.")
    for row, message_id, parent in copy.messages[first : first + count]:
        _copy_message(db, row, copy.seq, copy.ids[message_id], copy.ids.get(parent))
    if first + count >= len(copy.messages):
        sql = "UPDATE conversation SET leaf = ?, deleted_at = NULL WHERE seq = ?"
        db.execute(sql, (copy.ids.get(copy.leaf), copy.seq))


def erase(db: sqlite3.Connection) -> None:
    """Make the tables anew, empty.

    Args:
        db: in a transaction.
    """
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE ?"
    db.execute("DROP TABLE word_index")  # with the tables of the index
    for table in (
        *("unindexed", "tokens", "prompt", "pieces", "kept_view", "content", "draft"),
        *("message", "conversation", "vocabulary"),
    ):
        db.execute(f"DROP TABLE {table}")
    left = db.execute(names, ("sqlite_%",)).fetchall()
    assert not left, left
    for schema in range(SCHEMA):
        MIGRATIONS[schema](db)


def _expect_row(db: sqlite3.Connection, conversation_id: str) -> int:
    """Return the number of a conversation's row.

    Raises:
        HistoryError: it is not there.
    """
    seq = conversation_row(db, conversation_id)
    if seq is None:
        raise HistoryError(GONE)
    return seq


def _beginning(text: bytes | None) -> str:
    """Return how a text begins, without the last character, which may be cut."""
    if text is not None and len(text) == _FIRST_BYTES:
        text = _LAST_CHARACTER.sub(b"", text)
    return from_text(text)


def _copy_message(
    db: sqlite3.Connection, old: int, conversation: int, new_id: str, parent: str | None
) -> None:
    made = db.execute(
        "INSERT INTO message (conversation, id, place, parent, role, mode, state, created_at)"
        " SELECT ?, ?, place, ?, role, mode, iif(state = ?, ?, state), created_at"
        " FROM message WHERE seq = ? RETURNING seq",
        (
            conversation,
            new_id,
            parent,
            MessageState.STREAMING.value,
            MessageState.STOPPED.value,
            old,
        ),
    ).fetchall()
    if not made:
        raise HistoryError("This conversation was deleted meanwhile.")
    new = made[0][0]
    for table, columns in (
        ("content", "text, notes, model_name, seed, runs, prompt_suffix"),
        ("tokens", "start, ids, records"),
        ("prompt", "ids, stats"),
        ("pieces", "data"),
        ("kept_view", "id, view"),
    ):
        db.execute(
            f"INSERT INTO {table} (message, {columns})"  # noqa: S608 our own names
            f" SELECT ?, {columns} FROM {table} WHERE message = ? ORDER BY rowid",
            (new, old),
        )
    text = db.execute("SELECT text FROM content WHERE message = ?", (new,)).fetchone()
    if text is not None:
        index_words(db, new, from_text(text[0]))

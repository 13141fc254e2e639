"""Messages written to their rows.

Owns which column says what; must not know threads, transactions or files. Reading is in
`read_rows`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field

from gptdesk.chat.kept_views import view_text
from gptdesk.chat.messages import Conversation, Message, MessageState
from gptdesk.chat.notes import NoteCode
from gptdesk.storage.history.read_rows import from_text, read_notes
from gptdesk.storage.history.schema import TOKENS_PER_ROW, in_savepoint, is_about_value
from gptdesk.storage.history.search import index_words
from gptdesk.storage.history.token_packing import (
    StoredRecords,
    pack_ids,
    pack_pieces,
    pack_records,
    pack_stats,
)
from gptdesk.storage.history.types import Interrupted
from gptdesk.storage.history.unsaved import Change, Shape, Unsaved, shape_of


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the changes.

    Attributes:
        messages: by id, those that were written.
        conversations: ids of those of which everything was written, drafts included.
        set_apart: ids of the others, and why.
    """

    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    conversations: list[str] = field(default_factory=list[str])
    set_apart: dict[str, Exception] = field(default_factory=dict[str, Exception])


def conversation_row(db: sqlite3.Connection, conversation_id: str) -> int | None:
    """Return the number of a conversation's row; None when it is not there."""
    row = db.execute("SELECT seq FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
    return None if row is None else row[0]


def write_shape(
    db: sqlite3.Connection, conversation: Conversation, known: Shape | None
) -> tuple[int, bool]:
    """Write a conversation's row.

    Args:
        db: in a transaction.
        conversation: as it is now.
        known: as its owner last knew the row; what is equal is not written, so that what another
            window changed stays.

    Returns:
        the row's number, and whether it is new.
    """
    seq = conversation_row(db, conversation.id)
    values = asdict(shape_of(conversation))
    values["title"] = to_text(conversation.title)
    if seq is None:
        columns = {
            "id": conversation.id,
            "created_at": conversation.created_at,
            "changed_at": conversation.changed_at,
            **values,
        }
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"INSERT INTO conversation ({names}) VALUES ({marks})"  # noqa: S608 our own names
        return _new_row(db.execute(sql, tuple(columns.values()))), True
    for name, value in values.items():
        if known is None or getattr(known, name) != getattr(shape_of(conversation), name):
            sql = f"UPDATE conversation SET {name} = ? WHERE seq = ?"  # noqa: S608 our own names
            db.execute(sql, (value, seq))
    return seq, False


def write_unsaved(
    db: sqlite3.Connection,
    unsaved: Unsaved,
    *,
    known: Mapping[str, Shape],
    before: Mapping[str, Message],
    deleted: Container[str],
    writer: str,
    is_damaged: Callable[[Exception], bool],
) -> Written:
    """Write all changes and drafts that are not set apart; each conversation wholly or not at all.

    Args:
        db: in a transaction.
        unsaved: what to write.
        known: by conversation, see `write_shape`.
        before, writer: see `write_change`.
        deleted: conversations that stay deleted.
        is_damaged: tells whether an error comes from damage to the file.

    Raises:
        sqlite3.Error, OSError, UnicodeDecodeError: the file cannot be written.
    """
    written = Written()

    def write(one: str) -> dict[str, Message]:
        change = unsaved.changes.get(one)
        messages: dict[str, Message] = {}
        row = conversation_row(db, one)
        if change is not None and (one not in deleted or row is not None):
            if one not in deleted:  # it is written to, so it is wanted
                db.execute("UPDATE conversation SET deleted_at = NULL WHERE seq = ?", (row,))
            messages = write_change(db, change, known.get(one), before, writer)
        if one in unsaved.drafts:
            write_draft(db, one, unsaved.drafts[one])
        return messages

    write_vocabularies(db, unsaved.vocabularies)
    waiting = unsaved.waiting()
    for one in dict.fromkeys((*unsaved.changes, *unsaved.drafts)):  # in their order
        if one not in waiting:
            continue
        try:
            messages = in_savepoint(db, lambda _, one=one: write(one))
        except Exception as exc:
            if not is_about_value(exc) or is_damaged(exc):
                raise
            written.set_apart[one] = exc.with_traceback(None)
        else:
            written.conversations.append(one)
            written.messages.update(messages)
    return written


def write_change(
    db: sqlite3.Connection,
    change: Change,
    known: Shape | None,
    before: Mapping[str, Message],
    writer: str,
) -> dict[str, Message]:
    """Write what changed of a conversation, or all of it where its row is gone.

    Args:
        db: in a transaction.
        change: what to write.
        known: see `write_shape`.
        before: answers that this session is writing, as they are in their rows.
        writer: this session.

    Returns:
        by id, the messages that were written.
    """
    conversation = change.conversation
    seq, is_new = write_shape(db, conversation, known)
    messages = dict(change.messages)
    if is_new:  # so that it is there whatever happened to an earlier file
        messages = {one.id: one for one in conversation.messages} | messages
    places = {message.id: place for place, message in enumerate(conversation.messages)}
    for message in messages.values():
        is_growing = message.state is MessageState.STREAMING and not is_new
        row = write_message(
            db,
            seq,
            message,
            place=places.get(message.id, len(places)),
            writer=writer,
            before=before.get(message.id) if is_growing else None,
        )
        if message.state is not MessageState.STREAMING:
            index_words(db, row, message.text)
    if messages and not change.is_whole:
        sql = "UPDATE conversation SET changed_at = max(changed_at, ?) WHERE seq = ?"
        db.execute(sql, (conversation.changed_at, seq))
    return messages


def write_message(
    db: sqlite3.Connection,
    conversation: int,
    message: Message,
    *,
    place: int,
    writer: str,
    before: Message | None = None,
) -> int:
    """Write a message, new or changed, and return the number of its row.

    Args:
        db: in a transaction.
        conversation: number of its conversation's row.
        message: as it is now.
        place: among the messages of its conversation.
        writer: the session that is writing it, should it be streaming.
        before: what its rows are known to say, so that only what differs is written.
    """
    is_streaming = message.state is MessageState.STREAMING
    seq = db.execute(
        "INSERT INTO message (conversation, id, place, parent, role, mode, state, created_at,"
        " writer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, id) DO UPDATE SET"
        " parent = excluded.parent, role = excluded.role, mode = excluded.mode,"
        " state = excluded.state, created_at = excluded.created_at, writer = excluded.writer"
        " RETURNING seq",
        (
            conversation,
            message.id,
            place,
            message.parent,
            message.role.value,
            message.mode.value,
            message.state.value,
            message.created_at,
            writer if is_streaming else None,
        ),
    ).fetchall()[0][0]
    db.execute(
        "INSERT OR REPLACE INTO content (message, text, notes, model_name, seed, runs,"
        " prompt_suffix) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            seq,
            to_text(message.text),
            json.dumps(message.notes),
            to_text(message.model_name),
            message.seed,
            json.dumps([asdict(run) for run in message.runs]),
            message.prompt_suffix,
        ),
    )
    _write_tokens(db, seq, message, before)
    _write_prompt(db, seq, message, before)
    _write_pieces(db, seq, message, before)
    _add_views(db, seq, message)
    return seq


def drop_view(db: sqlite3.Connection, conversation_id: str, message_id: str, view_id: str) -> None:
    """Remove a kept view of an answer; nothing happens where it is not there."""
    db.execute(
        "DELETE FROM kept_view WHERE id = ? AND message IN (SELECT m.seq FROM message m"
        " JOIN conversation c ON c.seq = m.conversation WHERE c.id = ? AND m.id = ?)",
        (view_id, conversation_id, message_id),
    )


def end_interrupted(db: sqlite3.Connection, writers: Iterable[str]) -> list[Interrupted]:
    """Mark what was being written by sessions that are gone as interrupted, and return it."""
    found: list[Interrupted] = []
    for writer in writers:
        rows = db.execute(
            "SELECT m.seq, own.id, m.id, c.text, c.notes FROM message m"
            " JOIN conversation own ON own.seq = m.conversation"
            " LEFT JOIN content c ON c.message = m.seq WHERE m.writer = ? ORDER BY m.created_at",
            (writer,),
        ).fetchall()
        for seq, conversation_id, message_id, stored, notes in rows:
            found.append(Interrupted(conversation_id, message_id))
            text = from_text(stored)
            noted = [*read_notes(notes), (len(text), NoteCode.INTERRUPTED)]
            db.execute(
                "UPDATE message SET state = ?, writer = NULL WHERE seq = ?",
                (MessageState.STOPPED.value, seq),
            )
            sql = "UPDATE content SET notes = ? WHERE message = ?"
            db.execute(sql, (json.dumps(noted), seq))
            index_words(db, seq, text)
    return found


def write_draft(db: sqlite3.Connection, conversation_id: str, text: str) -> None:
    """Write what stands in the composer of a conversation."""
    if text:
        sql = "INSERT OR REPLACE INTO draft (conversation, text) VALUES (?, ?)"
        db.execute(sql, (conversation_id, to_text(text)))
    else:
        db.execute("DELETE FROM draft WHERE conversation = ?", (conversation_id,))


def write_vocabularies(db: sqlite3.Connection, vocabularies: Mapping[str, bytes]) -> None:
    """Write the vocabularies that are not there, each under its key."""
    sql = "INSERT OR IGNORE INTO vocabulary (key, data) VALUES (?, ?)"
    db.executemany(sql, vocabularies.items())


def drop_vocabulary(db: sqlite3.Connection, key: str) -> None:
    """Remove a vocabulary that cannot be read, so that it can be written again."""
    db.execute("DELETE FROM vocabulary WHERE key = ?", (key,))


def to_text(text: str) -> str | bytes:
    """Return how a text is stored."""
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates
        return text.encode("utf-8", "surrogatepass")
    return text


# -- writing


def _write_tokens(
    db: sqlite3.Connection, seq: int, message: Message, before: Message | None
) -> None:
    """Write the rows of tokens that are not there already."""
    end = len(message.token_ids) if before is not None else 0
    db.execute("DELETE FROM tokens WHERE message = ? AND start >= ?", (seq, end))
    for start in range(0, len(message.token_ids), TOKENS_PER_ROW):
        if before is not None and _is_written(message, before, start):
            continue
        part = slice(start, start + TOKENS_PER_ROW)
        db.execute(
            "INSERT OR REPLACE INTO tokens (message, start, ids, records) VALUES (?, ?, ?, ?)",
            (seq, start, pack_ids(message.token_ids[part]), _packed_records(message, start)),
        )


def _is_written(message: Message, before: Message, start: int) -> bool:
    """Tell whether a row of tokens is as it was; an answer only grows while it is streaming."""
    part = slice(start, start + TOKENS_PER_ROW)
    if message.token_ids[part] != before.token_ids[part]:
        return False
    last = min(start + TOKENS_PER_ROW, len(message.token_ids)) - 1
    if not message.records or not before.records:
        return not message.records and not before.records
    return message.records[last] == before.records[last]


def _is_growing(message: Message, start: int) -> bool:
    """Tell whether more tokens may come into a row."""
    is_last = start + TOKENS_PER_ROW > len(message.token_ids)
    return is_last and message.state is MessageState.STREAMING


def _packed_records(message: Message, start: int) -> bytes | None:
    records, end = message.records, start + TOKENS_PER_ROW
    if not records:
        return None
    if isinstance(records, StoredRecords):
        stored = records.blob(start, min(end, len(records)) - start)
        if stored is not None:
            return stored
    return pack_records(records[start:end], are_growing=_is_growing(message, start))


def _write_prompt(
    db: sqlite3.Connection, seq: int, message: Message, before: Message | None
) -> None:
    prompt = message.prompt_ids, message.prompt_stats
    if before is not None and prompt == (before.prompt_ids, before.prompt_stats):
        return
    if any(prompt):
        db.execute(
            "INSERT OR REPLACE INTO prompt (message, ids, stats) VALUES (?, ?, ?)",
            (seq, pack_ids(prompt[0]), pack_stats(prompt[1])),
        )
    else:
        db.execute("DELETE FROM prompt WHERE message = ?", (seq,))


def _write_pieces(
    db: sqlite3.Connection, seq: int, message: Message, before: Message | None
) -> None:
    if before is not None and message.pieces == before.pieces:
        return
    if message.pieces:
        sql = "INSERT OR REPLACE INTO pieces (message, data) VALUES (?, ?)"
        db.execute(sql, (seq, pack_pieces(message.pieces)))
    else:
        db.execute("DELETE FROM pieces WHERE message = ?", (seq,))


def _add_views(db: sqlite3.Connection, seq: int, message: Message) -> None:
    """Add the kept views that are not there; those that another window has kept stay."""
    sql = "INSERT OR IGNORE INTO kept_view (message, id, view) VALUES (?, ?, ?)"
    db.executemany(sql, [(seq, view.id, view_text(view)) for view in message.kept_views])


def _new_row(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid

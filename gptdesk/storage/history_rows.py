"""Messages as rows: writing one, and reading conversations back whatever state the rows are in.

Owns which column says what; must not know threads, transactions or files. A row that makes no
sense costs as little as it can: figures that cannot be read are left out, an unknown word falls
back to its plainest meaning, a message whose parent is gone begins a tree of its own.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from gptdesk.chat import (
    Conversation,
    Message,
    MessageState,
    PromptMode,
    Role,
    Run,
    SamplingSettings,
    TokenRecord,
)
from gptdesk.storage.history_schema import TOKENS_PER_ROW
from gptdesk.storage.history_types import INTERRUPTED, WRITTEN_ELSEWHERE, Outline
from gptdesk.storage.token_packing import (
    PackingError,
    pack_ids,
    pack_stats,
    pack_tokens,
    unpack_ids,
    unpack_stats,
    unpack_tokens,
)

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_ROLES = {role.value: role for role in Role}
_MODES = {mode.value: mode for mode in PromptMode}
_STATES = {state.value: state for state in MessageState}
_EMPTY = pack_ids(())
_NO_STATS = pack_stats(())
_OUTLINES = (
    "SELECT m.seq, m.id, m.parent, m.role, m.mode, m.state, m.created_at, m.writer,"
    " c.text, c.notes, c.model_name, c.seed, c.runs, c.prompt_suffix"
    " FROM message m LEFT JOIN content c ON c.message = m.seq"
    " WHERE m.conversation = ? ORDER BY m.place, m.seq"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a conversation's own row says besides times.

    Attributes:
        title, is_pinned, leaf: as in `Conversation`.
    """

    title: str
    is_pinned: bool
    leaf: str | None


def shape_of(conversation: Conversation) -> Shape:
    """Return what goes into the conversation's row."""
    return Shape(conversation.title, conversation.is_pinned, conversation.leaf)


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
    return seq


def read_messages(
    db: sqlite3.Connection, conversation: int, wanted: Iterable[str] | int | None, session: str
) -> tuple[Message, ...]:
    """Return a conversation's messages in their order, parents before their children.

    Args:
        db: any state.
        conversation: number of its row.
        wanted: ids of the messages to read whole, the others being outlines; or how many of the
            path to the stored leaf; None for all of them.
        session: the one that asks; what another one is writing is shown as stopped.
    """
    rows = db.execute(_OUTLINES, (conversation,)).fetchall()
    outlines = _with_parents([_outline(row, session) for row in rows])
    if isinstance(wanted, int):
        sql = "SELECT leaf FROM conversation WHERE seq = ?"
        leaf: str | None = db.execute(sql, (conversation,)).fetchone()[0]
        wanted = path_ids(outlines, sound_leaf(outlines, leaf), wanted)
    if wanted is not None:
        wanted = frozenset(wanted)
    return tuple(
        _whole(db, row[0], outline) if wanted is None or outline.id in wanted else outline
        for row, outline in zip(rows, outlines, strict=True)
    )


def path_ids(messages: Sequence[Message], leaf: str | None, count: int) -> list[str]:
    """Return the ids of the last `count` messages of the path to `leaf`."""
    parents = {message.id: message.parent for message in messages}
    ids: list[str] = []
    while leaf is not None and len(ids) < count:
        ids.append(leaf)
        leaf = parents[leaf]
    return ids


def sound_leaf(messages: Sequence[Message], leaf: str | None) -> str | None:
    """Return `leaf`, or the newest message where there is no such one."""
    if not messages:
        return None
    return leaf if any(message.id == leaf for message in reversed(messages)) else messages[-1].id


def end_interrupted(db: sqlite3.Connection, writers: Iterable[str]) -> list[int]:
    """Mark what was being written by sessions that are gone as interrupted; return the rows."""
    ended: list[int] = []
    for writer in writers:
        rows = db.execute(
            "SELECT m.seq, c.text, c.notes FROM message m LEFT JOIN content c ON c.message = m.seq"
            " WHERE m.writer = ?",
            (writer,),
        ).fetchall()
        for seq, text, notes in rows:
            noted = [*_notes(notes), (len(from_text(text)), INTERRUPTED)]
            db.execute(
                "UPDATE message SET state = ?, writer = NULL WHERE seq = ?",
                (MessageState.STOPPED.value, seq),
            )
            sql = "UPDATE content SET notes = ? WHERE message = ?"
            db.execute(sql, (json.dumps(noted), seq))
            ended.append(seq)
    return ended


def write_draft(db: sqlite3.Connection, conversation_id: str, text: str) -> None:
    """Write what stands in the composer of a conversation."""
    if text:
        sql = "INSERT OR REPLACE INTO draft (conversation, text) VALUES (?, ?)"
        db.execute(sql, (conversation_id, to_text(text)))
    else:
        db.execute("DELETE FROM draft WHERE conversation = ?", (conversation_id,))


def read_draft(db: sqlite3.Connection, conversation_id: str) -> str:
    """Return what stood in the composer of a conversation."""
    sql = "SELECT text FROM draft WHERE conversation = ?"
    row = db.execute(sql, (conversation_id,)).fetchone()
    return "" if row is None else from_text(row[0])


def to_text(text: str) -> str | bytes:
    """Return how a text is stored."""
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates
        return text.encode("utf-8", "surrogatepass")
    return text


def from_text(stored: str | bytes | None) -> str:
    """Return a stored text."""
    if isinstance(stored, bytes):
        try:
            return stored.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return stored.decode("utf-8", "replace")
    return stored if isinstance(stored, str) else ""


# -- writing


def _write_tokens(
    db: sqlite3.Connection, seq: int, message: Message, before: Message | None
) -> None:
    """Write the rows of tokens that are not there already."""
    if before is None:
        db.execute("DELETE FROM tokens WHERE message = ?", (seq,))
    else:
        db.execute(
            "DELETE FROM tokens WHERE message = ? AND start >= ?", (seq, len(message.token_ids))
        )
    for start in range(0, len(message.token_ids), TOKENS_PER_ROW):
        part = _part(message, start)
        if before is None or _part(before, start) != part:
            sql = "INSERT OR REPLACE INTO tokens (message, start, data) VALUES (?, ?, ?)"
            db.execute(sql, (seq, start, pack_tokens(*part)))


def _part(message: Message, start: int) -> tuple[tuple[int, ...], tuple[TokenRecord, ...]]:
    part = slice(start, start + TOKENS_PER_ROW)
    return message.token_ids[part], tuple(message.records[part])


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


def _new_row(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


# -- reading


def _outline(row: tuple[Any, ...], session: str) -> Outline:
    _, message_id, parent, role, mode, state, created_at, writer, text, notes, *rest = row
    model_name, seed, runs, prompt_suffix = rest
    noted = _notes(notes)
    text = text if isinstance(text, str) else from_text(text)
    if writer is not None and writer != session:
        state, noted = MessageState.STOPPED.value, (*noted, (len(text), WRITTEN_ELSEWHERE))
    return Outline(
        _ROLES.get(role, Role.USER),
        text,
        _MODES.get(mode, PromptMode.CONTINUE),
        _STATES.get(state, MessageState.STOPPED),
        (),
        noted,
        model_name if isinstance(model_name, str) else from_text(model_name),
        seed if isinstance(seed, int) else None,
        parent,
        (),
        _runs(runs),
        (),
        prompt_suffix if isinstance(prompt_suffix, int) else 0,
        (),
        created_at,
        message_id,
    )


def _with_parents(outlines: list[Outline]) -> list[Outline]:
    """Make a message whose parent is not before it the first of a tree of its own."""
    seen: set[str | None] = {None}
    for place, outline in enumerate(outlines):
        if outline.parent not in seen:
            logger.warning("message %s has lost the one before it", outline.id)
            outlines[place] = _changed(outline, Outline, parent=None)
        seen.add(outline.id)
    return outlines


def _whole(db: sqlite3.Connection, seq: int, outline: Outline) -> Message:
    """Return the message of an outline, with all its figures."""
    ids: list[int] = []
    records: list[TokenRecord] = []
    sql = "SELECT start, data FROM tokens WHERE message = ? ORDER BY start"
    for start, data in db.execute(sql, (seq,)):
        part = _readable(unpack_tokens, data, outline)
        if part is None or start != len(ids):
            break  # what comes after a gap is not where it was
        ids += part[0]
        records += part[1]
    sql = "SELECT ids, stats FROM prompt WHERE message = ?"
    prompt_ids, stats = db.execute(sql, (seq,)).fetchone() or (_EMPTY, _NO_STATS)
    return _changed(
        outline,
        Message,
        token_ids=tuple(ids),
        records=tuple(records) if len(records) == len(ids) else (),
        prompt_ids=_readable(unpack_ids, prompt_ids, outline) or (),
        prompt_stats=_readable(unpack_stats, stats, outline) or (),
    )


_M = TypeVar("_M", bound=Message)
_FIELDS = tuple(Message.__dataclass_fields__)


def _changed(message: Message, kind: type[_M], **changes: object) -> _M:
    values: dict[str, Any] = {name: getattr(message, name) for name in _FIELDS} | changes
    return kind(**values)


def _readable(unpack: Callable[[bytes], _T], blob: bytes, outline: Outline) -> _T | None:
    try:
        return unpack(bytes(blob))
    except (PackingError, TypeError, ValueError) as exc:
        logger.warning("figures of message %s cannot be read: %s", outline.id, exc)
        return None


def _notes(stored: str | None) -> tuple[tuple[int, str], ...]:
    if stored == "[]":
        return ()
    with suppress(ValueError, TypeError):
        return tuple((int(at), str(sentence)) for at, sentence in json.loads(stored or ""))
    return ()


def _runs(stored: str | None) -> tuple[Run, ...]:
    if stored == "[]":
        return ()
    with suppress(ValueError, TypeError, KeyError):
        return tuple(map(_run, json.loads(stored or "")))
    return ()


def _run(values: dict[str, Any]) -> Run:
    settings = SamplingSettings(**values.pop("settings"))
    return Run(settings=settings, **values)

"""Messages read from their rows, also from damaged ones.

Owns what is made of a row that makes no sense; must not know threads or files. It costs as little
as it can: figures that cannot be read are left out, an unknown word falls back to its plainest
meaning, a message whose parent is gone begins a tree of its own.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.kept_views import KeptView, view_of
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.notes import NoteCode
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.storage.history.schema import TOKENS_PER_ROW
from gptdesk.storage.history.token_packing import (
    PackingError,
    StoredRecords,
    expect_sound,
    pack_ids,
    pack_stats,
    unpack_ids,
    unpack_pieces,
    unpack_stats,
)
from gptdesk.storage.history.types import Outline

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_ROLES = {role.value: role for role in Role}
_MODES = {mode.value: mode for mode in PromptMode}
_STATES = {state.value: state for state in MessageState}
_KEPT_TEXTS = 256
_EMPTY = pack_ids(())
_NO_STATS = pack_stats(())
_ROWS = """
SELECT m.seq, m.id, {parent}, m.role, m.mode, m.state, m.created_at, m.writer,
    c.text, c.notes, c.model_name, c.seed, c.runs, c.prompt_suffix
FROM message m LEFT JOIN content c ON c.message = m.seq {join} WHERE m.conversation = ? {condition}
"""
_OUTLINES = _ROWS.format(parent="m.parent", join="", condition="ORDER BY m.place, m.seq")
_ONE = _ROWS.format(  # the parent only where it is before its child, as it is in all outlines
    parent="p.id",
    join="LEFT JOIN message p ON p.conversation = m.conversation AND p.id = m.parent"
    " AND (p.place, p.seq) < (m.place, m.seq)",
    condition="AND m.id = ?",
)
_BY_ROW = _ROWS.format(parent="m.parent", join="", condition="AND m.seq = ?")


def read_messages(
    db: sqlite3.Connection,
    conversation: int,
    last: int | None,
    session: str | None,
) -> tuple[Message, ...]:
    """Return a conversation's messages in their order, parents before their children.

    Args:
        db: any state.
        conversation: number of its row.
        last: how many at the end of the path to the stored leaf to read whole, the others being
            outlines; None for all of them.
        session: the one that asks; what another one is writing is shown as stopped. None where
            all have ended.
    """
    rows = db.execute(_OUTLINES, (conversation,)).fetchall()
    outlines = with_parents([_outline(row, session) for row in rows])
    wanted = {outline.id for outline in outlines}
    if last is not None:
        sql = "SELECT leaf FROM conversation WHERE seq = ?"
        leaf: str | None = db.execute(sql, (conversation,)).fetchone()[0]
        wanted = _end_of_path(outlines, sound_leaf(outlines, leaf), last)
    return tuple(
        _whole(db, row[0], outline, _views(db, row[0])) if outline.id in wanted else outline
        for row, outline in zip(rows, outlines, strict=True)
    )


def read_some(
    db: sqlite3.Connection, conversation: int, ids: Iterable[str], session: str
) -> dict[str, Message]:
    """Return messages by their ids, whole; those that are not there are left out."""
    found: dict[str, Message] = {}
    for message_id in ids:
        row = db.execute(_ONE, (conversation, message_id)).fetchone()
        if row is not None:
            views = _views(db, row[0])
            found[message_id] = _whole(db, row[0], _outline(row, session), views)
    return found


def read_row(
    db: sqlite3.Connection, conversation: int, row: int, *, is_whole: bool
) -> Message | None:
    """Return the message in a row of a file that nobody is writing; None where it is not there."""
    found = db.execute(_BY_ROW, (conversation, row)).fetchone()
    if found is None:
        return None
    outline = _outline(found, None)
    if not is_whole:
        return outline
    views: tuple[KeptView, ...] = ()
    with suppress(sqlite3.Error):  # an earlier schema has none; damaged ones cost nothing else
        views = _views(db, row)
    return _whole(db, row, outline, views)


def with_parents(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Make a message whose parent is not before it the first of a tree of its own."""
    seen: set[str | None] = {None}
    sound: list[Message] = []
    for message in messages:
        if message.parent not in seen:
            logger.warning("message %s has lost the one before it", message.id)
            message = _changed(message, type(message), parent=None)
        sound.append(message)
        seen.add(message.id)
    return tuple(sound)


def sound_leaf(messages: Sequence[Message], leaf: str | None) -> str | None:
    """Return `leaf`, or the newest message where there is no such one."""
    if not messages:
        return None
    return leaf if any(message.id == leaf for message in reversed(messages)) else messages[-1].id


def read_draft(db: sqlite3.Connection, conversation_id: str) -> str:
    """Return what stood in the composer of a conversation."""
    sql = "SELECT text FROM draft WHERE conversation = ?"
    row = db.execute(sql, (conversation_id,)).fetchone()
    return "" if row is None else from_text(row[0])


def read_vocabulary(db: sqlite3.Connection, key: str) -> bytes | None:
    """Return the bytes of a vocabulary; None where it is not there."""
    row = db.execute("SELECT data FROM vocabulary WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def from_text(stored: str | bytes | None) -> str:
    """Return a stored text."""
    if isinstance(stored, bytes):
        try:
            return stored.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return stored.decode("utf-8", "replace")
    return stored if isinstance(stored, str) else ""


# -- reading


def _outline(row: tuple[Any, ...], session: str | None) -> Outline:
    _, message_id, parent, role, mode, state, created_at, writer, text, notes, *rest = row
    model_name, seed, runs, prompt_suffix = rest
    shown = text if isinstance(text, str) else from_text(text)
    noted = read_notes(notes)
    if writer is not None and writer != session:
        code = NoteCode.INTERRUPTED if session is None else NoteCode.WRITTEN_ELSEWHERE
        state, noted = MessageState.STOPPED.value, (*noted, (len(shown), code))
    return Outline(
        _ROLES.get(role, Role.USER),
        shown,
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
        (),
        (),
        created_at,
        message_id,
    )


def _end_of_path(messages: Sequence[Message], leaf: str | None, count: int) -> set[str]:
    """Return the ids of the last `count` messages of the path to `leaf`."""
    parents = {message.id: message.parent for message in messages}
    ids: set[str] = set()
    while leaf is not None and len(ids) < count:
        ids.add(leaf)
        leaf = parents[leaf]
    return ids


def _whole(
    db: sqlite3.Connection, seq: int, outline: Message, views: tuple[KeptView, ...]
) -> Message:
    """Return the message of an outline, with all its figures and kept views."""
    token_ids, records = _tokens(db, seq, outline)
    sql = "SELECT ids, stats FROM prompt WHERE message = ?"
    prompt_ids, stats = db.execute(sql, (seq,)).fetchone() or (_EMPTY, _NO_STATS)
    return _changed(
        outline,
        Message,
        token_ids=token_ids,
        records=records,
        prompt_ids=_readable(unpack_ids, prompt_ids, outline) or (),
        prompt_stats=_readable(unpack_stats, stats, outline) or (),
        kept_views=views,
        pieces=_pieces(db, seq, outline) if outline.is_drawn_by_server else (),
    )


def read_kept_views(db: sqlite3.Connection, conversation: int) -> tuple[tuple[str, KeptView], ...]:
    """Return ids of messages, each with a view that was kept with it, the oldest first."""
    sql = (
        "SELECT m.id, v.id, v.view FROM kept_view v JOIN message m ON m.seq = v.message"
        " WHERE m.conversation = ? ORDER BY v.seq"
    )
    found = ((m, _view(v, stored)) for m, v, stored in db.execute(sql, (conversation,)))
    return tuple((message_id, view) for message_id, view in found if view is not None)


def _pieces(db: sqlite3.Connection, seq: int, outline: Message) -> tuple[bytes, ...]:
    row = db.execute("SELECT data FROM pieces WHERE message = ?", (seq,)).fetchone()
    return () if row is None else _readable(unpack_pieces, row[0], outline) or ()


def _views(db: sqlite3.Connection, seq: int) -> tuple[KeptView, ...]:
    """Return the kept views of a message that can be read."""
    sql = "SELECT id, view FROM kept_view WHERE message = ? ORDER BY seq"
    views = (_view(view_id, stored) for view_id, stored in db.execute(sql, (seq,)))
    return tuple(view for view in views if view is not None)


def _view(view_id: str, stored: str) -> KeptView | None:
    try:
        return view_of(stored)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        logger.warning("kept view %s cannot be read: %s", view_id, exc)
        return None


def _tokens(
    db: sqlite3.Connection, seq: int, outline: Message
) -> tuple[tuple[int, ...], Sequence[TokenRecord]]:
    """Return ids and records, as far as both are there without a gap."""
    ids: list[int] = []
    blobs: list[bytes] = []
    sql = "SELECT start, ids, records FROM tokens WHERE message = ? ORDER BY start"
    for start, packed_ids, packed_records in db.execute(sql, (seq,)):
        part = _readable(unpack_ids, packed_ids, outline)
        if part is None or start != len(ids):
            break  # what comes after a gap is not where it was
        ids += part
        if packed_records is not None and _readable(_sound, packed_records, outline) is not None:
            blobs.append(packed_records)
    is_known = blobs and len(blobs) == -(-len(ids) // TOKENS_PER_ROW)
    records = StoredRecords(blobs, len(ids), TOKENS_PER_ROW) if is_known else ()
    return tuple(ids), records


def _sound(blob: bytes) -> bytes:
    expect_sound(blob)
    return blob


_M = TypeVar("_M", bound=Message)
_FIELDS = tuple(Message.__dataclass_fields__)


def _changed(message: Message, kind: type[_M], **changes: object) -> _M:
    values: dict[str, Any] = {name: getattr(message, name) for name in _FIELDS} | changes
    return kind(**values)


def _readable(unpack: Callable[[bytes], _T], blob: bytes, outline: Message) -> _T | None:
    try:
        return unpack(bytes(blob))
    except (PackingError, TypeError, ValueError) as exc:
        logger.warning("figures of message %s cannot be read: %s", outline.id, exc)
        return None


@lru_cache(_KEPT_TEXTS)
def read_notes(stored: str | None) -> tuple[tuple[int, str], ...]:
    """Return the notes of a message; none where they cannot be read."""
    with suppress(ValueError, TypeError):
        return tuple((int(at), str(note)) for at, note in json.loads(stored or ""))
    return ()


@lru_cache(_KEPT_TEXTS)  # a conversation has few different ones
def _runs(stored: str | None) -> tuple[Run, ...]:
    with suppress(ValueError, TypeError, KeyError):
        return tuple(map(_run, json.loads(stored or "")))
    return ()


def _run(values: dict[str, Any]) -> Run:
    settings = SamplingSettings(**values.pop("settings"))
    heads = tuple(HeadChange(**change) for change in values.pop("switched_off", ()))
    return Run(settings=settings, switched_off=heads, **values)

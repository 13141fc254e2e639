"""What can be saved from a damaged history.

Owns reading around the damage: every row is asked for by its number, so that a page that cannot be
read takes only its own rows with it, and what indices say does not matter. Must not write.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from gptdesk.chat.messages import Conversation, Message
from gptdesk.chat.notes import FORMER_SENTENCES
from gptdesk.storage.history.problems import open_to_read
from gptdesk.storage.history.read_rows import from_text, read_row, sound_leaf, with_parents

logger = logging.getLogger(__name__)

_ROWS_PER_PAGE = 100  # more than there can be: what a damaged number cannot exceed
_DAMAGE = sqlite3.Error, ValueError, TypeError, OverflowError


def salvage(path: Path, take: Callable[[Conversation], None]) -> tuple[int, int]:
    """Read what can be read of a damaged file, which stays as it is.

    Args:
        path: the file.
        take: called with each conversation, as far as it could be read.

    Returns:
        how many conversations were taken, and how many were met.
    """
    taken = total = 0
    if not path.is_file():
        return 0, 0
    with closing(open_to_read(path)) as db:
        messages: dict[int, list[tuple[int, int]]] = {}  # (place, row) by conversation
        for row, conversation, place in _rows(db, "message", "conversation, place"):
            if isinstance(conversation, int) and isinstance(place, int):
                messages.setdefault(conversation, []).append((place, row))
        columns = "id, title, is_pinned, leaf, created_at, changed_at, deleted_at"
        for row, *values, deleted_at in _rows(db, "conversation", columns):
            if deleted_at is not None or row not in messages:
                continue
            total += 1
            conversation = _conversation(db, row, values, sorted(messages[row]))
            if conversation is not None:
                take(conversation)
                taken += 1
    _tidy(path)
    return taken, total


def _conversation(
    db: sqlite3.Connection, row: int, values: list[Any], places: list[tuple[int, int]]
) -> Conversation | None:
    found = (_message(db, row, message) for _, message in places)
    unique = {message.id: message for message in found if message is not None}
    messages = with_parents(tuple(unique.values()))
    if not messages:
        return None
    conversation_id, title, is_pinned, leaf, created_at, changed_at = values
    return Conversation(
        messages=messages,
        leaf=sound_leaf(messages, leaf),
        title=from_text(title),
        is_pinned=bool(is_pinned),
        created_at=float(created_at) if isinstance(created_at, float) else messages[0].created_at,
        changed_at=float(changed_at) if isinstance(changed_at, float) else messages[-1].created_at,
        id=str(conversation_id),
    )


def _message(db: sqlite3.Connection, conversation: int, row: int) -> Message | None:
    for is_whole in (True, False):
        try:
            message = read_row(db, conversation, row, is_whole=is_whole)
            return None if message is None else replace(message, notes=_coded(message.notes))
        except _DAMAGE as exc:
            logger.warning("message in row %d: %s", row, exc)
    return None


def _coded(notes: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Return notes with codes in the place of the sentences of an earlier schema."""
    return tuple((at, FORMER_SENTENCES.get(note, note)) for at, note in notes)


def _rows(db: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table that can be read, their numbers first."""
    last = 0
    for sql in (
        f"SELECT max(seq) FROM {table}",  # noqa: S608 our own names
        f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",  # noqa: S608 our own names
    ):
        with suppress(*_DAMAGE):
            found = db.execute(sql).fetchone()
            last = max(last, found[0] or 0) if found else last
    with suppress(*_DAMAGE):
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        last = min(last, pages * _ROWS_PER_PAGE)
    sql = f"SELECT seq, {columns} FROM {table} WHERE seq = ?"  # noqa: S608 our own names
    for number in range(1, last + 1):
        with suppress(*_DAMAGE):
            found = db.execute(sql, (number,)).fetchone()
            if found is not None:
                yield found


def _tidy(path: Path) -> None:
    """Remove what reading has left beside a file; its log stays if anything is in it."""
    log, index = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    with suppress(OSError):
        index.unlink(missing_ok=True)
        if log.exists() and log.stat().st_size == 0:
            log.unlink()

"""Problems of the history's file: sentences for the user, and what is saved of a damaged file.

Owns the sentences, what becomes of a file that is damaged, and reading around the damage: every row
is asked for by its number, so that a page that cannot be read takes only its own rows with it, and
what indices say does not matter.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.chat.notes import coded
from gptdesk.errors import HistoryError
from gptdesk.files.atomic import move_aside
from gptdesk.sentences import Sentence, one_line, to_translate
from gptdesk.storage.history.read_rows import from_text, read_row, sound_leaf, with_parents
from gptdesk.storage.history.schema import (
    FAILURES,
    MIGRATIONS,
    DamagedHistoryError,
    NewerHistoryError,
    as_text,
    error_code,
    is_busy,
    migrate,
)
from gptdesk.storage.history.types import Backup, HistoryProblem, ProblemKind
from gptdesk.storage.history.unsaved import Unsaved, summary_of

logger = logging.getLogger(__name__)

_BLOCK_BYTES = 1 << 16
_ROWS_PER_PAGE = 100  # more than there can be: what a damaged number cannot exceed
_DAMAGE = sqlite3.Error, ValueError, TypeError, OverflowError
WAITS = Sentence("What is new is kept in memory and will be saved when that is possible.")


def kind_of(exc: Exception) -> ProblemKind:
    """Return what an error means for the user."""
    if isinstance(exc, NewerHistoryError):
        return ProblemKind.NEWER
    is_full = isinstance(exc, sqlite3.Error) and error_code(exc) == sqlite3.SQLITE_FULL
    no_room = isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT)
    return ProblemKind.FULL if is_full or no_room else ProblemKind.UNWRITABLE


def is_lack_of_room(exc: Exception) -> bool:
    """Tell whether an error says that nothing more can be written, quotas and limits included."""
    codes = sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR
    return isinstance(exc, sqlite3.Error) and error_code(exc) in codes


def sentence_for(exc: Exception, path: Path, so: str) -> str:
    """Return an error for the user.

    Args:
        exc: why the history cannot be written.
        path: of the history.
        so: what follows from that, a whole sentence.
    """
    if isinstance(exc, HistoryError) and not isinstance(exc, DamagedHistoryError):
        return Sentence(exc.template, **exc.facts)
    if kind_of(exc) is ProblemKind.FULL:
        return Sentence("The disk with {path} is full. {so}", path=path, so=so)
    if is_busy(exc):
        return Sentence("Another program is writing to {path}. {so}", path=path, so=so)
    if not isinstance(exc, FAILURES):
        return Sentence(
            "Something unexpected went wrong ({kind}; the log has more). {so}",
            kind=type(exc).__name__,
            so=so,
        )
    return Sentence("{path} cannot be written. {so}", path=path, so=so)


def set_apart_sentence(unsaved: Unsaved) -> str:
    """Say which conversations cannot be stored as they are."""
    names = [
        change.conversation.title or summary_of(change.conversation).first_words
        for one, change in unsaved.changes.items()
        if one in unsaved.set_apart
    ]
    which = (
        f"“{one_line(names[0])}”"
        if len(names) == 1
        else Sentence("{n:,} conversations", n=len(unsaved.set_apart))
    )
    return Sentence(
        "{which} cannot be saved: something in it has no place in the history. It is kept until "
        "GPTDesk is closed; export it to keep it. Everything else is saved.",
        which=which,
    )


class Salvaged(NamedTuple):
    """What could be read of a damaged file.

    Attributes:
        conversations: how many, if only in part.
        of: how many were met.
        bare_answers: of which the text could be read, and nothing of its tokens.
    """

    conversations: int
    of: int
    bare_answers: int


def damage_problem(aside: Path, saved: Salvaged, newest: Backup | None) -> HistoryProblem:
    """Say that a damaged file was put aside.

    Args:
        aside: where it is now.
        saved: what could be read of it.
        newest: what can be restored.
    """
    lost = Sentence("The history was damaged; it is kept as {file}.", file=aside.name)
    remedy = Sentence("You can restore the newest backup." if newest else "There is no backup.")
    sentence = Sentence("{lost} {remedy}", lost=lost, remedy=remedy)
    if saved.conversations:
        found = Sentence(_found_in(saved), saved=saved.conversations, of=saved.of)
        if saved.bare_answers:
            found = Sentence(
                _found_with_bare_answers(saved),
                saved=saved.conversations,
                of=saved.of,
                answers=saved.bare_answers,
            )
        sentence = Sentence("{lost} {found} {remedy}", lost=lost, found=found, remedy=remedy)
    return HistoryProblem(ProblemKind.DAMAGED, sentence, backup=newest, path=aside)


def _found_in(saved: Salvaged) -> str:
    if saved.of == 1:
        return to_translate("errors", "{saved} of 1 conversation could be saved from it.")
    return to_translate("errors", "{saved:,} of {of:,} conversations could be saved from it.")


def _found_with_bare_answers(saved: Salvaged) -> str:
    if saved.of == 1 and saved.bare_answers == 1:
        return to_translate(
            "errors",
            "{saved} of 1 conversation could be saved from it, but of 1 answer only the text, "
            "without tokens and figures.",
        )
    if saved.of == 1:
        return to_translate(
            "errors",
            "{saved} of 1 conversation could be saved from it, but of {answers:,} answers only the "
            "text, without tokens and figures.",
        )
    if saved.bare_answers == 1:
        return to_translate(
            "errors",
            "{saved:,} of {of:,} conversations could be saved from it, but of 1 answer only the "
            "text, without tokens and figures.",
        )
    return to_translate(
        "errors",
        "{saved:,} of {of:,} conversations could be saved from it, but of {answers:,} answers only "
        "the text, without tokens and figures.",
    )


def lost_problem(path: Path, newest: Backup | None) -> HistoryProblem:
    """Say that the file is gone though there was one."""
    sentence = Sentence(
        "The history {file} is gone; a new one was begun. A backup can be restored.",
        file=path.name,
    )
    return HistoryProblem(ProblemKind.DAMAGED, sentence, backup=newest, path=path)


def place_of(path: Path) -> tuple[int, int] | None:
    """Return which file has a name, whatever it is called; None where there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def expect_writable(path: Path) -> None:
    """Look whether a file, if it is there, and its folder may be written.

    SQLite opens what may only be read without a word, and fails when it is too late.

    Raises:
        PermissionError: they may not.
    """
    if not all(os.access(one, os.W_OK) for one in (path, path.parent) if one.exists()):
        raise PermissionError(errno.EACCES, "no permission to write", str(path))


def is_empty(path: Path) -> bool:
    """Tell whether there is a file, and nothing in it."""
    return path.exists() and path.stat().st_size == 0


def move_history_aside(path: Path) -> Path:
    """Rename a damaged history with the files that belong to it; return its new path.

    Raises:
        OSError: it cannot be renamed.
    """
    aside = move_aside(path)
    for suffix in ("-wal", "-shm"):
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))
    return aside


def erase_history(path: Path) -> None:
    """Remove a history with the files that belong to it, overwritten; that needs no room.

    Raises:
        OSError: it cannot be removed.
    """
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if not file.exists():
            continue
        doomed = file.rename(path.with_name(f".{path.name}.deleted{suffix}"))  # others see it go
        with suppress(OSError), doomed.open("rb+") as content:
            for _ in range(0, doomed.stat().st_size, _BLOCK_BYTES):
                content.write(bytes(_BLOCK_BYTES))
            os.fsync(content.fileno())
        doomed.unlink()


def readable_copy(path: Path, reason: Exception) -> sqlite3.Connection:
    """Return what can be read of a file that cannot be opened for writing, in memory.

    Args:
        path: the file.
        reason: why it cannot be opened.
    """
    if path.is_file() and not isinstance(reason, NewerHistoryError | DamagedHistoryError):
        with suppress(sqlite3.Error, OSError, UnicodeDecodeError):
            return _in_memory(path)
        # A log that nobody may finish: finish it elsewhere.
        with suppress(sqlite3.Error, OSError, UnicodeDecodeError), TemporaryDirectory() as name:
            copy = Path(name) / path.name
            shutil.copyfile(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.exists():
                shutil.copyfile(log, copy.with_name(log.name))
            return _in_memory(copy)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    for migration in MIGRATIONS:
        migration(memory)
    return memory


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that is not to be changed."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.text_factory = as_text
    return db


def salvage(
    path: Path,
    take: Callable[[Conversation], None],
    take_vocabulary: Callable[[str, bytes], object],
) -> Salvaged:
    """Read what can be read of a damaged file, which stays as it is.

    Args:
        path: the file.
        take: called with each conversation, as far as it could be read.
        take_vocabulary: called with the key and the bytes of each vocabulary.
    """
    taken = total = bare = 0
    if not path.is_file():
        return Salvaged(0, 0, 0)
    with closing(open_to_read(path)) as db:
        for _, key, data in _rows(db, "vocabulary", "key, data"):
            if isinstance(key, str) and isinstance(data, bytes):
                take_vocabulary(key, data)
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
                bare += sum(_is_bare(message) for message in conversation.messages)
    _tidy(path)
    return Salvaged(taken, total, bare)


def _is_bare(message: Message) -> bool:
    """Tell whether an answer was made of tokens, and none is known."""
    return bool(message.role is Role.ASSISTANT and message.text and not message.token_ids)


def _in_memory(path: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with closing(open_to_read(path)) as source:
        source.backup(memory)
    migrate(memory)
    return memory


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
        is_markdown=_is_markdown(db, row),
        created_at=float(created_at) if isinstance(created_at, float) else messages[0].created_at,
        changed_at=float(changed_at) if isinstance(changed_at, float) else messages[-1].created_at,
        id=str(conversation_id),
    )


def _is_markdown(db: sqlite3.Connection, row: int) -> bool:
    """Return whether a conversation is shown as Markdown; an earlier schema cannot say so."""
    with suppress(*_DAMAGE):
        sql = "SELECT is_markdown FROM conversation WHERE seq = ?"
        return bool(db.execute(sql, (row,)).fetchone()[0])
    return False


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
    return tuple((at, coded(note)) for at, note in notes)


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

"""The history's tables, how older files become new ones, and how a connection is opened.

Owns the schema and what makes SQLite durable; must not know what the rows mean.

    conversation   one row each; `deleted_at` while it can be brought back
    message        its place in the tree, and how far it got; `writer` while it is being written
    content        its text and all that belongs to the whole message
    tokens         ids and records of its tokens, 128 to a row; see `token_packing`
    prompt         what the network saw before the answer, and thought of it
    pieces         texts of an answer's tokens, where a server told those and no ids
    kept_view      views of the network's inside that were kept with it, as `chat/kept_views` writes
                   them, in the order they came
    draft          what stands in the composer, by conversation; '' is the empty chat. Prompts
                   that are being edited stand in a row of their own, by `edits_key`
    vocabulary     of answers, by the key that their runs name, as `formats/vocabulary_bytes` writes
                   it; GPT-2's, which is bundled, is not there
    word_index     the words of every finished message, folded; rowid is message.seq
    unindexed      messages of an earlier GPTDesk whose words are not there yet

Text is TEXT in UTF-8, or BLOB where it has lone surrogates, which UTF-8 has no place for.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from gptdesk.chat.notes import coded
from gptdesk.errors import HistoryError

_T = TypeVar("_T")
APPLICATION_ID = 0x47505444  # "GPTD"
_NO_SCHEMA = 1000  # no GPTDesk will ever write this one: it is damage
BUSY_S = 5.0  # how long one statement waits for another window
TOKENS_PER_ROW = 128

_TABLES = """
CREATE TABLE conversation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    is_pinned INTEGER NOT NULL DEFAULT 0,
    leaf TEXT,
    created_at REAL NOT NULL,
    changed_at REAL NOT NULL,
    deleted_at REAL
);
CREATE TABLE message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (seq) ON DELETE CASCADE,
    id TEXT NOT NULL,
    place INTEGER NOT NULL,
    parent TEXT,
    role TEXT NOT NULL,
    mode TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at REAL NOT NULL,
    writer TEXT,
    UNIQUE (conversation, id)
);
CREATE INDEX message_place ON message (conversation, place, seq);
CREATE INDEX message_writer ON message (writer) WHERE writer IS NOT NULL;
CREATE TABLE content (
    message INTEGER PRIMARY KEY REFERENCES message (seq) ON DELETE CASCADE,
    text TEXT NOT NULL,
    notes TEXT NOT NULL,
    model_name TEXT NOT NULL,
    seed INTEGER,
    runs TEXT NOT NULL,
    prompt_suffix INTEGER NOT NULL
);
CREATE TABLE tokens (
    message INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    ids BLOB NOT NULL,
    records BLOB,
    PRIMARY KEY (message, start)
);
CREATE TABLE prompt (
    message INTEGER PRIMARY KEY REFERENCES message (seq) ON DELETE CASCADE,
    ids BLOB NOT NULL,
    stats BLOB NOT NULL
);
CREATE TABLE draft (
    conversation TEXT PRIMARY KEY,
    text TEXT NOT NULL
);
CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER message_forgotten AFTER DELETE ON message BEGIN
    DELETE FROM search WHERE rowid = old.seq;
END;
CREATE TRIGGER conversation_forgotten AFTER DELETE ON conversation BEGIN
    DELETE FROM draft WHERE conversation = old.id;
END;
"""


_TABLE_LIST = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_SUSPECT = (
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_INTERNAL,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
)
_VALUE_ERRORS = sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError
_VALUE_CODES = (
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_RANGE,
)


class NewerHistoryError(HistoryError):
    """The file has a schema that only a newer GPTDesk knows."""


class DamagedHistoryError(HistoryError):
    """The file is no history, or not whole."""


class ReplacedError(HistoryError):
    """What was written is in a file that has another name now."""


# What opening, reading and writing can raise for reasons outside of the program
FAILURES = sqlite3.Error, HistoryError, OSError, UnicodeDecodeError


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in _statements(_TABLES):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


_FOLDED_SEARCH = """
DROP TRIGGER message_forgotten;
DROP TABLE search;
CREATE VIRTUAL TABLE word_index USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
CREATE TRIGGER message_forgotten AFTER DELETE ON message BEGIN
    DELETE FROM word_index WHERE rowid = old.seq;
END;
CREATE TABLE unindexed (
    message INTEGER PRIMARY KEY REFERENCES message (seq) ON DELETE CASCADE
);
INSERT INTO unindexed (message) SELECT seq FROM message WHERE writer IS NULL;
"""


def _fold_search(connection: sqlite3.Connection) -> None:
    """Search folded words; those that are there are folded later, a few at a time."""
    for statement in _statements(_FOLDED_SEARCH):
        connection.execute(statement)


def _name_vocabulary(_: sqlite3.Connection) -> None:
    """Let runs of answers name their vocabulary; those that name none are GPT-2's."""


_KEPT_VIEWS = """
CREATE TABLE kept_view (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
    id TEXT NOT NULL,
    view TEXT NOT NULL,
    UNIQUE (message, id)
);
"""


def _keep_views(connection: sqlite3.Connection) -> None:
    """Make room for views of the network's inside; write notes by their codes.

    Runs of answers name the heads that were off from here on; those that name none had none.
    """
    for statement in _statements(_KEPT_VIEWS):
        connection.execute(statement)
    connection.create_function("coded_notes", 1, _coded_notes, deterministic=True)
    connection.execute(
        "UPDATE content SET notes = coalesce(coded_notes(CAST(notes AS BLOB)), notes)"
        " WHERE typeof(notes) = 'text' AND length(notes) > 2"
    )


def _coded_notes(notes: bytes) -> str | None:
    """Return stored notes with codes in the place of sentences; None of damaged ones."""
    try:
        return json.dumps([[at, coded(note)] for at, note in json.loads(notes)])
    except (ValueError, TypeError, RecursionError):
        return None


def _show_as_markdown(connection: sqlite3.Connection) -> None:
    """Let a conversation say that its texts are shown as Markdown; those that are there do not."""
    connection.execute("ALTER TABLE conversation ADD COLUMN is_markdown INTEGER NOT NULL DEFAULT 0")


_VOCABULARIES = """
CREATE TABLE vocabulary (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    data BLOB NOT NULL
);
"""


def _keep_vocabularies(connection: sqlite3.Connection) -> None:
    """Make room for the vocabularies of answers; they come when such an answer is seen again."""
    for statement in _statements(_VOCABULARIES):
        connection.execute(statement)


_PIECES = """
CREATE TABLE pieces (
    message INTEGER PRIMARY KEY REFERENCES message (seq) ON DELETE CASCADE,
    data BLOB NOT NULL
);
"""


def _hold_pieces(connection: sqlite3.Connection) -> None:
    """Make room for answers of servers that tell texts and no ids; some tell no probability."""
    for statement in _statements(_PIECES):
        connection.execute(statement)


# Of UTF-8: whatever begins so is looked at again, all selectors among it. Some texts too many cost
# less than to look for each selector: of 100 MB, some tenths of a second, once.
_SHAPES = """
INSERT OR IGNORE INTO unindexed (message)
SELECT c.message FROM content c JOIN message m ON m.seq = c.message
WHERE m.writer IS NULL AND (
    instr(CAST(c.text AS BLOB), x'F3A0') > 0 OR instr(CAST(c.text AS BLOB), x'E1A0') > 0
);
DELETE FROM word_index WHERE rowid IN (SELECT message FROM unindexed);
"""


def _leave_shapes_out(connection: sqlite3.Connection) -> None:
    """Index texts anew in which a character chooses the shape of a letter, a few at a time."""
    for statement in _statements(_SHAPES):
        connection.execute(statement)


# The n-th function turns schema n into n + 1; 0 is an empty file. Each runs in one transaction.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create_tables,
    _fold_search,
    _name_vocabulary,
    _keep_views,
    _show_as_markdown,
    _keep_vocabularies,
    _hold_pieces,
    _leave_shapes_out,
)
SCHEMA = len(MIGRATIONS)


def open_history(
    path: Path, before_migrating: Callable[[], None], patience_s: float = BUSY_S
) -> sqlite3.Connection:
    """Open the file for reading and writing and bring it to the newest schema.

    A file that is not there is made; its folder must exist. The connection belongs to the thread
    that called.

    Args:
        path: the file.
        before_migrating: called when what is in the file is about to be rewritten.
        patience_s: how long one statement waits for another window.

    Raises:
        NewerHistoryError: nothing was changed.
        DamagedHistoryError: it is something else, or visibly not whole.
        sqlite3.Error: it cannot be opened, read or written.
    """
    connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    try:
        expect_history(connection, path)
        _keep_trying(connection, "PRAGMA journal_mode = WAL", patience_s)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA journal_size_limit = 4000000")
        if 0 < schema_of(connection) < SCHEMA:
            before_migrating()
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def in_transaction(db: sqlite3.Connection, action: Callable[[sqlite3.Connection], _T]) -> _T:
    """Do something wholly or not at all, and return its result."""
    db.execute("BEGIN IMMEDIATE")
    try:
        result = action(db)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if db.in_transaction:
                db.execute("ROLLBACK")
        raise
    return result


def in_savepoint(db: sqlite3.Connection, action: Callable[[sqlite3.Connection], _T]) -> _T:
    """Do a part of a transaction wholly or not at all, and return its result."""
    db.execute("SAVEPOINT part")
    try:
        result = action(db)
    except BaseException:
        with suppress(sqlite3.Error):
            if db.in_transaction:  # some errors have ended it
                db.execute("ROLLBACK TO part")
                db.execute("RELEASE part")
        raise
    db.execute("RELEASE part")
    return result


def schema_of(connection: sqlite3.Connection) -> int:
    """Return the schema of the file."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def error_code(exc: Exception) -> int:
    """Return SQLite's primary result code; 0 where SQLite has not said one."""
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF


def is_busy(exc: Exception) -> bool:
    """Tell whether an error only says that another window is writing."""
    codes = sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL
    return isinstance(exc, sqlite3.Error) and error_code(exc) in codes


def is_about_value(exc: Exception) -> bool:
    """Tell whether an error says that a value cannot be stored, on whatever disk.

    A mistake in the program that only this value meets is such an error as well.
    """
    if isinstance(exc, sqlite3.Error):
        return isinstance(exc, _VALUE_ERRORS) or error_code(exc) in _VALUE_CODES
    return not isinstance(exc, FAILURES)


def is_damage(exc: Exception) -> bool:
    """Tell whether an error says that the file itself is bad."""
    if isinstance(exc, DamagedHistoryError | UnicodeDecodeError):  # in SQLite's own message
        return True
    codes = sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB
    return isinstance(exc, sqlite3.Error) and error_code(exc) in codes


def expect_history(connection: sqlite3.Connection, path: Path) -> None:
    """Look at a file before anything is written to it; an empty one will do.

    Raises:
        NewerHistoryError, DamagedHistoryError: it cannot be used.
        sqlite3.Error: it cannot be read.
    """
    connection.execute("BEGIN")  # all three as they are at one moment: another may be making it
    try:
        schema = schema_of(connection)
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    _expect_known(schema, path)
    is_other = (schema or tables) and application != APPLICATION_ID
    if is_other or not 0 <= schema <= SCHEMA:
        raise DamagedHistoryError(f"{path} is no history of GPTDesk.")


def expect_own_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Look whether a file that was opened before still has the schema that is written here.

    Raises:
        NewerHistoryError: a newer GPTDesk has migrated it meanwhile.
        ReplacedError: it has an older one; it must be opened again.
    """
    schema = schema_of(connection)
    if schema != SCHEMA:
        _expect_known(schema, path)
        raise ReplacedError(f"{path} was replaced by an older one.")


def _expect_known(schema: int, path: Path) -> None:
    if SCHEMA < schema < _NO_SCHEMA:
        raise NewerHistoryError(
            "{path}: these conversations were written by a newer GPTDesk. Nothing is saved until"
            " you install that one; the file is left as it is.",
            path=path,
        )


def expect_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Read a file through; 100 MB take a tenth of a second where the disk is no slower.

    Raises:
        DamagedHistoryError: it is not whole.
        sqlite3.Error: it cannot be read.
    """
    if schema_of(connection) == SCHEMA:
        expected = _tables()
        try:
            present = set(connection.execute(_TABLE_LIST))
        except sqlite3.OperationalError as exc:  # names that are no text
            raise DamagedHistoryError(f"{path} is not whole: {exc}") from exc
        if not expected <= present:
            raise DamagedHistoryError(f"{path} is not whole: its tables are others.")
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DamagedHistoryError(f"{path} is not whole: {found}")


def may_be_damage(exc: Exception) -> bool:
    """Tell whether an error can come from a file that is not as its schema says."""
    return isinstance(exc, sqlite3.Error) and error_code(exc) in _SUSPECT


@cache
def _tables() -> frozenset[tuple[str, str]]:
    """Return what must be among the tables, indices and triggers of the newest schema."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        for migration in MIGRATIONS:
            migration(memory)
        return frozenset(memory.execute(_TABLE_LIST))


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest schema."""

    def take_a_step(db: sqlite3.Connection) -> None:
        schema = schema_of(db)
        if schema < SCHEMA:  # another window may have been faster
            MIGRATIONS[schema](db)
            db.execute(f"PRAGMA user_version = {schema + 1}")

    while schema_of(connection) < SCHEMA:
        in_transaction(connection, take_a_step)


def _keep_trying(connection: sqlite3.Connection, statement: str, patience_s: float) -> None:
    """Execute a statement for which SQLite does not wait by itself for another window."""
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as exc:
            if error_code(exc) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _statements(script: str) -> list[str]:
    statements: list[str] = []
    statement = ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            statements.append(statement)
            statement = ""
    return statements


def as_text(data: bytes) -> str:
    """Return a text of the file; what is no UTF-8, because it was damaged, stays readable."""
    return data.decode("utf-8", errors="replace")

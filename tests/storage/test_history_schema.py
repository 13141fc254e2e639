"""Histories of earlier GPTDesks are brought up to date, wholly or not at all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gptdesk.chat import Conversation
from gptdesk.storage import history_schema
from gptdesk.storage.history import History
from gptdesk.storage.history_types import HistoryProblem, ProblemKind
from tests.storage.conversations import chat

Migration = Callable[[sqlite3.Connection], None]


@pytest.fixture
def older(tmp_path: Path) -> Conversation:
    """Leave a history of today in the folder; the next GPTDesk finds it. Return what is in it."""
    history, _ = open_history(tmp_path)
    conversation = chat(random.Random(1), 3)
    assert history.add(conversation).result()
    assert history.close()
    return conversation


def open_history(folder: Path) -> tuple[History, list[HistoryProblem]]:
    problems: list[HistoryProblem] = []
    history = History(folder / "history.sqlite3", folder / "backups", on_problem=problems.append)
    history.start()
    return history, problems


def add_migration(monkeypatch: pytest.MonkeyPatch, migration: Migration) -> None:
    migrations = (*history_schema.MIGRATIONS, migration)
    monkeypatch.setattr(history_schema, "MIGRATIONS", migrations)
    monkeypatch.setattr(history_schema, "SCHEMA", len(migrations))
    history_schema._tables.cache_clear()


@pytest.fixture(autouse=True)
def _forget_tables() -> object:
    yield
    history_schema._tables.cache_clear()


def schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return history_schema.schema_of(db)


def test_an_older_history_is_brought_up_to_date(
    tmp_path: Path, older: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a copy of what it was is kept, in case the new GPTDesk is not liked."""

    def colour(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE conversation ADD COLUMN colour TEXT")

    add_migration(monkeypatch, colour)
    history, problems = open_history(tmp_path)
    assert history.load(older.id).result() == older
    kept = [one for one in history.backups().result() if one.path.name.startswith("before")]
    assert history.close()
    assert problems == []
    assert schema(tmp_path / "history.sqlite3") == 2
    assert [schema(one.path) for one in kept] == [1]


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, older: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE conversation ADD COLUMN colour TEXT")
        db.execute("INSERT INTO nowhere VALUES (1)")

    with monkeypatch.context() as patch:
        add_migration(patch, fail)
        history, problems = open_history(tmp_path)
        assert not history.save_shape(older).result()
        history.close()
        assert [problem.kind for problem in problems] == [ProblemKind.UNWRITABLE]
    history_schema._tables.cache_clear()
    assert schema(tmp_path / "history.sqlite3") == 1
    history, problems = open_history(tmp_path)
    assert history.load(older.id).result() == older
    assert history.close()
    assert problems == []


def test_the_schema_is_what_was_released() -> None:
    """Whoever changes a table of schema 1 after its release breaks every history out there.

    Before a release this line may follow the tables; after it, only a new migration may.
    """
    assert history_schema.SCHEMA == 1
    names = {name for name, _ in history_schema._tables()}
    assert {"conversation", "message", "content", "tokens", "prompt", "draft", "search"} <= names

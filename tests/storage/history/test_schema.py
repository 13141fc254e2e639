"""Histories of earlier GPTDesks are brought up to date, wholly or not at all."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gptdesk.chat import folding
from gptdesk.chat.kept_views import KeptView
from gptdesk.chat.messages import GPT2_VOCABULARY, Conversation, Message, Role
from gptdesk.chat.notes import NoteCode, note_sentence
from gptdesk.storage.history import connection as history_connection
from gptdesk.storage.history import history as history_module
from gptdesk.storage.history import schema as history_schema
from gptdesk.storage.history import search
from gptdesk.storage.history.problems import salvage
from gptdesk.storage.history.types import HistoryProblem, ProblemKind
from gptdesk.storage.history.write_rows import to_text
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import chat

Migration = Callable[[sqlite3.Connection], None]
RELEASED = 8
CODE, SENTENCE = NoteCode.INTERRUPTED, "The answer was interrupted here."
NEW = ("vocabulary_sha256", "switched_off")  # of a run, since the second schema


@pytest.fixture
def older(tmp_path: Path) -> Conversation:
    """Leave a history of today in the folder; the next GPTDesk finds it. Return what is in it."""
    history, _ = open_history(tmp_path)
    conversation = chat(random.Random(1), 3)
    assert history.add_conversation(conversation).result()
    assert history.close()
    return conversation


def open_history(folder: Path) -> tuple[AskedHistory, list[HistoryProblem]]:
    problems: list[HistoryProblem] = []
    history = AskedHistory(
        folder / "history.sqlite3", folder / "backups", on_problem=problems.append
    )
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
    assert schema(tmp_path / "history.sqlite3") == RELEASED + 1
    assert [schema(one.path) for one in kept] == [RELEASED]


def leave_first_schema(folder: Path, texts: Sequence[str]) -> Conversation:
    """Leave a history as the first GPTDesk wrote it."""
    conversation = Conversation(title="old", id="old")
    for text in texts:
        conversation = with_messages(
            conversation, Message(Role.USER, text, parent=conversation.leaf)
        )
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as db:
        history_schema.MIGRATIONS[0](db)
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO conversation VALUES (1, ?, 'old', 0, NULL, 1, 1, NULL)", ("old",))
        db.execute("BEGIN")
        for seq, message in enumerate(conversation.messages, start=1):
            values = (seq, 1, message.id, seq, message.parent, "user", "continue", "complete", 1.0)
            db.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", values)
            values = (seq, message.text, "[]", "", None, "[]", 0)
            db.execute("INSERT INTO content VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            db.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (seq, message.text))
        db.execute("COMMIT")
    return conversation


@pytest.mark.parametrize("is_indexed", [True, False])
def test_words_of_the_first_schema_are_found_as_new_ones_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_indexed: bool
) -> None:
    """From the first question on, also while most of them are not in the new index yet."""
    texts = [f"Straße {number}" for number in range(250)]
    conversation = leave_first_schema(tmp_path, texts)
    if not is_indexed:
        monkeypatch.setattr(history_module, "index_some", lambda _: False)
    history, problems = open_history(tmp_path)
    database = tmp_path / "history.sqlite3"
    deadline = time.monotonic() + 30
    while is_indexed and unindexed(history, database) and time.monotonic() < deadline:
        time.sleep(0.01)
    found = history.search("STRASSE", limit=1000).result()
    assert [hit.message_id for hit in found] == [one.id for one in reversed(conversation.messages)]
    assert found[0].parts == (("Straße", True), (" 249", False))
    new = Message(Role.USER, "strasse, new", parent=conversation.messages[-1].id)
    assert history.save(with_messages(conversation, new), new).result()
    assert len(history.search("straße").result()) == 50
    newest = history.search("strass").result()[0]
    assert newest.message_id == new.id
    changed = replace(conversation.messages[0], text="a lane")
    assert history.save(conversation.with_replaced(changed), changed).result()
    assert len(history.search("strasse", limit=1000).result()) == 250, "249 and the new one"
    assert len(history.search("lane").result()) == 1
    left = unindexed(history, database)
    assert history.close()
    assert problems == []
    assert left == (0 if is_indexed else 249)


def test_a_mistake_in_indexing_is_met_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread would do nothing else, and fill the log."""
    leave_first_schema(tmp_path, ["a text"])

    def fail(_: sqlite3.Connection) -> bool:
        raise KeyError("a mistake")

    monkeypatch.setattr(history_module, "index_some", fail)
    history = history_module.History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()
    assert history.wait_s() == 0
    history.work_ahead()
    assert history.wait_s() is None
    assert len(history.search("text", 10)) == 1, "it is found without the index"
    history.close_file()


def unindexed(history: AskedHistory, database: Path) -> int:
    """Return how many messages are not in the index, when what was asked before is done."""
    history.summaries().result()
    with closing(sqlite3.connect(database)) as db:
        if history_schema.schema_of(db) < RELEASED:
            return -1
        return db.execute("SELECT count(*) FROM unindexed").fetchone()[0]


def test_a_history_of_the_first_schema_that_may_not_be_written_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be migrated then; what is there is read and searched all the same."""
    leave_first_schema(tmp_path, ["Straße"])

    def refuse(_path: Path) -> None:
        raise PermissionError(13, "no permission to write")

    monkeypatch.setattr(history_connection, "expect_writable", refuse)
    history, problems = open_history(tmp_path)
    assert [one.title for one in history.summaries().result()] == ["old"]
    assert len(history.search("strasse").result()) == 1
    history.close()
    assert [problem.kind for problem in problems] == [ProblemKind.UNWRITABLE]
    assert schema(tmp_path / "history.sqlite3") == 1


_CHOOSES_SHAPES = "\u180b\u180c\u180d\u180f\U000e0100\U000e01ef"


@given(
    texts=st.lists(
        st.text(st.sampled_from("葛城 a\u182d\u1820\ud800\U000e0001" + _CHOOSES_SHAPES)),
        max_size=4,
    )
)
@example(texts=["葛\U000e0100城", "a text", "\u182d\u180b\u1820"])
@settings(max_examples=50, deadline=None)
def test_words_of_the_seventh_schema_with_chosen_shapes_are_found(texts: list[str]) -> None:
    """They stood in the index as other words; texts without them are not indexed again."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for migration in history_schema.MIGRATIONS[:7]:
            migration(db)
        db.execute("INSERT INTO conversation (id, created_at, changed_at) VALUES ('old', 1, 1)")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(folding, "_LEFT_OUT", folding._LEFT_OUT[:-2])
            patch.setattr(folding, "_TABLE", folding._Table())
            for seq, text in enumerate(texts, start=1):
                values = (seq, 1, str(seq), seq, "user", "continue", "complete", 1.0)
                names = "seq, conversation, id, place, role, mode, state, created_at"
                db.execute(f"INSERT INTO message ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
                values = (seq, to_text(text), "[]", "", None, "[]", 0)
                db.execute("INSERT INTO content VALUES (?, ?, ?, ?, ?, ?, ?)", values)
                search.index_words(db, seq, text)
        history_schema.MIGRATIONS[7](db)
        again = {seq for (seq,) in db.execute("SELECT message FROM unindexed")}
        for _ in range(2):  # before they are indexed again, and after
            for seq, text in enumerate(texts, start=1):
                for word in text.split():
                    if any(map(str.isalpha, word)):
                        found = [hit.message_id for hit in search.find(db, word, 10)]
                        assert found.count(str(seq)) == 1, (text, word, found)
            assert not search.index_some(db)
        assert db.execute("SELECT count(*) FROM unindexed").fetchone()[0] == 0
    chosen = {
        seq for seq, text in enumerate(texts, start=1) if any(c in text for c in _CHOOSES_SHAPES)
    }
    assert chosen <= again
    assert not any(texts[seq - 1].isascii() for seq in again)


def make_second_schema(path: Path) -> None:
    """Make of a history of today what a GPTDesk of the second schema would have written."""
    with closing(sqlite3.connect(path)) as db:
        words = json.dumps(CODE), json.dumps(SENTENCE)
        db.execute("UPDATE content SET notes = replace(notes, ?, ?)", words)
        for seq, runs in db.execute("SELECT message, runs FROM content").fetchall():
            old = [{k: v for k, v in run.items() if k not in NEW} for run in json.loads(runs)]
            db.execute("UPDATE content SET runs = ? WHERE message = ?", (json.dumps(old), seq))
        db.execute("DROP TABLE kept_view")
        db.execute("DROP TABLE pieces")
        db.execute("DROP TABLE vocabulary")
        db.execute("ALTER TABLE conversation DROP COLUMN is_markdown")
        db.execute("PRAGMA user_version = 2")
        db.commit()


def test_answers_of_the_second_schema_are_gpt2s_and_their_interruptions_are_known(
    tmp_path: Path, older: Conversation
) -> None:
    """What was a sentence is a code, and every other note stays, as well as one that quotes it."""
    path = tmp_path / "history.sqlite3"
    answer = older.messages[-1]
    noted = ((3, "The context was full."), (5, f'Not "{SENTENCE}"'), (len(answer.text), CODE))
    older = older.with_replaced(replace(answer, notes=noted))
    history, _ = open_history(tmp_path)
    assert history.save(older, older.messages[-1]).result()
    assert history.close()
    make_second_schema(path)
    history, problems = open_history(tmp_path)
    again = history.load(older.id).result()
    assert history.close()
    assert again == older
    assert again.messages[-1].runs[0].vocabulary_sha256 == GPT2_VOCABULARY
    assert (schema(path), problems) == (RELEASED, [])
    with closing(sqlite3.connect(path)) as db:
        stored = db.execute("SELECT notes FROM content ORDER BY message DESC").fetchone()[0]
    assert json.loads(stored)[-1] == [len(answer.text), "interrupted"]


def test_a_stored_answer_names_its_vocabulary(tmp_path: Path, older: Conversation) -> None:
    """Ids mean something only with it; another tokenizer's must not be read as GPT-2's."""
    answer = older.messages[-1]
    runs = tuple(replace(run, vocabulary_sha256="ab" * 32) for run in answer.runs)
    foreign = older.with_replaced(replace(answer, runs=runs))
    history, _ = open_history(tmp_path)
    assert history.save(foreign, foreign.messages[-1]).result()
    assert history.close()
    history, _ = open_history(tmp_path)
    assert history.load(older.id).result() == foreign
    assert history.load(older.id).result().messages[-1].vocabulary_sha256 == "ab" * 32
    assert history.close()


def make_third_schema(path: Path) -> None:
    """Make of a history of today what a GPTDesk of the third schema would have written."""
    with closing(sqlite3.connect(path)) as db:
        for seq, runs in db.execute("SELECT message, runs FROM content").fetchall():
            old = [{k: v for k, v in run.items() if k != NEW[1]} for run in json.loads(runs)]
            db.execute("UPDATE content SET runs = ? WHERE message = ?", (json.dumps(old), seq))
        db.execute("DROP TABLE kept_view")
        db.execute("DROP TABLE pieces")
        db.execute("DROP TABLE vocabulary")
        db.execute("ALTER TABLE conversation DROP COLUMN is_markdown")
        db.execute("PRAGMA user_version = 3")
        db.commit()


def test_answers_of_the_third_schema_were_made_with_all_heads(
    tmp_path: Path, older: Conversation
) -> None:
    """They open as they were, and a view can be kept with one of them.

    Sentences that the program must recognise are codes; one that is damaged stops nothing.
    """
    path = tmp_path / "history.sqlite3"
    answer = older.messages[-1]
    codes = (0, "prompt-left-out 1037"), (3, "forgotten 12"), (5, "The context was full.")
    older = older.with_replaced(replace(answer, notes=codes))
    history, _ = open_history(tmp_path)
    assert history.save(older, older.messages[-1]).result()
    assert history.close()
    make_third_schema(path)
    with closing(sqlite3.connect(path)) as db:
        left_out, full = (note_sentence(note) for _, note in codes[:2])
        assert "(1,037)" in left_out
        notes = json.dumps([[0, left_out], [3, full], codes[2]])
        db.execute("UPDATE content SET notes = ? WHERE notes LIKE '%forgotten%'", (notes,))
        damaged = "UPDATE content SET notes = CAST(x'5bff' AS TEXT) WHERE message = 1"
        db.execute(damaged)
        db.commit()
    history, problems = open_history(tmp_path)
    again = history.load(older.id).result()
    assert again == older
    assert {run.switched_off for one in again.messages for run in one.runs} == {()}
    view = KeptView("How “ ball” was predicted", 24, "lens", "storyteller", "ab" * 32)
    answer = replace(again.messages[-1], kept_views=(view,))
    assert history.save(again.with_replaced(answer), answer).result()
    assert history.close()
    history, _ = open_history(tmp_path)
    assert history.load(older.id).result().messages[-1] == answer
    assert history.close()
    assert (schema(path), problems) == (RELEASED, [])


def test_a_damaged_history_of_the_third_schema_is_saved_with_its_tokens(
    tmp_path: Path, older: Conversation
) -> None:
    """It has no table of views; what is asked of that table must not cost the answers."""
    path = tmp_path / "history.sqlite3"
    make_third_schema(path)
    found: list[Conversation] = []
    assert salvage(path, found.append, print) == (1, 1, 0)
    assert found == [older]


def test_the_program_before_leaves_a_history_of_today_alone(
    tmp_path: Path, older: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would show an answer without some heads as the whole network's, and lose which."""
    with monkeypatch.context() as patch:
        patch.setattr(history_schema, "MIGRATIONS", history_schema.MIGRATIONS[:3])
        patch.setattr(history_schema, "SCHEMA", 3)
        patch.setattr(history_connection, "SCHEMA", 3)
        history_schema._tables.cache_clear()
        history, problems = open_history(tmp_path)
        assert not history.save_shape(older).result()
        history.close()
    assert [problem.kind for problem in problems] == [ProblemKind.NEWER]
    assert "newer GPTDesk" in problems[0].sentence
    history_schema._tables.cache_clear()
    history, problems = open_history(tmp_path)
    assert history.load(older.id).result() == older
    assert history.close()
    assert problems == []


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
    assert schema(tmp_path / "history.sqlite3") == RELEASED
    history, problems = open_history(tmp_path)
    assert history.load(older.id).result() == older
    assert history.close()
    assert problems == []


def test_the_schema_is_what_was_released() -> None:
    """Whoever changes a table of a schema after its release breaks every history out there.

    Before a release this line may follow the tables; after it, only a new migration may.
    """
    assert history_schema.SCHEMA == RELEASED
    names = {name for name, _ in history_schema._tables()}
    assert {
        "conversation",
        "message",
        "content",
        "tokens",
        "prompt",
        "kept_view",
        "pieces",
        "draft",
        "word_index",
        "vocabulary",
    } <= names

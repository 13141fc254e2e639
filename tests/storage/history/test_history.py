"""The history keeps what was said: plain use, in one window."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings

from gptdesk.chat.kept_views import KeptCell, KeptView
from gptdesk.chat.messages import Conversation, Message, MessageState, PromptMode, Role
from gptdesk.errors import HistoryError
from gptdesk.storage.history import conversation_rows
from gptdesk.storage.history import history as history_module
from gptdesk.storage.history.history import History
from gptdesk.storage.history.problems import salvage
from gptdesk.storage.history.token_packing import pack_records
from gptdesk.storage.history.types import HistoryProblem, Outline, ProblemKind
from gptdesk.storage.history.unsaved import summary_of
from tests.conversation_values import showing, with_messages
from tests.storage.history.asking import AskedHistory, finished
from tests.storage.history.conversations import answer, chat, growing, trees


def open_history(folder: Path) -> AskedHistory:
    problems: list[HistoryProblem] = []
    history = AskedHistory(
        folder / "history.sqlite3", folder / "backups", on_problem=problems.append
    )
    history.start()
    return history


@pytest.fixture
def history(tmp_path: Path) -> Iterator[AskedHistory]:
    history = open_history(tmp_path)
    yield history
    assert history.close()


def say(history: AskedHistory, conversation: Conversation, text: str) -> Conversation:
    """Add a prompt at the end and save it."""
    conversation = with_messages(conversation, Message(Role.USER, text, parent=conversation.leaf))
    assert history.save(conversation, conversation.messages[-1]).result()
    return conversation


def times(conversation: Conversation) -> list[float]:
    return [message.created_at for message in conversation.messages]


@given(tree=trees())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_conversation_reopens_exactly_as_it_was(
    tree: Conversation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """All branches, figures, seeds, odd characters and times, after the program was left."""
    folder = tmp_path_factory.mktemp("history")
    history = open_history(folder)
    assert history.add_conversation(tree).result()
    assert history.close()
    history = open_history(folder)
    again = history.load(tree.id).result()
    assert history.close()
    assert again == tree
    assert times(again) == times(tree)
    assert (again.created_at, again.changed_at) == (tree.created_at, tree.changed_at)


def test_messages_are_saved_as_they_are_said(history: AskedHistory, tmp_path: Path) -> None:
    """Prompt, answer, another answer in its place: what the file holds is what was shown."""
    dice = random.Random(1)
    conversation = say(history, Conversation(), "Hello")
    first = answer(dice, conversation.leaf, 300)
    for tokens in (1, 100, 128, 129, 300):
        conversation = (
            conversation.with_replaced(growing(first, tokens))
            if tokens > 1
            else with_messages(conversation, growing(first, 1))
        )
        history.save_partial(conversation, conversation.messages[-1])
    conversation = conversation.with_replaced(first)
    assert history.save(conversation, first).result()
    second = answer(dice, conversation.messages[0].id)
    conversation = with_messages(conversation, second)
    assert history.save(conversation, second).result()
    shown = showing(conversation, first.id)
    assert history.save_shape(shown).result()
    assert history.load(conversation.id).result() == shown
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM tokens").fetchone()[0] == 3 + 1


def test_an_answer_can_become_shorter(history: AskedHistory) -> None:
    """A stop takes back tokens of which nothing was shown; they must not come back."""
    conversation = say(history, Conversation(), "Hello")
    whole = answer(random.Random(2), conversation.leaf, 300)
    conversation = with_messages(conversation, growing(whole, 300))
    history.save_partial(conversation, conversation.messages[-1])
    history.draft("").result()
    short = replace(growing(whole, 120), state=MessageState.STOPPED)
    conversation = conversation.with_replaced(short)
    assert history.save(conversation, short).result()
    assert history.load(conversation.id).result().messages[-1] == short


def test_an_answer_that_grew_takes_no_more_room_than_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written again in a moment is not packed small; its end is, also without a token."""
    now = 100.0
    monkeypatch.setattr(history_module.time, "monotonic", lambda: now)
    history = History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()
    conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
    history.save(conversation, conversation.messages[0])
    whole = answer(random.Random(6), conversation.leaf, 200)
    conversation = with_messages(conversation, growing(whole, 0))
    small = [pack_records(whole.records[:128]), pack_records(whole.records[128:])]
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:

        def rows() -> list[bytes]:
            return [row for (row,) in db.execute("SELECT records FROM tokens ORDER BY start")]

        for tokens in (5, 130, 200):
            conversation = conversation.with_replaced(growing(whole, tokens))
            now += 1.0
            history.save_partial(conversation, conversation.messages[-1])
            history.write_what_is_due()
        assert rows()[0] == small[0], "a full row"
        assert len(rows()[1]) > len(small[1])
        history.save(conversation.with_replaced(whole), whole)
        history.write_what_is_due()
        assert rows() == small
    history.close_file()


def test_a_growing_answer_is_on_the_disk_within_half_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash costs half a second at most, and a fast model does not wear out the disk."""
    now = 100.0
    monkeypatch.setattr(history_module.time, "monotonic", lambda: now)
    history = History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()
    conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
    history.save(conversation, conversation.messages[0])
    whole = answer(random.Random(3), conversation.leaf, 60)
    conversation = with_messages(conversation, growing(whole, 0))
    on_disk: list[int] = []
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        for tokens in range(1, 60):  # one every 30 ms
            conversation = conversation.with_replaced(growing(whole, tokens))
            history.save_partial(conversation, conversation.messages[-1])
            now += 0.03
            history.write_what_is_due()
            row = db.execute("SELECT text FROM content WHERE message = 2").fetchone()
            written = len(row[0].split()) if row else 0
            assert tokens - written <= 0.5 / 0.03
            on_disk.append(written)
        now += 1.0  # the window was busy: what it brings now has waited long enough
        history.save_partial(conversation.with_replaced(growing(whole, 60)), growing(whole, 60))
        history.write_what_is_due()
        (text,) = db.execute("SELECT text FROM content WHERE message = 2").fetchone()
        assert text == growing(whole, 60).text
    history.close_file()
    assert len(set(on_disk)) <= 1 + 60 * 0.03 / history_module.PARTIAL_S, "more writes than needed"


def test_an_answer_is_on_the_disk_as_soon_as_it_begins(
    history: AskedHistory, tmp_path: Path
) -> None:
    """Killed before its first word was stored, it is found, marked, and has its dice."""
    conversation = say(history, Conversation(), "Hello")
    begun = replace(growing(answer(random.Random(4), conversation.leaf, 60), 0), seed=5)
    history.save_partial(with_messages(conversation, begun), begun).result()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        sql = "SELECT m.id, m.state, c.seed FROM message m JOIN content c ON c.message = m.seq"
        assert db.execute(sql).fetchall()[1:] == [(begun.id, MessageState.STREAMING.value, 5)]


def test_what_was_changed_last_comes_first(history: AskedHistory) -> None:
    first = say(history, Conversation(), "first\nof all" * 100)
    second = say(history, Conversation(title="Named"), "second")
    assert [one.id for one in history.summaries().result()] == [second.id, first.id]
    first = say(history, first, "again")
    listed = history.summaries().result()
    assert [one.id for one in listed] == [first.id, second.id]
    assert (listed[0].message_count, listed[1].title) == (2, "Named")
    assert listed[0].first_words.startswith("first of all")
    assert "\n" not in listed[0].first_words
    history.rename(second.id, "Renamed").result()
    history.pin(second.id, is_pinned=True).result()
    listed = history.summaries().result()
    assert [one.id for one in listed] == [first.id, second.id], "a new name is no new message"
    assert (listed[1].title, listed[1].is_pinned) == ("Renamed", True)


@pytest.mark.parametrize(
    "text",
    ["Alpha\0Beta gamma", "\0", "\0\n" * 300 + "x", "word " * 90, "\U0001f98a" * 300]
    + ["x" * before + "é\ud800\U0001f98a" * 90 for before in range(4)],
)
def test_a_conversation_is_called_the_same_after_reopening(tmp_path: Path, text: str) -> None:
    """SQLite's functions of text end at a NUL; half the name was gone after a start."""
    history = open_history(tmp_path)
    conversation = say(history, Conversation(), text)
    assert history.close()
    history = open_history(tmp_path)
    (listed,) = history.summaries().result()
    assert ascii(listed.first_words) == ascii(summary_of(conversation).first_words)
    assert history.close()


def test_a_new_name_survives_the_next_message(history: AskedHistory) -> None:
    """Whoever writes an answer holds the conversation as it was before it got its name."""
    conversation = say(history, Conversation(), "Hello")
    history.rename(conversation.id, "A name").result()
    conversation = say(history, conversation, "And now?")
    loaded = history.load(conversation.id).result()
    assert loaded.title == "A name"
    assert loaded.leaf == conversation.leaf


def test_deleting_can_be_undone_until_the_end(history: AskedHistory, tmp_path: Path) -> None:
    conversation = say(history, Conversation(), "Precious words")
    deletion = history.delete(conversation.id).result()
    assert history.summaries().result() == ()
    assert history.search("precious").result() == ()
    history.undelete(deletion).result()
    assert history.load(conversation.id).result() == conversation
    assert len(history.search("precious").result()) == 1
    history.delete(conversation.id).result()
    assert history.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 0
        assert db.execute("SELECT count(*) FROM tokens").fetchone()[0] == 0
        assert db.execute("SELECT count(*) FROM word_index").fetchone()[0] == 0


def view_of(number: int) -> KeptView:
    cells = (KeptCell("block 6"), KeptCell("97.1 %", 0.9712))
    return KeptView(
        *(f"View {number}", number, "lens", "storyteller", "ab" * 32),
        columns=("point", "p"),
        rows=(cells,),
        kept_at=float(number),
        id=f"view {number}",
    )


def with_views(conversation: Conversation, *numbers: int) -> Conversation:
    """Return a conversation with views kept with its last answer."""
    views = tuple(map(view_of, numbers))
    return conversation.with_replaced(replace(conversation.messages[-1], kept_views=views))


def test_kept_views_are_there_until_they_are_dropped(history: AskedHistory, tmp_path: Path) -> None:
    """In their order, after the program was left; copied with the chat, and deleted with it."""
    conversation = with_views(chat(random.Random(3), 1), 5, 3, 4)
    assert history.add_conversation(conversation).result()
    copy_id = history.duplicate(conversation.id).result()
    less = with_views(conversation, 5, 4)
    history.drop_view(less, less.messages[-1], "view 3").result()
    assert history.close()
    history = open_history(tmp_path)
    assert history.load(conversation.id).result() == less
    copy = history.load(copy_id).result()
    assert [one.id for one in copy.messages[-1].kept_views] == ["view 5", "view 3", "view 4"]
    assert history.load(copy_id, 0).result().messages[-1].kept_views == (), "an outline"
    (whole,) = history.load_messages(copy_id, [copy.messages[-1].id]).result()
    assert whole == copy.messages[-1]
    history.delete(copy_id).result()
    assert history.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM kept_view").fetchone()[0] == 2


def vocabularies_in(folder: Path) -> list[tuple[str, bytes]]:
    with closing(sqlite3.connect(folder / "history.sqlite3")) as db:
        return db.execute("SELECT key, data FROM vocabulary ORDER BY key").fetchall()


def test_a_vocabulary_is_kept_once_under_its_key(tmp_path: Path) -> None:
    """It is as large as hundreds of answers; one that is damaged is written again."""
    packed: list[str] = []

    def pack(data: bytes) -> bytes:
        packed.append(data.decode())
        return data

    history = open_history(tmp_path)
    history.keep_vocabulary("ab", lambda: pack(b"first")).result()
    assert history.vocabulary("ab").result() == b"first", "before it is on the disk"
    say(history, Conversation(), "a prompt")
    history.keep_vocabulary("ab", lambda: pack(b"again")).result()
    history.keep_vocabulary("cd", lambda: pack(b"second")).result()
    assert history.close()
    assert packed == ["first", "second"]
    assert vocabularies_in(tmp_path) == [("ab", b"first"), ("cd", b"second")]
    history = open_history(tmp_path)
    assert history.vocabulary("ef").result() is None
    history.drop_vocabulary("ab").result()
    history.keep_vocabulary("ab", lambda: pack(b"third")).result()
    assert history.close()
    assert vocabularies_in(tmp_path) == [("ab", b"third"), ("cd", b"second")]
    found: dict[str, bytes] = {}
    salvage(tmp_path / "history.sqlite3", print, found.__setitem__)
    assert found == {"ab": b"third", "cd": b"second"}, "also from a file that is damaged"
    history = open_history(tmp_path)
    history.delete_everything().result()
    assert history.vocabulary("cd").result() is None
    assert history.close()
    assert vocabularies_in(tmp_path) == []


def test_a_vocabulary_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    """The disk is full: what waits is told by the answer, and both are there when there is room."""
    history = open_history(tmp_path)
    conversation = say(history, Conversation(), "a prompt")
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        db.execute("BEGIN IMMEDIATE")  # nobody else can write
        history.keep_vocabulary("ab", lambda: b"first")
        waiting = history.submit(lambda history: history._file.unsaved.vocabularies.copy())
        assert waiting.result() == {"ab": b"first"}
        db.rollback()
    say(history, conversation, "another")
    assert history.close()
    assert vocabularies_in(tmp_path) == [("ab", b"first")]


def test_a_window_that_knows_less_drops_no_view(tmp_path: Path) -> None:
    """Measuring a prompt saves its answer, also in a window that saw it before the view was."""
    one, other = open_history(tmp_path), open_history(tmp_path)
    conversation = chat(random.Random(3), 1)
    assert one.add_conversation(conversation).result()
    assert other.load(conversation.id).result() == conversation
    kept = with_views(conversation, 1)
    assert one.save(kept, kept.messages[-1]).result()
    measured = replace(conversation.messages[-1], prompt_stats=())
    assert other.save(conversation.with_replaced(measured), measured).result()
    views = one.load(conversation.id).result().messages[-1].kept_views
    assert views == (view_of(1),)
    assert one.close()
    assert other.close()


@pytest.mark.parametrize("stored", ["", "{}", "[" * 40_000, '{"changes": 3}', b"\xff", 7])
def test_a_view_that_cannot_be_read_costs_nothing_else(
    history: AskedHistory, tmp_path: Path, stored: object
) -> None:
    conversation = with_views(chat(random.Random(3), 1), 1, 2)
    assert history.add_conversation(conversation).result()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        db.execute("UPDATE kept_view SET view = ? WHERE id = 'view 1'", (stored,))
        db.commit()
    assert history.load(conversation.id).result() == with_views(conversation, 2)


def test_the_answer_of_a_deleted_conversation_does_not_bring_it_back(history: AskedHistory) -> None:
    """The last hand-over of a job that was cancelled comes after the click."""
    conversation = say(history, Conversation(), "Hello")
    late = answer(random.Random(4), conversation.leaf)
    deletion = history.delete(conversation.id).result()
    conversation = with_messages(conversation, late)
    history.save(conversation, late).result()
    assert history.summaries().result() == ()
    history.undelete(deletion).result()
    assert history.load(conversation.id).result() == conversation, "yet it is not lost"


def test_a_copy_is_a_conversation_of_its_own(history: AskedHistory) -> None:
    original = chat(random.Random(5), 3)
    original = with_messages(original, answer(random.Random(6), original.messages[0].id))
    assert history.add_conversation(original).result()
    copy = history.load(history.duplicate(original.id).result()).result()
    assert copy.title == original.title
    assert [one.text for one in copy.path()] == [one.text for one in original.path()]
    assert not {one.id for one in copy.messages} & {one.id for one in original.messages}
    for one, other in zip(copy.messages, original.messages, strict=True):
        assert replace(one, id=other.id, parent=other.parent) == other
    changed = replace(copy.messages[0], text="Only here")
    assert history.save(copy.with_replaced(changed), changed).result()
    assert history.load(original.id).result() == original


def test_a_long_conversation_is_read_in_pages(history: AskedHistory) -> None:
    """Ten thousand messages must not be unpacked to show the last screen."""
    whole = chat(random.Random(7), 30)
    side = answer(random.Random(8), whole.messages[0].id)
    whole = replace(with_messages(whole, side), leaf=whole.leaf)
    assert history.add_conversation(whole).result()
    loaded = history.load(whole.id, 10).result()
    assert loaded.messages[50:60] == whole.messages[50:60]
    assert all(isinstance(one, Outline) for one in (*loaded.messages[:50], loaded.messages[60]))
    assert [one.text for one in loaded.messages] == [one.text for one in whole.messages]
    assert [one.id for one in loaded.path()] == [one.id for one in whole.path()]
    page = [one.id for one in whole.messages[30:50]]
    assert history.load_messages(whole.id, page).result() == whole.messages[30:50]
    wanted = (side.id, "nobody", whole.messages[1].id)
    assert history.load_messages(whole.id, wanted).result() == (side, whole.messages[1])


def test_an_outline_is_never_stored(history: AskedHistory) -> None:
    """It would take the tokens of the message away."""
    whole = chat(random.Random(9), 2)
    assert history.add_conversation(whole).result()
    outlines = history.load(whole.id, 0).result()
    for save in (history.save, history.save_partial):
        with pytest.raises(ValueError, match="not read whole"):
            save(outlines, replace(outlines.messages[1], text="changed")).result()
    assert history.load(whole.id).result() == whole


def test_drafts_are_kept_by_conversation(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    conversation = say(history, Conversation(), "Hello")
    history.set_draft("", "the empty chat")
    history.set_draft(conversation.id, "half a \ud83d thought")
    assert history.draft(conversation.id).result() == "half a \ud83d thought"
    assert history.close()
    history = open_history(tmp_path)
    assert history.draft(conversation.id).result() == "half a \ud83d thought"
    assert history.draft("").result() == "the empty chat"
    history.set_draft("", "")
    history.delete(conversation.id).result()
    assert history.close()
    history = open_history(tmp_path)
    assert history.draft("").result() == history.draft(conversation.id).result() == ""
    assert history.close()


def test_a_draft_is_on_the_disk_at_once_where_nothing_was_written_lately(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window hands it over twice a second; another half second here made it one."""
    now = 1000.0
    monkeypatch.setattr(history_module.time, "monotonic", lambda: now)
    history = History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()

    def on_disk() -> str:
        history.write_what_is_due()
        with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
            row = db.execute("SELECT text FROM draft").fetchone()
        return row[0] if row else ""

    history.set_draft("", "Dear")
    assert history.wait_s() == 0
    assert on_disk() == "Dear"
    history.set_draft("", "Dear all")  # much sooner than the window does
    assert on_disk() == "Dear"
    now += history_module.PARTIAL_S
    assert on_disk() == "Dear all"
    history.close_file()


def test_a_conversation_that_vanished_from_the_file_is_written_again(
    history: AskedHistory, tmp_path: Path
) -> None:
    """Whatever became of an earlier file: what the window holds is not lost."""
    conversation = chat(random.Random(10), 2)
    assert history.add_conversation(conversation).result()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM conversation")
        db.commit()
    conversation = say(history, conversation, "Still here?")
    assert history.load(conversation.id).result() == conversation


def test_a_value_that_cannot_be_stored_does_not_keep_others_from_the_disk(
    history: AskedHistory,
) -> None:
    """A damaged import must not end all saving."""
    odd = replace(answer(random.Random(11), None), seed=2**70)
    problems: list[HistoryProblem] = []
    history.on_problem = problems.append
    poison = with_messages(Conversation(title="Odd"), odd)
    assert history.save(poison, odd).result() is False
    conversation = say(history, Conversation(), "Hello")
    assert history.load(conversation.id).result() == conversation
    assert history.load(poison.id).result() == poison, "kept, and shown"
    assert {one.id for one in history.summaries().result()} == {poison.id, conversation.id}
    assert [one.kind for one in problems] == [ProblemKind.PARTLY]
    assert "“Odd”" in problems[0].sentence
    left = history.store_all().result()
    assert (left.conversations, left.drafts) == (1, 0)
    assert left.sentence == problems[0].sentence
    mended = poison.with_replaced(replace(odd, seed=1))
    assert history.save(mended, mended.messages[0]).result()
    assert [one.kind for one in problems] == [ProblemKind.PARTLY, ProblemKind.SOLVED]
    assert not history.store_all().result()


def test_a_mistake_in_a_row_writer_costs_one_conversation(tmp_path: Path) -> None:
    """A type that was lost on the way is such a mistake; it must not end all saving."""
    history = open_history(tmp_path)
    mistaken = replace(Message(Role.USER, "Hello"), mode=cast("PromptMode", "continue"))
    poison = with_messages(Conversation(), mistaken)
    assert history.save(poison, mistaken).result() is False
    conversation = say(history, Conversation(), "Hello")
    history.set_draft(conversation.id, "next")
    assert history.load(poison.id).result() == poison
    assert not history.close(), "something is not on the disk"
    again = open_history(tmp_path)
    assert again.load(conversation.id).result() == conversation
    assert again.draft(conversation.id).result() == "next"
    assert [one.id for one in again.summaries().result()] == [conversation.id]
    assert again.close()


def test_what_cannot_be_stored_can_be_deleted(history: AskedHistory) -> None:
    """With it goes the warning; undo brings both back."""
    problems: list[HistoryProblem] = []
    history.on_problem = problems.append
    odd = replace(answer(random.Random(11), None), seed=2**70)
    poison = with_messages(Conversation(), odd)
    assert history.save(poison, odd).result() is False
    deletion = history.delete(poison.id).result()
    assert history.summaries().result() == ()
    assert [one.kind for one in problems] == [ProblemKind.PARTLY, ProblemKind.SOLVED]
    history.undelete(deletion).result()
    assert [one.id for one in history.summaries().result()] == [poison.id]
    assert problems[-1].kind is ProblemKind.PARTLY
    history.delete(poison.id).result()


def test_any_error_of_writing_is_told_and_tried_again(
    history: AskedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that nobody thought of; it went to the log alone, and nothing was saved."""
    problems: list[HistoryProblem] = []
    history.on_problem = problems.append
    with monkeypatch.context() as patch:
        patch.setattr("gptdesk.storage.history.file.write_unsaved", None)
        conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
        assert history.save(conversation, conversation.messages[0]).result() is False
        assert history.store_all().result().conversations == 1
    (problem,) = problems
    assert problem.kind is ProblemKind.UNWRITABLE
    assert "TypeError" in problem.sentence
    assert history.save_shape(conversation).result()
    assert [one.kind for one in problems] == [ProblemKind.UNWRITABLE, ProblemKind.SOLVED]
    assert history.load(conversation.id).result() == conversation


def test_what_waits_to_be_written_is_shown_as_it_was_left(
    history: AskedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: back in a conversation, its last branch, title and pin are seen."""
    asked = say(history, Conversation(title="Before"), "First way")
    first = asked.leaf
    other = Message(Role.USER, "Second way")
    both = with_messages(asked, other)
    assert history.save(both, other).result()
    with monkeypatch.context() as patch:
        patch.setattr("gptdesk.storage.history.file.write_unsaved", None)
        left = replace(both, leaf=first, title="After", is_pinned=True, is_markdown=True)
        assert history.save_shape(left).result() is False
        seen = history.load(both.id).result()
        assert (seen.leaf, seen.title, seen.is_pinned) == (first, "After", True)
        assert seen.is_markdown
        last = Message(Role.USER, "And then?", parent=first)
        left = with_messages(left, last)
        assert history.save(left, last).result() is False
        assert history.load(both.id).result() == left
    assert history.store_all().result().conversations == 0
    assert history.load(both.id).result() == left


def test_what_is_not_there_is_said_so(history: AskedHistory) -> None:
    for future in (history.load("nobody"), history.delete("nobody"), history.rename("nobody", "x")):
        with pytest.raises(HistoryError, match="no longer there"):
            future.result()


def test_after_closing_nothing_is_promised(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
    last = history.save(conversation, conversation.messages[0])
    assert history.close()
    assert last.result(), "what was asked before the end is done"
    assert history.close()
    with pytest.raises(HistoryError, match="closed"):
        history.save(conversation, conversation.messages[0]).result()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["history.sqlite3"], "no lock, no log"


def test_delete_everything_leaves_no_byte_of_it(tmp_path: Path) -> None:
    """The words are gone from the file, its log, the index and the backups."""
    secret = "xylophone"
    history = open_history(tmp_path)
    for _ in range(30):
        conversation = say(history, Conversation(title=f"A {secret}"), f"My {secret}" * 50)
    history.set_draft(conversation.id, secret)
    history.back_up().result()
    (tmp_path / "history.sqlite3.corrupt-20260101-000000").write_text(secret)
    (tmp_path / ".history.sqlite3.deleted-wal").write_text(secret)  # killed while erasing it
    assert any(secret.encode() in path.read_bytes() for path in tmp_path.glob("history*"))
    history.delete_everything().result()
    assert history.summaries().result() == ()
    for path in filter(Path.is_file, tmp_path.rglob("*")):
        assert secret.encode() not in path.read_bytes(), path
    conversation = say(history, Conversation(), "A new start")
    assert [one.id for one in history.summaries().result()] == [conversation.id]
    assert history.close()


# -- a long conversation is added part by part


def long_conversation() -> Conversation:
    return chat(random.Random(4), 50, tokens=2)  # 100 messages


def test_nobody_waits_for_a_long_conversation(
    history: AskedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said elsewhere while an import is written is on the disk before its end."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    order: list[str] = []
    conversation = long_conversation()
    first_part, go_on = Event(), Event()
    add_part = conversation_rows.add_part

    def add_slowly(*arguments: Any) -> None:
        add_part(*arguments)
        first_part.set()
        assert go_on.wait(10)

    monkeypatch.setattr(conversation_rows, "add_part", add_slowly)
    added = history.add_conversation(conversation)
    added.add_done_callback(lambda _: order.append("added"))
    assert first_part.wait(10)
    other = with_messages(Conversation(), Message(Role.USER, "meanwhile"))
    saved = history.save(other, other.messages[0])
    saved.add_done_callback(lambda _: order.append("saved"))
    listed = history.summaries()
    found = history.search(conversation.messages[0].text)
    go_on.set()
    assert saved.result()
    assert [one.id for one in listed.result()] == [other.id], "there is no half of it"
    assert found.result() == ()
    assert added.result()
    assert order == ["saved", "added"]
    assert history.load(conversation.id).result() == conversation
    assert {one.id for one in history.summaries().result()} == {other.id, conversation.id}
    assert history.search(conversation.messages[-1].text).result()


def test_nobody_waits_for_a_long_copy(
    history: AskedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It appears when it is whole; the original may be deleted meanwhile."""
    conversation = long_conversation()
    assert history.add_conversation(conversation).result()
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    order: list[str] = []
    copied = history.duplicate(conversation.id)
    copied.add_done_callback(lambda _: order.append("copied"))
    listed = history.summaries()
    listed.add_done_callback(lambda _: order.append("listed"))
    copy = history.load(copied.result()).result()
    assert [one.text for one in copy.path()] == [one.text for one in conversation.path()]
    assert [one.records for one in copy.path()] == [one.records for one in conversation.path()]
    assert order == ["listed", "copied"]
    assert [one.id for one in listed.result()] == [conversation.id]
    assert len(history.search(conversation.messages[0].text).result()) == 2
    copied = history.duplicate(conversation.id)
    history.delete(conversation.id)
    assert history.load(copied.result()).result().messages
    assert len(history.summaries().result()) == 2


def test_parts_that_come_from_outside_are_one_conversation_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the last part it can be taken back; what is whole cannot, nor what is another's."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    history, whole, half = open_history(tmp_path), long_conversation(), long_conversation()

    def add(conversation: Conversation, first: int) -> None:
        part = conversation.messages[first : first + 50]
        about = replace(conversation, messages=())
        history.add_part(about, part, first=first, total=100).result()

    add(whole, 0)
    add(half, 0)
    assert history.summaries().result() == ()
    add(whole, 50)
    for one in (whole, half, replace(half, id="unknown")):
        history.take_back(one.id).result()
    with pytest.raises(HistoryError, match="deleted or replaced"):
        add(half, 50)
    assert [one.id for one in history.summaries().result()] == [whole.id]
    assert history.load(whole.id).result() == whole
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM message").fetchone() == (100,)
    assert history.close()


def test_leaving_waits_for_the_rest_of_a_long_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was accepted, so it is there."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    history, conversation = open_history(tmp_path), long_conversation()
    added = history.add_conversation(conversation)
    assert history.close()
    assert added.result()
    history = open_history(tmp_path)
    assert history.load(conversation.id).result() == conversation
    assert history.close()


def test_a_part_of_a_conversation_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is killed in the middle of an import leaves no half of it in the list."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    conversation = long_conversation()
    history = History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()
    next(history.add_conversation(conversation))
    history.close_file()
    history = open_history(tmp_path)
    assert history.summaries().result() == ()
    assert history.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 0


def test_a_copy_that_meets_other_conversations_takes_nothing_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After everything was deleted, the numbers of its rows are those of other conversations."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    conversation, other = long_conversation(), long_conversation()
    history = History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()
    finished(history.add_conversation(conversation))
    copying = history.duplicate(conversation.id)
    next(copying)
    history.delete_everything()
    finished(history.add_conversation(other))
    second = with_messages(Conversation(), Message(Role.USER, "the second row, as the copy's was"))
    finished(history.add_conversation(second))
    with pytest.raises(HistoryError, match="meanwhile"):
        list(copying)
    assert sorted(one.message_count for one in history.summaries()) == [1, len(other.messages)]
    history.close_file()


def test_a_long_conversation_is_whole_though_everything_was_deleted_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first parts are gone then; its last ones alone are no conversation."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    conversation = long_conversation()
    history = History(tmp_path / "history.sqlite3", tmp_path / "backups", print)
    history.open_file()
    adding = history.add_conversation(conversation)
    next(adding)
    history.delete_everything()
    is_saved: list[bool] = []

    def go_on() -> Iterator[None]:
        is_saved.append((yield from adding))

    list(go_on())
    assert is_saved == [True]
    history.close_file()
    history = open_history(tmp_path)
    assert history.load(conversation.id).result() == conversation
    assert history.close()


def test_a_long_conversation_with_what_cannot_be_stored_is_set_apart(
    history: AskedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in its last part is told as that of a short one is, and stops nothing else."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    conversation = long_conversation()
    wrong = replace(conversation.messages[-1], seed=cast("int", object()))
    conversation = conversation.with_replaced(wrong)
    assert not history.add_conversation(conversation).result()
    assert history.load(conversation.id).result() == conversation, "it is shown"
    say(history, Conversation(), "And this is saved")
    assert history.delete(conversation.id).result()


def test_a_long_conversation_that_cannot_be_written_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up in the middle costs nothing: it is shown, and written later."""
    monkeypatch.setattr(history_module, "_AT_ONCE", 10)
    history, conversation = open_history(tmp_path), long_conversation()
    file = history._history._file
    transaction, calls = file.connection.transaction, 0

    def fill_up(action: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if 3 <= calls <= 4:
            raise OSError(28, "No space left on device")
        return transaction(action, **options)

    monkeypatch.setattr(file.connection, "transaction", fill_up)
    assert not history.add_conversation(conversation).result(), "not on the disk"
    assert [one.id for one in history.summaries().result()] == [conversation.id]
    assert history.load(conversation.id).result() == conversation
    assert history.save_shape(conversation).result(), "now it is"
    assert history.close()
    history = open_history(tmp_path)
    assert history.load(conversation.id).result() == conversation
    assert history.close()

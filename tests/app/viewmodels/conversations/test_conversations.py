"""Conversations are opened, named, copied and deleted, and none is ever lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Semaphore, get_ident

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import IS_OPEN_ROLE, IS_RUNNING_ROLE
from gptdesk.chat.messages import Message, MessageState, Role
from gptdesk.chat.notes import NoteCode
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Backup, HistoryProblem, Hit
from tests.app.keeping import Desk, conversation_of
from tests.conversation_values import showing, with_messages
from tests.fakes import STORY, FakeTokenizer, Script, story_text, vocabulary


class Tokenizer(FakeTokenizer):
    """Has the real vocabulary, so that the fake story has text."""

    @property
    def vocabulary(self):
        return vocabulary()


@pytest.fixture
def client(make_client, engine, qtbot) -> InferenceClient:
    client = make_client(lambda: engine, Tokenizer)
    client.start()
    return client


@pytest.fixture
def desk(tmp_path, client, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk.at(tmp_path, client, qtbot)
    yield desk
    desk.chat.shutdown()
    assert desk.history.close(5)
    assert desk.errors == []


FOX = conversation_of("fox", "A small fox", " went out", changed_at=1.5e9)
HEN = conversation_of("hen", "The red hen", " stayed", title="Hens", changed_at=1e9)


def test_a_prompt_makes_a_conversation_at_once(desk: Desk) -> None:
    """It stands in the list, named by its first words, before the answer is there."""
    assert desk.chat.submit("Once there was\na fox")
    assert desk.titles == ["Once there was a fox"]
    assert desk.conversations.list.row_of(desk.conversations.open_id) is not None
    desk.wait_idle()
    assert [one[1] for one in desk.stored_titles()] == [""], "a proposed title is none yet"


@pytest.mark.parametrize("text", ["Alpha\0Beta gamma", "So many words " * 20])
def test_a_name_is_the_same_when_the_list_is_read(desk: Desk, text: str) -> None:
    """What stands there at once comes from memory, later from the disk."""
    assert desk.chat.submit(text)
    at_once = desk.titles
    desk.wait_idle()
    desk.refresh()
    assert desk.titles == at_once == [" ".join(text[:200].split())]


def test_another_conversation_is_opened_as_it_was(desk: Desk) -> None:
    desk.store(FOX, HEN)
    assert desk.titles == ["A small fox", "Hens"]
    desk.open("hen")
    assert [one.text for one in desk.chat.messages.messages] == ["The red hen", " stayed"]
    desk.conversations.new()
    assert desk.chat.messages.rowCount() == 0


def test_of_two_that_are_asked_for_quickly_the_last_is_shown(desk: Desk) -> None:
    """The disk may be slow; the user's last word counts."""
    desk.store(FOX, HEN)
    desk.conversations.open_conversation("fox")
    desk.conversations.open_conversation("hen")
    desk.wait_idle()
    assert desk.chat.conversation.id == "hen"
    desk.conversations.open_conversation("fox")
    desk.conversations.new()
    desk.wait_idle()
    assert desk.chat.messages.rowCount() == 0


def test_what_another_window_wrote_is_read_again(desk: Desk, tmp_path) -> None:
    """It is whole when the other one has finished, also where something was said after it."""
    other = HistoryAdapter(tmp_path / "history.sqlite3", tmp_path / "backups")
    other.start()
    whole = FOX.messages[1]
    half = FOX.with_replaced(replace(whole, text=" went", state=MessageState.STREAMING))
    added: list[object] = []
    other.ask(lambda history: history.add_conversation(half), added.append)
    desk.qtbot.waitUntil(lambda: bool(added))
    desk.refresh()
    desk.open("fox")
    shown = desk.chat.messages
    assert (shown.message(1).text, shown.message(1).notes[-1][1]) == (
        " went",
        NoteCode.WRITTEN_ELSEWHERE,
    )
    notices: list[str] = []
    desk.chat.notice_raised.connect(notices.append)
    assert not desk.chat.continue_answer(), "one answer, one writer"
    assert notices[0].startswith("Another window is writing this answer.")
    assert desk.chat.submit("And then?")
    desk.wait_idle()
    assert shown.rowCount() == 4
    other.save(FOX, whole)
    desk.qtbot.waitUntil(lambda: shown.message(1) == whole)
    assert type(shown.message(1)) is Message
    assert shown.rowCount() == 4
    assert other.close(5)


def test_an_answer_goes_on_in_its_own_conversation(desk: Desk, engine) -> None:
    """Switching during generation never writes into another one, and is marked in the list."""
    desk.store(FOX)
    gate = Semaphore(3)
    engine.enqueue(Script(gate=gate))
    desk.chat.submit("Tell me")
    own = desk.chat.conversation.id
    desk.open("fox")
    model = desk.conversations.list
    assert model.index(model.row_of(own)).data(IS_RUNNING_ROLE)
    assert not model.index(model.row_of("fox")).data(IS_RUNNING_ROLE)
    gate.release(len(STORY))
    desk.wait_idle()
    assert [one.text for one in desk.chat.messages.messages] == ["A small fox", " went out"]
    desk.open(own)
    assert desk.chat.messages.message(1).text == story_text()


def test_a_running_conversation_is_shown_as_it_grows(desk: Desk, engine) -> None:
    """Coming back shows the answer of now, not that of the last save."""
    desk.store(FOX)
    gate = Semaphore(3)
    engine.enqueue(Script(gate=gate))
    desk.chat.submit("Tell me")
    own = desk.chat.conversation.id
    desk.open("fox")
    desk.conversations.open_conversation(own)
    assert desk.chat.conversation.id == own, "at once: nothing is read from the disk"
    gate.release(len(STORY))
    desk.wait_idle()
    assert desk.chat.messages.message(1).text == story_text()


@pytest.mark.parametrize("is_open", [True, False])
def test_rename_and_pin_are_stored(desk: Desk, is_open: bool) -> None:
    """Whether or not the conversation is on the screen; and neither moves it in time."""
    desk.store(FOX, HEN)
    if is_open:
        desk.open("hen")
    desk.conversations.rename("hen", "A brood")
    desk.conversations.set_pinned("hen", True)
    assert desk.titles == ["A brood", "A small fox"]
    assert sorted(desk.stored_titles()) == [("fox", "", False), ("hen", "A brood", True)]
    desk.refresh()
    assert desk.titles == ["A brood", "A small fox"]


def test_what_is_changed_while_the_list_is_read_stays_changed(desk: Desk, qtbot: QtBot) -> None:
    """The window reads it when it comes to the front; on a slow disk a deleted row came back."""
    desk.store(FOX, HEN)
    seen: list[list[str]] = []
    desk.conversations.list.rows_moved.connect(lambda: seen.append(desk.titles))
    with qtbot.waitSignals([desk.conversations.deleted, desk.conversations.loaded]):
        desk.conversations.refresh()
        desk.conversations.rename("hen", "A brood")
        desk.conversations.set_pinned("hen", True)
        desk.conversations.delete("fox")
    desk.wait_idle()
    assert all("Hens" not in titles for titles in seen[1:]), "its old name was shown again"
    first = seen.index(["A brood"])
    assert seen[first:] == [["A brood"]] * len(seen[first:]), "once gone, it stays gone"


def test_a_deleted_conversation_comes_back(desk: Desk, qtbot: QtBot) -> None:
    """Undo brings everything back, and to the screen what was there."""
    desk.store(FOX, HEN)
    desk.open("fox")
    with qtbot.waitSignal(desk.conversations.deleted) as told:
        desk.conversations.delete("fox")
        assert desk.titles == ["Hens"], "at once"
        assert desk.chat.messages.rowCount() == 0
    assert told.args == [1, "A small fox"]
    with qtbot.waitSignal(desk.conversations.deleted) as told:
        desk.conversations.delete("hen")
    assert told.args == [2, "Hens"]
    assert desk.stored_titles() == []
    desk.conversations.undo_delete()
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "fox")
    assert desk.titles == ["A small fox", "Hens"]
    assert [one.text for one in desk.chat.messages.messages] == ["A small fox", " went out"]


def test_deleting_ends_the_answer_and_leaves_no_trace_in_the_list(
    desk: Desk, engine, qtbot
) -> None:
    """What is still being written must not bring the conversation back."""
    gate = Semaphore(3)
    engine.enqueue(Script(gate=gate))
    desk.chat.submit("Tell me")
    qtbot.waitUntil(lambda: bool(desk.chat.messages.message(1).text))
    with qtbot.waitSignal(desk.conversations.deleted):
        desk.conversations.delete(desk.chat.conversation.id)
    gate.release(len(STORY))
    desk.wait_idle()
    assert desk.titles == []
    desk.conversations.undo_delete()
    qtbot.waitUntil(lambda: desk.titles == ["Tell me"])
    qtbot.waitUntil(lambda: desk.chat.messages.rowCount() == 2)
    assert story_text().startswith(desk.chat.messages.message(1).text)
    assert desk.chat.messages.message(1).state is MessageState.STOPPED


def test_a_copy_is_another_conversation(desk: Desk, qtbot: QtBot) -> None:
    """One tries something out in a copy; the original stays."""
    desk.store(FOX)
    desk.conversations.duplicate("fox")
    qtbot.waitUntil(lambda: len(desk.titles) == 2 and desk.chat.messages.rowCount() == 2)
    assert desk.chat.conversation.id != "fox"
    desk.conversations.rename(desk.conversations.open_id, "Copy")
    assert sorted(one[1] for one in desk.stored_titles()) == ["", "Copy"]


def test_a_conversation_from_a_file_never_replaces_one(desk: Desk, qtbot: QtBot) -> None:
    """The same file twice is two conversations; one that was deleted comes back as another."""
    desk.conversations.add_conversation(FOX)
    qtbot.waitUntil(lambda: desk.titles == ["A small fox"] and desk.chat.conversation == FOX)
    desk.conversations.add_conversation(FOX)
    qtbot.waitUntil(lambda: desk.titles == ["A small fox"] * 2)
    with qtbot.waitSignal(desk.conversations.deleted):
        desk.conversations.delete("fox")
    desk.conversations.add_conversation(FOX)
    qtbot.waitUntil(lambda: desk.titles == ["A small fox"] * 2)
    assert "fox" not in {one[0] for one in desk.stored_titles()}


def test_everything_can_be_deleted(desk: Desk, engine, qtbot: QtBot) -> None:
    """It does what it says: also what is being written now does not come back."""
    desk.store(FOX)
    gate = Semaphore(3)
    engine.enqueue(Script(gate=gate))
    desk.chat.submit("Tell me")
    with qtbot.waitSignal(desk.conversations.loaded):
        desk.conversations.delete_everything()
    gate.release(len(STORY))
    desk.wait_idle()
    assert desk.titles == []
    assert desk.stored_titles() == []
    assert desk.chat.messages.rowCount() == 0


def test_a_backup_takes_the_place_of_all(desk: Desk, qtbot: QtBot) -> None:
    """The list shows at once what was restored."""
    desk.store(FOX)
    made: list[Backup] = []
    desk.history.ask(History.back_up, made.append)
    qtbot.waitUntil(lambda: bool(made))
    desk.store(HEN)
    with qtbot.waitSignal(desk.conversations.loaded):
        desk.conversations.restore(made[0].path)
    assert desk.titles == ["A small fox"]


def test_a_found_message_is_brought_to_the_screen(desk: Desk, qtbot: QtBot) -> None:
    """Also one on a branch that was not shown."""
    other = Message(Role.ASSISTANT, " slept", parent="fox-0", id="slept", created_at=1e9)
    desk.store(showing(with_messages(FOX, other), "fox-1"), HEN)
    search = desk.conversations.search
    search.ask("slep")
    qtbot.waitUntil(lambda: search.results.rowCount() == 1)
    assert search.results.title(0) == "A small fox"
    with qtbot.waitSignal(desk.conversations.message_found) as told:
        desk.conversations.open_conversation("fox", "slept")
    assert told.args == ["slept"]
    assert [one.id for one in desk.chat.messages.messages] == ["fox-0", "slept"]


def test_only_the_newest_question_is_answered(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typing a word is not five searches, and an old answer never covers a new one."""
    desk.store(FOX, HEN)
    search = desk.conversations.search
    asked: list[str] = []
    find = History.search

    def noted(history: History, text: str, limit: int) -> tuple[Hit, ...]:
        asked.append(text)
        return find(history, text, limit)

    monkeypatch.setattr(History, "search", noted)
    for typed in ("s", "st", "sta", "stay", "stayed"):
        search.ask(typed)
    qtbot.waitUntil(lambda: search.is_answered)
    assert asked == ["s", "stayed"]
    assert search.results.rowCount() == 1
    search.ask("")
    assert (search.results.rowCount(), search.is_answered) == (0, True)


def test_jumping_knows_titles_by_any_of_their_words(desk: Desk) -> None:
    desk.store(FOX, HEN)
    found = desk.conversations.search.matching
    assert [one.id for one in found("fox SMALL")] == ["fox"]
    assert [one.id for one in found("")] == ["fox", "hen"]
    assert found("nobody") == ()


def test_a_draft_waits_in_its_conversation(desk: Desk, qtbot: QtBot) -> None:
    """What was not sent is there again, after switching and after a restart."""
    desk.store(FOX, HEN)
    drafts = desk.conversations.drafts
    drafts.set_text("half a prompt")
    shown: list[str] = []
    drafts.changed.connect(shown.append)
    desk.open("fox")
    assert shown == [""], "another conversation has another draft"
    drafts.set_text("for the fox")
    desk.conversations.new()
    qtbot.waitUntil(lambda: shown[-1:] == ["half a prompt"])
    desk.open("fox")
    qtbot.waitUntil(lambda: shown[-1:] == ["for the fox"])


def test_what_was_sent_is_no_draft(desk: Desk, qtbot: QtBot) -> None:
    """After a crash nobody sends the same prompt twice."""
    drafts = desk.conversations.drafts
    drafts.set_text("Tell me")
    drafts.store_now()
    drafts.set_text("")
    desk.chat.submit("Tell me")
    answers: list[str] = []
    desk.history.ask(lambda history: history.draft(""), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [""]


def test_a_later_prompt_that_was_sent_is_no_draft_either(desk: Desk, qtbot: QtBot) -> None:
    """At once, not half a second later: a crash can come in between."""
    desk.store(FOX)
    desk.open("fox")
    drafts = desk.conversations.drafts
    drafts.set_text("Tell me more")
    drafts.store_now()
    drafts.set_text("")
    answers: list[str] = []
    desk.history.ask(lambda history: history.draft("fox"), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [""]


def test_the_first_message_gives_its_conversation_the_draft(desk: Desk, qtbot: QtBot) -> None:
    """What is typed while the first answer comes belongs to this conversation, not to a new one."""
    drafts = desk.conversations.drafts
    shown: list[str] = []
    desk.chat.submit("Tell me")
    drafts.changed.connect(shown.append)
    drafts.set_text("and then?")
    desk.wait_idle()
    own = desk.conversations.open_id
    model = desk.conversations.list
    assert model.index(model.row_of(own)).data(IS_OPEN_ROLE)
    assert shown == [], "nobody's words are taken away"
    desk.conversations.new()
    desk.wait_idle()
    assert shown == [""]
    desk.open(own)
    qtbot.waitUntil(lambda: shown[-1] == "and then?")


def test_who_is_writing_already_keeps_that(desk: Desk, qtbot: QtBot) -> None:
    """A draft that the disk gives late never replaces new words."""
    desk.history.ask(lambda history: history.set_draft("fox", "old"))
    desk.store(FOX)
    drafts = desk.conversations.drafts
    shown: list[str] = []
    drafts.changed.connect(shown.append)
    desk.chat.shown.changed.connect(lambda _: drafts.set_text("new"))
    desk.open("fox")
    desk.wait_idle()
    assert "old" not in shown
    assert drafts.text == "new"


def test_everything_is_told_in_the_windows_thread(desk: Desk, qtbot: QtBot) -> None:
    """The history has a thread of its own; no widget is touched from there."""
    threads: list[int] = []
    problems: list[HistoryProblem] = []
    desk.history.problem_raised.connect(problems.append)
    desk.history.problem_raised.connect(lambda _: threads.append(get_ident()))
    desk.history.ask(History.summaries, lambda _: threads.append(get_ident()))
    desk.history.save(FOX, FOX.messages[0], lambda: threads.append(get_ident()))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert set(threads) == {get_ident()}


def test_a_failure_is_a_sentence_and_holds_nothing_up(desk: Desk, qtbot: QtBot) -> None:
    """A message that cannot be stored is told, and its answer begins all the same."""
    with qtbot.waitSignal(desk.history.failed) as told:
        desk.conversations.open_conversation("nobody")
    assert told.args[0].endswith(".")
    assert desk.history.close(5)
    saved: list[bool] = []
    desk.history.save(FOX, FOX.messages[0], lambda: saved.append(True))
    assert saved == [], "a window that closes is told nothing more"
    desk.errors.clear()

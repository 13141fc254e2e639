"""A history in trouble, as the user of the window meets it (C4, C5)."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.window.closing_dialog import ClosingDialog
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.file import HistoryFile
from gptdesk.storage.history.schema import SCHEMA
from gptdesk.storage.paths import UserPaths, user_paths
from tests.conversation_values import with_messages
from tests.fakes import STORY, FakeEngine, story_text
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import chat


@pytest.fixture
def paths() -> UserPaths:
    return user_paths()


@pytest.fixture
def stored(paths: UserPaths) -> list[Conversation]:
    """Conversations on the disk, and a backup of them."""
    dice = random.Random(4)
    conversations = [chat(dice, 2, tokens=5) for _ in range(4)]
    history = AskedHistory(paths.history_file, paths.backup_dir)
    history.start()
    for conversation in conversations:
        assert history.add_conversation(conversation).result()
    history.back_up().result()
    assert history.close()
    return conversations


@pytest.fixture
def start(qtbot: QtBot, paths: UserPaths) -> Iterator[Callable[[], Program]]:
    """Start the program on whatever is on the disk; it is closed in the end."""
    programs: list[Program] = []

    def start() -> Program:
        program = build_program(paths, crashes=CrashReporter(), engine_factory=FakeEngine)
        programs.append(program)
        qtbot.addWidget(program.window)
        parts = program.view_models
        with qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
            program.start(None)
        return program

    yield start
    for program in programs:
        program.window.close_at_once()
        assert program.client.shutdown(10_000)


def _ids(program: Program) -> set[str]:
    return {one.id for one in program.view_models.conversations.list.summaries}


def _send(program: Program, qtbot: QtBot) -> str:
    """Type, press Enter, and return what stands in the transcript then."""
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.window.views.composer.set_text("Are you there?")
        qtbot.keyClick(program.window.focusWidget(), Qt.Key.Key_Return)
    return "".join(one.text for one in program.view_models.chat.messages.messages)


def test_a_damaged_history_can_be_restored_with_one_button(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths, stored: list[Conversation]
) -> None:
    """The program starts, says what happened, keeps the file and offers the newest backup."""
    damaged = b"\xff" * 8192 + paths.history_file.read_bytes()[8192:]
    paths.history_file.write_bytes(damaged)
    program = start()
    qtbot.waitUntil(lambda: program.window.views.notice_bar.isVisible())
    (aside,) = paths.data_dir.glob("history.sqlite3.corrupt-*")
    assert aside.read_bytes() == damaged
    assert aside.name in program.window.views.notice_bar.text
    buttons = [
        *program.window.views.notice_bar.findChildren(QPushButton),
        *program.window.views.notice_bar.findChildren(QToolButton),
    ]
    (button,) = [one for one in buttons if one.text().startswith("Restore the backup of ")]
    button.click()  # the list of the empty file may still be on its way, and comes first then
    qtbot.waitUntil(lambda: _ids(program) == {one.id for one in stored})
    assert "are here again." in program.window.views.notice_bar.text


def _closing_dialog(program: Program) -> ClosingDialog | None:
    found = program.window.findChildren(ClosingDialog)
    return next((one for one in found if one.isVisible()), None)


def _make_newer(paths: UserPaths) -> None:
    with closing(sqlite3.connect(paths.history_file)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")


def test_a_newer_history_is_left_alone_and_the_window_works(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths, stored: list[Conversation]
) -> None:
    """Who goes back to an older GPTDesk is told until the end, can write, and loses nothing."""
    _make_newer(paths)
    before = paths.history_file.read_bytes()
    program = start()
    bar = program.window.views.notice_bar
    qtbot.waitUntil(lambda: "newer GPTDesk" in bar.text)
    assert _send(program, qtbot) == "Are you there?" + story_text()
    program.window.views.menu.new_chat.trigger()
    assert "newer GPTDesk" in bar.text, "neither sending nor a new chat makes it untrue"
    assert not any(one.isVisible() for one in bar.findChildren(QToolButton)), "nor a click"
    program.window.close()
    asked = _closing_dialog(program)
    assert asked is not None
    assert "newer GPTDesk" in asked.what.text()
    assert "conversations: 1" in asked.what.text()
    assert "not sent" not in asked.what.text(), "it was sent"
    qtbot.mouseClick(asked.stay, Qt.MouseButton.LeftButton)
    assert program.window.isVisible()
    program.window.close()
    asked = _closing_dialog(program)
    assert asked is not None
    qtbot.mouseClick(asked.close_anyway, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert paths.history_file.read_bytes() == before


def test_nothing_is_asked_where_nothing_would_be_lost(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths, stored: list[Conversation]
) -> None:
    """A question that is asked for nothing is answered without being read."""
    _make_newer(paths)
    program = start()
    qtbot.waitUntil(lambda: "newer GPTDesk" in program.window.views.notice_bar.text)
    program.window.close()
    assert not program.window.isVisible()
    assert _closing_dialog(program) is None


def test_a_draft_that_is_not_saved_is_asked_about(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths, stored: list[Conversation]
) -> None:
    """What was typed and not sent is a word that can be lost like any other."""
    _make_newer(paths)
    program = start()
    editor = program.window.focusWidget()
    qtbot.keyClicks(editor, "Half a thought")
    program.window.close()
    asked = _closing_dialog(program)
    assert asked is not None
    assert "not sent: 1" in asked.what.text()
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert program.window.isVisible()
    assert program.window.views.composer.text() == "Half a thought"


def _file_for_folder(paths: UserPaths) -> None:
    paths.data_dir.mkdir(parents=True)
    paths.backup_dir.write_text("")
    paths.data_dir.rename(paths.data_dir.with_name("elsewhere"))
    paths.data_dir.write_text("a file where the folder should be")


def _link_to_nowhere(paths: UserPaths) -> None:
    paths.data_dir.mkdir(parents=True)
    paths.history_file.symlink_to("/nowhere/history.sqlite3")


def _loop(paths: UserPaths) -> None:
    paths.data_dir.parent.mkdir(parents=True)
    paths.data_dir.symlink_to(paths.data_dir)


def _pipe(paths: UserPaths) -> None:
    paths.data_dir.mkdir(parents=True)
    os.mkfifo(paths.history_file)


def _device(paths: UserPaths) -> None:
    paths.data_dir.mkdir(parents=True)
    paths.history_file.symlink_to("/dev/full")


@pytest.mark.skipif(os.name == "nt", reason="POSIX links, pipes and devices")
@pytest.mark.parametrize(
    "spoil",
    [_file_for_folder, _link_to_nowhere, _loop, _pipe, _device],
    ids=lambda one: one.__name__,
)
def test_the_bar_stays_and_closing_asks_whatever_is_on_the_disk(
    start: Callable[[], Program],
    qtbot: QtBot,
    paths: UserPaths,
    spoil: Callable[[UserPaths], None],
) -> None:
    """Each of these lost all that was written, in silence."""
    spoil(paths)
    program = start()
    bar = program.window.views.notice_bar
    qtbot.waitUntil(lambda: str(paths.history_file) in bar.text)
    assert _send(program, qtbot) == "Are you there?" + story_text()
    assert str(paths.history_file) in bar.text
    program.window.close()
    asked = _closing_dialog(program)
    assert asked is not None
    assert "conversations: 1" in asked.what.text()


def test_one_conversation_that_cannot_be_stored_costs_no_other(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths
) -> None:
    """It is named in the bar until it is gone; what is said elsewhere is on the disk."""
    program = start()
    odd = Message(Role.USER, "Odd one", seed=2**70)
    program.view_models.conversations.add_conversation(with_messages(Conversation(), odd))
    bar = program.window.views.notice_bar
    qtbot.waitUntil(lambda: "“Odd one” cannot be saved" in bar.text)
    program.window.views.menu.new_chat.trigger()
    _send(program, qtbot)
    healthy = program.view_models.chat.conversation.id
    assert "“Odd one” cannot be saved" in bar.text
    program.window.close()
    asked = _closing_dialog(program)
    assert asked is not None
    assert "“Odd one” cannot be saved" in asked.what.text()
    qtbot.mouseClick(asked.stay, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(_ids(program)) == 2)  # the list is read by the history's thread
    (odd_id,) = _ids(program) - {healthy}
    program.view_models.conversations.delete(odd_id)
    qtbot.waitUntil(lambda: "cannot be saved" not in bar.text)
    program.window.close()
    assert not program.window.isVisible()
    history = AskedHistory(paths.history_file, paths.backup_dir)
    history.start()
    assert [one.id for one in history.summaries().result()] == [healthy]
    assert len(history.load(healthy).result().messages) == 2
    assert history.close()


def test_a_full_disk_is_told_and_everything_is_stored_when_there_is_room(
    start: Callable[[], Program],
    qtbot: QtBot,
    paths: UserPaths,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was said while the disk was full stays on the screen, and is on the disk later."""
    program = start()
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def fail(*_arguments: object, **_options: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(HistoryFile, "_write_unsaved", fail)
        shown = _send(program, qtbot)
        qtbot.waitUntil(lambda: program.window.views.notice_bar.isVisible())
        assert "full" in program.window.views.notice_bar.text
        program.window.close()
        asked = _closing_dialog(program)
        assert asked is not None
        assert "full" in asked.what.text()
        qtbot.mouseClick(asked.stay, Qt.MouseButton.LeftButton)
    assert shown == "Are you there?" + story_text()
    conversation_id = program.view_models.chat.conversation.id
    program.window.close()
    history = AskedHistory(paths.history_file, paths.backup_dir)
    history.start()
    prompt, answer = history.load(conversation_id).result().messages
    assert history.close()
    assert prompt.text == "Are you there?"
    assert answer.token_ids == tuple(token_id for token_id, _ in STORY)

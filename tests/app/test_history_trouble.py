"""A history in trouble, as the user of the window meets it (C4, C5)."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gptdesk.app.crash import CrashReporter
from gptdesk.app.main import Program, build_program
from gptdesk.chat import Conversation
from gptdesk.storage.history import History
from gptdesk.storage.history_file import HistoryFile
from gptdesk.storage.history_schema import SCHEMA
from gptdesk.storage.paths import UserPaths, user_paths
from tests.fakes import STORY, FakeEngine, story_text
from tests.storage.conversations import chat


@pytest.fixture
def paths() -> UserPaths:
    return user_paths()


@pytest.fixture
def stored(paths: UserPaths) -> list[Conversation]:
    """Conversations on the disk, and a backup of them."""
    dice = random.Random(4)
    conversations = [chat(dice, 2, tokens=5) for _ in range(4)]
    history = History(paths.history_file, paths.backup_dir)
    history.start()
    for conversation in conversations:
        assert history.add(conversation).result()
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
        parts = program.parts
        with qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
            program.start(None)
        return program

    yield start
    for program in programs:
        program.window.close()
        assert program.parts.client.shutdown(10_000)


def _ids(program: Program) -> set[str]:
    return {one.id for one in program.parts.conversations.list.summaries}


def _send(program: Program, qtbot: QtBot) -> str:
    """Type, press Enter, and return what stands in the transcript then."""
    with qtbot.waitSignal(program.parts.chat.run_finished):
        program.window.composer.set_text("Are you there?")
        qtbot.keyClick(program.window.focusWidget(), Qt.Key.Key_Return)
    return "".join(one.text for one in program.parts.chat.messages.messages)


def test_a_damaged_history_can_be_restored_with_one_button(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths, stored: list[Conversation]
) -> None:
    """The program starts, says what happened, keeps the file and offers the newest backup."""
    damaged = b"\xff" * 8192 + paths.history_file.read_bytes()[8192:]
    paths.history_file.write_bytes(damaged)
    program = start()
    qtbot.waitUntil(lambda: program.window.message_bar.isVisible())
    (aside,) = paths.data_dir.glob("history.sqlite3.corrupt-*")
    assert aside.read_bytes() == damaged
    assert aside.name in program.window.message_bar.text
    buttons = [
        *program.window.message_bar.findChildren(QPushButton),
        *program.window.message_bar.findChildren(QToolButton),
    ]
    (button,) = [one for one in buttons if one.text() == "Restore the backup"]
    button.click()  # the list of the empty file may still be on its way, and comes first then
    qtbot.waitUntil(lambda: _ids(program) == {one.id for one in stored})


def test_a_newer_history_is_left_alone_and_the_window_works(
    start: Callable[[], Program], qtbot: QtBot, paths: UserPaths, stored: list[Conversation]
) -> None:
    """Who goes back to an older GPTDesk is told, can write, and loses nothing."""
    with closing(sqlite3.connect(paths.history_file)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = paths.history_file.read_bytes()
    program = start()
    qtbot.waitUntil(lambda: program.window.message_bar.isVisible())
    assert "newer GPTDesk" in program.window.message_bar.text
    assert _send(program, qtbot) == "Are you there?" + story_text()
    assert paths.history_file.read_bytes() == before


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
        qtbot.waitUntil(lambda: program.window.message_bar.isVisible(), timeout=1000)
        assert "full" in program.window.message_bar.text
    assert shown == "Are you there?" + story_text()
    conversation_id = program.parts.chat.conversation.id
    program.window.close()
    history = History(paths.history_file, paths.backup_dir)
    history.start()
    prompt, answer = history.load(conversation_id).result().messages
    assert history.close()
    assert prompt.text == "Are you there?"
    assert answer.token_ids == tuple(token_id for token_id, _ in STORY)

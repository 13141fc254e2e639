"""Importing in the real window: asked for by the menu, counted, stopped, told, on the disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.conversations import transfer as transfer_module
from gptdesk.app.views.conversations.delete_dialog import DeleteEverythingDialog
from gptdesk.app.views.model.drop_overlay import DropOverlay
from gptdesk.app.views.window.closing_dialog import ClosingDialog
from gptdesk.formats import conversation_json as json_module
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.storage.paths import user_paths
from tests.app.keeping import conversation_of
from tests.fakes import FakeEngine


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.conversations.loaded):
        program.start(None)
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A short conversation, and one of 600 messages."""
    paths = [tmp_path / "a short one.json", tmp_path / "the long one.json"]
    short, long = conversation_of("short", "Short"), conversation_of("long", *["Long"] * 600)
    for path, conversation in zip(paths, (short, long), strict=True):
        path.write_bytes(b"".join(conversation_json(conversation)))
    return paths


def choose(program: Program, files: list[Path]) -> None:
    """Ask for the import in the menu, and choose files in its dialog."""
    program.window.views.menu.import_conversations.trigger()
    dialog = program.window.findChildren(QFileDialog)[-1]
    dialog.setDirectory(str(files[0].parent))
    dialog.selectFile(files[0].name)
    edit = dialog.findChild(type(dialog.focusWidget()), "fileNameEdit")
    edit.setText(" ".join(f'"{path.name}"' for path in files))
    dialog.accept()


def titles(program: Program) -> list[str]:
    model = program.view_models.conversations.list
    return sorted(model.index(model.row_of(one.id)).data() for one in model.summaries)


@pytest.mark.parametrize("way", ["button", "menu"])
def test_a_slow_import_is_stopped(
    way: str,
    program: Program,
    files: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """One writes on meanwhile; of the conversation that was begun nothing stays on the disk.

    The window with the button takes no keys from who is writing: they have the menu.
    """
    stop = program.window.views.menu.stop_transfer
    assert not stop.isEnabled()
    window, bar = program.window, program.window.views.notice_bar
    progress = window.views.commands.progress
    read, is_going_on = json_module._message_of, Event()
    request.addfinalizer(is_going_on.set)
    count = 0

    def read_slowly(*arguments):
        nonlocal count
        count += 1
        while count > 450 and not is_going_on.is_set():  # a slow disk, in the transfer's thread
            time.sleep(0.001)
        return read(*arguments)

    monkeypatch.setattr(json_module, "_message_of", read_slowly)
    choose(program, files)
    qtbot.waitUntil(lambda: progress.isVisible() and "of 600 messages imported" in progress.text)
    assert progress.text.startswith("File 2 of 2: ")
    window.views.composer.editor.setFocus()
    qtbot.keyClicks(window.views.composer.editor, "meanwhile")
    assert window.views.composer.text() == "meanwhile"
    program.window.views.side_windows.show_history()
    dialog = program.window.views.side_windows.history_dialog
    qtbot.waitUntil(dialog.delete.isEnabled)
    qtbot.mouseClick(dialog.delete, Qt.MouseButton.LeftButton)
    asked = dialog.findChild(DeleteEverythingDialog)
    assert "the long one.json is being imported; nothing of it stays." in asked.what.text()
    asked.reject()
    dialog.reject()
    if way == "button":
        qtbot.mouseClick(progress.stop, Qt.MouseButton.LeftButton)
        assert not progress.stop.isEnabled(), "it stops soon"
    else:
        assert stop.isEnabled()
        menu = next(one for one in program.window.findChildren(QMenu) if stop in one.actions())
        menu.popup(program.window.mapToGlobal(QPoint(0, 0)))
        menu.setActiveAction(stop)
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    is_going_on.set()
    sentence = "The import was stopped after 1 of 2 conversations; nothing is here of the others."
    qtbot.waitUntil(lambda: bar.text == sentence)
    assert progress.isHidden()
    assert not stop.isEnabled()
    qtbot.waitUntil(lambda: titles(program) == ["Short"])
    stored = program.view_models.history.submit(lambda history: history.summaries()).result(10)
    assert [(one.id, one.message_count) for one in stored] == [("short", 1)]


def test_importing_once_more_says_that_it_is_a_copy(
    program: Program, files: list[Path], qtbot: QtBot
) -> None:
    """The last one is shown; what was here stays beside its copy."""
    bar = program.window.views.notice_bar
    choose(program, files[:1])
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "short")
    assert bar.text == "a short one.json was imported."
    choose(program, files)
    said = "2 conversations were imported. 1 of 2 is here already; it was imported as a copy."
    qtbot.waitUntil(lambda: bar.text == said)
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "long")
    qtbot.waitUntil(lambda: titles(program) == ["Long", "Short", "Short"])


@pytest.mark.parametrize("is_writing", [True, False])
def test_an_import_leaves_the_user_where_he_writes(
    program: Program, files: list[Path], qtbot: QtBot, *, is_writing: bool
) -> None:
    """The conversation is offered then; where nothing was typed meanwhile, it is shown."""
    window, conversations = program.window, program.view_models.conversations
    composer, bar = window.views.composer, window.views.notice_bar
    window.show()
    before = conversations.open_id
    choose(program, files[:1])
    if is_writing:
        qtbot.keyClicks(composer.editor, "a thought")
    qtbot.waitUntil(lambda: "was imported" in bar.text)
    if not is_writing:
        qtbot.waitUntil(lambda: conversations.open_id == "short")
        return
    assert (conversations.open_id, composer.text()) == (before, "a thought")
    (offer,) = (one for one in bar.findChildren(QPushButton) if one.isVisible())
    assert offer.text() == "Open"
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: conversations.open_id == "short")
    window.views.menu.new_chat.trigger()
    qtbot.waitUntil(lambda: composer.text() == "a thought")


def test_closing_in_the_middle_of_an_import_asks(
    qtbot: QtBot, program: Program, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who leaves must know that nothing of the file is there; who stays gets all of it."""
    gate = Event()
    monkeypatch.setattr(transfer_module, "_CLOSE_S", 0)
    importing = transfer_module.ConversationTransfer._import_file

    def waiting(*args: Any) -> None:
        gate.wait(60)
        importing(*args)

    monkeypatch.setattr(transfer_module.ConversationTransfer, "_import_file", waiting)
    choose(program, files[:1])
    program.window.close()
    assert program.window.isVisible()
    (asked,) = program.window.findChildren(ClosingDialog)
    assert "a short one.json is being imported; nothing of it stays." in asked.what.text()
    assert asked.close_anyway.text() == "&Close all the same"
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert program.window.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: titles(program) == ["Short"])
    program.window.close()
    assert not program.window.isVisible()


def drop(program: Program, *paths: Path) -> str:
    """Drag files over the window and let them fall; return what the veil said meanwhile."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    point, action = QPointF(300, 300), Qt.DropAction.CopyAction
    window = program.window
    enter = QDragEnterEvent(point.toPoint(), action, data, buttons, keys)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    veil = window.findChild(DropOverlay)
    said = veil.accessibleName()
    window.dropEvent(QDropEvent(point, action, data, buttons, keys))
    assert not veil.isVisible()
    return said


def test_exported_conversations_are_dropped_on_the_window(
    program: Program, files: list[Path], qtbot: QtBot, tmp_path: Path
) -> None:
    """What a colleague sent lies on the desktop; a file that is something else is told as such."""
    transfer, bar = program.view_models.transfer, program.window.views.notice_bar
    with qtbot.waitSignal(transfer.done):
        assert drop(program, *files) == "Drop to import 2 files"
    assert bar.text == "2 conversations were imported."
    qtbot.waitUntil(lambda: titles(program) == ["Long", "Short"])
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "long")

    other = tmp_path / "config.json"
    other.write_text('{"n_layer": 12}')
    with qtbot.waitSignal(transfer.failed):
        assert drop(program, other) == "Drop to import config.json"
    assert bar.text.startswith("config.json: ")
    assert "no conversation that GPTDesk saved; nothing of it was imported" in bar.text
    assert bar.text.count(". ") == 0, "one sentence"
    assert titles(program) == ["Long", "Short"]

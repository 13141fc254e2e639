"""The history's dialog and *About this answer* in the real window, by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.conversations.delete_dialog import DeleteEverythingDialog
from gptdesk.app.views.conversations.history_dialog import HistoryDialog
from gptdesk.app.views.widgets import little_room
from gptdesk.app.views.widgets.little_room import ScrollingPart
from gptdesk.storage.paths import user_paths
from tests.kept_engine import kept_engines
from tests.tiny_models import write_tiny_model

SECRET = "xylophone"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def program(qtbot: QtBot, model: Path) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(model)
    program.view_models.sampling.set_max_new_tokens(5)
    program.view_models.sampling.set_seed(11)
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def _say(qtbot: QtBot, program: Program, text: str) -> None:
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.view_models.chat.submit(text)


def _open_history(qtbot: QtBot, program: Program) -> HistoryDialog:
    program.window.views.menu.history.trigger()
    dialog = program.window.views.side_windows.history_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.delete.isEnabled)
    return dialog


def _press(qtbot: QtBot, button: QAbstractButton) -> None:
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def _back_up(qtbot: QtBot, program: Program, dialog: HistoryDialog) -> None:
    with qtbot.waitSignal(program.view_models.history_care.done):
        _press(qtbot, dialog.back_up)
    qtbot.waitUntil(lambda: bool(dialog.backups.model().rowCount()))


def _files_with_the_secret() -> list[Path]:
    home = user_paths().history_file.parents[1]
    files = filter(Path.is_file, home.rglob("*"))
    return [path for path in files if SECRET.encode() in path.read_bytes()]


def _asked(dialog: HistoryDialog) -> DeleteEverythingDialog:
    return next(one for one in dialog.findChildren(DeleteEverythingDialog) if one.isVisible())


def test_the_dialog_says_what_there_is(qtbot: QtBot, program: Program) -> None:
    """Whoever wants to copy or clean up must know the file, its size and its copies."""
    _say(qtbot, program, "One")
    program.window.views.menu.new_chat.trigger()
    _say(qtbot, program, "Two")
    dialog = _open_history(qtbot, program)
    assert dialog.path.text() == str(user_paths().history_file)
    assert dialog.summary.text().startswith("2 conversations, ")
    assert not dialog.restore.isEnabled(), "there is no backup yet"
    assert dialog.keeping.text().startswith("There is none yet. One is made each day")
    _back_up(qtbot, program, dialog)
    assert dialog.keeping.text().startswith("One is made each day")
    model = dialog.backups.model()
    assert model.index(0, 1).data() == "2"
    assert dialog.restore.isEnabled()


def test_without_a_file_manager_the_path_is_told_and_copied(qtbot: QtBot, program: Program) -> None:
    """A button that does nothing would be taken for a broken one."""
    dialog = _open_history(qtbot, program)
    _press(qtbot, dialog.open_folder)
    assert f"no file manager to show {user_paths().data_dir}" in dialog.problem.text()
    assert QGuiApplication.clipboard().text() == str(user_paths().data_dir)


def test_a_backup_comes_back_and_the_present_is_kept(qtbot: QtBot, program: Program) -> None:
    """A restore that was a mistake can be taken back by another one."""
    _say(qtbot, program, "One")
    dialog = _open_history(qtbot, program)
    _back_up(qtbot, program, dialog)
    dialog.close()
    program.window.views.menu.new_chat.trigger()
    _say(qtbot, program, "Two")
    _open_history(qtbot, program)
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("2 "))
    with qtbot.waitSignal(program.view_models.history_care.done):
        _press(qtbot, dialog.restore)
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("1 conversation,"))
    assert "in place" in dialog.said.text()
    held = [dialog.backups.model().index(row, 1).data() for row in range(2)]
    assert held == ["2", "1"]
    assert dialog.backups.model().index(0, 3).data() == "before all was replaced"
    qtbot.waitUntil(lambda: len(program.view_models.conversations.list.summaries) == 1)


def test_a_new_backup_is_chosen_and_named_and_the_dialog_forgets(
    qtbot: QtBot, program: Program
) -> None:
    """Restore must mean the backup that was just made; an old sentence would be believed again."""
    _say(qtbot, program, "One")
    dialog = _open_history(qtbot, program)
    _back_up(qtbot, program, dialog)
    first = dialog.backup
    _back_up(qtbot, program, dialog)
    qtbot.waitUntil(lambda: dialog.backups.model().rowCount() == 2)
    assert dialog.backup is not None
    assert dialog.backup != first
    assert dialog.backups.currentIndex().row() == 0
    assert dialog.backups.model().index(0, 3).data() == "by Back up now"
    assert dialog.said.text() == "A backup was made."
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert _open_history(qtbot, program).said.text() == ""


def test_no_button_moves_when_something_is_said(qtbot: QtBot, program: Program) -> None:
    """A second click must not land on another button: Restore takes the place of all there is."""
    _say(qtbot, program, "One")
    dialog = _open_history(qtbot, program)
    buttons = (dialog.restore, dialog.back_up, dialog.delete)

    def places() -> list[QPoint]:
        qtbot.waitUntil(lambda: not dialog.layout().activate())
        return [button.mapTo(dialog, QPoint(0, 0)) for button in buttons]

    before = places()
    _back_up(qtbot, program, dialog)
    assert dialog.said.text()
    assert places() == before
    qtbot.waitUntil(dialog.restore.isEnabled)
    with qtbot.waitSignal(program.view_models.history_care.done):
        _press(qtbot, dialog.restore)
    assert "What was there before" in dialog.said.text()
    assert places() == before
    program.view_models.history_care.failed.emit("The backup cannot be read. " * 4)
    assert dialog.problem.isVisible()
    assert places() == before


def test_a_restore_into_nothing_does_not_speak_of_what_was_before(
    qtbot: QtBot, program: Program
) -> None:
    """Nothing was put aside, so the list has nothing of it."""
    _say(qtbot, program, "One")
    dialog = _open_history(qtbot, program)
    _back_up(qtbot, program, dialog)
    conversations = program.view_models.conversations
    conversations.delete(conversations.list.summaries[0].id)
    dialog.close()
    qtbot.waitUntil(lambda: not conversations.list.summaries)
    _open_history(qtbot, program)
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("0 "))
    with qtbot.waitSignal(program.view_models.history_care.done):
        _press(qtbot, dialog.restore)
    assert dialog.said.text() == "The backup is in place."
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("1 conversation,"))
    with qtbot.waitSignal(program.view_models.history_care.done):
        _press(qtbot, dialog.restore)
    said = "The backup is in place. What was there before is in the list."
    assert dialog.said.text() == said


def test_a_restore_that_fails_is_a_sentence_in_the_dialog(qtbot: QtBot, program: Program) -> None:
    """It is said where the user looks, and nothing is lost by it."""
    _say(qtbot, program, "One")
    dialog = _open_history(qtbot, program)
    _back_up(qtbot, program, dialog)
    chosen = dialog.backup
    assert chosen is not None
    chosen.backup.path.write_bytes(b"damaged" * 999)
    with qtbot.waitSignal(program.view_models.history_care.failed):
        _press(qtbot, dialog.restore)
    assert dialog.problem.isVisible()
    assert dialog.problem.text().endswith("Nothing was changed.")
    qtbot.waitUntil(lambda: dialog.delete.isEnabled())
    assert dialog.summary.text().startswith("1 conversation,")


def test_everything_is_deleted_after_the_word_was_typed(qtbot: QtBot, program: Program) -> None:
    """No byte of it is left in the user's folder: history, backups, drafts, what is on screen."""
    _say(qtbot, program, f"My {SECRET}")
    program.window.views.composer.set_text(f"A draft about a {SECRET}")
    program.view_models.conversations.drafts.set_text(f"A draft about a {SECRET}")
    program.view_models.conversations.drafts.store_now()
    dialog = _open_history(qtbot, program)
    _back_up(qtbot, program, dialog)
    assert len(_files_with_the_secret()) >= 2, "the history and its backup"
    _press(qtbot, dialog.delete)
    asked = _asked(dialog)
    assert "Conversations: 1" in asked.what.text()
    assert "Backups: 1" in asked.what.text()
    assert not asked.delete.isEnabled()
    qtbot.keyClick(asked.word, Qt.Key.Key_Return)
    assert asked.isVisible(), "Enter alone deletes nothing"
    qtbot.keyClicks(asked.word, "Delete")
    with qtbot.waitSignal(program.view_models.history_care.done):
        qtbot.keyClick(asked.word, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("0 conversations"))
    assert dialog.backups.model().rowCount() == 0
    assert program.window.views.composer.text() == ""
    assert program.view_models.chat.messages.rowCount() == 0
    assert _files_with_the_secret() == []
    program.window.close()
    assert _files_with_the_secret() == []


def test_whoever_changes_their_mind_keeps_all(qtbot: QtBot, program: Program) -> None:
    """Escape is enough."""
    _say(qtbot, program, "One")
    dialog = _open_history(qtbot, program)
    _press(qtbot, dialog.delete)
    asked = _asked(dialog)
    qtbot.keyClicks(asked.word, "delete")
    qtbot.keyClick(asked.word, Qt.Key.Key_Escape)
    assert not asked.isVisible()
    assert dialog.isVisible()
    assert len(program.view_models.conversations.list.summaries) == 1


def _controls(dialog: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QTableView)
    found = [one for kind in kinds for one in dialog.findChildren(kind)]
    return [one for one in found if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def test_every_control_has_a_name(qtbot: QtBot, program: Program) -> None:
    """The dialogs are read aloud as well as seen."""
    _say(qtbot, program, "One")
    history = _open_history(qtbot, program)
    program.window.views.menu.about_answer.trigger()
    answer = program.window.views.side_windows.answer_dialog
    assert answer is not None
    for dialog in (history, answer):
        controls = _controls(dialog)
        assert len(controls) >= 4
        for one in controls:
            text = one.text() if isinstance(one, QAbstractButton) else ""
            assert one.accessibleName() or text, one


def test_an_answer_says_how_it_was_made(qtbot: QtBot, program: Program) -> None:
    """What a lesson or a report needs to make it again: by a key, copied, and used."""
    _say(qtbot, program, "Hello, I am")
    program.view_models.sampling.set_temperature(0.25)
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.window.views.menu.continue_answer.trigger()
    qtbot.keyClick(program.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = program.window.views.side_windows.answer_dialog
    assert dialog is not None
    assert dialog.isVisible()
    rows = dialog.runs.model()
    shown = [[rows.index(row, column).data() for column in range(9)] for row in range(2)]
    assert [row[:3] for row in shown] == [["1–5", "11", "0.8"], ["6–10", "11", "0.25"]]
    assert shown[0][7:] == ["Exact", "tiny"]
    assert dialog.length.text() == "10 tokens"
    assert dialog.prompt.text() == "4 tokens"
    info = program.client.info
    assert info is not None
    _press(qtbot, dialog.copy)
    assert QGuiApplication.clipboard().text() == info.sha256
    program.view_models.sampling.reset()
    dialog.runs.setFocus()
    qtbot.keyClick(dialog.runs, Qt.Key.Key_Up)
    _press(qtbot, dialog.use)
    assert program.view_models.sampling.seed == 11
    assert program.view_models.sampling.settings.temperature == 0.8
    qtbot.keyClick(dialog.runs, Qt.Key.Key_Down)
    _press(qtbot, dialog.use)
    assert program.view_models.sampling.settings.temperature == 0.25
    assert "in use" in dialog.said.text()


def test_what_the_user_put_into_an_answer_is_said(qtbot: QtBot, program: Program) -> None:
    """Nobody takes it for the model's words: neither in the dialog nor on the Model page."""
    _say(qtbot, program, "Hello, I am")
    for index, ids in ((2, (262, 13)), (5, (257,))):
        with qtbot.waitSignal(program.view_models.chat.run_finished):
            assert program.view_models.chat.branch_at(1, index, ids)
    qtbot.keyClick(program.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = program.window.views.side_windows.answer_dialog
    assert dialog is not None
    assert dialog.length.text() == "11 tokens, of which you put 3 there: 3–4, 6"
    entries = dict(program.view_models.model_info.sections)["Last run"]
    assert [value for name, value, _ in entries if name == "Generated"] == ["5"]


def test_without_an_answer_there_is_a_sentence(qtbot: QtBot, program: Program) -> None:
    """The key is never dead."""
    program.window.views.menu.about_answer.trigger()
    assert "no answer yet" in program.window.views.notice_bar.text


def test_at_the_largest_zoom_both_dialogs_scroll_within_the_screen(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A button below the screen's edge is a button that is not there."""
    monkeypatch.setattr(little_room, "_OF_THE_SCREEN", 0.2)  # a low one
    _say(qtbot, program, "Hello")
    screen = QGuiApplication.primaryScreen().availableSize()
    while program.view_models.preferences.settings.zoom < 250:
        program.window.views.menu.zoom_in.trigger()
    program.window.views.menu.about_answer.trigger()
    about = program.window.views.side_windows.answer_dialog
    assert about is not None
    for dialog in (about, _open_history(qtbot, program)):
        qtbot.waitUntil(dialog.isVisible)
        assert (
            dialog.height() <= screen.height() * 0.9
        )  # the rest is the title's, and the taskbar's
        part = dialog.findChild(ScrollingPart)
        assert part is not None
        bar = part.verticalScrollBar()
        dialog.resize(dialog.width(), dialog.minimumSizeHint().height())
        qtbot.waitUntil(lambda bar=bar: bar.maximum() > 0)
        close = dialog.findChild(QDialogButtonBox).buttons()[0]
        assert not close.visibleRegion().isEmpty()
        part.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(part, Qt.Key.Key_Down)
        assert bar.value() > 0, "by keys alone"
        dialog.close()

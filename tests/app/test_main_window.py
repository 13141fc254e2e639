"""The whole window on the real engine: from Enter to the last token, and what can go wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import load_theme
from gptdesk.chat.messages import MessageState, PromptMode, Role
from gptdesk.engine import local_engine
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.types import ComputeDevice
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.app.conftest import delete_what_is_closed
from tests.kept_engine import kept_engines
from tests.model.checkpoints.gguf_files import whole_file, write
from tests.model.checkpoints.malformed import bombs, headers
from tests.tiny_models import write_tiny_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model on the disk."""
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def _open(qtbot: QtBot, model: Path | None, *, wait: bool = True) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    if wait:
        with qtbot.waitSignal(program.view_models.library.model_opened):
            program.start(model)
    else:
        program.start(model)
    return program


@pytest.fixture
def program(qtbot: QtBot, model: Path) -> Iterator[Program]:
    """A started program with the tiny model open; closed as a user would, and joined."""
    program = _open(qtbot, model)
    program.view_models.sampling.set_max_new_tokens(12)
    program.view_models.sampling.set_seed(7)
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def _send(qtbot: QtBot, program: Program, text: str) -> None:
    """Type and press Enter, and wait for the end of the answer."""
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.window.views.composer.set_text(text)
        qtbot.keyClick(program.window.focusWidget(), Qt.Key.Key_Return)


def test_enter_brings_an_answer_with_its_probabilities(qtbot: QtBot, program: Program) -> None:
    """The main job: a prompt, an answer, and the figures of its last token beside it."""
    _send(qtbot, program, "Hello, I am")
    prompt, answer = program.view_models.chat.messages.messages
    assert (prompt.role, prompt.text) == (Role.USER, "Hello, I am")
    assert answer.state is MessageState.COMPLETE
    assert len(answer.token_ids) == 12
    assert answer.text == BytePairTokenizer.load().decode(answer.token_ids)
    next_token = program.view_models.next_token

    def newest_is_shown() -> bool:  # at the pace of the list
        chosen = [row.token_id for row in next_token.rows if row.is_chosen]
        return chosen == [answer.token_ids[-1]]

    qtbot.waitUntil(newest_is_shown)
    rows = next_token.rows
    assert sum(row.raw_p for row in rows) == pytest.approx(1, abs=1e-9)
    assert sum(row.final_p for row in rows) == pytest.approx(1, abs=1e-9)
    assert program.window.views.composer.text() == ""


def test_nothing_of_a_closed_window_stays(qapp: QApplication) -> None:
    """A part without a parent outlived its window: each later theme dressed it, in every test."""
    before = set(qapp.topLevelWidgets())
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    program.window.show()
    assert set(qapp.topLevelWidgets()) > before
    program.window.close()
    program.window.deleteLater()
    delete_what_is_closed()
    assert set(qapp.topLevelWidgets()) <= before


def _look_at_model_page(program: Program) -> None:
    program.window.views.columns.set_panel_visible(True)
    panel = program.window.views.side_panel
    panel.tabs.setCurrentWidget(panel.model_page)


def test_what_is_shown_of_the_model_is_what_runs(qtbot: QtBot, program: Program) -> None:
    """The figures on the *Model* page are the loaded model's."""
    _look_at_model_page(program)
    shown = " ".join(
        label.text() for label in program.window.views.side_panel.model_page.findChildren(QLabel)
    )
    for figure in ("50,257", "64", "32", "float32", "tied"):
        assert figure in shown
    assert program.window.windowTitle().startswith("tiny")


def test_stop_keeps_what_was_written(qtbot: QtBot, program: Program) -> None:
    """Stop is an outcome: the text stays, and the next prompt works."""
    chat = program.view_models.chat
    program.view_models.sampling.set_max_new_tokens(100_000)
    with qtbot.waitSignal(chat.record_added):
        chat.submit("Go on")
    with qtbot.waitSignal(chat.run_finished):
        qtbot.keyClick(program.window.focusWidget(), Qt.Key.Key_Escape)
    answer = chat.messages.message(1)
    assert answer.state is MessageState.STOPPED
    assert answer.text
    qtbot.keyClick(program.window.focusWidget(), Qt.Key.Key_Escape)
    assert chat.messages.message(1) == answer
    program.view_models.sampling.set_max_new_tokens(3)
    _send(qtbot, program, "Again")
    assert chat.messages.message(3).state is MessageState.COMPLETE


def test_escape_stops_also_in_the_list_of_chats(qtbot: QtBot, program: Program) -> None:
    """Whoever opened a chat there and has it answered, has the keyboard there."""
    chat, views = program.view_models.chat, program.window.views
    program.view_models.sampling.set_max_new_tokens(100_000)
    for part in (views.sidebar.list, views.sidebar.search):
        with qtbot.waitSignal(chat.record_added):
            chat.submit("Go on")
        part.setFocus()
        with qtbot.waitSignal(chat.run_finished):
            qtbot.keyClick(part, Qt.Key.Key_Escape)
        assert program.window.focusWidget() is part
        qtbot.keyClick(part, Qt.Key.Key_Escape)
        assert program.window.focusWidget() is views.composer.editor, "nothing is to be stopped"


def test_the_speed_is_never_that_of_an_older_answer(qtbot: QtBot, program: Program) -> None:
    """While one is being written there is no figure yet."""
    _send(qtbot, program, "Hello")
    window = program.window
    assert "tokens/s" in window.views.status.speed.text()
    with qtbot.waitSignal(program.view_models.chat.busy_changed):
        window.views.composer.set_text("Again")
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert window.views.status.speed.text() == ""
    assert window.views.status.speed.accessibleDescription() == ""
    qtbot.waitUntil(lambda: "tokens/s" in window.views.status.speed.text())


def test_same_seed_same_answer_also_step_by_step(qtbot: QtBot, program: Program) -> None:
    """What is shown in class in single steps is the text that Send gives."""
    chat = program.view_models.chat
    _send(qtbot, program, "Hello")
    whole = chat.messages.message(1).token_ids
    chat.new_chat()
    with qtbot.waitSignal(chat.run_finished):
        program.window.views.composer.set_text("Hello")
        program.window.views.menu.step.trigger()
    for _ in range(3):
        with qtbot.waitSignal(chat.run_finished):
            program.window.views.menu.step.trigger()
    assert chat.messages.message(1).token_ids == whole[:4]


def test_earlier_messages_are_seen_in_conversation_mode_only(
    qtbot: QtBot, program: Program
) -> None:
    """The mode beside the composer decides what the model reads."""
    chat = program.view_models.chat
    used: list[int] = []
    chat.context_changed.connect(lambda tokens, _total: used.append(tokens))
    program.view_models.sampling.set_max_new_tokens(1)
    _send(qtbot, program, "One two three four five six seven")
    program.window.views.composer.mode_selected.emit(PromptMode.CONVERSATION)
    _send(qtbot, program, "Eight")
    in_conversation = used[-1]
    program.window.views.composer.mode_selected.emit(PromptMode.CONTINUE)
    _send(qtbot, program, "Eight")
    assert used[-1] < 5 < in_conversation


def test_a_bad_file_leaves_the_model_in_use(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    """One sentence inside the window; the conversation goes on."""
    bad = tmp_path / "page.safetensors"
    bad.write_text("<!DOCTYPE html><html>404</html>")
    with qtbot.waitSignal(program.view_models.library.open_failed):
        program.view_models.library.open_model(bad)
    assert "page.safetensors" in program.window.views.notice_bar.text
    assert program.window.views.notice_bar.text.endswith(" tiny is still in use.")
    labels = [label.text() for label in program.window.views.empty_state.findChildren(QLabel)]
    current = program.view_models.client.info
    assert current is not None
    assert f"{current.name} runs on this computer; nothing is sent anywhere." in labels
    _send(qtbot, program, "Still here?")
    assert program.view_models.chat.messages.message(1).state is MessageState.COMPLETE


def test_a_hostile_file_does_not_hold_the_window(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """It is read in the window's process: what keeps the interpreter keeps the window too."""
    longest, last = 0.0, time.perf_counter()

    def beat() -> None:
        nonlocal longest, last
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(5)
    hostile = bombs() | headers()
    path = tmp_path / "model.bin"
    for name in (
        "an endless key",
        "a million lists",
        "numbers that hash alike",
        "a name with 100,000 wrappers",
        "500,000 equal names",
        "40,000 names, the last two equal",
    ):
        path.write_bytes(hostile[name])
        with qtbot.waitSignal(program.view_models.library.open_failed):
            program.view_models.library.open_model(path)
        assert "model.bin" in program.window.views.notice_bar.text, name
    timer.stop()
    assert longest < 5  # 0.1 s on a quiet machine
    _send(qtbot, program, "Still here?")
    assert program.view_models.chat.messages.message(1).state is MessageState.COMPLETE


def test_a_checkpoint_is_dropped_or_chosen(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropping a file on the window is the quickest way to another model; Ctrl+O asks for one."""
    other = write_tiny_model(tmp_path / "other", seed=5) / "model.safetensors"
    _drop(qtbot, program, other)
    assert program.window.windowTitle().startswith("other")
    gguf = write(tmp_path, whole_file())
    _drop(qtbot, program, gguf)
    assert program.window.windowTitle().startswith("Tiny")  # which is its name in the file
    _send(qtbot, program, "Once upon a time")
    assert program.view_models.chat.messages.message(1).state is MessageState.COMPLETE
    settings_file = user_paths().settings_file
    qtbot.waitUntil(lambda: read_settings(settings_file)[0].model_path == str(gguf))
    assert program.view_models.library.lists.recent[0].path == gguf

    filters: list[str] = []

    def choose(parent: QWidget, title: str, start: str, offered: str) -> tuple[str, str]:
        filters.append(offered)
        return str(other if len(filters) == 1 else gguf), offered

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    for title in ("other", "Tiny"):
        with qtbot.waitSignal(program.view_models.library.model_opened):
            qtbot.keyClick(program.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        assert program.window.windowTitle() == f"Once upon a time — {title}"
    assert "*.gguf " in filters[0]


def _drop(qtbot: QtBot, program: Program, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    point, action = QPointF(300, 300), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(point.toPoint(), action, data, buttons, keys)
    program.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.window.dropEvent(QDropEvent(point, action, data, buttons, keys))


def test_a_dropped_text_file_is_no_model(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    """Only what may be a model is taken for one."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "letter.txt"))])
    enter = QDragEnterEvent(
        QPointF(300, 300).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    program.window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_typing_is_counted(qtbot: QtBot, program: Program) -> None:
    """The reader sees what fits before sending it."""
    program.window.views.composer.set_text("Hello, I am")
    shown = program.window.views.composer

    def count_is_shown() -> bool:
        return any("4 tokens" in label.text() for label in shown.findChildren(QLabel))

    qtbot.waitUntil(count_is_shown)


def test_the_answer_can_be_copied(qtbot: QtBot, program: Program) -> None:
    """Text belongs to the user."""
    _send(qtbot, program, "Hello")
    program.window.views.menu.copy_answer.trigger()
    answer = program.view_models.chat.messages.message(1).text
    assert QGuiApplication.clipboard().text().strip().endswith(answer.strip())


def _speeds(program: Program) -> tuple[str, str]:
    """Return the speed at the foot of the window and the one on the *Model* page, as they stand."""
    status, page = program.window.views.status, program.window.views.side_panel.model_page
    labels = [label.text() for label in page.facts.findChildren(QLabel)]
    return status.speed.text().split(", ")[0], labels[labels.index("Speed") + 1]


def test_both_speeds_are_those_of_the_model_in_use(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """A figure that stays behind is read as the new model's, or the new precision's."""
    chat, library = program.view_models.chat, program.view_models.library
    _look_at_model_page(program)
    buttons = program.window.views.side_panel.model_page.precision.buttons
    program.window.show()

    def both_are_told() -> None:
        at_the_foot, on_the_page = _speeds(program)
        assert at_the_foot == on_the_page
        assert at_the_foot.endswith(" tokens/s")

    def send() -> None:
        program.window.views.composer.focus_editor()
        _send(qtbot, program, "Hello")

    for precision in ("balanced", "fast", "exact"):
        send()
        both_are_told()
        with qtbot.waitSignal(library.model_opened):
            qtbot.mouseClick(buttons[precision], Qt.MouseButton.LeftButton)
        assert _speeds(program) == ("", "–")
    send()
    with qtbot.waitSignal(library.open_failed):
        library.open_model(tmp_path / "vanished")
    both_are_told()  # the model in use made them
    program.view_models.sampling.set_max_new_tokens(100_000)
    with qtbot.waitSignal(chat.record_added):
        program.view_models.chat.submit("Once")
    assert _speeds(program) == ("", "–")
    with qtbot.waitSignals([chat.run_finished, library.model_opened]):
        qtbot.mouseClick(buttons["fast"], Qt.MouseButton.LeftButton)
    assert _speeds(program) == ("", "–")


def test_another_precision_keeps_the_conversation(qtbot: QtBot, program: Program) -> None:
    """Chosen on the Model page: the same model again, the error measured, the chat untouched."""
    _send(qtbot, program, "Hello")
    before = program.view_models.chat.messages.messages
    page = program.window.views.side_panel.model_page
    _look_at_model_page(program)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        page.precision.buttons["balanced"].click()
    assert program.view_models.chat.messages.messages == before
    info = program.view_models.client.info
    assert info is not None
    assert info.error is not None
    assert info.name == "tiny"
    assert page.precision.line.text().startswith("Error: ")
    used = program.window.views.status.context.text().removeprefix("context ").split(" / ")
    assert int(used[0]) > 0
    shown = dict(program.view_models.model_info.sections)["Last run"][0][:2]
    assert shown == ("Context used", f"{used[0]} of {used[1]} tokens"), "one context, told twice"
    assert info.kernel in program.window.views.status.device.text()
    _send(qtbot, program, "Hello again")
    assert program.view_models.chat.messages.message(3).state is MessageState.COMPLETE
    assert program.view_models.preferences.settings.precision == "balanced"


def test_another_precision_during_an_answer_interrupts_it(qtbot: QtBot, program: Program) -> None:
    """As opening another model does: what was written stays, and the next answer is computed."""
    chat = program.view_models.chat
    program.view_models.sampling.set_max_new_tokens(100_000)
    with qtbot.waitSignal(chat.record_added):
        program.view_models.chat.submit("Once")
    with qtbot.waitSignals([chat.run_finished, program.view_models.library.model_opened]):
        program.view_models.library.choose_precision("fast")
    assert chat.messages.message(1).text
    assert chat.messages.message(1).state is not MessageState.STREAMING
    program.view_models.sampling.set_max_new_tokens(3)
    _send(qtbot, program, "Again")
    assert chat.messages.message(3).state is MessageState.COMPLETE


def test_the_composer_is_whole_in_a_low_window_at_every_zoom(
    qtbot: QtBot, program: Program
) -> None:
    """Send was cut off below, and the count stood over what was written."""
    composer, appearance = program.window.views.composer, program.view_models.appearance
    program.window.resize(960, 600)
    for zoom in (200, 250, 300):
        appearance._set_zoom(zoom)
        QApplication.processEvents()
        assert program.window.size() == QSize(960, 600)
        qtbot.waitUntil(
            lambda: composer.height() >= composer.minimumSizeHint().height(), timeout=3000
        )
        for part in (composer.editor, composer.send_button, composer.step_button):
            below = part.mapTo(program.window, part.rect().bottomLeft()).y()
            assert part.height() >= part.fontMetrics().height()
            assert below < program.window.height() - program.window.views.status.height()
        label, button = composer.count_label, composer.send_button
        assert label.fontMetrics().height() == button.fontMetrics().height()
        assert label.height() >= label.fontMetrics().height()
        assert not label.geometry().intersects(composer.editor.geometry())


def test_settings_survive_closing(qtbot: QtBot, model: Path) -> None:
    """Temperature, mode, zoom and the last model are there the next day."""
    program = _open(qtbot, model)
    program.view_models.sampling.set_temperature(1.3)
    program.window.views.composer.mode_selected.emit(PromptMode.CONVERSATION)
    program.window.views.menu.zoom_in.trigger()
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)
    settings, warning = read_settings(user_paths().settings_file)
    assert warning == ""
    assert (settings.temperature, settings.mode, settings.zoom) == (1.3, "conversation", 110)
    assert settings.model_path == str(model)
    again = _open(qtbot, None)
    assert again.view_models.sampling.settings.temperature == 1.3
    assert again.view_models.chat.mode is PromptMode.CONVERSATION
    again.window.close()
    assert again.is_joined or again.client.shutdown(10_000)


def test_a_prompt_sent_while_loading_is_answered(qtbot: QtBot, model: Path) -> None:
    """Typing and Enter work from the start; the answer comes when the model is there."""
    program = _open(qtbot, model, wait=False)
    program.view_models.sampling.set_max_new_tokens(3)
    _send(qtbot, program, "Early")
    assert program.view_models.chat.messages.message(1).model_name == "tiny"
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def test_all_settings_are_seen_in_the_first_window(qtbot: QtBot, program: Program) -> None:
    """On a screen of 1280 x 800 it opens with 1216 x 760: the last row must not be cut."""
    window = program.window
    window.resize(1216, 760)
    with qtbot.waitExposed(window):
        window.show()
    page = window.views.side_panel.next_token_page
    assert page.isVisible()
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() == 0)  # it was made just now
    _send(qtbot, program, "Hello")
    assert page.verticalScrollBar().maximum() == 0


def test_message_at_the_foot_can_be_read_in_every_theme(program: Program) -> None:
    """Black on black says nothing about the model that is being opened."""
    message = program.window.views.status.message
    for scheme in ("dark", "light", "dark"):
        program.window.views.menu.colour_scheme_chosen.emit(scheme)
        shown = message.palette().color(message.foregroundRole())
        assert shown == program.view_models.appearance.theme.color("text")


@pytest.mark.parametrize("size", [(1280, 800), (960, 600), (560, 420)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_of_the_window(
    qtbot: QtBot, program: Program, size: tuple[int, int], scheme: str
) -> None:
    """No part of the window is cut off at the sizes people use, in either theme."""
    program.window.views.menu.colour_scheme_chosen.emit(scheme)
    program.window.resize(*size)
    _send(qtbot, program, "Hello")
    window = program.window
    assert (window.width(), window.height()) == size
    for part in (window.views.composer, window.views.status, window.views.transcript):
        corner = part.mapTo(window, part.rect().bottomRight())
        assert window.rect().contains(corner), part
        assert part.width() >= part.minimumSizeHint().width(), part


def test_another_theme_and_back_leaves_no_trace(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What kept a colour of the other theme would be seen, in a page, a dialog, shown or hidden."""
    # How much memory is free changes from one picture to the next.
    monkeypatch.setattr(local_engine, "list_devices", lambda _: (ComputeDevice("cpu"),))
    menu = program.window.views.menu
    menu.colour_scheme_chosen.emit("light")
    program.window.resize(1280, 800)
    _send(qtbot, program, "Hello")
    for action in (menu.tokens, menu.history, menu.about_answer):
        action.trigger()
    shown = [one for one in program.window.findChildren(QDialog) if one.isVisible()]
    assert len(shown) == 3
    tabs = program.window.views.side_panel.tabs
    assert tabs.isVisible()

    def pictures() -> list[QImage]:
        QGuiApplication.processEvents()
        taken = []
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            QGuiApplication.processEvents()
            taken.append(program.window.grab().toImage())
        return [*taken, *(dialog.grab().toImage() for dialog in shown)]

    table = shown[-1].findChild(QTableView)
    assert table is not None
    header = table.horizontalHeader()
    qtbot.waitUntil(lambda: header.length() == table.viewport().width())  # its last layout
    qtbot.waitUntil(lambda: pictures() == pictures())  # every page was seen, and rests
    before = pictures()
    menu.colour_scheme_chosen.emit("dark")
    light = load_theme("light")
    strange = {
        light.color(token).rgb() for token in ("surface", "text", "text_muted", "bar", "bar_rest")
    }
    for picture in pictures():  # the dark theme has none of these
        pixels = picture.convertToFormat(QImage.Format.Format_RGB32)
        assert not strange & set(memoryview(pixels.constBits()).cast("I"))
    menu.colour_scheme_chosen.emit("light")
    assert pictures() == before


def test_the_way_back_of_a_hidden_side_is_seen_and_remembered(qtbot: QtBot, model: Path) -> None:
    """At 960 x 600 every part is one visible click away, Send is free, and the choice stays."""
    program = _open(qtbot, model)
    window, columns = program.window, program.window.views.columns
    views, left = window.views, Qt.MouseButton.LeftButton
    window.resize(960, 600)

    def is_send_free() -> bool:
        send = views.composer.send_button
        middle = send.mapTo(window, send.rect().center())
        return window.childAt(middle) is send

    assert views.side_panel.isVisible()
    assert not views.sidebar.isVisible()
    assert is_send_free()
    bar = views.side_panel.tabs.tabBar()
    qtbot.mouseClick(bar, left, pos=bar.tabRect(1).center())
    assert views.side_panel.pipeline_page.isVisible()
    qtbot.mouseClick(columns.left_rail.show_button, left)
    assert views.sidebar.isVisible()
    assert not views.side_panel.isVisible()
    assert views.menu.sidebar.isChecked()
    assert not views.menu.side_panel.isChecked()
    assert is_send_free()
    window.close()
    assert program.is_joined or program.client.shutdown(10_000)
    assert read_settings(user_paths().settings_file)[0].sidebar_first

    again = _open(qtbot, None)
    window, columns, views = again.window, again.window.views.columns, again.window.views
    window.resize(960, 600)
    assert views.sidebar.isVisible()
    assert not views.side_panel.isVisible()
    qtbot.mouseClick(columns.right_rail.show_button, left)
    assert views.side_panel.isVisible()
    assert views.side_panel.pipeline_page.isVisible(), "the page that was looked at"
    assert not views.sidebar.isVisible()
    qtbot.mouseClick(columns.left_rail.search, left)
    assert views.sidebar.isVisible()
    assert views.sidebar.search.hasFocus()
    views.menu.sidebar.trigger()
    assert not views.sidebar.isVisible()
    qtbot.mouseClick(columns.left_rail.new_chat, left)
    assert views.composer.editor.hasFocus()
    assert is_send_free()
    again.window.close()
    assert again.is_joined or again.client.shutdown(10_000)

"""A real server of llama.cpp in the real window: connected to, used, lost, and left again."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app import translations
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inspector.two_models import ModelChoice
from gptdesk.app.views.model.server_dialog import ServerDialog
from gptdesk.app.views.page.tokens import TokenGroup
from gptdesk.app.views.tokens.words import card_text
from gptdesk.chat.messages import Message, MessageState, PromptMode
from gptdesk.engine import remote_engine
from gptdesk.formats.conversation import EXPORT_SUFFIXES
from gptdesk.formats.conversation_json import read_conversation
from gptdesk.storage.paths import user_paths
from tests.app.test_whole_words import come_to_rest, cut_parts
from tests.kept_engine import kept_engines
from tests.llama_server import LlamaServer, llama_server
from tests.plain_server import plain_server
from tests.recorded_servers import RECORDINGS, recorded
from tests.relay import relay
from tests.smollm2 import smollm2_file

pytestmark = pytest.mark.loopback

_KEY = "sk-of-the-test"


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with llama_server(smollm2_file(), key=_KEY) as server:
        yield server


class Opened:
    """The program on its own engines, with the bundled model, opened again as often as wanted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.open()

    def open(self) -> None:
        self.program: Program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=kept_engines
        )
        self.window, self.models = self.program.window, self.program.view_models
        self.views, self.chat = self.window.views, self.models.chat
        self.qtbot.addWidget(self.window)
        self.window.resize(1400, 900)
        with self.qtbot.waitSignals(
            [self.models.library.model_opened, self.models.conversations.loaded], timeout=60_000
        ):
            self.program.start(None)
        self.window.show()
        self.qtbot.waitExposed(self.window)

    def close(self) -> None:
        self.window.close()
        assert self.program.is_joined

    @property
    def dialog(self) -> ServerDialog:
        self.views.menu.connect_server.trigger()
        dialog = self.views.opening.server_dialog
        assert dialog is not None
        self.qtbot.waitUntil(dialog.isVisible)
        return dialog

    def connect(self, url: str, key: str = "") -> ServerDialog:
        dialog = self.dialog
        dialog.address.lineEdit().selectAll()
        self.qtbot.keyClicks(dialog.address.lineEdit(), url)
        self.qtbot.keyClicks(dialog.key, key)
        with self.qtbot.waitSignal(self.models.library.model_opened, timeout=60_000):
            self.qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        return dialog

    def send(self, text: str) -> Message:
        before = self.chat.messages.rowCount()
        self.views.composer.set_text(text)
        with self.qtbot.waitSignal(self.chat.run_finished, timeout=60_000):
            self.qtbot.keyClick(self.views.composer.editor, Qt.Key.Key_Return)
        return self.chat.messages.message(before + 1)


def rows_of(dialog: ServerDialog) -> dict[str, str]:
    form = dialog.card.layout()
    assert isinstance(form, QFormLayout)
    roles = (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)
    labels = [[form.itemAt(row, role).widget() for role in roles] for row in range(form.rowCount())]
    return {
        name.text(): value.text()
        for name, value in labels
        if isinstance(name, QLabel) and isinstance(value, QLabel)
    }


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    opened = Opened(qtbot)
    yield opened
    opened.close()


def text_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_a_server_is_borrowed_from_and_left_again(
    opened: Opened, server: LlamaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connect, prompt, swap, go on, converse, close, open again, leave: as with a local model."""
    qtbot = opened.qtbot
    qtbot.keyClicks(opened.views.composer.editor, "The ")
    dialog = opened.connect(server.url.removeprefix("http://"), _KEY)
    rows = rows_of(dialog)
    assert rows["Model"] == "SmolLM2-135M-Instruct.Q4_1"
    assert rows["Alternatives"] == "as many as are needed, up to all 49,152"
    assert rows["Probabilities"].startswith("raw")
    assert rows["Answers in"].endswith("ms for one token")
    assert dialog.said.text().endswith("answers now."), "nobody is on the way to this computer"
    assert dialog.key.text() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("gptdesk.web_addresses.is_this_computer", lambda _: False)
        assert opened.dialog is dialog
    assert "http is not encrypted: whoever is on the way can read" in dialog.said.text()
    for zoom in (200, 100):
        opened.models.appearance._set_zoom(zoom)
        come_to_rest()
        assert list(cut_parts(dialog)) == []
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(opened.views.composer.editor, "sea")
    come_to_rest()
    assert opened.views.composer.text() == "The sea", "another engine answers; the words are ours"
    opened.views.composer.editor.selectAll()
    host = server.url.removeprefix("http://")
    assert opened.views.status.device.text().startswith(f"{host}, ")
    assert f"runs on {host}; what you write is sent there" in text_of(opened.views.empty_state)

    opened.models.sampling.set_max_new_tokens(4)
    opened.models.sampling.set_top_k(40)
    qtbot.keyClicks(opened.views.composer.editor, "Once <|im_end|>")
    qtbot.waitUntil(lambda: "8 tokens" in opened.views.composer.count_label.text())  # as text
    answer = opened.send("Once upon a time")
    assert (answer.state, len(answer.records)) == (MessageState.COMPLETE, 4)
    assert {one.rank is None for one in answer.records} == {False}
    what_a_server_does_not_tell_is_said(opened, answer)
    row = opened.chat.messages.rowCount() - 1
    with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        opened.models.inspector.mark(TokenRef(answer.id, is_prompt=False, index=1))
        opened.models.swaps.swap(TokenRef(answer.id, is_prompt=False, index=1), (28,))
    swapped = opened.chat.messages.message(row)
    assert swapped.token_ids[:2] == (answer.token_ids[0], 28)
    assert swapped.records[1].is_forced
    with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        opened.views.transcript.buttons.continue_requested.emit(row)
    assert len(opened.chat.messages.message(row).token_ids) > len(swapped.token_ids)

    opened.chat.set_mode(PromptMode.CONVERSATION)
    conversed = opened.send("Say hello.")
    assert b"<|im_start|>" in b"".join(
        opened.models.client.model.vocabulary_of(conversed).pieces[one]
        for one in conversed.prompt_ids
    )

    panel = opened.views.side_panel
    opened.views.columns.set_panel_visible(True)
    panel.tabs.setCurrentWidget(panel.pipeline_page)
    qtbot.waitUntil(
        lambda: "they need the chances of all tokens" in panel.pipeline_page.note.text()
    )
    what_if = opened.views.text_page.what_if
    panel.tabs.setCurrentWidget(opened.views.text_page)
    qtbot.waitUntil(lambda: "a server tells those of the most probable" in what_if.removed.text())
    panel.tabs.setCurrentWidget(panel.next_token_page)
    entropy = panel.next_token_page.summary._labels["entropy"]
    qtbot.waitUntil(lambda: entropy.text() == "entropy – bits")
    assert "not known here: that needs the chances of all tokens" in entropy.toolTip()
    opened.models.inspector.mark(TokenRef(conversed.id, is_prompt=True, index=1))
    reason = "The engine that answered cannot tell the prompt's figures."
    qtbot.waitUntil(lambda: reason in text_of(panel.next_token_page.summary))
    panel.tabs.setCurrentWidget(panel.model_page)
    qtbot.waitUntil(lambda: "A server computes" in panel.model_page.device.line.text())
    assert not panel.model_page.precision.isVisible()
    assert not panel.model_page.context.isVisible()
    qtbot.waitUntil(lambda: f"Server\n{host}" in text_of(panel.model_page.facts))
    assert server.url in text_of(panel.model_page.facts)

    conversation = opened.chat.conversation.id
    for suffix in EXPORT_SUFFIXES:
        path = tmp_path / f"told{suffix}"
        with qtbot.waitSignal(opened.models.transfer.done):
            opened.models.transfer.export(conversation, path)
        text = path.read_text(encoding="utf-8")
        assert _KEY not in text
        assert "SmolLM2-135M-Instruct" in text or suffix == ".txt"
        assert "None" not in text
    qtbot.keyClicks(opened.views.composer.editor, "The ")
    opened.close()
    no_key_is_anywhere_but_in_its_file()
    opened.open()
    qtbot.waitUntil(lambda: opened.chat.conversation.id == conversation)
    qtbot.waitUntil(lambda: opened.views.composer.text() == "The ")  # what was not sent
    opened.views.composer.editor.selectAll()
    assert opened.models.servers.info is None, "not connected to by itself"
    assert "connect to it again to go on" in opened.chat.why_not_on
    again = opened.chat.messages.message(opened.chat.messages.rowCount() - 1)
    assert tuple(again.records) == tuple(conversed.records)
    dialog = opened.dialog
    assert dialog.address.currentText() == server.url
    assert "one is kept" in dialog.key.placeholderText()
    with qtbot.waitSignal(opened.models.library.model_opened, timeout=60_000):
        qtbot.keyClick(dialog.address.lineEdit(), Qt.Key.Key_Return)  # one connects, one closes
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    dialog = opened.dialog
    with qtbot.waitSignal(opened.models.library.model_opened, timeout=60_000):
        qtbot.mouseClick(dialog.disconnect_button, Qt.MouseButton.LeftButton)
    assert opened.models.servers.info is None
    assert not dialog.card.isVisible()
    assert opened.program.client.info is not None
    assert opened.program.client.info.device == "cpu"
    here = opened.send("Once upon a time")
    assert here.runs[0].model_name == "storyteller"
    assert None not in {one.entropy_bits for one in here.records}, "a server tells none: it is left"
    qtbot.mouseClick(dialog.forget_button, Qt.MouseButton.LeftButton)
    assert opened.models.servers.remembered == ()
    assert not opened.models.servers.has_key(server.url)
    dialog.accept()


def what_a_server_does_not_tell_is_said(opened: Opened, answer: Message) -> None:
    """No hash of a file that nobody read, no origin of numbers that nobody computed."""
    qtbot, windows = opened.qtbot, opened.views.side_windows
    opened.views.menu.about_answer.trigger()
    about = windows.answer_dialog
    assert about is not None
    qtbot.waitUntil(lambda: about.sha256.text() == answer.runs[0].model_sha256)
    assert "Fingerprint" in text_of(about)
    assert "SHA-256" not in text_of(about)
    assert "address" in about.sha256.toolTip()
    about.close()
    opened.models.inspector.mark(TokenRef(answer.id, is_prompt=False, index=1))
    opened.views.menu.inside.trigger()
    inside = windows.inside_window
    assert inside is not None
    qtbot.waitUntil(lambda: "does not show the inside" in text_of(inside))
    assert inside.origin.text() == ""
    assert not inside.stops.isVisible()
    inside.close()
    vocabulary = opened.models.client.model.vocabulary_of(answer)
    for is_prompt, sentence in (
        (True, "The engine that answered cannot tell the prompt's figures."),
        (False, "The entropy is not known: a server told the most probable tokens only."),
    ):
        group = TokenGroup(TokenRef(answer.id, is_prompt=is_prompt, index=1), 1, 2, 0, 1)
        assert sentence in card_text(answer, group, vocabulary).remarks


def no_key_is_anywhere_but_in_its_file() -> None:
    """Every file of the user's folders is looked into."""
    paths = user_paths()
    with closing(sqlite3.connect(paths.history_file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    holders = [
        path
        for folder in {paths.config_dir, paths.data_dir, paths.log_dir}
        for path in Path(folder).rglob("*")
        if path.is_file() and _KEY.encode() in path.read_bytes()
    ]
    assert set(holders) == {paths.server_keys_file}
    assert stat.S_IMODE(paths.server_keys_file.stat().st_mode) == 0o600


def test_a_server_that_is_lost_costs_no_word(opened: Opened, server: LlamaServer) -> None:
    """A sentence, what came is kept, and *Continue* goes on when it is back."""
    qtbot = opened.qtbot
    opened.connect(server.url, _KEY).accept()
    opened.models.sampling.set_max_new_tokens(150)
    opened.models.sampling.set_top_k(40)
    opened.views.composer.set_text("The sea")

    def kill_it(*_: object) -> None:
        server.kill()

    opened.chat.record_added.connect(kill_it, Qt.ConnectionType.SingleShotConnection)
    with qtbot.waitSignal(opened.chat.error_raised, timeout=60_000) as raised:
        qtbot.keyClick(opened.views.composer.editor, Qt.Key.Key_Return)
    assert "does not answer" in raised.args[0]
    qtbot.waitUntil(lambda: not opened.chat.is_busy)
    lost = opened.chat.messages.message(1)
    assert 0 < len(lost.token_ids) < 150
    assert len(lost.records) == len(lost.token_ids)
    assert raised.args[0] in opened.views.notice_bar.text
    for _ in range(2):
        with qtbot.waitSignal(opened.chat.error_raised, timeout=60_000):
            opened.views.transcript.buttons.continue_requested.emit(1)
        qtbot.waitUntil(lambda: not opened.chat.is_busy)
    notes = opened.chat.messages.message(1).notes
    assert len(notes) == 1, "why it failed the last time"
    qtbot.keyClicks(opened.views.composer.editor, "hello")
    count = opened.views.composer.count_label
    qtbot.waitUntil(lambda: count.text().startswith("tokens not told"), timeout=60_000)
    assert "does not answer" in count.toolTip()
    opened.views.composer.set_text("")
    server.start()
    opened.models.sampling.set_max_new_tokens(3)
    with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        opened.views.transcript.buttons.continue_requested.emit(1)
    mended = opened.chat.messages.message(1)
    assert mended.token_ids[: len(lost.token_ids)] == lost.token_ids
    assert len(mended.token_ids) == len(lost.token_ids) + 3
    assert mended.text.startswith(lost.text)
    assert mended.state is MessageState.COMPLETE


def test_what_a_lost_server_wrote_is_in_the_next_prompt(
    opened: Opened, server: LlamaServer
) -> None:
    """It stood on the screen, and the model did not get it: the count fell when one wrote on."""
    qtbot, chat, composer = opened.qtbot, opened.chat, opened.views.composer
    opened.connect(server.url, _KEY).accept()
    opened.models.sampling.set_max_new_tokens(150)
    chat.set_mode(PromptMode.CONVERSATION)
    qtbot.keyClicks(composer.editor, "Tell me of the sea")
    chat.record_added.connect(lambda *_: server.kill(), Qt.ConnectionType.SingleShotConnection)
    with qtbot.waitSignal(chat.error_raised, timeout=60_000):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not chat.is_busy)
    lost = chat.messages.message(1)
    assert lost.state is MessageState.FAILED
    assert lost.text.strip()
    server.start()
    opened.models.sampling.set_max_new_tokens(3)
    qtbot.keyClicks(composer.editor, "And then?")
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    answer = chat.messages.message(3)
    vocabulary = opened.models.client.model.vocabulary_of(answer)
    assert vocabulary is not None
    read = b"".join(vocabulary.piece(one) for one in answer.prompt_ids).decode()
    assert lost.text.strip() in read


@pytest.mark.parametrize("by_reset", [True, False])
def test_a_line_that_is_cut_costs_no_word_of_a_server_that_draws(
    opened: Opened, server: LlamaServer, monkeypatch: pytest.MonkeyPatch, by_reset: bool
) -> None:
    """The text so far, and a sentence; *Continue* goes on when the line is back."""
    qtbot, chat, menu = opened.qtbot, opened.chat, opened.views.menu
    monkeypatch.setattr(remote_engine, "is_llama_cpp", lambda _: False)
    with relay(server.url) as line:
        opened.connect(line.url, _KEY).accept()
        opened.models.sampling.set_max_new_tokens(150)
        opened.models.sampling.set_temperature(0)
        opened.views.composer.set_text("The sea is")

        def cut_it(*_: object) -> None:
            line.cut(by_reset=by_reset)

        chat.record_added.connect(cut_it, Qt.ConnectionType.SingleShotConnection)
        with qtbot.waitSignal(chat.error_raised) as raised:
            qtbot.keyClick(opened.views.composer.editor, Qt.Key.Key_Return)
        assert re.search(r"does not answer \((the connection was|its answer broke)", raised.args[0])
        qtbot.waitUntil(lambda: not chat.is_busy)
        assert raised.args[0] in opened.views.notice_bar.text
        lost = chat.messages.message(1)
        assert 0 < len(lost.token_ids) < 150
        pieces = b"".join(lost.pieces[one] for one in lost.token_ids)
        assert lost.text == pieces.decode()
        assert lost.text.strip()
        with qtbot.waitSignal(chat.error_raised) as raised:
            menu.continue_answer.trigger()
        assert "the connection is refused" in raised.args[0]
        qtbot.waitUntil(lambda: not chat.is_busy)
        assert chat.messages.message(1).token_ids == lost.token_ids
        line.mend()
        opened.models.sampling.set_max_new_tokens(3)
        with qtbot.waitSignal(chat.run_finished):
            menu.continue_answer.trigger()
        mended = chat.messages.message(1)
        assert mended.token_ids[: len(lost.token_ids)] == lost.token_ids
        assert len(mended.token_ids) == len(lost.token_ids) + 3
        assert mended.text.startswith(lost.text)
        assert mended.state is MessageState.COMPLETE


def test_an_answer_that_a_dead_server_left_empty_is_made_by_continue(
    opened: Opened, server: LlamaServer
) -> None:
    """It has no tokens, so none of another vocabulary."""
    qtbot, chat, editor = opened.qtbot, opened.chat, opened.views.composer.editor
    with relay(server.url) as line:
        opened.connect(line.url, _KEY).accept()
        line.cut(by_reset=False)
        opened.views.composer.set_text("Once upon a time")
        with qtbot.waitSignal(chat.error_raised, timeout=60_000) as raised:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert "refused" in raised.args[0]
        qtbot.waitUntil(lambda: not chat.is_busy)
        empty = chat.messages.message(1)
        assert (empty.token_ids, empty.text) == ((), "")
        line.mend()
        opened.models.sampling.set_max_new_tokens(3)
        with qtbot.waitSignal(chat.run_finished, timeout=60_000):
            qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert len(chat.messages.message(1).token_ids) == 3


def test_what_is_no_server_is_refused_in_the_dialog(opened: Opened, server: LlamaServer) -> None:
    """The model before stays in use; a server that says nothing is waited for as long as wanted."""
    qtbot = opened.qtbot
    before = opened.program.client.info
    dialog = opened.dialog
    for typed, key, sentence in (
        ("ftp://x", "", "is no address of a server"),
        (server.url, "", "asks for a key"),
        (server.url, "sk-wrong", "does not accept the key"),
    ):
        dialog.address.setEditText(typed)
        dialog.key.setText(key)
        with qtbot.waitSignal(opened.models.servers.refused, timeout=60_000):
            qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        assert sentence in dialog.said.text()
        assert dialog.connect_button.isEnabled()
        wanted = {dialog.key} if "key" in sentence else {dialog.address, dialog.address.lineEdit()}
        assert dialog.focusWidget() in wanted, "what is to be mended"
        assert opened.program.client.info is before
    dialog.key.clear()
    with plain_server(None) as silent:
        dialog.address.setEditText(silent.url)
        dialog.address.setFocus()
        qtbot.keyClick(dialog.address.lineEdit(), Qt.Key.Key_Return)
        silent.asked.acquire()
        assert not dialog.connect_button.isVisible()
        assert dialog.focusWidget() is dialog.stop_button
        with qtbot.waitSignal(opened.models.servers.refused):
            qtbot.keyClick(dialog.stop_button, Qt.Key.Key_Space)
        assert "was not opened" in dialog.said.text()
        assert not dialog.stop_button.isVisible()
        assert dialog.address.currentText() == silent.url
        silent.answers.append(None)
        qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        silent.asked.acquire()
        with qtbot.waitSignal(opened.models.library.opening_stopped):
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        assert opened.program.client.info is before
        assert opened.models.servers.remembered == ()
        silent.answers.append(None)
        opened.dialog.address.setEditText(silent.url)
        qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        silent.asked.acquire()
        opened.close()  # nobody waits for a server that says nothing


def test_step_stop_and_regenerate_ask_a_server_too(opened: Opened, server: LlamaServer) -> None:
    """A step is one token; Stop keeps what came; another answer stands beside the first."""
    qtbot, views = opened.qtbot, opened.views
    opened.connect(server.url, _KEY).accept()
    opened.models.sampling.set_top_k(40)
    views.composer.set_text("The sea")
    for length in (1, 2):
        with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
            qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not opened.chat.is_busy)
        assert len(opened.chat.messages.message(1).token_ids) == length
    views.menu.write_guess.trigger()
    field = views.side_panel.next_token_page.cover.field
    assert field is not None
    assert opened.window.focusWidget() is field
    qtbot.keyClicks(field, " }}{{][")  # nothing that a story goes on with
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.models.guesses.shown is not None, timeout=60_000)
    guess = opened.models.guesses.shown
    assert guess is not None
    assert len(guess.pieces) > 1
    assert 0 < guess.p < guess.pieces[0].raw_p < 0.01  # type: ignore[operator]
    assert guess.rank > 512, "further down than what is told at first"
    assert "You would have needed" in text_of(views.side_panel.next_token_page.verdict)
    views.menu.guess.trigger()
    qtbot.waitUntil(lambda: not opened.chat.is_busy)
    stepped = opened.chat.messages.message(1)
    assert len(stepped.token_ids) == 3
    opened.models.sampling.set_max_new_tokens(200)
    opened.chat.record_added.connect(
        views.menu.stop.trigger, Qt.ConnectionType.SingleShotConnection
    )
    with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        views.menu.regenerate.trigger()
    stopped = opened.chat.messages.message(1)
    assert stopped.id != stepped.id
    assert stopped.state is MessageState.STOPPED
    assert 1 <= len(stopped.records) < 200
    assert {one.parent for one in (stepped, stopped)} == {opened.chat.messages.message(0).id}


def test_a_model_here_answers_what_a_server_answered(opened: Opened, server: LlamaServer) -> None:
    """Both answers stand side by side, by text; then the server is in use again, with its key."""
    qtbot = opened.qtbot
    opened.connect(server.url, _KEY).accept()
    opened.models.sampling.set_max_new_tokens(3)
    opened.send("The sea")
    qtbot.waitUntil(lambda: "context" in opened.views.status.context.text())
    opened.models.servers.disconnect_from()
    qtbot.waitUntil(lambda: opened.models.servers.info is None)
    assert opened.views.status.context.text() == "", "counted in another model's tokens"
    opened.connect(server.url, _KEY).accept()
    opened.views.menu.layout.trigger()
    layouts = opened.views.opening.layout_dialog
    assert layouts is not None
    qtbot.waitUntil(layouts.isVisible)
    assert not layouts.layouts.list.isEnabled()
    assert "with a server's model" in layouts.layouts.line.text()
    qtbot.waitUntil(lambda: "The sea" in layouts.text.text())
    layouts.accept()
    two_models = opened.models.two_models
    other = two_models.choices_for(1)[0]
    assert other.name == "storyteller"
    with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        two_models.answer_with(1, other)
    dialog = opened.views.side_windows
    qtbot.waitUntil(lambda: dialog.compare_dialog is not None)
    qtbot.waitUntil(lambda: not two_models.is_running, timeout=60_000)
    info = opened.models.servers.info
    assert info is not None
    assert info.server is not None
    assert (info.server.url, info.server.key) == (server.url, _KEY)
    assert [one.server for one in two_models.choices if one.server] == [info.server]
    names = {one.runs[0].model_name for one in opened.chat.conversation.messages if one.runs}
    assert names == {"SmolLM2-135M-Instruct.Q4_1", "storyteller"}
    assert dialog.compare_dialog is not None
    facts = dialog.compare_dialog.facts
    heads = {facts.headerData(at, Qt.Orientation.Horizontal) for at in (1, 2)}
    assert heads == {"Left: SmolLM2-135M-Instruct.Q4_1", "Right: storyteller"}
    dialog.compare_dialog.close()
    headings = {one.heading for one in opened.views.transcript.scroller.page.entries}
    assert headings == {"You, continued by storyteller"}
    opened.chat.shown.show_branch(1, -1)
    headings = {one.heading for one in opened.views.transcript.scroller.page.entries}
    of_server = "You, continued by SmolLM2-135M-Instruct.Q4_1 (server)"
    assert headings == {of_server}, "the same file may be open here too"


def test_one_file_at_a_server_and_here_is_told_apart(opened: Opened, server: LlamaServer) -> None:
    """It has one name at both: in the comparison it says where it was, in the chat that too."""
    qtbot, two_models = opened.qtbot, opened.models.two_models
    opened.connect(server.url, _KEY).accept()
    opened.models.sampling.set_max_new_tokens(3)
    opened.send("The sea")
    file = smollm2_file()
    with qtbot.waitSignal(opened.chat.run_finished, timeout=60_000):
        two_models.answer_with(1, ModelChoice(file.stem, file))
    views = opened.views
    qtbot.waitUntil(lambda: views.side_windows.compare_dialog is not None, timeout=60_000)
    qtbot.waitUntil(lambda: not two_models.is_running, timeout=60_000)
    dialog = views.side_windows.compare_dialog
    assert dialog is not None
    heads = [dialog.facts.headerData(at, Qt.Orientation.Horizontal) for at in (1, 2)]
    place = server.url.rpartition("/")[2]
    assert heads == [f"Left: {file.stem} · {place}", f"Right: {file.stem} · {file.name}"]
    dialog.close()


def test_a_server_that_draws_is_used_like_any_other(
    opened: Opened, server: LlamaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it tells is shown as told, saved, exported, imported; what it cannot do says why."""
    qtbot, views, chat = opened.qtbot, opened.views, opened.chat
    monkeypatch.setattr(remote_engine, "is_llama_cpp", lambda _: False)
    dialog = opened.connect(server.url, _KEY)
    rows = rows_of(dialog)
    assert rows["Token ids"] == "none: the server draws, and tells texts"
    assert rows["Alternatives"] == "20 at most"
    assert rows["Context"] == "256 tokens"
    assert rows["Settings"].endswith("min-p, repetition penalty")
    for zoom in (200, 100):
        opened.models.appearance._set_zoom(zoom)
        come_to_rest()
        assert list(cut_parts(dialog)) == []
    dialog.accept()
    told = "tokens not told · context 256"
    qtbot.waitUntil(lambda: views.composer.count_label.text() == told)
    assert views.status.context.text() == "context 0 / 256"
    opened.models.sampling.set_max_new_tokens(6)
    views.menu.write_guess.trigger()  # cannot be judged: that is said, and nothing is typed
    cover = views.side_panel.next_token_page.cover
    assert "no token ids, so a guess cannot be judged" in views.notice_bar.text
    assert "so a guess cannot be judged" in text_of(cover)
    assert cover.field is not None
    assert cover.field.placeholderText() == "No guess can be judged here"
    assert opened.window.focusWidget() is cover.button
    assert views.composer.text() == ""
    views.menu.guess.trigger()
    opened.models.sampling.set_temperature(0)  # no answer ends early by its dice
    answer = opened.send("The sea is")
    assert views.status.context.text() == "context 9 / 256", "3 of the prompt, by the server"
    vocabulary = opened.models.client.model.vocabulary_of(answer)
    assert answer.is_drawn_by_server
    assert b"".join(map(vocabulary.piece, answer.token_ids)).decode() == answer.text
    panel = views.side_panel
    views.columns.set_panel_visible(True)
    panel.tabs.setCurrentWidget(panel.next_token_page)
    opened.models.inspector.mark(TokenRef(answer.id, is_prompt=False, index=1))
    labels = panel.next_token_page.summary._labels
    qtbot.waitUntil(lambda: labels["draw"].text() == "by the server")
    assert labels["entropy"].text() == "entropy – bits"
    shown = opened.models.next_token.rows
    assert len(shown) == 21, "20, the one that came being the first, and everything else"
    assert shown[-1].is_rest
    assert sum(row.raw_p for row in shown) == pytest.approx(1, abs=1e-6)
    panel.tabs.setCurrentWidget(views.text_page)
    obstacle = views.text_page.what_if.removed
    qtbot.waitUntil(lambda: "a server tells those of the most probable" in obstacle.text())
    panel.tabs.setCurrentWidget(panel.model_page)
    qtbot.waitUntil(lambda: "the server's own" in text_of(panel.model_page.facts))
    panel.tabs.setCurrentWidget(panel.next_token_page)

    row = chat.messages.rowCount() - 1
    bars, place = panel.next_token_page.bars, TokenRef(answer.id, is_prompt=False, index=1)
    qtbot.waitUntil(lambda: len(bars.rows) == len(shown))
    at, other = next((at, one) for at, one in enumerate(bars.rows) if not one.is_chosen)
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(at).center())
    swapped = chat.messages.message(row)
    assert swapped.token_ids[:2] == (answer.token_ids[0], other.token_id)
    assert swapped.records[1].is_forced
    opened.models.sampling.set_max_new_tokens(2)
    opened.models.inspector.mark(replace(place, answer_id=swapped.id))
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        qtbot.keyClicks(panel.next_token_page.swap_field, " GREEN")
        qtbot.keyClick(panel.next_token_page.swap_field, Qt.Key.Key_Return)
    typed = chat.messages.message(row)
    assert typed.pieces[typed.token_ids[1]] == b" GREEN"
    assert " GREEN" in typed.text
    opened.models.inspector.mark(replace(place, answer_id=typed.id))
    qtbot.waitUntil(lambda: "told nothing of it" in bars.accessibleDescription())
    opened.models.inspector.clear_mark()
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
    stepped = chat.messages.message(row)
    assert stepped.token_ids[:-1] == typed.token_ids
    assert stepped.text.startswith(typed.text)
    card = card_text(stepped, TokenGroup(replace(place, answer_id=stepped.id), 1, 2, 0, 1),
                     opened.models.client.model.vocabulary_of(stepped))  # fmt: skip
    assert card.token_id is None
    assert "You put it there" in card.remarks[0]

    chat.set_mode(PromptMode.CONVERSATION)
    opened.models.sampling.set_max_new_tokens(200)
    chat.record_added.connect(views.menu.stop.trigger, Qt.ConnectionType.SingleShotConnection)
    stopped = opened.send("Tell a long story.")
    assert stopped.state is MessageState.STOPPED
    assert 1 <= len(stopped.records) < 200
    opened.models.sampling.set_max_new_tokens(3)
    with qtbot.waitSignal(chat.run_finished, timeout=60_000):
        views.transcript.buttons.continue_requested.emit(chat.messages.rowCount() - 1)
    went_on = chat.messages.message(chat.messages.rowCount() - 1)
    assert len(went_on.token_ids) == len(stopped.token_ids) + 3

    conversation = chat.conversation.id
    for suffix in EXPORT_SUFFIXES:
        path = tmp_path / f"drawn{suffix}"
        with qtbot.waitSignal(opened.models.transfer.done):
            opened.models.transfer.export(conversation, path)
        text = path.read_text(encoding="utf-8")
        assert " GREEN" in text
        assert "None" not in text
    opened.close()
    opened.open()
    qtbot.waitUntil(lambda: opened.chat.conversation.id == conversation)
    again = opened.chat.messages.messages
    assert [(one.pieces, tuple(one.records)) for one in again[1:2]] == [
        (stepped.pieces, tuple(stepped.records))
    ]
    assert again[-1].pieces == went_on.pieces
    assert opened.models.client.model.vocabulary_of(again[-1]).pieces == went_on.pieces
    exported = read_conversation(tmp_path / "drawn.json", 50257)
    assert exported.message(stepped.id) == stepped
    assert "connect to it again to go on" in opened.chat.why_not_on

    monkeypatch.undo()
    two = {"data": [{"id": name, "owned_by": "library"} for name in ("one:1b", "two:2b")]}
    recording = {**RECORDINGS["Ollama"], "/v1/models": lambda _: (200, two)}
    with recorded(recording) as ollama:
        dialog = opened.connect(ollama.url)
        assert rows_of(dialog)["Model"] == "one:1b, one of 2: choose above"
        dialog.address.setEditText("http://127.0.0.1:9")  # nobody listens there
        with qtbot.waitSignal(opened.models.servers.refused, timeout=60_000):
            qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        assert dialog.address.currentText() == "http://127.0.0.1:9"
        assert "does not answer" in dialog.said.text()
        dialog.address.setEditText(ollama.url)
        assert [dialog.model.itemText(at) for at in range(2)] == ["one:1b", "two:2b"]
        qtbot.keyClick(dialog.model, Qt.Key.Key_Down)
        if dialog.model.currentText() == "one:1b":
            qtbot.keyClick(dialog.model, Qt.Key.Key_Down)
        with qtbot.waitSignal(opened.models.library.model_opened, timeout=60_000):
            qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        assert opened.models.servers.info is not None
        assert opened.models.servers.info.name == "two:2b"
        dialog.accept()
        assert opened.dialog.model.currentText() == "two:2b", "it is remembered"
        assert opened.models.servers.address_of(ollama.url).model == "two:2b"
        assert opened.models.servers.remembered[0] == ollama.url
        dialog.accept()
        assert "SmolLM2-135M-Instruct.Q4_1 of a server wrote this answer" in opened.chat.why_not_on
        opened.models.sampling.set_max_new_tokens(9)
        said = opened.send("And then?")
        assert said.text == "Once upon a time"
        assert said.records[0].raw_p == pytest.approx(0.6065, abs=1e-4)
        assert "The model ended its answer here" in opened.chat.why_not_on
        row = opened.chat.messages.rowCount() - 1
        assert not opened.chat.branch_at(row, 1, (said.token_ids[0],))
        assert "cannot go on in the middle" in opened.views.notice_bar.text


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    user_paths().config_dir.mkdir(parents=True, exist_ok=True)
    user_paths().settings_file.write_text('language = "zh_CN"\n')
    yield
    translations.install(qapp, translations.ENGLISH)


@pytest.mark.usefixtures("chinese")
def test_a_server_is_asked_in_the_windows_language(opened: Opened) -> None:
    with plain_server(None) as silent:
        dialog = opened.dialog
        dialog.address.setEditText(silent.url)
        opened.qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)
        silent.asked.acquire()
        host = silent.url.removeprefix("http://")
        opened.qtbot.waitUntil(lambda: f"正在询问 {host}…" in text_of(opened.views.status))
        with opened.qtbot.waitSignal(opened.models.servers.refused):
            opened.qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)


def test_answers_of_a_server_that_draws_are_compared_and_guessed_at(
    opened: Opened, server: LlamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By text: each answer numbers its own tokens, and the first of all is number 0."""
    qtbot, views, chat = opened.qtbot, opened.views, opened.chat
    monkeypatch.setattr(remote_engine, "is_llama_cpp", lambda _: False)
    opened.connect(server.url, _KEY).accept()
    other = "http://127.0.0.1:9"  # remembered, and not asked in this run
    opened.models.servers._keep([(server.url, ""), (other, "")])
    views.menu.ask_two.trigger()
    asking = views.side_windows.two_models_dialog
    assert asking is not None
    assert asking.settings.text().endswith("draws its tokens itself: its dice are its own.")
    asking.second.setFocus()
    qtbot.keyClicks(asking.second, "127.0.0.1:9")
    assert asking.settings.text().endswith(
        "If the server 127.0.0.1:9 draws its tokens itself, its dice are its own."
    )
    asking.close()
    opened.models.sampling.set_max_new_tokens(6)
    opened.models.sampling.set_temperature(0)
    first = opened.send("The sea is")
    opened.models.sampling.set_temperature(2)
    opened.models.sampling.set_seed(5)
    with qtbot.waitSignal(chat.run_finished):
        views.menu.regenerate.trigger()
    second = chat.messages.message(1)
    assert first.token_ids[0] == second.token_ids[0] == 0
    assert first.text[:3] != second.text[:3]
    menu = views.transcript.buttons.compare_menu
    menu.offer(1, has_branches=True, is_busy=False)
    with qtbot.waitSignal(opened.models.comparing.sides_ready):
        menu.branches.trigger()
    dialog = views.side_windows.compare_dialog
    assert dialog is not None
    assert "tells texts, no token ids" in dialog.verdict.text()
    texts = dialog.comparison.left.answer.text, dialog.comparison.right.answer.text
    assert set(texts) == {first.text, second.text}
    place = next(at for at, pair in enumerate(zip(*texts, strict=False)) if len({*pair}) == 2)
    assert f"The answers part at character {place + 1}." in dialog.verdict.text()
    dialog.pages.setCurrentWidget(dialog.divergence)
    assert "so there is no KL" in dialog.divergence.said.text()
    assert not dialog.divergence.measure.isVisible()
    for shown, text in zip((dialog.left, dialog.right), texts, strict=True):
        assert text.strip() in shown.toPlainText()
    dialog.close()

    views.menu.guess.trigger()
    cover = views.side_panel.next_token_page.cover
    assert cover.isVisible()
    assert "a guess cannot be judged" in text_of(cover)
    before = chat.messages.message(1)
    qtbot.mouseClick(cover.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not chat.is_busy and not cover.isVisible())
    revealed = chat.messages.message(1)
    assert revealed.token_ids[:-1] == before.token_ids
    assert revealed.records[-1].raw_p is not None
    labels = views.side_panel.next_token_page.summary._labels
    assert labels["draw"].text() == "by the server"
    qtbot.keyClick(opened.window, Qt.Key.Key_Space)
    qtbot.waitUntil(cover.isVisible)

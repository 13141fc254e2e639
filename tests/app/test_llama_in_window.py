"""A network of the Llama family in the real window: what it offers, and what it says it cannot."""

from __future__ import annotations

import csv
import io
import logging
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import Message
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.tokenizers.vocabulary import VOCAB_SIZE, Vocabulary
from gptdesk.formats.conversation_json import open_conversation
from gptdesk.formats.vocabulary_bytes import unpacked
from gptdesk.storage.history.history import History
from gptdesk.storage.models.catalog import bundled_model
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.model.llama_networks import make_network, write_gguf


def test_a_llama_answers_and_says_what_it_cannot_do(qtbot: QtBot, tmp_path: Path) -> None:
    """It has no groups of 4 bits; the precision chosen before is kept."""
    logging.getLogger("gguf").setLevel(logging.ERROR)
    path = tmp_path / "tiny.gguf"
    network = make_network("llama")
    network.config.max_position_embeddings = 2048
    write_gguf(path, "llama", network, "q8_0", adds_start=True)
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: InferenceEngine(threads=1)
    )
    qtbot.addWidget(program.window)
    models, views = program.view_models, program.window.views
    models.library.choose_precision("balanced")
    with qtbot.waitSignal(models.library.model_opened):
        program.start(path)
    program.window.show()
    views.columns.set_panel_visible(True)
    views.side_panel.tabs.setCurrentWidget(views.side_panel.model_page)
    precision = views.side_panel.model_page.precision
    qtbot.waitUntil(precision.isVisible)
    assert {name: one.isEnabled() for name, one in precision.buttons.items()} == {
        "exact": True, "balanced": True, "fast": False,
    }  # fmt: skip
    assert precision.buttons["balanced"].isChecked()
    assert "nats mean KL" in precision.line.text()
    with qtbot.waitSignal(models.library.model_opened):
        qtbot.mouseClick(precision.buttons["exact"], Qt.MouseButton.LeftButton)
    assert precision.line.text().endswith("Fast is for files with 4 bits a weight.")
    qtbot.mouseClick(precision.buttons["fast"], Qt.MouseButton.LeftButton)
    assert precision.buttons["exact"].isChecked()
    with qtbot.waitSignal(models.library.model_opened):
        qtbot.mouseClick(precision.buttons["balanced"], Qt.MouseButton.LeftButton)
    labels = [label.text() for label in views.side_panel.model_page.facts.findChildren(QLabel)]
    assert labels[labels.index("Context memory") + 1] == "512.0 KiB"
    assert labels[labels.index("n_kv_heads") + 1] == "2"
    device = views.side_panel.model_page.device
    qtbot.waitUntil(lambda: "Memory: about" in device.line.text())
    assert re.search(r"Memory: about .+ in Exact, .+ in Balanced[;.]", device.line.text())

    context = views.side_panel.model_page.context
    assert context.list.currentText() == "4,096"
    assert context.line.text().startswith("When it is full it takes 512.0 KiB of memory.")
    context.list.setFocus()
    with qtbot.waitSignal(models.library.model_opened):
        for _ in range(3):  # past 2,048 and 1,024, which are not opened on the way
            qtbot.keyClick(context.list, Qt.Key.Key_Up)
    assert context.list.currentText() == "512"
    assert context.line.text().startswith("When it is full it takes 128.0 KiB of memory.")
    assert context.line.text().endswith("The model allows 2,048 at most.")
    assert program.client.info is not None
    assert program.client.info.shape.context_length == 512
    _says_what_of_a_longer_prompt_is_left_out(qtbot, program)

    models.sampling.set_max_new_tokens(6)
    with qtbot.waitSignal(models.chat.run_finished):
        models.chat.submit("the_cat")  # no space: it has none
    answer, conversation = models.chat.messages.message(1), models.chat.conversation.id
    vocabulary = program.client.info.vocabulary
    assert answer.records
    assert answer.records[0].raw_p > 0
    start = vocabulary.start_id
    assert (answer.prompt_ids[0], answer.prompt_ids.count(start or 0)) == (start, 1)

    qtbot.keyClick(program.window, Qt.Key.Key_F7)
    inside = views.side_windows.inside_window
    assert inside is not None
    qtbot.waitExposed(inside)
    qtbot.waitUntil(lambda: models.inside.view is not None)
    assert models.inside.problem == ""
    _says_what_it_has_no_tokens_for(qtbot, program, answer.prompt_ids)

    with qtbot.waitSignal(models.library.model_opened):
        models.library.open_model(bundled_model())
    assert "is computed in Balanced, as the model before it was." in views.notice_bar.text
    assert precision.buttons["balanced"].isChecked()
    assert all(button.isEnabled() for button in precision.buttons.values())
    assert not context.isVisible()
    program.window.close()
    assert program.is_joined
    settings = read_settings(user_paths().settings_file)[0]
    assert (settings.precision, settings.context_limit) == ("balanced", 512)
    _opens_with_the_same_limit(qtbot, path)
    path.unlink()
    _read_without_its_model(qtbot, tmp_path / "chat", conversation, answer, vocabulary)


def _says_what_of_a_longer_prompt_is_left_out(qtbot: QtBot, program: Program) -> None:
    """Before it is sent, at the answer, and again when the chat is read from the disk."""
    models, views = program.view_models, program.window.views
    views.composer.set_text("the_cat_" * 100)  # 600 tokens, and the one that begins every text
    count = views.composer.count_label
    qtbot.waitUntil(lambda: "601 tokens" in count.accessibleName())
    assert "last 511 tokens are used" in count.accessibleName()
    models.sampling.set_max_new_tokens(1)
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    views.transcript.scroller.lay_out_now()
    said = "tokens at its beginning were left out (90)."
    assert said in views.transcript.scroller.page.entries[0].text_in_words(1_000)
    assert len(models.chat.messages.message(1).prompt_ids) == 511
    conversation = models.chat.conversation.id
    views.menu.new_chat.trigger()
    with qtbot.waitSignal(models.chat.shown.changed):
        views.sidebar.list.open_requested.emit(conversation)
    qtbot.waitUntil(lambda: len(models.chat.messages.messages) == 2)
    views.transcript.scroller.lay_out_now()
    assert said in views.transcript.scroller.page.entries[0].text_in_words(1_000)
    views.menu.new_chat.trigger()


def _opens_with_the_same_limit(qtbot: QtBot, path: Path) -> None:
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: InferenceEngine(threads=1)
    )
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(path)
    assert program.client.info is not None
    assert program.client.info.shape.context_length == 512
    panel = program.window.views.side_panel
    program.window.views.columns.set_panel_visible(True)
    panel.tabs.setCurrentWidget(panel.model_page)
    assert panel.model_page.context.list.currentText() == "512"
    program.window.close()
    assert program.is_joined


def _says_what_it_has_no_tokens_for(
    qtbot: QtBot, program: Program, prompt_ids: tuple[int, ...]
) -> None:
    """In each place where a text becomes tokens; and the token that begins every text is counted.

    The space of "the cat" is unknown; "the_cat" has the same number of characters, and its "_".
    """
    models, views = program.view_models, program.window.views
    count = views.composer.count_label
    views.composer.set_text("the_cat")
    qtbot.waitUntil(lambda: count.text().startswith(f"{len(prompt_ids)} tokens"))
    assert "unknown" not in count.text()
    views.composer.set_text("the cat")
    known = len(prompt_ids) - 1
    qtbot.waitUntil(lambda: count.accessibleName().startswith(f"{known} tokens"))
    assert count.accessibleName().endswith("1 character unknown")
    views.composer.set_text("")

    views.side_windows.read_text("the cat", "A text")
    with qtbot.waitSignal(models.reading.ended):
        models.reading.read("the cat", "A text")
    reading = views.side_windows.reading_window
    message = models.reading.message
    assert reading is not None
    assert message is not None
    assert "does not have are left out (1)." in reading.note.text()
    assert (message.prompt_ids[0], len(message.prompt_ids)) == (prompt_ids[0], known)
    assert message.prompt_stats[1].raw_p is not None, "predicted from the start"
    reading.close()

    views.side_windows.show_tokens()
    tokens = views.side_windows.tokens_window
    assert tokens is not None
    tokens.text.setPlainText("the cat")
    qtbot.waitUntil(lambda: tokens.note.text().endswith("left out (1)."))
    assert models.tokens_window.ids == message.prompt_ids[1:]
    tokens.close()


def _read_without_its_model(
    qtbot: QtBot, file: Path, conversation: str, answer: Message, vocabulary: Vocabulary
) -> None:
    """Its tokens have their names, colours and alternatives; files bring them elsewhere too."""
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: InferenceEngine(threads=1)
    )
    qtbot.addWidget(program.window)
    models, views = program.view_models, program.window.views
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    program.window.resize(1280, 800)  # with the inspector beside the text
    program.window.show()
    views.columns.set_panel_visible(True)
    views.side_panel.tabs.setCurrentWidget(views.side_panel.next_token_page)
    views.sidebar.list.open_requested.emit(conversation)
    messages, shown = models.chat.messages, views.side_panel.next_token_page.summary.chip
    qtbot.waitUntil(lambda: len(messages.messages) == 2 and bool(messages.message(1).token_ids))
    qtbot.waitUntil(lambda: shown.text == vocabulary.visible(answer.token_ids[-1]))
    names = {row.token_id: row.text for row in models.next_token.rows if row.token_id is not None}
    assert len(names) > 2
    assert names == {token_id: vocabulary.visible(token_id) for token_id in names}
    assert models.next_token.rank_count == vocabulary.size
    places = views.transcript.tokens.places
    assert places is not None
    assert places.entry_of(TokenRef(answer.id, is_prompt=False, index=0)) is not None
    assert places.entry_of(TokenRef(answer.id, is_prompt=True, index=1)) is not None
    assert not models.pipeline.can_swap
    for suffix in (".json", ".html", ".csv"):
        with qtbot.waitSignal(models.transfer.done):
            models.transfer.export(conversation, file.with_suffix(suffix))
    with open_conversation(file.with_suffix(".json"), VOCAB_SIZE) as saved:
        assert [one.pieces for one in saved.vocabularies.values()] == [vocabulary.pieces]
    assert "title=" in file.with_suffix(".html").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(file.with_suffix(".csv").read_text("utf-8-sig")))
    texts = [vocabulary.piece(token_id).decode("utf-8", "replace") for token_id in answer.token_ids]
    assert [row["text"] for row in rows] == texts
    history = models.history.submit(History.delete_everything)
    qtbot.waitUntil(history.done)
    with qtbot.waitSignal(models.transfer.done):
        models.transfer.import_files([file.with_suffix(".json")])
    program.window.close()
    assert program.is_joined
    with closing(sqlite3.connect(user_paths().history_file)) as db:
        kept = db.execute("SELECT key, data FROM vocabulary").fetchall()
    assert [unpacked(data, key).pieces for key, data in kept] == [vocabulary.pieces]

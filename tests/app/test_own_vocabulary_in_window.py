"""Models with tokens of their own, from their files to the reopened history."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import PromptMode
from gptdesk.storage.paths import user_paths
from tests.model.checkpoints import trained_sentencepiece as spm
from tests.model.checkpoints.trained_tokenizers import saved
from tests.model.llama_networks import make_network, write_gguf
from tests.tiny_models import write_tiny_model

PROMPT = "die Katze geht über die Straße"


@contextmanager
def _opened(qtbot: QtBot, model: Path) -> Generator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=make_engine)
    qtbot.addWidget(program.window)
    try:
        with qtbot.waitSignals(
            [program.view_models.library.model_opened, program.view_models.conversations.loaded]
        ):
            program.start(model)
        program.window.resize(1280, 800)  # with the inspector beside the text
        program.window.show()
        qtbot.waitExposed(program.window)
        yield program
    finally:
        program.window.close()
        assert program.is_joined or program.client.shutdown(10_000)


def test_a_model_with_its_own_tokens_is_used_like_any_other(qtbot: QtBot, tmp_path: Path) -> None:
    """Counted, answered, inspected, kept; and beside a GPT-2 its ids are never read as GPT-2's."""
    tokenizer = saved(tmp_path / "german")
    ids = tokenizer(PROMPT)["input_ids"]
    gpt2 = write_tiny_model(tmp_path / "gpt2")
    with _opened(qtbot, gpt2) as program:
        views, parts = program.window.views, program.view_models
        parts.chat.set_mode(PromptMode.CONTINUE)
        parts.sampling.set_max_new_tokens(5)
        parts.sampling.set_seed(3)
        views.composer.set_text(PROMPT)  # a test's keyboard has ASCII only
        counted = views.composer.count_label.text
        qtbot.waitUntil(lambda: counted() != "")
        in_gpt2s = counted()
        with qtbot.waitSignal(parts.library.model_opened):
            parts.library.open_model(tmp_path / "german")
        qtbot.waitUntil(lambda: counted().startswith(f"{len(ids)} tokens"))
        assert counted() != in_gpt2s
        info = program.client.info
        assert info is not None
        assert (info.vocabulary.size, info.shape.vocab_size) == (400, 400)
        with qtbot.waitSignal(parts.chat.run_finished):
            qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
        _, answer = parts.chat.messages.messages
        assert list(answer.prompt_ids) == ids
        assert len(answer.token_ids) == 5
        pieces = b"".join(info.vocabulary.piece(one) for one in answer.token_ids if one != 399)
        assert answer.text == pieces.decode("utf-8", "replace")
        shown = views.side_panel.next_token_page.summary.chip
        last = info.vocabulary.visible(answer.token_ids[-1])
        qtbot.waitUntil(lambda: shown.text == last)
        assert views.transcript.tokens.places is not None
        key, conversation = info.vocabulary.sha256, parts.chat.conversation.id
        assert {run.vocabulary_sha256 for run in answer.runs} == {key}
    with _opened(qtbot, tmp_path / "german") as program:
        views, parts = program.window.views, program.view_models
        views.sidebar.list.open_requested.emit(conversation)
        messages = parts.chat.messages
        qtbot.waitUntil(lambda: len(messages.messages) == 2 and bool(messages.message(1).token_ids))
        assert messages.message(1).token_ids == answer.token_ids
        shown = views.side_panel.next_token_page.summary.chip
        qtbot.waitUntil(lambda: shown.text == last)
        with qtbot.waitSignal(parts.library.model_opened):
            parts.library.open_model(gpt2)
        assert shown.text == last, "named by its own vocabulary, whichever is in use"
        assert PROMPT in views.transcript.scroller.page.entries[0].text_in_words(1_000)


def test_sentencepiece_is_read_written_and_swapped_as_its_makers_do(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """From a GGUF file and from a folder: one vocabulary, and a space where nobody typed one."""
    logging.getLogger("gguf").setLevel(logging.ERROR)
    text, model = f"{PROMPT} \U0001f600", spm.trained()
    makers = spm.library(model)
    network = make_network("llama", makers.get_piece_size())
    write_gguf(tmp_path / "tiny.gguf", "llama", network, "f16", sentencepiece=model)
    network.save_pretrained(tmp_path / "folder")
    spm.written_beside(tmp_path / "folder", model, {"eos_token": "</s>"})
    ids = makers.encode(text)
    with _opened(qtbot, tmp_path / "tiny.gguf") as program:
        views, parts = program.window.views, program.view_models
        parts.chat.set_mode(PromptMode.CONTINUE)
        parts.sampling.set_max_new_tokens(4)
        parts.sampling.set_seed(3)
        views.composer.set_text(text)
        counted = views.composer.count_label.text
        qtbot.waitUntil(lambda: counted().startswith(f"{len(ids) + 1} tokens"))
        with qtbot.waitSignal(parts.chat.run_finished):
            qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
        prompt, answer = parts.chat.messages.messages
        assert list(answer.prompt_ids) == [1, *ids]
        info = program.client.info
        assert info is not None
        pieces = b"".join(info.vocabulary.piece(one) for one in answer.token_ids if one != 2)
        assert answer.text == pieces.decode("utf-8", "replace")
        places = views.transcript.tokens.places
        assert places is not None
        for index, *wanted in ((1, 1, 2, 0, 3), (len(ids), len(ids) - 3, len(ids) + 1, 31, 32)):
            ref = TokenRef(answer.id, is_prompt=True, index=index)
            entry = places.entry_of(ref)
            group = None if entry is None else places.of(entry).group(ref)
            assert group is not None
            assert [group.first, group.stop, group.begin, group.end] == wanted
        page = views.side_panel.next_token_page
        views.side_panel.tabs.setCurrentWidget(page)
        parts.inspector.mark(TokenRef(answer.id, is_prompt=False, index=0))
        qtbot.waitUntil(lambda: page.swap_field.isEnabled())
        page.swap_field.setText(" Katze")
        with qtbot.waitSignal(parts.chat.run_finished):
            qtbot.keyClick(page.swap_field, Qt.Key.Key_Return)
        swapped = parts.chat.messages.messages[-1].token_ids
        assert list(swapped[: len(makers.encode("Katze"))]) == makers.encode("Katze")

        parts.talk.ask()
        parts.talk.set_guess(" die")
        parts.talk.reveal()
        qtbot.waitUntil(lambda: parts.guesses.shown is not None)
        guess = parts.guesses.shown
        assert guess is not None
        assert [one.token_id for one in guess.pieces] == makers.encode("die")
        parts.talk.set_guessing(False)

        views.side_windows.show_tokens()
        window, tokens = views.side_windows.tokens_window, parts.tokens_window
        assert window is not None
        window.text.setPlainText("die Katze")
        qtbot.waitUntil(lambda: list(tokens.ids) == makers.encode("die Katze"))
        assert (tokens.span_of(0), tokens.span_of(1)) == ((0, 3), (3, 9))
        window.ids.setPlainText(" ".join(map(str, makers.encode("die Katze"))))
        qtbot.waitUntil(lambda: window.text.text() == "die Katze")
        assert tokens.other_ids is None
        window.close()
        with qtbot.waitSignal(parts.library.model_opened):
            parts.library.open_model(tmp_path / "folder")
        assert program.client.info is not None
        assert program.client.info.vocabulary.sha256 == info.vocabulary.sha256
        conversation = parts.chat.conversation.id
        swapped = parts.chat.messages.messages[-1].token_ids
    with _opened(qtbot, tmp_path / "folder") as program:
        views, messages = program.window.views, program.view_models.chat.messages
        views.sidebar.list.open_requested.emit(conversation)
        qtbot.waitUntil(lambda: len(messages.messages) == 2 and bool(messages.message(1).token_ids))
        assert messages.message(0).text == prompt.text
        assert messages.message(1).token_ids == swapped
        chip = views.side_panel.next_token_page.summary.chip
        qtbot.waitUntil(lambda: chip.text == info.vocabulary.visible(swapped[-1]))
    with closing(sqlite3.connect(user_paths().history_file)) as db:
        keys = db.execute("SELECT key FROM vocabulary").fetchall()
    assert keys == [(info.vocabulary.sha256,)]

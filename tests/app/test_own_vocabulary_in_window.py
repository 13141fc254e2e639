"""A GPT-2 of another language, with tokens of its own, from its folder to the reopened history."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import PromptMode
from gptdesk.storage.paths import user_paths
from tests.model.checkpoints.trained_tokenizers import saved
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
        assert PROMPT in views.transcript.reader.name(0, None)

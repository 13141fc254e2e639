"""An answer again with heads off, in the real window on the bundled model, to the disk and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.kept_views import KeptCell, KeptView
from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.resources import resource_path
from gptdesk.storage.paths import user_paths
from tests.app.views.inside.conftest import EXAMPLE, Example
from tests.engine.inside.plain_network import plain_storyteller
from tests.kept_engine import kept_engines


@pytest.fixture(scope="module")
def example() -> Example:
    return Example(plain_storyteller())


def _off(example: Example) -> tuple[HeadChange, ...]:
    return tuple(HeadChange(*head) for head in example.off)


def _sentence(example: Example) -> str:
    return f"Made with heads {example.off_names} off."


def _start(qtbot: QtBot) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened, timeout=60_000):
        program.start(resource_path("models/storyteller"))
    return program


def _close(program: Program) -> None:
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


@pytest.fixture
def started(qtbot: QtBot) -> Iterator[list[Program]]:
    """Return the running program as the only one of a list, which a test may replace."""
    running = [_start(qtbot)]
    yield running
    _close(running[0])


def _answers(qtbot: QtBot, program: Program, example: Example) -> tuple[Message, Message]:
    """Have the text of the shipped example answered, then again without the heads it needs."""
    models = program.view_models
    models.sampling.set_settings(SamplingSettings(temperature=0))
    models.sampling.set_max_new_tokens(4)
    with qtbot.waitSignal(models.chat.run_finished):
        program.view_models.chat.submit(EXAMPLE)
    old = models.chat.messages.message(1)
    with qtbot.waitSignal(models.chat.run_finished):
        assert models.chat.answer_again(old.id, _off(example))
    return old, models.chat.messages.message(1)


def _about(qtbot: QtBot, program: Program) -> str:
    qtbot.keyClick(program.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = program.window.views.side_windows.answer_dialog
    assert dialog is not None
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: "tokens" in dialog.length.text())
    said = dialog.heads.text() if dialog.heads.isVisible() else ""
    assert said in dialog.accessibleDescription()
    dialog.close()
    return said


def test_another_text_that_says_how_it_was_made(
    qtbot: QtBot, started: list[Program], example: Example
) -> None:
    """The ball becomes another toy; after a new start it says why, and has what was kept."""
    (program,) = started
    old, new = _answers(qtbot, program, example)
    off, sentence = _off(example), _sentence(example)
    other = BytePairTokenizer.load().decode([example.first_without])
    assert old.text.startswith(" ball")
    assert new.text.startswith(other)
    assert other != " ball"
    assert new.runs[0].switched_off == off
    assert _about(qtbot, program) == sentence
    entries = program.window.views.transcript.scroller.page.entries
    assert entries[-1].heading.endswith(f" with heads {example.off_names} off"), (
        "and in the chat itself"
    )
    views = program.window.views
    comparing = program.view_models.comparing
    with qtbot.waitSignal(comparing.sides_ready) as told:
        comparing.compare(1)
    assert [side.answer.switched_off for side in told.args[0]] == [(), off]
    view = KeptView(
        *(f"How “{other}” was predicted", 25, "lens", new.runs[0].model_name),
        new.runs[0].model_sha256,
        changes=Changes(off),
        columns=("point", "p"),
        rows=((KeptCell("block 6"), KeptCell("24.7 %", 0.247)),),
    )
    assert program.view_models.chat.keep_view(new.id, view)
    conversation_id = program.view_models.chat.conversation.id
    views.menu.new_chat.trigger()
    assert program.view_models.chat.drop_view(new.id, view.id) is False, "another chat is open"
    _close(program)

    program = started[0] = _start(qtbot)
    chat = program.view_models.chat
    with qtbot.waitSignal(chat.shown.changed):
        program.view_models.conversations.open_conversation(conversation_id)
    assert chat.messages.message(1) == replace(new, kept_views=(view,))
    assert chat.shown.kept_views(new.id) == (view,)
    assert _about(qtbot, program) == sentence
    chat.shown.show_branch(1, -1)
    assert chat.messages.message(1).text == old.text
    assert _about(qtbot, program) == ""


def test_its_pages_are_of_the_same_network(
    qtbot: QtBot, started: list[Program], example: Example
) -> None:
    """Its first steps end at the other toy, and its prompt is measured without the heads."""
    (program,) = started
    _, new = _answers(qtbot, program, example)
    models = program.view_models
    models.pipeline.set_watched(True)
    models.inspector.mark(TokenRef(new.id, is_prompt=False, index=0))
    qtbot.waitUntil(lambda: models.pipeline.pipeline is not None, timeout=20_000)
    pipeline = models.pipeline.pipeline
    assert pipeline is not None
    row = pipeline.row_of(new.token_ids[0])
    assert pipeline.drawn_id == new.token_ids[0]
    record = new.records[0]
    # float32 at logits below 50, a prompt read at once or in pieces
    assert row.raw_p == pytest.approx(record.raw_p, rel=1e-4)
    assert row.raw_p == pytest.approx(example.without.p(example.first_without), abs=1e-4)
    models.inspector.want_prompt(new.id)
    chat = models.chat
    qtbot.waitUntil(lambda: bool(chat.messages.message(1).prompt_stats), timeout=20_000)
    off = chat.messages.message(1).prompt_stats
    chat.shown.show_branch(1, -1)
    models.inspector.want_prompt(chat.messages.message(1).id)
    qtbot.waitUntil(lambda: bool(chat.messages.message(1).prompt_stats), timeout=20_000)
    whole = chat.messages.message(1).prompt_stats
    assert [one.raw_p for one in off] != [one.raw_p for one in whole]


def test_what_is_exported_says_it(
    qtbot: QtBot, started: list[Program], example: Example, tmp_path: Path
) -> None:
    """Whoever gets the file does not take it for the whole network's answer."""
    (program,) = started
    _, new = _answers(qtbot, program, example)
    models = program.view_models
    for suffix in (".json", ".md", ".html", ".txt", ".csv"):
        path = tmp_path / f"story{suffix}"
        with qtbot.waitSignal(models.transfer.done):
            models.transfer.export(models.chat.conversation.id, path)
        text = path.read_text(encoding="utf-8")
        as_json = f'"switched_off": [{{"block": {example.off[0][0]}'
        assert (as_json if suffix == ".json" else f"heads {example.off_names} off") in text
    with qtbot.waitSignal(models.transfer.done):
        models.transfer.import_files([tmp_path / "story.json"])
    qtbot.waitUntil(lambda: len(models.conversations.list.summaries) == 2)
    assert models.chat.conversation.messages[-1].runs == new.runs

"""Two models one after the other whose vocabularies have nothing in common, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.chat.answer_planner import has_ended
from gptdesk.app.views.inside.strip import TokenStrip
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import LoadProgress, LoadRequest, ModelInfo
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script, pieces_of, vocabulary

# Bytes the other way round, one word, and an end that is its first id but 258.
END = 258
OTHER = Vocabulary(
    (*(bytes([255 - byte]) for byte in range(256)), b"th", b"the", b"<over>"),
    frozenset({END}),
    "Other",
)
WORD = (257, "the")
STOP = (END, "")


class TwoModels(FakeEngine):
    """Loads a model of the other vocabulary from a file of that name."""

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        self.info = super().load(request, progress)
        if request.path.name == "other":
            self.info = replace(self.info, name="other", sha256="1" * 64, vocabulary=OTHER)
        return self.info


@pytest.fixture
def engine() -> TwoModels:
    return TwoModels()


@pytest.fixture
def program(qtbot: QtBot, engine: TwoModels) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    yield program
    program.window.close()
    assert program.is_joined


def open_model(program: Program, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.view_models.library.open_model(Path(name))


def ask(program: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.view_models.chat.submit("Tell me.")


def test_names_and_counts_follow_the_model_that_is_open(
    program: Program, engine: TwoModels, qtbot: QtBot
) -> None:
    """Ids of one network under the names of another would be a quiet lie."""
    views = program.window.views
    views.composer.set_text("the end")
    qtbot.waitUntil(lambda: views.composer.count_label.text().startswith("2 tokens"))
    ask(program, qtbot)
    rows = program.view_models.next_token
    qtbot.waitUntil(lambda: bool(rows.rows) and rows.rows[0].text == ".")
    card = views.transcript.tokens.places
    names = program.client.model
    assert names.text_of(WORD[0]) == vocabulary().visible(WORD[0])
    open_model(program, qtbot, "other")
    assert names.text_of(WORD[0]) == "the", "one id, another token"
    views.composer.set_text("the end")
    qtbot.waitUntil(lambda: views.composer.count_label.text().startswith("5 tokens"))
    assert views.transcript.tokens.places is not card, "found in the text by other bytes"
    engine.enqueue(Script((WORD, STOP)))
    program.view_models.chat.new_chat()
    ask(program, qtbot)
    qtbot.waitUntil(lambda: bool(rows.rows) and rows.rows[0].text == "<over>")
    answer = program.view_models.chat.messages.messages[-1]
    assert {run.vocabulary_sha256 for run in answer.runs} == {OTHER.sha256}
    open_model(program, qtbot, "first")
    views.composer.set_text("the end")
    qtbot.waitUntil(lambda: views.composer.count_label.text().startswith("2 tokens"))


def test_each_vocabulary_ends_a_text_by_its_own_tokens(
    program: Program, engine: TwoModels, qtbot: QtBot
) -> None:
    """An answer that its model ended does not go on; one with that id in another model does."""
    chat = program.view_models.chat
    engine.enqueue(Script((*STORY, *pieces_of((END,)))))
    ask(program, qtbot)
    assert not has_ended(chat.messages.messages[-1], program.client.model.vocabulary)
    with qtbot.waitSignal(chat.run_finished):
        assert chat.continue_answer()
    open_model(program, qtbot, "other")
    engine.enqueue(Script((WORD, STOP)))
    chat.new_chat()
    ask(program, qtbot)
    with qtbot.waitSignal(chat.notice_raised) as notice:
        assert not chat.continue_answer()
    assert notice.args[0].startswith("The model ended its answer here.")


def test_the_tokens_window_splits_its_text_anew(program: Program, qtbot: QtBot) -> None:
    """It stays open while models come and go, and takes only ids that there are."""
    windows = program.window.views.side_windows
    windows.show_tokens()
    window = windows.tokens_window
    assert window is not None
    tokens = program.view_models.tokens_window
    window.text.setPlainText("the end")
    qtbot.waitUntil(lambda: tokens.ids == (1169, 886))
    open_model(program, qtbot, "other")
    qtbot.waitUntil(lambda: tokens.ids == (257, *(255 - byte for byte in b" end")))
    assert tokens.vocabulary is OTHER
    piece = tokens.table.index(0, 2).data()
    assert piece == "the"
    window.ids.setPlainText("257 259")
    qtbot.waitUntil(lambda: "from 0 to 258" in tokens.problem)
    window.ids.setPlainText("257 154")
    qtbot.waitUntil(lambda: window.text.text() == "thee")
    open_model(program, qtbot, "first")
    qtbot.waitUntil(lambda: tokens.ids == (1169, 68))
    assert tokens.vocabulary == vocabulary()


def test_under_the_hood_names_tokens_before_the_model_is_there(
    program: Program, engine: TwoModels, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vocabulary is kept with the answer; until it is read nothing is shown, and no ids."""
    open_model(program, qtbot, "other")
    engine.enqueue(Script((WORD, STOP)))
    ask(program, qtbot)
    conversation = program.view_models.conversations.open_id
    program.window.close()
    qtbot.waitUntil(lambda: program.is_joined)

    may_load, load = Event(), TwoModels.load

    def slow_load(engine: TwoModels, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        assert may_load.wait(60)
        return load(engine, request, progress)

    monkeypatch.setattr(TwoModels, "load", slow_load)
    shown: list[tuple[str, ...]] = []
    show_text = TokenStrip.show_text

    def noted(strip: TokenStrip, texts: tuple[str, ...]) -> None:
        shown.append(texts)
        show_text(strip, texts)

    monkeypatch.setattr(TokenStrip, "show_text", noted)
    again = build_program(user_paths(), crashes=CrashReporter(), engine_factory=TwoModels)
    qtbot.addWidget(again.window)
    again.start(Path("other"))
    models = again.view_models
    models.conversations.open_conversation(conversation)
    qtbot.waitUntil(lambda: models.chat.messages.rowCount() == 2)
    again.window.views.menu.inside.trigger()
    window = again.window.views.side_windows.inside_window
    assert window is not None
    qtbot.waitUntil(lambda: "the" in window.strip.texts)
    assert window.problem.text() == "The model is being opened…"
    may_load.set()
    qtbot.waitUntil(lambda: window.problem.text() != "The model is being opened…")
    assert "the" in window.strip.texts
    assert all(f"‹id {WORD[0]}›" not in texts for texts in shown)
    again.window.close()
    qtbot.waitUntil(lambda: again.is_joined)

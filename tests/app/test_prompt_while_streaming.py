"""The prompt of an answer is coloured and counted while the answer streams, in the shown window."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Semaphore

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Measure
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import MessageState
from gptdesk.storage.paths import user_paths
from tests.fakes import PROMPT_IDS, FakeEngine, Script, vocabulary

PROMPT = b"".join(map(vocabulary().piece, PROMPT_IDS)).decode()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def program(qtbot: QtBot, engine: FakeEngine) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignals(
        [program.view_models.library.model_opened, program.view_models.conversations.loaded]
    ):
        program.start(None)
    program.window.resize(1280, 800)
    program.window.show()
    qtbot.waitExposed(program.window)
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


class Shown(QObject):
    """Notes how many messages a painting of the transcript shows."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.rows: list[int] = []
        self._messages = program.view_models.chat.messages
        program.window.views.transcript.viewport().installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.rows.append(self._messages.rowCount())
        return False


@pytest.mark.parametrize("is_again", [False, True])
def test_the_turn_is_on_the_screen_before_the_network_begins(
    qtbot: QtBot, program: Program, engine: FakeEngine, *, is_again: bool
) -> None:
    """Two cores cannot do both: text is not seen sooner, and the network would wait."""
    views, chat = program.window.views, program.view_models.chat
    views.composer.set_text(PROMPT)
    if is_again:
        with qtbot.waitSignal(chat.run_finished):
            qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    shown, shown_when_asked = Shown(program), []
    generate = engine.generate

    def note(request, cancelled):
        shown_when_asked.append(tuple(shown.rows))
        return generate(request, cancelled)

    engine.generate = note
    with qtbot.waitSignal(chat.run_finished):
        if is_again:
            chat.regenerate()
        else:
            qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    assert 2 in shown_when_asked[0]


def test_the_rows_stay_until_the_next_answer_has_a_token(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """Another answer, and another prompt: the panel went empty between, and blinked."""
    views, chat = program.window.views, program.view_models.chat
    bars = views.side_panel.next_token_page.bars
    views.composer.set_text(PROMPT)
    with qtbot.waitSignal(chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    rows = bars.rows
    assert rows
    seen: list[object] = []
    program.view_models.next_token.changed.connect(lambda: seen.append(bars.rows))
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate), Script())
    views.menu.regenerate.trigger()
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    assert seen
    assert all(one == rows for one in seen)
    gate.release()
    qtbot.waitUntil(lambda: bars.rows != rows)
    with qtbot.waitSignal(chat.run_finished):
        gate.release(100)
    chat.new_chat()
    assert not bars.rows, "another chat has none"


@pytest.mark.parametrize("page", ["text page", "colours"])
def test_the_prompt_has_its_figures_before_the_answer_ends(
    qtbot: QtBot, program: Program, engine: FakeEngine, page: str
) -> None:
    """Places, perplexity and colours are the final ones early: nothing jumps at the end."""
    views, chat = program.window.views, program.view_models.chat
    if page == "colours":
        views.menu.measure_chosen.emit(Measure.SURPRISAL)
    else:
        views.side_panel.tabs.setCurrentWidget(views.text_page)
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    views.composer.set_text(PROMPT)
    qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chat.messages.rowCount() == 2)
    qtbot.waitUntil(lambda: bool(chat.messages.message(1).prompt_ids))
    assert engine.measured == [], "the first token goes first"
    gate.release(2)
    answer = chat.messages.message
    qtbot.waitUntil(lambda: len(answer(1).token_ids) == 2)
    inspector = program.view_models.inspector
    qtbot.waitUntil(lambda: bool(inspector._asked or answer(1).prompt_stats))
    gate.release()
    qtbot.waitUntil(lambda: len(answer(1).prompt_stats) == len(PROMPT_IDS))
    assert answer(1).state is MessageState.STREAMING
    if page == "text page":
        curves = program.view_models.text_page
        qtbot.waitUntil(lambda: len(curves.curves.points) >= len(PROMPT_IDS) + 2)
        before = curves.curves.points
    with qtbot.waitSignal(chat.run_finished):
        gate.release(100)
    assert len(answer(1).prompt_stats) == len(PROMPT_IDS)
    assert engine.measured == [PROMPT_IDS], "once"
    if page == "text page":
        assert curves.curves.points[: len(before)] == before

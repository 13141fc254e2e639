"""What is asked beside the answers: who waits for whom, and exactly one end for each."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Semaphore, get_ident

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Slot

from gptdesk.app.inference.questions import Question
from gptdesk.app.inference.token_counter import PromptDraft
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import Pipeline, PipelineRequest, WhatIf, WhatIfRequest
from gptdesk.engine.protocol import Engine
from gptdesk.engine.types import (
    FinishReason,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    Progress,
    TextStats,
)
from gptdesk.errors import CheckpointError, RequestError
from tests.app.asking import Asking
from tests.fakes import INFO, STORY, FakeEngine, FakeTokenizer, Script, story_text

REQUEST = GenerationRequest(())
LOAD = LoadRequest(INFO.path)
SETTINGS = SamplingSettings()
IDS = (7454, 2402, 257, 640)


def place(*ids: int, temperature: float = 1.0, token_id: int | None = None) -> PipelineRequest:
    return PipelineRequest(
        ids or IDS, SamplingSettings(temperature=temperature), draw=0.25, token_id=token_id
    )


def what_if(*ids: int) -> WhatIfRequest:
    ids = ids or IDS
    return WhatIfRequest(ids, SETTINGS, draws=(0.5,) * (len(ids) - 1))


class PartEngine(FakeEngine):
    """Works on asides in parts, each of which waits for a permit unless it is left before.

    Attributes:
        parts: permits for prompts and texts, one for each token.
        passes: permits for places, one for each.
        begun: the requests, in the order in which work on them began.
        errors: raised by the next asides, one each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.parts = Semaphore(1_000_000)
        self.passes = Semaphore(1_000_000)
        self.begun: list[object] = []
        self.errors: list[BaseException] = []

    def measure(self, ids, cancelled, top_n=20, *, progress=None, heads=()) -> TextStats:
        self._begin(ids)
        for done in range(1, len(ids) + 1):
            if not wait(self.parts, cancelled):
                return TextStats(super().measure(ids, Event()).tokens[: done - 1], None)
            if progress is not None:
                progress(done, len(ids))
        return super().measure(ids, Event())

    def pipeline(self, request, cancelled=None) -> Pipeline | None:
        self._begin(request)
        if not wait(self.passes, cancelled or Event()):
            return None
        return super().pipeline(request)

    def what_if(self, request, cancelled, progress) -> WhatIf:
        self._begin(request)
        total = len(request.ids) - 1
        for done in range(1, total + 1):
            if not wait(self.parts, cancelled):
                return WhatIf(request.settings, done - 1, (), 0, None, 0, is_complete=False)
            if done < total:
                progress(done, total)
        return super().what_if(request, Event(), progress)

    def _begin(self, request: object) -> None:
        self.begun.append(request)
        if self.errors:
            raise self.errors.pop(0)


def wait(permits: Semaphore, cancelled: Event) -> bool:
    while not permits.acquire(timeout=0.002):
        if cancelled.is_set():
            return False
    return not cancelled.is_set()


class Recorder(QObject):
    """Notes everything that comes of asides, and the answers' ends among it."""

    def __init__(self, client: Asking) -> None:
        super().__init__()
        self.ends: list[tuple[str, int, object]] = []  # kind, number, what
        self.progress: list[tuple[int, int, int]] = []
        self.text = ""
        self.thread_ids: set[int] = set()
        client.pipeline_ready.connect(self._on_pipeline_ready)
        client.measured.connect(self._on_measured)
        client.what_if_ready.connect(self._on_what_if_ready)
        client.what_if_progressed.connect(self._on_progressed)
        client.aside_failed.connect(self._on_aside_failed)
        client.tokenized.connect(self._on_tokenized)
        client.answers.finished.connect(self._on_finished)
        client.answers.failed.connect(self._on_finished)
        client.answers.events_ready.connect(self._on_events_ready)

    @Slot(int, object)
    def _on_pipeline_ready(self, number, pipeline) -> None:
        self._note("pipeline", number, pipeline)

    @Slot(int, object)
    def _on_measured(self, number, stats) -> None:
        self._note("measured", number, stats)

    @Slot(int, object)
    def _on_what_if_ready(self, number, found) -> None:
        self._note("what_if", number, found)

    @Slot(int, int, int)
    def _on_progressed(self, number, done, total) -> None:
        self.progress.append((number, done, total))

    @Slot(int, str)
    def _on_aside_failed(self, number, sentence) -> None:
        self._note("failed", number, sentence)

    @Slot(int, object)
    def _on_tokenized(self, number, ids) -> None:
        self._note("tokenized", number, ids)

    @Slot(object, object)
    def _on_finished(self, job, end) -> None:
        self._note("answer", job.id, end)

    @Slot(object, object)
    def _on_events_ready(self, job, events) -> None:
        self.text += "".join(event.text for event in events if isinstance(event, GenerationStep))

    def _note(self, kind: str, number: int, what: object) -> None:
        self.thread_ids.add(get_ident())
        self.ends.append((kind, number, what))

    def kinds(self) -> list[tuple[str, int]]:
        return [(kind, number) for kind, number, _ in self.ends]

    def end_of(self, number: int) -> object:
        ((_, _, what),) = [
            end for end in self.ends if end[1] == number and end[0] not in {"answer"}
        ]
        return what


@pytest.fixture
def engine(qapp) -> PartEngine:
    return PartEngine()


@pytest.fixture
def client(client) -> Asking:
    return Asking(client)


@pytest.fixture
def recorder(client) -> Recorder:
    return Recorder(client)


@pytest.fixture
def loaded(client, recorder, qtbot) -> Asking:
    with qtbot.waitSignal(client.loaded):
        client.load(LOAD)
    return client


@pytest.fixture
def answering(loaded, recorder, engine, qtbot) -> Semaphore:
    """Start an answer that has shown two tokens; more come for each permit."""
    gate = Semaphore(2)
    engine.enqueue(Script(gate=gate))
    loaded.generate(REQUEST)
    qtbot.waitUntil(lambda: recorder.text == "Once upon")
    return gate


# -- a place


def test_explains_a_place_in_the_worker_thread(loaded, recorder, engine, qtbot):
    """A click on a token brings its pipeline, and the window's thread computes nothing."""
    engine.thread_ids.clear()
    with qtbot.waitSignal(loaded.pipeline_ready) as ready:
        number = loaded.explain(place(token_id=11))
    assert ready.args[0] == number
    assert ready.args[1].token_id == 11
    assert get_ident() not in engine.thread_ids
    assert recorder.thread_ids == {get_ident()}


def test_numbers_tell_every_question_apart(client):
    """A view that asks two kinds of questions takes no answer for another's."""
    numbers = [
        client.explain(place()),
        client.measure(IDS),
        client.what_if(what_if()),
        client.tokenize("a"),
        client.count_tokens(PromptDraft(())),
    ]
    assert sorted(set(numbers)) == numbers


def test_place_is_explained_between_two_tokens(loaded, recorder, engine, answering, qtbot):
    """While an answer runs, a marked token waits for one token, and the answer loses nothing."""
    number = loaded.explain(place())
    assert not engine.begun
    with qtbot.waitSignal(loaded.pipeline_ready) as ready:
        answering.release()
    assert ready.args[0] == number
    with qtbot.waitSignal(loaded.answers.finished):
        answering.release(100)
    assert recorder.text == story_text()


def test_only_the_newest_place_is_computed(loaded, recorder, engine, answering, qtbot):
    """A slider that moves faster than the network must not queue up charts nobody will see."""
    numbers = [loaded.explain(place(temperature=1 + step / 100)) for step in range(50)]
    with qtbot.waitSignal(loaded.pipeline_ready) as ready:
        answering.release()
    assert ready.args[0] == numbers[-1]
    with qtbot.waitSignal(loaded.answers.finished):
        answering.release(100)
    assert [request.settings.temperature for request in engine.begun] == [1.49]
    assert [kind for kind, _ in recorder.kinds()] == ["pipeline", "answer"]


def test_first_token_goes_before_a_place(loaded, recorder, engine, qtbot):
    """What is marked when Send is pressed must not delay the answer's beginning."""
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    with qtbot.waitSignal(loaded.answers.events_ready):  # the prompt is ready
        loaded.generate(REQUEST)
    loaded.explain(place())
    engine.passes = Semaphore(0)
    gate.release()
    qtbot.waitUntil(lambda: recorder.text == "Once")
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    with qtbot.waitSignals([loaded.pipeline_ready, loaded.answers.finished]):
        engine.passes.release()
        gate.release(100)


def test_answer_interrupts_a_place_that_is_explained_after_its_first_token(
    loaded, recorder, engine, qtbot
):
    """A long text looked back at must not hold up an answer, nor be forgotten."""
    engine.passes = Semaphore(0)
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    number = loaded.explain(place())
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    loaded.generate(REQUEST)
    qtbot.waitUntil(lambda: len(engine.requests) == 1)
    engine.passes = Semaphore(100)
    assert len(engine.begun) == 1
    with qtbot.waitSignal(loaded.pipeline_ready) as ready:
        gate.release()
    assert ready.args[0] == number
    with qtbot.waitSignal(loaded.answers.finished):
        gate.release(100)


def test_another_place_leaves_the_one_that_is_computed(loaded, recorder, engine, qtbot):
    """Walking along tokens with an arrow key shows the last one, not each in turn."""
    engine.passes = Semaphore(0)
    loaded.explain(place(1, 2, 3))
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    newer = loaded.explain(place(4, 5, 6))
    qtbot.waitUntil(lambda: len(engine.begun) == 2)
    with qtbot.waitSignal(loaded.pipeline_ready):
        engine.passes.release()
    assert recorder.kinds() == [("pipeline", newer)]


def test_other_settings_let_the_same_place_be_finished(loaded, recorder, engine, qtbot):
    """While a slider is dragged the chart follows; it does not wait for the hand to rest."""
    engine.passes = Semaphore(0)
    numbers = [loaded.explain(place(temperature=0.5))]
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    numbers.append(loaded.explain(place(temperature=0.6)))
    with qtbot.waitSignals([loaded.pipeline_ready, loaded.pipeline_ready]):
        engine.passes.release(2)
    assert recorder.kinds() == [("pipeline", number) for number in numbers]


# -- the figures of a prompt


def test_prompt_is_measured_when_no_answer_runs(loaded, recorder, engine, answering, qtbot):
    """The figures of a prompt never delay the tokens of an answer."""
    number = loaded.measure(IDS)
    with qtbot.waitSignal(loaded.measured):
        answering.release(100)
    assert [kind for kind, _ in recorder.kinds()] == ["answer", "measured"]
    assert [token.token_id for token in recorder.end_of(number).tokens] == list(IDS)


def test_the_prompt_of_a_running_answer_is_measured_between_its_tokens(
    loaded, recorder, engine, answering, qtbot
):
    """Colours and perplexity are there while it streams; a long prompt does not stop the stream."""
    engine.parts = Semaphore(0)
    number = loaded.measure_running(IDS)
    answering.release()
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    shown = recorder.text
    answering.release()
    engine.parts.release()  # one part, and then a token
    qtbot.waitUntil(lambda: len(recorder.text) > len(shown))
    assert recorder.kinds() == []
    answering.release(2)
    with qtbot.waitSignal(loaded.measured):
        engine.parts.release(100)
        answering.release(2)
    assert recorder.kinds() == [("measured", number)]
    assert [token.token_id for token in recorder.end_of(number).tokens] == list(IDS)
    with qtbot.waitSignal(loaded.answers.finished):
        answering.release(100)
    assert recorder.text == story_text()


def test_the_first_token_goes_before_its_prompt_is_measured(loaded, recorder, engine, qtbot):
    """Whatever is to be coloured, the answer begins as soon as it can."""
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    with qtbot.waitSignal(loaded.answers.events_ready):  # the prompt is ready
        loaded.generate(REQUEST)
    loaded.measure_running(IDS)
    engine.parts = Semaphore(0)
    gate.release()
    qtbot.waitUntil(lambda: recorder.text == "Once")
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    with qtbot.waitSignals([loaded.measured, loaded.answers.finished]):
        engine.parts.release(100)
        gate.release(100)


def test_an_answer_that_ends_while_its_prompt_is_measured_ends_at_once(
    loaded, recorder, engine, answering, qtbot
):
    """Neither its end nor Stop nor the next answer waits for colours."""
    engine.parts = Semaphore(0)
    number = loaded.measure_running(IDS)
    answering.release()
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    with qtbot.waitSignal(loaded.answers.finished) as finished:
        loaded.cancel()
        engine.parts.release()
    assert finished.args[1].reason is FinishReason.CANCELLED
    assert [kind for kind, _ in recorder.kinds()] == ["answer"]
    with qtbot.waitSignals([loaded.answers.finished, loaded.measured]):
        loaded.generate(REQUEST)
        engine.parts.release(100)
    assert ("measured", number) in recorder.kinds(), "it is asked again"


def test_an_answer_that_fails_while_its_prompt_is_measured_fails_alone(
    loaded, recorder, engine, qtbot
):
    """The failure is the answer's; the figures of its prompt are right all the same."""
    gate = Semaphore(1)
    engine.enqueue(Script(STORY[:2], gate=gate, error=RequestError("No room.")))
    loaded.generate(REQUEST)
    qtbot.waitUntil(lambda: recorder.text == "Once")
    engine.parts = Semaphore(0)
    loaded.measure_running(IDS)
    gate.release()
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    with qtbot.waitSignal(loaded.answers.failed) as failed:
        engine.parts.release()
    assert failed.args[1] == "No room."
    with qtbot.waitSignal(loaded.measured):
        engine.parts.release(100)
    assert len(recorder.ends[-1][2].tokens) == len(IDS)


# -- what would come next


def test_what_comes_next_waits_for_the_answer_and_for_what_is_looked_at(
    loaded, recorder, engine, answering, qtbot
):
    """A chart for what is typed meanwhile must not take a moment from an answer."""
    number = loaded.explain_next(place(1, 2))
    other = loaded.explain(place())
    with qtbot.waitSignal(loaded.pipeline_ready) as ready:
        answering.release()
    assert ready.args[0] == other
    shown = recorder.text
    answering.release(2)
    qtbot.waitUntil(lambda: len(recorder.text) > len(shown))
    assert [request.ids for request in engine.begun] == [IDS]
    with qtbot.waitSignals([loaded.answers.finished, loaded.pipeline_ready]):
        answering.release(100)
    assert ("pipeline", number) in recorder.kinds()
    assert engine.begun[-1].ids == (1, 2)


def test_an_answer_leaves_what_comes_next(loaded, recorder, engine, qtbot):
    """Send while the chart is computed: the answer begins at once."""
    engine.passes = Semaphore(0)
    number = loaded.explain_next(place())
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    loaded.forget(number)
    assert [kind for kind, _ in recorder.kinds()] == ["answer"]


def test_answer_interrupts_a_measurement_that_is_finished_afterwards(
    loaded, recorder, engine, qtbot
):
    """Send comes first; the colours of the prompt come all the same."""
    engine.parts = Semaphore(2)
    number = loaded.measure(IDS)
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    assert recorder.text == story_text()
    with qtbot.waitSignal(loaded.measured):
        engine.parts.release(100)
    assert engine.begun == [IDS, IDS]
    assert [kind for kind, _ in recorder.kinds()] == ["answer", "measured"]
    assert len(recorder.end_of(number).tokens) == len(IDS)


def test_place_is_explained_in_the_midst_of_a_measurement(loaded, recorder, engine, qtbot):
    """A long prompt that is measured does not make the marked token wait, and goes on."""
    engine.parts = Semaphore(1)
    loaded.measure(IDS)
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    loaded.explain(place())
    engine.parts.release()
    with qtbot.waitSignal(loaded.pipeline_ready):
        pass
    with qtbot.waitSignal(loaded.measured):
        engine.parts.release(100)
    assert engine.begun == [IDS, place()]


def test_last_prompt_that_is_asked_for_is_measured_first(loaded, recorder, answering, qtbot):
    """What came into view last is what the user looks at; the others follow."""
    numbers = [loaded.measure((*IDS, extra)) for extra in range(3)]
    answering.release(100)
    qtbot.waitUntil(lambda: len(recorder.ends) == 4)
    assert recorder.kinds()[1:] == [("measured", number) for number in reversed(numbers)]


def test_prompt_of_no_token_is_measured(loaded, recorder, qtbot):
    """An empty prompt has no figures, and that is an answer too."""
    with qtbot.waitSignal(loaded.measured) as measured:
        loaded.measure(())
    assert measured.args[1].tokens == ()


# -- what if


def test_what_if_reports_how_far_it_is(loaded, recorder, qtbot):
    """A text of a thousand tokens takes seconds; the bar moves."""
    with qtbot.waitSignal(loaded.what_if_ready) as ready:
        number = loaded.what_if(what_if())
    assert ready.args[0] == number
    assert ready.args[1].is_complete
    assert recorder.progress == [(number, 1, 3), (number, 2, 3), (number, 3, 3)]


def test_what_if_that_runs_is_stopped_and_says_what_it_knows(loaded, recorder, engine, qtbot):
    """Stop leaves the tokens judged so far on the screen."""
    engine.parts = Semaphore(1)
    number = loaded.what_if(what_if())
    qtbot.waitUntil(lambda: recorder.progress == [(number, 1, 3)])
    with qtbot.waitSignal(loaded.what_if_ready) as ready:
        loaded.cancel_what_if()
    assert ready.args[0] == number
    assert not ready.args[1].is_complete
    assert ready.args[1].judged_tokens == 1


def test_what_if_that_has_not_begun_is_stopped(loaded, recorder, engine, answering, qtbot):
    """Stop works at once, also while an answer keeps it waiting."""
    number = loaded.what_if(what_if())
    with qtbot.waitSignal(loaded.what_if_ready) as ready:
        loaded.cancel_what_if()
    assert ready.args[0] == number
    assert not ready.args[1].is_complete
    with qtbot.waitSignal(loaded.answers.finished):
        answering.release(100)
    assert not engine.begun
    loaded.cancel_what_if()  # nothing is left to stop


def test_newer_what_if_replaces_the_one_that_runs(loaded, recorder, engine, qtbot):
    """The settings moved on: only the newest question is worth the seconds."""
    engine.parts = Semaphore(1)
    older = loaded.what_if(what_if())
    qtbot.waitUntil(lambda: len(recorder.progress) == 1)
    newer = loaded.what_if(what_if(*IDS, 11))
    engine.parts.release(100)
    qtbot.waitUntil(lambda: len(recorder.ends) == 2)
    assert recorder.kinds() == [("what_if", older), ("what_if", newer)]
    assert not recorder.end_of(older).is_complete
    assert recorder.end_of(newer).is_complete


def test_answer_stops_what_if(loaded, recorder, engine, qtbot):
    """Send comes before a question about a text that is there already."""
    engine.parts = Semaphore(1)
    number = loaded.what_if(what_if())
    qtbot.waitUntil(lambda: len(recorder.progress) == 1)
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    assert [kind for kind, _ in recorder.kinds()] == ["what_if", "answer"]
    assert not recorder.end_of(number).is_complete
    assert recorder.text == story_text()


def test_place_is_explained_in_the_midst_of_what_if(loaded, recorder, engine, qtbot):
    """The chart goes on following the marked token while a long text is judged."""
    engine.parts = Semaphore(1)
    loaded.what_if(what_if())
    qtbot.waitUntil(lambda: len(recorder.progress) == 1)
    loaded.explain(place())
    with qtbot.waitSignal(loaded.pipeline_ready):
        engine.parts.release()
    with qtbot.waitSignal(loaded.what_if_ready) as ready:
        engine.parts.release(100)
    assert ready.args[1].is_complete


# -- failures

ASK: dict[str, Callable[[Asking], int]] = {
    "explain": lambda client: client.explain(place()),
    "measure": lambda client: client.measure(IDS),
    "what_if": lambda client: client.what_if(what_if()),
}


@pytest.mark.parametrize("kind", ASK)
def test_without_a_model_there_is_one_sentence(client, recorder, qtbot, kind):
    """A question that cannot be answered says why, once."""
    with qtbot.waitSignal(client.aside_failed) as failed:
        number = ASK[kind](client)
    assert failed.args == [number, "No model is open. Open one first."]
    assert recorder.kinds() == [("failed", number)]


@pytest.mark.parametrize("kind", ASK)
@pytest.mark.parametrize("error", [ZeroDivisionError("secret"), BaseException("a Rust panic")])
def test_unexpected_error_is_logged_and_the_next_question_works(
    loaded, recorder, engine, qtbot, caplog, kind, error
):
    """No traceback reaches the user, none is lost, and the thread survives."""
    engine.errors.append(error)
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(loaded.aside_failed) as failed:
        ASK[kind](loaded)
    assert str(error) not in failed.args[1]
    assert caplog.records[0].exc_info is not None
    number = ASK[kind](loaded)
    qtbot.waitUntil(lambda: len(recorder.ends) == 2)
    assert recorder.ends[1][1] == number
    assert recorder.ends[1][0] != "failed"


@pytest.mark.parametrize("error", [RequestError("No such token."), ZeroDivisionError("secret")])
def test_error_in_a_place_does_not_end_the_answer(
    loaded, recorder, engine, answering, qtbot, error
):
    """Who looks at a token while the answer grows must not lose the answer by it."""
    engine.errors.append(error)
    loaded.explain(place())
    with qtbot.waitSignal(loaded.aside_failed):
        answering.release()
    with qtbot.waitSignal(loaded.answers.finished) as finished:
        answering.release(100)
    assert finished.args[1].reason is FinishReason.END_OF_TEXT
    assert recorder.text == story_text()


@pytest.mark.parametrize("kind", ["measure", "what_if"])
def test_error_in_a_place_does_not_end_what_it_interrupts(loaded, recorder, engine, qtbot, kind):
    """A place that cannot be explained costs neither colours nor *What if*."""
    engine.parts = Semaphore(1)
    number = ASK[kind](loaded)
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    engine.errors.append(RequestError("No such token."))
    failing = loaded.explain(place())
    engine.parts.release(100)
    qtbot.waitUntil(lambda: len(recorder.ends) == 2)
    assert recorder.end_of(failing) == "No such token."
    assert not isinstance(recorder.end_of(number), str)


def test_engine_that_gives_up_for_no_reason_is_a_failure(loaded, recorder, engine, qtbot, caplog):
    """A broken promise must not become a question that is asked for ever."""
    engine.pipeline = lambda request, cancelled=None: None
    engine.measure = lambda ids, cancelled, top_n=20, progress=None: TextStats((), None)
    with caplog.at_level(logging.CRITICAL):
        numbers = {loaded.explain(place()), loaded.measure(IDS)}
        qtbot.waitUntil(lambda: len(recorder.ends) == 2)
    assert {number for kind, number in recorder.kinds() if kind == "failed"} == numbers


# -- models


def test_questions_wait_for_the_model_that_is_loading(client, recorder, engine, qtbot):
    """A conversation opened at the start gets its colours once the model is there."""
    engine.load_gate = Event()
    client.load(LOAD)
    numbers = [client.explain(place()), client.measure(IDS), client.what_if(what_if())]
    engine.load_gate.set()
    qtbot.waitUntil(lambda: len(recorder.ends) == 3)
    assert sorted(number for _, number in recorder.kinds()) == numbers
    assert "failed" not in dict(recorder.kinds())


def test_questions_before_start_wait_for_the_first_model(make_client, engine, qtbot):
    """The window asks as soon as it is built; the model comes later."""
    client = Asking(make_client(lambda: engine))
    recorder = Recorder(client)
    client.explain(place())
    client.measure(IDS)
    client.start()
    client.load(LOAD)
    qtbot.waitUntil(lambda: len(recorder.ends) == 2)
    assert [kind for kind, _ in recorder.kinds()] == ["pipeline", "measured"]


def test_another_model_ends_the_questions_to_the_one_before(loaded, recorder, engine, qtbot):
    """Figures of one network must never be shown as another's."""
    engine.parts = Semaphore(1)
    numbers = [loaded.measure(IDS), loaded.measure((1, 2))]
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    with qtbot.waitSignal(loaded.loaded):
        loaded.load(LOAD)
    assert sorted(number for _, number in recorder.kinds()) == numbers
    assert {kind for kind, _ in recorder.kinds()} == {"failed"}
    with qtbot.waitSignal(loaded.measured):
        engine.parts.release(100)
        loaded.measure(IDS)


def test_failed_load_keeps_the_questions(loaded, recorder, engine, qtbot):
    """The model that they were asked of is still there."""
    engine.parts = Semaphore(1)
    number = loaded.measure(IDS)
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    engine.load_errors.append(CheckpointError(INFO.path, "it is empty", remedy="Get it again."))
    with qtbot.waitSignal(loaded.load_failed):
        loaded.load(LOAD)
    with qtbot.waitSignal(loaded.measured) as measured:
        engine.parts.release(100)
    assert measured.args[0] == number


# -- tokens of any text


@pytest.fixture
def tokenizer() -> FakeTokenizer:
    return FakeTokenizer()


@pytest.fixture
def token_client(make_client, engine, tokenizer) -> Asking:
    client = Asking(make_client(lambda: engine, lambda _: tokenizer))
    client.start()
    return client


def test_every_text_is_tokenized_in_order(token_client, tokenizer, qtbot, engine):
    """A typed token and the Tokens page ask at the same time; neither loses its answer."""
    recorder = Recorder(token_client)
    texts = ["ab", "", "\ud800 half a character"]
    numbers = [token_client.tokenize(text) for text in texts]
    qtbot.waitUntil(lambda: len(recorder.ends) == 3)
    assert recorder.kinds() == [("tokenized", number) for number in numbers]
    assert [ids for _, _, ids in recorder.ends] == [(0,) * len(text) for text in texts]
    assert tokenizer.texts == texts
    assert not tokenizer.thread_ids - {get_ident()} & engine.thread_ids - {get_ident()}


@pytest.mark.parametrize("is_missing", [False, True])
def test_text_that_cannot_be_tokenized_is_one_sentence(
    make_client, engine, qtbot, caplog, is_missing
):
    """A panic of the tokenizer, or none at all, leaves nobody waiting."""

    def factory(_: object) -> FakeTokenizer:
        if is_missing:
            raise ImportError("libtok.so")
        return FakeTokenizer(is_broken=True)

    client = Asking(make_client(lambda: engine, factory))
    client.start()
    with qtbot.waitSignal(client.aside_failed) as failed:
        number = client.tokenize("odd")
    assert failed.args[0] == number
    assert failed.args[1].endswith(".")
    assert "libtok" not in failed.args[1]


# -- another kind of question, and questions that nobody waits for any more


@dataclass(frozen=True)
class NameOfModel(Question[Engine, str]):
    """A kind that the client has never heard of."""

    is_told: bool = True

    def run(self, source: Engine, cancelled: Event, progress: Progress) -> str | None:
        if not self.is_told:
            raise RequestError("This engine cannot tell.")
        progress(1, 1)
        return source.info.name if source.info is not None else ""


def test_a_new_kind_of_question_needs_nothing_but_itself(loaded, qtbot):
    """An answer, how far it is, or why not: in the window's thread, and after `ask` returned."""
    told = []
    threads = set()

    def note(*what: object) -> None:
        threads.add(get_ident())
        told.append(what)

    for is_told in (True, False):
        loaded.ask(NameOfModel(is_told), note, note, note)
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [(1, 1), ("fake",), ("This engine cannot tell.",)]
    assert threads == {get_ident()}


def test_a_question_that_is_forgotten_is_never_heard_of_again(loaded, recorder, engine, qtbot):
    """Another text is on the screen: neither its end nor its progress belongs there."""
    engine.parts = Semaphore(1)
    number = loaded.what_if(what_if())
    qtbot.waitUntil(lambda: len(recorder.progress) == 1)
    waiting = loaded.measure(IDS)
    for one in (number, waiting, None):
        loaded.forget(one)
    with qtbot.waitSignal(loaded.measured):
        engine.parts.release(100)
        last = loaded.measure((1, 2))
    assert recorder.kinds() == [("measured", last)]
    assert engine.begun == [what_if(), (1, 2)], "the one that waited was not even begun"


def test_a_prompt_that_is_stopped_is_not_measured_again(loaded, recorder, engine, qtbot):
    """Left for an answer it is asked again, left for good it is not; no half figures come."""
    engine.parts = Semaphore(1)
    number = loaded.measure(IDS)
    qtbot.waitUntil(lambda: engine.begun == [IDS])
    loaded.stop(number)
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    with qtbot.waitSignal(loaded.pipeline_ready):
        loaded.explain(place())
    assert [kind for kind, _ in recorder.kinds()] == ["answer", "pipeline"]
    assert engine.begun == [IDS, place()]


# -- closing


def test_shutdown_is_silent_at_any_time(loaded, recorder, engine, qtbot):
    """No question outlives the window, and no late signal reaches what is being destroyed."""
    engine.parts = Semaphore(1)
    loaded.what_if(what_if())
    qtbot.waitUntil(lambda: len(recorder.progress) == 1)
    loaded.measure(IDS)
    loaded.explain(place())
    loaded.tokenize("a")
    assert_silent_after_shutdown(loaded, recorder)


@pytest.mark.parametrize("kind", ASK)
def test_shutdown_leaves_a_question_that_runs(loaded, recorder, engine, qtbot, kind):
    """Closing does not wait for a long text."""
    engine.parts, engine.passes = Semaphore(0), Semaphore(0)
    ASK[kind](loaded)
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    assert_silent_after_shutdown(loaded, recorder)


def test_shutdown_while_a_place_is_explained_between_tokens(
    loaded, recorder, engine, answering, qtbot
):
    """The half answer gets its end, the place none."""
    engine.passes = Semaphore(0)
    loaded.explain(place())
    answering.release()
    qtbot.waitUntil(lambda: len(engine.begun) == 1)
    assert loaded.shutdown(5_000)
    QCoreApplication.processEvents()
    assert [kind for kind, _ in recorder.kinds()] == ["answer"]


def test_shutdown_while_a_model_is_loading(client, recorder, engine, qtbot):
    """Questions that wait for a model are dropped with it."""
    engine.load_delay_s = 60
    client.load(LOAD)
    for ask in ASK.values():
        ask(client)
    qtbot.waitUntil(lambda: bool(engine.loads))
    assert_silent_after_shutdown(client, recorder)
    assert not engine.begun


def test_shutdown_before_start_and_questions_after_it(make_client, engine, qtbot):
    """The window can be closed before it was ever painted; views may still ask."""
    client = Asking(make_client(lambda: engine))
    recorder = Recorder(client)
    client.explain(place())
    assert_silent_after_shutdown(client, recorder)


def assert_silent_after_shutdown(client: Asking, recorder: Recorder) -> None:
    """Close; then neither what ran nor a new question may bring anything."""
    known = len(recorder.ends)
    assert client.shutdown(5_000)
    for ask in ASK.values():
        ask(client)
    client.tokenize("a")
    client.cancel_what_if()
    for _ in range(3):
        QCoreApplication.processEvents()
    assert len(recorder.ends) == known


# -- all together


@pytest.mark.parametrize("seed", range(12))
def test_every_question_ends_once_whatever_happens(loaded, recorder, engine, qtbot, seed):
    """In any order of everything a window does, nothing is lost and nothing comes twice."""
    dice = random.Random(seed)
    asked: dict[int, str] = {}
    answers = []
    for _ in range(60):
        match dice.randrange(8):
            case 0 | 1:
                ids = tuple(dice.randrange(100) for _ in range(dice.randrange(1, 4)))
                asked[loaded.explain(place(*ids))] = "pipeline"
            case 2:
                asked[loaded.measure(IDS)] = "measured"
            case 3:
                asked[loaded.what_if(what_if())] = "what_if"
            case 4:
                loaded.cancel_what_if()
            case 5:
                answers.append(loaded.generate(REQUEST))
            case 6 if dice.random() < 0.3:
                loaded.load(LOAD)
            case _:
                QCoreApplication.processEvents()
    must_end = {number for number, kind in asked.items() if kind != "pipeline"}
    must_end.add(max((n for n, kind in asked.items() if kind == "pipeline"), default=-1))
    must_end.discard(-1)
    qtbot.waitUntil(
        lambda: (
            must_end <= {n for kind, n in recorder.kinds() if kind != "answer"}
            and len([kind for kind, _ in recorder.kinds() if kind == "answer"]) == len(answers)
        )
    )
    ended = [number for kind, number in recorder.kinds() if kind != "answer"]
    assert len(ended) == len(set(ended))
    for kind, number in recorder.kinds():
        assert kind in {"answer", "failed", asked.get(number)}

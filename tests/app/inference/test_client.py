"""The client and its worker: threads, order, and exactly one end per job."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from itertools import pairwise
from threading import Event, Semaphore, get_ident

import pytest
from PySide6.QtCore import QObject, Slot

from gptdesk.app.inference import answers
from gptdesk.app.inference.answers import HAND_OVER_MS, pause_after
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.questions import Asked, QuestionQueue
from gptdesk.app.inference.token_counter import (
    CountTokens,
    PromptCount,
    PromptDraft,
    TokenCounter,
    TokenSource,
)
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.errors import CheckpointError, DeviceOutOfMemoryError
from tests.app.asking import Asking
from tests.fakes import INFO, STORY, FakeEngine, FakeTokenizer, Script, story_text

REQUEST = GenerationRequest(())
LOAD = LoadRequest(INFO.path)


class Recorder(QObject):
    """Notes everything that a client says, and in which thread."""

    def __init__(self, client: InferenceClient) -> None:
        super().__init__()
        self.events = []  # (job, event)
        self.batches = []
        self.ends = []  # (job, GenerationEnd or sentence)
        self.progress = []
        self.thread_ids = set()
        client.answers.events_ready.connect(self._on_events_ready)
        client.answers.finished.connect(self._on_ended)
        client.answers.failed.connect(self._on_ended)
        client.load_progressed.connect(self._on_progressed)

    @Slot(object, object)
    def _on_events_ready(self, job, events) -> None:
        self.thread_ids.add(get_ident())
        assert not any(job is ended for ended, _ in self.ends), "events after the end"
        self.batches.append(events)
        self.events += [(job, event) for event in events]

    @Slot(object, object)
    def _on_ended(self, job, end) -> None:
        self.thread_ids.add(get_ident())
        self.ends.append((job, end))

    @Slot(str)
    def _on_progressed(self, sentence) -> None:
        self.thread_ids.add(get_ident())
        self.progress.append(sentence)

    def text_of(self, job) -> str:
        return "".join(
            event.text
            for its, event in self.events
            if its is job and isinstance(event, GenerationStep)
        )


@pytest.fixture
def recorder(client) -> Recorder:
    return Recorder(client)


@pytest.fixture
def loaded(client, recorder, qtbot) -> InferenceClient:
    with qtbot.waitSignal(client.loaded):
        client.load(LOAD)
    return client


def test_streams_a_job_in_order_and_ends_it_once(loaded, recorder, qtbot, engine):
    """The main job: all events, in order, then one end."""
    with qtbot.waitSignal(loaded.answers.finished):
        job = loaded.generate(REQUEST)
    assert recorder.text_of(job) == story_text()
    assert isinstance(recorder.events[0][1], PromptReady)
    ((ended, end),) = recorder.ends
    assert ended is job
    assert end.reason is FinishReason.END_OF_TEXT


def test_engine_lives_in_the_worker_thread_and_slots_in_this_one(loaded, recorder, qtbot, engine):
    """One thread owns the network; widgets are only ever touched from the window's."""
    engine.thread_ids.clear()
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    assert recorder.thread_ids == {get_ident()}
    assert len(engine.thread_ids) == 1
    assert get_ident() not in engine.thread_ids


def test_factory_runs_in_the_worker_thread(make_client, qtbot):
    """Importing torch takes seconds; the window must not wait for it."""
    threads = []

    def factory() -> FakeEngine:
        threads.append(get_ident())
        return FakeEngine()

    client = make_client(factory)
    client.start()
    with qtbot.waitSignal(client.loaded):
        client.load(LOAD)
    assert len(threads) == 1
    assert get_ident() not in threads


def test_engine_that_cannot_be_built_is_told_and_tried_again(make_client, qtbot, caplog):
    """A broken torch must be a sentence in the window, not a dead one."""
    failures = [ImportError("libfoo.so: undefined symbol"), ImportError("libfoo.so")]

    def factory() -> FakeEngine:
        if failures:
            raise failures.pop()
        return FakeEngine()

    client = make_client(factory)
    client.start()
    with qtbot.waitSignal(client.load_failed) as told:
        client.load(LOAD)
    assert "libfoo" not in told.args[0]
    with qtbot.waitSignal(client.loaded):
        client.load(LOAD)


def test_progress_of_loading_is_reported(loaded, recorder):
    """The window says what it is doing while it loads."""
    assert recorder.progress[-1] == "Reading the fake…"


def test_no_progress_is_told_where_no_model_is_on_its_way(client, recorder, qtbot, engine):
    """After a model was held back, "Starting the engine…" would stand there for good."""
    client.generate(REQUEST)
    qtbot.waitUntil(lambda: len(recorder.ends) == 1)  # refused, and the engine is there
    assert recorder.progress == []


def test_failed_load_keeps_the_model_in_use(loaded, qtbot, engine):
    """A damaged file must not cost the model that works."""
    engine.load_errors.append(CheckpointError(INFO.path, "it is empty", remedy="Get it again."))
    with qtbot.waitSignal(loaded.load_failed) as told:
        loaded.load(LOAD)
    assert told.args == ["fake.safetensors: it is empty. Get it again."]
    assert loaded.info is INFO
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)


def test_model_that_moved_to_another_device_is_told(loaded, qtbot, engine):
    """After the card failed the window must not go on showing it."""
    engine.info = moved = replace(INFO, device="cpu", device_reason="The graphics card failed.")
    with qtbot.waitSignal(loaded.loaded) as told:
        loaded.generate(REQUEST)
    assert told.args == [moved]
    assert loaded.info == moved
    assert not loaded.is_loading


def test_loading_cancels_what_runs(loaded, recorder, qtbot, engine):
    """Who opens another model does not want to wait for the old one's answer."""
    engine.enqueue(Script(gate=Semaphore(0)))
    with qtbot.waitSignals([loaded.answers.finished, loaded.loaded]):
        loaded.generate(REQUEST)
        loaded.load(LOAD)
    assert recorder.ends[0][1].reason is FinishReason.CANCELLED


def test_the_end_of_an_answer_comes_before_the_model_that_cut_it_off(
    loaded, recorder, qtbot, engine
):
    """Its speed is the old model's: told later it would stand beside the new one's name."""
    engine.enqueue(Script(STORY * 10, tokens_per_s=200))
    ends_at_load: list[int] = []
    loaded.loaded.connect(lambda _info: ends_at_load.append(len(recorder.ends)))
    loaded.generate(REQUEST)
    qtbot.waitUntil(lambda: len(recorder.events) > 2)
    loaded.answers._pause_ms = 60_000  # a window that is left alone for long
    with qtbot.waitSignal(loaded.loaded):
        loaded.load(LOAD)
    assert ends_at_load == [1]


def test_job_waits_for_the_model_that_is_loading(client, recorder, qtbot, engine):
    """Sending is possible from the start."""
    engine.load_gate = Event()
    client.load(LOAD)
    job = client.generate(REQUEST)
    assert not engine.requests
    engine.load_gate.set()
    with qtbot.waitSignal(client.answers.finished):
        pass
    assert recorder.text_of(job) == story_text()


def test_waiting_job_outlives_a_load_that_fails_and_is_followed_by_another(
    client, recorder, qtbot, engine
):
    """At the start a damaged last model is replaced by the bundled one; Send is not lost."""

    class Fallback(QObject):
        @Slot(str)
        def on_load_failed(self, sentence) -> None:
            client.load(LOAD)

    fallback = Fallback()
    client.load_failed.connect(fallback.on_load_failed)
    engine.load_errors.append(CheckpointError(INFO.path, "it is empty", remedy="Get it again."))
    client.load(LOAD)
    job = client.generate(REQUEST)
    with qtbot.waitSignal(client.answers.finished):
        pass
    assert recorder.text_of(job) == story_text()


def test_waiting_job_fails_with_the_reason_when_no_model_comes(client, recorder, qtbot, engine):
    """A wait without an end would be worse than a refusal."""
    engine.load_errors.append(CheckpointError(INFO.path, "it is empty", remedy="Get it again."))
    with qtbot.waitSignal(client.answers.failed) as told:
        client.load(LOAD)
        client.generate(REQUEST)
    assert told.args[1].startswith("No model is open.")


def test_waiting_job_can_be_cancelled_at_once(client, recorder, qtbot, engine):
    """Stop works while the model is still loading."""
    engine.load_gate = Event()
    client.load(LOAD)
    job = client.generate(REQUEST)
    with qtbot.waitSignal(client.answers.finished):
        client.cancel(job)
    assert recorder.ends[0][1].reason is FinishReason.CANCELLED
    engine.load_gate.set()
    with qtbot.waitSignal(client.loaded):
        pass
    assert not engine.requests


def test_job_before_start_with_no_load_is_refused_with_a_reason(make_client, engine, qtbot):
    """A key pressed before the threads run must not leave the window busy for ever."""
    client = make_client(lambda: engine)
    client.generate(REQUEST)
    with qtbot.waitSignal(client.answers.failed) as told:
        client.start()
    assert told.args[1].startswith("No model is open.")


def test_nothing_is_appended_after_cancel_but_the_end(loaded, recorder, qtbot, engine):
    """Stop means stop: what was under way at the click is dropped, the end is not."""
    gate = Semaphore(3)
    engine.enqueue(Script(gate=gate, is_deaf=True, end_text="held back"))
    job = loaded.generate(REQUEST)
    qtbot.waitUntil(lambda: recorder.text_of(job) == "Once upon a")
    loaded.cancel(job)
    gate.release(100)
    with qtbot.waitSignal(loaded.answers.finished):
        pass
    assert recorder.text_of(job) == "Once upon a"
    ((_, end),) = recorder.ends
    assert end.reason is FinishReason.CANCELLED
    assert end.text == ""


def test_cancelling_twice_or_too_late_changes_nothing(loaded, recorder, qtbot):
    """Esc is pressed again and again; nothing breaks."""
    with qtbot.waitSignal(loaded.answers.finished):
        job = loaded.generate(REQUEST)
    loaded.cancel(job)
    loaded.cancel()
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    assert len(recorder.ends) == 2


def test_a_queue_of_jobs_is_cancelled_without_running(loaded, recorder, qtbot, engine):
    """Only the first of five had begun; each still gets its one end."""
    engine.enqueue(Script(gate=Semaphore(0)))
    jobs = [loaded.generate(REQUEST) for _ in range(5)]
    qtbot.waitUntil(lambda: len(engine.requests) == 1)
    loaded.cancel()
    qtbot.waitUntil(lambda: len(recorder.ends) == 5)
    assert [job for job, _ in recorder.ends] == jobs
    assert len(engine.requests) == 1


def test_expected_error_ends_the_job_with_its_sentence(loaded, recorder, qtbot, engine):
    """What was written stays, the sentence comes once, and the next answer works."""
    engine.enqueue(Script(error=DeviceOutOfMemoryError("The graphics card is full.")))
    with qtbot.waitSignal(loaded.answers.failed):
        job = loaded.generate(REQUEST)
    assert recorder.ends == [(job, "The graphics card is full.")]
    assert recorder.text_of(job) == story_text()
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)


@pytest.mark.parametrize("error", [ZeroDivisionError("secret"), BaseException("a Rust panic")])
def test_unexpected_error_is_logged_and_leaves_the_worker_alive(
    loaded, recorder, qtbot, engine, error, caplog
):
    """No traceback reaches the user, none is lost, and the thread survives."""
    engine.enqueue(Script(error=error))
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(loaded.answers.failed):
        loaded.generate(REQUEST)
    assert str(error) not in recorder.ends[0][1]
    assert caplog.records[0].exc_info is not None
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)


def test_engine_that_breaks_its_promise_still_ends_the_job(loaded, recorder, qtbot, engine, caplog):
    """The window leaves its busy state whatever an engine does."""
    engine.enqueue(Script(is_endless=True))
    with qtbot.waitSignal(loaded.answers.failed):
        loaded.generate(REQUEST)
    assert len(recorder.ends) == 1


def test_events_between_steps_keep_their_place(loaded, recorder, qtbot, engine):
    """The note about a full context belongs where it happened."""
    engine.enqueue(Script(shift_at=(4,)))
    with qtbot.waitSignal(loaded.answers.finished):
        loaded.generate(REQUEST)
    kinds = [type(event) for _, event in recorder.events]
    assert kinds.index(ContextShifted) == 1 + 4


def test_flood_is_exact_and_is_handed_over_in_few_pieces(loaded, recorder, qtbot, engine):
    """Tokens come faster than a window can draw; the window decides how often it looks."""
    wake_ups = WakeUps(loaded)
    loaded._worker.events_available.connect(wake_ups.on_events_available)
    text = engine.enqueue_flood(20_000, tokens_per_s=None)
    with qtbot.waitSignal(loaded.answers.finished):
        job = loaded.generate(GenerationRequest((), max_new_tokens=20_000))
    assert recorder.text_of(job) == text
    assert len(recorder.events) == 20_001
    assert len(recorder.batches) < 2_000
    assert wake_ups.count <= len(recorder.batches) + 1  # the last one may bring only the end


class WakeUps(QObject):
    """One queued call per emission."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.count = 0

    @Slot()
    def on_events_available(self) -> None:
        self.count += 1


# -- counting tokens


def draft(text: str) -> PromptDraft:
    return PromptDraft((Message(Role.USER, text),))


@pytest.fixture
def tokenizer() -> FakeTokenizer:
    return FakeTokenizer()


@pytest.fixture
def counting_client(make_client, engine, tokenizer) -> Asking:
    return Asking(make_client(lambda: engine, lambda _: tokenizer))


def test_bundled_vocabulary_names_tokens_before_there_is_a_model(counting_client, qtbot):
    """The side panel names tokens by it."""
    with qtbot.waitSignal(counting_client.model.vocabulary_changed):
        counting_client.start()
    assert counting_client.model.vocabulary.pieces == (b"a", b"b")


def test_only_the_newest_text_is_counted(counting_client, qtbot, tokenizer):
    """Typing fast must not queue up counts of what is no longer there."""
    tokenizer.gate = Event()
    counting_client.start()
    numbers = [counting_client.count_tokens(draft("x" * length)) for length in range(100)]
    with qtbot.waitSignal(
        counting_client.token_count_ready,
        check_params_cb=lambda number, _: number == numbers[-1],
    ) as counted:
        tokenizer.gate.set()
    assert counted.args == [numbers[-1], PromptCount(99)]
    assert len(tokenizer.texts) <= 2


def test_a_turn_is_counted_once_while_the_next_is_written(tokenizer, qapp):
    """And what is no longer there is forgotten: each letter would leave a whole prompt behind."""
    queue = QuestionQueue(lambda: None)
    counter = TokenCounter(lambda _: tokenizer, queue, Event())
    counter.start()

    def encoded(*texts: str) -> list[str]:
        mode = PromptMode.CONVERSATION
        messages = tuple(Message(Role.USER, text, mode) for text in texts)
        tokenizer.texts.clear()
        queue.put(Asked(0, CountTokens(PromptDraft(messages, mode, ctx_len=1024))))
        counter.answer_question()
        return [next(text for text in texts if text in turn) for turn in tokenizer.texts]

    assert encoded("earlier", "now") == ["earlier", "now"]
    assert encoded("earlier", "typed") == ["typed"]
    assert encoded("earlier", "typed") == []
    assert encoded("another chat") == ["another chat"]
    assert encoded("earlier", "typed") == ["earlier", "typed"]


def test_a_long_answer_that_goes_on_fills_the_context_and_no_more(tokenizer):
    """The bar says how much the model will see: never more than it can."""
    mode = PromptMode.CONVERSATION
    draft = PromptDraft((Message(Role.USER, "Go", mode),), mode, (1,) * 100, ctx_len=64)
    count = CountTokens(draft).run(TokenSource(tokenizer), Event(), lambda *_: None)
    assert count == PromptCount(63)


def test_counting_does_not_wait_for_an_answer(counting_client, qtbot, engine, tokenizer):
    """The count lives while an answer streams, in a thread that is not the network's."""
    counting_client.start()
    with qtbot.waitSignal(counting_client.loaded):
        counting_client.load(LOAD)
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    counting_client.generate(REQUEST)
    with qtbot.waitSignal(counting_client.token_count_ready):
        counting_client.count_tokens(draft("abc"))
    assert not tokenizer.thread_ids - {get_ident()} & engine.thread_ids - {get_ident()}


def test_panic_of_the_tokenizer_is_survived(make_client, engine, qtbot, caplog):
    """Tiktoken's panics are no `Exception`; the next count must still come."""
    tokenizer = FakeTokenizer(is_broken=True)
    client = Asking(make_client(lambda: engine, lambda _: tokenizer))
    client.start()
    client.count_tokens(draft("odd"))
    qtbot.waitUntil(lambda: tokenizer.texts == ["odd"])
    tokenizer._is_broken = False
    with qtbot.waitSignal(client.token_count_ready):
        client.count_tokens(draft("fine"))


def test_what_is_cancelled_ends_without_a_pause(loaded, recorder, qtbot, engine, monkeypatch):
    """Whoever pressed Stop writes on, and Enter must send."""
    monkeypatch.setattr(answers, "HAND_OVER_MS", 3_600_000)
    engine.enqueue(Script(gate=Semaphore(2)))
    job = loaded.generate(REQUEST)
    qtbot.waitUntil(lambda: bool(engine.requests))
    loaded.cancel(job)
    qtbot.waitUntil(lambda: bool(recorder.ends))


# -- closing


def test_shutdown_joins_both_threads_and_frees_the_model(client, engine, qtbot):
    """Nothing may run when Qt's objects go."""
    with qtbot.waitSignal(client.loaded):
        client.load(LOAD)
    assert client.shutdown(5_000)
    assert engine.is_unloaded
    assert client.shutdown(0), "asking again is allowed"


def test_shutdown_gives_every_open_job_its_one_end(loaded, recorder, engine, qtbot):
    """Each half answer is marked as stopped, so that it can be saved."""
    engine.enqueue(Script(gate=Semaphore(2)))
    jobs = [loaded.generate(REQUEST) for _ in range(3)]
    qtbot.waitUntil(lambda: len(recorder.events) == 3)
    assert loaded.shutdown(5_000)
    assert [job for job, _ in recorder.ends] == jobs
    assert {end.reason for _, end in recorder.ends} == {FinishReason.CANCELLED}
    assert len(STORY) > 2


def test_shutdown_interrupts_a_load_between_its_reports(client, engine, recorder, qtbot):
    """Closing while a big model loads does not wait for the rest of it."""
    engine.load_delay_s = 60
    client.load(LOAD)
    client.generate(REQUEST)
    qtbot.waitUntil(lambda: bool(engine.loads))
    assert client.shutdown(5_000)
    assert len(recorder.ends) == 1


def test_shutdown_says_when_a_thread_does_not_end(client, engine, recorder, qtbot):
    """A call that cannot be interrupted must not hold up closing; the caller decides."""
    engine.load_gate = Event()
    client.load(LOAD)
    client.generate(REQUEST)
    qtbot.waitUntil(lambda: bool(engine.loads))
    assert not client.shutdown(10)
    assert len(recorder.ends) == 1, "the job has its end even so"
    engine.load_gate.set()
    assert client.shutdown(5_000)
    assert len(recorder.ends) == 1


def test_shutdown_before_start_is_harmless(make_client, engine):
    """The window can be closed before it was ever painted."""
    client = make_client(lambda: engine)
    assert client.shutdown(1_000)
    with pytest.raises(RuntimeError, match="shutdown"):
        client.generate(REQUEST)


def test_a_window_that_is_slow_to_show_is_asked_less_often(loaded, qtbot, engine):
    """What the window works, the network waits for: three hundredths of a core are its share."""
    engine.enqueue_flood(20_000, tokens_per_s=2_000)
    moments: list[float] = []

    def show_slowly(job, events) -> None:
        moments.append(time.perf_counter())
        until = time.thread_time() + 0.02
        while time.thread_time() < until:
            pass

    loaded.answers.events_ready.connect(show_slowly)
    job = loaded.generate(GenerationRequest((), max_new_tokens=20_000))
    qtbot.waitUntil(lambda: len(moments) >= 14)
    loaded.cancel(job)
    pauses = sorted(later - earlier for earlier, later in pairwise(moments[6:]))
    assert pauses[len(pauses) // 2] > 2 * HAND_OVER_MS / 1000


@pytest.mark.parametrize(
    ("tokens", "waited_ms", "pause_ms", "expected_ms"),
    [
        (0, 60_000, 150, 0),  # the prompt is ready: its first token is waited for
        (3, 150, 150, 150),  # twenty tokens a second are read while they come
        (9, 150, 150, 150),  # sixty too, by some
        (20, 150, 150, 250),  # nobody reads a hundred
        (1, 0, HAND_OVER_MS, 55),  # the first ones of all
        (1, 60_000, 150, 150),  # the first of another answer, after a minute
    ],
)
def test_text_that_nobody_reads_leaves_the_window_alone_for_longer(
    tokens, waited_ms, pause_ms, expected_ms
):
    """What shows more tokens at once costs less for each; what is read goes on flowing."""
    assert pause_after(tokens, waited_ms, pause_ms) == expected_ms

"""The buffer between the network's thread and the window's."""

from __future__ import annotations

from threading import Semaphore, Thread

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from gptdesk.app.inference import answers
from gptdesk.app.inference.answers import AnswerStream, HandOver, Job
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStats,
    GenerationStep,
    PromptReady,
)
from tests.fakes import record

JOB = Job(1, GenerationRequest(()))
STEP = GenerationStep(record(1), " a", 2)
END = GenerationEnd(
    FinishReason.MAX_TOKENS,
    "",
    GenerationStats(1, 2, time_to_first_token_s=0.1, decode_tokens_per_s=10.0),
)
PAUSE_MS = 400  # so long that a busy machine does not use it up between two lines


@pytest.fixture
def stream(qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch) -> AnswerStream:
    monkeypatch.setattr(answers, "HAND_OVER_MS", PAUSE_MS)
    stream = AnswerStream(QObject(qapp))
    stream.batches, stream.ends = [], []
    stream.finished.connect(lambda _, end: stream.ends.append(end))
    stream.events_ready.connect(lambda _, events: stream.batches.append(events))
    return stream


def put(stream: AnswerStream, job: Job, what: PromptReady | GenerationStep | GenerationEnd) -> None:
    """What the network's thread does."""
    if stream.hand_over.put(job, what):
        stream.on_events_available()


def test_one_wake_up_is_pending_at_most() -> None:
    """Queued calls that pile up are what freezes a window though a worker is used."""
    hand_over = HandOver()
    assert hand_over.put(JOB, PromptReady(1, 0))
    assert not any(hand_over.put(JOB, PromptReady(n, 0)) for n in range(1000))
    assert not hand_over.put(JOB, END), "the wake-up that is on its way finds it"
    assert len(hand_over.take()) == 1002, "before it came"
    assert not hand_over.put(JOB, PromptReady(1, 0))
    hand_over.note_wake_up()
    assert not hand_over.put(JOB, PromptReady(2, 0)), "what waits for the pause wakes no more"
    assert hand_over.put(JOB, END), "but an end does"
    hand_over.note_wake_up()
    assert len(hand_over.take()) == 3
    assert hand_over.put(JOB, PromptReady(1, 0))


def test_nothing_is_lost_and_nobody_sleeps_on_it() -> None:
    """Between two threads each item arrives once, in order, though one sleeps until it is woken."""
    hand_over = HandOver()
    count = 50_000
    wake_ups = Semaphore(0)

    def produce() -> None:
        for number in range(count):
            if hand_over.put(JOB, PromptReady(number, 0)):
                wake_ups.release()

    thread = Thread(target=produce)
    thread.start()
    received: list[int] = []
    while len(received) < count:
        assert wake_ups.acquire(timeout=10), f"{len(received)} of {count}"
        hand_over.note_wake_up()
        received += [what.prompt_tokens for _, what in hand_over.take()]
    thread.join()
    assert received == list(range(count))


def test_an_answer_that_ended_is_over_at_once(qtbot: QtBot, stream: AnswerStream) -> None:
    """Its last words, and Send in place of Stop, came up to a quarter second late."""
    job = stream.open_job(JOB.request)
    put(stream, job, STEP)
    qtbot.waitUntil(lambda: bool(stream.batches))
    put(stream, job, STEP)
    assert stream.batches == [(STEP,)], "the window has its pause"
    put(stream, job, END)
    assert stream.batches == [(STEP,), (STEP,)]
    assert stream.ends == [END]
    next_one = stream.open_job(JOB.request)
    stream.drain()  # as a timer may that was started for what has been taken
    put(stream, next_one, PromptReady(1, 0))
    put(stream, next_one, STEP)
    qtbot.waitUntil(lambda: len(stream.batches) > 2)
    assert stream.batches[2:] == [(PromptReady(1, 0), STEP)], "and the next answer has its pause"


def test_jobs_are_equal_only_to_themselves():
    """Two jobs with the same request must never be taken for each other."""
    assert Job(1, JOB.request) != JOB


def test_a_fast_prompt_comes_together_with_its_first_tokens(
    qtbot: QtBot, stream: AnswerStream
) -> None:
    """Shown one after the other they would cost twice, just when the network begins."""
    stream.drain()
    qtbot.wait(2 * PAUSE_MS)  # the window has long had its pause
    job = stream.open_job(JOB.request)
    put(stream, job, PromptReady(1, 0))
    put(stream, job, STEP)
    assert stream.batches == []
    qtbot.waitUntil(lambda: bool(stream.batches))
    assert stream.batches == [(PromptReady(1, 0), STEP)]


def test_the_first_token_after_a_slow_prompt_comes_at_once(
    qtbot: QtBot, stream: AnswerStream
) -> None:
    """The pause after a hand-over is for reading what it brought: here there is nothing yet."""
    job = stream.open_job(JOB.request)
    put(stream, job, PromptReady(1, 0))
    qtbot.waitUntil(lambda: bool(stream.batches))
    put(stream, job, STEP)
    assert stream.batches == [(PromptReady(1, 0),), (STEP,)]
    put(stream, job, STEP)
    assert len(stream.batches) == 2, "and the next one when the window has had its pause"


def test_what_was_stopped_ends_at_once_and_counts_what_is_seen(
    qtbot: QtBot, stream: AnswerStream
) -> None:
    """Its end waited for the window's pause, a quarter second, and Enter did nothing meanwhile."""
    job = stream.open_job(JOB.request)
    put(stream, job, STEP)
    qtbot.waitUntil(lambda: bool(stream.batches))
    put(stream, job, STEP)  # which waits, when the user presses Stop
    job.cancelled.set()
    stream.hurry()
    qtbot.wait(1)
    forced = GenerationStep(record(1, is_forced=True), " a", 2)
    for step in (STEP, forced):
        put(stream, job, step)
    stats = GenerationStats(1, 3, time_to_first_token_s=0.1, decode_tokens_per_s=10.0)
    put(stream, job, GenerationEnd(FinishReason.MAX_TOKENS, " held back", stats))
    (end,) = stream.ends
    assert stream.batches == [(STEP,)]
    assert end.reason is FinishReason.CANCELLED
    assert end.text == ""
    assert end.stats.new_tokens == 1

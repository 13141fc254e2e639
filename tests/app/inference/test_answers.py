"""The buffer between the network's thread and the window's."""

from __future__ import annotations

from threading import Thread

from gptdesk.app.inference.answers import HandOver, Job
from gptdesk.engine.types import GenerationRequest, PromptReady

JOB = Job(1, GenerationRequest(()))


def test_one_wake_up_is_pending_at_most():
    """Queued calls that pile up are what freezes a window though a worker is used."""
    hand_over = HandOver()
    assert hand_over.put(JOB, PromptReady(1, 0))
    assert not any(hand_over.put(JOB, PromptReady(n, 0)) for n in range(1000))
    assert len(hand_over.take()) == 1001
    assert hand_over.put(JOB, PromptReady(1, 0))


def test_nothing_is_lost_and_nobody_sleeps_on_it():
    """Between two threads each item arrives once, in order, and each batch was announced."""
    hand_over = HandOver()
    count = 50_000
    wake_ups = []

    def produce() -> None:
        wake_ups.extend(n for n in range(count) if hand_over.put(JOB, PromptReady(n, 0)))

    thread = Thread(target=produce)
    thread.start()
    received, batches = [], 0
    while len(received) < count:
        batch = [what.prompt_tokens for _, what in hand_over.take()]
        batches += bool(batch)
        received += batch
    thread.join()
    assert received == list(range(count))
    assert len(wake_ups) == batches


def test_jobs_are_equal_only_to_themselves():
    """Two jobs with the same request must never be taken for each other."""
    assert Job(1, JOB.request) != JOB

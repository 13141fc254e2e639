"""Which device is chosen, and what its failures are called."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from gptdesk.engine.run import device
from gptdesk.engine.run.device import (
    LongWork,
    choose_device,
    explain_failure,
    free_memory_bytes,
    list_devices,
    physical_cores,
    physical_memory_bytes,
    use_threads,
)
from gptdesk.errors import DeviceLostError, DeviceOutOfMemoryError

CPU = torch.device("cpu")
NO_KERNEL = "CUDA error: no kernel image is available for execution on the device\nCompile with"


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A graphics card that torch calls available; what it computes is up to the test."""
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "Imaginary 9000")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", lambda _: None)
    return monkeypatch


def test_the_cpu_when_asked_for(card):
    """Then the card is not even touched."""
    card.setattr(torch.cuda, "is_available", lambda: 1 / 0)
    assert choose_device("cpu").device == CPU


def test_a_card_that_computes_is_used(card):
    """The probe is a real computation, here done by the CPU in its place."""
    ones = torch.ones
    card.setattr(torch, "ones", lambda *shape, device: ones(*shape))
    choice = choose_device("auto")
    assert choice.device == torch.device("cuda", 0)
    assert "Imaginary 9000" in choice.reason


@pytest.mark.parametrize(
    ("error", "clause"),
    [
        (RuntimeError(NO_KERNEL), "was not built for it"),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate"), "memory is full"),
        (
            torch.AcceleratorError("CUDA error: initialization error"),
            "test computation on it failed",
        ),
    ],
)
@pytest.mark.parametrize("requested", ["auto", "cuda"])
def test_a_card_that_only_promises_is_not_used(card, requested, error, clause):
    """'Available' is said of cards that the installed PyTorch has no code for."""

    def fail(*shape: int, device: str) -> torch.Tensor:
        raise error

    card.setattr(torch, "ones", fail)
    choice = choose_device(requested)
    assert choice.device == CPU
    assert clause in choice.reason
    assert "CUDA error" not in choice.reason


def test_a_card_that_miscalculates_is_not_used(card):
    """A wrong sum is worse than none."""
    card.setattr(torch, "ones", lambda *shape, device: torch.zeros(*shape))
    assert "wrong result" in choose_device("auto").reason


def test_no_card(monkeypatch):
    """The reason tells a PyTorch without CUDA from a machine without a card."""
    monkeypatch.setattr(torch.version, "cuda", None)
    monkeypatch.setattr(torch.version, "hip", None)
    assert "This PyTorch" in choose_device("auto").reason
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    choice = choose_device("cuda")
    assert choice.device == CPU
    assert "No usable CUDA graphics card" in choice.reason


def test_this_machine():
    """Whatever it has, the chosen device computes."""
    choice = choose_device("auto")
    assert torch.arange(4, device=choice.device).sum().item() == 6
    assert choice.reason.endswith(".")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"), "memory"),
        (torch.AcceleratorError("CUDA error: out of memory"), "memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to"), "memory"),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried to"), "memory"),
        (MemoryError(), "memory"),
        (torch.AcceleratorError("CUDA error: device-side assert triggered"), "lost"),
        (RuntimeError("CUDA error: unspecified launch failure"), "lost"),
        (RuntimeError("CUDA driver shutting down"), "lost"),
        (RuntimeError("CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm`"), "lost"),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), None),
        (ValueError("CUDA error: not from torch"), None),
    ],
)
def test_failures_are_told_apart(error, kind):
    """One says: try something smaller. The other says: this card is gone. Neither quotes torch."""
    failure = explain_failure(error)
    if kind is None:
        assert failure is None
        return
    assert type(failure) is (DeviceOutOfMemoryError if kind == "memory" else DeviceLostError)
    assert "CUDA" not in str(failure)
    assert str(failure).endswith(".")


def test_a_real_shortage_is_recognised():
    """The allocator's own words, as this version of torch writes them."""
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**50)
    assert isinstance(explain_failure(caught.value), DeviceOutOfMemoryError)


def test_threads_are_cores_unless_fewer_are_asked_for(monkeypatch):
    """Two threads on one core wait for each other at every layer."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert physical_cores() == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert physical_cores() >= 1


def test_cores_where_the_system_does_not_tell(monkeypatch):
    """Windows, macOS and locked-down containers."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(device.os, "sched_getaffinity", lambda _: {10**6}, raising=False)
    assert physical_cores() == torch.get_num_threads()


def test_threads_can_be_set_again_and_again():
    """The second engine of a process finds the inter-operation threads fixed."""
    before = torch.get_num_threads()
    try:
        use_threads(1)
        use_threads(2)
        assert torch.get_num_threads() == 2
    finally:
        use_threads(before)


@pytest.mark.parametrize(
    ("computing", "leader", "expected"),
    [
        ([1.0] * 9, 1.0, [4] * 9),  # nobody else is here
        # Threads waited twice; not taken back in this text.
        ([0.5, 0.5, 1.0, 1.0], 0.8, [2, 1, 1, 1]),
        ([0.8, 0.7], 0.8, [4, 2]),
        ([0.5, 0.4, 1.0], 0.95, [4, 4, 4]),  # one computed alone for a while, and waited for nobody
    ],
)
def test_long_work_goes_on_with_fewer_threads_where_they_wait(
    computing: list[float], leader: float, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A what-if over 1,000 tokens took a minute on a busy machine, two seconds on a quiet one.

    But one thread alone touches the memory of a first look at such a text; no other one waits for a
    core meanwhile, and the rest is computed with all.
    """
    now = {"perf_counter": 0.0, "process_time": 0.0, "thread_time": 0.0}
    for name in now:
        monkeypatch.setattr(device.time, name, lambda name=name: now[name])
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(4)
        work = LongWork()
        torch.set_num_threads(3)  # what else is computed has its own number
        found = []
        for share in computing:
            for _ in range(4):  # parts that are too short to tell
                with work.going_on():
                    threads = torch.get_num_threads()
                    now["perf_counter"] += 0.03
                    now["process_time"] += 0.03 * threads * share
                    now["thread_time"] += 0.03 * leader
                assert torch.get_num_threads() == 3
            found.append(work.threads)
        assert found == expected
    finally:
        torch.set_num_threads(before)


def test_a_card_is_chosen_by_its_number_and_one_that_is_gone_leaves_the_cpu(card):
    """Settings outlive cards: the sentence says which one is missing, and something computes."""
    ones, used = torch.ones, []
    card.setattr(torch, "ones", lambda *shape, device: ones(*shape))
    card.setattr(torch.cuda, "set_device", used.append)
    assert choose_device("cuda:1").device == torch.device("cuda", 1)
    assert used == [torch.device("cuda", 1)]
    gone = choose_device("cuda:2")
    assert gone.device == CPU
    assert "number 3 is not there any more (cards there: 2)" in gone.reason


def test_every_card_is_listed_by_its_name_and_none_is_computed_on(card):
    """Listing is asked for by opening a page: it must not take a card's memory."""

    def facts(number: int) -> SimpleNamespace:
        if number:
            raise RuntimeError("CUDA error: device is lost")
        return SimpleNamespace(name="Imaginary 9000", total_memory=24 * 2**30)

    card.setattr(torch.cuda, "get_device_properties", facts)
    card.setattr(torch, "ones", lambda *_, **__: 1 / 0)
    cpu, first, second = list_devices(3)
    assert (cpu.name, cpu.threads, cpu.obstacle) == ("cpu", 3, "")
    assert (first.name, first.title) == ("cuda:0", "Imaginary 9000")
    assert first.total_bytes == 24 * 2**30
    assert "does not answer" in second.obstacle
    card.setattr(torch.cuda, "is_available", lambda: False)
    assert [one.name for one in list_devices(3)] == ["cpu"]


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="the system does not say")
def test_free_memory_is_less_than_all_there_is(monkeypatch):
    """Else a model would seem to fit that does not."""
    free, total = free_memory_bytes(), physical_memory_bytes()
    assert free is not None
    assert total is not None
    assert 0 < free <= total
    monkeypatch.setattr(device, "physical_memory_bytes", lambda: 2**20)
    assert free_memory_bytes() == 2**20, "a container may have less than the machine has free"

"""The device that computes: its choice, its threads, its failures.

Owns the one question that only a real computation answers, whether the graphics card works, and
the translation of torch's errors into ours. Must not know models, prompts or files.
"""

from __future__ import annotations

import ctypes
import logging
import os
import time
import traceback
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch

from gptdesk.device_names import card_number
from gptdesk.engine.types import ComputeDevice
from gptdesk.errors import DeviceLostError, DeviceOutOfMemoryError, InferenceError
from gptdesk.sentences import Sentence

logger = logging.getLogger(__name__)

CPU = torch.device("cpu")

# Weights in pages of 2 MB where Linux has them: 2 to 4 per cent more tokens a second. torch looks
# at it when it first takes memory.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

# What glibc's allocator calls large; 32 MB is what it would come to by itself.
_LARGE_WHILE_PACKING, _LARGE = 4 * 2**20, 32 * 2**20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h

# Of work that takes so long, threads that wait for no core spend at least this share computing,
# and the one that leads them, which also does what cannot be shared, nearly all of it.
_LONG_ENOUGH_S, _ALL_BUSY, _LEADER_BUSY = 0.1, 0.75, 0.9

# torch has classes for both, but its libraries still raise plain RuntimeErrors, whose text is all
# there is to tell them by.
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
_LOST = ("cuda error", "device-side assert", "cublas_status", "cudnn_status", "driver shutting")


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """A device and why it was chosen.

    Attributes:
        device: "cpu" or "cuda:0".
        reason: one sentence for the user.
    """

    device: torch.device
    reason: str


def choose_device(requested: str) -> DeviceChoice:
    """Return the CUDA device if it really computes, else the CPU and why.

    Args:
        requested: "auto", "cpu", or a card: "cuda" is the first one, as for "auto".
    """
    if requested == "cpu":
        return DeviceChoice(CPU, Sentence("The CPU was asked for."))
    card = torch.device("cuda", card_number(requested))
    obstacle = _obstacle_to(card)
    if obstacle:
        return DeviceChoice(CPU, obstacle)
    torch.cuda.set_device(card)  # what names no card means this one
    name = torch.cuda.get_device_name(card)
    return DeviceChoice(card, Sentence("{card} passed a test computation.", card=name))


def list_devices(threads: int) -> tuple[ComputeDevice, ...]:
    """Return the CPU and every graphics card that torch sees, without computing on any.

    Args:
        threads: that the CPU would compute with.
    """
    total_bytes = physical_memory_bytes()
    cpu = ComputeDevice(
        "cpu", threads=threads, total_bytes=total_bytes, free_bytes=free_memory_bytes()
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if _obstacle_to_cuda():
            return (cpu,)
        return (cpu, *(_describe_card(number) for number in range(torch.cuda.device_count())))


def _describe_card(number: int) -> ComputeDevice:
    name = f"cuda:{number}"
    try:
        facts = cast("Any", torch.cuda).get_device_properties(number)
    except (RuntimeError, AssertionError) as exc:  # torch's own words for a card that went away
        logger.warning("%s does not answer: %s", name, exc)
        return ComputeDevice(
            name, name.upper(), obstacle=Sentence("This graphics card does not answer.")
        )
    return ComputeDevice(name, facts.name, total_bytes=facts.total_memory)


def _obstacle_to_cuda() -> str:
    """Say what keeps every card from being used; nothing if torch sees one."""
    if torch.version.cuda is None and torch.version.hip is None:
        return Sentence("This PyTorch computes on the CPU only.")
    if not torch.cuda.is_available():
        return Sentence("No usable CUDA graphics card was found, so the CPU computes.")
    return ""


def _obstacle_to(card: torch.device) -> str:
    """Say what keeps a card from being used; nothing if it works."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an old driver is our sentence to write, not torch's
        if obstacle := _obstacle_to_cuda():
            return obstacle
        count = torch.cuda.device_count()
        if card.index >= count:
            return Sentence(
                "The graphics card number {number} is not there any more (cards there: {count}), "
                "so the CPU computes.",
                number=card.index + 1,
                count=count,
            )
        try:
            # "Available" is a promise; a kernel that runs and adds up is the proof.
            ones = torch.ones(32, 32, device=str(card))
            if (ones @ ones).sum().item() == 32.0**3:
                return ""
            problem = Sentence(
                "The graphics card is not used, because a test computation on it gave a wrong "
                "result; the CPU computes."
            )
        except RuntimeError as exc:
            logger.warning("CUDA probe failed: %s", exc)
            text = str(exc).lower()
            if "no kernel image" in text:
                problem = Sentence(
                    "The graphics card is not used, because this PyTorch was not built for it; "
                    "the CPU computes."
                )
            elif "out of memory" in text:
                problem = Sentence(
                    "The graphics card is not used, because its memory is full; the CPU computes."
                )
            else:
                problem = Sentence(
                    "The graphics card is not used, because a test computation on it failed; "
                    "the CPU computes."
                )
    return problem


def explain_failure(error: BaseException) -> InferenceError | None:
    """Turn what torch raised into our error; None if it is not the device's doing."""
    if not isinstance(error, RuntimeError | MemoryError):
        return None
    text = str(error).lower()
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or any(
        phrase in text for phrase in _OUT_OF_MEMORY
    ):
        return DeviceOutOfMemoryError(
            "The graphics card has not enough free memory for this. "
            "Open a smaller model, or choose the CPU."
            if isinstance(error, torch.OutOfMemoryError) or "cuda" in text
            else "There is not enough free memory for this. "
            "Close other programs, or open a smaller model."
        )
    if isinstance(error, torch.AcceleratorError) or any(phrase in text for phrase in _LOST):
        return DeviceLostError(
            "The graphics card stopped working. "
            "The next answer is computed on the CPU; start GPTDesk again to use the card again."
        )
    return None


def physical_cores() -> int:
    """Return how many CPU cores this process may use, hyper-threads counted once.

    `OMP_NUM_THREADS`, the usual way to ask for fewer, is obeyed.
    """
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        siblings = {
            Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text()
            for cpu in os.sched_getaffinity(0)
        }
    except (AttributeError, OSError):  # not Linux, or a container that hides it
        return torch.get_num_threads()
    return len(siblings)


def physical_memory_bytes() -> int | None:
    """Return how much memory this computer has, or lets this process have; None if unknown."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows has no such call
        return None
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):  # "max", or no container
        return total
    return min(total, limit)


def free_memory_bytes() -> int | None:
    """Return how much memory programs can still take without swapping; None if unknown."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvail"))
    except (OSError, ValueError, IndexError, StopIteration):  # not Linux
        return None
    limit = physical_memory_bytes()  # a container's may be less than the machine's
    return free if limit is None else min(free, limit)


def free_bytes_of(device: torch.device) -> int | None:
    """Return how much memory a device still has for a network; None if unknown."""
    if device.type != "cuda":
        return free_memory_bytes()
    if not torch.cuda.is_initialized():  # nothing is on the card yet
        return None
    try:
        return torch.cuda.mem_get_info(device)[0]
    except RuntimeError:
        return None


def use_threads(threads: int) -> None:
    """Let torch compute with this many threads, each operation one after the other."""
    torch.set_num_threads(threads)
    if torch.get_num_interop_threads() != 1:
        try:
            torch.set_num_interop_threads(1)
        except RuntimeError:  # too late: something was already computed in parallel
            logger.debug("inter-operation threads stay at %d", torch.get_num_interop_threads())


@contextmanager
def one_thread() -> Generator[None, None, None]:
    """Compute what is small: more threads gain little, and on a busy machine wait for each other.

    There one table took a second with two threads, and 15 ms with one.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


class LongWork:
    """Computes what is large with all threads, and with fewer once they wait for a core.

    An operation ends when its slowest thread does; the others spin until then. With another program
    on one of two cores, two threads read a text in 7 s that one reads in 1.5 s. It shows in the
    processor's time, which is less then than that of all threads together, and less than the whole
    time for the calling thread too: one that computes alone for a while, because memory is touched
    for the first time or the other threads only start, waits for nobody.
    """

    def __init__(self) -> None:
        """Begin with as many threads as torch uses now."""
        self.threads = torch.get_num_threads()
        self._wall_s = self._cpu_s = self._leader_s = 0.0

    @contextmanager
    def going_on(self) -> Generator[None, None, None]:
        """Compute a part of it; afterwards torch uses as many threads as before."""
        before = torch.get_num_threads()
        torch.set_num_threads(self.threads)
        wall_s, cpu_s, leader_s = time.perf_counter(), time.process_time(), time.thread_time()
        try:
            yield
        finally:
            self._wall_s += time.perf_counter() - wall_s
            self._cpu_s += time.process_time() - cpu_s
            self._leader_s += time.thread_time() - leader_s
            torch.set_num_threads(before)
        if self._wall_s < _LONG_ENOUGH_S:
            return
        are_all_busy = self._cpu_s >= _ALL_BUSY * self.threads * self._wall_s
        if not are_all_busy and self._leader_s < _LEADER_BUSY * self._wall_s:
            self.threads = max(1, self.threads // 2)
        self._wall_s = self._cpu_s = self._leader_s = 0.0


@contextmanager
def returning_memory() -> Generator[None, None, None]:
    """Let every large piece that is freed in here go back to the system at once.

    glibc otherwise keeps pieces of up to 32 MB for the next who asks. Packing a network frees many
    between what stays: GPT-2 XL in 8 bits took 400 MB more at its peak.
    """
    _tune_allocator(_LARGE_WHILE_PACKING)
    try:
        yield
    finally:
        _tune_allocator(_LARGE)  # steps use the same pieces again and again
        _call_glibc("malloc_trim", 0)


def trim_memory() -> None:
    """Give freed memory back to the system, where the C library (glibc) keeps it."""
    _call_glibc("malloc_trim", 0)


def _tune_allocator(large: int) -> None:
    """Say from how many bytes on a piece is taken from the system and given back by itself."""
    _call_glibc("mallopt", _M_MMAP_THRESHOLD, large)
    _call_glibc("mallopt", _M_TRIM_THRESHOLD, 2 * large)


def _call_glibc(name: str, *numbers: int) -> None:
    try:
        getattr(ctypes.CDLL(None), name)(*numbers)
    except (AttributeError, OSError, TypeError):  # another C library, with habits of its own
        logger.debug("no %s here", name)


def forget_frames(error: BaseException | None) -> None:
    """Empty the frames that an error and its causes passed: their locals hold caches and logits."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__

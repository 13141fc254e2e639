"""From a slider to the chart: how long until the painted table shows the setting.

    python tests/benchmarks/bench_sliders.py [--model FOLDER] [--moves 400]

A slider of the *Pipeline* page is moved a step at a time; the time runs from the move to the end of
the paint that shows the pipeline of exactly that setting. The first series moves while nothing
runs, and waits for each paint. The second drags without waiting, 60 times a second: each paint is
compared with the newest move that it shows. The third does the same while an answer is written.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.main import make_engine
from gptdesk.app.theme import ThemeController
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.types import LoadRequest
from gptdesk.resources import resource_path
from tests.app.viewmodels.memory_store import MemoryStore

PROMPT = "Once upon a time there was a little fox who lived in a big forest."


class Window(QObject):
    """The side panel on a real engine, without the rest of the window."""

    was_painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.client = InferenceClient(make_engine)
        self.sampling = SamplingViewModel(SamplingSettings(), seed=1, max_new_tokens=60)
        self.chat = ChatViewModel(self.client, MemoryStore(), self.sampling)
        self.inspector = InspectorViewModel(self.client, self.chat)
        self.place = PipelineViewModel(self.client, self.inspector, self.sampling, self.chat)
        self.next_token = NextTokenViewModel(self.client.model)
        self.next_token.look_through(self.place)
        self.chat.record_added.connect(self.next_token.show)
        self.panel = SidePanel(
            self.next_token,
            self.sampling,
            ModelInfoViewModel(),
            pipeline=self.place,
            talk=TalkViewModel(self.inspector),
        )
        self.panel.resize(672, 730)
        self.painted: list[tuple[float, float]] = []  # when, and which temperature
        self.page = self.panel.pipeline_page
        self.page.table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note each paint of the table, and what it shows."""
        if event.type() == QEvent.Type.Paint and watched is self.page.table:
            self.page.table.removeEventFilter(self)
            QApplication.sendEvent(watched, event)
            self.page.table.installEventFilter(self)
            pipeline = self.place.pipeline
            if pipeline is not None:
                self.painted.append((time.perf_counter(), pipeline.settings.temperature))
                self.was_painted.emit()
            return True
        return False

    def close(self) -> None:
        """Stop everything."""
        self.chat.shutdown()
        self.next_token.shutdown()
        self.place.shutdown()
        self.inspector.shutdown()
        assert self.client.shutdown(10_000), "a thread hangs"


def wait_until(is_done: Callable[[], bool], timeout_s: float = 60) -> None:
    """Run the event loop until something is true."""
    deadline = time.monotonic() + timeout_s
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: is_done() and loop.quit())
    timer.start(5)
    QTimer.singleShot(int(timeout_s * 1000), loop.quit)
    loop.exec()
    assert time.monotonic() < deadline, "it did not happen"


def moved(window: Window, position: int) -> tuple[float, float]:
    """Move the temperature's slider; return when, and to which value."""
    began = time.perf_counter()
    window.page.sampling.temperature.slider.setValue(position)
    return began, window.sampling.settings.temperature


def one_by_one(window: Window, moves: int) -> list[float]:
    """Return the milliseconds from each move to its paint."""
    times = []
    before = time.process_time(), time.thread_time()
    for number in range(moves):
        window.painted.clear()
        began, value = moved(window, 20 + (number * 7) % 160)
        while not any(shown == value for _, shown in window.painted):
            loop = QEventLoop()  # it sleeps: a loop that spins would take the worker's time
            window.was_painted.connect(loop.quit)
            loop.exec()
        times.append(1e3 * (next(at for at, shown in window.painted if shown == value) - began))
    in_all, here = time.process_time() - before[0], time.thread_time() - before[1]
    print(f"processor time of a move: {1e3 * here / moves:.1f} ms in the window's thread, "
          f"{1e3 * (in_all - here) / moves:.1f} ms in the worker's")  # fmt: skip
    return times


def dragged(window: Window, moves: int) -> list[float]:
    """Return the milliseconds from each painted move to its paint, moving 60 times a second."""
    began: dict[float, float] = {}
    window.painted.clear()
    loop = QEventLoop()
    timer = QTimer()
    positions: Iterator[int] = iter(range(moves))

    def move() -> None:
        number = next(positions, None)
        if number is None:
            loop.quit()
            return
        at, value = moved(window, 20 + number % 160)
        began[value] = at

    timer.timeout.connect(move)
    timer.start(16)
    loop.exec()
    times: dict[float, float] = {}
    for at, value in window.painted:
        if value in began:
            times.setdefault(value, 1e3 * (at - began[value]))
    return list(times.values())


def report(name: str, times: list[float]) -> None:
    """Print quantiles."""
    times = sorted(times)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"{name:<34} {len(times):4} paints  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms"
          f"  worst {times[-1]:6.1f} ms")  # fmt: skip


@contextmanager
def opened(model: Path) -> Iterator[Window]:
    """A window with an answer of 60 tokens, its 30th marked."""
    window = Window()
    window.panel.show()
    window.panel.tabs.setCurrentWidget(window.page)
    window.client.start()
    window.client.load(LoadRequest(model))
    wait_until(lambda: window.client.info is not None)
    window.chat.submit(PROMPT)
    wait_until(lambda: window.chat.messages.rowCount() > 1 and not window.chat.is_busy)
    answer = window.chat.messages.messages[-1]
    window.inspector.mark(TokenRef(answer.id, is_prompt=False, index=len(answer.token_ids) // 2))
    wait_until(lambda: window.place.pipeline is not None)
    yield window
    window.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=resource_path("models/storyteller"))
    parser.add_argument("--moves", type=int, default=400)
    arguments = parser.parse_args()
    app = QApplication([])
    ThemeController(app, "light").put_on()
    with opened(arguments.model) as window:
        report("idle, one move at a time", one_by_one(window, arguments.moves))
        report("idle, dragged at 60 Hz", dragged(window, 150))
        window.sampling.set_max_new_tokens(2000)
        window.chat.continue_answer()
        wait_until(lambda: window.chat.is_busy)
        report("while an answer runs, dragged", dragged(window, 150))
        window.chat.runner.stop()
        wait_until(lambda: not window.chat.is_busy)
    app.quit()


if __name__ == "__main__":
    main()

"""Frames and gaps of *Under the hood*, and what the open window costs an answer.

python tests/benchmarks/window_inside.py [--model small|124m|bundled|PATH] [--tokens N]
                                         [--rounds N] [--new-tokens N]

Frames and gaps: while attention of 1,024 places opens, scrolls and zooms. The cost: answers of a
short text in turns, with the window open and closed, and the ratio of their tokens per second and
of the processor time that a token takes.

`small` is an untrained network of 12 blocks with 12 heads over 1,024 places, 96 numbers wide: as
many pictures, and as large, as GPT-2's smallest has; `124m` is that one itself, untrained. A frame
is one paint event of grid, map or row; a gap is how long the event loop was away, with its 16 ms.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench_window import (
    Heartbeat,
    Room,
    leave,
    open_room,
    parser,
    spread,
    turn_for,
    turn_until,
    verdict,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import make_engine
from gptdesk.app.viewmodels.inside.attention import AttentionView
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.attention.head_grid import HeadGrid
from gptdesk.app.views.inside.attention.head_map import HeadMap
from gptdesk.app.views.inside.attention.row_table import RowTable
from gptdesk.app.views.inside.attention_page import AttentionPage
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.app.views.window.window_views import WindowViews
from gptdesk.chat.messages import PromptMode
from gptdesk.engine.inside.values import Spot, Stop
from gptdesk.engine.types import GenerationEnd
from gptdesk.model.config import GPT_CONFIG_124M, GPTConfig
from gptdesk.resources import resource_path
from tests.tiny_models import write_tiny_model

SMALL = GPTConfig(ctx_len=1024, emb_dim=96, n_heads=12, n_layers=12, tie_embeddings=True)
WORDS = "the little dog saw a red ball and a cat in the big garden of the old house . "


@dataclass
class Figures:
    """What was measured in one phase."""

    name: str
    wall_ms: float = 0.0
    frames_ms: list[float] = field(default_factory=list)
    gaps_ms: list[float] = field(default_factory=list)


def measure_frames(frames_ms: list[float]) -> None:
    """Time every paint event of grid, map and row from now on."""
    for kind in (HeadGrid, HeadMap, RowTable):
        kind.paintEvent = _timed(kind.paintEvent, frames_ms)  # type: ignore[method-assign]


def _timed(paint: Callable[..., None], frames_ms: list[float]) -> Callable[..., None]:
    def paint_event(widget: Any, event: Any) -> None:
        start = time.perf_counter()
        paint(widget, event)
        frames_ms.append((time.perf_counter() - start) * 1000)

    return paint_event


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--model", default="small")
    options.add_argument("--tokens", type=int, default=1008)
    options.add_argument("--rounds", type=int, default=6, help="answers with the window open")
    options.add_argument("--new-tokens", type=int, default=800, help="of each of these answers")
    args = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="gptdesk-inside-") as folder:
        run(model_folder(args.model, Path(folder)), args)


def model_folder(name: str, folder: Path) -> Path:
    """Return where the model is; an untrained one is written to `folder`."""
    if name == "bundled":
        return resource_path("models/storyteller")
    configs = {"small": SMALL, "124m": GPT_CONFIG_124M}
    return write_tiny_model(folder / name, configs[name]) if name in configs else Path(name)


def run(model: Path, args: argparse.Namespace) -> None:
    room = open_room(make_engine, model=model, is_plain=False)
    assert isinstance(room.window, MainWindow), "not the plain one"
    room.wait_until_loaded()
    room.chat.set_mode(PromptMode.CONTINUE)
    room.sampling.set_max_new_tokens(2)
    room.chat.submit((WORDS * (args.tokens // len(WORDS.split()))).strip())
    turn_for(0.3)
    turn_until(lambda: not room.chat.is_busy, limit_s=300)
    views = room.window.views
    answer = room.chat.messages.messages[-1]
    views.transcript.tokens.marked.token_marked.emit(TokenRef(answer.id, False, 0))
    views.menu.inside.trigger()
    window = views.side_windows.inside_window
    assert window is not None, "F7 opens it"
    page = window.page(Page.ATTENTION)
    assert isinstance(page, AttentionPage), "the page"
    inside = page._inside
    turn_until(lambda: inside.view is not None, limit_s=300)
    assert inside.at is not None, "an answer is marked"
    frames_ms: list[float] = []
    measure_frames(frames_ms)
    heartbeat = Heartbeat()
    phases: list[Figures] = []

    @contextmanager
    def phase(title: str) -> Iterator[None]:
        figures = Figures(title)
        frames_ms.clear()
        heartbeat.gaps_ms.clear()
        start = time.perf_counter()
        heartbeat.start()
        yield
        figures.wall_ms = (time.perf_counter() - start) * 1000
        turn_for(0.1)
        heartbeat.stop()
        figures.frames_ms, figures.gaps_ms = list(frames_ms), list(heartbeat.gaps_ms)
        phases.append(figures)

    with phase("grid fills"):
        inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 1, 1)))
        turn_until(lambda: page.attention.are_heads_of_now, limit_s=300)
    with phase("arrows in the grid"):
        for step in range(40):
            QTest.keyClick(page.grid, Qt.Key.Key_Right if step % 2 else Qt.Key.Key_Down)
            turn_for(0.03)
    with phase("map opens"):
        for head in range(1, inside.n_heads + 1):  # each is another map
            page.attention.open_head(1, head)
            turn_until(lambda: page.attention.is_map_of_now, limit_s=60)
            turn_for(0.05)  # it is painted
    with phase("map zooms"):
        for step in (*[1] * 10, *[-1] * 10):
            page.map.zoom(step)
            turn_for(0.05)
        turn_until(lambda: page.attention.is_map_of_now, limit_s=60)
    with phase("map scrolls"):
        for _zoom in range(6):
            page.map.zoom(1)
            bars = page.map.horizontalScrollBar(), page.map.verticalScrollBar()
            for part in range(20):
                for bar in bars:
                    bar.setValue(bar.maximum() * part // 20)
                turn_for(0.02)
    with phase("cursor in the map"):
        for _ in range(40):
            QTest.keyClick(page.map, Qt.Key.Key_Up)
            turn_for(0.02)
    with phase("row opens"):
        page.attention.show(AttentionView.ROW)
        turn_for(0.2)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"under the hood: {args.model}, {len(inside.at.ids):,} tokens, load {load}")
    checks: dict[str, bool] = {}
    for one in phases:
        print(f"  {one.name:22} {one.wall_ms:8.0f} ms")
        if one.frames_ms:
            print(f"    frames               {spread(one.frames_ms, 'ms')}")
            checks[f"{one.name}: no frame over 16 ms"] = max(one.frames_ms) <= 16
        print(f"    gaps                 {spread(one.gaps_ms, 'ms')}")
        checks[f"{one.name}: no gap over 50 ms"] = max(one.gaps_ms) <= 50
    opens = next(one for one in phases if one.name == "map opens")
    print(f"  longest gap while {inside.n_heads} maps open: {max(opens.gaps_ms):.1f} ms")
    ratio, work = speed_beside(room, views, args.rounds, args.new_tokens)
    checks["an answer loses at most 3 % of its speed to the open window"] = ratio >= 0.97
    checks["a token takes at most 3 % more processor time beside it"] = work <= 1.03
    leave(room, verdict({}, checks, is_untimed=args.untimed))


class Meter:
    """Processor time at each hand-over of an answer."""

    def __init__(self, room: Room) -> None:
        self._messages = room.chat.messages
        self._samples: list[tuple[int, float, float]] = []
        room.chat.runner.grew.connect(self._on_grew)

    def begin(self) -> None:
        """Forget the answer before."""
        self._samples.clear()

    def ms_a_token(self) -> tuple[float, float]:
        """Return what a token took of all threads, and of the window's.

        From the fifth token on, when what begins with an answer is done, to the last hand-over
        but one: by the last one the answer may have ended, and is looked at.
        """
        samples = [sample for sample in self._samples if sample[0] > 5][:-1]
        (n, all_s, own_s), (last_n, last_all_s, last_own_s) = samples[0], samples[-1]
        return 1e3 * (last_all_s - all_s) / (last_n - n), 1e3 * (last_own_s - own_s) / (last_n - n)

    def _on_grew(self, *_facts: object) -> None:
        tokens = len(self._messages.messages[-1].token_ids)
        self._samples.append((tokens, time.process_time(), time.thread_time()))


def speed_beside(
    room: Room, views: WindowViews, rounds: int, new_tokens: int
) -> tuple[float, float]:
    """Print what an answer takes with the window open and closed, in turns.

    Each is the second one of a chat of its own, so that all are equally long, and there is
    something to look at while it comes; nothing may be computed for it meanwhile.

    Returns:
        Tokens a second, open by closed, the median of answers that follow each other: the load of
        the machine changes slowly; and processor time of a token likewise.
    """
    window, meter = views.side_windows.inside_window, Meter(room)
    assert window is not None, "it was open"
    speeds: dict[bool, list[float]] = {False: [], True: []}
    works: dict[bool, list[float]] = {False: [], True: []}
    own: dict[bool, list[float]] = {False: [], True: []}
    ends: list[GenerationEnd] = []
    room.client.answers.finished.connect(lambda _job, end: ends.append(end))

    def answer(text: str, tokens: int) -> None:
        room.sampling.set_max_new_tokens(tokens)
        meter.begin()
        wanted = len(ends) + 1
        room.chat.submit(text)
        turn_until(lambda: len(ends) == wanted and not room.chat.is_busy, limit_s=600)

    for number in range(2 * rounds + 1):  # the first warms up
        is_open = number % 2 == 1
        if is_open:
            views.menu.inside.trigger()
        else:
            window.close()
        room.chat.new_chat()
        answer("the little dog saw a red ball", 8)
        turn_for(1.0)  # it is looked at
        answer("and a cat", new_tokens)
        assert window.isVisible() == is_open, "it stays as it is"
        speed = ends[-1].stats.decode_tokens_per_s
        if number and speed is not None:
            speeds[is_open].append(speed)
            for work, one in zip((works, own), meter.ms_a_token(), strict=True):
                work[is_open].append(one)
        turn_for(0.2)
    for is_open, name in ((False, "closed"), (True, "open")):
        figures = ", ".join(f"{one:.1f}" for one in speeds[is_open])
        print(f"  tokens/s, window {name:6} median {median(speeds[is_open]):.1f} ({figures})")
        for what, work in (("all threads", works), ("the window's", own)):
            figures = ", ".join(f"{one:.2f}" for one in work[is_open])
            print(f"    CPU ms a token, {what:12} {median(work[is_open]):.3f} ({figures})")
    ratio, work_ratio = (
        median(one / other for one, other in zip(of[True], of[False], strict=True))
        for of in (speeds, works)
    )
    print(f"  open / closed: tokens/s {ratio:.3f}, processor time of a token {work_ratio:.3f}")
    return ratio, work_ratio


if __name__ == "__main__":
    main()

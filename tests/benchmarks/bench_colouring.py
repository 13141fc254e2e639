"""How long colouring takes: a message of 1,000 tokens recoloured, and from the mouse to the card.

Prints milliseconds of the window's thread (its processor time, which other programs do not change)
and of wall clock. The 300 ms that the mouse must rest before a card comes are not in them.

    python tests/benchmarks/bench_colouring.py [--untimed]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from bench_window import spread, verdict
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import ThemeController
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.messages import Message, MessageState, Role
from gptdesk.chat.packed_records import PackedRecords
from gptdesk.chat.tokens import TokenRecord
from tests.fakes import flood_pieces, vocabulary

TOKENS = 1_000
LIMIT_MS = 50.0
_ROUNDS = 12

Times = tuple[list[float], list[float]]  # milliseconds of the thread, of wall clock


def a_record(token_id: int, dice: random.Random) -> TokenRecord:
    """Return a record with twenty alternatives and figures of any size."""
    raw = sorted((dice.random() for _ in range(20)), reverse=True)
    total = sum(raw) * 1.2
    top = tuple(p / total for p in raw)
    rank = int(10 ** dice.uniform(0, 4.5))
    return TokenRecord(
        token_id,
        top[rank] if rank < 20 else 0.5 ** dice.uniform(3, 18),
        0.1,
        rank,
        dice.uniform(0, 12),
        40,
        dice.random(),
        top_ids=tuple(dice.sample(range(50_000), 20)),
        top_raw_p=top,
        top_final_p=top,
        top_removed_by=("",) * 10 + ("top_p",) * 10,
    )


def an_answer(tokens: int) -> Message:
    """Return an answer of so many tokens, with their records packed as in the program."""
    dice = random.Random(5)
    pieces = flood_pieces(tokens)
    ids = tuple(token_id for token_id, _ in pieces)
    records = PackedRecords(a_record(token_id, dice) for token_id in ids)
    text = "".join(text for _, text in pieces)
    return Message(Role.ASSISTANT, text, token_ids=ids, records=records, id="a")


def open_view(answer: Message, width: int, height: int) -> tuple[TranscriptView, MessageListModel]:
    """Show a transcript of one prompt and `answer`."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    ThemeController(app, "light").put_on()
    model, view = MessageListModel(), TranscriptView(LoadedModel(vocabulary=vocabulary()))
    model.setParent(view)
    view.set_model(model)
    view.resize(width, height)
    model.reset([Message(Role.USER, "Once upon a time"), answer])
    view.show()
    app.processEvents()
    view.verticalScrollBar().setValue(0)
    app.processEvents()
    return view, model


def timed(action: Callable[[], None], times: Times) -> None:
    """Add how long `action` took."""
    wall, thread = time.perf_counter(), time.thread_time()
    action()
    times[0].append((time.thread_time() - thread) * 1e3)
    times[1].append((time.perf_counter() - wall) * 1e3)


def recolour(view: TranscriptView) -> Times:
    """Measure switching from measure to measure, painted."""
    times: Times = ([], [])
    for _ in range(_ROUNDS):
        for measure in Measure:

            def switch(measure: Measure = measure) -> None:
                view.tokens.set_colouring(measure, Bands())
                view.viewport().repaint()

            timed(switch, times)
    return times


def hover(view: TranscriptView) -> Times:
    """Measure from the mouse on another token to its card, painted."""
    times: Times = ([], [])
    dice = random.Random(7)
    view.tokens.set_colouring(Measure.SURPRISAL, Bands())
    view.viewport().repaint()
    while len(times[0]) < 5 * _ROUNDS:
        point = QPoint(
            dice.randrange(view.viewport().width()), dice.randrange(view.viewport().height())
        )
        if view.tokens.at(point) in (None, view.tokens.marked.hovered):
            continue

        def rest(point: QPoint = point) -> None:
            view.tokens.marked.hover(point)
            view.tokens.marked._on_rested()
            QApplication.processEvents()

        timed(rest, times)
        assert view.tokens.marked.card.isVisible()
    view.tokens.marked.forget()
    return times


def grow(answer: Message) -> Times:
    """Measure one hand-over of a streaming answer, coloured and with a token marked."""
    times: Times = ([], [])
    growing = replace(answer, state=MessageState.STREAMING)
    pieces = flood_pieces(len(answer.token_ids))
    empty = replace(growing, text="", token_ids=(), records=())
    view, model = open_view(empty, 1280, 800)
    view.tokens.set_colouring(Measure.SURPRISAL, Bands())
    text = ""
    for count, (_, piece) in enumerate(pieces, start=1):
        text += piece
        if count < 100 or count % 5:
            continue

        def hand_over(count: int = count, text: str = text) -> None:
            model.replace(
                1,
                replace(
                    growing,
                    text=text,
                    token_ids=answer.token_ids[:count],
                    records=answer.records[:count],
                ),
            )
            QApplication.processEvents()

        if count == 100:
            hand_over()
            view.tokens.marked.set_ref(TokenRef("a", is_prompt=False, index=90))
        timed(hand_over, times)
    view.close()
    return times


def main() -> int:
    """Measure and print; return 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--untimed", action="store_true", help="print times only")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    answer = an_answer(TOKENS)
    print(f"{TOKENS:,} tokens, all on the screen (1,280 x 3,000 pixels)")
    view, _ = open_view(answer, 1280, 3000)
    seen = len({view.tokens.at(QPoint(x, y)) for y in range(0, 3000, 6) for x in range(0, 1280, 3)})
    report = {"recolour, all seen": recolour(view), "hover to card, all seen": hover(view)}
    view.close()
    print(f"  tokens under a grid of points: {seen - 1:,}")
    view, _ = open_view(answer, 1280, 800)
    report["recolour, 1,280 x 800"] = recolour(view)
    report["hover to card, 1,280 x 800"] = hover(view)
    view.close()
    report["hand-over of 5 tokens, coloured and marked"] = grow(answer)
    checks: dict[str, bool] = {}
    for name, (thread_ms, wall_ms) in report.items():
        print(f"{name}\n  thread {spread(thread_ms, 'ms')}\n  wall   {spread(wall_ms, 'ms')}")
        checks[f"{name}: at most {LIMIT_MS:.0f} ms of the thread"] = max(thread_ms) <= LIMIT_MS
    app.processEvents()
    return verdict({}, checks, is_untimed=options.untimed)


if __name__ == "__main__":
    sys.exit(main())

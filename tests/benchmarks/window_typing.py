"""What the chart of the typed prompt costs: window gaps, speed and first token, with and without.

python tests/benchmarks/window_typing.py [--model bundled|PATH] [--answers N] [--tokens N]

In one window, in turn: an answer without the chart, one with it (View, Chances while you write).
Before each a prompt is typed word by word, rested on as a writer does, and sent; while it streams a
key is pressed every 100 ms. Every other pair begins with the chart. The prompts differ in their
first word, so that no answer finds the last one's in memory. Gaps are those of the whole time,
typing included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from bench_window import (
    Heartbeat,
    Room,
    engine_and_model,
    leave,
    open_room,
    parser,
    percentile,
    spread,
    turn_for,
    turn_until,
    verdict,
)
from window_gap import Typist

from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.chat.messages import PromptMode
from gptdesk.engine.types import GenerationEnd
from tests.fakes import FakeEngine

FIRST = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
REST = (
    " day there was a little girl named Lily who had a red ball and a small dog, and every morning"
    " they went to the old tree at the end of the garden, where a bird was singing. She said"
)
KEY_S = 0.06  # between two words
REST_S = 0.8  # the writer reads what was written


@dataclass(slots=True)
class Figures:
    """Of the answers of one kind; times in milliseconds."""

    tokens_per_s: list[float] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)
    gaps_ms: list[float] = field(default_factory=list)
    echoes_ms: list[float] = field(default_factory=list)
    charts: int = 0


def answer(room: Room, window: MainWindow, number: int, figures: Figures) -> None:
    """Type a prompt, send it, and type on while it streams."""
    ends: list[GenerationEnd] = []
    room.chat.run_finished.connect(ends.append)
    editor = window.views.composer.editor
    room.chat.new_chat()
    turn_for(0.5)  # what a new chat leaves to do is not the answer's
    heartbeat, typist = Heartbeat(), Typist(editor)
    heartbeat.start()
    for word in (FIRST[number % len(FIRST)], *REST.split(" ")[1:]):
        editor.insertPlainText(f" {word}" if editor.text() else word)
        turn_for(KEY_S)
    turn_for(REST_S)
    rows = window.views.side_panel.next_token_page.bars.rows
    figures.charts += bool(rows) and not any(row.is_chosen for row in rows)
    window.views.sending.send()
    typist.start()
    turn_until(lambda: bool(ends))
    typist.stop()
    turn_for(REST_S)  # what was typed meanwhile has its chart now
    heartbeat.stop()
    room.chat.run_finished.disconnect(ends.append)
    window.views.composer.set_text("")
    stats = ends[-1].stats
    figures.tokens_per_s.append(stats.decode_tokens_per_s or 0.0)
    figures.first_ms.append(1000 * (stats.time_to_first_token_s or 0.0))
    figures.gaps_ms += heartbeat.gaps_ms
    figures.echoes_ms += typist.echoes_ms


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--model", default="bundled", help="'bundled', or a model file or folder")
    options.add_argument("--answers", type=int, default=8, help="of each kind")
    options.add_argument("--tokens", type=int, default=200)
    args = options.parse_args()
    factory, model = engine_and_model(args.model, FakeEngine())
    room = open_room(factory, model=model, is_plain=False)
    window = room.window
    assert isinstance(window, MainWindow), "the plain window has no chart"
    window.resize(1280, 800)  # with the inspector beside the text
    room.wait_until_loaded()
    room.chat.set_mode(PromptMode.CONTINUE)
    room.sampling.set_max_new_tokens(args.tokens)
    switch = window.views.menu.next_after_text
    kinds = {"without the chart": Figures(), "with the chart": Figures()}
    answer(room, window, 0, Figures())  # warm
    for number in range(args.answers):
        room.sampling.set_seed(number)  # the same dice for both
        both = list(enumerate(kinds.values()))
        for is_on, figures in both if number % 2 == 0 else reversed(both):
            if switch.isChecked() != bool(is_on):
                switch.trigger()
            answer(room, window, 2 * number + is_on, figures)
    print(f"typing: {args.model}, {args.answers} answers of {args.tokens} tokens each way, in turn")
    for kind, figures in kinds.items():
        print(f"{kind} ({figures.charts} charts when sent)")
        print(f"  tokens/s      {spread(figures.tokens_per_s, '')}")
        print(f"  first token   {spread(figures.first_ms, 'ms')}")
        print(f"  window gaps   {spread(figures.gaps_ms, 'ms')}")
        print(f"  typing echo   {spread(figures.echoes_ms, 'ms')}")
    without, with_chart = kinds.values()
    pairs = zip(with_chart.tokens_per_s, without.tokens_per_s, strict=True)
    ratio = median(on / off for on, off in pairs)
    print(f"tokens/s with : without, median of the pairs: {ratio:.3f}")
    exact = {
        "a chart before every answer that has one": with_chart.charts == args.answers,
        "no chart where it is switched off": without.charts == 0,
    }
    timed = {
        "p99 gap with the chart <= 50 ms": percentile(with_chart.gaps_ms, 99) <= 50,
        "tokens/s with the chart >= 0.97 of those without": ratio >= 0.97,
        "first token no later": median(with_chart.first_ms) <= 1.05 * median(without.first_ms),
    }
    leave(room, verdict(exact, timed, is_untimed=args.untimed))


if __name__ == "__main__":
    main()

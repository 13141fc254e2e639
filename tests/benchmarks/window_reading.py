"""Gaps of the window while a document is read, and while an answer in Markdown streams.

python tests/benchmarks/window_reading.py [--markdown] [--kilobytes N] [--tokens N] [--per-second R]

The document is read by the bundled model (or `--model`) in the reading window, which is in sight
with its curves and rows. The answer in Markdown comes from a made-up engine: headings, lists,
tables, code and emphasis, as fast as is asked for.
"""

from __future__ import annotations

from functools import partial

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

from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.engine.types import GenerationEnd
from tests.fakes import FakeEngine, Script

SENTENCE = (
    "One day there was a little girl named Lily who had a red ball and a small dog, and every"
    " morning they went to the old tree at the end of the garden, where a bird was singing.\n"
)
MARKDOWN = (
    "## A heading\n\nSome *words* with **weight** and `code` in [a link](https://example.org).\n\n"
    "- one\n- two\n  1. three\n  2. four\n\n> said\n\n```python\nfor n in range(3):\n    print(n)\n"
    "```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
)


def read(window: MainWindow, kilobytes: int) -> list[float]:
    """Read a document; return the gaps in milliseconds."""
    text = SENTENCE * (1_000 * kilobytes // len(SENTENCE))
    heartbeat = Heartbeat()
    heartbeat.start()
    window.views.side_windows.read_text(text, "document.txt")
    reading = window.views.side_windows.reading_window
    assert reading is not None
    turn_for(0.5)
    turn_until(partial(_has_ended, window), limit_s=600)
    turn_for(0.5)
    heartbeat.stop()
    reading.close()
    return heartbeat.gaps_ms


def _has_ended(window: MainWindow) -> bool:
    reading = window.views.side_windows.reading_window
    return reading is not None and not reading.stop.isVisible()


def stream(room: Room, fake: FakeEngine, tokens: int, per_second: float) -> list[float]:
    """Have Markdown streamed; return the gaps in milliseconds."""
    words = (MARKDOWN * (tokens // len(MARKDOWN.split(" ")) + 1)).split(" ")
    pieces = tuple((1 + n % 900, f" {word}") for n, word in enumerate(words[:tokens]))
    fake.enqueue(Script(pieces, tokens_per_s=per_second))
    ends: list[GenerationEnd] = []
    room.chat.run_finished.connect(ends.append)
    room.sampling.set_max_new_tokens(tokens)
    room.chat.submit("Markdown, please")
    room.chat.set_markdown(True)
    heartbeat = Heartbeat()
    heartbeat.start()
    turn_until(lambda: bool(ends), limit_s=600)
    turn_for(0.5)
    heartbeat.stop()
    return heartbeat.gaps_ms


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--model", default="bundled", help="'bundled', or a model file or folder")
    options.add_argument("--markdown", action="store_true", help="instead of a document")
    options.add_argument("--kilobytes", type=int, default=200)
    options.add_argument("--tokens", type=int, default=4_000)
    options.add_argument("--per-second", type=float, default=200)
    args = options.parse_args()
    fake = FakeEngine()
    factory, model = engine_and_model("fake" if args.markdown else args.model, fake)
    room = open_room(factory, model=model, is_plain=False)
    window = room.window
    assert isinstance(window, MainWindow)
    window.resize(1280, 800)
    room.wait_until_loaded()
    if args.markdown:
        what = f"{args.tokens} tokens of Markdown"
        gaps = stream(room, fake, args.tokens, args.per_second)
    else:
        what, gaps = f"a document of {args.kilobytes} kB", read(window, args.kilobytes)
    print(f"{what}: {spread(gaps, 'ms')}")
    timed = {"p99 gap <= 50 ms": percentile(gaps, 99) <= 50, "no gap over 150 ms": max(gaps) <= 150}
    leave(room, verdict({}, timed, is_untimed=args.untimed))


if __name__ == "__main__":
    main()

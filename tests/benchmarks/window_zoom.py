"""What a step of the zoom costs the window's thread, in a wide and in a small window.

python tests/benchmarks/window_zoom.py [--rounds N]

In one window with three answers, the zoom goes from 100 % to 250 % and back by its menu entries. In
turn: everything is dressed at each step, as before, and only what is in sight. CPU time of the
window's thread, from the click until it has been painted; times are those of this thread, so that
another busy process changes little.
"""

from __future__ import annotations

import time
from unittest.mock import patch

from bench_window import leave, open_room, parser, percentile, spread, turn_for, turn_until, verdict
from PySide6.QtCore import QCoreApplication

from gptdesk.app.theme import ThemeController
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.engine.types import FinishReason, GenerationEnd
from tests.fakes import FakeEngine, Script, flood_pieces

SIZES = ((1280, 800), (960, 600))
STEPS = 15
REST_S = 0.1  # after a step


def steps(window: MainWindow) -> list[float]:
    """Go up and down; return the CPU time of each step, milliseconds."""
    menu = window.views.menu
    costs = []
    for action in [menu.zoom_in] * STEPS + [menu.zoom_out] * STEPS:
        before = time.thread_time()
        action.trigger()
        window.repaint()
        QCoreApplication.sendPostedEvents()
        turn_for(REST_S)
        costs.append((time.thread_time() - before) * 1000)
    return costs


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--rounds", type=int, default=2)
    args = options.parse_args()
    fake = FakeEngine()
    room = open_room(lambda: fake, model=None, is_plain=False)
    window = room.window
    assert isinstance(window, MainWindow)
    room.wait_until_loaded()
    ends: list[GenerationEnd] = []
    room.chat.run_finished.connect(ends.append)
    room.sampling.set_max_new_tokens(300)
    for number in range(3):
        fake.enqueue(Script(flood_pieces(300), FinishReason.MAX_TOKENS))
        room.chat.submit("Once upon a time")
        turn_until(lambda number=number: len(ends) > number)
    timed = {}
    for size in SIZES:
        window.resize(*size)
        turn_for(1)
        all_ms: list[float] = []
        seen_ms: list[float] = []
        for _ in range(args.rounds):
            with (
                patch.object(ThemeController, "_undress_hidden_parts", lambda _: None),
                patch.object(ThemeController, "_undress_parts_of_own_zoom", lambda _: []),
            ):
                all_ms += steps(window)
            seen_ms += steps(window)
        name = "{}x{}".format(*size)
        print(f"{name}, all dressed   {spread(all_ms, 'ms CPU')}")
        print(f"{name}, what is seen  {spread(seen_ms, 'ms CPU')}")
        ratio = percentile(seen_ms, 50) / percentile(all_ms, 50)
        print(f"{name}, ratio of the medians {ratio:.2f}")
        timed[f"{name}: a step takes 0.75 of it at most"] = ratio <= 0.75
    leave(room, verdict({}, timed, is_untimed=args.untimed))


if __name__ == "__main__":
    main()

"""C8: 100,000 tokens at 20,000/s reach the window: exact, and the window stays awake.

python tests/benchmarks/window_flood.py [--plain] [--tokens N] [--per-second R]
"""

from __future__ import annotations

import time

from bench_window import (
    Heartbeat,
    leave,
    open_room,
    parser,
    percentile,
    spread,
    turn_until,
    verdict,
)

from gptdesk.app.inference.answers import HandOver
from tests.fakes import FakeEngine


class WatchedHandOver:
    """Counts wake-ups that are on their way, by standing in front of `put` and `note_wake_up`."""

    def __init__(self, hand_over: HandOver) -> None:
        self.most_pending = 0
        self.wake_ups = 0
        self.last_put = 0.0
        self._pending = 0
        self._put, self._note_wake_up = hand_over.put, hand_over.note_wake_up
        hand_over.put = self.put
        hand_over.note_wake_up = self.note_wake_up

    def put(self, job, what) -> bool:
        must_wake = self._put(job, what)
        self.last_put = time.perf_counter()
        if must_wake:
            self.wake_ups += 1
            self._pending += 1
            self.most_pending = max(self.most_pending, self._pending)
        return must_wake

    def note_wake_up(self) -> None:
        self._pending -= 1
        self._note_wake_up()


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--tokens", type=int, default=100_000)
    options.add_argument("--per-second", type=float, default=20_000)
    args = options.parse_args()
    engine = FakeEngine()
    expected = engine.enqueue_flood(args.tokens, tokens_per_s=args.per_second)
    room = open_room(lambda: engine, model=None, is_plain=args.plain)
    room.wait_until_loaded()
    watched = WatchedHandOver(room.client.answers.hand_over)
    room.sampling.set_max_new_tokens(args.tokens)
    heartbeat = Heartbeat()
    begin, begin_cpu = time.perf_counter(), time.thread_time()
    room.chat.submit("Flood")
    heartbeat.start()
    turn_until(lambda: not room.chat.is_busy, limit_s=300)
    done, cpu_s = time.perf_counter(), time.thread_time() - begin_cpu
    heartbeat.stop()
    answer = room.chat.messages.message(1)
    after_s = done - watched.last_put
    print(f"token flood: {room.kind}, {args.tokens:,} tokens at {args.per_second:,.0f}/s")
    print(f"  characters      {len(answer.text):,}")
    print(f"  took            {done - begin:.2f} s, last token {after_s:.3f} s before the end")
    print(f"  window gaps     {spread(heartbeat.gaps_ms, 'ms')}")
    print(f"  window's thread {100 * cpu_s / (done - begin):.0f} % of one core")
    print(f"  wake-ups        {watched.wake_ups:,}, pending at most {watched.most_pending}")
    exit_code = verdict(
        {
            "text exact": answer.text == expected and len(answer.token_ids) == args.tokens,
            "pending wake-ups <= 1": watched.most_pending <= 1,
        },
        {
            "p99 gap <= 50 ms": percentile(heartbeat.gaps_ms, 99) <= 50,
            "done <= 2 s after the last token": after_s <= 2,
        },
        is_untimed=args.untimed,
    )
    leave(room, exit_code)


if __name__ == "__main__":
    main()

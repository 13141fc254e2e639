"""C9: 1,000 stops at random moments, in prefill and in the stream.

python tests/benchmarks/window_stop.py [--plain] [--model fake|bundled|PATH] [--stops N]
"""

from __future__ import annotations

import time

from bench_window import (
    add_model_option,
    dice,
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

from gptdesk.chat.messages import MessageState
from gptdesk.engine.types import FinishReason
from tests.fakes import FakeEngine, Script, flood_pieces

TOKEN_S = 0.005  # of the fake
PREFILL_S = 0.05


def main() -> None:
    options = parser(__doc__)
    add_model_option(options)
    options.add_argument("--stops", type=int, default=1000)
    args = options.parse_args()
    random = dice(args.seed)
    fake = FakeEngine()
    factory, model = engine_and_model(args.model, fake)
    room = open_room(factory, model=model, is_plain=args.plain)
    room.wait_until_loaded()
    assert room.client.info is not None
    prompt = "Once upon a time " * (room.client.info.shape.context_length // 4)  # a full context
    room.sampling.set_max_new_tokens(10_000)
    script = Script(
        flood_pieces(500), FinishReason.MAX_TOKENS, prefill_s=PREFILL_S, tokens_per_s=1 / TOKEN_S
    )
    ms_to_idle: list[float] = []
    appended: list[int] = []
    in_prefill = 0
    for _ in range(args.stops):
        fake.enqueue(script)
        room.chat.submit(prompt)
        turn_for(random.uniform(0, 0.15))
        if not room.chat.is_busy:
            room.chat.new_chat()
            continue
        row = room.chat.messages.rowCount() - 1
        tokens = len(room.chat.messages.message(row).token_ids)
        in_prefill += tokens == 0
        begin = time.perf_counter()
        room.chat.runner.stop()
        turn_until(lambda: not room.chat.is_busy)
        ms_to_idle.append((time.perf_counter() - begin) * 1000)
        answer = room.chat.messages.message(row)
        appended.append(len(answer.token_ids) - tokens)
        assert answer.state is MessageState.STOPPED
        room.chat.new_chat()
    print(
        f"stop: {room.kind}, {args.model}, {len(ms_to_idle):,} stops, {in_prefill} before a token"
    )
    print(f"  click to idle   {spread(ms_to_idle, 'ms')}")
    print(f"  tokens appended after the click: {max(appended)} at most")
    limit_ms = TOKEN_S * 1000 + 50 if args.model == "fake" else 500
    exit_code = verdict(
        {"at most one token after the click": max(appended) <= 1},
        {f"click to idle p99 <= {limit_ms:g} ms": percentile(ms_to_idle, 99) <= limit_ms},
        is_untimed=args.untimed,
    )
    leave(room, exit_code)


if __name__ == "__main__":
    main()

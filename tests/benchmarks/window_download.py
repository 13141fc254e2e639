"""How long the window is away while a model is fetched, beside the same window without that.

    python tests/benchmarks/window_download.py [--seconds S] [--rate MB]

The hub is a process of its own on loopback. Answers stream all the while, and the library is open,
so that its rows are drawn.
"""

from __future__ import annotations

import subprocess
import sys
import time

import bench_window
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
from window_gap import keep_busy

from gptdesk.app.main import Program
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import begin
from gptdesk.storage.models.hub.repository import choices, read_repository
from gptdesk.storage.models.hub.web import Stop, Web
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine

NAME = "someone/model"
PIECE = 1 << 16  # bytes, of the hub
HUB = """
import os, sys
from tests.hub_server import running_hub
files = {"config.json": b"{}", "model.safetensors": os.urandom(int(sys.argv[1]))}
with running_hub({"someone/model": files}) as hub:
    hub.faults.pause_s = float(sys.argv[2])
    print(hub.endpoint, flush=True)
    sys.stdin.read()
"""


def gaps_ms(room: bench_window.Room, fake: FakeEngine, seconds: float) -> list[float]:
    """Return the gaps of the event loop while answers stream."""
    heartbeat, until = Heartbeat(), time.perf_counter() + seconds
    heartbeat.start()

    def is_over() -> bool:
        keep_busy(room, fake, until)
        return time.perf_counter() >= until

    turn_until(is_over, limit_s=seconds + 60)
    heartbeat.stop()
    return heartbeat.gaps_ms


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--rate", type=float, default=20, help="MB/s of the hub, at most")
    args = options.parse_args()
    size = round(2 * args.rate * 1e6 * args.seconds)
    command = [sys.executable, "-c", HUB, str(size), str(PIECE / (args.rate * 1e6))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout
        assert child.stdin
        endpoint = child.stdout.readline().strip()
        hub = Hub(endpoint, None, endpoint)
        repository = read_repository(Web(hub, Stop()), NAME)
        begin(user_paths().models_dir, repository, choices(repository)[0])
        fake = FakeEngine()
        room = open_room(lambda: fake, model=None, is_plain=False)
        (program,) = (one for one in bench_window._KEPT if isinstance(one, Program))
        room.wait_until_loaded()
        room.sampling.set_max_new_tokens(400)
        downloads = program.view_models.downloads
        downloads.place.set_endpoint(endpoint)
        program.window.views.menu.library.trigger()
        turn_until(lambda: bool(downloads.rows))
        without = gaps_ms(room, fake, args.seconds)
        downloads.go_on(downloads.rows[0].name)
        during = gaps_ms(room, fake, args.seconds)
        (row,) = downloads.rows
        assert row.bytes_per_s > 0, row.problem or "the download was over before its time"
        downloads.pause(row.name)
        turn_until(lambda: not downloads.is_running)
        child.stdin.close()
        print(f"window gaps while {row.bytes_per_s / 1e6:.1f} MB/s come, {args.seconds:g} s each")
        print(f"  without         {spread(without, 'ms')}")
        print(f"  with            {spread(during, 'ms')}")
        checks = {"p99 gap with a download <= 50 ms": percentile(during, 99) <= 50}
        leave(room, verdict({}, checks, is_untimed=args.untimed))


if __name__ == "__main__":
    main()

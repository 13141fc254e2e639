"""Two hundred downloads with cuts, expired links and kills: what is damaged, what came twice.

    python -m tests.benchmarks.downloads [--downloads 200] [--seed 1]

A model of 40 MB; in each download the program is killed up to three times at a random byte, and the
connection is cut every 3 MB. Prints how many models are damaged, and how many bytes came twice.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import begin, unfinished
from gptdesk.storage.models.hub.repository import choices, read_repository
from gptdesk.storage.models.hub.web import Stop, Web
from tests.hub_server import running_hub

NAME = "someone/model"
CHILD = """
import sys, pathlib
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import unfinished
from gptdesk.storage.models.hub.web import Stop
endpoint, models_dir = sys.argv[1:]
(download,) = unfinished(pathlib.Path(models_dir))
download.run(Hub(endpoint, None, endpoint), Stop(), lambda told: print(told.done_bytes, flush=True))
"""


def main() -> None:
    """Run it and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--downloads", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    weights = dice.randbytes(40_000_000)
    files = {"config.json": b'{"model_type": "gpt2"}', "model.safetensors": weights}
    n_damaged = n_kills = n_cuts = sent = 0
    began = time.monotonic()
    for n in range(options.downloads):
        models_dir = Path(tempfile.mkdtemp(prefix="gptdesk-downloads-"))
        with running_hub({NAME: files}) as hub:
            hub.faults.cut_every = 3_000_000
            hub.faults.link_lives = dice.choice((1, 2, 1_000_000))
            user = Hub(hub.endpoint, None, hub.endpoint)
            repository = read_repository(Web(user, Stop()), NAME)
            begin(models_dir, repository, choices(repository)[0])
            hub.faults.pause_s = 0.001  # so that the house is the slower one
            for byte in sorted(dice.randrange(len(weights)) for _ in range(dice.randrange(4))):
                n_kills += 1
                killed_at(byte, hub.endpoint, models_dir)
            hub.faults.pause_s = 0
            for download in unfinished(models_dir):
                download.run(user, Stop(), lambda _: None)
            model = models_dir / "model"
            n_damaged += any((model / name).read_bytes() != data for name, data in files.items())
            n_cuts += len(hub.cuts)
            sent += hub.sent_bytes
        shutil.rmtree(models_dir)
        print(f"\r{n + 1} of {options.downloads}", end="", file=sys.stderr, flush=True)
    once = options.downloads * len(weights)
    print(f"\n{options.downloads} downloads of {len(weights) / 1e6:.0f} MB, seed {options.seed}:")
    print(f"{n_kills} kills, {n_cuts} cuts, {time.monotonic() - began:.0f} s")
    print(f"damaged models: {n_damaged}")
    print(f"fetched twice: {(sent - once) / once:.2%} of the bytes (bound 5 %)")


def killed_at(byte: int, endpoint: str, models_dir: Path) -> None:
    """Run a program that fetches on, and kill it once `byte` is on its disk."""
    command = [sys.executable, "-c", CHILD, endpoint, str(models_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for line in child.stdout:
            if int(line) > byte:
                break
        child.kill()


if __name__ == "__main__":
    main()

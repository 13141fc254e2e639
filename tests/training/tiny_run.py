"""A training run of seconds, also as a program that can be killed.

    python tiny_run.py DATA OUT [KILL_AT_STEP]

As a program it hides numpy, which GPTDesk does without at run time.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from gptdesk.training.options import TrainingOptions


def tiny_options(**changes: Any) -> TrainingOptions:
    """Options of a network that learns to count in a second; dropout, to catch its randomness."""
    values = {
        "ctx_len": 32, "emb_dim": 32, "n_heads": 2, "n_layers": 2, "drop_rate": 0.1, "steps": 24,
        "batch_size": 4, "learning_rate": 1e-2, "min_count": 1, "precision": "float32",
    }  # fmt: skip
    return TrainingOptions(**{**values, **changes})


def _main() -> None:
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from gptdesk.training.dataset import read_corpus
    from gptdesk.training.export import write_model
    from gptdesk.training.loop import Progress, train

    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    kill_at_step = int(sys.argv[3]) if len(sys.argv) > 3 else 0

    def kill(progress: Progress) -> None:
        if progress.step == kill_at_step:
            os.kill(os.getpid(), signal.SIGKILL)

    result = train(read_corpus(data), tiny_options(), out, checkpoint_every=5, on_progress=kill)
    write_model(result.model, out, about={"name": "tiny"})
    assert not {"torch._dynamo", "sympy"} & sys.modules.keys(), "they take a second"


if __name__ == "__main__":
    _main()

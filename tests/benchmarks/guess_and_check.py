"""What guess-and-check decoding brings: tokens per second with it and without, in turn.

python tests/benchmarks/guess_and_check.py [--models bundled,gpt2,smollm2] [--precision exact]
    [--tokens N] [--rounds N] [--threads N] [--cpu-time]

Texts with repetitions (a list, a table, code and a story to be copied; a random GPT-2, which
repeats itself) should come 1.5 times as fast, stories at 0.98 or more of their speed. Per text: the
median of the rounds' ratios, how many tokens of the guesses were right, how many tokens a pass
gave, and whether the ids were the same. *By passes* is the ratio that follows from the number of
passes and their usual times, without the time that choosing takes: on a busy machine it says more.
What a network has taught about guessing is kept from text to text, as in the program; the stories
come first, when nothing is known yet.

The disturbance is how far the plain runs of one text were apart; above 15 % a figure says little.
On a machine that is not quiet, `--cpu-time` counts this process's own time instead, with one
thread.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from threading import Event

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch
from safetensors.torch import load_file, save_file

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.guessing import Gain
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.types import GenerationEnd, GenerationRequest, GenerationStep, LoadRequest
from gptdesk.model.config import GPT_CONFIG_124M
from gptdesk.resources import resource_path
from tests.smollm2 import smollm2_file
from tests.tiny_models import write_tiny_model

GREEDY = SamplingSettings(temperature=0)
STORIES = (
    "Once upon a time, there was a little girl named Lily. She had a",
    "One morning a fox came to the river and saw",
    "Tom and his grandmother went to the market because",
)
SONG = (
    "The cat sat on the mat and sang a song. The dog ran to the door and said hello. "
    "The bird flew up to the tree and looked at the sun. A fox came by and asked for bread. "
    "The old woman gave it some, and they all went down to the river.\n"
)
TABLE = (
    "| name | age | town |\n|---|---|---|\n| Anna | 31 | Berlin |\n| Ben | 27 | Madrid |\n"
    "| Carla | 45 | Rome |\n| David | 38 | Paris |\n| Emma | 22 | Vienna |\n"
)
GOODS = ("apples", "bread", "milk", "carrots", "tomatoes", "cheese", "yoghurt", "coffee", "rice")
LIST = "".join(f"{number}. {name}\n" for number, name in enumerate(GOODS, 1))
CODE = (
    "def area(width, height):\n    return width * height\n\n"
    "def volume(width, height, depth):\n    return area(width, height) * depth\n"
)
TALK = '"No," said the dog. "No," said the cat. "No," said the cow.'


@dataclass(frozen=True, slots=True)
class Case:
    """A text to be written, and how."""

    name: str
    prompt: str
    settings: SamplingSettings
    mode: PromptMode = PromptMode.CONTINUE


def cases_of(model: str) -> Iterator[Case]:
    """Return the stories, then the texts with repetitions."""
    for number, story in enumerate(STORIES, 1):
        yield Case(f"story {number}", story, SamplingSettings())
    if model == "bundled":
        yield Case("repeats: talk", TALK, GREEDY)
    elif model == "gpt2":
        yield Case("repeats: itself", "Hello, I am", GREEDY)
    else:
        talk = PromptMode.CONVERSATION
        yield Case("a story is asked for", "Tell me a story.", SamplingSettings(), talk)
        yield Case("repeats: list", f"Copy this list exactly.\n\n{LIST}", GREEDY, talk)
        yield Case("repeats: table", f"Write this text once more:\n\n{TABLE}", GREEDY, talk)
        yield Case("repeats: story", f"Original text:\n{SONG}\nCopy of the text:\n", GREEDY)
        yield Case("repeats: code", f"{CODE}\n{CODE[:40]}", GREEDY)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", default="bundled,gpt2,smollm2")
    parser.add_argument("--precision", default="exact")
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--cpu-time", action="store_true")
    options = parser.parse_args()
    clock = time.process_time if options.cpu_time else time.perf_counter
    engine = InferenceEngine(1 if options.cpu_time else options.threads)
    with tempfile.TemporaryDirectory() as folder:
        for model in options.models.split(","):
            if model == "bundled":
                path = resource_path("models/storyteller")
            elif model == "gpt2":
                path = write_repeating_gpt2(Path(folder) / "gpt2")
            else:
                path = smollm2_file()
            info = engine.load(LoadRequest(path, "cpu", options.precision), lambda _: None)
            print(f"{model}, {info.precision} ({info.kernel}), {info.threads} threads", flush=True)
            measure(engine, model, options, clock)


def write_repeating_gpt2(folder: Path) -> Path:
    """Write an untrained 124M that hardly minds where a token stands: it ends in a loop."""
    write_tiny_model(folder, replace(GPT_CONFIG_124M, tie_embeddings=True))
    weights = load_file(folder / "model.safetensors")
    weights["pos_emb.weight"] *= 0.02
    save_file(weights, folder / "model.safetensors")
    return folder


def measure(
    engine: InferenceEngine,
    model: str,
    options: argparse.Namespace,
    clock: Callable[[], float],
) -> None:
    """Print a line for every text of a model."""
    if engine._loaded.gain is None:
        print("  its rows differ, so that nothing is guessed")
        return
    gain, disturbances = Gain(clock), []
    print(f"  {'text':20} {'ratio':>6} {'by passes':>10} {'kept':>6} {'tokens a pass':>14}  ids")
    for case in cases_of(model):
        ratios, plain_rates, same = [], [], True
        checks, guessed, kept, tokens = gain.checks, gain.guessed, gain.kept, 0
        saved = gain.saved_steps
        for number in range(options.rounds):
            request = GenerationRequest(
                (Message(Role.USER, case.prompt),),
                mode=case.mode,
                settings=case.settings,
                max_new_tokens=options.tokens,
                seed=number,
            )
            plain_ids, plain_rate = run(engine, request, None, clock)
            ids, rate = run(engine, request, gain, clock)
            ratios.append(rate / plain_rate)
            plain_rates.append(plain_rate)
            tokens += len(ids)
            same &= ids == plain_ids
        passes = tokens - (gain.kept - kept)
        by_passes = tokens / (tokens - (gain.saved_steps - saved))
        share = (gain.kept - kept) / max(gain.guessed - guessed, 1)
        disturbances.append(max(plain_rates) / min(plain_rates) - 1)
        print(
            f"  {case.name:20} {median(ratios):6.2f} {by_passes:10.2f}"
            f" {share:6.0%} {tokens / passes:8.2f}"
            f" ({gain.checks - checks:3} c)  {'same' if same else 'OTHERS'}   "
            f"{median(plain_rates):.1f} tokens/s plain",
            flush=True,
        )
    costs = ", ".join(f"{1 + n} tokens {cost:.2f}" for n, cost in gain.costs().items())
    print(f"  a pass in plain steps: {costs}")
    print(f"  disturbance: {median(disturbances):.0%} between plain runs of one text")


def run(
    engine: InferenceEngine,
    request: GenerationRequest,
    gain: Gain | None,
    clock: Callable[[], float],
) -> tuple[list[int], float]:
    """Return the ids of an answer, and how many came per second after the first."""
    loaded, ids = engine._loaded, []
    torch.set_num_threads(loaded.info.threads)
    events = generate(
        Reader(loaded.network),
        engine.tokenizer,
        request,
        Event(),
        template=loaded.language.layout,
        gain=gain,
        clock=clock,
    )
    for event in events:
        if isinstance(event, GenerationStep):
            ids.append(event.record.token_id)
        elif isinstance(event, GenerationEnd):
            return ids, event.stats.decode_tokens_per_s or 0.0
    raise AssertionError("every run ends")


if __name__ == "__main__":
    main()

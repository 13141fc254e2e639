"""How often a server's own rounding changes what the dice choose: 500 tokens beside a local run.

A real server of llama.cpp with SmolLM2's file writes an answer by our dice. At each of its places
the same file, computed in float32 on this computer, is asked with the same dice. Prints how many
tokens are the same, how far the distributions are apart, and checks that every choice is the
definition's from all that the server knows. Two minutes on two cores.

    python -m tests.benchmarks.remote_dice [TOKENS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import fmean, median
from threading import Event

import torch

from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.sampling import Dice
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.remote_engine import RemoteEngine
from gptdesk.engine.types import GenerationRequest, GenerationStep, LoadRequest
from tests.llama_server import llama_server
from tests.smollm2 import smollm2_file

PROMPT = "Once upon a time"
SETTINGS = {
    "greedy": SamplingSettings(temperature=0),
    "top-k 40, temperature 0.8": SamplingSettings(temperature=0.8, top_k=40, top_p=1),
    "as the window begins": SamplingSettings(),
}


def compare(
    name: str, settings: SamplingSettings, tokens: int, remote: RemoteEngine, local: InferenceEngine
) -> None:
    request = GenerationRequest(
        (Message(Role.USER, PROMPT),), settings=settings, max_new_tokens=tokens, seed=7
    )
    served = remote._ready()
    size = served.model.vocabulary.size
    started_s = time.perf_counter()
    records = [
        event.record
        for event in remote.generate(request, Event())
        if isinstance(event, GenerationStep)
    ]
    took_s = time.perf_counter() - started_s
    prompt = remote.tokenizer.encode(PROMPT)
    ids = [*prompt, *(record.token_id for record in records)]
    reader, dice = local._ready().reader, Dice(request.seed)
    same = exact = 0
    kl: list[float] = []
    for place, record in enumerate(records):
        context = ids[: len(prompt) + place]
        logits = reader.feed(context, Event())
        assert logits is not None
        u = None if settings.temperature == 0 else dice.roll()
        same += choose_by_definition(logits, settings, context, u).token_id == record.token_id
        if place % 10 == 0:  # the whole vocabulary is five megabytes
            told = served.server.tell(context, size, size).logits(is_piled=True)
            exact += choose_by_definition(told, settings, context, u).token_id == record.token_id
            here, there = logits.double().log_softmax(-1), told.log_softmax(-1)
            kl.append(float((here.exp() * (here - there)).sum()))
    print(
        f"{name}: {same} of {len(records)} tokens are those of the network here; "
        f"{exact} of {len(kl)} are the definition's from all that the server knows; "
        f"KL {median(kl):.4f} nats in the middle, {fmean(kl):.4f} on average, {max(kl):.4f} at "
        f"most; {1000 * took_s / len(records):.0f} ms a token"
    )


def main(tokens: int = 500) -> None:
    local, remote = InferenceEngine(), RemoteEngine()
    local.load(LoadRequest(smollm2_file(), context_limit=1024), lambda _: None)
    with llama_server(smollm2_file(), context=1024) as server, torch.inference_mode():
        address = ServerAddress(server.url)
        remote.load(LoadRequest(Path("x"), server=address), lambda _: None)
        for name, settings in SETTINGS.items():
            compare(name, settings, tokens, remote, local)
        remote.unload()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

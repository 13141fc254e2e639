"""How far every precision is from float32, over 200 forced tokens, 60 of a large network."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
import torch
from torch import Tensor

from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.config import GPT_CONFIG_124M
from gptdesk.model.fast.packing import pack
from gptdesk.model.gpt import GPTModel
from gptdesk.resources import resource_path
from tests.model.fast.test_runtime import mean_kl
from tests.model.fast.trained_like import trained_like_model
from tests.model.model_weights import ModelWeights

# Mean KL in nats, by kernel: which one is taken depends on the processor.
BOUNDS = {
    "float32": 1e-9,
    "float16 weights": 5e-5,
    "bfloat16": 1e-3,
    "int8": 5e-3,
    "int8 weights": 5e-3,
    "int8, 7-bit tokens": 1.2e-2,  # processors without VNNI; the window shows what it is there
}
POSITIONS = 200
POSITIONS_LARGE = 60
STORY = (
    "Once upon a time, there was a little dog named Max. Max loved to run in the park with his "
    "friend, a girl named Anna. One day they found a big red ball under a tree. Anna threw the "
    "ball high into the sky, and Max ran after it as fast as he could. But the ball fell into the "
    "lake! Max was sad. He looked at the water and barked. Then an old man came with a long stick "
    "and pulled the ball out for them. Anna said thank you, and Max gave the man a wet kiss on the "
    "hand. They all laughed. From that day on, the old man came to the park every morning to play "
    'with them. "You are never too old for a game," he said, and threw the ball again, far over '
    "the green grass, while the sun went down behind the hill and the birds sang in the trees."
)


@pytest.fixture(scope="module")
def bundled() -> GPTModel:
    return read_checkpoint(resource_path("models/storyteller")).model


@pytest.fixture(scope="module", params=["trained-like 124M", "bundled"])
def forced(request: pytest.FixtureRequest) -> tuple[GPTModel, list[int], Tensor]:
    """A network, a text, and the logits that float32 gives after each of its tokens."""
    if request.param == "bundled":
        model = request.getfixturevalue("bundled")
        ids = BytePairTokenizer.load().encode(STORY)[:POSITIONS]
    else:
        model = trained_like_model(replace(GPT_CONFIG_124M, tie_embeddings=True))  # as OpenAI's
        generator = torch.Generator().manual_seed(3)
        ids = torch.randint(model.cfg.vocab_size, (POSITIONS_LARGE,), generator=generator).tolist()
    with torch.inference_mode():
        truth = model(torch.tensor([ids]))[0]
    return model, ids, truth


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["exact", "balanced", "fast"])
@torch.inference_mode()
def test_the_error_is_within_its_bound(forced, precision):
    """Token by token, then again after a branch that shares the first half: the same bound."""
    model, ids, truth = forced
    packed = pack(ModelWeights(model), precision)
    reader = Reader(packed)
    bound = BOUNDS[packed.kernel]
    logits = torch.stack([reader.feed(ids[: n + 1], Event()) for n in range(len(ids))])
    assert mean_kl(truth, logits) <= bound

    half = len(ids) // 2
    reader.feed([*ids[:half], 5, 6, 7], Event())  # another branch, then back
    logits = torch.stack([reader.feed(ids[: n + 1], Event()) for n in range(half, half + 20)])
    assert mean_kl(truth[half : half + 20], logits) <= 2 * bound
    if packed.error:  # what the window shows is of the size that was found
        assert packed.error.mean_kl <= 2 * bound


@pytest.mark.parametrize("precision", ["exact", "balanced", "fast"])
@torch.inference_mode()
def test_the_error_is_within_its_bound_after_the_context_was_full(bundled, precision):
    """The kept half is read anew at other positions: as right as any prompt."""
    model = bundled
    packed = pack(ModelWeights(model), precision)
    reader = Reader(packed)
    ids = (BytePairTokenizer.load().encode(STORY) * 5)[: model.cfg.ctx_len]
    reader.feed(ids, Event())
    kept = [*ids[-model.cfg.ctx_len // 2 :], 11]
    logits = [reader.feed([*kept, *[13] * n], Event()) for n in range(20)]
    truth = model(torch.tensor([[*kept, *[13] * 19]]))[0, -20:]
    assert mean_kl(truth, torch.stack(logits)) <= 2 * BOUNDS[packed.kernel]

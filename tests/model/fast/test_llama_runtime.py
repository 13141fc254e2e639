"""The packed network is the readable one, `llama.py`, for each relative of the family.

What the rounded precisions lose on a real file is measured in `test_smollm2.py`.
"""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gptdesk.model.fast.llama_packing import pack_llama
from gptdesk.model.fast.llama_runtime import LlamaRuntime
from gptdesk.model.fast.packing import error_between
from gptdesk.model.llama import LlamaModel
from tests.model.llama_networks import FAMILIES, make_network, rounded
from tests.model.model_weights import ModelWeights
from tests.model.test_llama import as_ours

torch.manual_seed(8)
IDS = torch.randint(0, 160, (1, 100))

# Logits here reach 10 to 40; float32's rounding moved them by 4e-5 at most, seen on one processor.
CLOSE = 2e-4
# With such logits bfloat16 loses more than with those of real networks: up to 1.0e-2 was seen.
BOUNDS = {"balanced": 1e-4, "fast": 2e-2}


@pytest.fixture(params=FAMILIES)
def page(request: pytest.FixtureRequest) -> LlamaModel:
    return as_ours(make_network(request.param))


def in_pieces(network: LlamaRuntime, ids: Tensor, pieces: tuple[int, ...]) -> Tensor:
    """Return the logits after every token, (T, vocab_size), read in pieces, then one by one."""
    steps = ids.shape[1] - sum(pieces)
    cache = network.new_cache()
    read = ids.split((*pieces, *(1,) * steps), dim=1)
    hidden = torch.cat([network.hidden_states(piece, cache)[0] for piece in read])
    return network.out_head(hidden)


@pytest.mark.parametrize("pieces", [(), (40,), (23, 8)], ids=str)
@torch.inference_mode()
def test_exact_is_the_readable_network_at_every_step(
    page: LlamaModel, pieces: tuple[int, ...]
) -> None:
    """A prompt at once or in parts, then single tokens: nobody may see that it is another one."""
    packed = pack_llama(ModelWeights(page))
    assert (in_pieces(packed, IDS, pieces) - page(IDS)[0]).abs().max() < CLOSE


@torch.inference_mode()
def test_the_last_token_alone_is_the_last_of_all(page: LlamaModel) -> None:
    """Of a prompt in one piece, in two, and of a step; and what is left for later is the same."""
    packed = pack_llama(ModelWeights(page))
    all_of_them, last_ones = packed.new_cache(), packed.new_cache()
    for piece in IDS[:, :91].split((40, 50, 1), dim=1):
        wanted = packed.hidden_states(piece, all_of_them)[:, -1]
        last = packed.last_hidden_state(piece, last_ones)
        torch.testing.assert_close(last, wanted, atol=1e-4, rtol=1e-4)
    filled = [cache.whole()[..., :91, :] for cache in (last_ones, all_of_them)]
    torch.testing.assert_close(*filled, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
def test_a_context_can_be_filled_and_no_more() -> None:
    """One token more is refused untouched; the engine then forgets the beginning."""
    packed = pack_llama(ModelWeights(as_ours(make_network("llama"))))
    cache = packed.new_cache()
    packed.hidden_states(IDS, cache)
    packed.last_hidden_state(IDS[:, :28], cache)
    with pytest.raises(ValueError, match="128 \\+ 1 tokens do not fit a context of 128"):
        packed.last_hidden_state(IDS[:, :1], cache)
    assert cache.length == packed.cfg.ctx_len


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("precision", "kind"), [("balanced", "q8_0"), ("fast", "q4_1")])
@torch.inference_mode()
def test_the_rounded_precisions_keep_their_bound(family: str, precision: str, kind: str) -> None:
    """Token by token; the error that is shown was measured, and is of that size."""
    page = as_ours(rounded(make_network(family), kind))
    packed = pack_llama(ModelWeights(page), precision, trial_ids=IDS[0, :60].tolist())
    assert packed.kernel == {"balanced": "float16 weights", "fast": "4-bit groups"}[precision]
    logits = in_pieces(packed, IDS, (30,))
    error = error_between(page(IDS)[0], logits)
    assert packed.error is not None
    assert error.mean_kl <= BOUNDS[precision]
    assert 0 < packed.error.mean_kl <= BOUNDS[precision]

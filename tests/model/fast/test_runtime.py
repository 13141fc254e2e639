"""The packed network computes what the readable one computes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.config import GELU_FORMS, GPTConfig
from gptdesk.model.fast import packing
from gptdesk.model.fast.kernels import CANDIDATES, FLOAT32, FLOAT32_BY_COLUMNS, Kernel
from gptdesk.model.fast.packing import pack
from gptdesk.model.gpt import GELU, GPTModel
from gptdesk.model.network import Network
from gptdesk.resources import resource_path
from tests.model.fast.right_here import skip_unless_right
from tests.model.model_weights import ModelWeights

SHAPES = [
    GPTConfig(ctx_len=256, emb_dim=96, n_heads=3, n_layers=3),
    GPTConfig(ctx_len=256, emb_dim=64, n_heads=4, n_layers=2, qkv_bias=True, tie_embeddings=True),
    GPTConfig(vocab_size=300, ctx_len=256, emb_dim=32, n_heads=1, n_layers=1),
]
BOUNDS = {"exact": 1e-9, "balanced": 1e-3, "fast": 5e-3}  # mean KL, nats


def spread_model(config: GPTConfig, seed: int = 123) -> GPTModel:
    """Return a random network whose numbers are as uneven as trained ones."""
    generator = torch.Generator().manual_seed(seed)
    model = GPTModel(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.add_(0.2 * torch.randn(parameter.shape, generator=generator))
            elif parameter.dim() == 2:
                # Student's t with 5 degrees of freedom: a few weights are far out.
                normal = torch.randn((6, *parameter.shape), generator=generator)
                chi = normal[1:].square().mean(dim=0).sqrt()
                parameter.copy_(normal[0] / chi * 0.7 / config.emb_dim**0.5)
            else:
                parameter.copy_(0.02 * torch.randn(parameter.shape, generator=generator))
    return model


def one_by_one(network: Network, ids: Tensor, prefill: int) -> Tensor:
    """Return the logits after every token: a prompt in one piece, the rest token by token."""
    cache = network.new_cache()
    pieces = [ids[:, :prefill], *ids[:, prefill:].split(1, dim=1)]
    hidden = torch.cat([network.hidden_states(piece, cache)[0] for piece in pieces])
    return network.out_head(hidden)


def mean_kl(truth: Tensor, other: Tensor) -> float:
    """Return the mean Kullback-Leibler divergence of two (n, vocab) logits, in nats."""
    p, q = (logits.double().log_softmax(dim=-1) for logits in (truth, other))
    return (p.exp() * (p - q)).sum(dim=-1).mean().item()


def random_ids(config: GPTConfig, length: int) -> Tensor:
    generator = torch.Generator().manual_seed(7)
    return torch.randint(config.vocab_size, (1, length), generator=generator)


@pytest.mark.parametrize("config", SHAPES, ids=["untied", "tied", "tiny vocabulary"])
@torch.inference_mode()
def test_exact_is_the_readable_network_at_every_step(config):
    """200 positions, prompt and single steps: nobody may see that it is another program."""
    model = spread_model(config)
    ids = random_ids(config, 201)
    truth = model(ids)[0]
    packed = one_by_one(pack(ModelWeights(model)), ids, prefill=40)
    torch.testing.assert_close(packed, truth, atol=1e-4, rtol=1e-5)
    assert mean_kl(truth, packed) <= BOUNDS["exact"]


@pytest.mark.parametrize("config", SHAPES, ids=["untied", "tied", "tiny vocabulary"])
@torch.inference_mode()
def test_the_last_token_alone_is_the_last_of_all(config):
    """Of a prompt in one piece, in two, and of a step; and what is left for later is the same."""
    model = spread_model(config)
    ids = random_ids(config, 91)
    packed = pack(ModelWeights(model))
    all_of_them, last_ones = packed.new_cache(), packed.new_cache()
    for piece in ids.split((40, 50, 1), dim=1):
        wanted = packed.hidden_states(piece, all_of_them)[:, -1]
        last = packed.last_hidden_state(piece, last_ones)
        torch.testing.assert_close(last, wanted, atol=1e-5, rtol=1e-5)
    assert last_ones.length == 91
    filled = [cache.whole()[..., :91, :] for cache in (last_ones, all_of_them)]
    torch.testing.assert_close(*filled, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("precision", ["balanced", "fast"])
@torch.inference_mode()
def test_the_rounded_precisions_keep_their_bound(precision):
    """The bundled model, 200 tokens of no text, token by token; the error shown is of that size.

    Twice the bound that `test_precision_error` holds on a text.
    """
    model = read_checkpoint(resource_path("models/storyteller")).model
    packed = pack(ModelWeights(model), precision)
    ids = random_ids(replace(model.cfg, vocab_size=5000), 200)
    assert mean_kl(model(ids)[0], one_by_one(packed, ids, prefill=1)) <= 2 * BOUNDS[precision]
    assert 0 <= packed.error.mean_kl <= 2 * BOUNDS[precision]
    assert packed.error.same_top > 0.8
    assert packed.error.places == 32


@pytest.mark.parametrize(
    "kernel",
    [*CANDIDATES["balanced", "cpu"], *CANDIDATES["fast", "cpu"]],
    ids=lambda kernel: kernel.name,
)
@torch.inference_mode()
def test_every_kernel_multiplies(kernel: Kernel):
    """One token and many, with and without bias and GELU; what a kernel lacks here it says."""
    skip_unless_right(kernel)
    weight, bias = torch.randn(48, 32), torch.randn(48)
    for n_tokens in (1, 2, 17):
        x = torch.randn(n_tokens, 32)
        for with_bias in (None, bias):
            plain = torch.nn.functional.linear(x, weight, with_bias)
            for gelu in (None, *GELU_FORMS):
                wanted = plain if gelu is None else GELU(gelu)(plain)
                result = kernel.pack(weight, with_bias, gelu)(x)
                assert result.dtype.is_floating_point
                assert (result - wanted).norm() < 0.05 * wanted.norm()


@pytest.mark.parametrize("threads", [1, 2, 3, 64])
@pytest.mark.parametrize("height", [48, 256, 300])
@pytest.mark.parametrize("width", [96, 97])
@torch.inference_mode()
def test_threads_that_share_a_matrix_multiply_all_of_it(threads: int, width: int, height: int):
    """Each adds up some columns, or takes blocks of 128 results: none left out or counted twice."""
    weight, bias = torch.randn(height, width), torch.randn(height)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        linears = [FLOAT32_BY_COLUMNS.pack(weight, one, None) for one in (None, bias)]
    finally:
        torch.set_num_threads(before)
    for n_tokens in (1, 2, 16, 128, 129):
        x = torch.randn(n_tokens, width)
        for linear, one in zip(linears, (None, bias), strict=True):
            wanted = torch.nn.functional.linear(x, weight, one)
            torch.testing.assert_close(linear(x), wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kernel", CANDIDATES["balanced", "cpu"], ids=lambda kernel: kernel.name)
@torch.inference_mode()
def test_logits_far_from_zero_keep_their_digits(kernel: Kernel):
    """GPT-2's are near -100, where numbers of 16 bits are half a nat apart."""
    skip_unless_right(kernel)
    model = spread_model(SHAPES[0])
    with torch.no_grad():
        common = torch.nn.functional.normalize(torch.randn(model.cfg.emb_dim), dim=0)
        model.final_norm.shift -= 11 * common
        model.out_head.weight += 10 * common
    ids = random_ids(model.cfg, 100)
    truth = model(ids)[0]
    assert truth.mean() < -80
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(packing.CANDIDATES, ("balanced", "cpu"), (kernel,))
        packed = pack(ModelWeights(model), "balanced")
    logits = one_by_one(packed, ids, prefill=1)
    assert mean_kl(truth, logits) <= BOUNDS["balanced"]
    assert (logits - truth).mean().abs() < 0.5, "the common part is not lost"


@torch.inference_mode()
def test_rewriting_changes_nothing_but_rounding():
    """With a kernel that does not round, the rewritten network is the same network."""
    as_it_is = Kernel("float32, rewritten", 32, FLOAT32.pack, rounded=lambda weight: weight)
    for config in (*SHAPES, replace(SHAPES[0], emb_dim=93)):
        model = spread_model(config)
        with torch.no_grad():
            model.trf_blocks[0].norm1.scale[3] = model.final_norm.scale[5] = 0.0
        ids = random_ids(config, 60)
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(packing.CANDIDATES, ("fast", "cpu"), (as_it_is,))
            patch.setattr(packing, "CACHE_DTYPES", dict.fromkeys(BOUNDS, torch.float32))
            packed = pack(ModelWeights(model), "fast")
        assert mean_kl(model(ids)[0], one_by_one(packed, ids, prefill=20)) <= 1e-6


@torch.inference_mode()
def test_rewriting_makes_int8_good_enough():
    """A network with the loud, constant channels of trained ones: many times less error."""
    model = spread_model(SHAPES[1])
    for block in model.trf_blocks:  # every input has a large constant part
        for norm in (block.norm1, block.norm2):
            norm.shift[::7] += 2.0
    ids = random_ids(model.cfg, 200)
    truth = model(ids)[0]
    rewritten = mean_kl(truth, one_by_one(pack(ModelWeights(model), "fast"), ids, prefill=1))
    int8 = CANDIDATES["fast", "cpu"][0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(packing.CANDIDATES, ("fast", "cpu"), (replace(int8, rounded=None),))
        plain = mean_kl(truth, one_by_one(pack(ModelWeights(model), "fast"), ids, prefill=1))
    assert rewritten < plain / 3


@torch.inference_mode()
def test_a_context_can_be_filled_and_no_more():
    """The last position is as right as the first; one more is refused untouched."""
    model = spread_model(SHAPES[1])
    ids = random_ids(model.cfg, model.cfg.ctx_len)
    packed = pack(ModelWeights(model))
    torch.testing.assert_close(
        one_by_one(packed, ids, prefill=250), model(ids)[0], atol=1e-4, rtol=1e-5
    )
    cache = packed.new_cache()
    packed.hidden_states(ids, cache)
    with pytest.raises(ValueError, match="do not fit"):
        packed.hidden_states(ids[:, :1], cache)
    assert cache.length == model.cfg.ctx_len


@torch.inference_mode()
def test_a_file_is_packed_block_by_block(tmp_path: Path):
    """Packed from the disk it is the network that `read_checkpoint` gives."""
    folder = resource_path("models/storyteller")
    model = read_checkpoint(folder).model
    stored = open_checkpoint(folder)
    packed = pack(stored)
    assert stored.close() == read_checkpoint(folder).sha256
    ids = random_ids(model.cfg, 20)
    torch.testing.assert_close(one_by_one(packed, ids, 10), model(ids)[0], atol=1e-4, rtol=1e-5)


@torch.inference_mode()
def test_a_kernel_that_is_missing_or_wrong_is_passed_over(monkeypatch, caplog):
    """Another torch, another processor: it is slower then, never wrong, and the log says why."""

    def missing(*_: object) -> None:
        raise AttributeError("no such operator")

    def wrong(weight: Tensor, bias: Tensor | None, gelu: str | None):
        return lambda x: torch.zeros(len(x), len(weight))

    broken = (Kernel("missing", 8, missing), Kernel("wrong", 8, wrong))
    monkeypatch.setattr(packing, "CANDIDATES", {("balanced", "cpu"): broken})
    model = spread_model(SHAPES[1])
    packed = pack(ModelWeights(model), "balanced")
    assert packed.kernel == "float32"
    assert "no kernel" in caplog.text
    assert packed.error.mean_kl < 1e-3

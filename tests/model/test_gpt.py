"""The readable network: the published run, the formulas, and the cache that changes nothing."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from gptdesk.model.config import GPT_CONFIG_124M, GPTConfig
from gptdesk.model.gpt import (
    GELU,
    GPTModel,
    LayerNorm,
    MultiHeadAttention,
    generate_text_simple,
)
from gptdesk.model.kv_cache import KVCache

SMALL = GPTConfig(
    vocab_size=211, ctx_len=1024, emb_dim=32, n_heads=4, n_layers=2, drop_rate=0.1, qkv_bias=True
)

# Logits have a standard deviation of about 1 here; float32 sums in another order differ by 2e-6.
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def model() -> GPTModel:
    torch.manual_seed(0)
    model = GPTModel(SMALL).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.2 * torch.randn_like(parameter)
    return model


@pytest.fixture(scope="module")
def text() -> torch.Tensor:
    return torch.randint(0, 211, (1, 1024), generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("as_dict", [True, False])
def test_the_published_run_reproduces(as_dict: bool) -> None:
    """Seed 123, untrained, greedy after "Hello, I am": the run the project's source publishes."""
    plain = {
        "vocab_size": 50257,
        "ctx_len": 1024,
        "emb_dim": 768,
        "n_heads": 12,
        "n_layers": 12,
        "drop_rate": 0.1,
        "qkv_bias": False,
    }
    torch.manual_seed(123)
    model = GPTModel(plain if as_dict else GPT_CONFIG_124M).eval()
    idx = torch.tensor([[15496, 11, 314, 716]])
    continued = generate_text_simple(model, idx, max_new_tokens=10, context_size=1024)
    assert continued[0, 4:].tolist() == [
        27018, 24086, 47843, 30961, 42348, 7267, 49706, 43231, 47062, 34657,
    ]  # fmt: skip


@torch.inference_mode()
@pytest.mark.parametrize("prompt_tokens", [1, 2, 17, 1023])
def test_with_a_cache_every_step_has_the_logits_of_the_full_pass(
    model: GPTModel, text: torch.Tensor, prompt_tokens: int
) -> None:
    """The cache saves time; it must not change a single answer."""
    end = min(prompt_tokens + 40, 1024)
    cache = KVCache(SMALL)
    prefill = model(text[:, :prompt_tokens], cache)
    assert (prefill - model(text[:, :prompt_tokens])).abs().max() <= TOLERANCE
    for position in range(prompt_tokens, end):
        step = model(text[:, position : position + 1], cache)[:, -1]
        full = model(text[:, : position + 1])[:, -1]
        assert (step - full).abs().max() <= TOLERANCE, position
    assert cache.length == end


@torch.inference_mode()
@pytest.mark.parametrize("chunk", [1, 100, 128, 1000])
def test_a_prompt_in_chunks_has_the_logits_of_the_full_pass(
    model: GPTModel, text: torch.Tensor, chunk: int
) -> None:
    """Prefill is chunked so that Stop is obeyed in between."""
    ids = text[:, :1023] if chunk > 1 else text[:, :130]
    cache = KVCache(SMALL)
    chunked = torch.cat([model(part, cache) for part in ids.split(chunk, dim=1)], dim=1)
    assert (chunked - model(ids)).abs().max() <= TOLERANCE


@torch.inference_mode()
def test_a_cache_cut_back_can_go_another_way(model: GPTModel, text: torch.Tensor) -> None:
    """Regenerate keeps the prompt's part of the cache and takes another branch."""
    cache = KVCache(SMALL)
    model(text[:, :50], cache)
    cache.truncate(30)
    branch = torch.cat((text[:, :30], text[:, 100:110]), dim=1)
    logits = model(branch[:, 30:], cache)
    assert (logits - model(branch)[:, 30:]).abs().max() <= TOLERANCE


@torch.inference_mode()
def test_a_batch_is_its_rows(model: GPTModel) -> None:
    """Evaluation runs several texts at once; they must not see each other."""
    ids = torch.randint(0, 211, (3, 20), generator=torch.Generator().manual_seed(2))
    cache = KVCache(SMALL, batch_size=3)
    together = torch.cat((model(ids[:, :12], cache), model(ids[:, 12:], cache)), dim=1)
    for row in range(3):
        assert (together[row] - model(ids[row : row + 1])[0]).abs().max() <= TOLERANCE


@torch.inference_mode()
def test_no_token_sees_the_future(model: GPTModel, text: torch.Tensor) -> None:
    """A leak would make every probability on the screen a lie."""
    before = model(text[:, :64])
    changed = text[:, :64].clone()
    changed[0, 40:] = (changed[0, 40:] + 7) % 211
    after = model(changed)
    assert torch.equal(before[:, :40], after[:, :40])
    assert not torch.equal(before[:, 40:], after[:, 40:])


@torch.inference_mode()
def test_attention_is_torch_s_own(model: GPTModel) -> None:
    """The page spells attention out; torch's fused kernel is an independent statement of it."""
    att = model.trf_blocks[0].att
    assert isinstance(att, MultiHeadAttention)
    x = torch.randn(2, 33, 32, generator=torch.Generator().manual_seed(3))
    heads = (
        project(x).view(2, 33, 4, 8).transpose(1, 2)
        for project in (att.W_query, att.W_key, att.W_value)
    )
    mixed = functional.scaled_dot_product_attention(*heads, is_causal=True)
    expected = att.out_proj(mixed.transpose(1, 2).reshape(2, 33, 32))
    assert (att(x) - expected).abs().max() <= 1e-5


def test_layer_norm_is_torch_s_own() -> None:
    """Epsilon 1e-5 and the biased variance, as GPT-2 was trained with."""
    x = 3 * torch.randn(4, 5, 32, generator=torch.Generator().manual_seed(4)) + 1
    ours, theirs = LayerNorm(32), nn.LayerNorm(32, eps=1e-5)
    assert (ours(x) - theirs(x)).abs().max() <= 1e-6
    by_hand = (x - x.mean(-1, keepdim=True)) / torch.sqrt(
        x.var(-1, unbiased=False, keepdim=True) + 1e-5
    )
    assert (ours(x) - by_hand).abs().max() <= 1e-5


def test_gelu_is_the_tanh_form_or_the_exact_one() -> None:
    """They differ by up to 5e-4 per activation, which is another network."""
    x = torch.linspace(-6, 6, 1001)
    exact = x * (1 + torch.erf(x / math.sqrt(2))) / 2  # x · Φ(x)
    assert (GELU("exact")(x) - exact).abs().max() <= 1e-6
    by_hand = 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    assert (GELU()(x) - by_hand).abs().max() <= 1e-6
    assert (GELU("tanh")(x) - by_hand).abs().max() <= 1e-6
    assert (GELU()(x) - exact).abs().max() > 1e-4


@torch.inference_mode()
def test_more_tokens_than_positions_are_refused(model: GPTModel, text: torch.Tensor) -> None:
    """Positions are learned: there is no 1025th."""
    longer = torch.cat((text, text[:, :1]), dim=1)
    with pytest.raises(ValueError, match="1024"):
        model(longer)
    cache = KVCache(SMALL)
    model(text, cache)
    with pytest.raises(ValueError, match="1024"):
        model(text[:, :1], cache)
    assert cache.length == 1024


@torch.inference_mode()
def test_plain_generation_crops_to_the_context(model: GPTModel, text: torch.Tensor) -> None:
    """`generate_text_simple` forgets the oldest tokens, as the book's does."""
    short = generate_text_simple(model, text[:, :20], 3, context_size=8)
    expected = model(text[:, 12:20])[:, -1].argmax()
    assert short.shape == (1, 23)
    assert short[0, 20] == expected


def test_dropout_is_for_training_only(model: GPTModel, text: torch.Tensor) -> None:
    """In evaluation the same prompt has the same logits, always."""
    ids = text[:, :16]
    assert torch.equal(model(ids), model(ids))
    torch.manual_seed(0)
    trained = GPTModel(SMALL).train()
    assert not torch.equal(trained(ids), trained(ids))


def test_a_tied_head_is_the_embedding() -> None:
    """One tensor, counted once and trained once."""
    model = GPTModel({"vocab_size": 50, "emb_dim": 8, "n_heads": 2, "tie_embeddings": True})
    assert model.out_head.weight is model.tok_emb.weight

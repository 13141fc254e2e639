"""The pass that keeps the inside: the very numbers of `gpt.py`, and what changes do to them."""

from __future__ import annotations

from itertools import product
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.errors import NonFiniteStateError
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.walk import Walk, attention_weights, head_share, hidden_places

# Streams have lengths of about 10 here; float32 sums in another order differ by 2e-5.
TOLERANCE = 1e-4
TEXT = tuple(torch.randint(0, 97, (40,), generator=torch.Generator().manual_seed(5)).tolist())


def network_of(
    *, has_bias: bool = True, is_tied: bool = False, seed: int = 0, ctx_len: int = 48
) -> GPTModel:
    cfg = GPTConfig(
        vocab_size=97,
        ctx_len=ctx_len,
        emb_dim=24,
        n_heads=3,
        n_layers=3,
        qkv_bias=has_bias,
        tie_embeddings=is_tied,
    )
    torch.manual_seed(seed)
    network = GPTModel(cfg).eval().requires_grad_(requires_grad=False)
    for parameter in network.parameters():
        parameter += 0.2 * torch.randn_like(parameter)
    return network


def walked(network: GPTModel, ids: tuple[int, ...] = TEXT, changes: Changes | None = None) -> Walk:
    walk = Walk(network, changes or Changes())
    assert walk.read(ids, Event())
    return walk


@torch.inference_mode()
@pytest.mark.parametrize(("has_bias", "is_tied"), list(product([True, False], repeat=2)))
def test_a_whole_pass_has_the_bits_of_the_network(has_bias: bool, is_tied: bool) -> None:
    """What is shown of the inside must be the network's own numbers, not like them."""
    network = network_of(has_bias=has_bias, is_tied=is_tied)
    walk = walked(network)
    truth = network(torch.tensor([TEXT]))[0]
    assert torch.equal(network.out_head(network.final_norm(walk.last_stream)), truth)


@torch.inference_mode()
@pytest.mark.parametrize("hidden", [(), (2, 140)], ids=["all read", "two hidden"])
def test_a_long_text_passes_part_by_part_and_comes_out_the_same(hidden: tuple[int, ...]) -> None:
    """Attention of a long text leaves out what the mask forbids; nothing else may change by that.

    300 places are three parts of rows, the last one short; 37 of them may have been read before, so
    that a part begins anywhere. The truth is the whole matrix of weights at once.
    """
    ids = tuple(torch.randint(0, 97, (300,), generator=torch.Generator().manual_seed(2)).tolist())
    network = network_of(ctx_len=320)
    changes = Changes(hidden=hidden)
    whole, grown = Walk(network, changes), Walk(network, changes)
    for end in (37, 300):
        assert grown.read(ids[:end], Event())
    assert whole.read(ids, Event())
    if not hidden:
        truth = network.hidden_states(torch.tensor([ids]))[0]
        assert (network.final_norm(whole.last_stream) - truth).abs().max() <= TOLERANCE
    for walk, number in product((whole, grown), (1, 2, 3)):
        states = walk.block(number)
        mask = hidden_places(changes, len(ids), states.q.device)
        z = attention_weights(states.q, states.k, mask) @ states.v
        assert (states.z - z).abs().max() <= TOLERANCE
        assert (states.m - whole.block(number).m).abs().max() <= TOLERANCE


def test_the_input_is_not_kept_and_the_same_when_it_is_wanted() -> None:
    """Six matrices a block are kept, not a seventh: of a long text that is 3 MB less."""
    network = network_of()
    walk = walked(network)
    cfg = network.cfg
    assert walk.size_bytes == 4 * cfg.ctx_len * cfg.emb_dim * 6 * cfg.n_layers
    held = {
        rows.untyped_storage().data_ptr(): rows.untyped_storage().nbytes()
        for number in range(1, cfg.n_layers + 1)
        for block in [walk.block(number)]
        for rows in (block.q, block.k, block.v, block.z, block.m, walk.stream(number))
    }
    assert sum(held.values()) == walk.size_bytes
    places = torch.arange(len(TEXT))
    assert torch.equal(
        walk.block(1).x, network.tok_emb(torch.tensor(TEXT)) + network.pos_emb(places)
    )


@torch.inference_mode()
def test_growing_token_by_token_gives_the_same() -> None:
    """A token more is one row more; the rows before stay what they are (causality)."""
    network, whole = network_of(), walked(network_of())
    grown = Walk(network)
    for end in range(1, len(TEXT) + 1):
        assert grown.read(TEXT[:end], Event())
    assert (grown.last_stream - whole.last_stream).abs().max() <= TOLERANCE
    for number in range(1, 4):
        for name in ("x", "q", "k", "v", "z", "m"):
            mine, its = getattr(grown.block(number), name), getattr(whole.block(number), name)
            assert mine.shape == its.shape
            assert (mine - its).abs().max() <= TOLERANCE, (number, name)


@torch.inference_mode()
def test_what_is_kept_fits_together() -> None:
    """Weights from queries and keys, outputs from weights and values, the stream from all."""
    network, walk = network_of(), walked(network_of())
    for number in range(1, 4):
        states, block = walk.block(number), network.trf_blocks[number - 1]
        weights = attention_weights(states.q, states.k)
        assert (weights.sum(dim=-1) - 1).abs().max() <= 1e-6
        assert torch.equal(weights.triu(1), torch.zeros_like(weights))
        assert (weights @ states.v - states.z).abs().max() <= TOLERANCE
        parts = sum(states.z[h] @ head_share(block.att, h + 1).T for h in range(3))
        assert (states.x + parts + block.att.out_proj.bias - states.m).abs().max() <= TOLERANCE
        after = states.m + block.ff(block.norm2(states.m))
        assert (walk.stream(number) - after).abs().max() <= TOLERANCE
        assert torch.equal(walk.stream(number - 1), states.x)


@torch.inference_mode()
def test_a_head_off_is_its_part_of_the_projection_zeroed() -> None:
    """The cut is before the projection: behind it, a head's numbers belong to all heads."""
    off = walked(network_of(), changes=Changes((HeadChange(2, 3), HeadChange(1, 1))))
    zeroed = network_of()
    for block, head in ((2, 3), (1, 1)):
        head_share(zeroed.trf_blocks[block - 1].att, head).zero_()
    assert (off.last_stream - walked(zeroed).last_stream).abs().max() <= TOLERANCE
    assert (off.last_stream - walked(network_of()).last_stream).abs().max() > 0.01


@torch.inference_mode()
def test_all_heads_off_leave_the_bias() -> None:
    """Biases stay: they belong to no head."""
    network = network_of()
    heads = tuple(HeadChange(block, head) for block, head in product((1, 2, 3), repeat=2))
    walk = walked(network, changes=Changes(heads))
    x = network.tok_emb(torch.tensor(TEXT)) + network.pos_emb(torch.arange(len(TEXT)))
    for block in network.trf_blocks:
        x = x + block.att.out_proj.bias
        x = x + block.ff(block.norm2(x))
    assert (walk.last_stream - x).abs().max() <= TOLERANCE


@torch.inference_mode()
def test_the_mean_is_over_the_whole_text() -> None:
    """A longer text has another mean: nothing of the shorter pass may be kept."""
    changes = Changes((HeadChange(2, 1, uses_mean=True),))
    walk = walked(network_of(), TEXT[:20], changes)
    assert walk.read(TEXT, Event())
    fresh = walked(network_of(), TEXT, changes)
    assert torch.equal(walk.last_stream, fresh.last_stream)
    z = fresh.block(2).z[0]
    assert (z - z[0]).abs().max() == 0


@torch.inference_mode()
def test_a_hidden_place_is_read_by_no_later_one() -> None:
    """Its own row stays as it is, and so do those before."""
    network = network_of()
    plain, hidden = walked(network), walked(network, changes=Changes(hidden=(7,)))
    assert torch.equal(plain.last_stream[:7], hidden.last_stream[:7])
    assert (plain.last_stream[7:] - hidden.last_stream[7:]).abs().amax(dim=1).min() > 1e-3
    other = (*TEXT[:6], (TEXT[6] + 1) % 97, *TEXT[7:])
    elsewhere = walked(network, other, Changes(hidden=(7,)))
    assert torch.equal(elsewhere.last_stream[7:], hidden.last_stream[7:])


def test_cancelled_passes_can_be_read_again() -> None:
    """A walk that was left for an answer goes on as if nothing had been."""
    network, cancelled = network_of(), Event()
    walk = walked(network, TEXT[:10])

    def stop(blocks: int) -> None:
        if blocks == 2:
            cancelled.set()

    assert not walk.read(TEXT, cancelled, stop)
    assert walk.ids == TEXT[:10]
    assert walk.read(TEXT, Event())
    assert (walk.last_stream - walked(network).last_stream).abs().max() <= TOLERANCE
    cancelled.clear()
    assert not walk.read((*TEXT[:15], *TEXT[:9]), cancelled, stop)
    assert walk.ids == TEXT[:15], "what came after is overwritten in some blocks"
    assert walk.read(TEXT, Event())
    assert (walk.last_stream - walked(network).last_stream).abs().max() <= TOLERANCE


def test_another_ending_keeps_the_common_beginning() -> None:
    """A swapped token costs only the rows from there on."""
    network = network_of()
    other = (*TEXT[:25], 3, 4, 5)
    walk = walked(network)
    branch = Walk(network)
    branch.copy_beginning(walk, other)
    assert branch.ids == TEXT[: len(branch.ids)]
    assert len(branch.ids) >= 25
    assert branch.read(other, Event())
    assert (branch.last_stream - walked(network, other).last_stream).abs().max() <= TOLERANCE


def test_a_mean_is_not_taken_over_from_a_longer_text() -> None:
    """The mean of a head's output is over the text that is looked at, and over no other."""
    network, changes = network_of(), Changes((HeadChange(2, 1, uses_mean=True),))
    shorter = Walk(network, changes)
    shorter.copy_beginning(walked(network, TEXT, changes), TEXT[:20])
    assert shorter.read(TEXT[:20], Event())
    expected = walked(network, TEXT[:20], changes).last_stream
    assert (shorter.last_stream - expected).abs().max() <= TOLERANCE


def test_numbers_that_are_none_are_named_where_they_appear() -> None:
    """A diverged network is said to be one, with the block; no picture is drawn of it."""
    network = network_of()
    network.trf_blocks[1].ff.layers[2].bias[3] = torch.nan
    with pytest.raises(NonFiniteStateError, match="“2”"):
        Walk(network).read(TEXT, Event())

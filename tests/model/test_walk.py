"""The pass that keeps the inside: the very numbers of the network, and what changes do to them."""

from __future__ import annotations

from itertools import product
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.errors import NonFiniteStateError
from gptdesk.model.walk import (
    Walk,
    attention_weights,
    head_share,
    hidden_places,
    weighted_sum,
)
from gptdesk.model.walked import (
    ReadableNetwork,
    bias_of,
    blocks_of,
    input_of,
    narrowing,
    window_of,
)
from tests.model.walked_networks import KINDS, LLAMAS, gpt_of, llama_of, network_of

# Streams have lengths of about 10 here; float32 sums in another order differ by 2e-5.
TOLERANCE = 1e-4
TEXT = tuple(torch.randint(0, 97, (40,), generator=torch.Generator().manual_seed(5)).tolist())


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """A network of each kind: what is shown of one has to be true of all."""
    return request.param


def walked(
    network: ReadableNetwork, ids: tuple[int, ...] = TEXT, changes: Changes | None = None
) -> Walk:
    walk = Walk(network, changes or Changes())
    assert walk.read(ids, Event())
    return walk


@torch.inference_mode()
@pytest.mark.parametrize(("has_bias", "is_tied"), list(product([True, False], repeat=2)))
def test_a_whole_pass_has_the_bits_of_the_network(has_bias: bool, is_tied: bool) -> None:
    """What is shown of the inside must be the network's own numbers, not like them."""
    has_the_bits_of(gpt_of(has_bias=has_bias, is_tied=is_tied))


@torch.inference_mode()
@pytest.mark.parametrize("llama", LLAMAS)
def test_so_has_a_pass_through_each_llama(llama: str) -> None:
    """Groups, turns, windows, norms of heads: each in its place, or these bits are others."""
    has_the_bits_of(llama_of(llama))


def has_the_bits_of(network: ReadableNetwork) -> None:
    truth = network(torch.tensor([TEXT]))[0]
    assert torch.equal(network.out_head(network.final_norm(walked(network).last_stream)), truth)


@torch.inference_mode()
@pytest.mark.parametrize("hidden", [(), (2, 140)], ids=["all read", "two hidden"])
def test_a_long_text_passes_part_by_part_and_comes_out_the_same(
    hidden: tuple[int, ...], kind: str
) -> None:
    """Attention of a long text leaves out what the mask forbids; nothing else may change by that.

    300 places are three parts of rows, the last one short; 37 of them may have been read before, so
    that a part begins anywhere. The truth is the whole matrix of weights at once.
    """
    ids = tuple(torch.randint(0, 97, (300,), generator=torch.Generator().manual_seed(2)).tolist())
    network = network_of(kind, ctx_len=320)
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
        weights = attention_weights(states.q, states.k, mask, window_of(network.cfg))
        z = weighted_sum(weights, states.v)
        assert (states.z - z).abs().max() <= TOLERANCE
        assert (states.m - whole.block(number).m).abs().max() <= TOLERANCE


def test_the_input_is_not_kept_and_the_same_when_it_is_wanted(kind: str) -> None:
    """Six matrices a block are kept, not a seventh: of a long text that is 3 MB less.

    Keys and values as many as there are: those that a group shares are there once.
    """
    network = network_of(kind)
    walk = walked(network)
    cfg = network.cfg
    heads = 2 * (cfg.n_heads + cfg.n_kv_heads) * cfg.head_dim
    assert walk.size_bytes == 4 * cfg.ctx_len * (2 * cfg.emb_dim + heads) * cfg.n_layers
    held = {
        rows.untyped_storage().data_ptr(): rows.untyped_storage().nbytes()
        for number in range(1, cfg.n_layers + 1)
        for block in [walk.block(number)]
        for rows in (block.q, block.k, block.v, block.z, block.m, walk.stream(number))
    }
    assert sum(held.values()) == walk.size_bytes
    entered = network.tok_emb(torch.tensor(TEXT))
    if kind == "gpt":
        entered = entered + gpt_of().pos_emb(torch.arange(len(TEXT)))
    assert torch.equal(walk.block(1).x, entered)


@torch.inference_mode()
def test_growing_token_by_token_gives_the_same(kind: str) -> None:
    """A token more is one row more; the rows before stay what they are (causality)."""
    network, whole = network_of(kind), walked(network_of(kind))
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
def test_what_is_kept_fits_together(kind: str) -> None:
    """Weights from queries and keys, outputs from weights and values, the stream from all."""
    network, walk = network_of(kind), walked(network_of(kind))
    for number, block in enumerate(blocks_of(network), start=1):
        states = walk.block(number)
        weights = attention_weights(states.q, states.k, window=window_of(network.cfg))
        assert (weights.sum(dim=-1) - 1).abs().max() <= 1e-6
        assert torch.equal(weights.triu(1), torch.zeros_like(weights))
        assert (weighted_sum(weights, states.v) - states.z).abs().max() <= TOLERANCE
        heads = range(network.cfg.n_heads)
        parts = sum(states.z[h] @ head_share(block.att, h + 1).T for h in heads)
        bias = bias_of(block.att.out_proj)
        parts = parts if bias is None else parts + bias
        assert (states.x + parts - states.m).abs().max() <= TOLERANCE
        after = states.m + block.ff(block.norm2(states.m))
        assert (walk.stream(number) - after).abs().max() <= TOLERANCE
        assert torch.equal(walk.stream(number - 1), states.x)


@torch.inference_mode()
def test_a_head_off_is_its_part_of_the_projection_zeroed(kind: str) -> None:
    """The cut is before the projection: behind it, a head's numbers belong to all heads."""
    off = walked(network_of(kind), changes=Changes((HeadChange(2, 3), HeadChange(1, 1))))
    zeroed = network_of(kind)
    for block, head in ((2, 3), (1, 1)):
        head_share(blocks_of(zeroed)[block - 1].att, head).zero_()
    assert (off.last_stream - walked(zeroed).last_stream).abs().max() <= TOLERANCE
    assert (off.last_stream - walked(network_of(kind)).last_stream).abs().max() > 0.01


@torch.inference_mode()
def test_all_heads_off_leave_the_bias(kind: str) -> None:
    """Biases stay: they belong to no head."""
    network = network_of(kind)
    heads = product((1, 2, 3), range(1, network.cfg.n_heads + 1))
    walk = walked(network, changes=Changes(tuple(HeadChange(*one) for one in heads)))
    x = input_of(network, TEXT)
    for block in blocks_of(network):
        bias = bias_of(block.att.out_proj)
        x = x if bias is None else x + bias
        x = x + block.ff(block.norm2(x))
    assert (walk.last_stream - x).abs().max() <= TOLERANCE


@torch.inference_mode()
def test_the_mean_is_over_the_whole_text(kind: str) -> None:
    """A longer text has another mean: nothing of the shorter pass may be kept."""
    changes = Changes((HeadChange(2, 1, uses_mean=True),))
    walk = walked(network_of(kind), TEXT[:20], changes)
    assert walk.read(TEXT, Event())
    fresh = walked(network_of(kind), TEXT, changes)
    assert torch.equal(walk.last_stream, fresh.last_stream)
    z = fresh.block(2).z[0]
    assert (z - z[0]).abs().max() == 0


@torch.inference_mode()
def test_a_hidden_place_is_read_by_no_later_one(kind: str) -> None:
    """Its own row stays as it is, and so do those before."""
    network = network_of(kind)
    plain, hidden = walked(network), walked(network, changes=Changes(hidden=(7,)))
    assert torch.equal(plain.last_stream[:7], hidden.last_stream[:7])
    after = slice(7, 14)  # those that still see it through a window
    assert (plain.last_stream[after] - hidden.last_stream[after]).abs().amax(dim=1).min() > 1e-3
    other = (*TEXT[:6], (TEXT[6] + 1) % 97, *TEXT[7:])
    elsewhere = walked(network, other, Changes(hidden=(7,)))
    assert torch.equal(elsewhere.last_stream[7:], hidden.last_stream[7:])


def test_cancelled_passes_can_be_read_again(kind: str) -> None:
    """A walk that was left for an answer goes on as if nothing had been."""
    network, cancelled = network_of(kind), Event()
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


def test_another_ending_keeps_the_common_beginning(kind: str) -> None:
    """A swapped token costs only the rows from there on."""
    network = network_of(kind)
    other = (*TEXT[:25], 3, 4, 5)
    walk = walked(network)
    branch = Walk(network)
    branch.copy_beginning(walk, other)
    assert branch.ids == TEXT[: len(branch.ids)]
    assert len(branch.ids) >= 25
    assert branch.read(other, Event())
    assert (branch.last_stream - walked(network, other).last_stream).abs().max() <= TOLERANCE


def test_a_mean_is_not_taken_over_from_a_longer_text(kind: str) -> None:
    """The mean of a head's output is over the text that is looked at, and over no other."""
    network, changes = network_of(kind), Changes((HeadChange(2, 1, uses_mean=True),))
    shorter = Walk(network, changes)
    shorter.copy_beginning(walked(network, TEXT, changes), TEXT[:20])
    assert shorter.read(TEXT[:20], Event())
    expected = walked(network, TEXT[:20], changes).last_stream
    assert (shorter.last_stream - expected).abs().max() <= TOLERANCE


def test_numbers_that_are_none_are_named_where_they_appear(kind: str) -> None:
    """A diverged network is said to be one, with the block; no picture is drawn of it."""
    network = network_of(kind)
    narrowing(blocks_of(network)[1]).weight[3] = torch.nan
    with pytest.raises(NonFiniteStateError, match="“2”"):
        Walk(network).read(TEXT, Event())

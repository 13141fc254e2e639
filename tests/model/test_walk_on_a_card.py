"""A walk's tensors on another device than the CPU, without one: nothing is left behind.

torch's *meta* device has shapes and no numbers, and its tensors are not mixed with the CPU's; what
numbers a card gives is not told by it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.contributions import frozen_sigma, head_shares, mean_row
from gptdesk.engine.inside.sight import decode
from gptdesk.model.gpt import GPTModel, TransformerBlock
from gptdesk.model.walk import hidden_places, pass_block
from tests.tiny_models import TINY

CARD = torch.device("meta")


@pytest.fixture
def on_a_card() -> Iterator[GPTModel]:
    """A network whose weights are on another device."""
    with torch.device(CARD):
        yield GPTModel(TINY).eval()


def test_a_block_is_passed_on_the_card(on_a_card: GPTModel) -> None:
    """With heads off, a mean and hidden places, at the beginning and going on."""
    changes = Changes((HeadChange(1, 1), HeadChange(1, 2, uses_mean=True)), (2,))
    block = on_a_card.trf_blocks[0]
    assert isinstance(block, TransformerBlock)
    H, D = TINY.n_heads, TINY.emb_dim // TINY.n_heads
    for S, T in ((0, 5), (5, 6)):
        x = torch.empty(T - S, TINY.emb_dim)
        keys, values = torch.empty(2, H, S, D).unbind()
        hidden = hidden_places(changes, T, x.device)
        states, after = pass_block(block, x, keys, values, changes.in_block(1), hidden)
        for one in (states.q, states.k, states.v, states.z, states.m, after):
            assert one.device.type == "meta"
        logits = decode(on_a_card, after)
        assert (logits.shape, logits.device.type) == ((T - S, TINY.vocab_size), "meta")


def test_an_account_is_kept_on_the_card(on_a_card: GPTModel) -> None:
    """Shares of heads, σ and the mean row."""
    block = on_a_card.trf_blocks[0]
    assert isinstance(block, TransformerBlock)
    z = torch.empty(TINY.n_heads, TINY.emb_dim // TINY.n_heads)
    directions = torch.empty(TINY.emb_dim, 3, dtype=torch.float64)
    assert head_shares(block, z, directions).device.type == "meta"
    assert mean_row(on_a_card.out_head.weight).device.type == "meta"
    assert frozen_sigma(on_a_card.final_norm, torch.empty(TINY.emb_dim)).device.type == "meta"


def test_what_is_mixed_is_refused(on_a_card: GPTModel) -> None:
    """These tests can fail: a tensor that stays on the CPU is found."""
    with pytest.raises(RuntimeError, match=r"[Dd]evice"):
        decode(on_a_card, torch.empty(1, TINY.emb_dim, device="cpu"))

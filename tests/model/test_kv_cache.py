"""The cache's own bookkeeping; that it changes no logits is proven in test_gpt.py."""

from __future__ import annotations

import pytest
import torch

from gptdesk.model.config import GPTConfig
from gptdesk.model.kv_cache import KVCache, common_prefix

CONFIG = GPTConfig(vocab_size=50, ctx_len=16, emb_dim=8, n_heads=2, n_layers=3)


def test_memory_is_allocated_once_and_reported() -> None:
    """The model page shows it, and a long answer must not grow it."""
    cache = KVCache(CONFIG, 2, dtype=torch.bfloat16)
    assert cache.capacity == 16
    assert cache.size_bytes == 2 * 3 * 2 * 2 * 16 * 4 * 2


def test_the_length_moves_once_all_layers_have_stored() -> None:
    """Otherwise the second layer would write behind the first one's tokens."""
    cache = KVCache(CONFIG)
    new = torch.ones(1, 2, 5, 4)
    for layer in range(3):
        keys, values = cache.append(layer, new * layer, new * -layer)
        assert keys.shape == values.shape == (1, 2, 5, 4)
        assert keys.eq(layer).all()
        assert values.eq(-layer).all()
        assert cache.length == 0
    cache.advance(5)
    keys, _ = cache.append(1, 9 * new, new)
    assert keys.shape == (1, 2, 10, 4)
    assert keys[:, :, :5].eq(1).all()
    assert keys[:, :, 5:].eq(9).all()


def test_it_can_only_be_cut_back_to_what_is_filled() -> None:
    """Positions that were never written hold noise."""
    cache = KVCache(CONFIG)
    cache.advance(4)
    cache.truncate(4)
    cache.truncate(1)
    assert cache.length == 1
    for length in (-1, 2):
        with pytest.raises(ValueError, match=str(length)):
            cache.truncate(length)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((1, 2, 3), (1, 2, 3, 4), 3),  # a step
        ((1, 2, 3), (1, 2), 2),  # cut back
        ((1, 2, 3), (1, 2, 3), 3),
        ((1, 2, 3), (1, 9, 3), 1),
        ((1, 2, 3), (9, 2, 3), 0),
        ((), (1,), 0),
        ((1,), (), 0),
    ],
)
def test_all_that_two_texts_begin_with_is_found(
    one: tuple[int, ...], other: tuple[int, ...], shared: int
) -> None:
    """One token less would be read again; one more would be another text's."""
    assert common_prefix(one, other) == common_prefix(list(one), list(other)) == shared

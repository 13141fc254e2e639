"""The way to a token that a graphics card records: what is true of it alone."""

from __future__ import annotations

import torch

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.choice.fixed_shape import fixed_choice, how_of
from tests.engine.choice.hard_choices import VOCAB, fixed_way, is_answered, vector


def test_one_small_vector_comes_back() -> None:
    """All that is known of a token, and of the twenty most probable ones."""
    how = how_of(SamplingSettings(), 0.5, 3000)
    assert how is not None
    figures = fixed_choice(torch.randn(3000), torch.tensor(how, dtype=torch.float64), None, 20)
    assert figures.shape == (7 + 4 * 20,)
    assert figures.dtype == torch.float64


def test_logits_of_16_bits_are_mostly_beyond_doubt() -> None:
    """Rounded to 16 bits, a card's logits tie in crowds."""
    generator = torch.Generator().manual_seed(5)
    answered = [
        is_answered(
            fixed_way, (vector("peaked", VOCAB, generator) - 60).half(), SamplingSettings(), [], u
        )
        for u in torch.rand(20, generator=generator, dtype=torch.float64).tolist()
    ]
    assert sum(answered) >= 15

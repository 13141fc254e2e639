"""The dice: one number per token, the same for a seed wherever the answer goes on."""

from __future__ import annotations

import torch

from gptdesk.engine.choice.sampling import Dice


def test_dice_go_on_where_they_were_left() -> None:
    """One token at a time must give the text of one long run."""
    dice = Dice(seed=8)
    long_run = [dice.roll() for _ in range(1200)]
    for skip in (0, 1, 2, 15, 16, 17, 64, 1000):
        dice = Dice(seed=8, skip=skip)
        assert [dice.roll() for _ in range(100)] == long_run[skip : skip + 100]


def test_dice_are_a_seeds_own() -> None:
    """Another seed is another text; other random numbers in the program change nothing."""
    torch.manual_seed(0)
    first = [Dice(9).roll(), Dice(9).roll()]
    torch.rand(5)
    assert first == [Dice(9).roll()] * 2
    assert Dice(10).roll() != first[0]
    dice = Dice(2**31 - 1)
    assert all(0 <= dice.roll() < 1 for _ in range(1000))

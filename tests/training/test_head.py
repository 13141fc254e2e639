"""The chunked head against PyTorch's own cross-entropy."""

import pytest
import torch
from torch.nn import functional

from gptdesk.training.head import head_loss
from gptdesk.training.vocabulary import IGNORED


def _example(vocab_size=37, n_rows=11):
    generator = torch.Generator().manual_seed(1)
    hidden = torch.randn(n_rows, 8, generator=generator).requires_grad_()
    weight = torch.randn(vocab_size, 8, generator=generator).requires_grad_()
    targets = torch.randint(0, vocab_size - 1, (n_rows,), generator=generator)
    return hidden, weight, targets


@pytest.mark.parametrize("chunk_rows", [1, 4, 11, 100])
def test_loss_and_gradients_are_those_of_full_logits(chunk_rows):
    """A wrong gradient still lowers the loss, only less: nothing else would show it."""
    hidden, weight, targets = _example()
    targets[[2, 7]] = IGNORED
    functional.cross_entropy(hidden @ weight.T, targets, ignore_index=IGNORED).mul(3).backward()
    expected = (hidden.grad, weight.grad)
    hidden.grad = weight.grad = None

    loss = head_loss(hidden, weight, targets, chunk_rows=chunk_rows)
    (loss * 3).backward()

    exact = functional.cross_entropy(hidden @ weight.T, targets, ignore_index=IGNORED)
    # float32 sums of some 40 terms of size 1: 1e-6 is ten roundings
    torch.testing.assert_close(loss, exact, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(hidden.grad, expected[0], rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(weight.grad, expected[1], rtol=1e-5, atol=1e-6)


def test_bfloat16_stays_near_float32():
    """Autocast hands us bfloat16; the sum must not lose more than its products do."""
    hidden, weight, targets = _example()
    exact = functional.cross_entropy(hidden @ weight.T, targets)
    rough = head_loss(hidden.bfloat16(), weight, targets)
    # logits up to 10 in 8 bits are off by up to 0.03 each, the mean of 11 by less
    assert abs(rough.item() - exact.item()) < 0.03


def test_nothing_to_predict_is_a_loss_of_zero():
    """A batch without one counted target must not poison the weights with NaN."""
    hidden, weight, targets = _example()
    loss = head_loss(hidden, weight, torch.full_like(targets, IGNORED))
    loss.backward()
    assert loss.item() == 0
    assert hidden.grad.abs().max() == 0

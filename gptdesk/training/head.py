"""The loss of the output head, without ever storing all logits.

4,096 tokens times 50,257 logits are 800 MB in float32, written, read and written again by an
ordinary cross-entropy. Here a few rows at a time become logits, loss and gradients and are
forgotten. The same numbers, two to three times as fast on a CPU.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from gptdesk.training.vocabulary import IGNORED

CHUNK_ROWS = 256


def head_loss(
    hidden: Tensor,
    weight: Tensor,
    targets: Tensor,
    *,
    n_rest: int = 1,
    chunk_rows: int = CHUNK_ROWS,
) -> Tensor:
    """Return the mean cross-entropy of the next token, in nats, ready for `backward`.

    Args:
        hidden: what the head reads, (n, emb_dim); its dtype is that of the matrix products.
        weight: the head, (vocab_size, emb_dim), float32.
        targets: rows of the head, (n,), int64; `IGNORED` counts for nothing.
        n_rest: how many ids the last row stands for (see `vocabulary.py`); may be 0.
        chunk_rows: rows whose logits exist at the same time.
    """
    rest_offset = math.log(n_rest) if n_rest else -math.inf
    return _HeadLoss.apply(hidden, weight, targets, rest_offset, chunk_rows)


class _HeadLoss(torch.autograd.Function):
    """Loss and gradients in one pass: backward only hands out what forward has found."""

    @staticmethod
    def forward(
        ctx: Any,
        hidden: Tensor,
        weight: Tensor,
        targets: Tensor,
        rest_offset: float,
        chunk_rows: int,
    ) -> Tensor:
        head = weight.to(hidden.dtype)
        counted = targets != IGNORED
        share = counted / counted.sum().clamp(min=1)  # (n,), what each row adds to the mean
        targets = targets.masked_fill(~counted, 0).unsqueeze(1)  # (n, 1)
        loss = torch.zeros((), device=hidden.device)
        grad_hidden = torch.empty_like(hidden)
        grad_weight = torch.zeros_like(weight)
        minus_one = head.new_full((1, 1), -1.0)
        for start in range(0, len(hidden), chunk_rows):
            chunk = slice(start, start + chunk_rows)
            logits = hidden[chunk] @ head.T  # (rows, vocab_size)
            logits[:, -1] += rest_offset
            grad = torch.softmax(logits, dim=-1)
            p = grad.gather(1, targets[chunk]).float().squeeze(1)  # (rows,)
            loss -= (p.clamp(min=1e-38).log() * share[chunk]).sum()
            # d loss / d logits = softmax - 1 at the target
            grad.scatter_add_(1, targets[chunk], minus_one.expand(len(p), 1))
            row_share = share[chunk].unsqueeze(1).to(head.dtype)
            grad_hidden[chunk] = grad @ head * row_share
            grad_weight += grad.T @ (hidden[chunk] * row_share)
        ctx.save_for_backward(grad_hidden, grad_weight)
        return loss

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        grad_hidden, grad_weight = ctx.saved_tensors
        return grad_hidden * grad_outputs[0], grad_weight * grad_outputs[0], None, None, None

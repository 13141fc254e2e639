"""The loss of a network on text that it was not trained on.

Two figures of the same sum: nats per token, which compares networks with the same vocabulary,
and bits per byte, which compares any two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch.nn import functional

from gptdesk.model.gpt import GPTModel
from gptdesk.training.dataset import END_OF_TEXT_ID
from gptdesk.training.head import CHUNK_ROWS


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The surprise of a network at a text.

    Attributes:
        n_tokens: predicted, the end of every document included.
        n_bytes: of the documents in UTF-8.
        total_nats: -ln p of all those tokens.
    """

    n_tokens: int
    n_bytes: int
    total_nats: float

    @property
    def nats_per_token(self) -> float:
        """The loss, as in training."""
        return self.total_nats / self.n_tokens

    @property
    def bits_per_byte(self) -> float:
        """What an ideal compressor with this network would need for a byte of text."""
        return self.total_nats / math.log(2) / self.n_bytes


@torch.inference_mode()
def evaluate(
    model: GPTModel, documents: Iterable[str], encode: Callable[[str], list[int]]
) -> Evaluation:
    """Predict every token of every document, and its end.

    Each document stands alone after <|endoftext|>. Where it is longer than the context, windows
    overlap by half, so that a token late in a document is predicted from at least ctx_len // 2
    tokens.

    Args:
        model: in evaluation mode, with the full GPT-2 vocabulary.
        documents: not empty.
        encode: text to GPT-2 ids.
    """
    device = model.pos_emb.weight.device
    ctx_len = model.cfg.ctx_len
    n_tokens, n_bytes, total_nats = 0, 0, 0.0
    for text in documents:
        ids = torch.tensor([END_OF_TEXT_ID, *encode(text), END_OF_TEXT_ID], device=device)
        inputs, targets = ids[:-1], ids[1:]  # (n,) each
        n_done = 0
        while n_done < len(inputs):
            start = max(0, n_done - ctx_len // 2)
            window = inputs[start : start + ctx_len]
            hidden = model.hidden_states(window.unsqueeze(0))[0]  # (T, emb_dim)
            new = slice(n_done, start + len(window))
            total_nats += _surprise(model, hidden[n_done - start :], targets[new])
            n_done = start + len(window)
        n_tokens += len(targets)
        n_bytes += len(text.encode())
    return Evaluation(n_tokens, n_bytes, total_nats)


def _surprise(model: GPTModel, hidden: torch.Tensor, targets: torch.Tensor) -> float:
    """Return the summed -ln p of targets, (n,), after hidden states, (n, emb_dim)."""
    return sum(
        functional.cross_entropy(model.out_head(h), y, reduction="sum").item()
        for h, y in zip(hidden.split(CHUNK_ROWS), targets.split(CHUNK_ROWS), strict=True)
    )

"""Samples of a network in the middle of its training."""

from __future__ import annotations

import torch
from torch import Tensor

from gptdesk.model.gpt import GPTModel
from gptdesk.training.vocabulary import ReducedVocabulary

SAMPLE_TOKENS = 40
_TEMPERATURE = 0.8


@torch.no_grad()
def sample_ids(
    model: GPTModel, vocabulary: ReducedVocabulary, prompt_ids: list[int], *, seed: int
) -> list[int]:
    """Return what the network writes after a prompt, as ids of the full vocabulary.

    The dice are its own, so that the training goes on as if nobody had asked. Tokens of the rest,
    of which the network knows nothing, are not drawn.

    Args:
        model: over the reduced vocabulary, in training mode; it is in that again afterwards.
        vocabulary: of the model.
        prompt_ids: at least one, of the full vocabulary.
        seed: the same one draws the same sample from the same weights.
    """
    dice = torch.Generator().manual_seed(seed)
    device = model.tok_emb.weight.device
    rows: list[int] = vocabulary.reduce(torch.tensor(prompt_ids)).tolist()
    n_prompt = len(rows)
    model.eval()
    for _ in range(SAMPLE_TOKENS):
        context = torch.tensor([rows[-model.cfg.ctx_len :]], device=device)  # (1, T)
        hidden: Tensor = model.hidden_states(context)[0, -1]
        logits = (model.tok_emb.weight @ hidden).float().cpu()  # (size,), the head is tied
        logits[vocabulary.rest_id] = -torch.inf
        chances = torch.softmax(logits / _TEMPERATURE, dim=0)
        rows.append(int(torch.multinomial(chances, 1, generator=dice)))
    model.train()
    return [*prompt_ids, *vocabulary.kept[torch.tensor(rows[n_prompt:])].tolist()]

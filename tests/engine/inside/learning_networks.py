"""Small networks whose gradients are compared: with torch's own, and with differences."""

from __future__ import annotations

import torch

from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel

IDS = (3, 14, 15, 92, 65, 35, 14, 15, 3, 70)


def small_network(*, has_bias: bool = True, is_tied: bool = True, seed: int = 0) -> GPTModel:
    """Return a network with parameters far from their first values, as after training.

    Its tensors are made in inference mode, as those of a network that is loaded.
    """
    cfg = GPTConfig(
        vocab_size=97,
        ctx_len=24,
        emb_dim=12,
        n_heads=3,
        n_layers=2,
        qkv_bias=has_bias,
        tie_embeddings=is_tied,
    )
    with torch.random.fork_rng(), torch.inference_mode():
        torch.manual_seed(seed)
        network = GPTModel(cfg).eval().requires_grad_(requires_grad=False)
        for parameter in network.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
    return network


def trainable(network: GPTModel) -> GPTModel:
    """Return a copy that torch's own backward pass works with."""
    copied = GPTModel(network.cfg).eval()
    copied.load_state_dict(network.state_dict())
    return copied


def loss_by_definition(network: GPTModel, ids: tuple[int, ...] = IDS) -> torch.Tensor:
    """Return the mean of -ln p of the tokens after the first, by `gpt.py` and torch alone."""
    logits = network(torch.tensor([ids]))[0, :-1]
    return torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]))

"""A random GPT-2 whose numbers are spread like those of a trained one."""

from __future__ import annotations

import torch
from torch import Tensor

from gptdesk.model.checkpoints.parameter_shapes import NoInit
from gptdesk.model.config import GPT_CONFIG_124M, GPTConfig
from gptdesk.model.gpt import GPTModel

_LOUD_CHANNELS = (138, 378, 447)  # those of the published 124M


def student_t5(shape: torch.Size, std: float, generator: torch.Generator) -> Tensor:
    """Draw from Student's t with 5 degrees of freedom: bells with a few numbers far out."""
    normal = torch.randn(shape, generator=generator)
    # Chi-squared with 4 degrees is an exponential, of two uniform numbers; the fifth is a square.
    uniform = torch.rand(shape, generator=generator).mul_(torch.rand(shape, generator=generator))
    chi = uniform.clamp_(min=1e-30).log_().mul_(-2)
    chi.add_(torch.randn(shape, generator=generator).square_())
    return normal.div_(chi.div_(5).sqrt_()).mul_(std / (5 / 3) ** 0.5)


@torch.no_grad()
def trained_like_model(config: GPTConfig = GPT_CONFIG_124M, seed: int = 7) -> GPTModel:
    """Return a network with heavy-tailed weights and three channels that drown the others.

    The norms turn those channels down again, as trained ones do. With a tied head, after 60
    random tokens, logits have a standard deviation of 3.3 and next tokens an entropy of 5.4 nats.
    """
    with torch.device("meta"), NoInit():
        model = GPTModel(config)
    model = model.to_empty(device="cpu")
    generator = torch.Generator().manual_seed(seed)
    std = 0.13 * (768 / config.emb_dim) ** 0.5
    loud = [channel for channel in _LOUD_CHANNELS if channel < config.emb_dim]
    signs = torch.tensor([(-1.0) ** i for i in range(len(loud))])
    for name, parameter in model.named_parameters():
        shape = parameter.shape
        if name.endswith(".scale"):
            mean = 0.92 if name.startswith("final") else 0.35
            noise = torch.randn(shape, generator=generator)
            parameter.copy_(mean * (1 + 0.2 * noise).clamp(0.3))
            parameter[loud] *= 0.2
        elif name.endswith(".shift"):
            parameter.copy_(0.05 * torch.randn(shape, generator=generator))
        elif name.startswith("pos_emb"):
            parameter.copy_(student_t5(shape, 0.1 * std, generator))
            parameter[:, loud] += 8.0 * signs
        elif parameter.dim() == 2:
            parameter.copy_(student_t5(shape, std, generator))
            if name.startswith("tok_emb"):
                parameter[:, loud] *= 2.0
        else:
            parameter.copy_(student_t5(shape, 0.1, generator))
            if name.endswith(("out_proj.bias", "layers.2.bias")):
                parameter[loud] += 4.0 * signs
    return model.eval()

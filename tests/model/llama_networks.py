"""Small random networks of the Llama family, made by transformers."""

from __future__ import annotations

from collections.abc import Callable

import torch
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    SmolLM3Config,
    SmolLM3ForCausalLM,
)

_SIZES = {
    "vocab_size": 160, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 8, "num_key_value_heads": 2, "max_position_embeddings": 128,
    "rms_norm_eps": 1e-5, "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2,
    "pad_token_id": None,
}  # fmt: skip
_LLAMA3 = {
    "rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0,
    "high_freq_factor": 4.0, "original_max_position_embeddings": 32,
}  # fmt: skip


def _rope(base: float) -> dict[str, object]:
    return {"rope_type": "default", "rope_theta": base}


_MADE: dict[str, Callable[[], PreTrainedModel]] = {
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**_SIZES, rope_parameters=_rope(100.0))),
    "llama3": lambda: LlamaForCausalLM(LlamaConfig(**_SIZES, rope_parameters=_LLAMA3)),
    "linear": lambda: LlamaForCausalLM(
        LlamaConfig(
            **_SIZES, rope_parameters={"rope_type": "linear", "rope_theta": 100.0, "factor": 4.0}
        )
    ),
    "mistral": lambda: MistralForCausalLM(
        MistralConfig(**_SIZES, sliding_window=8, head_dim=8, rope_parameters=_rope(100.0))
    ),
    "qwen2": lambda: Qwen2ForCausalLM(
        Qwen2Config(**(_SIZES | {"tie_word_embeddings": True}), rope_parameters=_rope(100.0))
    ),
    "qwen3": lambda: Qwen3ForCausalLM(
        Qwen3Config(**_SIZES, head_dim=16, rope_parameters=_rope(100.0))
    ),
    "smollm3": lambda: SmolLM3ForCausalLM(
        SmolLM3Config(**(_SIZES | {"num_hidden_layers": 4}), rope_parameters=_rope(100.0))
    ),
}
FAMILIES = tuple(_MADE)


def make_network(family: str) -> PreTrainedModel:
    """Return the network that a family's name always stands for; its logits reach 10."""
    torch.manual_seed(sum(family.encode()))
    network = _MADE[family]().float().eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.dim() == 1:  # norms and biases, which are 1 and 0 at first
                parameter.add_(0.3 * torch.randn_like(parameter))
            elif "embed_tokens" not in name:
                parameter.normal_(std=2.5 / parameter.shape[1] ** 0.5)
            else:
                parameter.normal_(std=0.35 if network.config.tie_word_embeddings else 1.0)
    return network

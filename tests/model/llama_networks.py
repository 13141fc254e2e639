"""Small random networks of the Llama family, made by transformers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import gguf
import torch
from gguf import quants
from torch import Tensor
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

from gptdesk.model.checkpoints.open import StoredModel
from gptdesk.model.config import LlamaConfig as ModelConfig
from gptdesk.model.llama import LlamaModel

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


def make_network(family: str, vocab_size: int = 0) -> PreTrainedModel:
    """Return the network that a family's name always stands for; its logits reach 10.

    With `vocab_size` it has so many tokens.
    """
    torch.manual_seed(sum(family.encode()))
    network = _MADE[family]().float().eval()
    if vocab_size:
        network.resize_token_embeddings(vocab_size, mean_resizing=False)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.dim() == 1:  # norms and biases, which are 1 and 0 at first
                parameter.add_(0.3 * torch.randn_like(parameter))
            elif "embed_tokens" not in name:
                parameter.normal_(std=2.5 / parameter.shape[1] ** 0.5)
            else:
                parameter.normal_(std=0.35 if network.config.tie_word_embeddings else 1.0)
    return network


def page_of(stored: StoredModel) -> LlamaModel:
    """Return the readable network, filled from a model file."""
    assert isinstance(stored.config, ModelConfig)
    model, state = LlamaModel(stored.config), stored.embeddings()
    for number in range(stored.config.n_layers):
        block = stored.block(number)
        state |= {f"trf_blocks.{number}.{name}": tensor for name, tensor in block.items()}
    state.setdefault("out_head.weight", state["tok_emb.weight"])
    model.load_state_dict(state)
    return model.eval()


_KINDS = {
    "f16": gguf.GGMLQuantizationType.F16,
    "q8_0": gguf.GGMLQuantizationType.Q8_0,
    "q4_1": gguf.GGMLQuantizationType.Q4_1,
}


def rounded(network: PreTrainedModel, kind: str) -> PreTrainedModel:
    """Return a copy of a network whose matrices are what they are stored as, "f16" or another."""
    network = copy.deepcopy(network)
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.dim() == 2:
                stored = quants.quantize(parameter.numpy(), _KINDS[kind])
                parameter.copy_(torch.from_numpy(quants.dequantize(stored, _KINDS[kind])))
    return network


def write_gguf(
    path: Path,
    family: str,
    network: PreTrainedModel,
    kind: str,
    chat_template: str = "",
    *,
    adds_start: bool = False,
    sentencepiece: bytes = b"",
) -> None:
    """Write a network as llama.cpp's converter does, matrices as `kind`, all else in float32.

    With `adds_start` every text begins with its end token, as Llama 3's do with theirs. A
    tokenizer of `sentencepiece` takes the place of the one of bytes.

    Source: https://github.com/ggml-org/llama.cpp/blob/master/convert_hf_to_gguf.py
    """
    config = network.config
    architecture = config.model_type if config.model_type != "mistral" else "llama"
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("model")
    writer.add_name("Tiny")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    rope = config.rope_parameters
    writer.add_rope_freq_base(rope["rope_theta"])
    if rope["rope_type"] == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rope["factor"])
    if config.model_type == "qwen3":
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
    if config.model_type == "mistral":
        writer.add_sliding_window(config.sliding_window)
    if sentencepiece:
        from tests.model.checkpoints.trained_sentencepiece import add_to_gguf, library

        add_to_gguf(writer, library(sentencepiece))
    else:
        _add_tokens(writer, config.vocab_size)
    if adds_start:
        writer.add_bos_token_id(config.vocab_size - 1)
        writer.add_add_bos_token(True)
    if chat_template:
        writer.add_chat_template(chat_template)
    if rope["rope_type"] == "llama3":
        turns = network.model.rotary_emb.inv_freq.double()
        plain = rope["rope_theta"] ** -(torch.arange(0, 8, 2, dtype=torch.float64) / 8)
        writer.add_tensor("rope_freqs.weight", (plain / turns).float().numpy())
    numbers = {name: number for number, name in gguf.MODEL_ARCH_NAMES.items()}
    names = gguf.get_tensor_name_map(numbers[architecture], config.num_hidden_layers)
    for theirs, tensor in network.state_dict().items():
        if theirs == "lm_head.weight" and config.tie_word_embeddings:
            continue
        name = names.get_name(theirs, try_suffixes=(".weight", ".bias"))
        assert name, theirs
        heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
        part = theirs.split(".")[-2]
        if architecture in ("llama", "smollm3") and part in heads:
            tensor = _permuted(tensor, heads[part])
        data = tensor.numpy()
        if data.ndim == 1:
            writer.add_tensor(name, data)
        else:
            writer.add_tensor(name, quants.quantize(data, _KINDS[kind]), raw_dtype=_KINDS[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _permuted(weights: Tensor, heads: int) -> Tensor:
    """Put rows that are turned together beside each other, as the converter's `permute` does."""
    halves = weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
    return halves.swapaxes(1, 2).reshape(weights.shape).contiguous()


def _tokens(size: int) -> list[str]:
    """Return printable letters, two merges and an end, in the byte-level letters."""
    letters = [chr(code) for code in (*range(33, 127), *range(161, 173), *range(174, 256))]
    return [*letters[: size - 3], "th", "the", "<|endoftext|>"]


def write_tokenizer(folder: Path, size: int) -> None:
    """Put a byte-level tokenizer with so many tokens beside a model."""
    tokens = _tokens(size)
    vocabulary = {token: number for number, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\nt h\nth e\n", encoding="utf-8")


def _add_tokens(writer: gguf.GGUFWriter, size: int) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(_tokens(size))
    writer.add_token_types([1] * (size - 1) + [3])
    writer.add_token_merges(["t h", "th e"])
    writer.add_eos_token_id(size - 1)

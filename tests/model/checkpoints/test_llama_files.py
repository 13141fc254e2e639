"""A network of the Llama family in a file is the one that was put into it, or it is refused."""

from __future__ import annotations

import json
import logging
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import PreTrainedModel

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.open import StoredModel, open_checkpoint
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.config import LlamaConfig
from tests.model.checkpoints.gguf_files import Entry, File, f32, list_of, text, u32, write
from tests.model.llama_networks import (
    FAMILIES,
    make_network,
    page_of,
    rounded,
    write_gguf,
    write_tokenizer,
)

torch.manual_seed(6)
IDS = torch.randint(0, 160, (1, 40))
CLOSE = 1e-4  # of logits that reach 10 and more; float32 sums in another order

FAMILY_NAMES = {
    "llama": "Llama", "llama3": "Llama", "linear": "Llama", "mistral": "Mistral",
    "qwen2": "Qwen2", "qwen3": "Qwen3", "smollm3": "SmolLM3",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _quiet_libraries() -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)
    logging.getLogger("gguf").setLevel(logging.ERROR)


def logits_of(stored: StoredModel) -> torch.Tensor:
    with torch.inference_mode():
        return page_of(stored)(IDS)


def save(network: PreTrainedModel, folder: Path, **kwargs: Any) -> Path:
    network.save_pretrained(folder, **kwargs)
    write_tokenizer(folder, network.config.vocab_size)
    return folder


@pytest.mark.parametrize("family", FAMILIES)
@torch.inference_mode()
def test_a_hugging_face_folder_is_its_network(family: str, tmp_path: Path) -> None:
    """Configuration and weights as transformers writes them, in one file and in parts."""
    network = make_network(family)
    wanted = network(IDS).logits
    whole = open_checkpoint(save(network, tmp_path / "whole"))
    assert isinstance(whole.config, LlamaConfig)
    assert whole.config.family == FAMILY_NAMES[family]
    assert whole.file_format == f"Hugging Face {FAMILY_NAMES[family]} safetensors"
    assert (logits_of(whole) - wanted).abs().max() < CLOSE
    parts = save(network, tmp_path / "parts", max_shard_size="100KB")
    assert (logits_of(open_checkpoint(parts)) - wanted).abs().max() < CLOSE


@pytest.mark.parametrize("kind", ["f16", "q8_0"])
@pytest.mark.parametrize("family", FAMILIES)
@torch.inference_mode()
def test_a_gguf_file_is_its_network(family: str, kind: str, tmp_path: Path) -> None:
    """Queries and keys lie in another order in some of them, which no shape would show."""
    network = rounded(make_network(family), kind)
    path = tmp_path / "model.gguf"
    write_gguf(path, family, network, kind)
    stored = open_checkpoint(path)
    # llama.cpp calls a Mistral a Llama; its window, which no Llama has, tells it.
    assert stored.config.family == FAMILY_NAMES[family]
    assert (logits_of(stored) - network(IDS).logits).abs().max() < CLOSE
    assert stored.close()


def test_a_context_limit_shortens_the_context_only(tmp_path: Path) -> None:
    """Keys and values of a whole context can take more memory than the weights."""
    write_gguf(tmp_path / "model.gguf", "llama", make_network("llama"), "f16")
    short, long = (open_checkpoint(tmp_path, context_limit=limit) for limit in (64, 1000))
    assert (short.config.ctx_len, short.longest_context) == (64, 128)
    assert (long.config.ctx_len, long.longest_context) == (128, 128)
    assert torch.equal(logits_of(short), logits_of(long))


def test_training_continues_a_gpt2_only(tmp_path: Path) -> None:
    """Its loop knows no other network."""
    save(make_network("llama"), tmp_path / "hub")
    with pytest.raises(CheckpointError, match="it is a Llama, not a GPT-2"):
        read_checkpoint(tmp_path / "hub")


# --- refusals -------------------------------------------------------------------------------------


def small_keys() -> dict[str, bytes]:
    return {
        "general.architecture": text("llama"),
        "llama.block_count": u32(1),
        "llama.context_length": u32(64),
        "llama.embedding_length": u32(32),
        "llama.feed_forward_length": u32(64),
        "llama.attention.head_count": u32(4),
        "llama.attention.head_count_kv": u32(2),
        "llama.attention.layer_norm_rms_epsilon": f32(1e-5),
        "llama.rope.freq_base": f32(100.0),
        "tokenizer.ggml.model": text("gpt2"),
        "tokenizer.ggml.pre": text("smollm"),
        "tokenizer.ggml.tokens": list_of(8, 2, b"".join(raw(token) for token in "ab")),
        "tokenizer.ggml.token_type": list_of(5, 2, struct.pack("<2i", 1, 1)),
        "tokenizer.ggml.merges": list_of(8, 0),
    }


def raw(token: str) -> bytes:
    return struct.pack("<Q", len(token)) + token.encode()


def small_tensors() -> list[Entry]:
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (2, 32), "output_norm.weight": (32,),
        "blk.0.attn_norm.weight": (32,), "blk.0.attn_q.weight": (32, 32),
        "blk.0.attn_k.weight": (16, 32), "blk.0.attn_v.weight": (16, 32),
        "blk.0.attn_output.weight": (32, 32), "blk.0.ffn_norm.weight": (32,),
        "blk.0.ffn_gate.weight": (64, 32), "blk.0.ffn_up.weight": (64, 32),
        "blk.0.ffn_down.weight": (32, 64),
    }  # fmt: skip
    return [tensor(name, shape) for name, shape in shapes.items()]


def tensor(name: str, shape: tuple[int, ...], value: float = 0.1) -> Entry:
    count = int(torch.Size(shape).numel())
    return Entry(name, shape, struct.pack("<f", value) * count)


def test_the_sound_file_opens(tmp_path: Path) -> None:
    """Else the refusals below would be of something else."""
    path = write(tmp_path, File(small_keys(), small_tensors()))
    assert open_checkpoint(path).config == LlamaConfig(
        "Llama", 2, 64, 32, 4, 2, 8, 1, 64, 1e-5, 100.0, tie_embeddings=True
    )


@pytest.mark.parametrize(
    ("keys", "family"),
    [
        ({}, "Llama"),
        ({"general.name": text("Tiny")}, "Llama"),
        ({"general.basename": text("smollm2"), "general.name": text("Smollm2 135M")}, "SmolLM2"),
        ({"general.name": text("Mistral 7B Instruct v0.3")}, "Mistral"),
        ({"llama.attention.sliding_window": u32(8)}, "Mistral"),
        ({"general.name": text("TinyLlama distilled from Mistral")}, "Llama"),
    ],
)
def test_a_family_is_named_by_what_the_file_says(
    keys: dict[str, bytes], family: str, tmp_path: Path
) -> None:
    """Its relatives write Llama's architecture; where a file is silent, nothing is guessed."""
    path = write(tmp_path, File(small_keys() | keys, small_tensors()))
    assert open_checkpoint(path).config.family == family


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"llama.block_count": u32(10**9)}, "block_count is 1000000000, but its weights have 1"),
        ({"llama.block_count": u32(2)}, "block_count is 2, but its weights have 1"),
        ({"llama.block_count": b""}, "it does not say its block_count"),
        ({"llama.context_length": b""}, "it does not say its context_length"),
        ({"llama.context_length": u32(0)}, "ctx_len must be a positive whole number, not 0"),
        ({"llama.embedding_length": u32(64)}, "has the shape"),
        ({"llama.attention.head_count": u32(0)}, "32 dimensions are divided into 0 att"),
        ({"llama.attention.head_count": u32(5)}, "32 dimensions are divided into 5 att"),
        ({"llama.attention.head_count_kv": u32(3)}, "n_heads 4 is not a multiple of n_kv_heads 3"),
        ({"llama.attention.head_count_kv": u32(0)}, "n_kv_heads must be a positive"),
        (
            {"llama.attention.head_count_kv": list_of(5, 1, struct.pack("<i", 2))},
            "head_count_kv' is not what belongs there",
        ),
        ({"llama.attention.key_length": u32(7)}, "head_dim 7 is odd"),
        ({"llama.attention.key_length": u32(16)}, "has the shape"),
        ({"llama.attention.value_length": u32(16)}, "attention.value_length 16"),
        ({"llama.rope.dimension_count": u32(4)}, "rope.dimension_count 4, and .* with 8 only"),
        ({"llama.attention.layer_norm_rms_epsilon": f32(0.0)}, "norm_eps must be .*, not 0.0"),
        ({"llama.attention.layer_norm_rms_epsilon": f32(float("nan"))}, "norm_eps .*, not nan"),
        (
            {"llama.attention.layer_norm_rms_epsilon": b""},
            "it does not say its .*layer_norm_rms_eps",
        ),
        ({"llama.rope.freq_base": f32(0.0)}, "rope_base must be"),
        ({"llama.rope.freq_base": f32(float("inf"))}, "rope_base must be"),
        ({"llama.rope.scaling.type": text("yarn")}, "are scaled by 'yarn'"),
        ({"llama.rope.scaling.type": text("longrope")}, "are scaled by 'longrope'"),
        ({"llama.rope.scaling.type": text("linear")}, "does not say its rope.scaling.factor"),
        ({"llama.expert_count": u32(8)}, "'llama', is a mixture of experts"),
        ({"general.architecture": text("gemma3")}, "architecture 'gemma3', which GPTDesk cannot"),
    ],
)
def test_a_network_that_only_looks_like_one_is_refused(
    keys: dict[str, bytes], reason: str, tmp_path: Path
) -> None:
    """It would load and answer wrongly; one sentence says what is not as it should be."""
    known = {name: value for name, value in (small_keys() | keys).items() if value}
    path = write(tmp_path, File(known, small_tensors()))
    with pytest.raises(CheckpointError, match=reason) as caught:
        open_checkpoint(path)
    assert str(caught.value).count(". ") == 1, "what it is, and what to do"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda all_: all_[:-1], "'blk.0.ffn_down.weight' is missing from it"),
        (lambda all_: [*all_, tensor("blk.0.attn_q.bias", (32,))], "attn_k.bias'? and 1 more"),
        (lambda all_: [*all_, tensor("blk.0.attn_output.bias", (32,))], "a Llama does not have"),
        (
            lambda all_: [*all_, tensor("rope_freqs.weight", (8,))],
            "shape \\[8\\] instead of \\[4\\]",
        ),
        (
            lambda all_: [*all_, tensor("rope_freqs.weight", (4,), float("nan"))],
            "rope_factors must be positive",
        ),
        (lambda all_: [*all_[:-1], tensor("blk.0.ffn_down.weight", (32, 32))], "has the shape"),
        (lambda all_: [*all_, tensor("blk.0.ffn_gate_exps.weight", (2, 32))], "mixture of experts"),
        (lambda all_: all_[1:], "'token_embd.weight' is missing"),
    ],
)
def test_weights_that_do_not_belong_to_it_are_refused(
    change: Callable[[list[Entry]], list[Entry]], reason: str, tmp_path: Path
) -> None:
    """What is left out, or in no table, would change the arithmetic silently."""
    path = write(tmp_path, File(small_keys(), change(small_tensors())))
    with pytest.raises(CheckpointError, match=reason):
        open_checkpoint(path)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            {"quantization_config": {"quant_method": "gptq"}},
            "packed by another library \\('gptq'\\)",
        ),
        ({"hidden_act": "gelu"}, "hidden_act 'gelu', and GPTDesk computes .* 'silu' only"),
        ({"rope_parameters": {"rope_type": "yarn", "factor": 4.0}}, "scaled by 'yarn'"),
        ({"rope_parameters": None, "rope_scaling": {"type": "dynamic"}}, "scaled by 'dynamic'"),
        ({"rope_parameters": {"rope_type": "llama3"}}, "factor must be a positive number"),
        ({"rope_parameters": {"partial_rotary_factor": 0.5}}, "partial_rotary_factor 0.5"),
        ({"rope_parameters": [1]}, "scaled by"),
        ({"num_hidden_layers": 3}, "num_hidden_layers is 3, but its weights have 2"),
        ({"num_key_value_heads": 3}, "n_heads 8 is not a multiple of n_kv_heads 3"),
        ({"num_attention_heads": "8"}, "num_attention_heads must be a whole number"),
        ({"head_dim": 4.5}, "head_dim must be a positive whole number"),
        ({"head_dim": 16}, "has the shape"),
        ({"rms_norm_eps": None}, "it does not say its rms_norm_eps"),
        ({"rms_norm_eps": "small"}, "norm_eps must be between"),
        ({"model_type": "gemma3_text"}, "architecture 'gemma3_text', which GPTDesk cannot"),
        (
            {"model_type": "qwen2", "use_sliding_window": True, "max_window_layers": 1},
            "use_sliding",
        ),
        ({"tie_word_embeddings": False, "drop head": True}, "'lm_head.weight' is missing"),
    ],
)
def test_a_configuration_that_is_not_computed_is_refused(
    words: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    """A word that is passed over is a wrong answer; it is named instead."""
    network = make_network("llama")
    folder = save(network, tmp_path / "hub")
    if words.pop("drop head", False):
        from safetensors.torch import save_file

        state = {name: value.clone() for name, value in network.state_dict().items()}
        del state["lm_head.weight"]
        save_file(state, folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text()) | words
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=reason):
        open_checkpoint(folder)


def test_weights_without_a_configuration_are_refused(tmp_path: Path) -> None:
    """Shapes do not tell heads, base or scaling; they are never guessed."""
    folder = save(make_network("llama"), tmp_path / "hub")
    (folder / "config.json").unlink()
    with pytest.raises(CheckpointError, match=r"no config\.json beside it says what they are"):
        open_checkpoint(folder)


@torch.inference_mode()
def test_rows_that_no_token_has_are_left_out(tmp_path: Path) -> None:
    """Qwen pads its embedding to a round number; a padded row must never be drawn."""
    network = make_network("qwen3")
    folder = save(network, tmp_path / "hub")
    write_tokenizer(folder, 150)
    stored = open_checkpoint(folder)
    assert stored.config.vocab_size == 150
    assert any("the last 10, which no text uses, are left out" in note for note in stored.notes)
    ids = IDS.clamp(max=149)
    logits = page_of(stored)(ids)
    assert (logits - network(ids).logits[..., :150]).abs().max() < CLOSE


def test_a_model_without_its_tokenizer_is_refused(tmp_path: Path) -> None:
    """Its numbers would be read as GPT-2's pieces of text."""
    folder = save(make_network("llama"), tmp_path / "hub")
    for name in ("vocab.json", "merges.txt"):
        (folder / name).unlink()
    with pytest.raises(CheckpointError, match="160 entries, and what they stand for is not known"):
        open_checkpoint(folder)

"""The `LlamaConfig` of a file: from the keys of a GGUF header, or from `config.json`.

Owns what the words of either mean for the arithmetic, and every refusal of a network that only
looks like one of the Llama family: it would load, and answer wrongly. That the weights have the
shapes which follow from a configuration is checked in `open`.

Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#llm
Words: https://huggingface.co/docs/transformers/model_doc/llama and its neighbours
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import GGUFHeader
from gptdesk.model.checkpoints.gpt2_names import Format, block_numbers
from gptdesk.model.checkpoints.llama_names import gguf_format, hub_format
from gptdesk.model.checkpoints.readers import COPY_AGAIN, StoredTensor, quoted
from gptdesk.model.checkpoints.tokenizers.facts import GPT2_SIZE
from gptdesk.model.config import LlamaConfig
from gptdesk.model.llama import llama3_factors

OPEN_KNOWN = "Open a GPT-2, Llama, SmolLM, Mistral or Qwen (2, 2.5, 3) model."
_CORRECT_WORDS = "Correct the config.json beside it, or download the model again."

# By `general.architecture` and by `model_type`. llama.cpp's converter reorders queries and keys of
# those whose class there is a `LlamaModel`.
GGUF_FAMILIES = {"llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3", "smollm3": "SmolLM3"}
_PERMUTED = {"llama", "smollm3"}
HUB_FAMILIES = {**GGUF_FAMILIES, "mistral": "Mistral"}

_ROPE_BASE = 10_000.0  # where nothing is said, in both
_NO_ROPE_STEP = 4  # llama.cpp's `n_no_rope_layer_step` for SmolLM3, which no key tells
_FACTORS = "rope_freqs.weight"
_UNSAID = "it does not say its {name}"


@dataclass(frozen=True, slots=True)
class LlamaFacts:
    """A network of the Llama family, as far as a header or a configuration tells.

    Attributes:
        config: `vocab_size` is the number of rows of the token embedding.
        format: how its weights are called.
    """

    config: LlamaConfig
    format: Format


def understand_header(header: GGUFHeader, tensors: dict[str, StoredTensor]) -> LlamaFacts:
    """Return what a GGUF header of one of `GGUF_FAMILIES` says.

    Args:
        header: of the file.
        tensors: by stored name. The factors of its angles are taken out of it: they are no weights.

    Raises:
        CheckpointError: something is missing, not possible, or not computed by `llama.py`.
        OSError: the file cannot be read.
    """
    architecture = header.text("general.architecture") or ""
    family = GGUF_FAMILIES[architecture]

    def whole(name: str, default: int | None = None) -> int:
        value = header.whole_number(f"{architecture}.{name}")
        if value is None:
            value = default
        if value is None:
            raise CheckpointError(header.path, _UNSAID, remedy=COPY_AGAIN, name=name)
        return value

    n_layers = whole("block_count")
    _require_blocks(header.path, "block_count", n_layers, tensors)
    emb_dim, n_heads = whole("embedding_length"), whole("attention.head_count")
    head_dim = _head_dim(
        header.path, emb_dim, n_heads, header.whole_number(f"{architecture}.attention.key_length")
    )
    for name in ("attention.value_length", "rope.dimension_count"):
        if (value := whole(name, head_dim)) != head_dim:
            raise _not_computed(header.path, name, value, head_dim)
    window = whole("attention.sliding_window", 0)
    if window and architecture != "llama":
        raise _not_computed(header.path, "attention.sliding_window", window, 0)
    epsilon = header.number(f"{architecture}.attention.layer_norm_rms_epsilon")
    if epsilon is None:
        raise CheckpointError(
            header.path, _UNSAID, remedy=COPY_AGAIN, name="layer_norm_rms_epsilon"
        )
    base = header.number(f"{architecture}.rope.freq_base")
    names = gguf_format(family, is_permuted=architecture in _PERMUTED)
    config = _config(
        header.path,
        COPY_AGAIN,
        family=family,
        vocab_size=_rows(header.path, names, tensors),
        ctx_len=whole("context_length"),
        emb_dim=emb_dim,
        n_heads=n_heads,
        n_kv_heads=whole("attention.head_count_kv", n_heads),
        head_dim=head_dim,
        n_layers=n_layers,
        hidden_dim=whole("feed_forward_length"),
        norm_eps=epsilon,
        rope_base=_ROPE_BASE if base is None else base,
        rope_factors=_factors_in(header, architecture, head_dim, tensors),
        no_rope_layers=_no_rope(n_layers) if architecture == "smollm3" else (),
        window=window or None,
        qkv_bias=_holds(tensors, "attn_q.bias"),
        qk_norm=architecture == "qwen3",
        tie_embeddings=names.stored_name("out_head.weight") not in tensors,
    )
    return LlamaFacts(config, names)


def understand_words(
    path: Path, words: Mapping[str, Any], tensors: Mapping[str, StoredTensor]
) -> LlamaFacts:
    """Return what the `config.json` of one of `HUB_FAMILIES` says.

    Args:
        path: of the model, for messages.
        words: of the configuration.
        tensors: by stored name, without wrappers.

    Raises:
        CheckpointError: something is missing, not possible, or not computed by `llama.py`.
    """
    kind = str(words["model_type"])
    family = HUB_FAMILIES[kind]
    packing = words.get("quantization_config")
    if packing is not None:
        said = cast("dict[str, object]", packing) if isinstance(packing, dict) else {}
        raise CheckpointError(
            path,
            "its weights are packed by another library ({method}), which GPTDesk does not read",
            remedy="Open the same model as GGUF, or unpacked in float16 or bfloat16.",
            method=quoted(said.get("quant_method")),
        )
    for name, wanted in (("hidden_act", "silu"), ("partial_rotary_factor", 1.0)):
        if (value := words.get(name, wanted)) != wanted:
            raise _not_computed(path, name, value, wanted)

    def whole(name: str, default: int | None = None) -> int:
        value = words.get(name)
        if value is None:
            value = default
        if value is None:
            raise CheckpointError(path, _UNSAID, remedy=_CORRECT_WORDS, name=name)
        if type(value) is not int:
            raise _impossible(path, f"{name} must be a whole number, not {value!r}", _CORRECT_WORDS)
        return value

    n_layers = whole("num_hidden_layers")
    _require_blocks(path, "num_hidden_layers", n_layers, tensors)
    emb_dim, n_heads = whole("hidden_size"), whole("num_attention_heads")
    # Qwen3's class in transformers takes 128 where nothing is said.
    own_dim = whole("head_dim", 128) if kind == "qwen3" else words.get("head_dim")
    head_dim = _head_dim(path, emb_dim, n_heads, own_dim)
    base, factors = _rope_of(path, words, head_dim)
    names = hub_format(family)
    has_head = names.stored_name("out_head.weight") in tensors
    if words.get("rms_norm_eps") is None:
        raise CheckpointError(path, _UNSAID, remedy=_CORRECT_WORDS, name="rms_norm_eps")
    config = _config(
        path,
        _CORRECT_WORDS,
        family=family,
        vocab_size=_rows(path, names, tensors),
        ctx_len=whole("max_position_embeddings"),
        emb_dim=emb_dim,
        n_heads=n_heads,
        n_kv_heads=whole("num_key_value_heads", n_heads),
        head_dim=head_dim,
        n_layers=n_layers,
        hidden_dim=whole("intermediate_size"),
        norm_eps=words["rms_norm_eps"],
        rope_base=base,
        rope_factors=factors,
        no_rope_layers=_no_rope_of(path, words, n_layers) if kind == "smollm3" else (),
        window=_window_of(path, words, kind, n_layers),
        qkv_bias=_holds(tensors, "self_attn.q_proj.bias"),
        qk_norm=kind == "qwen3",
        # Without a head of its own it is the token embedding; a promised one is found missing.
        tie_embeddings=not has_head and words.get("tie_word_embeddings") is not False,
    )
    return LlamaFacts(config, names)


def with_tokens(
    path: Path, config: LlamaConfig, tokens: int | None
) -> tuple[LlamaConfig, tuple[str, ...]]:
    """Return the configuration with as many tokens as there are, and what the user should know.

    Args:
        path: of the model, for messages.
        config: its `vocab_size` is the number of rows of the token embedding.
        tokens: how many its own tokenizer has, no more than there are rows; None if it is GPT-2's.

    Raises:
        CheckpointError: it has neither.
    """
    rows = config.vocab_size
    if tokens is None and rows != GPT2_SIZE:
        raise CheckpointError(
            path,
            "its vocabulary has {rows:,} entries, and what they stand for is not known",
            remedy="Put its tokenizer.json beside it.",
            rows=rows,
        )
    more = rows - (tokens or GPT2_SIZE)
    if not more:
        return config, ()
    note = (
        f"The file's token embedding has {rows:,} rows; the last {more:,}, which no text uses, are "
        "left out."
    )
    return replace(config, vocab_size=rows - more), (note,)


def _config(path: Path, remedy: str, /, **fields: Any) -> LlamaConfig:
    try:
        return LlamaConfig(**fields)
    except ValueError as exc:
        raise _impossible(path, str(exc), remedy) from exc


def _impossible(path: Path, fault: str, remedy: str) -> CheckpointError:
    return CheckpointError(
        path, "its configuration is not possible: {fault:.200}", remedy=remedy, fault=fault
    )


def _not_computed(path: Path, name: str, value: object, wanted: object) -> CheckpointError:
    return CheckpointError(
        path,
        "its configuration says {name} {value}, and GPTDesk computes such a network with {wanted} "
        "only",
        remedy=OPEN_KNOWN,
        name=name,
        value=quoted(value),
        wanted=quoted(wanted),
    )


def _require_blocks(path: Path, name: str, said: int, tensors: Mapping[str, StoredTensor]) -> None:
    there = len(block_numbers(tensors))
    if there and said != there:
        raise CheckpointError(
            path,
            "it says that its {name} is {said}, but its weights have {value}",
            remedy=COPY_AGAIN,
            name=name,
            said=quoted(said),
            value=there,
        )


def _head_dim(path: Path, emb_dim: int, n_heads: int, said: object) -> Any:
    """Return the width of a head: said, or an equal share; whether it is possible is seen later."""
    if said is not None:
        return said
    if n_heads < 1 or emb_dim % n_heads:
        raise CheckpointError(
            path,
            "it says that its {emb_dim} dimensions are divided into {heads} attention heads",
            remedy=COPY_AGAIN,
            emb_dim=emb_dim,
            heads=quoted(n_heads),
        )
    return emb_dim // n_heads


def _rows(path: Path, names: Format, tensors: Mapping[str, StoredTensor]) -> int:
    name = names.stored_name("tok_emb.weight")
    stored = tensors.get(name)
    if stored is None or len(stored.shape) != 2:
        fault = "is missing from it" if stored is None else "is not a matrix"
        raise CheckpointError(
            path, "{name} {fault}", remedy=COPY_AGAIN, name=quoted(name), fault=fault
        )
    return stored.shape[0]


def _holds(tensors: Mapping[str, StoredTensor], ending: str) -> bool:
    return any(name.endswith(ending) for name in tensors)


# --- rotary positions ----------------------------------------------------------------------------


def _other_scaling(path: Path, kind: object) -> CheckpointError:
    return CheckpointError(
        path,
        "its rotary positions are scaled by {kind}, which GPTDesk cannot compute",
        remedy=OPEN_KNOWN,
        kind=quoted(kind),
    )


def _factors_in(
    header: GGUFHeader, architecture: str, head_dim: int, tensors: dict[str, StoredTensor]
) -> tuple[float, ...]:
    """Return what the angles are divided by: a tensor, which Llama 3.1 and later have, or a key."""
    stored = tensors.pop(_FACTORS, None)
    kind = header.text(f"{architecture}.rope.scaling.type") or "none"
    factor = header.number(f"{architecture}.rope.scaling.factor")
    if kind not in {"none", "linear"} or (stored is not None and kind == "linear"):
        raise _other_scaling(header.path, kind)
    if stored is not None:
        if stored.shape != (head_dim // 2,):
            raise CheckpointError(
                header.path,
                "{theirs} has the shape {stored} instead of {wanted}",
                remedy=COPY_AGAIN,
                theirs=quoted(_FACTORS),
                stored=list(stored.shape),
                wanted=[head_dim // 2],
            )
        return tuple(float(factor) for factor in stored.read())
    if kind == "linear":
        if factor is None:
            raise CheckpointError(
                header.path, _UNSAID, remedy=COPY_AGAIN, name="rope.scaling.factor"
            )
        return (factor,) * (head_dim // 2)
    return ()


def _rope_of(
    path: Path, words: Mapping[str, Any], head_dim: object
) -> tuple[Any, tuple[float, ...]]:
    """Return base and factors of the angles, as newer configurations write them, or older ones."""
    newer, older = words.get("rope_parameters"), words.get("rope_scaling")
    said: dict[str, Any] = {"rope_theta": words.get("rope_theta")}
    for entry in (older, newer):
        if isinstance(entry, dict):
            said |= cast("dict[str, Any]", entry)
        elif entry is not None:
            raise _other_scaling(path, entry)
    base: Any = _ROPE_BASE if said["rope_theta"] is None else said["rope_theta"]
    kind = said.get("rope_type", said.get("type", "default"))
    if said.get("partial_rotary_factor", 1.0) != 1.0:
        raise _not_computed(path, "partial_rotary_factor", said["partial_rotary_factor"], 1.0)
    if kind in {"default", None}:
        return base, ()
    pairs = head_dim // 2 if type(head_dim) is int and 0 < head_dim < 2**16 else 0
    if kind == "linear":
        return base, (_number(path, said, "factor"),) * pairs
    if kind != "llama3":
        raise _other_scaling(path, kind)
    factor, low, high = (
        _number(path, said, name) for name in ("factor", "low_freq_factor", "high_freq_factor")
    )
    original = _number(path, said, "original_max_position_embeddings")
    if type(base) not in (int, float) or not 0 < base < math.inf or high <= low:
        raise _impossible(path, "its rotary positions cannot be scaled by llama3", _CORRECT_WORDS)
    return base, llama3_factors(base, 2 * pairs, factor, low, high, original)


def _number(path: Path, said: Mapping[str, Any], name: str) -> float:
    value = said.get(name)
    if isinstance(value, int | float) and 0 < value < math.inf:
        return value
    raise _impossible(path, f"{name} must be a positive number, not {value!r}", _CORRECT_WORDS)


def _no_rope(n_layers: int) -> tuple[int, ...]:
    return tuple(range(_NO_ROPE_STEP - 1, n_layers, _NO_ROPE_STEP))


def _no_rope_of(path: Path, words: Mapping[str, Any], n_layers: int) -> tuple[int, ...]:
    """Return the indexes of SmolLM3's blocks that turn nothing: said as a list of 1 and 0."""
    said = words.get("no_rope_layers")
    if said is None:
        step = words.get("no_rope_layer_interval", _NO_ROPE_STEP)
        if type(step) is not int or step < 1:
            raise _impossible(path, f"no_rope_layer_interval is {step!r}", _CORRECT_WORDS)
        return tuple(range(step - 1, n_layers, step))
    turns = cast("list[object]", said) if isinstance(said, list) else []
    if len(turns) != n_layers or any(one not in (0, 1) for one in turns):
        raise _impossible(path, f"no_rope_layers must be {n_layers} ones and zeros", _CORRECT_WORDS)
    return tuple(index for index, one in enumerate(turns) if one == 0)


def _window_of(path: Path, words: Mapping[str, Any], kind: str, n_layers: int) -> Any:
    """Return how far every token sees; a window of only some blocks is refused."""
    if kind == "mistral":
        return words.get("sliding_window", 4096)  # as its class in transformers
    most = words.get("max_window_layers", n_layers)
    if words.get("use_sliding_window") and (type(most) is not int or most < n_layers):
        raise _not_computed(path, "use_sliding_window", value=True, wanted=False)
    return None

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
from gptdesk.model.checkpoints.readers import COPY_AGAIN, OPEN_KNOWN, StoredTensor, quoted
from gptdesk.model.checkpoints.tokenizers.facts import GPT2_SIZE
from gptdesk.model.config import LlamaConfig
from gptdesk.model.llama import llama3_factors
from gptdesk.sentences import Sentence

_CORRECT_WORDS = "Correct the config.json beside it, or download the model again."

# By `general.architecture` and by `model_type`. llama.cpp's converter reorders queries and keys of
# those whose class there is a `LlamaModel`.
GGUF_FAMILIES = {"llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3", "smollm3": "SmolLM3"}
_PERMUTED = {"llama", "smollm3"}
HUB_FAMILIES = {**GGUF_FAMILIES, "mistral": "Mistral"}
# Networks that are Llamas in a GGUF file, by a part of the name that the file gives itself.
_LLAMAS_KIN = {"mistral": "Mistral", "smollm2": "SmolLM2", "tinyllama": "TinyLlama"}

# What the sizes are called: the keys of a header, behind the architecture, and the words of a
# configuration.
_KEYS = {
    "n_layers": "block_count", "ctx_len": "context_length", "emb_dim": "embedding_length",
    "n_heads": "attention.head_count", "n_kv_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length", "hidden_dim": "feed_forward_length",
    "value_dim": "attention.value_length", "rope_dim": "rope.dimension_count",
    "window": "attention.sliding_window",
}  # fmt: skip
_KEY_OF_EPSILON = "attention.layer_norm_rms_epsilon"
_WORDS = {
    "n_layers": "num_hidden_layers", "ctx_len": "max_position_embeddings",
    "emb_dim": "hidden_size", "n_heads": "num_attention_heads",
    "n_kv_heads": "num_key_value_heads", "head_dim": "head_dim",
    "hidden_dim": "intermediate_size", "norm_eps": "rms_norm_eps",
}  # fmt: skip

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
    values: dict[str, object] = {
        ours: header.whole_number(f"{architecture}.{theirs}") for ours, theirs in _KEYS.items()
    }
    values["norm_eps"] = header.number(f"{architecture}.{_KEY_OF_EPSILON}")
    said = _Said(header.path, COPY_AGAIN, _KEYS | {"norm_eps": _KEY_OF_EPSILON}, values)
    window = said.whole("window", 0)
    family = _family_of(header, architecture, window)
    names = gguf_format(family, is_permuted=architecture in _PERMUTED)
    sizes = _sizes(said, names, tensors)
    head_dim, n_layers = sizes["head_dim"], sizes["n_layers"]
    for name in ("value_dim", "rope_dim"):
        if (value := said.whole(name, head_dim)) != head_dim:
            raise _not_computed(header.path, _KEYS[name], value, head_dim)
    if window and architecture != "llama":
        raise _not_computed(header.path, _KEYS["window"], window, 0)
    base = header.number(f"{architecture}.rope.freq_base")
    return said.facts(
        names,
        **sizes,
        family=family,
        rope_base=_ROPE_BASE if base is None else base,
        rope_factors=_factors_in(header, architecture, head_dim, tensors),
        no_rope_layers=_no_rope(n_layers) if architecture == "smollm3" else (),
        window=window or None,
        qk_norm=architecture == "qwen3",
        tie_embeddings=names.stored_name("out_head.weight") not in tensors,
    )


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
    packing = words.get("quantization_config")
    if packing is not None:
        fields = cast("dict[str, object]", packing) if isinstance(packing, dict) else {}
        raise CheckpointError(
            path,
            "its weights are packed by another library ({method}), which GPTDesk does not read",
            remedy="Open the same model as GGUF, or unpacked in float16 or bfloat16.",
            method=quoted(fields.get("quant_method")),
        )
    for name, wanted in (("hidden_act", "silu"), ("partial_rotary_factor", 1.0)):
        if (value := words.get(name, wanted)) != wanted:
            raise _not_computed(path, name, value, wanted)
    values = {ours: words.get(theirs) for ours, theirs in _WORDS.items()}
    if kind == "qwen3" and values["head_dim"] is None:
        values["head_dim"] = 128  # as its class in transformers
    said = _Said(path, _CORRECT_WORDS, _WORDS, values)
    names = hub_format(HUB_FAMILIES[kind])
    sizes = _sizes(said, names, tensors)
    base, factors = _rope_of(path, words, sizes["head_dim"])
    n_layers = sizes["n_layers"]
    has_head = names.stored_name("out_head.weight") in tensors
    return said.facts(
        names,
        **sizes,
        family=HUB_FAMILIES[kind],
        rope_base=base,
        rope_factors=factors,
        no_rope_layers=_no_rope_of(path, words, n_layers) if kind == "smollm3" else (),
        window=_window_of(path, words, kind, n_layers),
        qk_norm=kind == "qwen3",
        # Without a head of its own it is the token embedding; a promised one is found missing.
        tie_embeddings=not has_head and words.get("tie_word_embeddings") is not False,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a header or a configuration says of the sizes.

    Attributes:
        path: of the model, for messages.
        remedy: of what is wrong with it.
        names: theirs, by ours.
        values: by our names; None where nothing is said.
    """

    path: Path
    remedy: str
    names: Mapping[str, str]
    values: Mapping[str, object]

    def whole(self, ours: str, default: int | None = None) -> int:
        """Return a whole number, which must be said if there is no default."""
        value = self.required(ours) if default is None else self.values[ours]
        if value is None:
            value = default
        if type(value) is not int:
            fault = f"{self.names[ours]} must be a whole number, not {value!r}"
            raise _impossible(self.path, fault, self.remedy)
        return value

    def required(self, ours: str) -> object:
        """Return a value that must be said."""
        value = self.values[ours]
        if value is None:
            raise CheckpointError(self.path, _UNSAID, remedy=self.remedy, name=self.names[ours])
        return value

    def facts(self, names: Format, **fields: Any) -> LlamaFacts:
        """Return a network with these fields of a `LlamaConfig`, if they are possible."""
        try:
            return LlamaFacts(LlamaConfig(**fields), names)
        except ValueError as exc:
            raise _impossible(self.path, exc, self.remedy) from exc


def _sizes(said: _Said, names: Format, tensors: Mapping[str, StoredTensor]) -> dict[str, Any]:
    """Return the fields of a `LlamaConfig` that headers and configurations say alike."""
    n_layers = said.whole("n_layers")
    there = len(block_numbers(tensors))
    if there and n_layers != there:
        raise CheckpointError(
            said.path,
            "it says that its {name} is {said}, but its weights have {value}",
            remedy=COPY_AGAIN,
            name=said.names["n_layers"],
            said=quoted(n_layers),
            value=there,
        )
    emb_dim, n_heads = said.whole("emb_dim"), said.whole("n_heads")
    bias = names.stored_name("trf_blocks.N.att.W_query.bias").partition(".N.")[2]
    return {
        "vocab_size": _rows(said.path, names, tensors),
        "ctx_len": said.whole("ctx_len"),
        "emb_dim": emb_dim,
        "n_heads": n_heads,
        "n_kv_heads": said.whole("n_kv_heads", n_heads),
        "head_dim": _head_dim(said.path, emb_dim, n_heads, said.values["head_dim"]),
        "n_layers": n_layers,
        "hidden_dim": said.whole("hidden_dim"),
        "norm_eps": said.required("norm_eps"),
        "qkv_bias": any(name.endswith(bias) for name in tensors),
    }


def _family_of(header: GGUFHeader, architecture: str, window: int) -> str:
    """Return what a network is called: its relatives write Llama's architecture into a GGUF."""
    family = GGUF_FAMILIES[architecture]
    if family != "Llama":
        return family
    if window:
        return "Mistral"  # no other one of this architecture has one
    said = f"{header.text('general.basename')} {header.text('general.name')}".casefold()
    kin = [name for part, name in _LLAMAS_KIN.items() if part in said]
    return kin[0] if len(kin) == 1 else family


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
    note = Sentence(
        "The file's token embedding has {rows:,} rows; the last {more:,}, which no text uses, "
        "are left out.",
        rows=rows,
        more=more,
    )
    return replace(config, vocab_size=rows - more), (note,)


def _impossible(path: Path, fault: object, remedy: str) -> CheckpointError:
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

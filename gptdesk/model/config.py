"""The shapes of the networks: `GPTConfig`, `LlamaConfig`, and where their parameters are.

Owns names and arithmetic only; imports no torch, so that the window can show a configuration
before (or without) the network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

from gptdesk.sentences import Sentence

# The gate of the feed-forward layer: GPT-2's approximation of it, or the function itself.
GELU_FORMS = ("tanh", "exact")

# The names other programs use for our fields, wherever a configuration is read from a file.
_ALIASES = {
    "context_length": "ctx_len",  # 'LLMs from scratch', later editions
    "n_positions": "ctx_len",  # Hugging Face
    "block_size": "ctx_len",  # nanoGPT
    "n_embd": "emb_dim",
    "n_head": "n_heads",
    "n_layer": "n_layers",
    "max_position_embeddings": "ctx_len",  # Hugging Face's general names
    "hidden_size": "emb_dim",
    "num_attention_heads": "n_heads",
    "num_hidden_layers": "n_layers",
    "resid_pdrop": "drop_rate",
    "dropout": "drop_rate",
    "tie_word_embeddings": "tie_embeddings",
}
# Hugging Face's old name of n_positions: transformers itself passes it over.
_FALLBACKS = {"n_ctx": "ctx_len"}


@dataclass(frozen=True, slots=True)
class GPTConfig:
    """The numbers that define a GPT-2 style network.

    Attributes:
        vocab_size: tokens in the vocabulary; GPT-2's byte-pair encoding has 50,257.
        ctx_len: context length in tokens, the number of learned positions.
        emb_dim: width of the residual stream; a multiple of `n_heads`.
        n_heads: attention heads per block.
        n_layers: transformer blocks.
        drop_rate: dropout probability in training, in [0, 1).
        qkv_bias: whether the query, key and value projections have a bias (OpenAI's do).
        tie_embeddings: whether the output head is the token embedding (OpenAI's is).
        gelu: one of `GELU_FORMS`; OpenAI's, and transformers' `gelu_new`, is the tanh form.
    """

    vocab_size: int = 50257
    ctx_len: int = 1024
    emb_dim: int = 768
    n_heads: int = 12
    n_layers: int = 12
    drop_rate: float = 0.1
    qkv_bias: bool = False
    tie_embeddings: bool = False
    gelu: str = "tanh"

    def __post_init__(self) -> None:
        for name in ("vocab_size", "ctx_len", "emb_dim", "n_heads", "n_layers"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(_not_positive(name, value))
        if self.emb_dim % self.n_heads:
            raise ValueError(_no_multiple("emb_dim", self.emb_dim, "n_heads", self.n_heads))
        rate = cast("object", self.drop_rate)  # from a file it may be anything
        if not isinstance(rate, int | float) or not 0.0 <= rate < 1.0:
            raise ValueError(Sentence("drop_rate must be in [0, 1), not {value}", value=repr(rate)))
        for name in ("qkv_bias", "tie_embeddings"):
            if not isinstance(getattr(self, name), bool):
                value = repr(getattr(self, name))
                raise ValueError(
                    Sentence("{name} must be true or false, not {value}", name=name, value=value)
                )
        if self.gelu not in GELU_FORMS:
            known, value = ", ".join(GELU_FORMS), repr(self.gelu)
            raise ValueError(
                Sentence("gelu must be one of {known}, not {value}", known=known, value=value)
            )

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.emb_dim // self.n_heads

    @property
    def family(self) -> str:
        """What the window calls the architecture."""
        return "GPT-2"

    @property
    def design(self) -> str:
        """The page that it is built by, `gpt.py`."""
        return "gpt"

    @property
    def n_kv_heads(self) -> int:
        """Heads whose keys and values are kept: all of them."""
        return self.n_heads

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> GPTConfig:
        """Build a configuration from a plain dict under our names, the book's or Hugging Face's.

        Keys that describe something else (a whole Hugging Face config has dozens) are ignored.

        Raises:
            ValueError: a value is out of range, or two names of a field contradict each other; the
                message names the field.
        """
        return cls(**named_fields(values))

    def to_dict(self) -> dict[str, int | float | bool | str]:
        """Return the fields by name, as written to a `config.json`."""
        return asdict(self)


def named_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return, under our names, those of `values` that are fields of a `GPTConfig`, unchecked.

    What a file says and what it leaves open stay apart; `GPTConfig.from_mapping` fills the gaps.

    Raises:
        ValueError: two names of one field say different things.
    """
    known = {field.name for field in fields(GPTConfig)}
    said: dict[str, tuple[str, Any]] = {}
    for key, value in values.items():
        name = _ALIASES.get(key, key)
        if name not in known:
            continue
        other, before = said.setdefault(name, (key, value))
        if before != value:
            raise ValueError(
                Sentence(
                    "{other} {before} and {name} {value} contradict each other",
                    other=other,
                    before=repr(before),
                    name=key,
                    value=repr(value),
                )
            )
    for key, name in _FALLBACKS.items():
        if key in values:
            said.setdefault(name, (key, values[key]))
    return {name: value for name, (_, value) in said.items()}


GPT_CONFIG_124M = GPTConfig()

# How finely a network is computed, from the slowest to the fastest; see `kernels.py`.
# OpenAI's published GPT-2: sizes from "Language Models are Unsupervised Multitask
# Learners" (2019), table 2; query, key and value have biases, the head is the embedding.
_OPENAI = replace(GPT_CONFIG_124M, qkv_bias=True, tie_embeddings=True)
PUBLISHED_SIZES: Mapping[str, GPTConfig] = {
    "gpt2": _OPENAI,
    "gpt2-medium": replace(_OPENAI, emb_dim=1024, n_heads=16, n_layers=24),
    "gpt2-large": replace(_OPENAI, emb_dim=1280, n_heads=20, n_layers=36),
    "gpt2-xl": replace(_OPENAI, emb_dim=1600, n_heads=25, n_layers=48),
}


@dataclass(frozen=True, slots=True)
class LlamaConfig:
    """The numbers that define a network of the Llama family.

    Attributes:
        family: as the window calls it, one of "Llama", "SmolLM2", "Qwen3"; no arithmetic.
        vocab_size: tokens in the vocabulary.
        ctx_len: longest context in tokens.
        emb_dim: width of the residual stream.
        n_heads: query heads per block; a multiple of `n_kv_heads`.
        n_kv_heads: key and value heads per block, each shared by a group of query heads.
        head_dim: width of one head, even.
        n_layers: transformer blocks.
        hidden_dim: width between the matrices of the feed-forward layer.
        norm_eps: what RMSNorm adds to the mean square.
        rope_base: of the angles of rotary positions.
        rope_factors: what the angle of each of the head_dim / 2 pairs is divided by; empty for 1.
        no_rope_layers: indexes of the blocks, from 0, that turn nothing (SmolLM3).
        window: tokens that a token sees, itself included; None for all before it.
        qkv_bias: whether the query, key and value projections have a bias (Qwen2's do).
        qk_norm: whether every head's queries and keys are normalised (Qwen3's are).
        tie_embeddings: whether the output head is the token embedding.
    """

    family: str
    vocab_size: int
    ctx_len: int
    emb_dim: int
    n_heads: int
    n_kv_heads: int
    head_dim: int
    n_layers: int
    hidden_dim: int
    norm_eps: float
    rope_base: float
    rope_factors: tuple[float, ...] = ()
    no_rope_layers: tuple[int, ...] = ()
    window: int | None = None
    qkv_bias: bool = False
    qk_norm: bool = False
    tie_embeddings: bool = False

    def __post_init__(self) -> None:
        counts = ("vocab_size", "ctx_len", "emb_dim", "n_heads", "n_kv_heads", "head_dim")
        for name in (*counts, "n_layers", "hidden_dim"):
            value = getattr(self, name)
            if type(value) is not int or not 0 < value < 2**31:
                raise ValueError(_not_positive(name, value))
        if self.window is not None and (type(self.window) is not int or self.window < 1):
            raise ValueError(_not_positive("window", self.window))
        if self.n_heads % self.n_kv_heads:
            raise ValueError(_no_multiple("n_heads", self.n_heads, "n_kv_heads", self.n_kv_heads))
        if self.head_dim % 2:
            raise ValueError(
                Sentence(
                    "head_dim {value} is odd, and numbers are turned in pairs", value=self.head_dim
                )
            )
        for name, most in (("norm_eps", 1.0), ("rope_base", 1e12)):
            value = getattr(self, name)
            if type(value) not in (int, float) or not 0 < value <= most:  # NaN is neither
                raise ValueError(
                    Sentence(
                        "{name} must be between 0 and {most:g}, not {value}",
                        name=name,
                        most=most,
                        value=repr(value),
                    )
                )
        if len(self.rope_factors) not in (0, self.head_dim // 2):
            raise ValueError(
                Sentence("rope_factors must be {count} numbers", count=self.head_dim // 2)
            )
        if not all(math.isfinite(factor) and factor > 0 for factor in self.rope_factors):
            raise ValueError(Sentence("rope_factors must be positive numbers"))

    @property
    def design(self) -> str:
        """The page that it is built by, `llama.py`."""
        return "llama"

    def to_dict(self) -> dict[str, int | float | bool | str]:
        """Return the fields by name, as the window shows them."""
        fields_shown = asdict(self)
        del fields_shown["family"]
        factors = self.rope_factors
        fields_shown["rope_factors"] = f"{min(factors):g} … {max(factors):g}" if factors else "–"
        fields_shown["no_rope_layers"] = ", ".join(map(str, self.no_rope_layers)) or "–"
        fields_shown["window"] = self.window or "–"
        return fields_shown


NetworkConfig = GPTConfig | LlamaConfig


def network_from_fields(values: Mapping[str, Any]) -> NetworkConfig:
    """Return the configuration that plain values say, under our names.

    Args:
        values: `family`, "GPT-2" or one of the Llama family, and the fields of its class.

    Raises:
        ValueError: a value is out of range.
        TypeError: a field is missing, or there is none of that name.
    """
    if values["family"] == "GPT-2":
        return GPTConfig(**{name: value for name, value in values.items() if name != "family"})
    return LlamaConfig(**values)


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Where the parameters of a network are, counted from its shapes.

    Attributes:
        token_embedding, position_embedding, attention, feed_forward, norms: by part.
        output_head: parameters that the head adds; 0 when it is tied to the token embedding.
    """

    token_embedding: int
    position_embedding: int
    attention: int
    feed_forward: int
    norms: int
    output_head: int

    @property
    def total(self) -> int:
        """All parameters that are stored; a tied head is counted once."""
        return (
            self.token_embedding
            + self.position_embedding
            + self.attention
            + self.feed_forward
            + self.norms
            + self.output_head
        )


def count_parameters(config: NetworkConfig) -> ParameterCount:
    """Count the parameters of `config`, part by part."""
    if isinstance(config, LlamaConfig):
        return _count_llama_parameters(config)
    emb = config.emb_dim
    qkv = 3 * emb * emb + (3 * emb if config.qkv_bias else 0)
    out_proj = emb * emb + emb
    feed_forward = (emb * 4 * emb + 4 * emb) + (4 * emb * emb + emb)
    return ParameterCount(
        token_embedding=config.vocab_size * emb,
        position_embedding=config.ctx_len * emb,
        attention=config.n_layers * (qkv + out_proj),
        feed_forward=config.n_layers * feed_forward,
        norms=config.n_layers * 4 * emb + 2 * emb,
        output_head=0 if config.tie_embeddings else config.vocab_size * emb,
    )


def _count_llama_parameters(config: LlamaConfig) -> ParameterCount:
    emb, head_dim = config.emb_dim, config.head_dim
    queries, shared = config.n_heads * head_dim, config.n_kv_heads * head_dim
    qkv = (queries + 2 * shared) * (emb + config.qkv_bias)
    qk_norm = 2 * head_dim if config.qk_norm else 0
    return ParameterCount(
        token_embedding=config.vocab_size * emb,
        position_embedding=0,
        attention=config.n_layers * (qkv + queries * emb),
        feed_forward=config.n_layers * 3 * emb * config.hidden_dim,
        norms=config.n_layers * (2 * emb + qk_norm) + emb,
        output_head=0 if config.tie_embeddings else config.vocab_size * emb,
    )


def _not_positive(name: str, value: object) -> Sentence:
    return Sentence(
        "{name} must be a positive whole number, not {value}", name=name, value=repr(value)
    )


def _no_multiple(name: str, value: int, other: str, divisor: int) -> Sentence:
    return Sentence(
        "{name} {value} is not a multiple of {other} {divisor}",
        name=name,
        value=value,
        other=other,
        divisor=divisor,
    )

"""The shape of a GPT: `GPTConfig`, the published sizes, and where its parameters are.

Owns names and arithmetic only; imports no torch, so that the window can show a configuration
before (or without) the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

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
                raise ValueError(f"{name} must be a positive whole number, not {value!r}")
        if self.emb_dim % self.n_heads:
            raise ValueError(f"emb_dim {self.emb_dim} is not a multiple of n_heads {self.n_heads}")
        rate = cast("object", self.drop_rate)  # from a file it may be anything
        if not isinstance(rate, int | float) or not 0.0 <= rate < 1.0:
            raise ValueError(f"drop_rate must be in [0, 1), not {rate!r}")
        for name in ("qkv_bias", "tie_embeddings"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be true or false, not {getattr(self, name)!r}")
        if self.gelu not in GELU_FORMS:
            raise ValueError(f"gelu must be one of {', '.join(GELU_FORMS)}, not {self.gelu!r}")

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.emb_dim // self.n_heads

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
            raise ValueError(f"{other} {before!r} and {key} {value!r} contradict each other")
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
class ParameterCount:
    """Where the parameters of a `GPTConfig` are, counted from its shapes.

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


def count_parameters(config: GPTConfig) -> ParameterCount:
    """Count the parameters of `config`, part by part."""
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

"""What a training run is told: one frozen dataclass, checked when it is made.

Owns names, defaults and ranges; imports no torch, so that `--help` answers at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gptdesk.model.config import GPTConfig

VOCAB_SIZE = 50257  # GPT-2's byte-pair encoding, <|endoftext|> last
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """Everything that decides the weights: the same options and data give the same model.

    Attributes:
        ctx_len, emb_dim, n_heads, n_layers, drop_rate: the network, as in `GPTConfig`.
        steps: updates of the weights.
        batch_size: rows of `ctx_len` tokens per step.
        learning_rate: the highest one, reached after the warm-up.
        warmup_share: share of the steps in which the learning rate rises.
        weight_decay: pull towards 0, on matrices and embeddings only.
        clip_norm: the gradient's norm is cut down to this.
        mix: share by tokens of every part of the data; empty takes all parts as they are.
        final_mix: the mix of the last `final_share` of the steps; empty keeps `mix`.
        final_share: share of the steps trained on `final_mix`.
        min_count: a token id met less often than this in the whole run gets no row of its own.
        seed: of the first weights, the order of the text and the dropout.
        precision: of the matrix products; "auto" measures which is faster here.
    """

    ctx_len: int = 512
    emb_dim: int = 128
    n_heads: int = 4
    n_layers: int = 5
    drop_rate: float = 0.0
    steps: int = 6000
    batch_size: int = 8
    learning_rate: float = 3e-3
    warmup_share: float = 0.02
    weight_decay: float = 0.1
    clip_norm: float = 1.0
    mix: Mapping[str, float] = field(default_factory=dict[str, float])
    final_mix: Mapping[str, float] = field(default_factory=dict[str, float])
    final_share: float = 0.2
    min_count: int = 8
    seed: int = 123
    precision: str = "auto"

    def __post_init__(self) -> None:
        self.network(VOCAB_SIZE)  # refuses an impossible shape
        for name in ("steps", "batch_size", "min_count"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("learning_rate", "clip_norm"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0, not {getattr(self, name)}")
        for name in ("warmup_share", "final_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be in [0, 1], not {getattr(self, name)}")
        for part, share in (*self.mix.items(), *self.final_mix.items()):
            if not share > 0:
                raise ValueError(f"the share of {part} must be more than 0, not {share}")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision must be one of {PRECISIONS}, not {self.precision!r}")

    @property
    def tokens_per_step(self) -> int:
        """Tokens that one update learns from."""
        return self.batch_size * self.ctx_len

    def network(self, vocab_size: int) -> GPTConfig:
        """Return the network's shape for a vocabulary of this size."""
        return GPTConfig(
            vocab_size=vocab_size,
            ctx_len=self.ctx_len,
            emb_dim=self.emb_dim,
            n_heads=self.n_heads,
            n_layers=self.n_layers,
            drop_rate=self.drop_rate,
            tie_embeddings=True,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the options by name, as kept in a checkpoint."""
        return asdict(self)

"""The options of a training run: one frozen dataclass, checked when it is made.

Owns names, defaults and ranges; imports no torch, so that `--help` answers at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gptdesk.engine.tokenizers.vocabulary import VOCAB_SIZE
from gptdesk.model.config import GPTConfig, count_parameters
from gptdesk.sentences import Sentence

PRECISIONS = ("auto", "float32", "bfloat16")

# The least and the most of every whole number: what a run can make use of, far beyond any GPT-2's.
_WHOLE = {
    "ctx_len": (1, 65_536),
    "emb_dim": (1, 16_384),
    "n_heads": (1, 1_024),
    "n_layers": (1, 1_024),
    "steps": (1, 10_000_000),
    "batch_size": (1, 65_536),
    "min_count": (1, 1_000_000_000),
    "seed": (0, 2**31 - 1),
}
_MOST_STEP_TOKENS = 1 << 22  # GPT-3's largest step had 3.2 million
# Of the whole run, which is laid out in memory before it begins.
_MOST_ROWS, _MOST_TOKENS = 20_000_000, 20_000_000_000
_HIGHEST_RATE = 10.0  # of learning; a thousand times what is usual
_LEAST_SHARE, _MOST_SHARE = 1e-6, 1e6  # of a part of a mix


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
        min_count: a token id met less often than this in the whole run gets no row of its own, or
            keeps the one that the run begins with.
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
        for name, (least, most) in _WHOLE.items():
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= most:
                raise ValueError(_from_to(name, f"{least}", f"{most:,}", value))
        self.network(VOCAB_SIZE)  # refuses an impossible shape
        rows = self.steps * self.batch_size
        for name, value, most in (
            (Sentence("batch_size times ctx_len"), self.tokens_per_step, _MOST_STEP_TOKENS),
            (Sentence("steps times batch_size"), rows, _MOST_ROWS),
            (Sentence("steps times batch_size times ctx_len"), rows * self.ctx_len, _MOST_TOKENS),
        ):
            if value > most:
                raise ValueError(
                    Sentence(
                        "{name} must be at most {most:,}, not {value:,}",
                        name=name,
                        most=most,
                        value=value,
                    )
                )
        _require_number("learning_rate", self.learning_rate, 0, _HIGHEST_RATE, is_above=True)
        _require_number("clip_norm", self.clip_norm, 0, 1e6, is_above=True)
        for name in ("warmup_share", "final_share", "weight_decay"):
            _require_number(name, getattr(self, name), 0, 1)
        for name in ("mix", "final_mix"):  # from a file it may be anything
            if not isinstance(getattr(self, name), Mapping):
                raise ValueError(Sentence("{name} must give each part a share", name=name))
        for part, share in (*self.mix.items(), *self.final_mix.items()):
            _require_number(
                Sentence("the share of {part}", part=part), share, _LEAST_SHARE, _MOST_SHARE
            )
        if self.precision not in PRECISIONS:
            wanted, value = ", ".join(PRECISIONS), repr(self.precision)
            raise ValueError(
                Sentence(
                    "precision must be one of {wanted}, not {value}", wanted=wanted, value=value
                )
            )

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

    def least_bytes(self, vocab_size: int) -> int:
        """Return what a run holds in memory at least.

        Weights, gradients and what the optimizers keep; of every block, for the way back, the
        attention's weights and eight times the residual stream.
        """
        parameters = count_parameters(self.network(vocab_size)).total
        attention = self.batch_size * self.n_heads * self.ctx_len**2
        streams = 8 * self.tokens_per_step * self.emb_dim
        return 4 * (3 * parameters + self.n_layers * (attention + streams))

    def to_dict(self) -> dict[str, Any]:
        """Return the options by name, as kept in a checkpoint."""
        return asdict(self)


def named_as_options(sentence: str) -> str:
    """Return a sentence about fields, in which they have the names of the command's options."""

    def named(match: re.Match[str]) -> str:
        name = match[0]
        is_field = name in TrainingOptions.__dataclass_fields__
        return f"--{name.replace('_', '-')}" if is_field else name

    # A part of the text may be called "steps"; no sentence begins with it.
    return re.sub(r"^[a-z]+(_[a-z]+)*|\b[a-z]+(_[a-z]+)+\b", named, sentence)


def _require_number(
    name: str, value: object, least: float, most: float, *, is_above: bool = False
) -> None:
    """Refuse what is no number, NaN, or out of range; `least` itself where it `is_above`."""
    number = value if isinstance(value, int | float) else math.nan  # which nothing is less than
    if least <= number <= most and not (is_above and number == least):
        return
    if not is_above:
        raise ValueError(_from_to(name, f"{least:g}", f"{most:,g}", value))
    sentence = Sentence(
        "{name} must be more than {least} and at most {most}, not {value}",
        name=name,
        least=f"{least:g}",
        most=f"{most:,g}",
        value=f"{value!r:.40}",
    )
    raise ValueError(sentence)


def _from_to(name: str, least: str, most: str, value: object) -> Sentence:
    return Sentence(
        "{name} must be from {least} to {most}, not {value}",
        name=name,
        least=least,
        most=most,
        value=f"{value!r:.40}",
    )

"""The precisions of a network, and the measured error of one. A leaf: the standard library only."""

from __future__ import annotations

from dataclasses import dataclass

PRECISIONS = ("exact", "balanced", "fast")


@dataclass(frozen=True, slots=True)
class PrecisionError:
    """How far a faster network is from the float32 one, over a short text.

    Attributes:
        mean_kl: mean Kullback-Leibler divergence of the next token's distribution, in nats.
        same_top: share of places at which the most probable token is the same.
        places: tokens of that text.
    """

    mean_kl: float
    same_top: float
    places: int

    def is_small(self, precision: str) -> bool:
        """Tell whether a precision keeps what it promises; NaN does not."""
        most_kl, least_same_top = _PROMISED[precision]
        return self.mean_kl <= most_kl and self.same_top >= least_same_top


# Largest mean KL, in nats, and smallest share of the same first choices.
_PROMISED = {"balanced": (1e-4, 0.0), "fast": (3e-3, 0.94)}

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

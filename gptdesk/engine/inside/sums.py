"""Numbers of the network written out as sums, in float64 from its float32 values.

Owns the arithmetic only: which number is which sum stands in `stops`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from torch import Tensor

from gptdesk.engine.choice.ranking import to_floats
from gptdesk.engine.inside.values import Term, WorkedSum

_SILENT = -700.0  # e⁷⁰⁰ is still a number; of what is below, SiLU leaves nothing


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, and what is done to it.

    Attributes:
        terms: at least one.
        steps: operation and operand, in order, as in `WorkedSum.after`.
    """

    terms: Sequence[Term]
    steps: Sequence[tuple[str, float]] = ()

    def towards(self, target: float) -> WorkedSum:
        """Work it out; `target` is the network's own number."""
        total = fsum(term.value for term in self.terms)
        after: list[tuple[str, float, float]] = []
        result = total
        for operation, operand in self.steps:
            result = _apply(operation, result, operand)
            after.append((operation, operand, result))
        return WorkedSum(tuple(self.terms), total, tuple(after), target)


def whole(name: str, value: float) -> Term:
    """Return a summand that is no product."""
    return Term(name, value, None, value)


def products(left: Tensor, right: Tensor, bias: Tensor | None = None, *, first: int = 1) -> Sum:
    """Return left · right, both (n,), with a bias, (), if there is one.

    Args:
        first: the name of the first product; they count on from it.
    """
    pairs = zip(to_floats(left), to_floats(right), strict=True)
    terms = [Term(str(first + i), a, b, a * b) for i, (a, b) in enumerate(pairs)]
    if bias is not None:
        terms.append(whole("bias", float(bias)))
    return Sum(terms)


def wholes(values: Sequence[float], *, first: int) -> list[Term]:
    """Return summands named by place, counted on from `first`."""
    return [whole(str(first + i), value) for i, value in enumerate(values)]


def _apply(operation: str, value: float, operand: float) -> float:
    match operation:
        case "+":
            return value + operand
        case "-":
            return value - operand
        case "·":
            return value * operand
        case "÷":
            return value / operand
        case "softmax":
            return operand / value
        case "relu":
            return max(value, 0.0)
        case "gelu":
            inner = math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)
            return value / 2 * (1 + math.tanh(inner))
        case "gelu exact":
            return value / 2 * (1 + math.erf(value / math.sqrt(2)))
        case "silu":
            return value / (1 + math.exp(-value)) if value > _SILENT else 0.0
        case _:
            raise ValueError(f"no such operation: {operation!r}")

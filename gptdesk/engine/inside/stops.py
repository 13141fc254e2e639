"""The stops of a walk: the vectors of a place, and the sum behind each of their numbers.

Owns which vectors a stop shows and how each number came about. All values are those of the pass or
come from `gpt.py`'s own modules; changed heads and hidden places are in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import torch
from torch import Tensor, nn
from torch.nn import functional

from gptdesk.engine.choice.ranking import to_floats
from gptdesk.engine.inside.attention import HeadRow
from gptdesk.engine.inside.sight import Sight, decode, to_bytes
from gptdesk.engine.inside.sums import Sum, products, whole, wholes
from gptdesk.engine.inside.values import (
    NamedVector,
    Spot,
    Stop,
    StopRequest,
    StopView,
    SumRequest,
    WorkedSum,
)
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import LayerNorm, TransformerBlock
from gptdesk.model.walk import BlockStates, attention_weights, head_share, hidden_places


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector of a place, and how its numbers came about.

    Attributes:
        values: (n,).
        sum_of: of the number with an index from 0.
        targets: what the sums lead to, (n,), where it is not `values`.
    """

    name: str
    values: Tensor
    sum_of: Callable[[int], Sum]
    targets: Tensor | None = None


@torch.inference_mode()
def look_at_stop(
    request: StopRequest, sight: Sight, cancelled: Event, progress: Progress
) -> StopView:
    """Return the numbers of a stop."""
    spot = request.spot
    vectors = tuple(_named(vector) for vector in _vectors(sight, spot))
    return StopView(spot, _shape(spot.stop, sight.network.cfg, len(sight.ids)), vectors)


@torch.inference_mode()
def write_out(request: SumRequest, sight: Sight, cancelled: Event, progress: Progress) -> WorkedSum:
    """Return a number of a stop as the sum that it is.

    Raises:
        RequestError: the stop has no such number.
    """
    index = request.index
    if request.spot.stop is Stop.SCORES:
        index -= sight.window.start + 1
    for vector in _vectors(sight, request.spot):
        if vector.name == request.vector and 0 <= index < len(vector.values):
            targets = vector.values if vector.targets is None else vector.targets
            return vector.sum_of(index).towards(float(targets[index]))
    raise RequestError(
        "There is no number {index} of “{vector}” at the stop “{stop}”.",
        index=request.index,
        vector=request.vector,
        stop=request.spot.stop.value,
    )


def _named(vector: Vector) -> NamedVector:
    exact = vector.values.double()
    return NamedVector(
        name=vector.name,
        values=to_bytes(vector.values),
        mean=float(exact.mean()),
        variance=float(exact.var(correction=0)),
        length=math.sqrt(float(exact.square().sum())),
    )


def _shape(stop: Stop, cfg: GPTConfig, T: int) -> tuple[int, ...]:
    match stop:
        case Stop.QUERY_KEY_VALUE | Stop.WEIGHTED_SUM:
            return (cfg.n_heads, T, cfg.head_dim)
        case Stop.SCORES:
            return (cfg.n_heads, T, T)
        case Stop.WIDEN | Stop.GELU:
            return (T, 4 * cfg.emb_dim)
        case Stop.LOGITS:
            return (T, cfg.vocab_size)
        case _:
            return (T, cfg.emb_dim)


# ---------------------------------------------------------------- what each stop shows


def _vectors(sight: Sight, spot: Spot) -> list[Vector]:
    match spot.stop:
        case Stop.TOKEN | Stop.INPUT:
            return _input(sight, spot.stop)
        case Stop.FINAL_NORM:
            return _norm(sight.network.final_norm, sight.walk.last_stream[sight.row])
        case Stop.LOGITS:
            return _logits(sight)
        case Stop.DRAW:
            raise RequestError("The draw is shown by the pipeline.")
        case _:
            return _AtBlock(sight, spot).vectors()


def _input(sight: Sight, stop: Stop) -> list[Vector]:
    token_id = sight.ids[-1]
    token = sight.network.tok_emb.weight[token_id]
    position = sight.network.pos_emb.weight[sight.row]
    if stop is Stop.TOKEN:  # one product of the one-hot row with E; all others are 0
        one = token.new_ones(1)
        return [Vector("token", token, lambda i: products(one, token[i : i + 1], first=token_id))]
    return [
        _copied("token", token),
        _copied("position", position),
        _added("input", sight.walk.stream(0)[sight.row], token=token, position=position),
    ]


def _norm(norm: LayerNorm, x: Tensor) -> list[Vector]:
    exact = x.double()
    mean, deviation = float(exact.mean()), math.sqrt(float(exact.var(correction=0)) + norm.eps)

    def normalised(i: int) -> Sum:
        return Sum([whole("stream", float(x[i]))], [("-", mean), ("÷", deviation)])

    def scaled(i: int) -> Sum:
        before, scale, shift = normalised(i), float(norm.scale[i]), float(norm.shift[i])
        return Sum(before.terms, [*before.steps, ("·", scale), ("+", shift)])

    return [
        _copied("stream", x),
        Vector("normalised", functional.layer_norm(x, x.shape, eps=norm.eps), normalised),
        Vector("scaled", norm(x), scaled),
    ]


def _logits(sight: Sight) -> list[Vector]:
    network, x = sight.network, sight.walk.last_stream[sight.row : sight.row + 1]
    return [_mapped("logits", decode(network, x)[0], network.final_norm(x)[0], network.out_head)]


class _AtBlock:
    """The stops of one block at the place."""

    def __init__(self, sight: Sight, spot: Spot) -> None:
        block = sight.network.trf_blocks[spot.block - 1]
        assert isinstance(block, TransformerBlock)
        self._sight, self._spot, self._block = sight, spot, block
        self._states: BlockStates = sight.walk.block(spot.block)
        self._x, self._m = self._states.x[sight.row], self._states.m[sight.row]

    def vectors(self) -> list[Vector]:
        """Return those of the stop."""
        match self._spot.stop:
            case Stop.NORM_1:
                return _norm(self._block.norm1, self._x)
            case Stop.QUERY_KEY_VALUE:
                return self._query_key_value()
            case Stop.SCORES:
                return self._scores()
            case Stop.WEIGHTED_SUM:
                return self._weighted_sum()
            case Stop.PROJECTION:
                return self._projection()
            case Stop.RESIDUAL_1:
                return _residual(self._x, self._projection()[-1], self._m)
            case Stop.NORM_2:
                return _norm(self._block.norm2, self._m)
            case Stop.RESIDUAL_2:
                after = self._sight.walk.stream(self._spot.block)[self._sight.row]
                return _residual(self._m, self._feed_forward()[-1], after)
            case stop:
                widened, gelu, relu, narrowed = self._feed_forward()
                shown = {Stop.WIDEN: [widened], Stop.NARROW: [narrowed]}
                return shown.get(stop, [_copied("widened", widened.values), gelu, relu])

    def _query_key_value(self) -> list[Vector]:
        attention, head, row = self._block.att, self._spot.head - 1, self._sight.row
        h, first = self._block.norm1(self._x), head * attention.head_dim
        states = self._states
        return [
            _mapped("query", states.q[head, row], h, attention.W_query, first),
            _mapped("key", states.k[head, row], h, attention.W_key, first),
            _mapped("value", states.v[head, row], h, attention.W_value, first),
        ]

    def _scores(self) -> list[Vector]:
        sight, row = self._sight, HeadRow.of(self._sight, self._spot.block, self._spot.head)
        T = sight.window.end - sight.window.start
        simple = self._states.k[self._spot.head - 1, :T] @ row.q  # (T,), not masked

        def score(i: int) -> Sum:
            return Sum(products(row.q, row.k[i]).terms, [("÷", math.sqrt(len(row.q)))])

        return [
            Vector("score", row.scores, score, row.scaled),
            Vector("scaled", row.scaled, score),
            self._softmax("weight", row.weights, row.scaled.masked_fill(~row.allowed, -torch.inf)),
            self._softmax("simple weight", torch.softmax(simple, dim=0), simple),
        ]

    def _softmax(self, name: str, weights: Tensor, scores: Tensor) -> Vector:
        exact = scores.double()
        powers = to_floats((exact - exact.max()).exp())  # of e; the largest is 1

        def weight(i: int) -> Sum:
            return Sum(wholes(powers, first=self._first_place), [("softmax", powers[i])])

        return Vector(name, weights, weight)

    def _weighted_sum(self) -> list[Vector]:
        sight, spot = self._sight, self._spot
        z = self._states.z[spot.head - 1, sight.row]
        row = HeadRow.of(sight, spot.block, spot.head)
        changes = sight.walk.changes.in_block(spot.block)
        change = next((change for change in changes if change.head == spot.head), None)

        def of_places(i: int) -> Sum:
            factor = [] if change is None else [("·", change.factor)]
            return Sum(products(row.weights, row.v[:, i], first=self._first_place).terms, factor)

        def mean(i: int) -> Sum:
            every = to_floats(self._unchanged()[:, i])
            return Sum(wholes(every, first=self._first_place), [("÷", float(len(every)))])

        uses_mean = change is not None and change.uses_mean
        return [Vector(f"head {spot.head}", z, mean if uses_mean else of_places)]

    def _unchanged(self) -> Tensor:
        """Return the head's outputs as they are without a change, (T, D)."""
        head, T = self._spot.head - 1, self._sight.row + 1
        q, k, v = (
            kept[head : head + 1, :T] for kept in (self._states.q, self._states.k, self._states.v)
        )
        hidden = hidden_places(self._sight.walk.changes, T, q.device)
        return (attention_weights(q, k, hidden) @ v)[0]

    def _projection(self) -> list[Vector]:
        attention = self._block.att
        layer, D = attention.out_proj, attention.head_dim
        heads = self._states.z[:, self._sight.row]  # (H, D)
        concatenated = heads.reshape(-1)

        def from_head(i: int) -> Sum:
            return Sum([whole(f"head {i // D + 1}", float(concatenated[i]))])

        def part(head: int) -> Vector:
            z, share = heads[head - 1], head_share(attention, head)
            return Vector(f"head {head}", share @ z, lambda i: products(z, share[i]))

        return [
            Vector("concatenated", concatenated, from_head),
            *(part(head) for head in range(1, attention.n_heads + 1)),
            _copied("bias", layer.bias),
            _mapped("projected", layer(concatenated), concatenated, layer),
        ]

    def _feed_forward(self) -> tuple[Vector, Vector, Vector, Vector]:
        widen, gate, narrow = self._block.ff.layers
        assert isinstance(widen, nn.Linear)
        assert isinstance(narrow, nn.Linear)
        h = self._block.norm2(self._m)
        u = widen(h)
        g = gate(u)
        form = "gelu" if self._sight.network.cfg.gelu == "tanh" else "gelu exact"

        def gated(operation: str) -> Callable[[int], Sum]:
            return lambda i: Sum([whole("widened", float(u[i]))], [(operation, 0.0)])

        return (
            _mapped("widened", u, h, widen),
            Vector("gelu", g, gated(form)),
            Vector("relu", u.relu(), gated("relu")),
            _mapped("narrowed", narrow(g), g, narrow),
        )

    @property
    def _first_place(self) -> int:
        return self._sight.window.start + 1


def _residual(before: Tensor, added: Vector, after: Tensor) -> list[Vector]:
    sums = {"stream": before, added.name: added.values}
    return [
        _copied("stream", before),
        _copied(added.name, added.values),
        _added("stream after", after, **sums),
    ]


def _mapped(
    name: str, values: Tensor, inputs: Tensor, layer: nn.Linear, first_row: int = 0
) -> Vector:
    """Return what a layer makes of `inputs`; `values` begin at one of its rows."""

    def number(i: int) -> Sum:
        row = first_row + i
        bias = None if layer.bias is None else layer.bias[row]  # pyright: ignore[reportUnnecessaryComparison]
        return products(inputs, layer.weight[row], bias)

    return Vector(name, values, number)


def _added(name: str, values: Tensor, **parts: Tensor) -> Vector:
    def number(i: int) -> Sum:
        return Sum([whole(part, float(vector[i])) for part, vector in parts.items()])

    return Vector(name, values, number)


def _copied(name: str, values: Tensor) -> Vector:
    """Return a vector that is worked out at another stop."""
    return _added(name, values, **{name: values})

"""The stops of a walk: the vectors of a place, and the sum behind each of their numbers.

Owns which vectors a stop shows and how each number came about. All values are those of the pass or
come from the network's own modules; changed heads and hidden places are in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event

import torch
from torch import Tensor, nn

from gptdesk.engine.choice.ranking import to_floats
from gptdesk.engine.inside.attention import HeadRow, kv_index
from gptdesk.engine.inside.sight import Sight, decode, to_bytes
from gptdesk.engine.inside.sums import Sum, products, whole, wholes
from gptdesk.engine.inside.values import (
    ANATOMIES,
    NamedVector,
    Spot,
    Stop,
    StopRequest,
    StopView,
    SumRequest,
    Term,
    WorkedSum,
)
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.walk import (
    BlockStates,
    attention_weights,
    head_share,
    hidden_places,
    weighted_sum,
)
from gptdesk.model.walked import (
    Neurons,
    Norm,
    ReadableNetwork,
    angles_of,
    bias_of,
    blocks_of,
    gate_of,
    gauge_of,
    head_norms,
    head_vectors,
    input_parts,
    narrowing,
    neurons_of,
    shift_of,
    unscaled,
    widening,
    window_of,
)


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
    return StopView(spot, _shape(spot.stop, sight.network, len(sight.ids)), vectors)


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


def _shape(stop: Stop, network: ReadableNetwork, T: int) -> tuple[int, ...]:
    cfg = network.cfg
    match stop:
        case Stop.QUERY_KEY_VALUE | Stop.ROTATION | Stop.WEIGHTED_SUM:
            return (cfg.n_heads, T, cfg.head_dim)
        case Stop.SCORES:
            return (cfg.n_heads, T, T)
        case Stop.WIDEN | Stop.GELU | Stop.GATE_UP | Stop.GATE:
            return (T, narrowing(blocks_of(network)[0]).in_features)
        case Stop.LOGITS:
            return (T, cfg.vocab_size)
        case _:
            return (T, cfg.emb_dim)


# ---------------------------------------------------------------- what each stop shows


def _vectors(sight: Sight, spot: Spot) -> list[Vector]:
    if spot.stop is not Stop.DRAW and spot.stop not in ANATOMIES[sight.network.cfg.design].stops:
        raise RequestError("This network has no stop “{stop}”.", stop=spot.stop.value)
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
    parts = {
        name: part[0] for name, part in input_parts(sight.network, (token_id,), sight.row).items()
    }
    if stop is Stop.TOKEN:  # one product of the one-hot row with E; all others are 0
        token = parts["token"]
        one = token.new_ones(1)
        return [Vector("token", token, lambda i: products(one, token[i : i + 1], first=token_id))]
    return [
        *(_copied(name, part) for name, part in parts.items()),
        _added("input", sight.walk.stream(0)[sight.row], **parts),
    ]


def _norm(norm: Norm, x: Tensor) -> list[Vector]:
    return [_copied("stream", x), *_normed(norm, x, "stream", ("normalised", "scaled"))]


def _normed(norm: Norm, x: Tensor, name: str, names: tuple[str, str]) -> list[Vector]:
    """Return a vector, called `name`, as a norm makes it: before its scale, and all of it."""
    gauge, shift = gauge_of(norm, x), shift_of(norm)
    mean = [] if gauge.mean is None else [("-", gauge.mean)]

    def normalised(i: int) -> Sum:
        return Sum([whole(name, float(x[i]))], [*mean, ("÷", gauge.divisor)])

    def scaled(i: int) -> Sum:
        before = normalised(i)
        shifted = [] if shift is None else [("+", float(shift[i]))]
        return Sum(before.terms, [*before.steps, ("·", float(norm.scale[i])), *shifted])

    return [Vector(names[0], unscaled(norm, x), normalised), Vector(names[1], norm(x), scaled)]


def _logits(sight: Sight) -> list[Vector]:
    network, x = sight.network, sight.walk.last_stream[sight.row : sight.row + 1]
    return [_mapped("logits", decode(network, x)[0], network.final_norm(x)[0], network.out_head)]


class _AtBlock:
    """The stops of one block at the place."""

    def __init__(self, sight: Sight, spot: Spot) -> None:
        self._sight, self._spot = sight, spot
        self._block = blocks_of(sight.network)[spot.block - 1]
        self._states: BlockStates = sight.walk.block(spot.block)
        self._x, self._m = self._states.x[sight.row], self._states.m[sight.row]
        self._shared = kv_index(sight, spot.head)  # keys and values of the head's group

    def vectors(self) -> list[Vector]:
        """Return those of the stop."""
        match self._spot.stop:
            case Stop.NORM_1:
                return _norm(self._block.norm1, self._x)
            case Stop.QUERY_KEY_VALUE:
                return self._query_key_value()
            case Stop.ROTATION:
                return self._rotation()
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
            case Stop.WIDEN | Stop.GATE_UP:
                return self._widened()
            case Stop.GELU | Stop.GATE:
                return self._gated()
            case Stop.NARROW:
                return [self._narrowed()]
            case _:
                after = self._sight.walk.stream(self._spot.block)[self._sight.row]
                return _residual(self._m, self._narrowed(), after)

    def _query_key_value(self) -> list[Vector]:
        attention, row = self._block.att, self._sight.row
        h, (head, shared) = self._block.norm1(self._x), (self._spot.head - 1, self._shared)
        vectors = head_vectors(self._sight.network.cfg, attention, h.unsqueeze(0), row)
        q, k = vectors.projected[0][head, 0], vectors.projected[1][shared, 0]
        if vectors.ready is vectors.projected:  # then the pass has them
            q, k = self._states.q[head, row], self._states.k[shared, row]
        D, size = attention.head_dim, len(self._states.q) // len(self._states.k)

        def query(one: int) -> Vector:  # of the heads that share the key
            if one == head:
                return _mapped("query", q, h, attention.W_query, one * D)
            of_other, name = vectors.projected[0][one, 0], f"query of head {one + 1}"
            return _mapped(name, of_other, h, attention.W_query, one * D)

        mapped = [
            *map(query, range(shared * size, (shared + 1) * size)),
            _mapped("key", k, h, attention.W_key, shared * D),
            _mapped("value", self._states.v[shared, row], h, attention.W_value, shared * D),
        ]
        if (norms := head_norms(attention)) is None:
            return mapped
        return [
            *mapped,
            _normed(norms[0], q, "query", ("", "normed query"))[1],
            _normed(norms[1], k, "key", ("", "normed key"))[1],
        ]

    def _rotation(self) -> list[Vector]:
        attention, cfg, row = self._block.att, self._sight.network.cfg, self._sight.row
        h = self._block.norm1(self._x).unsqueeze(0)
        before = head_vectors(cfg, attention, h, row).normed
        angles, one_turn = (angles_of(cfg, attention, S, 1)[0] for S in (row, 1))  # (D / 2,)
        half, prefix = len(angles), "" if head_norms(attention) is None else "normed "
        cos, sin = angles.cos(), angles.sin()

        def angle(i: int) -> Sum:
            return Sum([Term("turns", float(row), float(one_turn[i]), row * float(one_turn[i]))])

        def turned(name: str, before: Tensor, after: Tensor) -> list[Vector]:
            def number(i: int) -> Sum:
                own, other = before[i], before[i - half if i >= half else i + half]
                sine = sin[i % half] if i >= half else -sin[i % half]
                pair = products(torch.stack((own, other)), torch.stack((cos[i % half], sine)))
                names = (i + 1, i - half + 1 if i >= half else i + half + 1)
                terms = [replace(t, name=str(n)) for t, n in zip(pair.terms, names, strict=True)]
                return Sum(terms)

            return [_copied(f"{prefix}{name}", before), Vector(f"turned {name}", after, number)]

        head, shared = self._spot.head - 1, self._shared
        return [
            Vector("angle", angles, angle),
            *turned("query", before[0][head, 0], self._states.q[head, row]),
            *turned("key", before[1][shared, 0], self._states.k[shared, row]),
        ]

    def _scores(self) -> list[Vector]:
        sight, row = self._sight, HeadRow.of(self._sight, self._spot.block, self._spot.head)
        T = sight.window.end - sight.window.start
        simple = self._states.k[self._shared, :T] @ row.q  # (T,), not masked

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
        q = self._states.q[head : head + 1, :T]
        k, v = (
            kept[self._shared : self._shared + 1, :T] for kept in (self._states.k, self._states.v)
        )
        hidden = hidden_places(self._sight.walk.changes, T, q.device)
        weights = attention_weights(q, k, hidden, window_of(self._sight.network.cfg))
        return weighted_sum(weights, v)[0]

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

        bias = bias_of(layer)
        return [
            Vector("concatenated", concatenated, from_head),
            *(part(head) for head in range(1, attention.n_heads + 1)),
            *([] if bias is None else [_copied("bias", bias)]),
            _mapped("projected", layer(concatenated), concatenated, layer),
        ]

    @cached_property
    def _h(self) -> Tensor:
        return self._block.norm2(self._m)

    @cached_property
    def _neurons(self) -> Neurons:
        return neurons_of(self._block, self._h)

    def _widened(self) -> list[Vector]:
        neurons, layers = self._neurons, widening(self._block)
        if neurons.up is None:
            return [_mapped("widened", neurons.wide, self._h, layers[0])]
        return [
            _mapped("gate", neurons.wide, self._h, layers[0]),
            _mapped("up", neurons.up, self._h, layers[1]),
        ]

    def _gated(self) -> list[Vector]:
        neurons, wide, gate = self._neurons, self._widened()[0], gate_of(self._sight.network.cfg)

        def through(operation: str) -> Callable[[int], Sum]:
            return lambda i: Sum([whole(wide.name, float(wide.values[i]))], [(operation, 0.0)])

        if neurons.up is None:
            return [
                wide,
                Vector("gelu", neurons.gated, through(gate)),
                Vector("relu", neurons.wide.relu(), through("relu")),
            ]
        up = neurons.up

        def written(i: int) -> Sum:
            return Sum(through(gate)(i).terms, [(gate, 0.0), ("·", float(up[i]))])

        return [
            _copied("gate", neurons.wide),
            _copied("up", up),
            Vector("silu", neurons.gated, through(gate)),
            Vector("gated", neurons.written, written),
        ]

    def _narrowed(self) -> Vector:
        written, layer = self._neurons.written, narrowing(self._block)
        return _mapped("narrowed", layer(written), written, layer)

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
        bias = bias_of(layer)
        return products(inputs, layer.weight[row], None if bias is None else bias[row])

    return Vector(name, values, number)


def _added(name: str, values: Tensor, **parts: Tensor) -> Vector:
    def number(i: int) -> Sum:
        return Sum([whole(part, float(vector[i])) for part, vector in parts.items()])

    return Vector(name, values, number)


def _copied(name: str, values: Tensor) -> Vector:
    """Return a vector that is worked out at another stop."""
    return _added(name, values, **{name: values})

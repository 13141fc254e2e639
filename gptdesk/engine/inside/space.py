"""The space of the vectors: nearest tokens, sums of tokens, positions, and the stream's lengths.

Owns the order of a whole vocabulary by cosine and by dot product, in float64. The bulk of it is
looked at in the numbers as stored, and only what their rounding leaves open is computed again, so
that no second copy of the table is made. Must not know texts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.choice.ranking import to_floats, to_ints
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.sight import Sight, point_names, streams_of, to_bytes, to_cells
from gptdesk.engine.inside.values import (
    Arithmetic,
    ArithmeticRequest,
    Neighbour,
    Neighbours,
    NeighboursRequest,
    Positions,
    PositionsRequest,
    Stream,
    StreamRequest,
    StreamStep,
)
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.walked import blocks_of, input_parts, neurons_of, positions_of

_SLICE = 2048  # rows that are worked on at a time
_PASSED = 0.01  # what the smooth gate lets through of a number below 0, to be counted


class TokenSpace:
    """The token vectors of one network; identical rows are one entry.

    Attributes:
        ids: the lowest id of every entry, ascending, (N,).
        counts: tokens that share the entry's row, (N,).
        lengths: of its vector, float64, (N,).
    """

    @torch.inference_mode()
    def __init__(self, table: Tensor) -> None:
        """Look through a table, (V, d), once; it is not copied."""
        self._table = table
        marks, order = _marks(table).sort(stable=True)  # of alike rows, the lowest id first
        is_first = torch.ones_like(marks, dtype=torch.bool)
        is_first[1:] = marks[1:] != marks[:-1]
        lowest = torch.empty_like(order)  # of every token, the lowest id with its row
        lowest[order] = order[is_first][is_first.cumsum(0) - 1]
        is_entry = lowest == torch.arange(len(table), device=table.device)
        self.ids = is_entry.nonzero().flatten()
        self._entries = (is_entry.cumsum(0) - 1)[lowest]  # of every token, (V,)
        self.counts = torch.zeros_like(self.ids)
        self.counts.index_add_(0, self._entries, torch.ones_like(order))
        self.lengths = torch.cat([_lengths(table[ids]) for ids in _slices(self.ids)])

    def entry(self, token_id: int) -> int:
        """Return the index of a token's entry."""
        return int(self._entries[token_id])

    def vector(self, token_id: int) -> Tensor:
        """Return a token's vector, float64, (d,)."""
        return self._table[token_id].double()

    def towards(self, vector: Tensor) -> Direction:
        """Compare every entry with a vector, float64, (d,)."""
        stored = self._table @ vector.to(self._table.dtype)  # (V,)
        return Direction(self, vector, _length(vector), stored[self.ids].double())

    def rows(self, entries: Tensor) -> Tensor:
        """Return the vectors of a few entries, float64, (n, d)."""
        return self._table[self.ids[entries]].double()

    @property
    def rounding(self) -> float:
        """How far a cosine from the numbers as stored is from the true one, at most."""
        return 4 * self._table.shape[1] * torch.finfo(self._table.dtype).eps


@dataclass(frozen=True, slots=True)
class Direction:
    """All entries, seen from one vector.

    Attributes:
        space: whose entries.
        vector: float64, (d,).
        length: of it.
        stored: dot products of all entries with it, in the numbers as stored, (N,).
    """

    space: TokenSpace
    vector: Tensor
    length: float
    stored: Tensor

    def by_dot(self, count: int, without: Collection[int] = ()) -> tuple[Neighbour, ...]:
        """Return the entries with the largest dot products, ties by id."""
        error = self.space.rounding * self.length * self.space.lengths
        return self._first(count, self.stored, error, without, self._dots)

    def by_cosine(self, count: int, without: Collection[int] = ()) -> tuple[Neighbour, ...]:
        """Return the entries with the largest cosines, ties by id; those that have none are not."""
        cosines, error = self._stored_cosines()
        return self._first(count, cosines, error, without, self._cosines)

    def rank(self, entry: int, without: Collection[int] = ()) -> int | None:
        """Return the place of an entry in the order by cosine, from 1; None where it has none."""
        cosines, error = self._stored_cosines()
        if not bool(cosines[entry] > -torch.inf):
            return None
        cosines[list(without)] = -torch.inf
        own = self._cosines(torch.tensor([entry], device=cosines.device))
        ahead = cosines > own + error
        near = (~ahead & (cosines >= own - error)).nonzero().flatten()
        of_near = self._cosines(near)
        n_near = (of_near > own).sum() + ((of_near == own) & (near < entry)).sum()
        return 1 + int(ahead.sum() + n_near)

    def _first(
        self,
        count: int,
        stored: Tensor,
        error: Tensor,
        without: Collection[int],
        exact: Callable[[Tensor], Tensor],
    ) -> tuple[Neighbour, ...]:
        """Return the first entries by `exact`, whose values `stored` has up to `error`, (N,)."""
        stored = stored.clone()
        stored[list(without)] = -torch.inf
        n = min(count, int((stored > -torch.inf).sum()))
        if n == 0:
            return ()
        least = (stored - error).topk(n).values[-1]  # `n` entries have at least that
        open_to = (stored + error >= least).nonzero().flatten()  # ascending ids
        order = exact(open_to).argsort(descending=True, stable=True)[:n]
        return self._neighbours(open_to[order])

    def _neighbours(self, entries: Tensor) -> tuple[Neighbour, ...]:
        space = self.space
        columns = zip(
            to_ints(space.ids[entries]),
            to_ints(space.counts[entries]),
            to_floats(self._cosines(entries)),
            to_floats(self._dots(entries)),
            to_floats(space.lengths[entries]),
            strict=True,
        )
        return tuple(
            Neighbour(token_id, tokens, cosine if self.length and length else None, dot, length)
            for token_id, tokens, cosine, dot, length in columns
        )

    def _stored_cosines(self) -> tuple[Tensor, Tensor]:
        """Return cosines in the numbers as stored, -inf where there is none, and their error."""
        cosines = self.stored / (self.length * self.space.lengths)
        cosines = cosines.nan_to_num(-torch.inf, -torch.inf, -torch.inf)
        return cosines, torch.full_like(cosines, self.space.rounding)

    def _dots(self, entries: Tensor) -> Tensor:
        # A product and a sum, not a matrix product: equal rows get equal numbers everywhere.
        return torch.cat([(self.space.rows(e) * self.vector).sum(1) for e in _slices(entries)])

    def _cosines(self, entries: Tensor) -> Tensor:
        return (self._dots(entries) / (self.length * self.space.lengths[entries])).clamp(-1, 1)


def _marks(table: Tensor) -> Tensor:
    """Return a number of 64 bits for every row, (V,): the same for rows of the same bits.

    The row's bits times random odd numbers, summed: two rows that differ share a number in fewer
    than one of 2³² tables.
    """
    bits = table.view(torch.int64 if table.dtype == torch.float64 else torch.int32)
    dice = torch.Generator().manual_seed(0)
    factors = torch.randint(-(2**62), 2**62, (bits.shape[1],), generator=dice) * 2 + 1
    factors = factors.to(table.device)
    return torch.cat([(rows * factors).sum(1) for rows in _slices(bits)])


def _slices(values: Tensor) -> Iterator[Tensor]:
    return (values[start : start + _SLICE] for start in range(0, len(values), _SLICE))


def _lengths(rows: Tensor) -> Tensor:
    return rows.double().square().sum(1).sqrt()


@torch.inference_mode()
def find_neighbours(
    request: NeighboursRequest, space: TokenSpace, cancelled: Event, progress: Progress
) -> Neighbours:
    """Return the nearest tokens of one; those with its very row are told by their number only."""
    entry = space.entry(request.token_id)
    direction = space.towards(space.vector(request.token_id))
    return Neighbours(
        token_id=request.token_id,
        length=direction.length,
        by_cosine=direction.by_cosine(request.count, {entry}),
        by_dot=direction.by_dot(request.count, {entry}),
        tokens=int(space.counts[entry]),
    )


@torch.inference_mode()
def calculate(
    request: ArithmeticRequest, space: TokenSpace, cancelled: Event, progress: Progress
) -> Arithmetic:
    """Return what is nearest to a - b + c."""
    inputs = (request.a_id, request.b_id, request.c_id)
    a, b, c = map(space.vector, inputs)
    direction = space.towards(a - b + c)
    of_inputs = {space.entry(token_id) for token_id in inputs}
    rank = rank_without = None
    if request.expected_id is not None:
        expected = space.entry(request.expected_id)
        rank = direction.rank(expected)
        rank_without = None if expected in of_inputs else direction.rank(expected, of_inputs)
    return Arithmetic(
        length=direction.length,
        nearest=direction.by_cosine(request.count),
        without_inputs=direction.by_cosine(request.count, of_inputs),
        expected_rank=rank,
        expected_rank_without=rank_without,
    )


@torch.inference_mode()
def look_at_positions(
    request: PositionsRequest, passes: Passes, cancelled: Event, progress: Progress
) -> Positions:
    """Return the position vectors, and the cosine of each two.

    Raises:
        RequestError: the network has none.
    """
    table = positions_of(passes.network)
    if table is None:
        raise RequestError(
            "This network has no position vectors: it tells places by turning queries and keys."
        )
    lengths = _lengths(table)
    directions = table.double() / lengths.unsqueeze(1)  # not a number where the length is 0
    cosines = (directions @ directions.T).clamp(-1, 1)
    largest = float(table.abs().max())
    roots = (table.abs() / (largest or 1.0)).sqrt() * table.sign()
    return Positions(
        count=table.shape[0],
        width=table.shape[1],
        values=to_bytes(table),
        cosines=to_bytes(cosines),
        lengths=to_bytes(lengths),
        largest=largest,
        value_picture=_signed_picture(roots),
        cosine_picture=_signed_picture(cosines),
    )


def _signed_picture(shares: Tensor) -> bytes:
    """Return one byte for each of some numbers from -1 to 1: 1 … 255; 0 for none."""
    return to_cells((128 + 127 * shares).round().nan_to_num(0.0))


@torch.inference_mode()
def look_at_stream(
    request: StreamRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Stream:
    """Return how long the stream is everywhere, and what every block did to it at the place."""
    network, walk = sight.network, sight.walk
    parts = input_parts(network, sight.ids[-1:], sight.row)
    n_layers = network.cfg.n_layers
    n_places = sight.window.end - sight.window.start
    lengths = [_lengths(stream[:n_places]) for stream in streams_of(walk)]
    return Stream(
        points=point_names(n_layers),
        first_place=sight.window.start + 1,
        places=n_places,
        lengths=to_bytes(torch.stack(lengths)),
        steps=tuple(_step(sight, number) for number in range(1, n_layers + 1)),
        token_length=_length(parts["token"]),
        position_length=_length(parts["position"]) if "position" in parts else None,
    )


def _step(sight: Sight, number: int) -> StreamStep:
    """Return what a block did to the stream at the place."""
    block = blocks_of(sight.network)[number - 1]
    start, end = (sight.walk.stream(n)[sight.row].double() for n in (number - 1, number))
    middle = sight.walk.block(number).m[sight.row]
    neurons = neurons_of(block, block.norm2(middle))
    is_negative = neurons.wide < 0
    return StreamStep(
        block=number,
        attention_length=_length(middle.double() - start),
        attention_cosine=_cosine(middle.double() - start, start),
        mlp_length=_length(end - middle.double()),
        mlp_cosine=_cosine(end - middle.double(), middle.double()),
        input_cosine=_cosine(end, sight.walk.stream(0)[sight.row].double()),
        negative_neurons=int(is_negative.sum()),
        passed_neurons=int((is_negative & (neurons.gated.abs() > _PASSED)).sum()),
    )


def _length(vector: Tensor) -> float:
    return float(vector.double().square().sum().sqrt())


def _cosine(one: Tensor, other: Tensor) -> float | None:
    """Return the cosine of two vectors, float64; None where one of them is 0."""
    lengths = _length(one) * _length(other)
    return max(-1.0, min(1.0, float(one @ other) / lengths)) if lengths else None

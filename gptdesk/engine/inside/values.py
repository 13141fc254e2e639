"""Values of a look inside the network: what can be asked, and the answers.

Frozen plain data that crosses threads, without torch. Everything is computed in float32 from the
weights as they are stored, dropout off. Places, blocks and heads count from 1; places are those of
the whole text. p, rank, entropy and surprisal are defined in `chat/tokens.py`; KL is in nats, an
effect in bits: surprisal after a change minus before.

Rows of numbers are `Floats`: float32 as `bytes`, read with `floats`. Pictures are one byte a cell.
`inside.py` says which module answers what.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from gptdesk.chat.changes import NO_CHANGES, Changes
from gptdesk.engine.types import ModelShape
from gptdesk.errors import RequestError, require

Floats = bytes
"""float32 numbers, in the machine's order of bytes."""

_UPDATE_SLICES_BYTES = 180 * 10**6  # logits of some rows and rows of parameters, in float64
LENS_TOP = 5  # tokens named at every point of the lens, and in an outcome


def floats(values: Floats) -> memoryview[float]:
    """Return the numbers of `values`, to be indexed and iterated; nothing is copied."""
    return memoryview(values).cast("f")


# ---------------------------------------------------------------- where


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A place in a text: column `place` of the network, which predicts the token after it.

    Attributes:
        ids: the tokens of the whole text, at least one; it may go on after the place.
        place: from 1 to the number of tokens.
        keep_tokens: as in the answer's `GenerationRequest`; it says which tokens of a text that is
            longer than the context the network saw.
        changes: what is changed in the network; hidden places are those of the whole text.
    """

    ids: tuple[int, ...]
    place: int
    keep_tokens: int | None = None
    changes: Changes = NO_CHANGES

    def __post_init__(self) -> None:
        require(1 <= self.place <= len(self.ids), "place", self.place, f"1 … {len(self.ids)}")

    @property
    def next_id(self) -> int | None:
        """The token that follows in the text; None at its end."""
        return self.ids[self.place] if self.place < len(self.ids) else None


class Stop(StrEnum):
    """The stops of all walks, in order; those from `NORM_1` to `RESIDUAL_2` are of one block.

    Which of them a network has is said in `ANATOMIES`.
    """

    TOKEN = "token"  # noqa: S105  no password
    INPUT = "input"
    NORM_1 = "norm_1"
    QUERY_KEY_VALUE = "query_key_value"  # of one head
    ROTATION = "rotation"  # of one head
    SCORES = "scores"  # of one head
    WEIGHTED_SUM = "weighted_sum"  # of one head
    PROJECTION = "projection"
    RESIDUAL_1 = "residual_1"
    NORM_2 = "norm_2"
    WIDEN = "widen"
    GELU = "gelu"
    GATE_UP = "gate_up"
    GATE = "gate"
    NARROW = "narrow"
    RESIDUAL_2 = "residual_2"
    FINAL_NORM = "final_norm"
    LOGITS = "logits"
    DRAW = "draw"  # shown by the pipeline; no request


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The stops of a walk, in order.

    Attributes:
        before_blocks, in_block, after_blocks: `in_block` stands for every block once.
        has_positions: a vector for each place is added to the token's.
    """

    before_blocks: tuple[Stop, ...]
    in_block: tuple[Stop, ...]
    after_blocks: tuple[Stop, ...]
    has_positions: bool

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All of them."""
        return (*self.before_blocks, *self.in_block, *self.after_blocks)

    def nearest(self, stop: Stop) -> Stop:
        """Return a stop if there is one of that name, else the last one before it."""
        order = list(Stop)
        there = [one for one in self.stops if order.index(one) <= order.index(stop)]
        return there[-1] if there else self.stops[0]


# By the names of `NetworkConfig.design`, which are those of the pages `gpt.py` and `llama.py`.
ANATOMIES: Mapping[str, Anatomy] = {
    "gpt": Anatomy(
        before_blocks=(Stop.TOKEN, Stop.INPUT),
        in_block=(
            Stop.NORM_1,
            Stop.QUERY_KEY_VALUE,
            Stop.SCORES,
            Stop.WEIGHTED_SUM,
            Stop.PROJECTION,
            Stop.RESIDUAL_1,
            Stop.NORM_2,
            Stop.WIDEN,
            Stop.GELU,
            Stop.NARROW,
            Stop.RESIDUAL_2,
        ),
        after_blocks=(Stop.FINAL_NORM, Stop.LOGITS),
        has_positions=True,
    ),
    "llama": Anatomy(
        before_blocks=(Stop.TOKEN,),
        in_block=(
            Stop.NORM_1,
            Stop.QUERY_KEY_VALUE,
            Stop.ROTATION,
            Stop.SCORES,
            Stop.WEIGHTED_SUM,
            Stop.PROJECTION,
            Stop.RESIDUAL_1,
            Stop.NORM_2,
            Stop.GATE_UP,
            Stop.GATE,
            Stop.NARROW,
            Stop.RESIDUAL_2,
        ),
        after_blocks=(Stop.FINAL_NORM, Stop.LOGITS),
        has_positions=False,
    ),
}
OF_HEAD = (Stop.QUERY_KEY_VALUE, Stop.ROTATION, Stop.SCORES, Stop.WEIGHTED_SUM)


@dataclass(frozen=True, slots=True)
class Spot:
    """A stop, with its block and head where it has them."""

    stop: Stop
    block: int = 1
    head: int = 1


# ---------------------------------------------------------------- the prediction


@dataclass(frozen=True, slots=True)
class Chance:
    """A token, and its probability."""

    token_id: int
    p: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a distribution says of the token that is asked about.

    Attributes:
        p, rank, surprisal_bits: of that token; the surprisal of a probability of 0 is infinite.
        entropy_bits: of the distribution.
        top: the most probable tokens, `LENS_TOP` of them, ties by id.
    """

    p: float
    rank: int
    surprisal_bits: float
    entropy_bits: float
    top: tuple[Chance, ...]


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """The prediction at a place.

    Attributes:
        at: where.
        target_id: the token that is asked about; None is the next one of the text, and at its end
            the most probable.
    """

    at: TextPlace
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The answer to a `PlaceRequest`.

    Attributes:
        target_id: the token that is asked about.
        context_start: tokens of the text that the network did not see any more.
        context_end: the last place that the same pass holds: between these two, another place
            costs no pass.
        outcome: what came of it, with the changes.
        logit: of the target.
    """

    target_id: int
    context_start: int
    context_end: int
    outcome: Outcome
    logit: float


# ---------------------------------------------------------------- stops and sums


@dataclass(frozen=True, slots=True)
class StopRequest:
    """The numbers of one stop at a place."""

    at: TextPlace
    spot: Spot


@dataclass(frozen=True, slots=True)
class NamedVector:
    """One vector of a stop.

    Attributes:
        name: of each stop, in this order:
            `TOKEN` "token" · `INPUT` "token", "position", "input";
            `NORM_1`, `NORM_2`, `FINAL_NORM` "stream", "normalised" (before its scale and shift),
            "scaled" (after them);
            `QUERY_KEY_VALUE` "query", among those of the heads that share its key ("query of head
            5"), "key", "value", and where every head's are normalised "normed query", "normed key";
            `ROTATION` "angle" (of each pair of dimensions i and i + D / 2, in radians), "query",
            "turned query", "key", "turned key" (normed ones where there are such);
            `SCORES` "score" (q · k), "scaled" (÷ √D), "weight", over the places seen up to this
            one, and "simple weight", over all places of the pass: the softmax of the score
            without scale and mask, of the simple form;
            `WEIGHTED_SUM` "head 3", after any change;
            `PROJECTION` "concatenated", "head 1" … (the part that each writes), "bias",
            if there is one, "projected" (their sum);
            `RESIDUAL_1` "stream", "projected", "stream after" ·
            `WIDEN` "widened" · `GATE_UP` "gate", "up" ·
            `GELU` "widened", "gelu", "relu" (for comparison only);
            `GATE` "gate", "up", "silu", "gated" (silu · up);
            `NARROW` "narrowed" · `RESIDUAL_2` "stream", "narrowed", "stream after";
            `LOGITS` "logits".
        values: all of it.
        mean, variance, length: of it; the variance is the biased one.
    """

    name: str
    values: Floats
    mean: float
    variance: float
    length: float


@dataclass(frozen=True, slots=True)
class StopView:
    """The numbers of one stop.

    Attributes:
        spot: which.
        shape: of the whole tensor for the T places seen up to this one, for example (T, d) or
            (H, T, T); of a head's vectors that of the queries.
        vectors: of this place, in the order of the computation.
    """

    spot: Spot
    shape: tuple[int, ...]
    vectors: tuple[NamedVector, ...]


@dataclass(frozen=True, slots=True)
class SumRequest:
    """One number of a stop, written out.

    Attributes:
        at, spot: as for the stop.
        vector: `NamedVector.name`; the sum of a "score" goes on to the scaled one.
        index: of the number in it, from 0; at `Stop.SCORES` the place that is read, from 1.
    """

    at: TextPlace
    spot: Spot
    vector: str
    index: int


@dataclass(frozen=True, slots=True)
class Term:
    """One summand: `left` · `right` = `value`; without a right side the value is `left` itself.

    Attributes:
        name: what it is, "17" for a dimension, a neuron (both from 1), a place, or a token's id in
            a one-hot vector; "bias", "token", "position", "stream", "head 3".
    """

    name: str
    left: float
    right: float | None
    value: float


@dataclass(frozen=True, slots=True)
class WorkedSum:
    """A number as the sum that it is.

    Attributes:
        terms: all of them.
        total: their sum, in float64.
        after: what is done to it then, in order, as (operation, operand, result): ("÷", 8.0,
            7.72), ("·", scale, …), ("+", shift, …), ("-", mean, …); ("gelu", 0.0, 0.31), "gelu
            exact", "silu" and "relu" have no operand; ("softmax", e, …) is e ÷ what was before, e
            being the term of the place itself.
        target: the number that the network has there.
    """

    terms: tuple[Term, ...]
    total: float
    after: tuple[tuple[str, float, float], ...]
    target: float

    @property
    def difference(self) -> float:
        """What this sum and the network's own number differ by: rounding."""
        return self.target - (self.after[-1][2] if self.after else self.total)


# ---------------------------------------------------------------- attention


@dataclass(frozen=True, slots=True)
class AttentionRowRequest:
    """What one head reads from a place."""

    at: TextPlace
    block: int
    head: int


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One row of a head's attention; all lists have one entry for every place seen up to it.

    Attributes:
        first_place: the place of the first entry.
        scores: q · k; they are computed for hidden places too.
        scaled: ÷ √D.
        allowed: False for a hidden place, and for one that is farther back than the network's
            window: masked, its weight is 0.
        weights: softmax of the scaled scores that are allowed; sum 1.
        value_lengths: of v at the places.
        largest, exp_sum: of the softmax: weight = exp(scaled - largest) / exp_sum.
    """

    block: int
    head: int
    first_place: int
    scores: tuple[float, ...]
    scaled: tuple[float, ...]
    allowed: tuple[bool, ...]
    weights: tuple[float, ...]
    value_lengths: tuple[float, ...]
    largest: float
    exp_sum: float


@dataclass(frozen=True, slots=True)
class AttentionMapRequest:
    """All rows of one head.

    Attributes:
        at: where; the map ends at the last place that the same pass holds.
        most_cells: the longest side that the picture may have.
        hides_first: leave the column of the first place empty in the picture.
    """

    at: TextPlace
    block: int
    head: int
    most_cells: int = 1024
    hides_first: bool = False


@dataclass(frozen=True, slots=True)
class AttentionMap:
    """A head's attention between all places.

    Attributes:
        first_place: the place of the first row and column.
        side: T, rows and columns.
        weights: T · T, row by row: row i reads column j; 0 in the future.
        scaled: scores ÷ √D, the same shape; not a number where it is not allowed.
        picture_side: cells on a side of the picture.
        picture: one byte a cell, 255 · √weight, the largest weight of the places that share it:
            ⌈side / picture_side⌉ rows and columns, fewer at the end.
    """

    block: int
    head: int
    first_place: int
    side: int
    weights: Floats
    scaled: Floats
    picture_side: int
    picture: bytes


@dataclass(frozen=True, slots=True)
class AttentionGridRequest:
    """Small pictures of all heads of one block.

    Attributes:
        side: cells on a side of each, at most.
        hides_first: as in an `AttentionMapRequest`; the patterns stay.
    """

    at: TextPlace
    block: int
    side: int = 64
    hides_first: bool = False


class Patterns(NamedTuple):
    """How much of a head's reading follows four patterns, each 0 … 1.

    Each is the mean over the places, from the first that the network saw up to one of them, that
    can follow it: those after the first, or those whose token was there before; None where there
    is none.

    Attributes:
        previous: weight of the place before.
        first: weight of the first place.
        same: weight of all earlier places with the same token.
        induction: weight of all places that come after one of these.
    """

    previous: float | None
    first: float | None
    same: float | None
    induction: float | None


@dataclass(frozen=True, slots=True)
class HeadPattern:
    """A head's picture, and its patterns up to each place.

    Attributes:
        side, picture: as `picture_side` and `picture` in an `AttentionMap`.
        first_place: the first one that the network saw.
        means: the four of `Patterns` up to each place from there on, (T, 4); NaN where no place
            up to it can follow the pattern.
    """

    block: int
    head: int
    side: int
    picture: bytes
    first_place: int
    means: Floats

    def up_to(self, place: int) -> Patterns:
        """Return the patterns up to a place of the text; none where the pass did not read it."""
        start, means = 4 * (place - self.first_place), floats(self.means)
        if not 0 <= start < len(means):
            return Patterns(None, None, None, None)
        known = (None if math.isnan(mean) else mean for mean in means[start : start + 4])
        return Patterns(*known)


@dataclass(frozen=True, slots=True)
class AttentionGrid:
    """The heads of one block, in order."""

    block: int
    heads: tuple[HeadPattern, ...]


# ---------------------------------------------------------------- lens


@dataclass(frozen=True, slots=True)
class LensRequest:
    """What every point of the stream would say at a place."""

    at: TextPlace
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class LensPoint:
    """softmax(norm_f(x) W_Uᵀ) of one point of the stream, normalised by its own numbers.

    Attributes:
        name: "input", "1 attention", "1", "2 attention", "2", …; the last is the answer's own
            distribution.
        outcome: for the target.
        kl_nats: KL(answer ‖ this point).
        stream_length: |x| at the point.
    """

    name: str
    outcome: Outcome
    kl_nats: float
    stream_length: float


@dataclass(frozen=True, slots=True)
class Lens:
    """All points at one place, 2 L + 1 of them."""

    target_id: int
    points: tuple[LensPoint, ...]


@dataclass(frozen=True, slots=True)
class LensGridRequest:
    """The same for several places, each with the token that follows it; ends of blocks only.

    Attributes:
        at: the text; its place is not used.
        places: those that are seen, in order.
    """

    at: TextPlace
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LensGrid:
    """L + 1 rows for each place.

    Attributes:
        places: those asked for, as far as it came.
        columns: for each, the points "input", "1", … "L".
    """

    places: tuple[int, ...]
    columns: tuple[tuple[LensPoint, ...], ...]


# ---------------------------------------------------------------- contributions


@dataclass(frozen=True, slots=True)
class ContributionsRequest:
    """What wrote the target's logit at a place.

    Attributes:
        versus_id: the token that it is compared with; None is the most probable other one.
    """

    at: TextPlace
    target_id: int | None = None
    versus_id: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one part wrote.

    Attributes:
        name: "token", "position", "head 3.2", "bias 3", "mlp 3", "shift", as far as the network has
            them; of a head's sources the place, "17"; of an MLP the neuron, from 1, or "bias".
        raw: to the logit.
        centred: to the logit above the mean logit of the vocabulary.
        versus: to the logit above the other token's.
    """

    name: str
    raw: float
    centred: float
    versus: float


@dataclass(frozen=True, slots=True)
class Contributions:
    """An account that closes: the shares of all parts, and what they must sum to.

    Attributes:
        target_id, versus_id: the tokens.
        parts: in the order of the network, 3 + L (H + 2) of a GPT-2 and 1 + L (H + 1) of a Llama;
            or the parts of a part.
        target: the three numbers that the network itself has.
    """

    target_id: int
    versus_id: int
    parts: tuple[Share, ...]
    target: Share

    @property
    def sum(self) -> Share:
        """What the parts sum to."""
        return Share(
            "sum",
            math.fsum(part.raw for part in self.parts),
            math.fsum(part.centred for part in self.parts),
            math.fsum(part.versus for part in self.parts),
        )


@dataclass(frozen=True, slots=True)
class HeadSourcesRequest:
    """The share of one head, by the place that it was read from; answered by `Contributions`."""

    at: TextPlace
    block: int
    head: int
    target_id: int | None = None
    versus_id: int | None = None


@dataclass(frozen=True, slots=True)
class NeuronsRequest:
    """The share of one block's MLP, by neuron and bias; answered by `Contributions`."""

    at: TextPlace
    block: int
    target_id: int | None = None
    versus_id: int | None = None


# ---------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class EffectRequest:
    """What the changes of `at` do to the target."""

    at: TextPlace
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """The prediction without and with the changes.

    Attributes:
        kl_nats: KL(before ‖ after).
    """

    target_id: int
    before: Outcome
    after: Outcome
    kl_nats: float

    @property
    def bits(self) -> float:
        """Surprisal after minus before."""
        return self.after.surprisal_bits - self.before.surprisal_bits


@dataclass(frozen=True, slots=True)
class TryHeadsRequest:
    """Each of some heads switched off, alone, on top of the changes of `at`.

    Attributes:
        heads: as (block, head).
        uses_mean: replaced by the mean over the text instead of zero.
    """

    at: TextPlace
    heads: tuple[tuple[int, int], ...]
    target_id: int | None = None
    uses_mean: bool = False


@dataclass(frozen=True, slots=True)
class HeadEffect:
    """One head off.

    Attributes:
        centred: its direct contribution before, as `Share.centred`.
        effect: what really came of it.
    """

    block: int
    head: int
    centred: float
    effect: Effect


@dataclass(frozen=True, slots=True)
class TriedHeads:
    """The heads of the request, in its order, as far as it came."""

    heads: tuple[HeadEffect, ...]


@dataclass(frozen=True, slots=True)
class TryTokensRequest:
    """Each of some tokens hidden, or left out, alone, on top of the changes of `at`.

    Attributes:
        places: before the place itself.
        is_left_out: the text without it, later places move up; otherwise hidden from later places.
    """

    at: TextPlace
    places: tuple[int, ...]
    target_id: int | None = None
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class TokenEffect:
    """One token hidden or left out."""

    place: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class TriedTokens:
    """The places of the request, in its order, as far as it came."""

    tokens: tuple[TokenEffect, ...]


@dataclass(frozen=True, slots=True)
class GreedyDifferenceRequest:
    """Where the most probable token first is another one because of the changes."""

    at: TextPlace


@dataclass(frozen=True, slots=True)
class GreedyDifference:
    """The first such place of the text up to `at`, and the two tokens; None where there is none."""

    place: int | None
    before_id: int | None
    after_id: int | None


# ---------------------------------------------------------------- embedding space


@dataclass(frozen=True, slots=True)
class NeighboursRequest:
    """The tokens whose vectors are nearest to one token's.

    Attributes:
        count: entries of each list.
    """

    token_id: int
    count: int = 20


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A token, or several that share one row.

    Attributes:
        token_id: the lowest id.
        tokens: how many share its row.
        cosine: None for a vector of length 0.
        dot, length: dot = |a| |b| cosine.
    """

    token_id: int
    tokens: int
    cosine: float | None
    dot: float
    length: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest by cosine, and those with the largest dot product; ties by id.

    The token's own vector is in neither list; what has no cosine is not in the first.

    Attributes:
        length: of the token's vector.
        tokens: how many share it, itself among them.
    """

    token_id: int
    length: float
    by_cosine: tuple[Neighbour, ...]
    by_dot: tuple[Neighbour, ...]
    tokens: int = 1


@dataclass(frozen=True, slots=True)
class ArithmeticRequest:
    """a - b + c of token vectors.

    Attributes:
        expected_id: a token whose rank is told; None asks for none.
    """

    a_id: int
    b_id: int
    c_id: int
    expected_id: int | None = None
    count: int = 10


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The nearest to the result by cosine, the inputs kept and left out.

    Attributes:
        length: of the result.
        expected_rank, expected_rank_without: of the expected token, by cosine, from 1, tokens of
            one row counted once; None where it has no cosine, the second also where its row is an
            input's.
    """

    length: float
    nearest: tuple[Neighbour, ...]
    without_inputs: tuple[Neighbour, ...]
    expected_rank: int | None
    expected_rank_without: int | None


@dataclass(frozen=True, slots=True)
class PositionsRequest:
    """The position vectors of the whole context."""


@dataclass(frozen=True, slots=True)
class Positions:
    """Position vectors.

    Attributes:
        count, width: context length and d.
        values: count · width.
        cosines: count · count, of all pairs; not a number for a vector of length 0.
        lengths: count of them.
        largest: |value|, of all.
        value_picture: one byte a cell, 128 + 127 · √(|value| / largest) with the value's sign.
        cosine_picture: one byte a cell, 128 + 127 · cosine; 0 where it is not a number.
    """

    count: int
    width: int
    values: Floats
    cosines: Floats
    lengths: Floats
    largest: float
    value_picture: bytes
    cosine_picture: bytes


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """How long the stream's vectors are, at all points and places of the pass."""

    at: TextPlace


@dataclass(frozen=True, slots=True)
class StreamStep:
    """What one block did to the stream at the place.

    Attributes:
        attention_length, mlp_length: |what each added|.
        attention_cosine, mlp_cosine: with the stream before; None for length 0.
        input_cosine: of the stream after the block with the input; None for length 0.
        negative_neurons, passed_neurons: of the MLP's inputs: below 0, which ReLU would erase, and
            of those how many the smooth gate (GELU, SiLU) still passes with more than 0.01.
    """

    block: int
    attention_length: float
    attention_cosine: float | None
    mlp_length: float
    mlp_cosine: float | None
    input_cosine: float | None
    negative_neurons: int
    passed_neurons: int


@dataclass(frozen=True, slots=True)
class Stream:
    """The stream at all points.

    Attributes:
        points: their names, as in the lens.
        first_place, places: columns.
        lengths: points · places, row by row.
        steps: of the place, block by block.
        token_length, position_length: of the parts of its input; None for one that it has not.
    """

    points: tuple[str, ...]
    first_place: int
    places: int
    lengths: Floats
    steps: tuple[StreamStep, ...]
    token_length: float
    position_length: float | None


# ---------------------------------------------------------------- gradients and learning


@dataclass(frozen=True, slots=True)
class IntegratedGradientsRequest:
    """How ln p of the target at a place comes about along a straight line of embeddings.

    Attributes:
        baseline: "zero", or "end_of_text": where the line begins.
    """

    at: TextPlace
    target_id: int | None = None
    baseline: str = "zero"

    def __post_init__(self) -> None:
        is_known = self.baseline in {"zero", "end_of_text"}
        require(is_known, "baseline", self.baseline, "zero or end_of_text")


@dataclass(frozen=True, slots=True)
class IntegratedGradients:
    """What each token adds to ln p, in nats.

    Attributes:
        first_place: the place of the first value.
        values: by place.
        baseline: as asked for.
        steps: of the midpoint rule.
        start, end: ln p at the baseline and at the text.
    """

    target_id: int
    first_place: int
    values: tuple[float, ...]
    baseline: str
    steps: int
    start: float
    end: float

    @property
    def remainder(self) -> float:
        """What the sum misses the difference by."""
        return math.fsum(self.values) - (self.end - self.start)


@dataclass(frozen=True, slots=True)
class LossRequest:
    """The loss of a text, place by place, and the length of its gradient; `at.place` is its end.

    Attributes:
        is_without_shortcuts: attention and feed-forward replace the stream, and add nothing to it.
    """

    at: TextPlace
    is_without_shortcuts: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of a text.

    Attributes:
        first_place: the place whose prediction is the first entry.
        p: of every token that is predicted, in order.
        mean_nats: mean of -ln p.
        gradient_lengths: by part: "token", "position" (where there are such vectors), "block 1", …,
            "final norm", "head" (where it is not tied).
    """

    first_place: int
    p: tuple[float, ...]
    mean_nats: float
    gradient_lengths: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """One update of a copy of the network by the gradient of a text's loss.

    Attributes:
        at: the text up to its place.
        optimiser: "descent", or "adamw" (its first step, without decay).
        learning_rate: 1e-5 … 1.
        is_without_shortcuts: as in `LossRequest`.
    """

    at: TextPlace
    optimiser: str
    learning_rate: float
    is_without_shortcuts: bool = False

    def __post_init__(self) -> None:
        is_known = self.optimiser in {"descent", "adamw"}
        require(is_known, "optimiser", self.optimiser, "descent or adamw")
        rate = self.learning_rate
        require(1e-5 <= rate <= 1, "learning_rate", rate, "between 1e-5 and 1")


def update_bytes(shape: ModelShape) -> int:
    """Return how much memory an `UpdateRequest` takes at its peak, over all that is there already.

    The updated copy, the gradient of the token vectors, a block with its gradient, and room for
    slices: 889 MB for GPT-2's smallest (up to 878 were measured), 309 MB for the bundled network.
    """
    parameters = dict(shape.parameters)
    of_blocks = parameters["attention"] + parameters["feed_forward"]
    one_block = of_blocks // int(dict(shape.rows)["n_layers"])
    held = shape.parameter_count + parameters["token_embedding"] + 2 * one_block
    return 4 * held + _UPDATE_SLICES_BYTES


@dataclass(frozen=True, slots=True)
class Update:
    """What the update did; the loaded network is as it was.

    Attributes:
        before: the loss before.
        after_p: of every token, as `Loss.p`.
        after_nats: the mean loss after; infinite or not a number where it diverged.
        forecast_nats: loss before minus learning rate · (gradient · direction of the step).
    """

    before: Loss
    after_p: tuple[float, ...]
    after_nats: float
    forecast_nats: float


# ---------------------------------------------------------------- two branches


@dataclass(frozen=True, slots=True)
class PatchingRequest:
    """The stream of one text put into another, point by point and place by place.

    Attributes:
        a, b: the same place of two texts of one length up to it that differ in one token.
        a_id, b_id: what each predicts; None is its next token, else its most probable one.
    """

    a: TextPlace
    b: TextPlace
    a_id: int | None = None
    b_id: int | None = None

    def where_they_differ(self, start: int = 0) -> int:
        """Return the index of the token in which the two texts differ, up to the place.

        Args:
            start: so many tokens the network did not see any more.

        Raises:
            RequestError: they are not alike but for one token.
        """
        a, b = self.a, self.b
        if a.place != b.place:
            raise RequestError(
                "Two texts can be patched where they have the same number of tokens: this one has "
                "{b} and the other {a}.",
                a=a.place,
                b=b.place,
            )
        if (a.changes, a.keep_tokens) != (b.changes, b.keep_tokens):
            raise RequestError(
                "Both texts must be read with the same heads changed and tokens hidden."
            )
        differing = [i for i in range(start, a.place) if a.ids[i] != b.ids[i]]
        if len(differing) != 1:
            raise RequestError(
                "Two texts can be patched where one token differs: up to this place {n} do.",
                n=len(differing),
            )
        return differing[0]


@dataclass(frozen=True, slots=True)
class Patching:
    """(Δ patched - Δ B) / (Δ A - Δ B) with Δ = ln(p_a / p_b): 0 is B, 1 is A.

    Attributes:
        a_id, b_id: the two tokens.
        first_place: where the texts differ; the first column.
        places: columns, up to the place.
        points: rows, "input", "1", … "L".
        values: points · places, row by row; not a number where it was stopped.
        delta_a, delta_b: Δ of the two texts as they are.
    """

    a_id: int
    b_id: int
    first_place: int
    places: int
    points: tuple[str, ...]
    values: Floats
    delta_a: float
    delta_b: float


# ---------------------------------------------------------------- the end


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """Free all memory that looking inside has taken."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """It is free."""


InsideRequest = (
    PlaceRequest
    | StopRequest
    | SumRequest
    | AttentionRowRequest
    | AttentionMapRequest
    | AttentionGridRequest
    | LensRequest
    | LensGridRequest
    | ContributionsRequest
    | HeadSourcesRequest
    | NeuronsRequest
    | EffectRequest
    | TryHeadsRequest
    | TryTokensRequest
    | GreedyDifferenceRequest
    | NeighboursRequest
    | ArithmeticRequest
    | PositionsRequest
    | StreamRequest
    | IntegratedGradientsRequest
    | LossRequest
    | UpdateRequest
    | PatchingRequest
    | ForgetRequest
)
InsideAnswer = (
    PlaceView
    | StopView
    | WorkedSum
    | AttentionRow
    | AttentionMap
    | AttentionGrid
    | Lens
    | LensGrid
    | Contributions
    | Effect
    | TriedHeads
    | TriedTokens
    | GreedyDifference
    | Neighbours
    | Arithmetic
    | Positions
    | Stream
    | IntegratedGradients
    | Loss
    | Update
    | Patching
    | Forgotten
)

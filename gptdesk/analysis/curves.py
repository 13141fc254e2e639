"""A text as curves: surprisal and entropy of every token, perplexity so far, and ranks by band.

Owns the arithmetic from an answer's records, and from the measures of its prompt, to points and
counts. Frozen plain data, no Qt; what the figures mean stands under 'Numbers' in
`chat/tokens.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gptdesk.analysis.figures import Bands, TokenRef, surprisal_bits
from gptdesk.chat.messages import Message


@dataclass(frozen=True, slots=True)
class Point:
    """One token of the text; None stands for what is not known.

    Attributes:
        ref: where it stands.
        token_id: id in the vocabulary.
        raw_p, surprisal_bits: None for a token that nothing predicted. The surprisal of one that
            cannot come is infinite.
        rank, entropy_bits: None for that too, and where the engine cannot tell.
        perplexity: 2 ** (mean surprisal) of the tokens known so far, this one included.
    """

    ref: TokenRef
    token_id: int
    raw_p: float | None = None
    rank: int | None = None
    surprisal_bits: float | None = None
    entropy_bits: float | None = None
    perplexity: float | None = None


@dataclass(frozen=True, slots=True)
class TextCurves:
    """The tokens that an answer's network saw and wrote, as far as they were measured.

    Attributes:
        answer_id: of the answer; empty where there is none.
        points: the prompt's tokens where they are measured, then the answer's.
        prompt_points: how many of `points` are the prompt's.
        surprisal_sum, known: running sum of surprisal, and over how many tokens it goes.
    """

    answer_id: str = ""
    points: tuple[Point, ...] = ()
    prompt_points: int = 0
    surprisal_sum: float = 0.0
    known: int = 0

    @property
    def perplexity(self) -> float | None:
        """Of the whole text; None where no token of it was predicted."""
        return _perplexity(self.surprisal_sum, self.known)

    def part_perplexity(self, *, is_prompt: bool) -> float | None:
        """Return the perplexity of the prompt's tokens alone, or of the answer's."""
        surprisals = self._surprisals(is_prompt=is_prompt)
        return _perplexity(math.fsum(surprisals), len(surprisals))

    def part_known(self, *, is_prompt: bool) -> int:
        """Return how many of the prompt's tokens, or of the answer's, were predicted."""
        return len(self._surprisals(is_prompt=is_prompt))

    def _surprisals(self, *, is_prompt: bool) -> list[float]:
        return [
            point.surprisal_bits
            for point in self.points
            if point.surprisal_bits is not None and point.ref.is_prompt is is_prompt
        ]

    def place_of(self, ref: TokenRef | None) -> int | None:
        """Return the place in `points` of a token; None where it has none."""
        if ref is None or ref.answer_id != self.answer_id:
            return None
        place = ref.index if ref.is_prompt else self.prompt_points + ref.index
        is_there = 0 <= place < len(self.points) and self.points[place].ref == ref
        return place if is_there else None


@dataclass(frozen=True, slots=True)
class RankBand:
    """How many tokens of a text had a rank in one band.

    Attributes:
        first, last: ranks of the band; `last` is None for the one without an end.
        count: tokens of the text in it.
        share: of all tokens whose rank is known, 0 … 1.
    """

    first: int
    last: int | None
    count: int
    share: float


def curves_of(message: Message, known: TextCurves | None = None) -> TextCurves:
    """Return the curves of an answer and of its prompt.

    Args:
        message: the answer.
        known: curves of the same answer when it was shorter; what they have is not made again.
    """
    prompt_points = len(message.prompt_stats)
    if known is None or not _is_beginning(known, message, prompt_points):
        known = _prompt_curves(message)
    points = list(known.points)
    surprisal_sum, count = known.surprisal_sum, known.known
    for index in range(len(points) - prompt_points, len(message.records)):
        record = message.records[index]
        surprisal = None if record.raw_p is None else surprisal_bits(record.raw_p)
        if surprisal is not None:
            surprisal_sum += surprisal
            count += 1
        points.append(
            Point(
                TokenRef(message.id, is_prompt=False, index=index),
                record.token_id,
                record.raw_p,
                record.rank,
                surprisal,
                record.entropy_bits,
                _perplexity(surprisal_sum, count),
            )
        )
    return TextCurves(message.id, tuple(points), prompt_points, surprisal_sum, count)


def rank_bands(points: Iterable[Point], bands: Bands) -> tuple[RankBand, ...]:
    """Count the tokens of a text by the band of their rank; four bands, from the first rank."""
    counts = [0, 0, 0, 0]
    for point in points:
        if point.rank is not None:
            counts[bands.band_of(point.rank)] += 1
    total = sum(counts)
    firsts = (1, *(edge + 1 for edge in bands.edges))
    lasts = (*bands.edges, None)
    return tuple(
        RankBand(first, last, count, count / total if total else 0.0)
        for first, last, count in zip(firsts, lasts, counts, strict=True)
    )


def most_surprising(points: Sequence[Point], first: int, last: int) -> int:
    """Return which of the points from `first` to `last` is the one to look at.

    Args:
        points: of a text.
        first, last: places, both included.
    """
    return max(range(first, last + 1), key=lambda place: points[place].surprisal_bits or 0.0)


def _is_beginning(known: TextCurves, message: Message, prompt_points: int) -> bool:
    """Tell whether a text only grew: what was read is still there."""
    if known.answer_id != message.id or known.prompt_points != prompt_points:
        return False
    answered = known.points[prompt_points:]
    if len(answered) > len(message.records):
        return False
    read = zip(answered, message.records, strict=False)
    return all(
        point.token_id == record.token_id and point.raw_p == record.raw_p for point, record in read
    )


def _prompt_curves(message: Message) -> TextCurves:
    points: list[Point] = []
    surprisal_sum, known = 0.0, 0
    for index, stats in enumerate(message.prompt_stats):
        if stats.surprisal_bits is not None:
            surprisal_sum += stats.surprisal_bits
            known += 1
        points.append(
            Point(
                TokenRef(message.id, is_prompt=True, index=index),
                stats.token_id,
                stats.raw_p,
                stats.rank,
                stats.surprisal_bits,
                stats.entropy_bits,
                _perplexity(surprisal_sum, known),
            )
        )
    return TextCurves(message.id, tuple(points), len(points), surprisal_sum, known)


def _perplexity(surprisal_sum: float, count: int) -> float | None:
    if count == 0:
        return None
    mean = surprisal_sum / count
    return math.inf if mean >= 1024 else 2.0**mean

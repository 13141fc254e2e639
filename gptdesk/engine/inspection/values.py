"""Values of an inspection: the steps of one choice, and a text under other settings.

Frozen plain data that crosses threads, as in `types.py`; the standard library only. `pipeline.py`
and `what_if.py` compute it. 'Numbers' in `chat/tokens.py` says what each figure means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import TOP_N, SamplingSettings
from gptdesk.errors import require

GREEDY = "greedy"  # the only stage at temperature 0
TEMPERATURE = "temperature"  # the first stage above it; the filters follow


@dataclass(frozen=True, slots=True)
class PipelineRequest:
    """One place in a text, and the settings to look at it with.

    Attributes:
        ids: all tokens before it, at least one: the prompt as the network saw it, and the answer.
        settings: those it was chosen with, or others.
        draw: the `u` of the token there; None where none was drawn. With temperature 0 it plays
            no part.
        token_id: the token there; None where none stands yet.
        top_n: most probable tokens that get a row, 1 or more.
        keep_tokens, heads: as in the answer's `GenerationRequest`.
    """

    ids: tuple[int, ...]
    settings: SamplingSettings
    draw: float | None = None
    token_id: int | None = None
    top_n: int = TOP_N
    keep_tokens: int | None = None
    heads: tuple[HeadChange, ...] = ()

    def __post_init__(self) -> None:
        require(len(self.ids) > 0, "ids", self.ids, "at least one token")
        in_range = self.draw is None or 0 <= self.draw < 1
        require(in_range, "draw", self.draw, "at least 0 and below 1")
        require(self.top_n >= 1, "top_n", self.top_n, "1 or more")


@dataclass(frozen=True, slots=True)
class WhatIfRequest:
    """A text, and other settings to judge it by.

    Attributes:
        ids: the prompt's tokens as the network saw them, at least one, and the answer's.
        settings: the other ones.
        draws: of the answer's tokens, which are the last of `ids`: the `u` of each, None where none
            was drawn. Settings that are greedy need none.
        drawn_with: the settings that each of them was drawn with; empty where they are not known.
            A pass over a whole text rounds otherwise than the steps of a run. With them, a token
            that only rounding changes is no difference, and the settings of the run make none.
        forced: which of them the user put there. Going on from any place they would be put there
            again, so that they are no difference. Empty where none was.
        seed: of the answer's dice, for the tokens that none was drawn for; None where that is not
            known either.
        keep_tokens, heads: as in the answer's `GenerationRequest`.
    """

    ids: tuple[int, ...]
    settings: SamplingSettings
    draws: tuple[float | None, ...]
    drawn_with: tuple[SamplingSettings, ...] = ()
    forced: tuple[bool, ...] = ()
    seed: int | None = None
    keep_tokens: int | None = None
    heads: tuple[HeadChange, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.draws)
        require(count < len(self.ids), "draws", count, f"fewer than {len(self.ids)} tokens")
        for name in ("drawn_with", "forced"):
            length = len(getattr(self, name))
            require(length in {0, count}, name, length, f"empty or {count}, like the draws")

    @property
    def answer_start(self) -> int:
        """Where the answer begins in `ids`."""
        return len(self.ids) - len(self.draws)


@dataclass(frozen=True, slots=True)
class Normaliser:
    """What turns scores into probabilities: p = exp(x - log_sum_exp).

    The same without large numbers: p = exp(x - largest) / weights.

    Attributes:
        largest: of the scores that are left.
        weights: sum of exp(x - largest) over all scores that are left.
        log_sum_exp: largest + log(weights).
    """

    largest: float
    weights: float
    log_sum_exp: float


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on the way to the final distribution.

    Attributes:
        name: "temperature", "top_k", "top_p", "min_p", in this order; "greedy" alone at
            temperature 0.
        kept: tokens left after it, of the whole vocabulary.
        normaliser: of the scaled scores that are left; None for "greedy", which scales nothing.
    """

    name: str
    kept: int
    normaliser: Normaliser | None


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """One token on its way through the settings, or everything else together.

    Attributes:
        token_id: None for everything else.
        tokens: how many the row stands for; 1 but for everything else.
        kept: how many of them could be chosen.
        rank: 1-based place by raw probability; None for everything else.
        logit: None for everything else, and for a token that cannot come (-inf).
        after_penalty: the logit after the repetition penalty; None where `logit` is.
        scaled: the same after the temperature; None there and at temperature 0. A filter that
            the token passes leaves it as it is, one that removes it makes it -inf. At temperatures
            so small that the quotient would leave float64, it is measured from the best score.
        raw_p: before any setting.
        stage_p: after every one of `Pipeline.stages`, renormalised; 0 once removed.
        removed_by: "greedy", "top_k", "top_p", "min_p", or "" for what could be chosen and for
            everything else.
    """

    token_id: int | None
    tokens: int
    kept: int
    rank: int | None
    logit: float | None
    after_penalty: float | None
    scaled: float | None
    raw_p: float
    stage_p: tuple[float, ...]
    removed_by: str

    @property
    def final_p(self) -> float:
        """What it was drawn with."""
        return self.stage_p[-1]


@dataclass(frozen=True, slots=True)
class Interval:
    """A token's part of the way from 0 to 1, on which the draw walks.

    Attributes:
        token_id: whose it is.
        final_p: its length, but for rounding.
        low, high: the token is drawn by every u with low <= u < high.
    """

    token_id: int
    final_p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Draw:
    """The dice, and where they fell.

    Attributes:
        u: the number, in [0, 1).
        drawn: the token whose interval holds `u`.
        chosen: the interval of `Pipeline.token_id`; None where it cannot be drawn.
        leading: the first intervals in the order of the draw (descending final probability, ties
            by id), as many as there are tokens with a row of their own, at most.
    """

    u: float
    drawn: Interval
    chosen: Interval | None
    leading: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How one token was chosen, or would be with other settings.

    Attributes:
        settings: what it was computed with.
        vocab_size: tokens there are.
        token_id: the token that stands in the text; None where none does yet.
        drawn_id: the token that these settings choose with these dice; None without dice.
        rows: the most probable tokens and those two, by rank, and everything else as the last.
            Each column of probabilities sums to 1.
        raw: of the logits, so that a row's raw_p = exp(logit - raw.log_sum_exp).
        stages: what the settings did, in order; a row's stage_p = exp(scaled - log_sum_exp) with
            that stage's normaliser.
        entropy_bits: of the raw distribution.
        surprisal_bits: of `token_id`; None without it, infinite where it cannot come.
        draw: None at temperature 0, and where the dice are not known.
    """

    settings: SamplingSettings
    vocab_size: int
    token_id: int | None
    drawn_id: int | None
    rows: tuple[PipelineRow, ...]
    raw: Normaliser
    stages: tuple[Stage, ...]
    entropy_bits: float
    surprisal_bits: float | None
    draw: Draw | None

    @property
    def kept(self) -> int:
        """How many tokens could be chosen in the end."""
        return self.stages[-1].kept

    def row_of(self, token_id: int) -> PipelineRow | None:
        """Return a token's row; None where it has none of its own."""
        return next((row for row in self.rows if row.token_id == token_id), None)


WhatIfProgress = Callable[[int, int], None]  # called with tokens done and tokens in all


@dataclass(frozen=True, slots=True)
class RemovedToken:
    """A token of a text that other settings could not have chosen at its place.

    Attributes:
        index: place in the text, from 0.
        token_id: the token.
        removed_by: "greedy", "top_k", "top_p" or "min_p".
    """

    index: int
    token_id: int
    removed_by: str


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """Where the same dice would have left the text.

    Attributes:
        index: place in the text, from 0.
        token_id: the token that stands there.
        other_id: the token that would.
        other_final_p: its final probability under the other settings.
        draw: the `u` that chooses it; None when greedy.
    """

    index: int
    token_id: int
    other_id: int
    other_final_p: float
    draw: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other settings would have made of a text.

    Attributes:
        settings: the other ones.
        judged_tokens: tokens looked at, the first one excepted, which nothing predicted; fewer
            than there are where it was stopped.
        removed: those of them that could not have been chosen, each after the tokens before it.
        same_tokens: tokens at the beginning of the answer that would have come again, or would have
            been put there again.
        difference: the one after these. None where all that was looked at would have come again,
            and where a token has no draw to compare with: then `same_tokens` ends before it.
        unexplained_tokens: of `same_tokens`, those that the settings they were drawn with do not
            choose here either. A few are rounding; many mean another model than the answer's.
        is_complete: whether the whole text was looked at.
    """

    settings: SamplingSettings
    judged_tokens: int
    removed: tuple[RemovedToken, ...]
    same_tokens: int
    difference: FirstDifference | None
    unexplained_tokens: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text that two models read, and from where on their predictions are compared.

    Attributes:
        ids: its tokens.
        first: place of the first token whose prediction is of interest, 1 or more.
    """

    ids: tuple[int, ...]
    first: int

    def __post_init__(self) -> None:
        require(self.first >= 1, "first", self.first, "1 or more: nothing predicts the first token")

    @property
    def places(self) -> int:
        """How many predictions are of interest."""
        return max(len(self.ids) - self.first, 0)


@dataclass(frozen=True, slots=True)
class PlaceDivergence:
    """How far two models are apart at one place, both having read the same tokens before it.

    Attributes:
        index: place in the text, from 0.
        token_id: the token there.
        first_p, second_p: its raw probability by each model; None where a server did not tell it.
        kl_nats, reverse_nats: KL(first ‖ second) and KL(second ‖ first) of the raw distributions.
    """

    index: int
    token_id: int
    first_p: float | None
    second_p: float | None
    kl_nats: float
    reverse_nats: float


@dataclass(frozen=True, slots=True)
class Divergences:
    """How far two models are apart, along some texts.

    Attributes:
        texts: that both read.
        of_texts: their places, for each; the last ones are missing where a context or the memory
            for it was full.
        is_bound: one of the two told its most probable tokens only: every KL is at least this.
    """

    texts: tuple[ReadText, ...]
    of_texts: tuple[tuple[PlaceDivergence, ...], ...]
    is_bound: bool

    def turned(self, *, are_texts_turned: bool = True) -> Divergences:
        """Return the same with the second model as the first one, and the texts in that order."""
        texts = tuple(tuple(map(_turned, text)) for text in self.of_texts)
        if not are_texts_turned:
            return Divergences(self.texts, texts, self.is_bound)
        return Divergences(self.texts[::-1], texts[::-1], self.is_bound)


def _turned(one: PlaceDivergence) -> PlaceDivergence:
    p, kl = (one.second_p, one.first_p), (one.reverse_nats, one.kl_nats)
    return PlaceDivergence(one.index, one.token_id, *p, *kl)

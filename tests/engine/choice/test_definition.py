"""The definition of a choice: the transformers library's filters, the draw by hand, the figures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from transformers.generation.logits_process import (
    LogitsProcessor,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.choice.definition import draw, filtered, raw_distribution
from gptdesk.engine.choice.filters import (
    _clear_nucleus,
    apply_min_p,
    apply_repetition_penalty,
    apply_temperature,
    apply_top_k,
    apply_top_p,
)
from gptdesk.engine.choice.sampling import Dice, choose
from gptdesk.errors import NonFiniteLogitsError, RequestError

NEUTRAL = SamplingSettings(temperature=1.0, top_p=1.0)
VOCAB = 97  # small, so that a thousand vectors take seconds; the real size has tests of its own

TEMPERATURES = (1.0, 0.7, 1.3, 1e-6, 1e6, 0.1)
TOP_KS = (0, 1, 5, 40, VOCAB, 10**9)
TOP_PS = (1.0, 0.95, 0.5, 0.1, 0.0, 0.999)
MIN_PS = (0.0, 0.05, 0.3, 1.0)
PENALTIES = (1.0, 1.2, 0.8, 2.0)


def logits_for(number: int) -> Tensor:
    """Return one of the test vectors: eight kinds in turn, random within each."""
    generator = torch.Generator().manual_seed(number)
    x = torch.randn(VOCAB, generator=generator) * 3
    kinds: tuple[Callable[[], Tensor], ...] = (
        lambda: x,
        lambda: x.round(),  # many ties
        lambda: torch.zeros(VOCAB),  # flat
        lambda: torch.where(torch.arange(VOCAB) == number % VOCAB, 1000.0, x),  # peaked
        lambda: x.masked_fill(x < 0, -math.inf),  # half of it cannot come
        lambda: torch.full((VOCAB,), -math.inf).index_fill(0, torch.tensor([number % VOCAB]), 0.5),
        lambda: x * 1e30,  # the ends of float32
        lambda: x * 1e-30 + (x > 2) * 5,  # nearly ties, that a subtraction would make real ones
    )
    return kinds[number % len(kinds)]()


def settings_for(number: int) -> SamplingSettings:
    """Return settings that go through all combinations with numbers of different strides."""
    return SamplingSettings(
        temperature=TEMPERATURES[number % len(TEMPERATURES)],
        top_k=TOP_KS[number // 3 % len(TOP_KS)],
        top_p=TOP_PS[number // 5 % len(TOP_PS)],
        min_p=MIN_PS[number // 7 % len(MIN_PS)],
        repetition_penalty=PENALTIES[number // 2 % len(PENALTIES)],
    )


def processors_for(settings: SamplingSettings) -> list[LogitsProcessor]:
    """Return what the library's own `generate` would apply, in our order."""
    processors: list[LogitsProcessor] = []
    if settings.repetition_penalty != 1:
        processors.append(RepetitionPenaltyLogitsProcessor(settings.repetition_penalty))
    processors.append(TemperatureLogitsWarper(settings.temperature))
    if settings.top_k:
        processors.append(TopKLogitsWarper(settings.top_k))
    if settings.top_p < 1:
        processors.append(TopPLogitsWarper(settings.top_p))
    if settings.min_p:
        processors.append(MinPLogitsWarper(settings.min_p))
    return processors


def seen_for(number: int) -> list[int]:
    return [number % VOCAB, number * 7 % VOCAB, number % VOCAB, 0]


# --- each filter and their chain, against transformers --------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_each_filter_is_the_librarys(dtype: torch.dtype) -> None:
    """1,000 vectors: the same scores bit for bit, so the same tokens are kept, ties included."""
    for number in range(1000):
        scores, seen, s = logits_for(number).to(dtype), seen_for(number), settings_for(number)
        pairs: tuple[tuple[Tensor, LogitsProcessor], ...] = (
            (
                apply_repetition_penalty(scores, seen, s.repetition_penalty),
                RepetitionPenaltyLogitsProcessor(s.repetition_penalty),
            ),
            (apply_top_k(scores, s.top_k or 3), TopKLogitsWarper(s.top_k or 3)),
            (apply_min_p(scores, s.min_p), MinPLogitsWarper(s.min_p)),
        )
        for ours, processor in pairs:
            theirs = processor(torch.tensor([seen]), scores[None])[0]
            assert torch.equal(ours, theirs), (number, type(processor).__name__)
        if s.top_p < 1:  # the library leaves the filter away at 1
            theirs = TopPLogitsWarper(s.top_p)(torch.tensor([seen]), scores[None])[0]
            assert torch.equal(apply_top_p(scores, s.top_p), theirs), number
        theirs = TemperatureLogitsWarper(s.temperature)(torch.tensor([seen]), scores[None])[0]
        if math.isfinite(theirs.max()):  # else the library ends in NaN, and we must not
            assert torch.equal(apply_temperature(scores, s.temperature), theirs), number


def test_the_final_distribution_is_the_librarys() -> None:
    """1,000 vectors through the whole chain: the same tokens kept, q equal in float64."""
    for number in range(1000):
        logits, seen, settings = logits_for(number), seen_for(number), settings_for(number)
        scores = logits.double()[None]
        for processor in processors_for(settings):
            scores = processor(torch.tensor([seen]), scores)
        theirs = scores.softmax(dim=-1)[0]
        assert not theirs.isnan().any()
        ours = filtered(logits, settings, seen).final
        assert ours.dtype == torch.float64
        record = choose(logits, settings, seen, Dice(number))
        assert record.kept == int((scores[0] > -math.inf).sum()), number
        assert torch.equal(ours > 0, theirs > 0), number
        assert torch.equal(ours, theirs), number


def test_the_whole_vocabulary_is_as_exact() -> None:
    """At 50,257 tokens sums are added up in other blocks than at 97, and nuclei can be wide."""
    generator = torch.Generator().manual_seed(5)
    for number, settings in itertools.product(
        range(12),
        (
            SamplingSettings(),
            SamplingSettings(1.2, 200, 0.9, 0.02, 1.3),
            SamplingSettings(temperature=1.0, top_p=0.999),
        ),
    ):
        logits = torch.randn(50257, generator=generator) * (1 + number)
        if number % 3 == 0:
            logits = logits.round()
        seen = torch.randint(50257, (300,), generator=generator).tolist()
        scores = logits.double()[None]
        for processor in processors_for(settings):
            scores = processor(torch.tensor([seen]), scores)
        ours = filtered(logits, settings, seen).final
        assert torch.equal(ours, scores[0].softmax(dim=-1)), (number, settings)


def test_a_usual_nucleus_needs_no_sorting() -> None:
    """Sorting 50,257 scores takes longer than all else; a doubtful edge must still be sorted."""
    usual = (torch.randn(50257, generator=torch.Generator().manual_seed(17)) * 5).double()
    nucleus = _clear_nucleus(usual, 0.95)
    assert nucleus is not None
    assert torch.equal(nucleus, apply_top_p(usual.float(), 0.95) > -math.inf)
    assert _clear_nucleus(LOGITS, 0.8) is None, "the edge is a tie"
    assert _clear_nucleus(LOGITS, 0.75) is None, "the edge is exactly at top_p"
    assert _clear_nucleus(torch.zeros(50257, dtype=torch.float64), 0.95) is None, "all alike"


# --- the same filters, by hand --------------------------------------------------------------------

P = torch.tensor([0.125, 0.5, 0.25, 0.125], dtype=torch.float64)
LOGITS = P.log()


def kept_ids(scores: Tensor) -> list[int]:
    return (scores > -math.inf).nonzero().squeeze(1).tolist()


def test_temperature_by_hand() -> None:
    """At temperature 1/2 every probability is squared and shared out again."""
    q = filtered(LOGITS, SamplingSettings(temperature=0.5, top_p=1.0), ()).final
    squares = [1 / 64, 1 / 4, 1 / 16, 1 / 64]
    assert q.tolist() == pytest.approx([s / sum(squares) for s in squares], rel=1e-12)


def test_top_k_keeps_ties_of_the_last() -> None:
    """Tokens that are equally probable are treated equally."""
    assert kept_ids(apply_top_k(LOGITS, 1)) == [1]
    assert kept_ids(apply_top_k(LOGITS, 2)) == [1, 2]
    assert kept_ids(apply_top_k(LOGITS, 3)) == [0, 1, 2, 3]
    assert kept_ids(apply_top_k(LOGITS, 0)) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("top_p", "kept"), [(0.0, [1]), (0.5, [1]), (0.6, [1, 2]), (0.74, [1, 2]), (1.0, [0, 1, 2, 3])]
)
def test_top_p_keeps_the_token_that_crosses(top_p: float, kept: list[int]) -> None:
    """0.5 alone reaches 0.5; for 0.6 the next one is needed too."""
    assert kept_ids(apply_top_p(LOGITS, top_p)) == kept


def test_top_p_takes_only_as_many_ties_as_it_needs() -> None:
    """0.8 needs 0.5, 0.25 and one of the two tokens of 0.125."""
    kept = kept_ids(apply_top_p(LOGITS, 0.8))
    assert len(kept) == 3
    assert {1, 2} < set(kept)


def test_min_p_is_relative_to_the_best() -> None:
    """Half of 0.5 is 0.25, and what is exactly there stays."""
    assert kept_ids(apply_min_p(LOGITS, 0.4)) == [1, 2]
    assert kept_ids(apply_min_p(LOGITS, 1.0)) == [1]
    assert kept_ids(apply_min_p(LOGITS, 0.0)) == [0, 1, 2, 3]


def test_repetition_penalty_makes_either_sign_less_probable() -> None:
    """A negative score is multiplied, a positive one divided, each only once."""
    scores = torch.tensor([-1.0, 2.0, 3.0])
    assert apply_repetition_penalty(scores, [0, 1, 1, 1], 2.0).tolist() == [-2.0, 1.0, 3.0]
    assert apply_repetition_penalty(scores, [], 2.0).tolist() == [-1.0, 2.0, 3.0]
    assert scores.tolist() == [-1.0, 2.0, 3.0]


# --- extremes: nothing that settings allow may end in NaN -----------------------------------------


@pytest.mark.parametrize("number", range(8))
def test_no_allowed_setting_gives_nan(number: int) -> None:
    """C20: every temperature, top-k and top-p on every kind of logits sums to 1."""
    temperatures = (0.0, 5e-324, 1e-45, 1e-6, 1e6, 1e308)
    for temperature, top_k, top_p, min_p in itertools.product(
        temperatures, (0, 1, VOCAB, 10**9), (0.0, 1.0), (0.0, 1.0)
    ):
        settings = SamplingSettings(temperature, top_k, top_p, min_p)
        record = choose(logits_for(number), settings, (), Dice(number))
        q = filtered(logits_for(number), settings, ()).final
        assert float(q.sum()) == pytest.approx(1, abs=1e-12)
        assert q[record.token_id] == record.final_p > 0
        assert 1 <= record.kept <= VOCAB
        assert math.isfinite(record.entropy_bits)


@pytest.mark.parametrize("temperature", [5e-324, 1e-45, 1e-6])
def test_the_coldest_temperatures_are_greedy(temperature: float) -> None:
    """The best token takes everything; equally good ones share."""
    settings = SamplingSettings(temperature=temperature, top_p=1.0)
    logits = torch.tensor([1.0, 3.0, 2.0, 3.0])
    assert filtered(logits, settings, ()).final.tolist() == [0, 0.5, 0, 0.5]


def test_the_hottest_temperature_is_a_fair_die() -> None:
    """All tokens become equally probable."""
    settings = SamplingSettings(temperature=1e308, top_p=1.0)
    q = filtered(torch.tensor([-100.0, 0.0, 100.0]), settings, ()).final
    assert q.tolist() == pytest.approx([1 / 3] * 3, rel=1e-12)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize(
    "logits",
    [
        [0.0, math.nan, 1.0],
        [math.nan] * 3,
        [0.0, math.inf, -math.inf],
        [-math.inf] * 3,
        [math.nan, math.inf, -math.inf],
    ],
)
def test_logits_that_are_no_numbers_are_refused(logits: list[float], temperature: float) -> None:
    """Argmax of NaN is silent: it returns the place of the NaN, and a wrong text would go on."""
    settings = SamplingSettings(temperature=temperature)
    for call in (
        lambda: choose(torch.tensor(logits), settings, (), Dice(0)),
        lambda: filtered(torch.tensor(logits), settings, ()),
        lambda: raw_distribution(torch.tensor(logits)),
    ):
        with pytest.raises(NonFiniteLogitsError, match="choose another model"):
            call()


@pytest.mark.parametrize("penalty", [1e-308, 1e308])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_an_absurd_repetition_penalty_is_named(penalty: float, temperature: float) -> None:
    """It can push the scores out of float64; the model is not to blame for that."""
    settings = SamplingSettings(temperature=temperature, repetition_penalty=penalty)
    logits = torch.tensor([20.0, 30.0] if penalty < 1 else [-20.0, -30.0])
    with pytest.raises(RequestError, match=r"repetition penalty of 1e.*nearer to 1"):
        choose(logits, settings, (0, 1), Dice(0))


# --- the draw -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("u", "token_id"),
    [
        (0.0, 1),
        (0.4999, 1),
        (0.5, 2),  # 0.5 does not exceed 0.5
        (0.7499, 2),
        (0.75, 0),  # of the two tokens with 0.125, the lower id comes first
        (0.8749, 0),
        (0.875, 3),
        (1 - 2**-53, 3),
    ],
)
def test_the_draw_by_hand(u: float, token_id: int) -> None:
    """Descending 0.5, 0.25, 0.125, 0.125: running sums 0.5, 0.75, 0.875, 1."""
    assert draw(P, u) == token_id


def test_rounding_cannot_draw_an_impossible_token() -> None:
    """Ten times 0.1 is below 1 in float64, and the largest u is above that."""
    final = torch.tensor([0.0, *[0.1] * 10, 0.0], dtype=torch.float64)
    assert float(final.cumsum(0)[-1]) < 1
    assert draw(final, 1 - 2**-53) == 10


def draw_by_hand(final: Tensor, u: float) -> int:
    order = sorted(range(final.numel()), key=lambda i: (-float(final[i]), i))
    total = 0.0
    for token_id in order:
        total += float(final[token_id])
        if total > u:
            return token_id
    return max(i for i in order if final[i] > 0)


def test_the_draw_looks_as_far_as_it_has_to() -> None:
    """In a flat distribution most draws are beyond the first few hundred tokens."""
    generator = torch.Generator().manual_seed(6)
    for scale in (0.0, 0.01, 1.0):
        final = (torch.randn(3000, generator=generator, dtype=torch.float64) * scale).softmax(0)
        for u in (0.0, 0.1, 0.17, 0.5, 0.9, 0.999):
            assert draw(final, u) == draw_by_hand(final, u)


def test_tokens_come_as_often_as_they_should() -> None:
    """20,000 draws with one seed: chi-square with 7 degrees of freedom, below its 99.9 % point."""
    logits = torch.tensor([0.3, -1.0, 2.0, 0.3, 1.1, -2.0, 0.0, 1.5])
    settings = SamplingSettings(temperature=1.3, top_p=1.0)
    expected = filtered(logits, settings, ()).final * 20_000
    dice = Dice(seed=7)
    final = filtered(logits, settings, ()).final
    drawn = torch.tensor([draw(final, dice.roll()) for _ in range(20_000)])
    counts = torch.bincount(drawn, minlength=8)
    assert float(((counts - expected) ** 2 / expected).sum()) < 24.32


# --- choose: every figure of a record -------------------------------------------------------------


def test_the_record_by_hand() -> None:
    """Each number that the window shows, worked out for four tokens."""
    settings = SamplingSettings(temperature=1.0, top_k=2, top_p=1.0)
    u = Dice(11).roll()
    token_id = 1 if u < 2 / 3 else 2
    record = choose(LOGITS.float(), settings, (), Dice(11), top_n=3)
    assert record.draw == u
    assert record.token_id == token_id
    assert record.raw_p == pytest.approx(float(P[token_id]), rel=1e-6)
    assert record.final_p == pytest.approx({1: 2 / 3, 2: 1 / 3}[token_id], rel=1e-6)
    assert record.rank == token_id
    assert record.entropy_bits == pytest.approx(1.75, rel=1e-6)  # 0.5·1 + 0.25·2 + 2·0.125·3
    assert record.kept == 2
    assert record.top_ids == (1, 2, 0)
    assert record.top_raw_p == pytest.approx((0.5, 0.25, 0.125), rel=1e-6)
    assert record.top_final_p == pytest.approx((2 / 3, 1 / 3, 0.0), rel=1e-6)


def test_greedy_takes_the_lowest_id_on_ties_and_no_dice() -> None:
    """Greedy text must be the same everywhere, whatever argmax does with ties."""
    logits = torch.zeros(50257)
    logits[[40000, 123, 7]] = 4.0
    dice = Dice(12)
    record = choose(logits, SamplingSettings(temperature=0.0), (), dice)
    assert record.token_id == 7
    assert (record.final_p, record.kept, record.draw) == (1.0, 1, None)
    assert record.top_ids[:4] == (7, 123, 40000, 0)
    assert dice.roll() == Dice(12).roll()


def test_greedy_heeds_the_repetition_penalty() -> None:
    """As in the library, where the penalty is no matter of sampling."""
    settings = SamplingSettings(temperature=0.0, repetition_penalty=2.0)
    record = choose(torch.tensor([3.0, 4.0, 1.0]), settings, (1,), Dice(0))
    assert record.token_id == 0
    assert record.rank == 2, "the rank is of the raw distribution"


def test_rank_counts_ties_by_id() -> None:
    """Four equal tokens have the ranks 1 to 4."""
    logits = torch.zeros(4)
    ranks = {
        r.token_id: r.rank for seed in range(40) for r in [choose(logits, NEUTRAL, (), Dice(seed))]
    }
    assert ranks == {0: 1, 1: 2, 2: 3, 3: 4}


def test_the_list_is_the_most_probable_by_raw_probability() -> None:
    """Ties by id; the penalty changes the final column, not the order."""
    generator = torch.Generator().manual_seed(13)
    for number in range(20):
        logits = (torch.randn(500, generator=generator) * 3).round() / (1 + number % 2)
        settings = SamplingSettings(repetition_penalty=1.5, top_k=40)
        seen = list(range(0, 500, 3))
        record = choose(logits, settings, seen, Dice(number))
        raw, final = raw_distribution(logits), filtered(logits, settings, seen).final
        order = sorted(range(500), key=lambda i: (-float(raw[i]), i))
        assert list(record.top_ids) == order[:20]
        assert record.top_raw_p == tuple(raw[order[:20]].tolist())
        assert record.top_final_p == tuple(final[order[:20]].tolist())
        assert record.rank == order.index(record.token_id) + 1


def test_a_vocabulary_smaller_than_the_list() -> None:
    """Test networks have a few tokens only."""
    record = choose(torch.tensor([0.0, 1.0]), NEUTRAL, (), Dice(0), top_n=20)
    assert record.top_ids == (1, 0)


def test_logits_are_left_as_they_were() -> None:
    """The caller may hold a view of the network's output."""
    logits = torch.randn(50, generator=torch.Generator().manual_seed(14))
    before = logits.clone()
    choose(logits, SamplingSettings(0.5, 10, 0.9, 0.1, 1.2), (1, 2), Dice(0))
    assert torch.equal(logits, before)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_logits_are_computed_in_double(dtype: torch.dtype) -> None:
    """What a 16-bit network gives is coarse; the figures about it are not."""
    logits = torch.randn(1000, generator=torch.Generator().manual_seed(15)).to(dtype)
    record = choose(logits, NEUTRAL, (), Dice(16))
    assert record.raw_p == float(logits.double().softmax(0)[record.token_id])
    assert record.final_p == record.raw_p


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (SamplingSettings(temperature=0), ["", *["greedy"] * 4]),
        (SamplingSettings(temperature=1, top_k=2, top_p=1), ["", "", *["top_k"] * 3]),
        (SamplingSettings(temperature=1, top_p=0.5), ["", *["top_p"] * 4]),
        (SamplingSettings(temperature=1, top_p=1, min_p=0.2), ["", "", *["min_p"] * 3]),
        (
            SamplingSettings(temperature=1, top_k=4, top_p=0.94, min_p=0.15),
            ["", "", "min_p", "top_p", "top_k"],
        ),
        (SamplingSettings(temperature=1, top_p=1), [""] * 5),
    ],
)
def test_a_removed_token_knows_the_first_filter_that_removed_it(
    settings: SamplingSettings, expected: list[str]
) -> None:
    """The window names it; worked out by hand for 0.6, 0.25, 0.08, 0.05, 0.02."""
    logits = torch.tensor([0.6, 0.25, 0.08, 0.05, 0.02], dtype=torch.float64).log()
    record = choose(logits, settings, [], Dice(1), top_n=5)
    assert list(record.top_removed_by) == expected
    assert record.kept == expected.count("")

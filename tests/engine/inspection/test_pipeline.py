"""The table of how a token was chosen: every figure is the one that it was chosen with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, is_dataclass

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.choice.definition import choose_by_definition, draw, filtered, raw_distribution
from gptdesk.engine.choice.filters import (
    apply_min_p,
    apply_repetition_penalty,
    apply_temperature,
    apply_top_k,
    apply_top_p,
)
from gptdesk.engine.choice.sampling import Dice, choose
from gptdesk.engine.inspection.pipeline import explain_choice
from gptdesk.engine.inspection.values import Draw, Normaliser, Pipeline, PipelineRow
from gptdesk.errors import NonFiniteLogitsError, RequestError
from tests.engine.choice.hard_choices import KINDS, SCORE, SETTINGS, UNIT, USUAL, VOCAB, vector

# Sums of up to 50,257 terms in float64, in different orders.
CLOSE = {"rel": 1e-12, "abs": 1e-15}
ALL = SamplingSettings(temperature=1, top_p=1)
GREEDY = SamplingSettings(temperature=0)
BY_HAND = torch.tensor([0.15, 0.5, 0.05, 0.3], dtype=torch.float64).log()


def assert_exact(
    pipeline: Pipeline, logits: Tensor, how: SamplingSettings, seen: Sequence[int], u: float | None
) -> None:
    """Compare with the readable functions, one by one, and with the record of the choice."""
    penalised = apply_repetition_penalty(logits.double(), seen, how.repetition_penalty)
    stages = [filtered(logits, how, seen).final]
    scores = [logits.double(), penalised]
    if how.temperature > 0:
        scaled = apply_temperature(penalised, how.temperature)
        top_k = apply_top_k(scaled, how.top_k)
        top_p = apply_top_p(top_k, how.top_p)
        left = [scaled, top_k, top_p, apply_min_p(top_p, how.min_p)]
        assert [stage.kept for stage in pipeline.stages] == [
            int((x > -math.inf).sum()) for x in left
        ]
        scores.append(scaled)
        stages = [x.softmax(dim=-1) for x in left]
        for stage, x in zip(pipeline.stages, left, strict=True):
            assert_normalises(stage.normaliser, x)
    assert_normalises(pipeline.raw, logits.double())

    raw, n = raw_distribution(logits), logits.numel()
    *rows, rest = pipeline.rows
    for row in rows:
        found = (row.logit, row.after_penalty, row.scaled)[: len(scores)]
        for score, column in zip(found, scores, strict=True):
            expected = column[row.token_id].item()
            assert score == (None if expected == -math.inf else expected)
        assert row.raw_p == raw[row.token_id]
        assert row.stage_p == pytest.approx([p[row.token_id].item() for p in stages], **CLOSE)
        assert row.final_p == stages[-1][row.token_id]
        assert bool(row.removed_by) == (row.kept == 0)
    ids = [row.token_id for row in rows]
    assert len(set(ids)) == len(ids)
    assert rest.token_id is None
    others = torch.ones(n, dtype=torch.bool).index_fill(0, torch.tensor(ids), value=False)
    assert rest.raw_p == pytest.approx(raw[others].sum().item(), **CLOSE)
    assert sum(row.tokens for row in pipeline.rows) == n
    assert sum(row.kept for row in pipeline.rows) == pipeline.kept
    for column in zip(*((row.raw_p, *row.stage_p) for row in pipeline.rows), strict=True):
        assert sum(column) == pytest.approx(1, abs=1e-11)
    assert_drawn(pipeline, stages[-1], u)


def assert_normalises(normaliser: Normaliser | None, scores: Tensor) -> None:
    """The worked formula gives what softmax gives."""
    assert normaliser is not None
    p = scores.softmax(dim=-1)
    for token_id in {0, len(scores) // 2, int(p.argmax())}:
        x = scores[token_id].item()
        by_weights = math.exp(x - normaliser.largest) / normaliser.weights
        assert by_weights == pytest.approx(p[token_id].item(), rel=1e-11, abs=1e-300)
        if abs(normaliser.largest) < 1000:  # else log_sum_exp is rounded to more than 1e-13
            by_log = math.exp(x - normaliser.log_sum_exp)
            assert by_log == pytest.approx(p[token_id].item(), rel=1e-9, abs=1e-300)


def assert_drawn(pipeline: Pipeline, final: Tensor, u: float | None) -> None:
    """The bar begins at 0, has no gap, and the dice fall where `draw` says."""
    found = pipeline.draw
    if pipeline.stages[0].name == "greedy":
        assert pipeline.drawn_id == int(final.argmax())
        assert found is None
        return
    if u is None:
        assert found is pipeline.drawn_id is None
        return
    assert found is not None
    assert found.u == u
    assert pipeline.drawn_id == found.drawn.token_id == draw(final, u)
    assert found.drawn.low <= u < found.drawn.high <= 1
    assert found.leading[0].low == 0
    for one, other in zip(found.leading, found.leading[1:], strict=False):
        assert one.high == other.low
        key, next_key = ((-x.final_p, x.token_id) for x in (one, other))
        assert key < next_key
    known = [found.drawn, *found.leading, *([found.chosen] if found.chosen else [])]
    for interval in known:
        assert interval.final_p == final[interval.token_id]
        assert interval.high - interval.low == pytest.approx(interval.final_p, abs=1e-11)
        if interval.final_p > 1e-6:
            assert draw(final, (interval.low + interval.high) / 2) == interval.token_id
    if pipeline.token_id is not None:
        assert (found.chosen is None) == (final[pipeline.token_id] == 0)


def assert_is_record(pipeline: Pipeline, logits: Tensor, seen: Sequence[int], top_n: int) -> None:
    """What is shown of a token later is what was recorded when it was chosen, to the last bit."""
    u = pipeline.draw.u if pipeline.draw else None
    record = choose_by_definition(logits, pipeline.settings, seen, u, top_n)
    assert record.token_id == pipeline.drawn_id
    row = pipeline.row_of(record.token_id)
    assert row is not None
    assert (row.raw_p, row.final_p, row.rank) == (record.raw_p, record.final_p, record.rank)
    assert (pipeline.kept, pipeline.entropy_bits) == (record.kept, record.entropy_bits)
    top = pipeline.rows[: len(record.top_ids)]
    assert tuple(row.token_id for row in top) == record.top_ids
    assert tuple(row.rank for row in top) == tuple(range(1, len(top) + 1))
    assert tuple(row.raw_p for row in top) == record.top_raw_p
    assert tuple(row.final_p for row in top) == record.top_final_p
    assert tuple(row.removed_by for row in top) == record.top_removed_by


# --- vectors that nobody thought of ---------------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(
    scores=st.lists(SCORE, min_size=1, max_size=50),
    dtype=st.sampled_from([torch.float32, torch.float64, torch.bfloat16]),
    how=SETTINGS,
    places=st.lists(st.integers(0, 49), max_size=8),
    u=st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 1 - 2**-53]), UNIT),
    token=st.one_of(st.none(), st.integers(0, 49)),
    top_n=st.integers(1, 25),
)
def test_every_figure_is_the_definition(
    scores: list[float],
    dtype: torch.dtype,
    how: SamplingSettings,
    places: list[int],
    u: float | None,
    token: int | None,
    top_n: int,
) -> None:
    """Ties, tokens that cannot come, edges that are met exactly, other settings than the run's."""
    logits = torch.tensor(scores).to(dtype)
    if not math.isfinite(logits.amax()):
        return
    seen = [place % len(scores) for place in places]
    token_id = None if token is None else token % len(scores)
    pipeline = explain_choice(logits, how, seen, u=u, token_id=token_id, top_n=top_n)
    assert_exact(pipeline, logits, how, seen, u)
    if u is not None or how.temperature == 0:
        assert_is_record(pipeline, logits, seen, top_n)


# --- the real size --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_vocabulary_is_as_exact(kind: str) -> None:
    """At 50,257 tokens, against the record that `choose` leaves, whichever way it takes."""
    generator = torch.Generator().manual_seed(1)
    for number, how in enumerate(USUAL):
        logits = vector(kind, VOCAB, generator)
        seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
        record = choose(logits, how, seen, Dice(number))
        pipeline = explain_choice(logits, how, seen, u=record.draw, token_id=record.token_id)
        assert_exact(pipeline, logits, how, seen, record.draw)
        assert_is_record(pipeline, logits, seen, 20)
        assert pipeline.drawn_id == record.token_id
        assert pipeline.kept == record.kept
        row = pipeline.row_of(record.token_id)
        assert row is not None
        assert (row.rank, row.removed_by) == (record.rank, "")
        assert row.final_p == pytest.approx(record.final_p, **CLOSE)
        if record.raw_p > 0:
            assert pipeline.surprisal_bits == pytest.approx(-math.log2(record.raw_p), abs=1e-9)


# --- by hand --------------------------------------------------------------------------------------


def by_hand(how: SamplingSettings, **choice: object) -> Pipeline:
    choice = {"u": 0.7, "token_id": 3, "top_n": 3, **choice}
    return explain_choice(BY_HAND, how, [], **choice)


def test_a_nucleus_by_hand() -> None:
    """0.5, 0.3, 0.15, 0.05: top-p 0.75 keeps two, of 5/8 and 3/8; 0.7 falls on the second."""
    pipeline = by_hand(SamplingSettings(temperature=1, top_p=0.75))
    assert [stage.kept for stage in pipeline.stages] == [4, 4, 2, 2]
    assert [stage.name for stage in pipeline.stages] == ["temperature", "top_k", "top_p", "min_p"]
    assert [row.token_id for row in pipeline.rows] == [1, 3, 0, None]
    assert [row.removed_by for row in pipeline.rows] == ["", "", "top_p", ""]
    assert [row.raw_p for row in pipeline.rows] == pytest.approx([0.5, 0.3, 0.15, 0.05])
    assert [row.stage_p[1] for row in pipeline.rows] == pytest.approx([0.5, 0.3, 0.15, 0.05])
    assert [row.final_p for row in pipeline.rows] == pytest.approx([0.625, 0.375, 0, 0])
    assert (pipeline.kept, pipeline.vocab_size, pipeline.drawn_id) == (2, 4, 3)
    assert pipeline.stages[-1].normaliser is not None
    assert pipeline.stages[-1].normaliser.weights == pytest.approx(1.6)
    assert pipeline.surprisal_bits == pytest.approx(-math.log2(0.3))
    assert pipeline.draw is not None
    assert pipeline.draw.drawn == pipeline.draw.chosen == pipeline.draw.leading[1]
    assert [x.high for x in pipeline.draw.leading] == pytest.approx([0.625, 1.0])


def test_other_settings_move_the_dice_to_another_token() -> None:
    """Both have a row, by rank: the text's token, removed, and the one in its place."""
    pipeline = by_hand(SamplingSettings(temperature=1, top_p=1, top_k=2), token_id=2, top_n=1)
    assert [row.token_id for row in pipeline.rows] == [1, 3, 2, None]
    assert [row.rank for row in pipeline.rows] == [1, 2, 4, None]
    assert [row.removed_by for row in pipeline.rows] == ["", "", "top_k", ""]
    assert pipeline.rows[2].final_p == 0
    assert pipeline.rows[3].raw_p == pytest.approx(0.15)
    assert pipeline.draw is not None
    assert pipeline.draw.chosen is None
    assert pipeline.drawn_id == pipeline.draw.drawn.token_id == 3


def test_greedy_has_one_stage() -> None:
    """At temperature 0 nothing is divided, and no dice are cast, though some were before."""
    pipeline = by_hand(GREEDY)
    assert [stage.name for stage in pipeline.stages] == ["greedy"]
    assert pipeline.stages[0].normaliser is None
    assert [row.final_p for row in pipeline.rows] == [1, 0, 0, 0]
    assert [row.scaled for row in pipeline.rows] == [None] * 4
    assert [row.removed_by for row in pipeline.rows] == ["", "greedy", "greedy", ""]
    assert (pipeline.drawn_id, pipeline.draw, pipeline.kept) == (1, None, 1)


def test_a_place_without_token_and_without_dice() -> None:
    """What could come next, and the tokens of a prompt."""
    pipeline = by_hand(ALL, u=None, token_id=None)
    assert (pipeline.token_id, pipeline.drawn_id, pipeline.draw) == (None, None, None)
    assert pipeline.surprisal_bits is None
    assert [row.final_p for row in pipeline.rows] == pytest.approx([0.5, 0.3, 0.15, 0.05])


def test_rounding_leaves_the_last_token_the_rest_of_the_bar() -> None:
    """The sum of 50,257 equal parts is not 1; the dice always fall on the bar."""
    u = 1 - 2**-53
    pipeline = explain_choice(torch.zeros(VOCAB), ALL, [], u=u, token_id=0)
    assert pipeline.draw is not None
    assert pipeline.draw.drawn.low <= u < pipeline.draw.drawn.high == 1.0


def test_only_plain_numbers_leave() -> None:
    """They cross threads and are stored; a tensor, or a view of one, must not be among them."""
    plain = (int, float, str, type(None))

    def check(value: object) -> None:
        if isinstance(value, tuple):
            for part in value:
                check(part)
        elif is_dataclass(value):
            for field in fields(value):
                check(getattr(value, field.name))
        else:
            assert type(value) in plain, value

    check(by_hand(SamplingSettings(top_k=2)))
    check(by_hand(GREEDY))


def test_refusals() -> None:
    """What describes no distribution has no table."""
    with pytest.raises(NonFiniteLogitsError):
        explain_choice(torch.tensor([0.0, math.nan]), ALL, [], u=0.5, token_id=0)
    how = SamplingSettings(repetition_penalty=1e-308)
    with pytest.raises(RequestError, match="penalty"):
        explain_choice(torch.full((4,), 10.0), how, [1], u=0.5, token_id=0)
    for wrong in ({"u": 1.0}, {"u": -0.1}, {"top_n": 0}):
        with pytest.raises(ValueError, match="must be"):
            by_hand(ALL, **wrong)


def test_a_row_is_found_by_its_id() -> None:
    pipeline = by_hand(ALL, token_id=2)
    row = pipeline.row_of(2)
    assert isinstance(row, PipelineRow)
    assert row.rank == 4
    assert pipeline.row_of(99) is None
    assert isinstance(pipeline.draw, Draw)

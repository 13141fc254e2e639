"""Numbers written out: every sum leads to the number that the network has there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.sight import Window
from gptdesk.engine.inside.values import (
    ANATOMIES,
    Spot,
    Stop,
    StopRequest,
    SumRequest,
    TextPlace,
    WorkedSum,
    floats,
)
from tests.engine.inside.kinds import every_kind, llama, small
from tests.engine.inside.networks import LONG_TEXT, TEXT, ask

# A place in the midst; after a context shift; with heads and places changed; with a mean.
PLACES = (
    TextPlace(TEXT, 9),
    TextPlace(LONG_TEXT, 60),
    TextPlace(
        TEXT, 9, changes=Changes((HeadChange(1, 1), HeadChange(2, 1, factor=1.5)), hidden=(3,))
    ),
    TextPlace(TEXT, 9, changes=Changes((HeadChange(2, 1, uses_mean=True),))),
)


def largest_difference(inside: Inside, at: TextPlace, spot: Spot, step: int = 1) -> float:
    """Return the largest difference of a stop's numbers, every `step`-th of each vector."""
    differences = [0.0]
    for vector in ask(inside, StopRequest(at, spot)).vectors:
        shown = floats(vector.values)
        # at the scores the index is a place of the text, from the first that is seen
        offset = Window.around(at, inside.network.cfg).start + 1 if spot.stop is Stop.SCORES else 0
        for i in range(0, len(shown), step):
            worked = ask(inside, SumRequest(at, spot, vector.name, i + offset))
            reached = worked.total if vector.name == "score" else worked.target
            assert reached == pytest.approx(shown[i], abs=2e-5), (spot, vector.name, i)
            differences.append(abs(worked.difference))
    return max(differences)


@pytest.mark.parametrize("at", PLACES, ids=["plain", "shifted", "changed", "mean"])
@pytest.mark.parametrize("stop", [stop for stop in Stop if stop is not Stop.DRAW])
def test_every_number_of_every_stop_is_its_sum(stop: Stop, at: TextPlace) -> None:
    """Any number can be opened; its sum must close, in every kind of network.

    Every number at the plain place, every fifth at the others.

    Numbers are at most 30 and the network's own sums are float32: 1e-5.
    """
    for inside in every_kind(stop):
        cfg, changes = inside.network.cfg, at.changes
        if cfg.n_layers == 1:
            heads = tuple(replace(head, block=1) for head in changes.heads[-1:])
            changes = replace(changes, heads=heads)
        here, block = replace(at, changes=changes), min(2, cfg.n_layers)
        step = 1 if at is PLACES[0] else 5  # no width is a multiple of it
        assert largest_difference(inside, here, Spot(stop, block, 1), step) <= 1e-5


@pytest.mark.parametrize("stop", ANATOMIES["gpt"].stops)
def test_sums_close_in_the_bundled_model(storyteller, example_ids, stop: Stop) -> None:
    """Streams are 120 long there and sums have up to 1,024 products: 5e-5 (measured 4e-6)."""
    at = TextPlace(example_ids, len(example_ids))
    for block in (1, 6):
        step = 1 if stop is Stop.SCORES else 5001 if stop is Stop.LOGITS else 97
        assert largest_difference(storyteller, at, Spot(stop, block, 3), step) <= 5e-5


def worked_at(inside: Inside, at: TextPlace, spot: Spot, name: str, index: int) -> WorkedSum:
    return ask(inside, SumRequest(at, spot, name, index))


def test_a_score_is_its_products_divided_by_the_root(storyteller, plain, example_ids) -> None:
    """A dot product of 64 numbers, and ÷ 8: what head 6.1 has of " ball" at " red"."""
    worked = worked_at(
        storyteller, TextPlace(example_ids, 24), Spot(Stop.SCORES, 6, 1), "score", 17
    )
    assert len(worked.terms) == 64
    assert [term.name for term in worked.terms] == [str(i) for i in range(1, 65)]
    assert all(term.value == term.left * term.right for term in worked.terms)
    score = float(plain.run(example_ids).scores[6, 1][-1, 16])
    assert worked.total == pytest.approx(score, abs=5e-4)
    ((operation, root, result),) = worked.after
    assert (operation, root) == ("÷", 8.0)
    assert result == worked.total / 8


def test_a_weight_is_a_power_of_e_by_their_sum(storyteller, plain, example_ids) -> None:
    """Each power is divided by the largest so that none overflows."""
    scaled = plain.run(example_ids).scores[6, 1][-1] / 8
    most = int(scaled.argmax())
    worked = worked_at(
        storyteller, TextPlace(example_ids, 24), Spot(Stop.SCORES, 6, 1), "weight", most + 1
    )
    assert [term.name for term in worked.terms] == [str(place) for place in range(1, 25)]
    assert worked.terms[most].value == 1
    assert worked.total == pytest.approx(float((scaled - scaled[most]).exp().sum()), rel=1e-4)
    assert worked.after == (("softmax", 1.0, 1 / worked.total),)
    assert worked.target == pytest.approx(float(scaled.softmax(dim=0)[most]), rel=1e-4)


def test_what_a_sum_consists_of() -> None:
    """Each kind of number has the summands and steps that the formulas name."""
    inside, at = small(), TextPlace(TEXT, 9)
    kinds = {
        (Stop.TOKEN, "token"): ([str(TEXT[8])], ""),
        (Stop.INPUT, "input"): (["token", "position"], ""),
        (Stop.NORM_1, "scaled"): (["stream"], "-÷·+"),
        (Stop.QUERY_KEY_VALUE, "query"): ([*map(str, range(1, 25)), "bias"], ""),
        (Stop.WEIGHTED_SUM, "head 1"): ([*map(str, range(1, 10))], ""),
        (Stop.PROJECTION, "projected"): ([*map(str, range(1, 25)), "bias"], ""),
        (Stop.PROJECTION, "head 2"): ([*map(str, range(1, 9))], ""),
        (Stop.RESIDUAL_1, "stream after"): (["stream", "projected"], ""),
        (Stop.NARROW, "narrowed"): ([*map(str, range(1, 97)), "bias"], ""),
        (Stop.RESIDUAL_2, "stream after"): (["stream", "narrowed"], ""),
        (Stop.LOGITS, "logits"): ([*map(str, range(1, 25))], ""),
    }
    for (stop, name), (names, steps) in kinds.items():
        worked = worked_at(inside, at, Spot(stop, 2), name, 5)
        assert [term.name for term in worked.terms] == names, stop
        assert "".join(step[0] for step in worked.after) == steps, stop


def test_what_a_sum_of_a_llama_consists_of() -> None:
    """No bias, no mean and no shift; a turn is two products of a pair, the gate's result times up.

    Head 5 is the second of its group, which has the second keys and values.
    """
    inside, at = llama(), TextPlace(TEXT, 9)
    every = [*map(str, range(1, 25))]
    kinds = {
        (Stop.NORM_1, "scaled"): (["stream"], "÷·"),
        (Stop.QUERY_KEY_VALUE, "query"): (every, ""),
        (Stop.ROTATION, "turned query"): (["3", "1"], ""),
        (Stop.ROTATION, "turned key"): (["3", "1"], ""),
        (Stop.PROJECTION, "projected"): (every, ""),
        (Stop.GATE, "silu"): (["gate"], "silu"),
        (Stop.GATE, "gated"): (["gate"], "silu·"),
        (Stop.NARROW, "narrowed"): ([*map(str, range(1, 41))], ""),
    }
    for (stop, name), (names, steps) in kinds.items():
        worked = worked_at(inside, at, Spot(stop, 2, 5), name, 2)
        assert [term.name for term in worked.terms] == names, stop
        assert "".join(step[0] for step in worked.after) == steps, stop
    key = worked_at(inside, at, Spot(Stop.QUERY_KEY_VALUE, 2, 5), "key", 2)
    rows = inside.network.trf_blocks[1].att.W_key.weight
    assert [term.right for term in key.terms] == rows[4 + 2].tolist()
    angle = worked_at(inside, at, Spot(Stop.ROTATION, 2, 5), "angle", 1)
    assert [(term.left, term.right) for term in angle.terms] == [(8.0, pytest.approx(0.1))]
    normed = worked_at(llama("qwen3"), at, Spot(Stop.QUERY_KEY_VALUE, 2), "normed query", 2)
    assert "".join(step[0] for step in normed.after) == "÷·"


def test_summands_are_named_by_their_place_in_the_text() -> None:
    """After a context shift the network counts anew; the reader goes on counting in the text."""
    at, places = TextPlace(LONG_TEXT, 60), [str(place) for place in range(25, 61)]
    for stop, name, index in ((Stop.SCORES, "weight", 30), (Stop.WEIGHTED_SUM, "head 1", 0)):
        worked = worked_at(small(), at, Spot(stop, 2), name, index)
        assert [term.name for term in worked.terms] == places


def test_a_changed_head_says_so_in_its_sum() -> None:
    """Off is times 0 after the sum, so that what it read is still seen."""
    inside, spot = small(), Spot(Stop.WEIGHTED_SUM, 2, 1)
    plain = worked_at(inside, TextPlace(TEXT, 9), spot, "head 1", 3)
    off = TextPlace(TEXT, 9, changes=Changes((HeadChange(2, 1),)))
    worked = worked_at(inside, off, spot, "head 1", 3)
    assert worked.total == plain.total != 0
    assert worked.after == (("·", 0.0, 0.0),)
    assert worked.target == 0

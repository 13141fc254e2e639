"""Attention as it is shown: rows, maps, pictures and patterns."""

from __future__ import annotations

import math
from itertools import product
from threading import Event

import pytest
import torch
from torch import Tensor

from gptdesk.chat.changes import Changes
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    AttentionGridRequest,
    AttentionMap,
    AttentionMapRequest,
    AttentionRow,
    AttentionRowRequest,
    TextPlace,
    floats,
)
from tests.engine.inside.kinds import small
from tests.engine.inside.networks import LONG_TEXT, TEXT, ask


def row_at(inside: Inside, ids: tuple[int, ...], place: int, block: int, head: int) -> AttentionRow:
    return ask(inside, AttentionRowRequest(TextPlace(ids, place), block, head))


def cells(values: bytes, side: int) -> Tensor:
    return torch.tensor(list(floats(values))).view(side, side)


def picture_of(view: AttentionMap) -> Tensor:
    return torch.tensor(list(view.picture)).view(view.picture_side, view.picture_side)


def test_what_the_bundled_model_reads_in_the_example(storyteller, plain, example_ids) -> None:
    """Every head at the last place by plain formulas; one looks back at what followed " red"."""
    found, ball = plain.run(example_ids), 16  # place 17
    for block, head in plain.every_head:
        row = row_at(storyteller, example_ids, 24, block, head)
        assert [len(column) for column in (row.scores, row.scaled, row.weights)] == [24] * 3
        scores = found.scores[block, head][-1]
        # float32 scores of up to 100
        assert list(row.scores) == pytest.approx(scores.tolist(), abs=5e-4)
        assert list(row.scaled) == pytest.approx((scores / 8).tolist(), abs=1e-4)
        assert list(row.weights) == pytest.approx(found.weights[block, head][-1].tolist(), abs=1e-4)
        lengths = found.values[block, head].norm(dim=1).tolist()
        assert list(row.value_lengths) == pytest.approx(lengths, abs=1e-4)
        assert row.largest == max(row.scaled)
        exp_sum = float((scores / 8 - scores.max() / 8).exp().sum())
        assert row.exp_sum == pytest.approx(exp_sum, rel=1e-3)
    late = [found.weights[key][-1, ball] for key in plain.every_head if key[0] > 3]
    assert max(late) > 0.5


def test_a_row_holds_together() -> None:
    """Each column of the table follows from the one before, by the formulas that are shown."""
    for block, head, place in product((1, 2, 3), (1, 2, 3), (1, 9, 40)):
        row = row_at(small(), TEXT, place, block, head)
        assert (row.first_place, len(row.weights)) == (1, place)
        assert all(row.allowed)
        assert math.fsum(row.weights) == pytest.approx(1, abs=1e-6)
        for score, scaled, weight in zip(row.scores, row.scaled, row.weights, strict=True):
            assert scaled == pytest.approx(score / math.sqrt(8), abs=1e-5)
            assert weight == pytest.approx(math.exp(scaled - row.largest) / row.exp_sum, abs=1e-6)
        if place == 1:
            assert row.weights == (1.0,)


def test_hidden_places_are_masked_but_keep_their_score() -> None:
    """What would have been read can still be seen; the place itself is never hidden."""
    at = TextPlace(TEXT, 12, changes=Changes(hidden=(2, 5, 12, 30)))
    inside, plain = small(), row_at(small(), TEXT, 12, 1, 2)
    row: AttentionRow = ask(inside, AttentionRowRequest(at, 1, 2))
    assert [i + 1 for i, allowed in enumerate(row.allowed) if not allowed] == [2, 5]
    assert row.scores == plain.scores
    assert row.weights[1] == row.weights[4] == 0
    assert math.fsum(row.weights) == pytest.approx(1, abs=1e-6)
    exponents = [s for s, allowed in zip(row.scaled, row.allowed, strict=True) if allowed]
    assert row.exp_sum == pytest.approx(math.fsum(math.exp(s - row.largest) for s in exponents))

    view: AttentionMap = ask(inside, AttentionMapRequest(at, 1, 2))
    weights, scaled = cells(view.weights, 40), cells(view.scaled, 40)
    for hidden in (2, 5, 12, 30):
        column = weights[:, hidden - 1].clone()
        assert column[hidden - 1] > 0
        column[hidden - 1] = 0
        assert not column.any()
        assert scaled[hidden:, hidden - 1].isnan().all()
    assert weights[11, :12].tolist() == list(row.weights)


def test_a_map_holds_the_rows_and_nothing_of_the_future() -> None:
    """Row i is what the head reads from place i; what is not allowed is no 0 but no number."""
    inside = small()
    for block, head in ((1, 1), (2, 3), (3, 2)):
        view: AttentionMap = ask(inside, AttentionMapRequest(TextPlace(TEXT, 5), block, head))
        assert (view.first_place, view.side) == (1, 40)
        weights, scaled = cells(view.weights, 40), cells(view.scaled, 40)
        assert (weights.sum(dim=1) - 1).abs().max() <= 1e-6
        future = torch.ones(40, 40, dtype=torch.bool).triu(1)
        assert not weights[future].any()
        assert scaled[future].isnan().all()
        assert scaled[~future].isfinite().all()
        for place in (1, 17, 40):
            row = row_at(inside, TEXT, place, block, head)
            assert weights[place - 1, :place].tolist() == list(row.weights), "to the last bit"
            assert scaled[place - 1, :place].tolist() == list(row.scaled)
        assert torch.equal(picture_of(view), (255 * weights.sqrt()).round().long())


def test_a_picture_keeps_the_largest_weight_of_a_tile() -> None:
    """A single strong cell must not get lost where a pixel stands for many places."""
    inside = small()
    for most, side in ((40, 40), (39, 20), (14, 14), (7, 7), (1, 1)):
        request = AttentionMapRequest(TextPlace(TEXT, 40), 3, 1, most_cells=most)
        view: AttentionMap = ask(inside, request)
        assert view.picture_side == side
        cell = math.ceil(view.side / view.picture_side)
        weights, picture = cells(view.weights, 40), picture_of(view)
        for row, column in product(range(side), repeat=2):
            tile = weights[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
            assert int(picture[row, column]) == int((255 * tile.max().sqrt()).round())


def test_the_first_place_can_be_left_out_of_the_picture() -> None:
    """GPT-2's heads rest there; what else they read is seen better without it."""
    inside, at = small(), TextPlace(TEXT, 40)
    view: AttentionMap = ask(inside, AttentionMapRequest(at, 2, 2, 20, hides_first=True))
    weights = cells(view.weights, 40)
    assert weights[:, 0].all()  # the numbers stay
    weights[:, 0] = 0
    tiles = weights.view(20, 2, 20, 2).amax(dim=(1, 3))
    assert torch.equal(picture_of(view), (255 * tiles.sqrt()).round().long())
    grid = ask(inside, AttentionGridRequest(at, 2, 20, hides_first=True))
    assert grid.heads[1].picture == view.picture
    assert grid.heads[1].up_to(40).first > 0


def test_a_grid_has_the_pictures_of_its_block() -> None:
    """The small picture of a head is its map's, so that opening it is no surprise."""
    inside, at = small(), TextPlace(TEXT, 40)
    done: list[tuple[int, int]] = []
    grid = inside.answer(
        AttentionGridRequest(at, 2, side=16), Event(), lambda *steps: done.append(steps)
    )
    assert done[-3:] == [(1, 3), (2, 3), (3, 3)]
    assert grid.block == 2
    for number, head in enumerate(grid.heads, start=1):
        view = ask(inside, AttentionMapRequest(at, 2, number, most_cells=16))
        assert (head.block, head.head) == (2, number)
        assert (head.side, head.picture) == (view.picture_side, view.picture)


def test_patterns_are_what_their_names_say() -> None:
    """Means over the places that can follow a pattern, written out cell by cell.

    At every place they are of the rows up to it: a student checks them with the rows of the map.
    """
    inside = small()
    repeating = (*TEXT[:6], *TEXT[:6], TEXT[5], *TEXT[20:23])
    for ids in (repeating, TEXT[:3], (7,)):
        T = len(ids)
        grid = ask(inside, AttentionGridRequest(TextPlace(ids, T), 2))
        for head in grid.heads:
            view = ask(inside, AttentionMapRequest(TextPlace(ids, T), 2, head.head))
            a = cells(view.weights, T).tolist()
            earlier = {i: [j for j in range(i) if ids[j] == ids[i]] for i in range(T)}
            rows = {
                "previous": {i: a[i][i - 1] for i in range(1, T)},
                "first": {i: a[i][0] for i in range(1, T)},
                "same": {i: sum(a[i][j] for j in js) for i, js in earlier.items() if js},
                "induction": {i: sum(a[i][j + 1] for j in js) for i, js in earlier.items() if js},
            }
            for name, place in product(rows, range(1, T + 1)):
                values = [value for i, value in rows[name].items() if i < place]
                mean = sum(values) / len(values) if values else None
                told = getattr(head.up_to(place), name)
                assert told == (mean and pytest.approx(mean, abs=1e-6)), (ids, name, place)
            assert set(head.up_to(0)) == set(head.up_to(T + 1)) == {None}, "not read"


def test_heads_of_the_bundled_model_show_their_patterns(storyteller, plain, example_ids) -> None:
    """Looking one place back comes before what needs it: reading what followed before."""
    at = TextPlace(example_ids, len(example_ids))
    grids = [ask(storyteller, AttentionGridRequest(at, block)) for block in range(1, 7)]
    heads = {(head.block, head.head): head for grid in grids for head in grid.heads}
    patterns = {key: head.up_to(at.place) for key, head in heads.items()}
    weights = plain.run(example_ids).weights
    for key in plain.every_head:
        assert patterns[key].previous == pytest.approx(
            float(weights[key].diag(-1).mean()), abs=1e-4
        )
        assert patterns[key].first == pytest.approx(float(weights[key][1:, 0].mean()), abs=1e-4)
    strongest = {
        name: max(heads, key=lambda key: getattr(patterns[key], name))
        for name in ("previous", "first", "induction")
    }
    assert strongest["previous"][0] <= strongest["induction"][0]
    assert patterns[strongest["first"]].first > 0.5
    assert patterns[strongest["induction"]].induction > 0.25


def test_a_grid_that_is_left_gives_nothing() -> None:
    """Closing the window ends the work at the next head."""
    inside, at, cancelled = small(), TextPlace(TEXT, 40), Event()
    ask(inside, AttentionGridRequest(at, 1))  # the pass is there

    def stop(done: int, total: int) -> None:
        assert done == 1
        cancelled.set()

    assert inside.answer(AttentionGridRequest(at, 1), cancelled, stop) is None


def test_after_a_context_shift_rows_and_maps_name_places_of_the_text() -> None:
    """The row is the one that the network really computed, over what it still saw."""
    inside, alone = small(), small()
    at = TextPlace(LONG_TEXT, 60)
    row: AttentionRow = ask(inside, AttentionRowRequest(at, 2, 3))
    seen = row_at(alone, LONG_TEXT[24:60], 36, 2, 3)
    assert row.first_place == 25
    assert len(row.weights) == 36
    assert max(abs(a - b) for a, b in zip(row.weights, seen.weights, strict=True)) <= 1e-5
    view: AttentionMap = ask(inside, AttentionMapRequest(at, 2, 3))
    assert (view.first_place, view.side) == (25, 48)  # up to the last place of the same pass
    head = ask(inside, AttentionGridRequest(at, 2)).heads[2]
    of_alone = ask(alone, AttentionGridRequest(TextPlace(LONG_TEXT[24:60], 36), 2)).heads[2]
    assert head.up_to(60).previous == pytest.approx(of_alone.up_to(36).previous, abs=1e-6)
    assert head.up_to(25).previous is None, "nothing is before the first place that was seen"
    own = cells(view.weights, 48)[35, :36]
    assert (own - torch.tensor(row.weights)).abs().max() <= 1e-6


def test_a_pass_of_a_longer_text_draws_the_shorter_one() -> None:
    """A kept pass serves every text that it begins with; later places are not in its map."""
    inside = small()
    ask(inside, AttentionMapRequest(TextPlace(TEXT, 40), 1, 1))
    shown: AttentionMap = ask(inside, AttentionMapRequest(TextPlace(TEXT[:10], 10), 1, 1))
    fresh: AttentionMap = ask(small(), AttentionMapRequest(TextPlace(TEXT[:10], 10), 1, 1))
    assert shown.side == fresh.side == 10
    difference = cells(shown.weights, 10) - cells(fresh.weights, 10)
    assert difference.abs().max() <= 1e-5

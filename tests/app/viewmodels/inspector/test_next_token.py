"""The next-token rows: sums, marks, and a pace that can be read."""

from __future__ import annotations

import math

import pytest

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.chat.messages import Run
from gptdesk.chat.tokens import TOP_N
from tests.app.viewmodels.places import ANSWER_IDS, PROMPT_IDS, THEN, Place, answer
from tests.fakes import record, stats_of, vocabulary


@pytest.fixture
def view_model(qapp):
    view_model = NextTokenViewModel(LoadedModel(vocabulary=vocabulary()))
    yield view_model
    view_model.shutdown()


@pytest.fixture
def changes(view_model):
    changes = []
    view_model.changed.connect(lambda: changes.append(view_model.rows))
    return changes


def ids(view_model) -> list[int]:
    return [row.token_id for row in view_model.rows if not row.is_rest]


def test_rows_are_the_top_tokens_and_everything_else(view_model):
    """The list ends with what has no row, so that it sums to 100 %."""
    view_model.show(record(262))
    assert len(view_model.rows) == TOP_N + 1
    assert [row.rank for row in view_model.rows] == [*range(1, TOP_N + 1), None]
    assert [row.is_chosen for row in view_model.rows] == [True] + [False] * TOP_N
    assert view_model.rows[0].text == "␣the"
    assert [row.is_rest for row in view_model.rows].index(True) == TOP_N
    assert math.fsum(row.raw_p for row in view_model.rows) == pytest.approx(1, abs=1e-12)
    assert math.fsum(row.final_p for row in view_model.rows) == pytest.approx(1, abs=1e-12)


def test_chosen_token_outside_the_top_has_a_row_of_its_own(view_model):
    """What was chosen is always seen, however improbable, and is not counted twice."""
    chosen = record(5, top_ids=tuple(range(1000, 1000 + TOP_N)), rank=731, raw_p=1e-4, final_p=2e-4)
    view_model.show(chosen)
    *_, row, rest = view_model.rows
    assert len(view_model.rows) == TOP_N + 2
    assert (row.token_id, row.rank, row.is_chosen) == (5, 731, True)
    assert math.fsum(row.raw_p for row in view_model.rows) == pytest.approx(1, abs=1e-12)
    assert rest.raw_p == pytest.approx(1 - sum(chosen.top_raw_p) - 1e-4)


def test_removed_tokens_stay_and_are_marked(view_model):
    """Filters are understood by what they take away. Rounding must not revive the rest."""
    third = 1 / 3
    kept = (third, third, third * (1 - 1e-9)) + (0.0,) * (TOP_N - 3)
    view_model.show(record(262, top_final_p=kept, kept=3))
    assert [row.is_removed for row in view_model.rows] == [False] * 3 + [True] * (TOP_N - 2)
    assert view_model.rows[-1].final_p == 0.0


def test_a_removed_row_names_its_filter(view_model):
    """Which slider took it away is what the list is looked at for."""
    removed_by = ("",) * 2 + ("top_k",) + ("top_p",) * (TOP_N - 3)
    final = (0.6, 0.4) + (0.0,) * (TOP_N - 2)
    view_model.show(record(262, top_final_p=final, top_removed_by=removed_by, kept=2))
    assert tuple(row.removed_by for row in view_model.rows[:TOP_N]) == removed_by
    assert [row.is_removed for row in view_model.rows[:3]] == [False, False, True]


def test_a_probability_too_small_for_a_number_is_not_called_removed(view_model):
    """A very low temperature leaves 0 without any filter."""
    final = (1.0,) + (0.0,) * (TOP_N - 1)
    view_model.show(record(262, top_final_p=final, top_removed_by=("",) * TOP_N, kept=50257))
    assert not any(row.is_removed for row in view_model.rows[:TOP_N])


def test_probabilities_that_round_above_one_leave_no_negative_rest(view_model):
    """A bar cannot be negative."""
    probabilities = (1.0000001,) + (0.0,) * (TOP_N - 1)
    view_model.show(record(262, top_raw_p=probabilities, top_final_p=probabilities))
    assert view_model.rows[-1].raw_p == view_model.rows[-1].final_p == 0.0


def test_summary_describes_the_chosen_token(view_model):
    """Probability, rank, surprisal and entropy of the token that was drawn."""
    view_model.show(record(262, raw_p=0.25, draw=None))
    figures = view_model.figures
    assert (figures.token_id, view_model.text, figures.rank) == (262, "␣the", 1)
    assert figures.surprisal_bits == 2.0
    assert figures.draw is None
    view_model.show(record(262, raw_p=1.0))


@pytest.mark.parametrize(("raw_p", "bits"), [(1.0, 0.0), (0.0, math.inf)])
def test_surprisal_at_the_ends(view_model, raw_p, bits):
    """Certainty is 0 bits (not -0), and an underflow to 0 must not raise."""
    view_model.show(record(262, raw_p=raw_p))
    assert math.copysign(1, view_model.figures.surprisal_bits) == 1
    assert view_model.figures.surprisal_bits == bits


def test_before_the_vocabulary_tokens_go_by_their_ids(qapp):
    """An answer can be faster than the tokenizer's file; names follow."""
    model = LoadedModel()
    view_model = NextTokenViewModel(model)
    view_model.show(record(262))
    assert view_model.rows[0].text == "‹id 262›"
    model.set_vocabulary(vocabulary())
    assert view_model.rows[0].text == "␣the"
    view_model.shutdown()


def test_burst_is_thinned_and_the_last_token_is_shown(view_model, changes, qtbot):
    """However fast tokens come, the list changes 4 times a second and ends exact."""
    for token_id in range(1000):
        view_model.show(record(token_id))
    assert len(changes) == 1
    with qtbot.waitSignal(view_model.changed):
        pass
    assert view_model.figures.token_id == 999
    assert len(changes) == 2


def test_rows_are_in_the_order_of_rank_at_every_change(view_model, changes, qtbot):
    """A list that says 3, 1, 2 while tokens stream in teaches a wrong thing."""
    seen: list[list[int | None]] = []
    view_model.changed.connect(lambda: seen.append([row.rank for row in view_model.rows]))
    for shift in range(4):
        for step in range(3):
            first = TOP_N + 3 * shift + step
            view_model.show(record(0, top_ids=tuple(range(first, first - TOP_N, -1))))
        qtbot.waitUntil(lambda first=first: ids(view_model)[0] == first)
    assert all(ranks[:TOP_N] == list(range(1, TOP_N + 1)) for ranks in seen)
    assert len(changes) < 12, "at a pace that can be read"


def test_nothing_changes_when_nothing_comes(view_model, changes, qtbot):
    """An idle window costs nothing."""
    view_model.show(record(262))
    assert not view_model._turns.is_waiting
    qtbot.wait(700)
    assert len(changes) == 1


def test_clear_and_shutdown_stop_the_clock(view_model, changes, qtbot):
    """A timer that outlives its window crashes at exit."""
    view_model.show(record(1))
    view_model.show(record(2))
    view_model.clear()
    assert view_model.rows == ()
    assert view_model.figures is None
    assert not view_model._turns.is_waiting
    view_model.show(record(3))
    assert view_model.figures.token_id == 3, "works again after clear()"


@pytest.fixture
def place(view_model):
    place = Place()
    view_model.look_through(place.view_model)
    yield place
    place.close()


def test_a_marked_token_is_shown_at_once_and_its_pipeline_when_it_comes(view_model, place):
    """The record is there without waiting; the worker's figures take the place of it."""
    place.mark(1)
    assert view_model.figures.token_id == ANSWER_IDS[1]
    assert len(view_model.rows) == TOP_N + 1
    place.client.answer()
    assert [row.token_id for row in view_model.rows] == [ANSWER_IDS[1], ANSWER_IDS[1] + 1, None]
    assert view_model.rows[0].is_chosen
    assert math.fsum(row.final_p for row in view_model.rows) == pytest.approx(1)


def test_a_mark_holds_while_an_answer_streams(view_model, place):
    """Who looks at a token must not be pulled away from it; without a mark the newest is seen."""
    place.chat.set_busy(True)
    place.mark(0)
    view_model.show(record(ANSWER_IDS[3]))
    assert view_model.figures.token_id == ANSWER_IDS[0]
    place.inspector.clear_mark()
    assert view_model.figures.token_id == ANSWER_IDS[3]


def test_settings_of_now_change_the_final_figures(view_model, place, qtbot):
    """The figures above the list belong to the bars below it."""
    place.mark(1)
    place.client.answer()
    then = view_model.figures
    assert then.final_p == 0.25, "what it was chosen with"
    place.view_model.set_settings_now(True)
    qtbot.waitUntil(lambda: not place.view_model._pace.isActive())
    place.client.answer()
    assert view_model.figures.final_p == 0.5
    assert view_model.figures.kept == 2
    assert view_model.figures.raw_p == view_model.rows[0].raw_p


def test_a_prompts_token_has_no_final_figure_until_the_user_asks(view_model, place):
    """Nobody chose it: a final figure, and others struck out, would contradict its card."""
    place.mark(1, is_prompt=True)
    assert view_model.figures is None, "not measured yet"
    assert view_model.rows == ()
    stats = tuple(map(stats_of, range(3), PROMPT_IDS))
    place.chat.set_prompt_stats("answer", stats)
    place.inspector.figures_changed.emit("answer")
    assert view_model.figures.raw_p == 0.5
    assert view_model.figures.final_p is view_model.figures.kept is None
    assert [row.final_p for row in view_model.rows] == [None] * len(view_model.rows)
    assert not any(row.is_removed for row in view_model.rows)
    assert place.view_model.pipeline is None
    place.view_model.set_settings_now(True)
    place.client.answer()
    assert view_model.figures.final_p == 0.5, "what they would make of it"
    assert len(view_model.rows) == 3
    place.view_model.set_settings_now(False)
    assert view_model.figures.final_p is None


def test_the_record_of_another_network_is_not_mixed_with_the_one_in_use(view_model, place):
    """Its bars would not be those of the figures above them, nor of the card."""
    run = Run(0, THEN, 1, "giant", "other", "exact")
    place.chat.messages.replace(0, answer(runs=(run,)))
    place.mark(1)
    recorded = view_model.rows
    place.client.answer()
    assert place.view_model.pipeline is not None
    assert view_model.rows == recorded
    place.view_model.set_settings_now(True)
    place.client.answer()
    assert view_model.rows == recorded, "with no settings are they those of the answer"


def test_an_answer_of_another_conversation_is_not_followed(view_model, place, qtbot):
    """A new chat beside a running answer shows none of its figures."""
    place.chat.set_busy(True)
    view_model.show(record(262))
    assert view_model.figures is not None
    place.chat.messages.reset(())
    assert not place.view_model.is_following
    qtbot.waitUntil(lambda: view_model.figures is None)
    assert view_model.rows == ()

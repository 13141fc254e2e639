"""The dice are seen: chances end to end, and the point where u fell."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gptdesk.app.views.pipeline.draw_bar import DrawBar, draw_in_words
from gptdesk.app.views.widgets.figures import point_text, points_text
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.pipeline import explain_choice
from gptdesk.engine.inspection.values import Draw, Interval

CHANCES = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64)
PLAIN = SamplingSettings(temperature=1, top_p=1)


def draw(u: float, token_id: int | None = None, settings: SamplingSettings = PLAIN) -> Draw:
    found = explain_choice(CHANCES.log(), settings, (), u=u, token_id=token_id).draw
    assert found is not None
    return found


@pytest.fixture
def bar(qtbot: QtBot) -> DrawBar:
    bar = DrawBar()
    qtbot.addWidget(bar)
    bar.resize(400, bar.sizeHint().height())
    return bar


def test_the_bar_is_the_chances_end_to_end(bar: DrawBar) -> None:
    """A part's length is its chance; the first begins at 0, the last ends at 1."""
    bar.show_draw(draw(0.6), str, 1)
    found = [bar.interval_at(x) for x in (1, 199, 201, 319, 321, 379, 381, 399)]
    assert [one.token_id if one else None for one in found] == [0, 0, 1, 1, 2, 2, 3, 3]
    likely, rare = Interval(7, 0.5, 0, 0.5), Interval(8, 0.05, 0.9, 0.95)
    bar.show_draw(Draw(0.2, likely, rare, (likely,)), str, 8)
    assert bar.interval_at(370) == rare, "the token of the text, far behind the leading ones"


def test_the_words_say_where_it_fell() -> None:
    """What is painted is said too, for who cannot see it."""
    words = draw_in_words(draw(0.6, 1), str, 1)
    assert words == "u = 0.6000 falls on “1”, which has 0.5000 to 0.8000."


def test_other_settings_say_where_the_token_would_stand() -> None:
    """Same dice, other settings: where it falls now, and where the text's token is."""
    words = draw_in_words(draw(0.6, 0), str, 0)
    assert words.endswith("“0”, which stands in the text, has 0.0000 to 0.5000.")
    cut = SamplingSettings(temperature=1, top_k=2, top_p=1)
    words = draw_in_words(draw(0.6, 3, cut), str, 3)
    assert words.endswith("“3”, which stands in the text, could not be drawn.")


def test_points_have_enough_digits_to_be_told_apart() -> None:
    """`u = 0.9870 falls on …, which has 0.9870 to 0.9870` explains nothing."""
    narrow = Interval(7, 0.00001, 0.987, 0.98701)
    words = draw_in_words(Draw(0.987004, narrow, narrow, (narrow,)), str, 7)
    assert words == "u = 0.987004 falls on “7”, which has 0.987000 to 0.987010."
    other = Interval(8, 0.00001, 0.98699, 0.987)
    words = draw_in_words(Draw(0.987004, narrow, other, (narrow,)), str, 8)
    assert words.endswith("“8”, which stands in the text, has 0.986990 to 0.987000.")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_no_two_points_are_written_alike(points: list[float]) -> None:
    """And none below 1 as 1, none above 0 as 0: the dice are never 1."""
    texts = points_text(*points)
    assert len({0.0, 1.0, *points}) == len({"0.0000", "1.0000", *texts} - _same(texts))
    assert [float(text) for text in texts] == pytest.approx(points, abs=1e-4)
    assert sorted(texts, key=float) == list(points_text(*sorted(points)))


def _same(texts: tuple[str, ...]) -> set[str]:
    """Return what is 0 or 1 with more decimals."""
    return {text for text in texts if float(text) in {0.0, 1.0}} - {"0.0000", "1.0000"}


def test_dice_just_below_1_are_not_1() -> None:
    """They are drawn from 0 up to, and never at, 1."""
    assert point_text(0.99997) == "0.99997"
    assert point_text(0.987) == "0.9870"
    assert point_text(1 - 2**-53).startswith("0.999999")
    assert point_text(0.0) == "0.0000"


def test_the_pointer_moves_with_u(bar: DrawBar) -> None:
    """The one thing that differs between two throws is seen."""
    bar.show_draw(draw(0.1), str, 0)
    first = bar.grab().toImage()
    bar.show_draw(draw(0.2), str, 0)
    assert bar.grab().toImage() != first
    assert "u = 0.2000" in bar.accessibleDescription()
    assert len(bar.accessibleDescription().splitlines()) == 1 + 4


def test_without_dice_it_says_why(bar: DrawBar) -> None:
    """Greedy, a prompt's token, one that the user put there: an empty bar explains nothing."""
    bar.show_reason("Temperature 0: no dice.")
    assert bar.accessibleDescription() == "Temperature 0: no dice."
    assert bar.interval_at(10) is None
    assert not bar.grab().isNull()

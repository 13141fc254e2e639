"""A kept view is a table that opens without a model; senseless ones are refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.chat.kept_views import MOST_BYTES, KeptCell, KeptView, view_of, view_text
from tests.conversation_values import kept_views


@given(kept_views(st.text(), st.text()))
def test_a_view_comes_back_as_it_was(views: tuple[KeptView, ...]) -> None:
    """Every figure in full precision."""
    for view in views:
        assert view_of(view_text(view)) == view
        assert view.size_bytes == len(view_text(view).encode())


def view(**values: object) -> KeptView:
    known = {"title": "t", "place": 1, "stop": "lens", "model_name": "m", "model_sha256": "a"}
    return KeptView(**(known | values))


@pytest.mark.parametrize(
    "values",
    [{"place": 0}, {"block": 0}, {"head": -1}, {"columns": ("a",), "rows": ((),)}],
)
def test_senseless_views_are_refused(values: dict[str, object]) -> None:
    """They come from files too."""
    with pytest.raises(ValueError, match=next(reversed(values))):
        view(**values)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_is_finite(number: float) -> None:
    """JSON has no other; what is infinite stands in the text."""
    with pytest.raises(ValueError, match="number"):
        KeptCell("∞", number)


def test_what_is_too_large_is_not_read() -> None:
    """A history that was changed by hand must not fill the memory."""
    with pytest.raises(ValueError, match="more than a view has"):
        view_of(view_text(view(title="x" * MOST_BYTES)))

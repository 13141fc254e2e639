"""What is changed in a network: the same changes are equal, senseless ones are refused."""

from __future__ import annotations

import pytest

from gptdesk.chat.changes import Changes, HeadChange, heads_in_words
from gptdesk.errors import RequestError


def test_the_same_changes_are_equal_in_any_order() -> None:
    """A pass is found again by what is changed in it."""
    one = Changes((HeadChange(3, 2), HeadChange(1, 4, 0.5)), hidden=(7, 3, 7))
    other = Changes((HeadChange(1, 4, 0.5), HeadChange(3, 2), HeadChange(2, 2, 1.0)), hidden=(3, 7))
    assert one == other
    assert [change.name for change in one.heads] == ["1.4", "3.2"]
    assert one
    assert not Changes((HeadChange(2, 2, 1.0),))


def test_hidden_places_move_with_the_start_of_the_context() -> None:
    """After a context shift, what was hidden in what is forgotten plays no part any more."""
    assert Changes(hidden=(2, 10, 11)).from_place(9) == Changes(hidden=(1, 2))
    assert Changes(hidden=(9, 10)).from_place(9) == Changes(hidden=(1,)), "the last one forgotten"


@pytest.mark.parametrize(
    ("block", "head", "factor", "uses_mean"),
    [
        (0, 1, 0.0, False),
        (1, 0, 0.0, False),
        (1, 1, -0.1, False),
        (1, 1, 2.1, False),
        (1, 1, float("nan"), False),
        (1, 1, 0.5, True),
    ],
)
def test_senseless_heads_are_refused(block: int, head: int, factor: float, uses_mean: bool) -> None:
    """They come from files and command lines too."""
    with pytest.raises((RequestError, ValueError)):
        HeadChange(block, head, factor, uses_mean)


def test_a_head_is_changed_once() -> None:
    """Two factors for one head contradict each other."""
    with pytest.raises((RequestError, ValueError)):
        Changes((HeadChange(1, 1), HeadChange(1, 1, 0.5)))


def test_changed_heads_are_said_in_words() -> None:
    """An answer without some heads must not be taken for the network's own, in no export."""
    assert heads_in_words(()) == ""
    assert heads_in_words((HeadChange(6, 1),)) == "head 6.1 off"
    some = (HeadChange(3, 2), HeadChange(4, 1, 0.5), HeadChange(5, 1))
    assert heads_in_words(some) == "heads 3.2, 5.1 off; head 4.1 at 50 %"
    mean = (HeadChange(1, 1, uses_mean=True), HeadChange(1, 2, uses_mean=True))
    assert heads_in_words((*mean, HeadChange(2, 1, 1.25))) == (
        "heads 1.1, 1.2 at their means; head 2.1 at 125 %"
    )

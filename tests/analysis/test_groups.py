"""Every token has its place in the text, also where several make one character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gptdesk.analysis.groups import token_groups
from tests.fakes import vocabulary


@given(st.lists(st.integers(0, 50256), max_size=40))
def test_groups_are_the_text(ids: list[int]) -> None:
    """Nothing is lost, nothing is twice, whatever the bytes are."""
    groups = token_groups(ids, vocabulary())
    places = [place for group in groups for place in range(group.first, group.last + 1)]
    assert places == list(range(len(ids)))
    whole = b"".join(vocabulary().pieces[token_id] for token_id in ids)
    assert "".join(group.text for group in groups) == whole.decode("utf-8", "replace")


def test_a_character_of_several_tokens_is_one_group() -> None:
    """An emoji is four bytes in two tokens; half of one is not shown as a letter."""
    groups = token_groups((40, 30325, 222, 13), vocabulary())
    assert [(group.first, group.last, group.text) for group in groups] == [
        (0, 0, "I"),
        (1, 2, " 😀"),
        (3, 3, "."),
    ]
    assert groups[1].tokens == 2


def test_an_unfinished_character_and_an_unknown_id() -> None:
    """An answer can stop inside a character; a wider vocabulary has ids that ours has not."""
    (group,) = token_groups((30325,), vocabulary())
    assert group.text == " \N{REPLACEMENT CHARACTER}"
    assert [group.text for group in token_groups((40, 60000), vocabulary())] == ["I", ""]
    assert token_groups((), vocabulary()) == ()

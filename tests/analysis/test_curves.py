"""The curves over a text show the figures of its tokens, and of nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gptdesk.analysis.curves import curves_of, most_surprising, rank_bands
from gptdesk.analysis.figures import Bands, TokenRef
from gptdesk.app.views.text.words import summary_in_words
from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import TokenRecord
from tests.app.viewmodels.answers import PROMPT, answer


def test_prompt_and_answer_are_one_text() -> None:
    """The perplexity so far goes over the prompt's tokens and on over the answer's."""
    curves = curves_of(answer())
    assert [point.token_id for point in curves.points] == [*PROMPT, 6342, 13]
    assert curves.prompt_points == len(PROMPT)
    # the first token was predicted by nothing; four of one bit; then one and three bits
    assert [point.surprisal_bits for point in curves.points] == [None, 1, 1, 1, 1, 1, 3]
    assert curves.points[0].perplexity is None
    assert curves.points[4].perplexity == 2
    assert curves.perplexity == curves.points[-1].perplexity == pytest.approx(2 ** (8 / 6))
    assert curves.part_perplexity(is_prompt=True) == 2
    assert curves.part_perplexity(is_prompt=False) == 4


def test_the_summary_counts_what_was_predicted() -> None:
    """As the table of ranks beside it does: nothing predicts a text's first token."""
    curves = curves_of(answer())
    words = summary_in_words(curves)
    assert words == (
        "Perplexity 4.00 over the answer's 2 tokens."
        " 2.00 over the prompt's 4 after its first, 2.52 over all 6."
    )
    assert sum(band.count for band in rank_bands(curves.points, Bands())) == 6
    lone = answer()
    lone = replace(lone, prompt_ids=PROMPT[:1], prompt_stats=lone.prompt_stats[:1])
    assert summary_in_words(curves_of(lone)) == "Perplexity 4.00 over the answer's 2 tokens."


def test_without_a_measured_prompt_the_curves_begin_at_the_answer() -> None:
    """Measuring a prompt takes a pass of the network; the answer's figures are there at once."""
    curves = curves_of(answer(is_measured=False))
    assert curves.prompt_points == 0
    assert [point.surprisal_bits for point in curves.points] == [1, 3]
    assert curves.points[0].ref == TokenRef("answer", is_prompt=False, index=0)


def test_places_and_tokens_find_each_other() -> None:
    """A click on the curve marks the token in the text, and the other way round."""
    curves = curves_of(answer())
    for place, point in enumerate(curves.points):
        assert curves.place_of(point.ref) == place
    assert curves.place_of(None) is None
    assert curves.place_of(TokenRef("other", is_prompt=False, index=0)) is None
    assert curves.place_of(TokenRef("answer", is_prompt=False, index=2)) is None
    unmeasured = curves_of(answer(is_measured=False))
    assert unmeasured.place_of(TokenRef("answer", is_prompt=True, index=1)) is None


@pytest.mark.parametrize("is_measured", [True, False])
def test_a_growing_answer_goes_on_where_it_was(*, is_measured: bool) -> None:
    """While tokens stream nothing is computed twice, and nothing comes out otherwise."""
    whole = answer(range(300, 340), [0.5 / (1 + n) for n in range(40)], is_measured=is_measured)
    known = None
    for length in (0, 1, 7, 7, 40):
        part = replace(whole, token_ids=whole.token_ids[:length], records=whole.records[:length])
        known = curves_of(part, known)
        assert known == curves_of(part)


def test_another_text_is_not_taken_for_a_longer_one() -> None:
    """A shortened answer, another branch and a prompt that is measured now start over.

    So do the same tokens with other probabilities: another network has written them again.
    """
    known = curves_of(answer())
    for other in (
        answer((13, 13)),
        answer((6342, 13), (0.25, 0.125)),
        answer((6342,), (0.5,)),
        answer(answer_id="branch"),
        answer(is_measured=False),
    ):
        assert curves_of(other, known) == curves_of(other)


def test_an_impossible_token_is_infinitely_surprising() -> None:
    """The user can put any token into an answer; no curve may break by it."""
    curves = curves_of(answer((6342, 13), (0.5, 0.0)))
    assert curves.points[-1].surprisal_bits == math.inf
    assert curves.perplexity == math.inf
    assert curves.part_perplexity(is_prompt=True) == 2


def test_bands_of_ranks() -> None:
    """The edges belong to the band before them, and what was not predicted is not counted."""
    points = curves_of(answer()).points
    bands = rank_bands(points, Bands((10, 100, 1000)))
    assert [(band.first, band.last) for band in bands] == [
        (1, 10),
        (11, 100),
        (101, 1000),
        (1001, None),
    ]
    assert [band.count for band in bands] == [5, 1, 0, 0]
    assert math.fsum(band.share for band in bands) == pytest.approx(1)
    assert [band.count for band in rank_bands(points, Bands((49, 50, 51)))] == [5, 1, 0, 0]
    assert [band.share for band in rank_bands((), Bands())] == [0, 0, 0, 0]


def test_of_many_tokens_in_one_place_the_most_surprising_is_meant() -> None:
    """In a long text several tokens share a pixel; one aims at the peak."""
    points = curves_of(answer()).points
    assert most_surprising(points, 0, 6) == 6
    assert most_surprising(points, 0, 0) == 0


def test_ranks_that_are_not_known_are_in_no_band() -> None:
    """Perplexity needs only p; a share of the ranks is one of those that are known."""
    records = tuple(
        TokenRecord(place, 0.25, None, rank, None, None, None, (), (), ())
        for place, rank in enumerate((1, None, 20, None))
    )
    curves = curves_of(Message(Role.ASSISTANT, "", token_ids=(0, 1, 2, 3), records=records))
    assert curves.perplexity == 4.0
    assert (curves.known, curves.points[1].entropy_bits) == (4, None)
    bands = rank_bands(curves.points, Bands())
    assert [(band.count, band.share) for band in bands] == [(1, 0.5), (1, 0.5), (0, 0.0), (0, 0.0)]

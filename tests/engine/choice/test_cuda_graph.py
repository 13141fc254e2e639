"""The chooser of a graphics card chooses what the CPU chooses; recording itself needs a card."""

from __future__ import annotations

import pytest
import torch

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.cuda_graph import GraphedChooser
from gptdesk.engine.choice.sampling import Dice, choose
from gptdesk.errors import NonFiniteLogitsError, RequestError
from tests.engine.choice.hard_choices import USUAL, VOCAB, assert_same, vector
from tests.model.fast.test_cuda_graph import done_again

WITH_PENALTY = SamplingSettings(repetition_penalty=1.2)


def answer(chooser, settings: SamplingSettings, device: str = "cpu") -> list[TokenRecord]:
    """Choose a few tokens in a row, each of them seen by those after it."""
    generator, dice, seen = torch.Generator().manual_seed(6), Dice(7), [5, 6]
    records: list[TokenRecord] = []
    for _ in range(6):
        logits = vector("wide", VOCAB, generator).to(device)
        records.append(chooser(logits, settings, seen, dice))
        seen.append(records[-1].token_id)
    return records


@pytest.mark.parametrize("how", USUAL)
def test_a_replayed_choice_is_the_cpus(how: SamplingSettings) -> None:
    """Settings and dice are data there: one recording serves them all."""
    for replayed, wanted in zip(
        answer(GraphedChooser(record=done_again), how), answer(choose, how), strict=True
    ):
        assert_same(replayed, wanted)


def test_one_recording_serves_all_settings() -> None:
    """Recording takes a moment, in which nothing comes; with a penalty there is a second one."""
    works: list[object] = []

    def counted(work):
        works.append(work)
        return done_again(work)

    chooser = GraphedChooser(record=counted)
    for how in USUAL:
        answer(chooser, how)
    assert len(works) == 2
    chooser(torch.randn(VOCAB), WITH_PENALTY, [1] * 1500, Dice(1))
    assert len(works) == 3, "more tokens than there was room for"


@pytest.mark.parametrize("how", [SamplingSettings(), WITH_PENALTY])
def test_without_a_card_the_cpu_chooses(how: SamplingSettings, caplog) -> None:
    """Nothing can be recorded, the log says why, and the dice are not rolled twice."""
    if torch.cuda.is_available():
        pytest.skip("there is a card here, on which recording works")
    assert answer(GraphedChooser(), how) == answer(choose, how)
    assert caplog.text.count("not chosen in a CUDA graph") == 1


def test_a_replay_that_is_wrong_is_not_used(caplog) -> None:
    """Whatever a card does: the first figures are compared with the CPU's."""

    def stuck(work):
        done_again(work)
        return lambda: None  # forever the figures of the first logits

    chooser, dice = GraphedChooser(record=stuck), Dice(7)
    generator = torch.Generator().manual_seed(6)
    first, second = vector("wide", VOCAB, generator), vector("story", VOCAB, generator)
    greedy = SamplingSettings(temperature=0)
    chooser(first, SamplingSettings(), [], dice)
    assert chooser(second, greedy, [], dice) == choose(second, greedy, [], dice)
    assert "does not choose what the CPU chooses" in caplog.text


def test_what_is_in_doubt_is_chosen_by_definition() -> None:
    """A crowd of ties, and a filter beyond what the card's numbers can hold."""
    chooser = GraphedChooser(record=done_again)
    for logits, how in (
        (torch.zeros(3000), SamplingSettings()),
        (torch.randn(3000), SamplingSettings(min_p=1e-300)),
    ):
        assert chooser(logits, how, [], Dice(3)) == choose(logits, how, [], Dice(3))


def test_errors_are_the_cpus() -> None:
    """The same sentences."""
    chooser = GraphedChooser(record=done_again)
    with pytest.raises(NonFiniteLogitsError):
        chooser(torch.full((3000,), torch.nan), SamplingSettings(), [], Dice(3))
    how = SamplingSettings(repetition_penalty=1e-308)
    with pytest.raises(RequestError, match="too extreme"):
        chooser(torch.full((3000,), 1e30), how, [1], Dice(3))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA graphics card")
def test_a_real_card_chooses_what_the_cpu_chooses(caplog) -> None:
    """Real graphs, the same dice."""
    chooser = GraphedChooser()
    for how in USUAL:
        for replayed, wanted in zip(answer(chooser, how, "cuda"), answer(choose, how), strict=True):
            assert_same(replayed, wanted)
    assert not caplog.text

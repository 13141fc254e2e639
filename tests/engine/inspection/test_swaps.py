"""Tokens that the user puts into an answer: their figures, what stays, and what comes after."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from random import Random
from threading import Event

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import choose_by_definition, filtered, raw_distribution
from gptdesk.engine.choice.sampling import Dice, force
from gptdesk.engine.inspection.values import PipelineRequest
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.answer_text import AnswerText
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.errors import NonFiniteLogitsError, RequestError
from gptdesk.model.network import Network
from tests.engine.choice.hard_choices import KINDS, USUAL, vector
from tests.engine.inspection.test_what_if import SETTINGS
from tests.engine.reference_figures import ROUNDING, SMALL_VOCAB, assert_record, small_pair
from tests.engine.small_models import SMALL, WatchedModel
from tests.tiny_models import write_tiny_model

SEED = st.integers(0, 2**31 - 1)
SMALL_ID = st.integers(0, SMALL_VOCAB - 1)
OWL = (
    Message(Role.USER, "Who lives there?"),
    Message(Role.ASSISTANT, " An owl."),
    Message(Role.USER, "Why? "),
)


@cache
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


def run(network: Network, wanted: GenerationRequest) -> list[GenerationEvent]:
    """Run on a network that has read nothing yet."""
    template = template_named("user_bot")
    events = generate(Reader(network), tokenizer(), wanted, Event(), template=template)
    return list(events)


def records_of(events: list[GenerationEvent]) -> list[TokenRecord]:
    return [event.record for event in events if isinstance(event, GenerationStep)]


def ids_of(events: list[GenerationEvent]) -> tuple[int, ...]:
    return tuple(record.token_id for record in records_of(events))


def text_of(events: list[GenerationEvent]) -> str:
    return "".join(e.text for e in events if isinstance(e, GenerationStep | GenerationEnd))


def prompt_of(events: list[GenerationEvent]) -> tuple[int, ...]:
    assert isinstance(events[0], PromptReady)
    return events[0].ids


# --- one place ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_forced_tokens_figures_are_the_definitions(kind: str) -> None:
    """Any token, also one that the filters remove or that cannot come at all."""
    generator = torch.Generator().manual_seed(3)
    for number, how in enumerate(USUAL):
        logits = vector(kind, 5000, generator)
        seen = torch.randint(5000, (50,), generator=generator).tolist()
        raw, final = raw_distribution(logits), filtered(logits, how, seen).final
        for token_id in (7, int(logits.argmax()), int(logits.argmin())):
            dice, others = Dice(number), Dice(number)
            record = force(logits, how, seen, dice, token_id)
            u = None if how.temperature == 0 else others.roll()
            chosen = choose_by_definition(logits, how, seen, u)
            assert dice.roll() == others.roll(), "what follows meets the dice of its own place"
            order = raw.argsort(descending=True, stable=True).tolist()
            assert record == replace(
                chosen,
                token_id=token_id,
                raw_p=raw[token_id].item(),
                final_p=final[token_id].item(),
                rank=order.index(token_id) + 1,
                draw=None,
                is_forced=True,
            )


def test_what_describes_no_distribution_cannot_be_forced_either() -> None:
    with pytest.raises(NonFiniteLogitsError):
        force(torch.tensor([0.0, torch.nan]), SamplingSettings(), [], Dice(1), 0)
    absurd = SamplingSettings(repetition_penalty=1e-308)
    with pytest.raises(RequestError, match="penalty"):
        force(torch.full((4,), 10.0), absurd, [1], Dice(1), 0)


# --- a place in a text ----------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    how=SETTINGS,
    seed=SEED,
    keep=st.sampled_from([None, 0, 5, 99]),
    index=st.integers(0, 29),
    chosen=st.lists(SMALL_ID, min_size=1, max_size=3).map(tuple),
)
def test_a_branch_is_exact_and_the_dice_stay_where_they_were(
    how: SamplingSettings, seed: int, keep: int | None, index: int, chosen: tuple[int, ...]
) -> None:
    """Swapped before, at and after a context shift; transformers says what the figures are."""
    network, reference = small_pair()
    first = GenerationRequest(
        (Message(Role.USER, "in the end"),),
        settings=how,
        seed=seed,
        keep_tokens=keep,
        max_new_tokens=30,
    )
    old = run(network, first)
    kept = ids_of(old)[:index]
    swapped = replace(first, answer_ids=kept, forced_ids=chosen, max_new_tokens=30 - index)
    branch = run(network, swapped)

    new = records_of(branch)
    forced = min(len(chosen), 30 - index)
    assert prompt_of(branch) == prompt_of(old)
    assert ids_of(branch)[:forced] == chosen[:forced]
    assert [record.is_forced for record in new] == [n < forced for n in range(30 - index)]
    assert [record.draw for record in new[forced:]] == [
        record.draw for record in records_of(old)[index + forced :]
    ]
    ids = [*prompt_of(old), *kept, *ids_of(branch)]
    for place, seen, logits in reference.places(ids, keep):
        number = place - len(prompt_of(old)) - index
        if number >= 0:
            assert_record(new[number], how, seen, logits, ROUNDING)
    if index + forced < 30:
        assert_goes_on(network, swapped, branch)


def assert_goes_on(
    network: Network, swapped: GenerationRequest, branch: list[GenerationEvent]
) -> None:
    """Going on after the swap gives what one run gives, and what an answer that has it gives."""
    forced = len(swapped.forced_ids)
    later = replace(
        swapped,
        answer_ids=swapped.answer_ids + swapped.forced_ids,
        forced_ids=(),
        max_new_tokens=swapped.max_new_tokens - forced,
    )
    again = run(network, later)
    assert prompt_of(again) == prompt_of(branch)
    assert ids_of(again) == ids_of(branch)[forced:]
    one = records_of(again)[-1]
    other = records_of(branch)[-1]
    assert (one.draw, one.rank, one.kept) == (other.draw, other.rank, other.kept)
    assert one.final_p == pytest.approx(other.final_p, rel=1e-9)


@pytest.mark.parametrize("mode", PromptMode)
def test_going_on_after_a_swap_in_the_template(mode: PromptMode) -> None:
    """A whole vocabulary, a conversation too long for the context, token by token or at once."""
    network = WatchedModel(SMALL).double()
    wanted = GenerationRequest(
        (*OWL, *OWL, *OWL), mode, settings=SamplingSettings(1, 50), seed=11, max_new_tokens=40
    )
    old = run(network, wanted)
    assert isinstance(old[0], PromptReady)
    assert (old[0].dropped_tokens > 0) == (mode is PromptMode.CONVERSATION)
    swapped = replace(wanted, answer_ids=ids_of(old)[:9], forced_ids=(7, 5297), max_new_tokens=31)
    branch = run(network, swapped)
    assert_goes_on(network, swapped, branch)

    step = replace(swapped, max_new_tokens=1)
    ids: tuple[int, ...] = ()
    for left in ((7, 5297), (5297,), *((),) * 29):
        now = replace(step, answer_ids=step.answer_ids + ids, forced_ids=left)
        (record,) = records_of(run(network, now))
        ids = (*ids, record.token_id)
    assert ids == ids_of(branch)


def test_the_end_of_the_text_can_be_chosen() -> None:
    """It is an alternative like others; what was to follow it is not written."""
    network = WatchedModel(SMALL)
    wanted = GenerationRequest(OWL, forced_ids=(40, END_OF_TEXT_ID, 7), max_new_tokens=9)
    events = run(network, wanted)
    assert ids_of(events) == (40, END_OF_TEXT_ID)
    assert isinstance(events[-1], GenerationEnd)
    assert events[-1].reason is FinishReason.END_OF_TEXT
    (one,) = records_of(run(network, replace(wanted, max_new_tokens=1)))
    assert one.token_id == 40, "a step is one token, whatever waits"


# --- many places ----------------------------------------------------------------------------------


def test_five_hundred_swaps() -> None:
    """Random texts, places and tokens: what stood before stays, the branch begins as chosen."""
    network = WatchedModel(replace(SMALL, vocab_size=900, emb_dim=16, n_layers=1))
    reader = Reader(network)  # it remembers what it has read, as the program's does

    def ask(request: GenerationRequest) -> list[GenerationEvent]:
        template = template_named("")
        return list(generate(reader, tokenizer(), request, Event(), template=template))

    def text(ids: tuple[int, ...]) -> str:
        shown = AnswerText(tokenizer(), ())
        return "".join(map(shown.feed, ids)) + shown.flush()

    dice = Random(5)
    for number in range(20):
        how = SamplingSettings(dice.choice([0, 0.8, 1.3]), dice.choice([0, 40]))
        messages = (Message(Role.USER, dice.choice(["a", "in the", "b c d e f"])),)
        wanted = GenerationRequest(messages, settings=how, seed=number, max_new_tokens=45)
        old = ask(wanted)
        for index in dice.sample(range(45), 25):
            kept, record = ids_of(old)[:index], records_of(old)[index]
            some = dice.choice([record.top_ids, range(900)])
            chosen = tuple(dice.choices(some, k=dice.choice([1, 1, 2, 3])))
            count = len(chosen) + 1
            branch = ask(replace(wanted, answer_ids=kept, forced_ids=chosen, max_new_tokens=count))

            assert prompt_of(branch) == prompt_of(old)
            assert len(ids_of(branch)) == count
            assert ids_of(branch)[:-1] == chosen
            assert text(kept) + text_of(branch) == text((*kept, *ids_of(branch)))
            swapped = records_of(branch)[0]
            assert swapped.is_forced
            assert swapped.top_ids == record.top_ids, "the same place, so the same alternatives"
            assert swapped.entropy_bits == pytest.approx(record.entropy_bits, rel=1e-5)
            if chosen[0] in record.top_ids:
                assert swapped.rank == record.top_ids.index(chosen[0]) + 1
            u = None if how.temperature == 0 else Dice(number, skip=index + count - 1).roll()
            assert records_of(branch)[-1].draw == u


# --- a file, opened as the program opens it -------------------------------------------------------


def test_a_swap_in_a_conversation_of_the_program(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The engine that has the old answer in mind, and one that was started again."""
    path = write_tiny_model(tmp_path_factory.mktemp("tiny") / "tiny")

    def started() -> InferenceEngine:
        engine = InferenceEngine(threads=1)
        engine.load(LoadRequest(path, device="cpu"), lambda _: None)
        return engine

    engine = started()
    wanted = GenerationRequest(OWL, PromptMode.CONVERSATION, seed=8, max_new_tokens=60)
    old = list(engine.generate(wanted, Event()))
    kept = ids_of(old)[:25]
    swapped = replace(wanted, answer_ids=kept, forced_ids=(262, 6175), max_new_tokens=50)
    branch = list(engine.generate(swapped, Event()))
    assert ids_of(branch)[:2] == (262, 6175)
    later = replace(swapped, answer_ids=(*kept, 262, 6175), forced_ids=(), max_new_tokens=48)
    assert ids_of(list(engine.generate(later, Event()))) == ids_of(branch)[2:]
    assert ids_of(list(started().generate(swapped, Event()))) == ids_of(branch)

    forced = records_of(branch)[0]
    ids = (*prompt_of(old), *kept)
    place = PipelineRequest(ids, swapped.settings, forced.draw, forced.token_id)
    table = started().pipeline(place)
    assert table is not None
    row = table.row_of(262)
    assert row is not None
    assert (row.rank, table.kept, table.drawn_id) == (forced.rank, forced.kept, None)
    assert row.final_p == pytest.approx(forced.final_p, rel=1e-5)
    assert table.surprisal_bits is not None
    for one, other in itertools.pairwise(table.rows[:20]):
        assert one.raw_p >= other.raw_p

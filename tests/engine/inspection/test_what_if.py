"""Other settings, the same dice: what is foretold is what happens."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from threading import Event

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import choose_by_definition, filtered
from gptdesk.engine.choice.sampling import Dice, judge
from gptdesk.engine.inspection.values import RemovedToken, WhatIf, WhatIfRequest
from gptdesk.engine.inspection.what_if import what_if
from gptdesk.engine.run.context import context_start, tokens_kept
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.types import GenerationStep
from gptdesk.errors import NonFiniteLogitsError, RequestError
from gptdesk.model.fast.packing import pack
from gptdesk.model.network import Network
from tests.engine.choice.hard_choices import KINDS, USUAL, vector
from tests.engine.small_models import SMALL, WatchedModel, request
from tests.model.model_weights import ModelWeights

PROMPT = "a b c"  # of tokens below 600
FEW = replace(SMALL, vocab_size=600, ctx_len=16)
NEW_TOKENS = 36  # more than two contexts
USED = SamplingSettings(temperature=1, top_p=0.9)
NEUTRAL = SamplingSettings(temperature=1, top_p=1)

SETTINGS = st.builds(
    SamplingSettings,
    temperature=st.one_of(st.sampled_from([0.0, 0.8, 1.0]), st.floats(0.3, 2)),
    top_k=st.sampled_from([0, 0, 1, 5, 50, 599]),
    top_p=st.one_of(st.sampled_from([0.5, 0.9, 0.95, 1.0]), st.floats(0, 1)),
    min_p=st.sampled_from([0, 0, 0.02, 0.3]),
    repetition_penalty=st.sampled_from([1, 1, 1.02, 1.3, 0.9]),
)


@cache
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


@cache
def network(dtype: torch.dtype = torch.float64) -> WatchedModel:
    """A random network with opinions: some tokens are likely, most are not.

    In float64 a pass over a whole text and a step per token agree to 1e-14, so that no draw of
    these tests, however unlucky, tells them apart.
    """
    model = WatchedModel(FEW)
    with torch.no_grad():
        model.out_head.weight.mul_(4)
    return model.to(dtype)


def run(
    how: SamplingSettings, seed: int, keep: int | None = None, on: Network | None = None
) -> list[TokenRecord]:
    """Generate, and return how each token was chosen."""
    wanted = request(PROMPT, settings=how, seed=seed, keep_tokens=keep, max_new_tokens=NEW_TOKENS)
    reader = Reader(on or network())
    events = generate(reader, tokenizer(), wanted, Event(), template=template_named(""))
    return [event.record for event in events if isinstance(event, GenerationStep)]


def asked(
    records: Sequence[TokenRecord], how: SamplingSettings, seed: int, **changes: object
) -> WhatIfRequest:
    """Return the question about a run, with the dice that its seed gives."""
    ids = (*tokenizer().encode(PROMPT), *(record.token_id for record in records))
    dice = Dice(seed)
    draws = tuple(dice.roll() for _ in records)
    assert all(r.draw in {u, None} for r, u in zip(records, draws, strict=True))
    return WhatIfRequest(ids, how, draws, **changes)


# --- what is foretold happens ---------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(
    used=SETTINGS,
    other=SETTINGS,
    seed=st.integers(0, 2**31 - 1),
    keep=st.sampled_from([None, None, 0, 5, 15, 99]),
    is_known=st.booleans(),
)
def test_the_first_difference_is_where_a_new_run_parts(
    used: SamplingSettings,
    other: SamplingSettings,
    seed: int,
    keep: int | None,
    is_known: bool,
) -> None:
    """The same seed and other settings: the place, the token and its probability, beforehand."""
    before, after = run(used, seed, keep), run(other, seed, keep)
    drawn_with = (used,) * len(before) if is_known else ()
    question = asked(before, other, seed, keep_tokens=keep, drawn_with=drawn_with)
    told = what_if(network(), question)

    assert told.is_complete
    assert told.judged_tokens == len(question.ids) - 1
    parting = next((i for i in range(NEW_TOKENS) if before[i].token_id != after[i].token_id), None)
    if parting is None:
        assert told.difference is None
        assert told.same_tokens == NEW_TOKENS
        return
    found = told.difference
    assert found is not None
    assert told.same_tokens == found.index - question.answer_start == parting
    assert found.token_id == before[parting].token_id
    assert found.other_id == after[parting].token_id
    assert found.other_final_p == pytest.approx(after[parting].final_p, rel=1e-9)
    assert found.draw == after[parting].draw
    if other == used:
        pytest.fail("the settings of the run made a difference")


@pytest.mark.parametrize("precision", ["exact", "balanced"])
def test_the_settings_of_the_run_make_no_difference(precision: str) -> None:
    """In every precision, though a pass over the whole text rounds otherwise than the steps."""
    packed = pack(ModelWeights(network(torch.float32)), precision)
    for seed, how in enumerate((USED, NEUTRAL, SamplingSettings(0), SamplingSettings(1.5, 40))):
        records = run(how, seed, on=packed)
        told = what_if(packed, asked(records, how, seed, drawn_with=(how,) * len(records)))
        assert (told.difference, told.same_tokens) == (None, NEW_TOKENS)
        assert told.unexplained_tokens <= 2, "rounding moves few of these"
        if precision == "exact":
            answer_start = len(tokenizer().encode(PROMPT))
            assert [token for token in told.removed if token.index >= answer_start] == []


# --- what could not have been chosen --------------------------------------------------------------


@pytest.mark.parametrize("keep", [None, 3])
def test_removed_tokens_are_the_definition_written_out(keep: int | None) -> None:
    """Every token of the text, in the very context that generation gave it."""
    model = network()
    records = run(NEUTRAL, 7, keep)
    ids = asked(records, USED, 7).ids
    for other in (
        SamplingSettings(0),
        SamplingSettings(1, 30, 0.8, 0.05, 1.2),
        SamplingSettings(0.7, 0, 0.9),
        SamplingSettings(1, 0, 1, 0.1),
        SamplingSettings(1, 20, 1),
        NEUTRAL,
    ):
        expected = []
        context = [ids[0]]
        for index, token_id in enumerate(ids[1:], start=1):
            with torch.inference_mode():
                logits = model(torch.tensor([context]))[0, -1]
            left = filtered(logits, other, context)
            passed = int(left.stages[:, token_id].sum())
            if passed < len(left.filters):
                expected.append(RemovedToken(index, token_id, left.filters[passed]))
            context.append(token_id)
            if len(context) > FEW.ctx_len:
                del context[: -(tokens_kept(keep, FEW.ctx_len) + 1)]
        told = what_if(model, asked(records, other, 7, keep_tokens=keep))
        assert list(told.removed) == expected
        assert bool(expected) == (other != NEUTRAL)


@pytest.mark.parametrize("kind", KINDS)
def test_any_token_is_judged_as_defined(kind: str) -> None:
    """At a size where the fast way is taken: likely and unlikely tokens, all settings."""
    generator = torch.Generator().manual_seed(5)
    for how in USUAL:
        logits = vector(kind, 6000, generator)
        seen = torch.randint(6000, (100,), generator=generator).tolist()
        left = filtered(logits, how, seen)
        some = [*torch.randint(6000, (5,), generator=generator).tolist(), int(logits.argmax())]
        for token_id in some:
            u = torch.rand(1, generator=generator, dtype=torch.float64).item()
            number = None if how.temperature == 0 else u
            drawn, drawn_p, removed_by = judge(logits, how, seen, number, token_id)
            record = choose_by_definition(logits, how, seen, number, 1)
            assert drawn == record.token_id
            assert drawn_p == pytest.approx(record.final_p, rel=1e-12)
            passed = int(left.stages[:, token_id].sum())
            assert removed_by == (*left.filters, "")[passed]


@given(length=st.integers(1, 100), ctx_len=st.integers(1, 20), keep=st.integers(0, 25))
def test_the_context_begins_where_generation_lets_it(length: int, ctx_len: int, keep: int) -> None:
    """One token at a time, as `generate` shifts it."""
    keep, start = tokens_kept(keep, ctx_len), 0
    for tokens in range(1, length + 1):
        if tokens - start > ctx_len:
            start = tokens - (keep + 1)
    assert context_start(length, ctx_len, keep) == start


# --- what is not known ----------------------------------------------------------------------------


def test_the_last_place_of_a_full_context_has_all_of_it_behind() -> None:
    """Also for the penalty: what is dropped is dropped when one more token is fed."""
    dice = random.Random(2)
    ids = [dice.randrange(FEW.vocab_size) for _ in range(FEW.ctx_len)]
    ids.append(ids[2])
    how = SamplingSettings(1, 300, 1, repetition_penalty=8)
    with torch.inference_mode():
        logits = network()(torch.tensor([ids[:-1]]))[0, -1]
    all_seen, half_seen = (filtered(logits, how, seen).stages for seen in (ids[:-1], ids[8:-1]))
    assert not all_seen[0, ids[2]]
    assert half_seen.all(dim=0)[ids[2]], "only its penalty removes it"
    told = what_if(network(), WhatIfRequest(tuple(ids), how, ()))
    assert FEW.ctx_len in [token.index for token in told.removed]


def test_without_dice_nothing_is_foretold() -> None:
    """A greedy answer has none; what could not have been chosen is known all the same."""
    records = run(SamplingSettings(0), 3)
    question = asked(records, SamplingSettings(1, 1, 1), 3)
    blind = replace(question, draws=(None,) * len(question.draws))
    told = what_if(network(), blind)
    assert (told.same_tokens, told.difference) == (0, None)
    assert told.removed == what_if(network(), question).removed
    assert what_if(network(), replace(blind, settings=SamplingSettings(0))).same_tokens == (
        NEW_TOKENS
    )
    some = replace(question, draws=(*question.draws[:4], None, *question.draws[5:]))
    assert what_if(network(), some).same_tokens == 4


def test_a_token_that_the_user_put_there_is_no_difference() -> None:
    """The same dice, and the same hand: it would be put there again."""
    question = asked(run(SamplingSettings(0), 3), SamplingSettings(0), 3)
    ids = list(question.ids)
    place = question.answer_start + 4
    ids[place] = (ids[place] + 1) % FEW.vocab_size
    swapped = replace(question, ids=tuple(ids))
    found = what_if(network(), swapped).difference
    assert found is not None
    assert (found.index, found.token_id) == (place, ids[place])
    forced = tuple(number == 4 for number in range(NEW_TOKENS))
    told = what_if(network(), replace(swapped, forced=forced))
    assert told.same_tokens > 4
    assert place in [token.index for token in told.removed], "it could not have been chosen"


def test_what_the_settings_do_not_explain_is_no_difference_and_is_counted() -> None:
    """Here the dice are not those of the answer: its own settings do not give it either."""
    question = asked(run(USED, 1), USED, 1)
    others = WhatIfRequest(
        question.ids, USED, tuple((u + 0.5) % 1 for u in question.draws if u is not None)
    )
    told = what_if(network(), others)
    assert told.difference is not None
    explained = what_if(network(), replace(others, drawn_with=(USED,) * len(others.draws)))
    assert (explained.difference, explained.same_tokens) == (None, NEW_TOKENS)
    assert explained.unexplained_tokens > NEW_TOKENS // 2
    assert what_if(network(), question).unexplained_tokens == 0

    greedy = SamplingSettings(0)
    question = asked(run(greedy, 3), greedy, 3)
    place = question.answer_start + 4
    ids = (*question.ids[:place], (question.ids[place] + 1) % FEW.vocab_size)
    cut = replace(question, ids=ids, draws=(None,) * 5, drawn_with=(greedy,) * 5)
    told = what_if(network(), cut)
    assert (told.difference, told.unexplained_tokens) == (None, 1), (
        "greedy has no dice, and no less"
    )


def test_stopping_keeps_what_is_known(model: WatchedModel) -> None:
    """A long text takes seconds; the progress says how far it is."""
    said: list[tuple[int, int]] = []
    cancelled = Event()

    def note(done: int, total: int) -> None:
        said.append((done, total))
        if done == 64:
            cancelled.set()

    ids = tuple(range(1000, 1100))
    question = WhatIfRequest(ids, SamplingSettings(0), (None,) * 90)
    whole = what_if(model, question, progress=lambda *_: None)
    told = what_if(model, question, cancelled=cancelled, progress=note)
    assert said == [(32, 99), (64, 99)]
    assert (told.judged_tokens, told.is_complete) == (64, False)
    assert told.removed == tuple(token for token in whole.removed if token.index <= 64)
    assert whole.is_complete

    assert what_if(model, question, cancelled=cancelled) == WhatIf(
        SamplingSettings(0), 0, (), 0, None, 0, is_complete=False
    )


def test_a_text_of_one_token_has_nothing_to_judge(model: WatchedModel) -> None:
    told = what_if(model, WhatIfRequest((5,), USED, ()))
    assert (told.judged_tokens, told.removed, told.is_complete) == (0, (), True)


def test_refusals(model: WatchedModel) -> None:
    """Unknown ids, lengths that do not fit, and a network that computes nothing."""
    with pytest.raises(RequestError, match="50257"):
        what_if(model, WhatIfRequest((1, 50257), USED, (0.5,)))
    with pytest.raises(ValueError, match="draws"):
        WhatIfRequest((1, 2), USED, (0.5, 0.5))
    with pytest.raises(ValueError, match="drawn_with"):
        WhatIfRequest((1, 2, 3), USED, (0.5, 0.5), drawn_with=(USED,))
    with pytest.raises(ValueError, match="forced"):
        WhatIfRequest((1, 2, 3), USED, (0.5, 0.5), forced=(True,))
    broken = WatchedModel(FEW)
    with torch.no_grad():
        broken.out_head.weight.fill_(torch.nan)
    with pytest.raises(NonFiniteLogitsError):
        what_if(broken, WhatIfRequest((1, 2), USED, (0.5,)))

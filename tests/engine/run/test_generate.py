"""The run: prefill, decode, shift, and every way it can end."""

from __future__ import annotations

import itertools
import math
import weakref
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Event

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.run.context import context_after
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    PromptReady,
)
from gptdesk.errors import NonFiniteLogitsError, RequestError
from gptdesk.model import gpt as gpt_module
from gptdesk.model.gpt import GPTModel, generate_text_simple
from gptdesk.model.kv_cache import KVCache
from tests.engine.small_models import (
    DICE,
    GREEDY,
    SMALL,
    WatchedModel,
    request,
    scripted_model,
)

TEMPLATE = template_named("")
CTX = SMALL.ctx_len


@pytest.fixture
def run(tokenizer: BytePairTokenizer) -> Callable[..., list[GenerationEvent]]:
    """Return a function that runs a request to its end."""

    def run_it(
        model: GPTModel,
        wanted: GenerationRequest,
        cancelled: Event | None = None,
        **options: object,
    ) -> list[GenerationEvent]:
        stop = cancelled or Event()
        return list(generate(Reader(model), tokenizer, wanted, stop, template=TEMPLATE, **options))

    return run_it


def steps_of(events: Iterable[GenerationEvent]) -> list[GenerationStep]:
    return [event for event in events if isinstance(event, GenerationStep)]


def records_of(events: Iterable[GenerationEvent]) -> list[TokenRecord]:
    return [step.record for step in steps_of(events)]


def ids_of(events: Iterable[GenerationEvent]) -> list[int]:
    return [record.token_id for record in records_of(events)]


def end_of(events: list[GenerationEvent]) -> GenerationEnd:
    """Return the last event, having checked that it is the only one of its kind."""
    assert [event for event in events if isinstance(event, GenerationEnd)] == events[-1:]
    return events[-1]


def text_of(events: list[GenerationEvent], shown: str = "") -> str:
    """Return what a reader has before them, who saw `shown` before this run."""
    end = end_of(events)
    text = shown + "".join(step.text for step in steps_of(events)) + end.text
    return text[: len(text) - end.retracted_chars]


def text_of_length(tokenizer: BytePairTokenizer, length: int) -> str:
    words = itertools.islice(itertools.cycle([" a", " the", " dog", " ran", "."]), length)
    text = "".join(words)
    assert len(tokenizer.encode(text)) == length
    return text


# Prefill, decode, shift


@pytest.mark.parametrize("length", [0, 1, CTX - 2, CTX - 1, CTX, CTX + 1, 5 * CTX])
def test_every_step_sees_what_a_full_recomputation_sees(model, tokenizer, run, length):
    """C19: a cache that goes wrong only at the edge of the context writes plausible nonsense."""
    text = text_of_length(tokenizer, length)

    events = run(model, request(text, settings=DICE, max_new_tokens=300))

    ready = events[0]
    assert isinstance(ready, PromptReady)
    prompt = tokenizer.encode(text) or [END_OF_TEXT_ID]
    assert ready.prompt_tokens == min(len(prompt), CTX - 1)
    assert ready.dropped_tokens == len(prompt) - ready.prompt_tokens
    assert len(steps_of(events)) == 300 or end_of(events).reason is FinishReason.END_OF_TEXT
    assert any(isinstance(event, ContextShifted) for event in events)

    context = prompt[-ready.prompt_tokens :]
    logits, steps = list(model.logits), 0  # steps since the context was shifted

    def compare() -> None:
        """Compute the whole text anew: every step saw what came before it, and no more."""
        if not steps:
            return
        with torch.inference_mode():
            hidden = model.hidden_states(torch.tensor([context[:-1]]))[:, -steps:]
            expected = model.out_head(hidden)[0]
        # float32 sums of 32 terms, logits of about 10: errors near 1e-5
        torch.testing.assert_close(torch.stack(logits[:steps]), expected, atol=1e-4, rtol=0)
        del logits[:steps]

    for event in events[1:-1]:
        if isinstance(event, ContextShifted):
            compare()
            steps = 0
            assert event.dropped_tokens + event.kept_tokens == CTX
            context = context[event.dropped_tokens :]
            assert len(context) == event.kept_tokens + 1
        else:
            steps += 1
            context.append(event.record.token_id)
            assert event.context_tokens == min(len(context), CTX)
    compare()


@pytest.mark.parametrize("length", [1, 5, CTX - 1])
def test_greedy_is_the_plainest_loop(model, tokenizer, run, length):
    """With one token forgotten at a time the engine is `generate_text_simple`, to the token."""
    text = text_of_length(tokenizer, length)
    expected = generate_text_simple(
        model, torch.tensor([tokenizer.encode(text)]), 3 * CTX, context_size=CTX
    )

    wanted = request(text, settings=GREEDY, max_new_tokens=3 * CTX, keep_tokens=CTX - 1)
    events = run(model, wanted)

    assert ids_of(events) == expected[0, length:].tolist()
    assert all(record.draw is None for record in records_of(events))


def test_more_tokens_kept_than_fit_are_as_many_as_fit(model, run):
    """A request written for a longer context must not fail in a shorter one."""
    wanted = request(settings=GREEDY, max_new_tokens=2 * CTX)
    assert ids_of(run(model, replace(wanted, keep_tokens=10**6))) == ids_of(
        run(model, replace(wanted, keep_tokens=CTX - 1))
    )


def test_nothing_kept_starts_from_the_last_token(model, run):
    """The other end of the one parameter."""
    events = run(model, request(settings=GREEDY, max_new_tokens=2 * CTX, keep_tokens=0))
    assert ContextShifted(dropped_tokens=CTX, kept_tokens=0) in events


def test_a_prompt_is_prefilled_in_chunks(model, tokenizer, run):
    """Chunks are what makes Stop quick; they must not change the answer."""
    wanted = request(text_of_length(tokenizer, 20), settings=DICE, max_new_tokens=5)
    whole = run(model, wanted, prefill_chunk=128)
    model.reset()
    chunked = run(model, wanted, prefill_chunk=7)
    assert model.fed == [7, 7, 6, 1, 1, 1, 1]
    assert ids_of(chunked) == ids_of(whole)


# The same dice


def test_same_seed_same_text(model, run):
    """A seed written down is an answer that can be had again."""
    wanted = request(settings=DICE, max_new_tokens=40, seed=7)
    first = run(model, wanted)
    assert records_of(first) == records_of(run(model, wanted))
    assert ids_of(first) != ids_of(run(model, replace(wanted, seed=8)))


@pytest.mark.parametrize(
    "chosen",
    [DICE, GREEDY, SamplingSettings(temperature=0.9, top_k=40, repetition_penalty=1.3)],
    ids=["dice", "greedy", "penalty"],
)
def test_single_steps_are_one_long_run(model, tokenizer, run, chosen):
    """Stepping through an answer, also over the end of the context, must show *that* answer."""
    prompt = text_of_length(tokenizer, 12)
    wanted = request(prompt, settings=chosen, max_new_tokens=60, seed=3)
    long = run(model, wanted)

    ids: list[int] = []
    text, shifts, records = "", [], []
    for _ in range(60):
        events = run(model, replace(wanted, answer_ids=tuple(ids), max_new_tokens=1))
        shifts += [event for event in events if isinstance(event, ContextShifted)]
        records += records_of(events)
        ids += ids_of(events)
        text = text_of(events, shown=text)

    assert ids == ids_of(long)
    assert [record.draw for record in records] == [record.draw for record in records_of(long)]
    assert text == text_of(long)
    assert shifts == [event for event in long if isinstance(event, ContextShifted)]
    for ours, theirs in zip(records, records_of(long), strict=True):
        assert ours.raw_p == pytest.approx(theirs.raw_p, rel=1e-3)  # prefilled here, decoded there


def test_stepping_through_a_stop_string_ends_with_the_same_text(tokenizer, run):
    """The reader has seen its beginning by then; the engine says how much of that to take back."""
    words = tokenizer.encode(" Yes.\nUs\nUser: No")
    wanted = GenerationRequest(
        (Message(Role.USER, "Well?"),), PromptMode.CONVERSATION, settings=GREEDY
    )
    long = run(scripted_model(words), wanted)

    text, ids = "", ()
    for token_id in words:
        events = run(scripted_model([token_id]), replace(wanted, answer_ids=ids, max_new_tokens=1))
        text, ids = text_of(events, shown=text), (*ids, *ids_of(events))
        if end_of(events).reason is FinishReason.STOP_STRING:
            break

    assert end_of(long).reason is end_of(events).reason is FinishReason.STOP_STRING
    assert text == text_of(long) == " Yes.\nUs"
    assert list(ids) == ids_of(long)


def test_an_answer_can_go_on_after_its_stop_string(tokenizer, run):
    """Whoever asks for more after the end gets more, not the same end at once."""
    ids = tuple(tokenizer.encode("Yes. STOP"))
    wanted = request(settings=GREEDY, answer_ids=ids, max_new_tokens=2, stop=("STOP", "x STOPP"))
    events = run(scripted_model(tokenizer.encode(" and more")), wanted)
    assert text_of(events) == " and more"


def test_an_answer_from_another_vocabulary_is_refused(model, run):
    """On a graphics card an unknown id would be an assertion that only a restart mends."""
    for bad in (50257, -1):
        with pytest.raises(RequestError, match=str(bad)):
            run(model, request(answer_ids=(11, bad)))


# The text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(alphabet="ab\nU:é😀 ", min_size=1, max_size=40),
    stop=st.text(alphabet="ab\nU:é😀 ", min_size=1, max_size=4),
    cut=st.integers(0, 40),
)
def test_a_stop_string_is_found_wherever_tokens_begin(tokenizer, run, text, stop, cut):
    """Tokens know nothing of stop strings: whatever they split, nothing of it may be shown."""
    # Encoded in two parts, so that other tokens than the tokenizer's own choice occur as well.
    ids = tokenizer.encode(text[:cut]) + tokenizer.encode(text[cut:])

    wanted = request(settings=GREEDY, max_new_tokens=len(ids), stop=(stop,))
    events = run(scripted_model(ids), wanted)

    before, found, _ = text.partition(stop)
    assert text_of(events) == before
    expected = FinishReason.STOP_STRING if found else FinishReason.MAX_TOKENS
    assert end_of(events).reason is expected
    shown = ""
    for step in steps_of(events):
        shown += step.text
        assert before.startswith(shown)


def test_characters_are_shown_when_they_are_complete(tokenizer, run):
    """Half an emoji is no text: it is neither shown nor, as U+FFFD, pretended to be."""
    text = "한 👩‍👩‍👧 ✓"
    ids = tokenizer.encode(text)
    assert len(ids) > len(text)

    events = run(scripted_model(ids), request(settings=GREEDY, max_new_tokens=len(ids)))
    assert text_of(events) == text
    assert "" in [step.text for step in steps_of(events)]

    for length in range(1, len(ids)):
        events = run(scripted_model(ids), request(settings=GREEDY, max_new_tokens=length))
        assert text.startswith(text_of(events))


def test_bytes_that_never_become_a_character_are_shown_as_such(tokenizer, run):
    """A model may write half a character and go on; hiding it would hide what it did."""
    half = tokenizer.encode("한")[:1]
    events = run(scripted_model([*half, *tokenizer.encode("a")]), request(max_new_tokens=2))
    assert text_of(events) == "\ufffda"
    events = run(scripted_model([*half, END_OF_TEXT_ID]), request())
    assert text_of(events) == "\ufffd"


# The ends


def test_end_of_text_is_a_step_without_text(tokenizer, run):
    """The token was chosen like any other, and its probability is worth seeing."""
    script = [*tokenizer.encode(" The end."), END_OF_TEXT_ID]
    events = run(scripted_model(script), request(settings=GREEDY))
    assert ids_of(events) == script
    assert steps_of(events)[-1].text == ""
    assert text_of(events) == " The end."
    assert end_of(events).reason is FinishReason.END_OF_TEXT


def test_an_empty_prompt_starts_from_end_of_text(model, run):
    """That token is what GPT-2 saw at the start of every document."""
    events = run(model, request("", settings=GREEDY, max_new_tokens=3))
    expected = generate_text_simple(model, torch.tensor([[END_OF_TEXT_ID]]), 3, context_size=CTX)
    assert events[0] == PromptReady(1, 0, ids=(END_OF_TEXT_ID,))
    assert ids_of(events) == expected[0, 1:].tolist()


def test_the_vocabulary_says_what_ends_a_text_and_begins_one(tokenizer):
    """Another vocabulary ends texts with another token; GPT-2's is a word of it like any other."""
    end = tokenizer.encode(" The")[0]
    other = BytePairTokenizer(replace(tokenizer.vocabulary, end_ids=frozenset({end}), start_id=end))
    script = [END_OF_TEXT_ID, *tokenizer.encode(" a"), end, *tokenizer.encode(" b")]
    wanted = request("", settings=GREEDY)
    events = list(
        generate(Reader(scripted_model(script)), other, wanted, Event(), template=TEMPLATE)
    )
    assert events[0] == PromptReady(1, 0, ids=(end,))
    assert ids_of(events) == script[:3]
    assert text_of(events) == "<|endoftext|> a"
    assert end_of(events).reason is FinishReason.END_OF_TEXT


def test_cancel_during_prefill_feeds_nothing_more(tokenizer, run):
    """C9: on a slow machine a long prompt takes seconds, and Stop must not wait for them."""
    model = WatchedModel(replace(SMALL, ctx_len=1024))
    cancelled = Event()
    model.before_forward = lambda pass_number: cancelled.set() if pass_number == 2 else None

    wanted = request(text_of_length(tokenizer, 1023))
    events = run(model, wanted, cancelled, prefill_chunk=128)

    ready = events[0]
    assert isinstance(ready, PromptReady)
    assert (ready.prompt_tokens, ready.dropped_tokens) == (1023, 0)
    assert len(ready.ids) == 1023
    assert model.fed == [128, 128, 128]
    assert steps_of(events) == []
    end = end_of(events)
    assert end.reason is FinishReason.CANCELLED
    assert end.stats.time_to_first_token_s is None
    assert end.stats.decode_tokens_per_s is None


@pytest.mark.parametrize("at", [0, 1, 7, CTX])
def test_cancel_during_decode_appends_at_most_one_token(model, run, at):
    """C9: a token that is being computed may still come, a second one may not.

    A prompt that is being read brings none.
    """
    cancelled = Event()
    model.before_forward = lambda pass_number: cancelled.set() if pass_number == at else None
    events = run(model, request(settings=DICE), cancelled)
    assert len(steps_of(events)) == (at + 1 if at else 0)
    assert end_of(events).reason is FinishReason.CANCELLED


def test_cancel_between_tokens_appends_none(model, tokenizer):
    """The reader pressed Stop while looking at this token: it is the last one."""
    cancelled = Event()
    later = []
    for event in generate(Reader(model), tokenizer, request(), cancelled, template=TEMPLATE):
        if cancelled.is_set():
            later.append(event)
        if isinstance(event, GenerationStep):
            cancelled.set()
    assert [type(event) for event in later] == [GenerationEnd]


def test_what_a_stop_string_held_back_is_given_at_the_end(tokenizer, run):
    """An answer that happens to end like the beginning of a stop string ends just so."""
    events = run(
        scripted_model(tokenizer.encode(" Yes.\nUs")),
        request(settings=GREEDY, max_new_tokens=3, stop=("\nUser:",)),
    )
    assert end_of(events).text == "\n"
    assert text_of(events) == " Yes.\n"


def test_figures_of_a_run(tokenizer, run):
    """Time to the first token and the rate of the others are what the window shows."""
    clock = iter([10.0, 10.5, 10.75, 11.0, 11.5])  # start, four tokens
    events = run(
        scripted_model(tokenizer.encode(" one two three four")),
        request("Count to", settings=GREEDY, max_new_tokens=4),
        clock=lambda: next(clock),
    )
    stats = end_of(events).stats
    assert stats.prompt_tokens == 2
    assert stats.new_tokens == 4
    assert stats.time_to_first_token_s == 0.5
    assert stats.decode_tokens_per_s == 3.0


# What may come and what may not


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("part", ["tok_emb", "pos_emb", "trf_blocks.0.ff.layers.0", "out_head"])
def test_damaged_weights_stop_before_the_first_token(tokenizer, part, value):
    """C20: argmax of NaN is an id like any other, and the answer would be its number."""
    model = WatchedModel(SMALL)
    with torch.no_grad():
        model.get_submodule(part).weight.fill_(value)
    events = generate(Reader(model), tokenizer, request(), Event(), template=TEMPLATE)
    assert isinstance(next(events), PromptReady)
    with pytest.raises(NonFiniteLogitsError, match="not numbers"):
        next(events)


def test_nothing_possible_stops_before_the_first_token(tokenizer, run):
    """C20: softmax of nothing but -inf is NaN."""
    model = scripted_model([0])
    model.out_head.register_forward_hook(lambda *args: torch.full_like(args[-1], -math.inf))
    with pytest.raises(NonFiniteLogitsError):
        run(model, request())


@pytest.mark.parametrize("temperature", [0.0, 1e-45, 1e-6, 1e6])
@pytest.mark.parametrize("top_k", [0, 1, 50257, 10**9])
@pytest.mark.parametrize("top_p", [0.0, 1.0])
def test_no_setting_makes_a_figure_that_is_no_number(model, run, temperature, top_k, top_p):
    """C20: what the sliders can be set to must not end in a NaN on the screen."""
    chosen = SamplingSettings(temperature=temperature, top_k=top_k, top_p=top_p)
    for record in records_of(run(model, request(settings=chosen, max_new_tokens=2))):
        figures = (record.raw_p, record.final_p, record.entropy_bits, *record.top_final_p)
        assert all(math.isfinite(figure) for figure in figures)
        assert record.final_p > 0
        assert 0 < sum(record.top_raw_p) <= 1 + 1e-9


# Manners


def test_the_consumer_is_not_in_inference_mode(model, tokenizer):
    """A consumer that trains or copies tensors between two tokens must not notice ours."""
    events = generate(Reader(model), tokenizer, request(), Event(), template=TEMPLATE)
    for event in itertools.islice(events, 4):
        assert event
        assert not torch.is_inference_mode_enabled()
        assert torch.is_grad_enabled()
    events.close()
    assert not torch.is_inference_mode_enabled()

    model.before_forward = lambda _: 1 / 0
    with pytest.raises(ZeroDivisionError):
        list(generate(Reader(model), tokenizer, request(), Event(), template=TEMPLATE))
    assert not torch.is_inference_mode_enabled()


def test_a_run_that_is_closed_early_frees_its_cache(model, tokenizer, monkeypatch):
    """124M's cache takes 75 MB; it must go with the run, not with the next collection."""
    caches: list[weakref.ref[KVCache]] = []

    def remembered(*args: object, **kwargs: object) -> KVCache:
        cache = KVCache(*args, **kwargs)
        caches.append(weakref.ref(cache))
        return cache

    monkeypatch.setattr(gpt_module, "KVCache", remembered)
    events = generate(Reader(model), tokenizer, request(), Event(), template=TEMPLATE)
    next(events)
    next(events)
    assert caches[0]() is not None
    events.close()
    assert caches[0]() is None


def test_nothing_is_printed(model, run, capfd):
    """The command line's standard output is the text and nothing else."""
    run(model, request(max_new_tokens=40))
    assert capfd.readouterr() == ("", "")


# Tokens that the user put there


def test_a_forced_token_comes_with_its_exact_figures(model, run):
    """Swapping a token asks no dice, and what follows meets the dice of its own place."""
    free = steps_of(run(model, request(settings=DICE, max_new_tokens=6)))
    ids = tuple(step.record.token_id for step in free)
    other = next(i for i in free[2].record.top_ids if i != ids[2])

    wanted = request(settings=DICE, max_new_tokens=4, answer_ids=ids[:2], forced_ids=(other, 7))
    events = run(model, wanted)
    branch = steps_of(events)

    assert [step.record.token_id for step in branch[:2]] == [other, 7]
    assert events[-1].stats.new_tokens == len(branch) - 2, "the user's are not the model's speed"
    swapped = branch[0].record
    assert swapped.is_forced
    assert swapped.draw is None
    place = free[2].record.top_ids.index(other)
    assert swapped.raw_p == pytest.approx(free[2].record.top_raw_p[place], rel=1e-5)
    assert swapped.final_p == pytest.approx(free[2].record.top_final_p[place], rel=1e-5)
    assert swapped.rank == place + 1
    assert swapped.entropy_bits == pytest.approx(free[2].record.entropy_bits, rel=1e-5)
    assert [step.record.draw for step in branch[2:]] == [step.record.draw for step in free[4:]]


def test_forced_tokens_that_were_not_reached_are_not_counted(model, run):
    """The end of the text may be among them: what stands behind it was never put."""
    end = end_of(run(model, request(forced_ids=(END_OF_TEXT_ID, 7, 8))))
    assert end.reason is FinishReason.END_OF_TEXT
    assert end.stats.new_tokens == 0


def test_a_forced_token_must_be_in_the_vocabulary(model, run):
    """It may come from a file or a field that the user typed into."""
    with pytest.raises(RequestError, match="60000"):
        run(model, request(forced_ids=(60_000,)))


@pytest.mark.parametrize("mode", list(PromptMode))
def test_a_prompt_says_where_the_users_own_text_ends(model, tokenizer, run, mode):
    """The window colours that text, and nothing of the template."""
    ready = run(model, replace(request(" A fox ran. "), mode=mode))[0]
    assert isinstance(ready, PromptReady)
    seen = b"".join(tokenizer.vocabulary.pieces[i] for i in ready.ids)
    own = seen[: len(seen) - ready.suffix].decode()
    assert own.endswith(" A fox ran. " if mode is PromptMode.CONTINUE else "A fox ran.")


@pytest.mark.parametrize("keep", [None, 1, 20])
def test_how_full_the_context_is_can_be_said_of_an_answer_that_is_read_again(keep, model, run):
    """The status bar says the same after reopening as when the last token came."""
    events = run(model, request(settings=GREEDY, max_new_tokens=3 * CTX, keep_tokens=keep))
    prompt = next(len(event.ids) for event in events if isinstance(event, PromptReady))
    for count, step in enumerate(steps_of(events), start=1):
        assert step.context_tokens == context_after(prompt + count, CTX, keep), count

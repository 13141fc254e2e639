"""A saved table of tokens gives its text again; with other settings it parts where foretold.

Told from the file alone, by the engine and by the transformers library.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.choice.sampling import Dice
from gptdesk.engine.inspection.values import WhatIfRequest
from gptdesk.engine.inspection.what_if import what_if
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import load_vocabulary
from gptdesk.engine.types import (
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.formats.token_table import GeneratedToken, token_table_rows, token_table_values
from tests.engine.inspection.test_what_if import SETTINGS
from tests.engine.reference_figures import Reference, columns, drawn, small_pair
from tests.model.checkpoints.reference_models import gptdesk_safetensors, make_reference

SEED = st.integers(0, 2**31 - 1)
KEEP = st.sampled_from([None, 0, 5, 99])
SWAP = st.one_of(st.none(), st.tuples(st.integers(0, 29), st.integers(0, 2999)))  # place, id
NEW_TOKENS = 30
Swap = tuple[int, int] | None
OTHERS = (
    SamplingSettings(temperature=0),
    SamplingSettings(1.2, 40),
    SamplingSettings(1, 0, 1, 0.0, 1.3),
    SamplingSettings(0.95, 0, 0.9),
    SamplingSettings(1, 0, 0.999, 0.01),
)


@cache
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


@dataclass(frozen=True)
class Saved:
    """What a file says of an answer and the prompt that it saw.

    Attributes:
        prompt, ids: theirs, in order.
        settings, draws, final: of each of `ids`.
    """

    prompt: tuple[int, ...]
    ids: tuple[int, ...]
    settings: tuple[SamplingSettings, ...]
    draws: tuple[float | None, ...]
    final: tuple[float, ...]

    def is_forced(self, number: int) -> bool:
        """Tell whether the user put this token there: no dice chose it, nor greed."""
        is_greedy = self.settings[number].temperature == 0
        return self.final[number] < 1 if is_greedy else self.draws[number] is None


def saved_as(
    form: str, how: SamplingSettings, prompt: Sequence[int], records: Sequence[TokenRecord]
) -> Saved:
    """Write an answer to a file of that form, and read nothing but the file."""
    vocabulary = load_vocabulary()
    tokens = [TokenStats(index, token_id) for index, token_id in enumerate(prompt)]
    answer = [GeneratedToken(len(prompt) + n, r, how) for n, r in enumerate(records)]
    if form == "json":
        text = json.dumps(token_table_values({}, (*tokens, *answer), vocabulary), allow_nan=False)
        rows = json.loads(text)["tokens"]
        chosen = [row for row in rows if "q" in row]
        made_with = [SamplingSettings(**row["settings"]) for row in chosen]
    else:
        file = io.StringIO(newline="")
        csv.writer(file).writerows(token_table_rows({}, (*tokens, *answer), vocabulary, 3))
        rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
        chosen = [row for row in rows if row["q"]]
        names = asdict(SamplingSettings())
        made_with = [
            SamplingSettings(**{name: type(old)(row[name]) for name, old in names.items()})
            for row in chosen
        ]
    ids = tuple(int(row["id"]) for row in rows)
    return Saved(
        prompt=ids[: len(rows) - len(chosen)],
        ids=ids[len(rows) - len(chosen) :],
        settings=tuple(made_with),
        draws=tuple(None if row["u"] in {None, ""} else float(row["u"]) for row in chosen),
        final=tuple(float(row["q"]) for row in chosen),
    )


def replayed(saved: Saved, reference: Reference, keep: int | None) -> list[int]:
    """Choose every token again, by transformers, with what the file says of it."""
    ids: list[int] = []
    for index, seen, logits in reference.places([*saved.prompt, *saved.ids], keep):
        number = index - len(saved.prompt)
        if number < 0:
            continue
        if saved.is_forced(number):
            ids.append(saved.ids[number])
            continue
        scores = list(columns(logits, saved.settings[number], seen)[1].values())[-1]
        u = saved.draws[number]
        ids.append(int(scores.argmax()) if u is None else drawn(scores.softmax(dim=-1), u))
    return ids


def request(how: SamplingSettings, seed: int, keep: int | None) -> GenerationRequest:
    messages = (Message(Role.USER, "in the end"),)
    return GenerationRequest(
        messages, settings=how, seed=seed, keep_tokens=keep, max_new_tokens=NEW_TOKENS
    )


def run(wanted: GenerationRequest) -> tuple[tuple[int, ...], list[TokenRecord]]:
    """Return the prompt and the answer, by a network in float64 that has read nothing yet."""
    reader = Reader(small_pair()[0])
    events = generate(reader, tokenizer(), wanted, Event(), template=template_named(""))
    return answer(list(events))


def run_with(swap: Swap, wanted: GenerationRequest) -> tuple[tuple[int, ...], list[TokenRecord]]:
    """Run until a place, put another token there, and go on."""
    prompt, records = run(wanted)
    if swap is None:
        return prompt, records
    kept = records[: swap[0]]
    branch = replace(wanted, answer_ids=ids_of(kept), forced_ids=(swap[1],))
    return prompt, [*kept, *run(replace(branch, max_new_tokens=NEW_TOKENS - swap[0]))[1]]


def answer(events: list[GenerationEvent]) -> tuple[tuple[int, ...], list[TokenRecord]]:
    assert isinstance(events[0], PromptReady)
    return events[0].ids, [e.record for e in events if isinstance(e, GenerationStep)]


def ids_of(records: Sequence[TokenRecord]) -> tuple[int, ...]:
    return tuple(record.token_id for record in records)


def parting(one: tuple[int, ...], other: tuple[int, ...]) -> int | None:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), None)


# --- any settings, in float64 ---------------------------------------------------------------------


@settings(deadline=None, max_examples=20)
@given(
    how=SETTINGS,
    seed=SEED,
    keep=KEEP,
    form=st.sampled_from(["json", "csv"]),
    swap=SWAP,
)
def test_a_saved_table_gives_the_same_ids(
    how: SamplingSettings, seed: int, keep: int | None, form: str, swap: Swap
) -> None:
    """From settings and dice as the file has them; it also tells which token was swapped."""
    prompt, records = run_with(swap, request(how, seed, keep))
    saved = saved_as(form, how, prompt, records)
    assert (saved.prompt, saved.ids) == (prompt, ids_of(records))
    assert replayed(saved, small_pair()[1], keep) == list(saved.ids)


@settings(deadline=None, max_examples=20)
@given(
    used=SETTINGS,
    other=SETTINGS,
    seed=SEED,
    keep=KEEP,
    form=st.sampled_from(["json", "csv"]),
    swap=SWAP,
)
def test_with_other_settings_it_parts_where_a_new_run_does(
    used: SamplingSettings,
    other: SamplingSettings,
    seed: int,
    keep: int | None,
    form: str,
    swap: Swap,
) -> None:
    """Foretold from the file, by the engine and by transformers; then done.

    A token that the user put there is put there again. Where no dice were cast, for it or for a
    greedy answer, they are those of the seed.
    """
    network, reference = small_pair()
    wanted = request(used, seed, keep)
    saved = saved_as(form, used, *run_with(swap, wanted))
    forced = tuple(map(saved.is_forced, range(NEW_TOKENS)))
    question = WhatIfRequest(
        (*saved.prompt, *saved.ids),
        other,
        saved.draws,
        saved.settings,
        forced=forced,
        seed=seed,
        keep_tokens=keep,
    )
    told = what_if(network, question)

    fresh = ids_of(run_with(swap, replace(wanted, settings=other))[1])
    place = parting(saved.ids, fresh)
    # A token that the other settings do not choose is followed here by the old ones, not by its
    # own; up to the first of them that makes no difference.
    dice = Dice(seed)
    draws = [None if other.temperature == 0 else dice.roll() for _ in saved.ids]
    changed = replace(
        saved,
        settings=(other,) * NEW_TOKENS,
        draws=tuple(None if is_forced else u for u, is_forced in zip(draws, forced, strict=True)),
        final=tuple(0.0 if is_forced else 1.0 for is_forced in forced),
    )
    by_hand = tuple(replayed(changed, reference, keep))
    assert parting(saved.ids, by_hand) == place
    assert told.is_complete
    if place is None:
        assert (told.difference, told.same_tokens) == (None, NEW_TOKENS)
        return
    assert told.difference is not None
    assert told.difference.index == len(saved.prompt) + place
    assert told.difference.token_id == saved.ids[place]
    assert told.difference.other_id == by_hand[place] == fresh[place]
    assert told.unexplained_tokens == 0


# --- a file, opened as the program opens it -------------------------------------------------------


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gptdesk_safetensors(make_reference((2, 48, 3, 64)), tmp_path_factory.mktemp("model"))


def started(path: Path) -> InferenceEngine:
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(path, device="cpu"), lambda _: None)
    return engine


def conversation(turns: int, how: SamplingSettings) -> GenerationRequest:
    told = (Message(Role.USER, "Tell me of the owl."), Message(Role.ASSISTANT, " It sleeps."))
    messages = (*(told * turns), Message(Role.USER, "And then? "))
    return GenerationRequest(
        messages, PromptMode.CONVERSATION, settings=how, seed=5, max_new_tokens=50
    )


@pytest.mark.parametrize("turns", [1, 8])
def test_a_conversation_of_the_program_replays(path: Path, turns: int) -> None:
    """After a new start, at once and token by token; also where the context was too short.

    The window knows the prompt by `PromptReady.ids` only.
    """
    engine = started(path)
    wanted = conversation(turns, SamplingSettings(temperature=1, top_p=0.95))
    events = list(engine.generate(wanted, Event()))
    ready = events[0]
    assert isinstance(ready, PromptReady)
    assert (ready.dropped_tokens > 0) == (turns > 1)
    saved = saved_as("json", wanted.settings, *answer(events))
    assert saved.prompt == ready.ids
    assert len(saved.ids) == 50

    again = started(path)
    assert ids_of(answer(list(again.generate(wanted, Event())))[1]) == saved.ids
    ids: tuple[int, ...] = ()
    for _ in range(9):
        step = replace(wanted, answer_ids=ids, max_new_tokens=1)
        ids += ids_of(answer(list(again.generate(step, Event())))[1])
    assert ids == saved.ids[:9]

    question = WhatIfRequest(
        (*saved.prompt, *saved.ids), wanted.settings, saved.draws, saved.settings
    )
    same = engine.what_if(question, Event(), lambda *_: None)
    assert (same.difference, same.same_tokens) == (None, 50)
    for other in OTHERS:
        told = engine.what_if(replace(question, settings=other), Event(), lambda *_: None)
        fresh = list(engine.generate(replace(wanted, settings=other), Event()))
        place = parting(saved.ids, ids_of(answer(fresh)[1]))
        assert place is not None
        assert told.difference is not None
        assert told.difference.index == len(saved.prompt) + place
        assert told.difference.other_id == ids_of(answer(fresh)[1])[place]

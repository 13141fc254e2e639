"""Guess and check: faster where a text repeats itself, and never another text."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from statistics import fmean
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import filtered
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.run import guessing
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.guessing import LENGTHS, Gain, Lookup
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
)
from gptdesk.model.checkpoints.open import say_nothing
from gptdesk.model.config import GPTConfig
from gptdesk.model.fast.llama_packing import pack_llama
from gptdesk.model.fast.llama_runtime import LlamaRuntime
from gptdesk.model.fast.packing import pack
from gptdesk.model.fast.runtime import Runtime
from gptdesk.model.llama import LlamaModel
from gptdesk.storage.models.catalog import resolve_model
from tests.engine.small_models import GREEDY, SMALL, WatchedModel, request
from tests.model.model_weights import ModelWeights
from tests.model.walked_networks import LLAMAS
from tests.smollm2 import smollm2_file
from tests.tiny_models import write_tiny_model

pytestmark = pytest.mark.guesses

PROMPT = "a b c a b c a b"  # of tokens below 300
VOCABULARY = 300
FEW = SamplingSettings(temperature=1, top_k=2)  # so that it repeats itself, and then does not
SETTINGS = (
    GREEDY,
    SamplingSettings(temperature=0, repetition_penalty=1.01),
    FEW,
    SamplingSettings(temperature=0.8, top_p=0.6, min_p=0.02, repetition_penalty=1.02),
    SamplingSettings(temperature=0.3),
)


@cache
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


@cache
def packed(kind: str, precision: str = "exact") -> Runtime | LlamaRuntime:
    """Return a small random network with opinions: some tokens are likely, most are not."""
    with torch.random.fork_rng():
        torch.manual_seed(5)
        if kind == "gpt":
            page = WatchedModel(replace(SMALL, vocab_size=VOCABULARY, ctx_len=96))
            page.pos_emb.weight.data.mul_(0.02)
        else:
            page = LlamaModel(replace(LLAMAS[kind], vocab_size=VOCABULARY, ctx_len=96)).eval()
    with torch.no_grad():
        page.out_head.weight.mul_(4 if kind == "gpt" else 8)
    weights = ModelWeights(page)
    return pack(weights, precision) if kind == "gpt" else pack_llama(weights, precision)


class Bold(Gain):
    """Guesses wherever it can, as far as chance says."""

    def __init__(self) -> None:
        super().__init__()
        self._random = random.Random(3)

    def length_for(self, alike: int, most: int) -> int:
        possible = [length for length in LENGTHS if length <= most]
        is_ready = alike and possible and self._step_s
        return self._random.choice(possible) if is_ready else 0


@pytest.fixture
def boldly(monkeypatch: pytest.MonkeyPatch) -> Bold:
    """Guess after one token that came before: nearly everywhere, and often wrongly."""
    monkeypatch.setattr(guessing, "_ALIKE", 1)
    return Bold()


def run(
    network: Runtime | LlamaRuntime | WatchedModel,
    wanted: GenerationRequest,
    gain: Gain | None = None,
    reader: Reader | None = None,
) -> list[GenerationEvent]:
    reader, template = reader or Reader(network), template_named("")
    return list(generate(reader, tokenizer(), wanted, Event(), template=template, gain=gain))


def records_of(events: Sequence[GenerationEvent]) -> list[TokenRecord]:
    return [event.record for event in events if isinstance(event, GenerationStep)]


def is_near(value: object, other: object) -> bool:
    """Compare figures to 1e-5; ids, counts and names are the same or not."""
    if isinstance(value, tuple) and isinstance(other, tuple):
        return len(value) == len(other) and all(map(is_near, value, other))
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=1e-5, abs_tol=1e-5)
    return value == other


def assert_same(plain: list[GenerationEvent], checked: list[GenerationEvent]) -> None:
    """Compare all but the times; figures to 1e-5, of float32 sums in another order."""
    assert len(plain) == len(checked)
    for one, other in zip(plain, checked, strict=True):
        if isinstance(one, GenerationEnd):
            assert isinstance(other, GenerationEnd)
            assert replace(one, stats=other.stats) == other
            assert one.stats.new_tokens == other.stats.new_tokens
        elif isinstance(one, GenerationStep):
            assert isinstance(other, GenerationStep)
            assert replace(one, record=other.record) == other
            for field in fields(TokenRecord):
                value, its = getattr(one.record, field.name), getattr(other.record, field.name)
                assert is_near(value, its), (field.name, value, its)
        else:
            assert one == other


# --- the same text --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", SETTINGS, ids=["greedy", "penalty", "few", "filters", "cold"])
@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        ("gpt", "exact"),
        ("llama", "exact"),
        ("mistral", "exact"),
        ("qwen3", "exact"),
        ("llama", "balanced"),
    ],
)
def test_text_dice_and_records_are_those_of_the_plain_way(boldly, kind, precision, how):
    """10,000 tokens in all, over full contexts and windows, with right guesses and wrong ones.

    A guess that the dice did not choose, or keys and values of one, would make another text.
    """
    network = packed(kind, precision)
    if not network.reads_alike:
        pytest.skip(f"{network.kernel} is what this machine has for {precision}")
    for seed, keep in ((0, None), (1, 40)):
        wanted = request(PROMPT, settings=how, seed=seed, keep_tokens=keep, max_new_tokens=200)
        plain = run(network, wanted)
        assert_same(plain, run(network, wanted, boldly))
        assert any(isinstance(event, ContextShifted) for event in plain)
    assert boldly.checks > 10
    assert 0 < boldly.kept < boldly.guessed


def test_what_was_read_for_an_answer_serves_the_next_one(boldly):
    """Regenerate, the next turn, a longer text: each with one reader, which keeps wrong guesses."""
    network = packed("llama")
    reader = Reader(network)
    for seed in range(6):
        for tokens in (1, 7, 30):
            wanted = request(PROMPT, settings=FEW, seed=seed, max_new_tokens=tokens)
            assert_same(run(network, wanted), run(network, wanted, boldly, reader))
    going_on = request(PROMPT, settings=FEW, answer_ids=(5, 6, 7, 5, 6, 7), max_new_tokens=20)
    forced = replace(going_on, forced_ids=(7, 5, 6, 9))
    for wanted in (going_on, forced):
        assert_same(run(network, wanted), run(network, wanted, boldly, reader))


def test_it_ends_where_the_plain_way_does(boldly):
    """A stop string in the middle of a guess: what was read behind it is no text."""
    network = packed("gpt")
    plain = run(network, request(PROMPT, settings=GREEDY, max_new_tokens=40))
    text = "".join(event.text for event in plain if isinstance(event, GenerationStep))
    for begin in range(0, len(text) - 2, 3):
        wanted = request(
            PROMPT, settings=GREEDY, max_new_tokens=40, stop=(text[begin : begin + 2],)
        )
        events = run(network, wanted, boldly)
        assert_same(run(network, wanted), events)
        assert events[-1].reason is FinishReason.STOP_STRING
    assert boldly.kept


def test_the_real_smollm2_repeats_a_list_in_fewer_passes():
    """Its answer is the one it always gave."""
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(smollm2_file(), "cpu"), say_nothing)
    loaded = engine._loaded
    line = "red, green, blue, white, black, "
    wanted = request(2 * line + "red, green,", settings=GREEDY, max_new_tokens=24)
    gain = Bold()

    def answer(gain: Gain | None = None) -> list[GenerationEvent]:
        reader, how = Reader(loaded.network), loaded.language.layout
        return list(generate(reader, engine.tokenizer, wanted, Event(), template=how, gain=gain))

    plain, checked = records_of(answer()), records_of(answer(gain))
    assert [one.token_id for one in plain] == [one.token_id for one in checked]
    for one, other in zip(plain, checked, strict=True):
        # logits after 30 blocks in float32: an error of 2e-4, a quarter of it in p (1 - p)
        assert one.raw_p == pytest.approx(other.raw_p, abs=1e-4)
        assert one.entropy_bits == pytest.approx(other.entropy_bits, abs=1e-3)
        assert one.top_raw_p == pytest.approx(other.top_raw_p, abs=1e-4)
        assert len(other.top_ids) == len(set(other.top_ids)) == len(one.top_ids)
    assert gain.kept > 12, "of 24 tokens"


# --- Stop, failures, other questions --------------------------------------------------------------


def watched() -> WatchedModel:
    """Return a network that repeats itself: it hardly minds where a token stands."""
    model = WatchedModel(replace(SMALL, ctx_len=64, vocab_size=VOCABULARY))
    with torch.no_grad():
        model.pos_emb.weight.mul_(0.02)
    return model


def endless(model: WatchedModel) -> GenerationRequest:
    """Ask for what a random network repeats for ever."""
    return request("a b c a b c", settings=GREEDY, max_new_tokens=50)


def test_stop_among_tokens_that_were_read_already_ends_at_once(boldly):
    """They are not written any more, and nothing is read."""
    model, cancelled, steps = watched(), Event(), 0
    for event in generate(
        Reader(model),
        tokenizer(),
        endless(model),
        cancelled,
        template=template_named(""),
        gain=boldly,
    ):
        if isinstance(event, GenerationStep):
            assert not cancelled.is_set()
            steps += 1
            if boldly.kept == 5:
                cancelled.set()
                passes = len(model.fed)
    assert event.reason is FinishReason.CANCELLED
    assert event.stats.new_tokens == steps
    assert len(model.fed) == passes < steps


def test_stop_in_the_midst_of_a_check_leaves_the_pass(boldly):
    """It takes several steps' time, which nobody waits for; the next run has a whole cache."""
    model, cancelled = watched(), Event()
    reader = Reader(model)

    def stop(number: int) -> None:
        if model.fed and number and boldly.checks == 2:
            cancelled.set()

    model.before_forward = stop
    events = list(
        generate(
            reader, tokenizer(), endless(model), cancelled, template=template_named(""), gain=boldly
        )
    )
    assert events[-1].reason is FinishReason.CANCELLED
    assert boldly.checks == 2, "the pass that was left was the third check, and gave nothing"
    model.reset()
    assert_same(run(watched(), endless(model)), run(model, endless(model), boldly, reader))


def test_a_check_that_fails_leaves_what_was_whole(boldly):
    """Out of memory: the error comes out, and the next answer is right."""
    model = watched()
    reader = Reader(model)

    def fail(_: int) -> None:
        if boldly.checks == 1 and boldly.kept:
            raise MemoryError

    model.before_forward = fail
    with pytest.raises(MemoryError):
        run(model, endless(model), boldly, reader)
    model.reset()
    assert_same(run(watched(), endless(model)), run(model, endless(model), boldly, reader))


def test_an_answer_goes_on_when_what_was_read_is_forgotten(boldly):
    """A side question failed meanwhile: the memory of what was read went with it."""
    model = watched()
    reader, events = Reader(model), []
    for event in generate(
        reader, tokenizer(), endless(model), Event(), template=template_named(""), gain=boldly
    ):
        events.append(event)
        if len(events) % 4 == 0:
            reader.forget()
    assert_same(run(watched(), endless(model)), events)
    assert boldly.kept


def test_nothing_beyond_an_answer_is_read(boldly):
    """The last guess is as long as what may still come."""
    for tokens in range(20, 32, 2):
        model = watched()
        reader, wanted = Reader(model), request(PROMPT, settings=FEW, max_new_tokens=tokens)
        run(model, wanted, boldly, reader)
        assert reader._cache.length < len(tokenizer().encode(PROMPT)) + tokens
    assert boldly.kept < boldly.guessed


# --- where it is asked for ------------------------------------------------------------------------


def test_an_engine_guesses_where_rows_are_alike_and_nowhere_else(tmp_path: Path):
    """Not with rounded tokens, changed heads, one token at a time, or where nobody wants it."""
    config = GPTConfig(ctx_len=64, emb_dim=32, n_heads=2, n_layers=2, tie_embeddings=True)
    folder = write_tiny_model(tmp_path / "tiny", config)
    engine = InferenceEngine(threads=1)
    wanted = request(PROMPT, settings=GREEDY, max_new_tokens=50)

    engine.load(LoadRequest(folder, "cpu"), say_nothing)
    gain = engine._loaded.gain
    assert gain is not None
    off = replace(wanted, heads=(HeadChange(1, 1, 0.0),))
    step = replace(wanted, max_new_tokens=1)
    timed = replace(wanted, may_guess=False)
    for one in (off, timed, *(replace(step, answer_ids=(7,) * n) for n in range(3, 20))):
        list(engine.generate(one, Event()))
    assert gain.checks == 0
    list(engine.generate(wanted, Event()))
    assert gain.checks > 0

    for precision in ("balanced", "fast"):
        engine.load(LoadRequest(folder, "cpu", precision), say_nothing)
        assert engine._loaded.gain is None


@pytest.mark.parametrize("kind", ["gpt", "llama", "mistral"])
@pytest.mark.parametrize("precision", ["exact", "balanced"])
def test_who_says_that_rows_are_alike_reads_them_alike(kind, precision):
    """Sixteen at once, as one by one: logits of about 5, float32 sums in another order."""
    network = packed(kind, precision)
    if kind != "gpt" or precision == "exact":
        assert network.reads_alike or network.kernel != "float16 weights"
    if not network.reads_alike:
        return
    ids = torch.randint(VOCABULARY, (1, 24), generator=torch.Generator().manual_seed(1))
    whole, alone = network.new_cache(), network.new_cache()
    network.hidden_states(ids[:, :8], whole)
    network.hidden_states(ids[:, :8], alone)
    at_once = network.out_head(network.hidden_states(ids[:, 8:], whole)[0])
    one_by_one = torch.cat(
        [
            network.out_head(network.last_hidden_state(ids[:, n : n + 1], alone))
            for n in range(8, 24)
        ]
    )
    torch.testing.assert_close(at_once, one_by_one, atol=2e-5, rtol=0)


def share_of_dice_that_differ(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return for which part of [0, 1) two rows of logits, (vocab,), give another token."""
    orders = []
    for logits in (one, other):
        q = filtered(logits, SamplingSettings(), ()).final
        order = q.argsort(descending=True, stable=True)[: int(q.count_nonzero())]
        orders.append((order, q[order].cumsum(0)))
    edges = torch.cat([torch.zeros(1, dtype=torch.float64), *(sums for _, sums in orders)]).sort()
    widths = edges.values.diff()
    between = edges.values[:-1] + widths / 2
    ids = [
        order[torch.searchsorted(sums, between, right=True).clamp(max=len(order) - 1)]
        for order, sums in orders
    ]
    return float(widths[ids[0] != ids[1]].sum())


def test_the_dice_that_would_choose_another_token_are_as_few_as_the_guide_says():
    """Of the bundled model, with the settings a chat begins with: 3 in a million, measured."""
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(resolve_model(None), "cpu"), say_nothing)
    network = engine._loaded.reader.network
    text = "Once upon a time there was a girl named Lily. She had a red ball and a dog. " * 4
    ids = BytePairTokenizer.load().encode(text)[:72]
    plain, checked, cancelled = Reader(network), Reader(network), Event()
    for reader in (plain, checked):
        reader.feed(ids[:7], cancelled)
    shares = []
    for start in range(8, len(ids) - 7, 8):
        rows = checked.check(ids[:start], ids[start : start + 7], cancelled)
        for place, row in enumerate(rows, start=start):
            alone = plain.feed(ids[:place], cancelled)
            shares.append(share_of_dice_that_differ(alone, row))
    assert len(shares) > 50
    assert fmean(shares) < 2e-5


# --- what is guessed ------------------------------------------------------------------------------


def guess_after(text: Sequence[int], length: int) -> tuple[int, list[int]]:
    """Return how much is alike, and the guess; read in two parts, as a prompt and a step are."""
    lookup = Lookup()
    lookup.read(text[:-1])
    lookup.read(text)
    return lookup.alike, lookup.guess(length) if lookup.alike else []


def test_what_followed_before_is_guessed():
    """The latest time counts, and five tokens have to be alike."""
    line = [1, 2, 3, 4, 5]
    assert guess_after([*line, 6, 7, 8, 9, *line[1:]], 3) == (0, [])
    assert guess_after([*line, 6, 7, 8, 9, *line], 3) == (5, [6, 7, 8])
    assert guess_after([*line, 6, 0, *line, 7, 0, *line], 2) == (6, [7, 0])
    assert guess_after(line, 3) == (0, [])


def test_a_loop_goes_on_as_a_loop():
    """What reaches the end of the text goes on with itself."""
    assert guess_after([7] * 6, 4) == (5, [7, 7, 7, 7])
    assert guess_after([8, 1, 2, 1, 2, 1, 2, 1], 5)[1] == [2, 1, 2, 1, 2]


def test_a_longer_likeness_is_counted():
    """It says how sure a guess is."""
    line = list(range(20))
    alike = [guess_after([*line, 30, *line[:n]], 1)[0] for n in range(4, 20)]
    assert alike == [0, *range(5, 20)]
    assert guess_after([*line, *line, *line, *line], 1)[0] >= 32


# --- whether it is worth it -----------------------------------------------------------------------


class Machine:
    """Simulates answers on a machine: what a pass costs in steps, and which guesses are right."""

    def __init__(self, costs: Sequence[float], share: float, seed: int = 0) -> None:
        self.gain = Gain()
        self.time = self.tokens = 0.0
        self._costs = dict(zip(LENGTHS, costs, strict=True))
        self._share = share
        self._random = random.Random(seed)

    def write(self, tokens: int, alike: int) -> float:
        """Write that many tokens; return how many steps' time each took."""
        begin_s, written = self.time, 0
        while written < tokens:
            noise = self._random.uniform(0.9, 1.1)
            length = self.gain.length_for(alike if self._random.random() < 0.5 else 0, 99)
            cost = self._costs[length] if length else 1.0
            self.time += cost
            written += 1
            if not length:
                self.gain.note_step(0.01 * noise)
                continue
            self.gain.note_check(length, 0.01 * noise * cost)
            for _ in range(length):
                is_right = self._random.random() < self._share
                self.gain.note_token(alike, is_right=is_right)
                if not is_right:
                    break
                written += 1
        return (self.time - begin_s) / written


@pytest.mark.parametrize("costs", [(2.5, 2.8, 3.6), (4.0, 8.0, 16.0), (1.0, 1.1, 1.3)])
@pytest.mark.parametrize("alike", [5, 12, 40])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_it_costs_nothing_to_speak_of_where_it_does_not_pay(costs, alike, share):
    """Whatever a machine's passes cost, and however likely a guess looked."""
    for seed in range(2):
        machine = Machine(costs, share, seed)
        first = machine.write(256, alike)
        assert first < 1.04, "the first answer pays for what is learnt"
        assert machine.write(3000, alike) < 1.015


@pytest.mark.parametrize(
    ("costs", "least"), [((2.5, 2.8, 3.6), 1.3), ((1.7, 2.4, 3.9), 1.3), ((1.0, 1.1, 1.3), 1.7)]
)
def test_it_pays_where_a_text_repeats_itself(costs, least):
    """Half of the places have a guess, of which each token is right 19 times in 20."""
    machine = Machine(costs, 0.95)
    assert machine.write(256, 20) < 1 / least


def test_what_was_saved_is_told():
    """The benchmark shows it where times are not to be trusted."""
    machine = Machine((2.5, 2.8, 3.6), 0.95)
    machine.write(256, 20)
    written = 256 / (256 - machine.gain.saved_steps)
    assert machine.gain.saved_steps > 0
    assert written == pytest.approx(256 / machine.time, rel=0.2)


def test_it_does_not_pay_where_a_pass_costs_as_much_as_its_tokens():
    """Then it is not done, however right the guesses are."""
    machine = Machine((4.5, 9.0, 18.0), 1.0)
    machine.write(256, 20)
    checks = machine.gain.checks
    machine.write(1000, 20)
    assert machine.gain.checks - checks <= 10


def test_a_text_that_begins_to_repeat_itself_is_noticed():
    """After a long story in which no guess was right."""
    machine = Machine((2.5, 2.8, 3.6), 0.0)
    machine.write(2000, 6)
    machine._share = 0.95
    machine.write(300, 20)
    assert machine.write(200, 20) < 1 / 1.3


def test_one_slow_moment_is_no_verdict():
    """Another program had the machine while the first check was timed."""
    gain = Gain()
    for _ in range(20):
        gain.note_step(0.01)
    gain.note_check(LENGTHS[0], 1.0)
    machine = Machine((2.5, 2.8, 3.6), 0.95)
    machine.gain = gain
    machine.write(1000, 20)
    assert machine.write(200, 20) < 1 / 1.3


def test_no_guess_goes_beyond_what_is_wanted():
    """Neither beyond the answer's last token nor the context's."""
    gain = Gain()
    gain.note_step(1.0)
    assert [gain.length_for(40, most) for most in range(4)] == [0, 0, 0, 3]
    assert gain.length_for(0, 99) == 0

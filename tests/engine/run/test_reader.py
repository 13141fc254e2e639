"""What was read is not read again, and what it leads to is the same."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.engine.run.reader import LookBack, Reader, tokens_aside, tokens_at_once
from gptdesk.model.config import PUBLISHED_SIZES, LlamaConfig
from gptdesk.model.fast.llama_packing import pack_llama
from gptdesk.model.fast.packing import pack
from gptdesk.model.llama import LlamaModel
from gptdesk.model.network import Network
from tests.engine.small_models import SMALL, WatchedModel
from tests.model.model_weights import ModelWeights

IDS = list(range(100, 100 + SMALL.ctx_len))


@pytest.fixture
def model() -> WatchedModel:
    return WatchedModel(SMALL)


def test_only_what_differs_is_read(model):
    """Regenerate, the next turn, another branch: each costs what is new, and at least one token."""
    reader = Reader(model)
    for context, new_tokens in (
        (IDS[:10], 10),
        (IDS[:11], 1),
        (IDS[:10], 1),  # regenerate: the last token is read again for its logits
        (IDS[:20], 10),
        ([*IDS[:15], 7, 8], 2),  # a branch
        (IDS[5:15], 10),  # the context shifted: nothing stays where it was
    ):
        model.reset()
        reader.feed(context, Event())
        assert sum(model.fed) == new_tokens
    reader.forget()
    model.reset()
    reader.feed(IDS[5:15], Event())
    assert sum(model.fed) == 10


@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=SMALL.ctx_len), max_size=8),
    chunk=st.integers(1, 40),
)
def test_reading_on_is_reading_anew(texts, chunk):
    """Whatever was read before, the logits are those of the whole text at once."""
    truth = WatchedModel(SMALL)
    reader = Reader(pack(ModelWeights(truth)))
    for text in texts:
        logits = reader.feed(text, Event(), chunk)
        with torch.inference_mode():
            wanted = truth(torch.tensor([text]))[0, -1]
        torch.testing.assert_close(logits, wanted, atol=1e-4, rtol=0)


def test_a_stopped_prompt_is_kept_as_far_as_it_was_read(model):
    """Esc in the middle of a long prompt, then Enter again: it goes on."""
    reader, cancelled = Reader(model), Event()
    model.before_forward = lambda number: cancelled.set() if number == 1 else None
    assert reader.feed(IDS, cancelled, chunk=8) is None
    model.reset()
    assert reader.feed(IDS, Event(), chunk=8) is not None
    assert sum(model.fed) == len(IDS) - 8, "the pass that was left is read again"


LLAMA = LlamaConfig("Llama", 160, 64, 32, 4, 2, 8, 3, 48, 1e-5, 100.0)


class StopsAt(Event):
    """An event that is set from the n-th look at it on."""

    def __init__(self, look: int) -> None:
        super().__init__()
        self.looks, self._stop = 0, look

    def is_set(self) -> bool:
        self.looks += 1
        return self.looks >= self._stop


def network_named(name: str) -> Network:
    if name.startswith("gpt"):
        page = WatchedModel(replace(SMALL, n_layers=3))
        return page if name == "gpt" else pack(ModelWeights(page), "exact")
    page = LlamaModel(LLAMA).eval()
    return page if name == "llama" else pack_llama(ModelWeights(page))


@pytest.mark.parametrize("name", ["gpt", "gpt packed", "llama", "llama packed"])
def test_a_pass_is_left_between_two_blocks(name):
    """Some thousand places into a text one pass of the real SmolLM2 took 0.3 s; Esc waits less.

    What was read stays, and reading on gives the same logits to the last bit.
    """
    network, ids = network_named(name), IDS[:24]
    wanted = Reader(network).feed(ids, Event(), 8)
    for look in range(5, 9):  # before the second pass of three, and before each of its blocks
        reader, cancelled = Reader(network), StopsAt(look)
        assert reader.feed(ids, cancelled, 8) is None
        assert cancelled.looks == look, "it was left at once"
        assert reader.is_continued_by(ids)
        assert not reader.is_continued_by(ids[:8])
        assert torch.equal(reader.feed(ids, Event(), 8), wanted)


def test_a_failure_in_the_middle_leaves_what_was_whole(model):
    """A chunk that failed is read again; what came before it is not."""
    reader = Reader(model)

    def fail(number: int) -> None:
        if number == 2:
            raise MemoryError

    model.before_forward = fail
    with pytest.raises(MemoryError):
        reader.feed(IDS, Event(), chunk=8)
    model.reset()
    reader.feed(IDS, Event(), chunk=8)
    assert sum(model.fed) == len(IDS) - 16


@pytest.mark.parametrize("name", ["gpt", "gpt packed", "llama", "llama packed"])
def test_a_guess_is_read_with_the_token_before_it(name):
    """One pass for four tokens, of each the logits that reading it alone gives."""
    network, ids = network_named(name), IDS[:24]
    reader, alone = Reader(network), Reader(network)
    reader.feed(ids[:10], Event())
    alone.feed(ids[:10], Event())
    for length in (11, 15, 19):
        rows = reader.check(ids[:length], [*ids[length : length + 2], 7], Event())
        for read, row in enumerate(rows[:3], length):
            # logits of about 1 in float32, summed in another order
            wanted = alone.feed(ids[:read], Event())
            torch.testing.assert_close(row, wanted, atol=1e-5, rtol=0)
    reader.forget()
    row = reader.check(ids[:19], [7], Event())[0]
    torch.testing.assert_close(row, alone.feed(ids[:19], Event()), atol=1e-5, rtol=0)


def test_a_guess_that_was_wrong_is_no_text(model):
    """Looking back at what was written instead costs its one token, and no memory aside."""
    reader = Reader(model)
    reader.feed(IDS[:10], Event())
    model.reset()
    reader.check(IDS[:11], [7, 8, 9], Event())
    assert model.fed == [4]
    look_back = LookBack(reader)
    model.reset()
    logits = look_back.logits_after(tuple(IDS[:12]), Event())
    assert model.fed == [1]
    assert look_back._aside._cache is None
    with torch.inference_mode():
        wanted = model(torch.tensor([IDS[:12]]))[0, -1]
    torch.testing.assert_close(logits, wanted, atol=1e-4, rtol=0)


# --- looking back ---------------------------------------------------------------------------------


def test_what_was_read_is_recalled_and_stays(model):
    """One token is read again; the text after it is as it was, to the last bit."""
    reader, alone = Reader(model), Reader(model)
    for length in range(10, 21):  # a prompt and ten steps, as an answer comes
        logits = reader.feed(IDS[:length], Event())
        expected = alone.feed(IDS[:length], Event())
        assert torch.equal(logits, expected)
        for other in (length, length - 1, 10, 1):
            model.reset()
            recalled = reader.recall(IDS[:other])
            assert model.fed == [1]
            with torch.inference_mode():
                wanted = model(torch.tensor([IDS[:other]]))[0, -1]
            torch.testing.assert_close(recalled, wanted, atol=1e-4, rtol=0)
            if other == length > 10:
                assert torch.equal(recalled, logits), "a step is the same step again"
    cache = reader._cache.whole()[..., : reader._cache.length, :]
    assert torch.equal(cache, alone._cache.whole()[..., : alone._cache.length, :])

    model.reset()
    assert reader.recall(IDS[:21]) is None
    assert reader.recall([*IDS[:5], 7]) is None
    assert Reader(model).recall(IDS[:1]) is None
    assert model.fed == []


def test_a_failed_recall_leaves_what_came_before(model):
    """The reader knows what its cache holds, also after a failure."""
    reader = Reader(model)
    reader.feed(IDS[:20], Event())

    def fail(number: int) -> None:
        raise MemoryError

    model.before_forward = fail
    with pytest.raises(MemoryError):
        reader.recall(IDS[:10])
    model.reset()
    logits = reader.feed(IDS[:20], Event())
    assert sum(model.fed) == 11
    torch.testing.assert_close(logits, Reader(model).feed(IDS[:20], Event()), atol=1e-4, rtol=0)


def test_looking_back_costs_one_place_once_and_the_reader_nothing(model):
    """A slider is no forward pass; another text is read aside, and only what is new of it."""
    reader = Reader(model)
    reader.feed(IDS[:20], Event())
    look_back = LookBack(reader)
    for context, new_tokens in (
        (IDS[:15], 1),  # read before
        (IDS[:15], 0),  # the same place again
        (IDS[:21], 1),  # the next token of what is read
        (IDS[5:15], 10),  # another text
        (IDS[5:17], 2),
        (IDS[5:16], 1),
        (IDS[:21], 1),
    ):
        model.reset()
        logits = look_back.logits_after(tuple(context), Event())
        assert sum(model.fed) == new_tokens
        with torch.inference_mode():
            wanted = model(torch.tensor([context]))[0, -1]
        torch.testing.assert_close(logits, wanted, atol=1e-4, rtol=0)
    model.reset()
    reader.feed(IDS[:22], Event())
    assert model.fed == [1], "the reader has lost nothing"
    look_back.forget()
    model.reset()
    look_back.logits_after(tuple(IDS[5:16]), Event())
    assert sum(model.fed) == 11


def test_a_prompt_that_was_looked_at_is_not_read_again_for_its_answer(model):
    """The chart of a typed prompt costs its answer nothing: each token is fed once, but the last.

    And the other way round: what the conversation has said is not read again for the chart.
    """
    reader = Reader(model)
    reader.feed(IDS[:12], Event())  # the conversation
    look_back = LookBack(reader)
    model.reset()
    look_back.logits_after((*IDS[:10], *IDS[20:24]), Event())  # typed after a part of it
    assert sum(model.fed) == 4, "the conversation is copied"
    look_back.logits_after((*IDS[:10], *IDS[20:30]), Event())
    assert sum(model.fed) == 10, "only what was typed since"
    model.reset()
    logits = reader.feed([*IDS[:10], *IDS[20:30]], Event())  # sent
    assert model.fed == [1], "only the last token is read again, for its logits"
    with torch.inference_mode():
        wanted = model(torch.tensor([[*IDS[:10], *IDS[20:30]]]))[0, -1]
    # float32 of logits of about 1, summed in another order
    torch.testing.assert_close(logits, wanted, atol=1e-4, rtol=0)
    for length in range(21, 25):  # its steps, with looks at another text between them
        model.reset()
        reader.feed([*IDS[:10], *IDS[20:30], *IDS[: length - 20]], Event())
        assert model.fed == [1]
        look_back.logits_after(tuple(IDS[30 : 30 + length - 18]), Event())


def test_a_stopped_look_lends_what_it_has_read(model):
    """Send in the midst of the chart's pass: the answer goes on where that was."""
    reader, aside, cancelled = Reader(model), Reader(model), Event()
    aside.share_with(reader)
    model.before_forward = lambda number: cancelled.set() if number == 1 else None
    assert aside.feed(IDS, cancelled, chunk=8) is None
    model.reset()
    reader.feed(IDS, Event())
    assert sum(model.fed) == len(IDS) - 8


def test_a_stopped_look_is_no_answer_and_goes_on(model):
    """Another token was marked before this one's text was read."""
    look_back, stopped = LookBack(Reader(model)), Event()
    stopped.set()
    assert look_back.logits_after(tuple(IDS[:9]), stopped) is None
    assert look_back.logits_after(tuple(IDS[:9]), Event()) is not None


@pytest.mark.parametrize(("name", "at_once", "aside"), [("gpt2", 512, 128), ("gpt2-xl", 64, 32)])
def test_a_larger_network_is_fed_less_at_once(name, at_once, aside):
    """What is read when Stop comes is read again: of 124M a third of a second on two cores."""
    assert tokens_at_once(PUBLISHED_SIZES[name]) == at_once
    assert tokens_at_once(SMALL) == 1024, "never a whole long book at once"
    assert tokens_aside(PUBLISHED_SIZES[name]) == aside, "what an answer may wait for"

"""Exact figures of a given text, against arithmetic done the long way and against generation."""

from __future__ import annotations

import math
from dataclasses import replace
from threading import Event

import pytest
import torch

from gptdesk.chat.tokens import TokenStats
from gptdesk.engine.inspection import measure as inspect_module
from gptdesk.engine.inspection.measure import inspect_ids
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.prompt import template_named
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import GenerationStep, TextStats
from gptdesk.errors import NonFiniteLogitsError, RequestError
from tests.engine.small_models import DICE, SMALL, WatchedModel, request

IDS = [7454, 2402, 257, 640, 612, 373, 257, 3290]


def test_every_figure_is_the_definition_written_out(model):
    """The definitions stand in 'Numbers'; here they are computed without any shortcut."""
    with torch.inference_mode():
        p = model(torch.tensor([IDS]))[0].double().softmax(dim=-1)

    stats = inspect_ids(model, IDS, top_n=5)

    assert [token.token_id for token in stats.tokens] == IDS
    assert [token.index for token in stats.tokens] == list(range(len(IDS)))
    for place, token in enumerate(stats.tokens[1:]):
        row = p[place]
        descending = row.argsort(descending=True, stable=True).tolist()
        # float32 logits of about 10 computed in another order: relative errors near 1e-5
        assert token.raw_p == pytest.approx(row[token.token_id].item(), rel=1e-4)
        assert token.rank == descending.index(token.token_id) + 1
        assert token.surprisal_bits == pytest.approx(-math.log2(token.raw_p))
        entropy = -sum(q * math.log2(q) for q in row.tolist())
        assert token.entropy_bits == pytest.approx(entropy, rel=1e-4)
        assert list(token.top_ids) == descending[:5]
        assert list(token.top_raw_p) == pytest.approx(row[descending[:5]].tolist(), rel=1e-4)
    surprisals = [token.surprisal_bits for token in stats.tokens[1:]]
    assert stats.perplexity == pytest.approx(2 ** (sum(surprisals) / len(surprisals)))


def test_generating_a_text_shows_the_same_figures(model, tokenizer):
    """Also where the context was full: a text inspected later must not get other numbers."""
    wanted = request(settings=DICE, max_new_tokens=3 * SMALL.ctx_len)
    events = generate(Reader(model), tokenizer, wanted, Event(), template=template_named(""))
    records = [event.record for event in events if isinstance(event, GenerationStep)]
    prompt = tokenizer.encode("Once upon a time")

    ids = prompt + [record.token_id for record in records]
    stats = inspect_ids(model, ids, top_n=20)

    for token, record in zip(stats.tokens[len(prompt) :], records, strict=True):
        assert token.raw_p == pytest.approx(record.raw_p, rel=1e-3)
        assert token.entropy_bits == pytest.approx(record.entropy_bits, rel=1e-4)
        assert token.top_raw_p == pytest.approx(record.top_raw_p, rel=1e-3)
        # neighbours in rank may differ by less than the rounding of float32
        assert token.rank == pytest.approx(record.rank, rel=1e-3, abs=2)


def test_the_first_token_was_predicted_by_nothing(model):
    """A figure for it would be an invention."""
    first = inspect_ids(model, IDS, top_n=3).tokens[0]
    assert first == TokenStats(index=0, token_id=IDS[0])


def test_the_start_of_a_document_predicts_the_first_token(model):
    """`<|endoftext|>` stands before every document of GPT-2's training text."""
    with_bos = inspect_ids(model, IDS, start_id=END_OF_TEXT_ID, top_n=3)
    by_hand = inspect_ids(model, [END_OF_TEXT_ID, *IDS], top_n=3)
    assert with_bos.tokens == tuple(
        replace(token, index=token.index - 1) for token in by_hand.tokens[1:]
    )
    assert with_bos.perplexity == by_hand.perplexity


def test_short_texts(model):
    """Nothing to predict is no error, and no perplexity."""
    assert inspect_ids(model, [], top_n=3) == TextStats((), None)
    assert inspect_ids(model, [], start_id=END_OF_TEXT_ID, top_n=3) == TextStats((), None)
    assert inspect_ids(model, [11], top_n=3).perplexity is None
    assert inspect_ids(model, [11], start_id=END_OF_TEXT_ID, top_n=3).perplexity is not None
    assert inspect_ids(model, [11, 12], top_n=0).tokens[1].top_ids == ()


def test_chunks_change_nothing(model, monkeypatch):
    """They bound the memory, not the result."""
    ids = IDS * 9  # more than two contexts
    whole = inspect_ids(model, ids, start_id=END_OF_TEXT_ID, top_n=3)
    monkeypatch.setattr(inspect_module, "tokens_aside", lambda _: 5)
    monkeypatch.setattr(inspect_module, "_HEAD_ROWS", 2)
    pieces = inspect_ids(model, ids, start_id=END_OF_TEXT_ID, top_n=3)
    assert max(model.fed[-10:]) <= 5
    for one, other in zip(whole.tokens, pieces.tokens, strict=True):
        assert one.surprisal_bits == pytest.approx(other.surprisal_bits, rel=1e-4)


def test_a_network_that_knows_nothing_is_as_uncertain_as_can_be():
    """All equal, and ties go by id."""
    model = WatchedModel(replace(SMALL, emb_dim=4, n_heads=1))
    with torch.no_grad():
        model.out_head.weight.zero_()
    stats = inspect_ids(model, [5, 257], start_id=END_OF_TEXT_ID, top_n=4)
    assert stats.perplexity == pytest.approx(50257)
    assert stats.tokens[1].raw_p == pytest.approx(1 / 50257)
    assert stats.tokens[1].rank == 258
    assert stats.tokens[1].entropy_bits == pytest.approx(math.log2(50257))
    assert stats.tokens[1].top_ids == (0, 1, 2, 3)


def test_what_cannot_be_expressed_is_infinite_not_an_error():
    """A network may be certain beyond what a float can say."""
    model = WatchedModel(replace(SMALL, emb_dim=4, n_heads=1))
    with torch.no_grad():
        model.final_norm.scale.zero_()
        model.final_norm.shift.fill_(1.0)
        model.out_head.weight.zero_()
        model.out_head.weight[11] = 1e6
    stats = inspect_ids(model, [11, 12], start_id=END_OF_TEXT_ID, top_n=2)
    assert stats.tokens[0].surprisal_bits == 0
    assert stats.tokens[0].entropy_bits == 0
    assert stats.tokens[1].raw_p == 0
    assert stats.tokens[1].surprisal_bits == pytest.approx(4e6 / math.log(2))
    assert stats.perplexity == math.inf


def test_cancel_returns_what_is_done(model):
    """A long text takes a while; what was computed of it is still true, and no more is awaited."""
    cancelled = Event()
    told = []

    def note(done: int, total: int) -> None:
        told.append((done, total))
        cancelled.set()

    whole = inspect_ids(model, IDS * 9, top_n=2)
    part = inspect_ids(model, IDS * 9, top_n=2, cancelled=cancelled, progress=note)
    assert told == [(len(part.tokens), len(whole.tokens))]
    assert 0 < len(part.tokens) < len(whole.tokens)
    assert part.tokens == whole.tokens[: len(part.tokens)]


def test_refusals(model):
    """An unknown id, and a network that computes nothing."""
    with pytest.raises(RequestError, match="50257"):
        inspect_ids(model, [11, 50257], top_n=2)
    broken = WatchedModel(SMALL)
    with torch.no_grad():
        broken.out_head.weight.fill_(math.nan)
    with pytest.raises(NonFiniteLogitsError):
        inspect_ids(broken, IDS, top_n=2)

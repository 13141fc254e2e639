"""How far two models are apart, against torch's own definition and against what a server tells."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
import torch
from torch.nn import functional

from gptdesk.chat.messages import Message, Role
from gptdesk.engine.engines import Engines
from gptdesk.engine.inspection import divergence, measure
from gptdesk.engine.inspection.divergence import diverge, keep
from gptdesk.engine.inspection.values import ReadText
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.remote.told import told_from
from gptdesk.engine.types import GenerationRequest, GenerationStep, LoadRequest
from gptdesk.errors import RequestError
from gptdesk.model.config import GPTConfig
from gptdesk.model.fast.runtime import Runtime
from tests.tiny_models import TINY, tiny_model, write_tiny_model

IDS = (7454, 2402, 257, 640, 612, 373, 257, 3290)
SHORT = GPTConfig(
    vocab_size=TINY.vocab_size, ctx_len=6, emb_dim=16, n_heads=2, n_layers=1, drop_rate=0.0
)


def say_nothing(*_: object) -> None:
    """Take any progress."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two networks of one shape, drawn from other seeds, and one with a context of six tokens."""
    folder = tmp_path_factory.mktemp("networks")
    for name in ("one", "two", "short"):
        (folder / name).mkdir()
    return (
        write_tiny_model(folder / "one"),
        write_tiny_model(folder / "two", seed=7),
        write_tiny_model(folder / "short", SHORT),
    )


def engines_with(path: Path) -> Engines:
    engines = Engines(InferenceEngine(threads=1))
    engines.load(LoadRequest(path), say_nothing)
    return engines


def test_every_kl_is_that_of_torch(places):
    """Both directions, over the whole vocabulary, each place after the same tokens before it."""
    engines = engines_with(places[0])
    done: list[tuple[int, int]] = []
    texts = (ReadText(IDS, 3), ReadText(IDS[:5], 1))
    assert engines.keep_distributions(texts, Event(), lambda *at: done.append(at))
    assert done[-1] == (9, 9)
    engines.load(LoadRequest(places[1]), say_nothing)
    found = engines.diverge(Event(), say_nothing)

    assert found is not None
    assert not found.is_bound
    with torch.inference_mode():
        of_both = [tiny_model(seed=seed)(torch.tensor([IDS]))[0] for seed in (123, 7)]
    log_p, log_q = (logits.double().log_softmax(-1) for logits in of_both)
    assert [[one.index for one in text] for text in found.of_texts] == [
        [3, 4, 5, 6, 7],
        [1, 2, 3, 4],
    ]
    for one in (one for text in found.of_texts for one in text):
        p, q = log_p[one.index - 1], log_q[one.index - 1]
        assert one.token_id == IDS[one.index]
        # float32 logits computed in another order; at these scales KL is about 0.1
        kl = functional.kl_div(q, p, reduction="sum", log_target=True).item()
        reverse = functional.kl_div(p, q, reduction="sum", log_target=True).item()
        assert one.kl_nats == pytest.approx(kl, rel=1e-4)
        assert one.reverse_nats == pytest.approx(reverse, rel=1e-4)
        assert one.kl_nats != pytest.approx(one.reverse_nats, rel=1e-4), "they are two figures"
        assert one.first_p == pytest.approx(p[one.token_id].exp().item(), rel=1e-4)
        assert one.second_p == pytest.approx(q[one.token_id].exp().item(), rel=1e-4)
    with pytest.raises(RequestError, match="not kept"):
        engines.diverge(Event(), say_nothing)


def test_a_model_is_not_apart_from_itself_and_rolls_the_same_dice(places):
    """KL is exactly 0, and two networks draw with the same u at each place."""
    engines = engines_with(places[0])
    assert engines.keep_distributions((ReadText(IDS, 1),), Event(), say_nothing)
    found = engines.diverge(Event(), say_nothing)
    assert found is not None
    assert {(one.kl_nats, one.reverse_nats) for one in found.of_texts[0]} == {(0.0, 0.0)}

    draws: list[list[float | None]] = []
    for path in places[:2]:
        engines.load(LoadRequest(path), say_nothing)
        wanted = GenerationRequest((Message(Role.USER, "Once"),), seed=5, max_new_tokens=6)
        events = engines.generate(wanted, Event())
        draws.append([one.record.draw for one in events if isinstance(one, GenerationStep)])
    assert draws[0] == draws[1]
    assert None not in draws[0]


def test_only_what_both_see_whole_is_compared(places):
    """Beyond a context of six one network has forgotten what the other one still sees."""
    engines = engines_with(places[0])
    assert engines.keep_distributions((ReadText(IDS, 1),), Event(), say_nothing)
    engines.load(LoadRequest(places[2]), say_nothing)
    found = engines.diverge(Event(), say_nothing)
    assert found is not None
    assert [one.index for one in found.of_texts[0]] == [1, 2, 3, 4, 5, 6]


def test_what_is_kept_is_bounded(places, monkeypatch):
    """The distributions of a long text of a large vocabulary are gigabytes."""
    monkeypatch.setattr(divergence, "MOST_KEPT_BYTES", 2 * 3 * 4 * TINY.vocab_size)
    engines = engines_with(places[0])
    texts = (ReadText(IDS, 1), ReadText(IDS, 4))
    assert engines.keep_distributions(texts, Event(), say_nothing)
    found = engines.diverge(Event(), say_nothing)
    assert found is not None
    assert [len(text) for text in found.of_texts] == [3, 3]


def test_stopping_keeps_nothing_and_breaks_nothing(places, monkeypatch):
    """Stop may come at any place; a comparison that an answer interrupts is asked again.

    Once it has come, the network computes nothing more, however large it is.
    """
    monkeypatch.setattr(measure, "tokens_aside", lambda _: 2)
    engines = engines_with(places[0])
    computed: list[bool] = []  # whether it was stopped before
    hidden_states = Runtime.hidden_states

    def watched(network, ids, cache):
        computed.append(cancelled.is_set())
        return hidden_states(network, ids, cache)

    monkeypatch.setattr(Runtime, "hidden_states", watched)
    cancelled = Event()

    def stop_at_second(done: int, _total: int) -> None:
        if done == 2:
            cancelled.set()

    assert not engines.keep_distributions((ReadText(IDS, 1),), cancelled, stop_at_second)
    with pytest.raises(RequestError, match="not kept"):
        engines.diverge(Event(), say_nothing)
    cancelled.clear()
    assert engines.keep_distributions((ReadText(IDS, 1),), Event(), say_nothing)
    assert engines.diverge(cancelled, stop_at_second) is None
    assert not any(computed)
    assert len(computed) == 1 + 4 + 1, "two tokens at once"
    assert engines.diverge(Event(), say_nothing) is not None


def test_other_ids_are_refused(places):
    """A KL between tokens that are not the same would be a made-up number."""
    engines = engines_with(places[0])
    kept = keep((), "a" * 64, (), Event(), say_nothing)
    assert kept is not None
    with pytest.raises(RequestError, match="different vocabularies"):
        diverge(kept, "b" * 64, (), Event(), say_nothing)
    with pytest.raises(RequestError, match="not in this model"):
        engines.keep_distributions((ReadText((1, TINY.vocab_size), 1),), Event(), say_nothing)


@pytest.mark.parametrize("count", [4, 50, 200])
def test_what_a_server_tells_is_never_more_than_the_whole(count):
    """Of the most probable tokens only a lower bound is known, and the whole is the KL itself."""
    size = 200
    generator = torch.Generator().manual_seed(3)
    first, second = (3 * torch.randn(6, size, generator=generator) for _ in range(2))
    texts = (ReadText(tuple(range(7)), 1),)

    def told(rows: torch.Tensor) -> list[object]:
        log_p = rows.double().log_softmax(-1)
        return [
            told_from([(id_, row[id_].item()) for id_ in row.topk(count).indices.tolist()], size)
            for row in log_p
        ]

    def kl_of(one: object, other: object) -> tuple[bool, list[float]]:
        kept = keep(texts, "", (iter(one),), Event(), say_nothing)
        found = diverge(kept, "", (iter(other),), Event(), say_nothing)
        places = found.of_texts[0]
        return found.is_bound, [kl for at in places for kl in (at.kl_nats, at.reverse_nats)]

    _, whole = kl_of(first, second)
    for pair in ((first, told(second)), (told(first), second), (told(first), told(second))):
        is_bound, bounds = kl_of(*pair)
        assert is_bound == (count < size)
        # the rest of what a server tells is known to 1e-6
        assert all(bound <= kl + 1e-5 for bound, kl in zip(bounds, whole, strict=True))
        assert max(bounds) > 0.1
        if count == size:
            assert bounds == pytest.approx(whole, rel=1e-9)

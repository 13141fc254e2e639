"""Servers in vLLM's and SGLang's form: our dice as far as they tell, theirs beyond, and it is said.

The forms are replayed, the numbers are the bundled network's: see `tests/listing_server.py`.
"""

from __future__ import annotations

import gc
import math
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import torch

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.cli.main import main
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.sampling import Dice
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.remote.token_bytes import token_bytes
from gptdesk.engine.remote.told import choose_told
from gptdesk.engine.remote_engine import RemoteEngine, _next_token
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.errors import RequestError, ServerError
from tests.listing_server import CONTEXT, END, ListingFake, listing_server

pytestmark = pytest.mark.loopback

_GREEDY = SamplingSettings(temperature=0.0)
_TOP_40 = SamplingSettings(temperature=0.9, top_k=40, top_p=1.0)
_HOT = SamplingSettings(temperature=1.5, top_k=0, top_p=1.0)
_RAW = SamplingSettings(temperature=1.0, top_k=0, top_p=1.0)


@pytest.fixture(scope="module")
def vllm() -> Iterator[ListingFake]:
    with listing_server("vllm") as server:
        yield server


@pytest.fixture(scope="module")
def sglang() -> Iterator[ListingFake]:
    with listing_server("sglang") as server:
        yield server


@pytest.fixture(params=["vllm", "sglang"])
def server(request: pytest.FixtureRequest) -> ListingFake:
    return request.getfixturevalue(request.param)


@contextmanager
def connected(server: ListingFake) -> Iterator[RemoteEngine]:
    engine = RemoteEngine()
    engine.load(LoadRequest(Path("x"), server=ServerAddress(server.url)), lambda _: None)
    try:
        yield engine
    finally:
        engine.unload()


@pytest.fixture(scope="module")
def connect() -> Iterator[Callable[[ListingFake], RemoteEngine]]:
    """Connect to a server once: its 50,257 tokens are asked for then."""
    engines: dict[str, RemoteEngine] = {}
    with ExitStack() as stack:

        def connect(server: ListingFake) -> RemoteEngine:
            if server.url not in engines:
                engines[server.url] = stack.enter_context(connected(server))
            return engines[server.url]

        yield connect


@pytest.fixture
def remote(server: ListingFake, connect: Callable[[ListingFake], RemoteEngine]) -> RemoteEngine:
    return connect(server)


@pytest.fixture
def remote_vllm(vllm: ListingFake, connect: Callable[[ListingFake], RemoteEngine]) -> RemoteEngine:
    return connect(vllm)


def asked(text: str, **values: object) -> GenerationRequest:
    fields = {"settings": _GREEDY, "max_new_tokens": 8, "seed": 3, **values}
    return GenerationRequest((Message(Role.USER, text),), **fields)  # pyright: ignore[reportArgumentType]


def records_of(engine: object, request: GenerationRequest) -> list[TokenRecord]:
    events = list(engine.generate(request, Event()))  # pyright: ignore[reportAttributeAccessIssue]
    assert isinstance(events[-1], GenerationEnd)
    return [event.record for event in events if isinstance(event, GenerationStep)]


def test_what_it_can_is_found_out(server: ListingFake, remote: RemoteEngine) -> None:
    """By asking: the list's length, the bytes of every token, what begins and ends a text."""
    info, here = remote.info, server.engine.info
    assert info is not None
    assert info.abilities is not None
    assert here is not None
    can = info.abilities
    assert (can.takes_ids, can.is_raw, can.converses, can.takes) == (True, True, True, ())
    assert can.most_alternatives == (20 if server.kind == "vllm" else 4096)
    assert 0 < can.latency_s < 5
    assert info.vocabulary.sha256 == here.vocabulary.sha256, "parts of characters too"
    assert (info.vocabulary.end_ids, info.vocabulary.start_id) == ({END}, END)
    assert info.shape.context_length == CONTEXT - 1
    assert info.chat is not None
    assert info.chat.is_served


def test_all_is_told_where_the_server_allows_it() -> None:
    with listing_server("vllm", most=-1) as server, connected(server) as engine:
        assert engine.info is not None
        assert engine.info.abilities is not None
        assert engine.info.abilities.most_alternatives is None
        hot = asked("Once upon a time", settings=_HOT, max_new_tokens=4)
        there, here = records_of(engine, hot), records_of(server.engine, hot)
        assert [one.token_id for one in there] == [one.token_id for one in here]
        assert [one.draw for one in there] == [one.draw for one in here]
        assert server.drawn[1:] == [], "but for the one that was tried when it was connected to"


@pytest.mark.parametrize(
    ("kind", "most", "settings", "tokens"),
    [
        ("vllm", 20, _GREEDY, 100),
        ("vllm", 20, replace(_TOP_40, top_k=18), 100),
        ("vllm", 512, _TOP_40, 202),
        ("sglang", 0, _TOP_40, 60),
        ("vllm", -1, SamplingSettings(), 24),  # 50,257 probabilities in each answer
    ],
)
@pytest.mark.timeout(300)
def test_the_dice_are_ours(kind: str, most: int, settings: SamplingSettings, tokens: int) -> None:
    """They are those of a run here, with the same figures, where the list is long enough."""
    with listing_server(kind, most=most) as server, connected(server) as engine:
        there, here = list[TokenRecord](), list[TokenRecord]()
        for text in ("Once upon a time", "The sea"):
            request = asked(text, settings=settings, max_new_tokens=tokens // 2)
            there += records_of(engine, request)
            here += records_of(server.engine, request)
    assert [one.token_id for one in there] == [one.token_id for one in here]
    assert len(there) > tokens // 4, "a story may end"
    assert [one.draw for one in there] == [one.draw for one in here]
    assert [one.kept for one in there] == [one.kept for one in here]
    for mine, theirs in zip(here, there, strict=True):
        assert mine.raw_p is not None
        assert theirs.raw_p == pytest.approx(mine.raw_p, rel=1e-4)  # told as float32
        assert theirs.final_p == pytest.approx(mine.final_p, rel=1e-4)


def test_the_penalty_is_ours(
    sglang: ListingFake, connect: Callable[[ListingFake], RemoteEngine]
) -> None:
    """On logarithms of probabilities, as with every server; each choice is the definition's."""
    settings = replace(_TOP_40, repetition_penalty=1.2)
    records = records_of(
        connect(sglang), asked("Once upon a time", settings=settings, max_new_tokens=100)
    )
    dice, context = Dice(3), sglang.ids_of("Once upon a time")
    ours = 0
    for record in records:
        with torch.inference_mode():
            log_p = sglang.logits(context).log_softmax(dim=-1)
        expected = choose_by_definition(log_p, settings, context, dice.roll())
        if record.final_p is not None:
            ours += 1
            assert (record.token_id, record.draw) == (expected.token_id, expected.draw)
        context.append(record.token_id)
    assert ours == len(records) == 100


def drawn_of(
    engine: RemoteEngine, context: list[int], settings: SamplingSettings, count: int
) -> list[TokenRecord]:
    """Draw so many times at one place, with other dice each time."""
    following = _next_token(engine._ready(), context, Event())
    return [choose_told(following, settings, context, Dice(seed)) for seed in range(count)]


def as_often(drawn: Sequence[int], p: torch.Tensor, groups: Sequence[Sequence[int]]) -> None:
    """Check that each group of tokens came as often as it should, within four deviations."""
    counted = Counter(drawn)
    for group in groups:
        share = float(p[list(group)].sum())
        deviation = math.sqrt(len(drawn) * share * (1 - share))
        came = sum(counted[one] for one in group)
        assert abs(came - len(drawn) * share) <= 4 * deviation + 1, (came, len(drawn) * share)


def grouped(p: torch.Tensor) -> list[list[int]]:
    """Part the tokens by their place: the first ten alone, to 20, to 100, to 1,000, the rest."""
    order = p.argsort(descending=True).tolist()
    return [*([one] for one in order[:10]), order[10:20], order[20:100], order[100:1000],
            order[1000:]]  # fmt: skip


def test_what_the_dice_say_of_tokens_that_were_not_told(
    server: ListingFake, remote: RemoteEngine
) -> None:
    """Raw: ours name what was told; where they point beyond, the server draws from the rest."""
    context = server.ids_of("The little girl was")
    with torch.inference_mode():
        p = server.logits(context).double().softmax(dim=-1)
    following = _next_token(remote._ready(), context, Event())
    told = set(following.told.ids.tolist())
    covered = float(following.told.log_p.exp().sum())
    count = 300
    records = [choose_told(following, _RAW, context, Dice(seed)) for seed in range(count)]
    told = set(following.told.ids.tolist()) if server.kind == "sglang" else told
    beyond = [one for one in records if one.final_p is None]
    rolled = [Dice(seed).roll() for seed in range(count)]
    edges = [0.0, *p.sort(descending=True).values.cumsum(dim=0).tolist()]
    if server.kind == "vllm":
        assert len(beyond) == sum(u >= covered for u in rolled) > 20
    assert not told & {one.token_id for one in beyond}
    assert {(one.draw, one.kept, one.rank) for one in beyond} <= {(None, None, None)}
    for record, u in zip(records, rolled, strict=True):
        if record.final_p is not None:
            expected = choose_by_definition(p.log(), _RAW, context, u)
            assert record.rank is not None
            assert expected.rank is not None
            # their sum is float32's, so that at the edge a neighbour's place may be met
            is_there = edges[record.rank - 1] - 3e-5 <= u <= edges[record.rank] + 3e-5
            assert is_there or abs(record.rank - expected.rank) <= expected.rank // 300
            assert record.draw == u
        assert record.raw_p == pytest.approx(float(p[record.token_id]), rel=1e-4)
    as_often([one.token_id for one in records], p, grouped(p))


def test_a_high_temperature_without_filters_is_right_too(
    vllm: ListingFake, remote_vllm: RemoteEngine
) -> None:
    """How much the rest weighs is not known then: the server draws all, from all."""
    context = vllm.ids_of("The little girl was")
    records = drawn_of(remote_vllm, context, _HOT, 250)
    with torch.inference_mode():
        p = (vllm.logits(context).double() / 1.5).softmax(dim=-1)
    assert all(one.final_p is None and one.draw is None for one in records)
    listed = [one for one in records if one.rank is not None]
    assert 20 < len(listed) < 230, "both kinds came"
    as_often([one.token_id for one in records], p, grouped(p))


def test_filters_beyond_the_list_are_the_server_s(
    vllm: ListingFake, remote_vllm: RemoteEngine
) -> None:
    """With 20 told, top-k 40 is not settled; the settings go with the question."""
    context = vllm.ids_of("The little girl was")
    records = drawn_of(remote_vllm, context, _TOP_40, 150)
    with torch.inference_mode():
        scaled = vllm.logits(context).double() / 0.9
    kept = scaled.topk(40).indices
    p = torch.zeros_like(scaled)
    p[kept] = scaled[kept].softmax(dim=-1)
    assert all(one.final_p is None for one in records)
    assert {one.token_id for one in records} <= set(kept.tolist())
    as_often([one.token_id for one in records], p, grouped(p)[:12])


def test_the_seed_repeats_the_server_s_draws_too(
    vllm: ListingFake, remote_vllm: RemoteEngine
) -> None:
    """Token by token and in one run, the same seed is the same text."""
    request = asked("Once upon a time", settings=_HOT, max_new_tokens=12)
    whole = [one.token_id for one in records_of(remote_vllm, request)]
    assert [one.token_id for one in records_of(remote_vllm, request)] == whole
    rest = replace(request, answer_ids=tuple(whole[:5]), max_new_tokens=7)
    assert [one.token_id for one in records_of(remote_vllm, rest)] == whole[5:]
    other = [one.token_id for one in records_of(remote_vllm, replace(request, seed=4))]
    assert other != whole


def test_a_token_that_was_not_told_is_put_there(server: ListingFake, remote: RemoteEngine) -> None:
    """Its raw probability is asked for by name, and the ones after it are as in a run here."""
    rare = server.ids_of(" zebra")[0]
    request = asked("Once upon a time", forced_ids=(rare,), max_new_tokens=6)
    there, here = records_of(remote, request), records_of(server.engine, request)
    assert there[0].is_forced
    assert (there[0].rank is None) == (server.kind == "vllm")
    assert there[0].raw_p == pytest.approx(here[0].raw_p, rel=1e-4)
    assert [one.token_id for one in there] == [one.token_id for one in here]


@pytest.mark.parametrize("mode", PromptMode)
def test_the_prompt_is_the_same(
    server: ListingFake, remote: RemoteEngine, mode: PromptMode
) -> None:
    """Ids, and what the template wrote after the text."""
    request = asked("What is the sea?", mode=mode, max_new_tokens=1)
    there, here = (next(iter(e.generate(request, Event()))) for e in (remote, server.engine))
    assert isinstance(here, PromptReady)
    assert there == here


def test_a_conversation_goes_on_and_loses_its_oldest_turns(
    server: ListingFake, remote: RemoteEngine
) -> None:
    turns = [
        Message(Role.USER if place % 2 == 0 else Role.ASSISTANT, f"number {place} " * 20)
        for place in range(20)
    ]
    request = GenerationRequest(
        (*turns, Message(Role.USER, "And?")),
        mode=PromptMode.CONVERSATION,
        settings=_GREEDY,
        max_new_tokens=3,
    )
    events = list(remote.generate(request, Event()))
    prompt = events[0]
    assert isinstance(prompt, PromptReady)
    assert prompt.dropped_tokens > 0
    assert 0 < prompt.prompt_tokens < CONTEXT
    text = server.engine.tokenizer.vocabulary
    said = b"".join(map(text.piece, prompt.ids)).decode()
    assert said.endswith("User: And?\nBot:")
    assert said.startswith("User: number")
    assert sum(isinstance(one, GenerationStep) for one in events) >= 1


def test_a_control_token_s_name_is_text(server: ListingFake, remote: RemoteEngine) -> None:
    """Their tokenizers take the name for the token: somebody who types it means the letters."""
    text = "a <|endoftext|> b, 天气 \U00010380 \ud800"
    ids = remote.tokenizer.encode(text)
    assert END in server.ids_of(text)
    assert END not in ids
    pieces = b"".join(map(remote.tokenizer.vocabulary.piece, ids))
    assert pieces.decode() == text.replace("\ud800", "\ufffd")
    assert remote.tokenizer.count_lost(text) == 0


def test_parts_of_characters_come_out_right(server: ListingFake, remote: RemoteEngine) -> None:
    """An answer that is put token by token through the middle of characters is that text."""
    text = "的 \U0001f9a6é"
    ids = tuple(server.engine.tokenizer.encode(text))
    assert len(ids) > 4
    request = asked("x", forced_ids=ids, max_new_tokens=len(ids))
    steps = [e for e in remote.generate(request, Event()) if isinstance(e, GenerationStep)]
    assert "".join(step.text for step in steps) == text


def test_a_given_text_is_measured(server: ListingFake, remote: RemoteEngine) -> None:
    text = "The sea is zebra 天"
    there, here = remote.inspect(text), server.engine.inspect(text)
    assert [one.token_id for one in there.tokens] == [one.token_id for one in here.tokens]
    for mine, theirs in zip(here.tokens[1:], there.tokens[1:], strict=True):
        assert theirs.surprisal_bits == pytest.approx(mine.surprisal_bits, abs=1e-3)
    assert there.perplexity == pytest.approx(here.perplexity, rel=1e-3)


def test_stop_ends_a_wait(server: ListingFake, remote: RemoteEngine) -> None:
    """What came stays; the server is left at once, and the next answer is a new one."""
    cancelled, came = Event(), list[GenerationStep]()
    running = remote.generate(asked("Once", max_new_tokens=200), cancelled)
    for event in running:
        if isinstance(event, GenerationStep):
            came.append(event)
            if len(came) == 3:
                break
    server.hold.clear()
    threading.Timer(0.3, cancelled.set).start()
    started_s = time.monotonic()
    end = list(running)[-1]
    server.hold.set()
    assert time.monotonic() - started_s < 5
    assert isinstance(end, GenerationEnd)
    assert end.reason is FinishReason.CANCELLED
    again = records_of(remote, asked("Once", max_new_tokens=3))
    assert [one.token_id for one in again] == [one.record.token_id for one in came]


def test_an_answer_is_one_connection(server: ListingFake, remote: RemoteEngine) -> None:
    """One request for a token, two before the first: the model's name, and the split prompt."""
    records_of(remote, asked("The sea", max_new_tokens=1))
    connections, before = server.connections, len(server.asked)
    records_of(remote, asked("Once upon", max_new_tokens=10))
    assert server.connections == connections
    assert len(server.asked) - before == 12


def test_another_model_is_noticed(vllm: ListingFake) -> None:
    with connected(vllm) as engine:
        vllm.name = "other"
        try:
            with pytest.raises(ServerError, match="has another model than before"):
                records_of(engine, asked("Once"))
        finally:
            vllm.name = "storyteller"


def test_a_prompt_that_is_too_long_is_refused_in_its_words(
    vllm: ListingFake, remote_vllm: RemoteEngine
) -> None:
    served = remote_vllm._ready()
    with pytest.raises(RequestError, match="maximum context length is 512"):
        served.server.tell([5] * CONTEXT, 5, served.model.vocabulary.size)


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [("vllm", {"one_hot": True}), ("vllm", {"lays_out": False}), ("sglang", {"lays_out": False})],
)
def test_a_server_that_lacks_something_draws_as_before(kind: str, lacking: dict) -> None:
    """Without raw probabilities, or conversations by ids that it holds otherwise."""
    with listing_server(kind, **lacking) as server, connected(server) as engine:
        assert engine.info is not None
        assert engine.info.abilities is not None
        assert not engine.info.abilities.takes_ids
        assert engine.info.abilities.converses


def test_bytes_of_a_tokenizer_that_tidies_up(vllm: ListingFake) -> None:
    """Some take away a space before a comma where they put a text together: it is given back."""
    vocabulary = vllm.engine.tokenizer.vocabulary

    def join(ids: Sequence[int]) -> str:
        text = b"".join(map(vocabulary.piece, ids)).decode("utf-8", "replace")
        for sign in (".", "?", "!", ",", "n't", "'m", "'s", "'ve", "'re"):
            text = text.replace(f" {sign}", sign)
        return text

    found = token_bytes(join, vllm.engine.tokenizer.encode)
    assert found.unknown == 0
    wrong = [
        piece for piece, told in zip(vocabulary.pieces, found.pieces, strict=True) if piece != told
    ]
    assert wrong == [b" !=", b" ..........", b" .............."], "of 50,257"


@pytest.mark.parametrize("command", [["generate", "--max-tokens", "4"], ["inspect"]])
def test_the_command_line_lets_go_of_a_server(
    command: list[str],
    vllm: ListingFake,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No connection is left to the collector, which may come by much later."""
    monkeypatch.setattr("gptdesk.cli.main.prepare_streams", lambda: None)  # it silences warnings
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        assert main([*command, "--server", vllm.url, "The sea"]) == 0
        gc.collect()
    assert capsys.readouterr().out
    assert not told

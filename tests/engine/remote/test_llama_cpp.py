"""A real server of llama.cpp with a real model: ids exact, dice ours, and nothing lost with it.

The same file is loaded on this computer as well. llama.cpp rounds activations, so that the two
distributions differ a little: where they do is `tests/benchmarks/remote_dice.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
import torch

from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.cli.main import main
from gptdesk.engine import remote_engine
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.sampling import Dice
from gptdesk.engine.inspection.divergence import diverge, keep
from gptdesk.engine.inspection.values import ReadText
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.remote_engine import RemoteEngine
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.errors import RequestError, ServerError
from tests.engine.remote.answered import Answered
from tests.llama_server import CONTEXT, LlamaServer, llama_server
from tests.smollm2 import smollm2_file

pytestmark = pytest.mark.loopback

_QUICK = SamplingSettings(temperature=0.9, top_k=40, top_p=0.95)


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with llama_server(smollm2_file(), key="sk-of-the-test") as server:
        yield server


@pytest.fixture(scope="module")
def remote(server: LlamaServer) -> Iterator[RemoteEngine]:
    engine = RemoteEngine()
    address = ServerAddress(server.url, key="sk-of-the-test")
    engine.load(LoadRequest(Path("x"), server=address), lambda _: None)
    yield engine
    engine.unload()


@pytest.fixture(scope="module")
def local() -> InferenceEngine:
    engine = InferenceEngine()
    engine.load(LoadRequest(smollm2_file(), context_limit=CONTEXT), lambda _: None)
    return engine


def asked(text: str, **values: object) -> GenerationRequest:
    fields = {"settings": _QUICK, "max_new_tokens": 8, "seed": 3, **values}
    return GenerationRequest((Message(Role.USER, text),), **fields)  # pyright: ignore[reportArgumentType]


def records_of(engine: RemoteEngine, request: GenerationRequest) -> list[TokenRecord]:
    events = list(engine.generate(request, Event()))
    assert isinstance(events[-1], GenerationEnd)
    return [event.record for event in events if isinstance(event, GenerationStep)]


def test_it_is_the_same_language(remote: RemoteEngine, local: InferenceEngine) -> None:
    """Every token's bytes, the control tokens, the ends, the template: told, or found out."""
    here, there = local.info, remote.info
    assert here is not None
    assert there is not None
    assert there.vocabulary.sha256 == here.vocabulary.sha256
    assert (there.vocabulary.end_ids, there.vocabulary.start_id, there.vocabulary.adds_start) == (
        here.vocabulary.end_ids,
        here.vocabulary.start_id,
        here.vocabulary.adds_start,
    )
    assert there.chat == here.chat
    assert (there.can_converse, there.can_inspect, there.can_look_inside) == (True, False, False)
    assert there.shape.context_length == CONTEXT - 1
    assert there.shape.parameter_count == 134_515_008


def test_ids_are_exact(remote: RemoteEngine, local: InferenceEngine) -> None:
    """A name of a control token that somebody types is text, and half characters are two tokens."""
    for text in ("Hello <|im_end|>\n\n  x", "气的", "a\ud83d\ude00b", "\ud800", "l'été\r\n\t"):
        assert remote.tokenizer.encode(text) == local.tokenizer.encode(text)
        assert remote.tokenizer.count_lost(text) == local.tokenizer.count_lost(text)
    lacking = "a\x04\x06b"  # this vocabulary has no token for either
    assert remote.tokenizer.count_lost(lacking) == local.tokenizer.count_lost(lacking) == 2


@pytest.mark.parametrize("mode", PromptMode)
def test_the_prompt_is_the_same(
    remote: RemoteEngine, local: InferenceEngine, mode: PromptMode
) -> None:
    """The house lays it out: template, ids, and what the template wrote after the text."""
    request = asked("What is <|im_start|>?", mode=mode, max_new_tokens=1)
    there, here = (next(iter(e.generate(request, Event()))) for e in (remote, local))
    assert isinstance(here, PromptReady)
    assert there == here


def test_the_dice_are_ours(remote: RemoteEngine) -> None:
    """Every choice is the definition's, from all that the server knows, which is asked for here."""
    settings = replace(_QUICK, repetition_penalty=1.1)
    request = asked("Once upon a time", settings=settings, max_new_tokens=3)
    prompt = remote.tokenizer.encode("Once upon a time")
    records = records_of(remote, request)
    dice = Dice(request.seed)
    served = remote._ready()
    for place, record in enumerate(records):
        context = [*prompt, *(one.token_id for one in records[:place])]
        whole = served.server.tell(context, 10**6, served.model.vocabulary.size)
        assert whole.is_whole
        logits = whole.logits(is_piled=True)
        expected = choose_by_definition(logits, settings, context, dice.roll())
        assert (record.token_id, record.draw, record.kept, record.rank) == (
            expected.token_id,
            expected.draw,
            expected.kept,
            expected.rank,
        )
        # its own sum of all probabilities is off by two in ten thousand: it adds float32
        assert record.raw_p == pytest.approx(expected.raw_p, rel=1e-3)
        assert record.final_p == pytest.approx(expected.final_p, rel=1e-3)


def test_the_choice_does_not_depend_on_the_way(remote: RemoteEngine) -> None:
    """Token by token, after a swap, and in one run: the same seed is the same text."""
    whole = records_of(remote, asked("The sea"))
    ids = tuple(record.token_id for record in whole)
    one = records_of(remote, asked("The sea", answer_ids=ids[:3], max_new_tokens=1))
    assert one[0].token_id == ids[3]
    put = records_of(remote, asked("The sea", forced_ids=(5, *ids[1:2]), max_new_tokens=3))
    assert [record.is_forced for record in put] == [True, True, False]
    assert put[0].token_id == 5
    assert put[0].rank is not None
    assert put[0].raw_p > 0
    assert put[2].draw == whole[2].draw


def test_it_says_nearly_what_the_network_here_says(
    remote: RemoteEngine, local: InferenceEngine
) -> None:
    """The raw distribution, before any sampling of its own; a text of half characters too."""
    text = "The weather is 天气, and Paris"
    there, here = remote.inspect(text), local.inspect(text)
    assert [one.token_id for one in there.tokens] == [one.token_id for one in here.tokens]
    for mine, theirs in zip(here.tokens[1:], there.tokens[1:], strict=True):
        assert mine.surprisal_bits is not None
        assert theirs.surprisal_bits == pytest.approx(mine.surprisal_bits, abs=0.5)
    assert there.perplexity == pytest.approx(here.perplexity, rel=0.1)


def test_kl_between_the_server_and_the_network_here(
    remote: RemoteEngine, local: InferenceEngine
) -> None:
    """The same file is nearly 0 apart both ways; what is known of it is a bound, and says so."""
    ids = tuple(local.tokenizer.encode("Once upon a time there was a fox"))
    texts = (ReadText(ids, 4),)

    def nothing(*_: int) -> None:
        """Take no progress."""

    for first, second in ((remote, local), (local, remote)):
        read = (first.distributions(text, Event()) for text in texts)
        kept = keep(texts, "", read, Event(), nothing)
        assert kept is not None
        read = (second.distributions(text, Event()) for text in texts)
        found = diverge(kept, "", read, Event(), nothing)
        assert found is not None
        assert found.is_bound
        assert [one.index for one in found.of_texts[0]] == list(range(4, len(ids)))
        for one in found.of_texts[0]:
            assert 0 <= one.kl_nats < 0.05
            assert 0 <= one.reverse_nats < 0.05
            if one.first_p is None or one.second_p is None:  # it is none of those that were told
                assert (one.first_p or one.second_p or 0) < 1e-3
            else:
                assert one.first_p == pytest.approx(one.second_p, rel=0.3)
    cancelled = Event()
    cancelled.set()
    assert list(remote.distributions(texts[0], cancelled)) == []


def test_a_full_context_starts_over(remote: RemoteEngine) -> None:
    """The server's context is one longer than what it can be asked about."""
    length = CONTEXT - 1
    ids = remote.tokenizer.encode("word " * 300)[: length - 2]
    request = asked("a", answer_ids=tuple(ids), max_new_tokens=3, keep_tokens=20)
    events = list(remote.generate(request, Event()))
    kinds = [type(event).__name__ for event in events]
    assert kinds == ["PromptReady", *["GenerationStep"] * 2, "ContextShifted", "GenerationStep",
                     "GenerationEnd"]  # fmt: skip


def test_stop_ends_it_between_two_tokens(remote: RemoteEngine) -> None:
    """What came stays, and the next answer is a new one."""
    cancelled = Event()
    events = []
    for event in remote.generate(asked("Once", max_new_tokens=200), cancelled):
        events.append(event)
        if isinstance(event, GenerationStep):
            cancelled.set()
    assert [type(event).__name__ for event in events] == [
        "PromptReady",
        "GenerationStep",
        "GenerationEnd",
    ]
    assert events[-1].reason is FinishReason.CANCELLED
    assert len(records_of(remote, asked("Once", max_new_tokens=2))) == 2


def test_what_it_refuses_is_its_own_sentence(remote: RemoteEngine) -> None:
    served = remote._ready()
    with pytest.raises(RequestError, match="exceeds the available context size"):
        served.server.tell([5] * (CONTEXT + 1), 5, served.model.vocabulary.size)


def test_a_real_server_draws(server: LlamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """llama.cpp's endpoints for OpenAI's clients, both, are told apart from its own by nothing."""
    monkeypatch.setattr(remote_engine, "is_llama_cpp", lambda _: False)
    engine = RemoteEngine()
    address = ServerAddress(server.url, key="sk-of-the-test")
    engine.load(LoadRequest(Path("x"), server=address), lambda _: None)
    info = engine.info
    assert info is not None
    assert info.abilities is not None
    assert (info.abilities.most_alternatives, info.abilities.is_raw) == (20, True)
    assert not info.abilities.tells_prompt, "echo is accepted and ignored"
    greedy = SamplingSettings(temperature=0, top_p=1)
    question = "What is 1+1? Answer with one digit."
    answered = Answered(
        engine,
        asked(question, mode=PromptMode.CONVERSATION, settings=greedy, max_new_tokens=40),
    )
    assert answered.end.reason is FinishReason.END_OF_TEXT
    assert answered.tokens[-1] == b""
    assert all(record.rank == 1 for record in answered.records[:-1])
    assert b"".join(answered.tokens).decode() == answered.text
    for record in answered.records[:-1]:
        assert 0.5 < sum(record.top_raw_p) <= 1.0001
    half = {"answer_ids": answered.ids[:3], "pieces": answered.pieces}
    again = Answered(
        engine,
        asked(question, mode=PromptMode.CONVERSATION, settings=greedy, max_new_tokens=40, **half),
    )
    assert again.text == b"".join(answered.tokens[3:]).decode(), "it goes on within an answer"
    chinese = asked("天气 means weather in Chinese. 天气的意思", max_new_tokens=20, seed=4)
    drawn = Answered(engine, chinese)
    assert "\ufffd" not in drawn.text
    assert b"".join(drawn.tokens).decode() == drawn.text
    assert any(record.raw_p is not None for record in drawn.records)
    engine.unload()


def test_a_server_that_is_killed_loses_nothing(server: LlamaServer, remote: RemoteEngine) -> None:
    """The answer ends with a sentence; when it is back the text goes on as if nothing was."""
    request = asked("Once upon a time", max_new_tokens=6)
    whole = [record.token_id for record in records_of(remote, request)]
    came: list[int] = []

    def lose_it() -> None:
        for event in remote.generate(request, Event()):
            if isinstance(event, GenerationStep):
                came.append(event.record.token_id)
                if len(came) == 3:
                    server.kill()

    with pytest.raises(ServerError, match="does not answer"):
        lose_it()
    assert came == whole[:3]
    with pytest.raises(ServerError, match="does not answer"):
        records_of(remote, replace(request, answer_ids=tuple(came), max_new_tokens=3))
    server.context *= 2
    server.start()
    with pytest.raises(ServerError, match="has another model than before, or another context"):
        records_of(remote, request)
    server.kill()
    server.context = CONTEXT
    server.start()
    rest = records_of(remote, replace(request, answer_ids=tuple(came), max_new_tokens=3))
    assert [*came, *(record.token_id for record in rest)] == whole


def test_a_wrong_key_is_refused(server: LlamaServer) -> None:
    engine = RemoteEngine()
    with pytest.raises(ServerError, match="does not accept the key"):
        engine.load(
            LoadRequest(Path("x"), server=ServerAddress(server.url, key="no")), lambda _: None
        )
    assert engine.info is None


def test_a_model_that_it_has_not_is_refused(server: LlamaServer) -> None:
    """The server answers with its own model whatever is asked for; it is called by its own name."""
    engine = RemoteEngine()
    own = "SmolLM2-135M-Instruct.Q4_1"
    address = ServerAddress(server.url, "storyteller", "sk-of-the-test")
    with pytest.raises(RequestError, match=f"has no model storyteller. It has {own}: name"):
        engine.load(LoadRequest(Path("x"), server=address), lambda _: None)
    assert engine.info is None
    address = replace(address, model=own)
    assert engine.load(LoadRequest(Path("x"), server=address), lambda _: None).name == own
    engine.unload()


def test_every_token_is_told_once(remote: RemoteEngine) -> None:
    """Those that end inside a character too, which it leaves out where it chooses by itself."""
    served = remote._ready()
    told = served.server.tell([5], 10**6, served.model.vocabulary.size)
    assert torch.equal(told.ids.sort().values, torch.arange(served.model.vocabulary.size))


def test_the_command_line_asks_it_too(
    server: LlamaServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same seed gives the text of the engine; the key comes from a file, and is not told."""
    key = tmp_path / "key"
    key.write_text("sk-of-the-test\n")
    there = ("--server", server.url, "--server-key-file", str(key))
    options = ("--max-tokens", "3", "--seed", "3", "--top-k", "40", "--json")
    assert main(["generate", "Once upon a time", *there, *options]) == 0
    said = capsys.readouterr()
    *tokens, end = [json.loads(line) for line in said.out.splitlines()]
    assert len(tokens) == 3
    assert {one["entropy_bits"] for one in tokens} == {None}
    assert end["model"]["device"] == urlsplit(server.url).netloc
    assert end["model"]["sha256"] is None, "no file was read"
    assert "repetition penalty" not in said.err
    assert main(["generate", "Once", *there, *options, "--repetition-penalty", "1.1"]) == 0
    assert "repetition penalty" in capsys.readouterr().err
    assert main(["inspect", "Paris is", *there, "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert [one["rank"] is None for one in measured["tokens"]] == [True, False]
    assert "sk-of" not in said.out + said.err


def test_a_server_of_the_command_line_that_is_none_is_refused(
    server: LlamaServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 and one sentence, as for a model that cannot be opened."""
    for arguments, sentence in (
        (("--server", server.url), "with --server-key-file"),
        (("--server", "hello world"), ": hello world is no address"),
        (("--server", server.url, "--server-key-file", str(tmp_path)), "cannot be read"),
        (("--server", "ftp://x"), "is no address of a server"),
    ):
        assert main(["generate", "Once", *arguments]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert sentence in said.err
        assert said.err.count("\n") <= 2

"""Servers that draw themselves: what they tell is kept, what they do not tell is not made up.

Replayed, see `tests/recorded_servers.py`; a real one is asked in `test_llama_cpp.py`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from gptdesk.chat.messages import PIECES_VOCABULARY, Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.cli.main import main
from gptdesk.engine import remote_engine
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.remote.drawing import Writer
from gptdesk.engine.remote.forms import Chunk, Entry, OllamaForm, OpenAIForm, entries_of
from gptdesk.engine.remote_engine import RemoteEngine
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
)
from gptdesk.errors import RequestError, ServerError
from tests.engine.remote.answered import Answered
from tests.plain_server import plain_server
from tests.recorded_servers import (
    RECORDINGS,
    STORY,
    Recording,
    events,
    lm_studio_models,
    models,
    recorded,
)

pytestmark = pytest.mark.loopback

DEEP = b"data: " + b"[" * 100_000 + b"\n\n"  # deeper than JSON is read

_NEUTRAL = SamplingSettings(temperature=1.0, top_p=1.0)


def connected(url: str, model: str = "") -> RemoteEngine:
    engine = RemoteEngine()
    address = ServerAddress(url, model)
    engine.load(LoadRequest(Path("x"), server=address), lambda _: None)
    return engine


def asked(text: str, **values: object) -> GenerationRequest:
    return GenerationRequest((Message(Role.USER, text),), **values)  # pyright: ignore[reportArgumentType]


# -- replayed


@pytest.mark.parametrize(
    ("kind", "most", "is_raw", "tells_prompt", "takes", "goes", "context"),
    [
        ("vLLM", 20, True, True, 5, (True, True, True), 40_960),
        ("Ollama", 20, True, False, 5, (True, True, False), 8_192),
        ("LM Studio", 0, False, False, 4, (True, True, False), 4_096),
        ("OpenAI-compatible", 5, False, False, 2, (True, False, False), 0),
    ],
)
def test_it_is_found_out_what_a_server_can_tell(
    kind: str,
    most: int,
    is_raw: bool,
    tells_prompt: bool,
    takes: int,
    goes: tuple[bool, ...],
    context: int,
) -> None:
    """What comes back counts: many answer 200 and leave out what they do not know."""
    with recorded(RECORDINGS[kind]) as server:
        engine = connected(server.url)
        info = engine.info
        assert info is not None
        can = info.abilities
        assert can is not None
        assert (can.kind, can.takes_ids, can.most_alternatives) == (kind, False, most)
        assert (can.is_raw, can.tells_prompt, len(can.takes)) == (is_raw, tells_prompt, takes)
        assert (can.continues_texts, can.converses, can.goes_on) == goes
        assert (info.can_converse, info.can_inspect) == (goes[1], False)
        assert info.shape.context_length == context
        assert info.vocabulary.sha256 == PIECES_VOCABULARY == Vocabulary(()).sha256
        before = server.connections
        for _ in range(2):
            answered = Answered(engine, asked("It said:", settings=_NEUTRAL, max_new_tokens=3))
        assert server.connections == before + 1, "one connection for all that is asked"
        engine.unload()
    told = [record.raw_p is not None for record in answered.records]
    assert told == [bool(most)] * len(told)
    assert {len(record.top_ids) for record in answered.records} == {most}


@pytest.mark.parametrize(
    ("kind", "told", "context"),
    [
        ("Ollama", {"/api/ps": (200, {"models": []})}, 2_048),
        ("Ollama", {"/api/ps": (404, "")}, 2_048),
        (
            "Ollama",
            {"/api/ps": (404, ""), "/api/show": (200, {"model_info": {"a.context_length": 512}})},
            512,
        ),
        ("Ollama", {"/api/ps": (200, [1]), "/api/show": (200, {"model_info": {}})}, 0),
        ("LM Studio", {"/api/v0/models": (200, {"data": lm_studio_models()})}, 8_192),
        ("LM Studio", {"/api/v0/models": (200, b"<html>")}, 0),
        ("LM Studio", {"/api/v0/models": (401, "")}, 0),
        ("vLLM", {"/v1/models": models("x", "vllm", max_model_len="long")({})}, 0),
        ("vLLM", {"/v1/models": models("x", "llamacpp", meta={"n_ctx": 256})({})}, 256),
    ],
)
def test_the_context_is_what_a_server_has_room_for(
    kind: str, told: dict[str, tuple[int, object]], context: int
) -> None:
    """A setting comes before what a file was made for; what is not told is not made up."""
    answers = {path: lambda _, one=one: one for path, one in told.items()}
    with recorded({**RECORDINGS[kind], **answers}) as server:
        engine = connected(server.url)
        assert engine.info is not None
        assert engine.info.shape.context_length == context
        engine.unload()


def test_what_says_nothing_or_no_names_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits a minute for a port that accepts; a whole answer is not called broken off."""
    with monkeypatch.context() as impatient, plain_server(None) as silent:
        impatient.setattr(remote_engine, "_RECOGNISING_S", 0.2)
        with pytest.raises(ServerError, match=r"does not answer .it took too long"):
            connected(silent.url)
    recording = {"/v1/models": lambda _: (200, {"data": [{"id": 5}]})}
    with recorded(recording) as server, pytest.raises(ServerError, match="no list of models"):
        connected(server.url)


@pytest.mark.parametrize("mode", PromptMode)
@pytest.mark.parametrize("kind", ["vLLM", "Ollama", "LM Studio"])
def test_a_server_draws(kind: str, mode: PromptMode) -> None:
    """Its text comes, its tokens have what it told, and nothing is made up."""
    with recorded(RECORDINGS[kind]) as server:
        engine = connected(server.url)
        request = asked("It said:", mode=mode, max_new_tokens=9, seed=4)
        answered = Answered(engine, request)
        sent = server.asked[-1]
        engine.unload()
    assert answered.text == " Once upon a time"
    assert answered.tokens == [*(token.encode() for token, _ in STORY), b""]
    assert answered.end.reason is FinishReason.END_OF_TEXT
    values = sent[1].get("options", sent[1])
    assert (values["temperature"], values["top_p"], values["seed"]) == (0.8, 0.95, 4)
    assert values.get("num_predict", values.get("max_tokens")) == 9
    if kind != "LM Studio":
        assert [round(one.raw_p or 0, 3) for one in answered.records[:2]] == [0.607, 0.905]
        assert [one.rank for one in answered.records[:4]] == [1] * 4
    for one in answered.records:
        unknown = one.final_p, one.entropy_bits, one.kept, one.draw, *one.top_final_p
        assert set(unknown) == {None}
    is_end_told = kind == "vLLM" and mode is PromptMode.CONTINUE
    end = answered.records[-1]
    assert (end.raw_p is not None, end.rank) == (is_end_told, 1 if is_end_told else None)
    if mode is PromptMode.CONVERSATION:
        assert sent[1]["messages"] == [{"role": "user", "content": "It said:"}]
    elif kind == "Ollama":
        assert sent[1]["raw"] is True, "no template around a text that goes on"


def test_an_answer_goes_on_with_other_dice_and_stops_at_a_string() -> None:
    """The text so far is sent; the numbers that the first run drew are not drawn again."""
    with recorded(RECORDINGS["vLLM"]) as server:
        engine = connected(server.url)
        first = Answered(engine, asked("It", max_new_tokens=2, seed=4))
        more = {"answer_ids": first.ids, "pieces": first.pieces, "seed": 4, "max_new_tokens": 3}
        put = Answered(engine, asked("It", forced_ids=(first.ids[0],), **more))
        path, values = server.asked[-1]
        assert (path, values["prompt"]) == ("/v1/completions", "It Once upon Once")
        assert (values["seed"], values["max_tokens"]) == (6, 2)
        assert [one.is_forced for one in put.records] == [True, False, False]
        assert put.records[0].raw_p is None
        Answered(engine, asked("It", mode=PromptMode.CONVERSATION, **more))
        values = server.asked[-1][1]
        assert values["messages"][-1] == {"role": "assistant", "content": " Once upon"}
        assert values["continue_final_message"] is True
        stopped = Answered(engine, asked("It", max_new_tokens=9, stop=(" a",)))
        assert (stopped.text, stopped.end.reason) == (" Once upon", FinishReason.STOP_STRING)
        cancelled = Event()
        running = engine.generate(asked("It", max_new_tokens=9), cancelled)
        came = [next(running), next(running)]
        cancelled.set()
        came += running
        assert isinstance(came[-1], GenerationEnd)
        engine.unload()


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("LM Studio", {"settings": SamplingSettings(min_p=0.1)}, "does not take min_p"),
        ("OpenAI-compatible", {"mode": PromptMode.CONVERSATION}, "lays out no conversations"),
        (
            "Ollama",
            {"mode": PromptMode.CONVERSATION, "answer_ids": (0,), "pieces": (b" Once",)},
            "cannot go on in the middle",
        ),
        ("Ollama", {"answer_ids": (0,), "pieces": (b"\xe6",)}, "ends inside a character"),
        ("Ollama", {"answer_ids": (3,), "pieces": (b"a",)}, "are not known"),
    ],
)
def test_what_a_server_cannot_do_is_said(kind: str, values: dict, sentence: str) -> None:
    """Before anything is sent, and with what to do."""
    with recorded(RECORDINGS[kind]) as server:
        engine = connected(server.url)
        known = len(server.asked)
        with pytest.raises(RequestError, match=sentence):
            list(engine.generate(asked("It", **values), Event()))
        assert len(server.asked) == known
        engine.unload()


def test_probabilities_after_a_servers_own_sampling_are_no_raw_ones() -> None:
    """With neutral settings they are; with others they are not asked for."""
    with recorded(RECORDINGS["OpenAI-compatible"]) as server:
        engine = connected(server.url)
        for settings, is_told in ((_NEUTRAL, True), (replace(_NEUTRAL, temperature=0.5), False)):
            (record,) = Answered(engine, asked("It", settings=settings, max_new_tokens=1)).records
            assert (record.raw_p is not None) is is_told
        engine.unload()


@pytest.mark.parametrize(
    "recording",
    [
        {},
        {"/v1/models": lambda _: (200, b"<html>"), "/props": lambda _: (200, b"<html>")},
        {"/v1/models": lambda _: (200, {"data": []})},
        {"/v1/models": lambda _: (200, [1]), "/props": lambda _: (200, [1])},
        {"/v1/models": models("x", "y"), "/v1/completions": lambda _: (200, b"data: {\n\n")},
        {"/v1/models": models("x", "y"), "/v1/completions": lambda _: (200, DEEP)},
    ],
)
def test_what_is_no_server_of_a_model_is_said_to_be_none(recording: Recording) -> None:
    """A router's page, or any other program on that port."""
    with recorded(recording) as server, pytest.raises(ServerError, match="no server of a model"):
        connected(server.url)


def test_a_model_that_is_not_there_and_a_server_that_refuses_are_said() -> None:
    """In the server's own words, on one line."""
    with recorded(RECORDINGS["vLLM"]) as server, pytest.raises(RequestError, match="has no model"):
        connected(server.url, "y")
    words = {"error": {"message": "out of\nmemory."}}
    refusing = {"/v1/models": models("x", "y"), "/v1/completions": lambda _: (500, words)}
    with recorded(refusing) as server, pytest.raises(RequestError, match="out of memory"):
        connected(server.url)


def test_an_answer_that_breaks_off_keeps_what_came() -> None:
    """By an error in the stream, or by its end without a reason."""
    is_bad: list[object] = []

    def answer(values: dict) -> tuple[int, object]:
        token = {"choices": [{"text": " a", "finish_reason": None}]}
        if is_bad:
            return 200, events(token, *is_bad).replace(b"data: [DONE]\n\n", b"")
        return 200, events({"choices": [{"text": " a", "finish_reason": "length"}]})

    recording = {"/v1/models": models("x", "y"), "/v1/completions": answer}
    with recorded(recording) as server:
        engine = connected(server.url)
        for bad, sentence in (
            ({"error": {"message": "slot\nlost"}}, "refuses what it is asked: slot lost"),
            ({"choices": []}, "its answer broke off"),
        ):
            is_bad[:] = [bad]
            running = engine.generate(asked("It", max_new_tokens=5), Event())
            came = [next(running), next(running)]
            assert isinstance(came[1], GenerationStep)
            assert came[1].text == " a"
            with pytest.raises((RequestError, ServerError), match=sentence):
                list(running)
        engine.unload()


# -- pieces of streams


def tokens_of(*chunks: Chunk) -> list[tuple[bytes, float | None]]:
    writer = Writer(asked("x"))
    pieces = [piece for chunk in chunks for piece in writer.pieces_of(chunk)]
    return [(piece.data, piece.entry and piece.entry.log_p) for piece in pieces]


def entry(piece: bytes, log_p: float = -1.0) -> Entry:
    return Entry(piece, log_p, ((piece, log_p),))


def test_texts_and_entries_are_brought_together() -> None:
    """Halves of characters are told one by one or as one; what does not match has no figures."""
    parts = "气".encode()
    held_back = Chunk("", entries=(entry(parts[:2]),)), Chunk("气", entries=(entry(parts[2:]),))
    assert tokens_of(*held_back) == [(parts[:2], -1.0), (parts[2:], -1.0)]
    assert tokens_of(Chunk(" a b", entries=(entry(b" a"), entry(b" b", -2.0)))) == [
        (b" a", -1.0),
        (b" b", -2.0),
    ]
    assert tokens_of(Chunk("气", entries=(entry(parts[2:]),))) == [(parts, None)]
    assert tokens_of(Chunk(" a"), Chunk(" b", entries=(entry(b" b"),))) == [
        (b" a", None),
        (b" b", -1.0),
    ]
    assert tokens_of(Chunk(thought="hm"), Chunk(" a"), Chunk(ends="stop")) == [
        (b"<think>hm", None),
        (b"</think>\n\n a", None),
        (b"", None),
    ]
    end = Chunk("", entries=(entry(b"<|im_end|>"),), ends="stop")
    assert tokens_of(Chunk(" a"), end) == [(b" a", None), (b"", -1.0)]


def test_figures_of_another_token_are_not_taken() -> None:
    """llama.cpp tells several tokens of one character as one, with the last one's probability."""
    top = [{"token": "x", "bytes": [179], "logprob": -1.5}]
    (merged,) = entries_of([{"token": "写", "logprob": -1.0, "top_logprobs": top}])
    assert (merged.piece, merged.log_p, merged.top) == ("写".encode(), None, ())
    (rare,) = entries_of([{"token": "写", "logprob": -5.0, "top_logprobs": top}])
    assert (rare.log_p, len(rare.top)) == (-5.0, 1)
    twice = [{"token": "", "logprob": -2.0}, {"token": "", "logprob": -1.0}]
    (one,) = entries_of([{"token": "a", "logprob": -9.0, "top_logprobs": twice}])
    assert one.top == ((b"", -1.0),)
    (old,) = entries_of({"tokens": ["bytes:\\xe5\\x86"], "token_logprobs": [-1.0]})
    assert old.piece == b"\xe5\x86"


def test_lines_that_say_nothing_are_no_parts() -> None:
    """Comments keep a connection alive; an error is one in any form."""
    form = OpenAIForm("vLLM")
    assert [form.chunk(line) for line in (b"", b": ping", b"data: [DONE]")] == [None] * 3
    assert form.chunk(b'error: {"message": "no"}') == Chunk(error="no")
    assert OllamaForm().chunk(b'{"error": "model not found"}') == Chunk(error="model not found")
    with pytest.raises(ValueError, match="Expecting"):
        form.chunk(b"data: {")


# -- the command line


def test_the_command_line_draws_and_inspects(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids that nobody knows are null; a text is measured where a server echoes it."""
    with recorded(RECORDINGS["vLLM"]) as server:
        drawn = ["generate", "It", "--server", server.url, "--json", "--seed", "4"]
        assert main(drawn) == 0
        *tokens, end = map(json.loads, capsys.readouterr().out.splitlines())
        assert [one["token_id"] for one in tokens] == [None] * 5
        assert [one["text"] for one in tokens] == [*(token for token, _ in STORY), ""]
        assert [one["text"] for one in tokens[0]["top"][:2]] == [" Once", " x0"]
        assert end["finish_reason"] == "end_of_text"
        assert main(["inspect", "--server", server.url, "The sea", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert [one["text"] for one in told["tokens"]] == ["The", " sea"]
        assert [one["rank"] for one in told["tokens"]] == [None, 1]
        assert main(["inspect", "--server", server.url, "The sea"]) == 0
        assert "8.21 %" in capsys.readouterr().out
        assert main(["inspect", "--server", server.url, "Other"]) == 1
        assert "does not tell" in capsys.readouterr().err
    with recorded(RECORDINGS["Ollama"]) as server:
        assert main(["inspect", "--server", server.url, "The sea"]) == 1
        assert "does not tell the probabilities" in capsys.readouterr().err

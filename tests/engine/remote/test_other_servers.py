"""Servers that are not llama.cpp's, from recordings: recognised, and refused with what they tell.

The recordings are NOT of real runs: they were written after the documented forms of vLLM 0.11
(`/v1/completions` with `return_tokens_as_token_ids` and `prompt_logprobs`), Ollama 0.12 and LM
Studio 0.3 (OpenAI compatibility).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gptdesk.engine.remote.address import ServerAbilities, ServerAddress
from gptdesk.engine.remote.connection import Connection
from gptdesk.engine.remote.other_servers import is_llama_cpp, other_abilities
from gptdesk.engine.remote_engine import RemoteEngine
from gptdesk.engine.types import LoadRequest
from gptdesk.errors import ServerError

pytestmark = pytest.mark.loopback

Recording = Mapping[str, Callable[[dict[str, Any]], tuple[int, object]]]


@contextmanager
def recorded(recording: Recording) -> Iterator[str]:
    """Run a server that answers from a recording; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, asked: dict[str, Any]) -> None:
            told = recording.get(self.path)
            status, values = (404, {"detail": "Not Found"}) if told is None else told(asked)
            body = values if isinstance(values, bytes) else json.dumps(values).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def models(name: str, owner: str) -> Callable[[dict[str, Any]], tuple[int, object]]:
    entry = {"id": name, "object": "model", "created": 1795955140, "owned_by": owner}
    return lambda _: (200, {"object": "list", "data": [entry]})


def vllm(asked: dict[str, Any], most: int = 20) -> tuple[int, object]:
    wanted = asked.get("logprobs") or 0
    if wanted > most:
        message = (
            f"Requested sample logprobs of {wanted}, which is greater than max allowed: {most}"
        )
        return 400, {"error": {"message": message, "type": "BadRequestError", "code": 400}}
    top = {f"token_id:{1000 + place}": -0.3 - place for place in range(wanted)}
    logprobs = {
        "text_offset": [0],
        "token_logprobs": [-0.3],
        "tokens": ["token_id:1000"],
        "top_logprobs": [top],
    }
    prompt = None
    if asked.get("prompt_logprobs"):
        told = {"logprob": -2.5, "rank": 7, "decoded_token": " sea"}
        prompt = [None, {"6303": told}]
    choice = {
        "index": 0,
        "text": " capital",
        "logprobs": logprobs if wanted else None,
        "finish_reason": "length",
        "stop_reason": None,
        "prompt_logprobs": prompt,
    }
    return 200, {"id": "cmpl-1", "object": "text_completion", "choices": [choice]}


def without_logprobs(_: dict[str, Any]) -> tuple[int, object]:
    choice = {"text": " capital", "index": 0, "logprobs": None, "finish_reason": "length"}
    return 200, {"id": "cmpl-1", "object": "text_completion", "choices": [choice]}


def by_text_and_after_sampling(asked: dict[str, Any]) -> tuple[int, object]:
    """One that takes every count, gives five by their texts, and tells them after its sampling."""
    sharp = 1 / max(asked.get("temperature", 1), 0.1)
    top = {text: -sharp * place for place, text in enumerate((" a", " b", " c", " d", " e"))}
    top[" a"] -= 0.1 / sharp
    choice = {"text": " a", "index": 0, "logprobs": {"top_logprobs": [top]}}
    return 200, {"choices": [choice]}


RECORDINGS: dict[str, tuple[Recording, tuple[object, ...], str]] = {
    "vLLM": (
        {"/v1/models": models("Qwen/Qwen3-0.6B", "vllm"), "/v1/completions": vllm},
        (True, 20, True, True),
        "is a server of vLLM: token ids go both ways, and it tells 20 alternatives at most, raw",
    ),
    "Ollama": (
        {"/v1/models": models("llama3.2", "library"), "/v1/completions": without_logprobs},
        (False, 0, False, False),
        "is a server of Ollama: it knows no token ids, and it tells no probabilities",
    ),
    "LM Studio": (
        {"/v1/models": models("smollm2", "organization_owner"),
         "/v1/completions": without_logprobs},
        (False, 0, False, False),
        "is a server of LM Studio: it knows no token ids",
    ),
    "an OpenAI-compatible kind": (
        {"/v1/models": models("x", "somebody"), "/v1/completions": by_text_and_after_sampling},
        (False, 5, False, False),
        "it tells 5 alternatives at most, after its own sampling",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", RECORDINGS)
def test_it_is_said_what_a_server_tells_and_why_that_is_not_enough(kind: str) -> None:
    """What comes back counts: many answer 200 and leave out what they do not know."""
    recording, expected, sentence = RECORDINGS[kind]
    with recorded(recording) as url:
        connection = Connection(ServerAddress(url))
        assert not is_llama_cpp(connection)
        can = other_abilities(connection)
        connection.close()
        assert isinstance(can, ServerAbilities)
        assert can.kind == kind
        told = (can.takes_ids, can.most_alternatives, can.is_raw, can.tells_prompt)
        assert told == expected
        engine = RemoteEngine()
        with pytest.raises(ServerError) as refused:
            engine.load(LoadRequest(Path("x"), server=ServerAddress(url)), lambda _: None)
        assert sentence in str(refused.value)
        assert str(refused.value).endswith("Only a server of llama.cpp tells all that the dice "
                                           "here need.")  # fmt: skip
        assert engine.info is None


@pytest.mark.parametrize(
    "recording",
    [
        {},
        {"/v1/models": lambda _: (200, b"<html>"), "/props": lambda _: (200, b"<html>")},
        {"/v1/models": lambda _: (200, {"data": []})},
        {"/v1/models": lambda _: (200, [1]), "/props": lambda _: (200, [1])},
    ],
)
def test_what_is_no_server_of_a_model_is_said_to_be_none(recording: Recording) -> None:
    """A router's page, or any other program on that port."""
    with recorded(recording) as url, pytest.raises(ServerError, match="no server of a model"):
        RemoteEngine().load(LoadRequest(Path("x"), server=ServerAddress(url)), lambda _: None)

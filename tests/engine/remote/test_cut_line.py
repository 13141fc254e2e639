"""A line that is cut in the middle of an answer: what came stays, and it goes on when mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine import remote_engine
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.remote_engine import RemoteEngine
from gptdesk.engine.types import GenerationRequest, GenerationStep, LoadRequest
from gptdesk.errors import ServerError
from tests.engine.remote.answered import Answered
from tests.listing_server import listing_server
from tests.llama_server import LlamaServer, llama_server
from tests.recorded_servers import RECORDINGS, STORY, recorded
from tests.relay import Relay, relay
from tests.smollm2 import smollm2_file

pytestmark = pytest.mark.loopback

_GREEDY = SamplingSettings(temperature=0.0, top_p=1.0)
_LOST = r"does not answer \((the connection (was lost|is refused)|its answer broke off)\)"


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with llama_server(smollm2_file()) as server:
        yield server


def lose_in_the_middle(line: Relay, counts: tuple[int, ...], *, by_reset: bool) -> None:
    """Cut the line after so many bytes of an answer, each time go on, and come to the same text."""
    engine = RemoteEngine()
    engine.load(LoadRequest(Path("x"), server=ServerAddress(line.url)), lambda _: None)
    asked = {"settings": _GREEDY, "max_new_tokens": 12}
    request = GenerationRequest((Message(Role.USER, "The sea is"),), **asked)  # pyright: ignore[reportArgumentType]
    whole = Answered(engine, request)
    is_cut_within = []
    for count in counts:
        line.cut_after(count, by_reset=by_reset)
        running, steps = engine.generate(request, Event()), list[GenerationStep]()
        with pytest.raises(ServerError, match=_LOST):
            steps.extend(one for one in running if isinstance(one, GenerationStep))
        line.mend()
        ids = tuple(step.record.token_id for step in steps)
        assert ids == whole.ids[: len(ids)]
        is_cut_within.append(0 < len(ids) < len(whole.ids))
        rest = GenerationRequest(
            request.messages,
            settings=_GREEDY,
            max_new_tokens=12 - len(ids),
            answer_ids=ids,
            pieces=tuple(piece for step in steps for piece in step.new_pieces),
        )
        went_on = Answered(engine, rest)
        assert "".join(step.text for step in steps) + went_on.text == whole.text
    assert any(is_cut_within)
    engine.unload()


@pytest.mark.parametrize("by_reset", [True, False])
@pytest.mark.parametrize("is_drawn", [True, False])
def test_a_real_server_behind_a_line_that_is_cut(
    server: LlamaServer, monkeypatch: pytest.MonkeyPatch, by_reset: bool, is_drawn: bool
) -> None:
    """Within a line of its stream, and within the JSON of a token: both were called no server."""
    if is_drawn:
        monkeypatch.setattr(remote_engine, "is_llama_cpp", lambda _: False)
    with relay(server.url) as line:
        lose_in_the_middle(line, (2_000, 5_111, 12_345), by_reset=by_reset)


@pytest.mark.parametrize("by_reset", [True, False])
@pytest.mark.parametrize("kind", ["vllm", "sglang"])
def test_a_list_of_tokens_that_is_cut(kind: str, by_reset: bool) -> None:
    """Within the JSON of a token, with our dice: the rest is as if nothing had been."""
    with listing_server(kind) as server, relay(server.url) as line:
        lose_in_the_middle(line, (3_000, 5_111, 9_345), by_reset=by_reset)


@pytest.mark.parametrize("by_reset", [True, False])
def test_lines_with_a_length_that_are_cut(by_reset: bool) -> None:
    """As Ollama's, replayed: half a line of JSON is no other program's answer."""
    told = {**RECORDINGS["Ollama"], "/api/generate": _story}
    with recorded(told) as server, relay(server.url) as line:
        lose_in_the_middle(line, (150, 1_000, 2_500, 4_000), by_reset=by_reset)


def _story(asked: dict) -> tuple[int, object]:
    """Answer as Ollama's recording does, from where the prompt has come to."""
    done = sum(token in asked["prompt"] for token, _ in STORY)
    status, lines = RECORDINGS["Ollama"]["/api/generate"](asked)
    assert isinstance(lines, bytes)
    return status, b"\n".join(lines.split(b"\n")[done:])

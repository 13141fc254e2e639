"""The forms in which servers that draw take a question and stream their answer.

Two of them: the OpenAI-compatible one (`/v1/completions`, `/v1/chat/completions`, server-sent
events), and Ollama's own (`/api/generate` with `raw`, `/api/chat`, a line of JSON each). Owns
paths, names of fields and what a line says; asks nothing, and draws no conclusions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from gptdesk.chat.tokens import SETTING_NAMES, SamplingSettings
from gptdesk.engine.tokenizers.chat_format import Turn

_BYTES = "bytes:"  # before a token that is no text, "bytes:\\xe5\\x86", in the older form
_FIGURES = ("temperature", "top_p")  # every server takes these under the same names


@dataclass(frozen=True, slots=True)
class Asked:
    """What a server is asked for.

    Attributes:
        model: its name for the model.
        prompt: a text that goes on, or the turns of a conversation.
        settings: how it draws.
        seed: of its dice.
        most_tokens: at most this many.
        alternatives: to be told with every token; 0 is none.
        goes_on: the last turn is the beginning of an answer, which goes on.
    """

    model: str
    prompt: str | tuple[Turn, ...]
    settings: SamplingSettings
    seed: int
    most_tokens: int
    alternatives: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A token as a server tells it.

    Attributes:
        piece: its bytes; none for one without text.
        log_p: the natural logarithm of its probability; None where it is not told.
        top: the most probable tokens, in order, with theirs; each piece once.
    """

    piece: bytes
    log_p: float | None
    top: tuple[tuple[bytes, float], ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of an answer.

    Attributes:
        text: what it adds.
        thought: what it adds to the reasoning before the answer.
        entries: tokens of it, as far as they are told; not always those of this very text.
        ends: why the answer ended with it; "length" is that it is as long as it may be. Empty
            where it goes on.
        prompt_tokens: of the prompt, where it is told; else 0.
        error: the server's own words, where it broke off.
    """

    text: str = ""
    thought: str = ""
    entries: tuple[Entry, ...] = ()
    ends: str = ""
    prompt_tokens: int = 0
    error: str = ""

    @property
    def is_ended_by_model(self) -> bool:
        """Whether the answer ended, and not because it is as long as it may be."""
        return self.ends not in ("", "length")


class Form(Protocol):
    """How a server is asked, and what its lines say."""

    @property
    def takes(self) -> tuple[str, ...]:
        """The names of the `SamplingSettings` that it is known to take."""
        ...

    @property
    def goes_on(self) -> bool:
        """Whether it is known to go on in the middle of an answer of a conversation."""
        ...

    def question(self, asked: Asked) -> tuple[str, dict[str, Any]]:
        """Return the path and the values of a question."""
        ...

    def chunk(self, line: bytes) -> Chunk | None:
        """Return what a line says; None where it says nothing.

        Raises:
            ValueError, LookupError, TypeError: it is no line of such a server.
        """
        ...


# How kinds of servers call what OpenAI's form has no name for, after their documentation
_NAMES: Mapping[str, Mapping[str, str]] = {
    "llama.cpp": {"top_k": "top_k", "min_p": "min_p", "repetition_penalty": "repeat_penalty"},
    "vLLM": {"top_k": "top_k", "min_p": "min_p", "repetition_penalty": "repetition_penalty"},
    "SGLang": {"top_k": "top_k", "min_p": "min_p", "repetition_penalty": "repetition_penalty"},
    "TextGen": {"top_k": "top_k", "min_p": "min_p", "repetition_penalty": "repetition_penalty"},
    "LM Studio": {"top_k": "top_k", "repetition_penalty": "repeat_penalty"},
}
_ALL_IS_MINUS_ONE = ("vLLM", "SGLang")  # top-k
_GOING_ON: Mapping[str, Mapping[str, bool]] = {  # what is sent with the beginning of an answer
    "llama.cpp": {},
    "vLLM": {"add_generation_prompt": False, "continue_final_message": True},
    "SGLang": {"continue_final_message": True},
}


@dataclass(frozen=True, slots=True)
class OpenAIForm:
    """The OpenAI-compatible form.

    Attributes:
        kind: of the server, for the names that differ.
    """

    kind: str

    @property
    def takes(self) -> tuple[str, ...]:
        """As `Form.takes`."""
        known = (*_FIGURES, *_NAMES.get(self.kind, {}))
        return tuple(name for name in SETTING_NAMES if name in known)

    @property
    def goes_on(self) -> bool:
        """As `Form.goes_on`."""
        return self.kind in _GOING_ON

    def question(self, asked: Asked) -> tuple[str, dict[str, Any]]:
        """As `Form.question`; what is neutral is sent too: servers have other defaults."""
        settings = asked.settings
        values: dict[str, Any] = {
            "model": asked.model,
            "max_tokens": asked.most_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
            "seed": asked.seed,
            **{name: getattr(settings, name) for name in _FIGURES},
        }
        for name, theirs in _NAMES.get(self.kind, {}).items():
            values[theirs] = getattr(settings, name)
        if self.kind in _ALL_IS_MINUS_ONE and not settings.top_k:
            values["top_k"] = -1
        if isinstance(asked.prompt, str):
            values["prompt"] = asked.prompt
            if asked.alternatives:
                values["logprobs"] = asked.alternatives
            return "/v1/completions", values
        values["messages"] = _messages(asked.prompt)
        if asked.goes_on:
            values |= _GOING_ON.get(self.kind, {})
        if asked.alternatives:
            values |= {"logprobs": True, "top_logprobs": asked.alternatives}
        return "/v1/chat/completions", values

    def chunk(self, line: bytes) -> Chunk | None:
        """As `Form.chunk`: a line of server-sent events."""
        name, _, data = line.partition(b":")
        if name == b"error":
            return Chunk(error=_words(json.loads(data)))
        if name != b"data" or data.strip() in (b"", b"[DONE]"):
            return None
        values = json.loads(data)
        if values.get("error"):
            return Chunk(error=_words(values["error"]))
        used: dict[str, Any] = values.get("usage") or {}
        usage = _whole(used.get("prompt_tokens"))
        choices: list[dict[str, Any]] = values.get("choices") or []
        if not choices:
            return Chunk(prompt_tokens=usage)
        choice = choices[0]
        delta: dict[str, Any] = choice.get("delta") or choice.get("message") or {}
        return Chunk(
            text=str(choice.get("text") or delta.get("content") or ""),
            thought=str(delta.get("reasoning_content") or delta.get("reasoning") or ""),
            entries=entries_of(choice.get("logprobs")),
            ends=str(choice.get("finish_reason") or ""),
            prompt_tokens=usage,
        )


@dataclass(frozen=True, slots=True)
class OllamaForm:
    """Ollama's own form: its `/v1/completions` would put a text into the model's template."""

    @property
    def takes(self) -> tuple[str, ...]:
        """As `Form.takes`: all of them."""
        return SETTING_NAMES

    @property
    def goes_on(self) -> bool:
        """As `Form.goes_on`: its documentation does not say so."""
        return False

    def question(self, asked: Asked) -> tuple[str, dict[str, Any]]:
        """As `Form.question`."""
        settings = asked.settings
        values: dict[str, Any] = {
            "model": asked.model,
            "stream": True,
            "options": {
                "temperature": settings.temperature,
                "top_k": settings.top_k,
                "top_p": settings.top_p,
                "min_p": settings.min_p,
                "repeat_penalty": settings.repetition_penalty,
                "seed": asked.seed,
                "num_predict": asked.most_tokens,
            },
        }
        if asked.alternatives:
            values |= {"logprobs": True, "top_logprobs": asked.alternatives}
        if isinstance(asked.prompt, str):
            return "/api/generate", {**values, "prompt": asked.prompt, "raw": True}
        return "/api/chat", {**values, "messages": _messages(asked.prompt)}

    def chunk(self, line: bytes) -> Chunk | None:
        """As `Form.chunk`: a line of JSON."""
        if not line.strip():
            return None
        values = json.loads(line)
        if values.get("error"):
            return Chunk(error=_words(values["error"]))
        message: dict[str, Any] = values.get("message") or {}
        is_done = bool(values.get("done"))
        return Chunk(
            text=str(values.get("response") or message.get("content") or ""),
            thought=str(values.get("thinking") or message.get("thinking") or ""),
            entries=entries_of(values.get("logprobs")),
            ends=str(values.get("done_reason") or "stop") if is_done else "",
            prompt_tokens=_whole(values.get("prompt_eval_count")),
        )


def entries_of(told: object) -> tuple[Entry, ...]:
    """Return the tokens that a server tells in any of the forms; none where it tells nothing.

    A list of entries, or one under "content", each with `token`, `bytes`, `logprob` and
    `top_logprobs`; or three lists side by side, as in the older form of completions.
    """
    if isinstance(told, Mapping):
        values = cast("Mapping[str, Any]", told)
        if isinstance(values.get("tokens"), list):
            return tuple(_old_entries(values))
        told = values.get("content")
    if not isinstance(told, list):
        return ()
    return tuple(_entry(cast("Mapping[str, Any]", one)) for one in cast("list[Any]", told))


def _entry(one: Mapping[str, Any]) -> Entry:
    listed: list[Mapping[str, Any]] = one.get("top_logprobs") or []
    top = [(piece_of(other), _log_p(other.get("logprob"))) for other in listed]
    piece, log_p = piece_of(one), _log_p(one.get("logprob"))
    return _checked(piece, log_p, top)


def _old_entries(values: Mapping[str, Any]) -> Iterator[Entry]:
    tokens: list[str] = values["tokens"]
    log_ps: list[Any] = values.get("token_logprobs") or [None] * len(tokens)
    tops: list[Any] = values.get("top_logprobs") or [None] * len(tokens)
    for token, log_p, top in zip(tokens, log_ps, tops, strict=True):
        pairs = cast("Mapping[str, Any]", top or {}).items()
        listed = [(_old_piece(name), _log_p(value)) for name, value in pairs]
        yield _checked(_old_piece(token), _log_p(log_p), listed)


def _checked(piece: bytes, log_p: float | None, top: Sequence[tuple[bytes, float | None]]) -> Entry:
    """Return an entry; without figures where they are another token's.

    Some servers tell several tokens that make one character as one entry, with the figures of the
    last of them: it would then be among the most probable ones, and is not.
    """
    known = sorted(
        ((other, other_p) for other, other_p in top if other_p is not None),
        key=lambda pair: -pair[1],
    )
    by_piece = dict(reversed(known))  # of the same text the most probable one
    order = sorted(by_piece.items(), key=lambda pair: -pair[1])
    is_apart = piece not in by_piece and log_p is not None and order and log_p > order[-1][1]
    if is_apart:
        return Entry(piece, None, ())
    return Entry(piece, log_p, tuple(order))


def piece_of(one: Mapping[str, Any]) -> bytes:
    """Return the bytes of a token of the newer form."""
    told: object = one.get("bytes")
    if isinstance(told, list):
        return bytes(cast("list[int]", told))
    return str(one.get("token") or "").encode(errors="replace")


def _old_piece(token: str) -> bytes:
    if token.startswith(_BYTES) and re.fullmatch(r"(\\x[0-9a-fA-F]{2})+", token[len(_BYTES) :]):
        return bytes.fromhex(token[len(_BYTES) :].replace("\\x", ""))
    return token.encode(errors="replace")


def _log_p(value: object) -> float | None:
    """Return a logarithm of a probability; above 0 it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return min(float(value), 0.0)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in turns]


def _words(error: object) -> str:
    if isinstance(error, Mapping):
        error = cast("Mapping[str, object]", error).get("message", "")
    return " ".join(str(error).split()) or "an error without words"

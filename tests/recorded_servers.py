"""Servers that answer from recordings, on loopback.

The recordings are NOT of real runs: they were written after the documented forms of vLLM 0.11
(`/v1/completions` with `logprobs` and `echo`), Ollama 0.12.11 (`/api/generate` with `raw` and
`logprobs`, `/api/chat`) and LM Studio 0.3 (OpenAI compatibility).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.json_server import Answer, Asked, JsonServer, serving

Recording = Mapping[str, Callable[[Asked], Answer]]

STORY = ((" Once", -0.5), (" upon", -0.1), (" a", -0.05), (" time", -0.2))


@contextmanager
def recorded(recording: Recording) -> Iterator[JsonServer]:
    """Run a server that answers from a recording."""

    def answer(path: str, asked: Asked) -> Answer:
        told = recording.get(path)
        return (404, {"detail": "Not Found"}) if told is None else told(asked)

    server = JsonServer()
    with serving(server, answer):
        yield server


def models(name: str, owner: str, **more: object) -> Callable[[Asked], Answer]:
    entry = {"id": name, "object": "model", "created": 1795955140, "owned_by": owner, **more}
    return lambda _: (200, {"object": "list", "data": [entry]})


def events(*values: object) -> bytes:
    """Return server-sent events, the last one being the mark that ends them."""
    lines = [f"data: {json.dumps(one)}\n\n" for one in values]
    return "".join((*lines, "data: [DONE]\n\n")).encode()


def told(token: str, log_p: float, most: int) -> dict[str, Any]:
    """Return a token as the newer form tells it, with so many alternatives."""

    def one(text: str, value: float) -> dict[str, Any]:
        return {"token": text, "logprob": value, "bytes": list(text.encode())}

    top = [one(token, log_p), *(one(f" other{n}", log_p - 2.0 - n) for n in range(most - 1))]
    return {**one(token, log_p), "top_logprobs": top[:most]}


# -- vLLM: the older form of completions, and refuses more alternatives than 20


def _vllm_logprobs(tokens: Sequence[tuple[str, float | None]], most: int) -> dict[str, Any]:
    tops = [
        None if p is None else {token: p, **{f" x{n}": p - 1.0 - n for n in range(most - 1)}}
        for token, p in tokens
    ]
    return {
        "text_offset": [0] * len(tokens),
        "token_logprobs": [p for _, p in tokens],
        "tokens": [token for token, _ in tokens],
        "top_logprobs": tops,
    }


def vllm_completion(asked: Asked) -> Answer:
    most = asked.get("logprobs") or 0
    if most > 20:
        message = "Requested sample logprobs of 64, which is greater than max allowed: 20"
        return 400, {"error": {"message": message, "type": "BadRequestError", "code": 400}}
    if asked.get("echo"):
        tokens = [("The", None), (" sea", -2.5), (" is", -0.7)]
        is_known = asked["prompt"] == "The sea"
        echoed = _vllm_logprobs(tokens, most) if is_known else None
        return 200, {"choices": [{"text": "The sea is", "logprobs": echoed}]}
    chunks: list[dict[str, Any]] = []
    story = STORY[: asked["max_tokens"]]
    for place, (token, p) in enumerate(story, start=1):
        is_last = place == asked["max_tokens"]
        choice = {
            "index": 0,
            "text": token,
            "logprobs": _vllm_logprobs([(token, p)], most) if most else None,
            "finish_reason": "length" if is_last else None,
            "stop_reason": None,
        }
        chunks.append({"object": "text_completion", "choices": [choice]})
    if len(story) < asked["max_tokens"]:  # the end comes with the token that stands for it
        end = _vllm_logprobs([("<|im_end|>", -0.3)], most)
        choice = {"index": 0, "text": "", "logprobs": end, "finish_reason": "stop"}
        chunks.append({"object": "text_completion", "choices": [choice]})
    usage = {"object": "text_completion", "choices": [], "usage": {"prompt_tokens": 7}}
    return 200, events(*chunks, usage)


def chat(asked: Asked, *, tells: bool = True) -> Answer:
    """Answer a conversation in OpenAI's form."""
    most = asked.get("top_logprobs", 0) if tells else 0
    story = STORY[: asked["max_tokens"]]
    chunks: list[dict[str, Any]] = [{"choices": [{"delta": {"role": "assistant", "content": ""}}]}]
    chunks += [
        {
            "choices": [
                {
                    "delta": {"content": token},
                    "logprobs": {"content": [told(token, p, most)]} if most else None,
                    "finish_reason": None,
                }
            ]
        }
        for token, p in story
    ]
    reason = "length" if len(story) == asked["max_tokens"] else "stop"
    return 200, events(*chunks, {"choices": [{"delta": {}, "finish_reason": reason}]})


def silent_chat(asked: Asked) -> Answer:
    return chat(asked, tells=False)


def silent_completion(asked: Asked) -> Answer:
    story = STORY[: asked["max_tokens"]]
    chunks = [{"choices": [{"text": token, "finish_reason": None}]} for token, _ in story]
    reason = "length" if len(story) == asked["max_tokens"] else "stop"
    return 200, events(*chunks, {"choices": [{"text": "", "finish_reason": reason}]})


# -- Ollama: lines of JSON


def ollama(asked: Asked) -> Answer:
    """Answer `/api/generate` with `raw`, or `/api/chat`."""
    most, wanted = asked.get("top_logprobs", 0), asked["options"]["num_predict"]
    lines: list[dict[str, Any]] = []
    for token, p in STORY[:wanted]:
        said = (
            {"message": {"role": "assistant", "content": token}}
            if "messages" in asked
            else {"response": token}
        )
        lines.append({**said, "done": False})
        if most:
            lines[-1]["logprobs"] = [told(token, p, most)]
    reason = "length" if wanted <= len(STORY) else "stop"
    last = {"response": "", "done": True, "done_reason": reason, "prompt_eval_count": 5}
    return 200, b"".join(json.dumps(line).encode() + b"\n" for line in (*lines, last))


def ollama_model(**more: object) -> dict[str, object]:
    """Return a model as `/api/ps` lists it."""
    return {"name": "llama3.2:latest", "model": "llama3.2:latest", "size": 2_019_393_189, **more}


def ollama_show(asked: Asked) -> Answer:
    """Answer `/api/show` of a model whose file sets a context."""
    if asked["model"] != "llama3.2:latest":
        return 404, {"error": f"model '{asked['model']}' not found"}
    facts = {"general.architecture": "llama", "llama.context_length": 131_072}
    set_so = 'num_ctx                        2048\nstop                           "<|eot_id|>"'
    return 200, {"parameters": set_so, "model_info": facts, "capabilities": ["completion"]}


# -- LM Studio


def lm_studio_models(**more: object) -> list[dict[str, object]]:
    """Return what `/api/v0/models` lists."""
    return [
        {"id": "other", "state": "not-loaded", "max_context_length": 32_768},
        {"id": "smollm2", "state": "loaded", "max_context_length": 8_192, **more},
    ]


def after_sampling(asked: Asked) -> Answer:
    """Answer as one that tells probabilities after its own sampling, five at most."""
    if asked.get("logprobs", 0) > 5 or asked.get("echo"):
        return 400, {"detail": "too many"}
    sharp = 1 / max(asked["temperature"], 0.1)
    top = {text: -sharp * place for place, text in enumerate((" a", " b", " c", " d", " e"))}
    top[" a"] -= 0.1 / sharp
    logprobs = {"tokens": [" a"], "token_logprobs": [top[" a"]], "top_logprobs": [top]}
    is_wanted = bool(asked.get("logprobs"))
    choice = {"text": " a", "logprobs": logprobs if is_wanted else None, "finish_reason": "length"}
    return 200, events({"choices": [choice]})


RECORDINGS: Mapping[str, Recording] = {
    "vLLM": {
        "/v1/models": models("Qwen/Qwen3-0.6B", "vllm", max_model_len=40_960),
        "/v1/completions": vllm_completion,
        "/v1/chat/completions": chat,
    },
    "Ollama": {
        "/v1/models": models("llama3.2:latest", "library"),
        "/api/version": lambda _: (200, {"version": "0.12.11"}),
        "/api/ps": lambda _: (200, {"models": [ollama_model(context_length=8_192)]}),
        "/api/show": ollama_show,
        "/api/generate": ollama,
        "/api/chat": ollama,
    },
    "LM Studio": {
        "/v1/models": models("smollm2", "organization_owner"),
        "/api/v0/models": lambda _: (200, {"data": lm_studio_models(loaded_context_length=4_096)}),
        "/v1/completions": silent_completion,
        "/v1/chat/completions": silent_chat,
    },
    "OpenAI-compatible": {
        "/v1/models": models("x", "somebody"),
        "/v1/completions": after_sampling,
    },
}

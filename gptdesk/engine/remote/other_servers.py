"""Servers that are not llama.cpp's: recognised, asked what they can tell, and refused with that.

Owns the paths and names of OpenAI-compatible servers, after their documentation. No answer is made
with them: most know no token ids, and none tells its whole vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.remote.connection import Connection, RefusedError
from gptdesk.errors import ServerError

_KINDS = {  # by who owns its models
    "vllm": "vLLM",
    "sglang": "SGLang",
    "library": "Ollama",
    "organization_owner": "LM Studio",
    "user": "TextGen",
}
_ASKED = (64, 20, 5)  # alternatives; more than a server allows are an error at some
_ID = "token_id:"  # before an id that stands for a token's text
_ROUNDING = 0.01  # nats, from one pass to the next


def is_llama_cpp(connection: Connection) -> bool:
    """Tell whether a server is llama.cpp's.

    Raises:
        ServerError: it cannot be reached, or wants another key.
    """
    try:
        props = connection.ask("/props")
        return "default_generation_settings" in props
    except (RefusedError, TypeError):
        return False


def other_abilities(connection: Connection) -> ServerAbilities | None:
    """Return what a server can tell that is not llama.cpp's; None where it is no such server.

    Each ability is one tiny request; a server that ignores a part of it answers all the same, so
    that only what comes back counts.

    Raises:
        ServerError: the server is lost, or wants another key.
    """
    try:
        models = connection.ask("/v1/models")["data"]
        model, owner = str(models[0]["id"]), str(models[0].get("owned_by"))
    except (RefusedError, LookupError, TypeError, AttributeError):
        return None
    model = connection.address.model or model
    most, cold = 0, dict[str, float]()
    for count in _ASKED:
        cold = _alternatives(connection, model, {"logprobs": count, "temperature": 0})
        most = max(most, len(cold))
        if cold:
            break
    latency_s = connection.latest_s
    hot = _alternatives(connection, model, {"logprobs": 5, "temperature": 2}) if cold else {}
    first = next(iter(cold), "")
    ids = [int(name.removeprefix(_ID)) for name in cold if name.startswith(_ID)][:1]
    is_raw = bool(cold) and abs(hot.get(first, 1) - cold[first]) < _ROUNDING
    takes_ids = bool(ids) and bool(_alternatives(connection, model, {"logprobs": 1, "prompt": ids}))
    return ServerAbilities(
        kind=_KINDS.get(owner, "an OpenAI-compatible kind"),
        takes_ids=takes_ids,
        most_alternatives=most,
        is_raw=is_raw,
        tells_prompt=_tells_prompt(connection, model),
        latency_s=latency_s,
    )


def refusal(connection: Connection, can: ServerAbilities | None) -> ServerError:
    """Return why a server is not used, with what was found out about it."""
    host = connection.address.host
    if can is None:
        return ServerError(
            "What answers at {host} is no server of a model, or one that GPTDesk does not know.",
            host=host,
        )
    ids = "token ids go both ways" if can.takes_ids else "it knows no token ids"
    alternatives = "it tells no probabilities"
    if can.most_alternatives:
        kind = "raw" if can.is_raw else "after its own sampling"
        alternatives = f"it tells {can.most_alternatives} alternatives at most, {kind}"
    return ServerError(
        "{host} is a server of {kind}: {ids}, and {alternatives}. Only a server of llama.cpp tells "
        "all that the dice here need.",
        host=host,
        kind=can.kind,
        ids=ids,
        alternatives=alternatives,
    )


def _completion(connection: Connection, model: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first choice of a completion of one token; nothing where it is refused."""
    asked = {
        "model": model,
        "prompt": "The",
        "max_tokens": 1,
        "return_tokens_as_token_ids": True,
        **values,
    }
    with suppress(RefusedError, LookupError, TypeError):
        return dict(connection.ask("/v1/completions", asked)["choices"][0])
    return {}


def _alternatives(
    connection: Connection, model: str, values: Mapping[str, Any]
) -> dict[str, float]:
    """Return the alternatives of one token and their logarithms; nothing where none are told."""
    with suppress(LookupError, TypeError, ValueError):
        told = _completion(connection, model, values)["logprobs"]["top_logprobs"][0]
        return {str(name): float(log_p) for name, log_p in told.items()}
    return {}


def _tells_prompt(connection: Connection, model: str) -> bool:
    with suppress(LookupError, TypeError):
        choice = _completion(connection, model, {"prompt": "The sea", "prompt_logprobs": 1})
        return bool(choice["prompt_logprobs"])
    return False

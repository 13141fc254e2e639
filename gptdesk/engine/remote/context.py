"""The length of the context of a served model, where a server that draws tells it.

Owns which of a server's answers say it. What a loaded model has room for comes before what it was
made for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from gptdesk.engine.remote.connection import Connection, RefusedError
from gptdesk.errors import ServerError

_UNKNOWN = (RefusedError, ServerError, LookupError, TypeError, ValueError, AttributeError)


def told_context(connection: Connection, kind: str, model: str, listed: Mapping[str, Any]) -> int:
    """Return how many tokens a server has room for; 0 where it does not tell.

    Args:
        connection: to the server.
        kind: which server it is, "Ollama".
        model: its name for the model.
        listed: what its list of models says of this one.
    """
    for look in _LOOKS.get(kind, ()):
        with suppress(*_UNKNOWN):
            if tokens := _length(look(connection, model)):
                return tokens
    # vLLM and SGLang; others
    told: list[object] = [listed.get("max_model_len"), listed.get("context_length")]
    with suppress(*_UNKNOWN):
        told.append(listed["meta"]["n_ctx"])  # llama.cpp
    lengths = (_length(tokens) for tokens in told)
    return next((length for length in lengths if length), 0)


def _length(tokens: object) -> int:
    return tokens if isinstance(tokens, int) and tokens > 0 else 0


def _of_llama_cpp(connection: Connection, _model: str) -> Any:
    return connection.ask("/props")["default_generation_settings"]["n_ctx"]


def _of_ollama_loaded(connection: Connection, model: str) -> Any:
    """Ask what is in memory, where the model is since it was asked for a token."""
    loaded: list[dict[str, Any]] = connection.ask("/api/ps")["models"]
    (chosen,) = (one for one in loaded if one["name"] in (model, f"{model}:latest"))
    return chosen["context_length"]


def _of_ollama(connection: Connection, model: str) -> Any:
    """Ask what its file says: a setting of the model, else what it was made for."""
    told = connection.ask("/api/show", {"model": model})
    setting = re.search(r"^num_ctx\s+(\d+)", str(told.get("parameters") or ""), re.MULTILINE)
    facts: dict[str, Any] = told["model_info"]
    (made_for,) = (facts[name] for name in facts if name.endswith(".context_length"))
    return made_for if setting is None else int(setting[1])


def _of_lm_studio(connection: Connection, model: str) -> Any:
    models: list[dict[str, Any]] = connection.ask("/api/v0/models")["data"]
    (chosen,) = (one for one in models if one["id"] == model)
    return chosen.get("loaded_context_length") or chosen["max_context_length"]


_LOOKS: Mapping[str, tuple[Callable[[Connection, str], Any], ...]] = {
    "llama.cpp": (_of_llama_cpp,),
    "Ollama": (_of_ollama_loaded, _of_ollama),
    "LM Studio": (_of_lm_studio,),
}

"""Servers that are not llama.cpp's: recognised, and asked what they can tell.

Some take and tell token ids: `listing.py`. Most know none, so that they draw themselves:
`drawing.py`. Owns how a kind is recognised
and the tiny requests that find out what it can; what comes back counts, not what is documented.
"""

from __future__ import annotations

import http
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.remote.connection import Connection, RefusedError, no_server, refused_in_words
from gptdesk.engine.remote.context import told_context
from gptdesk.engine.remote.drawing import Drawing
from gptdesk.engine.remote.forms import Asked, Entry, Form, OllamaForm, OpenAIForm
from gptdesk.engine.remote.listing import Listed, listing_of
from gptdesk.engine.remote.served import ROUNDING, ServedModel, drawn_by, no_such_model, served_info
from gptdesk.engine.tokenizers.chat_format import Turn
from gptdesk.engine.types import ModelInfo
from gptdesk.errors import ServerError
from gptdesk.sentences import Sentence

_KINDS = {  # by who owns its models
    "llamacpp": "llama.cpp",
    "vllm": "vLLM",
    "sglang": "SGLang",
    "library": "Ollama",
    "organization_owner": "LM Studio",
    "user": "TextGen",
}
_PROMPTS = "The", (Turn("user", "Hello"),)
_COLD = SamplingSettings(temperature=0.0, top_p=1.0)
_HOT = SamplingSettings(temperature=2.0, top_p=1.0)
_ASKED = (20, 5)  # alternatives; more than a server allows are an error at some


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


@dataclass(frozen=True, slots=True)
class Offered:
    """A model of a server that is not llama.cpp's, of which is not known yet what it can.

    Attributes:
        connection: to the server.
        kind: which server it is.
        model: the server's name for the model.
        entry: what the server's list says of it.
        names: of all models that it has.
    """

    connection: Connection
    kind: str
    model: str
    entry: Mapping[str, Any]
    names: tuple[str, ...]

    def listing(self) -> Listed | None:
        """Return it as one that lists tokens by id, so that the dice are ours; None if it is none.

        Raises:
            GPTDeskError: as `drawing`.
        """
        if self.kind == "Ollama":  # knows texts only, and takes long to say so
            return None
        context = told_context(self.connection, self.kind, self.model, self.entry)
        return listing_of(self.connection, self.kind, self.model, self.entry, context)

    def drawing(self) -> Drawing:
        """Return it as one that draws itself, with what the server can tell.

        Raises:
            ServerError: it is lost, or wants another key.
            RequestError: it answers nothing.
        """
        form: Form = OllamaForm() if self.kind == "Ollama" else OpenAIForm(self.kind)
        unknown = _unknown_abilities(self.kind, form)
        drawing = Drawing(self.connection, form, self.model, unknown)
        drawing.abilities = replace(_abilities(drawing, self.kind), models=self.names)
        told = told_context(self.connection, self.kind, self.model, self.entry)
        drawing.context_length = told
        return drawing


def offered_by(connection: Connection, probing_s: float) -> Offered:
    """Return the model of a server that is asked for.

    Args:
        connection: to the server.
        probing_s: its silence is waited out so long from then on: it has to compute.

    Raises:
        ServerError: it is lost, wants another key, or is no server of a model.
        RequestError: it has not the model that is asked for.
    """
    models = _models(connection)
    if not models:
        raise no_server(connection.address)
    wanted = connection.address.model
    names = [one["id"] for one in models]
    called = (wanted, f"{wanted}:latest")  # Ollama's way
    if wanted and not any(name in called for name in names):
        raise no_such_model(connection.address, names)
    chosen = next((one for one in models if one["id"] in called), models[0])
    kind = _KINDS.get(str(chosen.get("owned_by")), Sentence("OpenAI-compatible"))
    if _is_ollama(connection):
        kind = "Ollama"
    connection.silence_s = probing_s
    return Offered(connection, kind, wanted or names[0], chosen, tuple(names))


def info_of(drawing: Drawing) -> ModelInfo:
    """Return what is known of a model whose server draws."""
    model = ServedModel(
        PurePath(drawing.model).name.removesuffix(".gguf"),
        identity=(),
        vocabulary=drawing.tokenizer.vocabulary,
        context_length=drawing.context_length,
    )
    return served_info(
        drawing.connection.address, model, drawing.abilities, told_by=drawn_by(drawing.model)
    )


def _models(connection: Connection) -> list[dict[str, Any]]:
    """Return what a server says of its models; nothing where it has no list of them.

    Raises:
        ServerError: it is lost, wants another key, or has a list of something else.
    """
    try:
        models = [dict(one) for one in connection.ask("/v1/models")["data"]]
    except (RefusedError, LookupError, TypeError, ValueError, AttributeError):
        return []
    if not all(isinstance(one.get("id"), str) and one["id"] for one in models):
        raise ServerError(
            "What {host} answers is no list of models: they have no names. See whether it is the"
            " address of a server of a model.",
            host=connection.address.host,
        )
    return models


def _is_ollama(connection: Connection) -> bool:
    try:
        return "version" in connection.ask("/api/version")
    except (RefusedError, ServerError, TypeError):
        return False


def _unknown_abilities(kind: str, form: Form) -> ServerAbilities:
    return ServerAbilities(
        kind=kind,
        takes_ids=False,
        most_alternatives=0,
        is_raw=False,
        tells_prompt=False,
        latency_s=0.0,
        takes=form.takes,
        continues_texts=False,
        converses=False,
        goes_on=form.goes_on,
    )


def _abilities(drawing: Drawing, kind: str) -> ServerAbilities:
    """Ask for a token each way; a server that ignores a part of it answers all the same.

    Raises:
        ServerError: it is lost.
        RequestError: it answers nothing.
    """
    told: dict[type, Entry | None] = {}
    error = ""
    for prompt in _PROMPTS:
        for count in (*_ASKED, 0):
            try:
                told[type(prompt)] = _first(drawing, prompt, count, _COLD)
                break
            except RefusedError as exc:
                if not error or exc.status != http.HTTPStatus.NOT_FOUND:
                    error = exc.told
    if not told:
        raise refused_in_words(drawing.connection.address, error)
    drawing.alternatives |= {kind: len(one.top) for kind, one in told.items() if one is not None}
    best = max(_PROMPTS, key=lambda prompt: drawing.alternatives[type(prompt)])
    cold, most = told.get(type(best)), drawing.alternatives[type(best)]
    is_raw = False
    if cold is not None and cold.top:
        hot = _first(drawing, best, most, _HOT)
        piece, log_p = cold.top[0]
        is_raw = hot is not None and abs(dict(hot.top).get(piece, 1.0) - log_p) < ROUNDING
    return ServerAbilities(
        kind=kind,
        takes_ids=False,
        most_alternatives=most,
        is_raw=is_raw,
        tells_prompt=_tells_prompt(drawing),
        latency_s=drawing.connection.latest_s,
        takes=drawing.form.takes,
        continues_texts=str in told,
        converses=tuple in told,
        goes_on=drawing.form.goes_on,
    )


def _first(
    drawing: Drawing, prompt: str | tuple[Turn, ...], count: int, settings: SamplingSettings
) -> Entry | None:
    """Return the first token that a server draws, as it tells it; None where it does not."""
    asked = Asked(drawing.model, prompt, settings, 0, 1, count)
    with closing(drawing.chunks(asked)) as chunks:
        found = [entry for chunk in chunks for entry in chunk.entries]
    return found[0] if found else None


def _tells_prompt(drawing: Drawing) -> bool:
    try:
        told = drawing.echoed("The sea", 1)
        return len(told) > 1 and told[1].log_p is not None
    except (RefusedError, ServerError):
        return False

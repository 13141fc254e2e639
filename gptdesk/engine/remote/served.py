"""The description of a served model, made alike for servers that give ids and those that draw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gptdesk.chat.messages import Run
from gptdesk.engine.remote.address import ServerAbilities, ServerAddress
from gptdesk.engine.tokenizers.chat_format import ChatFormat
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelInfo, ModelShape
from gptdesk.errors import RequestError, ServerError
from gptdesk.sentences import Sentence

ROUNDING = 0.01  # nats, from one pass of a server to the next
_NAMED = 5  # models of a server, in a sentence


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model of a server, as far as the server tells.

    Attributes:
        name: a short one.
        identity: what tells it from another one that the server may have later.
        vocabulary: what its ids stand for.
        context_length: tokens that can be asked about; 0 is not known.
        chat: its own way to lay out a conversation; None where it has none, or keeps it.
        rows: what else is told of it, for the user.
        parameters: how many it has; 0 is not known.
        size_bytes: of its weights; 0 is not known.
        trained_context: tokens that it was made for; 0 is not known.
        notes: sentences the user should know.
    """

    name: str
    identity: tuple[str, ...]
    vocabulary: Vocabulary
    context_length: int = 0
    chat: ChatFormat | None = None
    rows: tuple[tuple[str, float | str], ...] = ()
    parameters: int = 0
    size_bytes: int = 0
    trained_context: int = 0
    notes: tuple[str, ...] = ()


def no_such_model(address: ServerAddress, names: Sequence[str]) -> RequestError:
    """Return the refusal of the model that is asked for.

    Args:
        address: of a server that has not got it.
        names: of the models that it has.
    """
    return RequestError(
        "{host} has no model {model}. It has {names}: name one of them, or none.",
        host=address.host,
        model=address.model,
        names=(", ".join(names[:_NAMED]) or "no list of models")
        + (", …" if len(names) > _NAMED else ""),
    )


def another_model(address: ServerAddress) -> ServerError:
    """Return an error for a server whose model is not the one it had: ids would be other words."""
    return ServerError(
        "{host} has another model than before, or another context. Connect to it again.",
        host=address.host,
    )


def served_info(
    address: ServerAddress,
    model: ServedModel,
    can: ServerAbilities,
    *,
    told_by: str,
    notes: tuple[str, ...] = (),
) -> ModelInfo:
    """Return a model of a server as one that is loaded.

    Args:
        address: of the server.
        model: what the server tells of it.
        can: what the server can tell.
        told_by: what tells it from others at this address, for its fingerprint.
        notes: sentences the user should know.
    """
    told_ms = 1000 * can.latency_s
    return ModelInfo(
        name=model.name,
        path=Path(address.host),
        sha256=fingerprint(address.url, told_by),
        file_format=Sentence("{kind} server", kind=can.kind),
        shape=ModelShape(
            architecture=can.kind,
            context_length=model.context_length,
            vocab_size=model.vocabulary.size if can.takes_ids else 0,
            rows=model.rows,
            parameters=(("all", model.parameters),) if model.parameters else (),
        ),
        size_bytes=model.size_bytes,
        precision="",
        kernel="",
        error=None,
        device=address.host,
        device_reason=Sentence("A server computes; it told of a token in {ms:.0f} ms.", ms=told_ms)
        if can.takes_ids
        else Sentence(
            "A server computes and draws; it told of a token in {ms:.0f} ms.", ms=told_ms
        ),
        threads=0,
        template="",
        vocabulary=model.vocabulary,
        chat=model.chat,
        can_converse=can.converses,
        longest_context=model.trained_context or model.context_length,
        precisions=(),
        can_look_inside=False,
        notes=notes,
        can_inspect=False,
        server=address,
        abilities=can,
    )


def fingerprint(url: str, told_by: str) -> str:
    """Return what stands for the SHA-256 of a file, which a server does not tell.

    Args:
        url: of the server.
        told_by: what tells its model from others there.
    """
    return hashlib.sha256(f"{url}\n{told_by}".encode()).hexdigest()


def host_of(run: Run, urls: Iterable[str]) -> str:
    """Return which of some servers computed a run, "127.0.0.1:8080"; empty where none of them."""
    names = (f"{run.model_name}\n{run.vocabulary_sha256}", drawn_by(run.model_name))
    for url in urls if run.is_of_server else ():
        if run.model_sha256 in {fingerprint(url, name) for name in names}:
            return ServerAddress(url).host
    return ""


def drawn_by(model: str) -> str:
    """Return what tells a model from others of a server that draws."""
    return f"{model}\ndraws"

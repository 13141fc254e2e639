"""The address of a server and the key to it, as plain values that cross threads.

Opens nothing. The standard library only, so that the window can name a server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gptdesk.errors import RequestError, require
from gptdesk.sentences import Sentence
from gptdesk.web_addresses import address_parts

PENALTY_NOTE = Sentence(
    "A server tells no logits: the repetition penalty is applied to logarithms of probabilities."
)
_KEY = re.compile(r"[\x21-\x7e]*")  # what a header can carry


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is, and what it wants to be told.

    Attributes:
        url: "http://127.0.0.1:8080"; without user, query or a `/` at its end.
        model: the name of one of its models; empty takes the one that it has.
        key: shown to this server only; never part of what is printed, saved or exported.
    """

    url: str
    model: str = ""
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        require(self.url == server_url(self.url), "url", self.url, "as server_url writes it")
        if not _KEY.fullmatch(self.key):
            raise RequestError(
                "The key has characters that no key has, as spaces or letters with accents. Copy "
                "it again."
            )

    @property
    def host(self) -> str:
        """Where what is written goes, "127.0.0.1:8080"."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class ServerAbilities:
    """What a server can tell, as it was found out by asking.

    Attributes:
        kind: which server it is, "llama.cpp".
        takes_ids: whether tokens go there and come back as ids, so that the dice are ours as far
            as its alternatives reach.
        most_alternatives: that it tells of one token; None is all of the vocabulary.
        is_raw: whether probabilities are those before any sampling of its own.
        tells_prompt: whether it tells the probabilities of a prompt's own tokens.
        latency_s: from a question about a token to its answer.
        takes: names of the `SamplingSettings` that it takes, where it draws itself.
        continues_texts: whether it goes on with a text as it is.
        converses: whether it lays out conversations, or gives what that takes.
        goes_on: whether it goes on in the middle of an answer of a conversation.
        models: names of all that it has, where it tells them.
        form: how it is asked where it takes ids, "llama.cpp", "vLLM"; else empty.
    """

    kind: str
    takes_ids: bool
    most_alternatives: int | None
    is_raw: bool
    tells_prompt: bool
    latency_s: float
    takes: tuple[str, ...] = ()
    continues_texts: bool = True
    converses: bool = True
    goes_on: bool = True
    models: tuple[str, ...] = ()
    form: str = ""


def server_url(text: str) -> str:
    """Return an address as it is kept: what is left out is added, what does not belong is cut.

    "localhost:8080/v1/" is "http://localhost:8080"; without a scheme it is http.

    Raises:
        RequestError: it is no address of a server.
    """
    text = text.strip()
    parts = address_parts(text if "://" in text else f"http://{text}")
    if parts is None:
        raise RequestError(
            "{text} is no address of a server. It looks like http://127.0.0.1:8080.", text=text
        )
    if parts.username is not None or parts.password is not None:
        raise RequestError("An address with a name or a password in it is not used. Give a key.")
    path = parts.path.rstrip("/").removesuffix("/v1").rstrip("/")
    host = parts.hostname or ""
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{shown_host}{shown_port}{path}"

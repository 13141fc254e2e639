"""Servers that take and give token ids: what each of them is asked, and the tokenizer that asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Protocol

from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.remote.connection import Connection
from gptdesk.engine.remote.listing import LISTING_FORMS, ListingServer
from gptdesk.engine.remote.llama_cpp import LlamaCppServer
from gptdesk.engine.remote.served import ServedModel
from gptdesk.engine.remote.told import Beyond, Told
from gptdesk.engine.tokenizers.byte_pairs import well_formed
from gptdesk.engine.tokenizers.chat_format import Turn
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.errors import ServerError


class IdServer(Protocol):
    """Tells raw distributions, so that template, filters and dice are this program's."""

    @property
    def connection(self) -> Connection:
        """To it."""
        ...

    @property
    def most(self) -> int | None:
        """How many tokens of one place it tells; None is all of the vocabulary."""
        ...

    def split(self, text: str) -> list[int]:
        """Return the token ids of a text; names of control tokens in it are ordinary text.

        Raises:
            ServerError, RequestError: the server does not answer, or refuses.
        """
        ...

    def lay_out(self, turns: Sequence[Turn]) -> list[int]:
        """Return a conversation as ids, in the server's own layout, where `ChatFormat` says so."""
        ...

    def tell(
        self, context: Sequence[int], count: int, vocab_size: int, cancelled: Event | None = None
    ) -> Told:
        """Return the `count` most probable tokens after a context, from the raw distribution.

        Raises:
            ServerError: the server does not answer, or not as it did.
            RequestError: it refuses.
            PassCancelledError: `cancelled` was set.
        """
        ...

    def beyond(self, context: Sequence[int], cancelled: Event) -> Beyond | None:
        """Return what does the rest after a context; None where all is told."""
        ...

    def expect_same(self, model: ServedModel) -> None:
        """Check that the server has a model still: ids of another one would be other words.

        Raises:
            ServerError: it has another one, or with another context.
        """
        ...


class ServerTokenizer:
    """The tokenizer of a served model: the server splits the text.

    Attributes:
        vocabulary: what the ids stand for.
    """

    def __init__(self, server: IdServer, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._server = server

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:  # noqa: ARG002
        """Return the token ids of a text; the names of control tokens in it are ordinary text.

        The server treats each as one that begins.

        Raises:
            ServerError: the server does not answer.
            RequestError: it refuses.
        """
        return self._server.split(text) if text else []

    def lay_out(self, turns: Sequence[Turn]) -> list[int]:
        """Return a conversation as the server lays it out, with the beginning of an answer.

        Raises:
            ServerError, RequestError: as `encode`.
        """
        return self._server.lay_out(turns)

    def close(self) -> None:
        """Close the connection; the next text opens another one."""
        self._server.connection.close()

    def count_lost(self, text: str) -> int:
        """Return how many characters of a text the vocabulary has no tokens for, not all bytes."""
        if text.isascii() and text.isprintable():
            return 0
        text = well_formed(text)
        seen = b"".join(map(self.vocabulary.piece, self.encode(text)))
        kept = seen.decode("utf-8", "ignore")
        return sum(max(0, text.count(char) - kept.count(char)) for char in set(text))


def served_tokenizer(
    vocabulary: Vocabulary,
    address: ServerAddress,
    form: str,
    *,
    patience_s: float,
    is_over: Callable[[], bool],
) -> ServerTokenizer:
    """Return a tokenizer with a connection of its own.

    Args:
        vocabulary: of the server's model.
        address: of the server.
        form: how it is asked, as `ServerAbilities` has it.
        patience_s: after so long it is given up.
        is_over: told now and then while the server is waited for; True ends that.
    """
    connection = Connection(address, patience_s)

    def attend() -> None:
        if is_over():
            raise ServerError("The server is not waited for any more.")

    connection.attend = attend
    server: IdServer = LlamaCppServer(connection)
    if form in LISTING_FORMS:
        controls = control_names(vocabulary)
        server = ListingServer(connection, LISTING_FORMS[form], address.model, controls=controls)
    return ServerTokenizer(server, vocabulary)


def control_names(vocabulary: Vocabulary) -> list[str]:
    """Return the names of the control tokens of a server's model."""
    ids = vocabulary.pairs.control_ids if vocabulary.pairs is not None else ()
    return [vocabulary.pieces[one].decode(errors="replace") for one in ids]

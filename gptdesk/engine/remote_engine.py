"""The engine that asks a server: one that tells raw distributions, or one that draws itself.

With a server that takes and tells token ids (llama.cpp's, vLLM's, SGLang's: `remote/id_server.py`)
template, penalty, filters, dice and stop strings are this program's, one token is one request, and
the server keeps what it has read. Any other one draws, see `remote/drawing.py`. Used from one
thread only. Opens a socket when it is loaded, not before.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import torch

from gptdesk.chat.tokens import TOP_N, TokenStats
from gptdesk.engine.inspection.measure import perplexity_of
from gptdesk.engine.inspection.values import ReadText
from gptdesk.engine.remote.address import PENALTY_NOTE, ServerAbilities
from gptdesk.engine.remote.connection import Connection, attend_to_nothing
from gptdesk.engine.remote.drawing import Drawing
from gptdesk.engine.remote.id_server import IdServer, ServerTokenizer, control_names
from gptdesk.engine.remote.listing import ListingServer
from gptdesk.engine.remote.llama_cpp import LlamaCppServer
from gptdesk.engine.remote.other_servers import info_of, is_llama_cpp, offered_by
from gptdesk.engine.remote.served import ServedModel, served_info
from gptdesk.engine.remote.told import NextToken, Told, choose_told, force_told, stats_told
from gptdesk.engine.remote.untold import UntoldTokenizer
from gptdesk.engine.run.context import context_start, tokens_kept
from gptdesk.engine.run.generate import Source, generate_from
from gptdesk.engine.run.prompt import (
    Template,
    expect_a_layout,
    layout_of,
    predicting_start,
)
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStats,
    LoadProgress,
    LoadRequest,
    ModelInfo,
    TextStats,
)
from gptdesk.errors import ChatTemplateError, NoModelError, RequestError
from gptdesk.model.kv_cache import PassCancelledError
from gptdesk.sentences import Sentence

if TYPE_CHECKING:
    from gptdesk.engine.run.prompt import Layout

logger = logging.getLogger(__name__)

_TOLD = 512  # tokens of a place that is compared with another model's
_RECOGNISING_S = 10.0  # what a server is takes it no time to say
_PROBING_S = 60.0  # a large vocabulary takes a slow server a while, and so does a first token


@dataclass(slots=True)
class _Served:
    """A model of a server, and how to ask for it."""

    server: IdServer
    model: ServedModel
    tokenizer: ServerTokenizer
    layout: Layout
    info: ModelInfo
    following: NextToken | None = None  # of the latest place


class RemoteEngine:
    """Continues texts with a model of a server, and says what it thinks of a text."""

    def __init__(self) -> None:
        self._served: _Served | None = None
        self._drawing: tuple[Drawing, ModelInfo] | None = None  # one of them at most is there

    @property
    def info(self) -> ModelInfo | None:
        """What it is connected to; None before and after."""
        if self._drawing is not None:
            return self._drawing[1]
        return self._served and self._served.info

    @property
    def tokenizer(self) -> ServerTokenizer | UntoldTokenizer:
        """The served model's; of a server that draws it names the tokens of the latest answer.

        Raises:
            NoModelError: there is none.
        """
        if self._drawing is not None:
            return self._drawing[0].tokenizer
        return self._ready().tokenizer

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        """Connect to the server of a request; on an error the old connection stays.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        address = request.server
        if address is None:
            raise ValueError("a request without a server is for another engine")
        asking = Sentence("Asking {host}", host=address.host)
        progress(asking)
        connection = Connection(address, _RECOGNISING_S)
        connection.attend = partial(progress, asking)  # may raise: not wanted
        try:
            if not is_llama_cpp(connection):
                return self._connect_to_other(connection)
            connection.silence_s = _PROBING_S
            server = LlamaCppServer(connection)
            model = server.describe()
            abilities = server.probe(model.vocabulary.size)
        finally:
            connection.close()
        if not abilities.is_raw:
            raise RequestError(
                "{host} tells probabilities after its own sampling only. Start it without that.",
                host=address.host,
            )
        return self._use_ids(LlamaCppServer(Connection(address)), model, abilities)

    def _connect_to_other(self, connection: Connection) -> ModelInfo:
        """Ask a server that is not llama.cpp's what it is: it lists tokens by id, or draws."""
        offered = offered_by(connection, _PROBING_S)
        found = offered.listing()
        if found is None:
            return self._use(offered.drawing())
        server = ListingServer(
            Connection(connection.address),
            found.server.form,
            found.server.model,
            most=found.server.most,
            controls=control_names(found.model.vocabulary),
        )
        abilities = replace(found.abilities, models=offered.names)
        return self._use_ids(server, found.model, abilities)

    def _use_ids(
        self, server: IdServer, model: ServedModel, abilities: ServerAbilities
    ) -> ModelInfo:
        """Have a server tell distributions; what is made of them is made here."""
        address = server.connection.address
        tokenizer = ServerTokenizer(server, model.vocabulary)
        chat = model.chat
        notes: list[str] = [PENALTY_NOTE, *model.notes]
        try:
            layout = layout_of("", chat, tokenizer)
        except ChatTemplateError as exc:
            logger.warning("a chat template is not used: %s", exc)
            chat, layout = None, layout_of("", None, tokenizer)
            notes.append(str(exc))
        vocabulary = model.vocabulary
        if not isinstance(layout, Template):  # what it writes after an answer ends one
            vocabulary = replace(vocabulary, end_ids=vocabulary.end_ids | layout.end_ids)
            tokenizer.vocabulary = vocabulary
        model = replace(model, vocabulary=vocabulary, chat=chat)
        info = served_info(
            address,
            model,
            replace(abilities, converses=chat is not None),
            told_by=f"{model.name}\n{vocabulary.sha256}",
            notes=tuple(notes),
        )
        self.unload()
        self._served = _Served(server, model, tokenizer, layout, info)
        return info

    def _use(self, drawing: Drawing) -> ModelInfo:
        """Have a server draw, over a connection of its own."""
        info = info_of(drawing)
        drawing.connection = Connection(drawing.connection.address)
        self.unload()
        self._drawing = drawing, info
        return info

    def unload(self) -> None:
        """Let go of the server."""
        if self._drawing is not None:
            self._drawing[0].connection.close()
            self._drawing = None
        if self._served is not None:
            self._served.server.connection.close()
            self._served = None

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        """Yield `PromptReady`, then steps and shifts, then exactly one `GenerationEnd`.

        Raises:
            GPTDeskError: while iterating; everything yielded before stays valid, and the next
                job asks the server anew.
        """
        if self._drawing is not None:
            yield from self._drawing[0].generate(request, cancelled)
            return
        served = self._ready()
        if request.heads:
            raise RequestError("The attention heads of a model on a server cannot be changed.")
        expect_a_layout(request, served.info)

        def feed(context: list[int], cancelled: Event) -> NextToken | None:
            try:
                return None if cancelled.is_set() else _next_token(served, context, cancelled)
            except PassCancelledError:
                return None

        source = Source(
            feed,
            choose_told,
            force_told,
            served.model.context_length,
            served.model.vocabulary.size,
        )

        try:
            with _let_stop(served.server.connection, cancelled):  # while it splits the prompt, too
                served.server.expect_same(served.model)
                yield from generate_from(
                    source, served.tokenizer, request, cancelled, template=served.layout
                )
        except PassCancelledError:
            nothing = GenerationStats(0, 0, time_to_first_token_s=None, decode_tokens_per_s=None)
            yield GenerationEnd(FinishReason.CANCELLED, "", nothing)

    @torch.inference_mode()
    def inspect(self, text: str, *, bos: bool = False, top_n: int = TOP_N) -> TextStats:
        """Return what the served model thinks of `text`: one request for every token of it.

        A server that draws is asked once, where it tells that.

        Args:
            text: any text, also longer than the context.
            bos: predict the first token, from the one that begins a text.
            top_n: alternatives per token.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        if self._drawing is not None:
            return self._drawing[0].inspect(text, top_n)
        served = self._ready()
        vocabulary, ctx_len = served.model.vocabulary, served.model.context_length
        start_id = predicting_start(vocabulary, is_asked_for=bos)
        ids = served.tokenizer.encode(text)
        start = [] if start_id is None else [start_id]
        tokens = [] if start or not ids else [TokenStats(0, ids[0])]
        seen, keep = [*start, *ids], tokens_kept(None, ctx_len)
        for place in range(1, len(seen)):
            context = seen[context_start(place, ctx_len, keep) : place]
            following = _next_token(served, context, Event())
            tokens.append(stats_told(following, len(tokens), seen[place], top_n))
        return TextStats(tuple(tokens), perplexity_of(tokens))

    @torch.inference_mode()
    def stats_after(
        self, ids: tuple[int, ...], following: tuple[int, ...], cancelled: Event
    ) -> tuple[TokenStats, ...] | None:
        """Return the raw figures of tokens after `ids`, one request for each.

        Args:
            ids: of a text, also one longer than the context.
            following: tokens, each read after the ones before it.
            cancelled: once set, nothing is returned.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        self._expect_ids()
        served = self._ready()
        ctx_len = served.model.context_length
        stats: list[TokenStats] = []
        try:
            with _let_stop(served.server.connection, cancelled):
                served.server.expect_same(served.model)
                for place, token_id in enumerate(following):
                    seen = [*ids, *following[:place]]
                    start = context_start(len(seen), ctx_len, tokens_kept(None, ctx_len))
                    told = _next_token(served, seen[start:], cancelled)
                    stats.append(stats_told(told, len(seen), token_id, top_n=1))
        except PassCancelledError:
            return None
        return tuple(stats)

    def distributions(self, text: ReadText, cancelled: Event) -> Iterator[Told]:
        """Yield the most probable tokens at places of a text, one request for each.

        Args:
            text: the text, and from which token on; what the context has no room for is left out.
            cancelled: once set, nothing more comes.

        Raises:
            GPTDeskError: while iterating; with a sentence for the user.
        """
        self._expect_ids()
        served = self._ready()
        size = served.model.vocabulary.size
        try:
            with _let_stop(served.server.connection, cancelled):
                served.server.expect_same(served.model)
                for place in range(text.first, min(len(text.ids), served.model.context_length)):
                    yield served.server.tell(text.ids[:place], _TOLD, size, cancelled)
        except PassCancelledError:
            return

    def _expect_ids(self) -> None:
        if self._drawing is not None:
            raise RequestError(
                "{host} does not tell the probabilities of a given text's tokens.",
                host=self._drawing[0].connection.address.host,
            )

    def _ready(self) -> _Served:
        if self._served is None:
            raise NoModelError("No model is loaded. Open one first.")
        return self._served


@contextmanager
def _let_stop(connection: Connection, cancelled: Event) -> Generator[None]:
    """Have every wait for an answer end once `cancelled` is set, with a `PassCancelledError`."""

    def attend() -> None:
        if cancelled.is_set():
            raise PassCancelledError

    connection.attend = attend
    try:
        yield
    finally:
        connection.attend = attend_to_nothing


def _next_token(served: _Served, context: list[int], cancelled: Event) -> NextToken:
    """Ask what comes next; nearly as much as the place before had to be told.

    Raises:
        PassCancelledError: `cancelled` was set.
    """
    size = served.model.vocabulary.size

    def ask(count: int) -> Told:
        return served.server.tell(context, count, size, cancelled)

    before = served.following
    served.following = NextToken(
        ask,
        size,
        0 if before is None else max(0, before.level - 1),
        most=served.server.most,
        beyond=served.server.beyond(context, cancelled),
    )
    return served.following

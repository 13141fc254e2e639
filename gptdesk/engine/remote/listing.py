"""A server that takes ids and lists the most probable tokens of a place: vLLM's, SGLang's.

Every token is one request, of which the server keeps what it has read before. It is asked at
temperature 0 with every filter off: the list is that of the raw distribution then, whether it is
made before or after the server's own sampling. What each server can do is found out by asking;
paths and names of fields are in `listing_forms.py`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from threading import Event
from typing import Any, TypeVar

from gptdesk.chat.tokens import NEUTRAL, SamplingSettings
from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.remote.connection import Connection, RefusedError, refused
from gptdesk.engine.remote.listing_forms import (
    ListingForm,
    PlaceAsked,
    PlaceTold,
    SglangForm,
    VllmForm,
)
from gptdesk.engine.remote.served import ROUNDING, ServedModel, another_model
from gptdesk.engine.remote.token_bytes import segments, token_bytes
from gptdesk.engine.remote.told import LEVELS, Told, told_from
from gptdesk.engine.tokenizers.byte_pairs import well_formed
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT, BytePairs, Vocabulary
from gptdesk.errors import RequestError, ServerError
from gptdesk.sentences import Sentence

logger = logging.getLogger(__name__)

LISTING_FORMS: Mapping[str, ListingForm] = {
    "vLLM": VllmForm(),
    "SGLang": SglangForm(),
    "SGLang without seeds": SglangForm(takes_seed=False),  # it refuses names that it does not know
}

_TEXT = "The sea"
_FEW = 5  # alternatives, that every server tells that tells any
_ALLOWED = re.compile(r"max allowed: (\d+)")  # in vLLM's sentence, when more are asked for
_CONTROL = re.compile(r"<[^<>\s]{1,60}>|\[[A-Z_/]{2,40}\]")  # as names of control tokens look
_SPARE = re.compile(r"reserved|unused|extra|special_\d|\d{2}")
_LEAST_CONTEXT = 16
_UNKNOWN_BYTES = Sentence(
    "The server does not tell the bytes of some tokens that are parts of characters: they are "
    "shown as �."
)
_MOST_ENDS = 64  # control tokens that are tried, whether they end an answer
_Read = TypeVar("_Read")
_ANSWERS_NOT = (
    RefusedError,
    RequestError,
    ServerError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)


class ListingServer:
    """Asks one server; for one thread.

    Attributes:
        connection: to it.
        most: tokens that it tells of one place; None is all.
    """

    def __init__(
        self,
        connection: Connection,
        form: ListingForm,
        model: str,
        *,
        most: int | None = None,
        controls: Sequence[str] = (),
    ) -> None:
        """Ask nothing yet.

        Args:
            connection: to it.
            form: how it is asked.
            model: its name for the model.
            most: as the attribute.
            controls: names of control tokens, which are text where somebody types them.
        """
        self.connection = connection
        self.form = form
        self.model = model
        self.most = most
        self._controls: re.Pattern[str] | None = None
        self.know(controls)

    def know(self, controls: Iterable[str]) -> None:
        """Take the names of control tokens, which are text where somebody types them."""
        names = "|".join(map(re.escape, sorted(controls, key=len, reverse=True)))
        self._controls = re.compile(names) if names else None

    def split(self, text: str) -> list[int]:
        """Return the token ids of a text; the name of a control token in it is text.

        The server would take such a name for the token: it is given it in two parts.
        """
        text = well_formed(text)
        parts, begin = list[str](), 0
        for name in () if self._controls is None else self._controls.finditer(text):
            parts.append(text[begin : name.start() + 1])
            begin = name.start() + 1
        parts.append(text[begin:])
        return [one for part in parts for one in self.split_as_is(part)]

    def split_as_is(self, text: str, *, adds_special: bool = False) -> list[int]:
        """Return the token ids of a text as the server splits it."""
        values = {"prompt": text, "add_special_tokens": adds_special}
        return self._ids(values) if text else []

    def lay_out(self, turns: Sequence[Turn]) -> list[int]:
        """Return a conversation in the server's own layout, with the beginning of an answer."""
        messages = [{"role": turn.role, "content": well_formed(turn.content)} for turn in turns]
        return self._ids({"messages": messages, "add_generation_prompt": True})

    def join(self, ids: Sequence[int]) -> str:
        """Return the text of ids, control tokens included.

        Raises:
            LookupError: some of them are none.
        """
        try:
            values = {**self._named, **self.form.joining(ids)}
            return self.form.joined(self.connection.ask("/detokenize", values))
        except RefusedError as exc:
            raise LookupError(exc.told) from exc

    def tell(
        self, context: Sequence[int], count: int, vocab_size: int, cancelled: Event | None = None
    ) -> Told:
        """Return the `count` most probable tokens after a context, from the raw distribution.

        An id that has no text is none that the vocabulary knows; what comes after one is not told.

        Raises:
            ServerError: the server does not answer, or not as it did.
            RequestError: it refuses.
            PassCancelledError: `cancelled` was set.
        """
        count = min(count, self.most or count)
        told = self.place(PlaceAsked(context, count), cancelled)
        pairs = sorted(told.pairs, key=lambda pair: -pair[1])[:count]
        known = [pair for pair in pairs if pair[0] < vocab_size]
        if len(known) < min(len(pairs), vocab_size):
            first = next(place for place, one in enumerate(pairs) if one[0] >= vocab_size)
            known = pairs[:first]
        if not known:
            raise self._unknown()
        return told_from(known, vocab_size)

    def beyond(self, context: Sequence[int], cancelled: Event) -> Elsewhere:
        """Return what does the rest after a context."""
        return Elsewhere(self, context, cancelled)

    def expect_same(self, model: ServedModel) -> None:
        """Check that the server has a model still: ids of another one would be other words.

        Raises:
            ServerError: it has another one, or with another context.
        """
        entries: list[Mapping[str, Any]] = []
        with suppress(RefusedError, LookupError, TypeError, ValueError):
            entries = self.connection.ask("/v1/models")["data"]
        if not any(identity_of(one) == model.identity for one in entries):
            raise another_model(self.connection.address)

    def place(self, asked: PlaceAsked, cancelled: Event | None = None) -> PlaceTold:
        """Return what the server tells of a place, having drawn a token there.

        Raises:
            ServerError, RequestError, PassCancelledError: as `tell`.
        """
        return self._read(*self.form.question(self.model, asked), self.form.read, cancelled)

    def log_p(self, context: Sequence[int], token_id: int, cancelled: Event | None) -> float:
        """Return the logarithm of the raw probability of one token.

        Raises:
            ServerError, RequestError, PassCancelledError: as `tell`.
        """
        path, values = self.form.of_one(self.model, context, token_id)
        return self._read(
            path, values, lambda answer: self.form.read_one(answer, token_id), cancelled
        )

    def _read(
        self, path: str, values: object, read: Callable[[Any], _Read], cancelled: Event | None
    ) -> _Read:
        try:
            return read(self.connection.ask(path, values, cancelled))
        except RefusedError as exc:
            raise refused(self.connection.address, exc) from exc
        except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as exc:
            raise self._unknown() from exc

    @property
    def _named(self) -> dict[str, str]:
        """Which model is meant; without a name the server takes its own."""
        return {"model": self.model} if self.model else {}

    def _ids(self, values: Mapping[str, object]) -> list[int]:
        return self._read(
            "/tokenize",
            {**self._named, **values},
            lambda answer: [int(one) for one in answer["tokens"]],
            None,
        )

    def _unknown(self) -> ServerError:
        return ServerError(
            "{host} does not answer as it did when it was connected to. Connect to it again.",
            host=self.connection.address.host,
        )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a server does at one place for the tokens that it does not list: `told.Beyond`."""

    server: ListingServer
    context: Sequence[int]
    cancelled: Event

    def draw(self, settings: SamplingSettings, seed: int, without: Sequence[int]) -> int:
        """Return the token that the server draws, by its own dice."""
        asked = PlaceAsked(self.context, 0, settings, seed, without)
        return self.server.place(asked, self.cancelled).token_id

    def log_p(self, token_id: int) -> float | None:
        """Return the logarithm of a token's raw probability."""
        return self.server.log_p(self.context, token_id, self.cancelled)


@dataclass(frozen=True, slots=True)
class Listed:
    """A server that lists, its model, and what it can tell."""

    server: ListingServer
    model: ServedModel
    abilities: ServerAbilities


def listing_of(
    connection: Connection, kind: str, model: str, entry: Mapping[str, Any], context_length: int
) -> Listed | None:
    """Return a server that takes ids both ways, with all that the dice need; None if it is none.

    Each ability is found out by a tiny request of its own, in every form that is known, the one
    of the server's kind first.

    Args:
        connection: to the server.
        kind: which server it is.
        model: its name for the model.
        entry: what its list of models says of it.
        context_length: tokens that it has room for; 0 is not known, and not enough.
    """
    if context_length < _LEAST_CONTEXT:
        return None
    names = sorted(LISTING_FORMS, key=lambda name: not name.startswith(kind))
    try:  # in one way, whatever the form
        context = ListingServer(connection, LISTING_FORMS[names[0]], model).split(_TEXT)
    except _ANSWERS_NOT as exc:
        logger.info("%s splits no text into ids: %s", kind, exc)
        return None
    for name in names if context else ():
        server = ListingServer(connection, LISTING_FORMS[name], model)
        try:
            latency_s = _probed(server, context)
            if latency_s is None:
                continue
            vocabulary, chat, note = _language(server, model, context)
        except _ANSWERS_NOT as exc:
            logger.info("%s is not asked in the form of %s: %s", kind, name, exc)
            continue
        if chat is None and _converses(server):
            return None  # in a way that tells no ids
        most = _most_of(server, vocabulary.size, context)
        server.most = None if most >= vocabulary.size else most
        return Listed(
            server,
            ServedModel(
                name=vocabulary.name,
                identity=identity_of(entry),
                vocabulary=vocabulary,
                context_length=context_length - 1,  # one place is for the token that is told
                chat=chat,
                rows=(("max_model_len", context_length), ("n_vocab", vocabulary.size)),
                notes=(note,) if note else (),
            ),
            ServerAbilities(
                kind=kind,
                takes_ids=True,
                most_alternatives=server.most,
                is_raw=True,
                tells_prompt=False,
                latency_s=latency_s,
                form=name,
            ),
        )
    return None


def identity_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells a model from others that a server may have later, from its list."""
    return tuple(str(entry.get(name)) for name in ("id", "root", "max_model_len"))


def _probed(server: ListingServer, context: Sequence[int]) -> float | None:
    """Find out whether a server does all that the dice need; return its seconds for a token.

    Ids both ways, the same probabilities at temperature 0 and 1 (raw ones), a bias that keeps a
    token out, and the raw probability of any token by name.
    """
    cold = server.place(PlaceAsked(context, _FEW))
    latency_s = server.connection.latest_s
    p = dict(cold.pairs)
    likeliest = max(p, key=p.__getitem__)
    warm = dict(server.place(PlaceAsked(context, _FEW, NEUTRAL)).pairs)
    other = server.place(PlaceAsked(context, 1, without=(likeliest,))).token_id
    told = server.log_p(context, likeliest, None)
    is_raw = abs(warm.get(likeliest, 1.0) - p[likeliest]) < ROUNDING
    is_of_one = abs(told - p[likeliest]) < ROUNDING
    is_biased = other != likeliest and cold.token_id == likeliest
    return latency_s if is_raw and is_of_one and is_biased and len(p) > 1 else None


def _most_of(server: ListingServer, vocab_size: int, context: Sequence[int]) -> int:
    """Return how many tokens of a place a server tells: all, what it says is allowed, or tried."""
    counts = [min(server.form.most or vocab_size, vocab_size), *reversed(LEVELS), 20, _FEW]
    while counts:
        try:
            return len(server.place(PlaceAsked(context, counts.pop(0))).pairs)
        except RequestError as exc:
            if allowed := _ALLOWED.search(str(exc)):
                counts = [int(allowed[1])]
    return _FEW


def _language(
    server: ListingServer, model: str, context: Sequence[int]
) -> tuple[Vocabulary, ChatFormat | None, Sentence | None]:
    """Ask for the bytes of all ids, what begins and ends texts, and whether it lays out turns."""
    found = token_bytes(server.join, server.split)
    pieces = found.pieces
    controls = _controls(server, pieces)
    with_special, without = (server.split_as_is("a", adds_special=adds) for adds in (True, False))
    adds_start = len(with_special) > 1 and with_special[1:] == without
    ids = {name: token_id for token_id, name in controls.items()}
    start_id = with_special[0] if adds_start else ids.get(END_OF_TEXT)
    server.know(controls.values())
    chat = None
    with suppress(RequestError):
        if server.lay_out((Turn("user", "Hello"),)):
            chat = ChatFormat("", (), "", "", is_served=True)
    vocabulary = Vocabulary(
        pieces,
        _ends(server, controls, context),
        PurePath(model).name.removesuffix(".gguf"),
        start_id,
        BytePairs((), "", adds_start=adds_start, control_ids=frozenset(controls)),
    )
    note = _UNKNOWN_BYTES if found.unknown else None
    return vocabulary, chat, note


def _controls(server: ListingServer, pieces: Sequence[bytes]) -> dict[int, str]:
    """Return the tokens whose name stands for them within any text, by id."""
    texts = {one: piece.decode(errors="replace") for one, piece in enumerate(pieces)}
    named = {one: text for one, text in texts.items() if _CONTROL.fullmatch(text)}
    try:
        found = segments(server.split, tuple(named.values()))
    except LookupError:
        return {}
    pairs = zip(named.items(), found, strict=True)
    return {one: name for (one, name), ids in pairs if ids == [one]}


def _ends(
    server: ListingServer, controls: Mapping[int, str], context: Sequence[int]
) -> frozenset[int]:
    """Return the tokens with which the server ends an answer: each is put there once."""
    tried = [one for one, name in controls.items() if not _SPARE.search(name)][-_MOST_ENDS:]
    ends = (
        server.place(PlaceAsked(context, 1, pinned=one, most_tokens=2)).is_ended for one in tried
    )
    return frozenset(one for one, is_end in zip(tried, ends, strict=True) if is_end)


def _converses(server: ListingServer) -> bool:
    """Tell whether it answers conversations, in its own way."""
    values = {
        "model": server.model,
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": 1,
    }
    try:
        return bool(server.connection.ask("/v1/chat/completions", values)["choices"])
    except _ANSWERS_NOT:
        return False

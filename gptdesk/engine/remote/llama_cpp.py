"""llama.cpp's own server: the one that takes ids, gives ids, and tells raw probabilities of all.

Owns its paths and the names in its answers; seen with build 11549. Every token is one request: the
server's own choice is not used, so that it is pinned to one token by a bias, which leaves the raw
probabilities alone. Without it a choice that ends inside a character would come without any.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from threading import Event
from typing import Any

from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.remote.connection import Connection, RefusedError, refused
from gptdesk.engine.remote.served import ROUNDING, ServedModel, another_model, no_such_model
from gptdesk.engine.remote.told import LEVELS, Told, told_from
from gptdesk.engine.tokenizers.byte_pairs import well_formed
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT, BytePairs, Vocabulary
from gptdesk.errors import RequestError, ServerError

_ALL = 10_000_000  # tokens; a server tells as many as it has
_PIN = 1_000  # added to a logit


class LlamaCppServer:
    """Asks one server; for one thread.

    Attributes:
        connection: to it.
        most: tokens that it tells of one place; None is all.
    """

    most: int | None = None

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._pin: int | None = None

    def split(self, text: str, *, with_controls: bool = False) -> list[int]:
        """Return the token ids of a text.

        Args:
            text: any; a lone surrogate, which is no character, becomes U+FFFD.
            with_controls: the names of control tokens become those tokens.
        """
        values = {
            "content": well_formed(text),
            "add_special": False,
            "parse_special": with_controls,
        }
        return [int(one) for one in self._ask("/tokenize", values, "tokens")]

    def tell(
        self, context: Sequence[int], count: int, vocab_size: int, cancelled: Event | None = None
    ) -> Told:
        """Return the `count` most probable tokens after a context, from the raw distribution.

        Raises:
            ServerError: the server does not answer, or not as one of llama.cpp does.
            RequestError: it refuses.
            PassCancelledError: `cancelled` was set.
        """
        entries = self._most_probable(context, count, cancelled)
        pairs = [(int(one["id"]), _log_p(one["logprob"])) for one in entries]
        return told_from(pairs, vocab_size)

    def probe(self, vocab_size: int) -> ServerAbilities:
        """Find out what the server can tell, with one tiny request for each ability.

        Raises:
            ServerError: it does not answer as one of llama.cpp does: it knows no ids.
        """
        context = self.split("The")
        few = self._most_probable(context, LEVELS[0])
        latency_s = self.connection.latest_s
        flat = self._most_probable(context, LEVELS[0], sampling={"temperature": 2.0, "top_k": 3})
        if not few or "id" not in few[0]:
            raise self._unknown()
        p, other = (
            {one["id"]: _log_p(one.get("logprob")) for one in entries} for entries in (few, flat)
        )
        likeliest = max(p, key=p.__getitem__)
        is_raw = abs(other.get(likeliest, -math.inf) - p[likeliest]) < ROUNDING
        is_all = len(few) == min(LEVELS[0], vocab_size)
        return ServerAbilities(
            "llama.cpp",
            takes_ids=True,
            most_alternatives=None if is_all else len(few),
            is_raw=is_raw,
            tells_prompt=False,
            latency_s=latency_s,
            form="llama.cpp",
        )

    def beyond(self, context: Sequence[int], cancelled: Event) -> None:
        """Return nothing: it tells the whole vocabulary where that is asked for."""

    def lay_out(self, turns: Sequence[Turn]) -> list[int]:
        """Not asked for: the template is told, and a conversation laid out here."""
        raise NotImplementedError

    def describe(self) -> ServedModel:
        """Ask for all that is known of the model; some seconds for a large vocabulary.

        Raises:
            ServerError: the server does not answer, or not as one of llama.cpp does.
            RequestError: it refuses.
        """
        models = self._models()
        self._expect_wanted(models)
        props = self._ask("/props")
        wanted = self.connection.address.model
        chosen = next((one for one in models if wanted in _names_of(one)), (models or [{}])[0])
        meta = dict(chosen.get("meta") or {})
        pieces = self._pieces()
        bos, eos = str(props.get("bos_token") or ""), str(props.get("eos_token") or "")
        controls = self._name_controls(pieces)
        ids = {name: token_id for token_id, name in controls.items()}
        end_id = ids.get(eos)
        ends = frozenset[int]() if end_id is None else frozenset({end_id})
        adds_start = self._adds_start(ids.get(bos))
        start_id = ids.get(bos) if adds_start or bos == eos else ids.get(END_OF_TEXT)
        told = chosen.get("id") if len(models) > 1 else props.get("model_alias")
        name = PurePath(str(told or props.get("model_path") or "model")).name
        vocabulary = Vocabulary(
            pieces=tuple(pieces),
            end_ids=ends,
            name=name.removesuffix(".gguf"),
            start_id=start_id,
            pairs=BytePairs((), "", adds_start=adds_start, control_ids=frozenset(controls)),
        )
        template = str(props.get("chat_template") or "")
        names = tuple((text, token_id) for token_id, text in sorted(controls.items()))
        slot: dict[str, Any] = props.get("default_generation_settings") or {}
        rows: list[tuple[str, float | str]] = [
            (title, value)
            for title, value in (
                ("n_ctx", slot.get("n_ctx")),
                ("n_ctx_train", meta.get("n_ctx_train")),
                ("n_embd", meta.get("n_embd")),
                ("n_vocab", len(pieces)),
                ("ftype", props.get("model_ftype") or meta.get("ftype")),
            )
            if isinstance(value, int | str) and value
        ]
        return ServedModel(
            name=vocabulary.name,
            context_length=_whole(slot.get("n_ctx"), 2) - 1,  # one place is the server's own
            vocabulary=vocabulary,
            chat=ChatFormat(template, names, bos, eos) if template.strip() else None,
            rows=tuple(rows),
            parameters=_whole(meta.get("n_params"), 0),
            size_bytes=_whole(meta.get("size"), 0),
            trained_context=_whole(meta.get("n_ctx_train"), 0),
            identity=_identity(props),
        )

    def expect_same(self, model: ServedModel) -> None:
        """Check that the server has a model still: ids of another one would be other words.

        Raises:
            ServerError: it has another one, or with another context.
        """
        if _identity(self._ask("/props")) != model.identity:
            raise another_model(self.connection.address)

    def _models(self) -> list[dict[str, Any]]:
        """Return what the server says of its models; nothing where it has no list of them."""
        try:
            return [dict(one) for one in self._ask("/v1/models", None, "data")]
        except (RequestError, LookupError, TypeError, ValueError):
            return []

    def _expect_wanted(self, models: Sequence[Mapping[str, Any]]) -> None:
        """Check that the server has the model that is asked for: it answers with another one, too.

        Raises:
            RequestError: it has no model of that name.
        """
        address = self.connection.address
        if not address.model or any(address.model in _names_of(one) for one in models):
            return
        raise no_such_model(address, [_short_name(one) for one in models])

    def _pieces(self) -> list[bytes]:
        """Return the bytes of all tokens: they stand beside the probabilities of one place."""
        first = self.split("a")[:1]
        if not first:
            raise self._unknown()
        entries = self._most_probable(first, _ALL)
        pieces = [b""] * len(entries)
        try:
            for one in entries:
                pieces[one["id"]] = bytes(one["bytes"])
        except (LookupError, TypeError, ValueError) as exc:
            raise self._unknown() from exc
        return pieces

    def _name_controls(self, pieces: list[bytes]) -> dict[int, str]:
        """Fill in the names of the tokens that have no bytes; return those that are such a name.

        All are asked for at once, with line ends between them.
        """
        unnamed = [token_id for token_id, piece in enumerate(pieces) if not piece]
        line_end = self.split("\n")[-1:]
        if not unnamed or not line_end or pieces[line_end[0]] != b"\n":
            return {}
        joined = [one for token_id in unnamed for one in (token_id, line_end[0])]
        names = str(self._ask("/detokenize", {"tokens": joined}, "content")).split("\n")[:-1]
        if len(names) != len(unnamed):
            return {}
        back = self.split("".join(names), with_controls=True)
        for token_id, name in zip(unnamed, names, strict=True):
            pieces[token_id] = name.encode()
        known = frozenset(back)
        return {one: name for one, name in zip(unnamed, names, strict=True) if one in known}

    def _adds_start(self, start_id: int | None) -> bool:
        """Tell whether the model wants its token of a start before every text."""
        values = {"content": "a", "add_special": True}
        return start_id is not None and self._ask("/tokenize", values, "tokens")[:1] == [start_id]

    def _most_probable(
        self,
        context: Sequence[int],
        count: int,
        cancelled: Event | None = None,
        sampling: Mapping[str, float] | None = None,
    ) -> list[dict[str, Any]]:
        if self._pin is None:
            self._pin = self.split("a")[-1]
        values = {
            "prompt": list(context),
            "n_predict": 1,
            "n_probs": count,
            "post_sampling_probs": False,
            "cache_prompt": True,
            **(sampling or {"temperature": 0}),
            "logit_bias": [[self._pin, _PIN]],
            "response_fields": ["completion_probabilities"],
        }
        answers = self._ask("/completion", values, "completion_probabilities", cancelled)
        try:
            entries: list[dict[str, Any]] = answers[0]["top_logprobs"]
        except (LookupError, TypeError) as exc:
            raise self._unknown() from exc
        if not entries:
            raise self._unknown()
        return entries

    def _ask(
        self,
        path: str,
        values: dict[str, Any] | None = None,
        name: str = "",
        cancelled: Event | None = None,
    ) -> Any:
        """Return what the server answers, or what stands there under `name`."""
        address = self.connection.address
        if values is not None and address.model:
            values = {**values, "model": address.model}
        try:
            answer = self.connection.ask(path, values, cancelled)
        except RefusedError as exc:
            raise refused(address, exc) from exc
        try:
            return answer[name] if name else dict(answer)
        except (LookupError, TypeError, ValueError) as exc:
            raise self._unknown() from exc

    def _unknown(self) -> ServerError:
        return ServerError(
            "{host} does not answer as a server of llama.cpp does, or as one of another build.",
            host=self.connection.address.host,
        )


def _short_name(model: Mapping[str, Any]) -> str:
    return PurePath(str(model.get("id"))).name.removesuffix(".gguf")


def _names_of(model: Mapping[str, Any]) -> set[str]:
    """Return all that a model of the server's list is called by."""
    told = {str(model.get("id")), *map(str, model.get("aliases") or ())}
    return {*told, PurePath(str(model.get("id"))).name, _short_name(model)}


def _log_p(value: object) -> float:
    """Return a logarithm; none, which JSON has for minus infinity, is that."""
    return float(value) if isinstance(value, int | float) else -math.inf


def _identity(props: Mapping[str, Any]) -> tuple[str, ...]:
    slot: dict[str, Any] = props.get("default_generation_settings") or {}
    names = ("model_path", "model_alias", "chat_template", "bos_token", "eos_token")
    return (str(slot.get("n_ctx")), *(str(props.get(name)) for name in names))


def _whole(value: object, least: int) -> int:
    return value if isinstance(value, int) and value >= least else least

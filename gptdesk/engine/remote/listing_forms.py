"""The forms in which servers that take token ids are asked for one place: vLLM's and SGLang's.

Owns paths and names of fields, after their documentation; asks nothing. Everything that a server
could apply by itself is sent with its neutral value: servers have other defaults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gptdesk.chat.tokens import SamplingSettings

_NAMED = "token_id:"  # before an id that vLLM tells in the place of a token's text
_NEVER, _ALWAYS = -100.0, 100.0  # added to a logit: the ends of what is allowed
_NEUTRAL = SamplingSettings(temperature=0.0, top_k=0, top_p=1.0, min_p=0.0, repetition_penalty=1.0)


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """What a server is asked of the place after a context.

    Attributes:
        context: token ids.
        count: so many of the most probable tokens are to be told; 0 is none.
        settings: how it draws; without them it takes the most probable token.
        seed: of its dice.
        without: tokens that it must not draw.
        pinned: the token that it has to draw.
        most_tokens: so many tokens at most.
    """

    context: Sequence[int]
    count: int = 0
    settings: SamplingSettings = _NEUTRAL
    seed: int = 0
    without: Sequence[int] = ()
    pinned: int | None = None
    most_tokens: int = 1

    @property
    def bias(self) -> dict[str, float]:
        """What is added to logits, by id."""
        pinned = {} if self.pinned is None else {str(self.pinned): _ALWAYS}
        return {**{str(one): _NEVER for one in self.without}, **pinned}


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """What a server tells of a place.

    Attributes:
        token_id: that it drew.
        log_p: of that one, as it is told.
        pairs: ids of the most probable tokens, and logarithms of their probabilities.
        is_ended: the model ended its answer so.
    """

    token_id: int
    log_p: float
    pairs: tuple[tuple[int, float], ...]
    is_ended: bool


class ListingForm(Protocol):
    """How a server is asked, and what it answers."""

    @property
    def most(self) -> int | None:
        """More tokens than these are not asked for; None leaves it to the server."""
        ...

    @property
    def takes_seed(self) -> bool:
        """Whether a seed is sent."""
        ...

    def question(self, model: str, asked: PlaceAsked) -> tuple[str, dict[str, Any]]:
        """Return the path and the values of a question."""
        ...

    def read(self, answer: Any) -> PlaceTold:
        """Return what an answer says.

        Raises:
            ValueError, LookupError, TypeError: it is none of such a server.
        """
        ...

    def of_one(self, model: str, context: Sequence[int], token_id: int) -> tuple[str, Any]:
        """Return the question for the raw probability of one token, whichever it is."""
        ...

    def read_one(self, answer: Any, token_id: int) -> float:
        """Return the logarithm that it is told by.

        Raises:
            ValueError, LookupError, TypeError: it is not told.
        """
        ...

    def joining(self, ids: Sequence[int]) -> dict[str, Any]:
        """Return the values of the question for the text of ids, control tokens included."""
        ...

    def joined(self, answer: Any) -> str:
        """Return that text.

        Raises:
            LookupError, TypeError: the answer has none.
        """
        ...


@dataclass(frozen=True, slots=True)
class VllmForm:
    """vLLM: `/v1/completions` with ids as the prompt, and ids in the place of texts."""

    most: int | None = None
    takes_seed: bool = True

    def question(self, model: str, asked: PlaceAsked) -> tuple[str, dict[str, Any]]:
        """As `ListingForm.question`."""
        values: dict[str, Any] = {
            "model": model,
            "prompt": list(asked.context),
            "max_tokens": asked.most_tokens,
            "logprobs": asked.count,
            "return_tokens_as_token_ids": True,
            "add_special_tokens": False,
            "skip_special_tokens": False,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
            **_figures(asked.settings),
        }
        if self.takes_seed:
            values["seed"] = asked.seed
        if asked.bias:
            values["logit_bias"] = asked.bias
        return "/v1/completions", values

    def read(self, answer: Any) -> PlaceTold:
        """As `ListingForm.read`."""
        choice = answer["choices"][0]
        told = choice["logprobs"]
        top: Mapping[str, float] = (told.get("top_logprobs") or [None])[0] or {}
        return PlaceTold(
            token_id=_named_id(told["tokens"][0]),
            log_p=float(told["token_logprobs"][0]),
            pairs=tuple((_named_id(name), float(log_p)) for name, log_p in top.items()),
            is_ended=choice["finish_reason"] == "stop",
        )

    def of_one(self, model: str, context: Sequence[int], token_id: int) -> tuple[str, Any]:
        """As `ListingForm.of_one`: the token that it draws is told, and before any bias."""
        return self.question(model, PlaceAsked(context, 1, pinned=token_id))

    def read_one(self, answer: Any, token_id: int) -> float:
        """As `ListingForm.read_one`."""
        told = self.read(answer)
        if told.token_id != token_id:
            raise LookupError(f"token {told.token_id} was told, not {token_id}")
        return told.log_p

    def joining(self, ids: Sequence[int]) -> dict[str, Any]:
        """As `ListingForm.joining`."""
        return {"tokens": list(ids)}

    def joined(self, answer: Any) -> str:
        """As `ListingForm.joined`."""
        return str(answer["prompt"])


@dataclass(frozen=True, slots=True)
class SglangForm:
    """SGLang: its own `/generate`.

    Attributes:
        most: it takes the most probable ones of any count, and fails in the middle of an answer
            where the vocabulary has fewer: so it is never asked for as many.
    """

    most: int | None = 4096
    takes_seed: bool = True

    def question(self, model: str, asked: PlaceAsked) -> tuple[str, dict[str, Any]]:  # noqa: ARG002  it has one
        """As `ListingForm.question`."""
        sampling: dict[str, Any] = {
            "max_new_tokens": asked.most_tokens,
            "skip_special_tokens": False,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
            **_figures(asked.settings),
        }
        if self.takes_seed:
            sampling["sampling_seed"] = asked.seed
        if asked.bias:
            sampling["logit_bias"] = asked.bias
        return "/generate", {
            "input_ids": list(asked.context),
            "sampling_params": sampling,
            "return_logprob": True,
            "logprob_start_len": -1,  # nothing of the prompt, so that what is kept of it is used
            "top_logprobs_num": asked.count,
        }

    def read(self, answer: Any) -> PlaceTold:
        """As `ListingForm.read`."""
        meta = answer["meta_info"]
        log_p, token_id = meta["output_token_logprobs"][0][:2]
        top: list[Any] = (meta.get("output_top_logprobs") or [None])[0] or []
        return PlaceTold(
            token_id=int(token_id),
            log_p=float(log_p),
            pairs=tuple((int(one[1]), float(one[0])) for one in top),
            is_ended=meta["finish_reason"]["type"] == "stop",
        )

    def of_one(self, model: str, context: Sequence[int], token_id: int) -> tuple[str, Any]:
        """As `ListingForm.of_one`: it can be named."""
        path, values = self.question(model, PlaceAsked(context))
        return path, {**values, "token_ids_logprob": [token_id]}

    def read_one(self, answer: Any, token_id: int) -> float:
        """As `ListingForm.read_one`."""
        pairs = answer["meta_info"]["output_token_ids_logprobs"][0]
        return next(float(one[0]) for one in pairs if int(one[1]) == token_id)

    def joining(self, ids: Sequence[int]) -> dict[str, Any]:
        """As `ListingForm.joining`."""
        return {"tokens": list(ids), "skip_special_tokens": False}

    def joined(self, answer: Any) -> str:
        """As `ListingForm.joined`."""
        return str(answer["text"])


def _figures(settings: SamplingSettings) -> dict[str, float]:
    """Return the settings by the names that both have."""
    return {
        "temperature": settings.temperature,
        "top_k": settings.top_k or -1,
        "top_p": settings.top_p,
        "min_p": settings.min_p,
        "repetition_penalty": settings.repetition_penalty,
    }


def _named_id(name: str) -> int:
    """Return the id that a name says.

    Raises:
        ValueError: it is the text of a token.
    """
    if not name.startswith(_NAMED):
        raise ValueError(f"{name!r} is no id")
    return int(name.removeprefix(_NAMED))

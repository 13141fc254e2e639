"""A number written out as its sum: what each term is, which token, place or weight it belongs to.

The letters are those of the formulas of the stops; a weight is named as it is stored, row first.
Pure text; draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.words import QUERY_OF
from gptdesk.app.views.widgets.figures import MINUS
from gptdesk.engine.inside.values import Stop, SumRequest, Term, WorkedSum

_MAPPED = {  # by vector: the layer's input, its weights and its bias
    "query": ("h", "Wq", "bq"),
    "key": ("h", "Wk", "bk"),
    "value": ("h", "Wv", "bv"),
    "projected": ("z", "Wo", "bo"),
    "widened": ("h", "W₁", "b₁"),
    "narrowed": ("g", "W₂", "b₂"),
    "logits": ("n", "W_U", ""),
    "gate": ("h", "Wg", ""),
    "up": ("h", "Wu", ""),
}
_MAPPED_OF_LLAMA = _MAPPED | {"narrowed": ("g", "Wd", "")}
_LETTERS = {
    "projected": "a",
    "narrowed": "f",
    "widened": "u",
    "bias": "bo",
    "gate": "u",
    "up": "w",
    "query": "q",
    "key": "k",
    "normed query": "q",
    "normed key": "k",
}
_OPERATIONS = {
    "÷": "÷ {0}",
    "·": "· {0}",
    "+": "+ {0}",
    "-": MINUS + " {0}",
    "gelu": "GELU",
    "silu": "SiLU",
}


@dataclass(frozen=True, slots=True)
class WrittenSum:
    """A sum with the names of its parts.

    Attributes:
        title: which number it is.
        left, right: what the two sides of the products are.
        names: of the terms.
        steps: what is done to the total, each with a gap for the operand where that is no name.
        worked: the numbers.
    """

    title: str
    left: str
    right: str
    names: tuple[str, ...]
    steps: tuple[str, ...]
    worked: WorkedSum


def written_sum(
    title: str, request: SumRequest, worked: WorkedSum, inside: InsideViewModel
) -> WrittenSum:
    """Return a sum with names: which number, token, place or weight each term is.

    Args:
        title: which number it is.
        request: what was asked for.
        worked: the answer.
        inside: names tokens, and knows the shape of the network.
    """
    words = _Words(request, worked, inside)
    left, right, name_of = words.terms()
    return WrittenSum(
        title,
        left,
        right,
        tuple(name_of(term) for term in worked.terms),
        tuple(words.step(operation) for operation, _, _ in worked.after),
        worked,
    )


class _Words:
    """The names at one number of a stop."""

    def __init__(self, request: SumRequest, worked: WorkedSum, inside: InsideViewModel) -> None:
        self._request, self._inside = request, inside
        self._stop, self._vector = request.spot.stop, request.vector
        self._number = request.index + 1
        self._width = inside.head_width
        self._layers = _MAPPED_OF_LLAMA if inside.design == "llama" else _MAPPED
        # A layer makes it of products here; beside others it is only shown again, as it is.
        self._is_mapped = bool(worked.terms) and worked.terms[0].right is not None
        self._layer = "query" if self._vector.startswith(QUERY_OF) else self._vector

    def terms(self) -> tuple[str, str, Callable[[Term], str]]:
        """Return the headings of both sides, and how a term is called."""
        if self._stop is Stop.SCORES:
            return self._scores()
        if self._stop is Stop.WEIGHTED_SUM:
            return _tr("weight"), f"v[{self._number}]", self._weighted
        if self._stop is Stop.TOKEN:
            return _tr("one-hot"), "E", self._one_hot
        if self._vector == "angle":
            return _tr("place − first"), "θ", lambda _: f"{_tr('places')} · θ[{self._number}]"
        if self._vector.startswith("turned "):
            return _tr("number"), _tr("cos, sin"), self._turned
        if self._vector.startswith("head ") and self._stop is Stop.PROJECTION:
            return f"z, {self._vector}", "Wo", self._from_head
        if self._layer in self._layers and self._is_mapped:
            return *self._layers[self._layer][:2], self._mapped
        return _tr("number"), "", self._whole

    def step(self, operation: str) -> str:
        """Return what is done to the total."""
        number, stop = self._number, self._stop
        if stop is Stop.SCORES and operation == "÷":
            return f"÷ √{self._width}"
        if stop is Stop.WEIGHTED_SUM:
            words = {"÷": _tr("÷ {0} (places)"), "·": _tr("· strength {0}")}
            return words.get(operation, operation)
        if stop is Stop.GATE and operation == "·":
            return f"· w[{number}] {{0}}"
        if stop in {Stop.NORM_1, Stop.NORM_2, Stop.FINAL_NORM, Stop.QUERY_KEY_VALUE}:
            eps = f"{self._inside.norm_eps:.12f}".rstrip("0")
            squares = _tr("mean square") if self._inside.design == "llama" else _tr("variance")
            return {
                "-": _tr("{0} mean {1}").format(MINUS, "{0}"),
                "÷": f"÷ √({squares} + {eps}) {{0}}",
                "·": _tr("· scale[{0}] {1}").format(number, "{0}"),
                "+": _tr("+ shift[{0}] {1}").format(number, "{0}"),
            }.get(operation, operation)
        return _OPERATIONS.get(operation, operation)

    def _token(self, place: int) -> str:
        at = self._inside.at
        if at is None or not 0 < place <= len(at.ids):
            return str(place)
        return _tr("“{0}”, {1}").format(self._inside.text_of(at.ids[place - 1]), place)

    def _scores(self) -> tuple[str, str, Callable[[Term], str]]:
        at = self._request.at
        if self._vector in {"score", "scaled"}:
            query, key = self._token(at.place), self._token(self._request.index)
            left, right = _tr("q of {0}").format(query), _tr("k of {0}").format(key)
            return left, right, lambda term: f"q[{term.name}] · k[{term.name}]"
        return (
            _tr("e^(scaled score)"),
            "",
            lambda term: _tr("e^(scaled score) of {0}").format(self._token(int(term.name))),
        )

    def _weighted(self, term: Term) -> str:
        token = self._token(int(term.name))
        if term.right is None:  # the head writes its mean over the text
            return _tr("z[{0}] at {1}").format(self._number, token)
        return _tr("weight of {0} · its v[{1}]").format(token, self._number)

    def _one_hot(self, term: Term) -> str:
        row = f"“{self._inside.text_of(int(term.name))}”"
        return f"1[{row}] · E[{row}, {self._number}]"

    def _from_head(self, term: Term) -> str:
        column = self._head() * self._width + int(term.name)
        return f"z[{term.name}] · Wo[{self._number}, {column}]"

    def _head(self) -> int:
        return int(self._vector.removeprefix("head ")) - 1

    def _mapped(self, term: Term) -> str:
        """Name a product of a layer's input and one weight, or its bias."""
        inputs, weights, bias = self._layers[self._layer]
        row: int | str = self._number
        if self._stop is Stop.QUERY_KEY_VALUE:
            row = self._head_of_rows() * self._width + self._number
        elif self._stop is Stop.LOGITS:
            row = f"“{self._inside.text_of(self._request.index)}”"
        if term.name == "bias":
            return f"{bias}[{row}]"
        number = int(term.name)
        factor = f"{inputs}[{number}]"
        if self._vector == "projected":
            head, inner = divmod(number - 1, self._width)
            factor = _tr("head {0}, z[{1}]").format(head + 1, inner + 1)
        return f"{factor} · {weights}[{row}, {number}]"

    def _head_of_rows(self) -> int:
        """Return which head's rows of a matrix a query, a key or a value is made by, from 0."""
        if self._vector.startswith(QUERY_OF):
            return int(self._vector.removeprefix(QUERY_OF)) - 1
        head = self._request.spot.head - 1
        return head if self._vector == "query" else head // self._inside.group_size

    def _turned(self, term: Term) -> str:
        """Name a number of a pair, times how much of it comes to stand here."""
        half = self._width // 2
        pair, number = (self._number - 1) % half + 1, int(term.name)
        letter = "q" if self._vector == "turned query" else "k"
        turn = "cos" if number == self._number else f"{MINUS}sin" if number > half else "sin"
        return f"{letter}[{number}] · {turn} {_tr('angle')}[{pair}]"

    def _whole(self, term: Term) -> str:
        """Name a number that is taken as it is."""
        at, number = self._request.at, self._number
        if term.name == "token":
            return f"E[“{self._inside.text_of(at.ids[at.place - 1])}”, {number}]"
        if term.name == "position":
            view = self._inside.view
            place = at.place - (0 if view is None else view.context_start)
            return f"P[{place}, {number}]"
        if term.name == "stream":
            is_middle = self._stop in {Stop.NORM_2, Stop.RESIDUAL_2}
            return f"{'m' if is_middle else 'x'}[{number}]"
        if term.name.startswith("head "):
            return _tr("{0}, z[{1}]").format(term.name, self._request.index % self._width + 1)
        letter = _LETTERS.get(term.name)
        return term.name if letter is None else f"{letter}[{number}]"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sums", text)

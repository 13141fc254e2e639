"""The space of the vectors: which tokens are looked at, and the answers about them.

Owns the part that is on show and the tokens that were chosen; asks for what that part needs.
Formats and draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.inside.looking import OLD_FOR_MS, InsideViewModel
from gptdesk.engine.inside.values import (
    Arithmetic,
    ArithmeticRequest,
    Neighbours,
    NeighboursRequest,
    Positions,
    PositionsRequest,
    Stream,
    StreamRequest,
    TextPlace,
)

Find = Callable[[str, Callable[[tuple[int, ...]], object]], None]
EXAMPLE = (" king", " man", " woman", " queen")  # a, b, c and the expected one, at first


class Part(StrEnum):
    """The parts of the page."""

    NEIGHBOURS = "neighbours"
    ARITHMETIC = "arithmetic"
    POSITIONS = "positions"
    STREAM = "stream"


class SpaceViewModel(QObject):
    """What the page *embedding space* shows.

    Signals:
        changed(str): an answer, a chosen token or the problem of this `Part` is another one.
        part_changed: `part` is another one.
    """

    changed = Signal(str)
    part_changed = Signal()

    def __init__(self, inside: InsideViewModel, find: Find, parent: QObject | None = None) -> None:
        """Look with `inside`; `find` tells the tokens that a typed text can mean."""
        super().__init__(parent)
        self._inside = inside
        self.find = find
        self._part = Part.NEIGHBOURS
        self._sha = _sha_of(inside)  # of the model that the answers are of
        self._token_id: int | None = None
        self._neighbours: Neighbours | None = None
        self._terms: list[int | None] = [None] * len(EXAMPLE)
        self._is_example_wanted = True
        self._arithmetic: Arithmetic | None = None
        self._positions: Positions | None = None
        self._stream: Stream | None = None
        self._stream_at: TextPlace | None = None
        self._problems: dict[Part, str] = {}
        self._clearing = single_shot(self, OLD_FOR_MS, self._clear)
        inside.place_changed.connect(self._on_place_changed)

    # -- what is shown

    @property
    def part(self) -> Part:
        """Which part is on show."""
        return self._part

    @property
    def is_of_place(self) -> bool:
        """Whether the neighbours are those of the token at the place."""
        return self._token_id is None

    @property
    def token_id(self) -> int | None:
        """The token whose neighbours are shown: the chosen one, else the one at the place."""
        at = self._inside.at
        return at.ids[at.place - 1] if self._token_id is None and at is not None else self._token_id

    @property
    def neighbours(self) -> Neighbours | None:
        """Those of `token_id`; None until they are known."""
        return self._neighbours

    @property
    def terms(self) -> tuple[int | None, ...]:
        """a, b, c and the expected token; None where none was chosen."""
        return tuple(self._terms)

    @property
    def arithmetic(self) -> Arithmetic | None:
        """What is nearest to a - b + c; None until it is known."""
        return self._arithmetic

    @property
    def positions(self) -> Positions | None:
        """The position vectors; None until they are known."""
        return self._positions

    @property
    def stream(self) -> Stream | None:
        """The stream of the text up to the place; None until it is known."""
        return self._stream

    @property
    def stream_at(self) -> TextPlace | None:
        """The place that `stream` is of."""
        return self._stream_at

    def problem(self, part: Part) -> str:
        """Return why a part has nothing to show; empty while it has."""
        return self._problems.get(part, "")

    # -- what the user asks for

    def show(self, part: Part) -> None:
        """Show another part."""
        if part is not self._part:
            self._part = part
            self.part_changed.emit()
            self.look()

    def look(self) -> None:
        """Ask for what the part on show needs, unless it is known."""
        if self._part is Part.NEIGHBOURS:
            self._look_at_neighbours()
        elif self._part is Part.ARITHMETIC:
            self._look_at_example()
        elif self._part is Part.POSITIONS and not self._inside.anatomy.has_positions:
            self._on_failed(
                Part.POSITIONS,
                self.tr(
                    "This network has no position vectors: it tells places by turning queries and"
                    " keys, as the stop “turned by the place” shows."
                ),
            )
        elif self._part is Part.POSITIONS and self._positions is None:
            self._ask(Part.POSITIONS, PositionsRequest(), self._on_positions)
        elif self._part is Part.STREAM and self._inside.at not in (None, self._stream_at):
            at = self._inside.at
            assert at is not None, "there is a text"
            then = partial(self._on_stream, at)
            self._ask(Part.STREAM, StreamRequest(at), then, is_of_place=True)

    def choose(self, token_id: int | None) -> None:
        """Look at another token's neighbours, or with None at those of the token at the place."""
        self._token_id = token_id
        self.changed.emit(Part.NEIGHBOURS)
        self._look_at_neighbours()

    def choose_term(self, index: int, token_id: int) -> None:
        """Put another token into the sum: 0 a, 1 b, 2 c, 3 the expected one."""
        self._is_example_wanted = False
        self._terms[index] = token_id
        self.changed.emit(Part.ARITHMETIC)
        self._calculate()

    # -- asking

    def _look_at_neighbours(self) -> None:
        token_id = self.token_id
        is_known = self._neighbours is not None and self._neighbours.token_id == token_id
        if token_id is not None and not is_known:
            self._clearing.start()
            then = self._on_neighbours
            self._ask(Part.NEIGHBOURS, NeighboursRequest(token_id), then)

    def _look_at_example(self) -> None:
        """Begin with a known sum, where the vocabulary has its words."""
        if self._is_example_wanted:
            self._is_example_wanted = False
            for index, word in enumerate(EXAMPLE):
                self.find(word, partial(self._on_example_found, index))
        elif self._arithmetic is None:
            self._calculate()

    def _on_example_found(self, index: int, ids: tuple[int, ...]) -> None:
        if len(ids) == 1 and self._terms[index] is None:
            self._terms[index] = ids[0]
            self.changed.emit(Part.ARITHMETIC)
            if index == len(EXAMPLE) - 1:
                self._calculate()

    def _calculate(self) -> None:
        a, b, c, expected = self._terms
        if a is not None and b is not None and c is not None:
            request = ArithmeticRequest(a, b, c, expected)
            self._ask(Part.ARITHMETIC, request, partial(self._on_arithmetic, tuple(self._terms)))

    def _ask(
        self,
        part: Part,
        request: NeighboursRequest | ArithmeticRequest | PositionsRequest | StreamRequest,
        then: Callable[..., object],
        *,
        is_of_place: bool = False,
    ) -> None:
        failed = partial(self._on_failed, part)
        self._inside.ask(request, then, failed, is_of_place=is_of_place)

    # -- what happens

    def _on_neighbours(self, neighbours: Neighbours) -> None:
        if neighbours.token_id == self.token_id:
            self._neighbours = neighbours
            self._is_there(Part.NEIGHBOURS)

    def _on_arithmetic(self, terms: tuple[int | None, ...], arithmetic: Arithmetic) -> None:
        if terms == tuple(self._terms):
            self._arithmetic = arithmetic
            self._is_there(Part.ARITHMETIC)

    def _on_positions(self, positions: Positions) -> None:
        self._positions = positions
        self._is_there(Part.POSITIONS)

    def _on_stream(self, at: TextPlace, stream: Stream) -> None:
        self._stream, self._stream_at = stream, at
        self._is_there(Part.STREAM)

    def _is_there(self, part: Part) -> None:
        self._problems.pop(part, None)
        self.changed.emit(part)

    def _on_failed(self, part: Part, sentence: str) -> None:
        self._problems[part] = sentence
        self.changed.emit(part)

    @Slot()
    def _on_place_changed(self) -> None:
        """Forget what was of another model; what is of another place goes when it would be old."""
        sha = _sha_of(self._inside)
        if sha != self._sha:
            self._sha = sha
            self._token_id, self._neighbours, self._arithmetic = None, None, None
            self._terms[:], self._is_example_wanted = [None] * len(EXAMPLE), True
            self._positions = self._stream = self._stream_at = None
            self._problems.clear()
            for part in Part:
                self.changed.emit(part)
        else:
            self._clearing.start()

    @Slot()
    def _clear(self) -> None:
        if self._neighbours is not None and self._neighbours.token_id != self.token_id:
            self._neighbours = None
            self.changed.emit(Part.NEIGHBOURS)
        if self._stream is not None and self._stream_at != self._inside.at:
            self._stream = self._stream_at = None
            self.changed.emit(Part.STREAM)


def _sha_of(inside: InsideViewModel) -> str:
    return "" if inside.info is None else inside.info.sha256

"""The network's attention as it is shown: the view, the cursor, and the answers that it needs.

Owns which of the four views is on show, the cell under the cursor, and asking for heads, map and
row; what was answered is kept as long as it is true of what is looked at. Formats and draws
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.inside.looking import OLD_FOR_MS, InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.values import (
    AttentionGrid,
    AttentionGridRequest,
    AttentionMap,
    AttentionMapRequest,
    AttentionRow,
    AttentionRowRequest,
    HeadPattern,
    Patterns,
    Spot,
    Stop,
    SumRequest,
    TextPlace,
    WorkedSum,
    floats,
)


class AttentionView(StrEnum):
    """The views, from all heads to one row; the table is of the picture that was shown last."""

    GRID = "grid"
    HEAD = "head"
    ROW = "row"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """A place that a head may read, with its numbers, as in an `AttentionRow`."""

    place: int
    score: float
    scaled: float
    is_allowed: bool
    weight: float
    value_length: float


class AttentionViewModel(QObject):
    """Grid, head, row and table of attention.

    Signals:
        view_changed: `view`, `hides_first` or `sorts_by_weight` is another one.
        heads_changed: there are other small pictures.
        map_changed: there is another map, or none.
        row_changed: there is another row, or none.
        cursor_changed: the cell cursor stands elsewhere.
        outdated_changed: `is_outdated` is another one.
        sum_ready(object, object): a dot product, as the `SumRequest` and its `WorkedSum`.
    """

    view_changed = Signal()
    heads_changed = Signal()
    map_changed = Signal()
    row_changed = Signal()
    cursor_changed = Signal()
    outdated_changed = Signal()
    sum_ready = Signal(object, object)

    def __init__(self, inside: InsideViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inside = inside
        self._view = AttentionView.GRID
        self._picture = AttentionView.GRID  # the one that the table is of
        self._before_table = AttentionView.GRID  # where the table was asked for
        self._hides_first = False
        self._sorts_by_weight = True
        self._cursor = (1, 1)
        self._ids = () if inside.at is None else inside.at.ids  # of the text that is looked at
        self._cells, self._side = 1024, 64  # of pictures, at most
        self._heads: dict[tuple[int, int], HeadPattern] = {}
        self._heads_of: object = None  # what the small pictures are of
        self._blocks_done: set[int] = set()
        self._grid_asked: object = None  # what is on its way: not asked twice
        self._map_asked: object = None
        self._map: AttentionMap | None = None
        self._map_of: object = None
        self._row: AttentionRow | None = None
        self._row_of: object = None
        self._read: tuple[ReadPlace, ...] = ()  # of the row
        self._is_outdated = False
        self._waiting = single_shot(self, OLD_FOR_MS, self._tell_outdated)
        inside.place_changed.connect(self._on_place_changed)

    # -- what is shown

    @property
    def view(self) -> AttentionView:
        """The view on show."""
        return self._view

    @property
    def picture(self) -> AttentionView:
        """The picture that was shown last, `GRID` or `HEAD`: the table is of it."""
        return self._picture

    @property
    def hides_first(self) -> bool:
        """Whether the first place is left out, which many heads read for want of another."""
        return self._hides_first

    @property
    def sorts_by_weight(self) -> bool:
        """Whether the row is in the order of the weights; else of the places."""
        return self._sorts_by_weight

    @property
    def cursor(self) -> tuple[int, int]:
        """The cell of the map under the cursor: the place that reads, and the place it reads."""
        return self._cursor

    @property
    def heads(self) -> Mapping[tuple[int, int], HeadPattern]:
        """The small pictures that are there, by block and head."""
        return self._heads

    @property
    def patterns(self) -> Mapping[tuple[int, int], Patterns]:
        """Their patterns up to the place that is looked at."""
        place = 0 if self._inside.at is None else self._inside.at.place
        return {key: head.up_to(place) for key, head in self._heads.items()}

    @property
    def map(self) -> AttentionMap | None:
        """The map of the head, if it is there."""
        return self._map

    @property
    def row(self) -> AttentionRow | None:
        """What the head reads from the place, if it is there."""
        return self._row

    @property
    def row_place(self) -> int:
        """The place that the row is of; 0 without one."""
        return 0 if self._row is None else self._row.first_place + len(self._row.weights) - 1

    @property
    def is_outdated(self) -> bool:
        """Whether what is shown is of another text, head or place, and the answer takes long."""
        return self._is_outdated

    @property
    def is_row_of_now(self) -> bool:
        """Whether the row is of the place and the head that are looked at."""
        at = self._inside.at
        return self._row is not None and self._row_of == (at, *self.head)

    @property
    def is_map_of_now(self) -> bool:
        """Whether the map is of the text and the head that are looked at."""
        at = self._inside.at
        return self._map is not None and at is not None and self._map_of == self._map_key(at)

    @property
    def are_heads_of_now(self) -> bool:
        """Whether all small pictures are there, of the text that is looked at."""
        at = self._inside.at
        if at is None or self._heads_of != self._grid_key(at):
            return False
        return len(self._blocks_done) == self._inside.n_layers

    @property
    def head(self) -> tuple[int, int]:
        """Block and head that are looked at."""
        return self._inside.step.spot.block, self._inside.step.spot.head

    def is_off(self, block: int, head: int) -> bool:
        """Return whether a head is changed so that nothing of it is left."""
        changes = self._inside.changes.in_block(block)
        return any(change.head == head and change.is_off for change in changes)

    def read_places(self) -> tuple[ReadPlace, ...]:
        """Return the places of the row, in the order of the places."""
        return self._read

    def is_left_out(self, place: int) -> bool:
        """Return whether a place is the first one, and hidden from what is shown."""
        first = self._row.first_place if self._row is not None else 1
        return self._hides_first and place == first

    def tint(self) -> dict[int, float]:
        """Return how strongly the head reads each place; nothing while there is no row."""
        if self._row is None:
            return {}
        return {
            one.place: one.weight for one in self.read_places() if not self.is_left_out(one.place)
        }

    def map_cell(self, row: int, column: int) -> tuple[float, float] | None:
        """Return weight and scaled score of a cell of the map; None where it is not allowed."""
        attention = self._map
        if attention is None:
            return None
        side, first = attention.side, attention.first_place
        i, j = row - first, column - first
        if not (0 <= i < side and 0 <= j < side):
            return None
        scaled = floats(attention.scaled)[i * side + j]
        if math.isnan(scaled):
            return None
        return floats(attention.weights)[i * side + j], scaled

    # -- what the user asks for

    def show(self, view: AttentionView) -> None:
        """Show another view."""
        if view in {AttentionView.GRID, AttentionView.HEAD}:
            self._picture = view
        elif view is AttentionView.ROW:
            self._picture = AttentionView.HEAD
        elif self._view is not AttentionView.TABLE:
            self._before_table = self._view
        if view is not self._view:
            self._view = view
            self.view_changed.emit()
            self.ask()

    def toggle_table(self) -> None:
        """Show the picture as a table, or from the table what was shown before it."""
        is_table = self._view is AttentionView.TABLE
        self.show(self._before_table if is_table else AttentionView.TABLE)

    def go_up(self) -> bool:
        """Go one level up; return whether there was a way.

        From the table to where it was asked for, from the row to its head, from the head to all.
        """
        up = {
            AttentionView.ROW: AttentionView.HEAD,
            AttentionView.HEAD: AttentionView.GRID,
            AttentionView.TABLE: self._before_table,
        }
        if self._view not in up:
            return False
        self.show(up[self._view])
        return True

    def open_head(self, block: int, head: int) -> None:
        """Look at another head, as a whole."""
        self.choose_head(block, head)
        self.show(AttentionView.HEAD)

    def choose_head(self, block: int, head: int) -> None:
        """Look at another head."""
        spot = replace(self._inside.step.spot, block=block, head=head)
        self._inside.go_to(Step(Page.ATTENTION, spot))

    def switch_head(self) -> HeadChange:
        """Switch the head that is looked at off, or on again; return what it was changed to."""
        block, head = self.head
        changes = self._inside.changes
        others = tuple(c for c in changes.heads if (c.block, c.head) != (block, head))
        change = HeadChange(block, head, 1.0 if self.is_off(block, head) else 0.0)
        self._inside.set_changes(Changes((*others, change), changes.hidden))
        return change

    @Slot(bool)
    def set_hides_first(self, hides_first: bool) -> None:
        """Leave the first place out of pictures, tint and row, or not."""
        if hides_first != self._hides_first:
            self._hides_first = hides_first
            self.view_changed.emit()
            self.row_changed.emit()
            self.ask()

    def set_sorts_by_weight(self, sorts_by_weight: bool) -> None:
        """Put the row in the order of the weights, or of the places."""
        if sorts_by_weight != self._sorts_by_weight:
            self._sorts_by_weight = sorts_by_weight
            self.view_changed.emit()
            self.row_changed.emit()

    def set_cursor(self, row: int, column: int) -> None:
        """Put the cursor on a cell of the map; beyond its ends, at the end."""
        if self._map is None:
            return
        first = self._map.first_place
        last = first + self._map.side - 1
        cursor = min(max(row, first), last), min(max(column, first), last)
        if cursor != self._cursor:
            self._cursor = cursor
            self.cursor_changed.emit()

    def set_picture_sizes(self, cells: int, side: int) -> None:
        """Say how many cells a side of the map, and of a small picture, has room for."""
        if (cells, side) != (self._cells, self._side):
            self._cells, self._side = cells, side
            self.ask()

    def open_sum(self, place: int) -> None:
        """Ask for the dot product with a place, written out."""
        at = self._inside.at
        if at is not None:
            block, head = self.head
            request = SumRequest(at, Spot(Stop.SCORES, block, head), "score", place)
            self._inside.ask(request, lambda worked: self._on_sum(request, worked))

    # -- asking

    @Slot()
    def ask(self) -> None:
        """Ask for what is shown and not there yet."""
        at = self._inside.at
        if at is None or self._inside.step.page is not Page.ATTENTION:
            return
        self._ask_row(at)
        if self._view in {AttentionView.HEAD, AttentionView.TABLE} and (
            self._picture is AttentionView.HEAD
        ):
            self._ask_map(at)
        elif self._picture is AttentionView.GRID:
            self._ask_next_block()
        if self._is_missing():
            self._waiting.start()
        else:
            self._waiting.stop()
            self._tell_outdated()

    @Slot()
    def _on_place_changed(self) -> None:
        """What is on its way may be lost: another place, other changes, another model."""
        self._row_of = self._map_asked = self._grid_asked = None
        ids = () if self._inside.at is None else self._inside.at.ids
        shared = min(len(ids), len(self._ids))
        if not shared or ids[:shared] != self._ids[:shared]:  # of a longer text it stays true
            self._heads, self._map, self._row, self._read = {}, None, None, ()
            self._heads_of = self._map_of = None
            for changed in (self.heads_changed, self.map_changed, self.row_changed):
                changed.emit()
        self._ids = ids

    def _ask_row(self, at: TextPlace) -> None:
        key = (at, *self.head)
        if key != self._row_of:
            request = AttentionRowRequest(at, *self.head)
            self._inside.ask(request, lambda row: self._on_row(key, row))

    def _on_row(self, key: object, row: AttentionRow) -> None:
        if key == (self._inside.at, *self.head):
            self._row, self._row_of = row, key
            lists = (row.scores, row.scaled, row.allowed, row.weights, row.value_lengths)
            cells = enumerate(zip(*lists, strict=True), start=row.first_place)
            self._read = tuple(ReadPlace(place, *cell) for place, cell in cells)
            self._on_answered()
            self.row_changed.emit()

    def _ask_map(self, at: TextPlace) -> None:
        key = self._map_key(at)
        if key not in (self._map_of, self._map_asked):
            self._map_asked = key
            request = AttentionMapRequest(at, *self.head, self._cells, self._hides_first)
            self._inside.ask(request, lambda answer: self._on_map(key, answer), is_of_place=False)

    def _on_map(self, key: object, answer: AttentionMap) -> None:
        at = self._inside.at
        if at is None or key != self._map_key(at):
            return
        before = self._map_of
        self._map, self._map_of = answer, key
        if before is None or not self._holds(answer, self._cursor[0]):
            self._cursor = (at.place, self._strongest(answer, at.place))
        self._on_answered()
        self.map_changed.emit()
        self.cursor_changed.emit()

    def _ask_next_block(self) -> None:
        """Ask for the small pictures of the first block that has none; the rest follows."""
        at = self._inside.at
        if at is None or self._picture is not AttentionView.GRID:
            return
        key = self._grid_key(at)
        if key != self._heads_of:
            self._heads_of, self._blocks_done = key, set()
        missing = set(range(1, self._inside.n_layers + 1)) - self._blocks_done
        asked = (key, min(missing, default=0))
        if missing and asked != self._grid_asked:
            self._grid_asked = asked
            request = AttentionGridRequest(at, min(missing), self._side, self._hides_first)
            self._inside.ask(request, lambda answer: self._on_grid(key, answer), is_of_place=False)

    def _on_grid(self, key: object, answer: AttentionGrid) -> None:
        if key != self._heads_of:
            return
        if not self._blocks_done:  # of another model there may be other heads
            n_layers, n_heads = self._inside.n_layers, self._inside.n_heads
            kept = {k: v for k, v in self._heads.items() if k[0] <= n_layers and k[1] <= n_heads}
            self._heads = kept
        self._blocks_done.add(answer.block)
        self._heads.update({(one.block, one.head): one for one in answer.heads})
        self._on_answered()
        self.heads_changed.emit()
        if self._view in {AttentionView.GRID, AttentionView.TABLE}:
            self._ask_next_block()

    def _on_sum(self, request: SumRequest, worked: WorkedSum) -> None:
        if (request.spot.block, request.spot.head) == self.head:
            self.sum_ready.emit(request, worked)

    def _map_key(self, at: TextPlace) -> object:
        return (*self._text_key(at), *self.head, self._cells, self._hides_first)

    def _grid_key(self, at: TextPlace) -> object:
        return (*self._text_key(at), self._side, self._hides_first)

    def _text_key(self, at: TextPlace) -> tuple[object, ...]:
        """Return what pictures of a text depend on; of a text in one pass, not on the place."""
        info, shape = self._inside.info, self._inside.shape
        is_one_pass = shape is not None and len(at.ids) <= shape.context_length
        is_alike = is_one_pass and not at.changes.depends_on_whole_text
        sha = "" if info is None else info.sha256
        return (sha, at.ids, at.keep_tokens, at.changes, 0 if is_alike else at.place)

    def _is_missing(self) -> bool:
        """Return whether what is on show is of something else than what is looked at."""
        at = self._inside.at
        if at is None:
            return False
        if self._view is AttentionView.ROW:
            return not self.is_row_of_now
        if self._picture is AttentionView.HEAD:
            return not self.is_map_of_now
        return self._heads_of != self._grid_key(at) or not self._blocks_done

    def _on_answered(self) -> None:
        if not self._is_missing():
            self._waiting.stop()
            self._tell_outdated()

    @Slot()
    def _tell_outdated(self) -> None:
        if self._is_missing() != self._is_outdated:
            self._is_outdated = not self._is_outdated
            self.outdated_changed.emit()

    def _strongest(self, answer: AttentionMap, place: int) -> int:
        """Return the place that is read most from a place, without the first if it is hidden."""
        if not self._holds(answer, place):
            return answer.first_place
        i = place - answer.first_place
        weights = floats(answer.weights)[i * answer.side : i * answer.side + i + 1]
        start = 1 if self._hides_first and i else 0
        return answer.first_place + max(range(start, i + 1), key=weights.__getitem__)

    @staticmethod
    def _holds(answer: AttentionMap, place: int) -> bool:
        return answer.first_place <= place < answer.first_place + answer.side

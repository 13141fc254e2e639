"""The stream: how long its vectors are at all points and places, and its steps at this place."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.space import Part, SpaceViewModel
from gptdesk.app.views.inside.kept.cells import number_cell, row_of
from gptdesk.app.views.inside.logits.logit_words import point_name, short_point_name
from gptdesk.app.views.inside.logits.page_parts import CopiedTable, ZoomedLabel
from gptdesk.app.views.inside.space.cell_map import Picture, log_cells
from gptdesk.app.views.inside.space.picture_stack import PictureStack
from gptdesk.app.views.inside.space.space_words import cosine_text, length_text, tabbed
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import Stream, StreamStep, floats
from gptdesk.formats.csv_text import labels_csv

_STEP_COLUMNS = (
    "block",
    "attention length",
    "attention cosine",
    "mlp length",
    "mlp cosine",
    "cosine with input",
    "neurons below 0",
    "passed",
)


class StreamPart(QWidget):
    """Lengths of the stream.

    Attributes:
        picture: a row for each point, a column for each place.
        input: the two parts of this place's input, in words.
        steps: what each block did at this place.
    """

    def __init__(
        self, inside: InsideViewModel, space: SpaceViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._space = inside, space
        sentence = ZoomedLabel(
            self.tr(
                "|x| after attention and after each block, for all places. Colour: logarithm of"
                " the length; beside each point stands this place's. T: as a table."
            ),
            is_muted=True,
        )
        self.picture = PictureStack(self.tr("Lengths of the stream"), self._in_words, self)
        self.input = ZoomedLabel(font_kind="ui_small")
        header = (
            *(self.tr("block"), self.tr("|attention|"), self.tr("cosine"), self.tr("|MLP|")),
            *(self.tr("cosine"), self.tr("with input"), self.tr("below 0"), self.tr("passed")),
        )
        self._model = CellTableModel(header, numbers=frozenset(range(8)), parent=self)
        name = self.tr("What each block did to the stream at this place")
        self.steps = CopiedTable(self._model, name, self._steps_text, self)
        self.steps.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(sentence)
        layout.addWidget(self.picture, 5)
        layout.addWidget(self.input)
        layout.addWidget(self.steps, 4)
        space.changed.connect(self._on_changed)

    def figures(self) -> Figures | None:
        """Return the steps of this place, and its lengths; None while there are none."""
        stream, at = self._space.stream, self._space.stream_at
        if stream is None or at is None:
            return None
        columns = tuple(
            str(self._model.headerData(column, Qt.Orientation.Horizontal))
            for column in range(self._model.columnCount())
        )
        rows = tuple(
            tuple(
                KeptCell(_step_cell(step, column), value)
                for column, value in enumerate(_step_values(step))
            )
            for step in stream.steps
        )
        lengths, own = floats(stream.lengths), at.place - stream.first_place
        foot = tuple(
            row_of(len(columns), f"|x| {name}", number_cell(lengths[row * stream.places + own]))
            for row, name in enumerate(map(short_point_name, stream.points))
        )
        return Figures(columns, rows, foot)

    def csv(self, origin: str) -> bytes:
        """Return all lengths and the steps of this place, in full precision."""
        stream = self._space.stream
        lines: list[Iterable[object]] = [(origin,)]
        if stream is not None:
            places = range(stream.first_place, stream.first_place + stream.places)
            lengths = floats(stream.lengths)
            lines.append(("point", *places))
            for row, point in enumerate(stream.points):
                start = row * stream.places
                lines.append((point, *lengths[start : start + stream.places]))
            lines.append(("token length", stream.token_length))
            if stream.position_length is not None:
                lines.append(("position length", stream.position_length))
            lines += self._steps()
        return labels_csv(lines).encode()

    def png(self, origin: str) -> bytes:
        """Return the picture."""
        return self.picture.png(self.tr("Lengths of the stream, |x|"), origin)

    # -- what is shown

    @Slot(str)
    def _on_changed(self, part: str) -> None:
        if part != Part.STREAM:
            return
        stream, at = self._space.stream, self._space.stream_at
        if stream is None or at is None:
            self.picture.show_picture(self.tr("Lengths of the stream"), None, (), str, _no_value)
            self._model.show_rows(0, _no_cell)
            self.input.setText(self._space.problem(Part.STREAM))
            return
        self._show_lengths(stream, at.place)
        self.input.setText(self._input_in_words(stream, at.place))
        steps = stream.steps
        self._model.show_rows(len(steps), lambda row, column: _step_cell(steps[row], column))
        self.steps.limit_height()

    def _input_in_words(self, stream: Stream, place: int) -> str:
        token, position = length_text(stream.token_length), stream.position_length
        if position is None:  # then the gate is another one too
            return self.tr(
                "At place {0}: |token| {1}. Cosines are with the stream before; neurons are those"
                " whose gate is below 0, passed what SiLU lets through."
            ).format(place, token)
        return self.tr(
            "At place {0}: |token| {1}, |position| {2}. Cosines are with the stream before;"
            " neurons below 0 are those that ReLU would erase, passed what GELU lets through."
        ).format(place, token, length_text(position))

    def _show_lengths(self, stream: Stream, place: int) -> None:
        lengths, columns = floats(stream.lengths), stream.places
        cells, low, high = log_cells(lengths)
        own = place - stream.first_place
        names = tuple(map(short_point_name, stream.points))
        figures = [length_text(lengths[row * columns + own]) for row in range(len(names))]
        picture = Picture(
            len(names),
            columns,
            cells,
            is_signed=False,
            ticks=(
                (0.0, length_text(low)),
                (0.5, length_text(math.sqrt(low * high))),
                (1.0, length_text(high)),
            ),
            labels=tuple(zip(names, figures, strict=True)),
            figure=lambda row, column: length_text(lengths[row * columns + column]),
        )
        header = (
            self.tr("point"),
            *map(str, range(stream.first_place, stream.first_place + columns)),
        )
        row, _ = self.picture.map.cursor_cell
        self.picture.map.cursor_cell = row, own
        self.picture.show_picture(
            self.tr("Lengths of the stream"),
            picture,
            header,
            names.__getitem__,
            lambda row, column: lengths[row * columns + column],
        )

    def _in_words(self, row: int, column: int) -> str:
        stream, at = self._space.stream, self._space.stream_at
        if stream is None or at is None:
            return ""
        place = stream.first_place + column
        token = self._inside.text_of(at.ids[place - 1])
        length = floats(stream.lengths)[row * stream.places + column]
        words = self.tr("{0}, “{1}”, place {2}: |x| = {3}")
        return words.format(point_name(stream.points[row]), token, place, length_text(length))

    def _steps(self) -> list[tuple[object, ...]]:
        stream = self._space.stream
        rows = [] if stream is None else [_step_values(step) for step in stream.steps]
        return [_STEP_COLUMNS, *rows]

    def _steps_text(self) -> str:
        return tabbed(self._steps())


def _step_values(step: StreamStep) -> tuple[float | None, ...]:
    return (
        step.block,
        step.attention_length,
        step.attention_cosine,
        step.mlp_length,
        step.mlp_cosine,
        step.input_cosine,
        step.negative_neurons,
        step.passed_neurons,
    )


def _step_cell(step: StreamStep, column: int) -> str:
    return (
        str(step.block),
        length_text(step.attention_length),
        cosine_text(step.attention_cosine),
        length_text(step.mlp_length),
        cosine_text(step.mlp_cosine),
        cosine_text(step.input_cosine),
        f"{step.negative_neurons:,}",
        f"{step.passed_neurons:,}",
    )[column]


def _no_cell(_row: int, _column: int) -> str:
    return ""


def _no_value(_row: int, _column: int) -> float:
    return 0.0

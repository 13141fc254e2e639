"""Neighbours of a token, and of a − b + c: two lists side by side.

Owns the fields in which tokens are typed and what stands in the lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.space import Part, SpaceViewModel
from gptdesk.app.views.inside.kept.cells import row_of
from gptdesk.app.views.inside.logits.page_parts import CopiedTable, ZoomedLabel
from gptdesk.app.views.inside.space.space_words import (
    NEIGHBOUR_COLUMNS,
    cosine_text,
    entry_text,
    length_text,
    neighbour_cells,
    neighbour_values,
    tabbed,
)
from gptdesk.app.views.inside.space.token_box import TokenBox
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.widgets.figures import count_text
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import Neighbour
from gptdesk.formats.csv_text import labels_csv

_TOKEN_COLUMN = 1


class NeighbourList(QWidget):
    """A heading and a table of neighbours.

    Attributes:
        table: its rows.
    """

    def __init__(self, heading: str, inside: InsideViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._inside = inside
        self._neighbours: Sequence[Neighbour] = ()
        name = ZoomedLabel(heading, self, font_kind="ui_small", is_muted=True)
        header = ("#", self.tr("token"), self.tr("cosine"), self.tr("dot"), self.tr("|b|"))
        self._model = CellTableModel(header, numbers=frozenset({0, 2, 3, 4}), parent=self)
        self.table = CopiedTable(self._model, heading, self._text, self)
        sections = self.table.horizontalHeader()
        sections.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        sections.setSectionResizeMode(_TOKEN_COLUMN, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(name)
        layout.addWidget(self.table, 1)

    def show_neighbours(self, neighbours: Sequence[Neighbour]) -> None:
        """Show other ones."""
        self._neighbours = neighbours
        text_of = self._inside.text_of
        rows = [neighbour_cells(text_of, n, one) for n, one in enumerate(neighbours, start=1)]
        self._model.show_rows(len(rows), lambda row, column: rows[row][column])

    def values(self) -> Iterable[tuple[object, ...]]:
        """Return the rows in full precision."""
        text_of = self._inside.text_of
        for number, one in enumerate(self._neighbours, start=1):
            yield neighbour_values(text_of, number, one)

    def kept_cells(self) -> list[tuple[KeptCell, ...]]:
        """Return token, cosine and dot of each, to be kept."""
        text_of = self._inside.text_of
        return [
            (
                KeptCell(entry_text(text_of, one.token_id, one.tokens)),
                KeptCell(cosine_text(one.cosine), one.cosine),
                KeptCell(length_text(one.dot), one.dot),
            )
            for one in self._neighbours
        ]

    def _text(self) -> str:
        return tabbed([NEIGHBOUR_COLUMNS, *self.values()])


def side_by_side(names: tuple[str, str], left: NeighbourList, right: NeighbourList) -> Figures:
    """Return two lists as one table, to be kept."""
    measures = (_tr("cosine"), _tr("dot"))
    columns = ("#", names[0], *measures, names[1], *measures)
    pairs = zip_longest(left.kept_cells(), right.kept_cells(), fillvalue=(KeptCell(""),) * 3)
    rows = (
        (KeptCell(str(number), number), *one, *other)
        for number, (one, other) in enumerate(pairs, start=1)
    )
    return Figures(columns, tuple(rows))


class NeighboursPart(QWidget):
    """The tokens nearest to one.

    Attributes:
        token: the field.
        of_place: goes back to the token at the place.
        fact: the token's own vector, in words.
        by_cosine, by_dot: the lists.
    """

    def __init__(
        self, inside: InsideViewModel, space: SpaceViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._space = inside, space
        sentence = ZoomedLabel(
            self.tr(
                "The angle (cosine) finds tokens of like meaning; the dot product, by which logits"
                " are made, also grows with the length of the vector."
            ),
            is_muted=True,
        )
        self.token = TokenBox(self.tr("Token"), inside.text_of, space.find, self)
        self.token.token_chosen.connect(space.choose)
        label = QLabel(self.tr("&Token"), self)
        label.setProperty("font_kind", "ui")
        label.setBuddy(self.token)
        self.of_place = QPushButton(self.tr("The one at the p&lace"), self)
        self.of_place.setProperty("kind", "quiet")
        self.of_place.clicked.connect(self._on_of_place_clicked)
        self.fact = ZoomedLabel()
        self.fact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.by_cosine = NeighbourList(self.tr("Nearest by cosine"), inside, self)
        self.by_dot = NeighbourList(self.tr("Largest dot product"), inside, self)
        controls = QHBoxLayout()
        controls.setSpacing(SPACE_2)
        for part in (label, self.token, self.of_place):
            controls.addWidget(part)
        controls.addWidget(self.fact, 1)
        lists = QHBoxLayout()
        lists.setSpacing(SPACE_3)
        lists.addWidget(self.by_cosine, 1)
        lists.addWidget(self.by_dot, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(sentence)
        layout.addLayout(controls)
        layout.addLayout(lists, 1)
        space.changed.connect(self._on_changed)
        inside.place_changed.connect(self._on_place_changed)
        self._on_place_changed()

    def figures(self) -> Figures | None:
        """Return both lists with the token; None while there are none."""
        found = self._space.neighbours
        if found is None:
            return None
        names = (self.tr("by cosine"), self.tr("by dot product"))
        figures = side_by_side(names, self.by_cosine, self.by_dot)
        token = self.tr("token “{0}”, {1}").format(
            self._inside.text_of(found.token_id), self.fact.text()
        )
        return replace(figures, foot=(row_of(len(figures.columns), "", token),))

    def csv(self, origin: str) -> bytes:
        """Return both lists in full precision."""
        neighbours = self._space.neighbours
        lines: list[Iterable[object]] = [(origin,)]
        if neighbours is not None:
            text = self._inside.text_of(neighbours.token_id)
            lines.append(("token", neighbours.token_id, text, neighbours.tokens, neighbours.length))
        for name, part in (("by cosine", self.by_cosine), ("by dot", self.by_dot)):
            lines += [(name,), NEIGHBOUR_COLUMNS, *part.values()]
        return labels_csv(lines).encode()

    @Slot()
    def _on_of_place_clicked(self) -> None:
        self._space.choose(None)

    @Slot()
    def _on_place_changed(self) -> None:
        if self._space.is_of_place:
            self.token.show_token(self._space.token_id)

    @Slot(str)
    def _on_changed(self, part: str) -> None:
        if part != Part.NEIGHBOURS:
            return
        space, neighbours = self._space, self._space.neighbours
        self.token.show_token(space.token_id)
        obstacle = self.tr("It is the one that is shown.") if space.is_of_place else ""
        show_obstacle(self.of_place, obstacle, self.tr("The token that is looked at in the text"))
        words = space.problem(Part.NEIGHBOURS)
        if neighbours is not None and neighbours.token_id == space.token_id:
            words = self.tr("id {0}, |a| = {1}").format(
                neighbours.token_id, length_text(neighbours.length)
            )
            if neighbours.tokens > 1:
                words = self.tr("{0}; {1} tokens share this row").format(
                    words, f"{neighbours.tokens:,}"
                )
        self.fact.setText(words)
        self.by_cosine.show_neighbours(() if neighbours is None else neighbours.by_cosine)
        self.by_dot.show_neighbours(() if neighbours is None else neighbours.by_dot)


class ArithmeticPart(QWidget):
    """What is nearest to a − b + c.

    Attributes:
        terms: the fields of a, b, c and the expected token.
        result: the ranks, in words.
        kept, left_out: the lists with the inputs and without them.
    """

    def __init__(
        self, inside: InsideViewModel, space: SpaceViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._space = inside, space
        sentence = ZoomedLabel(
            self.tr(
                "The sum is a vector; the lists say which tokens lie nearest to it by cosine. The"
                " inputs themselves often come first, so both lists are shown."
            ),
            is_muted=True,
        )
        names = (
            (self.tr("&a"), self.tr("Token a")),
            (self.tr("− &b"), self.tr("Token b, subtracted")),
            (self.tr("+ &c"), self.tr("Token c, added")),
            (self.tr("e&xpected"), self.tr("Expected token")),
        )
        self.terms: list[TokenBox] = []
        fields = QGridLayout()
        fields.setHorizontalSpacing(SPACE_2)
        for index, (word, name) in enumerate(names):
            box = TokenBox(name, inside.text_of, space.find, self)
            box.token_chosen.connect(partial(space.choose_term, index))
            label = QLabel(word, self)
            label.setProperty("font_kind", "ui")
            label.setBuddy(box)
            row, place = divmod(index, 3)  # the expected one below: four are too wide at 200 %
            fields.addWidget(label, row, 2 * place, Qt.AlignmentFlag.AlignRight)
            fields.addWidget(box, row, 2 * place + 1)
            fields.setColumnStretch(2 * place + 1, 1)
            self.terms.append(box)
        self.result = ZoomedLabel()
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.kept = NeighbourList(self.tr("Nearest, inputs kept"), inside, self)
        self.left_out = NeighbourList(self.tr("Nearest, inputs left out"), inside, self)
        lists = QHBoxLayout()
        lists.setSpacing(SPACE_3)
        lists.addWidget(self.kept, 1)
        lists.addWidget(self.left_out, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(sentence)
        layout.addLayout(fields)
        layout.addWidget(self.result)
        layout.addLayout(lists, 1)
        space.changed.connect(self._on_changed)

    def figures(self) -> Figures | None:
        """Return both lists with the sum and the ranks; None while there are none."""
        if self._space.arithmetic is None:
            return None
        names = (self.tr("inputs kept"), self.tr("inputs left out"))
        figures = side_by_side(names, self.kept, self.left_out)
        a, b, c, _ = (box.currentText() for box in self.terms)
        foot = (f"{a} − {b} + {c}", self.result.text())
        width = len(figures.columns)
        return replace(figures, foot=tuple(row_of(width, "", words) for words in foot))

    def csv(self, origin: str) -> bytes:
        """Return terms, ranks and both lists in full precision."""
        lines: list[Iterable[object]] = [(origin,)]
        for name, token_id in zip(("a", "b", "c", "expected"), self._space.terms, strict=True):
            if token_id is not None:
                lines.append((name, token_id, self._inside.text_of(token_id)))
        found = self._space.arithmetic
        if found is not None:
            lines += [
                ("length of a - b + c", found.length),
                ("rank of the expected token", found.expected_rank),
                ("rank without the inputs", found.expected_rank_without),
            ]
        for name, part in (("inputs kept", self.kept), ("inputs left out", self.left_out)):
            lines += [(name,), NEIGHBOUR_COLUMNS, *part.values()]
        return labels_csv(lines).encode()

    @Slot(str)
    def _on_changed(self, part: str) -> None:
        if part != Part.ARITHMETIC:
            return
        space, found = self._space, self._space.arithmetic
        for box, token_id in zip(self.terms, space.terms, strict=True):
            box.show_token(token_id)
        self.kept.show_neighbours(() if found is None else found.nearest)
        self.left_out.show_neighbours(() if found is None else found.without_inputs)
        words = space.problem(Part.ARITHMETIC)
        if not words and found is not None:
            words = self.tr("|a − b + c| = {0}").format(length_text(found.length))
            expected = space.terms[-1]
            if expected is not None:
                words = self.tr("{0}. “{1}”: rank {2} with the inputs, {3} without them.").format(
                    words,
                    self._inside.text_of(expected),
                    count_text(found.expected_rank),
                    count_text(found.expected_rank_without),
                )
        if words != self.result.text():
            self.result.setText(words)
            announce(self.result, words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NeighbourParts", text)

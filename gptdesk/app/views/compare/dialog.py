"""Two answers side by side, with the first token that differs marked.

Owns the window, the choice of answers and the figures below them; which there are, and what is
known where they part, is the view model's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.compare import Chance, Comparison, Side
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    zoom_of,
    zoomed,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.two_models import TwoModelsViewModel
from gptdesk.app.views.compare.divergence_page import DivergencePage
from gptdesk.app.views.compare.text import SideText
from gptdesk.app.views.compare.words import difference_in_words, facts_of, side_name
from gptdesk.app.views.tokens.colour_legend import ColourLegend
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.elided_choice import ElidedChoice
from gptdesk.app.views.widgets.little_room import RING, FoldingRow, ScrollingPart

_MOST_ROWS, _LEAST_ROWS = 10, 5  # of figures
_ROOM = (576, 360)  # pixels in which nothing is cut at 100 %; what has no room scrolls
_LEAST_TEXT, _LEAST_PAGE = 76, 120  # pixels of height at 100 %: of a text, of what scrolls
_FIGURES_SHARE = 0.44  # of the window's height


class CompareDialog(TabAsRead, QDialog):
    """Two texts in two columns, each with its choice of answer.

    Signals:
        token_chosen(object, object): the user wants to see the place where the two part in its
            chat: a `TokenRef`, or None where it is no token, and the `Side`.
        other_requested(bool): another answer, of any chat, is wanted at the right, or at the left.
    """

    token_chosen = Signal(object, object)
    other_requested = Signal(bool)

    def __init__(
        self,
        comparing: ComparingViewModel,
        two_models: TwoModelsViewModel,
        model: LoadedModel,
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet; see `show_sides`.

        Args:
            comparing: knows what can be compared.
            two_models: measures how far their models are apart.
            model: names the tokens.
            parent: window over which it opens.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self._comparing = comparing
        self._two_models = two_models
        self._model = model
        self._sides: tuple[Side, ...] = ()
        self._comparison: Comparison | None = None
        self._scale = Measure.NONE, Bands()
        self._is_covered = False
        self.setWindowTitle(self.tr("Compare answers"))
        self._build()
        FittingZoom(self, opening=(880, 680), room=_ROOM)
        for choice in (self.left_choice, self.right_choice):
            choice.currentIndexChanged.connect(self._on_choice_changed)
        comparing.chance_found.connect(self._show_facts)
        two_models.changed.connect(self._on_measured)
        model.names_changed.connect(self._show)

    @property
    def comparison(self) -> Comparison:
        """Comparison of the two sides that are shown."""
        assert self._comparison is not None, "set by show_sides"
        return self._comparison

    def show_sides(self, sides: Sequence[Side], left: int, right: int) -> None:
        """Offer answers, of which there are at least two, and compare two of them."""
        self.page.verticalScrollBar().setValue(0)
        self._sides = tuple(sides)
        models = self._two_models.model_names(self._sides)
        names = [side_name(*one) for one in zip(self._sides, models, strict=True)]
        for choice, place in ((self.left_choice, left), (self.right_choice, right)):
            with QSignalBlocker(choice):
                choice.clear()
                choice.addItems(names)
                choice.setCurrentIndex(place)
        self._on_choice_changed()

    def set_colouring(self, measure: Measure, bands: Bands) -> None:
        """Colour both texts by a measure; `NONE` takes the colours away."""
        self._scale = measure, bands
        self.legend.set_bands(bands)
        self.legend.set_measure(measure)
        self._colour()

    def set_covered(self, *, is_covered: bool) -> None:
        """Hide the chances of tokens until they were guessed, or show them again."""
        if is_covered != self._is_covered:
            self._is_covered = is_covered
            self._colour()
            self._show_facts()
            self._show_divergence()

    def _colour(self) -> None:
        measure, bands = self._scale
        for text in (self.left, self.right):
            text.set_colouring(Measure.NONE if self._is_covered else measure, bands)
        self._show_untold()

    def _show_untold(self) -> None:
        self.legend.set_untold(self.left.has_untold or self.right.has_untold)

    def _build(self) -> None:
        self.left_choice, self.right_choice = ElidedChoice(self), ElidedChoice(self)
        for choice, name in (
            (self.left_choice, self.tr("Answer at the left")),
            (self.right_choice, self.tr("Answer at the right")),
        ):
            choice.setAccessibleName(name)
        self.left_other = self._other_button(self.tr("Another answer at the left, of any chat"))
        self.right_other = self._other_button(self.tr("Another answer at the right, of any chat"))
        self.left = SideText(self.tr("Text at the left"), self)
        self.right = SideText(self.tr("Text at the right"), self)
        self.left.verticalScrollBar().valueChanged.connect(self.right.verticalScrollBar().setValue)
        self.right.verticalScrollBar().valueChanged.connect(self.left.verticalScrollBar().setValue)
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.facts = CellTableModel(("", self.tr("Left"), self.tr("Right")), parent=self)
        self.figures = CellTableView(self.facts, self.tr("Figures of both answers"), self)
        self.figures.set_wrapped()  # settings and names are read whole
        self.divergence = DivergencePage(self._two_models, self)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        for part in (self.pages, self.pages.tabBar()):
            part.setAccessibleName(self.tr("Pages of figures"))
        self.pages.addTab(self.figures, self.tr("&Where they part"))
        self.pages.addTab(self.divergence, self.tr("&KL of both models"))
        self.legend = ColourLegend(self, is_in_column=False)
        for column in (1, 2):
            self.figures.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch
            )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.show_left = QPushButton(self.tr("Show the &left one in its chat"), self)
        self.show_right = QPushButton(self.tr("Show the &right one in its chat"), self)
        for button in (self.show_left, self.show_right, *buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter in the table must not press one
        self.show_left.clicked.connect(self._on_show_left_clicked)
        self.show_right.clicked.connect(self._on_show_right_clicked)
        self.left_other.clicked.connect(self._on_left_other_clicked)
        self.right_other.clicked.connect(self._on_right_other_clicked)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        """Keep the choice, what was found and the buttons in sight; texts and figures scroll."""
        head, texts = QGridLayout(), QGridLayout()
        head.setContentsMargins(RING, 0, RING, 0)
        head.setVerticalSpacing(SPACE_2)
        for column, (choice, other, text) in enumerate(
            (
                (self.left_choice, self.left_other, self.left),
                (self.right_choice, self.right_other, self.right),
            )
        ):
            line = QHBoxLayout()
            line.setSpacing(SPACE_1)
            line.addWidget(choice, 1)
            line.addWidget(other)
            head.addLayout(line, 0, column)
            texts.addWidget(text, 0, column)
        for grid in (head, texts):
            grid.setHorizontalSpacing(SPACE_3)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
        head.addWidget(self.verdict, 1, 0, 1, 2)
        inside = self._inside = QVBoxLayout()
        inside.setSpacing(SPACE_2)
        inside.addLayout(texts, 1)
        inside.addWidget(self.legend)
        inside.addWidget(self.pages)
        self.page = ScrollingPart(inside, self.tr("Texts and figures"), self, least=_LEAST_PAGE)
        to_chats, foot = QWidget(self), FoldingRow(SPACE_2, self)
        beside = QHBoxLayout(to_chats)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(SPACE_2)
        beside.addWidget(self.show_left)
        beside.addWidget(self.show_right)
        foot.setContentsMargins(RING, 0, RING, 0)
        foot.add_gap()
        foot.add(to_chats)
        foot.add(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4 - RING, SPACE_4, SPACE_4 - RING, SPACE_4)
        layout.setSpacing(SPACE_2 - RING)
        layout.addLayout(head)
        layout.addWidget(self.page, 1)
        layout.addWidget(foot)

    def _other_button(self, name: str) -> QPushButton:
        button = QPushButton(self.tr("Other…"), self)
        button.setProperty("kind", "quiet")
        button.setAutoDefault(False)
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    @Slot()
    def _on_choice_changed(self) -> None:
        left, right = self.left_choice.currentIndex(), self.right_choice.currentIndex()
        self._comparison = self._comparing.choose(left, right)
        self._show()

    @Slot()
    def _show(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        vocabulary = self._model.vocabulary_of(comparison.left.answer)
        left, right = comparison.left, comparison.right
        self.verdict.setText(difference_in_words(comparison, vocabulary))
        self.left.show_side(left, comparison, vocabulary)
        self.right.show_side(right, comparison, vocabulary)
        self.legend.setVisible(not comparison.is_by_text)
        self._show_untold()
        self._show_facts()
        self._show_divergence()
        for button, side in ((self.show_left, left), (self.show_right, right)):
            button.setEnabled(self._is_there(side))
        self.left.go_to_difference()
        self.right.go_to_difference()

    @Slot()
    def _show_facts(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        vocabulary = self._model.vocabulary_of(comparison.left.answer)
        comparing, sides = self._comparing, (comparison.left, comparison.right)
        rows = facts_of(
            comparison,
            vocabulary,
            self._chance_of,
            comparing.model_to_open,
            behind=self._two_models.behind_names(sides),
            is_covered=self._is_covered,
        )
        left, right = self._two_models.model_names(sides)
        self.facts.set_header(
            (
                "",
                self.tr("Left: {0}").format(left) if left else self.tr("Left"),
                self.tr("Right: {0}").format(right) if right else self.tr("Right"),
            )
        )
        self.facts.show_rows(len(rows), lambda row, column: rows[row][column])
        self.figures.fit_columns()
        self._fit_figures()

    @Slot()
    def _on_measured(self) -> None:
        if not self._two_models.is_running:  # progress comes often
            self._show_facts()

    def _chance_of(self, side: Side, token_id: int) -> Chance | None:
        """Return what the answers hold, the engine said, or was measured of both models."""
        known = self._comparing.chance_of(side, token_id)
        comparison = self.comparison
        found = self._two_models.between(comparison.left, comparison.right)
        if known is not None or found is None:
            return known
        places = (one for text in found.of_texts for one in text)
        key = comparison.difference, token_id
        one = next((one for one in places if (one.index, one.token_id) == key), None)
        p = None if one is None else one.first_p if side is comparison.left else one.second_p
        return None if p is None else (p, None)

    def _show_divergence(self) -> None:
        if self._comparison is not None:
            self.divergence.show_comparison(
                self._comparison,
                self._model.vocabulary_of(self._comparison.left.answer),
                is_covered=self._is_covered,
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the texts their room."""
        super().resizeEvent(event)
        self._fit_figures()

    def customEvent(self, event: QEvent) -> None:
        """Leave the texts their room in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_figures()

    def _fit_figures(self) -> None:
        """Show as many rows as the window has room for below the texts; the others scroll.

        Both pages have one height, so that the texts above stay where they are.
        """
        row = self.figures.verticalHeader().defaultSectionSize()
        head = self.figures.horizontalHeader().sizeHint().height()
        above = self.pages.tabBar().sizeHint().height() + head
        layout = self.layout()
        assert layout is not None
        for text in (self.left, self.right):
            text.setMinimumHeight(zoomed(_LEAST_TEXT, zoom_of(self)))
        width = self.width()
        others = layout.totalMinimumHeightForWidth(width) - self.page.minimumSizeHint().height()
        others += self._inside.totalMinimumHeightForWidth(width) - self.pages.minimumHeight()
        height = min(_FIGURES_SHARE * self.height(), self.height() - others)
        room = int((height - above) / row)
        # Where the page scrolls, not the table in it as well.
        rows = min(_MOST_ROWS, room) if room >= _LEAST_ROWS else _MOST_ROWS
        self.figures.show_at_most(rows)
        self.pages.setFixedHeight(above + rows * row)

    def _is_there(self, side: Side) -> bool:
        """Tell whether a side has something where the two part, or is another answer."""
        place, is_by_text = self.comparison.difference, self.comparison.is_by_text
        return place is not None and (is_by_text or place < len(side.ids))

    @Slot()
    def _on_show_left_clicked(self) -> None:
        self._choose(self.comparison.left)

    @Slot()
    def _on_show_right_clicked(self) -> None:
        self._choose(self.comparison.right)

    def _choose(self, side: Side) -> None:
        place = self.comparison.difference
        ref = None if place is None or self.comparison.is_by_text else side.ref_at(place)
        self.token_chosen.emit(ref, side)

    @Slot()
    def _on_left_other_clicked(self) -> None:
        self.other_requested.emit(False)

    @Slot()
    def _on_right_other_clicked(self) -> None:
        self.other_requested.emit(True)

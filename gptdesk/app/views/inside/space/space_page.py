"""The page *embedding space*: neighbours, arithmetic, positions, stream.

Owns the choice among the four, and what can be exported.
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.space import Part, SpaceViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside.logits.page_parts import ExportButton, page_heading
from gptdesk.app.views.inside.page_stack import PageStack
from gptdesk.app.views.inside.space.neighbour_parts import ArithmeticPart, NeighboursPart
from gptdesk.app.views.inside.space.positions_part import PositionsPart
from gptdesk.app.views.inside.space.stream_part import StreamPart
from gptdesk.app.views.inside.words import origin_of, page_name
from gptdesk.app.views.widgets.segments import segment, show_segment


class SpacePage(QWidget):
    """The vectors of tokens, places and the stream.

    Attributes:
        buttons: choose a part.
        neighbours, arithmetic, positions, stream: the parts.
        export: what can be copied and saved.
    """

    def __init__(
        self, inside: InsideViewModel, space: SpaceViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._space = inside, space
        self._frame = QFrame(self)  # first: Tab goes from the choice to what was chosen
        self._frame.setProperty("kind", "segments")
        self.buttons = self._build_buttons()
        self._parts = PageStack(self)
        self.neighbours = NeighboursPart(inside, space, self._parts)
        self.arithmetic = ArithmeticPart(inside, space, self._parts)
        self.positions = PositionsPart(inside, space, self._parts)
        self.stream = StreamPart(inside, space, self._parts)
        for part in (self.neighbours, self.arithmetic, self.positions, self.stream):
            self._parts.addWidget(part)
        self.export = ExportButton(self._offers(), self._obstacle, self)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(page_heading(page_name(Page.SPACE), self))
        head.addWidget(self._frame)
        head.addStretch(1)
        head.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self._parts, 1)
        layout.addWidget(self.export.notice)
        space.part_changed.connect(self._show_part)
        self._show_part()

    def look(self) -> None:
        """Ask for what the part on show needs."""
        self._space.look()

    def figures(self) -> Figures | None:
        """Return the figures of the part on show."""
        parts = {
            Part.NEIGHBOURS: self.neighbours,
            Part.ARITHMETIC: self.arithmetic,
            Part.POSITIONS: self.positions,
            Part.STREAM: self.stream,
        }
        return parts[self._space.part].figures()

    def picture(self) -> bytes | None:
        """Return the picture of the part on show as a PNG; None where it has none."""
        if self._space.part is Part.POSITIONS and self._space.positions is not None:
            return self._positions_png()
        if self._space.part is Part.STREAM and self._space.stream is not None:
            return self._stream_png()
        return None

    def _build_buttons(self) -> dict[Part, QPushButton]:
        words = {
            Part.NEIGHBOURS: (self.tr("nei&ghbours"), self.tr("The tokens nearest to one")),
            Part.ARITHMETIC: (self.tr("arith&metic"), self.tr("What is nearest to a − b + c")),
            Part.POSITIONS: (self.tr("p&ositions"), self.tr("The vectors of the places")),
            Part.STREAM: (self.tr("&stream"), self.tr("How long the vectors become")),
        }
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        buttons: dict[Part, QPushButton] = {}
        for part, (word, tip) in words.items():
            buttons[part] = segment(word, tip, self._frame)
            buttons[part].clicked.connect(self._on_button_clicked)
            row.addWidget(buttons[part])
        return buttons

    def _offers(self) -> tuple[Offer, ...]:
        names = {
            "neighbours.csv": (self.tr("Neighbours as CSV"), self._neighbours_csv),
            "arithmetic.csv": (self.tr("Arithmetic as CSV"), self._arithmetic_csv),
            "positions.csv": (self.tr("Positions as CSV"), self._positions_csv),
            "stream.csv": (self.tr("Stream as CSV"), self._stream_csv),
            "positions.png": (self.tr("Positions as PNG"), self._positions_png),
            "stream.png": (self.tr("Stream as PNG"), self._stream_png),
        }
        return tuple(
            Offer(name, file_name, "image/png" if file_name.endswith("png") else "text/csv", make)
            for file_name, (name, make) in names.items()
        )

    def _obstacle(self, offer: Offer) -> str:
        """Return why a part cannot be taken away; empty where it can."""
        space = self._space
        if self._inside.is_computing:
            return self.tr("It is being computed.")
        known = {
            Part.NEIGHBOURS: space.neighbours,
            Part.ARITHMETIC: space.arithmetic,
            Part.POSITIONS: space.positions,
            Part.STREAM: space.stream,
        }
        is_known = known[Part(offer.file_name.partition(".")[0])] is not None
        return "" if is_known else self.tr("Not computed yet: open this part of the page first.")

    @Slot()
    def _on_button_clicked(self) -> None:
        chosen = next(part for part, button in self.buttons.items() if button.isChecked())
        self._space.show(chosen)
        self._show_part()

    @Slot()
    def _show_part(self) -> None:
        parts = list(self.buttons)
        for part, button in self.buttons.items():
            show_segment(button, is_chosen=part is self._space.part)
        self._parts.setCurrentIndex(parts.index(self._space.part))

    def _neighbours_csv(self) -> bytes:
        return self.neighbours.csv(origin_of(self._inside))

    def _arithmetic_csv(self) -> bytes:
        return self.arithmetic.csv(origin_of(self._inside))

    def _positions_csv(self) -> bytes:
        return self.positions.csv(origin_of(self._inside))

    def _stream_csv(self) -> bytes:
        return self.stream.csv(origin_of(self._inside))

    def _positions_png(self) -> bytes:
        return self.positions.png(origin_of(self._inside))

    def _stream_png(self) -> bytes:
        return self.stream.png(origin_of(self._inside))

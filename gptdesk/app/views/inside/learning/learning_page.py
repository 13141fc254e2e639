"""The page *learning*: loss, gradient and one update; integrated gradients.

Owns the choice between the two, and what can be exported.
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.learning import LearningViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.learning.path_panel import PathPanel
from gptdesk.app.views.inside.learning.update_panel import UpdatePanel
from gptdesk.app.views.inside.logits.page_parts import ExportButton, page_heading
from gptdesk.app.views.inside.page_stack import PageStack
from gptdesk.app.views.inside.words import origin_of, page_name
from gptdesk.app.views.widgets.segments import segment, show_segment


class LearningPage(QWidget):
    """How the network would learn this text.

    Attributes:
        update_panel, path_panel: its two parts.
        update_button, path_button: choose one of them.
        export: what can be copied and saved.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        learning: LearningViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside, self._learning = inside, learning
        frame = QFrame(self)  # first: Tab goes from the choice to what was chosen
        frame.setProperty("kind", "segments")
        self.update_button = segment(
            self.tr("loss and &one update"), self.tr("The loss of the text, and one step"), frame
        )
        self.path_button = segment(
            self.tr("inte&grated gradients"), self.tr("What each token adds to ln p"), frame
        )
        self.update_panel = UpdatePanel(inside, learning, self)
        self.path_panel = PathPanel(inside, learning, self)
        self._parts = PageStack(self)
        self._parts.addWidget(self.update_panel)
        self._parts.addWidget(
            GuessStack(self.path_panel, talk, then_focus=self.path_panel.run, is_ahead=True)
        )
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for button in (self.update_button, self.path_button):
            row.addWidget(button)
            button.clicked.connect(self._on_segment_clicked)
        show_segment(self.update_button, is_chosen=True)
        show_segment(self.path_button, is_chosen=False)
        self.export = ExportButton(
            (
                Offer(self.tr("Loss and update as CSV"), "learning.csv", "text/csv", self._csv),
                Offer(self.tr("Text in colours as PNG"), "learning.png", "image/png", self._png),
                Offer(
                    *(self.tr("Integrated gradients as CSV"), "integrated gradients.csv"),
                    *("text/csv", self._path_csv),
                ),
            ),
            self._obstacle,
            self,
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(page_heading(page_name(Page.LEARNING), self))
        head.addWidget(frame)
        head.addStretch(1)
        head.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self._parts, 1)
        layout.addWidget(self.export.notice)

    def look(self) -> None:
        """Ask for the loss of the text up to the place."""
        self._learning.look()

    def figures(self) -> Figures | None:
        """Return the figures of the part on show."""
        panel = self.path_panel if self.path_button.isChecked() else self.update_panel
        return panel.figures()

    def picture(self) -> bytes | None:
        """Return the text in the colours of its losses as a PNG, if it is on show."""
        is_on_show = self.update_button.isChecked() and self._learning.loss is not None
        return self._png() if is_on_show else None

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what still runs."""
        super().hideEvent(event)
        self._learning.leave()

    @Slot()
    def _on_segment_clicked(self) -> None:
        is_path = self.path_button.isChecked()
        show_segment(self.update_button, is_chosen=not is_path)
        show_segment(self.path_button, is_chosen=is_path)
        self._parts.setCurrentIndex(int(is_path))

    def _obstacle(self, offer: Offer) -> str:
        """Return why figures or picture cannot be taken away; empty where they can."""
        if self._inside.is_computing:
            return self.tr("It is being computed.")
        if offer.file_name.startswith("integrated"):
            is_known = self._learning.path is not None
            return "" if is_known else self.tr("There are no integrated gradients yet.")
        return "" if self._learning.loss is not None else self.tr("It is being computed.")

    def _csv(self) -> bytes:
        return self.update_panel.csv(origin_of(self._inside))

    def _png(self) -> bytes:
        return self.update_panel.png(origin_of(self._inside))

    def _path_csv(self) -> bytes:
        return self.path_panel.csv(origin_of(self._inside))

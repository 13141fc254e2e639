"""The page *play*: what comes after the end of the text, and one key that takes the best of it.

Owns the list and the button; the token itself is written by the chat, as every other.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import without_access_key
from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.kept.cells import share_cell
from gptdesk.app.views.inside.logits.page_parts import CopiedTable, ZoomedLabel, page_heading
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.words import origin_of, page_name
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.chat.kept_views import KeptCell

TAKE = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Play: take the most probable token"), ("Return", "Enter")
)


class PlayPage(QWidget):
    """One argmax token per key.

    Attributes:
        table: the most probable tokens after the text.
        take: takes the first of them; at another place, goes to the end of the text first.
        note: why it cannot.
    """

    def __init__(
        self, inside: InsideViewModel, talk: TalkViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._talk = inside, talk
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._told: tuple[int, ...] = ()  # the text whose end was read aloud
        heading = page_heading(page_name(Page.PLAY), self)
        self.sentence = ZoomedLabel(
            self.tr(
                "argmax: the token with the largest logit is put at the end of the text, and all"
                " of it is done again. No dice, no temperature: what is set in the chat does not"
                " matter here."
            ),
            is_muted=True,
        )
        names = (self.tr("rank"), self.tr("token"), "p")
        self._model = CellTableModel(names, numbers=frozenset({0, 2}), parent=self)
        self.table = CopiedTable(self._model, self.tr("What comes next"), self._text, self)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.take = QPushButton(self)
        self.take.setProperty("kind", "primary")
        self.take.clicked.connect(self.play)
        self.note = ZoomedLabel()
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.table)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.note)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(heading)
        layout.addWidget(self.sentence)
        layout.addWidget(GuessStack(content, talk, then_focus=self.take, is_ahead=True), 1)
        inside.view_changed.connect(self._show)
        inside.writing_changed.connect(self._show)
        self._show()

    def look(self) -> None:
        """Show what is known of the place; the window asks for it."""
        self._show()

    def figures(self) -> Figures | None:
        """Return the most probable tokens."""
        view, text_of = self._inside.view, self._inside.text_of
        if view is None:
            return None
        rows = tuple(
            (KeptCell(str(rank), rank), KeptCell(text_of(one.token_id)), share_cell(one.p))
            for rank, one in enumerate(view.outcome.top, 1)
        )
        return Figures((self.tr("rank"), self.tr("token"), "p"), rows)

    # -- what Qt calls

    def showEvent(self, event: QShowEvent) -> None:
        """Go to the end of the text: it goes on there."""
        super().showEvent(event)
        self._inside.look_at_end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the token."""
        if TAKE.matches(event):
            self.play()
        else:
            super().keyPressEvent(event)

    # -- what happens

    @Slot()
    def play(self) -> None:
        """Take the most probable token; at another place, go to the end of the text."""
        inside = self._inside
        if self._talk.is_covered_ahead or not inside.can_write or inside.view is None:
            return
        if not inside.is_at_end:
            inside.look_at_end()
            return
        if words := self._obstacle():
            announce(self.note, words)
            return
        self.note.setText(inside.take_best())

    def _obstacle(self) -> str:
        """Return why the chat would write something else than what is shown."""
        inside = self._inside
        if not inside.is_last_answer:
            return self.tr("Only the last answer on the screen can go on: mark a token there.")
        if inside.changes.hidden or inside.changes.heads != inside.heads_of_answer:
            return self.tr(
                "The answer goes on as it was made, and something else is changed here: put it"
                " back, or answer again like this."
            )
        return inside.why_not_on

    @Slot()
    def _show(self) -> None:
        inside, view = self._inside, self._inside.view
        obstacle = self._obstacle()
        if view is None:
            obstacle = obstacle or self.tr("What comes next is being computed.")
        elif not inside.can_write:
            obstacle = obstacle or self.tr("An answer is being written.")
        does = self.tr(
            "Enter does the same. At another place it goes to the end of the text first."
        )
        show_obstacle(self.take, obstacle, does)
        if view is None:
            return  # what is shown stays until the new figures are there
        top = view.outcome.top
        rest = max(0.0, 1 - math.fsum(one.p for one in top))
        self._rows = (
            *(
                (str(rank), inside.text_of(one.token_id), percent_text(one.p))
                for rank, one in enumerate(top, 1)
            ),
            ("", self.tr("everything else"), percent_text(rest)),
        )
        self._model.show_rows(len(self._rows), lambda row, column: self._rows[row][column])
        self.table.limit_height()
        words = self.tr("&Go to the end of the text (Enter)")
        if inside.is_at_end:
            best = inside.text_of(top[0].token_id).replace("&", "&&")
            words = self.tr("&Take “{0}” (Enter)").format(best)
        self.take.setText(words)
        self.note.setText(self._obstacle())
        if self.isVisible() and inside.is_at_end and not self._talk.is_covered_ahead:
            self._tell()

    def _tell(self) -> None:
        """Read aloud once which token came, and which would come next."""
        at = self._inside.at
        if at is None or at.ids == self._told:
            return
        self._told = at.ids
        last = self._inside.text_of(at.ids[-1])
        announce(
            self.take, self.tr("“{0}”; {1}").format(last, without_access_key(self.take.text()))
        )

    def _text(self) -> str:
        lines = ["\t".join(row) for row in self._rows]
        return "\n".join((*lines, origin_of(self._inside))) + "\n"

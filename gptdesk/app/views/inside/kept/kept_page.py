"""The page of kept views: a list of them, and the one that is chosen as a table.

Needs no model: all that is shown was kept. Owns which view is chosen.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import SPACE_2, SPACE_3
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.keeping import Figures, KeepingViewModel, Kept, step_of
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.logits.page_parts import CopiedTable, ZoomedLabel, page_heading
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.words import origin_words, page_name, step_title
from gptdesk.app.views.widgets.export_menu import ExportMenu
from gptdesk.app.views.widgets.figures import time_text
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.chat.kept_views import KeptCell, KeptView
from gptdesk.engine.inside.values import Stop
from gptdesk.formats.csv_text import labels_csv

DELETE = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Kept views: delete the view; Undo brings it back"),
    (QKeySequence.StandardKey.Delete,),
)
_LISTED = 6  # rows of the list before it scrolls
_WIDEST = 260  # pixels of a column of figures
_DRAWN = frozenset({Page.LENS, Page.SPACE, Page.LEARNING, Page.BRANCHES})  # pages with pictures


class KeptPage(QWidget):
    """Kept views of the open conversation.

    Attributes:
        list, figures: the two tables.
        go_there, delete, undo, export: what can be done with the chosen view.
    """

    def __init__(
        self, keeping: KeepingViewModel, talk: TalkViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._views: tuple[Kept, ...] = ()
        self._chosen: Kept | None = None
        self._conversation_id = ""
        self._build_parts()
        self._lay_out(talk)
        # Several messages may change at once.
        self._refreshing = single_shot(self, then=self._refresh)
        keeping.changed.connect(self._on_changed)
        self._show_chosen()

    def _build_parts(self) -> None:
        self.heading = page_heading(page_name(Page.KEPT), self)
        self.sentence = ZoomedLabel(is_muted=True)
        header = (self.tr("view"), self.tr("of which token"), self.tr("model"), self.tr("kept"))
        self._list_model = CellTableModel(header, parent=self)
        self.list = CopiedTable(self._list_model, self.tr("Kept views"), self._rows_text)
        self.list.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.list.activated.connect(self._on_go_there)
        self.title = ZoomedLabel(is_heading=True)
        self.origin = ZoomedLabel(is_muted=True)
        self.origin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = ZoomedLabel()
        self.left_out = ZoomedLabel(is_muted=True, font_kind="ui_small")
        self._figures_model = CellTableModel(("",), parent=self)
        self.figures = CopiedTable(
            self._figures_model, self.tr("Figures of the kept view"), self._rows_text
        )
        self.go_there = _button(self.tr("&Go there"), self._on_go_there)
        self.delete = _button(self.tr("&Delete"), self._on_delete)
        self.delete.setToolTip(self.tr("Forgets this view; Undo brings it back"))
        self.undo = _button(self.tr("U&ndo"), self._on_undo)
        self.undo.setToolTip(self.tr("Brings back the view that was deleted last"))
        self.export = _button(self.tr("E&xport"), None)
        self.export.setToolTip(self.tr("Copies the figures of this view, or saves them as a file"))
        offer = Offer(self.tr("View as CSV"), "kept-view.csv", "text/csv", self._csv)
        self.menu = ExportMenu((offer,), self)
        self.menu.done.connect(self._say)
        self.menu.failed.connect(self._say)
        self.export.setMenu(self.menu)
        shortcut = QShortcut(QKeySequence(DELETE.keys[0]), self.list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self._on_delete)

    def _lay_out(self, talk: TalkViewModel) -> None:
        self._detail = QWidget()
        detail = QVBoxLayout(self._detail)
        detail.setContentsMargins(0, SPACE_2, 0, 0)
        detail.setSpacing(SPACE_2)
        for part in (self.title, self.origin, self.note):
            detail.addWidget(part)
        detail.addWidget(GuessStack(self.figures, talk, then_focus=self.figures, is_ahead=True), 1)
        detail.addWidget(self.left_out)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_3)
        for button in (self.go_there, self.delete, self.undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.heading)
        layout.addWidget(self.sentence)
        layout.addWidget(self.list)
        layout.addWidget(self._detail, 1)
        layout.addLayout(buttons)
        layout.addStretch(0)

    def look(self) -> None:
        """Show what is kept, and ask for what is on the disk only."""
        self._keeping.look()
        self._refresh()

    # -- what is shown

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():
            self._refreshing.start()

    @Slot()
    def _refresh(self) -> None:
        """Show other views; the chosen one stays, else the one in its row is chosen."""
        keeping = self._keeping
        if keeping.conversation_id != self._conversation_id:
            self._conversation_id = keeping.conversation_id
            keeping.look()
        views = keeping.views
        if views != self._views:
            row = self._views.index(self._chosen) if self._chosen in self._views else 0
            self._views = views
            row = views.index(self._chosen) if self._chosen in views else min(row, len(views) - 1)
            self._list_model.show_rows(len(views), self._cell)
            self.list.show_at_most(_LISTED)
            if row >= 0:
                self.list.setCurrentIndex(self._list_model.index(row, 0))
            self._choose(views[row] if row >= 0 else None)
        self._show_state()

    def _cell(self, row: int, column: int) -> str:
        view = self._views[row].view
        return (_name_of(view), view.title, view.model_name, time_text(view.kept_at))[column]

    @Slot(QModelIndex, QModelIndex)
    def _on_row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if 0 <= index.row() < len(self._views):
            self._choose(self._views[index.row()])

    def _choose(self, kept: Kept | None) -> None:
        if kept != self._chosen:
            self._chosen = kept
            self._show_chosen()
            self._show_state()

    def _show_chosen(self) -> None:
        view = None if self._chosen is None else self._chosen.view
        for part in (self._detail, self.list, self.export, self.go_there, self.delete):
            part.setVisible(view is not None)
        if view is None:
            return
        self.title.setText(f"{_name_of(view)}. {view.title}")
        self.origin.setText(_origin_of(view))
        self.left_out.setText(self._what_is_left_out(view))
        self.left_out.setVisible(bool(self.left_out.text()))
        rows = view.rows
        numbers = frozenset(
            column
            for column in range(1, len(view.columns))
            if any(row[column].number is not None for row in rows)
        )
        self._figures_model = CellTableModel(view.columns, numbers=numbers, parent=self)
        self._figures_model.show_rows(len(rows), lambda row, column: rows[row][column].text)
        self.figures.replace_model(self._figures_model)
        is_number_last = len(view.columns) - 1 in numbers
        self.figures.horizontalHeader().setStretchLastSection(not is_number_last)
        self.figures.fit_columns(widest=_WIDEST)

    def _what_is_left_out(self, view: KeptView) -> str:
        """Say, of a page with pictures, that they are not kept, and what is."""
        step = step_of(view)
        if view.stop == Stop.SCORES:
            return self.tr(
                "Pictures are not kept: of a map the row of its cursor is here, of all heads their "
                "four figures."
            )
        is_drawn = step is not None and step.page in _DRAWN
        return self.tr("Pictures are not kept; the figures are.") if is_drawn else ""

    def _show_state(self) -> None:
        """Show what can be done now."""
        obstacle = "" if self._chosen is None else self._keeping.obstacle(self._chosen)
        self.note.setText(obstacle)
        self.note.setVisible(bool(obstacle))
        does = self.tr("The place, the step and what is changed, computed again")
        show_obstacle(self.go_there, obstacle, does)
        self.undo.setVisible(self._keeping.can_undo)
        count = len(self._views)
        if count:
            self.sentence.setText(
                self.tr("Kept with the answers of this chat, the newest first; no model is needed.")
            )
        else:
            self.sentence.setText(
                self.tr(
                    "Nothing is kept in this chat yet. “Keep this view” stores the place, the "
                    "step, what is changed and the figures on show with the answer."
                )
            )

    def printed(self) -> tuple[str, str, Figures] | None:
        """Return the chosen view's title, line of origin and figures; None without one."""
        if self._chosen is None:
            return None
        view = self._chosen.view
        title = f"{_name_of(view)}. {view.title}"
        return title, _origin_of(view), Figures(view.columns, view.rows)

    # -- what the user asks for

    @Slot()
    def _on_go_there(self) -> None:
        if self._chosen is not None and not self._keeping.obstacle(self._chosen):
            self._keeping.go_to(self._chosen)

    @Slot()
    def _on_delete(self) -> None:
        if self._chosen is not None:
            had_focus = self.delete.hasFocus()
            self._keeping.drop(self._chosen)
            self._refresh()
            if self._keeping.can_undo:
                self._say(self.tr("Deleted. Undo brings it back."))
            if had_focus and not self.delete.isVisible():
                self.undo.setFocus()

    @Slot()
    def _on_undo(self) -> None:
        self._keeping.undo()
        self._refresh()
        self.list.setFocus()

    def _rows_text(self) -> str:
        """Return the figures of the chosen view, a line per row, numbers in full."""
        rows = () if self._chosen is None else _rows_of(self._chosen.view)
        return "".join("\t".join(map(str, row)) + "\n" for row in rows)

    def _csv(self) -> bytes:
        assert self._chosen is not None, "the menu is hidden without one"
        return labels_csv(_rows_of(self._chosen.view)).encode()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._keeping.said.emit(sentence)


def _button(name: str, act: object) -> QPushButton:
    button = QPushButton(name)
    button.setProperty("kind", "quiet")
    button.setAutoDefault(False)
    if act is not None:
        button.clicked.connect(act)
    return button


def _name_of(view: KeptView) -> str:
    step = step_of(view)
    name = view.stop if step is None else step_title(step)
    return name[:1].upper() + name[1:]


def _origin_of(view: KeptView) -> str:
    return origin_words(view.model_name, view.model_sha256, view.place, view.changes)


def _rows_of(view: KeptView) -> list[tuple[object, ...]]:
    """Return a view as rows: what it is, whose numbers they are, and all figures in full."""

    def value(cell: KeptCell) -> object:
        return cell.text if cell.number is None else cell.number

    rows = [tuple(map(value, row)) for row in view.rows]
    return [(f"{_name_of(view)}. {view.title}",), (_origin_of(view),), view.columns, *rows]

"""The glossary: terms at the left, what one of them is and what it is worth now at the right.

Owns the list, the search in it, and showing a term; the words are those of `terms.py`, the figures
those of `moment.py`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    PADDING,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.views.help.moment import Moment
from gptdesk.app.views.help.searched_list import SearchedList
from gptdesk.app.views.help.terms import Page, Term, TermGroup, all_groups, groups_for


class Glossary(QWidget):
    """The terms, found by typing, each with its figures at the place that is looked at."""

    def __init__(self, moment: Moment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moment = moment
        self._groups: tuple[TermGroup, ...] = all_groups()
        self._terms: dict[int, Term] = {}  # by row of the list
        self._build()
        self._lay_out()
        for signal in (
            moment.next_token.changed,
            moment.sampling.changed,
            moment.model_info.changed,
            moment.talk.changed,
        ):
            signal.connect(self._on_moment_changed)
        self._fit_to_zoom()

    @property
    def term(self) -> Term | None:
        """The term that is shown; None where no term has the typed words."""
        return self._terms.get(self.list.currentRow())

    @Slot()
    def show_all(self) -> None:
        """Show every term in the order of a lesson; what is shown already stays."""
        self._groups = all_groups()
        self._fill_anew(self.term)

    def show_page(self, page: Page, key: str = "") -> None:
        """Show the terms of a page of the inspector first, and one of all: else its first."""
        self._groups = groups_for(page)
        terms = [term for group in self._groups for term in group.terms]
        self._fill_anew(next((term for term in terms if term.key == key), terms[0]))

    # -- building

    def _build(self) -> None:
        self._left = SearchedList(self.tr("No term has these words."), self)
        left = self._left
        self.search, self.list, self.nothing = left.search, left.list, left.nothing
        self.search.setPlaceholderText(self.tr("Find a term…"))
        self.search.setAccessibleName(self.tr("Words of the term"))
        self.list.setAccessibleName(self.tr("Terms"))
        self.title = self._text(self.tr("Term"))
        self.text = self._text(self.tr("What it is"))
        self.now_title = QLabel(self.tr("Here and now"))
        self.now_title.setProperty("kind", "muted")
        self.now = self._text(self.tr("What it is worth here and now"))
        self._left.typed.connect(self._fill)
        self._left.row_changed.connect(self._on_row_changed)
        self.setFocusProxy(self.search)

    def _text(self, name: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setAccessibleDescription(name)
        return label

    def _lay_out(self) -> None:
        self._card = QFrame()
        self._card.setProperty("kind", "card")
        card = QVBoxLayout(self._card)
        card.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        card.setSpacing(SPACE_2)
        card.addWidget(self.now_title)
        card.addWidget(self.now)
        inside = QWidget()
        right = QVBoxLayout(inside)
        right.setContentsMargins(0, 0, SPACE_2, 0)
        right.setSpacing(SPACE_3)
        right.addWidget(self.title)
        right.addWidget(self.text)
        right.addWidget(self._card)
        right.addStretch(1)
        self._scroller = QScrollArea(self)
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setWidget(inside)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, SPACE_3, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._left)
        layout.addWidget(self._scroller, 1)

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        title = theme.font("transcript", zoom)
        title.setBold(True)
        set_font(self.title, title)
        set_font(self.now_title, theme.font("ui_small", zoom))
        self._left.fit(self.width())
        self._fill_anew(self.term)  # the titles of groups have a font and a colour of their own

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the width to the words."""
        super().resizeEvent(event)
        self._left.fit(self.width())

    # -- the list

    def _fill_anew(self, term: Term | None) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._fill()
        rows = [row for row, one in self._terms.items() if one == term]
        self.list.setCurrentRow(rows[0] if rows else 1)
        self.list.scrollToItem(self.list.currentItem())

    @Slot()
    def _fill(self) -> None:
        """List the terms that have the typed words; the first of them is shown."""
        typed = self.search.text()
        self.list.blockSignals(True)
        self.list.clear()
        self._terms.clear()
        for group in self._groups:
            found = [term for term in group.terms if term.matches(typed)]
            if typed:  # who types a name wants what has it, not what mentions it
                found.sort(key=lambda term: not term.title.casefold().startswith(typed.casefold()))
            if found:
                self._add_title(group.title)
            for term in found:
                self._terms[self.list.count()] = term
                self.list.addItem(term.title)
        self.list.blockSignals(False)
        self._left.show_rows()
        self.list.setCurrentRow(min(self._best_rows(typed), default=-1))
        self._on_row_changed()

    def _best_rows(self, typed: str) -> list[int]:
        start = typed.strip().casefold()
        named = [row for row, one in self._terms.items() if one.title.casefold().startswith(start)]
        return named or list(self._terms)

    def _add_title(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = current_theme().font("ui_small", zoom_of(self))
        item.setFont(font)
        item.setForeground(current_theme().color("text_muted"))
        self.list.addItem(item)

    @Slot()
    def _on_row_changed(self) -> None:
        term = self.term
        self._scroller.setVisible(term is not None)
        if term is not None:
            self.title.setText(term.title)
            self.text.setText(term.text)
            self._scroller.verticalScrollBar().setValue(0)
            self._show_moment()

    # -- this moment

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while it was hidden."""
        super().showEvent(event)
        self._show_moment()

    @Slot()
    def _on_moment_changed(self) -> None:
        if self.isVisible():
            self._show_moment()

    def _show_moment(self) -> None:
        if self.term is not None:
            self.now.setText(self._moment.of_term(self.term.key))

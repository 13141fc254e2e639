"""The page for any model of the hub: a name, and the models that its repository holds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.phrases import sentences
from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.model.downloads import DownloadsViewModel, HubAnswer
from gptdesk.app.views.library.shelf_page import LEAST, LEAST_ROWS
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.app.views.widgets.little_room import RING, ScrollingPart
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.sentences import numbered, size_text
from gptdesk.storage.models.hub.repository import Choice


class HubPage(QWidget):
    """A field for a name, and a table of what was found.

    Signals:
        page_wanted: a model's page is to be opened in a browser, its address, str.
    """

    page_wanted = Signal(str)

    def __init__(self, downloads: DownloadsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._answer: HubAnswer | None = None
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("owner/name, or the address of a model's page"))
        label = QLabel(self.tr("&Model"), self)
        label.setBuddy(self.name)
        self.look = QPushButton(self.tr("&Look"), self)
        self.stop = QPushButton(self.tr("S&top"), self)
        self.stop.setToolTip(self.tr("Look at no more headers."))
        self.told = sentence_label(self, "muted")
        header = (self.tr("Files"), self.tr("To fetch"), self.tr("What it is"))
        self._cells = CellTableModel(header, numbers=frozenset({1}), parent=self)
        self.table = CellTableView(self._cells, self.tr("Models of this repository"), self)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.problem = sentence_label(self, "error")
        self.problem.setContentsMargins(RING, 0, RING, RING)
        self._lay_out(label)
        self.name.returnPressed.connect(self._on_look)
        self.look.clicked.connect(self._on_look)
        self.get.clicked.connect(self._on_get_clicked)
        self.page.clicked.connect(self._on_page_clicked)
        self.stop.clicked.connect(downloads.looks.stop)
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        downloads.looks.changed.connect(self._on_verdict)
        downloads.hub_answered.connect(self._on_answered)
        downloads.hub_failed.connect(self._on_failed)
        self._show_answer(None)
        set_available(self.stop, is_available=False)
        if host := downloads.place.host:
            self.told.setText(
                self.tr("Look asks {0} what it has. Nothing is asked before.").format(host)
            )

    @property
    def chosen(self) -> Choice | None:
        """The model that is chosen."""
        row = self.table.currentIndex().row()
        offers = self._answer.offers if self._answer else ()
        return offers[row] if 0 <= row < len(offers) else None

    def _lay_out(self, label: QLabel) -> None:
        asking = QHBoxLayout()
        asking.setSpacing(SPACE_2)
        asking.addWidget(label)
        asking.addWidget(self.name, 1)
        asking.addWidget(self.look)
        asking.addWidget(self.stop)
        self.table.set_least_rows(LEAST_ROWS)
        inside = QVBoxLayout()
        inside.setSpacing(SPACE_2)
        inside.addLayout(asking)
        inside.addWidget(self.told)
        inside.addWidget(self.table, 1)
        page = ScrollingPart(inside, self.tr("A repository and its models"), self, least=LEAST)
        self.get = QPushButton(self.tr("&Fetch it"), self)
        self.page = QPushButton(self.tr("Its &page in a browser"), self)
        for button in (self.look, self.stop, self.get, self.page):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(RING, 0, RING, 0)
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.get)
        buttons.addWidget(self.page)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2 - RING, 0, 0)
        layout.setSpacing(SPACE_2 - RING)
        layout.addWidget(page, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    @Slot()
    def _on_look(self) -> None:
        self._show_answer(None)
        host = self._downloads.place.host
        tell(self.told, self.tr("{0} is being asked…").format(host) if host else "")
        self._downloads.ask_hub(self.name.text())

    @Slot(object)
    def _on_answered(self, answer: HubAnswer) -> None:
        self._show_answer(answer)
        tell(self.told, self._found_text(answer))

    def _found_text(self, answer: HubAnswer) -> str:
        repository = answer.repository
        found = numbered(len(answer.offers), self.tr("1 model"), self.tr("{0} models"))
        if not answer.offers:
            found = self.tr("no file that GPTDesk can open")
        words = [self.tr("{0}: {1}.").format(repository.name, found)]
        if repository.licence:
            words.append(self.tr("Licence: {0}.").format(repository.licence))
        if repository.is_gated:
            words.append(self.tr("Its licence has to be accepted on its page first."))
        return sentences(words)

    @Slot()
    def _on_verdict(self) -> None:
        looks = self._downloads.looks
        set_available(self.stop, is_available=looks.is_running)
        if self._answer is None:
            return
        self._cells.show_again(2)
        self.table.fit_columns()
        self._show_chosen()
        done, total = looks.progress
        words = self._found_text(self._answer)
        if looks.is_running:
            words = self.tr("{0} Headers looked at: {1} of {2}.").format(words, done, total)
        self.told.setText(words)

    @Slot()
    def _show_chosen(self) -> None:
        """Offer to fetch what is chosen, or say why it could not be opened."""
        chosen, answer = self.chosen, self._answer
        looks = self._downloads.looks
        verdict = looks.verdict_on(answer.repository, chosen) if answer and chosen else None
        self.problem.setText(verdict.problem if verdict else "")
        self.problem.setVisible(bool(self.problem.text()))
        set_available(self.get, is_available=chosen is not None and not self.problem.text())

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._show_answer(None)
        tell(self.told, sentence, "error")

    @Slot()
    def forget_error(self) -> None:
        """Take back what went wrong: the user has looked elsewhere since."""
        if self.told.property("kind") == "error":
            tell(self.told, "")

    def _show_answer(self, answer: HubAnswer | None) -> None:
        self._answer = answer
        offers = answer.offers if answer else ()
        self._cells.show_rows(len(offers), self._cell)
        self.table.fit_columns()
        if offers:
            self.table.selectRow(0)
        if not offers and (self.get.hasFocus() or self.page.hasFocus()):
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_chosen()
        self.page.setEnabled(answer is not None)

    def _cell(self, row: int, column: int) -> str:
        assert self._answer is not None
        offer = self._answer.offers[row]
        if column == 1:
            return size_text(offer.size_bytes) if offer.size_bytes is not None else ""
        if column == 2:
            return self._what_it_is(offer)
        more = len(offer.files) - 1
        if not more:
            return offer.label
        with_more = numbered(more, self.tr("and 1 file more"), self.tr("and {0} files more"))
        return f"{offer.label} {with_more}"

    def _what_it_is(self, offer: Choice) -> str:
        assert self._answer is not None
        verdict = self._downloads.looks.verdict_on(self._answer.repository, offer)
        if verdict is None:
            is_coming = offer.label.endswith(".gguf") and self._downloads.looks.is_running
            return "…" if is_coming else self.tr("looked at before it is fetched")
        if verdict.outline is None:
            return self.tr("cannot be opened")
        outline = verdict.outline
        return self.tr("{0}, {1} bits a weight, context {2}").format(
            outline.family, f"{outline.bits_per_weight:.1f}", f"{outline.context_length:,}"
        )

    @Slot()
    def _on_get_clicked(self) -> None:
        if self._answer is not None and self.chosen is not None:
            self._downloads.fetch(self._answer.repository, self.chosen)

    @Slot()
    def _on_page_clicked(self) -> None:
        if self._answer is not None:
            self.page_wanted.emit(self._downloads.place.page_of(self._answer.repository.name))

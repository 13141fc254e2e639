"""*About this answer*: its runs with settings, dice and model, and what happened on the way.

Owns the dialog; what is known of an answer, and using its settings again, is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.phrases import listed, with_colon
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.system.note_text import note_text
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inspector.answer_facts import AnswerFactsViewModel, RunFacts, stretches
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.figures import setting_text, time_text
from gptdesk.app.views.widgets.labels import tell
from gptdesk.app.views.widgets.little_room import ScrollingPart
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.chat.messages import Message, MessageState, Run
from gptdesk.sentences import numbered
from gptdesk.storage.history.types import Outline

_PRECISION = 7  # column of the runs
_MOST_RUNS = 8
_MOST_NOTES = 4
_MOST_STRETCHES = 12  # of tokens that the user put there
_QUOTED = 90  # characters of the answer, so that it is known again


class AnswerDialog(TabAsRead, QDialog):
    """What is known of how an answer was made; it follows an answer that is being written."""

    def __init__(self, facts: AnswerFactsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._facts = facts
        self._notes: tuple[tuple[int, str], ...] = ()
        self._runs: tuple[RunFacts, ...] = ()
        self.setWindowTitle(self.tr("About this answer"))
        self._build_texts()
        self._build_tables()
        self._build_buttons()
        self._lay_out()
        FittingZoom(self, opening=(760, 400), room=(576, 336))
        facts.changed.connect(self._on_changed)
        facts.said.connect(self._tell)
        self.finished.connect(facts.stop_looking)
        self._on_changed()

    @property
    def run(self) -> RunFacts | None:
        """The run that is chosen in the table."""
        row = self.runs.currentIndex().row()
        return self._runs[row] if 0 <= row < len(self._runs) else None

    # -- building

    def _build_texts(self) -> None:
        self.quote = self._label()
        self.made, self.ended, self.prompt, self.length = (self._label() for _ in range(4))
        self.heads = self._label()
        self.unknown = self._label(self.tr("With which settings and dice is not known."))
        self.unknown.setProperty("kind", "muted")
        self.said = self._label()
        self.said.setProperty("kind", "muted")

    def _label(self, text: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _build_tables(self) -> None:
        header = (
            self.tr("Tokens"),
            self.tr("Seed"),
            self.tr("Temperature"),
            self.tr("Top-k"),
            self.tr("Top-p"),
            self.tr("Min-p"),
            self.tr("Penalty"),
            self.tr("Precision"),
            self.tr("Model"),
        )
        self._run_rows = CellTableModel(header, numbers=frozenset(range(7)), parent=self)
        name = self.tr("Runs of this answer: which tokens were made how")
        self.runs = CellTableView(self._run_rows, name, self)
        _stretch(self.runs, len(header) - 1)
        self.runs.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end names the server
        self.runs.selectionModel().currentChanged.connect(self._on_run_chosen)
        header = (self.tr("After character"), self.tr("What happened"))
        self._note_rows = CellTableModel(header, numbers=frozenset({0}), parent=self)
        self.notes = CellTableView(self._note_rows, self.tr("What happened on the way"), self)
        _stretch(self.notes, 1)
        self.sha256 = QLineEdit(self)
        self.sha256.setProperty("font_kind", "mono_small")
        self.sha256.setReadOnly(True)
        self.sha256.setAccessibleName(self.tr("SHA-256 of the model's file"))

    def _build_buttons(self) -> None:
        self.copy = QPushButton(self.tr("&Copy"), self)
        self.copy.setAccessibleName(self.tr("Copy the SHA-256"))
        self.copy.clicked.connect(self._on_copy_clicked)
        self.open_model = QPushButton(self.tr("Open its &model"), self)
        self.open_model.clicked.connect(self._on_open_model_clicked)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.use = QPushButton(self.tr("&Use these settings and this seed"), self)
        self._buttons.addButton(self.use, QDialogButtonBox.ButtonRole.ActionRole)
        self.use.clicked.connect(self._on_use_clicked)
        self._buttons.rejected.connect(self.reject)
        for button in (self.copy, self.open_model, *self._buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter in the table must not press one

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._named_facts()):
            label = QLabel(name, self)
            label.setProperty("kind", "muted")
            label.setBuddy(value)  # else both are read as words that belong to nothing
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        self._file = QWidget(self)
        line = QHBoxLayout(self._file)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_2)
        self._sha256_name = name = QLabel(self.tr("SHA-256 of the &file"), self)
        name.setProperty("kind", "muted")
        name.setBuddy(self.sha256)
        for part in (name, self.sha256, self.copy, self.open_model):
            line.addWidget(part)
        inside = QVBoxLayout()
        inside.setSpacing(SPACE_3)
        inside.addWidget(self.quote)
        inside.addLayout(grid)
        for part in (self.unknown, self.heads, self.runs, self._file, self.notes):
            inside.addWidget(part)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(ScrollingPart(inside, self.windowTitle(), self), 1)
        layout.addWidget(self.said)
        layout.addWidget(self._buttons)
        self.runs.setFocus()

    # -- showing

    @Slot()
    def _on_changed(self) -> None:
        answer = self._facts.answer
        if answer is None:
            return
        self._show_texts(answer)
        self._show_runs()
        self._notes = answer.notes
        self._note_rows.show_rows(len(self._notes), self._note_cell)
        self.notes.setVisible(bool(self._notes))
        self._fit()
        heads = self.heads.text()
        facts = [with_colon(name, value.text()) for name, value in self._named_facts()]
        self.setAccessibleDescription("\n".join((*facts, heads)).rstrip())

    def _named_facts(self) -> tuple[tuple[str, QLabel], ...]:
        return (
            (self.tr("Made"), self.made),
            (self.tr("End"), self.ended),
            (self.tr("Prompt"), self.prompt),
            (self.tr("Answer"), self.length),
        )

    def _show_texts(self, answer: Message) -> None:
        line = " ".join(answer.text[: 2 * _QUOTED].split())
        short = line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
        self.quote.setText(self.tr("“{0}”").format(short) if short else self.tr("No text yet."))
        self.made.setText(time_text(answer.created_at))
        self.ended.setText(self._facts.ending())
        reading = self.tr("Being read…")
        is_read = not isinstance(answer, Outline)
        prompt, tokens = len(answer.prompt_ids), len(answer.token_ids)
        known = self._count_text(prompt) if prompt else self.tr("Not known.")
        self.prompt.setText(known if is_read else reading)
        self.length.setText(self._length_text(tokens) if is_read else reading)

    def _count_text(self, tokens: int) -> str:
        return numbered(tokens, self.tr("1 token"), self.tr("{0} tokens"))

    def _length_text(self, tokens: int) -> str:
        """Return how long the answer is, and which of its tokens are the user's."""
        length, forced = self._count_text(tokens), self._facts.forced_places()
        if not forced:
            return length
        parts = stretches(forced)
        places = [_place_text(first, last) for first, last in parts[:_MOST_STRETCHES]]
        if len(parts) > len(places):
            places.append("…")
        return self.tr("{0}, of which you put {1} there: {2}").format(
            length, f"{len(forced):,}", listed(places)
        )

    def _show_runs(self) -> None:
        before, row = self._runs, self.runs.currentIndex().row()
        self._runs = self._facts.runs
        is_same = [one.run for one in before] == [one.run for one in self._runs]
        if is_same and self._runs:  # only more tokens: the keyboard stays where it is
            self._run_rows.dataChanged.emit(
                self._run_rows.index(0, 0), self._run_rows.index(len(self._runs) - 1, 0)
            )
        else:
            self._run_rows.show_rows(len(self._runs), self._run_cell)
            row = len(self._runs) - 1
        self.runs.selectRow(min(max(row, 0), len(self._runs) - 1))
        for part in (self.runs, self._file):
            part.setVisible(bool(self._runs))
        has_precision = any(one.run.precision for one in self._runs)  # a server tells none
        self.runs.setColumnHidden(_PRECISION, not has_precision)
        self.unknown.setVisible(not self._runs)
        self.heads.setText(self._heads_text())
        self.heads.setVisible(bool(self.heads.text()))
        self.use.setEnabled(bool(self._runs))
        if not is_same:
            self.said.clear()
        self._on_run_chosen()

    def _fit(self) -> None:
        for table, most in ((self.runs, _MOST_RUNS), (self.notes, _MOST_NOTES)):
            table.fit_columns()
            table.show_at_most(most)

    def _run_cell(self, row: int, column: int) -> str:
        one = self._runs[row]
        run, settings = one.run, one.run.settings
        return (
            self._tokens_text(one),
            str(run.seed),
            setting_text(settings.temperature),
            setting_text(settings.top_k),
            setting_text(settings.top_p),
            setting_text(settings.min_p),
            setting_text(settings.repetition_penalty),
            precision_text(run.precision),
            self._model_text(run),
        )[column]

    def _model_text(self, run: Run) -> str:
        host = self._facts.host_of(run)
        return self.tr("{0} at {1}").format(run.model_name, host) if host else run.model_name

    def _heads_text(self) -> str:
        """Return which heads were off, and for which tokens; "" where none was."""
        changed = [one for one in self._runs if one.run.switched_off]
        if len(changed) == len(self._runs) and len({one.run.switched_off for one in changed}) == 1:
            return self.tr("Made with {0}.").format(heads_text(changed[0].run.switched_off))
        sentence = self.tr("Tokens {0} were made with {1}.")
        return " ".join(
            sentence.format(self._tokens_text(one), heads_text(one.run.switched_off))
            for one in changed
        )

    def _tokens_text(self, one: RunFacts) -> str:
        answer = self._facts.answer
        is_growing = answer is not None and answer.state is MessageState.STREAMING
        if one.last is None or (is_growing and one is self._runs[-1]):
            return f"{one.first:,}…"
        return _place_text(one.first, one.last)

    def _note_cell(self, row: int, column: int) -> str:
        at, note = self._notes[row]
        return note_text(note) if column else f"{at:,}"

    # -- what is done

    @Slot(QModelIndex, QModelIndex)
    def _on_run_chosen(self, *_: QModelIndex) -> None:
        chosen = self.run
        sha256 = "" if chosen is None else chosen.run.model_sha256
        is_of_server = chosen is not None and chosen.run.is_of_server
        self._sha256_name.setText(
            self.tr("&Fingerprint") if is_of_server else self.tr("SHA-256 of the &file")
        )
        self.sha256.setAccessibleName(
            self.tr("Fingerprint of what the server told")
            if is_of_server
            else self.tr("SHA-256 of the model's file")
        )
        self.copy.setAccessibleName(
            self.tr("Copy the fingerprint") if is_of_server else self.tr("Copy the SHA-256")
        )
        self.sha256.setToolTip(
            self.tr(
                "Of the server's address, the model's name and its vocabulary: a server does not "
                "tell its file."
            )
            if is_of_server
            else ""
        )
        self.sha256.setText(sha256)
        self.sha256.setCursorPosition(0)
        self.copy.setEnabled(bool(sha256))
        set_available(self.open_model, is_available=bool(sha256) and not is_of_server)
        self.open_model.setToolTip(
            self.tr("A server had it: connect to it again.")
            if is_of_server
            else self.tr("The model on this computer whose file has this SHA-256, wherever it is.")
        )

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.sha256.text())
        self._tell(self.tr("Copied."))

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        tell(self.said, sentence)

    @Slot()
    def _on_open_model_clicked(self) -> None:
        if self.run is not None:
            self._tell(self._facts.open_model(self.run.run))

    @Slot()
    def _on_use_clicked(self) -> None:
        if self.run is not None:
            self._tell(self._facts.use(self.run.run))


def _place_text(first: int, last: int) -> str:
    return f"{first:,}" if last <= first else f"{first:,}–{last:,}"


def _stretch(table: CellTableView, column: int) -> None:
    header = table.horizontalHeader()
    header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

"""The list of downloads: how far each is, with a button to pause it, to go on, to give it up.

Owns a line of widgets per download, which stays the same while its figures change.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.phrases import in_a_row, with_colon
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    current_theme,
    zoom_of,
    zoomed,
)
from gptdesk.app.viewmodels.model.downloads import DownloadRow, DownloadState
from gptdesk.app.views.library.time_left import time_left_text
from gptdesk.app.views.widgets.labels import sentence_label
from gptdesk.app.views.widgets.little_room import FoldingRow, ScrollingPart
from gptdesk.sentences import size_text

_STEPS = 1000
_LEAST = 64  # pixels at 100 % of height that it does with
_NAME_WIDTH, _FIGURES_WIDTH = 300, 160  # pixels at 100 %, the most and the least


class DownloadsList(ScrollingPart):
    """Downloads below each other, which scroll in a low window; hidden while there are none.

    Signals:
        pause_requested, go_on_requested, give_up_requested: of a download, its name, str.
    """

    pause_requested = Signal(str)
    go_on_requested = Signal(str)
    give_up_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._lines_layout = QVBoxLayout()
        self._lines_layout.setSpacing(SPACE_2)
        super().__init__(self._lines_layout, self.tr("Downloads"), parent, least=_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.lines: dict[str, DownloadLine] = {}
        self.hide()

    def show_rows(self, rows: tuple[DownloadRow, ...]) -> None:
        """Show these; a line that stays keeps the keyboard."""
        for name in self.lines.keys() - {row.name for row in rows}:
            line = self.lines.pop(name)
            self._lines_layout.removeWidget(line)
            line.deleteLater()
        for at, row in enumerate(rows):
            if row.name not in self.lines:
                line = DownloadLine(row.name, self)
                line.pause_or_go_on_clicked.connect(self._on_pause_or_go_on)
                line.give_up_clicked.connect(self._on_give_up)
                self.lines[row.name] = line
                self._lines_layout.insertWidget(at, line)
            self.lines[row.name].show_row(row)
        self.setVisible(bool(rows))

    @Slot()
    def _on_pause_or_go_on(self) -> None:
        line = self.sender()
        if isinstance(line, DownloadLine):
            is_running = line.state is DownloadState.RUNNING
            (self.pause_requested if is_running else self.go_on_requested).emit(line.name)

    @Slot()
    def _on_give_up(self) -> None:
        line = self.sender()
        if isinstance(line, DownloadLine):
            self.give_up_requested.emit(line.name)


class DownloadLine(QWidget):
    """One download.

    Attributes:
        name: of the model.
        state: what it does, as it was told last.

    Signals:
        pause_or_go_on_clicked, give_up_clicked: one of its buttons was.
    """

    pause_or_go_on_clicked = Signal()
    give_up_clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.state = DownloadState.PAUSED
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.figures = QLabel(self)
        self.figures.setProperty("kind", "muted")
        self.figures.setTextFormat(Qt.TextFormat.PlainText)
        self.figures.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(self.tr("Download of {0}").format(name))
        self.problem = sentence_label(self, "error")
        for label in (self.title, self.figures, self.problem):
            label.setProperty("font_kind", "ui")  # in the zoom of a window that is there already
        self.pause_or_go_on = QPushButton(self)
        self.give_up = QPushButton(self.tr("Give up"), self)
        self.give_up.setToolTip(self.tr("Delete what came of it. Pause it first."))
        for button in (self.pause_or_go_on, self.give_up):
            button.setAutoDefault(False)
        self.pause_or_go_on.clicked.connect(self.pause_or_go_on_clicked)
        self.give_up.clicked.connect(self.give_up_clicked)
        buttons = QWidget(self)
        line = QHBoxLayout(buttons)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_2)
        line.addWidget(self.pause_or_go_on)
        line.addWidget(self.give_up)
        words = FoldingRow(SPACE_2, self)
        words.add(self.title)
        words.add(self.figures, 1)
        above = FoldingRow(SPACE_2, self)
        above.add(words, 1)
        above.add(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(above)
        layout.addWidget(self.bar)
        layout.addWidget(self.problem)
        self._fit_words()

    def customEvent(self, event: QEvent) -> None:
        """Give the words the room of another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_words()

    def _fit_words(self) -> None:
        """Leave the middle out of a name that would be wider than the window."""
        zoom, middle = zoom_of(self), Qt.TextElideMode.ElideMiddle
        metrics = QFontMetrics(current_theme().font("ui", zoom))
        self.title.setText(metrics.elidedText(self.name, middle, zoomed(_NAME_WIDTH, zoom)))
        self.title.setToolTip(self.name)
        self.figures.setMinimumWidth(zoomed(_FIGURES_WIDTH, zoom))

    def show_row(self, row: DownloadRow) -> None:
        """Show how far it is, and what can be done."""
        self.state = row.state
        share = row.done_bytes / row.total_bytes if row.total_bytes else 0.0
        self.bar.setValue(int(_STEPS * share))
        self.figures.setText(self._figures_text(row))
        self.problem.setText(row.problem)
        self.problem.setVisible(bool(row.problem))
        is_running = row.state is DownloadState.RUNNING
        words = self.tr("Pause") if is_running else self.tr("Go on")
        self.pause_or_go_on.setText(words)
        self.pause_or_go_on.setAccessibleName(with_colon(words, self.name))
        self.give_up.setAccessibleName(with_colon(self.give_up.text(), self.name))
        is_resting = row.state in (DownloadState.PAUSED, DownloadState.FAILED)
        self.give_up.setEnabled(is_resting)

    def _figures_text(self, row: DownloadRow) -> str:
        how_much = self.tr("{0} of {1}").format(
            size_text(row.done_bytes), size_text(row.total_bytes)
        )
        match row.state:
            case DownloadState.PAUSED:
                return self.tr("{0}, paused").format(how_much)
            case DownloadState.PAUSING:
                return self.tr("{0}, being paused").format(how_much)
            case DownloadState.FAILED:
                return self.tr("{0}, interrupted").format(how_much)
            case DownloadState.RUNNING:
                pass
        if row.done_bytes >= row.total_bytes:
            return self.tr("{0}, being checked").format(how_much)
        if row.remaining_s is None:
            return how_much
        rate = self.tr("{0} a second").format(size_text(round(row.bytes_per_s)))
        return in_a_row((how_much, rate, time_left_text(row.remaining_s)))

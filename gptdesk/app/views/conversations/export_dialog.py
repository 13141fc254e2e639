"""The question what is exported, in which form, and with what of its tokens.

Owns the controls and the sentence on what such a file has and lacks; where it is saved is asked
afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.figures import Measure
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_3,
    SPACE_4,
    current_theme,
    zoom_of,
)
from gptdesk.app.views.widgets.little_room import ScrollingPart
from gptdesk.formats.conversation import ExportContent

BRANCH, CONVERSATION, EVERYTHING = "branch", "conversation", "everything"

_WITH_COLOURS = (".html", ".pdf")
_WITH_FIGURES = (".html", ".json")
_ALWAYS_FIGURES = ".csv"
_LINES = 3  # of the longest sentence, so that another one moves nothing


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What a user wants to have as a file.

    Attributes:
        what: `BRANCH` or `CONVERSATION`, of one conversation, or `EVERYTHING`.
        suffix: of the form, ".json".
        has_colours, has_figures: of the tokens, where the form can have them.
    """

    what: str
    suffix: str
    has_colours: bool = True
    has_figures: bool = True

    @property
    def content(self) -> ExportContent:
        """What the file holds."""
        return ExportContent(
            is_whole=self.what != BRANCH,
            has_colours=self.has_colours,
            has_figures=self.has_figures,
        )


class ExportDialog(TabAsRead, QDialog):
    """Asks once, and is gone.

    Attributes:
        what: the choices of `ExportChoice.what`, by name.
        form: the list of forms.
        colours, figures: whether they come along.
        line: says what such a file has and lacks.

    Signals:
        chosen: an `ExportChoice`, object.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choice: ExportChoice,
        parent: QWidget | None = None,
        *,
        title: str,
        measure: Measure = Measure.PROBABILITY,
    ) -> None:
        """Propose `choice`.

        Args:
            choice: what was chosen last.
            parent: window.
            title: of the conversation, empty where there is none.
            measure: that the colours show.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self.setModal(True)
        self._has_colours, self._has_figures = choice.has_colours, choice.has_figures
        self._build(title, measure)
        FittingZoom(self, room=(420, 264))
        self.what[choice.what if title else EVERYTHING].setChecked(True)
        self.form.setCurrentIndex(self.form.findData(choice.suffix))
        self._update()
        self.form.setFocus()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now."""
        what = next(name for name, button in self.what.items() if button.isChecked())
        return ExportChoice(what, self._suffix, self._has_colours, self._has_figures)

    @property
    def _suffix(self) -> str:
        return str(self.form.currentData())

    def _build(self, title: str, measure: Measure) -> None:
        self.what = {
            BRANCH: QRadioButton(self.tr("What is &shown of it: one branch"), self),
            CONVERSATION: QRadioButton(self.tr("The &whole conversation, every branch"), self),
            EVERYTHING: QRadioButton(self.tr("&All conversations, a file for each"), self),
        }
        for name, button in self.what.items():
            button.setEnabled(bool(title) or name == EVERYTHING)
            button.toggled.connect(self._update)
        heading = QLabel(title or self.tr("No conversation is open."), self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("kind", "title")
        heading.setWordWrap(True)
        self.form = QComboBox(self)
        self.form.setAccessibleName(self.tr("Form"))
        for suffix, name in (
            (".json", self.tr("GPTDesk file, to be imported again (.json)")),
            (".md", self.tr("Markdown (.md)")),
            (".txt", self.tr("Plain text (.txt)")),
            (".html", self.tr("Web page (.html)")),
            (".pdf", self.tr("PDF (.pdf)")),
            (".csv", self.tr("Table of all tokens (.csv)")),
        ):
            self.form.addItem(name, suffix)
        self.form.currentIndexChanged.connect(self._update)
        form_label = QLabel(self.tr("&Form"), self)
        form_label.setBuddy(self.form)
        names = {
            Measure.PROBABILITY: self.tr("probability"),
            Measure.RANK: self.tr("rank"),
            Measure.SURPRISAL: self.tr("surprisal"),
            Measure.ENTROPY: self.tr("entropy"),
        }
        words = self.tr("&Colours of the tokens, by {0}").format(names.get(measure, measure))
        self.colours = QCheckBox(words, self)
        self.colours.clicked.connect(self._on_colours_clicked)
        self.figures = QCheckBox(self.tr("Figures of the &tokens"), self)
        self.figures.clicked.connect(self._on_figures_clicked)
        self.line = QLabel(self)
        self.line.setProperty("kind", "muted")
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.line.setAccessibleName(self.tr("What this file has and lacks"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go_on = buttons.addButton(self.tr("&Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setDefault(True)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        asked = QVBoxLayout()
        asked.setSpacing(SPACE_1)
        asked.addWidget(heading)
        for button in self.what.values():
            asked.addWidget(button)
        asked.addSpacing(SPACE_3)
        for widget in (form_label, self.form, self.colours, self.figures):
            asked.addWidget(widget)
        asked.addSpacing(SPACE_3)
        asked.addWidget(self.line)
        asked.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(ScrollingPart(asked, self.windowTitle(), self), 1)
        layout.addWidget(buttons)
        self._keep_room()

    def customEvent(self, event: QEvent) -> None:
        """Keep the room of the sentence in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._keep_room()

    def _keep_room(self) -> None:
        metrics = QFontMetrics(current_theme().font("ui", zoom_of(self)))
        most = round(self.screen().availableSize().width() * 0.9)
        self.setMinimumWidth(min(metrics.averageCharWidth() * 62, most))
        self.line.setMinimumHeight(_LINES * metrics.lineSpacing())

    @Slot()
    def _update(self) -> None:
        """Offer what goes with the form, and say what it means."""
        suffix = self._suffix
        has_choice = suffix in _WITH_FIGURES
        self._show(
            self.colours,
            is_offered=suffix in _WITH_COLOURS,
            is_on=self._has_colours and suffix in _WITH_COLOURS,
            tip=self.tr("Only a web page and a PDF have colours."),
        )
        self._show(
            self.figures,
            is_offered=has_choice,
            is_on=suffix == _ALWAYS_FIGURES or (has_choice and self._has_figures),
            tip=self.tr("The table always has them.")
            if suffix == _ALWAYS_FIGURES
            else self.tr("Only a GPTDesk file, a web page and the table can have them."),
        )
        problem = self._problem()
        self.line.setText(problem or self._sentence(self.choice))
        self.go_on.setEnabled(not problem)
        self.go_on.setToolTip(problem)

    def _show(self, box: QCheckBox, *, is_offered: bool, is_on: bool, tip: str) -> None:
        box.setEnabled(is_offered)
        box.setChecked(is_on)
        for explain in (box.setToolTip, box.setAccessibleDescription):
            explain("" if is_offered else tip)

    def _problem(self) -> str:
        if self.what[EVERYTHING].isChecked() and self._suffix == ".pdf":
            return self.tr("A PDF is made of one conversation. Choose one, or another form.")
        return ""

    def _sentence(self, choice: ExportChoice) -> str:
        is_branch = choice.what == BRANCH
        if choice.suffix == ".json":
            if choice.has_figures and not is_branch:
                return self.tr(
                    "Nothing is lost: Import conversations brings back every branch, setting and "
                    "token, with all its figures."
                )
            without = (
                self.tr("the figures of its tokens"),
                self.tr("the other branches"),
                self.tr("the other branches, and the figures of its tokens"),
            )[2 * is_branch - (is_branch and choice.has_figures)]
            return self.tr("Import conversations brings it back, without {0}.").format(without)
        if choice.suffix == ".csv":
            return self.tr(
                "A row for each token of the answers, with its probability, rank and the most "
                "probable others. For other programs; it cannot be imported."
            )
        branches = self.tr("Other branches are not in it.") if is_branch else ""
        if choice.suffix == ".html" and choice.has_figures:
            words = self.tr(
                "To be read, with p and rank of a token where the mouse rests; it cannot be "
                "imported. {0}"
            )
        else:
            words = self.tr("To be read, without figures; it cannot be imported. {0}")
        return words.format(branches).strip()

    @Slot(bool)
    def _on_colours_clicked(self, is_on: bool) -> None:
        self._has_colours = is_on
        self._update()

    @Slot(bool)
    def _on_figures_clicked(self, is_on: bool) -> None:
        self._has_figures = is_on
        self._update()

    @Slot()
    def _on_accepted(self) -> None:
        choice = self.choice
        self.accept()
        self.chosen.emit(choice)

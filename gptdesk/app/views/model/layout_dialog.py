"""*How a conversation is laid out*: a choice, and the text that the model gets of it.

Owns the dialog; what can be chosen, and what comes of it, is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.phrases import without_access_key
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_4,
    current_theme,
    polish_again,
    zoom_of,
)
from gptdesk.app.viewmodels.model.layouts import LaidOutText, LayoutsViewModel
from gptdesk.app.views.model.list_field import ListField
from gptdesk.app.views.widgets.exact_text import ExactTextEdit
from gptdesk.app.views.widgets.labels import sentence_label
from gptdesk.engine.tokenizers.chosen_layout import OWN
from gptdesk.sentences import numbered

_TYPING_MS = 250  # a pause in typing after which what the model gets follows
_SHOWN_IDS = 400


class LayoutDialog(TabAsRead, QDialog):
    """A list of layouts, the user's own one, and what the model gets.

    Attributes:
        layouts, source, question, text, ids: its fields.
    """

    def __init__(self, layouts: LayoutsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts = layouts
        self.setWindowTitle(self.tr("How a conversation is laid out"))
        self.setModal(True)
        self._picked = ""  # in the list; in force only if it can be
        self._build()
        FittingZoom(self, opening=(860, 460), room=(576, 360))
        self._typing = single_shot(self, _TYPING_MS, self._on_typed)
        self._writing = single_shot(self, _TYPING_MS, self._on_written)
        self.layouts.chosen.connect(self._on_chosen)
        self.question.textChanged.connect(self._typing.start)
        self.source.textChanged.connect(self._writing.start)
        layouts.changed.connect(self._show_choice)
        layouts.laid_out.connect(self._on_laid_out)
        layouts.refused.connect(self._on_refused)
        layouts.failed.connect(self._on_failed)

    def _build(self) -> None:
        self.layouts = ListField(self.tr("&Layout"), self.tr("What this layout means"), self)
        self.source = ExactTextEdit(self)
        self.source.setProperty("font_kind", "mono_small")
        self.source.setTabChangesFocus(True)
        self.question = QLineEdit(self.tr("What is the capital of France?"), self)
        self.text = ExactTextEdit(self)
        self.ids = ExactTextEdit(self)
        for field in (self.text, self.ids):
            field.setReadOnly(True)
            field.setProperty("font_kind", "mono_small")
            field.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.ends = sentence_label(self, "muted")
        self.said = sentence_label(self, "error")
        chosen, given = QVBoxLayout(), QVBoxLayout()
        for column in (chosen, given):
            column.setSpacing(SPACE_1)
        chosen.addWidget(self.layouts)
        chosen.addSpacing(SPACE_2)
        self._add(chosen, self.tr("A &question to try it with"), self.question)
        chosen.addSpacing(SPACE_2)
        self.source_label = self._add(chosen, self.tr("Your &template"), self.source, 1)
        chosen.addStretch(0)
        self._add(given, self.tr("What the model &gets"), self.text, 1)
        self.ids_label = self._add(given, self.tr("As token &ids"), self.ids)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_4)
        columns.addLayout(chosen, 1)
        columns.addLayout(given, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_2)
        layout.addLayout(columns, 1)
        layout.addWidget(self.ends)
        layout.addWidget(self.said)
        close = QPushButton(self.tr("&Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)
        self._fit_fields()

    def _add(self, layout: QVBoxLayout, name: str, field: QWidget, stretch: int = 0) -> QLabel:
        label = QLabel(name, self)
        label.setBuddy(field)
        field.setAccessibleName(without_access_key(name))
        layout.addWidget(label)
        layout.addWidget(field, stretch)
        return label

    def customEvent(self, event: QEvent) -> None:
        """Give the fields their lines in another zoom, and the colours of another theme."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_fields()

    def _fit_fields(self) -> None:
        line = QFontMetrics(current_theme().font("mono_small", zoom_of(self))).lineSpacing()
        self.ids.setFixedHeight(4 * line + SPACE_4)
        for field in (self.source, self.text):
            field.setMinimumHeight(3 * line + SPACE_4)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is in force."""
        super().showEvent(event)
        self._show_choice()
        self._on_typed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what was typed a moment ago, and look no more."""
        if self._writing.isActive():
            self._writing.stop()
            self._on_written()
        self._layouts.leave()
        super().hideEvent(event)

    @Slot()
    def _show_choice(self) -> None:
        layouts, chosen = self._layouts, self._layouts.chosen
        self.question.setEnabled(layouts.info is not None)
        for part in (self.layouts.list, self.source):
            part.setEnabled(not layouts.obstacle)
        self._show_picked(chosen)
        if not self._writing.isActive():
            self._show_source()

    def _show_picked(self, name: str) -> None:
        """Show one of the list with its meaning, and the field of the user's own."""
        self._picked = name
        meaning = {one: words for one, _, words in self._layouts.offers}
        self.layouts.show_offers(
            self._layouts.offers, name, self._layouts.obstacle or meaning[name]
        )
        for part in (self.source, self.source_label):
            part.setVisible(name == OWN)

    def _show_source(self) -> None:
        if self.source.text() != self._layouts.own_source:
            blocker = QSignalBlocker(self.source)
            self.source.set_text(self._layouts.own_source)
            blocker.unblock()

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self._say("")
        self._show_picked(name)
        self._layouts.choose(name)

    @Slot()
    def _on_typed(self) -> None:
        self._layouts.try_out(self.question.text(), is_own=self._picked == OWN)

    @Slot()
    def _on_written(self) -> None:
        self._layouts.write_own(self.source.text())

    @Slot(object)
    def _on_laid_out(self, laid_out: LaidOutText) -> None:
        self._say("")
        self.text.set_text(laid_out.text)
        self.text.moveCursor(QTextCursor.MoveOperation.End)  # where the question stands
        marks = list[QTextEdit.ExtraSelection]()
        for first, end in laid_out.controls:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.text.document())
            mark.cursor.setPosition(_place(laid_out.text, first))
            mark.cursor.setPosition(_place(laid_out.text, end), QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(QColor(current_theme().colours["selection"]))
            marks.append(mark)
        self.text.setExtraSelections(marks)
        ids = laid_out.ids
        self.ids_label.setText(
            self.tr("{0}, as token &ids").format(
                numbered(len(ids), self.tr("1 token"), self.tr("{0} tokens"))
            )
        )
        left_out = "… " if len(ids) > _SHOWN_IDS else ""
        self.ids.set_text(left_out + " ".join(map(str, ids[-_SHOWN_IDS:])))
        shaded = self.tr("Shaded: tokens that nothing that is typed becomes.")
        words = self.tr("An answer ends where the model writes: {0}").format(
            self.tr(" or ").join(laid_out.ends)
        )
        if not laid_out.ends:
            words = self.tr("Nothing ends an answer but its length.")
        self.ends.setText(f"{words}\n{shaded}" if marks else words)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        """Say why what is picked is not in use, and what is."""
        in_force = self._layouts.chosen
        titles = {name: title for name, title, _ in self._layouts.offers}
        if self._picked == in_force:
            kept = self.tr("It is not in use; the template before it still is.")
        elif self._picked == OWN:
            kept = self.tr("Your template is kept, but not in use; the layout is still: {0}.")
        else:
            kept = self.tr("The layout is still: {0}.")
        self._on_failed(f"{sentence}\n{kept.format(titles[in_force])}")

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        """Say why there is no text to show."""
        for field in (self.text, self.ids):
            field.set_text("")
        self.ends.setText("")
        self.ids_label.setText(self.tr("As token &ids"))
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        polish_again(self.said)
        if sentence:
            announce(self.said, sentence)


def _place(text: str, index: int) -> int:
    """Return where a character stands as Qt counts: one beyond U+FFFF is two."""
    return index + sum(char > "\uffff" for char in text[:index])

"""The cover over the chances while the next token is to be guessed.

Owns a question with a button and a field for a guess, and the stack in which they take the place
of a page.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    RADIUS,
    SPACE_3,
    SPACE_4,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.app.views.guess.verdict import GuessVerdict, ScoreLine
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.app.views.widgets.steady import set_available

REVEAL = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "In the field for a guess: reveal, and see its worth"),
    ("Return",),
)
GO_ON = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "After a reveal in guess mode: the next question"),
    ("Return",),
)
_TO_CHANCES = HandledKey("", ("Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown"))
ADVANCE = HandledKey(
    QT_TRANSLATE_NOOP(
        "ShortcutList", "Talk mode: the next token. Guess mode: ask for it, then reveal it"
    ),
    ("Space",),
)


def is_advance(event: QKeyEvent, talk: TalkViewModel) -> bool:
    """Return whether a key makes or reveals a token, where no widget has another use for it."""
    is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
    return talk.is_on and is_plain and ADVANCE.matches(event)


class GuessField(QLineEdit):
    """Where a guess is typed: one token or several, exactly as the text would go on."""

    focus_changed = Signal()

    def __init__(self, talk: TalkViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talk = talk
        self.setMaxLength(80)
        self.setAccessibleName(self.tr("What comes next?"))
        tip = self.tr(
            "A space in front belongs to it: “ fox” is a new word, “fox” goes on with the last "
            "one. Enter, Step and Reveal show what the guess was worth."
        )
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.textEdited.connect(talk.set_guess)
        self.returnPressed.connect(talk.reveal)
        talk.guess_changed.connect(self._on_guess_changed)
        self._on_guess_changed()
        self.set_taken(is_taken=True)

    def set_taken(self, *, is_taken: bool) -> None:
        """Take a guess, or say that none can be judged."""
        self.setPlaceholderText(
            self.tr("Your guess, with its space…")
            if is_taken
            else self.tr("No guess can be judged here")
        )
        set_available(self, is_available=is_taken)

    @property
    def is_blank(self) -> bool:
        """Whether no letter is typed."""
        return not self.text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Reveal with Space after nothing but a space: a guess begins with one at most."""
        if is_advance(event, self._talk) and self.text() and self.is_blank:
            if not event.isAutoRepeat():
                self._talk.set_guess("")
                self._talk.reveal()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that Space is a letter here."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that it is the talk's again."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    @Slot()
    def _on_guess_changed(self) -> None:
        """Show what was typed into the field of another page."""
        if self._talk.guess != self.text():
            self.setText(self._talk.guess)


class GuessCover(QWidget):
    """Hides nothing by itself: it is shown instead.

    Attributes:
        button: the guesses are in.
        field: takes a guess of a token that is not there yet; None where none is taken.
    """

    def __init__(
        self,
        talk: TalkViewModel,
        guesses: GuessesViewModel | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._talk = talk
        self._guesses = guesses
        self._questions = {
            Question.NEXT: self.tr("What comes next?"),
            Question.AFTER_TEXT: self.tr("What comes after your text?"),
            Question.ANOTHER: self.tr("How does the other answer begin?"),
            Question.INSTEAD: self.tr("What comes instead, where the answer goes another way?"),
        }
        self._question = QLabel(self)
        self._question.setWordWrap(True)
        self._hint = QLabel(self)
        self._hint.setProperty("kind", "muted")
        self._hint.setWordWrap(True)
        self.button = QPushButton(self.tr("Reveal (Space)"), self)
        self.button.setProperty("kind", "primary")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(talk.reveal)
        self.field = None if guesses is None else GuessField(talk, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._question)
        if self.field is not None:
            layout.addWidget(self.field)
            self.field.focus_changed.connect(self._name_key)
            self.field.textChanged.connect(self._name_key)
        talk.changed.connect(self._on_talk_changed)
        layout.addWidget(self._hint)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        if guesses is not None:
            guesses.changed.connect(self._on_talk_changed)  # another model may take none
            layout.addSpacing(SPACE_3)
            layout.addWidget(ScoreLine(guesses))
        layout.addStretch(1)
        self._on_talk_changed()
        self._fit_to_zoom()

    def take_keyboard(self) -> None:
        """Let the keyboard into the field, or to the button where no guess is taken."""
        field = self.field
        part = self.button if field is None or not field.isEnabled() else field
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def customEvent(self, event: QEvent) -> None:
        """Write in the size of the chances."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        font = theme.font("transcript", zoom)
        font.setBold(True)
        set_font(self._question, font)
        set_font(self._hint, theme.font("ui", zoom))

    @Slot()
    def _on_talk_changed(self) -> None:
        """A token that stands in the text is no guess, only its chances are."""
        asked = self._talk.question if self._talk.asks_for_token else Question.NEXT
        self._question.setText(self._questions[asked])
        if self.field is not None and self._guesses is not None:
            self.field.setVisible(self._talk.asks_for_token)
            self.field.set_taken(is_taken=self._guesses.can_guess)
        why_none = "" if self._guesses is None else self._guesses.why_no_guess
        self._hint.setText(
            why_none
            or self.tr(
                "Guess first. Then reveal the chances and where the dice fall. The same key goes on"
                " to the next question."
            )
        )
        self.button.setAccessibleDescription(self._hint.text())

    @Slot()
    def _name_key(self) -> None:
        """Say which key reveals: Space is a letter of a guess, but after nothing but a space."""
        field, is_letter = self.field, False
        if field is not None and field.hasFocus():
            is_letter = not (field.text() and field.is_blank)
        self.button.setText(self.tr("Reveal (Enter)") if is_letter else self.tr("Reveal (Space)"))


class _Frame(QWidget):
    """A frame around the chances while the keyboard waits on them; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().color("accent"), 2))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), RADIUS, RADIUS)


class _PageStack(QStackedLayout):
    """Asks for the height of what is shown: a question needs not that of all chances."""

    def minimumSize(self) -> QSize:
        """Return the width that all need, and the height of one."""
        one, size = self.currentWidget(), super().minimumSize()
        if one is not None:
            size.setHeight(one.minimumSizeHint().expandedTo(one.minimumSize()).height())
        return size

    def hasHeightForWidth(self) -> bool:
        """Ask what is shown."""
        one = self.currentWidget()
        return one is not None and one.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Ask what is shown."""
        one = self.currentWidget()
        return -1 if one is None else one.heightForWidth(width)


class GuessStack(QWidget):
    """Shows what says how probable tokens are, or the cover until they were guessed.

    A keyboard that was on the cover waits here when the chances appear, and on none of their rows:
    Enter then goes on to the next question, and an arrow key to the chances. After a guess that was
    typed the next question leads to the field again, else to the button.

    Attributes:
        cover: what is shown instead.
        verdict: what the guess was worth, above the chances; None where no guess is taken.
    """

    def __init__(
        self,
        chances: QWidget,
        talk: TalkViewModel,
        then_focus: QWidget,
        parent: QWidget | None = None,
        *,
        guesses: GuessesViewModel | None = None,
        is_ahead: bool = False,
    ) -> None:
        """Cover `chances` as `talk` says; an arrow key goes to `then_focus` when they appear.

        With `guesses` a guess can be typed on the cover. The chances are `is_ahead` where they may
        be of a token after the end of the text, whatever else is shown: *Under the hood*.
        """
        super().__init__(parent)
        self._talk = talk
        self._is_ahead = is_ahead
        self._tells = True
        self._then_focus = then_focus
        self._was_typed = False  # the last guess, so that the next one will be
        self.cover = GuessCover(talk, guesses)
        self.verdict = None if guesses is None else GuessVerdict(guesses)
        self._below = chances if self.verdict is None else _below(self.verdict, chances)
        self.setAccessibleName(self.tr("Revealed. Enter or Space: the next question."))
        self._stack = QStackedLayout(self) if guesses is None else _PageStack(self)
        self._stack.addWidget(self._below)
        self._stack.addWidget(self.cover)
        self._frame = _Frame(self)
        talk.changed.connect(self._on_talk_changed)
        self._on_talk_changed()

    @property
    def is_covered(self) -> bool:
        """Whether the cover is shown."""
        talk = self._talk
        return (talk.is_covered_ahead if self._is_ahead else talk.is_covered) and self._tells

    def set_tells(self, *, tells: bool) -> None:
        """Say whether what is below tells anything of the next token; else it is not covered."""
        self._tells = tells
        self._on_talk_changed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is: none of what is revealed has it."""
        super().focusInEvent(event)
        self._frame.setGeometry(self.rect())
        self._frame.show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It is elsewhere, and shown there; another window in front is no other place."""
        super().focusOutEvent(event)
        self._frame.setVisible(event.reason() == Qt.FocusReason.ActiveWindowFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go around all of it."""
        super().resizeEvent(event)
        self._frame.setGeometry(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the next question, or to the chances; a key that is held does nothing more."""
        is_here = self.hasFocus() or self.cover.button.hasFocus()
        if is_here and self._talk.is_guessing and GO_ON.matches(event):
            if not event.isAutoRepeat():
                go_on = self._talk.advance_ahead if self._is_ahead else self._talk.advance
                go_on()
        elif self.hasFocus() and _TO_CHANCES.matches(event):
            self._then_focus.setFocus()
            QApplication.sendEvent(self._then_focus, event)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_talk_changed(self) -> None:
        """Change what is shown; a keyboard that was on it goes on in what is shown then."""
        hidden, shown = self._below, self.cover
        if not self.is_covered:
            hidden, shown = shown, hidden
        if shown is self._stack.currentWidget():
            return
        field, focused = self.cover.field, QApplication.focusWidget()
        was_here = focused is self or (focused is not None and hidden.isAncestorOf(focused))
        if was_here and shown is self._below:
            self._was_typed = field is not None and field is focused and not field.is_blank
        if was_here:
            self.setFocus()  # else Qt hands it on to what is below, and scrolls there
        self._stack.setCurrentWidget(shown)
        self._stack.invalidate()  # the other one is as high as it likes
        self._frame.raise_()
        if shown is self.cover:
            self._bring_into_sight()
        if not was_here or shown is self._below:
            return
        if field is not None and self._was_typed and field.isVisible():
            field.setFocus()
        else:
            self.cover.button.setFocus()

    def _bring_into_sight(self) -> None:
        """Scroll back to the question where the page was read further down."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        page = None if area is None else area.widget()
        if area is not None and page is not None:
            bar, top = area.verticalScrollBar(), self.mapTo(page, QPoint()).y()
            bar.setValue(min(bar.value(), top))


def _below(verdict: GuessVerdict, chances: QWidget) -> QWidget:
    """Return both in a column; the keyboard comes to the chances first."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(chances, 1)
    layout.insertWidget(0, verdict)
    return column

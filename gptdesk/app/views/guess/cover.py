"""The cover over the chances while the next token is to be guessed.

Owns a sentence with a button, and the stack in which it takes the place of a page.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_3, SPACE_4, current_theme, set_font, zoom_of
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.widgets.handled_key import HandledKey

ADVANCE = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Next token, or reveal (talk and guess mode)"), ("Space",)
)


def is_advance(event: QKeyEvent, talk: TalkViewModel) -> bool:
    """Return whether a key makes or reveals a token, where no widget has another use for it."""
    is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
    return talk.is_on and is_plain and ADVANCE.matches(event)


class GuessCover(QWidget):
    """Hides nothing by itself: it is shown instead.

    Attributes:
        button: the guesses are in.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QLabel(self.tr("What comes next?"), self)
        self._hint = QLabel(
            self.tr("Guess first. Then reveal the chances and where the dice fall."), self
        )
        self._hint.setProperty("kind", "muted")
        self._hint.setWordWrap(True)
        self.button = QPushButton(self.tr("Reveal (Space)"), self)
        self.button.setProperty("kind", "primary")
        self.button.setAutoDefault(False)
        self.button.setAccessibleDescription(self._hint.text())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._question)
        layout.addWidget(self._hint)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._fit_to_zoom()

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


class GuessStack(QWidget):
    """Shows what says how probable tokens are, or the cover until they were guessed.

    Attributes:
        cover: what is shown instead.
    """

    def __init__(
        self,
        chances: QWidget,
        talk: TalkViewModel,
        then_focus: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        """Cover `chances` as `talk` says; the keyboard goes to `then_focus` when they appear."""
        super().__init__(parent)
        self._talk = talk
        self._tells = True
        self._then_focus = then_focus
        self.cover = GuessCover()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(chances)
        self._stack.addWidget(self.cover)
        talk.changed.connect(self._on_talk_changed)
        self.cover.button.clicked.connect(talk.reveal)
        self._on_talk_changed()

    @property
    def is_covered(self) -> bool:
        """Whether the cover is shown."""
        return self._talk.is_covered and self._tells

    def set_tells(self, *, tells: bool) -> None:
        """Say whether what is below tells anything of the next token; else it is not covered."""
        self._tells = tells
        self._on_talk_changed()

    @Slot()
    def _on_talk_changed(self) -> None:
        had_focus = self.cover.button.hasFocus()
        self._stack.setCurrentIndex(1 if self.is_covered else 0)
        if had_focus and not self.is_covered:
            self._then_focus.setFocus()  # the button is gone; Space is free there

"""Sentences inside the window, each with at most one action: how errors and notices are shown.

Owns the bar only; who puts a sentence into it, and what its action does, is wired outside.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce, is_heard
from gptdesk.app.icons import icon
from gptdesk.app.phrases import sentences, without_access_key
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    limit_own_zoom,
    polish_again,
    target_size,
)
from gptdesk.app.views.widgets.little_room import ScrollingPart

_NOTICE_MS = 6_000
_READING_MS = 60  # for each character
_COMFORTABLE = (320, 480)  # width of the bar, height of the window, at 100 %
_LEAST_SHARE = 8  # of the window's height: one of so many parts
_REST = 680  # pixels of it: what else stands there can do with them
_MOST_OF_BUTTON = 0.4  # of the width, beside the sentence
_BESIDE = (0, 1, 1, 1, Qt.AlignmentFlag.AlignTop)  # row, column, rows, columns
_BELOW = (1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)


def notice_ms(sentence: str) -> int:
    """Return how long a notice stays, in milliseconds: longer for more to read."""
    return _NOTICE_MS + _READING_MS * len(sentence)


class NoticeBar(ScrollingPart):
    """Lines above the composer; hidden when there is nothing to say.

    In a small window they take as much of the zoom as fits, and scroll where they still are higher
    than their room.

    The last line is the newest notice, offer or error: the next one takes its place, sending
    dismisses a notice or an error, and notices and offers pass by themselves. An offer that still
    runs makes room for a notice or an error, and stays above it: it may be the only way back. Above
    stand warnings, each in a line of its own until it is no longer true.

    A screen reader says every sentence as it comes, and while there is one nothing passes by
    itself. `show_last` brings back for anybody what has passed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._lines_layout = QVBoxLayout()
        self._lines_layout.setSpacing(SPACE_2)
        super().__init__(self._lines_layout, self.tr("Messages"), parent)
        # A word that is longer than the bar is wide is scrolled to.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._warnings: dict[str, _Line] = {}  # by key
        self._timer = single_shot(self, then=self._on_time_over)
        self._newest = self._new_line()
        self._held: _Line | None = None  # an offer that something newer came after
        self._held_timer = single_shot(self, then=self._on_held_time_over)
        self._last: tuple[str, str] | None = None  # the newest sentence, and its level
        self.hide()

    @property
    def text(self) -> str:
        """The sentences on show, a line for each; empty when hidden."""
        return "\n".join(line.text for line in self._lines() if line.text)

    # -- what is new

    def show_notice(self, sentence: str) -> None:
        """Say for a while something that is good to know; longer for more to read.

        While the pointer or the keyboard is on the bar, it waits.
        """
        self._say(sentence, "info")
        self._timer.start(notice_ms(sentence))

    def show_offer(
        self,
        sentence: str,
        *,
        action_text: str,
        action: Callable[[], None],
        for_ms: int,
    ) -> None:
        """Say what was done, and offer for a while to take it back.

        While the pointer or the keyboard is on the bar, it waits.
        """
        self._drop_held()
        self._newest.clear()  # the offer of before, too
        self._say(sentence, "info", action_text, action)
        self._timer.start(for_ms)

    def show_error(
        self,
        sentence: str,
        *,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        """Say what went wrong, with at most one thing to do about it."""
        self._say(sentence, "danger", action_text, action)

    @Slot()
    def show_last(self) -> None:
        """Show the newest sentence again, which may have passed; it stays until it is closed.

        What was to be done about it then is over.
        """
        sentence, level = self._last or (self.tr("There was no notice yet."), "info")
        if self._newest.text == sentence:
            self._newest.speak()
        else:
            self._say(sentence, level)

    @Slot()
    def dismiss(self) -> None:
        """Hide the newest sentence and forget its action; warnings stay."""
        self._timer.stop()
        self._newest.clear()
        self._show_or_hide()

    @Slot()
    def dismiss_said(self) -> None:
        """Hide a notice or an error; an offer stays for its time: it may be all that is left."""
        if not self._newest.is_offer:
            self.dismiss()

    @Slot()
    def dismiss_offer(self) -> None:
        """Hide what can be taken back: it was, or it is left."""
        self._drop_held()
        if self._newest.is_offer:
            self._newest.clear()
        self._show_or_hide()

    @Slot()
    def dismiss_error(self) -> None:
        """Hide the newest sentence if it is an error: what failed has gone well now."""
        if self._newest.level == "danger":
            self.dismiss()

    # -- what stays

    def show_warning(
        self,
        key: str,
        sentence: str,
        *,
        is_closable: bool = True,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        """Say something that stays true: it stands until `withdraw_warning`.

        Args:
            key: of the matter; another warning about the same one takes the place of this.
            sentence: for the user.
            is_closable: whether the user can close it, as the action does. What tells of work that
                would be lost must not be.
            action_text, action: what can be done about it.
        """
        line = self._line_of(key)
        level = "warning" if is_closable else "danger"
        line.say(sentence, level, action_text, action, is_closable=is_closable)
        self._show_or_hide()

    def show_state(
        self, key: str, sentence: str, *, action_text: str, action: Callable[[], None]
    ) -> None:
        """Say what the window is doing: it stands until `withdraw_warning`, and is no warning.

        The action is what ends it; a line that could be closed would leave it going on unseen.
        """
        line = self._line_of(key)
        line.say(sentence, "info", action_text, action, is_closable=False)
        self._show_or_hide()

    def withdraw_warning(self, key: str) -> None:
        """Take back a sentence that is no longer true; nothing happens if there is none."""
        line = self._warnings.pop(key, None)
        if line is not None:
            line.clear()
            line.deleteLater()
            self._show_or_hide()

    # -- how it looks

    def sizeHint(self) -> QSize:
        """Ask for all lines."""
        return QSize(0, super().minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Do in a low window with the room of some lines, or of one button."""
        window = self.window().height()
        least = max(target_size(self) + 2 * SPACE_4, window // _LEAST_SHARE, window - _REST)
        return QSize(0, min(least, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as much of the zoom as fits into another width."""
        super().resizeEvent(event)
        self.fit_to_room()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def customEvent(self, event: QEvent) -> None:
        """Take as much of another zoom as fits."""
        if event.type() == APPEARANCE_CHANGED:
            self.fit_to_room()

    def fit_to_room(self) -> None:
        """Take as much of the zoom as fits into the width, and into a window so high."""
        width, height = _COMFORTABLE
        fitting = min(100 * self.width() // width, 100 * self.window().height() // height)
        limit_own_zoom(self, fitting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the newest sentence when the focus is in the bar."""
        if event.key() == Qt.Key.Key_Escape and self._newest.text:
            self.dismiss()
        elif event.key() == Qt.Key.Key_Escape and self._held is not None:
            self.dismiss_offer()
        else:
            super().keyPressEvent(event)

    def _lines(self) -> list[_Line]:
        held = () if self._held is None else (self._held,)
        return [*self._warnings.values(), *held, self._newest]

    def _line_of(self, key: str) -> _Line:
        line = self._warnings.get(key)
        if line is None:
            line = self._warnings[key] = self._new_line(len(self._warnings))
        return line

    def _new_line(self, place: int = 0) -> _Line:
        line = _Line()
        line.closed.connect(self._show_or_hide)
        self._lines_layout.insertWidget(place, line)
        return line

    def _say(
        self,
        sentence: str,
        level: str,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        if self._newest.text and self._newest.is_offer:
            self._hold_offer()
        self._timer.stop()
        self._last = (sentence, level)
        self._newest.say(sentence, level, action_text, action)
        self._show_or_hide()

    def _hold_offer(self) -> None:
        """Let the offer stand for the rest of its time, and have a line below it."""
        self._held = self._newest
        self._held_timer.start(max(self._timer.remainingTime(), 0))
        self._newest = self._new_line(self._lines_layout.count())

    def _drop_held(self) -> None:
        held, self._held = self._held, None
        self._held_timer.stop()
        if held is not None:
            held.clear()
            held.deleteLater()

    @Slot()
    def _on_held_time_over(self) -> None:
        line = self._held
        if line is not None and _is_needed(line):
            self._held_timer.start()
        else:
            self._drop_held()
            self._show_or_hide()

    @Slot()
    def _show_or_hide(self) -> None:
        if self._newest.text == "":
            self._timer.stop()
        self.setVisible(bool(self.text))

    @Slot()
    def _on_time_over(self) -> None:
        if _is_needed(self._newest):
            self._timer.start()
        else:
            self.dismiss()


def _is_needed(line: _Line) -> bool:
    """Return whether the pointer or the keyboard is on a line, or it may still be read aloud."""
    return is_heard() or line.underMouse() or line.isAncestorOf(QApplication.focusWidget() or line)


class _Line(QFrame):
    """One sentence with its action, and a button that closes it.

    Signals:
        closed: by the user.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._action: Callable[[], None] | None = None
        self.setObjectName("line")
        self.setProperty("kind", "notice_bar")
        self._build()
        self.hide()

    @property
    def level(self) -> str:
        """Of the sentence: info, warning or danger; empty before the first."""
        return self.property("level") or ""

    @property
    def is_offer(self) -> bool:
        """Whether it is no error, and there is something to do about it."""
        return self.level == "info" and self._action is not None

    @property
    def text(self) -> str:
        """The sentence on show; empty when hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(
        self,
        sentence: str,
        level: str,
        action_text: str = "",
        action: Callable[[], None] | None = None,
        *,
        is_closable: bool = True,
    ) -> None:
        """Show a sentence; `level` is info, warning or danger."""
        is_new = sentence != self.text
        self._action = action
        self._label.setText(sentence)
        self.setAccessibleName(
            {"info": self.tr("Notice"), "warning": self.tr("Warning")}.get(level, self.tr("Error"))
        )
        self.setAccessibleDescription(sentence)
        self._button.setText(action_text)
        self._button.setVisible(action is not None)
        self._close.setVisible(is_closable)
        self.setProperty("level", level)
        for part in (self, self._label):
            polish_again(part)
        self._place_button()
        self.show()
        if is_new:  # a warning is written again with its figures of now
            self.speak()

    def speak(self) -> None:
        """Let a screen reader say it, with what can be done about it."""
        pattern = {"warning": self.tr("Warning: {0}"), "danger": self.tr("Error: {0}")}
        words = pattern.get(self.level, "{0}").format(self._label.text())
        if self._action is not None:
            button = without_access_key(self._button.text()).rstrip("…")
            words = sentences((words, self.tr("Button: {0}.").format(button)))
        announce(self, words, is_urgent=self.level == "danger")

    def clear(self) -> None:
        """Hide it and forget its action."""
        self._action = None
        self.hide()

    def _build(self) -> None:
        self._label = QLabel(self)
        self._label.setProperty("font_kind", "ui")  # of the bar's own zoom
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._on_clicked)
        self._close = QToolButton(self)
        self._close.setIcon(icon("close"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.setToolTip(self.tr("Close this message"))
        self._close.clicked.connect(self._on_closed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        self._grid.setSpacing(SPACE_2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._label, 0, 0)
        self._button_place = _BESIDE
        self._grid.addWidget(self._button, *_BESIDE)
        self._grid.addWidget(self._close, 0, 2, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button where it leaves the sentence its room."""
        super().resizeEvent(event)
        self._place_button()

    def customEvent(self, event: QEvent) -> None:
        """Put the button where it has room in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._place_button()

    def _place_button(self) -> None:
        is_beside = self._button.sizeHint().width() <= _MOST_OF_BUTTON * self.width()
        place = _BESIDE if is_beside else _BELOW
        if place != self._button_place:
            self._button_place = place
            self._grid.removeWidget(self._button)
            self._grid.addWidget(self._button, *place)

    @Slot()
    def _on_closed(self) -> None:
        self.clear()
        self.closed.emit()

    @Slot()
    def _on_clicked(self) -> None:
        action = self._action
        if not self._close.isHidden():
            self._on_closed()
        if action is not None:
            action()

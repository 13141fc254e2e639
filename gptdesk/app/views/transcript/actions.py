"""The buttons of one transcript entry: branches, edit, compare, go on, again, about, copy.

Owns the buttons; where they stand and which entry they mean is the transcript's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_1, TARGET, Theme

_ICON = QSize(16, 16)
_WIDEST_PLACE = "88/88"

BranchPlace = tuple[int, int]  # place among the branches, from 1, and how many there are


@dataclass(frozen=True, slots=True)
class EntryOffer:
    """What can be done with an entry.

    Attributes:
        is_answer: the model wrote a part of it.
        is_last: nothing comes after it.
        is_busy: an answer is being written now.
        can_edit: the user wrote a part of it.
        prompt, answer: where its messages stand among their branches.
    """

    is_answer: bool
    is_last: bool
    is_busy: bool
    can_edit: bool = False
    prompt: BranchPlace = (1, 1)
    answer: BranchPlace = (1, 1)


class _ActionButton(QToolButton):
    """A small icon button that says when it has the focus."""

    focus_changed = Signal()

    def __init__(self, icon_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon_name = icon_name
        self.setAutoRaise(True)
        self.setIconSize(_ICON)
        self.setFixedSize(TARGET, TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def explain(self, name: str, reason: str = "") -> None:
        """Name the button; with a reason it is off, and says why."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(reason)
        self.setToolTip(reason or name)
        self.setEnabled(not reason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the row."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the row."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class _BranchSwitch(QWidget):
    """‹ 2/3 ›: goes to the branch before or after.

    Signals:
        stepped(int): -1 or 1.
    """

    stepped = Signal(int)

    def __init__(self, what: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._what = what  # "prompt" or "answer", as the user reads it
        self.before = _ActionButton("chevron-left", self)
        self.after = _ActionButton("chevron-right", self)
        self.label = QLabel(self)
        self.label.setProperty("kind", "muted")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.before, self.label, self.after):
            layout.addWidget(part)
        self.before.clicked.connect(self._on_before_clicked)
        self.after.clicked.connect(self._on_after_clicked)

    def show_place(self, place: BranchPlace) -> None:
        """Show where the branch stands; a lonely one has no switch."""
        at, count = place
        self.setVisible(count > 1)
        self.label.setText(f"{at}/{count}")
        values = (self._what, at, count)
        first, last = self.tr("This is the first one."), self.tr("This is the last one.")
        for button, other, reason in (
            (self.before, self.after, first if at <= 1 else ""),
            (self.after, self.before, last if at >= count else ""),
        ):
            if reason and button.hasFocus():
                other.setEnabled(True)
                other.setFocus(Qt.FocusReason.OtherFocusReason)
            name = (
                self.tr("Earlier {0} ({1} of {2})")
                if button is self.before
                else self.tr("Later {0} ({1} of {2})")
            )
            button.explain(name.format(*values), reason)

    def full_width(self) -> int:
        """Return the width with any place that is likely."""
        return 2 * TARGET + self.label.minimumWidth()

    @Slot()
    def _on_before_clicked(self) -> None:
        self.stepped.emit(-1)

    @Slot()
    def _on_after_clicked(self) -> None:
        self.stepped.emit(1)


class MessageActions(QWidget):
    """A row of buttons at the right of an entry's header.

    Signals:
        copy_clicked, regenerate_clicked, continue_clicked, edit_clicked, compare_clicked,
            about_clicked: a button was used.
        prompt_stepped, answer_stepped(int): to the branch before (-1) or after (1).
        focus_changed: the keyboard came to a button or left it.
    """

    copy_clicked = Signal()
    regenerate_clicked = Signal()
    continue_clicked = Signal()
    edit_clicked = Signal()
    compare_clicked = Signal()
    about_clicked = Signal()
    prompt_stepped = Signal(int)
    answer_stepped = Signal(int)
    focus_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prompt = _BranchSwitch(self.tr("prompt"), self)
        self._answer = _BranchSwitch(self.tr("answer"), self)
        self._edit = _ActionButton("edit", self)
        self._compare = _ActionButton("compare", self)
        self._continue = _ActionButton("continue", self)
        self._regenerate = _ActionButton("regenerate", self)
        self._about = _ActionButton("info", self)
        self._copy = _ActionButton("copy", self)
        self._prompt.stepped.connect(self.prompt_stepped)
        self._answer.stepped.connect(self.answer_stepped)
        self._edit.clicked.connect(self.edit_clicked)
        self._compare.clicked.connect(self.compare_clicked)
        self._continue.clicked.connect(self.continue_clicked)
        self._regenerate.clicked.connect(self.regenerate_clicked)
        self._about.clicked.connect(self.about_clicked)
        self._copy.clicked.connect(self.copy_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addStretch(1)
        for part in self._parts:
            layout.addWidget(part)
        for button in self._buttons:
            button.focus_changed.connect(self.focus_changed)
        self.hide()

    @property
    def _parts(self) -> tuple[_BranchSwitch | _ActionButton, ...]:
        return (
            self._prompt,
            self._edit,
            self._answer,
            self._compare,
            self._continue,
            self._regenerate,
            self._about,
            self._copy,
        )

    @property
    def _buttons(self) -> tuple[_ActionButton, ...]:
        buttons: list[_ActionButton] = []
        for part in self._parts:
            buttons += [part] if isinstance(part, _ActionButton) else [part.before, part.after]
        return tuple(buttons)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is on one of the buttons."""
        return any(button.hasFocus() for button in self._buttons)

    def width_for(self, offer: EntryOffer) -> int:
        """Return the width that an entry keeps for its buttons."""
        widths = [
            part.full_width() if isinstance(part, _BranchSwitch) else TARGET
            for part in self._shown(offer)
        ]
        return sum(widths) + SPACE_1 * max(0, len(widths) - 1)

    def apply_theme(self, theme: Theme) -> None:
        """Take icons and font from `theme`."""
        for button in self._buttons:
            button.setIcon(icon(button.icon_name, theme))
        font = theme.font("ui_small")
        for switch in (self._prompt, self._answer):
            switch.label.setFont(font)
            switch.label.setFixedWidth(QFontMetrics(font).horizontalAdvance(_WIDEST_PLACE))

    def offer(self, offer: EntryOffer) -> None:
        """Show what can be done with an entry."""
        reason = self.tr("An answer is being written; stop it first.") if offer.is_busy else ""
        self._prompt.show_place(offer.prompt)
        self._answer.show_place(offer.answer)
        self._edit.explain(self.tr("Edit this prompt and ask again"), reason)
        self._compare.explain(self.tr("Compare with another answer"))
        self._about.explain(self.tr("About this answer: settings, seed and model"))
        self._copy.explain(self.tr("Copy"))
        self._regenerate.explain(self.tr("Answer again, with other dice"), reason)
        self._continue.explain(self.tr("Continue this answer"), reason)
        shown = self._shown(offer)
        for part in self._parts:
            part.setVisible(part in shown)
        self.setFixedSize(self.width_for(offer), TARGET)

    def _shown(self, offer: EntryOffer) -> tuple[QWidget, ...]:
        wanted = (
            offer.prompt[1] > 1,
            offer.can_edit,
            offer.answer[1] > 1,
            offer.answer[1] > 1,
            offer.is_answer and offer.is_last,
            offer.is_answer,
            offer.is_answer,
            True,
        )
        return tuple(part for part, is_wanted in zip(self._parts, wanted, strict=True) if is_wanted)

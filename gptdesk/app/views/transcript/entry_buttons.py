"""The buttons of a transcript entry: branches, edit, compare, continue, again, about, copy.

Owns the buttons, what they offer for an entry, and where messages stand among their branches.
The transcript decides on which entry the buttons are, and places them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QWidget

from gptdesk.app.fitting_zoom import zoom_within
from gptdesk.app.icons import icon
from gptdesk.app.obstacles import answer_is_written
from gptdesk.app.phrases import in_a_row
from gptdesk.app.theme import SPACE_1, TARGET, current_theme, limit_own_zoom, zoom_of, zoomed
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.transcript.compare_menu import CompareMenu
from gptdesk.app.views.widgets.steady import SteadyLabel, set_available
from gptdesk.chat.messages import Role

_WIDEST_PLACE = "88/88"
_ROUNDED_UP = 4  # pixels that a label takes beside its letters

BranchPlace = tuple[int, int]  # place among the branches, from 1, and how many there are
BranchPlaceOf = Callable[[int], BranchPlace]  # of the message in a row


@dataclass(frozen=True, slots=True)
class EntryOffer:
    """The actions that are possible for an entry.

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


class _IconButton(QToolButton):
    """A small icon button that says when it has the focus."""

    focus_changed = Signal()

    def __init__(self, icon_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setIcon(icon(icon_name))
        self.setAutoRaise(True)
        self.setProperty("kind", "icon")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def explain(self, name: str, reason: str = "") -> None:
        """Set name and tool tip; with a reason the button is disabled and shows the reason."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(reason)
        self.setToolTip(reason or name)
        set_available(self, is_available=not reason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit `focus_changed`."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Emit `focus_changed`."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class _ActionButton(_IconButton):
    """Does one thing with a message: emits `requested` with its row."""

    def __init__(self, icon_name: str, requested: SignalInstance, parent: QWidget) -> None:
        super().__init__(icon_name, parent)
        self.row = 0
        self._requested = requested
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self._requested.emit(self.row)


class _BranchSwitch(QWidget):
    """‹ 2/3 ›: emits `requested` with a message's row and the step to another branch."""

    def __init__(self, what: str, requested: SignalInstance, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = 0
        self._requested = requested
        self._what = what  # "prompt" or "answer", as the user reads it
        self.before = _IconButton("chevron-left", self)
        self.after = _IconButton("chevron-right", self)
        self.label = SteadyLabel(_WIDEST_PLACE, self)
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
        """Show the place of a branch; a single branch has no switch."""
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

    def full_width(self, zoom: int) -> int:
        """Return the width with the widest place at `zoom` percent, pixels."""
        letters = QFontMetrics(current_theme().font("ui_small", zoom))
        place = max(map(letters.horizontalAdvance, (_WIDEST_PLACE, self.label.text())))
        return 2 * zoomed(TARGET, zoom) + place + _ROUNDED_UP

    @Slot()
    def _on_before_clicked(self) -> None:
        self._requested.emit(self.row, -1)

    @Slot()
    def _on_after_clicked(self) -> None:
        self._requested.emit(self.row, 1)


class EntryButtons(QWidget):
    """A row of buttons at the right of the header of the entry that is acted on.

    Attributes:
        entry: the entry that the buttons stand on; None while they are hidden.
        compare_menu: what an answer can be compared with.

    Signals:
        copy_requested, regenerate_requested, continue_requested, edit_requested,
            about_requested(int): the row of the message meant.
        branch_step_requested(int, int): show the branch before (-1) or after (1) that of a row.
        focus_changed: the keyboard came to a button or left it.
    """

    copy_requested = Signal(int)
    regenerate_requested = Signal(int)
    continue_requested = Signal(int)
    edit_requested = Signal(int)
    about_requested = Signal(int)
    branch_step_requested = Signal(int, int)
    focus_changed = Signal()
    _compare_clicked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None
        self._place_of: BranchPlaceOf | None = None
        self._known_places: dict[int, BranchPlace] = {}
        self._has_branches = self._is_busy = False  # of the entry
        # Tab goes from one to the next in this order: first to the branches.
        self._prompt = _BranchSwitch(self.tr("prompt"), self.branch_step_requested, self)
        self._answer = _BranchSwitch(self.tr("answer"), self.branch_step_requested, self)
        self._edit = _ActionButton("edit", self.edit_requested, self)
        self._compare = _ActionButton("compare", self._compare_clicked, self)
        self.compare_menu = CompareMenu(parent)  # not in the row: it has all of the zoom
        self._compare_clicked.connect(self._on_compare_clicked)
        self._continue = _ActionButton("continue", self.continue_requested, self)
        self._regenerate = _ActionButton("regenerate", self.regenerate_requested, self)
        self._about = _ActionButton("info", self.about_requested, self)
        self._copy = _ActionButton("copy", self.copy_requested, self)
        self._of_prompt = (self._prompt, self._edit)
        self._of_answer = (
            self._answer,
            self._compare,
            self._continue,
            self._regenerate,
            self._about,
            self._copy,
        )
        self._parts = (*self._of_prompt, *self._of_answer)
        self._buttons = tuple(self.findChildren(_IconButton))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addStretch(1)
        for part in self._parts:
            layout.addWidget(part)
        for button in self._buttons:
            button.focus_changed.connect(self.focus_changed)
        self.setBackgroundRole(QPalette.ColorRole.Window)  # where they stand over text
        self.hide()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is on one of the buttons."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    # -- branches

    def set_branch_places(self, place_of: BranchPlaceOf) -> None:
        """Take a function that says where the message in a row stands among its branches."""
        self._place_of = place_of
        self.forget_places()

    def forget_places(self) -> None:
        """Ask for the places again: rows came or went, and branches may be different."""
        self._known_places.clear()

    def branches_in_words(self, offer: EntryOffer) -> str:
        """Return the places of an entry among its branches, for its header."""
        words = [f"{at}/{count}" for at, count in (offer.prompt, offer.answer) if count > 1]
        if offer.prompt[1] > 1 and offer.is_answer:
            words[0] = self.tr("prompt {0}").format(words[0])
            if len(words) > 1:
                words[1] = self.tr("answer {0}").format(words[1])
        return in_a_row(words)

    def _place(self, row: int) -> BranchPlace:
        if self._place_of is None:
            return (1, 1)
        if row not in self._known_places:
            self._known_places[row] = self._place_of(row)
        return self._known_places[row]

    # -- an entry

    def offer_of(self, entry: Entry, *, is_last: bool, is_busy: bool) -> EntryOffer:
        """Return the actions that are possible for an entry."""
        has_prompt = entry.messages[0].role is Role.USER
        return EntryOffer(
            is_answer=entry.has_answer,
            is_last=is_last,
            is_busy=is_busy,
            can_edit=has_prompt,
            prompt=self._place(entry.first_row) if has_prompt else (1, 1),
            answer=self._place(entry.last_row) if entry.has_answer else (1, 1),
        )

    def width_for(self, offer: EntryOffer) -> int:
        """Return the width that an entry keeps for its buttons, pixels."""
        return self._width_at(offer, zoom_of(self))

    def _width_at(self, offer: EntryOffer, zoom: int) -> int:
        widths = [
            part.full_width(zoom) if isinstance(part, _BranchSwitch) else zoomed(TARGET, zoom)
            for part in self._shown(offer)
        ]
        return sum(widths) + SPACE_1 * max(0, len(widths) - 1)

    def _fit(self, offer: EntryOffer, room: int) -> None:
        """Take as much of the zoom as all buttons have room for, in pixels, beside each other."""
        limit_own_zoom(self, zoom_within(room, partial(self._width_at, offer)))

    def show_for(self, entry: Entry, offer: EntryOffer, top_right: QPoint) -> None:
        """Put the buttons on an entry, and show those that it offers.

        Args:
            entry: what they act on.
            offer: what can be done with it.
            top_right: of the place with the full zoom's height, in the parent's pixels; the row
                has less of the zoom where it would begin left of 0.
        """
        self.entry = entry
        for part in self._of_prompt:
            part.row = entry.first_row
        for part in self._of_answer:
            part.row = entry.last_row
        reason = answer_is_written() if offer.is_busy else ""
        self._prompt.show_place(offer.prompt)
        self._answer.show_place(offer.answer)
        self._edit.explain(self.tr("Edit this prompt and ask again"), reason)
        self._compare.explain(self.tr("Compare this answer with…"))
        self._has_branches, self._is_busy = offer.answer[1] > 1, offer.is_busy
        self._about.explain(self.tr("About this answer: settings, seed and model"))
        self._copy.explain(self.tr("Copy"))
        self._regenerate.explain(self.tr("Answer again, with other dice"), reason)
        self._continue.explain(self.tr("Continue this answer"), reason)
        shown = self._shown(offer)
        for part in self._parts:
            part.setVisible(part in shown)
        self._fit(offer, top_right.x())
        self.setFixedSize(self.width_for(offer), zoomed(TARGET, zoom_of(self)))
        lower = (zoomed(TARGET, zoom_of(None)) - self.height()) // 2
        self.move(top_right.x() - self.width(), top_right.y() + lower)
        self.show()

    @Slot(int)
    def _on_compare_clicked(self, row: int) -> None:
        """Show the menu below its button."""
        self.compare_menu.offer(row, has_branches=self._has_branches, is_busy=self._is_busy)
        self.compare_menu.popup(self._compare.mapToGlobal(self._compare.rect().bottomLeft()))

    def leave(self) -> None:
        """Hide the buttons."""
        self.entry = None
        self.hide()

    def _shown(self, offer: EntryOffer) -> list[_BranchSwitch | _ActionButton]:
        conditions = (
            (self._prompt, offer.prompt[1] > 1),
            (self._edit, offer.can_edit),
            (self._answer, offer.answer[1] > 1),
            (self._compare, offer.is_answer),
            (self._continue, offer.is_answer and offer.is_last),
            (self._regenerate, offer.is_answer),
            (self._about, offer.is_answer),
            (self._copy, True),
        )
        return [part for part, is_offered in conditions if is_offered]

"""What can be done with one entry of the transcript, told by row.

Owns the row of buttons, what it offers for an entry, and where messages stand among their branches.
Which entry is acted on is asked of the transcript.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from gptdesk.app.theme import Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.transcript.actions import BranchPlace, EntryOffer, MessageActions
from gptdesk.chat.messages import Role

BranchPlaceOf = Callable[[int], BranchPlace]  # of the message in a row


class EntryButtons(QObject):
    """The buttons of the entry that is acted on.

    Signals:
        copy_requested, regenerate_requested, edit_requested, compare_requested,
            about_requested(int): the row meant.
        continue_requested: go on with the last answer.
        branch_step_requested(int, int): show the branch before (-1) or after (1) that of a row.
        focus_changed: the keyboard came to a button or left it.
    """

    copy_requested = Signal(int)
    regenerate_requested = Signal(int)
    edit_requested = Signal(int)
    compare_requested = Signal(int)
    about_requested = Signal(int)
    continue_requested = Signal()
    branch_step_requested = Signal(int, int)
    focus_changed = Signal()

    def __init__(self, viewport: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._place_of: BranchPlaceOf | None = None
        self._known_places: dict[int, BranchPlace] = {}
        self._actions = MessageActions(viewport)
        self._actions.copy_clicked.connect(self._on_copy_clicked)
        self._actions.regenerate_clicked.connect(self._on_regenerate_clicked)
        self._actions.edit_clicked.connect(self._on_edit_clicked)
        self._actions.compare_clicked.connect(self._on_compare_clicked)
        self._actions.about_clicked.connect(self._on_about_clicked)
        self._actions.continue_clicked.connect(self.continue_requested)
        self._actions.prompt_stepped.connect(self._on_prompt_stepped)
        self._actions.answer_stepped.connect(self._on_answer_stepped)
        self._actions.focus_changed.connect(self.focus_changed)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is on one of the buttons."""
        return self._actions.has_focus

    @property
    def entry(self) -> Entry | None:
        """The entry that the buttons stand on; None while they are hidden."""
        return self._entry

    def apply_theme(self, theme: Theme) -> None:
        """Take icons and font from `theme`."""
        self._actions.apply_theme(theme)

    def set_branch_places(self, place_of: BranchPlaceOf) -> None:
        """Take a function that says where the message in a row stands among its branches."""
        self._place_of = place_of
        self.forget_places()

    def forget_places(self) -> None:
        """Rows came or went: there may be other branches."""
        self._known_places.clear()

    def offer_of(self, entry: Entry, *, is_last: bool, is_busy: bool) -> EntryOffer:
        """Return what can be done with an entry."""
        has_prompt = entry.messages[0].role is Role.USER
        return EntryOffer(
            is_answer=entry.has_answer,
            is_last=is_last,
            is_busy=is_busy,
            can_edit=has_prompt,
            prompt=self._place(entry.first_row) if has_prompt else (1, 1),
            answer=self._place(entry.last_row) if entry.has_answer else (1, 1),
        )

    def branches_in_words(self, offer: EntryOffer) -> str:
        """Return where an entry stands among its branches, for its header."""
        words = [f"{at}/{count}" for at, count in (offer.prompt, offer.answer) if count > 1]
        if offer.prompt[1] > 1 and offer.is_answer:
            words[0] = self.tr("prompt {0}").format(words[0])
            if len(words) > 1:
                words[1] = self.tr("answer {0}").format(words[1])
        return ", ".join(words)

    def width_for(self, offer: EntryOffer) -> int:
        """Return the width that an entry keeps for its buttons."""
        return self._actions.width_for(offer)

    def show_for(self, entry: Entry, offer: EntryOffer, top_right: QPoint) -> None:
        """Put the buttons on an entry."""
        self._entry = entry
        self._actions.offer(offer)
        self._actions.move(top_right.x() - self._actions.width(), top_right.y())
        self._actions.show()

    def hide(self) -> None:
        """Take the buttons away."""
        self._entry = None
        self._actions.hide()

    def _place(self, row: int) -> BranchPlace:
        if self._place_of is None:
            return (1, 1)
        if row not in self._known_places:
            self._known_places[row] = self._place_of(row)
        return self._known_places[row]

    @Slot()
    def _on_copy_clicked(self) -> None:
        if self._entry is not None:
            self.copy_requested.emit(self._entry.last_row)

    @Slot()
    def _on_regenerate_clicked(self) -> None:
        if self._entry is not None:
            self.regenerate_requested.emit(self._entry.last_row)

    @Slot()
    def _on_edit_clicked(self) -> None:
        if self._entry is not None:
            self.edit_requested.emit(self._entry.first_row)

    @Slot()
    def _on_compare_clicked(self) -> None:
        if self._entry is not None:
            self.compare_requested.emit(self._entry.last_row)

    @Slot()
    def _on_about_clicked(self) -> None:
        if self._entry is not None:
            self.about_requested.emit(self._entry.last_row)

    @Slot(int)
    def _on_prompt_stepped(self, step: int) -> None:
        if self._entry is not None:
            self.branch_step_requested.emit(self._entry.first_row, step)

    @Slot(int)
    def _on_answer_stepped(self, step: int) -> None:
        if self._entry is not None:
            self.branch_step_requested.emit(self._entry.last_row, step)

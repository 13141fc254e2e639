"""The network with heads off and tokens hidden, and an answer that is written like that.

Owns what is changed, what came of it at the place that is looked at, and the branch that is made
with it; the trials of single heads and tokens are its part `trying`. Formats nothing.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum, auto
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.inside.looking import OLD_FOR_MS, InsideViewModel
from gptdesk.app.viewmodels.inside.trying import Part, Trying
from gptdesk.app.viewmodels.inspector.talk import Question, TalkViewModel
from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.engine.inside.values import (
    Effect,
    EffectRequest,
    GreedyDifference,
    GreedyDifferenceRequest,
    TextPlace,
)


class AgainObstacle(StrEnum):
    """Why no answer can be written with the changes of now."""

    NONE = auto()
    NO_HEADS = auto()  # nothing is changed
    ONLY_TOKENS = auto()  # an answer reads its whole text
    MEAN = auto()  # a mean is known of a whole text only
    BUSY = auto()
    NO_ANSWER = auto()  # the text is no answer of the chat
    OTHER_CHAT = auto()  # the text is pinned, and another chat is open


class NetworkWhatIfViewModel(QObject):
    """Changes in the network, and their effect.

    Attributes:
        trying: each head and each token, alone.

    Signals:
        changed: the effect, the difference, or whether an answer can be written, is another one.
        effect_ready: the effect of changes that were made just now is known, or all is put back.
        compare_requested(int): of the message in a row and its branches.
    """

    changed = Signal()
    effect_ready = Signal()
    compare_requested = Signal(int)

    def __init__(
        self,
        inside: InsideViewModel,
        chat: ChatViewModel,
        talk: TalkViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._chat = chat
        self._talk = talk
        self.trying = Trying(inside, self)
        self._uses_mean = False
        self._effect: Effect | None = None
        self._effect_at: TextPlace | None = None
        self._told = NO_CHANGES  # the changes whose effect was told last
        self._difference: GreedyDifference | None = None
        self._difference_at: TextPlace | None = None
        self._branch_id = ""  # the answer that was written with heads off
        self._asking = single_shot(self, then=self._ask)  # several changes at once are one question
        self._stale = single_shot(self, OLD_FOR_MS, self._drop_stale)
        inside.place_changed.connect(self._on_place_changed)
        inside.view_changed.connect(self._on_view_changed)
        chat.busy_changed.connect(self.changed)
        chat.shown.changed.connect(self.changed)

    # -- what is known

    @property
    def effect(self) -> Effect | None:
        """What the changes do at the place; None without any, and until it is known.

        For a moment after a change it is that of before.
        """
        return self._effect if self._inside.changes else None

    @property
    def is_effect_of_now(self) -> bool:
        """Whether `effect` is of the changes and the place of now."""
        return self.effect is not None and self._effect_at == self._inside.at

    @property
    def target_id(self) -> int | None:
        """The token that is asked about: that of the whole network where the text ends."""
        at = self._inside.at
        if at is not None and at.next_id is not None:
            return at.next_id
        if self._inside.changes:
            return None if self._effect is None else self._effect.target_id  # of both
        return self._inside.target_id

    @property
    def difference(self) -> GreedyDifference | None:
        """Where the most probable token is first another one; None where that was not asked."""
        return self._difference if self._difference_at == self._inside.at else None

    @property
    def is_finding(self) -> bool:
        """Whether that is on its way."""
        return self._difference_at == self._inside.at and self._difference is None

    @property
    def uses_mean(self) -> bool:
        """Whether a head that is off writes its mean over the text instead of nothing."""
        return self._uses_mean

    def change_of(self, block: int, head: int) -> HeadChange | None:
        """Return what is changed in a head; None if nothing is."""
        heads = self._inside.changes.in_block(block)
        return next((change for change in heads if change.head == head), None)

    @property
    def again_obstacle(self) -> AgainObstacle:
        """Why the answer cannot be written again like this."""
        changes = self._inside.changes
        if not changes:
            return AgainObstacle.NO_HEADS
        if not changes.heads:
            return AgainObstacle.ONLY_TOKENS
        if any(change.uses_mean for change in changes.heads):
            return AgainObstacle.MEAN
        if self._inside.message is None:
            return AgainObstacle.NO_ANSWER
        if not self._inside.is_of_open_chat:
            return AgainObstacle.OTHER_CHAT
        return AgainObstacle.BUSY if self._chat.is_busy else AgainObstacle.NONE

    @property
    def can_compare(self) -> bool:
        """Whether an answer that was written with heads off is on the screen, and ended."""
        return not self._chat.is_busy and self._branch_row() is not None

    # -- what the user does

    def look(self) -> None:
        """Ask for the effect if it is not known: the window may have been closed meanwhile."""
        if self._effect_at != self._inside.at:
            self._asking.start()

    def toggle(self, part: Part) -> None:
        """Switch a head off or hide a token; or put it back."""
        if isinstance(part, int):
            self.set_hidden(part, is_hidden=part not in self._inside.changes.hidden)
        else:
            self.set_factor(*part, 0.0 if self.change_of(*part) is None else 1.0)

    def set_factor(self, block: int, head: int, factor: float) -> None:
        """Multiply what a head writes; 0 switches it off, 1 puts it back."""
        changed = HeadChange(block, head, factor, uses_mean=self._uses_mean and factor == 0)
        others = (c for c in self._inside.changes.heads if (c.block, c.head) != (block, head))
        self._set_heads(*others, changed)

    @Slot(bool)
    def set_uses_mean(self, uses_mean: bool) -> None:
        """Let the heads that are off write their mean over the text, or nothing."""
        self._uses_mean = uses_mean
        heads = self._inside.changes.heads
        self._set_heads(*(replace(c, uses_mean=uses_mean) if c.factor == 0 else c for c in heads))
        self.changed.emit()

    @Slot()
    def switch_all_off(self) -> None:
        """Switch every head off."""
        blocks, heads = range(1, self._inside.n_layers + 1), range(1, self._inside.n_heads + 1)
        self._set_heads(
            *(HeadChange(b, h, uses_mean=self._uses_mean) for b in blocks for h in heads)
        )

    def set_hidden(self, place: int, *, is_hidden: bool) -> None:
        """Hide a place from all later ones, or not."""
        now = self._inside.changes
        hidden = (*(one for one in now.hidden if one != place), *([place] if is_hidden else []))
        self._inside.set_changes(Changes(now.heads, hidden))

    @Slot()
    def put_back(self) -> None:
        """Change nothing any more."""
        self._inside.set_changes(NO_CHANGES)

    @Slot()
    def find_difference(self) -> None:
        """Ask at which place the most probable token is first another one."""
        at = self._inside.at
        if at is not None:
            self._difference, self._difference_at = None, at
            self._inside.ask(GreedyDifferenceRequest(at), self._on_difference)
            self.changed.emit()

    @Slot()
    def answer_again(self) -> None:
        """Write the answer again with the heads off, with the same dice, as a branch."""
        message, heads = self._inside.message, self._inside.changes.heads
        if message is not None:
            make = partial(self._answer_with, message.id, heads)
            self._talk.ask_before(Question.ANOTHER, f"{message.id} {heads}", make)

    def _answer_with(self, message_id: str, heads: tuple[HeadChange, ...]) -> None:
        if self._chat.answer_again(message_id, heads):
            self._branch_id = self._chat.messages.messages[-1].id
            self.changed.emit()

    @Slot()
    def compare(self) -> None:
        """Ask for the comparison of that answer with the one before it."""
        row = self._branch_row()
        if row is not None:
            self.compare_requested.emit(row)

    def _set_heads(self, *heads: HeadChange) -> None:
        self._inside.set_changes(Changes(heads, self._inside.changes.hidden))

    def _branch_row(self) -> int | None:
        rows = enumerate(self._chat.messages.messages)
        return next((row for row, message in rows if message.id == self._branch_id), None)

    # -- what happens

    @Slot()
    def _on_place_changed(self) -> None:
        off = [change for change in self._inside.changes.heads if change.factor == 0]
        if off:  # they may have come from elsewhere
            self._uses_mean = all(change.uses_mean for change in off)
        self._stale.start()
        self._asking.start()
        self.changed.emit()

    @Slot()
    def _on_view_changed(self) -> None:
        """Where nothing is changed there is nothing to measure: the prediction is the place's."""
        if not self._inside.changes and self._inside.view is not None and self._told:
            self._told = NO_CHANGES
            self._effect = None
            self.effect_ready.emit()
        self.changed.emit()

    @Slot()
    def _ask(self) -> None:
        at = self._inside.at
        if at is not None and at.changes:
            self._inside.ask(EffectRequest(at), self._on_effect)

    def _on_effect(self, effect: Effect) -> None:
        self._effect, self._effect_at = effect, self._inside.at
        self._stale.stop()
        self.changed.emit()
        if self._told != self._inside.changes:
            self._told = self._inside.changes
            self.effect_ready.emit()

    @Slot()
    def _drop_stale(self) -> None:
        if self._effect_at != self._inside.at:
            self._effect = None
            self.changed.emit()

    def _on_difference(self, difference: GreedyDifference) -> None:
        self._difference = difference
        self.changed.emit()

"""One bar under every page while something is changed in the network, and what came of it.

Owns the ticks that put single changes back, the line of figures, the buttons, and telling a screen
reader once what a change did.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import listed
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, set_font, zoom_of
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import AgainObstacle, NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inside.trying import Part
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.what_if.effect_words import effect_in_words, spoken_effect
from gptdesk.app.views.inside.words import change_names
from gptdesk.app.views.tokens.words import spoken_percent

_MOST_TICKS = 6
_TICKS_SHARE = 0.4  # of the bar's width, at most


class OffBar(QFrame):
    """What is changed.

    Attributes:
        word: off, or changed.
        ticks: one for each of the first changes, with a cross; cleared, it is put back.
        figures: the line of figures.
        again, compare, put_back: buttons.
        said: what a screen reader was told last.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        what_if: NetworkWhatIfViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._what_if = what_if
        self._talk = talk
        self._parts: tuple[Part, ...] = ()
        self.said = ""
        self.setProperty("kind", "notice_bar")
        self.setAccessibleName(self.tr("Changes in the network"))
        self.ticks = tuple(QCheckBox(self) for _ in range(_MOST_TICKS))
        for index, tick in enumerate(self.ticks):
            tick.setProperty("kind", "off")  # a cross, as in the grids of heads
            tick.clicked.connect(partial(self._on_unticked, index))
        self.word = QLabel(self)
        self._more = QLabel(self)
        self._more.setProperty("kind", "muted")
        self.figures = QLabel(self)
        self.figures.setWordWrap(True)
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again = QPushButton(self.tr("&Answer again like this"), self)
        self.again.clicked.connect(what_if.answer_again)
        self.compare = QPushButton(self.tr("&Compare"), self)
        self.compare.setToolTip(
            self.tr(
                "The answer that was written with these heads changed, beside the one before it."
            )
        )
        self.compare.clicked.connect(what_if.compare)
        self.put_back = QPushButton(self.tr("P&ut all back"), self)
        self.put_back.setProperty("kind", "quiet")
        self.put_back.setToolTip(
            self.tr("Every head is on again and every token is read: the network as stored.")
        )
        self.put_back.clicked.connect(what_if.put_back)
        self._lay_out()
        what_if.changed.connect(self._show)
        what_if.effect_ready.connect(self._on_effect_ready)
        talk.changed.connect(self._show)
        self._restyle()
        self._show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_2, SPACE_1, SPACE_2, SPACE_1)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.word)
        for tick in self.ticks:
            layout.addWidget(tick)
        layout.addWidget(self._more)
        layout.addWidget(self.figures, 1)
        for button in (self.again, self.compare, self.put_back):
            layout.addWidget(button)

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def _restyle(self) -> None:
        font = current_theme().font("ui", zoom_of(self))
        for part in (self.word, *self.ticks, self._more, self.figures):
            set_font(part, font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many ticks as there is room for."""
        super().resizeEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        changes, what_if = self._inside.changes, self._what_if
        heads = tuple((change.block, change.head) for change in changes.heads)
        self._parts = (*heads, *changes.hidden)
        names = tuple(change_names(changes))
        are_off = not changes.hidden and all(change.is_off for change in changes.heads)
        self.word.setText(self.tr("Off:") if are_off else self.tr("Changed:"))
        if not are_off:
            off = {change.name for change in changes.heads if change.is_off}
            names = tuple(self.tr("{0} off").format(n) if n in off else n for n in names)
        shown, room = 0, self.width() * _TICKS_SHARE
        for tick, name in zip(self.ticks, names, strict=False):
            full = self.tr("{0} off").format(name) if are_off else name
            tick.setText(name)
            tick.setChecked(True)
            tick.setToolTip(self.tr("{0}: clear it to put it back").format(full))
            tick.setAccessibleName(full)
            room -= tick.sizeHint().width() + SPACE_2
            shown += room >= 0
        for index, tick in enumerate(self.ticks):
            tick.setVisible(index < max(shown, 1) and index < len(names))
        shown = max(shown, 1)
        self._more.setVisible(len(names) > shown)
        self._more.setText(self.tr("and {0} more").format(len(names) - shown))
        self._more.setToolTip(listed(names))
        self.figures.setText(self._figures())
        obstacle = what_if.again_obstacle
        words = self._why(obstacle)
        show_obstacle(self.again, "" if obstacle is AgainObstacle.NONE else words, words)
        self.compare.setVisible(what_if.can_compare)
        is_changed = bool(changes) and not self._inside.problem
        is_shown = is_changed or what_if.can_compare
        self.setVisible(is_shown)

    def _figures(self) -> str:
        if self._talk.is_covered_ahead:
            return self.tr("The effect is covered until it was guessed.")
        effect = self._what_if.effect
        if effect is None:
            return self.tr("computing …") if self._inside.changes else self.tr("nothing")
        return effect_in_words(effect, self._inside.text_of(effect.after.top[0].token_id))

    def _why(self, obstacle: AgainObstacle) -> str:
        """Return what the button does, or why it cannot."""
        if obstacle is AgainObstacle.NO_HEADS:
            return self.tr("Switch a head off first.")
        if obstacle is AgainObstacle.ONLY_TOKENS:
            return self.tr("Only tokens are hidden: an answer is written with heads off.")
        if obstacle is AgainObstacle.MEAN:
            return self.tr(
                "A head writes its mean, which is known of a whole text only: an answer is written"
                " with heads off, up or down."
            )
        if obstacle is AgainObstacle.NO_ANSWER:
            return self.tr("There is no answer that could be written again.")
        if obstacle is AgainObstacle.OTHER_CHAT:
            return self.tr("This text is of another chat: open that one to answer again.")
        if obstacle is AgainObstacle.BUSY:
            return self.tr("An answer is being written.")
        words = self.tr("Writes the answer again, with the same dice, as a branch beside it.")
        if self._inside.changes.hidden:
            return self.tr("{0} Heads stay off, hidden tokens are read again.").format(words)
        return words

    def _on_unticked(self, index: int) -> None:
        if index < len(self._parts):
            self._what_if.toggle(self._parts[index])

    @Slot()
    def _on_effect_ready(self) -> None:
        if self._talk.is_covered_ahead:
            return
        effect, view = self._what_if.effect, self._inside.view
        if effect is not None:
            target = self._inside.text_of(effect.target_id)
            self.said = spoken_effect(self._inside.changes, effect, target)
        elif view is not None:
            self.said = self.tr("all put back; {0} {1}").format(
                self._inside.text_of(view.target_id), spoken_percent(view.outcome.p)
            )
        announce(self.window(), self.said)

"""The token that the mouse or the keyboard is on, and its card.

Owns hovering, marking, walking with the keyboard, and showing and hiding the card. The surface
knows the positions of tokens and fills the card. Must not know messages or colours.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.settings.appearance import CardWhen
from gptdesk.app.views.page.tokens import PageTokens
from gptdesk.app.views.tokens.card import LEAVE, TokenCard
from gptdesk.app.views.widgets.handled_key import HandledKey

HOVER_MS = 300  # the mouse rests on a token before its card comes
_HELD_MS = 80  # between two looks at the key that is held
_LEAVE_MS = 250  # for the way from a token to its card
_CONTROL = Qt.KeyboardModifier.ControlModifier
BESIDE = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "From token to token"), ("Left", "Right"))
LINES = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "A line up, a line down"), ("Up", "Down"))
LINE_ENDS = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Ends of the line"), ("Home", "End"))
MESSAGE_ENDS = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Ends of the message"), ("Ctrl+Home", "Ctrl+End")
)
OPEN_CARD = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "What else could have come here"), ("Return",)
)


class TokenSurface(Protocol):
    """Positions of tokens, and the text of a card."""

    @property
    def places(self) -> PageTokens | None:
        """The tokens of the page; None until they are known."""
        ...

    def at(self, point: QPoint) -> TokenRef | None:
        """Return the token under a point of the viewport."""
        ...

    def box(self, ref: TokenRef) -> QRect | None:
        """Return the box of a token in the viewport; None when it cannot be seen."""
        ...

    def scroll_to(self, ref: TokenRef) -> None:
        """Scroll until a token can be seen."""
        ...

    def fill_card(self, card: TokenCard, ref: TokenRef, *, is_whole: bool) -> bool:
        """Write a token's figures into the card; return whether there is such a token."""
        ...

    def place_card(self, card: TokenCard, box: QRect) -> None:
        """Put the card beside a box of the viewport."""
        ...

    def take_keyboard(self) -> None:
        """Take the keyboard back from the card."""
        ...


class MarkedToken(QObject):
    """The hovered and the marked token, and the card.

    A mark made by a resting mouse goes away with the mouse; a mark made by a click or the keyboard
    stays.

    Signals:
        token_marked(object): the user marks another token, its `TokenRef`; None: no token.
        repaint_requested(object): a token looks different now, its `TokenRef`.
        inside_requested: the user wants to see how the network came to the marked token.
    """

    token_marked = Signal(object)
    repaint_requested = Signal(object)
    inside_requested = Signal()

    def __init__(self, surface: TokenSurface, card: TokenCard, parent: QObject) -> None:
        super().__init__(parent)
        self._surface = surface
        self.card = card
        self.hovered: TokenRef | None = None
        self.ref: TokenRef | None = None
        self.last: TokenRef | None = None  # that was marked; a walk goes on there
        self.is_walking = False
        self._is_resting = False  # the mark goes with the mouse
        self._shown: TokenRef | None = None  # in the card
        self._box = QRect()  # of that token
        self._x: float | None = None  # kept while walking up and down
        self._when = CardWhen.REST
        self._is_whole = False  # the card was asked for, with all that it can say
        self._hover_timer = single_shot(self, HOVER_MS, self._on_rested)
        self._held_timer = single_shot(self, _HELD_MS, self._look_at_key)
        self._leave_timer = single_shot(self, _LEAVE_MS, self._on_left)
        card.entered.connect(self._leave_timer.stop)
        card.exited.connect(self._on_card_exited)
        card.left.connect(self._on_card_left)
        card.inside_requested.connect(self._on_inside_requested)

    @property
    def shown(self) -> TokenRef | None:
        """The token whose card can be seen."""
        return None if self.card.isHidden() else self._shown

    # -- from outside

    @Slot(object)
    def set_ref(self, ref: TokenRef | None) -> None:
        """Mark a token that was marked elsewhere, and scroll to it, without a signal."""
        if ref == self.ref:
            return
        self._put(ref)
        self._is_resting = False
        self.hide_card()
        if ref is None:
            self.is_walking = False
        else:
            self._surface.scroll_to(ref)

    @Slot(object)
    def set_when(self, when: CardWhen) -> None:
        """Let the card come by itself, while Ctrl is held, or not."""
        self._when = when
        if when is not CardWhen.REST and not self.card.has_keyboard:
            self.hide_card()

    def forget(self) -> None:
        """Mark and hover nothing: other messages are shown."""
        self._hover_timer.stop()
        self.hovered = self.ref = None
        self.is_walking = self._is_resting = False
        self.hide_card()

    def follow_token(self) -> None:
        """Move the card with its token, or hide it: the layout may have changed.

        A mark that goes with the mouse goes when its token is out of sight, too.
        """
        ref = self.ref if self._is_resting and not self.card.has_keyboard else None
        if ref is not None and self._surface.box(ref) is None:
            self.hovered = None
            self.hide_card()
            self._mark(None)
        if self.card.isHidden() or self._shown is None:
            return
        box = self._surface.box(self._shown)
        if box is None:
            self.hide_card()
        elif box != self._box:
            self._stand_beside(box)

    def refresh(self) -> None:
        """Fill the card again: its token may have figures now."""
        if not self.card.isHidden() and self._shown is not None and not self.card.has_keyboard:
            self._show_card(self._shown, is_whole=self._is_whole)

    # -- the mouse

    def hover(self, point: QPoint | None) -> None:
        """Take the position of the mouse in the viewport; None: it is elsewhere."""
        ref = None if point is None else self._surface.at(point)
        if ref == self.hovered:
            return
        before, self.hovered = self.hovered, ref
        for changed in (before, ref):
            if changed is not None:
                self.repaint_requested.emit(changed)
        if ref is None or self.card.has_keyboard:
            self._hover_timer.stop()
            if ref is None and not self.card.isHidden():
                self._leave_timer.start()
        else:
            self._leave_timer.stop()
            self._hover_timer.start()
            if self._when is CardWhen.HELD:
                self._held_timer.start()

    def click(self, point: QPoint) -> None:
        """Mark the token at a clicked point, or unmark the marked one."""
        self.hover(point)
        self._hover_timer.stop()
        ref = self.hovered
        if ref is None or (ref == self.ref and not self._is_resting):
            self.leave()
            return
        self.is_walking = False
        self._mark(ref)
        self._show_if_wanted(ref)

    @Slot()
    def _on_rested(self) -> None:
        ref = self.hovered
        if ref is None or self.card.has_keyboard:
            return
        if self.ref is None or self._is_resting:
            self._mark(ref, is_resting=True)
        self._show_if_wanted(ref)

    @Slot()
    def _look_at_key(self) -> None:
        """Show the card of the token under the mouse while Ctrl is held, and only so long."""
        if self._when is not CardWhen.HELD or self.card.has_keyboard:
            return
        if not _is_key_held() and not self._is_whole:
            self.hide_card()
        elif _is_key_held() and self.hovered is not None and self.hovered != self.shown:
            self._show_card(self.hovered)
        if self.hovered is not None or not self.card.isHidden():
            self._held_timer.start()

    @Slot()
    def _on_left(self) -> None:
        if self.card.has_keyboard or self.card.underMouse():
            return
        if self._is_resting:
            self._mark(None)
        if self.ref is None or self._shown != self.ref or not self.is_walking:
            self.hide_card()

    @Slot()
    def _on_card_exited(self) -> None:
        if not self.card.has_keyboard:
            self._leave_timer.start()

    # -- the keyboard

    def enter(self, ref: TokenRef) -> None:
        """Begin to walk through an entry, at a token."""
        self.is_walking = True
        self._step_to(ref)

    def go_on_at(self, ref: TokenRef) -> None:
        """Let a walk go on at a token: at once, where there is one already."""
        if self.is_walking:
            self._step_to(ref)
        else:
            self.last = ref

    def open_card(self) -> None:
        """Put the keyboard on the alternatives of the marked token."""
        if self.ref is not None:
            self._show_card(self.ref, is_whole=True)
            self.card.take_keyboard()

    def blur(self) -> None:
        """Hide the card, unless the keyboard went into it."""
        if not self.card.has_keyboard:
            self.hide_card()

    def leave(self) -> None:
        """Mark nothing."""
        self.is_walking = False
        self.hide_card()
        self._mark(None)

    def press(self, event: QKeyEvent) -> bool:
        """Walk; return whether the key was used."""
        places = self._surface.places
        if self.ref is not None and LEAVE.matches(event):
            self.leave()
            return True
        if not self.is_walking or self.ref is None or places is None:
            return False
        if OPEN_CARD.matches(event) or event.key() == Qt.Key.Key_F2:
            self.open_card()
            return True
        return self._walk(places, self.ref, event)

    def _walk(self, places: PageTokens, ref: TokenRef, event: QKeyEvent) -> bool:
        has_control = bool(event.modifiers() & _CONTROL)
        if (way := LINES.place(event)) >= 0 and not has_control:  # else from message to message
            boxes = places.boxes(ref)
            if self._x is None and boxes:
                self._x = boxes[0].center().x()
            x = self._x or 0.0
            self._step_to(places.line_away(ref, (-1, 1)[way], x))
            self._x = x
        elif (way := BESIDE.place(event)) >= 0:
            self._step_to(places.beside(ref, (-1, 1)[way]))
        elif (way := MESSAGE_ENDS.place(event)) >= 0:
            self._step_to(places.end_of_entry(ref, is_last=way == 1))
        elif (way := LINE_ENDS.place(event)) >= 0:
            self._step_to(places.end_of_line(ref, is_last=way == 1))
        else:
            return False
        return True

    def _step_to(self, ref: TokenRef | None) -> None:
        self._x = None
        if ref is not None:
            self._surface.scroll_to(ref)
            self._mark(ref)
            self._show_if_wanted(ref)

    @Slot()
    def _on_card_left(self) -> None:
        """Esc in the card: back to the text."""
        ref = self._shown
        self.hide_card()
        if ref is not None:
            self.is_walking = True
            self._mark(ref)

    @Slot()
    def _on_inside_requested(self) -> None:
        """Keep the mark, also one that a resting mouse made."""
        ref = self._shown
        self.hide_card()
        if ref is not None:
            self._mark(ref)
            self.inside_requested.emit()

    # -- the mark and the card

    def hide_card(self) -> None:
        """Take the card away."""
        self._leave_timer.stop()
        if self.card.has_keyboard:
            self._surface.take_keyboard()
        self._shown = None
        self._is_whole = False
        self.card.hide()

    def _mark(self, ref: TokenRef | None, *, is_resting: bool = False) -> None:
        self._is_resting = is_resting
        if ref != self.ref:
            self._put(ref)
            self.token_marked.emit(ref)

    def _put(self, ref: TokenRef | None) -> None:
        before, self.ref = self.ref, ref
        self.last = ref or self.last
        for changed in (before, ref):
            if changed is not None:
                self.repaint_requested.emit(changed)

    def _show_if_wanted(self, ref: TokenRef) -> None:
        """Show the card where it may come by itself; else take the last one away."""
        if self._when is CardWhen.REST or (self._when is CardWhen.HELD and _is_key_held()):
            self._show_card(ref)
        else:
            self.hide_card()

    def _show_card(self, ref: TokenRef, *, is_whole: bool = False) -> None:
        box = self._surface.box(ref)
        if box is None or not self._surface.fill_card(self.card, ref, is_whole=is_whole):
            self.hide_card()
            return
        self._shown, self._is_whole = ref, is_whole
        self._stand_beside(box)

    def _stand_beside(self, box: QRect) -> None:
        self._box = box
        self._surface.place_card(self.card, box)


def _is_key_held() -> bool:
    """Tell whether Ctrl is down, whatever part of the window has the keyboard."""
    return bool(QGuiApplication.queryKeyboardModifiers() & _CONTROL)

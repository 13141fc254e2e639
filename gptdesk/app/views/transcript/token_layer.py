"""The tokens of the conversation on the screen: coloured, marked, and looked at one by one.

Owns what the canvas paints of tokens, the card, and the signals about them. Selecting text and
acting on whole messages is the transcript's business.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.theme import SPACE_2, Theme
from gptdesk.app.views.page.colours import TokenColours
from gptdesk.app.views.page.painter import TokenState
from gptdesk.app.views.page.places import TokenPlaces
from gptdesk.app.views.page.token_boxes import REACH
from gptdesk.app.views.page.tokens import TokenGroup
from gptdesk.app.views.tokens.card import TokenCard
from gptdesk.app.views.tokens.words import card_text, token_in_words
from gptdesk.app.views.transcript.accessible import make_readable, tell_focus
from gptdesk.app.views.transcript.found import TranscriptFound
from gptdesk.app.views.transcript.marked_token import TokenMarks
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

READ_CHARS = 1_000  # of a message, that are read out at once


class TranscriptLens(TranscriptFound):
    """Shows tokens on a transcript's page.

    Signals:
        token_marked(object): the user looks at a token, its `TokenRef`; None: at none any more.
        swap_requested(object, object): put other tokens, a tuple of ids, in the place of one, its
            `TokenRef`, and go on from there.
        swap_text_requested(object, str): the same with any text.
        prompt_wanted(str): id of an answer; the figures of the prompt that it saw are to be shown.
    """

    token_marked = Signal(object)
    swap_requested = Signal(object, object)
    swap_text_requested = Signal(object, str)
    prompt_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vocabulary: Vocabulary | None = None
        self._places: TokenPlaces | None = None  # once there are a page and a vocabulary
        self._measure = Measure.NONE
        self._bands = Bands()
        self._colours: TokenColours | None = None
        self._is_covered = False  # until the marked token was guessed
        self._told_prompts: set[str] = set()  # ids of answers whose prompts were asked for
        self._is_busy = False
        make_readable(TranscriptLens)
        card = TokenCard(self)
        card.swap_chosen.connect(self._on_swap_chosen)
        card.text_entered.connect(self._on_text_entered)
        self.marks = TokenMarks(self, card, self)
        self.marks.marked.connect(self._on_marked)
        self.marks.repaint_requested.connect(self._on_repaint_requested)

    # -- what others tell it

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Take the bytes of the tokens, with which they are found in the text."""
        self._vocabulary = vocabulary
        self._find_tokens()

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        super().apply_theme(theme)
        self.marks.card.apply_theme(theme)
        self._find_tokens()
        self.set_colouring(self._measure, self._bands)

    def set_colouring(self, measure: Measure, bands: Bands) -> None:
        """Colour every token by a measure; `NONE` takes the colours away."""
        self._measure, self._bands = measure, bands
        self._colours = None
        if self._theme is not None and measure is not Measure.NONE:
            self._colours = TokenColours(self._theme, measure, bands)
        self._told_prompts.clear()
        self._want_prompts()
        self.viewport().update()

    @Slot(object)
    def set_marked(self, ref: TokenRef | None) -> None:
        """Mark a token that was chosen elsewhere, and scroll to it; None unmarks."""
        self.marks.set_mark(ref)

    def set_covered(self, *, is_covered: bool) -> None:
        """Hide colour and figures of the marked token until they were guessed, or show them."""
        self._is_covered = is_covered
        self.marks.card.set_covered(is_covered=is_covered)
        if self.marks.mark is not None:
            self._on_repaint_requested(self.marks.mark)

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Say whether an answer is being written anywhere: nothing can be swapped then."""
        self._is_busy = is_busy
        self.marks.refresh()

    def _find_tokens(self) -> None:
        if self._page is not None and self._vocabulary is not None and self._places is None:
            self._places = TokenPlaces(self._page, self._vocabulary)
            self._want_prompts()
            self.viewport().update()

    # -- the ground of the marks

    @property
    def places(self) -> TokenPlaces | None:
        """The tokens of the page; None until they are known."""
        return self._places

    def token_at(self, point: QPoint) -> TokenRef | None:
        """Return the token under a point of the viewport."""
        if self._places is None:
            return None
        left, top = self._column()[0], self.verticalScrollBar().value()
        return self._places.at(QPointF(point.x() - left, point.y() + top))

    def token_box(self, ref: TokenRef) -> QRect | None:
        """Return the box of a token in the viewport; None when it cannot be seen."""
        boxes = self._places.boxes(ref) if self._places is not None else []
        if not boxes:
            return None
        left, top = self._column()[0], self.verticalScrollBar().value()
        box = boxes[0].translated(left, -top).toAlignedRect()
        return box if 0 < box.bottom() and box.top() < self.visible_height() else None

    def show_token(self, ref: TokenRef) -> None:
        """Scroll until a token can be seen."""
        index = None if self._places is None else self._places.entry_of(ref)
        if self._page is None or self._places is None or index is None:
            return
        group = self._places.of(index).group(ref)
        if group is not None:
            self.show_text(self._page.entries[index].first_row, group.begin, group.end)

    def begin_walk(self, index: int) -> bool:
        """Mark a token of an entry: where the walk was left, else the first that is seen."""
        if self._places is None:
            return False
        top, last = self.verticalScrollBar().value(), self.marks.last
        ref = None
        if last is not None:
            is_here = self._places.entry_of(last) == index
            ref = last if is_here else self._places.same_place(index, last)
        ref = ref or self._places.first_seen(index, top, top + self.visible_height())
        if ref is not None:
            self.marks.enter(ref)
        return ref is not None

    def fill_card(self, card: TokenCard, ref: TokenRef) -> bool:
        """Write a token's figures into the card; return whether there is such a token."""
        found = self._group(ref)
        if found is None or self._vocabulary is None:
            return False
        message, group = found
        if ref.is_prompt and not message.prompt_stats:
            self.prompt_wanted.emit(message.id)
        window = self.window()
        if card.parentWidget() is not window:
            card.setParent(window)
            if self._theme is not None:
                card.apply_theme(self._theme)  # the style sheet brought older fonts back
        can_swap = not (ref.is_prompt or self._is_busy or self._is_streaming())
        card.show_text(card_text(message, group, self._vocabulary), can_swap=can_swap)
        return True

    def room_for_card(self) -> QRect:
        """Return where the card may stand: beside the text, and down to the window's edge."""
        window = self.window()
        left = self.mapTo(window, QPoint(0, 0)).x() if window is not self else 0
        room = QRect(left, 0, self.width(), window.height())
        return room.adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2)

    def to_card_parent(self, box: QRect) -> QRect:
        """Return a box of the viewport in the coordinates of the window."""
        return QRect(self.viewport().mapTo(self.window(), box.topLeft()), box.size())

    def take_keyboard(self) -> None:
        """Take the keyboard back from the card."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what a screen reader asks

    def readable_entries(self) -> int:
        """Return how many entries there are."""
        return 0 if self._page is None else len(self._page.entries)

    def readable_tokens(self, entry: int) -> int:
        """Return how many tokens of an entry are known."""
        return 0 if self._places is None else self._places.of(entry).count

    def readable_name(self, entry: int, token: int | None) -> str:
        """Return an entry's text, or a token with its figures."""
        if self._page is None:
            return ""
        if token is None:
            return self._page.entries[entry].in_words(READ_CHARS)
        ref = self._ref(entry, token)
        found = self._group(ref)
        if found is None or self._vocabulary is None:
            return ""
        is_covered = self._is_covered and ref == self.marks.mark
        return token_in_words(*found, self._vocabulary, is_covered=is_covered)

    def readable_box(self, entry: int, token: int | None) -> QRect:
        """Return where it stands in the viewport; empty when it cannot be seen."""
        if self._page is None:
            return QRect()
        if token is not None:
            return self.token_box(self._ref(entry, token)) or QRect()
        left, width = self._column()
        y = self._page.top(entry) - self.verticalScrollBar().value()
        box = QRect(left, y, width, self._page.entries[entry].height)
        return box.intersected(self.viewport().rect())

    def readable_mark(self) -> tuple[int, int] | None:
        """Return entry and place of the marked token."""
        ref = self.marks.mark
        index = None if ref is None or self._places is None else self._places.entry_of(ref)
        if ref is None or index is None or self._places is None:
            return None
        place = self._places.of(index).place(ref)
        return None if place is None else (index, place)

    def _ref(self, entry: int, token: int) -> TokenRef:
        assert self._places is not None
        return self._places.of(entry).ref(token)

    def _group(self, ref: TokenRef) -> tuple[Message, TokenGroup] | None:
        if self._places is None:
            return None
        index = self._places.entry_of(ref)
        if index is None:
            return None
        tokens = self._places.of(index)
        group = tokens.group(ref)
        part = next((part for part in tokens.parts if part.holds(ref)), None)
        return None if group is None or part is None else (part.answer, group)

    def _is_streaming(self) -> bool:
        return self._page is not None and self._page.is_streaming

    # -- what is painted

    def _token_state(self, index: int) -> TokenState | None:
        """Return how the tokens of an entry look; None where they are plain."""
        marks = self.marks
        is_plain = self._colours is None and marks.mark is None and marks.hovered is None
        if self._places is None or is_plain:
            return None
        tokens = self._places.of(index)
        return TokenState(
            tokens=tokens,
            colours=self._colours,
            hovered=tokens.span(marks.hovered),
            marked=tokens.span(marks.mark),
            is_covered=self._is_covered,
        )

    @Slot(object)
    def _on_repaint_requested(self, ref: TokenRef) -> None:
        boxes = self._places.boxes(ref) if self._places is not None else []
        left, top = self._column()[0], self.verticalScrollBar().value()
        for box in boxes:
            reach = QRectF(box).translated(left, -top).adjusted(-REACH, -REACH, REACH, REACH)
            self.viewport().update(reach.toAlignedRect())

    # -- what the canvas tells

    def _on_messages_replaced(self) -> None:
        self._told_prompts.clear()
        self.marks.forget()

    def _on_messages_removed(self) -> None:
        if self.marks.mark is None or self._group(self.marks.mark) is None:
            self.marks.forget()
        else:
            self.marks.hide_card()

    def _on_settled(self) -> None:
        self._want_prompts()
        self.marks.settle()

    def _on_message_changed(self) -> None:
        self.marks.refresh()

    def _want_prompts(self) -> None:
        """Ask, once, for the figures of the prompts that are seen and to be coloured."""
        if self._page is None or self._places is None or self._colours is None:
            return
        top = self.verticalScrollBar().value()
        for index in self._page.visible(top, top + self.visible_height()):
            for part in self._places.of(index).parts:
                answer = part.answer
                is_known = bool(answer.prompt_stats) or answer.id in self._told_prompts
                if part.is_prompt and not is_known:
                    self._told_prompts.add(answer.id)
                    self.prompt_wanted.emit(answer.id)

    def hideEvent(self, event: QHideEvent) -> None:
        """The card goes with the text."""
        super().hideEvent(event)
        self.marks.hide_card()

    def changeEvent(self, event: QEvent) -> None:
        """Another window came to the front: the card would stand over nothing."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.marks.hide_card()

    def event(self, event: QEvent) -> bool:
        """Keep Esc from stopping the answer while it leaves a token."""
        is_leaving = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and is_leaving and self.marks.mark is not None:
            event.accept()
            return True
        return super().event(event)

    # -- what the marks and the card tell

    @Slot(object)
    def _on_marked(self, ref: TokenRef | None) -> None:
        place = self.readable_mark()
        if place is not None and self.marks.is_walking:
            tell_focus(self, *place)
        self.token_marked.emit(ref)

    @Slot(int)
    def _on_swap_chosen(self, token_id: int) -> None:
        ref = self.marks.shown
        if ref is not None:
            self.marks.hide_card()
            self.swap_requested.emit(ref, (token_id,))

    @Slot(str)
    def _on_text_entered(self, text: str) -> None:
        ref = self.marks.shown
        if ref is not None:
            self.marks.hide_card()
            self.swap_text_requested.emit(ref, text)

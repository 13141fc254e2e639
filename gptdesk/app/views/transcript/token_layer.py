"""The tokens of the conversation on the screen: their colours, the marked one, and its card.

Owns the colours, the marked token, the card, and the signals about them. Must not know selected
text or the actions on whole messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import SPACE_2, Theme, current_theme
from gptdesk.app.views.page.colours import TokenColours, paint_reading
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.token_boxes import REACH, paint_outlines, paint_parting, token_boxes
from gptdesk.app.views.page.tokens import PageTokens, TokenGroup
from gptdesk.app.views.tokens.card import TokenCard
from gptdesk.app.views.tokens.words import card_text, token_in_words
from gptdesk.app.views.transcript.marked_token import MarkedToken
from gptdesk.app.views.transcript.page_scroller import PageScroller
from gptdesk.chat.messages import Message

ToldElsewhere = Callable[[TokenRef], bool]  # the window shows the chances at a token already
PartingOf = Callable[[int], int | None]  # a row: where its text left an older branch


class TokenLayer(QObject):
    """Shows tokens on the page of a scroll area.

    Attributes:
        places: the tokens of the page; None until there is a vocabulary.
        marked: the token that the user looks at, and its card.

    Signals:
        swap_requested(object, object): put other tokens, a tuple of ids, in the place of one, its
            `TokenRef`, and go on from there.
        swap_text_requested(object, str): the same with any text.
        prompt_wanted(str): id of an answer; the figures of the prompt that it saw are to be shown.
        untold_shown(bool): there is now a coloured token whose figure was not told, or none.
    """

    swap_requested = Signal(object, object)
    swap_text_requested = Signal(object, str)
    prompt_wanted = Signal(str)
    untold_shown = Signal(bool)

    def __init__(
        self, area: QAbstractScrollArea, scroller: PageScroller, model: LoadedModel
    ) -> None:
        super().__init__(area)
        self._area = area
        self._scroller = scroller
        self._model = model
        self._measure = Measure.NONE
        self._bands = Bands()
        self._colours: TokenColours | None = None
        self._has_untold = False
        self._reading: Mapping[TokenRef, float] = {}
        self._read_answers: set[str] = set()
        self._parting_of: PartingOf | None = None
        self._told_elsewhere: ToldElsewhere | None = None
        self._is_covered = False  # until the marked token was guessed
        self._is_busy = False
        self._told_prompts: set[str] = set()  # ids of answers whose prompts were asked for
        self.places: PageTokens | None = None
        card = TokenCard(area)
        card.bars.token_activated.connect(self._on_token_activated)
        card.text_entered.connect(self._on_text_entered)
        self.marked = MarkedToken(self, card, self)
        self.marked.repaint_requested.connect(self._on_repaint_requested)
        scroller.messages_replaced.connect(self._on_messages_replaced)
        scroller.messages_removed.connect(self._on_messages_removed)
        scroller.message_changed.connect(self.marked.refresh)
        scroller.settled.connect(self.refresh)
        model.names_changed.connect(self._on_names_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        self._on_names_changed()

    # -- what others tell it

    def set_colouring(self, measure: Measure, bands: Bands) -> None:
        """Colour every token by a measure; `NONE` takes the colours away."""
        self.forget_untold()
        self._measure, self._bands = measure, bands
        self.recolour()
        self._told_prompts.clear()
        self._want_prompts()
        self._area.viewport().update()

    def set_told_elsewhere(self, told_elsewhere: ToldElsewhere) -> None:
        """Take a function that says whether the chances at a token are on show beside the text."""
        self._told_elsewhere = told_elsewhere

    def set_parting_places(self, parting_of: PartingOf) -> None:
        """Take a function that says where the text of a row left that of an older branch."""
        self._parting_of = parting_of

    def set_reading(self, reading: Mapping[TokenRef, float]) -> None:
        """Tint an answer's tokens by how strongly they are read, in place of their colours."""
        self._reading = reading
        self._read_answers = {ref.answer_id for ref in reading}
        self._area.viewport().update()

    @Slot()
    def forget_untold(self) -> None:
        """Look anew for tokens whose figure was not told: the text or its colours are others."""
        if self._has_untold:
            self._has_untold = False
            self.untold_shown.emit(False)

    def recolour(self) -> None:
        """Take the colours of the theme of now."""
        self._colours = None
        if self._measure is not Measure.NONE:
            self._colours = TokenColours(current_theme(), self._measure, self._bands)

    def set_covered(self, *, is_covered: bool) -> None:
        """Hide colour and figures of the marked token until they were guessed, or show them."""
        self._is_covered = is_covered
        self.marked.card.set_covered(is_covered=is_covered)
        if self.marked.ref is not None:
            self._on_repaint_requested(self.marked.ref)

    def only_show(self) -> None:
        """Show figures, and let no token be changed."""
        self._is_busy = True
        self.marked.card.only_show()

    def set_busy(self, is_busy: bool) -> None:
        """Say whether an answer is being written anywhere: nothing can be swapped then."""
        self._is_busy = is_busy
        self.marked.refresh()

    def begin_walk(self, index: int) -> bool:
        """Mark a token of an entry: where the walk was left, else the first that is seen."""
        if self.places is None:
            return False
        top, last = self._scroller.top, self.marked.last
        ref = None
        if last is not None:
            is_here = self.places.entry_of(last) == index
            ref = last if is_here else self.places.same_place(index, last)
        ref = ref or self.places.first_seen(index, top, top + self._scroller.visible_height())
        if ref is not None:
            self.marked.enter(ref)
        return ref is not None

    # -- where tokens are in the viewport

    def at(self, point: QPoint) -> TokenRef | None:
        """Return the token under a point of the viewport."""
        if self.places is None:
            return None
        left, top = self._scroller.column[0], self._scroller.top
        return self.places.at(QPointF(point.x() - left, point.y() + top))

    def box(self, ref: TokenRef) -> QRect | None:
        """Return the box of a token in the viewport; None when it cannot be seen."""
        boxes = self._boxes(ref)
        box = boxes[0].toAlignedRect() if boxes else QRect()
        return box if 0 < box.bottom() and box.top() < self._scroller.visible_height() else None

    def scroll_to(self, ref: TokenRef) -> None:
        """Scroll until a token can be seen."""
        index = None if self.places is None else self.places.entry_of(ref)
        if self.places is None or index is None:
            return
        group = self.places.of(index).group(ref)
        if group is not None:
            row = self._scroller.page.entries[index].first_row
            self._scroller.show_text(row, group.begin, group.end)

    def _boxes(self, ref: TokenRef) -> list[QRectF]:
        left, top = self._scroller.column[0], self._scroller.top
        boxes = [] if self.places is None else self.places.boxes(ref)
        return [box.translated(left, -top) for box in boxes]

    # -- one token in words

    def place_of(self, ref: TokenRef | None) -> tuple[int, int] | None:
        """Return the entry in which a token stands, and its place there."""
        index = None if ref is None or self.places is None else self.places.entry_of(ref)
        if ref is None or index is None or self.places is None:
            return None
        place = self.places.of(index).place(ref)
        return None if place is None else (index, place)

    def in_words(self, ref: TokenRef) -> str:
        """Return a token with its figures; nothing of what is still to be guessed."""
        found = self._group(ref)
        if found is None:
            return ""
        is_covered = self._is_covered and ref == self.marked.ref
        vocabulary = self._model.vocabulary_of(found[0])
        return token_in_words(*found, vocabulary, is_covered=is_covered)

    def _group(self, ref: TokenRef) -> tuple[Message, TokenGroup] | None:
        if self.places is None:
            return None
        index = self.places.entry_of(ref)
        if index is None:
            return None
        tokens = self.places.of(index)
        group = tokens.group(ref)
        part = next((part for part in tokens.parts if part.holds(ref)), None)
        return None if group is None or part is None else (part.answer, group)

    # -- the card

    def fill_card(self, card: TokenCard, ref: TokenRef, *, is_whole: bool) -> bool:
        """Write a token's figures into the card; return whether there is such a token.

        What stands beside the text already is left out, unless the card `is_whole`.
        """
        found = self._group(ref)
        if found is None:
            return False
        message, group = found
        if ref.is_prompt and not message.prompt_stats:
            self.prompt_wanted.emit(message.id)
        window = self._area.window()
        if card.parentWidget() is not window:
            card.setParent(window)
        can_swap = not (self._is_busy or self._scroller.page.is_streaming)
        text = card_text(message, group, self._model.vocabulary_of(message))
        if self._is_parting(ref, group):
            parted = self.tr("Here this branch left the one before it.")
            text = replace(text, remarks=(*text.remarks, parted), name=f"{text.name}. {parted}")
        is_told = self._told_elsewhere is not None and self._told_elsewhere(ref)
        card.show_text(
            text,
            can_swap=can_swap,
            is_prompt=ref.is_prompt,
            is_brief=is_told and not is_whole,
        )
        return True

    def place_card(self, card: TokenCard, box: QRect) -> None:
        """Put the card beside a box of the viewport: over the text, never over what is below it."""
        area, window = self._area, self._area.window()
        corner = area.mapTo(window, QPoint(0, 0)) if window is not area else QPoint(0, 0)
        room = QRect(corner.x(), 0, area.width(), corner.y() + area.height())
        room = room.adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2)
        corner = area.viewport().mapTo(window, box.topLeft())
        card.stand_beside(QRect(corner, box.size()), room)

    def take_keyboard(self) -> None:
        """Take the keyboard back from the card."""
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Take the card away when the keyboard leaves it for another part of the window."""
        card = self.marked.card
        was_here = before is not None and card.isAncestorOf(before)
        if was_here and now is not None and now is not self._area and not card.isAncestorOf(now):
            self.marked.hide_card()

    @Slot(int)
    def _on_token_activated(self, token_id: int) -> None:
        ref = self.marked.shown
        if ref is not None:
            self.marked.hide_card()
            self.swap_requested.emit(ref, (token_id,))

    @Slot(str)
    def _on_text_entered(self, text: str) -> None:
        ref = self.marked.shown
        if ref is not None:
            self.marked.hide_card()
            self.swap_text_requested.emit(ref, text)

    # -- where a branch left an older one

    def _partings(self, entry: Entry) -> Iterator[int]:
        """Yield the places in an entry's text: those of its prompt and of its answer.

        A place inside a token is moved to its beginning; the beginning of a message is none.
        """
        if self._parting_of is None:
            return
        for row in range(entry.first_row, entry.last_row + 1):
            place = self._parting_of(row)
            if place is None:
                continue
            begin = entry.position_of(row, 0)
            tokens = None if self.places is None else self.places.of_entry(entry)
            ref = None if tokens is None else tokens.ref_at(begin + place)
            span = None if tokens is None else tokens.span(ref)
            at = begin + place if span is None else span[0]
            if at > begin:
                yield at

    def _is_parting(self, ref: TokenRef, group: TokenGroup) -> bool:
        index = None if self.places is None else self.places.entry_of(ref)
        if index is None:
            return False
        return group.begin in self._partings(self._scroller.page.entries[index])

    # -- painting

    def paint_under(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Paint the colours of the tokens of an entry."""
        if self.places is None or (self._colours is None and not self._reading):
            return
        tokens = self.places.of_entry(entry)
        if any(part.answer.id in self._read_answers for part in tokens.parts):
            paint_reading(painter, theme, entry, tokens, band, self._reading)
            return
        if self._colours is None:
            return
        covered = tokens.span(self.marked.ref) if self._is_covered else None
        has_untold = self._colours.paint(painter, entry, tokens, band, covered)
        if has_untold and not self._has_untold:
            self._has_untold = True
            self.untold_shown.emit(True)

    def paint_over(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Outline the token under the mouse and the marked one; mark where a branch begins."""
        for place in self._partings(entry):
            caret = entry.caret(place)
            if caret is not None and band[0] < caret.bottom() and caret.top() < band[1]:
                paint_parting(painter, theme, caret)
        hovered, marked = self.marked.hovered, self.marked.ref
        if self.places is None or (hovered is None and marked is None):
            return
        tokens = self.places.of_entry(entry)
        line_height = self._scroller.page.style.text.line_height
        wide = (band[0] - line_height, band[1] + line_height)
        marked_span = tokens.span(marked)
        for span, is_marked in ((tokens.span(hovered), False), (marked_span, True)):
            if span is not None and (is_marked or span != marked_span):
                boxes = token_boxes(entry, *span, wide)
                paint_outlines(painter, theme, boxes, is_marked=is_marked)

    @Slot(object)
    def _on_repaint_requested(self, ref: TokenRef) -> None:
        for box in self._boxes(ref):
            reach = box.adjusted(-REACH, -REACH, REACH, REACH)
            self._area.viewport().update(reach.toAlignedRect())

    # -- what the page tells

    @Slot()
    def _on_names_changed(self) -> None:
        """Find the tokens in the text by the bytes that they are known to stand for now."""
        if self._model.vocabularies:
            self.places = PageTokens(self._scroller.page, self._model.vocabulary_of)
            self.marked.refresh()
            self._want_prompts()
            self._area.viewport().update()

    @Slot()
    def _on_messages_replaced(self) -> None:
        self._told_prompts.clear()
        self.marked.forget()

    @Slot()
    def _on_messages_removed(self) -> None:
        if self.marked.ref is None or self._group(self.marked.ref) is None:
            self.marked.forget()
        else:
            self.marked.hide_card()

    @Slot()
    def refresh(self) -> None:
        """Ask for missing figures and move the card: other tokens may be seen now."""
        self._want_prompts()
        self.marked.follow_token()

    def _want_prompts(self) -> None:
        """Ask, once, for the figures of the prompts that are seen and to be coloured."""
        if self.places is None or self._colours is None:
            return
        for index in self._scroller.visible():
            for part in self.places.of(index).parts:
                answer = part.answer
                is_known = bool(answer.prompt_stats) or answer.id in self._told_prompts
                if part.is_prompt and not is_known:
                    self._told_prompts.add(answer.id)
                    self.prompt_wanted.emit(answer.id)

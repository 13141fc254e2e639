"""An entry of the transcript: a prompt, an answer, or a prompt with its continuation.

Owns the messages of an entry, and the places of its header and body. In *Continue* mode a prompt
and its answer are one text; positions in an entry count through both. Must not know colours,
scrolling or the mouse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QFont

from gptdesk.app.phrases import sentences
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.system.note_text import note_text
from gptdesk.app.theme import PADDING, SPACE_1, SPACE_2, SPACE_5, TARGET
from gptdesk.app.views.page.body import (
    BEFORE_TEXT,
    Body,
    Content,
    Note,
    Piece,
    estimated_height,
)
from gptdesk.app.views.page.formats import Formats, FormatsOf, no_formats
from gptdesk.app.views.page.text_block import TextBlock, TextStyle
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.sentences import filled, joined

_GAP = SPACE_5  # below an entry
_NAMED_HEADS = 3  # more of them are a number in the heading


class EntryKind(Enum):
    """How an entry is set."""

    PROMPT = auto()  # on a raised ground
    ANSWER = auto()  # directly on the window
    CONTINUED = auto()  # a tinted beginning and its continuation, as one text


_PADS = {  # above and below the body
    EntryKind.PROMPT: (PADDING, PADDING),
    EntryKind.ANSWER: (0, 0),
    EntryKind.CONTINUED: (SPACE_2, SPACE_2),
}


_PADDING_HEIGHTS = {kind: above + below for kind, (above, below) in _PADS.items()}
_WITH_ENDING = frozenset((MessageState.STOPPED, MessageState.FAILED))  # it is said how it ended


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The fonts and the width that all entries of a transcript share.

    Attributes:
        text: of messages.
        note: of the muted lines between them.
        header: font of the names.
        header_height: of the line with the names and the buttons, in pixels.
        width: of the text column, in pixels.
        formats_of: a function that says how a text is formatted.
        gap: below an entry, in pixels; its buttons stand there while its header is out of sight.
    """

    text: TextStyle
    note: TextStyle
    header: QFont
    width: int
    formats_of: FormatsOf = no_formats
    header_height: int = TARGET + SPACE_1
    gap: int = _GAP


def continues(group: Sequence[Message], message: Message) -> bool:
    """Return whether `message` is the continuation of the prompt that `group` holds."""
    return (
        len(group) == 1
        and group[0].role is Role.USER
        and message.role is Role.ASSISTANT
        and group[0].mode is PromptMode.CONTINUE
        and message.mode is PromptMode.CONTINUE
    )


class Entry:
    """One entry of the transcript.

    Attributes:
        first_row: row of its first message.
        messages: one, or a prompt and its continuation.
        text: of all its messages.
        join: where the continuation begins; 0 for an answer, the end for a prompt.
    """

    __slots__ = ("_body", "_style", "first_row", "join", "messages", "text")

    def __init__(self, first_row: int, messages: Sequence[Message], style: PageStyle) -> None:
        self.first_row = first_row
        self._style = style
        self._body: Body | None = None  # until something of it is seen
        self._take(messages)

    # -- what it is

    @property
    def kind(self) -> EntryKind:
        """Kind of the entry, from its messages."""
        first = self.messages[0]
        if first.role is Role.ASSISTANT:
            return EntryKind.ANSWER
        return EntryKind.CONTINUED if first.mode is PromptMode.CONTINUE else EntryKind.PROMPT

    @property
    def last_row(self) -> int:
        """Row of its last message."""
        return self.first_row + len(self.messages) - 1

    @property
    def has_answer(self) -> bool:
        """Whether the model wrote a part of it."""
        return self.messages[-1].role is Role.ASSISTANT

    @property
    def is_streaming(self) -> bool:
        """Whether text is still being added."""
        return self.messages[-1].state is MessageState.STREAMING

    @property
    def heading(self) -> str:
        """Who wrote it, for the line above: also which heads of the network were off."""
        translate = QCoreApplication.translate
        last = self.messages[-1]
        model_name = _writers(last)
        changed = [run.switched_off for run in last.runs if run.switched_off]
        if changed:
            is_whole = len(changed) == len(last.runs)
            partly = translate("Entry", "{0}, partly with {1}")
            words = translate("Entry", "{0} with {1}") if is_whole else partly
            model_name = words.format(model_name, _short_text(changed[-1]))
        if self.kind is EntryKind.ANSWER:
            return model_name
        if self.has_answer:
            return filled(translate("Entry", "You, continued by {0}"), model_name)
        return translate("Entry", "You")

    def text_in_words(self, most_chars: int) -> str:
        """Return text and notes, as they are read aloud."""
        notes = (sentence for _, sentence in self._content().notes)
        return sentences((self.text[:most_chars], *notes))

    def locate(self, position: int) -> tuple[int, int]:
        """Return the row and the character in that row's message at a position of the text."""
        if len(self.messages) > 1 and position >= self.join:
            return self.first_row + 1, position - self.join
        return self.first_row, position

    def position_of(self, row: int, char: int) -> int:
        """Return the position in the entry's text of a character of a row's message."""
        return char + (self.join if row > self.first_row else 0)

    # -- changes

    def update(self, messages: Sequence[Message]) -> None:
        """Take newer messages; when text was only added, all but the last paragraph stays."""
        self._take(messages)
        if self._body is not None:
            self._body.update(self._content())

    def restyle(self, style: PageStyle) -> None:
        """Set the text again in another width or other fonts."""
        self._style = style
        self._body = None

    def _take(self, messages: Sequence[Message]) -> None:
        self.messages = tuple(messages)
        first = self.messages[0]
        self.text = first.text + self.messages[1].text if len(messages) > 1 else first.text
        self.join = len(first.text) if first.role is Role.USER else 0

    def _content(self) -> Content:
        # An answer's first token begins with a space, and a finished one may end with empty lines.
        begin = 0
        if self.kind is EntryKind.ANSWER:
            begin = len(self.text) - len(self.text.lstrip(" "))
        end = len(self.text)
        if self.has_answer and not self.is_streaming:
            end = max(begin, self.join, len(self.text.rstrip("\n")))
        notes = [note for message in self.messages for note in self._placed_notes(message)]
        ending = self._ending()
        if ending and not any(at >= end for at, _ in notes):
            notes.append((len(self.text), ending))
        return Content(self.text, begin, end, tuple(notes), self.formats())

    def formats(self) -> Formats:
        """Return the formats of the text: a prompt and its continuation are one."""
        return self._style.formats_of(self.messages[0].id, self.text)

    def _placed_notes(self, message: Message) -> Iterator[Note]:
        """Yield a message's notes at their places in the entry's text.

        What happened before an answer's first word is told above the text, not at the join; if no
        word ever came, at the end.
        """
        offset = self.join if message is not self.messages[0] else 0
        is_begun = bool(message.text) or message.state is MessageState.STREAMING
        for at, note in message.notes:
            yield (BEFORE_TEXT if is_begun and at <= 0 else at + offset), note_text(note)

    def _ending(self) -> str:
        """Return what is said at the end of an answer that no note explains."""
        translate = QCoreApplication.translate
        match self.messages[-1].state:
            case MessageState.STOPPED:
                return translate("Entry", "Stopped here.")
            case MessageState.FAILED:
                return translate("Entry", "The answer broke off here.")
            case MessageState.COMPLETE if self._has_ended_at_once:
                return translate("Entry", "The model ended its answer at once.")
            case _:
                return ""

    @property
    def _has_ended_at_once(self) -> bool:
        """Whether the answer has no text, for its first token was the end's."""
        last = self.messages[-1]
        is_made = bool(last.token_ids) or last.is_drawn_by_server
        return last.role is Role.ASSISTANT and last.text == "" and is_made

    # -- geometry, from the entry's top

    @property
    def body(self) -> Body:
        """The text on the page; heights count from `body_top`."""
        if self._body is None:
            style = self._style
            self._body = Body(self._content(), style.text, style.note, style.width)
        return self._body

    @property
    def body_top(self) -> int:
        """Where the text begins."""
        return self._style.header_height + _PADS[self.kind][0]

    @property
    def body_bottom(self) -> int:
        """Where the text ends."""
        return self.body_top + self._body_height()

    @property
    def height(self) -> int:
        """Of the whole entry with the gap below, exact where it was seen."""
        style = self._style
        return style.header_height + _PADDING_HEIGHTS[self.kind] + self._body_height() + style.gap

    def _body_height(self) -> int:
        if self._body is not None:
            return self._body.height
        style, last = self._style, self.messages[-1]
        notes = len(last.notes) + (last.state in _WITH_ENDING or self._has_ended_at_once)
        if len(self.messages) > 1:
            notes += len(self.messages[0].notes)
        return estimated_height(self.text, notes, style.text, style.note, style.width)

    def lay_out_between(self, top: float, bottom: float) -> list[TextBlock]:
        """Lay out what stands between two heights; return the blocks that were laid out now."""
        return self.body.lay_out_between(top - self.body_top, bottom - self.body_top)

    def pieces_between(self, top: float, bottom: float) -> Iterator[tuple[Piece, int]]:
        """Yield the laid-out pieces that stand between two heights, each with its top."""
        shift = self.body_top
        for piece, y in self.body.pieces_between(top - shift, bottom - shift):
            yield piece, y + shift

    def first_seen(self, top: float, bottom: float) -> int | None:
        """Return the first laid-out piece that stands between two heights."""
        return self.body.first_seen(top - self.body_top, bottom - self.body_top)

    def piece_top(self, index: int | None) -> int:
        """Return the top of a piece; of the entry for None."""
        return 0 if index is None else self.body.piece_top(index) + self.body_top

    def position_at(self, x: float, y: float) -> int:
        """Return the position of the text that is nearest to a point."""
        return self.body.position_at(x, y - self.body_top)

    def caret(self, position: int) -> QRectF | None:
        """Return the line-high caret before a position; None unless its line is laid out."""
        box = self.body.caret(position)
        return None if box is None else box.translated(0, self.body_top)

    def rects(self, start: int, end: int, top: float, bottom: float) -> Iterator[QRectF]:
        """Yield the boxes of a range of the text that are seen between two heights."""
        shift = self.body_top
        for box in self.body.rects(start, end, top - shift, bottom - shift):
            yield box.translated(0, shift)


def _writers(answer: Message) -> str:
    """Return the models that wrote an answer, in order: another one may have gone on with it."""
    translate = QCoreApplication.translate
    of_server = translate("Entry", "{0} (server)")
    names = dict.fromkeys(
        of_server.format(run.model_name) if run.is_of_server else run.model_name
        for run in answer.runs
    )
    named = joined(names, translate("Entry", "{0}, then {1}"))
    return named or answer.model_name or translate("Entry", "the model")


def _short_text(heads: tuple[HeadChange, ...]) -> str:
    """Return what is changed, in the room of a heading: *About this answer* has all of it."""
    if len(heads) <= _NAMED_HEADS:
        return heads_text(heads)
    return QCoreApplication.translate("Entry", "{0} heads changed").format(len(heads))

"""The accessible objects of the transcript, for screen readers: its entries and their tokens.

Owns the objects, made on first request, and the texts that are read aloud. The texts are taken from
the page and its tokens at the time of reading.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget, QWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.views.transcript.page_scroller import PageScroller
from gptdesk.app.views.transcript.token_layer import TokenLayer
from gptdesk.chat.messages import Message, MessageState

READ_CHARS = 1_000  # of a message, that are read out at once

Place = tuple[int, int | None]  # an entry, and a token of it


class TranscriptReader:
    """The texts and boxes that a screen reader gets.

    An entry is named by its index, a token by its place in the entry.
    """

    def __init__(self, scroller: PageScroller, tokens: TokenLayer) -> None:
        self._scroller = scroller
        self._tokens = tokens

    @property
    def entry_count(self) -> int:
        """Number of entries of the page."""
        return len(self._scroller.page.entries)

    def token_count(self, entry: int) -> int:
        """Return how many tokens of an entry are known."""
        places = self._tokens.places
        return 0 if places is None else places.of(entry).count

    def name(self, entry: int, token: int | None) -> str:
        """Return an entry's text, or a token with its figures."""
        if token is None:
            return self._scroller.page.entries[entry].in_words(READ_CHARS)
        return self._tokens.in_words(self._ref(entry, token))

    def box(self, entry: int, token: int | None) -> QRect:
        """Return the box of an entry or token in the viewport; empty when it cannot be seen."""
        if token is not None:
            return self._tokens.box(self._ref(entry, token)) or QRect()
        box = self._scroller.box_of(entry)
        top = max(0, box.top())
        bottom = min(self._scroller.visible_height() - 1, box.bottom())
        return QRect(box.left(), top, box.width(), max(0, bottom - top + 1))

    def mark(self) -> tuple[int, int] | None:
        """Return entry and place of the marked token."""
        return self._tokens.place_of(self._tokens.marked.ref)

    def _ref(self, entry: int, token: int) -> TokenRef:
        assert self._tokens.places is not None
        return self._tokens.places.of(entry).ref(token)


class ReadableView(Protocol):
    """A view whose content can be read aloud."""

    @property
    def reader(self) -> TranscriptReader:
        """Texts and boxes for the screen reader."""
        ...


class _Part(QAccessibleInterface):
    """An entry, or a token of it."""

    def __init__(self, tree: _Tree, place: Place) -> None:
        super().__init__()
        self._tree = tree
        self.place = place

    def isValid(self) -> bool:  # noqa: N802  Qt's name
        return self._tree.has(self.place)

    def object(self) -> QObject:
        # Qt's stub forgets that there may be none.
        return cast("QObject", None)

    def parent(self) -> QAccessibleInterface:
        entry, token = self.place
        if token is None:
            return QAccessible.queryAccessibleInterface(self._tree.view)
        return self._tree.part((entry, None))

    def childCount(self) -> int:  # noqa: N802  Qt's name
        entry, token = self.place
        return self._tree.reader.token_count(entry) if token is None else 0

    def child(self, index: int) -> QAccessibleInterface:
        return self._tree.part((self.place[0], index))

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        for index in range(self.childCount()):
            if self._tree.rect((self.place[0], index)).contains(x, y):
                return self.child(index)
        return cast("QAccessibleInterface", None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        token = child.place[1] if isinstance(child, _Part) else None
        return -1 if token is None else token

    def rect(self) -> QRect:
        return self._tree.rect(self.place)

    def role(self) -> QAccessible.Role:
        is_entry = self.place[1] is None
        return QAccessible.Role.Paragraph if is_entry else QAccessible.Role.StaticText

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        if self.place[1] is not None:
            state.focusable = True
            is_marked = self.place == self._tree.reader.mark()
            state.focused = is_marked and self._tree.view.hasFocus()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name or not self.isValid():
            return ""
        return self._tree.reader.name(*self.place)

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: N802  Qt's name
        """Ignore it: a screen reader writes nothing here."""


class _Tree:
    """The parts of one transcript that were asked for."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        self.view = view
        self.reader = cast("ReadableView", view).reader
        self._parts: dict[Place, _Part] = {}
        # Qt keeps every part in a list by number, and Python owns them: both must let go together.
        view.destroyed.connect(partial(_release, self._parts))

    def part(self, place: Place) -> _Part:
        if place not in self._parts:
            self._parts[place] = _Part(self, place)
            QAccessible.registerAccessibleInterface(self._parts[place])
        return self._parts[place]

    def has(self, place: Place) -> bool:
        entry, token = place
        if not 0 <= entry < self.reader.entry_count:
            return False
        return token is None or 0 <= token < self.reader.token_count(entry)

    def rect(self, place: Place) -> QRect:
        box = self.reader.box(*place) if self.has(place) else QRect()
        return box.translated(self.view.viewport().mapToGlobal(QPoint(0, 0)))


class _Transcript(QAccessibleWidget):
    """The transcript: its entries, then the widgets on it."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view, QAccessible.Role.List)
        self.tree = _Tree(view)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return self.tree.reader.entry_count + 1

    def child(self, index: int) -> QAccessibleInterface:
        if index == self.tree.reader.entry_count:
            return QAccessible.queryAccessibleInterface(self.tree.view.viewport())
        return self.tree.part((index, None))

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        for index in range(self.tree.reader.entry_count):
            if self.tree.rect((index, None)).contains(x, y):
                return self.tree.part((index, None))
        return cast("QAccessibleInterface", None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        if isinstance(child, _Part):
            return child.place[0]
        is_viewport = child.object() is self.tree.view.viewport()
        return self.tree.reader.entry_count if is_viewport else -1


def make_readable(kind: type[QAbstractScrollArea]) -> None:
    """Let screen readers find entries and tokens in views of this class.

    Args:
        kind: a class of views that are `ReadableView`s too.
    """
    if not _KINDS:
        QAccessible.installFactory(_interface_of)
    if kind not in _KINDS:
        _KINDS.append(kind)


def tell_focus(view: QAbstractScrollArea, entry: int, token: int) -> None:
    """Tell a screen reader that the keyboard is on a token now."""
    if not QAccessible.isActive():
        return
    interface = QAccessible.queryAccessibleInterface(view)
    if isinstance(interface, _Transcript):
        part = interface.tree.part((entry, token))
        QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Focus))


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QAbstractScrollArea) and isinstance(thing, tuple(_KINDS)):
        return _Transcript(thing)
    return None


def _release(parts: dict[Place, _Part], *_destroyed: object) -> None:
    for part in parts.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))
    parts.clear()


_KINDS: list[type[QAbstractScrollArea]] = []  # Qt's list of factories is global too


def tell_answered(view: QWidget, message: Message) -> None:
    """Announce that an answer is there."""
    sentences = {
        MessageState.STOPPED: (_tr("The model was stopped."), _tr("{0} was stopped.")),
        MessageState.FAILED: (
            _tr("The model could not finish its answer."),
            _tr("{0} could not finish its answer."),
        ),
    }
    finished = (_tr("The model finished its answer."), _tr("{0} finished its answer."))
    nameless, named = sentences.get(message.state, finished)
    text = named.format(message.model_name) if message.model_name else nameless
    event = QAccessibleAnnouncementEvent(view, text)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TranscriptView", text)

"""The accessible objects of the transcript, for screen readers: its entries and their tokens.

Owns the objects, made on first request, and the texts that are read aloud. The texts are taken from
the page and its tokens at the time of reading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.access.parts import AccessibleParts
from gptdesk.app.phrases import in_a_row
from gptdesk.app.views.transcript.page_scroller import PageScroller
from gptdesk.app.views.transcript.token_layer import TokenLayer

READ_CHARS = 1_000  # of a message, that are read out at once

Place = tuple[int, int | None]  # an entry, and a token of it


class TranscriptReader:
    """The texts and boxes that a screen reader gets.

    An entry is named by its index, a token by its place in the entry.

    Args:
        scroller, tokens: what is shown.
        current: returns the entry that the keyboard is on; None for none.

    Attributes:
        is_read: whether the entry is told with its text: the keyboard came for the entry, and not
            for its tokens.
    """

    def __init__(
        self, scroller: PageScroller, tokens: TokenLayer, current: Callable[[], int | None]
    ) -> None:
        self._scroller = scroller
        self._tokens = tokens
        self._current = current
        self.is_read = False

    @property
    def entry_count(self) -> int:
        """Number of entries of the page."""
        return len(self._scroller.page.entries)

    def token_count(self, entry: int) -> int:
        """Return how many tokens of an entry are known."""
        places = self._tokens.places
        return 0 if places is None else places.of(entry).count

    def name(self, entry: int, token: int | None) -> str:
        """Return whose an entry is and its number, or a token with its figures."""
        if token is not None:
            return self._tokens.in_words(self._ref(entry, token))
        number = _tr("message {0} of {1}").format(entry + 1, self.entry_count)
        return in_a_row((self._scroller.page.entries[entry].heading, number))

    def description(self, entry: int) -> str:
        """Return what is said after an entry's name: its text, or how to come to its tokens.

        The text is said only where the keyboard comes for it: before every token it would be in
        the way.
        """
        if self.is_read:
            return self._scroller.page.entries[entry].text_in_words(READ_CHARS)
        return _tr("Enter walks through the tokens.") if self.token_count(entry) else ""

    def box(self, entry: int, token: int | None) -> QRect:
        """Return the box of an entry or token in the viewport; empty when it cannot be seen."""
        if token is not None:
            return self._tokens.box(self._ref(entry, token)) or QRect()
        box = self._scroller.box_of(entry)
        top = max(0, box.top())
        bottom = min(self._scroller.visible_height() - 1, box.bottom())
        return QRect(box.left(), top, box.width(), max(0, bottom - top + 1))

    def place(self) -> Place | None:
        """Return where the keyboard is: an entry, and the token that it walks on."""
        marked = self._tokens.marked
        place = self._tokens.place_of(marked.ref) if marked.is_walking else None
        current = self._current()
        return place if place is not None or current is None else (current, None)

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
        return QAccessible.Role.ListItem if is_entry else QAccessible.Role.StaticText

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.focusable = True
        is_here = self.place == self._tree.reader.place()
        state.focused = is_here and self._tree.view.hasFocus()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        entry, token = self.place
        if kind == QAccessible.Text.Description and token is None:
            return self._tree.reader.description(entry)
        return self._tree.reader.name(entry, token) if kind == QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: N802  Qt's name
        """Ignore it: a screen reader writes nothing here."""


class _Tree:
    """The parts of one transcript that were asked for."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        self.view = view
        self.reader = cast("ReadableView", view).reader
        self._parts = AccessibleParts(view, self._part)

    def part(self, place: Place) -> _Part:
        return self._parts.part(place)

    def _part(self, place: Place) -> _Part:
        return _Part(self, place)

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

    def focusChild(self) -> QAccessibleInterface:  # noqa: N802  Qt's name
        place = self.tree.reader.place() if self.tree.view.hasFocus() else None
        if place is None or not self.tree.has(place):
            return super().focusChild()
        return self.tree.part(place)


def make_readable(kind: type[QAbstractScrollArea]) -> None:
    """Let screen readers find entries and tokens in views of this class.

    Args:
        kind: a class of views that are `ReadableView`s too.
    """
    if not _KINDS:
        QAccessible.installFactory(_interface_of)
    if kind not in _KINDS:
        _KINDS.append(kind)


def tell_focus(view: QAbstractScrollArea) -> None:
    """Tell a screen reader on which token or entry of a view the keyboard is now."""
    if not QAccessible.isActive() or not view.hasFocus():
        return
    interface = QAccessible.queryAccessibleInterface(view)
    if isinstance(interface, _Transcript):
        place = interface.tree.reader.place()
        if place is not None and interface.tree.has(place):
            part = interface.tree.part(place)
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Focus))


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QAbstractScrollArea) and isinstance(thing, tuple(_KINDS)):
        return _Transcript(thing)
    return None


_KINDS: list[type[QAbstractScrollArea]] = []  # Qt's list of factories is global too


def _tr(text: str) -> str:
    return QCoreApplication.translate("TranscriptView", text)

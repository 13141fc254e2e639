"""The accessible objects of the transcript, for screen readers: its entries and their tokens.

Owns the objects, made on first request, and the texts that are read aloud. The texts are taken from
the page and its tokens at the time of reading. An entry can be reviewed by letter, word and line:
its caret is at the token that the keyboard is on, its selection is the view's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.access.parts import AccessibleParts
from gptdesk.app.access.roles import NO_INTERFACE
from gptdesk.app.access.spoken_text import SpokenText
from gptdesk.app.phrases import in_a_row
from gptdesk.app.views.page.page import Place as TextPlace
from gptdesk.app.views.page.paragraphs import displayable
from gptdesk.app.views.transcript.page_scroller import PageScroller
from gptdesk.app.views.transcript.selection import Selection
from gptdesk.app.views.transcript.token_layer import TokenLayer

READ_CHARS = 1_000  # of a message, that are read out at once

Place = tuple[int, int | None]  # an entry, and a token of it


class TranscriptReader:
    """The texts and boxes that a screen reader gets.

    An entry is named by its index, a token by its place in the entry.

    Args:
        scroller, tokens, selection: what is shown.
        current: returns the entry that the keyboard is on; None for none.

    Attributes:
        is_read: whether the entry is told with its text: the keyboard came for the entry, and not
            for its tokens.
    """

    def __init__(
        self,
        scroller: PageScroller,
        tokens: TokenLayer,
        selection: Selection,
        current: Callable[[], int | None],
    ) -> None:
        self._scroller = scroller
        self._tokens = tokens
        self._selection = selection
        self._current = current
        self._caret = (-1, 0)  # entry, and character before which a screen reader put it
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

    # -- an entry's text, letter by letter

    def show_text(self, entry: int, spoken: SpokenText) -> None:
        """Let the text of an entry be heard where it stands, with its caret and its selection."""
        page, (left, width) = self._scroller.page, self._scroller.column
        shown, style = page.entries[entry], page.style.text
        spoken.show_text(displayable(shown.text), style.font, style.line_height, width)
        top = page.top(entry) + shown.body_top - self._scroller.top
        caret = self.caret(entry)
        spoken.stand_at(QPoint(left, top), *(self._selection.range_in(shown) or (caret, caret)))

    def caret(self, entry: int) -> int:
        """Return before which character the caret is: the marked token's, else the reader's."""
        tokens = self._tokens.places
        marked = self._tokens.marked
        span = tokens.of(entry).span(marked.ref) if tokens is not None else None
        if span is not None and marked.is_walking:
            return span[0]
        return self._caret[1] if self._caret[0] == entry else 0

    def put_caret(self, entry: int, char: int) -> None:
        """Take the caret of a screen reader: a walk through the tokens goes on there.

        Nothing is told: it is where the reader was stopped while it read, mostly.
        """
        self._caret = (entry, char)
        tokens = self._tokens.places
        ref = None if tokens is None else tokens.of(entry).ref_at(char)
        if ref is not None:
            self._tokens.marked.go_on_at(ref)

    def select(self, entry: int, begin: int, end: int) -> None:
        """Select characters of an entry."""
        locate = self._scroller.page.entries[entry].locate
        self._selection.select(TextPlace(*locate(begin)), TextPlace(*locate(end)))
        self._scroller.update_all()

    def selected(self, entry: int) -> tuple[int, int] | None:
        """Return the characters of an entry that are selected."""
        return self._selection.range_in(self._scroller.page.entries[entry])

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
        return QAccessible.Role.ListItem  # a token, too: readers say "label" after other leaves

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.focusable = True
        state.multiLine = state.selectableText = self.place[1] is None
        is_here = self.place == self._tree.reader.place()
        state.focused = is_here and self._tree.view.hasFocus()
        # A review of the screen finds the text of the entry; its tokens would be read once more.
        state.offscreen = self.place[1] is not None and not is_here
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

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        """Return the text of an entry: an object that has its address, or an address.

        Qt's stub says `int`, which Qt takes for no address.
        """
        entry, token = self.place
        if kind != QAccessible.InterfaceType.TextInterface or token is not None:
            return cast("int", NO_INTERFACE)
        return cast("int", self._tree.text(entry) if self.isValid() else NO_INTERFACE)


class _Tree:
    """The parts of one transcript that were asked for."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        self.view = view
        self.reader = cast("ReadableView", view).reader
        self._parts = AccessibleParts(view, self._part)
        self._spoken: SpokenText | None = None  # of the entry that was asked about last
        self._spoken_entry = -1
        self._told: dict[int, str] = {}  # names of entries, as a reader keeps them

    def tell_name(self, entry: int) -> None:
        """Tell a screen reader an entry's name where it changed: it keeps the names that it read.

        What the keyboard is on it asks about anew, but not what that stands in.
        """
        name = self.reader.name(entry, None)
        if self._told.get(entry, name) != name:
            changed = QAccessibleEvent(self.part((entry, None)), QAccessible.Event.NameChanged)
            QAccessible.updateAccessibility(changed)
        self._told[entry] = name

    def text(self, entry: int) -> QAccessibleTextInterface:
        """Return what answers for the text of an entry, until another one is asked about."""
        if self._spoken is None:
            self._spoken = SpokenText(self.view)
            self._spoken.caret_moved.connect(self._on_caret_moved)
            self._spoken.selected.connect(self._on_selected)
        self._spoken_entry = entry
        self.reader.show_text(entry, self._spoken)
        return self._spoken.interface()

    def _on_caret_moved(self, char: int) -> None:
        self.reader.put_caret(self._spoken_entry, char)

    def _on_selected(self, begin: int, end: int) -> None:
        self.reader.select(self._spoken_entry, begin, end)

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
    tree = _tree_of(view)
    place = None if tree is None else tree.reader.place()
    if tree is None or place is None or not tree.has(place) or not view.hasFocus():
        return
    tree.tell_name(place[0])
    if place[1] is not None:  # a magnifier follows the caret of the text
        caret = tree.reader.caret(place[0])
        moved = QAccessibleTextCursorEvent(tree.part((place[0], None)), caret)
        QAccessible.updateAccessibility(moved)
    QAccessible.updateAccessibility(QAccessibleEvent(tree.part(place), QAccessible.Event.Focus))


def tell_entries(view: QAbstractScrollArea) -> None:
    """Tell a screen reader that a view has more entries, fewer or other ones.

    Of the last one, whichever changed: it asks about all of them anew.
    """
    tree = _tree_of(view)
    if tree is None or not tree.reader.entry_count:
        return
    last = tree.part((tree.reader.entry_count - 1, None))
    QAccessible.updateAccessibility(QAccessibleEvent(last, QAccessible.Event.ObjectCreated))


def tell_selection(view: QAbstractScrollArea) -> None:
    """Tell a screen reader what is selected now in the entry that the keyboard is on."""
    tree = _tree_of(view)
    place = None if tree is None else tree.reader.place()
    if tree is None or place is None or not tree.has(place):
        return
    begin, end = tree.reader.selected(place[0]) or (0, 0)
    selected = QAccessibleTextSelectionEvent(tree.part((place[0], None)), begin, end)
    QAccessible.updateAccessibility(selected)


def _tree_of(view: QAbstractScrollArea) -> _Tree | None:
    """Return what is told of a view; None where nobody listens."""
    if not QAccessible.isActive():
        return None
    interface = QAccessible.queryAccessibleInterface(view)
    return interface.tree if isinstance(interface, _Transcript) else None


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QAbstractScrollArea) and isinstance(thing, tuple(_KINDS)):
        return _Transcript(thing)
    return None


_KINDS: list[type[QAbstractScrollArea]] = []  # Qt's list of factories is global too


def _tr(text: str) -> str:
    return QCoreApplication.translate("TranscriptView", text)

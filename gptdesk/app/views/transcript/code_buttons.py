"""The Copy buttons of the blocks of code that are seen in the transcript.

Owns the buttons: one for each block of code on the screen, at its top right, or at the top of the
view while the block goes on above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_1, target_size
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.formats import PLAIN
from gptdesk.app.views.transcript.page_scroller import PageScroller


@dataclass(frozen=True, slots=True)
class _SeenCode:
    """A block of code on the screen.

    Attributes:
        entry: that it stands in.
        start: its first character.
        top_right: in the viewport, of what is seen of it.
    """

    entry: Entry
    start: int
    top_right: QPoint


class CodeButtons(QObject):
    """A Copy button on each block of code that is seen.

    Signals:
        copied: code was put on the clipboard.
    """

    copied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._buttons: list[QToolButton] = []
        self._seen: tuple[_SeenCode, ...] = ()

    @property
    def shown(self) -> list[QToolButton]:
        """The buttons on the screen, from the top."""
        return self._buttons[: len(self._seen)]

    def place(self, scroller: PageScroller) -> None:
        """Put the buttons where the code is now."""
        self._seen = tuple(_seen_code(scroller))
        while len(self._buttons) < len(self._seen):
            self._buttons.append(self._new_button())
        for button, seen in zip(self._buttons, self._seen, strict=False):
            side = target_size(self._parent)
            button.setFixedSize(side, side)
            button.move(seen.top_right - QPoint(side + SPACE_1, 0))
            button.show()
        for button in self._buttons[len(self._seen) :]:
            button.hide()

    def _new_button(self) -> QToolButton:
        button = QToolButton(self._parent)
        button.setIcon(icon("copy"))
        button.setAutoRaise(True)
        button.setProperty("kind", "icon")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setToolTip(self.tr("Copy this code"))
        button.setAccessibleName(self.tr("Copy this code"))
        button.clicked.connect(self._on_clicked)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        for button, seen in zip(self._buttons, self._seen, strict=False):
            if button is self.sender():
                QGuiApplication.clipboard().setText(seen.entry.formats().code_at(seen.start))
                self.copied.emit()


def _seen_code(scroller: PageScroller) -> Iterator[_SeenCode]:
    page, height = scroller.page, scroller.visible_height()
    for index in scroller.visible():
        entry = page.entries[index]
        if entry.formats() is PLAIN:
            continue
        box = scroller.box_of(index)
        before: int | None = None
        for piece, y in entry.pieces_between(-box.top(), height - box.top()):
            start = piece.block.look.code_start
            if start is not None and start != before:
                yield _SeenCode(entry, start, QPoint(box.right(), max(0, box.top() + y)))
            before = start

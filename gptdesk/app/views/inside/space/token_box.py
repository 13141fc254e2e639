"""The choice of a token by typing it: what it can mean is offered in the list below.

Owns the field and its list; what a text can mean is told by `find`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from gptdesk.app.theme import APPEARANCE_CHANGED, current_theme, set_font, zoom_of
from gptdesk.app.viewmodels.inside.space import Find

_SPACE = "␣"  # as tokens are shown


class TokenBox(QComboBox):
    """A token that is typed, Enter after it.

    A word is taken with a space in front, as within a text, and can be chosen without one. Of a
    text of several tokens the pieces are offered.

    Signals:
        token_chosen(int): an id.
    """

    token_chosen = Signal(int)

    def __init__(
        self,
        name: str,
        text_of: Callable[[int], str],
        find: Find,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text_of, self._find = text_of, find
        self._token_id: int | None = None
        self._asking = 0  # number of what is looked up; what was chosen since has another one
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # pyright: ignore[reportArgumentType]  Qt takes none
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(5)
        self.setAccessibleName(name)
        self.setToolTip(
            self.tr("Type a word and press Enter. Of a text of several tokens, choose a piece.")
        )
        self._line = QLineEdit(self)
        self.setLineEdit(self._line)
        self._line.returnPressed.connect(self._on_return_pressed)
        self.activated.connect(self._on_activated)

    def show_token(self, token_id: int | None) -> None:
        """Show a token, or none; what is being typed stays where it is the same one."""
        if token_id == self._token_id:
            return
        self._token_id = token_id
        self._asking += 1
        blocker = QSignalBlocker(self)
        index = -1 if token_id is None else self.findData(token_id)
        if index < 0:
            self.clear()
            if token_id is not None:
                self.addItem(self._text_of(token_id), token_id)
                index = 0
        self.setCurrentIndex(index)
        self.setEditText("" if token_id is None else self._text_of(token_id))
        blocker.unblock()

    def customEvent(self, event: QEvent) -> None:
        """Write in the zoom of the window; Qt leaves what is in a list in the application's."""
        if event.type() == APPEARANCE_CHANGED:
            set_font(self._line, current_theme().font("ui", zoom_of(self)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter, which the line has had: Qt would give it back, and it would ask twice."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    @Slot()
    def _on_return_pressed(self) -> None:
        typed = self._line.text()
        if typed:
            self._asking += 1
            self._find(typed.replace(_SPACE, " "), partial(self._offer, self._asking, typed))

    def _offer(self, asking: int, typed: str, ids: tuple[int, ...]) -> None:
        """Take what was typed as a whole; of pieces, let the user choose.

        Whoever typed or chose something else meanwhile keeps that.
        """
        if not ids or (asking, typed) != (self._asking, self._line.text()):
            return
        blocker = QSignalBlocker(self)
        self.clear()
        for token_id in ids:
            self.addItem(self._text_of(token_id), token_id)
        is_whole = self._text_of(ids[0]).strip(_SPACE) == typed.strip(f" {_SPACE}")
        self.setCurrentIndex(0 if is_whole else -1)
        self.setEditText(self._text_of(ids[0]) if is_whole else typed)
        blocker.unblock()
        if is_whole:
            self._token_id = ids[0]
            self.token_chosen.emit(ids[0])
        else:
            self.showPopup()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self._token_id = self.itemData(index)
        self._asking += 1
        self.token_chosen.emit(self._token_id)

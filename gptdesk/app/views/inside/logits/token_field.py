"""The choice of a token: one of the most probable, or one that is typed.

Owns the list, the field and the menu of a typed text's tokens; what is chosen is the owner's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QWidget

from gptdesk.app.phrases import without_access_key
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, zoom_of, zoomed

_Find = Callable[[str, Callable[[tuple[int, ...]], object]], None]
_TYPED_WIDTH = 96  # at 100 %


class TokenField(QWidget):
    """A list of tokens, the one by default first, and a field for any other.

    Attributes:
        list: the tokens.
        typed: a text, of which a token is taken at Enter.
        menu: the tokens that a typed text can mean, where it is several.

    Signals:
        token_chosen(object): an id, int; None for the one by default.
    """

    token_chosen = Signal(object)

    def __init__(
        self,
        name: str,
        text_of: Callable[[int], str],
        find: _Find | None,
        parent: QWidget | None = None,
    ) -> None:
        """Show tokens by `text_of`; without `find` none can be typed."""
        super().__init__(parent)
        self._text_of = text_of
        self._find = find
        label = QLabel(name, self)
        label.setProperty("font_kind", "ui")
        self.list = QComboBox(self)
        self.list.setAccessibleName(without_access_key(name))
        self.list.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.list.setMinimumContentsLength(14)
        self.list.activated.connect(self._on_activated)
        label.setBuddy(self.list)
        self.typed = QLineEdit(self)
        self.typed.setPlaceholderText(self.tr("or type one"))
        self.typed.setAccessibleName(self.tr("Another token"))
        self.typed.setToolTip(
            self.tr("Type a text and press Enter; where it is several tokens, they are offered.")
        )
        self.typed.returnPressed.connect(self._on_return_pressed)
        self.typed.setVisible(find is not None)
        self.menu = QMenu(self)
        self.menu.triggered.connect(self._on_triggered)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for part in (label, self.list, self.typed):
            layout.addWidget(part)
        self._fit_to_zoom()

    def customEvent(self, event: QEvent) -> None:
        """Leave room for the same letters in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        self.typed.setFixedWidth(zoomed(_TYPED_WIDTH, zoom_of(self)))

    def show_tokens(self, default: str, ids: Sequence[int], chosen: int | None) -> None:
        """List `ids` after the default, and mark what is chosen."""
        ids = tuple(dict.fromkeys((*ids, *(() if chosen is None else (chosen,)))))
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        self.list.addItem(default, None)
        for token_id in ids:
            self.list.addItem(self._text_of(token_id), token_id)
        self.list.setCurrentIndex(0 if chosen is None else 1 + ids.index(chosen))
        blocker.unblock()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.token_chosen.emit(self.list.itemData(index))

    @Slot()
    def _on_return_pressed(self) -> None:
        if self.typed.text() and self._find is not None:
            self._find(self.typed.text(), self._offer)

    def _offer(self, ids: tuple[int, ...]) -> None:
        """Take the only token of what was typed, or let the user choose among several."""
        if len(ids) == 1:
            self._take(ids[0])
        elif ids:
            self.menu.clear()
            for token_id in ids:
                words = self.tr("“{0}”, id {1}").format(self._text_of(token_id), token_id)
                self.menu.addAction(words.replace("&", "&&")).setData(token_id)
            self.menu.popup(self.typed.mapToGlobal(self.typed.rect().bottomLeft()))
            self.menu.setActiveAction(self.menu.actions()[0])

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self._take(action.data())

    def _take(self, token_id: int) -> None:
        self.typed.clear()
        self.token_chosen.emit(token_id)

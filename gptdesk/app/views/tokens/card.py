"""The card beside a token: its figures, its alternatives, and a way to put another one there.

Owns how the card is laid out, where it stands, and its keys; what it says comes as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.obstacles import answer_is_written
from gptdesk.app.phrases import clauses, sentences, with_colon
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    current_theme,
    set_font,
    set_own_zoom,
    zoom_of,
)
from gptdesk.app.views.tokens.bars import TokenBars
from gptdesk.app.views.tokens.words import CardText, swap_words
from gptdesk.app.views.widgets.handled_key import HandledKey

WIDTH = 384
LEAVE = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Leave the card, leave the token"), ("Esc",))

_MOST_ZOOM = 150  # percent
_ROOM = 680  # pixels of a window in which a card fits above or below any token at 100 %
_LEAST_ROWS = 3  # of alternatives, before the figures give way
_GAP = 6  # between the token and the card
_PAIRS = 8  # of name and value, at most
_PER_ROW = 2


class TokenCard(QFrame):
    """What is known of one token.

    Signals:
        text_entered(str): text that the user wants in its place.
        inside_requested: the user wants to see how the network came to it.
        left: Esc was pressed in the card.
        entered, exited: the mouse came into the card, or left it.
    """

    text_entered = Signal(str)
    inside_requested = Signal()
    left = Signal()
    entered = Signal()
    exited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_covered = False  # until the chances were guessed
        self._is_only_shown = False
        self._said: tuple[CardText, bool, bool, bool] | None = None
        self._rows: tuple[TokenRow, ...] = ()  # all that there are; a low window shows fewer
        self._figures: Sequence[tuple[str, str]] = ()
        self._rank_count = 0
        self.setProperty("kind", "card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._build_head()
        self.bars = TokenBars(self)
        self.bars.setAccessibleName(self.tr("What else could have come here"))
        self.field = QLineEdit(self)
        self.field.setAccessibleName(self.tr("Other text in the place of this token"))
        self.field.returnPressed.connect(self._on_return_pressed)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self._head)
        layout.addWidget(self._remarks)
        layout.addLayout(self._grid)
        layout.addWidget(self.bars)
        layout.addWidget(self.field)
        self._restyle()
        self.hide()

    def _build_head(self) -> None:
        self._token = QLabel(self)
        self._token.setTextFormat(Qt.TextFormat.PlainText)
        self._id = QLabel(self)
        self._id.setProperty("kind", "muted")
        self.inside = QPushButton(self.tr("Under the hood"), self)
        self.inside.setProperty("kind", "link")
        self.inside.setAutoDefault(False)
        self.inside.setToolTip(self.tr("F7: how the network came to this token, with its numbers."))
        self.inside.clicked.connect(self.inside_requested)
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE_2)
        self._head.addWidget(self._token)
        self._head.addStretch(1)
        self._head.addWidget(self._id)
        self._head.addWidget(self.inside)
        self._remarks = QLabel(self)
        self._remarks.setTextFormat(Qt.TextFormat.PlainText)
        self._remarks.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_2)
        self._grid.setVerticalSpacing(SPACE_1)
        self._names = [QLabel(self) for _ in range(_PAIRS)]
        self._values = [QLabel(self) for _ in range(_PAIRS)]
        for index, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            row, column = divmod(index, _PER_ROW)
            name.setProperty("kind", "muted")
            self._grid.addWidget(name, row, 2 * column)
            self._grid.addWidget(value, row, 2 * column + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Take the fonts again in another window: the style sheet brings older ones back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ParentChange:
            self._restyle()

    def _fitting_zoom(self) -> int:
        """Return the size that is wanted, as far as the window has room beside any token."""
        room = 100 * self.window().height() // _ROOM
        return max(100, min(zoom_of(self.parentWidget()), _MOST_ZOOM, room))

    def _restyle(self) -> None:
        theme, zoom = current_theme(), self._fitting_zoom()
        set_own_zoom(self, zoom)
        self.setFixedWidth(WIDTH * zoom // 100)
        small = theme.font("ui_small", zoom)
        for label in (
            self._id,
            self.inside,
            self._remarks,
            *self._names,
            *self._values,
            self.field,
        ):
            set_font(label, small)
        token = theme.font("mono", zoom)
        token.setBold(True)
        set_font(self._token, token)
        self._fit_bars()

    def only_show(self) -> None:
        """Offer nothing: the text is no prompt and no answer."""
        self._is_only_shown = True
        self.inside.hide()

    def set_covered(self, *, is_covered: bool) -> None:
        """Hide the figures until they were guessed, or show them."""
        if is_covered != self._is_covered:
            self._is_covered = is_covered
            if self._said is not None:
                text, can_swap, is_prompt, is_brief = self._said
                self.show_text(text, can_swap=can_swap, is_prompt=is_prompt, is_brief=is_brief)

    def show_text(
        self,
        text: CardText,
        *,
        can_swap: bool,
        is_prompt: bool = False,
        is_brief: bool = False,
    ) -> None:
        """Say something else.

        Args:
            text: what to say.
            can_swap: whether another token can be put in this place now.
            is_prompt: the place is in a prompt.
            is_brief: the figures and the alternatives stand elsewhere; only the token is named,
                with its remarks.
        """
        self._said = (text, can_swap, is_prompt, is_brief)
        if self._fitting_zoom() != zoom_of(self):
            self._restyle()
        if self._is_covered:
            text, can_swap = self._covered(text), False
        metrics = self._token.fontMetrics()
        self._token.setText(
            metrics.elidedText(text.token, Qt.TextElideMode.ElideMiddle, self.width() * 2 // 3)
        )
        self._id.setText(
            self.tr("as told by the server")
            if text.token_id is None
            else self.tr("id {0}").format(text.token_id)
        )
        self._remarks.setText(sentences(text.remarks))
        self._remarks.setVisible(bool(text.remarks))
        if text.name != self.accessibleName():
            self.bars.start_again()
        self._figures = () if is_brief else text.figures
        told = (with_colon(*pair) for pair in self._figures)
        self.setAccessibleDescription(clauses((self._remarks.text(), *told)))
        self._show_figures(self._figures)
        self._rows, self._rank_count = () if is_brief else text.rows, text.rank_count
        self._show_rows(len(self._rows))
        why_not = answer_is_written()
        if self._is_only_shown:
            why_not = self.tr("This text is only read.")
        self.bars.set_can_swap(can_swap, swap_words(is_prompt=is_prompt) if can_swap else why_not)
        self._show_field(can_swap=can_swap and not is_brief, is_prompt=is_prompt)
        self.setAccessibleName(text.name)

    def _show_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        for index, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            pair = figures[index] if index < len(figures) else ("", "")
            name.setText(pair[0])
            value.setText(pair[1])
            name.setVisible(bool(pair[0]))
            value.setVisible(bool(pair[0]))

    def _show_field(self, *, can_swap: bool, is_prompt: bool) -> None:
        self.field.clear()
        self.field.setVisible(can_swap)
        if is_prompt:
            self.field.setPlaceholderText(self.tr("Other text in its place, then Enter"))
            self.field.setToolTip(
                self.tr("The prompt is answered with this text in it, in a branch; spaces count.")
            )
        else:
            self.field.setPlaceholderText(self.tr("Other text from here on, then Enter"))
            self.field.setToolTip(
                self.tr("The answer goes on after this text, in a branch of its own; spaces count.")
            )

    def _fit_bars(self) -> None:
        """Give the list the height of the rows that it has, not of all there can be."""
        self.bars.setFixedHeight(self.bars.least_height(max(1, len(self.bars.rows))))

    def stand_beside(self, token: QRect, room: QRect) -> None:
        """Show the card below a token, or above it where there is more room; not on its line.

        Where it is too high for both it says less: fewer alternatives first, then no figures.

        Args:
            token: the token's box, in the coordinates of the card's parent.
            room: where the card may stand, in the same coordinates.
        """
        most = max(room.bottom() - token.bottom(), token.top() - room.top()) - _GAP
        height = self._fitted(most)
        self.resize(self.width(), height)
        x = min(max(token.left() - SPACE_3, room.left()), room.right() - self.width())
        below, above = token.bottom() + _GAP, token.top() - _GAP - height
        fits_below = below + height <= room.bottom()
        y = below if fits_below or room.bottom() - below >= token.top() - room.top() else above
        self.move(QPoint(max(x, room.left()), max(y, room.top())))
        self.show()
        self.raise_()

    def _fitted(self, most: int) -> int:
        """Leave out what has no room in so many pixels; return the height of what is left."""
        if len(self.bars.rows) < len(self._rows):  # there may be more room now
            self._show_figures(self._figures)
            self._show_rows(len(self._rows))
        height = self._full_height()
        if height <= most or not self._rows:
            return height
        row = self.bars.least_height(1) - self.bars.least_height(0)
        for least, has_figures in ((_LEAST_ROWS, True), (1, False), (0, False)):
            if not has_figures:
                self._show_figures(())
                self._show_rows(len(self._rows))
                height = self._full_height()
            fewer = -(-max(0, height - most) // row)
            self._show_rows(max(least, len(self._rows) - fewer))
            height = self._full_height()
            if height <= most:
                break
        return height

    def _show_rows(self, count: int) -> None:
        """Show no more than the first rows."""
        self.bars.set_rows(self._rows[:count], self._rank_count)
        self.bars.setVisible(bool(self.bars.rows))
        self._fit_bars()

    def _full_height(self) -> int:
        self._column.activate()
        if self._column.hasHeightForWidth():
            return self._column.totalHeightForWidth(self.width())
        return self.sizeHint().height()

    def take_keyboard(self) -> bool:
        """Put the keyboard on the alternatives; return whether there are any."""
        target = self.bars if not self.bars.isHidden() else self.field
        if target.isHidden():
            return False
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is in the card."""
        focused = self.focusWidget()
        return focused is not None and focused.hasFocus()

    def _covered(self, text: CardText) -> CardText:
        """Return what may be read before the guess: the token, which stands in the text too."""
        remark = self.tr("Guess how likely it was. Space reveals the chances.")
        name = self.tr("token {0}. {1}").format(text.token, remark)
        return replace(text, remarks=(remark,), figures=(), rows=(), name=name)

    # -- what Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; nothing else goes to what is behind the card."""
        if LEAVE.matches(event):
            self.left.emit()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep Esc from stopping the answer while the card is in use."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and LEAVE.matches(event):
            event.accept()
            return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the mouse is here."""
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse went elsewhere."""
        super().leaveEvent(event)
        self.exited.emit()

    @Slot()
    def _on_return_pressed(self) -> None:
        text = self.field.text()
        if text:
            self.text_entered.emit(text)

"""The curves over a text as a widget: a click or an arrow key goes to a token.

Owns mouse and keyboard; the painter draws the curves. A screen reader says every token while the
user walks, and all figures are in the page's table.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.analysis.curves import TextCurves, most_surprising
from gptdesk.app.access.announcements import announce
from gptdesk.app.access.descriptions import describe
from gptdesk.app.access.roles import hear_as
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.text.curves_painter import CurvesPainter
from gptdesk.app.views.text.words import curves_in_words, token_in_words
from gptdesk.chat.messages import Message

_PAGE = 10  # tokens that Page Up and Page Down skip


class CurvesView(QWidget):
    """Surprisal, entropy and perplexity of every token of a text.

    Signals:
        token_chosen(object): by a click or a key, a `TokenRef`.
        pointed_changed(object): the place under the mouse, int; None when it left.
    """

    token_chosen = Signal(object)
    pointed_changed = Signal(object)

    def __init__(
        self, model: LoadedModel, parent: QWidget | None = None, *, has_answer: bool = True
    ) -> None:
        """Show nothing yet.

        Args:
            model: names the tokens.
            parent: widget.
            has_answer: the text is a prompt and its answer, and not one that is only read.
        """
        super().__init__(parent)
        hear_as(CurvesView, QAccessible.Role.Chart)
        self._model = model
        self._has_answer = has_answer
        self._curves = TextCurves()
        self._message: Message | None = None
        self._current: int | None = None
        self._pointed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Surprisal, entropy and perplexity of every token"))
        self._describe()
        self._rebuild()

    @property
    def current(self) -> int | None:
        """The place that is marked."""
        return self._current

    @property
    def pointed(self) -> int | None:
        """The place under the mouse."""
        return self._pointed

    def set_curves(self, curves: TextCurves, message: Message | None = None) -> None:
        """Draw other curves, of the tokens of `message`."""
        self._message = message
        if curves.answer_id != self._curves.answer_id:
            self._current = None
        self._curves = curves
        self._set_pointed(None)
        self._describe()
        self.update()

    def set_current(self, place: int | None) -> None:
        """Mark another token."""
        if place != self._current:
            self._current = place
            self.update()

    def words_at(self, place: int) -> str:
        """Return the sentence of a token for screen readers."""
        point = self._curves.points[place]
        return token_in_words(point, self._model.text_in(self._message, point.token_id))

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._rebuild()

    def sizeHint(self) -> QSize:
        """Ask for the height that can be read."""
        return QSize(320, self._painter.height)

    def minimumSizeHint(self) -> QSize:
        """Stay useful in a narrow panel."""
        return QSize(200, self.sizeHint().height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the token under the mouse."""
        self._set_pointed(self._place_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._set_pointed(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the token under the mouse."""
        place = self._place_at(event.position().x())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the tokens."""
        key, points = Qt.Key(event.key()), self._curves.points
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        steps = {
            Qt.Key.Key_Left: -_PAGE if is_far else -1,
            Qt.Key.Key_Right: _PAGE if is_far else 1,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_Home: -len(points),
            Qt.Key.Key_End: len(points),
        }
        if key not in steps or not points:
            super().keyPressEvent(event)
            return
        if self._current is None:  # the first key goes to an end of the text
            place = 0 if steps[key] > 0 and key is not Qt.Key.Key_End else len(points) - 1
            place = 0 if key is Qt.Key.Key_Home else place
        else:
            place = max(0, min(len(points) - 1, self._current + steps[key]))
        self._choose(place)

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the curves, or a sentence until there are some."""
        if self._curves.points:
            layout = self._painter.layout(self._room(), self._curves)
            self._painter.paint(
                painter, layout, self._curves, marked=self._current, pointed=self._pointed
            )
        else:
            painter.setFont(self._painter.font)
            painter.setPen(current_theme().color("text_muted"))
            painter.drawText(
                self._room(),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self.tr("The curves over a text appear here once the model has written one."),
            )
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current_theme().color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)  # the dots above were filled
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)

    # -- the rest

    def _room(self) -> QRectF:
        return self.rect().toRectF().adjusted(SPACE_2, 4, -SPACE_2, -4)

    def _rebuild(self) -> None:
        self._painter = CurvesPainter(current_theme(), zoom_of(self), has_answer=self._has_answer)
        self.setFixedHeight(self._painter.height + 8)
        self.update()

    def _place_at(self, x: float) -> int | None:
        places = self._painter.layout(self._room(), self._curves).places_at(x)
        return None if places is None else most_surprising(self._curves.points, *places)

    def _set_pointed(self, place: int | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self.pointed_changed.emit(place)
            self.update()

    def _choose(self, place: int) -> None:
        self.set_current(place)
        announce(self, self.words_at(place))
        self.token_chosen.emit(self._curves.points[place].ref)

    def _describe(self) -> None:
        describe(self, curves_in_words(self._curves))

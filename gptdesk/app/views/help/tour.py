"""The first tour: seven steps, each at the real control, in a bar that takes no keys from anybody.

Owns the bar, the frame around a step's control, and going on when the step was done. What the
steps are stands in the window, which has the controls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    RADIUS,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    current_theme,
    limit_own_zoom,
)

_COMFORTABLE = (320, 500)  # width of the bar, height of the window, at 100 %
_PLACE_EVENTS = {
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step.

    Attributes:
        title: what is done.
        text: why, and how.
        target: the control; a frame is drawn around it.
        act: does it for the user.
        happened: signals after which it may be done.
        is_done: whether it is.
        prepare: brings the control into sight.
    """

    title: str
    text: str
    target: QWidget
    act: Callable[[], object]
    happened: tuple[SignalInstance, ...]
    is_done: Callable[[], bool]
    prepare: Callable[[], object] | None = None


class TourBar(QFrame):
    """The step on show, with what can be done about it; hidden while there is no tour.

    Signals:
        started: the tour has begun.
        ended: it was finished or skipped.
    """

    started = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[TourStep, ...] = ()
        self._index = 0
        self._ring: _Ring | None = None
        self.setProperty("kind", "notice_bar")
        self.setAccessibleName(self.tr("First tour"))
        self.title, self.text = QLabel(self), QLabel(self)
        self.title.setProperty("kind", "title")
        self.title.setProperty("font_kind", "ui")
        self.text.setProperty("font_kind", "ui_small")
        for label in (self.title, self.text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.act = QPushButton(self.tr("Sh&ow me"), self)
        self._next_texts = (self.tr("Ne&xt"), self.tr("Fi&nish"))  # before the last step, and there
        self.next = QPushButton(self._next_texts[0], self)
        self.skip = QPushButton(self.tr("Skip"), self)
        self.act.setToolTip(self.tr("Does this step for you, with the real control."))
        self.next.setToolTip(self.tr("Goes on without it."))
        self.skip.setToolTip(self.tr("Ends the tour (Esc). It stays in the Help menu."))
        for button in (self.act, self.next, self.skip):
            button.setProperty("font_kind", "ui_small")
            button.setAutoDefault(True)  # Enter presses it, as Space does
            button.setAccessibleDescription(button.toolTip())
        self.act.clicked.connect(self._on_act_clicked)
        self.next.clicked.connect(self._go_on)
        self.skip.clicked.connect(self.end)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.title, 1)
        for button in (self.act, self.next, self.skip):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addLayout(head)
        layout.addWidget(self.text)
        self.hide()

    @property
    def step(self) -> TourStep | None:
        """The step on show; None while there is no tour."""
        return self._steps[self._index] if self._steps else None

    def start(self, steps: tuple[TourStep, ...]) -> None:
        """Begin with the first of `steps`; the keyboard stays where it is."""
        self._leave_step()
        self._steps, self._index = steps, 0
        self._fit_to_zoom()
        self.show()
        self.started.emit()
        self._enter_step()

    @Slot()
    def end(self) -> None:
        """Leave the tour, wherever it is."""
        if self.step is not None:
            self._leave_step()
            self._steps = ()
            self.hide()
            self.ended.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as much of the zoom as fits into another width."""
        super().resizeEvent(event)
        self._fit_to_zoom()

    def customEvent(self, event: QEvent) -> None:
        """Take the zoom, or as much of it as leaves room for the text and the composer."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        width, height = _COMFORTABLE
        fitting = min(100 * self.width() // width, 100 * self.window().height() // height)
        limit_own_zoom(self, fitting)
        self._keep_room()

    def _keep_room(self) -> None:
        """Keep the room of the longest step: no button moves under the mouse, nor does the text."""
        shown, widths = self.next.text(), set[int]()
        for text in self._next_texts:
            self.next.setText(text)
            widths.add(self.next.sizeHint().width())
        self.next.setText(shown)
        self.next.setMinimumWidth(max(widths))
        room = self.contentsRect().width() - 2 * SPACE_3
        beside = sum(SPACE_2 + one.sizeHint().width() for one in (self.act, self.skip))
        titles = [self._title_of(index) for index in range(len(self._steps))]
        _keep_height(self.title, titles, room - beside - SPACE_2 - max(widths))
        _keep_height(self.text, [step.text for step in self._steps], room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends the tour."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _enter_step(self) -> None:
        step = self.step
        assert step is not None, "called with one"
        if step.prepare is not None:
            step.prepare()
        self.title.setText(self._title_of(self._index))
        self.text.setText(step.text)
        self.next.setText(self._next_texts[self._index + 1 == len(self._steps)])
        for signal in step.happened:
            signal.connect(self._on_happened)
        self._ring = _Ring(step.target)
        announce(self, f"{self.title.text()}. {step.text}")

    def _title_of(self, index: int) -> str:
        words = self.tr("{0} of {1}: {2}")
        return words.format(index + 1, len(self._steps), self._steps[index].title)

    def _leave_step(self) -> None:
        if self.step is None:
            return
        for signal in self.step.happened:
            signal.disconnect(self._on_happened)
        if self._ring is not None:
            self._ring.leave()
            self._ring = None

    @Slot()
    def _on_happened(self) -> None:
        if self.step is not None and self.step.is_done():
            self._go_on()

    @Slot()
    def _on_act_clicked(self) -> None:
        """Do the step; where all of it was done before, nothing happens that would lead on."""
        step = self.step
        if step is None:
            return
        step.act()
        if self.step is step and step.happened and step.is_done():
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self._index + 1 >= len(self._steps):
            self.end()
            return
        self._leave_step()
        self._index += 1
        self._enter_step()


def _keep_height(label: QLabel, texts: Sequence[str], width: int) -> None:
    """Make a label as high as the highest of some texts in this width."""
    label.ensurePolished()
    room, flags = QRect(0, 0, max(1, width), 10_000), int(Qt.TextFlag.TextWordWrap)
    metrics = label.fontMetrics()
    heights = [metrics.boundingRect(room, flags, text).height() for text in texts]
    label.setMinimumHeight(max(heights, default=0))


_RING_ROOM = 6  # pixels around a control; some begin with a letter at their edge


class _Ring(QWidget):
    """A frame around a control, through which the mouse goes."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target.window())
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._watched: list[QWidget] = []
        widget: QWidget | None = target
        while widget is not None:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()
        self._fit()

    def leave(self) -> None:
        """Go."""
        for widget in self._watched:
            widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _PLACE_EVENTS:
            self._fit()
        return False

    def _fit(self) -> None:
        target = self._target
        place = target.rect().translated(target.mapTo(target.window(), target.rect().topLeft()))
        room = QMargins(*[_RING_ROOM] * 4)
        self.setGeometry((place + room).intersected(target.window().rect()))
        self.setVisible(target.isVisible())
        self.raise_()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().color("accent"), 3))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(2, 2, -2, -2), RADIUS, RADIUS)

"""One number of the sampling settings: label, slider, number field.

Owns how a number is dragged, typed and put back to its neutral value; must not know what it is
for. The field holds the value exactly; the slider covers the part of its range that is useful.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from gptdesk.app.access.roles import RealSlider
from gptdesk.app.painting import painted
from gptdesk.app.phrases import without_access_key
from gptdesk.app.theme import SPACE_1, TARGET, current_theme, zoom_of, zoomed

_WIDEST = "000,000"  # in a field


@dataclass(frozen=True, slots=True)
class NumberRange:
    """What a number may be.

    Attributes:
        minimum, maximum: of the field.
        slider_minimum, slider_maximum: of the slider.
        neutral: value that changes nothing; marked, and returned to by a double click.
        step: of slider and arrow keys.
        decimals: typed at most.
    """

    minimum: float
    maximum: float
    slider_minimum: float
    slider_maximum: float
    neutral: float
    step: float
    decimals: int


def show_plain(field: QAbstractSpinBox) -> None:
    """Show a spin box as a low field, its text at the right, without buttons."""
    field.setProperty("kind", "plain")
    field.setProperty("font_kind", "ui_small")
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    set_text_off_edge(field)


def set_text_off_edge(field: QAbstractSpinBox) -> None:
    """Give a spin box the room that a style sheet's padding gives to other fields (Qt 6.11)."""
    field.lineEdit().setTextMargins(SPACE_1, 0, SPACE_1, 0)


class NumberField(QDoubleSpinBox):
    """A number with at least two decimals and no more than it has; takes a comma for a point.

    A double click selects all of it: Qt takes the point for the end of a word.

    Args:
        widest: the field has room for this text.
    """

    def __init__(self, parent: QWidget | None = None, widest: str = _WIDEST) -> None:
        super().__init__(parent)
        self._widest = widest
        self._is_held = False  # the mouse button, since a double click
        self.lineEdit().installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setLocale(QLocale.c())
        show_plain(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def textFromValue(self, value: float) -> str:
        """Write 0.8 as 0.80 and 0.125 as 0.125."""
        if self.decimals() == 0:
            return str(round(value))
        text = f"{value:.{self.decimals()}f}"
        while text.endswith("0") and len(text) - text.index(".") > 3:
            text = text[:-1]
        return text

    def valueFromText(self, text: str) -> float:
        """Read a number with a point or a comma."""
        return super().valueFromText(text.replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept a comma where a point is meant."""
        pointed = text.replace(",", ".")
        state, mended, place = super().validate(pointed, position)
        # Qt takes a point typed before the point away again: only the cursor goes on.
        return (state, text if mended == pointed else mended, place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select the whole number by a double click; a hand that trembles does not undo it."""
        if isinstance(event, QMouseEvent) and watched is self.lineEdit():
            kind, is_left = event.type(), event.button() is Qt.MouseButton.LeftButton
            if kind == QEvent.Type.MouseButtonDblClick and is_left:
                self._is_held = True
                watched.event(event)  # it also counts the clicks
                self.selectAll()
                return True
            if kind == QEvent.Type.MouseMove and self._is_held:
                return True
            if kind == QEvent.Type.MouseButtonRelease and is_left:
                self._is_held = False
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Ask for the room of the widest text: fields of one kind line up, and nothing moves."""
        self.ensurePolished()
        text = self.fontMetrics().horizontalAdvance(self._widest)
        return QSize(text + zoomed(16, zoom_of(self)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change by the wheel only while being edited: else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NeutralSlider(RealSlider):
    """A slider that marks its neutral position.

    Signals:
        reset_requested: a double click, or Del.
    """

    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._neutral = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_neutral(self, position: int) -> None:
        """Mark `position`."""
        self._neutral = position
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a short tick below the groove at the neutral position."""
        super().paintEvent(event)
        self._paint_mark(event)

    def _part(self, part: QStyle.SubControl, position: int | None = None) -> QRect:
        """Return where a part of the slider is, or would be at another position."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        if position is not None:
            option.sliderPosition = position
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    @painted
    def _paint_mark(self, painter: QPainter, event: QPaintEvent) -> None:
        handle = self._part(QStyle.SubControl.SC_SliderHandle, self._neutral)
        zoom = zoom_of(self)
        top = self.height() / 2 + zoomed(8, zoom)
        mark = QRectF(handle.center().x() - 0.25, top, 1.5, zoomed(4, zoom))
        painter.fillRect(mark, current_theme().color("text_muted"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the track is pressed; the drag begins there."""
        place = event.position().toPoint()
        handle = self._part(QStyle.SubControl.SC_SliderHandle)
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(place):
            groove = self._part(QStyle.SubControl.SC_SliderGroove)
            at = place.x() - groove.left() - handle.width() // 2
            span = groove.width() - handle.width()
            self.setSliderPosition(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, span)
            )
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the neutral value."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the neutral value with the keyboard too."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_requested.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change by the wheel only while focused: else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SliderField(QWidget):
    """Label, slider and field of one number, placed into a row of a grid.

    Signals:
        value_edited(float): the user chose another value; not sent by `set_value`.
    """

    value_edited = Signal(float)

    def __init__(
        self, label: str, explanation: str, numbers: NumberRange, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self.label = QLabel(label, self)
        self.label.setProperty("font_kind", "ui_small")
        self.slider = NeutralSlider(self)
        self.field = NumberField(self)
        self._set_ranges()
        self._explain(label, explanation)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.slider.reset_requested.connect(self._on_reset_requested)
        self.field.valueChanged.connect(self._on_field_changed)

    @property
    def value(self) -> float:
        """The number on show."""
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show `value`; a field that shows it already is not touched while it is typed in."""
        if self.field.value() != round(value, self.field.decimals()):
            self.field.blockSignals(True)
            self.field.setValue(value)
            self.field.blockSignals(False)
        self._move_slider(value)

    def add_to(self, grid: QGridLayout, row: int) -> None:
        """Place the three parts into `row` of `grid`, so that many fields line up."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.field, row, 2)
        self.hide()  # it is no place of its own, only their owner

    def _set_ranges(self) -> None:
        numbers = self._numbers
        self.field.setDecimals(numbers.decimals)
        self.field.setRange(numbers.minimum, numbers.maximum)
        self.field.setSingleStep(numbers.step)
        self.slider.setRange(
            self._position(numbers.slider_minimum), self._position(numbers.slider_maximum)
        )
        self.slider.unit = numbers.step
        self.slider.setSingleStep(1)
        self.slider.setPageStep(max(1, (self.slider.maximum() - self.slider.minimum()) // 20))
        self.slider.set_neutral(self._position(numbers.neutral))
        self.slider.setMinimumSize(80, TARGET)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _explain(self, label: str, explanation: str) -> None:
        neutral = self.field.textFromValue(self._numbers.neutral)
        tip = self.tr("{0} Double click or Del: {1}.").format(explanation, neutral)
        self.label.setBuddy(self.field)
        self.label.setToolTip(explanation)
        for part in (self.slider, self.field):
            part.setAccessibleName(without_access_key(label))
            part.setAccessibleDescription(explanation)
        self.slider.setToolTip(tip)
        self.field.setToolTip(explanation)

    def _position(self, value: float) -> int:
        return round(value / self._numbers.step)

    def _move_slider(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(self._position(max(-1e9, min(value, 1e9))))
        self.slider.blockSignals(False)

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        value = position * self._numbers.step
        self.field.setValue(max(self._numbers.minimum, value))

    @Slot(float)
    def _on_field_changed(self, value: float) -> None:
        self._move_slider(value)
        self.value_edited.emit(value)

    @Slot()
    def _on_reset_requested(self) -> None:
        self.field.setValue(self._numbers.neutral)

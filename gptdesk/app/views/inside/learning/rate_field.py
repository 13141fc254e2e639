"""The learning rate: a logarithmic slider from 0.00001 to 1 with a field beside it."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from gptdesk.app.theme import SPACE_2, TARGET
from gptdesk.app.views.widgets.slider_field import NeutralSlider, NumberField

_DECADES = 5  # below 1
_STEPS = 10  # of the slider, in a decade
_NEUTRAL = 0.01
_LEAST = 10.0**-_DECADES


class RateField(QWidget):
    """A learning rate.

    Attributes:
        slider, field: its parts.

    Signals:
        value_edited(float): the user chose another rate.
    """

    value_edited = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = self.tr("How long the step against the gradient is.")
        label = QLabel(self.tr("Learning &rate"), self)
        label.setProperty("font_kind", "ui")
        label.setToolTip(words)
        self.slider = NeutralSlider(self)
        self.slider.setRange(-_DECADES * _STEPS, 0)
        self.slider.setPageStep(_STEPS)
        self.slider.setMinimumSize(100, TARGET)
        self.slider.set_neutral(_position(_NEUTRAL))
        self.slider.setToolTip(
            self.tr("{0} Logarithmic. Double click or Del: {1}.").format(words, _NEUTRAL)
        )
        self.field = NumberField(self, "0.00000")
        self.field.setDecimals(_DECADES)
        self.field.setRange(_LEAST, 1.0)
        self.field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.field.setToolTip(words)
        for part in (self.slider, self.field):
            part.setAccessibleName(self.tr("Learning rate"))
            part.setAccessibleDescription(words)
        label.setBuddy(self.field)
        self.set_value(_NEUTRAL)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.slider.reset_requested.connect(self._on_reset_requested)
        self.field.valueChanged.connect(self._on_field_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)

    @property
    def value(self) -> float:
        """The rate on show."""
        return self.field.value()

    def set_value(self, rate: float) -> None:
        """Show a rate."""
        if self.field.value() != rate:
            blocker = QSignalBlocker(self.field)
            self.field.setValue(rate)
            blocker.unblock()
        self._move_slider(rate)

    def _move_slider(self, rate: float) -> None:
        blocker = QSignalBlocker(self.slider)
        self.slider.setValue(_position(rate))
        blocker.unblock()

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        rate = 10.0 ** (position / _STEPS)
        two_digits = float(f"{rate:.1e}")
        blocker = QSignalBlocker(self.field)
        self.field.setValue(two_digits)
        blocker.unblock()
        self.value_edited.emit(self.field.value())

    @Slot(float)
    def _on_field_changed(self, rate: float) -> None:
        self._move_slider(rate)
        self.value_edited.emit(rate)

    @Slot()
    def _on_reset_requested(self) -> None:
        self.field.setValue(_NEUTRAL)


def _position(rate: float) -> int:
    return round(math.log10(max(rate, _LEAST)) * _STEPS)

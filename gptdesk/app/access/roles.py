"""Widgets under the names that screen readers have for such things: charts, real numbers, pages.

For Qt a widget that paints itself is a filler, which readers skip, the value of a slider is its
position, and pages of which one is seen are a "layered pane", which is said each time that the
keyboard comes in. Qt asks the one factory here, when a reader comes, what it should say instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueInterface
from PySide6.QtWidgets import QAccessibleWidget, QSlider, QStackedWidget, QWidget
from shiboken6 import Shiboken

_ROLES: dict[type[QWidget], QAccessible.Role] = {}
_LISTS: list[type[QWidget]] = []
NO_INTERFACE = Shiboken.VoidPtr(0)  # `None` is not taken for it: Qt would call it
_DIGITS = 6  # after the point; more are of the multiplication


class RealSlider(QSlider):
    """A slider of whole positions that stands for a number: position times `unit`, and is heard so.

    Attributes:
        unit: what one position is worth.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        _install()
        self.unit = 1.0

    def real(self, position: int) -> float:
        """Return the number at a position."""
        return round(position * self.unit, _DIGITS)


def hear_as(kind: type[QWidget], role: QAccessible.Role) -> None:
    """Let screen readers find widgets of a class as something that they do not skip."""
    _ROLES[kind] = role
    _install()


class WithRows(Protocol):
    """A widget that is heard as a list."""

    @property
    def rows(self) -> Sequence[QWidget]:
        """Its items, in order; what else stands in it is not heard."""
        ...


def hear_as_list(kind: type[QWidget]) -> None:
    """Let screen readers find widgets of a class, which are `WithRows` too, as a list."""
    if kind not in _LISTS:
        _LISTS.append(kind)
    _install()


class _Value(QAccessibleValueInterface):
    """The number of a slider."""

    def __init__(self, slider: RealSlider) -> None:
        super().__init__()
        self._slider = slider

    def currentValue(self) -> float:  # noqa: N802  Qt's name
        return self._slider.real(self._slider.value())

    def setCurrentValue(self, value: float) -> None:  # noqa: N802  Qt's name
        self._slider.setValue(round(value / self._slider.unit))

    def maximumValue(self) -> float:  # noqa: N802  Qt's name
        return self._slider.real(self._slider.maximum())

    def minimumValue(self) -> float:  # noqa: N802  Qt's name
        return self._slider.real(self._slider.minimum())

    def minimumStepSize(self) -> float:  # noqa: N802  Qt's name
        return self._slider.real(self._slider.singleStep())


class _Slider(QAccessibleWidget):
    """A slider with its number."""

    def __init__(self, slider: RealSlider) -> None:
        super().__init__(slider, QAccessible.Role.Slider)
        self._value = _Value(slider)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        """Return the interface that Qt asks for: an object that has its address, or an address.

        Qt's stub says `int`, which Qt takes for no address.
        """
        if kind == QAccessible.InterfaceType.ValueInterface:
            return cast("int", self._value)
        other: object = super().interface_cast(kind)
        return cast("int", NO_INTERFACE if other is None else other)


class _List(QAccessibleWidget):
    """A list with its items."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._list = cast("WithRows", widget)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return len(self._list.rows)

    def child(self, index: int) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._list.rows[index])

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        row = child.object()
        rows = self._list.rows
        return rows.index(row) if isinstance(row, QWidget) and row in rows else -1


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, RealSlider):
        return _Slider(thing)
    if isinstance(thing, QWidget) and type(thing) in _ROLES:
        return QAccessibleWidget(thing, _ROLES[type(thing)])
    if isinstance(thing, QWidget) and type(thing) in _LISTS:
        return _List(thing)
    if isinstance(thing, QStackedWidget):
        return QAccessibleWidget(thing, QAccessible.Role.Client)
    return None


@cache
def _install() -> None:
    QAccessible.installFactory(_interface_of)

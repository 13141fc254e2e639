"""Accessible objects that stand for no widget of their own: who keeps them, and until when."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from functools import cache, partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface

_Key = TypeVar("_Key", bound=Hashable)
_Part = TypeVar("_Part", bound=QAccessibleInterface)


class AccessibleParts(Generic[_Key, _Part]):
    """The accessible objects of one owner that were asked for, each made once.

    Qt keeps every one in a list by number, and Python owns it: both let go when the owner does, and
    before the program ends: Qt's list outlives Python, and emptying it then would be a crash.

    Args:
        owner: the widget that they belong to.
        make: returns the object of a key.
    """

    def __init__(self, owner: QObject, make: Callable[[_Key], _Part]) -> None:
        self._make = make
        self._made: dict[_Key, _Part] = {}
        _ALL.append(self._made)
        owner.destroyed.connect(partial(_release, self._made))
        _release_all_at_the_end()

    def part(self, key: _Key) -> _Part:
        """Return the object of a key."""
        if key not in self._made:
            self._made[key] = self._make(key)
            QAccessible.registerAccessibleInterface(self._made[key])
        return self._made[key]


_ALL: list[MutableMapping[Any, Any]] = []  # Qt's list is global too


@cache
def _release_all_at_the_end() -> None:
    app = QCoreApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(release_all)


def release_all() -> None:
    """Let go of all accessible objects: the program ends."""
    for made in tuple(_ALL):
        _release(made)


def _release(made: MutableMapping[Any, Any], *_destroyed: object) -> None:
    for part in made.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))
    made.clear()
    _ALL[:] = [other for other in _ALL if other is not made]

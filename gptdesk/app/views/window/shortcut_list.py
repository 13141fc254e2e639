"""Every key of the window, in groups: those of the menus, and those that widgets handle themselves.

Pure text. Keys of actions are read from the menus, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Keys that belong together.

    Attributes:
        title: what they are for.
        rows: what a key does, and the key as it is written on this system.
    """

    title: str
    rows: tuple[tuple[str, str], ...]


def shortcut_groups(menus: QMenuBar) -> tuple[ShortcutGroup, ...]:
    """Return the keys of the menus, then those of the parts of the window."""
    groups: list[ShortcutGroup] = []
    for action in menus.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            groups.append(ShortcutGroup(_plain(action.text()), tuple(_rows(menu))))
    return tuple(group for group in (*groups, *_own_groups()) if group.rows)


def _rows(menu: QMenu, prefix: str = "") -> Iterator[tuple[str, str]]:
    for action in menu.actions():
        name = prefix + _plain(action.text())
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            yield from _rows(submenu, _tr("{0}: ").format(name))
        elif not action.shortcut().isEmpty():
            yield name, _key(action)


def _key(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _own_groups() -> tuple[ShortcutGroup, ...]:
    return (
        ShortcutGroup(
            _tr("Writing"),
            (
                (_tr("Send"), _native("Return")),
                (_tr("New line"), _native("Shift+Return")),
                (_tr("Stop the answer"), _native("Esc")),
            ),
        ),
        ShortcutGroup(
            _tr("In the list of conversations"),
            (
                (_tr("Open"), _native("Return")),
                (_tr("Rename"), _native("F2")),
                (_tr("Delete"), _native("Del")),
                (_tr("Undo the deletion"), _native("Ctrl+Z")),
            ),
        ),
        ShortcutGroup(
            _tr("In the conversation"),
            (
                (_tr("Message before, message after"), _pair("Ctrl+Up", "Ctrl+Down")),
                (_tr("From token to token"), _pair("Left", "Right")),
                (_tr("A line up, a line down"), _pair("Up", "Down")),
                (_tr("Ends of the line"), _pair("Home", "End")),
                (_tr("Ends of the message"), _pair("Ctrl+Home", "Ctrl+End")),
                (_tr("What else could have come here"), _native("Return")),
                (_tr("Put another token there, in a new branch"), _native("Return")),
                (_tr("Leave the card, leave the token"), _native("Esc")),
                (_tr("Next token, or reveal (talk and guess mode)"), _native("Space")),
            ),
        ),
        ShortcutGroup(
            _tr("In the inspector"),
            (
                (_tr("From row to row, from token to token"), _tr("arrow keys")),
                (_tr("Next token: put the row's token there"), _native("Return")),
                (_tr("Pipeline: open the row's worked formula"), _native("Return")),
                (_tr("Copy the rows"), _native("Ctrl+C")),
            ),
        ),
    )


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _pair(first: str, second: str) -> str:
    return _tr("{0} or {1}").format(_native(first), _native(second))


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShortcutList", text)

"""Every key of the window, in groups: those of the menus, and those that widgets handle themselves.

Keys of actions are read from the menus, the others are the `HandledKey`s of the widgets, so that
none is listed that does something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gptdesk.app.phrases import without_access_key
from gptdesk.app.views.composer import editor
from gptdesk.app.views.conversations import opening_list
from gptdesk.app.views.guess import cover as guess
from gptdesk.app.views.help.shortcuts_page import ShortcutGroup
from gptdesk.app.views.pipeline import table as pipeline_table
from gptdesk.app.views.tokens import bars, card
from gptdesk.app.views.transcript import marked_token, transcript
from gptdesk.app.views.widgets import painted_table
from gptdesk.app.views.widgets.handled_key import HandledKey


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
    return without_access_key(text).rstrip("…")


def _own_groups() -> Iterator[ShortcutGroup]:
    for title, keys in (
        (_tr("Writing"), (editor.SEND, editor.NEW_LINE, editor.LEAVE)),
        (
            _tr("In the list of conversations"),
            (opening_list.OPEN, opening_list.RENAME, opening_list.DELETE),
        ),
        (
            _tr("In the conversation"),
            (
                transcript.MESSAGES,
                marked_token.BESIDE,
                marked_token.LINES,
                marked_token.LINE_ENDS,
                marked_token.MESSAGE_ENDS,
                marked_token.OPEN_CARD,
                bars.PUT_TOKEN_OF_CARD,
                card.LEAVE,
            ),
        ),
        (_tr("In a talk"), (guess.ADVANCE, guess.REVEAL, guess.GO_ON)),
        (
            _tr("In the inspector"),
            (painted_table.WALK, bars.PUT_TOKEN, pipeline_table.OPEN_FORMULA, painted_table.COPY),
        ),
        (_tr("Under the hood"), _keys_under_the_hood()),
    ):
        yield ShortcutGroup(title, tuple((key.name(), key.text()) for key in keys))


def _keys_under_the_hood() -> tuple[HandledKey, ...]:
    """Return the keys of a window whose pages are imported when it is first wanted."""
    from gptdesk.app.views.inside import attention_page, play_page, strip
    from gptdesk.app.views.inside import window as inside_window
    from gptdesk.app.views.inside.attention import head_grid
    from gptdesk.app.views.inside.branches import branches_page
    from gptdesk.app.views.inside.kept import kept_page
    from gptdesk.app.views.inside.space import cell_map
    from gptdesk.app.views.inside.what_if import tick_grid

    return (
        inside_window.STOPS,
        inside_window.PRINT,
        strip.PLACES,
        head_grid.HEADS,
        head_grid.OPEN,
        attention_page.GO_UP,
        attention_page.AS_TABLE,
        attention_page.BESIDE,
        attention_page.SWITCH,
        tick_grid.HEADS,
        tick_grid.SWITCH,
        cell_map.CELLS,
        branches_page.AS_TABLE,
        kept_page.DELETE,
        play_page.TAKE,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShortcutList", text)

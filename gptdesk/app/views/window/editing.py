"""Undo, Redo, Cut, Copy, Paste and Select all of the *Edit* menu: for the part with the keyboard.

Owns what is possible there, and doing it. The keys are the parts' own: the menu only names them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from gptdesk.app.system.timers import single_shot
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.app.views.window.menu import MainMenu

_Doing = Callable[[], object]


class Editing(QObject):
    """Lets the *Edit* menu act on what had the keyboard when it was opened."""

    def __init__(self, window: QWidget, menu: MainMenu) -> None:
        super().__init__(window)
        self._window = window
        self._menu = menu
        self._widget: QWidget | None = None  # that had the keyboard last
        self._names = {action: name for name, action in menu.editing.items()}
        self._settled = single_shot(self, then=self._on_settled)
        app = QApplication.instance()
        assert isinstance(app, QApplication), "there are widgets"
        app.focusChanged.connect(self._on_focus_changed)
        menu.edit_menu.aboutToShow.connect(self._on_about_to_show)
        menu.edit_menu.aboutToHide.connect(self._settled.start)
        for action in menu.editing.values():
            action.triggered.connect(self._on_triggered)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        """Remember the part; a menu that is worked with the keyboard has it for a while."""
        if isinstance(now, QMenuBar | QMenu):
            return
        if now is None or now.window() is self._window:
            self._widget = now

    @Slot()
    def _on_about_to_show(self) -> None:
        """Offer what is possible now; one Undo is seen, and says what it undoes."""
        possible = _possible(self._widget)
        for name, action in self._menu.editing.items():
            action.setEnabled(name in possible)
        is_deletion = "undo" not in possible and self._menu.undo_delete.isEnabled()
        self._menu.editing["undo"].setVisible(not is_deletion)
        self._menu.undo_delete.setVisible(is_deletion)

    @Slot()
    def _on_settled(self) -> None:
        """What is not seen takes no key: the one for a deletion is there again."""
        self._menu.undo_delete.setVisible(True)

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction), "it is one of the menu's"
        do = _possible(self._widget).get(self._names[action])
        if do is not None:
            do()


def _possible(widget: QWidget | None) -> dict[str, _Doing]:
    """Return what can be done in a part of the window now, by the names of `MainMenu.editing`."""
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        widget = widget.lineEdit()  # None where a list is only chosen from
    found: dict[str, tuple[bool, _Doing]] = {}
    match widget:
        case QLineEdit():
            found = _of_line(widget)
        case QPlainTextEdit() | QTextEdit():
            found = _of_text(widget)
        case TranscriptView():
            found = {
                "copy": (widget.has_selection, widget.copy_selection),
                "select_all": (True, widget.select_all),
            }
        case PaintedTable():
            found = {"copy": (widget.row_count() > 0, widget.copy)}
        case QLabel():
            text = widget.selectedText()
            found = {"copy": (bool(text), lambda: QGuiApplication.clipboard().setText(text))}
        case _:
            pass
    return {name: do for name, (is_possible, do) in found.items() if is_possible}


def _of_line(line: QLineEdit) -> dict[str, tuple[bool, _Doing]]:
    can_write, is_selected = not line.isReadOnly(), line.hasSelectedText()
    has_clip = QGuiApplication.clipboard().mimeData().hasText()
    return {
        "undo": (line.isUndoAvailable(), line.undo),
        "redo": (line.isRedoAvailable(), line.redo),
        "cut": (is_selected and can_write, line.cut),
        "copy": (is_selected, line.copy),
        "paste": (has_clip and can_write, line.paste),
        "select_all": (bool(line.text()), line.selectAll),
    }


def _of_text(field: QPlainTextEdit | QTextEdit) -> dict[str, tuple[bool, _Doing]]:
    can_write, is_selected = not field.isReadOnly(), field.textCursor().hasSelection()
    document = field.document()
    return {
        "undo": (can_write and document.isUndoAvailable(), field.undo),
        "redo": (can_write and document.isRedoAvailable(), field.redo),
        "cut": (is_selected and can_write, field.cut),
        "copy": (is_selected, field.copy),
        "paste": (can_write and field.canPaste(), field.paste),
        "select_all": (not document.isEmpty(), field.selectAll),
    }

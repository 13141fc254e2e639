"""The dialogs of the Help menu, and the crash report.

Owns opening those dialogs; must not know what the window does besides.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMainWindow

from gptdesk.app.system.crash import environment_text
from gptdesk.app.views.window.dialogs import AboutDialog, CrashDialog, ShortcutsDialog
from gptdesk.app.views.window.shortcut_list import shortcut_groups
from gptdesk.version import program_version


class HelpDialogs(QObject):
    """Opens the dialogs that explain the program, over one window."""

    def __init__(self, window: QMainWindow, log_dir: Path) -> None:
        super().__init__(window)
        self._window = window
        self._log_dir = log_dir

    @Slot()
    def show_shortcuts(self) -> None:
        """List every key."""
        ShortcutsDialog(shortcut_groups(self._window.menuBar()), self._window).open()

    @Slot()
    def open_log_folder(self) -> None:
        """Show the log files in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_dir)))

    @Slot()
    def show_about(self) -> None:
        """Say what this is."""
        AboutDialog(program_version(), environment_text(), self._window).open()

    @Slot(str)
    def show_crash_report(self, report: str) -> None:
        """Offer a report to be copied."""
        CrashDialog(report, self._window).open()

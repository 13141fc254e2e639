"""The desktop's own programs: its file manager and its browser, and a way on where it has none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication


def show_folder(folder: Path) -> str:
    """Show a folder in the file manager.

    Returns:
        "", or a sentence where there is none: the path, which is copied then.
    """
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        return ""
    QGuiApplication.clipboard().setText(str(folder))
    return _tr("This desktop has no file manager to show {0}. Its path is copied.").format(folder)


def show_page(url: str) -> str:
    """Show a page in the browser; return as `show_folder`, with its address."""
    if QDesktopServices.openUrl(QUrl(url)):
        return ""
    QGuiApplication.clipboard().setText(url)
    return _tr("This desktop has no browser to show {0}. The address is copied.").format(url)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Outside", text)

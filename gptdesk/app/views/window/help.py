"""The dialogs of the Help menu, and the crash report.

Owns opening those dialogs; must not know what the window does besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from gptdesk.app import translations
from gptdesk.app.outside import show_folder
from gptdesk.app.system.courier import run_for
from gptdesk.app.system.crash import environment_text
from gptdesk.app.system.installed_size import installed_size
from gptdesk.app.system.term import term_of
from gptdesk.app.views.help.dialogs import AboutDialog, CrashDialog, HelpWindow
from gptdesk.app.views.help.glossary import Glossary
from gptdesk.app.views.help.guide import GuidePage, guide_sections
from gptdesk.app.views.help.moment import Moment
from gptdesk.app.views.help.shortcuts_page import ShortcutsPage
from gptdesk.app.views.help.terms import Page
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.app.views.window.shortcut_list import shortcut_groups
from gptdesk.version import program_version


class HelpDialogs(QObject):
    """Opens the dialogs that explain the program, over one window.

    Attributes:
        moment: the figures of the terms.
        help_window: guide, keys and glossary; None until they are asked for.

    Signals:
        refused: why the log files are not shown, a sentence, str.
    """

    refused = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        panel: SidePanel,
        moment: Moment,
        log_dir: Path,
        *,
        everywhere: Sequence[QAction] = (),
    ) -> None:
        """Explain what stands in `window`.

        Args:
            window: over which the dialogs open.
            panel: whose terms are explained.
            moment: the figures of the terms.
            log_dir: folder of the log files.
            everywhere: actions whose keys work over the help too.
        """
        super().__init__(window)
        self._window = window
        self._panel = panel
        self.moment = moment
        self._log_dir = log_dir
        self._everywhere = everywhere
        self.help_window: HelpWindow | None = None

    @Slot()
    def show_guide(self) -> None:
        """Show what one does with the program."""
        shown = self._shown()
        shown.show_tab(shown.guide)

    @Slot()
    def show_shortcuts(self) -> None:
        """List every key."""
        shown = self._shown()
        shown.show_tab(shown.shortcuts)

    @Slot()
    def show_glossary(self) -> None:
        """Show every term."""
        shown = self._shown()
        shown.glossary.show_all()
        shown.show_tab(shown.glossary)

    @Slot()
    def explain(self) -> None:
        """Show the terms of the inspector's page first: the one that the keyboard is on, if any."""
        shown = self._shown()
        shown.glossary.show_page(self._page(), self._key_at_focus())
        shown.show_tab(shown.glossary)

    def _shown(self) -> HelpWindow:
        if self.help_window is None:
            shortcuts = ShortcutsPage(shortcut_groups(self._window.menuBar()))
            guide = GuidePage(guide_sections(translations.current_language()))
            glossary = Glossary(self.moment)
            self.help_window = HelpWindow(guide, shortcuts, glossary, self._window)
            self.help_window.addActions(self._everywhere)
        return self.help_window

    def _page(self) -> Page:
        return {
            "next_token": Page.NEXT,
            "pipeline": Page.PIPELINE,
            "model": Page.MODEL,
        }.get(self._panel.page_name, Page.TEXT)

    def _key_at_focus(self) -> str:
        """Return the term that the widget with the keyboard is about; "" for none."""
        widget = self._window.focusWidget()
        is_there = widget is not None and self._panel.isAncestorOf(widget)
        return term_of(widget) if is_there else ""

    @Slot()
    def open_log_folder(self) -> None:
        """Show the log files in the system's file manager."""
        if sentence := show_folder(self._log_dir):
            self.refused.emit(sentence)

    @Slot()
    def show_about(self) -> None:
        """Say what this is."""
        about = AboutDialog(program_version(), environment_text(), self._window)
        about.finished.connect(about.deleteLater)
        run_for(about, "installed size", installed_size, about.show_size)
        about.open()

    @Slot(str)
    def show_crash_report(self, report: str) -> None:
        """Offer a report to be copied."""
        CrashDialog(report, self._window).open()

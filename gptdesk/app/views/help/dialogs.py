"""The dialogs of the Help menu: guide, keys and glossary, and About; and the crash report.

Owns plain dialogs; decides nothing about when they appear.
"""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.phrases import sentences
from gptdesk.app.system.installed_size import InstalledSize
from gptdesk.app.system.side_window import bring_to_front
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    current_theme,
    limit_own_zoom,
    window_size,
)
from gptdesk.app.views.help.glossary import Glossary
from gptdesk.app.views.help.guide import GuidePage
from gptdesk.app.views.help.shortcuts_page import ShortcutsPage
from gptdesk.app.views.widgets.exact_text import ExactTextEdit
from gptdesk.sentences import size_text

_AROUND_TAB = 24  # pixels beside its word
_AROUND = QMargins(SPACE_4, SPACE_4, SPACE_4, 6 * SPACE_5)  # tabs and buttons


class CrashDialog(TabAsRead, QDialog):
    """A report that can be copied, after something unexpected."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self.resize(window_size(640, 420))
        intro = QLabel(
            self.tr(
                "GPTDesk met an error that it did not expect. Your conversation is still here and"
                " you can go on. This report helps to mend it; it contains none of your text."
            ),
            self,
        )
        intro.setWordWrap(True)
        self._report = ExactTextEdit(self)
        self._report.set_text(report)
        self._report.setReadOnly(True)
        self._report.setAccessibleName(self.tr("Report"))
        self._report.setLineWrapMode(ExactTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = QPushButton(self.tr("Copy report"), self)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy_clicked)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(intro)
        layout.addWidget(self._report, 1)
        layout.addWidget(buttons)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report.text())


class HelpWindow(TabAsRead, QDialog):
    """The guide, every key and the terms, a tab each; the main window can be used meanwhile."""

    def __init__(
        self, guide: GuidePage, shortcuts: ShortcutsPage, glossary: Glossary, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Help"))
        self.guide, self.shortcuts, self.glossary = guide, shortcuts, glossary
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the help"))
        self.tabs.addTab(guide, self.tr("Guide"))
        self.tabs.addTab(shortcuts, self.tr("Keyboard shortcuts"))
        self.tabs.addTab(glossary, self.tr("Glossary"))
        content = QGridLayout()
        content.addWidget(self.tabs)
        _finish_dialog(self, content)
        self.resize(self._wanted_size())

    def show_tab(self, page: QWidget) -> None:
        """Show one of the tabs, with the keyboard in it."""
        self.tabs.setCurrentWidget(page)
        self.resize(self.size().expandedTo(self._wanted_size()))  # of another zoom, perhaps
        bring_to_front(self)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the letters of the tabs grow only so far that all are in sight."""
        super().resizeEvent(event)
        self._fit_tabs()

    def customEvent(self, event: QEvent) -> None:
        """Do so in another zoom, too."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_tabs()

    def _fit_tabs(self) -> None:
        bar = self.tabs.tabBar()
        letters = QFontMetricsF(current_theme().font("ui", 100))
        texts = (bar.tabText(number) for number in range(bar.count()))
        width = sum(letters.horizontalAdvance(text) + _AROUND_TAB for text in texts)  # at 100 %
        limit_own_zoom(bar, int(100 * self.tabs.width() / width))

    def _wanted_size(self) -> QSize:
        """Return room for all keys beside each other, as far as the screen has it."""
        screen = QGuiApplication.primaryScreen().availableSize() * 0.85
        return self.shortcuts.sizeHint().grownBy(_AROUND).boundedTo(screen)


class AboutDialog(TabAsRead, QDialog):
    """What this is, its version, its size, and that nothing leaves the computer."""

    def __init__(self, version: str, environment: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About GPTDesk"))
        grid = QGridLayout()
        grid.setVerticalSpacing(SPACE_2)
        title = QLabel(self.tr("GPTDesk {0}").format(version), self)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        body = QLabel(
            self.tr(
                "A desktop window on a GPT. Everything runs on this computer: no text, and no"
                " figure about you, is sent anywhere. MIT licence."
            ),
            self,
        )
        body.setWordWrap(True)
        body.setMinimumWidth(360)
        versions = QLabel(environment, self)
        versions.setProperty("kind", "muted")
        versions.setWordWrap(True)
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.size_line = QLabel(self.tr("Its size on this disk is being added up…"), self)
        self.size_line.setWordWrap(True)
        for row, label in enumerate((title, body, versions, self.size_line)):
            grid.addWidget(label, row, 0)
        _finish_dialog(self, grid)
        FittingZoom(self, room=(420, 264))

    def show_size(self, measured: Future[InstalledSize]) -> None:
        """Say how much room the program takes, and how to make it less where that is possible."""
        size = measured.result()
        if not size.torch:
            self.size_line.setText(self.tr("Its size on this disk is not known."))
            return
        text = self.tr(
            "It takes {0} on this disk with all that it needs, {1} of it PyTorch."
        ).format(size_text(size.total), size_text(size.torch))
        if size.cuda:
            less = self.tr(
                "{0} are for NVIDIA cards only: a computer without one needs PyTorch's CPU build,"
                " as the README's first page tells."
            ).format(size_text(size.cuda))
            text = sentences((text, less))
        self.size_line.setText(text)
        layout = self.layout()
        if layout is not None:  # as high as the longer text needs, at the width that is there
            layout.activate()
            height = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), height))


def _finish_dialog(dialog: QDialog, content: QGridLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    for button in buttons.buttons():
        if isinstance(button, QPushButton):
            button.setAutoDefault(False)  # Enter in a field must not press it
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
    layout.setSpacing(SPACE_4)
    layout.addLayout(content)
    layout.addWidget(buttons)

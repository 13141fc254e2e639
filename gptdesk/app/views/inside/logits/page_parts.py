"""Heading, table that is copied and export button of the pages of lens and contributions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    TARGET,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.export_menu import ExportMenu
from gptdesk.app.views.widgets.labels import PassingLabel
from gptdesk.app.views.widgets.painted_table import COPY


class ZoomedLabel(QLabel):
    """Plain text that wraps, in the size of the text."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        font_kind: str = "ui",
        is_muted: bool = False,
        is_heading: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self._font_kind, self._is_heading = font_kind, is_heading
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if is_muted or is_heading:
            self.setProperty("kind", "heading" if is_heading else "muted")
        self._fit_to_zoom()

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        font = current_theme().font(self._font_kind, zoom_of(self))
        font.setBold(self._is_heading)  # a font that is set hides the style sheet's weight
        set_font(self, font)


def page_heading(name: str, parent: QWidget) -> QLabel:
    """Return the heading of a page, in English beginning with a capital letter."""
    title = name[:1].upper() + name[1:] if name.isascii() else name  # “logit 的来源” stays
    heading = ZoomedLabel(title, parent, is_heading=True)
    heading.setWordWrap(False)
    return heading


class CopiedTable(CellTableView):
    """A table in the size of the text, whose rows are copied as text."""

    _is_height_limited = False

    def __init__(
        self,
        model: CellTableModel,
        name: str,
        text: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, name, parent)
        self._text = text
        self._is_outdated = False

    def show_outdated(self, *, is_outdated: bool) -> None:
        """Show that the figures are of something else than what is looked at.

        It stays enabled: Qt takes the keyboard away from what is not.
        """
        if is_outdated != self._is_outdated:
            self._is_outdated = is_outdated
            self.setItemDelegate(_Muted(self) if is_outdated else QStyledItemDelegate(self))

    def limit_height(self) -> None:
        """Take no more room than the rows need, in another zoom too."""
        self._is_height_limited = True
        rows = self.model().rowCount() * self.verticalHeader().defaultSectionSize()
        header = self.horizontalHeader().sizeHint().height()
        self.setMaximumHeight(header + max(rows, TARGET) + 2 * self.frameWidth() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the rows."""
        if COPY.matches(event):
            QGuiApplication.clipboard().setText(self._text())
            announce(self, self.tr("Copied."))
        else:
            super().keyPressEvent(event)

    def fit_to_zoom(self) -> None:
        """Take the height of the rows in the zoom."""
        super().fit_to_zoom()
        if self._is_height_limited:
            self.limit_height()


class _Muted(QStyledItemDelegate):
    """Writes cells as what does not count now."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Take the colour of muted text."""
        super().initStyleOption(option, index)
        muted = current_theme().color("text_muted")
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, muted)  # pyright: ignore[reportAttributeAccessIssue]  not in the stubs


class ExportButton(QPushButton):
    """A button with a menu of exports.

    Attributes:
        exports: the menu.
        notice: says what came of the last one; its owner puts it below the page.
    """

    def __init__(
        self, offers: Sequence[Offer], obstacle: Callable[[Offer], str], parent: QWidget
    ) -> None:
        """Offer what there is; `obstacle` says of what is not there yet why, empty for the rest."""
        super().__init__(parent)
        self._obstacle = obstacle
        self.setText(self.tr("E&xport"))
        self.setToolTip(self.tr("Copies figures or pictures, or saves them as files"))
        self.setProperty("kind", "quiet")
        self.exports = ExportMenu(offers, self)
        self.exports.aboutToShow.connect(self._on_menu_about_to_show)
        self.setMenu(self.exports)
        self.notice = PassingLabel(parent)
        self.notice.setProperty("kind", "muted")
        self.notice.setWordWrap(True)
        self.notice.hide()
        self.notice.passed.connect(self.notice.hide)
        self.exports.done.connect(self._on_done)
        self.exports.failed.connect(self._on_failed)

    @Slot()
    def _on_menu_about_to_show(self) -> None:
        self.exports.show_obstacles(self._obstacle)

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self.notice.say(sentence)
        self.notice.show()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        """Say what went wrong; it stays until something else is said."""
        self.notice.keep(sentence)
        self.notice.show()

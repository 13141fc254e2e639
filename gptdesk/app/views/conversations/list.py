"""The list of conversations in the sidebar: one line each, the days between them.

Owns how a row looks and which keys do what; what they do is asked for by signals.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from gptdesk.app.icons import icon_pixmap
from gptdesk.app.painting import painted_row
from gptdesk.app.theme import (
    RADIUS,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    Theme,
    current_theme,
    zoom_of,
    zoomed,
)
from gptdesk.app.viewmodels.conversations.list import (
    IS_OPEN_ROLE,
    IS_RUNNING_ROLE,
    SUMMARY_ROLE,
    ConversationListModel,
)
from gptdesk.app.views.conversations.opening_list import OpeningList, TitleDelegate
from gptdesk.storage.history.types import Summary

_Index = QModelIndex | QPersistentModelIndex
_ROW = 30
_PIN = 14
_DOT = 7


class _RowDelegate(TitleDelegate):
    """Paints a conversation or a header."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return a line's height; the list gives the width."""
        return QSize(0, max(zoomed(_ROW, zoom_of(None)), option.fontMetrics.height() + 2 * SPACE_1))

    @painted_row
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        summary = index.data(SUMMARY_ROLE)
        if summary is None:
            self._paint_header(painter, option, index, theme)
        else:
            self._paint_row(painter, option, index, theme)

    def _paint_header(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, theme: Theme
    ) -> None:
        painter.setFont(theme.font("ui_small", zoom_of(None)))
        painter.setPen(theme.color("text_muted"))
        inside = option.rect.adjusted(SPACE_3, 0, -SPACE_3, -SPACE_1)
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, theme: Theme
    ) -> None:
        state = option.state
        box = option.rect.adjusted(SPACE_1, 1, -SPACE_1, -1)
        ground = self._ground(option, index)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                box.toRectF().adjusted(0.75, 0.75, -0.75, -0.75), RADIUS, RADIUS
            )
        inside = box.adjusted(SPACE_2, 0, -SPACE_2, 0)
        inside.setRight(inside.right() - self._paint_marks(painter, inside, index, theme))
        painter.setFont(option.font)
        painter.setPen(theme.color("text"))
        text = painter.fontMetrics().elidedText(
            str(index.data()).replace("\n", " "), Qt.TextElideMode.ElideRight, inside.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(inside, flags | Qt.TextFlag.TextSingleLine, text)

    @staticmethod
    def _ground(option: QStyleOptionViewItem, index: _Index) -> str:
        if index.data(IS_OPEN_ROLE):
            return "selection"
        is_under = option.state & QStyle.StateFlag.State_MouseOver
        return "hover" if is_under else ""

    @staticmethod
    def _paint_marks(painter: QPainter, inside: QRect, index: _Index, theme: Theme) -> int:
        """Paint what stands at the right end; return the width that it takes."""
        right = inside.right() + 1
        middle = inside.center().y() + 1
        if index.data(IS_RUNNING_ROLE):
            right -= _DOT
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(right, middle - _DOT // 2, _DOT, _DOT)
            right -= SPACE_2
        summary = index.data(SUMMARY_ROLE)
        if isinstance(summary, Summary) and summary.is_pinned:
            side = zoomed(_PIN, zoom_of(None))
            right -= side
            ratio = painter.device().devicePixelRatio()
            pin = icon_pixmap("pin", theme.color("text_muted"), side, ratio)
            painter.drawPixmap(right, middle - side // 2, pin)
            right -= SPACE_2
        return inside.right() + 1 - right


class ConversationListView(OpeningList):
    """All conversations.

    Signals:
        open_requested, duplicate_requested, export_requested: an id, str.
        pin_requested: an id, and whether it is to be pinned, str, bool.
    """

    open_requested = Signal(str)
    duplicate_requested = Signal(str)
    export_requested = Signal(str)
    pin_requested = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("conversationList", self.tr("Conversations"), parent)
        self._delegate = _RowDelegate(self)
        self._kept_id = ""  # of the row with the keyboard, while rows are moved
        self._is_open_awaited = False  # what is shown has no row yet
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setUniformItemSizes(True)  # thousands of rows are laid out at once
        self.setTabKeyNavigation(False)

    def set_conversations(self, model: ConversationListModel) -> None:
        """Show the rows of `model`."""
        self.setModel(model)
        model.rows_about_to_move.connect(self._on_rows_about_to_move)
        model.rows_moved.connect(self._on_rows_moved)
        model.open_changed.connect(self._on_open_changed)
        self._on_open_changed()

    def conversation_id(self, index: QModelIndex) -> str:
        """Return the id of the conversation in a row; "" for a header."""
        summary = index.data(SUMMARY_ROLE)
        return summary.id if isinstance(summary, Summary) else ""

    def select(self, conversation_id: str) -> None:
        """Put the keyboard's row on a conversation and scroll to it."""
        model = self.model()
        row = model.row_of(conversation_id) if isinstance(model, ConversationListModel) else None
        if row is not None:
            self.setCurrentIndex(model.index(row, 0))

    def open_index(self, index: QModelIndex) -> None:
        """Ask for the conversation in a row; a header is none."""
        summary = index.data(SUMMARY_ROLE)
        if isinstance(summary, Summary):
            self.open_requested.emit(summary.id)

    def enter_first(self) -> None:
        """Put the keyboard on the first conversation."""
        model = self.model()
        if isinstance(model, ConversationListModel) and model.summaries:
            self.select(model.summaries[0].id)

    # -- what Qt calls

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer everything that can be done with a conversation, by mouse or by key."""
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.visualRect(index).bottomLeft() + QPoint(SPACE_3, 0)
        else:
            index = self.indexAt(place)
        summary = index.data(SUMMARY_ROLE)
        if isinstance(summary, Summary):
            self.setCurrentIndex(index)
            menu = self.menu_for(summary)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(place))

    def menu_for(self, summary: Summary) -> QMenu:
        """Return the menu of a conversation."""
        menu = QMenu(self)
        own = summary.id

        # No keys beside them: those of the list mean something else as soon as one writes again.
        menu.addAction(self.tr("&Open"), lambda: self.open_requested.emit(own))
        menu.addAction(self.tr("&Rename"), lambda: self._rename(own))
        pin = self.tr("Un&pin") if summary.is_pinned else self.tr("&Pin")
        menu.addAction(pin, lambda: self.pin_requested.emit(own, not summary.is_pinned))
        menu.addAction(self.tr("D&uplicate"), lambda: self.duplicate_requested.emit(own))
        menu.addAction(self.tr("&Export…"), lambda: self.export_requested.emit(own))
        menu.addSeparator()
        menu.addAction(self.tr("&Delete"), lambda: self.delete(own))
        return menu

    # -- rows

    def _rename(self, conversation_id: str) -> None:
        self.select(conversation_id)
        self.setFocus()
        self.edit(self.currentIndex())

    def delete(self, conversation_id: str) -> None:
        """Ask for a deletion, and put the keyboard on what comes after it."""
        model = self.model()
        if isinstance(model, ConversationListModel):
            ids = [summary.id for summary in model.summaries]
            place = ids.index(conversation_id)
            rest = [*ids[place + 1 : place + 2], *reversed(ids[:place])]
            self.delete_requested.emit(conversation_id)
            if rest:
                self.select(rest[0])

    @Slot()
    def _on_rows_about_to_move(self) -> None:
        self._kept_id = self.current_id()
        self.keep_title()

    @Slot()
    def _on_rows_moved(self) -> None:
        """Stay on the conversation, wherever it went, without scrolling; type its title on."""
        if self._kept_id and self.current_id() != self._kept_id:
            at = self.verticalScrollBar().value()
            self.select(self._kept_id)
            self.verticalScrollBar().setValue(at)
        if self.current_id() == self._kept_id:  # else it was deleted
            self.type_on()
        if self._is_open_awaited:
            self._on_open_changed()

    @Slot()
    def _on_open_changed(self) -> None:
        """Go to what is shown: a key like Delete must not be for another conversation."""
        model = self.model()
        if isinstance(model, ConversationListModel):
            self._is_open_awaited = model.row_of(model.open_id) is None
            if self.state() != QAbstractItemView.State.EditingState:  # it would end
                self.select(model.open_id)

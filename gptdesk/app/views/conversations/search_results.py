"""The search results in the sidebar: each with its conversation and the words around it.

Owns how a hit looks and which keys open it.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from gptdesk.app.painting import painted_row
from gptdesk.app.theme import RADIUS, SPACE_1, SPACE_2, Theme, current_theme, zoom_of
from gptdesk.app.viewmodels.conversations.search_results import HIT_ROLE, SearchResultsModel
from gptdesk.app.views.conversations.opening_list import OpeningList, TitleDelegate
from gptdesk.storage.history.types import Hit

_Index = QModelIndex | QPersistentModelIndex
_LINES = 2
_BEFORE = 24  # characters in front of what was found: it must be seen in two lines


class _HitDelegate(TitleDelegate):
    """Paints a title and two lines of text with the found words marked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of three lines; the list gives the width."""
        small = QFontMetrics(current_theme().font("ui_small", zoom_of(None))).height()
        hit = index.data(HIT_ROLE)
        lines = _LINES if isinstance(hit, Hit) and hit.message_id is not None else 0
        return QSize(0, option.fontMetrics.height() + lines * small + 3 * SPACE_1)

    @painted_row
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one hit."""
        theme, hit = current_theme(), index.data(HIT_ROLE)
        model = index.model()
        if not isinstance(hit, Hit) or not isinstance(model, SearchResultsModel):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(SPACE_1, 1, -SPACE_1, -1)
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = box.toRectF().adjusted(0.75, 0.75, -0.75, -0.75)
            painter.drawRoundedRect(ring, RADIUS, RADIUS)
        inside = box.adjusted(SPACE_2, SPACE_1 - 1, -SPACE_2, -SPACE_1)
        painter.setFont(option.font)
        painter.setPen(theme.color("text"))
        title = painter.fontMetrics().elidedText(
            model.title(index.row()), Qt.TextElideMode.ElideRight, inside.width()
        )
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(inside, flags | Qt.TextFlag.TextSingleLine, title)
        if hit.message_id is not None:
            inside.setTop(inside.top() + painter.fontMetrics().height())
            _paint_snippet(painter, inside, hit, theme)


def _paint_snippet(painter: QPainter, inside: QRect, hit: Hit, theme: Theme) -> None:
    """Paint the first lines of the text around what was found."""
    parts = shortened(hit.parts)
    font = theme.font("ui_small", zoom_of(None))
    layout, end = _laid_out(parts, font, inside.width(), theme)
    if end < len(_utf16("".join(text for text, _ in parts))) // 2:
        layout, _ = _laid_out(_cut(parts, end - 1), font, inside.width(), theme)
    painter.setPen(theme.color("text_muted"))
    painter.setClipRect(inside)
    layout.draw(painter, QPointF(inside.topLeft()))


def _laid_out(
    parts: list[tuple[str, bool]], font: QFont, width: int, theme: Theme
) -> tuple[QTextLayout, int]:
    """Return the first lines of a text, and where in it they end, as Qt counts characters."""
    layout = QTextLayout("".join(text for text, _ in parts), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    ranges: list[QTextLayout.FormatRange] = []
    at = 0
    for text, is_found in parts:
        length = len(_utf16(text)) // 2
        if is_found:
            mark = QTextLayout.FormatRange()
            mark.start, mark.length = at, length
            mark.format = QTextCharFormat()
            mark.format.setBackground(theme.color("selection"))
            mark.format.setForeground(theme.color("text"))
            ranges.append(mark)
        at += length
    layout.setFormats(ranges)
    layout.beginLayout()
    top, end = 0.0, 0
    for _ in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
        end = line.textStart() + line.textLength()
    layout.endLayout()
    return layout, end


def _cut(parts: list[tuple[str, bool]], length: int) -> list[tuple[str, bool]]:
    """Return the beginning of a text, as long as Qt counts, and a sign that it goes on."""
    cut: list[tuple[str, bool]] = []
    for text, is_found in parts:
        data = _utf16(text)[: 2 * max(0, length)]
        cut.append((data.decode("utf-16-le", "ignore"), is_found))
        length -= len(data) // 2
    return [*cut[:-1], (cut[-1][0].rstrip(), cut[-1][1]), ("…", False)]


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def shortened(parts: tuple[tuple[str, bool], ...]) -> list[tuple[str, bool]]:
    """Return a snippet in one line whose found words come soon."""
    lines = [(" ".join(f".{text}.".split())[1:-1], is_found) for text, is_found in parts]
    if lines and not lines[0][1] and len(lines[0][0]) > _BEFORE:
        end = lines[0][0][-_BEFORE:]
        _, space, words = end.partition(" ")
        lines[0] = (f"…{words if space else end}", False)
    return lines


class SearchResultsView(OpeningList):
    """Hits; what is renamed or deleted is the whole conversation of one.

    Signals:
        open_requested: ids of a conversation and of a message, which is "" for a title.
    """

    open_requested = Signal(str, str)

    def __init__(self, model: SearchResultsModel, parent: QWidget | None = None) -> None:
        super().__init__("searchResults", self.tr("Search results"), parent)
        self._delegate = _HitDelegate(self)
        self.setItemDelegate(self._delegate)
        self._kept_row = -1  # the one with the keyboard, while the hits are replaced
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.modelReset.connect(self._on_reset)

    def enter_row(self, row: int) -> None:
        """Do what Enter does in a row, if there is one."""
        self.enter_index(self.model().index(row, 0))

    def conversation_id(self, index: QModelIndex) -> str:
        """Return the id of the conversation of a hit; "" for none."""
        hit = index.data(HIT_ROLE)
        return hit.conversation_id if isinstance(hit, Hit) else ""

    def open_index(self, index: QModelIndex) -> None:
        """Ask for a hit."""
        hit = index.data(HIT_ROLE)
        if isinstance(hit, Hit):
            self.open_requested.emit(hit.conversation_id, hit.message_id or "")

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._kept_row = self.currentIndex().row() if self.hasFocus() else -1

    @Slot()
    def _on_reset(self) -> None:
        """Stay where one was walking, also after a deletion."""
        if self._kept_row >= 0:
            row = min(self._kept_row, self.model().rowCount() - 1)
            self.setCurrentIndex(self.model().index(row, 0))

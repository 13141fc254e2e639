"""Widgets that keep still: labels whose figures grow or that wrap, lists that become lower.

And a keyboard that stays: a control that is of no use for a moment gives it to no neighbour.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QListWidget,
    QScrollArea,
    QWidget,
)

from gptdesk.app.system.timers import single_shot

_HAD_KEYBOARD = "had_keyboard"  # property of a control that is of no use for a moment


def set_available(control: QWidget, *, is_available: bool) -> None:
    """Enable or disable a control; the keyboard comes back, unless the user put it elsewhere.

    Qt hands it on to the next one: the next Enter would press what the user did not choose.
    """
    if is_available == control.isEnabled():
        return
    window = control.window()
    if not is_available and window.focusWidget() is control:
        control.setProperty(_HAD_KEYBOARD, True)
        control.clearFocus()  # no control has it: keys go to the window
    control.setEnabled(is_available)
    if is_available and control.property(_HAD_KEYBOARD):
        control.setProperty(_HAD_KEYBOARD, None)
        if window.focusWidget() is None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)


class SteadyLabel(QLabel):
    """One line of plain text in the small font, as wide as the widest that is likely.

    Its size is fixed, so that another figure is no reason to lay its window out anew: QMainWindow
    even begins an animation each time.
    """

    def __init__(self, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = widest
        self.setProperty("font_kind", "ui_small")
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        """Show a text; where it is wider than all before, the label becomes so."""
        super().setText(text)
        self._take_size()

    def changeEvent(self, event: QEvent) -> None:
        """Be as large as another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._take_size()

    def _take_size(self) -> None:
        size = self.sizeHint()
        if size != self.maximumSize():
            self.setFixedSize(size)

    def sizeHint(self) -> QSize:
        """Ask for the width of the widest text in the font of now."""
        self.ensurePolished()
        metrics = self.fontMetrics()  # what QLabel asks for is never less than the size of now
        widest = max(map(metrics.horizontalAdvance, (self._widest, self.text())))
        return QSize(widest + 2, metrics.height())  # Qt rounds up what a label holds

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()


class WrappedLabel(QLabel):
    """Plain text in the small font, as high as its lines at the width that it has.

    A label that Qt wraps makes a scroll area give its page the preferred height, and scroll, where
    the least height would fit; or it has too few lines.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("font_kind", "ui_small")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def hasHeightForWidth(self) -> bool:
        """Return that the height is asked for by `sizeHint`."""
        return False

    def sizeHint(self) -> QSize:
        """Ask for all lines."""
        self.ensurePolished()
        return QSize(0, max(0, self.heightForWidth(max(1, self.width()))))

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class WholeRow(QObject):
    """Brings the current row of a view into sight, whole.

    Qt does it for the keyboard only, in the height that the view has before what is said of the row
    takes some of it, and not where the page around the view scrolls too.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        # A row that moved under the mouse would take the second press of a double click.
        self._clicked = single_shot(self, QApplication.doubleClickInterval(), self._scroll)
        self._moved = single_shot(self, then=self._scroll)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll after a click or a key, and when the view becomes lower."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._clicked.start()
        elif event.type() == QEvent.Type.KeyPress:
            self._moved.start()
        elif isinstance(event, QResizeEvent) and self._was_in_sight(event.oldSize().height()):
            self._scroll()
            self._moved.start()  # a list that had room for all rows can be scrolled only then
        return False

    def _was_in_sight(self, height: int) -> bool:
        row = self._view.visualRect(self._view.currentIndex())
        return row.isValid() and row.top() < height and row.bottom() >= 0

    def _scroll(self) -> None:
        view, index = self._view, self._view.currentIndex()
        if index.isValid() and view.isVisible():
            view.scrollTo(index)
            if view.hasFocus():  # a page does not scroll to a row that nobody walks on
                bring_into_sight(view.viewport(), view.visualRect(index))


def bring_into_sight(part: QWidget, rect: QRect) -> None:
    """Scroll each area around `part` up or down, until a rectangle of the part is seen whole."""
    parent = part.parentWidget()
    while parent is not None:
        inside = parent.widget() if isinstance(parent, QScrollArea) else None
        if isinstance(parent, QScrollArea) and inside is not None and inside.isAncestorOf(part):
            across = parent.horizontalScrollBar().value()
            top = part.mapTo(inside, rect.topLeft()).y()
            for y in (top + rect.height(), top):
                parent.ensureVisible(across, y, 0, 1)
        parent = parent.parentWidget()


class SteadyList(QListWidget):
    """Rows under each other; the current one stays in sight when the list becomes lower."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        WholeRow(self)

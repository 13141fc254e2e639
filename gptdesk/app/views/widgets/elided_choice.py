"""A list of choices whose chosen text may be longer than its field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QToolTip,
    QWidget,
)

_MARGIN = 1  # pixels at each side of the text, as Qt draws it


class ElidedChoice(QComboBox):
    """Shows as much of its text as fits, with "…" where some is left out; the tooltip has it whole.

    A long text does not widen the window.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Leave out the end of a text, or another part of it, in the field and in the list."""
        super().__init__(parent)
        self._elide = elide
        self.view().setTextElideMode(elide)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Leave out of the text what has no room."""
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self.fontMetrics().elidedText(  # pyright: ignore[reportAttributeAccessIssue]  not in the stubs
            self.currentText(), self._elide, field.width() - 2 * _MARGIN
        )

    def shown_text(self) -> str:
        """Return what can be read in the field."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option.currentText  # pyright: ignore[reportAttributeAccessIssue]  not in the stubs

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where some is left out."""
        if isinstance(event, QHelpEvent) and self.shown_text() != self.currentText():
            QToolTip.showText(event.globalPos(), self.currentText(), self)
            return True
        return super().event(event)

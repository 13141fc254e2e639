"""Small parts of the composer: its card, the mode's button, and a label that gives way.

Own their painting only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from gptdesk.app.icons import icon_pixmap
from gptdesk.app.painting import painted
from gptdesk.app.theme import RADIUS, SPACE_1, SPACE_2, current_theme, zoom_of, zoomed

_RADIUS = 8
_CHEVRON = 14


class Card(QWidget):
    """The ground of the composer; its edge shows where the keyboard is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_focused = False

    def set_focused(self, *, is_focused: bool) -> None:
        """Draw the edge as that of the place where the keyboard is."""
        self._is_focused = is_focused
        self.update()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint ground and edge."""
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, width = ("accent", 1.5) if self._is_focused else ("line_strong", 1.0)
        painter.setPen(QPen(theme.color(edge), width))
        painter.setBrush(theme.color("surface"))
        inset = width / 2
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS
        )


class ModeButton(QPushButton):
    """A word and a chevron that open a menu; the word stands below the prompt's first letter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: Sequence[str] = ("",)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def fit(self, words: Sequence[str]) -> None:
        """Take one width for all of these words."""
        self._words = words
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the room of the longest word and the chevron."""
        self.ensurePolished()
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in self._words)
        return QSize(widest + 2 * SPACE_2 + self._chevron + SPACE_1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()

    @property
    def _chevron(self) -> int:
        return zoomed(_CHEVRON, zoom_of(self))

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint ground, edge, word and chevron."""
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_open = self.isDown() or (self.menu() is not None and self.menu().isVisible())
        is_under = self.underMouse()
        if is_open or is_under or self.hasFocus():
            box = self.rect().toRectF().adjusted(0.75, 0.75, -0.75, -0.75)
            ground = "pressed" if is_open else "hover" if is_under else "surface"
            edge = theme.color("accent" if self.hasFocus() else ground)
            painter.setPen(QPen(edge, 1.5))
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        tint = theme.color("text" if is_open or is_under else "text_muted")
        painter.setPen(tint)
        inside = self.rect().adjusted(SPACE_2, 0, -SPACE_2, 0)
        painter.drawText(
            inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text()
        )
        side = self._chevron
        chevron = icon_pixmap("chevron-down", tint, side, self.devicePixelRatioF())
        painter.drawPixmap(inside.right() + 1 - side, (self.height() - side) // 2, chevron)


class ElidedLabel(QLabel):
    """One line that gives way: a shorter form of it, and the whole one in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._forms: tuple[str, ...] = ("",)
        self._explanation = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_full_text(self, *forms: str, explanation: str = "") -> None:
        """Show the first of these forms that fits, the longest first; and why, in the tooltip."""
        self._forms, self._explanation = forms, explanation
        self.setAccessibleName(forms[0])
        self.setAccessibleDescription(explanation)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: another part fits."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        """Another font: another part fits."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._elide()

    def _elide(self) -> None:
        metrics, width, full = self.fontMetrics(), max(0, self.width()), self._forms[0]
        whole = (form for form in self._forms if metrics.horizontalAdvance(form) <= width)
        fitting = next(whole, None)
        if fitting is None:
            fitting = metrics.elidedText(self._forms[-1], Qt.TextElideMode.ElideRight, width)
        self.setText(fitting)
        hidden = full if fitting != full else ""
        self.setToolTip("\n".join(part for part in (hidden, self._explanation) if part))

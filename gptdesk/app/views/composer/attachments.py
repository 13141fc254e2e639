"""Long texts that belong to a prompt without being edited, each as a small card in one line.

Owns the texts and their cards. What counts as long is the editor's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_1, SPACE_2

_LEAST_NAME = 10  # letters of a name that are seen, whatever the room


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text and what it is called."""

    name: str
    text: str


class _NameLabel(QLabel):
    """Name and size of a text; where there is little room, the name, or some of it.

    Attributes:
        whole: both, in full.
    """

    def __init__(self, name: str, size: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.whole = self.tr("{0}, {1}").format(name, size)
        self.setTextFormat(Qt.TextFormat.PlainText)
        explanation = self.tr("This text is sent, followed by what you write below.")
        self.setToolTip(f"{self.whole}\n{explanation}")
        self.setAccessibleName(self.whole)

    def sizeHint(self) -> QSize:
        """Ask for room for all of it."""
        return self._size_of(self.whole)

    def minimumSizeHint(self) -> QSize:
        """Do with some letters of the name."""
        least = self._size_of("0" * _LEAST_NAME)
        return least.boundedTo(self._size_of(self._name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as fits."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        """Show as much of it in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._elide()
            self.updateGeometry()

    def _size_of(self, text: str) -> QSize:
        self.ensurePolished()
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(text) + 2, metrics.height())

    def _elide(self) -> None:
        metrics, name = self.fontMetrics(), self._name
        is_whole = metrics.horizontalAdvance(self.whole) <= self.width()
        elided = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, self.width())
        self.setText(self.whole if is_whole else elided)


class _Chip(QFrame):
    """Name and size of one attached text, and a button that takes it away.

    Attributes:
        remove: the button.

    Signals:
        remove_requested(object): this chip's `Attachment`.
    """

    remove_requested = Signal(object)

    def __init__(self, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self.attachment = attachment
        self.setProperty("kind", "card")
        text = attachment.text
        size = _readable_size(len(text if text.isascii() else text.encode("utf-8", "replace")))
        label = _NameLabel(attachment.name, size, self)
        remove = self.remove = QToolButton(self)
        remove.setIcon(icon("close"))
        remove.setProperty("kind", "icon")
        remove.setToolTip(self.tr("Remove this text"))
        remove.setAccessibleName(self.tr("Remove {0}").format(label.whole))
        remove.clicked.connect(self._on_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_2, 2, 2, 2)
        layout.setSpacing(SPACE_1)
        layout.addWidget(label, 1)
        layout.addWidget(remove)

    @Slot()
    def _on_clicked(self) -> None:
        self.remove_requested.emit(self.attachment)


class Attachments(QScrollArea):
    """All attached texts, in the order in which they are sent; hidden when there are none.

    They stand in one line, which scrolls where they have no room beside each other.

    Signals:
        changed(): one was added or taken away.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[_Chip] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from text to text, and shows it
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.horizontalScrollBar().rangeChanged.connect(self._on_range_changed)
        line = QWidget()
        self._layout = QHBoxLayout(line)
        self._layout.setContentsMargins(0, 0, 0, SPACE_1)
        self._layout.setSpacing(SPACE_1)
        self._layout.addStretch(1)
        self.setWidget(line)
        for part in (self.viewport(), line):
            part.setAutoFillBackground(False)
        self.hide()

    @property
    def items(self) -> tuple[Attachment, ...]:
        """What is attached."""
        return tuple(chip.attachment for chip in self._chips)

    def text(self) -> str:
        """Return all of it as one text, a newline between two."""
        return "\n".join(chip.attachment.text for chip in self._chips)

    def add_attachment(self, attachment: Attachment) -> None:
        """Attach a text."""
        chip = _Chip(attachment, self)
        chip.remove_requested.connect(self._on_remove_requested)
        self._chips.append(chip)
        chip.remove.installEventFilter(self)
        self._layout.insertWidget(len(self._chips) - 1, chip)
        self.show()
        self.changed.emit()

    def sizeHint(self) -> QSize:
        """Be as high as a text, and a scroll bar where there is one."""
        bar = self.horizontalScrollBar()
        height = self._layout.sizeHint().height()
        return QSize(0, height + (bar.sizeHint().height() if bar.maximum() else 0))

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew when a text comes, goes or grows; bring one into sight with the keyboard."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, QToolButton):
            self.ensureWidgetVisible(watched, SPACE_2, 0)
        return super().eventFilter(watched, event)

    def clear(self) -> None:
        """Take everything away."""
        while self._chips:
            self._drop(self._chips[0])

    def _drop(self, chip: _Chip) -> None:
        self._chips.remove(chip)
        self._layout.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self.setVisible(bool(self._chips))

    @Slot(int, int)
    def _on_range_changed(self, _least: int, _most: int) -> None:
        self.updateGeometry()

    @Slot(object)
    def _on_remove_requested(self, attachment: Attachment) -> None:
        for chip in list(self._chips):
            if chip.attachment is attachment:
                self._drop(chip)
        self.changed.emit()


def _readable_size(size_bytes: int) -> str:
    if size_bytes < 100_000:
        return f"{size_bytes / 1_000:.1f} kB"
    return f"{size_bytes / 1_000:.0f} kB" if size_bytes < 1e6 else f"{size_bytes / 1e6:.1f} MB"

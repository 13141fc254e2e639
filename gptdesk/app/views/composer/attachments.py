"""Long texts that belong to a prompt without being edited, each as a small card.

Owns the texts and their cards. What counts as long is the editor's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_1, SPACE_2


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text and what it is called."""

    name: str
    text: str


class _Chip(QFrame):
    """Name and size of one attached text, and a button that takes it away.

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
        label = QLabel(self.tr("{0}, {1}").format(attachment.name, size), self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setToolTip(self.tr("This text is sent, followed by what you write below."))
        remove = QToolButton(self)
        remove.setIcon(icon("close"))
        remove.setProperty("kind", "icon")
        remove.setToolTip(self.tr("Remove this text"))
        remove.setAccessibleName(self.tr("Remove {0}").format(label.text()))
        remove.clicked.connect(self._on_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_2, 2, 2, 2)
        layout.setSpacing(SPACE_1)
        layout.addWidget(label)
        layout.addWidget(remove)

    @Slot()
    def _on_clicked(self) -> None:
        self.remove_requested.emit(self.attachment)


class Attachments(QWidget):
    """All attached texts, in the order in which they are sent; hidden when there are none.

    Signals:
        changed(): one was added or taken away.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[_Chip] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, SPACE_1)
        self._layout.setSpacing(SPACE_1)
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
        self._layout.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.show()
        self.changed.emit()

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

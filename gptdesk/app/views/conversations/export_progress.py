"""How far an export is, and the button that stops it.

Owns the small window; what is exported, and what stopping means, is wired outside.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_3, SPACE_4

_PATIENCE_MS = 1000  # what takes no longer needs no window
_WIDTH = 360
_STEPS = 1000


class ExportProgress(QDialog):
    """Shows itself when an export takes long; the user can go on beside it.

    Signals:
        stop_requested: the export is to end.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exportProgress")
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(_WIDTH)
        # Who is typing goes on typing: no key meant for a prompt may reach the button.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self._label = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Messages exported"))
        self._bar.setRange(0, _STEPS)
        buttons = QDialogButtonBox(self)
        self.stop = buttons.addButton(self.tr("Stop"), QDialogButtonBox.ButtonRole.RejectRole)
        self.stop.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._label)
        layout.addWidget(self._bar)
        layout.addWidget(buttons)

    @property
    def text(self) -> str:
        """How far it is, in words."""
        return self._label.text()

    @Slot(int, int)
    def show_count(self, count: int, total: int) -> None:
        """Say how many of how many messages are exported; 0 of 0 is the end."""
        if total == 0:
            self._patience.stop()
            self.hide()
            self.stop.setEnabled(True)
            return
        self._bar.setValue(_STEPS * count // total)
        self._label.setText(
            self.tr("{0} of {1} messages exported").format(f"{count:,}", f"{total:,}")
        )
        if self.isHidden() and not self._patience.isActive():
            self._patience.start()

    def reject(self) -> None:
        """Stop the export: by the button, Esc, or closing the window, which stays until the end."""
        self.stop.setEnabled(False)
        self.stop_requested.emit()

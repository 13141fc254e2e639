"""The small window that says how far an export or an import is, with a button that stops it.

Owns this window; what is exported or imported, and what stopping means, is wired outside.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import SPACE_3, SPACE_4
from gptdesk.app.viewmodels.conversations.transfer import ImportProgress
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.sentences import one_line, size_text

_PATIENCE_MS = 300  # what takes no longer needs no window
_WIDTH = 360
_NAME_WIDTH = 120  # of a file's name, which would make the dialog wider for a moment
_STEPS = 1000
_LOOKING = 0.2  # of the time that an import takes, about


class TransferProgress(TabAsRead, QDialog):
    """Shows itself when an export or an import takes long; the user can go on beside it.

    Signals:
        stop_requested: it is to end.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("transferProgress")
        self.setMinimumWidth(_WIDTH)
        # Who is typing goes on typing: no key meant for a prompt may reach the button.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._patience = single_shot(self, _PATIENCE_MS, self.show)
        self._label = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
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
    def show_export(self, count: int, total: int) -> None:
        """Say how many of how many messages are exported."""
        self.setWindowTitle(self.tr("Export"))
        self._bar.setAccessibleName(self.tr("Messages exported"))
        words = self.tr("Being exported…")
        if total == 1:
            words = self.tr("{0} of 1 message exported")
        elif total:
            words = self.tr("{0} of {1} messages exported")
        self._show(words.format(f"{count:,}", f"{total:,}"), _share(count, total))

    @Slot(object)
    def show_import(self, progress: ImportProgress) -> None:
        """Say how far a file is looked through, then how many of its messages are imported."""
        self.setWindowTitle(self.tr("Import"))
        self._bar.setAccessibleName(self.tr("Messages imported"))
        if progress.total:
            words = self.tr("{0} of 1 message imported")
            if progress.total != 1:
                words = self.tr("{0} of {1} messages imported")
            text = words.format(f"{progress.count:,}", f"{progress.total:,}")
        elif progress.size:
            words = self.tr("{0} of {1} looked through")
            text = words.format(size_text(progress.read), size_text(progress.size))
        else:
            name = self._label.fontMetrics().elidedText(
                one_line(progress.name), Qt.TextElideMode.ElideMiddle, _NAME_WIDTH
            )
            text = self.tr("{0} is being opened").format(name)
        if progress.files > 1:
            words = self.tr("File {0} of {1}: {2}")
            text = words.format(f"{progress.file:,}", f"{progress.files:,}", text)
        share = (progress.file - 1 + _share_of_file(progress)) / progress.files
        self._show(text, share)

    @Slot()
    def dismiss(self) -> None:
        """Go away: it is done, or was stopped."""
        self._patience.stop()
        self.hide()
        set_available(self.stop, is_available=True)

    def reject(self) -> None:
        """Stop it: by the button, Esc, or closing the window, which stays until the end."""
        set_available(self.stop, is_available=False)
        self.stop_requested.emit()

    def _show(self, text: str, share: float) -> None:
        self._label.setText(text)
        self._bar.setValue(int(_STEPS * share))
        if self.isHidden() and not self._patience.isActive():
            self._patience.start()


def _share(count: int, total: int) -> float:
    return min(1.0, count / total) if total else 0.0


def _share_of_file(progress: ImportProgress) -> float:
    """Return a file's share; it is looked through, and read once more while it is stored."""
    read = _share(progress.read, progress.size)
    if not progress.total:
        return _LOOKING * read
    # A long message is read long before it is stored.
    stored = (read + _share(progress.count, progress.total)) / 2
    return _LOOKING + (1 - _LOOKING) * stored

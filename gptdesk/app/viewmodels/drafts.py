"""What stands in the composer and was not sent, for every conversation.

Owns when a draft is stored, and which one belongs into the composer; knows no widgets.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gptdesk.app.viewmodels.history_adapter import HistoryAdapter

_STORE_DELAY_MS = 500


class Drafts(QObject):
    """Drafts by conversation; "" is the chat that has no message yet.

    Signals:
        changed: what belongs into the composer now, str; as `object`, because it may be long.
    """

    changed = Signal(object)

    def __init__(self, history: HistoryAdapter, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._id = ""
        self._text = ""
        self._is_edited = False  # since the conversation was opened
        self._number = 0  # of the draft that is being read
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STORE_DELAY_MS)
        self._timer.timeout.connect(self.store_now)
        self._stored = ""

    @property
    def text(self) -> str:
        """What stands in the composer."""
        return self._text

    @Slot(object)
    def set_text(self, text: str) -> None:
        """Note what stands in the composer; it is stored within half a second."""
        if text != self._text:
            self._text = text
            self._is_edited = True
            if not text:  # sent: a crash must not bring it back
                self.store_now()
            elif not self._timer.isActive():
                self._timer.start()

    @Slot()
    def store_now(self) -> None:
        """Store what was not stored yet."""
        self._timer.stop()
        if self._text != self._stored:
            self._stored = self._text
            self._history.set_draft(self._id, self._text)

    def load(self) -> None:
        """Put what was written before the last end into the composer."""
        self._read()

    def forget(self) -> None:
        """Empty the composer; what was stored is deleted by the history."""
        self._timer.stop()
        self._number += 1
        self._text = self._stored = ""
        self._is_edited = False
        self.changed.emit("")

    def switch_to(self, conversation_id: str) -> None:
        """Store the draft of one conversation and show that of another."""
        if conversation_id == self._id:
            return
        self.store_now()
        self._id = conversation_id
        self._text = self._stored = ""
        self._is_edited = False
        self.changed.emit("")
        self._read()

    def _read(self) -> None:
        self._number += 1
        number = self._number

        def then(text: str) -> None:
            # Who is writing already keeps that.
            if number == self._number and text and not self._is_edited:
                self._text = self._stored = text
                self.changed.emit(text)

        self._history.draft(self._id, then)

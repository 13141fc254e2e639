"""Drafts of prompts: what stands in the composer and was not sent, for every conversation.

Owns when a draft is stored, and which one belongs into the composer; knows no widgets. A prompt
that is edited stands in the composer for a while: its words are kept beside the draft, which stays
what it is.
"""

from __future__ import annotations

import json
import logging

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.storage.history.types import edits_key

logger = logging.getLogger(__name__)

_STORE_DELAY_MS = 500


class Drafts(QObject):
    """Drafts by conversation; "" is the chat that has no message yet.

    Attributes:
        edited_id: id of the prompt whose editing was begun and neither sent nor cancelled; "" is
            none. It is in the composer while `is_editing`.
        is_editing: whether the composer holds the words of that prompt in the draft's place.

    Signals:
        changed: what belongs into the composer now, str; as `object`, because it may be long.
        edits_read: a prompt of the conversation that was opened was being edited.
        written: the user wrote something into the composer, or took it out.
    """

    changed = Signal(object)
    edits_read = Signal()
    written = Signal()

    def __init__(self, history: HistoryAdapter, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._id = ""
        self._number = 0  # of the draft that is being read
        self._is_showing = False  # the composer is being filled: nobody writes
        self._timer = single_shot(self, _STORE_DELAY_MS, self.store_now)
        self._clear()

    @property
    def text(self) -> str:
        """What stands in the composer."""
        return self._edits[self.edited_id] if self.is_editing else self._text

    @property
    def draft(self) -> str:
        """What was written for the end of the chat; the composer holds it unless `is_editing`."""
        return self._text

    @Slot(object)
    def set_text(self, text: str) -> None:
        """Note what stands in the composer; it is stored within half a second."""
        if self._is_showing or text == self.text:
            return
        self.written.emit()
        if self.is_editing:
            self._edits[self.edited_id] = text
        else:
            self._text = text
            self._is_written = True
        if not text and not self.is_editing:  # sent: a crash must not bring it back
            self.store_now()
        else:
            self._store_soon()

    @Slot()
    def store_now(self) -> None:
        """Store what was not stored yet."""
        self._timer.stop()
        if self._text != self._stored:
            self._stored = self._text
            self._store(self._id, self._text)
        packed = _packed(self.edited_id, self._edits)
        if packed != self._stored_edits:
            self._stored_edits = packed
            self._store(edits_key(self._id), packed)

    def load(self) -> None:
        """Read what was written here before the last end, and put it into the composer."""
        self._number += 1
        number, conversation_id = self._number, self._id

        def with_edits(packed: str) -> None:
            if number == self._number:
                self._history.ask(
                    lambda history: history.draft(conversation_id),
                    lambda text: then(text, packed),
                )

        def then(text: str, packed: str) -> None:
            if number == self._number:
                self._take(text, packed)

        self._history.ask(lambda history: history.draft(edits_key(conversation_id)), with_edits)

    def forget(self) -> None:
        """Empty the composer; what was stored is deleted by the history."""
        self._timer.stop()
        self._number += 1
        self._clear()
        self._show()

    def switch_to(self, conversation_id: str, *, is_other: bool = True) -> None:
        """Store the draft of one conversation and show that of another.

        Args:
            conversation_id: of the one that is shown; "" while it has no message yet.
            is_other: not if it is the same, which has its first message now. The composer, which
                that emptied, is left alone then: it knows how to bring back what was sent.
        """
        if conversation_id == self._id:
            return
        self.store_now()
        was_empty = not self.text
        self._id = conversation_id
        self._clear()
        if is_other or not was_empty:
            self._show()
        self.load()

    # -- a prompt that is edited

    def begin_edit(self, message_id: str, text: str) -> None:
        """Put a prompt into the composer: as it was edited before, else `text`."""
        self._edits.setdefault(message_id, text)
        self.edited_id = message_id
        self.show_edit()

    def show_edit(self) -> None:
        """Put the edited prompt into the composer; the draft waits."""
        self.is_editing = True
        self._store_soon()
        self._show()

    def show_draft(self) -> None:
        """Put the draft into the composer; the edited prompt waits."""
        self.is_editing = False
        self._show()

    def end_edit(self) -> None:
        """Forget what the prompt was edited to, and put the draft into the composer."""
        self._edits.pop(self.edited_id, None)
        self.edited_id = ""
        self.show_draft()
        self.store_now()

    # -- how it is kept

    def _clear(self) -> None:
        self._text = self._stored = ""
        self._edits: dict[str, str] = {}  # by the prompt's id
        self._stored_edits = ""
        self.edited_id = ""
        self.is_editing = False
        self._is_written = False  # the draft, since the conversation was opened

    def _show(self) -> None:
        self._is_showing = True
        self.changed.emit(self.text)
        self._is_showing = False

    def _store(self, key: str, text: str) -> None:
        self._history.ask(lambda history: history.set_draft(key, text))

    def _store_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _take(self, text: str, packed: str) -> None:
        """Take what was stored; who is writing already keeps that."""
        edited_id, edits = _unpacked(packed)
        self._edits = {**edits, **self._edits}
        self._stored_edits = packed
        is_shown = text and not self._is_written
        if is_shown:
            self._text = self._stored = text
        if edited_id and not self.edited_id and not self._is_written:
            self.edited_id = edited_id
            self.edits_read.emit()
        if is_shown and not self.is_editing:
            self._show()


def _packed(edited_id: str, edits: dict[str, str]) -> str:
    return json.dumps({"edited": edited_id, "texts": edits}) if edits else ""


def _unpacked(packed: str) -> tuple[str, dict[str, str]]:
    """Return which prompt is edited, and what the prompts were edited to, by their ids."""
    if not packed:
        return "", {}
    edited_id, edits = "", {}
    try:
        read = json.loads(packed)
        edited_id, edits = read["edited"], read["texts"]
        is_right = all(isinstance(one, str) for one in (edited_id, *edits, *edits.values()))
    except (ValueError, TypeError, KeyError, AttributeError):
        is_right = False
    if not is_right:
        logger.warning("the prompts that were being edited are not readable")
        return "", {}
    return edited_id if edited_id in edits else "", edits

"""The text that the next token would come after, while it is typed and before it is sent.

Owns when that is looked at: after a pause in the typing, and never while an answer is written or
guessed. What could come after it is asked by the pipeline's view model; knows no widgets.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import EncodePrompt
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.drafts import Drafts
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.chat.changes import HeadChange

REST_MS = 300  # of the typing
SEEN_MS = 2_500  # the last token of an answer stays in sight for so long, unless something is typed


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text that an answer, or the rest of one, would come after.

    Attributes:
        ids: its tokens, as the network would see them.
        heads: those that would be off.
        is_typed: it ends with what stands in the composer, not with an answer.
    """

    ids: tuple[int, ...]
    heads: tuple[HeadChange, ...] = ()
    is_typed: bool = True


class TypedTextViewModel(QObject):
    """What would be sent, in tokens, once the typing rests.

    Signals:
        changed: `text` or `is_current` is another one now.
        switched: `is_on` is another one now, bool.
    """

    changed = Signal()
    switched = Signal(bool)

    def __init__(
        self,
        client: InferenceClient,
        chat: ChatViewModel,
        drafts: Drafts,
        talk: TalkViewModel,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chat = chat
        self._drafts = drafts
        self._talk = talk
        self._is_on = True
        self._written = ""
        self._text: TypedText | None = None
        self._is_current = False
        self._asked: int | None = None  # number of the question for the tokens
        self._timer = single_shot(self, then=self._on_rested)
        chat.mode_changed.connect(self._on_edited)
        chat.shown.changed.connect(self._on_other_text)
        chat.busy_changed.connect(self._on_busy_changed)
        client.loaded.connect(self._on_other_text)
        talk.changed.connect(self._on_talk_changed)

    @property
    def is_on(self) -> bool:
        """Whether it is wanted at all."""
        return self._is_on

    @property
    def text(self) -> TypedText | None:
        """What would be sent; None while that is not known, and where nothing would be."""
        return self._text

    @property
    def is_current(self) -> bool:
        """Whether nothing was typed since."""
        return self._is_current

    @Slot(bool)
    def set_on(self, is_on: bool) -> None:
        """Look at what is typed, or not."""
        if is_on != self._is_on:
            self._is_on = is_on
            self._on_other_text()
            self.switched.emit(is_on)

    @Slot(object)
    def set_written(self, text: str) -> None:
        """Take what stands in the composer."""
        if text != self._written:
            self._written = text
            self._on_edited()

    @Slot()
    def shutdown(self) -> None:
        """Ask for nothing more."""
        self._is_on = False
        self._stop()

    # -- what makes it another one

    @Slot()
    def _on_edited(self) -> None:
        """Leave what is under way; what is known stays in sight until the next is."""
        self._stop()
        if self._is_current:
            self._is_current = False
            self.changed.emit()
        self._start(REST_MS)

    @Slot()
    def _on_other_text(self) -> None:
        self._drop()
        self._start(REST_MS)

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:
        self._drop()
        self._start(SEEN_MS)

    @Slot()
    def _on_talk_changed(self) -> None:
        """What is to be guessed must not be read here."""
        if self._talk.is_guessing:
            self._drop()
        elif self._text is None and not self._timer.isActive():
            self._start(REST_MS)

    def _start(self, pause_ms: int) -> None:
        if self._is_on and not self._chat.is_busy and not self._talk.is_guessing:
            self._timer.start(pause_ms)

    def _stop(self) -> None:
        self._timer.stop()
        self._client.forget(self._asked)
        self._asked = None

    def _drop(self) -> None:
        self._stop()
        self._is_current = False
        if self._text is not None:
            self._text = None
            self.changed.emit()

    # -- asking

    @Slot()
    def _on_rested(self) -> None:
        edited_id = self._drafts.edited_id if self._drafts.is_editing else ""
        found = self._chat.draft_of_next(self._written, edited_id)
        info = self._client.info
        if found is None or info is None or not info.can_inspect:
            self._drop()
            return
        draft, heads = found
        is_typed = bool(self._written)

        def take(ids: tuple[int, ...]) -> None:
            self._asked = None
            self._text = TypedText(ids, heads, is_typed)
            self._is_current = True
            self.changed.emit()

        self._asked = self._client.ask(EncodePrompt(draft), take)

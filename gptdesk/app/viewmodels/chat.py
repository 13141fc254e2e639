"""The chat: what the user asked for becomes jobs, and what the jobs yield becomes messages.

Owns the flow of one prompt on the window's side (DESIGN.md, 'The flow of one prompt') and the
open conversation; knows no widgets, no files and no network.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.messages import MessageListModel
from gptdesk.app.viewmodels.sampling import SamplingViewModel
from gptdesk.chat import PromptMode


class ChatViewModel(QObject):
    """The open conversation and the answer that is being written.

    Attributes:
        messages: the rows that the transcript shows.

    Signals:
        busy_changed: an answer is being written, bool.
        record_added: the newest `TokenRecord`, once per hand-over.
        run_finished: a job ended, its `GenerationEnd`.
        error_raised: a sentence: something the user asked for did not work.
        notice_raised: a sentence: something the user should know.
        mode_changed: the `PromptMode` of the next message.
        context_changed: tokens in the context, and its length.
        can_regenerate_changed: there is an answer that can be written again, bool.
    """

    busy_changed = Signal(bool)
    record_added = Signal(object)
    run_finished = Signal(object)
    error_raised = Signal(str)
    notice_raised = Signal(str)
    mode_changed = Signal(object)
    context_changed = Signal(int, int)
    can_regenerate_changed = Signal(bool)

    def __init__(
        self,
        client: InferenceClient,
        store: object,
        sampling: SamplingViewModel,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._store = store
        self._sampling = sampling
        self._mode = PromptMode.CONTINUE
        self.messages = MessageListModel(self)

    @property
    def mode(self) -> PromptMode:
        """How the next message becomes a prompt."""
        return self._mode

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written."""
        return False

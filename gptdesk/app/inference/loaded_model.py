"""The model in use and its vocabulary: what everything asks that names or counts tokens.

Kept by the client in the window's thread; knows no thread and no engine.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gptdesk.analysis.vocabularies import NAMELESS, is_of
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelInfo


class LoadedModel(QObject):
    """The facts of the model in use, and the names of its tokens.

    The vocabulary is the model's, any number of times another one. Before the first model is there
    it is the bundled one, once that was read.

    Signals:
        vocabulary_changed: `vocabulary` is another one.
    """

    vocabulary_changed = Signal()

    def __init__(self, parent: QObject | None = None, vocabulary: Vocabulary | None = None) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._vocabulary = vocabulary
        self._names: dict[int, str] = {}  # a slider that is dragged shows the same ones again

    @property
    def info(self) -> ModelInfo | None:
        """The model in use; None while there is none."""
        return self._info

    @property
    def vocabulary(self) -> Vocabulary | None:
        """What ids stand for; None until one was read."""
        return self._vocabulary

    def text_of(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen."""
        if self._vocabulary is None:
            return f"‹id {token_id}›"
        if token_id not in self._names:
            self._names[token_id] = self._vocabulary.visible(token_id)
        return self._names[token_id]

    def can_name(self, message: Message) -> bool:
        """Tell whether the ids of a message are of this vocabulary, as far as one is known."""
        return self._vocabulary is None or is_of(message, self._vocabulary)

    def has_written(self, message: Message) -> bool:
        """Tell whether all that is known of a message's network is that it is this one."""
        info = self._info
        known = {run.model_sha256 for run in message.runs if run.model_sha256}
        return info is not None and known <= {info.sha256} and is_of(message, info.vocabulary)

    def text_in(self, message: Message | None, token_id: int) -> str:
        """Return a token of a message; by its id where that is of another vocabulary."""
        if message is None or self.can_name(message):
            return self.text_of(token_id)
        return NAMELESS.visible(token_id)

    def set_info(self, info: ModelInfo) -> None:
        """Take the facts of another model, its vocabulary among them."""
        self._info = info
        self.set_vocabulary(info.vocabulary)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Name tokens by `vocabulary`."""
        if vocabulary != self._vocabulary:
            self._vocabulary = vocabulary
            self._names.clear()
            self.vocabulary_changed.emit()

"""The model in use and the vocabularies that are known: asked by all that names or counts tokens.

Kept by the client in the window's thread; knows no thread and no engine.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gptdesk.analysis.vocabularies import Vocabularies, is_of, vocabulary_for
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import AnswerPieces, Vocabulary
from gptdesk.engine.types import ModelInfo


class LoadedModel(QObject):
    """The facts of the model in use, and the names of its tokens and of other models' answers.

    The vocabulary is the model's, any number of times another one. Before the first model is there
    it is the bundled one, once that was read. Vocabularies that were in use once, or that were kept
    with answers, name the tokens of those answers.

    Signals:
        vocabulary_changed: `vocabulary` is another one.
        names_changed: tokens have other names now: that, or one more vocabulary is known.
        vocabulary_met: tokens of a vocabulary are shown, its key; once until `meet_again`, str.
    """

    vocabulary_changed = Signal()
    names_changed = Signal()
    vocabulary_met = Signal(str)

    def __init__(self, parent: QObject | None = None, vocabulary: Vocabulary | None = None) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._vocabulary = vocabulary
        self._known: Vocabularies = {} if vocabulary is None else {vocabulary.sha256: vocabulary}
        self._met: set[str] = set()
        self._names: dict[int, str] = {}  # a slider that is dragged shows the same ones again

    @property
    def info(self) -> ModelInfo | None:
        """The model in use; None while there is none."""
        return self._info

    @property
    def vocabulary(self) -> Vocabulary | None:
        """What ids stand for; None until one was read."""
        return self._vocabulary

    @property
    def vocabularies(self) -> Vocabularies:
        """All that are known, for other threads too: what is added makes another mapping."""
        return self._known

    def vocabulary_of(self, message: Message) -> Vocabulary:
        """Return what the ids of a message stand for; of an unknown one it names no token yet."""
        key = message.vocabulary_sha256
        if key not in self._met and not message.is_drawn_by_server:
            self._met.add(key)
            self.vocabulary_met.emit(key)
        return vocabulary_for(message, self._known)

    def text_of(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen."""
        if self._vocabulary is None:
            return f"‹id {token_id}›"
        if token_id not in self._names:
            self._names[token_id] = self._vocabulary.visible(token_id)
        return self._names[token_id]

    def text_in(self, message: Message | None, token_id: int) -> str:
        """Return a token of a message; by its id where its vocabulary is not known."""
        is_own = message is not None and message.is_drawn_by_server
        if message is None or (
            not is_own and self._vocabulary is not None and self.can_read(message)
        ):
            return self.text_of(token_id)
        return self.vocabulary_of(message).visible(token_id)

    def can_read(self, message: Message) -> bool:
        """Tell whether the ids of a message are the model's own, as far as one is known."""
        return self._vocabulary is None or is_of(message, self._vocabulary)

    def has_written(self, message: Message) -> bool:
        """Tell whether all that is known of a message's network is that it is this one."""
        info = self._info
        known = {run.model_sha256 for run in message.runs if run.model_sha256}
        return info is not None and known <= {info.sha256} and is_of(message, info.vocabulary)

    def set_info(self, info: ModelInfo) -> None:
        """Take the facts of another model, its vocabulary among them."""
        self._info = info
        self.set_vocabulary(info.vocabulary)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Name tokens by `vocabulary`, and go on to name answers by those before."""
        if vocabulary != self._vocabulary:
            self._vocabulary = vocabulary
            if not isinstance(vocabulary, AnswerPieces):
                self._known = {**self._known, vocabulary.sha256: vocabulary}
            self._names.clear()
            self.vocabulary_changed.emit()
            self.names_changed.emit()

    def add_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Name the tokens of answers by one more vocabulary."""
        if vocabulary.sha256 not in self._known:
            self._known = {**self._known, vocabulary.sha256: vocabulary}
            self.names_changed.emit()

    def meet_again(self) -> None:
        """Tell of every vocabulary anew when its tokens are shown: others may be kept now."""
        self._met.clear()

"""Vocabularies of stored answers, kept in the history with them and read from it when shown.

So an answer stays readable when its model is gone. Owns when that is; the bytes are those of
`formats/vocabulary_bytes`. Knows no widgets.
"""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Slot

from gptdesk.analysis.vocabularies import Vocabularies
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.chat.shown_conversation import ShownConversation
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.chat.messages import GPT2_VOCABULARY, Conversation, Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary, gpt2_vocabulary
from gptdesk.errors import TokenizerError
from gptdesk.formats.vocabulary_bytes import packed, unpacked
from gptdesk.storage.history.history import History

logger = logging.getLogger(__name__)


class KeptVocabularies(QObject):
    """Keeps the vocabulary of every answer, and brings those that no loaded model has."""

    def __init__(
        self,
        history: HistoryAdapter,
        shown: ShownConversation,
        model: LoadedModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._model = model
        self._stored_id = ""  # of the answer whose vocabulary was kept last
        history.message_stored.connect(self._on_message_stored)
        model.vocabulary_met.connect(self._on_vocabulary_met)
        shown.changed.connect(model.meet_again)

    @Slot(object)
    def _on_message_stored(self, message: Message) -> None:
        if message.runs and message.id != self._stored_id and self._keep(message.vocabulary_sha256):
            self._stored_id = message.id

    @Slot(str)
    def _on_vocabulary_met(self, key: str) -> None:
        if not self._keep(key) and key not in self._model.vocabularies:
            self._history.ask(partial(kept_vocabulary, key=key), self._take)

    def _take(self, vocabulary: Vocabulary | None) -> None:
        if vocabulary is not None:
            self._model.add_vocabulary(vocabulary)

    def _keep(self, key: str) -> bool:
        """Keep a vocabulary that is known and not bundled; return whether it is one."""
        vocabulary = self._model.vocabularies.get(key)
        if vocabulary is None or key == GPT2_VOCABULARY:
            return False
        pack = partial(packed, vocabulary)
        self._history.ask(lambda history: history.keep_vocabulary(key, pack))
        return True


def vocabularies_of(history: History, of: Conversation, known: Vocabularies) -> Vocabularies:
    """Return the vocabularies of a conversation's answers, as far as there are any.

    Args:
        history: asked in its own thread.
        of: whose messages may be outlines.
        known: need not be read.
    """
    found: dict[str, Vocabulary] = {}
    for key in {message.vocabulary_sha256 for message in of.messages}:
        vocabulary = known.get(key) or kept_vocabulary(history, key)
        if vocabulary is not None:
            found[key] = vocabulary
    return found


def kept_vocabulary(history: History, key: str) -> Vocabulary | None:
    """Return a vocabulary that is bundled or was kept; None where there is none; in any thread."""
    try:
        if key == GPT2_VOCABULARY:
            return gpt2_vocabulary()
        data = history.vocabulary(key)
        return None if data is None else unpacked(data, key)
    except TokenizerError as exc:
        logger.warning("%s", exc)
    except (ValueError, RecursionError) as exc:
        logger.warning("vocabulary %s cannot be read: %s", key, exc)
        history.drop_vocabulary(key)
    return None

"""The answer said by a screen reader: its sentences while they come, or all of it at the end.

Owns how far the answer was said. The words of a single token, asked for with F10, are the tokens'.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QAbstractScrollArea

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import sentences
from gptdesk.app.viewmodels.settings.appearance import AnswerSpoken
from gptdesk.app.views.transcript.token_layer import TokenLayer
from gptdesk.chat.messages import Message, MessageState

# A sentence's mark, what closes a quotation, and a space: a mark alone may be of "3.14".
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s|[。！？][”’」』）]*|\n")


class SpokenAnswer(QObject):
    """Announces the answer that is being written in a view.

    Args:
        view: the transcript.
        tokens: say the only token of an answer that was asked for one.
    """

    def __init__(self, view: QAbstractScrollArea, tokens: TokenLayer) -> None:
        super().__init__(view)
        self._view = view
        self._tokens = tokens
        self._spoken = AnswerSpoken.SENTENCES
        self._begun: Message | None = None  # the answer, as it was before
        self._said = 0  # characters of it

    @Slot(object)
    def set_spoken(self, spoken: AnswerSpoken) -> None:
        """Say answers by the sentence, whole, or only that they are there."""
        self._spoken = spoken

    @Slot(object, object)
    def on_answer_changed(self, before: Message, message: Message) -> None:
        """Say what is new, as far as it is to be said."""
        if self._begun is None or self._begun.id != message.id:
            self._begun, self._said = before, len(before.text)
        if message.state is MessageState.STREAMING:
            if self._spoken is AnswerSpoken.SENTENCES:
                self._say_sentences(message)
        else:
            begun, self._begun = self._begun, None
            announce(self._view, self._ending(begun, message))

    def _say_sentences(self, message: Message) -> None:
        ends = [end.end() for end in _SENTENCE_END.finditer(message.text, self._said)]
        if ends:
            announce(self._view, _plain(message.text[self._said : ends[-1]]))
            self._said = ends[-1]

    def _ending(self, begun: Message, message: Message) -> str:
        """Return what is left to say, and how the answer ended; of a single token, its figures."""
        index = len(begun.token_ids)
        is_whole = message.state is MessageState.COMPLETE
        if is_whole and len(message.token_ids) == index + 1:
            token = self._tokens.in_words(TokenRef(message.id, is_prompt=False, index=index))
            if token:
                return token
        rest = "" if self._spoken is AnswerSpoken.END else _plain(message.text[self._said :])
        return sentences((rest, _ended(message)))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _ended(message: Message) -> str:
    words = {
        MessageState.STOPPED: (_tr("The model was stopped."), _tr("{0} was stopped.")),
        MessageState.FAILED: (
            _tr("The model could not finish its answer."),
            _tr("{0} could not finish its answer."),
        ),
    }
    finished = (_tr("The model finished its answer."), _tr("{0} finished its answer."))
    nameless, named = words.get(message.state, finished)
    return named.format(message.model_name) if message.model_name else nameless


def _tr(text: str) -> str:
    return QCoreApplication.translate("TranscriptView", text)

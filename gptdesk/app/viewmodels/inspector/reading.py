"""A text that is only read: measured token by token, with no answer asked for.

Owns the way from a text to its figures: its tokens, then one window of the context after another,
each a question of its own that waits for answers and is asked again when one went first. Knows no
widgets, and stores nothing.

How a long text is measured is the rule by which answers go on when the context is full: the first
window is a whole context; each further one begins with the last half of the window before it. So
every token is predicted from all before it, or from at least half a context of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.curves import TextCurves, curves_of
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import CountLost, SplitText
from gptdesk.app.inference.token_questions import MeasureTokens
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.chat.messages import Message, PromptMode, Role, Run
from gptdesk.chat.tokens import NEUTRAL, TokenStats
from gptdesk.engine.run.context import tokens_kept
from gptdesk.engine.types import ModelInfo, TextStats

MOST_CHARACTERS = 500_000  # of a text; what comes after them is not read, which is said


class ReadingViewModel(QObject):
    """A text, and the figures of its tokens as they come.

    Attributes:
        messages: the text as a prompt, and an empty answer that has the figures; none at first.
        name: what the text is called.
        is_whole: it was not cut.

    Signals:
        text_changed: another text is read, or the same one anew.
        progressed: more tokens have figures.
        ended: all have figures, or it was stopped, or it failed.
    """

    text_changed = Signal()
    progressed = Signal()
    ended = Signal()

    def __init__(self, client: InferenceClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.messages = MessageListModel(self)
        self.name = ""
        self.is_whole = True
        self.problem = ""  # a sentence; empty while all is well
        self._text = ""
        self._ids: tuple[int, ...] = ()
        self._windows: Iterator[tuple[int, int, int]] = iter(())
        self._asked: int | None = None
        self._is_stopped = False
        self.lost_characters = 0
        self._curves = TextCurves()
        client.loaded.connect(self._on_loaded)

    # -- what is known

    @property
    def message(self) -> Message | None:
        """The empty answer that has the figures; None before the tokens are known."""
        return self.messages.message(1) if self.messages.rowCount() > 1 else None

    @property
    def curves(self) -> TextCurves:
        """Surprisal, entropy and perplexity of what is measured."""
        message = self.message
        if message is None:
            return TextCurves()
        if len(self._curves.points) != len(message.prompt_stats):
            self._curves = curves_of(message)
        return self._curves

    @property
    def done(self) -> int:
        """Tokens that have figures, the first one, which nothing predicts, among them."""
        return len(self.message.prompt_stats) if self.message is not None else 0

    @property
    def total(self) -> int:
        """Tokens of the text; 0 before they are known."""
        return len(self._ids)

    @property
    def is_reading(self) -> bool:
        """Whether figures are on their way."""
        return self._asked is not None

    @property
    def is_stopped(self) -> bool:
        """Whether the user ended it before its end."""
        return self._is_stopped

    @property
    def context_length(self) -> int:
        """Tokens that the model can see at once; 0 without a model."""
        info = self._client.info
        return 0 if info is None else info.shape.context_length

    # -- what the user asks for

    def read(self, text: str, name: str) -> None:
        """Measure a text; one that is being measured is left.

        Args:
            text: at most `MOST_CHARACTERS` of it are read.
            name: what it is called.
        """
        self.name = name
        self.is_whole = len(text) <= MOST_CHARACTERS
        self._text = text[:MOST_CHARACTERS]
        self._begin()

    @Slot()
    def stop(self) -> None:
        """Leave it: what is measured stays."""
        if self._asked is not None:
            self._leave()
            self._is_stopped = True
            self.ended.emit()

    @Slot()
    def shutdown(self) -> None:
        """Measure nothing more."""
        self._leave()

    def _leave(self) -> None:
        if self._asked is not None:
            self._client.forget(self._asked)
            self._client.stop(self._asked)
            self._asked = None

    # -- one window after another

    def _begin(self) -> None:
        self._leave()
        self._ids, self._is_stopped, self._curves = (), False, TextCurves()
        self.lost_characters = 0
        self.messages.reset([Message(Role.USER, self._text, PromptMode.CONTINUE)])
        self.problem = ""
        info = self._client.info
        if not self._text:
            self.problem = self.tr("There is no text to read.")
        elif info is None:
            self.problem = self.tr("No model is open. Open one, then read again.")
        elif not info.can_inspect:
            self.problem = self.tr("This engine cannot measure a text.")
        else:
            split = SplitText(self._text)
            self._client.ask(CountLost(self._text), partial(self._on_lost, self._text))
            self._asked = self._client.ask(split, partial(self._on_split, info), self._on_failed)
        self.text_changed.emit()
        if self._asked is None:
            self.ended.emit()

    def _on_lost(self, text: str, characters: int) -> None:
        if text == self._text:
            self.lost_characters = characters

    def _on_split(self, info: ModelInfo, ids: tuple[int, ...]) -> None:
        self._asked = None
        vocabulary = info.vocabulary
        if vocabulary.adds_start and vocabulary.start_id is not None:
            ids = (vocabulary.start_id, *ids)  # as the model was taught, and as an answer reads it
        self._ids = ids
        sha256 = vocabulary.sha256
        run = Run(0, NEUTRAL, 0, info.name, info.sha256, info.precision, sha256)
        answer = Message(
            Role.ASSISTANT,
            "",
            PromptMode.CONTINUE,
            model_name=info.name,
            runs=(run,),
            prompt_ids=ids,
            prompt_stats=(TokenStats(0, ids[0]),) if ids else (),
            parent=self.messages.message(0).id,
        )
        self.messages.append(answer)
        self._windows = windows(len(ids), info.shape.context_length)
        self._ask_next()

    def _ask_next(self) -> None:
        window = next(self._windows, None)
        if window is None:
            self.progressed.emit()
            self.ended.emit()
            return
        start, _, end = window
        ids = self._ids[start:end]
        self._asked = self._client.ask(
            MeasureTokens(ids), partial(self._on_measured, window), self._on_failed
        )
        self.progressed.emit()

    def _on_measured(self, window: tuple[int, int, int], stats: TextStats) -> None:
        self._asked = None
        start, first, _ = window
        message = self.message
        assert message is not None
        new = (replace(one, index=start + one.index) for one in stats.tokens[first - start :])
        self.messages.replace(1, replace(message, prompt_stats=(*message.prompt_stats, *new)))
        self._ask_next()

    def _on_failed(self, sentence: str) -> None:
        self._asked = None
        self.problem = sentence
        self.ended.emit()

    @Slot(object)
    def _on_loaded(self, _info: ModelInfo) -> None:
        """Another model reads the text in its own way."""
        if self._text:
            self._begin()


def windows(length: int, ctx_len: int) -> Iterator[tuple[int, int, int]]:
    """Yield the windows that measure a text, as (start, first new token, end).

    The tokens from `first` on are predicted from those of the window before them: from all of the
    text in the first window, and from at least half a context in the others.

    Args:
        length: of the text, in tokens.
        ctx_len: tokens that the model can see at once.
    """
    keep = tokens_kept(None, ctx_len)
    start, first = 0, 1
    while first < length:
        end = min(start + ctx_len + 1, length)  # the last one is predicted, not read
        yield start, first, end
        start, first = end - 1 - keep, end

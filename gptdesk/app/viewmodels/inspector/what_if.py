"""A text under other settings: the question, its progress, and the answer.

Owns the traffic with the worker, and what the answer means for the text on the screen. Draws and
formats nothing; the arithmetic is the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_questions import JudgeText
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.chat.messages import Message, MessageState
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import RemovedToken, WhatIf, WhatIfRequest


class Obstacle(StrEnum):
    """Why a text cannot be judged now."""

    NONE = auto()
    NO_ANSWER = auto()  # there is none, or it has no tokens
    WRITING = auto()  # it is still being written
    NO_RECORD = auto()  # its prompt or its dice are not known
    NO_MODEL = auto()
    OTHER_MODEL = auto()  # another one than the answer's
    MIXED_HEADS = auto()  # parts of it were made with different heads off
    CANNOT_TELL = auto()  # its engine has no logits, or had none


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out, for one text.

    Attributes:
        answer: as it was when it was judged.
        what_if: the engine's answer.
        precision: how finely the network computed that answer.
    """

    answer: Message
    what_if: WhatIf
    precision: str

    @property
    def removed_of_prompt(self) -> tuple[RemovedToken, ...]:
        """Tokens of the prompt that could not have been chosen."""
        start = len(self.answer.prompt_ids)
        return tuple(token for token in self.what_if.removed if token.index < start)

    @property
    def removed_of_answer(self) -> tuple[RemovedToken, ...]:
        """Tokens of the answer that could not have been chosen."""
        start = len(self.answer.prompt_ids)
        return tuple(token for token in self.what_if.removed if token.index >= start)

    @property
    def other_precision(self) -> str:
        """How finely the text was computed, where that is another precision than the verdict's."""
        others = (run.precision for run in self.answer.runs)
        return next((other for other in others if other not in {"", self.precision}), "")

    @property
    def difference_index(self) -> int | None:
        """Where the answer would first differ, among its own tokens."""
        difference = self.what_if.difference
        return None if difference is None else difference.index - len(self.answer.prompt_ids)

    def ref_at(self, index: int) -> TokenRef:
        """Return the token at a place in the whole text."""
        start = len(self.answer.prompt_ids)
        is_prompt = index < start
        return TokenRef(self.answer.id, is_prompt, index if is_prompt else index - start)


class WhatIfViewModel(QObject):
    """Judges the text of the page by the settings of now.

    Signals:
        changed: anything below is another one now.
        replay_requested: row of the answer, index of the first token that is made anew.
    """

    changed = Signal()
    replay_requested = Signal(int, int)

    def __init__(
        self,
        client: InferenceClient,
        page: TextPageViewModel,
        sampling: SamplingViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._page = page
        self._sampling = sampling
        self._number: int | None = None  # of the question that is not answered yet
        self._asked: Message | None = None
        self._progress = (0, 0)
        self._verdict: Verdict | None = None
        self._judge: tuple[str, str] | None = None  # whose verdict: model, precision
        self._problem = ""
        client.loaded.connect(self._on_loaded)
        sampling.changed.connect(self.changed)
        page.changed.connect(self._on_page_changed)

    @property
    def settings(self) -> SamplingSettings:
        """Those of now, by which the text would be judged."""
        return self._sampling.settings

    @property
    def is_running(self) -> bool:
        """Whether a text is being judged."""
        return self._number is not None

    @property
    def progress(self) -> tuple[int, int]:
        """Tokens judged, and tokens in all."""
        return self._progress

    @property
    def problem(self) -> str:
        """A sentence: why the last text could not be judged; empty if it could."""
        return self._problem

    @property
    def verdict(self) -> Verdict | None:
        """What came out for the text on the page; None while it was not judged."""
        return self._verdict

    @property
    def is_of_now(self) -> bool:
        """Whether the verdict was made with the settings of now, for the text as it is now."""
        if self._verdict is None:
            return False
        message = self._page.message
        return (
            self._verdict.what_if.settings == self.settings
            and message is not None
            and message.token_ids == self._verdict.answer.token_ids
        )

    @property
    def obstacle(self) -> Obstacle:
        """Why the text of the page cannot be judged now."""
        message = self._page.message
        if message is None or not message.token_ids:
            return Obstacle.NO_ANSWER
        if message.state is MessageState.STREAMING:
            return Obstacle.WRITING
        if message.is_drawn_by_server:
            return Obstacle.CANNOT_TELL
        if not message.prompt_ids or len(message.records) != len(message.token_ids):
            return Obstacle.NO_RECORD
        info = self._client.info
        if info is None:
            return Obstacle.NO_MODEL
        if not info.can_inspect or message.is_of_server:
            return Obstacle.CANNOT_TELL
        if not self._client.model.has_written(message):
            return Obstacle.OTHER_MODEL
        is_of_one = len({run.switched_off for run in message.runs}) <= 1
        return Obstacle.NONE if is_of_one else Obstacle.MIXED_HEADS

    @property
    def can_replay(self) -> bool:
        """Whether the answer can go on from where it would differ, as the verdict says."""
        return (
            self.is_of_now
            and not self.is_running
            and self._verdict is not None
            and self._verdict.difference_index is not None
            and self.obstacle is Obstacle.NONE
        )

    @Slot()
    def run(self) -> None:
        """Judge the text of the page."""
        message = self._page.message
        if message is None or self.is_running or self.obstacle is not Obstacle.NONE:
            return
        self._problem = ""
        self._verdict = None
        self._progress = (0, len(message.prompt_ids) + len(message.token_ids) - 1)
        self._asked = message
        question = JudgeText(request_for(message, self.settings))
        self._number = self._client.ask(
            question, self._on_judged, self._on_failed, self._on_progressed
        )
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """Keep what is known so far."""
        if self._number is not None:
            self._client.stop(self._number)

    @Slot()
    def replay(self) -> None:
        """Ask for the answer to go on, with the same dice, from where it would differ."""
        row = self._page.row
        if self.can_replay and self._verdict is not None and row is not None:
            index = self._verdict.difference_index
            assert index is not None, "can_replay says so"
            self.replay_requested.emit(row, index)

    def _network(self) -> tuple[str, str] | None:
        info = self._client.info
        return None if info is None else (info.sha256, info.precision)

    def _on_progressed(self, done: int, total: int) -> None:
        self._progress = (done, total)
        self.changed.emit()

    def _on_judged(self, what_if: WhatIf) -> None:
        assert self._asked is not None, "forgotten with its question"
        self._judge = self._network()
        self._verdict = Verdict(self._asked, what_if, "" if self._judge is None else self._judge[1])
        self._end()

    def _on_failed(self, sentence: str) -> None:
        self._problem = sentence
        self._end()

    def _end(self) -> None:
        self._number = self._asked = None
        self.changed.emit()

    @Slot()
    def _on_loaded(self) -> None:
        """Keep neither the verdict of another network, nor a question that it cannot judge."""
        if self._judge != self._network():
            self._verdict = None
        if self._number is not None and self.obstacle is not Obstacle.NONE:
            self._client.forget(self._number)
            self._number = self._asked = None
        self.changed.emit()

    @Slot()
    def _on_page_changed(self) -> None:
        """Another text has another verdict."""
        message = self._page.message
        shown = None if message is None else message.id
        if self._asked is not None and self._asked.id != shown:
            self._client.forget(self._number)
            self._number = self._asked = None
        if self._verdict is not None and self._verdict.answer.id != shown:
            self._verdict = None
        self.changed.emit()


def request_for(message: Message, settings: SamplingSettings) -> WhatIfRequest:
    """Return the question for the worker: a whole text, with its dice, by other settings.

    It is read with the heads that were off when it was made.
    """
    runs = [message.run_at(index) for index in range(len(message.token_ids))]
    used = tuple(run.settings for run in runs if run is not None)
    return WhatIfRequest(
        ids=message.prompt_ids + message.token_ids,
        settings=settings,
        draws=tuple(record.draw for record in message.records),
        drawn_with=used if len(used) == len(message.token_ids) else (),
        forced=tuple(record.is_forced for record in message.records),
        seed=message.seed,
        heads=message.switched_off,
    )

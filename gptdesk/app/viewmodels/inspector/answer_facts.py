"""Facts about how one answer was made: its runs with their settings and dice, its prompt, its end.

Owns which answer is asked about, that its settings can be used again, and that its model can be
opened again; knows no widgets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot

from gptdesk.analysis.vocabularies import NAMELESS
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.answer_planner import has_ended
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.app.viewmodels.model.servers import ServersViewModel
from gptdesk.chat.messages import Message, MessageState, Role, Run
from gptdesk.chat.notes import NoteCode
from gptdesk.engine.remote.served import host_of
from gptdesk.engine.types import MAX_SEED
from gptdesk.storage.history.types import Outline, is_written_elsewhere
from gptdesk.storage.models.hub.web import Stop

_UPDATE_MS = 250  # between two looks at an answer that is being written


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A stretch of an answer.

    Attributes:
        first, last: its tokens, counted from 1; `last` is None where that is not known yet.
        run: how they were made.
    """

    first: int
    last: int | None
    run: Run


def runs_of(answer: Message) -> tuple[RunFacts, ...]:
    """Return the runs of an answer, each with the tokens it stands for."""
    is_read = not isinstance(answer, Outline)
    ends = [run.start for run in answer.runs[1:]]
    last = len(answer.token_ids) if is_read else None
    return tuple(
        RunFacts(run.start + 1, end, run)
        for run, end in zip(answer.runs, [*ends, last], strict=False)
    )


def stretches(places: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return the first and the last of each stretch of places without a gap; they ascend."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return tuple(found)


class AnswerFactsViewModel(QObject):
    """The answer that is asked about.

    Attributes:
        answer: as it is now, an `Outline` while its tokens are being read; None for no answer.

    Signals:
        changed: `answer` is another one, or another state of it.
        said: what became of a model that was looked for, a sentence, str.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        chat: ChatViewModel,
        sampling: SamplingViewModel,
        records: ModelRecords,
        devices: DevicesViewModel,
        parent: QObject | None = None,
        *,
        servers: ServersViewModel | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chat = chat
        self._sampling = sampling
        self._records = records
        self._devices = devices
        self._servers = servers
        self._search: Stop | None = None  # for a model
        self.answer: Message | None = None
        self._forced: list[int] = []  # places, from 1, in `_looked_at` tokens of one answer
        self._looked_at = ("", 0)
        self._timer = single_shot(self, _UPDATE_MS, self.changed)
        chat.messages.dataChanged.connect(self._on_data_changed)

    @property
    def runs(self) -> tuple[RunFacts, ...]:
        """How its tokens were made, in order."""
        return () if self.answer is None else runs_of(self.answer)

    def host_of(self, run: Run) -> str:
        """Return the server that computed a run; empty for none, and for one that was forgotten."""
        return "" if self._servers is None else host_of(run, self._servers.remembered)

    def forced_places(self) -> tuple[int, ...]:
        """Return which of its tokens the user put there, counted from 1; each is looked at once."""
        answer = self.answer
        if answer is None:
            return ()
        answer_id, seen = self._looked_at
        if answer_id != answer.id or seen > len(answer.records):
            self._forced, seen = [], 0
        for place in range(seen, len(answer.records)):
            if answer.records[place].is_forced:
                self._forced.append(place + 1)
        self._looked_at = (answer.id, len(answer.records))
        return tuple(self._forced)

    def choose(self, row: int | None) -> bool:
        """Ask about the answer in a row of the transcript, about the last one without a row.

        Returns:
            Whether there is one.
        """
        messages = self._chat.messages
        rows = range(messages.rowCount() - 1, -1, -1) if row is None else (row,)
        for one in rows:
            if 0 <= one < messages.rowCount() and messages.message(one).role is Role.ASSISTANT:
                self.answer = messages.message(one)
                self._chat.shown.want(one, one)
                self.changed.emit()
                return True
        return False

    def ending(self) -> str:
        """Return how the answer ended, as a sentence."""
        answer = self.answer
        if answer is None:
            return ""
        vocabulary = self._client.model.vocabulary_of(answer)
        match answer.state:
            case MessageState.STREAMING:
                return self.tr("It is being written.")
            case MessageState.STOPPED if is_written_elsewhere(answer):
                return self.tr("Another window is writing it.")
            case MessageState.STOPPED if self._is_interrupted(answer):
                return self.tr("It was interrupted, and can be continued.")
            case MessageState.STOPPED:
                return self.tr("You stopped it.")
            case MessageState.FAILED:
                return self.tr("It broke off after an error.")
            case _ if isinstance(answer, Outline) or vocabulary is NAMELESS:
                return self.tr("It is complete.")
            case _ if has_ended(answer, vocabulary):
                return self.tr("The model ended it.")
            case _:
                return self.tr("Its last run reached the number of tokens that was allowed.")

    def use(self, run: Run) -> str:
        """Put the settings and the seed of a run into the sampling panel.

        Returns:
            A sentence: what follows from it now.
        """
        self._sampling.set_settings(run.settings)
        if not 0 <= run.seed <= MAX_SEED:
            return self.tr("The settings are in use; this seed cannot be thrown here.")
        self._sampling.set_seed(run.seed)
        info = self._client.info
        is_other = info is not None and info.sha256 != run.model_sha256
        if not run.switched_off:
            is_other |= info is not None and info.precision != run.precision
        if is_other:
            return self.tr(
                "Settings and seed are in use. Another model is open now, or another precision:"
                " the same dice give other tokens."
            )
        if run.switched_off:
            return self.tr(
                "Settings and seed are in use. This answer was made with heads changed; the next"
                " one is the whole network's."
            )
        return self.tr("Settings and seed are in use for the next answer.")

    def open_model(self, run: Run) -> str:
        """Open the model that made a run, wherever its file lies now.

        Returns:
            A sentence: what is done; `said` tells the rest.
        """
        info = self._client.info
        if info is not None and info.sha256 == run.model_sha256:
            return self.tr("{0} is in use.").format(info.name)
        self.stop_looking()
        then = partial(self._on_found, run.model_name)
        self._search = self._records.find(run.model_sha256, run.model_name, then)
        return self.tr("{0} is looked for by its SHA-256…").format(run.model_name)

    @Slot()
    def stop_looking(self) -> None:
        """Look for no model any more: nobody waits for it."""
        if self._search is not None:
            self._search.set()

    def _on_found(self, name: str, path: Path | None) -> None:
        if path is None:
            self.said.emit(
                self.tr(
                    "No model on this computer has this SHA-256. Put {0} into your models folder,"
                    " or open it from where it is."
                ).format(name)
            )
            return
        self.said.emit(self.tr("{0} has this SHA-256, and is opened.").format(path))
        self._devices.open_if_room(path)

    @staticmethod
    def _is_interrupted(answer: Message) -> bool:
        return any(
            at >= len(answer.text) and note == NoteCode.INTERRUPTED for at, note in answer.notes
        )

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self.answer is None:
            return
        for row in range(first.row(), last.row() + 1):
            message = self._chat.messages.message(row)
            if message.id != self.answer.id:
                continue
            is_step = MessageState.STREAMING in (message.state, self.answer.state)
            is_longer = is_step and message.state is self.answer.state
            self.answer = message
            if not is_longer:
                self._timer.stop()
                self.changed.emit()
            elif not self._timer.isActive():
                self._timer.start()

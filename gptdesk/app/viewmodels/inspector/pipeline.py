"""The steps by which the marked token was chosen, with its own settings or with those of now.

Owns which place is asked about and with which settings; the engine computes it, in the worker.
Formats and draws nothing.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenFigures, TokenRef
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_questions import ExplainNext, ExplainToken
from gptdesk.app.obstacles import tokens_are_of_another
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.typed_text import TypedText, TypedTextViewModel
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState, Run
from gptdesk.engine.inspection.values import Pipeline, PipelineRequest
from gptdesk.engine.types import ModelInfo

_PACE_MS = 12  # a slider that is dragged asks no more often than a screen can show


class PipelineViewModel(QObject):
    """The pipeline of one place.

    It is that of the marked token. Without one it is that of the newest, once nothing runs: while
    an answer streams, only the figures of its records are shown, and no pass is spent on them. A
    token that no settings chose, as in a prompt, has none until the user asks what the settings
    of now would make of its place.

    While no token is marked and nothing runs, the text that is being typed goes before the newest
    token: what could come after it, with the settings of now, and without dice.

    Signals:
        changed: any property is another one now.
    """

    changed = Signal()

    def __init__(
        self,
        client: InferenceClient,
        inspector: InspectorViewModel,
        sampling: SamplingViewModel,
        chat: ChatViewModel,
        *,
        typed: TypedTextViewModel | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Explain places; `typed` is the text whose next token is looked at, where there is one."""
        super().__init__(parent)
        self._client = client
        self._typed = typed
        self._inspector = inspector
        self._sampling = sampling
        self._chat = chat
        self._ref: TokenRef | None = None
        self._next_after: TypedText | None = None
        self._next_asked: int | None = None  # number of the newest question about that
        self._next_known: tuple[PipelineRequest, Pipeline] | None = None
        self._figures: TokenFigures | None = None
        self._pipeline: Pipeline | None = None
        self._pipeline_of: TypedText | None = None  # whose next token it is about
        self._problem = ""
        self._is_settings_now = False
        self._is_watched = True
        self._is_missed = False  # something changed that was not asked for
        self._asked: PipelineRequest | None = None  # the newest
        self._places_asked = 0  # answers about an earlier one are of no use
        self._settings_seen = sampling.settings
        self._pace = single_shot(self, _PACE_MS, self._on_pace_due, is_precise=True)
        client.loaded.connect(self._on_loaded)
        client.model.names_changed.connect(self.changed)
        inspector.marked_changed.connect(self._on_place_changed)
        inspector.newest_changed.connect(self._on_place_changed)
        inspector.figures_changed.connect(self._on_place_changed)
        sampling.changed.connect(self._on_sampling_changed)
        chat.busy_changed.connect(self._on_busy_changed)
        if typed is not None:
            typed.changed.connect(self._on_place_changed)
        self._on_place_changed()

    # -- what is shown

    @property
    def ref(self) -> TokenRef | None:
        """The place; None when there is no token to look at, as after a text that is typed."""
        return self._ref

    @property
    def next_after(self) -> TypedText | None:
        """The text whose next token is looked at; None where the place is a token."""
        return self._next_after

    @property
    def is_next_current(self) -> bool:
        """Whether the chances on show are those after `next_after`, and nothing was typed since."""
        is_known = self._pipeline is not None and self._pipeline_of == self._next_after
        return is_known and self._typed is not None and self._typed.is_current

    @property
    def figures(self) -> TokenFigures | None:
        """What is known of the token without asking; None where nothing is."""
        return self._figures

    @property
    def pipeline(self) -> Pipeline | None:
        """How it is chosen; None until it was computed, and where it cannot be."""
        return self._pipeline

    @property
    def is_running(self) -> bool:
        """Whether an answer is being written."""
        return self._chat.is_busy

    @property
    def is_following(self) -> bool:
        """Whether the place is the newest token of an answer that is being written."""
        if self._inspector.marked is not None or not self.is_running:
            return False
        messages = self._chat.messages.messages  # of another conversation, perhaps
        return bool(messages) and messages[-1].state is MessageState.STREAMING

    @property
    def is_settings_now(self) -> bool:
        """Whether it is computed with the settings of now, not with those of then."""
        return self._is_settings_now

    @property
    def has_settings_then(self) -> bool:
        """Whether it is known with which settings it was chosen; never in a prompt."""
        return self._run() is not None

    @property
    def can_swap(self) -> bool:
        """Whether another token can be put there, while no answer is being written.

        Or whether an answer can begin with it.
        """
        if self._next_after is not None:
            return self.is_next_current
        return self._ref is not None and not self._chat.is_busy and self._can_be_read()

    @property
    def message(self) -> Message | None:
        """The answer that the place is in; None where there is no place."""
        return None if self._ref is None else self._inspector.message_of(self._ref)

    @property
    def problem(self) -> str:
        """A sentence: why there is no pipeline; empty without one."""
        if not self._can_be_read():
            return tokens_are_of_another()
        return self._problem

    @property
    def other_model(self) -> str:
        """Name of the model that gave this answer, if it is another than the one in use."""
        run, info = self._reader(), self._client.info
        if run is None or info is None or run.model_sha256 in {"", info.sha256}:
            return ""
        return run.model_name or run.model_sha256[:12]

    @property
    def other_precision(self) -> str:
        """The precision that this answer was computed at, if it is another than that of now."""
        run, info = self._reader(), self._client.info
        if run is None or info is None or self.other_model or run.switched_off:
            return ""
        return run.precision if run.precision != info.precision else ""

    @property
    def heads(self) -> tuple[HeadChange, ...]:
        """The heads that were off when the token was made, and are in the steps that are shown.

        Those of another model's answer are not: heads are those of one network.
        """
        if self._next_after is not None:
            return self._next_after.heads
        run = self._reader()
        return () if run is None or self.other_model else run.switched_off

    @property
    def has_model(self) -> bool:
        """Whether a model is there that can be asked."""
        return self._client.info is not None

    @property
    def can_inspect(self) -> bool:
        """Whether the engine can tell the steps; assumed while no model is open."""
        return self._inspector.can_inspect

    def text_of(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen."""
        return self._client.model.text_in(self.message, token_id)

    @property
    def rank_count(self) -> int:
        """How many ranks there are: the tokens of the vocabulary; 0 while that is not known."""
        message, model = self.message, self._client.model
        if message is not None:
            return model.vocabulary_of(message).size
        return 0 if model.vocabulary is None else model.vocabulary.size

    # -- what the user asks for

    @Slot(bool)
    def set_settings_now(self, is_now: bool) -> None:
        """Compute with the settings of now, or with those that it was chosen with."""
        if is_now != self._is_settings_now:
            self._is_settings_now = is_now
            self._ask(is_other_place=True)
            self.changed.emit()

    @Slot(bool)
    def set_watched(self, is_watched: bool) -> None:
        """Say whether anybody sees it: nothing is computed for a panel that is closed."""
        self._is_watched = is_watched
        if is_watched and self._is_missed:
            self._ask(is_other_place=True)

    @Slot()
    def shutdown(self) -> None:
        """Ask for nothing more."""
        self._is_watched = False
        self._pace.stop()

    # -- what happens

    @Slot()
    def _on_place_changed(self) -> None:
        next_after = self._next_to_look_at()
        ref = self._inspector.looked_at if next_after is None else None
        is_other_place = (ref, next_after) != (self._ref, self._next_after)
        if is_other_place:
            if self._next_after is None or next_after is None:
                self._pipeline = None  # else it stays in sight until the next is there
            self._ref, self._next_after = ref, next_after
        self._figures = None if ref is None else self._inspector.figures(ref)
        self._ask(is_other_place=is_other_place)
        self.changed.emit()

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:
        if is_busy and self._inspector.marked is None:
            self._is_settings_now = False  # what is written now is chosen with them
        self._on_place_changed()

    @Slot()
    def _on_sampling_changed(self) -> None:
        """A slider that is moved while looking at a token asks what it would do there."""
        if self._sampling.settings == self._settings_seen:
            return  # the seed, or the length of answers
        self._settings_seen = self._sampling.settings
        if self._next_after is not None:
            self._ask_anew()
            return
        can_ask = self._ref is not None and self.can_inspect and not self.is_following
        if can_ask and not self._is_settings_now:
            self._is_settings_now = True
            self.changed.emit()
        if self._is_settings_now:
            self._ask(is_other_place=False)

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        self._pipeline = None
        self._next_known = None
        self._asked = None
        self._is_settings_now = self._is_settings_now and self.can_inspect
        self._ask(is_other_place=True)
        self.changed.emit()

    def _on_explained(self, request: PipelineRequest, place: int, pipeline: Pipeline) -> None:
        if self._asked is not None and place == self._places_asked:
            self._pipeline, self._pipeline_of = pipeline, self._next_after
            self._problem = ""
            if self._next_after is not None:
                self._next_known = (request, pipeline)
            self.changed.emit()

    def _on_failed(self, request: PipelineRequest, sentence: str) -> None:
        if request is self._asked:
            self._pipeline = None
            self._problem = sentence
            self.changed.emit()

    # -- asking

    def _next_to_look_at(self) -> TypedText | None:
        """Return the text that goes before the newest token, if there is one."""
        if self._typed is None or self._inspector.marked is not None or self.is_running:
            return None
        return self._typed.text

    def _can_be_read(self) -> bool:
        """Return whether the ids at the place are those of the model in use."""
        message = self.message
        return message is None or self._client.model.can_read(message)

    def _run(self) -> Run | None:
        """Return how the token was made; None in a prompt, and where it is not known."""
        if self._ref is None or self._ref.is_prompt:
            return None
        message = self._inspector.message_of(self._ref)
        return None if message is None else message.run_at(self._ref.index)

    def _reader(self) -> Run | None:
        """Return the run whose network the figures are of: in a prompt, the one that read it."""
        if self._ref is None or not self._ref.is_prompt:
            return self._run()
        message = self._inspector.message_of(self._ref)
        return None if message is None else message.run_at(0)

    def _request(self) -> PipelineRequest | None:
        """Return what to ask; None where nothing can be asked."""
        if self._next_after is not None:
            settings, heads = self._sampling.settings, self._next_after.heads
            return PipelineRequest(self._next_after.ids, settings, heads=heads)
        if self._ref is None or self.is_following or self._client.info is None:
            return None
        message = self.message
        if message is None or not (ids := self._ref.ids_before(message)):
            return None
        if not (self.can_inspect and self._can_be_read()):
            return None
        run = self._run()
        if self._is_settings_now:
            settings = self._sampling.settings
        elif run is not None:
            settings = run.settings
        else:
            return None  # no settings chose it, or it is not known which
        draw = None if self._figures is None else self._figures.draw
        token_id = self._ref.ids_in(message)[self._ref.index]
        return PipelineRequest(ids, settings, draw=draw, token_id=token_id, heads=self.heads)

    def _ask(self, *, is_other_place: bool) -> None:
        """Ask at once, or at the next moment that the pace allows.

        Args:
            is_other_place: what was asked before is of no use any more.
        """
        if is_other_place:
            self._problem = ""
            self._asked = None  # a copy of the text asks the same, and its answer is not here
            self._pace.stop()
            self._client.forget(self._next_asked)
            self._next_asked = None
        if self._next_after is not None and not self._is_typing_at_rest():
            return
        if not self._is_watched or self._pace.isActive():
            self._is_missed = True
            return
        self._is_missed = False
        request = self._request()
        if request is None:
            self._asked = None
            self._pipeline = None
            return
        if request == self._asked:
            return  # it is on its way, or shown
        if is_other_place or self._asked is None:
            self._places_asked += 1
        self._asked = request
        if self._next_known is not None and self._next_known[0] == request:
            self._pipeline, self._pipeline_of = self._next_known[1], self._next_after
            return
        is_next = self._next_after is not None
        number = self._client.ask(
            ExplainNext(request) if is_next else ExplainToken(request),
            partial(self._on_explained, request, self._places_asked),
            partial(self._on_failed, request),
        )
        self._next_asked = number if is_next else None
        self._pace.start()

    def _is_typing_at_rest(self) -> bool:
        """Return whether the text is still the one to ask about; else leave what is under way."""
        if self._typed is not None and self._typed.is_current:
            return True
        self._client.forget(self._next_asked)
        self._next_asked = self._asked = None
        return False

    @Slot()
    def _on_pace_due(self) -> None:
        if self._is_missed:
            self._ask_anew()

    def _ask_anew(self) -> None:
        """Ask about the same place; what is known already is shown at once."""
        shown = self._pipeline
        self._ask(is_other_place=False)
        if self._pipeline is not shown:
            self.changed.emit()

"""The place that is looked at under the hood: text, place, changes, and the answers about it.

Owns what all pages of that window share, and asking the network for them; an answer about a place
that is no more looked at is dropped. Nothing is asked while nobody looks, and a minute after that,
or after an answer with heads off, all memory that it took is given back. Formats and draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenFigures, TokenRef
from gptdesk.analysis.vocabularies import NAMELESS
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.inside_questions import LookInside
from gptdesk.app.inference.token_counter import SplitText
from gptdesk.app.obstacles import model_is_opened, tokens_are_of_another
from gptdesk.app.phrases import sentences
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.answer import dropped_prompt_tokens
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.inside.walking import (
    Page,
    Step,
    Tour,
    entries_of,
    next_step,
)
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.chat.messages import Message, Run
from gptdesk.engine.inside.values import (
    ANATOMIES,
    Anatomy,
    ForgetRequest,
    InsideRequest,
    PlaceRequest,
    PlaceView,
    Spot,
    TextPlace,
    TryHeadsRequest,
    TryTokensRequest,
)
from gptdesk.engine.types import ModelInfo, ModelShape
from gptdesk.formats.file_name import short_title
from gptdesk.formats.safe_text import isolated

OLD_FOR_MS = 150  # so long figures of the place before stay, lest the window flickers
FORGET_AFTER_MS = 60_000
_PROGRESS_AFTER_MS = 300
_TRIALS = (TryHeadsRequest, TryTokensRequest)  # they take minutes, and show row by row


class InsideViewModel(QObject):
    """The place, the changes and the step of the window *Under the hood*.

    The place is that of the marked token, else of the newest, unless it is pinned: the column of
    the network that predicted it. The first token of a text was predicted by nothing, and is shown
    as input. Moving the place by hand leaves the mark alone.

    Signals:
        place_changed: the text, the place or the changes are others, or the model: whatever is
            shown has to be asked for again.
        step_changed: `step` is another one.
        names_changed: `texts` are others, though text and place are the same.
        view_changed: `view`, `problem` or `blocks_done` is another one.
        pinned_changed: `is_pinned` is another one.
        tint_changed: `tint` is another one.
        tour_changed: `tour` is another one, or the stops that it has in the model in use.
        writing_changed: `can_write` is another one.
        ahead_changed(bool): `is_ahead` is another one.
        model_changed: another model, or the same in another precision, answers from now on; what
            was asked before is never answered.
    """

    place_changed = Signal()
    step_changed = Signal()
    names_changed = Signal()
    view_changed = Signal()
    pinned_changed = Signal()
    tint_changed = Signal()
    tour_changed = Signal()
    writing_changed = Signal()
    ahead_changed = Signal(bool)
    model_changed = Signal()

    def __init__(
        self,
        client: InferenceClient,
        inspector: InspectorViewModel,
        chat: ChatViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._inspector = inspector
        self._chat = chat
        self._is_watched = False
        self._is_pinned = False
        self._was_ahead = False
        self._is_first_marked = False
        self._message: Message | None = None
        self._at: TextPlace | None = None
        self._changes = NO_CHANGES
        self._run_heads: tuple[HeadChange, ...] = ()  # of the run that is looked at
        self._chat_id = self._chat_name = ""  # of the text that is looked at
        self._changes_of: dict[str, tuple[Changes, tuple[HeadChange, ...]]] = {}  # of other chats
        self._before_play: TextPlace | None = None  # where the walk left for the end of the text
        self._texts: tuple[str, ...] = ()
        self._texts_of: tuple[object, ...] | None = None  # ids and vocabulary; None is of none
        self._step = Step()
        self._tour = Tour.ALL
        self._view: PlaceView | None = None
        self._tint: Mapping[int, float] = {}
        self._problem = ""
        self._is_written = False  # there is a prompt in the composer
        self._blocks_done: tuple[int, int] | None = None
        self._places = 0  # counts up: an answer about an earlier one is dropped
        self._models = 0
        self._open: dict[int, Callable[[], bool]] = {}  # questions, and whether they are of now
        self._slow_timer = single_shot(self, _PROGRESS_AFTER_MS)
        self._forgetting = single_shot(self, FORGET_AFTER_MS, self._forget)
        client.loaded.connect(self._on_loaded)
        client.load_failed.connect(self._on_names_changed)  # nothing is awaited any more
        client.load_cancelled.connect(self._on_names_changed)
        client.model.names_changed.connect(self._on_names_changed)
        client.stored_weights_read.connect(self._on_stored_weights_read)
        inspector.marked_changed.connect(self._follow)
        inspector.newest_changed.connect(self._follow)
        chat.busy_changed.connect(self._follow)
        chat.busy_changed.connect(self.writing_changed)
        self.view_changed.connect(self._tell_whether_ahead)
        inspector.newest_changed.connect(self._tell_whether_ahead)
        chat.busy_changed.connect(self._tell_whether_ahead)

    # -- what is shown

    @property
    def at(self) -> TextPlace | None:
        """The text, the place and the changes; None where there is nothing to look at."""
        return self._at

    @property
    def ref(self) -> TokenRef | None:
        """The token whose prediction is looked at; None at the end of a text and without a text."""
        if self._at is None or self._message is None or self._at.next_id is None:
            return None
        return self._ref_at(self._at.place)

    @property
    def message(self) -> Message | None:
        """The answer whose text it is."""
        return self._message

    @property
    def is_of_open_chat(self) -> bool:
        """Whether the text is one of the chat that is open; it may be pinned, and another is."""
        return self._message is not None and self._message.id in self._chat.shown.tree

    @property
    def chat_name(self) -> str:
        """What the chat of the text is called."""
        return isolated(self._chat_name)

    @property
    def target_id(self) -> int | None:
        """The token that is asked about: the next one of the text, else the most probable."""
        if self._at is not None and self._at.next_id is not None:
            return self._at.next_id
        return None if self._view is None else self._view.target_id

    @property
    def is_first(self) -> bool:
        """Whether the mark is on the first token, which nothing predicted."""
        return self._is_first_marked and self._at is not None and self._at.place == 1

    @property
    def changes(self) -> Changes:
        """What is changed in the network."""
        return self._changes

    @property
    def step(self) -> Step:
        """Where the walk stands."""
        return self._step

    @property
    def tour(self) -> Tour:
        """The way that the walk goes."""
        return self._tour

    @property
    def view(self) -> PlaceView | None:
        """The prediction at the place; None until it is there."""
        return self._view

    @property
    def problem(self) -> str:
        """A sentence: why nothing can be shown; empty while something can."""
        return self._problem or self._obstacle()

    @property
    def blocks_done(self) -> tuple[int, int] | None:
        """How far a pass is that takes longer than 300 ms, in blocks; None where none does."""
        return self._blocks_done

    @property
    def is_pinned(self) -> bool:
        """Whether the place stays when another token is marked."""
        return self._is_pinned

    @property
    def tint(self) -> Mapping[int, float]:
        """How strongly the head on show reads each place, 0 … 1; empty where none is on show."""
        return self._tint

    @property
    def tint_of_tokens(self) -> Mapping[TokenRef, float]:
        """The same by the answer's own tokens."""
        return {self._ref_at(place - 1): weight for place, weight in self._tint.items()}

    @property
    def info(self) -> ModelInfo | None:
        """The model in use."""
        return self._client.info

    @property
    def shape(self) -> ModelShape | None:
        """The shape of the model in use."""
        return None if self._client.info is None else self._client.info.shape

    @property
    def n_layers(self) -> int:
        """Blocks of the model in use; 1 without one."""
        return self._number("n_layers")

    @property
    def n_heads(self) -> int:
        """Heads in each block; 1 without a model."""
        return self._number("n_heads")

    @property
    def head_width(self) -> int:
        """D, the numbers of a head's query; 1 without a model."""
        return self._number("head_dim", self._number("emb_dim") // self.n_heads)

    @property
    def group_size(self) -> int:
        """How many heads share keys and values; 1 where each has its own."""
        return self.n_heads // self._number("n_kv_heads", self.n_heads)

    @property
    def norm_eps(self) -> float:
        """What the norms add to the variance, or to the mean square."""
        rows = {} if self.shape is None else dict(self.shape.rows)
        return float(rows.get("norm_eps", 1e-5))

    @property
    def design(self) -> str:
        """How the network in use is built, one of `ANATOMIES`."""
        return "gpt" if self.shape is None else self.shape.design

    @property
    def anatomy(self) -> Anatomy:
        """The stops of the model in use."""
        return ANATOMIES[self.design]

    @property
    def figures(self) -> TokenFigures | None:
        """What the answer's own run knew of the target; None where nothing is known."""
        ref = self.ref
        return None if ref is None else self._inspector.figures(ref)

    @property
    def run(self) -> Run | None:
        """How the target was made, or which run read it; None where it is not known."""
        ref = self.ref
        if ref is None or self._message is None:
            return None
        return self._message.run_at(0 if ref.is_prompt else ref.index)

    @property
    def is_as_answered(self) -> bool:
        """Whether the network on show has the same heads off as the one that made the target."""
        made_with = () if self.run is None else self.run.switched_off
        return self._changes == Changes(made_with)

    @property
    def left_out_tokens(self) -> int:
        """How many tokens at the beginning of the prompt found no room in the context."""
        return 0 if self._message is None else dropped_prompt_tokens(self._message)

    @property
    def is_at_end(self) -> bool:
        """Whether the place is the last one of the text."""
        return self._at is not None and self._at.place == len(self._at.ids)

    @property
    def can_write(self) -> bool:
        """Whether the text can go on: there is an answer, and none is being written."""
        return self._message is not None and not self._chat.is_busy

    @property
    def is_last_answer(self) -> bool:
        """Whether the text is that of the last answer on the screen: no other can go on."""
        messages, message = self._chat.messages, self._message
        last = messages.rowCount() - 1
        return message is not None and messages.row_of(message.id) == last

    @property
    def is_ahead(self) -> bool:
        """Whether the place is after all that is there, where the last answer can go on."""
        if not (self._is_watched and self.is_at_end and self.is_last_answer):
            return False
        answer = self._chat.messages.messages[-1]  # as it is now
        is_all = self._at is not None and self._at.ids == answer.prompt_ids + answer.token_ids
        return is_all and not self._inspector.is_at_end

    @property
    def why_not_on(self) -> str:
        """Why the last answer cannot go on, in a sentence; empty where it can."""
        return self._chat.why_not_on

    @property
    def _last_run(self) -> Run | None:
        """How the answer's end was written."""
        message = self._message
        return None if message is None else message.run_at(len(message.token_ids))

    @property
    def heads_of_answer(self) -> tuple[HeadChange, ...]:
        """The heads that were off when the answer's end was written."""
        run = self._last_run
        return () if run is None else run.switched_off

    @property
    def texts(self) -> tuple[str, ...]:
        """The tokens of the text; none while a model is opened and it is not known what they are.

        The vocabulary of an answer is kept with it, so most often it is known before the model is.
        """
        at, message = self._at, self._message
        if at is None:
            return ()
        key = "" if message is None else message.vocabulary_sha256
        if self._texts_of != (at.ids, key):
            self._texts_of = (at.ids, key)
            self._texts = ()
            model = self._client.model
            is_named = message is None or model.vocabulary_of(message) is not NAMELESS
            if is_named or not self._client.is_loading:
                self._texts = tuple(map(self.text_of, at.ids))
        return self._texts

    def text_of(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen, for any label.

        One that is read from right to left turns nothing that stands beside it.
        """
        return isolated(self._client.model.text_in(self._message, token_id))

    # -- what the user asks for

    @Slot(bool)
    def set_watched(self, is_watched: bool) -> None:
        """Say whether the window is open: nothing is computed for one that is closed."""
        if is_watched == self._is_watched:
            return
        self._is_watched = is_watched
        if is_watched:
            self._forgetting.stop()
            self._follow()
        else:
            self._places += 1
            self.show_tint({})
            self._forgetting.start()
            self._tell_whether_ahead()

    @Slot(bool)
    def set_pinned(self, is_pinned: bool) -> None:
        """Keep the place whatever is marked, or follow the mark again."""
        if is_pinned != self._is_pinned:
            self._is_pinned = is_pinned
            self.pinned_changed.emit()
            self._follow()

    @Slot(int)
    def look_at(self, place: int) -> None:
        """Look at another place of the same text, from 1; beyond its ends, at the end."""
        if self._at is not None:
            place = min(max(place, 1), len(self._at.ids))
            if place != self._at.place:
                self._set_place(self._at.ids, place)

    @Slot()
    def look_at_end(self) -> None:
        """Look at the last place of the text."""
        if self._at is not None:
            self.look_at(len(self._at.ids))

    def take_best(self) -> str:
        """Put the most probable token at the end of the answer on the screen, and look there.

        Returns:
            A sentence: why not; empty where it is being written.
        """
        refusals: list[str] = []
        note = refusals.append
        self._chat.notice_raised.connect(note)
        has_begun = self._chat.take_best()
        self._chat.notice_raised.disconnect(note)
        if has_begun:
            self.set_pinned(False)
            self._inspector.clear_mark()
        return "" if has_begun else sentences(refusals)

    def show_place(self, message: Message, place: int, changes: Changes) -> None:
        """Look at a place of any answer, with changes, until another token is marked."""
        self._message, self._is_first_marked = message, False
        self._follow_chat()
        self._before_play, self._changes = None, changes
        ids = message.prompt_ids + message.token_ids
        self._set_place(ids, min(max(place, 1), len(ids)))

    def set_changes(self, changes: Changes) -> None:
        """Change something in the network, or nothing any more."""
        if changes != self._changes:
            self._changes = changes
            if self._at is not None:
                self._set_place(self._at.ids, self._at.place)

    def go_to(self, step: Step) -> None:
        """Stand at another step."""
        spot = step.spot
        block, head = min(spot.block, self.n_layers), min(spot.head, self.n_heads)
        stop = self.anatomy.nearest(spot.stop)
        step = Step(step.page, Spot(stop, max(block, 1), max(head, 1)))
        if step != self._step:
            if step.page is not Page.ATTENTION:
                self.show_tint({})
            if step.page is Page.PLAY:
                self._before_play = self._at
            has_played = self._step.page is Page.PLAY
            self._step = step
            self.step_changed.emit()
            if has_played:
                self._come_back_from_play()

    def _come_back_from_play(self) -> None:
        """Look again at the place that was left for the end of the text, if no token was taken."""
        before, self._before_play = self._before_play, None
        ids = None if self._at is None else self._at.ids
        if before is not None and before.ids == ids and self.is_at_end:
            self.look_at(before.place)

    def show_tint(self, tint: Mapping[int, float]) -> None:
        """Tint the text by how strongly each place is read, until another place is looked at."""
        if tint != self._tint:
            self._tint = tint
            self.tint_changed.emit()

    def set_tour(self, tour: Tour) -> None:
        """Walk on another tour, from its beginning; back to all stops, from where the walk is."""
        if tour is not self._tour:
            self._tour = tour
            self.tour_changed.emit()
            entries = entries_of(tour, self.anatomy)
            if tour is not Tour.ALL or self._step.entry not in entries:
                self.go_to(self._step.at(entries[0]))

    @Slot(object)
    def set_written(self, text: str) -> None:
        """Note whether a prompt stands in the composer: what is missing is another thing then."""
        if self._is_written != bool(text.strip()):
            self._is_written = not self._is_written
            if self._at is None:
                self.view_changed.emit()

    def walk(self, direction: int) -> None:
        """Go to the next step of the tour, or with -1 back to the one before."""
        self.go_to(next_step(self._step, direction, self.n_layers, self._tour, self.anatomy))

    def ask(
        self,
        request: InsideRequest,
        then: Callable[[Any], object],
        failed: Callable[[str], object] | None = None,
        progress: Callable[[int, int], None] | None = None,
        *,
        is_of_place: bool = True,
    ) -> int | None:
        """Ask the network, unless nobody looks; return the question's number, None for no question.

        Args:
            request: what.
            then: called with the answer, if it is still about what is looked at.
            failed: called with a sentence; None shows it as `problem`.
            progress: called now and then with what is done and what there is to do.
            is_of_place: the answer is of no use at another place or with other changes; otherwise
                only with another model.
        """
        if not self._is_watched or self._obstacle():
            return None
        stamp = self._models, self._places if is_of_place else -1

        def is_wanted() -> bool:
            return stamp == (self._models, self._places if is_of_place else -1)

        def deliver(act: Callable[..., object], *values: object) -> None:
            if is_wanted():
                act(*values)

        number = self._client.ask(
            LookInside(request),
            partial(deliver, then),
            partial(deliver, failed or self._on_failed),
            None if progress is None else partial(deliver, progress),
        )
        if not isinstance(request, _TRIALS):
            self._open = {one: on for one, on in self._open.items() if self._client.is_open(one)}
            self._open[number] = is_wanted
        return number

    @property
    def is_computing(self) -> bool:
        """Whether figures of what is looked at are on their way; a trial of all parts is none."""
        return any(self._client.is_open(one) and on() for one, on in self._open.items())

    def stop(self, number: int) -> None:
        """Leave a question; what is known so far comes as its answer, of most kinds nothing."""
        self._client.stop(number)

    def forget(self, number: int | None) -> None:
        """Stop a question, if it is one, and hear nothing of it any more."""
        self._client.forget(number)

    def split(self, text: str, then: Callable[[tuple[int, ...]], object]) -> None:
        """Ask for the tokens of a text that was typed; without a tokenizer nothing comes."""
        self._client.ask(SplitText(text), then)

    @Slot()
    def shutdown(self) -> None:
        """Ask for nothing more."""
        self._is_watched = False
        self._forgetting.stop()

    # -- what happens

    @Slot()
    def _follow(self) -> None:
        """Look at the marked token's prediction, else the newest's; not while one is written.

        Until its end the text on show stays, if it is of the chat that is open.
        """
        if not self._is_watched or self._is_pinned:
            return
        if self._chat.is_busy:
            if self._message is not None and not self.is_of_open_chat:
                self._message = None
                self._set_place((), 1)
            return
        ref = self._inspector.looked_at
        message = None if ref is None else self._inspector.message_of(ref)
        if ref is None or message is None:
            self._message = None
            self._set_place((), 1)
            return
        self._message = message
        self._follow_chat()
        self._take_changes_of(message.run_at(0 if ref.is_prompt else ref.index))
        ids = message.prompt_ids + message.token_ids
        before = ref.index if ref.is_prompt else len(message.prompt_ids) + ref.index
        self._is_first_marked = before == 0
        is_at_end = self._step.page is Page.PLAY  # which asks what comes next, not what came
        if is_at_end:
            self._before_play = TextPlace(ids, max(before, 1))
        self._set_place(ids, len(ids) if is_at_end else max(before, 1))

    def _follow_chat(self) -> None:
        """Let each chat have its own changes."""
        conversation = self._chat.shown.tree.value
        chat_id = conversation.id
        self._chat_name = conversation.title
        if not conversation.title and self._chat.messages.rowCount():
            self._chat_name = short_title(self._chat.messages.message(0).text)
        if chat_id != self._chat_id:
            self._changes_of[self._chat_id] = self._changes, self._run_heads
            own = self._changes_of.pop(chat_id, (NO_CHANGES, ()))
            self._chat_id, (self._changes, self._run_heads) = chat_id, own

    def _take_changes_of(self, run: Run | None) -> None:
        """Look at an answer that was made with heads off as it was made, if by this model."""
        info = self._client.info
        is_own = run is not None and (info is None or run.model_sha256 in {"", info.sha256})
        heads = run.switched_off if run is not None and is_own else ()
        if heads != self._run_heads:
            self._run_heads = heads
            self._changes = Changes(heads)

    @Slot(object)
    def _on_loaded(self, _info: ModelInfo) -> None:
        self._models += 1
        self._changes, self._run_heads = NO_CHANGES, ()
        self._changes_of.clear()
        self._take_changes_of(self._last_run if self.is_at_end else self.run)
        self._view = None  # that was another network's
        self.model_changed.emit()
        self.tour_changed.emit()  # it may have other stops
        self.go_to(self._step)
        if self._at is not None:
            self._set_place(self._at.ids, self._at.place)
        elif self._is_watched:
            self._follow()

    @Slot()
    def _tell_whether_ahead(self) -> None:
        if self.is_ahead != self._was_ahead:
            self._was_ahead = self.is_ahead
            self.ahead_changed.emit(self._was_ahead)

    @Slot()
    def _on_names_changed(self) -> None:
        """Name the tokens anew; what is looked at is the same."""
        self._texts_of = None
        self.names_changed.emit()
        self.view_changed.emit()

    def _set_place(self, ids: tuple[int, ...], place: int) -> None:
        """Look at a place of a text, or at none if the text is empty, and ask for it."""
        at = TextPlace(ids, place, changes=self._changes) if ids else None
        if at != self._at or self._view is None:
            self._at = at
            self._places += 1
            self.show_tint({})
            self._view, self._problem, self._blocks_done = None, "", None
            self.place_changed.emit()
        if at is not None and self._view is None:
            self._slow_timer.start()
            self.ask(PlaceRequest(at), self._on_view, progress=self._on_progress)
        self.view_changed.emit()

    def _on_view(self, view: PlaceView) -> None:
        self._view, self._blocks_done = view, None
        self.view_changed.emit()

    def _on_failed(self, sentence: str) -> None:
        self._problem, self._blocks_done = sentence, None
        self.view_changed.emit()

    def _on_progress(self, done: int, total: int) -> None:
        if not self._slow_timer.isActive():
            self._blocks_done = (done, total)
            self.view_changed.emit()

    @Slot()
    def _on_stored_weights_read(self) -> None:
        """Begin the minute anew: an answer with heads off takes memory with the window closed."""
        if not self._is_watched:
            self._forgetting.start()

    @Slot()
    def _forget(self) -> None:
        """Give the memory back that looking took: the network's, and that of all pages."""
        if self._client.is_running and not self._is_watched:
            self._client.ask(LookInside(ForgetRequest()), _on_forgotten)
            self._message = None
            self._set_place((), 1)

    # -- what there is

    def _obstacle(self) -> str:
        """Return why nothing can be asked; empty where something can."""
        info = self._client.info
        if info is None and self._client.is_loading:
            return model_is_opened()
        if info is None:
            return self.tr("Open a model to look inside it.")
        if not info.can_inspect:
            return self.tr("This engine does not show the inside of its model.")
        if not info.can_look_inside:
            return self.tr(
                "Under the hood does not know how the network of a {0} is built."
            ).format(info.shape.architecture)
        if self._at is None and self._chat.is_busy:
            return self.tr("An answer is being written. Its tokens can be looked at when it ends.")
        if self._at is None and self._is_written:
            return self.tr("Send the prompt first: its way through the network is here then.")
        if self._at is None:
            return self.tr("Write a prompt, and mark a token: its way through the network is here.")
        if self._message is not None and not self._client.model.can_read(self._message):
            return tokens_are_of_another()
        return ""

    def _ref_at(self, index: int) -> TokenRef:
        """Return the token at an index of the whole text, from 0."""
        assert self._message is not None, "there is a text"
        prompt = len(self._message.prompt_ids)
        is_prompt = index < prompt
        return TokenRef(self._message.id, is_prompt, index if is_prompt else index - prompt)

    def _number(self, name: str, default: int = 1) -> int:
        shape = self.shape
        rows = {} if shape is None else dict(shape.rows)
        return int(rows.get(name, default))


def _on_forgotten(_answer: object) -> None:
    """Nothing is left to do."""

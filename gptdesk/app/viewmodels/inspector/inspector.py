"""The token that is looked at, and the measure that tokens are coloured by.

Owns the mark, the newest token while none is marked, the measure of the colours, and asking for a
prompt's figures when they are first wanted. Draws and formats nothing; the figures themselves stay
with their messages.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot

from gptdesk.analysis.figures import (
    Bands,
    Measure,
    TokenFigures,
    TokenRef,
    figures_of,
)
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_questions import MeasureRunningPrompt, MeasureTokens
from gptdesk.app.system.timers import Turns
from gptdesk.app.viewmodels.chat.answer_planner import has_ended, tokens_in_text
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.chat.messages import Message, MessageState, Role
from gptdesk.engine.types import ModelInfo, TextStats

_FOLLOW_MS = 200  # the newest token is told at most 5 times a second


class InspectorViewModel(QObject):
    """The token under the lens.

    Signals:
        marked_changed(object): another token is marked, its `TokenRef`; None: no token is.
        newest_changed(object): while no token is marked: the newest one is another, its
            `TokenRef`, at most 5 times a second; None: there is none.
        colouring_changed: `colour_by` or `bands` are others.
        figures_changed(str): id of an answer whose prompt has figures now.
    """

    marked_changed = Signal(object)
    newest_changed = Signal(object)
    colouring_changed = Signal()
    figures_changed = Signal(str)

    def __init__(
        self, client: InferenceClient, chat: ChatViewModel, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chat = chat
        self._colour_by = Measure.NONE
        self._bands = Bands()
        self._counted: tuple[Message, int] | None = None  # an answer, and its tokens in the text
        self._marked: TokenRef | None = None
        self._newest: TokenRef | None = None  # as it was told last
        self._wanted: list[str] = []  # ids of answers whose prompts wait; the last comes first
        self._asked: int | None = None  # number of the question under way
        self._asked_about: Message | None = None
        self._refused: set[str] = set()  # the engine could not, until another model is there
        self._turns = Turns(self, _FOLLOW_MS, self._follow)
        client.loaded.connect(self._on_loaded)
        client.model.names_changed.connect(self._on_names_changed)
        chat.messages.modelReset.connect(self._on_messages_changed)
        chat.messages.rowsRemoved.connect(self._on_messages_changed)
        chat.messages.rowsInserted.connect(self._on_messages_changed)
        chat.messages.dataChanged.connect(self._on_message_changed)

    # -- colours

    @property
    def colour_by(self) -> Measure:
        """What tokens are coloured by."""
        return self._colour_by

    @Slot(object)
    def set_colour_by(self, measure: Measure) -> None:
        """Colour tokens by another measure."""
        if measure is not self._colour_by:
            self._colour_by = measure
            self.colouring_changed.emit()

    @property
    def bands(self) -> Bands:
        """Where the bands of ranks end."""
        return self._bands

    @Slot(object)
    def set_bands(self, bands: Bands) -> None:
        """Divide the ranks elsewhere."""
        if bands != self._bands:
            self._bands = bands
            self.colouring_changed.emit()

    # -- the token that is looked at

    @property
    def marked(self) -> TokenRef | None:
        """The token that the user chose to look at."""
        return self._marked

    @property
    def newest(self) -> TokenRef | None:
        """The last token in the text of the last answer on the screen."""
        messages = self._chat.messages
        for row in range(messages.rowCount() - 1, -1, -1):
            message = messages.message(row)
            if count := self._tokens_in_text(message):
                return TokenRef(message.id, is_prompt=False, index=count - 1)
            if message.role is Role.ASSISTANT:
                return None
        return None

    @property
    def chat_id(self) -> str:
        """Id of the conversation on the screen."""
        return self._chat.shown.tree.id

    @property
    def has_messages(self) -> bool:
        """Whether anything stands in it."""
        return self._chat.messages.rowCount() > 0

    @property
    def written_id(self) -> str | None:
        """Id of the answer that is being written, here or in another conversation."""
        return self._chat.runner.answer_id

    @property
    def is_written_elsewhere(self) -> bool:
        """Whether that is in another conversation."""
        return self._chat.is_busy and self._chat.running_conversation_id != self.chat_id

    @property
    def is_at_end(self) -> bool:
        """Whether the model ended the last answer on the screen: no token can follow."""
        rows = self._chat.messages.rowCount()
        if not rows:
            return False
        last = self._chat.messages.message(rows - 1)
        return last.role is Role.ASSISTANT and has_ended(
            last, self._client.model.vocabulary_of(last)
        )

    @property
    def looked_at(self) -> TokenRef | None:
        """The marked token, else the newest."""
        return self._marked or self.newest

    @Slot(object)
    def mark(self, ref: TokenRef | None) -> None:
        """Look at a token; of a prompt that was not measured yet, ask for its figures.

        None is `clear_mark`.
        """
        if ref is None:
            self.clear_mark()
            return
        if ref.is_prompt:
            self.want_prompt(ref.answer_id)
        if ref != self._marked and self._exists(ref):
            self._marked = ref
            self._chat.shown.hold(ref.answer_id)
            self._turns.begin_again()
            self.marked_changed.emit(ref)

    @Slot(object)
    def show_token(self, ref: TokenRef) -> bool:
        """Look at a token that may stand in a branch that is not shown; it is shown then.

        Returns:
            Whether it is in the conversation.
        """
        is_here = self._chat.shown.show_message(ref.answer_id)
        if is_here:
            self.mark(ref)
        return is_here

    @Slot()
    def clear_mark(self) -> None:
        """Look at no token in particular: follow the newest again."""
        if self._marked is not None:
            self._marked = None
            self._chat.shown.hold(None)
            self.marked_changed.emit(None)
            self._newest = self.newest
            self.newest_changed.emit(self._newest)

    def message_of(self, ref: TokenRef) -> Message | None:
        """Return the answer that a token belongs to; None when it is not on the screen."""
        return self._answer(ref.answer_id)

    def figures(self, ref: TokenRef) -> TokenFigures | None:
        """Return what is known of a token; None while nothing is."""
        message = self.message_of(ref)
        return None if message is None else figures_of(message, ref)

    # -- figures of prompts

    @Slot(str)
    def want_prompt(self, answer_id: str) -> None:
        """Ask for the figures of the prompt that an answer saw, unless they are there."""
        if answer_id in self._wanted:
            self._wanted.remove(answer_id)
        self._wanted.append(answer_id)
        self._let_running_first()
        self._ask_next()

    @property
    def can_inspect(self) -> bool:
        """Whether the engine can tell more than its records; assumed while no model is open."""
        info = self._client.info
        return info is None or info.can_inspect

    def can_measure(self, message: Message) -> bool:
        """Return whether the network that read this prompt is the one in use, as finely.

        One with changed heads is always computed in float32, from the weights as stored.
        """
        info = self._client.info
        if info is None or not info.can_inspect:
            return False
        # The figures are kept as those of the network that the answer began with.
        run = message.runs[0] if message.runs else None
        is_as_fine = run is None or run.switched_off or run.precision in {"", info.precision}
        return bool(is_as_fine) and self._client.model.has_written(message)

    def _let_running_first(self) -> None:
        """Ask later what waits for an answer's end, if the prompt of that answer is wanted."""
        message, asked = self._answer(self._wanted[-1]), self._asked_about
        if asked is None or message is None or message.state is not MessageState.STREAMING:
            return
        if asked.state is not MessageState.STREAMING and self._is_worth_asking(message):
            self._client.forget(self._asked)
            self._asked = self._asked_about = None
            self._wanted.insert(0, asked.id)

    def _ask_next(self) -> None:
        while self._asked is None and self._wanted:
            message = self._answer(self._wanted.pop())
            if message is not None and self._is_worth_asking(message):
                is_running = message.state is MessageState.STREAMING
                measure = MeasureRunningPrompt if is_running else MeasureTokens
                self._asked_about = message
                self._asked = self._client.ask(
                    measure(message.prompt_ids, message.switched_off),
                    partial(self._on_measured, message.id),
                    partial(self._on_measuring_failed, message.id),
                )

    def _is_worth_asking(self, message: Message) -> bool:
        return (
            bool(message.prompt_ids)
            and not message.prompt_stats
            and message.id not in self._refused
            and self.can_measure(message)
        )

    def _on_measured(self, answer_id: str, stats: TextStats) -> None:
        self._asked = self._asked_about = None
        message = self._answer(answer_id)
        if message is not None and len(stats.tokens) == len(message.prompt_ids):
            self._chat.set_prompt_stats(answer_id, stats.tokens)
            self.figures_changed.emit(answer_id)
        self._ask_next()

    def _on_measuring_failed(self, answer_id: str, _sentence: str) -> None:
        self._refused.add(answer_id)
        self._asked = self._asked_about = None
        self._ask_next()

    @Slot(object)
    def _on_loaded(self, _info: ModelInfo) -> None:
        """Another model may be able to; the views ask again."""
        self._refused.clear()
        self._client.forget(self._asked)
        self._asked = self._asked_about = None
        self.colouring_changed.emit()

    # -- following

    @Slot()
    def shutdown(self) -> None:
        """Stop following; what is marked stays."""
        self._turns.begin_again()

    @Slot()
    def _on_names_changed(self) -> None:
        """Know anew which tokens a stop string took out of the text."""
        self._counted = None
        self._on_messages_changed()

    @Slot()
    def _on_messages_changed(self) -> None:
        """Another conversation or path is shown: its newest token is told at once."""
        if not self._chat.messages.is_half_shown and not self._has_lost_mark():
            self._follow()

    @Slot(QModelIndex, QModelIndex)
    def _on_message_changed(self, _first: QModelIndex, last: QModelIndex) -> None:
        """While an answer grows its newest token is told at a pace, and at its end at once."""
        if self._has_lost_mark():
            return
        if self._chat.messages.message(last.row()).state is not MessageState.STREAMING:
            self._turns.take()
        elif self.newest != self._newest:
            self._turns.ask()

    def _has_lost_mark(self) -> bool:
        """Return whether the marked token has gone; then none is marked any more."""
        has_gone = self._marked is not None and not self._exists(self._marked)
        if has_gone:
            self.clear_mark()
        return has_gone

    def _follow(self) -> None:
        """Tell the newest token, unless one is marked or it was told."""
        newest = self.newest
        if self._marked is None and newest != self._newest:
            self._newest = newest
            self.newest_changed.emit(newest)

    def _tokens_in_text(self, message: Message) -> int:
        if message.state is not MessageState.COMPLETE:
            return len(message.token_ids)
        if self._counted is None or self._counted[0] is not message:
            vocabulary = self._client.model.vocabulary_of(message)
            self._counted = message, tokens_in_text(message, vocabulary)
        return self._counted[1]

    def _exists(self, ref: TokenRef) -> bool:
        message = self._answer(ref.answer_id)
        return message is not None and 0 <= ref.index < len(ref.ids_in(message))

    def _answer(self, answer_id: str) -> Message | None:
        row = self._chat.messages.row_of(answer_id)
        return None if row is None else self._chat.messages.message(row)

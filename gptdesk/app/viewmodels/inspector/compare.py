"""Two answers that are compared: branches of a message, or any two that were ever given.

Owns which two, fetching what is on the disk only, and asking the engine how probable the other
side's token was; the comparison itself is in `analysis/compare.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.compare import Chance, Comparison, Side, compare, side_of, sides_of
from gptdesk.analysis.vocabularies import is_of
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_questions import ExplainOther
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.inspector.answer_finder import FoundAnswer
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.chat.tokens import NEUTRAL
from gptdesk.engine.inspection.values import Pipeline, PipelineRequest
from gptdesk.engine.types import ModelInfo
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Outline


class Showing(Protocol):
    """The part of the chat that is needed here."""

    messages: MessageListModel

    @property
    def conversation(self) -> Conversation:
        """What is shown."""
        ...


class ComparingViewModel(QObject):
    """Finds what can be compared, and what is known of it.

    Signals:
        sides_ready(object, int, int): a comparison is to be seen: a tuple of two `Side`s or more,
            and which two of them to begin with.
        chance_found: `chance_of` knows more.
        notice_raised(str): a sentence: there is nothing to compare.
    """

    sides_ready = Signal(object, int, int)
    chance_found = Signal()
    notice_raised = Signal(str)

    def __init__(
        self,
        chat: Showing,
        history: HistoryAdapter,
        client: InferenceClient,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._history = history
        self._client = client
        self._asked = 0  # only the newest wish is answered
        self._sides: tuple[Side, ...] = ()
        self._comparison: Comparison | None = None
        self._found: dict[tuple[bool, int], Chance] = {}  # by the left side or not, and the token
        self._questions: list[int] = []
        client.loaded.connect(self._on_loaded)

    # -- which two

    @Slot(int)
    def compare(self, row: int) -> None:
        """Compare the message in `row` with its branches, the one before it first."""
        message_id = self._chat.messages.message(row).id
        self._with_branches(message_id, lambda whole: self._tell_branches(whole, message_id))

    def compare_answers(self, left_id: str, right_id: str) -> None:
        """Compare two branches in the place of one message of the conversation on the screen."""

        def tell(conversation: Conversation) -> None:
            sides = tuple(side for side in sides_of(conversation, right_id) if side.ids)
            places = {side.answer.id: place for place, side in enumerate(sides)}
            if left_id in places and right_id in places:
                self._tell(sides, places[left_id], places[right_id])

        self._with_branches(right_id, tell)

    def compare_with(self, row: int, found: FoundAnswer) -> None:
        """Compare the answer in `row`, at the left, with one that was looked for."""
        message_id = self._chat.messages.message(row).id

        def tell(conversation: Conversation) -> None:
            sides = tuple(side for side in sides_of(conversation, message_id) if side.ids)
            own = next((at for at, side in enumerate(sides) if side.answer.id == message_id), None)
            if own is None:
                self._tell_nothing()
            else:
                self._add(found, sides, own, is_right=True)

        self._with_branches(message_id, tell)

    def put(self, found: FoundAnswer, other: int, *, is_right: bool) -> None:
        """Put an answer that was looked for on one side of the comparison.

        Args:
            found: the answer.
            other: place in `sides_ready`'s of the one that stays on the other side.
            is_right: the side.
        """
        self._asked += 1
        self._add(found, self._sides, other, is_right=is_right)

    def _with_branches(self, message_id: str, tell: Callable[[Conversation], object]) -> None:
        """Call `tell` with a conversation in which all branches of a message are whole."""
        self._asked += 1
        number, conversation = self._asked, self._chat.conversation
        sides = sides_of(conversation, message_id)
        missing = tuple(side.answer.id for side in sides if isinstance(side.answer, Outline))
        if not missing:
            tell(conversation)
            return

        def then(messages: tuple[Message, ...]) -> None:
            if number == self._asked:
                tell(_filled(conversation, messages))

        self._history.ask(lambda history: history.load_messages(conversation.id, missing), then)

    def _tell_branches(self, conversation: Conversation, message_id: str) -> None:
        sides = tuple(side for side in sides_of(conversation, message_id) if side.ids)
        if len(sides) < 2:
            self._tell_nothing()
            return
        self._tell(sides, *_two(_shown_place(conversation, sides)))

    def _add(
        self, found: FoundAnswer, sides: tuple[Side, ...], other: int, *, is_right: bool
    ) -> None:
        number = self._asked

        def then(read: tuple[Conversation, Message] | None) -> None:
            if number != self._asked:
                return
            if read is None or not (side := side_of(read[1], read[0])).ids:
                self.notice_raised.emit(self.tr("There is no answer with known tokens there."))
                return
            side = replace(side, title=found.title)
            known = [at for at, one in enumerate(sides) if one.answer.id == side.answer.id]
            place = known[0] if known else len(sides)
            two = (other, place) if is_right else (place, other)
            self._tell(sides if known else (*sides, side), *two)

        self._history.ask(lambda history: _read_answer(history, found), then)

    def _tell(self, sides: tuple[Side, ...], left: int, right: int) -> None:
        self._sides = sides
        self.sides_ready.emit(sides, left, right)

    def _tell_nothing(self) -> None:
        self.notice_raised.emit(
            self.tr("There is nothing to compare here yet: regenerate the answer first.")
        )

    # -- what is known where they part

    def choose(self, left: int, right: int) -> Comparison:
        """Compare two of the sides of `sides_ready`; return the comparison."""
        self._comparison = compare(self._sides[left], self._sides[right])
        self._ask()
        return self._comparison

    def chance_of(self, side: Side, token_id: int) -> Chance | None:
        """Return how probable a token was for a side where the two part.

        It is what the record of the answer holds, or what the engine said.
        """
        comparison = self._comparison
        if comparison is None:
            return None
        known = comparison.chance_of(side, token_id)
        return self._found.get((side is comparison.left, token_id), known)

    def model_to_open(self, side: Side) -> str:
        """Return the name of the model that would have to be open to know more; "" if it is."""
        comparison = self._comparison
        if comparison is None or not comparison.difference:  # nothing predicts the first token
            return ""
        if self._request(side, comparison.difference, 0) is not None:
            return ""
        run = side.run_at(comparison.difference)
        return "" if run is None else run.model_name

    def _ask(self) -> None:
        """Ask for what the records do not hold, as far as the model in use can tell."""
        for number in self._questions:
            self._client.forget(number)
        self._questions.clear()
        self._found.clear()
        comparison = self._comparison
        place = None if comparison is None else comparison.difference
        if comparison is None or place is None or comparison.is_by_text:
            return
        both = (comparison.left, comparison.right)
        tokens = dict.fromkeys(side.ids[place] for side in both if place < len(side.ids))
        for side in both:
            for token_id in tokens:
                if not _is_whole(comparison.chance_of(side, token_id), side, place):
                    self._ask_engine(side, place, token_id, is_left=side is comparison.left)

    def _ask_engine(self, side: Side, place: int, token_id: int, *, is_left: bool) -> None:
        request = self._request(side, place, token_id)
        if request is None:
            return
        is_prompt = place < side.prompt_tokens
        then = partial(self._on_explained, (is_left, token_id), is_prompt)
        self._questions.append(self._client.ask(ExplainOther(request), then))

    def _request(self, side: Side, place: int, token_id: int) -> PipelineRequest | None:
        """Return what to ask; None where the model in use is not the one that read that place."""
        run, info = side.run_at(place), self._client.info
        if place < 1 or run is None or info is None or not info.can_inspect:
            return None
        is_read = run.model_sha256 == info.sha256 and is_of(side.answer, info.vocabulary)
        if not is_read or not (run.switched_off or run.precision == info.precision):
            return None
        settings = NEUTRAL if place < side.prompt_tokens else run.settings
        ids, heads = side.ids[:place], run.switched_off
        return PipelineRequest(ids, settings, token_id=token_id, heads=heads)

    def _on_explained(self, key: tuple[bool, int], is_prompt: bool, pipeline: Pipeline) -> None:
        row = pipeline.row_of(key[1])
        if row is not None:
            self._found[key] = row.raw_p, None if is_prompt else row.final_p
            self.chance_found.emit()

    @Slot(object)
    def _on_loaded(self, _info: ModelInfo) -> None:
        """Another model may know what the last one could not."""
        self._ask()
        self.chance_found.emit()


def _is_whole(chance: Chance | None, side: Side, place: int) -> bool:
    """Tell whether nothing is missing: in a prompt nothing was chosen, and there is no q."""
    return chance is not None and (chance[1] is not None or place < side.prompt_tokens)


def _read_answer(history: History, found: FoundAnswer) -> tuple[Conversation, Message] | None:
    """Return an answer, whole, and its conversation; in the history's thread."""
    conversation = history.load(found.conversation_id, 0)
    answer = _answer_in(conversation, found.message_id)
    if answer is None:
        return None
    whole = history.load_messages(conversation.id, (answer.id,))
    return (conversation, whole[0]) if whole else None


def _answer_in(conversation: Conversation, message_id: str) -> Message | None:
    """Return a message, the newest answer to it, or for "" the last answer on the shown path."""
    if not message_id:
        answers = (one for one in reversed(conversation.path()) if one.role is Role.ASSISTANT)
    else:
        answers = (
            one
            for one in reversed(conversation.messages)
            if one.role is Role.ASSISTANT and message_id in (one.id, one.parent)
        )
    return next(answers, None)


def _shown_place(conversation: Conversation, sides: Sequence[Side]) -> int:
    """Return which side is on the screen, else the last one."""
    path = {message.id for message in conversation.path()}
    shown = (place for place, side in enumerate(sides) if side.answer.id in path)
    return next(shown, len(sides) - 1)


def _two(shown: int) -> tuple[int, int]:
    """Return which two sides are compared first: the shown one, and the one before it."""
    return (shown - 1, shown) if shown > 0 else (0, 1)


def _filled(conversation: Conversation, messages: tuple[Message, ...]) -> Conversation:
    for message in messages:
        conversation = conversation.with_replaced(message)
    return conversation

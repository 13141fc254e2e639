"""A comparison of two answers: where they are the same, and where they part.

Owns the comparison: token by token, because the same text can be other tokens; by text only where
the two are of different vocabularies. Frozen plain data, no Qt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gptdesk.analysis.figures import TokenFigures, TokenRef, figures_of
from gptdesk.chat.messages import Conversation, Message, PromptMode, Role, Run

Chance = tuple[float, float | None]  # raw p and final q; None where that is not known


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts.

    Attributes:
        answer: the answer that is compared, with its prompt.
        ids: its tokens: the prompt's, as the network saw them, and the answer's.
        prompt_tokens: how many of `ids` are the prompt's.
        place, count: which branch it is, from 1, of how many.
        prompt_text: the user's message that it answers, as it stands before the answer's text.
        conversation_id: of the chat that it is from; "" where nobody asks.
        title: of that chat, where it is another one than the compared answer's; else "".
    """

    answer: Message
    ids: tuple[int, ...]
    prompt_tokens: int
    place: int = 1
    count: int = 1
    prompt_text: str = ""
    conversation_id: str = ""
    title: str = ""

    @property
    def text(self) -> str:
        """The user's message and the answer."""
        return self.prompt_text + self.answer.text

    def run_at(self, index: int) -> Run | None:
        """Return how a place in `ids` was read: by the network that wrote it, or read the prompt.

        None where that is not known.
        """
        return self.answer.run_at(max(0, index - self.prompt_tokens))

    def ref_at(self, index: int) -> TokenRef:
        """Return the token at a place in `ids`."""
        if index < self.prompt_tokens:
            return TokenRef(self.answer.id, is_prompt=True, index=index)
        return TokenRef(self.answer.id, is_prompt=False, index=index - self.prompt_tokens)

    def figures_at(self, index: int) -> TokenFigures | None:
        """Return what is known of the token at a place in `ids`."""
        if not 0 <= index < len(self.ids):
            return None
        return figures_of(self.answer, self.ref_at(index))

    def probability_of(self, index: int, token_id: int) -> tuple[float, float | None] | None:
        """Return a token's raw and final probability at a place in `ids`; None if not known.

        Args:
            index: the place.
            token_id: the token that stands there, or another one of the most probable.
        """
        figures = self.figures_at(index)
        if figures is None or figures.raw_p is None:
            return None
        if token_id == figures.token_id:
            return figures.raw_p, figures.final_p
        tops = (top for top in figures.top if top.token_id == token_id)
        return next(((top.raw_p, top.final_p) for top in tops), None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and where they part.

    Attributes:
        left, right: the two.
        same_prompt: tokens at the beginning of both that belong to the prompt of both; they need
            not be shown twice.
        difference: the first place, in `ids` of both, where they are not the same; None where they
            are the same to the end. It may be the end of one of them.
        is_by_text: their ids are not of the same tokens. Both figures above count characters of
            `Side.text` then.
    """

    left: Side
    right: Side
    same_prompt: int
    difference: int | None
    is_by_text: bool = False

    def chance_of(self, side: Side, token_id: int) -> Chance | None:
        """Return how probable a token was for one side where the two part; None if not known.

        A token that is not among the most probable ones is known where it stands at the other side
        and the same network wrote both: what it saw before that place is the same.

        Args:
            side: `left` or `right`.
            token_id: of either of them there.
        """
        place = self.difference
        if place is None or self.is_by_text:
            return None
        known = side.probability_of(place, token_id)
        other = self.right if side is self.left else self.left
        if known is not None or not _has_same_network(side, other, place):
            return known
        raw_p, final_p = other.probability_of(place, token_id) or (None, None)
        if raw_p is None:
            return None
        mine, theirs = side.run_at(place), other.run_at(place)
        is_same = mine is not None and theirs is not None and mine.settings == theirs.settings
        return raw_p, final_p if is_same else None


def have_one_vocabulary(left: Side, right: Side) -> bool:
    """Tell whether an id is one token at both; a server that draws numbers each answer anew."""
    is_any_drawn = left.answer.is_drawn_by_server or right.answer.is_drawn_by_server
    return not is_any_drawn and left.answer.vocabulary_sha256 == right.answer.vocabulary_sha256


def first_difference(left: Sequence[object], right: Sequence[object]) -> int | None:
    """Return the first place where two texts have not the same token; None if they are equal."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return None if len(left) == len(right) else min(len(left), len(right))


def last_parting(text: str, others: Iterable[str]) -> int | None:
    """Return where a text leaves the one of the others that it has the longest beginning with.

    Returns:
        A place in `text`; None where there are no others, and where one of them begins with `text`.
    """
    places = [_same_characters(text, other) for other in others]
    place = max(places, default=len(text))
    return place if place < len(text) else None


def compare(left: Side, right: Side) -> Comparison:
    """Compare two sides token by token; by text where their ids are not of the same tokens."""
    if not have_one_vocabulary(left, right):
        difference = first_difference(left.text, right.text)
        have_one_prompt = left.prompt_text == right.prompt_text
        same_prompt = len(left.prompt_text) if have_one_prompt else 0
        return Comparison(left, right, same_prompt, difference, is_by_text=True)
    difference = first_difference(left.ids, right.ids)
    have_one_prompt = left.answer.prompt_ids == right.answer.prompt_ids
    prompt_tokens = left.prompt_tokens if have_one_prompt else 0
    return Comparison(left, right, prompt_tokens, difference)


def sides_of(conversation: Conversation, message_id: str) -> tuple[Side, ...]:
    """Return what can be compared in the place of a message, the oldest branch first.

    Branches of a prompt are compared by their newest answers; one without an answer is left out.

    Raises:
        KeyError: the message is not in the conversation.
    """
    branches = conversation.branches(message_id)
    sides: list[Side] = []
    for place, branch in enumerate(branches, start=1):
        answer = branch if branch.role is Role.ASSISTANT else _answer_to(conversation, branch)
        if answer is not None:
            side = side_of(answer, conversation)
            sides.append(replace(side, place=place, count=len(branches)))
    return tuple(sides)


def side_of(answer: Message, conversation: Conversation | None = None) -> Side:
    """Return one text: an answer's tokens after those of its prompt.

    Args:
        answer: with its tokens.
        conversation: that it is from; without it the text of the prompt is not known.
    """
    side = Side(answer, answer.prompt_ids + answer.token_ids, len(answer.prompt_ids))
    if conversation is None:
        return side
    asked = None if answer.parent is None else conversation.message(answer.parent)
    gap = "\n\n" if answer.mode is PromptMode.CONVERSATION else ""
    prompt_text = asked.text + gap if asked is not None and asked.role is Role.USER else ""
    return replace(side, prompt_text=prompt_text, conversation_id=conversation.id)


def _answer_to(conversation: Conversation, prompt: Message) -> Message | None:
    """Return the newest answer to a message of the user."""
    answers = (
        message
        for message in reversed(conversation.messages)
        if message.parent == prompt.id and message.role is Role.ASSISTANT
    )
    return next(answers, None)


def _same_characters(left: str, right: str) -> int:
    """Return how long the beginning is that two texts share; by halves, which compares quickly."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _has_same_network(left: Side, right: Side, place: int) -> bool:
    """Tell whether it is known that one network, computed equally finely, read both at a place."""
    mine, theirs = left.run_at(place), right.run_at(place)
    if mine is None or theirs is None or not mine.model_sha256:
        return False
    networks = [(run.model_sha256, run.precision, run.switched_off) for run in (mine, theirs)]
    return networks[0] == networks[1]

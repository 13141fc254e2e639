"""A comparison of two branches: where they are the same, and where they part.

Owns the comparison, token by token, never by text: the same text can be other tokens. Frozen plain
data, no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gptdesk.analysis.figures import TokenFigures, TokenRef, figures_of
from gptdesk.chat.messages import Conversation, Message, Role


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts.

    Attributes:
        answer: the answer that is compared, with its prompt.
        ids: its tokens: the prompt's, as the network saw them, and the answer's.
        prompt_tokens: how many of `ids` are the prompt's.
        place, count: which branch it is, from 1, of how many.
    """

    answer: Message
    ids: tuple[int, ...]
    prompt_tokens: int
    place: int = 1
    count: int = 1

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
        same_prompt_tokens: tokens at the beginning of both that belong to the prompt of both; they
            need not be shown twice.
        difference: the first place, in `ids` of both, where they are not the same; None where they
            are the same to the end. It may be the end of one of them.
    """

    left: Side
    right: Side
    same_prompt_tokens: int
    difference: int | None


def first_difference(left: Sequence[int], right: Sequence[int]) -> int | None:
    """Return the first place where two texts have not the same token; None if they are equal."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return None if len(left) == len(right) else min(len(left), len(right))


def compare(left: Side, right: Side) -> Comparison:
    """Compare two sides token by token."""
    difference = first_difference(left.ids, right.ids)
    same = len(left.ids) if difference is None else difference
    have_one_prompt = left.answer.prompt_ids == right.answer.prompt_ids
    prompt_tokens = min(same, left.prompt_tokens) if have_one_prompt else 0
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
            side = side_of(answer)
            sides.append(replace(side, place=place, count=len(branches)))
    return tuple(sides)


def side_of(answer: Message) -> Side:
    """Return one text: an answer's tokens after those of its prompt."""
    return Side(answer, answer.prompt_ids + answer.token_ids, len(answer.prompt_ids))


def _answer_to(conversation: Conversation, prompt: Message) -> Message | None:
    """Return the newest answer to a message of the user."""
    answers = (
        message
        for message in reversed(conversation.messages)
        if message.parent == prompt.id and message.role is Role.ASSISTANT
    )
    return next(answers, None)

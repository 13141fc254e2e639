"""Going another way from a token: the right answer, the right place, and a reason when not."""

from __future__ import annotations

import pytest

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.inspector.swaps import Swaps, with_other_piece
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.engine.run.prompt import build_prompt, template_named
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.types import GenerationRequest
from tests.app.viewmodels.places import Place
from tests.app.viewmodels.stand_ins import StandInClient


class Chat:
    """Notes the branches that are asked for."""

    def __init__(self) -> None:
        self.messages = MessageListModel()
        self.is_busy = False
        self.branches: list[tuple[int, int, tuple[int, ...]]] = []

    def branch_at(self, row: int, index: int, ids: tuple[int, ...]) -> bool:
        self.branches.append((row, index, ids))
        return True


Room = tuple[Swaps, StandInClient, Chat, list[str]]
TOKEN = TokenRef("a", is_prompt=False, index=2)


@pytest.fixture
def room(qapp) -> Room:
    client, chat, refused = StandInClient(), Chat(), []
    chat.messages.reset(
        [Message(Role.USER, "Go"), Message(Role.ASSISTANT, " on", token_ids=(1, 2, 3), id="a")]
    )
    place = Place()
    swaps = Swaps(client, chat, TalkViewModel(place.inspector))
    swaps.refused.connect(refused.append)
    return swaps, client, chat, refused


def test_a_token_is_swapped_in_its_own_answer(room: Room) -> None:
    """By position and id: the same word may stand in a hundred places."""
    swaps, _, chat, refused = room
    assert swaps.swap(TOKEN, (7,))
    assert chat.branches == [(1, 2, (7,))]
    assert refused == []


def test_typed_text_becomes_tokens_first(room: Room) -> None:
    """Only the last text counts; what others asked to be tokenized is theirs."""
    swaps, client, chat, _ = room
    swaps.swap_text(TOKEN, " Ro")
    swaps.swap_text(TOKEN, " Rome")
    client.answer(1, (5,))
    client.answer(9, (6,))
    assert chat.branches == []
    client.answer(2, (7, 8))
    client.answer(2, (7, 8))
    assert chat.branches == [(1, 2, (7, 8))]


def test_what_cannot_be_done_says_why(room: Room) -> None:
    """A click that does nothing is the worst answer."""
    swaps, client, chat, refused = room
    assert not swaps.swap(TokenRef("gone", is_prompt=False, index=0), (7,))
    assert not swaps.swap(TokenRef("gone", is_prompt=True, index=0), (7,))
    chat.is_busy = True
    assert not swaps.swap(TOKEN, (7,))
    swaps.swap_text(TOKEN, " Rome")
    client.fail(1, "The text could not be split.")
    assert len(refused) == 4
    assert "stop it first" in refused[2]
    assert refused[3] == "The text could not be split."
    assert chat.branches == []


# -- in a prompt

TOKENIZER = BytePairTokenizer.load()


def _asked(*texts: str, mode: PromptMode, ctx_len: int = 64) -> tuple[Message, Message]:
    """Return the last prompt of a conversation, and an answer that saw it."""
    roles = (Role.USER, Role.ASSISTANT)
    messages = tuple(Message(roles[place % 2], text, mode=mode) for place, text in enumerate(texts))
    request = GenerationRequest(messages, mode)
    prompt = build_prompt(request, TOKENIZER, template_named("user_bot"), ctx_len)
    answer = Message(
        Role.ASSISTANT, "", mode=mode, prompt_ids=tuple(prompt.ids), prompt_suffix=prompt.suffix
    )
    return messages[-1], answer


def _edited(prompt: Message, answer: Message, old: str, piece: str) -> str | None:
    pieces = [TOKENIZER.vocabulary.piece(token_id) for token_id in answer.prompt_ids]
    index = len(pieces) - 1 - pieces[::-1].index(old.encode())
    return with_other_piece(prompt, answer, index, piece.encode(), TOKENIZER.vocabulary)


def test_a_prompt_is_edited_at_the_token_and_the_rest_stays() -> None:
    """In both modes: what stands before and after is as it was written, spaces too."""
    prompt, answer = _asked("The capital of France is ", mode=PromptMode.CONTINUE)
    assert _edited(prompt, answer, " France", " Spain") == "The capital of Spain is "
    assert _edited(prompt, answer, "The", "A") == "A capital of France is "
    prompt, answer = _asked("Hi", "Hello.", "Hello big world", mode=PromptMode.CONVERSATION)
    assert _edited(prompt, answer, " big", " small, small") == "Hello small, small world"
    assert _edited(prompt, answer, " Hello", " Bye") == "Bye big world", "the space is a template's"
    assert _edited(prompt, answer, "User", "x") is None, "who speaks is not what was written"


def test_a_prompt_that_was_longer_than_the_context_is_edited_too() -> None:
    """What the network did not see is kept."""
    text = "one two three four five six seven eight nine ten eleven twelve"
    prompt, answer = _asked(text, mode=PromptMode.CONTINUE, ctx_len=6)
    assert len(answer.prompt_ids) == 5
    assert _edited(prompt, answer, " eleven", " 11") == text.replace("eleven", "11")


def test_a_part_of_a_character_is_not_replaced() -> None:
    """It would leave bytes that are no text."""
    prompt, answer = _asked("A \U0001f409 here", mode=PromptMode.CONTINUE)
    vocabulary = TOKENIZER.vocabulary
    results = [
        with_other_piece(prompt, answer, index, b"x", vocabulary)
        for index in range(len(answer.prompt_ids))
    ]
    assert None in results
    assert results[0] == "x \U0001f409 here"
    assert results[-1] == "A \U0001f409x"

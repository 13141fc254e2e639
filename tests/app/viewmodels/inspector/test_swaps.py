"""Going another way from a token: the right answer, the right place, and a reason when not."""

from __future__ import annotations

import pytest

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.inspector.swaps import Swaps
from gptdesk.chat.messages import Message, Role
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
    swaps = Swaps(client, chat)
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
    assert not swaps.swap(TokenRef("a", is_prompt=True, index=0), (7,))
    chat.is_busy = True
    assert not swaps.swap(TOKEN, (7,))
    swaps.swap_text(TOKEN, " Rome")
    client.fail(1, "The text could not be split.")
    assert len(refused) == 4
    assert "stop it first" in refused[2]
    assert refused[3] == "The text could not be split."
    assert chat.branches == []

"""What is compared is there, also when it was only on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.types import Outline
from tests.app.viewmodels.answers import LYON, answer
from tests.app.viewmodels.stand_ins import StandInChat, StandInClient
from tests.conversation_values import with_messages

USER = Message(Role.USER, "The capital", id="user")
FIRST = replace(answer(answer_id="first"), parent="user")
SECOND = replace(answer((LYON, 13), answer_id="second"), parent="user")
THIRD = replace(answer((13,), (0.5,), answer_id="third"), parent="user")


class Shown(StandInChat):
    """A conversation whose newest branch is on the screen."""

    def __init__(self, *answers: Message) -> None:
        super().__init__(USER, answers[-1])
        conversation = with_messages(Conversation(), USER)
        for one in answers:
            conversation = with_messages(conversation, one)
        self.conversation = conversation


class Disk:
    """Answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.then: list[Callable[[tuple[Message, ...]], None]] = []

    def ask(
        self, action: Callable[[Disk], None], then: Callable[[tuple[Message, ...]], None]
    ) -> None:
        action(self)
        self.then.append(then)

    def load_messages(self, conversation_id: str, ids: Iterable[str]) -> None:
        self.asked.append((conversation_id, list(ids)))


def outline(message: Message) -> Outline:
    """Return a message as it is before its tokens are read."""
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return Outline(
        **values | {"token_ids": (), "records": (), "prompt_ids": (), "prompt_stats": ()}
    )


@pytest.fixture
def disk(qapp) -> Disk:
    return Disk()


def test_the_shown_branch_and_the_one_before_it(disk: Disk, qtbot: QtBot) -> None:
    """All branches can be chosen; these two are what one wants to see first."""
    comparing = ComparingViewModel(Shown(FIRST, SECOND, THIRD), disk, StandInClient())
    with qtbot.waitSignal(comparing.sides_ready) as ready:
        comparing.compare(1)
    sides, left, right = ready.args
    assert [side.answer.id for side in sides] == ["first", "second", "third"]
    assert (left, right) == (1, 2)
    assert disk.asked == []


def test_branches_on_the_disk_are_read_first(disk: Disk, qtbot: QtBot) -> None:
    """A conversation is opened with the tokens of its shown path only."""
    chat = Shown(outline(FIRST), SECOND)
    comparing = ComparingViewModel(chat, disk, StandInClient())
    with qtbot.assertNotEmitted(comparing.sides_ready):
        comparing.compare(1)
    assert disk.asked == [(chat.conversation.id, ["first"])]
    with qtbot.waitSignal(comparing.sides_ready) as ready:
        disk.then[0]((FIRST,))
    sides, _, _ = ready.args
    assert [side.answer for side in sides] == [FIRST, SECOND]


def test_only_the_newest_wish_is_answered(disk: Disk, qtbot: QtBot) -> None:
    """Two clicks open one window."""
    comparing = ComparingViewModel(Shown(outline(FIRST), SECOND), disk, StandInClient())
    comparing.compare(1)
    comparing.compare(1)
    with qtbot.assertNotEmitted(comparing.sides_ready):
        disk.then[0]((FIRST,))
    with qtbot.waitSignal(comparing.sides_ready):
        disk.then[1]((FIRST,))


@pytest.mark.parametrize(
    "answers",
    [
        (FIRST,),
        (replace(FIRST, token_ids=(), records=(), prompt_ids=(), prompt_stats=()), SECOND),
    ],
)
def test_one_branch_is_no_comparison(
    disk: Disk, qtbot: QtBot, answers: tuple[Message, ...]
) -> None:
    """It is said what to do first."""
    comparing = ComparingViewModel(Shown(*answers), disk, StandInClient())
    with qtbot.waitSignal(comparing.notice_raised) as told:
        comparing.compare(1)
    assert "regenerate" in told.args[0]

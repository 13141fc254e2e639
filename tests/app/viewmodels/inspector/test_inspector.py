"""The token under the lens: what is marked stays true, and prompts are measured once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.inference.token_questions import MeasureRunningPrompt, MeasureTokens
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.tokens import SamplingSettings, TokenStats
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import TextStats
from tests.app.viewmodels.stand_ins import StandInClient
from tests.fakes import INFO, info_in

PROMPT_IDS = (10, 11, 12)
STATS = tuple(TokenStats(index, token_id) for index, token_id in enumerate(PROMPT_IDS))


class Chat:
    """Some messages."""

    def __init__(self) -> None:
        self.messages = MessageListModel()
        self.held: str | None = None

    @property
    def shown(self) -> Chat:
        return self

    def hold(self, message_id: str | None) -> None:
        self.held = message_id

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        ids = [message.id for message in self.messages.messages]
        row = ids.index(answer_id)
        self.messages.replace(row, replace(self.messages.message(row), prompt_stats=stats))


def an_answer(answer_id: str, tokens: int = 3, **more: object) -> Message:
    base = Message(
        Role.ASSISTANT,
        " word" * tokens,
        token_ids=tuple(range(tokens)),
        prompt_ids=PROMPT_IDS,
        id=answer_id,
    )
    return replace(base, **more)  # pyright: ignore[reportArgumentType]


def in_answer(index: int, answer_id: str = "a") -> TokenRef:
    return TokenRef(answer_id, is_prompt=False, index=index)


Room = tuple[InspectorViewModel, StandInClient, Chat]


@pytest.fixture
def room(qapp) -> Room:
    client, chat = StandInClient(), Chat()
    chat.messages.reset([Message(Role.USER, "Go"), an_answer("a")])
    inspector = InspectorViewModel(client, chat)
    return inspector, client, chat


def test_a_mark_is_told_once_and_goes_with_its_token(room: Room, qtbot: QtBot) -> None:
    """A mark on a token that is not there any more would show figures of another one."""
    inspector, _, chat = room
    seen: list[object] = []
    inspector.marked_changed.connect(seen.append)
    inspector.mark(in_answer(2))
    inspector.mark(in_answer(2))
    assert seen == [in_answer(2)]
    chat.messages.replace(1, an_answer("a", 2))  # Stop took a silent token back
    assert inspector.marked is None
    inspector.mark(in_answer(1))
    chat.messages.reset([Message(Role.USER, "Go"), an_answer("b")])  # another branch
    assert seen == [in_answer(2), None, in_answer(1), None]
    inspector.mark(in_answer(7, "b"))
    assert inspector.marked is None, "there is no such token"


def test_the_newest_token_is_followed_while_none_is_marked(room: Room, qtbot: QtBot) -> None:
    """The panel shows what is written now, at a pace that can be read, and the last one."""
    inspector, _, chat = room
    seen: list[TokenRef] = []
    inspector.newest_changed.connect(seen.append)
    for tokens in range(4, 30):
        chat.messages.replace(1, an_answer("a", tokens, state=MessageState.STREAMING))
    assert len(seen) == 1
    qtbot.waitUntil(lambda: seen[-1] == in_answer(28))
    assert len(seen) == 2
    inspector.mark(in_answer(0))
    chat.messages.replace(1, an_answer("a", 40, state=MessageState.STREAMING))
    assert inspector.looked_at == in_answer(0)
    assert len(seen) == 2
    inspector.mark(None)
    assert seen[-1] == inspector.looked_at == in_answer(39)


def test_the_last_token_is_told_with_the_end_of_its_answer(room: Room) -> None:
    """Whoever guesses the next one asks for it then, and must not wait for a pace."""
    inspector, _, chat = room
    seen: list[TokenRef] = []
    inspector.newest_changed.connect(seen.append)
    for tokens in (4, 5):
        chat.messages.replace(1, an_answer("a", tokens, state=MessageState.STREAMING))
    assert seen == [in_answer(3)]
    chat.messages.replace(1, an_answer("a", 5))
    assert seen == [in_answer(3), in_answer(4)]


def test_an_answer_that_has_no_token_yet_has_no_newest(room: Room) -> None:
    """The figures of the answer before would look like those of the new one."""
    inspector, _, chat = room
    chat.messages.append(Message(Role.USER, "More"))
    assert inspector.newest == in_answer(2)
    chat.messages.append(an_answer("b", 0, state=MessageState.STREAMING))
    assert inspector.newest is None


@pytest.mark.parametrize(
    ("text", "shown", "in_text"),
    [
        (" Yes.\nHuman:", "Yes.", 2),  # the stop string's own tokens
        (" Yes. Human:", "Yes. H", 3),  # which begins inside a token
        (" Yes.", "Yes.", 2),
        (" ñandú 🦊\nHuman:", "ñandú 🦊", None),
        ("\nHuman:", "", 0),
    ],
)
def test_a_token_that_a_stop_string_took_away_is_not_the_newest(
    room: Room, qtbot: QtBot, text: str, shown: str, in_text: int | None
) -> None:
    """The panel would show a token, ":" 99.99 %, that is not in the text."""
    inspector, client, chat = room
    client.model._vocabulary, client.model._known = None, {}  # it is read a moment later
    tokenizer = BytePairTokenizer.load()
    ids = tuple(tokenizer.encode(text))
    if in_text is None:
        in_text = len(tokenizer.encode(f" {shown}"))
    told: list[TokenRef | None] = []
    inspector.newest_changed.connect(told.append)
    more = {"mode": PromptMode.CONVERSATION, "text": shown, "token_ids": ids}
    chat.messages.replace(1, an_answer("a", **more))
    client.model.set_vocabulary(tokenizer.vocabulary)
    expected = in_answer(in_text - 1) if in_text else None
    assert inspector.newest == inspector.looked_at == expected
    qtbot.waitUntil(lambda: told[-1:] == [expected])
    ended = an_answer("a", token_ids=(*ids, END_OF_TEXT_ID), text=text)
    chat.messages.replace(1, ended)
    assert inspector.newest == in_answer(len(ids)), "it was chosen, and cut nothing off"


def test_a_prompt_is_measured_once_when_it_is_first_wanted(room: Room, qtbot: QtBot) -> None:
    """One pass of the network for it, and its figures stay with the answer."""
    inspector, client, chat = room
    inspector.mark(TokenRef("a", is_prompt=True, index=1))
    inspector.want_prompt("a")
    assert client.asked == [PROMPT_IDS]
    with qtbot.waitSignal(inspector.figures_changed) as changed:
        client.answer(1, TextStats(STATS, None))
    assert changed.args == ["a"]
    assert chat.messages.message(1).prompt_stats == STATS
    inspector.want_prompt("a")
    assert len(client.asked) == 1
    figures = inspector.figures(TokenRef("a", is_prompt=True, index=1))
    assert figures is not None
    assert figures.token_id == 11


def test_the_prompt_that_was_wanted_last_is_measured_first(room: Room) -> None:
    """Who scrolls through a long conversation waits for what is on the screen, not for the rest."""
    inspector, client, chat = room
    answers = [an_answer(name, prompt_ids=(ord(name),)) for name in "xyz"]
    chat.messages.reset(answers)
    for answer in answers:
        inspector.want_prompt(answer.id)
    client.fail(1, "The engine stumbled.")
    client.answer(2, TextStats((TokenStats(0, ord("z")),), None))
    assert client.asked == [(ord("x"),), (ord("z"),), (ord("y"),)]
    client.answer(99, TextStats(STATS, None))  # somebody else's
    inspector.want_prompt("x")  # it failed: not again and again
    assert len(client.asked) == 3


def test_the_prompt_of_the_answer_that_is_written_goes_before_older_ones(room: Room) -> None:
    """It is measured while the answer streams; one that waits for its end must not hold it up."""
    inspector, client, chat = room
    older = an_answer("x", prompt_ids=(7, 8), state=MessageState.COMPLETE)
    chat.messages.reset((older, an_answer("a", state=MessageState.STREAMING)))
    inspector.want_prompt("x")
    inspector.want_prompt("a")
    inspector.want_prompt("a")
    assert client.questions == [MeasureTokens((7, 8)), MeasureRunningPrompt(PROMPT_IDS)]
    assert client.cancelled == 1
    client.answer(2, TextStats(STATS, None))
    assert chat.messages.message(1).prompt_stats == STATS
    assert client.questions[2:] == [MeasureTokens((7, 8))]


def test_another_models_prompt_is_not_measured(room: Room) -> None:
    """The figures would be true of the model that is open, and wrong of the one that answered."""
    inspector, client, chat = room
    run = Run(0, SamplingSettings(), 1, model_sha256="f" * 64)
    chat.messages.replace(1, an_answer("a", runs=(run,)))
    inspector.want_prompt("a")
    assert client.asked == []
    client.info = replace(INFO, sha256="f" * 64)
    client.loaded.emit(client.info)
    inspector.want_prompt("a")
    assert client.asked == [PROMPT_IDS]


def test_a_prompt_is_not_measured_in_another_precision(room: Room) -> None:
    """Its figures are kept with the answer, as those of the precision that read it."""
    inspector, client, chat = room
    run = Run(0, SamplingSettings(), 1, model_sha256=INFO.sha256, precision=INFO.precision)
    chat.messages.replace(1, an_answer("a", runs=(run,)))
    for info in (info_in("fast"), INFO):
        assert client.asked == []
        client.info = info
        client.loaded.emit(info)
        inspector.want_prompt("a")
    assert client.asked == [PROMPT_IDS]


def test_a_prompt_that_was_read_with_heads_off_is_measured_so_in_any_precision(room: Room) -> None:
    """It was computed from the weights as stored, and is again."""
    inspector, client, chat = room
    off = (HeadChange(3, 2),)
    run = Run(0, SamplingSettings(), 1, "fake", INFO.sha256, "exact", switched_off=off)
    client.info = info_in("fast")
    chat.messages.replace(1, an_answer("a", runs=(run,)))
    inspector.want_prompt("a")
    assert client.questions == [MeasureTokens(PROMPT_IDS, off)]


def test_the_colours_are_told_when_they_change(room: Room) -> None:
    """Views repaint for a change, and not for the same again."""
    inspector, _, _ = room
    seen: list[Measure] = []
    inspector.colouring_changed.connect(lambda: seen.append(inspector.colour_by))
    inspector.set_colour_by(Measure.RANK)
    inspector.set_colour_by(Measure.RANK)
    inspector.set_bands(Bands((5, 50, 500)))
    inspector.set_bands(Bands((5, 50, 500)))
    assert seen == [Measure.RANK, Measure.RANK]

"""A conversation longer than what is read of it at once, in the real window on a fake engine."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Outline
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine
from tests.storage.history.asking import finished
from tests.storage.history.conversations import answer, prose

MESSAGES = 900  # more than are kept whole


def _long_conversation() -> Conversation:
    dice = random.Random(3)
    template = answer(dice, None, 6)
    messages: list[Message] = []
    for number in range(MESSAGES):
        parent = messages[-1].id if messages else None
        if number % 2:
            message = Message(
                Role.ASSISTANT,
                prose(dice, 60),
                token_ids=template.token_ids,
                records=template.records,
                parent=parent,
                id=f"m{number}",
            )
        else:
            message = Message(Role.USER, prose(dice, 20), parent=parent, id=f"m{number}")
        messages.append(message)
    return Conversation(tuple(messages), messages[-1].id, "A long one", id="long")


@pytest.fixture(scope="module")
def stored() -> Conversation:
    return _long_conversation()


@pytest.fixture
def program(qtbot: QtBot, stored: Conversation) -> Iterator[Program]:
    """A started program that shows the end of a long conversation."""
    paths = user_paths()
    history = History(paths.history_file, paths.backup_dir, print)
    history.open_file()
    finished(history.add_conversation(stored))
    history.close_file()
    program = build_program(paths, crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignals(
        [program.view_models.library.model_opened, program.view_models.conversations.loaded]
    ):
        program.start(None)
    with qtbot.waitSignal(program.view_models.chat.shown.changed):
        program.view_models.conversations.open_conversation(stored.id)
    yield program
    program.window.close()
    assert program.is_joined


def _row(program: Program, row: int) -> Message:
    return program.view_models.chat.messages.message(row)


def _scroll_to(program: Program, row: int) -> None:
    """Bring a row to the top, as dragging the scroll bar does."""
    page = program.window.views.transcript.scroller.page
    program.window.views.transcript.scroller.lay_out_now()
    program.window.views.transcript.verticalScrollBar().setValue(page.top(page.entry_of(row)))


def _whole(program: Program) -> set[int]:
    messages = program.view_models.chat.messages.messages
    return {row for row, one in enumerate(messages) if not isinstance(one, Outline)}


def _look_at(program: Program, qtbot: QtBot, row: int) -> None:
    _scroll_to(program, row)
    qtbot.waitUntil(lambda: {row, row + 1} <= _whole(program))


def test_only_the_end_is_read_and_the_rest_when_it_is_seen(
    program: Program, qtbot: QtBot, stored: Conversation
) -> None:
    """Opening must not read hundreds of megabytes; what is looked at must have its figures."""
    end = set(range(MESSAGES - 60, MESSAGES))  # a page of 50, and the 10 before it
    qtbot.waitUntil(lambda: _whole(program) == end)
    assert [one.text for one in program.view_models.chat.messages.messages] == [
        one.text for one in stored.messages
    ]
    seen: set[int] = set()
    program.window.views.transcript.scroller.rows_seen.connect(
        lambda first, last: seen.update(range(first - 10, last + 11))
    )
    _look_at(program, qtbot, 400)
    assert _row(program, 401) == stored.messages[401]
    qtbot.waitUntil(lambda: _whole(program) == end | seen)
    assert {390, 410} <= seen
    assert len(seen) < 60, "only what is seen, and a little around it"


def test_nothing_moves_when_figures_come(program: Program, qtbot: QtBot) -> None:
    """Who reads must not lose the line because tokens came from the disk."""
    program.view_models.inspector.set_colour_by(Measure.PROBABILITY)
    transcript = program.window.views.transcript
    bar = transcript.verticalScrollBar()
    _scroll_to(program, 300)
    bar.setValue(bar.value() + 37)
    top, place = bar.value(), transcript.scroller.place_at(transcript.viewport().rect().topLeft())
    assert isinstance(_row(program, 301), Outline)
    qtbot.waitUntil(lambda: {300, 301, 302, 303} <= _whole(program))
    with qtbot.waitSignal(transcript.scroller.rows_seen):
        transcript.scroller.settle_soon()
    assert bar.value() == top
    assert transcript.scroller.place_at(transcript.viewport().rect().topLeft()) == place


def test_what_was_seen_long_ago_is_let_go_but_for_the_marked_answer(
    program: Program, qtbot: QtBot, stored: Conversation
) -> None:
    """Reading a conversation from its beginning must not end with all of it in the memory."""
    inspector = program.view_models.inspector
    _look_at(program, qtbot, 0)
    ref = TokenRef("m1", is_prompt=False, index=2)
    inspector.mark(ref)
    assert inspector.marked == ref
    for row in range(10, 780, 10):
        program.view_models.chat.shown.want(row, row + 5)
    qtbot.waitUntil(lambda: 780 in _whole(program))
    whole = _whole(program)
    assert len(whole) <= 400 + 50
    assert 1 in whole, "a token of it is marked"
    assert 21 not in whole
    assert inspector.marked == ref
    assert inspector.figures(ref) is not None
    _look_at(program, qtbot, 20)
    assert _row(program, 21) == stored.messages[21], "it is read again"
    assert _row(program, 0).text == stored.messages[0].text

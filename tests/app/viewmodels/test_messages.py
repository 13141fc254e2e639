"""Rows and what changed in them: the transcript lays out again only what it is told."""

from __future__ import annotations

import pytest

from gptdesk.app.viewmodels.messages import MESSAGE_ROLE, MessageListModel
from gptdesk.chat import Message, Role

HELLO = Message(Role.USER, "Hello")
ANSWER = Message(Role.ASSISTANT, "Hi")


@pytest.fixture
def model(qtbot, qtmodeltester) -> MessageListModel:
    model = MessageListModel()
    qtmodeltester.check(model)
    return model


def test_append_inserts_one_row(model, qtbot):
    """The view scrolls to a new row; it must know that it is new."""
    with qtbot.waitSignal(model.rowsInserted):
        assert model.append(HELLO) == 0
    assert model.append(ANSWER) == 1
    assert model.messages == (HELLO, ANSWER)


def test_replace_changes_its_row_only(model):
    """A streaming answer must not cause ten thousand messages to be laid out again."""
    model.append(HELLO)
    model.append(ANSWER)
    changes = []
    model.dataChanged.connect(lambda first, last, roles: changes.append((first.row(), last.row())))
    model.replace(1, HELLO)
    assert changes == [(1, 1)]
    assert model.data(model.index(1), MESSAGE_ROLE) is HELLO


def test_reset_shows_another_conversation(model, qtbot):
    """New chat."""
    model.append(HELLO)
    with qtbot.waitSignal(model.modelReset):
        model.reset()
    assert model.rowCount() == 0


def test_what_is_not_there_is_an_error_or_nothing(model):
    """A wrong row is a mistake in the program; Qt itself may ask anything."""
    model.append(HELLO)
    for row in (-1, 1):
        with pytest.raises(IndexError):
            model.message(row)
    assert model.data(model.index(5), MESSAGE_ROLE) is None
    assert model.data(model.index(0), 12345) is None
    assert model.rowCount(model.index(0)) == 0

"""Rows and what changed in them: the transcript lays out again only what it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.app.viewmodels.chat.messages import MESSAGE_ROLE, MessageListModel
from gptdesk.chat.messages import Message, Role

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


def test_another_path_keeps_the_rows_that_both_have(model):
    """Switching a branch at the end of a long conversation touches the end only."""
    first, second, third = (Message(Role.USER, text) for text in "abc")
    changes = []
    model.rowsRemoved.connect(lambda _, a, b: changes.append(("removed", a, b)))
    model.rowsInserted.connect(lambda _, a, b: changes.append(("inserted", a, b)))
    model.dataChanged.connect(lambda a, b: changes.append(("changed", a.row(), b.row())))
    model.modelReset.connect(lambda: changes.append(("reset",)))
    grown = replace(second, text="B")
    for path, wanted, is_other in (
        ((first, second), [("inserted", 0, 1)], False),
        ((first, second), [], False),
        ((first, grown, third), [("changed", 1, 1), ("inserted", 2, 2)], False),
        ((first, third), [("removed", 1, 2), ("inserted", 1, 1)], True),
        ((first,), [("removed", 1, 1)], True),
        ((second,), [("reset",)], True),
        ((), [("reset",)], True),
    ):
        changes.clear()
        assert model.show(path) is is_other
        assert changes == wanted
        assert model.messages == path


def test_a_message_is_found_in_its_row(model):
    model.show((HELLO, ANSWER))
    assert model.row_of(HELLO.id) == 0
    assert model.row_of(ANSWER.id) == 1
    assert model.row_of("nobody") is None


def test_what_is_not_there_is_an_error_or_nothing(model):
    """A wrong row is a mistake in the program; Qt itself may ask anything."""
    model.append(HELLO)
    for row in (-1, 1):
        with pytest.raises(IndexError):
            model.message(row)
    assert model.data(model.index(5), MESSAGE_ROLE) is None
    assert model.data(model.index(0), 12345) is None
    assert model.rowCount(model.index(0)) == 0

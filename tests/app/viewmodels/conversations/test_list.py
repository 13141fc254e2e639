"""Conversations are found where a person looks for them: by the day, the pinned ones first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.conversations.list import (
    IS_OPEN_ROLE,
    IS_RUNNING_ROLE,
    ConversationListModel,
)
from gptdesk.storage.history.types import Summary

NOON = datetime(2025, 6, 18, 12).astimezone()


class Clock:
    """A clock that is put by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now.timestamp()


def summary(name: str, days_ago: float = 0, *, is_pinned: bool = False, title: str = "") -> Summary:
    changed = (NOON - timedelta(days=days_ago)).timestamp()
    return Summary(name, title, f"{name} begins", is_pinned, changed, changed, 2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def model(clock: Clock, qapp) -> Iterator[ConversationListModel]:
    own = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield ConversationListModel(clock)
    QLocale.setDefault(own)


def rows(model: ConversationListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_conversations_stand_under_their_days(model: ConversationListModel) -> None:
    """Newest first; the headers are the words a person thinks in."""
    model.set_summaries(
        summary(name, days)
        for name, days in [("f", 400), ("b", 0.4), ("a", 0), ("c", 1), ("d", 7), ("e", 60)]
    )
    assert rows(model) == [
        *("Today", "a begins", "b begins"),
        *("Yesterday", "c begins"),
        *("Previous 7 days", "d begins"),
        *("April", "e begins"),
        *("May 2024", "f begins"),
    ]


def test_pinned_ones_come_first_and_go_back_to_their_day(model: ConversationListModel) -> None:
    """What is used every day is at hand, however old it is."""
    model.set_summaries([summary("new"), summary("old", 60, is_pinned=True)])
    assert rows(model) == ["Pinned", "old begins", "Today", "new begins"]
    model.set_pinned("old", is_pinned=False)
    assert rows(model) == ["Today", "new begins", "April", "old begins"]


def test_a_title_of_the_user_stands_before_the_first_words(model: ConversationListModel) -> None:
    """A title is proposed until there is one; one that is emptied is proposed again."""
    model.put(summary("a"))
    model.rename("a", "My story")
    assert rows(model) == ["Today", "My story"]
    model.rename("a", "")
    assert rows(model) == ["Today", "a begins"]


def test_editing_a_row_asks_for_a_rename(model: ConversationListModel, qtbot: QtBot) -> None:
    """The list shows what is stored, not what was typed."""
    model.put(summary("a"))
    with qtbot.waitSignal(model.rename_requested) as asked:
        model.setData(model.index(1), "  My\nstory ")
    assert asked.args == ["a", "My story"]
    with qtbot.assertNotEmitted(model.rename_requested):
        model.setData(model.index(1), "a begins")  # Enter without a change keeps the proposal
        model.setData(model.index(0), "Tomorrow")


def test_headers_cannot_be_chosen(model: ConversationListModel) -> None:
    """The arrow keys go from conversation to conversation."""
    model.put(summary("a"))
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable


def test_midnight_moves_today_to_yesterday(model: ConversationListModel, clock: Clock) -> None:
    """A window that stays open for days does not lie about them."""
    model.put(summary("a"))
    clock.now += timedelta(hours=13)
    model.arrange()
    assert rows(model) == ["Yesterday", "a begins"]


def test_rows_that_stay_are_not_touched(model: ConversationListModel, qtbot: QtBot) -> None:
    """A message in one conversation must not make the list jump or lose its selection."""
    model.set_summaries([summary("a", 0.1), summary("b", 0.2), summary("c", 1)])
    resets, removed, inserted = [], [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsRemoved.connect(lambda parent, first, last: removed.append((first, last)))
    model.rowsInserted.connect(lambda parent, first, last: inserted.append((first, last)))
    with qtbot.waitSignal(model.dataChanged):
        model.put(summary("a", 0.05))
    assert (resets, removed, inserted) == ([], [], [])
    model.put(summary("b", 0))
    assert rows(model) == ["Today", "b begins", "a begins", "Yesterday", "c begins"]
    assert not resets
    assert {row for pair in removed + inserted for row in pair} <= {1, 2}


def test_open_and_writing_ones_are_told(model: ConversationListModel) -> None:
    """One sees where one is and where an answer grows, and hears it."""
    model.set_summaries([summary("a", 0.1), summary("b", 0.2, is_pinned=True)])
    model.set_open("a")
    model.set_running("b")
    a, b = (model.index(model.row_of(name)) for name in ("a", "b"))
    assert (a.data(IS_OPEN_ROLE), a.data(IS_RUNNING_ROLE)) == (True, False)
    assert a.data(Qt.ItemDataRole.AccessibleTextRole) == "a begins, open"
    assert b.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "b begins, pinned, an answer is being written"
    )
    assert a.data(Qt.ItemDataRole.ToolTipRole).startswith("a begins\n2025-06-1")


def test_any_change_leaves_the_rows_that_a_fresh_list_has(clock: Clock, qapp) -> None:
    """Views keep what they were told; a wrong row number shows the wrong conversation."""
    model = ConversationListModel(clock)
    tester = ModelTester(None)
    tester.check(model)
    rng = random.Random(3)
    kept: dict[str, Summary] = {}
    for _ in range(200):
        name = rng.choice("abcdefgh")
        if rng.random() < 0.3:
            kept.pop(name, None)
            model.remove(name)
        else:
            kept[name] = summary(
                name, rng.choice([0, 0.1, 1, 1.1, 3, 60]), is_pinned=rng.random() < 0.2
            )
            model.put(kept[name])
        fresh = ConversationListModel(clock)
        fresh.set_summaries(kept.values())
        assert sorted(rows(model)) == sorted(rows(fresh))
        assert [one for one in rows(model) if "begins" not in one] == [
            one for one in rows(fresh) if "begins" not in one
        ]
    tester._cleanup()


def test_absurd_times_of_an_imported_file_are_shown(model: ConversationListModel) -> None:
    """One bad value must not hide the rest."""
    for name, moment in (("a", 1e300), ("b", -1e300), ("c", float("nan")), ("d", float("inf"))):
        model.put(Summary(name, name, "", False, moment, moment, 1))
    assert {"a", "b", "c", "d"} <= set(rows(model))
    assert model.index(1).data(Qt.ItemDataRole.ToolTipRole)

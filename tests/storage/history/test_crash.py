"""Nothing that was acknowledged is lost: killed programs, cut power."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gptdesk.chat.messages import MessageState
from gptdesk.chat.notes import NoteCode
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer, chat, growing
from tests.storage.history.history_crashes import crash, open_after_cut, say

LAG_S = 2.0  # half a second is promised; tests share their processor with others


def test_a_killed_program_has_lost_nothing(tmp_path: Path) -> None:
    """Killed in the middle of a stream, again and again on one history (C2).

    The long run is tests/benchmarks/history_kill.py.
    """
    dice = random.Random(1)
    growing_answers = 0
    for seed in range(4):
        found = crash(tmp_path, seed, dice)
        assert found.sent
        assert found.lost == []
        assert found.integrity == "ok"
        assert found.is_interrupted
        assert found.problems == []
        assert (found.lag_s or 0.0) <= LAG_S
        growing_answers += found.lag_s is not None
    assert growing_answers, "no answer was interrupted"


def test_lost_power_costs_the_newest_changes_at_most(tmp_path: Path) -> None:
    """The log is cut at any byte: what is there is a beginning of what was said, in order (C3)."""
    dice = random.Random(2)
    conversation, database, log = say(tmp_path / "source", dice, 30)
    lengths: set[int] = set()
    for number in range(60):
        folder = tmp_path / str(number)
        folder.mkdir()
        cut = log[: dice.randrange(len(log))]
        messages, problems = open_after_cut(folder, database, cut)
        assert problems == []
        assert messages == conversation.messages[: len(messages)]
        lengths.add(len(messages))
        shutil.rmtree(folder)
    assert len(lengths) > 10, "the cuts were all alike"


def test_an_interrupted_answer_can_be_continued(tmp_path: Path) -> None:
    """It is marked, found by its words, and goes on under the same id."""
    history = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    history.start()
    conversation = chat(random.Random(3), 1)
    whole = answer(random.Random(4), conversation.leaf, 50)
    conversation = with_messages(conversation, growing(whole, 20))
    assert history.add_conversation(conversation).result()
    _pretend_it_was_killed(tmp_path / "history.sqlite3")
    again = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    again.start()
    part = again.load(conversation.id).result().messages[-1]
    assert part.state is MessageState.STOPPED
    assert part.notes == ((len(part.text), NoteCode.INTERRUPTED),)
    assert part.records == whole.records[:20]
    assert part.id in {hit.message_id for hit in again.search(part.text).result()}
    conversation = again.load(conversation.id).result().with_replaced(whole)
    assert again.save(conversation, whole).result()
    assert again.load(conversation.id).result().messages[-1] == whole
    assert again.close()
    assert history.close()


def _pretend_it_was_killed(database: Path) -> None:
    """Give what is being written to a program that is not there."""
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE message SET writer = 'gone' WHERE writer IS NOT NULL")
        db.commit()


@pytest.mark.parametrize("last", [None, 5])
def test_a_row_that_makes_no_sense_does_not_hide_the_others(
    tmp_path: Path, last: int | None
) -> None:
    """Another program made a whole chat unreadable by one null in it."""
    history = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    history.start()
    conversation = chat(random.Random(5), 4)
    assert history.add_conversation(conversation).result()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        db.execute("UPDATE tokens SET records = x'00112233' WHERE message = 2")
        db.execute("UPDATE message SET role = 'narrator', mode = 7 WHERE seq = 3")
        db.execute("UPDATE content SET notes = '[[1', runs = '{}' WHERE message = 4")
        db.execute("DELETE FROM content WHERE message = 5")
        db.execute("UPDATE message SET parent = 'nobody' WHERE seq = 7")
        db.execute("UPDATE conversation SET leaf = 'nobody'")
        db.execute("UPDATE content SET text = CAST(x'41ff42' AS TEXT) WHERE message = 8")
        db.commit()
    loaded = history.load(conversation.id, last).result()
    assert [one.id for one in loaded.messages] == [one.id for one in conversation.messages]
    assert [one.id for one in loaded.path()] == [one.id for one in conversation.messages[6:]]
    whole = history.load(conversation.id).result().messages
    assert (whole[1].token_ids, whole[1].records) == (conversation.messages[1].token_ids, ())
    assert whole[2].text == conversation.messages[2].text
    assert (whole[3].notes, whole[3].runs) == ((), ())
    assert whole[3].records == conversation.messages[3].records
    assert whole[4].text == ""
    assert whole[7].text == "A\ufffdB"
    some = history.load_messages(conversation.id, [one.id for one in loaded.messages]).result()
    assert some == whole
    assert history.close()

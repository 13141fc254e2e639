"""Copies of the history: made in time, whole, few enough, and good for going back."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gptdesk.errors import HistoryError
from gptdesk.storage.history import backups
from gptdesk.storage.history.schema import SCHEMA
from gptdesk.storage.history.types import Backup, HistoryProblem, ProblemKind
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import chat

DAY_S = 24 * 3600.0


def open_history(folder: Path) -> tuple[AskedHistory, list[HistoryProblem]]:
    problems: list[HistoryProblem] = []
    history = AskedHistory(
        folder / "history.sqlite3", folder / "backups", on_problem=problems.append
    )
    history.start()
    return history, problems


def backup_at(folder: Path, when: datetime, kind: str = "history") -> Path:
    path = folder / f"{kind}-{when:%Y%m%d-%H%M%S}.sqlite3"
    path.write_bytes(b"copy")
    return path


def wait_for_backup(history: AskedHistory) -> None:
    history.draft("").result()  # the thread has begun
    thread = history._history._backup_thread
    assert thread is not None
    thread.join()


def test_a_copy_is_made_once_a_day_at_the_start(tmp_path: Path) -> None:
    """Whoever never thinks of backups has one all the same."""
    history, _ = open_history(tmp_path)
    assert history.close()
    assert backups.backups(tmp_path / "backups") == (), "of nothing there is no copy"
    history, _ = open_history(tmp_path)
    conversation = chat(random.Random(1), 3)
    assert history.add_conversation(conversation).result()
    assert history.close()
    history, _ = open_history(tmp_path)
    wait_for_backup(history)
    (made,) = history.backups().result()
    assert history.close()
    history, _ = open_history(tmp_path)
    assert history.close()
    assert history._history._backup_thread is None, "the newest is of today"
    old = made.path.with_name("history-20200101-120000.sqlite3")
    made.path.rename(old)
    history, _ = open_history(tmp_path)
    wait_for_backup(history)
    assert len(history.backups().result()) == 2
    assert history.close()
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 6
    assert {path.name for path in (tmp_path / "backups").iterdir()} == {
        old.name,
        *(one.path.name for one in backups.backups(tmp_path / "backups")),
    }, "nothing half made is left"


def test_seven_days_and_four_weeks_are_kept(tmp_path: Path) -> None:
    """Old enough to go back to before a mistake, few enough for a small disk."""
    last = datetime(2026, 5, 20, 9, 0, 0).astimezone()
    for day in range(60):
        for hour in (0, 5):
            backup_at(tmp_path, last - timedelta(days=day, hours=hour))
    for day in range(9):
        backup_at(tmp_path, last - timedelta(days=day), "before")
    other = tmp_path / "my own notes.sqlite3"
    other.write_bytes(b"mine")
    found = backups.backups(tmp_path)
    assert [one.made_at for one in found] == sorted((one.made_at for one in found), reverse=True)
    kept = backups.kept(found)
    names = sorted(path.name for path in kept)
    daily = [f"history-{last - timedelta(days=day):%Y%m%d-%H%M%S}.sqlite3" for day in range(7)]
    assert set(daily) <= set(names)
    others = [name for name in names if name.startswith("history") and name not in daily]
    assert others == [
        "history-20260503-090000.sqlite3",
        "history-20260510-090000.sqlite3",
        "history-20260520-040000.sqlite3",
    ], "the Sundays of the weeks before the daily ones, and all of the last day"
    assert len([name for name in names if name.startswith("before")]) == 3
    assert other not in kept
    assert other not in {one.path for one in found}, "another's file is never deleted"


def test_the_newest_counts_even_if_the_clock_was_wrong(tmp_path: Path) -> None:
    now = datetime(2026, 5, 20, 9, 0, 0).astimezone()
    assert backups.is_due(tmp_path, now.timestamp())
    backup_at(tmp_path, now - timedelta(hours=23))
    assert not backups.is_due(tmp_path, now.timestamp())
    assert backups.is_due(tmp_path, now.timestamp() + 2 * DAY_S)
    future = backup_at(tmp_path, now + timedelta(days=400))
    assert not backups.is_due(tmp_path, now.timestamp()), "it counts for nothing either way"
    assert backups.is_due(tmp_path, now.timestamp() + 2 * DAY_S)
    assert not backups.is_due(tmp_path, now.timestamp() + 400 * DAY_S), "now it is of today"
    future.unlink()


def _start_on(folder: Path, when: datetime) -> None:
    """Do what a start at that time does to the copies."""
    if backups.is_due(folder, when.timestamp()):
        backups._prune(folder, backup_at(folder, when))


def test_a_wrong_clock_destroys_no_good_copy(tmp_path: Path) -> None:
    """One start in 2038, twelve in 2031, and then the right time again: all copies are there."""
    today = datetime(2026, 5, 20, 9, 0, 0).astimezone()
    for day in range(40, -1, -1):
        _start_on(tmp_path, today - timedelta(days=day))
    good = {one.path for one in backups.backups(tmp_path)}
    assert len(good) == 9
    _start_on(tmp_path, today.replace(year=2038, month=1, day=19))
    for day in range(12):
        _start_on(tmp_path, today.replace(year=2031) + timedelta(days=day))
    assert good <= {one.path for one in backups.backups(tmp_path)}
    for day in range(1, 41):
        _start_on(tmp_path, today + timedelta(days=day))
        now = [one.path for one in backups.backups(tmp_path) if one.path.name < "history-2030"]
        assert len(now) >= 9
        assert f"history-{today + timedelta(days=day):%Y%m%d}" in now[0].name
    assert len(backups.backups(tmp_path)) <= 4 * 14


def test_a_copy_that_was_just_made_stays_however_few_are_beside_it(tmp_path: Path) -> None:
    """After four long pauses it is the only one of its time."""
    history, _ = open_history(tmp_path)
    assert history.add_conversation(chat(random.Random(2), 1)).result()
    folder, now = tmp_path / "backups", datetime.now().astimezone()
    folder.mkdir(exist_ok=True)
    for months in range(2, 10, 2):
        for day in range(2):
            backup_at(folder, now - timedelta(days=30 * months + day))
    made: Backup = history.back_up().result()
    assert made.path.exists()
    assert history.close()


def test_a_clock_that_is_never_right_fills_no_disk(tmp_path: Path) -> None:
    """Each start in another year: what has the most copies stays, and the newest does."""
    today = datetime(2026, 5, 20, 9, 0, 0).astimezone()
    for day in range(20):
        _start_on(tmp_path, today + timedelta(days=day))
    good = {one.path for one in backups.backups(tmp_path)}
    for year in range(1990, 2026):
        _start_on(tmp_path, today.replace(year=year))
        found = [one.path for one in backups.backups(tmp_path)]
        assert tmp_path / f"history-{year}0520-090000.sqlite3" in found
        assert good <= set(found)
        assert len(found) <= len(good) + 4


def test_a_start_after_a_right_one_makes_no_second_copy(tmp_path: Path) -> None:
    """With a copy of 2031 each start made one more, and pruned the one before."""
    now = datetime(2026, 5, 20, 9, 0, 0).astimezone()
    backup_at(tmp_path, now.replace(year=2031))
    _start_on(tmp_path, now)
    assert not backups.is_due(tmp_path, (now + timedelta(hours=1)).timestamp())
    assert not backups.is_due(tmp_path, (now - timedelta(hours=3)).timestamp()), "a clock set right"


def test_restoring_brings_back_what_was_and_keeps_what_is(tmp_path: Path) -> None:
    """Restoring by mistake can be restored from."""
    history, problems = open_history(tmp_path)
    dice = random.Random(2)
    old, new = chat(dice, 3), chat(dice, 2)
    assert history.add_conversation(old).result()
    backup = history.back_up().result()
    history.delete(old.id).result()
    assert history.add_conversation(new).result()
    history.restore(backup.path).result()
    assert [one.id for one in history.summaries().result()] == [old.id]
    assert history.load(old.id).result() == old
    assert history.search(old.messages[0].text).result()
    before = next(one for one in history.backups().result() if one.path.name.startswith("before"))
    history.restore(before.path).result()
    assert [one.id for one in history.summaries().result()] == [new.id]
    assert history.close()
    assert problems == []
    history, _ = open_history(tmp_path)
    assert history.load(new.id).result() == new
    assert history.close()


@pytest.mark.parametrize("what", ["missing", "text", "newer", "damaged"])
def test_a_bad_copy_changes_nothing(tmp_path: Path, what: str) -> None:
    history, problems = open_history(tmp_path)
    conversation = chat(random.Random(3), 3)
    assert history.add_conversation(conversation).result()
    bad = tmp_path / "bad.sqlite3"
    if what == "text":
        bad.write_text("no database" * 1000)
    elif what != "missing":
        bad.write_bytes(history.back_up().result().path.read_bytes())
        if what == "newer":
            with closing(sqlite3.connect(bad)) as db:
                db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        else:
            data = bytearray(bad.read_bytes())
            data[8192 : len(data) // 2] = random.Random(4).randbytes(len(data) // 2 - 8192)
            bad.write_bytes(data)
    with pytest.raises(HistoryError, match=r"restored|newer"):
        history.restore(bad).result()
    assert history.load(conversation.id).result() == conversation
    assert history.close()
    assert problems == []


def test_a_backup_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    history, problems = open_history(tmp_path)
    assert history.add_conversation(chat(random.Random(5), 1)).result()
    assert history.close()
    (tmp_path / "backups").write_text("a file where the folder should be")
    history, problems = open_history(tmp_path)
    wait_for_backup(history)
    assert [problem.kind for problem in problems] == [ProblemKind.BACKUP]
    assert str(tmp_path / "backups") in problems[0].sentence
    with pytest.raises(HistoryError, match="No backup"):
        history.back_up().result()
    assert len(history.summaries().result()) == 1, "everything else works"
    assert history.close()


def test_two_copies_within_a_second_are_two(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path)
    assert history.add_conversation(chat(random.Random(6), 1)).result()
    made: list[Backup] = [history.back_up().result() for _ in range(2)]
    assert made[0].path != made[1].path
    assert history.backups().result()[0].path.exists()
    assert history.close()
    assert not list((tmp_path / "backups").glob(".*"))


@pytest.mark.parametrize("is_open", [False, True])
def test_a_link_to_another_history_leaves_nothing_beside_that(
    tmp_path: Path, is_open: bool
) -> None:
    """What it leads to is somebody else's: it is read, with what its log holds, and no more."""
    (tmp_path / "theirs").mkdir()
    theirs, _ = open_history(tmp_path / "theirs")
    conversation = chat(random.Random(3), 2)
    assert theirs.add_conversation(conversation).result()
    if not is_open:
        assert theirs.close()
    before = files_of(tmp_path / "theirs")
    folder = tmp_path / "mine"
    (folder / "backups").mkdir(parents=True)
    link = folder / "backups" / "history-20240101-120000.sqlite3"
    link.symlink_to(tmp_path / "theirs" / "history.sqlite3")
    history, _ = open_history(folder)
    assert [one.conversations for one in history.facts().result().backups] == [1]
    history.restore(link).result()
    assert history.load(conversation.id).result() == conversation
    assert history.close()
    assert files_of(tmp_path / "theirs") == before
    assert theirs.close()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, but for what readers note in the index of a log."""
    return {
        path.name: b"" if path.name.endswith("-shm") else path.read_bytes()
        for path in folder.iterdir()
    }

"""A lock keeps others out while its owner lives, and never holds a file that is no longer there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gptdesk.files import locks as file_locks
from gptdesk.files.locks import NoLocksError, lock_file

pytestmark = pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")


def test_one_has_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first = lock_file(path)
    assert first is not None
    assert lock_file(path) is None
    os.close(first)
    second = lock_file(path)
    assert second is not None
    os.close(second)


def test_a_file_that_its_owner_removed_is_not_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two programs hold the lock: one of the file that was, one of the file that is."""
    path, lock = tmp_path / "lock", file_locks.lock
    opened: list[int] = []

    def remove_first(descriptor: int) -> bool:
        opened.append(descriptor)
        if len(opened) == 1:
            path.unlink()
        return lock(descriptor)

    monkeypatch.setattr(file_locks, "lock", remove_first)
    descriptor = lock_file(path)
    assert descriptor is not None
    assert len(opened) == 2
    assert os.path.samestat(os.fstat(descriptor), path.stat())
    os.close(descriptor)


def test_without_locks_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network disks have none; who asks decides what that means."""

    def refuse(*_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(NoLocksError):
        lock_file(tmp_path / "lock")
    assert list(tmp_path.iterdir()) == []

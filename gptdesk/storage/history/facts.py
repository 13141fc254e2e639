"""What there is of a history: where, how large, and what each of its backups holds.

Owns the counting; must not know threads. Nothing is written.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gptdesk.storage.history.backups import backups, open_backup
from gptdesk.storage.history.types import Backup

logger = logging.getLogger(__name__)

_COUNT = "SELECT count(*) FROM conversation WHERE deleted_at IS NULL"


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A backup and what is in it.

    Attributes:
        backup: the copy.
        conversations: how many it holds; None where it cannot be read.
        is_before: it was made of what a restore, or a newer program, was about to replace.
    """

    backup: Backup
    conversations: int | None
    is_before: bool


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """All conversations as files.

    Attributes:
        path: of the history.
        size_bytes: with what is not yet moved into the file.
        conversations: how many there are; None where they cannot be read.
        backup_dir: folder of the copies; it need not be there.
        backups: the copies, the newest first.
    """

    path: Path
    size_bytes: int
    conversations: int | None
    backup_dir: Path
    backups: tuple[BackupFacts, ...]


def history_facts(database: Path, backup_dir: Path, conversations: int | None) -> HistoryFacts:
    """Look at the files of a history whose number of conversations is known."""
    copies = tuple(
        BackupFacts(one, count_conversations(one.path), not one.path.name.startswith("history-"))
        for one in backups(backup_dir)
    )
    return HistoryFacts(database, _size_of(database), conversations, backup_dir, copies)


def count_conversations(backup: Path) -> int | None:
    """Return how many conversations a backup holds; None where it cannot be read."""
    try:
        with open_backup(backup) as db:
            count: int = db.execute(_COUNT).fetchone()[0]
            return count
    except (sqlite3.Error, OSError) as exc:
        logger.warning("%s cannot be counted: %s", backup, exc)
        return None


def _size_of(database: Path) -> int:
    size = 0
    for path in (database, database.with_name(f"{database.name}-wal")):
        with suppress(OSError):
            size += path.stat().st_size
    return size

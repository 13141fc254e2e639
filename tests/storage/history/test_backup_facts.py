"""What the user is told of the files, before they choose a backup or delete everything."""

from __future__ import annotations

from pathlib import Path

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.backups import BackupReason
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory


def _opened(folder: Path) -> AskedHistory:
    history = AskedHistory(folder / "history.sqlite3", folder / "backups")
    history.start()
    return history


def _say(history: AskedHistory, text: str) -> str:
    conversation = with_messages(Conversation(), Message(Role.USER, text))
    assert history.save(conversation, conversation.messages[0]).result()
    return conversation.id


def test_each_backup_says_how_many_conversations_it_holds(tmp_path: Path) -> None:
    """Without it nobody knows which copy is the one from before the mistake."""
    history = _opened(tmp_path)
    first = _say(history, "One")
    _say(history, "Two")
    of_two = history.back_up().result()
    history.delete(first).result()
    of_one = history.back_up().result()
    facts = history.facts().result()
    assert facts.path == tmp_path / "history.sqlite3"
    assert facts.size_bytes >= facts.path.stat().st_size > 0
    assert facts.conversations == 1
    held = {one.backup.path: one.conversations for one in facts.backups}
    assert held == {of_two.path: 2, of_one.path: 1}
    history.restore(of_two.path).result()
    facts = history.facts().result()
    assert facts.conversations == 2
    held = {one.backup.path: one.conversations for one in facts.backups}
    assert [
        held[one.backup.path] for one in facts.backups if one.reason is BackupReason.BEFORE
    ] == [1]
    assert [one.reason for one in facts.backups].count(BackupReason.ASKED) == 2
    assert history.close()


def test_a_file_that_is_no_history_is_listed_and_not_counted(tmp_path: Path) -> None:
    """A damaged copy must not hide the sound ones."""
    history = _opened(tmp_path)
    _say(history, "One")
    sound = history.back_up().result()
    damaged = tmp_path / "backups" / "history-20200101-000000.sqlite3"
    damaged.write_bytes(b"no history at all" * 100)
    held = {one.backup.path: one.conversations for one in history.facts().result().backups}
    assert held == {sound.path: 1, damaged: None}
    assert history.close()


def test_what_a_killed_backup_left_is_deleted_with_everything(tmp_path: Path) -> None:
    """It is a copy like any other, though nobody sees it in the list."""
    history = _opened(tmp_path)
    _say(history, "My xylophone")
    made = history.back_up().result()
    left = made.path.with_name(".history-1-1.tmp")
    left.write_bytes(made.path.read_bytes())
    history.delete_everything().result()
    assert not left.exists()
    assert history.close()

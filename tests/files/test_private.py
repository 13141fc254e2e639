"""Conversations, drafts, settings and logs are nobody else's business."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.views.window.window_place import save_place
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.files.atomic import write_atomic
from gptdesk.files.private import make_private_folder
from gptdesk.storage.models.catalog import Catalog
from gptdesk.storage.models.load_guard import LoadGuard
from gptdesk.storage.paths import UserPaths, user_paths
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX modes")


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    """The widest that people have: it must not matter."""
    before = os.umask(0o002)
    yield
    os.umask(before)


def _open_to_others(folder: Path) -> list[str]:
    """Return the files and folders in a folder that others may look into."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.lstat().st_mode & 0o077 and not path.is_symlink()
    ]


def _use(paths: UserPaths, folder: Path) -> AskedHistory:
    """Write every file that GPTDesk keeps; return the history, open."""
    crashes = CrashReporter()
    crashes.install(paths.log_dir)
    crashes.uninstall()
    preferences = Preferences(paths)
    preferences.change(zoom=110 if preferences.settings.zoom != 110 else 120)
    preferences.save_now()
    save_place(QMainWindow(), preferences)
    Catalog(paths).remember(folder)
    LoadGuard(paths.load_marker_file).remember_load(folder)
    history = AskedHistory(paths.history_file, paths.backup_dir)
    history.start()
    conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
    assert history.save(conversation, conversation.messages[0]).result()
    history.back_up().result()
    return history


def test_every_file_and_folder_is_the_owners_alone(qapp: object, tmp_path: Path) -> None:
    """From the first moment: the log of the history and its index included."""
    paths = user_paths()
    history = _use(paths, tmp_path)
    home = paths.data_dir.parent
    names = {path.name for path in home.rglob("*")}
    assert {"history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"} < names
    assert {
        "settings.toml",
        "window.geometry",
        "gptdesk.log",
        "faults.log",
        "recent-models.json",
    } < names
    assert _open_to_others(home) == []
    assert history.close()
    assert _open_to_others(home) == []


def test_what_an_earlier_program_left_open_is_put_right(qapp: object, tmp_path: Path) -> None:
    """The files that matter are those of the years before."""
    paths = user_paths()
    assert _use(paths, tmp_path).close()
    home = paths.data_dir.parent
    (paths.log_dir / "gptdesk.log.1").write_text("old")
    (paths.data_dir / "history.sqlite3.corrupt-20260101-120000").write_bytes(b"old")
    for path in home.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    history = _use(paths, tmp_path)
    assert _open_to_others(home) == []
    assert history.close()


def test_what_may_only_be_read_stays_so(tmp_path: Path) -> None:
    """A folder that was made read-only on purpose must not become writable."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"")
    (folder / "file").chmod(0o444)
    folder.chmod(0o555)
    make_private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o500
    assert stat.S_IMODE((folder / "file").stat().st_mode) == 0o400
    folder.chmod(0o700)


def test_what_a_link_leads_to_keeps_its_mode(tmp_path: Path) -> None:
    """Settings that are kept among other files elsewhere are their owner's to share."""
    elsewhere = tmp_path / "dotfiles"
    elsewhere.mkdir(mode=0o755)
    (elsewhere / "settings.toml").write_bytes(b"")
    (elsewhere / "settings.toml").chmod(0o644)
    link = tmp_path / "config" / "settings.toml"
    link.parent.mkdir()
    link.symlink_to(elsewhere / "settings.toml")
    write_atomic(link, b"new", is_private=True)
    assert link.read_bytes() == b"new"
    assert stat.S_IMODE((elsewhere / "settings.toml").stat().st_mode) == 0o644
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


def test_an_export_is_as_open_as_every_file_of_the_user(tmp_path: Path) -> None:
    """It is made to be handed on."""
    write_atomic(tmp_path / "export.txt", b"text")
    assert stat.S_IMODE((tmp_path / "export.txt").stat().st_mode) == 0o664

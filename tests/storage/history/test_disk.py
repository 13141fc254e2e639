"""A disk that is full or may not be written: nothing stops, nothing is lost, the user is told."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.errors import HistoryError
from gptdesk.storage.history import file as file_module
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import HistoryProblem, ProblemKind
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer, chat, growing

ROOT = Path(__file__).parents[3]
posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX limits and users")

# Saves under a limit of so many bytes a file, then without one. Prints what happened.
LIMITED = """
import random, resource, signal, sys
from pathlib import Path
from gptdesk.chat.messages import Conversation, Message, Role
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
problems = []
history = AskedHistory(folder / "history.sqlite3", folder / "backups")
history.on_problem = lambda problem: problems.append(problem.kind)
history.start()
dice, conversation, failed = random.Random(1), Conversation(), 0
for number in range(12):
    message = answer(dice, conversation.leaf, 60)
    conversation = with_messages(conversation, message)
    failed += not history.save(conversation, message).result()
    assert history.load(conversation.id).result() == conversation, "shown as if it were there"
    assert history.summaries().result()[0].id == conversation.id
history.set_draft("", "unsent")
assert history.draft("").result() == "unsent"
assert failed, "the limit was too high"
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert history.save_shape(conversation).result(), "there is room now"
assert history.close()
print(failed, *problems, conversation.id, len(conversation.messages))
"""

# Opens a folder that this user may read and not write.
READ_ONLY = """
import os, sys
from pathlib import Path
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.errors import HistoryError
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
folder = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
problems = []
history = AskedHistory(folder / "history.sqlite3", folder / "backups", on_problem=problems.append)
history.start()
for summary in history.summaries().result():
    conversation = history.load(summary.id).result()
    print(summary.title, len(conversation.messages), len(history.search("harbour").result()) > 0)
new = with_messages(Conversation(), Message(Role.USER, "Hello"))
assert history.save(new, new.messages[0]).result() is False
assert history.load(new.id).result() == new
try:
    history.delete(new.id).result()
except HistoryError as exc:
    assert "cannot be written" in str(exc)
print(*(problem.kind for problem in problems))
assert not history.close()
"""


def run_child(code: str, *arguments: object, preload: Path | None = None) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **({"LD_PRELOAD": str(preload)} if preload else {}),
        },
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@posix_only
@pytest.mark.parametrize("limit", [100, 30_000, 110_000, 180_000])
def test_what_finds_no_room_is_kept_and_saved_later(tmp_path: Path, limit: int) -> None:
    """Also when there was no room for the file itself; the user hears of it once (C4)."""
    (line,) = run_child(LIMITED, tmp_path, limit)
    failed, *problems, conversation_id, count = line.split()
    assert int(failed) > 0
    assert problems[1::2] == ["solved"] * (len(problems) // 2), "told once, until it is solved"
    assert len(problems) % 2 == 0
    assert set(problems[::2]) <= {"full", "unwritable"}
    history = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    history.start()
    assert len(history.load(conversation_id).result().messages) == int(count)
    assert history.draft("").result() == "unsent"
    assert history.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_full_disk_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for one page more each time: prompt, partial answer, answer, draft, each first."""
    monkeypatch.setattr("gptdesk.storage.history.history.RETRY_S", 0.0)
    dice = random.Random(2)
    fulls = 0
    for spare in range(14):
        folder = tmp_path / str(spare)
        problems: list[HistoryProblem] = []
        history = History(folder / "history.sqlite3", folder / "backups", problems.append)
        history.open_file()
        db = history._file.connection.get()
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + spare}")
        conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
        history.save(conversation, conversation.messages[0])
        whole = answer(dice, conversation.leaf, 100)
        conversation = with_messages(conversation, growing(whole, 50))
        history.save_partial(conversation, conversation.messages[1])
        history.write_what_is_due()
        history.set_draft(conversation.id, "next")
        conversation = conversation.with_replaced(whole)
        is_saved = history.save(conversation, whole)
        assert history.load(conversation.id, None) == conversation
        assert is_saved == (not problems)
        fulls += not is_saved
        db.execute("PRAGMA max_page_count = 1000000")
        history.write_what_is_due()
        kinds = [problem.kind for problem in problems]
        assert kinds == ([] if is_saved else [ProblemKind.FULL, ProblemKind.SOLVED])
        assert history.close_file()
        history = History(folder / "history.sqlite3", folder / "backups", problems.append)
        history.open_file()
        assert history.load(conversation.id, None) == conversation
        assert history.draft(conversation.id) == "next"
        assert history.close_file()
    assert 0 < fulls < 14


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user may look into."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@posix_only
@pytest.mark.parametrize("state", ["closed", "killed", "log alone"])
def test_a_read_only_folder_is_read(open_folder: Path, state: str) -> None:
    """A backup on a stick can be looked at; the window says that nothing is saved."""
    history = AskedHistory(open_folder / "history.sqlite3", open_folder / "backups")
    history.start()
    conversation = replace(chat(random.Random(3), 10), title="Read")
    assert history.add_conversation(conversation).result()
    files = {path: path.read_bytes() for path in open_folder.glob("history.sqlite3*")}
    assert history.close()
    if state != "closed":  # everything is in a log that was never put into the file
        for path, data in files.items():
            path.write_bytes(data)
    if state == "log alone":
        (open_folder / "history.sqlite3-shm").unlink()
    for path in open_folder.iterdir():
        path.chmod(0o444)
    open_folder.chmod(0o555)
    lines = run_child(READ_ONLY, open_folder)
    assert lines[-1] == "unwritable"
    assert lines[0] == "Read 20 True"


@posix_only
def test_without_any_folder_the_window_still_works(tmp_path: Path) -> None:
    """A file lies where the folder should be: everything is in memory, and that is said."""
    (tmp_path / "data").write_text("a file")
    problems: list[HistoryProblem] = []
    place = tmp_path / "data" / "history.sqlite3"
    history = AskedHistory(place, tmp_path / "data" / "backups", on_problem=problems.append)
    history.start()
    conversation = with_messages(Conversation(title="Nowhere"), Message(Role.USER, "Hello"))
    assert not history.save(conversation, conversation.messages[0]).result()
    conversation = replace(conversation, title="Renamed")
    assert not history.save_shape(conversation).result()
    assert history.load(conversation.id, 5).result() == conversation
    assert history.load_messages(conversation.id, [conversation.messages[0].id]).result() == (
        conversation.messages
    )
    assert [one.title for one in history.summaries().result()] == ["Renamed"]
    (hit,) = history.search("hello").result()
    assert hit.message_id == conversation.messages[0].id
    assert history.backups().result() == ()
    for future in (history.back_up(), history.duplicate(conversation.id)):
        with pytest.raises(HistoryError):
            future.result()
    assert not history.close()
    assert [problem.kind for problem in problems] == [ProblemKind.UNWRITABLE]
    assert str(place) in problems[0].sentence


# Deletes everything while no file can grow, and looks for a word that was in it.
DELETING = """
import random, resource, signal, sys
from pathlib import Path
from gptdesk.chat.messages import Conversation, Message, Role
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
problems = []
history = AskedHistory(folder / "history.sqlite3", folder / "backups")
history.on_problem = lambda problem: problems.append(problem.kind.value)
history.start()
def say(text):
    conversation = with_messages(Conversation(), Message(Role.USER, text))
    return history.save(conversation, conversation.messages[0]).result()
for _ in range(30):
    assert say("xylophone " * 200)
history.back_up().result()
resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
assert not say("xylophone again")
history.delete_everything().result()
assert history.summaries().result() == (), "also what was waiting"
left = [path for path in folder.rglob("*") if path.is_file() and b"xylophone" in path.read_bytes()]
assert left == [], left
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert say("afterwards")
assert history.close()
print(*problems)
"""


@posix_only
def test_everything_is_deleted_where_there_is_no_room(tmp_path: Path) -> None:
    """Emptying a file needs room; who deletes all to get some must not be told that there is none.

    What is written afterwards is on the disk.
    """
    (line,) = run_child(DELETING, tmp_path)
    assert line.split()[-1] == "solved"
    history = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    history.start()
    (only,) = history.summaries().result()
    assert only.first_words == "afterwards"
    assert history.backups().result() == ()
    assert history.close()


def test_what_fails_says_what_became_of_it(tmp_path: Path) -> None:
    """A title that was not changed must not be called kept in memory."""
    history = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    history.start()
    conversation = chat(random.Random(5), 1)
    assert history.add_conversation(conversation).result()
    db = sqlite3.connect(tmp_path / "history.sqlite3")
    with closing(db):
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL

        def fail(*_: object) -> None:
            raise full

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("gptdesk.storage.history.conversation_rows.rename", fail)
            with pytest.raises(HistoryError, match=r"full\. Nothing was changed\."):
                history.rename(conversation.id, "Other").result()
    assert history.close()


NO_LOCKS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
int flock(int fd, int operation) { errno = ENOLCK; return -1; }
static int answer(int fd, int command, void *argument, const char *name) {
    if (command == F_SETLK || command == F_SETLKW || command == F_GETLK) {
        errno = ENOLCK;
        return -1;
    }
    int (*real)(int, int, void *) = dlsym(RTLD_NEXT, name);
    return real(fd, command, argument);
}
int fcntl(int fd, int command, ...) {
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest);
    return answer(fd, command, argument, "fcntl");
}
int fcntl64(int fd, int command, ...) {
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest);
    return answer(fd, command, argument, "fcntl64");
}
"""

LOCKLESS = """
import sys, time
from pathlib import Path
from threading import Event
from gptdesk.chat.messages import Conversation, Message, Role
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
folder, told, problems = Path(sys.argv[1]), Event(), []
def tell(problem):
    problems.append(problem)
    told.set()
begin = time.monotonic()
history = AskedHistory(folder / "history.sqlite3", folder / "backups", on_problem=tell)
history.start()
assert told.wait(60)
print(time.monotonic() - begin)
conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
assert history.save(conversation, conversation.messages[0]).result() is False
print(history.store_all().result().conversations, len(problems), problems[0].kind)
print(problems[0].sentence)
assert not history.close()
print(time.monotonic() - begin)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a library that stands before the C library")
def test_a_disk_without_locks_is_told_at_once(tmp_path: Path) -> None:
    """It took 70 s until the user heard that nothing is saved there."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    (tmp_path / "no_locks.c").write_text(NO_LOCKS)
    library = tmp_path / "no_locks.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", library, tmp_path / "no_locks.c", "-ldl"], check=True
    )
    told_s, counts, sentence, ended_s = run_child(LOCKLESS, tmp_path / "data", preload=library)
    assert float(told_s) < 10, "and not 70"
    assert float(ended_s) < 20
    assert counts == "1 1 unwritable"
    assert "cannot lock files" in sentence


def test_what_is_not_on_the_disk_is_listed_and_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing can be saved, the list and the search say what the user sees, not the disk."""
    history = AskedHistory(tmp_path / "history.sqlite3", tmp_path / "backups")
    history.start()
    first = with_messages(Conversation(title="First"), Message(Role.USER, "an old walrus"))
    second = with_messages(Conversation(), Message(Role.USER, "a narwhal"))
    for one in (first, second):
        assert history.save(one, one.messages[0]).result()

    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    with monkeypatch.context() as patched:
        patched.setattr(file_module, "write_unsaved", refuse)
        added = Message(Role.USER, "a new walrus", parent=first.leaf)
        first = replace(with_messages(first, added), title="Walruses", is_pinned=True)
        third = with_messages(Conversation(title="Third"), Message(Role.USER, "a third walrus"))
        assert not history.save(first, added).result()
        assert not history.save(third, third.messages[0]).result()
        listed = history.summaries().result()
        assert [one.id for one in listed] == [third.id, first.id, second.id]
        assert (listed[1].title, listed[1].is_pinned) == ("Walruses", True)
        assert listed[1].message_count == 2
        found = [(hit.conversation_id, hit.message_id) for hit in history.search("walrus").result()]
        assert found == [
            (first.id, None),  # its title
            (third.id, third.messages[0].id),
            (first.id, added.id),
            (first.id, first.messages[0].id),
        ]
        assert len(history.search("walrus", limit=2).result()) == 2
        assert history.search("").result() == ()
        assert history.load(first.id).result().changed_at == first.changed_at
    assert history.save_shape(first).result()
    assert [one.id for one in history.summaries().result()] == [third.id, first.id, second.id]
    found = {(hit.conversation_id, hit.message_id) for hit in history.search("walrus").result()}
    assert len(found) == 4
    assert history.close()

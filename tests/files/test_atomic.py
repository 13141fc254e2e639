"""A file is whole at every moment: killed writers, full disks, links."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gptdesk.files.atomic import NoFolderError, move_aside, write_atomic

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX signals and limits")

# Writes 300 kB of one letter, then of the next, for ever; says so once the first is on the disk.
WRITER = """
import itertools, string, sys
from pathlib import Path
from gptdesk.files.atomic import write_atomic
for n, letter in enumerate(itertools.cycle(string.ascii_letters)):
    write_atomic(Path(sys.argv[1]), letter.encode() * 300_000)
    if n == 0:
        print("ready", flush=True)
"""


def test_the_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_only_the_programs_own_folders_are_made(tmp_path: Path) -> None:
    """What a user wants elsewhere is not put where a slip of the finger says."""
    path = tmp_path / "new" / "folder" / "file"
    for is_new in (False, True):
        with pytest.raises(NoFolderError) as caught:
            write_atomic(path, b"mine", is_new=is_new)
        assert caught.value.filename == str(path.parent)
    assert list(tmp_path.iterdir()) == []
    write_atomic(path, b"the program's", is_private=True)
    assert path.read_bytes() == b"the program's"


@posix_only
def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    """A kill -9 in the middle of saving must not cost what was saved before."""
    path = tmp_path / "file"
    for _ in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(signal.SIGKILL)
        content = path.read_bytes()
        assert len(content) == 300_000
        assert len(set(content)) == 1, "two writes are mixed"


@posix_only
def test_no_room_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    """A full disk is found while writing beside the file, not while replacing it."""
    path = tmp_path / "file"
    write_atomic(path, b"old")
    code = """
import resource, signal, sys
from pathlib import Path
from gptdesk.files.atomic import write_atomic
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomic(Path(sys.argv[1]), b"x" * 100_000)
except OSError:
    print("refused")
"""
    result = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert result.stdout == "refused\n"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def fail(*_args: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="Input/output"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@posix_only
def test_a_link_and_the_files_mode_survive(tmp_path: Path) -> None:
    """Settings that live in a dotfiles repository stay there, as private as they were."""
    real, link = tmp_path / "dotfiles", tmp_path / "settings"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize("length", [237, 238, 255])
def test_every_name_that_a_folder_takes_can_be_written(tmp_path: Path, length: int) -> None:
    """The file beside it has a short name, however long the name is."""
    path = tmp_path / ("n" * length)
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@posix_only
def test_only_a_file_that_may_be_written_is_replaced(tmp_path: Path) -> None:
    """A protected file stays, and what is no file is not turned into one."""
    protected, pipe, folder = tmp_path / "protected", tmp_path / "pipe", tmp_path / "folder"
    protected.write_bytes(b"mine")
    protected.chmod(0o444)
    os.mkfifo(pipe)
    folder.mkdir()
    before = sorted(tmp_path.iterdir())
    for path in (protected, pipe, folder):
        with pytest.raises(OSError):
            write_atomic(path, b"new")
    assert protected.read_bytes() == b"mine"
    assert pipe.is_fifo()
    assert folder.is_dir()
    assert sorted(tmp_path.iterdir()) == before


@posix_only
def test_a_new_file_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    """A link to nothing is a name too: what is behind it is elsewhere."""
    link, outside, file = tmp_path / "link", tmp_path / "outside", tmp_path / "file"
    link.symlink_to(outside)
    file.write_bytes(b"mine")

    def data() -> Iterator[bytes]:
        yield b"never asked for"
        pytest.fail("the name is taken")

    for path in (link, file):
        with pytest.raises(FileExistsError):
            write_atomic(path, data(), is_new=True)
    write_atomic(tmp_path / "new", (b"a", b"b"), is_new=True)
    assert (tmp_path / "new").read_bytes() == b"ab"
    assert not outside.exists()
    assert file.read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("has_links", [True, False])
def test_a_name_taken_while_the_data_is_made_is_kept(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the file system knows no second name for a file, as on a USB stick."""
    path = tmp_path / "file"

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)

    def data() -> Iterator[bytes]:
        yield b"mine"
        path.write_bytes(b"another program's")

    with pytest.raises(FileExistsError):
        write_atomic(path, data(), is_new=True)
    assert path.read_bytes() == b"another program's"
    assert list(tmp_path.iterdir()) == [path]
    path.unlink()
    write_atomic(path, b"mine", is_new=True)
    assert path.read_bytes() == b"mine"


def test_files_moved_aside_do_not_replace_each_other(tmp_path: Path) -> None:
    """Two damaged files within a second are two files to look at."""
    path = tmp_path / "settings.toml"
    kept = []
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        kept.append(move_aside(path))
    assert not path.exists()
    assert [file.read_bytes() for file in kept] == [b"first", b"second", b"third"]
    assert all(file.name.startswith("settings.toml.corrupt-") for file in kept)

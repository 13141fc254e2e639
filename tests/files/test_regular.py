"""Nothing that lies where a file is expected can keep the program waiting, or fill its memory."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gptdesk.files.regular import open_regular, read_regular


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_regular(path, 5) == b"12345"
    with open_regular(path) as file:
        assert file.read(2) == b"12"
    with pytest.raises(OSError, match="too large") as raised:
        read_regular(path, 4)
    assert (raised.value.errno, raised.value.filename) == (errno.EFBIG, str(path))


@pytest.mark.skipif(os.name == "nt", reason="named pipes and devices are POSIX's")
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "device", "folder"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    """Opening a pipe waits for somebody to write; /dev/zero has no end."""
    path = tmp_path / "thing"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to a pipe":
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to("pipe")
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(path)


@pytest.mark.parametrize("name", ["gone", "a\0b", "\ud800"])
def test_what_is_not_there_is_an_ordinary_error(tmp_path: Path, name: str) -> None:
    """A name with a NUL raises ValueError in Python, which few callers expect."""
    with pytest.raises(OSError, match="No such file"):
        open_regular(tmp_path / name)

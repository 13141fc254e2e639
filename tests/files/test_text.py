"""Texts that the user hands over: whatever the file is, an answer comes at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gptdesk.errors import TextFileError
from gptdesk.files.text import read_text_file

MOST = 1_000


def open_files() -> int:
    """Return how many files are open; nothing where the system does not say."""
    return sum(1 for _ in Path("/proc/self/fd").glob("*"))


@pytest.mark.parametrize(
    ("data", "text", "guessed"),
    [
        ("Füchse 🦊".encode(), "Füchse 🦊", ""),
        ("Füchse".encode("utf-8-sig"), "Füchse", ""),
        ("Füchse 🦊".encode("utf-16"), "Füchse 🦊", ""),
        (b"\xfe\xff" + "Füchse".encode("utf-16-be"), "Füchse", ""),
        ("Füchse".encode("utf-32"), "Füchse", ""),
        ("naïve café".encode("latin-1"), "naïve café", "Windows-1252"),
        ("„Füchse“ – 5 €".encode("cp1252"), "„Füchse“ – 5 €", "Windows-1252"),
        ("créée, à Évry".encode("cp1252"), "créée, à Évry", "Windows-1252"),  # éé is a pair in GB
        ("月亮说：“你好！”\n".encode("gb18030"), "月亮说：“你好！”\n", "GB18030"),
        ("GPT 的词元 moon、𠮷".encode("gb18030"), "GPT 的词元 moon、𠮷", "GB18030"),
        (b"a\x81b", "a\x81b", "Latin-1"),  # no letter of Windows-1252
        (b"", "", ""),
    ],
)
def test_a_text_is_read_in_its_encoding(
    tmp_path: Path, data: bytes, text: str, guessed: str
) -> None:
    """No letter becomes U+FFFD, and a guess is told."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    read = read_text_file(path, MOST)
    assert (read.name, read.text, read.guessed) == ("a.txt", text, guessed)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0\x10JFIF\x01", b"\xff\xfeabc", b"x" * 1001]
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    """No picture is pasted as letters."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(TextFileError, match=r"a\.txt: it "):
        read_text_file(path, MOST)


def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    """A pipe that nobody writes to, and a link to a device, hold nobody."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    descriptors = open_files()
    for name in ("pipe.txt", "zero.txt", "loop.txt", "folder.txt", "gone.txt", "n\0l"):
        with pytest.raises(TextFileError):
            read_text_file(tmp_path / name, MOST)
    assert open_files() == descriptors

"""How much text a training would read, as far as a look at the disk tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from gptdesk.storage.models import trainings
from gptdesk.storage.models.trainings import steps_done, text_bytes


def test_a_file_and_the_texts_of_a_folder_are_counted(tmp_path: Path) -> None:
    """Those inside too, however the ending is written; other files are no text."""
    (tmp_path / "inside").mkdir()
    for name, n_bytes in (("a.txt", 3), ("inside/b.TXT", 4), ("c.pdf", 100)):
        (tmp_path / name).write_bytes(b"x" * n_bytes)
    assert text_bytes(tmp_path / "a.txt", 10) == 3
    assert text_bytes(tmp_path, 10) == 7
    assert text_bytes(tmp_path / "inside", 10) == 4


def test_what_is_not_known_is_not_called_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing there, tokens in the place of text, or too many files to look at."""
    assert text_bytes(tmp_path / "nowhere", 10) is None
    (tmp_path / "corpus" / "tokens").mkdir(parents=True)
    assert text_bytes(tmp_path / "corpus", 10) is None
    many = tmp_path / "many"
    many.mkdir()
    for number in range(4):
        (many / f"{number}.txt").write_text("x")
    monkeypatch.setattr(trainings, "_MOST_FILES", 3)
    assert text_bytes(many, 10) is None
    assert text_bytes(many, 2) == 2, "enough is found before"


@pytest.mark.parametrize("data", [None, b"", b"\xff" * 9, b"\2\0\0\0\0\0\0\0{}", b"not one at all"])
def test_a_checkpoint_that_cannot_be_read_has_no_steps(tmp_path: Path, data: bytes | None) -> None:
    """The page asks for it while it is shown; what is wrong is told when it goes on."""
    if data is not None:
        (tmp_path / "training.checkpoint").write_bytes(data)
    assert steps_done(tmp_path) == 0

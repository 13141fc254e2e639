"""Choices for single models: kept, and never lost to a disk that fails for a while."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gptdesk.storage.models import remembered
from gptdesk.storage.models.remembered import MeasuredSpeed, Remembered, RememberedModels

CHATML = Remembered(layout="chatml")
SPEED = MeasuredSpeed("exact", "cpu", 2, 54.5, 70_000_000, "2026-11-29")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "models.json"
    RememberedModels(file).change("a" * 64, layout="chatml")
    return file


def test_it_is_found_again(file: Path) -> None:
    assert RememberedModels(file).of("a" * 64) == CHATML
    assert RememberedModels(file).of("b" * 64) == Remembered()
    RememberedModels(file).change("a" * 64, note="klein, für Anfänger", speeds=(SPEED,))
    kept = Remembered("chatml", note="klein, für Anfänger", speeds=(SPEED,))
    assert RememberedModels(file).of("a" * 64) == kept


def test_what_another_window_kept_meanwhile_stays(file: Path) -> None:
    """Two windows of one user: neither takes back what the other one wrote."""
    one, two = RememberedModels(file), RememberedModels(file)
    one.change("a" * 64, note="of the one")
    two.change("b" * 64, note="of the other")
    two.change("a" * 64, layout="plain")
    one.change("/a path \udcff", note="no text")  # no name in UTF-8
    assert RememberedModels(file).models == {
        "a" * 64: Remembered("plain", note="of the one"),
        "b" * 64: Remembered(note="of the other"),
        "/a path \udcff": Remembered(note="no text"),
    }
    one.change("/a path \udcff", note="")
    assert len(RememberedModels(file).models) == 2


@pytest.mark.parametrize("why", ["newer", "unreadable"])
def test_what_cannot_be_read_now_stays_as_it_is(
    file: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither moved aside nor written over: it holds what the user chose."""
    if why == "newer":
        document = {**json.loads(file.read_text(encoding="utf-8")), "schema": 2}
        file.write_text(json.dumps(document), encoding="utf-8")
    before = file.read_bytes()
    with monkeypatch.context() as patched:
        if why == "unreadable":

            def refuse(*_: object) -> bytes:
                raise PermissionError(13, "Permission denied")

            patched.setattr(remembered, "read_regular", refuse)
        models = RememberedModels(file)
    models.change("b" * 64, layout="chatml")
    assert models.of("b" * 64) == CHATML, "for this run"
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"schema": 1, "models": 3}'])
def test_a_damaged_file_is_moved_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    models = RememberedModels(file)
    assert models.models == {}
    models.change("a" * 64, layout="chatml")
    assert RememberedModels(file).of("a" * 64) == CHATML
    assert any(one.read_bytes() == content for one in file.parent.iterdir() if one != file)

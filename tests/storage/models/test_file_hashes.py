"""Files of models are known again by their size and time, and found by their hash."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from gptdesk.storage.models.catalog import CatalogEntry, Origin
from gptdesk.storage.models.file_hashes import FileHashes
from gptdesk.storage.models.hub.web import Stop, Stopped


def entry(path: Path) -> CatalogEntry:
    return CatalogEntry(path.name, path, Origin.USER, 0)


def written(path: Path, content: bytes) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return sha256(content).hexdigest()


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    record, model = tmp_path / "hashes.json", tmp_path / "m.gguf"
    first = written(model, b"weights")
    assert FileHashes(record).known(model) == ""
    assert FileHashes(record).read(model, Stop()) == first
    assert FileHashes(record).known(model) == first, "by the next program, unread"
    before = model.stat()
    written(model, b"WEIGHTS")
    os.utime(model, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert FileHashes(record).known(model) == "", "as long, and a nanosecond younger"
    model.unlink()
    assert FileHashes(record).known(model) == ""
    assert FileHashes(record).last_known(model) == first
    record.write_text("{")
    assert FileHashes(record).known(model) == "", "a damaged record is made anew"


def test_a_model_is_found_by_its_hash_wherever_it_lies(tmp_path: Path) -> None:
    """Known files are not read; of the others those that have the size, if it is known."""
    hashes, old = FileHashes(tmp_path / "hashes.json"), tmp_path / "old" / "model.safetensors"
    wanted = written(old, b"0123456789")
    written(tmp_path / "longer.gguf", b"0123456789!")
    written(tmp_path / "other" / "model.safetensors", b"9876543210")
    models = [entry(tmp_path / name) for name in ("gone", "longer.gguf", "other", "new")]
    assert hashes.find(wanted, models, Stop()) is None
    hashes.read(old, Stop())
    old.parent.rename(tmp_path / "new")
    hashes = FileHashes(tmp_path / "hashes.json")
    assert hashes.find(wanted, models, Stop()) == tmp_path / "new"
    assert hashes.known(tmp_path / "new" / "model.safetensors") == wanted
    stop = Stop()
    stop.set()
    assert hashes.find(wanted, models, stop) == tmp_path / "new", "nothing is read for it"
    with pytest.raises(Stopped):
        FileHashes(tmp_path / "none.json").find(wanted, models, stop)

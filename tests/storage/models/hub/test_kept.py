"""Models that were fetched can be looked at again, removed and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gptdesk.errors import DownloadError
from gptdesk.storage.models.catalog import Catalog
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import SOURCE_FILE, begin
from gptdesk.storage.models.hub.kept import Removals, verify
from gptdesk.storage.models.hub.repository import choices, read_repository
from gptdesk.storage.models.hub.shelf import files_here
from gptdesk.storage.models.hub.web import Stop, Web
from gptdesk.storage.paths import UserPaths
from tests.hub_server import running_hub

FILES = {"config.json": b"{}", "model.safetensors": b"w" * 20_000}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that was fetched into the folder `models`."""
    with running_hub({"someone/model": FILES}) as running:
        web = Web(Hub(running.endpoint), Stop())
        repository = read_repository(web, "someone/model")
        download = begin(tmp_path / "models", repository, choices(repository)[0])
        return download.run(web.hub, Stop(), lambda _: None)


@pytest.mark.loopback
def test_a_changed_file_is_found(model: Path) -> None:
    """A disk that decays changes what a model says, and nobody would know."""
    read: list[str] = []
    assert verify(model, Stop(), read.append).wrong == ()
    assert read == ["config.json", "model.safetensors"]
    (model / "model.safetensors").write_bytes(b"w" * 19_999 + b"x")
    found = verify(model, Stop(), read.append)
    assert (found.n_right, found.n_unknown, found.wrong) == (1, 0, ("model.safetensors",))
    (model / "config.json").unlink()
    assert verify(model, Stop(), read.append).wrong == ("config.json", "model.safetensors")


def test_a_model_of_the_users_has_no_hashes(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="was not fetched by GPTDesk"):
        verify(tmp_path, Stop(), lambda _: None)


def test_every_removed_model_comes_back_the_newest_first(tmp_path: Path) -> None:
    """Two of one name do not meet, a taken name stops none of the others, and nothing is lost."""
    models_dir = tmp_path / "models"
    file = models_dir / "tiny.gguf"
    other = models_dir / "story" / "model.safetensors"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"story")
    removals = Removals(models_dir)
    for content in (b"first", b"second"):
        file.write_bytes(content)
        removals.remove(file)
    removals.remove(other.parent)
    assert list(models_dir.iterdir()) == [models_dir / ".removed"]
    assert removals.n_waiting == 3
    other.parent.mkdir()
    assert removals.bring_back() == file
    assert file.read_bytes() == b"second"
    with pytest.raises(DownloadError, match="something else has its name"):
        removals.bring_back()
    file.unlink()
    assert removals.bring_back() == file
    assert file.read_bytes() == b"first"
    other.parent.rmdir()
    assert removals.bring_back() == other.parent
    assert other.read_bytes() == b"story"
    with pytest.raises(DownloadError, match="cannot be removed"):
        removals.remove(models_dir / "gone")
    assert removals.n_waiting == 0


def test_a_run_forgets_its_own_and_what_a_crash_left(tmp_path: Path) -> None:
    """Another window of the user's can still bring back what it removed."""
    file = tmp_path / "tiny.gguf"
    here, there = Removals(tmp_path), Removals(tmp_path)
    for removals in (here, there):
        file.write_bytes(b"x")
        removals.remove(file)
    (tmp_path / ".removed" / "left").mkdir()
    (tmp_path / ".removed" / "run-crashed").mkdir()
    (tmp_path / ".removed" / "run-crashed" / "lock").touch()
    here.forget()
    assert here.n_waiting == 0
    assert len(list((tmp_path / ".removed").iterdir())) == 1
    assert there.bring_back() == file
    there.forget()
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("names", [("a.gguf",), ("a.seed",), ("a.gguf", "model.safetensors")])
def test_the_folder_of_removed_models_is_in_no_list(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Whatever lies in it: a model listed there could be removed for good."""
    paths = UserPaths(tmp_path, tmp_path, tmp_path)
    removed = paths.models_dir / ".removed"
    removed.mkdir(parents=True)
    for name in names:
        (removed / name).write_bytes(b"x")
    (removed / SOURCE_FILE).write_text(
        '{"schema": 1, "repository": "me/a", "commit": "c", "licence": "", "files": []}'
    )
    catalog = Catalog(paths)
    catalog.remember(removed / names[0])
    assert not [one for one in catalog.models() if removed in (one.path, *one.path.parents)]
    assert catalog.own(".removed") is None
    assert "me/a" not in files_here(paths.models_dir)
    for doomed in (removed, removed / names[0]):
        with pytest.raises(DownloadError, match="Nothing else is removed"):
            Removals(paths.models_dir).remove(doomed)
    assert (removed / names[0]).exists()


def test_nothing_of_other_programs_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "hub" / "model.gguf"
    other.parent.mkdir()
    other.write_bytes(b"x")
    with pytest.raises(DownloadError, match="Nothing else is removed"):
        Removals(tmp_path / "models").remove(other)
    assert other.exists()

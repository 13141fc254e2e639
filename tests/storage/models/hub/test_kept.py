"""Models that were fetched can be looked at again, removed and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gptdesk.errors import DownloadError
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import begin
from gptdesk.storage.models.hub.kept import bring_back, forget_removed, remove, verify
from gptdesk.storage.models.hub.repository import choices, read_repository
from gptdesk.storage.models.hub.web import Stop, Web
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


@pytest.mark.loopback
def test_a_removed_model_comes_back_until_it_is_forgotten(model: Path) -> None:
    models_dir = model.parent
    waiting = remove(models_dir, model)
    assert not model.exists()
    assert bring_back(models_dir, waiting) == model
    assert (model / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    remove(models_dir, model)
    forget_removed(models_dir)
    assert not list(models_dir.rglob("model.safetensors"))
    with pytest.raises(DownloadError, match="cannot be brought back"):
        bring_back(models_dir, waiting)


def test_nothing_of_other_programs_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "hub" / "model.gguf"
    other.parent.mkdir()
    other.write_bytes(b"x")
    with pytest.raises(DownloadError, match="Nothing else is removed"):
        remove(tmp_path / "models", other)
    assert other.exists()

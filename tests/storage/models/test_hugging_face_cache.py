"""Models that the user has already, found without a network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.storage.models.catalog import Catalog, CatalogEntry, Origin, shown_name
from gptdesk.storage.models.hugging_face_cache import cache_folder, snapshots
from gptdesk.storage.paths import user_paths
from tests.tiny_models import write_tiny_model

COMMIT = "607a30d783dfa663caf39e06633721c8d4cfcd7e"


def put_snapshot(cache: Path, repository: str, *, model_type: str = "gpt2") -> Path:
    """Lay out a repository as the hub's library does: blobs, and a snapshot of links to them."""
    root = cache / f"models--{repository.replace('/', '--')}"
    snapshot, blobs = root / "snapshots" / COMMIT, root / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text(COMMIT)
    (blobs / "c").write_text(json.dumps({"model_type": model_type, "n_head": 12}))
    (blobs / "w").write_bytes(b"weights")
    (snapshot / "config.json").symlink_to(blobs / "c")
    (snapshot / "model.safetensors").symlink_to(blobs / "w")
    return snapshot


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HF_HUB_CACHE": "/a", "HF_HOME": "/b"}, "/a"),
        ({"HUGGINGFACE_HUB_CACHE": "/c"}, "/c"),
        ({"HF_HOME": "/b", "XDG_CACHE_HOME": "/x"}, "/b/hub"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/huggingface/hub"),
        ({"HOME": "/h"}, "/h/.cache/huggingface/hub"),
    ],
)
def test_the_cache_is_where_the_hub_says(variables: dict[str, str], expected: str) -> None:
    """Whoever moved the cache to another disk has it found there."""
    assert cache_folder(variables) == Path(expected)


def test_every_model_is_listed(tmp_path: Path) -> None:
    """What cannot be opened too: who looks for it is told why, and does not search on."""
    gpt2 = put_snapshot(tmp_path, "openai-community/gpt2")
    bert = put_snapshot(tmp_path, "google-bert/bert-base", model_type="bert")
    wanted = [("google-bert/bert-base", bert), ("openai-community/gpt2", gpt2)]
    assert list(snapshots(tmp_path)) == wanted


def test_each_gguf_of_a_repository_is_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository has the same model in ten sizes; weights of another kind beside them count too.

    Of a model in several files only the first one is listed; it says what to do with the others.
    """
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    mixed = put_snapshot(tmp_path, "me/mixed")
    parts = ("big-00001-of-00002.gguf", "big-00002-of-00002.gguf")
    for name in ("Q4_K_M.gguf", "Q8_0.gguf", *parts):
        (mixed / name).write_bytes(b"gguf")
    single = put_snapshot(tmp_path, "me/single")
    (single / "model.safetensors").unlink()
    (single / "a.gguf").symlink_to("nowhere")
    hub = Origin.HUGGING_FACE
    assert Catalog(user_paths()).models()[2:] == (
        CatalogEntry("me/mixed", mixed / "model.safetensors", hub, 7),
        CatalogEntry("me/mixed/Q4_K_M", mixed / "Q4_K_M.gguf", hub, 4),
        CatalogEntry("me/mixed/Q8_0", mixed / "Q8_0.gguf", hub, 4),
        CatalogEntry("me/mixed/big-00001-of-00002", mixed / parts[0], hub, 4),
        CatalogEntry("me/single", single, hub, 0),
    )


@pytest.mark.parametrize("damage", ["no ref", "ref elsewhere", "no snapshot"])
def test_a_damaged_entry_is_passed_over(tmp_path: Path, damage: str) -> None:
    """A download that broke off must not hide the others, nor lead out of the cache."""
    snapshot = put_snapshot(tmp_path, "gpt2")
    whole = put_snapshot(tmp_path, "openai-community/gpt2-medium")
    ref = tmp_path / "models--gpt2" / "refs" / "main"
    if damage == "no ref":
        ref.unlink()
    elif damage == "ref elsewhere":
        ref.write_text("../../elsewhere")
    else:
        snapshot.rename(snapshot.with_name("another"))
    assert [path for _, path in snapshots(tmp_path)] == [whole]


def test_no_cache_is_no_error(tmp_path: Path) -> None:
    """Most users have none."""
    assert list(snapshots(tmp_path / "none")) == []


def test_the_catalog_finds_it_by_either_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--model gpt2` works for whoever has GPT-2 already (C24)."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    snapshot = put_snapshot(tmp_path, "openai-community/gpt2")
    catalog = Catalog(user_paths())
    assert catalog.resolve("gpt2") == snapshot
    assert catalog.resolve("openai-community/gpt2") == snapshot
    found = [entry for entry in catalog.models() if entry.origin is Origin.HUGGING_FACE]
    assert [(entry.name, entry.path) for entry in found] == [("openai-community/gpt2", snapshot)]


def test_a_model_of_the_cache_is_never_called_by_the_hash_of_its_commit(tmp_path: Path) -> None:
    """The window said "607a30d783dfa663caf39e06633721c8d4cfcd7e is being opened"."""
    snapshot = put_snapshot(tmp_path, "openai-community/gpt2")
    write_tiny_model(tmp_path / "tiny")
    for name in ("config.json", "model.safetensors"):
        (snapshot / name).unlink()
        shutil.copyfile(tmp_path / "tiny" / name, snapshot / name)
    config = json.loads((snapshot / "config.json").read_text())
    config.pop("name", None)
    (snapshot / "config.json").write_text(json.dumps(config))
    assert shown_name(snapshot) == "openai-community/gpt2"
    assert open_checkpoint(snapshot).name == "gpt2"
    assert shown_name(tmp_path / "models" / "gpt2") == "gpt2"

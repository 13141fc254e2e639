"""What a name means, and which models are offered."""

from __future__ import annotations

import json
import os
from importlib.metadata import distributions
from pathlib import Path

import pytest

from gptdesk.errors import CheckpointError
from gptdesk.storage.models.catalog import (
    MAX_RECENT,
    Catalog,
    CatalogEntry,
    Origin,
    bundled_model,
    resolve_model,
    shown_name,
)
from gptdesk.storage.models.installed_packages import gguf_files
from gptdesk.storage.paths import UserPaths, user_paths


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Resources of our own, so that these tests do not depend on what is bundled today."""
    folder = tmp_path / "resources"
    put_model(folder / "models" / "storyteller")
    monkeypatch.setattr(
        "gptdesk.storage.models.catalog.resource_path", lambda relative: folder / relative
    )
    return folder


@pytest.fixture
def paths() -> UserPaths:
    return user_paths()


@pytest.fixture
def catalog(resources: Path, paths: UserPaths) -> Catalog:
    return Catalog(paths)


def put_model(folder: Path, name: str = "model.safetensors", size: int = 10) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"x" * size)
    return folder


def test_no_name_is_the_bundled_model(catalog: Catalog, resources: Path) -> None:
    assert catalog.resolve(None) == resources / "models" / "storyteller"
    assert catalog.resolve("storyteller") == bundled_model()
    assert resolve_model(None) == bundled_model()


def test_a_missing_bundled_model_is_said(
    catalog: Catalog, resources: Path, paths: UserPaths
) -> None:
    """A broken installation is told apart from a mistyped name."""
    (resources / "models" / "storyteller" / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="bundled model is missing"):
        catalog.resolve(None)


def test_the_users_models_have_names(catalog: Catalog, paths: UserPaths) -> None:
    put_model(paths.models_dir / "gpt2-medium", "model-00001-of-00002.safetensors")
    put_model(paths.models_dir, "nano.pt")
    put_model(paths.models_dir, "round.gguf", size=7)
    (paths.models_dir / "notes.txt").write_text("no model")
    (paths.models_dir / "big.safetensors.part").write_text("half a download")
    (paths.models_dir / "empty").mkdir()
    put_model(paths.models_dir, "broken.gguf", size=0)
    assert catalog.resolve("gpt2-medium") == paths.models_dir / "gpt2-medium"
    assert catalog.resolve("nano") == paths.models_dir / "nano.pt"
    assert catalog.resolve("round") == paths.models_dir / "round.gguf"
    named = {entry.name: entry.size_bytes for entry in catalog.models()}
    sizes = {"storyteller": 10, "broken": 0, "gpt2-medium": 10, "nano": 10, "round": 7}
    assert named == sizes
    assert list(named) == list(sizes)


def test_the_gguf_files_of_installed_packages_have_names(
    catalog: Catalog, paths: UserPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pip install` of a model is all that a class needs; nothing of a package is run.

    A package without a list of its files, one that is no text, and one whose file has gone (which
    is listed by nobody) are passed over.
    """
    for package, lines in {
        "told": '"a/Tiny, v2.Q8_0.gguf",sha256=x,5\nb/__init__.py,,\nb/x.gguf.txt,,\n',
        "gone": "gone.gguf,sha256=x,5\n",
        "none": "",
    }.items():
        folder = tmp_path / "site" / f"{package}-1.0.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Name: {package}\nVersion: 1.0\n")
        (folder / "RECORD").write_text(lines)
    (tmp_path / "site" / "bytes-1.0.dist-info").mkdir()
    (tmp_path / "site" / "bytes-1.0.dist-info" / "RECORD").write_bytes(b"\xff.gguf,,\n")
    (tmp_path / "site" / "unlisted-1.0.dist-info").mkdir()
    file = put_model(tmp_path / "site" / "a", "Tiny, v2.Q8_0.gguf", size=5) / "Tiny, v2.Q8_0.gguf"
    monkeypatch.setattr(
        "gptdesk.storage.models.installed_packages.installed_packages",
        lambda: distributions(path=[str(tmp_path / "site")]),
    )
    assert catalog.models()[1:] == (CatalogEntry("Tiny, v2.Q8_0", file, Origin.PACKAGE, 5),)
    assert catalog.resolve("Tiny, v2.Q8_0") == file
    assert {*gguf_files()} == {file, tmp_path / "site" / "gone.gguf"}


def put_in_ollama(folder: Path, name: str, digest: str, *, size: int = 9, layer: str = "") -> Path:
    """Write a manifest, and the blob that it names unless its size is 0."""
    manifest = folder / "manifests" / name
    manifest.parent.mkdir(parents=True, exist_ok=True)
    kind = layer or "application/vnd.ollama.image.model"
    other = {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:" + "0" * 64}
    layers = [other, {"mediaType": kind, "digest": f"sha256:{digest}", "size": size}]
    manifest.write_text(json.dumps({"schemaVersion": 2, "layers": layers}))
    blob = folder / "blobs" / f"sha256-{digest}"
    return put_model(folder / "blobs", blob.name, size) / blob.name if size else blob


def test_the_models_of_ollama_have_the_names_of_its_manifests(
    catalog: Catalog, tmp_path: Path
) -> None:
    """What is no model, is not there or is damaged is passed over; nothing is written."""
    folder, house = tmp_path / "ollama", "registry.ollama.ai"
    small = put_in_ollama(folder, f"{house}/library/smollm2/135m", "a" * 64)
    put_in_ollama(folder, f"{house}/library/smollm2/latest", "a" * 64)
    put_in_ollama(folder, f"{house}/somebody/tiny/q8", "b" * 64)
    put_in_ollama(folder, "hf.co/owner/gpt2-GGUF/Q4_0", "c" * 64)
    put_in_ollama(folder, f"{house}/library/gone/1b", "d" * 64, size=0)
    put_in_ollama(folder, f"{house}/library/none/1b", "e" * 64, layer="application/x")
    put_in_ollama(folder, f"{house}/library/up/1b", "../../../etc/passwd", size=0)
    for name, data in {"text": b"\xff", "list": b"[]", "deep": b"[" * 100_000}.items():
        (folder / "manifests" / house / "library" / "smollm2" / name).write_bytes(data)
    before = sorted(folder.rglob("*"))
    found = {one.name: one for one in catalog.models() if one.origin is Origin.OLLAMA}
    assert {*found} == {
        "smollm2:135m",
        "smollm2:latest",
        "somebody/tiny:q8",
        "hf.co/owner/gpt2-GGUF:Q4_0",
    }
    assert (found["smollm2:135m"].path, found["smollm2:135m"].size_bytes) == (small, 9)
    assert catalog.resolve("smollm2:135m") == catalog.resolve("smollm2:latest") == small
    assert shown_name(small) == "ollama aaaaaaaaaaaa"
    assert sorted(folder.rglob("*")) == before


def test_the_models_of_lm_studio_have_their_place_as_a_name(
    catalog: Catalog, tmp_path: Path
) -> None:
    """In the home that its pointer names, and in those of old; parts of a model are one."""
    home, repository = tmp_path / "home", "models/somebody/SmolLM2-GGUF"
    for place in (home / ".lmstudio", home / ".cache" / "lm-studio", tmp_path / "far away"):
        put_model(place / repository, f"{place.name.strip('.')}.gguf", size=8)
    (home / ".lmstudio-home-pointer").write_text(f"{tmp_path / 'far away'}\n")
    put_model(home / ".lmstudio" / repository, "big-00001-of-00002.gguf")
    put_model(home / ".lmstudio" / repository, "big-00002-of-00002.gguf")
    (home / ".lmstudio" / repository / "README.md").write_text("no model")
    found = {one.name: one for one in catalog.models() if one.origin is Origin.LM_STUDIO}
    names = ("far away", "big-00001-of-00002", "lmstudio", "lm-studio")
    assert list(found) == [f"somebody/SmolLM2-GGUF/{name}" for name in names]
    assert catalog.resolve("lmstudio") == home / ".lmstudio" / repository / "lmstudio.gguf"
    put_model(tmp_path / "chosen" / "somebody" / "SmolLM2-GGUF", "chosen.gguf")
    settings = home / ".lmstudio" / "settings.json"
    settings.write_text(json.dumps({"downloadsFolder": str(tmp_path / "chosen")}))
    assert catalog.resolve("chosen") == tmp_path / "chosen/somebody/SmolLM2-GGUF/chosen.gguf"
    assert catalog.resolve("lmstudio"), "the usual folder is looked into, too"
    for damaged in ("{", "[]", '{"downloadsFolder": 3}', '{"downloadsFolder": "no/folder"}'):
        settings.write_text(damaged)
        assert catalog.resolve("lmstudio")
    for pointer in (b"\xff", b"no/folder", b""):
        (home / ".lmstudio-home-pointer").write_bytes(pointer)
        assert catalog.resolve("lmstudio")


def test_a_path_is_a_path(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of the catalog wins over a file beside the user; `./name` asks for the file."""
    monkeypatch.chdir(tmp_path)
    put_model(Path("storyteller"))
    assert catalog.resolve("storyteller") == bundled_model()
    assert catalog.resolve("./storyteller") == Path("storyteller")
    assert catalog.resolve(str(tmp_path / "storyteller")) == tmp_path / "storyteller"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert catalog.resolve("~/storyteller") == tmp_path / "storyteller"


def test_a_name_that_is_taken_is_listed_by_its_path(catalog: Catalog, paths: UserPaths) -> None:
    """Else a user's own "storyteller" could not be told from the bundled one."""
    own = put_model(paths.models_dir / "storyteller")
    entry = next(entry for entry in catalog.models() if entry.path == own)
    assert entry.name == str(own)
    assert catalog.resolve(entry.name) == own
    assert catalog.resolve("storyteller") == bundled_model()


@pytest.mark.parametrize(
    "name", ["nosuch", "no/such/model.pth", "~nobody-here/x", "nul\0byte", "pyproject.toml/x"]
)
def test_an_unknown_name_is_one_sentence(catalog: Catalog, name: str) -> None:
    with pytest.raises(CheckpointError, match=r"no such file or folder.*gptdesk-cli models"):
        catalog.resolve(name)


def test_a_name_the_system_refuses_is_one_sentence(catalog: Catalog) -> None:
    with pytest.raises(CheckpointError, match="cannot be reached"):
        catalog.resolve("x" * 5_000)


def test_recent_models_come_back_newest_first(catalog: Catalog, tmp_path: Path) -> None:
    models = [put_model(tmp_path / f"model {n}") for n in range(MAX_RECENT + 2)]
    for model in [*models, models[5]]:
        catalog.remember(model)
    recent = catalog.recent()
    assert recent[:2] == (models[5], models[-1])
    assert len(recent) == len(set(recent)) == MAX_RECENT


def test_recent_models_are_listed_while_they_exist(catalog: Catalog, tmp_path: Path) -> None:
    """The list offers nothing that has gone, and nothing twice."""
    here, gone = put_model(tmp_path / "here", size=123), put_model(tmp_path / "gone")
    for model in (here, gone, bundled_model()):
        catalog.remember(model)
    (gone / "model.safetensors").unlink()
    entries = catalog.models()
    assert [entry.path for entry in entries] == [bundled_model(), here]
    assert entries[-1] == CatalogEntry(str(here), here, Origin.RECENT, 123)


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_name_that_is_no_text_is_remembered(catalog: Catalog, tmp_path: Path) -> None:
    model = Path(os.fsdecode(os.fsencode(tmp_path) + b"/gpt\xff2.pth"))
    model.write_bytes(b"x")
    catalog.remember(model)
    assert catalog.recent() == (model,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0",
        b"[]",
        b"null",
        b'{"schema": 1}',
        b'{"schema": 1, "models": [null]}',
        b"[" * 99_999,
    ],
)
def test_a_damaged_list_is_moved_aside(
    catalog: Catalog, paths: UserPaths, tmp_path: Path, content: bytes
) -> None:
    file = paths.recent_models_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert catalog.recent() == ()
    assert [kept.read_bytes() for kept in file.parent.glob("*.corrupt-*")] == [content]
    catalog.remember(tmp_path)
    assert catalog.recent() == (tmp_path,)


def test_a_newer_list_is_left_as_it_is(catalog: Catalog, paths: UserPaths, tmp_path: Path) -> None:
    file = paths.recent_models_file
    file.parent.mkdir(parents=True)
    file.write_bytes(b'{"schema": 2, "models": {"a": 1}}')
    assert catalog.recent() == ()
    catalog.remember(tmp_path)
    assert file.read_bytes() == b'{"schema": 2, "models": {"a": 1}}'


def test_a_disk_that_refuses_costs_only_the_list(
    paths: UserPaths, resources: Path, tmp_path: Path
) -> None:
    """Opening a model must not fail because it cannot be remembered."""
    paths.data_dir.parent.mkdir(parents=True)
    paths.data_dir.write_text("a file where the folder should be")
    catalog = Catalog(paths)
    catalog.remember(tmp_path)
    assert catalog.recent() == ()
    assert [entry.name for entry in catalog.models()] == ["storyteller"]

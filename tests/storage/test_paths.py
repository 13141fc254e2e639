"""Where GPTDesk writes, and that it is nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gptdesk.storage.paths import user_paths


def test_everything_lies_under_gptdesk_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portable GPTDesk on a stick leaves nothing on the machine."""
    monkeypatch.setenv("GPTDESK_HOME", str(tmp_path))
    paths = user_paths()
    for path in (
        paths.settings_file,
        paths.models_dir,
        paths.recent_models_file,
        paths.load_marker_file,
        paths.log_dir,
    ):
        assert path.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == [], "naming folders creates none"


def test_a_relative_home_stays_where_it_was_when_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a file dialog that changes the current folder would move the user's data."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GPTDESK_HOME", "portable")
    paths = user_paths()
    assert paths.settings_file.is_absolute()
    assert paths.settings_file.is_relative_to(tmp_path / "portable")


def test_an_empty_home_means_the_systems_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`GPTDESK_HOME= gptdesk` must not write into the current folder."""
    monkeypatch.setenv("GPTDESK_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    paths = user_paths()
    folders = (paths.config_dir, paths.data_dir, paths.log_dir)
    assert len(set(folders)) == 3
    assert all(folder.is_absolute() and "gptdesk" in folder.parts for folder in folders)

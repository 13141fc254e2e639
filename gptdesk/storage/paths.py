"""The places of the user's files.

Owns the names of folders and files; creates and reads none of them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from gptdesk.errors import SettingsError

HOME_VARIABLE = "GPTDESK_HOME"


@dataclass(frozen=True, slots=True)
class UserPaths:
    """The folders that GPTDesk writes to, and the files it keeps there.

    Attributes:
        config_dir: what the user may want to read, edit or delete.
        data_dir: what the user would miss: conversations, models.
        log_dir: what a report of a mistake needs.
    """

    config_dir: Path
    data_dir: Path
    log_dir: Path

    @property
    def settings_file(self) -> Path:
        """The settings, TOML."""
        return self.config_dir / "settings.toml"

    @property
    def window_file(self) -> Path:
        """Where the window was, in Qt's own form."""
        return self.config_dir / "window.geometry"

    @property
    def models_dir(self) -> Path:
        """Models the user put here or downloaded, one folder or file each."""
        return self.data_dir / "models"

    @property
    def history_file(self) -> Path:
        """All conversations, SQLite."""
        return self.data_dir / "history.sqlite3"

    @property
    def backup_dir(self) -> Path:
        """Copies of the history, daily and weekly."""
        return self.data_dir / "backups"

    @property
    def recent_models_file(self) -> Path:
        """The models opened last, JSON."""
        return self.data_dir / "recent-models.json"

    @property
    def remembered_models_file(self) -> Path:
        """What the user wrote and chose for single models, JSON."""
        return self.data_dir / "models.json"

    @property
    def model_hashes_file(self) -> Path:
        """The SHA-256 of model files that were read, JSON; it can be deleted."""
        return self.data_dir / "model-hashes.json"

    @property
    def hub_token_file(self) -> Path:
        """The access token for the model hub, where one was typed; only its owner may read it."""
        return self.config_dir / "hub-token"

    @property
    def server_keys_file(self) -> Path:
        """The keys of servers that were connected to."""
        return self.config_dir / "server_keys.json"

    @property
    def load_marker_file(self) -> Path:
        """Exists while a model is being loaded; see `load_guard`."""
        return self.data_dir / "loading"


def user_paths() -> UserPaths:
    """Return this user's folders; the variable GPTDESK_HOME puts all of them under one.

    A relative GPTDESK_HOME is meant from the current folder, an empty one counts as not set.

    Raises:
        SettingsError: there is no such folder to begin from.
    """
    home = os.environ.get(HOME_VARIABLE, "")
    if home:
        try:
            root = Path(home).absolute()
        except OSError as exc:
            raise SettingsError(
                "{home_variable} is {home}, and the current folder is gone. Give the whole path.",
                home_variable=HOME_VARIABLE,
                home=home,
            ) from exc
        return UserPaths(root / "config", root / "data", root / "logs")
    paths = UserPaths(
        config_dir=platformdirs.user_config_path("gptdesk", appauthor=False),
        data_dir=platformdirs.user_data_path("gptdesk", appauthor=False),
        log_dir=platformdirs.user_log_path("gptdesk", appauthor=False),
    )
    if not paths.data_dir.is_absolute():  # "~/.local", as it stands
        raise SettingsError(
            "This user has no home folder. Set {home_variable} to a folder.",
            home_variable=HOME_VARIABLE,
        )
    return paths

"""What a user's disk can look like when GPTDesk starts: every set-up that we could think of.

Each prepares the folders and says what must stand in the window then; "" is nothing. The first
word of its name is its kind: one of each kind can be there at once. Used by `test_start.py`, in
which every one of them must open the window.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from itertools import groupby, zip_longest
from pathlib import Path

from gptdesk.storage.paths import UserPaths

Prepare = Callable[[UserPaths], None]
SETUPS: dict[str, tuple[Prepare, str]] = {}

LONG = "/" + "a" * 300
JUNK = bytes(range(256)) * 16


def _setup(expected: str) -> Callable[[Prepare], Prepare]:
    def add(prepare: Prepare) -> Prepare:
        SETUPS[prepare.__name__.strip("_")] = (prepare, expected)
        return prepare

    return add


def _put(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _put_link(path: Path, target: str | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def _put_pipe(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


# --- settings --------------------------------------------------------------------------------


@_setup("settings.toml: a folder, a pipe or a device is in its place")
def settings_pipe(paths: UserPaths) -> None:
    _put_pipe(paths.settings_file)


@_setup("settings.toml: a folder, a pipe or a device is in its place")
def settings_without_end(paths: UserPaths) -> None:
    _put_link(paths.settings_file, "/dev/zero")


@_setup("settings.toml: a folder, a pipe or a device is in its place")
def settings_folder(paths: UserPaths) -> None:
    paths.settings_file.mkdir(parents=True)


@_setup("symbolic links. The default settings are used")
def settings_link_to_itself(paths: UserPaths) -> None:
    _put_link(paths.settings_file, paths.settings_file.name)


@_setup("")
def settings_link_to_nothing(paths: UserPaths) -> None:
    _put_link(paths.settings_file, "elsewhere.toml")


@_setup("too large to be a settings file")
def settings_of_44_megabytes(paths: UserPaths) -> None:
    _put(paths.settings_file, "")
    os.truncate(paths.settings_file, 44_000_000)


@_setup("settings.toml: it is not valid TOML")
def settings_of_junk(paths: UserPaths) -> None:
    _put(paths.settings_file, JUNK)


@_setup("settings.toml: it is not valid TOML")
def settings_in_utf_16(paths: UserPaths) -> None:
    _put(paths.settings_file, "zoom = 150\n".encode("utf-16"))


@_setup("settings.toml: it is not valid TOML")
def settings_nested_deep(paths: UserPaths) -> None:
    _put(paths.settings_file, "zoom = " + "[" * 50_000)


@_setup("a newer GPTDesk wrote these settings")
def settings_of_a_newer_version(paths: UserPaths) -> None:
    _put(paths.settings_file, "schema = 99\n")


@_setup("its schema is not a whole number")
def settings_with_a_bad_schema(paths: UserPaths) -> None:
    _put(paths.settings_file, 'schema = "one"\n')


@_setup("temperature must be in 0 … 1000, not nan")
def settings_that_are_no_numbers(paths: UserPaths) -> None:
    _put(paths.settings_file, "temperature = nan\ntop_p = inf\nmin_p = -inf\nzoom = 110\n")


@_setup("seed must be a whole number")
def settings_with_huge_numbers(paths: UserPaths) -> None:
    huge = "9" * 4000
    _put(paths.settings_file, f"seed = {huge}\nzoom = -{huge}\ntop_k = 1e400\n")


@_setup("11 more lines are not used")
def settings_all_of_the_wrong_type(paths: UserPaths) -> None:
    names = "model_path device precision mode temperature top_k top_p min_p repetition_penalty seed"
    names += " max_new_tokens colour_scheme zoom side_panel_visible colour_by rank_bands"
    _put(paths.settings_file, "".join(f"{name} = [1979-05-27]\n" for name in names.split()))


@_setup("")
def settings_at_their_upper_ends(paths: UserPaths) -> None:
    _put(
        paths.settings_file,
        "temperature = 1000\ntop_k = 50257\ntop_p = 1\nmin_p = 1\nrepetition_penalty = 100\n"
        "seed = 2147483647\nmax_new_tokens = 100000\nzoom = 300\n"
        'rank_bands = "50255, 50256, 50257"\ncolour_by = "rank"\n',
    )


@_setup("")
def settings_at_their_lower_ends(paths: UserPaths) -> None:
    _put(
        paths.settings_file,
        "temperature = 0\ntop_k = 0\ntop_p = 0\nmin_p = 0\nrepetition_penalty = 0.01\n"
        'seed = -1\nmax_new_tokens = 1\nzoom = 60\nrank_bands = "1, 2, 3"\n',
    )


@_setup("rank_bands must be like")
def settings_with_huge_ranks(paths: UserPaths) -> None:
    _put(paths.settings_file, 'rank_bands = "1, 2, 999999999999"\n')


@_setup("there is no setting named 'colour'")
def settings_with_an_unknown_name(paths: UserPaths) -> None:
    _put(paths.settings_file, 'colour = "blue"\n[fonts]\nsize = 7\n')


@_setup("model_path must be a path")
def settings_with_a_model_of_nul(paths: UserPaths) -> None:
    _put(paths.settings_file, 'model_path = "a\\u0000b"\n')


@_setup("model_path must be a path")
def settings_with_a_model_of_60_kilobytes(paths: UserPaths) -> None:
    _put(paths.settings_file, f'model_path = "/{"é/" * 15_000}"\n')


@_setup("")
def settings_with_a_model_of_a_long_name(paths: UserPaths) -> None:
    _put(paths.settings_file, f'model_path = "{LONG}"\n')


# --- the window's place ----------------------------------------------------------------------


@_setup("")
def geometry_pipe(paths: UserPaths) -> None:
    _put_pipe(paths.window_file)


@_setup("")
def geometry_folder(paths: UserPaths) -> None:
    paths.window_file.mkdir(parents=True)


@_setup("")
def geometry_without_end(paths: UserPaths) -> None:
    _put_link(paths.window_file, "/dev/zero")


@_setup("")
def geometry_of_junk(paths: UserPaths) -> None:
    _put(paths.window_file, JUNK)


def geometry(left: int, top: int, width: int, height: int, screen: int = 0) -> bytes:
    """Return what Qt's `saveGeometry` writes (qwidget.cpp, version 3.0)."""
    place = (left, top, max(left + width - 1, -(2**31)), max(top + height - 1, -(2**31)))
    head = struct.pack(">IHH", 0x1D9D0CB, 3, 0)
    return head + struct.pack(">4i4iiBBi4i", *place, *place, screen, 0, 0, width, *place)


@_setup("")
def geometry_off_the_screen(paths: UserPaths) -> None:
    _put(paths.window_file, geometry(90_000, -70_000, 800, 600, screen=7))


@_setup("")
def geometry_larger_than_any_screen(paths: UserPaths) -> None:
    _put(paths.window_file, geometry(0, 0, 2_000_000_000, 2_000_000_000))


@_setup("")
def geometry_turned_inside_out(paths: UserPaths) -> None:
    _put(paths.window_file, geometry(2**31 - 1, 0, -5, -(2**31), screen=-1))


# --- models ----------------------------------------------------------------------------------


def _put_recent(paths: UserPaths, *models: object) -> None:
    _put(paths.recent_models_file, json.dumps({"schema": 1, "models": models}))


@_setup("")
def recents_model_of_a_long_name(paths: UserPaths) -> None:
    _put_recent(paths, LONG, f"/tmp{LONG}/model.pth", "/" + "b/" * 3000)


@_setup("")
def recents_model_below_a_file(paths: UserPaths) -> None:
    _put(paths.data_dir / "file", "")
    _put_recent(paths, str(paths.data_dir / "file" / "model.pth"), "", ".", "a\0b", "\ud800")


@_setup("")
def recents_model_of_a_link_to_itself(paths: UserPaths) -> None:
    _put_link(paths.data_dir / "loop", "loop")
    _put_recent(paths, str(paths.data_dir / "loop"), str(paths.data_dir / "loop" / "model.pth"))


@_setup("")
def recents_pipe(paths: UserPaths) -> None:
    _put_pipe(paths.recent_models_file)


@_setup("")
def recents_without_end(paths: UserPaths) -> None:
    _put_link(paths.recent_models_file, "/dev/zero")


@_setup("")
def recents_of_junk(paths: UserPaths) -> None:
    _put(paths.recent_models_file, JUNK)


@_setup("")
def recents_of_the_wrong_types(paths: UserPaths) -> None:
    _put_recent(paths, 1, None, [], {})


@_setup("")
def folder_of_pipes(paths: UserPaths) -> None:
    _put_pipe(paths.models_dir / "model.pth")
    _put_link(paths.models_dir / "loop.bin", "loop.bin")
    _put_link(paths.models_dir / "gone.bin", LONG)


@_setup("")
def folder_that_is_a_file(paths: UserPaths) -> None:
    _put(paths.models_dir, "")


@_setup("")
def marker_pipe(paths: UserPaths) -> None:
    _put_pipe(paths.load_marker_file)


@_setup("")
def marker_folder(paths: UserPaths) -> None:
    paths.load_marker_file.mkdir(parents=True)


@_setup("")
def marker_of_junk(paths: UserPaths) -> None:
    _put(paths.load_marker_file, b"1" * 5000 + b"\n" + JUNK)


# --- logs ------------------------------------------------------------------------------------


@_setup("no log can be written")
def logs_folder_that_is_a_file(paths: UserPaths) -> None:
    _put(paths.log_dir, "")


@_setup("no log can be written")
def logs_pipe(paths: UserPaths) -> None:
    _put_pipe(paths.log_dir / "gptdesk.log")


@_setup("no log can be written")
def logs_on_a_full_disk(paths: UserPaths) -> None:
    _put_link(paths.log_dir / "gptdesk.log", "/dev/full")


@_setup("no log can be written")
def logs_pipe_for_faults(paths: UserPaths) -> None:
    _put_pipe(paths.log_dir / "faults.log")


@_setup("no log can be written")
def logs_link_to_itself(paths: UserPaths) -> None:
    _put_link(paths.log_dir, "logs")


# --- the history -----------------------------------------------------------------------------


@_setup("")
def history_of_junk(paths: UserPaths) -> None:
    _put(paths.history_file, JUNK)


@_setup("")
def history_folder(paths: UserPaths) -> None:
    paths.history_file.mkdir(parents=True)


@_setup("")
def history_of_nothing(paths: UserPaths) -> None:
    _put(paths.history_file, "")


@_setup("")
def history_link_to_itself(paths: UserPaths) -> None:
    _put_link(paths.history_file, paths.history_file.name)


@_setup("")
def history_link_to_nowhere(paths: UserPaths) -> None:
    _put_link(paths.history_file, "/proc/nowhere/history.sqlite3")


@_setup("")
def backups_that_are_a_file(paths: UserPaths) -> None:
    _put(paths.backup_dir, "")


# --- the whole place -------------------------------------------------------------------------


@_setup("")
def home_new(paths: UserPaths) -> None:
    """The first start."""


@_setup("no log can be written")
def home_that_is_a_file(paths: UserPaths) -> None:
    _put(paths.data_dir.parent, "")


@_setup("no log can be written")
def home_that_is_a_link_to_nothing(paths: UserPaths) -> None:
    _put_link(paths.data_dir.parent, "/proc/nowhere")


@_setup("no log can be written")
def home_that_is_a_link_to_itself(paths: UserPaths) -> None:
    _put_link(paths.data_dir.parent, paths.data_dir.parent.name)


@_setup("config/settings.toml: Not a directory")
def home_config_that_is_a_file(paths: UserPaths) -> None:
    _put(paths.config_dir, "")


@_setup("")
def home_data_that_is_a_file(paths: UserPaths) -> None:
    _put(paths.data_dir, "")


def rounds() -> list[tuple[str, ...]]:
    """Return names of set-ups to be there at once: every one at least once, in few starts."""
    kinds = [list(names) for _, names in groupby(sorted(SETUPS), lambda name: name.split("_")[0])]
    home = next(names for names in kinds if names[0].startswith("home"))
    kinds.remove(home)
    together = [tuple(filter(None, names)) for names in zip_longest(*kinds)]
    return [(name,) for name in home] + together

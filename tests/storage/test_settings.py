"""Settings survive what users and disks do to the file."""

from __future__ import annotations

import math
import os
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gptdesk.chat.messages import PromptMode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.types import GenerationRequest, LoadRequest
from gptdesk.errors import SettingsError
from gptdesk.precision import PRECISIONS
from gptdesk.storage.settings import (
    SCHEMA,
    Settings,
    rank_edges,
    read_settings,
    to_toml,
    write_settings,
)

_NOBODY = 65534

fuzz = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def put(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def moved_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("settings.toml.corrupt-*"))


def test_the_first_start_has_the_defaults_and_nothing_to_say(path: Path) -> None:
    assert read_settings(path) == (Settings(), "")
    assert not path.parent.exists(), "reading creates nothing"


def test_what_is_written_is_read_again(path: Path) -> None:
    chosen = Settings(
        model_path='C:\\models\\"gpt"\n\x7f 猫\U0001f600',
        device="cpu",
        precision="balanced",
        context_limit=8192,
        hub_endpoint="https://mirror.example",
        servers="http://127.0.0.1:8080 https://models.example",
        mode="conversation",
        temperature=1e-6,
        top_k=40,
        top_p=0.1 + 0.2,
        min_p=1e-300,
        repetition_penalty=1.3,
        seed=2**31 - 1,
        max_new_tokens=7,
        colour_scheme="dark",
        language="zh_CN",
        zoom=125,
        wide_scroll_bars=True,
        side_panel_visible=False,
        side_panel_page="pipeline",
        sidebar_visible=False,
        sidebar_first=True,
        colour_by="rank",
        next_after_text=False,
        ids_shown=False,
        card_when="held",
        answers_spoken="whole",
        open_chat="0123abc",
        export_what="branch",
        export_form="pdf",
        export_colours=False,
        export_figures=False,
        rank_bands="5, 50, 500",
        tour_offered=False,
    )
    assert all(value != asdict(Settings())[name] for name, value in asdict(chosen).items())
    write_settings(path, chosen)
    assert read_settings(path) == (chosen, "")


def test_defaults_and_choices_are_those_of_the_engine() -> None:
    """Storage may not import the engine, so the two are kept equal here."""
    ours = asdict(Settings())
    assert {name: ours[name] for name in asdict(SamplingSettings())} == asdict(SamplingSettings())
    assert ours["max_new_tokens"] == GenerationRequest(()).max_new_tokens
    for device in ("auto", "cpu", "cuda", "cuda:0", "cuda:12"):
        assert Settings(device=device).device == LoadRequest(Path(), device).device
    assert ours["precision"] == LoadRequest(Path()).precision
    for precision in PRECISIONS:
        Settings(precision=precision)
    for mode in PromptMode:
        Settings(mode=mode.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"temperature = ", id="cut off"),
        pytest.param(b"\0" * 64_560, id="NUL bytes after a power cut"),
        pytest.param(bytes(range(256)) * 10, id="binary"),
        pytest.param("temperature = 1\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"x = " + b"[" * 100_000, id="too deep"),
        pytest.param(b"top_k = " + b"9" * 10_000, id="a number without an end"),
        pytest.param(b"schema = 'two'\n", id="schema is text"),
        pytest.param(b"schema = 0\n", id="schema is zero"),
        pytest.param(b"schema = true\n", id="schema is true"),
    ],
)
def test_a_damaged_file_is_moved_aside_and_reported(path: Path, content: bytes) -> None:
    """GPTDesk starts, says so, and the file is still there to be mended."""
    put(path, content)
    found, warning = read_settings(path)
    assert found == Settings()
    (kept,) = moved_aside(path)
    assert kept.read_bytes() == content
    assert str(path) in warning
    assert kept.name in warning
    write_settings(path, found)
    assert read_settings(path) == (Settings(), "")


def test_a_damaged_file_is_not_overwritten_by_a_save(path: Path) -> None:
    """Damage can happen while GPTDesk runs; the next save must not bury it."""
    put(path, b"\xff\xfe")
    write_settings(path, Settings(zoom=150))
    assert [file.read_bytes() for file in moved_aside(path)] == [b"\xff\xfe"]
    assert read_settings(path)[0].zoom == 150


def test_a_folder_in_the_files_place_is_moved_aside(path: Path) -> None:
    path.mkdir(parents=True)
    found, _ = read_settings(path)
    assert found == Settings()
    write_settings(path, Settings(zoom=110))
    assert read_settings(path)[0].zoom == 110


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders there")
@pytest.mark.parametrize("what", ["pipe", "device", "44 MB"])
def test_what_has_no_end_keeps_nobody_waiting(path: Path, what: str) -> None:
    """A pipe is waited for without end, a device is read without end; both hung the start."""
    path.parent.mkdir(parents=True)
    match what:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.touch()
            os.truncate(path, 44_000_000)
    found, warning = read_settings(path)
    assert found == Settings()
    (kept,) = path.parent.iterdir()
    assert kept.name in warning
    write_settings(path, Settings(zoom=110))
    assert read_settings(path) == (Settings(zoom=110), "")


def test_every_mistake_is_named_and_costs_only_itself(path: Path) -> None:
    """In one sentence of a length that fits into the window."""
    put(
        path,
        f"zoom = 110\ntop_p = inf\ncolor = 1\nmode = '{'x' * 9_000}'\nseed = 1.5\n"
        f"rank_bands = '{'1, ' * 9_000}'\n",
    )
    found, warning = read_settings(path)
    assert found == Settings(zoom=110)
    for name in ("top_p", "'color'", "mode", "rank_bands", "seed"):
        assert name in warning
    assert len(warning) < 600
    put(path, "".join(f"a{n} = 1\n" for n in range(1000)) + "zoom = 120\n")
    found, warning = read_settings(path)
    assert found == Settings(zoom=120)
    assert "'a4'; 995 more lines are not used." in warning
    put(path, "".join(f"a{n} = 1\n" for n in range(6)))
    assert "'a4'; 1 more line is not used." in read_settings(path)[1]


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "\ufeffzoom = 100\r\n"])
def test_an_empty_file_is_no_news(path: Path, content: str) -> None:
    put(path, content)
    assert read_settings(path) == (Settings(), "")


def test_a_newer_file_is_refused_and_never_rewritten(path: Path) -> None:
    """Whoever goes back to an older GPTDesk for a day keeps the settings of the newer one."""
    content = f"schema = {SCHEMA + 1}\ntemperature = 'hot'\n".encode()
    put(path, content)
    with pytest.raises(SettingsError, match="newer GPTDesk"):
        read_settings(path)
    with pytest.raises(SettingsError, match="newer GPTDesk"):
        write_settings(path, Settings())
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "line",
    [
        "temperature = -1",
        "temperature = nan",
        "temperature = inf",
        "temperature = 'warm'",
        "temperature = true",
        "temperature = 0x" + "f" * 5_000,
        "top_k = 2.5",
        "top_k = 0x" + "f" * 5_000,
        "top_p = 1.01",
        "min_p = -0.1",
        "repetition_penalty = 0",
        "seed = -2",
        "seed = 2147483648",
        "max_new_tokens = 0",
        "zoom = 0",
        "device = 'tpu'",
        "device = ['cpu']",
        "precision = 'perfect'",
        "mode = ''",
        "colour_scheme = 1979-05-27",
        "side_panel_visible = 1",
        "model_path = 3",
        "temprature = 0.3",
        "[temperature]",
    ],
)
def test_one_bad_value_does_not_lose_the_rest(path: Path, line: str) -> None:
    """A slip of the finger costs one line, and the sentence says which."""
    name = line.split()[0].strip("[]")
    put(path, f"{'top_k = 7' if name == 'zoom' else 'zoom = 150'}\n{line}\n")
    found, warning = read_settings(path)
    assert found == (Settings(top_k=7) if name == "zoom" else Settings(zoom=150))
    assert name in warning
    assert len(warning) < len(str(path)) + 150


def test_a_whole_number_is_a_number(path: Path) -> None:
    """`temperature = 1` is what a person writes."""
    put(path, "temperature = 1\ntop_p = 1\n")
    found, warning = read_settings(path)
    assert (found.temperature, found.top_p, warning) == (1.0, 1.0, "")
    assert isinstance(found.temperature, float)


@fuzz
@given(st.binary(max_size=300))
@example(b"schema = 1\nzoom = 1e999")
def test_no_bytes_whatever_stop_the_start(tmp_path: Path, content: bytes) -> None:
    """The start never fails because of this file, and the file's bytes are never lost."""
    path = tmp_path / "settings.toml"
    for old in tmp_path.glob("settings.toml*"):
        old.unlink()
    put(path, content)
    try:
        found, warning = read_settings(path)
    except SettingsError:
        assert path.read_bytes() == content
        return
    assert isinstance(found, Settings)
    if not path.exists():
        assert warning
        assert [file.read_bytes() for file in moved_aside(path)] == [content]


@fuzz
@given(
    st.dictionaries(
        st.sampled_from([*asdict(Settings()), "schema"]),
        st.text() | st.integers() | st.floats() | st.booleans(),
        min_size=1,
    )
)
def test_any_values_in_a_valid_file_give_valid_settings(
    tmp_path: Path, values: dict[str, str | int | float | bool]
) -> None:
    path = tmp_path / "settings.toml"
    put(path, to_toml(values).encode())
    try:
        found, _ = read_settings(path)
    except SettingsError:
        return
    replace(found)  # checks every bound again
    write_settings(path, found)
    assert read_settings(path) == (found, "")


@fuzz
@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True),
        st.text() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.booleans(),
    )
)
@example({"controls": "".join(map(chr, range(0x20))) + '\x7f"\\ \u2028\U0001f600'})
def test_toml_is_read_back_as_it_was_written(values: dict[str, str | int | float | bool]) -> None:
    """Our writer against the standard library's reader."""
    found = tomllib.loads(to_toml(values))
    assert found.keys() == values.keys()
    for key, value in values.items():
        assert type(found[key]) is type(value)
        assert found[key] == value or (math.isnan(found[key]) and math.isnan(float(value)))


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """Yield a folder of an ordinary user, and be one: root may write everywhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "config")
        folder.mkdir()
        Path(name).chmod(0o755)
        is_root = os.geteuid() == 0
        if is_root:
            os.chown(folder, _NOBODY, _NOBODY)
            os.seteuid(_NOBODY)
        yield folder
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="folders have no such mode there")
def test_a_read_only_folder_is_said_and_does_no_harm(own_folder: Path) -> None:
    path = own_folder / "settings.toml"
    write_settings(path, Settings(zoom=90))
    own_folder.chmod(0o500)
    with pytest.raises(SettingsError, match="not saved: Permission denied"):
        write_settings(path, Settings())
    assert read_settings(path) == (Settings(zoom=90), "")
    assert list(own_folder.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """As a read-only disk, also for a user that may write everywhere."""
    (tmp_path / "file").write_text("not a folder")
    path = tmp_path / "file" / "settings.toml"
    assert read_settings(path)[0] == Settings()
    with pytest.raises(SettingsError, match="not saved"):
        write_settings(path, Settings())


def test_a_file_that_cannot_be_moved_aside_stays_and_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(path, b"\xff")

    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    found, warning = read_settings(path)
    assert found == Settings()
    assert "left there" in warning
    with pytest.raises(SettingsError):
        write_settings(path, Settings())
    assert path.read_bytes() == b"\xff"


def test_a_path_that_is_no_text_does_not_stop_the_save(path: Path) -> None:
    """On Linux a file name can be any bytes; the other settings are still saved."""
    name = os.fsdecode(b"/models/gpt\xff2.pth") if os.name != "nt" else "gpt2"
    write_settings(path, Settings(model_path=name, zoom=130))
    assert read_settings(path)[0].zoom == 130


@pytest.mark.parametrize("bands", ["", "10, 100", "10, 10, 100", "0, 1, 2", "1, 2, x", "-1, 2, 3"])
def test_bands_of_ranks_that_do_not_ascend_are_passed_over(path: Path, bands: str) -> None:
    """A slip in the file costs that one line, not the colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'rank_bands = "{bands}"\ncolour_by = "rank"\n')
    settings, warning = read_settings(path)
    assert settings == Settings(colour_by="rank")
    assert "rank_bands" in warning


def test_bands_of_ranks_are_numbers() -> None:
    assert rank_edges("5,50 , 500") == (5, 50, 500)

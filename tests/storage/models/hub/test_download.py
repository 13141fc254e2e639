"""A model comes whole or not at all, whatever the network and the machine do meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gptdesk.errors import DownloadError
from gptdesk.files import path_length
from gptdesk.storage.models.hub import transfer
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import (
    SOURCE_FILE,
    Download,
    DownloadProgress,
    begin,
    read_source,
    unfinished,
)
from gptdesk.storage.models.hub.repository import choices, read_repository, with_hashes
from gptdesk.storage.models.hub.web import Stop, Stopped, Web
from tests.hub_server import COMMIT, FakeHub, running_hub

pytestmark = pytest.mark.loopback

NAME = "someone/tiny-gpt2"
WEIGHTS = random.Random(1).randbytes(9_500_000)
FILES = {
    "config.json": b'{"model_type": "gpt2"}',
    "model.safetensors": WEIGHTS,
    "tokenizer.json": b"{}" * 8_000,  # large too: it is sent by the other house
    "README.md": b"# a model",
    "onnx/model.onnx": b"another form",
}


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with running_hub({NAME: dict(FILES)}) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow each other at once."""
    monkeypatch.setattr(transfer, "_WAITS_S", (0.0,) * 6)


def user_of(hub: FakeHub, token: str | None = None) -> Hub:
    return Hub(hub.endpoint, token, official=hub.endpoint)


def plan(hub: FakeHub, models_dir: Path) -> Download:
    web = Web(user_of(hub), Stop())
    repository = read_repository(web, NAME)
    (choice,) = choices(repository)
    return begin(models_dir, repository, with_hashes(web, repository, choice))


def run(download: Download, hub: FakeHub, token: str | None = None) -> list[DownloadProgress]:
    told: list[DownloadProgress] = []
    download.run(user_of(hub, token), Stop(), told.append)
    return told


def expect_whole(model: Path) -> None:
    names = {file.name for file in model.iterdir()}
    assert names == {"config.json", "model.safetensors", "tokenizer.json", SOURCE_FILE}
    assert all((model / name).read_bytes() == FILES[name] for name in names - {SOURCE_FILE})


def test_a_model_arrives_with_what_belongs_to_it(hub: FakeHub, tmp_path: Path) -> None:
    """Tokenizer and config come along; other forms and the README do not; its origin stays."""
    told = run(plan(hub, tmp_path), hub)
    expect_whole(tmp_path / "tiny-gpt2")
    source = read_source(tmp_path / "tiny-gpt2" / SOURCE_FILE)
    assert source is not None
    assert (source.repository, source.commit, source.licence) == (NAME, COMMIT, "mit")
    assert told[-1].done_bytes == told[-1].total_bytes == source.size_bytes
    assert [one.done_bytes for one in told] == sorted(one.done_bytes for one in told)
    assert unfinished(tmp_path) == ()


def test_a_cut_costs_nothing(hub: FakeHub, tmp_path: Path) -> None:
    """The connection breaks every 3 MB and goes on where it was: no byte is fetched twice."""
    hub.faults.cut_every = 3_000_000
    run(plan(hub, tmp_path), hub)
    expect_whole(tmp_path / "tiny-gpt2")
    assert len(hub.cuts) == 3
    assert hub.sent_bytes == len(WEIGHTS) + len(FILES["tokenizer.json"])


def test_a_link_that_expired_is_asked_for_anew(hub: FakeHub, tmp_path: Path) -> None:
    """A signed address lives for an hour; a long download outlives it."""
    hub.faults.cut_every, hub.faults.link_lives = 3_000_000, 1
    run(plan(hub, tmp_path), hub)
    expect_whole(tmp_path / "tiny-gpt2")


@pytest.mark.parametrize("wrong_byte", [0, 4_000_000, len(WEIGHTS) - 1])
def test_a_wrong_byte_is_fetched_again(hub: FakeHub, tmp_path: Path, wrong_byte: int) -> None:
    """Only the piece that differs is replaced, and only what lies before it is compared."""
    hub.faults.wrong_byte_at = wrong_byte
    told = run(plan(hub, tmp_path), hub)
    expect_whole(tmp_path / "tiny-gpt2")
    assert told[-1].done_bytes == told[-1].total_bytes


def test_another_file_than_was_promised_is_not_kept(hub: FakeHub, tmp_path: Path) -> None:
    """A mirror that sends something else is named; there is never such a model in the list."""
    hub.faults.wrong_byte_at, hub.faults.is_always_wrong = 5, True
    download = plan(hub, tmp_path)
    with pytest.raises(DownloadError, match=r"127.0.0.1.* is not the file that was promised"):
        run(download, hub)
    assert not (tmp_path / "tiny-gpt2").exists()
    hub.faults.wrong_byte_at = None
    run(download, hub)
    expect_whole(tmp_path / "tiny-gpt2")


def test_a_house_without_lengths_and_hashes(hub: FakeHub, tmp_path: Path) -> None:
    """A mirror whose list tells nothing is asked file by file; one without lengths still works."""
    hub.faults.tells_hashes = False
    download = plan(hub, tmp_path)
    assert [bool(file.sha256 or file.blob) for file in download.source.files] == [True] * 3
    hub.faults.tells_length = False
    hub.faults.cut_every = 4_000_000  # without a length this looks like the end
    run(download, hub)
    expect_whole(tmp_path / "tiny-gpt2")


def test_a_house_that_sends_no_parts_begins_anew(hub: FakeHub, tmp_path: Path) -> None:
    hub.faults.cut_every, hub.faults.knows_ranges = 6_000_000, False
    run(plan(hub, tmp_path), hub)
    expect_whole(tmp_path / "tiny-gpt2")


def test_a_file_that_changed_meanwhile_begins_anew(hub: FakeHub, tmp_path: Path) -> None:
    """Where the part on the disk is longer than the file there, the answer is 416."""
    download = plan(hub, tmp_path)
    folder = tmp_path / ".downloads" / "tiny-gpt2" / "files"
    folder.mkdir()
    (folder / "config.json.part").write_bytes(b"x" * 100)  # without the hash of any piece
    run(download, hub)
    expect_whole(tmp_path / "tiny-gpt2")


def test_stop_wakes_a_silent_connection(hub: FakeHub, tmp_path: Path) -> None:
    """A pause does not wait for a house that says nothing; the next run goes on from there."""
    hub.faults.silent_at = 5_000_000
    download, stop = plan(hub, tmp_path), Stop()

    def told(progress: DownloadProgress) -> None:
        if progress.done_bytes > 5_000_000:
            threading.Timer(0.05, stop.set).start()

    with pytest.raises(Stopped):
        download.run(user_of(hub), stop, told)
    hub.faults.silent_at = None
    (again,) = unfinished(tmp_path)
    assert again.source == download.source
    assert again.done_bytes > 4_000_000
    answers = len(hub.sent)
    run(again, hub)
    expect_whole(tmp_path / "tiny-gpt2")
    assert hub.sent_since(answers) < len(WEIGHTS) - 4_000_000


def test_a_damaged_piece_on_the_disk_is_fetched_again(hub: FakeHub, tmp_path: Path) -> None:
    """After a power cut the end of a file may be zeros; it is believed as far as it agrees."""
    download, stop = plan(hub, tmp_path), Stop()

    def told(progress: DownloadProgress) -> None:
        if progress.done_bytes > 6_000_000:
            stop.set()

    with pytest.raises(Stopped):
        download.run(user_of(hub), stop, told)
    part = tmp_path / ".downloads" / "tiny-gpt2" / "files" / "model.safetensors.part"
    with part.open("r+b") as file:
        file.seek(2_500_000)
        file.write(bytes(1000))
    answers = len(hub.sent)
    run(download, hub)
    expect_whole(tmp_path / "tiny-gpt2")
    assert hub.sent_since(answers) == len(WEIGHTS) - 2 * transfer.PIECE_BYTES


def test_a_crash_behind_the_last_step_leaves_nothing_to_do(hub: FakeHub, tmp_path: Path) -> None:
    """The model has its name, its folder of the download is still there."""
    download = plan(hub, tmp_path)
    left = (tmp_path / ".downloads" / "tiny-gpt2" / "download.json").read_bytes()
    run(download, hub)
    folder = tmp_path / ".downloads" / "tiny-gpt2"
    folder.mkdir()
    (folder / "download.json").write_bytes(left)
    assert unfinished(tmp_path) == ()
    (folder / "download.json").write_bytes(b"{")
    assert unfinished(tmp_path) == ()


_CHILD = """
import sys, pathlib
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.download import unfinished
from gptdesk.storage.models.hub.web import Stop
endpoint, models_dir = sys.argv[1:]
(download,) = unfinished(pathlib.Path(models_dir))
def told(progress):
    print(progress.done_bytes, flush=True)
download.run(Hub(endpoint, None, endpoint), Stop(), told)
"""


def test_a_killed_program_leaves_a_download_that_goes_on(hub: FakeHub, tmp_path: Path) -> None:
    """Killed three times at random moments: whole at last, and a piece each at most came twice.

    Two hundred downloads are in tests/benchmarks/downloads.py.
    """
    download = plan(hub, tmp_path)
    dice = random.Random(7)
    hub.faults.cut_every, hub.faults.pause_s = 3_000_000, 0.002
    for kill_after in sorted(dice.uniform(0, len(WEIGHTS)) for _ in range(3)):
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, hub.endpoint, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        for line in child.stdout:
            if int(line) > kill_after:
                break
        child.kill()
        child.communicate()
        assert not (tmp_path / "tiny-gpt2").exists()
    hub.faults.pause_s = 0
    run(download, hub)
    expect_whole(tmp_path / "tiny-gpt2")
    # each kill costs the piece that was begun, and what was on its way: the house is the slower one
    assert hub.sent_bytes < len(WEIGHTS) + 16_000 + 3 * (transfer.PIECE_BYTES + 1_000_000)


@pytest.mark.parametrize(("letters", "is_refused"), [(243, False), (244, True)])
def test_a_name_too_long_to_be_kept_is_refused_before_the_first_byte(
    letters: int, is_refused: bool, tmp_path: Path
) -> None:
    """It is allowed by itself; with the ending of a file on its way it has more than 255 bytes."""
    with running_hub({NAME: {f"{'w' * letters}.gguf": b"GGUF" * 100}}) as hub:
        _expect_begun_unless(is_refused, hub, tmp_path)


@pytest.mark.parametrize(
    ("too_many", "has_long_paths", "is_refused"),
    [(0, False, False), (1, False, True), (1, True, False)],
)
def test_windows_ends_a_path_after_259_characters(
    too_many: int,
    has_long_paths: bool,
    is_refused: bool,
    hub: FakeHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Simulated: a folder of the user that is so long, and short names in it."""
    monkeypatch.setattr(path_length, "_IS_WINDOWS", True)
    monkeypatch.setattr(path_length, "_has_long_paths", lambda: has_long_paths)
    below = len("/.downloads/tiny-gpt2/files/model.safetensors.pieces")
    letters = path_length.WINDOWS_PATH - len(f"{tmp_path}/") - below + too_many
    _expect_begun_unless(is_refused, hub, tmp_path / ("m" * letters))


def _expect_begun_unless(is_refused: bool, hub: FakeHub, models_dir: Path) -> None:
    web = Web(user_of(hub), Stop())
    repository = read_repository(web, NAME)
    (choice,) = choices(repository)
    if is_refused:
        with pytest.raises(DownloadError, match="would be longer than this system allows"):
            begin(models_dir, repository, choice)
        assert not (models_dir / ".downloads").exists()
    else:
        run(begin(models_dir, repository, with_hashes(web, repository, choice)), hub)

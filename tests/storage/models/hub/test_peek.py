"""A look at a GGUF file of the hub takes its table of contents, and little more."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gptdesk.errors import DownloadError
from gptdesk.model.checkpoints.gguf import read_header
from gptdesk.storage.models.hub import peek as peeking
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.peek import peek
from gptdesk.storage.models.hub.repository import choices, read_repository, with_hashes
from gptdesk.storage.models.hub.web import Stop, Web
from tests.hub_server import FakeHub, running_hub
from tests.model.checkpoints.gguf_files import File, raw_text, small_file, texts, whole_file

pytestmark = pytest.mark.loopback

NAME = "someone/model"


@cache
def whole_gguf() -> bytes:
    """A file with GPT-2's tokens, which take a second to spell."""
    return whole_file().packed() + bytes(20_000_000)


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with running_hub({NAME: {"a.gguf": whole_gguf()}}) as running:
        yield running


def look(hub: FakeHub, folder: Path, content: bytes | None = None) -> Path:
    if content is not None:
        hub.files[NAME] = {"a.gguf": content}
    web = Web(Hub(hub.endpoint), Stop())
    repository = read_repository(web, NAME)
    (choice,) = choices(repository)
    return peek(web, repository, with_hashes(web, repository, choice), folder)


@pytest.mark.parametrize("fault", ["none", "cut", "no range", "no length", "no list"])
def test_the_header_comes_whole_and_the_weights_do_not(
    hub: FakeHub, tmp_path: Path, fault: str
) -> None:
    """Whatever the network does; 3 MB are what this computer's own buffers may have taken."""
    hub.faults.pause_s = 0.002  # so that the house is the slower one
    if fault == "cut":
        hub.faults.cut_every = 700_000
    hub.faults.knows_ranges = fault != "no range"
    hub.faults.tells_length = fault != "no length"
    hub.faults.tells_hashes = fault != "no list"
    file = look(hub, tmp_path)
    (tmp_path / "whole.gguf").write_bytes(whole_gguf())
    header, whole = read_header(file), read_header(tmp_path / "whole.gguf")
    end = whole._end
    assert (header.names, header._values) == (whole.names, whole._values)
    assert file.stat().st_size == len(whole_gguf())
    assert file.read_bytes()[:end] == whole_gguf()[:end]
    assert hub.sent_bytes < end + 3_000_000
    assert header.texts("tokenizer.ggml.tokens") == whole.texts("tokenizer.ggml.tokens")


def test_a_header_without_an_end_is_left(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peeking, "_GGUF_BYTES", 200_000)
    keys = {"endless": texts(["word"] * 50_000)}
    with pytest.raises(DownloadError, match="goes on beyond 0 MB"):
        look(hub, tmp_path, File(keys).packed())
    assert hub.sent_bytes < 3_000_000


@pytest.mark.parametrize(
    "content",
    [
        small_file().packed()[:300],
        b"<html>" * 4_000,
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + raw_text("key") + b"\x63\0\0\0" + bytes(20_000),
    ],
)
def test_what_is_no_header_is_left_to_its_reader(
    hub: FakeHub, tmp_path: Path, content: bytes
) -> None:
    """Cut short, no GGUF, or of an unknown kind: it says why."""
    assert look(hub, tmp_path, content).read_bytes()[:300] == content[:300]

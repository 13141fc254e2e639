"""The keys of servers: private, apart from everything else, and never in the way."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from gptdesk.storage import server_keys
from gptdesk.storage.server_keys import ServerKeys


def test_a_key_is_kept_for_its_server_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ServerKeys(path).keep("http://a", "one")
    ServerKeys(path).keep("http://b", "two")
    assert [ServerKeys(path).of(url) for url in ("http://a", "http://b", "http://c")] == [
        "one",
        "two",
        "",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ServerKeys(path).keep("http://a", "")
    assert ServerKeys(path).of("http://a") == ""
    assert "one" not in path.read_text()


def test_without_a_key_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ServerKeys(path).keep("http://a", "")
    assert not path.exists()


@pytest.mark.parametrize("content", [b"{secret", b"[]", b"\xff", b'"secret"'])
def test_a_damaged_file_is_no_key_and_tells_none(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It may hold keys: not even a line of it reaches the log."""
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    with caplog.at_level(logging.DEBUG):
        assert ServerKeys(path).of("http://a") == ""
    assert "secret" not in caplog.text
    assert "not read" in caplog.text


def test_a_file_that_cannot_be_read_now_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys to other servers stand in it."""
    path = tmp_path / "keys.json"
    ServerKeys(path).keep("http://a", "one")

    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(server_keys, "read_regular", refuse)
        assert ServerKeys(path).of("http://a") == ""
        with pytest.raises(PermissionError):
            ServerKeys(path).keep("http://b", "two")
    assert ServerKeys(path).of("http://a") == "one"

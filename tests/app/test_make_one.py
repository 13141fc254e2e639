"""Networks made in the library by hand: a shape refused, mended, made, opened and opened again."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from gptdesk.model.config import GPTConfig, count_parameters
from gptdesk.storage.paths import user_paths
from gptdesk.training.options import TrainingOptions
from tests.app.test_library_window import open_library, open_program, press


def write_number(field: QSpinBox, qtbot: QtBot, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_a_tiny_one_is_made_by_hand_and_there_at_the_next_start(qtbot: QtBot) -> None:
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    page = library.make_page
    library.tabs.setCurrentWidget(page)
    first = GPTConfig(ctx_len=256, emb_dim=64, n_heads=2, n_layers=2)
    said = f"{count_parameters(first).total:,} parameters; about "
    qtbot.waitUntil(lambda: page.figures.text().startswith(said))
    trained = TrainingOptions(ctx_len=256, emb_dim=64, n_heads=2, n_layers=2).network(50_257)
    assert f"Trained here: {count_parameters(trained).total:,} parameters;" in page.figures.text()
    assert page.minimumSizeHint().width() <= 560, "the window opens at 600 too"
    write_number(page.fields["n_heads"], qtbot, "3")
    assert "3 heads cannot share a width of 64" in page.figures.text()
    assert "The next one is 66." in page.figures.text()
    assert not page.make.isEnabled()
    for name, typed, sentence in (
        ("n_layers", "9999", "The number of layers has to be from 1 to 96, not 9,999."),
        ("ctx_len", "0", "The context has to be from 1 to 8,192, not 0."),
    ):
        write_number(page.fields[name], qtbot, typed)
        assert sentence in page.figures.text(), "and is not another number by itself"
        assert page.figures.property("kind") == "error"
    write_number(page.fields["emb_dim"], qtbot, "12")
    write_number(page.fields["n_layers"], qtbot, "1")
    write_number(page.fields["ctx_len"], qtbot, "16")
    write_number(page.fields["seed"], qtbot, "5")
    page.name.selectAll()
    qtbot.keyClicks(page.name, "../mine")
    qtbot.waitUntil(page.make.isEnabled)
    press(qtbot, page.make)
    assert "cannot be a model's name" in page.said.text()
    page.name.selectAll()
    qtbot.keyClicks(page.name, "storyteller")
    press(qtbot, page.make)
    assert "“storyteller”, which came with GPTDesk: give another name" in page.said.text()
    page.name.selectAll()
    qtbot.keyClicks(page.name, "mine")
    qtbot.mouseClick(page.tied, Qt.MouseButton.LeftButton, pos=page.tied.rect().center())
    qtbot.waitUntil(lambda: page.tied.isChecked() and page.make.isEnabled())
    with qtbot.waitSignal(program.view_models.library.model_opened) as opened:
        press(qtbot, page.make)
    info = opened.args[0]
    assert (info.name, info.shape.context_length) == ("mine", 16)
    assert page.figures.text().startswith(f"{info.shape.parameter_count:,} parameters; about ")
    assert "Trained here" not in page.figures.text(), "it would be the same"
    assert page.said.text() == "mine is made and open."
    assert page.said.property("kind") == "muted"
    assert page.said.isVisible()
    assert page.name.text() == "mine-2"
    written = json.loads((user_paths().models_dir / "mine.seed").read_text())
    assert (written["seed"], written["n_heads"], written["tie_embeddings"]) == (5, 3, True)
    page.name.selectAll()
    qtbot.keyClicks(page.name, "mine")
    qtbot.waitUntil(lambda: not page._just_made.isActive())
    press(qtbot, page.make)
    assert "There is a model “mine”" in page.said.text()
    assert page.said.property("kind") == "error"
    qtbot.waitUntil(program.window.close)

    program = open_program(qtbot)
    assert program.view_models.model_info.info == info
    qtbot.waitUntil(program.window.close)


def test_two_quick_clicks_make_one_model(qtbot: QtBot) -> None:
    program = open_program(qtbot)
    library = open_library(program, qtbot)
    page = library.make_page
    library.tabs.setCurrentWidget(page)
    qtbot.waitUntil(page.make.isEnabled)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        for _ in range(2):
            press(qtbot, page.make)
    assert page.said.text() == "tiny is made and open."
    assert [one.name for one in user_paths().models_dir.iterdir()] == ["tiny.seed"]
    qtbot.waitUntil(lambda: not page._just_made.isActive())
    with qtbot.waitSignal(program.view_models.library.model_opened):
        press(qtbot, page.make)
    assert (user_paths().models_dir / "tiny-2.seed").exists()
    qtbot.waitUntil(program.window.close)

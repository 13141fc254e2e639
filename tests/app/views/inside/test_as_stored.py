"""The window beside a model in another precision: its figures are those of the file, as stored."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt

from gptdesk.app.inference.token_questions import MeasureTokens
from gptdesk.app.viewmodels.inside import looking
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.changes import HeadChange
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.resources import resource_path
from tests.app.views.inside.conftest import Hood
from tests.kept_engine import kept_engine
from tests.tiny_models import write_tiny_model


def press_f7(hood: Hood) -> None:
    hood.program.window.activateWindow()
    hood.qtbot.waitUntil(hood.program.window.isActiveWindow)
    hood.qtbot.keyClick(hood.program.window, Qt.Key.Key_F7)
    hood.qtbot.waitExposed(hood.window)


def give_memory_back(hood: Hood) -> None:
    """Do at once what happens a minute after the window was closed."""
    hood.window.close()
    hood.inside._forget()
    hood.qtbot.waitUntil(lambda: kept_engine()._opened is None)


def test_both_figures_stand_there_and_a_file_that_is_away_is_named(
    make_hood: Callable[..., Hood], tmp_path: Path
) -> None:
    """At Fast the answer's p is not the page's: each is shown with where it comes from.

    The page's is read from the file. Without the file the window says so, and the chat works on.
    """
    folder = tmp_path / "storyteller"
    shutil.copytree(resource_path("models/storyteller"), folder)
    hood = make_hood(folder, precision="fast")
    answer = hood.program.view_models.chat.messages.messages[-1]
    of_answer = answer.records[0].raw_p
    network, _ = as_stored.of_file(open_checkpoint(folder))
    with torch.inference_mode():
        logits = network(torch.tensor([answer.prompt_ids]))[0, -1]
    of_file = torch.softmax(logits.double(), dim=0)[answer.token_ids[0]].item()
    assert percent_text(of_answer) != percent_text(of_file), "else nothing is told apart"
    assert hood.window.prediction.text() == (
        f"answer: {percent_text(of_answer)} (Fast), here: {percent_text(of_file)}"
    )

    give_memory_back(hood)
    away = folder.rename(tmp_path / "away")
    press_f7(hood)
    hood.qtbot.waitUntil(lambda: bool(hood.inside.problem))
    assert hood.window.problem.isVisible()
    said = hood.window.problem.text()
    assert said.startswith(f"{folder / 'model.safetensors'}: there is no such file. ")
    chat = hood.program.view_models.chat
    with hood.qtbot.waitSignal(chat.run_finished):
        chat.submit("The rest of the window works")
    assert chat.messages.messages[-1].text

    away.rename(folder)
    hood.mark(0)
    hood.wait_for_view()
    assert not hood.window.problem.isVisible()
    assert "(Fast), here: " in hood.window.prediction.text()


def test_an_answer_with_heads_off_keeps_no_memory(
    make_hood: Callable[..., Hood], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads the file with the window closed too; a minute later that is given back."""
    monkeypatch.setattr(looking, "FORGET_AFTER_MS", 0)
    hood = make_hood(write_tiny_model(tmp_path / "tiny"), "Once upon a time", precision="fast")
    hood.window.close()
    hood.qtbot.waitUntil(lambda: kept_engine()._opened is None)
    models = hood.program.view_models
    answer = models.chat.messages.messages[-1]
    with hood.qtbot.waitSignal(models.chat.run_finished):
        assert models.chat.answer_again(answer.id, (HeadChange(1, 1),))
    assert models.chat.messages.messages[-1].runs[0].switched_off
    hood.qtbot.waitUntil(lambda: kept_engine()._opened is None)
    stats: list[object] = []
    hood.program.client.ask(MeasureTokens(answer.prompt_ids, (HeadChange(1, 1),)), stats.append)
    hood.qtbot.waitUntil(lambda: bool(stats))
    hood.qtbot.waitUntil(lambda: kept_engine()._opened is None)

"""The device of the network, and the memory that models need: chosen, seen, stored, there again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.engine.types import ComputeDevice, MemoryNeed, ModelOutline
from gptdesk.storage.models.catalog import bundled_model
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.fakes import INFO, FakeEngine

GIB = 2**30
PROCESSOR = ComputeDevice("cpu", threads=2, total_bytes=16 * GIB, free_bytes=4 * GIB)
CARD = ComputeDevice("cuda:0", "Imaginary 9000", total_bytes=24 * GIB)
GONE_CARD = ComputeDevice("cuda:1", "CUDA:1", obstacle="This graphics card does not answer.")


def outline(path: Path, gib: float) -> ModelOutline:
    """A model that takes so much in float32, a half and a quarter in the other precisions."""
    sizes = zip(("exact", "balanced", "fast"), (gib, gib / 2, gib / 4), strict=True)
    by_precision = tuple((name, MemoryNeed(round(s * GIB), 0)) for name, s in sizes)
    return ModelOutline(path, path, "GPT-2", 1, 32.0, 1024, 1024, "mit", 1, by_precision)


def open_program(qtbot: QtBot, *devices: ComputeDevice) -> tuple[Program, FakeEngine]:
    """Open the window on a computer with these devices, at the *Model* page."""
    engine = FakeEngine(known_devices=devices)
    for path, gib in ((INFO.path, 0.5), (bundled_model(), 0.5), (Path("/m/xl.bin"), 6)):
        engine.outlines[path] = outline(path, gib)
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    panel = program.window.views.side_panel
    panel.tabs.setCurrentWidget(panel.model_page)
    return program, engine


def close(program: Program) -> None:
    program.window.close()
    assert program.is_joined


def test_a_device_is_chosen_kept_and_missed_when_its_card_is_gone(qtbot: QtBot) -> None:
    """A lecture hall's computer has a card, the laptop at home has none: both must answer."""
    program, engine = open_program(qtbot, PROCESSOR, CARD, GONE_CARD)
    field = program.window.views.side_panel.model_page.device
    qtbot.waitUntil(lambda: field.list.count() == 4)
    titles = [field.list.itemText(row) for row in range(4)]
    assert titles == ["Automatic", "CPU", "Imaginary 9000 (card 1)", "CUDA:1 (card 2)"]
    meanings = [field.list.itemData(row, Qt.ItemDataRole.ToolTipRole) for row in range(4)]
    assert "2 threads; 4.0 GiB of memory are free" in meanings[1]
    assert "24.0 GiB" in meanings[2]
    assert meanings[3] == GONE_CARD.obstacle
    qtbot.waitUntil(lambda: "about 512.0 MiB in Exact" in field.line.text())
    assert "256.0 MiB in Balanced, 128.0 MiB in Fast; 4.0 GiB are free" in field.line.text()

    field.list.setFocus()
    with qtbot.waitSignal(program.view_models.library.model_opened):
        for _ in range(2):  # past the CPU, which is not opened on the way
            qtbot.keyClick(field.list, Qt.Key.Key_Down)
    assert [request.device for request in engine.loads] == ["auto", "cuda:0"]
    qtbot.waitUntil(lambda: "the card has 24.0 GiB" in field.line.text())
    assert "CUDA:0" in program.window.views.status.device.text()
    close(program)
    assert read_settings(user_paths().settings_file)[0].device == "cuda:0"

    program, engine = open_program(qtbot, PROCESSOR)
    field = program.window.views.side_panel.model_page.device
    assert engine.loads[0].device == "cuda:0"
    assert field.list.currentText() == "Graphics card 1, not found"
    assert "CPU was found for cuda:0" in program.window.views.notice_bar.text
    field.list.setFocus()
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.keyClick(field.list, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: field.list.count() == 2)
    close(program)
    assert read_settings(user_paths().settings_file)[0].device == "auto"


def test_memory_is_told_before_a_model_is_opened(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opens a model of 6 GiB with 4 free wants to know it before the computer stands still."""
    program, engine = open_program(qtbot, PROCESSOR)
    views = program.window.views
    bundled = views.menu.open_bundled
    qtbot.waitUntil(lambda: bundled.text().endswith("\t512.0 MiB of memory"))
    qtbot.waitUntil(lambda: "128.0 MiB in Fast; 4.0 GiB are free" in bundled.toolTip())

    fits = Path("/m/fits.bin")  # where the model in use was
    engine.outlines[fits] = outline(fits, 4 + INFO.size_bytes / GIB)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(fits), ""))
    with qtbot.waitSignal(program.view_models.library.model_opened):
        views.menu.open_model.trigger()
    large = Path("/m/xl.bin")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(large), ""))
    views.menu.open_model.trigger()
    bar = views.notice_bar
    qtbot.waitUntil(lambda: "xl needs about 6.0 GiB of memory, and 4.0 GiB are free" in bar.text)
    assert len(engine.loads) == 2
    (button,) = (
        one for one in views.notice_bar.findChildren(QPushButton) if one.text() == "Open it"
    )
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert engine.loads[-1].path == large

    precision = views.side_panel.model_page.precision
    with qtbot.waitSignal(program.view_models.library.model_opened):
        qtbot.mouseClick(precision.buttons["fast"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bundled.text().endswith("\t128.0 MiB of memory"))
    with qtbot.waitSignal(program.view_models.library.model_opened):  # 1.5 GiB: no question
        views.menu.open_model.trigger()
    assert engine.loads[-1].precision == "fast"
    close(program)

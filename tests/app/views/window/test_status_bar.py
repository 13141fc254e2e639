"""The line at the foot of the window informs without moving."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import ThemeController
from gptdesk.app.views.window import status_bar
from gptdesk.app.views.window.status_bar import StatusBar
from gptdesk.engine.shape import shape_of
from gptdesk.engine.types import GenerationStats
from gptdesk.model.config import GPTConfig
from tests.fakes import INFO as FAKE

CONFIG = GPTConfig(ctx_len=512, emb_dim=256, n_heads=4, n_layers=8, tie_embeddings=True)
INFO = replace(FAKE, name="storyteller", shape=shape_of(CONFIG), threads=2)


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    """A bar in a window of 1280 pixels, with a model."""
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(1280, bar.sizeHint().height())
    bar.show()
    bar.set_device(INFO)
    bar.set_model(INFO)
    return bar


def test_facts_are_shown(bar: StatusBar, qtbot: QtBot) -> None:
    """Device, model, speed and context are one glance away; why the device, one hover."""
    bar.set_speed(GenerationStats(12, 40, 0.0612, 44.13))
    bar.set_context(212, 512)
    assert bar.device.text() == "CPU, 2 threads, float32"
    assert bar.device.toolTip() == INFO.device_reason
    assert bar.model.text() == "storyteller  19.3 M"
    assert bar.speed.text() == "44.1 tokens/s, first token 0.061 s"
    assert bar.context.text() == "context 212 / 512"
    assert "the last answer" in bar.context.toolTip()
    assert "next is counted beside Send" in bar.context.toolTip(), "another figure"
    bar.set_context(213, 512)
    bar.set_context(214, 512)
    assert bar.context.text() == "context 212 / 512", "figures are shown at a pace"
    qtbot.waitUntil(lambda: bar.context.text() == "context 214 / 512")
    bar.set_context(1_023, 1_024)
    assert bar.context.text() == "context 1,023 / 1,024", "as beside the message; at once"
    bar.set_context(1_024, 1_024)
    assert bar.context.text() == "context 1,023 / 1,024"
    bar.hurry_context()
    assert bar.context.text() == "context 1,024 / 1,024", "the answer has ended"
    bar.set_context(7, 1_024)
    assert bar.context.text() == "context 7 / 1,024", "of another chat"


def test_numbers_move_nothing(bar: StatusBar, qtbot: QtBot) -> None:
    """A growing number must not push its neighbours about while one reads."""
    bar.set_speed(GenerationStats(1, 1, None, None))
    bar.set_context(1, 512)
    places = _places(bar)
    bar.set_speed(GenerationStats(1000, 512, 12.345, 1234.5))
    bar.set_context(512, 512)
    qtbot.waitUntil(lambda: "512 / 512" in bar.context.text())
    bar.set_message("A sentence that is said in passing.")
    assert _places(bar) == places


def test_the_zoom_is_read_at_every_zoom(bar: StatusBar, themes: ThemeController) -> None:
    """At 300 % in a small window it read "Zoom 30…": a figure gives way, not the message."""
    bar.set_context(66, 512)
    bar.resize(960, 60)
    themes.set_zoom(300)
    bar.show_zoom(300)
    assert bar.message.text() == "Zoom 300 %"


def test_message_passes_by_itself(
    bar: StatusBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yesterday's "Copied." is noise."""
    bar._timer.setInterval(1)
    bar.set_message("Copied.")
    assert bar.message.text() == "Copied."
    qtbot.waitUntil(lambda: bar.message.text() == "")


def test_message_about_work_in_progress_stays(bar: StatusBar) -> None:
    """Reading a large model takes longer than a passing word."""
    bar.set_message("Copied.")
    bar.set_message("Opening gpt2-xl…")
    assert not bar._timer.isActive()


def test_narrow_window_keeps_the_context(bar: StatusBar) -> None:
    """What does not fit goes whole, the least needed first; nothing overlaps or is cut."""
    bar.set_speed(GenerationStats(12, 40, 0.06, 44.1))
    bar.set_context(212, 512)
    for width in (960, 700, 560, 420):
        bar.resize(width, bar.height())
        bar.layout().activate()
        shown = [
            label for label in (bar.device, bar.model, bar.speed, bar.context) if label.isVisible()
        ]
        for left, right in itertools.pairwise(shown):
            assert left.geometry().right() < right.geometry().left()
        for label in shown:
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
        assert bar.context.isVisible()
    assert not bar.speed.isVisible()


def test_long_model_name_is_elided(bar: StatusBar) -> None:
    """A name is the file's: it can be a whole sentence."""
    bar.set_model(replace(INFO, name="x" * 200))
    assert len(bar.model.text()) < 60
    assert "x" * 200 in bar.model.toolTip()


def test_bar_never_makes_the_window_wider(bar: StatusBar) -> None:
    """The window's least width is the text's affair."""
    bar.set_message("word " * 100)
    assert bar.minimumSizeHint().width() == 0
    assert status_bar._GAP % 4 == 0


def _places(bar: StatusBar) -> list[object]:
    bar.layout().activate()
    return [
        label.geometry() for label in (bar.device, bar.model, bar.message, bar.speed, bar.context)
    ]

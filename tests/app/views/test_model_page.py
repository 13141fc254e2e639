"""What is loaded can be read, understood and copied whole."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import load_theme, style_sheet
from gptdesk.app.viewmodels.model_info import ModelInfoViewModel
from gptdesk.app.views.model_page import LongValue, ModelPage
from gptdesk.engine.types import GenerationStats, ModelInfo
from gptdesk.model.config import PUBLISHED_SIZES, GPTConfig, count_parameters

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NOTE = "The vocabulary was padded to 50,304 rows; the padding was cut."
CONFIG = PUBLISHED_SIZES["gpt2"]
INFO = ModelInfo(
    name="gpt2",
    path=Path("/models/a-folder-with-a-long-name/another-one/model.safetensors"),
    sha256=SHA256,
    file_format="Hugging Face GPT-2 safetensors",
    config=CONFIG,
    parameters=count_parameters(CONFIG),
    size_bytes=497_759_232,
    precision="exact",
    kernel="float32",
    error=None,
    device="cpu",
    device_reason="No CUDA device was found.",
    threads=2,
    template="plain",
    notes=(NOTE,),
)


@pytest.fixture
def facts(qapp) -> ModelInfoViewModel:
    """No model is loaded."""
    return ModelInfoViewModel()


@pytest.fixture
def page(qtbot: QtBot, facts: ModelInfoViewModel) -> ModelPage:
    """The page at the side panel's size."""
    page = ModelPage(facts)
    qtbot.addWidget(page)
    theme = load_theme("light")
    page.setStyleSheet(style_sheet(theme))
    page.apply_theme(theme)
    page.resize(360, 700)
    page.show()
    return page


def test_page_says_when_there_is_no_model(page: ModelPage) -> None:
    """An empty page would look like a fault."""
    assert "No model is open." in _texts(page)


def test_every_field_of_the_configuration_is_shown(
    page: ModelPage, facts: ModelInfoViewModel
) -> None:
    """Who compares with a paper needs them all."""
    facts.set_info(INFO)
    texts = _texts(page)
    for field in fields(GPTConfig):
        assert field.name in texts
    assert {"50,257", "1,024", "768", "12"} <= set(texts)
    assert f"{INFO.parameters.total:,}" in texts
    assert NOTE in texts


def test_figures_of_a_run_replace_the_old_ones(page: ModelPage, facts: ModelInfoViewModel) -> None:
    """While tokens stream the page changes its numbers, and does not build itself anew."""
    facts.set_info(INFO)
    built = page.widget()
    facts.set_context(212, 1024)
    facts.set_run(GenerationStats(200, 12, 0.062, 44.13))
    texts = _texts(page)
    assert "212 of 1,024 tokens" in texts
    assert "44.1 tokens/s" in texts
    assert page.widget() is built


def test_another_model_replaces_the_page(page: ModelPage, facts: ModelInfoViewModel) -> None:
    """Facts of two models on one page would both be wrong."""
    facts.set_info(INFO)
    facts.set_info(replace(INFO, name="other", notes=(), path=Path("/m/x.pth")))
    texts = _texts(page)
    assert "other" in texts
    assert NOTE not in texts


def test_checksum_is_elided_in_the_middle_and_copied_whole(
    page: ModelPage, facts: ModelInfoViewModel
) -> None:
    """64 digits do not fit; both ends are what people compare, all of it is what they paste."""
    facts.set_info(INFO)
    value = next(value for value in page.findChildren(LongValue) if value.text == SHA256)
    shown = value.findChild(QLabel).text()
    assert shown.startswith(SHA256[:4])
    assert shown.endswith(SHA256[-4:])
    assert "…" in shown
    value.copy()
    assert QGuiApplication.clipboard().text() == SHA256


def test_nothing_is_wider_than_the_panel(page: ModelPage, facts: ModelInfoViewModel) -> None:
    """A page cut off at its right edge cannot be scrolled to."""
    facts.set_info(INFO)
    assert page.widget().minimumSizeHint().width() <= 340


def _texts(page: ModelPage) -> list[str]:
    return [label.text() for label in page.widget().findChildren(QLabel)]


def test_page_is_scrolled_with_the_keyboard(
    page: ModelPage, facts: ModelInfoViewModel, qtbot: QtBot
) -> None:
    """Reached by Tab it shows a ring, so that one knows what the arrow keys will move."""
    facts.set_info(INFO)
    page.clearFocus()
    before = page.grab().toImage()
    page.activateWindow()
    page.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.hasFocus)
    assert page.grab().toImage() != before
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert page.verticalScrollBar().value() > 0

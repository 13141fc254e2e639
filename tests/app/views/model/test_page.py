"""What is loaded can be read, understood and copied whole."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import ThemeController
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.model.page import LongValue, ModelPage
from gptdesk.engine.shape import shape_of
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import FinishReason, GenerationEnd, GenerationStats, ModelInfo
from gptdesk.model.config import PUBLISHED_SIZES, GPTConfig
from gptdesk.precision import PRECISIONS
from tests.fakes import info_in

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NOTE = "The vocabulary was padded to 50,304 rows; the padding was cut."
CONFIG = PUBLISHED_SIZES["gpt2"]
INFO = ModelInfo(
    name="gpt2",
    path=Path("/models/a-folder-with-a-long-name/another-one/model.safetensors"),
    sha256=SHA256,
    file_format="Hugging Face GPT-2 safetensors",
    shape=shape_of(CONFIG),
    size_bytes=497_759_232,
    precision="exact",
    kernel="float32",
    error=None,
    device="cpu",
    device_reason="No CUDA device was found.",
    threads=2,
    template="plain",
    vocabulary=Vocabulary((b"a",)),
    notes=(NOTE,),
)


@pytest.fixture
def facts(qapp) -> ModelInfoViewModel:
    """No model is loaded."""
    return ModelInfoViewModel()


@pytest.fixture
def page(themes: ThemeController, qtbot: QtBot, facts: ModelInfoViewModel) -> ModelPage:
    """The page at the side panel's size."""
    page = ModelPage(facts)
    qtbot.addWidget(page)
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
    assert f"{INFO.shape.parameter_count:,}" in texts
    assert NOTE in texts


def test_figures_of_a_run_replace_the_old_ones(page: ModelPage, facts: ModelInfoViewModel) -> None:
    """While tokens stream the page changes its numbers, and does not build itself anew."""
    facts.set_info(INFO)
    built = page.facts
    facts.set_context(212, 1024)
    stats = GenerationStats(200, 12, 0.062, 44.13)
    facts.show_run(GenerationEnd(FinishReason.MAX_TOKENS, "", stats))
    texts = _texts(page)
    assert "212 of 1,024 tokens" in texts
    assert "44.1 tokens/s" in texts
    assert page.facts is built


def test_another_model_replaces_the_page(page: ModelPage, facts: ModelInfoViewModel) -> None:
    """Facts of two models on one page would both be wrong."""
    facts.set_info(INFO)
    facts.set_info(replace(INFO, name="other", notes=(), path=Path("/m/x.pth")))
    texts = _texts(page)
    assert "other" in texts
    assert NOTE not in texts


def test_checksum_is_elided_in_the_middle_and_copied_whole(
    page: ModelPage, facts: ModelInfoViewModel, qtbot: QtBot
) -> None:
    """64 digits do not fit; both ends are what people compare, all of it is what they paste."""
    facts.set_info(INFO)
    value = next(value for value in page.findChildren(LongValue) if value.text == SHA256)
    label = value.findChild(QLabel)
    qtbot.waitUntil(lambda: "…" in label.text())
    shown = label.text()
    assert shown.startswith(SHA256[:4])
    assert shown.endswith(SHA256[-4:])
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
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    page.clearFocus()
    before = page.grab().toImage()
    page.activateWindow()
    page.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.hasFocus)
    assert page.grab().toImage() != before
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert page.verticalScrollBar().value() > 0


def _has_focus(page: ModelPage, precision: str) -> bool:
    return QApplication.focusWidget() is page.precision.buttons[precision]


def test_precision_is_chosen_by_a_click(
    page: ModelPage, facts: ModelInfoViewModel, qtbot: QtBot
) -> None:
    """At once on the screen, once for whoever opens models."""
    facts.set_info(info_in("exact"))
    assert page.precision.buttons.keys() == set(PRECISIONS)
    chosen: list[str] = []
    page.precision.chosen.connect(chosen.append)
    with qtbot.waitSignal(page.precision.chosen):
        qtbot.mouseClick(page.precision.buttons["balanced"], Qt.MouseButton.LeftButton)
        assert page.precision.buttons["balanced"].isChecked()
        assert not page.precision.buttons["exact"].isChecked()
        facts.set_context(3, 512)  # a token in the meantime takes nothing back
        assert page.precision.buttons["balanced"].isChecked()
    assert chosen == ["balanced"]


def test_no_error_stands_under_another_precision(
    page: ModelPage, facts: ModelInfoViewModel, qtbot: QtBot
) -> None:
    """From the click on: the error measured before is not the one of what is chosen now."""
    facts.set_precision("balanced")
    facts.set_info(info_in("balanced"))
    buttons, line = page.precision.buttons, page.precision.line
    measured = line.text()
    assert measured.startswith("Error: ")
    qtbot.mouseClick(buttons["fast"], Qt.MouseButton.LeftButton)
    assert line.text() == ""
    qtbot.mouseClick(buttons["balanced"], Qt.MouseButton.LeftButton)
    assert line.text() == measured
    with qtbot.waitSignal(page.precision.chosen):
        qtbot.mouseClick(buttons["fast"], Qt.MouseButton.LeftButton)
    facts.set_precision("fast")
    assert line.text() == "The model is being opened again…"


def test_precision_is_chosen_with_the_keyboard(
    page: ModelPage, facts: ModelInfoViewModel, qtbot: QtBot
) -> None:
    """Tab reaches what is chosen; the arrows move on, and no model is opened on the way."""
    facts.set_info(info_in("exact"))
    page.activateWindow()
    page.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.hasFocus)
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    assert page.device.list.hasFocus()
    qtbot.keyClick(page.device.list, Qt.Key.Key_Tab)
    assert _has_focus(page, "exact")
    chosen: list[str] = []
    page.precision.chosen.connect(chosen.append)
    with qtbot.waitSignal(page.precision.chosen):
        qtbot.keyClick(page.precision.buttons["exact"], Qt.Key.Key_Right)
        assert _has_focus(page, "balanced")
        qtbot.keyClick(page.precision.buttons["balanced"], Qt.Key.Key_Right)
    assert _has_focus(page, "fast")
    assert chosen == ["fast"]
    facts.set_precision("fast")
    facts.set_info(info_in("fast"))
    assert _has_focus(page, "fast"), "the new facts take the keyboard away from nobody"
    qtbot.keyClick(page.precision.buttons["fast"], Qt.Key.Key_Tab)
    assert not any(_has_focus(page, precision) for precision in PRECISIONS)


def test_a_refused_precision_is_taken_back(page: ModelPage, facts: ModelInfoViewModel) -> None:
    """What is shown is what computes."""
    facts.set_info(info_in("exact"))
    facts.set_precision("fast")
    assert page.precision.buttons["fast"].isChecked()
    facts.set_precision("exact")
    assert page.precision.buttons["exact"].isChecked()
    assert page.precision.line.text() == "The reference: no error."


def test_precision_is_read_out(page: ModelPage) -> None:
    """A screen reader says what the group is, which of three, and what it means."""
    assert page.precision.group.accessibleName() == "Precision"
    for button in page.precision.buttons.values():
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface.role() == QAccessible.Role.RadioButton
        assert interface.text(QAccessible.Text.Name) == button.text()
        assert interface.text(QAccessible.Text.Description) == button.toolTip()
        assert button.toolTip().endswith(".")
    assert page.precision.buttons["exact"].isChecked(), "shown before any model is open"


def test_no_sentence_about_the_precision_moves_the_page(
    page: ModelPage, facts: ModelInfoViewModel, qtbot: QtBot
) -> None:
    """The figures below are being read while the model is opened again."""
    tops = set()
    for precision in (*PRECISIONS, *PRECISIONS):
        if precision != facts.precision:
            facts.set_precision(precision)  # on its way
            page.widget().layout().activate()
            tops.add(page.facts.y())
        facts.set_info(info_in(precision))
        page.widget().layout().activate()
        tops.add(page.facts.y())
    assert len(tops) == 1
    label = page.precision.line
    assert label.heightForWidth(label.width()) <= label.height()

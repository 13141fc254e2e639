"""Every number can be dragged, typed, reset and understood."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import TARGET, ThemeController
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.views.sampling.panel import SamplingPanel
from gptdesk.app.views.sampling.settings_choice import SettingsChoice
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.storage.settings import BOUNDS

NAMES = ("temperature", "top_k", "top_p", "min_p", "penalty", "length")


@pytest.fixture
def sampling(qapp: QApplication) -> SamplingViewModel:
    """The settings of a fresh installation."""
    return SamplingViewModel()


@pytest.fixture
def panel(themes: ThemeController, qtbot: QtBot, sampling: SamplingViewModel) -> SamplingPanel:
    """The controls, as wide as the side panel has them."""
    panel = SamplingPanel(sampling)
    qtbot.addWidget(panel)
    panel.resize(336, 180)
    panel.show()
    return panel


def test_settings_are_shown(panel: SamplingPanel, sampling: SamplingViewModel) -> None:
    """What is on the screen is what the next answer uses, wherever it was changed."""
    sampling.set_settings(SamplingSettings(1.25, 40, 0.9, 0.05, 1.1))
    sampling.set_max_new_tokens(99)
    fields = (getattr(panel, name).field.text() for name in NAMES)
    assert list(fields) == ["1.25", "40", "0.90", "0.05", "1.10", "99"]


def test_typed_number_is_used(
    panel: SamplingPanel, sampling: SamplingViewModel, qtbot: QtBot
) -> None:
    """Typing takes effect at once, and nobody rewrites the text under the cursor."""
    field = panel.temperature.field
    field.selectAll()
    qtbot.keyClicks(field, "1.5")
    assert sampling.settings.temperature == 1.5
    assert field.text() == "1.5"


def test_comma_is_a_point(panel: SamplingPanel, sampling: SamplingViewModel, qtbot: QtBot) -> None:
    """Half of the world types 0,65; 065 would be another number."""
    field = panel.top_p.field
    field.selectAll()
    qtbot.keyClicks(field, "0,65")
    assert sampling.settings.top_p == 0.65


def test_slider_and_field_agree(
    panel: SamplingPanel, sampling: SamplingViewModel, qtbot: QtBot
) -> None:
    """Two controls of one number must never show two numbers."""
    panel.top_k.slider.setValue(50)
    assert sampling.settings.top_k == 50
    assert panel.top_k.field.text() == "50"
    panel.top_k.field.setValue(5000)  # beyond the slider
    assert sampling.settings.top_k == 5000
    assert panel.top_k.slider.value() == panel.top_k.slider.maximum()


def test_exact_value_survives_being_shown(
    panel: SamplingPanel, sampling: SamplingViewModel
) -> None:
    """Settings from a file with more digits than the field shows are not rounded by looking."""
    sampling.set_temperature(0.123456)
    assert sampling.settings.temperature == 0.123456
    sampling.set_top_k(7)
    assert sampling.settings.temperature == 0.123456


@pytest.mark.parametrize("name", NAMES)
def test_double_click_and_del_reset(panel: SamplingPanel, qtbot: QtBot, name: str) -> None:
    """The neutral value is one gesture away, by mouse and by key."""
    field = getattr(panel, name)
    neutral = field._numbers.neutral
    for reset in (
        lambda: qtbot.mouseDClick(field.slider, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(field.slider, Qt.Key.Key_Delete),
    ):
        field.field.setValue(0.37 if name != "length" else 37)
        reset()
        assert field.value == neutral


def test_wheel_scrolls_the_panel_and_changes_nothing(
    panel: SamplingPanel, sampling: SamplingViewModel
) -> None:
    """Whoever scrolls the panel must not change the temperature on the way."""
    sampling.set_seed(7)
    panel.fixed_seed.setFocus()
    for part in (panel.temperature.slider, panel.temperature.field, panel.seed):
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(part, event)
    assert sampling.settings.temperature == 0.8
    assert sampling.seed == 7


def test_seed_is_new_or_fixed(
    panel: SamplingPanel, sampling: SamplingViewModel, qtbot: QtBot
) -> None:
    """A fixed seed repeats an answer; without one the field says why it is empty."""
    assert not panel.seed.isEnabled()
    assert panel.seed.text() == "new dice every time"
    panel.fixed_seed.click()
    assert sampling.seed == panel.seed.value() >= 0
    assert panel.seed.isEnabled()
    panel.seed.selectAll()
    qtbot.keyClicks(panel.seed, "0")
    assert sampling.seed == 0
    assert panel.seed.text() == "0"
    panel.fixed_seed.click()
    assert sampling.seed is None


def test_dice_fix_another_seed(panel: SamplingPanel, sampling: SamplingViewModel) -> None:
    """The dice button throws once, and keeps what it threw."""
    seeds = set()
    for _ in range(5):
        panel.dice.click()
        seeds.add(sampling.seed)
    assert None not in seeds
    assert len(seeds) > 1  # five equal throws of a million: one chance in 1e24
    assert panel.fixed_seed.isChecked()


def test_every_control_explains_itself(panel: SamplingPanel) -> None:
    """Top-p is jargon: one sentence stands in the tooltip and for the screen reader."""
    parts = [panel.seed, panel.fixed_seed, panel.dice]
    for name in NAMES:
        parts += [getattr(panel, name).slider, getattr(panel, name).field]
    for part in parts:
        assert part.accessibleDescription().endswith(".")
        assert part.accessibleName() or part.text()


def test_targets_are_large_enough_and_nothing_is_cut(panel: SamplingPanel) -> None:
    """24 pixels can be hit; and the widest number fits into its field."""
    parts = [panel.seed, panel.dice]
    for name in NAMES:
        parts += [getattr(panel, name).slider, getattr(panel, name).field]
    assert all(part.height() >= TARGET for part in parts)
    for name in NAMES:
        field = getattr(panel, name).field
        label = getattr(panel, name).label
        assert label.width() >= label.sizeHint().width()
        for value in (field.minimum(), 12.345, 0.0125, min(field.maximum(), 50257)):
            field.setValue(value)
            edit = field.lineEdit()
            assert edit.fontMetrics().horizontalAdvance(field.text()) <= edit.width() - 12


def test_keys_walk_through_the_controls_in_order(panel: SamplingPanel, qtbot: QtBot) -> None:
    """Tab goes slider, field, next slider: the order in which it is read."""
    panel.temperature.slider.setFocus()
    order = []
    for _ in range(4):
        order.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    wanted = [panel.temperature.slider, panel.temperature.field]
    assert order == [*wanted, panel.top_k.slider, panel.top_k.field]


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("temperature", "temperature"),
        ("top_k", "top_k"),
        ("top_p", "top_p"),
        ("min_p", "min_p"),
        ("penalty", "repetition_penalty"),
        ("length", "max_new_tokens"),
    ],
)
def test_what_the_settings_file_may_say_can_be_shown(
    panel: SamplingPanel, name: str, setting: str
) -> None:
    """A field that shows 1,000 while a million is in force lies."""
    field = getattr(panel, name).field
    assert (field.minimum(), field.maximum()) == BOUNDS[setting]


def test_both_words_of_the_choice_are_whole(qtbot: QtBot, themes: ThemeController) -> None:
    """Half of the control was too little for “Settings now” in a large zoom."""
    choice = SettingsChoice()
    qtbot.addWidget(choice)
    choice.show()
    for zoom in (100, 200):
        themes.set_zoom(zoom)
        choice.resize(choice.sizeHint())
        choice.layout().activate()
        for button in (choice.then, choice.now):
            assert button.width() >= button.sizeHint().width(), (zoom, button.text())

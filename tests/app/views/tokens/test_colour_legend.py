"""The legend names the scale, and what is chosen in it is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.analysis.colour_scale import Scale
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.theme import ThemeController
from gptdesk.app.views.tokens.colour_legend import ColourLegend


@pytest.fixture
def legend(qtbot: QtBot) -> ColourLegend:
    legend = ColourLegend()
    qtbot.addWidget(legend)
    legend.resize(720, 28)
    legend.show()
    return legend


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (Measure.NONE, ("not coloured",)),
        (Measure.PROBABILITY, ("100 %", "0 %")),
        (Measure.RANK, ("1–10", "11–100", "101–1,000", "beyond")),
        (Measure.SURPRISAL, ("0 bits", "10 bits and more")),
        (Measure.ENTROPY, ("0 bits", "10 bits and more")),
    ],
)
def test_the_scale_says_its_ends_in_words_too(
    legend: ColourLegend, measure: Measure, words: tuple[str, ...]
) -> None:
    """Colours mean nothing without their scale, and nothing at all to who cannot see them."""
    legend.set_measure(measure)
    assert legend.choice.currentText() == (measure.value if measure.value != "none" else "nothing")
    assert all(word in legend.scale.accessibleName() for word in words)
    assert legend.edit_bands.isVisible() == (measure is Measure.RANK)


def test_a_measure_is_chosen_with_the_keyboard(legend: ColourLegend, qtbot: QtBot) -> None:
    """Showing a measure that came from elsewhere asks for nothing; choosing one does."""
    seen: list[Measure] = []
    legend.measure_chosen.connect(seen.append)
    legend.set_measure(Measure.PROBABILITY)
    assert seen == []
    qtbot.keyClick(legend.choice, Qt.Key.Key_Down)
    assert seen == [Measure.RANK]


def test_bands_must_ascend(legend: ColourLegend, qtbot: QtBot) -> None:
    """While the first edge is above the second nothing is coloured by nonsense."""
    seen: list[Bands] = []
    legend.bands_chosen.connect(seen.append)
    legend.edges[0].setValue(500)
    legend.edges[0].editingFinished.emit()
    assert seen == []
    legend.edges[1].setValue(600)
    legend.edges[1].editingFinished.emit()
    assert seen == [Bands((500, 600, 1_000))]
    legend.set_bands(seen[0])
    legend.set_measure(Measure.RANK)
    assert "501–600" in legend.scale.accessibleName()


@pytest.mark.parametrize("zoom", [100, 200])
@pytest.mark.parametrize("measure", [Measure.RANK, Measure.SURPRISAL])
def test_the_scale_is_whole_at_a_large_zoom(
    legend: ColourLegend, themes: ThemeController, qtbot: QtBot, measure: Measure, zoom: int
) -> None:
    """A scale whose other end is cut says nothing: without room it stands in its own line."""
    legend.resize(620, 60)
    legend.set_measure(measure)
    themes.set_zoom(zoom)
    needed = legend.scale.needed_width()
    qtbot.waitUntil(lambda: legend.scale.width() >= min(needed, legend.width()))
    beside = legend.scale.y() < legend.choice.geometry().bottom()
    assert beside or zoom == 200


def test_the_hatch_is_said_as_on_a_page(legend: ColourLegend) -> None:
    """Where a server did not tell a figure, in words too, and no longer than it is seen."""
    hatch = (
        Scale(Measure.ENTROPY).legend(has_untold=True).removeprefix(Scale(Measure.ENTROPY).legend())
    )
    assert hatch == " Hatched: not told by the server."
    legend.set_measure(Measure.ENTROPY)
    for has_untold in (True, False):
        legend.set_untold(has_untold)
        for words in (legend.scale.accessibleName(), legend.scale.toolTip()):
            assert words.endswith(hatch) == has_untold

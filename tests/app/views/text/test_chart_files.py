"""The chart outside the window: a picture that can be printed, a drawing that can be edited."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QImage

from gptdesk.analysis.curves import curves_of, rank_bands
from gptdesk.analysis.figures import Bands
from gptdesk.app.theme import Theme, load_theme
from gptdesk.app.views.text.chart_files import SIZE, chart_png, chart_svg
from tests.app.viewmodels.answers import answer

CURVES = curves_of(answer())
BANDS = rank_bands(CURVES.points, Bands())


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp) -> Theme:
    return load_theme(request.param)


def test_the_picture_is_whole(theme: Theme) -> None:
    """Twice the pixels of the window, on the theme's ground, with bars in the theme's colour."""
    image = QImage.fromData(chart_png(CURVES, BANDS, theme))
    assert image.size() == SIZE * 2
    assert image.pixelColor(0, 0) == theme.color("window")
    middle = [image.pixelColor(x, 320) for x in range(0, image.width(), 3)]
    assert theme.color("bar") in middle or theme.color("bar_rest") in middle


def test_the_drawing_is_whole(theme: Theme) -> None:
    """It is XML, has its words as text, and a family that other computers have too."""
    drawing = chart_svg(CURVES, BANDS, theme).decode()
    root = ET.fromstring(drawing)
    assert root.tag.endswith("svg")
    assert root.attrib["viewBox"] == f"0 0 {SIZE.width()} {SIZE.height()}"
    texts = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))
    assert "Perplexity" in texts
    assert "perplexity so far" in texts
    assert "above 1,000" in texts
    families = re.findall(r'font-family="([^"]*)"', drawing)
    assert families
    assert all(family.endswith("sans-serif") for family in families)
    assert "http" not in re.sub(r'xmlns[:\w]*="[^"]*"', "", drawing)


def test_a_drawing_of_no_text(theme: Theme) -> None:
    """Nothing to draw is no reason to fail."""
    empty = type(CURVES)()
    assert chart_png(empty, rank_bands((), Bands()), theme)
    assert chart_svg(empty, rank_bands((), Bands()), theme)

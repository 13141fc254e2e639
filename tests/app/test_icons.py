"""Icons exist, carry the theme's colour and are sharp on every screen."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gptdesk.app import icons
from gptdesk.app.icons import ICON_NAMES, icon, icon_pixmap
from gptdesk.app.theme import load_theme
from gptdesk.errors import GPTDeskError
from gptdesk.resources import resource_path


@pytest.mark.parametrize("name", ICON_NAMES)
def test_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    """An empty or black icon is invisible in one of the two themes."""
    for theme in (load_theme("light"), load_theme("dark")):
        color = theme.color("accent")
        image = icon_pixmap(name, color, 20, 2.0).toImage()
        pixels = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
        solid = [pixel for pixel in pixels if pixel.alpha() == 255]
        assert solid, "nothing was drawn"
        assert all(pixel.rgb() == color.rgb() for pixel in solid)
        edge = [image.pixelColor(x, y).alpha() for x in range(40) for y in (0, 39)]
        assert not any(edge), "the drawing is cut off"


@pytest.mark.parametrize("name", ICON_NAMES)
def test_drawings_are_one_set(name: str) -> None:
    """One grid, one stroke, no colour of its own: or the window looks patched together."""
    drawing = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 20 20"' in drawing
    assert 'stroke-width="1.5"' in drawing
    assert not re.search(r"#[0-9A-Fa-f]{3}", drawing)


def test_every_drawing_is_listed() -> None:
    """A drawing that no name leads to is dead weight in the wheel."""
    drawings = {path.stem for path in resource_path("icons").glob("*.svg")}
    assert drawings == {*ICON_NAMES, "gptdesk"}


def test_icon_is_sharp_at_every_scale(qapp: QApplication) -> None:
    """At 150 % and 200 % the icon has as many pixels as the screen, not a scaled-up 20."""
    result = icon("send")
    for ratio in (1.0, 1.5, 2.0):
        pixmap = result.pixmap(QSize(20, 20), ratio)
        assert pixmap.width() == round(20 * ratio)


def test_disabled_icon_is_paler(qapp: QApplication) -> None:
    """A disabled button must look disabled."""
    result = icon("stop")
    normal = result.pixmap(QSize(20, 20), 1.0, QIcon.Mode.Normal).toImage().pixelColor(10, 10)
    disabled = result.pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage().pixelColor(10, 10)
    assert disabled.lightness() > normal.lightness()


def test_missing_icon_is_one_sentence(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    """A broken installation says so, with the file, instead of a traceback."""
    monkeypatch.setattr(icons, "resource_path", lambda relative: tmp_path / relative)
    with pytest.raises(GPTDeskError, match=r"send\.svg: .* Install GPTDesk again"):
        icon("send")

"""The window's icons: one SVG set of our own, tinted with a colour of the theme.

Owns `resources/icons/`; must not know which view shows what. Every drawing stands on a grid of
20 px with strokes of 1.5 px in `currentColor`; only the program's own icon has colours.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gptdesk.app.painting import painter_on
from gptdesk.app.theme import Theme
from gptdesk.errors import GPTDeskError
from gptdesk.resources import resource_path

ICON_NAMES = (
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "close",
    "compare",
    "continue",
    "copy",
    "dice",
    "edit",
    "info",
    "model",
    "more",
    "new-chat",
    "open",
    "panel",
    "pin",
    "regenerate",
    "search",
    "send",
    "settings",
    "sidebar",
    "step",
    "stop",
    "warning",
)
_SIZES = (16, 20)
# One drawing per scale that screens are used at, so that no edge is blurred by scaling.
_RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
_APP_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)


def icon(name: str, theme: Theme, tint: str = "text_muted") -> QIcon:
    """Return an icon in a colour of the theme, with a paler form for disabled buttons.

    Args:
        name: one of `ICON_NAMES`.
        theme: whose colours are used; ask again when the theme changes.
        tint: colour name of the enabled icon.

    Raises:
        GPTDeskError: the drawing is missing or damaged.
    """
    drawing = _read(name)
    result = QIcon()
    for mode, color in (
        (QIcon.Mode.Normal, theme.color(tint)),
        (QIcon.Mode.Disabled, theme.color("text_disabled")),
    ):
        renderer = _renderer(name, drawing, color)
        for size in _SIZES:
            for ratio in _RATIOS:
                result.addPixmap(_pixmap(renderer, size, ratio), mode)
    return result


def icon_pixmap(name: str, color: QColor, size: int, ratio: float) -> QPixmap:
    """Return one drawing for a view that paints it itself.

    Args:
        name: one of `ICON_NAMES`.
        color: of the strokes.
        size: edge in device-independent pixels.
        ratio: of the device, `widget.devicePixelRatioF()`.

    Raises:
        GPTDeskError: the drawing is missing or damaged.
    """
    return _pixmap(_renderer(name, _read(name), color), size, ratio)


def app_icon() -> QIcon:
    """Return the program's icon in the sizes that task bars and title bars ask for.

    Raises:
        GPTDeskError: the drawing is missing or damaged.
    """
    renderer = _renderer("gptdesk", _read("gptdesk"), QColor())
    result = QIcon()
    for size in _APP_ICON_SIZES:
        result.addPixmap(_pixmap(renderer, size, 1.0))
    return result


def _read(name: str) -> str:
    path = resource_path(f"icons/{name}.svg")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise GPTDeskError(f"{path}: an icon cannot be read. Install GPTDesk again.") from exc


def _renderer(name: str, drawing: str, color: QColor) -> QSvgRenderer:
    tinted = drawing.replace("currentColor", color.name())
    renderer = QSvgRenderer(QByteArray(tinted.encode()))
    if not renderer.isValid():
        path = resource_path(f"icons/{name}.svg")
        raise GPTDeskError(f"{path}: an icon cannot be drawn. Install GPTDesk again.")
    return renderer


def _pixmap(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    edge = round(size * ratio)
    pixmap = QPixmap(edge, edge)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painter_on(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, edge, edge))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

"""The window's icons: one SVG set of our own, tinted with a colour of the theme when painted.

Owns `resources/icons/`; must not know which view shows what. Every drawing stands on a grid of
20 px with strokes of 1.5 px in `currentColor`; only the program's own icon has colours.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gptdesk.app.painting import painter_on
from gptdesk.app.theme import current_theme
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


def icon(name: str, tint: str = "text_muted") -> QIcon:
    """Return an icon in a colour of the theme, whichever that is when the icon is painted.

    Args:
        name: one of `ICON_NAMES`.
        tint: colour name of the enabled icon; a disabled one is paler.

    Raises:
        GPTDeskError: the drawing is missing or damaged.
    """
    return QIcon(_TintedIcon(name, tint))


class _TintedIcon(QIconEngine):
    """Renders a drawing in the theme's colours, at the size and scale asked for."""

    # Qt owns and deletes the copy of an icon; PySide deletes what `clone` returned as well, unless
    # something else holds it. Icons are copied when one is changed, which nobody here does.
    _copies: ClassVar[list[QIconEngine]] = []

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        # What is wrong with a drawing or a tint is reported now: a painter could not.
        self._name, self._tint, self._drawing = name, tint, _drawing(name)
        current_theme().color(tint)
        self._pixmaps: dict[tuple[str, int, float], QPixmap] = {}

    def clone(self) -> QIconEngine:
        copy = _TintedIcon(self._name, self._tint)
        self._copies.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802  Qt calls it
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        token = "text_disabled" if mode == QIcon.Mode.Disabled else self._tint
        color = current_theme().colours[token]
        edge = min(size.width(), size.height())
        key = (color, edge, scale)
        if key not in self._pixmaps:
            renderer = _renderer(self._drawing, QColor(color))
            self._pixmaps[key] = _pixmap(renderer, edge, scale)
        return self._pixmaps[key]


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
    return _pixmap(_renderer(_drawing(name), color), size, ratio)


def _drawing(name: str) -> str:
    return _checked(resource_path(f"icons/{name}.svg"))


@functools.cache  # a window has some of them several times
def _checked(path: Path) -> str:
    try:
        drawing = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise GPTDeskError(
            "{file}: an icon cannot be read. Install GPTDesk again.", file=path
        ) from exc
    if not _renderer(drawing, QColor()).isValid():
        raise GPTDeskError("{file}: an icon cannot be drawn. Install GPTDesk again.", file=path)
    return drawing


def _renderer(drawing: str, color: QColor) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", color.name()).encode()))


def _pixmap(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    edge = round(size * ratio)
    pixmap = QPixmap(edge, edge)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painter_on(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, edge, edge))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

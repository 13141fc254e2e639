"""The exports of the attention page: row, map and heads as CSV, the picture as PNG.

Owns the columns and the layout of the picture; the line of origin is handed in and is in each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from gptdesk.app.painting import painter_on
from gptdesk.app.theme import SPACE_2, SPACE_4, current_theme
from gptdesk.app.viewmodels.inside.attention import ReadPlace
from gptdesk.app.views.inside.attention.head_map import HeadMap
from gptdesk.app.views.inside.attention.heat import heat_image, paint_future
from gptdesk.app.views.text.chart_files import png_of
from gptdesk.engine.inside.values import AttentionMap, HeadPattern, Patterns, floats
from gptdesk.formats.csv_text import labels_csv

_MAP_SIDE, _THUMB = 1024, 64


def row_csv(origin: str, tokens: tuple[str, ...], row: Iterable[ReadPlace]) -> bytes:
    """Return the row of a head: every place with its numbers in full."""
    header = ("place", "token", "score", "scaled", "allowed", "weight", "value length")
    lines = (
        (
            one.place,
            tokens[one.place - 1],
            one.score,
            one.scaled,
            int(one.is_allowed),
            one.weight,
            one.value_length,
        )
        for one in row
    )
    return labels_csv(((origin,), header, *lines)).encode()


def map_csv(origin: str, tokens: tuple[str, ...], attention: AttentionMap) -> bytes:
    """Return all weights of a head, a line for each place that reads; not allowed is empty."""
    side, first = attention.side, attention.first_place
    weights, scaled = floats(attention.weights), floats(attention.scaled)

    def lines() -> Iterator[Iterable[object]]:
        yield (origin,)
        yield ("place", "token", *range(first, first + side))
        for i in range(side):
            cells = range(i * side, (i + 1) * side)
            row = (None if math.isnan(scaled[at]) else weights[at] for at in cells)
            yield (first + i, tokens[first + i - 1], *row)

    return labels_csv(lines()).encode()


def heads_csv(
    origin: str,
    patterns: Mapping[tuple[int, int], Patterns],
    states: Mapping[tuple[int, int], str],
) -> bytes:
    """Return the patterns of all heads in full; one that no place can follow is empty.

    `states` tells of the heads that are changed how they are.
    """
    header = ("block", "head", "previous", "first", "same token", "induction", "state")
    lines = ((*key, *shares, states.get(key, "")) for key, shares in sorted(patterns.items()))
    return labels_csv(((origin,), header, *lines)).encode()


def map_png(title: str, origin: str, view: HeadMap) -> bytes:
    """Return the map of a head as a picture, with its title and its line of origin."""
    image, area = _page(title, origin, _MAP_SIDE, _MAP_SIDE)
    with painter_on(image) as painter:
        painter.setClipRect(area)
        view.paint_picture(painter, QRectF(area), QRectF(area))
    return png_of(image)


def heads_png(
    title: str,
    origin: str,
    heads: Mapping[tuple[int, int], HeadPattern],
    off: frozenset[tuple[int, int]],
) -> bytes:
    """Return the small pictures of all heads as one, with its title and its line of origin."""
    theme, step = current_theme(), _THUMB + SPACE_2
    blocks, columns = (max((key[place] for key in heads), default=1) for place in (0, 1))
    image, area = _page(title, origin, (columns + 1) * step, (blocks + 1) * step)
    with painter_on(image) as painter:
        painter.setFont(theme.font("ui"))
        painter.setPen(theme.color("text_muted"))
        for numbers, is_across in ((range(1, columns + 1), True), (range(1, blocks + 1), False)):
            for number in numbers:
                x, y = (number, 0) if is_across else (0, number)
                _number(painter, area, x * step, y * step, str(number))
        for (block, head), one in heads.items():
            place = QRectF(area.left() + head * step, area.top() + block * step, _THUMB, _THUMB)
            painter.drawImage(place, heat_image(one.picture, one.side, theme))
            paint_future(painter, place, one.side, theme)
            if (block, head) in off:
                painter.setPen(theme.color("text"))
                painter.drawLine(place.topLeft(), place.bottomRight())
                painter.drawLine(place.topRight(), place.bottomLeft())
    return png_of(image)


def _number(painter: QPainter, area: QRect, x: int, y: int, number: str) -> None:
    place = QRect(area.left() + x, area.top() + y, _THUMB, _THUMB)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, number)


def _page(title: str, origin: str, width: int, height: int) -> tuple[QImage, QRect]:
    """Return a page with title, scale and origin, and the area that is left for the picture."""
    theme = current_theme()
    font = theme.font("ui")
    metrics = QFontMetrics(font)
    line = metrics.height() + SPACE_2
    scale = _tr("colour: square root of the weight, 0 to 100 %; hatched: not allowed")
    texts = (title, scale, origin)
    width = max(width, *map(metrics.horizontalAdvance, texts))
    image = QImage(width + 2 * SPACE_4, height + 3 * line + 2 * SPACE_4, QImage.Format.Format_RGB32)
    image.fill(theme.color("window"))
    tops = (SPACE_4, SPACE_4 + line + height, SPACE_4 + 2 * line + height)
    with painter_on(image) as painter:
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        for text, top in zip(texts, tops, strict=True):
            place = QRect(SPACE_4, top, width, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
    return image, QRect(SPACE_4, SPACE_4 + line, width, height)


def _tr(text: str) -> str:
    return QCoreApplication.translate("AttentionExports", text)

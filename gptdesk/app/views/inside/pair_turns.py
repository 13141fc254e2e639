"""The pairs of a query's and a key's numbers as the turn that they are: a dial for each pair.

Owns how a turn is drawn. All its numbers stand in the vectors beside it, where keys reach them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.tokens.formula import number_text

_NAME_WIDTH = 148  # as beside the vectors
_DIAL = 30  # at most, without the gap
_LEAST_DIAL = 14


@dataclass(frozen=True, slots=True)
class Turn:
    """A vector whose halves make pairs, before and after its turn.

    Attributes:
        name: what the user reads.
        before, after: D numbers; i and i + D / 2 are a pair.
    """

    name: str
    before: Sequence[float]
    after: Sequence[float]


class PairTurns(QWidget):
    """A line of dials for each vector, before in grey and after in the accent.

    A hand is as long as the root of its pair's share of the longest pair.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._angles: Sequence[float] = ()
        self._turns: tuple[Turn, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Pairs of numbers, turned by the place"))

    @property
    def pairs(self) -> int:
        """How many pairs each vector has."""
        return len(self._angles)

    def show_turns(self, angles: Sequence[float], turns: tuple[Turn, ...]) -> None:
        """Show other vectors; their pairs are turned by `angles`, in radians."""
        self._angles, self._turns = angles, turns
        largest = max(map(abs, angles), default=0.0)
        self.setAccessibleDescription(
            self.tr("Pairs: {0}; the largest angle: {1} rad").format(
                len(angles), number_text(largest, 4)
            )
        )
        self.updateGeometry()
        self.update()

    def words_of(self, turn: int, pair: int) -> str:
        """Return a pair in words; both count from 0."""
        shown, half, angle = self._turns[turn], len(self._angles), self._angles[pair]
        before, after = (
            "({}, {})".format(*(number_text(one[i]) for i in (pair, pair + half)))
            for one in (shown.before, shown.after)
        )
        return self.tr(
            "{0} [{1}] and [{2}]: turned by {3} rad, {4}°; before {5}, after {6}"
        ).format(
            shown.name,
            pair + 1,
            pair + half + 1,
            number_text(angle, 4),
            number_text(math.degrees(angle) % 360, 3),
            before,
            after,
        )

    def dial(self, turn: int, pair: int) -> QRectF:
        """Return where a pair is drawn."""
        size, per_line = self._size()
        top = turn * self._height_of_one() + (pair // per_line) * (size + SPACE_1)
        return QRectF(self._left() + (pair % per_line) * (size + SPACE_1), top, size, size)

    # -- what Qt calls

    def sizeHint(self) -> QSize:
        """Take the height that all dials need at this width."""
        return QSize(400, len(self._turns) * self._height_of_one())

    def hasHeightForWidth(self) -> bool:
        """Break lines where there is no room."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that all dials need."""
        return len(self._turns) * self._height_of_one(width)

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self.updateGeometry()
            self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the pair under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event.pos()), self)
            return True
        return super().event(event)

    def _words_at(self, pos: QPoint) -> str:
        for turn in range(len(self._turns)):
            for pair in range(self.pairs):
                if self.dial(turn, pair).contains(QPointF(pos)):
                    return self.words_of(turn, pair)
        return ""

    def _left(self) -> int:
        return _NAME_WIDTH * zoom_of(self) // 100

    def _size(self, width: int | None = None) -> tuple[int, int]:
        """Return how large a dial is, and how many stand in a line."""
        room = max((self.width() if width is None else width) - self._left(), 1)
        most = _DIAL * zoom_of(self) // 100
        fitting = room // max(self.pairs, 1) - SPACE_1
        size = min(most, max(fitting, _LEAST_DIAL))
        return size, max(room // (size + SPACE_1), 1)

    def _height_of_one(self, width: int | None = None) -> int:
        size, per_line = self._size(width)
        return max(math.ceil(self.pairs / per_line), 1) * (size + SPACE_1) + SPACE_1

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Draw each pair as two hands."""
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        for number, turn in enumerate(self._turns):
            lengths = [math.hypot(*self._pair(turn.before, pair)) for pair in range(self.pairs)]
            largest = max(lengths, default=0.0) or 1.0
            name = QRectF(self.dial(number, 0)).adjusted(-self._left(), 0, 0, 0)
            name.setWidth(self._left() - SPACE_2)
            painter.setPen(theme.color("text"))
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, turn.name)
            for pair in range(self.pairs):
                rect = self.dial(number, pair).adjusted(1, 1, -1, -1)
                painter.setPen(QPen(theme.color("line_strong"), 1))
                painter.setBrush(theme.color("surface"))
                painter.drawEllipse(rect)
                share = math.sqrt(lengths[pair] / largest)  # else one long pair hides all others
                reach = rect.width() / 2 * share / (lengths[pair] or 1.0)
                for values, colour, wide in (
                    (turn.before, "text_muted", 1.0),
                    (turn.after, "accent", 2.0),
                ):
                    u, v = self._pair(values, pair)
                    painter.setPen(QPen(theme.color(colour), wide))
                    centre = rect.center()
                    painter.drawLine(centre, centre + QPointF(u * reach, -v * reach))

    def _pair(self, values: Sequence[float], pair: int) -> tuple[float, float]:
        return values[pair], values[pair + self.pairs]

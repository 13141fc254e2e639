"""The legend of the tokens' colours, in one line: what is measured, and which colour means what.

Owns choosing the measure, the scale with its ends, and the edges of the bands of ranks; what is
chosen is kept elsewhere.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from gptdesk.analysis.colour_scale import BANDS, MOST_BITS, SHADES, UNTOLD, with_untold
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.access.roles import hear_as
from gptdesk.app.icons import icon
from gptdesk.app.painting import painted
from gptdesk.app.phrases import listed
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    PADDING,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    Theme,
    column_width,
    current_theme,
    target_size,
)
from gptdesk.app.views.page.colours import TokenColours
from gptdesk.app.views.widgets.slider_field import show_plain
from gptdesk.chat.tokens import MOST_TOKENS

_MEASURES = tuple(Measure)
_RAMP_WIDTH = 128


class ColourLegend(QWidget):
    """The measure, as a choice, and its scale.

    Signals:
        measure_chosen(object): the `Measure` that the user wants.
        bands_chosen(object): the `Bands` that the user wants.
    """

    measure_chosen = Signal(object)
    bands_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, is_in_column: bool = True) -> None:
        """Stand in the transcript's column, or at the left of what it is in."""
        super().__init__(parent)
        self._is_in_column = is_in_column
        self._measure = Measure.NONE
        self._bands = Bands()
        self._build_choice()
        self.scale = _Scale(self)
        self._build_edges()
        self._lines, self._first, self._second = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        for line in (self._first, self._second):
            line.setSpacing(SPACE_2)
            self._lines.addLayout(line)
        self._first.addWidget(self._label)
        self._first.addWidget(self.choice)
        self._first.addStretch(1)
        self._show()

    def _build_choice(self) -> None:
        self._label = QLabel(self.tr("Colour by"), self)
        self._label.setProperty("kind", "muted")
        self._label.setProperty("font_kind", "ui_small")
        self.choice = QComboBox(self)
        self.choice.setProperty("font_kind", "ui_small")
        names = {
            Measure.NONE: self.tr("nothing"),
            Measure.PROBABILITY: self.tr("probability"),
            Measure.RANK: self.tr("rank"),
            Measure.SURPRISAL: self.tr("surprisal"),
            Measure.ENTROPY: self.tr("entropy"),
        }
        self._label.setBuddy(self.choice)  # the name of a choice, where readers take it from labels
        self.choice.addItems([names[measure] for measure in _MEASURES])
        self.choice.setAccessibleName(self.tr("Colour tokens by"))
        self.choice.setToolTip(
            self.tr("Tint every token of prompt and answer by what the model thought of it.")
        )
        self.choice.activated.connect(self._on_activated)

    def _build_edges(self) -> None:
        panel = QWidget(self)
        form = QFormLayout(panel)
        form.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        self.edges: list[QSpinBox] = []
        names = (self.tr("First band to"), self.tr("Second to"), self.tr("Third to"))
        for name in names:
            field = QSpinBox(panel)
            show_plain(field)
            field.setRange(1, MOST_TOKENS)
            field.setAccessibleName(self.tr("{0} rank").format(name))
            field.editingFinished.connect(self._on_edges_edited)
            form.addRow(name, field)
            self.edges.append(field)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(panel)
        menu.addAction(action)
        self.edit_bands = QToolButton(self)
        self.edit_bands.setIcon(icon("settings"))
        self.edit_bands.setAutoRaise(True)
        self.edit_bands.setProperty("kind", "icon")
        self.edit_bands.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.edit_bands.setMenu(menu)
        self.edit_bands.setAccessibleName(self.tr("Edges of the bands of ranks"))
        self.edit_bands.setToolTip(self.tr("Edges of the bands of ranks"))

    @Slot(object)
    def set_measure(self, measure: Measure) -> None:
        """Show another measure."""
        self._measure = measure
        self._show()

    @Slot(object)
    def set_bands(self, bands: Bands) -> None:
        """Show other edges of the bands of ranks."""
        self._bands = bands
        self._show()

    @Slot(bool)
    def set_untold(self, has_untold: bool) -> None:
        """Explain the look of tokens whose figure was not told, where there are some."""
        self.scale.set_untold(has_untold)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in the transcript's column, as the composer does; elsewhere at the left."""
        super().resizeEvent(event)
        self._fit_lines()

    def customEvent(self, event: QEvent) -> None:
        """Put the scale where it has room in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_lines()

    def _fit_lines(self) -> None:
        """Stand in the column; the scale is beside the choice, or below it where it has no room."""
        column = column_width(self) + 2 * PADDING
        side = max(0, self.width() - column) // 2 if self._is_in_column else 0
        self._lines.setContentsMargins(side, 0, side, 0)
        parts = (self._label, self.choice, self.edit_bands)
        beside = sum(part.sizeHint().width() + SPACE_2 for part in parts)
        room = min(self.width(), column) - beside
        needed = self.scale.needed_width()
        line = self._first if needed <= max(0, room) else self._second
        if line.indexOf(self.scale) < 0:
            for part in (self.scale, self.edit_bands):
                self._first.removeWidget(part)
                self._second.removeWidget(part)
            line.addWidget(self.scale, 1_000)
            line.addWidget(self.edit_bands)

    def _show(self) -> None:
        self.choice.setCurrentIndex(_MEASURES.index(self._measure))
        for field, edge in zip(self.edges, self._bands.edges, strict=True):
            field.setValue(edge)
        self.edit_bands.setVisible(self._measure is Measure.RANK)
        self.scale.show_measure(self._measure, self._bands)
        self._fit_lines()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.measure_chosen.emit(_MEASURES[index])

    @Slot()
    def _on_edges_edited(self) -> None:
        first, second, third = (field.value() for field in self.edges)
        try:
            bands = Bands((first, second, third))
        except ValueError:  # they do not ascend yet: the next field may mend it
            return
        if bands != self._bands:
            self.bands_chosen.emit(bands)


class _Scale(QWidget):
    """The colours from end to end, with what they stand for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        hear_as(_Scale, QAccessible.Role.Graphic)
        self._measure, self._bands = Measure.NONE, Bands()
        self._has_untold = False
        self.setProperty("font_kind", "ui_small")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_measure(self, measure: Measure, bands: Bands) -> None:
        """Show the colours of a measure."""
        self._measure, self._bands = measure, bands
        words = self._in_words()
        if self._has_untold and measure is not Measure.NONE:
            words = with_untold(words, QCoreApplication.translate)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def set_untold(self, has_untold: bool) -> None:
        """Show what is not told too, from the next measure on, or no more."""
        self._has_untold = has_untold

    def needed_width(self) -> int:
        """Return the width at which nothing of the scale is cut, pixels."""
        if self._measure is Measure.NONE:
            return 0
        self.ensurePolished()
        metrics = self.fontMetrics()
        boxed = [self.tr("not told")] * self._has_untold
        ramp = 0
        if self._measure is Measure.RANK:
            boxed += self._band_names()
        else:
            ramp = sum(map(metrics.horizontalAdvance, self._ends())) + _RAMP_WIDTH + 3 * SPACE_2
        return ramp + sum(metrics.horizontalAdvance(name) + 2 * SPACE_2 + SPACE_1 for name in boxed)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(2 * _RAMP_WIDTH, max(target_size(self), self.fontMetrics().height() + SPACE_2))

    def minimumSizeHint(self) -> QSize:
        """Give way in a narrow window."""
        return QSize(0, self.sizeHint().height())

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the scale."""
        if self._measure is Measure.NONE:
            return
        theme = current_theme()
        colours = TokenColours(theme, self._measure, self._bands)
        painter.setFont(self.font())
        is_rank = self._measure is Measure.RANK
        paint = self._paint_bands if is_rank else self._paint_ramp
        x = paint(painter, theme, colours)
        if self._has_untold:
            painter.setPen(theme.color("text"))
            self._paint_box(painter, colours, UNTOLD, self.tr("not told"), x)

    def _paint_ramp(self, painter: QPainter, theme: Theme, colours: TokenColours) -> float:
        least, most = self._ends()
        metrics = QFontMetricsF(self.font())
        painter.setPen(theme.color("text_muted"))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        width = metrics.horizontalAdvance(least)
        painter.drawText(QRectF(0, 0, width + 1, self.height()), flags, least)
        left = width + SPACE_2
        step_width = _RAMP_WIDTH / SHADES
        for step in range(SHADES):
            x = round(left + step * step_width)
            next_x = round(left + (step + 1) * step_width)
            self._paint_swatch(painter, colours, step, QRectF(x, 0, next_x - x, 0))
        right = left + _RAMP_WIDTH + SPACE_2
        painter.drawText(QRectF(right, 0, self.width() - right, self.height()), flags, most)
        return right + metrics.horizontalAdvance(most) + SPACE_2

    def _paint_bands(self, painter: QPainter, theme: Theme, colours: TokenColours) -> float:
        painter.setPen(theme.color("text"))
        x = 0.0
        for band, name in enumerate(self._band_names()):
            x = self._paint_box(painter, colours, band, name, x)
        return x

    def _paint_box(
        self, painter: QPainter, colours: TokenColours, step: int, name: str, x: float
    ) -> float:
        """Paint a step with its name on it; return where the next one begins."""
        width = QFontMetricsF(self.font()).horizontalAdvance(name) + 2 * SPACE_2
        box = QRectF(x, 0, width, self.height())
        self._paint_swatch(painter, colours, step, box)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
        return x + width + SPACE_1

    def _paint_swatch(
        self, painter: QPainter, colours: TokenColours, step: int, box: QRectF
    ) -> None:
        """Paint a step as it looks in the text: a tint and the line under it."""
        shade = colours.shade(step)
        height = QFontMetricsF(self.font()).height() + SPACE_1
        top = (self.height() - height) / 2
        painter.fillRect(QRectF(box.x(), top, box.width(), height - shade.weight), shade.tint)
        line = QRectF(box.x(), top + height - shade.weight, box.width(), shade.weight)
        painter.fillRect(line, shade.line)

    # -- words

    def _ends(self) -> tuple[str, str]:
        """Return what the ends of the ramp stand for."""
        if self._measure is Measure.PROBABILITY:
            return self.tr("100 %"), self.tr("0 %")
        return self.tr("0 bits"), self.tr("{0} bits and more").format(f"{MOST_BITS:.0f}")

    def _band_names(self) -> list[str]:
        edges = (0, *self._bands.edges)
        names = [f"{edges[band] + 1:,}–{edges[band + 1]:,}" for band in range(BANDS - 1)]
        return [*names, self.tr("beyond")]

    def _in_words(self) -> str:
        if self._measure is Measure.NONE:
            return self.tr("Tokens are not coloured.")
        if self._measure is Measure.RANK:
            names = listed(self._band_names())
            return self.tr(
                "Bands of ranks: {0}. The first has no colour; the others have heavier lines."
            ).format(names)
        least, most = self._ends()
        return self.tr(
            "From {0}, without colour, to {1}, with the strongest colour and the heaviest line."
        ).format(least, most)

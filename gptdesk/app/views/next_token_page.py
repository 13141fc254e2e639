"""The *Next token* page: the token just chosen, its alternatives, the settings that chose it.

Owns the page's order and its one scroll bar.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import SPACE_1, SPACE_2, TARGET, Theme
from gptdesk.app.viewmodels.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.sampling import SamplingViewModel
from gptdesk.app.viewmodels.token_rows import NextTokenSummary
from gptdesk.app.views.figures import percent_text
from gptdesk.app.views.sampling_panel import SamplingPanel
from gptdesk.app.views.token_bars import TokenBars

_UNKNOWN = "–"


class TokenChip(QWidget):
    """One token in the fixed font on a raised ground; elided when it is long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._theme: Theme | None = None
        self._font = QFont()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Chosen token"))

    @property
    def text(self) -> str:
        """The whole token."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show `text`."""
        self._text = text
        self.setAccessibleDescription(text)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        self._theme = theme
        self._font = theme.font("mono")
        self._font.setBold(True)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(96, max(TARGET, QFontMetrics(self._font).height() + SPACE_1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and token."""
        if self._theme is None or not self._text:
            return
        metrics = QFontMetrics(self._font)
        room = self.width() - 2 * SPACE_2
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface_raised"))
        chip = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * SPACE_2, self.height())
        painter.drawRoundedRect(chip, 4, 4)
        painter.setFont(self._font)
        painter.setPen(self._theme.color("accent"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


class TokenSummary(QWidget):
    """The chosen token with its figures, in columns that do not move."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = TokenChip(self)
        self._empty = QLabel(
            self.tr(
                "The 20 likeliest next tokens appear here with every token that the model writes."
            ),
            self,
        )
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._labels = {name: QLabel(self) for name in ("raw", "final", "rank", "entropy", "draw")}
        tips = {
            "raw": self.tr("Probability before the sampling settings (raw p)."),
            "final": self.tr("Probability after the sampling settings (final q)."),
            "rank": self.tr("Place in the raw distribution over the whole vocabulary."),
            "entropy": self.tr("Uncertainty of the raw distribution, in bits."),
            "draw": self.tr("The dice: the number from 0 to 1 that chose this token."),
        }
        for name, label in self._labels.items():
            label.setToolTip(tips[name])
            label.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(2)
        for column, stretch in enumerate((4, 5, 4)):
            grid.setColumnStretch(column, stretch)
        grid.addWidget(self.chip, 0, 0)
        grid.addWidget(self._labels["raw"], 0, 1)
        grid.addWidget(self._labels["final"], 0, 2)
        grid.addWidget(self._labels["rank"], 1, 0)
        grid.addWidget(self._labels["entropy"], 1, 1)
        grid.addWidget(self._labels["draw"], 1, 2)
        self.show_summary(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the sentence about what will be here take the whole place.

        It stands in no layout: a wrapped label there makes the scroll area give the page its
        preferred height, and scroll, where the least height would fit.
        """
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())

    def show_summary(self, summary: NextTokenSummary | None) -> None:
        """Show a token's figures, or what will be here."""
        is_known = summary is not None
        self._empty.setVisible(not is_known)
        for part in (self.chip, *self._labels.values()):
            part.setVisible(is_known)
        if summary is None:
            return
        draw = self.tr("greedy") if summary.draw is None else f"{summary.draw:.4f}"
        texts = {
            "raw": self.tr("raw {0}").format(percent_text(summary.raw_p)),
            "final": self.tr("final {0}").format(percent_text(summary.final_p)),
            "rank": self.tr("rank {0}").format(f"{summary.rank:,}"),
            "entropy": self.tr("entropy {0} bits").format(f"{summary.entropy_bits:.2f}"),
            "draw": self.tr("draw {0}").format(draw),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
        self.chip.set_text(summary.text)
        self.chip.setToolTip(
            self.tr("{0}\nid {1}, surprisal {2} bits, {3} tokens kept by the settings").format(
                summary.text,
                summary.token_id,
                f"{summary.surprisal_bits:.2f}",
                f"{summary.kept:,}",
            )
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        self.chip.apply_theme(theme)
        for name, label in self._labels.items():
            is_main = name in ("raw", "final")
            label.setFont(theme.font("ui" if is_main else "ui_small"))
            _set_color(label, theme, "text" if is_main else "text_muted")
        self._empty.setFont(theme.font("ui_small"))
        _set_color(self._empty, theme, "text_muted")
        # As high without a token as with one: nothing moves when the first one comes.
        small = QFontMetrics(theme.font("ui_small")).height()
        self.setFixedHeight(max(self.chip.sizeHint().height() + 2 + small, 2 * small))


class NextTokenPage(QScrollArea):
    """Summary, bars and sampling settings, in one column that scrolls as one."""

    def __init__(
        self,
        next_token: NextTokenViewModel,
        sampling: SamplingViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._next_token = next_token
        self.summary = TokenSummary()
        self.bars = TokenBars()
        self.sampling = SamplingPanel(sampling)
        self._line = QFrame()
        self._line.setProperty("kind", "line")
        self._line.setFixedHeight(1)
        self._build()
        next_token.changed.connect(self._on_changed)
        self._on_changed()

    def apply_theme(self, theme: Theme) -> None:
        """Take colours, fonts and icons from `theme`."""
        self.summary.apply_theme(theme)
        self.bars.apply_theme(theme)
        self.sampling.apply_theme(theme)

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(SPACE_1, SPACE_2, SPACE_1, SPACE_1)
        layout.setSpacing(0)
        # The bars keep their mark in the margin; everything else stands in from it.
        layout.addLayout(_indented(self.summary))
        layout.addSpacing(SPACE_1)
        layout.addWidget(self.bars, 1)
        layout.addSpacing(SPACE_1)
        layout.addLayout(_indented(self._line))
        layout.addSpacing(SPACE_1)
        layout.addLayout(_indented(self.sampling))
        layout.addStretch()
        self.setWidget(page)

    @Slot()
    def _on_changed(self) -> None:
        self.summary.show_summary(self._next_token.summary)
        self.bars.set_rows(self._next_token.rows)


def _indented(part: QWidget) -> QVBoxLayout:
    side = QVBoxLayout()
    side.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
    side.addWidget(part)
    return side


def _set_color(label: QLabel, theme: Theme, token: str) -> None:
    palette = label.palette()
    palette.setColor(label.foregroundRole(), theme.color(token))
    label.setPalette(palette)

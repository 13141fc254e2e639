"""One token and its figures, in columns that do not move.

Owns the words around the figures; the figures are the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gptdesk.analysis.figures import TokenFigures
from gptdesk.app.access.descriptions import describe
from gptdesk.app.access.roles import hear_as
from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    TARGET,
    current_theme,
    set_font,
    set_kind,
    zoom_of,
)
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.views.tokens.words import rank_of, why_no_figures
from gptdesk.app.views.widgets.figures import (
    UNKNOWN,
    bits_text,
    count_text,
    percent_text,
    point_text,
    share_text,
)
from gptdesk.sentences import numbered

_MAIN = ("raw", "final")  # the figures that stand above
_WIDEST_FIGURE = 108  # pixels; a narrow panel has room for two, and for the token


class TokenChip(QWidget):
    """One token in the fixed font on a raised ground; elided when it is long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_as(TokenChip, QAccessible.Role.Graphic)
        self._text = ""
        self._restyle()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Chosen token"))

    @property
    def text(self) -> str:
        """The whole token."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show `text`."""
        self._text = text
        describe(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(96, max(TARGET, QFontMetrics(self._font).height() + SPACE_1))

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()
            self.updateGeometry()

    def _restyle(self) -> None:
        self._font = current_theme().font("mono", zoom_of(self))
        self._font.setBold(True)

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint ground and token."""
        if not self._text:
            return
        theme, font = current_theme(), self._font
        metrics = QFontMetrics(font)
        room = self.width() - 2 * SPACE_2
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface_raised"))
        chip = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * SPACE_2, self.height())
        painter.drawRoundedRect(chip, 4, 4)
        painter.setFont(font)
        painter.setPen(theme.color("accent"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


class TokenSummary(QWidget):
    """The chosen token with its figures, in columns that do not move.

    Its parts stand in no layout of its own, so that another token is no reason to lay the panel out
    anew: with every part that comes or goes Qt does so up to the window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = QWidget(self)
        self.chip = TokenChip(self._token)
        self._empty = QLabel(self)
        self._empty.setProperty("kind", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._next = QLabel(self)
        self._next.setTextFormat(Qt.TextFormat.PlainText)
        self._next.setToolTip(
            self.tr(
                "What the model would write next, with the settings below: computed while you "
                "write, before a token is made. Send goes on from here."
            )
        )
        self._next_figures = QLabel(self)
        self._next_figures.setProperty("kind", "muted")
        names = "raw", "final", "rank", "entropy", "draw"
        self._labels = {name: QLabel(self._token) for name in names}
        tips = {
            "raw": self.tr("Probability before the sampling settings (raw p)."),
            "rank": self.tr("Place in the raw distribution over the whole vocabulary."),
        }
        for name, label in self._labels.items():
            label.setProperty("kind", "" if name in _MAIN else "muted")
            label.setToolTip(tips.get(name, ""))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(40)  # large figures must not widen the panel
        grid = self._grid = QGridLayout(self._token)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)  # the token has what the figures leave
        for row, names in enumerate((("raw", "final"), ("entropy", "draw"))):
            for column, name in enumerate(names):
                grid.addWidget(self._labels[name], row, column + 1)
        grid.addWidget(self.chip, 0, 0)
        grid.addWidget(self._labels["rank"], 1, 0)
        self._fit_to_zoom()
        self._next.hide()
        self._next_figures.hide()
        self._empty.setText(self._why_empty(None))
        self.show_token(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the token, or the sentence about what will be here, take the whole place.

        In a layout, a wrapped label would make the scroll area give the page its preferred height,
        and scroll, where the least height would fit.
        """
        super().resizeEvent(event)
        for part in (self._token, self._empty):
            part.setGeometry(self.rect())
        half = self._next.sizeHint().height()
        self._next.setGeometry(0, 0, self.width(), half)
        self._next_figures.setGeometry(0, half, self.width(), self.height() - half)

    def sizeHint(self) -> QSize:
        """Ask for the columns of a token's figures."""
        return self._grid.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Ask for their least width."""
        return self._grid.minimumSize()

    def show_place(self, next_token: NextTokenViewModel) -> None:
        """Show what is looked at: a token, or what could come after a text."""
        after, place = next_token.next_after, next_token.place
        pipeline = None if place is None or after is None else place.pipeline
        self._next.setVisible(after is not None)
        self._next_figures.setVisible(after is not None)
        if after is None:
            self.show_token(next_token.figures, next_token.text)
            self._empty.setText(self._why_empty(place))
            return
        self._token.hide()
        self._empty.hide()
        is_current = place is not None and place.is_next_current
        words = self.tr("Next after your text")
        if not after.is_typed:
            words = self.tr("Next after the text so far")
        self._next.setText(words if is_current else self.tr("{0} …").format(words))
        set_kind(self._next, "" if is_current else "muted")
        set_font(self._next, self._next_font())  # which the style sheet has taken
        figures = ""
        if pipeline is not None:
            figures = self.tr("entropy {0} bits · {1} of {2} tokens kept").format(
                bits_text(pipeline.entropy_bits),
                count_text(pipeline.kept),
                count_text(pipeline.vocab_size),
            )
        self._next_figures.setText(figures)

    def _why_empty(self, place: PipelineViewModel | None) -> str:
        message = None if place is None else place.message
        if place is not None and place.ref is not None and message and message.is_of_server:
            return why_no_figures(message, is_prompt=place.ref.is_prompt)
        return self.tr(
            "The 20 likeliest next tokens appear here with every token that the model writes."
        )

    def show_token(self, figures: TokenFigures | None, text: str = "") -> None:
        """Show a token's figures and its text, or what will be here."""
        is_known = figures is not None
        self._empty.setVisible(not is_known)
        self._token.setVisible(is_known)
        if figures is None:
            return
        texts = {
            "raw": self.tr("raw {0}").format(share_text(figures.raw_p)),
            "final": self.tr("final {0}").format(share_text(figures.final_p)),
            "rank": self.tr("rank {0}").format(rank_of(figures)),
            "entropy": self.tr("entropy {0} bits").format(bits_text(figures.entropy_bits)),
            "draw": self._draw_text(figures),
        }
        self._labels["draw"].setToolTip(
            self.tr("The server drew this token; it tells no dice.")
            if figures.is_told
            else self.tr("The dice: the number from 0 to 1 that chose this token.")
        )
        self._labels["final"].setToolTip(
            self.tr("The server applied the sampling settings; it tells what was before them.")
            if figures.is_told
            else self.tr("Probability after the sampling settings (final q).")
        )
        for name, words in texts.items():
            self._labels[name].setText(words)
        self._labels["entropy"].setToolTip(
            self.tr("Uncertainty of the raw distribution, in bits.")
            if figures.entropy_bits is not None
            else self.tr(
                "Uncertainty of the raw distribution, in bits. It is not known here: that needs the"
                " chances of all tokens."
            )
        )
        self.chip.set_text(text)
        self.chip.setToolTip(
            self.tr("{0}\nsurprisal {1} bits; a server drew it, by its own dice").format(
                text, bits_text(figures.surprisal_bits)
            )
            if figures.is_told
            else self.tr("{0}\nid {1}, surprisal {2} bits, {3} kept by the settings").format(
                text,
                figures.token_id,
                bits_text(figures.surprisal_bits),
                numbered(figures.kept, self.tr("1 token"), self.tr("{0} tokens"))
                if figures.kept is not None
                else UNKNOWN,
            )
        )

    def _draw_text(self, figures: TokenFigures) -> str:
        if figures.is_prompt:
            return self.tr("in the prompt")
        if figures.is_forced:
            return self.tr("put by you")
        if figures.is_told:
            return self.tr("by the server")
        if figures.is_greedy:
            return self.tr("draw {0}").format(self.tr("greedy"))
        draw = UNKNOWN if figures.draw is None else point_text(figures.draw)
        return self.tr("draw {0}").format(draw)

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _next_font(self) -> QFont:
        font = current_theme().font("ui", zoom_of(self))
        font.setBold(True)
        return font

    def _fit_to_zoom(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        main, small = theme.font("ui", zoom), theme.font("ui_small", zoom)
        for name, label in self._labels.items():
            set_font(label, main if name in _MAIN else small)
        figures = QFontMetrics(small)
        widest = (
            (self.tr("raw {0}"), self.tr("entropy {0} bits").format("10.00")),
            (self.tr("final {0}"), self.tr("draw {0}").format("0.0000")),
        )
        for column, (above, below) in enumerate(widest, start=1):
            shown = QFontMetrics(main).horizontalAdvance(above.format(percent_text(0.9999)))
            width = max(shown, figures.horizontalAdvance(below)) + SPACE_1
            self._grid.setColumnMinimumWidth(column, min(width, _WIDEST_FIGURE))
        for label in (self._empty, self._next_figures):
            set_font(label, small)
        set_font(self._next, self._next_font())
        # As high without a token as with one: nothing moves when the first one comes.
        line = figures.height()
        self.setFixedHeight(max(self.chip.sizeHint().height() + 2 + line, 2 * line))
        self.updateGeometry()

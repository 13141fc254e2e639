"""The *Next token* page: a token, its alternatives, the settings that choose among them.

Owns the page's order and its one scroll bar, and putting another token in the place of this one.
In a low window the list of alternatives scrolls, so that the settings stay in sight; where there is
no room for eight of them and the settings, the page does.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.obstacles import answer_is_written
from gptdesk.app.system.term import set_term
from gptdesk.app.theme import SPACE_1, SPACE_2
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.sampling.panel import SamplingPanel
from gptdesk.app.views.tokens.scrolled_bars import ScrolledBars
from gptdesk.app.views.tokens.summary import TokenSummary
from gptdesk.app.views.tokens.words import swap_words, why_no_rows
from gptdesk.app.views.widgets.steady import set_available


class NextTokenPage(QScrollArea):
    """Summary, bars and sampling settings, in one column that scrolls as one.

    Signals:
        swap_requested(object, object): a `TokenRef`, and a tuple of ids that the user wants there.
        swap_text_requested(object, str): the same with a text.
        send_requested(object): a tuple of ids that the user wants an answer to begin with.
    """

    swap_requested = Signal(object, object)
    swap_text_requested = Signal(object, str)
    send_requested = Signal(object)

    def __init__(
        self,
        next_token: NextTokenViewModel,
        sampling: SamplingViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
        *,
        guesses: GuessesViewModel | None = None,
    ) -> None:
        super().__init__(parent)
        self._next_token = next_token
        self._is_stale = True
        self._shown: tuple[object, ...] = ()  # the place on show
        self.summary = TokenSummary()
        self.list = ScrolledBars()
        self.bars = self.list.bars
        self.sampling = SamplingPanel(sampling)
        self._line = QFrame()
        self._line.setProperty("kind", "line")
        self._line.setFixedHeight(1)
        self._build_swap()
        self._build(talk, guesses)
        self._connect()
        self._on_changed()

    def _build_swap(self) -> None:
        self.swap_field = QLineEdit()
        self.swap_field.setProperty("font_kind", "ui_small")
        self.swap_field.setPlaceholderText(self.tr("Other text instead of this token…"))
        self.swap_field.setAccessibleName(self.tr("Other text instead of this token"))
        tip = self.tr("Enter: the answer branches here, with this text as its next tokens.")
        self.swap_field.setToolTip(tip)
        self.swap_field.setAccessibleDescription(tip)
        set_term("forced", self.swap_field)
        self.now_button = QPushButton(self.tr("Settings now"))
        self.now_button.setProperty("kind", "quiet")
        self.now_button.setProperty("font_kind", "ui_small")
        self.now_button.setCheckable(True)
        self.now_button.setAutoDefault(False)

    def _build(self, talk: TalkViewModel, guesses: GuessesViewModel | None) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chances = QWidget()
        upper = QVBoxLayout(chances)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(SPACE_1)
        # The bars keep their mark in the margin; everything else stands in from it.
        upper.addLayout(_indented(self.summary))
        upper.addWidget(self.list, 1)
        swap = QHBoxLayout()
        swap.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        swap.setSpacing(SPACE_1)
        swap.addWidget(self.swap_field, 1)
        swap.addWidget(self.now_button)
        upper.addLayout(swap)
        covered = GuessStack(chances, talk, then_focus=self.bars, guesses=guesses)
        self.cover, self.verdict = covered.cover, covered.verdict
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(SPACE_1, SPACE_2, SPACE_1, SPACE_1)
        layout.setSpacing(0)
        layout.addWidget(covered, 1)
        layout.addSpacing(SPACE_1)
        layout.addLayout(_indented(self._line))
        layout.addSpacing(SPACE_1)
        layout.addLayout(_indented(self.sampling))
        layout.addStretch()
        self.setWidget(page)
        self.bars.hover_in(self)
        page.installEventFilter(self)

    def _connect(self) -> None:
        self._next_token.changed.connect(self._on_changed)
        self.bars.token_activated.connect(self._on_token_activated)
        self.bars.row_reached.connect(self._on_row_reached)
        self.swap_field.returnPressed.connect(self._on_text_entered)
        place = self._next_token.place
        if place is not None:
            self.now_button.clicked.connect(place.set_settings_now)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody saw it."""
        super().showEvent(event)
        if self._is_stale:
            self._update()
        self._fit_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide another height."""
        super().resizeEvent(event)
        self._fit_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Divide the height anew when a part needs another one."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit_list()
        return super().eventFilter(watched, event)

    def _fit_list(self) -> None:
        """Let the list scroll if the page does not have to."""
        page = self.widget()
        layout = None if page is None else page.layout()
        if layout is None:
            return
        width, height = self.viewport().width(), layout.totalMinimumSize().height()
        if layout.hasHeightForWidth():
            height = layout.totalMinimumHeightForWidth(width)
        others = height - self.list.minimumSizeHint().height()
        self.list.set_scrolled(others + self.list.least_height <= self.viewport().height())

    @Slot()
    def _on_changed(self) -> None:
        self._is_stale = True
        if self.isVisible() or not self.bars.rows:
            self._update()

    def _update(self) -> None:
        self._is_stale = False
        self.summary.show_place(self._next_token)
        figures = self._next_token.figures
        why_none = "" if figures is None else why_no_rows(figures)
        self.bars.set_rows(self._next_token.rows, self._next_token.rank_count, why_none=why_none)
        place = self._next_token.place
        chosen = next((row for row in self.bars.rows if row.is_chosen), None)
        shown = (place and place.ref, chosen and chosen.token_id)
        if shown != self._shown:
            self._shown = shown
            self.list.begin_at(self.bars.first_row())
        can_swap = place is not None and place.can_swap
        self.bars.set_can_swap(can_swap, self._swap_words(place))
        can_type = can_swap and self._next_token.next_after is None
        set_available(self.swap_field, is_available=can_type)
        self._show_now_button(place)

    def _swap_words(self, place: PipelineViewModel | None) -> str:
        """Return what a click on a row does, or why it does nothing."""
        if place is not None and place.next_after is not None:
            if place.can_swap:
                return self.tr("Click, or Enter: send, and let the answer begin with this token.")
            return self.tr("The text is another one now; its chances are on their way.")
        if place is not None and place.can_swap and place.ref is not None:
            return swap_words(is_prompt=place.ref.is_prompt)
        if place is not None and place.is_running:
            return answer_is_written()
        return "" if place is None else place.problem

    def _show_now_button(self, place: PipelineViewModel | None) -> None:
        reason = self._why_not_now(place)
        now = self.tr("Chances with the settings as they are now, not those of its choice.")
        tip = reason or now
        self.now_button.setToolTip(tip)
        self.now_button.setAccessibleDescription(tip)
        can_show = place is not None and place.ref is not None and not reason
        set_available(self.now_button, is_available=can_show)
        is_now = place is not None and place.is_settings_now
        self.now_button.setChecked(can_show and is_now)

    def _why_not_now(self, place: PipelineViewModel | None) -> str:
        """Return why chances with the settings of now are no figures of the token, if so."""
        if place is not None and not place.can_inspect:
            return self.tr("This engine cannot tell the chances with other settings.")
        if place is not None and place.other_model:
            return self.tr(
                "This answer was written by {0}. What the model in use makes of it is on the"
                " Pipeline page."
            ).format(place.other_model)
        return ""

    @Slot(int)
    def _on_row_reached(self, index: int) -> None:
        self.bars.bring_into_sight(index, self)

    @Slot(int)
    def _on_token_activated(self, token_id: int) -> None:
        place = self._next_token.place
        if place is not None and place.ref is not None:
            self.swap_requested.emit(place.ref, (token_id,))
        elif place is not None and place.next_after is not None:
            self.send_requested.emit((token_id,))

    @Slot()
    def _on_text_entered(self) -> None:
        place, text = self._next_token.place, self.swap_field.text()
        if place is not None and place.ref is not None and text:
            self.swap_field.clear()
            self.swap_text_requested.emit(place.ref, text)


def _indented(part: QWidget) -> QVBoxLayout:
    side = QVBoxLayout()
    side.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
    side.addWidget(part)
    return side

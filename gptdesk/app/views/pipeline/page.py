"""The *Pipeline* page: how one token was chosen, step by step, and where the dice fell.

Owns the page's order, its sentences (why something is not there, the filters' rules), and which
row's formula is open. The settings stand below the part that scrolls, so that a slider is moved
with the table in sight; where they would take too much of it, they are its end.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.figures import TokenFigures, TokenRef
from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import listed, sentences, with_colon
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, set_font, zoom_of
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.pipeline.columns import (
    PipelineTable,
    table_of,
    table_of_rows,
)
from gptdesk.app.views.pipeline.draw_bar import DrawBar, draw_in_words
from gptdesk.app.views.pipeline.table import PipelineTableView
from gptdesk.app.views.sampling.panel import SamplingPanel
from gptdesk.app.views.sampling.settings_choice import SettingsChoice
from gptdesk.app.views.tokens.formula import changes_nothing, filter_name, formula_of, rule_of
from gptdesk.app.views.tokens.summary import TokenSummary
from gptdesk.app.views.widgets.figures import point_text
from gptdesk.engine.inspection.values import GREEDY, Pipeline

_ALL_THE_REST = -1  # stands for the id of everything else
_MOST_OF_SETTINGS = 0.3  # of the page's height, below the table


class PipelinePage(QWidget):
    """Token, draw, table and rules, which scroll; settings, which do not.

    Signals:
        swap_requested(object, object): a `TokenRef`, and a tuple of ids that the user wants there.
        send_requested(object): a tuple of ids that the user wants an answer to begin with.
    """

    swap_requested = Signal(object, object)
    send_requested = Signal(object)

    def __init__(
        self,
        place: PipelineViewModel,
        next_token: NextTokenViewModel,
        sampling: SamplingViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
        *,
        guesses: GuessesViewModel | None = None,
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._next_token = next_token
        self._is_stale = True
        self._open_id: int | None = None  # token whose formula is open
        self._open_ref: TokenRef | None = None
        self.setAccessibleName(self.tr("Pipeline"))
        self.summary = TokenSummary()
        self.choice = SettingsChoice()
        self.kept = _label("")
        self.draw_bar = DrawBar()
        self.note = _label("muted")  # where the dice fell, or what is missing and why
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.table = PipelineTableView()
        self.rules = _label("muted")
        self.sampling = SamplingPanel(sampling, is_brief=True)
        self._line = QFrame()
        self._build(talk, guesses)
        self._connect()
        self._fit_to_zoom()

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()
            self._place_settings()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the table its lines in a low page."""
        super().resizeEvent(event)
        self._place_settings()

    def _fit_to_zoom(self) -> None:
        font = current_theme().font("ui_small", zoom_of(self))
        for label in (self.kept, self.note, self.rules):
            set_font(label, font)
        self._keep_room()

    def _keep_room(self) -> None:
        """Keep the room of bar and note from token to token; where there is none, keep nothing."""
        is_token = self._place.ref is not None
        self.draw_bar.setVisible(is_token)
        font = current_theme().font("ui_small", zoom_of(self))
        # A note takes one line or two: the table must not move for that.
        self.note.setMinimumHeight(2 * QFontMetrics(font).lineSpacing() if is_token else 0)

    def _place_settings(self) -> None:
        """Keep the settings below the table in sight, or let them scroll where it has no room."""
        is_low = self.sampling.sizeHint().height() > _MOST_OF_SETTINGS * self.height()
        place = self._end if is_low else self._foot
        if place.indexOf(self.sampling) < 0:
            place.addWidget(self.sampling)

    # -- building

    def _build(self, talk: TalkViewModel, guesses: GuessesViewModel | None) -> None:
        self._end, self._foot = QVBoxLayout(), QVBoxLayout()
        for place in (self._end, self._foot):
            place.setContentsMargins(SPACE_2, SPACE_1, SPACE_2, SPACE_1)
        self._line.setProperty("kind", "line")
        self._line.setFixedHeight(1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, SPACE_2, 0, SPACE_2)
        layout.setSpacing(SPACE_1)
        for part in (self.summary, self._choice_row(), self.draw_bar, self.note):
            side = QVBoxLayout()
            side.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
            if isinstance(part, QHBoxLayout):
                side.addLayout(part)
            else:
                side.addWidget(part)
            layout.addLayout(side)
        layout.addWidget(self.table)
        side = QVBoxLayout()
        side.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        side.addWidget(self.rules)
        layout.addLayout(side)
        layout.addLayout(self._end)
        layout.addStretch(1)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(inside)
        self.table.follow(self.scroller)
        covered = GuessStack(self.scroller, talk, then_focus=self.table, guesses=guesses)
        self.cover = covered.cover
        self._foot.addWidget(self.sampling)
        page = QVBoxLayout(self)
        page.setContentsMargins(SPACE_1, 0, SPACE_1, 0)
        page.setSpacing(0)
        page.addWidget(covered, 1)
        page.addWidget(self._line)
        page.addLayout(self._foot)

    def _choice_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.kept, 1)
        row.addWidget(self.choice)
        return row

    def _connect(self) -> None:
        self._next_token.changed.connect(self._on_changed)  # which every change of place makes
        self.choice.chosen.connect(self._place.set_settings_now)
        self.table.row_opened.connect(self._on_row_opened)
        self.table.row_reached.connect(self._on_row_reached)
        self.table.swap_requested.connect(self._on_swap_requested)

    # -- what is shown

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the page was hidden."""
        super().showEvent(event)
        if self._is_stale:
            self._update()

    @Slot()
    def _on_changed(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._update()

    def _update(self) -> None:
        self._is_stale = False
        place = self._place
        self.summary.show_place(self._next_token)
        is_next = place.next_after is not None
        self.choice.show_choice(is_now=place.is_settings_now or is_next)
        self.choice.setEnabled(place.ref is not None and place.can_inspect)
        self.table.set_can_swap(place.can_swap)
        self.table.set_table(self._table())
        self.table.setVisible(bool(self.table.table.rows) or place.ref is not None)
        self._show_draw()
        pipeline = place.pipeline
        # Of what comes next, the summary says it.
        self.kept.setText("" if pipeline is None or is_next else _kept_line(pipeline))
        self.rules.setText("" if pipeline is None else _rules_of(pipeline, self.table.folded))
        self._show_formula()

    def _table(self) -> PipelineTable:
        pipeline, figures = self._place.pipeline, self._next_token.figures
        if pipeline is not None:
            return table_of(pipeline, self._place.text_of)
        if not self._next_token.rows:
            return PipelineTable()
        return table_of_rows(
            self._next_token.rows,
            None if figures is None else figures.kept,
            self._next_token.rank_count,
        )

    def _show_draw(self) -> None:
        pipeline, text_of = self._place.pipeline, self._place.text_of
        notes = [_why_no_steps(self._place), _whose_steps(self._place)]
        reason = why_no_draw(self._place, self._next_token.figures)
        self._keep_room()
        if self._place.ref is None:
            notes.insert(0, reason)
        elif pipeline is None or pipeline.draw is None:
            self.draw_bar.show_reason(reason)
        else:
            self.draw_bar.show_draw(pipeline.draw, text_of, pipeline.token_id)
            notes.insert(0, draw_in_words(pipeline.draw, text_of, pipeline.token_id))
        self.note.setText(sentences(notes))

    # -- the open formula

    def _show_formula(self) -> None:
        """Keep the formula open at its token, for as long as the place is the same."""
        pipeline = self._place.pipeline
        if self._open_ref != self._place.ref:  # of one typed text to the next it stays
            self._open_id = None
        ids = [] if pipeline is None else [_id_of(row.token_id) for row in pipeline.rows]
        if pipeline is None or self._open_id not in ids:
            self.table.show_formula(-1, "", ())
            return
        index = ids.index(self._open_id)
        row = pipeline.rows[index]
        if row.token_id is None:
            title = self.tr("everything else")
        else:
            title = self.tr("{0} · id {1} · rank {2}").format(
                self._place.text_of(row.token_id), row.token_id, f"{row.rank:,}"
            )
        self.table.show_formula(index, title, formula_of(pipeline, row))

    @Slot(int)
    def _on_row_opened(self, index: int) -> None:
        pipeline = self._place.pipeline
        is_known = pipeline is not None and 0 <= index < len(pipeline.rows)
        self._open_ref = self._place.ref
        self._open_id = _id_of(pipeline.rows[index].token_id) if is_known and pipeline else None
        self._show_formula()
        if pipeline is None and index >= 0:
            why = _why_no_steps(self._place) or self.tr("The steps are on their way.")
            self.table.tell(index, why)
        if self._open_id is not None:
            announce(self.table, self.table.formula.text)
            self.scroller.ensureWidgetVisible(self.table.formula)

    @Slot(int)
    def _on_row_reached(self, index: int) -> None:
        self.table.bring_into_sight(index, self.scroller)

    @Slot(int)
    def _on_swap_requested(self, token_id: int) -> None:
        if self._place.ref is not None:
            self.swap_requested.emit(self._place.ref, (token_id,))
        elif self._place.next_after is not None:
            self.send_requested.emit((token_id,))


def _id_of(token_id: int | None) -> int:
    return _ALL_THE_REST if token_id is None else token_id


def _label(kind: str) -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


# -- its sentences


def _why_no_steps(place: PipelineViewModel) -> str:
    """Return why there is no pipeline; empty where one is there or on its way."""
    if place.pipeline is not None:
        return ""
    if place.next_after is not None:
        return place.problem
    if place.ref is None:
        return _tr("Every token that the model writes appears here, with the way it was chosen.")
    if place.is_following:
        return _tr(
            "The steps between appear when the answer ends, or at once when you mark a token."
        )
    if place.problem:
        return place.problem
    if not place.has_model:
        return _tr("Open a model to see the steps between.")
    if not place.can_inspect:
        return _tr(
            "This engine cannot tell the steps between: they need the chances of all tokens, and a "
            "server tells those of the most probable ones."
        )
    if place.ref.is_prompt and place.ref.index == 0:
        return _tr("Nothing stands before the first token, so nothing predicted it.")
    if place.is_settings_now or place.has_settings_then:
        return ""
    if place.ref.is_prompt:
        return _tr(
            "You wrote this token, no settings chose it. “Settings now” shows what they would make "
            "of its place."
        )
    return _tr(
        "With which settings this token was chosen is not known. “Settings now” shows what those "
        "of now make of its place."
    )


def _whose_steps(place: PipelineViewModel) -> str:
    """Return which other network the steps are of than the one in use, or than that of then."""
    if place.pipeline is None:
        return ""
    if place.other_model:
        return _tr(
            "This answer was written by {0}. The steps are what the model in use makes of it."
        ).format(place.other_model)
    if place.other_precision:
        return _tr(
            "This answer was computed with precision “{0}”. With the one in use the figures differ "
            "a little."
        ).format(place.other_precision)
    if place.heads:
        return _tr("The steps are computed with {0}, as the answer was made.").format(
            heads_text(place.heads)
        )
    return ""


def why_no_draw(place: PipelineViewModel, figures: TokenFigures | None) -> str:
    """Return why no dice can be shown.

    Args:
        place: what is looked at.
        figures: of the token on show.
    """
    if place.next_after is not None:
        return _tr("No token was drawn yet: the dice are asked when you send.")
    if place.ref is None or figures is None:
        return ""
    if place.ref.is_prompt:
        return _tr("A token of the prompt: it was not drawn.")
    if figures.is_forced:
        return _tr("You put this token here: no dice were asked.")
    if place.pipeline is not None and place.pipeline.stages[0].name == GREEDY:
        return _tr("Temperature 0: the best score is taken, no dice are asked.")
    if place.pipeline is not None:
        return _tr("The dice of this token are not known.")
    if figures.draw is not None:
        return _tr("The dice fell on u = {0}.").format(point_text(figures.draw))
    return ""


def _kept_line(pipeline: Pipeline) -> str:
    """Return how many tokens could be chosen."""
    return _tr("{0} of {1} tokens kept").format(f"{pipeline.kept:,}", f"{pipeline.vocab_size:,}")


def _rules_of(pipeline: Pipeline, folded: tuple[str, ...]) -> str:
    """Return what each step that did something does, and which steps are folded away."""
    settings = pipeline.settings
    names = [stage.name for stage in pipeline.stages]
    titles = {"penalty": _tr("Penalty"), "temperature": _tr("Temperature")}
    lines = [
        with_colon(titles.get(name) or filter_name(name).capitalize(), rule_of(name, settings))
        for name in ("penalty", *names)
        if not changes_nothing(name, settings)
    ]
    if folded:
        lines.append(_tr("Folded away, because off: {0}.").format(listed(folded)))
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PipelinePage", text)

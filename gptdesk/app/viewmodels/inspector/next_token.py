"""The rows of the side panel: the alternatives to a token, paced for reading.

Owns what is shown, a place that is looked at or the newest token of a running answer, and how often
the rows may change while tokens stream; formats and draws nothing.
"""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.figures import TokenFigures, figures_of_record
from gptdesk.analysis.rows import (
    TokenRow,
    figures_with_pipeline,
    fitting,
    rows_of_figures,
    rows_of_pipeline,
)
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.system.timers import Pace, Turns, single_shot
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.typed_text import TypedText
from gptdesk.chat.tokens import TokenRecord

_UPDATE_MS = 250  # rows swap places at most 4 times a second
_LONGEST_MS = 750  # and so seldom where that is dear
_SHARE = 0.012  # of one core, for the rows of an answer that runs
MOST_ROWS = 22  # 20 tokens, one from further down, everything else


class NextTokenViewModel(QObject):
    """A token's alternatives, at a pace that can be read.

    While tokens stream in, `changed` comes at most 4 times a second, on a slow computer every 750
    ms. All values shown together belong to one token, and its rows stand in the order of rank; the
    last one is there when the answer ends. A place that the user looks at, and the newest token
    once nothing runs, are shown at once.

    Signals:
        changed: `figures` or `rows` are other ones now.
    """

    changed = Signal()

    def __init__(self, model: LoadedModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._place: PipelineViewModel | None = None
        self._record: TokenRecord | None = None  # the newest
        self._shown: TokenRecord | None = None
        self._figures: TokenFigures | None = None
        self._text = ""
        self._rows: tuple[TokenRow, ...] = ()
        self._next_after: TypedText | None = None
        self._pace = Pace(_UPDATE_MS, _LONGEST_MS, _SHARE)
        self._turns = Turns(self, _UPDATE_MS, self._show_newest)
        self._began_s = 0.0  # of this thread's time, when the rows changed last
        self._painted_timer = single_shot(self, then=self._on_painted)
        model.names_changed.connect(self._on_names_changed)

    @property
    def figures(self) -> TokenFigures | None:
        """The token; None while there is none."""
        return self._figures

    @property
    def text(self) -> str:
        """The token with every character visible."""
        return self._text

    @property
    def rows(self) -> tuple[TokenRow, ...]:
        """Up to 20 tokens, the one that stands there if it is not among them, everything else.

        Raw probabilities sum to 1, and so do final ones.
        """
        return self._rows

    @property
    def next_after(self) -> TypedText | None:
        """The text that the rows come after, while they are about no token that stands there."""
        return self._next_after

    @property
    def rank_count(self) -> int:
        """How many ranks there are: the tokens of the vocabulary; 0 while that is not known."""
        if self._place is not None and self._is_at_a_place():
            return self._place.rank_count
        vocabulary = self._model.vocabulary
        return 0 if vocabulary is None else vocabulary.size

    @property
    def place(self) -> PipelineViewModel | None:
        """What is looked at; None where only the newest token can be."""
        return self._place

    def look_through(self, place: PipelineViewModel) -> None:
        """Show the token that `place` is about, unless it is the newest of a running answer."""
        self._place = place
        place.changed.connect(self._on_place_changed)
        self._on_place_changed()

    @Slot(object)
    def show(self, record: TokenRecord) -> None:
        """Show the newest token, now or at the next moment that the pace allows.

        While the user looks at another place it waits.
        """
        self._record = record
        if not self._is_at_a_place():
            self._turns.ask()

    @Slot()
    def clear(self) -> None:
        """Show nothing."""
        self.shutdown()
        self._record = self._shown = self._figures = self._next_after = None
        self._rows = ()
        self.changed.emit()

    @Slot()
    def shutdown(self) -> None:
        """Stop the timers; what is shown stays."""
        self._turns.begin_again()
        self._painted_timer.stop()

    @Slot()
    def _on_names_changed(self) -> None:
        if self._is_at_a_place():
            self._show_place()
        elif self._record is not None:
            self._publish()

    # -- a place

    def _is_at_a_place(self) -> bool:
        return self._place is not None and not self._place.is_following

    @Slot()
    def _on_place_changed(self) -> None:
        if self._is_at_a_place():
            self._show_place()
        elif self._shown is None and self._record is not None:
            self._turns.take()  # back from a place to the answer that is being written
        elif self._shown is None:
            self.changed.emit()  # the rows stay until it has a token, what else is true may not

    def _show_place(self) -> None:
        """Show what is known of the place: its figures at once, its pipeline when it is there."""
        assert self._place is not None, "asked before"
        self.shutdown()
        self._shown = None
        self._next_after = self._place.next_after
        figures, pipeline = self._place.figures, self._place.pipeline
        if not self._place.is_running:
            self._record = None  # of an answer that ended
        text_of = self._place.text_of  # the place may be in an answer of another vocabulary
        self._rows = () if figures is None else rows_of_figures(figures, text_of)
        self._text = "" if figures is None else text_of(figures.token_id)
        is_now = self._place.is_settings_now
        # What another model makes of this answer is no figure of it. At another precision the
        # record is the truth, until the user asks for now.
        is_wanted = is_now or not self._place.other_precision or not self._rows
        if pipeline is not None and is_wanted and not self._place.other_model:
            if figures is not None:
                figures = figures_with_pipeline(figures, pipeline, is_settings_now=is_now)
            self._rows = fitting(rows_of_pipeline(pipeline, text_of), MOST_ROWS)
        self._figures = figures
        self.changed.emit()

    # -- the newest token

    def _show_newest(self) -> None:
        if self._record is not None and self._record is not self._shown:
            self._publish()

    def _publish(self) -> None:
        record = self._record
        assert record is not None, "called only when there is something to show"
        self._began_s = time.thread_time()
        self._painted_timer.start()
        self._shown = record
        self._next_after = None
        message = None if self._place is None else self._place.message
        is_told = message is not None and message.is_drawn_by_server
        text_of = partial(self._model.text_in, message) if is_told else self._model.text_of
        is_served = message is not None and message.is_of_server
        self._figures = figures_of_record(0, record, is_told=is_told, is_served=is_served)
        self._text = text_of(record.token_id)
        self._rows = rows_of_figures(self._figures, text_of)
        self.changed.emit()

    @Slot()
    def _on_painted(self) -> None:
        """Note what the rows took: what was posted before this has been done."""
        self._pace.note(time.thread_time() - self._began_s)
        self._turns.pause_ms = self._pace.pause_ms

"""What the network thought of the next token: the rows of the side panel, paced for reading.

Owns the arithmetic from a `TokenRecord` to rows that sum to 1, and how often they may change;
formats and draws nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gptdesk.chat import TokenRecord
from gptdesk.engine.vocabulary import Vocabulary

_UPDATE_MS = 67  # at most 15 changes a second
_REORDER_MS = 250  # rows swap places at most 4 times a second


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One row of the list.

    Attributes:
        rank: 1-based place in the raw distribution; None for "everything else".
        token_id: None for "everything else".
        text: the token with every character visible; empty for "everything else".
        raw_p, final_p: probability before and after the sampling settings.
        is_chosen: the dice fell here.
        is_removed: the filters left nothing of it.
        removed_by: which of them: "greedy", "top_k", "top_p", "min_p"; empty if not known.
        is_rest: all tokens that have no row of their own.
    """

    rank: int | None
    token_id: int | None
    text: str
    raw_p: float
    final_p: float
    is_chosen: bool = False
    is_removed: bool = False
    removed_by: str = ""
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class NextTokenSummary:
    """The chosen token and the distribution it came from.

    Attributes:
        token_id, text: the token, its text with every character visible.
        raw_p, final_p: its probability before and after the sampling settings.
        rank: 1-based, over the whole vocabulary.
        surprisal_bits, entropy_bits: of the raw distribution.
        kept: tokens that the filters left.
        draw: the number in [0, 1) that chose it; None when greedy.
    """

    token_id: int
    text: str
    raw_p: float
    final_p: float
    rank: int
    surprisal_bits: float
    entropy_bits: float
    kept: int
    draw: float | None


class NextTokenViewModel(QObject):
    """The newest token's alternatives, at a pace that can be read.

    While tokens stream in, `changed` comes at most 15 times a second and a token that stays in
    the list keeps its place for at least 250 ms. All values shown together belong to one token;
    after the last one, list and order are exactly its own within 250 ms.

    Signals:
        changed: `summary` or `rows` are other ones now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vocabulary: Vocabulary | None = None
        self._record: TokenRecord | None = None  # the newest
        self._shown: TokenRecord | None = None
        self._order: tuple[int, ...] = ()  # token ids in the places that they hold
        self._summary: NextTokenSummary | None = None
        self._rows: tuple[TokenRow, ...] = ()
        self._update_timer = self._pause(_UPDATE_MS)
        self._update_timer.timeout.connect(self._on_update_due)
        self._reorder_timer = self._pause(_REORDER_MS)
        self._reorder_timer.timeout.connect(self._on_reorder_due)

    def _pause(self, interval_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval_ms)
        return timer

    @property
    def summary(self) -> NextTokenSummary | None:
        """The chosen token; None while there is none."""
        return self._summary

    @property
    def rows(self) -> tuple[TokenRow, ...]:
        """Up to 20 tokens, the chosen one if it is not among them, and everything else.

        Raw probabilities sum to 1, and so do final ones.
        """
        return self._rows

    @Slot(object)
    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Name tokens by `vocabulary`; until then they are shown by their ids."""
        self._vocabulary = vocabulary
        if self._record is not None:
            self._publish()

    @Slot(object)
    def show(self, record: TokenRecord) -> None:
        """Show `record`, now or at the next moment that the pace allows."""
        self._record = record
        if not self._update_timer.isActive():
            self._publish()

    @Slot()
    def clear(self) -> None:
        """Show nothing."""
        self.shutdown()
        self._record = self._shown = self._summary = None
        self._rows = self._order = ()
        self.changed.emit()

    @Slot()
    def shutdown(self) -> None:
        """Stop the timers; what is shown stays."""
        self._update_timer.stop()
        self._reorder_timer.stop()

    @Slot()
    def _on_update_due(self) -> None:
        """Show what came during the pause, and let the rows settle if they may."""
        if self._record is None:
            return
        can_settle = not self._is_settled() and not self._reorder_timer.isActive()
        if self._record is not self._shown or can_settle:
            self._publish()

    @Slot()
    def _on_reorder_due(self) -> None:
        """Let the rows settle into their true order."""
        if not self._update_timer.isActive():  # else its tick does it
            self._on_update_due()

    def _is_settled(self) -> bool:
        return self._shown is None or self._order == self._shown.top_ids

    def _publish(self) -> None:
        record = self._record
        assert record is not None, "called only when there is something to show"
        if self._reorder_timer.isActive():
            order = _held_order(self._order, record.top_ids)
        else:
            order = record.top_ids
            if order != self._order:
                self._reorder_timer.start()
        self._order = order
        self._shown = record
        self._summary = self._summary_of(record)
        self._rows = self._rows_of(record, order)
        self._update_timer.start()
        self.changed.emit()

    def _summary_of(self, record: TokenRecord) -> NextTokenSummary:
        return NextTokenSummary(
            token_id=record.token_id,
            text=self._text_of(record.token_id),
            raw_p=record.raw_p,
            final_p=record.final_p,
            rank=record.rank,
            surprisal_bits=max(0.0, -math.log2(record.raw_p)) if record.raw_p > 0 else math.inf,
            entropy_bits=record.entropy_bits,
            kept=record.kept,
            draw=record.draw,
        )

    def _rows_of(self, record: TokenRecord, order: tuple[int, ...]) -> tuple[TokenRow, ...]:
        removed_by = record.top_removed_by or ("",) * len(record.top_ids)
        figures = {
            token_id: (rank, raw_p, final_p, by)
            for rank, (token_id, raw_p, final_p, by) in enumerate(
                zip(record.top_ids, record.top_raw_p, record.top_final_p, removed_by, strict=True),
                start=1,
            )
        }
        if record.token_id not in figures:
            figures[record.token_id] = (record.rank, record.raw_p, record.final_p, "")
            order = (*order, record.token_id)
        rows = [
            TokenRow(
                rank=rank,
                token_id=token_id,
                text=self._text_of(token_id),
                raw_p=raw_p,
                final_p=final_p,
                is_chosen=token_id == record.token_id,
                # Without a filter a probability can still be too small for a number.
                is_removed=bool(by) if record.top_removed_by else final_p == 0.0,
                removed_by=by,
            )
            for token_id in order
            for rank, raw_p, final_p, by in (figures[token_id],)
        ]
        return (*rows, _rest_of(rows, kept=record.kept))

    def _text_of(self, token_id: int) -> str:
        if self._vocabulary is None:
            return f"‹id {token_id}›"
        return self._vocabulary.visible(token_id)


def _rest_of(rows: list[TokenRow], *, kept: int) -> TokenRow:
    """Return the row of all other tokens, with which the sums are 1."""
    raw_p = max(0.0, 1.0 - math.fsum(row.raw_p for row in rows))
    final_p = max(0.0, 1.0 - math.fsum(row.final_p for row in rows))
    if kept <= sum(not row.is_removed for row in rows):
        final_p = 0.0  # all that was kept has a row; what is left is rounding
    return TokenRow(
        rank=None,
        token_id=None,
        text="",
        raw_p=raw_p,
        final_p=final_p,
        is_removed=final_p == 0.0,
        is_rest=True,
    )


def _held_order(held: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Order `wanted` so that a token that is in `held` keeps its place there.

    Tokens that are new fill the places that are left, the most probable first.
    """
    places: list[int | None] = [
        token_id if token_id in wanted else None for token_id in held[: len(wanted)]
    ]
    places += [None] * (len(wanted) - len(places))
    newcomers = (token_id for token_id in wanted if token_id not in places)
    return tuple(next(newcomers) if token_id is None else token_id for token_id in places)

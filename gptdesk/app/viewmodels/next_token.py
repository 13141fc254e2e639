"""What the network thought of the next token: the rows of the side panel, paced for reading.

Owns the arithmetic from a `TokenRecord` to rows that sum to 1, and how often they may change;
formats and draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

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
        is_rest: all tokens that have no row of their own.
    """

    rank: int | None
    token_id: int | None
    text: str
    raw_p: float
    final_p: float
    is_chosen: bool = False
    is_removed: bool = False
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
        self._record: TokenRecord | None = None
        self._summary: NextTokenSummary | None = None
        self._rows: tuple[TokenRow, ...] = ()

    @property
    def summary(self) -> NextTokenSummary | None:
        """The chosen token; None while there is none."""
        return self._summary

    @property
    def rows(self) -> tuple[TokenRow, ...]:
        """Up to 20 tokens, the chosen one if it is not among them, and everything else."""
        return self._rows

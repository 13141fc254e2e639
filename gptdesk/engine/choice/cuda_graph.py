"""Filters, draw and figures of every token as a CUDA graph, beside the one of the network.

The logits never leave the card: one call replays all that `fixed_shape.py` asks for, and some
ninety numbers come back, which is the one copy to the host per token. What is in doubt there, what
cannot be recorded, and all that is not the step of an answer, is chosen on the CPU from the same
logits.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings, TokenRecord
from gptdesk.engine.choice.fixed_shape import fixed_choice, how_of, n_figures, record_of
from gptdesk.engine.choice.ranking import to_floats
from gptdesk.engine.choice.sampling import Dice, choose_with
from gptdesk.model.fast.cuda_graph import Record, record_graph

logger = logging.getLogger(__name__)

_CLOSE = 1e-9  # figures of a replay to those of the CPU, in proportion
_ROOM = 1024  # seen tokens; for more there is another graph


class GraphedChooser:
    """Chooses on a graphics card; a `sampling.Choose`."""

    def __init__(self, record: Record = record_graph, top_n: int = TOP_N) -> None:
        """Replay what `record` has recorded; report `top_n` alternatives."""
        self._record_work = record
        self._top_n = top_n
        self._recorded: dict[int, _RecordedChoice] = {}  # by how many seen tokens there is room for
        self._is_usable = True

    @torch.inference_mode()
    def __call__(
        self, logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int], dice: Dice
    ) -> TokenRecord:
        """Choose the next token; see `sampling.choose` for arguments and errors."""
        u = None if settings.temperature == 0 else dice.roll()
        record = self._replayed(logits, settings, seen_ids, u) if self._is_usable else None
        return record or choose_with(logits.cpu(), settings, seen_ids, u, self._top_n)

    def _replayed(
        self, logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int], u: float | None
    ) -> TokenRecord | None:
        """Choose on the card; None where that is in doubt or does not work."""
        how = how_of(settings, u, logits.numel())
        if how is None:
            return None
        seen_ids = seen_ids if settings.repetition_penalty != 1 else ()
        room = -(-len(seen_ids) // _ROOM) * _ROOM
        top_n = min(self._top_n, logits.numel())
        try:
            choice = self._recorded.get(room)
            if choice is None:
                choice = _RecordedChoice(logits, room, top_n, self._record_work)
                self._recorded[room] = choice
            figures = choice.replay(logits, how, seen_ids)
        except RuntimeError as exc:
            return self._give_up(str(exc))
        record = record_of(figures, u, top_n)
        if record is not None and not choice.is_proven:
            expected = choose_with(logits.cpu(), settings, seen_ids, u, self._top_n)
            if not _is_close(record, expected):
                return self._give_up("it does not choose what the CPU chooses")
            choice.is_proven = True
        return record

    def _give_up(self, problem: str) -> None:
        logger.warning("tokens are not chosen in a CUDA graph: %s", problem)
        self._is_usable = False
        self._recorded.clear()


class _RecordedChoice:
    """A recorded choice, and the memory that it reads and writes.

    Attributes:
        is_proven: whether the CPU has chosen the same once.
    """

    def __init__(self, logits: Tensor, room: int, top_n: int, record: Record) -> None:
        device, is_card = logits.device, logits.is_cuda
        usual = how_of(SamplingSettings(), 0.5, logits.numel())
        self.is_proven = False
        self._top_n = top_n
        self._logits = logits.clone()
        self._how = torch.tensor(usual, dtype=torch.float64, device=device)
        self._seen = torch.zeros(room, dtype=torch.int64, device=device) if room else None
        # Of the host, where the card reads and writes without anybody waiting.
        self._how_here = torch.empty(self._how.shape, dtype=torch.float64, pin_memory=is_card)
        self._seen_here = torch.empty(room, dtype=torch.int64, pin_memory=is_card)
        self._figures = torch.empty(n_figures(top_n), dtype=torch.float64, pin_memory=is_card)
        self._replay = record(self._work)

    def _work(self) -> None:
        figures = fixed_choice(self._logits, self._how, self._seen, self._top_n)
        self._figures.copy_(figures, non_blocking=True)

    def replay(self, logits: Tensor, how: Sequence[float], seen_ids: Sequence[int]) -> list[float]:
        """Choose once; return the figures of `fixed_choice`."""
        self._logits.copy_(logits, non_blocking=True)
        self._how_here.copy_(torch.tensor(how, dtype=torch.float64))
        self._how.copy_(self._how_here, non_blocking=True)
        if self._seen is not None:
            self._seen_here.fill_(seen_ids[0])  # repeats make no difference
            self._seen_here[: len(seen_ids)] = torch.tensor(seen_ids)
            self._seen.copy_(self._seen_here, non_blocking=True)
        self._replay()
        if logits.is_cuda:
            torch.cuda.current_stream().synchronize()
        return to_floats(self._figures)


def _is_close(one: TokenRecord, other: TokenRecord) -> bool:
    """Tell whether two records say the same, but for the rounding of sums."""
    wholes = [
        (record.token_id, record.rank, record.kept, record.top_ids) for record in (one, other)
    ]
    figures = ((one.raw_p or 0.0, other.raw_p or 0.0), (one.final_p or 0.0, other.final_p or 0.0))
    return wholes[0] == wholes[1] and all(
        math.isclose(p, wanted, rel_tol=_CLOSE) for p, wanted in figures
    )

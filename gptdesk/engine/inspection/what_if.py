"""A text under other settings: its tokens that could not come, and the first other one.

One pass over the text, exact over the whole vocabulary; nothing is generated. Must not know the
tokenizer.

Two questions, with two conditions. Whether a token *could* have been chosen is asked for each of
them after the very tokens before it. Which token the same dice *would* have chosen can only be
told up to the first difference: what follows it was never read by the network.

Longer texts than the context follow generation's rule (see `generate.py`): given the prompt as the
network saw it and the answer, every token is judged in the context that it was generated in, also
for the repetition penalty.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

import torch
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.choice.sampling import Dice, judge
from gptdesk.engine.inspection.measure import logits_per_token
from gptdesk.engine.inspection.values import (
    FirstDifference,
    RemovedToken,
    WhatIf,
    WhatIfProgress,
    WhatIfRequest,
)
from gptdesk.engine.run.context import context_start, tokens_kept
from gptdesk.engine.run.device import one_thread
from gptdesk.engine.run.generate import check_ids
from gptdesk.model.network import Network

_REPORT_EVERY = 32  # tokens


@torch.inference_mode()
def what_if(
    network: Network,
    request: WhatIfRequest,
    *,
    cancelled: Event | None = None,
    progress: WhatIfProgress | None = None,
) -> WhatIf:
    """Judge every token of a text by other settings, and the answer's by the same dice.

    Args:
        network: what reads the text.
        request: the text and the other settings.
        cancelled: once set, what is known so far is returned.
        progress: called now and then with tokens done and tokens in all.

    Raises:
        RequestError: an id that the vocabulary has not, or an absurd repetition penalty.
        NonFiniteLogitsError: the network produced NaN or infinity.
    """
    ids, settings = request.ids, request.settings
    check_ids(ids, network.cfg.vocab_size)
    keep = tokens_kept(request.keep_tokens, network.cfg.ctx_len)

    removed: list[RemovedToken] = []
    comparison = _Comparison(request)
    judged, total = 0, len(ids) - 1
    for logits in logits_per_token(network, ids, cancelled, request.keep_tokens):
        if cancelled is not None and cancelled.is_set():
            break
        index = judged + 1
        token_id = ids[index]
        seen = ids[context_start(index, network.cfg.ctx_len, keep) : index]
        u = comparison.number_at(index)
        # Without dice any number does: what is removed does not depend on it.
        number = _number(settings, u)
        with one_thread():
            drawn, drawn_p, removed_by = judge(logits, settings, seen, number, token_id)
            comparison.take(index, logits, seen, (drawn, drawn_p))
        judged += 1
        if removed_by:
            removed.append(RemovedToken(index, token_id, removed_by))
        if progress is not None and (judged % _REPORT_EVERY == 0 or judged == total):
            progress(judged, total)
    return WhatIf(
        settings=settings,
        judged_tokens=judged,
        removed=tuple(removed),
        same_tokens=comparison.same_tokens,
        difference=comparison.difference,
        unexplained_tokens=comparison.unexplained_tokens,
        is_complete=judged == total,
    )


class _Comparison:
    """The answer beside the one that the same dice would give, up to the first difference.

    Attributes:
        same_tokens, unexplained_tokens, difference: as in `WhatIf`.
    """

    def __init__(self, request: WhatIfRequest) -> None:
        self.same_tokens = self.unexplained_tokens = 0
        self.difference: FirstDifference | None = None
        self._request = request
        self._is_over = False
        self._draws = list(request.draws)
        if request.seed is not None:
            dice = Dice(request.seed)
            rolled = [dice.roll() for _ in self._draws]
            known = zip(self._draws, rolled, strict=True)
            self._draws = [roll if u is None else u for u, roll in known]

    def number_at(self, index: int) -> float | None:
        """Return what the dice say at a place of the text; None where that is not known."""
        start = self._request.answer_start
        return self._draws[index - start] if index >= start else None

    def take(
        self, index: int, logits: Tensor, seen: Sequence[int], drawn: tuple[int, float]
    ) -> None:
        """Compare the token at `index` with the one drawn, of which the probability is given."""
        request, number = self._request, index - self._request.answer_start
        if self._is_over or number < 0:
            return
        u, token_id = self._draws[number], request.ids[index]
        before = request.drawn_with[number] if request.drawn_with else None
        if request.forced and request.forced[number]:  # it would be put there again
            self.same_tokens += 1
        elif u is None and request.settings.temperature > 0:
            self._is_over = True
        elif drawn[0] == token_id:
            self.same_tokens += 1
        elif _is_rounding(logits, before, seen, u, drawn[0]):
            self.same_tokens += 1
            self.unexplained_tokens += 1
        else:
            is_greedy = request.settings.temperature == 0
            self.difference = FirstDifference(index, token_id, *drawn, None if is_greedy else u)
            self._is_over = True


def _number(settings: SamplingSettings, u: float | None) -> float | None:
    """Return what `judge` is to draw with: nothing when greedy, and never nothing otherwise."""
    if settings.temperature == 0:
        return None
    return 0.0 if u is None else u


def _is_rounding(
    logits: Tensor,
    before: SamplingSettings | None,
    seen: Sequence[int],
    u: float | None,
    drawn: int,
) -> bool:
    """Tell whether the settings of the run would choose this other token here as well."""
    if before is None or (u is None and before.temperature > 0):
        return False
    return judge(logits, before, seen, _number(before, u), drawn)[0] == drawn

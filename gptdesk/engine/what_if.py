"""What other settings would have made of a text: which of its tokens, and from where another.

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

from gptdesk.engine.explanation import (
    FirstDifference,
    RemovedToken,
    WhatIf,
    WhatIfProgress,
    WhatIfRequest,
)
from gptdesk.engine.generate import check_ids, tokens_kept
from gptdesk.engine.inspect import context_start, logits_per_token
from gptdesk.engine.sampling import judge
from gptdesk.engine.types import SamplingSettings
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
    ids, settings, start = request.ids, request.settings, request.answer_start
    check_ids(ids, network.cfg.vocab_size)
    keep = tokens_kept(request.keep_tokens, network.cfg.ctx_len)

    removed: list[RemovedToken] = []
    difference: FirstDifference | None = None
    same_tokens = unexplained_tokens = judged = 0
    is_comparing = True
    total = len(ids) - 1
    for logits in logits_per_token(network, ids, cancelled, request.keep_tokens):
        if cancelled is not None and cancelled.is_set():
            break
        index = judged + 1
        token_id = ids[index]
        seen = ids[context_start(index, network.cfg.ctx_len, keep) : index]
        u = request.draws[index - start] if index >= start else None
        # Without dice any number does: what is removed does not depend on it.
        drawn, drawn_p, removed_by = judge(logits, settings, seen, _number(settings, u), token_id)
        judged += 1
        if removed_by:
            removed.append(RemovedToken(index, token_id, removed_by))
        if is_comparing and index >= start:
            before = request.drawn_with[index - start] if request.drawn_with else None
            if u is None and settings.temperature > 0:
                is_comparing = False
            elif drawn == token_id:
                same_tokens += 1
            elif _is_rounding(logits, before, seen, u, drawn):
                same_tokens += 1
                unexplained_tokens += 1
            else:
                number = u if settings.temperature > 0 else None
                difference = FirstDifference(index, token_id, drawn, drawn_p, number)
                is_comparing = False
        if progress is not None and (judged % _REPORT_EVERY == 0 or judged == total):
            progress(judged, total)
    return WhatIf(
        settings=settings,
        judged_tokens=judged,
        removed=tuple(removed),
        same_tokens=same_tokens,
        difference=difference,
        unexplained_tokens=unexplained_tokens,
        is_complete=judged == total,
    )


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

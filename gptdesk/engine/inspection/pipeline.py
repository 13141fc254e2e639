"""The steps by which one token was chosen: every column of the table, exact.

Owns turning one vector of logits into a `Pipeline`. The figures are those of
`choice/definition.py` over the whole vocabulary, and so the ones that the token was drawn with.
Must not know networks or text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings
from gptdesk.engine.choice.definition import Filtered, filtered, most_probable, raw_distribution
from gptdesk.engine.choice.ranking import to_floats, to_ints
from gptdesk.engine.choice.sampling import judge
from gptdesk.engine.inspection.values import (
    TEMPERATURE,
    Draw,
    Interval,
    Normaliser,
    Pipeline,
    PipelineRow,
    Stage,
)


@torch.inference_mode()
def explain_choice(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    *,
    u: float | None,
    token_id: int | None,
    top_n: int = TOP_N,
) -> Pipeline:
    """Show what `settings` make of a position's logits, and on which token the dice fall.

    Args:
        logits: (vocab_size,), any floating dtype.
        settings: those it was chosen with, or others.
        seen_ids: tokens in the context, for the repetition penalty.
        u: the number that was drawn, in [0, 1); None where none was. With temperature 0 it plays
            no part.
        token_id: the token that stands in the text; None where none does.
        top_n: most probable tokens that get a row, 1 or more.

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
        RequestError: the repetition penalty drives the scores out of all bounds.
        ValueError: `u` or `top_n` is out of its range.
    """
    if top_n < 1:
        raise ValueError(f"top_n must be 1 or more, not {top_n}")
    if u is not None and not 0 <= u < 1:
        raise ValueError(f"u must be at least 0 and below 1, not {u}")
    raw = raw_distribution(logits)
    scores = logits.double()
    left = filtered(logits, settings, seen_ids)
    if left.scaled is None:
        u, drawn_id = None, int(left.final.argmax())
    else:
        drawn_id = None if u is None else judge(logits, settings, seen_ids, u, 0)[0]

    names, probabilities, masks = _stages(left)
    kept = to_ints(masks.sum(dim=1))
    ids = _shown(raw, top_n, token_id, drawn_id)
    entropy = torch.xlogy(raw, raw).sum().abs() / math.log(2)  # nats to bits; 0 log 0 is 0
    surprisal = None
    if token_id is not None:
        surprisal = float((scores.logsumexp(0) - scores[token_id]).clamp_min(0)) / math.log(2)
    return Pipeline(
        settings=settings,
        vocab_size=logits.numel(),
        token_id=token_id,
        drawn_id=drawn_id,
        rows=_rows(ids, scores, raw, left, probabilities, kept[-1], top_n),
        raw=_normalisers(scores, torch.ones_like(masks[:1]))[0],
        stages=_described(names, kept, left.scaled, masks),
        entropy_bits=float(entropy),
        surprisal_bits=surprisal,
        draw=None
        if u is None or drawn_id is None
        else _draw(left.final, u, drawn_id, token_id, len(ids)),
    )


def _stages(left: Filtered) -> tuple[tuple[str, ...], list[Tensor], Tensor]:
    """Return the stages' names, the distribution after each, and which tokens are left."""
    if left.scaled is None:
        return left.filters, [left.final], left.stages
    masks = torch.cat(((left.scaled > -math.inf).unsqueeze(0), left.stages))
    probabilities = [left.scaled.softmax(dim=-1)]
    for before, mask in pairwise(masks[:-1]):
        if torch.equal(before, mask):  # the filter removes nothing
            probabilities.append(probabilities[-1])
        else:
            probabilities.append(left.scaled.masked_fill(~mask, -math.inf).softmax(dim=-1))
    return (TEMPERATURE, *left.filters), [*probabilities, left.final], masks


def _described(
    names: tuple[str, ...], kept: list[int], scaled: Tensor | None, masks: Tensor
) -> tuple[Stage, ...]:
    if scaled is None:
        return tuple(Stage(name, count, None) for name, count in zip(names, kept, strict=True))
    return tuple(
        Stage(name, count, normaliser)
        for name, count, normaliser in zip(names, kept, _normalisers(scaled, masks), strict=True)
    )


def _normalisers(scores: Tensor, masks: Tensor) -> list[Normaliser]:
    """Return what normalises `scores`, (vocab_size,), where each of `masks` is true."""
    largest = float(scores.amax())  # no filter removes the best
    weights = (scores - largest).exp()
    sums = to_floats((weights * masks).sum(dim=1))
    return [Normaliser(largest, total, largest + math.log(total)) for total in sums]


def _shown(raw: Tensor, top_n: int, *others: int | None) -> list[int]:
    """Return the tokens that get a row, by rank: the most probable, and `others`."""
    ids = to_ints(most_probable(raw, top_n)[:top_n])
    own = {token_id for token_id in others if token_id is not None} - set(ids)
    return ids + sorted(own, key=lambda token_id: (-float(raw[token_id]), token_id))


def _rows(
    ids: list[int],
    scores: Tensor,
    raw: Tensor,
    left: Filtered,
    probabilities: list[Tensor],
    kept: int,
    top_n: int,
) -> tuple[PipelineRow, ...]:
    at = torch.tensor(ids, device=raw.device)
    scaled = None if left.scaled is None else to_floats(left.scaled[at])
    passed = to_ints(left.stages[:, at].sum(dim=0))  # filters only remove
    outcomes = (*left.filters, "")
    columns = [raw, *probabilities]
    logits, penalised, *shown = (to_floats(c[at]) for c in (scores, left.penalised, *columns))
    rest = to_floats(torch.stack([column.index_fill(0, at, 0.0).sum() for column in columns]))
    rows = [
        PipelineRow(
            token_id=token_id,
            tokens=1,
            kept=int(passed[place] == len(left.filters)),
            rank=place + 1 if place < top_n else _rank(raw, token_id),
            logit=_finite(logits[place]),
            after_penalty=_finite(penalised[place]),
            scaled=None if scaled is None else _finite(scaled[place]),
            raw_p=shown[0][place],
            stage_p=tuple(column[place] for column in shown[1:]),
            removed_by=outcomes[passed[place]],
        )
        for place, token_id in enumerate(ids)
    ]
    rows.append(
        PipelineRow(
            token_id=None,
            tokens=raw.numel() - len(ids),
            kept=kept - sum(row.kept for row in rows),
            rank=None,
            logit=None,
            after_penalty=None,
            scaled=None,
            raw_p=rest[0],
            stage_p=tuple(rest[1:]),
            removed_by="",
        )
    )
    return tuple(rows)


def _rank(raw: Tensor, token_id: int) -> int:
    p = raw[token_id]
    return 1 + int((raw > p).sum() + (raw[:token_id] == p).sum())


def _finite(score: float) -> float | None:
    return None if score == -math.inf else score


def _draw(final: Tensor, u: float, drawn_id: int, token_id: int | None, count: int) -> Draw:
    """Return the intervals that `definition.draw` walks through."""
    possible = int(final.count_nonzero())
    ids = most_probable(final, min(count, possible))[:count]
    ends = [0.0, *(min(end, 1.0) for end in to_floats(final[ids].cumsum(dim=-1)))]
    if len(ends) > possible:
        ends[possible] = 1.0  # rounding may leave the sum a little off; the last takes what is left
    leading = {
        token: Interval(token, q, ends[place], ends[place + 1])
        for place, (token, q) in enumerate(zip(to_ints(ids), to_floats(final[ids]), strict=True))
    }
    drawn = leading.get(drawn_id) or _interval(final, drawn_id, possible)
    # Beyond the leading ones, sums in another order may differ from the draw's by a last digit.
    low, high = min(drawn.low, u), max(drawn.high, math.nextafter(u, 1))
    drawn = replace(drawn, low=low, high=high)
    if token_id is None or final[token_id] == 0:
        chosen = None
    elif token_id == drawn_id:
        chosen = drawn
    else:
        chosen = leading.get(token_id) or _interval(final, token_id, possible)
    return Draw(u, drawn, chosen, tuple(leading.values()))


def _interval(final: Tensor, token_id: int, possible: int) -> Interval:
    """Return a token's interval without sorting what comes before it."""
    q = final[token_id]
    is_ahead = final > q
    is_ahead[:token_id] |= final[:token_id] == q
    low = min(float((final * is_ahead).sum()), 1.0)
    is_last = int(is_ahead.sum()) + 1 == possible
    return Interval(token_id, float(q), low, 1.0 if is_last else min(low + float(q), 1.0))

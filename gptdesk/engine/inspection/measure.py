"""Figures of a given text: every token's probability among all that could come.

Owns exact per-token statistics over the whole vocabulary. Must not know the tokenizer.

Longer texts than the context follow generation's rule: when `ctx_len` tokens are seen, the last
half of them and the next one start a context of their own. So every figure is the one that
generating this very text would have shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import fmean
from threading import Event

import torch
from torch import Tensor

from gptdesk.chat.tokens import TokenStats
from gptdesk.engine.choice.definition import most_probable, raw_distribution
from gptdesk.engine.choice.ranking import RawFigures, to_floats
from gptdesk.engine.run.context import tokens_kept
from gptdesk.engine.run.device import LongWork, one_thread
from gptdesk.engine.run.generate import check_ids
from gptdesk.engine.run.reader import tokens_aside
from gptdesk.engine.types import Progress, TextStats
from gptdesk.model.network import Network

_HEAD_ROWS = 32  # rows of logits held at once: 32 x 50,257 float32 are 6 MB


@torch.inference_mode()
def inspect_ids(
    network: Network,
    ids: Sequence[int],
    *,
    top_n: int,
    start_id: int | None = None,
    cancelled: Event | None = None,
    progress: Progress | None = None,
) -> TextStats:
    """Return the network's statistics of every token of a text.

    Args:
        network: what reads it.
        ids: the text's tokens, also more than the context holds.
        top_n: alternatives per token.
        start_id: predict the first token from this one; None where nothing predicts it.
        cancelled: once set, the tokens done so far are returned.
        progress: called now and then with tokens done and tokens in all.

    Raises:
        RequestError: an id that the vocabulary has not.
        NonFiniteLogitsError: the network produced NaN or infinity.
    """
    text = list(ids) if start_id is None else [start_id, *ids]
    check_ids(text, network.cfg.vocab_size)
    tokens = [] if start_id is not None or not ids else [TokenStats(index=0, token_id=ids[0])]
    for logits in logits_per_token(network, text, cancelled):
        if cancelled is not None and cancelled.is_set():
            break
        index = len(tokens)
        with one_thread():
            tokens.append(token_stats(logits, index, ids[index], top_n))
        if progress is not None and len(tokens) % _HEAD_ROWS == 0:
            progress(len(tokens), len(ids))
    return TextStats(tuple(tokens), perplexity_of(tokens))


def logits_per_token(
    network: Network,
    text: Sequence[int],
    cancelled: Event | None,
    keep_tokens: int | None = None,
) -> Iterator[Tensor]:
    """Yield the logits, (vocab,), that predicted each token of `text` but the first.

    Args:
        network: what reads it.
        text: token ids that the vocabulary has.
        cancelled: once set, nothing more comes.
        keep_tokens: as in `GenerationRequest`.
    """
    keep = tokens_kept(keep_tokens, network.cfg.ctx_len)
    read = text[:-1]  # the last token predicts nothing that is in the text
    cache, work = network.new_cache(), LongWork()
    at_once = tokens_aside(network.cfg)
    ids = torch.tensor([read], device=cache.device)
    for start, new, end in _windows(len(read), network.cfg.ctx_len, keep):
        cache.truncate(0)
        for begin in range(start, end, at_once):
            if cancelled is not None and cancelled.is_set():
                return
            chunk = ids[:, begin : min(begin + at_once, end)]
            with work.going_on():
                hidden = network.hidden_states(chunk, cache)[0]  # (T, emb_dim)
            for row in range(max(new - begin, 0), len(hidden), _HEAD_ROWS):
                with work.going_on():
                    logits = network.out_head(hidden[row : row + _HEAD_ROWS])
                yield from logits


def _windows(length: int, ctx_len: int, keep: int) -> Iterator[tuple[int, int, int]]:
    """Yield the contexts that cover `length` tokens, as (start, first not seen before, end)."""
    start = new = 0
    while new < length:
        end = min(start + ctx_len, length)
        yield start, new, end
        start, new = end - keep, end


def token_stats(logits: Tensor, index: int, token_id: int, top_n: int) -> TokenStats:
    """Compare a token with everything else that could have come.

    Args:
        logits: (vocab_size,), any floating dtype.
        index: place of the token in its text.
        token_id: the token.
        top_n: alternatives.
    """
    return _fast_token_stats(logits, index, token_id, top_n) or _token_stats_by_definition(
        logits, index, token_id, top_n
    )


def _fast_token_stats(logits: Tensor, index: int, token_id: int, top_n: int) -> TokenStats | None:
    """Do so without sorting; None where only the definitions can tell."""
    scores = logits if logits.dtype == torch.float64 else logits.float()
    raw = RawFigures.of(scores)
    top_n = min(top_n, scores.numel())
    if raw is None or not raw.are_clear(top_n):
        return None
    score = float(scores[token_id])
    rank = raw.rank(token_id, score)
    if rank is None:
        return None
    return TokenStats(
        index=index,
        token_id=token_id,
        raw_p=raw.probability(score),
        rank=rank,
        surprisal_bits=raw.surprisal_nats(score) / math.log(2),
        entropy_bits=raw.entropy_nats / math.log(2),
        top_ids=tuple(raw.leaders.order.ids[:top_n]),
        top_raw_p=tuple(raw.probability(top) for top in raw.leaders.order.scores[:top_n]),
    )


def _token_stats_by_definition(logits: Tensor, index: int, token_id: int, top_n: int) -> TokenStats:
    """Do so from the definitions of every figure."""
    raw = raw_distribution(logits)
    raw_p = raw[token_id]
    ahead = (raw > raw_p).sum() + (raw[:token_id] == raw_p).sum()
    scores = logits.double()
    surprisal = scores.logsumexp(dim=-1) - scores[token_id]  # exact where p itself is 0 or 1
    entropy = torch.xlogy(raw, raw).sum().abs()  # in nats; 0 log 0 is 0
    top = most_probable(raw, max(top_n, 1))[:top_n]
    figures = torch.stack((raw_p, ahead + 1, surprisal.clamp_min(0), entropy))
    p, rank, surprisal_nats, entropy_nats, *lists = to_floats(torch.cat((figures, top, raw[top])))
    return TokenStats(
        index=index,
        token_id=token_id,
        raw_p=p,
        rank=int(rank),
        surprisal_bits=surprisal_nats / math.log(2),
        entropy_bits=entropy_nats / math.log(2),
        top_ids=tuple(int(token) for token in lists[: top.numel()]),
        top_raw_p=tuple(lists[top.numel() :]),
    )


def perplexity_of(tokens: Sequence[TokenStats]) -> float | None:
    """Return 2 ** (mean surprisal) over those that were predicted; None where none was."""
    surprisals = [t.surprisal_bits for t in tokens if t.surprisal_bits is not None]
    if not surprisals:
        return None
    try:
        return 2.0 ** fmean(surprisals)
    except OverflowError:
        return math.inf

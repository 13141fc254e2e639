"""The distance of two models: KL of their distributions at each place of the same text.

Owns what is kept of the first model's distributions until the second one is there, and the
arithmetic. Must not know how either is computed, nor text.

KL(p ‖ q) = Σ p log(p / q) over the whole vocabulary, in nats, from raw distributions. Where one of
the two told its most probable tokens only, all others count as one token: that is never more than
the KL over the whole vocabulary, and so a lower bound of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.choice.definition import raw_distribution
from gptdesk.engine.choice.ranking import to_ints
from gptdesk.engine.inspection.measure import logits_per_token
from gptdesk.engine.inspection.values import Divergences, PlaceDivergence, ReadText
from gptdesk.engine.remote.told import Told
from gptdesk.engine.run.device import one_thread
from gptdesk.engine.run.generate import check_ids
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.network import Network

MOST_KEPT_BYTES = 512 * 1024**2  # 2,670 places of GPT-2's vocabulary
_ROUNDING = 1e-6  # of the sum of what a server told: it computes in float32

Distribution = Tensor | Told  # float32 logits of the whole vocabulary, or what a server told


@torch.inference_mode()
def distributions(network: Network, text: ReadText, cancelled: Event) -> Iterator[Tensor]:
    """Yield the logits, float32, (vocab_size,) on the CPU, that predicted tokens of a text.

    Each is predicted from all tokens before it; the first one that is not, because the context is
    full, and those after it are left out.

    Args:
        network: what reads it.
        text: the text, and from which token on.
        cancelled: once set, nothing more comes.

    Raises:
        RequestError: an id that the vocabulary has not.
        NonFiniteLogitsError: the network produced NaN or infinity.
    """
    check_ids(text.ids, network.cfg.vocab_size)
    ids = text.ids[: network.cfg.ctx_len + 1]  # the last one is predicted, not read
    for logits in islice(logits_per_token(network, ids, cancelled), text.first - 1, None):
        raw_distribution(logits)  # refuses what is no number
        yield logits.float().cpu()


@dataclass(frozen=True, slots=True)
class Kept:
    """The distributions of one model at the places of some texts, until another one is asked.

    Attributes:
        texts: that it read.
        vocabulary_sha256: of that model.
        of_texts: for each text its distributions, from the first on; the last ones may be missing.
    """

    texts: tuple[ReadText, ...]
    vocabulary_sha256: str
    of_texts: tuple[tuple[Distribution, ...], ...]


def keep(
    texts: Sequence[ReadText],
    vocabulary_sha256: str,
    read: Iterable[Iterator[Distribution]],
    cancelled: Event,
    progress: Progress,
) -> Kept | None:
    """Keep what a model says at each place, as far as `MOST_KEPT_BYTES` hold it; None if cancelled.

    Args:
        texts: that it reads.
        vocabulary_sha256: of the model.
        read: its distributions, for each text.
        cancelled: once set, it comes to an end.
        progress: called with places done and places in all.
    """
    total, done = sum(text.places for text in texts), 0
    room = MOST_KEPT_BYTES // max(len(texts), 1)
    of_texts: list[tuple[Distribution, ...]] = []
    for one in read:
        kept: list[Distribution] = []
        size = 0
        for distribution in one:
            if cancelled.is_set():
                return None
            size += _bytes_of(distribution)
            if size > room:
                break
            # A row of a larger tensor would keep all of it.
            kept.append(distribution if isinstance(distribution, Told) else distribution.clone())
            done += 1
            progress(done, total)
        of_texts.append(tuple(kept))
    return None if cancelled.is_set() else Kept(tuple(texts), vocabulary_sha256, tuple(of_texts))


@torch.inference_mode()
def diverge(
    kept: Kept,
    vocabulary_sha256: str,
    read: Iterable[Iterator[Distribution]],
    cancelled: Event,
    progress: Progress,
) -> Divergences | None:
    """Compare what was kept with what another model says of the same texts; None if cancelled.

    Args:
        kept: of the first model.
        vocabulary_sha256: of the second one.
        read: its distributions, for each text.
        cancelled: once set, it comes to an end.
        progress: called with places done and places in all.

    Raises:
        RequestError: their ids do not stand for the same tokens.
    """
    if vocabulary_sha256 != kept.vocabulary_sha256:
        raise RequestError("The two models have different vocabularies: there is no KL of the two.")
    total, done = sum(map(len, kept.of_texts)), 0
    is_bound = False
    of_texts: list[tuple[PlaceDivergence, ...]] = []
    for text, firsts, seconds in zip(kept.texts, kept.of_texts, read, strict=True):
        places: list[PlaceDivergence] = []
        for first, second in zip(firsts, seconds, strict=False):
            if cancelled.is_set():
                return None
            is_bound = is_bound or not (_is_whole(first) and _is_whole(second))
            with one_thread():
                places.append(_divergence_at(text, text.first + len(places), first, second))
            done += 1
            progress(done, total)
        of_texts.append(tuple(places))
    return None if cancelled.is_set() else Divergences(kept.texts, tuple(of_texts), is_bound)


def _divergence_at(
    text: ReadText, index: int, first: Distribution, second: Distribution
) -> PlaceDivergence:
    token_id = text.ids[index]
    first, second = _dense(first), _dense(second)
    log_p, log_q = _side_by_side(first, second)
    return PlaceDivergence(
        index,
        token_id,
        _probability(first, token_id),
        _probability(second, token_id),
        _kl_nats(log_p, log_q),
        _kl_nats(log_q, log_p),
    )


def _side_by_side(first: Distribution, second: Distribution) -> tuple[Tensor, Tensor]:
    """Return log p of both, float64, of the same tokens; the last one is all that are not told."""
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        if first.shape != second.shape:
            raise RequestError("The two models have vocabularies of different sizes.")
        return _log_p(first), _log_p(second)
    told = [one.ids for one in (first, second) if isinstance(one, Told)]
    ids = told[0] if len(told) == 1 else told[0][torch.isin(told[0], told[1])]
    return _told_of(first, ids), _told_of(second, ids)


def _told_of(distribution: Distribution, ids: Tensor) -> Tensor:
    """Return log p of some tokens, and of all others together."""
    if isinstance(distribution, Tensor):
        log_p = _log_p(distribution)
        others = torch.ones_like(log_p, dtype=torch.bool)
        others[ids] = False
        return torch.cat((log_p[ids], log_p[others].logsumexp(0, keepdim=True)))
    place = {token_id: at for at, token_id in enumerate(to_ints(distribution.ids))}
    log_p = distribution.log_p[[place[token_id] for token_id in to_ints(ids)]]
    # Too large a rest makes the bound smaller, and so it stays one.
    rest = max(_ROUNDING, 1 - float(log_p.exp().sum()))
    return torch.cat((log_p, torch.tensor([rest], dtype=torch.float64).log()))


def _dense(distribution: Distribution) -> Distribution:
    """Return what a server told of the whole vocabulary like what a network says of it."""
    if isinstance(distribution, Told) and distribution.is_whole:
        return distribution.logits(is_piled=False)
    return distribution


def _log_p(logits: Tensor) -> Tensor:
    return logits.double().log_softmax(dim=-1)


def _kl_nats(log_p: Tensor, log_q: Tensor) -> float:
    """Return Σ p log(p / q); a token that cannot come by p adds 0, whatever q says."""
    p = log_p.exp()
    parts = torch.where(p > 0, p * (log_p - log_q), 0.0)
    return max(float(parts.sum()), 0.0)


def _probability(distribution: Distribution, token_id: int) -> float | None:
    if isinstance(distribution, Tensor):
        scores = distribution.double()
        return math.exp(float(scores[token_id] - scores.logsumexp(0)))
    found = (distribution.ids == token_id).nonzero()
    return math.exp(float(distribution.log_p[found[0, 0]])) if len(found) else None


def _is_whole(distribution: Distribution) -> bool:
    return isinstance(distribution, Tensor) or distribution.is_whole


def _bytes_of(distribution: Distribution) -> int:
    if isinstance(distribution, Tensor):
        return distribution.nbytes
    return distribution.ids.nbytes + distribution.log_p.nbytes

"""The inspector's figures once more, by the transformers library and in float64.

An independent statement of 'Numbers' in `chat/tokens.py`: the network and each filter are
transformers', everything else is written out from the definitions. Nothing of the engine is used;
`small_pair` sets the two side by side.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel
from transformers.generation import logits_process as processors

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from tests.model.checkpoints.reference_models import book_tensors, make_reference

VOCAB = 50257
SMALL_VOCAB = 3000

# What is promised of a probability: this close in proportion, or this close at all.
RELATIVE, ABSOLUTE = 1e-5, 1e-7


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a figure may be from the reference.

    Attributes:
        relative, absolute: of a probability; one of them has to hold.
        bits: of an entropy.
    """

    relative: float
    absolute: float
    bits: float

    def holds(self, found: float, expected: float) -> bool:
        """Tell whether a probability is near enough."""
        return abs(found - expected) <= max(self.relative * expected, self.absolute)


PROMISED = Tolerance(RELATIVE, ABSOLUTE, bits=1e-4)
# Sums of 50,257 terms and some thousand products in float64, in another order.
ROUNDING = Tolerance(1e-10, 1e-18, bits=1e-10)


class Reference:
    """A GPT-2 by transformers, in float64."""

    def __init__(self, model: GPT2LMHeadModel) -> None:
        self.model = model.double()
        self.ctx_len: int = model.config.n_positions

    @torch.inference_mode()
    def logits(self, ids: Sequence[int]) -> Tensor:
        """Return (len(ids), vocab): what is expected after each of `ids`, read as one text."""
        return self.model(torch.tensor([list(ids)])).logits[0, :, :VOCAB]

    def places(
        self, ids: Sequence[int], keep: int | None = None
    ) -> Iterator[tuple[int, list[int], Tensor]]:
        """Yield index, context and logits, (vocab,), of each of `ids` but the first.

        When `ctx_len` tokens are seen, the last `keep` of them and the next one start a context of
        their own; None is half of the context.
        """
        keep = self.ctx_len // 2 if keep is None else min(keep, self.ctx_len - 1)
        start, end, rows = 0, 0, torch.empty(0)
        for index in range(1, len(ids)):
            if index - start > self.ctx_len:
                start, end = index - keep - 1, 0
            if index > end:
                end = min(start + self.ctx_len, len(ids))
                rows = self.logits(ids[start:end])
            yield index, list(ids[start:index]), rows[index - start - 1]


def read_reference(folder: Path) -> GPT2LMHeadModel:
    """Read GPTDesk's own format with nothing but its tensors' names."""
    words = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    stored = load_file(folder / "model.safetensors")
    width = words["emb_dim"]
    config = GPT2Config(
        vocab_size=words["vocab_size"],
        n_layer=words["n_layers"],
        n_embd=width,
        n_head=words["n_heads"],
        n_positions=words["ctx_len"],
        tie_word_embeddings=words["tie_embeddings"],
    )
    tensors = {
        "transformer.wte.weight": stored["tok_emb.weight"],
        "transformer.wpe.weight": stored["pos_emb.weight"],
        "transformer.ln_f.weight": stored["final_norm.scale"],
        "transformer.ln_f.bias": stored["final_norm.shift"],
        "lm_head.weight": stored.get("out_head.weight", stored["tok_emb.weight"]),
    }
    for n in range(words["n_layers"]):
        ours, theirs = f"trf_blocks.{n}.", f"transformer.h.{n}."
        parts = [f"{ours}att.W_{part}" for part in ("query", "key", "value")]
        biases = [stored.get(f"{part}.bias", torch.zeros(width)) for part in parts]
        tensors[f"{theirs}attn.c_attn.bias"] = torch.cat(biases)
        fused = torch.cat([stored[f"{part}.weight"] for part in parts])
        tensors[f"{theirs}attn.c_attn.weight"] = fused.t()
        for our_part, their_part in (
            ("att.out_proj", "attn.c_proj"),
            ("ff.layers.0", "mlp.c_fc"),
            ("ff.layers.2", "mlp.c_proj"),
        ):
            tensors[f"{theirs}{their_part}.weight"] = stored[f"{ours}{our_part}.weight"].t()
            tensors[f"{theirs}{their_part}.bias"] = stored[f"{ours}{our_part}.bias"]
        for our_norm, their_norm in (("norm1", "ln_1"), ("norm2", "ln_2")):
            tensors[f"{theirs}{their_norm}.weight"] = stored[f"{ours}{our_norm}.scale"]
            tensors[f"{theirs}{their_norm}.bias"] = stored[f"{ours}{our_norm}.shift"]
    model = GPT2LMHeadModel(config).eval()
    model.load_state_dict(tensors, strict=True)
    return model


@cache
def small_pair() -> tuple[GPTModel, Reference]:
    """Return a network in float64 with a context of 24 tokens, and the same by transformers.

    Its vocabulary is large enough for every way of choosing, and small enough for many runs.
    """
    model = make_reference((2, 48, 3, 24), seed=9)
    model.resize_token_embeddings(SMALL_VOCAB)
    cfg = GPTConfig(
        vocab_size=SMALL_VOCAB, ctx_len=24, emb_dim=48, n_heads=3, n_layers=2, qkv_bias=True
    )
    network = GPTModel(cfg).eval()
    network.load_state_dict(book_tensors(model))
    return network.double(), Reference(model)


# --- the definitions ------------------------------------------------------------------------------


def columns(
    logits: Tensor, how: SamplingSettings, seen: Sequence[int]
) -> tuple[Tensor, dict[str, Tensor]]:
    """Return the scores after the penalty, and those after the temperature and each filter."""
    ids, scores = torch.tensor([list(seen)]), logits.double().unsqueeze(0)
    if how.repetition_penalty != 1:
        penalty = processors.RepetitionPenaltyLogitsProcessor(how.repetition_penalty)
        scores = penalty(ids, scores)
    penalised = scores[0]
    if how.temperature == 0:
        only = torch.full_like(penalised, -math.inf)
        only[penalised.tolist().index(penalised.max().item())] = 0.0
        return penalised, {"greedy": only}
    found: dict[str, Tensor] = {}
    for name, value, neutral, make in (
        ("temperature", how.temperature, 1, processors.TemperatureLogitsWarper),
        ("top_k", how.top_k, 0, processors.TopKLogitsWarper),
        ("top_p", how.top_p, 1, processors.TopPLogitsWarper),
        ("min_p", how.min_p, 0, processors.MinPLogitsWarper),
    ):
        if value != neutral:
            scores = make(value)(ids, scores)
        found[name] = scores[0]
    return penalised, found


def entropy_bits(p: Tensor) -> float:
    possible = p[p > 0]
    return -float((possible * possible.log2()).sum())


def by_probability(p: Tensor) -> list[int]:
    """Return all ids, the most probable first, ties by id."""
    return p.argsort(descending=True, stable=True).tolist()


def drawn(q: Tensor, u: float) -> int:
    """Return the first token, in descending q, whose cumulative q exceeds u."""
    order = by_probability(q)
    place = int((q[order].cumsum(0) <= u).sum())
    return order[min(place, int(q.count_nonzero()) - 1)]


# --- comparing ------------------------------------------------------------------------------------


def assert_rank(rank: int | None, p: Tensor, token_id: int, tolerance: Tolerance) -> None:
    """Only tokens whose probabilities are the same within the tolerance may change places."""
    assert rank is not None
    near = 2 * tolerance.relative * p[token_id]
    ahead = int((p > p[token_id] + near).sum())
    not_behind = int((p >= p[token_id] - near).sum())
    assert ahead < rank <= not_behind
    if ahead + 1 == not_behind:
        assert rank == not_behind


def assert_raw(
    token_id: int,
    found: tuple[float | None, int | None, float | None],
    top: tuple[Sequence[int], Sequence[float]],
    logits: Tensor,
    tolerance: Tolerance,
) -> None:
    """Compare what there is to say about a token before any setting.

    Args:
        token_id: which.
        found: its p, rank, and the entropy at its place.
        top: ids and p of the most probable tokens.
        logits: the reference's, (vocab,).
        tolerance: how far a figure may be from it.
    """
    p = logits.softmax(dim=-1)
    raw_p, rank, entropy = found
    assert raw_p is not None
    assert entropy is not None
    assert tolerance.holds(raw_p, p[token_id].item()), (raw_p, p[token_id].item())
    assert_rank(rank, p, token_id, tolerance)
    assert abs(entropy - entropy_bits(p)) <= tolerance.bits
    assert len(set(top[0])) == len(top[0]) > 0
    for place, (top_id, top_p) in enumerate(zip(*top, strict=True), start=1):
        assert tolerance.holds(top_p, p[top_id].item())
        assert_rank(place, p, top_id, tolerance)


def assert_record(
    record: TokenRecord,
    how: SamplingSettings,
    seen: Sequence[int],
    logits: Tensor,
    tolerance: Tolerance,
) -> None:
    """Compare a token's record with what the reference makes of its place.

    Where figures are rounded to float32, a filter's edge may fall on the neighbour. That much is
    allowed, no more: at most two tokens, with what they weigh.
    """
    assert_raw(
        record.token_id,
        (record.raw_p, record.rank, record.entropy_bits),
        (record.top_ids, record.top_raw_p),
        logits,
        tolerance,
    )
    _, stages = columns(logits, how, seen)
    q = list(stages.values())[-1].softmax(dim=-1)
    kept = int(q.count_nonzero())
    edge = 0.0
    if tolerance is ROUNDING:
        assert record.kept == kept
    else:
        assert abs(record.kept - kept) <= 2
        edge = abs(record.kept - kept) * q[q > 0].min().item()
    near = Tolerance(2 * tolerance.relative + 2 * edge, tolerance.absolute, tolerance.bits)
    assert near.holds(record.final_p, q[record.token_id].item())

    names = {name: scores for name, scores in stages.items() if name != "temperature"}
    for token_id, final_p, removed_by in zip(
        record.top_ids, record.top_final_p, record.top_removed_by, strict=True
    ):
        expected = next((n for n, x in names.items() if x[token_id] == -math.inf), "")
        if tolerance is ROUNDING or record.kept == kept:
            assert removed_by == expected
            assert near.holds(final_p, q[token_id].item())
    if record.is_forced or how.temperature == 0:
        assert record.draw is None
    elif tolerance is ROUNDING:
        assert record.draw is not None
        assert drawn(q, record.draw) == record.token_id

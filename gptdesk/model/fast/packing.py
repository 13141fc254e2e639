"""Packing weights into a `Runtime`: block by block, never holding them twice.

The kernel is chosen by a trial on the loaded weights: how long for one token and for a prompt,
and whether the result is right. For the precisions that round, a short text goes through the
packed blocks and through `gpt.py`'s side by side, so that the error shown to the user is
measured on this very network, on this very machine.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.checkpoints.parameter_shapes import NoInit
from gptdesk.model.config import GPTConfig, NetworkConfig
from gptdesk.model.fast.kernels import CANDIDATES, FLOAT32, Kernel, Linear, PackMatrix
from gptdesk.model.fast.memory import CACHE_DTYPES, weights_bytes
from gptdesk.model.fast.mixing import Mixing, pass_and_average, rewrite_block, rewrite_norm
from gptdesk.model.fast.runtime import PackedBlock, Runtime
from gptdesk.model.gpt import TransformerBlock
from gptdesk.precision import PrecisionError
from gptdesk.sentences import Sentence

logger = logging.getLogger(__name__)

# "Once upon a time there was a little girl called Mia, who lived in a house by the sea. …": the
# first two thirds are what inputs are averaged over, the rest is what the error is measured on.
_TRIAL_IDS = (
    *(7454, 2402, 257, 640, 612, 373, 257, 1310, 2576, 1444, 32189, 11, 508, 5615, 287, 257, 2156),
    *(416, 262, 5417, 13, 366, 6090, 356, 467, 503, 287, 262, 8848, 1909, 1701, 673, 1965, 13),
    *(2332, 2988, 14682, 465, 1182, 25, 262, 2344, 11, 339, 531, 11, 373, 1165, 1913, 329, 28499),
    *(13, 554, 1248, 4790, 262, 1468, 46371, 550, 587, 30080, 351, 23679, 4831, 11, 290, 663),
    *(28356, 19952, 606, 790, 6180, 284, 1657, 262, 20450, 13, 1881, 1755, 257, 6388, 1625, 26),
    *(1290, 503, 319, 262, 2042, 1660, 339, 2497, 257, 1402, 8848, 11, 6225),
)

# An answer's worth of multiplications, in the kernels' trial: its prompt and its steps.
_PROMPT_ROWS, _STEPS = 192, 32
_NO_SLOWER = 1.15  # times the fastest: noise; then the more exact one is better
_QKV = ("att.W_query", "att.W_key", "att.W_value")
_FUSED = "att.qkv"  # the three of them, one below the other

_SLICE = 2048  # rows of a large table that are worked on at once
_LARGEST_ERROR = 0.05  # of a kernel's result, relative; a broken one is off by 1 and more


class Weights(Protocol):
    """Where the weights of a network come from; each tensor is read once."""

    @property
    def config(self) -> NetworkConfig:
        """Its shape."""
        ...

    def embeddings(self) -> Mapping[str, Tensor]:
        """Return what is outside the blocks, by `GPTModel`'s names; no tied `out_head`."""
        ...

    def block(self, number: int) -> Mapping[str, Tensor]:
        """Return a block's tensors by `TransformerBlock`'s names."""
        ...


@torch.inference_mode()
def pack(
    weights: Weights,
    precision: str = "exact",
    *,
    device: torch.device | str = "cpu",
    progress: Callable[[str], None] = lambda _: None,
) -> Runtime:
    """Pack a network for fast decoding.

    Args:
        weights: float32, each asked for once, in order.
        precision: one of `PRECISIONS`.
        device: where to compute.
        progress: called with a short sentence on what is being done now.

    Raises:
        RuntimeError: as torch raised it, for example without memory.
    """
    cfg, device = weights.config, torch.device(device)
    assert isinstance(cfg, GPTConfig), "no other network is packed"
    outer = {name: t.to(device) for name, t in weights.embeddings().items()}
    tok_emb, pos_emb = outer["tok_emb.weight"], outer["pos_emb.weight"]
    head_weight = outer.get("out_head.weight", tok_emb)
    kernel = choose_kernel(precision, head_weight[: 4 * cfg.emb_dim])
    if precision == "exact":
        tied = head_weight is tok_emb
        head_weight = kernel.laid_out(head_weight)
        tok_emb = head_weight if tied else tok_emb  # one memory for both
        outer["tok_emb.weight" if tied else "out_head.weight"] = head_weight
    mixing = Mixing(cfg.emb_dim, device) if kernel.rounded else None
    cache_dtype = CACHE_DTYPES[precision]
    trial = None if precision == "exact" else _Trial(cfg, tok_emb, pos_emb, cache_dtype, mixing)

    blocks: list[PackedBlock] = []
    stored = dict(outer) if precision == "exact" else {}
    for number in range(cfg.n_layers):
        progress(Sentence("Packing, {share} %", share=100 * number // cfg.n_layers))
        tensors = {name: t.to(device) for name, t in weights.block(number).items()}
        means = trial.pass_truth(number, tensors) if trial else {}
        if mixing and kernel.rounded:
            tensors = rewrite_block(tensors, means, mixing, kernel.rounded)
        tensors = _with_fused_qkv(tensors)
        if precision == "exact":
            tensors = {n: kernel.laid_out(t) if t.dim() == 2 else t for n, t in tensors.items()}
            stored |= _views_of(tensors, f"trf_blocks.{number}.")
        blocks.append(_pack_block(tensors, kernel, cfg.gelu))
        if trial:
            trial.pass_packed(blocks[-1])
        del tensors

    final_norm = (outer["final_norm.scale"], outer["final_norm.shift"])
    head_mean = trial.pass_final_norm(final_norm, head_weight) if trial else None
    head_bias = None
    if precision != "exact":
        tok_emb = by_rows(tok_emb, torch.float16, mixing or _as_it_is)
    if mixing and head_mean is not None:
        scale = final_norm[0]
        head_bias = head_weight @ head_mean
        head_weight = by_rows(head_weight, torch.float32, lambda rows: mixing(rows * scale))
        final_norm = rewrite_norm(*final_norm, head_mean, mixing)
        pos_emb = mixing(pos_emb)
    del outer
    head = _pack_head(kernel, head_weight, head_bias)
    error = trial.compare(final_norm, head) if trial else None
    return Runtime(
        cfg=cfg,
        precision=precision,
        kernel=kernel.name,
        error=error,
        size_bytes=weights_bytes(cfg, kernel),
        device=device,
        cache_dtype=cache_dtype,
        tok_emb=tok_emb,
        pos_emb=pos_emb,
        blocks=tuple(blocks),
        final_norm=final_norm,
        head=head,
        stored=stored,
        reads_alike=kernel.is_float32 and cache_dtype == torch.float32,
    )


def by_rows(table: Tensor, dtype: torch.dtype, change: Callable[[Tensor], Tensor]) -> Tensor:
    """Return a changed copy of a large table, (rows, emb_dim), without a second one on the way."""
    changed = torch.empty(table.shape, dtype=dtype, device=table.device)
    for start in range(0, len(table), _SLICE):
        part = slice(start, start + _SLICE)
        changed[part] = change(table[part])
    return changed


def _as_it_is(rows: Tensor) -> Tensor:
    return rows


def _with_fused_qkv(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a block's tensors with queries, keys and values as one matrix, (3 * emb_dim, …)."""
    fused = {name: t for name, t in tensors.items() if not name.startswith(_QKV)}
    for kind in ("weight", "bias"):
        if f"{_QKV[0]}.{kind}" in tensors:
            fused[f"{_FUSED}.{kind}"] = torch.cat([tensors[f"{part}.{kind}"] for part in _QKV])
    return fused


def _views_of(fused: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Return a block's tensors by `GPTModel`'s names, none copied."""
    views = {f"{prefix}{name}": t for name, t in fused.items() if not name.startswith(_FUSED)}
    for kind in ("weight", "bias"):
        if (whole := fused.get(f"{_FUSED}.{kind}")) is not None:
            parts = zip(_QKV, whole.chunk(3), strict=True)
            views |= {f"{prefix}{part}.{kind}": view for part, view in parts}
    return views


def _pack_block(tensors: Mapping[str, Tensor], kernel: Kernel, gelu: str) -> PackedBlock:
    def packed(name: str, pack: PackMatrix = kernel.pack, gelu: str | None = None) -> Linear:
        return pack(tensors[f"{name}.weight"], tensors[f"{name}.bias"], gelu)

    return PackedBlock(
        norm1=(tensors["norm1.scale"], tensors["norm1.shift"]),
        norm2=(tensors["norm2.scale"], tensors["norm2.shift"]),
        qkv=kernel.pack(tensors[f"{_FUSED}.weight"], tensors.get(f"{_FUSED}.bias"), None),
        out_proj=packed("att.out_proj"),
        # Two thirds of what rounding the tokens costs is lost in these two.
        widen=packed("ff.layers.0", kernel.pack_finely, gelu),
        narrow=packed("ff.layers.2", kernel.pack_finely),
    )


def _pack_head(kernel: Kernel, weight: Tensor, bias: Tensor | None) -> Linear:
    """Pack the head, (vocab_size, emb_dim).

    The logits of a trained network have a large part in common, some -100 in GPT-2's. It says
    nothing, but among results of 16 bits it takes their digits: half a nat from one to the next.
    There it is computed apart, in float32.
    """
    if kernel.dtype is None:
        return kernel.pack(weight, bias, None)
    common = weight.mean(dim=0)
    apart = kernel.pack(by_rows(weight, kernel.dtype, lambda rows: rows - common), bias, None)

    def head(hidden: Tensor) -> Tensor:
        return apart(hidden).float().add_((hidden @ common).unsqueeze(1))

    return head


def error_between(true_logits: Tensor, logits: Tensor) -> PrecisionError:
    """Return how far logits, (T, vocab_size), are from the true ones."""
    truth, packed = (t.double().log_softmax(dim=-1) for t in (true_logits, logits))
    kl = (truth.exp() * (truth - packed)).sum(dim=-1)  # (T,)
    same_top = (truth.argmax(dim=-1) == packed.argmax(dim=-1)).double().mean()
    return PrecisionError(max(kl.mean().item(), 0.0), same_top.item(), places=len(kl))


def choose_kernel(precision: str, weight: Tensor) -> Kernel:
    """Try every candidate on a real matrix, (out, in); return the one that is right and fastest."""
    candidates = CANDIDATES[precision, weight.device.type]
    if len(candidates) == 1:
        return candidates[0]
    tokens = torch.randn(_PROMPT_ROWS, weight.shape[1], device=weight.device)
    wanted = functional.linear(tokens, weight)
    found: list[tuple[float, float, Kernel]] = []
    for kernel in candidates:
        try:
            linear = kernel.pack(weight, None, None)
            if not adds_up(kernel, weight.device):
                logger.info("kernel %s: overflows on this processor", kernel.name)
                continue
            difference = linear(tokens).float() - wanted
            error = difference.std().item() / wanted.std().item()
            cost_s = _STEPS * seconds_of(linear, tokens[:1], 12) + seconds_of(linear, tokens, 3)
        except (RuntimeError, AttributeError, NotImplementedError) as exc:
            logger.info("kernel %s: not available here: %s", kernel.name, exc)
            continue
        logger.info("kernel %s: %.0f µs, error %.1e", kernel.name, cost_s * 1e6, error)
        if error < _LARGEST_ERROR:
            found.append((cost_s, error, kernel))
    if not found:
        logger.warning("no kernel for %s works here; float32 computes", precision)
        return FLOAT32
    found = [entry for entry in found if not entry[2].is_spare] or found
    limit_s = _NO_SLOWER * min(cost_s for cost_s, _, _ in found)
    fast = [(error, kernel) for cost_s, error, kernel in found if cost_s <= limit_s]
    return min(fast, key=lambda entry: entry[0])[1]


def adds_up(kernel: Kernel, device: torch.device) -> bool:
    """Multiply the largest numbers of one sign, which some processors cannot add up in 16 bits."""
    ones = torch.ones(16, 64, device=device)
    return bool((kernel.pack(ones, None, None)(ones[:1]) - 64.0).abs().amax() < 64 * _LARGEST_ERROR)


def seconds_of(linear: Linear, tokens: Tensor, repeats: int) -> float:
    """Return how long a multiplication takes at best."""
    best = float("inf")
    for _ in range(repeats):
        started_s = time.perf_counter()
        linear(tokens)
        if tokens.device.type == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - started_s)
    return best


class _Trial:
    """A short text on its way through two networks: `gpt.py`'s, the truth, and the packed one."""

    def __init__(
        self,
        cfg: GPTConfig,
        tok_emb: Tensor,
        pos_emb: Tensor,
        cache_dtype: torch.dtype,
        mixing: Mixing | None,
    ) -> None:
        ids = torch.tensor(_TRIAL_IDS[: cfg.ctx_len], device=tok_emb.device) % len(tok_emb)
        tokens, places = tok_emb[ids], pos_emb[: len(ids)]  # (T, emb_dim) each
        self._cfg = cfg
        self._truth = (tokens + places).unsqueeze(0)
        if mixing:
            tokens, places = mixing(tokens), mixing(places)
        self._packed = tokens.half().float() + places
        shape = (2, cfg.n_heads, len(ids), cfg.head_dim)
        self._slot = torch.empty(shape, dtype=cache_dtype, device=tok_emb.device)
        split = max(1, 2 * len(ids) // 3)
        self._averaged = slice(min(1, split - 1), split)  # the first token is unlike all others
        self._compared = slice(min(split, len(ids) - 1), len(ids))
        self._true_logits = torch.empty(0)

    def pass_truth(self, number: int, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Let the text pass a block as it is stored; return the means of `pass_and_average`."""
        with torch.device("meta"), NoInit():
            block = TransformerBlock(self._cfg, number).eval()
        block.load_state_dict(tensors, assign=True)
        self._truth, means = pass_and_average(block, self._truth, self._averaged)
        return means

    def pass_packed(self, block: PackedBlock) -> None:
        """Let the text pass the same block, packed."""
        place = (self._slot, self._slot[:1], self._slot[1:])
        self._packed = block.run(self._packed, place, None, is_causal=True)

    def pass_final_norm(self, norm: tuple[Tensor, Tensor], head_weight: Tensor) -> Tensor:
        """Remember what is truly expected after every token; return the head's mean input."""
        hidden = functional.layer_norm(self._truth[0], (self._cfg.emb_dim,), *norm)
        self._true_logits = functional.linear(hidden[self._compared], head_weight)
        return hidden[self._averaged].mean(dim=0)

    def compare(self, norm: tuple[Tensor, Tensor], head: Linear) -> PrecisionError:
        """Compare with what the packed network expects."""
        hidden = functional.layer_norm(self._packed[self._compared], (self._cfg.emb_dim,), *norm)
        return error_between(self._true_logits, head(hidden))

"""Makes a `Runtime` out of weights: block by block, never holding them twice.

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

from gptdesk.model.config import GPTConfig, PrecisionError, count_parameters
from gptdesk.model.gpt import GPTModel, TransformerBlock
from gptdesk.model.kernels import CANDIDATES, FLOAT32, Kernel, Linear
from gptdesk.model.runtime import PackedBlock, Runtime

logger = logging.getLogger(__name__)

# "The old lighthouse keeper climbed the stairs every evening to light the lamp. One night a
# storm came, and he saw a small boat far out on the black water"
_TRIAL_IDS = (
    *(464, 1468, 46371, 28356, 19952, 262, 16046, 790, 6180, 284, 1657, 262, 20450, 13, 1881, 1755),
    *(257, 6388, 1625, 11, 290, 339, 2497, 257, 1402, 8848, 1290, 503, 319, 262, 2042, 1660),
)
_LARGEST_ERROR = 0.05  # of a kernel's result, relative; a broken one is off by 1 and more


class Weights(Protocol):
    """Where the weights of a network come from; each tensor is read once.

    Attributes:
        config: its shape.
    """

    config: GPTConfig

    def embeddings(self) -> Mapping[str, Tensor]:
        """Return what is outside the blocks, by `GPTModel`'s names; no tied `out_head`."""
        ...

    def block(self, number: int) -> Mapping[str, Tensor]:
        """Return a block's tensors by `TransformerBlock`'s names."""
        ...


class ModelWeights:
    """The weights of a `GPTModel`, as they are."""

    def __init__(self, model: GPTModel) -> None:
        self.config = model.cfg
        self._model = model

    def embeddings(self) -> Mapping[str, Tensor]:
        """Return what is outside the blocks; see `Weights`."""
        parameters = self._model.named_parameters()  # a tied head comes once, as tok_emb
        return {name: p.detach() for name, p in parameters if not name.startswith("trf_blocks.")}

    def block(self, number: int) -> Mapping[str, Tensor]:
        """Return a block's tensors; see `Weights`."""
        return {name: p.detach() for name, p in self._model.trf_blocks[number].named_parameters()}


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
    outer = {name: t.to(device) for name, t in weights.embeddings().items()}
    tok_emb, pos_emb = outer["tok_emb.weight"], outer["pos_emb.weight"]
    head_weight = outer.get("out_head.weight", tok_emb)
    cache_dtype = torch.float32 if precision == "exact" else torch.bfloat16
    trial = None if precision == "exact" else _Trial(cfg, tok_emb, pos_emb, cache_dtype)
    kernel: Kernel | None = None

    blocks: list[PackedBlock] = []
    for number in range(cfg.n_layers):
        if number % 4 == 0:
            progress(f"Packing, {100 * number // cfg.n_layers} %")
        tensors = {name: t.to(device) for name, t in weights.block(number).items()}
        if kernel is None:
            kernel = _choose_kernel(precision, tensors["ff.layers.0.weight"])
        blocks.append(_pack_block(tensors, kernel.pack))
        if trial:
            trial.pass_block(number, tensors, blocks[-1])
        del tensors
    assert kernel is not None, "a network has blocks"

    head = kernel.pack(head_weight, None, False)
    final_norm = (outer["final_norm.scale"], outer["final_norm.shift"])
    error = trial.finish(final_norm, head_weight, head) if trial else None
    if kernel is not FLOAT32:
        tok_emb = tok_emb.half()
    return Runtime(
        cfg=cfg,
        precision=precision,
        kernel=kernel.name,
        error=error,
        size_bytes=_size_bytes(cfg, kernel),
        device=device,
        cache_dtype=cache_dtype,
        tok_emb=tok_emb,
        pos_emb=pos_emb,
        blocks=tuple(blocks),
        final_norm=final_norm,
        head=head,
    )


def _pack_block(
    tensors: Mapping[str, Tensor], pack_matrix: Callable[[Tensor, Tensor | None, bool], Linear]
) -> PackedBlock:
    parts = [f"att.W_{part}" for part in ("query", "key", "value")]
    qkv_weight = torch.cat([tensors[f"{part}.weight"] for part in parts])
    has_bias = f"{parts[0]}.bias" in tensors
    qkv_bias = torch.cat([tensors[f"{part}.bias"] for part in parts]) if has_bias else None

    def packed(name: str, *, gelu: bool = False) -> Linear:
        return pack_matrix(tensors[f"{name}.weight"], tensors[f"{name}.bias"], gelu)

    return PackedBlock(
        norm1=(tensors["norm1.scale"], tensors["norm1.shift"]),
        norm2=(tensors["norm2.scale"], tensors["norm2.shift"]),
        qkv=pack_matrix(qkv_weight, qkv_bias, False),
        out_proj=packed("att.out_proj"),
        widen=packed("ff.layers.0", gelu=True),
        narrow=packed("ff.layers.2"),
    )


def _choose_kernel(precision: str, weight: Tensor) -> Kernel:
    """Try every candidate on a real matrix, (out, in); return the one that is right and fastest."""
    candidates = CANDIDATES[precision, weight.device.type]
    if len(candidates) == 1:
        return candidates[0]
    tokens = torch.randn(len(_TRIAL_IDS), weight.shape[1], device=weight.device)
    wanted = functional.linear(tokens, weight)
    found: list[tuple[float, Kernel]] = []
    for kernel in candidates:
        try:
            linear = kernel.pack(weight, None, False)
            error = functional.mse_loss(linear(tokens), wanted).sqrt().item() / wanted.std().item()
            # An answer's worth: a step of one token as often as there are tokens in a prompt.
            cost_s = len(_TRIAL_IDS) * _seconds(linear, tokens[:1]) + _seconds(linear, tokens)
        except (RuntimeError, AttributeError, NotImplementedError) as exc:
            logger.info("kernel %s: not available here: %s", kernel.name, exc)
            continue
        logger.info("kernel %s: %.0f µs, error %.1e", kernel.name, cost_s * 1e6, error)
        if error < _LARGEST_ERROR:
            found.append((cost_s, kernel))
    if not found:
        logger.warning("no kernel for %s works here; float32 computes", precision)
        return FLOAT32
    return min(found, key=lambda entry: entry[0])[1]


def _seconds(linear: Linear, tokens: Tensor, repeats: int = 12) -> float:
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
    """A short text on its way through two networks: the packed one, and `gpt.py`'s."""

    def __init__(
        self, cfg: GPTConfig, tok_emb: Tensor, pos_emb: Tensor, cache_dtype: torch.dtype
    ) -> None:
        ids = torch.tensor(_TRIAL_IDS[: cfg.ctx_len], device=tok_emb.device) % len(tok_emb)
        start = tok_emb[ids] + pos_emb[: len(ids)]  # (T, emb_dim)
        self._cfg = cfg
        self._truth = start.unsqueeze(0)
        self._packed = start.half().float()
        shape = (2, cfg.n_heads, len(ids), cfg.head_dim)
        self._slot = torch.empty(shape, dtype=cache_dtype, device=tok_emb.device)

    def pass_block(self, number: int, tensors: Mapping[str, Tensor], block: PackedBlock) -> None:
        """Let the text pass a block, packed and as it was."""
        with torch.device("meta"):
            truth = TransformerBlock(self._cfg, number).eval()
        truth.load_state_dict(tensors, assign=True)
        self._truth = truth(self._truth)
        place = (self._slot, self._slot[:1], self._slot[1:])
        self._packed = block.run(self._packed, place, None, is_causal=True)

    def finish(
        self, final_norm: tuple[Tensor, Tensor], head_weight: Tensor, head: Linear
    ) -> PrecisionError:
        """Compare what the two networks expect after every token."""
        ends = [
            functional.layer_norm(x, (self._cfg.emb_dim,), *final_norm)
            for x in (self._truth[0], self._packed)
        ]
        truth = functional.linear(ends[0], head_weight).double().log_softmax(dim=-1)
        packed = head(ends[1]).double().log_softmax(dim=-1)
        kl = (truth.exp() * (truth - packed)).sum(dim=-1)  # (T,)
        same_top = (truth.argmax(dim=-1) == packed.argmax(dim=-1)).double().mean()
        return PrecisionError(max(kl.mean().item(), 0.0), same_top.item(), len(kl))


def _size_bytes(cfg: GPTConfig, kernel: Kernel) -> int:
    """Return what a packed network takes: matrices by the kernel's bits, all else as it is."""
    count = count_parameters(cfg)
    if kernel is FLOAT32:
        return 4 * count.total
    in_blocks = cfg.n_layers * 12 * cfg.emb_dim**2
    head = cfg.vocab_size * cfg.emb_dim
    rest = count.total - in_blocks - count.token_embedding - count.output_head
    return (in_blocks + head) * kernel.bits // 8 + 2 * count.token_embedding + 4 * rest

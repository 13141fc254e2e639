"""Packing weights into a `LlamaRuntime`: block by block, never holding them twice.

As in `packing.py` a short text passes the packed blocks and those of `llama.py` side by side, so
that the error of a precision that rounds is measured on this very network.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.checkpoints.parameter_shapes import NoInit
from gptdesk.model.config import LlamaConfig
from gptdesk.model.fast.kernels import LLAMA_KERNELS, Kernel, Linear
from gptdesk.model.fast.llama_runtime import LlamaRuntime, PackedLlamaBlock, Places
from gptdesk.model.fast.memory import cache_dtype
from gptdesk.model.fast.packing import Weights, by_rows, error_between
from gptdesk.model.kv_cache import KVCache
from gptdesk.model.llama import LlamaBlock, frequencies, unseen_places
from gptdesk.precision import PrecisionError

logger = logging.getLogger(__name__)

# What the error is measured on, in the model's own tokens.
TRIAL_TEXT = (
    'Once upon a time there was a little girl called Mia, who lived in a house by the sea. "Can we '
    'go out in the boat today?" she asked. Her father shook his head: the wind, he said, was too '
    "strong for sailing. In 1850 the old lighthouse had been painted with white and blue stripes, "
    "and its keeper's sister climbed the stairs every evening to light the lamp."
)
_FUSED_QKV, _FUSED_GATE_UP = "att.qkv", "ff.gate_up"
_FUSED = {  # what is one matrix here: its parts, one below the other
    _FUSED_QKV: ("att.W_query", "att.W_key", "att.W_value"),
    _FUSED_GATE_UP: ("ff.gate", "ff.up"),
}


@torch.inference_mode()
def pack_llama(
    weights: Weights,
    precision: str = "exact",
    *,
    device: torch.device | str = "cpu",
    trial_ids: Sequence[int] = (0,),
) -> LlamaRuntime:
    """Pack a network for fast decoding.

    Args:
        weights: float32, each asked for once, in order.
        precision: one that `LLAMA_KERNELS` has for this device.
        device: where to compute.
        trial_ids: tokens of `TRIAL_TEXT`, at least one.

    Raises:
        RuntimeError: as torch raised it, for example without memory.
    """
    cfg, device = weights.config, torch.device(device)
    assert isinstance(cfg, LlamaConfig), "other networks have other blocks"
    dtype = cache_dtype(cfg, precision)
    matrices = _Matrices(LLAMA_KERNELS[precision, device.type])
    outer = {name: t.to(device) for name, t in weights.embeddings().items()}
    stored_emb, final_norm = outer["tok_emb.weight"], outer["final_norm.scale"]
    tok_emb, head_weight = stored_emb, outer.pop("out_head.weight", stored_emb)
    is_exact, is_tied = precision == "exact", head_weight is stored_emb
    if is_exact:
        head_weight = matrices.laid_out(head_weight)
        tok_emb = head_weight if is_tied else stored_emb  # one memory for both
    else:
        tok_emb = by_rows(stored_emb, torch.float16, lambda rows: rows)
    trial = None if is_exact else _Trial(cfg, stored_emb, tok_emb, trial_ids, dtype)
    matrices.size_bytes += final_norm.nbytes
    matrices.size_bytes += 0 if tok_emb is head_weight else tok_emb.nbytes
    del outer, stored_emb

    blocks: list[PackedLlamaBlock] = []
    stored = _outside(tok_emb, final_norm, None if is_tied else head_weight) if is_exact else {}
    for number in range(cfg.n_layers):
        tensors = {name: t.to(device) for name, t in weights.block(number).items()}
        whole = _with_joined(tensors, matrices if is_exact else None)
        blocks.append(_pack_block(cfg, number, whole, matrices))
        if is_exact:
            stored |= _views_of(whole, tensors, f"trf_blocks.{number}.")
        if trial:
            trial.pass_block(number, tensors, blocks[-1])
        del tensors, whole
    head = matrices.pack(head_weight, is_head=True)
    return LlamaRuntime(
        cfg=cfg,
        precision=precision,
        kernel=matrices.kernel,
        error=trial.compare(final_norm, head_weight, head) if trial else None,
        size_bytes=matrices.size_bytes,
        device=device,
        cache_dtype=dtype,
        tok_emb=tok_emb,
        blocks=tuple(blocks),
        final_norm=final_norm,
        head=head,
        stored=stored,
        reads_alike=matrices.are_float32 and dtype == torch.float32,
    )


class _Matrices:
    """Packs every matrix with the first kernel that can hold it, and counts what they take.

    Attributes:
        size_bytes: of all so far.
        are_float32: all of them are multiplied in float32, see `Kernel.is_float32`.
    """

    def __init__(self, kernels: Sequence[Kernel]) -> None:
        self._kernels = kernels
        self._held: Counter[str] = Counter()  # weights, by kernel
        self.size_bytes = 0
        self.are_float32 = True

    @property
    def kernel(self) -> str:
        """Name of the one that holds most weights."""
        return self._held.most_common(1)[0][0]

    def laid_out(self, weight: Tensor) -> Tensor:
        """Return a matrix as the first kernel keeps it, so that packing it makes no other copy."""
        return self._kernels[0].laid_out(weight)

    def pack(self, weight: Tensor, bias: Tensor | None = None, *, is_head: bool = False) -> Linear:
        """Pack one; logits want more digits than a result of 16 bits has."""
        for kernel in self._kernels:
            if is_head and kernel.dtype is not None:
                continue
            try:
                linear = kernel.pack(weight, bias, None)
            except (RuntimeError, AttributeError, NotImplementedError) as exc:
                if kernel is self._kernels[-1]:
                    raise
                logger.info("kernel %s: %s", kernel.name, exc)
                continue
            self._held[kernel.name] += weight.numel()
            self.size_bytes += weight.numel() * kernel.bits // 8
            self.are_float32 &= kernel.is_float32
            return linear
        raise AssertionError("the last kernel takes everything")


def _pack_block(
    cfg: LlamaConfig, number: int, tensors: Mapping[str, Tensor], matrices: _Matrices
) -> PackedLlamaBlock:
    head_norms = None
    if cfg.qk_norm:
        head_norms = (tensors["att.query_norm.scale"], tensors["att.key_norm.scale"])
    matrices.size_bytes += sum(t.nbytes for t in tensors.values() if t.dim() == 1)
    return PackedLlamaBlock(
        cfg=cfg,
        has_rope=number not in cfg.no_rope_layers,
        norm1=tensors["norm1.scale"],
        norm2=tensors["norm2.scale"],
        head_norms=head_norms,
        qkv=matrices.pack(tensors[f"{_FUSED_QKV}.weight"], tensors.get(f"{_FUSED_QKV}.bias")),
        out_proj=matrices.pack(tensors["att.out_proj.weight"]),
        gate_up=matrices.pack(tensors[f"{_FUSED_GATE_UP}.weight"]),
        down=matrices.pack(tensors["ff.down.weight"]),
    )


def _with_joined(tensors: Mapping[str, Tensor], matrices: _Matrices | None) -> dict[str, Tensor]:
    """Return a block's tensors with what is one multiplication as one matrix.

    Args:
        tensors: as stored.
        matrices: where matrices are to be laid out as they are kept; None leaves them.
    """
    parts_of = {name: whole for whole, parts in _FUSED.items() for name in parts}
    joined: dict[str, Tensor] = {}
    for whole, parts in _FUSED.items():
        for kind in ("weight", "bias"):
            if f"{parts[0]}.{kind}" in tensors:
                joined[f"{whole}.{kind}"] = torch.cat([tensors[f"{p}.{kind}"] for p in parts])
    joined |= {n: t for n, t in tensors.items() if n.rpartition(".")[0] not in parts_of}
    if matrices is None:
        return joined
    return {n: matrices.laid_out(t) if t.dim() == 2 else t for n, t in joined.items()}


def _views_of(
    joined: Mapping[str, Tensor], tensors: Mapping[str, Tensor], prefix: str
) -> dict[str, Tensor]:
    """Return a block's tensors by `LlamaModel`'s names, as views of joined ones."""
    views: dict[str, Tensor] = {}
    for name, tensor in joined.items():
        whole, _, kind = name.rpartition(".")
        parts = _FUSED.get(whole, (whole,))
        sizes = [len(tensors[f"{part}.{kind}"]) for part in parts]
        for part, view in zip(parts, tensor.split_with_sizes(sizes), strict=True):
            views[f"{prefix}{part}.{kind}"] = view
    return views


def _outside(tok_emb: Tensor, final_norm: Tensor, head: Tensor | None) -> dict[str, Tensor]:
    """Return what is outside the blocks by `LlamaModel`'s names; no tied head."""
    outside = {"tok_emb.weight": tok_emb, "final_norm.scale": final_norm}
    return outside if head is None else {**outside, "out_head.weight": head}


class _Trial:
    """A short text on its way through two networks: `llama.py`'s, the truth, and the packed one."""

    def __init__(
        self,
        cfg: LlamaConfig,
        stored_emb: Tensor,
        tok_emb: Tensor,
        ids: Sequence[int],
        dtype: torch.dtype,
    ) -> None:
        text = torch.tensor(ids[: cfg.ctx_len], device=tok_emb.device)
        T = len(text)
        self._cfg = cfg
        self._truth = stored_emb[text].unsqueeze(0)  # (1, T, emb_dim)
        self._packed = tok_emb[text].float()
        self._angles = (torch.arange(T).unsqueeze(1) * frequencies(cfg)).to(tok_emb.device)
        self._unseen = unseen_places(0, T, cfg.window).to(tok_emb.device)
        cache = KVCache(cfg, capacity=T, device=tok_emb.device, dtype=dtype)
        self._slots = list(cache.open(T))
        self._places = Places.of(cfg, 0, T, cache)

    def pass_block(
        self, number: int, tensors: Mapping[str, Tensor], packed: PackedLlamaBlock
    ) -> None:
        """Let the text pass a block as it is stored, and packed."""
        with torch.device("meta"), NoInit():
            block = LlamaBlock(self._cfg, number).eval()
        block.load_state_dict(tensors, assign=True)
        self._truth = cast("Tensor", block(self._truth, self._angles, self._unseen))
        self._packed = packed.run(self._packed, self._slots[number], self._places)

    def compare(self, final_norm: Tensor, head_weight: Tensor, head: Linear) -> PrecisionError:
        """Compare what both expect after every token."""

        def normed(x: Tensor) -> Tensor:
            return functional.rms_norm(x, final_norm.shape, final_norm, self._cfg.norm_eps)

        truth = functional.linear(normed(self._truth[0]), head_weight)
        return error_between(truth, head(normed(self._packed)))

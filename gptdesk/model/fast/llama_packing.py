"""Packing weights into a `LlamaRuntime`: block by block, never holding them twice."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from gptdesk.model.config import LlamaConfig
from gptdesk.model.fast.kernels import FLOAT32, FLOAT32_BY_COLUMNS, Kernel, by_columns
from gptdesk.model.fast.llama_runtime import LlamaRuntime, PackedLlamaBlock
from gptdesk.model.fast.memory import CACHE_DTYPES, weights_bytes
from gptdesk.model.fast.packing import Weights

_QKV = ("att.W_query", "att.W_key", "att.W_value")
_GATE_UP = ("ff.gate", "ff.up")


@torch.inference_mode()
def pack_llama(weights: Weights, *, device: torch.device | str = "cpu") -> LlamaRuntime:
    """Pack a network for fast decoding.

    Args:
        weights: float32, each asked for once, in order.
        device: where to compute.

    Raises:
        RuntimeError: as torch raised it, for example without memory.
    """
    cfg, device = weights.config, torch.device(device)
    assert isinstance(cfg, LlamaConfig), "other networks have other blocks"
    kernel = FLOAT32_BY_COLUMNS if device.type == "cpu" else FLOAT32
    outer = {name: t.to(device) for name, t in weights.embeddings().items()}
    tok_emb = outer.pop("tok_emb.weight")
    head_weight = outer.pop("out_head.weight", None)
    if head_weight is None:  # tied: the head's memory is that of the embedding
        head_weight = tok_emb = by_columns(tok_emb) if kernel is FLOAT32_BY_COLUMNS else tok_emb
    blocks: list[PackedLlamaBlock] = []
    for number in range(cfg.n_layers):
        tensors = {name: t.to(device) for name, t in weights.block(number).items()}
        blocks.append(_pack_block(cfg, number, tensors, kernel))
        del tensors
    return LlamaRuntime(
        cfg=cfg,
        precision="exact",
        kernel=kernel.name,
        error=None,
        size_bytes=weights_bytes(cfg, kernel),
        device=device,
        cache_dtype=CACHE_DTYPES["exact"],
        tok_emb=tok_emb,
        blocks=tuple(blocks),
        final_norm=outer["final_norm.scale"],
        head=kernel.pack(head_weight, None, None),
    )


def _pack_block(
    cfg: LlamaConfig, number: int, tensors: Mapping[str, Tensor], kernel: Kernel
) -> PackedLlamaBlock:
    head_norms = None
    if cfg.qk_norm:
        head_norms = (tensors["att.query_norm.scale"], tensors["att.key_norm.scale"])
    biases = [tensors[f"{part}.bias"] for part in _QKV] if cfg.qkv_bias else []
    return PackedLlamaBlock(
        cfg=cfg,
        has_rope=number not in cfg.no_rope_layers,
        norm1=tensors["norm1.scale"],
        norm2=tensors["norm2.scale"],
        head_norms=head_norms,
        qkv=kernel.pack(_joined(tensors, _QKV), torch.cat(biases) if biases else None, None),
        out_proj=kernel.pack(tensors["att.out_proj.weight"], None, None),
        gate_up=kernel.pack(_joined(tensors, _GATE_UP), None, None),
        down=kernel.pack(tensors["ff.down.weight"], None, None),
    )


def _joined(tensors: Mapping[str, Tensor], parts: tuple[str, ...]) -> Tensor:
    """Return the matrices of some parts, one below the other."""
    return torch.cat([tensors[f"{part}.weight"] for part in parts])

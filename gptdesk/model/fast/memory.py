"""The memory that a network takes, told from its shape.

Owns the arithmetic; holds for a network that is there (its kernel was found) and for one that is
not loaded yet (the kernel that will most likely be).
"""

from __future__ import annotations

import torch

from gptdesk.model.config import LlamaConfig, NetworkConfig, count_parameters
from gptdesk.model.fast.kernels import CANDIDATES, FLOAT32, Kernel

# Numbers that keys and values are kept in.
CACHE_DTYPES = {"exact": torch.float32, "balanced": torch.bfloat16, "fast": torch.bfloat16}


def weights_bytes(cfg: NetworkConfig, kernel: Kernel) -> int:
    """Return what packed weights take: matrices by the kernel's bits, all else as it is."""
    count = count_parameters(cfg)
    if kernel is FLOAT32 or isinstance(cfg, LlamaConfig):  # exact only
        return 4 * count.total
    in_blocks = cfg.n_layers * 12 * cfg.emb_dim**2
    head = cfg.vocab_size * cfg.emb_dim
    rest = count.total - in_blocks - count.token_embedding - count.output_head
    return (in_blocks + head) * kernel.bits // 8 + 2 * count.token_embedding + 4 * rest


def context_bytes(cfg: NetworkConfig, precision: str) -> int:
    """Return what keys and values of a full context take."""
    numbers = cfg.n_layers * 2 * cfg.n_kv_heads * cfg.head_dim * cfg.ctx_len
    return CACHE_DTYPES[precision].itemsize * numbers


def memory_needed(cfg: NetworkConfig, precision: str, device_type: str) -> tuple[int, int]:
    """Return what weights and context will take, in bytes, before the weights are read.

    Measured on a CPU, loading takes 0 to 30 MB more, of code and buffers that torch fetches for the
    kernel, and where FBGEMM's float16 is the fastest a fifth more beside; where no kernel of the
    precision works, float32 computes and takes what it takes.

    Args:
        cfg: the shape that the file tells.
        precision: one of `PRECISIONS`.
        device_type: "cpu" or "cuda".
    """
    kernel = CANDIDATES[precision, device_type][0]
    return weights_bytes(cfg, kernel), context_bytes(cfg, precision)

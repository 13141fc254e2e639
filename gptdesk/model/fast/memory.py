"""The memory that a network takes, told from its shape.

Owns the arithmetic; holds for a network that is there (its kernel was found) and for one that is
not loaded yet (the kernel that will most likely be).
"""

from __future__ import annotations

import torch

from gptdesk.model.config import LlamaConfig, NetworkConfig, count_parameters
from gptdesk.model.fast.kernels import CANDIDATES, LLAMA_KERNELS, Kernel

# Numbers that keys and values are kept in.
CACHE_DTYPES = {"exact": torch.float32, "balanced": torch.bfloat16, "fast": torch.bfloat16}


def cache_dtype(cfg: NetworkConfig, precision: str) -> torch.dtype:
    """Return what keys and values are kept in.

    Those of a Llama are few, and bfloat16 would be most of the error that "balanced" may have.
    """
    return torch.float32 if isinstance(cfg, LlamaConfig) else CACHE_DTYPES[precision]


def weights_bytes(cfg: NetworkConfig, kernel: Kernel) -> int:
    """Return what packed weights take: matrices by the kernel's bits, all else as it is."""
    count = count_parameters(cfg)
    if kernel.bits == 32:
        return 4 * count.total
    head_bits = kernel.bits
    if isinstance(cfg, LlamaConfig):
        in_blocks = count.attention + count.feed_forward
        head_bits = 16  # 4-bit groups give results of too few digits
    else:
        in_blocks = cfg.n_layers * 12 * cfg.emb_dim**2
    head = cfg.vocab_size * cfg.emb_dim
    rest = count.total - in_blocks - count.token_embedding - count.output_head
    matrices = in_blocks * kernel.bits + head * head_bits
    return matrices // 8 + 2 * count.token_embedding + 4 * rest


def context_bytes(cfg: NetworkConfig, precision: str) -> int:
    """Return what keys and values of a full context take."""
    numbers = cfg.n_layers * 2 * cfg.n_kv_heads * cfg.head_dim * cfg.ctx_len
    return cache_dtype(cfg, precision).itemsize * numbers


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
    candidates = LLAMA_KERNELS if isinstance(cfg, LlamaConfig) else CANDIDATES
    kernel = candidates[precision, device_type][0]
    return weights_bytes(cfg, kernel), context_bytes(cfg, precision)

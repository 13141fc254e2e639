"""A network of the Llama family, from scratch, on one page: Llama, SmolLM, Mistral, Qwen.

Token ids go in, logits come out, as on GPT-2's page, `gpt.py`. Four things are other than there:
vectors are scaled but not centred, places are told by turning queries and keys and not by adding
a vector, several query heads share one head of keys and values, and the gate of the feed-forward
layer is computed by a matrix of its own. The architecture is that of "LLaMA: Open and Efficient
Foundation Language Models" (arXiv:2302.13971), with what its relatives changed, each at its line.
Read from the bottom up for the whole, from the top down for the parts.

Letters in shape comments: B sequences in the batch, T tokens in this call, S tokens already in
the cache, G query heads that share a key-value head. This page must not know files, tokenizers or
devices.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from gptdesk.model.config import LlamaConfig
from gptdesk.model.kv_cache import KVCache

FIRST_ROOM = 256  # tokens in a new cache


class RMSNorm(nn.Module):
    """Scale each vector to a mean square of 1, then stretch it (arXiv:1910.07467)."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """Map (…, width) to the same shape: x / sqrt(mean(x²) + eps) · scale."""
        return functional.rms_norm(x, self.scale.shape, self.scale, self.eps)


def frequencies(cfg: LlamaConfig) -> Tensor:
    """Return by how much each pair of numbers is turned per place, (head_dim / 2,), in radians.

    The first pair by 1, the last by little more than 1 / `rope_base` ("RoFormer",
    arXiv:2104.09864, section 3.2.2).
    """
    exponents = torch.arange(0, cfg.head_dim, 2, dtype=torch.float64, device="cpu") / cfg.head_dim
    turns = cfg.rope_base**-exponents
    if cfg.rope_factors:
        turns /= torch.tensor(cfg.rope_factors, dtype=torch.float64, device="cpu")
    return turns.float()


def llama3_factors(
    base: float, head_dim: int, factor: float, low: float, high: float, original: float
) -> tuple[float, ...]:
    """Return what slows the turns down for a longer context: `rope_factors` of Llama 3.1 and later.

    A pair that comes round at least `high` times within the `original` context stays as it is, one
    that comes round at most `low` times is slowed down by `factor`, and between them it is smooth.
    Source: https://github.com/meta-llama/llama-models/blob/main/models/llama3/model.py,
    `apply_scaling`.
    """
    factors: list[float] = []
    for pair in range(head_dim // 2):
        rounds = original * base ** (-2 * pair / head_dim) / (2 * math.pi)
        kept = min(max((rounds - low) / (high - low), 0.0), 1.0)
        factors.append(1 / (kept + (1 - kept) / factor))
    return tuple(factors)


def rotate(x: Tensor, angles: Tensor) -> Tensor:
    """Turn every pair of x, (B, heads, T, head_dim), by the angle of its place, (T, head_dim / 2).

    Two numbers that belong together are half a head apart, so u and v are halves; after the turn
    a query times a key depends on how far apart their places are (arXiv:2104.09864, equation 16).
    """
    u, v = x.chunk(2, dim=-1)  # (B, heads, T, head_dim / 2) each
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    return torch.cat((u * cos - v * sin, v * cos + u * sin), dim=-1)


def unseen_places(S: int, T: int, window: int | None) -> Tensor:
    """Return which of S + T places each of the last T tokens must not see, (T, S + T), bool.

    The future; and what is `window` places back or more ("Mistral 7B", arXiv:2310.06825).
    """
    distance = torch.arange(S, S + T).unsqueeze(1) - torch.arange(S + T)  # (T, S + T)
    return (distance < 0) | (distance >= (window or S + T))


class GroupedQueryAttention(nn.Module):
    """Let each token look back; a group of query heads shares its keys and values.

    head = softmax(q kᵀ / √head_dim + mask) v         (arXiv:1706.03762; groups: arXiv:2305.13245)
    """

    def __init__(self, cfg: LlamaConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer  # which slice of a KVCache is ours
        self.n_heads, self.n_kv_heads, self.head_dim = cfg.n_heads, cfg.n_kv_heads, cfg.head_dim
        self.has_rope = layer not in cfg.no_rope_layers  # SmolLM3, after arXiv:2501.18795
        queries, shared = cfg.n_heads * cfg.head_dim, cfg.n_kv_heads * cfg.head_dim
        self.W_query = nn.Linear(cfg.emb_dim, queries, bias=cfg.qkv_bias)  # Qwen2's have biases
        self.W_key = nn.Linear(cfg.emb_dim, shared, bias=cfg.qkv_bias)  # (arXiv:2407.10671, 2.2.1)
        self.W_value = nn.Linear(cfg.emb_dim, shared, bias=cfg.qkv_bias)
        self.out_proj = nn.Linear(queries, cfg.emb_dim, bias=False)
        # Qwen3 normalises every head's queries and keys (arXiv:2505.09388, section 2).
        self.query_norm = RMSNorm(cfg.head_dim, cfg.norm_eps) if cfg.qk_norm else nn.Identity()
        self.key_norm = RMSNorm(cfg.head_dim, cfg.norm_eps) if cfg.qk_norm else nn.Identity()

    def forward(
        self, x: Tensor, angles: Tensor, unseen: Tensor, cache: KVCache | None = None
    ) -> Tensor:
        """Map (B, T, emb_dim) to the same shape; with a cache, its S tokens are seen as well.

        Args:
            x: the normalised residual stream.
            angles: of the T places, (T, head_dim / 2).
            unseen: which places each token must not see, (T, S + T).
            cache: what came before.
        """
        B, T, _ = x.shape
        queries = self.W_query(x).view(B, T, self.n_heads, self.head_dim)
        keys = self.W_key(x).view(B, T, self.n_kv_heads, self.head_dim)
        values = self.W_value(x).view(B, T, self.n_kv_heads, self.head_dim).transpose(1, 2)
        queries = self.query_norm(queries).transpose(1, 2)  # (B, n_heads, T, head_dim)
        keys = self.key_norm(keys).transpose(1, 2)  # (B, n_kv_heads, T, head_dim)
        if self.has_rope:
            queries, keys = rotate(queries, angles), rotate(keys, angles)
        if cache is not None:
            keys, values = cache.append(self.layer, keys, values)  # (B, n_kv_heads, S + T, …)

        # The G heads of a group, which follow each other, read the same keys: (B, n_kv_heads, G·T,
        # head_dim) times the keys gives the scores of them all.
        S = keys.shape[2] - T
        queries = queries.reshape(B, self.n_kv_heads, -1, self.head_dim)
        scores = queries @ keys.transpose(2, 3) / math.sqrt(self.head_dim)
        scores = scores.view(B, self.n_kv_heads, -1, T, S + T).masked_fill(unseen, -torch.inf)
        weights = torch.softmax(scores, dim=-1).view(B, self.n_kv_heads, -1, S + T)
        heads = (weights @ values).view(B, self.n_heads, T, self.head_dim)
        return self.out_proj(heads.transpose(1, 2).reshape(B, T, -1))


class SwiGLU(nn.Module):
    """Let each token think on its own: one matrix gates what the other one widens.

    down(silu(gate x) · up x), where silu(z) = z / (1 + e⁻ᶻ)     (arXiv:2002.05202, equation 6)
    """

    def __init__(self, cfg: LlamaConfig) -> None:
        super().__init__()
        self.gate = nn.Linear(cfg.emb_dim, cfg.hidden_dim, bias=False)
        self.up = nn.Linear(cfg.emb_dim, cfg.hidden_dim, bias=False)
        self.down = nn.Linear(cfg.hidden_dim, cfg.emb_dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, emb_dim) to the same shape."""
        return self.down(functional.silu(self.gate(x)) * self.up(x))


class LlamaBlock(nn.Module):
    """Look back, then think; each adds to the residual stream and reads it normalised."""

    def __init__(self, cfg: LlamaConfig, layer: int) -> None:
        super().__init__()
        self.att = GroupedQueryAttention(cfg, layer)
        self.ff = SwiGLU(cfg)
        self.norm1 = RMSNorm(cfg.emb_dim, cfg.norm_eps)
        self.norm2 = RMSNorm(cfg.emb_dim, cfg.norm_eps)

    def forward(
        self, x: Tensor, angles: Tensor, unseen: Tensor, cache: KVCache | None = None
    ) -> Tensor:
        """Map (B, T, emb_dim) to the same shape; see `GroupedQueryAttention`."""
        x = x + self.att(self.norm1(x), angles, unseen, cache)
        x = x + self.ff(self.norm2(x))
        return x


class LlamaModel(nn.Module):
    """Embed the tokens, pass them through the blocks, score every possible next token; a `Network`.

    Attributes:
        cfg: the configuration.
    """

    def __init__(self, cfg: LlamaConfig) -> None:
        """Build an untrained network."""
        super().__init__()
        self.cfg = cfg
        self.tok_emb = nn.Embedding(cfg.vocab_size, cfg.emb_dim)
        self.trf_blocks = nn.ModuleList(LlamaBlock(cfg, i) for i in range(cfg.n_layers))
        self.final_norm = RMSNorm(cfg.emb_dim, cfg.norm_eps)
        self.out_head = nn.Linear(cfg.emb_dim, cfg.vocab_size, bias=False)
        if cfg.tie_embeddings:
            self.out_head.weight = self.tok_emb.weight
        self._frequencies = frequencies(cfg)

    def new_cache(self) -> KVCache:
        """Return an empty cache on the network's device, in its numbers, which grows."""
        weight = self.tok_emb.weight
        return KVCache(self.cfg, capacity=FIRST_ROOM, device=weight.device, dtype=weight.dtype)

    def forward(self, in_idx: Tensor, cache: KVCache | None = None) -> Tensor:
        """Return the logits of the next token after every token given, (B, T, vocab_size).

        Args:
            in_idx: token ids, (B, T), T >= 1.
            cache: what came before. Its S tokens are seen and the T new ones are added to it,
                so that a prompt and then one token at a time give the logits of the whole text.

        Raises:
            ValueError: S + T is more than the context length.
        """
        return self.out_head(self.hidden_states(in_idx, cache))

    def hidden_states(self, in_idx: Tensor, cache: KVCache | None = None) -> Tensor:
        """Return what the head reads: the normalised residual stream, (B, T, emb_dim)."""
        T = in_idx.shape[1]
        S = 0 if cache is None else cache.length
        if S + T > self.cfg.ctx_len:
            raise ValueError(f"{S} + {T} tokens do not fit a context of {self.cfg.ctx_len}")
        places = torch.arange(S, S + T, device=in_idx.device)
        angles = places.unsqueeze(1) * self._frequencies.to(in_idx.device)  # (T, head_dim / 2)
        unseen = unseen_places(S, T, self.cfg.window).to(in_idx.device)
        x = self.tok_emb(in_idx)  # (B, T, emb_dim)
        for block in self.trf_blocks:
            x = block(x, angles, unseen, cache)
        if cache is not None:
            cache.advance(T)
        return self.final_norm(x)

    def last_hidden_state(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Return what the head reads after the last token of one text, (1, emb_dim)."""
        return self.hidden_states(in_idx, cache)[:, -1]

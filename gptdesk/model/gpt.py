"""A GPT-2, from scratch, on one page.

Token ids go in, logits come out: for every position, one score per token of the vocabulary for
what comes next. The architecture is that of "Language Models are Unsupervised Multitask
Learners" (OpenAI, 2019), with the names of the book "Build a Large Language Model (From
Scratch)". Read from the bottom up for the whole, from the top down for the parts.

Letters in shape comments: B sequences in the batch, T tokens in this call, S tokens already in
the cache. This page is the readable truth: it must not know files, tokenizers, devices or
training. What is fast is proven equal to what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from gptdesk.model.config import GPT_CONFIG_124M, GPTConfig
from gptdesk.model.kv_cache import KVCache

__all__ = [
    "GELU",
    "GPT_CONFIG_124M",
    "FeedForward",
    "GPTConfig",
    "GPTModel",
    "LayerNorm",
    "MultiHeadAttention",
    "TransformerBlock",
    "generate_text_simple",
]


class LayerNorm(nn.Module):
    """Centre and scale each token's vector, then stretch and shift it (arXiv:1607.06450)."""

    def __init__(self, emb_dim: int) -> None:
        super().__init__()
        self.eps = 1e-5
        self.scale = nn.Parameter(torch.ones(emb_dim))
        self.shift = nn.Parameter(torch.zeros(emb_dim))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, emb_dim) to the same shape: (x - mean) / sqrt(biased variance + eps)."""
        return functional.layer_norm(x, self.scale.shape, self.scale, self.shift, self.eps)


class GELU(nn.Module):
    """The smooth gate, in GPT-2's tanh form or exact (arXiv:1606.08415, section 2)."""

    def __init__(self, form: str = "tanh") -> None:
        super().__init__()
        self.approximate = "tanh" if form == "tanh" else "none"  # in torch's words

    def forward(self, x: Tensor) -> Tensor:
        """Map any shape to the same: x · Φ(x), or x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))."""
        return functional.gelu(x, approximate=self.approximate)


class FeedForward(nn.Module):
    """Let each token think on its own: widen four times, gate, narrow."""

    def __init__(self, cfg: GPTConfig) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(cfg.emb_dim, 4 * cfg.emb_dim),
            GELU(cfg.gelu),
            nn.Linear(4 * cfg.emb_dim, cfg.emb_dim),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, emb_dim) to the same shape."""
        return self.layers(x)


class MultiHeadAttention(nn.Module):
    """Let each token look back: every head mixes the values of the tokens it finds relevant.

    head = softmax(q kᵀ / √head_dim + mask) v        ("Attention Is All You Need", arXiv:1706.03762)
    """

    def __init__(self, cfg: GPTConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer  # which slice of a KVCache is ours
        self.n_heads, self.head_dim = cfg.n_heads, cfg.head_dim
        self.drop_rate = cfg.drop_rate
        self.W_query = nn.Linear(cfg.emb_dim, cfg.emb_dim, bias=cfg.qkv_bias)
        self.W_key = nn.Linear(cfg.emb_dim, cfg.emb_dim, bias=cfg.qkv_bias)
        self.W_value = nn.Linear(cfg.emb_dim, cfg.emb_dim, bias=cfg.qkv_bias)
        self.out_proj = nn.Linear(cfg.emb_dim, cfg.emb_dim)

    def forward(self, x: Tensor, cache: KVCache | None = None) -> Tensor:
        """Map (B, T, emb_dim) to the same shape; with a cache, its S tokens are seen as well."""
        B, T, emb_dim = x.shape
        queries, keys, values = (
            project(x).view(B, T, self.n_heads, self.head_dim).transpose(1, 2)
            for project in (self.W_query, self.W_key, self.W_value)
        )  # (B, n_heads, T, head_dim) each
        if cache is not None:
            keys, values = cache.append(self.layer, keys, values)  # (B, n_heads, S + T, head_dim)

        scores = queries @ keys.transpose(2, 3) / math.sqrt(self.head_dim)
        # (B, n_heads, T, S + T): token t of this call is token S + t of the text and may see
        # positions 0 … S + t, so the forbidden triangle starts one above that diagonal.
        S = scores.shape[-1] - T
        if T > 1:
            future = torch.ones(T, S + T, dtype=torch.bool, device=x.device).triu(S + 1)
            scores = scores.masked_fill(future, -torch.inf)
        weights = torch.softmax(scores, dim=-1)
        weights = functional.dropout(weights, self.drop_rate, self.training)
        heads = weights @ values  # (B, n_heads, T, head_dim)
        return self.out_proj(heads.transpose(1, 2).reshape(B, T, emb_dim))


class TransformerBlock(nn.Module):
    """Look back, then think; each adds to the residual stream and reads it normalised."""

    def __init__(self, cfg: GPTConfig, layer: int) -> None:
        super().__init__()
        self.att = MultiHeadAttention(cfg, layer)
        self.ff = FeedForward(cfg)
        self.norm1 = LayerNorm(cfg.emb_dim)
        self.norm2 = LayerNorm(cfg.emb_dim)
        self.drop_resid = nn.Dropout(cfg.drop_rate)

    def forward(self, x: Tensor, cache: KVCache | None = None) -> Tensor:
        """Map (B, T, emb_dim) to the same shape."""
        x = x + self.drop_resid(self.att(self.norm1(x), cache))
        x = x + self.drop_resid(self.ff(self.norm2(x)))
        return x


class GPTModel(nn.Module):
    """Embed the tokens, pass them through the blocks, score every possible next token.

    Attributes:
        cfg: the configuration, always a `GPTConfig`.
    """

    def __init__(self, cfg: GPTConfig | Mapping[str, Any]) -> None:
        """Build an untrained network; `cfg` may be a plain dict with the same names."""
        super().__init__()
        self.cfg = cfg if isinstance(cfg, GPTConfig) else GPTConfig.from_mapping(cfg)
        cfg = self.cfg
        # In this order, so that a seed draws the same weights as the book's model.
        self.tok_emb = nn.Embedding(cfg.vocab_size, cfg.emb_dim)
        self.pos_emb = nn.Embedding(cfg.ctx_len, cfg.emb_dim)
        self.drop_emb = nn.Dropout(cfg.drop_rate)
        self.trf_blocks = nn.ModuleList(TransformerBlock(cfg, i) for i in range(cfg.n_layers))
        self.final_norm = LayerNorm(cfg.emb_dim)
        self.out_head = nn.Linear(cfg.emb_dim, cfg.vocab_size, bias=False)
        if cfg.tie_embeddings:
            self.out_head.weight = self.tok_emb.weight

    def new_cache(self) -> KVCache:
        """Return an empty cache on the network's device, in its numbers."""
        weight = self.tok_emb.weight
        return KVCache(self.cfg, device=weight.device, dtype=weight.dtype)

    def forward(self, in_idx: Tensor, cache: KVCache | None = None) -> Tensor:
        """Return the logits of the next token after every token given.

        Args:
            in_idx: token ids, (B, T), T >= 1.
            cache: what came before. Its S tokens are seen and the T new ones are added to it,
                so that a prompt and then one token at a time give the logits of the whole text.

        Returns:
            logits, (B, T, vocab_size).

        Raises:
            ValueError: S + T is more than the context length.
        """
        return self.out_head(self.hidden_states(in_idx, cache))

    def hidden_states(self, in_idx: Tensor, cache: KVCache | None = None) -> Tensor:
        """Return what the head reads: the normalised residual stream, (B, T, emb_dim).

        Where only some rows of the logits are needed: `out_head(hidden_states(ids)[:, -1:])`.
        """
        T = in_idx.shape[1]
        S = 0 if cache is None else cache.length
        if S + T > self.cfg.ctx_len:
            raise ValueError(f"{S} + {T} tokens do not fit a context of {self.cfg.ctx_len}")
        positions = torch.arange(S, S + T, device=in_idx.device)
        x = self.drop_emb(self.tok_emb(in_idx) + self.pos_emb(positions))  # (B, T, emb_dim)
        for block in self.trf_blocks:
            x = block(x, cache)
        if cache is not None:
            cache.advance(T)
        return self.final_norm(x)

    def last_hidden_state(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Return what the head reads after the last token of one text, (1, emb_dim)."""
        return self.hidden_states(in_idx, cache)[:, -1]


@torch.inference_mode()
def generate_text_simple(
    model: GPTModel, idx: Tensor, max_new_tokens: int, context_size: int
) -> Tensor:
    """Append the most probable token, `max_new_tokens` times, the plainest way there is.

    Args:
        model: in evaluation mode.
        idx: token ids, (B, T).
        max_new_tokens: how many to append.
        context_size: tokens that the model may see; older ones are cut off.

    Returns:
        token ids, (B, T + max_new_tokens).
    """
    for _ in range(max_new_tokens):
        logits = model(idx[:, -context_size:])  # (B, T, vocab_size)
        next_idx = logits[:, -1].argmax(dim=-1, keepdim=True)  # (B, 1)
        idx = torch.cat((idx, next_idx), dim=1)
    return idx

"""The rule for a full context: which tokens of a text the network sees.

When `ctx_len` tokens are seen and one more is to be fed, the last `keep` of them and the new one
start a context of their own. Plain arithmetic; the standard library only.
"""

from __future__ import annotations


def tokens_kept(keep_tokens: int | None, ctx_len: int) -> int:
    """Return how many tokens of a full context are kept; None asks for half of it."""
    return min(ctx_len // 2 if keep_tokens is None else keep_tokens, ctx_len - 1)


def context_start(length: int, ctx_len: int, keep: int) -> int:
    """Return where in a text of `length` tokens the context begins that its next token sees."""
    shifts = -(-max(length - ctx_len, 0) // (ctx_len - keep))
    return shifts * (ctx_len - keep)


def context_after(length: int, ctx_len: int, keep_tokens: int | None = None) -> int:
    """Return how many tokens the context holds when the last of `length` has just been chosen.

    It is what `GenerationStep.context_tokens` says of that token: it was not fed yet.
    """
    seen = max(length - 1, 0)  # by the network, when it chose the last one
    start = context_start(seen, ctx_len, tokens_kept(keep_tokens, ctx_len))
    return min(length - start, ctx_len)

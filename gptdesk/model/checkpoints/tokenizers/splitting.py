"""Patterns by which byte-level tokenizers split a text before they merge its bytes.

Owns the names that files give them. An unknown one is never guessed: tokens would be almost right.
All patterns are written as tiktoken takes them.
"""

from __future__ import annotations

from collections.abc import Mapping

# GPT-2's is
#   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
# (github.com/openai/gpt-2, src/encoder.py); this form is tiktoken's, which splits the same.
GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
# Each digit first, then as GPT-2: in one pattern, white space before a digit stays together.
SINGLE_DIGITS = (
    r"\p{N}|'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?=\p{N})|\s+(?!\S)|\s"
)
_LINES = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|%s\s+(?!\S)|\s+"
)
# White space at the end of a text is one piece anyway; taken first, it needs no backtracking.
LLAMA3 = _LINES % (r"\p{N}{1,3}", r"\s++$|")
QWEN2 = _LINES % (r"\p{N}", r"\s++$|")
# Capitals begin a piece, as do GPT-4o's (tiktoken, o200k_base), which has contractions besides, and
# up to three digits. Source: https://huggingface.co/mistralai/Mistral-Nemo-Base-2407
_CAPITALS, _SMALL = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_WORDS = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_CAPITALS}*{_SMALL}+%s|[^\r\n\p{{L}}\p{{N}}]?{_CAPITALS}+{_SMALL}*%s"
    r"|%s| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|%s\s+(?!\S)|\s+"
)
_CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
TEKKEN = _WORDS % ("", "", r"\p{N}", r"\s++$|")
GPT4O = _WORDS % (_CONTRACTION, _CONTRACTION, r"\p{N}{1,3}", r"\s++$|")

# `tokenizer.ggml.pre`, by https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp.
BY_GGUF_NAME: Mapping[str, str] = {
    **dict.fromkeys(("gpt-2", "gpt2", "mpt", "olmo", "jais", "phi-2"), GPT2),
    **dict.fromkeys(
        ("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"),
        SINGLE_DIGITS,
    ),
    **dict.fromkeys(("llama-bpe", "llama3", "llama-v3", "dbrx", "smaug-bpe"), LLAMA3),
    **dict.fromkeys(("qwen2", "stablelm2", "hunyuan"), QWEN2),
    "tekken": TEKKEN,
    **dict.fromkeys(("gpt-4o", "llama4"), GPT4O),
}
# Those of them that take a whole piece of text that is a token, whatever the merges say.
WITHOUT_MERGES = ("llama-bpe", "llama3", "llama-v3", "tekken")
# By the regular expression of a `tokenizer.json`.
BY_REGEX: Mapping[str, str] = {
    _LINES % (r"\p{N}{1,3}", ""): LLAMA3,
    _LINES % (r"\p{N}", ""): QWEN2,
    _WORDS % ("", "", r"\p{N}", ""): TEKKEN,
    _WORDS % (_CONTRACTION, _CONTRACTION, r"\p{N}{1,3}", ""): GPT4O,
}

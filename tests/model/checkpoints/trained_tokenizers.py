"""Small byte-level tokenizers as others train them, and tiny GPT-2s that they belong to."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import ByteLevelBPETokenizer, Tokenizer
from transformers import GPT2Config, GPT2LMHeadModel, GPT2TokenizerFast

END = "<|endoftext|>"
# Enough to merge some hundred pairs from, in four scripts.
CORPUS = [
    "der Hund und die Katze gehen über die Straße, und es regnet in München 1999.",
    "Les élèves préfèrent l'été à l'hiver; ça coûte 12,50 euros.\n\n",
    "В начале было слово, и слово было длинное. 今天天气很好，我们去公园。",
] * 40


def trained(size: int = 400) -> GPT2TokenizerFast:
    """Return a tokenizer of other languages, with one special token: the last one."""
    tokenizer = ByteLevelBPETokenizer()
    tokenizer.train_from_iterator(CORPUS, vocab_size=size - 1, show_progress=False)
    tokenizer.add_special_tokens([END])
    inner = Tokenizer.from_str(tokenizer.to_str())
    return GPT2TokenizerFast(tokenizer_object=inner, bos_token=END, eos_token=END, unk_token=END)


def network(rows: int, *, seed: int = 5, **config: object) -> GPT2LMHeadModel:
    """Return a GPT-2 of 2 blocks whose embedding has so many rows."""
    torch.manual_seed(seed)
    shape = {"n_positions": 64, "n_embd": 32, "n_layer": 2, "n_head": 4} | config
    return GPT2LMHeadModel(GPT2Config(vocab_size=rows, **shape)).eval()  # type: ignore[arg-type]


def saved(folder: Path, *, rows: int = 400, **config: object) -> GPT2TokenizerFast:
    """Write a network and its tokenizer as transformers does; return the tokenizer."""
    tokenizer = trained()
    network(rows, bos_token_id=399, eos_token_id=399, **config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer

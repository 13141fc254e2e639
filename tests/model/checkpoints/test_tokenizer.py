"""A model whose folder holds another tokenizer than GPT-2's is refused, in every way it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import save_file
from transformers import GPT2TokenizerFast

from gptdesk.engine.tokenizers.vocabulary import load_vocabulary
from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.read import read_checkpoint
from tests.model.checkpoints.malformed import TINY, tiny_state

Tokens = dict[str, int]


def _letters() -> dict[int, str]:
    """Return GPT-2's letter for each byte (github.com/openai/gpt-2, src/encoder.py)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = (byte for byte in range(256) if byte not in printable)
    letters = {byte: chr(byte) for byte in printable}
    return letters | {byte: chr(256 + number) for number, byte in enumerate(others)}


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    """GPT-2's ids by token, as in its vocab.json."""
    letters = _letters()
    pieces = load_vocabulary().pieces[:-1]
    found = {"".join(letters[byte] for byte in piece): n for n, piece in enumerate(pieces)}
    return {**found, "<|endoftext|>": 50256}


@pytest.fixture(scope="module")
def merges(tokens: Tokens) -> list[tuple[str, str]]:
    """What GPT-2 merges, first to last: each token's two parts when only earlier ones exist."""

    def parts(token: str) -> tuple[str, str]:
        now = list(token)
        while len(now) > 2:
            pairs = [a + b for a, b in pairwise(now)]
            at = min(range(len(pairs)), key=lambda n: tokens.get(pairs[n], len(tokens)))
            now[at : at + 2] = [pairs[at]]
        return now[0], now[1]

    return [parts(token) for token in list(tokens)[256:50256]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_file(tiny_state(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(TINY.to_dict()), encoding="utf-8")
    return tmp_path


def _write_plain(folder: Path, tokens: Tokens, merges: list[tuple[str, str]]) -> None:
    for name in ("vocab.json", "encoder.json"):
        (folder / name).write_text(json.dumps(tokens), encoding="utf-8")
    lines = ["#version: 0.2", *map(" ".join, merges), ""]
    for name in ("merges.txt", "vocab.bpe"):
        (folder / name).write_text("\n".join(lines), encoding="utf-8")


def _tokenizer(tokens: Tokens, merges: list[tuple[str, str]]) -> dict[str, Any]:
    model = {"type": "BPE", "vocab": tokens, "merges": [" ".join(merge) for merge in merges]}
    return {"version": "1.0", "normalizer": None, "model": model}


def test_gpt2s_own_tokenizer_is_no_obstacle(
    folder: Path, tokens: Tokens, merges: list[tuple[str, str]]
) -> None:
    """Most models bring it along: in OpenAI's files, and in old and new ones of transformers."""
    _write_plain(folder, tokens, merges)
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(tokens, merges)), encoding="utf-8")
    assert read_checkpoint(folder).model.cfg.vocab_size == 50257
    fast = GPT2TokenizerFast(vocab=tokens, merges=merges)
    fast.add_special_tokens({"pad_token": "[PAD]"})  # in the file, and not in the network
    fast.save_pretrained(folder)
    assert "[PAD]" in (folder / "tokenizer.json").read_text(encoding="utf-8")
    assert read_checkpoint(folder).model.cfg.vocab_size == 50257


def _swap(tokens: Tokens, one: str, other: str) -> Tokens:
    return tokens | {one: tokens[other], other: tokens[one]}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("vocab.json", lambda tokens: _swap(tokens, "Ġthe", "Ġof")),
        ("vocab.json", lambda tokens: {f"t{n}": n for n in range(50257)}),
        ("encoder.json", lambda tokens: _swap(tokens, "A", "B")),
        ("vocab.json", lambda tokens: {t.replace("<|", "[|"): n for t, n in tokens.items()}),
        ("vocab.json", lambda tokens: tokens | {"Ġthe": 50300}),
        ("vocab.json", lambda tokens: tokens | {"Ġthe": "262"}),
        ("vocab.json", lambda tokens: {}),
    ],
    ids=["swapped", "other", "swapped letters", "other end", "moved", "text", "empty"],
)  # fmt: skip
def test_another_vocabulary_of_the_same_size_is_refused(
    folder: Path, tokens: Tokens, name: str, change: Callable[[Tokens], dict[str, Any]]
) -> None:
    """Its numbers would be shown as GPT-2's pieces of text: fluent nonsense, without a word."""
    (folder / name).write_text(json.dumps(change(tokens)), encoding="utf-8")
    _require_refusal(folder, name)


def _require_refusal(folder: Path, name: str) -> None:
    for opened in (folder, folder / "model.safetensors"):
        with pytest.raises(CheckpointError, match="a tokenizer of its own") as refused:
            read_checkpoint(opened)
        assert refused.value.path == folder / name


@pytest.mark.parametrize("name", ["merges.txt", "vocab.bpe"])
def test_other_merges_are_refused(folder: Path, tokens: Tokens, name: str) -> None:
    (folder / name).write_text("#version: 0.2\nĠ t\nĠ a\n", encoding="utf-8")
    _require_refusal(folder, name)


@pytest.mark.parametrize("change", ["vocab", "merges", "normalizer", "unigram"])
def test_another_tokenizer_json_is_refused(
    folder: Path, tokens: Tokens, merges: list[tuple[str, str]], change: str
) -> None:
    content = _tokenizer(tokens, merges)
    if change == "vocab":
        content["model"]["vocab"] = _swap(tokens, "Ġthe", "Ġof")
    elif change == "merges":
        content["model"]["merges"][:2] = content["model"]["merges"][1::-1]
    elif change == "normalizer":
        content["normalizer"] = {"type": "Lowercase"}
    else:
        content["model"] = {"type": "Unigram", "vocab": [["▁the", -3.5]] * 50257}
    (folder / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
    _require_refusal(folder, "tokenizer.json")


@pytest.mark.parametrize("name", ["vocab.txt", "spiece.model", "tokenizer.model"])
def test_other_kinds_of_tokenizer_are_refused(folder: Path, name: str) -> None:
    """WordPiece and SentencePiece, as Chinese and Japanese GPT-2s have them."""
    (folder / name).write_bytes(b"\n\x0e\n\x05<unk>")
    _require_refusal(folder, name)


def test_a_huge_tokenizer_is_refused_and_a_damaged_one_is_called_damaged(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_text('{"model":' + "[1," * 300_000 + "1]", encoding="utf-8")
    _require_refusal(folder, "tokenizer.json")
    path.write_text('{"model":', encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"tokenizer\.json: its JSON text is damaged"):
        read_checkpoint(folder)

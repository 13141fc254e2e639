"""The tokenizer beside a model: GPT-2's own in every form, and those that others trained."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import GPT2TokenizerFast, PreTrainedTokenizerFast

from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.merge_order import vocabulary_of
from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts
from gptdesk.model.checkpoints.tokenizers.splitting import BY_REGEX, QWEN2
from tests.benchmarks.peers_files import gguf_vocabulary
from tests.engine.tokenizers.odd_texts import ODD_TEXTS, generated_texts
from tests.model.checkpoints.malformed import TINY, tiny_state
from tests.model.checkpoints.trained_tokenizers import END, network, saved, trained

Merges = list[tuple[str, str]]
Tokens = dict[str, int]


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    """GPT-2's ids by token, as in its vocab.json."""
    return {token: n for n, token in enumerate(gguf_vocabulary()[0])}


@pytest.fixture(scope="module")
def merges() -> Merges:
    """What GPT-2 merges, first to last."""
    pairs = [merge.split(" ") for merge in gguf_vocabulary()[1]]
    return [(left, right) for left, right in pairs]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_file(tiny_state(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(TINY.to_dict()), encoding="utf-8")
    return tmp_path


def _write_plain(folder: Path, tokens: Tokens, merges: Merges) -> None:
    for name in ("vocab.json", "encoder.json"):
        (folder / name).write_text(json.dumps(tokens), encoding="utf-8")
    lines = ["#version: 0.2", *map(" ".join, merges), ""]
    for name in ("merges.txt", "vocab.bpe"):
        (folder / name).write_text("\n".join(lines), encoding="utf-8")


def _tokenizer(tokens: Tokens, merges: Merges) -> dict[str, Any]:
    model = {"type": "BPE", "vocab": tokens, "merges": [" ".join(merge) for merge in merges]}
    return {"version": "1.0", "normalizer": None, "model": model}


def test_gpt2s_own_tokenizer_is_no_obstacle(folder: Path, tokens: Tokens, merges: Merges) -> None:
    """Most models bring it along: in OpenAI's files, and in old and new ones of transformers."""
    _write_plain(folder, tokens, merges)
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(tokens, merges)), encoding="utf-8")
    assert read_checkpoint(folder).model.cfg.vocab_size == 50257
    fast = GPT2TokenizerFast(vocab=tokens, merges=merges)
    fast.add_special_tokens({"pad_token": "[PAD]"})  # in the file, and not in the network
    fast.save_pretrained(folder)
    assert "[PAD]" in (folder / "tokenizer.json").read_text(encoding="utf-8")
    assert read_checkpoint(folder).model.cfg.vocab_size == 50257


def _refusal(folder: Path) -> CheckpointError:
    with pytest.raises(CheckpointError) as refused:
        open_checkpoint(folder)
    return refused.value


def _own(folder: Path) -> TokenizerFacts:
    facts = open_checkpoint(folder).tokenizer
    assert facts is not None
    return facts


# --- tokenizers that others trained --------------------------------------------------------------


def _require_same_ids(folder: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    """Text by text the ids of the library; names of special tokens are ordinary text for us."""
    own = BytePairTokenizer(vocabulary_of(_own(folder), "own"))
    for text in [*ODD_TEXTS, *generated_texts(random.Random(2), 200)]:
        if END not in text:
            wanted = tokenizer(text, add_special_tokens=False)["input_ids"]
            assert own.encode(text) == wanted, ascii(text)


def test_a_gpt2_of_another_language_is_opened_with_its_own_tokens(tmp_path: Path) -> None:
    """Hundreds of them are on the hub: the network is ours, and only the vocabulary is not."""
    tokenizer = saved(tmp_path)
    facts = _own(tmp_path)
    assert (len(facts.pieces), facts.end_ids, facts.start_id) == (400, {399}, 399)
    assert (facts.control_ids, facts.adds_start, facts.notes) == ({399}, False, ())
    assert "über".encode() in b"".join(facts.pieces)
    assert read_checkpoint(tmp_path).model.cfg.vocab_size == 400
    _require_same_ids(tmp_path, tokenizer)


@pytest.mark.parametrize("names", [("vocab.json", "merges.txt"), ("encoder.json", "vocab.bpe")])
def test_the_two_files_of_older_models_say_the_same(names: tuple[str, str], tmp_path: Path) -> None:
    """Without the settings, the end of a text is named by the network's configuration."""
    tokenizer = saved(tmp_path)
    content = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))
    facts = _own(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).unlink()
    model = content["model"]
    vocabulary = model["vocab"] | {END: 399}
    (tmp_path / names[0]).write_text(json.dumps(vocabulary), encoding="utf-8")
    lines = ["#version: 0.2", *(" ".join(pair) for pair in model["merges"]), ""]
    (tmp_path / names[1]).write_text("\r\n".join(lines), encoding="utf-8")
    older = _own(tmp_path)
    assert (older.pieces, older.merges, older.end_ids) == (facts.pieces, facts.merges, {399})
    _require_same_ids(tmp_path, tokenizer)


def test_a_vocabulary_of_gpt2s_size_can_be_another_one(
    folder: Path, tokens: Tokens, merges: Merges
) -> None:
    """Read as GPT-2's it would be fluent nonsense, without a word."""
    _write_plain(folder, tokens | {"Ġthe": tokens["Ġof"], "Ġof": tokens["Ġthe"]}, merges)
    facts = _own(folder)
    assert facts.pieces[tokens["Ġof"]] == b" the"
    _write_plain(folder, tokens, [merges[1], merges[0], *merges[2:]])
    assert _own(folder).merges[0].merged == tokens["".join(merges[1])]


def test_tokens_behind_the_rows_of_the_network_are_left_out(tmp_path: Path) -> None:
    """A filler that was added to the tokenizer only; and rows that have no token."""
    tokenizer = saved(tmp_path)
    tokenizer.add_special_tokens({"pad_token": "[PAD]"})
    tokenizer.save_pretrained(tmp_path)
    assert len(_own(tmp_path).pieces) == 400
    padded = tmp_path / "padded"
    saved(padded, rows=412)
    opened = open_checkpoint(padded)
    assert (opened.config.vocab_size, len(_own(padded).pieces)) == (400, 400)
    assert any("has 412 rows; the last 12, which no text uses" in note for note in opened.notes)
    short = tmp_path / "short"
    network(300).save_pretrained(short)
    trained().save_pretrained(short)
    assert "names 399 tokens, but the weights have 300" in str(_refusal(short))


def test_a_splitting_by_regular_expression_and_a_composed_text(tmp_path: Path) -> None:
    """As Qwen has it, with a token of its makers in the text and one before every text."""
    saved(tmp_path)
    content = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    pairs = [tuple(pair) for pair in content["merges"]]
    inner = Tokenizer(models.BPE(content["vocab"], pairs))
    inner.normalizer = normalizers.NFC()
    regex = next(regex for regex, pattern in BY_REGEX.items() if pattern == QWEN2)
    split = pre_tokenizers.Split(Regex(regex), "isolated")
    letters = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    inner.pre_tokenizer = pre_tokenizers.Sequence([split, letters])
    inner.add_special_tokens([END])
    inner.add_tokens(["<think>"])
    inner.post_processor = processors.TemplateProcessing(f"{END} $A", None, [(END, 399)])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, eos_token=END)
    network(401).save_pretrained(tmp_path)  # which says 50256, the program's own example
    tokenizer.save_pretrained(tmp_path)
    (tmp_path / "chat_template.jinja").write_text("{{ messages }}", encoding="utf-8")
    facts = _own(tmp_path)
    assert (facts.pattern, facts.is_composed) == (QWEN2, True)
    assert (facts.start_id, facts.adds_start, facts.end_ids) == (399, True, {399})
    assert (facts.user_defined_ids, facts.control_ids) == ({400}, {399})
    assert facts.chat_template == "{{ messages }}"
    _require_same_ids(tmp_path, tokenizer)
    own = BytePairTokenizer(vocabulary_of(facts, ""))
    for text in ("e\u0301<think>x", "<think>", "a<think"):
        assert own.encode(text) == tokenizer(text, add_special_tokens=False)["input_ids"]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vocab.txt", "spiece.model", "sentencepiece.bpe.model"])
def test_other_kinds_of_tokenizer_are_refused(folder: Path, name: str) -> None:
    """WordPiece and SentencePiece, as Chinese and Japanese GPT-2s have them."""
    (folder / name).write_bytes(b"\n\x0e\n\x05<unk>")
    for opened in (folder, folder / "model.safetensors"):
        refused = _refusal(opened)
        assert refused.path == folder / name
        assert "GPTDesk reads byte-pair encoding: of bytes" in str(refused)


def _put(*keys: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return change


_ADDED = {"id": 399, "content": "<x>", "special": False, "lstrip": True}
CHANGES = {
    "other kind": (_put("model", "type", value="Unigram"), "is of the kind 'Unigram'"),
    "no merges": (_put("model", "merges", value=None), "tokenizer is incomplete"),
    "bytes apart": (_put("model", "byte_fallback", value=True), "in a way that is not known"),
    "lower case": (_put("normalizer", value={"type": "Lowercase"}), "first, by 'Lowercase'"),
    "words": (_put("pre_tokenizer", value={"type": "Whitespace"}), "by 'Whitespace'"),
    "a space first": (
        _put("pre_tokenizer", "add_prefix_space", value=True), "that splits a text by 'ByteLevel'"
    ),
    "another pattern": (
        _put("pre_tokenizer", value={"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": r"\w+"}, "behavior": "Isolated"},
            {"type": "ByteLevel", "use_regex": False}]}), "in a way that is not known"
    ),
    "eats spaces": (_put("added_tokens", value=[_ADDED]), "whose token '<x>' has lstrip"),
    "no text": (_put("added_tokens", value=[{"id": 3}]), "added tokens has no text"),
    "a text for an id": (_put("model", "vocab", "a", value="7"), "of its token 'a' is '7'"),
    "an id below 0": (_put("model", "vocab", "a", value=-1), "of its token 'a' is -1"),
    "an id beyond": (_put("model", "vocab", "a", value=2**40), "names 1,099,511,627,777 tokens"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_known_exactly_is_refused(name: str, tmp_path: Path) -> None:
    """Almost the right tokens are worse than a refusal: every figure would be a little wrong."""
    saved(tmp_path)
    path = tmp_path / "tokenizer.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change, reason = CHANGES[name]
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    refused = _refusal(tmp_path)
    assert refused.path == path
    assert reason in str(refused)


def test_an_end_that_is_no_token_is_refused(tmp_path: Path) -> None:
    saved(tmp_path)
    generation = {"eos_token_id": [399, 400]}
    path = tmp_path / "generation_config.json"
    path.write_text(json.dumps(generation), encoding="utf-8")
    refused = _refusal(tmp_path)
    assert refused.path == path
    assert "its eos_token_id is 400, and it has 400 tokens" in str(refused)


def test_merges_of_no_token_are_left_out_with_a_note(tmp_path: Path) -> None:
    tokenizer = saved(tmp_path)
    path = tmp_path / "tokenizer.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["model"]["merges"] += [["Ġno", "such"], "not-two", ["a"], 7]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert _own(tmp_path).notes == (
        "Merges of its tokenizer that could not be used, as there is no token of that name: 4.",
    )
    _require_same_ids(tmp_path, tokenizer)


@pytest.mark.parametrize("name", ["vocab.json", "merges.txt"])
def test_half_a_tokenizer_is_refused(
    folder: Path, tokens: Tokens, merges: Merges, name: str
) -> None:
    (folder / "vocab.json").write_text(json.dumps(tokens), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(map(" ".join, merges)), encoding="utf-8")
    (folder / name).unlink()
    assert f"one half of a tokenizer, and {name} is missing" in str(_refusal(folder))


def test_a_huge_tokenizer_is_refused_and_a_damaged_one_is_called_damaged(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_text('{"model":' + "[1," * 300_000 + "1]", encoding="utf-8")
    assert "too deeply nested" in str(_refusal(folder))
    path.write_text('{"model":', encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"tokenizer\.json: its JSON text is damaged"):
        read_checkpoint(folder)


# --- relatives of GPT-2 --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "config",
    [
        {"activation_function": "gelu", "n_inner": 128, "n_positions": 128},  # Cerebras-GPT
        {"task_specific_params": {"conversational": {"max_length": 1000}}},  # DialoGPT
    ],
    ids=["Cerebras-GPT", "DialoGPT"],
)
def test_relatives_with_gpt2s_tokens_compute_what_transformers_computes(
    config: dict[str, Any], tmp_path: Path
) -> None:
    """They differ in the form of the GELU, or in nothing; logits of size 1, float32."""
    reference = network(50257, **config)
    reference.save_pretrained(tmp_path)
    assert open_checkpoint(tmp_path).tokenizer is None
    ids = torch.tensor([[15496, 11, 314, 716, 50256]])
    with torch.inference_mode():
        theirs, ours = reference(ids).logits, read_checkpoint(tmp_path).model(ids)
    assert torch.allclose(ours, theirs, atol=2e-6)

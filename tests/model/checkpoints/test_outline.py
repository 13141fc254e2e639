"""What is told of a model from its headers alone, against what opening it whole tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints import gpt2_shape
from gptdesk.model.checkpoints.gguf import GGUFHeader
from gptdesk.model.checkpoints.open import StoredModel, open_checkpoint
from gptdesk.model.checkpoints.tokenizers import folder as folder_tokenizers
from tests.model.checkpoints.gguf_files import small_file, text, texts, u32, whole_file, write
from tests.model.checkpoints.trained_tokenizers import saved
from tests.model.llama_networks import make_network, write_gguf, write_tokenizer
from tests.tiny_models import write_tiny_model


def gguf(folder: Path) -> Path:
    write_gguf(folder / "model.gguf", "qwen3", make_network("qwen3"), "q8_0")
    return folder / "model.gguf"


def hub(folder: Path) -> Path:
    make_network("qwen2").save_pretrained(folder)
    write_tokenizer(folder, 160)
    return folder


def own_tokens(folder: Path) -> Path:
    saved(folder)
    return folder


MADE = {
    "gguf": gguf,
    "hub": hub,
    "own tokens": own_tokens,
    "ours": lambda folder: write_tiny_model(folder / "tiny"),
    "gpt2 gguf": lambda folder: write(folder, whole_file()),
}


def facts(model: StoredModel) -> tuple[object, ...]:
    return model.config, model.longest_context, model.name, model.file_format, model.size_bytes


@pytest.mark.parametrize("kind", MADE)
def test_headers_tell_what_the_whole_file_tells(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of 50 models reads neither their tokens nor their weights, and says the same."""
    path = MADE[kind](tmp_path)
    whole = open_checkpoint(path)

    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("a list must not read this")

    monkeypatch.setattr(GGUFHeader, "texts", refuse)
    monkeypatch.setattr(folder_tokenizers, "_ids", lambda _path, tokens: {**tokens})
    monkeypatch.setattr(folder_tokenizers, "_merge_lines", refuse)
    monkeypatch.setattr(folder_tokenizers, "_large_json", refuse)
    outline = open_checkpoint(path, is_outline=True)
    assert facts(outline) == facts(whole)
    assert outline.tokenizer is None
    assert 8 <= outline.bits_per_weight <= 32


def test_a_head_of_its_own_is_not_compared_for_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the embedding a second time: in GPT-2 these are 300 MB. It counts as another one.

    Where both are the same numbers of the file, as in nanoGPT's, that is known without reading.
    """
    names = {
        "transformer.wte.weight": (96, 32), "transformer.wpe.weight": (64, 32),
        "transformer.ln_f.weight": (32,), "transformer.h.0.ln_1.weight": (32,),
        "transformer.h.0.attn.c_attn.weight": (96, 32),
        "transformer.h.0.attn.c_proj.weight": (32, 32), "transformer.h.0.ln_2.weight": (32,),
        "transformer.h.0.mlp.c_fc.weight": (128, 32),
        "transformer.h.0.mlp.c_proj.weight": (32, 128),
    }  # fmt: skip
    weights = {name: torch.randn(shape) for name, shape in names.items()}
    embedding = weights["transformer.wte.weight"] = torch.randn(50304, 32)
    words = {"block_size": 64, "n_layer": 1, "n_head": 4, "n_embd": 32, "bias": False}
    for folder, head in (("shared", embedding), ("copied", embedding.clone())):
        (tmp_path / folder).mkdir()
        state = weights | {"lm_head.weight": head}
        torch.save({"model": state, "model_args": words}, tmp_path / folder / "ckpt.pt")
    assert (
        open_checkpoint(tmp_path / "copied").config == open_checkpoint(tmp_path / "shared").config
    )
    monkeypatch.setattr(gpt2_shape.torch, "equal", lambda *_: pytest.fail("both were read"))
    shared = open_checkpoint(tmp_path / "shared", is_outline=True)
    copied = open_checkpoint(tmp_path / "copied", is_outline=True)
    assert (shared.config.tie_embeddings, copied.config.tie_embeddings) == (True, False)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"tokenizer.ggml.model": text("t5")}, "its tokenizer is 't5'"),
        (
            {"tokenizer.ggml.pre": text("wombat"), "tokenizer.ggml.eos_token_id": u32(2)},
            "splits a text by 'wombat'",
        ),
        ({"tokenizer.ggml.pre": text("default")}, "its eos_token_id is 50256"),
        ({"tokenizer.ggml.eos_token_id": u32(7)}, "its eos_token_id is 7"),
        ({"tokenizer.ggml.tokens": texts([])}, "does not say what its tokens stand for"),
    ],
)
def test_a_tokenizer_that_is_not_read_is_known_from_the_header(
    keys: dict[str, bytes], reason: str, tmp_path: Path
) -> None:
    path = write(tmp_path, small_file(keys))
    for is_outline in (True, False):
        with pytest.raises(CheckpointError, match=reason):
            open_checkpoint(path, is_outline=is_outline)


@pytest.mark.parametrize("is_in_order", [True, False])
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"byte_fallback": True}, "one that splits a text in a way that is not known"),
        ({"type": "Unigram"}, "its tokenizer is of the kind 'Unigram'"),
    ],
)
def test_a_tokenizer_beside_the_weights_is_known_from_its_head(
    changed: dict[str, object], reason: str, is_in_order: bool, tmp_path: Path
) -> None:
    """Folders of other models look like those that open; also where tokens come first."""
    folder = own_tokens(tmp_path)
    path = folder / "tokenizer.json"
    content = json.loads(path.read_text())
    content["model"] |= changed
    vocabulary = content["model"].pop("vocab")
    model = {"vocab": vocabulary, **content["model"]}
    content["model"] = {**content["model"], "vocab": vocabulary} if is_in_order else model
    if is_in_order:
        content["model"]["merges"] = content["model"].pop("merges")
    path.write_text(json.dumps(content))
    for is_outline in (True, False):
        with pytest.raises(CheckpointError, match=reason):
            open_checkpoint(folder, is_outline=is_outline)
    path.unlink()
    (folder / "vocab.json").unlink(missing_ok=True)
    (folder / "merges.txt").unlink(missing_ok=True)
    (folder / "spiece.model").write_bytes(b"x")
    with pytest.raises(CheckpointError, match="a tokenizer of another kind than GPT-2's"):
        open_checkpoint(folder, is_outline=True)

"""What transformers opens as a GPT-2 and other programs save as one: the same network, or a word.

Each file is written by the program concerned, or as it writes it; the logits are transformers'.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.read import Checkpoint, read_checkpoint
from tests.model.checkpoints.reference_models import (
    SHAPES,
    WRITERS,
    book_tensors,
    make_reference,
    saved_pretrained,
    tensors_of,
)

IDS = torch.tensor([[35608, 262, 10601, 11, 50256, 0, 198, 15496]])
# Logits here reach about 12; see test_checkpoint_formats.
FLOAT32_TOLERANCE = 1e-4


@pytest.fixture(scope="module", autouse=True)
def _quiet_transformers() -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)


@pytest.fixture
def reference() -> GPT2LMHeadModel:
    return make_reference(SHAPES[0])


@torch.no_grad()
def _difference(read: Checkpoint, logits: Tensor) -> float:
    return float((read.model(IDS) - logits).abs().max())


@torch.no_grad()
def _logits(folder: Path) -> Tensor:
    """Return what transformers itself makes of a folder."""
    return GPT2LMHeadModel.from_pretrained(folder).eval()(IDS).logits


def _change_config(folder: Path, **words: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | words), encoding="utf-8")


# --- other heads -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "stored"),
    [
        ("GPT2DoubleHeadsModel", "multiple_choice_head.summary.weight"),
        ("GPT2ForSequenceClassification", "score.weight"),
        ("GPT2ForTokenClassification", "classifier.weight"),
        ("GPT2ForQuestionAnswering", "qa_outputs.weight"),
        ("GPT2Model", ""),
    ],
)
def test_a_head_for_another_task_is_left_out_with_a_note(
    head: str, stored: str, reference: GPT2LMHeadModel, tmp_path: Path
) -> None:
    """The network underneath is a GPT-2, and transformers continues texts with it."""
    reference.config.num_labels = 2
    model = getattr(transformers, head)(reference.config)
    model.load_state_dict(
        {k if head != "GPT2Model" else k.removeprefix("transformer."): v
         for k, v in reference.state_dict().items()}, strict=False
    )  # fmt: skip
    model.save_pretrained(tmp_path)
    names = load_file(tmp_path / "model.safetensors").keys()
    assert not stored or stored in names

    read = read_checkpoint(tmp_path)
    assert _difference(read, _logits(tmp_path)) <= FLOAT32_TOLERANCE
    assert any(repr(stored) in note for note in read.notes) == bool(stored)


def test_a_value_head_is_left_out_with_a_note(reference: GPT2LMHeadModel, tmp_path: Path) -> None:
    """TRL saves the value head of a model that it trains beside the network."""
    saved_pretrained(reference, tmp_path)
    value = {"v_head.summary.weight": torch.ones(1, 48), "v_head.summary.bias": torch.ones(1)}
    save_file(tensors_of(reference) | value, tmp_path / "model.safetensors")
    read = read_checkpoint(tmp_path)
    assert _difference(read, _logits(tmp_path)) <= FLOAT32_TOLERANCE
    assert any("'v_head.summary.weight'" in note for note in read.notes)


@pytest.mark.parametrize("tied", [True, False])
def test_dialogpt_as_microsoft_published_it(tied: bool, tmp_path: Path) -> None:
    """`lm_head.decoder.weight`, float16, in the format of before 2020."""
    model = make_reference(SHAPES[0], tied=tied)
    state = tensors_of(model, torch.float16)
    head = state.pop("lm_head.weight", state["transformer.wte.weight"])
    state["lm_head.decoder.weight"] = head
    path = tmp_path / "medium_ft.pkl"
    torch.save(state, path, _use_new_zipfile_serialization=False)
    model.config.save_pretrained(tmp_path)

    read = read_checkpoint(path)
    assert read.model.cfg.tie_embeddings is tied
    with torch.no_grad():
        expected = model.half().float()(IDS).logits
    assert _difference(read, expected) <= FLOAT32_TOLERANCE


# --- the GELU ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "gelu"),
    [
        ("gelu_new", "tanh"),
        ("gelu_pytorch_tanh", "tanh"),
        ("gelu_fast", "tanh"),
        ("gelu", "exact"),
        ("gelu_python", "exact"),
    ],
)
def test_the_gelu_of_the_configuration(activation: str, gelu: str, tmp_path: Path) -> None:
    """Cerebras-GPT says "gelu": the exact one. The other form shows in the third digit."""
    model = make_reference(SHAPES[0])
    saved_pretrained(model, tmp_path)
    _change_config(tmp_path, activation_function=activation)
    read = read_checkpoint(tmp_path)
    assert read.model.cfg.gelu == gelu
    expected = _logits(tmp_path)
    assert _difference(read, expected) <= FLOAT32_TOLERANCE
    _change_config(tmp_path, activation_function="gelu" if gelu == "tanh" else "gelu_new")
    assert _difference(read_checkpoint(tmp_path), expected) > 10 * FLOAT32_TOLERANCE


def _nanogpt(folder: Path) -> dict[str, object]:
    path = WRITERS["nanoGPT"][0](make_reference(SHAPES[0]), folder)
    return torch.load(path, weights_only=True, mmap=False)


def _masked(state: dict[str, Tensor]) -> dict[str, Tensor]:
    masks = {f"transformer.h.{n}.attn.bias": torch.ones(1, 1, 128, 128).tril() for n in range(2)}
    return state | masks


def test_nanogpt_computes_the_exact_gelu(tmp_path: Path) -> None:
    """Its own files say `bias` and `dropout`; older ones may differ, which the note says."""
    saved = _nanogpt(tmp_path)
    read = read_checkpoint(tmp_path / "ckpt.pt")
    assert read.model.cfg.gelu == "exact"
    assert any("exact GELU" in note and "June 2023" in note for note in read.notes)
    assert "dropout" in saved["model_args"]


@pytest.mark.parametrize("has_config", [True, False])
def test_build_nanogpt_computes_the_tanh_form(has_config: bool, tmp_path: Path) -> None:
    """It uses nanoGPT's names, and no word about another GELU may be said of it."""
    saved = _nanogpt(tmp_path)
    args = {k: v for k, v in saved["model_args"].items() if k not in {"bias", "dropout"}}
    state = {k.removeprefix("_orig_mod."): v for k, v in saved["model"].items()}
    path = tmp_path / "ckpt.pt"
    if has_config:
        torch.save({"model": state, "config": args}, path)
    else:
        torch.save(_masked(state), path)
        (tmp_path / "config.json").write_text('{"n_head": 3}', encoding="utf-8")
    read = read_checkpoint(path)
    assert read.model.cfg.gelu == "tanh"
    assert not any("GELU" in note for note in read.notes)


# --- the configuration -------------------------------------------------------------------------


def test_general_names_are_read(tmp_path: Path) -> None:
    """Without them the number of heads would be guessed from the width, or asked for."""
    model = make_reference((1, 24, 8, 32))
    saved_pretrained(model, tmp_path)
    path = tmp_path / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    for old, new in (
        ("n_embd", "hidden_size"),
        ("n_head", "num_attention_heads"),
        ("n_layer", "num_hidden_layers"),
        ("n_positions", "max_position_embeddings"),
    ):
        config[new] = config.pop(old)
    path.write_text(json.dumps(config), encoding="utf-8")
    read = read_checkpoint(tmp_path)
    assert (read.model.cfg.n_heads, read.notes) == (8, ())
    assert _difference(read, _logits(tmp_path)) <= FLOAT32_TOLERANCE


# --- other vocabularies ------------------------------------------------------------------------


@pytest.mark.parametrize("vocabulary", [50258, 50270, 50304, 51200])
def test_added_tokens_are_refused(vocabulary: int, tmp_path: Path) -> None:
    """Leaving them out would give their probability to other tokens."""
    model = GPT2LMHeadModel(
        GPT2Config(n_layer=1, n_embd=8, n_head=2, n_positions=8, vocab_size=vocabulary)
    )
    model.save_pretrained(tmp_path)
    with pytest.raises(CheckpointError) as refused:
        read_checkpoint(tmp_path)
    assert refused.value.path == tmp_path / "model.safetensors"
    assert f"{vocabulary:,} entries, {vocabulary - 50257:,} more than GPT-2's" in str(refused.value)


def test_padding_is_nanogpts_alone(reference: GPT2LMHeadModel, tmp_path: Path) -> None:
    """In 50,304 rows of another program tokens may be added ones."""
    book = book_tensors(reference)
    for name in ("tok_emb.weight", "out_head.weight"):
        book[name] = torch.cat((book[name], torch.zeros(47, 48)))
    save_file(book, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text('{"n_heads": 3}', encoding="utf-8")
    with pytest.raises(CheckpointError, match="47 more than GPT-2's"):
        read_checkpoint(tmp_path)

    saved = _nanogpt(tmp_path)
    for name in ("transformer.wte.weight", "lm_head.weight"):
        tensor = saved["model"][f"_orig_mod.{name}"]
        saved["model"][f"_orig_mod.{name}"] = torch.cat((tensor, torch.zeros(64, 48)))
    saved["model_args"]["vocab_size"] = 50368
    torch.save(saved, tmp_path / "ckpt.pt")
    with pytest.raises(CheckpointError, match="111 more than GPT-2's"):
        read_checkpoint(tmp_path / "ckpt.pt")


# --- models of other libraries -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["config.json", "tf_model.h5"], "TensorFlow"),
        (["config.json", "flax_model.msgpack"], "Flax"),
        (["checkpoint", "hparams.json", "model.ckpt.data-00000-of-00001", "model.ckpt.index"],
         "TensorFlow checkpoint"),
        (["config.json", "model.onnx"], "ONNX"),
    ],
)  # fmt: skip
def test_a_folder_of_another_library_is_named(names: list[str], kind: str, tmp_path: Path) -> None:
    """To say that it holds no model sends people to download the same again."""
    for name in names:
        (tmp_path / name).write_bytes(b"\x08\x01")
    with pytest.raises(CheckpointError, match=f"{kind}.*Open the model in its PyTorch form"):
        read_checkpoint(tmp_path)


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("tf_model.h5", b"\x89HDF\r\n\x1a\n", "TensorFlow"),
        ("renamed.bin", b"\x89HDF\r\n\x1a\n", "TensorFlow"),
        ("flax_model.msgpack", b"\x81\xabtransformer", "Flax"),
        ("model.ckpt.index", b"\x00\x00\x02", "TensorFlow"),
    ],
)
def test_a_file_of_another_library_is_named(
    name: str, start: bytes, kind: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(start + bytes(100))
    with pytest.raises(CheckpointError, match=f"{kind}.*which GPTDesk does not read"):
        read_checkpoint(tmp_path / name)

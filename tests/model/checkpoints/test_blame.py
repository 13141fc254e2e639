"""What a refusal blames: the file, the part and the tensor that are at fault."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.read import read_checkpoint
from tests.model.checkpoints.reference_models import hub_safetensors, make_reference
from tests.tiny_models import write_tiny_model


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A small model as the Hugging Face hub has it."""
    return hub_safetensors(make_reference((2, 64, 2, 32)), tmp_path)


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        read_checkpoint(path)
    return str(caught.value)


def change(folder: Path, **tensors: torch.Tensor | None) -> None:
    """Replace tensors of a model, or delete them."""
    file = folder / "model.safetensors"
    state = load_file(file)
    for name, tensor in tensors.items():
        if tensor is None:
            del state[name]
        else:
            state[name] = tensor
    save_file(state, file)


def test_one_part_of_a_model_is_called_so(hub: Path) -> None:
    part = (hub / "model.safetensors").rename(hub / "model-00001-of-00002.safetensors")
    assert "one of the 2 parts of a model. Download the others" in refusal(part)
    assert "one of the 2 parts of a model. Download the others" in refusal(hub)
    (hub / "model.safetensors.index.json").write_text("{}", encoding="utf-8")
    assert "one of the 2 parts of a model. Open its folder." in refusal(part)


def test_an_index_that_lists_only_some_tensors_lacks_the_others(hub: Path) -> None:
    part = (hub / "model.safetensors").rename(hub / "model-00001-of-00001.safetensors")
    names = [name for name in load_file(part) if name.startswith("h.")]
    index = {"weight_map": dict.fromkeys(names, part.name)}
    (hub / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    assert "'wte.weight' is missing from it" in refusal(hub)


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "dangling"])
def test_a_configuration_that_is_no_file_is_not_passed_over(kind: str, tmp_path: Path) -> None:
    config = write_tiny_model(tmp_path / "tiny") / "config.json"
    config.unlink()
    match kind:
        case "folder":
            config.mkdir()
        case "pipe":
            os.mkfifo(config)
        case "device":
            config.symlink_to("/dev/zero")
        case _:
            config.symlink_to("nothing")
    reason = "No such file" if kind == "dangling" else "it is not a regular file"
    sentence = refusal(config.parent)
    assert sentence.startswith(str(config))
    assert reason in sentence


@pytest.mark.parametrize("text", ["[" * 60_000, "[" * 40_000, '{"a": [' + "1," * 60_000 + "1]}"])
def test_a_configuration_has_no_table_of_contents(text: str, tmp_path: Path) -> None:
    config = write_tiny_model(tmp_path / "tiny") / "config.json"
    config.write_text(text, encoding="utf-8")
    assert refusal(config.parent).startswith(f"{config}: it is not one of a model: too long, or")


@pytest.mark.parametrize("name", ["config.json", "vocab.json", "tokenizer.json"])
def test_an_empty_file_is_called_empty(name: str, tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    (folder / name).write_bytes(b"")
    assert refusal(folder).startswith(f"{folder / name}: it is empty. ")


@pytest.mark.parametrize("name", ["attn.c_attn", "mlp.c_fc", "mlp.c_proj"])
def test_a_single_transposed_matrix_is_the_one_to_blame(name: str, hub: Path) -> None:
    name = f"h.0.{name}.weight"
    matrix = load_file(hub / "model.safetensors")[name]
    change(hub, **{name: matrix.T.contiguous()})
    wanted = f"'{name}' has the shape {list(matrix.T.shape)} instead of {list(matrix.shape)}"
    assert wanted in refusal(hub)


def test_biases_that_are_missing_are_not_zero(hub: Path) -> None:
    change(hub, **{f"h.{n}.attn.c_attn.bias": None for n in range(2)})
    # each holds three parameters of ours
    assert "'h.0.attn.c_attn.bias' and 5 more weights are missing" in refusal(hub)


def test_promised_biases_are_not_zero(hub: Path) -> None:
    biases = [name for name in load_file(hub / "model.safetensors") if name.endswith(".bias")]
    change(hub, **dict.fromkeys(biases))
    assert "no biases" in " ".join(read_checkpoint(hub).notes)
    config = json.loads((hub / "config.json").read_text(encoding="utf-8"))
    (hub / "config.json").write_text(json.dumps(config | {"bias": True}), encoding="utf-8")
    assert "missing from it" in refusal(hub)


def test_what_padding_stands_for_is_not_guessed(hub: Path) -> None:
    change(hub, **{"wte.weight": torch.zeros(50304, 64)})
    assert "47 more than GPT-2's, and what they stand for is not known" in refusal(hub)

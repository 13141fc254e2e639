"""Files of torch.save in forms that few tests have: large, big-endian, with shared numbers."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest
import torch
from torch import Tensor

from gptdesk.model.checkpoints.pickles import open_pickle
from gptdesk.model.checkpoints.read import read_checkpoint
from tests.model.checkpoints.malformed import TINY, saved, tiny_state, zipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text(json.dumps(TINY.to_dict()), encoding="utf-8")
    return tmp_path


def _require_tiny(path: Path) -> None:
    read = read_checkpoint(path).model.state_dict()
    for name, tensor in tiny_state().items():
        assert torch.equal(read[name], tensor), name


def test_an_archive_beyond_4_gb(tmp_path: Path) -> None:
    """GPT-2 XL takes 6 GB; its parts then lie at places that the old fields cannot hold."""
    path = tmp_path / "large.pth"
    with torch.serialization.skip_data():  # a hole in the file: it takes no room on the disk
        state = {
            "first": torch.empty(2_300_000_000, dtype=torch.float16),
            "last": torch.empty(2, 3),
        }
        torch.save(state, path)
    with zipfile.ZipFile(path) as archive:
        header = next(one for one in archive.infolist() if one.filename.endswith("data/1"))
        assert header.header_offset > 2**32
        length = header.file_size
    numbers = struct.pack("<6f", 1, 2, 3, 4, 5, 6)
    assert length == len(numbers)
    with path.open("r+b") as file:
        file.seek(header.header_offset + 26)
        name_length, extra_length = struct.unpack("<2H", file.read(4))
        file.seek(name_length + extra_length, io.SEEK_CUR)
        file.write(numbers)
    tensors, _ = open_pickle(path)
    assert tensors["first"].shape == (2_300_000_000,)
    assert tensors["last"].read().tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_big_endian_archive(folder: Path) -> None:
    """Torch writes numbers as its machine has them, and says how."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(saved(tiny_state()))) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if "/data/" in name:
                data = b"".join(data[at : at + 4][::-1] for at in range(0, len(data), 4))
            parts[name] = data
    parts[next(name for name in parts if name.endswith("byteorder"))] = b"big"
    path = folder / "model.pth"
    path.write_bytes(zipped(parts))
    _require_tiny(path)


@pytest.mark.parametrize("zipped_format", [True, False])
def test_weights_that_are_parts_of_others(folder: Path, zipped_format: bool) -> None:
    """Slices, transposes and a tied head share their numbers in the file."""
    state = tiny_state()
    shared: dict[str, Tensor] = dict(state)
    for name, tensor in state.items():
        if tensor.dim() == 2 and "blocks" in name:
            larger = torch.zeros(tensor.shape[1] + 2, tensor.shape[0] + 3)
            larger[1:-1, 2:-1] = tensor.T
            shared[name] = larger[1:-1, 2:-1].T
    shared["out_head.weight"] = shared["tok_emb.weight"]
    path = folder / "model.pth"
    path.write_bytes(saved(shared, zipped_format=zipped_format))
    _require_tiny(path)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_other_protocols_of_pickle(folder: Path, protocol: int) -> None:
    path = folder / "model.pth"
    torch.save({"model": tiny_state(), "step": 7}, path, pickle_protocol=protocol)
    _require_tiny(path)


def test_parameters_and_an_optimizer(folder: Path) -> None:
    """As trainers save them: the parameters themselves, with attributes, beside other values."""
    parameters = {name: torch.nn.Parameter(tensor) for name, tensor in tiny_state().items()}
    for parameter in parameters.values():
        parameter.is_decayed = True
    optimizer = {
        "state": {0: {"step": torch.tensor(3.0), "exp_avg": torch.ones(8, 8)}},
        "param_groups": [{"lr": 5e-4, "betas": (0.9, 0.95), "foreach": None, "params": [0, 1]}],
    }
    saving = {
        "model_state_dict": parameters,
        "optimizer": optimizer,
        "losses": [3.5, 2.5, float("inf")],
        "shape": torch.Size([2, 3]),
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "note": None,
        "is_done": False,
        "steps": 2**70,
    }
    path = folder / "model.pth"
    torch.save(saving, path)
    _require_tiny(path)

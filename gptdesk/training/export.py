"""Write a finished network as a model folder: `model.safetensors` and `config.json`.

Owns the bytes of the two files. What reads them is `gptdesk.model.checkpoint`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from gptdesk.model.gpt import GPTModel


def write_model(model: GPTModel, folder: Path, *, about: Mapping[str, str]) -> None:
    """Write a network's weights in 16 bits and its configuration.

    Args:
        model: with a tied head, which is stored once, as the token embedding.
        folder: made if need be; files of the same names are replaced.
        about: further entries of `config.json`, such as name, license and template.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # float16, not bfloat16: trained weights are far inside its range, and it rounds 8 times finer.
    weights = {
        name: tensor.half().cpu()
        for name, tensor in model.state_dict().items()
        if name != "out_head.weight"
    }
    _write_atomic(folder / "model.safetensors", _safetensors_bytes(weights))
    config = json.dumps({**about, **model.cfg.to_dict()}, indent=2)
    _write_atomic(folder / "config.json", f"{config}\n".encode())


def _safetensors_bytes(weights: Mapping[str, Tensor]) -> bytes:
    """Lay float16 tensors out as https://huggingface.co/docs/safetensors says.

    By hand, because `safetensors.torch.save` needs numpy, which GPTDesk does without: the
    header's length in 8 bytes, the header as JSON, the tensors' bytes.
    """
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = bytearray()
    for name, tensor in weights.items():
        buffer = bytearray(2 * tensor.numel())
        torch.frombuffer(buffer, dtype=torch.float16).copy_(tensor.flatten())
        header[name] = {
            "dtype": "F16",
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(buffer)],
        }
        data += buffer
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # tensors start on a multiple of 8
    return len(text).to_bytes(8, "little") + text + data


def _write_atomic(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)

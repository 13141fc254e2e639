"""A finished network as a model folder: `model.safetensors` and `config.json`.

Owns what is in the two files. What reads them is `gptdesk.model.checkpoints.read`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from gptdesk.errors import TrainingError
from gptdesk.model.gpt import GPTModel
from gptdesk.training.files import replace_file, safetensors_parts


def write_model(model: GPTModel, folder: Path, *, about: Mapping[str, str]) -> None:
    """Write a network's weights in 16 bits and its configuration.

    Args:
        model: with a tied head, which is stored once, as the token embedding.
        folder: made if need be; files of the same names are replaced.
        about: further entries of `config.json`, such as name, license and template.

    Raises:
        TrainingError: the files cannot be written, or a weight is too large for 16 bits.
    """
    # float16, not bfloat16: trained weights are far inside its range, and it rounds 8 times finer.
    weights = {
        name: tensor.half().cpu()
        for name, tensor in model.state_dict().items()
        if name != "out_head.weight"
    }
    for name, tensor in weights.items():
        if not tensor.isfinite().all():
            raise TrainingError(
                "{folder}: {name} has grown beyond what a model file can hold, so none is "
                "written. Train again with a lower --learning-rate.",
                folder=folder,
                name=name,
            )
    replace_file(folder / "model.safetensors", safetensors_parts(weights, {"format": "pt"}))
    config = json.dumps({**about, **model.cfg.to_dict()}, indent=2)
    replace_file(folder / "config.json", [f"{config}\n".encode()])

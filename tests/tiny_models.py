"""Small networks on the disk, in GPTDesk's own format, with random weights."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel

TINY = GPTConfig(ctx_len=64, emb_dim=32, n_heads=2, n_layers=2, tie_embeddings=True)


def tiny_model(config: GPTConfig = TINY, *, seed: int = 123) -> GPTModel:
    """Return an untrained network, the same every time, ready to be asked."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return GPTModel(config).eval()


def write_tiny_model(folder: Path, config: GPTConfig = TINY, *, seed: int = 123) -> Path:
    """Write an untrained network to `folder`, which is made and returned."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = tiny_model(config, seed=seed).state_dict()
    if config.tie_embeddings:
        del weights["out_head.weight"]
    save_file(weights, folder / "model.safetensors")
    description = {"name": folder.name, "template": "user_bot", **config.to_dict()}
    (folder / "config.json").write_text(json.dumps(description), encoding="utf-8")
    return folder

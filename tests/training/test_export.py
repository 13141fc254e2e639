"""The files of a finished model."""

import json

import pytest
import torch
from safetensors.torch import load_file

from gptdesk.errors import TrainingError
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.training.export import write_model


def _model():
    torch.manual_seed(3)
    return GPTModel(
        GPTConfig(vocab_size=97, ctx_len=8, emb_dim=8, n_heads=2, n_layers=2, tie_embeddings=True)
    )


def test_weights_load_strictly_into_the_network(tmp_path):
    """The file is read by whoever knows safetensors and our names; the head is stored once."""
    model = _model()
    write_model(model, tmp_path, about={})
    weights = load_file(tmp_path / "model.safetensors")
    assert {w.dtype for w in weights.values()} == {torch.float16}
    assert "out_head.weight" not in weights
    config = json.loads((tmp_path / "config.json").read_text())
    fresh = GPTModel(config)
    fresh.load_state_dict({**weights, "out_head.weight": weights["tok_emb.weight"]}, strict=True)
    for name, weight in model.state_dict().items():
        assert torch.equal(fresh.state_dict()[name], weight.half().float()), name


def test_config_says_what_the_window_needs(tmp_path):
    """Name, licence and template stand beside the shape."""
    about = {"name": "storyteller", "license": "MIT", "template": "user_bot"}
    write_model(_model(), tmp_path, about=about)
    config = json.loads((tmp_path / "config.json").read_text())
    assert config == {**about, **_model().cfg.to_dict()}


def test_existing_model_is_replaced_whole(tmp_path):
    """A window may have the old file open while the new one is written."""
    write_model(_model(), tmp_path, about={})
    old = (tmp_path / "model.safetensors").open("rb")
    before = old.read()
    write_model(_model(), tmp_path, about={})
    old.seek(0)
    assert old.read() == before
    old.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.safetensors"]


def test_weights_beyond_16_bits_are_not_written(tmp_path):
    """float16 ends at 65,504; a file with infinities is one that no program opens."""
    write_model(_model(), tmp_path, about={})
    before = (tmp_path / "model.safetensors").read_bytes()
    model = _model()
    with torch.no_grad():
        model.pos_emb.weight[1, 2] = 70_000.0
    with pytest.raises(TrainingError, match=r"pos_emb\.weight has grown .*lower --learning-rate\."):
        write_model(model, tmp_path, about={})
    assert (tmp_path / "model.safetensors").read_bytes() == before

"""Files that say a shape and a seed: what is drawn from them is what the book's code makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.config import GPT_CONFIG_124M, GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.resources import resource_path

SMALL = {"untrained": 1, "seed": 7, "ctx_len": 8, "emb_dim": 8, "n_heads": 2, "n_layers": 2}


def write(folder: Path, **changed: object) -> Path:
    file = folder / "small.seed"
    file.write_text(json.dumps({**SMALL, **changed}))
    return file


@pytest.mark.parametrize("is_tied", [False, True])
def test_the_weights_are_those_of_a_new_model_after_its_seed(tmp_path: Path, is_tied: bool) -> None:
    """So that a class sees in the window what its own notebook prints."""
    before = torch.random.get_rng_state()
    read = read_checkpoint(write(tmp_path, tie_embeddings=is_tied))
    assert torch.equal(torch.random.get_rng_state(), before)  # nobody else's dice are thrown
    torch.manual_seed(7)
    made = GPTModel(GPTConfig.from_mapping({**SMALL, "tie_embeddings": is_tied}))
    drawn = dict(read.model.named_parameters())
    for name, parameter in made.named_parameters():
        assert torch.equal(parameter, drawn.pop(name)), name
    assert not drawn
    assert "drawn from the seed 7" in read.notes[0]


def test_the_one_that_comes_with_the_program_is_the_books() -> None:
    """`test_gpt` proves what it says after "Hello, I am"; here only its file is looked at."""
    file = resource_path("models/untrained-GPT_CONFIG_124M.seed")
    assert json.loads(file.read_text())["seed"] == 123
    config = open_checkpoint(file, is_outline=True).config
    assert config == GPTConfig.from_mapping({**GPT_CONFIG_124M.to_dict()})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"seed": -1}, "seed must be from 0"),
        ({"seed": True}, "seed must be from 0"),
        ({"n_heads": 3}, "not a multiple of n_heads 3"),
        ({"n_layers": 10**9}, "n_layers must be at most"),
        ({"untrained": 2}, "untrained must be 1"),
        ({"vocab_size": 10}, "vocab"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    tmp_path: Path, changed: dict[str, object], reason: str
) -> None:
    with pytest.raises(CheckpointError, match=reason):
        open_checkpoint(write(tmp_path, **changed))

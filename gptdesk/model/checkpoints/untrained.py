"""Networks that have learned nothing: a shape and a seed in a file, from which weights are drawn.

Owns what such a file says. Torch's generator draws the same numbers from a seed on every computer,
module by module in the order in which `GPTModel` builds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.parameter_shapes import parameter_shapes
from gptdesk.model.checkpoints.readers import StoredTensor, quoted
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.sentences import Sentence

SEED_SUFFIX = ".seed"
UNTRAINED = "untrained"  # what the file has of its own: the number of its form
_FORM = 1
_MOST = {"n_layers": 1_024, "n_heads": 1_024, "emb_dim": 16_384, "ctx_len": 65_536}
_MOST_SEED = 2**31 - 1


def is_untrained(words: Mapping[str, Any]) -> bool:
    """Tell whether a JSON file says how a network begins."""
    return UNTRAINED in words


def draw_tensors(path: Path, words: Mapping[str, Any]) -> tuple[dict[str, StoredTensor], str]:
    """Return the tensors of an untrained network, drawn when the first is read, and a note.

    Raises:
        CheckpointError: the file names no possible network, or no seed.
    """
    try:
        config, seed = _understood(words)
    except ValueError as exc:
        raise CheckpointError(
            path,
            "it names no network that can be made: {fault:.200}",
            remedy="Correct it, or make another one in the library.",
            fault=exc,
        ) from exc
    drawn = _FirstWeights(config, seed)
    tensors = {
        name: StoredTensor(shape, "float32", partial(drawn.take, name))
        for name, shape in parameter_shapes(config).items()
    }
    return tensors, Sentence(
        "It has learned nothing: its weights are drawn from the seed {seed} when it is opened.",
        seed=seed,
    )


def _understood(words: Mapping[str, Any]) -> tuple[GPTConfig, int]:
    seed = words.get("seed")
    if words[UNTRAINED] != _FORM:
        facts = {"name": UNTRAINED, "wanted": _FORM, "value": quoted(words[UNTRAINED])}
        raise ValueError(Sentence("{name} must be {wanted}, not {value}", **facts))
    if type(seed) is not int or not 0 <= seed <= _MOST_SEED:
        raise ValueError(
            Sentence(
                "{name} must be from {least} to {most}, not {value}",
                name="seed",
                least="0",
                most=f"{_MOST_SEED:,}",
                value=quoted(seed),
            )
        )
    config = GPTConfig.from_mapping(words)
    for name, most in _MOST.items():
        value = getattr(config, name)
        if value > most:
            raise ValueError(
                Sentence(
                    "{name} must be at most {most:,}, not {value:,}",
                    name=name,
                    most=most,
                    value=value,
                )
            )
    return config, seed


class _FirstWeights:
    """The parameters of a new network; each is taken once, and then its memory is free."""

    def __init__(self, config: GPTConfig, seed: int) -> None:
        self._draw: Callable[[], dict[str, Tensor]] = partial(_drawn, config, seed)
        self._left: dict[str, Tensor] | None = None

    def take(self, name: str) -> Tensor:
        if self._left is None or name not in self._left:  # a second reading draws them again
            self._left = self._draw()
        return self._left.pop(name)


def _drawn(config: GPTConfig, seed: int) -> dict[str, Tensor]:
    with torch.random.fork_rng(devices=()):  # pyright: ignore[reportUnknownMemberType]
        torch.manual_seed(seed)  # pyright: ignore[reportUnknownMemberType]
        model = GPTModel(config)
    return {name: one.detach() for name, one in model.named_parameters()}

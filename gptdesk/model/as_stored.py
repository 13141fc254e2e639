"""Networks made of weights as they are stored in the file, in float32, none of them copied.

What is shown of the inside of a GPT-2 is computed with these, whatever the precision of its
answers. An exact `Runtime` has them in memory already, and its network is made of views; for any
other the file is read again. A Llama answers with them, too: it is not packed. Must not know files
beyond `StoredModel`.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from gptdesk.model.checkpoints.open import BLOCKS, StoredModel
from gptdesk.model.config import GPTConfig, LlamaConfig
from gptdesk.model.fast.runtime import Runtime
from gptdesk.model.gpt import GPTModel
from gptdesk.model.llama import LlamaModel


def of_runtime(runtime: Runtime) -> GPTModel | None:
    """Return the network whose weights `runtime` holds, sharing its memory; None if it rounds."""
    return with_weights(runtime.cfg, runtime.stored) if runtime.stored else None


@torch.inference_mode()
def of_file(stored: StoredModel) -> tuple[GPTModel, str]:
    """Read a network from its file, onto the CPU; return it and the file's SHA-256.

    Raises:
        CheckpointError: the file cannot be read any more, or changed meanwhile.
    """
    assert isinstance(stored.config, GPTConfig), "only its inside is shown"
    return with_weights(stored.config, _all_of(stored, "cpu")), stored.close()


@torch.inference_mode()
def llama_of_file(stored: StoredModel, device: torch.device | str) -> LlamaModel:
    """Read a Llama from its file onto a device, in evaluation mode.

    Raises:
        CheckpointError: the file cannot be read, or holds numbers that are none.
        RuntimeError: as torch raised it, for example without memory.
    """
    assert isinstance(stored.config, LlamaConfig), "it is one"
    with torch.device("meta"):
        network = LlamaModel(stored.config)
    _fill(network, _all_of(stored, device), is_tied=stored.config.tie_embeddings)
    return network


def _all_of(stored: StoredModel, device: torch.device | str) -> dict[str, Tensor]:
    tensors = {name: tensor.to(device) for name, tensor in stored.embeddings().items()}
    for number in range(stored.config.n_layers):
        for name, tensor in stored.block(number).items():
            tensors[f"{BLOCKS}{number}.{name}"] = tensor.to(device)
    return tensors


def with_weights(cfg: GPTConfig, tensors: Mapping[str, Tensor]) -> GPTModel:
    """Return a network in evaluation mode whose parameters are `tensors` themselves.

    Args:
        cfg: its shape.
        tensors: by `GPTModel`'s names, float32; a tied `out_head` may be left out.
    """
    with torch.device("meta"):
        network = GPTModel(cfg)
    _fill(network, tensors, is_tied=cfg.tie_embeddings)
    return network


def _fill(network: nn.Module, tensors: Mapping[str, Tensor], *, is_tied: bool) -> None:
    network.requires_grad_(requires_grad=False)
    if is_tied:
        tensors = {**tensors, "out_head.weight": tensors["tok_emb.weight"]}
    network.load_state_dict(tensors, assign=True)
    network.eval()

"""Networks made of weights as they are stored in the file, in float32, none of them copied.

What is shown of the inside is computed with these, whatever the precision of the answers. An exact
runtime has them in memory already, and its network is made of views; for any other the file is
read again. Must not know files beyond `StoredModel`.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from gptdesk.model.checkpoints.open import StoredModel
from gptdesk.model.checkpoints.parameter_shapes import BLOCKS, NoInit
from gptdesk.model.config import NetworkConfig
from gptdesk.model.fast.llama_runtime import LlamaRuntime
from gptdesk.model.fast.runtime import Runtime
from gptdesk.model.walked import ReadableNetwork, new_network


def of_runtime(runtime: Runtime | LlamaRuntime) -> ReadableNetwork | None:
    """Return the network whose weights `runtime` holds, sharing its memory; None if it rounds."""
    return with_weights(runtime.cfg, runtime.stored) if runtime.stored else None


@torch.inference_mode()
def of_file(stored: StoredModel) -> tuple[ReadableNetwork, str]:
    """Read a network from its file, onto the CPU; return it and the file's SHA-256.

    Raises:
        CheckpointError: the file cannot be read any more, or changed meanwhile.
    """
    tensors = stored.embeddings()
    for number in range(stored.config.n_layers):
        for name, tensor in stored.block(number).items():
            tensors[f"{BLOCKS}{number}.{name}"] = tensor
    return with_weights(stored.config, tensors), stored.close()


def with_weights(cfg: NetworkConfig, tensors: Mapping[str, Tensor]) -> ReadableNetwork:
    """Return a network in evaluation mode whose parameters are `tensors` themselves.

    Args:
        cfg: its shape.
        tensors: by its page's names, float32; a tied `out_head` may be left out.
    """
    with torch.device("meta"), NoInit():
        network = new_network(cfg)
    network.requires_grad_(requires_grad=False)
    if cfg.tie_embeddings:
        tensors = {**tensors, "out_head.weight": tensors["tok_emb.weight"]}
    network.load_state_dict(tensors, assign=True)
    return network.eval()

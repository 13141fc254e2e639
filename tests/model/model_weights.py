"""The weights of a network as it is packed from them; the program packs those of a file."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from gptdesk.model.gpt import GPTModel
from gptdesk.model.llama import LlamaModel


class ModelWeights:
    """The weights of a readable network, as they are."""

    def __init__(self, model: GPTModel | LlamaModel) -> None:
        self.config = model.cfg
        self._model = model

    def embeddings(self) -> Mapping[str, Tensor]:
        parameters = self._model.named_parameters()  # a tied head comes once, as tok_emb
        return {name: p.detach() for name, p in parameters if not name.startswith("trf_blocks.")}

    def block(self, number: int) -> Mapping[str, Tensor]:
        return {name: p.detach() for name, p in self._model.trf_blocks[number].named_parameters()}

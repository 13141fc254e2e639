"""GPT-2 written out once more: what figures of the bundled network are checked by.

Reads the file itself, computes in float64 and in the order of the book's formulas, and shares no
line with `gptdesk`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from gptdesk.resources import resource_path

Head = tuple[int, int]  # block and head, both from 1


def rank_in(logits: Tensor, token_id: int) -> int:
    """Return how many tokens are as probable at least."""
    return int((logits >= logits[token_id]).sum())


@dataclass
class PlainPass:
    """What a text leaves in the network, for T tokens; all keys count from 1.

    Attributes:
        scores: q · k of each head, (T, T), without scale and mask.
        weights: of each head, (T, T).
        values: v of each head, (T, d_head).
        parts: what is added to the stream, (T, d) each: "token", "position", "head 1.1",
            "bias 1", "mlp 1", …
        points: the stream, (T, d): after the input and after each block.
    """

    network: PlainNetwork
    scores: dict[Head, Tensor] = field(default_factory=dict)
    weights: dict[Head, Tensor] = field(default_factory=dict)
    values: dict[Head, Tensor] = field(default_factory=dict)
    parts: dict[str, Tensor] = field(default_factory=dict)
    points: list[Tensor] = field(default_factory=list)

    @cached_property
    def logits(self) -> Tensor:
        """All logits, (T, vocabulary); who asks for one place does without."""
        return self.network.logits_of(self.points[-1])

    def p(self, token_id: int, place: int = 0) -> float:
        """Return the probability of a token after the last place, or after another one."""
        return float(self._logits_at(place).softmax(dim=0)[token_id])

    def rank(self, token_id: int) -> int:
        """Return how many tokens are as probable at least, at the last place."""
        return rank_in(self._logits_at(0), token_id)

    def _logits_at(self, place: int) -> Tensor:
        return self.network.logits_of(self.points[-1][place - 1])

    def loss(self, ids: Sequence[int]) -> Tensor:
        """Return the mean of -ln p of the tokens after the first, in nats."""
        return torch.nn.functional.cross_entropy(self.logits[:-1], torch.tensor(ids[1:]))


class PlainNetwork:
    """A file of GPT-2's kind with a tied head.

    Attributes:
        weights: its tensors in float64, by the names of the file.
    """

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        self.n_layers, self.n_heads = config["n_layers"], config["n_heads"]
        stored = load_file(folder / "model.safetensors")
        self.weights = {name: tensor.double() for name, tensor in stored.items()}

    @property
    def every_head(self) -> list[Head]:
        """All heads, from the first block on."""
        numbers = range(1, self.n_heads + 1)
        return [(block, head) for block in range(1, self.n_layers + 1) for head in numbers]

    def needed_heads(self, ids: Sequence[int], target: int) -> tuple[Head, ...]:
        """Return heads without which another token comes first, each time the one most needed."""
        off: tuple[Head, ...] = ()
        while self.run(ids, off=off).rank(target) == 1:
            p_without = {
                head: self.run(ids, off=[*off, head]).p(target)
                for head in self.every_head
                if head not in off
            }
            off = (*off, min(p_without, key=p_without.__getitem__))
        return tuple(sorted(off))

    def norm(self, x: Tensor, name: str) -> Tensor:
        """Return a layer norm of the rows of `x`."""
        centred = x - x.mean(dim=-1, keepdim=True)
        sigma = (centred.square().mean(dim=-1, keepdim=True) + 1e-5).sqrt()
        return centred / sigma * self.weights[f"{name}.scale"] + self.weights[f"{name}.shift"]

    def logits_of(self, stream: Tensor) -> Tensor:
        """Return the logits that a stream, (T, d) or (d,), leads to at the end."""
        return self.norm(stream, "final_norm") @ self.weights["tok_emb.weight"].T

    def run(
        self,
        ids: Sequence[int],
        *,
        off: Iterable[Head] = (),
        hidden: Iterable[int] = (),
        put: Mapping[tuple[int, int], Tensor] | None = None,
        has_shortcuts: bool = True,
    ) -> PlainPass:
        """Read a text.

        Args:
            ids: its tokens.
            off: heads that add nothing.
            hidden: places that no later one reads, from 1.
            put: streams, (d,), by point (0 is the input, then the blocks) and place.
            has_shortcuts: whether a block's input is added to what it computes.
        """
        found, w, T = PlainPass(self), self.weights, len(ids)
        found.parts["token"] = w["tok_emb.weight"][list(ids)]
        found.parts["position"] = w["pos_emb.weight"][:T]
        x = found.parts["token"] + found.parts["position"]
        is_seen = torch.ones(T, T, dtype=torch.bool).tril()
        for place in hidden:
            is_seen[place:, place - 1] = False
        for block in range(self.n_layers + 1):
            if block:
                before = x if has_shortcuts else 0
                x = before + self._attention(found, x, block, is_seen, set(off))
                before = x if has_shortcuts else 0
                x = before + self._mlp(found, x, block)
            for (point, place), stream in (put or {}).items():
                if point == block:
                    x = torch.cat([x[: place - 1], stream[None], x[place:]])
            found.points.append(x)
        return found

    def _attention(
        self, found: PlainPass, x: Tensor, block: int, is_seen: Tensor, off: set[Head]
    ) -> Tensor:
        w, name = self.weights, f"trf_blocks.{block - 1}.att"
        normed = self.norm(x, f"trf_blocks.{block - 1}.norm1")
        found.parts[f"bias {block}"] = w[f"{name}.out_proj.bias"].expand_as(x)
        total = found.parts[f"bias {block}"]
        width = x.shape[1] // self.n_heads
        for head in range(1, self.n_heads + 1):
            own = slice((head - 1) * width, head * width)
            q, k, v = (normed @ w[f"{name}.W_{one}.weight"][own].T for one in _QKV)
            key = block, head
            found.scores[key], found.values[key] = q @ k.T, v
            scaled = (found.scores[key] / math.sqrt(width)).masked_fill(~is_seen, -math.inf)
            found.weights[key] = scaled.softmax(dim=1)
            part = found.weights[key] @ v @ w[f"{name}.out_proj.weight"][:, own].T
            found.parts[f"head {block}.{head}"] = 0 * part if key in off else part
            total = total + found.parts[f"head {block}.{head}"]
        return total

    def _mlp(self, found: PlainPass, x: Tensor, block: int) -> Tensor:
        w, name = self.weights, f"trf_blocks.{block - 1}.ff.layers"
        normed = self.norm(x, f"trf_blocks.{block - 1}.norm2")
        wide = normed @ w[f"{name}.0.weight"].T + w[f"{name}.0.bias"]
        bent = wide / 2 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
        found.parts[f"mlp {block}"] = bent @ w[f"{name}.2.weight"].T + w[f"{name}.2.bias"]
        return found.parts[f"mlp {block}"]

    def shares(self, found: PlainPass, target: int) -> dict[str, float]:
        """Return what each part, and the final shift, adds to a token's logit at the last place.

        Less the mean over the vocabulary: what is added to all logits changes no probability.
        """
        row = self.weights["tok_emb.weight"]
        towards = row[target] - row.mean(dim=0)
        last = found.points[-1][-1]
        sigma = float((last.var(correction=0) + 1e-5).sqrt())
        scale = self.weights["final_norm.scale"]
        shares = {
            name: float((part[-1] - part[-1].mean()) / sigma * scale @ towards)
            for name, part in found.parts.items()
        }
        return shares | {"shift": float(self.weights["final_norm.shift"] @ towards)}


_QKV = ("query", "key", "value")


@cache
def plain_storyteller() -> PlainNetwork:
    """Return the bundled network."""
    return PlainNetwork(resource_path("models/storyteller"))

"""A smaller vocabulary to train on, and the way back to GPT-2's.

The head is the dearest part of a small network: a score for each of 50,257 tokens, half of which
the text never uses. So the run trains a row for every id that it meets often enough, and one
more row, *the rest*, that stands for all others.

The way back is exact, not a repair. If every id of the rest has the same vector, each has the
same logit z, and together they add n·exp(z) = exp(z + log n) to the softmax. Adding log n to the
one logit of the rest therefore gives, to the last digit, the loss of the full vocabulary in
which n rows are copies of that vector. The rest is never a target, and wherever a kept id is,
training pushes it down: its probability is finite and learned instead of guessed. What is left
gathers where a rare word is due, spread over so many ids that each stays tiny (figures in the
bundled model's card). As an input it is the vector of a word not known.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

IGNORED = -100  # a target that counts for nothing


@dataclass(frozen=True, slots=True)
class ReducedVocabulary:
    """The ids that have a row of their own.

    Attributes:
        kept: their ids in the full vocabulary, ascending, (n,), int64.
        full_size: ids in the full vocabulary.
    """

    kept: Tensor
    full_size: int

    @classmethod
    def from_counts(cls, counts: Tensor, min_count: int) -> ReducedVocabulary:
        """Keep the ids that occur at least `min_count` times; `counts` is (full_size,)."""
        return cls((counts >= min_count).nonzero().flatten(), len(counts))

    @property
    def size(self) -> int:
        """Rows to train: the kept ids and the rest."""
        return len(self.kept) + 1

    @property
    def rest_id(self) -> int:
        """The row that stands for all other ids."""
        return len(self.kept)

    @property
    def n_rest(self) -> int:
        """How many ids the rest stands for."""
        return self.full_size - len(self.kept)

    def reduce(self, ids: Tensor) -> Tensor:
        """Map full ids to rows, same shape, int64."""
        table = torch.full((self.full_size,), self.rest_id)
        table[self.kept] = torch.arange(len(self.kept))
        return table[ids.long()]

    def shrink(self, full: Tensor) -> Tensor:
        """Map the full vocabulary's rows, (full_size, emb_dim), to those to train, (size, emb_dim).

        The rest begins as the mean of what it stands for.
        """
        is_rest = torch.ones(self.full_size, dtype=torch.bool)
        is_rest[self.kept] = False
        rest = full[is_rest].mean(0) if self.n_rest else torch.zeros_like(full[0])
        return torch.cat((full[self.kept], rest.unsqueeze(0)))

    def expand(self, rows: Tensor, start: Tensor | None = None) -> Tensor:
        """Map trained rows, (size, emb_dim), to the full vocabulary's, (full_size, emb_dim).

        Where the training began with the full rows of another model, `start`, (full_size,
        emb_dim), the ids of the rest are as they were there.
        """
        full = rows[self.rest_id].repeat(self.full_size, 1) if start is None else start.clone()
        full[self.kept] = rows[: self.rest_id]
        return full

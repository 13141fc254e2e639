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

A run that goes on from another model freezes the rows of rare ids, but must not leave them out of
the softmax: the hidden states change, and nothing would keep them away from those rows. So there
the rest is only what shares one row anyway. Every other id has its own, learned or frozen, and the
network learns when not to say it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

IGNORED = -100  # a target that counts for nothing


@dataclass(frozen=True, slots=True)
class ReducedVocabulary:
    """The ids that have a row of their own.

    Attributes:
        kept: their ids in the full vocabulary, ascending, (n,), int64.
        full_size: ids in the full vocabulary.
        frozen: rows that training leaves as they are, ascending, (m,), int64; none of them where it
            begins with first weights.
    """

    kept: Tensor
    full_size: int
    frozen: Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.int64))

    @classmethod
    def from_counts(cls, counts: Tensor, min_count: int) -> ReducedVocabulary:
        """Keep the ids that occur at least `min_count` times; `counts` is (full_size,)."""
        return cls((counts >= min_count).nonzero().flatten(), len(counts))

    def with_rows_of(self, start: Tensor) -> ReducedVocabulary:
        """Return this vocabulary with a frozen row for each other id that has its own in `start`.

        The largest group of ids with one and the same row there is the rest, frozen as well.

        Args:
            start: the rows that the training begins with, (full_size, emb_dim).
        """
        has_row = torch.ones(self.full_size, dtype=torch.bool)
        others = self._other_ids()
        if len(others):
            _, groups, sizes = start[others].unique(dim=0, return_inverse=True, return_counts=True)
            if sizes.max() > 1:
                has_row[others[groups == sizes.argmax()]] = False
        kept = has_row.nonzero().flatten()
        is_frozen = torch.ones(len(kept) + 1, dtype=torch.bool)
        is_frozen[:-1] = ~torch.isin(kept, self.kept)
        return ReducedVocabulary(kept, self.full_size, is_frozen.nonzero().flatten())

    @property
    def learned(self) -> Tensor:
        """The ids whose rows training changes, ascending, int64."""
        is_learned = torch.ones(self.size, dtype=torch.bool)
        is_learned[self.frozen] = False
        return self.kept[is_learned[: self.rest_id]]

    @property
    def size(self) -> int:
        """Rows of the network: the kept ids and the rest."""
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
        """Map the full vocabulary's rows, (full_size, emb_dim), to the network's, (size, emb_dim).

        The ids of the rest share one row there; a rest that stands for nothing is zeros.
        """
        rest = full[self._other_ids()[:1]] if self.n_rest else torch.zeros_like(full[:1])
        return torch.cat((full[self.kept], rest))

    def expand(self, rows: Tensor, start: Tensor | None = None) -> Tensor:
        """Map trained rows, (size, emb_dim), to the full vocabulary's, (full_size, emb_dim).

        Where the training began with the full rows of another model, `start`, (full_size,
        emb_dim), the ids of the rest are as they were there.
        """
        full = rows[self.rest_id].repeat(self.full_size, 1) if start is None else start.clone()
        full[self.kept] = rows[: self.rest_id]
        return full

    def _other_ids(self) -> Tensor:
        is_other = torch.ones(self.full_size, dtype=torch.bool)
        is_other[self.kept] = False
        return is_other.nonzero().flatten()

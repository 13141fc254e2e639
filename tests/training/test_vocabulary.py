"""Training on fewer rows must be the same as training on all of them."""

import torch
from torch.nn import functional

from gptdesk.training.head import head_loss
from gptdesk.training.vocabulary import ReducedVocabulary


def _vocabulary():
    counts = torch.tensor([5, 0, 9, 1, 0, 7, 3, 0, 0, 2])
    return ReducedVocabulary.from_counts(counts, min_count=3)


def test_ids_met_often_keep_a_row():
    """The rows follow from the counts alone, so that a resumed run finds the same."""
    vocabulary = _vocabulary()
    assert vocabulary.kept.tolist() == [0, 2, 5, 6]
    assert (vocabulary.size, vocabulary.rest_id, vocabulary.n_rest) == (5, 4, 6)
    assert vocabulary.reduce(torch.tensor([[0, 2], [6, 9]])).tolist() == [[0, 1], [3, 4]]


def test_way_back_is_exact():
    """What the run measured must be the loss of the model that ships, to the last digit."""
    vocabulary = _vocabulary()
    generator = torch.Generator().manual_seed(2)
    rows = torch.randn(vocabulary.size, 8, generator=generator)
    hidden = torch.randn(12, 8, generator=generator)
    ids = vocabulary.kept[torch.randint(0, 4, (12,), generator=generator)]

    reduced = head_loss(hidden, rows, vocabulary.reduce(ids), n_rest=vocabulary.n_rest)
    full = functional.cross_entropy(hidden @ vocabulary.expand(rows).T, ids)

    # the same ten exponentials, added in another order
    torch.testing.assert_close(reduced, full, rtol=1e-6, atol=1e-6)


def test_kept_ids_get_their_own_rows_back():
    """An id shifted by one would turn the whole model into gibberish."""
    vocabulary = _vocabulary()
    rows = torch.arange(10.0).reshape(5, 2)
    full = vocabulary.expand(rows)
    assert torch.equal(full[vocabulary.kept], rows[:4])
    assert all(torch.equal(full[i], rows[4]) for i in (1, 3, 4, 7, 8, 9))


def test_everything_kept_leaves_no_chance_to_the_rest():
    """Text that uses every id must not lose probability to a row that stands for nothing."""
    vocabulary = ReducedVocabulary.from_counts(torch.ones(4), min_count=1)
    rows, hidden = torch.ones(5, 2), torch.ones(3, 2)
    loss = head_loss(hidden, rows, torch.tensor([0, 1, 2]), n_rest=vocabulary.n_rest)
    torch.testing.assert_close(loss, torch.tensor(4.0).log())


def test_other_ids_of_another_model_are_rivals_in_their_own_rows():
    """Left out of the softmax, they would be said by the finished model."""
    start = torch.randn(10, 8, generator=torch.Generator().manual_seed(3))
    start[[1, 4, 5, 7]] = start[3].clone()  # 5 is met often: it leaves the group
    start[9] = start[8].clone()
    vocabulary = _vocabulary().with_rows_of(start)
    assert vocabulary.kept.tolist() == [0, 2, 5, 6, 8, 9]
    assert vocabulary.learned.tolist() == [0, 2, 5, 6]
    assert vocabulary.frozen.tolist() == [4, 5, 6]
    assert vocabulary.n_rest == 4
    rows = vocabulary.shrink(start)
    assert torch.equal(vocabulary.expand(rows, start), start)

    hidden, ids = torch.randn(6, 8), torch.tensor([0, 2, 5, 6, 8, 9])
    loss = head_loss(hidden, rows, vocabulary.reduce(ids), n_rest=vocabulary.n_rest)
    full = functional.cross_entropy(hidden @ start.T, ids)
    # ten exponentials, added in another order
    torch.testing.assert_close(loss, full, rtol=1e-6, atol=1e-6)


def test_another_model_without_a_shared_row_leaves_no_rest():
    """A single id as the rest would never be a target."""
    start = torch.arange(20.0).reshape(10, 2)
    vocabulary = _vocabulary().with_rows_of(start)
    assert vocabulary.kept.tolist() == [*range(10)]
    assert vocabulary.n_rest == 0
    assert vocabulary.learned.tolist() == [0, 2, 5, 6]
    everything = ReducedVocabulary.from_counts(torch.ones(10), min_count=1).with_rows_of(start)
    assert everything.learned.tolist() == [*range(10)]
    assert torch.equal(everything.expand(everything.shrink(start), start), start)

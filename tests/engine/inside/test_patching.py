"""One text's stream put into another, point by point and place by place."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    Patching,
    PatchingRequest,
    TextPlace,
    floats,
)
from gptdesk.errors import RequestError
from gptdesk.model.gpt import GPTModel
from tests.engine.inside.learning_networks import IDS, small_network
from tests.engine.inside.plain_network import PlainNetwork, PlainPass

SWAPPED = 4  # the row in which the two texts differ
OTHER = (*IDS[:SWAPPED], 8, *IDS[SWAPPED + 1 :])
A, B = TextPlace(IDS, len(IDS)), TextPlace(OTHER, len(OTHER))
REQUEST = PatchingRequest(A, B, 44, 67)
N = len(IDS) - SWAPPED  # columns
CHANGES = Changes((HeadChange(1, 2), HeadChange(2, 1, 0.5)), hidden=(3,))
MEAN = Changes((HeadChange(1, 2, uses_mean=True),))


def ask(network: GPTModel, request: PatchingRequest = REQUEST) -> Patching:
    answer = Inside(network).answer(request, Event(), lambda done, total: None)
    assert isinstance(answer, Patching)
    return answer


def rows(answer: Patching) -> list[list[float]]:
    values = floats(answer.values).tolist()
    return [values[i : i + answer.places] for i in range(0, len(values), answer.places)]


@torch.inference_mode()
def streams(network: GPTModel, ids: tuple[int, ...]) -> list[torch.Tensor]:
    x = (network.tok_emb(torch.tensor(ids)) + network.pos_emb(torch.arange(len(ids)))).unsqueeze(0)
    found = [x]
    for block in network.trf_blocks:
        found.append(block(found[-1]))
    return found


@torch.inference_mode()
def delta(network: GPTModel, x: torch.Tensor) -> float:
    logs = network.out_head(network.final_norm(x))[0, -1].double().log_softmax(dim=0)
    return float(logs[44] - logs[67])


@torch.inference_mode()
def test_every_cell_by_hand() -> None:
    """Whole passes of the readable network, with one row of one point exchanged."""
    network = small_network()
    of_a, of_b = streams(network, IDS), streams(network, OTHER)
    delta_a, delta_b = delta(network, of_a[-1]), delta(network, of_b[-1])
    answer = ask(network)
    assert (answer.a_id, answer.b_id) == (44, 67)
    assert (answer.first_place, answer.places) == (SWAPPED + 1, N)
    assert answer.points == ("input", "1", "2")
    # float32 logits of about 10
    assert answer.delta_a == pytest.approx(delta_a, abs=2e-5)
    assert answer.delta_b == pytest.approx(delta_b, abs=2e-5)
    cells = rows(answer)
    for point, column in product(range(3), range(N)):
        x = of_b[point].clone()
        x[0, SWAPPED + column] = of_a[point][0, SWAPPED + column]
        for block in network.trf_blocks[point:]:
            x = block(x)
        true = (delta(network, x) - delta_b) / (delta_a - delta_b)
        assert cells[point][column] == pytest.approx(true, abs=1e-4), (point, column)
    inner = [abs(value) for value in cells[1]]
    assert sum(value > 0.01 for value in inner) > 1  # or a picture of zeros would pass


@pytest.mark.parametrize("changes", [Changes(), CHANGES, MEAN], ids=["plain", "changed", "mean"])
def test_the_edges_of_the_picture_are_known(changes: Changes) -> None:
    """The input at the swapped place is all of A; after the last block only the last place is."""
    a, b = replace(A, changes=changes), replace(B, changes=changes)
    first, *_, last = rows(ask(small_network(), PatchingRequest(a, b, 44, 67)))
    # 0 where B's own rows are put in; 1 where all that differs is. float32 over Δ of about 1
    assert first == pytest.approx([1, *[0] * (N - 1)], abs=1e-4)
    assert last == pytest.approx([*[0] * (N - 1), 1], abs=1e-4)


def test_without_tokens_each_texts_own_are_compared() -> None:
    """The next token of each; at the end the one that each predicts."""
    network = small_network()
    a, b = TextPlace((*IDS, 44), len(IDS)), TextPlace((*OTHER, 67, 1), len(IDS))
    own = ask(network, PatchingRequest(a, b))
    assert (own.a_id, own.b_id) == (44, 67)
    assert own == ask(network)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (PatchingRequest(A, replace(B, place=7), 44, 67), "same number of tokens"),
        (PatchingRequest(A, A, 44, 67), "up to this place 0 do"),
        (PatchingRequest(A, TextPlace((1, *OTHER[1:]), 10), 44, 67), "up to this place 2 do"),
        (PatchingRequest(A, replace(B, changes=CHANGES), 44, 67), "same heads changed"),
        (PatchingRequest(A, replace(B, keep_tokens=3), 44, 67), "same heads changed"),
        (PatchingRequest(A, B, 44, 44), "the same token"),
    ],
)
def test_texts_that_cannot_be_patched_are_refused(request_: PatchingRequest, sentence: str) -> None:
    """A picture of two texts that are not alike would say nothing."""
    with pytest.raises(RequestError, match=sentence):
        ask(small_network(), request_)


def test_texts_that_answer_alike_are_refused() -> None:
    """A division by nearly zero would paint noise in strong colours."""
    network = small_network()
    with torch.inference_mode():
        network.tok_emb.weight[8] = network.tok_emb.weight[IDS[SWAPPED]] + 1e-5
    with pytest.raises(RequestError, match="hardly differ"):
        ask(network)


def test_what_was_stopped_is_no_number() -> None:
    """The cells that are there stay; the others are not zeros."""
    cancelled = Event()

    def progress(done: int, total: int) -> None:
        if (done, total) == (8, 3 * N):
            cancelled.set()

    answer = Inside(small_network()).answer(REQUEST, cancelled, progress)
    whole = floats(ask(small_network()).values).tolist()
    values = floats(answer.values).tolist()
    assert values[:8] == whole[:8]
    assert all(math.isnan(value) for value in values[8:])
    assert len(values) == 3 * N


def test_stopped_at_once_there_is_no_answer() -> None:
    """An empty picture is none."""
    cancelled = Event()
    cancelled.set()
    assert Inside(small_network()).answer(REQUEST, cancelled, lambda done, total: None) is None


def test_the_bundled_models_picture(
    storyteller: Inside, plain: PlainNetwork, example_ids: tuple[int, ...], tokenizer
) -> None:
    """The answer moves from the ball's place to the last one; both columns by plain formulas."""
    (car,) = tokenizer.encode(" car")
    (ball,) = tokenizer.encode(" ball")
    place = example_ids.index(ball) + 1
    other = (*example_ids[: place - 1], car, *example_ids[place:])
    n = len(example_ids)
    request = PatchingRequest(TextPlace(example_ids, n), TextPlace(other, n), ball, car)
    cells = rows(storyteller.answer(request, Event(), lambda done, total: None))
    of_a, of_b = plain.run(example_ids), plain.run(other)

    def ahead(found: PlainPass) -> float:
        return float(found.logits[-1, ball] - found.logits[-1, car])

    for point, column in product(range(7), (0, -1)):
        at = place if column == 0 else n
        patched = plain.run(other, put={(point, at): of_a.points[point][at - 1]})
        share = (ahead(patched) - ahead(of_b)) / (ahead(of_a) - ahead(of_b))
        assert cells[point][column] == pytest.approx(share, abs=1e-3), (point, at)
    assert min(row[0] for row in cells[:4]) > 0.8
    assert cells[6] == pytest.approx([*[0] * (n - place), 1], abs=1e-4)

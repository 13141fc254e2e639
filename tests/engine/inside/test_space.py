"""Nearest tokens and sums of tokens, positions, and lengths along the stream."""

from __future__ import annotations

import math
from itertools import product
from statistics import median
from threading import Event

import pytest
import torch

from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    ArithmeticRequest,
    Neighbour,
    NeighboursRequest,
    PositionsRequest,
    StreamRequest,
    TextPlace,
    floats,
)
from gptdesk.errors import RequestError
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from tests.engine.inside.plain_network import PlainNetwork

CFG = GPTConfig(vocab_size=211, ctx_len=16, emb_dim=12, n_heads=2, n_layers=2, tie_embeddings=True)
ZERO, DOUBLE = 17, 200  # a token without a length; twice the vector of token 3
ALIKE = (5, 9, 40, 41, 210)  # never trained: one row


def network() -> GPTModel:
    torch.manual_seed(2)
    made = GPTModel(CFG).eval().requires_grad_(requires_grad=False)
    table = made.tok_emb.weight
    table[list(ALIKE)] = table[5].clone()
    table[ZERO] = 0
    table[DOUBLE] = 2 * table[3]
    made.pos_emb.weight[4] = 0
    return made


def ask(inside: Inside, request: object):
    return inside.answer(request, Event(), lambda done, total: None)


class BruteForce:
    """The same lists, one number after the other."""

    def __init__(self, made: GPTModel) -> None:
        self.rows = made.tok_emb.weight.double().tolist()
        self.entries = [i for i in range(len(self.rows)) if self.rows.index(self.rows[i]) == i]

    def listed(self, vector: list[float], *, by_cosine: bool, without: set[int]) -> list[Neighbour]:
        found = []
        for i in self.entries:
            row = self.rows[i]
            length = math.sqrt(math.fsum(x * x for x in row))
            dot = math.fsum(x * y for x, y in zip(row, vector, strict=True))
            lengths = length * math.sqrt(math.fsum(x * x for x in vector))
            cosine = dot / lengths if lengths else None
            if i not in without and not (by_cosine and cosine is None):
                found.append(Neighbour(i, self.rows.count(row), cosine, dot, length))
        # Rounded, or the noise of 1e-17 would order what is equal.
        return sorted(found, key=lambda n: -round(n.cosine if by_cosine else n.dot, 12))


def assert_alike(mine: tuple[Neighbour, ...], true: list[Neighbour]) -> None:
    assert [n.token_id for n in mine] == [n.token_id for n in true]
    assert [n.tokens for n in mine] == [n.tokens for n in true]
    for one, other in zip(mine, true, strict=True):
        # float64: sums of 12 products near 1
        assert one.cosine == pytest.approx(other.cosine, abs=1e-12)
        assert one.dot == pytest.approx(other.dot, abs=1e-12)
        assert one.length == pytest.approx(other.length, abs=1e-12)


@pytest.mark.parametrize("token_id", [0, 3, 9, 77, DOUBLE])
def test_neighbours_are_those_of_a_brute_force_list(token_id: int) -> None:
    """All of them, in order, with their numbers: a list that misses one teaches something false."""
    inside, truth = Inside(network()), BruteForce(network())
    answer = ask(inside, NeighboursRequest(token_id, count=300))
    row, own = truth.rows[token_id], {5 if token_id in ALIKE else token_id}
    assert_alike(answer.by_cosine, truth.listed(row, by_cosine=True, without=own))
    assert_alike(answer.by_dot, truth.listed(row, by_cosine=False, without=own))
    assert answer.tokens == (5 if token_id in ALIKE else 1)
    few = ask(inside, NeighboursRequest(token_id, count=4))
    assert few.by_cosine == answer.by_cosine[:4]
    assert few.by_dot == answer.by_dot[:4]


def test_rows_that_are_identical_are_one_entry() -> None:
    """Tokens that were never trained would fill every list with one and the same vector."""
    answer = ask(Inside(network()), NeighboursRequest(0, count=300))
    for entries in (answer.by_cosine, answer.by_dot):
        (shared,) = (n for n in entries if n.token_id in ALIKE)
        assert (shared.token_id, shared.tokens) == (5, 5)


def test_equal_values_stand_by_id() -> None:
    """The same question must give the same list everywhere; a multiple has the same cosine."""
    entries = ask(Inside(network()), NeighboursRequest(0, count=300)).by_cosine
    ids = [n.token_id for n in entries]
    assert ids.index(DOUBLE) == ids.index(3) + 1


def test_dot_is_the_product_of_both_lengths_and_the_cosine() -> None:
    """Both lists show all three, so that a user can see why they differ."""
    answer = ask(Inside(network()), NeighboursRequest(8, count=300))
    for n in answer.by_cosine + answer.by_dot:
        if n.cosine is not None:
            # 1e-12 of numbers below 50
            assert n.dot == pytest.approx(answer.length * n.length * n.cosine, abs=1e-10)


def test_a_vector_of_length_zero_has_no_cosine() -> None:
    """It points nowhere; 0 or not-a-number in a list would be a made-up figure."""
    inside = Inside(network())
    answer = ask(inside, NeighboursRequest(ZERO, count=300))
    assert answer.length == 0
    assert answer.by_cosine == ()
    assert {n.cosine for n in answer.by_dot} == {None}
    others = ask(inside, NeighboursRequest(0, count=300))
    assert ZERO not in {n.token_id for n in others.by_cosine}
    assert [n.cosine for n in others.by_dot if n.token_id == ZERO] == [None]


@pytest.mark.parametrize(("a", "b", "c"), [(0, 1, 2), (9, 30, 31), (3, 100, 55)])
def test_arithmetic_is_that_of_a_brute_force_list(a: int, b: int, c: int) -> None:
    """The lists and every token's rank in both, inputs kept and left out."""
    inside, truth = Inside(network()), BruteForce(network())
    rows = (truth.rows[i] for i in (a, b, c))
    result = [x - y + z for x, y, z in zip(*rows, strict=True)]
    inputs = {5 if i in ALIKE else i for i in (a, b, c)}
    kept = truth.listed(result, by_cosine=True, without=set())
    left = truth.listed(result, by_cosine=True, without=inputs)
    answer = ask(inside, ArithmeticRequest(a, b, c, count=300))
    assert_alike(answer.nearest, kept)
    assert_alike(answer.without_inputs, left)
    assert answer.expected_rank is answer.expected_rank_without is None
    for expected in range(CFG.vocab_size):
        ranked = ask(inside, ArithmeticRequest(a, b, c, expected, count=1))
        entry = 5 if expected in ALIKE else expected
        in_kept = [i for i, n in enumerate(kept, start=1) if n.token_id == entry]
        in_left = [i for i, n in enumerate(left, start=1) if n.token_id == entry]
        assert ranked.expected_rank == (in_kept[0] if in_kept else None)
        assert ranked.expected_rank_without == (in_left[0] if in_left else None)


def test_a_minus_a_plus_c_is_c() -> None:
    """The sum that everybody can check."""
    nearest = ask(Inside(network()), ArithmeticRequest(20, 20, 33, 33)).nearest
    assert nearest[0].token_id == 33
    assert nearest[0].cosine == pytest.approx(1, abs=1e-12)


def test_what_is_not_in_the_vocabulary_is_refused() -> None:
    """A page that knows another model's ids must get a sentence, not a crash."""
    for request in (NeighboursRequest(211), ArithmeticRequest(0, 1, 2, 211)):
        with pytest.raises(RequestError):
            ask(Inside(network()), request)


def test_positions_with_their_lengths_and_cosines() -> None:
    """The picture of the position vectors shows the network's own; one of length 0 has no angle."""
    made = network()
    answer = ask(Inside(made), PositionsRequest())
    table = made.pos_emb.weight.double()
    assert (answer.count, answer.width) == (16, 12)
    assert list(floats(answer.values)) == made.pos_emb.weight.flatten().tolist()
    # Values of at most 10 in float32
    assert list(floats(answer.lengths)) == pytest.approx(table.norm(dim=1).tolist(), abs=1e-6)
    cosines = floats(answer.cosines)
    for i, j in product(range(16), repeat=2):
        cosine = cosines[16 * i + j]
        if 4 in {i, j}:
            assert math.isnan(cosine)
        else:
            true = torch.nn.functional.cosine_similarity(table[i], table[j], dim=0)
            assert cosine == pytest.approx(float(true), abs=1e-6)
        cell = answer.cosine_picture[16 * i + j]
        expected = 0 if math.isnan(cosine) else 128 + 127 * cosine
        assert cell == pytest.approx(expected, abs=0.51)  # rounded to a whole number
    assert answer.largest == float(table.abs().max())
    for cell, value in zip(answer.value_picture, floats(answer.values), strict=True):
        root = math.copysign(math.sqrt(abs(value) / answer.largest), value)
        assert cell == pytest.approx(128 + 127 * root, abs=0.51)


@torch.inference_mode()
def test_the_stream_from_the_networks_own_blocks() -> None:
    """Lengths of all points and places, and what each block did, computed another way."""
    made, ids = network(), (7, 3, 99, 150, 9)
    answer = ask(Inside(made), StreamRequest(TextPlace(ids, 4)))
    x = made.tok_emb(torch.tensor(ids)) + made.pos_emb(torch.arange(5))
    start, points, cosine = x, [x], torch.nn.functional.cosine_similarity
    for block, step in zip(made.trf_blocks, answer.steps, strict=True):
        added = block.att(block.norm1(x).unsqueeze(0))[0]
        middle = x + added
        wide = block.ff.layers[0](block.norm2(middle))
        thought = block.ff.layers[2](torch.nn.functional.gelu(wide, approximate="tanh"))
        # Lengths near 4 in float32; a difference of two streams has their rounding.
        near = {"abs": 1e-5}
        assert step.attention_length == pytest.approx(float(added[3].norm()), **near)
        assert step.mlp_length == pytest.approx(float(thought[3].norm()), **near)
        assert step.attention_cosine == pytest.approx(float(cosine(added[3], x[3], 0)), **near)
        assert step.mlp_cosine == pytest.approx(float(cosine(thought[3], middle[3], 0)), **near)
        x = middle + thought
        assert step.input_cosine == pytest.approx(float(cosine(x[3], start[3], 0)), **near)
        below = [u for u in wide[3].tolist() if u < 0]
        passed = [u for u in below if u / 2 * (1 + math.erf(u / math.sqrt(2))) < -0.01]
        assert step.negative_neurons == len(below)
        assert abs(step.passed_neurons - len(passed)) <= 1  # the exact GELU here, one at the edge
        points += [middle, x]
    assert answer.points == ("input", "1 attention", "1", "2 attention", "2")
    assert (answer.first_place, answer.places) == (1, 5)
    true = [float(length) for point in points for length in point.norm(dim=1)]
    assert list(floats(answer.lengths)) == pytest.approx(true, abs=1e-5)
    assert answer.token_length == pytest.approx(float(made.tok_emb.weight[150].norm()), abs=1e-6)
    assert answer.position_length == pytest.approx(float(made.pos_emb.weight[3].norm()), abs=1e-6)


def test_the_stream_of_a_text_that_is_longer_than_the_context() -> None:
    """Columns are places of the whole text, rows of position vectors those of what was seen."""
    made = network()
    answer = ask(Inside(made), StreamRequest(TextPlace(tuple(range(40)), 30, keep_tokens=8)))
    assert answer.first_place > 1
    assert len(floats(answer.lengths)) == 5 * answer.places
    row = 30 - answer.first_place
    length = float(made.pos_emb.weight[row].norm())
    assert answer.position_length == pytest.approx(length, abs=1e-6)


@pytest.fixture(scope="module")
def vectors(plain: PlainNetwork) -> tuple[torch.Tensor, list[int]]:
    """Return the bundled model's different vectors, (n, d), and the first token of each."""
    rows, of = plain.weights["tok_emb.weight"].unique(dim=0, return_inverse=True)
    firsts = [50_257] * len(rows)
    for token_id, row in enumerate(of.tolist()):
        firsts[row] = min(firsts[row], token_id)
    return rows, firsts


def ordered(vectors: tuple[torch.Tensor, list[int]], goal: torch.Tensor, count: int) -> list[int]:
    """Return the tokens whose vectors have the largest cosine with `goal`."""
    rows, firsts = vectors
    cosines = rows @ goal / rows.norm(dim=1)
    return [firsts[at] for at in cosines.topk(count).indices.tolist()]


def test_the_bundled_models_neighbours(storyteller, plain, vectors, tokenizer) -> None:
    """Angles find meaning, dot products find long vectors; tokens never trained are one entry."""
    (king,) = tokenizer.encode(" king")
    row = plain.weights["tok_emb.weight"][king]
    answer = ask(storyteller, NeighboursRequest(king, count=3))
    near = [one.token_id for one in answer.by_cosine]
    assert near == [one for one in ordered(vectors, row, 4) if one != king]
    assert tokenizer.encode(" queen")[0] in near
    everything = ask(storyteller, NeighboursRequest(king, count=50257)).by_dot
    dots = [float(plain.weights["tok_emb.weight"][one.token_id] @ row) for one in everything[:5]]
    assert [one.dot for one in everything[:5]] == pytest.approx(dots)
    assert dots == sorted(dots, reverse=True)
    assert len(everything) == len(vectors[0]) - 1
    assert max(one.tokens for one in everything) > 20_000
    assert sum(one.tokens for one in everything) == 50257 - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" king man woman", " queen"),
        (" father man woman", " mother"),
        (" boy man woman", " girl"),
        (" brother man woman", " sister"),
        (" he him her", " she"),
        (" dogs dog cat", " cats"),
    ],
)
def test_the_bundled_models_arithmetic(
    storyteller, plain, vectors, tokenizer, text: str, expected: str
) -> None:
    """What the page promises of these sums is what came of them."""
    (wanted,), inputs = tokenizer.encode(expected), tokenizer.encode(text)
    a, b, c = (plain.weights["tok_emb.weight"][one] for one in inputs)
    found = ordered(vectors, a - b + c, 20)
    answer = ask(storyteller, ArithmeticRequest(*inputs, wanted))
    assert answer.expected_rank == found.index(wanted) + 1
    others = [one for one in found if one not in inputs]
    assert answer.expected_rank_without == others.index(wanted) + 1 <= 3
    assert answer.without_inputs[others.index(wanted)].token_id == wanted


def test_the_bundled_models_positions_and_stream(storyteller, plain, example_ids) -> None:
    """The first position is long, the others short; the stream grows."""
    lengths = list(floats(ask(storyteller, PositionsRequest()).lengths))
    own = plain.weights["pos_emb.weight"].norm(dim=1).tolist()
    assert lengths == pytest.approx(own, abs=1e-5)
    assert lengths[0] > 3 * median(lengths)
    answer = ask(storyteller, StreamRequest(TextPlace(example_ids, len(example_ids))))
    shown = floats(answer.lengths)[answer.places - 1 :: answer.places].tolist()
    points = [float(one[-1].norm()) for one in plain.run(example_ids).points]
    assert shown[::2] == pytest.approx(points, abs=1e-3)
    assert points[-1] > 10 * points[0]

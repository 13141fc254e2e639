"""The stops of a walk: the network's own numbers, place by place and block by block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import torch
from torch import Tensor

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    AttentionMapRequest,
    AttentionRowRequest,
    Spot,
    Stop,
    StopRequest,
    StopView,
    SumRequest,
    TextPlace,
    floats,
)
from gptdesk.errors import RequestError
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.gpt import GPT_CONFIG_124M, GPTModel
from gptdesk.model.llama import frequencies, rotate, unseen_places
from gptdesk.model.walked import ReadableNetwork
from tests.engine.inside.kinds import every_gpt, every_kind, llama, small, stops_of
from tests.engine.inside.networks import LONG_TEXT, TEXT, ask
from tests.model.checkpoints.reference_models import make_reference, saved_pretrained
from tests.model.walked_networks import LLAMAS

# float32 sums of some hundred products, in another order; numbers here are at most 30.
TOLERANCE = 2e-5


def stop_at(inside: Inside, at: TextPlace, spot: Spot) -> dict[str, Tensor]:
    view = ask(inside, StopRequest(at, spot))
    return {vector.name: torch.tensor(list(floats(vector.values))) for vector in view.vectors}


def outputs_of(network: ReadableNetwork, ids: tuple[int, ...]) -> dict[str, Tensor]:
    """Run the network as it is; return what each of its modules put out, (T, …), by its name."""
    seen: dict[str, Tensor] = {}

    def keeper(name: str) -> Callable[..., None]:
        return lambda module, inputs, output: seen.__setitem__(name, output.flatten(0, -2))

    hooks = [module.register_forward_hook(keeper(n)) for n, module in network.named_modules()]
    with torch.inference_mode():
        network(torch.tensor([ids]))
    for hook in hooks:
        hook.remove()
    return seen


def test_every_stop_shows_what_the_modules_of_the_network_put_out() -> None:
    """No picture may show a number that the network does not have, nor another block's."""
    for inside in every_gpt():
        cfg, D = inside.network.cfg, inside.network.cfg.head_dim
        seen = outputs_of(inside.network, TEXT)
        for place, block in product((1, 9, len(TEXT)), range(1, cfg.n_layers + 1)):
            at, row, prefix = TextPlace(TEXT, place), place - 1, f"trf_blocks.{block - 1}"
            own = slice((cfg.n_heads - 1) * D, cfg.n_heads * D)  # the last head's numbers
            expected = {
                (Stop.NORM_1, "scaled"): seen[f"{prefix}.norm1"][row],
                (Stop.QUERY_KEY_VALUE, "query"): seen[f"{prefix}.att.W_query"][row, own],
                (Stop.QUERY_KEY_VALUE, "key"): seen[f"{prefix}.att.W_key"][row, own],
                (Stop.QUERY_KEY_VALUE, "value"): seen[f"{prefix}.att.W_value"][row, own],
                (Stop.PROJECTION, "projected"): seen[f"{prefix}.att.out_proj"][row],
                (Stop.RESIDUAL_1, "projected"): seen[f"{prefix}.att"][row],
                (Stop.NORM_2, "scaled"): seen[f"{prefix}.norm2"][row],
                (Stop.WIDEN, "widened"): seen[f"{prefix}.ff.layers.0"][row],
                (Stop.GELU, "gelu"): seen[f"{prefix}.ff.layers.1"][row],
                (Stop.GELU, "relu"): seen[f"{prefix}.ff.layers.0"][row].relu(),
                (Stop.NARROW, "narrowed"): seen[f"{prefix}.ff.layers.2"][row],
                (Stop.RESIDUAL_2, "stream after"): seen[prefix][row],
                (Stop.FINAL_NORM, "stream"): seen[f"trf_blocks.{cfg.n_layers - 1}"][row],
                (Stop.FINAL_NORM, "scaled"): seen["final_norm"][row],
                (Stop.LOGITS, "logits"): seen["out_head"][row],
                (Stop.TOKEN, "token"): seen["tok_emb"][row],
                (Stop.INPUT, "position"): seen["pos_emb"][row],
                (Stop.INPUT, "input"): seen["drop_emb"][row],
            }
            for (stop, name), truth in expected.items():
                shown = stop_at(inside, at, Spot(stop, block, cfg.n_heads))[name]
                assert shown.shape == truth.shape, (stop, name)
                assert (shown - truth).abs().max() <= TOLERANCE, (cfg, place, block, stop, name)


@pytest.mark.parametrize("kind", LLAMAS)
def test_every_stop_of_a_llama_shows_what_its_modules_put_out(kind: str) -> None:
    """The same; what is turned is compared with the page's own turn, of a group's shared keys."""
    inside = llama(kind)
    cfg, seen = inside.network.cfg, outputs_of(inside.network, TEXT)
    D = cfg.head_dim
    for place, block in product((1, 9, len(TEXT)), (1, 2, 3)):
        at, row, prefix = TextPlace(TEXT, place), place - 1, f"trf_blocks.{block - 1}"
        q, k = (
            seen[f"{prefix}.att.{name}"].view(len(TEXT), -1, D) for name in ("W_query", "W_key")
        )
        normed = (q, k)
        if cfg.qk_norm:  # their outputs are (T · heads, D)
            normed = (
                seen[f"{prefix}.att.query_norm"].view(q.shape),
                seen[f"{prefix}.att.key_norm"].view(k.shape),
            )
        has_turn = block - 1 not in cfg.no_rope_layers
        angles = (row * frequencies(cfg) * has_turn).unsqueeze(0)
        before = [one[row, head] for one, head in zip(normed, (4, 1), strict=True)]
        prefixed = "normed " if cfg.qk_norm else ""
        gate, up = seen[f"{prefix}.ff.gate"][row], seen[f"{prefix}.ff.up"][row]
        expected = {
            (Stop.TOKEN, "token"): seen["tok_emb"][row],
            (Stop.NORM_1, "scaled"): seen[f"{prefix}.norm1"][row],
            (Stop.QUERY_KEY_VALUE, "query"): q[row, 4],
            (Stop.QUERY_KEY_VALUE, "key"): k[row, 1],
            (Stop.QUERY_KEY_VALUE, "value"): seen[f"{prefix}.att.W_value"][row, D:],
            (Stop.QUERY_KEY_VALUE, "query of head 4"): q[row, 3],
            (Stop.QUERY_KEY_VALUE, "query of head 6"): q[row, 5],
            (Stop.ROTATION, "angle"): angles[0],
            (Stop.ROTATION, f"{prefixed}query"): before[0],
            (Stop.ROTATION, f"{prefixed}key"): before[1],
            (Stop.ROTATION, "turned query"): rotate(before[0].view(1, 1, 1, D), angles).flatten(),
            (Stop.ROTATION, "turned key"): rotate(before[1].view(1, 1, 1, D), angles).flatten(),
            (Stop.PROJECTION, "projected"): seen[f"{prefix}.att.out_proj"][row],
            (Stop.RESIDUAL_1, "projected"): seen[f"{prefix}.att"][row],
            (Stop.NORM_2, "scaled"): seen[f"{prefix}.norm2"][row],
            (Stop.GATE_UP, "gate"): gate,
            (Stop.GATE_UP, "up"): up,
            (Stop.GATE, "silu"): torch.nn.functional.silu(gate),
            (Stop.GATE, "gated"): torch.nn.functional.silu(gate) * up,
            (Stop.NARROW, "narrowed"): seen[f"{prefix}.ff.down"][row],
            (Stop.RESIDUAL_2, "stream after"): seen[prefix][row],
            (Stop.FINAL_NORM, "scaled"): seen["final_norm"][row],
            (Stop.LOGITS, "logits"): seen["out_head"][row],
        }
        if cfg.qk_norm:
            expected |= {
                (Stop.QUERY_KEY_VALUE, "normed query"): before[0],
                (Stop.QUERY_KEY_VALUE, "normed key"): before[1],
            }
        for (stop, name), truth in expected.items():
            shown = stop_at(inside, at, Spot(stop, block, 5))[name]
            assert shown.shape == truth.shape, (stop, name)
            assert (shown - truth).abs().max() <= TOLERANCE, (place, block, stop, name)


def test_a_group_shares_its_keys_and_values() -> None:
    """Heads 1 to 3 read the first, 4 to 6 the second; each has a query of its own."""
    shown = [
        stop_at(llama(), TextPlace(TEXT, 9), Spot(Stop.QUERY_KEY_VALUE, 2, head))
        for head in range(1, 7)
    ]
    for name in ("key", "value"):
        assert [torch.equal(one[name], shown[0][name]) for one in shown] == [True] * 3 + [False] * 3
        assert torch.equal(shown[3][name], shown[5][name])
    assert len({tuple(one["query"].tolist()) for one in shown}) == 6


def test_a_turn_keeps_lengths_and_the_scores_are_of_what_is_turned() -> None:
    """Every pair keeps its length, the first place is turned by 0; q · k is of turned ones."""
    inside = llama()
    keys = []
    for place in range(1, 10):
        shown = stop_at(inside, TextPlace(TEXT, place), Spot(Stop.ROTATION, 2, 5))
        for name in ("query", "key"):
            pairs = [shown[n].view(2, -1).square().sum(0) for n in (name, f"turned {name}")]
            assert (pairs[0] - pairs[1]).abs().max() <= TOLERANCE
            difference = (shown[name] - shown[f"turned {name}"]).abs().max()
            assert bool(difference <= TOLERANCE) is (place == 1)
        keys.append(shown["turned key"])
    scores = stop_at(inside, TextPlace(TEXT, 9), Spot(Stop.SCORES, 2, 5))["score"]
    assert (torch.stack(keys) @ shown["turned query"] - scores).abs().max() <= TOLERANCE


def test_a_root_mean_square_norm_takes_no_mean_off() -> None:
    """Its mean square is 1 before the scale; the mean stays, in the same proportion."""
    for block, stop in product((1, 2, 3), (Stop.NORM_1, Stop.NORM_2, Stop.FINAL_NORM)):
        view = ask(llama(), StopRequest(TextPlace(TEXT, 9), Spot(stop, block)))
        stream, normalised, _ = view.vectors
        square = normalised.variance + normalised.mean**2
        of_stream = stream.variance + stream.mean**2
        assert square == pytest.approx(of_stream / (of_stream + 1e-5), abs=1e-6)
        assert normalised.mean == pytest.approx(stream.mean / of_stream**0.5, abs=1e-4)


def test_a_window_masks_what_is_farther_back() -> None:
    """Mistral's token sees 8 places, itself among them; its score with others is still told."""
    inside, at = llama("mistral"), TextPlace(TEXT, 12)
    row = ask(inside, AttentionRowRequest(at, 2, 3))
    assert row.allowed == (False,) * 4 + (True,) * 8
    assert row.weights[:4] == (0.0,) * 4
    assert sum(row.weights) == pytest.approx(1, abs=1e-6)
    assert all(score != 0 for score in row.scores)
    shown = ask(inside, AttentionMapRequest(at, 2, 3))
    weights = torch.tensor(list(floats(shown.weights))).view(len(TEXT), -1)
    assert torch.equal(weights > 0, ~unseen_places(0, len(TEXT), 8))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inside, tuple[int, ...], object]:
    """A network of transformers in our loader, a text, and all that transformers says of it."""
    model = make_reference((3, 48, 3, 64))
    model.set_attn_implementation("eager")
    folder: Path = saved_pretrained(model, tmp_path_factory.mktemp("reference"))
    inside = Inside(as_stored.of_file(open_checkpoint(folder))[0])
    ids = tuple(torch.randint(0, 50257, (20,), generator=torch.Generator().manual_seed(1)).tolist())
    with torch.no_grad():
        said = model(torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
    return inside, ids, said


def test_hidden_states_and_logits_are_those_of_transformers(theirs) -> None:
    """Users compare with the reference; the last hidden state there is normed already."""
    inside, ids, said = theirs
    for place, block in product((1, 7, 20), (1, 2, 3)):
        at = TextPlace(ids, place)
        before = stop_at(inside, at, Spot(Stop.NORM_1, block))["stream"]
        assert (before - said.hidden_states[block - 1][0, place - 1]).abs().max() <= 1e-4
        normed = stop_at(inside, at, Spot(Stop.FINAL_NORM))["scaled"]
        assert (normed - said.hidden_states[3][0, place - 1]).abs().max() <= 1e-4
        logits = stop_at(inside, at, Spot(Stop.LOGITS))["logits"]
        assert (logits - said.logits[0, place - 1]).abs().max() <= 1e-4


def test_attentions_are_those_of_transformers(theirs) -> None:
    """Every head of every block, cell by cell; the map of a head is nobody else's."""
    inside, ids, said = theirs
    for block, head in product((1, 2, 3), repeat=2):
        shown = ask(inside, AttentionMapRequest(TextPlace(ids, 20), block, head))
        weights = torch.tensor(list(floats(shown.weights))).view(20, 20)
        assert (weights - said.attentions[block - 1][0, head - 1]).abs().max() <= 1e-5


def test_a_norm_has_mean_0_and_the_biased_variance_1() -> None:
    """Before scale and shift; with the unbiased variance it would be 23/24 here."""
    for block, stop in product((1, 2, 3), (Stop.NORM_1, Stop.NORM_2, Stop.FINAL_NORM)):
        view = ask(small(), StopRequest(TextPlace(TEXT, 9), Spot(stop, block)))
        stream, normalised, _ = view.vectors
        assert abs(normalised.mean) < 1e-6
        expected = stream.variance / (stream.variance + 1e-5)
        assert normalised.variance == pytest.approx(expected, abs=1e-6)
        values = torch.tensor(list(floats(stream.values)), dtype=torch.float64)
        assert stream.mean == pytest.approx(float(values.mean()), abs=1e-9)
        assert stream.variance == pytest.approx(float(((values - values.mean()) ** 2).mean()))
        assert stream.length == pytest.approx(float((values**2).sum().sqrt()))


def test_a_constant_vector_is_normalised_to_0() -> None:
    """A variance of 0 is no division by 0."""
    inside = small()
    inside.network.tok_emb.weight[3] = 0.5
    inside.network.pos_emb.weight[0] = 0.25
    shown = stop_at(inside, TextPlace((3,), 1), Spot(Stop.NORM_1))
    assert shown["stream"].tolist() == [0.75] * 24
    assert shown["normalised"].tolist() == [0.0] * 24
    assert torch.equal(shown["scaled"], inside.network.trf_blocks[0].norm1.shift)


def test_heads_and_bias_add_up_to_the_projection() -> None:
    """An account that closes: no part is what is left over."""
    inside = small()
    for block in (1, 2, 3):
        shown = stop_at(inside, TextPlace(TEXT, 12), Spot(Stop.PROJECTION, block))
        assert list(shown) == ["concatenated", "head 1", "head 2", "head 3", "bias", "projected"]
        parts = [shown[name] for name in ("head 1", "head 2", "head 3", "bias")]
        assert (sum(parts) - shown["projected"]).abs().max() <= TOLERANCE
        assert (sum(parts[1:]) - shown["projected"]).abs().max() > 0.01
        for head in (1, 2, 3):
            z = stop_at(inside, TextPlace(TEXT, 12), Spot(Stop.WEIGHTED_SUM, block, head))
            own = shown["concatenated"][(head - 1) * 8 : head * 8]
            assert torch.equal(z[f"head {head}"], own)


def test_the_weighted_sum_is_that_of_the_shown_weights() -> None:
    """What a head puts out is what it read, weighted as the row says."""
    inside = small()
    spots = [Spot(stop, 2, 3) for stop in (Stop.SCORES, Stop.QUERY_KEY_VALUE, Stop.WEIGHTED_SUM)]
    weights = stop_at(inside, TextPlace(TEXT, 12), spots[0])["weight"]
    values = [stop_at(inside, TextPlace(TEXT, place), spots[1])["value"] for place in range(1, 13)]
    z = stop_at(inside, TextPlace(TEXT, 12), spots[2])["head 3"]
    assert (weights @ torch.stack(values) - z).abs().max() <= TOLERANCE


def test_changes_are_in_the_numbers() -> None:
    """A head that is off is off in every number, one at half is at half; others stay."""
    inside, spot = small(), Spot(Stop.PROJECTION, 2)
    plain = stop_at(inside, TextPlace(TEXT, 12), spot)
    changes = Changes((HeadChange(2, 1), HeadChange(2, 3, factor=0.5)))
    changed = stop_at(inside, TextPlace(TEXT, 12, changes=changes), spot)
    assert not changed["head 1"].any()
    assert torch.equal(changed["head 2"], plain["head 2"])
    assert (changed["head 3"] - 0.5 * plain["head 3"]).abs().max() <= TOLERANCE
    expected = plain["head 2"] + 0.5 * plain["head 3"] + plain["bias"]
    assert (changed["projected"] - expected).abs().max() <= TOLERANCE

    hidden = TextPlace(TEXT, 12, changes=Changes(hidden=(5, 12)))  # the place itself can be read
    scores = stop_at(inside, hidden, Spot(Stop.SCORES, 1, 2))
    before = stop_at(inside, TextPlace(TEXT, 12), Spot(Stop.SCORES, 1, 2))
    assert torch.equal(scores["score"], before["score"])
    assert scores["weight"][4] == 0
    kept = before["weight"].clone()
    kept[4] = 0
    assert (scores["weight"] - kept / kept.sum()).abs().max() <= 1e-6


def test_a_single_token_reads_itself() -> None:
    """One place: the softmax of one score is 1, and the head's output is its value."""
    for inside in every_kind():
        cfg, at = inside.network.cfg, TextPlace((4,), 1)
        shown = stop_at(inside, at, Spot(Stop.SCORES, cfg.n_layers, cfg.n_heads))
        assert shown["weight"].tolist() == shown["simple weight"].tolist() == [1.0]
        spot = Spot(Stop.QUERY_KEY_VALUE, cfg.n_layers, cfg.n_heads)
        value = stop_at(inside, at, spot)["value"]
        z = stop_at(inside, at, replace(spot, stop=Stop.WEIGHTED_SUM))[f"head {cfg.n_heads}"]
        assert torch.equal(z, value)


def test_the_simple_form_reads_without_scale_and_mask() -> None:
    """Seeds 000 and 001 leave both out: the weights that would come of it, the future included."""
    inside, spot = small(), Spot(Stop.QUERY_KEY_VALUE, 2, 2)
    query = stop_at(inside, TextPlace(TEXT, 5), spot)["query"]
    keys = [
        stop_at(inside, TextPlace(TEXT, place), spot)["key"] for place in range(1, len(TEXT) + 1)
    ]
    shown = stop_at(inside, TextPlace(TEXT, 5), replace(spot, stop=Stop.SCORES))
    assert len(shown["weight"]) == 5
    simple = torch.softmax(torch.stack(keys) @ query, dim=0)
    assert (shown["simple weight"] - simple).abs().max() <= 1e-6


def test_after_a_context_shift_the_numbers_are_of_what_the_network_saw() -> None:
    """Positions count from the first token that is still seen, not from the text's start."""
    inside = small()
    for place, keep, start in ((60, None, 24), (90, 4, 44), (48, None, 0), (49, None, 24)):
        at = TextPlace(LONG_TEXT, place, keep_tokens=keep)
        row, seen = place - start - 1, outputs_of(inside.network, LONG_TEXT[start:place])
        entered = stop_at(inside, at, Spot(Stop.INPUT))
        assert torch.equal(entered["position"], inside.network.pos_emb.weight[row])
        logits = stop_at(inside, at, Spot(Stop.LOGITS))["logits"]
        assert (logits - seen["out_head"][-1]).abs().max() <= TOLERANCE
        assert len(stop_at(inside, at, Spot(Stop.SCORES, 3, 2))["weight"]) == place - start


def test_a_longer_text_shows_the_same_at_an_earlier_place() -> None:
    """Causality: one pass serves all its places."""
    inside = small()
    for stop in (Stop.SCORES, Stop.PROJECTION, Stop.GELU, Stop.LOGITS):
        spot = Spot(stop, 3 if stop is not Stop.LOGITS else 1, 2 if stop is Stop.SCORES else 1)
        later, alone = (
            stop_at(inside, TextPlace(ids, 9), spot) for ids in (TEXT, (*TEXT[:9], 1, 2))
        )
        later.pop("simple weight", None), alone.pop("simple weight", None)  # reads the future
        for name, values in later.items():
            assert (values - alone[name]).abs().max() <= 1e-5, (stop, name)


def test_what_is_not_there_is_refused_in_a_sentence() -> None:
    """A spot or number kept from another network must not crash the worker."""
    inside, at = small(), TextPlace(TEXT, 5)
    with pytest.raises(RequestError, match=r"no head 4\.1"):
        ask(inside, StopRequest(at, Spot(Stop.NORM_1, 4)))
    with pytest.raises(RequestError, match=r"no head 1\.4"):
        ask(inside, SumRequest(at, Spot(Stop.SCORES, 1, 4), "score", 1))
    with pytest.raises(RequestError, match="pipeline"):
        ask(inside, StopRequest(at, Spot(Stop.DRAW)))
    with pytest.raises(RequestError, match="no stop “rotation”"):
        ask(inside, StopRequest(at, Spot(Stop.ROTATION)))
    with pytest.raises(RequestError, match="no stop “gelu”"):
        ask(llama(), SumRequest(at, Spot(Stop.GELU), "gelu", 1))
    for stop, name, index in (
        (Stop.NORM_1, "scaled", 24),
        (Stop.NORM_1, "query", 0),
        (Stop.SCORES, "score", 0),
        (Stop.SCORES, "score", 6),
    ):
        with pytest.raises(RequestError, match=f"no number {index} of “{name}”"):
            ask(inside, SumRequest(at, Spot(stop), name, index))


def shapes_of(inside: Inside, ids: tuple[int, ...]) -> dict[Stop, tuple[int, ...]]:
    at = TextPlace(ids, len(ids))
    views: list[StopView] = [ask(inside, StopRequest(at, Spot(s))) for s in stops_of(inside)]
    return {view.spot.stop: (1, *view.shape) for view in views}


@pytest.mark.parametrize("is_trained", [False, True], ids=["untrained 124M", "bundled"])
def test_the_first_text_of_the_project_stop_by_stop(
    is_trained: bool, request: pytest.FixtureRequest, tokenizer
) -> None:
    """From “Hello, I am” → ids → vectors → weights → logits → the most probable token."""
    if is_trained:
        inside = request.getfixturevalue("storyteller")
    else:
        with torch.random.fork_rng():
            torch.manual_seed(123)
            inside = Inside(GPTModel(GPT_CONFIG_124M).eval().requires_grad_(requires_grad=False))
    ids = tuple(tokenizer.encode("Hello, I am"))
    assert ids == (15496, 11, 314, 716)
    cfg = inside.network.cfg
    d, H = (256, 4) if is_trained else (768, 12)
    wide = (1, 4, d)
    assert shapes_of(inside, ids) == {
        Stop.TOKEN: wide,
        Stop.INPUT: wide,
        Stop.NORM_1: wide,
        Stop.QUERY_KEY_VALUE: (1, H, 4, 64),
        Stop.SCORES: (1, H, 4, 4),
        Stop.WEIGHTED_SUM: (1, H, 4, 64),
        Stop.PROJECTION: wide,
        Stop.RESIDUAL_1: wide,
        Stop.NORM_2: wide,
        Stop.WIDEN: (1, 4, 4 * d),
        Stop.GELU: (1, 4, 4 * d),
        Stop.NARROW: wide,
        Stop.RESIDUAL_2: wide,
        Stop.FINAL_NORM: wide,
        Stop.LOGITS: (1, 4, 50257),
    }
    with torch.inference_mode():
        truth = inside.network(torch.tensor([ids]))[0]
    for place in range(1, 5):
        logits = stop_at(inside, TextPlace(ids, place), Spot(Stop.LOGITS))["logits"]
        assert (logits - truth[place - 1]).abs().max() <= TOLERANCE
        assert int(logits.argmax()) == int(truth[place - 1].argmax())
        token = stop_at(inside, TextPlace(ids, place), Spot(Stop.TOKEN))["token"]
        assert torch.equal(token, inside.network.tok_emb.weight[ids[place - 1]])
    assert cfg.n_layers == (6 if is_trained else 12)

"""Direct contributions: accounts that close, of parts that were each computed by themselves."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    Contributions,
    ContributionsRequest,
    HeadSourcesRequest,
    NeuronsRequest,
    PlaceRequest,
    Share,
    TextPlace,
)
from gptdesk.errors import RequestError
from gptdesk.model.gpt import GPTModel
from tests.engine.inside.networks import KINDS, LONG_TEXT, TEXT, ask, network_of

# Shares reach 30 here; float32 parts differ from the float32 sum by 1e-5 (measured).
TOLERANCE = 1e-4
COLUMNS = ("raw", "centred", "versus")
EVERY_CHANGE = Changes(
    (
        HeadChange(1, 2, 0.5),
        HeadChange(2, 1),
        HeadChange(3, 3, uses_mean=True),
        HeadChange(3, 1, 2.0),
    ),
    hidden=(4, 11),
)
CHANGES = [Changes(), Changes((HeadChange(2, 1), HeadChange(2, 3, 2.0)), (7,)), EVERY_CHANGE]


def assert_closes(account: Contributions) -> None:
    for column in COLUMNS:
        total, target = getattr(account.sum, column), getattr(account.target, column)
        assert total == pytest.approx(target, abs=TOLERANCE), column


def parts_of(account: Contributions) -> dict[str, Share]:
    return {part.name: part for part in account.parts}


@torch.inference_mode()
def contributed(network: GPTModel, ids: tuple[int, ...], target: int) -> dict[str, float]:
    """Return the raw shares by definition, from what leaves each module of `gpt.py`."""
    out: dict[str, Tensor] = {}
    for number, block in enumerate(network.trf_blocks, start=1):
        for name, module in (("attention", block.att), ("mlp", block.ff)):

            def leaves(_m: object, _i: object, x: Tensor, name: str = f"{name} {number}") -> None:
                out[name] = x[0, -1].double()

            module.register_forward_hook(leaves)
    network(torch.tensor([ids]))
    out["token"] = network.tok_emb.weight[ids[-1]].double()
    out["position"] = network.pos_emb.weight[len(ids) - 1].double()
    last = torch.stack(list(out.values())).sum(dim=0)
    sigma = math.sqrt(float(last.var(correction=0)) + 1e-5)
    norm = network.final_norm
    w = network.out_head.weight[target].double()
    shares = {
        name: float(((part - part.mean()) / sigma * norm.scale.double()) @ w)
        for name, part in out.items()
    }
    return shares | {"shift": float(norm.shift.double() @ w)}


@pytest.mark.parametrize("changes", CHANGES, ids=["as it is", "changed", "every change"])
@pytest.mark.parametrize(("has_bias", "is_tied"), KINDS)
def test_the_parts_sum_to_what_the_network_has(
    has_bias: bool, is_tied: bool, changes: Changes
) -> None:
    """Logit, logit above the average, and above another token's: with every part there is."""
    inside = Inside(network_of(has_bias=has_bias, is_tied=is_tied))
    at = TextPlace(TEXT, 33, changes=changes)
    account: Contributions = ask(inside, ContributionsRequest(at, 13, 60))
    assert (account.target_id, account.versus_id) == (13, 60)
    of_block = ("head {}.1", "head {}.2", "head {}.3", "bias {}", "mlp {}")
    names = [name.format(block) for block in (1, 2, 3) for name in of_block]
    assert [part.name for part in account.parts] == ["token", "position", *names, "shift"]
    assert_closes(account)
    for left_out, part in enumerate(account.parts):  # the account notices
        if part.name == "head 2.1" and changes:
            continue
        rest = (*account.parts[:left_out], *account.parts[left_out + 1 :])
        with pytest.raises(AssertionError):
            assert_closes(replace(account, parts=rest))
    place = ask(inside, PlaceRequest(at, 13))
    other = ask(inside, PlaceRequest(at, 60))
    assert account.target.raw == pytest.approx(place.logit, abs=1e-5)
    log_ratio = math.log(place.outcome.p / other.outcome.p)
    assert account.target.versus == pytest.approx(log_ratio, abs=1e-4)


@torch.inference_mode()
def test_each_part_is_what_it_wrote() -> None:
    """Module by module against `gpt.py`; no part is defined as what the others leave."""
    network = network_of()
    account = ask(Inside(network), ContributionsRequest(TextPlace(TEXT, len(TEXT)), 13))
    parts = {name: part.raw for name, part in parts_of(account).items()}
    logits = network(torch.tensor([TEXT]))[0, -1].double()
    assert account.target.centred == pytest.approx(float(logits[13] - logits.mean()), abs=1e-5)
    truth = contributed(network, TEXT, 13)
    for name in ("token", "position", "mlp 1", "mlp 2", "mlp 3", "shift"):
        assert parts[name] == pytest.approx(truth[name], abs=TOLERANCE), name
    for b in (1, 2, 3):
        wrote = sum(parts[f"head {b}.{h}"] for h in (1, 2, 3)) + parts[f"bias {b}"]
        assert wrote == pytest.approx(truth[f"attention {b}"], abs=TOLERANCE)


@torch.inference_mode()
def test_a_head_is_its_columns_of_the_projection() -> None:
    """In the last block nothing reads on: without its columns, just its share is missing."""
    network = network_of(n_layers=1)
    account = ask(Inside(network), ContributionsRequest(TextPlace(TEXT, 40), 13))
    before = contributed(network, TEXT, 13)
    bias = parts_of(account)["bias 1"].raw
    for head in (1, 2, 3):
        only = network_of(n_layers=1)
        D = only.cfg.head_dim
        weight = only.trf_blocks[0].att.out_proj.weight
        weight[:, : (head - 1) * D] = 0
        weight[:, head * D :] = 0
        # σ is another one now: the ratio to the position's share, which is the same vector, is not.
        after = contributed(only, TEXT, 13)
        scale = before["position"] / after["position"]
        wrote = after["attention 1"] * scale - bias
        assert parts_of(account)[f"head 1.{head}"].raw == pytest.approx(wrote, abs=TOLERANCE)


def test_the_token_beside_is_the_most_probable_other_one() -> None:
    """For the first one the runner-up; for any other the first. Ties go to the lowest id."""
    network = network_of()
    inside, at = Inside(network), TextPlace(TEXT, 30)
    first, second = (c.token_id for c in ask(inside, PlaceRequest(at, 0)).outcome.top[:2])
    assert ask(inside, ContributionsRequest(at, first)).versus_id == second
    assert ask(inside, ContributionsRequest(at, second)).versus_id == first
    network.out_head.weight.zero_()
    tied = ask(Inside(network), ContributionsRequest(at, 0))
    assert tied.versus_id == 1
    assert_closes(tied)
    assert {part.raw for part in tied.parts} == {0.0}


def test_all_heads_off_contribute_nothing() -> None:
    """What is off writes 0, exactly; the biases stay, and the account closes."""
    changes = Changes(tuple(HeadChange(b, h) for b in (1, 2, 3) for h in (1, 2, 3)))
    account = ask(
        Inside(network_of()), ContributionsRequest(TextPlace(TEXT, 40, changes=changes), 13)
    )
    assert_closes(account)
    for name, part in parts_of(account).items():
        is_off = name.startswith("head")
        assert (part.raw == part.centred == part.versus == 0.0) is is_off, name


@pytest.mark.parametrize("changes", CHANGES, ids=["as it is", "changed", "every change"])
def test_the_sources_of_a_head_sum_to_it(changes: Changes) -> None:
    """A head's share by the tokens that it read; one that is off has sources of 0."""
    inside, at = Inside(network_of()), TextPlace(TEXT, 25, changes=changes)
    whole = parts_of(ask(inside, ContributionsRequest(at, 13, 60)))
    for block in (1, 2, 3):
        for head in (1, 2, 3):
            account = ask(inside, HeadSourcesRequest(at, block, head, 13, 60))
            assert_closes(account)
            assert [part.name for part in account.parts] == [str(i) for i in range(1, 26)]
            assert account.target == whole[f"head {block}.{head}"]
            is_mean = (block, head) == (3, 3)  # a mean over rows, one of which is the hidden one's
            for place in changes.hidden:
                assert is_mean or parts_of(account)[str(place)].raw == 0.0


def test_sources_are_counted_in_the_whole_text() -> None:
    """After a shift of the context the first token that was seen is not the text's first."""
    inside = Inside(network_of())
    account = ask(inside, HeadSourcesRequest(TextPlace(LONG_TEXT, 60), 1, 1))
    assert [part.name for part in account.parts] == [str(i) for i in range(25, 61)]
    assert_closes(account)


@torch.inference_mode()
def test_the_neurons_of_an_mlp_sum_to_it() -> None:
    """Each neuron alone: the MLP with the others' columns zeroed, less the bias."""
    network = network_of()
    inside, at = Inside(network), TextPlace(TEXT, 25)
    whole = parts_of(ask(inside, ContributionsRequest(at, 13)))
    for block in (1, 2, 3):
        account = ask(inside, NeuronsRequest(at, block, 13))
        assert_closes(account)
        assert [p.name for p in account.parts] == [*(str(i) for i in range(1, 97)), "bias"]
        assert account.target.raw == pytest.approx(whole[f"mlp {block}"].raw, abs=1e-9)
    bias = parts_of(account)["bias"].raw
    narrow = network.trf_blocks[2].ff.layers[2]
    only = narrow.weight[:, 40].clone()
    before = contributed(network, TEXT[:25], 13)
    narrow.weight.zero_()
    narrow.weight[:, 40] = only
    after = contributed(network, TEXT[:25], 13)
    scale = before["position"] / after["position"]
    assert parts_of(account)["41"].raw == pytest.approx(
        after["mlp 3"] * scale - bias, abs=TOLERANCE
    )


def test_a_longer_text_gives_the_same_account() -> None:
    """One pass over a text serves all its places."""
    short = ask(Inside(network_of()), ContributionsRequest(TextPlace(TEXT[:20], 20), 3, 4))
    long = ask(Inside(network_of()), ContributionsRequest(TextPlace(TEXT, 20), 3, 4))
    for one, other in zip(short.parts, long.parts, strict=True):
        for column in COLUMNS:
            assert getattr(one, column) == pytest.approx(getattr(other, column), abs=TOLERANCE)


def test_one_block_one_head_one_token() -> None:
    """The smallest account: 3 + 1 · (1 + 2) parts."""
    inside = Inside(network_of(n_layers=1, n_heads=1))
    account = ask(inside, ContributionsRequest(TextPlace(TEXT[:1], 1)))
    assert len(account.parts) == 6
    assert_closes(account)


@pytest.mark.parametrize(
    "request_",
    [
        HeadSourcesRequest(TextPlace(TEXT, 5), 4, 1),
        HeadSourcesRequest(TextPlace(TEXT, 5), 1, 0),
        NeuronsRequest(TextPlace(TEXT, 5), 0),
        ContributionsRequest(TextPlace(TEXT, 5), 97),
        ContributionsRequest(TextPlace(TEXT, 5), 3, -1),
    ],
    ids=["block", "head", "block of neurons", "target", "other token"],
)
def test_what_is_not_there_is_refused(request_: ContributionsRequest) -> None:
    """In a sentence, not by an index of a tensor."""
    with pytest.raises(RequestError):
        ask(Inside(network_of()), request_)

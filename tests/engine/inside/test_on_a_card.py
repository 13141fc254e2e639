"""Every question about the inside of a network that lies on a graphics card, without one.

A tensor that is made without its device is found, whatever the question; the figures of a real card
are not told by it.
"""

from __future__ import annotations

import pytest
import torch

from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.engine.inside import gradients
from gptdesk.engine.inside import inside as questions
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    ANATOMIES,
    ArithmeticRequest,
    AttentionGridRequest,
    AttentionMapRequest,
    AttentionRowRequest,
    ContributionsRequest,
    EffectRequest,
    GreedyDifferenceRequest,
    HeadSourcesRequest,
    InsideRequest,
    IntegratedGradientsRequest,
    LensGridRequest,
    LensRequest,
    LossRequest,
    NeighboursRequest,
    NeuronsRequest,
    PatchingRequest,
    PlaceRequest,
    PositionsRequest,
    Spot,
    Stop,
    StopRequest,
    StreamRequest,
    SumRequest,
    TextPlace,
    TryHeadsRequest,
    TryTokensRequest,
    UpdateRequest,
)
from gptdesk.model import as_stored
from gptdesk.model.walked import ReadableNetwork
from tests.engine.inside.networks import TEXT, ask, network_of
from tests.engine.inside.pretended_card import CARD, OnCard, card, to_card
from tests.model.walked_networks import llama_of

END = 9  # of a text
OFF = Changes((HeadChange(1, 1), HeadChange(2, 2, factor=0.5)), (3,))
MEAN = Changes((HeadChange(1, 1, uses_mean=True),))


def on_card(network: ReadableNetwork) -> ReadableNetwork:
    weights = {name: to_card(one.clone()) for name, one in network.state_dict().items()}
    return as_stored.with_weights(network.cfg, weights)


def requests(changes: Changes, design: str) -> list[InsideRequest]:
    """Return a question of every kind, and what a page asks in two ways."""
    anatomy = ANATOMIES[design]
    at = TextPlace(TEXT[:24], 20, changes=changes)
    other = TextPlace((*TEXT[:18], TEXT[18] + 1, *TEXT[19:24]), 20, changes=changes)
    return [
        PlaceRequest(TextPlace(TEXT[:12], 10, changes=changes)),  # the next goes on with it
        PlaceRequest(at),
        *(StopRequest(at, Spot(stop, 2, 1)) for stop in anatomy.stops),
        SumRequest(at, Spot(Stop.QUERY_KEY_VALUE, 1, 2), "key", 3),
        AttentionRowRequest(at, 2, 1),
        AttentionMapRequest(at, 2, 1, most_cells=8, hides_first=True),
        AttentionGridRequest(at, 2, side=8),
        LensRequest(at),
        LensGridRequest(at, (3, 20)),
        ContributionsRequest(at),
        HeadSourcesRequest(at, 1, 1),
        NeuronsRequest(at, 2),
        EffectRequest(at),
        GreedyDifferenceRequest(at),
        TryHeadsRequest(at, ((1, 2),)),
        TryTokensRequest(at, (2,)),
        TryTokensRequest(at, (2,), is_left_out=True),
        NeighboursRequest(5),
        ArithmeticRequest(1, 2, 3, expected_id=4),
        *([PositionsRequest()] if anatomy.has_positions else []),
        StreamRequest(at),
        LossRequest(at),
        LossRequest(at, is_without_shortcuts=True),
        UpdateRequest(at, "descent", 0.01),
        UpdateRequest(at, "adamw", 0.01),
        *([IntegratedGradientsRequest(at, 5)] if anatomy.has_positions else []),
        IntegratedGradientsRequest(at, 5, "end_of_text"),
        PatchingRequest(other, at, 3, 40),
    ]


@pytest.mark.parametrize("changes", [NO_CHANGES, OFF, MEAN], ids=["whole", "off", "mean"])
@pytest.mark.parametrize("design", ANATOMIES)
def test_every_question_is_answered_on_the_card(
    design: str, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same operations as on the CPU, and nothing that was made there by mistake."""
    for steps in ("_FEWEST_STEPS", "_MOST_STEPS"):  # more of them are more of the same
        monkeypatch.setattr(gradients, steps, 5)
    asked = requests(changes, design)
    kinds = (questions._AT_A_PLACE, questions._AGAIN_AT_A_PLACE, questions._OTHERS)
    known = {kind for table in (*kinds, questions._IN_SPACE) for kind in table}
    assert {type(one) for one in (*asked, PositionsRequest())} == known
    network = network_of(n_layers=2) if design == "gpt" else llama_of("mistral", n_layers=2)
    inside, elsewhere = Inside(network, END), Inside(on_card(network), END)
    for request in asked:
        expected = ask(inside, request)
        with card():
            assert ask(elsewhere, request) == expected, request


def test_what_is_mixed_is_refused() -> None:
    """The test above can fail: a tensor that stays on the CPU is found, and one of the card is not.

    A single number may come from the CPU, and so may indices, as on a real card.
    """
    with card():
        there = torch.arange(4.0, device=CARD)
        assert isinstance(there, OnCard)
        assert (there + torch.tensor(1.0))[torch.tensor([1])].tolist() == [2.0]
        with pytest.raises(RuntimeError, match="a tensor of the CPU meets one of the card"):
            _ = there + torch.arange(4.0)
    assert not isinstance(there.cpu(), OnCard)

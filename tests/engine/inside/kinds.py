"""Networks of every kind that the stops are shown for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import ANATOMIES, Stop
from gptdesk.model.gpt import GPTModel
from gptdesk.model.walked import ReadableNetwork
from tests.engine.inside.networks import network_of
from tests.model.walked_networks import LLAMAS, llama_of


def every_kind(stop: Stop = Stop.TOKEN) -> list[Inside]:
    """Return GPT-2s and Llamas of every kind, as far as they have a stop."""
    return [one for one in map(Inside, _networks()) if stop in stops_of(one)]


@cache
def _networks() -> tuple[ReadableNetwork, ...]:
    """Return a network of every kind, made once: nobody changes one."""
    return (*(one.network for one in every_gpt()), *map(llama_of, LLAMAS))


def stops_of(inside: Inside) -> tuple[Stop, ...]:
    """Return the stops that a network declares."""
    return ANATOMIES[inside.network.cfg.design].stops


def llama(kind: str = "llama") -> Inside:
    """Return one of `LLAMAS`: 3 blocks of 6 heads in 2 groups, 24 wide, 48 places."""
    return Inside(llama_of(kind))


def every_gpt() -> list[Inside]:
    """Return one with biases, one without and tied, one with the exact gate, one of 1 head."""
    plain = network_of()
    exact = GPTModel(replace(plain.cfg, gelu="exact")).eval().requires_grad_(requires_grad=False)
    exact.load_state_dict(plain.state_dict())
    bare = network_of(has_bias=False, is_tied=True)
    single = network_of(n_layers=1, n_heads=1)
    return [Inside(network) for network in (plain, bare, exact, single)]


def small() -> Inside:
    """Return the first of them: 3 blocks of 3 heads, 24 wide, 48 places."""
    return Inside(network_of())

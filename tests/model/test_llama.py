"""The Llama page computes what other people's implementations of the family compute."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import torch
from transformers import PreTrainedModel

from gptdesk.model.checkpoints.gpt2_names import without_wrappers
from gptdesk.model.checkpoints.llama_shape import understand_words
from gptdesk.model.checkpoints.readers import StoredTensor
from gptdesk.model.config import LlamaConfig, count_parameters
from gptdesk.model.kv_cache import KVCache
from gptdesk.model.llama import LlamaModel, unseen_places
from gptdesk.model.walk import Walk, attention_weights
from tests.model.llama_networks import FAMILIES, make_network

torch.manual_seed(5)
IDS = torch.randint(0, 160, (1, 60))

# Logits here reach 10 to 40; float32's rounding moved them by 2e-5 at most, seen on one processor.
CLOSE = 1e-4


def as_ours(network: PreTrainedModel) -> LlamaModel:
    """Return the same network on our page, configured by its `config.json` alone."""
    words = json.loads(network.config.to_json_string(use_diff=False))
    state = {without_wrappers(name): tensor for name, tensor in network.state_dict().items()}
    if words["tie_word_embeddings"]:
        del state["lm_head.weight"]  # as it is saved
    stored = {
        name: StoredTensor(tuple(tensor.shape), "float32", tensor.clone)
        for name, tensor in state.items()
    }
    facts = understand_words(Path("model.safetensors"), words, stored)
    rows = facts.format.rows_for(facts.config.n_layers)
    ours = {row.ours[0]: state.pop(row.theirs) for row in rows if row.theirs in state}
    assert not state, "weights that are in no table"
    ours.setdefault("out_head.weight", ours["tok_emb.weight"])
    model = LlamaModel(facts.config)
    model.load_state_dict(ours)
    return model.eval()


@pytest.mark.parametrize("family", FAMILIES)
@torch.inference_mode()
def test_logits_are_those_of_transformers(family: str) -> None:
    """Each relative changes the arithmetic at one place; without it answers still read well."""
    network = make_network(family)
    ours = as_ours(network)
    wanted = network(IDS).logits
    assert wanted.abs().max() > 8, "too small to tell"
    assert (ours(IDS) - wanted).abs().max() < CLOSE
    assert count_parameters(ours.cfg).total == sum(p.numel() for p in ours.parameters())


@pytest.mark.parametrize("family", FAMILIES)
@torch.inference_mode()
def test_what_is_kept_of_a_pass_is_what_transformers_has(family: str) -> None:
    """The stream after every block and every head's weights: what *Under the hood* shows."""
    network = make_network(family)
    network.set_attn_implementation("eager")
    said = network(IDS, output_attentions=True, output_hidden_states=True)
    ours = as_ours(network)
    walk = Walk(ours)
    assert walk.read(IDS[0].tolist(), Event())
    for number, theirs in enumerate(said.attentions, start=1):
        # Numbers of the stream reach 60, more than logits; their last one is normalised already.
        off = walk.stream(number - 1) - said.hidden_states[number - 1][0]
        assert off.abs().max() < 5 * CLOSE
        states = walk.block(number)
        weights = attention_weights(states.q, states.k, window=ours.cfg.window)
        assert (weights - theirs[0]).abs().max() < 3e-5
    last = ours.final_norm(walk.last_stream)
    assert (last - said.hidden_states[-1][0]).abs().max() < CLOSE


@pytest.mark.parametrize("family", FAMILIES)
@torch.inference_mode()
def test_one_token_at_a_time_is_the_whole_text(family: str) -> None:
    """An answer is computed through the cache, the measures of a text without one."""
    ours = as_ours(make_network(family))
    whole, cache = ours(IDS), KVCache(ours.cfg, capacity=4)  # which doubles four times
    parts = [ours(IDS[:, :23], cache), ours(IDS[:, 23:30], cache)]
    parts += [ours(IDS[:, i : i + 1], cache) for i in range(30, 60)]
    assert (torch.cat(parts, dim=1) - whole).abs().max() < CLOSE
    assert (cache.length, cache.capacity) == (60, 64)
    last = ours.new_cache()
    assert torch.equal(ours.last_hidden_state(IDS, last), ours.hidden_states(IDS)[:, -1])
    assert last.length == 60


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("llama", {"rope_base": 90.0}),
        ("llama", {"norm_eps": 0.02}),
        ("llama3", {"rope_factors": ()}),
        ("linear", {"rope_factors": ()}),
        ("mistral", {"window": 9}),
        ("mistral", {"window": None}),
        ("smollm3", {"no_rope_layers": ()}),
    ],
)
@torch.inference_mode()
def test_every_number_of_the_configuration_counts(family: str, change: dict[str, object]) -> None:
    """The comparison with transformers would notice each of them wrong."""
    network = make_network(family)
    ours = as_ours(network)
    changed = LlamaModel(replace(ours.cfg, **change))  # type: ignore[arg-type]
    changed.load_state_dict(ours.state_dict())
    assert (changed.eval()(IDS) - network(IDS).logits).abs().max() > 100 * CLOSE


def test_a_window_counts_the_token_itself() -> None:
    """Mistral's token i sees i - 3 … i with a window of 4, also after a cache."""
    seen = ~unseen_places(S=3, T=3, window=4)
    assert [row.nonzero().flatten().tolist() for row in seen] == [
        [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5],
    ]  # fmt: skip
    assert [row.sum().item() for row in ~unseen_places(S=3, T=3, window=None)] == [4, 5, 6]


def test_a_text_beyond_the_context_is_refused() -> None:
    """Angles exist for any place; only the configuration says where training ended."""
    config = LlamaConfig("Llama", 11, 8, 16, 4, 2, 4, 1, 24, 1e-5, 100.0)
    model, ids = LlamaModel(config).eval(), torch.zeros(1, 5, dtype=torch.int64)
    cache = model.new_cache()
    model.hidden_states(ids, cache)
    with pytest.raises(ValueError, match="5 \\+ 5 tokens do not fit a context of 8"):
        model.hidden_states(ids, cache)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_kv_heads": 3}, "n_heads 4 is not a multiple of n_kv_heads 3"),
        ({"head_dim": 5}, "head_dim 5 is odd"),
        ({"norm_eps": 0.0}, "norm_eps must be between 0 and 1, not 0.0"),
        ({"norm_eps": float("nan")}, "norm_eps must be between 0 and 1, not nan"),
        ({"rope_base": 0.0}, "rope_base must be"),
        ({"rope_base": float("inf")}, "rope_base must be"),
        ({"rope_factors": (1.0,)}, "rope_factors must be 2 numbers"),
        ({"rope_factors": (1.0, 0.0)}, "rope_factors must be positive"),
        ({"window": 0}, "window must be"),
        ({"n_layers": 0}, "n_layers must be"),
        ({"vocab_size": True}, "vocab_size must be"),
    ],
)
def test_impossible_configurations_are_refused(change: dict[str, object], message: str) -> None:
    """The sentence names the field, because a person wrote it."""
    config = LlamaConfig("Llama", 11, 8, 16, 4, 2, 4, 1, 24, 1e-5, 100.0)
    with pytest.raises(ValueError, match=message):
        replace(config, **change)  # type: ignore[arg-type]

"""The shelf says true things of models that the program can open."""

from __future__ import annotations

from gptdesk.model.config import LlamaConfig, count_parameters, network_from_fields
from gptdesk.storage.models.hub.addresses import repository_name
from gptdesk.storage.models.hub.shelf import shelf

# As their makers publish them: model cards, and the papers of GPT-2 and Cerebras-GPT.
_MILLIONS = {
    "GPT-2 small": 124.4,
    "GPT-2 medium": 354.8,
    "GPT-2 large": 774.0,
    "GPT-2 XL": 1557.6,
    "DistilGPT-2": 81.9,
    "DialoGPT small": 124.4,
    "DialoGPT medium": 354.8,
    "Cerebras-GPT 111M": 111.1,
    "Cerebras-GPT 256M": 256.0,
    "SmolLM2 135M Instruct": 134.5,
    "SmolLM2 360M Instruct": 361.8,
    "SmolLM2 1.7B Instruct": 1711.4,
    "Qwen2.5 0.5B Instruct": 494.0,
    "Qwen2.5 1.5B Instruct": 1543.7,
    "Qwen3 0.6B": 596.0,
    "Qwen3 1.7B": 1720.6,
    "Llama 3.2 1B Instruct": 1235.8,
    "GPT-2 small (LLMs from scratch)": 124.4,
}


def test_every_shape_has_the_parameters_that_its_makers_publish() -> None:
    """Size and memory are computed from it: a wrong number would promise what does not fit."""
    counted = {
        model.name: round(count_parameters(network_from_fields(model.network)).total / 1e6, 1)
        for model in shelf()
    }
    assert counted == _MILLIONS


def test_every_entry_can_be_fetched_and_is_said_in_a_sentence() -> None:
    for model in shelf():
        assert repository_name(model.repository) == model.repository
        assert model.good_for.endswith(".")
        assert model.licence
        assert len(model.revision) == 40 or model.revision == "main"
        assert not model.sha256 or (len(model.sha256) == 64 and model.revision != "main")
        network = network_from_fields(model.network)
        assert model.stored_bits in ((16,) if isinstance(network, LlamaConfig) else (16, 32))
    assert [model.name for model in shelf() if model.is_gated] == ["Llama 3.2 1B Instruct"]

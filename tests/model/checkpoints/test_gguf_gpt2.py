"""A GPT-2 in a GGUF file is the network that was put into it, and nothing else is taken for one."""

from __future__ import annotations

import errno
import io
import logging
import os
import struct
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import gguf
import pytest
import torch
from gguf import quants
from safetensors.torch import save_file
from torch import Tensor
from transformers import GPT2LMHeadModel
from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.checkpoints.read import Checkpoint, read_checkpoint
from tests.benchmarks.peers_files import convert_to_gguf, gguf_vocabulary
from tests.model.checkpoints.gguf_files import (
    Entry,
    File,
    f32,
    gpt2_tensors,
    i32s,
    small_file,
    text,
    texts,
    u32,
    whole_file,
    write,
)
from tests.model.checkpoints.malformed import outcome, tiny_state
from tests.model.checkpoints.reference_models import make_reference

IDS = torch.tensor([[15496, 11, 314, 716, 50256, 464, 3139, 286]])

# Logits here have a standard deviation of 2.2 and reach 10. Rounding every matrix to float16 moved
# them by 0.011 at most, to Q8_0 by 0.20; half again as much is for other processors' sums.
LOGITS_WITHIN = {"f32": 0.0, "f16": 0.017, "q8_0": 0.3}


@pytest.fixture(scope="module", autouse=True)
def _quiet_libraries() -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)
    logging.getLogger("gguf").setLevel(logging.ERROR)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random GPT-2 in each form, written by the libraries of the formats themselves."""
    folder = tmp_path_factory.mktemp("forms")
    make_reference((2, 64, 4, 64)).save_pretrained(folder / "hub")
    for kind in LOGITS_WITHIN:
        convert_to_gguf(folder / "hub", folder / f"{kind}.gguf", kind)
    return folder


@pytest.fixture(scope="module")
def stored(folder: Path) -> Checkpoint:
    return read_checkpoint(folder / "hub")


@torch.inference_mode()
def _logits(checkpoint: Checkpoint) -> Tensor:
    return checkpoint.model(IDS)


def _rounded(tensor: Tensor, kind: str) -> Tensor:
    """Return what the format's own package keeps of a matrix."""
    to = {"f32": gguf.GGMLQuantizationType.F32, "f16": gguf.GGMLQuantizationType.F16,
          "q8_0": gguf.GGMLQuantizationType.Q8_0}[kind]  # fmt: skip
    values = tensor.detach().contiguous().numpy()
    return torch.from_numpy(quants.dequantize(quants.quantize(values, to), to))


@pytest.mark.parametrize("kind", LOGITS_WITHIN)
def test_every_weight_and_logit_is_the_one_that_was_stored(
    kind: str, folder: Path, stored: Checkpoint
) -> None:
    """A matrix the wrong way round, or two swapped, still gives fluent nonsense."""
    read = read_checkpoint(folder / f"{kind}.gguf")
    assert read.model.cfg == replace(stored.model.cfg, drop_rate=0.0)
    for name, wanted in stored.model.named_parameters():
        is_matrix = wanted.ndim == 2 and not name.startswith("pos_emb")
        kept = _rounded(wanted, kind) if is_matrix else wanted
        assert torch.equal(read.model.get_parameter(name), kept), name
    difference = (_logits(read) - _logits(stored)).abs().max().item()
    assert difference <= LOGITS_WITHIN[kind]
    assert (difference == 0) == (kind == "f32")


def test_what_is_told_of_a_file(folder: Path) -> None:
    """What the card of the model shows; a rounded file is not the model that was trained."""
    plain, rounded = read_checkpoint(folder / "f16.gguf"), read_checkpoint(folder / "q8_0.gguf")
    assert (plain.name, plain.file_format) == ("f16", "GPT-2 GGUF")
    assert (plain.stored_dtype, plain.notes) == ("float16 and float32", ())
    assert rounded.stored_dtype == "Q8_0 and float32"
    (note,) = rounded.notes
    assert "rounded, in 8.5 bits each on average (Q8_0)." in note


def test_transformers_reads_the_same_network(folder: Path) -> None:
    """Its reader is written by others; 1e-4 is what float32 sums in another order come to."""
    theirs = GPT2LMHeadModel.from_pretrained(folder / "hub")
    found = load_gguf_checkpoint(
        str(folder / "f16.gguf"), return_tensors=True, model_to_load=theirs
    )
    theirs.load_state_dict(found["tensors"], strict=False)  # the tied head has no name of its own
    theirs.eval()
    with torch.inference_mode():
        wanted = theirs(IDS).logits
    assert torch.allclose(_logits(read_checkpoint(folder / "f16.gguf")), wanted, atol=1e-4, rtol=0)


def test_a_stored_head_is_used_and_an_equal_one_is_not_kept_twice(tmp_path: Path) -> None:
    """Older converters wrote GPT-2's head out, and other programs round it less than the rest."""
    tensors = gpt2_tensors()
    twice = replace(tensors[0], name="output.weight")
    other = replace(twice, data=struct.pack("<f", 0.5) * (50257 * 32), type_number=0)
    for head, is_tied in ((twice, True), (other, False)):
        read = read_checkpoint(write(tmp_path, whole_file(tensors=[*tensors, head])))
        assert read.model.cfg.tie_embeddings == is_tied
        assert read.model.out_head.weight[50256, 31].item() == pytest.approx(
            0.02 if is_tied else 0.5, rel=1e-3
        )


# --- what is no GPT-2 ----------------------------------------------------------------------------


def _of(architecture: str, keys: Mapping[str, bytes] | None = None) -> File:
    return small_file({"general.architecture": text(architecture)} | dict(keys or {}))


EXPERTS = [*gpt2_tensors(rows=3), Entry("blk.0.ffn_up_exps.weight", (32,), bytes(128))]

OTHERS = {
    "unknown": (_of("wombat"), "'wombat', which GPTDesk cannot compute"),
    "experts": (_of("llama", {"llama.expert_count": u32(8)}), "'llama', is a mixture of experts"),
    "experts by name": (replace(_of("llama"), tensors=EXPERTS), "is a mixture of experts"),
    "pictures": (_of("clip"), r"the picture part \(clip\) of another model"),
    "pictures, new": (small_file({"general.type": text("mmproj")}), "the picture part"),
    "adapter": (small_file({"general.type": text("adapter")}), "an adapter"),
    "imatrix": (small_file({"general.type": text("imatrix")}), "an importance matrix"),
    "other type": (small_file({"general.type": text("opera")}), "it is 'opera', not a model"),
    "split": (small_file({"split.count": u32(3)}), "one of the 3 parts.*llama-gguf-split"),
    "a billion blocks": (small_file({"gpt2.block_count": u32(10**9)}), "have 2"),
    "a block less": (small_file({"gpt2.block_count": u32(1)}), "block_count is 1, but .* have 2"),
    "other context": (small_file({"gpt2.context_length": u32(9)}), "context_length is 9.*have 8"),
    "other width": (small_file({"gpt2.embedding_length": u32(64)}), "is 64.*have 32"),
    "other widening": (small_file({"gpt2.feed_forward_length": u32(64)}), "is 64.*have 128"),
    "0 heads": (small_file({"gpt2.attention.head_count": u32(0)}), "into 0 attention heads"),
    "5 heads": (small_file({"gpt2.attention.head_count": u32(5)}), "32 .*into 5 attention heads"),
    "epsilon 0": (small_file({"gpt2.attention.layer_norm_epsilon": f32(0)}), "epsilon 0.0, and"),
    "epsilon NaN": (
        small_file({"gpt2.attention.layer_norm_epsilon": f32(float("nan"))}), "epsilon nan, and"
    ),
    "T5's tokens": (small_file({"tokenizer.ggml.model": text("t5")}), "tokenizer is 't5'"),
    "no scores": (
        small_file({"tokenizer.ggml.model": text("llama"), "tokenizer.ggml.eos_token_id": u32(2)}),
        "does not say in which order characters are merged",
    ),
    "Qwen's pattern": (small_file({"tokenizer.ggml.pre": text("qwen2")}), "50256, and it has 3"),
    "more tokens": (small_file(tensors=gpt2_tensors(rows=2)), "names 3 tokens, but .* have 2"),
    "own tokens": (small_file(), "its eos_token_id is 50256, and it has 3 tokens"),
    "a block missing": (
        small_file(tensors=[one for one in gpt2_tensors() if not one.name.startswith("blk.1")]),
        "block_count is 2, but its weights have 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_another_model_is_refused_by_name(name: str, tmp_path: Path) -> None:
    """Ten times 98 MB are downloaded for nothing where a refusal does not say why."""
    file, reason = OTHERS[name]
    path = write(tmp_path, file)
    outcome(path)
    with pytest.raises(CheckpointError, match=reason):
        read_checkpoint(path)


@pytest.mark.parametrize(
    "key",
    ["general.architecture", "gpt2.attention.head_count", "gpt2.attention.layer_norm_epsilon",
     "tokenizer.ggml.model", "tokenizer.ggml.tokens"],
)  # fmt: skip
def test_nothing_is_guessed_where_a_file_is_silent(key: str, tmp_path: Path) -> None:
    file = small_file()
    keys = {name: value for name, value in file.keys.items() if name != key}
    assert "it does not say" in outcome(write(tmp_path, replace(file, keys=keys)))


def _swapped(words: list[str]) -> bytes:
    return texts([*words[:1000], words[1001], words[1000], *words[1002:]])


# How many tokens a file has whose tokenizer is not GPT-2's own.
OWN_TOKENS = {"an added token": 50258, "two tokens swapped": 50257, "two merges swapped": 50257}


def _whole_cases() -> dict[str, tuple[Callable[[], File], str]]:
    tokens, merges = gguf_vocabulary()
    added = [*tokens, "<|user|>"]
    padded = [*tokens, "[PAD50257]", "[PAD50258]"]

    def padded_file() -> File:
        kinds = i32s([1] * 50256 + [3, 5, 5])
        keys = {"tokenizer.ggml.tokens": texts(padded), "tokenizer.ggml.token_type": kinds}
        return whole_file(keys, tensors=gpt2_tensors(rows=50304))

    def added_file() -> File:
        keys = {
            "tokenizer.ggml.tokens": texts(added),
            "tokenizer.ggml.token_type": i32s([1] * 50256 + [3, 3]),
        }
        return whole_file(keys, tensors=gpt2_tensors(rows=50258))

    def spoilt(number: int, start: int, value: bytes) -> File:
        tensors = gpt2_tensors()
        data = tensors[number].data
        spoilt = data[:start] + value + data[start + len(value) :]
        tensors[number] = replace(tensors[number], data=spoilt)
        return whole_file(tensors=tensors)

    return {
        "as it should be": (whole_file, ""),
        "padded": (padded_file, ""),
        "more rows than tokens": (lambda: whole_file(tensors=gpt2_tensors(rows=50304)), ""),
        "an added token": (added_file, ""),
        "two tokens swapped": (
            lambda: whole_file({"tokenizer.ggml.tokens": _swapped(tokens)}), ""
        ),
        "two merges swapped": (
            lambda: whole_file({"tokenizer.ggml.merges": _swapped(merges)}), ""
        ),
        "kinds of fewer tokens": (
            lambda: whole_file({"tokenizer.ggml.token_type": i32s([1])}), "kinds are 1"
        ),
        "an end beyond": (
            lambda: whole_file({"tokenizer.ggml.eos_token_id": u32(60000)}), "eos_token_id is 60000"
        ),
        "a start beyond": (
            lambda: whole_file({"tokenizer.ggml.bos_token_id": u32(50257)}), "bos_token_id is 50257"
        ),
        "another splitting": (
            lambda: whole_file({"tokenizer.ggml.pre": text("wombat")}), "by 'wombat', which"
        ),
        "NaN": (lambda: spoilt(1, 8, struct.pack("<f", float("nan"))), "'position_embd.weight' "),
        "an infinite scale": (
            lambda: spoilt(0, 34, struct.pack("<e", float("inf"))), "'token_embd.weight' holds"
        ),
    }  # fmt: skip


def test_the_whole_vocabulary_and_every_number_count(tmp_path: Path) -> None:
    """With two tokens swapped it is another vocabulary of the same size: read as what it is."""
    notes: dict[str, tuple[str, ...]] = {}
    for name, (make, reason) in _whole_cases().items():
        path = write(tmp_path, make())
        sentence = outcome(path)
        assert bool(sentence) == bool(reason), f"{name}: {sentence}"
        assert reason in sentence, f"{name}: {sentence}"
        if not reason:
            read = read_checkpoint(path)
            own = OWN_TOKENS.get(name)
            assert read.model.cfg.vocab_size == (own or 50257)
            assert (open_checkpoint(path).tokenizer is None) == (own is None)
            notes[name] = read.notes[1:]  # behind the one on rounding
    assert notes["as it should be"] == ()
    for name in ("padded", "more rows than tokens"):
        assert [note.split(";")[0] for note in notes[name]] == [
            "The file's token embedding has 50,304 rows"
        ]


# --- files and folders ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "said", "name"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "Smollm2 135M 8k Lc100K Mix1 Ep2", ""),
        ("model-of-mine.gguf", "Tiny", ""),
        ("ggml-model-Q4_K_M.gguf", "Tiny", "Tiny"),
        ("model.f16.gguf", "Tiny", "Tiny"),
        ("model.gguf", " ", "folder"),
    ],
)
def test_a_model_is_called_as_its_file_is(tmp_path: Path, file: str, said: str, name: str) -> None:
    """People choose by the file's name; what a converter wrote inside counts where that is none."""
    folder = tmp_path / "folder"
    folder.mkdir()
    path = write(folder, whole_file({"general.name": text(said)}), file)
    assert open_checkpoint(path).name == (name or path.stem)


def test_a_file_in_a_folder(tmp_path: Path) -> None:
    """A file that was downloaded lies beside anything, and speaks for itself."""
    path = write(tmp_path, whole_file())
    (tmp_path / "tokenizer.json").write_text('{"model": {"vocab": {}, "merges": []}}')
    (tmp_path / "config.json").write_text('{"model_type": "llama", "n_heads": 7}')
    for opened in (path, tmp_path):
        read = read_checkpoint(opened)
        assert (read.path, read.name, read.model.cfg.n_heads) == (path, "Tiny", 4)
    save_file(tiny_state(), tmp_path / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"holds 2 model files.*Choose one of the files"):
        read_checkpoint(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    write(tmp_path, b"", "other.gguf")
    with pytest.raises(CheckpointError, match=r"holds 2 model files.*Choose one of the files"):
        read_checkpoint(tmp_path)


def test_a_disk_that_fails_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that is pulled out, while the header is read or later a weight."""
    path, calls = write(tmp_path, whole_file()), []

    class Failing(io.BytesIO):
        def fileno(self) -> int:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        def readinto(self, buffer: object) -> int:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    for moment in (1, 4, 5, 20):  # its header, its tokens, its merges, a tensor
        calls.clear()

        def fail_then(path: Path, *, moment: int = moment) -> io.IOBase:
            calls.append(path)
            return Failing() if len(calls) == moment else open_regular(path)

        monkeypatch.setattr("gptdesk.model.checkpoints.gguf.open_regular", fail_then)
        with pytest.raises(CheckpointError, match=r"model\.gguf: it (cannot be read|was cut)"):
            read_checkpoint(path)
        assert len(calls) == moment


def test_parts_and_disguises(tmp_path: Path) -> None:
    """What must be done about a part is another thing for each kind of file."""
    part = write(tmp_path, whole_file(), "tiny-00001-of-00002.gguf")
    assert "llama-gguf-split" in outcome(part)
    renamed = write(tmp_path, whole_file(), "model.safetensors")
    assert outcome(renamed) == ""
    index = tmp_path / "model.safetensors.index.json"
    index.write_text('{"weight_map": {"tok_emb.weight": "model.safetensors"}}')
    assert "never a part of another model" in outcome(index)

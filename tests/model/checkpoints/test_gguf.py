"""GGUF files that are damaged, hostile or of another kind: one sentence each, and little work."""

from __future__ import annotations

import random
import struct
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import read_header
from gptdesk.model.checkpoints.open import open_checkpoint
from tests.model.checkpoints.gguf_files import (
    IQ2_XXS,
    Entry,
    File,
    f32,
    gpt2_tensors,
    i32s,
    list_of,
    raw_text,
    small_file,
    text,
    texts,
    u32,
    whole_file,
    write,
)
from tests.model.checkpoints.malformed import mutations, outcome

HUGE = (2**31, 2**62, 2**63)
NO_MODEL = (
    "its eos_token_id is 50256, and it has 3 tokens"  # what a sound file of three tokens comes to
)

Case = tuple[str, File | bytes, str]


def _changed(which: str, **fields: object) -> list[Entry]:
    """Return the tensors of the small file with one of them changed."""
    tensors = gpt2_tensors(rows=3)
    return [replace(one, **fields) if one.name == which else one for one in tensors]  # type: ignore[arg-type]


def _long(key: str, count: int) -> File:
    """Return a file in which a list says that it has `count` values; of a few there are some."""
    return small_file(more_keys=raw_text(key) + list_of(8, count, b"\0" * 64), key_count=16)


def _files_of_other_kinds() -> Iterator[Case]:
    yield "0 bytes", b"", "it is empty"
    yield "a few bytes", b"GG", "not a model file"
    yield "magic only", b"GGUF", "cut short"
    yield "text", b"Once upon a time", "not a model file"
    yield "web page", b"<!DOCTYPE html><html>404</html>", "a web page"
    yield "LFS pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"
    yield "version 1", small_file(version=1), "version 1"
    yield "version 4", small_file(version=4), "version 4"
    yield "version 0", small_file(version=0), "version 0"
    yield "big-endian", small_file(version=0x03000000), "the other order"
    yield "no tensors", small_file(tensors=()), "it holds no weights"


def _lying_counts() -> Iterator[Case]:
    for count in HUGE:
        yield f"{count} keys", small_file(key_count=count), "damaged"
        yield f"{count} tensors", small_file(tensor_count=count), "damaged"
        yield f"{count} texts", _long("a list", count), "damaged"
        numbers = raw_text("numbers") + list_of(5, count)
        yield f"{count} numbers", small_file(more_keys=numbers, key_count=16), "damaged"
        long_key = struct.pack("<Q", count) + b"key"
        yield f"a key of {count}", small_file(more_keys=long_key, key_count=16), "damaged"
        value = raw_text("key") + struct.pack("<IQ", 8, count)
        yield f"a text of {count}", small_file(more_keys=value, key_count=16), "damaged"
        item = raw_text("key") + list_of(8, 2, struct.pack("<Q", count))
        yield f"an item of {count}", small_file(more_keys=item, key_count=16), "damaged"
    yield "one key more", small_file(key_count=16), "cut short|damaged|not possible"
    yield "one tensor more", small_file(tensor_count=29), "cut short|damaged|not possible"


def _values() -> Iterator[Case]:
    nested = list_of(9, 1, struct.pack("<IQ", 9, 1) * 5_000)
    yield "lists of lists", small_file({"nested": nested}), "lists of lists"
    yield "unknown kind", small_file({"odd": struct.pack("<I", 13)}), "damaged"
    yield "list of an unknown kind", small_file({"odd": list_of(13, 1)}), "damaged"
    yield "a truth of 2", small_file({"odd": struct.pack("<IB", 7, 2)}), "damaged"
    key = raw_text("general.name") + text("again")
    yield "key twice", small_file(more_keys=key, key_count=16), "'general.name' twice"
    yield "key in latin-1", small_file(more_keys=struct.pack("<Q", 1) + b"\xe9"), "damaged"
    for name, value in {
        "general.architecture": u32(1),
        "general.name": u32(1),
        "general.type": texts(["model"]),
        "general.alignment": text("32"),
        "gpt2.block_count": f32(2.0),
        "gpt2.attention.head_count": i32s([4, 4]),
        "gpt2.attention.layer_norm_epsilon": u32(0),
        "tokenizer.ggml.model": u32(1),
        "tokenizer.ggml.tokens": i32s([1, 2, 3]),
        "tokenizer.ggml.merges": text("a b"),
    }.items():
        yield f"another kind of {name}", small_file({name: value}), f"'{name}' is not what belongs"
    for alignment in (0, 3, 2**30):
        file = small_file({"general.alignment": u32(alignment)})
        yield f"alignment {alignment}", file, "multiples of|not possible"


def _tensors() -> Iterator[Case]:
    name, qkv = "output_norm.bias", "blk.0.attn_qkv.weight"
    yield "offset unaligned", small_file(tensors=_changed(name, offset=4)), "not possible"
    yield "offset beyond the end", small_file(tensors=_changed(name, offset=2**20)), "cut short"
    yield "offset of 2^63", small_file(tensors=_changed(name, offset=2**63)), "not possible"
    yield "upon another", small_file(tensors=_changed(name, offset=0)), "in the same place"
    yield "0 dimensions", small_file(tensors=_changed(name, shape=())), "not possible"
    yield "5 dimensions", small_file(tensors=_changed(name, shape=(1,) * 5)), "not possible"
    yield "a million dimensions", _dimensions(10**6), "not possible"
    yield "a size of 0", small_file(tensors=_changed(name, shape=(0,))), "not possible"
    yield (
        "sizes that overflow",
        small_file(tensors=_changed(name, shape=(2**33, 2**33))),
        ("not possible"),
    )
    yield "2^40 weights", small_file(tensors=_changed(name, shape=(2**40,))), "same place"
    yield "half a block", small_file(tensors=_changed(qkv, shape=(96, 40))), "not possible"
    yield "unknown numbers", small_file(tensors=_changed(qkv, type_number=4711)), "kind .4711"
    yield "IQ2_XXS", small_file(tensors=_changed(qkv, type_number=IQ2_XXS)), "as IQ2_XXS"
    yield "tensor twice", small_file(tensors=_changed(qkv, name=name)), f"'{name}' twice"
    yield "a long name", small_file(tensors=_changed(name, name="n" * 300)), "damaged"


def _dimensions(count: int) -> File:
    info = raw_text("odd") + struct.pack("<I", count)
    file = small_file(tensors=())
    return replace(file, more_keys=info, tensor_count=1)


CASES: list[Case] = [*_files_of_other_kinds(), *_lying_counts(), *_values(), *_tensors()]


@pytest.mark.parametrize(("name", "file", "reason"), CASES, ids=[name for name, _, _ in CASES])
def test_what_is_wrong_with_a_file_is_one_sentence(
    name: str, file: File | bytes, reason: str, tmp_path: Path
) -> None:
    """The package gguf 0.19.0 itself hangs on 43 bytes that promise 2^63 values."""
    path = write(tmp_path, file)
    open_files = _open_files()
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(CheckpointError, match=reason):
        open_checkpoint(path)
    took_s = time.perf_counter() - started
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took_s < 3  # 1 ms on a quiet machine
    assert peak_bytes < 5_000_000
    assert _open_files() == open_files
    assert outcome(path)  # a sentence of ours, with the file's name


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def test_the_small_file_itself_is_sound(tmp_path: Path) -> None:
    """Else every case here would be refused for another reason than its own."""
    path = write(tmp_path, small_file())
    assert NO_MODEL in outcome(path)
    assert len(read_header(path).stored_tensors()) == 28


def test_a_file_that_was_cut_anywhere_is_refused(tmp_path: Path) -> None:
    """A download that broke off is the most common damage of all."""
    packed = small_file().packed()
    table = packed.index(b"output_norm.weight")  # half of the places before, half in the numbers
    places = [*range(4, table, table // 100), *range(table, len(packed), len(packed) // 100)]
    assert len(places) >= 200
    for at in places:
        sentence = outcome(write(tmp_path, packed[:at]))
        assert "cut short" in sentence or "damaged" in sentence, (at, sentence)


def test_damaged_headers_are_refused_or_sound(tmp_path: Path) -> None:
    """Whatever a disk does to a header: a sentence, or what the rest of the file still means."""
    packed = small_file().packed()
    dice = random.Random(16)
    end = packed.index(b"blk.1.ffn_down.bias") + 50  # of the header
    for _ in range(3_000):
        damaged = bytearray(packed)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(4, end)
            kind = dice.randrange(4)
            if kind == 0:
                damaged[at] ^= 1 << dice.randrange(8)
            elif kind == 1:
                damaged[at : at + 8] = struct.pack("<Q", dice.choice((0, 1, 255, *HUGE, 2**64 - 1)))
            elif kind == 2:
                del damaged[at : at + dice.randint(1, 40)]
            else:
                source = dice.randrange(4, end)
                damaged[at:at] = damaged[source : source + dice.randint(1, 40)]
        outcome(write(tmp_path, bytes(damaged)))


def test_damaged_files_are_refused_or_sound(tmp_path: Path) -> None:
    """A whole file of which a bit is wrong: never a network of other shapes or other numbers."""
    packed = whole_file().packed()
    for data in mutations(packed, 60, seed=7):
        outcome(write(tmp_path, data))
    assert outcome(write(tmp_path, packed)) == ""


def test_a_long_header_is_read_in_little_memory(tmp_path: Path) -> None:
    """The largest vocabularies have 200,000 tokens and 450,000 merges; they stay in the file."""
    many = texts(["abcd"] * 100_000)
    path = write(tmp_path, small_file({"tokenizer.ggml.merges": many}))
    tracemalloc.start()
    header = read_header(path)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
    assert header.whole_numbers("tokenizer.ggml.token_type") == [1, 1, 1]
    too_many = texts([""] * 1_000_001)
    assert "damaged" in outcome(write(tmp_path, small_file({"tokenizer.ggml.merges": too_many})))

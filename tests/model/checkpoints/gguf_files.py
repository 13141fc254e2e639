"""GGUF files written byte by byte, so that each of them can be wrong in one place."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.benchmarks.peers_files import gguf_vocabulary

F32, F16, Q8_0, IQ2_XXS = 0, 1, 8, 16


def u32(value: int) -> bytes:
    return struct.pack("<II", 4, value)


def f32(value: float) -> bytes:
    return struct.pack("<If", 6, value)


def raw_text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def text(value: str) -> bytes:
    return struct.pack("<I", 8) + raw_text(value)


def list_of(kind: int, count: int, values: bytes = b"") -> bytes:
    return struct.pack("<IIQ", 9, kind, count) + values


def texts(values: Sequence[str]) -> bytes:
    return list_of(8, len(values), b"".join(map(raw_text, values)))


def i32s(values: Sequence[int]) -> bytes:
    return list_of(5, len(values), struct.pack(f"<{len(values)}i", *values))


@dataclass(frozen=True)
class Entry:
    """A line of the table of tensors; `shape` is torch's."""

    name: str
    shape: tuple[int, ...]
    data: bytes = b""
    type_number: int = F32
    offset: int | None = None  # None: where it really lies


@dataclass(frozen=True)
class File:
    """A GGUF file: what it says, and its numbers. `key_count` and `tensor_count` may lie."""

    keys: Mapping[str, bytes] = field(default_factory=dict)
    tensors: Sequence[Entry] = ()
    version: int = 3
    key_count: int | None = None
    tensor_count: int | None = None
    more_keys: bytes = b""

    def packed(self) -> bytes:
        key_count = len(self.keys) if self.key_count is None else self.key_count
        tensor_count = len(self.tensors) if self.tensor_count is None else self.tensor_count
        header = b"GGUF" + struct.pack("<IQQ", self.version, tensor_count, key_count)
        header += b"".join(raw_text(key) + value for key, value in self.keys.items())
        header += self.more_keys
        data = b""
        for entry in self.tensors:
            offset = len(data) if entry.offset is None else entry.offset
            dimensions = tuple(reversed(entry.shape))
            header += raw_text(entry.name)
            header += struct.pack(f"<I{len(dimensions)}Q", len(dimensions), *dimensions)
            header += struct.pack("<IQ", entry.type_number, offset)
            data += entry.data + bytes(-len(entry.data) % 32)
        return header + bytes(-len(header) % 32) + data


def gpt2_keys(*, tokens: Sequence[str], merges: Sequence[str]) -> dict[str, bytes]:
    """Return what the header of a network of `gpt2_tensors` says."""
    return {
        "general.architecture": text("gpt2"),
        "general.type": text("model"),
        "general.name": text("Tiny"),
        "gpt2.block_count": u32(2),
        "gpt2.context_length": u32(8),
        "gpt2.embedding_length": u32(32),
        "gpt2.feed_forward_length": u32(128),
        "gpt2.attention.head_count": u32(4),
        "gpt2.attention.layer_norm_epsilon": f32(1e-5),
        "tokenizer.ggml.model": text("gpt2"),
        "tokenizer.ggml.pre": text("gpt-2"),
        "tokenizer.ggml.tokens": texts(tokens),
        "tokenizer.ggml.token_type": i32s([1] * len(tokens)),
        "tokenizer.ggml.merges": texts(merges),
        "tokenizer.ggml.eos_token_id": u32(50256),
    }


def gpt2_tensors(*, rows: int = 50257, scale: float = 0.02) -> list[Entry]:
    """Return a network 32 wide with 2 blocks whose every weight is `scale`."""
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (rows, 32),
        "position_embd.weight": (8, 32),
        "output_norm.weight": (32,),
        "output_norm.bias": (32,),
    }
    for number in range(2):
        for name, shape in {
            "attn_norm.weight": (32,), "attn_norm.bias": (32,), "attn_qkv.weight": (96, 32),
            "attn_qkv.bias": (96,), "attn_output.weight": (32, 32), "attn_output.bias": (32,),
            "ffn_norm.weight": (32,), "ffn_norm.bias": (32,), "ffn_up.weight": (128, 32),
            "ffn_up.bias": (128,), "ffn_down.weight": (32, 128), "ffn_down.bias": (32,),
        }.items():  # fmt: skip
            shapes[f"blk.{number}.{name}"] = shape
    return [_filled(name, shape, scale) for name, shape in shapes.items()]


def _filled(name: str, shape: tuple[int, ...], scale: float) -> Entry:
    rows, *columns = shape
    if not columns or name.startswith("position"):
        count = rows * (columns[0] if columns else 1)
        return Entry(name, shape, struct.pack("<f", scale) * count)
    block = struct.pack("<e", scale) + bytes([1]) * 32  # of Q8_0
    return Entry(name, shape, block * (rows * columns[0] // 32), Q8_0)


def small_file(keys: Mapping[str, bytes] | None = None, **fields: object) -> File:
    """Return a sound file of three tokens but for its last one: small, and refused at the end."""
    known = gpt2_keys(tokens=["a", "b", "ab"], merges=["a b"]) | dict(keys or {})
    return File(**{"keys": known, "tensors": gpt2_tensors(rows=3), **fields})  # type: ignore[arg-type]


def whole_file(keys: Mapping[str, bytes] | None = None, **fields: object) -> File:
    """Return a sound file with GPT-2's own tokens."""
    known = {**_gpt2_keys(), **(keys or {})}
    return File(**{"keys": known, "tensors": gpt2_tensors(), **fields})  # type: ignore[arg-type]


@cache
def _gpt2_keys() -> Mapping[str, bytes]:
    tokens, merges = gguf_vocabulary()
    return gpt2_keys(tokens=tokens, merges=merges)


def write(folder: Path, file: File | bytes, name: str = "model.gguf") -> Path:
    path = folder / name
    path.write_bytes(file if isinstance(file, bytes) else file.packed())
    return path

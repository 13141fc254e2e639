"""Model files that are damaged, malicious or not models, and what reading them must come to.

Shared by the suite (a few hundred cases) and `tests/benchmarks/checkpoint_fuzz.py` (thousands).
"""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel

# As small as a GPT-2 with the whole vocabulary can be: 1.6 MB.
TINY = GPTConfig(ctx_len=8, emb_dim=8, n_heads=2, n_layers=2, qkv_bias=True, tie_embeddings=True)

Case = tuple[str, bytes]


def tiny_state() -> dict[str, Tensor]:
    """Return the weights of a tiny model, tied head left out."""
    torch.manual_seed(0)
    return {name: p.detach().clone() for name, p in GPTModel(TINY).named_parameters()}


def pack(state: dict[str, Tensor]) -> bytes:
    """Return a valid safetensors file."""
    return save({name: tensor.contiguous() for name, tensor in state.items()})


def with_header(header: bytes, data: bytes = b"") -> bytes:
    """Return a file with the given header text, valid or not."""
    return struct.pack("<Q", len(header)) + header + data


def split_header(packed: bytes) -> tuple[dict[str, dict[str, object]], bytes]:
    """Return the header as parsed, and the data behind it."""
    length = int.from_bytes(packed[:8], "little")
    return json.loads(packed[8 : 8 + length]), packed[8 + length :]


def outcome(path: Path) -> str:
    """Read `path`; return the refusal's text, or "" for a sound model.

    Raises:
        AssertionError: something else came of it than a sentence or a sound model.
    """
    try:
        read = read_checkpoint(path)
    except CheckpointError as exc:
        _require_sentence(exc, path.parent)
        return str(exc)
    shapes = {name: p.shape for name, p in GPTModel(read.model.cfg).named_parameters()}
    for name, parameter in read.model.named_parameters():
        assert parameter.shape == shapes[name]
        assert torch.isfinite(parameter).all()
    return ""


def _require_sentence(error: CheckpointError, folder: Path) -> None:
    text = str(error)
    assert str(folder) in text, text
    assert error.reason, text
    assert error.remedy.endswith("."), text
    ours = text.replace(str(error.path), "")
    assert len(ours) < 400, text
    for foreign in ("weights_only", "\x1b", "\0", "\n", "Traceback", "Error", "dtype("):
        assert foreign not in ours, text


def mutations(packed: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield damaged copies of a file: bits flipped, ends cut off, bytes put in, ranges zeroed.

    Three of four are damaged where the file says what it holds; in its numbers, damage is seldom
    noticed.
    """
    dice = random.Random(seed)
    places = _telling_places(packed)
    for number in range(count):
        damaged = bytearray(packed)
        start, end = dice.choice(places) if number % 4 else (0, len(packed))
        kind = dice.choice(("flip", "flip", "cut", "insert", "zero", "swap", "copy", "opcode"))
        at = dice.randrange(start, end)
        other = dice.randrange(start, end)
        if kind == "flip":
            for _ in range(dice.choice((1, 1, 3, 20))):
                damaged[dice.randrange(start, end)] ^= 1 << dice.randrange(8)
        elif kind == "cut":
            del damaged[at:]
        elif kind == "insert":
            damaged[at:at] = dice.randbytes(dice.choice((1, 8, 300)))
        elif kind == "zero":
            damaged[at : at + 64] = bytes(len(damaged[at : at + 64]))
        elif kind == "copy":
            piece = damaged[other : other + dice.choice((1, 4, 40))]
            damaged[at : at + len(piece)] = piece
        elif kind == "opcode":
            damaged[at] = dice.choice(b"(.0aeuscbR}](t\x81\x85\x86\x87\x88\x8a\x8b\x93\x94Q")
        else:
            damaged[at], damaged[other] = damaged[other], damaged[at]
        yield bytes(damaged)


def _telling_places(packed: bytes) -> list[tuple[int, int]]:
    """Return from where to where a file says what it holds: header, pickle, directory."""
    if packed.startswith(b"PK"):
        return [(0, packed.index(b"PK\x03\x04", 4)), (packed.index(b"PK\x01\x02"), len(packed))]
    if packed.startswith(b"GGUF"):  # all but the vocabulary
        lists = (packed.index(b"tokenizer.ggml.tokens") + 60, packed.index(b"tokenizer.ggml.eos"))
        return [(0, lists[0]), (lists[1], packed.index(b"blk.1.ffn_down.bias") + 50)]
    if packed.startswith(b"\x80"):
        return [(0, packed.index(b"e.", packed.index(b"\x80\x02]q\x00(")) + 2)]
    return [(0, 8 + int.from_bytes(packed[:8], "little"))]


def handmade() -> Iterator[Case]:
    """Yield safetensors files that are wrong on purpose, and files that are no models."""
    state = tiny_state()
    packed = pack(state)
    header, data = split_header(packed)

    def changed(name: str, **fields: object) -> bytes:
        entries = {**header, name: {**header[name], **fields}}
        return with_header(json.dumps(entries).encode(), data)

    def replaced(**tensors: Tensor) -> bytes:
        return pack({**state, **{k.replace("__", "."): v for k, v in tensors.items()}})

    def renamed(old: str, new: str) -> bytes:
        entries = {new if name == old else name: entry for name, entry in header.items()}
        return with_header(json.dumps(entries).encode(), data)

    def emptied(name: str, shape: list[int]) -> bytes:
        """Return a file in which a tensor has no numbers, whatever its shape."""
        begin, end = header[name]["data_offsets"]
        entries = {}
        for one, entry in header.items():
            places = [at - (end - begin) * (at > begin) for at in entry["data_offsets"]]
            entries[one] = {**entry, "data_offsets": places}
        entries[name]["shape"] = shape
        return with_header(json.dumps(entries).encode(), data[:begin] + data[end:])

    norm = "final_norm.scale"
    begin, end = header[norm]["data_offsets"]
    yield "overlapping tensors", changed(norm, data_offsets=[begin - 8, end - 8])
    yield (
        "hole between tensors",
        with_header(
            json.dumps(
                {**header, norm: {**header[norm], "data_offsets": [end, end + 32]}}
            ).encode(),
            data + bytes(64),
        ),
    )
    yield "bytes behind the data", packed + b"more"
    yield "header of 2**63 bytes", struct.pack("<Q", 2**63) + packed[8:]
    yield "header of 2**64 - 1 bytes", b"\xff" * 8 + packed[8:]
    yield "header of 100 MB, not there", struct.pack("<Q", 100_000_000) + packed[8:]
    yield "header of 20 MB of spaces", with_header(b"{" + b" " * 20_000_000 + b"}")
    yield "header nested 100,000 deep", with_header(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    yield "header of brackets", with_header(b"{" + b"[" * 200_000)
    text = json.dumps(header)
    yield (
        "name listed twice",
        with_header((text[:-1] + f', "{norm}": {json.dumps(header[norm])}}}').encode(), data),
    )
    yield (
        "shape listed twice",
        with_header(text.replace('"shape": [8]', '"shape": [8], "shape": [8]', 1).encode(), data),
    )
    yield "no tensors", with_header(b"{}")
    yield "metadata only", with_header(b'{"__metadata__": {"format": "pt"}}')
    yield "metadata is a list", with_header(b'{"__metadata__": [1]}')
    yield "header is a list", with_header(b'{"a": 1}'.replace(b"1", b"[]"))
    yield "negative shape", changed(norm, shape=[-8])
    yield "shape of 2**62", changed(norm, shape=[2**62, 2])
    yield "fractional shape", changed(norm, shape=[8.5])
    yield "offsets the wrong way", changed(norm, data_offsets=[end, begin])
    yield "offset beyond the file", changed(norm, data_offsets=[begin, 2**60])
    yield "unknown dtype", changed(norm, dtype="F99")
    yield "integers", changed(norm, dtype="I32")
    yield "8-bit floats", changed(norm, dtype="F8_E4M3", shape=[32])
    yield "64-bit floats", changed(norm, dtype="F64", shape=[4])
    yield (
        "zero-size tensor at a used offset",
        with_header(
            json.dumps(
                {**header, "ghost": {"dtype": "F32", "shape": [0], "data_offsets": [begin, begin]}}
            ).encode(),
            data,
        ),
    )
    yield "not a number", replaced(final_norm__scale=torch.full((8,), float("nan")))
    late = torch.ones(50257, 8)
    late[50256, 7] = -torch.inf
    yield "infinity in the last number", replaced(tok_emb__weight=late)
    yield "beyond float32 in nothing", replaced(pos_emb__weight=torch.zeros(8, 8))  # sound
    yield "wrong width", replaced(final_norm__scale=torch.ones(9))
    yield "wrong rank", replaced(final_norm__scale=torch.ones(8, 1))
    yield "scalar embedding", replaced(tok_emb__weight=torch.tensor(1.0))
    yield "empty embedding", replaced(tok_emb__weight=torch.ones(50257, 0))
    yield "positions of no width", emptied("pos_emb.weight", [2**47, 0])
    yield "positions of another width", replaced(pos_emb__weight=torch.ones(8, 7))
    yield "vector of positions", replaced(pos_emb__weight=torch.ones(8))
    yield "character vocabulary", replaced(tok_emb__weight=torch.ones(65, 8))
    yield "another tokenizer's vocabulary", replaced(tok_emb__weight=torch.ones(32000, 8))
    yield "a far larger vocabulary", replaced(tok_emb__weight=torch.ones(100277, 8))
    yield "extra tensor", replaced(score__weight=torch.ones(2, 8))
    yield "adapter", pack({"base_model.model.h.0.attn.c_attn.lora_A.weight": torch.ones(2, 8)})
    yield "llama", pack({"model.embed_tokens.weight": torch.ones(4, 8)})
    yield "missing tensor", pack({k: v for k, v in state.items() if k != norm})
    yield "missing positions", pack({k: v for k, v in state.items() if k != "pos_emb.weight"})
    yield "one bias missing", pack({k: v for k, v in state.items() if "1.att.W_key.bias" not in k})
    yield "missing block", pack({k: v for k, v in state.items() if "blocks.0." not in k})
    yield "no blocks", pack({k: v for k, v in state.items() if "blocks." not in k})
    yield "block four billion", renamed("trf_blocks.1.norm1.scale", "trf_blocks.4294967296.a.b")
    yield (
        "blocks without end",
        pack(state | {f"trf_blocks.{n}.norm1.scale": torch.ones(1) for n in range(2, 9000)}),
    )
    yield "arabic digits in a name", renamed("trf_blocks.1.norm1.scale", "trf_blocks.١.norm1.scale")
    yield "path in a name", renamed(norm, "../../../etc/passwd")
    yield "NUL in a name", renamed(norm, "final\0norm")
    yield "escape codes in a name", renamed(norm, "\x1b[2J\x1b[31mnorm\x1b[0m")
    yield "a name of 100,000 letters", renamed(norm, "n" * 100_000)
    yield "an empty name", renamed(norm, "")
    yield "a surrogate in a name", with_header(text.replace(norm, "\\ud800").encode(), data)
    yield "wrapped twice the same", pack(state | {"module." + norm: torch.ones(8)})
    yield "two names for one weight", pack(state | {"final_norm.weight": torch.ones(8)})
    yield "header in latin-1", with_header(text.replace(norm, "é").encode("latin-1"), data)
    yield "empty", b""
    yield "one byte", b"\x00"
    yield "zeros", bytes(4096)
    yield (
        "Git LFS pointer",
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:248dfc39\nsize 548105171\n"),
    )
    yield "web page", b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>"
    yield "web page with a byte-order mark", b"\xef\xbb\xbf\r\n  <html></html>"
    yield "zip archive", zipped({"model/readme.txt": b"hello"})
    yield "gzip", b"\x1f\x8b\x08\x00" + bytes(60)
    yield "GGUF", b"GGUF\x03\x00\x00\x00" + bytes(60)
    yield "JSON that is no index", b'{"n_embd": 768, "n_head": 12}'
    yield "broken JSON", b'{"weight_map": {'
    yield "text", b"Once upon a time, there was a model.\n" * 10
    yield "picture", b"\x89PNG\r\n\x1a\n" + bytes(100)


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


class _Attack:
    """Unpickles by calling a function; what it calls creates the canary file."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


def pickles(canary: Path) -> Iterator[Case]:
    """Yield pickles that are malicious (each would create `canary`), broken or not weights."""
    command = f"touch {canary}"
    attacks = {
        "os.system": _Attack(os.system, command),
        "eval": _Attack(eval, f"open({str(canary)!r}, 'w')"),
        "exec": _Attack(exec, f"open({str(canary)!r}, 'w')"),
        "open": _Attack(open, str(canary), "w"),
        "Path.touch": _Attack(Path.touch, canary),
        "torch.save": _Attack(torch.save, 1, str(canary)),
        "torch.hub": _Attack(torch.hub.load, "some/where", "net"),
        "getattr": _Attack(getattr, "text", "upper"),
        "__import__": _Attack(__import__, "os"),
    }
    for name, attack in attacks.items():
        nested = {"model_state_dict": {"tok_emb.weight": [{"deep": (attack,)}]}}
        wrapped = {**tiny_state(), "extra": attack}
        for protocol in (2, 4):
            yield f"{name}, plain pickle {protocol}", pickle.dumps(attack, protocol)
        yield f"{name}, nested in torch.save", saved(nested)
        yield f"{name}, beside real weights", saved(wrapped)
        yield f"{name}, old format", saved(wrapped, zipped_format=False)
    yield "whole module", saved(torch.nn.Linear(2, 2))
    yield "whole GPTModel", saved(GPTModel(TINY))
    state = tiny_state()
    sound = saved(state)
    yield "cut in half", sound[: len(sound) // 2]
    yield "cut at the end", sound[:-100]
    yield "cut, old format", saved(state, zipped_format=False)[:-5000]
    yield "a number", saved(3)
    yield "a list of tensors", saved(list(state.values()))
    yield "a lone tensor", saved(torch.ones(3))
    yield "an empty dict", saved({})
    yield "an empty state dict", saved({"model_state_dict": {}})
    yield "only an optimizer", saved({"optimizer_state_dict": {"lr": 0.1}})
    yield "plain pickle of numbers", pickle.dumps({"a": [1, 2]}, 2)
    yield "first bytes only", b"\x80\x02"
    yield "opcode soup", b"\x80\x02" + random.Random(1).randbytes(3000)
    yield (
        "zip bomb",
        zipped({"archive/data.pkl": b"\x80\x02}." + bytes(10**7)}, zipfile.ZIP_DEFLATED),
    )
    yield "zip without a directory", b"PK\x03\x04" + bytes(300)
    yield "archive of rubbish", zipped({"archive/data.pkl": b"rubbish", "archive/version": b"3\n"})
    yield "TorchScript", zipped({"m/data.pkl": b"\x80\x02}.", "m/constants.pkl": b"\x80\x02)."})
    yield "sparse weights", saved(state | {"pos_emb.weight": torch.eye(8).to_sparse()})
    yield (
        "weights without data",
        saved(state | {"pos_emb.weight": torch.empty(8, 8, device="meta")}),
    )
    yield (
        "a terabyte from four bytes",
        saved(state | {"pos_emb.weight": torch.zeros(1).expand(2**38).view(-1, 8)}),
    )
    yield "integers", saved(state | {"pos_emb.weight": torch.ones(8, 8, dtype=torch.int64)})
    yield (
        "complex numbers",
        saved(state | {"pos_emb.weight": torch.ones(8, 8, dtype=torch.complex64)}),
    )
    yield "numbers for names", saved({1: torch.ones(2), 2: torch.ones(2)})
    yield "heads that do not divide", saved({"model": state, "model_args": {"n_head": 3}})
    yield "heads in words", saved({"model": state, "model_args": {"n_head": "many"}})
    yield "no head count", saved(state)


def saved(value: object, *, zipped_format: bool = True) -> bytes:
    """Return what torch.save writes."""
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=zipped_format)
    return buffer.getvalue()


# --- pickles that ask for time or memory, each as small as can be ---------------------------


def _global(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def _text(text: str) -> bytes:
    data = text.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def _pickle(body: bytes) -> bytes:
    return b"\x80\x02" + body + b"."


def old_format(pickled: bytes) -> bytes:
    """Return a file of torch.save from before 2020 with a pickle, and without storages."""
    buffer = io.BytesIO()
    torch.save(None, buffer, _use_new_zipfile_serialization=False)
    start, none, keys = buffer.getvalue().rpartition(b"\x80\x02N.")
    assert none, "torch writes another form"
    return start + pickled + keys


def bombs() -> dict[str, bytes]:
    """Return pickles that cost an unrestricted reader minutes or gigabytes."""
    encode = _global("_codecs", "encode")
    # value n is a pair of value n - 1: written down, the last one has 2**60 parts
    endless = b")q\x00" + b"".join(b"h%ch%c\x86q%c" % (n, n, n + 1) for n in range(60))
    long_name = _text("a" * 900_000)
    alike = (b"\x8a\x0b" + (n * (2**61 - 1)).to_bytes(11, "little") for n in range(50_000))
    kept = (b"r" + struct.pack("<I", n) for n in range(600_000))
    bodies = {
        "a bytearray of 2 GB": _global("__builtin__", "bytearray") + b"J\xff\xff\xff\x7f\x85R",
        "a counter of a text": _global("collections", "Counter") + _text("ab" * 50) + b"\x85R",
        "a text decoded": encode + _text("a" * 90) + _text("hex") + b"\x86R",
        "punycode": encode + _text("ä" * 9_000) + _text("punycode") + b"\x86R",
        "an endless key": endless + b"}h\x3cNs",
        "an endless value": endless + b"}" + _text("a") + b"h\x3cs",
        "an endless set": _global("__builtin__", "set") + endless + b"\x85R",
        "an endless shape": _global("torch", "Size") + endless + b"\x85R",
        "an endless storage": endless + b"Q",
        "a list in itself": b"]q\x00h\x00a",
        "a number of 2 GB": b"\x8b\xff\xff\xff\x7f" + b"1" * 100,
        "a text of 2 GB": b"X\xff\xff\xff\x7fabc",
        "a million steps": b"N" * 1_000_000,
        "a million lists": b"(" + b"]" * 1_000_000 + b"t",
        "a million dictionaries": b"(" + b"}" * 1_000_000 + b"t",
        "600,000 values kept": b"N" + b"".join(kept),
        "lists 100,000 deep": b"]" * 100_000 + b"a" * 99_999,
        "tuples 240,000 deep": b")" + b"\x85" * 240_000,
        "dictionaries 50,000 deep": (b"}" + _text("a")) * 50_000 + b"N" + b"s" * 50_000,
        "a name of a megabyte": b"}" + _text("a" * 1_000_000) + b"Ns",
        "long names that are equal": (
            long_name + b"q\x00" + long_name + b"q\x01}" + b"h\x00Nsh\x01Ns" * 60_000
        ),
        "numbers that hash alike": b"}" + b"".join(number + b"Ns" for number in alike),
        "nothing on the stack": b"R",
        "marks only": b"(" * 1000 + b"t" * 2000,
    }
    return {name: _pickle(body) for name, body in bodies.items()}


def in_archives(pickles: dict[str, bytes]) -> dict[str, bytes]:
    """Return archives of torch.save with these pickles."""
    return {
        f"{name}, in an archive": zipped({"archive/data.pkl": data, "archive/version": b"3\n"})
        for name, data in pickles.items()
    }


def archives() -> dict[str, bytes]:
    """Return archives that say two things, or more than they hold; one is sound."""
    state = tiny_state()
    sound = saved(state)
    end64 = sound.rindex(b"PK\x06\x06")
    end = sound.rindex(b"PK\x05\x06")
    directory = int.from_bytes(sound[end64 + 48 : end64 + 56], "little")
    entry = sound.index(b"PK\x01\x02", directory)

    def with_bytes(at: int, new: bytes) -> bytes:
        return sound[:at] + new + sound[at + len(new) :]

    def number(value: int, width: int) -> bytes:
        return value.to_bytes(width, "little")

    # A second directory, which is found by the 64-bit end or by the 32-bit one alone.
    twice = sound[directory:end64]
    two_directories = bytearray(sound[:end64] + twice + sound[end64:])
    moved_end64 = end64 + len(twice)
    two_directories[moved_end64 + 48 : moved_end64 + 56] = number(end64, 8)
    one = torch.ones(50257 * 8)
    block = [(name, t) for name, t in state.items() if ".1." in name]
    shared = {name: one[: t.numel()].view(t.shape) for name, t in state.items()}
    buried = {"model": state, "other": [one[:1].expand(2**40)]}
    attributed = {name: tensor.clone() for name, tensor in state.items()}
    for tensor in attributed.values():
        tensor.numel = tensor.shape_of = "mine"  # type: ignore[method-assign]
    endless: list[object] = []
    for _ in range(60):
        endless = [endless, endless]
    deep: dict[str, object] = {}
    for _ in range(200):
        deep = {"deeper": deep}
    return {
        "two directories, old locator": bytes(two_directories),
        "another number of entries": with_bytes(end64 + 32, number(3, 8)),
        "another number of entries on this disk": with_bytes(end64 + 24, number(3, 8)),
        "another size of the directory": with_bytes(end64 + 40, number(46, 8)),
        "another start of the directory": with_bytes(end64 + 48, number(directory + 46, 8)),
        "a start beyond the file": with_bytes(end64 + 48, number(2**63, 8)),
        "another start in the 32-bit end": with_bytes(end + 16, number(directory + 46, 4)),
        "another number in the 32-bit end": with_bytes(end + 8, number(3, 2) * 2),
        "a comment that hides another end": sound[:-2] + number(22, 2) + sound[end:],
        "a comment that is not there": sound[:-2] + number(5, 2),
        "bytes before it": b"PK\x03\x04" + bytes(60) + sound,
        "bytes behind it": sound + b"\n",
        "a part beyond the file": with_bytes(entry + 42, number(2**31, 4)),
        "a part of 4 GB": with_bytes(entry + 20, number(2**32 - 2, 4) * 2),
        "a part twice": _listed_twice(),
        "two pickles": zipped({"a/data.pkl": b"\x80\x02}.", "b/data.pkl": b"\x80\x02}."}),
        "compressed": _compressed(sound),
        "30,000 parts": _of_one_part(sound[entry : sound.index(b"PK\x01\x02", entry + 1)], 30_000),
        "weights that are one another": saved(shared),
        "900 blocks that are one another": saved(
            state | {name.replace(".1.", f".{n}."): t for n in range(2, 900) for name, t in block}
        ),
        "weights with gaps": saved(
            {name: t if t.dim() > 1 else _spread(t, one) for name, t in state.items()}
        ),
        "a number that claims to be a terabyte, elsewhere": saved(buried),
        "attributes on the weights": saved(attributed),
        "an endless head count": saved({"model": state, "model_args": {"n_head": endless}}),
        "an endless word": saved({"model": state, "model_args": {"n_head": 2, "why": endless}}),
        "a tensor for a head count": saved({"model": state, "model_args": {"n_head": one}}),
        "a tensor for a word": saved({"model": state, "model_args": {"n_head": 2, "why": one}}),
        "dictionaries 200 deep": saved({"model": state, "config": deep | {"n_head": 2}}),
        "a name with 100,000 wrappers": saved(
            {
                ("module." * 100_000 if "final" in name else "") + name: t
                for name, t in state.items()
            }
        ),
    }


# Those of `archives` that are sound: what is odd in them is of no concern to the network.
SOUND_ARCHIVES = {
    "weights that are one another",
    "a number that claims to be a terabyte, elsewhere",
    "attributes on the weights",
    "an endless word",
    "a tensor for a word",
    "dictionaries 200 deep",
}


def _of_one_part(entry: bytes, count: int) -> bytes:
    """Return an archive that lists one part again and again."""
    listing = entry * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listing), 64, 0)
    return b"PK\x03\x04" + bytes(60) + listing + end


def _spread(tensor: Tensor, numbers: Tensor) -> Tensor:
    """Return a vector of the same length whose numbers lie as far apart as possible."""
    return numbers.as_strided(tensor.shape, (len(numbers) // len(tensor),))


def _listed_twice() -> bytes:
    """Return an archive with two parts of one name."""
    archive = zipped({"a/data.pkl": b"\x80\x02}.", "b/data.pkl": b"\x80\x02}."})
    return archive.replace(b"b/data.pkl", b"a/data.pkl")


def _compressed(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as stored:
        parts = {name: stored.read(name) for name in stored.namelist()}
    return zipped(parts, zipfile.ZIP_DEFLATED)


def headers() -> dict[str, bytes]:
    """Return safetensors files whose table of contents is made to take minutes."""
    packed = pack(tiny_state())
    header, data = split_header(packed)
    norm = "final_norm.scale"

    def renamed(name: str) -> bytes:
        entries = {name if one == norm else one: entry for one, entry in header.items()}
        return with_header(json.dumps(entries).encode(), data)

    def extended(text: bytes) -> bytes:
        return with_header(json.dumps(header).encode()[:-1] + b"," + text + b"}", data)

    entry = json.dumps(header[norm])
    return {
        "a name with 100,000 wrappers": renamed("model." * 100_000 + norm),
        "500,000 equal names": extended(b",".join([b'"a":1'] * 500_000)),
        "300,000 names": extended(b",".join(b'"%d":1' % n for n in range(300_000))),
        "40,000 names, the last two equal": extended(
            b",".join(b'"%d":1' % min(n, 39_998) for n in range(40_000))
        ),
        "1,000,000 lists": extended(b'"a":[' + b"[]," * 1_000_000 + b"[]]"),
        "a million brackets": extended(b'"a":' + b"[" * 1_000_000),
        "a shape of 40,000 sizes": extended(
            b'"a":{"dtype":"F32","data_offsets":[0,0],"shape":[' + b"9," * 40_000 + b"9]}"
        ),
        "sizes of 4,000 digits": extended(
            b'"a":{"dtype":"F32","data_offsets":[0,0],"shape":['
            + b",".join([b"9" * 4000] * 900)
            + b"]}"
        ),
        "a number of 3 MB": extended(b'"a":' + b"9" * 3_000_000),
        "a fraction of 3 MB": extended(b'"a":0.' + b"9" * 3_000_000),
        "a text of 3 MB": extended(b'"__metadata__":{"a":"' + b"x" * 3_000_000 + b'"}'),
        "escapes of 3 MB": extended(b'"__metadata__":{"a":"' + b"\\n" * 1_500_000 + b'"}'),
        "5,000 lines of one tensor": extended(
            ",".join(f'"{n}":{entry}' for n in range(5_000)).encode()
        ),
    }


# Those of `headers` that are sound: a long remark.
SOUND_HEADERS = {"a name with 100,000 wrappers", "a text of 3 MB", "escapes of 3 MB"}

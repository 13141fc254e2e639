"""Files for `peers.py` and `bench_memory.py`: random GPT-2s, and one converted for other engines.

python tests/benchmarks/peers_files.py random FOLDER [plain|trained]
python tests/benchmarks/peers_files.py ctranslate2 MODEL FOLDER float32|int8
python tests/benchmarks/peers_files.py gguf MODEL FILE f16|q8_0

Each in a process of its own, so that what it needs of memory and threads is gone when the
measuring begins. What is made is written under another name first: a broken one is never used.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

SEED = 123
SPREADS = ("plain", "trained")
_LOUD_CHANNELS = (138, 378, 447)  # of GPT-2 124M's residual stream
_XL = {"n_embd": 1600, "n_head": 25, "n_layer": 48, "n_positions": 1024, "vocab_size": 50257}


def write_random_gpt2(folder: Path, spread: str = "plain") -> None:
    """Write an untrained GPT-2 124M, float32, with the transformers library.

    Its positions are louder than its tokens. Otherwise it would repeat one token for ever, and
    that two engines agree would mean nothing.

    Args:
        folder: made.
        spread: "plain" is GPT-2's initialisation; "trained" spreads the numbers as training does,
            with heavy tails and a few loud channels, so that rounding costs what it really costs.
    """
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(SEED)
    model = GPT2LMHeadModel(GPT2Config())
    with torch.no_grad():
        if spread == "trained":
            _spread_as_trained(model)
        else:
            model.transformer.wpe.weight *= 8
    model.save_pretrained(folder)


def _spread_as_trained(model) -> None:
    import torch

    def tailed(shape: torch.Size, std: float) -> torch.Tensor:
        """Return Student's t with five degrees of freedom."""
        chi = sum((torch.randn(shape) ** 2 for _ in range(5)), torch.zeros(shape)) / 5
        return torch.randn(shape) / chi.sqrt() * (std / math.sqrt(5 / 3))

    loud = list(_LOUD_CHANNELS)
    signs = torch.tensor([(-1.0) ** number for number in range(len(loud))])
    to_stream = 1 / math.sqrt(2 * model.config.n_layer)  # as GPT-2 begins its training
    for name, parameter in model.named_parameters():
        shape = parameter.shape
        if ".ln_" in name and name.endswith("weight"):
            gain = 0.92 if "ln_f" in name else 0.35
            parameter.copy_(gain * (1 + 0.2 * torch.randn(shape)).clamp(0.3))
            parameter[loud] *= 0.2
        elif ".ln_" in name:
            parameter.copy_(0.05 * torch.randn(shape))
        elif name.endswith("wpe.weight"):
            parameter.copy_(tailed(shape, 1.0))
            parameter[:, loud] += 2 * signs
        elif name.endswith("wte.weight"):
            parameter.copy_(tailed(shape, 0.13))
            parameter[:, loud] *= 2
        else:
            parameter.copy_(tailed(shape, 0.1 if name.endswith("bias") else 0.13))
            if name.endswith("c_proj.bias"):
                parameter[loud] += 4 * signs
            if ".c_proj." in name:
                parameter *= to_stream


def convert_to_ctranslate2(model: Path, folder: Path, quantization: str) -> None:
    """Convert a Hugging Face folder, whether or not a tokenizer is in it: ids become the words."""
    import torch
    from ctranslate2.converters.transformers import GPT2Loader
    from transformers import GPT2LMHeadModel

    with torch.no_grad():
        network = GPT2LMHeadModel.from_pretrained(model, dtype=torch.float32)
        spec = GPT2Loader().get_model_spec(network)
        words = [str(token_id) for token_id in range(network.config.vocab_size)]
        spec.register_vocabulary(words)
        spec.config.bos_token = spec.config.eos_token = spec.config.unk_token = words[-1]
        spec.validate()
        spec.optimize(quantization=quantization)
    folder.mkdir(parents=True)
    spec.save(str(folder))


def convert_to_gguf(model: Path, file: Path, kind: str) -> None:
    """Convert a Hugging Face folder as llama.cpp's own script does, with GPT-2's vocabulary."""
    import gguf
    import torch
    from transformers import GPT2LMHeadModel

    network = GPT2LMHeadModel.from_pretrained(model, dtype=torch.float32)
    config, types = network.config, gguf.GGMLQuantizationType
    wanted = {"f32": types.F32, "f16": types.F16, "q8_0": types.Q8_0}[kind]
    writer = gguf.GGUFWriter(file, "gpt2")
    writer.add_block_count(config.n_layer)
    writer.add_context_length(config.n_positions)
    writer.add_embedding_length(config.n_embd)
    writer.add_feed_forward_length(4 * config.n_embd)
    writer.add_head_count(config.n_head)
    writer.add_layer_norm_eps(config.layer_norm_epsilon)
    file_types = gguf.LlamaFileType
    writer.add_file_type(
        {
            "f32": file_types.ALL_F32,
            "f16": file_types.MOSTLY_F16,
            "q8_0": file_types.MOSTLY_Q8_0,
        }[kind]
    )
    words, merges = gguf_vocabulary()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(words)
    writer.add_token_types([gguf.TokenType.NORMAL] * (len(words) - 1) + [gguf.TokenType.CONTROL])
    writer.add_token_merges(merges)
    writer.add_bos_token_id(len(words) - 1)
    writer.add_eos_token_id(len(words) - 1)
    for name, tensor in network.transformer.state_dict().items():
        is_conv1d = ".c_" in name and tensor.ndim == 2  # kept as (in, out)
        values = (tensor.T if is_conv1d else tensor).float().contiguous().numpy()
        is_matrix = values.ndim == 2 and not name.startswith("wpe")
        kept_as = wanted if is_matrix else types.F32
        writer.add_tensor(
            _gguf_name(name), gguf.quants.quantize(values, kept_as), raw_dtype=kept_as
        )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _gguf_name(name: str) -> str:
    names = {
        "wte": "token_embd",
        "wpe": "position_embd",
        "ln_f": "output_norm",
        "ln_1": "attn_norm",
        "attn.c_attn": "attn_qkv",
        "attn.c_proj": "attn_output",
        "ln_2": "ffn_norm",
        "mlp.c_fc": "ffn_up",
        "mlp.c_proj": "ffn_down",
    }
    stem, _, kind = name.rpartition(".")
    if not stem.startswith("h."):
        return f"{names[stem]}.{kind}"
    _, number, part = stem.split(".", 2)
    return f"blk.{number}.{names[part]}.{kind}"


@cache
def gguf_vocabulary() -> tuple[list[str], list[str]]:
    """Return GPT-2's tokens as its own files spell them, and the merges that make them."""
    from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID, load_vocabulary

    pieces = load_vocabulary().pieces[:END_OF_TEXT_ID]
    ranks = {piece: rank for rank, piece in enumerate(pieces)}
    # Bytes that can be seen stand for themselves, the others for characters from 256 on.
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    unseen = [byte for byte in range(256) if byte not in seen]
    letters = {byte: chr(byte) for byte in seen}
    letters |= {byte: chr(256 + place) for place, byte in enumerate(unseen)}

    def spell(piece: bytes) -> str:
        return "".join(letters[byte] for byte in piece)

    def halves(piece: bytes) -> list[bytes]:
        parts = [piece[at : at + 1] for at in range(len(piece))]
        while len(parts) > 2:
            pairs = [left + right for left, right in pairwise(parts)]
            at = min(range(len(pairs)), key=lambda place: ranks.get(pairs[place], len(ranks)))
            parts[at : at + 2] = [pairs[at]]
        return parts

    merges = [" ".join(map(spell, halves(piece))) for piece in pieces if len(piece) > 1]
    return [*map(spell, pieces), "<|endoftext|>"], merges


def write_random_xl(folder: Path) -> None:
    """Write a GPT-2 XL of random numbers, float16, 3.1 GB, holding one tensor at a time."""
    import torch

    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2", **_XL}), encoding="utf-8")
    header, offset = {}, 0
    for name, shape in _xl_shapes():
        end = offset + 2 * math.prod(shape)
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # the format's alignment
    torch.manual_seed(SEED)
    with (folder / "model.safetensors").open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in _xl_shapes():
            tensor = torch.zeros(shape, dtype=torch.float16)
            if len(shape) == 2:
                tensor.normal_(0, 0.02)
            elif name.endswith("weight"):
                tensor.fill_(1)
            file.write(memoryview(tensor.numpy()).cast("B"))


def _xl_shapes() -> Iterator[tuple[str, list[int]]]:
    width = _XL["n_embd"]
    yield "wte.weight", [_XL["vocab_size"], width]
    yield "wpe.weight", [_XL["n_positions"], width]
    for number in range(_XL["n_layer"]):
        for part, shape in {
            "ln_1": [width],
            "attn.c_attn": [width, 3 * width],
            "attn.c_proj": [width, width],
            "ln_2": [width],
            "mlp.c_fc": [width, 4 * width],
            "mlp.c_proj": [4 * width, width],
        }.items():
            yield f"h.{number}.{part}.weight", shape
            yield f"h.{number}.{part}.bias", shape[-1:]
    yield "ln_f.weight", [width]
    yield "ln_f.bias", [width]


def main() -> None:
    kind, *arguments = sys.argv[1:]
    target = Path(arguments[0 if kind == "random" else 1])
    half_done = target.with_name(f"{target.name}.part")
    if half_done.is_dir():
        shutil.rmtree(half_done)
    if kind == "random":
        write_random_gpt2(half_done, *arguments[1:])
    elif kind == "ctranslate2":
        convert_to_ctranslate2(Path(arguments[0]), half_done, arguments[2])
    else:
        convert_to_gguf(Path(arguments[0]), half_done, arguments[2])
    half_done.rename(target)


if __name__ == "__main__":
    main()

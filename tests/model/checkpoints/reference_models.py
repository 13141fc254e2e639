"""GPT-2s by the transformers library with random weights, and every way to write them to disk.

The writers are an independent statement of each format: they use torch and transformers only,
never the tables they are there to prove.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel

Shape = tuple[int, int, int, int]  # n_layers, emb_dim, n_heads, ctx_len
SHAPES: tuple[Shape, ...] = ((2, 48, 3, 128), (3, 80, 5, 160))  # neither is one of OpenAI's


def make_reference(
    shape: Shape, *, tied: bool = True, seed: int = 5, activation: str = "gelu_new"
) -> GPT2LMHeadModel:
    """Build a GPT-2 whose every parameter matters: transformers' own start is nearly linear."""
    n_layers, emb_dim, n_heads, ctx_len = shape
    config = GPT2Config(
        n_layer=n_layers,
        n_embd=emb_dim,
        n_head=n_heads,
        n_positions=ctx_len,
        tie_word_embeddings=tied,
        activation_function=activation,
    )
    model = GPT2LMHeadModel(config).eval()
    dice = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=dice)
            is_norm_scale = ".ln_" in name and name.endswith("weight")
            parameter.copy_(1 + 0.2 * noise if is_norm_scale else 0.25 * noise)
    return model


def tensors_of(model: GPT2LMHeadModel, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Return copies of the weights under transformers' names, without a tied head."""
    state = {name: tensor.to(dtype).clone() for name, tensor in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        del state["lm_head.weight"]
    return state


def book_tensors(model: GPT2LMHeadModel, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Return the weights as the book's `load_weights_into_gpt` lays them out."""
    theirs = {k.removeprefix("transformer."): v for k, v in tensors_of(model, dtype).items()}
    book = {
        "tok_emb.weight": theirs["wte.weight"],
        "pos_emb.weight": theirs["wpe.weight"],
        "final_norm.scale": theirs["ln_f.weight"],
        "final_norm.shift": theirs["ln_f.bias"],
        "out_head.weight": theirs.get("lm_head.weight", theirs["wte.weight"]).clone(),
    }
    for n in range(model.config.n_layer):
        block, ours = f"h.{n}.", f"trf_blocks.{n}."
        for kind in ("weight", "bias"):
            fused = theirs[f"{block}attn.c_attn.{kind}"]
            parts = torch.split(fused, model.config.n_embd, dim=-1)
            for name, part in zip(("query", "key", "value"), parts, strict=True):
                book[f"{ours}att.W_{name}.{kind}"] = part.t() if kind == "weight" else part
            for ours_part, theirs_part in (
                ("att.out_proj", "attn.c_proj"),
                ("ff.layers.0", "mlp.c_fc"),
                ("ff.layers.2", "mlp.c_proj"),
            ):
                tensor = theirs[f"{block}{theirs_part}.{kind}"]
                book[f"{ours}{ours_part}.{kind}"] = tensor.t() if kind == "weight" else tensor
        for ours_norm, theirs_norm in (("norm1", "ln_1"), ("norm2", "ln_2")):
            book[f"{ours}{ours_norm}.scale"] = theirs[f"{block}{theirs_norm}.weight"]
            book[f"{ours}{ours_norm}.shift"] = theirs[f"{block}{theirs_norm}.bias"]
    return {name: tensor.contiguous().clone() for name, tensor in book.items()}


def book_config(model: GPT2LMHeadModel) -> dict[str, object]:
    """Return the configuration dict of the book's later editions."""
    return {
        "vocab_size": model.config.vocab_size,
        "context_length": model.config.n_positions,
        "emb_dim": model.config.n_embd,
        "n_heads": model.config.n_head,
        "n_layers": model.config.n_layer,
        "drop_rate": 0.1,
        "qkv_bias": True,
    }


def _write_config(folder: Path, config: dict[str, object]) -> None:
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def hub_safetensors(model: GPT2LMHeadModel, folder: Path) -> Path:
    """As OpenAI's on the hub: no prefix, no head, and a mask buffer in every block."""
    tensors = {k.removeprefix("transformer."): v for k, v in tensors_of(model).items()}
    ctx_len = model.config.n_positions
    for n in range(model.config.n_layer):
        tensors[f"h.{n}.attn.bias"] = torch.ones(1, 1, ctx_len, ctx_len).tril()
        tensors[f"h.{n}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    model.config.save_pretrained(folder)
    return folder


def saved_pretrained(model: GPT2LMHeadModel, folder: Path) -> Path:
    model.save_pretrained(folder)
    return folder


def saved_shards(model: GPT2LMHeadModel, folder: Path) -> Path:
    model.save_pretrained(folder, max_shard_size="4MB")
    assert not (folder / "model.safetensors").exists()
    return folder


def hub_pickle(model: GPT2LMHeadModel, folder: Path) -> Path:
    """As older versions saved it: with the prefix, and with the tied head written out."""
    masks = {
        f"transformer.h.{n}.attn.bias": torch.ones(1, 1, 8, 8, dtype=torch.uint8).tril()
        for n in range(model.config.n_layer)
    }
    torch.save({**model.state_dict(), **masks}, folder / "pytorch_model.bin")
    model.config.save_pretrained(folder)
    return folder


def pickle_shards(model: GPT2LMHeadModel, folder: Path) -> Path:
    state = tensors_of(model)
    names = sorted(state)
    weight_map = {}
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        file_name = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({name: state[name] for name in part}, folder / file_name)
        weight_map.update(dict.fromkeys(part, file_name))
    index = {"metadata": {"total_size": 1}, "weight_map": weight_map}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index), encoding="utf-8")
    model.config.save_pretrained(folder)
    return folder


def book_pth(model: GPT2LMHeadModel, folder: Path) -> Path:
    """`torch.save(model.state_dict(), …)` of the book's class, mask buffers and all."""
    state = book_tensors(model)
    for n in range(model.config.n_layer):
        state[f"trf_blocks.{n}.att.mask"] = torch.ones(16, 16).triu(1)
    path = folder / "gpt-small.pth"
    torch.save(state, path)
    _write_config(folder, book_config(model))
    return path


def book_safetensors(model: GPT2LMHeadModel, folder: Path) -> Path:
    path = folder / "gpt2-small-124M.safetensors"
    save_file(book_tensors(model), path)
    _write_config(folder, book_config(model))
    return path


def book_fast_variant(model: GPT2LMHeadModel, folder: Path) -> Path:
    """The book's faster class (fused projection, torch's LayerNorm) in a training checkpoint."""
    state = book_tensors(model)
    for n in range(model.config.n_layer):
        att = f"trf_blocks.{n}.att."
        for kind in ("weight", "bias"):
            parts = [state.pop(f"{att}W_{part}.{kind}") for part in ("query", "key", "value")]
            state[f"{att}qkv.{kind}"] = torch.cat(parts)
            state[f"{att}proj.{kind}"] = state.pop(f"{att}out_proj.{kind}")
    for name in [name for name in state if "norm" in name]:
        renamed = name.replace(".scale", ".weight").replace(".shift", ".bias")
        state[renamed] = state.pop(name)
    path = folder / "model_and_optimizer.pth"
    optimizer = {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 5e-4}]}
    torch.save({"model_state_dict": state, "optimizer_state_dict": optimizer}, path)
    _write_config(folder, book_config(model))
    return path


def nanogpt_pt(model: GPT2LMHeadModel, folder: Path) -> Path:
    """A compiled model's ckpt.pt: nn.Linear, and a vocabulary padded to 50304."""
    state = {}
    for name, tensor in tensors_of(model).items():
        is_conv1d = name.endswith(("c_attn.weight", "c_proj.weight", "c_fc.weight"))
        state[f"_orig_mod.{name}"] = tensor.t().contiguous() if is_conv1d else tensor
    wte = state["_orig_mod.transformer.wte.weight"]
    padding = torch.full((50304 - len(wte), wte.shape[1]), 9.0)  # would win if it were kept
    padded = torch.cat((wte, padding))
    state["_orig_mod.transformer.wte.weight"] = padded
    head = state.get("_orig_mod.lm_head.weight")
    state["_orig_mod.lm_head.weight"] = padded if head is None else torch.cat((head, padding))
    config = model.config
    model_args = {
        "n_layer": config.n_layer,
        "n_head": config.n_head,
        "n_embd": config.n_embd,
        "block_size": config.n_positions,
        "bias": True,
        "vocab_size": 50304,
        "dropout": 0.0,
    }
    saved = {
        "model": state,
        "optimizer": {"state": {}, "param_groups": []},
        "model_args": model_args,
        "iter_num": 100,
        "best_val_loss": torch.tensor(3.3),
        "config": {"out_dir": "out", "batch_size": 12},
    }
    path = folder / "ckpt.pt"
    torch.save(saved, path)
    return path


def gptdesk_safetensors(model: GPT2LMHeadModel, folder: Path) -> Path:
    tensors = book_tensors(model)
    tied = bool(model.config.tie_word_embeddings)
    if tied:
        del tensors["out_head.weight"]
    save_file(tensors, folder / "model.safetensors")
    own = {"name": "storyteller", "template": "user_bot", "license": "MIT", "tie_embeddings": tied}
    config = book_config(model) | own
    config["ctx_len"] = config.pop("context_length")
    _write_config(folder, config)
    return folder


Writer = Callable[[GPT2LMHeadModel, Path], Path]
WRITERS: dict[str, tuple[Writer, str]] = {
    "hub safetensors": (hub_safetensors, "Hugging Face GPT-2 safetensors"),
    "save_pretrained": (saved_pretrained, "Hugging Face GPT-2 safetensors"),
    "safetensors shards": (saved_shards, "Hugging Face GPT-2 sharded safetensors"),
    "hub pickle": (hub_pickle, "Hugging Face GPT-2 pickle"),
    "pickle shards": (pickle_shards, "Hugging Face GPT-2 sharded pickle"),
    "book .pth": (book_pth, "LLMs-from-scratch pickle"),
    "book safetensors": (book_safetensors, "LLMs-from-scratch safetensors"),
    "book fast variant": (book_fast_variant, "LLMs-from-scratch pickle"),
    "nanoGPT": (nanogpt_pt, "nanoGPT pickle"),
    "GPTDesk": (gptdesk_safetensors, "GPTDesk safetensors"),
}

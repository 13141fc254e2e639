"""From stored tensors to a `GPTConfig`: what a file's shapes show and what its words add.

Owns every check that two sources agree, and every refusal of a network that only looks like a
GPT-2. Shapes show all but the head count, which is taken from words (`config.json`, `model_args`)
or, with a note, from OpenAI's published sizes; it is never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoint_formats import (
    LLMS_FROM_SCRATCH,
    NANOGPT,
    Format,
    Row,
    block_numbers,
    recognise,
    without_wrappers,
)
from gptdesk.model.checkpoint_readers import COPY_AGAIN, StoredTensor, quoted
from gptdesk.model.config import PUBLISHED_SIZES, GPTConfig, named_fields

GPT2_VOCABULARY = 50257
_LARGEST_PADDED_VOCABULARY = 51200  # 50,257 rounded up to a multiple of 1024; beyond: another BPE

_ANOTHER_MODEL = "GPTDesk runs models of the GPT-2 family; open one of those."
_SUPPORTED_DTYPES = ("float32", "float16", "bfloat16")

# Switches of Hugging Face's GPT2Config that change the arithmetic, with the values GPT-2 has. A
# file with another value would load and answer wrongly.
_ARITHMETIC: Mapping[str, tuple[object, ...]] = {
    "model_type": ("gpt2",),
    "activation_function": ("gelu_new", "gelu_pytorch_tanh", "gelu_fast"),  # all the tanh form
    "layer_norm_epsilon": (1e-5,),
    "scale_attn_weights": (True,),
    "scale_attn_by_inverse_layer_idx": (False,),
    "add_cross_attention": (False,),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Stored tensors, understood.

    Attributes:
        format: whose names they have.
        tensors: by name without wrappers; only weights.
        rows: the lines of the table that are in the file, with their block's number.
    """

    format: Format
    tensors: dict[str, StoredTensor]
    rows: tuple[Row, ...]

    @property
    def parameters(self) -> set[str]:
        """Our names of what the file holds."""
        return {name for row in self.rows for name in row.ours}

    @property
    def vocabulary(self) -> int:
        """Rows of the stored token embedding, padding included."""
        return self.tensors[self.format.stored_name("tok_emb.weight")].shape[0]

    def stored(self, ours: str) -> StoredTensor | None:
        """Return what is stored for a parameter outside the blocks."""
        return self.tensors.get(self.format.stored_name(ours))


def understand(path: Path, stored: dict[str, StoredTensor]) -> Layout:
    """Recognise the format; refuse what is in no table, or in one twice.

    Args:
        path: for messages.
        stored: tensors by stored name. It is emptied: `Layout.tensors` owns them from now on.
    """
    tensors: dict[str, StoredTensor] = {}
    while stored:
        name, tensor = stored.popitem()
        name = without_wrappers(name)
        if name in tensors:
            raise CheckpointError(path, f"it holds {quoted(name)} twice", remedy=COPY_AGAIN)
        tensors[name] = tensor
    found = recognise({name: tensor.shape for name, tensor in tensors.items()})
    if found is None:
        raise CheckpointError(
            path,
            f"its tensors, {quoted(min(tensors))} for example, are not those of a GPT-2",
            remedy=_ANOTHER_MODEL,
        )
    tensors = {name: tensor for name, tensor in tensors.items() if found.is_weight(name)}
    numbers = block_numbers(tensors)
    if numbers != set(range(len(numbers))):
        missing = next(number for number in range(len(numbers)) if number not in numbers)
        raise CheckpointError(path, f"block {missing} is missing from it", remedy=COPY_AGAIN)
    rows = tuple(row for row in found.rows_for(len(numbers)) if row.theirs in tensors)
    _require_known_and_single(path, tensors, rows)
    _require_dtypes(path, tensors)
    return Layout(found, tensors, rows)


def _require_known_and_single(
    path: Path, tensors: Mapping[str, StoredTensor], rows: tuple[Row, ...]
) -> None:
    unknown = sorted(tensors.keys() - {row.theirs for row in rows})
    if unknown:
        raise CheckpointError(
            path,
            f"it holds {quoted(unknown[0])}, which a GPT-2 does not have",
            remedy=_ANOTHER_MODEL,
        )
    seen: set[str] = set()
    for row in rows:
        if not seen.isdisjoint(row.ours):
            raise CheckpointError(
                path,
                f"it holds {quoted(row.theirs)} a second time under another name",
                remedy=COPY_AGAIN,
            )
        seen.update(row.ours)


def _require_dtypes(path: Path, tensors: Mapping[str, StoredTensor]) -> None:
    for name, tensor in tensors.items():
        if tensor.dtype not in _SUPPORTED_DTYPES:
            raise CheckpointError(
                path,
                f"{quoted(name)} is stored as {quoted(tensor.dtype)}, which GPTDesk does not read",
                remedy="Save the model as float32, float16 or bfloat16.",
            )


def derive_config(
    path: Path, layout: Layout, words: Mapping[str, Any]
) -> tuple[GPTConfig, tuple[str, ...]]:
    """Return the network's configuration, and sentences on what the user should know.

    Args:
        path: for messages.
        layout: what is stored.
        words: what `config.json` or the file itself says; may be empty.
    """
    _require_gpt2_arithmetic(path, words)
    said = named_fields(words)
    vocabulary, emb_dim = _matrix(path, layout, "tok_emb.weight")
    ctx_len, _ = _matrix(path, layout, "pos_emb.weight")
    notes = list(_vocabulary_notes(path, vocabulary))
    shown = {
        "vocab_size": vocabulary,
        "ctx_len": ctx_len,
        "emb_dim": emb_dim,
        "n_layers": len(block_numbers(layout.tensors)),
    }
    for name, value in shown.items():
        if said.get(name, value) != value:
            raise CheckpointError(
                path,
                f"its weights have {name} {value}, but its configuration says {said[name]!r:.40}",
                remedy="Keep each model in a folder of its own, with its own config.json.",
            )
    if layout.format is NANOGPT:
        notes.append(
            "nanoGPT computes the exact GELU and GPTDesk GPT-2's tanh form: logits differ "
            "slightly from nanoGPT's own."
        )
    heads, head_notes = _head_count(path, said, emb_dim)
    tied, tie_notes = _is_tied(layout, said.get("tie_embeddings"))
    has_qkv_bias = any(name.endswith("att.W_query.bias") for name in layout.parameters)
    try:
        config = GPTConfig.from_mapping(
            {
                **shown,
                "vocab_size": GPT2_VOCABULARY,
                "n_heads": heads,
                "drop_rate": said.get("drop_rate", 0.0),
                "qkv_bias": has_qkv_bias or bool(said.get("qkv_bias", False)),
                "tie_embeddings": tied,
                "gelu": said.get("gelu", "tanh"),
            }
        )
    except ValueError as exc:
        raise CheckpointError(
            path,
            f"its configuration is not possible: {exc!s:.200}",
            remedy="Correct the config.json beside it, or download the model again.",
        ) from exc
    return config, (*notes, *head_notes, *tie_notes)


def _matrix(path: Path, layout: Layout, ours: str) -> tuple[int, int]:
    stored = layout.stored(ours)
    if stored is None or len(stored.shape) != 2:
        name = layout.format.stored_name(ours)
        fault = "is missing from it" if stored is None else "is not a matrix"
        raise CheckpointError(path, f"{quoted(name)} {fault}", remedy=COPY_AGAIN)
    return stored.shape[0], stored.shape[1]


def _require_gpt2_arithmetic(path: Path, words: Mapping[str, Any]) -> None:
    for name, wanted in _ARITHMETIC.items():
        value = words.get(name, wanted[0])
        is_close = isinstance(value, float) and any(
            isinstance(one, float) and math.isclose(value, one) for one in wanted
        )
        if value not in wanted and not is_close:
            raise CheckpointError(
                path,
                f"its configuration says {name} {value!r:.40}, and GPT-2 has {wanted[0]!r}",
                remedy=_ANOTHER_MODEL,
            )
    inner, width = words.get("n_inner"), words.get("n_embd")
    if inner is not None and isinstance(width, int) and inner != 4 * width:
        raise CheckpointError(
            path,
            f"its configuration says n_inner {inner!r:.40}, and GPT-2 has four times n_embd",
            remedy=_ANOTHER_MODEL,
        )


def _vocabulary_notes(path: Path, vocabulary: int) -> tuple[str, ...]:
    if vocabulary == GPT2_VOCABULARY:
        return ()
    if GPT2_VOCABULARY < vocabulary <= _LARGEST_PADDED_VOCABULARY:
        note = (
            f"The file's vocabulary has {vocabulary:,} entries; the first {GPT2_VOCABULARY:,} are "
            "GPT-2's and the rest, which no text uses, are left out."
        )
        return (note,)
    alphabet = "single characters" if vocabulary < 1000 else "another tokenizer"
    raise CheckpointError(
        path,
        f"its vocabulary has {vocabulary:,} entries and GPT-2's has {GPT2_VOCABULARY:,}, so it "
        f"was trained on {alphabet}",
        remedy="Open a model trained with GPT-2's byte-pair encoding.",
    )


def _head_count(
    path: Path, said: Mapping[str, Any], emb_dim: int
) -> tuple[object, tuple[str, ...]]:
    if "n_heads" in said:
        return said["n_heads"], ()
    for size, config in PUBLISHED_SIZES.items():
        if config.emb_dim == emb_dim:
            note = (
                f"The file does not say how many attention heads it has; {config.n_heads} are "
                f"assumed, as in OpenAI's {size}, which is {emb_dim} wide as well."
            )
            return config.n_heads, (note,)
    raise CheckpointError(
        path,
        f"it does not say how many attention heads its {emb_dim} dimensions are divided into",
        remedy='Put a file config.json beside it that says so, for example {"n_heads": 4}.',
    )


def _is_tied(layout: Layout, said: object) -> tuple[bool, tuple[str, ...]]:
    """Decide whether the output head is the token embedding.

    A head of its own is kept, whatever the configuration says: transformers does the same.
    """
    head, embedding = layout.stored("out_head.weight"), layout.stored("tok_emb.weight")
    if head is None or embedding is None:
        is_promised = said is False  # then the missing head is found to be missing
        return not is_promised, ()
    if said is False or head.shape != embedding.shape or head.dtype != embedding.dtype:
        return False, ()
    if torch.equal(head.read(), embedding.read()):
        if layout.format is LLMS_FROM_SCRATCH and said is None:
            return True, ("The output head equals the token embedding and is kept once.",)
        return True, ()
    if said is True:
        note = (
            "The configuration says that the output head is the token embedding, but the file "
            "holds another one, which is used."
        )
        return False, (note,)
    return False, ()

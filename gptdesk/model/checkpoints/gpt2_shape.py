"""The `GPTConfig` of stored tensors: from their shapes and from the words beside them.

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
from gptdesk.model.checkpoints.gguf_types import TENSOR_TYPES
from gptdesk.model.checkpoints.gpt2_names import (
    GGUF,
    LLMS_FROM_SCRATCH,
    NANOGPT,
    Format,
    Row,
    block_numbers,
    missing_key,
    recognise,
    without_wrappers,
)
from gptdesk.model.checkpoints.readers import COPY_AGAIN, OPEN_KNOWN, StoredTensor, quoted
from gptdesk.model.checkpoints.tokenizers.facts import GPT2_SIZE
from gptdesk.model.config import PUBLISHED_SIZES, GPTConfig, named_fields
from gptdesk.sentences import Sentence

_NANOGPT_VOCABULARY = 50304  # the same, padded to a multiple of 64
_MOST_WITH_ADDED_TOKENS = 51200  # a vocabulary beyond is another one

BIASES = (".bias", ".shift")  # how our names of them end
_SUPPORTED_DTYPES = {kind.name for kind in TENSOR_TYPES.values()}

# Switches of Hugging Face's GPT2Config that change the arithmetic, with the values GPT-2 has. A
# file with another value would load and answer wrongly.
_ARITHMETIC: Mapping[str, tuple[object, ...]] = {
    "model_type": ("gpt2",),
    "layer_norm_epsilon": (1e-5,),
    "scale_attn_weights": (True,),
    "scale_attn_by_inverse_layer_idx": (False,),
    "add_cross_attention": (False,),
}
_COUNTING_WORDS = {*_ARITHMETIC, "activation_function", "n_inner"}

# `activation_function` of Hugging Face's GPT2Config, and the form of the GELU that it means.
_GELUS = {
    "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu_fast": "tanh", "gelu_accurate": "tanh",
    "gelu_python_tanh": "tanh", "gelu": "exact", "gelu_python": "exact",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Stored tensors, understood.

    Attributes:
        format: whose names they have.
        tensors: by name without wrappers; only weights.
        rows: the lines of the table that are in the file, with their block's number.
        left_out: names of what is no weight: masks, and heads for other tasks.
    """

    format: Format
    tensors: dict[str, StoredTensor]
    rows: tuple[Row, ...]
    left_out: frozenset[str]

    @property
    def parameters(self) -> set[str]:
        """Our names of what the file holds."""
        return {name for row in self.rows for name in row.ours}

    @property
    def has_biases(self) -> bool:
        """Whether the file holds any bias."""
        return any(name.endswith(BIASES) for name in self.parameters)

    @property
    def vocabulary(self) -> int:
        """Rows of the stored token embedding, padding included; 0 where there is no such matrix."""
        stored = self.stored("tok_emb.weight")
        return stored.shape[0] if stored is not None and len(stored.shape) == 2 else 0

    def stored(self, ours: str) -> StoredTensor | None:
        """Return what is stored for a parameter outside the blocks."""
        rows = (row for row in self.rows if row.ours == (ours,))
        return next((self.tensors[row.theirs] for row in rows), None)


def understand(
    path: Path,
    stored: dict[str, StoredTensor],
    known: Format | None = None,
    words: Mapping[str, Any] | None = None,
) -> Layout:
    """Recognise the format; refuse what is in no table, or in one twice.

    Args:
        path: for messages.
        stored: tensors by stored name. It is emptied: `Layout.tensors` owns them from now on.
        known: their format, where something else has told it.
        words: what `config.json` says, which may name the network.
    """
    tensors: dict[str, StoredTensor] = {}
    while stored:
        name, tensor = stored.popitem()
        name = without_wrappers(name)
        if name in tensors:
            raise CheckpointError(
                path, "it holds {name} twice", remedy=COPY_AGAIN, name=quoted(name)
            )
        tensors[name] = tensor
    found = known or recognise({name: tensor.shape for name, tensor in tensors.items()})
    if found is None:
        if (words or {}).get("model_type", "gpt2") != "gpt2":
            raise CheckpointError(
                path,
                "its network is of the architecture {architecture}, which GPTDesk cannot compute",
                remedy=OPEN_KNOWN,
                architecture=quoted((words or {})["model_type"]),
            )
        if missing := missing_key(tensors):
            raise CheckpointError(
                path,
                "{missing} is missing from it, though it holds {example} and others of a GPT-2",
                remedy=COPY_AGAIN,
                missing=quoted(missing),
                example=quoted(min(tensors)),
            )
        raise CheckpointError(
            path,
            "its tensors, {example} for example, are not those of a GPT-2, and no config.json "
            "beside it says what they are",
            remedy=OPEN_KNOWN,
            example=quoted(min(tensors)),
        )
    left_out = frozenset(name for name in tensors if not found.is_weight(name))
    tensors = {name: tensor for name, tensor in tensors.items() if name not in left_out}
    numbers = block_numbers(tensors)
    if numbers != set(range(len(numbers))):
        missing = next(number for number in range(len(numbers)) if number not in numbers)
        raise CheckpointError(
            path, "block {missing} is missing from it", remedy=COPY_AGAIN, missing=missing
        )
    rows = tuple(row for row in found.rows_for(len(numbers)) if row.theirs in tensors)
    _require_known_and_single(path, tensors, rows, "GPT-2" if known is None else known.name)
    _require_dtypes(path, tensors)
    return Layout(found, tensors, rows, left_out)


def _require_known_and_single(
    path: Path, tensors: Mapping[str, StoredTensor], rows: tuple[Row, ...], network: str
) -> None:
    unknown = sorted(tensors.keys() - {row.theirs for row in rows})
    if unknown:
        raise CheckpointError(
            path,
            "it holds {unknown}, which a {network} does not have",
            remedy=OPEN_KNOWN,
            unknown=quoted(unknown[0]),
            network=network,
        )
    seen: set[str] = set()
    for row in rows:
        if not seen.isdisjoint(row.ours):
            raise CheckpointError(
                path,
                "it holds {theirs} a second time under another name",
                remedy=COPY_AGAIN,
                theirs=quoted(row.theirs),
            )
        seen.update(row.ours)


def _require_dtypes(path: Path, tensors: Mapping[str, StoredTensor]) -> None:
    for name, tensor in tensors.items():
        if tensor.dtype not in _SUPPORTED_DTYPES:
            raise CheckpointError(
                path,
                "{name} is stored as {dtype}, which GPTDesk does not read",
                remedy="Save the model as float32, float16 or bfloat16.",
                name=quoted(name),
                dtype=quoted(tensor.dtype),
            )


def derive_config(
    path: Path,
    layout: Layout,
    words: Mapping[str, Any],
    tokens: int | None = None,
    *,
    is_outline: bool = False,
) -> tuple[GPTConfig, tuple[str, ...]]:
    """Return the network's configuration, and sentences on what the user should know.

    Args:
        path: for messages.
        layout: what is stored.
        words: what `config.json` or the file itself says; may be empty.
        tokens: how many its own tokenizer has; None if it is GPT-2's.
        is_outline: no weights are read: a head that may be another one is taken for one.
    """
    words = _plain_words(path, words)
    try:
        said = named_fields(words)
    except ValueError as exc:
        raise _impossible(path, exc) from exc
    vocabulary, emb_dim = _matrix(path, layout, "tok_emb.weight")
    ctx_len, width = _matrix(path, layout, "pos_emb.weight")
    if width != emb_dim:
        name = quoted(layout.format.stored_name("pos_emb.weight"))
        raise CheckpointError(
            path,
            "{name} has the shape {shape} instead of {wanted}",
            remedy=COPY_AGAIN,
            name=name,
            shape=[ctx_len, width],
            wanted=[ctx_len, emb_dim],
        )
    _require_gpt2_arithmetic(path, words, emb_dim)
    notes = [*_vocabulary_notes(path, layout, tokens), *_head_notes(layout)]
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
                "its weights have {name} {value}, but its configuration says {said}",
                remedy="Keep each model in a folder of its own, with its own config.json.",
                name=name,
                value=value,
                said=quoted(said[name]),
            )
    gelu, gelu_notes = _gelu(path, layout, words)
    heads, head_notes = _head_count(path, said, emb_dim)
    tied, tie_notes = _is_tied(layout, said.get("tie_embeddings"), is_outline=is_outline)
    has_qkv_bias = any(name.endswith("att.W_query.bias") for name in layout.parameters)
    if layout.has_biases and layout.format is not LLMS_FROM_SCRATCH:
        has_qkv_bias = True  # these programs have all biases or none; they are found missing
    try:
        config = GPTConfig.from_mapping(
            {
                **shown,
                "vocab_size": tokens or GPT2_SIZE,
                "n_heads": heads,
                "drop_rate": said.get("drop_rate", 0.0),
                "qkv_bias": has_qkv_bias or bool(said.get("qkv_bias", False)),
                "tie_embeddings": tied,
                "gelu": gelu,
            }
        )
    except ValueError as exc:
        raise _impossible(path, exc) from exc
    return config, (*notes, *gelu_notes, *head_notes, *tie_notes)


def _impossible(path: Path, reason: ValueError) -> CheckpointError:
    return CheckpointError(
        path,
        "its configuration is not possible: {fault:.200}",
        remedy="Correct the config.json beside it, or download the model again.",
        fault=reason,
    )


def _plain_words(path: Path, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is text or a number; refuse anything else under a name that counts."""
    plain: dict[str, Any] = {}
    for name, value in words.items():
        if value is None or isinstance(value, bool | int | float | str):
            plain[name] = value
        elif name in _COUNTING_WORDS or named_fields({name: value}):
            raise CheckpointError(
                path,
                "its configuration says that {name} is {value}",
                remedy="Correct the config.json beside it, or download the model again.",
                name=name,
                value=quoted(value),
            )
    return plain


def _matrix(path: Path, layout: Layout, ours: str) -> tuple[int, int]:
    stored = layout.stored(ours)
    if stored is None or len(stored.shape) != 2:
        name = layout.format.stored_name(ours)
        fault = "is missing from it" if stored is None else "is not a matrix"
        raise CheckpointError(
            path, "{name} {fault}", remedy=COPY_AGAIN, name=quoted(name), fault=fault
        )
    return stored.shape[0], stored.shape[1]


def _require_gpt2_arithmetic(path: Path, words: Mapping[str, Any], emb_dim: int) -> None:
    for name, wanted in _ARITHMETIC.items():
        value = words.get(name, wanted[0])
        is_close = isinstance(value, float) and any(
            isinstance(one, float) and math.isclose(value, one) for one in wanted
        )
        if value not in wanted and not is_close:
            raise CheckpointError(
                path,
                "its configuration says {name} {value}, and GPT-2 has {wanted}",
                remedy=OPEN_KNOWN,
                name=name,
                value=quoted(value),
                wanted=quoted(wanted[0]),
            )
    inner = words.get("n_inner")
    if inner is not None and inner != 4 * emb_dim:
        raise CheckpointError(
            path,
            "its configuration says n_inner {inner}, and GPT-2 has four times n_embd",
            remedy=OPEN_KNOWN,
            inner=quoted(inner),
        )


def _vocabulary_notes(path: Path, layout: Layout, tokens: int | None) -> tuple[str, ...]:
    """Say that rows are left out; refuse those of which nobody says what they stand for."""
    vocabulary = layout.vocabulary
    more = vocabulary - (tokens or GPT2_SIZE)
    if more == 0:
        return ()
    if layout.format is NANOGPT and vocabulary == _NANOGPT_VOCABULARY:
        note = Sentence(
            "nanoGPT pads GPT-2's vocabulary to {vocabulary:,} entries; the last {more}, which "
            "no text uses, are left out.",
            vocabulary=vocabulary,
            more=more,
        )
        return (note,)
    if more > 0 and (tokens or layout.format is GGUF):  # whose tokens were found to be GPT-2's
        note = Sentence(
            "The file's token embedding has {rows:,} rows; the last {more:,}, which no text uses, "
            "are left out.",
            rows=vocabulary,
            more=more,
        )
        return (note,)
    if 0 < more <= _MOST_WITH_ADDED_TOKENS - GPT2_SIZE:
        raise CheckpointError(
            path,
            "its vocabulary has {vocabulary:,} entries, {more:,} more than GPT-2's, and what "
            "they stand for is not known",
            remedy="Put the tokenizer.json that belongs to it beside it.",
            vocabulary=vocabulary,
            more=more,
        )
    alphabet = "single characters" if vocabulary < 1000 else "another tokenizer"
    raise CheckpointError(
        path,
        "its vocabulary has {vocabulary:,} entries and GPT-2's has {gpt2_vocabulary:,}, so it "
        "was trained on {alphabet}",
        remedy="Put its tokenizer.json beside it, or open a model with GPT-2's tokens.",
        vocabulary=vocabulary,
        gpt2_vocabulary=GPT2_SIZE,
        alphabet=alphabet,
    )


def _head_notes(layout: Layout) -> tuple[str, ...]:
    heads = sorted(name for name in layout.left_out if not layout.format.is_mask(name))
    if not heads:
        return ()
    names = ", ".join(quoted(name) for name in heads)
    note = "The file also has a head for another task, which is left out: {names}."
    return (Sentence(note, names=names),)


def _gelu(path: Path, layout: Layout, words: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the form of the GELU that the network was trained with: said, or by the program.

    nanoGPT computes the exact one since June 2023. build-nanogpt, with the same names, computes
    the tanh form; it alone has neither `bias` nor `dropout` in its configuration, and stores its
    causal masks.
    """
    activation = words.get("activation_function")
    if activation is not None and activation not in _GELUS:
        raise CheckpointError(
            path,
            "its configuration says activation_function {activation}, and GPT-2 has 'gelu_new'",
            remedy=OPEN_KNOWN,
            activation=quoted(activation),
        )
    said = {words["gelu"]} if "gelu" in words else set[str]()
    if activation is not None:
        said.add(_GELUS[activation])
    if len(said) > 1:
        contradiction = "gelu and activation_function contradict each other"
        raise _impossible(path, ValueError(contradiction))
    if said:
        return said.pop(), ()
    if layout.format is not NANOGPT:
        return "tanh", ()
    is_nanogpts_own = "bias" in words or "dropout" in words
    has_masks = any(layout.format.is_mask(name) for name in layout.left_out)
    if not is_nanogpts_own and ("block_size" in words or has_masks):
        return "tanh", ()
    note = Sentence(
        "The exact GELU is computed, as in nanoGPT since June 2023. Before, and in build-nanogpt, "
        "it was GPT-2's tanh form, with which logits differ slightly."
    )
    return "exact", (note,)


def _head_count(
    path: Path, said: Mapping[str, Any], emb_dim: int
) -> tuple[object, tuple[str, ...]]:
    if "n_heads" in said:
        return said["n_heads"], ()
    for size, config in PUBLISHED_SIZES.items():
        if config.emb_dim == emb_dim:
            note = Sentence(
                "The file does not say how many attention heads it has; {n_heads} are assumed, as "
                "in OpenAI's {size}, which is {emb_dim} wide as well.",
                n_heads=config.n_heads,
                size=size,
                emb_dim=emb_dim,
            )
            return config.n_heads, (note,)
    raise CheckpointError(
        path,
        "it does not say how many attention heads its {emb_dim} dimensions are divided into",
        remedy='Put a file config.json beside it that says so, for example {{"n_heads": 4}}.',
        emb_dim=emb_dim,
    )


def _is_tied(layout: Layout, said: object, *, is_outline: bool) -> tuple[bool, tuple[str, ...]]:
    """Decide whether the output head is the token embedding.

    A head of its own is kept, whatever the configuration says: transformers does the same.
    """
    head, embedding = layout.stored("out_head.weight"), layout.stored("tok_emb.weight")
    if head is None or embedding is None:
        is_promised = said is False  # then the missing head is found to be missing
        return not is_promised, ()
    if said is False or head.shape != embedding.shape or head.dtype != embedding.dtype:
        return False, ()
    are_same = head.place is not None and head.place == embedding.place
    if not are_same and is_outline:
        return False, ()
    if are_same or torch.equal(head.read(), embedding.read()):
        if layout.format is LLMS_FROM_SCRATCH and said is None:
            note = Sentence("The output head equals the token embedding and is kept once.")
            return True, (note,)
        return True, ()
    if said is True:
        note = Sentence(
            "The configuration says that the output head is the token embedding, but the file "
            "holds another one, which is used."
        )
        return False, (note,)
    return False, ()

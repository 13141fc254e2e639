"""The model in a GGUF file: `open_gguf`.

Owns what the keys of the header mean, every check that they agree with the weights, and every
refusal of a file that holds another network. How a header is read stands in `gguf`, what the
tensors are called in `gpt2_names`, what it says of its tokenizer in `tokenizers.gguf`.

Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#standardized-key-value-pairs
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import GGUFHeader, read_header
from gptdesk.model.checkpoints.gguf_types import bits_per_weight
from gptdesk.model.checkpoints.gpt2_names import GGUF, block_numbers
from gptdesk.model.checkpoints.llama_shape import GGUF_FAMILIES, LlamaFacts, understand_header
from gptdesk.model.checkpoints.readers import COPY_AGAIN, OPEN_KNOWN, StoredTensor, quoted
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts
from gptdesk.model.checkpoints.tokenizers.gguf import count_tokens, read_tokenizer
from gptdesk.sentences import Sentence

JOIN_PARTS = "Join the parts with llama.cpp's llama-gguf-split --merge, and open the result."

_ARCHITECTURE = "gpt2"
_PICTURES = (Sentence("it is the picture part (clip) of another model"), OPEN_KNOWN)
# What a GGUF file can hold instead of a model, by `general.type`.
_NO_MODELS = {
    "adapter": (Sentence("it is an adapter (LoRA), which only changes another model"), OPEN_KNOWN),
    "imatrix": (
        Sentence("it is an importance matrix, from which other files were made"),
        OPEN_KNOWN,
    ),
    "mmproj": _PICTURES,
}
_EPSILON = 1e-5  # of GPT-2's LayerNorm


@dataclass(frozen=True, slots=True)
class GGUFModel:
    """A model, understood as far as its header tells.

    Attributes:
        tensors: by stored name.
        words: its configuration, by the names of `GPTConfig`; of a Llama only its name.
        llama: its configuration if it is of the Llama family; None for a GPT-2.
        read_tokenizer: reads what belongs to it; None is GPT-2's own.
        count_tokens: tells from the header how many tokens that has, or why it is not read.
        licence: of the weights, as the file names it.
        notes: sentences the user should know.
    """

    tensors: dict[str, StoredTensor]
    words: Mapping[str, object]
    llama: LlamaFacts | None
    read_tokenizer: Callable[[], TokenizerFacts | None]
    count_tokens: Callable[[], int]
    licence: str
    notes: tuple[str, ...]


def open_gguf(path: Path) -> GGUFModel:
    """List what is in a GGUF file.

    Raises:
        CheckpointError: it is damaged, or holds anything but a GPT-2 with byte-level tokens.
        OSError: it cannot be read.
    """
    header = read_header(path)
    _require_model(header)
    architecture = _known_architecture(header)
    if not header.names:
        raise CheckpointError(path, "it holds no weights", remedy=COPY_AGAIN)
    tensors = header.stored_tensors()
    notes = _notes(tensors)
    llama = None if architecture == _ARCHITECTURE else understand_header(header, tensors)
    if llama is None:
        words, rows = _words(header), _size(header, "tok_emb.weight", 0)
    else:
        words, rows = {"name": header.text("general.name")}, llama.config.vocab_size
    return GGUFModel(
        tensors,
        words,
        llama,
        partial(read_tokenizer, header, rows),
        partial(count_tokens, header, rows),
        header.text("general.license") or "",
        notes,
    )


def _require_model(header: GGUFHeader) -> None:
    """Refuse what is no model, or no whole one."""
    kind = header.text("general.type")
    if kind in _NO_MODELS:
        reason, remedy = _NO_MODELS[kind]
        raise CheckpointError(header.path, reason, remedy=remedy)
    if kind not in {None, "model"}:
        raise CheckpointError(
            header.path, "it is {kind}, not a model", remedy=OPEN_KNOWN, kind=quoted(kind)
        )
    parts = header.whole_number("split.count")
    if parts is not None and parts > 1:
        raise CheckpointError(
            header.path,
            "it is one of the {part} parts of a model",
            remedy=JOIN_PARTS,
            part=parts,
        )


def _known_architecture(header: GGUFHeader) -> str:
    """Return `general.architecture`; refuse every network that is not computed, by name."""
    architecture = header.text("general.architecture")
    if architecture is None:
        raise CheckpointError(
            header.path,
            "it does not say which network it holds (general.architecture)",
            remedy=COPY_AGAIN,
        )
    if architecture == "clip":
        reason, remedy = _PICTURES
        raise CheckpointError(header.path, reason, remedy=remedy)
    experts = header.whole_number(f"{architecture}.expert_count") or 0
    if experts > 1 or any("_exps." in name for name in header.names):
        reason = (
            "its network, {architecture}, is a mixture of experts, which GPTDesk cannot compute"
        )
    elif architecture == _ARCHITECTURE or architecture in GGUF_FAMILIES:
        return architecture
    else:
        reason = "its network is of the architecture {architecture}, which GPTDesk cannot compute"
    raise CheckpointError(header.path, reason, remedy=OPEN_KNOWN, architecture=quoted(architecture))


def _words(header: GGUFHeader) -> dict[str, object]:
    """Return the configuration, once it is found to agree with the shapes of the weights."""
    emb_dim = _size(header, "tok_emb.weight", 1)
    shown = {
        "block_count": len(block_numbers(header.names)),
        "context_length": _size(header, "pos_emb.weight", 0),
        "embedding_length": emb_dim,
        "feed_forward_length": 4 * emb_dim,
    }
    for name, value in shown.items():
        said = header.whole_number(f"{_ARCHITECTURE}.{name}")
        if value and said not in {None, value}:  # what is missing is found to be so later
            raise CheckpointError(
                header.path,
                "it says that its {name} is {said}, but its weights have {value}",
                remedy=COPY_AGAIN,
                name=name,
                said=quoted(said),
                value=value,
            )
    heads = header.whole_number(f"{_ARCHITECTURE}.attention.head_count")
    epsilon = header.number(f"{_ARCHITECTURE}.attention.layer_norm_epsilon")
    if heads is None or epsilon is None:
        name = "head_count" if heads is None else "layer_norm_epsilon"
        raise CheckpointError(
            header.path, "it does not say its {name}", remedy=COPY_AGAIN, name=name
        )
    if heads < 1 or emb_dim % heads:
        raise CheckpointError(
            header.path,
            "it says that its {emb_dim} dimensions are divided into {heads} attention heads",
            remedy=COPY_AGAIN,
            emb_dim=emb_dim,
            heads=quoted(heads),
        )
    if not math.isclose(epsilon, _EPSILON):
        raise CheckpointError(
            header.path,
            "its configuration says layer_norm_epsilon {epsilon}, and GPT-2 has {wanted}",
            remedy=OPEN_KNOWN,
            epsilon=quoted(epsilon),
            wanted=quoted(_EPSILON),
        )
    return {"n_heads": heads, "name": header.text("general.name")}


def _size(header: GGUFHeader, ours: str, dimension: int) -> int:
    """Return a size of the stored matrix of one of our parameters; 0 where there is none."""
    shape = header.shape(GGUF.stored_name(ours))
    return shape[dimension] if len(shape) == 2 else 0


def _notes(tensors: Mapping[str, StoredTensor]) -> tuple[str, ...]:
    """Say what was lost before the file was written."""
    kinds = {tensor.dtype for tensor in tensors.values()}
    rounded = sorted(kinds - {"float32", "float16", "bfloat16"})
    if not rounded:
        return ()
    bits = bits_per_weight((one.dtype, math.prod(one.shape)) for one in tensors.values())
    note = Sentence(
        "The weights are stored rounded, in {bits:.1f} bits each on average ({forms}). All figures "
        "are those of these weights, not of the model as it was trained.",
        bits=bits,
        forms=", ".join(rounded),
    )
    return (note,)

"""Other programs' names for the weights of a GPT-2: one explicit table per format.

Owns names and orientation only: which stored tensor becomes which of our parameters, whether it
is transposed, and which stored tensors are not weights. Must not open files or allocate weights.

`N` in a name is the number of the block. A row whose target lists three parameters is a fused
query-key-value tensor; its thirds, in that order, are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

# Three digits: GPT-2 XL has 48 blocks, and a file that promises thousands would cost seconds.
_BLOCK_NUMBER = re.compile(r"\.([0-9]{1,3})\.")

# What torch.compile, DistributedDataParallel, Lightning and Hugging Face's head class put in
# front of every name. No table below starts with one of these, so they can be stripped by sight.
_WRAPPERS = ("_orig_mod.", "module.", "model.", "transformer.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes:
        theirs: name of the stored tensor.
        ours: the parameters of `GPTModel` it holds: one, or three for a fused projection.
        is_transposed: stored as (in, out), as Hugging Face's Conv1D does; ours is (out, in).
        is_permuted: the two rows that rotary positions turn together are neighbours within each
            head, as llama.cpp orders a Llama's queries and keys; ours are half a head apart.
    """

    theirs: str
    ours: tuple[str, ...]
    is_transposed: bool = False
    is_permuted: bool = False

    def for_block(self, number: int) -> Row:
        """Return the row with `N` replaced."""
        return replace(
            self,
            theirs=self.theirs.replace(".N.", f".{number}."),
            ours=tuple(name.replace(".N.", f".{number}.") for name in self.ours),
        )


@dataclass(frozen=True, slots=True)
class Format:
    """A program's way of naming the weights.

    Attributes:
        name: as the user knows it.
        rows: the table. Two rows with the same target are alternatives.
        not_weights: stored by some versions, but computed or constant: causal masks.
        other_heads: read other things than the next token off the same network; left out.
    """

    name: str
    rows: tuple[Row, ...]
    not_weights: tuple[str, ...]
    other_heads: frozenset[str] = frozenset()

    def rows_for(self, n_layers: int) -> Iterator[Row]:
        """Yield the table written out for `n_layers` blocks."""
        for row in self.rows:
            if ".N." not in row.theirs:
                yield row
            else:
                for number in range(n_layers):
                    yield row.for_block(number)

    def stored_name(self, ours: str) -> str:
        """Return the usual stored name of one of our parameters that is outside the blocks."""
        return next(row.theirs for row in self.rows if row.ours == (ours,))

    def is_weight(self, theirs: str) -> bool:
        """Return whether a stored tensor counts, given its name without wrappers."""
        return theirs not in self.other_heads and not self.is_mask(theirs)

    def is_mask(self, theirs: str) -> bool:
        """Return whether a stored tensor is a causal mask, given its name without wrappers."""
        return _BLOCK_NUMBER.sub(".N.", theirs) in self.not_weights


def _one(theirs: str, ours: str) -> Row:
    return Row(theirs, (ours,))


def _conv1d(theirs: str, *ours: str) -> Row:
    return Row(theirs, ours, is_transposed=True)


_QKV_WEIGHTS = tuple(f"trf_blocks.N.att.W_{part}.weight" for part in ("query", "key", "value"))
_QKV_BIASES = tuple(f"trf_blocks.N.att.W_{part}.bias" for part in ("query", "key", "value"))

# "Build a Large Language Model (From Scratch)" and GPTDesk itself: the names are ours.
_OUR_NAMES = (
    "tok_emb.weight",
    "pos_emb.weight",
    *_QKV_WEIGHTS,
    *_QKV_BIASES,
    "trf_blocks.N.att.out_proj.weight",
    "trf_blocks.N.att.out_proj.bias",
    "trf_blocks.N.ff.layers.0.weight",
    "trf_blocks.N.ff.layers.0.bias",
    "trf_blocks.N.ff.layers.2.weight",
    "trf_blocks.N.ff.layers.2.bias",
    "trf_blocks.N.norm1.scale",
    "trf_blocks.N.norm1.shift",
    "trf_blocks.N.norm2.scale",
    "trf_blocks.N.norm2.shift",
    "final_norm.scale",
    "final_norm.shift",
    "out_head.weight",
)
LLMS_FROM_SCRATCH = Format(
    name="LLMs-from-scratch",
    rows=(
        *(_one(name, name) for name in _OUR_NAMES),
        # the book's faster variants: a fused projection, torch's own LayerNorm
        Row("trf_blocks.N.att.qkv.weight", _QKV_WEIGHTS),
        Row("trf_blocks.N.att.qkv.bias", _QKV_BIASES),
        _one("trf_blocks.N.att.proj.weight", "trf_blocks.N.att.out_proj.weight"),
        _one("trf_blocks.N.att.proj.bias", "trf_blocks.N.att.out_proj.bias"),
        _one("trf_blocks.N.norm1.weight", "trf_blocks.N.norm1.scale"),
        _one("trf_blocks.N.norm1.bias", "trf_blocks.N.norm1.shift"),
        _one("trf_blocks.N.norm2.weight", "trf_blocks.N.norm2.scale"),
        _one("trf_blocks.N.norm2.bias", "trf_blocks.N.norm2.shift"),
        _one("final_norm.weight", "final_norm.scale"),
        _one("final_norm.bias", "final_norm.shift"),
    ),
    not_weights=("trf_blocks.N.att.mask",),
)

# https://github.com/huggingface/transformers/blob/main/src/transformers/models/gpt2/modeling_gpt2.py
# The four projections are Conv1D, stored (in, out). `attn.c_proj.weight` is square: forgetting to
# transpose it changes no shape, only every answer.
HUGGING_FACE = Format(
    name="Hugging Face GPT-2",
    rows=(
        _one("wte.weight", "tok_emb.weight"),
        _one("wpe.weight", "pos_emb.weight"),
        _conv1d("h.N.attn.c_attn.weight", *_QKV_WEIGHTS),
        Row("h.N.attn.c_attn.bias", _QKV_BIASES),
        _conv1d("h.N.attn.c_proj.weight", "trf_blocks.N.att.out_proj.weight"),
        _one("h.N.attn.c_proj.bias", "trf_blocks.N.att.out_proj.bias"),
        _conv1d("h.N.mlp.c_fc.weight", "trf_blocks.N.ff.layers.0.weight"),
        _one("h.N.mlp.c_fc.bias", "trf_blocks.N.ff.layers.0.bias"),
        _conv1d("h.N.mlp.c_proj.weight", "trf_blocks.N.ff.layers.2.weight"),
        _one("h.N.mlp.c_proj.bias", "trf_blocks.N.ff.layers.2.bias"),
        _one("h.N.ln_1.weight", "trf_blocks.N.norm1.scale"),
        _one("h.N.ln_1.bias", "trf_blocks.N.norm1.shift"),
        _one("h.N.ln_2.weight", "trf_blocks.N.norm2.scale"),
        _one("h.N.ln_2.bias", "trf_blocks.N.norm2.shift"),
        _one("ln_f.weight", "final_norm.scale"),
        _one("ln_f.bias", "final_norm.shift"),
        _one("lm_head.weight", "out_head.weight"),
        _one("lm_head.decoder.weight", "out_head.weight"),  # DialoGPT, as Microsoft published it
    ),
    not_weights=("h.N.attn.bias", "h.N.attn.masked_bias"),
    other_heads=frozenset(
        {
            "score.weight",  # GPT2ForSequenceClassification
            "classifier.weight",  # GPT2ForTokenClassification
            "classifier.bias",
            "qa_outputs.weight",  # GPT2ForQuestionAnswering
            "qa_outputs.bias",
            "multiple_choice_head.summary.weight",  # GPT2DoubleHeadsModel
            "multiple_choice_head.summary.bias",
            "v_head.summary.weight",  # TRL's AutoModelForCausalLMWithValueHead
            "v_head.summary.bias",
        }
    ),
)

# https://github.com/karpathy/nanoGPT/blob/master/model.py: Hugging Face's names on nn.Linear, so
# nothing is transposed; with `bias=False` there are no biases at all, the norms' included.
NANOGPT = Format(
    name="nanoGPT",
    rows=(
        _one("wte.weight", "tok_emb.weight"),
        _one("wpe.weight", "pos_emb.weight"),
        Row("h.N.attn.c_attn.weight", _QKV_WEIGHTS),
        Row("h.N.attn.c_attn.bias", _QKV_BIASES),
        _one("h.N.attn.c_proj.weight", "trf_blocks.N.att.out_proj.weight"),
        _one("h.N.attn.c_proj.bias", "trf_blocks.N.att.out_proj.bias"),
        _one("h.N.mlp.c_fc.weight", "trf_blocks.N.ff.layers.0.weight"),
        _one("h.N.mlp.c_fc.bias", "trf_blocks.N.ff.layers.0.bias"),
        _one("h.N.mlp.c_proj.weight", "trf_blocks.N.ff.layers.2.weight"),
        _one("h.N.mlp.c_proj.bias", "trf_blocks.N.ff.layers.2.bias"),
        _one("h.N.ln_1.weight", "trf_blocks.N.norm1.scale"),
        _one("h.N.ln_1.bias", "trf_blocks.N.norm1.shift"),
        _one("h.N.ln_2.weight", "trf_blocks.N.norm2.scale"),
        _one("h.N.ln_2.bias", "trf_blocks.N.norm2.shift"),
        _one("ln_f.weight", "final_norm.scale"),
        _one("ln_f.bias", "final_norm.shift"),
        _one("lm_head.weight", "out_head.weight"),
    ),
    not_weights=("h.N.attn.bias",),
)


# llama.cpp's names: `MODEL_TENSOR.…` of https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/
# gguf/constants.py, "gpt2". Its converter turns Hugging Face's (in, out) matrices round. A file of
# this format is known by its first bytes.
GGUF = Format(
    name="GPT-2",
    rows=(
        _one("token_embd.weight", "tok_emb.weight"),
        _one("position_embd.weight", "pos_emb.weight"),
        Row("blk.N.attn_qkv.weight", _QKV_WEIGHTS),
        Row("blk.N.attn_qkv.bias", _QKV_BIASES),
        _one("blk.N.attn_output.weight", "trf_blocks.N.att.out_proj.weight"),
        _one("blk.N.attn_output.bias", "trf_blocks.N.att.out_proj.bias"),
        _one("blk.N.ffn_up.weight", "trf_blocks.N.ff.layers.0.weight"),
        _one("blk.N.ffn_up.bias", "trf_blocks.N.ff.layers.0.bias"),
        _one("blk.N.ffn_down.weight", "trf_blocks.N.ff.layers.2.weight"),
        _one("blk.N.ffn_down.bias", "trf_blocks.N.ff.layers.2.bias"),
        _one("blk.N.attn_norm.weight", "trf_blocks.N.norm1.scale"),
        _one("blk.N.attn_norm.bias", "trf_blocks.N.norm1.shift"),
        _one("blk.N.ffn_norm.weight", "trf_blocks.N.norm2.scale"),
        _one("blk.N.ffn_norm.bias", "trf_blocks.N.norm2.shift"),
        _one("output_norm.weight", "final_norm.scale"),
        _one("output_norm.bias", "final_norm.shift"),
        _one("output.weight", "out_head.weight"),
    ),
    not_weights=(),
)


# By how much Hugging Face's matrices widen from their first dimension to the second; a minus where
# they narrow. nanoGPT's have the dimensions the other way round.
_ORIENTED = {
    "h.N.attn.c_attn.weight": 3,
    "h.N.mlp.c_fc.weight": 4,
    "h.N.mlp.c_proj.weight": -4,
}


def without_wrappers(name: str) -> str:
    """Return a stored name without what training tools put in front of it."""
    start = 0  # the name is cut once: a hostile one has 100,000 wrappers
    while wrapper := next((one for one in _WRAPPERS if name.startswith(one, start)), ""):
        start += len(wrapper)
    return name[start:]


def block_numbers(names: Iterable[str]) -> set[int]:
    """Return the numbers of the blocks that `names` speak of."""
    matches = (_BLOCK_NUMBER.search(name) for name in names)
    return {int(match[1]) for match in matches if match}


def recognise(shapes: dict[str, tuple[int, ...]]) -> Format | None:
    """Return the format that these tensors are in, or None.

    Args:
        shapes: of the stored tensors, by name without wrappers.
    """
    if "tok_emb.weight" in shapes:
        return LLMS_FROM_SCRATCH
    if "wte.weight" not in shapes:
        return None
    # The same names, two orientations: the fused projection is never square and tells them apart.
    # All matrices are asked, so that a single one the wrong way round is the one to blame.
    votes = {HUGGING_FACE: 0, NANOGPT: 0}
    has_fused = False
    for name, shape in shapes.items():
        factor = _ORIENTED.get(_BLOCK_NUMBER.sub(".N.", name))
        if factor is None or len(shape) != 2:
            continue
        longer, shorter = max(shape), min(shape)
        if longer == abs(factor) * shorter > 0:
            grows = shape[1] == longer
            votes[HUGGING_FACE if grows == (factor > 0) else NANOGPT] += 1
            has_fused |= factor == 3
    return max(votes, key=lambda one: votes[one]) if has_fused else None


def missing_key(names: Collection[str]) -> str:
    """Return what `recognise` needs and `names` lack; empty if most are of no GPT-2."""
    for known, key in ((LLMS_FROM_SCRATCH, "tok_emb.weight"), (HUGGING_FACE, "wte.weight")):
        rows = {row.theirs for row in known.rows}
        ours = sum(_BLOCK_NUMBER.sub(".N.", name) in rows for name in names)
        if 2 * ours > len(names):
            return key if key not in names else "h.0.attn.c_attn.weight"
    return ""

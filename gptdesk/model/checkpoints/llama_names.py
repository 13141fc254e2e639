"""llama.cpp's names for the weights of a Llama, SmolLM2 or TinyLlama: the table `LLAMA`.

Owns names and orientation only, as `gpt2_names` does for GPT-2. Our names follow its page: the same
word for the same part.
"""

from __future__ import annotations

from gptdesk.model.checkpoints.gpt2_names import Format, Row


def _one(theirs: str, ours: str, *, is_permuted: bool = False) -> Row:
    return Row(theirs, (ours,), is_permuted=is_permuted)


# `MODEL_ARCH.LLAMA` of https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py.
# Without `output.weight` the head is the token embedding.
LLAMA = Format(
    name="Llama",
    rows=(
        _one("token_embd.weight", "tok_emb.weight"),
        _one("blk.N.attn_norm.weight", "trf_blocks.N.norm1.scale"),
        _one("blk.N.attn_q.weight", "trf_blocks.N.att.W_query.weight", is_permuted=True),
        _one("blk.N.attn_k.weight", "trf_blocks.N.att.W_key.weight", is_permuted=True),
        _one("blk.N.attn_v.weight", "trf_blocks.N.att.W_value.weight"),
        _one("blk.N.attn_output.weight", "trf_blocks.N.att.out_proj.weight"),
        _one("blk.N.ffn_norm.weight", "trf_blocks.N.norm2.scale"),
        _one("blk.N.ffn_gate.weight", "trf_blocks.N.ff.gate.weight"),
        _one("blk.N.ffn_up.weight", "trf_blocks.N.ff.up.weight"),
        _one("blk.N.ffn_down.weight", "trf_blocks.N.ff.down.weight"),
        _one("output_norm.weight", "final_norm.scale"),
        _one("output.weight", "out_head.weight"),
    ),
    not_weights=(),
)

"""Other programs' names for the weights of a Llama and its relatives: one table of them.

Owns names and orientation only, as `gpt2_names` does for GPT-2. Our names follow its page: the same
word for the same part.
"""

from __future__ import annotations

from gptdesk.model.checkpoints.gpt2_names import Format, Row

# Ours; llama.cpp's, `MODEL_TENSOR` of
# https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py; Hugging Face's, of
# https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/modeling_llama.py
# without the wrapper `model.`. Not every network has all: the head may be the token embedding, only
# Qwen2's projections have biases, only Qwen3 has the norms of queries and keys.
_BLOCK = (
    ("norm1.scale", "attn_norm.weight", "input_layernorm.weight"),
    ("att.W_query.weight", "attn_q.weight", "self_attn.q_proj.weight"),
    ("att.W_query.bias", "attn_q.bias", "self_attn.q_proj.bias"),
    ("att.W_key.weight", "attn_k.weight", "self_attn.k_proj.weight"),
    ("att.W_key.bias", "attn_k.bias", "self_attn.k_proj.bias"),
    ("att.W_value.weight", "attn_v.weight", "self_attn.v_proj.weight"),
    ("att.W_value.bias", "attn_v.bias", "self_attn.v_proj.bias"),
    ("att.query_norm.scale", "attn_q_norm.weight", "self_attn.q_norm.weight"),
    ("att.key_norm.scale", "attn_k_norm.weight", "self_attn.k_norm.weight"),
    ("att.out_proj.weight", "attn_output.weight", "self_attn.o_proj.weight"),
    ("norm2.scale", "ffn_norm.weight", "post_attention_layernorm.weight"),
    ("ff.gate.weight", "ffn_gate.weight", "mlp.gate_proj.weight"),
    ("ff.up.weight", "ffn_up.weight", "mlp.up_proj.weight"),
    ("ff.down.weight", "ffn_down.weight", "mlp.down_proj.weight"),
)
_OUTER = (
    ("tok_emb.weight", "token_embd.weight", "embed_tokens.weight"),
    ("final_norm.scale", "output_norm.weight", "norm.weight"),
    ("out_head.weight", "output.weight", "lm_head.weight"),
)
_TURNED = ("att.W_query.", "att.W_key.")


def gguf_format(family: str, *, is_permuted: bool) -> Format:
    """Return llama.cpp's names for a network of a family, "Qwen2".

    Args:
        family: for the user.
        is_permuted: the rows of queries and keys are in llama.cpp's order; see `Row`.
    """
    rows = [Row(theirs, (ours,)) for ours, theirs, _ in _OUTER]
    for ours, theirs, _ in _BLOCK:
        is_turned = is_permuted and ours.startswith(_TURNED)
        rows.append(Row(f"blk.N.{theirs}", (f"trf_blocks.N.{ours}",), is_permuted=is_turned))
    return Format(family, tuple(rows), not_weights=())


def hub_format(family: str) -> Format:
    """Return Hugging Face's names for a network of a family, without wrappers."""
    rows = [Row(theirs, (ours,)) for ours, _, theirs in _OUTER]
    for ours, _, theirs in _BLOCK:
        rows.append(Row(f"layers.N.{theirs}", (f"trf_blocks.N.{ours}",)))
    # Computed from the configuration; older versions stored it as well.
    inverse = ("layers.N.self_attn.rotary_emb.inv_freq",)
    return Format(family, tuple(rows), not_weights=inverse)

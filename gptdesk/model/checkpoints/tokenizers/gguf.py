"""The tokenizer in a GGUF file: `read_tokenizer`.

Owns what the keys `tokenizer.*` mean, and every refusal of a tokenizer that is not byte-level
byte-pair encoding.

Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#tokenizer
"""

from __future__ import annotations

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import GGUFHeader
from gptdesk.model.checkpoints.readers import COPY_AGAIN, quoted
from gptdesk.model.checkpoints.tokenizers.facts import (
    GPT2_SIZE,
    OTHER_KIND,
    TokenizerFacts,
    WrittenTokens,
    document_start,
    merge_parts,
    require_token,
)
from gptdesk.model.checkpoints.tokenizers.splitting import BY_GGUF_NAME, WITHOUT_MERGES

_BYTE_LEVEL = "gpt2"
_SPLITTING_UNSAID = (None, "default")  # by older converters
_CONTROL, _USER_DEFINED, _UNUSED = (2, 3), 4, 5  # kinds of tokens; 2 is "unknown"
_ENDS = ("eos", "eot", "eom")


def read_tokenizer(header: GGUFHeader, rows: int) -> TokenizerFacts | None:
    """Return what the file says of its tokenizer; None for GPT-2's own.

    Args:
        header: of the file.
        rows: of the token embedding.

    Raises:
        CheckpointError: there is none, it is of another kind, or its parts do not belong together.
        OSError: the file cannot be read.
    """
    model, splitting = header.text("tokenizer.ggml.model"), header.text("tokenizer.ggml.pre")
    tokens = header.texts("tokenizer.ggml.tokens")
    if model is None or not tokens:
        raise CheckpointError(
            header.path,
            "it does not say what its tokens stand for",
            remedy="Get a file of the same model with its tokenizer in it.",
        )
    if rows and len(tokens) > rows:
        raise CheckpointError(
            header.path,
            "it names {tokens:,} tokens, but its weights have {rows:,}",
            remedy=COPY_AGAIN,
            tokens=len(tokens),
            rows=rows,
        )
    if model != _BYTE_LEVEL:
        raise CheckpointError(
            header.path, "its tokenizer is {name}", remedy=OTHER_KIND, name=quoted(model)
        )
    special = {
        name: header.whole_number(f"tokenizer.ggml.{name}_token_id") for name in ("bos", *_ENDS)
    }
    written = _written(header, tokens)
    for name, token_id in special.items():
        require_token(header.path, f"{name}_token_id", token_id, len(written.tokens))
    ends = frozenset(end for name in _ENDS if (end := special[name]) is not None)
    are_gpt2s_ids = {*ends, special["bos"]} <= {None, GPT2_SIZE - 1}
    if splitting in (*_SPLITTING_UNSAID, "gpt-2", "gpt2") and written.are_gpt2s and are_gpt2s_ids:
        return None
    pattern = BY_GGUF_NAME.get(splitting or "")
    if pattern is None:
        raise CheckpointError(
            header.path,
            "its tokenizer splits a text by {name}, which GPTDesk does not know"
            if splitting
            else "it does not say how its tokenizer splits a text (tokenizer.ggml.pre)",
            remedy="Get a newer file of the same model, or open another model.",
            name=quoted(splitting),
        )
    adds_start = header.flag("tokenizer.ggml.add_bos_token") or False
    start = special["bos"] if adds_start else None
    merges, notes = written.understood()
    return TokenizerFacts(
        pieces=written.pieces(),
        control_ids=written.control_ids | written.unused_ids,
        user_defined_ids=written.user_defined_ids,
        merges=merges,
        pattern=pattern,
        is_composed=False,  # a GGUF file does not say; llama.cpp does not do it
        takes_whole_pieces=splitting in WITHOUT_MERGES,
        start_id=start if start is not None else document_start(written, special["bos"], ends),
        adds_start=start is not None,
        end_ids=ends,
        chat_template=header.beginning("tokenizer.chat_template") or "",
        bos=_name_of(special["bos"], written),
        eos=_name_of(special["eos"], written),
        notes=notes,
    )


def _name_of(token_id: int | None, written: WrittenTokens) -> str:
    return "" if token_id is None else written.tokens[token_id]


def _written(header: GGUFHeader, tokens: list[str]) -> WrittenTokens:
    """Return tokens by kind, without those at the end that only fill up the embedding."""
    kinds = header.whole_numbers("tokenizer.ggml.token_type")
    if kinds is None:
        kinds = [1] * len(tokens)
    if len(kinds) != len(tokens):
        raise CheckpointError(
            header.path,
            "it has {tokens:,} tokens, and their kinds are {kinds:,}",
            remedy=COPY_AGAIN,
            tokens=len(tokens),
            kinds=len(kinds),
        )
    size = len(tokens)
    while size > 1 and kinds[size - 1] == _UNUSED:
        size -= 1

    def of_kind(*wanted: int) -> frozenset[int]:
        return frozenset(n for n in range(size) if kinds[n] in wanted)

    lines = header.texts("tokenizer.ggml.merges") or []
    return WrittenTokens(
        path=header.path,
        tokens=tokens[:size],
        control_ids=of_kind(*_CONTROL),
        user_defined_ids=of_kind(_USER_DEFINED),
        unused_ids=of_kind(_UNUSED),
        merges=[merge_parts(line) for line in lines],
    )

"""The tokenizer in a GGUF file: `read_tokenizer`, or only `count_tokens`.

Owns what the keys `tokenizer.*` mean, and every refusal of a tokenizer that is not byte-pair
encoding.

Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#tokenizer
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.gguf import GGUFHeader
from gptdesk.model.checkpoints.readers import COPY_AGAIN, quoted
from gptdesk.model.checkpoints.tokenizers.facts import (
    GPT2_SIZE,
    OTHER_KIND,
    Characters,
    Spaces,
    TokenizerFacts,
    WrittenTokens,
    document_start,
    merge_parts,
    require_token,
)
from gptdesk.model.checkpoints.tokenizers.splitting import BY_GGUF_NAME, WITHOUT_MERGES

_TOKENS, _MERGES = "tokenizer.ggml.tokens", "tokenizer.ggml.merges"
_SPLITTING = "tokenizer.ggml.pre"
_SCORES = "tokenizer.ggml.scores"
_BYTE_LEVEL, _CHARACTERS = "gpt2", "llama"  # the latter is SentencePiece's
_SPLITTING_UNSAID = (None, "default")  # by older converters
_CONTROL, _USER_DEFINED, _UNUSED, _BYTE = (2, 3), 4, 5, 6  # kinds of tokens; 2 is "unknown"
_ENDS = ("eos", "eot", "eom")


def count_tokens(header: GGUFHeader, rows: int) -> int:
    """Return how many tokens the file's tokenizer has, from numbers alone.

    Its texts are read only where they must be GPT-2's, because nothing is said of their splitting.

    Args:
        header: of the file.
        rows: of the token embedding.

    Raises:
        CheckpointError: as `read_tokenizer` does, of what can be seen without them.
        OSError: the file cannot be read.
    """
    if _merges_characters(header):
        kinds = _kinds(header, rows)
        _special_ids(header, len(kinds))
        _spaces(header)
        return len(kinds)
    if header.text(_SPLITTING) in _SPLITTING_UNSAID:
        facts = read_tokenizer(header, rows)
        return GPT2_SIZE if facts is None else len(facts.pieces)
    kinds = _kinds(header, rows)
    _special_ids(header, len(kinds))
    _pattern(header)
    return len(kinds)


def read_tokenizer(header: GGUFHeader, rows: int) -> TokenizerFacts | None:
    """Return what the file says of its tokenizer; None for GPT-2's own.

    Args:
        header: of the file.
        rows: of the token embedding.

    Raises:
        CheckpointError: there is none, it is of another kind, or its parts do not belong together.
        OSError: the file cannot be read.
    """
    kinds = _kinds(header, rows)
    special = _special_ids(header, len(kinds))
    written = _written(header, kinds)
    ends = frozenset(end for name in _ENDS if (end := special[name]) is not None)
    if _merges_characters(header):
        return _of_characters(header, kinds, written, special, ends)
    are_gpt2s_ids = {*ends, special["bos"]} <= {None, GPT2_SIZE - 1}
    splitting = header.text(_SPLITTING)
    if splitting in (*_SPLITTING_UNSAID, "gpt-2", "gpt2") and written.are_gpt2s and are_gpt2s_ids:
        return None
    pattern = _pattern(header)
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


def _merges_characters(header: GGUFHeader) -> bool:
    return header.text("tokenizer.ggml.model") == _CHARACTERS


def _of_characters(
    header: GGUFHeader,
    kinds: list[int],
    written: WrittenTokens,
    special: Mapping[str, int | None],
    ends: frozenset[int],
) -> TokenizerFacts:
    """Return what the file says of SentencePiece's byte-pair encoding."""
    scores = header.numbers(_SCORES) or []
    if len(scores) < len(kinds) or not all(map(math.isfinite, scores)):
        raise CheckpointError(
            header.path,
            "it does not say in which order characters are merged into its tokens "
            "(tokenizer.ggml.scores)",
            remedy="Get another file of the same model.",
        )
    adds_start = header.flag("tokenizer.ggml.add_bos_token")
    start = special["bos"] if adds_start or adds_start is None else None  # as in llama.cpp
    byte_ids = written.byte_ids([n for n, kind in enumerate(kinds) if kind == _BYTE])
    return TokenizerFacts(
        pieces=written.character_pieces(byte_ids),
        control_ids=written.control_ids,
        user_defined_ids=written.user_defined_ids,
        merges=(),
        pattern="",
        is_composed=False,
        takes_whole_pieces=False,
        start_id=start if start is not None else document_start(written, special["bos"], ends),
        adds_start=start is not None,
        end_ids=ends,
        chat_template=header.beginning("tokenizer.chat_template") or "",
        bos=_name_of(special["bos"], written),
        eos=_name_of(special["eos"], written),
        notes=(),
        characters=Characters(
            tuple(scores[: len(kinds)]), byte_ids, written.unused_ids, _spaces(header)
        ),
    )


def _spaces(header: GGUFHeader) -> Spaces:
    """Return where spaces are put.

    Raises:
        CheckpointError: the text is changed in other ways as well.
    """
    for key in ("precompiled_charsmap", "remove_extra_whitespaces"):
        name = f"tokenizer.ggml.{key}"
        if header.has(name) and (key != "remove_extra_whitespaces" or header.flag(name)):
            raise CheckpointError(
                header.path,
                "its tokenizer is {what}",
                remedy=OTHER_KIND,
                what="one that changes a text first",
            )
    is_put = header.flag("tokenizer.ggml.add_space_prefix")
    return Spaces(is_put is not False, is_put is not False)


def _name_of(token_id: int | None, written: WrittenTokens) -> str:
    return "" if token_id is None else written.tokens[token_id]


def _kinds(header: GGUFHeader, rows: int) -> list[int]:
    """Return the kinds of the tokens, without those at the end that only fill up the embedding."""
    model, count = header.text("tokenizer.ggml.model"), header.text_count(_TOKENS)
    if model is None or not count:
        raise CheckpointError(
            header.path,
            "it does not say what its tokens stand for",
            remedy="Get a file of the same model with its tokenizer in it.",
        )
    if rows and count > rows:
        raise CheckpointError(
            header.path,
            "it names {tokens:,} tokens, but its weights have {rows:,}",
            remedy=COPY_AGAIN,
            tokens=count,
            rows=rows,
        )
    if model not in (_BYTE_LEVEL, _CHARACTERS):
        raise CheckpointError(
            header.path, "its tokenizer is {name}", remedy=OTHER_KIND, name=quoted(model)
        )
    header.text_count(_MERGES)  # of another kind it is refused
    kinds = header.whole_numbers("tokenizer.ggml.token_type")
    if kinds is None:
        kinds = [1] * count
    if len(kinds) != count:
        raise CheckpointError(
            header.path,
            "it has {tokens:,} tokens, and their kinds are {kinds:,}",
            remedy=COPY_AGAIN,
            tokens=count,
            kinds=len(kinds),
        )
    while len(kinds) > 1 and kinds[-1] == _UNUSED:
        kinds.pop()
    return kinds


def _special_ids(header: GGUFHeader, size: int) -> dict[str, int | None]:
    special = {
        name: header.whole_number(f"tokenizer.ggml.{name}_token_id") for name in ("bos", *_ENDS)
    }
    for name, token_id in special.items():
        require_token(header.path, f"{name}_token_id", token_id, size)
    return special


def _pattern(header: GGUFHeader) -> str:
    """Return how a text is split."""
    splitting = header.text(_SPLITTING)
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
    return pattern


def _written(header: GGUFHeader, kinds: list[int]) -> WrittenTokens:
    """Return the tokens of which there are kinds."""

    def of_kind(*wanted: int) -> frozenset[int]:
        return frozenset(n for n, kind in enumerate(kinds) if kind in wanted)

    tokens = header.texts(_TOKENS) or []
    lines = header.texts(_MERGES) or []
    return WrittenTokens(
        path=header.path,
        tokens=tokens[: len(kinds)],
        control_ids=of_kind(*_CONTROL),
        user_defined_ids=of_kind(_USER_DEFINED),
        unused_ids=of_kind(_UNUSED),
        merges=[merge_parts(line) for line in lines],
    )

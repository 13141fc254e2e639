"""Small tokenizers of SentencePiece, trained by its own library, as its file and in other files."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import gguf
import sentencepiece

from tests.model.checkpoints.trained_tokenizers import CORPUS

FOUND = ("<tag", "<tags>", "▁▁==")  # that a text may hold
SPACED = [*CORPUS, "if x:\n    return  y  # the end", "the cat and the other cat, then the end."]


@cache
def trained(found: tuple[str, ...] = FOUND, **options: object) -> bytes:
    """Return a `tokenizer.model` as Llama 2's was made: pairs, bytes, nothing normalized.

    Its vocabulary is <unk> <s> </s>, the tokens of `FOUND`, 256 bytes, then what is merged.
    """
    written = io.BytesIO()
    settings: dict[str, object] = {
        "model_type": "bpe", "vocab_size": 700, "byte_fallback": True, "split_digits": True,
        "normalization_rule_name": "identity", "remove_extra_whitespaces": False,
        "allow_whitespace_only_pieces": True,
        "character_coverage": 0.98, "num_threads": 1, "minloglevel": 2,
        "hard_vocab_limit": False,
    } | options  # fmt: skip
    settings["user_defined_symbols"] = [*found]
    sentencepiece.SentencePieceTrainer.train(  # pyright: ignore[reportUnknownMemberType]
        sentence_iterator=iter(SPACED * 3), model_writer=written, **settings
    )
    return written.getvalue()


def library(model: bytes) -> sentencepiece.SentencePieceProcessor:
    """Return the makers' tokenizer."""
    return sentencepiece.SentencePieceProcessor(model_proto=model)


def kinds_of(makers: sentencepiece.SentencePieceProcessor) -> list[int]:
    """Return the kinds of its tokens, as GGUF files have them too."""
    return [
        2 if makers.is_unknown(n)
        else 3 if makers.is_control(n)
        else 6 if makers.is_byte(n)
        else 5 if makers.is_unused(n)
        else 4 if makers.id_to_piece(n) in FOUND
        else 1
        for n in range(makers.get_piece_size())
    ]  # fmt: skip


def in_tokenizer_json(makers: sentencepiece.SentencePieceProcessor, **changes: object) -> str:
    """Return it as transformers' converter writes it: merges in the order of their scores."""
    size = makers.get_piece_size()
    ids = {makers.id_to_piece(n): n for n in range(size)}
    kinds = kinds_of(makers)
    merges: list[tuple[float, int, int, list[str]]] = []
    for piece, token_id in ids.items():
        for cut in range(1, len(piece)) if kinds[token_id] in (1, 4) else ():
            left, right = piece[:cut], piece[cut:]
            if left in ids and right in ids:
                score = makers.get_score(token_id)
                merges.append((-score, ids[left], ids[right], [left, right]))
    controls = [n for n, kind in enumerate(kinds) if kind in (2, 3)]
    content: dict[str, object] = {
        "version": "1.0",
        "added_tokens": [
            {"id": n, "content": makers.id_to_piece(n), "special": True, "lstrip": False,
             "rstrip": False, "single_word": False, "normalized": False}
            for n in controls
        ],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "▁"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
        ]},
        "pre_tokenizer": None,
        "post_processor": {"type": "TemplateProcessing", "single": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
        ], "pair": [{"Sequence": {"id": name, "type_id": 0}} for name in "AB"],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
        "decoder": None,
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>",
                  "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": True, "byte_fallback": True, "ignore_merges": False,
                  "vocab": ids, "merges": [merge for *_, merge in sorted(merges)]},
    }  # fmt: skip
    return json.dumps(content | changes)


def written_beside(folder: Path, model: bytes, settings: Mapping[str, object]) -> None:
    """Put SentencePiece's own file and its settings beside a model."""
    (folder / "tokenizer.model").write_bytes(model)
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


def add_to_gguf(writer: gguf.GGUFWriter, makers: sentencepiece.SentencePieceProcessor) -> None:
    """Write it into a GGUF file as llama.cpp's converter does."""
    size = makers.get_piece_size()
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([makers.id_to_piece(n) for n in range(size)])
    writer.add_token_scores([makers.get_score(n) for n in range(size)])
    writer.add_token_types(kinds_of(makers))
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)


# --- the file, byte by byte ----------------------------------------------------------------------


def field(number: int, value: int | bytes, wire: int = 2) -> bytes:
    """Return a field of a message."""
    key = number << 3 | (0 if isinstance(value, int) else wire)
    if isinstance(value, int):
        return varint(key) + varint(value)
    return varint(key) + (varint(len(value)) if wire == 2 else b"") + value


def varint(value: int) -> bytes:
    data = b""
    while value > 0x7F:
        data += bytes([value & 0x7F | 0x80])
        value >>= 7
    return data + bytes([value])


def piece(text: str, score: float = 0.0, kind: int = 1) -> bytes:
    """Return a piece as the first field of the file."""
    number = struct.pack("<f", score)
    return field(1, field(1, text.encode()) + field(2, number, 5) + field(3, kind))


def file_of(
    pieces: Sequence[tuple[str, float, int]], *, way: int = 2, normalizer: bytes = b""
) -> bytes:
    """Return a file of pieces (text, score, kind), which changes no text unless it says so."""
    spaces = normalizer or field(3, 1) + field(4, 0)
    has_bytes = any(kind == 6 for _, _, kind in pieces)
    trainer = field(3, way) + field(35, int(has_bytes))
    return b"".join(piece(*one) for one in pieces) + field(2, trainer) + field(3, spaces)

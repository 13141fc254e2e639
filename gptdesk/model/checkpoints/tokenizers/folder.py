"""The tokenizer beside a model's weights, as Hugging Face keeps it: `read_tokenizer`.

Owns the files in which other programs keep a tokenizer, what their fields mean, and every refusal
of one that is not byte-pair encoding. A vocabulary of the same size as GPT-2's can be
another one; its numbers would be read as the wrong pieces of text.

Fields: https://huggingface.co/docs/tokenizers/api/tokenizer
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.readers import COPY_AGAIN, LONG_JSON, quoted, read_json
from gptdesk.model.checkpoints.tokenizers.facts import (
    OTHER_KIND,
    Characters,
    Spaces,
    TokenizerFacts,
    WrittenTokens,
    document_start,
    merge_parts,
    require_token,
)
from gptdesk.model.checkpoints.tokenizers.sentencepiece import read_sentencepiece, spaces_in_json
from gptdesk.model.checkpoints.tokenizers.splitting import BY_REGEX, GPT2, SINGLE_DIGITS

_VOCABULARIES = ("vocab.json", "encoder.json")
_MERGES = ("merges.txt", "vocab.bpe")
_TOKENIZER = "tokenizer.json"
_ADDED = "added_tokens.json"
_SETTINGS = ("tokenizer_config.json", "special_tokens_map.json")
_GENERATION = "generation_config.json"
_TEMPLATE = "chat_template.jinja"
_SENTENCEPIECE = "tokenizer.model"
# Tokenizers that are never of this kind: WordPiece, and SentencePiece's other one.
_OTHERS = ("vocab.txt", "spiece.model", "sentencepiece.bpe.model")

# The largest of 2026 have 260,000 tokens and 520,000 merges of two parts, in 33 MB.
_MAX_BYTES = 40 << 20
_MAX_VALUES = 2_500_000
_MAX_TEMPLATE_BYTES = 128 << 10
_MAX_HEAD_BYTES = 1 << 20  # 6,000 added tokens, the most that are known, take 0.8 MB
_TOKENS_START = re.compile(r'"vocab"\s*:\s*\{')


@dataclass(slots=True)
class _Parts:
    """What is gathered from the files of a tokenizer.

    Attributes:
        path: the file that lists the tokens.
        ids: by token.
        merges: the two parts of each; None for one that has not two.
        added: of tokens that are no result of merging, whether a text may hold them.
        pattern: how a text is split.
        is_composed: a text is brought into the form NFC first.
        takes_whole_pieces: a piece of text that is a token is that token.
        start: the token that every text is begun with; None if there is none.
        spaces: where they are put, if characters are merged; None where bytes are.
        scores: of characters' tokens, by id; none where `merges` says the order.
        unused_ids: tokens that never stay.
        byte_kind_ids: those that may stand for a byte; None is all of them.
        bos, eos: the tokens that begin and end a text, where the list of tokens says so itself.
    """

    path: Path
    ids: dict[str, int]
    merges: list[tuple[str, str] | None]
    added: dict[str, bool] = field(default_factory=dict[str, bool])
    pattern: str = GPT2
    is_composed: bool = False
    takes_whole_pieces: bool = False
    start: str | None = None
    spaces: Spaces | None = None
    scores: tuple[float, ...] = ()
    unused_ids: frozenset[int] = frozenset()
    byte_kind_ids: frozenset[int] | None = None
    bos: str = ""
    eos: str = ""


def read_tokenizer(folder: Path, rows: int, words: Mapping[str, Any]) -> TokenizerFacts | None:
    """Return what a model's folder says of its tokenizer; None for GPT-2's own, or for nothing.

    GPT-2's own is returned where a chat template stands beside it, as in DialoGPT.

    Args:
        folder: of the model.
        rows: of its token embedding. Tokens that were added behind them are left out: the model
            has never seen them.
        words: its `config.json`.

    Raises:
        CheckpointError: the tokenizer is of another kind, or a file is damaged; names that file.
        OSError: a file cannot be read.
    """
    parts = _parts_of(folder)
    if parts is None:
        return None
    settings: dict[str, Any] = {}
    for name in reversed(_SETTINGS):
        settings |= _json_beside(folder / name)
    _take_settings(parts, settings)
    written = _written(parts, rows)
    size = len(written.tokens)
    ends, start = _special_ids(folder, parts, words, settings, size)
    template = _chat_template(folder, settings)
    is_gpt2s = written.are_gpt2s and parts.pattern == GPT2 and not parts.is_composed
    if is_gpt2s and not template:
        return None
    begins = parts.ids.get(parts.start) if parts.start is not None else None
    merges, notes = written.understood()
    characters = _characters(parts, written)
    return TokenizerFacts(
        pieces=written.character_pieces(characters.byte_ids) if characters else written.pieces(),
        control_ids=written.control_ids,
        user_defined_ids=written.user_defined_ids,
        merges=merges,
        pattern=parts.pattern,
        is_composed=parts.is_composed,
        takes_whole_pieces=parts.takes_whole_pieces,
        start_id=begins if begins is not None else document_start(written, start, ends),
        adds_start=begins is not None,
        end_ids=ends,
        chat_template=template,
        bos=_token_text(settings.get("bos_token")) or parts.bos,
        eos=_token_text(settings.get("eos_token")) or parts.eos,
        notes=notes,
        characters=characters,
    )


def _characters(parts: _Parts, written: WrittenTokens) -> Characters | None:
    """Return how characters are merged, where they are.

    Raises:
        CheckpointError: a space would be put behind tokens that a text may hold. SentencePiece and
            its successors differ in that.
    """
    if parts.spaces is None:
        return None
    if written.user_defined_ids and not parts.scores and parts.spaces.before_part:
        raise _other_kind(parts.path, "one that adds tokens to a text, and spaces behind them")
    kinds = parts.byte_kind_ids
    byte_ids = written.byte_ids(kinds)
    scores = parts.scores and parts.scores + (0.0,) * (len(written.tokens) - len(parts.scores))
    return Characters(scores, byte_ids, parts.unused_ids, parts.spaces)


def has_tokenizer(folder: Path) -> bool:
    """Tell whether a model's folder has a tokenizer that can be read, as far as its head tells.

    The tokens themselves, which take most of the time, are not read.

    Raises:
        CheckpointError: the tokenizer is of another kind, or a part of it is missing.
        OSError: a file cannot be read.
    """
    path = folder / _TOKENIZER
    if not path.is_file():
        if _vocabulary_files(folder) is None:
            return _in_sentencepiece(folder) is not None
        return True
    _parts_in(path, _head_of(path) or _large_json(path))
    return True


# --- tokens and merges ---------------------------------------------------------------------------


def _parts_of(folder: Path) -> _Parts | None:
    """Return tokens and merges from the newest of the formats that is there."""
    if (folder / _TOKENIZER).is_file():
        return _parts_in(folder / _TOKENIZER, _large_json(folder / _TOKENIZER))
    files = _vocabulary_files(folder)
    if files is not None:
        vocabulary, merges = files
        parts = _Parts(vocabulary, _ids(vocabulary, _large_json(vocabulary)), _merge_lines(merges))
    else:
        parts = _in_sentencepiece(folder)
    if parts is None:
        return None
    if (folder / _ADDED).is_file():
        for token, token_id in _ids(folder / _ADDED, _large_json(folder / _ADDED)).items():
            parts.ids[token] = token_id
            parts.added[token] = False
    return parts


def _in_sentencepiece(folder: Path) -> _Parts | None:
    """Return what SentencePiece's own file says, if there is one."""
    path = folder / _SENTENCEPIECE
    if not path.is_file():
        return None
    said = read_sentencepiece(path)
    in_text = dict.fromkeys(said.control_ids, False) | dict.fromkeys(said.user_defined_ids, True)
    return _Parts(
        path,
        {token: token_id for token_id, token in enumerate(said.tokens)},
        [],
        added={said.tokens[token_id]: may for token_id, may in in_text.items()},
        pattern="",
        start=said.bos or None,  # unless the settings say otherwise
        spaces=said.spaces,
        scores=said.scores,
        unused_ids=said.unused_ids,
        byte_kind_ids=said.byte_kind_ids,
        bos=said.bos,
        eos=said.eos,
    )


def _vocabulary_files(folder: Path) -> tuple[Path, Path] | None:
    """Return where tokens and merges are listed, in the older format of two files."""
    vocabulary, merges = _first(folder, _VOCABULARIES), _first(folder, _MERGES)
    if vocabulary is not None and merges is not None:
        return vocabulary, merges
    if there := vocabulary or merges:
        if not there.stat().st_size:
            raise CheckpointError(there, "it is empty", remedy=COPY_AGAIN)
        missing = _VOCABULARIES if vocabulary is None else _MERGES
        raise CheckpointError(
            there,
            "it is one half of a tokenizer, and {missing} is missing",
            remedy=COPY_AGAIN,
            missing=missing[0],
        )
    other = _first(folder, _OTHERS)
    if other is not None and not (folder / _SENTENCEPIECE).is_file():
        raise CheckpointError(
            other, "it is a tokenizer of another kind than GPT-2's", remedy=OTHER_KIND
        )
    return None


def _head_of(path: Path) -> dict[str, Any] | None:
    """Return what stands before the tokens in a file of the library tokenizers.

    It writes tokens and merges last; None where another program has written them elsewhere.
    """
    with open_regular(path) as file:
        start = file.read(_MAX_HEAD_BYTES).decode("utf-8", "replace")
    found = _TOKENS_START.search(start)
    try:
        content: object = found and json.loads(start[: found.end()] + '}, "merges": []}}')
    except (ValueError, RecursionError):
        return None
    head = _fields(content)
    return head if "pre_tokenizer" in head and "dropout" in _fields(head.get("model")) else None


def _first(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _large_json(path: Path) -> dict[str, Any]:
    try:
        return read_json(path, max_values=_MAX_VALUES, max_bytes=_MAX_BYTES)
    except CheckpointError as exc:
        if exc.reason != LONG_JSON:
            raise
        raise CheckpointError(
            path, "it is longer than any tokenizer, or too deeply nested", remedy=OTHER_KIND
        ) from exc


def _json_beside(path: Path) -> dict[str, Any]:
    return _large_json(path) if path.is_file() else {}


def _merge_lines(path: Path) -> list[tuple[str, str] | None]:
    with open_regular(path) as file:
        data = file.read(_MAX_BYTES)
    lines = (line.rstrip("\r") for line in data.decode("utf-8", "replace").split("\n"))
    return [merge_parts(line) for line in lines if line and not line.startswith("#version")]


def _ids(path: Path, tokens: Mapping[str, object]) -> dict[str, int]:
    """Return ids by token, each of which is one."""
    ids: dict[str, int] = {}
    for token, token_id in tokens.items():
        if type(token_id) is not int or token_id < 0:
            raise CheckpointError(
                path,
                "the number of its token {token} is {token_id}",
                remedy=COPY_AGAIN,
                token=quoted(token),
                token_id=quoted(token_id),
            )
        ids[token] = token_id
    return ids


def _parts_in(path: Path, content: Mapping[str, Any]) -> _Parts:
    """Return what a file of the library tokenizers says, if all of it is of our kind."""
    model = _fields(content.get("model"))
    kind = model.get("type", "BPE")  # older files do not say
    tokens, merges = model.get("vocab"), model.get("merges")
    if kind != "BPE" or not isinstance(tokens, dict) or not isinstance(merges, list):
        raise _other_kind(path, f"of the kind {quoted(kind)}" if kind != "BPE" else "incomplete")
    for name in ("dropout", "continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(name):
            raise _other_kind(path, f"one with {name}")
    parts = _Parts(
        path,
        _ids(path, cast("dict[str, object]", tokens)),
        [_merge_of(merge) for merge in cast("list[object]", merges)],
        takes_whole_pieces=model.get("ignore_merges") is True,
        start=_written_start(_fields(content.get("post_processor"))),
    )
    normalizer, splitter = content.get("normalizer"), content.get("pre_tokenizer")
    if model.get("byte_fallback") is True and not parts.takes_whole_pieces:
        parts.pattern, parts.spaces = "", spaces_in_json(path, normalizer, splitter)
    else:
        parts.pattern = _pattern(path, _fields(splitter))
        parts.is_composed = _is_composed(path, normalizer)
    for entry in _all_fields(content.get("added_tokens")):
        token, is_special = entry.get("content"), entry.get("special") is True
        if not isinstance(token, str) or not token:
            raise CheckpointError(path, "one of its added tokens has no text", remedy=COPY_AGAIN)
        parts.ids |= _ids(path, {token: entry.get("id")})
        parts.added[token] = not is_special
        widened = next((n for n in ("lstrip", "rstrip", "single_word") if entry.get(n)), "")
        if widened and not is_special:
            raise _other_kind(path, f"one whose token {quoted(token)} has {widened}")
    return parts


def _fields(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _all_fields(value: object) -> Iterator[dict[str, Any]]:
    for entry in cast("list[object]", value) if isinstance(value, list) else []:
        yield _fields(entry)


def _merge_of(merge: object) -> tuple[str, str] | None:
    """Return the two parts of a merge; newer files have the two apart."""
    if isinstance(merge, str):
        return merge_parts(merge)
    parts = cast("list[object]", merge) if isinstance(merge, list) else []
    if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], str):
        return parts[0], parts[1]
    return None


def _pattern(path: Path, splitter: Mapping[str, Any]) -> str:
    """Return how a text is split; what is not known exactly is refused."""
    if not splitter:
        return GPT2  # also where nothing is said: files from before there was a choice
    is_sequence = splitter.get("type") == "Sequence"
    steps = [*_all_fields(splitter.get("pretokenizers"))] if is_sequence else [splitter]
    *before, last = steps or [{}]
    if last.get("type") != "ByteLevel" or last.get("add_prefix_space") is True:
        raise _other_kind(path, f"one that splits a text by {quoted(last.get('type'))}")
    has_own_pattern = last.get("use_regex", True) is True
    if not before and has_own_pattern:
        return GPT2
    if len(before) == 1:
        step = before[0]
        if step.get("type") == "Digits" and step.get("individual_digits") and has_own_pattern:
            return SINGLE_DIGITS
        regex = _fields(step.get("pattern")).get("Regex")
        is_plain = step.get("behavior") == "Isolated" and not step.get("invert")
        if step.get("type") == "Split" and is_plain and not has_own_pattern and regex in BY_REGEX:
            return BY_REGEX[cast("str", regex)]
    raise _other_kind(path, "one that splits a text in a way that is not known")


def _is_composed(path: Path, normalizer: object) -> bool:
    if normalizer is None:
        return False
    kind = _fields(normalizer).get("type")
    if kind != "NFC":
        raise _other_kind(path, f"one that changes a text first, by {quoted(kind)}")
    return True


def _written_start(processor: Mapping[str, Any]) -> str | None:
    """Return the token that is put before a text, if any is."""
    is_sequence = processor.get("type") == "Sequence"
    for step in _all_fields(processor.get("processors")) if is_sequence else [processor]:
        if step.get("type") == "TemplateProcessing":
            first = next(_all_fields(step.get("single")), dict[str, Any]())
            token = _fields(first.get("SpecialToken")).get("id")
            return token if isinstance(token, str) else None
    return None


def _other_kind(path: Path, what: str) -> CheckpointError:
    return CheckpointError(path, "its tokenizer is {what}", remedy=OTHER_KIND, what=what)


# --- what else is said of them -------------------------------------------------------------------


def _take_settings(parts: _Parts, settings: Mapping[str, Any]) -> None:
    """Add the special tokens that only a tokenizer's settings name."""
    for number, entry in _fields(settings.get("added_tokens_decoder")).items():
        fields = _fields(entry)
        token = fields.get("content")
        if isinstance(token, str) and token and number.isdecimal() and len(number) < 10:
            parts.ids.setdefault(token, int(number))
            parts.added[token] = fields.get("special") is not True
    for token in _named_tokens(settings):
        if token in parts.ids:
            parts.added[token] = False
    start = _token_text(settings.get("bos_token")) or parts.bos
    adds_start = settings.get("add_bos_token")
    if adds_start is True and start in parts.ids:
        parts.start = start
    elif adds_start is False and parts.bos:  # of SentencePiece, which does not say it
        parts.start = None


def _named_tokens(settings: Mapping[str, Any]) -> Iterator[str]:
    named = [value for name, value in settings.items() if name.endswith("_token")]
    more = settings.get("additional_special_tokens")
    if isinstance(more, list):
        named += cast("list[object]", more)
    for value in named:
        token = _token_text(value)
        if token is not None:
            yield token


def _token_text(value: object) -> str | None:
    """Return the text of a token, which stands there by itself or among its properties."""
    text: object = value if isinstance(value, str) else _fields(value).get("content")
    return text if isinstance(text, str) else None


def _written(parts: _Parts, rows: int) -> WrittenTokens:
    """Return the tokens in the order of their ids."""
    known = {token: n for token, n in parts.ids.items() if n < rows or token not in parts.added}
    size = max(known.values(), default=-1) + 1
    if size > rows or not size:
        raise CheckpointError(
            parts.path,
            "it names {tokens:,} tokens, but the weights have {rows:,}",
            remedy="Keep each model in a folder of its own, with its own tokenizer.",
            tokens=size,
            rows=rows,
        )
    tokens = [""] * size
    for token, token_id in known.items():
        tokens[token_id] = token
    added = {known[token]: in_text for token, in_text in parts.added.items() if token in known}
    return WrittenTokens(
        path=parts.path,
        tokens=tokens,
        control_ids=frozenset(n for n, in_text in added.items() if not in_text),
        user_defined_ids=frozenset(n for n, in_text in added.items() if in_text),
        unused_ids=parts.unused_ids,
        merges=parts.merges,
    )


def _special_ids(
    folder: Path, parts: _Parts, words: Mapping[str, Any], settings: Mapping[str, Any], size: int
) -> tuple[frozenset[int], int | None]:
    """Return the tokens that end a text, and the one that begins one.

    What the tokenizer and the settings for generating say counts; `config.json` only where both
    are silent: there it is often left as it was in the program's own example, GPT-2's.
    """
    generation = _json_beside(folder / _GENERATION)
    is_copied = generation.get("_from_model_config") is True
    ends = (
        set[int]()
        if is_copied
        else _ids_said(folder / _GENERATION, generation, "eos_token_id", size)
    )
    named = parts.ids.get(_token_text(settings.get("eos_token")) or parts.eos)
    if named is not None and named < size:
        ends.add(named)
    start = parts.ids.get(_token_text(settings.get("bos_token")) or parts.bos)
    if not ends:
        path = folder / "config.json"
        ends = _ids_said(path, words, "eos_token_id", size)
        if start is None:
            start = next(iter(_ids_said(path, words, "bos_token_id", size)), None)
    return frozenset(ends), start if start is not None and start < size else None


def _ids_said(path: Path, said: Mapping[str, Any], name: str, size: int) -> set[int]:
    """Return the ids, one or several, that a file gives as those of a special token."""
    value = said.get(name)
    ids: set[int] = set()
    for one in cast("list[object]", value) if isinstance(value, list) else [value]:
        if one is not None:
            token_id = one if type(one) is int else -1
            require_token(path, name, token_id, size)
            ids.add(token_id)
    return ids


def _chat_template(folder: Path, settings: Mapping[str, Any]) -> str:
    """Return the template of a conversation: a file, a setting, or the default one of several."""
    path = folder / _TEMPLATE
    if path.is_file():
        with open_regular(path) as file:
            return file.read(_MAX_TEMPLATE_BYTES + 1).decode("utf-8", "replace")
    template = settings.get("chat_template")
    for entry in _all_fields(template):
        if entry.get("name") == "default":
            template = entry.get("template")
    return template if isinstance(template, str) else ""

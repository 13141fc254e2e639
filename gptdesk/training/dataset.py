"""The dataset: from a folder of text to batches of token ids.

A folder is read in one of two forms: our corpus (`tokens/<part>.train.bin.xz`, GPT-2 ids as
little-endian uint16, 50256 after every document, and `text/<part>.val.txt.xz`), or plain `.txt`
files, each one document. Knows nothing about networks.

Packing: a row is `ctx_len` + 1 tokens (inputs and, one to the right, targets) and always starts
where a document starts. A document that no longer fits is begun at the row's end and stands
whole in the next row; one that is longer than a row goes on there. No padding, and the network
sees beginnings where a prompt will have its own: at position 0.
"""

from __future__ import annotations

import lzma
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import torch
from torch import Tensor

from gptdesk.errors import TrainingError
from gptdesk.files.regular import open_regular
from gptdesk.files.text import marked_encoding
from gptdesk.training.options import VOCAB_SIZE, TrainingOptions

END_OF_TEXT_ID = VOCAB_SIZE - 1
END_OF_TEXT_LINE = "\n<|endoftext|>\n"

_MAX_FILE_BYTES = 1 << 30
_MAX_DECOMPRESSED_BYTES = 4 << 30

Row = list[tuple[int, int]]  # (start, end) in the flat tensor of all tokens


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of text.

    Attributes:
        name: as in a mix.
        documents: (start, end) of every document in `Corpus.tokens`, its end-of-text included.
    """

    name: str
    documents: Sequence[tuple[int, int]]

    @property
    def n_tokens(self) -> int:
        """Tokens in all documents."""
        return sum(end - start for start, end in self.documents)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All training text in memory.

    Attributes:
        tokens: GPT-2 ids, (n,), int32.
        parts: what stands where.
    """

    tokens: Tensor
    parts: Sequence[Part]


def read_corpus(folder: Path, names: Sequence[str] = ()) -> Corpus:
    """Read the training text of a folder, or one text file; `names` selects parts of a folder.

    Raises:
        TrainingError: there is no text, a part is missing, or a file cannot be read.
    """
    is_text = _is_file(folder)
    if not is_text:
        _require_folder(folder)
    found = {} if is_text else _token_files(folder)
    texts = {} if found else {"text": [folder] if is_text else _text_files(folder)}
    known = [*found, *(name for name, files in texts.items() if files)]
    if not known:
        raise TrainingError(
            "{folder}: the folder holds no .txt file and no tokens/*.train.bin.xz.", folder=folder
        )
    for name in names or ():
        if name not in known:
            raise TrainingError(
                "{folder}: there is no part {name!r}, only {parts}.",
                folder=folder,
                name=name,
                parts=", ".join(known),
            )
    streams = {
        name: _read_tokens(found[name]) if name in found else _encode_files(texts[name])
        for name in names or known
    }
    parts, offset = [], 0
    for name, stream in streams.items():
        ends = [offset + i + 1 for i in (stream == END_OF_TEXT_ID).nonzero().flatten().tolist()]
        documents = list(zip([offset, *ends[:-1]], ends, strict=True)) if ends else []
        parts.append(Part(name, [(a, b) for a, b in documents if b - a > 1]))
        if not parts[-1].documents:
            raise TrainingError(
                "{folder}: the part {name!r} holds no text.", folder=folder, name=name
            )
        offset += len(stream)
    return Corpus(torch.cat(list(streams.values())), parts)


def read_validation(folder: Path) -> dict[str, list[str]]:
    """Return the documents of every `text/<part>.val.txt.xz`, or of all `.txt` files, by part.

    Raises:
        TrainingError: there is no text, or a file cannot be read.
    """
    _require_folder(folder)
    suffix = ".val.txt.xz"
    parts = {
        path.name.removesuffix(suffix): _decode(path, _decompress(path)).split(END_OF_TEXT_LINE)
        for path in sorted(folder.glob(f"text/*{suffix}"))
    }
    if not parts:
        parts = {"text": [_read_text(path) for path in _text_files(folder)]}
    parts = {name: [text for text in documents if text] for name, documents in parts.items()}
    parts = {name: documents for name, documents in parts.items() if documents}
    if not parts:
        raise TrainingError(
            "{folder}: the folder holds no .txt file and no text/*{suffix}.",
            folder=folder,
            suffix=suffix,
        )
    return parts


def plan_rows(corpus: Corpus, options: TrainingOptions) -> list[Row]:
    """Lay out the whole run: the rows of step 0, of step 1, …, `batch_size` each.

    A pure function of its arguments, so that a resumed run goes on with the very next row.
    """
    generator = torch.Generator().manual_seed(options.seed)
    n_final = round(options.final_share * options.steps) if options.final_mix else 0
    rows: list[Row] = []
    for mix, n_steps in (
        (options.mix, options.steps - n_final),
        (options.final_mix, n_final),
    ):
        phase = _pack(
            _draw_documents(corpus.parts, mix, generator),
            n_rows=n_steps * options.batch_size,
            row_tokens=options.ctx_len + 1,
        )
        # Neighbours share a long document; a batch should not.
        rows += [phase[i] for i in torch.randperm(len(phase), generator=generator).tolist()]
    return rows


def read_rows(tokens: Tensor, rows: Sequence[Row], row_tokens: int) -> Tensor:
    """Gather rows of `row_tokens` ids, (B, row_tokens), int32.

    Every second one starts with <|endoftext|> (and loses its last token), unless it goes on with
    a long document, so that the network knows a beginning with and without it.
    """
    mark = torch.tensor([END_OF_TEXT_ID], dtype=tokens.dtype)
    gathered = []
    for i, row in enumerate(rows):
        pieces = [tokens[start:end] for start, end in row]
        first = row[0][0]
        if i % 2 and (first == 0 or tokens[first - 1] == END_OF_TEXT_ID):
            pieces.insert(0, mark)
        gathered.append(torch.cat(pieces)[:row_tokens])
    return torch.stack(gathered)


def _draw_documents(
    parts: Sequence[Part], mix: Mapping[str, float], generator: torch.Generator
) -> Iterator[tuple[int, int]]:
    """Yield documents for ever: parts by their share of tokens, each part shuffled anew."""
    if mix:
        parts = [part for part in parts if part.name in mix]
    share = [mix.get(part.name, 0.0) if mix else float(part.n_tokens) for part in parts]
    # A share by tokens becomes a chance by documents: divide by the mean length.
    chance = torch.tensor(
        [s * len(p.documents) / p.n_tokens for s, p in zip(share, parts, strict=True)]
    )
    waiting: list[list[int]] = [[] for _ in parts]
    while True:
        for i in torch.multinomial(chance, 4096, True, generator=generator).tolist():
            documents = parts[i].documents
            if not waiting[i]:
                waiting[i] = torch.randperm(len(documents), generator=generator).tolist()
            yield documents[waiting[i].pop()]


def _pack(documents: Iterator[tuple[int, int]], *, n_rows: int, row_tokens: int) -> list[Row]:
    """Fill rows of `row_tokens` as the module's docstring says."""
    rows: list[Row] = []
    carried: tuple[int, int] | None = None
    while len(rows) < n_rows:
        row: Row = []
        room = row_tokens
        while room > 0:
            start, end = carried or next(documents)
            carried = None
            row.append((start, min(end, start + room)))
            if end - start > row_tokens:
                carried = (start + room - 1, end)  # goes on; its last target is the next input
            elif end - start > room:
                carried = (start, end)  # stands whole in the next row
            room -= end - start
        rows.append(row)
    return rows


def _token_files(folder: Path) -> dict[str, Path]:
    suffix = ".train.bin.xz"
    return {p.name.removesuffix(suffix): p for p in sorted(folder.glob(f"tokens/*{suffix}"))}


def _read_tokens(path: Path) -> Tensor:
    data = bytearray(_decompress(path))
    if not data:
        return torch.empty(0, dtype=torch.int32)
    ids = None if len(data) % 2 else torch.frombuffer(data, dtype=torch.uint16).to(torch.int32)
    if ids is None or ids.amax() >= VOCAB_SIZE:
        raise TrainingError(
            "{file}: the file holds something else than GPT-2's token ids.", file=path
        )
    return ids


def _encode_files(paths: Sequence[Path]) -> Tensor:
    # Only here: tokens/ needs no tokenizer.
    from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer

    tokenizer = BytePairTokenizer.load()
    return torch.cat(
        [
            torch.tensor([*tokenizer.encode(_read_text(path)), END_OF_TEXT_ID], dtype=torch.int32)
            for path in paths
        ]
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as exc:
        raise _unreadable(path, exc) from exc


def _require_folder(folder: Path) -> None:
    try:
        is_folder, is_there = folder.is_dir(), folder.exists()
    except OSError as exc:
        raise _unreadable(folder, exc) from exc
    if is_there and not is_folder:
        raise TrainingError(
            "{folder}: it is no folder. Give the folder that holds the text.", folder=folder
        )
    if not is_there:
        raise TrainingError("{folder}: there is no such file or folder.", folder=folder)


def _text_files(folder: Path) -> list[Path]:
    """Return the .txt files of a folder and of those inside, however the ending is written."""

    def refuse(error: OSError) -> None:
        raise _unreadable(Path(error.filename or folder), error) from error

    return sorted(
        Path(parent, name)
        for parent, _, names in os.walk(folder, onerror=refuse)
        for name in names
        if name.lower().endswith(".txt")
    )


def _read_text(path: Path) -> str:
    return _decode(path, _read_bytes(path)).strip()


def _read_bytes(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            data = file.read(_MAX_FILE_BYTES + 1)
    except OSError as exc:
        raise _unreadable(path, exc) from exc
    if len(data) > _MAX_FILE_BYTES:
        raise TrainingError(
            "{file}: the file has more than {max_file_bytes:,} bytes. Split it.",
            file=path,
            max_file_bytes=_MAX_FILE_BYTES,
        )
    return data


def _decode(path: Path, data: bytes) -> str:
    """Return text without its byte order mark; one that says UTF-16 or UTF-32 is believed."""
    encoding = marked_encoding(data) or "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise TrainingError(
            "{file}: the file cannot be read as UTF-8 text. Save it as UTF-8.", file=path
        ) from exc
    if "\0" in text:  # UTF-16 without its mark, or no text at all
        raise TrainingError(
            "{file}: the file holds NUL characters. Save it as UTF-8 text.", file=path
        )
    return text


def _decompress(path: Path) -> bytes:
    try:
        with lzma.open(BytesIO(_read_bytes(path))) as file:
            data = file.read(_MAX_DECOMPRESSED_BYTES + 1)
    except (EOFError, lzma.LZMAError) as exc:
        raise TrainingError("{file}: the file cannot be decompressed.", file=path) from exc
    if len(data) > _MAX_DECOMPRESSED_BYTES:
        raise TrainingError(
            "{file}: the file holds more than {max_decompressed_bytes:,} bytes. Split it.",
            file=path,
            max_decompressed_bytes=_MAX_DECOMPRESSED_BYTES,
        )
    return data


def _unreadable(path: Path, error: OSError) -> TrainingError:
    return TrainingError("{file}: it cannot be read ({why}).", file=path, why=error)

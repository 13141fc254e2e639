"""Contents of a repository of the hub, and which of its files make a model.

Knows names, sizes and hashes; what is in the files is judged by their readers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from gptdesk.errors import DownloadError
from gptdesk.sentences import Sentence
from gptdesk.storage.models.hub.web import LostConnectionError, Reply, Web

_LISTING_BYTES = 20_000_000  # ten thousand files are 3 MB
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.\w+$")
_BESIDE = (  # what a folder of a model needs beside its weights
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
    "chat_template.json",
)
_PICKLES = (".bin", ".pth", ".pt")
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository.

    Attributes:
        path: its name there, with slashes.
        size_bytes: None where the hub did not tell.
        sha256: of the content, 64 digits; told of large files.
        blob: git's hash of the content, 40 digits; told of small ones.
    """

    path: str
    size_bytes: int | None = None
    sha256: str = ""
    blob: str = ""

    @property
    def name(self) -> str:
        """Its name without folders: what it is called here."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository at one commit.

    Attributes:
        name: `owner/name`, as the hub spells it.
        commit: 40 digits; everything is fetched from this one.
        licence: its short name; empty where none is told.
        is_gated: whether its licence has to be accepted on its page first.
        files: all of them.
    """

    name: str
    commit: str
    licence: str
    is_gated: bool
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Files of a repository that make one model.

    Attributes:
        weights: the files that hold weights; more than one when they are shards.
        others: what belongs beside them.
    """

    weights: tuple[RemoteFile, ...]
    others: tuple[RemoteFile, ...] = ()

    @property
    def files(self) -> tuple[RemoteFile, ...]:
        """All of them, the small ones first: they tell soonest whether the model is wanted."""
        return (*self.others, *self.weights)

    @property
    def is_pickle(self) -> bool:
        """Whether it is in PyTorch's own form, whose table of contents stands at its end."""
        return self.label.endswith(_PICKLES)

    @property
    def label(self) -> str:
        """What this choice is called beside the others of its repository."""
        return self.weights[0].path

    @property
    def size_bytes(self) -> int | None:
        """Of all files; None where the hub did not tell."""
        sizes = [file.size_bytes for file in self.files]
        return None if None in sizes else sum(size or 0 for size in sizes)


def read_repository(web: Web, name: str, revision: str = "main") -> Repository:
    """Ask the hub what a repository holds.

    Args:
        web: to ask with.
        name: `owner/name`.
        revision: a branch, a tag or a commit.

    Raises:
        DownloadError: the hub says no, or answers something else.
        LostConnectionError: it cannot be reached.
        Stopped: as asked.
    """
    with web.open(web.hub.listing_url(name, revision)) as reply:
        data = _whole_body(reply)
    try:
        values: Any = json.loads(data)
        commit = str(values["sha"])
        files = tuple(_remote_file(entry) for entry in values["siblings"])
        card: dict[str, Any] = values.get("cardData") or {}
        licence: Any = card.get("license") or card.get("license_name") or ""
        int(commit, 16)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        raise DownloadError(
            "What {host} answered is no list of files. It may be no model hub, or ask for a login "
            "first: open the model's page in a browser.",
            host=web.hub.host,
        ) from exc
    return Repository(
        name=str(values.get("id") or name),
        commit=commit,
        licence=licence if isinstance(licence, str) else "",
        is_gated=bool(values.get("gated")),
        files=tuple(file for file in files if _is_safe(file.path)),
    )


def choices(repository: Repository) -> tuple[Choice, ...]:
    """Return the models that a repository holds: one folder, and each file that is one by itself.

    A GGUF file is a model. Safetensors (or one pickle, where there are none) with a config.json
    beside them are one; without it, each such file of weights is one, as those of the book are.
    Files in folders of the repository are other forms of the same and left out, but for GGUF.
    """
    names = {file.path: file for file in repository.files}
    root = [file for file in repository.files if "/" not in file.path]
    ggufs = [
        file
        for file in repository.files
        if file.path.endswith(".gguf") and not _SHARD.search(file.path)
    ]
    found = [Choice((file,)) for file in ggufs]
    weights = [file for file in root if file.path.endswith(".safetensors")]
    if not weights:
        weights = [file for file in root if file.path.endswith(_PICKLES)]
    if "config.json" not in names:
        return (*(Choice((file,)) for file in weights if not _SHARD.search(file.path)), *found)
    whole = [file for file in weights if file.name in ("model.safetensors", "pytorch_model.bin")]
    shards = [file for file in weights if _SHARD.search(file.path)]
    chosen = whole or shards
    if not chosen:
        return tuple(found)
    beside = [names[path] for path in _BESIDE if path in names]
    if not whole:
        index = shards[0].path.split("-")[0]
        beside += [
            file
            for file in root
            if file.path.startswith(f"{index}.") and file.path.endswith(".index.json")
        ]
    return (Choice(tuple(chosen), tuple(beside)), *found)


def with_hashes(web: Web, repository: Repository, choice: Choice) -> Choice:
    """Return `choice` with sizes and hashes that the list did not tell, asked for file by file.

    Raises:
        DownloadError: the hub says no.
        LostConnectionError: it cannot be reached.
        Stopped: as asked.
    """

    def asked(file: RemoteFile) -> RemoteFile:
        if file.size_bytes is not None and (file.sha256 or file.blob):
            return file
        url = web.hub.file_url(repository.name, repository.commit, file.path)
        with web.open(url, method="HEAD") as reply:
            return with_headers(file, reply)

    return Choice(tuple(map(asked, choice.weights)), tuple(map(asked, choice.others)))


def with_headers(file: RemoteFile, reply: Reply) -> RemoteFile:
    """Return `file` with what the headers of an answer tell of it."""
    told = {**reply.headers, **reply.linked}
    tag = told.get("x-linked-etag", told.get("etag", "")).removeprefix("W/").strip('"')
    size = told.get("x-linked-size", told.get("content-length", ""))
    is_hash = set(tag) <= _HEX
    return replace(
        file,
        size_bytes=file.size_bytes if file.size_bytes is not None else _number(size),
        sha256=file.sha256 or (tag if is_hash and len(tag) == 64 else ""),
        blob=file.blob or (tag if is_hash and len(tag) == 40 else ""),
    )


def _remote_file(entry: Any) -> RemoteFile:
    large: dict[str, Any] = entry.get("lfs") or {}  # its blob would be that of a pointer to it
    size: Any = entry.get("size", large.get("size"))
    sha256, blob = str(large.get("sha256", "")), str(entry.get("blobId") or "")
    return RemoteFile(
        path=str(entry["rfilename"]),
        size_bytes=size if isinstance(size, int) and size >= 0 else None,
        sha256=sha256 if len(sha256) == 64 and set(sha256) <= _HEX else "",
        blob="" if large or len(blob) != 40 else blob,
    )


def _is_safe(path: str) -> bool:
    """Whether a file of that name stays in its folder here, on any system."""
    parts = path.split("/")
    return all(
        part.isprintable()
        and part not in ("", ".", "..")
        and not part.startswith(".")
        and not set(part) & set('\\:*?"<>|')
        for part in parts
    )


def _whole_body(reply: Reply) -> bytes:
    data = bytearray()
    while piece := reply.read(1 << 16):
        data += piece
        if len(data) > _LISTING_BYTES:
            break
    expected = _number(reply.headers.get("content-length", ""))
    if expected is not None and len(data) < expected:
        raise LostConnectionError(Sentence("the connection broke"))
    return bytes(data)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None

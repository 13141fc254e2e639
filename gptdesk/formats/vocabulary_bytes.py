"""A vocabulary as bytes: what stays with answers, so that their ids have names without their model.

Holds the tokens' bytes, which of them end or begin a text, and a name; not how a text becomes ids.
Owns the layout; must not know where the bytes are kept.

Layout: one line of JSON (`version`, `name`, `end_ids`, `start_id`), then, compressed by zlib, the
tokens as `vocabulary.sized` joins them: what their key is the SHA-256 of.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from gptdesk.engine.tokenizers.vocabulary import Vocabulary, sized

_VERSION = 1
_MOST_BYTES = 256 * 2**20  # of tokens; a bomb of zeros is not unpacked any further
_SIZE_BYTES = 4


def packed(vocabulary: Vocabulary) -> bytes:
    """Return the bytes of a vocabulary."""
    about = {
        "version": _VERSION,
        "name": vocabulary.name,
        "end_ids": sorted(vocabulary.end_ids),
        "start_id": vocabulary.start_id,
    }
    return json.dumps(about).encode() + b"\n" + zlib.compress(sized(vocabulary.pieces))


def unpacked(data: bytes, key: str) -> Vocabulary:
    """Return the vocabulary that bytes hold.

    Args:
        data: from `packed`.
        key: its `sha256`.

    Raises:
        ValueError: they are damaged, or those of another vocabulary.
    """
    line, _, rest = data.partition(b"\n")
    about: Any = json.loads(line)
    match about:
        case {"version": 1, "name": str(name), "end_ids": list(end_ids), "start_id": start_id}:
            pass
        case _:
            raise ValueError("no vocabulary of a known version")
    inflate = zlib.decompressobj()
    try:
        tokens = inflate.decompress(rest, _MOST_BYTES)
    except zlib.error as exc:
        raise ValueError(f"damaged tokens: {exc}") from exc
    pieces = _pieces(tokens)
    ids = (*end_ids, *(() if start_id is None else (start_id,)))
    if not all(type(one) is int and 0 <= one < len(pieces) for one in ids):
        raise ValueError(f"not all of {ids} are tokens")
    vocabulary = Vocabulary(pieces, frozenset(end_ids), name, start_id)
    if vocabulary.sha256 != key:
        raise ValueError(f"the tokens are not those of vocabulary {key}")
    return vocabulary


def _pieces(tokens: bytes) -> tuple[bytes, ...]:
    pieces: list[bytes] = []
    at, end = 0, len(tokens)
    while at < end:
        first = at + _SIZE_BYTES
        at = first + int.from_bytes(tokens[at:first], "little")
        pieces.append(tokens[first:at])
    return tuple(pieces)

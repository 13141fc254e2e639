"""Tiny corpora in both forms that `gptdesk.training.dataset` reads."""

from __future__ import annotations

import lzma
import struct
from collections.abc import Sequence
from pathlib import Path

from gptdesk.training.dataset import END_OF_TEXT_ID


def write_part(folder: Path, name: str, documents: Sequence[Sequence[int]]) -> None:
    """Write `tokens/<name>.train.bin.xz`, <|endoftext|> after every document."""
    ids = [i for document in documents for i in (*document, END_OF_TEXT_ID)]
    path = folder / "tokens" / f"{name}.train.bin.xz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(lzma.compress(struct.pack(f"<{len(ids)}H", *ids)))


def counting_documents(n_documents: int) -> list[list[int]]:
    """Documents that a network learns in a few steps: each counts up from its own number."""
    return [[100 + (start + i) % 10 for i in range(20)] for start in range(n_documents)]

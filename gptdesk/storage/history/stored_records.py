"""Token records as they lie on the disk, read when they are looked at.

Owns the way from a token's place to its record; must not know the database. A conversation with
thousands of answers opens as fast as its text, and takes as much memory as it takes on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import cast, overload

from gptdesk.chat.tokens import TokenRecord
from gptdesk.storage.history.token_packing import unpack_records

_KEPT_BLOBS = 32  # unpacked ones; with 128 tokens each they take some 10 MB


class StoredRecords(Sequence[TokenRecord]):
    """Records of the tokens of one answer; equal to every sequence of the same."""

    __slots__ = ("_blobs", "_length", "_step")

    def __init__(self, blobs: Sequence[bytes], length: int, step: int) -> None:
        """Take blobs of `pack_records`, which `expect_sound` has seen.

        Args:
            blobs: in order.
            length: how many records there are.
            step: how many are in each blob but the last.
        """
        self._blobs = tuple(blobs)
        self._length = length
        self._step = step

    def blob(self, start: int, count: int) -> bytes | None:
        """Return the blob with just `count` records from `start` on; None if there is none."""
        place, rest = divmod(start, self._step)
        is_one = not rest and count == min(self._step, self._length - start)
        return self._blobs[place] if is_one and count > 0 else None

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> TokenRecord: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[TokenRecord, ...]: ...

    def __getitem__(self, index: int | slice) -> TokenRecord | tuple[TokenRecord, ...]:
        if isinstance(index, slice):
            return tuple(self._record(place) for place in range(self._length)[index])
        return self._record(range(self._length)[index])  # IndexError as every sequence

    def __iter__(self) -> Iterator[TokenRecord]:
        for place in range(len(self._blobs)):
            yield from self._unpacked(place)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredRecords) and other._blobs == self._blobs:
            return True
        if not isinstance(other, Sequence):
            return NotImplemented
        others = cast("Sequence[object]", other)
        return len(others) == self._length and all(
            one == another for one, another in zip(self, others, strict=True)
        )

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"StoredRecords({self._length} tokens)"

    def _record(self, place: int) -> TokenRecord:
        blob, rest = divmod(place, self._step)
        return self._unpacked(blob)[rest]

    def _unpacked(self, blob: int) -> tuple[TokenRecord, ...]:
        return _unpack(self._blobs[blob])


_unpack = lru_cache(_KEPT_BLOBS)(unpack_records)

"""Tokens and their figures as the history stores them: small, exact, and readable for ever.

Owns the layout of these blobs, and records that are unpacked when they are looked at, so that a
conversation with thousands of answers opens as fast as its text; must not know the database. Every
float keeps its 64 bits and every tuple its length, so that an answer reopens exactly as it was
shown, and its dice fall again.

    blob     version (1 byte, now 2), CRC-32 of the rest (uint32), then a zlib stream of columns
    column   kind (1 byte), count (uint32), then `count` values, little-endian, in byte planes:
             all first bytes, all second bytes, … (alike, so that zlib finds them)
    kinds    B H I q   uint8, uint16, uint32, int64: the first into which all values fit
             d         float64
             s         UTF-8; `count` is in bytes: the JSON list of the strings that occur

Version 2, the columns in order; "lists" are two columns, the lengths and the values in one row:

    ids      ids
    records  flags (1 forced, 2 has a draw; 4 rank, 8 kept, 16 final_p, 32 entropy, 64 raw_p are not
             known),
             token_id, rank, kept, raw_p, final_p, entropy_bits, draw (0 where not known); lists
             top_ids, top_raw_p, top_final_p; strings, list of indices into them: top_removed_by
    pieces   lengths; then, in a column of kind s, the pieces in one row
    stats    flags (1 raw_p, 2 rank, 4 surprisal, 8 entropy are known), index, token_id, rank,
             raw_p, surprisal_bits, entropy_bits (0 where not known); lists top_ids, top_raw_p

In version 1 all figures of records are known: no flag from 4 on, and else the same.

With 20 alternatives a token takes 464 bytes raw and 200 to 350 packed: 280 with the settings of
the start. Probabilities in float32 would save 110 of these, and change what is shown and exported.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, islice, pairwise, repeat
from typing import Any, cast, overload

from gptdesk.chat.tokens import TokenRecord, TokenStats

_VERSION, _OLDEST = 2, 1
_LEVEL = 1  # of zlib: 6 saves 2 per cent more and takes half as long again
_GROWING_LEVEL = 0  # as it is: what is written again in a moment
_KEPT_BLOBS = 32  # unpacked ones; with 128 tokens each they take some 10 MB
_START = struct.Struct("<BI")
_HEAD = struct.Struct("<cI")
_IS_FORCED, _HAS_DRAW = 1, 2
_NO_RANK, _NO_KEPT, _NO_FINAL_P, _NO_ENTROPY = 4, 8, 16, 32
_NO_RAW_P = 64
_RAW_P, _RANK, _SURPRISAL, _ENTROPY = 1, 2, 4, 8


class PackingError(ValueError):
    """A blob that cannot be read: damaged, or of a version that is not known."""


def pack_records(records: Sequence[TokenRecord], *, are_growing: bool = False) -> bytes:
    """Pack how tokens were chosen.

    Args:
        records: of each token.
        are_growing: whether they will be packed again with more of them: fast, but not small.

    Raises:
        ValueError: a whole number is beyond 64 bits.
    """
    records = tuple(records)  # a packed sequence makes each of them anew whenever it is asked
    names = sorted({name for record in records for name in record.top_removed_by})
    number_of = {name: number for number, name in enumerate(names)}
    flags = [
        (_IS_FORCED if record.is_forced else 0)
        | (_HAS_DRAW if record.draw is not None else 0)
        | (_NO_RANK if record.rank is None else 0)
        | (_NO_KEPT if record.kept is None else 0)
        | (_NO_FINAL_P if record.final_p is None else 0)
        | (_NO_ENTROPY if record.entropy_bits is None else 0)
        | (_NO_RAW_P if record.raw_p is None else 0)
        for record in records
    ]
    return _blob(
        _integers(flags),
        _integers([record.token_id for record in records]),
        _integers([record.rank or 0 for record in records]),
        _integers([record.kept or 0 for record in records]),
        _floats([_known(record.raw_p) for record in records]),
        _floats([_known(record.final_p) for record in records]),
        _floats([_known(record.entropy_bits) for record in records]),
        _floats([_known(record.draw) for record in records]),
        *_integer_lists([record.top_ids for record in records]),
        *_float_lists([record.top_raw_p for record in records]),
        *_float_lists([record.top_final_p for record in records]),
        _strings(names),
        *_integer_lists(
            [[number_of[name] for name in record.top_removed_by] for record in records]
        ),
        level=_GROWING_LEVEL if are_growing else _LEVEL,
    )


def unpack_records(blob: bytes) -> tuple[TokenRecord, ...]:
    """Return the records of `pack_records`.

    Raises:
        PackingError: the blob cannot be read.
    """
    columns = _Columns(blob)
    flags = columns.integers()
    token_ids = columns.integers()
    ranks = _without(_NO_RANK, flags, columns.integers())
    kept = _without(_NO_KEPT, flags, columns.integers())
    raw = _without(_NO_RAW_P, flags, columns.floats())
    final = _without(_NO_FINAL_P, flags, columns.floats())
    entropies = _without(_NO_ENTROPY, flags, columns.floats())
    draws = [
        draw if flag & _HAS_DRAW else None
        for flag, draw in zip(flags, columns.floats(), strict=True)
    ]
    tops = columns.integer_lists(), columns.float_lists(), columns.float_lists()
    names = columns.strings()
    removed = [_named(names, numbers) for numbers in columns.integer_lists()]
    forced = [bool(flag & _IS_FORCED) for flag in flags]
    figures = (token_ids, raw, final, ranks, entropies, kept, draws, *tops, removed, forced)
    columns.expect_alike(figures)
    return tuple(map(TokenRecord, *figures))


def expect_sound(blob: bytes) -> None:
    """Look at a blob without unpacking it.

    Raises:
        PackingError: it cannot be read.
    """
    if len(blob) < _START.size:
        raise PackingError("cut short")
    version, checksum = _START.unpack_from(blob)
    if not _OLDEST <= version <= _VERSION:
        raise PackingError(f"version {version}")
    if checksum != zlib.crc32(memoryview(blob)[_START.size :]):
        raise PackingError("wrong checksum")


def pack_ids(ids: Sequence[int]) -> bytes:
    """Pack token ids alone."""
    return _blob(_integers(ids))


def unpack_ids(blob: bytes) -> tuple[int, ...]:
    """Return the ids of `pack_ids`.

    Raises:
        PackingError: the blob cannot be read.
    """
    return tuple(_Columns(blob).integers())


def pack_pieces(pieces: Sequence[bytes]) -> bytes:
    """Pack the texts of an answer's tokens."""
    data = b"".join(pieces)
    return _blob(_integers(list(map(len, pieces))), _HEAD.pack(b"s", len(data)) + data)


def unpack_pieces(blob: bytes) -> tuple[bytes, ...]:
    """Return the pieces of `pack_pieces`.

    Raises:
        PackingError: the blob cannot be read.
    """
    columns = _Columns(blob)
    lengths, data = columns.integers(), columns.bytes()
    ends = list(accumulate(lengths, initial=0))
    if ends[-1] != len(data):
        raise PackingError("the pieces do not match")
    return tuple(data[start:end] for start, end in pairwise(ends))


_unpack = lru_cache(_KEPT_BLOBS)(unpack_records)


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


def pack_stats(stats: Sequence[TokenStats]) -> bytes:
    """Pack what the network thought of given tokens.

    Raises:
        ValueError: a whole number is beyond 64 bits.
    """
    flags = [
        (_RAW_P if one.raw_p is not None else 0)
        | (_RANK if one.rank is not None else 0)
        | (_SURPRISAL if one.surprisal_bits is not None else 0)
        | (_ENTROPY if one.entropy_bits is not None else 0)
        for one in stats
    ]
    return _blob(
        _integers(flags),
        _integers([one.index for one in stats]),
        _integers([one.token_id for one in stats]),
        _integers([one.rank or 0 for one in stats]),
        _floats([_known(one.raw_p) for one in stats]),
        _floats([_known(one.surprisal_bits) for one in stats]),
        _floats([_known(one.entropy_bits) for one in stats]),
        *_integer_lists([one.top_ids for one in stats]),
        *_float_lists([one.top_raw_p for one in stats]),
    )


def unpack_stats(blob: bytes) -> tuple[TokenStats, ...]:
    """Return the figures of `pack_stats`.

    Raises:
        PackingError: the blob cannot be read.
    """
    columns = _Columns(blob)
    flags, indices, token_ids = columns.integers(), columns.integers(), columns.integers()
    figures = (
        indices,
        token_ids,
        *(
            [value if flag & known else None for flag, value in zip(flags, column, strict=False)]
            for known, column in _known_last(columns)
        ),
        columns.integer_lists(),
        columns.float_lists(),
    )
    columns.expect_alike(figures)
    return tuple(map(TokenStats, *figures))


def _known_last(columns: _Columns) -> list[tuple[int, Sequence[float]]]:
    """Return the columns that can be unknown, in the order of `TokenStats`' fields."""
    ranks, raw = columns.integers(), columns.floats()
    surprisals, entropies = columns.floats(), columns.floats()
    return [(_RAW_P, raw), (_RANK, ranks), (_SURPRISAL, surprisals), (_ENTROPY, entropies)]


def _without(unknown: int, flags: Sequence[int], values: Sequence[float]) -> Sequence[float | None]:
    """Return a column with None where a flag says so; mostly none does."""
    if not any(flag & unknown for flag in flags):
        return values
    return [None if flag & unknown else value for flag, value in zip(flags, values, strict=True)]


def _known(value: float | None) -> float:
    return 0.0 if value is None else value  # not `or`: -0.0 is a value


def _named(names: Sequence[str], numbers: Iterable[int]) -> tuple[str, ...]:
    try:
        return tuple(names[number] for number in numbers)
    except IndexError as exc:
        raise PackingError("a name is missing") from exc


# -- columns


def _blob(*columns: bytes, level: int = _LEVEL) -> bytes:
    data = zlib.compress(b"".join(columns), level)
    return _START.pack(_VERSION, zlib.crc32(data)) + data


def _column(kind: str, values: array[Any]) -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    data, width = values.tobytes(), values.itemsize
    planes = b"".join(data[byte::width] for byte in range(width))
    return _HEAD.pack(kind.encode(), len(values)) + planes


def _integers(values: Sequence[int]) -> bytes:
    least, most = min(values, default=0), max(values, default=0)
    fits = ("B", 2**8), ("H", 2**16), ("I", 2**32)
    kind = "q" if least < 0 else next((kind for kind, end in fits if most < end), "q")
    try:
        return _column(kind, array(kind, values))
    except OverflowError as exc:
        raise ValueError(f"beyond 64 bits: {least} or {most}") from exc


def _floats(values: Sequence[float]) -> bytes:
    return _column("d", array("d", values))


def _integer_lists(lists: Sequence[Sequence[int]]) -> tuple[bytes, bytes]:
    return _integers([len(one) for one in lists]), _integers(list(chain.from_iterable(lists)))


def _float_lists(lists: Sequence[Sequence[float]]) -> tuple[bytes, bytes]:
    return _integers([len(one) for one in lists]), _floats(list(chain.from_iterable(lists)))


def _strings(values: Sequence[str]) -> bytes:
    data = json.dumps(values).encode()
    return _HEAD.pack(b"s", len(data)) + data


class _Columns:
    """Takes the columns of a blob, one after the other."""

    def __init__(self, blob: bytes) -> None:
        expect_sound(blob)
        try:
            self._data = zlib.decompress(blob[_START.size :])
        except zlib.error as exc:
            raise PackingError(str(exc)) from exc
        self._at = 0

    def integers(self) -> list[int]:
        """Return a column of whole numbers."""
        return self._take("BHIq")

    def floats(self) -> list[float]:
        """Return a column of floats."""
        return self._take("d")

    def integer_lists(self) -> list[tuple[int, ...]]:
        """Return two columns as tuples."""
        lengths = self.integers()
        return _cut(self.integers(), lengths)

    def float_lists(self) -> list[tuple[float, ...]]:
        """Return two columns as tuples."""
        lengths = self.integers()
        return _cut(self.floats(), lengths)

    def strings(self) -> list[str]:
        """Return a column of strings."""
        try:
            return json.loads(self.bytes())
        except ValueError as exc:
            raise PackingError(str(exc)) from exc

    def bytes(self) -> bytes:
        """Return a column of bytes."""
        _, count = self._head("s")
        return self._bytes(count)

    def expect_alike(self, columns: Iterable[Sequence[object]]) -> None:
        """Require that nothing is left and that all columns have one length.

        Raises:
            PackingError: they have not.
        """
        if self._at != len(self._data) or len({len(column) for column in columns}) != 1:
            raise PackingError("the columns do not match")

    def _take(self, kinds: str) -> list[Any]:
        kind, count = self._head(kinds)
        values: array[Any] = array(kind)
        width = values.itemsize
        planes = self._bytes(count * width)
        data = bytearray(count * width)
        for byte in range(width):
            data[byte::width] = planes[byte * count : (byte + 1) * count]
        values.frombytes(data)
        if sys.byteorder == "big":
            values.byteswap()
        return values.tolist()

    def _head(self, kinds: str) -> tuple[str, int]:
        kind, count = _HEAD.unpack(self._bytes(_HEAD.size))
        if kind not in kinds.encode():
            raise PackingError(f"a column of kind {kind!r}")
        return kind.decode(), count

    def _bytes(self, count: int) -> bytes:
        data = self._data[self._at : self._at + count]
        if len(data) != count:
            raise PackingError("cut short")
        self._at += count
        return data


def _cut(values: Sequence[Any], lengths: Sequence[int]) -> list[tuple[Any, ...]]:
    if sum(lengths) != len(values):
        raise PackingError("lists that do not match their lengths")
    source = iter(values)
    return list(map(tuple, map(islice, repeat(source), lengths)))

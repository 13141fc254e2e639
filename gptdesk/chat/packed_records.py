"""Packed token records in memory: an immutable sequence that is cheap to make longer.

Owns the form in memory, nothing else. 100,000 tokens with twenty alternatives each are 47 MB here
and 250 MB as objects, and a longer answer shares the bytes of the shorter one. A record is made
when it is read. The newest stay objects for a while: packing would take the time of the network
that writes the next ones, and who reads an answer that grows mostly reads its end.

One record, little-endian: alternatives (1 byte), flags (1), token id, raw p, final p, rank,
entropy, kept, draw (int32 and float64, 44 bytes together; 0 where not known), then the
alternatives' ids (int32), raw p, final p (float64) and what removed them (1 byte each), the last
two where they are known. A record that this form cannot hold exactly is kept as it is.

The disk's form (`storage/history/token_packing.py`) is another one: it takes half to six tenths of
the room, but packs and unpacks 128 tokens together. Measured side by side, it takes 10 against 4 µs
to append a token, 8 against 5 µs to read one after the other, and 1,000 against 8 µs to read one
alone. This form on the disk would take twice the room there, and 50,000 tokens would open in 36 ms
in place of 3: the end of each record has to be found, where the disk's blobs are only checked.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from struct import Struct
from struct import error as StructError
from typing import overload

from gptdesk.chat.tokens import TokenRecord

_NAMES = ("", "greedy", "top_k", "top_p", "min_p")  # of what removes an alternative
_CODES = {name: code for code, name in enumerate(_NAMES)}
_HAS_DRAW, _IS_FORCED, _HAS_REMOVED, _HAS_TOP_FINAL = 1, 2, 4, 8
_HAS_FINAL, _HAS_RANK, _HAS_ENTROPY, _HAS_KEPT = 16, 32, 64, 128
_HEAD = 9  # values before the alternatives
_NEW = 256  # records that stay objects, at most: some 640 KB


class PackedRecords(Sequence[TokenRecord]):
    """Records of the tokens of one answer; equal to a tuple of the same.

    Any thread may read one; the thread that makes an answer longer is one and the same.
    """

    __slots__ = ("_length", "_log")

    def __init__(self, records: Iterable[TokenRecord] = ()) -> None:
        self._log = _Log()
        self._log.extend(records)
        self._log.pack()
        self._length = self._log.length

    def extended(self, records: Iterable[TokenRecord]) -> PackedRecords:
        """Return these records and `records` after them, at the cost of the new ones.

        The cost is that of all where others have been put after these already. Whoever puts the
        last ones says so by `pack`.
        """
        log = self._log if self._log.length == self._length else self._log.first(self._length)
        log.extend(records)
        return _view(log, log.length)

    def pack(self) -> None:
        """Pack the newest too: no more will come soon."""
        self._log.pack()

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> TokenRecord: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[TokenRecord]: ...

    def __getitem__(self, index: int | slice) -> TokenRecord | Sequence[TokenRecord]:
        if isinstance(index, slice):
            places = range(self._length)[index]
            if places.start == 0 and places.step == 1:
                return _view(self._log, len(places))
            return tuple(self._log.record(place) for place in places)
        return self._log.record(range(self._length)[index])  # IndexError as every sequence

    def __iter__(self) -> Iterator[TokenRecord]:
        return map(self._log.record, range(self._length))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedRecords) and other._log is self._log:
            return other._length == self._length
        if not isinstance(other, PackedRecords | tuple):
            return NotImplemented
        return len(other) == self._length and all(
            one == another for one, another in zip(self, other, strict=True)
        )

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"PackedRecords({self._length} tokens)"


def _view(log: _Log, length: int) -> PackedRecords:
    """Return the first records of a log, which may grow behind them."""
    view = PackedRecords.__new__(PackedRecords)
    view._log, view._length = log, length  # noqa: SLF001  a second constructor
    return view


class _Log:
    """Records one after the other. It only grows, so what was read stays as it is.

    Attributes:
        length: how many there are.
        data: those that are packed.
        ends: where each of them ends in `data`.
        unpacked: by place, those that are no bytes: the newest, and what cannot be packed.
    """

    __slots__ = ("data", "ends", "length", "unpacked")

    def __init__(self) -> None:
        self.length = 0
        self.data = bytearray()
        self.ends = array("Q")
        self.unpacked: dict[int, TokenRecord] = {}

    def first(self, length: int) -> _Log:
        """Return a log of its own with the first `length` records of this one."""
        log = _Log()
        log.length = length
        log.ends += self.ends[:length]
        log.data += self.data[: log.ends[-1] if log.ends else 0]
        log.unpacked = {place: one for place, one in self.unpacked.items() if place < length}
        return log

    def extend(self, records: Iterable[TokenRecord]) -> None:
        for record in records:
            self.unpacked[self.length] = record
            self.length += 1
            if self.length - len(self.ends) >= _NEW:
                self.pack()

    def pack(self) -> None:
        """Pack those that are new."""
        for place in range(len(self.ends), self.length):
            packed = _pack(self.unpacked[place])
            if packed is not None:
                self.data += packed
            self.ends.append(len(self.data))
            if packed is not None:  # after its bytes are there: another thread may read it now
                del self.unpacked[place]

    def record(self, place: int) -> TokenRecord:
        """Return the record at a place, 0 or more and below the number of records."""
        unpacked = self.unpacked.get(place)
        if unpacked is not None:
            return unpacked
        return _unpack(self.data, self.ends[place - 1] if place else 0)


@cache
def _layout(alternatives: int, flags: int) -> Struct:
    figures = 2 * alternatives if flags & _HAS_TOP_FINAL else alternatives
    codes = alternatives if flags & _HAS_REMOVED else 0
    return Struct(f"<BBiddidid{alternatives}i{figures}d{codes}s")


def _pack(record: TokenRecord) -> bytes | None:
    """Return a record's bytes; None where they would not give the same record."""
    alternatives = len(record.top_ids)
    removed_by = record.top_removed_by
    if len(record.top_raw_p) != alternatives or any(
        len(column) not in (0, alternatives) for column in (record.top_final_p, removed_by)
    ):
        return None
    final_p, rank, entropy, kept = record.final_p, record.rank, record.entropy_bits, record.kept
    draw = record.draw
    flags = (
        (0 if draw is None else _HAS_DRAW)
        | (_IS_FORCED if record.is_forced else 0)
        | (_HAS_REMOVED if removed_by else 0)
        | (_HAS_TOP_FINAL if record.top_final_p else 0)
        | (0 if final_p is None else _HAS_FINAL)
        | (0 if rank is None else _HAS_RANK)
        | (0 if entropy is None else _HAS_ENTROPY)
        | (0 if kept is None else _HAS_KEPT)
    )
    try:
        return _layout(alternatives, flags & (_HAS_REMOVED | _HAS_TOP_FINAL)).pack(
            *(alternatives, flags, record.token_id, record.raw_p, _known(final_p), _known(rank)),
            *(_known(entropy), _known(kept), _known(draw)),
            *(*record.top_ids, *record.top_raw_p, *record.top_final_p),
            bytes(map(_CODES.__getitem__, removed_by)),
        )
    except (KeyError, StructError):  # a name or a number that has no place here
        return None


def _known(value: float | None) -> float:
    return 0 if value is None else value  # not `or`: -0.0 is a value


def _unpack(data: bytearray, start: int) -> TokenRecord:
    alternatives, flags = data[start], data[start + 1]
    layout = _layout(alternatives, flags & (_HAS_REMOVED | _HAS_TOP_FINAL))
    values = layout.unpack_from(data, start)
    _, _, token_id, raw_p, final_p, rank, entropy_bits, kept, draw = values[:_HEAD]
    raw, final = _HEAD + alternatives, _HEAD + 2 * alternatives
    return TokenRecord(
        token_id,
        raw_p,
        final_p if flags & _HAS_FINAL else None,
        rank if flags & _HAS_RANK else None,
        entropy_bits if flags & _HAS_ENTROPY else None,
        kept if flags & _HAS_KEPT else None,
        draw if flags & _HAS_DRAW else None,
        top_ids=values[_HEAD:raw],
        top_raw_p=values[raw:final],
        top_final_p=values[final:-1],
        top_removed_by=tuple(map(_NAMES.__getitem__, values[-1])),
        is_forced=bool(flags & _IS_FORCED),
    )

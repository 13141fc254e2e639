"""Tokens and their figures survive the disk bit for bit."""

from __future__ import annotations

import math
import random
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gptdesk.chat.tokens import TokenRecord, TokenStats
from gptdesk.storage.history.token_packing import (
    PackingError,
    StoredRecords,
    expect_sound,
    pack_ids,
    pack_records,
    pack_stats,
    unpack_ids,
    unpack_records,
    unpack_stats,
)
from tests.storage.history.conversations import STATS, record, records


def bits(value: float | None) -> bytes:
    return b"" if value is None else struct.pack("<d", value)


# Beside busy processes a list of records takes as long as it takes.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(st.lists(records(), max_size=8), st.booleans())
def test_records_come_back_bit_for_bit(some: list[TokenRecord], are_growing: bool) -> None:
    """The dice fall again from the stored u, and a reopened answer shows what it showed."""
    back = unpack_records(pack_records(some, are_growing=are_growing))
    assert back == tuple(some)
    for one, other in zip(back, some, strict=True):
        assert bits(one.draw) == bits(other.draw), "also the sign of zero"
        assert bits(one.raw_p) == bits(other.raw_p)
        assert list(map(bits, one.top_final_p)) == list(map(bits, other.top_final_p))


@PATIENT
@given(st.lists(STATS, max_size=8))
def test_figures_of_a_prompt_come_back_bit_for_bit(some: list[TokenStats]) -> None:
    back = unpack_stats(pack_stats(some))
    assert back == tuple(some)
    for one, other in zip(back, some, strict=True):
        assert bits(one.surprisal_bits) == bits(other.surprisal_bits), "-log2(1) is -0.0"


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 300), max_size=20))
def test_ids_come_back(ids: list[int]) -> None:
    assert unpack_ids(pack_ids(ids)) == tuple(ids)


def test_a_value_that_is_no_number_is_kept_as_well() -> None:
    """Nothing here decides what a figure may be."""
    one = TokenRecord(1, math.nan, -0.0, 1, math.inf, 1, -0.0, (), (), ())
    (back,) = unpack_records(pack_records([one]))
    assert bits(back.raw_p) == bits(math.nan)
    assert bits(back.final_p) == bits(-0.0)
    assert bits(back.draw) == bits(-0.0)


def test_rows_of_the_first_version_are_read_as_before() -> None:
    """A history that was written before figures could be unknown opens as it was."""
    dice = random.Random(3)
    some = tuple(record(dice) for _ in range(5))
    blob = bytearray(pack_records(some))
    assert blob[0] == 2
    blob[0] = 1
    assert unpack_records(bytes(blob)) == some
    for version in (0, 3):
        blob[0] = version
        with pytest.raises(PackingError, match="version"):
            unpack_records(bytes(blob))


def test_what_was_not_known_is_not_known_again() -> None:
    """Zero would be a figure: "could not be told" must not become one on the disk."""
    one = TokenRecord(1, 0.5, None, None, None, None, None, (1,), (0.5,), ())
    none = TokenRecord(1, 0.5, 0.0, 0, 0.0, 0, 0.0, (1,), (0.5,), (0.0,))
    assert unpack_records(pack_records([one, none])) == (one, none)


def test_a_number_beyond_64_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        pack_ids([2**63])


def test_a_token_takes_less_than_400_bytes() -> None:
    """A year of answers must not fill a disk; random figures are the worst there is."""
    dice = random.Random(1)
    packed = pack_records([record(dice) for _ in range(128)])
    assert len(packed) / 128 < 400


@pytest.mark.parametrize("pack", [pack_records, pack_stats, pack_ids])
def test_no_damage_is_taken_for_figures(pack: object) -> None:
    """A wrong probability that looks right is worse than none."""
    dice = random.Random(2)
    blob, unpack = {
        pack_records: (pack_records([record(dice) for _ in range(5)]), unpack_records),
        pack_stats: (pack_stats([TokenStats(0, 1, 0.5, 1, 1.0, 2.0, (1,), (0.5,))]), unpack_stats),
        pack_ids: (pack_ids(range(100)), unpack_ids),
    }[pack]
    for cut in range(len(blob)):
        with pytest.raises(PackingError):
            unpack(blob[:cut])
    for _ in range(300):
        damaged = bytearray(blob)
        damaged[dice.randrange(len(blob))] ^= 1 << dice.randrange(8)
        with pytest.raises(PackingError):
            expect_sound(bytes(damaged))


@PATIENT
@given(st.lists(records(), min_size=1, max_size=3), st.integers(1, 9), st.data())
def test_stored_records_are_a_sequence_like_any_other(
    some: list[TokenRecord], step: int, data: st.DataObject
) -> None:
    """Whoever shows an answer need not know whether it was just written or read."""
    plain = tuple(some * 5)
    blobs = [pack_records(plain[start : start + step]) for start in range(0, len(plain), step)]
    stored = StoredRecords(blobs, len(plain), step)
    assert stored == plain
    assert plain == stored
    assert hash(stored) == hash(plain)
    assert list(stored) == list(plain)
    assert [stored[place] for place in range(-len(plain), len(plain))] == [*plain, *plain]
    part = data.draw(st.slices(len(plain)))
    assert stored[part] == plain[part]
    assert stored != plain[1:]
    with pytest.raises(IndexError):
        stored[len(plain)]

"""Records in little room are the same records, and no reader ever sees one change."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.chat.messages import Message, Role
from gptdesk.chat.packed_records import PackedRecords
from gptdesk.chat.tokens import TokenRecord

floats = st.floats(allow_nan=False)
ints = st.integers(-(2**40), 2**40)  # also what does not fit into 32 bits
names = st.sampled_from(["", "greedy", "top_k", "top_p", "min_p", "tea"])

UNKNOWN = {  # to an engine that is told the best probabilities only
    **dict.fromkeys(("final_p", "rank", "entropy_bits", "kept", "draw")),
    "top_final_p": (),
    "top_removed_by": (),
}


@st.composite
def records(draw: st.DrawFn) -> TokenRecord:
    count = draw(st.integers(0, 4))
    sizes = st.just(count) if draw(st.booleans()) else st.integers(0, 4)

    def column(values: st.SearchStrategy) -> tuple:
        size = draw(sizes)
        return tuple(draw(st.lists(values, min_size=size, max_size=size)))

    return TokenRecord(
        *(draw(ints), draw(floats), draw(st.none() | floats), draw(st.none() | ints)),
        *(draw(st.none() | floats), draw(st.none() | ints)),
        draw=draw(st.none() | floats),
        top_ids=column(ints),
        top_raw_p=column(floats),
        top_final_p=column(floats) if draw(st.booleans()) else (),
        top_removed_by=column(names) if draw(st.booleans()) else (),
        is_forced=draw(st.booleans()),
    )


def record(token_id: int) -> TokenRecord:
    """Return a record with 20 alternatives, as a run makes it."""
    ids = tuple(range(token_id, token_id + 20))
    probabilities = tuple(1 / (place + 3) for place in range(20))
    removed_by = ("",) * 12 + ("top_p",) * 8
    figures = (0.1, 0.3, 4, 7.25, 12, 0.7)
    return TokenRecord(token_id, *figures, ids, probabilities, probabilities, removed_by)


@given(st.lists(records(), max_size=6), st.integers(0, 6))
def test_what_comes_out_is_what_went_in(wanted: list[TokenRecord], cut: int) -> None:
    """Every bit of every figure: the history and the exports are made from this."""
    packed = PackedRecords(wanted[:cut]).extended(wanted[cut:])
    assert list(packed) == wanted
    assert packed == tuple(wanted)
    assert hash(packed) == hash(tuple(wanted))
    assert [repr(packed[place]) for place in range(len(wanted))] == list(map(repr, wanted))
    assert packed[:cut] == tuple(wanted[:cut])
    assert tuple(packed[cut:]) == tuple(wanted[cut:])
    assert tuple(packed[::-1]) == tuple(wanted[::-1])
    assert packed[-1:] == tuple(wanted[-1:])


def test_a_shorter_answer_does_not_see_what_comes_after_it() -> None:
    """Readers hold the message of an earlier hand-over; two branches begin with the same tokens."""
    short = PackedRecords(map(record, range(3)))
    long = short.extended([record(3)])
    other = short.extended([record(8), record(9)])
    third = long[:2].extended([record(7)])
    assert [one.token_id for one in short] == [0, 1, 2]
    assert [one.token_id for one in long] == [0, 1, 2, 3]
    assert [one.token_id for one in other] == [0, 1, 2, 8, 9]
    assert [one.token_id for one in third] == [0, 1, 7]
    assert len({short, long, other, third, long[:3]}) == 4


def test_places_are_those_of_a_tuple() -> None:
    """Whoever read a tuple before reads on."""
    packed = PackedRecords(map(record, range(3)))
    assert packed[-1] == record(2)
    assert record(1) in packed
    assert packed.index(record(1)) == 1
    for place in (3, -4):
        with pytest.raises(IndexError):
            packed[place]
    assert packed[:2] != packed
    assert packed != [record(0), record(1), record(2)], "a tuple is not a list either"
    assert PackedRecords() == ()


def test_a_message_is_the_same_with_either_kind() -> None:
    """One comes from a run, the other from a file."""
    message = Message(Role.ASSISTANT, "a", token_ids=(0, 1), records=(record(0), record(1)))
    packed = replace(message, records=PackedRecords(message.records))
    assert packed == message
    assert message == packed
    assert hash(packed) == hash(message)
    assert replace(packed, records=packed.records[:1]) != message


def test_the_newest_are_packed_when_there_are_many_or_no_more_come() -> None:
    """Packing takes time from the network that writes; objects take five times the room."""
    grown, wanted = PackedRecords(), [record(place) for place in range(1000)]
    readers = []
    for place, one in enumerate(wanted):
        grown = grown.extended([one])
        assert len(grown._log.unpacked) < 256
        if place % 100 == 50:
            readers.append(grown)
    assert grown._log.unpacked, "the newest wait"
    assert grown == tuple(wanted)
    grown.pack()
    assert not grown._log.unpacked
    assert grown == tuple(wanted)
    assert [list(one) for one in readers] == [wanted[: len(one)] for one in readers]
    branch = readers[-1].extended([record(7)])
    assert list(branch) == [*wanted[:951], record(7)]


def test_a_reader_in_another_thread_meets_every_record_while_they_are_packed() -> None:
    """The history stores an answer in its own thread while it grows."""
    grown, wrong = PackedRecords(), list[int]()
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            seen = grown
            wrong.extend(place for place, one in enumerate(seen) if one.token_id != place)

    reader = threading.Thread(target=read)
    reader.start()
    for place in range(4000):
        grown = grown.extended([record(place)])
    grown.pack()
    is_over.set()
    reader.join()
    assert not wrong


@pytest.mark.parametrize("unknown", [{}, UNKNOWN], ids=["all known", "hardly anything known"])
def test_a_token_takes_less_than_half_a_kilobyte(unknown: dict) -> None:
    """As objects 100,000 tokens would take 250 MB."""
    packed = PackedRecords(replace(record(place), **unknown) for place in range(1000))
    log = packed._log
    size = sys.getsizeof(log.data) + sys.getsizeof(log.ends)
    assert not log.unpacked
    assert size / 1000 < 600

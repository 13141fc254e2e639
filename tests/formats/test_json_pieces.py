"""A JSON text that is read in pieces says what `json.loads` says of all of it."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gptdesk.formats import json_pieces
from gptdesk.formats.json_pieces import JsonPieces

TEXTS = st.text(st.characters(codec="utf-8"), max_size=200) | st.text(
    '\\"/\ud83d\ude00 aé🦊', max_size=40
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=40,
)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "_PIECE", 48)  # longer than any number


def read(data: bytes) -> object:
    pieces = JsonPieces(BytesIO(data), lambda _: None)
    value = pieces.value()
    pieces.end()
    return value


@given(VALUES, st.sampled_from([None, 0, 3]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_value_is_what_json_says(value: object, indent: int | None, is_ascii: bool) -> None:
    """Strings, numbers and lists are cut at any place, escapes and pairs of surrogates too."""
    text = json.dumps(value, indent=indent, ensure_ascii=True)
    if not is_ascii:
        try:
            data = json.dumps(value, indent=indent, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half a pair, which only an escape can say
            data = text.encode()
    else:
        data = text.encode()
    assert json.dumps(read(data)) == json.dumps(json.loads(data))


@pytest.mark.parametrize("text", ["[,1]", "[ ,1,2]", "[1,,2]", "[1, ,2]", "[1,]", "[,]", "[,null]"])
def test_a_comma_stands_between_two_items(text: str) -> None:
    """Many numbers are read in one call: an item that is missing among them is missed as well."""
    with pytest.raises(ValueError):
        read(text.encode())


@given(VALUES, st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_damaged_is_refused(value: object, data: st.DataObject) -> None:
    """One changed, missing or additional byte: it is no JSON for either, or the same value."""
    text = bytearray(json.dumps(value).encode())
    at = data.draw(st.integers(0, len(text)))
    text[at : at + data.draw(st.integers(0, 2))] = data.draw(
        st.sampled_from([b"", b",", b"]", b'"', b"\\", b"0", b"\x01", b"\xff", b" "])
    )
    try:
        right = json.loads(bytes(text).decode())
    except ValueError:
        with pytest.raises(ValueError):
            read(bytes(text))
    else:
        assert json.dumps(read(bytes(text))) == json.dumps(right)


def test_each_piece_is_told_and_can_end_it() -> None:
    """Whoever waits for a long file sees how far it is, and can stop it within a piece."""
    data, told = json.dumps(["a fox"] * 100).encode(), list[int]()

    def stop(read_bytes: int) -> None:
        told.append(read_bytes)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        JsonPieces(BytesIO(data), stop).value()
    assert told == [48, 48, 48]


def test_what_is_not_kept_is_read_all_the_same() -> None:
    """Looking through a file takes no memory, and finds what is damaged in it."""
    data = json.dumps([{"ids": list(range(100)), "text": "a fox " * 20}]).encode()
    pieces = JsonPieces(BytesIO(data), lambda _: None)
    assert not pieces.value(is_kept=False)
    pieces.end()
    with pytest.raises(ValueError):
        JsonPieces(BytesIO(data.replace(b"97, 98", b"97,, 98")), lambda _: None).value(
            is_kept=False
        )


def test_nesting_without_end_is_an_error_at_once() -> None:
    with pytest.raises(RecursionError):
        read(b"[" * 1_000_000)

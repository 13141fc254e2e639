"""Values of JSON turned into frozen dataclasses, each figure checked at the border.

Owns the limit of every field of a conversation: finite figures in their range, ids of the
vocabulary, words that there are, names that can be encoded. Knows no files.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from gptdesk.chat.changes import MOST_FACTOR
from gptdesk.formats.safe_text import HALF_PAIR
from gptdesk.sentences import Sentence

Values = dict[str, Any]


class DamagedError(ValueError):
    """A value that no conversation has."""


class OutsideError(ValueError):
    """A value of the right type that no conversation can have, as a clause for the user."""

    def __init__(self, name: str, value: object) -> None:
        shown = repr(value) if not isinstance(value, int) or abs(value) < 10**20 else "too large"
        super().__init__(Sentence("its “{name}” cannot be {value}", name=name, value=shown[:40]))


@dataclass(frozen=True, slots=True)
class _Range:
    """The least and the largest value of a figure; what is not finite is in none."""

    least: float
    largest: float


_Limit = _Range | frozenset[str] | None  # of figures; or the words that there are; None: any text


@cache
def dataclass_reader(kind: Any, vocabulary_size: int) -> Callable[[Any], Any]:
    """Return what turns values into a dataclass; it raises `DamagedError` or `OutsideError`.

    Args:
        kind: the class.
        vocabulary_size: token ids are below this.
    """
    hints: dict[str, Any] = get_type_hints(kind)
    readers = {
        field.name: _reader(
            hints[field.name],
            field.name,
            _limit_of(field.name, vocabulary_size),
            vocabulary_size,
        )
        for field in fields(kind)
    }

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise DamagedError(value)
        values = cast("Values", value)
        if values.keys() != readers.keys():
            raise DamagedError(values.keys())
        return kind(**{name: reader(values[name]) for name, reader in readers.items()})

    return read


@cache
def _reader(kind: Any, name: str, limit: _Limit, vocabulary_size: int) -> Callable[[Any], Any]:
    """Return what turns values into a `kind`, which is a type as a field's annotation says it.

    Args:
        kind: the type.
        name: of the field.
        limit: of what is in it, tuples taken apart.
        vocabulary_size: token ids are below this.
    """
    if kind is bool:
        return _exactly(bool)
    if kind is str:
        return _text_reader(name, limit)
    if kind is bytes:
        return _read_bytes
    if kind in (int, float):
        return _figure_reader(kind, name, limit)

    def inner(one: Any) -> Callable[[Any], Any]:
        return _reader(one, name, limit, vocabulary_size)

    if get_origin(kind) is UnionType:
        (some,) = (inner(one) for one in get_args(kind) if one is not type(None))
        return lambda value: None if value is None else some(value)
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind), inner)
    if get_origin(kind) is Sequence:
        return _tuple_reader((*get_args(kind), Ellipsis), inner)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind  # which refuses with a ValueError
    return dataclass_reader(cast("Any", kind), vocabulary_size)


def _tuple_reader(
    kinds: tuple[Any, ...], inner: Callable[[Any], Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    if kinds[-1] is Ellipsis:
        each = inner(kinds[0])
        return lambda value: tuple([each(item) for item in read_list(value)])
    readers = [inner(kind) for kind in kinds]

    def read(value: Any) -> Any:
        items = read_list(value)
        if len(items) != len(readers):
            raise DamagedError(value)
        return tuple([reader(item) for reader, item in zip(readers, items, strict=True)])

    return read


def read_list(value: Any) -> list[Any]:
    """Return a value that must be a list."""
    if not isinstance(value, list):
        raise DamagedError(value)
    return cast("list[Any]", value)


def _read_bytes(value: Any) -> bytes:
    """Return bytes that JSON has as a list of numbers."""
    items = read_list(value)
    if not all(type(item) is int and 0 <= item < 256 for item in items):
        raise DamagedError(value)
    return bytes(items)


def _read_text(value: Any) -> str:
    if isinstance(value, list):
        parts = [_read_text(part) for part in cast("list[Any]", value)]
        return "".join(parts)
    if not isinstance(value, str):
        raise DamagedError(value)
    return value


def _text_reader(name: str, words: _Limit) -> Callable[[Any], str]:
    if name in _FREE_TEXTS:
        return _read_text

    def read(value: Any) -> str:
        text = _read_text(value)
        is_unknown = isinstance(words, frozenset) and text not in words
        if is_unknown or HALF_PAIR.search(text) or (name in _IDENTITIES and not text):
            raise OutsideError(name, text)
        return text

    return read


def _figure_reader(kind: type, name: str, limit: _Limit) -> Callable[[Any], Any]:
    """Return what lets through figures in a range; True is none, and a whole number stays one.

    It is written as it was read, also where a fraction could stand.
    """
    kinds = (int,) if kind is int else (float, int)
    bounds = limit if isinstance(limit, _Range) else _WIDEST[kind]
    least, largest = bounds.least, bounds.largest

    def read(value: Any) -> Any:
        if type(value) not in kinds:
            raise DamagedError(value)
        if not least <= value <= largest:
            raise OutsideError(name, value)
        return value

    return read


def _exactly(kind: type) -> Callable[[Any], Any]:
    """Return what lets through values of this type only."""

    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise DamagedError(value)
        return value

    return read


# -- the limits


ANY_SIZE = 2**31  # of a vocabulary
_COUNT = _Range(0, ANY_SIZE - 1)
_PROBABILITY = _Range(0, 1 + 1e-6)  # a sum of float32 can exceed 1 by its rounding
_BITS = _Range(-1e-6, sys.float_info.max)
_PLACE = _Range(1, ANY_SIZE - 1)
_PART = _Range(1, 9_999)  # blocks, and heads of a block
_TIME = _Range(0, 253_370_764_800)  # seconds, to the end of the year 9998
_WIDEST = {
    int: _Range(-(2**63), 2**63 - 1),
    float: _Range(-sys.float_info.max, sys.float_info.max),
}
_TOKEN_IDS = frozenset(("token_id", "top_ids", "token_ids", "prompt_ids"))
_FREE_TEXTS = frozenset(("text", "title", "notes"))  # a user can type half a surrogate pair
_IDENTITIES = frozenset(("id", "parent", "leaf"))
_LIMITS: dict[str, _Limit] = {
    "raw_p": _PROBABILITY,
    "final_p": _PROBABILITY,
    "top_raw_p": _PROBABILITY,
    "top_final_p": _PROBABILITY,
    "draw": _Range(0, math.nextafter(1, 0)),
    "entropy_bits": _BITS,
    "surprisal_bits": _BITS,
    "top_removed_by": frozenset(("", "greedy", "top_k", "top_p", "min_p")),
    "kept": _COUNT,
    "index": _COUNT,
    "start": _COUNT,
    "top_k": _COUNT,
    "notes": _COUNT,  # their places
    "prompt_suffix": _COUNT,
    "place": _PLACE,
    "hidden": _PLACE,
    "block": _PART,
    "head": _PART,
    "factor": _Range(0, MOST_FACTOR),
    "kept_at": _TIME,
    "created_at": _TIME,
    "changed_at": _TIME,
}


def _limit_of(name: str, vocabulary_size: int) -> _Limit:
    """Return the limit of a field; fields of the same name have the same one."""
    if name in _TOKEN_IDS:
        return _Range(0, vocabulary_size - 1)
    if name == "rank":
        return _Range(1, vocabulary_size)
    return _LIMITS.get(name)

"""A reader of torch.save's pickles that runs nothing: plain values and descriptions of tensors.

Owns the list of what a pickle may say: these opcodes, these globals, so many steps. Nothing that
it names is imported or called. Each opcode does little work: no key of a dictionary is hashed but
a short string, nothing is decoded twice, compared or printed, so that the time is bounded by the
length. Must not know files, tensors of torch, or what the names mean.

Opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

# A GPT-2 XL with its optimizer takes 75,000 steps and makes 13,000 tuples and lists. Python's
# collector looks at all of these at once, and the window stands still meanwhile.
_MAX_STEPS = 250_000
_MAX_CONTAINERS = 30_000
_MAX_NAME_CHARS = 1000  # long names that are equal take long to compare
_MAX_DIMENSIONS = 8
_MAX_SIZE = 2**48  # of a dimension, or of a storage: far beyond any disk

DTYPE_BYTES = {
    "float32": 4, "float16": 2, "bfloat16": 2, "float64": 8, "int64": 8, "int32": 4, "int16": 2,
    "int8": 1, "uint8": 1, "bool": 1, "complex64": 8, "complex128": 16,
}  # fmt: skip
_STORAGES = {
    "FloatStorage": "float32", "HalfStorage": "float16", "BFloat16Storage": "bfloat16",
    "DoubleStorage": "float64", "LongStorage": "int64", "IntStorage": "int32",
    "ShortStorage": "int16", "CharStorage": "int8", "ByteStorage": "uint8", "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64", "ComplexDoubleStorage": "complex128",
}  # fmt: skip


class ForeignPickleError(Exception):
    """It holds something besides plain values and tensors."""


class DamagedPickleError(Exception):
    """It is no pickle, or not a whole one."""


class LongPickleError(Exception):
    """It has more steps than any GPT-2's."""


@dataclass(frozen=True, slots=True)
class PickledStorage:
    """Numbers that lie elsewhere in the file.

    Attributes:
        key: names them.
        dtype: of the numbers, in words.
        count: how many there are.
    """

    key: str
    dtype: str
    count: int


@dataclass(frozen=True, slots=True)
class PickledTensor:
    """A tensor as a pickle describes it.

    Attributes:
        storage: where its numbers are; None when there are none that GPTDesk could read.
        offset: index of its first number in the storage.
        shape: one size for each dimension.
        strides: numbers to the next entry of each dimension.
        dtype: in words.
    """

    storage: PickledStorage | None
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class Unpickled:
    """What a pickle gave.

    Attributes:
        value: made of None, bool, int, float, str, tuple, list, dict, `PickledStorage` and
            `PickledTensor`. Values may contain each other in a circle: never walk them to the end.
        storages: all that it mentions, by key.
        end: where the next byte is.
    """

    value: Any
    storages: Mapping[str, PickledStorage]
    end: int


class _Name(Enum):
    """What a global on the list is to us."""

    ORDERED_DICT = "a dictionary"
    SIZE = "a tuple"
    WORD = "a word of torch's that does nothing here"
    MAKE_WORD = "makes a word"
    REBUILD_TENSOR = "a tensor"
    REBUILD_PARAMETER = "a tensor, wrapped"
    REBUILD_FROM_TYPE = "a tensor with attributes"
    SPARSE = "a tensor that is not stored number by number"
    META = "a tensor without numbers"


@dataclass(frozen=True, slots=True)
class _StorageKind:
    dtype: str


_REBUILT = {_Name.SPARSE: "sparse numbers", _Name.META: "numbers left out"}

_GLOBALS: dict[tuple[str, str], _Name | _StorageKind] = {
    ("collections", "OrderedDict"): _Name.ORDERED_DICT,
    ("torch", "Size"): _Name.SIZE,
    ("torch", "device"): _Name.MAKE_WORD,
    ("torch.serialization", "_get_layout"): _Name.MAKE_WORD,
    ("torch", "Tensor"): _Name.WORD,
    ("torch._tensor", "Tensor"): _Name.WORD,
    ("torch.nn.parameter", "Parameter"): _Name.WORD,
    ("torch._tensor", "_rebuild_from_type_v2"): _Name.REBUILD_FROM_TYPE,
    ("torch._utils", "_rebuild_tensor"): _Name.REBUILD_TENSOR,
    ("torch._utils", "_rebuild_tensor_v2"): _Name.REBUILD_TENSOR,
    ("torch._utils", "_rebuild_parameter"): _Name.REBUILD_PARAMETER,
    ("torch._utils", "_rebuild_parameter_with_state"): _Name.REBUILD_PARAMETER,
    ("torch._utils", "_rebuild_sparse_tensor"): _Name.SPARSE,
    ("torch._utils", "_rebuild_meta_tensor_no_storage"): _Name.META,
    **{("torch", name): _StorageKind(dtype) for name, dtype in _STORAGES.items()},
    **{("torch", dtype): _Name.WORD for dtype in DTYPE_BYTES},
}

# Opcodes that only objects need; one of them means that the file holds some.
_OBJECT_OPCODES = frozenset(
    getattr(pickle, name)[0]
    for name in (
        "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4", "PERSID", "FROZENSET",
        "EMPTY_SET", "ADDITEMS", "BYTEARRAY8", "NEXT_BUFFER", "READONLY_BUFFER",
    )
)  # fmt: skip

_CONSTANTS = {pickle.NONE[0]: None, pickle.NEWTRUE[0]: True, pickle.NEWFALSE[0]: False}
_NUMBERS = {  # of a fixed width
    pickle.BININT[0]: struct.Struct("<i"),
    pickle.BININT1[0]: struct.Struct("<B"),
    pickle.BININT2[0]: struct.Struct("<H"),
    pickle.BINFLOAT[0]: struct.Struct(">d"),
}
_STRINGS = {  # behind their length in bytes
    pickle.BINUNICODE[0]: struct.Struct("<I"),
    pickle.SHORT_BINUNICODE[0]: struct.Struct("<B"),
    pickle.BINSTRING[0]: struct.Struct("<i"),
    pickle.SHORT_BINSTRING[0]: struct.Struct("<B"),
}
_PUTS = {pickle.BINPUT[0]: struct.Struct("<B"), pickle.LONG_BINPUT[0]: struct.Struct("<I")}
_GETS = {pickle.BINGET[0]: struct.Struct("<B"), pickle.LONG_BINGET[0]: struct.Struct("<I")}
_TUPLES = {pickle.EMPTY_TUPLE[0]: 0, pickle.TUPLE1[0]: 1, pickle.TUPLE2[0]: 2, pickle.TUPLE3[0]: 3}


def unpickle(data: bytes, start: int = 0) -> Unpickled:
    """Read the pickle that begins at `start`.

    Dictionaries keep only what has a string for a name: nothing else of a model is called for.

    Raises:
        ForeignPickleError: it holds anything else.
        LongPickleError: it is longer than any GPT-2's.
        DamagedPickleError: it is broken or ends too early.
    """
    try:
        return _Machine(data, start).run()
    except (IndexError, KeyError, ValueError, struct.error) as exc:
        raise DamagedPickleError from exc


class _Machine:
    """A stack, a memo and a place in the bytes."""

    def __init__(self, data: bytes, start: int) -> None:
        self.data, self.at = data, start
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.storages: dict[str, PickledStorage] = {}
        self.containers = 0

    def run(self) -> Unpickled:
        """Do one opcode after the other, up to the end of the pickle."""
        data, stop = self.data, pickle.STOP[0]
        for _ in range(_MAX_STEPS):
            opcode = data[self.at]
            self.at += 1
            if opcode == stop:
                return Unpickled(self.stack.pop(), self.storages, self.at)
            self.step(opcode)
        raise LongPickleError

    def step(self, opcode: int) -> None:
        stack = self.stack
        if opcode in _PUTS:
            self.memo[self.number(_PUTS[opcode])] = stack[-1]
        elif opcode in _GETS:
            stack.append(self.memo[self.number(_GETS[opcode])])
        elif opcode in _NUMBERS:
            stack.append(self.number(_NUMBERS[opcode]))
        elif opcode in _STRINGS:
            text = self.take(self.number(_STRINGS[opcode]))
            stack.append(text.decode("utf-8", "surrogatepass"))
        elif opcode in _CONSTANTS:
            stack.append(_CONSTANTS[opcode])
        elif opcode in _TUPLES:
            self.push_container(tuple(self.pop(_TUPLES[opcode])))
        elif opcode in _ACTIONS:
            _ACTIONS[opcode](self)
        elif opcode in _OBJECT_OPCODES:
            raise ForeignPickleError
        else:
            raise DamagedPickleError

    def take(self, count: int) -> bytes:
        if not 0 <= count <= len(self.data) - self.at:
            raise DamagedPickleError
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: struct.Struct) -> Any:
        (number,) = form.unpack_from(self.data, self.at)
        self.at += form.size
        return number

    def pop(self, count: int) -> list[Any]:
        """Take the last values of the stack, but none from below the last mark."""
        start = len(self.stack) - count
        if start < (self.marks[-1] if self.marks else 0):
            raise DamagedPickleError
        values = self.stack[start:]
        del self.stack[start:]
        return values

    def pop_mark(self) -> list[Any]:
        start = self.marks.pop()
        values = self.stack[start:]
        del self.stack[start:]
        return values

    def push_container(self, container: object) -> None:
        self.containers += 1
        if self.containers > _MAX_CONTAINERS:
            raise LongPickleError
        self.stack.append(container)

    def mark(self) -> None:
        self.marks.append(len(self.stack))

    def memoize(self) -> None:
        self.memo[len(self.memo)] = self.stack[-1]

    def read_long(self) -> None:
        self.stack.append(int.from_bytes(self.take(self.take(1)[0]), "little", signed=True))

    def extend_list(self, values: list[Any]) -> None:
        target = self.stack[-1]
        if not isinstance(target, list):
            raise DamagedPickleError
        cast("list[Any]", target).extend(values)

    def extend_dict(self, values: list[Any]) -> None:
        target = self.stack[-1]
        if not isinstance(target, dict) or len(values) % 2:
            raise DamagedPickleError
        entries = cast("dict[str, Any]", target)
        for name, value in zip(values[::2], values[1::2], strict=True):
            if isinstance(name, str):
                if len(name) > _MAX_NAME_CHARS:
                    raise LongPickleError
                entries[name] = value

    def read_global(self) -> None:
        names: list[str] = []
        for _ in range(2):
            end = self.data.index(b"\n", self.at, self.at + 200)
            names.append(self.data[self.at : end].decode("utf-8"))
            self.at = end + 1
        self.push_global(names)

    def push_global(self, names: list[Any]) -> None:
        module, name = names
        if not (isinstance(module, str) and isinstance(name, str)):
            raise DamagedPickleError
        if (module, name) not in _GLOBALS:
            raise ForeignPickleError
        self.stack.append(_GLOBALS[module, name])

    def describe_storage(self) -> None:
        match self.stack.pop():
            case ("storage", _StorageKind(dtype=dtype), str() as key, str(), int() as count) | (
                "storage", _StorageKind(dtype=dtype), str() as key, str(), int() as count, None
            ) if 0 <= count < _MAX_SIZE:  # fmt: skip
                self.push_storage(PickledStorage(key, dtype, count))
            case ("storage", _StorageKind(), *_):
                raise DamagedPickleError
            case _:
                raise ForeignPickleError

    def push_storage(self, storage: PickledStorage) -> None:
        if len(storage.key) > _MAX_NAME_CHARS:
            raise LongPickleError
        if self.storages.setdefault(storage.key, storage) != storage:
            raise DamagedPickleError
        self.stack.append(storage)

    def leave_out_state(self) -> None:
        """Leave out what is said of a dictionary or a tensor besides its content."""
        target, _ = self.pop(2)
        if not isinstance(target, dict | PickledTensor):
            raise ForeignPickleError
        self.stack.append(target)

    def call(self) -> None:
        function, arguments = self.pop(2)
        if not isinstance(function, _Name) or not isinstance(arguments, tuple):
            raise ForeignPickleError
        self.stack.append(_made_by(function, cast("tuple[Any, ...]", arguments)))


def _made_by(function: _Name, arguments: tuple[Any, ...]) -> Any:
    """Return what a global of the list makes of its arguments, without calling anything."""
    match function, arguments:
        case _Name.ORDERED_DICT, ():
            return {}
        case _Name.SIZE, (tuple(),):
            return cast("object", arguments[0])
        case _Name.MAKE_WORD, _:
            return None
        case _Name.REBUILD_PARAMETER, (PickledTensor() as tensor, *_):
            return tensor
        case _Name.REBUILD_FROM_TYPE, (_Name() as inner, _Name.WORD, tuple(), _) if (
            inner is not _Name.REBUILD_FROM_TYPE
        ):
            return _made_by(inner, cast("tuple[Any, ...]", arguments[2]))
        case _Name.REBUILD_TENSOR, (PickledStorage() as storage, offset, shape, strides, *_):
            if not (_are_sizes((offset,)) and _are_sizes(shape) and _are_sizes(strides)):
                raise DamagedPickleError
            if len(shape) != len(strides):
                raise DamagedPickleError
            return PickledTensor(storage, offset, shape, strides, storage.dtype)
        case (_Name.SPARSE | _Name.META) as kind, _:
            return PickledTensor(None, 0, (), (), _REBUILT[kind])
        case _Name.WORD, _:
            raise ForeignPickleError
        case _:
            raise DamagedPickleError


def _are_sizes(value: object) -> bool:
    if not isinstance(value, tuple):
        return False
    sizes = cast("tuple[object, ...]", value)
    is_short = len(sizes) <= _MAX_DIMENSIONS
    return is_short and all(type(size) is int and 0 <= size < _MAX_SIZE for size in sizes)


_ACTIONS: dict[int, Callable[[_Machine], object]] = {
    pickle.PROTO[0]: lambda machine: machine.take(1),
    pickle.FRAME[0]: lambda machine: machine.take(8),
    pickle.MARK[0]: _Machine.mark,
    pickle.MEMOIZE[0]: _Machine.memoize,
    pickle.LONG1[0]: _Machine.read_long,
    pickle.EMPTY_LIST[0]: lambda machine: machine.push_container([]),
    pickle.EMPTY_DICT[0]: lambda machine: machine.push_container({}),
    pickle.TUPLE[0]: lambda machine: machine.push_container(tuple(machine.pop_mark())),
    pickle.APPEND[0]: lambda machine: machine.extend_list(machine.pop(1)),
    pickle.APPENDS[0]: lambda machine: machine.extend_list(machine.pop_mark()),
    pickle.SETITEM[0]: lambda machine: machine.extend_dict(machine.pop(2)),
    pickle.SETITEMS[0]: lambda machine: machine.extend_dict(machine.pop_mark()),
    pickle.GLOBAL[0]: _Machine.read_global,
    pickle.STACK_GLOBAL[0]: lambda machine: machine.push_global(machine.pop(2)),
    pickle.BINPERSID[0]: _Machine.describe_storage,
    pickle.BUILD[0]: _Machine.leave_out_state,
    pickle.REDUCE[0]: _Machine.call,
}

"""Watches calls, and notes every argument that is not of the type that its function asks for.

For tests: an enum that went through Qt is a plain string, equal to what it was, and only its type
tells. Annotations that are classes, unions of them, or generic classes are understood; of a generic
one only the outside is looked at.
"""

from __future__ import annotations

import enum
import importlib
import inspect
import pkgutil
import sys
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType

Accepts = Callable[[object], bool]


@dataclass
class Calls:
    """What was seen.

    Attributes:
        wrong: "function(argument): got, wanted" of every argument of another type.
        enums: qualified name of a function, and the enum class that it got.
    """

    wrong: set[str] = field(default_factory=set)
    enums: set[tuple[str, type]] = field(default_factory=set)


@contextmanager
def watched_calls(package: str) -> Iterator[Calls]:
    """Watch the calls of this thread to functions of a package."""
    wanted = dict(_functions(package))
    calls = Calls()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or frame.f_code not in wanted:
            return
        name, arguments = wanted[frame.f_code]
        values = frame.f_locals
        for argument, (is_accepted, words) in arguments.items():
            value = values.get(argument)
            if isinstance(value, enum.Enum):
                calls.enums.add((name, type(value)))
            if argument in values and not is_accepted(value):
                calls.wrong.add(f"{name}({argument}): {type(value).__name__}, not {words}")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def _functions(package: str) -> Iterator[tuple[CodeType, tuple[str, dict]]]:
    """Yield the code of every function, its name, and what its arguments may be."""
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        module = importlib.import_module(found.name)
        for owner in (module, *_own(module, inspect.isclass)):
            for function in _own(owner, inspect.isfunction, module.__name__):
                arguments = dict(_arguments(function))
                if arguments:
                    yield function.__code__, (function.__qualname__, arguments)


def _own(owner: object, kind: Callable[[object], bool], module: str = "") -> Iterator[typing.Any]:
    module = module or getattr(owner, "__name__", "")
    for one in list(vars(owner).values()):
        one = inspect.unwrap(one) if callable(one) else one
        if kind(one) and one.__module__ == module:
            yield one


def _arguments(function: Callable[..., object]) -> Iterator[tuple[str, tuple[Accepts, str]]]:
    code = function.__code__
    if code.co_filename == "<string>":  # a dataclass makes its own
        return
    named = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]  # not `*values`
    for name, hint in function.__annotations__.items():
        try:
            classes = _classes(eval(hint, function.__globals__) if isinstance(hint, str) else hint)
        except (NameError, TypeError):  # there for the type checker only
            continue
        if name in named and classes:
            yield name, (lambda value, classes=classes: isinstance(value, classes), str(hint))


def _classes(hint: object) -> tuple[type, ...]:
    """Return the classes that a value may be of; none where that cannot be told."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        parts = [_classes(part) for part in typing.get_args(hint)]
        return tuple(one for part in parts for one in part) if all(parts) else ()
    origin = typing.get_origin(hint)
    kind = origin if isinstance(origin, type) else hint
    if not isinstance(kind, type) or getattr(kind, "_is_protocol", False) or kind is typing.Any:
        return ()
    return (int, float) if kind is float else (kind,)

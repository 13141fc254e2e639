"""A sandbox for templates that come in files: what they may call, how long, how much they make.

Jinja's own sandbox stops attributes, imports and changes. It stops neither time nor size: here
every text, list and number is weighed where it is made, and a trace function looks at the clock.
Must not know conversations.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gptdesk.sentences import Sentence

SPARE = 1_000_000  # characters and items that a template may make beyond its turns
_LARGEST_BITS = 1_000  # of a whole number
_LARGEST_POWER = 64
_WIDEST_INDENT = 16  # of JSON

_STRING_METHODS = frozenset(
    {
        *("capitalize", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdigit"),
        *("islower", "isspace", "isupper", "join", "lower", "lstrip", "partition"),
        *("removeprefix", "removesuffix", "replace", "rfind", "rindex", "rpartition", "rsplit"),
        *("rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
    }
)
_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float"),
    *("int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "reverse", "round", "safe", "select", "selectattr", "sort", "title", "trim"),
    *("unique", "upper"),
)


class RefusedError(Exception):
    """The template's own refusal, in its own words."""


class TooLongError(Exception):
    """The time is up."""


class TooLargeError(Exception):
    """A text or a list grows beyond what is allowed."""


@contextmanager
def stopped_after(seconds: float) -> Generator[None]:
    """Raise `TooLongError` in what runs meanwhile, once this thread has computed for so long."""
    end = time.thread_time() + seconds

    def trace(_frame: FrameType, _event: str, _arg: Any) -> Any:
        if time.thread_time() > end:
            raise TooLongError
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


class _Generator(CodeGenerator):
    """Python code of a template in which whatever makes a text or a list is weighed."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.concat((")
        for part in node.nodes:
            self.write("environment.text(")
            self.visit(part, frame)
            self.write("), ")
        self.write("))")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx == "load":
            self._weigh(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self._weigh(super().visit_List, node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self._weigh(super().visit_Dict, node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        self._weigh(super().visit_Filter, node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.write("environment.weighed(")
        super().visit_Call(node, frame, forward_caller=forward_caller)
        self.write(")")

    def _weigh(self, visit: Callable[..., None], node: nodes.Expr, frame: Frame) -> None:
        self.write("environment.weighed(")
        visit(node, frame)
        self.write(")")


class _GenerationTag(Extension):
    """`{% generation %}`, by which a template marks an answer for training; here only its body."""

    tags = {"generation"}  # noqa: RUF012  Jinja's own declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class Sandbox(ImmutableSandboxedEnvironment):
    """What a template may see and do; for one thread at a time.

    Attributes:
        most: characters and items that any value may have, those of its parts included.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self) -> None:
        self.most = SPARE
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            optimized=False,  # or it would compute while it compiles
            cache_size=0,
            extensions=("jinja2.ext.loopcontrols", _GenerationTag),
            finalize=self.text,
        )
        self.concat = self._concat
        self.filters: dict[str, Callable[..., Any]] = {
            **{name: self.filters[name] for name in _FILTERS},
            "tojson": self._to_json,
            "replace": self._replace,
            "join": self._join,
            "string": self.text,
            "bool": bool,
        }
        self.globals: dict[str, Any] = {
            **{name: self.globals[name] for name in ("range", "dict", "namespace")},
            "raise_exception": _refuse,
        }

    # -- sizes

    def weighed(self, value: Any) -> Any:
        """Return `value`; whatever is made passes here once, so that nothing grows unseen.

        Raises:
            TooLargeError: it has more characters and items than `most`.
        """
        left = self.most
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                left -= len(one)
            elif isinstance(one, (dict, list, tuple)):
                parts = cast("Collection[Any]", one)
                left -= len(parts)
                if left > 0:
                    waiting.extend(parts)
                if isinstance(one, dict) and left > 0:
                    waiting.extend(cast("dict[Any, Any]", one).values())
            elif isinstance(one, int) and one.bit_length() > _LARGEST_BITS:
                raise TooLargeError
            if left < 0:
                raise TooLargeError
        return value

    def text(self, value: Any) -> str:
        """Return a value as text; its kinds are those that can be weighed."""
        if isinstance(value, str):
            return value
        if not isinstance(value, (bool, int, float, Undefined, type(None), list, tuple, dict)):
            raise SecurityError(Sentence("{kind} as text", kind=type(value).__name__))
        return str(self.weighed(value))

    def _concat(self, pieces: Collection[str]) -> str:
        self._require_room(sum(map(len, pieces)))
        return "".join(pieces)

    def _require_room(self, length: int) -> None:
        if length > self.most:
            raise TooLargeError

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute what could grow without end, unless it would."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError(Sentence("a format with %"))
        if operator == "**" and abs(right) > _LARGEST_POWER:
            raise TooLargeError
        if operator == "*":
            for row, times in ((left, right), (right, left)):
                if isinstance(row, (str, list, tuple)) and isinstance(times, int):
                    self._require_room(len(cast("Sequence[Any]", row)) * times)
        return self.weighed(super().call_binop(context, operator, left, right))

    def _replace(self, text: Any, old: Any, new: Any, count: int = -1) -> str:
        text, old, new = self.text(text), self.text(old), self.text(new)
        found = text.count(old)
        times = found if count < 0 else min(found, count)
        self._require_room(len(text) + times * max(len(new) - len(old), 0))
        return text.replace(old, new, count)

    def _join(self, values: Iterable[Any], between: Any = "") -> str:
        pieces = [self.text(value) for value in values]
        self._require_room(sum(map(len, pieces)) + len(pieces) * len(self.text(between)))
        return self.text(between).join(pieces)

    def _to_json(
        self,
        value: Any,
        ensure_ascii: bool = False,
        indent: int | None = None,
        separators: tuple[str, str] | None = None,
        sort_keys: bool = False,
    ) -> str:
        if indent is not None and not 0 <= indent <= _WIDEST_INDENT:
            raise SecurityError(Sentence("so wide an indent"))
        return json.dumps(
            self.weighed(value),
            ensure_ascii=ensure_ascii,
            indent=indent,
            separators=separators,
            sort_keys=sort_keys,
        )

    # -- what it may touch

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow a string's harmless methods only; of the rest what Jinja's sandbox allows."""
        if isinstance(obj, str):
            return attr in _STRING_METHODS
        return super().is_safe_attribute(obj, attr, value)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function; those of a string that make it longer are watched."""
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, str):
            if obj.__name__ == "replace":
                return self._replace(owner, *args, **kwargs)
            if obj.__name__ == "join":
                return self._join(*args, between=owner)
        return super().call(context, obj, *args, **kwargs)


def _refuse(reason: Any = "") -> None:
    """`raise_exception`, by which a template says which turns it does not take."""
    raise RefusedError(str(reason)[:SPARE])

"""A view of the network's inside that was kept with an answer: its place, and the figures shown.

Frozen plain data; the standard library, `errors` and its own folder only. A kept view is a table
that was on the screen: it opens without a model. Places, blocks and heads count from 1.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.errors import require

MOST_BYTES = 64 * 2**10  # of one view, as it is stored
MOST_VIEWS = 100  # of one answer


@dataclass(frozen=True, slots=True)
class KeptCell:
    """One cell of a table.

    Attributes:
        text: as it was shown, rounded.
        number: the same in full precision, finite; None where it is no number, or none that is.
    """

    text: str
    number: float | None = None

    def __post_init__(self) -> None:
        is_finite = self.number is None or math.isfinite(self.number)
        require(is_finite, "number", self.number, "finite, or None")


@dataclass(frozen=True, slots=True)
class KeptView:
    """What one page of *Under the hood* showed.

    Attributes:
        title: of the window: which token, after which.
        place: the column of the network, from 1, as in the whole text of prompt and answer.
        stop: code of the stop or page, "scores" or "lens"; of two branches also the stop of both,
            the tokens that patching weighs, and the other answer:
            "branches:token:4171:2266:<id>", or "branches:token:::<id>" side by side.
        model_name, model_sha256, precision: the line of origin: which network computed it, and how
            finely.
        block, head: which one it is about; None where it is about no one in particular.
        changes: what was changed in the network.
        columns: names of the table's columns.
        rows: its cells, a row as long as `columns`.
        kept_at: seconds since the epoch.
        id: stable identity.
    """

    title: str
    place: int
    stop: str
    model_name: str
    model_sha256: str
    precision: str = "float32"
    block: int | None = None
    head: int | None = None
    changes: Changes = NO_CHANGES
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[KeptCell, ...], ...] = ()
    kept_at: float = field(default_factory=time.time)
    id: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        require(self.place >= 1, "place", self.place, "1 or more")
        for name in ("block", "head"):
            value: int | None = getattr(self, name)
            require(value is None or value >= 1, name, value, "None, or 1 or more")
        width = len(self.columns)
        is_table = all(len(row) == width for row in self.rows)
        require(is_table, "rows", tuple(map(len, self.rows)), f"of {width} cells each")

    @property
    def size_bytes(self) -> int:
        """How large it is as it is stored; at most `MOST_BYTES` are kept."""
        return len(view_text(self))


def view_text(view: KeptView) -> str:
    """Return a view as one line of JSON in ASCII."""
    return json.dumps(asdict(view), separators=(",", ":"))


def view_of(text: str) -> KeptView:
    """Return the view that `view_text` wrote.

    Raises:
        ValueError, TypeError, KeyError: it is something else, or too large.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"{len(text)} bytes are more than a view has")
    values: dict[str, Any] = json.loads(text)
    changes = values.pop("changes")
    heads = tuple(HeadChange(**change) for change in changes["heads"])
    rows = tuple(tuple(KeptCell(**cell) for cell in row) for row in values.pop("rows"))
    return KeptView(
        changes=Changes(heads, tuple(changes["hidden"])),
        columns=tuple(values.pop("columns")),
        rows=rows,
        **values,
    )

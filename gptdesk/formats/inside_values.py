"""Plain values for JSON and CSV of a look inside the network at one place.

Owns the names and the order of the fields that other programs read; change them as carefully as a
file format. Values have full precision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gptdesk.chat.changes import Changes
from gptdesk.engine.inside.values import (
    LENS_TOP,
    AttentionRow,
    Chance,
    Contributions,
    Effect,
    Lens,
    LensPoint,
)
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.formats.token_table import Values, token_text

Row = list[object]


@dataclass(frozen=True, slots=True)
class InsidePage:
    """What is said of one place of a text.

    Attributes:
        model: which it was, `engine_values.model_values`.
        ids: the tokens of the whole text.
        place: the one that predicts, from 1.
        changes: what was changed in the network.
        effect: the prediction without and with the changes.
        lens, account: with the changes.
        heads: rows of attention, where they were asked for.
        vocabulary: for the tokens' text.
    """

    model: Mapping[str, object]
    ids: tuple[int, ...]
    place: int
    changes: Changes
    effect: Effect
    lens: Lens
    account: Contributions
    heads: tuple[AttentionRow, ...]
    vocabulary: Vocabulary

    @property
    def target_id(self) -> int:
        """The token that is asked about."""
        return self.effect.target_id

    @property
    def off(self) -> list[str]:
        """The heads that were off, as "3.2"."""
        return [change.name for change in self.changes.heads]

    def text_of(self, token_id: int) -> str:
        """Return a token's own text."""
        return token_text(token_id, self.vocabulary)


def inside_values(page: InsidePage) -> Values:
    """Return the page as one value for JSON."""
    prediction = page.effect.after
    values: Values = {
        "model": dict(page.model),
        "tokens": [
            {"place": place, "id": token_id, "text": page.text_of(token_id)}
            for place, token_id in enumerate(page.ids, start=1)
        ],
        "place": page.place,
        "target": {"id": page.target_id, "text": page.text_of(page.target_id)},
        "prediction": {
            "p": prediction.p,
            "rank": prediction.rank,
            "entropy_bits": prediction.entropy_bits,
            "top": _top(page, prediction.top),
        },
        "lens": [_point(page, point) for point in page.lens.points],
        "contributions": {name: _account(page.account, name) for name in ("raw", "centred")},
    }
    if page.heads:
        values["heads"] = {
            f"{row.block}.{row.head}": [weight for _, _, weight in weights_of(page, row)]
            for row in page.heads
        }
    values["off"] = page.off
    if page.changes:
        values["before"] = {"p": page.effect.before.p, "rank": page.effect.before.rank}
    return values


def lens_rows(page: InsidePage) -> Iterator[Row]:
    """Yield the lens as rows of a table, the header first; where it comes from is in each row."""
    tops = [f"top{n}_{name}" for n in range(1, LENS_TOP + 1) for name in ("id", "text", "p")]
    header = ["point", "p", "rank", "entropy_bits", "kl_nats", *tops]
    yield from _with_origin(page, header, (_lens_cells(page, point) for point in page.lens.points))


def contribution_rows(page: InsidePage) -> Iterator[Row]:
    """Yield what wrote the logit as rows of a table, the header first, the sum and the logit last.

    The third column is the logit above that of the token that `versus_id` names.
    """
    account = page.account
    versus: Row = [account.versus_id, page.text_of(account.versus_id)]
    header = ["part", "raw", "centred", "versus", "versus_id", "versus_text"]
    shares = (*account.parts, account.sum, account.target)
    cells = ([s.name, s.raw, s.centred, s.versus, *versus] for s in shares)
    yield from _with_origin(page, header, cells)


def attention_rows(page: InsidePage) -> Iterator[Row]:
    """Yield where the heads read as rows of a table, the header first."""
    cells = (
        [f"head {row.block}.{row.head}", place, token_id, page.text_of(token_id), weight]
        for row in page.heads
        for place, token_id, weight in weights_of(page, row)
    )
    yield from _with_origin(page, ["head", "read_place", "id", "text", "weight"], cells)


def weights_of(page: InsidePage, row: AttentionRow) -> list[tuple[int, int, float | None]]:
    """Return place, token and weight from 1 to the page's place; None where it was not seen."""
    unseen: list[float | None] = [None] * (row.first_place - 1)
    weights = [*unseen, *row.weights]
    return [
        (place, token_id, weight)
        for place, (token_id, weight) in enumerate(zip(page.ids, weights, strict=False), start=1)
    ]


def _point(page: InsidePage, point: LensPoint) -> Values:
    outcome = point.outcome
    return {
        "point": point.name,
        "p": outcome.p,
        "rank": outcome.rank,
        "entropy_bits": outcome.entropy_bits,
        "kl_nats": point.kl_nats,
        "top": _top(page, outcome.top),
    }


def _lens_cells(page: InsidePage, point: LensPoint) -> Row:
    *figures, top = _point(page, point).values()
    assert isinstance(top, list)
    cells = [value for entry in top for value in entry.values()]
    return [*figures, *cells, *[None] * (3 * (LENS_TOP - len(top)))]


def _top(page: InsidePage, top: Iterable[Chance]) -> list[Values]:
    return [{"id": one.token_id, "text": page.text_of(one.token_id), "p": one.p} for one in top]


def _account(account: Contributions, name: str) -> Values:
    return {
        "parts": [{"part": part.name, "value": getattr(part, name)} for part in account.parts],
        "sum": getattr(account.sum, name),
        "logit": getattr(account.target, name),
    }


def _with_origin(page: InsidePage, header: list[str], rows: Iterable[Row]) -> Iterator[Row]:
    origin: Values = {
        "place": page.place,
        "target_id": page.target_id,
        "target_text": page.text_of(page.target_id),
        # with its word: a spreadsheet takes "3.10" for a number
        "off": ", ".join(f"head {name}" for name in page.off),
        "hidden": ", ".join(f"token {place}" for place in page.changes.hidden),
        "model": page.model["name"],
        "model_sha256": page.model["sha256"],
        "precision": "float32, as stored",
    }
    yield [*header, *origin]
    for row in rows:
        yield [*row, *origin.values()]

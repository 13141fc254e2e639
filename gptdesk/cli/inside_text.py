"""The readable walk of `gptdesk-cli inside`: every stop on a line, then lens, account and heads.

Owns its layout and its sentences. Shown values are rounded; JSON and CSV have all digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import fsum

from gptdesk.cli.output import decimal, percent, table
from gptdesk.engine.inside.values import Chance, NamedVector, Stop, StopView, floats
from gptdesk.engine.types import ModelInfo
from gptdesk.formats.inside_values import InsidePage, weights_of
from gptdesk.sentences import counted

_NUMBERS = 3  # of a vector
_PARTS = 12  # of the account, the largest
_SOURCES = 3  # of a head, the largest

# Of every stop its name, the vector that is shown, and one sentence.
_STOPS = {
    Stop.TOKEN: ("token", "token", "The token is looked up: its row of the embedding table."),
    Stop.INPUT: ("input", "input", "Token vector plus position vector begin the stream."),
    Stop.NORM_1: ("norm 1", "scaled", "Mean 0 and variance 1, then a learned scale and shift."),
    Stop.QUERY_KEY_VALUE: (
        "query, key, value",
        "query",
        "Three projections are cut into heads; this is the query of head {head}.",
    ),
    Stop.SCORES: ("weights", "weight", "Head {head} reads there: softmax of query · key ÷ √width."),
    Stop.WEIGHTED_SUM: ("weighted sum", "head {h}", "Head {head} adds up the values, by weight."),
    Stop.PROJECTION: ("projection", "projected", "All heads go through one matrix, side by side."),
    Stop.RESIDUAL_1: ("+ stream", "", "What attention wrote is added to the stream."),
    Stop.NORM_2: ("norm 2", "scaled", "The stream is normalised once more."),
    Stop.WIDEN: (
        "MLP, widened",
        "widened",
        "There are four times as many neurons as the stream is wide.",
    ),
    Stop.GELU: ("GELU", "gelu", "The smooth gate makes negative numbers small."),
    Stop.NARROW: ("MLP, narrowed", "narrowed", "Back to the width of the stream."),
    Stop.RESIDUAL_2: ("+ stream", "", "What the MLP wrote is added to the stream."),
    Stop.FINAL_NORM: ("final norm", "scaled", "The last norm comes before the head."),
    Stop.LOGITS: ("logits", "logits", "Every token has a score; softmax makes it a probability."),
}
# The same where a network of the Llama family is another one.
_STOPS_OF_LLAMA = _STOPS | {
    Stop.TOKEN: ("token", "token", "The token is looked up: its row begins the stream."),
    Stop.NORM_1: ("norm 1", "scaled", "Mean square 1, then a learned scale."),
    Stop.QUERY_KEY_VALUE: (
        "query, key, value",
        "query",
        "Heads have queries of their own, and share keys and values in groups; this is {head}'s.",
    ),
    Stop.ROTATION: (
        "rotation",
        "turned query",
        "Pairs of numbers are turned by the place: the query of head {head}, turned.",
    ),
    Stop.GATE_UP: (
        "MLP, gate and up",
        "gate",
        "Two matrices make a gate and what it lets through.",
    ),
    Stop.GATE: ("gate · up", "gated", "SiLU of the gate times up."),
}
_WORDS = {"gpt": _STOPS, "llama": _STOPS_OF_LLAMA}
_OF_TOKENS = {Stop.SCORES, Stop.LOGITS}  # a number for each; as a vector they have no length
_OUTSIDE = {Stop.TOKEN, Stop.INPUT, Stop.FINAL_NORM, Stop.LOGITS}  # of the blocks


def inside_text(
    page: InsidePage, info: ModelInfo, context_start: int, stops: Sequence[StopView]
) -> str:
    """Return the whole walk as text.

    Args:
        page: what is said of the place.
        info: the model.
        context_start: tokens of the text that the network did not see any more.
        stops: in order; a block's begin with `Stop.NORM_1`.
    """
    parts = [
        _heading(page, info),
        _stop_table(page, context_start, stops, _WORDS[info.shape.design]),
        _prediction(page),
        _lens_table(page),
        _account_table(page),
    ]
    if page.heads:
        parts.append(_head_table(page))
    return "\n".join(parts)


def _heading(page: InsidePage, info: ModelInfo) -> str:
    target = f"“{_visible(page, page.target_id)}” (id {page.target_id})"
    before = f"“{_visible(page, page.ids[page.place - 1])}”"
    lines = [
        f"{target} after {before}, place {page.place} of {len(page.ids)}",
        f"{info.name}, float32, the weights as stored",
    ]
    if page.off:
        lines.append(f"heads off: {', '.join(page.off)}")
    if page.changes.hidden:
        hidden = (
            f"{place} “{_visible(page, page.ids[place - 1])}”" for place in page.changes.hidden
        )
        lines.append(f"tokens hidden: {', '.join(hidden)}")
    return "".join(f"{line}\n" for line in lines)


def _stop_table(
    page: InsidePage,
    context_start: int,
    stops: Sequence[StopView],
    words: Mapping[Stop, tuple[str, str, str]],
) -> str:
    rows: list[tuple[str, ...]] = []
    for view in stops:
        spot = view.spot
        if spot.stop is Stop.NORM_1:
            rows.append((f"block {spot.block}", "", "", "", ""))
        name, vector_name, sentence = words[spot.stop]
        vector = _vector(view, vector_name.format(h=spot.head))
        rows.append(
            (
                name if spot.stop in _OUTSIDE else f"  {name}",
                " × ".join(f"{size:,}" for size in view.shape),
                _numbers(page, context_start, spot.stop, vector),
                "" if spot.stop in _OF_TOKENS else f"{vector.length:.4g}",
                sentence.format(head=f"{spot.block}.{spot.head}"),
            )
        )
    return table(("stop", "shape", "numbers", "length", ""), rows, alignment="<<<><")


def _vector(view: StopView, name: str) -> NamedVector:
    """Return a vector of a stop by its name; the last where it has none."""
    return next((one for one in view.vectors if one.name == name), view.vectors[-1])


def _numbers(page: InsidePage, context_start: int, stop: Stop, vector: NamedVector) -> str:
    """Return a few of a vector's numbers: the first, or the largest where they belong to tokens."""
    values = floats(vector.values)
    if stop not in _OF_TOKENS:
        return "  ".join(decimal(value, 3, "+") for value in values[:_NUMBERS]) + "  …"
    largest = nlargest(_NUMBERS, range(len(values)), key=lambda i: (values[i], -i))
    if stop is Stop.LOGITS:
        return "  ".join(f"{_visible(page, i)} {values[i]:.2f}" for i in largest)
    return "  ".join(f"{context_start + i + 1}: {percent(values[i])}" for i in largest)


def _prediction(page: InsidePage) -> str:
    before, after = page.effect.before, page.effect.after
    line = (
        f"{_visible(page, page.target_id)} {percent(after.p)}, rank {after.rank:,}; "
        f"entropy {decimal(after.entropy_bits)} bits"
    )
    if page.changes:
        line += (
            f"; without changes {percent(before.p)}, rank {before.rank:,}: an effect of "
            f"{decimal(page.effect.bits, sign='+')} bits, KL {page.effect.kl_nats:.3g} nats"
        )
    return f"{line}\nmost probable: {_top(page, after.top)}\n"


def _lens_table(page: InsidePage) -> str:
    rows = [
        (
            point.name,
            percent(point.outcome.p),
            f"{point.outcome.rank:,}",
            f"{decimal(point.outcome.entropy_bits)} bits",
            f"{point.kl_nats:.3g} nats",
            _top(page, point.outcome.top[:3]),
        )
        for point in page.lens.points
    ]
    header = ("lens", "p", "rank", "entropy", "KL", "most probable")
    return table(header, rows, alignment="<>>>><")


def _account_table(page: InsidePage) -> str:
    account = page.account
    largest = sorted(account.parts, key=lambda part: -abs(part.centred))
    rows = [
        (part.name, decimal(part.centred, 3, "+"), decimal(part.raw, 3, "+"))
        for part in largest[:_PARTS]
    ]
    if others := largest[_PARTS:]:
        centred, raw = (fsum(getattr(part, name) for part in others) for name in ("centred", "raw"))
        rows.append(
            (counted(len(others), "other part"), decimal(centred, 3, "+"), decimal(raw, 3, "+"))
        )
    total, target = account.sum, account.target
    rows.append(("sum", decimal(total.centred, 3, "+"), decimal(total.raw, 3, "+")))
    rows.append(("the network has", decimal(target.centred, 3, "+"), decimal(target.raw, 3, "+")))
    centred, raw = target.centred - total.centred, target.raw - total.raw
    rows.append(("difference", f"{centred:.1g}", f"{raw:.1g}"))
    header = ("wrote the logit", "above the mean logit", "logit")
    return table(header, rows, alignment="<>>")


def _head_table(page: InsidePage) -> str:
    rows: list[tuple[str, str]] = []
    for row in page.heads:
        seen = [
            (weight, place, token_id)
            for place, token_id, weight in weights_of(page, row)
            if weight is not None
        ]
        largest = nlargest(_SOURCES, seen, key=lambda one: (one[0], -one[1]))
        read = "  ".join(
            f"{place} {_visible(page, token_id)} {percent(weight)}"
            for weight, place, token_id in largest
        )
        rows.append((f"{row.block}.{row.head}", read))
    return table(("head", "reads most from"), rows, alignment="<<")


def _top(page: InsidePage, top: Sequence[Chance]) -> str:
    return "  ".join(f"{_visible(page, one.token_id)} {percent(one.p)}" for one in top)


def _visible(page: InsidePage, token_id: int) -> str:
    return page.vocabulary.visible(token_id)

"""The readable walk of `gptdesk-cli inside`: every stop on a line, then lens, account and heads.

Owns its layout and its sentences. Shown values are rounded; JSON and CSV have all digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from math import fsum

from gptdesk.cli.output import bits_text, decimal, percent, table
from gptdesk.engine.inside.values import Chance, NamedVector, Stop, StopView, floats
from gptdesk.engine.types import ModelInfo
from gptdesk.formats.inside_values import InsidePage, weights_of
from gptdesk.language import said
from gptdesk.sentences import joined, numbered, to_translate

_NUMBERS = 3  # of a vector
_PARTS = 12  # of the account, the largest
_SOURCES = 3  # of a head, the largest

# Of every stop its name, the vector that is shown, and one sentence.
_STOPS = {
    Stop.TOKEN: (
        to_translate("command line", "token"),
        "token",
        to_translate("command line", "The token is looked up: its row of the embedding table."),
    ),
    Stop.INPUT: (
        to_translate("command line", "input"),
        "input",
        to_translate("command line", "Token vector plus position vector begin the stream."),
    ),
    Stop.NORM_1: (
        to_translate("command line", "norm 1"),
        "scaled",
        to_translate("command line", "Mean 0 and variance 1, then a learned scale and shift."),
    ),
    Stop.QUERY_KEY_VALUE: (
        to_translate("command line", "query, key, value"),
        "query",
        to_translate(
            "command line",
            "Three projections are cut into heads; this is the query of head {head}.",
        ),
    ),
    Stop.SCORES: (
        to_translate("command line", "weights"),
        "weight",
        to_translate("command line", "Head {head} reads there: softmax of query · key ÷ √width."),
    ),
    Stop.WEIGHTED_SUM: (
        to_translate("command line", "weighted sum"),
        "head {h}",
        to_translate("command line", "Head {head} adds up the values, by weight."),
    ),
    Stop.PROJECTION: (
        to_translate("command line", "projection"),
        "projected",
        to_translate("command line", "All heads go through one matrix, side by side."),
    ),
    Stop.RESIDUAL_1: (
        to_translate("command line", "+ stream"),
        "",
        to_translate("command line", "What attention wrote is added to the stream."),
    ),
    Stop.NORM_2: (
        to_translate("command line", "norm 2"),
        "scaled",
        to_translate("command line", "The stream is normalised once more."),
    ),
    Stop.WIDEN: (
        to_translate("command line", "MLP, widened"),
        "widened",
        to_translate("command line", "There are four times as many neurons as the stream is wide."),
    ),
    Stop.GELU: (
        to_translate("command line", "GELU"),
        "gelu",
        to_translate("command line", "The smooth gate makes negative numbers small."),
    ),
    Stop.NARROW: (
        to_translate("command line", "MLP, narrowed"),
        "narrowed",
        to_translate("command line", "Back to the width of the stream."),
    ),
    Stop.RESIDUAL_2: (
        to_translate("command line", "+ stream"),
        "",
        to_translate("command line", "What the MLP wrote is added to the stream."),
    ),
    Stop.FINAL_NORM: (
        to_translate("command line", "final norm"),
        "scaled",
        to_translate("command line", "The last norm comes before the head."),
    ),
    Stop.LOGITS: (
        to_translate("command line", "logits"),
        "logits",
        to_translate("command line", "Every token has a score; softmax makes it a probability."),
    ),
}
# The same where a network of the Llama family is another one.
_STOPS_OF_LLAMA = _STOPS | {
    Stop.TOKEN: (
        to_translate("command line", "token"),
        "token",
        to_translate("command line", "The token is looked up: its row begins the stream."),
    ),
    Stop.NORM_1: (
        to_translate("command line", "norm 1"),
        "scaled",
        to_translate("command line", "Mean square 1, then a learned scale."),
    ),
    Stop.QUERY_KEY_VALUE: (
        to_translate("command line", "query, key, value"),
        "query",
        to_translate(
            "command line",
            "Heads have queries of their own, and share keys and values in groups; this is "
            "{head}'s.",
        ),
    ),
    Stop.ROTATION: (
        to_translate("command line", "rotation"),
        "turned query",
        to_translate(
            "command line",
            "Pairs of numbers are turned by the place: the query of head {head}, turned.",
        ),
    ),
    Stop.GATE_UP: (
        to_translate("command line", "MLP, gate and up"),
        "gate",
        to_translate("command line", "Two matrices make a gate and what it lets through."),
    ),
    Stop.GATE: (
        to_translate("command line", "gate · up"),
        "gated",
        to_translate("command line", "SiLU of the gate times up."),
    ),
}
_PART_NAMES = {
    "input": to_translate("command line", "input"),
    "token": to_translate("command line", "token"),
    "position": to_translate("command line", "position"),
    "head": to_translate("command line", "head {0}"),
    "bias": to_translate("command line", "bias {0}"),
    "mlp": to_translate("command line", "mlp {0}"),
    "shift": to_translate("command line", "shift"),
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
        said("{0} after {1}, place {2} of {3}").format(target, before, page.place, len(page.ids)),
        said("{0}, float32, the weights as stored").format(info.name),
    ]
    if page.off:
        lines.append(said("heads off: {0}").format(_listed(page.off)))
    if page.changes.hidden:
        hidden = (
            f"{place} “{_visible(page, page.ids[place - 1])}”" for place in page.changes.hidden
        )
        lines.append(said("tokens hidden: {0}").format(_listed(hidden)))
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
            rows.append((said("block {0}").format(spot.block), "", "", "", ""))
        name, vector_name, sentence = words[spot.stop]
        vector = _vector(view, vector_name.format(h=spot.head))
        rows.append(
            (
                said(name) if spot.stop in _OUTSIDE else f"  {said(name)}",
                " × ".join(f"{size:,}" for size in view.shape),
                _numbers(page, context_start, spot.stop, vector),
                "" if spot.stop in _OF_TOKENS else f"{vector.length:.4g}",
                said(sentence).format(head=f"{spot.block}.{spot.head}"),
            )
        )
    header = (said("stop"), said("shape"), said("numbers"), said("length"), "")
    return table(header, rows, alignment="<<<><")


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
    line = said("{0} {1}, rank {2}; entropy {3}").format(
        _visible(page, page.target_id),
        percent(after.p),
        f"{after.rank:,}",
        bits_text(after.entropy_bits),
    )
    if page.changes:
        changed = said("{0}; without changes {1}, rank {2}: an effect of {3} bits, KL {4} nats")
        line = changed.format(
            line,
            percent(before.p),
            f"{before.rank:,}",
            decimal(page.effect.bits, sign="+"),
            f"{page.effect.kl_nats:.3g}",
        )
    return line + "\n" + said("most probable: {0}").format(_top(page, after.top)) + "\n"


def _lens_table(page: InsidePage) -> str:
    rows = [
        (
            _point_name(point.name),
            percent(point.outcome.p),
            f"{point.outcome.rank:,}",
            bits_text(point.outcome.entropy_bits),
            said("{0} nats").format(f"{point.kl_nats:.3g}"),
            _top(page, point.outcome.top[:3]),
        )
        for point in page.lens.points
    ]
    header = (said("lens"), "p", said("rank"), said("entropy"), "KL", said("most probable"))
    return table(header, rows, alignment="<>>>><")


def _account_table(page: InsidePage) -> str:
    account = page.account
    largest = sorted(account.parts, key=lambda part: -abs(part.centred))
    rows = [
        (_part_name(part.name), decimal(part.centred, 3, "+"), decimal(part.raw, 3, "+"))
        for part in largest[:_PARTS]
    ]
    if others := largest[_PARTS:]:
        centred, raw = (fsum(getattr(part, name) for part in others) for name in ("centred", "raw"))
        rows.append(
            (
                numbered(len(others), said("1 other part"), said("{0} other parts")),
                decimal(centred, 3, "+"),
                decimal(raw, 3, "+"),
            )
        )
    total, target = account.sum, account.target
    rows.append((said("sum"), decimal(total.centred, 3, "+"), decimal(total.raw, 3, "+")))
    rows.append(
        (said("the network has"), decimal(target.centred, 3, "+"), decimal(target.raw, 3, "+"))
    )
    centred, raw = target.centred - total.centred, target.raw - total.raw
    rows.append((said("difference"), f"{centred:.1g}", f"{raw:.1g}"))
    header = (said("wrote the logit"), said("above the mean logit"), "logit")
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
    return table((said("head"), said("reads most from")), rows, alignment="<<")


def _listed(names: Iterable[str]) -> str:
    return joined(names, said("{0}, {1}"))


def _point_name(name: str) -> str:
    """Return what a point of the stream is called: "input", "1 attention", "1"."""
    block, is_half, _ = name.partition(" attention")
    if is_half:
        return said("{0} attention").format(block)
    words = _PART_NAMES.get(name, name)
    return said(words)


def _part_name(name: str) -> str:
    """Return what a part of the account is called: "token", "head 3.2", "mlp 3"."""
    kind, _, number = name.partition(" ")
    words = _PART_NAMES.get(kind, name)
    return said(words).format(number)


def _top(page: InsidePage, top: Sequence[Chance]) -> str:
    return "  ".join(f"{_visible(page, one.token_id)} {percent(one.p)}" for one in top)


def _visible(page: InsidePage, token_id: int) -> str:
    return page.vocabulary.visible(token_id)

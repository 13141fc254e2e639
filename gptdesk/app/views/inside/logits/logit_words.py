"""The words and figures of lens and contributions: points, parts, sentences.

Pure text; draws nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.app.viewmodels.inside.lens import Statistic
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import (
    UNKNOWN,
    bits_text,
    count_text,
    decimal_text,
    percent_text,
    signed_text,
)
from gptdesk.engine.inside.values import Contributions, LensPoint, Outcome, Share


def difference_text(value: float) -> str:
    """Write what rounding left over: 3 × 10⁻⁶."""
    return number_text(value, 1)


def share_decimals(opened: str) -> int:
    """Return the decimals of a share; those of a part's own parts are smaller."""
    return 4 if opened else 3


def off_names(inside: InsideViewModel) -> frozenset[str]:
    """Return the heads that are switched off, as parts are named."""
    return frozenset(f"head {c.name}" for c in inside.changes.heads if c.is_off)


def part_name(inside: InsideViewModel, opened: str, name: str) -> str:
    """Return what a part is called; with `opened`, a part of that part."""
    kind, _, number = name.partition(" ")
    at = inside.at
    if at is not None and opened.startswith("head"):
        return _tr("{0} “{1}”").format(name, inside.text_of(at.ids[int(name) - 1]))
    if opened:
        return _tr("bias") if name == "bias" else _tr("neuron {0}").format(name)
    if at is not None and kind == "token":
        return _tr("token “{0}”").format(inside.text_of(at.ids[at.place - 1]))
    if at is not None and kind == "position":
        return _tr("position {0}").format(at.place)
    words = {
        "head": _tr("head {0}"),
        "bias": _tr("attention bias {0}"),
        "mlp": _tr("MLP {0}"),
        "shift": _tr("constant (shift of the last norm)"),
    }
    return words.get(kind, name).format(number)


def part_sentence(inside: InsideViewModel, account: Contributions, opened: str, row: Share) -> str:
    """Return a row of the account for screen readers."""
    decimals = share_decimals(opened)
    sentence = _tr("{0}: centred {1}, raw {2}, versus “{3}” {4}").format(
        part_name(inside, opened, row.name),
        signed_text(row.centred, decimals),
        signed_text(row.raw, decimals),
        inside.text_of(account.versus_id),
        signed_text(row.versus, decimals),
    )
    return _tr("{0}; off").format(sentence) if row.name in off_names(inside) else sentence


def short_point_name(name: str) -> str:
    """Return what a point is called in a table or on an axis: "3 attention"."""
    if name == "input":
        return _tr("input")
    if name.endswith(" attention"):
        return _tr("{0} attention").format(name.removesuffix(" attention"))
    return name


def point_name(name: str) -> str:
    """Return what a point of the stream is called in a sentence."""
    block, _, is_half = name.partition(" ")
    if not block.isdigit():
        return _tr("input")
    words = _tr("after the attention of block {0}") if is_half else _tr("after block {0}")
    return words.format(block)


def point_sentence(inside: InsideViewModel, point: LensPoint, target_id: int | None) -> str:
    """Return what a point would say, for screen readers."""
    outcome = point.outcome
    target = UNKNOWN if target_id is None else inside.text_of(target_id)
    return _tr(
        "{0}: “{1}” {2}, rank {3}; first “{4}” {5}; entropy {6} bits, KL {7} nats, length {8}"
    ).format(
        point_name(point.name),
        target,
        percent_text(outcome.p),
        count_text(outcome.rank),
        inside.text_of(outcome.top[0].token_id),
        percent_text(outcome.top[0].p),
        bits_text(outcome.entropy_bits),
        kl_text(point.kl_nats),
        length_text(point.stream_length),
    )


def point_figure(statistic: Statistic, point: LensPoint) -> str:
    """Write a figure of a point."""
    if statistic in {Statistic.P, Statistic.TOP}:
        return percent_text(statistic.of(point))
    if statistic is Statistic.RANK:
        return count_text(point.outcome.rank)
    if statistic is Statistic.ENTROPY:
        return bits_text(point.outcome.entropy_bits)
    return kl_text(point.kl_nats)


def kl_text(nats: float) -> str:
    """Write a divergence in nats, without its unit."""
    return decimal_text(nats, 3)


def length_text(length: float) -> str:
    """Write the length of a vector."""
    return decimal_text(length, 2)


def top_text(inside: InsideViewModel, outcome: Outcome) -> str:
    """Write the most probable tokens in one line."""
    return "   ".join(
        f"{inside.text_of(chance.token_id)} {percent_text(chance.p)}" for chance in outcome.top
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inside", text)

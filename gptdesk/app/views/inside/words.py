"""The words of *Under the hood*: what each stop is called, its formula, and what it does.

Pure text, from the definitions that the engine computes by; draws nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gptdesk.app.phrases import clauses, in_a_row, listed, sentences
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.values import OF_HEAD, Stop
from gptdesk.engine.types import ModelInfo
from gptdesk.sentences import numbered

QUERY_OF = "query of head "
_FEW = 6  # changes that a title names


@dataclass(frozen=True, slots=True)
class StopWords:
    """What is said of a stop.

    Attributes:
        name: in the list.
        formula: with the letters of the shape comments.
        sentence: what it does, in plain words.
    """

    name: str
    formula: str
    sentence: str


def words_of(stop: Stop, design: str = "gpt") -> StopWords:
    """Return what is said of a stop; its name is the same in every design of `ANATOMIES`."""
    texts = _WORDS[stop]
    if design == "llama":
        texts = (texts[0], *_WORDS_OF_LLAMA[stop]) if stop in _WORDS_OF_LLAMA else texts
    return StopWords(*(_tr(text) for text in texts))


def vector_name(code: str, stop: Stop) -> str:
    """Return what a vector of a stop is called; `code` is `NamedVector.name`.

    What a head adds to the stream is not its weighted sum, but that sum through its part of Wo.
    """
    if code.startswith("head ") and stop is Stop.PROJECTION:
        return _tr("added by head {0}").format(code.removeprefix("head "))
    if code.startswith(QUERY_OF):
        return _tr("query of head {0}").format(code.removeprefix(QUERY_OF))
    if code.startswith("head "):
        return _tr("head {0}").format(code.removeprefix("head "))
    return _tr(_VECTORS[code]) if code in _VECTORS else code


def page_name(page: Page) -> str:
    """Return what a page beside the stops is called in the list."""
    return _tr(_PAGES[page])


def step_title(step: Step) -> str:
    """Return the heading of a step: “Block 6 · head 6.1 · attention”."""
    if step.page not in {Page.STOP, Page.ATTENTION}:
        return page_name(step.page)
    name = words_of(step.spot.stop).name
    if not step.is_of_block:
        return name[:1].upper() + name[1:]
    if step.spot.stop in OF_HEAD:
        title = _tr("Block {0} · head {0}.{1} · {2}")
        return title.format(step.spot.block, step.spot.head, name)
    return _tr("Block {0} · {1}").format(step.spot.block, name)


def origin_line(info: ModelInfo, place: int, changes: Changes, most: int | None = None) -> str:
    """Return whose numbers are shown; it stands below them and in everything exported."""
    return origin_words(info.name, info.sha256, place, changes, most)


def origin_words(
    model_name: str, model_sha256: str, place: int, changes: Changes, most: int | None = None
) -> str:
    """Return the line of origin of numbers that any model computed; None names all changes."""
    line = _tr("{0}, {1}, float32, as stored, place {2}")
    line = line.format(model_name, model_sha256[:12], place)
    return in_a_row((line, changed_in_words(changes, most)))


def origin_of(inside: InsideViewModel, most: int | None = None) -> str:
    """Return the line of origin of what is looked at; empty where nothing is.

    Args:
        inside: what is looked at.
        most: so many changes are named; None is all.
    """
    at, info, view = inside.at, inside.info, inside.view
    if at is None or info is None or not info.can_inspect:  # nothing was computed
        return ""
    line = origin_line(info, at.place, inside.changes, most)
    if view is not None and view.context_start:
        line = _tr("{0}; the network saw places {1} to {2}").format(
            line, view.context_start + 1, at.place
        )
    if inside.left_out_tokens:
        left_out = numbered(
            inside.left_out_tokens,
            _tr("left out before place 1: 1 token"),
            _tr("left out before place 1: {0} tokens"),
        )
        line = clauses((line, left_out))
    return line


def other_chat_sentence(inside: InsideViewModel) -> str:
    """Return of which chat a pinned text is; empty where that one is open."""
    if inside.message is None or inside.is_of_open_chat:
        return ""
    return _tr("Pinned: this text is of another chat, “{0}”.").format(inside.chat_name)


def context_sentence(inside: InsideViewModel) -> str:
    """Return which tokens the network saw at the place; empty where it saw all there were."""
    at, view, left_out = inside.at, inside.view, inside.left_out_tokens
    start = 0 if view is None else view.context_start
    if at is None or not (start or left_out):
        return ""
    sentence = _tr("The network saw places {0} to {1} of this text.").format(start + 1, at.place)
    if start:
        forgotten = numbered(
            start,
            _tr("The context was full: place 1 was forgotten."),
            _tr("The context was full: places 1 to {0} were forgotten."),
        )
        sentence = sentences((sentence, forgotten))
    if left_out:
        dropped = numbered(
            left_out,
            _tr("The prompt was too long: its first token was left out, and has no place here."),
            _tr("The prompt was too long: its first {0} tokens were left out, and have no place."),
        )
        sentence = sentences((sentence, dropped))
    return sentence


def network_in_words(inside: InsideViewModel) -> str:
    """Return what is changed in the network on show: "with head 3.2 off"; empty where nothing is.

    Where nothing is, and the answer was written with heads off, it says that they are on.
    """
    changes = inside.changes
    if len(changes.heads) + len(changes.hidden) > _FEW:
        return _tr("with changes: {0}").format(_counts(changes))
    if changes:
        return _tr("with {0}").format(changed_in_words(changes))
    return "" if inside.is_as_answered else _tr("as stored, with all heads on")


def changed_in_words(changes: Changes, most: int | None = 6) -> str:
    """Return what is changed, and how: "head 3.2 off; head 6.1 at 50 %; place 3 hidden"; or empty.

    Of more than `most`, their counts, some, and a code of all: two different states read
    differently, also where their first changes are the same. None names all.
    """
    n_changes = len(changes.heads) + len(changes.hidden)
    if most is None or n_changes <= most:
        words = _tr("place {0} hidden") if len(changes.hidden) == 1 else _tr("places {0} hidden")
        places = words.format(listed(map(str, changes.hidden))) if changes.hidden else ""
        return clauses((heads_text(changes.heads), places))
    hidden = changes.hidden[-1:] if changes.heads else changes.hidden[:most]
    some = Changes(changes.heads[: most - len(hidden)], hidden)
    return _tr("{0}: {1}; and {2} more (code {3})").format(
        _counts(changes), changed_in_words(some, None), n_changes - most, _code_of(changes)
    )


def change_state(change: HeadChange) -> str:
    """Return how a head is changed: "off", "at 50 %", "at its mean"."""
    if change.is_off:
        return _tr("off")
    if change.uses_mean:
        return _tr("at its mean")
    return _tr("at {0} %").format(f"{100 * change.factor:g}")


def change_name(change: HeadChange) -> str:
    """Return what a change of a head is called where it is said what is off: "3.2 at 50 %"."""
    return change.name if change.is_off else f"{change.name} {change_state(change)}"


def change_names(changes: Changes) -> Iterator[str]:
    """Yield what each change is called, heads first."""
    yield from map(change_name, changes.heads)
    for place in changes.hidden:
        yield _tr("place {0} hidden").format(place)


def _counts(changes: Changes) -> str:
    n_heads, n_hidden = len(changes.heads), len(changes.hidden)
    counts = [numbered(n_heads, _tr("1 head"), _tr("{0} heads"))] if n_heads else []
    if n_hidden:
        counts.append(numbered(n_hidden, _tr("1 hidden place"), _tr("{0} hidden places")))
    return listed(counts)


def _code_of(changes: Changes) -> str:
    """Return four letters that differ where changes do, though not all of them are named."""
    return hashlib.sha256(", ".join(change_names(changes)).encode()).hexdigest()[:4]


_WORDS: dict[Stop, tuple[Any, Any, Any]] = {
    Stop.TOKEN: (
        QT_TRANSLATE_NOOP("Inside", "tokens"),
        QT_TRANSLATE_NOOP("Inside", "id → row id of E"),
        QT_TRANSLATE_NOOP(
            "Inside", "Each token is a number; the number picks one row of the embedding table."
        ),
    ),
    Stop.INPUT: (
        QT_TRANSLATE_NOOP("Inside", "vectors"),
        QT_TRANSLATE_NOOP("Inside", "x = E[id] + P[place]"),
        QT_TRANSLATE_NOOP(
            "Inside",
            "What the token is, plus where it stands: the vector that enters the first block.",
        ),
    ),
    Stop.NORM_1: (
        QT_TRANSLATE_NOOP("Inside", "norm 1"),
        QT_TRANSLATE_NOOP(
            "Inside", "n = (x − mean) / √(variance + 0.00001);  h = n ⊙ scale + shift"
        ),
        QT_TRANSLATE_NOOP(
            "Inside", "The vector is brought to mean 0 and variance 1, then stretched and shifted."
        ),
    ),
    Stop.QUERY_KEY_VALUE: (
        QT_TRANSLATE_NOOP("Inside", "query, key, value"),
        QT_TRANSLATE_NOOP("Inside", "q = h Wqᵀ,  k = h Wkᵀ,  v = h Wvᵀ"),
        QT_TRANSLATE_NOOP(
            "Inside", "What this place looks for, what it offers to others, and what it passes on."
        ),
    ),
    Stop.ROTATION: (
        QT_TRANSLATE_NOOP("Inside", "turned by the place"),
        QT_TRANSLATE_NOOP(
            "Inside", "angle = (place − 1) · θ;  (u, v) → (u cos − v sin, v cos + u sin)"
        ),
        QT_TRANSLATE_NOOP(
            "Inside",
            "Numbers i and i + D/2 are a pair, each at its own speed; grey before, blue after.",
        ),
    ),
    Stop.SCORES: (
        QT_TRANSLATE_NOOP("Inside", "attention"),
        QT_TRANSLATE_NOOP("Inside", "weight = softmax(q · k / √D), later places masked"),
        QT_TRANSLATE_NOOP(
            "Inside", "How much this head reads from each place before. It says where, not why."
        ),
    ),
    Stop.WEIGHTED_SUM: (
        QT_TRANSLATE_NOOP("Inside", "weighted sum"),
        QT_TRANSLATE_NOOP("Inside", "z = Σ weight · v"),
        QT_TRANSLATE_NOOP(
            "Inside", "The values of the places that are read, each times its weight, added up."
        ),
    ),
    Stop.PROJECTION: (
        QT_TRANSLATE_NOOP("Inside", "heads together"),
        QT_TRANSLATE_NOOP("Inside", "a = [z¹ … zᴴ] Woᵀ + b"),
        QT_TRANSLATE_NOOP(
            "Inside", "All heads side by side, mixed by one matrix into what attention adds."
        ),
    ),
    Stop.RESIDUAL_1: (
        QT_TRANSLATE_NOOP("Inside", "+ stream"),
        QT_TRANSLATE_NOOP("Inside", "m = x + a"),
        QT_TRANSLATE_NOOP(
            "Inside", "Attention adds to the vector and replaces nothing: the original stays in it."
        ),
    ),
    Stop.NORM_2: (
        QT_TRANSLATE_NOOP("Inside", "norm 2"),
        QT_TRANSLATE_NOOP(
            "Inside", "n = (m − mean) / √(variance + 0.00001);  h = n ⊙ scale + shift"
        ),
        QT_TRANSLATE_NOOP("Inside", "The same again, before the feed-forward layer."),
    ),
    Stop.WIDEN: (
        QT_TRANSLATE_NOOP("Inside", "four times wider"),
        QT_TRANSLATE_NOOP("Inside", "u = h W₁ᵀ + b₁"),
        QT_TRANSLATE_NOOP("Inside", "Each neuron measures one direction of the vector."),
    ),
    Stop.GELU: (
        QT_TRANSLATE_NOOP("Inside", "GELU"),
        QT_TRANSLATE_NOOP("Inside", "g = u/2 · (1 + tanh(√(2/π) · (u + 0.044715 u³)))"),
        QT_TRANSLATE_NOOP(
            "Inside",
            "Strong signals pass, weak negative ones stay a little; ReLU would erase them.",
        ),
    ),
    Stop.GATE_UP: (
        QT_TRANSLATE_NOOP("Inside", "gate and up"),
        QT_TRANSLATE_NOOP("Inside", "u = h Wgᵀ,  w = h Wuᵀ"),
        QT_TRANSLATE_NOOP(
            "Inside", "Each neuron measures two directions: one is its gate, the other its content."
        ),
    ),
    Stop.GATE: (
        QT_TRANSLATE_NOOP("Inside", "SiLU(gate) · up"),
        QT_TRANSLATE_NOOP("Inside", "g = u / (1 + e^(−u)) · w"),
        QT_TRANSLATE_NOOP(
            "Inside", "The gate decides how much of the content passes; below 0 it is nearly shut."
        ),
    ),
    Stop.NARROW: (
        QT_TRANSLATE_NOOP("Inside", "narrow again"),
        QT_TRANSLATE_NOOP("Inside", "f = g W₂ᵀ + b₂"),
        QT_TRANSLATE_NOOP(
            "Inside", "Every neuron that is on writes its own vector, as strongly as it is on."
        ),
    ),
    Stop.RESIDUAL_2: (
        QT_TRANSLATE_NOOP("Inside", "+ stream"),
        QT_TRANSLATE_NOOP("Inside", "x′ = m + f"),
        QT_TRANSLATE_NOOP(
            "Inside", "The feed-forward layer adds too: this is what the next block reads."
        ),
    ),
    Stop.FINAL_NORM: (
        QT_TRANSLATE_NOOP("Inside", "final norm"),
        QT_TRANSLATE_NOOP("Inside", "n = LN(x)"),
        QT_TRANSLATE_NOOP(
            "Inside",
            "The last vector, normalised once more before it is compared with every token.",
        ),
    ),
    Stop.LOGITS: (
        QT_TRANSLATE_NOOP("Inside", "logits"),
        QT_TRANSLATE_NOOP("Inside", "logit(token) = n · row of W_U"),
        QT_TRANSLATE_NOOP(
            "Inside",
            "One dot product per token of the vocabulary: how well it fits what comes next.",
        ),
    ),
}
# Formula and sentence, where a network of the Llama family has others.
_WORDS_OF_LLAMA: dict[Stop, tuple[Any, Any]] = {
    Stop.TOKEN: (
        QT_TRANSLATE_NOOP("Inside", "x = E[id]"),
        QT_TRANSLATE_NOOP(
            "Inside",
            "The number picks one row of the embedding table: the vector that enters block 1.",
        ),
    ),
    Stop.NORM_1: (
        QT_TRANSLATE_NOOP("Inside", "n = x / √(mean square + eps);  h = n ⊙ scale"),
        QT_TRANSLATE_NOOP(
            "Inside", "The vector is brought to a mean square of 1, then stretched; its mean stays."
        ),
    ),
    Stop.QUERY_KEY_VALUE: (
        _WORDS[Stop.QUERY_KEY_VALUE][1],
        QT_TRANSLATE_NOOP(
            "Inside", "What each head of a group looks for; what they share: the key and the value."
        ),
    ),
    Stop.PROJECTION: (
        QT_TRANSLATE_NOOP("Inside", "a = [z¹ … zᴴ] Woᵀ"),
        _WORDS[Stop.PROJECTION][2],
    ),
    Stop.NORM_2: (
        QT_TRANSLATE_NOOP("Inside", "n = m / √(mean square + eps);  h = n ⊙ scale"),
        _WORDS[Stop.NORM_2][2],
    ),
    Stop.NARROW: (
        QT_TRANSLATE_NOOP("Inside", "f = g Wdᵀ"),
        _WORDS[Stop.NARROW][2],
    ),
    Stop.FINAL_NORM: (
        QT_TRANSLATE_NOOP("Inside", "n = x / √(mean square + eps) ⊙ scale"),
        _WORDS[Stop.FINAL_NORM][2],
    ),
}
_VECTORS: dict[str, Any] = {
    "token": QT_TRANSLATE_NOOP("Inside", "token vector"),
    "position": QT_TRANSLATE_NOOP("Inside", "position vector"),
    "input": QT_TRANSLATE_NOOP("Inside", "sum: input"),
    "normalised": QT_TRANSLATE_NOOP("Inside", "normalised"),
    "scaled": QT_TRANSLATE_NOOP("Inside", "out of the norm"),
    "query": QT_TRANSLATE_NOOP("Inside", "query"),
    "key": QT_TRANSLATE_NOOP("Inside", "key"),
    "value": QT_TRANSLATE_NOOP("Inside", "value"),
    "concatenated": QT_TRANSLATE_NOOP("Inside", "heads side by side"),
    "projected": QT_TRANSLATE_NOOP("Inside", "attention adds"),
    "stream": QT_TRANSLATE_NOOP("Inside", "stream"),
    "stream after": QT_TRANSLATE_NOOP("Inside", "stream after"),
    "bias": QT_TRANSLATE_NOOP("Inside", "bias"),
    "widened": QT_TRANSLATE_NOOP("Inside", "four times wider"),
    "gelu": QT_TRANSLATE_NOOP("Inside", "after GELU"),
    "relu": QT_TRANSLATE_NOOP("Inside", "ReLU would give"),
    "narrowed": QT_TRANSLATE_NOOP("Inside", "MLP adds"),
    "logits": QT_TRANSLATE_NOOP("Inside", "logits"),
    "normed query": QT_TRANSLATE_NOOP("Inside", "query, normed"),
    "normed key": QT_TRANSLATE_NOOP("Inside", "key, normed"),
    "angle": QT_TRANSLATE_NOOP("Inside", "angle, radians"),
    "turned query": QT_TRANSLATE_NOOP("Inside", "query, turned"),
    "turned key": QT_TRANSLATE_NOOP("Inside", "key, turned"),
    "gate": QT_TRANSLATE_NOOP("Inside", "gate"),
    "up": QT_TRANSLATE_NOOP("Inside", "up"),
    "silu": QT_TRANSLATE_NOOP("Inside", "SiLU of the gate"),
    "gated": QT_TRANSLATE_NOOP("Inside", "SiLU · up"),
}
_PAGES: dict[Page, Any] = {  # str; PySide's stubs call what is marked an object
    Page.LENS: QT_TRANSLATE_NOOP("Inside", "lens"),
    Page.CONTRIBUTIONS: QT_TRANSLATE_NOOP("Inside", "what wrote the logit"),
    Page.WHAT_IF: QT_TRANSLATE_NOOP("Inside", "heads off"),
    Page.SPACE: QT_TRANSLATE_NOOP("Inside", "embedding space"),
    Page.LEARNING: QT_TRANSLATE_NOOP("Inside", "learning"),
    Page.BRANCHES: QT_TRANSLATE_NOOP("Inside", "two branches"),
    Page.PLAY: QT_TRANSLATE_NOOP("Inside", "play"),
    Page.KEPT: QT_TRANSLATE_NOOP("Inside", "kept views"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inside", text)

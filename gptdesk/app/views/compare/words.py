"""The difference between two answers, in words and figures.

Owns the sentences of the Compare window; knows no widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.compare import Chance, Comparison, Side
from gptdesk.analysis.curves import curves_of
from gptdesk.app.phrases import clauses, in_a_row, sentences
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.views.text.words import settings_in_words
from gptdesk.app.views.widgets.figures import (
    UNKNOWN,
    bits_text,
    count_text,
    perplexity_text,
    point_text,
    share_text,
)
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

_FIRST_WORDS = 40  # characters

Row = tuple[str, str, str]  # a name, and what it is at the left and at the right
ChanceOf = Callable[[Side, int], Chance | None]  # of a token where the two part
ModelToOpen = Callable[[Side], str]  # to know more of a side; "" where it is open


def side_name(side: Side, model: str = "") -> str:
    """Return an answer by its chat, or by its place among its branches, and its first words.

    Args:
        side: the answer.
        model: who wrote it, where the answers are not all of one model.
    """
    words = _shortened(side.answer.text)
    if model:
        words = _tr("{0}: {1}").format(model, words)
    if side.title:
        return _tr("{0}: {1}").format(_shortened(side.title), words)
    if side.count == 1:
        return words
    return _tr("{0} of {1}: {2}").format(side.place, side.count, words)


def difference_in_words(comparison: Comparison, vocabulary: Vocabulary) -> str:
    """Return the place of the first difference, in a sentence or two.

    Args:
        comparison: of two sides.
        vocabulary: of both, where they are not compared by text.
    """
    if comparison.is_by_text:
        return _difference_of_texts(comparison)
    place, left, right = comparison.difference, comparison.left, comparison.right
    if place is None:
        return _tr("Both are the same, token by token.")
    names = [
        _tr("“{0}”").format(vocabulary.visible(side.ids[place]))
        if place < len(side.ids)
        else _tr("the end")
        for side in (left, right)
    ]
    if place < min(left.prompt_tokens, right.prompt_tokens):
        where = _tr("They part in their prompts, at place {0}").format(f"{place + 1:,}")
    else:
        where = _tr("They part at place {0}, the answer's token {1}").format(
            f"{place + 1:,}", f"{place - left.prompt_tokens + 1:,}"
        )
    same = _tr("The prompt is the same; it is left out below.")
    sentence = _tr("{0}: {1} at the left, {2} at the right.").format(where, *names)
    return sentences((sentence, same)) if comparison.same_prompt else sentence


def _difference_of_texts(comparison: Comparison) -> str:
    place, left, right = comparison.difference, comparison.left, comparison.right
    if left.answer.is_drawn_by_server or right.answer.is_drawn_by_server:
        why = _tr(
            "A server that draws tells texts, no token ids: they are compared by text, and without "
            "colours, which belong to tokens."
        )
    else:
        why = _tr(
            "Their tokens are of different vocabularies: they are compared by text, and without "
            "colours, which belong to tokens."
        )
    if place is None:
        return sentences((why, _tr("Both are the same, letter by letter.")))
    if left.prompt_text == right.prompt_text:
        place -= len(left.prompt_text)
        words = _tr("The answers part at character {0}. The prompt is left out below.")
    else:
        words = _tr("The prompts are different, from character {0} on.")
    return sentences((why, words.format(f"{place + 1:,}")))


def facts_of(
    comparison: Comparison,
    vocabulary: Vocabulary,
    chance_of: ChanceOf,
    model_to_open: ModelToOpen,
    *,
    behind: Sequence[str] = ("", ""),
    is_covered: bool = False,
) -> list[Row]:
    """Return the figures of both, those of the first difference first.

    Args:
        comparison: of two sides.
        vocabulary: of both, where they are not compared by text.
        chance_of: a function that says how probable a token was for a side where the two part.
        model_to_open: a function that names the model that could say it.
        behind: what tells both models apart, where they have one name.
        is_covered: chances are to be guessed; there are none among the figures.
    """
    left, right = comparison.left, comparison.right
    rows: list[Row] = []
    place = comparison.difference
    if is_covered:
        rows.append((_tr("Chances"), _tr("covered: guess first"), _tr("covered: guess first")))
    elif place is not None and not comparison.is_by_text:

        def chance(side: Side, token_id: int) -> str:
            known = chance_of(side, token_id)
            if known is None and (name := model_to_open(side)):
                return _tr("not kept: open {0} to know it").format(name)
            return _chance_text(known)

        for side in (left, right):
            if place < len(side.ids):
                token_id = side.ids[place]
                rows.append(
                    (
                        _tr("p of “{0}”").format(vocabulary.visible(token_id)),
                        chance(left, token_id),
                        chance(right, token_id),
                    )
                )
        rows.append((_tr("Rank and surprisal there"), _rank(left, place), _rank(right, place)))
        rows.append((_tr("Draw there"), _draw(left, place), _draw(right, place)))
    if any(run.switched_off for side in (left, right) for run in side.answer.runs):
        rows.append((_tr("Network"), _network(left), _network(right)))
    rows.append((_tr("Tokens"), _length(left), _length(right)))
    if not is_covered:
        rows.append((_tr("Perplexity"), _perplexity(left), _perplexity(right)))
    rows += [
        (_tr("Settings"), _settings(left), _settings(right)),
        (_tr("Seed, model"), _seed(left, behind[0]), _seed(right, behind[1])),
    ]
    return rows


def _chance_text(known: Chance | None) -> str:
    if known is None:
        return UNKNOWN
    raw_p, final_p = known
    if final_p is None:
        return _tr("raw p {0}").format(share_text(raw_p))
    return _tr("raw p {0}, final q {1}").format(share_text(raw_p), share_text(final_p))


def _rank(side: Side, place: int) -> str:
    figures = side.figures_at(place)
    if figures is None or figures.surprisal_bits is None:
        return UNKNOWN
    return _tr("{0}, {1} bits").format(count_text(figures.rank), bits_text(figures.surprisal_bits))


def _draw(side: Side, place: int) -> str:
    figures = side.figures_at(place)
    if figures is None:
        return UNKNOWN
    if figures.is_forced:
        return _tr("put there by the user")
    return UNKNOWN if figures.draw is None else point_text(figures.draw, 6)


def _length(side: Side) -> str:
    return f"{len(side.answer.token_ids):,}"


def _perplexity(side: Side) -> str:
    return perplexity_text(curves_of(side.answer).part_perplexity(is_prompt=False))


def _settings(side: Side) -> str:
    runs = side.answer.runs
    texts = dict.fromkeys(settings_in_words(run.settings) for run in runs)
    return clauses(texts) or UNKNOWN


def _seed(side: Side, behind: str) -> str:
    runs = side.answer.runs
    if not runs:
        return side.answer.model_name or UNKNOWN
    name = runs[-1].model_name
    if behind:
        name = _tr("{0} · {1}").format(name, behind)
    return in_a_row((str(runs[-1].seed), name, precision_text(runs[-1].precision)))


def _network(side: Side) -> str:
    """Return which heads were off."""
    texts = dict.fromkeys(heads_text(run.switched_off) for run in side.answer.runs)
    return clauses(text or _tr("whole") for text in texts) or UNKNOWN


def _shortened(text: str) -> str:
    words = " ".join(text[: 4 * _FIRST_WORDS].split())
    return words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…"


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareWords", text)

"""The figures of a text in words, beside the curves and for screen readers.

Owns the sentences; knows no widgets.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.curves import Point, RankBand, TextCurves
from gptdesk.app.phrases import in_a_row, sentences
from gptdesk.app.views.widgets.figures import (
    bits_text,
    count_text,
    perplexity_text,
    setting_text,
    share_text,
)
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.sentences import numbered


def token_in_words(point: Point, name: str) -> str:
    """Return one token of a text, by its visible name, as a screen reader says it."""
    if point.raw_p is None:
        return _tr("token {0}, nothing predicted it").format(name)
    return _tr(
        "token {0}, {1}, rank {2}, surprisal {3} bits, entropy {4} bits, perplexity so far {5}"
    ).format(
        name,
        share_text(point.raw_p),
        count_text(point.rank),
        bits_text(point.surprisal_bits),
        bits_text(point.entropy_bits),
        perplexity_text(point.perplexity),
    )


def curves_in_words(curves: TextCurves) -> str:
    """Return what the curves show, in a sentence or two."""
    if not curves.points:
        return _tr("There is no text yet.")
    return _tr("{0} Left and right walk through the tokens.").format(summary_in_words(curves))


def summary_in_words(curves: TextCurves) -> str:
    """Return how surprising a text is, and over how many tokens; only predicted ones count."""
    answer, prompt = (curves.part_known(is_prompt=one) for one in (False, True))
    if prompt and not answer:
        return _tr("Perplexity {0} over the {1} after the first.").format(
            perplexity_text(curves.perplexity),
            numbered(prompt, _tr("1 token"), _tr("{0} tokens")),
        )
    words = [
        _tr("Perplexity {0} over the answer's {1}.").format(
            perplexity_text(curves.part_perplexity(is_prompt=False)),
            numbered(answer, _tr("1 token"), _tr("{0} tokens")),
        )
    ]
    if prompt:
        words.append(
            _tr("{0} over the prompt's {1} after its first, {2} over all {3}.").format(
                perplexity_text(curves.part_perplexity(is_prompt=True)),
                f"{prompt:,}",
                perplexity_text(curves.perplexity),
                f"{curves.known:,}",
            )
        )
    return sentences(words)


def band_name(band: RankBand) -> str:
    """Return the ranks of a band."""
    if band.last is None:
        return _tr("above {0}").format(f"{band.first - 1:,}")
    if band.first == band.last:
        return f"{band.first:,}"
    return f"{band.first:,}–{band.last:,}"


def settings_in_words(settings: SamplingSettings) -> str:
    """Return sampling settings in a line; those that change nothing are left out."""
    if settings.temperature == 0:
        words = [_tr("greedy (temperature 0)")]
    else:
        words = [_tr("temperature {0}").format(setting_text(settings.temperature))]
        if settings.top_k:
            words.append(_tr("top-k {0}").format(f"{settings.top_k:,}"))
        if settings.top_p < 1:
            words.append(_tr("top-p {0}").format(setting_text(settings.top_p)))
        if settings.min_p > 0:
            words.append(_tr("min-p {0}").format(setting_text(settings.min_p)))
    if settings.repetition_penalty != 1:
        words.append(
            _tr("repetition penalty {0}").format(setting_text(settings.repetition_penalty))
        )
    return in_a_row(words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TextWords", text)

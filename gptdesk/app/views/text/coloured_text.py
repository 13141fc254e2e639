"""The words of the HTML page with an answer's coloured tokens.

The page itself is that of `formats/coloured_html.py`; the colours are the transcript's.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.colour_scale import MOST_BITS, UNTOLD, shades_of, step_of_all
from gptdesk.analysis.curves import curves_of, rank_bands
from gptdesk.analysis.figures import Bands, Measure, TokenFigures, TokenRef, figures_of
from gptdesk.analysis.groups import token_groups
from gptdesk.analysis.vocabularies import NAMELESS
from gptdesk.app.phrases import in_a_row
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.translations import current_language
from gptdesk.app.viewmodels.export_offers import export_themes
from gptdesk.app.views.text.words import band_name, settings_in_words, summary_in_words
from gptdesk.app.views.tokens.words import rank_of
from gptdesk.app.views.widgets.figures import (
    bits_text,
    percent_text,
    point_text,
    share_text,
)
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.formats.coloured_html import Legend, TokenSpan, answer_html


def coloured_text_html(
    message: Message, vocabulary: Vocabulary, measure: Measure, bands: Bands
) -> str:
    """Return the page.

    Args:
        message: the answer; its prompt is coloured as far as it was measured.
        vocabulary: for the text of its tokens.
        measure: what the colours say; surprisal if nothing.
        bands: of the ranks.

    Raises:
        GPTDeskError: a theme cannot be read.
    """
    measure = Measure.SURPRISAL if measure is Measure.NONE else measure
    scale = measure, bands
    title = _tr("Text by {0}, coloured by {1}")
    if not message.token_ids:  # it is only read
        title = _tr("Text read by {0}, coloured by {1}")
    prompt, answer = (
        tuple(_spans(message, vocabulary, scale, is_prompt=is_prompt))
        for is_prompt in (True, False)
    )
    has_untold = any(span.step == UNTOLD for span in (*prompt, *answer))
    return answer_html(
        title.format(_model(message), _name(measure)),
        summary_in_words(curves_of(message)),
        _legend(measure, bands, has_untold=has_untold),
        prompt=prompt,
        answer=answer,
        about=_about(message),
        shades=shades_of(measure),
        themes=export_themes(),
        language=current_language().replace("_", "-"),
    )


def _spans(
    message: Message, vocabulary: Vocabulary, scale: tuple[Measure, Bands], *, is_prompt: bool
) -> Iterator[TokenSpan]:
    """Yield the tokens of a prompt or of an answer, those of one character together."""
    if vocabulary is NAMELESS:
        yield TokenSpan("" if is_prompt else message.text, 0, "", False)
        return
    ids = message.prompt_ids if is_prompt else message.token_ids
    for group in token_groups(ids, vocabulary):
        places = range(group.first, group.last + 1)
        known = [figures_of(message, TokenRef(message.id, is_prompt, place)) for place in places]
        titles = [
            _title(vocabulary.visible(ids[place]), ids[place], figures)
            for place, figures in zip(places, known, strict=True)
        ]
        figures = message.prompt_stats if is_prompt else message.records
        step = step_of_all(figures[group.first : group.last + 1], *scale)
        is_forced = any(one is not None and one.is_forced for one in known)
        yield TokenSpan(group.text, step, "\n".join(titles), is_forced)


def _title(name: str, token_id: int, figures: TokenFigures | None) -> str:
    """Return what is said of one token where the mouse rests."""
    is_told = figures is not None and figures.is_told
    words = [name] if is_told else [name, _tr("id {0}").format(token_id)]
    if figures is not None and figures.raw_p is not None:
        words.append(_tr("p {0}").format(share_text(figures.raw_p)))
        if figures.final_p is not None:
            words.append(_tr("q {0}").format(share_text(figures.final_p)))
        words.append(_tr("rank {0}").format(rank_of(figures)))
        words.append(_tr("surprisal {0} bits").format(bits_text(figures.surprisal_bits)))
        words.append(_tr("entropy {0} bits").format(bits_text(figures.entropy_bits)))
        if figures.draw is not None:
            words.append(_tr("draw {0}").format(point_text(figures.draw, 6)))
        if figures.is_forced:
            words.append(_tr("put there by the user"))
    return in_a_row(words)


def _legend(measure: Measure, bands: Bands, *, has_untold: bool) -> Legend:
    """Return what some steps of the scale stand for; of ranks, all of them."""
    untold = [(UNTOLD, _tr("not told"))] * has_untold
    if measure is Measure.RANK:
        ranks = list(enumerate(map(band_name, rank_bands((), bands))))
        return Legend(_tr("rank"), [*ranks, *untold])
    steps = len(shades_of(measure))
    samples = (0, (steps - 1) // 3, 2 * (steps - 1) // 3, steps - 1)
    names = [(step, _end_of_step(measure, step, steps)) for step in samples]
    return Legend(_name(measure), [*names, *untold])


def _end_of_step(measure: Measure, step: int, steps: int) -> str:
    """Return the figure at which a step of a ramp begins."""
    share = step / steps
    if measure is Measure.PROBABILITY:
        return _tr("{0} and less").format(percent_text(1 - share))
    return _tr("{0} bits and more").format(f"{MOST_BITS * share:.1f}")


def _about(message: Message) -> list[tuple[str, str]]:
    """Return how the text was made: names and values."""
    rows: list[tuple[str, str]] = []
    for run in message.runs:
        model = in_a_row((run.model_name, precision_text(run.precision)))
        rows.append((_tr("model"), model))
        rows.append((_tr("sha256"), "" if run.is_of_server else run.model_sha256))
        if message.token_ids:  # else nothing was chosen
            rows.append((_tr("settings"), settings_in_words(run.settings)))
            rows.append((_tr("seed"), str(run.seed)))
        rows.append((_tr("made with"), heads_text(run.switched_off)))
        if run.start:
            rows.append((_tr("from token"), str(run.start)))
    return [(name, value) for name, value in rows if value]


def _model(message: Message) -> str:
    return message.model_name or (message.runs[-1].model_name if message.runs else _tr("a model"))


def _name(measure: Measure) -> str:
    return {
        Measure.PROBABILITY: _tr("probability"),
        Measure.RANK: _tr("rank"),
        Measure.SURPRISAL: _tr("surprisal"),
        Measure.ENTROPY: _tr("entropy"),
    }[measure]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColouredText", text)

"""An answer and its prompt as an HTML page on which every token has its colour and its figures.

Owns the page: one file that needs no other, runs nothing, and can be read on a light and on a dark
screen. The colours are the transcript's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from gptdesk.analysis.curves import curves_of, rank_bands
from gptdesk.analysis.figures import Bands, Measure, TokenFigures, TokenRef, figures_of
from gptdesk.analysis.groups import token_groups
from gptdesk.app.theme import Theme, load_theme
from gptdesk.app.views.page.colours import MOST_BITS, Shade, TokenColours
from gptdesk.app.views.text.words import band_name, settings_in_words, summary_in_words
from gptdesk.app.views.widgets.figures import (
    bits_text,
    count_text,
    percent_text,
    point_text,
    share_text,
)
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.errors import GPTDeskError
from gptdesk.formats.conversation_pages import CONTENT_POLICY, html_text
from gptdesk.resources import resource_path

_CSS_COLOURS = {
    "ground": "window",
    "raised": "surface_raised",
    "text": "text",
    "muted": "text_muted",
}


def coloured_html(message: Message, vocabulary: Vocabulary, measure: Measure, bands: Bands) -> str:
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
    themes = {name: load_theme(name) for name in ("light", "dark")}
    colours = {name: TokenColours(theme, measure, bands) for name, theme in themes.items()}
    style = "\n".join((_variables(themes, colours), _classes(colours["light"]), _own_style()))
    title = html_text(_tr("Text by {0}, coloured by {1}").format(_model(message), _name(measure)))
    prompt = _spans(message, vocabulary, colours["light"], is_prompt=True)
    answer = _spans(message, vocabulary, colours["light"], is_prompt=False)
    lines = [
        "<!DOCTYPE html>",
        f'<html><head><meta charset="utf-8">{CONTENT_POLICY}',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{style}\n</style></head><body>",
        f"<h1>{title}</h1>",
        f'<p class="muted">{html_text(summary_in_words(curves_of(message)))}</p>',
        f'<p class="legend">{_legend(measure, bands, colours["light"])}</p>',
        f'<div class="prompt text" dir="auto">{"".join(prompt)}</div>',
        f'<div class="text" dir="auto">{"".join(answer)}</div>',
        _about(message),
        "</body></html>",
        "",
    ]
    return "\n".join(lines)


def _spans(
    message: Message, vocabulary: Vocabulary, colours: TokenColours, *, is_prompt: bool
) -> Iterator[str]:
    """Yield the tokens of a prompt or of an answer, those of one character together."""
    ids = message.prompt_ids if is_prompt else message.token_ids
    for group in token_groups(ids, vocabulary):
        places = range(group.first, group.last + 1)
        known = [figures_of(message, TokenRef(message.id, is_prompt, place)) for place in places]
        titles = [
            _title(vocabulary.visible(ids[place]), ids[place], figures)
            for place, figures in zip(places, known, strict=True)
        ]
        figures = message.prompt_stats if is_prompt else message.records
        steps = [colours.step_of(one) for one in figures[group.first : group.last + 1]]
        step = max((step for step in steps if step is not None), default=0)
        is_forced = any(one is not None and one.is_forced for one in known)
        names = [name for name, holds in ((f"s{step}", step), ("forced", is_forced)) if holds]
        kind = f' class="{" ".join(names)}"' if names else ""
        title = html_text("\n".join(titles))
        yield f'<span{kind} title="{title}">{html_text(group.text)}</span>'


def _title(name: str, token_id: int, figures: TokenFigures | None) -> str:
    """Return what is said of one token where the mouse rests."""
    words = [name, _tr("id {0}").format(token_id)]
    if figures is not None and figures.raw_p is not None:
        words.append(_tr("p {0}").format(share_text(figures.raw_p)))
        if figures.final_p is not None:
            words.append(_tr("q {0}").format(share_text(figures.final_p)))
        words.append(_tr("rank {0}").format(count_text(figures.rank)))
        words.append(_tr("surprisal {0} bits").format(bits_text(figures.surprisal_bits)))
        words.append(_tr("entropy {0} bits").format(bits_text(figures.entropy_bits)))
        if figures.draw is not None:
            words.append(_tr("draw {0}").format(point_text(figures.draw, 6)))
        if figures.is_forced:
            words.append(_tr("put there by the user"))
    return ", ".join(words)


def _legend(measure: Measure, bands: Bands, colours: TokenColours) -> str:
    """Return samples of the colours, and what they say."""
    last = len(colours.shades) - 1
    if measure is Measure.RANK:
        names = [band_name(band) for band in rank_bands((), bands)]
        samples = list(zip(range(last + 1), names, strict=True))
        before = _tr("rank")
    else:
        steps = (0, last // 3, 2 * last // 3, last)
        samples = [(step, _end_of_step(measure, step, len(colours.shades))) for step in steps]
        before = _name(measure)
    spans = [f'<span class="s{step}">{html_text(name)}</span>' for step, name in samples]
    return f"{html_text(before)}: " + " ".join(spans)


def _end_of_step(measure: Measure, step: int, steps: int) -> str:
    """Return the figure at which a step of a ramp begins."""
    share = step / steps
    if measure is Measure.PROBABILITY:
        return _tr("{0} and less").format(percent_text(1 - share))
    return _tr("{0} bits and more").format(f"{MOST_BITS * share:.1f}")


def _about(message: Message) -> str:
    """Return how the text was made, as a table."""
    rows: list[tuple[str, str]] = []
    for run in message.runs:
        rows.append((_tr("model"), " ".join(filter(None, (run.model_name, run.precision)))))
        rows.append((_tr("sha256"), run.model_sha256))
        rows.append((_tr("settings"), settings_in_words(run.settings)))
        rows.append((_tr("seed"), str(run.seed)))
        if run.start:
            rows.append((_tr("from token"), str(run.start)))
    cells = (
        f'<tr><td class="muted">{html_text(name)}</td><td>{html_text(value)}</td></tr>'
        for name, value in rows
        if value
    )
    return f"<table>{''.join(cells)}</table>" if rows else ""


def _variables(themes: Mapping[str, Theme], colours: Mapping[str, TokenColours]) -> str:
    """Return the colours of both themes; the reader's screen says which are used."""
    light, dark = (_declarations(themes[name], colours[name].shades) for name in ("light", "dark"))
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    )


def _declarations(theme: Theme, shades: Sequence[Shade]) -> str:
    values = [f"--{name}: {theme.color(token).name()};" for name, token in _CSS_COLOURS.items()]
    for step, shade in enumerate(shades):
        values.append(f"--t{step}: {_css(shade.tint.color())};")
        values.append(f"--l{step}: {_css(shade.line.color())};")
    return " ".join(values)


def _classes(colours: TokenColours) -> str:
    return "\n".join(
        f"span.s{step} {{ background: var(--t{step}); border-bottom-color: var(--l{step});"
        f" border-bottom-width: {shade.weight}px !important; }}"
        for step, shade in enumerate(colours.shades)
    )


def _css(color: QColor) -> str:
    return f"rgba({color.red()}, {color.green()}, {color.blue()}, {color.alphaF():.3f})"


def _own_style() -> str:
    path = resource_path("themes/coloured_text.css")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as exc:
        raise GPTDeskError(f"{path}: cannot be read. Install GPTDesk again.") from exc


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
    return QCoreApplication.translate("ColouredHtml", text)

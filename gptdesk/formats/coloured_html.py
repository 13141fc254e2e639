"""HTML pages with coloured tokens.

One file that needs no other, runs nothing, and can be read on a light and on a dark screen. Owns
markup and style; colours and words come in as plain values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gptdesk.analysis.colour_scale import UNTOLD, UNTOLD_SHADE, Shade
from gptdesk.errors import GPTDeskError
from gptdesk.formats.safe_text import html_text
from gptdesk.resources import resource_path

PAGE_END = "</body></html>\n"

# A page runs nothing and fetches nothing, whatever a text, a name or a reader makes of it.
_CONTENT_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
_THEME_COLOURS = {  # in the style sheet: in the theme
    "ground": "window",
    "raised": "surface_raised",
    "text": "text",
    "muted": "text_muted",
}


@dataclass(frozen=True, slots=True)
class Themes:
    """The colours of both themes: "#RRGGBB" by the names that the themes give them."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A piece of a text, with what is known of it.

    Attributes:
        text: its characters.
        step: of the scale, from 0 for no colour, or `UNTOLD`.
        title: what is said of it where the mouse rests; empty for nothing.
        is_forced: the user put it there.
    """

    text: str
    step: int = 0
    title: str = ""
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colours say.

    Attributes:
        name: of the measure.
        samples: steps of the scale, and what each stands for.
    """

    name: str
    samples: Sequence[tuple[int, str]]


def page_start(title: str, shades: Sequence[Shade], themes: Themes, language: str) -> str:
    """Return the head of a page and its first heading; `PAGE_END` ends the page.

    Args:
        title: of the page.
        shades: the scale, which the steps of its tokens count in.
        themes: its colours; the reader's screen says which are used.
        language: of its headings and details, as BCP 47 has it; of its texts nobody knows.

    Raises:
        GPTDeskError: the style sheet cannot be read.
    """
    style = "\n".join((_variables(shades, themes), _classes(shades), _style_sheet()))
    title = html_text(title)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">{_CONTENT_POLICY}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}\n</style></head><body>\n<h1>{title}</h1>\n"
    )


def token_html(token: TokenSpan) -> str:
    """Return a token as it stands on a page."""
    text = html_text(token.text)
    if not (token.step or token.title or token.is_forced):
        return text
    names = [_class(token.step)] * bool(token.step) + ["forced"] * token.is_forced
    kind = f' class="{" ".join(names)}"' if names else ""
    title = f' title="{html_text(token.title)}"' if token.title else ""
    return f"<span{kind}{title}>{text}</span>"


def answer_html(
    title: str,
    summary: str,
    legend: Legend,
    *,
    prompt: Iterable[TokenSpan],
    answer: Iterable[TokenSpan],
    about: Sequence[tuple[str, str]],
    shades: Sequence[Shade],
    themes: Themes,
    language: str,
) -> str:
    """Return an answer and its prompt as a page.

    Args:
        title: of the page.
        summary: a line about the text.
        legend: what its colours say.
        prompt: its tokens.
        answer: its tokens.
        about: names and values: how it was made.
        shades, themes, language: see `page_start`.

    Raises:
        GPTDeskError: the style sheet cannot be read.
    """
    samples = " ".join(
        f'<span class="{_class(step)}">{html_text(name)}</span>' for step, name in legend.samples
    )
    cells = "".join(
        f'<tr><td class="muted">{html_text(name)}</td><td>{html_text(value)}</td></tr>'
        for name, value in about
    )
    start = page_start(title, shades, themes, language)
    return "\n".join(
        (
            f'{start}<p class="muted">{html_text(summary)}</p>',
            f'<p class="legend">{html_text(legend.name)}: {samples}</p>',
            f'<div class="prompt text" dir="auto" lang="">{"".join(map(token_html, prompt))}</div>',
            f'<div class="text" dir="auto" lang="">{"".join(map(token_html, answer))}</div>',
            f"<table>{cells}</table>" if about else "",
            PAGE_END,
        )
    )


def _variables(shades: Sequence[Shade], themes: Themes) -> str:
    """Return the colours of both themes as variables of the style sheet."""
    light, dark = (_declarations(shades, colours) for colours in (themes.light, themes.dark))
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    )


def _declarations(shades: Sequence[Shade], colours: Mapping[str, str]) -> str:
    values = [f"--{name}: {colours[colour].lower()};" for name, colour in _THEME_COLOURS.items()]
    hatch = _rgba(colours[UNTOLD_SHADE.tint], UNTOLD_SHADE.opacity)
    values.append(f"--untold: {hatch};")
    for step, shade in enumerate(shades):
        values.append(f"--t{step}: {_rgba(colours[shade.tint], shade.opacity)};")
        values.append(f"--l{step}: {_rgba(colours[shade.line], 1)};")
    return " ".join(values)


def _classes(shades: Sequence[Shade]) -> str:
    return "\n".join(
        f"span.s{step} {{ background: var(--t{step}); border-bottom-color: var(--l{step});"
        f" border-bottom-width: {shade.weight}px !important; }}"
        for step, shade in enumerate(shades)
    )


def _class(step: int) -> str:
    return "untold" if step == UNTOLD else f"s{step}"


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgba({red}, {green}, {blue}, {opacity:.3f})"


def _style_sheet() -> str:
    path = resource_path("themes/export.css")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as exc:
        raise GPTDeskError("{file}: cannot be read. Install GPTDesk again.", file=path) from exc

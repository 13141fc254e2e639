"""Pages with coloured tokens take colours by name, for a light and for a dark screen."""

from __future__ import annotations

import re

import pytest

from gptdesk.analysis.colour_scale import shades_of
from gptdesk.analysis.figures import Measure
from gptdesk.formats.coloured_html import Themes, TokenSpan, page_start, token_html

_NAMES = ("window", "surface_raised", "text", "text_muted")
_TOKENS = tuple(f"token_{name}" for name in ("orange", "blue", "sky", "vermillion"))


def themes() -> Themes:
    """Two themes of which no two colours are the same."""
    names = [*_NAMES, *_TOKENS, *(f"{name}_line" for name in _TOKENS)]
    light, dark = (
        {name: f"#{start:02X}00{number:02X}" for number, name in enumerate(names)}
        for start in (0x10, 0xE0)
    )
    return Themes(light, dark)


@pytest.mark.parametrize("measure", list(Measure)[1:])
def test_the_screen_chooses_among_the_colours_of_both_themes(measure: Measure) -> None:
    """A page that is sent to somebody is read on a screen that one does not know."""
    shades = shades_of(measure)
    page = page_start("A <title>", shades, themes(), "en")
    light, dark = re.findall(r":root {([^}]*)}", page)
    for block, colours, red in ((light, themes().light, 0x10), (dark, themes().dark, 0xE0)):
        assert f"--ground: {colours['window'].lower()};" in block
        assert f"--muted: {colours['text_muted'].lower()};" in block
        last = shades[-1]
        blue = int(colours[last.tint][5:], 16)
        assert f"--t{len(shades) - 1}: rgba({red}, 0, {blue}, {last.opacity:.3f});" in block
    assert page.index("prefers-color-scheme: dark") < page.index(dark)
    weights = [int(one) for one in re.findall(r"border-bottom-width: (\d)px !important", page)]
    assert weights == sorted(weights) == [shade.weight for shade in shades]
    assert weights[-1] == 3
    assert "<h1>A &lt;title&gt;</h1>" in page


def test_a_token_says_what_is_known_of_it_and_no_more() -> None:
    """A long page is small: where nothing is known, there is no markup."""
    assert token_html(TokenSpan("a < b\x1b")) == "a &lt; b␛"
    assert token_html(TokenSpan("a", 3)) == '<span class="s3">a</span>'
    assert token_html(TokenSpan("a", title='"p"')) == '<span title="&quot;p&quot;">a</span>'
    assert token_html(TokenSpan("a", is_forced=True)) == '<span class="forced">a</span>'
    forced = TokenSpan("a", 15, "p", is_forced=True)
    assert token_html(forced) == '<span class="s15 forced" title="p">a</span>'

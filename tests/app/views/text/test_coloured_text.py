"""The coloured text as a page: one file, safe, with every token's figures."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.analysis.figures import Bands, Measure
from gptdesk.app.views.text.coloured_text import coloured_text_html
from gptdesk.chat.messages import Message
from tests.app.viewmodels.answers import PARIS, PROMPT, answer
from tests.fakes import vocabulary

MEASURES = [Measure.PROBABILITY, Measure.RANK, Measure.SURPRISAL, Measure.ENTROPY]


class Page(HTMLParser):
    """Reads a page: the tokens' titles and texts, and all elements there are."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tokens: list[tuple[str, str, str]] = []  # class, title, text
        self._is_text = False
        self._span: dict[str, str | None] | None = None
        self._said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, values))
        if tag == "div":
            self._is_text = True
        if tag == "span" and self._is_text:
            self._span, self._said = values, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._is_text = False
        if tag == "span" and self._span is not None:
            titles = (self._span.get("class") or "", self._span.get("title") or "")
            self.tokens.append((*titles, self._said))
            self._span = None

    def handle_data(self, data: str) -> None:
        self._said += data


def page_of(message: Message, measure: Measure = Measure.SURPRISAL) -> str:
    return coloured_text_html(message, vocabulary(), measure, Bands())


@pytest.mark.parametrize("measure", MEASURES)
def test_every_token_has_its_text_and_its_figures(qapp, measure: Measure) -> None:
    """The page joined is the text; a title per token says what the colour means in figures."""
    page = Page(page_of(answer(), measure))
    assert "".join(text for _, _, text in page.tokens) == "The capital of France is Paris."
    title = page.tokens[5][1].replace("\N{NO-BREAK SPACE}", " ")
    assert title == (
        f"␣Paris, id {PARIS}, p 50.00 %, q 25.00 %, rank 1, surprisal 1.00 bits,"
        " entropy 1.50 bits, draw 0.250000"
    )
    assert page.tokens[0][1] == f"The, id {PROMPT[0]}", "nothing predicted the first"


def test_doubt_is_coloured_and_underlined(qapp) -> None:
    """The second cue: a line whose weight says the same, for who cannot tell the colours."""
    text = page_of(answer((PARIS, 13), (1.0, 2**-9)))
    page = Page(text)
    sure, doubtful = page.tokens[5][0], page.tokens[6][0]
    assert sure == ""
    assert doubtful
    style = re.search(rf"span\.{doubtful} {{.*?border-bottom-width: (\d)px", text)
    assert style is not None
    assert int(style[1]) >= 2


@pytest.mark.parametrize("measure", MEASURES)
def test_one_file_that_runs_nothing(qapp, measure: Measure) -> None:
    """No script, no address, no style but its own; light and dark colours, and a legend."""
    text = page_of(answer(), measure)
    page = Page(text)
    assert {tag for tag, _ in page.elements} <= {
        *("html", "head", "meta", "title", "style", "body"),
        *("h1", "p", "div", "span", "table", "tr", "td"),
    }
    for _, values in page.elements:
        assert not values.keys() & {"src", "href", "onclick", "onload", "style"}
    assert not re.search(r"https?:|url\(|@import|<script|javascript", text)
    assert "prefers-color-scheme: dark" in text
    assert f"{measure.value}:" in text, "the legend"
    assert answer().runs[0].model_sha256 in text, "which model it was"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 50256), min_size=1, max_size=30))
def test_no_text_breaks_out_of_its_place(ids: list[int]) -> None:
    """Markup, quotes, broken characters: the page says what the tokens say, and no more."""
    hostile = [27, 12048, 29, 1, 5, 6, *ids]  # <, script, >, ", &, '
    message = replace(answer(hostile, [0.5] * len(hostile)), model_name='<img src="x" onerror="y">')
    page = Page(page_of(message))
    assert "img" not in {tag for tag, _ in page.elements}
    whole = b"".join(vocabulary().pieces[one] for one in (*PROMPT, *hostile))
    said = "".join(text for _, _, text in page.tokens)
    expected = whole.decode("utf-8", "replace")
    pictures = re.sub(
        "[\x00-\x08\x0b-\x1f\x7f]", lambda at: chr(0x2400 + min(ord(at[0]), 0x21)), expected
    )
    assert said == pictures


def test_an_answer_without_records_is_still_a_text(qapp) -> None:
    """An old conversation has its tokens, and no figures."""
    bare = replace(answer(is_measured=False), records=(), runs=())
    page = Page(page_of(bare))
    assert "".join(text for _, _, text in page.tokens) == "The capital of France is Paris."
    assert {kind for kind, _, _ in page.tokens} == {""}


def test_a_character_of_several_tokens_has_the_colour_of_the_least_expected(qapp) -> None:
    """One surprising part is not hidden by those that had to follow."""
    wave = Page(page_of(answer((8582, 239, 233), (1.0, 2**-9, 1.0), text="\U0001f44b")))
    plain = Page(page_of(answer((PARIS,), (2**-9,))))
    assert wave.tokens[5][2] == "\U0001f44b"
    assert wave.tokens[5][0] == plain.tokens[5][0] != ""


def test_what_the_user_put_there_is_told(qapp) -> None:
    """A branch at a token of the user's choice is no word of the model's."""
    message = answer()
    forced = replace(message.records[0], is_forced=True, draw=None)
    page = Page(page_of(replace(message, records=(forced, message.records[1]))))
    assert "forced" in page.tokens[5][0]
    assert page.tokens[5][1].endswith("put there by the user")


def test_settings_say_from_which_token_on_they_were_used(qapp) -> None:
    """An answer that went on with others; those of the whole answer need no place."""
    message = answer()
    assert "from token" not in page_of(message)
    later = replace(message.runs[0], start=1)
    assert page_of(replace(message, runs=(*message.runs, later))).count("from token") == 1


def test_the_page_may_run_and_fetch_nothing(qapp) -> None:
    """Even markup that a mistake would let through could do nothing."""
    tags = [values for tag, values in Page(page_of(answer())).elements if tag == "meta"]
    (policy,) = [one["content"] for one in tags if "http-equiv" in one]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script" not in policy

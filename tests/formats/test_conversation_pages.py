"""Pages to be read and handed in say what the window showed, whatever was written."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from gptdesk.analysis.colour_scale import Scale
from gptdesk.app.viewmodels.export_offers import export_themes
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Conversation, Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.notes import NoteCode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.formats.coloured_html import TokenSpan
from gptdesk.formats.conversation import coloured_pieces
from gptdesk.formats.conversation_pages import (
    Pieces,
    conversation_html,
    conversation_markdown,
    conversation_text,
)
from tests.conversation_values import with_messages
from tests.formats.random_conversations import conversations

TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "section", "span", "b"}


class Page(HTMLParser):
    """The tags of a page and the texts of its paragraphs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.titles: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        if values.get("class") == "text":
            self.texts.append("")
        if tag == "span" and "title" in values:
            self.titles.append(values["title"] or "")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


def markdown_of(conversation: Conversation) -> str:
    return "".join(conversation_markdown(conversation, conversation.path()))


def plain_of(conversation: Conversation) -> str:
    return "".join(conversation_text(conversation, conversation.path()))


def html_of(conversation: Conversation, pieces: Pieces) -> str:
    return "".join(conversation_html(conversation, conversation.path(), pieces, export_themes()))


def no_pieces(message: Message, answer: Message | None) -> list[TokenSpan]:
    return []


def story() -> Conversation:
    prompt = Message(Role.USER, "Once upon", id="prompt")
    settings_then = SamplingSettings(temperature=0.5, top_k=40, top_p=1)
    answer = Message(
        Role.ASSISTANT,
        " a <time>",
        parent="prompt",
        model_name="storyteller",
        runs=(Run(0, settings_then, 7, "storyteller", "ab", "exact"),),
        state=MessageState.STOPPED,
        notes=((2, "The context was full here."),),
        id="answer",
    )
    other = replace(answer, text=" never shown", id="other")
    return Conversation((prompt, answer, other), "answer", "A story")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_any_conversation_becomes_a_file(conversation: Conversation) -> None:
    """No character stops an export, and nothing that was written becomes markup."""
    markdown_of(conversation).encode()
    plain_of(conversation).encode()
    page = html_of(conversation, no_pieces)
    page.encode()
    assert Page(page).tags <= TAGS


def test_prompt_and_continuation_read_as_one_text() -> None:
    """In Continue mode the model goes on in the middle of a sentence; so does the page."""
    text = plain_of(replace(story(), messages=(*story().messages[:1], bare_answer())))
    assert "Once upon a time" in text
    assert "[You, continued by storyteller]" in text
    page = Page(html_of(story(), no_pieces))
    assert page.texts[0].startswith("Once upon a")


def test_pages_say_which_heads_were_off() -> None:
    """Who reads a print of it must not take it for the whole network's answer."""
    conversation = story()
    answer = conversation.messages[1]
    off = (HeadChange(3, 2), HeadChange(5, 1))
    run = replace(answer.runs[0], switched_off=off)
    conversation = conversation.with_replaced(replace(answer, runs=(run,)))
    words = "made with heads 3.2, 5.1 off"
    pages = plain_of(conversation), markdown_of(conversation), html_of(conversation, no_pieces)
    assert all(words in page for page in pages)
    assert "made with" not in plain_of(story())


def test_pages_speak_the_language_of_their_reader() -> None:
    """A page that is handed in has no heading, detail or note in a language it was not made in."""

    def translate(context: str, text: str) -> str:
        return re.sub(r"[A-Za-z]+(?![^{]*\})", "语", text)

    conversation = story()
    prompt, answer, other = conversation.messages
    chosen = SamplingSettings(repetition_penalty=1.2)
    run = Run(3, chosen, 7, precision="exact", switched_off=(HeadChange(3, 2),))
    answer = replace(answer, runs=(run,), model_name="", notes=((2, NoteCode.MAX_TOKENS),))
    conversation = replace(conversation, messages=(prompt, answer, other), title="")
    path = conversation.path()
    pieces = partial(coloured_pieces, vocabularies={}, translate=translate)
    pages = (
        "".join(conversation_markdown(conversation, path, translate)),
        "".join(conversation_text(conversation, path, translate)),
        "".join(
            conversation_html(
                conversation, path, pieces, export_themes(), scale=Scale(), translate=translate
            )
        ).partition("<body>")[2],
    )
    for page in pages:
        words = set(re.findall("[A-Za-z]+", re.sub("<[^>]*>", "", page)))
        assert words <= {"Once", "upon", "a", "lt", "time", "gt", "top", "k", "p"}, page
        assert "语 1.2" in page


def test_a_page_does_nothing_to_who_reads_it_in_a_terminal() -> None:
    """What a model writes can be an escape sequence: it is seen, not obeyed."""
    evil = "a\x1b]0;owned\x07b\x9b2Jc\x7f\rd\r\n\te"
    conversation = replace(
        story(), messages=(replace(story().messages[0], text=evil),), leaf="prompt", title=evil
    )
    for page in (plain_of(conversation), markdown_of(conversation)):
        assert "a␛]0;owned␇b\ufffd2Jc␡␍d\n\te" in page
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", page)


def test_a_page_may_run_and_fetch_nothing() -> None:
    """Even markup that a mistake would let through could do nothing."""
    page = html_of(story(), no_pieces)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("style-src") == "'unsafe-inline'"
    assert rules == dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'")
    assert page.index("Content-Security-Policy") < page.index("<title>"), "before what it judges"


@pytest.mark.timeout(20)
def test_a_long_conversation_is_a_page_in_no_time() -> None:
    """Each heading once looked through all messages for its branches: hours for 100,000."""
    ids = [None, *map(str, range(20_000))]
    messages = [
        Message(Role.USER, "words", id=str(own), parent=above)
        for above, own in itertools.pairwise(ids)
    ]
    again = Message(Role.USER, "again", id="again", parent="19998")
    page = plain_of(Conversation((*messages, again), leaf="again"))
    assert page.count("[You]") == 20_000
    assert page.endswith("\nagain\n(branch 2 of 2)\n")


def bare_answer() -> Message:
    return replace(story().messages[1], text=" a time", notes=())


def test_page_says_how_an_answer_was_made() -> None:
    """Whoever reads it can make the same answer again; an interrupted one is no whole one."""
    for page in (
        markdown_of(story()),
        plain_of(story()),
        html_of(story(), no_pieces),
    ):
        assert "storyteller, exact, temperature 0.5, top-k 40, seed 7; stopped" in page
        assert "branch 1 of 2" in page
        assert "The context was full here." in page
        assert "never shown" not in page


def test_a_page_is_read_aloud_in_the_language_of_its_words() -> None:
    """A screen reader spoke Chinese headings in an English voice; the texts may be in any."""

    def translate(context: str, text: str) -> str:
        return {"en": "zh-CN", "You": "你"}.get(text, text)

    conversation = story()
    parts = conversation_html(
        conversation, conversation.path(), no_pieces, export_themes(), translate=translate
    )
    page = "".join(parts)
    assert '<html lang="zh-CN">' in page
    assert page.count('<p class="text" dir="auto" lang="">') == page.count('class="text"') > 0


def test_an_interrupted_answer_is_not_called_stopped_too() -> None:
    """Nobody stopped it: the page said both."""
    broken = replace(story().messages[1], notes=((2, NoteCode.INTERRUPTED),))
    conversation = story().with_replaced(broken)
    for page in (
        markdown_of(conversation),
        plain_of(conversation),
        html_of(conversation, no_pieces),
    ):
        assert "The answer was interrupted here." in page
        assert "stopped" not in page


def test_conversation_has_a_heading_per_speaker() -> None:
    """In Conversation mode it reads as a dialogue."""
    prompt = Message(Role.USER, "Hello", mode=PromptMode.CONVERSATION)
    answer = Message(Role.ASSISTANT, "Hi", model_name="storyteller", parent=prompt.id)
    markdown = markdown_of(with_messages(Conversation(), prompt, answer))
    assert "## You\n\nHello\n" in markdown
    assert "## storyteller\n\nHi\n" in markdown
    assert markdown.startswith("# Hello\n"), "without a title it is called by its first words"


def test_tokens_carry_their_figures_in_html() -> None:
    """The page shows what the window showed: doubt as a tint, the figures on pointing at it."""
    pieces = [
        TokenSpan(" a", 4, "p 75 %"),
        TokenSpan(" <time>", 8, 'p "50" %'),
        TokenSpan("cut off", 15, "x"),
    ]
    page = html_of(story(), lambda message, answer: pieces)
    assert '<span class="s4" title="p 75 %"> a</span>' in page
    assert Page(page).titles == ["p 75 %", 'p "50" %'], "what a stop string cut off is left out"
    other = html_of(story(), lambda message, answer: [TokenSpan("another text", 15, "x")])
    assert Page(other).titles == [], "figures never stand on a text that is not theirs"
    assert " a &lt;time&gt;" in other.replace(
        '<span class="note">The context was full here.</span>', ""
    )

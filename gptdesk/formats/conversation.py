"""The content of a conversation's file, in every format that the window offers.

Owns the list of formats and what needs vocabularies: the coloured pieces of the HTML page, and
the table of all tokens, whose columns are those of `token_table.py`. No files are written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gptdesk.analysis.colour_scale import Scale, step_of_all
from gptdesk.analysis.figures import TokenRef, figures_of
from gptdesk.analysis.groups import token_groups
from gptdesk.analysis.token_positions import TokenPositions
from gptdesk.analysis.vocabularies import NAMELESS, Vocabularies, vocabulary_for
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.chat.tokens import TOP_N
from gptdesk.formats.answer import model_of, table_tokens
from gptdesk.formats.coloured_html import Themes, TokenSpan
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.formats.conversation_pages import (
    Reader,
    conversation_html,
    conversation_markdown,
    conversation_text,
    every_branch,
)
from gptdesk.formats.csv_text import csv_file
from gptdesk.formats.token_table import token_table_header, token_table_rows
from gptdesk.sentences import Translate, joined, to_translate

# By the end of the file's name, in the order in which they are offered.
EXPORT_SUFFIXES = (".json", ".md", ".html", ".txt", ".csv")
_READ_BY_PROGRAMS = frozenset({".json", ".csv"})


@dataclass(frozen=True, slots=True)
class ExportContent:
    """What of a conversation a file holds.

    Attributes:
        is_whole: every branch; otherwise the path that is shown.
        has_colours: of its tokens, in a web page or a PDF.
        has_figures: of its tokens, in a web page or a GPTDesk file.
        scale: of the colours.
    """

    is_whole: bool
    has_colours: bool = True
    has_figures: bool = True
    scale: Scale = field(default_factory=Scale)


def export_parts(
    conversation: Conversation,
    suffix: str,
    vocabularies: Vocabularies,
    themes: Themes,
    read: Reader = iter,
    content: ExportContent | None = None,
    translate: Translate = to_translate,
) -> Iterator[bytes]:
    """Return the content of a file with a conversation, part by part.

    However long it is, the messages that `read` brings need not be in memory together.

    Args:
        conversation: which; its messages may be outlines.
        suffix: one of `EXPORT_SUFFIXES`.
        vocabularies: name the tokens; an answer of another one is not coloured in the HTML page,
            and has ids only in the table. Those that answers need go into a GPTDesk file.
        themes: the colours of that page.
        read: brings its messages whole.
        content: what of it; None is every branch where a program reads the file, and what is shown
            where a person does, with colours and figures.
        translate: what a person reads, of a context and a text; files for programs have no
            language.

    Raises:
        ValueError: another suffix.
    """
    content = content or ExportContent(is_whole=suffix in _READ_BY_PROGRAMS)
    if suffix in _READ_BY_PROGRAMS and not content.is_whole:
        conversation = replace(conversation, messages=conversation.path())
    messages = every_branch(conversation) if content.is_whole else conversation.path()
    if suffix == ".json":
        reader = read if content.has_figures else _bare(read)
        return conversation_json(conversation, reader, vocabularies)
    if suffix == ".md":
        return _encoded(conversation_markdown(conversation, messages, translate))
    if suffix == ".txt":
        return _encoded(conversation_text(conversation, messages, translate))
    if suffix == ".html":
        pieces = partial(
            _wanted_pieces, vocabularies=vocabularies, content=content, translate=translate
        )
        scale = content.scale if content.has_colours else None
        return _encoded(
            conversation_html(conversation, messages, pieces, themes, read, scale, translate)
        )
    if suffix == ".csv":
        return csv_file(_csv_rows(conversation, vocabularies, read))
    raise ValueError(f"suffix must be one of {', '.join(EXPORT_SUFFIXES)}, not {suffix!r}")


def coloured_pieces(
    message: Message,
    answer: Message | None,
    vocabularies: Vocabularies,
    scale: Scale | None = None,
    translate: Translate = to_translate,
) -> tuple[TokenSpan, ...]:
    """Return a message's text divided into tokens, each with its figures; nothing if unknown.

    Args:
        message: an answer, or a prompt.
        answer: that saw the prompt; None for an answer's own tokens, or where there is none.
        vocabularies: name its tokens.
        scale: of their steps; None is that of probability.
        translate: of a context and a text.
    """
    scale = scale or Scale()
    if message.role is Role.USER:
        if answer is None:
            return ()
        return _prompt_pieces(message, answer, vocabularies, scale, translate)
    vocabulary = vocabulary_for(message, vocabularies)
    if vocabulary is NAMELESS or not message.records:
        return ()
    return tuple(
        _piece(group.text, message, range(group.first, group.last + 1), scale, translate)
        for group in token_groups(message.token_ids, vocabulary)
        # what ends the text is none of it
        if message.token_ids[group.first] not in vocabulary.end_ids
    )


def _prompt_pieces(
    prompt: Message,
    answer: Message,
    vocabularies: Vocabularies,
    scale: Scale,
    translate: Translate,
) -> tuple[TokenSpan, ...]:
    """Return a prompt's text with the figures of the tokens that were measured."""
    if not answer.prompt_stats or vocabulary_for(answer, vocabularies) is NAMELESS:
        return ()
    positions = TokenPositions(partial(vocabulary_for, known=vocabularies))
    placed = positions.in_prompt(prompt, answer)
    if placed is None:
        return ()
    pieces: list[TokenSpan] = []
    at = 0
    for first, stop, begin, end in placed.groups_between(0, len(prompt.text)):
        pieces.append(TokenSpan(prompt.text[at:begin]))  # written, but not seen by the network
        text = prompt.text[begin:end]
        pieces.append(_piece(text, answer, range(first, stop), scale, translate, is_prompt=True))
        at = end
    return (*pieces, TokenSpan(prompt.text[at:]))


def _piece(
    text: str,
    answer: Message,
    tokens: range,
    scale: Scale,
    translate: Translate,
    *,
    is_prompt: bool = False,
) -> TokenSpan:
    """Return tokens of an answer, or of the prompt it saw, as a piece of text."""
    measured = answer.prompt_stats if is_prompt else answer.records
    refs = (TokenRef(answer.id, is_prompt, index) for index in tokens)
    known = [figures for ref in refs if (figures := figures_of(answer, ref)) is not None]
    told = [
        _figures_text(figures.raw_p, figures.rank, translate)
        for figures in known
        if figures.raw_p is not None
    ]
    shown = measured[tokens.start : tokens.stop]
    step = step_of_all(shown, scale.measure, scale.bands)
    is_forced = any(figures.is_forced for figures in known)
    return TokenSpan(text, step, joined(told, translate("exports", "{0}; {1}")), is_forced)


def _figures_text(p: float, rank: int | None, translate: Translate) -> str:
    percentage = f"{100 * p:.4g}"
    if rank is None:
        return translate("exports", "p {0} %").format(percentage)
    return translate("exports", "p {0} %, rank {1}").format(percentage, rank)


def _wanted_pieces(
    message: Message,
    answer: Message | None,
    vocabularies: Vocabularies,
    content: ExportContent,
    translate: Translate,
) -> tuple[TokenSpan, ...]:
    return tuple(
        replace(
            piece,
            step=piece.step if content.has_colours else 0,
            title=piece.title if content.has_figures else "",
            is_forced=piece.is_forced and content.has_colours,
        )
        for piece in coloured_pieces(message, answer, vocabularies, content.scale, translate)
    )


def _bare(read: Reader) -> Reader:
    """Return what brings messages with their tokens, but without what is known of them."""
    return lambda messages: (
        replace(message, records=(), prompt_stats=(), kept_views=()) for message in read(messages)
    )


def _encoded(parts: Iterable[str]) -> Iterator[bytes]:
    return (part.encode() for part in parts)


def _csv_rows(
    conversation: Conversation, vocabularies: Vocabularies, read: Reader
) -> Iterator[Sequence[object]]:
    """Yield the tokens of all answers, of every branch, as the rows of one table.

    The columns are those of an answer's own table with records, and two before them: which answer
    it is, counted from 1 in the order they were written, and the id of its message. The tokens of
    prompts are in no row, whether they were measured or not: `index` goes on counting after them.
    """
    header = token_table_header(TOP_N, has_generated=True)
    yield "answer", "message_id", *header
    number = 0
    for message in read(conversation.messages):
        if message.role is not Role.ASSISTANT:
            continue
        number += 1
        tokens = table_tokens(message)[len(message.prompt_stats or message.prompt_ids) :]
        named = vocabulary_for(message, vocabularies)
        rows = token_table_rows(model_of(message, None), tokens, named, TOP_N)
        own_header = next(rows)
        for row in rows:
            cells = dict(zip(own_header, row, strict=True))
            yield number, message.id, *map(cells.get, header)

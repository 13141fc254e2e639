"""Conversations as pages to be read: Markdown, plain text, HTML with coloured tokens.

Owns the form of these pages. They show what the window shows, the path that is chosen, or one
branch after the other; what loses nothing is `conversation_json.py`. Must not know any vocabulary:
how a text is divided into coloured pieces is given. Headings and details are in the reader's
language, by way of `translate`, which takes a context and a text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import repeat, tee, zip_longest

from gptdesk.analysis.colour_scale import UNTOLD, Scale, shades_of
from gptdesk.chat.changes import heads_in_words
from gptdesk.chat.messages import Conversation, Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.notes import NoteCode, note_sentence
from gptdesk.formats.coloured_html import PAGE_END, Themes, TokenSpan, page_start, token_html
from gptdesk.formats.file_name import page_title
from gptdesk.formats.safe_text import html_text, visible_controls
from gptdesk.sentences import Translate, filled, joined, to_translate

_STATES = {
    MessageState.STREAMING: to_translate("exports", "interrupted"),
    MessageState.STOPPED: to_translate("exports", "stopped"),
    MessageState.FAILED: to_translate("exports", "failed"),
}
_PRECISIONS = {
    "exact": to_translate("exports", "exact"),
    "balanced": to_translate("exports", "balanced"),
    "fast": to_translate("exports", "fast"),
}
_QUOTED = 40  # characters of a message that is pointed at

# Divides the text of a message; with a prompt comes the answer that saw it, where there is one.
Pieces = Callable[[Message, Message | None], Sequence[TokenSpan]]
# Brings messages whole, in their order, of which some may be outlines.
Reader = Callable[[Iterable[Message]], Iterable[Message]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands under one heading: a message, or a prompt and its continuation."""

    messages: tuple[Message, ...]
    place: int  # of the last message among its branches, from 1
    count: int
    follows: str  # the beginning of the message before it, where that does not stand above

    @property
    def is_prompt(self) -> bool:
        return self.messages[-1].role is Role.USER

    def heading(self, translate: Translate) -> str:
        first, last = self.messages[0], self.messages[-1]
        model = last.model_name or translate("exports", "Model")
        if first is not last:
            return filled(translate("exports", "You, continued by {0}"), model)
        return translate("exports", "You") if self.is_prompt else model

    def details(self, translate: Translate) -> str:
        """Return how it was made, in one line; empty where nothing is known."""
        last = self.messages[-1]
        parts = [_run_text(run, translate) for run in last.runs]
        if not parts and last.seed is not None:
            parts.append(translate("exports", "seed {0}").format(last.seed))
        is_told = any(note == NoteCode.INTERRUPTED for _, note in last.notes)
        if last.state in _STATES and not is_told:
            parts.append(translate("exports", _STATES[last.state]))
        if self.count > 1:
            parts.append(translate("exports", "branch {0} of {1}").format(self.place, self.count))
        if self.follows:
            parts.append(translate("exports", "after “{0}”").format(self.follows))
        return joined(parts, translate("exports", "{0}; {1}"))


def every_branch(conversation: Conversation) -> tuple[Message, ...]:
    """Return all messages so that each branch stands together: what follows one comes after it."""
    children: defaultdict[str | None, list[Message]] = defaultdict(list)
    for message in conversation.messages:
        children[message.parent].append(message)
    ordered: list[Message] = []
    waiting = children[None][::-1]
    while waiting:
        ordered.append(waiting.pop())
        waiting += children[ordered[-1].id][::-1]
    return tuple(ordered)


def conversation_markdown(
    conversation: Conversation, messages: Sequence[Message], translate: Translate = to_translate
) -> Iterator[str]:
    """Yield messages as Markdown, a part for each heading; texts stand as they were written.

    Control characters are pictures of themselves, as in every page: in a terminal they would be
    obeyed.
    """
    title = _one_line(page_title(conversation, translate))
    yield visible_controls(f"# {title}\n\n*{_date(conversation)}*\n")
    for entry in _entries(conversation, messages):
        parts = _parts(entry, translate)
        text = "".join(f"\n\n> {text}\n\n" if is_note else text for text, is_note in parts)
        told, heading = _one_line(entry.details(translate)), _one_line(entry.heading(translate))
        details = f"\n*{told}*\n" if told else ""
        yield visible_controls(f"\n## {heading}\n\n{text}\n{details}")


def conversation_text(
    conversation: Conversation, messages: Sequence[Message], translate: Translate = to_translate
) -> Iterator[str]:
    """Yield messages as plain text, a part for each heading."""
    title = _one_line(page_title(conversation, translate))
    yield visible_controls(f"{title}\n{'=' * len(title)}\n{_date(conversation)}\n")
    for entry in _entries(conversation, messages):
        parts = _parts(entry, translate)
        text = "".join(f"\n[{text}]\n" if is_note else text for text, is_note in parts)
        told, heading = _one_line(entry.details(translate)), _one_line(entry.heading(translate))
        details = f"({told})\n" if told else ""
        yield visible_controls(f"\n[{heading}]\n{text}\n{details}")


def conversation_html(
    conversation: Conversation,
    messages: Sequence[Message],
    pieces: Pieces,
    themes: Themes,
    read: Reader = iter,
    scale: Scale | None = None,
    translate: Translate = to_translate,
) -> Iterator[str]:
    """Yield messages as an HTML page, part by part.

    Args:
        conversation: whose.
        messages: the path that is shown, or `every_branch`; they may be outlines.
        pieces: divides a text; where the pieces are not the text, it stands uncoloured.
        themes: the page's colours.
        read: brings its messages whole.
        scale: that the steps of the pieces count in; None where they have no colours.
        translate: of a context and a text.
    """
    title = page_title(conversation, translate)
    language = translate("exports", "en")  # translators give the code of theirs
    yield page_start(title, shades_of((scale or Scale()).measure), themes, language)
    yield f'<p class="muted">{_date(conversation)}</p>\n'
    has_untold = False

    def divided(message: Message, following: Message | None) -> Sequence[TokenSpan]:
        nonlocal has_untold
        spans = pieces(message, following)
        has_untold |= any(span.step == UNTOLD for span in spans)
        return spans

    entries, ahead = tee(_entries(conversation, read(messages)))
    next(ahead, None)
    for entry, following in zip_longest(entries, ahead):
        kind = "prompt" if entry.is_prompt else "answer"
        after = (*entry.messages[1:], following.messages[0] if following else None)
        text = "".join(map(_html_text, entry.messages, after, repeat(divided), repeat(translate)))
        told = html_text(entry.details(translate))
        details = f'<p class="muted">{told}</p>\n' if told else ""
        yield (
            f'<section class="{kind}">\n<h2>{html_text(entry.heading(translate))}</h2>\n'
            f'<p class="text" dir="auto" lang="">{text}</p>\n{details}</section>\n'
        )
    words = scale.legend(translate, has_untold=has_untold) if scale else ""
    legend = f'<p class="muted">{html_text(words)}</p>\n' if words else ""
    yield f"{legend}{PAGE_END}"


# -- the path, in headings


def _entries(conversation: Conversation, path: Iterable[Message]) -> Iterator[_Entry]:
    beginnings: dict[str, str] = {}
    places: dict[str, int] = {}  # of each message among its branches, from 1
    counts: Counter[str | None] = Counter()
    for message in conversation.messages:
        counts[message.parent] += 1
        places[message.id] = counts[message.parent]
        beginnings[message.id] = _one_line(message.text[: 2 * _QUOTED])[:_QUOTED]

    above: str | None = None  # id of the last message that was yielded

    def entry(messages: tuple[Message, ...]) -> _Entry:
        nonlocal above
        parent, last = messages[0].parent, messages[-1]
        follows = "" if parent in (None, above) else beginnings.get(parent, "")
        above = last.id
        return _Entry(messages, places[last.id], counts[last.parent], follows)

    waiting: tuple[Message, ...] = ()  # a prompt that the next message continues
    for message in path:
        is_continuable = message.role is Role.USER and message.mode is PromptMode.CONTINUE
        continues = (
            bool(waiting) and message.role is Role.ASSISTANT and message.parent == waiting[0].id
        )
        if waiting and not continues:
            yield entry(waiting)
        messages = (*waiting, message) if continues else (message,)
        waiting = messages if is_continuable else ()
        if not waiting:
            yield entry(messages)
    if waiting:
        yield entry(waiting)


def _run_text(run: Run, translate: Translate) -> str:
    chosen = run.settings
    heads = heads_in_words(run.switched_off, partial(translate, "changes"))
    parts = [
        run.model_name,
        translate("exports", _PRECISIONS[run.precision])
        if run.precision in _PRECISIONS
        else run.precision,
        translate("exports", "temperature {0}").format(f"{chosen.temperature:g}"),
        f"top-k {chosen.top_k}" if chosen.top_k else "",
        f"top-p {chosen.top_p:g}" if chosen.top_p < 1 else "",
        f"min-p {chosen.min_p:g}" if chosen.min_p else "",
        translate("exports", "penalty {0}").format(f"{chosen.repetition_penalty:g}")
        if chosen.repetition_penalty != 1
        else "",
        translate("exports", "seed {0}").format(run.seed),
        translate("exports", "made with {0}").format(heads) if heads else "",
    ]
    told = joined(parts, translate("exports", "{0}, {1}"))
    if run.start:
        return translate("exports", "from token {0}: {1}").format(run.start, told)
    return told


def _parts(entry: _Entry, translate: Translate) -> Iterator[tuple[str, bool]]:
    """Yield texts, and between them the notes where they happened: text, whether it is a note."""
    for message in entry.messages:
        at = 0
        for position, note in sorted(message.notes):
            yield message.text[at:position], False
            yield _one_line(_note(note, translate)), True
            at = max(at, position)
        yield message.text[at:], False


def _html_text(
    message: Message, following: Message | None, pieces: Pieces, translate: Translate
) -> str:
    parts: list[str] = []
    at, notes = 0, sorted(message.notes)
    for piece in fitting_pieces(message, following, pieces):
        while notes and notes[0][0] <= at:
            parts.append(_html_note(notes.pop(0)[1], translate))
        parts.append(token_html(piece))
        at += len(piece.text)
    parts += [_html_note(note, translate) for _, note in notes]
    own = "".join(parts)
    return f"<b>{own}</b>" if message.role is Role.USER else own


def fitting_pieces(
    message: Message, following: Message | None, pieces: Pieces
) -> Sequence[TokenSpan]:
    """Return pieces that are the message's text; what a stop string cut off is left out.

    Args:
        message: whose.
        following: the message after it on the page, perhaps the answer that saw it.
        pieces: divides it.
    """
    is_seen = (
        message.role is Role.USER
        and following is not None
        and following.role is Role.ASSISTANT
        and following.parent == message.id
    )
    left = message.text
    fitting: list[TokenSpan] = []
    for piece in pieces(message, following if is_seen else None):
        if not left:
            break
        text = piece.text[: len(left)]
        if not left.startswith(text):
            return _plain_pieces(message)
        fitting.append(replace(piece, text=text))
        left = left[len(text) :]
    return _plain_pieces(message) if left else fitting


def _plain_pieces(message: Message) -> Sequence[TokenSpan]:
    cuts = [0, *(min(max(at, 0), len(message.text)) for at, _ in sorted(message.notes))]
    ends = [*cuts[1:], len(message.text)]
    return [TokenSpan(message.text[start:end]) for start, end in zip(cuts, ends, strict=True)]


def _html_note(note: str, translate: Translate) -> str:
    return f'<span class="note">{html_text(_note(note, translate))}</span>'


def _note(note: str, translate: Translate) -> str:
    return note_sentence(note, partial(translate, "notes"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(conversation: Conversation) -> str:
    try:
        moment = datetime.fromtimestamp(conversation.created_at).astimezone()
    except (ValueError, OverflowError, OSError):  # a file can say any number
        return ""
    return moment.strftime("%Y-%m-%d %H:%M")

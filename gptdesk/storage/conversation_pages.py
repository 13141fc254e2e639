"""A conversation as a page to be read: Markdown, plain text, HTML with coloured tokens.

Owns the form of these pages. They show what the window shows, the path that is chosen; the whole
tree is kept by `conversation_files.py`. Must not know any vocabulary: how an answer is divided into
coloured pieces is given.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gptdesk.chat import Conversation, Message, MessageState, PromptMode, Role, Run
from gptdesk.resources import resource_path

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STATES = {
    MessageState.STREAMING: "interrupted",
    MessageState.STOPPED: "stopped",
    MessageState.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, with what is known of it.

    Attributes:
        text: its characters.
        doubt: how strongly it is coloured, 0 … 1.
        figures: what is said of it on request; empty for nothing.
        is_forced: the user put it there.
    """

    text: str
    doubt: float = 0.0
    figures: str = ""
    is_forced: bool = False


Pieces = Callable[[Message], Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands under one heading: a message, or a prompt and its continuation."""

    messages: tuple[Message, ...]
    place: int  # of the last message among its branches, from 1
    count: int

    @property
    def is_prompt(self) -> bool:
        return self.messages[-1].role is Role.USER

    def heading(self) -> str:
        first, last = self.messages[0], self.messages[-1]
        model = last.model_name or "Model"
        if first is not last:
            return f"You, continued by {model}"
        return "You" if self.is_prompt else model

    def details(self) -> str:
        """Return how it was made, in one line; empty where nothing is known."""
        last = self.messages[-1]
        parts = [_run_text(run) for run in last.runs]
        if not parts and last.seed is not None:
            parts.append(f"seed {last.seed}")
        if last.state in _STATES:
            parts.append(_STATES[last.state])
        if self.count > 1:
            parts.append(f"branch {self.place} of {self.count}")
        return "; ".join(parts)


def conversation_markdown(conversation: Conversation) -> str:
    """Return the shown path as Markdown; texts stand there as they were written."""
    lines = [f"# {_one_line(page_title(conversation))}", "", f"*{_date(conversation)}*"]
    for entry in _entries(conversation):
        lines += ["", f"## {_one_line(entry.heading())}", ""]
        lines.append(
            "".join(f"\n\n> {text}\n\n" if is_note else text for text, is_note in _parts(entry))
        )
        if entry.details():
            lines += ["", f"*{_one_line(entry.details())}*"]
    return _encodable("\n".join([*lines, ""]))


def conversation_text(conversation: Conversation) -> str:
    """Return the shown path as plain text."""
    title = _one_line(page_title(conversation))
    lines = [title, "=" * len(title), _date(conversation)]
    for entry in _entries(conversation):
        lines += ["", f"[{_one_line(entry.heading())}]"]
        lines.append(
            "".join(f"\n[{text}]\n" if is_note else text for text, is_note in _parts(entry))
        )
        if entry.details():
            lines.append(f"({_one_line(entry.details())})")
    return _encodable("\n".join([*lines, ""]))


def conversation_html(conversation: Conversation, pieces: Pieces) -> str:
    """Return the shown path as one HTML file that needs no other and runs nothing.

    Args:
        conversation: whose.
        pieces: divides an answer's text; where the pieces are not its text, it stands uncoloured.
    """
    title = _escape(page_title(conversation))
    style = resource_path("themes/export.css").read_text(encoding="utf-8")
    body = [f"<h1>{title}</h1>", f'<p class="muted">{_date(conversation)}</p>']
    for entry in _entries(conversation):
        kind = "prompt" if entry.is_prompt else "answer"
        text = "".join(_html_text(message, pieces) for message in entry.messages)
        body += [
            f'<section class="{kind}">',
            f"<h2>{_escape(entry.heading())}</h2>",
            f'<p class="text" dir="auto">{text}</p>',
        ]
        if entry.details():
            body.append(f'<p class="muted">{_escape(entry.details())}</p>')
        body.append("</section>")
    body.append('<p class="muted">The stronger its tint, the less probable a token was.</p>')
    head = f'<meta charset="utf-8"><title>{title}</title>\n<style>\n{style}</style>'
    return "\n".join(
        ["<!DOCTYPE html>", f"<html><head>{head}</head><body>", *body, "</body></html>", ""]
    )


def page_title(conversation: Conversation) -> str:
    """Return what a conversation is called: its title, or else how it begins."""
    if conversation.title.strip():
        return conversation.title.strip()
    return first_words(next((one.text for one in conversation.path() if one.text.strip()), ""))


def first_words(text: str, most: int = 60) -> str:
    """Return how a text begins, as a title: one line of at most `most` characters."""
    line = " ".join(text[: 8 * most].split())
    if len(line) <= most:
        return line or "Conversation"
    cut = line[: most - 1]
    words = cut.rsplit(" ", 1)[0] if line[most - 1] != " " and " " in cut else cut
    return f"{words.rstrip(' ,;:')}…"


def file_name(conversation: Conversation, suffix: str) -> str:
    """Return a name for a conversation's file that every file system takes.

    Args:
        conversation: which its title names.
        suffix: with its point, ".json" for example.
    """
    return file_name_of(page_title(conversation), suffix)


def file_name_of(title: str, suffix: str) -> str:
    """Return a name that every file system takes, from what a conversation is called."""
    words = re.sub(r"[^\w\- ]+", " ", _encodable(title))
    stem = " ".join(words.split())[:60].strip() or "Conversation"
    while len(stem.encode()) > 180:  # of the 255 bytes that a name may have
        stem = stem[:-1]
    if re.fullmatch(r"(?i)con|prn|aux|nul|(com|lpt)\d", stem):  # devices, on Windows
        stem += "_"
    return stem + suffix


# -- the path, in headings


def _entries(conversation: Conversation) -> Iterator[_Entry]:
    waiting: tuple[Message, ...] = ()  # a prompt that the next message continues
    for message in conversation.path():
        is_continuable = message.role is Role.USER and message.mode is PromptMode.CONTINUE
        continues = bool(waiting) and message.role is Role.ASSISTANT
        if waiting and not continues:
            yield _entry(conversation, waiting)
        messages = (*waiting, message) if continues else (message,)
        waiting = messages if is_continuable else ()
        if not waiting:
            yield _entry(conversation, messages)
    if waiting:
        yield _entry(conversation, waiting)


def _entry(conversation: Conversation, messages: tuple[Message, ...]) -> _Entry:
    branches = [branch.id for branch in conversation.branches(messages[-1].id)]
    return _Entry(messages, branches.index(messages[-1].id) + 1, len(branches))


def _run_text(run: Run) -> str:
    chosen = run.settings
    parts = [
        " ".join(filter(None, (run.model_name, run.precision))),
        f"temperature {chosen.temperature:g}",
        f"top-k {chosen.top_k}" if chosen.top_k else "",
        f"top-p {chosen.top_p:g}" if chosen.top_p < 1 else "",
        f"min-p {chosen.min_p:g}" if chosen.min_p else "",
        f"penalty {chosen.repetition_penalty:g}" if chosen.repetition_penalty != 1 else "",
        f"seed {run.seed}",
    ]
    return (f"from token {run.start}: " if run.start else "") + ", ".join(filter(None, parts))


def _parts(entry: _Entry) -> Iterator[tuple[str, bool]]:
    """Yield texts, and between them the notes where they happened: text, whether it is a note."""
    for message in entry.messages:
        at = 0
        for position, sentence in sorted(message.notes):
            yield message.text[at:position], False
            yield _one_line(sentence), True
            at = max(at, position)
        yield message.text[at:], False


def _html_text(message: Message, pieces: Pieces) -> str:
    parts: list[str] = []
    at, notes = 0, sorted(message.notes)
    for piece in _fitting(message, pieces(message) if message.role is Role.ASSISTANT else ()):
        while notes and notes[0][0] <= at:
            parts.append(_html_note(notes.pop(0)[1]))
        parts.append(_html_piece(piece))
        at += len(piece.text)
    parts += [_html_note(sentence) for _, sentence in notes]
    own = "".join(parts)
    return f"<b>{own}</b>" if message.role is Role.USER else own


def _fitting(message: Message, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return pieces that are the message's text; what a stop string cut off is left out."""
    left = message.text
    fitting: list[Piece] = []
    for piece in pieces:
        if not left:
            break
        text = piece.text[: len(left)]
        if not left.startswith(text):
            return _plain_pieces(message)
        fitting.append(Piece(text, piece.doubt, piece.figures, piece.is_forced))
        left = left[len(text) :]
    return _plain_pieces(message) if left else fitting


def _plain_pieces(message: Message) -> Sequence[Piece]:
    cuts = [0, *(min(max(at, 0), len(message.text)) for at, _ in sorted(message.notes))]
    ends = [*cuts[1:], len(message.text)]
    return [Piece(message.text[start:end]) for start, end in zip(cuts, ends, strict=True)]


def _html_piece(piece: Piece) -> str:
    text = _escape(piece.text)
    if not piece.figures and not piece.doubt:
        return text
    kind = ' class="forced"' if piece.is_forced else ""
    title = f' title="{_escape(piece.figures)}"' if piece.figures else ""
    return f'<span{kind} style="--doubt:{min(1, max(0, piece.doubt)):.3f}"{title}>{text}</span>'


def _html_note(sentence: str) -> str:
    return f'<span class="note">{_escape(sentence)}</span>'


# -- characters


def _escape(text: str) -> str:
    """Return a text for HTML, in which control characters are pictures of themselves."""
    pictures = _CONTROL.sub(lambda match: chr(0x2400 + min(ord(match[0]), 0x21)), text)
    return html.escape(_encodable(pictures))


def _encodable(text: str) -> str:
    """Return `text` without halves of surrogate pairs, which no file can hold."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(conversation: Conversation) -> str:
    try:
        moment = datetime.fromtimestamp(conversation.created_at).astimezone()
    except (ValueError, OverflowError, OSError):  # a file can say any number
        return ""
    return moment.strftime("%Y-%m-%d %H:%M")

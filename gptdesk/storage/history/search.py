"""Full-text search in all conversations.

Owns what counts as a word and how a hit is shown; must not know how messages are stored, beyond
the rows it joins. Every word of a question must be in a message, as `folding` sees them; the last
one may be a beginning. What folding leaves nothing of is no word: a tatweel or a vowel point that
stands alone. Languages that put no spaces between words are searched by character, and so
is Korean, whose words have endings.

Messages that an earlier GPTDesk wrote are indexed a few at a time; until then they are read through
for each question.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from itertools import islice

from gptdesk.chat.folding import FoldedText, folded, letter_start
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.history.read_rows import from_text
from gptdesk.storage.history.types import Hit

_SPLIT = "\x1f"  # never in the index as text
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
# Thai, Lao, Myanmar, Hangul, Khmer, New Tai Lue, Tai Tham, Balinese; kana, Han, Yi and the older
# and compatibility forms of these; Javanese, Tai Viet
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f"
    "\u2e80-\u9fff\ua000-\ua4cf\ua960-\ua9ff\uaa60-\uaadf\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_UNSPACED_LETTER = re.compile(f"([{_UNSPACED}])")
_LINE_ENDS = re.compile("[\n-\r\x1c-\x1f\x85\u2028\u2029]+")
_SNIPPET_CHARS = 160
_MOST_PLACES = 500  # of words in a message, among which the best piece is looked for
_STEP_CHARS = 1_000_000  # some 10 ms
_INDEXED_AT_ONCE = 100  # messages; some ten milliseconds
_FOUND = """
SELECT c.id, m.id, c.title, m.role, x.text, m.created_at
FROM {source} JOIN content x ON x.message = {row} JOIN message m ON m.seq = {row}
JOIN conversation c ON c.seq = m.conversation
WHERE {condition} AND c.deleted_at IS NULL ORDER BY {row} DESC LIMIT ?
"""
_INDEXED = _FOUND.format(
    source="word_index", row="word_index.rowid", condition="word_index MATCH ?"
)
_UNINDEXED = _FOUND.format(source="unindexed u", row="u.message", condition="says(x.text)")
_ALL = _FOUND.format(source="content u", row="u.message", condition="says(x.text)")


def index_words(db: sqlite3.Connection, seq: int, text: str) -> None:
    """Make a message's words findable in the place of what they were.

    Args:
        db: in a transaction.
        seq: number of the message's row.
        text: of the message.
    """
    db.execute("DELETE FROM unindexed WHERE message = ?", (seq,))
    db.execute("DELETE FROM word_index WHERE rowid = ?", (seq,))
    db.execute("INSERT INTO word_index (rowid, words) VALUES (?, ?)", (seq, _words(text)))


def index_some(db: sqlite3.Connection) -> bool:
    """Index some messages of an earlier GPTDesk, the newest first; return whether some are left.

    Args:
        db: in a transaction.
    """
    rows = db.execute(
        "SELECT u.message, x.text FROM unindexed u LEFT JOIN content x ON x.message = u.message"
        " ORDER BY u.message DESC LIMIT ?",
        (_INDEXED_AT_ONCE,),
    ).fetchall()
    for seq, text in rows:
        index_words(db, seq, from_text(text))
    return len(rows) == _INDEXED_AT_ONCE


def find(db: sqlite3.Connection, text: str, limit: int) -> tuple[Hit, ...]:
    """Return where `text` occurs: titles first, then messages, the newest first.

    Args:
        db: any state.
        text: what the user typed; no character has a special meaning.
        limit: at most this many hits.
    """
    wanted, words, patterns = _understood(text)
    if not wanted:
        return ()

    def says(stored: str | bytes | None) -> bool:
        text = folded(from_text(stored))
        return all(pattern.search(text) for pattern in patterns)

    db.create_function("says", 1, says)
    hits = _titles(db, wanted)[:limit]
    if words:
        hits += _messages(db, _INDEXED, patterns, (_question(words), limit - len(hits)))
        hits += _messages(db, _UNINDEXED, patterns, (limit - len(hits),))
    else:  # signs and pictures are not in the index
        hits += _messages(db, _ALL, patterns, (limit - len(hits),))
    return tuple(hits)


def find_unsaved(
    changes: Iterable[tuple[Conversation, Iterable[Message]]], text: str
) -> tuple[Hit, ...]:
    """Return where `text` occurs in what is not on the disk yet, in the order of `find`.

    Args:
        changes: conversations as they are now, each with its messages that are new or changed.
        text: what the user typed.
    """
    wanted, _, patterns = _understood(text)
    if not wanted:
        return ()
    titles: list[Hit] = []
    messages: list[Hit] = []
    for conversation, changed in changes:
        one, title = conversation.id, conversation.title
        if title and title_matches(title, wanted):
            titles.append(_title_hit(one, title, wanted, conversation.created_at))
        for message in changed:
            if all(pattern.search(folded(message.text)) for pattern in patterns):
                parts = _snippet(message.text, patterns)
                at = message.created_at
                messages.append(Hit(one, message.id, title, message.role, parts, at))
    return (*titles, *sorted(messages, key=lambda hit: hit.created_at, reverse=True))


def _understood(text: str) -> tuple[list[str], list[str], list[re.Pattern[str]]]:
    """Return folded: all that was typed, the words with a letter in it, and what finds them."""
    wanted = folded(text).split()
    words = [word for word in wanted if any(map(_is_letter, word))]
    patterns = _patterns(words) if words else [_sequence(wanted)]
    return wanted, words, patterns


def title_matches(title: str, wanted: Iterable[str]) -> bool:
    """Tell whether every one of some folded words is in a title, if only as a part of a word."""
    text = folded(title)
    return all(word in text for word in wanted)


def _titles(db: sqlite3.Connection, wanted: list[str]) -> list[Hit]:
    hits: list[Hit] = []
    for conversation_id, stored, created_at in db.execute(
        "SELECT id, title, created_at FROM conversation"
        " WHERE title <> '' AND deleted_at IS NULL ORDER BY changed_at DESC"
    ):
        title = from_text(stored)
        if title_matches(title, wanted):
            hits.append(_title_hit(conversation_id, title, wanted, created_at))
    return hits


def _title_hit(conversation_id: str, title: str, wanted: list[str], created_at: float) -> Hit:
    pattern = re.compile("|".join(sorted(map(re.escape, wanted), key=len, reverse=True)))
    parts = _marked(title, _spans(FoldedText(title), [pattern]), 0, len(title))
    return Hit(conversation_id, None, title, None, parts, created_at)


def _messages(
    db: sqlite3.Connection, sql: str, patterns: list[re.Pattern[str]], values: tuple[object, ...]
) -> list[Hit]:
    hits: list[Hit] = []
    for conversation_id, message_id, title, role, text, created_at in db.execute(sql, values):
        who = Role.ASSISTANT if role == Role.ASSISTANT.value else Role.USER
        parts = _snippet(from_text(text), patterns)
        hits.append(Hit(conversation_id, message_id, from_text(title), who, parts, created_at))
    return hits


# -- words


def _words(text: str) -> str:
    """Return a text as the index takes it.

    It is made in steps: no other thread runs while Python replaces.
    """
    plain = folded(text)
    steps = (plain[at : at + _STEP_CHARS] for at in range(0, len(plain), _STEP_CHARS))
    return "".join(map(_spaced, steps))


def _spaced(plain: str) -> str:
    """Return a folded text, or a part of it, with spaces where the index shall see them."""
    return _UNSPACED_LETTER.sub(_SPLIT + r"\1" + _SPLIT, _CONTROLS.sub(" ", plain))


def _question(words: list[str]) -> str:
    """Return folded words, each with a letter, in the language of the index.

    They are not folded again: of two marks, the order may change where one between was left out.
    """
    quoted = ['"' + _spaced(word).replace('"', '""') + '"' for word in words]
    return " ".join(quoted) + ("*" if _is_letter(words[-1][-1]) else "")


def _patterns(words: list[str]) -> list[re.Pattern[str]]:
    """Return what finds the same in a folded text as the question does in the index, nearly."""
    patterns: list[re.Pattern[str]] = []
    for place, word in enumerate(words, start=1):
        letters = "".join(c if _is_letter(c) else " " for c in word)
        tokens = _UNSPACED_LETTER.sub(r" \1 ", letters).split()
        source = r"[\W_]*".join(map(re.escape, tokens))
        if not _UNSPACED_LETTER.match(tokens[0]):
            source = r"(?<![^\W_])" + source
        if not _UNSPACED_LETTER.match(tokens[-1]):
            is_beginning = place == len(words) and _is_letter(word[-1])
            source += r"[^\W_]*" if is_beginning else r"(?![^\W_])"
        patterns.append(re.compile(source))
    return patterns


def _sequence(wanted: list[str]) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, wanted)))


def _is_letter(character: str) -> bool:
    """Tell whether the index takes a character as part of a word."""
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"


# -- snippets


def _spans(text: FoldedText, patterns: list[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Return where patterns are in a text's original, in order; the first some hundred of each."""
    places = {
        match.span()
        for pattern in patterns
        for match in islice(pattern.finditer(text.text), _MOST_PLACES)
    }
    return [text.span(*place) for place in sorted(places)]


def _snippet(text: str, patterns: list[re.Pattern[str]]) -> tuple[tuple[str, bool], ...]:
    """Return the piece of a message in which most of what was searched for is."""
    source = FoldedText(text)
    places = sorted(
        (match.span(), number)
        for number, pattern in enumerate(patterns)
        for match in islice(pattern.finditer(source.text), _MOST_PLACES)
    )
    best, most = 0, 0
    for first, ((start, _), _) in enumerate(places):
        near = islice(places, first, first + 2 * len(patterns))
        found = len({number for (at, _), number in near if at < start + _SNIPPET_CHARS // 2})
        if found > most:
            best, most = start, found
    spans = _spans(source, patterns)
    start = source.span(best, best + 1)[0] if places else 0
    begin = max(0, start - _SNIPPET_CHARS // 3)
    if begin:
        begin = text.find(" ", begin, start) + 1 or letter_start(text, begin)
    end = begin + _SNIPPET_CHARS
    if end < len(text):
        end = text.rfind(" ", start + _SNIPPET_CHARS // 3, end)
        end = end if end > 0 else letter_start(text, begin + _SNIPPET_CHARS)
    return _marked(text, spans, begin, min(end, len(text)))


def _marked(
    text: str, spans: Iterable[tuple[int, int]], begin: int, end: int
) -> tuple[tuple[str, bool], ...]:
    """Return a piece of a text in parts, those marked that were searched for."""
    parts: list[tuple[str, bool]] = [("…" if begin else "", False)]
    at = begin
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first < last:
            parts += ((text[at:first], False), (text[first:last], True))
            at = last
    parts.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple((_LINE_ENDS.sub(" ", part), is_found) for part, is_found in parts if part)

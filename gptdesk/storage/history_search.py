"""Finding words in all conversations.

Owns what counts as a word and how a hit is shown; must not know how messages are stored, beyond
the rows it joins. Every word of a question must be in a message, accents and capitals aside; the
last one may be a beginning. Languages that put no spaces between words are searched by character.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata

from gptdesk.chat import Role
from gptdesk.storage.history_reading import from_text
from gptdesk.storage.history_types import Hit

_OPEN, _CLOSE, _SPLIT = "\x02", "\x03", "\x1f"  # never in the index as text
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
# Kana, Han, Yi, and the older and compatibility forms of these
_UNSPACED = re.compile(
    "([\u2e80-\u312f\u31a0-\u9fff\ua000-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff])"
)
_SNIPPET_WORDS = 24
_SNIPPET_CHARS = 120
_FOUND = """
SELECT c.id, m.id, c.title, m.role, {piece}, m.created_at
FROM {source} JOIN message m ON m.seq = {row} JOIN conversation c ON c.seq = m.conversation
WHERE {condition} AND c.deleted_at IS NULL ORDER BY {row} DESC LIMIT ?
"""
_BY_WORDS = _FOUND.format(
    piece=f"snippet(search, 0, char(2), char(3), '…', {_SNIPPET_WORDS})",
    source="search",
    row="search.rowid",
    condition="search MATCH ?",
)
_BY_CHARACTERS = _FOUND.format(
    piece="x.text", source="content x", row="x.message", condition="instr(x.text, ?)"
)


def index_words(db: sqlite3.Connection, seq: int, text: str) -> None:
    """Make a message's words findable in the place of what they were.

    Args:
        db: in a transaction.
        seq: number of the message's row.
        text: of the message.
    """
    db.execute("DELETE FROM search WHERE rowid = ?", (seq,))
    db.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (seq, _words(text)))


def find(db: sqlite3.Connection, text: str, limit: int) -> tuple[Hit, ...]:
    """Return where `text` occurs: titles first, then messages, the newest first.

    Args:
        db: any state.
        text: what the user typed; no character has a special meaning.
        limit: at most this many hits.
    """
    text = text.strip()
    if not text:
        return ()
    hits = _titles(db, text)[:limit]
    question = _question(text)
    if question:
        rows = db.execute(_BY_WORDS, (question, limit - len(hits))).fetchall()
    else:  # nothing but signs and pictures, which are not in the index
        rows = db.execute(_BY_CHARACTERS, (_CONTROLS.sub("", text), limit - len(hits))).fetchall()
    for conversation_id, message_id, title, role, piece, created_at in rows:
        parts = _parts(piece) if question else _around(from_text(piece), text)
        who = Role.ASSISTANT if role == Role.ASSISTANT.value else Role.USER
        hits.append(Hit(conversation_id, message_id, from_text(title), who, parts, created_at))
    return tuple(hits)


def _titles(db: sqlite3.Connection, text: str) -> list[Hit]:
    wanted = [_folded(word) for word in text.split()]
    hits: list[Hit] = []
    for conversation_id, stored, created_at in db.execute(
        "SELECT id, title, created_at FROM conversation"
        " WHERE title <> '' AND deleted_at IS NULL ORDER BY changed_at DESC"
    ):
        title = from_text(stored)
        folded = _folded(title)
        if all(word in folded for word in wanted):
            hits.append(
                Hit(conversation_id, None, title, None, _marked(title, text.split()), created_at)
            )
    return hits


def _words(text: str) -> str:
    return _UNSPACED.sub(_SPLIT + r"\1" + _SPLIT, _CONTROLS.sub(" ", text))


def _question(text: str) -> str:
    """Return `text` in the language of the index; empty where no word is in it."""
    words = [word for word in _words(text).split(" ") if any(map(_is_letter, word))]
    if not words:
        return ""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    return " ".join(quoted) + ("*" if _is_letter(words[-1].rstrip(_SPLIT)[-1]) else "")


def _is_letter(character: str) -> bool:
    """Tell whether the index takes a character as part of a word."""
    return unicodedata.category(character)[0] in "LN"


def _parts(snippet: str) -> tuple[tuple[str, bool], ...]:
    """Return SQLite's snippet as pieces."""
    parts: list[tuple[str, bool]] = []
    for piece in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", snippet.replace(_SPLIT, "")):
        shown = " ".join(piece.strip(_OPEN + _CLOSE).splitlines())
        if shown:
            parts.append((shown, piece.startswith(_OPEN)))
    return tuple(parts)


def _around(text: str, wanted: str) -> tuple[tuple[str, bool], ...]:
    start = max(0, text.find(wanted) - _SNIPPET_CHARS // 3)
    piece = " ".join(text[start : start + _SNIPPET_CHARS].splitlines())
    return _marked(("…" if start else "") + piece, [wanted])


def _marked(text: str, wanted: list[str]) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, those marked that are one of the words."""
    pattern = "|".join(sorted(map(re.escape, wanted), key=len, reverse=True))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def _folded(text: str) -> str:
    """Return a text without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()

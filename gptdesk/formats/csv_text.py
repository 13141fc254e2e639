"""Tables as comma-separated text that spreadsheets and programs read alike.

Owns quoting, and that no cell is run as a formula. Python's own writer of `csv` is not used:
before 3.11.9 and 3.12.3 it leaves a bare carriage return unquoted, at which every reader ends the
row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from gptdesk.formats.safe_text import FIRST_STRONG_ISOLATE, POP_ISOLATE

_QUOTED = re.compile('[",\r\n]')
# Spreadsheets take a cell for a formula by its first character; where another country's separator
# divides a cell, also behind that. One such character by itself, as many tokens are, does nothing.
_FORMULA = re.compile("(?:^|(?<=[;\t\r\n]))(?=[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20].)", re.DOTALL)

_NO_ISOLATES = {ord(mark): None for mark in (FIRST_STRONG_ISOLATE, POP_ISOLATE)}


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as text, a line for each; None is an empty cell.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, which says that
    it is a text. Numbers stay numbers.
    """
    return "".join(map(_line, rows))


def labels_csv(rows: Iterable[Iterable[object]]) -> str:
    """Return the same of rows whose texts were isolated for the screen, without the isolates."""
    return csv_text(rows).translate(_NO_ISOLATES)


def csv_file(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Yield rows as the content of a file, its mark first."""
    yield marked(b"")
    for row in rows:
        yield _line(row).encode("utf-8", errors="replace")


def marked(content: bytes) -> bytes:
    """Return a table with the mark without which Excel garbles accents."""
    return codecs.BOM_UTF8 + content


def _line(row: Iterable[object]) -> str:
    return f"{','.join(map(_cell, row))}\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = _FORMULA.sub("'", value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text

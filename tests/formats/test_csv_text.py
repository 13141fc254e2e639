"""Tables are read as they were written, and run nothing in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.formats.csv_text import csv_file, csv_text

CELLS = st.text(st.sampled_from("ab,;\"\r\n\t '=+-@é\x00")) | st.integers() | st.none()


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5))
def test_every_row_comes_back(rows: list[list[object]]) -> None:
    """Whatever is in a cell, with a bare carriage return among it, the rows stay rows."""
    text = csv_text(rows)
    back = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    wanted = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert [[len(row)] for row in back] == [[len(row)] for row in wanted]
    plain = [[cell.replace("'", "") for cell in row] for row in back]
    assert plain == [[cell.replace("'", "") for cell in row] for row in wanted]
    assert b"".join(csv_file(rows)).decode("utf-8-sig") == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ('=HYPERLINK("http://x.example","a")', '"\'=HYPERLINK(""http://x.example"",""a"")"'),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t'=1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("=", "="),
        (" -", " -"),
        (-2.5, "-2.5"),
        ("a-b", "a-b"),
    ],
)
def test_no_text_is_a_formula(cell: object, written: str) -> None:
    """A model's name can be chosen so that a click in Excel sends the table away."""
    assert csv_text([(cell,)]) == f"{written}\n"


def test_a_file_says_that_it_is_unicode() -> None:
    """Excel reads a table without a mark in the code page of the country."""
    assert b"".join(csv_file([("é",)])) == b"\xef\xbb\xbf\xc3\xa9\n"

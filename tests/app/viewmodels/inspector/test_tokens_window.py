"""The Tokens window says of any text what it is to the model, and of any ids what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel, parse_ids
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.errors import RequestError
from tests.app.viewmodels.stand_ins import StandInClient


@pytest.fixture
def client(qapp) -> StandInClient:
    return StandInClient()


@pytest.fixture
def tokens(client: StandInClient) -> TokensViewModel:
    return TokensViewModel(client)


def rows_of(tokens: TokensViewModel) -> list[tuple[str, ...]]:
    table = tokens.table
    return [
        tuple(str(table.data(table.index(row, column))) for column in range(table.columnCount()))
        for row in range(table.rowCount())
    ]


def test_a_text_becomes_a_table(tokens: TokensViewModel, client: StandInClient) -> None:
    """Index, id, piece with its space visible, bytes; an emoji's tokens say what they belong to."""
    tokens.set_text("I 😀.")
    assert client.asked == ["I 😀."]
    client.answer(1, (40, 30325, 222, 13))
    assert rows_of(tokens) == [
        ("0", "40", "I", "49"),
        ("1", "30325", "␣‹F0›‹9F›‹98›  part of 😀", "20 f0 9f 98"),
        ("2", "222", "‹80›  part of 😀", "80"),
        ("3", "13", ".", "2e"),
    ]
    names = [tokens.table.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert names == ["Index", "Id", "Piece", "Bytes"]
    assert tokens.text == "I 😀."


def test_ids_become_text(tokens: TokensViewModel, client: StandInClient) -> None:
    """Ids as a paper, a list in Python, or the exported table's column has them."""
    tokens.set_ids_text("[15496, 11\n314 716]")
    assert (tokens.text, tokens.ids) == ("Hello, I am", (15496, 11, 314, 716))
    assert client.asked == ["Hello, I am"], "whether GPT-2 would write it so"
    client.answer(1, (15496, 11, 314, 716))
    assert tokens.other_ids is None


def test_ids_that_the_tokenizer_would_not_choose(
    tokens: TokensViewModel, client: StandInClient
) -> None:
    """The same text can be other tokens: the window says so, and keeps what was typed."""
    tokens.set_ids_text("39 417 78")  # H el o
    client.answer(1, (39, 22927))
    assert tokens.ids == (39, 417, 78)
    assert tokens.other_ids == (39, 22927)
    tokens.set_text("x")
    client.answer(3, (87,))
    assert tokens.other_ids is None


def test_only_the_newest_text_is_shown(tokens: TokensViewModel, client: StandInClient) -> None:
    """An answer that comes late belongs to a text that is gone."""
    tokens.set_text("a")
    tokens.set_text("ab")
    client.answer(1, (64,))
    assert tokens.ids == ()
    client.answer(2, (397,))
    assert (tokens.text, tokens.ids) == ("ab", (397,))


def test_what_is_no_id_is_said_in_a_sentence(tokens: TokensViewModel, qtbot) -> None:
    """And what was shown before stays."""
    tokens.set_ids_text("13")
    with qtbot.waitSignal(tokens.problem_changed) as problem:
        tokens.set_ids_text("13, 50257")
    assert problem.args == ["“50257” is not a token id: ids are whole numbers from 0 to 50,256."]
    assert tokens.ids == (13,)
    with qtbot.waitSignal(tokens.problem_changed) as problem:
        tokens.set_ids_text("14")
    assert problem.args == [""]


@pytest.mark.parametrize("typed", ["-1", "1.5", "0x10", "²", "٣", "12a", "9" * 30, "token"])
def test_ids_are_whole_numbers_of_the_vocabulary(typed: str) -> None:
    """Figures of other scripts, signs and overlong numbers are refused, in a short sentence."""
    with pytest.raises(RequestError, match="is not a token id") as refused:
        parse_ids(f"1 {typed}", 50257)
    assert len(str(refused.value)) < 120


@given(st.lists(st.integers(0, 50256), max_size=30), st.sampled_from([" ", ",", ", ", "\n", "; "]))
def test_ids_are_read_as_they_were_written(ids: list[int], separator: str) -> None:
    """Whatever stands between them."""
    assert parse_ids(separator.join(map(str, ids)), 50257) == tuple(ids)


@given(st.text(max_size=30))
def test_a_row_finds_its_piece_in_the_text(text: str) -> None:
    """Selecting a row selects its characters, also behind emojis, which are two to Qt."""
    client = StandInClient()
    tokens = TokensViewModel(client)
    tokens.set_text(text)
    ids = tuple(GPT2_TOKENIZER.encode(text))
    client.answer(1, ids)
    spans = list(dict.fromkeys(tokens.span_of(row) or (0, 0) for row in range(len(ids))))
    ends = [0, *(stop for _, stop in spans)]
    assert [first for first, _ in spans] == ends[:-1], "without gaps, in order"
    assert ends[-1] == len(text.encode("utf-16-le")) // 2
    assert tokens.span_of(len(ids)) is None


def test_a_tokenizer_that_fails_says_so(tokens: TokensViewModel, client: StandInClient) -> None:
    """The window is not left with the tokens of another text and no word about it."""
    tokens.set_text("a")
    client.fail(1, "A text could not be split.")
    assert tokens.problem == "A text could not be split."


GPT2_TOKENIZER = BytePairTokenizer.load()

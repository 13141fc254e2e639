"""Text to tokens and back: nothing lost, nothing shown too early, nothing that panics."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from itertools import pairwise

import pytest
import regex  # tiktoken needs it
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex  # with transformers, in the tests extra
from tokenizers.pre_tokenizers import ByteLevel, Split

from gptdesk.engine.tokenizers import byte_pairs as tokenizer_module
from gptdesk.engine.tokenizers.answer_text import AnswerText
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer, StopStringFilter, TextDecoder
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT, END_OF_TEXT_ID, VOCAB_SIZE
from gptdesk.errors import RequestError, TokenizerError
from gptdesk.model.checkpoints.tokenizers.splitting import (
    BY_REGEX,
    GPT2,
    GPT4O,
    LLAMA3,
    QWEN2,
    SINGLE_DIGITS,
    TEKKEN,
)
from tests.engine.tokenizers.odd_texts import ASSIGNED

TOKENIZER = BytePairTokenizer.load()
RANKS = {piece: rank for rank, piece in enumerate(TOKENIZER.vocabulary.pieces)}

# What people paste, and what breaks tokenizers: joined emoji, flags, combining marks, scripts
# from right to left, Chinese and Korean, odd spaces, quotes and contractions.
SAMPLES = (
    "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇯🇵", "👍🏽", "e\u0301a\u0308\u0323", "שָׁלוֹם", "مرحبا",
    "漢字かな", "한국어", "नमस्ते", "Zażółć", "\u2003", "\u00a0", "\u200b", "\u3000", "\x1c", "\x85",
    "\r\n", "\t\t", "\n\n\n", "   ", "I'll we've 'tis", "1234567", "x²", "—", "…",
    "<|endoftext|>", "\x00", "\ufeff", "\U000e0001",
)  # fmt: skip
SPACES = "\t\n\v\f\r \x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000"

texts = st.lists(st.sampled_from(SAMPLES) | st.sampled_from(ASSIGNED) | st.text()).map("".join)
spaced_texts = st.text(st.sampled_from(SPACES + "  \n\nab'stl12².!é漢👍\u200b"), max_size=60)


def random_text(rng: random.Random) -> str:
    """Return up to 30 samples, assigned characters and spaces in a row."""
    return "".join(
        rng.choice((rng.choice(SAMPLES), rng.choice(ASSIGNED), rng.choice(SPACES), "word "))
        for _ in range(rng.randrange(31))
    )


def stream(ids: Iterable[int]) -> list[str]:
    """Return what each token adds to the shown text, and what is left at the end."""
    decoder = TextDecoder(TOKENIZER.vocabulary)
    return [*(decoder.feed(token_id) for token_id in ids), decoder.flush()]


def merged_by_hand(piece: bytes) -> list[int]:
    """Byte-pair encoding as its paper has it: merge the best-ranked pair until there is none."""
    parts = [bytes([byte]) for byte in piece]
    while len(parts) > 1:
        pairs = [RANKS.get(a + b, VOCAB_SIZE) for a, b in pairwise(parts)]
        best = min(pairs)
        if best == VOCAB_SIZE:
            break
        at = pairs.index(best)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return [RANKS[part] for part in parts]


# --- encode: the published tokens -----------------------------------------------------------------


def test_the_published_example() -> None:
    """The reference run of the network starts from these ids."""
    assert TOKENIZER.encode("Hello, I am") == [15496, 11, 314, 716]


def test_nothing_is_no_tokens() -> None:
    """An empty prompt must not invent a token here: the prompt decides what it starts from."""
    assert TOKENIZER.encode("") == []
    assert TOKENIZER.decode([]) == ""


def test_same_tokens_as_an_independent_implementation() -> None:
    """Another program's splitting and merging by hand give the same ids for any text."""
    split = ByteLevel(add_prefix_space=False).pre_tokenize_str
    rng = random.Random(1)
    checked = [*SAMPLES, *(random_text(rng) for _ in range(60))]
    for text in checked:
        places = [place for _, place in split(text)]
        expected = [i for a, b in places for i in merged_by_hand(text[a:b].encode())]
        assert TOKENIZER.encode(text) == expected, ascii(text)


def test_end_of_text_in_a_text_is_ordinary() -> None:
    """C17: a pasted book about GPT-2 must not end the prompt, or raise."""
    assert TOKENIZER.encode(END_OF_TEXT) == [27, 91, 437, 1659, 5239, 91, 29]
    rng = random.Random(2)
    for _ in range(1000):
        text = random_text(rng) + END_OF_TEXT * rng.randrange(1, 3) + random_text(rng)
        ids = TOKENIZER.encode(text)
        assert END_OF_TEXT_ID not in ids
        assert TOKENIZER.decode(ids) == text


# --- encode: long and odd texts -------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [GPT2, SINGLE_DIGITS, LLAMA3, QWEN2, TEKKEN, GPT4O])
@settings(max_examples=500, deadline=None, derandomize=True)
@given(spaced_texts, st.integers(min_value=1, max_value=12), st.integers(1, 12))
def test_cutting_a_long_text_changes_no_piece(
    pattern: str, text: str, piece_chars: int, steps: int
) -> None:
    """A cut is only allowed where the pattern splits anyway, however it is looked for."""
    split, cuts = regex.compile(pattern).findall, tokenizer_module._Cuts.of(pattern)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenizer_module, "_PIECE_CHARS", piece_chars)
        at_once = list(tokenizer_module._pieces(text, cuts))
        patch.setattr(tokenizer_module, "_STEP_CHARS", steps)
        pieces = list(tokenizer_module._pieces(text, cuts))
    assert pieces == at_once
    assert "".join(pieces) == text
    assert [one for piece in pieces for one in split(piece)] == split(text)


@pytest.mark.parametrize(("written", "pattern"), BY_REGEX.items())
def test_a_pattern_splits_as_its_file_says(written: str, pattern: str) -> None:
    """Ours spare the splitter its backtracking; another program takes the file's own words."""
    split, rng = Split(Regex(written), "isolated").pre_tokenize_str, random.Random(3)
    for text in (*SAMPLES, "McDonald's ÉTÉ's/\n//x", *(random_text(rng) for _ in range(300))):
        pieces = [piece for piece, _ in split(text)]
        assert regex.compile(pattern).findall(text) == pieces, ascii(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(texts)
def test_cutting_any_text_changes_no_token(text: str) -> None:
    """The same over all of Unicode."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenizer_module, "_PIECE_CHARS", 3)
        assert TOKENIZER.encode(text) == TOKENIZER._encoding.encode_ordinary(text)


PROSE = "It was the best of times, it was the worst of times,\r\nit was 1859 and 'tis so. — "
PASTES = {
    "2 MB of prose": (PROSE * 26_000)[:2_000_000],
    "999,999 spaces and an x": " " * 999_999 + "x",
    "1.2 M spaces and an x, twice": (" " * 1_200_000 + "x") * 2,
    "1.2 M spaces at the end": "x" + " " * 1_200_000,
    "spaces just too few to cut, 12 times": (" " * 99_999 + "x") * 12,
    "1 M newlines and an x": "\n" * 1_000_000 + "x",
    "one line of 1.2 MB": "a" * 1_200_000,
    "one line of 3 MB of words": "word " * 600_000,
    "400,000 emoji": "😀" * 400_000,
    "500,000 joined emoji": "👨‍👩‍👧" * 100_000,
    "1 M NULs": "\0" * 1_000_000,
    "CRLF": "line\r\n" * 200_000,
    "1 M full stops": "." * 1_000_000,
}


@pytest.mark.parametrize("name", PASTES)
def test_huge_pastes_are_encoded_quickly_and_whole(name: str) -> None:
    """C18: tiktoken panics on some of these, and a panic would end the worker without a word.

    Each takes a second or less; the limit only tells that from a quadratic time.
    """
    text = PASTES[name]
    start_s = time.perf_counter()
    ids = TOKENIZER.encode(text)
    assert time.perf_counter() - start_s < 15
    assert TOKENIZER.decode(ids) == text


def test_a_million_spaces_have_the_tokens_of_arithmetic() -> None:
    """All spaces but the last are tokens of one space; the last goes with the x."""
    space, space_x = TOKENIZER.encode(" "), TOKENIZER.encode(" x")
    assert len(space) == len(space_x) == 1
    assert TOKENIZER.encode(" " * 1_000_000 + "x") == space * 999_999 + space_x


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("end \ud83d", "end \ufffd"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("\ud83d\ude00!", "😀!"),  # a pair is a character
    ],
)
def test_lone_surrogates_are_replaced(text: str, read_as: str) -> None:
    """C18: half an emoji can come from the clipboard; it is no character in UTF-8."""
    assert TOKENIZER.encode(text) == TOKENIZER.encode(read_as)
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == read_as


def test_a_panic_of_the_library_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a text ever get past the cutting, the program goes on and says so."""
    monkeypatch.setattr(tokenizer_module, "_PIECE_CHARS", 10**9)
    with pytest.raises(TokenizerError, match="2,000,001 characters"):
        TOKENIZER.encode(" " * 2_000_000 + "x")
    assert TOKENIZER.encode("Hello") == [15496]


# --- decode and streaming -------------------------------------------------------------------------


def test_ten_thousand_texts_survive_streaming() -> None:
    """C16: what is shown token by token is the text, byte for byte."""
    rng = random.Random(3)
    for _ in range(10_000):
        text = random_text(rng)
        assert "".join(stream(TOKENIZER.encode(text))).encode() == text.encode()


def test_any_stream_of_ids_shows_what_decoding_it_whole_gives() -> None:
    """C16: an untrained network writes any tokens; the shown text may never be taken back."""
    rng = random.Random(4)
    every_id = rng.sample(range(VOCAB_SIZE), VOCAB_SIZE)
    streams = [every_id[start::1000] for start in range(1000)]
    for ids in streams:
        assert "".join(stream(ids)) == TOKENIZER.decode(ids)


def test_half_a_character_is_never_shown() -> None:
    """A family emoji takes many tokens: each step shows whole characters, and never U+FFFD."""
    for text in SAMPLES:
        shown = ""
        for piece in stream(TOKENIZER.encode(text)):
            shown += piece
            assert text.startswith(shown)
        assert shown == text


def test_a_character_left_incomplete_is_owned_up_to_at_the_end() -> None:
    """Stopped in the middle of an emoji, the text says that something is missing there."""
    first, *_ = TOKENIZER.encode("👍")
    decoder = TextDecoder(TOKENIZER.vocabulary)
    assert decoder.feed(first) == ""
    assert decoder.flush() == "\ufffd"
    assert decoder.flush() == ""
    assert decoder.feed(15496) == "Hello"


@pytest.mark.parametrize("token_id", [-1, VOCAB_SIZE, 10**9])
def test_an_id_outside_the_vocabulary_is_refused(token_id: int) -> None:
    """A negative index would quietly be another token."""
    with pytest.raises(RequestError, match=str(token_id)):
        TOKENIZER.decode([token_id])
    with pytest.raises(RequestError, match=str(token_id)):
        TextDecoder(TOKENIZER.vocabulary).feed(token_id)


# --- stop strings ---------------------------------------------------------------------------------


def cut_by_hand(text: str, stop: Iterable[str]) -> tuple[str, bool]:
    """Read character by character until one of the stop strings has just been completed."""
    for end in range(len(text) + 1):
        completed = [s for s in stop if text[:end].endswith(s)]
        if completed:
            return text[: end - max(map(len, completed))], True
    return text, False


short_texts = st.text("ab\n", max_size=12)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(
    st.lists(short_texts, max_size=8),
    st.lists(st.text("ab\n", min_size=1, max_size=4), max_size=3),
)
def test_stop_strings_cut_the_same_however_the_text_arrives(
    chunks: list[str], stop: list[str]
) -> None:
    """Neither the place of the cut nor the shown text may depend on where tokens end."""
    expected, is_hit = cut_by_hand("".join(chunks), stop)
    stop_filter = StopStringFilter(stop)
    shown = ""
    for chunk in chunks:
        shown += stop_filter.feed(chunk)
        assert expected.startswith(shown), "a part of the stop string was shown"
    assert stop_filter.hit == is_hit
    assert shown + stop_filter.flush() == expected


def test_only_what_may_begin_a_stop_string_is_held_back() -> None:
    """Holding back more would make the answer stutter."""
    stop_filter = StopStringFilter(["\nUser:"])
    assert stop_filter.feed("one\ntwo") == "one\ntwo"
    assert stop_filter.feed(" three\nUs") == " three"
    assert stop_filter.feed("eful") == "\nUseful"
    assert stop_filter.feed("\nUser") == ""
    assert stop_filter.feed(": and") == ""
    assert stop_filter.hit
    assert stop_filter.feed("more") == ""
    assert stop_filter.flush() == ""


def test_an_answer_that_was_shown_past_a_stop_string_goes_on() -> None:
    """It was written without stop strings, and ends as a longer one begins."""
    tokenizer = BytePairTokenizer.load()
    shown = AnswerText(tokenizer, ("ab", "xabyz"), tokenizer.encode("xab"))
    assert not shown.is_stopped

"""What makes no difference to a search makes none anywhere, and marks stand where they should."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.chat.folding import FoldedText, folded

LETTERS = st.text(
    st.sampled_from(
        "aßﬁéøİ ש\u05b8\u05c1가\u1100\u1161ガカ\u3099\u0301\u00ad\u200d\U0001f642"
        "葛\U000e0100\u182d\u180b"
    )
    | st.characters()
)


@pytest.mark.parametrize(
    "same",
    [
        "Straße STRASSE strasse",
        "smørrebrød smorrebrod",
        "ёлка Елка",
        "كِتَاب كتاب كتـاب",
        "أحمد احمد",
        "שָׁלוֹם שלום",
        "ΟΔΟΣ οδος οδός",
        "İstanbul istanbul ıstanbul",
        "ﬁne ＦＩＮＥ fine",
        "Œuvre oeuvre",
        "don’t don't",
        "naïve nai\u0308ve naive",
        "가나 \u1100\u1161나",
        "co\u00adop coop",
        "葛\U000e0100城 葛\U000e0101城 葛\ufe00城 葛城",
        "\u182d\u180b\u180d\u1820\u180f \u182d\u1820",
    ],
)
def test_forms_of_a_word_are_one(same: str) -> None:
    assert len({folded(word) for word in same.split(" ")}) == 1


@pytest.mark.parametrize("others", ["ปู่ ปู", "ガ カ", "й и", "क कि", "han hän_"])
def test_other_words_stay_others(others: str) -> None:
    """A mark that is a vowel, or makes another letter, is not left out."""
    one, another = others.split(" ")
    assert folded(one) != folded(another)


@given(LETTERS)
def test_a_text_is_folded_however_it_is_composed(text: str) -> None:
    """Two programs write the same letter differently."""
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, text)) == folded(text)


@given(LETTERS)
def test_every_folded_character_came_from_somewhere(text: str) -> None:
    """The way back leads to whole letters, in their order."""
    source = FoldedText(text)
    spans = [source.span(at, at + 1) for at in range(len(source.text))]
    assert spans == sorted(spans)
    for at, (start, end) in enumerate(spans):
        assert 0 <= start < end <= len(text)
        assert source.text[at] in folded(text[start:end])
    for span in source.find_all(source.text[:2]):
        assert source.text[:2] in folded(text[slice(*span)])


def test_a_syllable_written_in_parts_is_marked_whole() -> None:
    """A file from a Mac has Korean in parts; what was found there is marked as it is read."""
    parts = unicodedata.normalize("NFD", "가각")
    assert list(FoldedText(f"x{parts}").find_all("각")) == [(3, 6)]

"""Tokens stand where the network put them: by position, in answers and in prompts."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.analysis.token_positions import TokenPositions, TokenSpans
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.engine.run.prompt import TEMPLATES, build_prompt
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer, TextDecoder
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID, Vocabulary, load_vocabulary
from gptdesk.engine.types import GenerationRequest

TALK = PromptMode.CONVERSATION
ODD = "日本 🦊👩\u200d👩\u200d👧 é\u0301 \n\n  a שלום\tÆ…"


@pytest.fixture(scope="module")
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


def answer(ids: tuple[int, ...], text: str, mode: PromptMode = PromptMode.CONTINUE) -> Message:
    return Message(Role.ASSISTANT, text, mode, token_ids=ids)


def piece_of(vocabulary: Vocabulary, ids: tuple[int, ...], first: int, stop: int) -> str:
    return b"".join(vocabulary.pieces[i] for i in ids[first:stop]).decode("utf-8", "replace")


def check_cover(vocabulary: Vocabulary, ids: tuple[int, ...], text: str) -> None:
    """Groups follow each other without gap or overlap, and say what the text says there."""
    placed = TokenPositions(lambda _: vocabulary).in_answer(answer(ids, text))
    at = 0
    for first, stop, begin, end in placed.groups_between(0, len(text)):
        assert begin == at
        assert piece_of(vocabulary, ids, first, stop) == text[begin:end]
        for char in range(begin, end):
            token = placed.token_at(char)
            assert token is not None
            assert first <= token < stop
            assert placed.group_of(token) == (first, stop, begin, end)
        at = end
    assert at == len(text)


@given(text=st.text(alphabet=st.sampled_from(ODD), max_size=40))
def test_groups_cover_every_text_exactly(tokenizer: BytePairTokenizer, text: str) -> None:
    """A character without a token could not be looked at; one with two would be shown twice."""
    check_cover(tokenizer.vocabulary, tuple(tokenizer.encode(text)), text)


def test_tokens_that_form_no_text_keep_their_place() -> None:
    """A small model, and a user who swaps, put bytes together that are no characters."""
    vocabulary = load_vocabulary()
    dice = random.Random(5)
    for _ in range(300):
        ids = tuple(dice.choices([*range(256), 13, 262, END_OF_TEXT_ID], k=dice.randrange(1, 9)))
        decoder = TextDecoder(vocabulary)
        text = "".join(decoder.flush() if i == END_OF_TEXT_ID else decoder.feed(i) for i in ids)
        text += decoder.flush()
        placed = TokenPositions(lambda _: vocabulary).in_answer(answer(ids, text))
        begins = [placed.span(index)[0] for index in range(len(ids))]
        assert begins == sorted(begins)
        found = list(placed.groups_between(0, len(text)))
        assert "".join(text[group[2] : group[3]] for group in found) == text


def test_a_character_of_three_tokens_is_one_group() -> None:
    """Half a character has no place of its own on the screen: the group says so."""
    vocabulary = load_vocabulary()
    ids_of = {piece: index for index, piece in enumerate(vocabulary.pieces)}
    ids = (ids_of[b" fox"], *(ids_of[bytes([b])] for b in "火".encode()), ids_of[b"!"])
    placed = TokenPositions(lambda _: vocabulary).in_answer(answer(ids, " fox火!"))
    assert list(placed.groups_between(0, 6)) == [(0, 1, 0, 4), (1, 4, 4, 5), (4, 5, 5, 6)]
    assert placed.span(2) == (4, 5)
    assert placed.group_of(3) == (1, 4, 4, 5)
    assert list(placed.groups_between(4, 5)) == [(1, 4, 4, 5)]


def test_an_answer_that_grows_is_read_on_and_another_one_anew(tokenizer: BytePairTokenizer) -> None:
    """Positions are those of the tokens on the screen, however they came there."""
    positions = TokenPositions(lambda _: tokenizer.vocabulary)
    ids = tuple(tokenizer.encode(" the red fox ran home"))
    grown = answer(ids[:2], " the red")
    assert positions.in_answer(grown).token_at(5) == 1
    grown = replace(grown, token_ids=ids, text=" the red fox ran home")
    assert positions.in_answer(grown).token_at(10) == 2
    other = tuple(tokenizer.encode(" fox the"))
    changed = replace(grown, token_ids=other, text=" fox the")
    assert [positions.in_answer(changed).token_at(char) for char in (0, 4)] == [0, 1]


def test_text_that_is_shorter_than_its_tokens(tokenizer: BytePairTokenizer) -> None:
    """In a conversation the space in front goes; a stop string at the end is never shown."""
    ids = tuple(tokenizer.encode(" Yes, it is.\nUser"))
    placed = TokenPositions(lambda _: tokenizer.vocabulary).in_answer(
        answer(ids, "Yes, it is.", TALK)
    )
    assert placed.span(0) == (0, 3)
    assert placed.token_at(3) == 1
    assert placed.span(len(ids) - 1) == (11, 11), "it stands at the end, without text"
    assert placed.token_at(11) is None


def test_the_end_of_the_text_is_a_token_without_text(tokenizer: BytePairTokenizer) -> None:
    """It was chosen like every other token, and can be looked at, but nothing is shown of it."""
    ids = (*tokenizer.encode(" home."), END_OF_TEXT_ID)
    placed = TokenPositions(lambda _: tokenizer.vocabulary).in_answer(answer(ids, " home."))
    assert placed.stop == len(ids)
    assert placed.span(len(ids) - 1) == (6, 6)


@pytest.mark.parametrize("mode", list(PromptMode))
@pytest.mark.parametrize("template", list(TEMPLATES.values()), ids=list(TEMPLATES))
@pytest.mark.parametrize("text", ["Tell me.", "  Wer ist das? 🦊\n", "火", "a\n\nb"])
@pytest.mark.parametrize("ctx_len", [200, 9])
def test_a_prompts_tokens_are_aligned_with_what_the_user_wrote(
    tokenizer: BytePairTokenizer, mode: PromptMode, template, text: str, ctx_len: int
) -> None:
    """Whatever the template wrote around it, and however much the context had to leave out."""
    prompt = Message(Role.USER, text, mode)
    before = [Message(Role.USER, text, mode), Message(Role.ASSISTANT, " Why?", mode)]
    request = GenerationRequest((*before, prompt), mode)
    built = build_prompt(request, tokenizer, template, ctx_len)
    ids = tuple(built.ids)
    saw = Message(
        Role.ASSISTANT, "", mode, prompt_ids=ids, prompt_suffix=built.suffix, token_ids=()
    )
    placed = TokenPositions(lambda _: tokenizer.vocabulary).in_prompt(prompt, saw)
    assert placed is not None
    groups = list(placed.groups_between(0, len(text)))
    assert groups
    for first, stop, begin, end in groups:
        piece = piece_of(tokenizer.vocabulary, ids, first, stop)
        shown = text[begin:end]
        # The first token may have come with a space or a part of the template, or lost bytes.
        assert shown in piece or (begin == placed.begin and "\ufffd" in piece)
    own = text.strip() if mode is TALK else text
    assert groups[-1][3] == len(text.rstrip() if mode is TALK else text)
    if ctx_len == 200:
        assert text[groups[0][2] : groups[-1][3]] == own


@pytest.mark.parametrize("ends", [0, 1, 3])
def test_tokens_that_end_a_turn_move_no_other(tokenizer: BytePairTokenizer, ends: int) -> None:
    """Chat models end every turn with one, and some begin every text with one: none is shown."""
    turn = (*tokenizer.encode("\nbot: Yes."), END_OF_TEXT_ID)
    own, tail = tokenizer.encode("Tell me more."), tokenizer.encode("\nbot:")
    before = (END_OF_TEXT_ID, *turn * ends)
    ids = (*before, *own, *(END_OF_TEXT_ID,) * bool(ends), *tail)
    suffix = len(("<|endoftext|>" if ends else "") + "\nbot:")
    prompt = Message(Role.USER, "Tell me more.")
    saw = replace(answer((), ""), prompt_ids=ids, prompt_suffix=suffix)
    placed = TokenPositions(lambda _: tokenizer.vocabulary).in_prompt(prompt, saw)
    assert placed is not None
    assert (placed.first, placed.stop) == (len(before), len(before) + len(own))
    texts = ["".join(prompt.text[slice(*placed.span(n))]) for n in range(placed.first, placed.stop)]
    assert texts == ["Tell", " me", " more", "."]


def test_a_prompt_of_another_text_has_no_tokens(tokenizer: BytePairTokenizer) -> None:
    """Better no figures than those of other words."""
    saw = Message(Role.ASSISTANT, "", prompt_ids=tuple(tokenizer.encode("Something else")))
    positions = TokenPositions(lambda _: tokenizer.vocabulary)
    assert positions.in_prompt(Message(Role.USER, "Once upon"), saw) is None
    empty = Message(Role.ASSISTANT, "", prompt_ids=(END_OF_TEXT_ID,))
    assert positions.in_prompt(Message(Role.USER, ""), empty) is None


def test_a_character_that_was_never_finished_is_no_part_of_the_next() -> None:
    """Two tokens that share nothing are marked one by one."""
    spans = TokenSpans(Vocabulary((b"\xe6", b"\xe6\xbc\xa2")))
    spans.read((0, 1))
    assert [spans.span(index) for index in range(2)] == [(0, 1), (1, 2)]

"""What a branch takes over reads as it was shown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gptdesk.analysis.vocabularies import NAMELESS
from gptdesk.app.viewmodels.chat.answer_planner import beginning_of, beside, has_ended, text_of
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.answer_text import AnswerText
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID, Vocabulary
from tests.fakes import INFO, vocabulary

TOKENIZER = BytePairTokenizer(vocabulary())
texts = st.text(alphabet="aé\u0301 \n👋🏽漢", max_size=12)


@given(texts, st.lists(st.integers(0, END_OF_TEXT_ID - 1), max_size=4), st.integers(0, 40))
def test_text_is_what_the_tokens_showed_one_by_one(text, odd_ids, cut) -> None:
    """The engine goes on behind these tokens: a character too many or too few would stay."""
    ids = (*TOKENIZER.encode(text), *odd_ids)[:cut]
    shown = AnswerText(TOKENIZER, ())
    wanted = "".join(map(shown.feed, ids))
    assert text_of(ids, vocabulary(), PromptMode.CONTINUE) == wanted
    assert text_of(ids, vocabulary(), PromptMode.CONVERSATION) == wanted.lstrip(" ")


def answer(text: str, ids: tuple[int, ...], **values) -> Message:
    return Message(Role.ASSISTANT, text, token_ids=ids, seed=3, **values)


def test_notes_and_runs_of_the_beginning_go_with_it() -> None:
    """A note on what was forgotten belongs to the place; how it ended does not."""
    ids = tuple(TOKENIZER.encode(" one two three"))
    runs = tuple(Run(start, SamplingSettings(), 3) for start in (0, 2))
    notes = ((0, "cut"), (4, "forgotten"), (14, "interrupted"))
    old = answer(" one two three", ids, runs=runs, notes=notes, state=MessageState.STOPPED)
    branch = beginning_of(old, 2, vocabulary(), INFO)
    assert branch is not None
    assert (branch.text, branch.notes, branch.runs) == (" one two", notes[:2], runs[:1])
    assert branch.state is MessageState.STREAMING
    empty = beginning_of(old, 0, vocabulary(), INFO)
    assert empty is not None
    assert (empty.text, empty.notes, empty.runs, empty.seed) == ("", (), (), 3)


def test_an_answer_that_a_stop_string_ended_is_known_by_its_text() -> None:
    """Also after a restart, when nobody remembers."""
    ids = tuple(TOKENIZER.encode(" Yes.\nUser:"))
    assert has_ended(answer(" Yes.", ids), vocabulary())
    assert has_ended(answer("Yes.", ids, mode=PromptMode.CONVERSATION), vocabulary())
    assert not has_ended(answer(" Yes.\nUser:", ids), vocabulary())
    assert not has_ended(answer("Yes.\nUser:", ids, mode=PromptMode.CONVERSATION), vocabulary())
    assert not has_ended(answer(" Yes.", ids, state=MessageState.FAILED), vocabulary())
    assert not has_ended(answer(" Yes.", ids), NAMELESS)
    ended = answer(" Yes.", (*ids, END_OF_TEXT_ID))
    assert has_ended(ended, vocabulary())
    assert not has_ended(ended, NAMELESS), "which id ends a text is known to its vocabulary only"
    assert not has_ended(ended, Vocabulary((), frozenset({7}))), "another one has other ends"


def test_a_prompts_ids_go_to_a_model_that_has_these_tokens_only() -> None:
    """Under another model's vocabulary the same numbers are other words."""
    old = Message(
        Role.ASSISTANT,
        "a",
        token_ids=(1,),
        prompt_ids=(5, 6),
        prompt_suffix=1,
        runs=(Run(0, SamplingSettings(), 3, vocabulary_sha256=INFO.vocabulary.sha256),),
    )
    other = replace(INFO, vocabulary=replace(INFO.vocabulary, pieces=(b"x", b"y")))
    assert beside(old, 1, INFO).prompt_ids == (5, 6)
    assert beside(old, 1, None).prompt_ids == (5, 6), "it is not known yet that they are others"
    assert (beside(old, 1, other).prompt_ids, beside(old, 1, other).prompt_suffix) == ((), 0)

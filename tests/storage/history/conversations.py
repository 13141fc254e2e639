"""Conversations to store: made by hand, by number, and by hypothesis."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import strategies as st

from gptdesk.chat.messages import (
    GPT2_VOCABULARY,
    PIECES_VOCABULARY,
    Conversation,
    Message,
    MessageState,
    PromptMode,
    Role,
    Run,
)
from gptdesk.chat.tokens import SamplingSettings, TokenRecord, TokenStats
from tests.conversation_values import heads, kept_views, with_messages

_SENTENCE = (
    "the token and its probability of a network that reads every word in Paris while rain falls"
    " on the quiet harbour where children ask why stars shine so far from home"
)
WORDS = tuple(_SENTENCE.split())


def prose(dice: random.Random, words: int) -> str:
    """Return some words in a row."""
    return " ".join(dice.choices(WORDS, k=words))


def record(dice: random.Random, top_n: int = 20) -> TokenRecord:
    """Return a record as a network writes them: 53 random bits in every float."""
    raw = sorted((dice.random() / (place + 2) for place in range(top_n)), reverse=True)
    kept = dice.randrange(1, top_n + 1)
    return TokenRecord(
        token_id=dice.randrange(50257),
        raw_p=raw[0],
        final_p=dice.random(),
        rank=dice.randrange(1, 50258),
        entropy_bits=dice.random() * 12,
        kept=kept,
        draw=dice.random(),
        top_ids=tuple(dice.sample(range(50257), top_n)),
        top_raw_p=tuple(raw),
        top_final_p=tuple(p * 1.1 if place < kept else 0.0 for place, p in enumerate(raw)),
        top_removed_by=tuple("" if place < kept else "top_p" for place in range(top_n)),
    )


def answer(dice: random.Random, parent: str | None, tokens: int = 40) -> Message:
    """Return a finished answer with everything that is known of it."""
    records = tuple(record(dice) for _ in range(tokens))
    return Message(
        Role.ASSISTANT,
        prose(dice, tokens),
        mode=PromptMode.CONVERSATION,
        token_ids=tuple(one.token_id for one in records),
        notes=((3, "The context was full here."),),
        model_name="storyteller",
        seed=dice.randrange(2**31),
        parent=parent,
        records=records,
        runs=(Run(0, SamplingSettings(temperature=0.7), 5, "storyteller", "ab" * 32, "exact"),),
        prompt_ids=tuple(dice.choices(range(50257), k=30)),
        prompt_suffix=6,
        prompt_stats=(TokenStats(0, 7), TokenStats(1, 9, 0.25, 3, 2.0, 5.5, (9, 4), (0.25, 0.125))),
    )


def chat(dice: random.Random, turns: int, tokens: int = 40) -> Conversation:
    """Return a conversation of prompts and answers, without branches."""
    conversation = Conversation(title=prose(dice, 3))
    for _ in range(turns):
        prompt = Message(Role.USER, prose(dice, 12), parent=conversation.leaf)
        conversation = with_messages(conversation, prompt)
        conversation = with_messages(conversation, answer(dice, prompt.id, tokens))
    return conversation


def growing(message: Message, tokens: int) -> Message:
    """Return an answer as it was after so many tokens."""
    words = message.text.split(" ")
    return replace(
        message,
        text=" ".join(words[:tokens]),
        state=MessageState.STREAMING,
        token_ids=message.token_ids[:tokens],
        records=message.records[:tokens],
        notes=(),
    )


# -- at random

TEXTS = st.text(alphabet=st.characters(), max_size=40)  # surrogates and NULs among them
_FLOATS = st.floats(allow_nan=False)
_IDS = st.integers(0, 2**31 - 1)
_TUPLES = st.integers(0, 3)


@st.composite
def records(draw: st.DrawFn) -> TokenRecord:
    """Draw a record that need not make sense."""
    return TokenRecord(
        token_id=draw(_IDS),
        raw_p=draw(st.none() | _FLOATS),
        final_p=draw(st.none() | _FLOATS),
        rank=draw(st.none() | st.integers(0, 2**40)),
        entropy_bits=draw(st.none() | _FLOATS),
        kept=draw(st.none() | _IDS),
        draw=draw(st.none() | _FLOATS),
        top_ids=tuple(draw(st.lists(_IDS, max_size=3))),
        top_raw_p=tuple(draw(st.lists(_FLOATS, max_size=3))),
        top_final_p=tuple(draw(st.lists(_FLOATS, max_size=3))),
        top_removed_by=tuple(draw(st.lists(TEXTS, max_size=3))),
        is_forced=draw(st.booleans()),
    )


STATS = st.builds(
    TokenStats,
    index=_IDS,
    token_id=_IDS,
    raw_p=st.none() | _FLOATS,
    rank=st.none() | _IDS,
    surprisal_bits=st.none() | _FLOATS,
    entropy_bits=st.none() | _FLOATS,
    top_ids=st.lists(_IDS, max_size=3).map(tuple),
    top_raw_p=st.lists(_FLOATS, max_size=3).map(tuple),
)
SETTINGS = st.builds(
    SamplingSettings,
    temperature=st.floats(0, 1e6),
    top_k=st.integers(0, 60_000),
    top_p=st.floats(0, 1),
    min_p=st.floats(0, 1),
    repetition_penalty=st.floats(0.001, 1000),
)
RUNS = st.builds(
    Run,
    start=_IDS,
    settings=SETTINGS,
    seed=_IDS,
    model_name=TEXTS,
    model_sha256=TEXTS,
    precision=TEXTS,
    vocabulary_sha256=st.sampled_from((GPT2_VOCABULARY, PIECES_VOCABULARY)),
    switched_off=heads(),
)


@st.composite
def messages(draw: st.DrawFn, message_id: str, parent: str | None) -> Message:
    """Draw a message; its tokens can be many or none, with or without records."""
    some = draw(st.lists(records(), max_size=3))
    token_records = tuple(some) * draw(st.sampled_from((1, 1, 60)))
    with_records = draw(st.booleans())
    runs = tuple(draw(st.lists(RUNS, max_size=2)))
    is_told = bool(runs) and runs[0].is_drawn_by_server
    pieces = tuple(draw(st.lists(st.binary(max_size=5), max_size=3))) if is_told else ()
    return Message(
        draw(st.sampled_from(Role)),
        draw(TEXTS),
        mode=draw(st.sampled_from(PromptMode)),
        state=draw(st.sampled_from((MessageState.COMPLETE, MessageState.FAILED))),
        token_ids=tuple(one.token_id for one in token_records),
        notes=tuple(draw(st.lists(st.tuples(_IDS, TEXTS), max_size=2))),
        model_name=draw(TEXTS),
        seed=draw(st.none() | _IDS),
        parent=parent,
        records=token_records if with_records else (),
        runs=runs,
        prompt_ids=tuple(draw(st.lists(_IDS, max_size=4))),
        prompt_suffix=draw(st.integers(0, 100)),
        prompt_stats=tuple(draw(st.lists(STATS, max_size=3))),
        kept_views=draw(kept_views(TEXTS, TEXTS)),
        pieces=pieces,
        created_at=draw(st.floats(0, 1e12)),
        id=message_id,
    )


@st.composite
def trees(draw: st.DrawFn) -> Conversation:
    """Draw a conversation with branches, and any of its messages at the end of what is shown."""
    conversation = Conversation(
        title=draw(TEXTS), is_pinned=draw(st.booleans()), is_markdown=draw(st.booleans())
    )
    ids: list[str | None] = [None]
    for number in range(draw(st.integers(0, 6))):
        parent = draw(st.sampled_from(ids))
        conversation = with_messages(conversation, draw(messages(f"m{number}", parent)))
        ids.append(f"m{number}")
    return replace(conversation, leaf=draw(st.sampled_from(ids[1:] or ids)))

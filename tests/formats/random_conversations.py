"""Conversations that nobody would think of: any tree, any text, any figures."""

from __future__ import annotations

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
from tests.conversation_values import heads, kept_views

# What has broken other programs: halves of surrogate pairs, byte order marks, writing from right
# to left, emoji of several characters, NUL, line separators, and what looks like code or markup.
_ODD = st.sampled_from(
    [
        "\ud800",
        "\udfff",
        "\ud83d\ude00",  # two halves, not one character
        "\ufeff",
        "\x00",
        "مرحبا \u202e!",
        "👩‍👩‍👧‍👦",
        "🇨🇭",
        "\u2028\u2029\x85",
        "\r\n\r",
        "\\ud800",
        '"],"sha256": "',
        "<b>&amp;</b> ``` # * _",
        "<|endoftext|>",
        "cafe\u0301",
    ]
)
_CHARACTERS = st.characters(exclude_categories=())  # surrogates too
TEXTS = st.lists(_ODD | st.text(_CHARACTERS, max_size=6), max_size=4).map("".join)

_NAMES = st.lists(
    st.sampled_from(["", "gpt2", "\x00", "👩‍👩‍👧‍👦", "=1+1", 'a,b"c']) | st.text(max_size=6)
).map("".join)  # without halves of surrogate pairs
_IDS = st.integers(0, 50256)
_FIGURES = st.floats(0, 1) | st.integers(0, 1)
_BITS = st.floats(0, 1e6)
_TIMES = st.floats(0, 4e9)

_SETTINGS = st.builds(
    SamplingSettings,
    temperature=st.floats(0, 100) | st.integers(0, 2),
    top_k=st.integers(0, 2**31 - 1),
    top_p=_FIGURES,
    min_p=_FIGURES,
    repetition_penalty=st.floats(0.01, 100),
)
_RUNS = st.builds(
    Run,
    start=st.integers(0, 9),
    settings=_SETTINGS,
    seed=st.integers(0, 2**31 - 1),
    model_name=_NAMES,
    model_sha256=_NAMES,
    precision=_NAMES,
    vocabulary_sha256=st.sampled_from((GPT2_VOCABULARY, PIECES_VOCABULARY, "ab" * 32)),
    switched_off=heads(),
)


@st.composite
def _records(draw: st.DrawFn) -> TokenRecord:
    count = draw(st.integers(0, 3))

    def as_many(strategy: st.SearchStrategy) -> st.SearchStrategy:
        return st.lists(strategy, min_size=count, max_size=count).map(tuple)

    return TokenRecord(
        token_id=draw(_IDS),
        raw_p=draw(st.none() | _FIGURES),
        final_p=draw(st.none() | _FIGURES),
        rank=draw(st.none() | st.integers(1, 50257)),
        entropy_bits=draw(st.none() | _BITS),
        kept=draw(st.none() | st.integers(0, 50257)),
        draw=draw(st.none() | st.floats(0, 1, exclude_max=True)),
        top_ids=draw(as_many(_IDS)),
        top_raw_p=draw(as_many(_FIGURES)),
        top_final_p=draw(st.just(()) | as_many(_FIGURES)),
        top_removed_by=draw(st.just(()) | as_many(st.sampled_from(["", "top_k", "greedy"]))),
        is_forced=draw(st.booleans()),
    )


@st.composite
def _messages(draw: st.DrawFn) -> Message:
    token_ids = tuple(draw(st.lists(_IDS, max_size=3)))
    prompt_ids = tuple(draw(st.lists(_IDS, max_size=3)))
    records: tuple[TokenRecord, ...] = ()
    if draw(st.booleans()):
        records = tuple(draw(_records()) for _ in token_ids)
    stats: tuple[TokenStats, ...] = ()
    if draw(st.booleans()):
        stats = tuple(
            TokenStats(
                index, token_id, raw_p=draw(st.none() | _FIGURES), top_ids=(1,), top_raw_p=(0.5,)
            )
            for index, token_id in enumerate(prompt_ids)
        )
    return Message(
        draw(st.sampled_from(Role)),
        draw(TEXTS),
        mode=draw(st.sampled_from(PromptMode)),
        state=draw(st.sampled_from(MessageState)),
        token_ids=token_ids,
        notes=tuple(draw(st.lists(st.tuples(st.integers(0, 40), TEXTS), max_size=2))),
        model_name=draw(_NAMES),
        seed=draw(st.none() | st.integers(0, 2**31 - 1)),
        records=records,
        runs=tuple(draw(st.lists(_RUNS, max_size=2))),
        prompt_ids=prompt_ids,
        prompt_suffix=draw(st.integers(0, 99)),
        prompt_stats=stats,
        kept_views=draw(kept_views(TEXTS, _NAMES)),
        pieces=tuple(draw(st.lists(st.binary(max_size=3), max_size=2))),
        created_at=draw(_TIMES),
    )


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """Any conversation: each message's parent is any earlier one, or none."""
    messages: list[Message] = []
    for number, message in enumerate(draw(st.lists(_messages(), max_size=5))):
        parents = [None, *(earlier.id for earlier in messages)]
        parent = draw(st.sampled_from(parents))
        messages.append(replace(message, parent=parent, id=f"message {number}"))
    return Conversation(
        messages=tuple(messages),
        leaf=draw(st.sampled_from([message.id for message in messages])) if messages else None,
        title=draw(TEXTS),
        is_pinned=draw(st.booleans()),
        is_markdown=draw(st.booleans()),
        created_at=draw(_TIMES),
        changed_at=draw(_TIMES),
        id="conversation",
    )

"""The prompt as the network saw it, and where in it the user's own text ends.

The window colours a prompt, explains its tokens and stores it by what `PromptReady` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from threading import Event

from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.run.context import context_start
from gptdesk.engine.run.generate import generate
from gptdesk.engine.run.prompt import TEMPLATES
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import GenerationRequest, GenerationStep, PromptReady
from tests.engine.small_models import SMALL, WatchedModel

WIDE = replace(SMALL, ctx_len=128, emb_dim=8, n_layers=1)
NARROW = replace(WIDE, ctx_len=16)
# Texts with everything that a tokenizer may join to what stands beside it.
TEXT = st.text(st.sampled_from("aB 1.,:'\n\tÄé灯🎉\u00a0s"), max_size=30)
TURNS = st.lists(st.tuples(TEXT, TEXT, st.sampled_from(MessageState)), max_size=3)


@cache
def tokenizer() -> BytePairTokenizer:
    return BytePairTokenizer.load()


@cache
def wide() -> WatchedModel:
    return WatchedModel(WIDE)


@cache
def narrow() -> WatchedModel:
    return WatchedModel(NARROW)


class Watched(Reader):
    """A reader that remembers every context it was given."""

    def __init__(self, network: WatchedModel) -> None:
        super().__init__(network)
        self.contexts: list[tuple[int, ...]] = []

    def feed(
        self, context: Sequence[int], cancelled: Event, chunk: int | None = None
    ) -> Tensor | None:
        self.contexts.append(tuple(context))
        return super().feed(context, cancelled, chunk)


def asked(turns: list[tuple[str, str, MessageState]], text: str) -> tuple[Message, ...]:
    told = [
        message
        for question, answer, state in turns
        for message in (
            Message(Role.USER, question),
            Message(Role.ASSISTANT, answer, state=state),
        )
    ]
    return (*told, Message(Role.USER, text))


@settings(deadline=None, max_examples=60)
@given(
    turns=TURNS,
    text=TEXT,
    mode=st.sampled_from(PromptMode),
    template=st.sampled_from(sorted(TEMPLATES)),
)
def test_the_users_own_text_ends_where_the_suffix_begins(
    turns: list[tuple[str, str, MessageState]], text: str, mode: PromptMode, template: str
) -> None:
    """To the byte, and between two tokens, so that each token is the user's or the template's."""
    wanted = GenerationRequest(asked(turns, text), mode, max_new_tokens=1)
    events = generate(Reader(wide()), tokenizer(), wanted, Event(), template=TEMPLATES[template])
    ready = next(events)
    events.close()
    assert isinstance(ready, PromptReady)
    pieces = [tokenizer().vocabulary.pieces[i] for i in ready.ids]
    seen = b"".join(pieces)
    own = text if mode is PromptMode.CONTINUE else text.strip()
    if not own:
        if mode is PromptMode.CONTINUE and not text:
            assert (ready.ids, ready.suffix) == ((END_OF_TEXT_ID,), 0)
        return
    whole = seen[: len(seen) - ready.suffix]
    if ready.dropped_tokens == 0:
        assert whole.endswith(own.encode())
    else:
        assert whole.endswith(own.encode()) or own.encode().endswith(whole)
    written = 0
    while written < ready.suffix:
        written += len(pieces.pop())
    assert written == ready.suffix
    if mode is PromptMode.CONTINUE:
        assert ready.suffix == 0


@settings(deadline=None, max_examples=40)
@given(
    turns=TURNS,
    text=TEXT,
    mode=st.sampled_from(PromptMode),
    kept=st.lists(st.integers(0, 50256), max_size=30).map(tuple),
    forced=st.lists(st.integers(0, 50255), max_size=2).map(tuple),
    keep=st.sampled_from([None, 0, 3, 99]),
)
def test_with_the_answer_they_are_the_context_of_every_token(
    turns: list[tuple[str, str, MessageState]],
    text: str,
    mode: PromptMode,
    kept: tuple[int, ...],
    forced: tuple[int, ...],
    keep: int | None,
) -> None:
    """`prompt_ids + token_ids[:index]`, from `context_start` on, is what the network was given.

    Whatever of the answer is there already, chosen or forced, and over the context shift: this is
    how the window asks for a token's table, and for a what-if, long after the answer.
    """
    wanted = GenerationRequest(
        asked(turns, text),
        mode,
        answer_ids=kept,
        forced_ids=forced,
        settings=SamplingSettings(1, 20),
        max_new_tokens=12,
        keep_tokens=keep,
    )
    reader = Watched(narrow())
    ready, *events = generate(reader, tokenizer(), wanted, Event(), template=TEMPLATES["user_bot"])
    assert isinstance(ready, PromptReady)
    assert 1 <= len(ready.ids) < NARROW.ctx_len
    new = [event.record.token_id for event in events if isinstance(event, GenerationStep)]
    ids = (*ready.ids, *kept, *new)
    start = len(ready.ids) + len(kept)
    keep = NARROW.ctx_len // 2 if keep is None else min(keep, NARROW.ctx_len - 1)
    assert len(reader.contexts) == len(new)
    for number, context in enumerate(reader.contexts):
        index = start + number
        assert context == ids[context_start(index, NARROW.ctx_len, keep) : index]
    fresh = replace(wanted, answer_ids=(), forced_ids=(), max_new_tokens=1)
    first = next(generate(reader, tokenizer(), fresh, Event(), template=TEMPLATES["user_bot"]))
    assert isinstance(first, PromptReady)
    assert (first.ids, first.suffix) == (ready.ids, ready.suffix), "the answer plays no part"

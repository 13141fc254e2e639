"""Generation: from a prompt to a stream of tokens, each with how it was chosen.

One loop: feed the network what it has not seen yet (the whole prompt first, then one token at a
time), choose a token from the logits, show the text that it completes. Must not know devices,
files or threads other than the `Event` that stops it; nor whether there are logits: `Source` says
what stands for the network.

Context full: GPT-2 has learned positions, so a full cache cannot slide. When one more token has
to be fed to a context of `ctx_len` tokens, the last `keep_tokens` of them and the new one start a
context of their own. With `keep_tokens = ctx_len - 1` that is `generate_text_simple`'s crop.

Nothing is read twice: what the network has in mind already (`reader.py`) is not fed again. Where a
text repeats itself, tokens are read before they are chosen (`guessing.py`); nothing here knows.

Going on: an answer that exists (`answer_ids`) is replayed by the same rule and with the dice
rolled as often, so that one token at a time ends where one long run ends.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Generic, TypeVar

import torch

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.sampling import Choose, Dice, choose, force
from gptdesk.engine.run.context import tokens_kept
from gptdesk.engine.run.guessing import Gain, GuessingReader
from gptdesk.engine.run.prompt import asked_text, build_prompt
from gptdesk.engine.run.reader import Reader
from gptdesk.engine.tokenizers.answer_text import AnswerText
from gptdesk.engine.tokenizers.protocol import Tokenizer
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStats,
    GenerationStep,
    PromptReady,
)
from gptdesk.errors import RequestError
from gptdesk.model.kv_cache import PassCancelledError

if TYPE_CHECKING:
    from gptdesk.engine.run.prompt import Layout


Next = TypeVar("Next")  # what a token is chosen from


@dataclass(frozen=True, slots=True)
class Source(Generic[Next]):
    """What stands for the network: it reads, and tokens are chosen from what it says.

    Attributes:
        feed: reads a context; returns what a token is chosen from, None when cancelled.
        choose: takes that, the settings, the context and the dice.
        force: the same, and the token that the user put there.
        ctx_len: the longest context.
        vocab_size: ids go from 0 to one less.
    """

    feed: Callable[[list[int], Event], Next | None]
    choose: Callable[[Next, SamplingSettings, Sequence[int], Dice], TokenRecord]
    force: Callable[[Next, SamplingSettings, Sequence[int], Dice, int], TokenRecord]
    ctx_len: int
    vocab_size: int


def generate(
    reader: Reader,
    tokenizer: Tokenizer,
    request: GenerationRequest,
    cancelled: Event,
    *,
    template: Layout,
    prefill_chunk: int | None = None,
    choose: Choose = choose,
    gain: Gain | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[GenerationEvent]:
    """Do what `generate_from` does with a network in memory.

    Args:
        reader: the network, with what it has read before.
        tokenizer, request, cancelled, template, clock: as there.
        prefill_chunk: tokens fed at once, as `Reader.feed` has it.
        choose: `sampling.choose`, or what does the same in another place.
        gain: says where tokens are guessed and checked at once; None is nowhere.

    Raises:
        RequestError: `answer_ids` holds an id that the vocabulary has not.
        NonFiniteLogitsError: the network produced NaN or infinity.
    """
    config = reader.network.cfg
    reads = reader if gain is None else GuessingReader(reader, gain, request.max_new_tokens)
    feed = partial(reads.feed, chunk=prefill_chunk)  # its frame holds nothing, see `forget_frames`
    source = Source(feed, choose, force, config.ctx_len, config.vocab_size)
    return generate_from(source, tokenizer, request, cancelled, template=template, clock=clock)


@torch.inference_mode()  # the decorator: `with` around a `yield` would leak into the consumer
def generate_from(
    source: Source[Next],
    tokenizer: Tokenizer,
    request: GenerationRequest,
    cancelled: Event,
    *,
    template: Layout,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[GenerationEvent]:
    """Yield `PromptReady`, then steps and shifts, then exactly one `GenerationEnd`.

    Args:
        source: what reads, and what tokens are chosen from.
        tokenizer: the network's; its vocabulary says which tokens end an answer.
        request: what to answer, and how.
        cancelled: once set, the run ends before the network is fed again.
        template: how a conversation is laid out.
        clock: seconds, for the statistics.

    Raises:
        RequestError: `answer_ids` holds an id that the vocabulary has not.
        GPTDeskError: what `source` raises.
    """
    stopwatch = Stopwatch(clock)
    ctx_len = source.ctx_len
    keep = tokens_kept(request.keep_tokens, ctx_len)

    # The prompt is fitted without the answer, as it was when the answer began.
    prompt = build_prompt(replace(request, answer_ids=()), tokenizer, template, ctx_len)
    context = list(prompt.ids)
    dropped = prompt.dropped_tokens
    for token_id in request.answer_ids:
        if len(context) > ctx_len:
            dropped += _forget_oldest(context, keep)
        context.append(token_id)
    check_ids((*context, *request.forced_ids), source.vocab_size)
    forced = deque(request.forced_ids)
    dice = Dice(request.seed, skip=len(request.answer_ids))
    answer = AnswerText(tokenizer, prompt.stop, request.answer_ids)
    prompt_tokens = min(len(context), ctx_len)
    lost = 0 if request.answer_ids else tokenizer.count_lost(asked_text(request.messages))
    yield PromptReady(prompt_tokens, dropped, tuple(prompt.ids), prompt.suffix, lost)

    reason = FinishReason.MAX_TOKENS
    for _ in range(request.max_new_tokens):
        if len(context) > ctx_len:  # full: start over with what is kept
            yield ContextShifted(_forget_oldest(context, keep), kept_tokens=keep)

        following = source.feed(context, cancelled)
        if following is None:
            reason = FinishReason.CANCELLED
            break
        try:
            if forced:
                record = source.force(following, request.settings, context, dice, forced[0])
                forced.popleft()
            else:
                record = source.choose(following, request.settings, context, dice)
        except PassCancelledError:  # it had to be told more
            reason = FinishReason.CANCELLED
            break
        context.append(record.token_id)

        stopwatch.count_token()
        text = answer.feed(record.token_id)
        yield GenerationStep(record, text, context_tokens=min(len(context), ctx_len))
        if record.token_id in tokenizer.vocabulary.end_ids:
            reason = FinishReason.END_OF_TEXT
            break
        if answer.is_stopped:
            reason = FinishReason.STOP_STRING
            break

    put = len(request.forced_ids) - len(forced)
    yield GenerationEnd(
        reason, answer.flush(), stopwatch.stats(prompt_tokens, put), answer.retracted_chars
    )


def _forget_oldest(context: list[int], keep: int) -> int:
    """Shorten a full context to its last `keep` tokens and the new one; return how many went."""
    dropped = len(context) - (keep + 1)
    del context[:dropped]
    return dropped


def check_ids(token_ids: Sequence[int], vocab_size: int) -> None:
    """Refuse ids that the model has no row for.

    On a graphics card they would be an assertion in the middle of a kernel, after which nothing
    works until the program is started again.

    Raises:
        RequestError: naming the first such id.
    """
    for token_id in token_ids:
        if not 0 <= token_id < vocab_size:
            raise RequestError(
                "Token id {token_id} is not in this model's vocabulary of {vocab_size:,} tokens. "
                "Start a new answer.",
                token_id=token_id,
                vocab_size=vocab_size,
            )


class Stopwatch:
    """When the run began, and when its first and its latest token came."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._begin_s = self._first_s = self._latest_s = clock()
        self._tokens = 0

    def count_token(self) -> None:
        """Note that a token came now."""
        self._tokens += 1
        self._latest_s = self._clock()
        if self._tokens == 1:
            self._first_s = self._latest_s

    def stats(self, prompt_tokens: int, forced_tokens: int) -> GenerationStats:
        """Return the figures of the run."""
        decode_s = self._latest_s - self._first_s
        return GenerationStats(
            prompt_tokens=prompt_tokens,
            new_tokens=self._tokens - forced_tokens,
            time_to_first_token_s=self._first_s - self._begin_s if self._tokens else None,
            decode_tokens_per_s=(self._tokens - 1) / decode_s if decode_s > 0 else None,
        )

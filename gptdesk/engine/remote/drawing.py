"""Answers that a server draws: text comes from it as it is made, each token with what it tells.

For servers that know no token ids. Owns how lines of a stream become tokens of an answer, and what
stays unknown of them; the forms of the lines are in `forms.py`. Stop strings are watched for here.
"""

from __future__ import annotations

import codecs
import math
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from gptdesk.chat.messages import PromptMode
from gptdesk.chat.tokens import NEUTRAL, SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.inspection.measure import perplexity_of
from gptdesk.engine.remote.address import ServerAbilities
from gptdesk.engine.remote.connection import (
    Connection,
    RefusedError,
    no_answer,
    no_server,
    refused,
    refused_in_words,
)
from gptdesk.engine.remote.forms import Asked, Chunk, Entry, Form, entries_of
from gptdesk.engine.remote.untold import UntoldTokenizer
from gptdesk.engine.run.generate import Stopwatch
from gptdesk.engine.run.prompt import asked_text, turns_of
from gptdesk.engine.tokenizers.byte_pairs import StopStringFilter
from gptdesk.engine.tokenizers.chat_format import Turn
from gptdesk.engine.tokenizers.vocabulary import answer_pieces
from gptdesk.engine.types import (
    MAX_SEED,
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    PromptReady,
    TextStats,
)
from gptdesk.errors import RequestError, ServerError
from gptdesk.model.kv_cache import PassCancelledError
from gptdesk.sentences import Sentence, one_line

_THOUGHT, _THOUGHT_ENDS = (
    "<think>",
    "</think>\n\n",
)  # around a server's reasoning, as models write it
_LONGEST_WORDS = 300  # of a server's own, in a sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of an answer: its bytes, and its entry where a server told one for just these."""

    data: bytes
    entry: Entry | None


class Drawing:
    """A model of a server that draws; for one thread.

    Attributes:
        connection: to the server.
        form: how it is asked.
        model: its name for the model.
        abilities: what was found out about it.
        tokenizer: names the tokens of the latest answer, or text.
        alternatives: how many are told with a token that follows a text, and a conversation.
        context_length: tokens that the server has room for; 0 is not known.
    """

    def __init__(
        self, connection: Connection, form: Form, model: str, abilities: ServerAbilities
    ) -> None:
        self.connection = connection
        self.form = form
        self.model = model
        self.abilities = abilities
        self.tokenizer = UntoldTokenizer(answer_pieces((), model))
        self.alternatives = {str: 0, tuple: 0}
        self.context_length = 0

    def chunks(self, asked: Asked, cancelled: Event | None = None) -> Generator[Chunk]:
        """Ask, and yield the parts of the answer; the last one says why it ends.

        Raises:
            RefusedError: the server says no.
            ServerError: it is lost, or its lines are none of this form.
            RequestError: it broke the answer off, in its own words.
            PassCancelledError: `cancelled` was set.
        """
        path, values = self.form.question(asked)
        has_ended = False
        with closing(self.connection.lines(path, values, cancelled)) as lines:
            for line in lines:
                try:
                    chunk = self.form.chunk(line)
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
                    raise self._unknown() from exc
                if chunk is None:
                    continue
                if chunk.error:
                    raise self._refused(chunk.error)
                has_ended = has_ended or bool(chunk.ends)
                yield chunk
        if not has_ended:
            raise no_answer(self.connection.address, Sentence("its answer broke off"))

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        """Yield `PromptReady`, then steps, then exactly one `GenerationEnd`.

        Raises:
            GPTDeskError: while iterating; everything yielded before stays valid.
        """
        stopwatch = Stopwatch(time.perf_counter)
        writer = Writer(request)
        prompt = self._prompt(request, writer.text_so_far())
        yield PromptReady(0, 0)
        for token_id in request.forced_ids:
            stopwatch.count_token()
            yield writer.forced(token_id)
        most = request.max_new_tokens - len(request.forced_ids)
        reason, prompt_tokens = FinishReason.MAX_TOKENS, 0
        if writer.has_ended:
            reason = FinishReason.END_OF_TEXT
        elif most > 0 and not writer.is_stopped:
            asked = self._asked(prompt, request, writer)
            try:
                with closing(self.chunks(asked, cancelled)) as chunks:
                    for chunk in chunks:
                        prompt_tokens = chunk.prompt_tokens or prompt_tokens
                        for piece in writer.pieces_of(chunk):
                            if most <= 0:
                                break
                            most -= 1
                            stopwatch.count_token()
                            yield writer.step(piece)
                            if writer.is_stopped:
                                break
                        if chunk.is_ended_by_model:
                            reason = FinishReason.END_OF_TEXT
                        if writer.is_stopped:
                            reason = FinishReason.STOP_STRING
                            break
            except PassCancelledError:
                reason = FinishReason.CANCELLED
            except RefusedError as exc:
                raise refused(self.connection.address, exc) from exc
        self.tokenizer = UntoldTokenizer(answer_pieces(tuple(writer.pieces), self.model))
        stats = stopwatch.stats(prompt_tokens, len(request.forced_ids))
        yield GenerationEnd(reason, writer.flush(), stats)

    def inspect(self, text: str, top_n: int) -> TextStats:
        """Return what the served model thinks of `text`, where the server tells that.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        entries: tuple[Entry, ...] = ()
        if self.abilities.tells_prompt:
            try:
                entries = self.echoed(text, min(top_n, self.abilities.most_alternatives or top_n))
            except RefusedError as exc:
                raise refused(self.connection.address, exc) from exc
        if text and not entries:
            raise RequestError(
                "{host} does not tell the probabilities of a given text's tokens.",
                host=self.connection.address.host,
            )
        pieces = _Numbered(())
        tokens: list[TokenStats] = []
        for index, entry in enumerate(entries):
            record = pieces.record(Piece(entry.piece, entry if index else None))
            p = record.raw_p
            surprisal = None if p is None else -math.log2(p) if p else math.inf
            known = record.rank, surprisal, None, record.top_ids, record.top_raw_p
            tokens.append(TokenStats(index, record.token_id, p, *known))
        self.tokenizer = UntoldTokenizer(answer_pieces(tuple(pieces.texts), self.model))
        return TextStats(tuple(tokens), perplexity_of(tokens))

    def echoed(self, text: str, alternatives: int) -> tuple[Entry, ...]:
        """Return the tokens of a text, each with what could have come; none where none are told.

        Raises:
            RefusedError, ServerError: as `Connection.ask`.
        """
        values: dict[str, Any] = {
            "model": self.model,
            "prompt": text,
            "max_tokens": 1,
            "temperature": 1,
            "echo": True,
            "logprobs": alternatives,
        }
        try:
            choice = self.connection.ask("/v1/completions", values)["choices"][0]
            entries = entries_of(choice.get("logprobs"))
        except (ValueError, LookupError, TypeError, AttributeError) as exc:
            raise self._unknown() from exc
        read = b"".join(entry.piece for entry in entries[:-1])  # the last one is new
        return entries[:-1] if read and read == text.encode(errors="replace") else ()

    def _prompt(self, request: GenerationRequest, so_far: str) -> str | tuple[Turn, ...]:
        """Return what the server is to go on from.

        Raises:
            RequestError: this server cannot do that, and why.
        """
        can, host = self.abilities, self.connection.address.host
        if request.heads:
            raise RequestError("The attention heads of a model on a server cannot be changed.")
        changed = [
            name
            for name in set_apart(request.settings)
            if name not in can.takes and request.settings.temperature
        ]
        if changed:
            raise RequestError(
                "{host} does not take {names}. Set it to its neutral value, or use another server.",
                host=host,
                names=", ".join(changed),
            )
        if request.mode is PromptMode.CONTINUE:
            if not can.continues_texts:
                raise RequestError(
                    "{host} answers conversations only: it goes on with no text. Use Conversation.",
                    host=host,
                )
            text = asked_text(request.messages) + so_far
            if not text:
                raise RequestError("There is nothing to go on from. Write at least one word.")
            return text
        if not can.converses:
            raise RequestError(
                "{host} lays out no conversations. Use Continue, which needs no layout.", host=host
            )
        turns = turns_of(request.messages)
        if not turns:
            raise RequestError("There is nothing to go on from. Write at least one word.")
        if so_far and not can.goes_on:
            raise RequestError(
                "{host} begins every answer of a conversation anew: it cannot go on in the middle "
                "of one. Regenerate the answer.",
                host=host,
            )
        return tuple(turns)

    def _asked(
        self, prompt: str | tuple[Turn, ...], request: GenerationRequest, writer: Writer
    ) -> Asked:
        """Return the question, with the forced tokens behind what was there.

        The dice of a later run are others: the same seed would draw the same numbers again.
        """
        so_far = writer.text_so_far()
        goes_on = not isinstance(prompt, str) and bool(so_far)
        if isinstance(prompt, str):
            prompt = asked_text(request.messages) + so_far
        elif goes_on:
            prompt = (*prompt, Turn("assistant", so_far))
        is_told = self.abilities.is_raw or not set_apart(request.settings)
        return Asked(
            model=self.model,
            prompt=prompt,
            settings=request.settings,
            seed=(request.seed + len(request.answer_ids)) % (MAX_SEED + 1),
            most_tokens=request.max_new_tokens - len(request.forced_ids),
            alternatives=self.alternatives[type(prompt)] if is_told else 0,
            goes_on=goes_on,
        )

    def _refused(self, words: str) -> RequestError:
        told = one_line(words)[:_LONGEST_WORDS].rstrip(".")
        return refused_in_words(self.connection.address, told)

    def _unknown(self) -> ServerError:
        return no_server(self.connection.address)


def _without_text(entry: Entry) -> Entry:
    """Return the entry of the token that ended an answer, whatever name it is told by."""
    top = tuple((b"" if piece == entry.piece else piece, log_p) for piece, log_p in entry.top)
    return Entry(b"", entry.log_p, top)


def set_apart(settings: SamplingSettings) -> list[str]:
    """Return the names of the settings that are not neutral."""
    names = ("temperature", "top_k", "top_p", "min_p", "repetition_penalty")
    return [name for name in names if getattr(settings, name) != getattr(NEUTRAL, name)]


class _Numbered:
    """The pieces of an answer, each with its number, and records made of them.

    Attributes:
        texts: the pieces, by number.
    """

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.texts = list(texts)
        self._ids = {piece: number for number, piece in enumerate(texts)}

    def id_of(self, piece: bytes) -> int:
        """Return the number of a piece, a new one where it was not met."""
        number = self._ids.setdefault(piece, len(self.texts))
        if number == len(self.texts):
            self.texts.append(piece)
        return number

    def record(self, piece: Piece) -> TokenRecord:
        """Return what is known of a token: its rank is where it stands in the list, if it does."""
        entry = piece.entry or Entry(piece.data, None, ())
        listed = [other for other, _ in entry.top]
        return TokenRecord(
            token_id=self.id_of(piece.data),
            raw_p=None if entry.log_p is None else math.exp(entry.log_p),
            final_p=None,
            rank=listed.index(piece.data) + 1 if piece.data in listed else None,
            entropy_bits=None,
            kept=None,
            draw=None,
            top_ids=tuple(map(self.id_of, listed)),
            top_raw_p=tuple(math.exp(log_p) for _, log_p in entry.top),
            top_final_p=(),
        )


class Writer:
    """An answer while it comes: from chunks to tokens, from tokens to steps."""

    def __init__(self, request: GenerationRequest) -> None:
        """Go on with the answer of a request.

        Raises:
            RequestError: an id has no piece.
        """
        self._numbered = _Numbered(request.pieces)
        size = len(request.pieces)
        if not all(0 <= one < size for one in (*request.answer_ids, *request.forced_ids)):
            raise RequestError("The texts of this answer's tokens are not known. Regenerate it.")
        self._data = b"".join(request.pieces[one] for one in request.answer_ids)
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._utf8.decode(self._data)
        self._stop = StopStringFilter(request.stop)
        self._entries: list[Entry] = []  # of text that has not come
        self._text = b""  # of which the entries have not come
        self._is_thinking = self._has_ended = False

    @property
    def pieces(self) -> list[bytes]:
        """All pieces, by number."""
        return self._numbered.texts

    @property
    def is_stopped(self) -> bool:
        """Whether a stop string is complete."""
        return self._stop.hit

    @property
    def has_ended(self) -> bool:
        """Whether the user put the end of the answer there."""
        return self._has_ended

    def text_so_far(self) -> str:
        """Return the text of the answer, from which a server goes on.

        Raises:
            RequestError: it ends inside a character, which no text can.
        """
        try:
            return self._data.decode()
        except UnicodeDecodeError:
            raise RequestError(
                "The answer ends inside a character, and this server goes on from texts only: put "
                "another token there, or regenerate it."
            ) from None

    def forced(self, token_id: int) -> GenerationStep:
        """Put a token next that the user chose."""
        piece = self.pieces[token_id]
        self._has_ended = not piece
        record = self._numbered.record(Piece(piece, None))
        return self._stepped(replace(record, is_forced=True), len(self.pieces))

    def step(self, piece: Piece) -> GenerationStep:
        """Put the next token of the server."""
        known = len(self.pieces)
        return self._stepped(self._numbered.record(piece), known)

    def flush(self) -> str:
        """Return what was held back and turned out to be no stop string."""
        return "" if self.is_stopped else self._stop.flush()

    def _stepped(self, record: TokenRecord, known: int) -> GenerationStep:
        piece = self.pieces[record.token_id]
        self._data += piece
        text = self._stop.feed(self._utf8.decode(piece, final=not piece))
        return GenerationStep(record, text, 0, tuple(self.pieces[known:]))

    def pieces_of(self, chunk: Chunk) -> Iterator[Piece]:
        """Yield the tokens that are complete with a chunk.

        A text and its entries need not come together: a character that is not whole is held back,
        and its entries are told at once, or never. What does not match has no figures.
        """
        text = self._with_thought(chunk)
        self._text += text.encode(errors="replace")
        self._entries += chunk.entries
        while self._entries and self._text.startswith(self._entries[0].piece):
            if not self._entries[0].piece:
                break  # the end, which comes last, or one whose text was held back
            entry = self._entries.pop(0)
            self._text = self._text[len(entry.piece) :]
            yield Piece(entry.piece, entry)
        if self._text and not self._is_beginning():
            yield Piece(self._text, None)
            self._text = b""
            self._entries.clear()
        if chunk.ends and self._text:
            yield Piece(self._text, None)
        if chunk.is_ended_by_model:
            is_told = not self._text and len(self._entries) == 1
            yield Piece(b"", _without_text(self._entries[0]) if is_told else None)

    def _is_beginning(self) -> bool:
        """Tell whether the text that is left is the beginning of the next token."""
        return bool(self._entries) and self._entries[0].piece.startswith(self._text)

    def _with_thought(self, chunk: Chunk) -> str:
        """Return what a chunk adds, a server's reasoning between the marks that models use."""
        parts: list[str] = []
        if chunk.thought:
            parts += ("" if self._is_thinking else _THOUGHT, chunk.thought)
            self._is_thinking = True
        if chunk.text and self._is_thinking:
            parts.append(_THOUGHT_ENDS)
            self._is_thinking = False
        return "".join((*parts, chunk.text))

"""A model's own chat template: from turns to the text that the model was trained to read.

Owns running a template that came in a file: what it may call, for how long, how much it may make;
and telling what somebody typed from what the template wrote. Must not know token ids. Source of the
names and switches: transformers, utils/chat_template_utils.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from jinja2.exceptions import SecurityError

from gptdesk.engine.run.template_sandbox import (
    SPARE,
    RefusedError,
    Sandbox,
    TooLargeError,
    TooLongError,
    stopped_after,
)
from gptdesk.engine.tokenizers.chat_format import Turn
from gptdesk.errors import ChatTemplateError
from gptdesk.sentences import Sentence

LONGEST_TEMPLATE = 128_000  # characters; the longest in use have some 15,000
_LONGEST_S = 0.5  # of processor time, for one conversation; 400 turns take 0.02
_LONGEST_REASON = 300  # characters of a template's own sentence

# Around a control token's name in what somebody typed; both are for private use, and are taken out
# of typed text first.
_OPEN, _CLOSE = "\U000f0000", "\U000f0001"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text that a template wrote.

    Attributes:
        text: never empty.
        is_typed: the name of a control token that somebody typed: it is ordinary text.
    """

    text: str
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A conversation in a template.

    Attributes:
        pieces: the text, in order. In those that were not typed, names of control tokens are those
            tokens; a piece is encoded by itself, so that no name is put together of two.
        suffix: bytes at the end that stand after the last turn's own text.
    """

    pieces: tuple[Piece, ...]
    suffix: int

    @property
    def text(self) -> str:
        """All pieces as one."""
        return "".join(piece.text for piece in self.pieces)


class ChatTemplate:
    """A compiled template; for one thread at a time.

    Attributes:
        names: finds the name of a control token, as its one group; None without control tokens.
    """

    def __init__(
        self,
        source: str,
        *,
        controls: Collection[str] = (),
        start: str = "",
        end: str = "",
        is_chosen: bool = False,
    ) -> None:
        """Compile a template, in some 10 to 40 ms.

        Args:
            source: in Jinja, as it stands in the model's files.
            controls: names of the control tokens, such as `<|im_end|>`.
            start, end: the names of the tokens that begin and end a text; empty without one.
            is_chosen: the user chose it; it is not of the model's files.

        Raises:
            ChatTemplateError: it is too long, or is no template.
        """
        self._start, self._end = start, end
        self._is_chosen = is_chosen
        named = sorted(filter(None, controls), key=len, reverse=True)
        self.names = re.compile(f"({'|'.join(map(re.escape, named))})") if named else None
        self._sandbox = Sandbox()
        if len(source) > LONGEST_TEMPLATE:
            raise self._error(
                Sentence(
                    "it has {length:,} characters, and at most {most:,} are read",
                    length=len(source),
                    most=LONGEST_TEMPLATE,
                )
            )
        with self._kept_in_bounds(0):
            self._template = self._sandbox.from_string(source)

    def lay_out(
        self, turns: Sequence[Turn], today: date, *, is_answer_next: bool = True
    ) -> LaidOut:
        """Write a conversation in the template.

        Args:
            turns: from the oldest on.
            today: for templates that tell the model the date; the same date gives the same text.
            is_answer_next: whether the beginning of the assistant's turn is written too.

        Raises:
            ChatTemplateError: the template refuses these turns, asks for what it may not have,
                takes too long, or writes nothing or too much.
        """
        messages = [{"role": turn.role, "content": self._marked(turn.content)} for turn in turns]
        with self._kept_in_bounds(sum(len(turn.content) for turn in turns)):
            text = self._written(messages, today, is_answer_next)
        if not _MARKS.sub("", text).strip():
            raise self._error(Sentence("it writes nothing for this conversation"))
        return LaidOut(tuple(self._pieces(text)), self._suffix(text, messages))

    def _written(self, messages: list[dict[str, str]], today: date, is_answer_next: bool) -> str:
        def strftime_now(form: str) -> str:
            if len(form) > 64 or re.search(r"%[^a-zA-Z%]*\d", form):
                raise SecurityError("a date of that form")
            return today.strftime(form)

        pieces = self._template.generate(
            messages=messages,
            add_generation_prompt=is_answer_next,
            bos_token=self._start,
            eos_token=self._end,
            tools=None,
            documents=None,
            strftime_now=strftime_now,
        )
        return self._sandbox.concat(list(pieces))

    # -- what was typed

    def _marked(self, text: str) -> str:
        """Return typed text with the names of control tokens in it between two marks."""
        clean = _MARKS.sub("", text)
        if self.names is None:
            return clean
        return self.names.sub(lambda found: _OPEN + found[0] + _CLOSE, clean)

    def _pieces(self, text: str) -> Iterator[Piece]:
        """Part a text at its marks; a lone mark, whose token the template took away, parts too."""
        parts = re.split(f"({_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}|[{_OPEN}{_CLOSE}])", text)
        for part in parts:
            name = part[1:-1] if part.startswith(_OPEN) and part.endswith(_CLOSE) else ""
            if name and self.names is not None and self.names.fullmatch(name):
                yield Piece(name, is_typed=True)
            elif clean := _MARKS.sub("", part):
                yield Piece(clean)

    @staticmethod
    def _suffix(text: str, messages: Sequence[Mapping[str, str]]) -> int:
        """Return how many bytes stand after the last turn's text; 0 where it is not found."""
        last = messages[-1]["content"].strip() if messages else ""
        at = text.rfind(last) if last else -1
        return len(_MARKS.sub("", text[at + len(last) :]).encode()) if at >= 0 else 0

    # -- bounds

    @contextmanager
    def _kept_in_bounds(self, n_typed: int) -> Generator[None]:
        """Stop what takes too long or grows too large, and say what went wrong in one sentence."""
        self._sandbox.most = SPARE + 8 * n_typed
        try:
            with stopped_after(_LONGEST_S):
                yield
        except RefusedError as exc:
            reason = _one_line(str(exc))
            raise self._error(
                Sentence("it refuses this conversation: {reason}", reason=reason)
            ) from exc
        except TooLongError as exc:
            raise self._error(
                Sentence("it takes longer than {seconds} s", seconds=_LONGEST_S)
            ) from exc
        except TooLargeError as exc:
            raise self._error(Sentence("it makes more text than can be read")) from exc
        except SecurityError as exc:
            reason = exc.message if isinstance(exc.message, Sentence) else _one_line(str(exc))
            raise self._error(
                Sentence("it asks for something that no template may have: {reason}", reason=reason)
            ) from exc
        # What a foreign template makes of foreign values can fail in any way that Python knows.
        except Exception as exc:
            reason = _one_line(str(exc) or type(exc).__name__)
            raise self._error(Sentence("it has a mistake: {reason}", reason=reason)) from exc

    def _error(self, why: Sentence) -> ChatTemplateError:
        """Say whose template cannot be used, why, and what is left."""
        if self._is_chosen:
            return ChatTemplateError("The template that you chose cannot be used: {why}.", why=why)
        return ChatTemplateError(
            "This model's chat template cannot be used: {why}. Use Continue, which needs none.",
            why=why,
        )


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:2_000]).split())
    if len(line) > _LONGEST_REASON:
        return line[: _LONGEST_REASON - 1] + "…"
    return line.removesuffix(".")  # a clause of the sentence that tells it

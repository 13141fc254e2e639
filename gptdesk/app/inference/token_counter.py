"""Questions to the tokenizer, and the object that answers them in a thread of its own.

Owns a tokenizer and nothing else, so that a count never waits for an answer that is being
generated.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.questions import Priority, Question, QuestionQueue
from gptdesk.app.inference.worker import QuestionRunner
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.run.prompt import Prompt, build_prompt, layout_of
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn
from gptdesk.engine.tokenizers.protocol import Closes, LaysOut, Tokenizer
from gptdesk.engine.tokenizers.vocabulary import AnswerPieces, Vocabulary, gpt2_vocabulary
from gptdesk.engine.types import GenerationRequest, Progress
from gptdesk.errors import RequestError, TokenizerError

if TYPE_CHECKING:
    from gptdesk.engine.run.prompt import Layout

logger = logging.getLogger(__name__)

_COUNT_S = 5.0  # that a server may take to split a text


@dataclass(frozen=True, slots=True)
class PromptDraft:
    """What would be sent now.

    Attributes:
        messages: as a request has them; of a long conversation only the end.
        mode: how they become a prompt.
        answer_ids: tokens of the answer that would go on.
        template: of the model that is open.
        chat: that model's own way to lay out a conversation.
        ctx_len: of that model; 0 while there is none.
        is_cut: there are older messages, which cannot fit.
    """

    messages: tuple[Message, ...]
    mode: PromptMode = PromptMode.CONTINUE
    answer_ids: tuple[int, ...] = ()
    template: str = ""
    chat: ChatFormat | None = None
    ctx_len: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class PromptCount:
    """How long a prompt is.

    Attributes:
        tokens: of the text in *Continue*; in *Conversation* of all that the model will see, or of
            the message where it is too long by itself. None where it is not known.
        is_cut: older messages were left out, because they do not fit.
        lost_characters: of the last message, for which the model has no tokens.
        problem: why they could not be counted, a sentence; empty where a server never tells.
    """

    tokens: int | None
    is_cut: bool = False
    lost_characters: int = 0
    problem: str = ""


def load_tokenizer(vocabulary: Vocabulary | None) -> Tokenizer:
    """Load the tokenizer of a vocabulary, without one the bundled one; in the counter's thread."""
    from gptdesk.engine.tokenizers.built import tokenizer_of  # imports tiktoken

    return tokenizer_of(gpt2_vocabulary() if vocabulary is None else vocabulary)


@dataclass(frozen=True, slots=True)
class CountTokens(Question["TokenSource", PromptCount]):
    """How long a prompt is; only the newest is counted."""

    draft: PromptDraft

    priority: ClassVar[Priority] = Priority.BETWEEN_TOKENS
    is_only_newest_wanted: ClassVar[bool] = True
    is_for_tokenizer: ClassVar[bool] = True

    def run(self, source: TokenSource, cancelled: Event, progress: Progress) -> PromptCount | None:
        """Count, and remember the turns."""
        if isinstance(source.tokenizer.vocabulary, AnswerPieces):
            return PromptCount(None)
        try:
            count = self._count(source)
        finally:
            source.turns.forget_unused()
        lost = sum(source.tokenizer.count_lost(one.text) for one in self.draft.messages[-1:])
        return replace(count, lost_characters=lost)

    def _count(self, source: TokenSource) -> PromptCount:
        draft = self.draft
        if draft.mode is PromptMode.CONTINUE or not draft.ctx_len or not draft.messages:
            parts = [source.tokenizer.encode(one.text) for one in draft.messages[-1:]]
            start = any(parts) and source.tokenizer.vocabulary.adds_start
            return PromptCount(sum(map(len, parts)) + start)
        prompt = self._prompt(source, draft.messages)
        if not prompt.dropped_tokens:
            tokens = min(len(prompt.ids) + len(draft.answer_ids), draft.ctx_len - 1)
            return PromptCount(tokens, draft.is_cut)
        last = self._prompt(source, draft.messages[-1:])
        if last.dropped_tokens:
            return PromptCount(len(last.ids) + last.dropped_tokens)
        return PromptCount(len(prompt.ids), is_cut=True)

    def _prompt(self, source: TokenSource, messages: tuple[Message, ...]) -> Prompt:
        return _built(replace(self.draft, messages=messages), source)


@dataclass(frozen=True, slots=True)
class EncodePrompt(Question["TokenSource", tuple[int, ...]]):
    """The tokens that the network would see of a prompt, its answer's among them.

    Only the newest is encoded. The draft's `ctx_len` is known.
    """

    draft: PromptDraft

    priority: ClassVar[Priority] = Priority.BETWEEN_TOKENS
    is_only_newest_wanted: ClassVar[bool] = True
    is_for_tokenizer: ClassVar[bool] = True

    def run(
        self, source: TokenSource, cancelled: Event, progress: Progress
    ) -> tuple[int, ...] | None:
        """Build the prompt as an answer's would be."""
        return (*_built(self.draft, source).ids, *self.draft.answer_ids)


@dataclass(frozen=True, slots=True)
class LayOutPrompt(Question["TokenSource", Prompt]):
    """A prompt as an answer's would be, for somebody who wants to read it.

    Only the newest is laid out. The draft's `ctx_len` is known.
    """

    draft: PromptDraft

    priority: ClassVar[Priority] = Priority.BETWEEN_TOKENS
    is_only_newest_wanted: ClassVar[bool] = True
    is_for_tokenizer: ClassVar[bool] = True

    def run(self, source: TokenSource, cancelled: Event, progress: Progress) -> Prompt | None:
        """Build the prompt."""
        return _built(self.draft, source)


def _built(draft: PromptDraft, source: TokenSource) -> Prompt:
    """Return a prompt as the engine would build it; the draft's `ctx_len` is known."""
    request = GenerationRequest(draft.messages, draft.mode)
    layout = source.layout(draft.template, draft.chat)
    return build_prompt(request, source.turns, layout, draft.ctx_len)


@dataclass(frozen=True, slots=True)
class SplitText(Question["TokenSource", tuple[int, ...]]):
    """The tokens of a text; every one is answered, in order.

    One that `goes_on` stands behind another text.
    """

    text: str
    goes_on: bool = False

    priority: ClassVar[Priority] = Priority.BETWEEN_TOKENS
    is_for_tokenizer: ClassVar[bool] = True

    def run(
        self, source: TokenSource, cancelled: Event, progress: Progress
    ) -> tuple[int, ...] | None:
        """Encode the text."""
        return tuple(source.tokenizer.encode(self.text, goes_on=self.goes_on))


@dataclass(frozen=True, slots=True)
class CountLost(Question["TokenSource", int]):
    """How many characters of a text the vocabulary has no tokens for; every one is answered."""

    text: str

    priority: ClassVar[Priority] = Priority.BETWEEN_TOKENS
    is_for_tokenizer: ClassVar[bool] = True

    def run(self, source: TokenSource, cancelled: Event, progress: Progress) -> int | None:
        """Count them."""
        return source.tokenizer.count_lost(self.text)


TokenizerFactory = Callable[[Vocabulary | None], Tokenizer]


def served_tokenizer(
    vocabulary: Vocabulary, server: ServerAddress, form: str, closing: Event
) -> Tokenizer:
    """Return a tokenizer that has texts split by a server; in the counter's thread.

    Until `closing` is set, and no longer than a count is of use. A server that draws splits none.
    """
    if isinstance(vocabulary, AnswerPieces):
        from gptdesk.engine.remote.untold import UntoldTokenizer

        return UntoldTokenizer(vocabulary)
    from gptdesk.engine.remote.id_server import served_tokenizer as tokenizer_of

    return tokenizer_of(vocabulary, server, form, patience_s=_COUNT_S, is_over=closing.is_set)


class TokenCounter(QObject):
    """Answers questions to a tokenizer; lives in its own thread.

    Attributes:
        questions: what is found out.

    Signals:
        bundled_read: the `Vocabulary` that is used before a model says which one is its own.
    """

    bundled_read = Signal(object)

    def __init__(
        self, tokenizer_factory: TokenizerFactory, queue: QuestionQueue, closing: Event
    ) -> None:
        super().__init__()
        self._closing = closing
        self.questions = QuestionRunner(queue, self)
        self._tokenizer_factory = tokenizer_factory
        self._vocabulary: Vocabulary | None = None  # to be used; None is the bundled one
        self._server: ServerAddress | None = None  # that splits texts for it, if one does
        self._form = ""  # how that is asked
        self._asked: ServerAddress | None = None  # which does for the tokenizer that was loaded
        self._loaded: Vocabulary | None = None  # whose tokenizer was loaded, or could not be
        self._source: TokenSource | None = None

    def use(
        self, vocabulary: Vocabulary, server: ServerAddress | None = None, form: str = ""
    ) -> None:
        """Load another tokenizer before the next question; called from the window's thread.

        Args:
            vocabulary: what ids stand for.
            server: splits texts, where the model is a server's.
            form: how that one is asked, as `ServerAbilities` has it.
        """
        self._form, self._server, self._vocabulary = form, server, vocabulary

    @Slot()
    def start(self) -> None:
        """Load the tokenizer; without one nothing is counted, and loading a model says why."""
        if self._vocabulary is None:
            self._load(None)
        if self._source is not None and self._vocabulary is None:
            vocabulary = self._source.tokenizer.vocabulary
            # Its hash takes a while once, and else the window's thread would be the first to ask.
            logger.info("bundled vocabulary: %s", vocabulary.sha256)
            self.bundled_read.emit(vocabulary)

    def _load(self, vocabulary: Vocabulary | None, server: ServerAddress | None = None) -> None:
        self._let_go()
        self._loaded, self._asked = vocabulary, server
        try:
            if vocabulary is None or server is None:
                self._source = TokenSource(self._tokenizer_factory(vocabulary))
            else:
                self._source = TokenSource(
                    served_tokenizer(vocabulary, server, self._form, self._closing)
                )
        except BaseException:  # also a panic of the tokenizer's Rust
            logger.exception("no tokenizer to count tokens with")

    @Slot()
    def answer_question(self) -> None:
        """Answer the question that comes first."""
        self.questions.answer_next(self._ready_source)

    def _ready_source(self) -> TokenSource:
        vocabulary, server = self._vocabulary, self._server
        is_other = vocabulary is not self._loaded or server != self._asked
        if vocabulary is not None and is_other:
            self._load(vocabulary, server)
        if self._source is None:
            raise TokenizerError("There is no tokenizer. The details are in the log.")
        return self._source

    def _let_go(self) -> None:
        """Forget the tokenizer; a server's connection is closed."""
        if self._source is not None and self._asked is not None:
            self._source.close()
        self._source = None

    @Slot()
    def close(self) -> None:
        """End the thread."""
        self._let_go()
        self.thread().quit()


class TokenSource:
    """A tokenizer, and the turns of the last prompt that was counted.

    Attributes:
        tokenizer: of any text.
        turns: the same, for turns of a conversation.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.turns = _Turns(tokenizer)
        self._layout: tuple[tuple[str, ChatFormat | None], Layout] | None = None

    def close(self) -> None:
        """Let go of the server that splits the texts, if one does."""
        if isinstance(self.tokenizer, Closes):
            self.tokenizer.close()

    def layout(self, name: str, form: ChatFormat | None) -> Layout:
        """Return how conversations are laid out; a template is compiled once.

        Raises:
            ChatTemplateError: the model's own is no template.
        """
        if self._layout is None or self._layout[0] != (name, form):
            self._layout = ((name, form), layout_of(name, form, self.turns))
        return self._layout[1]


class _Turns:
    """A tokenizer that remembers the turns of the last prompt, and no others.

    So a letter that is typed costs one turn, and what is kept is never more than one prompt.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.vocabulary = tokenizer.vocabulary
        self._tokenizer = tokenizer
        self._known: dict[tuple[str, bool], list[int]] = {}
        self._used: dict[tuple[str, bool], list[int]] = {}
        self._laid: tuple[tuple[Turn, ...], list[int]] | None = None

    def count_lost(self, text: str) -> int:
        """Return how many characters of `text` have no tokens."""
        return self._tokenizer.count_lost(text)

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:
        """Return the token ids of `text`."""
        ids = self._known.get((text, goes_on))
        if ids is None:
            ids = self._tokenizer.encode(text, goes_on=goes_on)
            self._known[text, goes_on] = ids
        self._used[text, goes_on] = ids
        return ids

    def lay_out(self, turns: Sequence[Turn]) -> list[int]:
        """Return a conversation as a server lays it out; the same one is asked for once.

        Raises:
            RequestError: no server does.
        """
        if not isinstance(self._tokenizer, LaysOut):
            raise RequestError("This tokenizer lays out no conversations.")
        if self._laid is None or self._laid[0] != tuple(turns):
            self._laid = tuple(turns), self._tokenizer.lay_out(turns)
        return self._laid[1]

    def forget_unused(self) -> None:
        """Forget what was not asked for since the last time."""
        self._known, self._used = self._used, {}

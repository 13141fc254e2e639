"""The prompt: from a conversation to token ids, and what of them fits the context.

Owns the prompt templates. Must not know the network, only the length of its context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.engine.tokenizers.chat_format import ChatFormat, Turn
from gptdesk.engine.tokenizers.protocol import Tokenizer
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import GenerationRequest, ModelInfo
from gptdesk.errors import RequestError

if TYPE_CHECKING:  # jinja2 takes 50 ms, and most models need none
    from gptdesk.engine.run.chat_prompt import ChatPrompts, ServedPrompts

    Layout: TypeAlias = "Template | ChatPrompts | ServedPrompts"


@dataclass(frozen=True, slots=True)
class Template:
    """How turns become one text: prefix and text of each, joined by the separator.

    A prefix is written as it stands before text ("Bot: "). At the end of a prompt it loses its last
    space, because GPT-2's tokens carry the space before a word (" Once"): the answer's first token
    brings it. An answer's text therefore begins with that space; the window may trim it, and
    here the ends of a turn's text never matter.

    Attributes:
        name: as a model's configuration names it.
        user_prefix, assistant_prefix: before the text of a turn.
        separator: between turns; one white-space character that is not a space, such as a newline.
            It is a token of its own then, so that turns can be encoded one by one.
        stop: strings that show that the model has begun the next turn by itself.
    """

    name: str
    user_prefix: str
    assistant_prefix: str
    separator: str
    stop: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.separator) != 1 or not self.separator.isspace() or self.separator == " ":
            raise ValueError(f"separator must be one newline or the like, not {self.separator!r}")

    def turn(self, message: Message) -> str:
        """Return one turn as text."""
        prefix = self.user_prefix if message.role is Role.USER else self.assistant_prefix
        return prefix + message.text.strip()

    @property
    def answer_prefix(self) -> str:
        """What stands at the end of a prompt, before the answer."""
        return self.assistant_prefix.rstrip()


_USER_BOT = Template(
    name="user_bot",  # of the bundled model's training text
    user_prefix="User: ",
    assistant_prefix="Bot: ",
    separator="\n",
    stop=("\nUser:", "\nQuestion:"),
)
_PLAIN = Template(name="plain", user_prefix="", assistant_prefix="", separator="\n", stop=())

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {template.name: template for template in (_USER_BOT, _PLAIN)}
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the network sees before the next token.

    Attributes:
        ids: at least one and fewer than the context holds, so that there is room for the answer.
        dropped_tokens: left out at the start because the context is too short for them.
        stop: strings that end the answer.
        suffix: bytes at the end that stand after the last message's own text.
    """

    ids: list[int]
    dropped_tokens: int
    stop: tuple[str, ...]
    suffix: int = 0


def template_named(name: str) -> Template:
    """Return the template that a model asks for; one that names none we know gets `user_bot`."""
    return TEMPLATES.get(name, _USER_BOT)


def layout_of(name: str, form: ChatFormat | None, tokenizer: Tokenizer) -> Layout:
    """Return how a model's conversations are laid out: its own way, or the template it names.

    Raises:
        ChatTemplateError: its own way is no template.
    """
    if form is None:
        return template_named(name)
    from gptdesk.engine.run.chat_prompt import ChatPrompts, ServedPrompts

    return ServedPrompts(tokenizer) if form.is_served else ChatPrompts(form, tokenizer)


def build_prompt(
    request: GenerationRequest,
    tokenizer: Tokenizer,
    template: Layout,
    ctx_len: int,
) -> Prompt:
    """Lay out a request, encode it and fit it into the context.

    CONTINUE takes the text of the last user message as it is. CONVERSATION takes every turn up to
    that message in the template as it is on the screen, without answers that are empty or still
    being written; one that a failure cut off counts as far as it goes. Both end with
    `answer_ids`. Nothing at all starts from `Vocabulary.start_id`; so does every text of some
    models.

    A model's own template is given the date of the message that is answered, so that the same
    message has the same prompt tomorrow.

    A prompt of `ctx_len` tokens or more is shortened to at most `ctx_len - 1`: a conversation by
    whole exchanges, a question and its answer, from the oldest on; what is still too long loses
    its first tokens. The start stays.

    Raises:
        RequestError: there is nothing to begin with, neither text nor a token that starts one.
        ChatTemplateError: the model's own template refuses this conversation, or fails.
    """
    asked = _up_to_last_user_message(request.messages)
    if request.mode is PromptMode.CONTINUE:
        texts = [message.text for message in asked[-1:]]
        stop = request.stop
        suffix = ""
    elif isinstance(template, Template):
        texts = _exchanges(asked, template)
        stop = (*template.stop, *request.stop)
        suffix = template.separator + template.answer_prefix if texts else ""
    else:
        return _in_own_template(request, asked, tokenizer, template, ctx_len)
    texts = [text for text in texts if text]
    parts = [tokenizer.encode(text, goes_on=place > 0) for place, text in enumerate(texts)]
    start = _start(tokenizer, is_needed=not any(parts))

    total = size = sum(map(len, parts)) + len(request.answer_ids)
    room = max(ctx_len - 1, 1) - len(start)
    first = 0
    while size > room and first < len(parts) - 1:
        size -= len(parts[first])
        first += 1
    ids = [*chain.from_iterable(parts[first:]), *request.answer_ids][-room:] if room else []
    return Prompt([*start, *ids], total - len(ids), stop, len(suffix.encode()))


def _in_own_template(
    request: GenerationRequest,
    asked: Sequence[Message],
    tokenizer: Tokenizer,
    template: ChatPrompts | ServedPrompts,
    ctx_len: int,
) -> Prompt:
    """Lay out a conversation as the model's makers did; the text of an answer is none of it."""
    said = _said(asked)
    said_at = said[-1].created_at if said else 0.0
    today = datetime.fromtimestamp(said_at).date()  # noqa: DTZ006  of the user's own day
    start, adds_start = tokenizer.vocabulary.start_id, tokenizer.vocabulary.adds_start
    first = [start] if adds_start and start is not None else []
    room = max(ctx_len - 1 - len(first), 1)
    for_turns = max(room - len(request.answer_ids), room // 2)
    laid = template.lay_out(turns_of(asked), today, for_turns)
    written = len(first) if laid.ids[:1] == first else 0  # by the template: not a second time
    ids = [*laid.ids[written:], *request.answer_ids]
    dropped = laid.dropped_tokens + max(len(ids) - room, 0)
    stop = (*template.stop, *request.stop)
    return Prompt([*first, *ids[-room:]], dropped, stop, laid.suffix)


def _start(tokenizer: Tokenizer, *, is_needed: bool) -> list[int]:
    """Return the token before the text, if there is one."""
    vocabulary = tokenizer.vocabulary
    if not is_needed and not vocabulary.adds_start:
        return []
    if vocabulary.start_id is None:
        raise RequestError(
            "There is nothing to go on from: this model has no token that begins a text. "
            "Write at least one word."
        )
    return [vocabulary.start_id]


def predicting_start(vocabulary: Vocabulary, *, is_asked_for: bool) -> int | None:
    """Return the token before a text that is looked at, which some models have before every one.

    Args:
        vocabulary: of the model.
        is_asked_for: the first token of the text is to be predicted too.

    Raises:
        RequestError: it is asked for, and the model has no such token.
    """
    if is_asked_for and vocabulary.start_id is None:
        raise RequestError("This model has no token from which a first one is predicted.")
    return vocabulary.start_id if is_asked_for or vocabulary.adds_start else None


def expect_a_layout(request: GenerationRequest, info: ModelInfo) -> None:
    """Refuse a conversation with a model that does not say how one is laid out.

    Raises:
        RequestError: naming the model.
    """
    if request.mode is PromptMode.CONVERSATION and not info.can_converse:
        raise RequestError(
            "The files of {name} do not say how a conversation is laid out for it. Use "
            "Continue, which needs no layout.",
            name=info.name,
        )


def turns_of(messages: Sequence[Message]) -> list[Turn]:
    """Return the turns up to the last message of the user, as far as there is text of them."""
    return [Turn(one.role.value, one.text) for one in _said(_up_to_last_user_message(messages))]


def _said(messages: Sequence[Message]) -> list[Message]:
    """Return those that have text and are not being written."""
    growing = MessageState.STREAMING
    return [one for one in messages if one.state is not growing and one.text.strip()]


def asked_text(messages: Sequence[Message]) -> str:
    """Return the text of the last message of the user; nothing where there is none."""
    return "".join(message.text for message in _up_to_last_user_message(messages)[-1:])


def _up_to_last_user_message(messages: Sequence[Message]) -> Sequence[Message]:
    """Return `messages` without the answers at their end: one of those is being made."""
    end = len(messages)
    while end and messages[end - 1].role is not Role.USER:
        end -= 1
    return messages[:end]


def _exchanges(messages: Sequence[Message], template: Template) -> list[str]:
    """Lay out the turns, each message of the user with its answers as one text."""
    exchanges: list[str] = []
    for message in _said(messages):
        turn = template.turn(message) + template.separator
        if message.role is Role.USER or not exchanges:
            exchanges.append(turn)
        else:
            exchanges[-1] += turn
    if exchanges:
        exchanges[-1] += template.answer_prefix
    return exchanges

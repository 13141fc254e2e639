"""From messages to prompt ids: the training text's own layout, and never more than fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.engine.run.chat_prompt import ChatPrompts
from gptdesk.engine.run.prompt import TEMPLATES, Prompt, Template, build_prompt, template_named
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.chat_format import ChatFormat
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT, END_OF_TEXT_ID, BytePairs
from gptdesk.engine.types import GenerationRequest
from gptdesk.model.checkpoints.tokenizers.splitting import GPT2

TOKENIZER = BytePairTokenizer.load()
USER_BOT = TEMPLATES["user_bot"]


def user(text: str) -> Message:
    return Message(Role.USER, text)


def bot(text: str, state: MessageState = MessageState.COMPLETE) -> Message:
    return Message(Role.ASSISTANT, text, state=state)


def prompt_for(
    *messages: Message,
    mode: PromptMode = PromptMode.CONVERSATION,
    template: Template = USER_BOT,
    ctx_len: int = 1024,
    answer_ids: tuple[int, ...] = (),
    stop: tuple[str, ...] = (),
) -> Prompt:
    request = GenerationRequest(messages, mode=mode, answer_ids=answer_ids, stop=stop)
    return build_prompt(request, TOKENIZER, template, ctx_len)


def text_of(prompt: Prompt) -> str:
    return TOKENIZER.decode(prompt.ids)


# --- continue -------------------------------------------------------------------------------------


def test_continue_is_the_text_itself() -> None:
    """The model goes on with the user's words: no prefix, no trimming, no earlier message."""
    text = "\n  Once upon a time \n"
    prompt = prompt_for(user("earlier"), bot("answer"), user(text), mode=PromptMode.CONTINUE)
    assert prompt.ids == TOKENIZER.encode(text)
    assert prompt.dropped_tokens == 0


STARTS = BytePairTokenizer(
    replace(
        TOKENIZER.vocabulary,
        pairs=BytePairs(tuple(range(END_OF_TEXT_ID)), GPT2, adds_start=True),
    )
)
TURNS = (
    "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)
OWN = {
    source: ChatPrompts(
        ChatFormat(source, ((END_OF_TEXT, END_OF_TEXT_ID),), END_OF_TEXT, ""), STARTS
    )
    for source in ("{{ bos_token }}" + TURNS, TURNS)
}


@pytest.mark.parametrize(
    ("mode", "template"),
    [
        (PromptMode.CONTINUE, USER_BOT),
        (PromptMode.CONVERSATION, USER_BOT),
        *((PromptMode.CONVERSATION, own) for own in OWN.values()),
    ],
    ids=["continue", "ours", "its own with the start", "its own without"],
)
@pytest.mark.parametrize("ctx_len", [1024, 40])
def test_a_start_stands_once_before_every_text(
    mode: PromptMode, template: Template | ChatPrompts, ctx_len: int
) -> None:
    """Llama 3 was taught with one; a second one, or none, makes worse figures without a word.

    It stays where a text, or an answer, is too long for the context.
    """
    words, answer_ids = "one two three four " * 12, (11, 13)
    request = GenerationRequest((user(words),), mode=mode, answer_ids=answer_ids)
    prompt = build_prompt(request, STARTS, template, ctx_len)
    assert prompt.ids[0] == END_OF_TEXT_ID
    assert prompt.ids.count(END_OF_TEXT_ID) == 1
    assert tuple(prompt.ids[-2:]) == answer_ids
    assert len(prompt.ids) < ctx_len
    plain = build_prompt(request, TOKENIZER, template, ctx_len)
    without = plain.ids[plain.ids[0] == END_OF_TEXT_ID :]
    assert (prompt.ids[1:] == without) == (ctx_len > 100)
    assert bool(prompt.dropped_tokens) == (ctx_len < 100)
    long = replace(request, answer_ids=tuple(range(500, 560)))
    assert build_prompt(long, STARTS, template, 40).ids[0] == END_OF_TEXT_ID


@pytest.mark.parametrize("mode", PromptMode)
@pytest.mark.parametrize("messages", [(), (user(""),), (bot("an answer to nothing"),)])
def test_nothing_starts_from_end_of_text(mode: PromptMode, messages: tuple[Message, ...]) -> None:
    """A network needs one token to begin with; documents in the training text begin after it."""
    prompt = prompt_for(*messages, mode=mode)
    assert prompt.ids == [END_OF_TEXT_ID]
    assert prompt.dropped_tokens == 0
    assert prompt_for(*messages, mode=mode, answer_ids=(464,)).ids == [END_OF_TEXT_ID, 464]


def test_end_of_text_typed_by_the_user_is_text() -> None:
    """Only our own code begins a document."""
    assert END_OF_TEXT_ID not in prompt_for(user("<|endoftext|>"), mode=PromptMode.CONTINUE).ids


@pytest.mark.parametrize("tokens", [1, 1022, 1023, 1024, 1025, 5000])
def test_a_long_text_keeps_its_end(tokens: int) -> None:
    """C19: there is room for at least one new token, and the user learns what was left out."""
    text = "word" + " word" * (tokens - 1)
    prompt = prompt_for(user(text), mode=PromptMode.CONTINUE)
    assert prompt.ids == TOKENIZER.encode(text)[-1023:]
    assert prompt.dropped_tokens == max(0, tokens - 1023)


def test_a_tiny_context_still_gets_a_token() -> None:
    """A context of one token has no room beside it, but nothing cannot be continued."""
    for ctx_len in (1, 2):
        prompt = prompt_for(user("one two three"), mode=PromptMode.CONTINUE, ctx_len=ctx_len)
        assert text_of(prompt) == " three"
        assert prompt.dropped_tokens == 2


def test_an_answer_begun_follows_the_text() -> None:
    """Continue and Step go on with the very tokens, not with text encoded again."""
    ids = (83, 258)  # "t", "he": encoding their text would give the one token "the"
    assert TOKENIZER.encode(TOKENIZER.decode(ids)) == [1169]
    prompt = prompt_for(user("Say"), mode=PromptMode.CONTINUE, answer_ids=ids)
    assert prompt.ids == [*TOKENIZER.encode("Say"), *ids]


# --- conversation ---------------------------------------------------------------------------------


def test_a_conversation_reads_as_in_the_training_text() -> None:
    """Any other layout is one that the bundled model has never seen."""
    prompt = prompt_for(user("Hi."), bot("Hello!"), user("Tell me a story."))
    assert text_of(prompt) == "User: Hi.\nBot: Hello!\nUser: Tell me a story.\nBot:"
    assert prompt.stop == ("\nUser:", "\nQuestion:")


def test_the_answers_first_token_brings_its_space() -> None:
    """In the training text "Bot: Once" is three tokens; a prompt ending in a space never occurs."""
    answer = TOKENIZER.encode(" Once upon")
    prompt = prompt_for(user("Hi."), answer_ids=tuple(answer))
    assert prompt.ids == TOKENIZER.encode("User: Hi.\nBot: Once upon")


def test_the_ends_of_a_turn_do_not_matter() -> None:
    """An answer's text keeps its first space; laid out again there must be only one."""
    spaced = prompt_for(user(" Hi.\n"), bot(" Hello!\n\n"), user("\n\nSo?"))
    assert spaced == prompt_for(user("Hi."), bot("Hello!"), user("So?"))


def test_what_is_on_the_screen_is_in_the_prompt() -> None:
    """An answer that a lost server cut off stayed there, and was left out without a word."""
    prompt = prompt_for(
        user("one"),
        bot("cut o", MessageState.FAILED),
        user("two"),
        bot("", MessageState.FAILED),
        bot(" "),
        bot("being written in another window", MessageState.STREAMING),
        user("three"),
        bot("half an ans", MessageState.STOPPED),
        user("four"),
    )
    assert text_of(prompt) == (
        "User: one\nBot: cut o\nUser: two\nUser: three\nBot: half an ans\nUser: four\nBot:"
    )


def test_the_answer_being_made_is_not_a_turn() -> None:
    """Its tokens come as `answer_ids`; its message, if it is there, would double them."""
    for state in MessageState:
        prompt = prompt_for(user("Hi."), bot(" Once", state), answer_ids=(4874,))
        assert text_of(prompt) == "User: Hi.\nBot: Once"


def test_the_users_stop_strings_join_the_templates() -> None:
    """In Continue mode, the model may well write "User:" in a play."""
    message = user("Hi.")
    assert prompt_for(message, stop=("END",)).stop == ("\nUser:", "\nQuestion:", "END")
    assert prompt_for(message, stop=("END",), mode=PromptMode.CONTINUE).stop == ("END",)


# --- conversations that are too long --------------------------------------------------------------


def test_whole_exchanges_go_first() -> None:
    """Half a question, or an answer without its question, would mislead the model."""
    messages = (
        user("What is one plus one?"),
        bot("Two."),
        user("And two plus two?"),
        bot("Four."),
        user("Thanks!"),
    )
    whole = prompt_for(*messages)
    without_first = prompt_for(*messages[2:])
    last = prompt_for(*messages[4:])
    for ctx_len in range(1, len(whole.ids) + 3):
        prompt = prompt_for(*messages, ctx_len=ctx_len)
        room = max(ctx_len - 1, 1)
        fitting = [p.ids for p in (whole, without_first, last) if len(p.ids) <= room]
        assert prompt.ids == (fitting[0] if fitting else last.ids[-room:])
        assert prompt.dropped_tokens == len(whole.ids) - len(prompt.ids)


def test_a_long_answer_pushes_exchanges_out() -> None:
    """The answer begun is what must stay."""
    messages = (user("first " * 10), bot("answer"), user("second"))
    answer = tuple(TOKENIZER.encode(" x" * 10))
    prompt = prompt_for(*messages, answer_ids=answer, ctx_len=20)
    assert text_of(prompt) == "User: second\nBot:" + " x" * 10
    assert prompt_for(*messages, answer_ids=answer, ctx_len=8).ids == list(answer[-7:])


words = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \n:'"), max_size=12)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(Role), words), max_size=6),
    st.sampled_from(sorted(TEMPLATES)),
    st.integers(min_value=1, max_value=40),
)
def test_any_conversation_is_encoded_as_one_text(
    turns: list[tuple[Role, str]], name: str, ctx_len: int
) -> None:
    """Encoding exchange by exchange may change no token, and the size is always kept."""
    template = TEMPLATES[name]
    messages = [*(Message(role, text) for role, text in turns), user("last")]
    prompt = prompt_for(*messages, template=template, ctx_len=10_000)
    said = [template.turn(m) for m in messages if m.text.strip()]
    whole = template.separator.join([*said, template.answer_prefix])
    assert prompt.ids == TOKENIZER.encode(whole)

    short = prompt_for(*messages, template=template, ctx_len=ctx_len)
    assert 1 <= len(short.ids) <= max(ctx_len - 1, 1)
    assert short.ids == prompt.ids[-len(short.ids) :]
    assert short.dropped_tokens == len(prompt.ids) - len(short.ids)


# --- templates ------------------------------------------------------------------------------------


def test_a_plain_conversation_is_one_paragraph_per_turn() -> None:
    """For a model that knows no roles."""
    prompt = prompt_for(user("Hi."), bot("Hello!"), user("So?"), template=TEMPLATES["plain"])
    assert text_of(prompt) == "Hi.\nHello!\nSo?\n"
    assert prompt.stop == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("user_bot", "user_bot"), ("plain", "plain"), ("", "user_bot"), ("x", "user_bot")],
)
def test_an_unknown_template_falls_back(name: str, expected: str) -> None:
    """A checkpoint from elsewhere names none; Conversation must work all the same."""
    assert template_named(name).name == expected


@pytest.mark.parametrize("separator", ["", " ", "\n\n", "--"])
def test_a_separator_that_would_join_turns_is_refused(separator: str) -> None:
    """Then turns encoded one by one would be other tokens than the text as a whole."""
    with pytest.raises(ValueError, match="separator"):
        Template("bad", "U:", "B:", separator, ())


# --- modes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["continue", "conversation", None])
def test_a_mode_that_lost_its_type_is_refused(mode: PromptMode) -> None:
    """A plain "continue" equals `PromptMode.CONTINUE` and would run as a conversation."""
    with pytest.raises(ValueError, match="mode must be a PromptMode"):
        GenerationRequest((user("a"),), mode=mode)

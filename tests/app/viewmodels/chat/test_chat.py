"""The flow of one prompt, from the user's wish to the message that stays."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Event, Semaphore, get_ident

import pytest

from gptdesk.chat.messages import MessageState, PromptMode, Role
from gptdesk.chat.notes import NoteCode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import FinishReason, LoadRequest
from gptdesk.errors import DeviceOutOfMemoryError
from tests.app.viewmodels.chats import Told, ask, finish, texts
from tests.fakes import INFO, STORY, Script, pieces_of, story_text


@pytest.fixture
def told(unloaded_chat) -> Told:
    return Told(unloaded_chat)


def test_prompt_is_answered_in_a_row_of_its_own(chat, told, qtbot, engine, store):
    """The main job: text in, streamed answer out, both kept."""
    ask(chat, qtbot, "Tell me.")
    user, answer = chat.messages.messages
    assert (user.role, user.text) == (Role.USER, "Tell me.")
    assert (answer.role, answer.text) == (Role.ASSISTANT, story_text())
    assert answer.token_ids == tuple(token_id for token_id, _ in STORY)
    assert answer.state is MessageState.COMPLETE
    assert answer.model_name == "fake"
    assert answer.seed == engine.requests[0].seed
    assert store.conversations()[0].messages == chat.messages.messages
    assert told.busy == [True, False]
    assert told.can_regenerate == [True]
    assert told.records[-1].token_id == STORY[-1][0]
    assert [end.reason for end in told.ends] == [FinishReason.END_OF_TEXT]
    assert told.context[-1] == (10 + len(STORY), 512)
    assert told.errors == []


def test_question_is_stored_before_the_network_is_asked(
    unloaded_chat, client, store, engine, qtbot
):
    """A crash of the network must not cost what the user wrote."""
    stored_when_asked = []
    engine_generate = engine.generate

    def generate(request, cancelled):
        stored_when_asked.extend(store.log)
        return engine_generate(request, cancelled)

    engine.generate = generate
    client.load(LoadRequest(INFO.path))
    unloaded_chat.submit("Keep me.")
    finish(unloaded_chat, qtbot)
    assert stored_when_asked[0] == (Role.USER, "Keep me.")


def test_only_the_answers_row_changes_and_only_in_this_thread(chat, told, qtbot, engine):
    """What is laid out again while streaming is one message."""
    ask(chat, qtbot)
    told.changed_rows.clear()
    engine.enqueue_flood(2000, tokens_per_s=None)
    ask(chat, qtbot)
    assert set(told.changed_rows) == {(3, 3)}
    assert told.thread_ids == {get_ident()}


def test_request_carries_mode_settings_and_what_was_said(chat, qtbot, engine, sampling):
    """The engine decides what becomes the prompt; it needs all that stands before the answer."""
    sampling.set_temperature(0.0)
    sampling.set_max_new_tokens(3)
    sampling.set_seed(11)
    ask(chat, qtbot, "One")
    chat.set_mode(PromptMode.CONVERSATION)
    ask(chat, qtbot, "Two")
    first, second = engine.requests
    assert [message.text for message in first.messages] == ["One"]
    assert first.mode is PromptMode.CONTINUE
    assert first.settings == replace(SamplingSettings(), temperature=0.0)
    assert (first.max_new_tokens, first.seed, first.answer_ids) == (3, 11, ())
    assert [message.text for message in second.messages] == ["One", "Once upon a", "Two"]
    assert second.mode is PromptMode.CONVERSATION
    assert chat.messages.message(3).mode is PromptMode.CONVERSATION


def test_conversation_trims_the_templates_space(chat, qtbot, engine):
    """The prefix "Bot:" is followed by " Yes"; the space is not the answer's."""
    engine.enqueue(Script(pieces_of((3363, 11)), end_text=""))  # " Yes" ","
    chat.set_mode(PromptMode.CONVERSATION)
    ask(chat, qtbot)
    assert texts(chat)[1] == "Yes,"


def test_mode_change_is_told_once(chat, qtbot):
    """The composer and the settings follow."""
    modes = []
    chat.mode_changed.connect(modes.append)
    chat.set_mode(PromptMode.CONVERSATION)
    chat.set_mode(PromptMode.CONVERSATION)
    assert modes == [PromptMode.CONVERSATION]


# -- stopping


def test_stop_keeps_what_is_on_the_screen_and_nothing_more(chat, qtbot, engine, told):
    """Esc within one token; Esc again; then on as if nothing had been."""
    gate = Semaphore(4)
    engine.enqueue(Script(gate=gate, is_deaf=True))
    chat.submit("Go")
    qtbot.waitUntil(lambda: texts(chat)[-1] == "Once upon a time")
    chat.runner.stop()
    chat.runner.stop()
    gate.release(100)
    finish(chat, qtbot)
    chat.runner.stop()
    answer = chat.messages.message(1)
    assert answer.text == "Once upon a time"
    assert answer.state is MessageState.STOPPED
    assert answer.notes == ()
    ask(chat, qtbot)
    assert chat.messages.message(3).state is MessageState.COMPLETE


def test_stop_before_the_network_was_asked(chat, qtbot, engine, told):
    """It is asked when the window has shown the turn: what is taken back before costs nothing."""
    ask(chat, qtbot)
    assert chat.regenerate()
    chat.runner.stop()
    assert not chat.is_busy
    qtbot.wait(20)
    assert len(engine.requests) == 1
    assert chat.messages.message(1).state is MessageState.STOPPED
    assert told.context[-1] == (10, 512), "its prompt was read for the answer before"
    assert chat.regenerate()
    finish(chat, qtbot)
    assert chat.messages.message(1).state is MessageState.COMPLETE
    chat.submit("Never read")
    chat.runner.stop()
    finish(chat, qtbot)
    assert len(engine.requests) == 2
    assert told.context[-1] == (0, 0), "how much it would take is not known"


def test_second_prompt_while_busy_is_not_taken(chat, qtbot, engine):
    """A key held down must not fill the conversation."""
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    assert chat.submit("One")
    assert not chat.submit("Two")
    assert not chat.submit("Two", 1)
    assert not chat.regenerate()
    assert len(texts(chat)) == 2
    gate.release(100)
    finish(chat, qtbot)


def test_another_model_interrupts_and_says_so(chat, client, qtbot, engine):
    """An answer that ends without the user's doing explains itself."""
    engine.enqueue(Script(gate=Semaphore(2)))
    chat.submit("Go")
    qtbot.waitUntil(lambda: texts(chat)[-1] == "Once upon")
    client.load(LoadRequest(INFO.path))
    finish(chat, qtbot)
    answer = chat.messages.message(1)
    assert answer.state is MessageState.STOPPED
    assert answer.notes == ((len("Once upon"), NoteCode.INTERRUPTED),)


# -- going on


def test_steps_give_the_text_of_one_long_run(chat, qtbot, engine, sampling):
    """Step by step the same dice fall: same seed, ids carried on, one token each."""
    assert chat.submit("Go", 1)
    finish(chat, qtbot)
    for _ in range(len(STORY) - 1):
        assert chat.submit("", 1)
        finish(chat, qtbot)
    assert texts(chat) == ["Go", story_text()]
    ids = tuple(token_id for token_id, _ in STORY)
    assert [request.answer_ids for request in engine.requests] == [
        ids[:count] for count in range(len(STORY))
    ]
    assert len({request.seed for request in engine.requests}) == 1
    assert {request.max_new_tokens for request in engine.requests} == {1}
    assert {request.messages for request in engine.requests} == {chat.messages.messages[:1]}


def test_empty_text_goes_on_with_the_last_answer(chat, qtbot, engine, sampling):
    """Enter on an empty composer: more of the same."""
    sampling.set_max_new_tokens(4)
    ask(chat, qtbot, "Go")
    ask(chat, qtbot, "")
    assert chat.continue_answer()
    finish(chat, qtbot)
    assert texts(chat) == ["Go", story_text()]
    assert [len(request.answer_ids) for request in engine.requests] == [0, 4, 8]


def test_empty_text_with_nothing_to_go_on_with_lets_the_model_begin(chat, qtbot, engine):
    """The engine starts from <|endoftext|>; there is no empty prompt on the screen."""
    ask(chat, qtbot, "")
    (answer,) = chat.messages.messages
    assert answer.role is Role.ASSISTANT
    assert answer.text == story_text()
    assert engine.requests[0].messages == ()


def test_an_answer_that_ended_is_not_gone_on_with(chat, qtbot, engine, told):
    """After the stop string the model would play the user, after the end another text."""
    silent = tuple((token_id, "") for token_id, _ in pieces_of((198, 12982, 25)))  # "\nUser:"
    engine.enqueue(Script((*STORY, *silent), reason=FinishReason.STOP_STRING))
    ask(chat, qtbot)
    assert not chat.continue_answer()
    engine.enqueue(Script((*STORY, (END_OF_TEXT_ID, ""))))
    ask(chat, qtbot)
    assert not chat.submit("", 1)
    assert len(told.notices) == 2
    assert len(engine.requests) == 2


# -- again


def test_regenerate_writes_beside_the_last_answer_with_new_dice(chat, qtbot, engine, store):
    """Same question, another answer; the old one is a step away."""
    ask(chat, qtbot, "Go")
    engine.enqueue(Script(STORY[:2], FinishReason.MAX_TOKENS))
    assert chat.regenerate()
    assert texts(chat) == ["Go", ""], "it begins empty"
    finish(chat, qtbot)
    assert texts(chat) == ["Go", "Once upon"]
    first, second = engine.requests
    assert second.seed != first.seed
    assert second.answer_ids == ()
    assert second.messages == first.messages
    (stored,) = store.conversations()
    assert stored == chat.conversation
    assert stored.path() == chat.messages.messages
    assert [message.text for message in stored.messages] == ["Go", story_text(), "Once upon"]
    assert chat.shown.branch_place(1) == (2, 2)


def test_regenerate_keeps_a_fixed_seed(chat, qtbot, engine, sampling, told):
    """Who fixed the dice wants to see what other settings do; with the same ones nothing is new."""
    sampling.set_seed(5)
    ask(chat, qtbot)
    with qtbot.waitSignal(chat.same_dice_found) as same:
        assert not chat.regenerate()
    assert same.args == [chat.messages.message(1).id]
    assert chat.shown.branch_place(1) == (1, 1)
    sampling.set_temperature(0.5)
    assert chat.regenerate()
    finish(chat, qtbot)
    assert [request.seed for request in engine.requests] == [5, 5]
    sampling.set_temperature(0)
    for _ in range(2):
        chat.regenerate()
        if chat.is_busy:
            finish(chat, qtbot)
    assert len(engine.requests) == 3
    assert "temperature 0" in told.notices[-1]


def test_regenerate_an_earlier_answer_leaves_the_rest_on_its_branch(chat, qtbot, engine):
    """Nothing that was said is lost by it: it comes back with its branch."""
    ask(chat, qtbot, "One")
    ask(chat, qtbot, "Two")
    engine.enqueue(Script(STORY[:1]))
    assert chat.regenerate(1)
    finish(chat, qtbot)
    assert texts(chat) == ["One", "Once"]
    assert [message.text for message in engine.requests[2].messages] == ["One"]
    chat.shown.show_branch(1, -1)
    assert texts(chat) == ["One", story_text(), "Two", story_text()]
    assert not chat.regenerate(0), "a question is not an answer"
    assert not chat.regenerate(99)
    assert not chat.regenerate(-1)


def test_nothing_to_regenerate(chat, told):
    """The menu entry is grey, and harmless all the same."""
    assert not chat.can_regenerate
    assert not chat.regenerate()
    assert told.can_regenerate == []


# -- a new chat, the end, and errors


def test_an_answer_goes_on_in_its_conversation(chat, qtbot, engine, store, told):
    """New chat in the middle of an answer: nothing of it is seen there, and nothing is lost."""
    gate = Semaphore(2)
    engine.enqueue(Script(gate=gate))
    chat.submit("Old")
    qtbot.waitUntil(lambda: texts(chat)[-1] == "Once upon")
    old = chat.conversation
    chat.new_chat()
    seen = len(told.records), len(told.changed_rows)
    assert (texts(chat), chat.is_busy, chat.running_conversation_id) == ([], True, old.id)
    assert not chat.submit("New"), "one at a time"
    gate.release(2)
    qtbot.waitUntil(lambda: store.conversations()[0].messages[1].text == "Once upon a time")
    chat.open_conversation(old)  # as the history gave it, a while ago
    assert texts(chat) == ["Old", "Once upon a time"]
    assert (len(told.records), len(told.changed_rows)) == seen
    gate.release(1)
    qtbot.waitUntil(lambda: texts(chat)[-1] == "Once upon a time,")
    chat.new_chat()
    gate.release(100)
    finish(chat, qtbot)
    assert chat.running_conversation_id is None
    ask(chat, qtbot, "New")
    assert texts(chat) == ["New", story_text()]
    new, kept = store.conversations()
    assert [message.text for message in kept.messages] == ["Old", story_text()]
    assert kept.messages[1].state is MessageState.COMPLETE
    assert new == chat.conversation
    assert told.busy == [True, False, True, False]


def test_an_answer_that_grows_is_stored_now_and_then(chat, qtbot, engine, store, told):
    """A crash costs half a second; storing each hand-over takes time from the network."""
    text = engine.enqueue_flood(300, tokens_per_s=200)
    began_s = time.monotonic()
    ask(chat, qtbot)
    took_s = time.monotonic() - began_s
    begun, *grown = store.partial_texts
    assert begun == ""
    assert grown, "1.5 s of text, and nothing of it was stored before its end"
    assert all(text.startswith(one) and one for one in grown)
    assert len(grown) <= took_s / 0.38, "every 0.4 s; Qt's timers are a twentieth early at most"
    assert len(grown) < len(told.changed_rows)
    count = len(grown)
    qtbot.wait(500)
    assert len(store.partial_texts) == 1 + count, "an answer that has ended is stored as growing"


def test_failure_keeps_the_text_and_says_why(chat, qtbot, engine, told, store):
    """The partial answer stays and the next one works."""
    engine.enqueue(Script(STORY[:3], error=DeviceOutOfMemoryError("The graphics card is full.")))
    ask(chat, qtbot)
    answer = chat.messages.message(1)
    assert answer.text == "Once upon a"
    assert answer.state is MessageState.FAILED
    assert answer.notes[-1][1] == "The graphics card is full."
    assert told.errors == ["The graphics card is full."]
    assert store.conversations()[0].messages[1] == answer
    ask(chat, qtbot)
    assert told.busy == [True, False, True, False]


def test_without_a_model_it_explains_and_takes_nothing(unloaded_chat, told, qtbot, engine):
    """Nothing is loaded and nothing is on its way: the text stays in the composer."""
    assert not unloaded_chat.submit("Hello")
    assert texts(unloaded_chat) == []
    assert told.errors == ["No model is open. Open one, then send again."]


def test_sent_while_loading_is_answered_by_the_model_that_comes(
    unloaded_chat, client, told, qtbot, engine
):
    """Typing and sending are possible from the start."""
    engine.load_gate = Event()
    client.load(LoadRequest(INFO.path))
    assert unloaded_chat.submit("Early")
    assert unloaded_chat.is_busy
    engine.load_gate.set()
    finish(unloaded_chat, qtbot)
    assert texts(unloaded_chat) == ["Early", story_text()]
    assert unloaded_chat.messages.message(1).model_name == "fake"


def test_stop_while_loading_leaves_at_once(unloaded_chat, client, qtbot, engine):
    """The user need not wait for a model in order to take something back."""
    engine.load_gate = Event()
    client.load(LoadRequest(INFO.path))
    unloaded_chat.submit("Early")
    unloaded_chat.runner.stop()
    finish(unloaded_chat, qtbot)
    assert unloaded_chat.messages.message(1).state is MessageState.STOPPED
    engine.load_gate.set()


def test_shutdown_keeps_the_half_answer(chat, client, qtbot, engine, store):
    """Closing: cancel, save, quit, wait."""
    engine.enqueue(Script(gate=Semaphore(2)))
    chat.submit("Go")
    qtbot.waitUntil(lambda: texts(chat)[-1] == "Once upon")
    chat.shutdown()
    (conversation,) = store.conversations()
    assert conversation.messages[1].text == "Once upon"
    assert conversation.messages[1].state is MessageState.STOPPED
    assert not chat.submit("More")
    assert client.shutdown(5_000)


def test_a_hundred_stops_at_any_moment(chat, qtbot, engine, told):
    """However Stop falls, text and ids agree and the chat is idle again."""
    for place in range(100):
        engine.enqueue_flood(2_000, tokens_per_s=None if place % 2 else 20_000)
        chat.submit("Go")
        for _ in range(place % 7):
            qtbot.waitUntil(lambda: chat.messages.message(1).text != "" or not chat.is_busy)
        chat.runner.stop()
        shown = chat.messages.message(1)
        finish(chat, qtbot)
        answer = chat.messages.message(1)
        assert answer.token_ids == shown.token_ids
        assert "".join(text for _, text in pieces_of(answer.token_ids)) == answer.text
        chat.new_chat()
    assert len(told.busy) == 200

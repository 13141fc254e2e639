"""Branches: nothing that was written is lost by writing it otherwise."""

from __future__ import annotations

from dataclasses import fields, replace
from threading import Event, Semaphore

import pytest

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.chat.messages import Conversation, Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import FinishReason, LoadRequest
from gptdesk.storage.history.types import Outline
from tests.app.viewmodels.chats import ask, finish, texts
from tests.fakes import INFO, PROMPT_IDS, STORY, Script, pieces_of, record, stats_of, story_text

IDS = tuple(token_id for token_id, _ in STORY)
CAT = pieces_of((3797,))[0]  # " cat"
STATS = tuple(stats_of(index, token_id) for index, token_id in enumerate(PROMPT_IDS))


@pytest.fixture
def shown(chat) -> list[Conversation]:
    """What the chat said was shown."""
    shown = []
    chat.shown.changed.connect(shown.append)
    return shown


def answer_of(chat, row=1) -> Message:
    message = chat.messages.message(row)
    assert [one.token_id for one in message.records] == list(message.token_ids)
    return message


def outline(message: Message) -> Outline:
    """Return what the history gives of a message that is far from the end."""
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return Outline(**(values | {"token_ids": (), "records": (), "prompt_ids": ()}))


# -- what an answer keeps of its making


def test_an_answer_knows_how_it_was_made(chat, qtbot, engine, sampling):
    """All that the inspector shows, and all that it takes to make it again."""
    sampling.set_temperature(0.5)
    ask(chat, qtbot)
    answer = answer_of(chat)
    run = Run(0, sampling.settings, answer.seed, INFO.name, INFO.sha256, INFO.precision)
    assert answer.runs == (run,)
    assert answer.prompt_ids == PROMPT_IDS
    assert answer.parent == chat.messages.message(0).id
    assert answer.records[3].top_raw_p == record(STORY[3][0]).top_raw_p


def test_the_context_is_that_of_the_branch_on_the_screen(chat, qtbot, engine):
    """The status bar kept the figure of the branch that was seen before."""
    told: list[int] = []
    chat.context_changed.connect(lambda used, _total: told.append(used))
    ask(chat, qtbot)
    whole = told[-1]
    engine.enqueue(Script(STORY[:3]))
    chat.regenerate(1)
    finish(chat, qtbot)
    assert told[-1] == whole - (len(STORY) - 3)
    chat.shown.show_branch(1, -1)
    assert told[-1] == whole
    chat.shown.show_branch(1, 1)
    assert told[-1] == whole - (len(STORY) - 3)


def test_what_was_stopped_before_its_first_token_is_no_branch(chat, qtbot, engine, store) -> None:
    """Each impatient Stop left an empty branch beside the answer, for good."""
    assert chat.submit("Once")
    chat.runner.stop()
    finish(chat, qtbot)
    (_, empty) = chat.messages.messages
    assert (empty.text, empty.state) == ("", MessageState.STOPPED)
    assert chat.regenerate()
    finish(chat, qtbot)
    answer = answer_of(chat)
    assert answer.text == story_text()
    assert [one.id for one in chat.conversation.messages] == [answer.parent, answer.id]
    (kept,) = store.conversations()
    assert kept.messages == chat.conversation.messages
    assert chat.regenerate()
    finish(chat, qtbot)
    assert len(chat.conversation.messages) == 3, "what says something stays"


def test_what_was_stopped_and_left_behind_stays_where_it_is(chat, qtbot, engine) -> None:
    """The next prompt was answered after it: it belongs to what the network read."""
    assert chat.submit("Once")
    chat.runner.stop()
    finish(chat, qtbot)
    ask(chat, qtbot, "And then?")
    assert chat.regenerate(1)
    finish(chat, qtbot)
    assert len(chat.conversation.messages) == 5
    chat.shown.show_branch(1, -1)
    assert len(texts(chat)) == 4


def test_an_answer_whose_tokens_are_lost_is_not_gone_on_with(chat, qtbot, engine):
    """After its prompt alone, the chart said what had been predicted before the answer."""
    told: list[tuple[int, int]] = []
    notices: list[str] = []
    ask(chat, qtbot)
    chat.context_changed.connect(lambda used, total: told.append((used, total)))
    chat.notice_raised.connect(notices.append)
    bare = replace(answer_of(chat), token_ids=(), records=(), prompt_ids=())
    chat.shown._take(bare)
    assert told[-1] == (0, 0), "not known"
    assert chat.draft_of_next("") is None
    chat.continue_answer()
    assert "Only the text of this answer is known" in notices[-1]
    assert not chat.is_busy


def test_a_row_that_has_just_gone_parts_nowhere(chat, qtbot, engine):
    """New chat while a card stood at a branch: the card asked once more about the row before."""
    ask(chat, qtbot)
    engine.enqueue(Script((*STORY[:2], CAT)))
    chat.regenerate(1)
    finish(chat, qtbot)
    assert chat.shown.parting_place(1) is not None
    chat.new_chat()
    assert chat.shown.parting_place(1) is None


def test_records_are_there_while_it_is_written(chat, qtbot, engine):
    """The inspector follows the newest token."""
    gate = Semaphore(3)
    engine.enqueue(Script(gate=gate))
    chat.submit("Go")
    qtbot.waitUntil(lambda: len(chat.messages.message(1).token_ids) == 3)
    assert len(answer_of(chat).records) == 3
    assert answer_of(chat).prompt_ids == PROMPT_IDS
    chat.runner.stop()
    finish(chat, qtbot)
    assert len(answer_of(chat).records) == 3


def test_steps_are_one_run_until_something_else_is_set(chat, qtbot, engine, sampling):
    """Five hundred steps are not five hundred runs; other settings are another one."""
    for place in range(4):
        if place == 2:
            sampling.set_temperature(0.1)
        assert chat.submit("Go" if place == 0 else "", 1)
        finish(chat, qtbot)
    answer = answer_of(chat)
    assert [(run.start, run.settings.temperature) for run in answer.runs] == [(0, 0.8), (2, 0.1)]
    assert answer.run_at(1).settings == SamplingSettings()


def test_model_that_comes_while_it_waits_is_the_one_that_is_noted(
    client, store, sampling, qtbot, engine
):
    """Sent while loading: the settings of then, the network that answered."""
    chat = ChatViewModel(client, store, sampling)
    engine.load_gate = Event()
    client.load(LoadRequest(INFO.path, precision="fast"))
    chat.submit("Early")
    sampling.set_temperature(0.1)
    engine.load_gate.set()
    finish(chat, qtbot)
    (run,) = answer_of(chat).runs
    assert (run.settings.temperature, run.precision) == (0.8, "fast")


# -- tokens swapped, and dice kept


def test_swap_a_token(chat, qtbot, engine, store):
    """The heart of it: the same up to there, another token, and on from that."""
    ask(chat, qtbot, "Go")
    old = answer_of(chat)
    engine.enqueue(Script((*STORY[:8], CAT, *STORY[9:])))
    assert chat.branch_at(1, 8, (CAT[0],))
    assert texts(chat)[1] == story_text()[: -len(" fox.")]
    finish(chat, qtbot)
    new = answer_of(chat)
    assert new.text == "Once upon a time, there was a cat."
    assert new.token_ids == (*IDS[:8], CAT[0], IDS[9])
    assert new.records[:8] == old.records[:8]
    assert [one.is_forced for one in new.records].index(True) == 8
    assert (new.seed, new.parent) == (old.seed, old.parent)
    assert new.id != old.id
    request = engine.requests[1]
    assert (request.answer_ids, request.forced_ids) == (IDS[:8], (CAT[0],))
    assert request.seed == engine.requests[0].seed
    assert request.messages == engine.requests[0].messages
    assert store.conversations()[0].messages == (chat.messages.message(0), old, new)
    assert chat.shown.branch_place(1) == (2, 2)


def test_a_swapped_token_outlives_a_stop_before_it(chat, qtbot, engine):
    """On a long text the network thinks a second before it; going on brings what was chosen."""
    ask(chat, qtbot, "Go")
    engine.enqueue(Script(gate=Semaphore(0)))
    assert chat.branch_at(1, 8, (CAT[0],))
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    chat.runner.stop()
    finish(chat, qtbot)
    assert answer_of(chat).token_ids == IDS[:8]
    for script in ((CAT,), STORY[9:]):  # the second time it is there
        engine.enqueue(Script(script))
        assert chat.submit("")
        finish(chat, qtbot)
    asked = [(one.answer_ids, one.forced_ids) for one in engine.requests[2:]]
    assert asked[0] == (IDS[:8], (CAT[0],))
    assert asked[1] == ((*IDS[:8], CAT[0]), ())


def test_an_answer_with_a_chosen_token_is_not_repeated_by_its_dice(chat, qtbot, engine, sampling):
    """With a fixed seed it can be had again: the network chooses where the user did."""
    sampling.set_seed(5)
    ask(chat, qtbot)
    assert chat.branch_at(1, 8, (CAT[0],))
    finish(chat, qtbot)
    assert chat.regenerate()
    finish(chat, qtbot)
    assert engine.requests[2].forced_ids == ()


def test_typed_tokens_come_whole_however_short_the_answer_may_be(chat, qtbot, engine, sampling):
    """What the user typed is not cut by the length of an answer."""
    ask(chat, qtbot)
    sampling.set_max_new_tokens(1)
    engine.enqueue(Script((*STORY[:2], *STORY[:4])))
    assert chat.branch_at(1, 2, IDS[:3])
    finish(chat, qtbot)
    assert answer_of(chat).token_ids == (*IDS[:2], *IDS[:4])
    assert engine.requests[1].max_new_tokens == 4


def test_replay_with_the_same_dice_and_the_settings_of_now(chat, qtbot, engine, sampling):
    """What other settings would have made of it, from the first token that differs."""
    ask(chat, qtbot)
    old = answer_of(chat)
    sampling.set_temperature(0.1)
    assert chat.replay_from(1, 4)
    finish(chat, qtbot)
    new = answer_of(chat)
    assert new.token_ids == old.token_ids
    assert new.seed == old.seed
    assert [run.start for run in new.runs] == [0, 4]
    assert [run.settings.temperature for run in new.runs] == [0.8, 0.1]
    assert (engine.requests[1].answer_ids, engine.requests[1].forced_ids) == (IDS[:4], ())
    assert chat.replay_from(1, 0)
    finish(chat, qtbot)
    assert answer_of(chat).runs == (replace(new.runs[1], start=0),)


def test_a_branch_where_nothing_can_follow_is_refused(chat, qtbot, engine):
    """Outside of the answer, after its end, in a question; or nothing to put there."""
    engine.enqueue(Script((*STORY, (END_OF_TEXT_ID, ""))))
    ask(chat, qtbot)
    for row, index in ((1, -1), (1, 12), (1, 11), (0, 0), (7, 0), (-1, 0)):
        assert not chat.branch_at(row, index, (5,))
        assert not chat.replay_from(row, index)
    assert not chat.branch_at(1, 0, ())
    assert chat.conversation.messages == chat.messages.messages
    assert chat.branch_at(1, 10, (5,)), "in place of the end"
    finish(chat, qtbot)


def test_a_branch_inside_a_character_shows_whole_ones(chat, qtbot, engine):
    """Half a character is not shown; the next token completes it, or another one."""
    wave = ((8582, ""), (239, ""), (233, "\U0001f44b"))
    engine.enqueue(Script((*STORY[:2], *wave), FinishReason.MAX_TOKENS))
    ask(chat, qtbot)
    engine.enqueue(Script((*STORY[:2], *wave[:2], (234, "\U0001f44c"))))
    assert chat.branch_at(1, 4, (234,))
    assert texts(chat)[1] == "Once upon"
    finish(chat, qtbot)


def test_a_conversations_branch_has_no_space_in_front(chat, qtbot, engine):
    """The template's space before the first word is shown in no branch."""
    chat.set_mode(PromptMode.CONVERSATION)
    engine.enqueue(Script(pieces_of((3363, 11, 314))))  # " Yes" "," " I"
    ask(chat, qtbot)
    engine.enqueue(Script(pieces_of((3363, 11, 314))))
    chat.set_mode(PromptMode.CONTINUE)
    assert chat.replay_from(1, 2)
    assert texts(chat)[1] == "Yes,"
    finish(chat, qtbot)
    assert texts(chat)[1] == "Yes, I"
    assert engine.requests[1].mode is PromptMode.CONVERSATION


# -- other questions, and the way between branches


def test_an_edited_question_is_asked_beside_the_old_one(chat, qtbot, engine, store, shown):
    """The old question keeps its answer and all that followed."""
    ask(chat, qtbot, "One")
    ask(chat, qtbot, "Two")
    engine.enqueue(Script(STORY[:1]))
    assert chat.edit_prompt(0, "Uno")
    finish(chat, qtbot)
    assert texts(chat) == ["Uno", "Once"]
    assert [message.text for message in engine.requests[2].messages] == ["Uno"]
    assert chat.shown.branch_place(0) == (2, 2)
    assert chat.shown.branch_place(1) == (1, 1)
    assert not chat.edit_prompt(1, "an answer is not a question")
    assert not chat.edit_prompt(0, "")
    chat.shown.show_branch(0, 1)
    assert texts(chat) == ["Uno", "Once"], "there is nothing after the last"
    chat.shown.show_branch(0, -1)
    assert texts(chat) == ["One", story_text(), "Two", story_text()]
    assert store.conversations()[0].path() == chat.messages.messages, "also after a restart"
    assert [conversation.path()[0].text for conversation in shown] == ["One", "Uno", "One"]
    assert shown[-1] == chat.conversation


def test_rows_before_the_branch_stay(chat, qtbot):
    """The transcript must not jump, nor lay out all that was there already."""
    for text in ("One", "Two"):
        ask(chat, qtbot, text)
    resets, removed, inserted = [], [], []
    chat.messages.modelReset.connect(lambda: resets.append(1))
    chat.messages.rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    chat.messages.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))
    chat.regenerate()
    finish(chat, qtbot)
    assert (resets, removed, inserted) == ([], [(3, 3)], [(3, 3)])


def test_another_branch_is_looked_at_while_one_grows(chat, qtbot, engine, store):
    """It grows unseen, and is there when one comes back."""
    ask(chat, qtbot)
    gate = Semaphore(2)
    engine.enqueue(Script(gate=gate))
    chat.regenerate()
    qtbot.waitUntil(lambda: texts(chat)[1] == "Once upon")
    chat.shown.show_branch(1, -1)
    gate.release(100)
    finish(chat, qtbot)
    assert chat.shown.branch_place(1) == (1, 2)
    chat.shown.show_branch(1, 1)
    assert texts(chat)[1] == story_text()
    assert chat.messages.message(1).state is MessageState.COMPLETE


def test_a_conversation_that_begins_is_another_one(chat, qtbot, shown):
    """It is stored from now on, with a draft of its own; a second message changes nothing."""
    ask(chat, qtbot)
    assert [conversation.id for conversation in shown] == [chat.conversation.id]
    ask(chat, qtbot)
    assert len(shown) == 1


def test_context_of_what_is_opened(chat, client, qtbot):
    """The bar says how full it is with what is on the screen."""
    told = []
    ask(chat, qtbot)
    opened = chat.conversation
    chat.context_changed.connect(lambda used, _: told.append(used))
    chat.new_chat()
    chat.open_conversation(opened)
    with qtbot.waitSignal(client.loaded):
        client.load(LoadRequest(INFO.path))
    assert told == [0, len(PROMPT_IDS) + len(STORY), len(PROMPT_IDS) + len(STORY)]


# -- the store


def test_the_network_waits_for_the_disk(chat, qtbot, engine, store):
    """A message that was sent is safe before anything can crash over it."""
    store.is_slow = True
    assert chat.submit("Keep me.")
    assert chat.is_busy
    assert texts(chat) == ["Keep me.", ""]
    assert engine.requests == []
    (conversation,) = store.conversations()
    assert [message.text for message in conversation.messages] == ["Keep me."]
    store.waiting.pop()()
    finish(chat, qtbot)
    assert texts(chat) == ["Keep me.", story_text()]


def test_stop_while_the_disk_is_slow(chat, qtbot, engine, store):
    """What was taken back before it began does not begin when the disk is done."""
    store.is_slow = True
    chat.submit("One")
    chat.runner.stop()
    assert not chat.is_busy
    assert chat.messages.message(1).state is MessageState.STOPPED
    store.waiting.pop()()
    assert not chat.is_busy
    assert engine.requests == []


def test_a_wait_for_the_disk_ends_in_its_own_conversation(chat, qtbot, store):
    """Whoever opens another one meanwhile finds the answer where it belongs."""
    store.is_slow = True
    chat.submit("One")
    chat.new_chat()
    store.waiting.pop()()
    finish(chat, qtbot)
    assert texts(chat) == []
    (conversation,) = store.conversations()
    assert [message.text for message in conversation.path()] == ["One", story_text()]


def test_nothing_is_stored_of_an_empty_conversation(chat, store, shown):
    """The list is not filled by looking at it."""
    first = chat.conversation.id
    assert chat.rename(first, "Mine")
    chat.new_chat()
    assert chat.conversation.id == first, "it is empty already"
    assert store.conversations() == ()


def test_names_and_pins_of_what_is_open_go_through_the_chat(chat, qtbot, engine, store):
    """Otherwise the next message would store the old ones."""
    gate = Semaphore(0)
    engine.enqueue(Script(gate=gate))
    chat.submit("One")
    away = chat.conversation.id
    chat.new_chat()
    assert chat.rename(away, "Mine")
    assert chat.set_pinned(away, True)
    gate.release(100)
    finish(chat, qtbot)
    (kept,) = store.conversations()
    assert (kept.title, kept.is_pinned) == ("Mine", True)
    assert kept.messages[1].text == story_text()
    assert not chat.rename(away, "closed by now")


def test_what_is_deleted_is_left(chat, qtbot, engine, store):
    """Its answer ends, so that nothing brings it back; undo finds what was written."""
    gate = Semaphore(1)
    engine.enqueue(Script(gate=gate, is_deaf=True))
    chat.submit("One")
    qtbot.waitUntil(lambda: texts(chat)[-1] == "Once")
    old = chat.conversation.id
    chat.leave_conversation("another one")
    assert chat.is_busy
    chat.leave_conversation(old)
    assert (texts(chat), chat.is_busy) == ([], False)
    assert chat.conversation.id != old
    stored = len(store.log)
    gate.release(100)
    ask(chat, qtbot, "New")
    assert len(store.log) == stored + 2
    assert store.conversations()[1].messages[1].text == "Once"


def test_prompts_figures_are_kept_with_the_answer(chat, qtbot, engine, store):
    """Measured once; they come back with the conversation, with no model loaded."""
    ask(chat, qtbot)
    answer_id = answer_of(chat).id
    chat.set_prompt_stats(answer_id, STATS[:5])
    assert answer_of(chat).prompt_stats == (), "of another prompt"
    chat.set_prompt_stats("nobody", STATS)
    chat.set_prompt_stats(answer_id, STATS)
    assert answer_of(chat).prompt_stats == STATS
    assert store.conversations()[0].messages[1] == answer_of(chat)
    chat.replay_from(1, 3)
    finish(chat, qtbot)
    assert answer_of(chat).prompt_stats == STATS, "it is the same prompt, and the same network"


def test_prompts_figures_that_come_while_it_goes_on_stay(chat, qtbot, engine):
    """The next tokens must not take them away again."""
    ask(chat, qtbot)
    gate = Semaphore(0)
    engine.enqueue(Script((*STORY, *STORY), gate=gate))
    chat.continue_answer()
    chat.set_prompt_stats(answer_of(chat).id, STATS)
    gate.release(100)
    finish(chat, qtbot)
    assert answer_of(chat).prompt_stats == STATS
    assert len(answer_of(chat).records) == 20


def test_another_networks_opinion_of_the_prompt_is_not_taken_over(chat, client, qtbot):
    """Its figures would be shown as those of the network that answers now."""
    ask(chat, qtbot)
    chat.set_prompt_stats(answer_of(chat).id, STATS)
    with qtbot.waitSignal(client.loaded):
        client.load(LoadRequest(INFO.path, precision="fast"))
    chat.regenerate()
    finish(chat, qtbot)
    assert answer_of(chat).prompt_stats == ()
    assert answer_of(chat).prompt_ids == PROMPT_IDS


# -- what the history gives


def test_what_is_not_read_yet_is_asked_for_and_filled_in(chat, qtbot, store):
    """A long conversation opens with its texts; tokens come for what is looked at."""
    for text in ("One", "Two"):
        ask(chat, qtbot, text)
    whole = chat.conversation
    wanted = []
    chat.shown.messages_wanted.connect(lambda *what: wanted.append(what))
    chat.new_chat()
    chat.open_conversation(replace(whole, messages=tuple(map(outline, whole.messages))))
    ids = tuple(message.id for message in whole.messages)
    assert wanted == [(whole.id, ids)]
    assert texts(chat) == [message.text for message in whole.messages]
    assert not chat.continue_answer(), "its tokens are not known yet"
    chat.shown.fill("another one", whole.messages)
    chat.shown.fill(whole.id, whole.messages[2:])
    chat.shown.want(0, 3)
    assert wanted[1:] == [(whole.id, ids[:2])]
    chat.shown.fill(whole.id, whole.messages)
    assert chat.conversation == whole
    assert chat.messages.messages == whole.path()


def test_what_changed_meanwhile_is_not_overwritten_by_what_was_read(chat, qtbot):
    """The disk answers late."""
    ask(chat, qtbot)
    before = chat.messages.message(1)
    chat.set_prompt_stats(before.id, STATS)
    chat.shown.fill(chat.conversation.id, (before,))
    assert answer_of(chat).prompt_stats == STATS


def test_what_is_looked_at_again_stays_longer_than_what_was_only_passed(chat):
    """Back at the beginning, its tokens must not go while they are on the screen."""
    messages = [Message(Role.USER, "0")]
    for number in range(1, 450):
        messages.append(Message(Role.USER, str(number), parent=messages[-1].id))
    whole = Conversation(tuple(messages), messages[-1].id)
    chat.open_conversation(replace(whole, messages=tuple(map(outline, messages))))
    chat.shown.fill(whole.id, messages[:400])  # as many as are kept
    chat.shown.want(0, 5)
    chat.shown.fill(whole.id, messages[400:])
    rows = chat.messages.messages
    assert [isinstance(rows[row], Outline) for row in (0, 15, 16, 65, 66, 449)] == [
        *(False, False),  # looked at again, with ten around it
        *(True, True),  # as many as are too many
        *(False, False),
    ]


def test_a_message_that_was_searched_for_is_brought_into_the_rows(chat, qtbot, shown):
    """It may be on a branch that is not shown."""
    ask(chat, qtbot, "One")
    old = answer_of(chat).id
    chat.regenerate()
    finish(chat, qtbot)
    assert chat.shown.show_message(old)
    assert chat.messages.message(1).id == old
    changes = len(shown)
    assert chat.shown.show_message(chat.messages.message(0).id)
    assert len(shown) == changes, "it is in the rows already"
    assert not chat.shown.show_message("nobody")


def test_an_interrupted_answer_goes_on_where_it_was(chat, qtbot, engine, store):
    """After a crash: reopened from the disk, continued with the same dice."""
    ask(chat, qtbot, "Go")
    answer = answer_of(chat)
    cut = replace(
        answer,
        text="Once upon",
        token_ids=IDS[:2],
        records=tuple(answer.records[:2]),
        state=MessageState.STOPPED,
    )
    chat.new_chat()
    user = store.conversations()[0].messages[0]
    chat.open_conversation(Conversation((user, cut), leaf=cut.id))
    assert chat.continue_answer()
    finish(chat, qtbot)
    assert answer_of(chat) == answer

"""An answer again with heads off, and views kept with it: a branch that says what it is."""

from __future__ import annotations

from dataclasses import fields, replace
from threading import Event, Semaphore

import pytest

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.kept_views import MOST_BYTES, MOST_VIEWS, KeptView
from gptdesk.chat.messages import Message, Run
from gptdesk.engine.types import LoadRequest
from gptdesk.storage.history.types import Outline
from tests.app.viewmodels.chats import ask, finish, texts
from tests.fakes import INFO, PROMPT_IDS, STORY, Script, stats_of, story_text

OFF = (HeadChange(3, 2), HeadChange(6, 1, 0.5))
IDS = tuple(token_id for token_id, _ in STORY)
STATS = tuple(stats_of(index, token_id) for index, token_id in enumerate(PROMPT_IDS))


def again(chat: ChatViewModel, qtbot, heads: tuple[HeadChange, ...] = OFF) -> Message:
    """Have the answer in row 1 made again."""
    assert chat.answer_again(chat.messages.message(1).id, heads)
    finish(chat, qtbot)
    return chat.messages.message(1)


@pytest.fixture
def told(chat) -> list[str]:
    told: list[str] = []
    chat.notice_raised.connect(told.append)
    return told


def test_an_answer_again_differs_in_its_heads_only(chat, qtbot, engine, sampling, store):
    """Same prompt, same settings, same dice: what is another token is the heads' doing."""
    sampling.set_temperature(0.5)
    ask(chat, qtbot, "Go")
    old = chat.messages.message(1)
    sampling.set_temperature(1.5)
    sampling.set_max_new_tokens(1)
    new = again(chat, qtbot, tuple(reversed(OFF)))
    first, second = engine.requests
    assert second == replace(first, heads=OFF, max_new_tokens=len(old.token_ids))
    assert new.parent == old.parent
    assert new.runs == (replace(old.runs[0], switched_off=OFF, precision="exact"),)
    assert chat.shown.branch_place(1) == (2, 2)
    assert store.conversations()[0].messages == (chat.messages.message(0), old, new)


def test_going_on_keeps_the_heads_off(chat, qtbot, engine):
    """Step by step, from one of its tokens, and whole: one text is of one network."""
    ask(chat, qtbot)
    again(chat, qtbot)
    assert chat.submit("", 1)
    finish(chat, qtbot)
    assert chat.continue_answer()
    finish(chat, qtbot)
    assert chat.branch_at(1, 3, IDS[:1])
    finish(chat, qtbot)
    assert chat.replay_from(1, 2)
    finish(chat, qtbot)
    assert [request.heads for request in engine.requests] == [(), *[OFF] * 5]
    assert {run.switched_off for run in chat.messages.message(1).runs} == {OFF}


def test_regenerating_is_the_whole_network(chat, qtbot, engine):
    """Who presses the ordinary button expects the ordinary network; so does a new prompt."""
    ask(chat, qtbot)
    again(chat, qtbot)
    assert chat.regenerate()
    finish(chat, qtbot)
    assert chat.messages.message(1).switched_off == ()
    ask(chat, qtbot, "More")
    assert [request.heads for request in engine.requests] == [(), OFF, (), ()]


def test_the_whole_network_again_with_the_same_dice(chat, qtbot, engine):
    """From an answer with heads off back to what it would be with all of them."""
    ask(chat, qtbot)
    old = chat.messages.message(1)
    again(chat, qtbot)
    new = again(chat, qtbot, (HeadChange(3, 2, 1.0),))
    assert engine.requests[2].heads == ()
    assert (new.seed, new.runs) == (old.seed, old.runs)


def test_an_answer_off_the_shown_path_is_answered_again(chat, qtbot):
    """The other window may look at another branch than the chat."""
    ask(chat, qtbot)
    old = chat.messages.message(1).id
    chat.regenerate()
    finish(chat, qtbot)
    assert chat.answer_again(old, OFF)
    finish(chat, qtbot)
    assert chat.shown.branch_place(1) == (3, 3)


def test_heads_are_those_of_one_network(chat, client, qtbot, engine, monkeypatch):
    """Head 3.2 of another model is another head: it goes on as a whole, and the runs say so."""
    ask(chat, qtbot)
    again(chat, qtbot)
    monkeypatch.setattr("tests.fakes.INFO", replace(INFO, sha256="1" * 64))
    with qtbot.waitSignal(client.loaded):
        client.load(LoadRequest(INFO.path))
    assert client.info.sha256 == "1" * 64
    engine.enqueue(Script((*STORY, *STORY)))
    assert chat.submit("", 1)
    finish(chat, qtbot)
    assert [run.switched_off for run in chat.messages.message(1).runs] == [OFF, ()]


def test_it_waits_for_the_model_that_is_being_loaded(chat, client, qtbot, engine, told):
    """Which network it will be is not known: heads of another one must not go off."""
    ask(chat, qtbot)
    again(chat, qtbot)
    engine.load_gate = Event()
    client.load(LoadRequest(INFO.path))
    assert not chat.submit("", 1)
    assert not chat.branch_at(1, 3, IDS[:1])
    assert ["loaded" in one for one in told] == [True, True]
    with qtbot.waitSignal(client.loaded):
        engine.load_gate.set()
    assert chat.submit("", 1)
    finish(chat, qtbot)


def test_what_cannot_be_answered_again_says_why(chat, qtbot, engine, told):
    ask(chat, qtbot)
    answer = chat.messages.message(1)
    mean = (HeadChange(1, 1, uses_mean=True),)
    for message_id, heads in (
        ("nobody", OFF),
        (chat.messages.message(0).id, OFF),
        (answer.id, mean),
    ):
        assert not chat.answer_again(message_id, heads)
    assert len(told) == 3
    assert "mean" in told[2]
    assert len(engine.requests) == 1


def test_the_prompts_figures_of_the_whole_network_are_not_taken_over(chat, qtbot):
    """They would be shown as those of the network without these heads; its own are."""
    ask(chat, qtbot)
    chat.set_prompt_stats(chat.messages.message(1).id, STATS)
    assert again(chat, qtbot).prompt_stats == ()
    chat.set_prompt_stats(chat.messages.message(1).id, STATS)
    assert again(chat, qtbot).prompt_stats == STATS, "the same heads"
    assert again(chat, qtbot, ()).prompt_stats == ()


# -- kept views


def view(number: int = 1) -> KeptView:
    return KeptView(f"View {number}", number, "lens", INFO.name, INFO.sha256, id=f"view {number}")


def test_a_view_is_kept_with_its_answer_until_it_is_dropped(chat, qtbot, store):
    ask(chat, qtbot)
    answer_id = chat.messages.message(1).id
    changed = []
    chat.messages.dataChanged.connect(lambda first, _: changed.append(first.row()))
    for number in (1, 2):
        assert chat.keep_view(answer_id, view(number))
    assert [one.id for one in chat.shown.kept_views(answer_id)] == ["view 1", "view 2"]
    assert store.conversations()[0].messages[1].kept_views == chat.shown.kept_views(answer_id)
    assert chat.drop_view(answer_id, "view 1")
    assert not chat.drop_view(answer_id, "view 1")
    assert [one.id for one in chat.shown.kept_views(answer_id)] == ["view 2"]
    assert store.conversations()[0].messages[1].kept_views == chat.shown.kept_views(answer_id)
    assert changed == [1, 1, 1]


def test_going_on_keeps_views_and_a_branch_has_none(chat, qtbot, engine):
    """They belong to the answer that they were made of."""
    ask(chat, qtbot)
    answer_id = chat.messages.message(1).id
    assert chat.keep_view(answer_id, view())
    engine.enqueue(Script((*STORY, *STORY)))
    assert chat.continue_answer()
    finish(chat, qtbot)
    assert len(chat.shown.kept_views(answer_id)) == 1
    assert again(chat, qtbot).kept_views == ()


def test_a_view_that_cannot_be_kept_says_why(chat, qtbot, engine, told):
    """Too large, too many, of an answer that is being written, not read, or not here."""
    ask(chat, qtbot)
    prompt, answer = chat.messages.messages
    assert not chat.keep_view(answer.id, replace(view(), title="x" * MOST_BYTES))
    assert "65 KB of 64 KB" in told[-1]
    assert not chat.keep_view("nobody", view())
    assert not chat.keep_view(prompt.id, view())
    full = replace(answer, kept_views=tuple(map(view, range(1, MOST_VIEWS + 1))))
    chat.shown._take(full)
    assert not chat.keep_view(answer.id, view(MOST_VIEWS + 1))
    assert "keeps 100" in told[-1]
    values = {one.name: getattr(answer, one.name) for one in fields(answer)}
    chat.shown._take(Outline(**(values | {"token_ids": (), "records": ()})))
    assert not chat.keep_view(answer.id, view())
    chat.shown._take(answer)
    gate = Semaphore(0)
    engine.enqueue(Script((*STORY, *STORY), gate=gate))
    assert chat.continue_answer()
    assert not chat.keep_view(answer.id, view())
    assert "being written" in told[-1]
    gate.release(100)
    finish(chat, qtbot)
    assert len(told) == 6
    assert chat.shown.kept_views(answer.id) == ()
    assert texts(chat)[1] == story_text() * 2
    assert chat.messages.message(1).runs == (
        Run(0, answer.runs[0].settings, answer.seed, INFO.name, INFO.sha256, INFO.precision),
    )

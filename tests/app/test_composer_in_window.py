"""The composer in the whole window: drops, drafts, input methods, blank prompts, and the count."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.engine.run.prompt import build_prompt, template_named
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.types import FinishReason, GenerationRequest
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script
from tests.tiny_models import write_tiny_model

END = 50256  # GPT-2's end of a text


def _open(qtbot: QtBot, engine_factory=FakeEngine, model: Path | None = None) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=engine_factory)
    qtbot.addWidget(program.window)
    with qtbot.waitSignals(
        [program.view_models.library.model_opened, program.view_models.conversations.loaded]
    ):
        program.start(model)
    return program


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    program = _open(qtbot)
    yield program
    program.window.close()
    assert program.is_joined


def _send(qtbot: QtBot, program: Program, text: str) -> None:
    program.window.views.composer.set_text(text)
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        qtbot.keyClick(program.window.views.composer.editor, Qt.Key.Key_Return)


def _drop(program: Program, *paths: Path) -> None:
    """Drop files on the editor, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    viewport = program.window.views.composer.editor.viewport()
    point, action = QPointF(5, 5), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QDragEnterEvent(point.toPoint(), action, data, buttons, keys))
    QApplication.sendEvent(viewport, QDropEvent(point, action, data, buttons, keys))


def _compose(program: Program, preedit: str) -> None:
    QApplication.sendEvent(program.window.views.composer.editor, QInputMethodEvent(preedit, []))


# -- drops


def test_dropped_files_are_inserted_and_what_is_none_is_named(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """A pipe, a device and an old encoding, dropped together with a text."""
    pipe, zero, old = tmp_path / "pipe.txt", tmp_path / "zero.txt", tmp_path / "old.txt"
    os.mkfifo(pipe)
    zero.symlink_to("/dev/zero")
    old.write_bytes("un café".encode("latin-1"))
    composer, bar = program.window.views.composer, program.window.views.notice_bar
    _drop(program, pipe, zero, old)
    qtbot.waitUntil(lambda: composer.text() == "un café")
    assert "pipe.txt, zero.txt: it is no file but a device or a pipe." in bar.text
    assert "old.txt: not UTF-8, so it was read as Windows-1252." in bar.text
    good = tmp_path / "good.txt"
    good.write_text(" au lait")
    _drop(program, good)
    qtbot.waitUntil(lambda: "au lait" in composer.text())
    said = "what went well takes the error of before away, and can be read instead"
    assert bar.text == "good.txt is in the prompt.", said


# -- input methods and drafts


def test_letters_being_composed_stay_with_the_chat_they_were_typed_in(
    qtbot: QtBot, program: Program
) -> None:
    """*New chat* in mid-word: the letters are the old chat's draft, on the disk too."""
    composer, chat = program.window.views.composer, program.view_models.chat
    _send(qtbot, program, "Hello")
    first = chat.conversation.id
    composer.focus_editor()
    qtbot.keyClicks(composer.editor, "say ")
    _compose(program, "nihao")
    program.window.views.menu.new_chat.trigger()
    assert composer.text() == ""
    assert composer.editor.textCursor().block().layout().preeditAreaText() == ""
    _compose(program, "zaijian")
    program.window.close()

    again = _open(qtbot)
    qtbot.waitUntil(lambda: again.window.views.composer.text() == "zaijian")
    again.window.views.sidebar.list.open_requested.emit(first)
    qtbot.waitUntil(lambda: again.window.views.composer.text() == "say nihao")
    again.window.close()


def _press_undo(qtbot: QtBot, program: Program) -> None:
    editor = program.window.views.composer.editor
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_undo_leaves_a_draft_that_came_back(qtbot: QtBot, program: Program) -> None:
    """When its chat is opened, and when the program starts: what nobody typed now stays."""
    composer, views = program.window.views.composer, program.window.views
    _send(qtbot, program, "Hello")
    first = program.view_models.chat.conversation.id
    qtbot.keyClicks(composer.editor, "a draft")
    views.menu.new_chat.trigger()
    _press_undo(qtbot, program)
    assert composer.text() == "", "the words of another chat"
    qtbot.keyClicks(composer.editor, "a beginning")
    views.sidebar.list.open_requested.emit(first)
    qtbot.waitUntil(lambda: composer.text() == "a draft")
    _press_undo(qtbot, program)
    assert composer.text() == "a draft"
    program.window.close()

    again = _open(qtbot)
    composer = again.window.views.composer
    qtbot.waitUntil(lambda: composer.text() == "a draft")
    _press_undo(qtbot, again)
    assert composer.text() == "a draft"
    again.window.views.menu.new_chat.trigger()
    qtbot.waitUntil(lambda: composer.text() == "a beginning")
    _press_undo(qtbot, again)
    assert composer.text() == "a beginning"
    qtbot.keyClicks(composer.editor, " of mine")
    _press_undo(qtbot, again)
    assert composer.text() == "a beginning"
    again.window.close()


def test_undo_does_not_bring_back_what_was_sent(qtbot: QtBot, program: Program) -> None:
    """It stands in the chat, where it can be edited; the first of a chat and a later one."""
    composer = program.window.views.composer
    for text in ("Once", "again"):
        qtbot.keyClicks(composer.editor, text)
        with qtbot.waitSignal(program.view_models.chat.run_finished):
            qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
        _press_undo(qtbot, program)
        assert composer.text() == ""
        assert not program.window.views.menu.editing["undo"].isEnabled()


# -- talk mode


@pytest.mark.parametrize("place", ["composer", "transcript"])
@pytest.mark.parametrize("is_ended", [False, True])
def test_space_does_in_talk_mode_what_the_step_key_does(
    qtbot: QtBot, place: str, is_ended: bool
) -> None:
    """A token more of an answer that was stopped; of one that its model ended, the reason."""
    engine = FakeEngine()
    pieces = (*STORY[:3], (END, "")) if is_ended else STORY[:3]  # it goes on with the story
    engine.enqueue(Script(pieces, FinishReason.MAX_TOKENS))
    program = _open(qtbot, lambda: engine)
    views, chat = program.window.views, program.view_models.chat
    with qtbot.waitActive(program.window):
        program.window.show()
    _send(qtbot, program, "Hello")
    views.menu.talk.trigger()
    field = views.composer.editor if place == "composer" else views.transcript
    field.setFocus()
    before = len(chat.messages.messages[-1].token_ids)
    said: list[str] = []
    for key in (Qt.Key.Key_F10, Qt.Key.Key_Space):
        views.notice_bar.dismiss()
        qtbot.keyClick(field, key)
        qtbot.waitUntil(lambda: not chat.is_busy)
        said.append(views.notice_bar.text)
    assert said[0] == said[1]
    assert bool(said[0]) == is_ended
    assert len(chat.messages.messages[-1].token_ids) == before + (0 if is_ended else 2)
    assert views.composer.text() == ""
    program.window.close()


def test_space_is_a_letter_where_something_is_written(qtbot: QtBot, program: Program) -> None:
    """Talk mode does not keep anybody from writing a prompt of two words."""
    composer = program.window.views.composer
    program.window.views.menu.talk.trigger()
    qtbot.keyClicks(composer.editor, " two words ")
    assert composer.text() == "two words "


def test_step_sends_the_prompt_for_one_token_and_then_goes_on(
    qtbot: QtBot, program: Program
) -> None:
    """Step takes the prompt with it, as Send does; without one the answer grows by a token."""
    composer, chat = program.window.views.composer, program.view_models.chat
    composer.set_text("The fox")
    for tokens in (1, 2):
        with qtbot.waitSignal(chat.run_finished):
            qtbot.mouseClick(composer.step_button, Qt.MouseButton.LeftButton)
        prompt, answer = (chat.messages.message(row) for row in range(chat.messages.rowCount()))
        assert prompt.text == "The fox"
        assert len(answer.token_ids) == tokens
        assert composer.text() == ""


# -- blank prompts


@pytest.mark.parametrize("blank", [" ", "\n\n", "\u00a0\u3000\t"])
def test_a_blank_prompt_is_not_sent(qtbot: QtBot, program: Program, blank: str) -> None:
    """It would be a message that nobody can see; the user is told, and loses nothing."""
    composer, chat = program.window.views.composer, program.view_models.chat
    for act in (composer.send_button.click, composer.step_button.click):
        composer.set_text(blank)
        act()
        assert composer.text() == blank
        assert not chat.is_busy
        assert "blank" in program.window.views.notice_bar.text
        program.window.views.notice_bar.dismiss()
    _send(qtbot, program, "Hello")
    program.window.views.transcript.buttons.edit_requested.emit(0)
    composer.set_text(blank)
    composer.send_button.click()
    assert chat.messages.message(0).text == "Hello"
    assert chat.shown.branch_place(0) == (1, 1)
    assert composer.text() == blank


# -- the count


@pytest.fixture
def real(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """A program with a tiny real model, whose context holds 64 tokens."""
    program = _open(qtbot, make_engine, write_tiny_model(tmp_path / "tiny"))
    program.view_models.sampling.set_max_new_tokens(3)
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def _shown_count(qtbot: QtBot, program: Program, tokens: int, *, is_cut: bool = False) -> None:
    context = program.client.info.shape.context_length
    counted = "1 token" if tokens == 1 else f"{tokens} tokens"
    wanted = f"{counted} · {context - tokens} left" + " · older messages left out" * is_cut
    label = program.window.views.composer.count_label
    qtbot.waitUntil(lambda: label.accessibleName() == wanted)


def test_the_count_in_a_conversation_is_what_is_really_sent(qtbot: QtBot, real: Program) -> None:
    """Earlier messages and the template are tokens too; a word costs more than itself."""
    chat, composer = real.view_models.chat, real.window.views.composer
    context = real.client.info.shape.context_length
    chat.set_mode(PromptMode.CONVERSATION)
    is_cut = False
    for text in ("Hi", "Who are you?", "And then?", "Why", "Well", "So", "No", "Yes", "Oh"):
        composer.set_text(text)
        messages = (*chat.messages.messages, Message(Role.USER, text))
        request = GenerationRequest(messages, PromptMode.CONVERSATION)
        template = template_named(real.client.info.template)
        expected = build_prompt(request, BytePairTokenizer.load(), template, context)
        is_cut = expected.dropped_tokens > 0
        _shown_count(qtbot, real, len(expected.ids), is_cut=is_cut)
        _send(qtbot, real, text)
        answer = chat.messages.message(chat.messages.rowCount() - 1)
        assert len(answer.prompt_ids) == len(expected.ids)
    assert is_cut, "the conversation was to become longer than the context"


def test_the_count_follows_mode_chat_and_editing(qtbot: QtBot, real: Program) -> None:
    """Whatever changes what Send would send, changes what is left."""
    chat, composer = real.view_models.chat, real.window.views.composer
    composer.set_text("Hello there")
    _shown_count(qtbot, real, 2)
    chat.set_mode(PromptMode.CONVERSATION)
    first = len(BytePairTokenizer.load().encode("User: Hello there\nBot:"))
    _shown_count(qtbot, real, first)
    _send(qtbot, real, "Hello there")
    answer = chat.messages.message(1)
    _shown_count(qtbot, real, len(answer.prompt_ids) + len(answer.token_ids))  # it would go on
    composer.set_text("Hello there")
    real.window.views.transcript.buttons.edit_requested.emit(0)
    _shown_count(qtbot, real, first)
    real.window.views.menu.new_chat.trigger()
    _shown_count(qtbot, real, 0)


def test_a_message_that_is_too_long_by_itself_says_so(qtbot: QtBot, real: Program) -> None:
    """Not the older messages are what is cut then, but the beginning of what was written."""
    composer, context = real.window.views.composer, real.client.info.shape.context_length
    real.view_models.chat.set_mode(PromptMode.CONVERSATION)
    _send(qtbot, real, "Hi")
    composer.set_text("word " * 100)
    tokens = len(BytePairTokenizer.load().encode("User:" + " word" * 100 + "\nBot:"))
    wanted = f"{tokens} tokens · last {context - 1} tokens are used"
    qtbot.waitUntil(lambda: composer.count_label.accessibleName() == wanted)

"""Guess mode in the real window: what can be guessed is covered, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Semaphore

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.guess.verdict import GuessVerdict, ScoreLine
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def program(qtbot: QtBot, engine: FakeEngine) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    yield program
    program.window.close()
    assert program.is_joined


def _reveal_buttons(program: Program) -> list[QPushButton]:
    """Return the *Reveal* buttons that are seen; the window Under the hood is one of both."""
    inside = program.window.views.side_windows.inside_window
    windows = [program.window] if inside is None else [program.window, inside]
    stacks = [stack for window in windows for stack in window.findChildren(GuessStack)]
    return [stack.cover.button for stack in stacks if stack.cover.button.isVisible()]


def test_an_answer_that_ended_leaves_nothing_to_guess(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """A question without an answer, with a button that does nothing, teaches a wrong thing."""
    views, chat = program.window.views, program.view_models.chat
    editor = views.composer.editor

    def run(script: Script, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        engine.enqueue(script)
        with qtbot.waitSignal(chat.run_finished):
            qtbot.keyClick(editor, key, modifier)

    qtbot.keyClicks(editor, "A beginning")
    run(Script((*STORY, (END_OF_TEXT_ID, ""))), Qt.Key.Key_Return)
    views.menu.inside.trigger()
    qtbot.keyClick(editor, Qt.Key.Key_G, CONTROL)
    assert views.menu.guess.isChecked()
    assert _reveal_buttons(program) == []
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    assert "ended its answer" in views.notice_bar.text
    assert _reveal_buttons(program) == []

    run(Script(STORY[:2], FinishReason.MAX_TOKENS), Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: len(_reveal_buttons(program)) > 1)
    engine.enqueue(Script(((END_OF_TEXT_ID, ""),)))
    with qtbot.waitSignal(chat.run_finished):
        qtbot.mouseClick(_reveal_buttons(program)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _reveal_buttons(program) == [])


def _score(program: Program) -> str:
    """Return the score that is seen; empty where none is."""
    panel = program.window.views.side_panel
    return "".join(one.label.text() for one in panel.findChildren(ScoreLine) if one.isVisible())


def test_a_guess_waits_on_every_page_and_is_revealed_from_everywhere(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """The fake gives each token one half: three tokens take three bits."""
    views, models = program.window.views, program.view_models
    panel, chat, talk = views.side_panel, models.chat, models.talk
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    engine.enqueue(*(Script(STORY[:n], FinishReason.MAX_TOKENS) for n in (2, 3, 4, 5)))
    qtbot.keyClicks(views.composer.editor, "A beginning")
    with qtbot.waitSignal(chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)

    qtbot.keyClick(views.composer.editor, Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    field = panel.next_token_page.cover.field
    assert field is not None
    assert field.hasFocus()
    assert panel.next_token_page.cover.button.text() == "Reveal (Enter)"
    qtbot.keyClicks(field, " of the fox")
    panel.tabs.setCurrentWidget(panel.pipeline_page)
    other = panel.pipeline_page.cover.field
    assert other is not None
    assert other.isVisible()
    assert other.text() == " of the fox"
    models.inspector.mark(TokenRef(chat.messages.messages[-1].id, is_prompt=False, index=0))
    assert not other.isVisible(), "this token stands in the text: nothing is left to be guessed"
    models.inspector.clear_mark()

    views.transcript.setFocus()
    qtbot.keyClick(views.transcript, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: models.guesses.shown is not None)
    guess = models.guesses.shown
    assert guess is not None
    assert (guess.p, guess.bits) == (0.125, 3.0)
    assert guess.came.token_id == STORY[2][0]
    verdict = panel.pipeline_page.findChild(GuessVerdict)
    assert verdict is not None
    assert verdict.isVisible()
    assert "You would have needed 3.00 bits; what came needed 2.00." in verdict.sentence.text()
    assert "first piece right in 0. Mean: 3.00 bits needed; what came: 2.00." in _score(program)

    talk.ask()
    qtbot.keyClicks(other, "a")
    made = len(chat.messages.messages[-1].token_ids)
    qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not talk.is_covered and models.guesses.shown is not None)
    assert len(chat.messages.messages[-1].token_ids) == made + 1
    assert "2 guesses" in _score(program)
    qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(chat.messages.messages[-1].token_ids) == made + 2)
    qtbot.waitUntil(lambda: talk.is_covered)
    assert "2 guesses" in _score(program), "no guess was made of this one"

    (line,) = (one for one in panel.findChildren(ScoreLine) if one.isVisible())
    qtbot.mouseClick(line.reset, Qt.MouseButton.LeftButton)
    assert _score(program) == ""
    assert models.guesses.score is None


def test_enter_after_a_reveal_is_the_next_question(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """A hand that stays on Enter changed the text: row 1 was swapped in, with a whole answer."""
    views, models = program.window.views, program.view_models
    chat, talk, page = models.chat, models.talk, views.side_panel.next_token_page
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    engine.enqueue(*(Script(STORY[:n], FinishReason.MAX_TOKENS) for n in (2, 3, 4, 5)))
    qtbot.keyClicks(views.composer.editor, "A beginning")
    with qtbot.waitSignal(chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)

    def press(key: Qt.Key) -> None:
        qtbot.keyClick(program.window.focusWidget() or program.window, key)

    def is_revealed() -> bool:
        rows = page.bars.rows
        return not talk.is_covered and not chat.is_busy and page.bars.isVisible() and bool(rows)

    qtbot.keyClick(views.composer.editor, Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    for made in (3, 4):
        assert page.cover.field is not None
        assert page.cover.field.hasFocus(), "the next guess is typed at once"
        qtbot.keyClicks(page.cover.field, " of")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(is_revealed)
        assert not page.bars.hasFocus(), "no row was chosen by anybody"
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: talk.is_covered)
        assert len(chat.messages.messages[-1].token_ids) == made
        assert chat.shown.branch_place(1) == (1, 1), "nothing was swapped"

    talk.reveal()
    qtbot.waitUntil(is_revealed)
    assert not page.bars.hasFocus()
    press(Qt.Key.Key_Down)
    assert page.bars.hasFocus(), "an arrow key is meant for the rows"


def test_a_guess_goes_with_the_chat_that_it_was_made_in(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """Another chat is opened while the token is on its way: nothing there was guessed."""
    models = program.view_models
    chat, talk = models.chat, models.talk
    engine.enqueue(Script(STORY[:1], FinishReason.MAX_TOKENS))
    chat.submit("One token")
    qtbot.waitUntil(lambda: not chat.is_busy)
    first = chat.conversation.id
    program.window.views.menu.new_chat.trigger()
    qtbot.waitUntil(lambda: models.pipeline.ref is None)
    gate = Semaphore(0)
    engine.enqueue(Script(STORY[:1], FinishReason.MAX_TOKENS, gate=gate))
    talk.set_guessing(True)
    talk.set_guess("a")
    program.window.views.composer.set_text("Another")
    talk.step()
    qtbot.waitUntil(lambda: chat.is_busy)
    models.conversations.open_conversation(first)
    qtbot.waitUntil(lambda: chat.conversation.id == first)
    gate.release()
    qtbot.waitUntil(lambda: not chat.is_busy and not talk.is_covered)
    assert models.guesses.score is None

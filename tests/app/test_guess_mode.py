"""Guess mode in the real window: what can be guessed is covered, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Semaphore

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import current_theme
from gptdesk.app.views.guess.cover import GuessField, GuessStack
from gptdesk.app.views.guess.verdict import GuessVerdict, ScoreLine
from gptdesk.app.views.window.empty_state import ExampleCard
from gptdesk.engine.inspection.values import FirstDifference, WhatIf, WhatIfRequest
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
    hood = views.side_windows.inside_window
    assert hood is not None
    hood.resize(1040, 720)
    qtbot.keyClick(editor, Qt.Key.Key_G, CONTROL)
    assert views.menu.guess.isChecked()
    assert _reveal_buttons(program) == []
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    assert "ended its answer" in views.notice_bar.text
    assert _reveal_buttons(program) == []
    verdict = views.side_panel.next_token_page.verdict
    assert verdict is not None
    assert verdict.ended.isVisible(), "the panel says it before a key is pressed in vain"

    qtbot.keyClick(editor, Qt.Key.Key_R, CONTROL)
    assert len(_reveal_buttons(program)) > 1, "the first token of another answer is asked for"
    assert not verdict.ended.isVisible()
    run(Script(STORY[:2], FinishReason.MAX_TOKENS), Qt.Key.Key_R, CONTROL)
    assert chat.messages.messages[-1].token_ids == (STORY[0][0],), "one token is revealed"
    qtbot.waitUntil(lambda: _reveal_buttons(program) == [])
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    engine.enqueue(Script((STORY[0], (END_OF_TEXT_ID, ""))))
    with qtbot.waitSignal(chat.run_finished):
        qtbot.mouseClick(_reveal_buttons(program)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _reveal_buttons(program) == [])
    qtbot.waitUntil(verdict.ended.isVisible)


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
    qtbot.waitUntil(views.composer.step_button.isEnabled)  # the guess may be judged before the end
    qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not talk.is_covered and models.guesses.shown is not None)
    assert len(chat.messages.messages[-1].token_ids) == made + 1
    assert "2 guesses" in _score(program)
    qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
    assert talk.is_covered, "it asks first"
    assert len(chat.messages.messages[-1].token_ids) == made + 1
    qtbot.mouseClick(views.composer.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(chat.messages.messages[-1].token_ids) == made + 2)
    qtbot.waitUntil(lambda: not talk.is_covered)
    assert "2 guesses" in _score(program), "no guess was made of this one"
    talk.set_guessing(False)
    assert "2 guesses" in _score(program), "it can be read after the talk"

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

    def has_ring() -> bool:
        (stack,) = (one for one in page.findChildren(GuessStack) if one.isVisible())
        picture = stack.grab().toImage()
        edge = {picture.pixelColor(x, 1).name() for x in range(20, picture.width() - 20)}
        return edge == {current_theme().color("accent").name()}

    qtbot.keyClick(views.composer.editor, Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    for made in (3, 4):
        assert page.cover.field is not None
        assert page.cover.field.hasFocus(), "the next guess is typed at once"
        qtbot.keyClicks(page.cover.field, " of")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(is_revealed)
        assert not page.bars.hasFocus(), "no row was chosen by anybody"
        assert has_ring(), "nobody saw where the next key goes"
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: talk.is_covered)
        assert len(chat.messages.messages[-1].token_ids) == made
        assert chat.shown.branch_place(1) == (1, 1), "nothing was swapped"

    talk.reveal()
    qtbot.waitUntil(is_revealed)
    assert not page.bars.hasFocus()
    press(Qt.Key.Key_Down)
    assert page.bars.hasFocus(), "an arrow key is meant for the rows"
    assert not has_ring(), "a row has one"


def test_space_reveals_what_it_asked(qtbot: QtBot, program: Program, engine: FakeEngine) -> None:
    """Space in the field is a letter: it was one after another, and the field looked empty."""
    views, models = program.window.views, program.view_models
    talk, page = models.talk, views.side_panel.next_token_page
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    engine.story = Script(STORY, FinishReason.MAX_TOKENS)
    models.sampling.set_max_new_tokens(2)
    qtbot.keyClicks(views.composer.editor, "A beginning")
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)

    def press(key: Qt.Key) -> None:
        qtbot.keyClick(program.window.focusWidget() or program.window, key)

    def wait_for_reveal() -> None:
        qtbot.waitUntil(lambda: not talk.is_covered and not models.chat.is_busy)

    field = page.cover.field
    assert field is not None
    qtbot.keyClick(views.composer.editor, Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, " of")
    press(Qt.Key.Key_Return)
    wait_for_reveal()
    qtbot.waitUntil(lambda: models.guesses.score is not None)
    press(Qt.Key.Key_Space)
    assert field.hasFocus(), "the next guess is typed at once"
    assert page.cover.button.text() == "Reveal (Enter)"
    press(Qt.Key.Key_Space)
    assert field.text() == " ", "so begins a guess"
    assert page.cover.button.text() == "Reveal (Space)", "and so it ends"
    press(Qt.Key.Key_Space)
    wait_for_reveal()
    press(Qt.Key.Key_Space)
    assert talk.is_covered
    assert page.cover.button.hasFocus(), "nothing was typed the last time"
    press(Qt.Key.Key_Space)
    wait_for_reveal()
    assert models.guesses.score is not None
    assert models.guesses.score.count == 1, "a blank is none"
    assert len(models.chat.messages.messages[-1].token_ids) == 5


def test_a_question_is_in_sight_wherever_its_page_was_read(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """The Text page was scrolled to *What if*; below a question there was the room of a chart."""
    views, models = program.window.views, program.view_models
    text_page, page = views.text_page, views.side_panel.next_token_page
    program.window.resize(960, 600)
    engine.story = Script(STORY, FinishReason.MAX_TOKENS)
    qtbot.keyClicks(views.composer.editor, "A beginning")
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
    views.side_panel.tabs.setCurrentWidget(text_page)
    bar = text_page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    bar.setValue(bar.maximum())
    qtbot.keyClick(views.composer.editor, Qt.Key.Key_G, CONTROL)
    button = text_page.cover.button
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect() == button.rect())
    qtbot.waitUntil(lambda: bar.maximum() == 0)  # there is nothing else to be read
    views.side_panel.tabs.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() == 0)
    seed = page.sampling.fixed_seed
    assert seed.visibleRegion().boundingRect() == seed.rect(), "the settings are in sight"
    assert not page.list.isVisible()
    qtbot.keyClick(views.composer.editor, Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(page.list.isVisible)


class _Class:
    """The window before a class, with two chats; keys go where the keyboard is."""

    def __init__(self, qtbot: QtBot, program: Program, engine: FakeEngine) -> None:
        self.qtbot, self.program, self.engine = qtbot, program, engine
        self.views, self.models = program.window.views, program.view_models
        self.chat, self.talk = self.models.chat, self.models.talk
        with qtbot.waitActive(program.window):
            program.window.activateWindow()
        engine.story = Script(STORY, FinishReason.MAX_TOKENS)
        program.window.resize(1280, 800)
        self._ids: dict[str, str] = {}

    @property
    def field(self) -> GuessField:
        (field,) = (
            one for one in self.views.side_panel.findChildren(GuessField) if one.isVisible()
        )
        return field

    @property
    def focus(self) -> QWidget:
        return self.program.window.focusWidget() or self.program.window

    @property
    def tokens(self) -> int:
        """How many tokens the last answer has; without one none."""
        messages = self.chat.messages.messages
        return len(messages[-1].token_ids) if messages else 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.focus, text)

    def begin(self, text: str) -> None:
        """Send a text for three tokens, in a chat of its own."""
        self.views.menu.new_chat.trigger()
        self.models.sampling.set_max_new_tokens(3)
        self.views.composer.focus_editor()
        self.type(text)
        with self.qtbot.waitSignal(self.chat.run_finished):
            self.key(Qt.Key.Key_Return)
        self._ids[text] = self.chat.conversation.id

    def open(self, text: str) -> None:
        """Click a chat in the list."""
        rows, model = self.views.sidebar.list, self.models.conversations.list
        place = rows.visualRect(model.index(model.row_of(self._ids[text]))).center()
        self.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.qtbot.waitUntil(lambda: self.chat.conversation.id == self._ids[text])

    def reveal(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        made = self.tokens
        self.key(key, modifier)
        self.qtbot.waitUntil(lambda: not self.talk.is_covered and not self.chat.is_busy)
        assert self.tokens == made + 1


@pytest.fixture
def lesson(qtbot: QtBot, program: Program, engine: FakeEngine) -> _Class:
    return _Class(qtbot, program, engine)


def test_a_guess_is_of_the_chat_and_the_place_that_it_was_typed_at(
    qtbot: QtBot, lesson: _Class
) -> None:
    """Left there, it was scored against the token that came next in another chat."""
    talk, guesses = lesson.talk, lesson.models.guesses
    lesson.begin("The hen")
    lesson.begin("The owl")
    lesson.key(Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert lesson.focus is lesson.field
    lesson.type(" fox")
    lesson.open("The hen")
    assert talk.is_covered
    assert lesson.field.text() == "", "nothing was guessed here"
    lesson.reveal(Qt.Key.Key_F10)
    assert guesses.score is None

    lesson.key(Qt.Key.Key_F10)
    assert lesson.field.text() == ""
    qtbot.keyClicks(lesson.field, " of")
    lesson.open("The owl")
    assert lesson.field.text() == " fox", "it has waited"
    lesson.reveal(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: guesses.shown is not None)
    assert [piece.token_id for piece in guesses.shown.pieces] == [21831]
    assert guesses.score is not None
    assert guesses.score.count == 1

    lesson.models.swaps.swap(lesson.models.inspector.newest, (11,))
    qtbot.waitUntil(lambda: lesson.chat.shown.branch_place(1) == (2, 2))
    qtbot.waitUntil(lambda: talk.is_covered and not lesson.chat.is_busy)
    qtbot.keyClicks(lesson.field, " on this branch")
    with qtbot.waitSignal(lesson.chat.shown.changed):
        lesson.chat.shown.show_branch(1, -1)
    assert lesson.field.text() == "", "another branch is another place"
    lesson.reveal(Qt.Key.Key_F10)
    assert guesses.score.count == 1
    lesson.open("The hen")
    assert lesson.field.text() == " of"


def test_a_reveal_goes_with_the_chat_that_it_was_asked_in(
    qtbot: QtBot, lesson: _Class, engine: FakeEngine
) -> None:
    """The chat is left while the token is on its way: it is told there, and nothing is elsewhere.

    Nor does a reveal here wait for an answer there without a word.
    """
    talk, guesses = lesson.talk, lesson.models.guesses
    lesson.begin("The hen")
    lesson.begin("The owl")
    lesson.key(Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    lesson.type(" fox")
    gate = Semaphore(0)
    engine.enqueue(Script(STORY, FinishReason.MAX_TOKENS, gate=gate))
    try:
        lesson.key(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: lesson.chat.is_busy)
        lesson.open("The hen")
        made = lesson.tokens
        lesson.views.composer.focus_editor()
        lesson.key(Qt.Key.Key_Space)
        assert "another conversation" in lesson.views.notice_bar.text
        assert talk.is_covered
        assert lesson.chat.is_busy
    finally:
        gate.release(10)  # whatever failed: the thread of the engine must end
    qtbot.waitUntil(lambda: not lesson.chat.is_busy)
    assert lesson.tokens == made, "what was refused is not made later"
    assert talk.is_covered
    assert guesses.score is None
    lesson.open("The owl")
    assert lesson.tokens == 4
    assert lesson.field.text() == "", "its token has come"
    lesson.open("The hen")
    lesson.reveal(Qt.Key.Key_F10)
    assert guesses.score is None


@pytest.mark.parametrize("way", ["F10", "Step", "Enter", "Send"])
def test_a_typed_prompt_is_asked_about_before_its_answer_begins(
    qtbot: QtBot, lesson: _Class, way: str
) -> None:
    """Whatever makes its first token asks; the second press reveals it, without a guess too."""
    composer, talk = lesson.views.composer, lesson.talk
    lesson.views.columns.set_panel_visible(False)
    lesson.key(Qt.Key.Key_G, CONTROL)
    assert lesson.views.side_panel.isVisible(), "a question that nobody sees is none"
    composer.focus_editor()
    lesson.type("A beginning")

    def press() -> None:
        if way in ("Step", "Send"):
            button = composer.step_button if way == "Step" else composer.send_button
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            lesson.key(Qt.Key.Key_F10 if way == "F10" else Qt.Key.Key_Return)

    press()
    assert not lesson.chat.is_busy
    assert lesson.chat.messages.rowCount() == 0
    assert composer.text() == "A beginning"
    assert lesson.focus is lesson.field
    (cover,) = {field.parentWidget() for field in [lesson.field]}
    assert cover.findChild(QLabel).text() == "What comes after your text?"
    press()
    qtbot.waitUntil(lambda: not talk.is_covered and not lesson.chat.is_busy)
    assert lesson.tokens == 1
    assert composer.text() == ""
    press()
    assert talk.is_covered, "the next question"
    press()
    qtbot.waitUntil(lambda: not talk.is_covered and not lesson.chat.is_busy)
    assert lesson.tokens == 2
    assert lesson.models.guesses.score is None


def test_another_text_is_another_question(qtbot: QtBot, lesson: _Class) -> None:
    """A guess that was typed for a text counts as one for it; the text was changed since: ask."""
    lesson.views.composer.focus_editor()
    lesson.type("A beginnin")
    lesson.key(Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    lesson.type(" fox")
    lesson.views.composer.focus_editor()
    lesson.type("g")
    lesson.key(Qt.Key.Key_F10)
    assert lesson.chat.messages.rowCount() == 0
    assert lesson.field.text() == " fox"
    lesson.reveal(Qt.Key.Key_F10)
    assert lesson.chat.messages.messages[0].text == "A beginning"
    qtbot.waitUntil(lambda: lesson.models.guesses.score is not None)


def test_replay_asks_too(qtbot: QtBot, lesson: _Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """*Replay from there* wrote a token unasked; it is guessed at its own place."""
    text_page, models, talk = lesson.views.text_page, lesson.models, lesson.talk

    def differ(request: WhatIfRequest, *_: object) -> WhatIf:
        last = len(request.ids) - 1
        other = FirstDifference(last, request.ids[last], STORY[3][0], 0.5, 0.5)
        return WhatIf(request.settings, last, (), last - 1, other, 0, is_complete=True)

    monkeypatch.setattr(lesson.engine, "what_if", differ)
    lesson.begin("A beginning")
    old = lesson.chat.messages.messages[-1]
    lesson.key(Qt.Key.Key_G, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    lesson.reveal(Qt.Key.Key_Return)
    made = lesson.tokens
    lesson.views.side_panel.tabs.setCurrentWidget(text_page)
    qtbot.mouseClick(text_page.what_if.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(text_page.what_if.replay.isEnabled)
    qtbot.mouseClick(text_page.what_if.replay, Qt.MouseButton.LeftButton)
    assert talk.is_covered
    assert not lesson.chat.is_busy
    assert lesson.chat.messages.messages[-1].id == old.id
    cover = lesson.field.parentWidget()
    assert cover.findChild(QLabel).text().startswith("What comes instead")
    qtbot.keyClicks(lesson.field, " fox")
    qtbot.keyClick(lesson.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not talk.is_covered and not lesson.chat.is_busy)
    new = lesson.chat.messages.messages[-1]
    assert new.id != old.id
    assert len(new.token_ids) == made
    qtbot.waitUntil(lambda: models.guesses.score is not None)
    assert models.guesses.shown is not None
    assert models.guesses.shown.came.token_id == new.token_ids[-1]


def test_examples_and_continue_ask_too(qtbot: QtBot, lesson: _Class) -> None:
    """A card sends its text, and Continue goes on with the answer, whatever is written."""
    talk, views = lesson.talk, lesson.views
    lesson.key(Qt.Key.Key_G, CONTROL)
    card = views.empty_state.findChildren(ExampleCard)[0]
    for _ in range(2):
        assert lesson.tokens == 0
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not talk.is_covered and not lesson.chat.is_busy)
    assert lesson.chat.messages.messages[0].text == card.example
    assert lesson.tokens == 1

    views.composer.focus_editor()
    lesson.type("for later")
    for made in (1, 1, 2):
        assert lesson.tokens == made
        lesson.key(Qt.Key.Key_Return, CONTROL)
        qtbot.waitUntil(lambda: not lesson.chat.is_busy)
    assert talk.is_covered
    assert lesson.chat.messages.rowCount() == 2
    assert views.composer.text() == "for later"
    views.transcript.buttons.continue_requested.emit(1)
    qtbot.waitUntil(lambda: not talk.is_covered and not lesson.chat.is_busy)
    assert lesson.tokens == 3

    lesson.key(Qt.Key.Key_G, CONTROL)
    lesson.models.sampling.set_max_new_tokens(3)
    with qtbot.waitSignal(lesson.chat.run_finished):
        lesson.key(Qt.Key.Key_Return, CONTROL)
    assert lesson.tokens == 6, "without guess mode it is what it was"

"""A talk of ten minutes before a class, with the keys alone, in the shown window.

The bundled model, real key events in the widget that has the keyboard, nothing called from behind.
To look at it, name a folder for ten pictures:

    GPTDESK_TALK_PICTURES=/tmp/talk xvfb-run -a -s "-screen 0 1280x720x24" \
        env QT_QPA_PLATFORM=xcb pytest -n 0 tests/app/test_talk.py
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.analysis.guesses import JudgedGuess
from gptdesk.app.inference.token_questions import MeasureTokens
from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import zoom_of
from gptdesk.app.views.conversations.export_dialog import ExportDialog
from gptdesk.app.views.guess.cover import GuessField
from gptdesk.app.views.guess.verdict import chance_text
from gptdesk.app.views.widgets.figures import bits_text, count_text
from gptdesk.engine.types import TextStats
from gptdesk.formats.conversation_json import open_conversation
from gptdesk.resources import resource_path
from gptdesk.storage.paths import user_paths
from tests.fakes import vocabulary
from tests.kept_engine import kept_engines

Key = Qt.Key
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier
PROMPT = "Once upon a time there was a little"
GUESSES = (
    *(" girl", " named", " Lily", ".", " She", " loved", " to play outside"),
    *(" in", " the park", "!"),
)


class Talk:
    """A teacher at the keyboard."""

    def __init__(self, qtbot: QtBot, pictures: str) -> None:
        self.qtbot, self._pictures, self._count = qtbot, pictures, 0
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=kept_engines
        )
        self.window, self.models = self.program.window, self.program.view_models
        self.views, self.chat = self.window.views, self.models.chat
        self.talk, self.guesses = self.models.talk, self.models.guesses
        self.models.sampling.set_seed(7)
        self.models.sampling.set_max_new_tokens(24)
        qtbot.addWidget(self.window)
        self.window.resize(1280, 720)
        with qtbot.waitSignal(self.models.library.model_opened):
            self.program.start(resource_path("models/storyteller"))
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def focus(self) -> QWidget:
        """What has the keyboard."""
        widget = QApplication.focusWidget()
        return self.window if widget is None else widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.focus, text)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def answered(self) -> None:
        self.until(lambda: not self.chat.is_busy)

    def guess(self, text: str, *, reveal: Qt.Key) -> JudgedGuess:
        """Type a guess where one is asked for, reveal it, and see what it was worth."""
        asked = (
            len(self.chat.messages.messages[-1].token_ids) if self.chat.messages.rowCount() else 0
        )
        assert isinstance(self.focus, GuessField)
        self.type(text)
        self.press(reveal)
        self.until(lambda: not self.talk.is_covered and self.guesses.shown is not None)
        guess = self.guesses.shown
        assert guess is not None
        message = self.chat.messages.messages[-1]
        assert len(message.token_ids) == asked + 1
        assert guess.came.token_id == message.token_ids[-1]
        pieces = (self.models.client.model.vocabulary or vocabulary()).pieces
        assert b"".join(pieces[one.token_id] for one in guess.pieces).decode() == text
        verdict = self.views.side_panel.next_token_page.verdict
        assert verdict is not None
        assert verdict.isVisible()
        assert [label.text() for label in verdict.figures[:3]] == [
            *(chance_text(guess), count_text(guess.rank), bits_text(guess.bits))
        ]
        return guess

    def measured(self, ids: tuple[int, ...]) -> TextStats:
        """Have a whole text measured in one pass: another way to the same figures."""
        told: list[TextStats] = []
        self.models.client.ask(MeasureTokens(ids), told.append)
        self.until(lambda: bool(told))
        return told[0]

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save what is seen, where a folder for it was named."""
        if self._pictures:
            self._count += 1
            self.qtbot.wait(500)  # a user looks at it when nothing moves
            path = Path(self._pictures) / f"{self._count:02}-{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            (widget or self.window).grab().save(str(path))


@pytest.fixture
def talk(qtbot: QtBot) -> Iterator[Talk]:
    talk = Talk(qtbot, os.environ.get("GPTDESK_TALK_PICTURES", ""))
    yield talk
    talk.window.close()
    assert talk.program.is_joined or talk.program.client.shutdown(10_000)


def test_a_talk_of_ten_minutes_with_the_keys_alone(talk: Talk, tmp_path: Path) -> None:
    """The hand is on the keyboard and the eyes are on the class: nothing needs a mouse."""
    talk.type(PROMPT)
    talk.press(Key.Key_G, CONTROL_SHIFT)
    assert talk.talk.is_covered
    talk.picture("asked")

    _guess_ten_tokens(talk)
    talk.press(Key.Key_G, CONTROL)
    assert not talk.talk.is_guessing
    talk.press(Key.Key_L, CONTROL)
    assert talk.focus is talk.views.composer.editor
    before = talk.chat.messages.messages[-1].token_ids
    talk.press(Key.Key_Return)
    talk.until(lambda: talk.chat.is_busy)
    talk.answered()
    answer = talk.chat.messages.messages[-1]
    assert answer.token_ids[: len(before)] == before
    assert len(answer.token_ids) > len(before)

    talk.press(Key.Key_4, CONTROL)
    assert talk.models.inspector.colour_by is Measure.SURPRISAL
    talk.until(lambda: len(talk.chat.messages.messages[-1].prompt_stats) == 8)
    assert talk.views.legend.isVisible()
    talk.picture("coloured")

    _swap_a_token(talk, place=4)
    _compare(talk)

    while zoom_of(None) < 200:
        talk.press(Key.Key_Plus, CONTROL)
    editor = talk.views.composer.editor  # the buttons of the answer went while it grew
    talk.until(lambda: talk.window.focusWidget() is editor)
    talk.picture("zoomed")
    talk.press(Key.Key_G, CONTROL_SHIFT)
    guess = talk.guess(" and", reveal=Key.Key_Return)
    score = talk.guesses.score
    assert score is not None
    assert score.count == 11
    assert guess.bits >= 0
    talk.picture("guess zoomed")

    _export(talk, tmp_path / "talk.json")


def _guess_ten_tokens(talk: Talk) -> None:
    """Reveal with Enter and with F10, ask again with Space; then check every figure."""
    judged: list[JudgedGuess] = []
    for number, text in enumerate(GUESSES):
        judged.append(talk.guess(text, reveal=Key.Key_F10 if number % 2 else Key.Key_Return))
        if number in (0, 6):
            talk.picture("revealed")
        if number < len(GUESSES) - 1:
            talk.press(Key.Key_Space)
            assert talk.talk.is_covered
    made = len(talk.chat.messages.messages[-1].token_ids)
    talk.press(Key.Key_F10)
    assert talk.talk.is_covered, "it asks first"
    talk.press(Key.Key_F10)
    talk.until(lambda: len(talk.chat.messages.messages[-1].token_ids) == made + 1)
    talk.answered()

    message = talk.chat.messages.messages[-1]
    for place, guess in enumerate(judged):
        before = message.prompt_ids + message.token_ids[:place]
        ids = tuple(piece.token_id for piece in guess.pieces)
        figures = talk.measured(before + ids).tokens[len(before) :]
        # One pass rounds otherwise than steps: a logit of 20 in float32 moves by some 1e-5.
        assert guess.p == pytest.approx(math.prod(one.raw_p or 0 for one in figures), rel=1e-3)
        assert guess.bits == pytest.approx(
            sum(one.surprisal_bits or 0 for one in figures), abs=2e-3
        )
        assert guess.rank is not None
        assert figures[0].rank is not None
        assert abs(guess.rank - figures[0].rank) <= guess.rank // 100  # far down they lie close
        record = message.records[place]
        assert (guess.came.raw_p, guess.came.rank) == (record.raw_p, record.rank)
    score = talk.guesses.score
    assert score is not None
    assert score.count == 10
    assert score.right == sum(
        guess.pieces[0].token_id == message.token_ids[place] for place, guess in enumerate(judged)
    )
    assert score.mean_bits == pytest.approx(sum(guess.bits for guess in judged) / 10)
    surprisals = [-math.log2(record.raw_p) for record in message.records[:10]]
    assert score.mean_came_bits == pytest.approx(sum(surprisals) / 10)


def _swap_a_token(talk: Talk, place: int) -> None:
    """Walk to a token, open its card, and put its second alternative there."""
    first = talk.chat.messages.messages[-1]
    card = talk.views.transcript.tokens.marked.card
    talk.press(Key.Key_F2)
    for _ in range(len(first.prompt_ids) + place):
        talk.press(Key.Key_Right)
    there = TokenRef(first.id, is_prompt=False, index=place)
    assert talk.models.inspector.marked == there
    talk.until(card.isVisible)
    talk.press(Key.Key_Return)
    assert card.bars.hasFocus()
    talk.until(lambda: card.bars.row_count() > 2)
    talk.press(Key.Key_Down)
    while not card.bars.is_active(card.bars.current_row):
        talk.press(Key.Key_Down)
    wanted = card.bars.rows[card.bars.current_row].token_id
    talk.picture("card")
    talk.press(Key.Key_Return)
    talk.until(lambda: talk.chat.shown.branch_place(1) == (2, 2))
    talk.answered()
    other = talk.chat.messages.messages[-1]
    assert other.token_ids[:place] == first.token_ids[:place]
    assert other.token_ids[place] == wanted != first.token_ids[place]
    talk.picture("swapped")


def _compare(talk: Talk) -> None:
    """Go to the button of the answer, and see both branches side by side."""
    talk.press(Key.Key_Escape)
    for _ in range(20):
        if talk.focus.accessibleName().startswith("Compare"):
            break
        talk.press(Key.Key_Tab)
    talk.press(Key.Key_Space)
    menu = talk.views.transcript.buttons.compare_menu
    talk.until(menu.isVisible)
    talk.qtbot.keyClick(menu, Key.Key_Down)
    assert menu.activeAction() is menu.branches
    talk.qtbot.keyClick(menu, Key.Key_Return)
    windows = talk.views.side_windows
    talk.until(lambda: windows.compare_dialog is not None and windows.compare_dialog.isVisible())
    dialog = windows.compare_dialog
    assert dialog is not None
    talk.picture("compared", dialog)
    talk.qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    talk.window.activateWindow()
    talk.until(talk.window.isActiveWindow)


def _export(talk: Talk, path: Path) -> None:
    """Leave with a file that holds both branches and every figure."""
    talk.press(Key.Key_E, CONTROL)
    dialog = talk.window.findChildren(ExportDialog)[-1]
    talk.until(dialog.form.hasFocus)
    talk.press(Key.Key_Home)
    while dialog.form.currentData() != ".json":
        talk.press(Key.Key_Down)
    talk.picture("exported", dialog)
    talk.press(Key.Key_Return)
    talk.until(lambda: isinstance(talk.focus.window(), QFileDialog))
    with talk.qtbot.waitSignal(talk.models.transfer.done):
        talk.press(Key.Key_A, CONTROL)
        talk.type(str(path))
        talk.press(Key.Key_Return)
    with open_conversation(path, len(vocabulary().pieces)) as saved:
        whole = saved.whole()
    assert [len(message.token_ids) > 10 for message in whole.messages] == [False, True, True]
    assert all(len(one.records) == len(one.token_ids) for one in whole.messages)

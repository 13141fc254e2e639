"""Keys and clicks of somebody who looks at a class and not at the screen, in the shown window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.composer import sending
from gptdesk.app.views.text.histogram import Histogram
from gptdesk.chat.messages import Conversation
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.fakes import STORY, FakeEngine, Script

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Stage:
    """The program on a fake engine, on the screen and with the keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine = FakeEngine()
        self.program: Program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: self.engine
        )
        self.window, self.models = self.program.window, self.program.view_models
        self.views, self.chat = self.window.views, self.models.chat
        self.editor = self.views.composer.editor
        qtbot.addWidget(self.window)
        with qtbot.waitSignals(
            [self.models.library.model_opened, self.models.conversations.loaded]
        ):
            self.program.start(None)
        self.window.resize(1280, 800)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(self.focus, key, modifier)

    @property
    def focus(self) -> QWidget:
        widget = self.window.focusWidget()
        return self.window if widget is None else widget

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.qtbot.mouseClick(widget, LEFT, pos=widget.rect().center() if place is None else place)

    def send(self, text: str, tokens: int = 3) -> None:
        self.engine.enqueue(Script(STORY[:tokens], FinishReason.MAX_TOKENS))
        self.editor.setFocus()
        self.qtbot.keyClicks(self.editor, text)
        with self.qtbot.waitSignal(self.chat.run_finished):
            self.key(Qt.Key.Key_Return)

    @property
    def tokens(self) -> int:
        """How many tokens the answer has."""
        return len(self.chat.messages.messages[-1].token_ids)

    def close(self) -> None:
        self.window.close()
        assert self.program.is_joined


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    stage = Stage(qtbot)
    yield stage
    if not stage.program.is_joined:
        stage.close()


def test_space_is_the_talks_key_wherever_the_keyboard_is(stage: Stage, qtbot: QtBot) -> None:
    """After Send, F10 and a click anywhere; a button that was reached with Tab is pressed by it."""
    views, talk = stage.views, stage.models.talk
    stage.send("A beginning")
    stage.key(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: stage.tokens == 4 and not stage.chat.is_busy)
    stage.key(Qt.Key.Key_G, CONTROL)
    assert talk.is_covered
    assert stage.focus is stage.editor
    stage.key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage.tokens == 5 and not talk.is_covered)
    assert stage.editor.text() == ""

    def press_space(window: QWidget) -> None:
        was_covered = talk.is_covered
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: talk.is_covered is not was_covered and not stage.chat.is_busy)

    seed = views.side_panel.next_token_page.sampling.fixed_seed
    box = QPoint(8, seed.height() // 2)
    row = views.sidebar.list.visualRect(views.sidebar.list.currentIndex().siblingAtRow(1)).center()
    bars = views.side_panel.next_token_page.bars
    places = {
        "list": (views.sidebar.list.viewport(), row),
        "check box": (seed, box),
        "chart": (bars, bars.row_rect(bars.first_row()).center()),  # the chosen row does nothing
        "transcript": (views.transcript.viewport(), QPoint(4, 4)),
    }
    for name, (widget, place) in places.items():
        stage.click(widget, place)
        assert stage.focus is not stage.editor, name
        is_checked = seed.isChecked()
        press_space(stage.window)
        assert seed.isChecked() is is_checked, name
    assert stage.tokens == 7, "two of four were reveals"

    stage.click(seed, box)
    is_checked = seed.isChecked()
    stage.key(Qt.Key.Key_Tab)
    stage.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    before = talk.is_covered
    stage.key(Qt.Key.Key_Space)
    assert seed.isChecked() is not is_checked
    assert talk.is_covered is before
    views.sidebar.focus_search()
    stage.key(Qt.Key.Key_Space)
    assert views.sidebar.search.text() == " ", "a text is written"
    views.sidebar.search.clear()

    stage.key(Qt.Key.Key_F7)
    hood = views.side_windows.inside_window
    assert hood is not None
    hood.activateWindow()
    qtbot.waitUntil(hood.isActiveWindow)
    stage.click(hood.pin)
    assert hood.pin.isChecked()
    for _ in range(2):
        press_space(hood)
    assert hood.pin.isChecked()


def test_space_presses_only_what_a_key_led_to(stage: Stage) -> None:
    """A page, a chart or a list that Tab comes to has no use for it: it is the talk's."""
    talk, panel, inspector = stage.models.talk, stage.views.side_panel, stage.models.inspector
    stage.send("A beginning")
    answer_id = stage.chat.messages.messages[-1].id
    stage.key(Qt.Key.Key_G, CONTROL)

    def uncover() -> None:
        inspector.mark(TokenRef(answer_id, is_prompt=False, index=0))  # Space makes no token then
        if talk.is_covered:
            talk.advance()

    def space_covers() -> bool:
        stage.key(Qt.Key.Key_Space)
        is_covered = talk.is_covered
        uncover()
        return is_covered

    uncover()
    pressed = QAbstractButton | QComboBox | QLineEdit | QAbstractSpinBox | Histogram
    seen: set[str] = set()
    for page in (panel.next_token_page, panel.pipeline_page, stage.views.text_page):
        panel.tabs.setCurrentWidget(page)
        stage.editor.setFocus()
        for _ in range(60):
            stage.key(Qt.Key.Key_Tab)
            focus = stage.focus
            if focus is stage.editor:
                break
            if not isinstance(focus, pressed):
                seen.add(type(focus).__name__)
                assert space_covers(), focus
                focus.setFocus(Qt.FocusReason.TabFocusReason)
    assert {"TranscriptView", "TokenBars", "QTabBar"} <= seen, seen

    bands, chosen = stage.views.text_page.histogram, list[int]()
    bands.band_chosen.connect(chosen.append)
    stage.click(bands, QPoint(20, 4))
    assert chosen == [0]
    uncover()
    bands.setFocus()
    assert space_covers(), "it was clicked"
    bands.setFocus()
    stage.key(Qt.Key.Key_Down)
    assert not space_covers(), "a row was walked to"
    assert chosen == [0, 1]


def test_stop_and_send_are_never_swapped_under_a_finger(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are one place: a click meant for one must not do the other; neither must Esc."""
    now = [100.0]
    monkeypatch.setattr(sending, "monotonic", lambda: now[0])
    monkeypatch.setattr(sending, "SETTLED_S", 0.4)
    button, chat, sent = stage.views.composer.send_button, stage.chat, stage.engine.requests

    def begins(count: int) -> None:
        qtbot.waitUntil(lambda: len(sent) == count and chat.is_busy)
        assert button.text() == "Stop"

    def ends() -> None:
        qtbot.waitUntil(lambda: not chat.is_busy)
        assert button.text() == "Send"

    for _ in range(2):
        stage.engine.enqueue_flood(10_000, tokens_per_s=100)
    qtbot.keyClicks(stage.editor, "Go on")
    stage.click(button)
    begins(1)
    now[0] += 0.39
    stage.click(button)  # the second one of a double click
    qtbot.keyClicks(stage.editor, "a draft")
    assert chat.is_busy
    now[0] += 0.02
    stage.click(button)
    ends()

    now[0] += 0.39
    stage.click(button)  # meant for Stop
    button.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Space)
    assert not chat.is_busy
    assert stage.editor.text() == "a draft"
    now[0] += 0.02
    stage.key(Qt.Key.Key_Space)
    begins(2)

    stage.editor.setFocus()
    qtbot.keyClicks(stage.editor, "another")
    now[0] += 1
    qtbot.mousePress(button, LEFT)  # it says Stop, and says Send when the finger leaves it
    chat.runner.stop()
    ends()
    now[0] += 1
    qtbot.mouseRelease(button, LEFT)
    assert not chat.is_busy
    assert stage.editor.text() == "another"
    stage.click(button)
    qtbot.waitUntil(lambda: len(sent) == 3 and not chat.is_busy)

    stage.views.transcript.buttons.edit_requested.emit(0)
    qtbot.keyClicks(stage.editor, "!")
    chat.regenerate()
    qtbot.waitUntil(lambda: len(sent) == 4 and not chat.is_busy)
    stage.key(Qt.Key.Key_Escape)  # meant for the answer
    assert stage.editor.text() == "Go on!"
    now[0] += 0.4
    stage.key(Qt.Key.Key_Escape)
    assert stage.editor.text() == ""


def test_the_same_dice_are_told_and_others_are_one_click_away(stage: Stage, qtbot: QtBot) -> None:
    """Regenerate that changes nothing looks broken; the setting is the user's, and stays."""
    stage.models.sampling.set_seed(5)
    stage.send("A beginning")
    stage.key(Qt.Key.Key_R, CONTROL)
    bar = stage.views.notice_bar
    assert bar.text == "The seed is fixed: the same dice give the same answer."
    assert len(stage.engine.requests) == 1
    (offer,) = (one for one in bar.findChildren(QPushButton) if one.isVisible())
    assert offer.text() == "New dice, once"
    with qtbot.waitSignal(stage.chat.run_finished):
        stage.click(offer)
    first, second = (request.seed for request in stage.engine.requests)
    assert first == 5 != second
    assert stage.chat.shown.branch_place(1) == (2, 2)
    assert stage.models.sampling.seed == 5
    own = stage.chat.conversation.id
    stage.close()
    assert read_settings(user_paths().settings_file)[0].seed == 5

    again = Stage(qtbot)
    read: list[Conversation] = []
    again.models.history.ask(lambda history: history.load(own), read.append)
    qtbot.waitUntil(lambda: bool(read))
    assert [one.seed for one in read[0].messages] == [None, 5, second]
    again.close()


def test_a_click_on_a_row_keeps_the_keyboard_there(stage: Stage, qtbot: QtBot) -> None:
    """Del, F2 and the arrows mean the row that was clicked; Enter is for writing on."""
    views, bars = stage.views, stage.views.side_panel.next_token_page.bars
    ids: dict[str, str] = {}
    for text in ("The owl", "The hen", "The fox"):
        stage.send(text)
        ids[text] = stage.chat.conversation.id
        stage.views.menu.new_chat.trigger()
    rows = views.sidebar.list

    def click(title: str) -> None:
        model = stage.models.conversations.list
        place = rows.visualRect(model.index(model.row_of(ids[title]))).center()
        stage.click(rows.viewport(), place)
        qtbot.waitUntil(lambda: stage.chat.conversation.id == ids[title])

    click("The hen")
    assert stage.focus is rows
    stage.key(Qt.Key.Key_F2)
    field = rows.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "The hen"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    stage.key(Qt.Key.Key_Down)
    assert rows.currentIndex().data() == "The owl"
    click("The hen")
    stage.key(Qt.Key.Key_Delete)
    left = {one.id for one in stage.models.conversations.list.summaries}
    assert left == {ids["The fox"], ids["The owl"]}
    stage.key(Qt.Key.Key_Return)
    assert stage.focus is stage.editor

    views.sidebar.focus_search()
    qtbot.keyClicks(views.sidebar.search, "owl")
    found = views.sidebar.results
    qtbot.waitUntil(lambda: found.model().rowCount() > 0)
    stage.click(found.viewport(), found.visualRect(found.model().index(0, 0)).center())
    qtbot.waitUntil(lambda: stage.chat.messages.rowCount() == 2)
    assert stage.focus is found
    stage.key(Qt.Key.Key_Return)
    assert stage.focus is stage.editor

    before = len(stage.engine.requests)
    qtbot.waitUntil(lambda: stage.models.pipeline.ref == stage.models.inspector.newest)
    qtbot.waitUntil(lambda: stage.models.pipeline.pipeline is not None and bars.is_active(1))
    stage.click(bars, bars.row_rect(1).center())
    qtbot.waitUntil(lambda: len(stage.engine.requests) > before and not stage.chat.is_busy)
    assert stage.focus is bars
    qtbot.waitUntil(lambda: bars.row_count() > 2)
    rows = bars.rows
    bars.set_rows(())  # another answer has none yet
    bars.set_rows(rows)
    stage.key(Qt.Key.Key_Down)
    assert bars.current_row == 2, "the keyboard goes on from the row that was clicked"

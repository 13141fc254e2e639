"""Golden speech: what a screen reader is told in the tasks of a user who sees nothing.

Each line is what one key leads to: the sentences that are announced, then name, role, value and
description of what has the keyboard. How Orca itself says it is in `benchmarks/window_orca.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch  # noqa: F401 - else a worker does while its window is closed
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gptdesk.app.access.roles import RealSlider
from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.transcript import transcript
from gptdesk.app.views.widgets import notice_bar, painted_table
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Listener:
    """Somebody at the keyboard of the real window, who hears."""

    def __init__(self, qtbot: QtBot, said: list[str]) -> None:
        self.qtbot = qtbot
        self.engine = FakeEngine()
        self.said = said
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: self.engine
        )
        self.window = self.program.window
        qtbot.addWidget(self.window)
        models = self.program.view_models
        with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
            self.program.start(None)
        self.window.resize(1280, 800)
        self.said.clear()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> list[str]:
        """Press a key where the keyboard is; return what is announced, and what has the focus."""
        before = self._focus()
        QTest.keyClick(QApplication.focusWidget(), key, modifier)
        QTest.qWait(0)
        words, focus = [*self.said], self._focus()
        self.said.clear()
        return words if focus == before else [*words, focus]

    def answer(self, key: Qt.Key, script: Script) -> list[str]:
        """Press a key that lets the model write; return what is announced."""
        self.engine.enqueue(script)
        self.said.clear()
        with self.qtbot.waitSignal(self.program.view_models.chat.run_finished):
            QTest.keyClick(QApplication.focusWidget(), key)  # a fast answer ends in it
        self.qtbot.waitUntil(lambda: bool(self.said))
        words = [*self.said]
        self.said.clear()
        return words

    def _focus(self) -> str:
        widget = QApplication.focusWidget()
        if isinstance(widget, PaintedTable):
            widget = widget.spoken_table()
            found = QAccessible.queryAccessibleInterface(widget)
            cells = (found.child(index) for index in range(found.childCount()))
            return next((_words(cell) for cell in cells if cell.state().focused), "")
        found = QAccessible.queryAccessibleInterface(widget)
        return _words(found.focusChild() or found)


def _words(heard: QAccessibleInterface) -> str:
    value = heard.valueInterface()
    parts = (
        heard.text(QAccessible.Text.Name),
        heard.role().name,
        "" if value is None else f"{value.currentValue():g}",
        heard.text(QAccessible.Text.Description),
    )
    return " | ".join(part.replace("\N{NO-BREAK SPACE}", " ") for part in parts if part)


@pytest.fixture
def ear(qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    for module in (notice_bar, painted_table, transcript):
        monkeypatch.setattr(module, "is_heard", lambda: True)
    ear = Listener(qtbot, said)
    yield ear
    ear.window.close()
    assert ear.program.is_joined


_COMPOSER = (
    "Prompt | EditableText | Enter sends, Shift and Enter begins a new line, Escape stops the "
    "answer or leaves a prompt that is edited."
)
_MESSAGE = "You, continued by fake, message 1 of 1 | ListItem"
_TEMPERATURE = "Below 1 the likely gets likelier, above 1 less so; 0 always takes the likeliest."
_READ = "OnceOnce upon a time, there was a fox."
_WALK = (  # key, modifier, what is heard
    (Qt.Key.Key_F2, PLAIN, ["token Once, 25.0 percent, rank 1, entropy 2.0 bits | ListItem"]),
    (Qt.Key.Key_Right, PLAIN, ["token upon, 25.0 percent, rank 1, entropy 2.0 bits | ListItem"]),
    (Qt.Key.Key_Return, PLAIN, ["1 | Cell"]),  # the card, at the chosen row
    (Qt.Key.Key_Down, PLAIN, ["2 | Cell"]),
    (Qt.Key.Key_Right, PLAIN, ["ale | Cell"]),
    (Qt.Key.Key_Escape, PLAIN, ["token upon, 25.0 percent, rank 1, entropy 2.0 bits | ListItem"]),
    (Qt.Key.Key_Escape, PLAIN, [f"{_MESSAGE} | Enter walks through the tokens."]),
    (Qt.Key.Key_Up, CONTROL, [_READ, f"{_MESSAGE} | {_READ}"]),
    (Qt.Key.Key_F6, PLAIN, [_COMPOSER]),
    (Qt.Key.Key_F6, PLAIN, ["Inspector", "Next token | PageTab"]),
    (Qt.Key.Key_F6, PLAIN, ["Conversations", "New chat | Button | New chat (Ctrl+N)"]),
    (Qt.Key.Key_F6, SHIFT, ["Inspector", "Next token | PageTab"]),
    (Qt.Key.Key_F8, PLAIN, ["Inspector: off", _COMPOSER]),
    (Qt.Key.Key_F8, PLAIN, ["Inspector: on"]),
    (Qt.Key.Key_G, CONTROL, ["Guess mode: on"]),
    (Qt.Key.Key_G, CONTROL, ["Guess mode: off"]),
    (Qt.Key.Key_2, CONTROL, ["Probability"]),
    (Qt.Key.Key_Plus, CONTROL, ["Zoom 110 %"]),
    (Qt.Key.Key_0, CONTROL, ["Zoom 100 %"]),
    (Qt.Key.Key_K, CONTROL, ["Once, 1 of 1", "Go to a conversation | EditableText"]),
    (Qt.Key.Key_X, PLAIN, ["No title has these words."]),
    (Qt.Key.Key_Escape, PLAIN, [_COMPOSER]),
)


def test_a_conversation_by_ear(ear: Listener) -> None:
    """The answer, each of its tokens, what else could have come, and the parts of the window."""
    editor = ear.window.views.composer.editor
    ear.qtbot.keyClicks(editor, "Once")
    heard = ear.answer(Qt.Key.Key_Return, Script(STORY[:9], FinishReason.MAX_TOKENS))
    assert heard == ["Once upon a time, there was a fox fake finished its answer."]
    heard = ear.answer(Qt.Key.Key_F10, Script(STORY, FinishReason.MAX_TOKENS))
    assert heard == ["token full stop, 25.0 percent, rank 1, entropy 2.0 bits"]
    assert ear.window.windowTitle() == "Once — fake"
    for key, modifier, expected in _WALK:
        heard = ear.press(key, modifier)
        assert len(heard) == len(expected), (key, heard)
        assert all(map(str.startswith, heard, expected)), (key, heard)
    card = ear.window.views.transcript.tokens.marked.card
    ear.press(Qt.Key.Key_F2)
    ear.press(Qt.Key.Key_Return)
    assert card.isVisible()
    ear.press(Qt.Key.Key_F6)
    assert not card.isVisible(), "it lay over the text, with the keyboard elsewhere"


def test_the_instruments_by_ear(ear: Listener) -> None:
    """Sliders say the number in force, the formula is read, and a hit with what is around it."""
    ear.qtbot.keyClicks(ear.window.views.composer.editor, "Once")
    ear.answer(Qt.Key.Key_Return, Script(STORY, FinishReason.MAX_TOKENS))
    ear.press(Qt.Key.Key_F, CONTROL)
    assert ear.press(Qt.Key.Key_X)[0] == "1 of 1: OnceOnce upon a time, there was a fox."
    ear.press(Qt.Key.Key_Escape)
    panel = ear.window.views.side_panel
    panel.show_page("pipeline")
    table = panel.pipeline_page.table
    table.setFocus()
    ear.qtbot.waitUntil(lambda: table.row_count() > 0)
    ear.press(Qt.Key.Key_Home)
    (formula,) = ear.press(Qt.Key.Key_Return)
    assert "\nraw p\n    e^(" in formula
    (reached,) = ear.press(Qt.Key.Key_Tab)
    assert reached.startswith(formula.partition("\n")[0]), "and can be read again"
    ear.press(Qt.Key.Key_Escape)
    assert table.hasFocus()
    painted = table.grab().toImage()
    table.spoken_table().hide()
    assert table.grab().toImage() == painted, "what is only heard covers nothing"
    table.spoken_table().show()
    (slider, *_) = (one for one in ear.window.findChildren(RealSlider) if one.isVisible())
    slider.setFocus()
    ear.said.clear()
    assert ear.press(Qt.Key.Key_Right) == [f"Temperature | Slider | 0.81 | {_TEMPERATURE}"]


_LIBRARY = (  # by page: what Tab reaches after the row of tabs
    (
        "GPT-2 small | Cell",
        "Fetch it | Button",
        "Its page in a browser | Button",
        "I have the files… | Button | Choose a model's file on this computer, or on a disk.",
        "Close | Button",
        "Good ones | PageTab",
    ),
    (
        "Model | EditableText | owner/name, or the address of a model's page",
        "Look | Button",
        "Models of this repository | Table",
        "I have the files… | Button | Choose a model's file on this computer, or on a disk.",
        "Close | Button",
        "Any model of the hub | PageTab",
    ),
    (
        "Layers | SpinBox | 2 | Transformer blocks, one after the other.",
        "Heads | SpinBox | 2 | Attention heads in each block.",
        "Width | SpinBox | 64 | Numbers that describe a token inside.",
        "Context | SpinBox | 256 | Tokens that it can look back.",
        "Seed | SpinBox | 123 | The same seed draws the same first weights.",
        "The output head is the token embedding | CheckBox",
        "Biases of query, key and value | CheckBox",
        "Name | EditableText",
        "Make it, untrained | Button",
        "Text | EditableText | A text file, or a folder of .txt files",
        "File… | Button",
        "Folder… | Button",
        "Steps | SpinBox | 1000 | Updates of the weights, each from 8 rows of text.",
        "What it writes so far | EditableText",
        "I have the files… | Button | Choose a model's file on this computer, or on a disk.",
        "Close | Button",
        "Make one | PageTab",
    ),
    (
        "Mirror | EditableText | https://huggingface.co",
        "Use it | Button",
        "Access token | EditableText | hf_…",
        "Keep it | Button",
        "I have the files… | Button | Choose a model's file on this computer, or on a disk.",
        "Close | Button",
        "Where from | PageTab",
    ),
)


def test_the_library_by_ear(ear: Listener) -> None:
    """Every control of its four pages has a name, its cells are read, and a refusal is said."""
    ear.window.views.menu.library.trigger()
    library = ear.window.views.side_windows.library_window
    assert library is not None
    tabs = library.tabs
    ear.qtbot.waitUntil(library.isActiveWindow)
    tabs.tabBar().setFocus()
    for page, expected in enumerate(_LIBRARY):
        if page:
            (name,) = ear.press(Qt.Key.Key_Right)
            assert name == expected[-1]
        assert tabs.currentIndex() == page
        if tabs.currentWidget().isAncestorOf(library.make_page):
            ear.qtbot.waitUntil(library.make_page.make.isEnabled)  # its size was computed
        ear.said.clear()
        heard = [ear.press(Qt.Key.Key_Tab) for _ in expected]
        assert heard == [[words] for words in expected]
    for _ in range(3):
        ear.press(Qt.Key.Key_Left)
    assert ear.press(Qt.Key.Key_Tab) == ["GPT-2 small | Cell"]
    assert ear.press(Qt.Key.Key_Down) == ["GPT-2 medium | Cell"]


def test_what_if_by_ear(ear: Listener) -> None:
    """The button says what it does; the verdict is read where the keyboard stays."""
    ear.qtbot.keyClicks(ear.window.views.composer.editor, "Once")
    ear.answer(Qt.Key.Key_Return, Script(STORY, FinishReason.MAX_TOKENS))
    panel = ear.window.views.side_panel
    panel.show_page("text")
    panel.tabs.tabBar().setFocus()
    ear.said.clear()
    heard = [ear.press(Qt.Key.Key_Tab) for _ in range(8)]
    assert heard[-2:] == [
        ["Change the sampling settings | CheckBox | Shows the sliders here, or hides them."],
        ["What if? | Button | Judges this text by the settings now."],
    ]
    button = QApplication.focusWidget()
    QTest.keyClick(button, Qt.Key.Key_Space)
    ear.qtbot.waitUntil(lambda: bool(ear.said))
    (verdict,) = ear.said
    assert verdict == (
        "0 of the answer's 10 tokens could not have come, and 0 of the prompt's 9 after its first. "
        "The same dice would lead to the same answer."
    )
    assert QApplication.focusWidget() is button

"""A chat is shown as Markdown where its menu says so, and stays the text that it is.

The window is the real one: the menu entries are operated, the mouse clicks tokens and buttons, and
"closed and opened again" reads everything from the disk.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.text_block import TextBlock
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine

PROMPT = """# A heading
Some **bold words** here.

- one item that is long enough to go on in a second line, whatever the font and its width may be
- two

> a quote

```python
x = 1
if x:
    y = 2
```
The end."""
CODE = "x = 1\nif x:\n    y = 2\n"


class Hand:
    """One user at one window after the other."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine
        )
        self.window, self.chat = self.program.window, self.program.view_models.chat
        self.qtbot.addWidget(self.window)
        parts = self.program.view_models
        with self.qtbot.waitSignals([parts.library.model_opened, parts.conversations.loaded]):
            self.program.start(None)
        self.transcript, self.menu = self.window.views.transcript, self.window.views.menu

    @property
    def entry(self) -> Entry:
        """The first text, laid out."""
        self.transcript.scroller.lay_out_now()
        return self.transcript.scroller.page.entries[0]

    def block_of(self, words: str) -> TextBlock:
        """Return the paragraph that holds some words."""
        found = self.entry.body.paragraph_at(self.entry.text.index(words))
        assert found is not None
        return found[0]

    def send(self, text: str) -> None:
        """Write a prompt, send it, and wait for the answer."""
        self.window.views.composer.set_text(text)
        with self.qtbot.waitSignal(self.chat.run_finished):
            self.qtbot.keyClick(self.window.views.composer.editor, Qt.Key.Key_Return)

    def choose_in_chat_menu(self, text: str) -> bool:
        """Choose an entry of the menu of the chat, opened with its key; say what it was."""
        self.transcript.setFocus()
        viewport = self.transcript.viewport()
        point = viewport.rect().center()
        reason = QContextMenuEvent.Reason.Keyboard
        event = QContextMenuEvent(reason, point, viewport.mapToGlobal(point))
        QGuiApplication.sendEvent(viewport, event)
        menu = next(one for one in self.transcript.findChildren(QMenu) if one.isVisible())
        (action,) = (one for one in menu.actions() if one.text().replace("&", "") == text)
        was_checked = action.isChecked()
        self.qtbot.mouseClick(
            menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center()
        )
        return was_checked


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    """A window with one prompt that was answered."""
    hand = Hand(qtbot)
    hand.window.resize(1100, 900)
    hand.send(PROMPT)
    yield hand
    hand.window.close()


def test_a_chat_is_shown_as_markdown_when_it_says_so(hand: Hand, qtbot: QtBot) -> None:
    """Off at first; on, its texts have headings, lists and code, and tokens stay where they are.

    What is copied is the source; the switch is stored with this chat and with no other one.
    """
    plain = hand.entry.height
    assert not hand.menu.markdown.isChecked()
    assert hand.transcript.code_buttons.shown == []
    hand.menu.markdown.trigger()
    assert hand.chat.conversation.is_markdown
    scroller, entry = hand.transcript.scroller, hand.entry
    assert entry.height > plain
    heading, text = hand.block_of("A heading"), hand.block_of("Some")
    assert heading.height > text.height
    item = hand.block_of("one item")
    assert item.line_count > 1
    assert item.layout.lineAt(1).position().x() > item.layout.lineAt(0).position().x()
    assert hand.block_of("a quote").look.quotes == 1
    assert hand.block_of("if x").look.code_start == entry.text.index("```")

    # every token keeps its place, markup too: the mouse on it marks it
    for words in ("**", "bold", "#", "y = 2"):
        at = entry.text.index(words)
        box = next(iter(entry.rects(at, at + 1, 0, entry.height)))
        assert entry.position_at(box.left() + 0.5, box.center().y()) == at

    # the clipboard has what was written
    hand.transcript.select_all()
    hand.transcript.copy_selection()
    assert QGuiApplication.clipboard().text().startswith(PROMPT)
    scroller.show_text(0, entry.text.index("y = 2"), len(PROMPT))
    scroller.lay_out_now()
    (button,) = hand.transcript.code_buttons.shown
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == CODE

    # another chat is not shown so; this one is, after a start
    own = hand.chat.conversation.id
    hand.menu.new_chat.trigger()
    assert not hand.menu.markdown.isChecked()
    hand.window.close()
    hand.open()
    hand.program.view_models.conversations.open_conversation(own)
    qtbot.waitUntil(lambda: hand.chat.conversation.id == own)
    assert hand.menu.markdown.isChecked()
    assert hand.block_of("if x").look.code_start is not None

    # the menu of the chat takes it back
    assert hand.choose_in_chat_menu("Show as Markdown")
    assert not hand.menu.markdown.isChecked()
    assert not hand.chat.conversation.is_markdown
    assert hand.block_of("if x").look.code_start is None

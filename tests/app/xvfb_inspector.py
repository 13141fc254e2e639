"""Uses the inspector as a person would, with real key presses on a real X server.

Run by `test_inspector_keyboard.py` under Xvfb and a window manager; also by hand, to look at the
pictures:

    xvfb-run -s "-screen 0 1400x900x24" python tests/app/xvfb_inspector.py PICTURES

Prints one line per step; exits 0 when every step happened.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.app.views.widgets.painted_table import PaintedTable
from tests.app.xvfb_driver import Condition, Driver, keys, run, type_text

PROMPT = "Once upon a time there was a little fox named Paul."
PROMPT_TOKENS = 12
SEED = 3


class InspectorDriver(Driver):
    """Walks through the tokens of an answer, and from one of them to another answer."""

    def _steps(self) -> Iterator[tuple[str, Condition]]:
        window, chat = self.window, self.chat
        inspector = self.program.view_models.inspector
        card = window.views.transcript.tokens.marked.card
        self.program.view_models.sampling.set_seed(SEED)
        self.program.view_models.sampling.set_max_new_tokens(40)
        yield "the window is active", lambda: window.isActiveWindow()
        yield "the model is ready", lambda: self.program.view_models.client.info is not None
        type_text(PROMPT)
        yield "a prompt is written", lambda: window.views.composer.text() == PROMPT
        keys("Return")
        yield "it is answered", lambda: chat.messages.rowCount() == 2 and not chat.is_busy
        keys("ctrl+3")
        yield "Ctrl+3 colours by rank", lambda: inspector.colour_by is Measure.RANK
        first = chat.messages.message(1)
        yield "the prompt has its figures too", lambda: self._has_prompt_stats(1)
        keys("F2")
        yield (
            "F2 leads from the composer to the tokens",
            lambda: inspector.marked == TokenRef(first.id, is_prompt=True, index=0),
        )
        yield "the card comes", card.isVisible
        keys("Right", "Right")
        yield (
            "Right walks",
            lambda: inspector.marked == TokenRef(first.id, is_prompt=True, index=2),
        )
        keys("ctrl+End", "Left", "Left", "Left")
        place = len(first.token_ids) - 4
        there = TokenRef(first.id, is_prompt=False, index=place)
        yield "Ctrl+End and Left lead to the answer's end", lambda: inspector.marked == there
        yield "a screen reader is told the token's figures", self._says_the_marked_token
        self._picture("token")
        keys("Return")
        yield "Enter puts the keyboard on the alternatives", card.bars.hasFocus
        yield "they are a table with a name", lambda: self._is_table(card.bars)
        keys("Escape")
        yield "Esc leads back to the text", window.views.transcript.hasFocus
        yield "and the token stays marked", lambda: inspector.marked == there
        keys("Return")
        yield "into the card again", card.bars.hasFocus
        keys("Down")
        yield "Down walks through the alternatives", lambda: card.bars.current_row >= 1
        keys("Up", "Down", "Down")
        yield "and back", lambda: card.bars.current_row >= 2
        keys("Return")
        yield (
            "Enter grows a branch",
            lambda: chat.shown.branch_place(1) == (2, 2) and not chat.is_busy,
        )
        other = chat.messages.message(1)
        yield (
            "with the same tokens before it and another one there",
            lambda: (
                other.token_ids[:place] == first.token_ids[:place]
                and other.token_ids[place] != first.token_ids[place]
            ),
        )
        keys("F2")
        yield (
            "F2 goes on at that token",
            lambda: inspector.marked == TokenRef(other.id, is_prompt=False, index=place),
        )
        self._picture("branch")
        keys("Escape")
        yield "Esc marks nothing", lambda: inspector.marked is None and not card.isVisible()
        keys("Tab")
        yield "Tab goes on to the first button", lambda: self._focus_is("Edit this prompt")
        keys("Tab")
        yield "and to the branches", lambda: self._focus_is("Earlier answer")
        keys("space")
        yield (
            "and shows the one before",
            lambda: (
                chat.shown.branch_place(1) == (1, 2) and chat.messages.message(1).id == first.id
            ),
        )
        yield from self._side_panel_steps()
        keys("ctrl+q")
        yield "Ctrl+Q closes", lambda: not window.isVisible()

    def _side_panel_steps(self) -> Iterator[tuple[str, Condition]]:
        """Guess, open a formula, and read the curves as a table."""
        window, talk = self.window, self.program.view_models.talk
        panel, card = window.views.side_panel, window.views.transcript.tokens.marked.card
        keys("F2")
        yield "a token is marked again", card.isVisible
        keys("ctrl+g")
        yield "Ctrl+G covers the chances", lambda: talk.is_covered
        yield "in the card, too", lambda: not card.bars.isVisible()
        self._picture("guess")
        keys("space")
        yield "Space reveals them", lambda: not talk.is_covered and card.isVisible()
        keys("ctrl+g")
        yield "Ctrl+G ends it", lambda: not talk.is_guessing
        panel.tabs.tabBar().setFocus()
        keys("Right")
        page = panel.pipeline_page
        yield "Right opens the pipeline", lambda: panel.tabs.currentWidget() is page
        yield "it is computed", lambda: page.table.row_count() > 1
        yield "it is a table with a name", lambda: self._is_table(page.table)
        self._picture("pipeline")
        keys("Right")
        text = window.views.text_page
        yield "Right opens the text's page", lambda: panel.tabs.currentWidget() is text
        keys("alt+b")
        yield "Alt+B shows the curves as a table", text.token_table.isVisible
        yield "it has a name and a row per token", self._has_text_table
        self._picture("text")

    def _has_prompt_stats(self, row: int) -> bool:
        return len(self.chat.messages.message(row).prompt_stats) == PROMPT_TOKENS

    def _says_the_marked_token(self) -> bool:
        place = self.window.views.transcript.reader.place()
        if place is None:
            return False
        entry = QAccessible.queryAccessibleInterface(self.window.views.transcript).child(place[0])
        name = entry.child(place[1]).text(QAccessible.Text.Name)
        words = ("token ", " percent, rank ", ", entropy ", " bits")
        return all(word in name for word in words)

    def _is_table(self, widget: QWidget) -> bool:
        assert isinstance(widget, PaintedTable)
        reader = QAccessible.queryAccessibleInterface(widget.spoken_table())
        is_table = reader.role() == QAccessible.Role.Table and reader.childCount() > 1
        return is_table and bool(widget.accessibleName())

    def _has_text_table(self) -> bool:
        table, message = self.window.views.text_page.token_table, self.chat.messages.message(1)
        tokens = len(message.prompt_ids) + len(message.token_ids)
        return bool(table.accessibleName()) and table.model().rowCount() == tokens

    def _focus_is(self, name: str) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and focused.accessibleName().startswith(name)


def main() -> int:
    """Run the script and return the exit code."""
    pictures = Path(sys.argv[1]).absolute()
    return run(None, lambda program: InspectorDriver(program, pictures, pictures), pictures)


if __name__ == "__main__":
    sys.exit(main())

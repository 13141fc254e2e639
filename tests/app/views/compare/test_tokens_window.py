"""The Tokens window: type on one side, read on the other, take the table along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.views.compare.tokens_window import TokensWindow
from gptdesk.app.views.help.dialogs import CrashDialog
from gptdesk.app.views.widgets.exact_text import ExactTextEdit, selected_exactly
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from tests.app.viewmodels.stand_ins import StandInClient

FOX = (40, 30325, 222, 13)  # I 😀.


@pytest.fixture
def client(qapp) -> StandInClient:
    return StandInClient()


@pytest.fixture
def window(qtbot: QtBot, client: StandInClient, tmp_path: Path) -> TokensWindow:
    tokens = TokensViewModel(client)

    def ask_where(parent: QWidget, start: Path, what: str, then: Callable[[Path], None]) -> None:
        then(tmp_path / start.name)

    window = TokensWindow(tokens, ask_where=ask_where)
    qtbot.addWidget(window)
    window.show()
    return window


def type_text(window: TokensWindow, client: StandInClient, qtbot: QtBot) -> None:
    """Write a text, and let it be split."""
    asked = len(client.asked)
    window.text.setPlainText("I 😀.")
    qtbot.waitUntil(lambda: len(client.asked) > asked)
    client.answer(len(client.asked), FOX)


def test_text_to_ids(window: TokensWindow, client: StandInClient, qtbot: QtBot) -> None:
    """The ids can be copied from their field, the table has a row for each."""
    type_text(window, client, qtbot)
    assert client.asked == ["I 😀."] * 2  # for its tokens, and for characters that have none
    assert window.ids.toPlainText() == "40 30325 222 13"
    assert window.table.model().rowCount() == 4
    assert window.note.text() == "4 tokens, 4 characters."


def test_one_token_of_one_character(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """One is not told in the plural."""
    qtbot.keyClicks(window.text, ".")
    qtbot.waitUntil(lambda: bool(client.asked))
    client.answer(len(client.asked), FOX[-1:])
    assert window.note.text() == "1 token, 1 character."


ODD = "Quel prix\u00a0?\u2028\u2029\ufdd0\ufdd1\r\nb\r😀\n\u00a0"


def test_a_text_is_split_letter_by_letter(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """Qt makes spaces and newlines of these; the ids would be those of another text."""
    QGuiApplication.clipboard().setText(ODD)
    window.text.setFocus()
    qtbot.keyClick(window.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: client.asked == [ODD])
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(window.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.text, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ODD
    qtbot.waitUntil(lambda: client.asked == [ODD, ""])
    qtbot.keyClick(window.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: client.asked == [ODD, "", ODD])
    qtbot.keyClick(window.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: client.asked[-1] == "\n")


def test_ids_give_their_own_letters(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """A no-break space, a carriage return, and where the row's piece stands."""
    tokenizer = BytePairTokenizer.load()
    ids = tokenizer.encode(ODD)
    window.ids.setPlainText(" ".join(map(str, ids)))
    qtbot.waitUntil(lambda: window.text.text() == ODD)
    window.table.selectRow(len(ids) - 1)
    assert selected_exactly(window.text.textCursor()) == "\n\u00a0", "one token of both"


def test_ids_to_text(window: TokensWindow, client: StandInClient, qtbot: QtBot) -> None:
    """What is typed stays as it is typed, also while it makes no sense yet."""
    window.ids.setPlainText("40, 30325, 222")
    qtbot.waitUntil(lambda: window.text.toPlainText() == "I 😀")
    assert window.ids.toPlainText() == "40, 30325, 222"
    window.ids.setPlainText("40, 30325, 222, 99999")
    qtbot.waitUntil(lambda: "is not a token id" in window.note.text())
    assert window.note.property("kind") == "error"
    assert window.text.toPlainText() == "I 😀"
    client.answer(1, (1, 2))
    window.ids.setPlainText("40")
    qtbot.waitUntil(lambda: window.text.toPlainText() == "I")
    assert window.note.property("kind") == "muted"


def test_ids_that_gpt2_would_not_choose_are_told(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """The same text is often possible with other tokens; only one way is the tokenizer's."""
    window.ids.setPlainText("39 417 78")
    qtbot.waitUntil(lambda: bool(client.asked))
    client.answer(1, (39, 22927))
    assert "would write this text with other tokens: 2 of them" in window.note.text()


def test_what_is_typed_on_is_not_overwritten(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """An answer to the text of before must not replace what is in the other field."""
    type_text(window, client, qtbot)
    window.ids.setPlainText("40 1")
    client.answer(1, FOX)
    assert window.ids.toPlainText() == "40 1"


def test_a_row_shows_its_place_in_the_text(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """A part of an emoji selects what all its tokens say."""
    type_text(window, client, qtbot)
    window.table.selectRow(2)
    assert window.text.textCursor().selectedText() == " 😀"
    window.table.selectRow(3)
    assert window.text.textCursor().selectedText() == "."


def test_the_table_is_taken_along(
    window: TokensWindow, client: StandInClient, qtbot: QtBot, tmp_path: Path
) -> None:
    """Copied as CSV, saved as JSON: the columns of the command line."""
    assert not window.export.isEnabled()
    type_text(window, client, qtbot)
    actions = {action.text(): action for action in window.menu.actions()}
    actions["Copy: Tokens as CSV"].trigger()
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text(), newline="")))
    assert [row["id"] for row in rows] == ["40", "30325", "222", "13"]
    assert [row["bytes_hex"] for row in rows][1] == "20f09f98"
    actions["Save: Tokens as JSON…"].trigger()
    saved = json.loads((tmp_path / "tokens.json").read_text(encoding="utf-8"))
    assert [token["id"] for token in saved["tokens"]] == list(FOX)
    assert window.note.text().startswith("Saved as ")


def test_a_long_list_stays_in_lines(
    window: TokensWindow, client: StandInClient, qtbot: QtBot
) -> None:
    """One line of 100,000 ids would be laid out for seconds."""
    window.text.setPlainText("long")
    qtbot.waitUntil(lambda: bool(client.asked))
    client.answer(1, tuple(range(10_000)))
    longest = max(map(len, window.ids.toPlainText().splitlines()))
    assert longest < 500
    assert window.table.model().rowCount() == 10_000


def test_the_keyboard_reaches_everything(window: TokensWindow, qtbot: QtBot) -> None:
    """Every part has a name; Tab leaves the fields; Escape closes."""
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName() or widget.property("text"), widget
    assert window.text.tabChangesFocus()
    assert window.ids.tabChangesFocus()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_a_report_is_copied_letter_by_letter(qtbot: QtBot) -> None:
    """Names of files in it may hold any character; it cannot be pasted into."""
    dialog = CrashDialog(ODD)
    qtbot.addWidget(dialog)
    dialog.show()
    (copy,) = (one for one in dialog.findChildren(QPushButton) if one.text() == "Copy report")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == ODD
    field = dialog.findChild(ExactTextEdit)
    field.insertFromMimeData(QGuiApplication.clipboard().mimeData())
    assert field.text() == ODD

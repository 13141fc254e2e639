"""The sidebar is worked with the keyboard alone, and nothing is lost by a slip of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.conversations.list import IS_OPEN_ROLE
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.views.conversations.commands import ConversationCommands
from gptdesk.app.views.conversations.search_results import shortened
from gptdesk.app.views.conversations.sidebar import Sidebar
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from tests.app.keeping import Desk, conversation_of

Key = Qt.Key
FOX = conversation_of("fox", "A small fox", " went out to the wood", changed_at=1.6e9)
HEN = conversation_of("hen", "The red hen", " stayed", title="Hens", changed_at=1.5e9)
OWL = conversation_of("owl", "An owl", " woke", changed_at=1.4e9)


@pytest.fixture
def desk(tmp_path, client, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk.at(tmp_path, client, qtbot)
    desk.store(FOX, HEN, OWL)
    yield desk
    desk.chat.shutdown()
    assert desk.history.close(5)
    assert desk.errors == []


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(960, 600)
    return window


@pytest.fixture
def sidebar(window: QWidget, desk: Desk, qtbot: QtBot) -> Sidebar:
    """In a shown window, 240 px wide."""
    sidebar = Sidebar(desk.conversations, window)
    sidebar.resize(240, 600)
    with qtbot.waitExposed(window):
        window.show()
    return sidebar


def test_arrows_walk_over_headers_and_enter_opens(sidebar: Sidebar, desk: Desk, qtbot) -> None:
    """From conversation to conversation, whatever stands between them; then one can write."""
    sidebar.list.setFocus()
    assert sidebar.list.current_id() == "fox"
    walked = []
    for _ in range(3):
        qtbot.keyClick(sidebar.list, Key.Key_Down)
        walked.append(sidebar.list.current_id())
    assert walked == ["hen", "owl", "owl"]
    qtbot.keyClick(sidebar.list, Key.Key_Up)
    with qtbot.waitSignal(sidebar.composer_wanted):
        qtbot.keyClick(sidebar.list, Key.Key_Return)
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "hen")
    model = desk.conversations.list
    assert model.index(model.row_of("hen")).data(IS_OPEN_ROLE)


def test_a_click_opens(sidebar: Sidebar, desk: Desk, qtbot: QtBot) -> None:
    model = desk.conversations.list
    place = sidebar.list.visualRect(model.index(model.row_of("owl"))).center()
    qtbot.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "owl")
    header = sidebar.list.visualRect(model.index(0)).center()
    qtbot.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=header)
    desk.wait_idle()
    assert desk.chat.conversation.id == "owl"


def test_f2_renames_in_the_list(sidebar: Sidebar, desk: Desk, qtbot: QtBot) -> None:
    """The proposal is there to be changed; Esc leaves it."""
    sidebar.list.setFocus()
    qtbot.keyClick(sidebar.list, Key.Key_F2)
    field = sidebar.list.findChild(QLineEdit)
    assert field.text() == "A small fox"
    field.setText("Fox and wood")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: desk.titles == ["Fox and wood", "Hens", "An owl"])
    assert ("fox", "Fox and wood", False) in desk.stored_titles()
    assert desk.chat.conversation.id != "fox", "this Enter is not one that opens"


def test_delete_can_be_undone_and_backspace_does_nothing(
    sidebar: Sidebar, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """One key, no question, and ten seconds to take it back; never by a slip on Backspace."""
    bar = NoticeBar(window)
    transfer = ConversationTransfer(desk.history, desk.conversations, LoadedModel())
    commands = ConversationCommands(window, bar, desk.conversations, transfer)
    sidebar.list.setFocus()
    for key in (Key.Key_Backspace, Key.Key_Space):
        qtbot.keyClick(sidebar.list, key)
    qtbot.keyClick(sidebar.list, Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.titles) == 3
    qtbot.keyClick(sidebar.list, Key.Key_Delete)
    assert desk.titles == ["Hens", "An owl"]
    assert sidebar.list.current_id() == "hen", "the keyboard stays where it was"
    qtbot.waitUntil(lambda: bar.text == "“A small fox” was deleted.")
    button = next(one for one in bar.findChildren(QPushButton) if one.text() == "Undo")
    qtbot.keyClick(button, Key.Key_Space)
    qtbot.waitUntil(lambda: desk.titles == ["A small fox", "Hens", "An owl"])
    transfer.close()
    assert commands.parent() is window


def test_after_a_deletion_the_keyboard_is_on_what_follows(
    sidebar: Sidebar, desk: Desk, qtbot: QtBot
) -> None:
    """Delete, Delete, Delete goes down the list; at its end, up."""
    sidebar.list.setFocus()
    qtbot.keyClick(sidebar.list, Key.Key_Down)
    assert sidebar.list.current_id() == "hen"
    qtbot.keyClick(sidebar.list, Key.Key_Delete)
    assert (desk.titles, sidebar.list.current_id()) == (["A small fox", "An owl"], "owl")
    qtbot.keyClick(sidebar.list, Key.Key_Delete)
    assert (desk.titles, sidebar.list.current_id()) == (["A small fox"], "fox")


def test_everything_is_in_the_context_menu(sidebar: Sidebar, desk: Desk, qtbot: QtBot) -> None:
    """What a key does can be found without knowing the key."""
    summary = desk.conversations.list.summary("hen")
    menu = sidebar.list.menu_for(summary)
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    assert list(actions) == ["Open", "Rename", "Pin", "Duplicate", "Export…", "", "Delete"]
    # A key shown here would be a promise: with the focus in the composer, F2 does something else.
    assert all(action.shortcut().isEmpty() for action in menu.actions())
    actions["Pin"].trigger()
    assert desk.titles[0] == "Hens"
    with qtbot.waitSignal(sidebar.list.export_requested) as asked:
        actions["Export…"].trigger()
    assert asked.args == ["hen"]
    menu = sidebar.list.menu_for(desk.conversations.list.summary("hen"))
    assert "Un&pin" in [action.text() for action in menu.actions()]


def test_search_shows_where_the_words_are(sidebar: Sidebar, desk: Desk, qtbot: QtBot) -> None:
    """Type, Down, Enter: the conversation is open at the words; Esc brings the list back."""
    sidebar.focus_search()
    qtbot.keyClicks(sidebar.search, "wood")
    qtbot.waitUntil(lambda: sidebar.results.model().rowCount() == 1)
    assert sidebar.results.isVisible()
    qtbot.keyClick(sidebar.search, Key.Key_Down)
    assert sidebar.results.hasFocus()
    with qtbot.waitSignal(desk.conversations.message_found) as told:
        qtbot.keyClick(sidebar.results, Key.Key_Return)
    assert told.args == ["fox-1"]
    qtbot.keyClick(sidebar.results, Key.Key_Escape)
    assert sidebar.search.hasFocus()
    qtbot.keyClick(sidebar.search, Key.Key_Escape)
    assert sidebar.list.isVisible()


def test_nothing_found_and_nothing_there_are_said(sidebar: Sidebar, desk: Desk, qtbot) -> None:
    """An empty list explains itself."""
    sidebar.search.setText("zebra")
    qtbot.waitUntil(lambda: sidebar._nothing.isVisible())
    assert sidebar._nothing.text() == "Nothing was found."
    sidebar.search.clear()
    assert sidebar.list.isVisible()
    for name in ("fox", "hen", "owl"):
        desk.conversations.delete(name)
    assert sidebar._nothing.isVisible()
    desk.wait_idle()


def test_a_list_that_was_not_read_yet_is_not_called_empty(
    window: QWidget, tmp_path: Path, client: InferenceClient, qtbot: QtBot
) -> None:
    """A start beside other work: for seconds the user was told that there are no conversations."""
    desk = Desk.at(tmp_path, client, qtbot)
    sidebar = Sidebar(desk.conversations, window)
    with qtbot.waitExposed(window):
        window.show()
    assert sidebar.list.isVisible()
    desk.refresh()
    assert sidebar._nothing.isVisible()
    assert "kept here" in sidebar._nothing.text()
    desk.chat.shutdown()
    assert desk.history.close(5)


def test_rows_that_move_keep_the_keyboard(sidebar: Sidebar, desk: Desk, qtbot: QtBot) -> None:
    """A message in another conversation must not move the keyboard to a wrong one."""
    desk.open("owl")
    sidebar.list.setFocus()
    sidebar.list.select("hen")
    desk.chat.submit("More")
    desk.wait_idle()
    assert desk.titles[0] == "An owl"
    assert sidebar.list.current_id() == "hen"


def test_the_keyboards_row_is_the_conversation_that_is_shown(
    sidebar: Sidebar, desk: Desk, qtbot: QtBot
) -> None:
    """However it came there, a new one from its first message on; but a title is typed on."""
    desk.open("owl")
    assert sidebar.list.current_id() == "owl"
    desk.conversations.new()
    desk.chat.submit("News")
    desk.wait_idle()
    assert sidebar.list.current_id() == desk.chat.conversation.id
    sidebar.list.setFocus()
    sidebar.list.select("hen")
    qtbot.keyClick(sidebar.list, Key.Key_F2)
    field = sidebar.list.findChild(QLineEdit)
    desk.open("fox")
    qtbot.keyClicks(field, "Newest")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: "Newest" in desk.titles)


@pytest.mark.parametrize("edited", ["owl", "hen"])
def test_a_title_is_typed_on_while_rows_move(
    sidebar: Sidebar, desk: Desk, qtbot: QtBot, edited: str
) -> None:
    """An answer ends, and its conversation goes to the top: of it or of another, in mid-title."""
    sidebar.list.setFocus()
    sidebar.list.select(edited)
    qtbot.keyClick(sidebar.list, Key.Key_F2)
    qtbot.keyClicks(sidebar.list.findChild(QLineEdit), "New")
    moved = desk.conversations.list.summary("owl")
    assert moved is not None
    desk.conversations.list.put(replace(moved, changed_at=1.7e9))
    assert "New" not in desk.titles, "half a title is none yet"
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "est")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: "Newest" in desk.titles)
    assert (edited, "Newest", False) in desk.stored_titles()


def test_every_control_has_a_name(sidebar: Sidebar) -> None:
    """A screen reader says what each one is, and each is reached by Tab."""
    controls = [
        *sidebar.findChildren(QPushButton),
        *(one for one in sidebar.findChildren(QToolButton) if one.parent() is sidebar),
        sidebar.search,
        sidebar.list,
        sidebar.results,
    ]
    for control in controls:
        assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_jump_box_finds_by_a_few_letters(
    sidebar: Sidebar, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """Ctrl+K, letters, Enter; Down and Up walk while the keyboard stays in the field."""
    transfer = ConversationTransfer(desk.history, desk.conversations, LoadedModel())
    commands = ConversationCommands(window, NoticeBar(window), desk.conversations, transfer)
    box = commands.jump_box
    commands.jump_box.open_over()
    assert [box.list.item(row).text() for row in range(3)] == ["A small fox", "Hens", "An owl"]
    qtbot.keyClick(box.field, Key.Key_Down)
    assert box.list.currentRow() == 1
    qtbot.keyClicks(box.field, "owl")
    assert box.list.count() == 1
    with qtbot.waitSignal(commands.composer_wanted):
        qtbot.keyClick(box.field, Key.Key_Return)
    assert box.isHidden()
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "owl")
    commands.jump_box.open_over()
    assert box.field.text() == ""
    qtbot.keyClicks(box.field, "zebra")
    qtbot.keyClick(box.field, Key.Key_Return)
    assert not box.isHidden(), "there is nothing to open"
    qtbot.keyClick(box.field, Key.Key_Escape)
    assert box.isHidden()
    transfer.close()


def test_found_words_come_soon_in_a_snippet() -> None:
    """In two narrow lines the words that were looked for can be seen."""
    parts = ((("long ago and far away there lived a "), False), ("fox", True), (" \n who", False))
    assert shortened(parts) == [("…far away there lived a ", False), ("fox", True), (" who", False)]
    assert shortened(()) == []

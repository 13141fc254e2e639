"""A deletion can be undone while the program runs, also after the offer to do so is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.conversations.search_results import SearchResultsView
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Summary
from gptdesk.storage.paths import user_paths
from tests.app.keeping import conversation_of
from tests.fakes import FakeEngine

_FOX = conversation_of("fox", "A small fox", " went out")
_HEN = conversation_of("hen", "The red hen", " stayed", changed_at=0.9e9)


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """The shown window with two conversations in its list, and no model."""
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    window = program.window
    qtbot.addWidget(window)
    program.start(None)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    for conversation in (_FOX, _HEN):
        program.view_models.history.submit(
            lambda history, one=conversation: history.add_conversation(one)
        )
    program.view_models.conversations.refresh()
    _await_list(qtbot, program, "fox", "hen")
    yield program
    window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def _await_list(qtbot: QtBot, program: Program, *ids: str) -> None:
    rows = program.view_models.conversations.list
    qtbot.waitUntil(lambda: [one.id for one in rows.summaries] == list(ids))


def _stored(qtbot: QtBot, program: Program) -> set[str]:
    answers: list[tuple[Summary, ...]] = []
    program.view_models.history.ask(History.summaries, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return {one.id for one in answers[0]}


def _delete(qtbot: QtBot, program: Program, own: str) -> None:
    view = program.window.views.sidebar.list
    view.setFocus()
    view.select(own)
    with qtbot.waitSignal(program.view_models.conversations.deleted):
        qtbot.keyClick(view, Qt.Key.Key_Delete)


def _entry(program: Program) -> tuple[QMenu, QAction]:
    """Return the Edit menu, and its entry that undoes a deletion."""
    menu = program.window.menuBar().actions()[1].menu()
    assert isinstance(menu, QMenu)
    action = program.window.views.menu.undo_delete
    assert action in menu.actions()
    return menu, action


def _click_entry(qtbot: QtBot, program: Program) -> None:
    menu, action = _entry(program)
    bar = program.window.menuBar()
    place = bar.actionGeometry(menu.menuAction()).center()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(menu.isVisible)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_the_menu_brings_back_what_was_deleted_after_the_bar_is_gone(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last first, one time after another; then there is nothing to undo."""
    monkeypatch.setattr(
        "gptdesk.app.viewmodels.conversations.conversations.UNDO_S", -1.0
    )  # each for itself
    bar = program.window.views.notice_bar
    _, action = _entry(program)
    assert not action.isEnabled()
    _delete(qtbot, program, "fox")
    bar.dismiss()
    _delete(qtbot, program, "hen")
    bar.dismiss()
    assert _stored(qtbot, program) == set()
    _click_entry(qtbot, program)
    _await_list(qtbot, program, "hen")
    assert _stored(qtbot, program) == {"hen"}
    assert action.isEnabled()
    _click_entry(qtbot, program)
    _await_list(qtbot, program, "fox", "hen")
    assert _stored(qtbot, program) == {"fox", "hen"}
    assert not action.isEnabled()


def test_the_menu_does_what_the_bar_offers(qtbot: QtBot, program: Program) -> None:
    """What was deleted together comes back together, and the offer is not made any longer."""
    program.view_models.conversations.open_conversation("hen")
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "hen")
    _delete(qtbot, program, "fox")
    _delete(qtbot, program, "hen")
    assert program.window.views.notice_bar.text == "2 conversations were deleted."
    _click_entry(qtbot, program)
    _await_list(qtbot, program, "fox", "hen")
    assert program.window.views.notice_bar.text == ""
    assert not program.window.views.menu.undo_delete.isEnabled()
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "hen")
    assert _stored(qtbot, program) == {"fox", "hen"}


def test_delete_after_undo_is_for_the_chat_that_is_shown(qtbot: QtBot, program: Program) -> None:
    """It is back, shown, and the row of the keyboard: the same key does the same again."""
    view, rows = program.window.views.sidebar.list, program.view_models.conversations.list
    place = view.visualRect(rows.index(rows.row_of("fox"))).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "fox")
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    _await_list(qtbot, program, "hen")
    qtbot.waitUntil(program.window.views.menu.undo_delete.isEnabled)
    _press_undo(qtbot)
    qtbot.waitUntil(lambda: program.view_models.chat.conversation.id == "fox")
    _await_list(qtbot, program, "fox", "hen")
    assert view.current_id() == "fox"
    assert view.selectionModel().selectedIndexes() == [view.currentIndex()]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    _await_list(qtbot, program, "hen")
    qtbot.waitUntil(lambda: _stored(qtbot, program) == {"hen"})


def _focused(qtbot: QtBot) -> QWidget:
    """Return what the keyboard belongs to: something, at any time."""
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return QApplication.focusWidget()


def _press_undo(qtbot: QtBot) -> None:
    qtbot.keyClick(_focused(qtbot), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_ctrl_z_undoes_the_deletion_of_every_conversation(qtbot: QtBot, program: Program) -> None:
    """The list is gone then, and with it the widget that had the keyboard."""
    for own in ("fox", "hen"):
        _delete(qtbot, program, own)
    program.window.views.notice_bar.dismiss()
    assert program.view_models.conversations.list.rowCount() == 0
    assert _focused(qtbot).isVisible()
    _press_undo(qtbot)
    _await_list(qtbot, program, "fox", "hen")
    assert _stored(qtbot, program) == {"fox", "hen"}


@pytest.mark.parametrize("place", ["list", "search", "composer", "transcript", "temperature"])
def test_ctrl_z_undoes_the_deletion_wherever_the_keyboard_is(
    qtbot: QtBot, program: Program, place: str
) -> None:
    """A text field with nothing to undo does not keep the key for itself."""
    views = program.window.views
    program.view_models.conversations.open_conversation("hen")
    qtbot.waitUntil(views.transcript.isVisible)
    _delete(qtbot, program, "fox")
    fields = {
        "list": views.sidebar.list,
        "search": views.sidebar.search,
        "composer": views.composer.editor,
        "transcript": views.transcript,
        "temperature": views.side_panel.findChild(QAbstractSpinBox),
    }
    fields[place].setFocus()
    assert _focused(qtbot) is fields[place]
    _press_undo(qtbot)
    _await_list(qtbot, program, "fox", "hen")
    assert _stored(qtbot, program) == {"fox", "hen"}


@pytest.mark.parametrize("place", ["search", "composer"])
def test_ctrl_z_takes_back_what_was_typed_first(qtbot: QtBot, program: Program, place: str) -> None:
    """In a field it means the field; the deletion comes after that."""
    views = program.window.views
    _delete(qtbot, program, "fox")
    field, text = {
        "search": (views.sidebar.search, views.sidebar.search.text),
        "composer": (views.composer.editor, views.composer.text),
    }[place]
    field.setFocus()
    qtbot.keyClicks(field, "typed")
    _press_undo(qtbot)
    assert text() == ""
    assert _stored(qtbot, program) == {"hen"}
    _press_undo(qtbot)
    _await_list(qtbot, program, "fox", "hen")


def _search(qtbot: QtBot, program: Program, text: str, *found: str) -> SearchResultsView:
    """Type into the search field, and put the keyboard on what is found."""
    field, results = program.window.views.sidebar.search, program.window.views.sidebar.results
    field.setFocus()
    qtbot.keyClicks(field, text)
    qtbot.waitUntil(lambda: _found(results) == list(found))
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert results.hasFocus()
    return results


def _found(results: SearchResultsView) -> list[str]:
    model = results.model()
    return [results.conversation_id(model.index(row, 0)) for row in range(model.rowCount())]


def test_delete_in_the_search_results_deletes_and_is_undone(qtbot: QtBot, program: Program) -> None:
    """The list of keys promises it for both lists; what comes back is found again."""
    results = _search(qtbot, program, "s", "hen", "fox")
    qtbot.keyClick(results, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: _stored(qtbot, program) == {"fox"})
    assert _found(results) == ["fox"]
    assert results.current_id() == "fox", "the keyboard stays in the list"
    qtbot.keyClick(results, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: _stored(qtbot, program) == set())
    assert not results.isVisible()
    _press_undo(qtbot)
    _await_list(qtbot, program, "fox", "hen")
    qtbot.waitUntil(lambda: _found(results) == ["hen", "fox"])
    assert results.isVisible()


def test_f2_in_the_search_results_renames(qtbot: QtBot, program: Program) -> None:
    """In the list, in the results and on the disk; F2 means something else in the window."""
    results = _search(qtbot, program, "fox", "fox")
    qtbot.keyClick(results, Qt.Key.Key_F2)
    field = results.findChild(QLineEdit)
    assert field.text() == "A small fox"
    field.selectAll()
    qtbot.keyClicks(field, "Foxes")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    conversations = program.view_models.conversations
    qtbot.waitUntil(lambda: conversations.search.results.title(0) == "Foxes")
    assert conversations.list.summary("fox").title == "Foxes"
    assert results.current_id() == "fox", "the keyboard stays in the list"
    assert conversations.open_id != "fox", "this Enter is not one that opens"
    answers: list[tuple[Summary, ...]] = []
    program.view_models.history.ask(History.summaries, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert {one.title for one in answers[0]} == {"Foxes", ""}


def test_nothing_is_undone_after_everything_was_deleted(qtbot: QtBot, program: Program) -> None:
    """Deleted for good is for good, and the menu says so."""
    _delete(qtbot, program, "fox")
    assert program.window.views.menu.undo_delete.isEnabled()
    with qtbot.waitSignal(program.view_models.conversations.replaced):
        program.view_models.conversations.delete_everything()
    assert not program.window.views.menu.undo_delete.isEnabled()

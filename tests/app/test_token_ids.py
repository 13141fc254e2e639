"""The column of token ids in the list and in the table, in the shown window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.fakes import FakeEngine

ID_COLUMN = 2


def _open(qtbot: QtBot) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(Path("fake"))
    program.window.resize(1280, 800)
    program.window.show()
    qtbot.waitExposed(program.window)
    with qtbot.waitSignal(models.chat.run_finished):
        models.chat.submit("Once")
    qtbot.waitUntil(lambda: bool(program.window.views.side_panel.next_token_page.bars.rows))
    return program


def _close(program: Program) -> None:
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def _list(program: Program) -> QImage:
    return program.window.views.side_panel.next_token_page.bars.grab().toImage()


def _cells(program: Program) -> list[str]:
    """Return the headings of the Text table that can be seen."""
    page = program.window.views.text_page
    header = page.token_table.horizontalHeader()
    return [
        page.tokens.headerData(column, Qt.Orientation.Horizontal)
        for column in range(page.tokens.columnCount())
        if not header.isSectionHidden(column)
    ]


def test_ids_can_be_hidden_and_stay_hidden(qtbot: QtBot) -> None:
    """Who counts tokens wants them; who explains chances to a class has the room instead."""
    program = _open(qtbot)
    views = program.window.views
    bars = views.side_panel.next_token_page.bars
    with_ids = _list(program)
    assert "Id" in _cells(program)
    views.side_panel.tabs.setCurrentWidget(views.text_page)
    qtbot.mouseClick(views.text_page.as_table, Qt.MouseButton.LeftButton)
    point = program.view_models.text_page.curves.points[1]
    cell = views.text_page.tokens.index(1, ID_COLUMN).data()
    assert cell == str(point.token_id)
    views.side_panel.tabs.setCurrentWidget(views.side_panel.next_token_page)

    # in the list's own menu, with the mouse
    qtbot.mouseMove(bars, bars.row_rect(0).center())
    _right_click(bars, bars.row_rect(0).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    place = menu.actionGeometry(views.menu.ids).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert not views.menu.ids.isChecked()
    assert _list(program) != with_ids
    assert "Id" not in _cells(program)
    _close(program)
    assert not read_settings(user_paths().settings_file)[0].ids_shown

    again = _open(qtbot)
    views = again.window.views
    assert not views.menu.ids.isChecked()
    assert "Id" not in _cells(again)
    without_ids = _list(again)
    menu = next(one for one in again.window.findChildren(QMenu) if views.menu.ids in one.actions())
    menu.popup(again.window.mapToGlobal(QPoint(0, 0)))
    place = menu.actionGeometry(views.menu.ids).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert _list(again) != without_ids
    assert "Id" in _cells(again)
    _close(again)


def _right_click(widget: QWidget, place: QPoint) -> None:
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)

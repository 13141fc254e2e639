"""Scroll bars as wide as all else that is clicked, for those who want them (WCAG 2.5.8)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QMenu,
    QScrollBar,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import TARGET
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.app import test_whole_words
from tests.app.test_whole_words import (
    come_to_rest,
    cut_parts,
    lasting_faults,
    opened,
    too_large,
    windows,
)
from tests.fakes import FakeEngine

program = test_whole_words.program


def bars_of(window: QWidget) -> Iterator[QScrollBar]:
    """Yield the scroll bars of a window that can be seen and moved."""
    for bar in window.findChildren(QScrollBar):
        if bar.window() is window and bar.isVisible() and bar.maximum() > bar.minimum():
            yield bar


def handle_of(bar: QScrollBar) -> QRect:
    """Return where in a scroll bar its handle is caught."""
    option = QStyleOptionSlider()
    bar.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_ScrollBar, QStyle.SubControl.SC_ScrollBarSlider
    return bar.style().subControlRect(control, option, part, bar)


def thin(window: QWidget) -> list[str]:
    """Name the scroll bars of a window that are no target, or whose handle is none."""
    found = []
    for bar in bars_of(window):
        handle = handle_of(bar)
        if min(*bar.size().toTuple(), *handle.size().toTuple()) < TARGET:
            found.append(f"{bar.parent()}: {bar.size()}, {handle}")
    return found


def open_window(qtbot: QtBot) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    program.window.resize(1280, 600)
    program.window.show()
    program.window.views.side_panel.show_page("model")
    come_to_rest()
    return program


def click_entry(qtbot: QtBot, program: Program) -> None:
    """Choose the entry in the open menu, with the mouse."""
    entry = program.window.views.menu.wide_bars
    menu = next(one for one in program.window.findChildren(QMenu) if entry in one.actions())
    menu.popup(program.window.mapToGlobal(QPoint(0, 0)))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    come_to_rest()


def close(program: Program) -> None:
    program.window.close()
    assert program.is_joined


def test_scroll_bars_become_wide_at_once_and_are_at_the_next_start(qtbot: QtBot) -> None:
    """They had ten pixels, and who cannot aim had the keys and the wheel only."""
    program = open_window(qtbot)
    window = program.window
    (bar,) = bars_of(window)
    assert bar.width() == 10
    narrow = window.views.side_panel.model_page.grab().toImage()
    click_entry(qtbot, program)
    assert window.views.menu.wide_bars.isChecked()
    assert bar.width() == TARGET
    assert thin(window) == []
    assert window.views.side_panel.model_page.grab().toImage() != narrow
    before = bar.value()
    caught = QPoint(1, handle_of(bar).center().y())  # at the very edge
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=caught)
    qtbot.mouseMove(bar, caught + QPoint(0, 40))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=caught + QPoint(0, 40))
    assert bar.value() > before
    close(program)
    assert read_settings(user_paths().settings_file)[0].wide_scroll_bars is True

    again = open_window(qtbot)
    (bar,) = bars_of(again.window)
    assert bar.width() == TARGET
    assert again.window.views.menu.wide_bars.isChecked()
    click_entry(qtbot, again)
    assert bar.width() == 10
    assert again.window.views.side_panel.model_page.grab().toImage() == narrow
    close(again)
    assert read_settings(user_paths().settings_file)[0].wide_scroll_bars is False


def test_every_scroll_bar_is_wide_and_nothing_is_cut_beside_it(
    qtbot: QtBot, program: Program
) -> None:
    """In each window, the ones that have letters of their own size among them."""
    appearance = program.view_models.appearance
    appearance.set_wide_scroll_bars(True)
    program.window.show()
    found: list[str] = []
    for zoom in (100, 200):
        appearance._set_zoom(zoom)
        seen = 0
        for name, show, where in windows(program):
            window = opened(qtbot, show, where)
            come_to_rest()
            faults = lasting_faults(
                qtbot, lambda one=window: [*thin(one), *too_large(one), *cut_parts(one)]
            )
            found += [f"{name}, {zoom} %: {one}" for one in faults]
            seen += len(list(bars_of(window)))
            window.close()
            come_to_rest()
        assert seen >= 5, f"{zoom} %"
    assert found == []

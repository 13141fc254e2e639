"""No word is cut at any zoom, in the window and in every dialog; no letter is given out twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import zoom_of
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script

ZOOMS = (100, 150, 200, 250)


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """Two answers to one prompt, and nothing else."""
    engine = FakeEngine()
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    for begin in (lambda: models.chat.submit("A beginning"), models.chat.regenerate):
        engine.enqueue(Script(STORY, FinishReason.MAX_TOKENS))
        with qtbot.waitSignal(models.chat.run_finished):
            begin()
    yield program
    program.window.close()
    assert program.is_joined


def come_to_rest() -> None:
    for _ in range(4):  # a part that takes another zoom asks for another size
        QApplication.processEvents()


def too_large(window: QWidget) -> Iterator[str]:
    """Name a window that is larger than its screen."""
    screen = window.screen().availableSize()
    if window.size() != window.size().boundedTo(screen):
        yield f"{type(window).__name__} {window.size().toTuple()} is larger than the screen"


def cut_parts(window: QWidget) -> Iterator[str]:
    """Name what of a window has less room than its words take."""
    for part in window.findChildren(QWidget):
        if part.window() is window and part.isVisible() and (problem := _problem(part)):
            yield f"{type(part).__name__} “{_words(part)[:40]}” {problem}"


def lasting_faults(qtbot: QtBot, faults: Callable[[], list[str]]) -> list[str]:
    """Return what is still cut when all parts rest: a figure that comes later makes room anew."""
    come_to_rest()
    found = faults()
    if found:
        with suppress(qtbot.TimeoutError):
            qtbot.waitUntil(lambda: not faults(), timeout=2_000)
        found = faults()
    return found


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QLabel | QAbstractButton) else part.accessibleName()


def _problem(part: QWidget) -> str:
    if isinstance(part, QLabel) and part.text():
        if part.wordWrap():
            needed = part.heightForWidth(part.width())
            if needed > part.height() + 1:
                return f"needs a height of {needed}, has {part.height()}"
        elif part.sizeHint().width() > part.width() + 1:
            return f"needs a width of {part.sizeHint().width()}, has {part.width()}"
    elif isinstance(part, QAbstractButton) and part.text():
        least = part.minimumSizeHint() if isinstance(part, QPushButton) else part.sizeHint()
        if least != least.boundedTo(part.size()):
            return f"needs {least.toTuple()}, has {part.size().toTuple()}"
    elif isinstance(part, QTabBar) and part.tabRect(part.count() - 1).right() > part.width():
        return "has tabs out of sight"
    area = part.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = None if area.isWindow() else area.parentWidget()
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    is_page = isinstance(area, QScrollArea) and area.widget() is part
    if is_page and area.horizontalScrollBarPolicy() == off:
        room = area.viewport().width()
        return f"is {part.width()} wide in {room}" if part.width() > room else ""
    return ""


def letters_given_twice(texts: list[str]) -> list[str]:
    """Return the keys that more than one of these texts underlines."""
    keys = Counter(QKeySequence.mnemonic(text).toString() for text in texts)
    return [key for key, count in keys.items() if key and count > 1]


def windows(program: Program) -> Iterator[tuple[str, Callable[[], None], Callable[[], object]]]:
    """Yield the name of each window beside the main one, how it is opened, and where it is."""
    views = program.window.views
    side, menu = views.side_windows, views.menu

    def dialog() -> object:
        return next(one for one in views.columns.window().findChildren(QDialog) if one.isVisible())

    def show_page(page: int) -> None:
        side.show_library()
        assert side.library_window is not None
        side.library_window.tabs.setCurrentIndex(page)

    yield "export", menu.export_conversation.trigger, dialog
    yield "about", menu.about.trigger, dialog
    yield "history", side.show_history, lambda: side.history_dialog
    yield "models", views.opening.show_list, lambda: views.opening.list_dialog
    yield "server", views.opening.show_servers, lambda: views.opening.server_dialog
    yield "layouts", views.opening.show_layouts, lambda: views.opening.layout_dialog
    for page in range(4):
        yield f"library {page}", partial(show_page, page), lambda: side.library_window
    yield "keys", views.help.show_shortcuts, lambda: views.help.help_window
    yield "glossary", views.help.show_glossary, lambda: views.help.help_window
    yield "answer", side.show_current_answer, lambda: side.answer_dialog
    yield "tokens", side.show_tokens, lambda: side.tokens_window
    yield "reading", lambda: side.read_text("A text.", "a.txt"), lambda: side.reading_window
    yield "two models", side.ask_two_models, lambda: side.two_models_dialog
    yield "compare", lambda: program.view_models.comparing.compare(1), lambda: side.compare_dialog


# Open together, each once: another page of a window, and the menu's second dialog, come later, and
# the comparison where no dialog is open.
_LATER = {"about": 1, "glossary": 1, "library 1": 1, "library 2": 2, "compare": 2, "library 3": 3}


def opened(qtbot: QtBot, show: Callable[[], None], where: Callable[[], object]) -> QWidget:
    """Open one of the windows and return it."""
    show()
    qtbot.waitUntil(lambda: where() is not None)
    window = where()
    assert isinstance(window, QWidget)
    return window


def test_no_word_of_a_dialog_is_cut_at_any_zoom(qtbot: QtBot, program: Program) -> None:
    """Explanations at 200 % ended in the middle of a line; a window grew over the screen's edge."""
    zoom_to, found = program.view_models.appearance._set_zoom, list[str]()

    def faults(name: str, window: QWidget) -> list[str]:
        told = lasting_faults(qtbot, lambda: [*too_large(window), *cut_parts(window)])
        return [f"{name}: {one}" for one in told]

    for number in range(1 + max(_LATER.values())):
        zoom_to(100)
        sizes: dict[str, tuple[QWidget, QSize]] = {}
        for name, show, where in windows(program):
            if _LATER.get(name, 0) != number:
                continue
            window = opened(qtbot, show, where)
            found += faults(f"{name}, opened at 100 %", window)
            texts = [_words(one) for one in window.findChildren(QWidget) if one.isVisible()]
            found += [f"{name}: {key} twice" for key in letters_given_twice(texts)]
            sizes[name] = window, window.size()
        zoom_to(ZOOMS[-1])
        for name, (window, size) in sizes.items():
            assert window.isVisible(), f"{name} is still there"
            found += faults(f"{name}, zoomed while it is open", window)
            assert window.width() <= max(size.width(), 800), name
            window.close()
    zoom_to(200)
    for name, show, where in windows(program):
        window = opened(qtbot, show, where)
        found += faults(f"{name}, opened at 200 %", window)
        window.close()
    assert found == []


def test_no_word_of_the_inspector_is_cut_at_any_zoom(program: Program) -> None:
    """All of its pages, in a large and in a small window."""
    window, panel = program.window, program.window.views.side_panel
    window.show()
    found: list[str] = []
    for size in ((1280, 800), (960, 600)):
        window.resize(*size)
        for zoom in ZOOMS:
            program.view_models.appearance._set_zoom(zoom)
            for page in range(panel.tabs.count()):
                panel.tabs.setCurrentIndex(page)
                come_to_rest()
                parts = [panel, *panel.findChildren(QWidget), *window.views.composer.children()]
                found += [
                    f"{size}, {zoom} %, page {page}: {type(one).__name__} {_words(one)} {problem}"
                    for one in parts
                    if isinstance(one, QWidget) and one.isVisible() and (problem := _problem(one))
                ]
    assert found == []


def menus_of(menu: QMenu) -> Iterator[QMenu]:
    yield menu
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from menus_of(below)


def test_every_menu_comes_into_sight_whole_and_each_letter_means_one_entry(
    program: Program, qtbot: QtBot
) -> None:
    """At 200 % a menu took three columns and more than the screen; D, O and C meant two entries.

    It has the whole zoom as far as its width fits. What is too high for the screen scrolls, and
    keys bring each entry into sight.
    """
    window = program.window
    window.show()
    bar = window.menuBar()
    room = window.screen().availableSize()
    assert letters_given_twice([action.text() for action in bar.actions()]) == []
    scrolled = 0
    for zoom in (*ZOOMS, 100):
        program.view_models.appearance._set_zoom(zoom)
        for action in bar.actions():
            menu = action.menu()
            assert isinstance(menu, QMenu)
            for one in menus_of(menu):
                entries = [entry.text() for entry in one.actions() if entry.isVisible()]
                assert letters_given_twice(entries) == [], one.title()
            menu.popup(QPoint(0, 0))
            changed = menu.actions()[0]
            changed.setText(f"{changed.text()} ")  # as the memory of a model is found out
            assert menu.height() <= room.height()
            assert menu.width() <= room.width()
            assert zoom_of(menu) == zoom or menu.width() > 0.85 * room.width(), menu.title()
            shown = [menu.actionGeometry(entry) for entry in menu.actions() if entry.isVisible()]
            assert len({rect.left() for rect in shown}) == 1, "one column"
            assert all(0 <= rect.left() <= rect.right() <= menu.width() for rect in shown)
            scrolled += any(not menu.rect().contains(rect) for rect in shown)
            first = None
            while (entry := menu.activeAction()) is None or entry is not first:
                first = first or entry
                qtbot.keyClick(menu, Qt.Key.Key_Down)
                reached = menu.activeAction()
                place = menu.actionGeometry(reached)
                assert menu.rect().contains(place), f"{reached.text()}, {zoom} %"
            menu.close()
    assert scrolled, "one was too high for the screen"

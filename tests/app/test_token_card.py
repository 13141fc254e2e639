"""The card beside a token: when it comes, what it leaves out, and what it does not lie over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.views.transcript.marked_token import MarkedToken
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.app.test_entry_buttons import Mouse
from tests.fakes import Script, flood_pieces

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def mouse(qtbot: QtBot) -> Iterator[Mouse]:
    mouse = Mouse(qtbot)
    mouse.ask("Go on", Script(flood_pieces(120)))
    yield mouse
    mouse.program.window.close()


def marked_of(mouse: Mouse) -> MarkedToken:
    return mouse.views.transcript.tokens.marked


def line_of(mouse: Mouse, index: int) -> QRect:
    """Return the box of an answer's token, in the window."""
    transcript = mouse.views.transcript
    transcript.scroller.lay_out_now()
    ref = TokenRef(mouse.chat.messages.message(1).id, is_prompt=False, index=index)
    transcript.tokens.scroll_to(ref)
    transcript.scroller.lay_out_now()
    box = transcript.tokens.box(ref)
    assert box is not None
    corner = transcript.viewport().mapTo(mouse.program.window, box.topLeft())
    return QRect(corner, box.size())


def rest_on(mouse: Mouse, qtbot: QtBot, index: int) -> QRect:
    """Move the mouse over a token, and wait as long as a card takes; return the token's box."""
    marked = marked_of(mouse)
    marked.leave()
    box = line_of(mouse, index)
    viewport = mouse.views.transcript.viewport()
    qtbot.mouseMove(viewport, QPoint(2, 2))
    qtbot.mouseMove(viewport, viewport.mapFrom(mouse.program.window, box.center()))
    assert marked.hovered is not None
    qtbot.waitUntil(lambda: not marked._hover_timer.isActive())
    return box


def place_of(widget: QWidget, mouse: Mouse) -> QRect:
    return QRect(widget.mapTo(mouse.program.window, QPoint(0, 0)), widget.size())


def choose(mouse: Mouse, qtbot: QtBot, text: str) -> None:
    """Open the menu of cards, and click an entry."""
    found: list[tuple[QMenu, QAction]] = [
        (menu, action)
        for menu in mouse.program.window.findChildren(QMenu)
        for action in menu.actions()
        if action.text() == text
    ]
    ((menu, action),) = found
    menu.popup(mouse.program.window.mapToGlobal(QPoint(40, 40)))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert action.isChecked()


def test_the_card_repeats_nothing_and_covers_neither_its_line_nor_send(
    mouse: Mouse, qtbot: QtBot
) -> None:
    """Beside the panel it only names the token; alone it is whole, as far as there is room."""
    window, views, card = mouse.program.window, mouse.views, marked_of(mouse).card
    window.resize(1280, 720)
    views.columns.set_panel_visible(True)
    rest_on(mouse, qtbot, 30)
    assert card.isVisible()
    assert not card.bars.isVisible(), "the panel shows these rows"
    assert not card.field.isVisible()
    assert not any(one.isVisible() for one in (*card._names, *card._values))
    assert card.inside.isVisible()
    assert card._token.isVisible()
    views.side_panel.tabs.setCurrentWidget(views.text_page)
    assert card.bars.isVisible(), "no page in front has them now"
    views.side_panel.tabs.setCurrentWidget(views.side_panel.next_token_page)
    assert not card.bars.isVisible()
    marked_of(mouse).open_card()
    assert card.bars.isVisible(), "it was asked for"
    assert card.bars.hasFocus() or card.has_keyboard
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert not views.side_panel.isVisible()
    for zoom_steps, size in ((0, (1280, 720)), (0, (960, 600)), (10, (1280, 720)), (0, (960, 600))):
        for _ in range(zoom_steps):
            views.menu.zoom_in.trigger()
        window.resize(*size)
        for index in (0, 40, 80, 110):
            box = rest_on(mouse, qtbot, index)
            assert card.isVisible()
            place = place_of(card, mouse)
            line = QRect(place.left(), box.top(), place.width(), box.height())
            assert not place.intersects(line), (zoom_steps, size, index)
            assert not place.intersects(place_of(views.composer, mouse)), (zoom_steps, size, index)
            assert card._token.isVisible()


def test_the_card_is_switched_off_or_bound_to_a_key(mouse: Mouse, qtbot: QtBot) -> None:
    """For good: chosen in the menu, kept in the settings, found again after a new start."""
    card = marked_of(mouse).card
    choose(mouse, qtbot, "&Never by itself: F2, then Return")
    rest_on(mouse, qtbot, 20)
    assert marked_of(mouse).ref is not None, "the panel follows the mouse all the same"
    assert not card.isVisible()
    mouse.views.transcript.setFocus()
    qtbot.keyClick(mouse.views.transcript, Qt.Key.Key_F2)
    qtbot.keyClick(mouse.views.transcript, Qt.Key.Key_Right)
    assert not card.isVisible()
    qtbot.keyClick(mouse.views.transcript, Qt.Key.Key_Return)
    assert card.isVisible(), "asked for"
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    choose(mouse, qtbot, "While &Ctrl is held")
    rest_on(mouse, qtbot, 25)
    assert not card.isVisible()
    editor = mouse.views.composer.editor
    qtbot.keyPress(editor, Qt.Key.Key_Control, CONTROL)
    qtbot.waitUntil(card.isVisible)
    qtbot.keyRelease(editor, Qt.Key.Key_Control)
    qtbot.waitUntil(card.isHidden)
    mouse.reopen()
    assert read_settings(user_paths().settings_file)[0].card_when == "held"
    rest_on(mouse, qtbot, 25)
    assert not marked_of(mouse).card.isVisible()
    choose(mouse, qtbot, "Where the mouse &rests")
    rest_on(mouse, qtbot, 30)
    assert marked_of(mouse).card.isVisible()

"""The first page: what this is, and one click to begin."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import SPACE_3, ThemeController, load_theme
from gptdesk.app.views.window.empty_state import EmptyState, ExampleCard
from tests.fakes import INFO


@pytest.fixture
def page(qtbot: QtBot) -> EmptyState:
    widget = EmptyState()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def cards(page: EmptyState) -> list[ExampleCard]:
    return [card for card in page.findChildren(ExampleCard) if not card.isHidden()]


def test_a_click_on_an_example_starts_it(page: EmptyState, qtbot: QtBot) -> None:
    """Nobody has to think of a prompt to see what this is."""
    assert len(cards(page)) == 3
    with qtbot.waitSignal(page.example_chosen) as chosen:
        qtbot.mouseClick(cards(page)[1], Qt.MouseButton.LeftButton)
    assert chosen.args == [cards(page)[1].example]


def test_the_keyboard_reaches_every_card_and_the_way_to_another_model(
    page: EmptyState, qtbot: QtBot
) -> None:
    """Every mouse act has a key path."""
    page.activateWindow()
    cards(page)[0].setFocus()
    with qtbot.waitSignal(page.example_chosen) as chosen:
        qtbot.keyClick(cards(page)[0], Qt.Key.Key_Space)
    assert chosen.args == [cards(page)[0].example]
    for steps, requested in ((3, page.list_requested), (1, page.open_requested)):
        for _ in range(steps):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert isinstance(focused, QPushButton)
        with qtbot.waitSignal(requested):
            qtbot.keyClick(focused, Qt.Key.Key_Space)


def test_it_says_that_nothing_is_sent_when_that_is_true(page: EmptyState) -> None:
    """The promise stands on the first page; before it holds, it is not made."""

    def line() -> str:
        return page.findChildren(QLabel)[1].text()

    assert line() == "The model is being opened…"
    page.set_model_name("fake")
    assert line() == "fake is being opened…"
    page.set_model(INFO)
    assert line() == "fake runs on this computer; nothing is sent anywhere."
    page.set_model_name("other")
    assert line() == "other is being opened…"
    page.set_model_name("fake")  # the other one could not be
    assert line() == "fake runs on this computer; nothing is sent anywhere."
    page.set_model(replace(INFO, device="models.example.org"))
    assert line() == "fake runs on models.example.org; what you write is sent there."
    page.set_model_name("")
    assert line() == "No model is open. Open one to begin."


def test_other_examples_replace_the_cards(page: EmptyState) -> None:
    """A model of another kind brings other beginnings."""
    page.set_examples(["def fibonacci(n):", "SELECT"])
    assert [card.example for card in cards(page)] == ["def fibonacci(n):", "SELECT"]
    page.set_examples([])
    assert cards(page) == []


@pytest.mark.parametrize("width", [460, 600, 900, 1400])
def test_no_text_is_cut_and_nothing_overlaps(page: EmptyState, width: int) -> None:
    """Cards stand below each other where the window is narrow."""
    page.set_examples(
        ["Once upon a time", "从前有一只小狐狸", "The old clock in the hall struck thirteen, and"]
    )
    page.resize(width, 600)
    QApplication.processEvents()
    QApplication.processEvents()
    boxes = [QRect(c.mapTo(page, c.rect().topLeft()), c.size()) for c in cards(page)]
    metrics = QFontMetricsF(load_theme("light").font("transcript"))
    for index, (card, box) in enumerate(zip(cards(page), boxes, strict=True)):
        assert page.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[index + 1 :])
        inside = card.rect().toRectF().adjusted(12, 12, -12, -12)
        needed = metrics.boundingRect(inside, int(Qt.TextFlag.TextWordWrap), card.example)
        assert needed.height() <= inside.height() + 1


def test_a_long_example_ends_with_an_ellipsis(page: EmptyState) -> None:
    """A card has room for three lines; the rest is in its tooltip."""
    page.set_examples(["word " * 60])
    QApplication.processEvents()
    card = cards(page)[0]
    page.resize(460, 600)
    QApplication.processEvents()
    shown = card._fitting(card.rect().toRectF().adjusted(12, 12, -12, -12))
    assert shown.endswith("…")
    assert card.toolTip() == "word " * 60


def test_every_control_has_a_name(page: EmptyState) -> None:
    """Nothing is silent for a screen reader."""
    for button in page.findChildren(QPushButton):
        assert button.accessibleName() or button.text()


@pytest.mark.parametrize("zoom", [200, 250])
def test_at_a_large_zoom_it_scrolls_and_cuts_nothing(
    page: EmptyState, themes: ThemeController, zoom: int, qtbot: QtBot
) -> None:
    """In front of a class the cards lay over each other; what has no room is scrolled to."""
    page.resize(500, 300)
    themes.set_zoom(zoom)
    page.grab()  # lays out what waits for it
    lead = next(one for one in page.findChildren(QLabel) if one.text().startswith("To use a"))
    qtbot.waitUntil(lambda: lead.height() >= lead.heightForWidth(lead.width()))
    assert page.verticalScrollBar().maximum() > 0
    places = [card.geometry() for card in cards(page)]
    assert all(card.height() >= card.heightForWidth(card.width()) for card in cards(page))
    for one, other in itertools.combinations(places, 2):
        assert not one.intersects(other)
    inside = page.widget()
    if page.verticalScrollBar().sizeHint().width() + inside.minimumSizeHint().width() <= 500:
        assert inside.width() <= page.viewport().width()  # nothing ends under the scroll bar
    else:  # a wide font: a button's two words are all that it can say
        assert page.tour_button.text() == "Take the tour"
    if not lead.wordWrap():  # a wide font has no room for it in one line
        assert lead.width() >= lead.sizeHint().width()


def test_an_example_of_three_lines_is_whole_at_every_size_of_its_letters(
    themes: ThemeController, qtbot: QtBot
) -> None:
    """Qt sets each line whole pixels high: with some fonts the third had given way to "…"."""
    around = QWidget()
    qtbot.addWidget(around)
    card = ExampleCard("one\ntwo\nthree", around)
    inside = (SPACE_3, SPACE_3, -SPACE_3, -SPACE_3)
    for zoom in range(75, 205, 5):
        themes.set_zoom(zoom)
        card.resize(300, card.heightForWidth(300))
        assert card._fitting(card.rect().toRectF().adjusted(*inside)) == card.example, zoom

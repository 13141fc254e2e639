"""What a screen reader is told under the hood, and what hand and eye need: names, size, focus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSlider,
    QTableView,
    QTabWidget,
    QWidget,
)

from gptdesk.app.theme import TARGET, zoom_of
from gptdesk.app.viewmodels.inside.attention import AttentionView
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.attention_page import AttentionPage
from gptdesk.app.views.tokens.words import spoken_percent
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.values import Spot, Stop
from tests.app.views.inside.conftest import BALL, Example, Hood

SPACE = "\N{NO-BREAK SPACE}"


def name_of(widget: QWidget) -> str:
    """Return what a screen reader is told when the keyboard comes to a widget."""
    if isinstance(widget, QComboBox):  # its interface tells the value; a relation tells the name
        labels = (label for label in widget.window().findChildren(QLabel))
        buddy = next((label.text() for label in labels if label.buddy() is widget), "")
        return widget.accessibleName() or buddy
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)


def test_cells_rows_and_changes_are_sentences(
    hood: Hood, said: list[str], example: Example
) -> None:
    """From where to where, how much; each said once as the cursor comes, a change once too."""
    page = hood.window.page(Page.ATTENTION)
    assert isinstance(page, AttentionPage)
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1)))
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    page.grid.setFocus()
    said.clear()
    hood.qtbot.keyClick(page.grid, Qt.Key.Key_Up)
    assert said == [page.grid.in_words((5, 1), spoken_percent)]
    assert page.readout.text() == page.grid.in_words((5, 1)), "seen with two decimals"
    assert said[0].startswith("head 5.1: previous place ")
    assert name_of(page.grid) == f"All heads, {said[0]}"

    page.attention.open_head(6, 1)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    page.attention.set_cursor(24, 18)
    page.map.setFocus()
    said.clear()
    hood.qtbot.keyClick(page.map, Qt.Key.Key_Left)
    place, weight, score = example.row
    assert place == 17, "what followed “red” before"
    percent = f"{float(weight.rstrip('%').strip()):.1f} percent"
    sentence = f"from ␣red, 24, to ␣ball, 17, weight {percent}, scaled score {score}"
    assert said == [sentence]
    assert name_of(page.map) == f"Map of the head, {sentence}"
    assert page.readout.text() == sentence.replace(percent, weight)

    hood.qtbot.keyClick(page.map, Qt.Key.Key_Return)
    assert page.attention.view is AttentionView.ROW
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    model = page.row.table.spoken_table().model()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert "␣ball" in cells
    assert any(cell == weight for cell in cells)
    said.clear()
    hood.qtbot.keyClick(page.row.table, Qt.Key.Key_Down)
    assert said == [], "the focus is told, and that is enough"
    assert page.row.table.current_row == 1

    page.attention.choose_head(3, 2)
    said.clear()
    hood.qtbot.keyClick(page.row.table, Qt.Key.Key_Space)
    hood.qtbot.waitUntil(lambda: any("3.2 off" in one for one in said))
    hood.wait_for_view()
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    now, before = 100 * example.p_without((3, 2)), 100 * example.as_is.p(BALL)
    assert said == [f"head 3.2 off; ␣ball {now:.1f} percent, was {before:.1f}"]


def test_every_control_has_a_name_a_size_and_its_focus_shows(hood: Hood) -> None:
    """A nameless field is silence, a small one is missed, and the keyboard must be seen.

    Each says what it does, and a grey one why it does nothing now.

    On every page, with each of its views and tabs, Tab goes all the way round.
    """
    faults: list[str] = []
    window = hood.window
    for state in states(hood):
        faults += [f"{state}: {one}" for one in (*small_ones(window), *unexplained(window))]
        window.stops.list.setFocus()
        met: set[QWidget] = set()
        while (widget := window.focusWidget()) not in met:
            met.add(widget)
            if not name_of(widget).strip():
                faults.append(f"{state}: no name: {widget}")
            if picture_of(widget) == picture_without_focus(widget):
                faults.append(f"{state}: focus is not seen: {widget} {name_of(widget)}")
            hood.qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert not faults, "\n".join(faults)


def test_words_have_the_size_of_their_window(hood: Hood) -> None:
    """At 200 % a window that has no room for it takes less, and all that stands in it does.

    Back at 100 % nothing stays large, also on a page that nobody saw meanwhile.
    """
    shown = {state: written(hood.window) for state in states(hood)}
    for percent in (105, 200):  # as twenty times Ctrl++
        hood.program.view_models.appearance._set_zoom(percent)
    zoom = zoom_of(hood.window)
    assert 100 < zoom < zoom_of(None)
    others: set[str] = set()
    for state in states(hood):
        before = shown[state]
        for widget, points in written(hood.window).items():
            if widget in before and points != pytest.approx(before[widget] * zoom / 100, abs=0.6):
                others.add(f"{state}: {points} of {before[widget]} points: {words_of(widget)}")
    assert not others, "\n".join(others)
    for percent in (150, 100):
        hood.program.view_models.appearance._set_zoom(percent)
    for page in (Page.WHAT_IF, Page.LEARNING, Page.CONTRIBUTIONS):
        hood.inside.go_to(Step(page, Spot(Stop.SCORES, 6, 1)))
        now, before = written(hood.window), shown[page.value]
        both = now.keys() & before.keys()
        large = [words_of(one) for one in both if now[one] != pytest.approx(before[one])]
        assert not large


def states(hood: Hood) -> Iterator[str]:
    """Go to every page, and to each view and tab of it, with a head off."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    for page in Page:
        stop = Stop.LOGITS if page is Page.STOP else Stop.SCORES
        hood.inside.go_to(Step(page, Spot(stop, 6, 1)))
        shown = hood.window.page(page)
        wait_for_answers(hood)
        yield page.value
        for tabs in shown.findChildren(QTabWidget):
            for index in range(1, tabs.count()):
                tabs.setCurrentIndex(index)
                wait_for_answers(hood)
                yield f"{page.value}, {tabs.tabText(index)}"
        for button in shown.findChildren(QPushButton):
            if button.property("kind") == "segment" and button.isVisible():
                button.click()
                wait_for_answers(hood)
                yield f"{page.value}, {button.text()}"


def wait_for_answers(hood: Hood) -> None:
    """Wait until all that was asked for a while is answered."""
    busy: list[bool] = []

    def is_quiet() -> bool:
        busy.append(hood.window._looking.isActive() or bool(hood.program.client._listeners))
        return len(busy) > 3 and not any(busy[-3:])

    hood.qtbot.waitUntil(is_quiet)


def written(window: QWidget) -> dict[QWidget, float]:
    """Return the points in which what is in sight is written."""
    kinds = (QLabel, QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView)
    parts = (widget for widget in window.findChildren(QWidget) if isinstance(widget, kinds))
    return {one: one.font().pointSizeF() for one in parts if one.isVisible()}


def unexplained(window: QWidget) -> list[str]:
    """Return the controls in sight that say neither what they do, nor why they do nothing."""
    kinds = (QPushButton, QCheckBox, QComboBox, QAbstractSpinBox, QSlider)
    parts = (widget for widget in window.findChildren(QWidget) if isinstance(widget, kinds))
    shown = [widget for widget in parts if widget.isVisible()]
    silent = [f"no tip: {one} {words_of(one)}" for one in shown if not one.toolTip()]
    grey = [one for one in shown if not one.isEnabled()]
    silent += [f"no reason: {one}" for one in grey if one.accessibleDescription() != one.toolTip()]
    for menu in (one.menu() for one in shown if isinstance(one, QPushButton) and one.menu()):
        menu.aboutToShow.emit()
        off = (one for one in menu.actions() if not one.isEnabled() and not one.isSeparator())
        silent += [f"no reason: {one.text()}" for one in off if not one.toolTip().endswith(".")]
    return silent


def words_of(widget: QWidget) -> str:
    is_text = isinstance(widget, QLabel | QAbstractButton)
    return widget.text() if is_text else widget.accessibleName()


def picture_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def picture_without_focus(widget: QWidget) -> QImage:
    widget.clearFocus()
    picture = picture_of(widget)
    widget.setFocus()
    return picture


def small_ones(window: QWidget) -> list[str]:
    """Return what is lower or narrower than a finger needs: controls, rows of tables and lists."""
    small: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        size = widget.size()
        if isinstance(widget, QTableView):
            rows = widget.verticalHeader()
            sizes = [rows.sectionSize(row) for row in range(rows.count())]
        elif isinstance(widget, QListView):
            indexes = (widget.model().index(row, 0) for row in range(widget.model().rowCount()))
            sizes = [widget.visualRect(index).height() for index in indexes]
        elif isinstance(widget, PaintedTable):
            sizes = [widget.row_rect(row).height() for row in range(widget.row_count())]
        elif isinstance(widget, QAbstractButton | QComboBox | QAbstractSpinBox | QSlider):
            sizes = [size.width(), size.height()]
        else:
            continue
        if sizes and min(sizes) < TARGET:
            small.append(f"{widget} {name_of(widget)}: {min(sizes)} px")
    return small

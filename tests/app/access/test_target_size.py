"""Nothing that is clicked is smaller than 24 x 24 pixels, unless it stands apart (WCAG 2.5.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch  # noqa: F401 - else a worker does while its window is closed
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QListView,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.main import Program
from gptdesk.app.theme import TARGET
from gptdesk.app.views.widgets.painted_table import PaintedTable
from tests.app import test_whole_words
from tests.app.test_whole_words import come_to_rest, windows

program = test_whole_words.program
_FIELDS = QComboBox | QAbstractSpinBox | QSlider | QLineEdit | QTextEdit | QPlainTextEdit


@dataclass(frozen=True)
class Target:
    """What a click is for: its name, and where it is in its window."""

    name: str
    rect: QRect

    @property
    def is_small(self) -> bool:
        return min(self.rect.width(), self.rect.height()) < TARGET

    @property
    def circle(self) -> tuple[float, float]:
        """The middle of a circle of 24 pixels."""
        rect = self.rect
        return rect.x() + rect.width() / 2, rect.y() + rect.height() / 2

    def distance(self, other: Target) -> float:
        """Return how far its middle is from what the other takes."""
        (x, y), rect = self.circle, other.rect
        if other.is_small:
            x_other, y_other = other.circle
            to_circle = ((x - x_other) ** 2 + (y - y_other) ** 2) ** 0.5 - TARGET / 2
        else:
            to_circle = float("inf")
        dx = max(rect.x() - x, 0.0, x - rect.x() - rect.width())
        dy = max(rect.y() - y, 0.0, y - rect.y() - rect.height())
        return min(to_circle, (dx * dx + dy * dy) ** 0.5)


def rows_of(part: QWidget) -> Iterator[tuple[str, QRect]]:
    """Yield the targets that a widget paints, in its own coordinates."""
    if isinstance(part, QTabBar):
        yield from ((f"tab {part.tabText(at)}", part.tabRect(at)) for at in range(part.count()))
    elif isinstance(part, QMenuBar):
        yield from ((action.text(), part.actionGeometry(action)) for action in part.actions())
    elif isinstance(part, QSpinBox):
        option = QStyleOptionSpinBox()
        part.initStyleOption(option)
        kind, controls = QStyle.ComplexControl.CC_SpinBox, QStyle.SubControl
        for name, arrow in (("up", controls.SC_SpinBoxUp), ("down", controls.SC_SpinBoxDown)):
            rect = part.style().subControlRect(kind, option, arrow, part) & part.rect()
            if not rect.isEmpty():  # fields beside a slider have none
                yield name, rect
    elif isinstance(part, PaintedTable):
        yield from ((f"row {row}", part.row_rect(row)) for row in range(part.row_count()))
    elif isinstance(part, QHeaderView):
        for at in range(part.count() if part.sectionsClickable() else 0):
            start, size = part.sectionViewportPosition(at), part.sectionSize(at)
            is_across = part.orientation() is Qt.Orientation.Horizontal
            across = QRect(start, 0, size, part.height())
            if not part.isSectionHidden(at):
                yield f"header {at}", across if is_across else QRect(0, start, part.width(), size)
    elif isinstance(part, QAbstractItemView) and part.model() is not None:
        origin = part.viewport().mapTo(part, QPoint())
        for row in range(part.model().rowCount(part.rootIndex())):
            rect = part.visualRect(part.model().index(row, 0, part.rootIndex()))
            yield f"row {row}", rect.translated(origin)


def targets(window: QWidget) -> Iterator[Target]:
    """Yield everything in a window that a click is for and that can be seen."""
    for part in [window, *window.findChildren(QWidget)]:
        inner = part.parentWidget()
        is_own_field = isinstance(part, QLineEdit) and isinstance(inner, QComboBox | QSpinBox)
        is_own_field |= isinstance(inner, QAbstractSpinBox)
        is_picture = isinstance(part, QToolButton) and isinstance(inner, QLineEdit)
        is_picture &= not part.accessibleName() and not part.toolTip()  # the lens of a search
        is_seen = part.window() is window and part.isVisible()
        if not is_seen or part.visibleRegion().isEmpty() or is_own_field or is_picture:
            continue
        origin = part.mapTo(window, QPoint())
        name = f"{type(part).__name__} {part.accessibleName()}"
        if isinstance(part, QAbstractButton | _FIELDS):
            yield Target(name, QRect(origin, part.size()))
        for row, rect in rows_of(part):
            if part.visibleRegion().boundingRect().intersects(rect):
                yield Target(f"{name}, {row}", rect.translated(origin))


def too_small(window: QWidget) -> list[str]:
    """Return the small targets that another one, or the circle of another small one, touches."""
    everything = list(targets(window))
    assert everything
    found = []
    for small in (target for target in everything if target.is_small):
        others = (other for other in everything if other is not small)
        near = [other for other in others if small.distance(other) < TARGET / 2]
        if near:
            size = small.rect.size().toTuple()
            found.append(f"{small.name} {size}, beside {near[0].name}")
    return found


def test_small_ones_need_room_around_them() -> None:
    """The measure itself: as the criterion has it, with a circle around each small target."""
    row = Target("row", QRect(0, 0, 100, 18))
    assert row.is_small
    assert row.distance(Target("next", QRect(0, 18, 100, 18))) < 12
    assert row.distance(Target("apart", QRect(0, 24, 100, 18))) == 12
    assert row.distance(Target("large", QRect(0, 20, 100, 24))) == 11
    assert row.distance(Target("far", QRect(0, 60, 100, 24))) > 12
    assert not Target("large", QRect(0, 0, 24, 24)).is_small


def test_what_is_clicked_in_the_window_is_large_enough(qtbot: QtBot, program: Program) -> None:
    """Rows of the pipeline had 22 pixels, the cross in the search 22 x 18, Next token's rows 19."""
    window = program.window
    window.show()
    views = window.views
    panel, sidebar = views.side_panel, views.sidebar
    for height in (600, 800, 1080):
        window.resize(1280, height)
        for page in range(panel.tabs.count()):
            panel.tabs.setCurrentIndex(page)
            sidebar.search.setText("beginning" if page % 2 else "")
            come_to_rest()
            assert too_small(window) == [], f"{height}, {panel.tabs.tabText(page)}"
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        menu.popup(QPoint())
        lines = [entry for entry in menu.actions() if entry.isVisible() and not entry.isSeparator()]
        assert min(menu.actionGeometry(entry).height() for entry in lines) >= TARGET
        menu.close()
    colours = next(box for box in window.findChildren(QComboBox) if box.isVisible())
    colours.showPopup()
    view = colours.view()
    assert isinstance(view, QListView)
    assert {rect.height() for _, rect in rows_of(view)} == {TARGET}
    colours.hidePopup()


def test_the_search_is_cleared_by_a_button_as_large_as_all(qtbot: QtBot, program: Program) -> None:
    """It stands at the end of the field, where no letter comes under it, at any zoom."""
    window, sidebar = program.window, program.window.views.sidebar
    window.resize(1280, 800)
    window.show()
    (clear,) = (one for one in sidebar.search.findChildren(QToolButton) if one.toolTip())
    assert not clear.isVisible()
    for zoom in (100, 200):
        program.view_models.appearance._set_zoom(zoom)
        window.views.columns.show_sidebar()
        qtbot.keyClicks(sidebar.search, "once")
        come_to_rest()
        assert clear.isVisible()
        assert min(clear.size().toTuple()) >= TARGET
        assert sidebar.search.rect().contains(clear.geometry())
        assert clear.accessibleName() == "Clear the search"
        assert sidebar.search.textMargins().right() == clear.width()
        qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
        assert sidebar.search.text() == ""
        assert not clear.isVisible()


def test_the_rows_of_a_card_are_large_enough(qtbot: QtBot, program: Program) -> None:
    """They had 18 pixels, and a click swaps a token."""
    window = program.window
    window.resize(1280, 800)
    window.views.side_panel.show_page("model")
    window.show()
    come_to_rest()
    window.views.transcript.setFocus()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Return):
        qtbot.keyClick(window.views.transcript, key)
        come_to_rest()
    card = window.views.transcript.tokens.marked.card
    assert card.isVisible()
    assert card.bars.row_count() > 1
    assert min(card.bars.row_rect(row).height() for row in range(card.bars.row_count())) >= TARGET
    inside = [one for one in targets(window) if one.name.startswith("TokenBars What else")]
    assert len(inside) == card.bars.row_count()


def test_what_is_clicked_in_every_other_window_is_large_enough(
    qtbot: QtBot, program: Program
) -> None:
    """At 100 %, as each opens."""
    program.window.show()
    found: list[str] = []
    for name, show, where in windows(program):
        show()
        qtbot.waitUntil(lambda where=where: where() is not None)
        window = where()
        assert isinstance(window, QWidget)
        come_to_rest()
        found += [f"{name}: {one}" for one in too_small(window)]
        window.close()
        come_to_rest()
    assert found == []


def test_the_arrows_of_a_number_are_met_beside_each_other(qtbot: QtBot, program: Program) -> None:
    """They were 20 x 12, one above the other; now each counts where it is clicked."""
    program.window.show()
    program.window.views.menu.library.trigger()
    library = program.window.views.side_windows.library_window
    assert library is not None
    library.tabs.setCurrentWidget(library.make_page)
    come_to_rest()
    field = library.make_page.fields["n_layers"]
    arrows = dict(rows_of(field))
    assert [min(arrows[name].size().toTuple()) for name in ("up", "down")] == [TARGET, TARGET]
    before = field.value()
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=arrows["up"].center())
    assert field.value() == before + 1
    for _ in range(2):
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=arrows["down"].center())
    assert field.value() == before - 1


def test_the_rows_of_next_token_scroll_and_the_settings_stay(
    qtbot: QtBot, program: Program
) -> None:
    """In 800 pixels 22 rows of 24 would push the settings away; so the rows had 19."""
    window, page = program.window, program.window.views.side_panel.next_token_page
    window.resize(1280, 800)
    window.show()
    come_to_rest()
    row = TokenRow(1, 1, "a", 0.04, 0.04, is_chosen=True)
    others = [replace(row, rank=at, token_id=at, is_chosen=False) for at in range(2, 21)]
    rows = [row, *others]
    rest = TokenRow(None, None, "", 0.2, 0.2, is_rest=True)
    program.view_models.next_token.blockSignals(True)  # it would put its own rows in their place
    page.bars.set_rows((*rows, rest), 99)
    page.bars.set_can_swap(True)
    swapped: list[int] = []
    page.bars.token_activated.connect(swapped.append)
    come_to_rest()
    area, bar = page.list.area.viewport(), page.list.area.verticalScrollBar()
    assert page.verticalScrollBar().maximum() == 0
    assert page.sampling.visibleRegion().boundingRect() == page.sampling.rect()
    assert page.bars.row_count() == 21
    assert bar.maximum() > 0, (area.size(), page.bars.size(), page.list.size())
    assert {page.bars.row_rect(index).height() for index in range(21)} == {TARGET}
    seen = area.height() // TARGET
    assert seen >= 12

    def is_in_sight(index: int) -> bool:
        rect = page.bars.row_rect(index)
        return area.rect().contains(rect.translated(page.bars.mapTo(area, QPoint())))

    assert not is_in_sight(20)
    titles = page.bars.header
    assert titles is not None
    place = titles.mapTo(page, QPoint())
    before = titles.grab().toImage()
    turn = QWheelEvent(
        *(QPointF(20, 20), area.mapToGlobal(QPointF(20, 20)), QPoint(), QPoint(0, -1200)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
        *(Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(area, turn)
    come_to_rest()
    assert is_in_sight(20), "the wheel brings the last one"
    assert titles.mapTo(page, QPoint()) == place, "under their titles"
    assert titles.grab().toImage() == before
    qtbot.keyClick(page.bars, Qt.Key.Key_Home)
    assert is_in_sight(0), "a key brings the row that it comes to"
    page.list.begin_at(19)
    assert is_in_sight(19), "a chosen one from further down"
    page.list.begin_at(0)
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    at = page.bars.row_rect(18).center()
    qtbot.mouseClick(page.bars, Qt.MouseButton.LeftButton, pos=at)
    assert swapped == [19]

"""The painted table works without a mouse, without eyes, and in a narrow panel."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QGuiApplication,
    QImage,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import Theme, load_theme
from gptdesk.app.views.pipeline.columns import PipelineTableRow, table_of
from gptdesk.app.views.pipeline.painter import PipelinePainter, Place
from gptdesk.app.views.pipeline.table import PipelineTableView
from gptdesk.app.views.tokens.formula import formula_of
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.pipeline import explain_choice
from gptdesk.engine.inspection.values import Pipeline

ALL_STEPS = SamplingSettings(
    temperature=0.8, top_k=12, top_p=0.9, min_p=0.05, repetition_penalty=1.2
)
WIDTH = 672


def pipeline(settings: SamplingSettings = ALL_STEPS) -> Pipeline:
    logits = torch.linspace(6, -6, 300)
    return explain_choice(logits, settings, (1, 2), u=0.3, token_id=3)


@pytest.fixture
def light(qapp: QApplication) -> Theme:
    return load_theme("light")


@pytest.fixture
def view(qtbot: QtBot, light: Theme) -> PipelineTableView:
    """A table that is wide enough for every step."""
    view = PipelineTableView()
    qtbot.addWidget(view)
    view.resize(WIDTH, 100)
    view.set_table(table_of(pipeline(), str))
    view.row_opened.connect(lambda index: show_formula(view, index))
    view.show()
    return view


def show_formula(view: PipelineTableView, index: int) -> None:
    """Do what the page does when a row is opened."""
    steps = formula_of(pipeline(), pipeline().rows[index]) if index >= 0 else ()
    view.show_formula(index, f"row {index}", steps)


@pytest.mark.parametrize("zoom", [100, 150, 200])
@pytest.mark.parametrize("settings", [ALL_STEPS, SamplingSettings(), SamplingSettings(0)])
def test_columns_never_overlap(light: Theme, settings: SamplingSettings, zoom: int) -> None:
    """Figures that run into each other are wrong figures."""
    painter = PipelinePainter(light, zoom)
    columns = table_of(pipeline(settings), str).columns
    for width in (342 * zoom // 100, 460 * zoom // 100, 672 * zoom // 100, 1400):
        layout = painter.layout(columns, width, 5)
        assert layout.rank_right < layout.token
        assert layout.token + layout.token_width < layout.bar
        assert layout.bar + layout.bar_width <= layout.steps_left
        for first in range(layout.unseen + 1):
            places = layout.scrolled(first)
            assert places, "at least one step is seen"
            for one, other in itertools.pairwise((*places, layout.final)):
                assert one.right <= other.left
        assert layout.final.right <= width


def _painted(painter: PipelinePainter, row: PipelineTableRow, place: Place) -> tuple[int, QColor]:
    """Return how many pixels of a cell are painted, and their strongest colour."""
    image = QImage(WIDTH, 24, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    layout = painter.layout(table_of(pipeline(), str).columns, WIDTH, 3)
    brush = QPainter(image)
    painter.paint_row(brush, layout, (place,), image.rect(), row, 1.0)
    brush.end()
    colors = [
        image.pixelColor(x, y)
        for x in range(place.left, place.right)
        for y in range(image.height())
    ]
    return sum(color.lightness() < 240 for color in colors), min(colors, key=QColor.lightness)


def test_the_whole_chosen_row_is_bold_and_has_the_accent(light: Theme) -> None:
    """It is found at a glance in every column, where a filter took its token, too."""
    painter = PipelinePainter(light)
    table = table_of(pipeline(), str)
    layout = painter.layout(table.columns, WIDTH, 3)
    for row in (table.rows[0], table.rows[-2]):
        assert row.token.is_removed == (row is table.rows[-2])
        chosen, other = (
            replace(row, token=replace(row.token, is_chosen=one)) for one in (True, False)
        )
        for place in (*layout.scrolled(0), layout.final):
            (bold, color), (plain, _) = (_painted(painter, one, place) for one in (chosen, other))
            if plain == 0:  # after the filter that took it
                continue
            assert bold > plain
            assert color.hue() == pytest.approx(light.color("accent").hue(), abs=3)  # of 360


def test_steps_that_change_nothing_fold_first(light: Theme) -> None:
    """In a narrow panel the steps that did something are worth the room."""
    painter = PipelinePainter(light)
    columns = table_of(pipeline(SamplingSettings()), str).columns
    neutral = {place for place, column in enumerate(columns) if column.is_neutral}
    assert len(neutral) == 3
    widths = range(300, 1400)
    full = next(width for width in widths if not painter.layout(columns, width, 5).folded)
    narrow = full - 40  # pixels, less than one column
    assert set(painter.layout(columns, narrow, 5).folded) == neutral
    assert painter.layout(columns, narrow, 5).unseen == 0


@pytest.mark.parametrize("settings", [SamplingSettings(), SamplingSettings(0.8, 0, 0.95)])
def test_the_chart_gives_way_before_a_step_does(light: Theme, settings: SamplingSettings) -> None:
    """At the width that the page opens with, raw p, temperature and what cut are in sight."""
    painter = PipelinePainter(light)
    columns = table_of(pipeline(settings), str).columns
    wanted = {"raw", *(["temperature"] if settings.temperature else [])}
    cut = {one.key for one in columns[:-1] if one.kept is not None and not one.is_neutral}
    for width, keys in ((382, wanted), (480, wanted | cut)):  # pixels: a window of 960, of 1280
        layout = painter.layout(columns, width - 22, 5)  # beside margins and a scroll bar
        seen = {at.column.key for at in layout.scrolled(layout.first)}
        assert keys <= seen, width
        if layout.unseen:
            assert layout.bar_width == 0

    # Half of what lies between the columns goes before a step goes out of sight, too; what is left
    # when one is is the token's.
    wide = painter.layout(columns, 1400, 5)
    narrowest = next(w for w in range(300, 1400) if not painter.layout(columns, w, 5).unseen)
    layout = painter.layout(columns, narrowest, 5)
    assert layout.bar_width == 0
    assert layout.final.width < wide.final.width
    assert layout.final.right == narrowest - (1400 - wide.final.right)
    less = painter.layout(columns, narrowest - 1, 5)
    assert less.final.width <= layout.final.width + 4, "nor is there more between those in sight"
    assert less.steps_left - less.token - less.token_width < 16  # pixels: one gap


def test_out_of_sight_steps_are_reached_by_keyboard(view: PipelineTableView, qtbot: QtBot) -> None:
    """At 360 pixels only some steps are seen; the arrow keys bring the others."""
    view.resize(342, view.height())
    view.setFocus()
    seen = set()
    for step in range(20):
        layout = view._layout
        assert layout is not None
        seen |= {place.index for place in layout.scrolled(view._bar.value())}
        qtbot.keyClick(view, Qt.Key.Key_Right if step > 9 else Qt.Key.Key_Left)
    assert seen == set(range(len(view.table.columns) - 1))
    before = view.grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.grab().toImage() != before


def test_out_of_sight_steps_are_reached_by_the_wheel_with_shift(view: PipelineTableView) -> None:
    """Most mice have one wheel. Without Shift it is the page's."""
    view.resize(342, view.height())
    assert view._bar.maximum() > 0
    for turn, is_left in ((120, True), (-120, False)):
        for _ in range(9):
            turn_wheel(view, turn, Qt.KeyboardModifier.ShiftModifier)
        assert view._bar.value() == (0 if is_left else view._bar.maximum())
    before = view._bar.value()
    turn_wheel(view, 120, Qt.KeyboardModifier.NoModifier)
    assert view._bar.value() == before


def turn_wheel(over: QWidget, turn: int, modifier: Qt.KeyboardModifier) -> None:
    place = QPointF(over.rect().center().x(), 8)
    no_button, no_phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        place,
        over.mapToGlobal(place),
        QPoint(),
        QPoint(0, turn),
        no_button,
        modifier,
        no_phase,
        False,
    )
    QApplication.sendEvent(over, event)


def test_a_row_opens_its_formula_and_closes_it(view: PipelineTableView, qtbot: QtBot) -> None:
    """By Enter and by click; nothing is covered: the rows below make room."""
    view.setFocus()
    height = view.height()
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    below = view.row_rect(4).top()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.open_row == 3
    assert view.formula.isVisible()
    assert "e^(" in view.formula.text
    card = view.formula.geometry()
    assert card.top() > view.row_rect(3).bottom()
    assert card.bottom() < view.row_rect(4).top()
    assert view.height() - height == view.row_rect(4).top() - below
    assert view.row_at(view.row_rect(4).center().y()) == 4
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.open_row == -1
    assert not view.formula.isVisible()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.row_rect(2).center())
    assert view.open_row == 2
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.row_rect(2).center())
    assert view.open_row == -1


def test_the_formula_is_not_cut_off(view: PipelineTableView) -> None:
    """A formula that ends in the middle of a line proves nothing."""
    for width in (342, 480, WIDTH):
        view.resize(width, view.height())
        view.row_opened.emit(0)
        label = view.formula._label
        inside = view.formula.width() - 2 * 12 - 2
        assert label.heightForWidth(inside) <= view.formula.height() - 2 * 8
        view.row_opened.emit(-1)


def test_a_screen_reader_gets_a_table(view: PipelineTableView) -> None:
    """The chart also as a table: cells under titles, in their place, with the sums at the end."""
    spoken = view.spoken_table()
    reader = QAccessible.queryAccessibleInterface(spoken)
    assert reader.role() == QAccessible.Role.Table
    model = spoken.model()
    across = range(model.columnCount())
    header = [model.headerData(at, Qt.Orientation.Horizontal) for at in across]
    rows = [[model.index(row, at).data() for at in across] for row in range(model.rowCount())]
    assert len(rows) == len(view.table.rows) + 2
    assert header[:2] == ["rank", "token"]
    assert {"penalty 1.2", "÷ temp. 0.8", "top-k 12", "top-p 0.9"} <= set(header)
    assert rows[0][:2] == ["1", "0"]
    assert any("chosen" in cell for cell in rows[3])
    assert rows[-2][1] == "sum"
    assert rows[-2][header.index("top-p 0.9")] == "100\N{NO-BREAK SPACE}%"
    assert rows[-1][header.index("top-k 12")] == "12"
    line = 1 + len(header)  # with the corner, and a header for each row
    cell = reader.child(3 * line + 1)
    assert cell.text(QAccessible.Text.Name) == "3"
    middle = view.mapToGlobal(view.row_rect(2).center())
    assert cell.rect().top() <= middle.y() <= cell.rect().bottom()


def test_the_title_says_the_rule(view: PipelineTableView) -> None:
    """'Is the crossing token in?' is answered where the question arises."""
    layout = view._layout
    assert layout is not None
    keys = [column.key for column in view.table.columns]
    place = next(at for at in layout.scrolled(0) if at.index == keys.index("top_p"))
    assert "crosses 0.9 is kept" in view.tip_at(QPoint(place.left + 5, 5))
    assert "id 3, rank 4" in view.tip_at(view.row_rect(3).center())


def test_the_table_is_copied_with_its_titles(view: PipelineTableView, qtbot: QtBot) -> None:
    """Into a spreadsheet: every line has the same number of columns."""
    view.setFocus()
    with qtbot.waitSignal(view.copied):
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert {len(line) for line in lines} == {len(view.table.columns) + 3}
    assert lines[0][1] == "token"
    assert len(lines) == 1 + len(view.table.rows) + 2


def test_removed_rows_stay_and_look_removed(view: PipelineTableView) -> None:
    """The row is there, and differs by more than its colour: the figures are struck out."""
    removed = [row for row in view.table.rows if row.token.removed_by]
    assert removed
    assert all(any(cell.is_struck for cell in row.cells) for row in removed)

"""The lower strip: lens and account in short beside the stops, and the way to their pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from gptdesk.app.theme import current_theme
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.guess.cover import GuessCover
from gptdesk.app.views.inside.logits.lower_strip import LowerStrip
from gptdesk.engine.inside.values import Spot, Stop
from tests.app.views.inside.conftest import Example, Hood

LEFT = Qt.MouseButton.LeftButton
NBSP = "\N{NO-BREAK SPACE}"


def open_strip(hood: Hood) -> LowerStrip:
    """Wait for the figures of the strip, where a wide font has room for all blocks."""
    hood.window.resize(1_500, 760)
    strip = hood.window.lower_strip
    assert strip.isVisible()
    hood.qtbot.waitUntil(lambda: strip.lens_row.row_count() > 0 and strip.parts.row_count() > 0)
    return strip


def test_it_shows_both_in_short(hood: Hood, example: Example) -> None:
    """As promised: p and rank by block; the largest parts, the others, a sum that closes."""
    strip = open_strip(hood)
    assert strip.to_lens.text() == "Lens “␣ball”"
    points = strip.lens_row.accessible_cells()
    for row, block in ((1, 0), (6, 5)):
        p, rank = example.after_block(block)
        assert points[row][:3] == ("5" if block else "input", p, f"{rank:,}")
    rows = strip.parts.accessible_cells()[1:]
    assert [row[0] for row in rows[:3]] == [name for name, _ in example.largest[:3]]
    assert rows[3][0] == "… 36 more"
    total = sum(example.shares.values())
    assert rows[4][1].startswith(f"{total:.3f} = {total:.3f} (")
    assert sum(float(row[1]) for row in rows[:4]) - total < 0.02  # four rounded figures


def test_a_part_goes_to_its_page(hood: Hood, example: Example) -> None:
    """A click on a part, Enter on a point, and both headings."""
    strip = open_strip(hood)
    QTest.mouseClick(strip.parts, LEFT, pos=strip.parts.row_rect(2).center())
    assert hood.inside.step.page is Page.CONTRIBUTIONS
    page = hood.window.page(Page.CONTRIBUTIONS)
    hood.qtbot.waitUntil(lambda: page.table.currentIndex().data() == example.largest[2][0])
    assert not strip.isVisible()  # it would say the same twice
    hood.inside.go_to(Step())
    hood.qtbot.waitUntil(strip.isVisible)
    strip.lens_row.setFocus()
    QTest.keyClick(strip.lens_row, Qt.Key.Key_End)
    QTest.keyClick(strip.lens_row, Qt.Key.Key_Left)
    QTest.keyClick(strip.lens_row, Qt.Key.Key_Return)
    assert hood.inside.step.page is Page.LENS
    assert hood.window.lens.selected == "5"
    hood.inside.go_to(Step())
    QTest.mouseClick(strip.to_parts, LEFT)
    assert hood.inside.step.page is Page.CONTRIBUTIONS
    hood.inside.go_to(Step())
    QTest.mouseClick(strip.lens_row, LEFT, pos=strip.lens_row.row_rect(0).center())
    assert hood.inside.step.page is Page.LENS
    assert hood.window.lens.selected == "input"


def test_it_follows_the_place(hood: Hood) -> None:
    """Figures of another place do not stay."""
    strip = open_strip(hood)
    hood.inside.look_at(22)
    hood.qtbot.waitUntil(lambda: strip.to_lens.text() == "Lens “␣her”")
    hood.qtbot.waitUntil(lambda: strip.parts.row_count() == 5)


def test_it_is_a_third_of_the_window_at_most(hood: Hood) -> None:
    """The stop above is what is looked at; in a narrow window lens and account are links."""
    strip = open_strip(hood)
    hood.window.resize(900, 640)
    assert strip.isVisible()
    assert strip.height() <= 640 // 3
    assert strip.parts.row_rect(4).bottom() <= strip.parts.height()
    row = strip.lens_row
    left_out = 7 - row.row_count()  # of input and six blocks
    sign = row.accessible_cells()[0][0]
    assert sign == (f"… {left_out} more" if left_out else "point")
    hood.window.resize(880, 640)
    hood.qtbot.waitUntil(lambda: hood.window.width() > 899 or not row.isVisible())
    assert strip.to_lens.isVisible(), "a sign of what has no room, and the way to it"


def test_a_large_text_folds_it(hood: Hood) -> None:
    """Where text of 150 % leaves no width for it, or no height beside attention."""
    strip, window = open_strip(hood), hood.window
    page = window.page(Page.ATTENTION)
    for step, size in (
        (Step(), (1_100, 900)),
        (Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1)), (1_500, 1_000)),
    ):
        hood.inside.go_to(step)
        window.resize(*size)
        hood.qtbot.waitUntil(strip.lens_row.isVisible)
        hood.program.view_models.appearance._set_zoom(150)
        hood.qtbot.waitUntil(lambda: not strip.lens_row.isVisible())
        assert strip.to_lens.isVisible(), "with its ways to both pages"
        hood.program.view_models.appearance._set_zoom(100)
    assert not page.grid.verticalScrollBar().maximum(), "all heads are in sight"


def test_guessing_covers_it(hood: Hood) -> None:
    """Beside a stop that says nothing of the answer it must not say it either."""
    strip = open_strip(hood)
    hood.inside.go_to(Step(Page.STOP, Spot(Stop.GELU, 6)))
    hood.program.view_models.talk.set_guessing(True)
    assert strip.cover.isVisible()
    assert not strip.lens_row.isVisible()
    assert strip.cover.button.height() >= 24
    QTest.mouseClick(strip.cover.button, LEFT)
    assert strip.lens_row.isVisible()


def test_no_figure_of_the_lens_is_cut(hood: Hood) -> None:
    """7×10⁻¹… is another number than 7×10⁻¹⁰: where there is no room, the point is left out."""
    strip = open_strip(hood)
    for width in (1040, 900):
        hood.window.resize(width, 640)
        row = strip.lens_row
        metrics = QFontMetrics(current_theme().font("ui_small"))
        for index, cells in enumerate(row.accessible_cells()[1:]):
            room = row.row_rect(index).width() - 4  # as it is painted
            assert metrics.horizontalAdvance(cells[1]) <= room, (width, cells)


def test_one_question_and_one_key(hood: Hood) -> None:
    """Two covers on one page ask twice; Space works in the list too, which has no use for it."""
    strip = open_strip(hood)
    talk, page = hood.program.view_models.talk, hood.window.page(Page.STOP)
    for stop in (Stop.GELU, Stop.LOGITS):
        talk.set_guessing(False)
        hood.inside.go_to(Step(Page.STOP, Spot(stop, 6)))
        hood.qtbot.waitUntil(strip.isVisible)
        talk.set_guessing(True)
        covers = [one for one in hood.window.findChildren(GuessCover) if one.isVisible()]
        assert len(covers) == 1
        assert page.covered.is_covered is (stop is Stop.LOGITS)
        hood.window.stops.list.setFocus()
        QTest.keyClick(hood.window.stops.list, Qt.Key.Key_Space)
        assert not talk.is_covered
        assert strip.lens_row.isVisible()
        assert not any(one.isVisible() for one in covers)


def test_the_title_does_not_answer_the_question(hood: Hood) -> None:
    """At the end of the text the window names what is most probable; not while it is guessed."""
    assert hood.inside.at is not None
    hood.inside.look_at(len(hood.inside.at.ids))
    hood.wait_for_view()
    assert "most probably" in hood.window.title.text()
    hood.program.view_models.talk.set_guessing(True)
    assert "most probably" not in hood.window.title.text()
    hood.program.view_models.talk.set_guessing(False)
    assert "most probably" in hood.window.title.text()

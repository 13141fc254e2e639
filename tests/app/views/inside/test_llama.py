"""A Llama under the hood in the shown window: its own stops, words and pictures."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from gptdesk.app.viewmodels.inside.learning import END_OF_TEXT, ZERO
from gptdesk.app.viewmodels.inside.space import Part
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.learning.learning_page import LearningPage
from gptdesk.app.views.inside.space.space_page import SpacePage
from gptdesk.app.views.inside.stop_page import StopPage
from gptdesk.app.views.inside.words import step_title, words_of
from gptdesk.engine.inside.values import ANATOMIES, Spot, Stop, WorkedSum
from gptdesk.resources import resource_path
from tests.app.views.inside.conftest import Hood
from tests.model.llama_networks import make_network, write_gguf


@pytest.fixture(scope="module", params=["llama", "qwen3"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two blocks of 8 heads in 2 groups, 64 wide; Qwen3's normalises heads, of 16 numbers each."""
    logging.getLogger("gguf").setLevel(logging.ERROR)
    path = tmp_path_factory.mktemp("llama") / "tiny.gguf"
    write_gguf(path, request.param, make_network(request.param), "q8_0")
    return path


@pytest.fixture
def hood(make_hood: Callable[..., Hood], model: Path) -> Hood:
    return make_hood(model, "the_cat_that_ate_the_hat")


def page_at(hood: Hood, stop: Stop, block: int = 2, head: int = 6) -> StopPage:
    page = hood.window.page(Page.STOP)
    assert isinstance(page, StopPage)
    hood.inside.go_to(Step(Page.STOP, Spot(stop, block, head)))
    hood.qtbot.waitUntil(
        lambda: page._shown is not None and page._shown.spot == hood.inside.step.spot
    )
    return page


def open_sum(hood: Hood, page: StopPage, row: int, index: int) -> WorkedSum:
    page.sums.hide_sum()
    page._open(row, index)
    hood.qtbot.waitUntil(page.card.isVisible)
    assert page.card.worked is not None
    return page.card.worked


def test_its_stops_are_walked_by_keys_in_its_own_words(hood: Hood) -> None:
    """Every stop of every block is met once; nothing is said of means, shifts and positions."""
    anatomy, window = ANATOMIES["llama"], hood.window
    stops = window.stops.list
    names = [stops.item(row).text().strip() for row in range(len(anatomy.stops))]
    assert names == [words_of(stop).name for stop in anatomy.stops]
    page = window.page(Page.STOP)
    assert isinstance(page, StopPage)
    stops.setCurrentRow(0)
    met, formulas = [], list[str]()
    for _ in range(1 + 2 * len(anatomy.in_block) + 2):
        met.append((hood.inside.step.spot.stop, hood.inside.step.spot.block))
        if hood.inside.step.page is Page.STOP:
            title = step_title(hood.inside.step)
            hood.qtbot.waitUntil(lambda title=title: page.heading.text() == title)
        formulas += [page.formula.text(), page.sentence.text()]
        hood.qtbot.keyClick(window.strip, Qt.Key.Key_PageDown)
    blocks = [(stop, block) for block, stop in product((1, 2), anatomy.in_block)]
    assert met == [(Stop.TOKEN, 1), *blocks, (Stop.FINAL_NORM, 2), (Stop.LOGITS, 2)]
    said = " ".join(formulas)
    assert "mean square" in said
    for words in ("(x − mean)", "shift", "+ b", "P[place]", "GELU"):
        assert words not in said, words


def test_its_sums_close_and_are_named(hood: Hood) -> None:
    """By the letters of the formulas; a weight by its row in the group's own matrix."""
    D = hood.inside.head_width
    first_of_own, first_of_group = 5 * D, D  # head 6 is the second of group 2
    page = page_at(hood, Stop.QUERY_KEY_VALUE)
    rows = {row.code: number for number, row in enumerate(page.vectors.rows)}
    expected = {
        "query": f"h[1] · Wq[{first_of_own + 3}, 1]",
        "query of head 5": f"h[1] · Wq[{4 * D + 3}, 1]",
        "key": f"h[1] · Wk[{first_of_group + 3}, 1]",
        "value": f"h[1] · Wv[{first_of_group + 3}, 1]",
    }
    for code, term in expected.items():
        worked = open_sum(hood, page, rows[code], 2)
        assert page.card.written is not None
        assert page.card.written.names[0] == term
        assert abs(worked.difference) < 1e-4
    if "normed query" in rows:
        open_sum(hood, page, rows["normed query"], 2)
        assert page.card.written is not None
        assert page.card.written.steps[0] == "÷ √(mean square + 0.00001) {0}"

    page = page_at(hood, Stop.ROTATION)
    half = D // 2
    for index, names in (
        (1, ("q[2] · cos angle[2]", f"q[{half + 2}] · −sin angle[2]")),
        (half + 1, (f"q[{half + 2}] · cos angle[2]", "q[2] · sin angle[2]")),
    ):
        worked = open_sum(hood, page, 2, index)
        assert page.card.written is not None
        assert page.card.written.names == names
        assert worked.total == pytest.approx(page.vectors.rows[2].values[index], abs=1e-5)
    page = page_at(hood, Stop.GATE)
    open_sum(hood, page, 3, 4)
    assert page.card.written is not None
    assert (page.card.written.names, page.card.written.steps) == (
        ("u[5]",),
        ("SiLU", "· w[5] {0}"),
    )
    page = page_at(hood, Stop.NORM_2)
    open_sum(hood, page, 2, 4)
    assert "√(mean square + 0.00001)" in page.card.foot
    assert "mean " not in page.card.foot.replace("mean square", "")
    page = page_at(hood, Stop.NARROW)
    open_sum(hood, page, 0, 4)
    assert page.card.written is not None
    assert page.card.written.names[1] == "g[2] · Wd[5, 2]"


def test_a_group_stands_side_by_side_and_so_do_gate_and_up(hood: Hood) -> None:
    """A click reaches each of those that share a line."""
    page = page_at(hood, Stop.QUERY_KEY_VALUE)
    assert "Heads 5 to 8 share key and value 2 of 2." in page.shape.text()
    vectors = page.vectors
    names = [row.name for row in vectors.rows[:4]]
    assert names == [f"query of head {head}" for head in (5, 6, 7, 8)]
    rects = [vectors.row_rect(row) for row in range(6)]
    assert len({rect.top() for rect in rects[:4]}) == 1
    assert rects[4].top() == rects[5].top() > rects[0].top()
    assert all(a.right() < b.left() for a, b in pairwise(rects[:4]))
    hood.qtbot.mouseClick(vectors, Qt.MouseButton.LeftButton, pos=rects[2].center())
    assert vectors.current_row == 2
    assert page.readout.text().startswith("query of head 7 [")
    page = page_at(hood, Stop.GATE_UP)
    gate, up = vectors.row_rect(0), vectors.row_rect(1)
    assert gate.top() == up.top()
    assert gate.right() < up.left()
    hood.qtbot.mouseClick(vectors, Qt.MouseButton.LeftButton, pos=up.center())
    assert page.readout.text().startswith("up [")


def test_a_turn_is_drawn_as_one(hood: Hood) -> None:
    """A dial for each pair; the mouse is told the pair's angle, which is that of the place."""
    page = page_at(hood, Stop.ROTATION)
    turns = page.turns
    hood.qtbot.waitUntil(lambda: turns.height() >= turns.heightForWidth(turns.width()) > 0)
    half = hood.inside.head_width // 2
    assert page.turns.pairs == half
    assert hood.inside.at is not None
    angle = 100.0 ** (-1 / half) * (hood.inside.at.place - 1)
    assert page.vectors.rows[0].values[1] == pytest.approx(angle, rel=1e-5)
    pos = page.turns.dial(1, 1).center().toPoint()
    where = page.turns.mapToGlobal(pos)
    QApplication.sendEvent(page.turns, QHelpEvent(QEvent.Type.ToolTip, pos, where))
    told = QToolTip.text()
    assert told.startswith(f"key [2] and [{half + 2}]: turned by ")
    assert f"{math.degrees(angle) % 360:.3g}"[:3] in told
    QToolTip.hideText()
    picture = page.turns.grab().toImage()
    dial = page.turns.dial(0, 0).toRect()
    colours = {
        picture.pixelColor(dial.topLeft() + QPoint(x, y)).name()
        for x, y in product(range(dial.width()), range(dial.height()))
    }
    assert len(colours) > 3
    assert dial.bottom() < page.turns.height()
    page_at(hood, Stop.NORM_1)
    assert not page.turns.isVisible()


def test_what_it_has_not_is_said_in_one_sentence(hood: Hood) -> None:
    """No position vectors, no line from zero; all else of these pages is there."""
    hood.inside.go_to(hood.inside.step.at_page(Page.SPACE))
    page = hood.window.page(Page.SPACE)
    assert isinstance(page, SpacePage)
    space = page._space
    space.show(Part.POSITIONS)
    readout = page.positions.picture.readout
    hood.qtbot.waitUntil(lambda: "has no position vectors" in readout.text())
    space.show(Part.STREAM)
    hood.qtbot.waitUntil(lambda: "|token|" in page.stream.input.text())
    assert "position" not in page.stream.input.text()
    hood.inside.go_to(hood.inside.step.at_page(Page.LEARNING))
    learning = hood.window.page(Page.LEARNING)
    assert isinstance(learning, LearningPage)
    buttons = learning.path_panel.baselines
    assert not buttons[ZERO].isEnabled()
    assert "first norm" in buttons[ZERO].toolTip()
    assert buttons[END_OF_TEXT].isChecked()


def test_another_model_has_other_stops(hood: Hood) -> None:
    """The list, the words and the place on the walk follow the model that is opened."""
    page = page_at(hood, Stop.GATE)
    models = hood.program.view_models
    with hood.qtbot.waitSignal(models.library.model_opened):
        models.library.open_model(resource_path("models/storyteller"))
    stops = ANATOMIES["gpt"].stops
    listed = [hood.window.stops.list.item(row).text().strip() for row in range(len(stops))]
    assert listed == [words_of(stop).name for stop in stops]
    assert hood.inside.step.spot.stop is Stop.GELU
    hood.qtbot.waitUntil(lambda: page.heading.text() == "Block 2 · GELU")

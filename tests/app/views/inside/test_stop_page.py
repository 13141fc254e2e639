"""The stops of the walk: real numbers of the place, and any of them opened into its sum."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.stop_page import StopPage
from gptdesk.engine.inside.values import Spot, Stop
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.resources import resource_path
from tests.app.views.inside.conftest import BALL, Example, Hood
from tests.app.views.inside.test_attention_page import assert_terms_in_sight


def page_at(hood: Hood, stop: Stop, block: int = 6, head: int = 1) -> StopPage:
    """Go to a stop, and wait for its numbers."""
    page = hood.window.page(Page.STOP)
    assert isinstance(page, StopPage)
    hood.inside.go_to(Step(Page.STOP, Spot(stop, block, head)))
    hood.qtbot.waitUntil(
        lambda: page._shown is not None and page._shown.spot == hood.inside.step.spot
    )
    return page


def test_the_input_is_token_plus_position(hood: Hood) -> None:
    """What is drawn is what the network computes with: the third vector is the sum of two."""
    page = page_at(hood, Stop.INPUT)
    token, position, both = page.vectors.rows[:3]
    assert len(both.values) == 256
    for a, b, total in zip(token.values, position.values, both.values, strict=True):
        assert a + b == pytest.approx(total, abs=1e-5)


def test_a_number_opens_into_its_sum(hood: Hood) -> None:
    """By keys alone: to the number, Enter, and the account closes with the network's number.

    Where there is no room for both it takes the place of the numbers, and leads back to them.
    """
    hood.window.resize(960, 600)
    page = page_at(hood, Stop.QUERY_KEY_VALUE)
    page.vectors.setFocus()
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_Down)  # to the key
    for _ in range(3):
        hood.qtbot.keyClick(page.vectors, Qt.Key.Key_Right)
    assert page.readout.text().startswith("key [4] = ")
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(page.card.isVisible)
    worked = page.card.worked
    assert worked is not None
    assert worked.target == pytest.approx(page.vectors.rows[1].values[3], abs=1e-6)
    assert abs(worked.difference) < 1e-4
    assert page.card.table.model().rowCount() == len(worked.terms) >= 256
    assert "the network has" in page.card.foot
    assert_terms_in_sight(hood, page.card)
    assert not page.vectors.isVisible()
    assert page.card.table.hasFocus()
    hood.qtbot.keyClick(page.card.table, Qt.Key.Key_Backspace)
    assert page.vectors.hasFocus()
    assert not page.card.isVisible()
    hood.inside.look_at(20)
    hood.wait_for_view()
    hood.qtbot.waitUntil(lambda: page._shown is not None and page.figures() is not None)
    assert not page.card.isVisible(), "closed, it does not come back at another place"
    hood.window.resize(1280, 1000)
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(page.card.isVisible)
    hood.qtbot.waitUntil(page.vectors.isVisible)
    assert page.vectors.hasFocus(), "beside it there is room for the numbers"
    assert_terms_in_sight(hood, page.card)


def test_the_open_sum_follows_the_place(hood: Hood) -> None:
    """No old figure beside a new place."""
    page = page_at(hood, Stop.NORM_1)
    page.vectors.setFocus()
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(page.card.isVisible)
    first = page.card.worked
    hood.inside.look_at(20)
    hood.qtbot.waitUntil(lambda: page.card.worked is not first)
    assert page.card.worked is not None
    assert page.card.worked.target == pytest.approx(page.vectors.rows[0].values[0], abs=1e-6)


def test_a_click_stands_on_the_number_under_the_mouse(hood: Hood) -> None:
    """And a double click opens it."""
    page = page_at(hood, Stop.RESIDUAL_2)
    rect = page.vectors._bars_rect(0)
    pos = rect.center().toPoint()
    hood.qtbot.mouseClick(page.vectors, Qt.MouseButton.LeftButton, pos=pos)
    assert page.vectors.index == pytest.approx(128, abs=1)
    hood.qtbot.mouseDClick(page.vectors, Qt.MouseButton.LeftButton, pos=pos)
    hood.qtbot.waitUntil(page.card.isVisible)


def test_logits_name_their_tokens(hood: Hood, example: Example) -> None:
    """The best come first, and each is one dot product."""
    page = page_at(hood, Stop.LOGITS, block=1)
    hood.qtbot.waitUntil(page.best.isVisible)
    model = page.best.model()
    cells = [model.index(0, column).data() for column in range(4)]
    assert cells[0] == "␣ball"
    assert cells[3] == example.shown
    page.best.setFocus()
    page.best.setCurrentIndex(model.index(0, 0))
    hood.qtbot.keyClick(page.best, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(page.card.isVisible)
    assert page.card.table.model().index(6, 0).data() == "n[7] · W_U[“␣ball”, 7]"
    assert page.card.worked is not None
    logit = float(example.as_is.logits[-1, BALL])
    assert page.card.worked.target == pytest.approx(logit, abs=1e-3)


def test_numbers_are_copied_in_full(hood: Hood) -> None:
    """Shown rounded, copied exactly."""
    page = page_at(hood, Stop.GELU)
    page.vectors.setFocus()
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [float(text) for text in lines[0].split("\t")[1:]] == list(page.vectors.rows[0].values)


def test_rows_are_read_as_sentences(hood: Hood) -> None:
    """A screen reader hears the vector, and the number under the cursor."""
    page = page_at(hood, Stop.WEIGHTED_SUM)
    assert "64 numbers, length" in page.vectors.row_name(0)


NAMES = (
    (Stop.TOKEN, 0, 0, {0: "1[“␣red”] · E[“␣red”, 1]"}),
    (Stop.INPUT, 2, 4, {0: "E[“␣red”, 5]", 1: "P[24, 5]"}),
    (Stop.NORM_1, 2, 4, {0: "x[5]"}),
    (Stop.QUERY_KEY_VALUE, 1, 3, {0: "h[1] · Wk[68, 1]", 255: "h[256] · Wk[68, 256]"}),
    (Stop.WEIGHTED_SUM, 0, 2, {16: "weight of “␣ball”, 17 · its v[3]"}),
    (Stop.PROJECTION, 0, 65, {0: "head 2, z[2]"}),
    (Stop.PROJECTION, 2, 4, {0: "z[1] · Wo[5, 65]"}),
    (Stop.PROJECTION, 5, 4, {0: "bo[5]"}),
    (Stop.PROJECTION, 6, 4, {64: "head 2, z[1] · Wo[5, 65]", 256: "bo[5]"}),
    (Stop.RESIDUAL_1, 2, 4, {0: "x[5]", 1: "a[5]"}),
    (Stop.NORM_2, 0, 4, {0: "m[5]"}),
    (Stop.WIDEN, 0, 4, {6: "h[7] · W₁[5, 7]", 256: "b₁[5]"}),
    (Stop.GELU, 0, 5, {6: "h[7] · W₁[6, 7]", 256: "b₁[6]"}),
    (Stop.GELU, 1, 4, {0: "u[5]"}),
    (Stop.NARROW, 0, 4, {6: "g[7] · W₂[5, 7]", 1024: "b₂[5]"}),
    (Stop.RESIDUAL_2, 2, 4, {0: "m[5]", 1: "f[5]"}),
)


def test_every_term_says_what_it_is(hood: Hood) -> None:
    """1, 2, 3 tell nobody which token or which weight a number belongs to."""
    network, _ = as_stored.of_file(open_checkpoint(resource_path("models/storyteller")))
    last = network.trf_blocks[5]
    weights = {
        "Wk[68, 1]": last.att.W_key.weight[67, 0],
        "Wo[5, 65]": last.att.out_proj.weight[4, 64],
        "W₁[5, 7]": last.ff.layers[0].weight[4, 6],
        "W₂[5, 7]": last.ff.layers[2].weight[4, 6],
        "bo[5]": last.att.out_proj.bias[4],
        "P[24, 5]": network.pos_emb.weight[23, 4],
    }
    found = set()
    for stop, row, index, names in NAMES:
        page = page_at(hood, stop, head=2)
        before = page.card.written
        page.vectors.number_opened.emit(row, index)
        hood.qtbot.waitUntil(lambda p=page, b=before: p.card.written not in (None, b))
        written = page.card.written
        assert written is not None
        assert {place: written.names[place] for place in names} == names
        assert page.card.table.model().index(0, 0).data() == written.names[0]
        for place, name in names.items():
            term = written.worked.terms[place]
            weight = name.rpartition(" · ")[2]
            if weight in weights:
                number = term.left if term.right is None else term.right
                assert number == pytest.approx(float(weights[weight]), rel=1e-6)  # float32
                found.add(weight)
    assert found == weights.keys()


def test_what_is_done_to_a_sum_has_a_name(hood: Hood) -> None:
    """A norm subtracts the mean and divides by the deviation: which number is which?"""
    page = page_at(hood, Stop.NORM_1)
    page.vectors.number_opened.emit(2, 4)
    hood.qtbot.waitUntil(page.card.isVisible)
    foot = page.card.foot
    order = [foot.index(one) for one in ("mean", "√(variance + 0.00001)", "scale[5]", "shift[5]")]
    assert order == sorted(order)
    figures = page.figures()
    assert figures is not None
    assert figures.rows[0][0].text == "x[5]"
    assert "· scale[5]" in [row[0].text for row in figures.foot]


def test_the_end_of_a_sum_is_in_sight(hood: Hood) -> None:
    """A list that closes out of sight does not close: the terms give way, not the total."""
    hood.window.resize(1040, 720)
    page = page_at(hood, Stop.NORM_1)
    page.vectors.number_opened.emit(2, 4)
    hood.qtbot.waitUntil(page.card.isVisible)
    foot = page.card._foot
    hood.qtbot.waitUntil(lambda: foot.height() >= foot.heightForWidth(foot.width()))
    seen = foot.visibleRegion().boundingRect()
    assert seen.height() >= foot.height() - 8  # the edge of a page that scrolls in a large font


def test_vectors_and_text_take_the_room_that_they_need(hood: Hood) -> None:
    """Bars of 40 pixels above an empty half of the window, and an empty line below the text."""
    page, window = page_at(hood, Stop.QUERY_KEY_VALUE), hood.window
    window.resize(1280, 800)
    hood.qtbot.waitUntil(lambda: page.vectors.row_rect(0).height() >= 80)
    first, last = (page.vectors.row_rect(index) for index in (0, 2))
    assert last.bottom() < page.vectors.height()
    assert first.height() == last.height()
    assert page.readout.isVisible()
    strip = window.strip
    line = strip.rect_of(1).height()
    used = strip.rect_of(len(strip.texts)).bottom()
    hood.qtbot.waitUntil(lambda: used < strip.height() < used + line)  # no line is empty
    window.resize(960, 600)
    hood.qtbot.waitUntil(lambda: page.vectors.row_rect(0).height() < 80)
    assert page.vectors.row_rect(0).height() >= 40

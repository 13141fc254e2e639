"""Learning: the loss of the text, one update of a copy, and integrated gradients."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

from gptdesk.app.viewmodels.inside.learning import ADAMW, DESCENT, ZERO
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside.learning.learning_page import LearningPage
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside import values
from gptdesk.engine.inside.values import Update, UpdateRequest
from tests.app.views.inside.conftest import Example, Hood

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000  # beside a busy process; an update takes a second


def open_page(hood: Hood) -> LearningPage:
    """Click the page in the list, and wait for the loss."""
    entries = hood.window.stops.list
    items = [entries.item(row) for row in range(entries.count())]
    item = next(item for item in items if item.text() == "learning")
    entries.scrollToItem(item)
    pos = entries.visualItemRect(item).center()
    hood.qtbot.mouseClick(entries.viewport(), LEFT, pos=pos)
    page = hood.window.page(Page.LEARNING)
    assert isinstance(page, LearningPage)
    hood.qtbot.waitUntil(lambda: hood.window.learning.loss is not None, timeout=WAIT_MS)
    return page


def update(hood: Hood, page: LearningPage) -> Update:
    """Click the button, and wait for what comes of it."""
    before = hood.window.learning.update
    hood.qtbot.mouseClick(page.update_panel.run, LEFT)
    assert hood.window.learning.update is before  # what is shown stays until the new one is there
    hood.qtbot.waitUntil(lambda: hood.window.learning.update is not before, timeout=WAIT_MS)
    made = hood.window.learning.update
    assert made is not None
    return made


def set_rate(hood: Hood, page: LearningPage, typed: str) -> None:
    """Type a learning rate."""
    field = page.update_panel.rate.field
    field.setFocus()
    field.selectAll()
    hood.qtbot.keyClicks(field, typed)
    hood.qtbot.keyClick(field, Qt.Key.Key_Return)


def cells(page: LearningPage, row: int) -> list[str]:
    model = page.update_panel.table.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_loss_of_the_text_is_there(hood: Hood, example: Example) -> None:
    """The mean over the places closes with the network's own number."""
    panel = open_page(hood).update_panel
    nats = float(example.as_is.loss(example.ids))
    bits = nats / math.log(2)
    assert panel.result.text() == (
        f"Loss of the text up to place 24: {nats:.4g} nats, {bits:.4g} bits, the mean over 23"
        " tokens."
    )
    loss = hood.window.learning.loss
    assert loss is not None
    assert math.fsum(-math.log(p) for p in loss.p) / 23 == pytest.approx(loss.mean_nats)
    assert panel.table.model().rowCount() == 23
    assert f"loss {nats:.6g}" in panel.sum.text()
    assert ", difference" in panel.sum.text()
    assert [row.name for row in panel.gradients.rows[:3]] == [
        "token table",
        "position table",
        "block 1",
    ]
    assert [token.p for token in panel.before.tokens] == [None, *loss.p]


def test_one_update_and_put_back(hood: Hood, example: Example) -> None:
    """Three clicks teach the learning rate; the loaded network answers as before."""
    page = open_page(hood)
    panel = page.update_panel
    answer = hood.inside.view
    assert answer is not None
    steps: list[int] = []
    panel.progress.valueChanged.connect(steps.append)
    made = update(hood, page)  # the rate is 0.01
    assert len(set(steps)) > 2, "the bar moves"
    before = float(example.as_is.loss(example.ids))
    assert made.before.mean_nats == pytest.approx(before, abs=1e-5)
    said = panel.result.text()
    assert said.startswith(f"Loss {before:.4g} → {made.after_nats:.4g} nats")
    assert f"First-order forecast {made.forecast_nats:.4g}" in said
    assert [token.p for token in panel.after.tokens] == [None, *made.after_p]
    there = percent_text(example.as_is.p(example.ids[4], 4))
    assert cells(page, 3)[1:4] == ["␣there", there, percent_text(made.after_p[3])]
    assert f"{before:.4g} − 0.01 · " in panel.gradient_sum.text()
    hood.qtbot.mouseClick(panel.put_back, LEFT)
    assert hood.window.learning.update is None
    assert panel.result.text().startswith("Loss of the text")
    assert cells(page, 3)[3] == "–"
    assert not panel.put_back.isEnabled()
    hood.inside.look_at(23)
    hood.inside.look_at(24)
    hood.wait_for_view()
    assert hood.inside.view == answer


def test_without_shortcuts_it_is_measured(hood: Hood, example: Example) -> None:
    """The claim that nothing is learned without them beside figures: gradients stay."""
    page = open_page(hood)
    panel, learning = page.update_panel, hood.window.learning
    with_them = learning.loss
    assert with_them is not None
    panel.without_shortcuts.setFocus()
    hood.qtbot.keyClick(panel.without_shortcuts, Qt.Key.Key_Space)
    hood.qtbot.waitUntil(lambda: learning.loss not in (None, with_them), timeout=WAIT_MS)
    assert learning.loss is not None
    cut = float(example.plain.run(example.ids, has_shortcuts=False).loss(example.ids))
    assert learning.loss.mean_nats == pytest.approx(cut, abs=1e-4)
    assert "Computed without shortcuts." in panel.result.text()
    assert panel.gradients.rows[2].value == dict(learning.loss.gradient_lengths)["block 1"]
    figures = page.figures()
    assert figures is not None
    assert "computed without shortcuts" in [row[1].text for row in figures.foot]
    assert "computed without shortcuts" in panel.csv("origin").decode()
    made = update(hood, page)
    assert made.before == learning.loss
    hood.qtbot.keyClick(panel.without_shortcuts, Qt.Key.Key_Space)
    hood.qtbot.waitUntil(lambda: learning.loss == with_them, timeout=WAIT_MS)
    assert learning.update is None
    assert "shortcuts" not in panel.result.text()


def test_what_the_step_did_is_said_in_words(hood: Hood) -> None:
    """Figures alone do not tell a beginner that a step was too large."""
    page = open_page(hood)
    for rate, words in (
        ("0.01", "The step was short enough"),
        ("0.1", "The step was long: the loss fell, but far from"),
        ("1", "The step was too large: the loss grew."),
    ):
        set_rate(hood, page, rate)
        update(hood, page)
        assert words in page.update_panel.result.text()
        assert page.update_panel.run.hasFocus(), "another click must not put it back"


def test_learning_says_what_is_off(hood: Hood, example: Example) -> None:
    """Loss, gradient and update are those of the network with its heads off."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    page = open_page(hood)
    words = "Computed in the changed network, with head 3.2 off."
    hood.qtbot.waitUntil(lambda: words in page.update_panel.result.text(), timeout=WAIT_MS)
    assert not page.update_panel.result.text().startswith(
        f"Loss of the text up to place 24: {float(example.as_is.loss(example.ids)):.4g}"
    )
    hood.qtbot.mouseClick(page.path_button, LEFT)
    hood.qtbot.mouseClick(page.path_panel.run, LEFT)
    hood.qtbot.waitUntil(lambda: words in page.path_panel.account.text(), timeout=WAIT_MS)


def test_a_large_rate_destroys(hood: Hood, example: Example) -> None:
    """The slider's end: the loss grows, and the forecast did not see it."""
    before = float(example.as_is.loss(example.ids))
    page = open_page(hood)
    slider = page.update_panel.rate.slider
    slider.setFocus()
    hood.qtbot.keyClick(slider, Qt.Key.Key_End)
    assert hood.window.learning.learning_rate == 1
    made = update(hood, page)
    assert made.after_nats > 3 * before > 0 > made.forecast_nats
    assert page.update_panel.result.text().startswith(f"Loss {before:.4g} → {made.after_nats:.4g}")
    hood.qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert hood.window.learning.learning_rate == pytest.approx(1e-5)
    hood.qtbot.keyClick(slider, Qt.Key.Key_Delete)
    assert hood.window.learning.learning_rate == 0.01
    assert page.update_panel.rate.field.text() == "0.01"


def test_adamw_makes_another_step(hood: Hood) -> None:
    """Its first step is as long for every weight, so the same rate goes much further."""
    page = open_page(hood)
    set_rate(hood, page, "0.0001")
    plain = update(hood, page)
    buttons = page.update_panel.optimisers
    hood.qtbot.mouseClick(buttons[ADAMW], LEFT)
    assert hood.window.learning.optimiser == ADAMW
    # What is shown was made with plain descent, whatever is chosen now.
    assert "0.0001 ·" in page.update_panel.gradient_sum.text()
    other = update(hood, page)
    assert other.after_nats < plain.after_nats
    assert "·" not in page.update_panel.gradient_sum.text()
    buttons[ADAMW].setFocus()
    hood.qtbot.keyClick(buttons[ADAMW], Qt.Key.Key_Left)
    assert hood.window.learning.optimiser == DESCENT


def test_what_diverged_is_shown_in_figures(hood: Hood) -> None:
    """Infinity and not-a-number are the lesson; Put back ends them."""
    page = open_page(hood)
    learning = hood.window.learning
    loss = learning.loss
    assert loss is not None
    chances = (math.nan, 0.0, *loss.p[2:])
    at = hood.inside.at
    assert at is not None
    figure = cells(page, 0)[4]
    learning.update_once()
    learning._on_update(UpdateRequest(at, DESCENT, 1.0), Update(loss, chances, math.inf, -65.0))
    panel = page.update_panel
    assert panel.result.text().startswith(
        f"Loss {loss.mean_nats:.4g} → ∞. First-order forecast −65. The step was"
    )
    assert cells(page, 0)[3:] == ["not a number", figure, "not a number"]
    assert cells(page, 1)[5] == "∞"
    panel.grab()  # the figures are painted too
    hood.qtbot.mouseClick(panel.put_back, LEFT)
    assert cells(page, 0)[3] == "–"


def test_much_memory_is_asked_for(hood: Hood, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's computer runs full because of a click."""
    page = open_page(hood)
    panel = page.update_panel
    name = "gptdesk.app.viewmodels.inside.learning.update_bytes"
    monkeypatch.setattr(name, lambda shape: 889 * 10**6)
    hood.qtbot.mouseClick(panel.run, LEFT)
    assert panel.question.text() == "The updated copy needs 889 MB of memory for a moment."
    assert panel.allow.isVisible()
    assert hood.window.learning.progress is None
    hood.qtbot.mouseClick(panel.put_back, LEFT)
    assert not panel.allow.isVisible()
    hood.qtbot.mouseClick(panel.run, LEFT)
    hood.qtbot.mouseClick(panel.allow, LEFT)
    hood.qtbot.waitUntil(lambda: hood.window.learning.update is not None, timeout=WAIT_MS)
    assert not panel.allow.isVisible()


def test_leaving_stops_it_and_another_place_has_its_own_loss(hood: Hood) -> None:
    """No late figure beside another place, and nothing runs for a page that nobody sees."""
    page = open_page(hood)
    learning = hood.window.learning
    hood.qtbot.mouseClick(page.update_panel.run, LEFT)
    assert learning.progress is not None
    hood.inside.go_to(hood.inside.step.at_stop(values.Stop.TOKEN))
    assert learning.progress is None
    hood.inside.look_at(10)
    hood.inside.go_to(hood.inside.step.at_page(Page.LEARNING))
    hood.qtbot.waitUntil(
        lambda: learning.loss is not None and len(learning.loss.p) == 9, timeout=WAIT_MS
    )
    assert learning.update is None
    assert "up to place 10" in page.update_panel.result.text()


def test_a_text_of_one_token_has_no_loss(make_hood: Callable[..., Hood]) -> None:
    """The page says so, and keeps its buttons off."""
    hood = make_hood(text="The")
    page = hood.window.page(Page.LEARNING)
    assert isinstance(page, LearningPage)
    hood.inside.go_to(hood.inside.step.at_page(Page.LEARNING))
    hood.qtbot.waitUntil(lambda: bool(hood.window.learning.problem), timeout=WAIT_MS)
    assert "it has one" in page.update_panel.result.text()
    assert not page.update_panel.run.isEnabled()


def test_integrated_gradients_close(hood: Hood) -> None:
    """Sum, difference and remainder stand there, with baseline and steps."""
    page = open_page(hood)
    hood.qtbot.mouseClick(page.path_button, LEFT)
    panel = page.path_panel
    assert hood.window.learning.baseline == ZERO
    hood.qtbot.mouseClick(panel.run, LEFT)
    assert panel.run.text() == "&Stop"
    learning = hood.window.learning
    hood.qtbot.waitUntil(lambda: learning.path is not None, timeout=WAIT_MS)
    path = learning.path
    assert path is not None
    assert len(panel.rows.rows) == 24
    assert panel.rows.rows[0].name == "1  Once"
    assert math.fsum(row.value for row in panel.rows.rows) == pytest.approx(
        path.end - path.start + path.remainder
    )
    words = panel.account.text()
    assert "“␣ball”" in words
    assert "(zero)" in words
    assert f"{path.steps} steps" in words
    panel.rows.setFocus()
    hood.qtbot.keyClick(panel.rows, Qt.Key.Key_Down)
    assert panel.rows.row_name(panel.rows.current_row).startswith("2  ␣upon: +")
    buttons = panel.baselines
    hood.qtbot.mouseClick(buttons["end_of_text"], LEFT)
    assert panel.rows.rows == ()
    hood.qtbot.mouseClick(panel.run, LEFT)
    hood.qtbot.mouseClick(panel.run, LEFT)  # stopped
    assert learning.path_progress is None
    hood.qtbot.mouseClick(panel.run, LEFT)
    hood.qtbot.waitUntil(lambda: learning.path is not None, timeout=WAIT_MS)
    assert "(end of text)" in panel.account.text()


def test_rows_are_copied_and_saved_in_full(hood: Hood) -> None:
    """Shown rounded, exported exactly, with the line of origin."""
    page = open_page(hood)
    made = update(hood, page)
    page.update_panel.table.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    hood.qtbot.keyClick(page.update_panel.table, Qt.Key.Key_C, control)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert float(lines[1].split("\t")[3]) == made.after_p[0]
    offers = [action.data()[1] for action in page.export.exports.actions() if action.data()]
    table = list(csv.reader(io.StringIO(offers[0].make().decode())))
    assert table[0][0].startswith("storyteller, ")
    assert [float(row[2]) for row in table[2:25]] == list(made.before.p)
    assert float(table[25][5]) == made.after_nats
    assert [float(row[2]) for row in table[28:]] == [one for _, one in made.before.gradient_lengths]
    image = QImage.fromData(offers[1].make())
    assert image.width() > 1800  # two pixels for one


def test_what_is_on_show_can_be_kept(hood: Hood) -> None:
    """Tokens and losses before and after stand in the kept view."""
    page = open_page(hood)
    made = update(hood, page)
    hood.qtbot.mouseClick(hood.window.keep, LEFT)
    kept = hood.program.view_models.chat.messages.messages[-1].kept_views[-1]
    assert kept.rows[0][3].number == made.after_p[0]
    losses = [row for row in kept.rows if row[1].text == "mean"]
    assert losses[0][5].number == pytest.approx(made.after_nats)


def test_results_grow_with_the_zoom(hood: Hood) -> None:
    """What is said in figures is read from the last row."""
    label = open_page(hood).update_panel.result
    before = label.fontMetrics().height()
    for _ in range(5):
        hood.program.view_models.appearance.zoom_in()
    assert label.fontMetrics().height() > before

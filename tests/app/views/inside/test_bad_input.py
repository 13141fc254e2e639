"""What a user can do wrong, or cannot help: each ends in a sentence, and the rest works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication
from safetensors.torch import load_file, save_file

from gptdesk.app.viewmodels.inside.attention import AttentionView
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.engine.inside import inside as engine_inside
from gptdesk.engine.inside.values import PlaceRequest, Spot, Stop
from gptdesk.engine.local_engine import InferenceEngine
from tests.app.views.inside.conftest import BALL, Example, Hood
from tests.kept_engine import kept_engine
from tests.tiny_models import TINY, write_tiny_model


def open_model(hood: Hood, path: Path) -> None:
    library = hood.program.view_models.library
    with hood.qtbot.waitSignal(library.model_opened):
        library.open_model(path)


def test_another_model_than_the_answers_is_named(
    hood: Hood, tmp_path: Path, example: Example
) -> None:
    """Its figures beside those of the answer, and never as if they were."""
    open_model(hood, write_tiny_model(tmp_path / "other"))
    hood.wait_for_view()
    said = hood.window.prediction.text()
    assert f", computed with other; the answer came from storyteller, {example.shown}" in said
    assert "other" in hood.window.origin.text()


def test_infinite_numbers_are_named_and_nothing_is_drawn(hood: Hood, tmp_path: Path) -> None:
    """The stop where they appear first; a picture of them would be a picture of nothing."""
    folder = write_tiny_model(tmp_path / "broken")
    weights = load_file(folder / "model.safetensors")
    narrow = next(name for name in weights if "blocks.1.ff" in name and name.endswith("2.weight"))
    weights[narrow] = torch.full_like(weights[narrow], 3e38)
    save_file(weights, folder / "model.safetensors")
    open_model(hood, folder)
    hood.qtbot.waitUntil(lambda: bool(hood.inside.problem))
    assert "become infinite or NaN first at “2”" in hood.inside.problem
    for page in (Page.STOP, Page.ATTENTION, Page.LENS, Page.CONTRIBUTIONS, Page.LEARNING):
        hood.inside.go_to(Step(page, Spot(Stop.SCORES, 1, 1)))
        assert hood.window.problem.isVisible()
        assert not hood.window.page(page).isVisible()
    open_model(hood, write_tiny_model(tmp_path / "whole"))
    hood.wait_for_view()
    assert not hood.window.problem.isVisible()


def test_no_memory_costs_one_look(
    hood: Hood, monkeypatch: pytest.MonkeyPatch, example: Example
) -> None:
    """It is given up with a sentence; model and answer stay, and the next look works."""

    def fail(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setitem(engine_inside._AT_A_PLACE, PlaceRequest, fail)
        hood.inside.look_at(7)
        hood.qtbot.waitUntil(lambda: bool(hood.inside.problem))
    assert "memory" in hood.window.problem.text()
    assert hood.program.client.info is not None
    hood.inside.look_at(24)
    hood.wait_for_view()
    assert not hood.window.problem.isVisible()
    assert hood.inside.view is not None
    assert hood.inside.view.outcome.p == pytest.approx(example.as_is.p(BALL), abs=1e-4)


def test_a_file_that_changed_since_is_told(
    make_hood: Callable[..., Hood], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At other precisions the stored weights are read again; others than those are not shown."""
    folder = write_tiny_model(tmp_path / "tiny")
    kept_engine().unload()
    monkeypatch.setattr("gptdesk.model.as_stored.of_runtime", lambda _: None)
    read_again = InferenceEngine._read_again

    def read_changed(engine: InferenceEngine, info: object) -> object:
        write_tiny_model(folder, seed=7)
        return read_again(engine, info)  # pyright: ignore[reportArgumentType]

    with monkeypatch.context() as patch:
        patch.setattr(InferenceEngine, "_read_again", read_changed)
        hood = make_hood(folder, text="Once upon a time", waits=False)
        hood.qtbot.waitUntil(lambda: bool(hood.inside.problem))
    assert "another one than the model that is loaded" in hood.window.problem.text()
    assert not hood.window.keep.isEnabled()
    models = hood.program.view_models
    with hood.qtbot.waitSignal(models.chat.run_finished):
        models.chat.submit("The rest of the window works")
    assert models.chat.messages.messages[-1].text


@pytest.mark.parametrize("text", ["שלום לך", "猫和狗", "🦊🦊", "e\N{COMBINING ACUTE ACCENT}ñ"])
def test_pieces_of_any_script_are_shown(make_hood: Callable[..., Hood], text: str) -> None:
    """Half characters, right to left, Chinese: every piece has something to see and to say."""
    hood = make_hood(text=text)
    assert hood.inside.at is not None
    hood.inside.look_at(2)
    hood.wait_for_view()
    assert len(hood.window.strip.texts) == len(hood.inside.at.ids)
    assert all(one.strip() for one in hood.window.strip.texts)
    for page in (Page.STOP, Page.ATTENTION, Page.LENS, Page.CONTRIBUTIONS):
        hood.inside.go_to(Step(page, Spot(Stop.SCORES, 6, 1)))
        shown = hood.window.page(page)
        hood.qtbot.waitUntil(lambda shown=shown: shown.figures() is not None)
        hood.window.grab()
    attention = hood.window.page(Page.ATTENTION)
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1)))
    attention.attention.show(AttentionView.ROW)
    hood.qtbot.waitUntil(lambda: attention.attention.is_row_of_now)
    assert [row.read.place for row in attention.row.table.rows]
    assert all(row.token.strip() for row in attention.row.table.rows)
    is_turned = "ש" in text  # or the place behind a piece would stand at its other side
    for words in (attention.row.title.text(), hood.window.title.text()):
        assert ("“\u2068" in words and "\u2069”, " in words) == is_turned
    assert "\u2068" not in attention._row_csv().decode(), "a program does not look at it"


def test_48_blocks_of_25_heads(make_hood: Callable[..., Hood], tmp_path: Path) -> None:
    """GPT-2's largest: grids, lens and account scroll, by keys and by the wheel, to the very end.

    The cursor is in sight, and no name of a block, head or part is cut.
    """
    shape = replace(TINY, n_layers=48, n_heads=25, emb_dim=50, ctx_len=32)
    hood = make_hood(write_tiny_model(tmp_path / "large", shape), text="Once upon a time")
    hood.window.resize(900, 640)
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 1, 1)))
    page = hood.window.page(Page.ATTENTION)
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    grid = page.grid
    assert len(page.attention.heads) == 48 * 25
    grid.setFocus()
    hood.qtbot.keyClick(grid, Qt.Key.Key_End)
    for _ in range(47):
        hood.qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert hood.inside.step.spot == Spot(Stop.SCORES, 48, 25)
    assert grid.viewport().rect().contains(grid.rect_of((48, 25)))
    assert grid.side >= 24, "a target that can be hit"
    assert grid._gutter >= grid.fontMetrics().horizontalAdvance("48"), "no number is cut"
    grid.verticalScrollBar().setValue(0)
    turn_wheel(grid)
    assert grid.rect_of((1, 1)).y() < grid._header, "the first row went up"
    grid.verticalScrollBar().setValue(0)
    before = grid.rect_of((1, 1)).center()
    hood.qtbot.mouseClick(
        grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.rect_of((2, 25)).center()
    )
    assert hood.inside.step.spot == Spot(Stop.SCORES, 2, 25)
    assert grid.rect_of((1, 1)).center() == before, "a click moves nothing"

    hood.inside.go_to(Step(Page.LENS))
    lens = hood.window.page(Page.LENS)
    hood.qtbot.waitUntil(lambda: lens.figures() is not None)
    table = lens.table
    assert table.model().rowCount() == 97
    table.setFocus()
    hood.qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.currentIndex().row() == 96
    assert table.viewport().rect().intersects(table.visualRect(table.currentIndex()))
    assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance("48 attention")

    hood.inside.go_to(Step(Page.CONTRIBUTIONS))
    account = hood.window.page(Page.CONTRIBUTIONS)
    hood.qtbot.waitUntil(lambda: account.figures() is not None)
    figures = account.figures()
    assert figures is not None
    assert len(figures.rows) == 3 + 48 * 27
    account.table.setFocus()
    hood.qtbot.keyClick(account.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert account.table.currentIndex().row() == 3 + 48 * 27 - 1
    width = account.table.fontMetrics().horizontalAdvance("attention bias 48")
    assert account.table.columnWidth(0) > width

    hood.inside.go_to(Step(Page.WHAT_IF, Spot(Stop.SCORES, 48, 25)))
    ticks = hood.window.page(Page.WHAT_IF).grid
    room = hood.window._room.viewport()

    def is_in_sight() -> bool:
        rect = ticks.rect_of(48, 25)
        corners = (
            ticks.viewport().mapTo(room, one) for one in (rect.topLeft(), rect.bottomRight())
        )
        inside = ticks.viewport().rect().contains(rect)
        return inside and all(room.rect().contains(one) for one in corners)

    hood.qtbot.waitUntil(is_in_sight)
    assert ticks._left > ticks.fontMetrics().horizontalAdvance("48")
    turn_wheel(ticks, up=True)
    assert not is_in_sight()


def turn_wheel(area: QAbstractScrollArea, *, up: bool = False) -> None:
    """Turn it by three notches over the middle of an area."""
    viewport = area.viewport()
    middle = QPointF(viewport.rect().center())
    notches = QPoint(0, 360 if up else -360)
    event = QWheelEvent(
        middle,
        QPointF(viewport.mapToGlobal(middle.toPoint())),
        QPoint(),
        notches,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)

"""Kept views: stored with an answer, opened again without a model, taken back, exported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inside.attention import AttentionView
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.kept.kept_page import KeptPage
from gptdesk.app.views.inside.window import InsideWindow
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.kept_views import MOST_BYTES, KeptCell, KeptView
from gptdesk.engine.inside.values import Spot, Stop
from gptdesk.errors import CheckpointError
from gptdesk.storage.paths import user_paths
from tests.app.views.inside.conftest import BALL, Example, Hood
from tests.fakes import FakeEngine


def page_of(window: InsideWindow) -> KeptPage:
    page = window.page(Page.KEPT)
    assert isinstance(page, KeptPage)
    return page


def click_entry(qtbot: QtBot, entries: QListWidget, name: str) -> None:
    """Click an entry of the list of stops and pages."""
    item = next(one for one in map(entries.item, range(entries.count())) if one.text() == name)
    entries.scrollToItem(item)
    pos = entries.visualItemRect(item).center()
    qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=pos)


def keep(hood: Hood, stop: Stop = Stop.QUERY_KEY_VALUE) -> KeptView:
    """Go to a stop, and press *Keep this view* when its numbers are there."""
    hood.inside.go_to(Step(spot=Spot(stop, 6, 1)).at_stop(stop))
    page = hood.window.page(hood.inside.step.page)
    hood.qtbot.waitUntil(lambda: page.isVisible() and page.figures() is not None)
    hood.qtbot.waitUntil(hood.window.keep.isEnabled)
    before = len(stored(hood))
    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    assert len(stored(hood)) == before + 1
    return stored(hood)[-1]


def stored(hood: Hood) -> tuple[KeptView, ...]:
    return hood.program.view_models.chat.messages.messages[-1].kept_views


def open_kept(hood: Hood) -> KeptPage:
    click_entry(hood.qtbot, hood.window.stops.list, "kept views")
    page = page_of(hood.window)
    hood.qtbot.waitUntil(lambda: page.list.model().rowCount() == len(stored(hood)))
    return page


@pytest.fixture
def program_without_model(qtbot: QtBot) -> Iterator[Callable[[], Program]]:
    """Opens the program on the same disk, with an engine that can load no model."""
    programs = []

    class Empty(FakeEngine):
        def load(self, *args: object, **kwargs: object) -> None:
            raise CheckpointError(Path("gone"), "it is not there", remedy="Look elsewhere.")

    def make() -> Program:
        program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=Empty)
        programs.append(program)
        qtbot.addWidget(program.window)
        with qtbot.waitSignal(program.client.load_failed):
            program.start(Path("gone"))
        return program

    yield make
    for program in programs:
        program.window.close()
        assert program.is_joined or program.client.shutdown(10_000)


def test_a_kept_view_opens_without_a_model(
    hood: Hood, program_without_model: Callable[[], Program]
) -> None:
    """What was shown in class is there at home, where the model is not."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    view = keep(hood)
    conversation = hood.program.view_models.conversations.open_id
    hood.program.window.close()
    hood.qtbot.waitUntil(lambda: hood.program.is_joined)

    program = program_without_model()
    program.view_models.conversations.open_conversation(conversation)
    hood.qtbot.waitUntil(lambda: program.view_models.chat.messages.rowCount() == 2)
    hood.qtbot.keyClick(program.window, Qt.Key.Key_F7)
    window = program.window.views.side_windows.inside_window
    assert window is not None
    hood.qtbot.waitUntil(window.problem.isVisible)
    assert not window.keep.isEnabled()
    assert window.keep.toolTip() == f"Nothing is looked at. {window.problem.text()}"
    click_entry(hood.qtbot, window.stops.list, "kept views")
    assert window.keep.toolTip().startswith("This page is of what is kept")
    page = page_of(window)
    hood.qtbot.waitUntil(lambda: page.figures.isVisible() and page.list.model().rowCount() == 1)
    model = page.figures.model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == "query"
    assert model.rowCount() == len(view.rows)
    assert model.index(3, 1).data() == view.rows[3][1].text
    assert page.title.text() == (
        "Block 6 · head 6.1 · query, key, value. How “␣ball”, place 25, is predicted after "
        "“␣red”, place 24, with head 3.2 off"
    )
    assert "storyteller" in page.origin.text()
    assert page.origin.text().endswith("float32, as stored, place 24, head 3.2 off")
    assert not page.go_there.isEnabled()
    assert page.note.text() == "Open storyteller to go to this place."


def test_figures_are_kept_in_full(hood: Hood, example: Example) -> None:
    """Shown rounded, kept as float32 has them; and the prediction closes the table."""
    view = keep(hood)
    shown = hood.window.page(Page.STOP).vectors.rows
    numbers = [row[1].number for row in view.rows[3:67]]
    assert numbers == pytest.approx(list(shown[0].values), rel=1e-8)  # 9 digits tell float32 apart
    assert (view.stop, view.block, view.head, view.place) == ("query_key_value", 6, 1, 24)
    p = next(row for row in view.rows if row[0].text == "p of “␣ball”")
    assert p[1].number == pytest.approx(example.as_is.p(BALL), abs=1e-4)


def test_an_open_sum_is_what_is_kept(hood: Hood) -> None:
    """The sum is what the user opened: all terms, the total and the network's own number."""
    hood.inside.go_to(Step(spot=Spot(Stop.QUERY_KEY_VALUE, 6, 1)))
    page = hood.window.page(Page.STOP)
    hood.qtbot.waitUntil(lambda: page.figures() is not None)
    page.vectors.setFocus()
    hood.qtbot.keyClick(page.vectors, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(page.card.isVisible)
    hood.qtbot.keyClick(hood.window.keep, Qt.Key.Key_Space)
    view = stored(hood)[-1]
    assert view.columns[0] == "query [1]"
    found = {row[0].text: row[3].number for row in view.rows}
    assert found["the network has"] == pytest.approx(found["sum"], abs=1e-4)


def test_attention_and_lens_are_kept_as_shown(hood: Hood, example: Example) -> None:
    """Each page says its own figures; the place that is read most stands first."""
    hood.window.page(Page.ATTENTION).segments["row"].click()
    row = keep(hood, Stop.SCORES)
    assert row.rows[0][0].text == "␣ball"
    assert row.rows[0][4].number == pytest.approx(example.largest_weight, abs=1e-5)
    total = next(one for one in row.rows if one[0].text == "sum")
    assert total[4].number == pytest.approx(1, abs=1e-5)
    hood.inside.go_to(Step(Page.LENS))
    hood.qtbot.waitUntil(lambda: hood.window.page(Page.LENS).figures() is not None)
    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    lens = stored(hood)[-1]
    assert (lens.stop, lens.block) == ("lens", None)
    assert len([one for one in lens.rows if one[1].number is not None]) >= 13

    # Before and after: both tables to the letter, and the prediction apart from their columns.
    hood.inside.set_changes(Changes((HeadChange(6, 1, 2.0),)))
    hood.inside.go_to(Step(Page.WHAT_IF))
    effect = hood.window.page(Page.WHAT_IF).effect
    hood.qtbot.waitUntil(lambda: effect.figures() is not None)
    hood.wait_for_view()
    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    kept = stored(hood)[-1]
    texts = [[cell.text for cell in row] for row in (kept.rows)]
    facts, best = (
        [
            [model.index(row, column).data() for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]
        for model in (effect.facts, effect.top)
    )
    assert len(best) == 6
    assert [row[:3] for row in texts[:6]] == facts
    assert texts[7:14] == [["rank", "before", "p", "", "after", "p"], *best]
    assert texts[15][:2] == ["prediction, as changed", "value"]
    assert [row[1] for row in texts[16:] if "logit" not in row[0]] == [row[2] for row in facts[:4]]
    assert hood.inside.view is not None
    assert kept.rows[0][2].number == pytest.approx(hood.inside.view.outcome.p, abs=1e-6)


def test_all_heads_are_kept_with_the_row_beside_them(hood: Hood, example: Example) -> None:
    """Grid and open row stand side by side: what is kept is both, and it is small enough."""
    page = hood.window.page(Page.ATTENTION)
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1)))
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    hood.qtbot.waitUntil(lambda: page.row.table.row_count() == 24)
    view = keep(hood, Stop.SCORES)
    assert view.columns[0] == "from “␣red”, 24"
    assert view.rows[0][0].text == "␣ball"
    assert view.rows[0][4].number == pytest.approx(example.largest_weight, abs=1e-5)
    names = [row[0].text for row in view.rows]
    header = names.index("head")
    assert names.index("sum") < header
    assert names[header + 1 : header + 25] == [f"{b}.{h}" for b in range(1, 7) for h in range(1, 5)]
    pattern = page.attention.patterns[6, 1]
    assert view.rows[header + 21][4].number == pytest.approx(pattern.induction)
    assert view.size_bytes <= MOST_BYTES


def test_a_map_is_kept_by_the_row_of_its_cursor(hood: Hood) -> None:
    """The table of a map shows another row than the looked-at place's: that one is kept."""
    page = hood.window.page(Page.ATTENTION)
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1)))
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    page.map.setFocus()
    hood.qtbot.keyClick(page.map, Qt.Key.Key_T)
    hood.qtbot.keyClick(page.cells_table, Qt.Key.Key_Left)
    assert page.cells_title.text() == "from “␣her”, 23"
    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    view = stored(hood)[-1]
    assert view.columns[0] == "from “␣her”, 23"
    shown = page.cells_table.model()
    assert [row[2].text for row in view.rows[:23]] == [shown.index(i, 2).data() for i in range(23)]
    assert view.rows[23][0].text == "sum"
    hood.inside.go_to(Step(Page.KEPT))
    kept = hood.window.page(Page.KEPT)
    hood.qtbot.waitUntil(kept.left_out.isVisible)
    assert kept.left_out.text() == (
        "Pictures are not kept: of a map the row of its cursor is here, of all heads their four"
        " figures."
    )


def test_every_page_keeps_its_figures(hood: Hood, example: Example) -> None:
    """What wrote the logit closes with its sum; heads off has both columns."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    for page in (Page.CONTRIBUTIONS, Page.WHAT_IF):
        hood.inside.go_to(Step(page))
        shown = hood.window.page(page)
        hood.qtbot.waitUntil(lambda shown=shown: shown.isVisible() and shown.figures() is not None)
        hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    contributions, what_if = stored(hood)
    numbers = {row[0].text: row[1].number for row in contributions.rows}
    assert numbers["sum"] == pytest.approx(numbers["the network's own"], abs=1e-4)
    with_it, without_it = example.as_is.p(BALL), example.p_without((3, 2))
    assert what_if.rows[0][1].number == pytest.approx(with_it, abs=1e-4)
    assert what_if.rows[0][2].number == pytest.approx(without_it, abs=1e-4)
    assert what_if.changes == Changes((HeadChange(3, 2),))


def test_go_there_restores_place_step_and_changes(hood: Hood) -> None:
    """By keys alone: in the list, Enter."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    keep(hood)
    hood.inside.set_changes(Changes())
    hood.inside.look_at(5)
    hood.inside.go_to(Step(Page.LENS))
    page = open_kept(hood)
    page.list.setFocus()
    hood.qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 24
    assert hood.inside.changes == Changes((HeadChange(3, 2),))
    step = hood.inside.step
    assert (step.page, step.spot) == (Page.STOP, Spot(Stop.QUERY_KEY_VALUE, 6, 1))
    assert type(step.page) is Page


def test_heads_off_comes_back_at_its_head(hood: Hood) -> None:
    """The head of the dial is the one that was looked at when the view was kept."""
    hood.inside.go_to(Step(Page.WHAT_IF))
    what_if = hood.window.page(Page.WHAT_IF)
    hood.qtbot.waitUntil(lambda: what_if.isVisible() and what_if.figures() is not None)
    grid = what_if.grid
    for row, column in ((2, 3), (4, 2)):
        pos = grid.rect_of(row, column).center()
        hood.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    hood.wait_for_view()
    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    page = open_kept(hood)
    hood.inside.go_to(Step(Page.KEPT))
    hood.qtbot.mouseClick(page.go_there, Qt.MouseButton.LeftButton)
    spot = hood.inside.step.spot
    assert (spot.block, spot.head) == (4, 2)


def test_another_model_is_named(hood: Hood) -> None:
    """Figures of one network must not be taken for those of another."""
    view = keep(hood)
    answer = hood.program.view_models.chat.messages.messages[-1]
    other = replace(view, id="other", model_name="other", model_sha256="f" * 64, kept_at=9e9)
    assert hood.program.view_models.chat.keep_view(answer.id, other)
    page = open_kept(hood)
    assert page.note.text().startswith("Computed with other, ffffffffffff; the model in use is")
    assert not page.go_there.isEnabled()
    hood.qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.note.text() == ""
    assert page.go_there.isEnabled()


def test_deleting_is_taken_back(hood: Hood) -> None:
    """A slip of a finger costs nothing; what is deleted is gone from the disk too."""
    first, second = keep(hood), keep(hood, Stop.NORM_1)
    page = open_kept(hood)
    page.list.setFocus()
    hood.qtbot.keyClick(page.list, Qt.Key.Key_Delete)  # the newest
    assert [one.id for one in stored(hood)] == [first.id]
    hood.qtbot.mouseClick(page.undo, Qt.MouseButton.LeftButton)
    assert {one.id for one in stored(hood)} == {first.id, second.id}
    assert not page.undo.isVisible()
    hood.qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    hood.qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    assert stored(hood) == ()
    assert "Nothing is kept" in page.sentence.text()
    conversation = hood.program.view_models.conversations.open_id
    found: list[object] = []
    hood.program.view_models.history.ask(lambda h: h.kept_views(conversation), found.append)
    hood.qtbot.waitUntil(lambda: found == [()])


def test_views_of_an_answer_that_is_not_read_yet_are_listed(hood: Hood) -> None:
    """A long chat is read in parts; what was kept in its first answer is not forgotten."""
    view = keep(hood)
    models = hood.program.view_models
    answer = models.chat.messages.messages[-1]
    found: list[object] = []
    open_id = models.conversations.open_id
    models.history.ask(lambda h: h.load(open_id, 0), found.append)
    hood.qtbot.waitUntil(lambda: bool(found))
    models.chat.new_chat()
    models.chat.open_conversation(found[0])
    page = page_of(hood.window)
    click_entry(hood.qtbot, hood.window.stops.list, "kept views")
    hood.qtbot.waitUntil(lambda: page.list.model().rowCount() == 1)
    assert page._views[0].answer_id == answer.id
    assert page._views[0].view == view
    page.list.setFocus()
    hood.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    hood.qtbot.waitUntil(lambda: page.list.model().rowCount() == 0)


def test_a_view_stays_within_its_bytes(hood: Hood) -> None:
    """A table of a thousand places is kept as far as it fits, with its sum, and says so."""
    keeping = hood.program.view_models.keeping
    rows = tuple(
        (KeptCell(f"place {n}"), *(KeptCell("0.1234567", n / 7) for _ in range(5)))
        for n in range(1024)
    )
    foot = ((KeptCell("sum"), *(KeptCell("", 1.0) for _ in range(5))),)
    said: list[str] = []
    keeping.said.connect(said.append)
    assert keeping.keep("a title", Figures(tuple("abcdef"), rows, foot))
    (view,) = stored(hood)
    assert MOST_BYTES * 0.9 < view.size_bytes <= MOST_BYTES
    kept = len(view.rows) - 2
    assert view.rows[-1] == foot[0]
    assert view.rows[-2][0].text == f"{1024 - kept} more rows are not kept"
    assert said == [f"Kept with this answer, the first {kept} of 1,024 rows."]
    assert hood.window.said.text() == said[0]


def test_rows_are_copied_and_exported_in_full(hood: Hood, tmp_path: Path) -> None:
    """With the line that says whose numbers they are."""
    view = keep(hood)
    page = open_kept(hood)
    page.figures.setFocus()
    hood.qtbot.keyClick(page.figures, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert "float32, as stored, place 24" in lines[1]
    assert lines[2].split("\t") == list(view.columns)
    assert float(lines[6].split("\t")[1]) == view.rows[3][1].number
    page.menu._ask_where = lambda _parent, start, _what, then: then(tmp_path / start.name)
    save = next(one for one in page.menu.actions() if one.text().startswith("Save"))
    save.trigger()
    saved = (tmp_path / "kept-view.csv").read_text("utf-8-sig").splitlines()
    assert "float32, as stored, place 24" in saved[1]
    assert float(saved[6].split(",")[1]) == view.rows[3][1].number


def test_json_carries_kept_views(hood: Hood, tmp_path: Path) -> None:
    """A chat that is handed on has its views."""
    view = keep(hood)
    models = hood.program.view_models
    path = tmp_path / "chat.json"
    models.transfer.export(models.conversations.open_id, path)
    hood.qtbot.waitUntil(path.exists)
    before = models.conversations.open_id
    models.transfer.import_files([path])
    hood.qtbot.waitUntil(lambda: models.conversations.open_id not in {before, ""})
    hood.qtbot.waitUntil(lambda: models.chat.messages.rowCount() == 2)
    page = open_kept(hood)
    assert page._views[0].view == view


def test_views_go_with_their_answer(hood: Hood) -> None:
    """A deleted chat leaves nothing of them on the disk."""
    keep(hood)
    models = hood.program.view_models
    conversation = models.conversations.open_id
    found: list[object] = []
    models.history.ask(lambda h: h.kept_views(conversation), found.append)
    hood.qtbot.waitUntil(lambda: len(found) == 1 and len(found[0]) == 1)
    page = open_kept(hood)
    models.conversations.delete(conversation)
    hood.qtbot.waitUntil(lambda: page.list.model().rowCount() == 0)
    hood.program.window.close()  # until then it can be brought back
    hood.qtbot.waitUntil(lambda: hood.program.is_joined)
    with closing(sqlite3.connect(user_paths().history_file)) as db:
        assert db.execute("SELECT count(*) FROM kept_view").fetchone() == (0,)

"""Two branches: the same stop side by side, and the patching picture, by keys and mouse."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.branches.branches_page import BranchesPage
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.values import Spot, Stop, floats
from gptdesk.resources import resource_path
from tests.app.views.inside.conftest import BALL, Hood, Print, assert_is_on_paper, squeezed, start

SHORT = "Once upon a time there was a little girl called Mia. Mia had a"
RED, BLUE = 2266, 4171  # " red", " blue"


def page_of(hood: Hood) -> BranchesPage:
    page = hood.window.page(Page.BRANCHES)
    assert isinstance(page, BranchesPage)
    return page


def swap_first(hood: Hood, *token_ids: int) -> None:
    """Put other tokens in the place of the answer's first, and let it go on."""
    models = hood.program.view_models
    answer = models.chat.messages.messages[-1]
    with hood.qtbot.waitSignal(models.chat.run_finished):
        assert models.swaps.swap(TokenRef(answer.id, False, 0), token_ids)


def open_page(hood: Hood, stop: Stop = Stop.QUERY_KEY_VALUE, *, place: int = 18) -> BranchesPage:
    """Choose *two branches* in the list, at a stop, and wait for both."""
    hood.inside.go_to(Step(spot=Spot(stop, 6, 1)).at_stop(stop))
    hood.inside.look_at(place)
    hood.wait_for_view()
    entries = hood.window.stops.list
    item = next(
        one for one in map(entries.item, range(entries.count())) if one.text() == "two branches"
    )
    entries.scrollToItem(item)
    pos = entries.visualItemRect(item).center()
    hood.qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    wait_for_pair(hood, stop)
    return page_of(hood)


def wait_for_pair(hood: Hood, stop: Stop) -> None:
    branches, at = hood.program.view_models.branches, hood.inside.at

    def is_there() -> bool:
        pair = branches.pair
        return pair is not None and pair.spot.stop is stop and pair.this == at

    hood.qtbot.waitUntil(is_there)


@pytest.fixture
def swapped(make_hood: Callable[..., Hood]) -> Hood:
    """Two answers, " red ball" and " blue ball": they differ at place 16 of the text."""
    hood = make_hood(text=SHORT)
    swap_first(hood, RED, BALL)
    swap_first(hood, BLUE, BALL)
    hood.mark(2)
    hood.wait_for_view()
    return hood


def cells(table: object, row: int) -> list[str]:
    model = table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def first_rows(table: QTableView) -> QImage:
    """Return how three rows look, however many have room."""
    return table.viewport().grab(QRect(0, 0, 400, 72)).toImage()


def test_without_another_branch_it_says_how_to_make_one(hood: Hood) -> None:
    """An empty page would be a riddle."""
    hood.inside.go_to(Step(Page.BRANCHES))
    page = page_of(hood)
    hood.qtbot.waitUntil(page.isVisible)
    assert "no other branch yet" in page.sentence.text()
    assert not page.other.isVisible()


def test_the_same_stop_of_both(swapped: Hood) -> None:
    """Lengths, their difference and the cosine are those of the two real vectors.

    At another place the old ones are muted until the new ones come; the keyboard stays there.
    """
    page = open_page(swapped, place=16)  # the token that differs itself
    assert page.sentence.text().startswith("They part at place 16: “␣blue” here, “␣red” there.")
    pair = swapped.program.view_models.branches.pair
    assert pair is not None
    assert [one.name for one in pair.vectors] == ["query", "key", "value"]
    for one in pair.vectors:
        assert one.cosine is not None
        # the law of cosines: |a − b|² = |a|² + |b|² − 2 |a||b| cos; float32 lengths
        expected = one.this**2 + one.other**2 - 2 * one.this * one.other * one.cosine
        assert one.difference == pytest.approx(math.sqrt(expected), rel=1e-4)
        assert one.difference > 0.1
    assert cells(page.figures_table, 0)[0] == "query"
    p = pair.chances[0]
    assert swapped.inside.view is not None
    assert p.this.p == pytest.approx(swapped.inside.view.outcome.p, abs=1e-9)
    assert p.this.p != p.other.p
    page.figures_table.setFocus()
    valid = first_rows(page.figures_table)
    swapped.inside.look_at(17)
    assert first_rows(page.figures_table) != valid
    assert page.figures_table.hasFocus()
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    swapped.inside.look_at(16)
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    swapped.qtbot.waitUntil(lambda: first_rows(page.figures_table) == valid)
    assert page.figures_table.hasFocus()

    swapped.qtbot.mouseClick(page.patching, Qt.MouseButton.LeftButton)
    page.patch.setFocus()
    seen: list[tuple[bool, QWidget | None]] = []
    swapped.program.view_models.branches.pair_changed.connect(
        lambda: seen.append((page.patch.isEnabled(), swapped.window.focusWidget()))
    )
    swapped.inside.look_at(17)
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    assert set(seen) == {(True, page.patch)}, "the next Enter presses no neighbour"


def test_before_they_part_all_is_the_same(swapped: Hood) -> None:
    """A later token changes nothing at an earlier place."""
    page = open_page(swapped, place=12)
    assert "Up to place 12 they are the same" in page.sentence.text()
    pair = swapped.program.view_models.branches.pair
    assert pair is not None
    # two passes over texts of other lengths: float32 sums in another order
    assert all(one.difference < 1e-3 * one.this for one in pair.vectors)
    assert "computed with" not in page.sentence.text()
    swapped.inside.set_changes(Changes((HeadChange(5, 1, 2.0),)))
    words = "Both are computed with head 5.1 at 200 %, however they were written."
    swapped.qtbot.waitUntil(lambda: page.sentence.text().endswith(words))
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    assert page.sentence.text().endswith(words)


def test_attention_of_both_and_another_stop_by_keys(swapped: Hood) -> None:
    """The stop is chosen on the page; weights of both add up to 1."""
    page = open_page(swapped)
    page.stop.setFocus()
    swapped.qtbot.keyClick(page.stop, Qt.Key.Key_Down)
    swapped.qtbot.waitUntil(lambda: swapped.inside.step.spot.stop is Stop.SCORES)
    assert swapped.inside.step.page is Page.BRANCHES
    assert type(swapped.inside.step.spot.stop) is Stop
    wait_for_pair(swapped, Stop.SCORES)
    model = page.figures_table.model()
    assert model.rowCount() == 18 + 1
    total = cells(page.figures_table, 18)
    whole = "100.00\N{NO-BREAK SPACE}%"
    assert (total[0], total[2], total[4]) == ("sum", whole, whole)
    rows = [cells(page.figures_table, row) for row in range(18)]
    row = next(row for row in rows if row[0] == "16")
    assert (row[1], row[3]) == ("␣blue", "␣red")


def test_the_other_branch_is_chosen(swapped: Hood, printed: Print) -> None:
    """Of three answers each can be the other."""
    page = open_page(swapped)
    assert page.other.count() == 2
    first = swapped.program.view_models.branches.chosen
    page.other.setFocus()
    swapped.qtbot.keyClick(page.other, Qt.Key.Key_Up)
    chosen = swapped.program.view_models.branches.chosen
    assert chosen is not None
    assert chosen != first
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    text = printed(swapped).text
    assert_is_on_paper(swapped, text, has_picture=False)
    assert squeezed(page.other.currentText().partition(":")[0]) in squeezed(text)


def compute(hood: Hood, page: BranchesPage) -> None:
    hood.qtbot.mouseClick(page.patching, Qt.MouseButton.LeftButton)
    page.this_token.setCurrentIndex(page.this_token.findText("␣blue"))
    hood.qtbot.mouseClick(page.patch, Qt.MouseButton.LeftButton)
    branches = hood.program.view_models.branches
    hood.qtbot.waitUntil(lambda: branches.patching is not None or bool(branches.patching_problem))


def test_patching_goes_from_0_to_1(
    make_hood: Callable[..., Hood], tmp_path: Path, printed: Print
) -> None:
    """The input of the token that differs is the whole difference: 1.

    A place after it has the same input in both: 0. After the last block only the last place is
    read: 1 there, 0 at the others.
    """
    hood = make_hood(text=SHORT)
    branches = hood.program.view_models.branches
    for ids in ((RED, 2613, 13), (BLUE, 2613, 13)):  # “ red ball.”, “ blue ball.”
        answer = hood.program.view_models.chat.messages.messages[-1]
        with hood.qtbot.waitSignal(hood.program.view_models.chat.run_finished):
            ref = TokenRef(answer.id, False, 0)
            assert hood.program.view_models.swaps.swap(ref, ids)
    hood.mark(2)
    hood.wait_for_view()
    page = open_page(hood, place=17)
    hood.qtbot.mouseClick(page.patching, Qt.MouseButton.LeftButton)
    hood.qtbot.mouseClick(page.patch, Qt.MouseButton.LeftButton)
    hood.qtbot.waitUntil(lambda: branches.patching is not None or bool(branches.patching_problem))
    if branches.patching_problem:  # both expect the same token: weigh two of the first
        assert "choose two tokens" in page.question.text()
        page.other_token.setFocus()
        hood.qtbot.keyClick(page.other_token, Qt.Key.Key_Down)
        hood.qtbot.mouseClick(page.patch, Qt.MouseButton.LeftButton)
        hood.qtbot.waitUntil(lambda: branches.patching is not None)
    hood.qtbot.waitUntil(page.map.isVisible)
    shown = page._cells
    assert shown is not None
    assert (shown.first_place, shown.tokens) == (16, ("␣blue", "␣ball"))
    assert shown.points == ("input", "1", "2", "3", "4", "5", "6")
    assert shown.value(0, 0) == pytest.approx(1, abs=1e-3)  # of a difference of two float32 logits
    assert shown.value(0, 1) == pytest.approx(0, abs=1e-3)
    assert shown.value(6, 1) == pytest.approx(1, abs=1e-3)
    assert shown.value(6, 0) == pytest.approx(0, abs=1e-3)

    patching, view = branches.patching, hood.inside.view
    assert patching is not None
    assert view is not None
    here = {chance.token_id: chance.p for chance in view.outcome.top}
    assert patching.b_id == page.this_token.itemData(0), "0 is this branch"
    ratio = math.log(here[patching.a_id] / here[patching.b_id])
    assert patching.delta_b == pytest.approx(ratio, abs=1e-4)  # of float32 logits
    assert_is_on_paper(hood, printed(hood).text, has_picture=True)

    page.map.setFocus()
    hood.qtbot.keyClick(page.map, Qt.Key.Key_End)
    for _ in range(9):  # beyond the last row
        hood.qtbot.keyClick(page.map, Qt.Key.Key_Down)
    assert page.map.cursor_cell == (6, 1)
    words = "the stream after block 6 at “␣ball”, place 17, taken from the other branch: +1.00"
    assert page.readout.text().startswith(words)
    assert page.map.accessibleDescription() == words
    pos = page.map.rect_of(0, 1).center().toPoint()
    hood.qtbot.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=pos)
    assert page.map.cursor_cell == (0, 1)

    QTest.keyClick(page.map, Qt.Key.Key_T)
    assert page.patch_table.isVisible()
    assert cells(page.patch_table, 0)[:3] == ["16", "␣blue", "+1.00"]
    hood.qtbot.keyClick(page.patch_table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert float(lines[1].split("\t")[2]) == pytest.approx(shown.value(0, 0), rel=1e-6)
    assert "float32, as stored, place 17; the other: Answer 2 of 3" in lines[-1]
    QTest.keyClick(page.patch_table, Qt.Key.Key_T)
    assert page.map.isVisible()
    QTest.keyClick(page.map, Qt.Key.Key_T)
    QTest.keyClick(page.patch_table, Qt.Key.Key_Backspace)
    assert page.map.isVisible()

    page.export.exports._ask_where = lambda _p, start, _w, then: then(tmp_path / start.name)
    page.export.exports.aboutToShow.emit()
    for action in page.export.exports.actions():
        if action.text().startswith("Save"):
            assert action.isEnabled()
            action.trigger()
    assert not QImage(str(tmp_path / "patching.png")).isNull()
    assert "the other: Answer 2 of 3" in (tmp_path / "patching.csv").read_text("utf-8-sig")
    assert "query" in (tmp_path / "branches.csv").read_text("utf-8-sig")

    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    view = hood.program.view_models.chat.messages.messages[-1].kept_views[-1]
    assert "; the other: Answer 2 of 3" in view.title
    this, other = (f"“{one.currentText()}”" for one in (page.this_token, page.other_token))
    texts = {row[0].text: row[1].text for row in view.rows}
    assert (texts["0 is this branch's"], texts["1 is the other's"]) == (this, other)
    assert f"1 is the other's,{other}" in (tmp_path / "patching.csv").read_text("utf-8-sig")
    assert view.rows[0][2].number == pytest.approx(shown.value(0, 0), rel=1e-6)

    hood.inside.look_at(18)
    hood.qtbot.waitUntil(lambda: branches.patching is None)
    assert not page.map.isVisible()


def click_entry(hood: Hood, name: str) -> None:
    """Click an entry of the list of stops and pages."""
    entries = hood.window.stops.list
    item = next(one for one in map(entries.item, range(entries.count())) if one.text() == name)
    entries.scrollToItem(item)
    pos = entries.visualItemRect(item).center()
    hood.qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=pos)


def test_a_kept_picture_is_gone_to_after_a_restart(
    swapped: Hood, make_hood: Callable[..., Hood]
) -> None:
    """The other branch, both tokens, the block and the head are those that were kept."""
    page, branches = open_page(swapped, place=16), swapped.program.view_models.branches
    page.other.setFocus()
    swapped.qtbot.keyClick(page.other, Qt.Key.Key_Up)  # not the one that is chosen at first
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    swapped.qtbot.mouseClick(swapped.window.keep, Qt.MouseButton.LeftButton)
    other = page.other.currentText()
    swapped.qtbot.mouseClick(page.patching, Qt.MouseButton.LeftButton)
    for field, steps in ((page.this_token, 1), (page.other_token, 3)):
        field.setFocus()
        for _ in range(steps):
            swapped.qtbot.keyClick(field, Qt.Key.Key_Down)
    tokens = page.this_token.currentText(), page.other_token.currentText()
    swapped.qtbot.mouseClick(page.patch, Qt.MouseButton.LeftButton)
    swapped.qtbot.waitUntil(lambda: branches.patching is not None)
    known = branches.patching
    assert known is not None
    swapped.qtbot.mouseClick(swapped.window.keep, Qt.MouseButton.LeftButton)
    views = swapped.program.view_models.chat.messages.messages[-1].kept_views
    assert len(views) == 2
    assert all(f"the other: {other}" in view.title for view in views)
    conversation = swapped.program.view_models.conversations.open_id
    swapped.program.window.close()
    swapped.qtbot.waitUntil(lambda: swapped.program.is_joined)

    program = start(swapped.qtbot, resource_path("models/storyteller"))
    hood = Hood(program, swapped.qtbot)
    try:
        models = program.view_models
        models.conversations.open_conversation(conversation)
        hood.qtbot.waitUntil(lambda: models.chat.messages.rowCount() == 2)
        hood.qtbot.keyClick(program.window, Qt.Key.Key_F7)
        hood.qtbot.waitExposed(hood.window)
        kept = hood.window.page(Page.KEPT)
        for row, is_patching in ((0, True), (1, False), (0, True)):  # the newest first
            click_entry(hood, "kept views")
            hood.qtbot.waitUntil(lambda: kept.list.model().rowCount() == 2)
            kept.list.setCurrentIndex(kept.list.model().index(row, 0))
            hood.qtbot.mouseClick(kept.go_there, Qt.MouseButton.LeftButton)
            page = page_of(hood)
            hood.qtbot.waitUntil(page.isVisible)
            wait_for_pair(hood, Stop.QUERY_KEY_VALUE)
            assert page.patching.isChecked() == is_patching
            assert page.side_by_side.isChecked() != is_patching
            assert page.other.currentText() == other
            assert hood.inside.step.spot == Spot(Stop.QUERY_KEY_VALUE, 6, 1)
            if is_patching:
                hood.qtbot.waitUntil(page.map.isVisible)
                assert (page.this_token.currentText(), page.other_token.currentText()) == tokens
                shown = models.branches.patching
                assert shown is not None
                assert (shown.a_id, shown.b_id, shown.points) == (
                    known.a_id,
                    known.b_id,
                    known.points,
                )
                # of a difference of two float32 logits
                assert floats(shown.values) == pytest.approx(floats(known.values), abs=1e-3)
    finally:
        program.window.close()
        assert program.is_joined or program.client.shutdown(10_000)


def test_what_cannot_be_patched_says_why(swapped: Hood) -> None:
    """Texts that differ in several tokens, or not at all up to here, give the reason."""
    page = open_page(swapped, place=12)
    swapped.qtbot.mouseClick(page.patching, Qt.MouseButton.LeftButton)
    assert not page.patch.isEnabled(), "it is said before it is asked for"
    assert "where one token differs: up to this place 0 do" in page.question.text()
    swapped.qtbot.waitUntil(lambda: page.question.y() < 4)  # no empty room above it
    assert not page.map.isVisible()


def test_an_edited_prompt_is_a_branch_too(make_hood: Callable[..., Hood]) -> None:
    """One word of the prompt changed: that is how most comparisons begin."""
    hood = make_hood(text="The king had a")
    chat = hood.program.view_models.chat
    with hood.qtbot.waitSignal(chat.run_finished):
        chat.edit_prompt(0, "The queen had a")
    hood.mark(0)
    hood.wait_for_view()
    page = open_page(hood, place=4)
    assert page.other.currentText().startswith("To prompt 1 of 2")
    assert page.sentence.text() == "They part at place 2: “␣queen” here, “␣king” there."


def test_the_other_branch_is_gone_to(swapped: Hood) -> None:
    """One look at the difference, one click to it: then this one is the other."""
    page = open_page(swapped)
    here = swapped.inside.message
    other = swapped.program.view_models.branches.chosen
    assert here is not None
    assert other is not None
    swapped.qtbot.mouseClick(page.go_there, Qt.MouseButton.LeftButton)
    assert swapped.inside.message == other.answer
    assert swapped.program.view_models.chat.messages.messages[-1] == other.answer
    assert swapped.inside.at is not None
    assert swapped.inside.at.place == 18
    assert swapped.inside.at.ids == other.ids
    wait_for_pair(swapped, Stop.QUERY_KEY_VALUE)
    back = swapped.program.view_models.branches.chosen
    assert back is not None
    assert back.answer.id == here.id
    assert page.isVisible()
    assert page.go_there.isEnabled()

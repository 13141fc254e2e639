"""Embedding space: neighbours, arithmetic, positions and the stream, by keys and mouse."""

from __future__ import annotations

import csv
import io
import math
from array import array

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from gptdesk.app import translations
from gptdesk.app.theme import current_theme
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.space import Part
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside.logits.page_parts import page_heading
from gptdesk.app.views.inside.space.cell_map import Picture, log_cells, picture_image
from gptdesk.app.views.inside.space.neighbour_parts import NeighbourList
from gptdesk.app.views.inside.space.space_page import SpacePage
from gptdesk.app.views.inside.space.token_box import TokenBox
from gptdesk.engine.inside.values import Neighbour, Neighbours, floats
from tests.app.views.inside.conftest import Example, Hood, Print, assert_is_on_paper

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def open_part(hood: Hood, part: Part) -> SpacePage:
    """Go to the page, and click a part."""
    page = hood.window.page(Page.SPACE)
    assert isinstance(page, SpacePage)
    hood.inside.go_to(hood.inside.step.at_page(Page.SPACE))
    hood.qtbot.waitUntil(page.isVisible)
    hood.qtbot.mouseClick(page.buttons[part], LEFT)
    space, attribute = hood.window.space, part.value
    hood.qtbot.waitUntil(lambda: getattr(space, attribute) is not None)
    assert space.part is part
    return page


def type_token(hood: Hood, box: TokenBox, word: str) -> None:
    """Type a word into a field, and Enter."""
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    hood.qtbot.keyClicks(line, word)
    hood.qtbot.keyClick(line, Qt.Key.Key_Return)


def column(part: NeighbourList, number: int) -> list[str]:
    model = part.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def neighbours_of(hood: Hood, token: str) -> Neighbours:
    """Wait for the neighbours of a token."""
    space, inside = hood.window.space, hood.inside

    def is_there() -> bool:
        found = space.neighbours
        return found is not None and inside.text_of(found.token_id) == token

    hood.qtbot.waitUntil(is_there)
    assert space.neighbours is not None
    return space.neighbours


def offers(page: SpacePage) -> dict[str, Offer]:
    actions = [action for action in page.export.exports.actions() if action.data()]
    return {action.data()[1].file_name: action.data()[1] for action in actions}


def test_neighbours_of_the_token_at_the_place(hood: Hood, printed: Print, example: Example) -> None:
    """It follows the place until another token is typed."""
    page = open_part(hood, Part.NEIGHBOURS).neighbours
    found = neighbours_of(hood, "␣red")
    assert page.token.currentText() == "␣red"
    assert column(page.by_cosine, 1)[:3] == example.nearest((1, " red"))[1:4]
    rows = example.plain.weights["tok_emb.weight"]
    assert page.fact.text() == f"id 2266, |a| = {float(rows[2266].norm()):.4g}"
    shared = int(rows.unique(dim=0, return_counts=True)[1].max())
    assert f"$: {shared:,} share this row" in column(page.by_dot, 1)
    for one in (*found.by_cosine, *found.by_dot):
        assert one.cosine is not None
        assert one.dot == pytest.approx(found.length * one.length * one.cosine, rel=1e-5)
    hood.inside.look_at(9)
    neighbours_of(hood, "␣girl")
    assert page.token.currentText() == "␣girl"
    assert not page.of_place.isEnabled()
    assert_is_on_paper(hood, printed(hood).text, has_picture=False)


def test_neighbours_of_a_typed_token(hood: Hood, example: Example) -> None:
    """By cosine king finds King and queen; by dot long vectors of rare tokens."""
    page = open_part(hood, Part.NEIGHBOURS).neighbours
    type_token(hood, page.token, "king")
    neighbours_of(hood, "␣king")
    assert column(page.by_cosine, 1)[:3] == example.nearest((1, " king"))[1:4]
    assert "␣queen" in column(page.by_cosine, 1)[:3]
    dots = [float(one) for one in column(page.by_dot, 3)]
    assert dots == sorted(dots, reverse=True)
    hood.inside.look_at(9)  # what was typed stays
    assert page.token.currentText() == "␣king"
    # The same word without a space in front is the next in the list.
    page.token.setFocus()
    hood.qtbot.keyClick(page.token, Qt.Key.Key_Down)
    neighbours_of(hood, "king")
    hood.qtbot.mouseClick(page.of_place, LEFT)
    neighbours_of(hood, "␣girl")


def test_the_pieces_of_a_word_are_offered(hood: Hood) -> None:
    """Nothing is chosen for the user where a word is several tokens."""
    page = open_part(hood, Part.NEIGHBOURS).neighbours
    neighbours_of(hood, "␣red")
    type_token(hood, page.token, "storyteller")
    hood.qtbot.waitUntil(lambda: page.token.count() > 1)
    pieces = [page.token.itemText(row) for row in range(page.token.count())]
    assert "␣story" in pieces
    assert hood.window.space.is_of_place
    view = page.token.view()
    hood.qtbot.waitUntil(view.isVisible)
    row = pieces.index("␣story")
    view.setCurrentIndex(view.model().index(row, 0))
    hood.qtbot.keyClick(view, Qt.Key.Key_Return)
    neighbours_of(hood, "␣story")


def test_a_zero_vector_has_no_cosine(hood: Hood) -> None:
    """A dash, and no number that was not measured."""
    page = open_part(hood, Part.NEIGHBOURS).neighbours
    page.by_dot.show_neighbours((Neighbour(5, 2, None, 0.0, 0.0),))
    assert column(page.by_dot, 2) == ["–"]


def test_arithmetic_begins_with_king(hood: Hood, printed: Print, example: Example) -> None:
    """King − man + woman: queen is near, and nearer without the inputs."""
    found = example.nearest((1, " king"), (-1, " man"), (1, " woman"))
    others = [one for one in found if one not in {"␣king", "␣man", "␣woman"}]
    ranks = found.index("␣queen") + 1, others.index("␣queen") + 1
    page = open_part(hood, Part.ARITHMETIC).arithmetic
    assert [box.currentText() for box in page.terms] == ["␣king", "␣man", "␣woman", "␣queen"]
    assert column(page.kept, 1)[:4] == found[:4]
    assert column(page.left_out, 1)[:2] == others[:2]
    said = "“␣queen”: rank {} with the inputs, {} without them.".format(*ranks)
    assert page.result.text().endswith(said)
    for box, word in zip(page.terms, ("dogs", "dog", "cat", "cats"), strict=True):
        type_token(hood, box, word)
        hood.qtbot.waitUntil(lambda box=box, word=word: box.currentText() == f"␣{word}")
    hood.qtbot.waitUntil(lambda: "“␣cats”: rank 1 with the inputs, 1" in page.result.text())
    assert column(page.kept, 1)[0] == "␣cats"
    assert_is_on_paper(hood, printed(hood).text, has_picture=False)


def test_an_expected_input_has_no_rank_without_itself(hood: Hood) -> None:
    """It is left out there: a dash."""
    page = open_part(hood, Part.ARITHMETIC).arithmetic
    type_token(hood, page.terms[3], "king")
    hood.qtbot.waitUntil(
        lambda: page.result.text().endswith("“␣king”: rank 1 with the inputs, – without them.")
    )


def test_positions_as_picture_and_table(hood: Hood, printed: Print) -> None:
    """The cell under the cursor speaks; T reads the same numbers, and goes back to the cell."""
    page = open_part(hood, Part.POSITIONS).positions
    positions = hood.window.space.positions
    assert positions is not None
    view, stack = page.picture.map, page.picture
    assert view.picture is not None
    assert (view.picture.rows, view.picture.columns) == (512, 256)
    view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        hood.qtbot.keyClick(view, key)
    value = floats(positions.values)[256 + 2]
    assert stack.readout.text().startswith("position 2, dimension 3: ")
    assert view.accessibleName().endswith(stack.readout.text())
    hood.qtbot.keyClick(view, Qt.Key.Key_T)
    assert stack.is_table
    index = stack.table.currentIndex()
    assert (index.row(), index.column()) == (1, 3)
    hood.qtbot.keyClick(stack.table, Qt.Key.Key_C, CONTROL)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][3] == "3"
    assert float(lines[1][3]) == value
    hood.qtbot.keyClick(stack.table, Qt.Key.Key_Down)
    assert stack.readout.text().startswith("position 3, dimension 3: ")
    hood.qtbot.keyClick(stack.table, Qt.Key.Key_T)
    assert not stack.is_table
    assert view.cursor_cell == (2, 2)
    assert view.hasFocus()
    hood.qtbot.keyClick(view, Qt.Key.Key_T)
    hood.qtbot.keyClick(stack.table, Qt.Key.Key_Backspace)
    assert not stack.is_table
    assert_is_on_paper(hood, printed(hood).text, has_picture=True)


def test_cosines_and_lengths_of_positions(hood: Hood, example: Example) -> None:
    """Each is the same as the next to itself; the first vector is the longest."""
    page = open_part(hood, Part.POSITIONS).positions
    hood.qtbot.mouseClick(page.buttons[1], LEFT)
    assert page.picture.readout.text() == "position 1 with position 1: cosine 1.0000"
    pos = page.picture.map.rect_of(3, 7).center()
    hood.qtbot.mouseClick(page.picture.map.viewport(), LEFT, pos=pos)
    assert page.picture.readout.text().startswith("position 4 with position 8: cosine ")
    hood.qtbot.mouseClick(page.buttons[2], LEFT)
    page.curve.setFocus()
    first = float(example.plain.weights["pos_emb.weight"][0].norm())
    assert page.readout.text() == f"position 1: length {first:#.4g}"
    hood.qtbot.keyClick(page.curve, Qt.Key.Key_End)
    assert page.readout.text().startswith("position 512: length ")
    hood.qtbot.mouseClick(page.curve, LEFT, pos=page.curve.spot_of(99).toPoint())
    assert page.readout.text().startswith("position 100: length ")
    hood.qtbot.keyClick(page.curve, Qt.Key.Key_T)
    assert page.lengths_table.isVisible()
    assert page.lengths_table.currentIndex().row() == 99
    hood.qtbot.keyClick(page.lengths_table, Qt.Key.Key_T)
    assert page.curve.isVisible()
    hood.qtbot.keyClick(page.curve, Qt.Key.Key_T)
    hood.qtbot.keyClick(page.lengths_table, Qt.Key.Key_Backspace)
    assert page.curve.isVisible()


def test_a_picture_zooms_until_figures_are_read(hood: Hood) -> None:
    """Plus, minus and 0; the cell stays in sight."""
    page = open_part(hood, Part.POSITIONS).positions
    view = page.picture.map
    view.setFocus()
    before = view.cell_size
    view.go_to(400, 200)
    hood.qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.cell_size.width() == 2 * before.width()
    assert view.viewport().rect().contains(view.rect_of(400, 200))
    hood.qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.cell_size == before
    hood.qtbot.keyClick(view, Qt.Key.Key_Plus)
    hood.qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.cell_size == before


def test_the_stream_of_this_place(hood: Hood, printed: Print, example: Example) -> None:
    """It grows, by plain formulas; each step of this place is a row."""
    lengths = [float(one[-1].norm()) for one in example.as_is.points]
    page = open_part(hood, Part.STREAM).stream
    view = page.picture.map
    assert view.picture is not None
    (first, shortest), (last, longest) = view.picture.labels[::12]
    assert (first, last) == ("input", "6")
    assert [float(shortest), float(longest)] == pytest.approx([lengths[0], lengths[6]], rel=5e-4)
    assert view.cursor_cell == (0, 23)
    assert page.picture.readout.text() == f"input, “␣red”, place 24: |x| = {lengths[0]:.4g}"
    view.setFocus()
    hood.qtbot.keyClick(view, Qt.Key.Key_Down)
    words = "after the attention of block 1, “␣red”, place 24: |x| = "
    after = example.as_is.points[0][-1] + example.attention_of(1)[-1]
    assert page.picture.readout.text() == f"{words}{float(after.norm()):.4g}"
    model = page.steps.model()
    assert model.rowCount() == 6
    steps = [model.index(0, column).data() for column in (0, 1, 3)]
    attention, mlp = example.attention_of(1)[-1], example.as_is.parts["mlp 1"][-1]
    assert steps[0] == "1"
    sizes = [float(attention.norm()), float(mlp.norm())]
    assert [float(one) for one in steps[1:]] == pytest.approx(sizes, rel=1e-3)
    token, position = (float(example.as_is.parts[one][-1].norm()) for one in ("token", "position"))
    assert f"|token| {token:.4g}, |position| {position:.4g}" in page.input.text()
    hood.inside.look_at(5)
    hood.qtbot.waitUntil(lambda: "At place 5:" in page.input.text())
    assert view.cursor_cell == (1, 4)
    assert_is_on_paper(hood, printed(hood).text, has_picture=True)


def test_a_picture_leaves_nothing_of_the_one_before(hood: Hood) -> None:
    """Each place that was looked at left a table and its selections, as long as the window."""
    page = open_part(hood, Part.STREAM).stream
    for place in (5, 9, 24):
        hood.inside.look_at(place)
        hood.qtbot.waitUntil(lambda place=place: f"At place {place}:" in page.input.text())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(page.picture.findChildren(CellTableModel)) == 1


def test_the_points_of_the_stream_are_named_in_the_windows_language(
    hood: Hood, qapp: QApplication
) -> None:
    """And a heading that begins with a name of the field stays as the field writes it."""
    translations.install(qapp, "zh_CN")
    try:
        part = open_part(hood, Part.STREAM).stream
        assert part.picture.map.picture is not None
        names = [name for name, _ in part.picture.map.picture.labels]
        assert names[:3] == ["输入", "1 注意力", "1"]
        figures = part.figures()
        assert figures is not None
        assert figures.foot[0][0].text == "|x| 输入"
        assert page_heading("logit 的来源", part).text() == "logit 的来源"
    finally:
        translations.install(qapp, translations.ENGLISH)
    assert page_heading("what wrote the logit", part).text() == "What wrote the logit"


def test_a_picture_has_the_colours_of_its_scale() -> None:
    """Orange above 0, blue below, the ground at 0, and what is none has a colour of its own."""
    theme = current_theme()
    cells = bytes((0, 1, 128, 255))
    image = picture_image(Picture(1, 4, cells, True, (), (), lambda row, column: ""), theme)
    names = ("line_strong", "token_blue", "surface", "token_orange")
    assert [image.pixelColor(x, 0) for x in range(4)] == [theme.color(name) for name in names]
    values = memoryview(bytes(16)).cast("f")
    assert log_cells(values) == (bytes(4), 1.0, 1.0)


def test_everything_is_saved_in_full(hood: Hood, example: Example) -> None:
    """With the line of origin; what is not known yet is not offered."""
    page = open_part(hood, Part.NEIGHBOURS)
    neighbours_of(hood, "␣red")
    menu = page.export.exports
    hood.qtbot.mouseClick(page.export, LEFT)
    hood.qtbot.waitUntil(menu.isVisible)
    enabled = {
        action.data()[1].file_name
        for action in menu.actions()
        if action.data() and action.isEnabled()
    }
    menu.close()
    assert enabled == {"neighbours.csv"}
    for part in (Part.ARITHMETIC, Part.POSITIONS, Part.STREAM):
        open_part(hood, part)
    space, made = hood.window.space, offers(page)
    assert space.neighbours is not None
    assert space.positions is not None
    assert space.stream is not None
    tables = {
        name: list(csv.reader(io.StringIO(offer.make().decode())))
        for name, offer in made.items()
        if name.endswith("csv")
    }
    for table in tables.values():
        assert table[0][0].startswith("storyteller, ")
    assert float(tables["neighbours.csv"][4][4]) == space.neighbours.by_cosine[0].cosine
    assert tables["arithmetic.csv"][4] == ["expected", "16599", "␣queen"]
    found = example.nearest((1, " king"), (-1, " man"), (1, " woman"))
    rank = str(found.index("␣queen") + 1)
    assert tables["arithmetic.csv"][6] == ["rank of the expected token", rank]
    assert len(tables["positions.csv"]) == 512 + 2
    assert float(tables["positions.csv"][2][1]) == floats(space.positions.values)[0]
    assert float(tables["stream.csv"][2][1]) == floats(space.stream.lengths)[0]
    for name in ("positions.png", "stream.png"):
        image = QImage.fromData(made[name].make())
        assert image.width() > 1000
        assert image.height() > 400


def test_every_part_fits_a_small_window(hood: Hood) -> None:
    """Nothing makes the window wider than it is asked to be."""
    hood.window.resize(900, 640)
    for part in Part:
        page = open_part(hood, part)
        hood.qtbot.waitUntil(lambda: hood.window.width() == 900)
        for widget in page.findChildren(QWidget):
            if widget.isVisible() and widget.parentWidget() is page:
                assert page.rect().contains(widget.geometry())


def test_log_cells_span_their_ends() -> None:
    """The scale begins at the shortest and ends at the longest."""
    values = memoryview(array("f", (1.0, 10.0, 100.0, 0.0, math.nan)))
    cells, low, high = log_cells(values)
    assert (low, high) == (1.0, 100.0)
    assert list(cells) == [1, 128, 255, 0, 0]


def test_an_answer_leaves_what_is_being_typed(hood: Hood) -> None:
    """The sum of the term before comes while the next one is typed."""
    page = open_part(hood, Part.ARITHMETIC).arithmetic
    line = page.terms[1].lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    hood.qtbot.keyClicks(line, "bo")
    hood.window.space.changed.emit(Part.ARITHMETIC)
    assert line.text() == "bo"


def test_what_is_on_show_can_be_kept(hood: Hood, example: Example) -> None:
    """The figures of each part stand in the kept view, which opens without a model."""
    first = float(example.plain.weights["pos_emb.weight"][0].norm())
    mlp = float(example.as_is.parts["mlp 1"][-1].norm())
    for part, cell in (
        (Part.NEIGHBOURS, "␣blue"),
        (Part.ARITHMETIC, "␣queen"),
        (Part.POSITIONS, f"{first:.7g}"),
        (Part.STREAM, f"{mlp:#.4g}"),
    ):
        open_part(hood, part)
        if part is Part.NEIGHBOURS:
            neighbours_of(hood, "␣red")
        hood.qtbot.mouseClick(hood.window.keep, LEFT)
        answer = hood.program.view_models.chat.messages.messages[-1]
        kept = answer.kept_views[-1]
        assert any(one.text.startswith(cell) for row in kept.rows for one in row)


def test_the_scale_grows_with_the_zoom(hood: Hood) -> None:
    """Its figures are not cut off from the last row's view."""
    scale = open_part(hood, Part.STREAM).stream.picture.scale
    before = scale.size()
    for _ in range(5):
        hood.program.view_models.appearance.zoom_in()
    hood.qtbot.waitUntil(lambda: scale.width() > before.width())
    assert scale.size() == scale.sizeHint()

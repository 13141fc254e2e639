"""Probabilities are written as what they are, drawn from one zero and read aloud in words."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.theme import Theme, current_theme, load_theme
from gptdesk.app.views.tokens.bars import ROW_COUNT, TokenBars
from gptdesk.app.views.tokens.marks import Marks
from gptdesk.app.views.tokens.row_painter import TokenRowPainter
from gptdesk.app.views.widgets.figures import percent_text

ROWS = (
    TokenRow(1, 6342, "␣Paris", 0.5, 0.625),
    TokenRow(2, 262, "␣the", 0.3, 0.375, is_chosen=True),
    TokenRow(3, 19304, "␣internationalization", 0.0000004, 0.0, is_removed=True),
    TokenRow(None, None, "", 0.1999996, 0.0, is_rest=True),
)


@pytest.fixture
def light() -> Theme:
    """The light theme."""
    return load_theme("light")


@pytest.fixture
def bars(qtbot: QtBot, light: Theme) -> TokenBars:
    """A list as wide as the panel has it, with four rows."""
    bars = TokenBars()
    qtbot.addWidget(bars)
    bars.resize(352, 552)
    bars.set_rows(ROWS)
    return bars


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.5821, "58.21"),
        (1.0, "100"),
        (0.99994, "99.99"),
        (0.99996, "99.996"),
        (0.99999999, "≈100"),
        (0.0003, "0.03"),
        (0.000004, "0.0004"),
        (0.00009, "0.009"),
        (0.000099999, "0.01"),
        (2e-9, "2×10⁻⁷"),
        (1e-300, "1×10⁻²⁹⁸"),
        (0.0, "0"),
    ],
)
def test_a_probability_is_written_as_what_it_is(probability: float, text: str) -> None:
    """Never "<1 %": rare tokens differ by powers of ten; and possible is not 0, nor sure 100."""
    assert percent_text(probability).replace("\N{NO-BREAK SPACE}", " ") == f"{text} %"


def test_screen_reader_hears_every_row(bars: TokenBars) -> None:
    """The chosen one first, the others on the arrows: twenty in one breath are not understood."""
    told = bars.accessibleDescription().replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Chosen: rank 2, token ␣the, id 262: raw 30.00 %, final 37.50 %, chosen"
    assert bars.accessibleName()
    model = bars.spoken_table().model()
    assert model.rowCount() == len(ROWS)
    assert model.index(2, 5).data() == "removed by the sampling settings"
    assert model.index(3, 1).data() == "everything else"


def test_the_keyboard_comes_to_the_chosen_row_of_every_token(bars: TokenBars, qtbot: QtBot) -> None:
    """Enter on a row kept from an earlier token would swap one that was never heard."""
    bars.show()
    bars.activateWindow()
    bars.setFocus()
    qtbot.waitUntil(bars.hasFocus)
    assert bars.current_row == 1
    qtbot.keyClick(bars, Qt.Key.Key_End)
    bars.clearFocus()
    bars.set_rows(ROWS)
    bars.setFocus()
    qtbot.waitUntil(bars.hasFocus)
    assert bars.current_row == 1


def test_rows_are_copied_as_a_table(bars: TokenBars, qtbot: QtBot) -> None:
    """What is copied can be pasted into a spreadsheet: exact figures, ids, the chosen one."""
    bars.setFocus()
    with qtbot.waitSignal(bars.copied):
        qtbot.keyClick(bars, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert {len(line) for line in lines} == {6}
    assert lines[2] == ["2", "262", "␣the", "0.3", "0.375", "●"]
    assert lines[4][2] == "everything else"


def test_hover_shows_the_id_and_the_whole_token(bars: TokenBars, qtbot: QtBot) -> None:
    """Ids are quiet until asked; a long token is elided only in the list."""
    bars.show()
    place = QPoint(60, _rect(bars, 2).center().y())
    help_event = QHelpEvent(QHelpEvent.Type.ToolTip, place, bars.mapToGlobal(place))
    QApplication.sendEvent(bars, help_event)
    assert "␣internationalization" in QToolTip.text()
    assert "id 19304" in QToolTip.text()
    QToolTip.hideText()


def test_why_not_is_taken_back_when_it_is_not_true_any_more(
    bars: TokenBars, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click amid an answer says to stop it first; the answer ends, and the mouse rests there."""
    shown = [""]
    monkeypatch.setattr(QToolTip, "showText", lambda _pos, text, *_: shown.append(text))
    monkeypatch.setattr(QToolTip, "text", lambda: shown[-1])
    monkeypatch.setattr(QToolTip, "hideText", lambda: shown.append(""))
    why_not = "An answer is being written; stop it first."
    bars.set_can_swap(False, why_not)
    bars.activate(0)
    bars.set_can_swap(False, why_not)
    assert shown[-1] == why_not
    bars.set_can_swap(True)
    assert shown[-1] == ""


def test_bars_share_zero_and_scale(bars: TokenBars, light: Theme) -> None:
    """Half as probable is half as long, for every row: the figure can be seen."""
    chosen, usual = light.color("bar_chosen").rgb(), light.color("bar").rgb()
    image = _image(bars)
    left = TokenRowPainter(light).columns(bars.width(), bars._rank_digits).bar
    first = _coloured(image, _rect(bars, 0), usual, left)
    second = _coloured(image, _rect(bars, 1), chosen, left)
    assert first.left() == second.left()
    assert second.width() == pytest.approx(first.width() * 0.375 / 0.625, abs=1.5)  # pixels


def test_chosen_row_differs_by_more_than_colour(bars: TokenBars) -> None:
    """Who sees no blue must still find the chosen token: a mark stands in a column of its own."""
    image = _image(bars)
    mark = QRect(2, _rect(bars, 1).top(), 11, _rect(bars, 1).height())
    other = mark.translated(0, -mark.height())
    assert _ink(image, mark, bars)
    assert not _ink(image, other, bars)


def test_columns_do_not_depend_on_data(light: Theme, bars: TokenBars) -> None:
    """While tokens stream, only lengths and figures change: places do not."""
    painter = TokenRowPainter(light)
    assert painter.columns(352, 5) == painter.columns(352, 5)
    before = bars.minimumSizeHint(), bars.sizeHint()
    bars.set_rows([TokenRow(50257, 1, "␣" * 64, 1e-12, 1.0, is_chosen=True)])
    assert (bars.minimumSizeHint(), bars.sizeHint()) == before
    bars.set_rows(())
    assert (bars.minimumSizeHint(), bars.sizeHint()) == before


def test_the_widest_rank_does_not_touch_the_mark(bars: TokenBars) -> None:
    """The column of ranks is as wide as the vocabulary makes it, 50,257 or 151,936."""
    for rank_count in (50_257, 151_936):
        row = TokenRow(rank_count, 1, "␣a", 1e-9, 1.0, is_chosen=True)
        bars.set_rows([row], rank_count)
        image, rect = _image(bars), _rect(bars, 0)
        bold = QFontMetrics(TokenRowPainter(current_theme()).bold)
        columns = TokenRowPainter(current_theme()).columns(bars.width(), len(str(rank_count)))
        left = columns.mark + bold.horizontalAdvance("●")
        gap = QRect(left, rect.top(), columns.rank - left, rect.height())
        assert gap.width() >= 3
        assert not _ink(image, gap, bars)


def test_columns_do_not_overlap(light: Theme) -> None:
    """With a scroll bar beside it the list has 340 pixels, and everything still has its place."""
    painter = TokenRowPainter(light)
    bold = QFontMetrics(painter.bold)
    for width, digits in itertools.product((312, 340, 352, 500), (3, 5, 6)):
        columns = painter.columns(width, digits)
        assert columns.mark + bold.horizontalAdvance("●") < columns.rank
        assert columns.rank + bold.horizontalAdvance("8" * digits) <= columns.rank_right
        assert columns.rank_right < columns.token
        assert columns.token + columns.token_width < columns.bar
        assert columns.bar + columns.bar_width < columns.raw_right < columns.final_right < width
        assert columns.bar_width >= (40 if digits <= 5 else 30)  # Qwen's ranks have six


def test_list_reserves_its_rows(bars: TokenBars) -> None:
    """20 tokens, one from further down and the rest: what stands below never moves."""
    assert bars.maximumHeight() >= ROW_COUNT * 24
    assert bars.row_at(_rect(bars, 3).center().y()) == 3
    assert bars.row_at(_rect(bars, 4).center().y()) == -1


def test_rows_are_reached_by_keyboard(bars: TokenBars, qtbot: QtBot) -> None:
    """Every mouse act has a key path: the arrow keys show what hovering shows."""
    bars.show()
    bars.activateWindow()
    bars.setFocus()
    qtbot.waitUntil(bars.hasFocus)
    before = _image(bars)
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_End)
    assert "no row of their own" in QToolTip.text()
    assert _image(bars) != before, "the row under the keyboard cannot be seen"
    QToolTip.hideText()


def test_empty_list_shows_what_will_be_there(qtbot: QtBot, light: Theme) -> None:
    """A blank half of the window looks broken."""
    bars = TokenBars()
    qtbot.addWidget(bars)
    bars.resize(352, 552)
    assert bars.accessibleDescription() == "Nothing was generated yet."
    assert _ink(_image(bars), QRect(60, 30, 200, 200), bars)


def _rect(bars: TokenBars, index: int) -> QRect:
    return bars.row_rect(index)


def _image(bars: TokenBars) -> QImage:
    return bars.grab().toImage()


def _coloured(image: QImage, rect: QRect, rgb: int, left: int) -> QRect:
    points = [
        (x, y)
        for x in range(rect.left(), rect.right() + 1)
        for y in range(rect.top(), rect.bottom() + 1)
        if image.pixel(x, y) == rgb and x >= left
    ]
    # The widest run of one line is the bar; text in the same colour has only short ones.
    lines: dict[int, list[int]] = {}
    for x, y in points:
        lines.setdefault(y, []).append(x)
    xs = max(lines.values(), key=lambda line: _run(line)[1] - _run(line)[0])
    left, right = _run(xs)
    return QRect(left, 0, right - left + 1, 1)


def _run(xs: list[int]) -> tuple[int, int]:
    best = start = end = xs[0]
    best_end = end
    for x in xs[1:]:
        start = x if x != end + 1 else start
        end = x
        if end - start > best_end - best:
            best, best_end = start, end
    return best, best_end


def _ink(image: QImage, rect: QRect, bars: TokenBars) -> bool:
    ground = image.pixel(image.width() - 1, image.height() - 1)
    return any(
        image.pixel(x, y) != ground
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_removed_sign_stays_what_it_is(qapp: QApplication, scheme: str) -> None:
    """A line through "!" makes a "+" of it: around a sign the line leaves a gap."""
    theme = load_theme(scheme)
    painter = TokenRowPainter(theme, 200)
    columns = painter.columns(700, 2)  # with a wide font, less would shorten the word
    line, ground = theme.color("line_strong"), theme.color("surface_raised")

    def middle_of(text: str) -> list[QColor]:
        """Return the colours across the middle of the token's ground."""
        image = QImage(700, 48, QImage.Format.Format_RGB32)
        image.fill(theme.color("window"))
        row = TokenRow(1, 0, text, 0.03, 0.0, is_removed=True, removed_by="top_p")
        marks = Marks()
        painter.add_row(marks, columns, image.rect(), row, 1.0)
        with QPainter(image) as brush:
            marks.draw(brush)
        y = image.height() // 2
        # The line may fall between two rows of pixels: the stronger one counts.
        rows = [[image.pixelColor(x, one) for x in range(image.width())] for one in (y - 1, y)]
        across = max(rows, key=lambda colors: sum(color == line for color in colors))
        return across[columns.token : columns.token + columns.token_width]

    sign = middle_of(".")  # nothing of it stands at that height
    places = [place for place, color in enumerate(sign) if color == line]
    assert places, "it is struck out"
    inside = sign[places[0] : places[-1]]
    assert inside.count(ground) >= 6, "and the sign stands free"  # pixels at 200 %
    word = [color == line for color in middle_of("␣the")]
    assert sum(word) > 2 * len(places)

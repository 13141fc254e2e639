"""The curves can be pointed at, walked through and heard; what they show is in proportion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from gptdesk.analysis.curves import Point, TextCurves, curves_of
from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.theme import SPACE_2, Theme, ThemeController, load_theme
from gptdesk.app.views.text.curves import CurvesView
from gptdesk.app.views.text.curves_layout import means, peaks
from gptdesk.app.views.text.curves_painter import CurvesPainter
from tests.app.viewmodels.answers import PROMPT, answer
from tests.fakes import vocabulary


def long_answer(tokens: int):
    """Return an answer whose tokens differ in probability."""
    return answer(
        [300 + n for n in range(tokens)], [0.9 if n % 9 else 2**-9 for n in range(tokens)]
    )


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, themes: ThemeController) -> Theme:
    themes.set_scheme(request.param)
    return themes.theme


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> CurvesView:
    """A chart as wide as the panel has it, of a short text."""
    view = CurvesView(LoadedModel(vocabulary=vocabulary()))
    qtbot.addWidget(view)
    view.resize(336, view.height())
    view.set_curves(curves_of(answer()))
    return view


def layout_of(view: CurvesView):
    """Return where things stand in a view."""
    return view._painter.layout(view._room(), view._curves)


def test_a_click_goes_to_the_token(view: CurvesView, qtbot: QtBot) -> None:
    """The token whose bar is under the mouse, in the prompt and in the answer."""
    layout = layout_of(view)
    for place, ref in (
        (1, TokenRef("answer", is_prompt=True, index=1)),
        (len(PROMPT) + 1, TokenRef("answer", is_prompt=False, index=1)),
    ):
        at = QPoint(round(layout.x_of(place)), round(layout.zero) - 10)
        with qtbot.waitSignal(view.token_chosen) as chosen:
            qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
        assert chosen.args == [ref]
        assert view.current == place
    with qtbot.assertNotEmitted(view.token_chosen):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 50))


def test_arrow_keys_walk_through_all_tokens(view: CurvesView, qtbot: QtBot) -> None:
    """Without a mouse every token can be reached, and the ends hold."""
    key = Qt.Key
    for pressed, place in (
        (key.Key_Right, 0),
        (key.Key_Left, 0),
        (key.Key_Right, 1),
        (key.Key_End, 6),
        (key.Key_Right, 6),
        (key.Key_PageUp, 0),
        (key.Key_PageDown, 6),
        (key.Key_Home, 0),
    ):
        qtbot.keyClick(view, pressed)
        assert view.current == place, pressed
    view.set_current(None)
    qtbot.keyClick(view, key.Key_Left)
    assert view.current == 6, "from outside, leftwards is from the end"


def test_a_screen_reader_hears_the_token(view: CurvesView) -> None:
    """A painted chart is silent unless it says its figures itself."""
    words = view.words_at(len(PROMPT)).replace("\N{NO-BREAK SPACE}", " ")
    assert words == (
        "token ␣Paris, 50.00 %, rank 1, surprisal 1.00 bits, entropy 1.50 bits, "
        "perplexity so far 2.00"
    )
    assert view.words_at(0) == "token The, nothing predicted it"
    assert view.accessibleName()
    assert "Perplexity 4.00 over the answer's 2 tokens" in view.accessibleDescription()


def test_in_a_long_text_the_mouse_finds_the_peaks(qtbot: QtBot, view: CurvesView) -> None:
    """Several tokens share a pixel; the surprising one is drawn, and it is meant."""
    curves = curves_of(long_answer(2000))
    view.set_curves(curves)
    layout = layout_of(view)
    assert layout.slot < 0.2
    peak = len(PROMPT) + 9 * 100
    found = layout.places_at(layout.x_of(peak))
    assert found is not None
    assert found[0] <= peak <= found[1]
    with qtbot.waitSignal(view.token_chosen) as chosen:
        at = QPoint(round(layout.x_of(peak)), round(layout.zero))
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert curves.points[len(PROMPT) + chosen.args[0].index].surprisal_bits == 9


def test_bars_are_in_proportion(view: CurvesView, theme: Theme) -> None:
    """Three bits are three times as high as one; surprisal goes up, entropy down."""
    layout = layout_of(view)
    image = _image(view)
    one, three = (_height(image, layout.x_of(place), theme, "bar") for place in (5, 6))
    assert three == pytest.approx(3 * one, abs=2)
    assert one == pytest.approx(layout.bits.height() / 2 / layout.bit_scale, abs=1)
    entropy = _height(image, layout.x_of(6), theme, "bar_rest")
    assert entropy == pytest.approx(1.5 * one, abs=2)


@pytest.mark.parametrize(
    ("prompt", "tokens"), [(9, 50), (511, 1), (511, 60), (1, 1), (1, 500), (0, 20), (20, 0)]
)
def test_labels_of_the_parts_stay_apart(theme: Theme, prompt: int, tokens: int) -> None:
    """Neither touches the other, and a short part has its own as well."""
    painter = CurvesPainter(theme)
    ref = TokenRef("a", is_prompt=False, index=0)
    points = (Point(ref, 1, surprisal_bits=1.0),) * (prompt + tokens)
    layout = painter.layout(QRectF(8, 4, 320, 240), TextCurves("a", points, prompt))
    labels = painter.part_labels(layout, prompt)
    names = [f"prompt {prompt}"] * bool(prompt) + [f"answer {tokens}"] * bool(tokens)
    assert [text for _, text in labels] == names
    for place, text in labels:
        assert place.width() >= QFontMetricsF(painter.font).horizontalAdvance(text)
        assert layout.bits.left() <= place.left() <= place.right() <= layout.bits.right()
    if len(labels) == 2:
        assert labels[1][0].left() - labels[0][0].right() >= SPACE_2
    narrow = painter.layout(QRectF(0, 4, 100, 240), TextCurves("a", points, prompt))
    assert len(painter.part_labels(narrow, prompt)) == 1, "the longer part's, rather than touch"


def test_the_marked_token_is_seen(view: CurvesView, theme: Theme) -> None:
    """By a line through both plots, not by its colour alone."""
    layout = layout_of(view)
    before = _image(view)
    view.set_current(6)
    after = _image(view)
    accent = theme.color("accent").rgb()
    x = round(layout.x_of(6))
    top = round(layout.perplexity.top()) + 2
    columns = (x - 1, x, x + 1)
    assert any(after.pixel(column, top) == accent for column in columns)
    assert not any(before.pixel(column, top) == accent for column in columns)


def test_infinite_surprisal_is_drawn(view: CurvesView) -> None:
    """A token that could not come, put there by the user, must not break the picture."""
    view.set_curves(curves_of(answer((6342, 13), (0.5, 0.0))))
    layout = layout_of(view)
    assert layout.bit_scale == 2
    # Pixels; how high a line is, and so what the sums round to, depends on the font.
    assert layout.y_of_surprisal(float("inf")) == pytest.approx(layout.bits.top(), abs=1e-9)
    assert layout.y_of_perplexity(float("inf")) == pytest.approx(layout.perplexity.top(), abs=1e-9)
    assert not _image(view).isNull()


def test_no_text_says_what_will_be_here(view: CurvesView, qtbot: QtBot) -> None:
    """An empty chart is a question; keys do nothing in it."""
    view.set_curves(TextCurves())
    with qtbot.assertNotEmitted(view.token_chosen):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "There is no text yet."
    _image(view)


def test_the_chart_grows_with_the_zoom(view: CurvesView, themes: ThemeController) -> None:
    """Large type for talks scales the charts too."""
    height = view.height()
    themes.set_zoom(200)
    assert view.height() > height


def test_pixels_keep_peaks_and_means() -> None:
    """Nothing that is rare may vanish because a text is long."""
    ref = TokenRef("a", is_prompt=False, index=0)
    points = [Point(ref, 1, surprisal_bits=float(n % 7), perplexity=float(n)) for n in range(70)]

    def surprisal(point: Point) -> float | None:
        return point.surprisal_bits

    assert [bits for _, bits in peaks(points, surprisal, 0.1)] == [6.0] * 7
    assert [place for place, _ in peaks(points, surprisal, 2.0)] == list(range(70))
    averages = [value for _, value in means(points, lambda point: point.perplexity, 0.1)]
    assert averages == [4.5 + 10 * n for n in range(7)]
    middles = [place for place, _ in means(points, lambda point: point.perplexity, 0.1)]
    assert middles == [5 + 10 * n for n in range(7)], "of the tokens that each stands for"
    assert list(peaks([replace(points[0], surprisal_bits=None)], surprisal, 1.0)) == []


def test_scales_hold_the_figures(theme: Theme) -> None:
    """The tallest bar stays below the top, and the scale is not many times too large."""
    painter = CurvesPainter(theme)
    for bits, scale in ((1.0, 2), (2.0, 2), (2.1, 4), (13.0, 16), (40.0, 48)):
        curves = TextCurves(
            "a", (Point(TokenRef("a", False, 0), 1, 0.5, 1, bits, 0.5, 2**bits),), 0
        )
        layout = painter.layout(QRectF(0, 0, 300, 240), curves)
        assert layout.bit_scale == scale
        assert layout.y_of_surprisal(bits) >= layout.bits.top()


def _image(view: CurvesView) -> QImage:
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(load_theme("light").color("window"))
    view.render(image)
    return image


def _height(image: QImage, x: float, theme: Theme, name: str) -> int:
    """Return how many pixels of a colour stand above each other in a column, at most."""
    wanted = theme.color(name).rgb()
    longest = run = 0
    for y in range(image.height()):
        run = run + 1 if image.pixel(round(x), y) == wanted else 0
        longest = max(longest, run)
    return longest

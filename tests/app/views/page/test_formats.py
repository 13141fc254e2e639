"""A formatted text looks formatted, and in everything else stays the text that it is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.theme import load_theme
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.page.body import Body, Content
from gptdesk.app.views.page.entry import PageStyle
from gptdesk.app.views.page.formats import Formats, TextFormat, formats_in
from gptdesk.app.views.page.found_marks import FoundMarks
from gptdesk.app.views.page.hits import FindHits
from gptdesk.app.views.page.page import Page, Place
from gptdesk.app.views.page.painter import EntryLook, EntryPainter
from gptdesk.app.views.page.text_block import TextBlock, TextStyle, text_style
from gptdesk.app.views.page.tokens import PageTokens
from gptdesk.app.views.transcript.selection import Selection
from gptdesk.chat.messages import Message, PromptMode, Role
from tests.fakes import vocabulary

WIDTH, ALL = 420, (0.0, 1e9)
PIECES = ("The", " fox", " lives", "\n", " fox", " fox", " where", "\n", " the", " fox", ".")
TEXT = "".join(PIECES)
FIRST_LINE = TEXT.index("\n")
FORMATS = (
    TextFormat(0, FIRST_LINE, heading=1),
    TextFormat(FIRST_LINE + 1, FIRST_LINE + 5, is_bold=True),
    TextFormat(FIRST_LINE + 5, FIRST_LINE + 9, is_italic=True),
    TextFormat(TEXT.rindex("\n") + 1, len(TEXT), is_code=True),
)
Ranges = Sequence[TextFormat]


class Fixed(Formats):
    """Formats that are given as ranges."""

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = tuple(ranges)

    def between(self, start: int, end: int) -> Ranges:
        """Return the parts of the ranges."""
        return formats_in(self.ranges, start, end)


def ids_of(*pieces: str) -> tuple[int, ...]:
    known = vocabulary().pieces
    return tuple(known.index(piece.encode()) for piece in pieces)


ANSWER = Message(Role.ASSISTANT, TEXT, PromptMode.CONVERSATION, token_ids=ids_of(*PIECES), id="a")


@pytest.fixture
def style(qapp: QApplication) -> TextStyle:
    theme = load_theme("light")
    return text_style(theme.font("transcript"), code=theme.font("mono"))


def page_of(style: TextStyle, formats: Ranges, message: Message = ANSWER) -> Page:
    """Return a page of one message, laid out."""
    page = Page(PageStyle(style, style, style.font, WIDTH, lambda _id, _text: Fixed(formats)))
    page.append([message])
    page.lay_out_view(0, 10_000, to_end=False, anchor=None)
    return page


def extent(page: Page, start: int, end: int) -> QRectF:
    """Return the box of some characters."""
    (box,) = page.entries[0].rects(start, end, *ALL)
    return box


def picture(page: Page, *layers: Selection | FoundMarks) -> QImage:
    image = QImage(WIDTH, page.height, QImage.Format.Format_RGB32)
    image.fill(load_theme("light").color("window"))
    painter = QPainter(image)
    try:
        EntryPainter(load_theme("light"), page.style, layers).paint(
            painter, page.entries[0], (0, page.height), EntryLook()
        )
    finally:
        painter.end()
    return image


def test_formats_are_measured_and_painted(style: TextStyle) -> None:
    """A heading is larger, bold and code have their own widths, and all of it is seen."""
    plain, shown = page_of(style, ()), page_of(style, FORMATS)
    assert extent(shown, 0, FIRST_LINE).height() > extent(plain, 0, FIRST_LINE).height()
    assert shown.height > plain.height
    for one in FORMATS[:2] + FORMATS[3:]:
        widths = [extent(page, one.start, one.end).width() for page in (shown, plain)]
        assert abs(widths[0] - widths[1]) > 0.5, one
    for one in FORMATS:
        alone = page_of(style, (one,))
        assert picture(alone) != picture(plain), one


def test_formats_over_each_other_are_one_look(style: TextStyle) -> None:
    """Bold in a heading, italic in bold: each adds what it says."""
    bold, italic = TextFormat(0, 8, is_bold=True), TextFormat(0, 8, is_italic=True)
    looks = [picture(page_of(style, formats)) for formats in ((bold,), (italic,), (bold, italic))]
    assert looks[2] not in looks[:2]
    assert looks[2] == picture(page_of(style, (TextFormat(0, 8, is_bold=True, is_italic=True),)))


def test_a_format_counts_characters_where_qt_counts_units(style: TextStyle) -> None:
    """An emoji is two units for Qt: what stands behind it is formatted, not its neighbour."""
    text = "🦊🦊 fox fox"
    shown, plain = (
        TextBlock(0, len(text), ends_line=False),
        TextBlock(0, len(text), ends_line=False),
    )
    shown.lay_out(text, style, WIDTH, (TextFormat(7, 10, is_bold=True),))
    plain.lay_out(text, style, WIDTH)
    assert shown.caret(7) == plain.caret(7)
    assert shown.caret(10).x() > plain.caret(10).x()


def test_formatted_text_is_selected_and_copied_as_it_is(style: TextStyle) -> None:
    """The clipboard gets the text; the selection covers what is seen."""
    page, selection = page_of(style, FORMATS), Selection()
    selection.select(Place(0, 4), Place(0, FIRST_LINE + 9))
    assert selection.text(page.entries) == TEXT[4 : FIRST_LINE + 9]
    entry, color = page.entries[0], load_theme("light").color("selection")
    image = picture(page, selection)
    for box in entry.rects(4, FIRST_LINE + 9, *ALL):
        corner = box.topLeft().toPoint()
        assert image.pixelColor(corner.x() + 1, corner.y() + 1) == color
    for position in range(len(TEXT) + 1):
        caret = entry.caret(position)
        assert caret is not None
        assert entry.position_at(caret.x() + 0.25, caret.center().y()) == position


def test_a_drag_whose_start_is_gone_selects_from_where_it_goes_on(style: TextStyle) -> None:
    """Another conversation may come while the mouse button is down."""
    page, selection = page_of(style, FORMATS), Selection()
    selection.start_at(Place(0, 1))
    selection.clear()
    selection.extend(Place(0, 4))
    selection.extend(Place(0, 9))
    assert selection.text(page.entries) == TEXT[4:9]


def test_words_are_found_and_tinted_where_they_stand(style: TextStyle) -> None:
    """In a heading, in bold and in code: the tint covers the word."""
    model = MessageListModel()
    hits = FindHits(model)
    model.reset([ANSWER])
    hits.set_query("fox")
    assert hits.count == 4
    page, color = page_of(style, FORMATS), load_theme("light").color("found")
    image = picture(page, FoundMarks(hits))
    for index in range(hits.count):
        _row, start, end = hits.hit(index)
        box = extent(page, start, end)
        x = range(round(box.left()) + 1, round(box.right()) - 1)
        y = round(box.top()) + 3
        assert {image.pixelColor(at, y).rgb() for at in x} == {color.rgb()}


def test_tokens_are_where_their_characters_are(style: TextStyle) -> None:
    """The box that is outlined holds the token's text, and the mouse finds the token in it."""
    page = page_of(style, FORMATS)
    tokens = PageTokens(page, lambda _: vocabulary())
    at = 0
    for index, piece in enumerate(PIECES):
        ref = TokenRef("a", is_prompt=False, index=index)
        if piece != "\n":
            (box,) = tokens.boxes(ref)
            wanted = extent(page, at, at + len(piece)).translated(0, page.top(0))
            assert (box.left(), box.right()) == (wanted.left(), wanted.right())
            assert tokens.at(QPointF(box.center().x(), box.center().y())) == ref
        at += len(piece)


def test_a_growing_answer_keeps_the_lines_whose_formats_stay(style: TextStyle) -> None:
    """Closing asterisks format what was there already; the paragraphs above stay laid out."""
    text = "one\ntwo fox\nthree"
    bold = TextFormat(4, 7, is_bold=True)
    code = TextFormat(12, 17, is_code=True)
    body = Body(Content(text, 0, len(text), (), Fixed((bold, code))), style, style, WIDTH)
    body.lay_out_between(*ALL)
    blocks = [piece.block for piece, _ in body.pieces_between(*ALL)]
    grown = replace(code, end=22)  # code that is not closed goes on
    body.update(Content(text + " more", 0, len(text) + 5, (), Fixed((bold, grown))))
    body.lay_out_between(*ALL)
    kept = [piece.block for piece, _ in body.pieces_between(*ALL)]
    assert kept[:2] == blocks[:2]
    assert kept[2] is not blocks[2]
    body.update(Content(text + " more", 0, len(text) + 5, (), Fixed((grown,))))
    body.lay_out_between(*ALL)
    last = [piece.block for piece, _ in body.pieces_between(*ALL)]
    assert (last[0], last[2]) == (kept[0], kept[2])
    assert last[1] is not kept[1], "it is not bold any more"


def test_what_grows_with_formats_is_what_is_shown_anew(style: TextStyle) -> None:
    """Random texts and formats, as if each were the first."""
    dice = random.Random(4)
    for _ in range(60):
        text, formats = "", list[TextFormat]()
        body = Body(Content("", 0, 0), style, style, WIDTH)
        for _ in range(6):
            if dice.random() < 0.5:
                body.lay_out_between(0, dice.randrange(1, 200))
            text += "".join(dice.choices("ab \n", k=dice.randrange(12)))
            start, end = sorted(dice.choices(range(len(text) + 1), k=2))
            formats.append(TextFormat(start, end, heading=dice.randrange(3)))
            if dice.random() < 0.3:
                del formats[dice.randrange(len(formats))]
            formats.sort(key=lambda one: one.start)
            body.update(Content(text, 0, len(text), (), Fixed(formats)))
        fresh = Body(Content(text, 0, len(text), (), Fixed(formats)), style, style, WIDTH)
        assert shape_of(body) == shape_of(fresh), (text, formats)


def shape_of(body: Body) -> list[tuple[int, int, float]]:
    """Lay all out; return top, height and right edge of each paragraph."""
    body.lay_out_between(*ALL)
    return [
        (top, piece.block.height, piece.block.caret(piece.block.end).x())
        for piece, top in body.pieces_between(*ALL)
    ]

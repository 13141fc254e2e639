"""The transcript: text at its place, work only for what is seen, and every way to reach it."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import ThemeController, load_theme
from gptdesk.app.viewmodels.settings.appearance import AnswerSpoken
from gptdesk.app.views.page.found_marks import FoundMarks
from gptdesk.app.views.page.hits import FindHits
from gptdesk.app.views.page.page import Page
from gptdesk.app.views.page.paragraphs import LONGEST_PARAGRAPH, displayable, paragraph_spans
from gptdesk.app.views.page.text_block import TextBlock
from gptdesk.app.views.tokens.card import TokenCard
from gptdesk.app.views.transcript.selection import word_around
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role, Run
from gptdesk.chat.tokens import SamplingSettings
from tests.app.views.transcript.shown import Show, opener, pixel, settle

CONTINUE, TALK = PromptMode.CONTINUE, PromptMode.CONVERSATION
LONG = "\n".join(f"Line {number} of a story about a small fox." for number in range(200))


def prompt(text: str, mode: PromptMode = CONTINUE) -> Message:
    return Message(Role.USER, text, mode)


def answer(
    text: str,
    mode: PromptMode = CONTINUE,
    state: MessageState = MessageState.COMPLETE,
    **more: object,
) -> Message:
    return replace(
        Message(Role.ASSISTANT, text, mode, state, model_name="storyteller"),
        **more,  # pyright: ignore[reportArgumentType]
    )


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Open a transcript on some messages."""
    return opener(qtbot)


def point_before(view: TranscriptView, row: int, char: int) -> QPoint:
    """Return a point of the viewport just right of the edge before a character."""
    page = view.scroller.page
    entry = page.entries[page.entry_of(row)]
    caret = entry.caret(entry.position_of(row, char))
    assert caret is not None
    top = page.top(page.entry_of(row)) - view.verticalScrollBar().value()
    return QPoint(round(caret.x()) + 1 + view.scroller.column[0], round(caret.center().y()) + top)


def move_mouse(view: TranscriptView, point: QPoint, *, is_pressed: bool = False) -> None:
    """Move the mouse over the text, with or without its button down."""
    viewport, none = view.viewport(), Qt.MouseButton.NoButton
    place = QPointF(point), QPointF(viewport.mapToGlobal(point))
    pressed = Qt.MouseButton.LeftButton if is_pressed else none
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QGuiApplication.sendEvent(viewport, QMouseEvent(kind, *place, none, pressed, keys))


def drag(qtbot: QtBot, view: TranscriptView, start: QPoint, end: QPoint) -> None:
    viewport = view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    move_mouse(view, end, is_pressed=True)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)


def count_layouts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the number of characters of each paragraph laid out."""
    laid_out: list[int] = []
    original = TextBlock.lay_out

    def spy(self: TextBlock, *args: object) -> None:
        laid_out.append(self.end - self.start)
        original(self, *args)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(TextBlock, "lay_out", spy)
    return laid_out


# -- paragraphs


def test_every_character_is_in_exactly_one_paragraph() -> None:
    """A lost or doubled character would be an answer that the model did not give."""
    dice = random.Random(7)
    for _ in range(200):
        text = "".join(dice.choices("ab \n火é", k=dice.randrange(60)))
        breaks = sorted(dice.sample(range(len(text) + 1), k=min(2, len(text))))
        rebuilt, position = "", 0
        for start, end, ends_line in paragraph_spans(text, 0, breaks):
            assert start == position
            rebuilt += text[start:end] + "\n" * ends_line
            position = end + ends_line
        assert rebuilt == text


def test_a_long_line_is_broken_for_display_only_and_never_inside_a_character() -> None:
    """One 3 MB line must not freeze the window, nor tear an accent from its letter."""
    for text in ("word " * 60_000, "e\u0301" * 40_000, "👩\u200d👩\u200d👧" * 10_000, "x" * 90_000):
        spans = list(paragraph_spans(text, 0))
        assert max(end - start for start, end, _ in spans) <= LONGEST_PARAGRAPH
        assert "".join(text[start:end] for start, end, _ in spans) == text
        for (_, end, _), _next in pairwise(spans):
            assert not unicodedata.combining(text[end])
            assert text[end] != "\u200d"


def test_text_that_qt_cannot_show_keeps_its_length() -> None:
    """PySide drops half surrogate pairs; every later position would then be wrong."""
    text = "a\ud800b\0c\r\n\x1bd\u2028e"
    shown = displayable(text)
    assert len(shown) == len(text)
    assert not any(0xD800 <= ord(char) < 0xE000 for char in shown)
    assert "\0" not in shown


# -- layout and scrolling


def test_only_the_last_paragraph_is_laid_out_while_text_is_added(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cost of a token must not grow with the answer."""
    streaming = answer("\n".join(["A line of text."] * 300), state=MessageState.STREAMING)
    view, model = show(prompt("Go"), streaming)
    laid_out = count_layouts(monkeypatch)
    for added in (" More", " More text", " More text\nand a new line"):
        model.replace(1, replace(streaming, text=streaming.text + added))
        settle(view)
    assert len(laid_out) == 3  # the last paragraph twice, then only the new one
    assert max(laid_out) < 100


def test_ten_thousand_messages_are_laid_out_only_where_they_are_seen(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long history must open at once."""
    laid_out = count_layouts(monkeypatch)
    messages = [prompt(LONG, TALK), answer("Yes.\nNo.", TALK)] * 5_000
    view, _ = show(*messages)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum() > 1_000_000
    assert len(laid_out) < 150
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    settle(view)
    assert len(laid_out) < 300


def test_the_view_stays_at_the_end_only_if_the_user_was_there(show: Show) -> None:
    """Text that runs away while it is read is the worst fault of a chat window."""
    streaming = answer(LONG, state=MessageState.STREAMING)
    view, model = show(prompt("Go"), streaming)
    bar = view.verticalScrollBar()
    model.replace(1, replace(streaming, text=LONG + LONG))
    settle(view)
    assert bar.value() == bar.maximum() > 0
    bar.setValue(bar.maximum() - 500)
    before, place = bar.value(), view.scroller.place_at(QPoint(100, 5))
    model.replace(1, replace(streaming, text=LONG * 3))
    settle(view)
    assert bar.value() == before < bar.maximum()
    assert view.scroller.place_at(QPoint(100, 5)) == place


def test_sending_a_message_shows_it(show: Show) -> None:
    """Who has scrolled up and then asks something wants to see the answer."""
    view, model = show(prompt("Go", TALK), answer(LONG, TALK))
    view.verticalScrollBar().setValue(0)
    model.append(prompt("And then?", TALK))
    settle(view)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


@pytest.mark.parametrize("start", [0.0, 0.4, 0.8])
def test_resizing_and_zooming_keep_the_words_at_the_top(
    themes: ThemeController, show: Show, start: float
) -> None:
    """The reader must not lose the place when the side panel opens."""
    messages = [prompt(LONG, TALK), answer("word " * 3_000, TALK)] * 5
    view, _ = show(*messages)
    bar = view.verticalScrollBar()
    bar.setValue(round(bar.maximum() * start))
    settle(view)
    before = view.scroller.place_at(QPoint(200, 1))
    view.resize(560, 600)
    settle(view)
    themes.set_zoom(150)
    settle(view)
    after = view.scroller.place_at(QPoint(200, 1))
    assert before is not None
    assert after is not None
    assert after.row == before.row
    assert abs(after.char - before.char) <= 150  # two lines


@pytest.mark.parametrize(("width", "zoom"), [(560, 100), (1200, 100), (800, 150), (620, 75)])
def test_the_first_line_in_view_keeps_its_words(
    themes: ThemeController, show: Show, width: int, zoom: int
) -> None:
    """Deep in a long paragraph too, where the same height holds other words in another width."""
    words = " ".join(f"word{number}" for number in range(2_000))
    view, _ = show(prompt("go on", TALK), answer(words, TALK))
    bar = view.verticalScrollBar()
    bar.setValue(round(bar.maximum() * 0.6))
    settle(view)
    left = view.scroller.column[0]
    before = view.scroller.place_at(QPoint(left, 1))
    view.resize(width, 600)
    settle(view)
    themes.set_zoom(zoom)
    settle(view)
    left, column = view.scroller.column
    first, last = (
        view.scroller.place_at(QPoint(left, 1)),
        view.scroller.place_at(QPoint(left + column, 1)),
    )
    assert before is not None
    assert first is not None
    assert last is not None
    assert first.char <= before.char <= last.char + 1


def test_scrolling_up_through_estimates_does_not_jump(show: Show) -> None:
    """Heights above are guessed until they are seen; a wrong guess must not move the text."""
    messages = [prompt("狐狸 " * 700, TALK), answer("Yes.\n\n" * 40, TALK)] * 30
    view, _ = show(*messages)
    bar = view.verticalScrollBar()
    for _ in range(40):
        top = view.scroller.place_at(QPoint(100, 120))
        assert top is not None
        before = point_before(view, top.row, top.char).y()
        bar.setValue(bar.value() - 100)
        settle(view)
        assert point_before(view, top.row, top.char).y() - before == pytest.approx(100, abs=1)


def test_keys_scroll(show: Show, qtbot: QtBot) -> None:
    """Everything can be read without a mouse."""
    view, _ = show(prompt("Go"), answer(LONG))
    bar = view.verticalScrollBar()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert bar.value() == 0
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert 0 < bar.value() < 60
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert bar.value() > 400
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert bar.value() == 0
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()


# -- what is shown


def test_a_prompt_and_its_continuation_are_one_text_joined_by_the_tint(show: Show) -> None:
    """In Continue mode the answer goes on in the prompt's last line."""
    view, _ = show(prompt("The capital of France is"), answer(" Paris, and the fox went there."))
    theme = load_theme("light")
    join, before = point_before(view, 1, 0), point_before(view, 0, 3)
    assert join.y() == before.y()
    above = -8  # beside the letters, still in the line
    assert pixel(view, before + QPoint(0, above)) == theme.color("surface_raised")
    assert pixel(view, join + QPoint(60, above)) == theme.color("window")


def test_in_a_conversation_the_prompt_stands_on_its_own_ground(show: Show) -> None:
    """Who said what must be seen at a glance."""
    view, _ = show(prompt("What did the fox see?", TALK), answer("A train.", TALK))
    theme = load_theme("light")
    asked, told = point_before(view, 0, 0), point_before(view, 1, 0)
    assert told.y() > asked.y() + 40
    assert pixel(view, QPoint(view.scroller.column[0] + 700, asked.y())) == theme.color(
        "surface_raised"
    )
    assert pixel(view, QPoint(view.scroller.column[0] + 700, told.y())) == theme.color("window")


def test_colours_follow_the_theme(themes: ThemeController, show: Show) -> None:
    """A theme change while running reaches the text that is on the screen."""
    view, _ = show(answer("A train."))
    themes.set_scheme("dark")
    assert pixel(view, QPoint(2, 2)) == load_theme("dark").color("window")


def test_a_caret_stands_at_the_end_while_text_is_added(show: Show) -> None:
    """The sign that the model is writing."""
    view, model = show(prompt("Go"), answer(" on", state=MessageState.STREAMING))
    accent = load_theme("light").color("accent")
    at = point_before(view, 1, 3) + QPoint(1, 0)
    assert pixel(view, at) == accent
    model.replace(1, answer(" on"))
    settle(view)
    assert pixel(view, at) != accent


def test_text_from_right_to_left_begins_at_the_right(show: Show) -> None:
    """Hebrew and Arabic are read from the right edge of the column."""
    view, _ = show(answer("שלום עולם", TALK))
    first, last = point_before(view, 0, 0), point_before(view, 0, 9)
    assert first.x() > last.x() + 30
    assert first.x() >= view.scroller.column[0] + view.scroller.column[1] - 5


def test_notes_stand_where_they_happened(show: Show) -> None:
    """What the model forgot, it forgot at this word; the start of an answer is no place in it."""
    view, _ = show(
        prompt("Once"),
        answer(
            " upon a time",
            state=MessageState.STOPPED,
            notes=((0, "The prompt was too long."), (5, "The context was full here.")),
        ),
    )
    page = view.scroller.page
    pieces = [
        piece.note or page.entries[0].text[piece.start : piece.block.end]
        for piece, _ in page.entries[0].pieces_between(0, 10_000)
    ]
    assert pieces == [
        "The prompt was too long.",
        "Once upon ",
        "The context was full here.",
        "a time",
        "Stopped here.",
    ]


def test_an_answer_that_ends_with_its_first_token_says_so(show: Show) -> None:
    """Nothing below the prompt looks as if nothing had been computed."""
    ended = replace(answer(""), token_ids=(50256,))
    for messages in ((prompt("Once"), ended), (prompt("Once", TALK), replace(ended, mode=TALK))):
        view, _ = show(*messages)
        last = view.scroller.page.entries[-1]
        notes = [piece.note for piece, _ in last.pieces_between(0, 10_000) if piece.note]
        assert notes == ["The model ended its answer at once."]
        assert "The model ended its answer at once." in last.text_in_words(100)
    view, _ = show(prompt("Once"), answer(""))  # nothing is made yet, as in step mode
    last = view.scroller.page.entries[-1]
    assert not [piece.note for piece, _ in last.pieces_between(0, 10_000) if piece.note]


def test_an_error_before_the_first_word_is_told_after_the_prompt(show: Show) -> None:
    """What failed is the answer; its place is where the answer would be."""
    view, _ = show(
        prompt("Once"), answer("", state=MessageState.FAILED, notes=((0, "No memory."),))
    )
    page = view.scroller.page
    notes = [piece.note for piece, _ in page.entries[0].pieces_between(0, 10_000)]
    assert notes == [None, "No memory."]


def test_an_answer_that_lost_its_end_is_shown_without_it(show: Show) -> None:
    """A stop string that was shown while it was incomplete is taken back."""
    view, model = show(answer("Yes.\nUser", TALK, MessageState.STREAMING))
    model.replace(0, answer("Yes.", TALK))
    settle(view)
    view.select_all()
    assert view.selected_text() == "Yes."
    assert len(list(view.scroller.page.entries[0].pieces_between(0, 10_000))) == 1


def test_an_answer_that_is_written_again_replaces_the_old_one(show: Show) -> None:
    """Regenerate changes one message and nothing else."""
    view, model = show(prompt("Go"), answer(LONG), prompt("Next"), answer(" one"))
    model.replace(1, answer("", state=MessageState.STREAMING))
    settle(view)
    model.replace(1, answer(" home."))
    settle(view)
    view.select_all()
    assert view.selected_text() == "Go home.\n\nNext one"


# -- selection and clipboard


def test_the_mouse_selects_across_messages(show: Show, qtbot: QtBot) -> None:
    """What is marked is what is copied, also after characters of two UTF-16 units."""
    view, _ = show(prompt("🦊🎉 asks 火车?", TALK), answer("It said 👩\u200d👩\u200d👧 yes.", TALK))
    drag(qtbot, view, point_before(view, 0, 3), point_before(view, 1, 7))
    assert view.selected_text() == "asks 火车?\n\nIt said"
    drag(qtbot, view, point_before(view, 1, 18), point_before(view, 1, 14))
    assert view.selected_text() == "yes."
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "yes."


def test_a_drag_goes_on_where_the_mouse_is_when_the_messages_change(
    show: Show, qtbot: QtBot
) -> None:
    """An answer is written again under the pressed mouse: the new text is selected from there."""
    asked = prompt("Where?", TALK)
    view, model = show(asked, answer("In the old harbour.", TALK))
    viewport = view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=point_before(view, 1, 3))
    move_mouse(view, point_before(view, 1, 6), is_pressed=True)
    assert view.selected_text() == "the"
    model.show((asked, answer("By a quiet river.", TALK)))
    view.scroller.lay_out_now()
    assert view.selected_text() == ""
    move_mouse(view, point_before(view, 1, 5), is_pressed=True)
    move_mouse(view, point_before(view, 1, 10), is_pressed=True)
    assert view.selected_text() == "quiet"
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=point_before(view, 1, 10))
    assert view.selected_text() == "quiet"


def test_a_selection_is_seen_over_what_was_found(show: Show) -> None:
    """The selection is what is copied: no other ground may hide it."""
    view, model = show(answer("fox", TALK))
    hits = FindHits(model)
    hits.set_query("fox")
    view.set_found(FoundMarks(hits))
    edge = point_before(view, 0, 0)
    above = QPoint(edge.x() + 2, edge.y() - view.scroller.page.style.text.line_height // 2 + 2)
    assert pixel(view, above) == load_theme("light").color("found")
    view.select_all()
    assert pixel(view, above) == load_theme("light").color("selection")


def test_select_all_and_copy_give_the_text_as_it_is(show: Show, qtbot: QtBot) -> None:
    """Prompt and continuation are copied as one text, without names and notes."""
    view, _ = show(
        prompt("Once"),
        answer(" upon\n\na time", notes=((3, "The context was full here."),)),
        prompt("Why?", TALK),
    )
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Once upon\n\na time\n\nWhy?"
    assert view.copy_text(1) == view.copy_text(0) == "Once upon\n\na time"


def test_copying_nothing_leaves_the_clipboard_alone(show: Show, qtbot: QtBot) -> None:
    """Ctrl+C without a selection must not lose what was copied before."""
    view, _ = show(answer("Yes."))
    QGuiApplication.clipboard().setText("precious")
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "precious"


def test_a_double_click_selects_a_word_and_a_third_click_its_paragraph(
    show: Show, qtbot: QtBot
) -> None:
    """As in every other text."""
    view, _ = show(answer("First line.\n🎉 The little fox ran.", TALK))
    at = point_before(view, 0, 21)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_text() == "little"
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_text() == "🎉 The little fox ran."
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at)  # else Qt keeps it down


def test_words_are_found_at_the_edges_of_a_text() -> None:
    """A double click behind the last letter takes the last word."""
    assert word_around("the fox", 7) == (4, 7)
    assert word_around("the fox", 0) == (0, 3)
    assert word_around("", 0) == (0, 0)


# -- keyboard, buttons, screen readers


def buttons(view: TranscriptView) -> dict[str, QToolButton]:
    return {
        button.accessibleName(): button
        for button in view.findChildren(QToolButton)
        if button.isVisibleTo(view)
    }


ABOUT = "About this answer: settings, seed and model"
COMPARE = "Compare this answer with…"


def test_hovering_a_message_shows_named_buttons_that_tell_its_row(show: Show, qtbot: QtBot) -> None:
    """Copy and regenerate belong to one message, and say which."""
    view, _ = show(prompt("Why?", TALK), answer("So.", TALK), prompt("Once"), answer(" upon"))
    assert buttons(view) == {}
    move_mouse(view, point_before(view, 0, 0))
    assert set(buttons(view)) == {"Edit this prompt and ask again", "Copy"}
    with qtbot.waitSignal(view.buttons.edit_requested) as edit:
        buttons(view)["Edit this prompt and ask again"].click()
    assert edit.args == [0]
    move_mouse(view, point_before(view, 1, 0))
    assert set(buttons(view)) == {"Copy", ABOUT, "Answer again, with other dice", COMPARE}
    with qtbot.waitSignal(view.buttons.regenerate_requested) as regenerate:
        buttons(view)["Answer again, with other dice"].click()
    assert regenerate.args == [1]
    move_mouse(view, point_before(view, 2, 0))
    assert set(buttons(view)) == {
        "Edit this prompt and ask again",
        "Copy",
        "Answer again, with other dice",
        "Continue this answer",
        ABOUT,
        COMPARE,
    }
    with qtbot.waitSignal(view.buttons.about_requested) as about:
        buttons(view)[ABOUT].click()
    assert about.args == [3]
    with qtbot.waitSignal(view.buttons.copy_requested) as copied:
        buttons(view)["Copy"].click()
    assert copied.args == [3]
    with qtbot.waitSignal(view.buttons.continue_requested):
        buttons(view)["Continue this answer"].click()


def test_branches_are_seen_and_stepped_through(show: Show, qtbot: QtBot) -> None:
    """The old answer stays where one can go back to it; prompt and answer have their own."""
    view, _ = show(prompt("Once"), answer(" upon"), prompt("Why?", TALK), answer("So.", TALK))
    places = {0: (2, 2), 1: (1, 1), 2: (1, 1), 3: (2, 3)}
    view.set_branch_places(places.__getitem__)
    steps: list[tuple[int, int]] = []
    view.buttons.branch_step_requested.connect(lambda *args: steps.append(args))
    move_mouse(view, point_before(view, 3, 0))
    assert {"Earlier answer (2 of 3)", "Later answer (2 of 3)"} < set(buttons(view))
    buttons(view)["Earlier answer (2 of 3)"].click()
    buttons(view)["Later answer (2 of 3)"].click()
    menu = view.buttons.compare_menu
    buttons(view)[COMPARE].click()
    with qtbot.waitSignal(menu.branches_requested) as compared:
        qtbot.keyClick(menu, Qt.Key.Key_P)
    assert compared.args == [3]
    move_mouse(view, point_before(view, 1, 0))
    buttons(view)[COMPARE].click()
    assert not menu.branches.isEnabled(), "it has none"
    assert not menu.models.isEnabled(), "nobody said which models there are"
    with qtbot.waitSignal(menu.other_requested) as other:
        qtbot.keyClick(menu, Qt.Key.Key_O)
    assert other.args == [1]
    buttons(view)["Earlier prompt (2 of 2)"].click()
    assert not buttons(view)["Later prompt (2 of 2)"].isEnabled()
    assert steps == [(3, -1), (3, 1), (0, -1)]


def test_another_branch_leaves_what_is_above_it_where_it_was(show: Show) -> None:
    """Who leafs through answers compares them: the place must not jump."""
    first = [prompt(LONG, TALK), answer(LONG, TALK), prompt("Why?", TALK)]
    view, model = show(*first, answer("So.\n" * 60, TALK))
    bar = view.verticalScrollBar()
    for _ in range(2):  # the first time what is above is an estimate
        bar.setValue(view.scroller.page.top(3) - 200)
        settle(view)
    before = view.scroller.page.top(3) - bar.value()
    for text in ("Because.\n" * 80, "Who knows?\n" * 50):
        model.show((*first, answer(text, TALK)))
        settle(view)
        assert view.scroller.page.top(3) - bar.value() == before
    assert view.copy_text(3).startswith("Who")
    bar.setValue(bar.maximum())
    settle(view)
    before = view.scroller.page.top(3) - bar.value()
    model.show((*first, answer("At the end too.\n" * 90, TALK)))
    settle(view)
    assert view.scroller.page.top(3) - bar.value() == before
    bar.setValue(bar.maximum())
    settle(view)
    model.show((*first, answer("", TALK, MessageState.STREAMING)))
    settle(view)
    assert bar.value() == bar.maximum()


def test_a_new_answer_in_the_place_of_another_is_followed(show: Show) -> None:
    """Regenerate at the end of the page: the new words are seen as they come."""
    asked = prompt("Why?", TALK)
    view, model = show(prompt(LONG, TALK), asked, answer(LONG, TALK))
    streaming = answer("", TALK, MessageState.STREAMING)
    rows = list(model.messages[:2])
    model.show((*rows, streaming))
    settle(view)
    model.replace(2, replace(streaming, text=LONG))
    settle(view)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum() > 0


def test_a_branch_of_a_continuation_keeps_its_prompt(show: Show) -> None:
    """In Continue mode prompt and answer are one entry; only its second half changes."""
    asked = prompt("Once")
    view, model = show(asked, answer(" upon a time"))
    model.show((asked, answer(" more")))
    settle(view)
    assert view.copy_text(1) == "Once more"
    model.show((asked,))
    settle(view)
    assert view.copy_text(0) == "Once"


@pytest.mark.parametrize(("width", "zoom"), [(470, 200), (440, 300), (800, 200)])
def test_every_button_of_a_message_is_in_sight_in_a_narrow_column(
    themes: ThemeController, show: Show, qtbot: QtBot, width: int, zoom: int
) -> None:
    """Large letters and an open inspector leave little: the row had begun left of the window."""
    view, _ = show(prompt("Once"), answer(" upon"), prompt("and"), answer(" so"), width=width)
    view.set_branch_places({0: (2, 2), 1: (2, 12), 2: (1, 1), 3: (11, 12)}.__getitem__)
    themes.set_zoom(zoom)
    settle(view)
    for row, has_prompts in ((3, False), (1, True)):
        move_mouse(view, point_before(view, row, 0))
        settle(view)
        shown = buttons(view)
        assert len(shown) == (8 if row == 3 else 9)
        assert has_prompts == ("Earlier prompt (2 of 2)" in shown)
        frames = [
            QRect(button.mapTo(view.viewport(), QPoint()), button.size())
            for button in shown.values()
        ]
        assert all(view.viewport().rect().contains(frame) for frame in frames)
        assert not any(one.intersects(other) for one, other in combinations(frames, 2))
        assert all(min(frame.width(), frame.height()) >= 24 for frame in frames)
        with qtbot.waitSignal(view.buttons.edit_requested):
            edit = shown["Edit this prompt and ask again"]
            qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    least, most = (45, 49) if width == 800 else (24, 38)
    assert least <= frames[0].width() <= most
    assert width == 800 or view.buttons.x() < 60, "as large as there is room"


def test_buttons_that_cannot_be_used_say_why(show: Show) -> None:
    """Disabled means explained."""
    view, _ = show(prompt("Go"), answer(" on", state=MessageState.STREAMING))
    move_mouse(view, point_before(view, 1, 0))
    again = buttons(view)["Answer again, with other dice"]
    assert not again.isEnabled()
    assert "stop it first" in again.toolTip()


def test_the_keyboard_walks_from_message_to_message(show: Show, qtbot: QtBot) -> None:
    """Every message and its buttons can be reached, and it is seen where the keyboard is."""
    view, _ = show(prompt("Why?", TALK), answer(LONG, TALK), prompt("Once"), answer(" upon"))
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    settle(view)
    keys = "Ctrl+Up and Ctrl+Down read messages, Enter walks through tokens."
    assert view.accessibleDescription() == f"Message 3 of 3. {keys}"
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    settle(view)
    focus = QAccessible.queryAccessibleInterface(view).focusChild()
    assert focus.text(QAccessible.Text.Name) == "You, message 1 of 3"
    assert focus.text(QAccessible.Text.Description) == "Why?"
    assert view.verticalScrollBar().value() <= 8
    ring = QPoint(view.scroller.column[0] - 12, point_before(view, 0, 0).y())
    accent = load_theme("light").color("accent")
    near = [pixel(view, ring + QPoint(dx, 0)) for dx in (-1, 0, 1)]
    assert any(abs(color.blue() - accent.blue()) < 40 and color.red() < 90 for color in near)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    focused = view.focusWidget()
    assert isinstance(focused, QToolButton)
    assert focused.accessibleName() == "Edit this prompt and ask again"


def test_a_button_that_the_keyboard_comes_to_is_in_sight_amid_a_long_answer(
    themes: ThemeController, show: Show, qtbot: QtBot
) -> None:
    """Neither the header nor the end is: the ring had been below the window."""
    view, _ = show(prompt("Once"), answer(" upon" * 3_000))
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    settle(view)
    middle = bar.value()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    focused = view.focusWidget()
    assert isinstance(focused, QToolButton)
    frame = QRect(focused.mapTo(view.viewport(), QPoint()), focused.size())
    assert view.viewport().rect().contains(frame)
    assert bar.value() == middle, "the reader keeps the place"
    ground = load_theme("light").color("window")
    between = [pixel(view, frame.topRight() + QPoint(2, y)) for y in range(frame.height())]
    assert {color.name() for color in between} == {ground.name()}, "no text is seen through"
    bar.setValue(bar.maximum())
    settle(view)
    assert not view.buttons.autoFillBackground()
    assert view.viewport().rect().contains(view.buttons.geometry())


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_space_and_enter_press_the_button_that_has_the_keyboard(
    show: Show, qtbot: QtBot, key: Qt.Key
) -> None:
    """Enter on *Answer again* had opened the card of a token instead."""
    view, _ = show(prompt("Once"), answer(" upon a time"))
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_F2)  # the keyboard is on a token
    again = buttons(view)["Answer again, with other dice"]
    for _ in range(9):
        if QApplication.focusWidget() is not again:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.buttons.regenerate_requested) as asked:
        qtbot.keyClick(again, key)
    assert asked.args == [1]
    assert QApplication.focusWidget() is again
    assert not any(card.isVisible() for card in view.findChildren(TokenCard))


def test_tab_goes_to_the_branches_and_then_to_every_button(show: Show, qtbot: QtBot) -> None:
    """In the order that the hands know."""
    view, _ = show(prompt("Once"), answer(" upon"))
    view.set_branch_places({0: (2, 3), 1: (2, 3)}.__getitem__)
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    settle(view)
    walked: list[QToolButton] = []
    while len(walked) < 20:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if not isinstance(focused, QToolButton) or focused in walked:
            break
        walked.append(focused)
    assert [button.accessibleName() for button in walked] == [
        "Earlier prompt (2 of 3)",
        "Later prompt (2 of 3)",
        "Earlier answer (2 of 3)",
        "Later answer (2 of 3)",
        "Edit this prompt and ask again",
        COMPARE,
        "Continue this answer",
        "Answer again, with other dice",
        ABOUT,
        "Copy",
    ]


def test_at_the_last_branch_the_keyboard_goes_to_the_button_that_still_works(
    show: Show, qtbot: QtBot
) -> None:
    """Space, Space, Space through the answers: a button that went grey would lose the keyboard."""
    view, _ = show(prompt("Why?", TALK), answer("So.", TALK))
    places = {0: (1, 1), 1: (2, 3)}
    view.set_branch_places(places.__getitem__)

    def step(row: int, by: int) -> None:
        places[row] = (places[row][0] + by, 3)
        view.set_branch_places(places.__getitem__)

    view.buttons.branch_step_requested.connect(step)
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    settle(view)
    buttons(view)["Earlier answer (2 of 3)"].setFocus(Qt.FocusReason.TabFocusReason)
    for pressed, then in (
        ("Earlier answer (2 of 3)", "Later answer (1 of 3)"),
        ("Later answer (1 of 3)", "Later answer (2 of 3)"),
        ("Later answer (2 of 3)", "Earlier answer (3 of 3)"),
    ):
        assert buttons(view)[pressed].hasFocus()
        qtbot.keyClick(buttons(view)[pressed], Qt.Key.Key_Space)
        assert buttons(view)[then].hasFocus()


@pytest.mark.parametrize(
    ("spoken", "sentences"),
    [
        (AnswerSpoken.SENTENCES, ["went on. He said: “3.14.”", "Then storyteller was stopped."]),
        (AnswerSpoken.WHOLE, ["went on. He said: “3.14.” Then storyteller was stopped."]),
        (AnswerSpoken.END, ["storyteller was stopped."]),
    ],
)
def test_a_new_answer_is_said_once(
    show: Show, said: list[str], spoken: AnswerSpoken, sentences: list[str]
) -> None:
    """By sentences, whole, or only that it is there; never again what stood there before."""
    streaming = answer("It ", state=MessageState.STREAMING)
    view, model = show(prompt("Go"), streaming)
    view.spoken_answer.set_spoken(spoken)
    whole = "It went on. He said: “3.14.” Then"
    for text in ("It went", "It went on", "It went on. He said: “3.14.” Th", whole):
        model.replace(1, replace(streaming, text=text))
    for _ in range(2):
        model.replace(1, replace(streaming, text=whole, state=MessageState.STOPPED))
    assert said == sentences


def test_an_answer_that_was_taken_away_is_not_waited_for(show: Show) -> None:
    """Another path is shown while it is written: the buttons of the others work again."""
    view, model = show(prompt("Go", TALK), answer("", TALK, MessageState.STREAMING))
    assert view.scroller.page.is_streaming
    model.show(model.messages[:1])
    assert not view.scroller.page.is_streaming


def test_going_to_a_message_scrolls_no_further_than_needed(show: Show) -> None:
    """One below comes in at the bottom, one above at the top, and one that is seen stays."""
    view, _ = show(*(prompt(f"Question {number}", TALK) for number in range(40)))
    view.verticalScrollBar().setValue(0)
    view.show_row(20)
    settle(view)
    box = view.scroller.box_of(20)
    assert box.top() + box.height() == view.scroller.visible_height()
    before = view.scroller.top
    view.show_row(18)
    assert view.scroller.top == before
    view.show_row(4)
    assert 0 <= view.scroller.box_of(4).top() <= 8


def test_a_page_down_keeps_one_line_in_sight(show: Show, qtbot: QtBot) -> None:
    """So that a reader knows where he was."""
    view, _ = show(answer(LONG, TALK))
    view.verticalScrollBar().setValue(0)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    line_height = view.scroller.page.style.text.line_height
    assert view.scroller.top == view.scroller.visible_height() - line_height


def test_a_search_begins_in_the_line_at_the_top(show: Show) -> None:
    """Also in a continuation, whose prompt is a part of the same text."""
    view, _ = show(prompt(LONG), answer(LONG))
    for row, shown in ((0, LONG), (1, LONG + LONG)):
        at = len(shown) - len("Line 100 of a story about a small fox.\n") * 40
        view.scroller.show_text(0, at, at + 1)
        view.scroller.scroll_by(point_before(view, row, at - (len(LONG) if row else 0)).y())
        first_row, char = view.scroller.first_seen()
        assert first_row == 0
        assert abs(char - at) < 2 * len("Line 100 of a story about a small fox."), row


def test_the_rows_on_the_screen_are_told(show: Show, qtbot: QtBot) -> None:
    """Their tokens are read from the disk then: a row that is not told never gets its colours."""
    rows = (prompt("Why?", TALK), answer("So.", TALK), prompt("And?", TALK), answer(LONG, TALK))
    view, _ = show(*rows)
    bar = view.verticalScrollBar()
    for value, seen in ((bar.minimum(), [0, 3]), (bar.maximum(), [3, 3])):
        with qtbot.waitSignal(view.scroller.rows_seen) as told:
            bar.setValue(value)
            view.scroller.lay_out_now()
        assert told.args == seen


def test_a_mistake_while_laying_out_does_not_stop_the_page(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad text must not leave the transcript blank until the program is started again."""
    view, model = show(prompt("Why?", TALK))
    with monkeypatch.context() as broken:
        broken.setattr(Page, "lay_out_view", lambda *_args, **_how: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            view.scroller.lay_out_now()
    model.append(answer(LONG, TALK))
    settle(view)
    assert view.verticalScrollBar().maximum() > 0
    assert len(list(view.scroller.visible())) > 0


# -- how fast


def test_a_flood_of_tokens_costs_what_it_adds(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """100,000 tokens, 500 at a time: the text exact, and what stands is not gone through again.

    How long the window takes for a flood is measured by `tests/benchmarks/window_flood.py`.
    """
    words = [" the", " little", " fox", " ran", " 火", " 🎉", ".", " and", "\n\n", " river"]
    dice = random.Random(1)
    streaming = answer("", state=MessageState.STREAMING)
    view, model = show(prompt("Go"), streaming)
    page = view.scroller.page
    seen_lines = view.scroller.visible_height() // page.style.text.line_height + 2
    make, lay_out = TextBlock.__init__, TextBlock.lay_out
    made = laid_out = 0

    def counting_make(self: TextBlock, *args: int, **how: bool) -> None:
        nonlocal made
        made += 1
        make(self, *args, **how)

    def counting_lay_out(self: TextBlock, *args: object) -> None:
        nonlocal laid_out
        laid_out += 1
        lay_out(self, *args)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(TextBlock, "__init__", counting_make)
    monkeypatch.setattr(TextBlock, "lay_out", counting_lay_out)
    text = ""
    for sent in range(500, 100_001, 500):
        made = laid_out = 0
        added = "".join(dice.choices(words, k=500))
        text += added
        state = MessageState.STREAMING if sent < 100_000 else MessageState.COMPLETE
        model.replace(1, replace(streaming, text=text, token_ids=(1,) * sent, state=state))
        settle(view)
        assert made <= added.count("\n") + 5
        assert 0 < laid_out <= 2 * seen_lines
    assert view.copy_text(1) == "Go" + text


@pytest.mark.parametrize(
    ("heads", "is_partly", "heading"),
    [
        (((3, 2), (5, 1)), False, "storyteller with heads 3.2, 5.1 off"),
        (((3, 2),), True, "storyteller, partly with head 3.2 off"),
        (((1, 1), (1, 2), (1, 3), (1, 4)), False, "storyteller with 4 heads changed"),
    ],
)
def test_a_heading_says_which_heads_were_off(
    show: Show, heads: tuple[tuple[int, int], ...], is_partly: bool, heading: str
) -> None:
    """Seen in the chat and on paper, without asking: it is not the network's own answer."""
    off = Run(0, SamplingSettings(), 1, switched_off=tuple(HeadChange(*one) for one in heads))
    runs = (off, Run(1, SamplingSettings(), 1)) if is_partly else (off,)
    view, _ = show(prompt("Why?", TALK), answer("So.", TALK, runs=runs))
    assert view.scroller.page.entries[1].heading == heading

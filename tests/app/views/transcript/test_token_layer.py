"""Tokens in the transcript: coloured, marked by mouse and keyboard, swapped, and read aloud."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QMouseEvent
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.theme import ThemeController, load_theme
from gptdesk.app.viewmodels.settings.appearance import CardWhen
from gptdesk.app.views.transcript import transcript as transcript_module
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from gptdesk.chat.tokens import TokenRecord, TokenStats
from tests.app.views.transcript.shown import Show, opener, pixel, settle
from tests.fakes import vocabulary

TALK = PromptMode.CONVERSATION
PIECES = {piece: index for index, piece in enumerate(vocabulary().pieces)}
LIKELY, RARE = 0.6, 0.001


def ids_of(*pieces: str) -> tuple[int, ...]:
    return tuple(PIECES[piece.encode()] for piece in pieces)


def a_record(token_id: int, raw_p: float = LIKELY, rank: int = 1) -> TokenRecord:
    top = ids_of(" Paris", " Lyon", " fox")
    return TokenRecord(
        token_id, raw_p, raw_p, rank, 1.41, 3, 0.3921, top, (0.6, 0.2, 0.1), (0.6, 0.3, 0.1)
    )


PROMPT = Message(Role.USER, "The capital of France is", id="p")
TOKENS = ids_of(" Paris", ",", " where", " the", " fox", " lives", ".")
ANSWER = Message(
    Role.ASSISTANT,
    " Paris, where the fox lives.",
    token_ids=TOKENS,
    records=tuple(
        a_record(token_id, *((RARE, 500) if token_id == TOKENS[4] else ())) for token_id in TOKENS
    ),
    prompt_ids=ids_of("The", " capital", " of", " France", " is"),
    model_name="storyteller",
    id="a",
)
STATS = tuple(
    TokenStats(index, token_id, *((0.01, 50, 6.6, 3.0) if index else ()))
    for index, token_id in enumerate(ANSWER.prompt_ids)
)


def in_answer(index: int) -> TokenRef:
    return TokenRef("a", is_prompt=False, index=index)


def in_prompt(index: int) -> TokenRef:
    return TokenRef("a", is_prompt=True, index=index)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Open a transcript on some messages, with the vocabulary."""
    return opener(qtbot, vocabulary())


def middle_of(view: TranscriptView, ref: TokenRef) -> QPoint:
    box = view.tokens.box(ref)
    assert box is not None
    return box.center()


def ground_of(view: TranscriptView, ref: TokenRef) -> QColor:
    """Return the colour behind a token: in its corner, where no letter reaches."""
    box = view.tokens.box(ref)
    assert box is not None
    return pixel(view, box.topLeft() + QPoint(1, 1))


def line_under(view: TranscriptView, ref: TokenRef) -> int:
    """Return how many pixels high the line under a token is."""
    box = view.tokens.box(ref)
    assert box is not None
    image = view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    theme = load_theme("light")
    colours = [theme.color(f"token_{hue}_line") for hue in ("orange", "sky", "blue")]
    column = [QPoint(box.left() + 3, y) for y in range(box.top(), box.bottom() + 2)]
    return sum(image.pixelColor(point * ratio) in colours for point in column)


def swaps(view: TranscriptView) -> list[tuple[object, ...]]:
    seen: list[tuple[object, ...]] = []
    view.tokens.swap_requested.connect(lambda *args: seen.append(args))
    view.tokens.swap_text_requested.connect(lambda *args: seen.append(args))
    return seen


def marks(view: TranscriptView) -> list[object]:
    seen: list[object] = []
    view.tokens.marked.token_marked.connect(seen.append)
    return seen


# -- finding tokens


def test_every_point_of_a_token_finds_it(show: Show) -> None:
    """The box that is painted is the one that the mouse hits, in prompt and answer."""
    view, _ = show(PROMPT, ANSWER)
    for ref in [*map(in_prompt, range(5)), *map(in_answer, range(7))]:
        box = view.tokens.box(ref)
        assert box is not None
        for point in (box.center(), box.topLeft() + QPoint(2, 2)):
            assert view.tokens.at(point) == ref
    assert view.tokens.at(QPoint(2, 2)) is None
    assert view.tokens.at(QPoint(400, 500)) is None


def test_a_prompt_in_an_entry_of_its_own_knows_its_tokens(show: Show) -> None:
    """In a conversation the answer that saw it is the next entry."""
    prompt = Message(Role.USER, " Who? ", TALK)
    ids = ids_of("User", ":", " Who", "?", "\n", "B", "ot", ":")
    answer = Message(
        Role.ASSISTANT, "Me", TALK, token_ids=ids_of(" Me"), prompt_ids=ids, prompt_suffix=5, id="a"
    )
    view, _ = show(prompt, answer)
    assert view.tokens.at(middle_of(view, in_prompt(3))) == in_prompt(3)
    assert view.tokens.box(in_prompt(1)) is None, "the template is not on the screen"


# -- colours


def test_what_is_to_be_guessed_is_not_told_by_its_colour(show: Show) -> None:
    """Of the marked token neither tint nor line nor the words of a screen reader say how likely."""
    view, _ = show(PROMPT, ANSWER)
    guessed, other = in_answer(4), in_answer(6)

    def looks(ref: TokenRef) -> QImage:
        box = view.tokens.box(ref)
        assert box is not None
        return view.viewport().grab(box.adjusted(2, 0, -2, 0)).toImage()  # without its neighbours

    view.tokens.marked.set_ref(guessed)
    plain = looks(guessed)
    view.tokens.set_colouring(Measure.SURPRISAL, Bands())
    assert looks(guessed) != plain
    assert "0.1 percent" in view.reader.name(*view.tokens.place_of(guessed))
    view.tokens.set_covered(is_covered=True)
    assert looks(guessed) == plain
    assert view.reader.name(*view.tokens.place_of(guessed)) == "token fox, to be guessed"
    view.tokens.set_covered(is_covered=False)
    assert looks(guessed) != plain
    view.tokens.set_covered(is_covered=True)
    view.tokens.marked.set_ref(other)
    assert line_under(view, guessed) == 3, "it was not marked any more"


def test_doubt_is_tinted_and_underlined_and_confidence_is_quiet(show: Show) -> None:
    """Colour tells, and the weight of the line tells the same without colour."""
    view, _ = show(PROMPT, replace(ANSWER, prompt_stats=STATS))
    window, raised = (load_theme("light").color(name) for name in ("window", "surface_raised"))
    assert ground_of(view, in_answer(4)) == window
    view.tokens.set_colouring(Measure.SURPRISAL, Bands())
    assert line_under(view, in_answer(4)) == 3
    assert line_under(view, in_answer(0)) == 0
    assert ground_of(view, in_answer(4)) != window
    assert ground_of(view, in_prompt(2)) not in (window, raised)
    assert ground_of(view, in_prompt(0)) == raised, "nothing predicted the first token"
    view.tokens.set_colouring(Measure.RANK, Bands())
    assert [line_under(view, ref) for ref in (in_answer(0), in_prompt(2), in_answer(4))] == [
        0,
        1,
        2,
    ]
    view.tokens.set_colouring(Measure.RANK, Bands((600, 700, 800)))
    assert line_under(view, in_answer(4)) == 0
    view.tokens.set_colouring(Measure.NONE, Bands())
    assert ground_of(view, in_answer(4)) == window


def test_colours_follow_the_theme(themes: ThemeController, show: Show) -> None:
    """Tints are made for their ground."""
    view, _ = show(PROMPT, ANSWER)
    view.tokens.set_colouring(Measure.RANK, Bands())
    before = ground_of(view, in_answer(4))
    themes.set_scheme("dark")
    settle(view)
    assert ground_of(view, in_answer(4)) != before


def test_a_prompts_figures_are_asked_for_when_it_is_to_be_coloured(show: Show) -> None:
    """One pass of the network for every prompt that is seen, and none for the others."""
    view, model = show(PROMPT, ANSWER)
    wanted: list[str] = []
    view.tokens.prompt_wanted.connect(wanted.append)
    settle(view)
    assert wanted == []
    view.tokens.set_colouring(Measure.ENTROPY, Bands())
    settle(view)
    assert wanted == ["a"]
    model.replace(1, replace(ANSWER, prompt_stats=STATS))
    view.tokens.set_colouring(Measure.RANK, Bands())
    settle(view)
    assert wanted == ["a"]


# -- the mouse


def test_the_card_comes_when_the_mouse_rests_and_goes_with_it(show: Show, qtbot: QtBot) -> None:
    """A card under every movement of the mouse would be a nuisance."""
    view, _ = show(PROMPT, ANSWER)
    seen, card = marks(view), view.tokens.marked.card
    view.tokens.marked.hover(middle_of(view, in_answer(1)))
    view.tokens.marked.hover(middle_of(view, in_answer(4)))
    assert card.isHidden()
    assert seen == []
    qtbot.waitUntil(card.isVisible)
    assert seen == [in_answer(4)]
    assert card.accessibleName() == "token fox, 0.1 percent, rank 500, entropy 1.4 bits"
    view.tokens.marked.hover(None)
    qtbot.waitUntil(card.isHidden)
    assert seen == [in_answer(4), None]


def test_a_click_marks_until_the_next_one(show: Show, qtbot: QtBot) -> None:
    """What was clicked stays marked while the mouse goes to the side panel."""
    view, _ = show(PROMPT, ANSWER)
    seen = marks(view)
    accent = load_theme("light").color("accent")
    at = middle_of(view, in_answer(4))
    view.tokens.marked.hover(at)
    qtbot.waitUntil(view.tokens.marked.card.isVisible)  # the mark of a resting mouse is kept
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.tokens.marked.card.isVisible()
    view.tokens.marked.hover(None)
    qtbot.waitUntil(view.tokens.marked.card.isHidden)
    assert view.tokens.marked.ref == in_answer(4)
    box = view.tokens.box(in_answer(4))
    assert box is not None
    edge = [pixel(view, QPoint(x, box.center().y())) for x in range(box.left() - 2, box.left() + 2)]
    assert any(abs(c.blue() - accent.blue()) < 40 and c.red() < 90 for c in edge)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 500))
    assert seen == [in_answer(4), None]


def test_selecting_text_marks_nothing(show: Show, qtbot: QtBot) -> None:
    """A drag copies; it must not change what the side panel shows."""
    view, _ = show(PROMPT, ANSWER)
    seen = marks(view)
    start, end = (middle_of(view, in_answer(index)) for index in (0, 4))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    at, none, left = QPointF(end), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    moved = QMouseEvent(QEvent.Type.MouseMove, at, at, none, left, Qt.KeyboardModifier.NoModifier)
    QGuiApplication.sendEvent(view.viewport(), moved)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.selected_text()
    assert seen == []


def test_a_mark_from_elsewhere_is_scrolled_to_and_not_told_again(show: Show) -> None:
    """A click on a curve shows the token in the text, also far away."""
    text = " the" * 3_000
    ids = ids_of(" the") * 3_000
    long = replace(ANSWER, text=text, token_ids=ids, records=tuple(map(a_record, ids)))
    view, _ = show(PROMPT, long)
    seen = marks(view)
    for index in (10, 1_500, 2_999):
        view.tokens.marked.set_ref(in_answer(index))
        settle(view)
        assert view.tokens.box(in_answer(index)) is not None
    view.tokens.marked.set_ref(None)
    assert view.tokens.marked.ref is None
    assert seen == []


@pytest.mark.parametrize("when", CardWhen)
def test_what_a_resting_mouse_marked_goes_when_it_is_scrolled_away(
    show: Show, qtbot: QtBot, when: CardWhen
) -> None:
    """The panel would tell of a word that is out of sight, while the answer goes on."""
    text = " the" * 3_000
    ids = ids_of(" the") * 3_000
    long = replace(ANSWER, text=text, token_ids=ids, records=tuple(map(a_record, ids)))
    view, _ = show(PROMPT, long)
    view.tokens.marked.set_when(when)
    view.scroller.scroll_by(-100_000)
    settle(view)
    seen = marks(view)
    view.tokens.marked.hover(middle_of(view, in_answer(4)))
    qtbot.waitUntil(lambda: seen == [in_answer(4)])
    view.scroller.scroll_by(20)
    settle(view)
    assert seen == [in_answer(4)], "it is in sight"
    view.scroller.scroll_by(5_000)
    settle(view)
    assert seen == [in_answer(4), None]
    view.tokens.marked.click(QPoint(200, 200))
    clicked = view.tokens.marked.ref
    assert clicked is not None
    view.scroller.scroll_by(-5_000)
    settle(view)
    assert view.tokens.marked.ref == clicked, "a click holds"


def test_another_conversation_takes_mark_and_card_away(show: Show, qtbot: QtBot) -> None:
    """Figures of a text that is not on the screen any more would mislead."""
    view, model = show(PROMPT, ANSWER)
    at = middle_of(view, in_answer(1))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    model.reset([PROMPT])
    assert view.tokens.marked.card.isHidden()
    assert view.tokens.marked.ref is None


# -- the card


def test_the_card_says_what_is_known(show: Show) -> None:
    """Every figure in words and numbers: none is in colour only."""
    view, _ = show(PROMPT, ANSWER)
    view.tokens.marked.click(middle_of(view, in_answer(0)))
    card = view.tokens.marked.card
    shown = [
        f"{name.text()} {value.text()}"
        for name, value in zip(card._names, card._values, strict=True)
        if name.text()
    ]
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in shown] == [
        "raw p 60.00 %",
        "final q 60.00 %",
        "rank 1",
        "kept 3 of 50,257",
        "surprisal 0.74 bits",
        "entropy 1.41 bits",
        "draw 0.3921",
    ]
    assert [row.text for row in card.bars.rows] == ["␣Paris", "␣Lyon", "␣fox", ""]
    assert card._id.text() == f"id {TOKENS[0]}"


def test_another_theme_leaves_the_card_as_large_as_it_was(
    themes: ThemeController, show: Show
) -> None:
    """The system goes dark in the evening: an open card must not grow over the text."""
    view, _ = show(PROMPT, ANSWER)
    view.tokens.marked.click(middle_of(view, in_answer(0)))
    card = view.tokens.marked.card
    before = card.bars.height(), card.sizeHint()
    themes.set_scheme("dark")
    card.layout().activate()
    assert (card.bars.height(), card.sizeHint()) == before


def test_parts_of_a_character_are_shown_as_a_group(show: Show) -> None:
    """Half a character is no text: the card says which part of what it is."""
    ids = (*ids_of(" a"), *(PIECES[bytes([byte])] for byte in "火".encode()))
    view, _ = show(PROMPT, replace(ANSWER, text=" a火", token_ids=ids, records=()))
    boxes = [view.tokens.box(in_answer(index)) for index in range(1, 4)]
    assert boxes[0] == boxes[1] == boxes[2]
    view.tokens.marked.set_ref(in_answer(1))
    view.tokens.marked.enter(in_answer(2))
    assert "3 tokens make “火”; this is number 2." in view.tokens.marked.card._remarks.text()
    assert view.reader.name(0, 7) == "token ‹81›, part 2 of 3 of 火, no figures".replace(
        "‹81›", vocabulary().visible(ids[2])
    )


def test_a_click_on_an_alternative_asks_for_a_branch(show: Show, qtbot: QtBot) -> None:
    """The heart of it: what else could have been, and going there, by id."""
    view, _ = show(PROMPT, ANSWER)
    seen = swaps(view)
    view.tokens.marked.click(middle_of(view, in_answer(0)))
    bars = view.tokens.marked.card.bars
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(1).center())
    assert seen == [(in_answer(0), ids_of(" Lyon"))]
    assert view.tokens.marked.card.isHidden()


def test_answers_that_grow_cannot_be_swapped(show: Show) -> None:
    """One answer is written at a time; a prompt can be edited at any token until then."""
    view, model = show(PROMPT, ANSWER)
    view.tokens.marked.click(middle_of(view, in_prompt(2)))
    assert not view.tokens.marked.card.field.isHidden()
    view.tokens.marked.click(middle_of(view, in_answer(0)))
    assert not view.tokens.marked.card.field.isHidden()
    view.set_busy(True)
    assert view.tokens.marked.card.field.isHidden()
    view.set_busy(False)
    model.replace(1, replace(ANSWER, state=MessageState.STREAMING))
    view.tokens.marked.click(middle_of(view, in_answer(1)))
    assert view.tokens.marked.card.field.isHidden()


def test_a_prompt_without_figures_asks_for_them_and_shows_them(show: Show) -> None:
    """The card fills itself when the figures come."""
    view, model = show(PROMPT, ANSWER)
    wanted: list[str] = []
    view.tokens.prompt_wanted.connect(wanted.append)
    view.tokens.marked.click(middle_of(view, in_prompt(2)))
    assert wanted == ["a"]
    assert "no figures" in view.tokens.marked.card.accessibleName()
    model.replace(1, replace(ANSWER, prompt_stats=STATS))
    settle(view)
    assert "rank 50" in view.tokens.marked.card.accessibleName()


# -- the keyboard alone


def press(qtbot: QtBot, view: TranscriptView, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(view, key)


def test_the_keyboard_walks_through_tokens_and_swaps(show: Show, qtbot: QtBot) -> None:
    """Everything that the mouse can do: enter, walk, open the card, choose, leave."""
    view, _ = show(PROMPT, ANSWER)
    seen, wanted = marks(view), swaps(view)
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, view, Qt.Key.Key_F2)
    assert view.tokens.marked.ref == in_prompt(0)
    press(qtbot, view, *[Qt.Key.Key_Right] * 5)
    assert view.tokens.marked.ref == in_answer(0), "prompt and continuation are one text"
    press(qtbot, view, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert seen[-1] == in_answer(0)
    assert view.tokens.marked.card.isVisible()
    press(qtbot, view, Qt.Key.Key_Return)
    bars = view.tokens.marked.card.bars
    assert bars.hasFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert wanted == [(in_answer(0), ids_of(" Lyon"))]
    assert view.hasFocus()
    press(qtbot, view, Qt.Key.Key_Return)
    field = view.tokens.marked.card.field
    qtbot.keyClick(bars, Qt.Key.Key_Tab)
    assert field.hasFocus()
    qtbot.keyClicks(field, " Rome")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wanted[1:] == [(in_answer(0), " Rome")]
    press(qtbot, view, Qt.Key.Key_Return)
    qtbot.keyClick(bars, Qt.Key.Key_Escape)
    assert view.hasFocus()
    assert view.tokens.marked.ref == in_answer(0), "Esc goes back to the text first"
    press(qtbot, view, Qt.Key.Key_Escape)
    assert seen[-1] is None
    assert view.tokens.marked.card.isHidden()


def test_lines_and_ends_are_reached_with_the_keys_of_every_editor(show: Show, qtbot: QtBot) -> None:
    """Home and End in the line, with Ctrl in the message; up and down keep the column."""
    text = " fox fox\n\n fox fox fox\n fox"
    ids = ids_of(" fox", " fox", "\n", "\n", " fox", " fox", " fox", "\n", " fox")
    view, _ = show(replace(ANSWER, text=text, mode=TALK, token_ids=ids, records=()))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, view, Qt.Key.Key_Return, Qt.Key.Key_End)
    assert view.tokens.marked.ref == in_answer(2), "the newline ends the line"
    press(qtbot, view, Qt.Key.Key_Home, Qt.Key.Key_Right)
    assert view.tokens.marked.ref == in_answer(1)
    press(qtbot, view, Qt.Key.Key_Down)
    assert view.tokens.marked.ref == in_answer(3), "an empty line is its newline"
    press(qtbot, view, Qt.Key.Key_Down)
    assert view.tokens.marked.ref == in_answer(5)
    press(qtbot, view, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert view.tokens.marked.ref == in_answer(1)
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.tokens.marked.ref == in_answer(8)
    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert view.tokens.marked.ref == in_answer(8)
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert view.tokens.marked.ref == in_answer(0)


def test_tokens_without_text_can_be_reached(show: Show, qtbot: QtBot) -> None:
    """The end of the text was chosen like every other token."""
    end = 50_256
    ids = (*TOKENS, end)
    records = (*ANSWER.records, a_record(end))
    view, _ = show(PROMPT, replace(ANSWER, token_ids=ids, records=records))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.tokens.marked.ref == in_answer(len(TOKENS))
    assert view.tokens.marked.card.isVisible()
    assert view.tokens.marked.card.accessibleName().startswith("token end of text, 60.0 percent")


# -- screen readers


def test_every_token_has_a_name_with_its_figures(show: Show, qtbot: QtBot) -> None:
    """What the eye gets from colours and cards, the ear gets token by token."""
    view, _ = show(PROMPT, replace(ANSWER, prompt_stats=STATS))
    root = QAccessible.queryAccessibleInterface(view)
    assert root.text(QAccessible.Text.Name) == "Conversation"
    entry = root.child(0)
    assert entry.text(QAccessible.Text.Name) == "You, continued by storyteller, message 1 of 1"
    how = "Enter walks through the tokens."
    assert entry.text(QAccessible.Text.Description) == how, "its text would come before each token"
    assert entry.parent().object() is view
    names = [entry.child(at).text(QAccessible.Text.Name) for at in range(entry.childCount())]
    assert names[:2] == [
        "token The, no figures",
        "token capital, 1.0 percent, rank 50, entropy 3.0 bits",
    ]
    assert names[5] == "token Paris, 60.0 percent, rank 1, entropy 1.4 bits"
    paris = entry.child(5)
    assert entry.indexOfChild(paris) == 5
    box = view.tokens.box(in_answer(0))
    assert box is not None
    middle = view.viewport().mapToGlobal(box.center())
    found = root.childAt(middle.x(), middle.y()).childAt(middle.x(), middle.y())
    assert found.text(QAccessible.Text.Name) == names[5]
    buttons = root.child(root.childCount() - 1)
    assert buttons.object() is view.viewport()


def test_the_marked_token_has_the_focus(show: Show, qtbot: QtBot, monkeypatch) -> None:
    """A screen reader follows the keyboard from token to token, and out of them."""
    told: list[object] = []
    monkeypatch.setattr(
        transcript_module, "tell_focus", lambda told_view: told.append(told_view.reader.place())
    )
    view, model = show(PROMPT, ANSWER)
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, view, Qt.Key.Key_F2, Qt.Key.Key_Right)
    assert told == [(0, 0), (0, 1)]
    entry = QAccessible.queryAccessibleInterface(view).child(0)
    assert [entry.child(at).state().focused for at in range(3)] == [0, 1, 0]
    press(qtbot, view, Qt.Key.Key_Escape)
    assert told[2:] == [(0, None)]
    assert entry.state().focused
    model.reset([])
    assert not entry.isValid()
    assert entry.text(QAccessible.Text.Name) == ""


# -- while an answer grows


@pytest.mark.parametrize("measure", [Measure.NONE, Measure.SURPRISAL])
def test_a_marked_and_coloured_answer_grows_with_partial_paints(
    show: Show, qtbot: QtBot, measure: Measure
) -> None:
    """Pixel by pixel what a whole paint shows, with colours, a mark and the card's token."""
    tokens = TOKENS * 8
    records = tuple(
        a_record(token_id, RARE if i % 3 else LIKELY) for i, token_id in enumerate(tokens)
    )
    streaming = replace(ANSWER, text="", token_ids=(), records=(), state=MessageState.STREAMING)
    view, model = show(PROMPT, streaming, width=420)
    view.tokens.set_colouring(measure, Bands())
    screen = view.screen()
    for count in range(1, len(tokens) + 1):
        text = b"".join(vocabulary().pieces[i] for i in tokens[:count]).decode()
        model.replace(
            1, replace(streaming, text=text, token_ids=tokens[:count], records=records[:count])
        )
        if count == 9:
            view.tokens.marked.set_ref(in_answer(4))
        settle(view)
        QGuiApplication.processEvents()
        partly = screen.grabWindow(view.winId()).toImage()
        view.viewport().update()
        QGuiApplication.processEvents()
        assert partly == screen.grabWindow(view.winId()).toImage(), count

"""A message reviewed by a screen reader: by letter, word and line, with its caret and selection."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextInterface,
    QTextCursor,
)
from pytestqt.qtbot import QtBot

from gptdesk.app.access.spoken_text import SpokenText
from gptdesk.app.theme import ThemeController
from gptdesk.app.views.transcript import accessible
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role
from tests.app.views.transcript.shown import opener
from tests.fakes import vocabulary

_PIECES = {piece: index for index, piece in enumerate(vocabulary().pieces)}
_PROMPT = Message(Role.USER, "The capital of France is", id="p")
_STORY = " Paris, where the fox lives."
_LONG = " ".join(["where the fox lives, the capital of France is Paris."] * 20)


def _ids(*pieces: str) -> tuple[int, ...]:
    return tuple(_PIECES[piece.encode()] for piece in pieces)


_ANSWER = Message(
    Role.ASSISTANT,
    _STORY,
    token_ids=_ids(" Paris", ",", " where", " the", " fox", " lives", "."),
    prompt_ids=_ids("The", " capital", " of", " France", " is"),
    model_name="storyteller",
    id="a",
)


def _shown(qtbot: QtBot, *messages: Message) -> TranscriptView:
    view, _ = opener(qtbot, vocabulary())(*messages)
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    return view


def _entry(view: TranscriptView, index: int = 0) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(view).child(index)


def _text(view: TranscriptView, index: int = 0) -> QAccessibleTextInterface:
    return _entry(view, index).textInterface()


def _selected(view: TranscriptView) -> str:
    """What a reader hears of the selection: PySide keeps the interface's own word back."""
    _text(view)
    (spoken,) = view.findChildren(SpokenText)
    return spoken.textCursor().selectedText()


def _units(view: TranscriptView, char: int, boundary: QAccessible.TextBoundaryType) -> str:
    """Return what is read around a character, by the function that Qt answers a reader with."""
    text = _text(view)
    (spoken,) = view.findChildren(SpokenText)
    cursor = QTextCursor(spoken.document())
    cursor.setPosition(char)
    begin, end = QAccessible.qAccessibleTextBoundaryHelper(cursor, boundary)
    return text.text(begin, end)


def test_an_answer_is_read_by_letter_word_and_line(qtbot: QtBot, themes: ThemeController) -> None:
    """It was one name, read from its beginning to its end, and each token one more."""
    view = _shown(qtbot, _PROMPT, replace(_ANSWER, text=f" {_LONG}", token_ids=()))
    whole = f"{_PROMPT.text} {_LONG}"
    text = _text(view)
    assert text.characterCount() == len(whole)
    assert text.text(4, 11) == "capital"
    kinds = QAccessible.TextBoundaryType
    at = whole.index("fox")
    assert _units(view, at, kinds.CharBoundary) == "f"
    assert _units(view, at, kinds.WordBoundary).strip() == "fox"
    line = _units(view, at, kinds.LineBoundary)
    assert line
    assert len(line) < len(whole) / 3, "a line, not the paragraph"
    assert line in whole


def test_what_is_reviewed_stands_where_it_is_painted(qtbot: QtBot, themes: ThemeController) -> None:
    """A magnifier follows the caret there, and what a finger points at is read."""
    view = _shown(qtbot, _PROMPT, replace(_ANSWER, text=f" {_LONG}", token_ids=()))
    entry = view.scroller.page.entries[0]
    line = view.scroller.page.style.text.line_height
    for char in (0, 30, 400, 900):
        caret, top = entry.caret(char), view.scroller.page.top(0) - view.scroller.top
        assert caret is not None
        left = view.scroller.column[0] + caret.x()
        painted = view.viewport().mapToGlobal(QPoint(round(left), round(caret.y() + top)))
        heard = _text(view).characterRect(char)
        assert abs(heard.y() - painted.y()) <= line, char
        assert abs(heard.x() - painted.x()) <= 60, char  # lines may break a word apart
        assert abs(_text(view).offsetAtPoint(heard.center()) - char) <= 1


def test_the_caret_is_at_the_token_and_the_reader_may_move_it(
    qtbot: QtBot, themes: ThemeController
) -> None:
    """Where reading was stopped the walk through tokens begins; a braille key leads it, too."""
    view = _shown(qtbot, _PROMPT, _ANSWER)
    assert _text(view).cursorPosition() == 0
    _text(view).setCursorPosition(34)  # in " where"
    assert _text(view).cursorPosition() == 34
    assert view.tokens.marked.ref is None, "nothing is said between"
    qtbot.keyClick(view, Qt.Key.Key_F2)
    begin = len(_PROMPT.text) + len(" Paris,")
    assert _text(view).cursorPosition() == begin
    assert view.tokens.place_of(view.tokens.marked.ref) == (0, 7)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert _text(view).cursorPosition() == begin + len(" where")
    _text(view).setCursorPosition(1)
    assert view.tokens.place_of(view.tokens.marked.ref) == (0, 0)


def test_what_is_selected_is_one_for_eye_and_ear(qtbot: QtBot, themes: ThemeController) -> None:
    """Ctrl+A is heard; what a reader selects is copied as what the mouse does."""
    view = _shown(qtbot, _PROMPT, _ANSWER)
    assert _text(view).selectionCount() == 0
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert _text(view).selectionCount() == 1
    assert _selected(view) == _PROMPT.text + _STORY
    _text(view).setSelection(0, 4, 11)
    assert view.selected_text() == "capital"
    assert _selected(view) == "capital"


def test_letters_outside_the_first_plane_count_as_two(
    qtbot: QtBot, themes: ThemeController
) -> None:
    """As Qt counts for a reader; Python counts them as one, and the caret went astray."""
    talk = PromptMode.CONVERSATION
    view = _shown(qtbot, Message(Role.USER, "A \N{FOX FACE}\r\nfox.", talk, id="p"))
    text = _text(view)
    assert text.characterCount() == 10
    assert text.text(6, 10) == "fox."
    text.setSelection(0, 6, 9)
    assert view.selected_text() == "fox"
    assert _selected(view) == "fox"


def test_a_review_of_the_window_meets_each_word_once(qtbot: QtBot, themes: ThemeController) -> None:
    """Beside the text only the token is on the screen that the keyboard is on."""
    view = _shown(qtbot, _PROMPT, _ANSWER)
    entry = _entry(view)
    tokens = [entry.child(place) for place in range(entry.childCount())]
    assert len(tokens) == 12
    assert all(token.state().offscreen for token in tokens)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert [not token.state().offscreen for token in tokens] == [True] + [False] * 11
    assert {token.textInterface() for token in tokens} == {None}
    assert not entry.state().offscreen


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[QAccessible.Event, int]]:
    """What is told, with a listener: the event, and where the caret is in the text then."""
    events: list[tuple[QAccessible.Event, int]] = []

    class Heard(QAccessible):
        isActive = staticmethod(lambda: True)  # noqa: N815  Qt's name

        @staticmethod
        def updateAccessibility(event: QAccessibleEvent) -> None:
            text = event.accessibleInterface().textInterface()
            events.append((event.type(), -1 if text is None else text.cursorPosition()))

    monkeypatch.setattr(accessible, "QAccessible", Heard)
    return events


def test_each_step_tells_caret_and_token(
    qtbot: QtBot, themes: ThemeController, told: list[tuple[QAccessible.Event, int]]
) -> None:
    """The caret first, not spoken: a magnifier follows it; then the token has the focus."""
    view = _shown(qtbot, _PROMPT, _ANSWER)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    told.clear()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    kinds = QAccessible.Event
    assert told == [(kinds.TextCaretMoved, 3), (kinds.Focus, -1)]
    told.clear()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [kind for kind, _ in told] == [kinds.TextSelectionChanged]


def test_messages_that_come_are_told(
    qtbot: QtBot, themes: ThemeController, told: list[tuple[QAccessible.Event, int]]
) -> None:
    """A reader keeps what it has read: Orca 47 said "message 1 of 1" among more."""
    view = _shown(qtbot, _PROMPT, _ANSWER)
    messages = view._messages
    assert messages is not None
    qtbot.keyClick(view, Qt.Key.Key_F2)
    told.clear()
    kinds = QAccessible.Event
    messages.append(replace(_PROMPT, id="p2"))
    assert [kind for kind, _ in told] == [kinds.ObjectCreated]
    assert _entry(view).text(QAccessible.Text.Name).endswith("message 1 of 2")
    told.clear()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert [kind for kind, _ in told] == [kinds.NameChanged, kinds.TextCaretMoved, kinds.Focus]
    told.clear()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert [kind for kind, _ in told] == [kinds.TextCaretMoved, kinds.Focus]
    told.clear()
    messages.show(messages.messages[:2])
    assert kinds.ObjectCreated in [kind for kind, _ in told], "one less"
    told.clear()
    messages.reset([])
    assert kinds.ObjectCreated not in [kind for kind, _ in told], "there is none"


def test_the_field_itself_tells_nothing(qtbot: QtBot, themes: ThemeController) -> None:
    """Qt would tell of it, too: "selected" was said twice."""
    view = _shown(qtbot, _PROMPT, replace(_ANSWER, text=" Paris"))
    _text(view)
    (spoken,) = view.findChildren(SpokenText)
    was_heard, heard = QAccessible.isActive(), list[bool]()
    spoken.document().contentsChanged.connect(lambda: heard.append(QAccessible.isActive()))
    QAccessible.setActive(True)
    try:
        assert view._messages is not None
        view._messages.replace(1, _ANSWER)
        assert _text(view).characterCount() == len(_PROMPT.text + _STORY)
        assert heard
        assert not any(heard)
        assert QAccessible.isActive(), "all else is told"
    finally:
        QAccessible.setActive(was_heard)


def test_without_a_reader_no_text_is_made_while_an_answer_grows(
    qtbot: QtBot, themes: ThemeController
) -> None:
    """Review must not slow the answer down; and it reads what is there when it is asked."""
    view = _shown(qtbot, _PROMPT, replace(_ANSWER, text="", state=MessageState.STREAMING))
    messages = view._messages
    assert messages is not None
    for end in range(len(_STORY) + 1):
        growing = replace(_ANSWER, text=_STORY[:end], state=MessageState.STREAMING)
        messages.replace(1, growing)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.findChildren(SpokenText) == []
    text = _text(view)
    assert text.text(0, text.characterCount()) == _PROMPT.text + _STORY

"""The composer: what is typed is never lost, and Enter does what it says."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.token_counter import PromptCount
from gptdesk.app.theme import ThemeController
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.composer.editor import LARGEST_INSERT_BYTES
from gptdesk.app.views.model.drop_overlay import dropped_model
from gptdesk.chat.messages import PromptMode


@pytest.fixture
def composer(qtbot: QtBot, themes: ThemeController) -> Iterator[Composer]:
    widget = Composer()
    qtbot.addWidget(widget)
    widget.set_context_length(1024)
    widget.resize(720, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    widget.focus_editor()
    yield widget
    QGuiApplication.clipboard().clear()


def composing(composer: Composer) -> str:
    """Return the letters that an input method shows and has not written."""
    return composer.editor.textCursor().block().layout().preeditAreaText()


def paste(composer: Composer, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    composer.editor.insertFromMimeData(data)


def compose(composer: Composer, preedit: str, commit: str = "") -> None:
    """Send what an input method sends."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(composer.editor, event)


def chip_buttons(composer: Composer) -> list[QToolButton]:
    return [b for b in composer.attachments.findChildren(QToolButton) if not b.isHidden()]


# -- keys


def test_enter_sends_and_empties_the_composer(composer: Composer, qtbot: QtBot) -> None:
    """The main job, with the keyboard alone."""
    qtbot.keyClicks(composer.editor, "Once upon a time")
    with qtbot.waitSignal(composer.editor.send_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert composer.take_text() == "Once upon a time"
    assert composer.text() == ""


def test_shift_enter_begins_a_new_line(composer: Composer, qtbot: QtBot) -> None:
    """A prompt may have lines; the new line is a plain newline, not Qt's own separator."""
    qtbot.keyClicks(composer.editor, "a")
    with qtbot.assertNotEmitted(composer.editor.send_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.editor, "b")
    assert composer.text() == "a\nb"
    assert composer.editor.document().blockCount() == 2


def test_enter_belongs_to_the_input_method_while_it_composes(
    composer: Composer, qtbot: QtBot
) -> None:
    """Chinese and Japanese are typed with Enter; half a word must not be sent."""
    compose(composer, "ni hao")
    with qtbot.assertNotEmitted(composer.editor.send_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    compose(composer, "", "你好")
    assert composer.text() == "你好"
    with qtbot.waitSignal(composer.editor.send_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert composer.take_text() == "你好"


def test_letters_that_are_being_composed_are_sent_with_the_mouse(
    composer: Composer, qtbot: QtBot
) -> None:
    """What is seen is what is sent; the letters do not go on into the next prompt."""
    composer.set_text("a🦊\nb")
    composer.editor.moveCursor(QTextCursor.MoveOperation.Start)
    composer.editor.moveCursor(QTextCursor.MoveOperation.EndOfLine)
    with qtbot.waitSignal(composer.text_edited) as edited:
        compose(composer, "nǐ hǎo")
    assert edited.args == ["a🦊nǐ hǎo\nb"]
    with qtbot.waitSignal(composer.send_button.clicked):
        qtbot.mouseClick(composer.send_button, Qt.MouseButton.LeftButton)
    assert composer.take_text() == "a🦊nǐ hǎo\nb"
    assert composer.text() == composing(composer) == ""
    composer.restore()
    assert composer.text() == "a🦊nǐ hǎo\nb"


def test_letters_that_are_being_composed_do_not_go_to_another_chat(composer: Composer) -> None:
    """*New chat* empties the composer: they belong to the draft that was left."""
    compose(composer, "ni hao")
    edited: list[str] = []
    composer.text_edited.connect(edited.append)
    composer.set_text("")
    assert set(edited) <= {""}
    assert composer.text() == composing(composer) == ""
    compose(composer, "", "你好")
    assert composer.text() == "你好"


def test_letters_that_an_input_method_leaves_behind_are_text(
    composer: Composer, qtbot: QtBot
) -> None:
    """The keyboard went elsewhere in mid-word: nothing is lost, and Enter works again."""
    compose(composer, "ni")
    composer.step_button.setFocus()
    assert composing(composer) == ""
    assert composer.text() == "ni"
    composer.focus_editor()
    with qtbot.waitSignal(composer.editor.send_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert composer.take_text() == "ni"


def test_escape_leaves_the_text_alone(composer: Composer, qtbot: QtBot) -> None:
    """Esc never discards what was typed."""
    composer.set_text("a thought")
    with qtbot.waitSignal(composer.editor.leave_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert composer.text() == "a thought"


def test_escape_held_down_leaves_one_thing(composer: Composer, qtbot: QtBot) -> None:
    """It stops an answer; the prompt that is edited must not go with it."""
    key, nothing = Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
    left: list[None] = []
    composer.editor.leave_requested.connect(lambda: left.append(None))
    for is_repeated in (False, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, key, nothing, "", is_repeated)
        QApplication.sendEvent(composer.editor, press)
    assert len(left) == 1


def test_tab_leaves_the_editor(composer: Composer, qtbot: QtBot) -> None:
    """The buttons can be reached without a mouse."""
    qtbot.keyClick(composer.editor, Qt.Key.Key_Tab)
    assert isinstance(composer.focusWidget(), QAbstractButton)
    assert composer.text() == ""


def _press_undo(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClick(composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("text", ["", "a draft", "two\nlines"])
def test_undo_takes_back_what_was_typed_and_no_more(
    composer: Composer, qtbot: QtBot, text: str
) -> None:
    """A draft that is brought back was not written by this hand: no key may empty it."""
    qtbot.keyClicks(composer.editor, "of another chat")
    composer.set_text(text)
    _press_undo(composer, qtbot)
    assert composer.text() == text
    qtbot.keyClicks(composer.editor, " and more")
    assert composer.text() == f"{text} and more"
    for _ in range(3):
        _press_undo(composer, qtbot)
    assert composer.text() == text


def test_undo_leaves_a_prompt_that_was_given_back(composer: Composer, qtbot: QtBot) -> None:
    """What was refused is put back by the program; Ctrl+Z must not lose it."""
    qtbot.keyClicks(composer.editor, "refused")
    composer.take_text()
    composer.restore()
    for _ in range(3):
        _press_undo(composer, qtbot)
    assert composer.text() == "refused"


def test_what_was_sent_can_be_brought_back(composer: Composer, qtbot: QtBot) -> None:
    """A prompt that was not accepted is not lost."""
    paste(composer, "x" * (LARGEST_INSERT_BYTES + 1))
    whole = composer.text()
    composer.take_text()
    composer.restore()
    assert composer.text() == whole
    composer.set_text("newer")
    composer.restore()
    assert composer.text() == "newer"


# -- sending, stopping, stepping


def test_while_an_answer_is_written_send_is_stop_in_the_same_place(
    composer: Composer, qtbot: QtBot
) -> None:
    """One button, one place, no jump."""
    composer.set_text("next")
    before = composer.send_button.geometry()
    composer.set_busy(True)
    QApplication.processEvents()
    assert composer.send_button.text() == "Stop"
    assert composer.send_button.geometry() == before
    assert not composer.step_button.isEnabled()
    assert "stop it first" in composer.step_button.toolTip()


def test_choosing_a_mode_tells_it_once(composer: Composer, qtbot: QtBot) -> None:
    """The user's choice is a wish; the view model's answer is not one."""
    with qtbot.assertNotEmitted(composer.mode_selected):
        composer.set_mode(PromptMode.CONVERSATION)
    with qtbot.waitSignal(composer.mode_selected) as chosen:
        composer._mode_actions[PromptMode.CONTINUE].trigger()
    assert chosen.args == [PromptMode.CONTINUE]
    assert composer._mode_button.text() == "Continue"
    assert "earlier messages play no part" in composer._mode_button.toolTip()


# -- the count


@pytest.mark.parametrize(
    ("tokens", "context", "expected", "kind"),
    [
        (12, 1024, "12 tokens · 1,012 left", "muted"),
        (1, 1024, "1 token · 1,023 left", "muted"),
        (1023, 1024, "1,023 tokens · 1 left", "muted"),
        (1024, 1024, "1,024 tokens · last 1,023 tokens are used", "error"),
        (5, 0, "5 tokens", "muted"),
    ],
)
def test_the_count_says_what_is_left(
    composer: Composer, tokens: int, context: int, expected: str, kind: str
) -> None:
    """The end of the context must not come as a surprise."""
    composer.set_context_length(context)
    composer.set_count(PromptCount(tokens))
    assert composer.count_label.text() == expected
    assert composer.count_label.property("kind") == kind


def test_the_count_of_a_conversation_says_what_it_counts(composer: Composer) -> None:
    """A word typed there costs more than itself, and the oldest messages give way."""
    composer.set_mode(PromptMode.CONVERSATION)
    composer.set_count(PromptCount(200))
    assert composer.count_label.text() == "200 tokens · 824 left"
    assert "earlier messages" in composer.count_label.toolTip()
    composer.set_count(PromptCount(1000, is_cut=True))
    assert composer.count_label.text() == "1,000 tokens · 24 left · older messages left out"
    assert composer.count_label.property("kind") == "error"
    composer.set_mode(PromptMode.CONTINUE)
    assert "earlier" not in composer.count_label.toolTip()
    assert "this text, which is all" in composer.count_label.toolTip()


# -- pastes and drops


def test_only_plain_text_is_pasted(composer: Composer) -> None:
    """Fonts and colours of a web page do not belong in a prompt."""
    data = QMimeData()
    data.setHtml("<b>bold</b> <img src='x.png'>")
    data.setText("bold")
    composer.editor.insertFromMimeData(data)
    assert composer.text() == "bold"
    assert not composer.editor.textCursor().charFormat().font().bold()


def test_a_huge_paste_becomes_a_card_at_once_and_is_sent_with_the_rest(
    composer: Composer, qtbot: QtBot
) -> None:
    """5 MB must not freeze the window, and must not be lost either (C18)."""
    prose = "All the little foxes went home. " * 163_840
    begun = time.perf_counter()
    paste(composer, prose)
    QApplication.processEvents()
    assert time.perf_counter() - begun <= 0.5
    qtbot.keyClicks(composer.editor, "And then")
    assert composer.editor.text() == "And then"
    assert composer.text() == prose + "\nAnd then"
    assert chip_buttons(composer)[0].accessibleName() == "Remove Pasted text, 5.2 MB"
    with qtbot.waitSignal(composer.editor.send_requested):
        qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert composer.take_text() == prose + "\nAnd then"
    assert composer.attachments.isHidden()


@pytest.mark.parametrize(
    "text", [" " * 999_999 + "x", "a" * 3_000_000, "🦊" * 1_000_000, "x\n" * 200_000]
)
def test_odd_huge_pastes_leave_the_window_responsive(composer: Composer, text: str) -> None:
    """One line of 3 MB, a million emoji (C18)."""
    begun = time.perf_counter()
    paste(composer, text)
    QApplication.processEvents()
    assert time.perf_counter() - begun <= 0.5
    assert composer.text() == text


@pytest.mark.parametrize(
    "text",
    [
        "\0" * 100_000,
        "a" + "\u0301" * 50_000,
        "שלום עולם " * 5_600,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 5_500,
        "the little fox " * 13_200,
        "x" * 198_000,
        "\n" * 198_000,
    ],
    ids=["NUL", "combining", "right to left", "ZWJ", "plain", "no space", "empty lines"],
)
def test_what_takes_long_to_lay_out_is_a_card(composer: Composer, text: str) -> None:
    """100 kB of these froze the window for one to two seconds (C18)."""
    paste(composer, text)
    assert composer.editor.text() == ""
    assert composer.text() == text


def test_many_short_pastes_are_no_long_one(composer: Composer) -> None:
    """The limit is on what stands in the editor, not on one paste."""
    for _ in range(8):
        paste(composer, "word " * 2_000)
    assert len(composer.editor.text()) <= LARGEST_INSERT_BYTES
    assert composer.text().count("word") == 16_000


def test_nothing_is_no_card(composer: Composer) -> None:
    """Not even where the editor is full: an empty file was dropped."""
    composer.editor.insert("a" * (LARGEST_INSERT_BYTES - 1))
    composer.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(composer.editor, "bc")
    composer.insert("", "empty.txt")
    composer.editor.insert("")
    assert composer.attachments.isHidden()


def test_sending_nothing_but_a_card_empties_the_draft(composer: Composer, qtbot: QtBot) -> None:
    """Else a crash would bring the prompt back that was sent."""
    paste(composer, "a" * (LARGEST_INSERT_BYTES + 1))
    with qtbot.waitSignal(composer.text_edited) as edited:
        composer.take_text()
    assert edited.args == [""]


def test_a_card_can_be_taken_away(composer: Composer, qtbot: QtBot) -> None:
    """A wrong paste is undone with one click, and the count is told."""
    composer.set_text("b" * (LARGEST_INSERT_BYTES + 1))
    with qtbot.waitSignal(composer.text_edited) as edited:
        chip_buttons(composer)[0].click()
    assert edited.args == [""]
    assert composer.text() == ""
    assert composer.attachments.isHidden()


def test_long_lines_are_seen_from_their_first_letter(composer: Composer) -> None:
    """The space at a line's end may be wider than the line: the text was scrolled for it."""
    editor = composer.editor
    editor.begin_with("The boy went to the shop and bought bread. " * 40)
    for width in range(300, 420, 2):
        composer.resize(width, composer.height())
        QApplication.processEvents()
        editor.ensureCursorVisible()
        assert editor.verticalScrollBar().isVisible()
        assert editor.horizontalScrollBar().maximum() == 0, width


def test_odd_characters_do_no_harm(composer: Composer) -> None:
    """NUL, half surrogate pairs and CRLF come from real clipboards (C18)."""
    composer.set_text("a\0b\ud83ec\r\nd\r\u00a0e\u2028\u2029\ufdd0f")
    assert composer.text() == "a\0b\ufffdc\nd\n\u00a0e\u2028\u2029\ufdd0f"


def test_a_text_from_elsewhere_stands_at_the_cursor_or_in_a_card(composer: Composer) -> None:
    """The text of a dropped file can be edited when it is short, and a card when it is long."""
    composer.insert("A 🦊 fox\r\nran", "story.txt")
    assert composer.text() == "A 🦊 fox\nran"
    composer.insert("word " * 60_000, "book.txt")
    assert chip_buttons(composer)[0].accessibleName() == "Remove book.txt, 300 kB"


def test_dropped_files_are_asked_for_and_not_read_here(
    composer: Composer, qtbot: QtBot, tmp_path: Path
) -> None:
    """A pipe or a dead disk must not hold the window: another thread reads."""
    data = QMimeData()
    paths = [tmp_path / "pipe.txt", tmp_path / "b.txt"]
    os.mkfifo(paths[0])
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    assert composer.editor.canInsertFromMimeData(data)
    with qtbot.waitSignal(composer.editor.files_dropped) as dropped:
        composer.editor.insertFromMimeData(data)
    assert dropped.args == [tuple(paths)]
    assert type(dropped.args[0]) is tuple


def test_a_model_file_is_left_to_the_window(composer: Composer, tmp_path: Path) -> None:
    """Dropping a checkpoint on the composer opens it, as everywhere in the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "model.safetensors"))])
    assert not composer.editor.canInsertFromMimeData(data)


@pytest.mark.parametrize("name", ["x" * 300, "n\0l", "a/" * 3_000])
def test_a_name_that_no_disk_takes_is_no_model(tmp_path: Path, name: str) -> None:
    """Asking the disk for it raises, in a drag event."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"{tmp_path}/{name}")])
    assert dropped_model(data) is None


# -- how it looks


def take_wanted_height(composer: Composer) -> None:
    """Be as high as in a window with room."""
    QApplication.processEvents()
    composer.resize(composer.width(), composer.sizeHint().height())
    QApplication.processEvents()


def test_the_editor_grows_from_one_line_to_eight(composer: Composer) -> None:
    """The prompt is seen as a whole, and the transcript keeps its room."""
    line = composer.editor.fontMetrics().lineSpacing()
    heights = []
    for lines in (1, 2, 5, 8, 9, 40):
        composer.set_text("\n".join(["x"] * lines))
        take_wanted_height(composer)
        heights.append(round(composer.editor.height() / line))
    assert heights == [1, 2, 5, 8, 8, 8]
    composer.set_text("word " * 60)  # wraps
    take_wanted_height(composer)
    assert composer.editor.height() > 2 * line
    composer.resize(composer.width(), composer.minimumSizeHint().height())  # a low window
    QApplication.processEvents()
    assert line <= composer.editor.height() < 2 * line
    button, editor = composer.send_button, composer.editor
    above_button = button.mapTo(composer, button.rect().topLeft()).y()
    assert editor.mapTo(composer, editor.rect().bottomLeft()).y() < above_button
    assert editor.verticalScrollBar().isVisible(), "the rest is scrolled to"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_word_is_cut_off(themes: ThemeController, composer: Composer, scheme: str) -> None:
    """Every button is wide enough for its words under the window's style sheet."""
    themes.set_scheme(scheme)
    composer.resize(520, composer.sizeHint().height())
    QApplication.processEvents()
    for is_busy in (False, True):
        composer.set_busy(is_busy)
        for button in (composer.send_button, composer.step_button):
            assert button.width() >= button.sizeHint().width()
    room = composer._mode_button.width() - 2 * 8 - 14
    metrics = composer._mode_button.fontMetrics()
    assert room >= metrics.horizontalAdvance("Conversation")


def test_every_control_has_a_name_and_an_explanation(composer: Composer) -> None:
    """Nothing is silent for a screen reader."""
    assert composer.editor.accessibleName()
    assert composer.editor.placeholderText() == "Write a beginning…"
    for button in (composer.send_button, composer.step_button, composer._mode_button):
        assert button.text() or button.accessibleName()
        assert button.toolTip()
        assert button.accessibleDescription()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_words_in_the_empty_editor_are_painted_anew(composer: Composer, qtbot: QtBot) -> None:
    """Qt itself repaints nothing where a placeholder was seen already: the old one stood there."""
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(composer.editor.placeholderText())
            return False

    watch = Watch()
    composer.editor.viewport().installEventFilter(watch)
    composer.send_button.setFocus()  # no blinking cursor paints it by chance
    composer.set_mode(PromptMode.CONVERSATION)
    qtbot.waitUntil(lambda: "Write a message…" in painted)


@pytest.mark.parametrize("zoom", [100, 200, 250])
def test_nothing_of_the_buttons_is_cut_at_a_large_zoom(
    composer: Composer, themes: ThemeController, qtbot: QtBot, zoom: int
) -> None:
    """In front of a class the window is narrow for its letters: Send is whole all the same."""
    composer.resize(504, 400)  # beside the inspector in a window of 1280
    themes.set_zoom(zoom)
    mode = composer._mode_button
    qtbot.waitUntil(lambda: mode.width() >= mode.sizeHint().width())
    inside = composer.rect()
    places = []
    for button in (mode, composer.step_button, composer.send_button):
        place = button.rect().translated(button.mapTo(composer, QPoint(0, 0)))
        assert inside.contains(place)
        assert button.width() >= button.sizeHint().width()
        assert not any(place.intersects(other) for other in places)
        places.append(place)
    assert composer.count_label.text().endswith("1,024 left")


@pytest.mark.skipif(sys.platform == "darwin", reason="there Alt types letters of its own")
def test_a_letter_with_alt_is_no_text(qtbot: QtBot, composer: Composer) -> None:
    """Alt+W for an entry that is greyed now wrote a w into the prompt."""
    qtbot.keyClick(composer.editor, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert composer.text() == ""
    qtbot.keyClick(composer.editor, Qt.Key.Key_W)
    assert composer.text() == "w"

"""Large letters in a small window: what matters is read whole, and nothing covers anything else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.token_counter import PromptCount
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.theme import zoom_of
from gptdesk.app.views.composer.attachments import Attachments
from gptdesk.chat.messages import PromptMode
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine

ZOOMS = (100, 150, 200, 250, 300)
SIZES = {(1280, 800): (100, 200, 300), (960, 600): ZOOMS}  # what is right in the small one fits
FILES = ("first.txt", "another text with a long name.txt")
SENTENCE = (
    "/home/somebody/models/gpt2-medium/pytorch_model.bin: this file is damaged or not complete."
    " The model in use is still storyteller."
)


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    yield program
    program.window.close()
    assert program.is_joined


def states(program: Program) -> Iterator[str]:
    """Put the window into every size and zoom, and let its layouts come to rest."""
    for size, zooms in SIZES.items():
        program.window.resize(*size)
        for zoom in zooms:
            program.view_models.appearance._set_zoom(zoom)
            for _ in range(3):  # a part that takes another zoom asks for another height
                QApplication.processEvents()
            yield f"{size}, {zoom} %"


def in_window(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def test_an_error_is_read_and_left_at_every_zoom(qtbot: QtBot, program: Program) -> None:
    """The sentence, what can be done about it, and the composer: none may cover another."""
    window = program.window
    bar, composer = window.views.notice_bar, window.views.composer
    clicks: list[str] = []
    bar.show_error(SENTENCE, action_text="Choose another file…", action=lambda: clicks.append("x"))
    line, button = bar.findChild(QFrame, "line"), bar.findChild(QPushButton)
    label = line.findChild(QLabel)
    for state in states(program):
        assert label.height() >= label.heightForWidth(label.width()), f"{state}: a line is cut"
        assert button.width() >= button.sizeHint().width(), f"{state}: the button is cut"
        assert not label.geometry().intersects(button.geometry()), state
        assert label.width() >= 0.5 * line.width(), f"{state}: the button leaves no room"
        assert in_window(composer).bottom() < window.height(), f"{state}: the composer is cut"
        assert in_window(bar).bottom() < in_window(composer).top(), f"{state}: it is covered"
        # In sight as a whole; a wider font may take one more line.
        assert bar.verticalScrollBar().maximum() <= 2 * label.fontMetrics().lineSpacing(), state

    bar.show_warning("disk", SENTENCE, action_text="Try again", action=lambda: None)
    QApplication.processEvents()
    assert bar.verticalScrollBar().maximum() > 0, "two of them scroll"
    assert in_window(composer).bottom() < window.height()
    composer.focus_editor()
    for _ in range(20):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
        if button.hasFocus():
            break
    assert (
        bar.viewport().rect().contains(QRect(button.mapTo(bar.viewport(), QPoint()), button.size()))
    ), "the keyboard brings it into sight"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicks == ["x"]


def test_find_says_what_it_is_for_at_every_zoom(qtbot: QtBot, program: Program) -> None:
    """A field with three dots in it says nothing, and shows no word that is typed into it."""
    bar = program.window.views.finding.bar
    program.window.show()
    program.view_models.chat.submit("A beginning")
    qtbot.keyClick(program.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bar.field.hasFocus()
    icon = bar.field.findChild(QToolButton)
    for state in states(program):
        metrics, words = bar.field.fontMetrics(), bar.field.placeholderText()
        room = bar.field.width() - icon.geometry().right()
        assert metrics.horizontalAdvance(words) < room, f"{state}: “{words}” is cut"
        assert metrics.horizontalAdvance("beginning") < room, state
        for part in bar.findChildren(QToolButton):
            assert bar.rect().contains(part.geometry()) or part is icon, state
    program.window.resize(1280, 800)
    program.view_models.appearance._set_zoom(100)
    qtbot.waitUntil(lambda: bar.field.placeholderText() == "Find in this conversation")


def test_what_is_left_of_the_context_is_read_at_every_zoom(program: Program) -> None:
    """A count that ends in dots tells nothing; the tooltip has the whole of a shorter form."""
    composer = program.window.views.composer
    label = composer.count_label
    program.view_models.draft_count.counted.disconnect(composer.set_count)  # that of its own text
    composer.set_context_length(131_072)
    composer.set_mode(PromptMode.CONVERSATION)  # the longer word
    composer.set_text("many\n\nlines\n" * 9)
    composer.take_text()
    for state in states(program):
        for count, words in (
            (PromptCount(12), "131,060 left"),
            (PromptCount(131_000, is_cut=True), "72 left"),
            (PromptCount(200_000), "131,071"),
        ):
            composer.set_count(count)
            QApplication.processEvents()
            assert words in label.text(), f"{state}: {label.text()}"
            advance = label.fontMetrics().horizontalAdvance(label.text())
            assert advance <= label.width(), f"{state}: {label.text()} is cut"
            assert f"{count.tokens:,} tokens" in label.text() + label.toolTip(), state
        editor = composer.editor
        assert editor.height() >= editor.fontMetrics().lineSpacing(), f"{state}: a line is cut"
        for part in (composer.step_button, composer.send_button):
            assert part.width() >= part.minimumSizeHint().width(), state
            assert in_window(part).bottom() < program.window.height(), state
            assert not in_window(part).intersects(in_window(label)), state


def test_nothing_covers_send_on_the_tour(program: Program) -> None:
    """The tour says "press Send": with an error and a long prompt beside it, it can be pressed."""
    window, views = program.window, program.window.views
    send, editor = views.composer.send_button, views.composer.editor
    window.show()
    window.start_tour()
    long = "many\nlines\n" * 9
    for text, has_error, files in (("", False, ()), (long, True, ()), (long, True, FILES)):
        views.composer.set_text(text)
        if has_error:
            views.notice_bar.show_error(SENTENCE)
        for name in files:
            views.composer.insert("word " * 10_000, name)
        for state in states(program):
            composer = views.composer
            assert composer.height() >= composer.minimumSizeHint().height(), state
            _assert_files_are_seen(composer.attachments, state, files)
            assert editor.viewport().height() >= editor.fontMetrics().height(), state
            assert send.visibleRegion().boundingRect() == send.rect(), f"{state}: it is cut"
            assert send.height() >= send.minimumSizeHint().height(), state
            assert in_window(send).bottom() < in_window(views.status).top(), state
            assert not in_window(editor).intersects(in_window(send)), f"{state}: over the prompt"
            assert in_window(views.tour).bottom() < in_window(views.composer).top(), state


def _assert_files_are_seen(line: Attachments, state: str, files: tuple[str, ...]) -> None:
    """Each with a part of its name, whole on demand, and with the button that takes it away."""
    labels = [one for one in line.findChildren(QLabel) if one.isVisible()]
    assert [one.toolTip().partition(",")[0] for one in labels] == list(files)
    for label, name in zip(labels, files, strict=True):
        assert label.text()[:3] == name[:3], state
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), state
        chip = label.parentWidget()
        for part in chip.findChildren(QWidget):
            assert part.visibleRegion().boundingRect() == part.rect(), f"{state}: {name} is cut"


def test_a_hidden_inspector_takes_the_zoom_when_it_is_shown(program: Program) -> None:
    """Half of what a step of the zoom takes went into a panel that nobody saw."""
    window, columns = program.window, program.window.views.columns
    zoom_to, panel = program.view_models.appearance._set_zoom, window.views.side_panel
    window.resize(960, 600)

    def points() -> dict[QLabel, float]:
        columns.show_panel()
        QApplication.processEvents()
        labels = (one for one in panel.findChildren(QLabel) if one.isVisible())
        return {one: one.font().pointSizeF() for one in labels}

    small = points()
    zoom_to(200)
    large, fitting = points(), zoom_of(panel.tabs)
    assert 100 < fitting < 200, "it has no room for more"
    assert len(small) > 3
    assert all(large[one] > small[one] for one in small.keys() & large.keys())
    for zoom, wanted, own in ((100, small, 100), (200, large, fitting)):
        columns.set_panel_visible(False)  # over the text, and beside it
        columns.set_wanted(sidebar=False, panel=False)
        before = zoom_of(panel.tabs)
        zoom_to(zoom)
        assert not panel.isVisible()
        assert zoom_of(panel.tabs) == before != own, "it waits"
        assert points() == pytest.approx(wanted)
        assert zoom_of(panel.tabs) == own


def test_many_files_stand_in_one_line(qtbot: QtBot, program: Program) -> None:
    """Tab brings each into sight, and Space takes it away; the line is no higher for ten."""
    window, views = program.window, program.window.views
    line = views.composer.attachments
    window.resize(960, 600)
    window.show()
    views.composer.insert("word " * 10_000, "number 0.txt")
    QApplication.processEvents()
    bar, height = line.horizontalScrollBar(), line.height()
    for number in range(1, 10):
        views.composer.insert("word " * 10_000, f"number {number}.txt")
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.waitUntil(lambda: line.height() <= height + bar.sizeHint().height())
    views.composer.focus_editor()
    qtbot.keyClick(views.composer.editor, Qt.Key.Key_Backtab)
    last = window.focusWidget()
    assert isinstance(last, QToolButton)
    assert last.accessibleName() == "Remove number 9.txt, 50.0 kB"
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect() == last.rect())
    qtbot.keyClick(last, Qt.Key.Key_Space)
    assert [one.name for one in line.items] == [f"number {number}.txt" for number in range(9)]


def test_where_there_is_no_token_no_room_is_kept_for_one(program: Program) -> None:
    """A new chat: *Pipeline* has two sentences, one below the other, and nothing to scroll."""
    panel = program.window.views.side_panel
    page = panel.pipeline_page
    program.window.resize(1280, 800)
    program.window.show()
    panel.tabs.setCurrentWidget(page)
    QApplication.processEvents()
    assert "Every token that the model writes" in page.note.text()
    assert not page.draw_bar.isVisible()
    line = page.note.fontMetrics().lineSpacing()
    assert in_window(page.note).top() - in_window(page.choice).bottom() <= line
    assert page.scroller.verticalScrollBar().maximum() == 0

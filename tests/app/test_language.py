"""The language of the window, chosen in its menu: seen at once, and at the next start."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Semaphore

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QMenu,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gptdesk.app import translations
from gptdesk.app.main import Program, build_program, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inspector import typed_text
from gptdesk.app.views.window.closing_dialog import ClosingDialog
from gptdesk.storage.paths import user_paths
from tests.app.conftest import delete_what_is_closed
from tests.app.test_reading_in_window import drop
from tests.app.test_translations import tool
from tests.fakes import FakeEngine, Script, story_text

_TEXTS = {"&File": "文件(&F)", "&View": "视图(&V)", "La&nguage": "语言(&N)"}


@pytest.fixture
def chinese(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small catalogue that is complete, and the application in English again afterwards."""
    folder = tmp_path / "translations"
    tool.update("zh_CN", [tool.Text("MainMenu", source) for source in _TEXTS], folder)
    catalogue = folder / "gptdesk_zh_CN.ts"
    text = catalogue.read_text()
    for source, translation in _TEXTS.items():
        head, source_element, rest = text.partition(
            f"<source>{source.replace('&', '&amp;')}</source>"
        )
        said = f"<translation>{translation.replace('&', '&amp;')}</translation>"
        unfinished = '<translation type="unfinished"></translation>'
        text = head + source_element + rest.replace(unfinished, said, 1)
    catalogue.write_text(text)
    assert tool.release("zh_CN", folder)
    monkeypatch.setattr(translations, "catalogues_folder", lambda: folder)
    yield
    translations.install(qapp, translations.ENGLISH)


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[..., Program]]:
    """Start programs; each is closed in the end, in whichever window it is by then."""
    programs: list[Program] = []

    def started(engine: FakeEngine | None = None) -> Program:
        program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine or FakeEngine()
        )
        programs.append(program)
        with qtbot.waitSignal(program.view_models.library.model_opened):
            program.start(None)
        return program

    yield started
    for program in programs:
        program.window.close()
        program.window.deleteLater()


def _titles(program: Program) -> list[str]:
    return [action.text() for action in program.window.menuBar().actions()]


def _click(qtbot: QtBot, menu: QMenu, action: QAction) -> None:
    """Open a menu and click an entry of it."""
    QTimer.singleShot(
        0,
        lambda: qtbot.mouseClick(
            menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center()
        ),
    )
    menu.popup(menu.parentWidget().mapToGlobal(menu.parentWidget().rect().center()))
    qtbot.waitUntil(lambda: not (isValid(menu) and menu.isVisible()))


def _choose(qtbot: QtBot, program: Program, number: int) -> None:
    """Click a language in the menu."""
    chosen = program.window.views.menu._language_group.actions()[number]
    menu = chosen.associatedObjects()[0]
    assert isinstance(menu, QMenu)
    _click(qtbot, menu, chosen)


@pytest.mark.usefixtures("chinese")
def test_the_language_changes_while_the_program_runs(
    qtbot: QtBot, start: Callable[..., Program]
) -> None:
    """Nothing is lost that was written, chosen or seen, and no answer is cut."""
    engine, gate = FakeEngine(), Semaphore(0)
    engine.enqueue(Script(gate=gate))
    program = start(engine)
    former, models = program.window, program.view_models
    former.resize(1000, 700)
    assert _titles(program)[0] == "&File"
    labels = [action.text() for action in former.views.menu._language_group.actions()]
    assert labels == ["As the &system", "English", "简体中文"]
    qtbot.keyClicks(former.views.composer.editor, "Once")
    qtbot.mouseClick(former.views.composer.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: models.chat.is_busy)
    _choose(qtbot, program, 2)
    said = "The language changes when the answer is done."
    qtbot.waitUntil(lambda: former.views.notice_bar.text == said)
    assert program.window is former
    editor = former.views.composer.editor
    qtbot.keyClicks(editor, "Half a thought")
    qtbot.keyClick(editor, Qt.Key.Key_Home)
    former.views.transcript.select_all()
    gate.release(1000)
    qtbot.waitUntil(lambda: program.window is not former)
    delete_what_is_closed()

    window, views = program.window, program.window.views
    assert _titles(program)[0] == "文件(&F)"
    assert window.isVisible()
    assert window.size() == QSize(1000, 700)
    assert (views.composer.text(), views.composer.editor.textCursor().position()) == (
        "Half a thought",
        0,
    )
    assert views.transcript.selected_text() == "Once"
    assert views.transcript.copy_text(1) == f"Once{story_text()}"
    assert views.menu.regenerate.isEnabled()
    assert not views.menu.stop.isEnabled()
    assert views.menu._language_group.actions()[2].isChecked()
    told = [label.text() for label in views.status.findChildren(QLabel) if label.text()]
    assert any(window.windowTitle().split(" — ")[-1] in one for one in told), (
        "the model that answers"
    )
    assert any(str(models.model_info.context_tokens) in one for one in told)

    qtbot.mouseClick(views.composer.send_button, Qt.MouseButton.LeftButton)  # it works on
    qtbot.waitUntil(lambda: models.chat.messages.rowCount() == 4 and not models.chat.is_busy)
    assert models.conversations.drafts.text == ""
    _choose(qtbot, program, 1)
    qtbot.waitUntil(lambda: program.window is not window)
    assert _titles(program)[0] == "&File"
    assert program.window.views.transcript.scroller.page.entries[-1].last_row == 3
    window = program.window
    _choose(qtbot, program, 2)
    qtbot.waitUntil(lambda: program.window is not window)
    program.window.close()
    assert 'language = "zh_CN"' in user_paths().settings_file.read_text()
    delete_what_is_closed()
    again = start()
    assert _titles(again)[0] == "文件(&F)"


@pytest.mark.usefixtures("chinese")
def test_what_is_looked_at_is_looked_at_in_the_next_window(
    qtbot: QtBot, start: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chart of what is typed goes on: the window before is hidden first, not afterwards."""
    monkeypatch.setattr(typed_text, "REST_MS", 100)
    program = start(make_engine())
    former, pipeline = program.window, program.view_models.pipeline
    former.resize(1280, 800)  # with the inspector beside the text
    qtbot.keyClicks(former.views.composer.editor, "The cat")
    qtbot.waitUntil(lambda: pipeline.is_next_current)
    _choose(qtbot, program, 2)
    qtbot.waitUntil(lambda: program.window is not former)
    delete_what_is_closed()
    views = program.window.views
    qtbot.keyClicks(views.composer.editor, " sat")
    assert not pipeline.is_next_current
    qtbot.waitUntil(lambda: pipeline.is_next_current)
    assert views.side_panel.next_token_page.bars.rows


@pytest.mark.usefixtures("chinese")
def test_what_is_typed_while_the_next_window_is_made_is_in_it(
    qtbot: QtBot, start: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second of typing was lost: the keys waited for the window that went."""
    program = start()
    former = program.window
    qtbot.keyClicks(former.views.composer.editor, "Once ")
    dress = program._themes.put_on

    def dress_slowly() -> None:
        dress()
        for letter in "upon":  # they wait in the queue of the system meanwhile
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.postEvent(former.views.composer.editor, key)

    monkeypatch.setattr(program._themes, "put_on", dress_slowly)
    _choose(qtbot, program, 2)
    qtbot.waitUntil(lambda: program.window is not former)
    editor = program.window.views.composer.editor
    assert _titles(program)[0] == "文件(&F)"
    assert editor.toPlainText() == "Once upon"
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(QApplication.focusWidget(), " a")
    assert editor.toPlainText() == "Once upon a"


@pytest.mark.usefixtures("chinese")
def test_what_is_sent_while_the_next_window_is_made_is_answered_first(
    qtbot: QtBot, start: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter can be typed in that second too; the language changes after the answer."""
    engine, gate = FakeEngine(), Semaphore(0)
    engine.enqueue(Script(gate=gate))
    program = start(engine)
    former, dress = program.window, program._themes.put_on
    qtbot.keyClicks(former.views.composer.editor, "Once")

    def dress_slowly() -> None:
        dress()
        if program.window is former and not program.view_models.chat.messages.rowCount():
            QTest.keyClick(former.views.composer.editor, Qt.Key.Key_Return)

    monkeypatch.setattr(program._themes, "put_on", dress_slowly)
    _choose(qtbot, program, 2)
    qtbot.waitUntil(lambda: former.views.notice_bar.text != "")
    assert program.window is former
    assert former.isVisible()
    gate.release(1000)
    qtbot.waitUntil(lambda: program.window is not former)
    assert _titles(program)[0] == "文件(&F)"
    assert program.window.views.transcript.copy_text(1) == f"Once{story_text()}"


class Windows(QObject):
    """Notes each window that comes into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not isinstance(watched, QMenu)
        ):
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.usefixtures("chinese")
def test_another_language_shows_one_window_and_no_part_of_it_before(
    qtbot: QtBot, qapp: QApplication, start: Callable[..., Program]
) -> None:
    """The page of an empty chat stood on the screen as a window of its own until the rest came."""
    program = start()
    former, windows = program.window, Windows()
    qapp.installEventFilter(windows)
    _choose(qtbot, program, 2)
    qtbot.waitUntil(lambda: program.window is not former and program.window.isVisible())
    qapp.removeEventFilter(windows)
    assert windows.shown == ["MainWindow"]


@pytest.fixture
def all_chinese(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The window's whole catalogue, whether or not it is offered yet."""
    shutil.copy(tool.FOLDER / "gptdesk_zh_CN.ts", tmp_path)
    tool.compile_catalogue(tmp_path / "gptdesk_zh_CN.qm")
    monkeypatch.setattr(translations, "catalogues_folder", lambda: tmp_path)
    user_paths().config_dir.mkdir(parents=True, exist_ok=True)
    user_paths().settings_file.write_text('language = "zh_CN"\n')
    yield
    translations.install(qapp, translations.ENGLISH)


@pytest.mark.skipif(sys.platform != "linux", reason="names are measured in bytes on Linux")
@pytest.mark.usefixtures("all_chinese")
def test_what_the_system_refuses_is_said_in_the_windows_language(
    qtbot: QtBot, start: Callable[..., Program], tmp_path: Path
) -> None:
    """A sentence that is half Chinese and half English helps nobody; the files really fail."""
    window = start().window
    views = window.views
    story = tmp_path / "story.txt"
    drop(views.composer.editor, story)  # deleted while it was dragged
    qtbot.waitUntil(lambda: views.notice_bar.text != "")
    assert views.notice_bar.text == "story.txt：没有这个文件或文件夹。没有插入任何内容。"
    assert views.notice_bar.isVisible()

    views.side_windows.read_text("Once upon a time", "story.txt")
    reading = views.side_windows.reading_window
    assert reading is not None
    qtbot.waitUntil(reading.export.isEnabled)
    menu = reading.menu
    menu.popup(reading.export.mapToGlobal(reading.export.rect().bottomLeft()))
    qtbot.waitExposed(menu)
    save = next(one for one in menu.actions() if one.text() == "保存：词元表（CSV）…")
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(save).center())
    dialog = reading.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / ("月" * 100 + ".csv")  # 304 bytes, and a name has 255 at most
    dialog.selectFile(str(path))
    dialog.accept()
    qtbot.waitUntil(lambda: reading.said.text() != "")
    assert reading.said.toolTip() == f"无法写入 {path}：文件名过长。"
    reading.close()


def _cut(window: QWidget) -> list[tuple[str, int, int]]:
    """Return the labels and buttons in a window that have less room than their text takes."""
    cut: list[tuple[str, int, int]] = []
    for part in (*window.findChildren(QAbstractButton), *window.findChildren(QLabel)):
        if not part.isVisible() or not part.text():
            continue
        if isinstance(part, QLabel) and part.wordWrap():
            room, needed = part.height(), part.heightForWidth(part.width())
        else:
            room, needed = part.width(), part.sizeHint().width()
        if room < needed - 1:  # rounding
            cut.append((part.text(), room, needed))
    return cut


def _expect_whole(window: QWidget) -> None:
    assert _cut(window) == []


def _each_window(program: Program) -> Iterator[QWidget]:
    """Open every window and dialog beside the main window, one after the other."""
    views = program.window.views
    for show in (
        *(views.opening.show_list, views.opening.show_layouts, views.opening.show_servers),
        *(views.side_windows.show_history, views.side_windows.show_current_answer),
        *(views.side_windows.show_tokens, views.side_windows.ask_two_models),
        *(views.side_windows.show_library, views.side_windows.show_inside),
        *(views.help.show_glossary, views.help.show_shortcuts, views.help.show_about),
        *(views.export.export_open, partial(views.side_windows.read_text, "Once", "once.txt")),
        lambda: ClosingDialog(None, ["…"], program.window).open(),
    ):
        before = {one for one in QApplication.topLevelWidgets() if one.isVisible()}
        show()
        opened = {one for one in QApplication.topLevelWidgets() if one.isVisible()} - before
        assert opened, show
        yield from opened
        for one in opened:
            one.close()


@pytest.mark.usefixtures("all_chinese")
def test_no_label_is_cut_in_either_language(qtbot: QtBot, start: Callable[..., Program]) -> None:
    """A translation is longer at times; with an access key behind the word, often."""
    program = start()
    models = program.view_models
    models.chat.submit("Once upon a time")
    qtbot.waitUntil(lambda: models.chat.messages.rowCount() == 2 and not models.chat.is_busy)
    seen = 0
    for language, first in (("zh_CN", "文件(&F)"), ("en", "&File")):
        models.appearance.set_language(language)
        qtbot.waitUntil(lambda title=first: _titles(program)[0] == title)
        window, tabs = program.window, program.window.views.side_panel.tabs
        window.resize(1280, 800)
        pages = [partial(tabs.setCurrentIndex, page) for page in range(tabs.count())]
        for zoom in (100, 150):
            models.appearance._set_zoom(zoom)
            for show in pages:
                show()
                qtbot.waitUntil(partial(_expect_whole, window))
            for opened in _each_window(program):
                parts = opened.findChildren(QTabWidget)
                for part, page in [(one, n) for one in parts for n in range(one.count())] or [
                    (None, 0)
                ]:
                    if part is not None:
                        part.setCurrentIndex(page)
                    qtbot.waitUntil(partial(_expect_whole, opened))
                    seen += 1
    assert seen >= 2 * 2 * 15
    delete_what_is_closed()


def test_nothing_is_to_be_chosen_where_there_is_one_language(
    start: Callable[..., Program], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a catalogue is none: without a finished one the window has no such menu."""
    monkeypatch.setattr(translations, "catalogues_folder", lambda: tmp_path)
    program = start()
    assert program.window.views.menu._language_group.actions() == []
    program.window.close()

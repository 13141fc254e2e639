"""The language of the window, chosen in its menu: seen at the next start, and on the disk."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from gptdesk.app import translations
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from tests.app.test_translations import tool
from tests.fakes import FakeEngine

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


def _started(qtbot: QtBot) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    return program


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
    qtbot.waitUntil(lambda: not menu.isVisible())


@pytest.mark.usefixtures("chinese")
def test_the_language_is_chosen_in_the_menu_and_comes_with_the_next_start(qtbot: QtBot) -> None:
    program = _started(qtbot)
    assert _titles(program)[0] == "&File"
    group = program.window.views.menu._language_group
    assert [action.text() for action in group.actions()] == [
        "As the &system",
        "English",
        "简体中文",
    ]
    chosen = group.actions()[2]
    menu = chosen.associatedObjects()[0]
    assert isinstance(menu, QMenu)
    _click(qtbot, menu, chosen)
    assert chosen.isChecked()
    assert _titles(program)[0] == "&File", "not half of it now"
    said = "The language changes when GPTDesk starts again."
    qtbot.waitUntil(lambda: program.window.views.notice_bar.text == said)
    program.window.close()
    assert 'language = "zh_CN"' in user_paths().settings_file.read_text()
    again = _started(qtbot)
    assert _titles(again)[0] == "文件(&F)"
    assert again.window.views.menu._language_group.actions()[2].isChecked()
    again.window.close()


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


@pytest.mark.usefixtures("all_chinese")
def test_no_label_is_cut_in_chinese(qtbot: QtBot) -> None:
    """A translation is longer at times; with an access key behind the word, often."""
    program = _started(qtbot)
    window, tabs = program.window, program.window.views.side_panel.tabs
    window.resize(1280, 800)
    assert _titles(program)[0] == "文件(&F)"
    for zoom, page in itertools.product((100, 150), range(tabs.count())):
        while program.view_models.preferences.settings.zoom < zoom:
            program.view_models.appearance.zoom_in()
        tabs.setCurrentIndex(page)
        QApplication.processEvents()
        cut = [
            (part.text(), part.width(), part.sizeHint().width())
            for kind in (QAbstractButton, QLabel)
            for part in window.findChildren(kind)
            if part.isVisible() and part.text()
            if not (isinstance(part, QLabel) and part.wordWrap())
            if part.width() < part.sizeHint().width() - 1  # rounding
        ]
        assert cut == [], f"at {zoom} %, page {page}"
    assert len({tabs.tabText(page) for page in range(tabs.count())} & {"采样流程", "模型"}) == 2
    window.close()


def test_nothing_is_to_be_chosen_where_there_is_one_language(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a catalogue is none: without a finished one the window has no such menu."""
    monkeypatch.setattr(translations, "catalogues_folder", lambda: tmp_path)
    program = _started(qtbot)
    assert program.window.views.menu._language_group.actions() == []
    program.window.close()

"""The window in the user's language: nothing is lost on the way to a translator and back."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QTextLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QFileSystemModel,
    QGroupBox,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gptdesk.app import translations
from gptdesk.app.phrases import clauses, in_a_row, listed, sentences, without_access_key
from gptdesk.app.theme import current_theme, style_sheet

_TOOL = Path(__file__).parents[2] / ".packaging" / "translations.py"
_FIELD = re.compile(r"\{[^{}]*\}|%n|%\(\w+\)[sr]|%[sr]")
_ACCESS_KEY = re.compile(r"&(\w)")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translation_tool", _TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = tool  # a dataclass looks for its module
    spec.loader.exec_module(tool)
    return tool


tool = _tool()
said = {language: list(tool.messages(language)) for language in tool.LANGUAGES}


@cache
def texts() -> list[Any]:
    """Gather the program's texts once; it takes seconds."""
    return tool.texts_of()


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[None]:
    yield
    translations.install(qapp, translations.ENGLISH)


def test_every_text_reaches_the_translators(tmp_path: Path) -> None:
    """A text that is put together, or asked for in another context, would stay English forever."""
    assert len(texts()) > 2500, "the gathering itself has lost most of them"
    tool.update("zh_CN", texts(), tmp_path)
    assert {text for text, _ in tool.messages("zh_CN", tmp_path)} == set(texts())


@pytest.mark.parametrize(
    "line",
    [
        "self.tr(f'{n} tokens')",
        "self.tr('a' + name)",
        "self.tr(word.strip())",
        "view.tr('The model')",
        "translate('Context', 'a'.upper())",
    ],
)
def test_a_text_that_is_put_together_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "gptdesk").mkdir()
    source = f"class View(QWidget):\n    def show_it(self, n, name, word, view):\n        {line}\n"
    (tmp_path / "gptdesk" / "view.py").write_text(source)
    with pytest.raises(tool.UnreadableTextError, match=r"view\.py:3"):
        tool.texts_of(tmp_path)


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_a_translation_keeps_what_the_program_fills_in(language: str) -> None:
    """A field that is lost tells a user nothing; one that is new ends the program."""
    for text, translation in said[language]:
        if translation is not None:
            fields = [set(_FIELD.findall(one)) for one in (text.source, translation)]
            assert fields[0] == fields[1], (text.source, translation)
            keys = [
                _ACCESS_KEY.findall(one.replace("&&", "")) for one in (text.source, translation)
            ]
            assert [one.upper() for one in keys[0]] == [one.upper() for one in keys[1]], translation
            ends = [one.split("\t")[0].endswith("…") for one in (text.source, translation)]
            assert ends[0] == ends[1], (text.source, translation)


@pytest.mark.parametrize("language", translations.offered())
def test_what_is_offered_is_complete(language: str, tmp_path: Path) -> None:
    """No user sees a window in two languages: run the command of the README after a new text."""
    if language == translations.ENGLISH:
        return
    assert {text for text, _ in said[language]} == set(texts()), "stale or missing texts"
    assert [text.source for text, translation in said[language] if translation is None] == []
    shutil.copy(tool.FOLDER / f"gptdesk_{language}.ts", tmp_path)
    assert tool.release(language, tmp_path)
    name = f"gptdesk_{language}.qm"
    assert (tmp_path / name).read_bytes() == (tool.FOLDER / name).read_bytes(), "made of another"


def test_an_unfinished_catalogue_is_not_offered(tmp_path: Path) -> None:
    texts = [tool.Text("MainMenu", "&File"), tool.Text("MainMenu", "&Edit")]
    tool.update("zh_CN", texts, tmp_path)
    catalogue = tmp_path / "gptdesk_zh_CN.ts"
    unfinished = '<translation type="unfinished"></translation>'
    one_is_missing = catalogue.read_text().replace(
        unfinished, "<translation>文件(&amp;F)</translation>", 1
    )
    catalogue.write_text(one_is_missing)
    assert not tool.release("zh_CN", tmp_path)
    assert translations.offered(tmp_path) == ("en",)
    catalogue.write_text(
        one_is_missing.replace(unfinished, "<translation>编辑(&amp;E)</translation>")
    )
    assert tool.release("zh_CN", tmp_path)
    assert translations.offered(tmp_path) == ("en", "zh_CN")


@pytest.mark.parametrize(
    ("wanted", "system", "language"),
    [
        ("system", "zh_CN", "zh_CN"),
        ("system", "zh_SG", "zh_CN"),
        ("system", "zh_TW", "en"),  # other characters, other words
        ("system", "de_DE", "en"),
        ("system", "en_GB", "en"),
        ("system", "C", "en"),
        ("en", "zh_CN", "en"),
        ("zh_CN", "de_DE", "zh_CN"),
        ("fr", "fr_FR", "en"),
    ],
)
def test_the_language_follows_the_system_or_the_choice(
    wanted: str, system: str, language: str
) -> None:
    offered = ("en", "zh_CN")
    assert translations.language_for(wanted, offered, QLocale(system)) == language
    assert translations.language_for(wanted, ("en",), QLocale(system)) == "en"


@pytest.mark.usefixtures("restored")
def test_a_catalogue_is_spoken_and_taken_away(qapp: QApplication, tmp_path: Path) -> None:
    """Our words, Qt's own, and the dates; English again leaves nothing behind."""
    tool.update("zh_CN", [tool.Text("MainMenu", "&File")], tmp_path)
    catalogue = tmp_path / "gptdesk_zh_CN.ts"
    catalogue.write_text(
        catalogue.read_text().replace(
            '<translation type="unfinished"></translation>',
            "<translation>文件(&amp;F)</translation>",
        )
    )
    tool.release("zh_CN", tmp_path)
    german = QLocale("de_DE")
    assert translations.install(qapp, "zh_CN", folder=tmp_path, system=german) == "zh_CN"
    assert qapp.translate("MainMenu", "&File") == "文件(&F)"
    assert qapp.translate("QPlatformTheme", "Cancel") == "取消"
    assert QLocale().standaloneMonthName(1) == "一月"
    assert translations.current_language() == "zh_CN"
    assert translations.install(qapp, "en", folder=tmp_path, system=german) == "en"
    assert qapp.translate("MainMenu", "&File") == "&File"
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"
    assert QLocale().standaloneMonthName(1) == "Januar"


_HAN = "词元，直角 gy"


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("kind", ["ui", "ui_small", "transcript"])
def test_a_chinese_line_is_as_high_as_its_font_says(qapp: QApplication, kind: str) -> None:
    """Rows are made as high as the font: where Han comes from another one, g and y are cut."""
    qapp.setProperty("language", "zh_CN")
    font = current_theme().font(kind)
    layout = QTextLayout(_HAN, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1000)
    layout.endLayout()
    names = {run.rawFont().familyName() for run in layout.glyphRuns()}
    if len(names) > 1 or not any(one in font.families()[:-1] for one in names):
        pytest.skip("no font of Simplified Chinese is installed")
    assert line.height() <= QFontMetrics(font).height() + 1  # rounding
    assert f'"{names.pop()}"' in style_sheet(current_theme())


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("&File", "File"),
        ("Cu&t", "Cut"),
        ("文件(&F)", "文件"),
        ("打开 (&O)…", "打开…"),
        ("Top-&k", "Top-k"),
    ],
)
def test_a_label_is_read_without_its_access_key(label: str, plain: str) -> None:
    assert without_access_key(label) == plain


def test_parts_of_a_sentence_are_joined_where_there_are_any() -> None:
    assert sentences(("One.", "", "Two.")) == "One. Two."
    assert in_a_row(("a",)) == "a"
    assert listed(()) == ""
    assert clauses(("{0} a", "b {1}")) == "{0} a; b {1}"  # braces of a user's text are no fields


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("language", [one for one in translations.offered() if one != "en"])
def test_no_dialog_of_qt_is_in_two_languages(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: str
) -> None:
    """Qt's own catalogue lacks texts of the dialogs for a file, a printer and its properties."""
    assert translations.install(qapp, language) == language
    (tmp_path / "a").mkdir()
    files = QFileDialog(None, "", str(tmp_path))
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printing = QPrintDialog(printer)
    texts = [*_texts_of(qtbot, files), *_texts_of(qtbot, printing)]
    model = files.findChild(QFileSystemModel)
    assert model is not None
    kind = model.index(str(tmp_path / "a")).siblingAtColumn(2)
    qtbot.waitUntil(lambda: bool(kind.data()))
    properties = next(
        one
        for one in printing.findChildren(QAbstractButton)
        if one.text() == qapp.translate("QPrintWidget", "P&roperties")
    )

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        texts.extend(_texts_of(qtbot, dialog))
        dialog.reject()

    QTimer.singleShot(0, look)
    qtbot.mouseClick(properties, Qt.MouseButton.LeftButton)
    assert len(texts) > 60, "the properties were not opened"
    english = [
        text
        for text in (*texts, kind.data())
        if re.search("[A-Za-z]{3}[a-z ]*[:]|^[A-Z][a-z]{3}", text)
    ]
    assert english == []


def _texts_of(qtbot: QtBot, dialog: QWidget) -> list[str]:
    qtbot.addWidget(dialog)
    dialog.show()
    return [
        one.title() if isinstance(one, QGroupBox) else one.text()
        for kind in (QLabel, QAbstractButton, QGroupBox)
        for one in dialog.findChildren(kind)
    ]

"""The guide names only menus and keys that are there, in both languages, and is found by typing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from gptdesk.app import translations
from gptdesk.app.phrases import without_access_key
from gptdesk.app.views.help.guide import GuidePage, guide_sections
from gptdesk.app.views.window.menu import MainMenu

_OWN_KEYS = {
    "Enter",
    "Shift+Enter",
    "Ctrl++",
    "Ctrl+-",
    "Ctrl+Up",
    "Ctrl+Down",
    "Left",
    "Right",
    "Tab",
}  # of fields; and what `Ctrl+=` says


def _plain(text: str) -> str:
    return without_access_key(text).rstrip("…")


def _paths(text: str) -> list[tuple[str, ...]]:
    """Return the entries of menus that a text names."""
    named = re.findall(r"\*([^*\n]+ > [^*\n]+)\*", text)
    return [tuple(part.strip().rstrip("…") for part in path.split(" > ")) for path in named]


def _keys(text: str) -> set[str]:
    return set(re.findall("`([^`]+)`", text))


def test_what_the_guide_names_is_there(qtbot: QtBot) -> None:
    """Who follows it finds each menu and each key, as it is written."""
    window = QMainWindow()
    qtbot.addWidget(window)
    MainMenu(window)
    tops: dict[str, QMenu] = {}
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        tops[_plain(action.text())] = menu
    keys = {
        one.toString(QKeySequence.SequenceFormat.PortableText)
        for action in window.findChildren(QAction)
        for one in action.shortcuts()
    }
    text = "\n".join(section.text for section in guide_sections("en"))
    assert len(_paths(text)) >= 12
    for top, entry in _paths(text):
        assert entry in {_plain(one.text()) for one in tops[top].actions()}, f"{top} > {entry}"
    assert _keys(text) - _OWN_KEYS <= keys


def test_both_languages_say_the_same() -> None:
    """Section by section: the same keys, and the menus by the names that they have there."""
    catalogue = ET.parse(translations.catalogues_folder() / "gptdesk_zh_CN.ts")
    names: dict[str, set[str]] = {}
    for message in catalogue.iter("message"):
        source, theirs = message.findtext("source", ""), message.findtext("translation", "")
        names.setdefault(_plain(source), set()).add(_plain(theirs))
    english, chinese = guide_sections("en"), guide_sections("zh_CN")
    assert len(english) == len(chinese) == 16
    for ours, theirs in zip(english, chinese, strict=True):
        assert _keys(ours.text) == _keys(theirs.text), ours.title
        pairs = zip(_paths(ours.text), _paths(theirs.text), strict=True)
        for path, translated in pairs:
            for name, other in zip(path, translated, strict=True):
                assert other in names[name], ours.title
        assert not re.search("[\u4e00-\u9fff，。](?: +|\n)[\u4e00-\u9fff]", theirs.text), "a gap"


def test_a_section_is_found_by_typing(qtbot: QtBot) -> None:
    """One types what one wants to do, and reads; the arrows walk on from the field."""
    page = GuidePage(guide_sections("en"))
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    qtbot.waitExposed(page)
    assert page.list.count() == 16
    qtbot.keyClicks(page.search, "server")
    assert [page.list.item(row).text() for row in range(page.list.count())] == ["Borrow a server"]
    assert "A card says what that server tells" in page.text.toPlainText()
    page.search.clear()
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.text.toPlainText().startswith("Look at a token")
    qtbot.keyClicks(page.search, "no such words")
    assert not page.text.isVisible()
    assert page._left.nothing.isVisible()

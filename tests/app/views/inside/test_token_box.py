"""The field in which a token is typed, with answers that take their time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.views.inside.space.token_box import TokenBox

NAMES = {1: "␣king", 2: "king", 3: "␣story", 4: "teller"}
Asked = list[tuple[str, Callable[[tuple[int, ...]], object]]]


@pytest.fixture
def asked() -> Asked:
    """What was looked up, and where its answer goes."""
    return []


@pytest.fixture
def box(qtbot: QtBot, asked: Asked) -> TokenBox:
    box = TokenBox("Token", NAMES.__getitem__, lambda *one: asked.append(one))
    qtbot.addWidget(box)
    box.show()
    return box


def _type(qtbot: QtBot, box: TokenBox, text: str) -> None:
    line = box.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_enter_asks_once(qtbot: QtBot, box: TokenBox, asked: Asked) -> None:
    """A combo box gives the key back to its line: the second answer undid what was chosen."""
    _type(qtbot, box, "king")
    assert [typed for typed, _ in asked] == ["king"]


def test_a_late_answer_leaves_what_was_chosen_meanwhile(
    qtbot: QtBot, box: TokenBox, asked: Asked
) -> None:
    """The other spelling was chosen with Down while Enter was being answered a second time."""
    chosen: list[int] = []
    box.token_chosen.connect(chosen.append)
    _type(qtbot, box, "king")
    asked[0][1]((1, 2))
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    asked[1][1]((1, 2))
    assert chosen == [1, 2, 1, 2]
    assert box.currentText() == "king"


def test_a_late_answer_leaves_what_is_being_typed(
    qtbot: QtBot, box: TokenBox, asked: Asked
) -> None:
    """The pieces of a word are offered under that word only."""
    _type(qtbot, box, "storyteller")
    line = box.lineEdit()
    assert line is not None
    qtbot.keyClicks(line, "s")
    ((_, then),) = asked
    then((3, 4))
    assert line.text() == "storytellers"
    assert box.count() == 0

"""Sentences for a screen reader: each is an object that appears, and none outlives its window."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.access import announcements, parts

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="Qt's own event is sent there"
)


def test_a_sentence_is_a_notification_that_appears(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orca asks for the words after it was told of them: two at once must not become one."""
    told = _told(monkeypatch)
    window = QWidget()
    label = QLabel("0.80", window)
    announcements.announce(label, "")
    for words in ("One.", "Two."):
        announcements.announce(label, words)
    assert not told, "what it is about is told first: a reader drops notices in a flood of changes"
    qtbot.waitUntil(lambda: len(told) == 4)
    found = [each.thing() for each in told if each.event == QAccessible.Event.ObjectShow]
    assert [one.text(QAccessible.Text.Name) for one in found] == ["One.", "Two."]
    assert {one.role() for one in found} == {QAccessible.Role.Notification}
    assert found[0].parent().object() is window
    window.deleteLater()
    qtbot.waitUntil(lambda: QAccessible.accessibleInterface(told[0].number) is None)

    other = QWidget()
    qtbot.addWidget(other)
    told.clear()
    announcements.announce(other, "Three.")
    announcements.announce(other, "Four.", is_at_once=True)
    assert len(told) == 4, "in their order, before the keyboard goes on"
    assert told[-1].thing().text(QAccessible.Text.Name) == "Four."
    told.clear()
    announcements.announce(other, "Five.")
    qtbot.waitUntil(lambda: len(told) == 2)
    parts.release_all()  # as at the end of the program, which Qt's list outlives
    assert QAccessible.accessibleInterface(told[-1].number) is None


def test_a_reader_that_keeps_names_hears_every_sentence(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orca 47 keeps the name of what it has read: the 17th sentence was heard as the first one."""
    monkeypatch.setattr(announcements, "LATER_MS", 0)
    told = _told(monkeypatch)
    window = QWidget()
    qtbot.addWidget(window)
    sentences = [f"Sentence {number}." for number in range(2 * announcements.KEPT + 3)]
    kept: dict[int, str] = {}
    heard = []
    for words in sentences:
        announcements.announce(window, words)
        qtbot.waitUntil(lambda: len(told) == 2)
        for each in told:
            if each.event == QAccessible.Event.NameChanged:
                kept.pop(each.number, None)
            else:
                name = each.thing().text(QAccessible.Text.Name)
                heard.append(kept.setdefault(each.number, name))
        told.clear()
    assert heard == sentences
    assert len(kept) == announcements.KEPT


@dataclass(frozen=True)
class _Told:
    """What a screen reader was told: of which object, and which event."""

    number: int
    event: QAccessible.Event

    def thing(self) -> QAccessibleInterface:
        return QAccessible.accessibleInterface(self.number)


def _told(monkeypatch: pytest.MonkeyPatch) -> list[_Told]:
    """Return what a screen reader is told from now on."""
    told: list[_Told] = []

    class Heard(QAccessible):
        @staticmethod
        def isActive() -> bool:
            return True

        @staticmethod
        def updateAccessibility(event: QAccessibleEvent) -> None:
            told.append(_Told(event.uniqueId(), event.type()))

    monkeypatch.setattr(announcements, "QAccessible", Heard)
    return told

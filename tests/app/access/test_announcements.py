"""Sentences for a screen reader: each is an object that appears, and none outlives its window."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.access import announcements, parts


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Qt's own event is sent there")
def test_a_sentence_is_a_notification_that_appears(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orca asks for the words after it was told of them: two at once must not become one."""
    told: list[int] = []

    class Heard(QAccessible):
        isActive = staticmethod(lambda: True)  # noqa: N815  Qt's name
        updateAccessibility = staticmethod(lambda event: told.append(event.uniqueId()))  # noqa: N815

    monkeypatch.setattr(announcements, "QAccessible", Heard)
    window = QWidget()
    label = QLabel("0.80", window)
    announcements.announce(label, "")
    for words in ("One.", "Two."):
        announcements.announce(label, words)
    found = [QAccessible.accessibleInterface(number) for number in told]
    assert [one.text(QAccessible.Text.Name) for one in found] == ["One.", "Two."]
    assert {one.role() for one in found} == {QAccessible.Role.Notification}
    assert found[0].parent().object() is window
    window.deleteLater()
    qtbot.waitUntil(lambda: QAccessible.accessibleInterface(told[0]) is None)

    other = QWidget()
    qtbot.addWidget(other)
    announcements.announce(other, "Three.")
    parts.release_all()  # as at the end of the program, which Qt's list outlives
    assert QAccessible.accessibleInterface(told[-1]) is None

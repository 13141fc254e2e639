"""One sentence, one action, at the place concerned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.views.widgets import notice_bar
from gptdesk.app.views.widgets.notice_bar import NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    """A bar in the light theme."""
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def test_error_offers_its_action_once(bar: NoticeBar, qtbot: QtBot) -> None:
    """A click does what the button says, and the matter is closed."""
    calls: list[str] = []
    bar.show_error("It failed.", action_text="Try again", action=lambda: calls.append("again"))
    assert bar.text == "It failed."
    assert [one.accessibleDescription() for one in bar.findChildren(QFrame, "line")] == [bar.text]
    qtbot.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert calls == ["again"]
    assert bar.text == ""


def test_each_sentence_is_said_and_waits_for_whoever_listens(
    bar: NoticeBar, said: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only the eye gets is silence; a sentence that goes while it is read cannot be found."""
    monkeypatch.setattr(notice_bar, "is_heard", lambda: True)
    monkeypatch.setattr(notice_bar, "notice_ms", lambda _: 0)
    bar.show_warning("disk", "Nothing is saved.")
    bar.show_warning("disk", "Nothing is saved.")
    bar.show_offer("It was deleted.", action_text="&Undo…", action=lambda: None, for_ms=10_000)
    bar.show_error("It failed.")
    assert said == [
        "Warning: Nothing is saved.",
        "It was deleted. Button: Undo.",
        "Error: It failed.",
    ]
    bar.show_notice("All is well.")
    qtbot.wait(1)
    assert bar.text.endswith("All is well."), "it waits"
    bar.dismiss()
    said.clear()
    for _ in range(2):
        bar.show_last()
        assert bar.text.endswith("All is well.")
    assert said == ["All is well."] * 2


def test_a_new_sentence_forgets_the_old_action(bar: NoticeBar) -> None:
    """A notice must not carry the button of an error that is long mended."""
    bar.show_error("It failed.", action_text="Try again", action=lambda: None)
    bar.show_notice("All is well.")
    assert bar.findChild(QPushButton).isHidden()


def test_what_goes_well_takes_an_error_away_and_nothing_else(bar: NoticeBar) -> None:
    """Red that outlives its cause is believed; a notice and a warning are still true."""
    bar.show_warning("disk", "Nothing is saved.")
    bar.show_error("It failed.")
    bar.dismiss_error()
    assert bar.text == "Nothing is saved."
    bar.show_notice("All is well.")
    bar.dismiss_error()
    assert bar.text == "Nothing is saved.\nAll is well."


def test_text_is_never_taken_for_markup(bar: NoticeBar) -> None:
    """File names are shown as they are, also one that looks like HTML."""
    bar.show_error("<b>model</b>.bin: it is empty.")
    assert bar.text == "<b>model</b>.bin: it is empty."


def test_escape_closes_it(bar: NoticeBar, qtbot: QtBot) -> None:
    """Everything can be left with the keyboard."""
    bar.show_notice("Good to know.")
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.text == ""


def test_an_offer_can_be_taken(bar: NoticeBar, qtbot: QtBot) -> None:
    """What was done can be taken back."""
    calls: list[str] = []
    undo = lambda: calls.append("undo")  # noqa: E731  it stands in for a slot
    bar.show_offer("It was deleted.", action_text="Undo", action=undo, for_ms=10_000)
    qtbot.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert calls == ["undo"]
    assert bar.isHidden()


def test_an_offer_makes_room_by_itself(qtbot: QtBot) -> None:
    """After a while nobody wants it back; but not while the keyboard is on the way to it."""
    window = QWidget()
    qtbot.addWidget(window)
    bar, field = NoticeBar(window), QLineEdit(window)
    bar.move(0, 100)
    with qtbot.waitExposed(window):
        window.show()
    bar.show_offer("It was deleted.", action_text="Undo", action=lambda: None, for_ms=1)
    bar.findChild(QPushButton).setFocus()
    with qtbot.waitSignal(bar._timer.timeout):
        pass
    assert not bar.isHidden()
    field.setFocus()
    qtbot.waitUntil(bar.isHidden)
    bar.show_offer("It was deleted.", action_text="Undo", action=lambda: None, for_ms=1)
    bar.show_notice("Good to know.")
    qtbot.waitUntil(lambda: bar.text == "Good to know.")


def test_a_sentence_after_an_offer_stays(bar: NoticeBar) -> None:
    """The time of the offer must not run out on an error."""
    bar.show_offer("It was deleted.", action_text="Undo", action=lambda: None, for_ms=1)
    bar.show_error("It failed.")
    assert not bar._timer.isActive()


def test_a_notice_leaves_the_way_back(bar: NoticeBar, qtbot: QtBot) -> None:
    """Undo of a deleted chat may be all that is left of it: it stands above what is said next."""
    calls: list[str] = []
    undo = lambda: calls.append("undo")  # noqa: E731  it stands in for a slot
    for _ in range(2):
        bar.show_offer("It was deleted.", action_text="Undo", action=undo, for_ms=10_000)
        assert bar.text == "It was deleted.", "of two offers the newest"
        bar.show_notice("Good to know.")
        bar.show_error("It failed.")
        assert bar.text == "It was deleted.\nIt failed."
    bar.dismiss_said()
    (button,) = [one for one in bar.findChildren(QPushButton) if one.isVisibleTo(bar)]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert calls == ["undo"]
    assert bar.isHidden()


def test_a_warning_outlives_every_notice(bar: NoticeBar, qtbot: QtBot) -> None:
    """That nothing is saved must not vanish because something was exported, or sent."""
    bar.show_warning("history", "Nothing is saved.", is_closable=False)
    bar.show_notice("Exported.")
    assert bar.text == "Nothing is saved.\nExported."
    bar.show_error("It failed.")
    bar.dismiss()
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.text == "Nothing is saved."
    assert not any(one.isVisibleTo(bar) for one in bar.findChildren(QToolButton)), "no way out"
    bar.show_warning("history", "The disk is full.", is_closable=False)
    assert bar.text == "The disk is full.", "one line for one matter"
    bar.withdraw_warning("history")
    assert bar.isHidden()
    bar.withdraw_warning("history")


def test_a_warning_that_was_read_can_be_closed(bar: NoticeBar, qtbot: QtBot) -> None:
    """Each by itself; the others, and what is new, stay."""
    bar.show_warning("settings", "The settings were damaged.")
    bar.show_warning("backup", "No backup could be made.")
    bar.show_notice("Good to know.")
    lines = bar.findChildren(QFrame, "line")
    (line,) = [one for one in lines if one.accessibleDescription().startswith("The settings")]
    assert line.accessibleName() == "Warning"
    qtbot.mouseClick(line.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert bar.text == "No backup could be made.\nGood to know."
    bar.show_warning("settings", "The settings were damaged again.")
    assert bar.text.startswith("The settings were damaged again.\nNo backup")


def test_a_notice_passes_and_an_error_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """“There is nothing yet” must not stand beside what came since; what went wrong must stay."""
    monkeypatch.setattr("gptdesk.app.views.widgets.notice_bar._NOTICE_MS", 1)
    monkeypatch.setattr("gptdesk.app.views.widgets.notice_bar._READING_MS", 0)
    window = QWidget()
    qtbot.addWidget(window)
    field, bar = QLineEdit(window), NoticeBar(window)
    bar.move(0, 100)
    with qtbot.waitExposed(window):
        window.show()
    field.setFocus()
    bar.show_notice("There is nothing to print yet.")
    assert bar.text
    qtbot.waitUntil(lambda: bar.text == "")
    assert bar.isHidden()
    bar.show_notice("There is nothing to print yet.")
    bar.show_error("It failed.")
    timers = bar.findChildren(QTimer)
    assert timers
    assert not any(timer.isActive() for timer in timers)
    assert bar.text == "It failed."

"""The first tour in the real window: offered once, in nobody's way, at the real controls."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from tests.kept_engine import kept_engines
from tests.tiny_models import write_tiny_model


def opened(qtbot: QtBot, model: Path) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(model)
    program.window.resize(1280, 800)
    program.view_models.sampling.set_max_new_tokens(6)
    return program


def closed(program: Program) -> None:
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def covered_corners(ring: QWidget, target: QWidget) -> list[QPoint]:
    """Return middles of the sides of a control on which its frame is drawn."""
    box = target.rect().translated(ring.mapFromGlobal(target.mapToGlobal(QPoint(0, 0))))
    image = QImage(ring.size(), QImage.Format.Format_ARGB32)
    image.fill(0)
    ring.render(image, QPoint(0, 0), QRegion(), QWidget.RenderFlag(0))
    centre = box.center()
    sides = (
        QPoint(box.left(), centre.y()),
        QPoint(box.right(), centre.y()),
        QPoint(centre.x(), box.top()),
        QPoint(centre.x(), box.bottom()),
    )
    inside = ring.window().rect().adjusted(6, 6, -6, -6)  # at the window's edge there is no room
    return [
        one
        for one in sides
        if image.pixelColor(one).alpha() and inside.contains(ring.mapTo(ring.window(), one))
    ]


def rings(program: Program) -> list[QWidget]:
    found = program.window.findChildren(QWidget)
    return [one for one in found if type(one).__name__ == "_Ring" and one.isVisible()]


def test_seven_steps_lead_through_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    """Each is done by its own control; it takes no key, ends with Esc, and is offered once."""
    model = write_tiny_model(tmp_path / "tiny")
    program = opened(qtbot, model)
    views, models = program.window.views, program.view_models
    tour, offer = views.tour, views.empty_state.tour_button
    assert offer.isVisible(), "a fresh home offers it"
    assert not tour.isVisible(), "and no more than that"
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert tour.isVisible()
    assert not offer.isVisible()
    assert program.window.focusWidget() is views.composer.editor, "not in what stands below it"
    qtbot.keyClicks(views.composer.editor, "Once")
    assert views.composer.editor.text() == "Once", "typed letters are the user's"
    seen, places = [], set()
    for number in range(1, 8):
        step = tour.step
        assert step is not None
        seen.append(step.title)
        qtbot.waitUntil(lambda: tour.height() >= tour.heightForWidth(tour.width()))
        for label in (tour.title, tour.text):
            assert label.height() >= label.heightForWidth(label.width()), "it is read whole"
        buttons = (tour.act, tour.next, tour.skip)
        places.add((tour.height(), *(one.geometry().getRect() for one in buttons)))
        assert tour.title.text().startswith(f"{number} of 7: ")
        assert len(rings(program)) == 1
        ring = rings(program)[0]
        centre = step.target.mapTo(program.window, step.target.rect().center())
        assert ring.geometry().contains(centre)
        assert not covered_corners(ring, step.target), "it is drawn through what it shows"
        if number == 1:  # the user's own hand does it
            qtbot.keyClick(views.composer.editor, Qt.Key.Key_Return)
        elif number < 7:
            qtbot.mouseClick(tour.act, Qt.MouseButton.LeftButton)
        if number < 7:
            qtbot.waitUntil(lambda title=step.title: tour.step and tour.step.title != title)
    assert len(set(seen)) == 7
    assert len(places) == 1, "nothing moves between the steps"
    assert models.inspector.colour_by.value == "surprisal"
    assert models.talk.is_guessing
    qtbot.waitUntil(lambda: not models.chat.is_busy)
    assert views.side_panel.tabs.currentWidget() is views.side_panel.next_token_page
    qtbot.mouseClick(tour.next, Qt.MouseButton.LeftButton)  # Finish
    assert not tour.isVisible()
    assert not models.talk.is_guessing, "as it was before the tour"
    assert not rings(program)
    assert program.window.focusWidget() is views.composer.editor

    views.menu.tour.trigger()
    assert tour.title.text().startswith("1 of 7")
    views.composer.focus_editor()
    qtbot.keyClick(views.composer.editor, Qt.Key.Key_Escape)
    assert not tour.isVisible(), "Esc ends it, wherever the keyboard is"
    models.talk.set_on(True)  # Space and Enter press what was reached with Tab all the same
    views.menu.tour.trigger()
    tour.act.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(tour.act, Qt.Key.Key_Tab)
    assert tour.next.hasFocus()
    for key, begin in ((Qt.Key.Key_Return, "2 of 7"), (Qt.Key.Key_Space, "3 of 7")):
        qtbot.keyClick(tour.next, key)
        assert tour.title.text().startswith(begin), "no step has to be done"
    qtbot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    assert tour.title.text().startswith("4 of 7")
    qtbot.mouseClick(tour.act, Qt.MouseButton.LeftButton)
    assert tour.title.text().startswith("5 of 7"), "it is coloured like that already"
    models.talk.set_guessing(True)
    tour.next.setFocus()
    qtbot.keyClick(tour.next, Qt.Key.Key_Tab)
    qtbot.keyClick(tour.skip, Qt.Key.Key_Return)
    assert not models.talk.is_guessing, "turned on during the tour, as a step of it says"
    assert not tour.isVisible()
    assert program.window.focusWidget() is views.composer.editor
    models.talk.set_on(False)
    closed(program)

    program = opened(qtbot, model)
    assert not program.view_models.preferences.settings.tour_offered
    program.window.views.menu.new_chat.trigger()
    assert not program.window.views.empty_state.tour_button.isVisible()
    assert not program.window.views.tour.isVisible()
    closed(program)

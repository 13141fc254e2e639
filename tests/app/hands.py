"""Hands for the real window: find every control that is on the screen, and operate it.

No list of names: what can be clicked, chosen or typed into is found by walking the widgets and the
menus that are shown. Every event is one of the X server's (xdotool). Meant for `every_control.py`.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import SIGNAL, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QCursor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

Steps = Generator[None, None, None]
ARRIVING = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.KeyRelease, QEvent.Type.Wheel})

AWAY = QPoint(1399, 899)  # a corner of the screen without a window
EFFECT_S = 1.0  # in which a control shows what it does
LOOK_S = 0.03  # between two looks, at first: each paints every window anew
ARRIVAL_S = 3.0  # in which an event reaches the program


@dataclass(eq=False, slots=True)
class Control:
    """Something that a user can operate.

    Attributes:
        name: what it is, the same whenever it is found again.
        operate: the gesture.
        is_wired: whether anything in the program listens to it; None where that is not asked.
        rect: its own place on the screen, in which a change is not yet an effect.
        must_act: whether a gesture that changes nothing is a complaint.
    """

    name: str
    operate: Callable[[], Steps]
    rect: QRect
    is_wired: bool | None = None
    must_act: bool = True


@dataclass(slots=True)
class Tried:
    """How often a control was operated, and how often that did anything."""

    times: int = 0
    effects: int = 0


class Hands(QObject):
    """Mouse and keyboard of somebody at the screen.

    Attributes:
        tried: what was operated, by name.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.dice = random.Random(seed)
        self.tried: dict[str, Tried] = {}
        self._arrived = 0
        self._children: list[subprocess.Popen[bytes]] = []
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    # -- events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count what arrives from the X server."""
        if event.type() in ARRIVING and event.spontaneous():
            self._arrived += 1
        return False

    def _xdotool(self, *arguments: object) -> None:
        self._children = [child for child in self._children if child.poll() is None]
        self._children.append(subprocess.Popen(["xdotool", *map(str, arguments)]))

    def _arrives(self, *arguments: object) -> Steps:
        """Send an event, and wait until the program has it."""
        before = self._arrived
        self._xdotool(*arguments)
        yield from until(lambda: self._arrived > before, ARRIVAL_S)

    def click(self, point: QPoint, button: int = 1) -> Steps:
        """Click a point of the screen."""
        yield from self._arrives("mousemove", point.x(), point.y(), "click", button)

    def keys(self, *names: str) -> Steps:
        """Press and release keys."""
        yield from self._arrives("key", "--clearmodifiers", *names)

    def type(self, text: str) -> Steps:
        """Type a text into what has the keyboard."""
        yield from self._arrives("type", "--delay", "6", text)
        yield from until(lambda: not self._children or self._children[-1].poll() is not None, 5)

    def away(self) -> Steps:
        """Take the mouse off the window, so that nothing is hovered."""
        self._xdotool("mousemove", AWAY.x(), AWAY.y())
        yield from until(lambda: QCursor.pos() == AWAY, 1)
        yield from pause(0.03)

    # -- what there is

    def surface(self) -> QWidget | None:
        """Return what takes clicks now: an open menu, a dialog, or the window in front."""
        for one in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if one is not None:
                return one
        return QApplication.activeWindow()

    def controls(self, surface: QWidget) -> list[Control]:
        """Return everything on a surface that can be operated now."""
        if isinstance(surface, QMenu):
            return list(self._entries(surface))
        found: list[Control] = []
        for widget in surface.findChildren(QWidget):
            if widget.window() is surface and widget.isVisible() and widget.isEnabled():
                found.extend(self._of_widget(widget))
        return found

    def _entries(self, menu: QMenu) -> Iterator[Control]:
        for action in menu.actions():
            if action.isSeparator() or not action.isEnabled() or not action.isVisible():
                continue
            rect = menu.actionGeometry(action)
            point = menu.mapToGlobal(rect.center())
            yield Control(
                f"menu entry “{_path(action)}”",
                lambda point=point: self.click(point),
                QRect(),
                is_wired=_is_listened_to(action, menu),
                must_act=action.menu() is None and not _is_chosen_already(action),
            )

    def _of_widget(self, widget: QWidget) -> Iterator[Control]:
        if isinstance(widget, QMenuBar):
            for action in widget.actions():
                rect = widget.actionGeometry(action)
                point = widget.mapToGlobal(rect.center())
                if action.isEnabled() and rect.isValid():
                    name = f"menu “{action.text()}”"
                    yield Control(name, lambda point=point: self.click(point), QRect())
            return
        if isinstance(widget, QTabBar):
            for index in range(widget.count()):
                point = widget.mapToGlobal(widget.tabRect(index).center())
                if QApplication.widgetAt(point) is widget:
                    yield Control(
                        f"tab “{widget.tabText(index)}”",
                        lambda point=point: self.click(point),
                        _screen_rect(widget),
                        must_act=widget.currentIndex() != index,
                    )
            return
        point = self._point_of(widget)
        if point is None:
            return
        place, name = _screen_rect(widget), _name_of(widget)
        if isinstance(widget, QAbstractButton):
            yield Control(
                f"button {name}",
                lambda: self.click(point),
                place,
                is_wired=_is_clicked_for(widget),
                must_act=not ((widget.isCheckable() and widget.isChecked()) or _is_picture(widget)),
            )
        elif isinstance(widget, QComboBox):
            yield Control(f"list {name}", lambda: self._choose(widget, point), QRect())
        elif isinstance(widget, QAbstractSpinBox):
            yield Control(f"field {name}", lambda: self._turn(point), QRect())
        elif isinstance(widget, QLineEdit) and not isinstance(
            widget.parent(), QAbstractSpinBox | QComboBox
        ):
            yield Control(
                f"line {name}",
                lambda: self._write(point, "fox", "Return"),
                QRect(),
                must_act=not widget.isReadOnly(),
            )
        elif isinstance(widget, QScrollBar):
            return
        elif isinstance(widget, QAbstractSlider):
            yield Control(f"slider {name}", lambda: self._slide(widget), QRect())
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            yield Control(
                f"text {name}",
                lambda: self._write(point, "a fox "),
                QRect(),
                must_act=not widget.isReadOnly(),
            )
        elif isinstance(widget, QAbstractItemView):
            yield Control(f"row of {name}", lambda: self._row(widget), QRect(), must_act=False)
        elif _is_ours(widget) and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            yield Control(f"place in {name}", lambda: self._touch(widget), QRect(), must_act=False)
        if isinstance(widget, QAbstractScrollArea):
            yield Control(f"wheel over {name}", lambda: self._wheel(point), QRect(), must_act=False)

    def _point_of(self, widget: QWidget) -> QPoint | None:
        """Return a point of the screen where a click reaches a widget."""
        seen = widget.visibleRegion().boundingRect()
        if seen.isEmpty():
            return None
        point = widget.mapToGlobal(seen.center())
        under = QApplication.widgetAt(point)
        is_it = under is widget or (under is not None and widget.isAncestorOf(under))
        return point if is_it else None

    # -- gestures

    def _choose(self, box: QComboBox, point: QPoint) -> Steps:
        yield from self.click(point)
        view = box.view()
        yield from until(view.isVisible, 1)
        others = [row for row in range(box.count()) if row != box.currentIndex()]
        if view.isVisible() and others:
            rect = view.visualRect(box.model().index(self.dice.choice(others), 0))
            yield from self.click(view.viewport().mapToGlobal(rect.center()))

    def _turn(self, point: QPoint) -> Steps:
        yield from self.click(point)
        yield from self.keys(self.dice.choice(("Up", "Down")))
        yield from self.keys("Tab")

    def _write(self, point: QPoint, text: str, *after: str) -> Steps:
        yield from self.click(point)
        yield from self.type(text)
        if after:
            yield from self.keys(*after)

    def _slide(self, slider: QAbstractSlider) -> Steps:
        rect = slider.visibleRegion().boundingRect()
        share = self.dice.choice((0.15, 0.5, 0.85))
        x = rect.left() + round(rect.width() * share)
        yield from self.click(slider.mapToGlobal(QPoint(x, rect.center().y())))
        yield from self.keys(self.dice.choice(("Left", "Right")))

    def _row(self, view: QAbstractItemView) -> Steps:
        model = view.model()
        rows = [] if model is None else range(model.rowCount(view.rootIndex()))
        if not rows:
            return
        rect = view.visualRect(model.index(self.dice.choice(rows), 0, view.rootIndex()))
        if view.viewport().rect().contains(rect.center()):
            button = self.dice.choice((1, 1, 3))
            yield from self.click(view.viewport().mapToGlobal(rect.center()), button)

    def _touch(self, widget: QWidget) -> Steps:
        rect = widget.visibleRegion().boundingRect()
        x = self.dice.randint(rect.left(), rect.right())
        y = self.dice.randint(rect.top(), rect.bottom())
        yield from self.click(widget.mapToGlobal(QPoint(x, y)), self.dice.choice((1, 1, 1, 3)))
        if QApplication.activePopupWidget() is None:
            keys = ("Up", "Down", "Left", "Right", "Home", "End", "Return", "space", "F2")
            yield from self.keys(self.dice.choice(keys))

    def _wheel(self, point: QPoint) -> Steps:
        yield from self.click(point, self.dice.choice((4, 5)))

    # -- operating, and looking for what it did

    def operate(self, control: Control, state: Callable[[], object]) -> Generator[None, None, bool]:
        """Operate a control; return whether anything changed."""
        tried = self.tried.setdefault(control.name, Tried())
        is_menu = control.name.startswith("menu entry")
        before = None if is_menu else (picture(control.rect), state())
        yield from control.operate()
        changed = True
        if before is not None:
            is_other = partial(is_changed, control, before, state)
            changed = yield from look_for(is_other)
        tried.times += 1
        tried.effects += changed
        return changed


def is_changed(
    control: Control, before: tuple[list[bytes], object], state: Callable[[], object]
) -> bool:
    """Return whether anything but a control itself is other than before."""
    return state() != before[1] or picture(control.rect) != before[0]


def look_for(effect: Callable[[], bool]) -> Generator[None, None, bool]:
    """Look for an effect, ever less often; return whether there was any."""
    deadline, rest_s = time.monotonic() + EFFECT_S, LOOK_S
    while time.monotonic() < deadline:
        yield from pause(rest_s)
        if effect():
            return True
        rest_s *= 1.5
    return False


def until(condition: Callable[[], bool], seconds: float) -> Steps:
    """Wait for a condition, at most so long."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        yield


def pause(seconds: float) -> Steps:
    """Let the window go on for a moment."""
    yield from until(lambda: False, seconds)


def picture(without: QRect) -> list[bytes]:
    """Return what all windows show, but for one place of the screen."""
    pictures: list[bytes] = []
    for window in QApplication.topLevelWidgets():
        if not window.isVisible() or window.windowType() is Qt.WindowType.ToolTip:
            continue
        image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        if not without.isEmpty():
            painter = QPainter(image)
            painter.fillRect(
                without.translated(-window.mapToGlobal(QPoint(0, 0))), Qt.GlobalColor.red
            )
            painter.end()
        pictures.append(image.constBits().tobytes())
    return pictures


def _screen_rect(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size()).adjusted(-3, -3, 3, 3)


def _name_of(widget: QWidget) -> str:
    text = widget.accessibleName() or widget.objectName() or widget.toolTip()
    if not text and isinstance(widget, QAbstractButton):
        text = widget.text()
    parent = widget.parentWidget()
    return f"{type(widget).__name__} “{text[:40]}” in {type(parent).__name__}"


def _path(action: QAction) -> str:
    names = [action.text().replace("&", "")]
    for menu in action.associatedObjects():
        if isinstance(menu, QMenu) and menu.title():
            names.insert(0, menu.title().replace("&", ""))
    return ": ".join(names)


def _is_ours(widget: QWidget) -> bool:
    return type(widget).__module__.startswith("gptdesk.")


def _is_listened_to(action: QAction, menu: QMenu) -> bool:
    if action.menu() is not None or not _is_of_app(menu):
        return True
    group = action.actionGroup()
    # Qt itself listens for each menu that an action is in, and for its group.
    own = sum(isinstance(one, QMenu) for one in action.associatedObjects()) + (group is not None)
    if max(action.receivers(SIGNAL(f"{one}(bool)")) for one in ("triggered", "toggled")) > own:
        return True
    listening = SIGNAL("triggered(QAction*)")
    return bool(menu.receivers(listening)) or (
        group is not None and bool(group.receivers(listening))
    )


def _is_of_app(menu: QMenu) -> bool:
    """Tell whether a menu is of the program and not one that Qt makes for a field."""
    parent = menu.parent()
    return not isinstance(parent, QLineEdit | QPlainTextEdit | QTextEdit)


def _is_chosen_already(action: QAction) -> bool:
    group = action.actionGroup()
    return group is not None and group.isExclusive() and action.isChecked()


def _is_clicked_for(button: QAbstractButton) -> bool:
    if isinstance(button.parent(), QTabBar) or not isinstance(button, QAbstractButton):
        return True
    has_menu = getattr(button, "menu", lambda: None)() is not None
    names = ("clicked(bool)", "clicked()", "toggled(bool)", "pressed()", "released()")
    return has_menu or any(button.receivers(SIGNAL(name)) for name in names)


def _is_picture(button: QAbstractButton) -> bool:
    """Tell whether a button only shows what a field is for: nobody but Qt listens to it."""
    action = button.defaultAction() if isinstance(button, QToolButton) else None
    is_in_field = isinstance(button.parent(), QLineEdit)
    return action is not None and is_in_field and action.receivers(SIGNAL("triggered(bool)")) <= 1


def is_file_dialog(widget: QWidget) -> bool:
    """Tell whether a dialog asks for a file, which a test answers with one of its own."""
    return isinstance(widget, QFileDialog) or "Print" in type(widget).__name__

"""Uses GPTDesk as a person would, with real key presses on a real X server.

Run by `test_keyboard.py` under Xvfb and a window manager; also by hand, to look at the pictures:

    xvfb-run -s "-screen 0 1400x900x24" python tests/app/xvfb_driver.py MODEL OTHER_MODEL PICTURES

Prints one line per step; exits 0 when every step happened.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from gptdesk.app.main import Program, build_program, make_application, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths

Condition = Callable[[], bool]

STEP_LIMIT_S = 40.0


def keys(*names: str) -> None:
    """Press keys, as the X server sees them."""
    subprocess.Popen(["xdotool", "key", "--clearmodifiers", *names])


def type_text(text: str) -> None:
    """Type a text, key by key."""
    subprocess.Popen(["xdotool", "type", "--delay", "15", text])


class Driver(QObject):
    """Walks through a script of steps; each step is something to wait for."""

    def __init__(self, program: Program, other_model: Path, pictures: Path) -> None:
        super().__init__()
        self.program = program
        self.window = program.window
        self.chat = program.view_models.chat
        self.other_model = other_model
        self.pictures = pictures
        self._script = self._steps()
        self._name, self._condition = next(self._script)
        self._deadline = time.monotonic() + STEP_LIMIT_S
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(20)

    @Slot()
    def _on_tick(self) -> None:
        if self._condition():
            print(f"ok: {self._name}", flush=True)
            try:
                self._name, self._condition = next(self._script)
            except StopIteration:
                self._timer.stop()
                return
            self._deadline = time.monotonic() + STEP_LIMIT_S
        elif time.monotonic() > self._deadline:
            print(f"NOT REACHED: {self._name}", flush=True)
            self._picture("not-reached")
            self._timer.stop()
            QApplication.exit(1)

    def _picture(self, name: str) -> None:
        screen = QGuiApplication.primaryScreen()
        screen.grabWindow(0).save(str(self.pictures / f"{name}.png"))

    def _last_text(self) -> str:
        messages = self.chat.messages
        return messages.message(messages.rowCount() - 1).text if messages.rowCount() else ""

    def _steps(self) -> Iterator[tuple[str, Condition]]:
        window, chat, messages = self.window, self.chat, self.chat.messages
        composer = window.views.composer
        yield "the window is active", lambda: window.isActiveWindow()
        first = "Once upon a time"
        type_text(first)
        yield "typing is possible while the model loads", lambda: composer.text() == first
        yield "the model is ready", lambda: self.program.view_models.client.info is not None
        keys("Return")
        yield "Enter sends", lambda: messages.rowCount() == 2 and composer.text() == ""
        yield "the answer streams", lambda: len(self._last_text()) > 60
        self._picture("streaming")
        keys("Escape")
        yield "Esc stops", lambda: not chat.is_busy
        stopped = self._last_text()
        keys("Escape")
        yield "a second Esc changes nothing", lambda: self._last_text() == stopped
        type_text("The dog")
        yield "the focus stayed in the composer", lambda: composer.text() == "The dog"
        keys("shift+Return")
        yield "Shift+Enter is a new line", lambda: composer.text() == "The dog\n"
        keys("BackSpace")
        yield "Backspace takes it back", lambda: composer.text() == "The dog"
        keys("F10")
        yield (
            "F10 makes one token",
            lambda: messages.rowCount() == 4 and not chat.is_busy and self._tokens(3) == 1,
        )
        keys("F10")
        yield "F10 again makes one more", lambda: not chat.is_busy and self._tokens(3) == 2
        keys("ctrl+r")
        yield "Ctrl+R answers again", lambda: self._tokens(3) > 2
        yield "until it ends", lambda: not chat.is_busy
        self._picture("answered")
        yield from self._windows_beside()
        keys("F8")
        yield "F8 hides the inspector", lambda: not window.views.columns.is_panel_visible
        keys("F8")
        yield "F8 shows it again", lambda: window.views.columns.is_panel_visible
        keys("ctrl+o")
        yield "Ctrl+O asks for a file", self._dialog_is_active
        type_text(str(self.other_model))
        yield "its name is typed", self._dialog_holds_path
        self._picture("open-dialog")
        keys("Return")
        yield "the other model is opened", self._other_is_open
        self._picture("other-model")
        keys("ctrl+n")
        yield "Ctrl+N starts a new chat", lambda: messages.rowCount() == 0
        self._picture("empty")
        keys("ctrl+q")
        yield "Ctrl+Q closes", lambda: not window.isVisible()

    def _windows_beside(self) -> Iterator[tuple[str, Condition]]:
        """Bring the chat in front of each, as its entry in a task bar does, and write in it."""
        window, views = self.window, self.window.views
        editor, beside = views.composer.editor, views.side_windows
        offers: tuple[Callable[[], None], ...] = (
            views.help.show_glossary,
            beside.show_tokens,
            partial(beside.read_text, "Once upon a time", "a text"),
            beside.show_current_answer,
            beside.show_inside,
            partial(self.program.view_models.comparing.compare, 3),
        )
        for offer in offers:
            offer()
            yield "a window opens", lambda: QApplication.activeWindow() not in (None, window)
            shown = QApplication.activeWindow()
            assert shown is not None
            shown.setGeometry(window.geometry())
            over, at = shown.windowTitle(), editor.mapToGlobal(editor.rect().center())
            yield f"{over} covers it", partial(self._is_at, shown, at)
            window.raise_()
            window.activateWindow()
            yield f"the chat comes in front of {over}", partial(self._is_at, window, at)
            type_text("so")
            yield "what is typed is the chat's", lambda: views.composer.text() == "so"
            keys("BackSpace", "BackSpace")
            yield "and taken back", lambda: views.composer.text() == ""

    @staticmethod
    def _is_at(window: QWidget, at: QPoint) -> bool:
        return QApplication.topLevelAt(at) is window

    def _tokens(self, row: int) -> int:
        messages = self.chat.messages
        return len(messages.message(row).token_ids) if messages.rowCount() > row else 0

    def _dialog_is_active(self) -> bool:
        return isinstance(QApplication.activeWindow(), QFileDialog)

    def _dialog_holds_path(self) -> bool:
        dialog = QApplication.activeWindow()
        return isinstance(dialog, QFileDialog) and dialog.selectedFiles() == [str(self.other_model)]

    def _other_is_open(self) -> bool:
        current = self.program.view_models.client.info
        return current is not None and current.path == self.other_model


def run(model: Path | None, make_driver: Callable[[Program], QObject], pictures: Path) -> int:
    """Open the window, let a driver use it, and return the exit code."""
    pictures.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv[:1])
    crashes = CrashReporter()
    crashes.install(None)
    crashes.report_ready.connect(print)
    program = build_program(user_paths(), crashes=crashes, engine_factory=make_engine)
    program.start(model)
    driver = make_driver(program)
    exit_code = app.exec()
    crashes.uninstall()
    del driver
    return exit_code


def main() -> int:
    """Run the script and return the exit code."""
    model, other_model, pictures = (Path(argument).absolute() for argument in sys.argv[1:4])
    return run(model, lambda program: Driver(program, other_model, pictures), pictures)


if __name__ == "__main__":
    sys.exit(main())

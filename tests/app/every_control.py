"""Operates every control of the real window in random order, then compares what was kept.

    xvfb-run -s "-screen 0 1400x900x24" python tests/app/every_control.py SEED ACTS FOLDER
    xvfb-run -s "-screen 0 1400x900x24" python tests/app/every_control.py --compare FOLDER

The first form does so many things with the window, notes in FOLDER what it showed, and closes it
as a user would; the second opens it anew and compares. `GPTDESK_HOME` is the same for both. One
line for each complaint; exits 0 without any.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from shiboken6 import isValid

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.app.main import Program, build_program, make_application, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.chat.messages import Conversation, Message, MessageState, PromptMode
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.storage.history.types import Outline
from gptdesk.storage.paths import user_paths
from tests.app.hands import (
    Control,
    Hands,
    Steps,
    is_changed,
    is_file_dialog,
    look_for,
    pause,
    picture,
    until,
)
from tests.fakes import FakeEngine

PROMPTS = ("Once upon a time", "Who are you?", "The dog", "a\\tb é", "Tell me a story.")
ENDS = ("menu entry “File: Quit”", "menu entry “File: Close”")  # only at the end
QT_WARNINGS = ("This plugin does not support",)


class Complaints(logging.Handler):
    """Everything in the log that should not be there.

    Attributes:
        lines: of text, each with what was being done.
        doing: what is being done.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.doing = "starting"

    def emit(self, record: logging.LogRecord) -> None:
        """Take errors, and the warnings of Qt."""
        text = record.getMessage()
        is_qt = record.name == "qt" and not text.startswith(QT_WARNINGS)
        if record.levelno >= logging.ERROR or is_qt:
            self.add(text)

    def add(self, text: str) -> None:
        """Complain."""
        self.lines.append(f"{self.doing}: {text}")


class User(QObject):
    """Somebody who tries everything."""

    def __init__(
        self, program: Program, complaints: Complaints, seed: int, acts: int, folder: Path
    ) -> None:
        super().__init__()
        self._program, self._parts = program, program.view_models
        self._complaints = complaints
        self.hands = Hands(seed)
        self._dice = self.hands.dice
        self._acts = acts
        self._folder = folder
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._opened_urls = 0
        self._before_menu: tuple[list[bytes], object] | None = None
        self._shown: dict[str, Conversation] = {}
        self.acts = 0
        for scheme in ("file", "https"):
            QDesktopServices.setUrlHandler(scheme, self, "on_url")
        program.view_models.conversations.replaced.connect(self._shown.clear)
        self._steps = self._script()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(4)

    @property
    def _window(self) -> MainWindow:
        """The main window: another one after each change of language."""
        return self._program.window

    @Slot(QUrl)
    def on_url(self, url: QUrl) -> None:
        """Count what another program was asked to open."""
        self._opened_urls += 1

    @Slot()
    def _on_tick(self) -> None:
        self._timer.stop()  # what it does may wait in a loop of its own
        try:
            next(self._steps)
        except StopIteration:
            return
        except Exception as exc:
            self._complaints.add(f"the test itself: {type(exc).__name__}: {exc}")
            logging.getLogger(__name__).exception("the test itself")
            QApplication.exit(1)
            return
        self._timer.start(4)

    # -- the script

    def _script(self) -> Steps:
        model = self._parts.client.model
        yield from until(lambda: model.info is not None and self._window.isActiveWindow(), 60)
        if model.info is None:
            self._complaints.add("no model after a minute")
        yield from self._prompt()
        while self.acts < self._acts:
            yield from self._act()
            self.acts += 1
            self._note()
        yield from self._wind_down()
        if not self._shown:  # a backup was restored, or all was deleted
            yield from self._prompt()
            yield from self._wind_down()
        self._write_down()
        yield from self._close()

    def _act(self) -> Steps:
        surface = self.hands.surface()
        if surface is None:
            self._window.activateWindow()
            yield from pause(0.05)
        elif is_file_dialog(surface):
            yield from self._answer(surface)
        elif isinstance(surface, QMenu):
            yield from self._choose_entry(surface)
        elif surface is not self._window and self._dice.random() < 0.2:
            self._complaints.doing = f"leaving {type(surface).__name__}"
            yield from self.hands.keys("Escape")
        elif surface is self._window and self._dice.random() < 0.12:
            yield from self._prompt()
        elif surface is self._window and self._dice.random() < 0.2:
            yield from self._press_a_key()
        else:
            yield from self._operate_one(surface)

    def _state(self) -> object:
        chat, window = self._parts.chat, self._window
        focus = QApplication.focusWidget()
        shown = [id(one) for one in QApplication.topLevelWidgets() if one.isVisible()]
        return (
            *(chat.mode, chat.is_busy, chat.conversation.id, chat.conversation.leaf),
            *(chat.messages.rowCount(), id(focus), shown, self._opened_urls),
            *(self._parts.preferences.settings, window.windowState(), window.geometry()),
            QGuiApplication.clipboard().text(),
        )

    def _pick(self, controls: list[Control]) -> Control | None:
        """Return one of those that were tried least."""
        able = [one for one in controls if one.name not in ENDS]
        for one in able:
            if one.is_wired is False:
                self._complaints.doing = one.name
                self._complaints.add("nobody listens to it")
        if not able:
            return None
        times = {id(one): self._times(one) for one in able}
        least = min(times.values())
        return self._dice.choice([one for one in able if times[id(one)] <= least])

    def _times(self, control: Control) -> int:
        tried = self.hands.tried.get(control.name)
        return 0 if tried is None else tried.times

    def _operate_one(self, surface: QWidget) -> Steps:
        is_judged = not self._parts.chat.is_busy
        if is_judged:
            yield from self.hands.away()
        control = self._pick(self.hands.controls(surface))
        if control is None:
            yield from self.hands.keys("Escape")
            return
        self._complaints.doing = control.name
        if QApplication.activePopupWidget() is None:
            self._before_menu = (picture(control.rect), self._state()) if is_judged else None
        did = yield from self.hands.operate(control, self._state)
        self._judge(control, did=did or not is_judged or self._parts.chat.is_busy)

    def _choose_entry(self, menu: QMenu) -> Steps:
        control = self._pick(self.hands.controls(menu))
        if control is None or self._dice.random() < 0.1:
            yield from self.hands.keys("Escape")
            return
        self._complaints.doing = control.name
        yield from self.hands.operate(control, self._state)
        if not control.must_act:  # a menu of its own, or what is chosen already
            self._judge(control, did=True)
            yield from pause(0.1)
            return
        yield from until(lambda: QApplication.activePopupWidget() is not menu, 1)
        yield from self.hands.away()
        before, did = self._before_menu, True
        if before is not None:
            did = yield from look_for(partial(is_changed, control, before, self._state))
        self._judge(control, did=did)

    def _judge(self, control: Control, *, did: bool) -> None:
        tried = self.hands.tried[control.name]
        if not control.must_act or did:
            tried.effects = max(tried.effects, 1)
        else:
            tried.effects -= tried.effects == tried.times

    def _press_a_key(self) -> Steps:
        """Press one of the keys that F1 lists."""
        actions = [
            action
            for action in self._window.findChildren(QAction)
            if action.isEnabled() and not action.shortcut().isEmpty()
        ]
        endings = (self._window.views.menu.quit, self._window.views.menu.close_window)
        keys = [
            action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
            for action in actions
            if action not in endings
        ]
        key = self._dice.choice(keys)
        self._complaints.doing = f"key {key}"
        yield from self.hands.keys(as_xdotool(key))

    def _prompt(self) -> Steps:
        """Choose a mode in its menu, write, and send with a key or with the mouse."""
        composer = self._window.views.composer
        button = composer._mode_button
        wanted = self._dice.choice(list(PromptMode))
        self._complaints.doing = f"choosing {wanted}"
        if button.visibleRegion().isEmpty():
            return
        at = button.mapToGlobal(button.rect().center())
        for _ in range(2):  # a window that was asked for before may come between
            if QApplication.widgetAt(at) is not button:
                yield from self._to_front()
            yield from self.hands.click(at)
            yield from until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), 5)
            if isinstance(QApplication.activePopupWidget(), QMenu):
                break
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            over = QApplication.widgetAt(at)
            name = "nothing" if over is None else over.metaObject().className()
            self._complaints.add(f"its menu did not open; {name} is there")
            return
        entry = next(action for action in menu.actions() if action.data() == wanted)
        yield from self.hands.click(menu.mapToGlobal(menu.actionGeometry(entry).center()))
        yield from until(lambda: self._parts.chat.mode is wanted, 5)
        if self._parts.chat.mode is not wanted:
            self._complaints.add(f"the mode is {self._parts.chat.mode!r}")
        self._complaints.doing = f"sending in {wanted}"
        rect = composer.editor.rect()
        yield from self.hands.click(composer.editor.mapToGlobal(rect.center()))
        yield from self.hands.type(self._dice.choice(PROMPTS))
        if self._dice.random() < 0.5:
            yield from self.hands.keys("Return")
        else:
            send = composer.send_button
            yield from self.hands.click(send.mapToGlobal(send.rect().center()))
        chat = self._parts.chat
        yield from until(lambda: chat.is_busy, 1)
        if not chat.is_busy and self._parts.talk.is_covered:  # guess mode asks first
            yield from self.hands.keys("Return")
            yield from until(lambda: chat.is_busy, 1)
        if self._dice.random() < 0.7:
            yield from until(lambda: not chat.is_busy, 10)

    def _to_front(self) -> Steps:
        """Bring the window in front of the others, and click into its text to write there."""
        self._window.raise_()
        self._window.activateWindow()
        yield from until(self._window.isActiveWindow, 3)  # a busy machine takes its time
        if not self._window.isActiveWindow():  # a window manager may refuse a program
            editor = self._window.views.composer.editor
            yield from self.hands.click(editor.mapToGlobal(editor.rect().center()))
            yield from until(self._window.isActiveWindow, 5)

    def _answer(self, dialog: QWidget) -> Steps:
        """Name a file, or leave."""
        self._complaints.doing = f"answering {dialog.windowTitle()}"
        if isinstance(dialog, QFileDialog) and self._dice.random() < 0.7:
            is_saving = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
            if dialog.fileMode() is QFileDialog.FileMode.Directory:
                path = self._files
            elif is_saving:
                path = self._files / f"saved{self.acts}"
            else:
                saved = sorted(one for one in self._files.iterdir() if one.is_file())
                path = self._dice.choice(saved) if saved else self._files / "not there"
            yield from self.hands.keys("alt+n")
            yield from self.hands.keys("ctrl+a")
            yield from self.hands.type(str(path))
            yield from self.hands.keys("Return")
            yield from until(lambda: not isValid(dialog) or not dialog.isVisible(), 1)
        while isValid(dialog) and dialog.isVisible():
            yield from self.hands.keys("Escape")
            yield from until(lambda: self.hands.surface() is not dialog, 1)

    # -- what was shown

    def _note(self) -> None:
        shown = self._parts.chat.conversation
        if shown.messages:
            self._shown[shown.id] = shown

    def _wind_down(self) -> Steps:
        """Leave menus and dialogs, and let the answer end."""
        self._complaints.doing = "leaving"
        for _ in range(12):
            if self.hands.surface() is self._window:
                break
            yield from self.hands.keys("Escape")
            yield from pause(0.1)
        for one in QApplication.topLevelWidgets():
            if isinstance(one, QDialog) and one.isVisible():
                one.close()
        self._window.activateWindow()
        chat = self._parts.chat
        yield from until(lambda: not chat.is_busy, 20)
        self._note()

    def _write_down(self) -> None:
        """Note what the window has shown last of each conversation that is still in its list."""
        listed = {one.id: one for one in self._parts.conversations.list.summaries}
        kept = {key: value for key, value in self._shown.items() if key in listed}
        for number, conversation in enumerate(kept.values()):
            lines = b"".join(conversation_json(_whole(conversation)))
            (self._folder / f"shown{number}.json").write_bytes(lines)
        about = {
            key: [value.leaf, listed[key].title, listed[key].is_pinned]
            for key, value in kept.items()
        }
        about["mode"] = [self._parts.preferences.settings.mode]
        (self._folder / "shown.json").write_text(json.dumps(about), encoding="utf-8")

    def _close(self) -> Steps:
        way = self._dice.choice(("ctrl+q", "ctrl+w"))
        self._complaints.doing = f"closing with {way}"
        yield from self._to_front()
        yield from self.hands.keys(way)
        yield from until(lambda: not self._window.isVisible(), 20)
        if self._window.isVisible():
            there = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
            names = ", ".join(type(one).__name__ for one in there)
            self._complaints.add(f"still there: {names}; active: {QApplication.activeWindow()}")
            self._window.close()

    def useless(self) -> list[str]:
        """Return what did nothing whenever it was operated."""
        return [
            name
            for name, tried in self.hands.tried.items()
            if tried.times >= 2 and tried.effects == 0
        ]


def as_xdotool(keys: str) -> str:
    """Return Qt's name of a key as the X server knows it."""
    names = {
        "Ctrl": "ctrl",
        "Shift": "shift",
        "Alt": "alt",
        ".": "period",
        ",": "comma",
        "+": "plus",
        "-": "minus",
        "=": "equal",
        "": "plus",
        "Del": "Delete",
        "Esc": "Escape",
    }
    parts = keys.replace("++", "+plus").split("+")
    named = [names.get(part, part if len(part) > 1 else part.lower()) for part in parts]
    return "+".join(named)


def _whole(conversation: Conversation) -> Conversation:
    """Return the messages of which everything was shown."""
    whole = tuple(one for one in conversation.messages if not isinstance(one, Outline))
    return replace(conversation, messages=whole)


def operate(seed: int, acts: int, folder: Path) -> int:
    """Use the window; return the exit code."""
    complaints = Complaints()
    app = make_application(sys.argv[:1])
    app.setCursorFlashTime(0)
    crashes = CrashReporter()
    crashes.install(None)
    logging.getLogger().addHandler(complaints)
    crashes.report_ready.connect(complaints.add)
    program = build_program(user_paths(), crashes=crashes, engine_factory=make_engine)
    program.view_models.sampling.set_max_new_tokens(24)
    program.start(None)
    user = User(program, complaints, seed, acts, folder)
    code = app.exec()
    complaints.lines.extend(f"{name}: did nothing, again and again" for name in user.useless())
    for line in dict.fromkeys(complaints.lines):
        print(f"COMPLAINT {line}")
    found = len(user.hands.tried)
    if "-v" in sys.argv:
        for name, tried in sorted(user.hands.tried.items()):
            print(tried.times, tried.effects, name)
    print(f"seed {seed}: {user.acts} acts, {found} controls, {len(complaints.lines)} complaints")
    return _left(program, 1 if code or complaints.lines else 0)


def _left(program: Program, code: int) -> int:
    """Return the exit code; leave at once, as the program does, where a thread is still busy.

    A thread that runs when Python ends would abort the process. Whether all was stored by then is
    what the next run compares.
    """
    if not program.is_joined:
        print("left while a thread was busy", flush=True)
        os._exit(code)
    return code


class Reader(QObject):
    """Opens every conversation again, and compares."""

    def __init__(self, program: Program, complaints: Complaints, folder: Path) -> None:
        super().__init__()
        self._program, self._complaints, self._folder = program, complaints, folder
        self.compared = 0
        self._steps = self._script()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(4)

    @Slot()
    def _on_tick(self) -> None:
        if next(self._steps, self) is self:
            self._timer.stop()
            self._program.window.close()

    def _script(self) -> Steps:
        parts = self._program.view_models
        about = json.loads((self._folder / "shown.json").read_text(encoding="utf-8"))
        yield from until(lambda: bool(parts.conversations.list.summaries) or len(about) < 2, 20)
        (mode,) = about.pop("mode")
        if parts.preferences.settings.mode != mode:
            self._complaints.add(f"the mode is {parts.preferences.settings.mode}, not {mode}")
        listed = {one.id: one for one in parts.conversations.list.summaries}
        for path in sorted(self._folder.glob("shown[0-9]*.json")):
            shown = json.loads(path.read_text(encoding="utf-8"))
            yield from self._compare(shown, about, listed)

    def _compare(self, shown: dict, about: dict, listed: dict) -> Steps:
        key = shown["conversation"]["id"]
        leaf, title, is_pinned = about[key]
        self._complaints.doing = f"conversation {title or key}"
        if key not in listed:
            self._complaints.add("is not there any more")
            return
        if (listed[key].title, listed[key].is_pinned) != (title, is_pinned):
            self._complaints.add("has another title or pin")
        chat = self._program.view_models.chat
        self._program.view_models.conversations.open_conversation(key)
        yield from until(lambda: chat.conversation.id == key, 10)
        rows = chat.messages.rowCount()
        chat.shown.want(0, rows - 1)
        future = self._program.view_models.history.submit(lambda history: history.load(key))
        yield from until(future.done, 10)
        conversation = future.result()
        if conversation.leaf != leaf:
            self._complaints.add("shows another branch")
        now = {one.id: one for one in conversation.messages}
        for message in shown["messages"]:
            self._compare_message(message, now.get(message["id"]))

    def _compare_message(self, shown: dict, now: Message | None) -> None:
        self.compared += 1
        if now is None:
            self._complaints.add(f"a message is lost: {shown['text'][:40]!r}")
            return
        single = Conversation(messages=(now,), leaf=now.id)
        read = json.loads(b"".join(conversation_json(single)))["messages"][0]
        if shown["state"] == MessageState.STREAMING:  # it went on when nobody looked
            is_kept = read["token_ids"][: len(shown["token_ids"])] == shown["token_ids"]
            different = [] if is_kept else ["token_ids"]
        else:
            different = [name for name in shown if shown[name] != read[name]]
        if not shown["prompt_stats"] and "prompt_stats" in different:
            different.remove("prompt_stats")  # they came when nobody looked
        if different:
            self._complaints.add(f"{', '.join(different)} of {shown['text'][:40]!r} differ")
        if type(now.mode) is not PromptMode:
            self._complaints.add(f"the mode is a {type(now.mode).__name__}")


def compare(folder: Path) -> int:
    """Open the window anew and compare; return the exit code."""
    complaints = Complaints()
    app = make_application(sys.argv[:1])
    crashes = CrashReporter()
    crashes.install(None)
    logging.getLogger().addHandler(complaints)
    crashes.report_ready.connect(complaints.add)
    program = build_program(user_paths(), crashes=crashes, engine_factory=FakeEngine)
    program.start(None)
    reader = Reader(program, complaints, folder)
    code = app.exec()
    for line in dict.fromkeys(complaints.lines):
        print(f"COMPLAINT {line}")
    print(f"{reader.compared} messages compared, {len(complaints.lines)} complaints")
    return _left(program, 1 if code or complaints.lines else 0)


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        sys.exit(compare(Path(sys.argv[2])))
    sys.exit(operate(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))

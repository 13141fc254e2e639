"""The composition root: builds every object, passes it what it needs, and takes it all down.

Nothing is global: every object gets what it needs in its constructor. The window is on the screen
before torch is imported; the import happens in the worker thread, in `make_engine`.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from gptdesk.app import translations
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.system.crash import CrashReporter, log_qt_message
from gptdesk.app.system.desktop_entry import APPLICATION_ID
from gptdesk.app.system.error_text import in_words
from gptdesk.app.system.first_start import FirstStart, OpenedFiles
from gptdesk.app.system.garbage import WindowGarbageCollector
from gptdesk.app.system.unix_signals import UnixSignals
from gptdesk.app.theme import ThemeController
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.viewmodels.view_models import ViewModels, build_view_models
from gptdesk.app.views.model.drop_overlay import may_be_conversation
from gptdesk.app.views.window.closing_dialog import STORE_S
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.app.views.window.wiring import connect_window, tell_window
from gptdesk.engine.protocol import Generates
from gptdesk.errors import SettingsError
from gptdesk.language import said
from gptdesk.resources import resource_path
from gptdesk.storage.models.catalog import is_there
from gptdesk.storage.paths import HOME_VARIABLE, UserPaths

logger = logging.getLogger(__name__)

_ANSWER_S = 10.0  # a disk that sleeps needs seconds to wake up
_JOIN_MS = 700  # a worker that needs longer is in a call nobody can interrupt


def run(
    paths: UserPaths,
    first: FirstStart | None = None,
    *,
    file: Path | None = None,
    device: str | None = None,
    precision: str | None = None,
) -> int:
    """Open the window, run until it closes, and return the exit code.

    Args:
        paths: the user's folders.
        first: where this is the first start: what later ones are called with.
        file: a model, or an exported conversation, to begin with.
        device, precision: for this run only; None is what the settings say.

    Raises:
        GPTDeskError: there can be no window, because of the disk or the installation.
    """
    _expect_answer(paths)
    crashes = CrashReporter()
    crashes.install(paths.log_dir)
    app = _open_screen()
    program = build_program(
        paths, crashes=crashes, engine_factory=make_engine, device=device, precision=precision
    )
    signals = UnixSignals()
    signals.quit_requested.connect(program.close_at_once)
    if sys.platform == "darwin":  # elsewhere it would see every event of every part for nothing
        OpenedFiles(app).path_received.connect(program.take_file)
    if first is not None:
        first.path_received.connect(program.take_file)
        program.closing.connect(first.close)
        first.listen()
    program.start(file)
    exit_code = app.exec()
    signals.uninstall()
    if not program.is_joined:
        # The worker sits in one long call of a library (importing torch, mostly). Everything is
        # saved; waiting would only keep the user from leaving.
        logger.info("left while the worker was busy")
        logging.shutdown()
        os._exit(exit_code)
    crashes.uninstall()
    return exit_code


def _expect_answer(paths: UserPaths) -> None:
    """Ask the disks with the user's folders whether they are there, before a window waits for one.

    Raises:
        SettingsError: one does not answer.
    """
    folders = (paths.config_dir, paths.data_dir, paths.log_dir)
    questions = [Thread(target=is_there, args=(folder,), daemon=True) for folder in folders]
    for question in questions:
        question.start()
    deadline = time.monotonic() + _ANSWER_S
    for folder, question in zip(folders, questions, strict=True):
        question.join(max(0.0, deadline - time.monotonic()))
        if question.is_alive():
            raise SettingsError(
                "{folder} does not answer; it may lie on a network disk that is out of reach. "
                "Connect that disk, or set {home_variable} to another folder.",
                folder=folder,
                home_variable=HOME_VARIABLE,
            )


def _open_screen() -> QApplication:
    """Create the application; where Qt would abort the process, say why and end it."""
    reasons: list[str] = []

    def note(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        log_qt_message(kind, context, message)
        if kind is QtMsgType.QtFatalMsg:
            reason = (reasons or [message])[0].strip().rstrip(".")
            sentence = said("There can be no window: {0}. gptdesk-cli needs none.").format(reason)
            print(f"gptdesk: {sentence}", file=sys.stderr, flush=True)  # noqa: T201  there is no window
            os._exit(1)  # the handler must not return: Qt aborts then
        reasons.append(message)

    previous = qInstallMessageHandler(note)
    app = make_application(sys.argv[:1])
    qInstallMessageHandler(previous)
    return app


def make_application(arguments: list[str]) -> QApplication:
    """Create the application object with its names and icon."""
    QGuiApplication.setDesktopFileName(APPLICATION_ID)
    app = QApplication(arguments)
    app.setApplicationName("gptdesk")
    app.setApplicationDisplayName("GPTDesk")
    app.setWindowIcon(QIcon(str(resource_path("icons/gptdesk.svg"))))
    return app


def make_engine() -> Generates:
    """Build the real engine; called in the worker thread, which is where torch is imported."""
    from gptdesk.engine.engines import Engines
    from gptdesk.engine.local_engine import InferenceEngine

    return Engines(InferenceEngine())


class Program(QObject):
    """Everything that runs, in the order it starts and stops.

    Attributes:
        client: runs the engine.
        view_models: what the window shows and asks.
        window: the one window; in another language it is another one.
        is_joined: after closing: whether every thread ended by itself.

    Signals:
        closing: the window closes.
    """

    closing = Signal()

    def __init__(
        self,
        client: InferenceClient,
        view_models: ViewModels,
        *,
        themes: ThemeController,
        crashes: CrashReporter,
        log_dir: Path,
    ) -> None:
        super().__init__()
        self.client = client
        self.view_models = view_models
        self.is_joined = True
        self._themes = themes
        self._crashes = crashes
        self._log_dir = log_dir
        self._file: Path | None = None
        self._is_waiting = False  # another language, for the end of an answer
        self._next: MainWindow | None = None  # in another language, made and not shown yet
        self._garbage = WindowGarbageCollector(self)
        self.window = self._make_window()
        self.window.first_painted.connect(self._on_first_painted)
        # After the click in the menu, which goes with its window
        view_models.appearance.language_chosen.connect(
            self._change_language, Qt.ConnectionType.QueuedConnection
        )
        view_models.chat.busy_changed.connect(self._on_busy_changed)
        # By then torch is there as well.
        view_models.library.model_opened.connect(
            self._garbage.freeze_loaded, Qt.ConnectionType.SingleShotConnection
        )

    def start(self, file: Path | None) -> None:
        """Show the window; once it is on the screen, start the worker and open `file`."""
        self._file = file
        self._garbage.start()  # before there is a second thread
        self.window.show()

    @Slot()
    def close_at_once(self) -> None:
        """Close without a question."""
        self.window.close_at_once()

    @Slot(object)
    def take_file(self, path: Path) -> None:
        """Open what a later start was called with."""
        self.window.take_file(path)

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.view_models, self._log_dir)
        connect_window(window, self.view_models)
        window.closing.connect(self._on_closing)
        self._crashes.report_ready.connect(window.views.help.show_crash_report)
        return window

    @Slot()
    def _change_language(self) -> None:
        """Make a window in the language that was chosen, for the place of the one on the screen.

        The view models stay, and with them everything that runs. While an answer is written, or
        pages are made, it waits. To make one takes a second: what was typed meanwhile reaches the
        window before, from which the next one has it.
        """
        if self._is_language_waiting():
            return
        app = QApplication.instance()
        assert app is not None, "there is a window"
        self._forget_next()
        self.window.keep_place()
        translations.install(app, self.view_models.preferences.settings.language)
        self._next = self._make_window()
        self._themes.put_on()
        QTimer.singleShot(0, self._show_next)

    @Slot()
    def _show_next(self) -> None:
        """Put the window that was made in the place of the one on the screen."""
        former, following = self.window, self._next
        if following is None:
            return
        if not former.isVisible() or self._is_language_waiting():  # closed, or Enter was typed
            self._forget_next()
            return
        self.window, self._next = following, None
        tell_window(following, self.view_models)
        following.take_over(former)
        following.setWindowState(former.windowState())
        former.hide()  # before the next is shown: what is hidden tells that nobody looks any more
        following.show()
        following.views.side_windows.take_over(former.views.side_windows)
        former.deleteLater()

    def _forget_next(self) -> None:
        if self._next is not None:
            self._next.deleteLater()
            self._next = None

    def _is_language_waiting(self) -> bool:
        """Tell whether the window cannot be made anew now; say so, once."""
        views, is_busy = self.window.views, self.view_models.chat.is_busy
        if is_busy:
            views.notice_bar.show_notice(self.tr("The language changes when the answer is done."))
        elif views.printing.is_busy:
            views.notice_bar.show_notice(self.tr("The language changes when GPTDesk starts again."))
        self._is_waiting = is_busy
        return is_busy or views.printing.is_busy

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:
        if not is_busy and self._is_waiting:
            self._is_waiting = False
            QTimer.singleShot(0, self._change_language)

    @Slot()
    def _on_first_painted(self) -> None:
        # After the paint event, not in it: importing torch holds the interpreter for a while.
        QTimer.singleShot(0, self._start_worker)

    @Slot()
    def _start_worker(self) -> None:
        models = self.view_models
        models.history.start()
        models.conversations.refresh()
        models.conversations.drafts.load()
        models.conversations.open_at_start(models.preferences.settings.open_chat)
        self.client.start()
        # The search is not needed before, and would slow the start down.
        models.library.model_opened.connect(
            models.library.lists.look, Qt.ConnectionType.SingleShotConnection
        )
        if self._file is not None and may_be_conversation(self._file):
            models.library.open_at_start(None)
            models.transfer.import_files((self._file,))
        else:
            models.library.open_at_start(self._file)

    @Slot()
    def _on_closing(self) -> None:
        """Cancel, save, quit, wait: nothing is lost, whatever the worker is doing."""
        self.closing.emit()
        is_ended = self.view_models.shutdown()
        is_stored = self.view_models.history.close(STORE_S)
        is_stopped = self.client.shutdown(_JOIN_MS)
        self.is_joined = is_stopped and is_stored and is_ended
        if self.is_joined:
            self._garbage.stop()


def build_program(
    paths: UserPaths,
    *,
    crashes: CrashReporter,
    engine_factory: Callable[[], Generates],
    device: str | None = None,
    precision: str | None = None,
) -> Program:
    """Build all objects of one running GPTDesk; nothing is started yet.

    Args:
        paths: the user's folders.
        crashes: already installed, or not at all.
        engine_factory: called in the worker thread.
        device, precision: for this run only; None is what the settings say.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("build_program needs a QApplication")
    preferences = Preferences(paths)
    translations.install(app, preferences.settings.language)
    settings = preferences.settings
    themes = ThemeController(
        app, settings.colour_scheme, settings.zoom, has_wide_bars=settings.wide_scroll_bars
    )
    client = InferenceClient(engine_factory)
    view_models = build_view_models(
        paths,
        client,
        themes,
        preferences,
        device=device,
        precision=precision,
    )
    program = Program(client, view_models, themes=themes, crashes=crashes, log_dir=paths.log_dir)
    themes.put_on()
    for key, warning in (
        ("settings", preferences.warning),
        ("log", crashes.warning),
    ):
        if warning:
            program.window.views.notice_bar.show_warning(key, in_words(warning))
    return program

"""Crash reports: hooks for unexpected exceptions, the log, the faulthandler file.

Owns the log files, the hooks for uncaught exceptions in every thread, and the faulthandler file.
The hooks may run on any thread, so they build no widget: they write the log and emit a signal,
and the GUI thread shows the report, each distinct one once.
"""

from __future__ import annotations

import errno
import faulthandler
import logging
import platform
import sys
import threading
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)

from gptdesk.errors import cause_of
from gptdesk.files.private import make_private_folder, open_private
from gptdesk.sentences import Sentence

logger = logging.getLogger(__name__)

_LOG_FILE_BYTES = 1_000_000
_LOG_FILES = 5

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReporter(QObject):
    """Collects what was not caught anywhere else.

    Attributes:
        warning: a sentence about a log that cannot be written, if it cannot; said before the
            language of the window is known.

    Signals:
        report_ready: a report to be shown, str; in the GUI thread, once per distinct error.
    """

    report_ready = Signal(str)
    _caught = Signal(str, str)  # fingerprint, report; from any thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.warning: str = ""
        self._seen: set[str] = set()
        self._log: logging.Handler | None = None
        self._fault_file: IO[str] | None = None
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self, log_dir: Path | None) -> None:
        """Put all hooks in place; with `log_dir` also write `gptdesk.log` and `faults.log` there.

        A folder that cannot be written costs the files, never the start of the program.
        """
        logging.raiseExceptions = False  # a full disk costs the log, and says nothing on a terminal
        if log_dir is not None:
            try:
                make_private_folder(log_dir)
                self._log = _log_to(_own_file(log_dir / "gptdesk.log"))
            except OSError as exc:
                self._log = logging.StreamHandler()
                self._tell_no_log(log_dir, exc)
            logging.getLogger().addHandler(self._log)
            logging.getLogger().setLevel(logging.INFO)
            try:
                self._fault_file = open(  # noqa: SIM115 it is open as long as the program runs
                    _own_file(log_dir / "faults.log"), "a", encoding="utf-8", opener=open_private
                )
                faulthandler.enable(self._fault_file)
            except OSError as exc:
                self._tell_no_log(log_dir, exc)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(log_qt_message)

    def uninstall(self) -> None:
        """Give the hooks back; the last act of the program, and of tests."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)
        if self._log is not None:
            logging.getLogger().removeHandler(self._log)
            self._log.close()
            self._log = None
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
            self._fault_file = None

    def _tell_no_log(self, log_dir: Path, error: OSError) -> None:
        logger.warning("no log file: %s", error)
        self.warning = self.warning or Sentence(  # the first reason is the cause of the others
            "{folder}: no log can be written ({why}). The details of a mistake would be lost.",
            folder=str(log_dir),
            why=cause_of(error),
        )

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        logger.error("uncaught in %s\n%s", threading.current_thread().name, text)
        frames = traceback.extract_tb(trace)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        self._caught.emit(f"{kind.__name__}@{place}", f"{environment_text()}\n\n{text}")

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, unraisable: Any) -> None:
        error = unraisable.exc_value
        if error is not None:
            self._on_exception(type(error), error, unraisable.exc_traceback)

    def _on_caught(self, fingerprint: str, report: str) -> None:
        if fingerprint not in self._seen:
            self._seen.add(fingerprint)
            self.report_ready.emit(report)


def environment_text() -> str:
    """Return the versions that a report needs, one per line; nothing about the user."""
    torch = sys.modules.get("torch")
    lines = (
        f"Python {platform.python_version()} on {platform.platform()}",
        f"PySide6 {pyside_version}, Qt {qVersion()}",
        f"torch {torch.__version__ if torch is not None else 'not loaded'}",
    )
    return "\n".join(lines)


class _PrivateLog(RotatingFileHandler):
    """A log that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, opener=open_private)


def _own_file(path: Path) -> Path:
    """Return a path at which a log can be written.

    Raises:
        OSError: a pipe or a device is there, which would make the program wait.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, f"{path.name} is no file", str(path))
    return path


def _log_to(path: Path) -> logging.Handler:
    handler = _PrivateLog(
        path, maxBytes=_LOG_FILE_BYTES, backupCount=_LOG_FILES - 1, encoding="utf-8"
    )
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    return handler


def log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Write what Qt says to the log."""
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)

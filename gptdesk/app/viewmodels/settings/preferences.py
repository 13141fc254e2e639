"""The settings of this run: read once, changed by the window, written a moment later.

Owns when settings are written; what a settings file looks like is known to storage.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.errors import GPTDeskError
from gptdesk.files.atomic import write_atomic
from gptdesk.files.regular import read_regular
from gptdesk.sentences import Sentence
from gptdesk.storage.paths import UserPaths
from gptdesk.storage.settings import Settings, read_settings, write_settings

logger = logging.getLogger(__name__)

_WRITE_DELAY_MS = 500
_BUSY_DELAY_MS = 5_000  # a disk can take a while, and text that streams in would stand still
_GEOMETRY_BYTES = 10_000  # Qt writes 66


class Preferences(QObject):
    """Settings that remember themselves.

    Attributes:
        warning: a sentence about what could not be read, if anything; said before the language of
            the window is known, so it is translated where it is shown.

    Signals:
        save_failed: a sentence; said once until a write succeeds again, str.
        saved_again: a write has succeeded after one that did not.
    """

    save_failed = Signal(str)
    saved_again = Signal()

    def __init__(self, paths: UserPaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = paths.settings_file
        self._window_file = paths.window_file
        self._is_failure_told = False
        try:
            self._settings, self.warning = read_settings(self._file)
            self._can_write = True
        except GPTDeskError as exc:  # written by a newer GPTDesk: leave it alone
            self._settings, self.warning = Settings(), Sentence(exc.template, **exc.facts)
            self._can_write = False
        self._written = self._settings
        self._delay_ms = _WRITE_DELAY_MS
        self._timer = single_shot(self, then=self.save_now)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, **values: Any) -> None:
        """Replace some settings by name; they are written half a second later, or see `set_busy`.

        Raises:
            ValueError: a value is out of range.
            TypeError: there is no such setting (a mistake in the program).
        """
        self._settings = replace(self._settings, **values)
        if self._settings != self._written:
            self._write_later()

    def hurry(self) -> None:
        """Write as soon as what happens now is done; nothing, where all is written."""
        if self._timer.isActive():
            self._timer.start(0)

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Take that an answer begins, or has ended.

        What was changed before is written as it begins; what changes while it streams in, at its
        end, or after five seconds.
        """
        self._delay_ms = _BUSY_DELAY_MS if is_busy else _WRITE_DELAY_MS
        if is_busy:
            self.hurry()
        elif self._timer.isActive():
            self._write_later()

    def _write_later(self) -> None:
        """Write after a pause; what is hurried already stays so."""
        is_hurried = self._timer.isActive() and self._timer.interval() == 0
        if not is_hurried:
            self._timer.start(self._delay_ms)

    @Slot()
    def save_now(self) -> None:
        """Write what has changed; a failure is told and costs nothing else."""
        self._timer.stop()
        if not self._can_write or self._settings == self._written:
            return
        try:
            write_settings(self._file, self._settings)
        except (GPTDeskError, OSError) as exc:
            logger.warning("settings not written: %s", exc)
            if not self._is_failure_told:
                self._is_failure_told = True
                self.save_failed.emit(
                    self.tr("Settings cannot be saved in {0}. They last until you close.").format(
                        self._file.parent
                    )
                )
            return
        self._written = self._settings
        if self._is_failure_told:
            self._is_failure_told = False
            self.saved_again.emit()

    def window_geometry(self) -> bytes | None:
        """Return what `save_window_geometry` was given in an earlier run; None if not known."""
        try:
            return read_regular(self._window_file, _GEOMETRY_BYTES)
        except FileNotFoundError:
            return None
        except OSError as exc:
            logger.warning("place of the window not read: %s", exc)
            return None

    def save_window_geometry(self, geometry: bytes) -> None:
        """Remember where the window is, in Qt's form; a disk that refuses only loses that."""
        try:
            write_atomic(self._window_file, geometry, is_private=True)
        except OSError as exc:
            logger.warning("place of the window not written: %s", exc)

"""The settings of this run: read once, changed by the window, written a moment later.

Owns when settings are written; what a settings file looks like is known to storage.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from gptdesk.errors import GPTDeskError
from gptdesk.storage.paths import UserPaths
from gptdesk.storage.settings import Settings, read_settings, write_settings

logger = logging.getLogger(__name__)

_WRITE_DELAY_MS = 500
_GEOMETRY_KEY = "window/geometry"


class Preferences(QObject):
    """Settings that remember themselves.

    Attributes:
        warnings: sentences about what could not be read.

    Signals:
        save_failed: a sentence; said once until a write succeeds again, str.
    """

    save_failed = Signal(str)

    def __init__(self, paths: UserPaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = paths.settings_file
        self._window_file = paths.config_dir / "window.ini"
        self._is_failure_told = False
        try:
            self._settings, self.warnings = read_settings(self._file)
            self._can_write = True
        except GPTDeskError as exc:  # written by a newer GPTDesk: leave it alone
            self._settings, self.warnings = Settings(), (str(exc),)
            self._can_write = False
        self._written = self._settings
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WRITE_DELAY_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, **values: Any) -> None:
        """Replace some settings by name; they are written half a second later.

        Raises:
            ValueError: a value is out of range.
            TypeError: there is no such setting (a mistake in the program).
        """
        self._settings = replace(self._settings, **values)
        if self._settings != self._written:
            self._timer.start()

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
        self._is_failure_told = False

    def restore_geometry(self, window: QMainWindow) -> bool:
        """Put `window` where it was; False when there is nothing to restore."""
        value = self._window_settings().value(_GEOMETRY_KEY)
        return isinstance(value, QByteArray) and window.restoreGeometry(value)

    def save_geometry(self, window: QMainWindow) -> None:
        """Remember where `window` is."""
        store = self._window_settings()
        store.setValue(_GEOMETRY_KEY, window.saveGeometry())
        store.sync()

    def _window_settings(self) -> QSettings:
        return QSettings(str(self._window_file), QSettings.Format.IniFormat)

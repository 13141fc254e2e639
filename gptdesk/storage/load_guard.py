"""Remembers across a crash which model was being loaded.

A marker file exists while a model is being loaded. One that is there at the start tells that the
last load took the whole program with it, so that model is not loaded again by itself.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from gptdesk.storage.atomic import write_atomic

logger = logging.getLogger(__name__)


class LoadGuard:
    """The marker and its three moments.

    A disk that cannot be written costs the protection, never the load.
    """

    def __init__(self, marker: Path) -> None:
        """Use the file `marker`; nothing is read or written yet."""
        self._marker = marker

    def interrupted(self) -> Path | None:
        """Return the model whose load never ended, at the start of the program."""
        try:
            name = os.fsdecode(self._marker.read_bytes())
        except (OSError, ValueError):  # not there; not a name
            return None
        return Path(name) if name else None

    def begin(self, model: Path) -> None:
        """Note that `model` is about to be loaded."""
        try:
            write_atomic(self._marker, os.fsencode(model))
        except OSError as exc:
            logger.warning("load marker not written: %s", exc)

    def end(self) -> None:
        """Note that the load ended, well or with an error; both are better than a crash."""
        try:
            self._marker.unlink(missing_ok=True)
        except OSError as exc:
            logger.warning("load marker not removed: %s", exc)

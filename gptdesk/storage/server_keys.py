"""The keys of servers, in a file of their own that only this user can read.

By address. They stand nowhere else: not in the settings, the history, an export or the log.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from gptdesk.files.atomic import write_atomic
from gptdesk.files.regular import read_regular

logger = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024


class ServerKeys:
    """Reads and writes that file; it is read when it is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, url: str) -> str:
        """Return the key to the server at an address; empty where none is known."""
        try:
            return self._read().get(url, "")
        except OSError as exc:
            logger.warning("keys of servers not read: %s", type(exc).__name__)
            return ""

    def keep(self, url: str, key: str) -> None:
        """Keep the key to a server; an empty one is forgotten.

        Raises:
            OSError: it cannot be written, or not be read before: other keys stand in it.
        """
        before = self._read()
        kept = {name: value for name, value in {**before, url: key}.items() if value}
        if kept != before:
            write_atomic(self._path, json.dumps(kept, indent=1).encode(), is_private=True)

    def _read(self) -> dict[str, str]:
        try:
            values: Any = json.loads(read_regular(self._path, _MOST_BYTES))
            return {str(url): str(key) for url, key in values.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError) as exc:
            # never its content: it holds keys
            logger.warning("keys of servers not read: %s", type(exc).__name__)
            return {}

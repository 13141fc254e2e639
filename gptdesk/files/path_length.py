"""The longest path that a system allows: asked before anything is written, not in mid-download.

Windows ends a path after 259 characters unless long paths are switched on, and calls what is longer
"not found". Other systems end a name after 255 bytes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

WINDOWS_PATH, NAME_BYTES = 259, 255
_IS_WINDOWS = sys.platform == "win32"


def is_too_long(path: Path) -> bool:
    """Whether this system has no room for the whole path, or for one of its names."""
    if _IS_WINDOWS and not _has_long_paths():
        return len(str(path.absolute())) > WINDOWS_PATH
    return any(len(os.fsencode(name)) > NAME_BYTES for name in path.parts)


def _has_long_paths() -> bool:
    """Whether Windows has them switched on; Python itself can.

    Source: https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation
    """
    try:
        return bool(getattr(ctypes, "windll").ntdll.RtlAreLongPathsEnabled())  # noqa: B009
    except (AttributeError, OSError):  # before Windows 10 of 2016
        return False

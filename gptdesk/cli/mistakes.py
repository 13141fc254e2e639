"""Reports of mistakes in the program: the traceback in a log, and a sentence that says where.

For the commands that have no window.
"""

from __future__ import annotations

import os
import stat
import traceback

from gptdesk.errors import GPTDeskError
from gptdesk.language import said
from gptdesk.storage.paths import user_paths

_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)


def report_mistake(error: Exception, log_name: str) -> str:
    """Write a mistake to the log of that name and return the sentence that says where."""
    name = type(error).__name__
    try:
        log = user_paths().log_dir / log_name
        log.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(log, _FLAGS, 0o600)
        with os.fdopen(opened, "a", encoding="utf-8", errors="backslashreplace") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):  # a pipe, which nobody may ever read
                raise FileExistsError(str(log))
            traceback.print_exception(error, file=file)
    except (OSError, GPTDeskError):
        return said(
            "GPTDesk made a mistake ({0}), and its details could not be saved. Report it with the "
            "command you gave."
        ).format(name)
    return said(
        "GPTDesk made a mistake ({0}). Its details are in {1}; report it with them."
    ).format(name, log)

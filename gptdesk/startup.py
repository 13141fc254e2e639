"""Process set-up before anything large is imported: Ctrl+C, closed streams, a warning of torch.

A leaf: the standard library only; called by the entry points first of all.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import signal
import sys
import warnings
from contextlib import suppress
from pathlib import Path


def end_at_interrupt() -> None:
    """Let Ctrl+C end the process at once, without a traceback; a handler may follow later."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def fill_closed_streams() -> None:
    """Let a standard stream that the caller closed go nowhere.

    Else the next file that is opened takes its number, and receives what a library complains of.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def silence_missing_numpy() -> None:
    """Let torch be imported without numpy, which is no dependency of ours, without a word."""
    warnings.filterwarnings("ignore", "Failed to initialize NumPy", UserWarning)


def load_torch_before_qt() -> None:
    """On Windows, load torch's first library before Qt brings its own copies of what it needs.

    Else `import torch` fails there later, in the worker, with WinError 1114 for c10.dll; torch
    itself would keep the window waiting for seconds.

    WORKAROUND https://github.com/pytorch/pytorch/issues/166628: remove when it is closed.
    """
    if sys.platform != "win32":
        return
    spec = importlib.util.find_spec("torch")
    for folder in (spec and spec.submodule_search_locations) or ():
        with suppress(OSError):  # torch says what is wrong, when it is imported
            ctypes.CDLL(str(Path(folder) / "lib" / "c10.dll"))

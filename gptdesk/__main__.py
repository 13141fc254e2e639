"""`python -m gptdesk` and the `gptdesk` command: opens the window.

Arguments are read before anything of Qt is imported, so that `--help` and `--version` are instant
and work without a screen. What keeps the window from opening is a sentence on standard error.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from functools import partial

from gptdesk import arguments
from gptdesk.cli.mistakes import report_mistake
from gptdesk.cli.parser import Parser, speak_to_user
from gptdesk.device_names import device_argument
from gptdesk.errors import GPTDeskError
from gptdesk.language import said, translate
from gptdesk.precision import PRECISIONS
from gptdesk.sentences import one_line
from gptdesk.startup import (
    end_at_interrupt,
    fill_closed_streams,
    load_torch_before_qt,
    silence_missing_numpy,
)
from gptdesk.version import program_version

logger = logging.getLogger(__name__)

# All that Qt needs on a Debian 12 of `debootstrap --variant=minbase`, found there.
_QT_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4"
    " libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 libwayland-cursor0 libwayland-egl1"
)


def main(argv: list[str] | None = None) -> int:
    """Open the window and return the exit code."""
    fill_closed_streams()
    speak_to_user()
    parser = Parser(
        prog="gptdesk", description=said("Prompt a GPT and see the probability of every token.")
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=arguments.path,
        help=said(
            "a model file, or a folder that holds one (default: the last one used), or a "
            "conversation exported as JSON; the window that is open already takes it"
        ),
    )
    parser.add_argument(
        "--device",
        type=device_argument,
        metavar="DEVICE",
        help=said(
            "where the network runs, in this run: auto, cpu, cuda or cuda:1 "
            "(default: as set on the Model page)"
        ),
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        help=said("how finely it is computed, in this run (default: as set on the Model page)"),
    )
    entry = parser.add_mutually_exclusive_group()
    entry.add_argument(
        "--install-desktop-entry",
        action="store_true",
        help=said(
            "put GPTDesk into your menu of applications, with the files that it opens (Linux)"
        ),
    )
    entry.add_argument(
        "--remove-desktop-entry",
        action="store_true",
        help=said("take out of the menu what --install-desktop-entry put there"),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"GPTDesk {program_version()}",
        help=said("show program's version number and exit"),
    )
    logging.getLogger().addHandler(logging.NullHandler())  # until there is a log
    options = parser.parse_args(argv)

    silence_missing_numpy()
    load_torch_before_qt()
    try:
        if options.install_desktop_entry or options.remove_desktop_entry:
            return _change_desktop_entry(is_wanted=options.install_desktop_entry)
        _expect_screen()
        from gptdesk.app.system.first_start import hand_over, take_first_start
        from gptdesk.storage.paths import user_paths

        paths = user_paths()
        first = take_first_start(paths)
        # With options for this run, it is a run of its own.
        is_plain = options.device is None and options.precision is None
        if first is None and options.file and is_plain and hand_over(paths, options.file):
            return 0
        from gptdesk.app.main import run

        return run(
            paths,
            first,
            file=options.file,
            device=options.device,
            precision=options.precision,
        )
    except GPTDeskError as exc:
        sentence = exc.sentence(partial(translate, "errors"))
    except ImportError as exc:
        sentence = _missing_library(exc)
    except Exception as exc:  # noqa: BLE001  the boundary: no traceback reaches a user
        sentence = report_mistake(exc, "gptdesk.log")
    # There is no window to say it in; without a console, the log has it.
    logger.critical("%s", sentence)
    print(f"gptdesk: {one_line(sentence)}", file=sys.stderr)  # noqa: T201
    return 1


def _change_desktop_entry(*, is_wanted: bool) -> int:
    """Install or remove the entry in the user's menu, and say so."""
    from gptdesk.app.system.desktop_entry import install_desktop_entry, remove_desktop_entry

    if is_wanted:
        done = said("GPTDesk is in the menu of applications: {0}").format(
            install_desktop_entry()[0]
        )
    elif remove_desktop_entry():
        done = said("GPTDesk is no longer in the menu of applications.")
    else:
        done = said("GPTDesk was not in the menu of applications.")
    print(one_line(done))  # noqa: T201
    return 0


def _expect_screen() -> None:
    """Look whether Qt can be imported and has a screen; Qt itself would end the process.

    Raises:
        GPTDeskError: there is none.
        ImportError: a library is missing.
    """
    has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not has_screen and not os.environ.get("QT_QPA_PLATFORM"):
        raise GPTDeskError(
            "There is no screen here (DISPLAY is not set). Start it in a desktop session, or use "
            "gptdesk-cli, which needs none."
        )
    importlib.import_module("PySide6.QtWidgets")


def _missing_library(error: ImportError) -> str:
    if isinstance(error, ModuleNotFoundError):
        return said("The window needs {0}, which is not installed. Install GPTDesk again.").format(
            error.name
        )
    library = str(error).partition(":")[0]
    return said(
        "The window needs {0}, which this system does not have. On Debian or Ubuntu: "
        "apt install {1}"
    ).format(library, _QT_PACKAGES)


if __name__ == "__main__":
    end_at_interrupt()
    sys.exit(main())

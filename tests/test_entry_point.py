"""The `gptdesk` command where no window can be opened, and where none is wanted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(
    *arguments: str, code: str = "", folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Start the command in a process of its own, without a screen."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    start = f"{code}\nimport sys; from gptdesk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=folder,
        env={**variables, **environment},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def test_help_and_version_need_neither_screen_nor_qt() -> None:
    """Asking what a program does must always work."""
    no_qt = "import sys; sys.modules['PySide6'] = None"
    for argument, expected in (
        ("--help", "a model file"),
        ("--help", "--precision"),
        ("--version", "GPTDesk"),
    ):
        result = run(argument, code=no_qt)
        assert result.returncode == 0
        assert expected in result.stdout


def test_an_empty_name_is_wrong_usage() -> None:
    """`gptdesk "$MODEL"` with nothing in it must not look for a model in the current folder."""
    result = run("")
    assert result.returncode == 2
    assert "must name something; it is empty" in result.stderr


def test_without_a_screen_there_is_a_sentence() -> None:
    """Qt alone would abort the process and leave a core file."""
    result = run()
    assert result.returncode == 1
    assert result.stderr.startswith("gptdesk: There is no screen here")
    assert "gptdesk-cli" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_system_library_is_named_with_its_packages() -> None:
    """A bare Debian lacks them; an ImportError is no answer to a teacher."""
    broken = """
import importlib
real = importlib.import_module
def fail(name):
    if name == "PySide6.QtWidgets":
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file")
    return real(name)
importlib.import_module = fail
"""
    result = run(code=broken, QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 1
    assert "libEGL.so.1" in result.stderr
    packages = result.stderr.partition("apt install ")[2].strip()
    assert "libegl1" in packages
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert packages in " ".join(readme.split())
    assert "Traceback" not in result.stderr


# The parts of `run` in which Qt, the installation or the disk refuses; each is one sentence.
NO_QT_SVG = "import sys; sys.modules['PySide6.QtSvg'] = None"
RESOURCES_FROM = """
import os, pathlib
import gptdesk.resources as resources
resources._CHECKOUT = pathlib.Path(os.environ["RESOURCES"])
"""
DEAD_DISK = """
import pathlib, threading
import gptdesk.app.main as program
program._ANSWER_S = 0.2
stat = pathlib.Path.stat
def wait(path, **options):
    if path.name == "data":
        threading.Event().wait()
    return stat(path, **options)
pathlib.Path.stat = wait
"""
MISTAKE = """
import gptdesk.app.main as program
def build_program(*args, **options):
    raise TypeError("no such thing")
program.build_program = build_program
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the platforms of X11")
@pytest.mark.parametrize(
    ("code", "environment", "expected"),
    [
        ("", {"QT_QPA_PLATFORM": "nonsense"}, 'Could not find the Qt platform plugin "nonsense"'),
        ("", {"DISPLAY": ":7777"}, ":7777"),
        (NO_QT_SVG, {}, "The window needs PySide6.QtSvg, which is not installed"),
        (RESOURCES_FROM, {"RESOURCES": "/proc/nowhere"}, "light.toml: the window's colours"),
        (DEAD_DISK, {}, "data does not answer"),
        (MISTAKE, {}, "GPTDesk made a mistake (TypeError). Its details are in"),
        (
            "import os; os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')",
            {"GPTDESK_HOME": "relative"},
            "GPTDESK_HOME is relative, and the current folder is gone",
        ),
    ],
)
def test_what_keeps_the_window_from_opening_is_a_sentence(
    code: str, environment: dict[str, str], expected: str, tmp_path: Path
) -> None:
    """Qt would abort with a core file, Python end with a traceback, or with nothing at all."""
    defaults = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "RESOURCES": "resources"}
    if "DISPLAY" in environment:
        defaults.pop("QT_QPA_PLATFORM")
    result = run(code=code, folder=tmp_path, **{**defaults, **environment})
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("gptdesk: ")
    assert expected in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="streams are another thing there")
def test_a_mistake_before_the_window_is_in_the_log_also_without_a_console() -> None:
    """Whoever mends it needs the traceback; and no file takes the number of a closed stream."""
    code = f"import os, sys; os.close(1); os.close(2); sys.stdout = sys.stderr = None; {MISTAKE}"
    assert run(code=code, QT_QPA_PLATFORM="offscreen").returncode == 1
    log = Path(os.environ["GPTDESK_HOME"]) / "logs" / "gptdesk.log"
    text = log.read_text(encoding="utf-8")
    assert "no such thing" in text
    assert "CRITICAL MainThread gptdesk.__main__: GPTDesk made a mistake (TypeError)" in text


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("entry", ["window", "command_line"])
def test_ctrl_c_while_starting_leaves_no_traceback(entry: str) -> None:
    """Importing takes a tenth of a second, and everybody types a wrong command now and then."""
    code = f"""
import importlib.abc, os, signal, sys
class Interrupt(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in ("gptdesk.cli.main", "gptdesk.__main__"):
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
from gptdesk.entry import {entry}
{entry}()
"""
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=170)
    assert result.returncode == -signal.SIGINT
    assert (result.stdout, result.stderr) == (b"", b"")


def test_on_windows_torchs_first_library_is_there_before_qt() -> None:
    """The other order ends with WinError 1114 there; seen here only as an order of calls."""
    code = """
import ctypes, sys
sys.platform, loaded = "win32", []
def load(path):
    print("loaded", path, "PySide6.QtCore" in sys.modules, "torch" in sys.modules)
    raise OSError("no such file")
ctypes.CDLL = load
sys.modules["PySide6"] = None  # what comes next cannot be imported
"""
    result = run(code=code, QT_QPA_PLATFORM="offscreen")
    loaded, path, *rest = result.stdout.split()
    assert loaded == "loaded"
    assert Path(path).parts[-3:] == ("torch", "lib", "c10.dll")
    assert rest == ["False", "False"], "torch itself would take seconds"
    assert "The window needs PySide6" in result.stderr

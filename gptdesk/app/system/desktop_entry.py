"""The entry in the menu of a user's Linux desktop: the program, its icon, the files it opens.

Owns what is written below the user's data folder of the desktop (`XDG_DATA_HOME`), and its removal:
the entry notes each file and folder that came with it, so that what was there before stays.
Needs Qt to draw the icon, but no screen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import platformdirs
from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImageReader

from gptdesk.errors import GPTDeskError
from gptdesk.files.atomic import write_atomic
from gptdesk.resources import resource_path
from gptdesk.version import is_installed

APPLICATION_ID = "io.github.gptdesk.GPTDesk"
_ENTRY = f"applications/{APPLICATION_ID}.desktop"
_TYPES = f"mime/packages/{APPLICATION_ID}.xml"
_ICONS = "icons/hicolor"
_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_MADE = "X-GPTDesk-Made"  # what came with the entry, in the entry
# What makes the desktop's own tables of the entries, and of the types of files, anew.
_TABLE_MAKERS = (("update-desktop-database", "applications"), ("update-mime-database", "mime"))
# Where the tables lie, and which files they are made from; without one of those, they say nothing.
_TABLES = (("applications", "*.desktop"), ("mime", "packages/*.xml"))
_QUOTED = str.maketrans({letter: f"\\{letter}" for letter in '"`$\\'})
_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


def install_desktop_entry() -> tuple[Path, ...]:
    """Put GPTDesk into the user's menu, or put an older entry right.

    Returns:
        the files that were written, the entry first.

    Raises:
        GPTDeskError: this is no Linux, GPTDesk is not installed, or the folder cannot be written.
    """
    root = _data_home()
    earlier = _made(root)
    before = _everything(root)
    files = _files()
    try:
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomic(root / name, data)
        _make_tables(root)
        made = earlier | (_everything(root) - before)
        entry = files[_ENTRY] + f"{_MADE}={_listed(made)}\n".encode()
        write_atomic(root / _ENTRY, entry)
    except OSError as exc:
        raise _refused(root, exc) from exc
    return tuple(root / name for name in files)


def remove_desktop_entry() -> bool:
    """Take out of the user's menu what `install_desktop_entry` put there, and nothing else.

    Returns:
        Whether there was an entry.

    Raises:
        GPTDeskError: this is no Linux, or the folder cannot be written.
    """
    root = _data_home()
    was_there = (root / _ENTRY).is_file()
    made = _made(root) & _everything(root)
    try:
        for name in (*_icon_names(), _TYPES, _ENTRY):  # the note of what was made comes last
            (root / name).unlink(missing_ok=True)
    except OSError as exc:
        raise _refused(root, exc) from exc
    _make_tables(root)
    for folder, sources in _TABLES:
        if not any((root / folder).glob(sources)):
            for name in made:
                if name.startswith(f"{folder}/"):
                    _remove_file(root / name)
    for name in sorted(made, reverse=True):  # what is in a folder before the folder
        with suppress(OSError):  # somebody else has put something there
            (root / name).rmdir()
    return was_there


def command_line() -> tuple[str, ...]:
    """Return the command by which the running program is started again.

    That is the bundle, or the installed `gptdesk`, or else this Python with `-m gptdesk`.

    Raises:
        GPTDeskError: it can only be started from its own folder.
    """
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    for script in (Path(sys.argv[0]), Path(sys.executable).with_name("gptdesk")):
        if script.stem == "gptdesk" and script.is_file() and os.access(script, os.X_OK):
            return (str(script.absolute()),)
    if not is_installed():
        raise GPTDeskError(
            "GPTDesk is not installed in {python}, and a menu knows no current folder. Install it"
            " there first (pip install .).",
            python=sys.executable,
        )
    return (sys.executable, "-m", "gptdesk")


def exec_line(command: Sequence[str]) -> str:
    """Return the value of `Exec` that runs a command with a file, after the Desktop Entry spec."""
    if "%" in command[0]:  # GLib looks for the program before it reads %% as %
        command = ("/bin/sh", "-c", 'exec "$0" "$@"', *command)
    words = (f'"{word.translate(_QUOTED)}"'.replace("%", "%%") for word in command)
    return f"{' '.join(words).translate(_ESCAPED)} %f"


def _data_home() -> Path:
    if sys.platform != "linux":
        raise GPTDeskError("A menu entry of this kind is for Linux desktops; there is none here.")
    return platformdirs.user_data_path()


def _refused(root: Path, error: OSError) -> GPTDeskError:
    return GPTDeskError(
        "The menu entry in {folder} could not be changed: {reason}.",
        folder=root,
        reason=error,
    )


def _files() -> dict[str, bytes]:
    """Return what is installed, by its place below the data folder; the entry comes first."""
    command = command_line()
    ours = {"Exec": exec_line(command), "TryExec": command[0].translate(_ESCAPED)}
    lines = []
    for line in _shipped(".desktop").decode().splitlines():
        key = line.partition("=")[0]
        lines.append(f"{key}={ours[key]}" if key in ours else line)
    icon = resource_path("icons/gptdesk.svg")
    pictures = [_picture(icon, size) for size in _SIZES]
    icons = zip(_icon_names(), (icon.read_bytes(), *pictures), strict=True)
    return {
        _ENTRY: ("\n".join(lines) + "\n").encode(),
        _TYPES: _shipped(".mime.xml"),
        **dict(icons),
    }


def _shipped(ending: str) -> bytes:
    return resource_path(f"linux/{APPLICATION_ID}{ending}").read_bytes()


def _icon_names() -> tuple[str, ...]:
    sizes = (f"{_ICONS}/{size}x{size}/apps/{APPLICATION_ID}.png" for size in _SIZES)
    return (f"{_ICONS}/scalable/apps/{APPLICATION_ID}.svg", *sizes)


def _picture(icon: Path, size: int) -> bytes:
    """Draw an SVG `size` pixels wide and high; return it as PNG."""
    reader = QImageReader(str(icon))
    reader.setScaledSize(QSize(size, size))
    image = reader.read()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]  the stub wants bytes, Qt a name
    return bytes(data.data())


def _make_tables(root: Path) -> None:
    """Have the desktop's tables made anew, where the program for it is installed."""
    for program, folder in _TABLE_MAKERS:
        if (found := shutil.which(program)) and (root / folder).is_dir():
            # It complains of what other programs have put there, and of a user's own folder.
            subprocess.run([found, str(root / folder)], capture_output=True, check=False)  # noqa: S603


def _everything(root: Path) -> frozenset[str]:
    """Return what there is of the folders that are written to, by its place below `root`."""
    tops = [root / name for name in ("applications", _ICONS, "mime")]
    inside = (path for top in tops for path in (top.parent, top, *top.rglob("*")))
    there = {str(path.relative_to(root)) for path in inside if path.exists()}
    return frozenset(there - {"."})


def _listed(names: Iterable[str]) -> str:
    return "".join(f"{name};" for name in sorted(names))


def _made(root: Path) -> frozenset[str]:
    """Return what came with the entry that is installed, none without one."""
    try:
        lines = (root / _ENTRY).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    notes = (line.partition("=")[2] for line in lines if line.startswith(f"{_MADE}="))
    return frozenset(name for note in notes for name in note.split(";") if name)


def _remove_file(path: Path) -> None:
    with suppress(OSError):  # a folder, or gone already
        path.unlink()

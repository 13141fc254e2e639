"""The tasks of a user who sees nothing, with the Orca screen reader itself.

    python tests/benchmarks/window_orca.py [--write] [--orca COMMAND]

Starts the program under Xvfb with Orca, whose voice writes down what it would say, presses the keys
and compares with `window_orca.txt`; `--write` makes that file anew. Four minutes; needs orca,
at-spi2-core, dbus-x11, speech-dispatcher, xvfb, openbox and xdotool, and says which is missing.
The file was written with Orca 43.1; another one, as of `--orca`, words some things differently.
"""

from __future__ import annotations

import argparse
import difflib
import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_suffix(".txt")
NEEDED = (
    *("orca", "Xvfb", "openbox", "xdotool", "dbus-run-session", "speech-dispatcher"),
    "/usr/libexec/at-spi-bus-launcher",
)
START_S, QUIET_S, ANSWER_S = 60.0, 2.0, 9.0  # at most; of silence after a key; of an answer
SAY_ALL = "86"  # the code of the pad's plus, whose name xdotool takes for the other one's
TASKS = (  # of keys, or of text to be typed; "." waits for an answer
    ("type Once upon a time", "Return", "."),
    ("F2", "Right", "Right", "Return", "Down", "Right", "Escape", "Escape", "ctrl+Up"),
    # Orca's own keys of the number pad: line, words, letter
    ("KP_Up", "KP_Begin", "KP_Right", "KP_Right", "KP_Down", "ctrl+a"),
    ("F6", "F6", "Right", "Tab", "Tab", "Tab", "Down", "Right", "Return", "Tab", "Escape"),
    ("Tab", "Left"),
    ("F6", "F6", "ctrl+l", "type The dog", "F10", "."),
    ("ctrl+k", "type once", "Return"),
    ("ctrl+f", "type was", "Return", "Escape"),
    ("F8", "F8", "ctrl+g", "ctrl+g", "ctrl+plus", "ctrl+0", "ctrl+shift+l"),
    ("F1", "Down", "Down", "Escape", "ctrl+i", "Escape", "F6", "F6", "F6", SAY_ALL, "KP_Up"),
)
SPEECHD = """AudioOutputMethod "alsa"
AddModule "transcript" "sd_generic" "transcript.conf"
DefaultModule transcript
LanguageDefaultModule "en" "transcript"
"""
VOICE = """GenericMaxChunkLength 4000
GenericDelimiters "~"
GenericExecuteSynth "true"
GenericLanguage "en" "en" "utf-8"
AddVoice "en" "MALE1" "none"
DefaultVoice "none"
"""
SESSION = """
env | grep -E "^(DBUS_SESSION|DISPLAY|XDG_RUNTIME|HOME)" > env
gsettings set org.gnome.desktop.interface toolkit-accessibility true
gsettings set org.gnome.desktop.a11y.applications screen-reader-enabled true
openbox & A=$!
/usr/libexec/at-spi-bus-launcher --launch-immediately --a11y=1 --screen-reader=1 & B=$!
speech-dispatcher -s -t 0 & C=$!
sleep 2
PYTHONPATH=. $ORCA --replace --debug-file=orca.out & D=$!
sleep 4
"$@"; echo $? > code
kill $D $C $B $A
"""
LINE_BY_LINE = """import builtins
_open = builtins.open
builtins.open = lambda file, *more, **named: (
    _open(file, "w", buffering=1) if str(file).endswith("orca.out") else _open(file, *more, **named)
)
"""  # as `sitecustomize`: Orca writes its log in blocks of kilobytes
_ONCE = re.compile(r"\d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d|(?<![.\d])\d{7,}\b")  # a time, a seed
_ECHO = re.compile(
    r"(left |right )?(shift|control|alt)|.|space|dot|return|escape|tab", re.IGNORECASE
)


def main() -> int:
    """Compare what is said with what was said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="make the golden file anew")
    parser.add_argument("--orca", default="orca", help="which Orca, if not the installed one")
    chosen = parser.parse_args()
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        print(f"skipped, not installed: {', '.join(missing)}")
        return 0
    with tempfile.TemporaryDirectory(prefix="gptdesk-orca-") as name:
        heard, code = _hear(Path(name), chosen.orca)
    text = "".join(f"{line}\n" for line in heard)
    print(text)
    if code != 0:
        print(f"the program ended with {code}")
        return 1
    if chosen.write:
        GOLDEN.write_text(text, encoding="utf-8")
        return 0
    before = GOLDEN.read_text(encoding="utf-8")
    print(*difflib.unified_diff(before.splitlines(), text.splitlines(), lineterm=""), sep="\n")
    return int(before != text)


def _hear(folder: Path, orca: str) -> tuple[list[str], int]:
    """Run all tasks; return a line for each key, and the program's exit code."""
    user = folder / "user"
    modules = user / ".config" / "speech-dispatcher" / "modules"
    for place in (modules, folder / "run", folder / "home" / "config"):
        place.mkdir(parents=True, mode=0o700)
    (folder / "sitecustomize.py").write_text(LINE_BY_LINE)
    (user / ".asoundrc").write_text("pcm.!default { type null }\nctl.!default { type null }\n")
    (modules.parent / "speechd.conf").write_text(SPEECHD)
    (modules / "transcript.conf").write_text(VOICE)
    settings = "temperature = 0.0\nmax_new_tokens = 40\nlanguage = 'en'\ntour_offered = false\n"
    (folder / "home" / "config" / "settings.toml").write_text(f"schema = 1\n{settings}")
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ("Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"),
        pass_fds=(writing,),
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        display = f":{number.readline().strip()}"
    world = {
        name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DBUS_"))
    } | {
        "DISPLAY": display,
        "HOME": str(user),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_CONFIG_HOME": str(user / ".config"),
        "XDG_DATA_HOME": str(user / ".local"),
        "GSETTINGS_BACKEND": "keyfile",
        "ORCA": orca,
        "LANG": "C.UTF-8",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "GPTDESK_HOME": str(folder / "home"),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": "",  # Orca is the system's Python
    }
    program = ("env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "gptdesk")
    session = subprocess.Popen(
        ("dbus-run-session", "--", "bash", "-c", SESSION, "_", *program),
        cwd=folder,
        env=world,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        heard = list(_tasks(folder, world))
        session.wait(30)
    finally:
        if session.poll() is None:
            session.send_signal(signal.SIGTERM)
        screen.terminate()
        screen.wait()
    code = folder / "code"
    return heard, int(code.read_text()) if code.exists() else -1


def _tasks(folder: Path, world: dict[str, str]) -> Iterator[str]:
    log, deadline = folder / "orca.out", time.monotonic() + START_S
    while time.monotonic() < deadline and not _said(log):
        time.sleep(0.5)  # Orca is there
    lines = (folder / "env").read_text().splitlines()
    there = world | dict(line.split("=", 1) for line in lines if "=" in line)
    find = ("xdotool", "search", "--sync", "--onlyvisible", "--name", "GPTDesk", "windowactivate")
    subprocess.run(find, env=there, check=True, timeout=START_S)
    while time.monotonic() < deadline and not any("Prompt text" in one for one in _said(log)):
        time.sleep(0.5)
    words, seen = _line(log, "start", 0)
    yield words
    for task in TASKS:
        for step in task:
            if step == ".":
                time.sleep(ANSWER_S)
            else:
                typed = ("type", "--delay", "60", step.removeprefix("type "))
                key = typed if step.startswith("type ") else ("key", step)
                subprocess.run(("xdotool", *key), env=there, check=True)
            words, seen = _line(log, step, seen)
            yield words
    subprocess.run(("xdotool", "key", "ctrl+q"), env=there, check=True)


def _said(log: Path) -> list[str]:
    """Return what Orca has said so far; of what it reads in one go only the voice tells."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    said: list[str] = []
    for words, voiced in re.findall(
        r"SPEECH OUTPUT: '(.*?)' ?[\[{]|DISPATCHER: Speaking '<speak>(.*?)</speak>'",
        text,
        re.DOTALL,
    ):
        one = " ".join((words or re.sub("<mark[^>]*>", "", html.unescape(voiced))).split())
        if words or not said or said[-1] != one:
            said.append(one)
    return said


def _line(log: Path, name: str, seen: int) -> tuple[str, int]:
    """Return what is said after a key, and how much was said so far, when it is quiet again."""
    quiet_s, lines = 0.0, 0
    while quiet_s < QUIET_S:  # a busy Orca has a long queue of what happened
        time.sleep(0.25)
        text = log.read_text(encoding="utf-8", errors="replace")
        now = text.count("\n") - text.count("Clearing cache")  # which Orca 47 never ends
        quiet_s, lines = (quiet_s + 0.25, lines) if now == lines else (0.0, now)
    said = _said(log)
    is_review = name.startswith("KP_")  # whose letter is no echo
    new = [one for one in said[seen:] if is_review or not _ECHO.fullmatch(one)]
    return _ONCE.sub("…", " · ".join((name, *new))), len(said)


if __name__ == "__main__":
    sys.exit(main())

"""What the command line sends to a terminal, and what it does where nothing can be written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gptdesk.cli.main import main
from gptdesk.cli.output import table
from gptdesk.engine.types import TextStats
from tests.cli.command_line import ROOT, posix_only, run
from tests.fakes import FakeEngine

pytestmark = posix_only

# A model whose tokens set the title, fill the clipboard and clear the screen, in every old way.
HOSTILE = "\x1b]0;owned\x07\x1b]52;c;AA\x07\x1b[2J\x9b2J\x90\x7f\r\x08\0\tend\nof é"
SHOWN = r"\x1b]0;owned\x07\x1b]52;c;AA\x07\x1b[2J\x9b2J\x90\x7f\x0d\x08\x00" + "\tend\r\nof é"
TELLS_HOSTILE = f"""
import sys
from gptdesk.cli.main import main
from gptdesk.engine.types import FinishReason
from tests.fakes import FakeEngine, Script
script = Script(((0, {HOSTILE!r}),), FinishReason.MAX_TOKENS)
sys.exit(main(engine_factory=lambda: FakeEngine(story=script)))
"""


def on_a_terminal(*arguments: str, code: str = "", **environment: str) -> tuple[int, bytes]:
    """Run the command line on a terminal of its own, and return what the terminal received."""
    import pty

    program = ["-c", code] if code else ["-m", "gptdesk.cli"]
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, *program, *arguments],
        stdin=its,
        stdout=its,
        stderr=its,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    ) as process:
        os.close(its)
        received = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # the program has closed its end
                break
            received += part
            if not part:
                break
        process.wait(50)
    os.close(ours)
    return process.returncode, received


def test_a_model_cannot_command_the_terminal() -> None:
    """Its text is shown; what the terminal would obey is written out."""
    code, received = on_a_terminal("generate", "Once", code=TELLS_HOSTILE)
    assert code == 0
    assert SHOWN.encode() in received
    assert b"\x1b" not in received


def test_a_pipe_gets_the_text_as_it_is() -> None:
    """`gptdesk-cli generate … > story.txt` holds the answer, to the byte."""
    code, out, _ = run("generate", "Once", code=TELLS_HOSTILE)
    assert (code, out) == (0, HOSTILE)


@pytest.mark.parametrize(
    "arguments",
    [["models"], ["models", "\x1b[2J"], ["generate", "x", "--model", "\x1b[2Ja\u202eb\nc"]],
)
def test_names_and_arguments_cannot_either(arguments: list[str]) -> None:
    """Nor turn a sentence round, nor add a line of its own to it."""
    folder = Path(os.environ["GPTDESK_HOME"]) / "data" / "models"
    folder.mkdir(parents=True)
    (folder / "a\x1b[2J\x9bb\nc\r.pth").write_bytes(b"x")
    _, received = on_a_terminal(*arguments)
    assert b"\x1b" not in received
    assert rb"\x1b[2J" in received
    if arguments == ["models"]:
        whole_row = rb"a\\x1b\[2J\\x9bb\\nc\\r +user +cannot be opened .*not a model file"
        assert re.search(whole_row, received)
    if "--model" in arguments:
        assert rb"\x1b[2Ja\u202eb\nc: there is no such file" in received
        assert "\u202e".encode() not in received


def test_a_terminal_keeps_its_encoding() -> None:
    """One that knows Latin-1 gets Latin-1, and a backslash for what it has no character for."""
    code = TELLS_HOSTILE.replace(repr(HOSTILE), repr("é 猫"))
    _, received = on_a_terminal(
        "generate", "Once", code=code, PYTHONIOENCODING="latin-1", PYTHONUTF8="0"
    )
    assert b"\xe9 \\u732b" in received


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("arguments", [["--help"], ["models", "--json"], ["generate", "Once"]])
def test_a_full_disk_is_one_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = run(*arguments, code=TELLS_HOSTILE, stdout=full)
    assert code == 1
    assert err.endswith("gptdesk-cli: The output cannot be written: No space left on device.\n")
    assert "Traceback" not in err
    assert "Exception ignored" not in err


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["models"]])
def test_a_reader_that_has_gone_is_no_error(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = TELLS_HOSTILE if arguments == ["models"] else ""  # the real engine loads torch
    with os.fdopen(writer, "wb") as nobody:
        ended, _, err = run(*arguments, code=code, stdout=nobody)
    assert (ended, "Traceback" in err, "Exception ignored" in err) == (0, False, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["generate", "x", "--max-tokens", "1000001"],
        ["generate", "x", "--max-tokens", "9" * 5000],
        ["generate", "x", "--seed", "9" * 30],
        ["generate", "x", "--temperature", "1e999"],
        ["bench", "--prompt-tokens", "99999999999"],
        ["bench", "--new-tokens", "99999999999"],
        ["inspect", "x", "--top", "nan"],
    ],
)
def test_numbers_out_of_range_are_wrong_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments, engine_factory=lambda: pytest.fail("an engine was made"))
    assert end.value.code == 2
    assert arguments[-2] in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("shape", [[], ["--csv"], ["--json"]])
def test_more_alternatives_than_the_vocabulary_are_all_of_them(
    shape: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--top=2147483647` asked for a table of two thousand million columns."""
    engine, asked = FakeEngine(), []

    def inspect(text: str, *, bos: bool, top_n: int) -> TextStats:
        asked.append(top_n)
        return TextStats((), None)

    monkeypatch.setattr(engine, "inspect", inspect)
    assert main(["inspect", "a", *shape, "--top", "2147483647"], engine_factory=lambda: engine) == 0
    assert engine.info is not None
    assert asked == [engine.info.shape.vocab_size]


def test_more_than_memory_holds_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    engine = FakeEngine()
    text = "word " * 200
    assert main(["inspect", text, "--top", "50000"], engine_factory=lambda: engine) == 1
    assert "Give a smaller --top" in capsys.readouterr().err


def test_bytes_that_are_no_text_are_an_argument_too() -> None:
    code, out, err = run("models", os.fsdecode(b"\xff\xfe"))
    assert code == 2
    assert "Traceback" not in err
    code, out, err = run("generate", os.fsdecode(b"caf\xe9 \xff"), code=TELLS_HOSTILE)
    assert (code, out) == (0, HOSTILE)


def test_columns_stand_below_each_other_in_every_script() -> None:
    """A Chinese character and a full-width letter take two columns of a terminal."""
    lines = table(
        ("", "token"), [("一", "1"), ("Ａ", "2"), ("ab", "3"), ("é", "4")], alignment="<<"
    )
    assert lines == "    token\n一  1\nＡ  2\nab  3\né   4\n"

"""The program is killed while it writes, and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gptdesk.chat.messages import MessageState
from tests.app.interrupted_child import GOES_ON, PROMPT, SEED
from tests.tiny_models import TINY, write_tiny_model

ROOT = Path(__file__).parents[2]
SECONDS = 1.0  # of streaming; a partial answer is on the disk after half a second
INTERRUPTED = "The answer was interrupted here."


def _child(model: Path, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.app.interrupted_child", str(model), what]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_while_it_writes(model: Path) -> int:
    """Return how many tokens were on the screen a second before, so that they must be there."""
    child = _child(model, "stream")
    assert child.stdout is not None
    shown, since = 0, 0.0
    try:
        for line in child.stdout:
            now = time.monotonic()
            word, number = line.split()
            assert word == "shown", line
            if not since:
                shown, since = int(number), now
            elif now > since + SECONDS:
                break
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    assert since, "it never wrote anything"
    return shown


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[dict[str, Any]]]:
    """What was on the screen before the kill, and what the next start says of the answer."""
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("this system has no SIGKILL")
    folder = tmp_path_factory.mktemp("killed")
    model = write_tiny_model(folder / "tiny", replace(TINY, ctx_len=1024))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GPTDESK_HOME", str(folder / "home"))
        shown = _kill_while_it_writes(model)
        child = _child(model, "resume")
        out, _ = child.communicate(timeout=170)
    assert child.returncode == 0, out
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 3, out
    return shown, lines


def test_what_was_shown_is_there_after_a_kill(starts: tuple[int, list[dict[str, Any]]]) -> None:
    """Hours of work must not hang on the program's last second."""
    shown, (found, _, _) = starts
    assert len(found["ids"]) >= shown > 0
    assert len(found["draws"]) == len(found["ids"]), "every token with its figures"
    assert found["text"]


def test_the_answer_is_marked_as_interrupted(starts: tuple[int, list[dict[str, Any]]]) -> None:
    """Nobody takes half an answer for a whole one, whoever reads it."""
    _, (found, _, _) = starts
    assert found["state"] == MessageState.STOPPED
    assert found["notes"][-1] == INTERRUPTED
    assert INTERRUPTED in found["read_aloud"]
    assert found["runs"] == [[0, SEED, "tiny"]]


def test_the_next_start_shows_it_says_so_and_offers_to_go_on(
    starts: tuple[int, list[dict[str, Any]]],
) -> None:
    """Nobody looks for it in the list: it is on the screen, with the button that was clicked."""
    _, (found, longer, _) = starts
    assert found["told"] == (
        f"The answer in “{PROMPT}” was interrupted when GPTDesk ended; what was written is kept."
    )
    assert longer["told"] == "", "it is no longer true"
    assert longer["is_end_seen"], "what is written now is followed"


def test_the_answer_goes_on_with_the_same_dice(starts: tuple[int, list[dict[str, Any]]]) -> None:
    """What was interrupted ends as if nothing had happened: the same tokens, to the last one."""
    _, (found, longer, whole) = starts
    assert longer["ids"][: len(found["ids"])] == found["ids"]
    assert len(longer["ids"]) == len(found["ids"]) + GOES_ON
    assert longer["state"] == MessageState.COMPLETE
    assert longer["ids"] == whole["ids"]
    assert longer["draws"] == whole["draws"]
    assert longer["text"] == whole["text"]
    assert longer["runs"] == whole["runs"], "it is one run: nothing was changed"
    assert INTERRUPTED in longer["notes"], "where it happened stays to be seen"

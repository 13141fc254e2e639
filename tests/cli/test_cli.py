"""The command line: what goes to which stream, and with which exit code it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from gptdesk.chat.tokens import TokenRecord
from gptdesk.cli.main import main
from gptdesk.engine.types import GenerationStats, GenerationStep
from gptdesk.errors import NonFiniteLogitsError
from tests.cli.command_line import ROOT, assert_one_sentence, json_lines, posix_only, run, start
from tests.fakes import STORY, FakeEngine, Script, story_text
from tests.model.llama_networks import make_network, write_gguf
from tests.tiny_models import write_tiny_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    """A scripted engine, and a bundled model that it will not read."""
    folder = tmp_path / "resources" / "models" / "storyteller"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"x" * 1_500_000)
    monkeypatch.setattr(
        "gptdesk.storage.models.catalog.resource_path",
        lambda relative: tmp_path / "resources" / relative,
    )
    return FakeEngine()


def run_fake(fake: FakeEngine, *arguments: str) -> int:
    return main(arguments, engine_factory=lambda: fake)


# --- help and wrong usage --------------------------------------------------------------------


def test_help_is_instant() -> None:
    """No command's help may wait for torch, and nothing here ever loads Qt."""
    code = """
import sys
from gptdesk.cli.main import main
NAMES = "generate inspect inside compare bench models train".split()
for command in ([], *([name] for name in NAMES)):
    try:
        main([*command, "--help"])
    except SystemExit as end:
        assert end.code == 0
loaded = {name.partition(".")[0] for name in sys.modules}
assert not loaded & {"torch", "tiktoken", "safetensors", "numpy", "PySide6"}, loaded
"""
    code_, out, err = run(code=code)
    assert (code_, err) == (0, "")
    for word in ("--temperature", "--repetition-penalty", "--csv", "--prompt-tokens", "--data"):
        assert word in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "COMMAND"),
        (["chat"], "chat"),
        (["generate"], "prompt"),
        (["generate", "x", "--temperature", "-1"], "--temperature"),
        (["generate", "x", "--temperature", "nan"], "--temperature"),
        (["generate", "x", "--temperature", "inf"], "--temperature"),
        (["generate", "x", "--top-k", "1.5"], "--top-k"),
        (["generate", "x", "--top-p", "1.01"], "--top-p"),
        (["generate", "x", "--min-p", "-0.1"], "--min-p"),
        (["generate", "x", "--repetition-penalty", "0"], "--repetition-penalty"),
        (["generate", "x", "--max-tokens", "0"], "--max-tokens"),
        (["generate", "x", "--seed", "-1"], "--seed"),
        (["generate", "x", "--stop", ""], "--stop: must not be empty"),
        (["generate", "x", "--device", "tpu"], "--device"),
        (["inspect", "x", "--json", "--csv"], "--csv"),
        (["inspect", "x", "--top", "0"], "--top"),
        (["inside"], "text"),
        (["inside", "x", "--json", "--csv"], "--csv"),
        (["inside", "x", "--place", "0"], "--place: must be 1 or more"),
        (["inside", "x", "--target", "-1"], "--target: must be 0 or more"),
        (["inside", "x", "--target", "ball"], "--target: must be a whole number"),
        (["inside", "x", "--off", "3"], "--off: must be heads such as 3.2,5.1"),
        (["inside", "x", "--off", "3.2,"], "--off: must be heads such as 3.2,5.1"),
        (["inside", "x", "--off", "0.1"], "--off: must be 1 or more"),
        (["inside", "x", "--hide", "1,b"], "--hide: must be a whole number"),
        (["inside", "x", "--hide", "0"], "--hide: must be 1 or more"),
        (["inside", "x", "--precision", "fast"], "--precision"),
        (["generate", "x", "--precision", "all"], "--precision"),
        (["bench", "--new-tokens", "many"], "--new-tokens"),
        (["bench", "--precision", "half"], "--precision"),
        (["generate", "x", "--server-key-file", "k"], "--server-key-file: needs --server"),
        (["inspect", "x", "--server", "h", "--device", "cpu"], "--server: where and how finely"),
        (["train"], "--data"),
        (["generate", "x", "--model", ""], "--model: must name something"),
        (["train", "--data", "", "--out", "x"], "--data: must name something"),
        (["train", "--data", "x", "--out", ""], "--out: must name something"),
        (["train", "--data", "x", "--evaluate="], "--evaluate: must name something"),
        *(
            (["train", "--data", "x", "--out", "y", *arguments], named)
            for arguments, named in (
                (["--steps", "-1"], " --steps must be"),
                (["--learning-rate", "inf"], " --learning-rate must be"),
                (["--emb-dim", "7"], "--emb-dim 7 is not a multiple of --n-heads"),
                (["--mix", "a=nan"], "the share of a must be"),
                (["--template", "foo"], "--template"),
                (["--drop-rate", "2"], " --drop-rate must be"),
                (["--batch-size", "65536", "--ctx-len", "65536"], "--batch-size"),
                (["--mix", "steps=nan"], "the share of steps must be"),
            )
        ),
    ],
)
def test_wrong_usage_is_2_and_names_the_argument(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it is told at once, not after a model was loaded."""
    with pytest.raises(SystemExit) as end:
        main(arguments, engine_factory=lambda: pytest.fail("an engine was made"))
    assert end.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert named in err.splitlines()[-1]
    assert "usage: gptdesk-cli" in err


@pytest.mark.parametrize(
    "command",
    [
        ["generate", "x"],
        ["inspect", "x"],
        ["bench"],
        ["models"],
        ["train", "--data", "x", "--out", "y"],
    ],
    ids=lambda command: command[0],
)
def test_a_word_where_a_number_belongs_is_told_in_plain_words(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Not "invalid _tokens value": that is the name of a function. Every option is tried."""
    with pytest.raises(SystemExit):
        main([command[0], "--help"])
    options = set(re.findall(r"(--[a-z-]+) [A-Z{]", capsys.readouterr().out))
    words = {"--model", "--stop", "--data", "--out", "--evaluate", "--name", "--license"}
    words |= {"--server", "--server-key-file", "--sample-from", "--from", "--export"}
    for option in sorted(options - words):
        with pytest.raises(SystemExit) as end:
            main([*command, option, "many"], engine_factory=lambda: pytest.fail("an engine"))
        assert end.value.code == 2
        sentence = capsys.readouterr().err.splitlines()[-1]
        assert re.search(f"argument {option}: (must .*'many'|invalid choice: 'many')", sentence)


# --- generate --------------------------------------------------------------------------------


def test_only_the_text_is_on_standard_output(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    """`gptdesk-cli generate … > story.txt` holds the continuation, to the byte."""
    assert run_fake(fake, "generate", "Once", "--seed", "7") == 0
    out, err = capsys.readouterr()
    assert out == story_text()
    assert "seed 7" in err
    assert "tokens/s" in err


def test_the_options_reach_the_engine(fake: FakeEngine) -> None:
    numbers = {"temperature": "0", "top-k": "3", "top-p": "0.5", "min-p": "0.1"}
    numbers |= {"repetition-penalty": "1.2", "seed": "5", "max-tokens": "4"}
    options = [word for name, value in numbers.items() for word in (f"--{name}", value)]
    options += ["--stop", ".", "--stop", "END", "--device", "cpu", "--precision", "fast"]
    assert run_fake(fake, "generate", "Once", *options) == 0
    (request,) = fake.requests
    assert [message.text for message in request.messages] == ["Once"]
    assert list(asdict(request.settings).values()) == [0, 3, 0.5, 0.1, 1.2]
    assert (request.seed, request.max_new_tokens, request.stop) == (5, 4, (".", "END"))
    assert (fake.loads[0].device, fake.loads[0].precision) == ("cpu", "fast")


def test_without_a_seed_every_run_has_another_one_and_tells_it(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text that someone likes can be had again."""
    for _ in range(2):
        run_fake(fake, "generate", "Once")
    seeds = [request.seed for request in fake.requests]
    assert seeds[0] != seeds[1]
    err = capsys.readouterr().err
    assert all(f"seed {seed}\n" in err for seed in seeds)


def test_json_has_one_object_per_token_and_a_last_one(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every field of the step and its record is there, under its own name."""
    fake.enqueue(Script(shift_at=(3,), end_text="!", dropped_tokens=12))
    assert run_fake(fake, "generate", "Once", "--json", "--seed", "7") == 0
    out, err = capsys.readouterr()
    *events, last = json_lines(out)
    tokens = [event for event in events if event["event"] == "token"]

    names = {field.name for cls in (TokenRecord, GenerationStep) for field in fields(cls)}
    names = {name for name in names if not name.startswith("top_")} - {"record", "new_pieces"}
    assert [token["token_id"] for token in tokens] == [token_id for token_id, _ in STORY]
    for token in tokens:
        assert token.keys() == {"event", "top", *names}
        assert len(token["top"]) == 20
        assert all(
            entry.keys() == {"id", "text", "raw_p", "final_p", "removed_by"}
            for entry in token["top"]
        )
    assert tokens[0]["top"][0]["text"] == "Once"

    assert events[3] == {"event": "context_shift", "dropped_tokens": 256, "kept_tokens": 256}
    assert last["event"] == "end"
    assert last["finish_reason"] == "end_of_text"
    assert last["statistics"].keys() == {field.name for field in fields(GenerationStats)}
    assert (last["seed"], last["dropped_prompt_tokens"]) == (7, 12)
    assert "".join(event.get("text", "") for event in (*events, last)) == story_text() + "!"
    assert "too long by 12 tokens: its start is left out" in err


def test_a_failure_on_the_way_keeps_what_was_written(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.enqueue(
        Script(error=NonFiniteLogitsError("The model produced values that are no numbers."))
    )
    assert run_fake(fake, "generate", "Once") == 1
    out, err = capsys.readouterr()
    assert out == story_text()
    assert err.endswith("gptdesk-cli: The model produced values that are no numbers.\n")


def test_a_mistake_of_ours_is_a_sentence_and_a_log(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """No traceback reaches a user; whoever mends it finds one in the log."""
    fake.load_errors.append(RuntimeError("size mismatch, m1: [a x b]"))
    assert run_fake(fake, "generate", "Once") == 1
    out, err = capsys.readouterr()
    assert out == ""
    log = tmp_path / "gptdesk-home" / "logs" / "gptdesk-cli.log"
    assert_one_sentence(err, "RuntimeError", str(log))
    assert "size mismatch" in log.read_text(encoding="utf-8")
    assert "Traceback" in log.read_text(encoding="utf-8")
    if os.name != "nt":
        assert log.stat().st_mode & 0o777 == 0o600, "prompts may stand in it"


# --- generate, in a process of its own -------------------------------------------------------

# A fake engine that tells a story in any language without end, and the command line on it.
ENDLESS = r"""
import sys
from tests.cli.command_line import ROOT, assert_one_sentence, json_lines, posix_only, run, start
from tests.fakes import FakeEngine, Script, pieces_of
from gptdesk.cli.main import main
from gptdesk.engine.types import FinishReason
story = ((0, "na\u00efve \u732b \U0001f98a "),) * 100_000
script = Script(story, FinishReason.MAX_TOKENS, tokens_per_s=2_000)
sys.exit(main(engine_factory=lambda: FakeEngine(story=script)))
"""


# Loading imports torch, which can swallow the exception that Python raises at Ctrl+C.
INTERRUPTED_LOAD = """
import contextlib, os, signal, sys
from gptdesk.cli.main import main
def make_engine():
    with contextlib.suppress(BaseException):
        os.kill(os.getpid(), signal.SIGINT)
    print("still here")
sys.exit(main(engine_factory=make_engine))
"""


@posix_only
@pytest.mark.parametrize("command", ["generate", "inspect"])
def test_ctrl_c_while_loading_is_obeyed(command: str) -> None:
    assert run(command, "Once", code=INTERRUPTED_LOAD) == (130, "", "")


@posix_only
@pytest.mark.parametrize("shape", [[], ["--json"]], ids=["text", "json"])
def test_ctrl_c_ends_in_good_order(model: Path, shape: list[str]) -> None:
    """130, whole lines and characters, and what was generated is kept."""
    arguments = ["generate", "Once", "--model", str(model), "--max-tokens", "100000", *shape]
    with start(*arguments, code=ENDLESS) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        begin = process.stdout.read(500)
        process.send_signal(signal.SIGINT)
        text = (begin + process.stdout.read()).decode()
        err = process.stderr.read().decode()
    assert process.returncode == 130
    assert "ended by cancelled" in err
    assert "Traceback" not in err
    if shape:
        *events, last = json_lines(text)
        assert last["finish_reason"] == "cancelled"
        assert len(events) == last["statistics"]["new_tokens"]
    else:
        assert text == "naïve 猫 🦊 " * (len(text) // 10)


@posix_only
@pytest.mark.parametrize("shape", [[], ["--json"]], ids=["text", "json"])
def test_a_reader_that_has_enough_is_no_error(model: Path, shape: list[str]) -> None:
    """`gptdesk-cli generate … | head` ends quietly, and soon."""
    arguments = ["generate", "Once", "--model", str(model), "--max-tokens", "100000", *shape]
    with start(*arguments, code=ENDLESS) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(500)
        process.stdout.close()
        err = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Broken" not in err
    assert "Exception" not in err


@posix_only
def test_the_output_is_utf_8_whatever_the_locale(model: Path) -> None:
    """Also in a container without locales, and where someone asked for Latin-1."""
    code, out, _ = run(
        *("generate", "Once", "--model", str(model), "--max-tokens", "3"),
        code=ENDLESS,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        PYTHONIOENCODING="latin-1",
    )
    assert (code, out) == (0, "naïve 猫 🦊 " * 3)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_sentence(model: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = run("generate", "Once", "--model", str(model), code=ENDLESS, stdout=full)
    assert code == 1
    assert "gptdesk-cli: The output cannot be written: No space left on device.\n" in err
    assert "Exception ignored" not in err


@posix_only
@pytest.mark.parametrize("arguments", [["models", "--json"], ["--help"]])
def test_a_result_that_is_lost_is_no_success(arguments: list[str]) -> None:
    """Standard output is closed, as a job of a scheduler may find it."""
    program = ["-m", "gptdesk.cli"] if arguments == ["--help"] else ["-c", ENDLESS]
    command = [sys.executable, *program, *arguments]
    for closing in ('"$@" <&- >&-', '"$@" >&- 2>&-', '"$@" >&-'):
        ended = subprocess.run(
            ["sh", "-c", closing, "sh", *command], cwd=ROOT, check=False, capture_output=True
        )
        assert ended.returncode == 1
        if "2>&-" not in closing:
            assert b"The output cannot be written" in ended.stderr
            assert b"Exception ignored" not in ended.stderr


# --- models and train ------------------------------------------------------------------------


def test_models_lists_what_can_be_opened(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What each is, before it is loaded; what cannot be opened says why, and hides no other."""
    models = tmp_path / "gptdesk-home" / "data" / "models"
    own = write_tiny_model(models / "mine")
    (models / "broken.gguf").write_bytes(b"")
    write_gguf(models / "Tiny-Qwen2.gguf", "qwen2", make_network("qwen2"), "q8_0")
    assert main(["models"]) == 0
    header, bundled, untrained, qwen, broken, mine = capsys.readouterr().out.splitlines()
    assert header.split() == (
        ["name", "origin", "family", "bits", "context", "licence", "memory", "size", "path"]
    )
    assert bundled.split()[:5] == ["storyteller", "bundled", "GPT-2", "16.0", "512"]
    assert untrained.split()[:5] == [
        *("untrained-GPT_CONFIG_124M", "bundled", "GPT-2", "32.0", "1,024")
    ]
    assert qwen.split()[:5] == ["Tiny-Qwen2", "user", "Qwen2", "8.7", "128"]
    assert mine.split()[0] == "mine"
    assert "cannot be opened" in broken
    assert broken.endswith("broken.gguf: it is empty. Download or copy it again.")
    assert main(["models", "--json"]) == 0
    (entries,) = json_lines(capsys.readouterr().out)
    assert [entry["problem"] is None for entry in entries] == [True, True, True, False, True]
    assert entries[2]["memory_bytes"].keys() == {"exact", "balanced"}
    assert entries[4]["path"] == str(own)


@pytest.mark.parametrize("name", ["", "storyteller", "mine"])
def test_a_name_is_as_good_as_a_path(fake: FakeEngine, tmp_path: Path, name: str) -> None:
    write_tiny_model(tmp_path / "gptdesk-home" / "data" / "models" / "mine")
    assert run_fake(fake, "generate", "Once", *(["--model", name] if name else [])) == 0
    assert fake.loads[0].path.name == (name or "storyteller")


def test_train_refuses_missing_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = str(tmp_path / "nothing"), str(tmp_path / "out")
    assert main(["train", "--data", data, "--out", out]) == 1
    assert_one_sentence(capsys.readouterr().err, data)
